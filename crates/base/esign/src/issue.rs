//! Making certificates and revocation lists with GOST keys: for a demonstration's authority of
//! made-up people, and for tests, which need wrong ones too.
//!
//! A [`Template`] says what a certificate holds, field by field; [`Template::root`] and its kin give
//! the usual ones. Nothing is refused for being unwise: only what cannot be encoded or read back.

mod crl;
mod extensions;
mod name;
mod template;

pub use crl::{CrlTemplate, Revoked, crl};
pub use extensions::{Extra, IssuerSignTool};
pub use name::Name;
pub use template::{Authority, Template, Validity, policy, usage};
pub use x509_cert::ext::pkix::{KeyUsage, KeyUsages};

use crate::certificate::{Certificate, CertificateError};
use crate::write;
use gost3410::pkcs8::EncodePublicKey;
use gost3410::{SigningKey, VerifyingKey};
use streebog::digest::Digest;
use x509_cert::der::Encode;

/// Why something could not be made.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum IssueError {
    #[error("the value of attribute {0} has letters that its string type has not")]
    Text(x509_cert::der::asn1::ObjectIdentifier),
    #[error("the name of the issuer cannot be encoded: {0}")]
    Encoding(#[from] x509_cert::der::Error),
    #[error("the key cannot be encoded: {0}")]
    Key(gost3410::pkcs8::spki::Error),
    #[error("what was made cannot be read: {0}")]
    Unreadable(#[from] CertificateError),
}

/// Who signs: the key, and the certificate that gives its name and its key identifier. That they
/// belong together is not checked.
#[derive(Clone, Copy)]
pub struct Issuer<'a> {
    pub key: &'a SigningKey,
    pub certificate: &'a Certificate,
}

/// Makes a certificate for a key.
///
/// `noise` goes into the signature (see [`SigningKey::sign_digest`]): random bytes, or zeros where
/// the same certificate must come out each time.
///
/// # Errors
/// [`IssueError`] where a text does not fit its string type, or the result cannot be read.
pub fn certificate(
    template: &Template,
    subject: &VerifyingKey,
    issuer: &Issuer<'_>,
    noise: &[u8; 32],
) -> Result<Certificate, IssueError> {
    let name = issuer.certificate.subject().to_der()?;
    let issuer_key_id = subject_key_id(issuer.certificate)
        .map_or_else(|| key_id(&issuer.key.verifying_key()), <[u8]>::to_vec);
    make(template, subject, issuer.key, &name, &issuer_key_id, noise)
}

/// Makes a certificate that its own key signs: a root.
///
/// # Errors
/// As for [`certificate`].
pub fn self_signed(
    template: &Template,
    key: &SigningKey,
    noise: &[u8; 32],
) -> Result<Certificate, IssueError> {
    let public = key.verifying_key();
    let name = template.subject.to_der()?;
    make(template, &public, key, &name, &key_id(&public), noise)
}

fn make(
    template: &Template,
    subject: &VerifyingKey,
    key: &SigningKey,
    issuer_name: &[u8],
    issuer_key_id: &[u8],
    noise: &[u8; 32],
) -> Result<Certificate, IssueError> {
    let key_info = subject.to_public_key_der().map_err(IssueError::Key)?;
    let mut parts = vec![
        // Version 3 (2).
        write::tagged(0, &write::number(2)),
        write::integer(&template.serial),
        algorithm(key),
        issuer_name.to_vec(),
        write::sequence(&[
            write::time(template.validity.from),
            write::time(template.validity.to),
        ]),
        template.subject.to_der()?,
        key_info.as_bytes().to_vec(),
    ];
    let extensions = extensions::all(template, &key_id(subject), issuer_key_id)?;
    if !extensions.is_empty() {
        parts.push(write::tagged(3, &write::sequence(&extensions)));
    }
    let signed = signed(&write::sequence(&parts), key, noise);
    Ok(Certificate::from_der(&signed)?)
}

/// The identifier of a key: SHA-1 of its bytes in the old days (RFC 5280, section 4.2.1.2); here the
/// first 20 bytes of its Streebog-256, which needs no broken function.
pub fn key_id(key: &VerifyingKey) -> Vec<u8> {
    streebog::Streebog256::digest(key.as_bytes())[..20].to_vec()
}

/// The subject key identifier of a certificate, where it has one.
fn subject_key_id(certificate: &Certificate) -> Option<&[u8]> {
    let (value, _) = certificate.extension(extensions::SUBJECT_KEY_ID)?;
    crate::algorithm::octets(value).ok()
}

/// The algorithm of a key's signatures; without parameters (RFC 9215, section 2).
pub(crate) fn algorithm(key: &SigningKey) -> Vec<u8> {
    write::sequence(&[write::oid(key.set().size().signature_oid())])
}

/// What is to be signed, the algorithm and the signature: the form of certificates, revocation
/// lists and requests.
pub(crate) fn signed(content: &[u8], key: &SigningKey, noise: &[u8; 32]) -> Vec<u8> {
    let digest = crate::algorithm::Digest::of_key(key.set().size()).hash(content);
    let signature = key
        .sign_digest(&digest, noise)
        .expect("the digest is as long as the key, by its choice");
    write::sequence(&[
        content.to_vec(),
        algorithm(key),
        write::bits(signature.as_bytes()),
    ])
}

#[cfg(test)]
mod tests;
