//! Made-up authorities and people, and OpenSSL with its gost-engine.

use esign::certificate::{Certificate, attribute};
use esign::chain::{ChainReport, Evidence, Purpose, validate};
use esign::issue::{Issuer, Name, Template, Validity, certificate, self_signed};
use esign::report::{Indication, SubIndication};
use esign::trust::Trust;
use gost3410::pkcs8::EncodePrivateKey;
use gost3410::{ParamSet, SigningKey};
use jiff::Timestamp;
use std::fs;
use std::path::Path;
use std::process::Command;

pub(crate) const NOISE: [u8; 32] = [7; 32];

pub(crate) fn moment(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// The time that most tests ask about.
pub(crate) fn noon() -> Timestamp {
    moment("2026-11-22T12:00:00Z")
}

/// The machine's time, which OpenSSL puts into what it makes.
#[expect(
    clippy::disallowed_methods,
    reason = "OpenSSL cannot be told another time"
)]
pub(crate) fn today() -> Timestamp {
    Timestamp::now()
}

pub(crate) fn years(from: i16, to: i16) -> Validity {
    Validity {
        from: moment(&format!("{from}-01-01T00:00:00Z")),
        to: moment(&format!("{to}-01-01T00:00:00Z")),
    }
}

pub(crate) fn name(common: &str) -> Name {
    Name::of(&[(attribute::COMMON_NAME, common)])
}

/// A key and its certificate.
#[derive(Clone)]
pub(crate) struct Party {
    pub(crate) key: SigningKey,
    pub(crate) certificate: Certificate,
}

pub(crate) fn key(number: u8) -> SigningKey {
    let set = ParamSet::Tc26_256A;
    let mut bytes = vec![number; set.size().bytes()];
    if let Some(last) = bytes.last_mut() {
        *last = 1;
    }
    SigningKey::from_le_bytes(set, &bytes).unwrap()
}

impl Party {
    pub(crate) fn root(common: &str, number: u8) -> Self {
        Self::self_signed(&Template::root(name(common), 1, years(2020, 2040)), number)
    }

    pub(crate) fn self_signed(template: &Template, number: u8) -> Self {
        let key = key(number);
        let certificate = self_signed(template, &key, &NOISE).unwrap();
        Self { key, certificate }
    }

    pub(crate) fn issuer(&self) -> Issuer<'_> {
        Issuer {
            key: &self.key,
            certificate: &self.certificate,
        }
    }

    pub(crate) fn issue(&self, template: &Template, number: u8) -> Self {
        let key = key(number);
        let certificate =
            certificate(template, &key.verifying_key(), &self.issuer(), &NOISE).unwrap();
        Self { key, certificate }
    }

    pub(crate) fn authority(&self, common: &str, number: u8) -> Self {
        let serial = u64::from(number);
        let template = Template::intermediate(name(common), serial, years(2021, 2039), 3);
        self.issue(&template, number)
    }

    pub(crate) fn person(&self, number: u8) -> Self {
        self.issue(&person(u64::from(number)), number)
    }
}

/// A person's certificate that lacks nothing.
pub(crate) fn person(serial: u64) -> Template {
    let name = Name::of(&[
        (attribute::COMMON_NAME, "Ёлкина Анна Сергеевна"),
        (attribute::SURNAME, "Ёлкина"),
        (attribute::GIVEN_NAME, "Анна Сергеевна"),
        (attribute::INN, "500100732259"),
        (attribute::SNILS, "11223344595"),
    ]);
    Template::signer(name, serial, years(2026, 2027))
}

/// Judges a leaf at noon with these anchors and other certificates.
pub(crate) fn judge(leaf: &Party, anchors: &[&Party], others: &[&Party]) -> ChainReport {
    let evidence = Evidence {
        certificates: others.iter().map(|one| one.certificate.clone()).collect(),
        ..Evidence::default()
    };
    judge_with(leaf, anchors, &evidence, noon())
}

pub(crate) fn judge_with(
    leaf: &Party,
    anchors: &[&Party],
    evidence: &Evidence,
    at: Timestamp,
) -> ChainReport {
    let anchors = anchors.iter().map(|one| one.certificate.clone()).collect();
    let trust = Trust::new(anchors);
    validate(&leaf.certificate, Purpose::Signature, at, &trust, evidence)
}

pub(crate) fn codes(report: &ChainReport) -> Vec<&'static str> {
    report.verdict.findings.iter().map(|one| one.code).collect()
}

#[track_caller]
pub(crate) fn assert_passed(report: &ChainReport) {
    assert_eq!(
        report.verdict.indication,
        Indication::TotalPassed,
        "{:#?}",
        report.verdict
    );
}

#[track_caller]
pub(crate) fn assert_not(report: &ChainReport, reason: SubIndication, code: &str) {
    assert_eq!(
        report.verdict.sub_indication,
        Some(reason),
        "{:#?}",
        report.verdict
    );
    assert_eq!(report.verdict.indication, reason.indication());
    assert_eq!(codes(report).first(), Some(&code), "{:#?}", report.verdict);
}

const CONFIG: &str = "openssl_conf = main\n[main]\nengines = engines\n[engines]\ngost = gost\n\
    [gost]\nengine_id = gost\ndefault_algorithms = ALL\n\
    [req]\ndistinguished_name = dn\n[dn]\n\
    [ca]\ndefault_ca = own\n[own]\ndatabase = index.txt\ndefault_crl_days = 7\n\
    default_md = md_gost12_256\ncrl_extensions = lists\n[lists]\nauthorityKeyIdentifier = keyid\n";

/// Runs `openssl` in a folder with the gost-engine.
pub(crate) fn openssl(folder: &Path, arguments: &str) -> String {
    fs::write(folder.join("openssl.cnf"), CONFIG).unwrap();
    let output = Command::new("openssl")
        .args(arguments.split_whitespace())
        .current_dir(folder)
        .env("OPENSSL_CONF", folder.join("openssl.cnf"))
        .output()
        .expect("openssl is installed by cargo xtask test");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        output.status.success(),
        "openssl {arguments}: {said}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    said
}

/// Writes `NAME.pem` and `NAME.key`.
pub(crate) fn write(folder: &Path, name: &str, party: &Party) {
    let certificate = pem("CERTIFICATE", party.certificate.der());
    fs::write(folder.join(format!("{name}.pem")), certificate).unwrap();
    let key = pem("PRIVATE KEY", party.key.to_pkcs8_der().unwrap().as_bytes());
    fs::write(folder.join(format!("{name}.key")), key).unwrap();
}

pub(crate) fn pem(label: &str, der: &[u8]) -> String {
    let body = data_encoding::BASE64.encode(der);
    let lines: Vec<String> = body
        .as_bytes()
        .chunks(64)
        .map(|line| String::from_utf8_lossy(line).into_owned())
        .collect();
    format!(
        "-----BEGIN {label}-----\n{}\n-----END {label}-----\n",
        lines.join("\n")
    )
}
