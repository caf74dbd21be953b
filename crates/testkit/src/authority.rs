//! A certification authority for one test, accredited by a list of its own: its certificates are
//! qualified. Keys and certificates come out the same each time.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU8, Ordering};

use esign::certificate::{Certificate, attribute};
use esign::issue::{self, CrlTemplate, Issuer, Name, Revoked, Template, Validity};
use esign::tsl::{Authority, ListedKey, State, Status, TrustList};
use gost3410::{ParamSet, SigningKey};
use jiff::{SignedDuration, Timestamp};
use tempfile::TempDir;

use crate::start;

const NOISE: [u8; 32] = [0; 32];
const DAY: SignedDuration = SignedDuration::from_hours(24);

/// The authority; its files lie in a folder until the end of the test.
pub struct TestAuthority {
    folder: TempDir,
    key: SigningKey,
    certificate: Certificate,
    issued: AtomicU8,
}

/// Whom a certificate is for. What is empty is left out.
#[derive(Clone, Debug, Default)]
pub struct TestOwner {
    /// Фамилия, имя, отчество.
    pub name: [&'static str; 3],
    /// 11 digits.
    pub snils: String,
    /// 12 digits.
    pub inn: String,
    /// Должность.
    pub position: String,
    /// Name, ИНН and ОГРН of an organization, or name, empty and ОГРНИП of a sole trader.
    pub organization: Option<[String; 3]>,
}

/// A key with its certificate.
#[derive(Clone)]
pub struct TestKey {
    /// The private key.
    pub key: SigningKey,
    /// The certificate for it.
    pub certificate: Certificate,
}

impl Default for TestAuthority {
    fn default() -> Self {
        Self::new()
    }
}

impl TestAuthority {
    /// An authority that began five years before the tests' time.
    pub fn new() -> Self {
        let key = key(0);
        let name = Name::of(&[
            (attribute::COUNTRY, "RU"),
            (attribute::COMMON_NAME, "Учебный центр тестов"),
        ]);
        let template = Template::root(name, 1, lasting(5 * 365, 10 * 365));
        let certificate = issue::self_signed(&template, &key, &NOISE).expect("a good template");
        let authority = Self {
            folder: tempfile::tempdir().expect("a temporary folder"),
            key,
            certificate,
            issued: AtomicU8::new(0),
        };
        authority.write("root.cer", authority.certificate.der());
        authority.write("list.xml", authority.list().to_xml().as_bytes());
        authority.revoke(&[]);
        authority
    }

    /// The root, the revocation list and the list of accredited authorities.
    pub fn files(&self) -> [PathBuf; 3] {
        ["root.cer", "root.crl", "list.xml"].map(|name| self.folder.path().join(name))
    }

    /// A certificate of a year that began a month before the tests' time.
    pub fn key_of(&self, owner: &TestOwner) -> TestKey {
        self.issue(owner, lasting(30, 335))
    }

    /// A certificate that ended a month before the tests' time.
    pub fn ended_key_of(&self, owner: &TestOwner) -> TestKey {
        self.issue(owner, lasting(395, -30))
    }

    /// A certificate without what makes one qualified.
    pub fn unqualified_key_of(&self, owner: &TestOwner) -> TestKey {
        let mut template = Template::signer(subject(owner), 0, lasting(30, 335));
        template.policies.clear();
        template.subject_sign_tool = None;
        self.make(template)
    }

    /// Publishes a list with these certificates in it, revoked a day before the tests' time.
    pub fn revoke(&self, keys: &[&TestKey]) {
        let revoked = keys.iter().map(|one| Revoked {
            serial: serial_of(&one.certificate),
            at: start() - DAY,
            reason: Some(1),
            extra: Vec::new(),
        });
        let template = CrlTemplate {
            number: 1,
            this_update: start() - DAY,
            next_update: Some(start() + DAY * 3650),
            revoked: revoked.collect(),
            extra: Vec::new(),
        };
        let list = issue::crl(&template, &self.issuer(), &NOISE).expect("a good template");
        self.write("root.crl", &list);
    }

    fn issue(&self, owner: &TestOwner, validity: Validity) -> TestKey {
        self.make(Template::signer(subject(owner), 0, validity))
    }

    fn make(&self, template: Template) -> TestKey {
        let number = self.issued.fetch_add(1, Ordering::Relaxed) + 1;
        let key = key(number);
        let template = Template {
            serial: vec![1, number],
            ..template
        };
        let public = key.verifying_key();
        let certificate = issue::certificate(&template, &public, &self.issuer(), &NOISE)
            .expect("a good template");
        TestKey { key, certificate }
    }

    fn issuer(&self) -> Issuer<'_> {
        Issuer {
            key: &self.key,
            certificate: &self.certificate,
        }
    }

    fn list(&self) -> TrustList {
        let state = State {
            status: Status::Active,
            since: Some(start() - DAY * (5 * 365)),
        };
        let authority = Authority {
            name: "Учебный центр тестов".to_owned(),
            state: Some(state.clone()),
            history: vec![state],
            keys: vec![ListedKey {
                identifier: issue::key_id(&self.key.verifying_key()),
                certificates: vec![self.certificate.clone()],
                ..ListedKey::default()
            }],
            ..Authority::default()
        };
        TrustList::new("1", Some(start()), vec![authority])
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        std::fs::write(self.folder.path().join(name), bytes).expect("the folder takes files");
    }
}

impl TestKey {
    /// A detached CAdES-BES signature over these bytes, made at that time.
    pub fn sign(&self, content: &[u8], at: Timestamp) -> Vec<u8> {
        esign::cms::sign(content, false, &self.key, &self.certificate, at, &NOISE)
            .expect("key and certificate belong together")
    }
}

fn lasting(days_before: i32, days_after: i32) -> Validity {
    Validity {
        from: start() - DAY * days_before,
        to: start() + DAY * days_after,
    }
}

fn key(number: u8) -> SigningKey {
    let mut secret = [7; 32];
    secret[0] = number;
    SigningKey::from_le_bytes(ParamSet::Tc26_256A, &[&secret[..31], &[1]].concat())
        .expect("a number below the order")
}

fn serial_of(certificate: &Certificate) -> Vec<u8> {
    certificate
        .parsed()
        .tbs_certificate()
        .serial_number()
        .as_bytes()
        .to_vec()
}

fn subject(owner: &TestOwner) -> Name {
    let [last, first, middle] = owner.name;
    let full = format!("{last} {first} {middle}");
    let given = format!("{first} {middle}");
    let mut name = Name::of(&[(attribute::COUNTRY, "RU")]);
    let common = match &owner.organization {
        Some([organization, _, _]) => organization.as_str(),
        None => full.trim(),
    };
    name = name.with(attribute::COMMON_NAME, common);
    let parts = [
        (attribute::SURNAME, last),
        (attribute::GIVEN_NAME, given.trim()),
        (attribute::TITLE, &owner.position),
        (attribute::SNILS, &owner.snils),
        (attribute::INN, &owner.inn),
    ];
    for (oid, text) in parts {
        if !text.is_empty() {
            name = name.with(oid, text);
        }
    }
    let Some([organization, inn, ogrn]) = &owner.organization else {
        return name;
    };
    if ogrn.len() == 15 {
        return name.with(attribute::OGRNIP, ogrn);
    }
    name = name.with(attribute::ORGANIZATION, organization);
    for (oid, text) in [(attribute::INN_LE, inn), (attribute::OGRN, ogrn)] {
        if !text.is_empty() {
            name = name.with(oid, text);
        }
    }
    name
}
