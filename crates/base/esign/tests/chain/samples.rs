//! Published vectors and the real accredited authorities, where they are at hand.

use esign::algorithm::AlgorithmError;
use esign::certificate::Certificate;
use esign::chain::{Evidence, Purpose, validate};
use esign::crl::Crl;
use esign::report::SubIndication;
use esign::trust::{self, Trust};
use esign::tsl::{Authority, ListedKey, State, Status, TrustList};
use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::PathBuf;
use x509_cert::der::Decode;
use x509_cert::request::CertReq;

/// The folder of samples; without it the test is skipped and says so.
fn samples(folder: &str) -> Option<PathBuf> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../../shared/samples");
    let path = path.join(folder);
    if path.is_dir() {
        return Some(path);
    }
    let notice = format!("esign: skipped a test, no samples at {}", path.display());
    println!("{notice}");
    if let Some(log) = std::env::var_os("KABINET_SKIP_LOG")
        && let Ok(mut log) = fs::OpenOptions::new().append(true).create(true).open(log)
    {
        let _ = writeln!(log, "{notice}");
    }
    None
}

fn certificate(pem: &[u8]) -> Certificate {
    trust::certificates(pem).unwrap().remove(0)
}

#[test]
fn the_certificates_requests_and_lists_of_rfc_9215_verify() {
    let Some(folder) = samples("gost-vectors") else {
        return;
    };
    for name in ["D1-256-test", "D2-256-tc26A", "D3-512-test"] {
        let read =
            |kind: &str| fs::read(folder.join(format!("rfc9215-{name}.{kind}.pem"))).unwrap();
        let own = certificate(&read("crt"));
        let key = own.public_key().unwrap();
        let (scheme, signed) = (own.scheme().unwrap(), own.signed_part());
        key.verify(scheme, signed, own.signature()).unwrap();
        let mut changed = signed.to_vec();
        changed[20] ^= 1;
        assert!(key.verify(scheme, &changed, own.signature()).is_err());

        let crl = Crl::from_file(&read("crl")).unwrap().remove(0);
        crl.verify(&key).unwrap();

        let request = String::from_utf8(read("csr")).unwrap();
        let body: String = request
            .lines()
            .filter(|line| !line.starts_with('-'))
            .collect();
        let der = data_encoding::BASE64.decode(body.as_bytes()).unwrap();
        let parsed = CertReq::from_der(&der).unwrap();
        let signed = x509_cert::der::Encode::to_der(&parsed.info).unwrap();
        let scheme = esign::certificate::scheme_of(&parsed.algorithm).unwrap();
        key.verify(scheme, &signed, parsed.signature.raw_bytes())
            .unwrap();

        // As a chain: the certificate is its own anchor, on the day of its list.
        let at = "2014-01-01T12:00:00Z".parse().unwrap();
        let trust = Trust::new(vec![own.clone()]);
        let evidence = Evidence {
            crls: vec![crl],
            ..Evidence::default()
        };
        let report = validate(&own, Purpose::Any, at, &trust, &evidence);
        assert!(report.verdict.is_passed(), "{name}: {:#?}", report.verdict);
        let report = validate(&own, Purpose::Any, at, &Trust::default(), &evidence);
        let reason = report.verdict.sub_indication;
        assert_eq!(reason, Some(SubIndication::NoCertificateChainFound));
    }
}

#[test]
fn the_accredited_authorities_load_and_form_chains() {
    let Some(folder) = samples("tsl") else { return };
    let all = trust::certificates(&fs::read(folder.join("accredited-cas.pem")).unwrap()).unwrap();
    assert_eq!(all.len(), 1327);

    let mut keys = BTreeMap::<String, u32>::new();
    for one in &all {
        let kind = match one.public_key() {
            Ok(key) => key.name(),
            Err(AlgorithmError::Unknown(oid)) => format!("unknown {oid}"),
            Err(error) => error.to_string(),
        };
        *keys.entry(kind).or_default() += 1;
    }
    println!("keys: {keys:#?}");

    let self_signed = |one: &&Certificate| one.is_self_issued();
    let roots: Vec<Certificate> = all.iter().filter(self_signed).cloned().collect();
    let trust = Trust::new(roots.clone()).with_list(TrustList::new("16314", None, listed(&all)));
    let at = "2026-07-23T00:00:00Z".parse().unwrap();
    let mut counts = BTreeMap::<String, u32>::new();
    let evidence = Evidence::default();
    for one in &all {
        let report = validate(one, Purpose::Any, at, &trust, &evidence);
        let codes: Vec<&str> = report.verdict.findings.iter().map(|one| one.code).collect();
        let outcome = format!("{} in the path: {}", report.chain.len(), codes.join(" "));
        *counts.entry(outcome).or_default() += 1;
    }
    println!("{} roots; {counts:#?}", roots.len());
    let with = |part: &str| -> u32 {
        let fits = counts.iter().filter(|(outcome, _)| outcome.contains(part));
        fits.map(|(_, count)| count).sum()
    };
    // A path to a root: what is left is that no revocation list is at hand.
    assert_eq!(with("2 in the path: SIG-042"), 1115, "{counts:#?}");
    // Signed with keys of GOST R 34.10-2001 by the root of 2012: named as what they are.
    assert_eq!(with("SIG-024"), 204, "{counts:#?}");
    // Nothing in the state's list breaks a rule of RFC 5280.
    for rule in [
        "SIG-029", "SIG-030", "SIG-031", "SIG-032", "SIG-035", "SIG-036",
    ] {
        assert_eq!(with(rule), 0, "{rule}: {counts:#?}");
    }
}

/// The authorities as a list has them: by subject, each with its keys.
fn listed(all: &[Certificate]) -> Vec<Authority> {
    let mut authorities = BTreeMap::<String, Vec<Certificate>>::new();
    for one in all {
        let name = esign::certificate::describe(one.subject());
        authorities.entry(name).or_default().push(one.clone());
    }
    let state = |since: &str| State {
        status: Status::Active,
        since: Some(since.parse().unwrap()),
    };
    let key = |certificate: Certificate| ListedKey {
        identifier: certificate
            .extension(x509_cert::der::asn1::ObjectIdentifier::new_unwrap(
                "2.5.29.14",
            ))
            .map(|(der, _)| der[2..].to_vec())
            .unwrap_or_default(),
        certificates: vec![certificate],
        ..ListedKey::default()
    };
    let authority = |(name, certificates): (String, Vec<Certificate>)| Authority {
        name,
        state: Some(state("2012-01-01T00:00:00Z")),
        keys: certificates.into_iter().map(key).collect(),
        ..Authority::default()
    };
    authorities.into_iter().map(authority).collect()
}

#[test]
fn a_list_with_every_real_certificate_is_written_and_read() {
    let Some(folder) = samples("tsl") else { return };
    let all = trust::certificates(&fs::read(folder.join("accredited-cas.pem")).unwrap()).unwrap();
    let list = TrustList::new("16314", None, listed(&all));
    let read = TrustList::from_xml(list.to_xml().as_bytes()).unwrap();
    assert_eq!(read.certificates().count(), 1327);
    assert_eq!(read.unread(), 0);
    for one in &all {
        let authority = read.by_fingerprint(&one.fingerprint()).unwrap();
        assert_eq!(authority.name, esign::certificate::describe(one.subject()));
        assert!(read.authority_of(one).is_some());
    }
    assert_eq!(read, list);
}
