//! `SignedData` as its bytes stand: nothing is judged here beyond the structure.

use super::oid;
use crate::algorithm::Digest;
use crate::ber::{self, BerError, Element, Elements, tag};
use crate::certificate::Certificate;
use gost3410::pkcs8::spki::AlgorithmIdentifierRef;
use x509_cert::der::Decode;
use x509_cert::der::asn1::ObjectIdentifier;
use x509_cert::name::RdnSequence;

/// Real files have up to a dozen signers; each costs a signature check and a path.
const MAX_SIGNERS: usize = 64;
/// Chains of all signers and time stamps together.
const MAX_CERTIFICATES: usize = 512;
/// Lists and answers that a signature brings with it.
const MAX_REVOCATIONS: usize = 256;
const MAX_ATTRIBUTES: usize = 64;
const MAX_VALUES: usize = 16;

/// Why bytes are not a signature in CMS.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CmsError {
    #[error("not BER or DER: {0}")]
    Encoding(#[from] BerError),
    #[error("a CMS of another kind: {0}")]
    Kind(ObjectIdentifier),
    #[error("{0} is malformed")]
    Malformed(&'static str),
    #[error("nobody signed: there is no signer in it")]
    NoSigner,
}

impl CmsError {
    /// The stable code for people.
    pub fn code(self) -> &'static str {
        match self {
            CmsError::Encoding(BerError::Trailing) => "SIG-004",
            CmsError::NoSigner => "SIG-001",
            _ => "SIG-003",
        }
    }
}

/// The parts of a `SignedData` (RFC 5652, section 5.1).
pub(crate) struct SignedData<'a> {
    pub(crate) content_type: ObjectIdentifier,
    /// The octets that are signed; None where the signature is detached.
    pub(crate) content: Option<&'a [u8]>,
    /// What could be read; certificates of other kinds and broken ones are left out.
    pub(crate) certificates: Vec<Certificate>,
    /// Revocation lists and OCSP answers that the signature brings, in DER.
    pub(crate) crls: Vec<&'a [u8]>,
    pub(crate) ocsp: Vec<&'a [u8]>,
    pub(crate) signers: Vec<SignerInfo<'a>>,
}

/// One signer (RFC 5652, section 5.3).
pub(crate) struct SignerInfo<'a> {
    pub(crate) whole: &'a [u8],
    pub(crate) id: SignerId<'a>,
    pub(crate) digest: AlgorithmIdentifierRef<'a>,
    pub(crate) digest_der: &'a [u8],
    /// The signed attributes with their `[0]`.
    pub(crate) signed_set: Option<Element<'a>>,
    pub(crate) signed: Vec<Attribute<'a>>,
    pub(crate) algorithm: AlgorithmIdentifierRef<'a>,
    pub(crate) algorithm_der: &'a [u8],
    pub(crate) signature: &'a [u8],
    /// The unsigned attributes with their `[1]`.
    pub(crate) unsigned_set: Option<Element<'a>>,
    pub(crate) unsigned: Vec<Attribute<'a>>,
}

pub(crate) struct Attribute<'a> {
    pub(crate) oid: ObjectIdentifier,
    pub(crate) values: Vec<Element<'a>>,
}

/// Which certificate is the signer's, by the signature.
pub(crate) enum SignerId<'a> {
    IssuerAndSerial(Box<RdnSequence>, &'a [u8]),
    SubjectKeyId(&'a [u8]),
}

/// Reads a `ContentInfo` with a `SignedData` in DER (see [`ber::to_der`]).
pub(crate) fn read(der: &[u8]) -> Result<SignedData<'_>, CmsError> {
    let data = parts(der)?;
    if data.signers.is_empty() {
        return Err(CmsError::NoSigner);
    }
    Ok(data)
}

/// The certificates of a file that only carries them (`.p7b`), or of a signature.
///
/// # Errors
/// [`CmsError`] where it is no `SignedData`.
pub(crate) fn carried(cms: &[u8]) -> Result<Vec<Certificate>, CmsError> {
    let der = ber::to_der(cms)?;
    Ok(parts(&der)?.certificates)
}

fn parts(der: &[u8]) -> Result<SignedData<'_>, CmsError> {
    let mut outer = Element::only(der, tag::SEQUENCE)?.inside();
    let kind = outer.next(tag::OID)?.oid()?;
    if kind != oid::SIGNED_DATA {
        return Err(CmsError::Kind(kind));
    }
    let explicit = outer.next(tag::context(0))?;
    outer.end()?;
    let mut parts = Element::only(explicit.content, tag::SEQUENCE)?.inside();
    parts.next(tag::INTEGER)?;
    parts.next(tag::SET)?;
    let (content_type, content) = content(parts.next(tag::SEQUENCE)?.inside())?;
    let mut certificates = Vec::new();
    if let Some(set) = parts.optional(tag::context(0))? {
        for one in set.inside().all(MAX_CERTIFICATES)? {
            certificates.extend(Certificate::from_der(one.whole).ok());
        }
    }
    let (mut crls, mut ocsp) = (Vec::new(), Vec::new());
    if let Some(set) = parts.optional(tag::context(1))? {
        for one in set.inside().all(MAX_REVOCATIONS)? {
            if one.tag == tag::SEQUENCE {
                crls.push(one.whole);
            } else if one.tag == tag::context(1) {
                // OtherRevocationInfoFormat (RFC 5652, section 10.2.1; RFC 5940)
                let mut other = one.inside();
                let format = other.next(tag::OID)?.oid()?;
                if let (true, Some(answer)) = (format == oid::OCSP_RESPONSE, other.any()?) {
                    ocsp.push(answer.whole);
                }
            }
        }
    }
    let set = parts.next(tag::SET)?;
    parts.end()?;
    let signers = set.inside().all(MAX_SIGNERS)?;
    Ok(SignedData {
        content_type,
        content,
        certificates,
        crls,
        ocsp,
        signers: signers
            .into_iter()
            .map(signer)
            .collect::<Result<_, CmsError>>()?,
    })
}

/// The digests that the signers of a signature name, for hashing a file once and in pieces.
///
/// # Errors
/// [`CmsError`] where the signature cannot be read.
pub fn digests(cms: &[u8]) -> Result<Vec<Digest>, CmsError> {
    let der = ber::to_der(cms)?;
    let mut digests = Vec::new();
    for signer in read(&der)?.signers {
        match Digest::from_oid(signer.digest.oid) {
            Ok(digest) if !digests.contains(&digest) => digests.push(digest),
            _ => {}
        }
    }
    Ok(digests)
}

/// `EncapsulatedContentInfo` (RFC 5652, section 5.2).
fn content(mut parts: Elements<'_>) -> Result<(ObjectIdentifier, Option<&[u8]>), CmsError> {
    let content_type = parts.next(tag::OID)?.oid()?;
    let explicit = parts.optional(tag::context(0))?;
    parts.end()?;
    let content = match explicit {
        None => None,
        Some(explicit) => Some(Element::only(explicit.content, tag::OCTET_STRING)?.content),
    };
    Ok((content_type, content))
}

/// Reads a `SignerInfo`.
pub(crate) fn signer(info: Element<'_>) -> Result<SignerInfo<'_>, CmsError> {
    if info.tag != tag::SEQUENCE {
        return Err(CmsError::Malformed("the signer"));
    }
    let mut parts = info.inside();
    parts.next(tag::INTEGER)?;
    let id = match parts.any()? {
        Some(element) if element.tag == tag::SEQUENCE => {
            let mut both = element.inside();
            let issuer = both.next(tag::SEQUENCE)?;
            let serial = both.next(tag::INTEGER)?;
            both.end()?;
            let issuer = RdnSequence::from_der(issuer.whole)
                .map_err(|_| CmsError::Malformed("the issuer's name"))?;
            SignerId::IssuerAndSerial(Box::new(issuer), serial.content)
        }
        Some(element) if element.tag == 0x80 => SignerId::SubjectKeyId(element.content),
        _ => return Err(CmsError::Malformed("the signer's identifier")),
    };
    let (digest, digest_der) = algorithm(parts.next(tag::SEQUENCE)?)?;
    let signed_set = parts.optional(tag::context(0))?;
    let (algorithm, algorithm_der) = algorithm(parts.next(tag::SEQUENCE)?)?;
    let signature = parts.next(tag::OCTET_STRING)?.content;
    let unsigned_set = parts.optional(tag::context(1))?;
    parts.end()?;
    Ok(SignerInfo {
        whole: info.whole,
        id,
        digest,
        digest_der,
        signed: signed_set.map_or(Ok(Vec::new()), attributes)?,
        signed_set,
        algorithm,
        algorithm_der,
        signature,
        unsigned: unsigned_set.map_or(Ok(Vec::new()), attributes)?,
        unsigned_set,
    })
}

fn algorithm(element: Element<'_>) -> Result<(AlgorithmIdentifierRef<'_>, &[u8]), CmsError> {
    AlgorithmIdentifierRef::from_der(element.whole)
        .map(|algorithm| (algorithm, element.whole))
        .map_err(|_| CmsError::Malformed("an algorithm's identifier"))
}

fn attributes(set: Element<'_>) -> Result<Vec<Attribute<'_>>, CmsError> {
    let mut attributes = Vec::new();
    for one in set.inside().all(MAX_ATTRIBUTES)? {
        if one.tag != tag::SEQUENCE {
            return Err(CmsError::Malformed("an attribute"));
        }
        let mut parts = one.inside();
        let oid = parts.next(tag::OID)?.oid()?;
        let values = parts.next(tag::SET)?.inside().all(MAX_VALUES)?;
        parts.end()?;
        attributes.push(Attribute { oid, values });
    }
    Ok(attributes)
}

impl SignerId<'_> {
    /// Whether it points to this certificate.
    pub(crate) fn fits(&self, certificate: &Certificate) -> bool {
        match self {
            SignerId::IssuerAndSerial(issuer, serial) => {
                let own = certificate.parsed().tbs_certificate().serial_number();
                same_number(own.as_bytes(), serial)
                    && crate::certificate::names_match(certificate.issuer(), issuer)
            }
            SignerId::SubjectKeyId(id) => certificate
                .extension(oid::SUBJECT_KEY_ID)
                .and_then(|(value, _)| crate::algorithm::octets(value).ok())
                .is_some_and(|own| own == *id),
        }
    }

    /// For the report.
    pub(crate) fn describe(&self) -> String {
        match self {
            SignerId::IssuerAndSerial(issuer, serial) => format!(
                "serial number {} of {}",
                crate::certificate::hex(serial),
                crate::certificate::describe(issuer)
            ),
            SignerId::SubjectKeyId(id) => format!("key {}", crate::certificate::hex(id)),
        }
    }
}

/// Whether two integers are the same; some writers put zeros before a number.
pub(crate) fn same_number(one: &[u8], other: &[u8]) -> bool {
    let digits = |bytes: &'_ [u8]| bytes.iter().take_while(|byte| **byte == 0).count();
    one[digits(one)..] == other[digits(other)..]
}
