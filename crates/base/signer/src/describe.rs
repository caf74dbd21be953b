//! What a page shows of a certificate.

use data_encoding::BASE64;
use esign::certificate::{Certificate, CertificateError};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen::prelude::wasm_bindgen;

use crate::Fault;

/// A certificate for people: whose it is, whose authority gave it, and until when it is good.
#[cfg_attr(target_arch = "wasm32", wasm_bindgen(getter_with_clone))]
#[derive(Clone, Debug, PartialEq)]
pub struct Description {
    /// The common name.
    pub name: Option<String>,
    pub surname: Option<String>,
    pub given_name: Option<String>,
    pub title: Option<String>,
    pub organization: Option<String>,
    /// ИНН of a person.
    pub inn: Option<String>,
    /// ИНН of an organization.
    pub org_inn: Option<String>,
    pub ogrn: Option<String>,
    pub ogrnip: Option<String>,
    pub snils: Option<String>,
    pub email: Option<String>,
    /// The common name of the authority.
    pub issuer: Option<String>,
    /// Hexadecimal.
    pub serial: String,
    /// The first moment, milliseconds since 1970.
    pub not_before: f64,
    /// The last moment, milliseconds since 1970.
    pub not_after: f64,
    /// The kind of key, for people.
    pub key: String,
    /// The SHA-256 of the certificate, hexadecimal.
    pub fingerprint: String,
}

impl Description {
    pub(crate) fn of(certificate: &Certificate) -> Self {
        let signer = certificate.signer();
        Self {
            name: signer.name,
            surname: signer.surname,
            given_name: signer.given_name,
            title: signer.title,
            organization: signer.organization,
            inn: signer.inn,
            org_inn: signer.org_inn,
            ogrn: signer.ogrn,
            ogrnip: signer.ogrnip,
            snils: signer.snils,
            email: signer.email,
            issuer: signer.issuer,
            serial: signer.serial,
            not_before: milliseconds(certificate.not_before()),
            not_after: milliseconds(certificate.not_after()),
            key: signer.key,
            fingerprint: signer.fingerprint,
        }
    }

    /// Describes a certificate file, DER or PEM.
    ///
    /// # Errors
    /// [`Fault::NotACertificate`].
    pub fn read(bytes: &[u8]) -> Result<Self, Fault> {
        Ok(Self::of(&certificate(bytes)?))
    }
}

/// Reads a certificate file: DER, PEM, or bare Base64 as the plug-in gives it.
pub(crate) fn certificate(bytes: &[u8]) -> Result<Certificate, Fault> {
    let none = |_: CertificateError| Fault::NotACertificate;
    if bytes.first() == Some(&0x30) {
        return Certificate::from_der(bytes).map_err(none);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| Fault::NotACertificate)?;
    let body = match text.split_once("-----BEGIN CERTIFICATE-----") {
        Some((_, after)) => after.split_once("-----END").map_or(after, |(body, _)| body),
        None => text,
    };
    let packed: Vec<u8> = body
        .bytes()
        .filter(|byte| !byte.is_ascii_whitespace())
        .collect();
    let der = BASE64.decode(&packed).map_err(|_| Fault::NotACertificate)?;
    Certificate::from_der(&der).map_err(none)
}

/// Certificates hold whole seconds of the years 1950 to 9999, which a double holds exactly.
#[expect(clippy::cast_precision_loss, reason = "below 2^53")]
fn milliseconds(moment: jiff::Timestamp) -> f64 {
    moment.as_millisecond() as f64
}
