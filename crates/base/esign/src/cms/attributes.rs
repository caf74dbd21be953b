//! The attributes of a signer that say something about the signature (RFC 5652, section 11;
//! RFC 5035; ETSI EN 319 122-1).

use super::oid;
use super::read::{Attribute, SignerInfo};
use crate::algorithm::Digest;
use crate::ber::{BerError, Element, Elements, tag};
use crate::certificate::Certificate;
use jiff::Timestamp;
use x509_cert::der::asn1::ObjectIdentifier;

/// What the signed attributes say, each at most once.
#[derive(Default)]
pub(crate) struct Signed<'a> {
    pub(crate) content_type: Option<ObjectIdentifier>,
    pub(crate) message_digest: Option<&'a [u8]>,
    pub(crate) signing_time: Option<Timestamp>,
    pub(crate) signing_certificate: Vec<CertificateReference<'a>>,
    /// `CMSAlgorithmProtection` (RFC 6211): digest and signature algorithm as they stand there.
    pub(crate) protection: Option<(&'a [u8], Option<&'a [u8]>)>,
    /// Time stamps over the content, made before the signature.
    pub(crate) content_stamps: Vec<Element<'a>>,
}

/// What is wrong with an attribute, for the report.
pub(crate) type Fault = (ObjectIdentifier, &'static str);

/// The certificate that the signer meant (RFC 5035, sections 3 and 4).
#[derive(Clone, Copy)]
pub(crate) struct CertificateReference<'a> {
    /// None where the digest is not known here.
    digest: Option<Digest>,
    hash: &'a [u8],
}

impl CertificateReference<'_> {
    /// Whether the digest is one that is not known here, so that nothing can be compared.
    pub(crate) fn is_unknown(&self) -> bool {
        self.digest.is_none()
    }

    /// The name of a digest that collides at will.
    pub(crate) fn weak_digest(&self) -> Option<&'static str> {
        let weak = self.digest.filter(|digest| digest.is_weak());
        weak.map(Digest::name)
    }

    pub(crate) fn fits(&self, certificate: &Certificate) -> bool {
        self.digest
            .is_some_and(|digest| digest.hash(certificate.der()) == self.hash)
    }
}

/// Reads the signed attributes of a signer.
///
/// # Errors
/// The attribute that stands twice, has several values or cannot be read. One of a kind must have one
/// value (RFC 5652, section 11); otherwise two readers could see two different things.
pub(crate) fn signed<'a>(info: &SignerInfo<'a>) -> Result<Signed<'a>, Fault> {
    let mut signed = Signed::default();
    let mut seen = Vec::new();
    for Attribute { oid, values } in &info.signed {
        if *oid == oid::CONTENT_TIME_STAMP {
            signed.content_stamps.extend(values);
            continue;
        }
        let is_known = [
            oid::CONTENT_TYPE,
            oid::MESSAGE_DIGEST,
            oid::SIGNING_TIME,
            oid::SIGNING_CERTIFICATE,
            oid::SIGNING_CERTIFICATE_V2,
            oid::ALGORITHM_PROTECTION,
        ]
        .contains(oid);
        if !is_known {
            continue;
        }
        if seen.contains(oid) {
            return Err((*oid, "stands twice"));
        }
        seen.push(*oid);
        let [value] = values.as_slice() else {
            return Err((*oid, "must have one value"));
        };
        one(*oid, *value, &mut signed).map_err(|_| (*oid, "is malformed"))?;
    }
    Ok(signed)
}

fn one<'a>(
    kind: ObjectIdentifier,
    value: Element<'a>,
    signed: &mut Signed<'a>,
) -> Result<(), BerError> {
    match kind {
        oid::CONTENT_TYPE => signed.content_type = Some(value.oid()?),
        oid::MESSAGE_DIGEST if value.tag == tag::OCTET_STRING => {
            signed.message_digest = Some(value.content);
        }
        oid::MESSAGE_DIGEST => return Err(BerError::Unexpected),
        oid::SIGNING_TIME => signed.signing_time = Some(value.time()?),
        oid::ALGORITHM_PROTECTION => {
            let mut parts = sequence(value)?;
            let digest = parts.next(tag::SEQUENCE)?.content;
            let signature = parts.optional(tag::context(1))?.map(|one| one.content);
            signed.protection = Some((digest, signature));
        }
        _ => {
            let default = if kind == oid::SIGNING_CERTIFICATE {
                Digest::Sha1
            } else {
                Digest::Sha256
            };
            let list = sequence(value)?.next(tag::SEQUENCE)?;
            // The first one is the signer's, the others are its authorities (RFC 5035, section 3).
            let first = list.inside().next(tag::SEQUENCE)?;
            signed.signing_certificate.push(reference(first, default)?);
        }
    }
    Ok(())
}

fn sequence(value: Element<'_>) -> Result<Elements<'_>, BerError> {
    if value.tag == tag::SEQUENCE {
        Ok(value.inside())
    } else {
        Err(BerError::Unexpected)
    }
}

/// `ESSCertID` (the digest is SHA-1) and `ESSCertIDv2` (SHA-256 unless it is named).
fn reference(id: Element<'_>, default: Digest) -> Result<CertificateReference<'_>, BerError> {
    let mut parts = id.inside();
    let mut digest = Some(default);
    if default == Digest::Sha256
        && let Some(algorithm) = parts.optional(tag::SEQUENCE)?
    {
        digest = Digest::from_oid(algorithm.inside().next(tag::OID)?.oid()?).ok();
    }
    let hash = parts.next(tag::OCTET_STRING)?.content;
    Ok(CertificateReference { digest, hash })
}

/// All values of an unsigned attribute.
pub(crate) fn unsigned<'a>(info: &SignerInfo<'a>, oid: ObjectIdentifier) -> Vec<Element<'a>> {
    let found = info.unsigned.iter().filter(|one| one.oid == oid);
    found.flat_map(|one| one.values.iter().copied()).collect()
}
