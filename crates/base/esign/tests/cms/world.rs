//! An authority and its people, made up.

use esign::certificate::{Certificate, attribute};
use esign::chain::Evidence;
use esign::cms;
use esign::crl::Crl;
use esign::issue::{self, CrlTemplate, Issuer, Name, Revoked, Template, Validity};
use esign::report::{Indication, SignatureReport, SubIndication};
use esign::trust::Trust;
use gost3410::{ParamSet, SigningKey};
use jiff::{SignedDuration, Timestamp};

pub(crate) const NOISE: [u8; 32] = [7; 32];
pub(crate) const CONTENT: &[u8] = "Заявление о лицензии\r\n".as_bytes();

pub(crate) fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// The moment that the tests validate for.
pub(crate) fn now() -> Timestamp {
    time("2026-11-22T12:00:00Z")
}

pub(crate) fn validity() -> Validity {
    Validity {
        from: time("2026-01-01T00:00:00Z"),
        to: time("2027-01-01T00:00:00Z"),
    }
}

pub(crate) fn key(set: ParamSet, byte: u8) -> SigningKey {
    let mut bytes = vec![byte; set.size().bytes()];
    *bytes.last_mut().unwrap() = 1;
    SigningKey::from_le_bytes(set, &bytes).unwrap()
}

pub(crate) fn name(text: &str) -> Name {
    Name::of(&[(attribute::COMMON_NAME, text), (attribute::COUNTRY, "RU")])
}

pub(crate) struct World {
    pub(crate) root_key: SigningKey,
    pub(crate) root: Certificate,
    pub(crate) key: SigningKey,
    pub(crate) certificate: Certificate,
    pub(crate) stamp_key: SigningKey,
    pub(crate) stamp_certificate: Certificate,
}

impl World {
    pub(crate) fn new(set: ParamSet) -> Self {
        let root_key = key(set, 1);
        let long = Validity {
            from: time("2020-01-01T00:00:00Z"),
            to: time("2040-01-01T00:00:00Z"),
        };
        let root = Template::root(name("Учебный головной центр"), 1, long);
        let root = issue::self_signed(&root, &root_key, &NOISE).unwrap();
        let mut world = Self {
            root_key,
            key: key(set, 2),
            stamp_key: key(set, 3),
            certificate: root.clone(),
            stamp_certificate: root.clone(),
            root,
        };
        let person = Template::signer(name("Ёлкина Анна Сергеевна"), 2, validity());
        world.certificate = world.issue(&person, &world.key);
        let service = Template::time_stamping(name("Служба времени"), 3, long);
        world.stamp_certificate = world.issue(&service, &world.stamp_key);
        world
    }

    pub(crate) fn issue(&self, template: &Template, key: &SigningKey) -> Certificate {
        let issuer = Issuer {
            key: &self.root_key,
            certificate: &self.root,
        };
        issue::certificate(template, &key.verifying_key(), &issuer, &NOISE).unwrap()
    }

    pub(crate) fn trust(&self) -> Trust {
        Trust::new(vec![self.root.clone()])
    }

    /// A revocation list of the day that names these serial numbers.
    pub(crate) fn list(&self, revoked: &[(u64, Timestamp)]) -> Crl {
        self.list_of(time("2026-11-22T00:00:00Z"), revoked)
    }

    fn list_of(&self, day: Timestamp, revoked: &[(u64, Timestamp)]) -> Crl {
        let week = SignedDuration::from_hours(7 * 24);
        let template = CrlTemplate {
            number: 1,
            this_update: day,
            next_update: Some(day.saturating_add(week).unwrap()),
            revoked: revoked
                .iter()
                .map(|(serial, at)| Revoked {
                    serial: serial.to_be_bytes().to_vec(),
                    at: *at,
                    reason: Some(1),
                    extra: Vec::new(),
                })
                .collect(),
            extra: Vec::new(),
        };
        let issuer = Issuer {
            key: &self.root_key,
            certificate: &self.root,
        };
        Crl::from_der(&issue::crl(&template, &issuer, &NOISE).unwrap()).unwrap()
    }

    pub(crate) fn evidence(&self) -> Evidence {
        Evidence {
            crls: vec![self.list(&[])],
            ..Evidence::default()
        }
    }

    /// Lists of the tests' day and of a later one.
    pub(crate) fn evidence_on(&self, day: &str) -> Evidence {
        Evidence {
            crls: vec![self.list(&[]), self.list_of(time(day), &[])],
            ..Evidence::default()
        }
    }

    pub(crate) fn sign(&self, is_attached: bool) -> Vec<u8> {
        let time = time("2026-11-20T10:00:00Z");
        cms::sign(
            CONTENT,
            is_attached,
            &self.key,
            &self.certificate,
            time,
            &NOISE,
        )
        .unwrap()
    }

    pub(crate) fn validate(&self, cms: &[u8], content: Option<&[u8]>) -> Vec<SignatureReport> {
        cms::validate(cms, content, now(), &self.trust(), &self.evidence())
    }

    /// The verdict on a CMS with one signer.
    #[track_caller]
    pub(crate) fn verdict(
        &self,
        cms: &[u8],
        content: Option<&[u8]>,
    ) -> (Indication, Option<SubIndication>) {
        let reports = self.validate(cms, content);
        assert_eq!(reports.len(), 1);
        (
            reports[0].verdict.indication,
            reports[0].verdict.sub_indication,
        )
    }
}

pub(crate) const PASSED: (Indication, Option<SubIndication>) = (Indication::TotalPassed, None);

pub(crate) fn because(reason: SubIndication) -> (Indication, Option<SubIndication>) {
    (reason.indication(), Some(reason))
}

/// DER by hand, for what the library does not make.
pub(crate) fn der(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let mut out = vec![tag];
    match content.len() {
        short @ 0..0x80 => out.push(u8::try_from(short).unwrap()),
        middle @ 0x80..0x100 => out.extend([0x81, u8::try_from(middle).unwrap()]),
        long => {
            out.push(0x82);
            out.extend(u16::try_from(long).unwrap().to_be_bytes());
        }
    }
    out.extend(content);
    out
}

/// Tag, content and the rest of the element at the beginning.
pub(crate) fn split(bytes: &[u8]) -> (u8, &[u8], &[u8]) {
    let (size, length) = match bytes[1] {
        short @ 0..0x80 => (2, usize::from(short)),
        long => {
            let count = usize::from(long & 0x7f);
            let digits = &bytes[2..2 + count];
            let length = digits
                .iter()
                .fold(0, |sum, digit| sum << 8 | usize::from(*digit));
            (2 + count, length)
        }
    };
    (
        bytes[0],
        &bytes[size..size + length],
        &bytes[size + length..],
    )
}

/// The elements inside a constructed one, whole.
pub(crate) fn children(bytes: &[u8]) -> Vec<Vec<u8>> {
    let (_, mut rest, _) = split(bytes);
    let mut all = Vec::new();
    while !rest.is_empty() {
        let (.., after) = split(rest);
        all.push(rest[..rest.len() - after.len()].to_vec());
        rest = after;
    }
    all
}

fn joined(tag: u8, parts: &[Vec<u8>]) -> Vec<u8> {
    let parts: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
    der(tag, &parts)
}

/// Takes a `SignedData` apart, lets its parts be changed, and puts it together again.
pub(crate) fn change(cms: &[u8], how: impl FnOnce(&mut Vec<Vec<u8>>)) -> Vec<u8> {
    let outer = children(cms);
    let data = children(&outer[1]);
    let mut parts = children(&data[0]);
    how(&mut parts);
    let data = joined(0x30, &parts);
    der(0x30, &[&outer[0], &der(0xa0, &[&data])])
}

/// The same with the parts of the first signer.
pub(crate) fn change_signer(cms: &[u8], how: impl FnOnce(&mut Vec<Vec<u8>>)) -> Vec<u8> {
    change(cms, |parts| {
        let last = parts.pop().unwrap();
        let mut signers = children(&last);
        let mut signer = children(&signers[0]);
        how(&mut signer);
        signers[0] = joined(0x30, &signer);
        parts.push(joined(0x31, &signers));
    })
}

/// A signer of the test's own making, with these signed attributes (none: an empty list), in place of
/// the first one.
pub(crate) fn resign(
    cms: &[u8],
    key: &SigningKey,
    attributes: &[Vec<u8>],
    content: &[u8],
) -> Vec<u8> {
    use gost3410::signature::Signer;
    change_signer(cms, |signer| {
        // version, sid, digest algorithm, [0] attributes, algorithm, signature
        if attributes.is_empty() {
            signer[5] = der(0x04, &[key.sign(content).as_bytes()]);
            signer.remove(3);
            return;
        }
        let mut sorted = attributes.to_vec();
        sorted.sort();
        let signed = joined(0x31, &sorted);
        signer[3] = joined(0xa0, attributes);
        signer[5] = der(0x04, &[key.sign(&signed).as_bytes()]);
    })
}

/// The signed attributes of the first signer.
pub(crate) fn attributes(cms: &[u8]) -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    change_signer(cms, |signer| found = children(&signer[3]));
    found
}

pub(crate) const TST_INFO: &[u8] = b"\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x04";
pub(crate) const CONTENT_TYPE: &[u8] = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x09\x03";
pub(crate) const POLICY: &[u8] = b"\x06\x03\x2a\x03\x04";
pub(crate) const NONCE: [u8; 16] = [9; 16];

/// A time stamp over a hash, as a service would make it.
pub(crate) fn token(hash: &[u8], at: &str, key: &SigningKey, certificate: &Certificate) -> Vec<u8> {
    let algorithm = der(0x30, &[b"\x06\x08\x2a\x85\x03\x07\x01\x01\x02\x02"]);
    let info = der(
        0x30,
        &[
            b"\x02\x01\x01",
            POLICY,
            &der(0x30, &[&algorithm, &der(0x04, &[hash])]),
            b"\x02\x01\x07",
            &der(0x18, &[at.as_bytes()]),
            &der(0x02, &[&NONCE]),
        ],
    );
    let cms = cms::sign(
        &info,
        true,
        key,
        certificate,
        time("2026-06-01T00:00:00Z"),
        &NOISE,
    );
    let cms = change(&cms.unwrap(), |parts| {
        let content = children(&parts[2])[1].clone();
        parts[2] = der(0x30, &[TST_INFO, &content]);
    });
    let mut own = attributes(&cms);
    own.retain(|one| children(one)[0] != CONTENT_TYPE);
    own.push(der(0x30, &[CONTENT_TYPE, &der(0x31, &[TST_INFO])]));
    resign(&cms, key, &own, &info)
}
