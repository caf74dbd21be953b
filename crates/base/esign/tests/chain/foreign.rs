//! RSA and ECDSA chains, made with OpenSSL.
#![cfg(feature = "foreign")]

use crate::support::{openssl, today};
use esign::certificate::Certificate;
use esign::chain::{ChainReport, Evidence, Purpose, validate};
use esign::report::SubIndication;
use esign::trust::{self, Trust};
use std::fs;
use std::path::Path;

const EXTENSIONS: &str = "[root]\nbasicConstraints = critical, CA:true\n\
    keyUsage = critical, keyCertSign, cRLSign\nsubjectKeyIdentifier = hash\n\
    [center]\nbasicConstraints = critical, CA:true, pathlen:0\nkeyUsage = critical, keyCertSign\n\
    subjectKeyIdentifier = hash\nauthorityKeyIdentifier = keyid\n\
    [leaf]\nkeyUsage = critical, digitalSignature\nauthorityKeyIdentifier = keyid\n";

/// Makes `root.pem`, `center.pem` and `leaf.pem`; keys by `openssl genpkey`'s options.
fn chain(folder: &Path, key: &str, digest: &str) -> [Certificate; 3] {
    fs::write(folder.join("extensions"), EXTENSIONS).unwrap();
    for name in ["root", "center", "leaf"] {
        openssl(folder, &format!("genpkey {key} -out {name}.key"));
        openssl(
            folder,
            &format!("req -new -key {name}.key -subj /CN={name} -out {name}.csr"),
        );
    }
    let sign = |name: &str, by: &str| {
        let issuer = if name == "root" {
            "-key root.key".to_owned()
        } else {
            format!("-CA {by}.pem -CAkey {by}.key -set_serial 5")
        };
        let arguments = format!(
            "x509 -req -in {name}.csr {issuer} {digest} -days 100 -extfile extensions \
             -extensions {name} -out {name}.pem"
        );
        openssl(
            folder,
            &arguments.replace("-key root.key", "-signkey root.key"),
        );
        let pem = fs::read(folder.join(format!("{name}.pem"))).unwrap();
        trust::certificates(&pem).unwrap().remove(0)
    };
    [
        sign("root", "root"),
        sign("center", "root"),
        sign("leaf", "center"),
    ]
}

fn judge([root, center, leaf]: &[Certificate; 3]) -> ChainReport {
    let evidence = Evidence {
        certificates: vec![center.clone()],
        ..Evidence::default()
    };
    let trust = Trust::new(vec![root.clone()]);
    validate(leaf, Purpose::Signature, today(), &trust, &evidence)
}

#[test]
fn rsa_and_ecdsa_chains_pass_and_are_not_qualified() {
    for (key, digest) in [
        ("-algorithm RSA -pkeyopt rsa_keygen_bits:2048", "-sha256"),
        ("-algorithm RSA -pkeyopt rsa_keygen_bits:3072", "-sha512"),
        (
            "-algorithm RSA -pkeyopt rsa_keygen_bits:2048",
            "-sha256 -sigopt rsa_padding_mode:pss",
        ),
        ("-algorithm EC -pkeyopt ec_paramgen_curve:P-256", "-sha256"),
        ("-algorithm EC -pkeyopt ec_paramgen_curve:P-384", "-sha384"),
        ("-algorithm EC -pkeyopt ec_paramgen_curve:P-521", "-sha512"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let report = judge(&chain(folder.path(), key, digest));
        assert!(
            report.verdict.is_passed(),
            "{key} {digest}: {:#?}",
            report.verdict
        );
        assert_eq!(report.chain.len(), 3);
        let codes: Vec<_> = report
            .qualification
            .findings
            .iter()
            .map(|one| one.code)
            .collect();
        assert!(!report.qualification.qualified && codes.contains(&"SIG-058"));
    }
}

#[test]
fn weak_digests_weak_keys_and_unknown_algorithms_are_named() {
    for (key, digest, code) in [
        (
            "-algorithm RSA -pkeyopt rsa_keygen_bits:2048",
            "-sha1",
            "SIG-025",
        ),
        (
            "-algorithm RSA -pkeyopt rsa_keygen_bits:1024",
            "-sha256",
            "SIG-025",
        ),
        ("-algorithm ED25519", "", "SIG-024"),
        (
            "-algorithm EC -pkeyopt ec_paramgen_curve:secp256k1",
            "-sha256",
            "SIG-024",
        ),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let report = judge(&chain(folder.path(), key, digest));
        let verdict = &report.verdict;
        // Too weak today, or not known at all.
        let reason = if code == "SIG-025" {
            SubIndication::CryptoConstraintsFailureNoPoe
        } else {
            SubIndication::CryptoConstraintsFailure
        };
        assert_eq!(verdict.sub_indication, Some(reason), "{key}: {verdict:#?}");
        assert_eq!(verdict.findings[0].code, code, "{key}");
    }
}
