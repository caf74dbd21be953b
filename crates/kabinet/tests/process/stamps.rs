//! `kabinet verify` on signatures with time stamps: of OpenSSL's time-stamping service, good ones and
//! each kind of bad one. A bad one is as if it were not there, and its own row says what is wrong.

use std::fs;
use std::process::Command;

use db::Clock;
use esign::algorithm::Digest;
use esign::certificate::{Certificate, attribute};
use esign::cms;
use esign::issue::{self, Issuer, Name, Template, Validity};
use esign::tsp::{Request, read_response};
use gost3410::pkcs8::EncodePrivateKey;
use gost3410::{ParamSet, SigningKey};
use jiff::{SignedDuration, Timestamp};

use crate::server::{kabinet, run};

const NOISE: [u8; 32] = [7; 32];
const CONFIG: &str = "openssl_conf = main\n[main]\nengines = engines\n[engines]\ngost = gost\n\
    [gost]\nengine_id = gost\ndefault_algorithms = ALL\n\
    [tsa]\ndefault_tsa = own\n[own]\nserial = serial\nsigner_digest = md_gost12_256\n\
    default_policy = 1.2.3.4\ndigests = md_gost12_256\ness_cert_id_alg = sha256\n";

fn key(byte: u8) -> SigningKey {
    SigningKey::from_le_bytes(ParamSet::CryptoProA, &[byte; 32]).unwrap()
}

fn name(text: &str) -> Name {
    Name::of(&[(attribute::COMMON_NAME, text)])
}

/// An authority with a folder; days count from now.
struct Stage {
    folder: tempfile::TempDir,
    now: Timestamp,
    root_key: SigningKey,
    root: Certificate,
}

impl Stage {
    fn new() -> Self {
        let now = Clock::System.now();
        let now = Timestamp::from_second(now.as_second()).unwrap();
        let root_key = key(1);
        let validity = Validity {
            from: now - days(1000),
            to: now + days(1000),
        };
        let root = Template::root(name("Учебный центр"), 1, validity);
        let root = issue::self_signed(&root, &root_key, &NOISE).unwrap();
        let stage = Self {
            folder: tempfile::tempdir().unwrap(),
            now,
            root_key,
            root,
        };
        stage.write("root.crt", stage.root.der());
        stage.write("openssl.cnf", CONFIG.as_bytes());
        stage
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        fs::write(self.folder.path().join(name), bytes).unwrap();
    }

    fn issue(&self, template: &Template, key: &SigningKey) -> Certificate {
        let issuer = Issuer {
            key: &self.root_key,
            certificate: &self.root,
        };
        issue::certificate(template, &key.verifying_key(), &issuer, &NOISE).unwrap()
    }

    fn validity(&self, from: i64, to: i64) -> Validity {
        Validity {
            from: self.now + days(from),
            to: self.now + days(to),
        }
    }

    /// A letter signed now by a person whose certificate is good from one day to another.
    fn letter(&self, from: i64, to: i64) -> Vec<u8> {
        let template = Template::signer(name("Ёлкина Анна"), 2, self.validity(from, to));
        let person = self.issue(&template, &key(2));
        cms::sign(b"letter", true, &key(2), &person, self.now, &NOISE).unwrap()
    }

    /// OpenSSL's stamp over the signature's value, by a service with this certificate.
    fn token(&self, cms: &[u8], service: &Certificate, service_key: &SigningKey) -> Vec<u8> {
        let value = cms::signature_values(cms).unwrap().remove(0);
        let digest = Digest::Streebog256;
        let request = Request::new(digest, digest.hash(&value), [3; 16]);
        self.write("request", &request.to_der());
        self.write("tsa.crt", pem("CERTIFICATE", service.der()).as_bytes());
        let private = service_key.to_pkcs8_der().unwrap();
        self.write("tsa.key", pem("PRIVATE KEY", private.as_bytes()).as_bytes());
        let answered = Command::new("openssl")
            .args(["ts", "-reply", "-config", "openssl.cnf", "-queryfile"])
            .args(["request", "-signer", "tsa.crt", "-inkey", "tsa.key"])
            .args(["-out", "reply"])
            .current_dir(self.folder.path())
            .env("OPENSSL_CONF", self.folder.path().join("openssl.cnf"))
            .output()
            .expect("openssl is installed by cargo xtask test");
        let told = String::from_utf8_lossy(&answered.stderr);
        assert!(answered.status.success(), "{told}");
        let reply = fs::read(self.folder.path().join("reply")).unwrap();
        read_response(&reply, &request).unwrap().der
    }

    /// A service of this authority, good from one day to another.
    fn service(&self, from: i64, to: i64) -> Certificate {
        let template = Template::time_stamping(name("Служба времени"), 3, self.validity(from, to));
        self.issue(&template, &key(3))
    }

    fn stamped(&self, cms: &[u8], service: &Certificate) -> Vec<u8> {
        let token = self.token(cms, service, &key(3));
        cms::with_stamp(cms, 0, &token).unwrap()
    }

    /// What is said of a signature some days from now: the exit code, its sub-indication, the stamp's,
    /// and the codes of what was found.
    fn judge(&self, cms: &[u8], day: i64) -> Said {
        self.write("letter.p7s", cms);
        let at = (self.now + days(day)).to_string();
        let output = run(kabinet(&["verify", "--json", "--at", &at])
            .args(["--anchors", "root.crt", "letter.p7s"])
            .current_dir(self.folder.path()));
        let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        let signature = &report["signatures"][0];
        let blocks = signature["blocks"].as_array().unwrap();
        let stamp = blocks
            .iter()
            .find(|block| block["name"] == "TIME_STAMP_VALIDATION");
        let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        let findings = signature["findings"].as_array().unwrap();
        Said {
            code: output.status.code().unwrap(),
            indication: text(&signature["indication"]),
            reason: text(&signature["sub_indication"]),
            stamp: stamp.map_or_else(String::new, |block| {
                let (indication, reason) = (&block["indication"], &block["sub_indication"]);
                format!("{} {}", text(indication), text(reason))
            }),
            is_stamped: signature["stamped_time"].is_string(),
            codes: findings.iter().map(|one| text(&one["code"])).collect(),
        }
    }
}

#[derive(Debug)]
struct Said {
    code: i32,
    indication: String,
    reason: String,
    stamp: String,
    is_stamped: bool,
    codes: Vec<String>,
}

fn days(days: i64) -> SignedDuration {
    SignedDuration::from_hours(24 * days)
}

fn pem(label: &str, der: &[u8]) -> String {
    let body = data_encoding::BASE64.encode(der);
    let lines: Vec<&str> = body
        .as_bytes()
        .chunks(64)
        .map(|line| std::str::from_utf8(line).unwrap())
        .collect();
    let body = lines.join("\n");
    format!("-----BEGIN {label}-----\n{body}\n-----END {label}-----\n")
}

#[test]
fn a_stamp_keeps_a_signature_good_after_its_certificate_ended() {
    let stage = Stage::new();
    let letter = stage.letter(-30, 30);
    let stamped = stage.stamped(&letter, &stage.service(-300, 900));
    for day in [1, 60] {
        let said = stage.judge(&stamped, day);
        assert_eq!(said.code, 0, "{said:?}");
        assert_eq!(said.indication, "TOTAL_PASSED");
        assert_eq!(said.stamp, "TOTAL_PASSED ");
        assert!(said.is_stamped);
    }
    // Without one nobody knows whether it was made in time.
    let said = stage.judge(&letter, 60);
    assert_eq!(
        (said.code, &*said.reason),
        (2, "OUT_OF_BOUNDS_NO_POE"),
        "{said:?}"
    );
}

#[test]
fn a_stamp_of_before_the_certificate_began_proves_the_signature_wrong() {
    let stage = Stage::new();
    let letter = stage.letter(5, 300);
    let stamped = stage.stamped(&letter, &stage.service(-300, 900));
    let said = stage.judge(&stamped, 60);
    assert_eq!(said.code, 1, "{said:?}");
    assert_eq!(
        (&*said.indication, &*said.reason),
        ("TOTAL_FAILED", "NOT_YET_VALID")
    );
    // The signer's own word for the time proves nothing.
    assert_eq!(stage.judge(&letter, 60).code, 0);
}

#[test]
fn a_stamp_that_does_not_hold_is_as_if_it_were_not_there_and_is_told() {
    let stage = Stage::new();
    let letter = stage.letter(-30, 30);
    let service = stage.service(-300, 900);
    let good = stage.token(&letter, &service, &key(3));
    let at = |wrong: usize| {
        let mut token = good.clone();
        let place = token.len() - wrong;
        token[place] ^= 1;
        token
    };
    let elsewhere = Stage::new();
    let stranger = Template::root(name("Чужой центр"), 1, stage.validity(-900, 900));
    let stranger = issue::self_signed(&stranger, &key(9), &NOISE).unwrap();
    let theirs = Template::time_stamping(name("Чужая служба"), 4, stage.validity(-300, 900));
    let issuer = Issuer {
        key: &key(9),
        certificate: &stranger,
    };
    let theirs = issue::certificate(&theirs, &key(4).verifying_key(), &issuer, &NOISE).unwrap();
    let cases = [
        (
            "over another signature",
            stage.token(&elsewhere.letter(-20, 20), &service, &key(3)),
            "TOTAL_FAILED HASH_FAILURE",
            "SIG-071",
        ),
        (
            "by a service that nobody trusts",
            stage.token(&letter, &theirs, &key(4)),
            "INDETERMINATE NO_CERTIFICATE_CHAIN_FOUND",
            "SIG-020",
        ),
        (
            "by a service whose certificate has ended since",
            stage.token(&letter, &stage.service(-300, 40), &key(3)),
            "INDETERMINATE OUT_OF_BOUNDS_NO_POE",
            "SIG-026",
        ),
        (
            "by a service whose certificate had not begun",
            stage.token(&letter, &stage.service(2, 900), &key(3)),
            "INDETERMINATE SIG_CONSTRAINTS_FAILURE",
            "SIG-123",
        ),
        (
            "with another signature value",
            at(1),
            "TOTAL_FAILED SIG_CRYPTO_FAILURE",
            "SIG-062",
        ),
        (
            "no time stamp but a signature",
            letter.clone(),
            "TOTAL_FAILED FORMAT_FAILURE",
            "SIG-072",
        ),
        (
            "of which nothing can be read",
            b"\x30\x03\x02\x01\x07".to_vec(),
            "TOTAL_FAILED FORMAT_FAILURE",
            "SIG-072",
        ),
    ];
    for (what, token, stamp, code) in cases {
        let stamped = cms::with_stamp(&letter, 0, &token).unwrap();
        // The certificate has ended, and nothing proves that the signature was there before.
        let said = stage.judge(&stamped, 60);
        assert_eq!(said.code, 2, "{what}: {said:?}");
        assert_eq!(said.reason, "OUT_OF_BOUNDS_NO_POE", "{what}: {said:?}");
        assert_eq!(said.stamp, stamp, "{what}: {said:?}");
        assert!(!said.is_stamped, "{what}: {said:?}");
        for code in [code, "SIG-073"] {
            assert!(said.codes.iter().any(|one| one == code), "{what}: {said:?}");
        }
        // While the certificate lasts the signature stands without the stamp.
        let said = stage.judge(&stamped, 3);
        assert_eq!(said.code, 0, "{what}: {said:?}");
    }
}

#[test]
fn a_file_that_ends_inside_its_stamp_is_no_signature() {
    let stage = Stage::new();
    let stamped = stage.stamped(&stage.letter(-30, 30), &stage.service(-300, 900));
    for lost in [1, 100, 700] {
        let said = stage.judge(&stamped[..stamped.len() - lost], 1);
        assert_eq!(
            (said.code, &*said.reason),
            (1, "FORMAT_FAILURE"),
            "{said:?}"
        );
    }
}
