//! Containers of private keys and requests for certificates: published ones, those of OpenSSL with
//! gost-engine, ours in OpenSSL, and those that must be refused.

#![expect(clippy::unwrap_used, reason = "helpers of tests, outside of #[test]")]

mod made;
mod openssl;
mod refusals;
mod requests;

use esign::certificate::{Certificate, attribute};
use esign::container::{self, ContainerError};
use esign::issue::{self, Issuer, Name, Template, Validity};
use gost3410::{ParamSet, SigningKey};
use rand::SeedableRng;
use rand_chacha::ChaCha20Rng;
use std::io::Write;
use std::path::PathBuf;

/// A file of ../shared/samples/gost-vectors; None, with a notice, where the samples are not.
fn sample(name: &str) -> Option<Vec<u8>> {
    let folder = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../../shared/samples/gost-vectors"
    );
    let path = PathBuf::from(folder).join(name);
    if let Ok(bytes) = std::fs::read(&path) {
        return Some(bytes);
    }
    let notice = format!("esign: skipped a test, no sample at {}", path.display());
    println!("{notice}");
    if let Some(log) = std::env::var_os("KABINET_SKIP_LOG")
        && let Ok(mut log) = std::fs::OpenOptions::new()
            .append(true)
            .create(true)
            .open(log)
    {
        let _ = writeln!(log, "{notice}");
    }
    None
}

fn key(set: ParamSet) -> SigningKey {
    SigningKey::generate(set, &mut ChaCha20Rng::seed_from_u64(1112)).unwrap()
}

fn name(common: &str) -> Name {
    Name::of(&[
        (attribute::COMMON_NAME, common),
        (attribute::INN, "500100732259"),
        (attribute::SNILS, "11223344595"),
    ])
}

/// A root and the certificate of a key under it.
fn chain(key: &SigningKey) -> Vec<Certificate> {
    let validity = Validity {
        from: "2026-01-01T00:00:00Z".parse().unwrap(),
        to: "2036-01-01T00:00:00Z".parse().unwrap(),
    };
    let noise = [0; 32];
    let root_key = SigningKey::from_le_bytes(ParamSet::Tc26_512A, &[1; 64]).unwrap();
    let template = Template::root(name("Учебный центр"), 1, validity);
    let root = issue::self_signed(&template, &root_key, &noise).unwrap();
    let issuer = Issuer {
        key: &root_key,
        certificate: &root,
    };
    let template = Template::signer(name("Анна Ёлкина"), 2, validity);
    let own = issue::certificate(&template, &key.verifying_key(), &issuer, &noise).unwrap();
    vec![own, root]
}

#[test]
fn the_container_of_r_50_1_112_opens() {
    let Some(base64) = sample("pfx_r50.1.112.b64") else {
        return;
    };
    let text: Vec<u8> = base64
        .into_iter()
        .filter(|byte| !byte.is_ascii_whitespace())
        .collect();
    let pfx = data_encoding::BASE64.decode(&text).unwrap();
    let opened = container::open(&pfx, "Пароль для PFX").unwrap();
    assert_eq!(opened.keys.len(), 1);
    let entry = &opened.keys[0];
    assert_eq!(entry.key.set().size().bytes(), 32);
    let own = entry.certificate.as_ref().unwrap();
    assert!(own.signer().name.is_some());
    for wrong in ["Пароль для PFX ", "пароль для PFX", ""] {
        assert_eq!(
            container::open(&pfx, wrong).unwrap_err(),
            ContainerError::WrongPassword
        );
    }
}

#[test]
fn the_container_of_tc26_opens_with_its_masked_key() {
    let Some(json) = sample("pfx-tc26.json") else {
        return;
    };
    let json: serde_json::Value = serde_json::from_slice(&json).unwrap();
    let pfx = json["pfx_raw@42"].as_str().unwrap();
    let pfx = data_encoding::BASE64.decode(pfx.as_bytes()).unwrap();
    let opened = container::open(&pfx, "Пароль для PFX").unwrap();
    assert_eq!(opened.keys.len(), 1);
    assert!(opened.keys[0].certificate.is_some());
}
