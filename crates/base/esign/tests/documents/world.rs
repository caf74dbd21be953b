//! An authority and a signer, made up.

use esign::certificate::{Certificate, attribute};
use esign::chain::Evidence;
use esign::crl::Crl;
use esign::issue::{self, CrlTemplate, Issuer, Name, Template, Validity};
use esign::report::{Indication, SignatureReport};
use esign::trust::Trust;
use gost3410::{ParamSet, SigningKey};
use jiff::Timestamp;

pub(crate) const NOISE: [u8; 32] = [7; 32];

pub(crate) fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub(crate) fn now() -> Timestamp {
    time("2026-11-22T12:00:00Z")
}

pub(crate) struct World {
    root: Certificate,
    list: Crl,
    pub(crate) key: SigningKey,
    pub(crate) certificate: Certificate,
}

impl World {
    pub(crate) fn new(set: ParamSet) -> Self {
        Self::of(set, 2, "Ёлкина Анна Сергеевна")
    }

    /// The same authority, another person.
    pub(crate) fn of(set: ParamSet, number: u8, person: &str) -> Self {
        let key = |byte: u8| {
            let mut bytes = vec![byte; set.size().bytes()];
            *bytes.last_mut().unwrap() = 1;
            SigningKey::from_le_bytes(set, &bytes).unwrap()
        };
        let name = |text| Name::of(&[(attribute::COMMON_NAME, text), (attribute::COUNTRY, "RU")]);
        let validity = Validity {
            from: time("2025-01-01T00:00:00Z"),
            to: time("2028-01-01T00:00:00Z"),
        };
        let root_key = key(1);
        let root = Template::root(name("Учебный головной центр"), 1, validity);
        let root = issue::self_signed(&root, &root_key, &NOISE).unwrap();
        let issuer = Issuer {
            key: &root_key,
            certificate: &root,
        };
        let own = key(number);
        let template = Template::signer(name(person), u64::from(number), validity);
        let certificate =
            issue::certificate(&template, &own.verifying_key(), &issuer, &NOISE).unwrap();
        let list = CrlTemplate {
            number: 1,
            this_update: time("2026-11-22T00:00:00Z"),
            next_update: Some(time("2026-11-29T00:00:00Z")),
            revoked: Vec::new(),
            extra: Vec::new(),
        };
        let list = Crl::from_der(&issue::crl(&list, &issuer, &NOISE).unwrap()).unwrap();
        Self {
            key: own,
            certificate,
            list,
            root,
        }
    }

    pub(crate) fn trust(&self) -> Trust {
        Trust::new(vec![self.root.clone()])
    }

    pub(crate) fn evidence(&self) -> Evidence {
        Evidence {
            crls: vec![self.list.clone()],
            ..Evidence::default()
        }
    }

    pub(crate) fn xml(&self, document: &[u8]) -> Vec<SignatureReport> {
        esign::xml::validate(document, now(), &self.trust(), &self.evidence())
    }

    pub(crate) fn pdf(&self, file: &[u8]) -> Vec<SignatureReport> {
        esign::pdf::validate(file, now(), &self.trust(), &self.evidence())
    }
}

/// The codes of a report's findings.
pub(crate) fn codes(report: &SignatureReport) -> Vec<&'static str> {
    report.verdict.findings.iter().map(|one| one.code).collect()
}

/// Whether a file would be taken for one with good signatures.
pub(crate) fn all_passed(reports: &[SignatureReport]) -> bool {
    !reports.is_empty()
        && reports
            .iter()
            .all(|one| one.verdict.indication == Indication::TotalPassed)
}
