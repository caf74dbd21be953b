//! Signatures in CMS (RFC 5652), plain and as CAdES (ETSI EN 319 122-1): read and checked, attached
//! and detached, in DER and BER; made at the levels BES and T.
//!
//! Made by an outside signer (a plug-in, a page) in two steps, by a key at hand in one:
//!
//! ```
//! # use esign::{certificate::Certificate, cms};
//! # fn made(certificate: &Certificate, now: jiff::Timestamp, outside: impl Fn(&[u8]) -> Vec<u8>)
//! # -> Result<Vec<u8>, cms::MakeError> {
//! let content = b"what is signed";
//! let hash = cms::digest_of(certificate)?.hash(content);
//! let prepared = cms::prepare(&hash, certificate, now)?;
//! let signature = outside(&prepared.hash_to_sign());
//! prepared.finish(&signature, Some(content))
//! # }
//! ```

mod accept;
mod attributes;
mod check;
mod make;
mod read;
mod stamps;
mod values;

pub use check::{Content, validate, validate_content};
pub use make::{MakeError, Prepared, digest_of, prepare, sign, signature_values, with_stamp};
pub use read::{CmsError, digests};

pub(crate) use check::{Hashes, Place, Role, examine};
pub(crate) use read::{SignedData, carried, read, same_number};
pub(crate) use values::gathered;
#[cfg(feature = "pdf")]
pub(crate) use {check::validate_in, make::prepare_with};

/// Object identifiers of CMS, CAdES and time stamps.
pub(crate) mod oid {
    use x509_cert::der::asn1::ObjectIdentifier;
    const fn oid(text: &str) -> ObjectIdentifier {
        ObjectIdentifier::new_unwrap(text)
    }
    pub(crate) const DATA: ObjectIdentifier = oid("1.2.840.113549.1.7.1");
    pub(crate) const SIGNED_DATA: ObjectIdentifier = oid("1.2.840.113549.1.7.2");
    pub(crate) const TST_INFO: ObjectIdentifier = oid("1.2.840.113549.1.9.16.1.4");
    pub(crate) const CONTENT_TYPE: ObjectIdentifier = oid("1.2.840.113549.1.9.3");
    pub(crate) const MESSAGE_DIGEST: ObjectIdentifier = oid("1.2.840.113549.1.9.4");
    pub(crate) const SIGNING_TIME: ObjectIdentifier = oid("1.2.840.113549.1.9.5");
    pub(crate) const COUNTER_SIGNATURE: ObjectIdentifier = oid("1.2.840.113549.1.9.6");
    pub(crate) const ALGORITHM_PROTECTION: ObjectIdentifier = oid("1.2.840.113549.1.9.52");
    pub(crate) const SIGNING_CERTIFICATE: ObjectIdentifier = oid("1.2.840.113549.1.9.16.2.12");
    pub(crate) const SIGNATURE_TIME_STAMP: ObjectIdentifier = oid("1.2.840.113549.1.9.16.2.14");
    pub(crate) const CONTENT_TIME_STAMP: ObjectIdentifier = oid("1.2.840.113549.1.9.16.2.20");
    pub(crate) const SIGNING_CERTIFICATE_V2: ObjectIdentifier = oid("1.2.840.113549.1.9.16.2.47");
    pub(crate) const OCSP_RESPONSE: ObjectIdentifier = oid("1.3.6.1.5.5.7.16.2");
    pub(crate) const SUBJECT_KEY_ID: ObjectIdentifier = oid("2.5.29.14");
}
