//! What the targets share: one made-up authority and its person, the same in every run, so that
//! seeds lead deep into the checks.

use esign::certificate::{Certificate, attribute};
use esign::chain::Evidence;
use esign::issue::{self, CrlTemplate, Issuer, Name, Revoked, Template, Validity};
use esign::trust::Trust;
use esign::{Options, crl::Crl};
use gost3410::{ParamSet, SigningKey};
use jiff::Timestamp;
use std::sync::LazyLock;

pub const NOISE: [u8; 32] = [7; 32];
pub const CONTENT: &[u8] = b"what is signed";

pub struct World {
    pub root_key: SigningKey,
    pub root: Certificate,
    pub key: SigningKey,
    pub certificate: Certificate,
    pub clock_key: SigningKey,
    pub clock: Certificate,
}

/// The authority, made once.
pub static WORLD: LazyLock<World> = LazyLock::new(World::new);

/// By what every target judges.
pub static OPTIONS: LazyLock<Options> = LazyLock::new(|| Options {
    at: now(),
    trust: Trust::new(vec![WORLD.root.clone()]),
    evidence: Evidence {
        certificates: vec![WORLD.certificate.clone()],
        crls: Crl::from_der(&WORLD.list()).into_iter().collect(),
        ..Evidence::default()
    },
});

pub fn now() -> Timestamp {
    "2026-11-22T12:00:00Z".parse().expect("a moment")
}

fn key(byte: u8) -> SigningKey {
    SigningKey::from_le_bytes(ParamSet::CryptoProA, &[byte; 32]).expect("in range")
}

fn name(text: &str) -> Name {
    Name::of(&[
        (attribute::COMMON_NAME, text),
        (attribute::INN, "500100732259"),
    ])
}

impl World {
    fn new() -> Self {
        let validity = Validity {
            from: "2026-01-01T00:00:00Z".parse().expect("a moment"),
            to: "2028-01-01T00:00:00Z".parse().expect("a moment"),
        };
        let (root_key, own_key, clock_key) = (key(1), key(2), key(3));
        let root = Template::root(name("Root"), 1, validity);
        let root = issue::self_signed(&root, &root_key, &NOISE).expect("a root");
        let issuer = Issuer {
            key: &root_key,
            certificate: &root,
        };
        let person = Template {
            crl_urls: vec!["http://roza.example/1.crl".to_owned()],
            ocsp_urls: vec!["http://roza.example/ocsp".to_owned()],
            ..Template::signer(name("Anna"), 2, validity)
        };
        let make = |template: &Template, key: &SigningKey| {
            issue::certificate(template, &key.verifying_key(), &issuer, &NOISE).expect("issued")
        };
        let certificate = make(&person, &own_key);
        let clock = make(
            &Template::time_stamping(name("Clock"), 3, validity),
            &clock_key,
        );
        Self {
            key: own_key,
            certificate,
            clock,
            clock_key,
            root,
            root_key,
        }
    }

    /// A revocation list, which does not name the person.
    pub fn list(&self) -> Vec<u8> {
        self.list_of(1)
    }

    /// A revocation list of so many certificates.
    pub fn list_of(&self, count: u32) -> Vec<u8> {
        let revoked = |number: u32| Revoked {
            serial: [&[9], number.to_be_bytes().as_slice()].concat(),
            at: "2026-11-01T00:00:00Z".parse().expect("a moment"),
            reason: Some(1),
            extra: Vec::new(),
        };
        let list = CrlTemplate {
            number: 1,
            this_update: "2026-11-22T00:00:00Z".parse().expect("a moment"),
            next_update: "2026-11-29T00:00:00Z".parse().ok(),
            revoked: (0..count).map(revoked).collect(),
            extra: Vec::new(),
        };
        let issuer = Issuer {
            key: &self.root_key,
            certificate: &self.root,
        };
        issue::crl(&list, &issuer, &NOISE).expect("a list")
    }
}

/// Asks everything that can be asked of a certificate.
pub fn look_at(certificate: &Certificate) {
    let report = esign::validate_certificate(certificate, &OPTIONS);
    assert!(!report.signatures.is_empty());
    let _ = certificate.signer();
    let _ = esign::crl::addresses(certificate);
    let _ = esign::ocsp::addresses(certificate);
}

/// DER by hand, for what the library does not make.
pub fn der(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let mut out = vec![tag];
    match content.len() {
        short @ 0..0x80 => out.push(short as u8),
        middle @ 0x80..0x100 => out.extend([0x81, middle as u8]),
        long @ 0x100..0x1_0000 => {
            out.push(0x82);
            out.extend((long as u16).to_be_bytes());
        }
        huge => {
            out.push(0x84);
            out.extend((huge as u32).to_be_bytes());
        }
    }
    out.extend(content);
    out
}
