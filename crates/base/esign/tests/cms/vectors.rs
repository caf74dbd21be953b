//! The standard's own examples (`../shared/samples/gost-vectors/cms-tc26.json`).

use esign::certificate::Certificate;
use esign::chain::Evidence;
use esign::cms;
use esign::report::SubIndication;
use esign::trust::Trust;
use jiff::Timestamp;
use std::fs;
use std::io::Write;
use std::path::Path;

/// An entry of a file of vectors: `"name": "base64"`.
fn vector(file: &str, name: &str) -> Option<Vec<u8>> {
    let folder =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../../shared/samples/gost-vectors");
    let Ok(text) = fs::read_to_string(folder.join(file)) else {
        let notice = format!("esign: skipped a test, no samples at {}", folder.display());
        println!("{notice}");
        if let Some(log) = std::env::var_os("KABINET_SKIP_LOG")
            && let Ok(mut log) = fs::File::options().append(true).create(true).open(log)
        {
            let _ = writeln!(log, "{notice}");
        }
        return None;
    };
    let key = format!("\"{name}\"");
    let value = text.split(&key).nth(1).unwrap().split('"').nth(1).unwrap();
    Some(data_encoding::BASE64.decode(value.as_bytes()).unwrap())
}

#[test]
fn the_examples_of_signed_data_hold() {
    let at: Timestamp = "2020-01-01T00:00:00Z".parse().unwrap();
    for (cms, certificate) in [
        ("content_info_raw@79", "cert_raw@129"),
        ("content_info_raw@97", "cert_raw@154"),
    ] {
        let Some(cms) = vector("cms-tc26.json", cms) else {
            return;
        };
        let certificate = vector("x509-tc26.json", certificate).unwrap();
        let certificate = Certificate::from_der(&certificate).unwrap();
        let evidence = Evidence::default();
        let trust = Trust::new(vec![certificate.clone()]);
        let at = certificate
            .not_before()
            .max(at)
            .min(certificate.not_after());
        let report = cms::validate(&cms, None, at, &trust, &evidence).remove(0);
        assert!(report.verdict.is_passed(), "{report:#?}");
        assert_eq!(report.signing_time, None, "the examples have no attributes");
        let mut altered = cms.clone();
        let last = altered.len() - 1;
        altered[last] ^= 1;
        let report = cms::validate(&altered, None, at, &trust, &evidence).remove(0);
        assert_eq!(
            report.verdict.sub_indication,
            Some(SubIndication::SigCryptoFailure)
        );
    }
}

#[test]
fn digests_and_envelopes_are_not_taken_for_signatures() {
    let at: Timestamp = "2020-01-01T00:00:00Z".parse().unwrap();
    for name in ["content_info_raw@134", "content_info_raw@225"] {
        let Some(cms) = vector("cms-tc26.json", name) else {
            return;
        };
        let trust = Trust::new(Vec::new());
        let report = cms::validate(&cms, None, at, &trust, &Evidence::default()).remove(0);
        assert_eq!(
            report.verdict.sub_indication,
            Some(SubIndication::FormatFailure)
        );
    }
}
