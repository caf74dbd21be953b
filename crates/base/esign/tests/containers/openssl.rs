//! Agreement with OpenSSL and its gost-engine (Debian: openssl, libengine-gost-openssl), both ways.

use super::{chain, key, name};
use esign::container::{self, ContainerError, Protection};
use esign::issue::{self, CrlTemplate, Issuer, Revoked};
use esign::request;
use gost3410::pkcs8::{EncodePrivateKey, LineEnding};
use gost3410::{ParamSet, SigningKey};
use rand::SeedableRng;
use rand_chacha::ChaCha20Rng;
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

const PASSWORD: &str = "Пароль от ключа";

fn folder(parameters: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let config = format!(
        "openssl_conf = main\n[main]\nengines = engines\n[engines]\ngost = gost\n\
         [gost]\nengine_id = gost\ndefault_algorithms = ALL\n{parameters}\n"
    );
    fs::write(folder.path().join("openssl.cnf"), config).unwrap();
    folder
}

fn run(folder: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Output {
    Command::new("openssl")
        .args(arguments)
        .current_dir(folder)
        .env("OPENSSL_CONF", folder.join("openssl.cnf"))
        .envs(variables.iter().copied())
        .output()
        .expect("openssl is installed by cargo xtask test")
}

fn openssl(folder: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> String {
    let output = run(folder, arguments, variables);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        output.status.success(),
        "openssl {arguments:?}: {said}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    said
}

/// Puts `key.pem` and `certificates.pem` into the folder; returns what is in them.
fn files(folder: &Path, set: ParamSet) -> (SigningKey, Vec<esign::certificate::Certificate>) {
    let key = key(set);
    let certificates = chain(&key);
    fs::write(
        folder.join("key.pem"),
        key.to_pkcs8_pem(LineEnding::LF).unwrap(),
    )
    .unwrap();
    let pem = certificates.iter().fold(String::new(), |mut pem, one| {
        let base64 = data_encoding::BASE64.encode(one.der());
        let lines: Vec<&str> = base64
            .as_bytes()
            .chunks(64)
            .filter_map(|line| std::str::from_utf8(line).ok())
            .collect();
        let _ = writeln!(
            pem,
            "-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----",
            lines.join("\n")
        );
        pem
    });
    fs::write(folder.join("certificates.pem"), pem).unwrap();
    (key, certificates)
}

fn export(folder: &Path, encryption: &str, mac: &[&str], variables: &[(&str, &str)]) -> Vec<u8> {
    let password = format!("pass:{PASSWORD}");
    let mut arguments = vec!["pkcs12", "-export", "-inkey", "key.pem", "-in"];
    arguments.extend(["certificates.pem", "-keypbe", encryption, "-certpbe"]);
    arguments.extend([encryption, "-password", &password, "-name", "ключ"]);
    arguments.extend(["-out", "made.p12"]);
    arguments.extend(mac);
    openssl(folder, &arguments, variables);
    fs::read(folder.join("made.p12")).unwrap()
}

fn check(file: &[u8], key: &SigningKey, certificates: usize, what: &str) {
    let opened = container::open(file, PASSWORD).unwrap_or_else(|error| panic!("{what}: {error}"));
    assert_eq!(opened.keys.len(), 1, "{what}");
    assert_eq!(opened.certificates.len(), certificates, "{what}");
    let entry = &opened.keys[0];
    assert_eq!(entry.key.to_le_bytes(), key.to_le_bytes(), "{what}");
    assert!(entry.certificate.is_some(), "{what}");
    assert_eq!(entry.name.as_deref(), Some("ключ"), "{what}");
}

#[test]
fn every_cipher_of_openssl_opens() {
    let folder = folder("");
    let path = folder.path();
    let (key, certificates) = files(path, ParamSet::Tc26_512C);
    let ciphers = [
        "gost89",
        "kuznyechik-ctr-acpkm",
        "magma-ctr-acpkm",
        "aes-128-cbc",
        "aes-192-cbc",
        "aes-256-cbc",
        "NONE",
    ];
    for cipher in ciphers {
        let file = export(path, cipher, &["-macalg", "md_gost12_512"], &[]);
        check(&file, &key, certificates.len(), cipher);
        assert_eq!(
            container::open(&file, "не тот").unwrap_err(),
            ContainerError::WrongPassword,
            "{cipher}"
        );
    }
}

#[test]
fn every_mac_and_every_key_derivation_of_openssl_opens() {
    let folder = folder("");
    let path = folder.path();
    let (key, certificates) = files(path, ParamSet::CryptoProA);
    for mac in [
        "md_gost12_512",
        "md_gost12_256",
        "sha1",
        "sha256",
        "sha384",
        "sha512",
    ] {
        for legacy in [&[][..], &[("LEGACY_GOST_PKCS12", "1")]] {
            let file = export(path, "gost89", &["-macalg", mac], legacy);
            check(&file, &key, certificates.len(), mac);
        }
    }
    check(
        &export(path, "aes-256-cbc", &["-nomac"], &[]),
        &key,
        certificates.len(),
        "no MAC",
    );
    for function in ["md_gost12_256", "md_gost12_512"] {
        let file = export(
            path,
            "kuznyechik-ctr-acpkm",
            &[],
            &[("GOST_PBE_HMAC", function)],
        );
        check(&file, &key, certificates.len(), function);
    }
}

#[test]
fn every_set_of_s_boxes_opens_and_keys_change_on_the_way() {
    for letter in ["A", "B", "C", "D"] {
        let boxes = format!("CRYPT_PARAMS = id-Gost28147-89-CryptoPro-{letter}-ParamSet");
        let folder = folder(&boxes);
        let (key, certificates) = files(folder.path(), ParamSet::CryptoProA);
        let file = export(folder.path(), "gost89", &["-macalg", "sha256"], &[]);
        check(&file, &key, certificates.len(), letter);
    }
}

#[test]
fn a_long_container_changes_keys_as_openssl_does() {
    let folder = folder("");
    let path = folder.path();
    let (key, certificates) = files(path, ParamSet::Tc26_512A);
    let pem = fs::read_to_string(path.join("certificates.pem")).unwrap();
    // Over 8 KiB, where the key of Magma changes.
    fs::write(path.join("certificates.pem"), pem.repeat(8)).unwrap();
    for cipher in ["magma-ctr-acpkm", "kuznyechik-ctr-acpkm", "gost89"] {
        let file = export(path, cipher, &["-macalg", "sha256"], &[]);
        check(&file, &key, 8 * certificates.len(), cipher);
    }
}

#[test]
fn what_is_written_here_opens_in_openssl() {
    let folder = folder("");
    let path = folder.path();
    let mut rng = ChaCha20Rng::seed_from_u64(4);
    let password = format!("pass:{PASSWORD}");
    for (protection, set) in [
        (Protection::Gost89, ParamSet::CryptoProA),
        (Protection::Kuznyechik, ParamSet::Tc26_512A),
        (Protection::Magma, ParamSet::Tc26_256A),
    ] {
        let key = key(set);
        let certificates = chain(&key);
        let file = container::make(
            &key,
            &certificates,
            Some("ключ"),
            PASSWORD,
            protection,
            &mut rng,
        )
        .unwrap();
        if protection != Protection::Magma {
            opens(path, &file, &key, &certificates);
        }

        let file = container::make_pkcs8(&key, PASSWORD, protection, &mut rng).unwrap();
        fs::write(path.join("ours.key"), file).unwrap();
        let arguments = [
            "pkey", "-inform", "DER", "-in", "ours.key", "-passin", &password,
        ];
        let said = openssl(path, &arguments, &[]);
        let opened = container::open(said.as_bytes(), "").unwrap();
        assert_eq!(opened.keys[0].key.to_le_bytes(), key.to_le_bytes());
    }
}

fn opens(
    path: &Path,
    file: &[u8],
    key: &SigningKey,
    certificates: &[esign::certificate::Certificate],
) {
    let password = format!("pass:{PASSWORD}");
    fs::write(path.join("ours.p12"), file).unwrap();
    let arguments = [
        "pkcs12",
        "-in",
        "ours.p12",
        "-nodes",
        "-password",
        &password,
    ];
    let said = openssl(path, &arguments, &[]);
    assert_eq!(said.matches("BEGIN CERTIFICATE").count(), 2);
    let opened = container::open(said.as_bytes(), "").unwrap();
    assert_eq!(opened.keys[0].key.to_le_bytes(), key.to_le_bytes());
    assert_eq!(opened.keys[0].certificate.as_ref(), certificates.first());
    let arguments = [
        "pkcs12",
        "-in",
        "ours.p12",
        "-nodes",
        "-password",
        "pass:нет",
    ];
    assert!(!run(path, &arguments, &[]).status.success());
}

#[test]
fn encrypted_keys_of_openssl_open() {
    let folder = folder("");
    let path = folder.path();
    let (key, _) = files(path, ParamSet::Tc26_256A);
    let password = format!("pass:{PASSWORD}");
    for cipher in [
        "gost89",
        "kuznyechik-ctr-acpkm",
        "magma-ctr-acpkm",
        "aes-256-cbc",
    ] {
        for function in ["md_gost12_512", "hmacWithSHA256", "hmacWithSHA1"] {
            let mut arguments = vec!["pkcs8", "-topk8", "-in", "key.pem", "-v2", cipher];
            if function.starts_with("hmac") {
                arguments.extend(["-v2prf", function]);
            }
            arguments.extend(["-passout", &password, "-out", "made.key"]);
            openssl(path, &arguments, &[]);
            let file = fs::read(path.join("made.key")).unwrap();
            let opened = container::open(&file, PASSWORD)
                .unwrap_or_else(|error| panic!("{cipher}, {function}: {error}"));
            assert_eq!(opened.keys[0].key.to_le_bytes(), key.to_le_bytes());
            assert_eq!(
                container::open(&file, "не тот").unwrap_err(),
                ContainerError::WrongPassword
            );
        }
    }
}

#[test]
fn a_container_of_another_kind_says_what_it_holds() {
    let folder = folder("");
    let path = folder.path();
    let arguments = [
        "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=rsa",
    ];
    let mut arguments = arguments.to_vec();
    arguments.extend(["-keyout", "key.pem", "-out", "certificates.pem"]);
    openssl(path, &arguments, &[]);
    let file = export(path, "aes-256-cbc", &[], &[]);
    assert_eq!(
        container::open(&file, PASSWORD).unwrap_err(),
        ContainerError::NoGostKey("an RSA key, one certificate".to_owned())
    );
    // What the trade wrote before AES came.
    let old = export(path, "PBE-SHA1-3DES", &[], &[]);
    for file in [file, old] {
        let inside = container::inspect(&file, PASSWORD).unwrap();
        assert_eq!((inside.keys, inside.certificates.len()), (1, 1));
        assert_eq!(inside.own.as_ref(), inside.certificates.first());
        assert_eq!(
            container::inspect(&file, "не тот").unwrap_err(),
            ContainerError::WrongPassword
        );
    }
}

#[test]
fn certificates_lists_and_requests_made_here_hold_in_openssl() {
    let folder = folder("");
    let path = folder.path();
    for set in ParamSet::ALL {
        // The examples of the standard are not for use, and the engine knows only one of them.
        if set.name().starts_with("Test") {
            continue;
        }
        let key = key(set);
        let certificates = chain(&key);
        fs::write(path.join("leaf.der"), certificates[0].der()).unwrap();
        fs::write(path.join("root.der"), certificates[1].der()).unwrap();
        for name in ["leaf", "root"] {
            let (from, to) = (format!("{name}.der"), format!("{name}.pem"));
            openssl(
                path,
                &["x509", "-inform", "DER", "-in", &from, "-out", &to],
                &[],
            );
        }
        let root_key = SigningKey::from_le_bytes(ParamSet::Tc26_512A, &[1; 64]).unwrap();
        let issuer = Issuer {
            key: &root_key,
            certificate: &certificates[1],
        };
        let list = CrlTemplate {
            number: 1,
            this_update: "2026-01-02T00:00:00Z".parse().unwrap(),
            next_update: Some("2035-01-02T00:00:00Z".parse().unwrap()),
            revoked: vec![Revoked {
                serial: vec![9],
                at: "2026-01-02T00:00:00Z".parse().unwrap(),
                reason: Some(1),
                extra: Vec::new(),
            }],
            extra: Vec::new(),
        };
        let list = issue::crl(&list, &issuer, &[0; 32]).unwrap();
        fs::write(path.join("list.der"), list).unwrap();
        openssl(
            path,
            &[
                "crl", "-inform", "DER", "-in", "list.der", "-out", "list.pem",
            ],
            &[],
        );
        let mut arguments = vec!["verify", "-CAfile", "root.pem", "-CRLfile", "list.pem"];
        arguments.extend([
            "-crl_check",
            "-x509_strict",
            "-attime",
            "1780000000",
            "leaf.pem",
        ]);
        assert!(openssl(path, &arguments, &[]).contains("leaf.pem: OK"));
        let made = request::make(&name("Анна Ёлкина"), &key, Some("Браузер"), &[0; 32]).unwrap();
        fs::write(path.join("request.pem"), made.to_pem()).unwrap();
        let arguments = ["req", "-in", "request.pem", "-verify", "-noout"];
        let output = run(path, &arguments, &[]);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(
            output.status.success() && said.contains("OK"),
            "{}: {said}",
            set.name()
        );
    }
}
