//! Asking a responder about one certificate, and reading what it answers (RFC 6960).

mod structure;

use crate::algorithm::{AlgorithmError, Digest, PublicKey, Scheme};
use crate::certificate::{Certificate, first_element, scheme_of};
use crate::chain::name_key;
use crate::trust::{self, TrustError};
use jiff::Timestamp;
use std::sync::Arc;
use structure::{
    BasicResponse, CertId, CertStatus, Envelope, Outer, Request, RequestBody, ResponderId,
    SingleResponse,
};
use x509_cert::der::asn1::{Any, GeneralizedTime, ObjectIdentifier, OctetString};
use x509_cert::der::{self, Decode, Encode};
use x509_cert::ext::Extension;
use x509_cert::ext::pkix::name::GeneralName;
use x509_cert::ext::pkix::{AuthorityInfoAccessSyntax, CrlReason};
use x509_cert::spki::AlgorithmIdentifierOwned;

/// The largest answer that is read, in bytes: one certificate's answer with its responder's
/// certificates takes a few thousand.
pub const MAX_RESPONSE: usize = 256 * 1024;

/// How many certificates of an answer are tried as the responder's.
pub const MAX_RESPONDERS: usize = 8;

const fn oid(text: &str) -> ObjectIdentifier {
    ObjectIdentifier::new_unwrap(text)
}

const BASIC: ObjectIdentifier = oid("1.3.6.1.5.5.7.48.1.1");
const NONCE: ObjectIdentifier = oid("1.3.6.1.5.5.7.48.1.2");
const ACCESS: ObjectIdentifier = oid("1.3.6.1.5.5.7.1.1");
const ACCESS_OCSP: ObjectIdentifier = oid("1.3.6.1.5.5.7.48.1");
const ACCESS_ISSUERS: ObjectIdentifier = oid("1.3.6.1.5.5.7.48.2");

/// Why an answer could not be read or does not count.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum OcspError {
    #[error("larger than {MAX_RESPONSE} bytes")]
    TooLarge,
    #[error("not an answer of a responder: {0}")]
    Malformed(#[from] der::Error),
    #[error("the responder refused: {0}")]
    Refused(&'static str),
    #[error("an answer of an unknown kind: {0}")]
    Kind(ObjectIdentifier),
    #[error(transparent)]
    File(#[from] TrustError),
    /// The answer is to another question: an old one, sent again.
    #[error("the answer's nonce is not the one that was sent")]
    Nonce,
}

/// A question to a responder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OcspRequest {
    der: Vec<u8>,
    nonce: Vec<u8>,
}

impl OcspRequest {
    /// Asks about a certificate. The issuer is named by SHA-1 hashes, the only ones that every
    /// responder knows; nothing rests on them but finding the entry. `nonce` is fresh randomness.
    ///
    /// # Errors
    /// Where the certificate's own fields cannot be written again.
    pub fn new(
        certificate: &Certificate,
        issuer: &Certificate,
        nonce: [u8; 16],
    ) -> der::Result<Self> {
        let id = CertId {
            hash_algorithm: AlgorithmIdentifierOwned {
                oid: Digest::Sha1.oid(),
                parameters: Some(Any::null()),
            },
            issuer_name_hash: OctetString::new(Digest::Sha1.hash(&certificate.issuer().to_der()?))?,
            issuer_key_hash: OctetString::new(Digest::Sha1.hash(key_bits(issuer)))?,
            serial_number: certificate
                .parsed()
                .tbs_certificate()
                .serial_number()
                .clone(),
        };
        let body = RequestBody {
            version: 0,
            requestor_name: None,
            request_list: vec![Request {
                req_cert: id,
                extensions: None,
            }],
            extensions: Some(vec![Extension {
                extn_id: NONCE,
                critical: false,
                extn_value: OctetString::new(OctetString::new(nonce)?.to_der()?)?,
            }]),
        };
        let der = Outer {
            tbs: body,
            signature: None,
        }
        .to_der()?;
        Ok(Self {
            der,
            nonce: nonce.to_vec(),
        })
    }

    /// What is sent, as `application/ocsp-request`.
    pub fn der(&self) -> &[u8] {
        &self.der
    }
}

/// What a responder says of a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OcspStatus {
    Good,
    Revoked {
        at: Timestamp,
        reason: CrlReason,
    },
    /// The responder does not know the certificate.
    Unknown,
}

/// What an answer says of one certificate, and for when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OcspAnswer {
    pub status: OcspStatus,
    pub this_update: Timestamp,
    pub next_update: Option<Timestamp>,
    /// A critical extension that is not understood: such an answer does not count.
    pub unknown_critical: Option<ObjectIdentifier>,
}

/// An answer that was read; cheap to clone.
#[derive(Clone)]
pub struct OcspResponse(Arc<Inner>);

struct Inner {
    der: Vec<u8>,
    /// `BasicOCSPResponse` as it stands in the answer.
    basic: Vec<u8>,
    signed: (usize, usize),
    parsed: BasicResponse,
    certificates: Vec<Certificate>,
    nonce: Option<Vec<u8>>,
    /// A critical extension of the whole answer that is not understood.
    unknown: Option<ObjectIdentifier>,
}

impl OcspResponse {
    /// Reads DER.
    ///
    /// # Errors
    /// [`OcspError`] where it is too large, malformed or a refusal.
    pub fn from_der(bytes: &[u8]) -> Result<Self, OcspError> {
        if bytes.len() > MAX_RESPONSE {
            return Err(OcspError::TooLarge);
        }
        let envelope = Envelope::from_der(bytes)?;
        let refusal = envelope.status.refusal();
        if let Some(refusal) = refusal {
            return Err(OcspError::Refused(refusal));
        }
        let inside = envelope
            .bytes
            .ok_or(OcspError::Refused("no answer inside"))?;
        if inside.kind != BASIC {
            return Err(OcspError::Kind(inside.kind));
        }
        let basic = inside.response.as_bytes().to_vec();
        let parsed = BasicResponse::from_der(&basic)?;
        let (mut nonce, mut unknown) = (None, None);
        for extension in parsed.data.extensions.iter().flatten() {
            let value = extension.extn_value.as_bytes();
            if extension.extn_id == NONCE {
                // Some responders leave out the inner OCTET STRING.
                let inner = crate::algorithm::octets(value).unwrap_or(value);
                nonce = Some(inner.to_vec());
            } else if extension.critical {
                unknown = Some(extension.extn_id);
            }
        }
        // One that cannot be read is nobody's who answers.
        let certificates = parsed.certificates.iter().flatten();
        let certificates = certificates
            .filter_map(|any| Certificate::from_der(&any.to_der().ok()?).ok())
            .take(MAX_RESPONDERS)
            .collect();
        Ok(Self(Arc::new(Inner {
            der: bytes.to_vec(),
            signed: first_element(&basic)?,
            basic,
            parsed,
            certificates,
            nonce,
            unknown,
        })))
    }

    /// Reads a file: DER, or PEM.
    ///
    /// # Errors
    /// [`OcspError`], also where the file holds none.
    pub fn from_file(bytes: &[u8]) -> Result<Vec<Self>, OcspError> {
        let objects = trust::objects(bytes, &["OCSP RESPONSE"], "answer of a responder")?;
        objects.iter().map(|der| Self::from_der(der)).collect()
    }

    /// The bytes that were read.
    pub fn der(&self) -> &[u8] {
        &self.0.der
    }

    /// When the responder signed.
    pub fn produced_at(&self) -> Timestamp {
        time(&self.0.parsed.data.produced_at)
    }

    /// Certificates that came with the answer.
    pub fn certificates(&self) -> &[Certificate] {
        &self.0.certificates
    }

    /// Checks that the answer is to this question. A responder that answers with prepared answers
    /// sends no nonce (RFC 8954, section 2.1): then only the times tell, and this is `Ok(false)`.
    ///
    /// # Errors
    /// [`OcspError::Nonce`] where there is another nonce.
    pub fn answers(&self, request: &OcspRequest) -> Result<bool, OcspError> {
        match &self.0.nonce {
            None => Ok(false),
            Some(nonce) if *nonce == request.nonce => Ok(true),
            Some(_) => Err(OcspError::Nonce),
        }
    }

    /// Whether a certificate is the one that the answer names as its responder.
    pub fn names_as_responder(&self, certificate: &Certificate) -> bool {
        match &self.0.parsed.data.responder {
            ResponderId::Name(name) => name_key(name.as_ref()) == name_key(certificate.subject()),
            ResponderId::Key(hash) => hash.as_bytes() == Digest::Sha1.hash(key_bits(certificate)),
        }
    }

    /// Checks the answer's signature.
    ///
    /// # Errors
    /// [`AlgorithmError`] where the algorithm is not known or the signature is not good.
    pub fn verify(&self, key: &PublicKey) -> Result<(), AlgorithmError> {
        let scheme: Scheme = scheme_of(&self.0.parsed.algorithm)?;
        let signed = &self.0.basic[self.0.signed.0..self.0.signed.1];
        let signature = self.0.parsed.signature.as_bytes();
        key.verify(scheme, signed, signature.ok_or(AlgorithmError::Signature)?)
    }

    /// Whether it is signed over a digest that proves nothing any more.
    pub fn is_weak(&self) -> bool {
        scheme_of(&self.0.parsed.algorithm).is_ok_and(|scheme| scheme.digest().is_weak())
    }

    /// What the answer says of a certificate of this issuer; `None` where it is about others. Where it
    /// says several things, the newest counts, and of equally new ones the worst.
    pub fn about(&self, certificate: &Certificate, issuer: &Certificate) -> Option<OcspAnswer> {
        let serial = certificate.parsed().tbs_certificate().serial_number();
        // The issuer's name may be written in the two certificates in two ways.
        let names: Vec<Vec<u8>> = [issuer.subject(), certificate.issuer()]
            .into_iter()
            .filter_map(|name| name.to_der().ok())
            .collect();
        let is_about = |one: &&SingleResponse| {
            let id = &one.id;
            id.serial_number == *serial
                && Digest::from_oid(id.hash_algorithm.oid).is_ok_and(|digest| {
                    let name = id.issuer_name_hash.as_bytes();
                    id.issuer_key_hash.as_bytes() == digest.hash(key_bits(issuer))
                        && names.iter().any(|known| name == digest.hash(known))
                })
        };
        let found = self.0.parsed.data.responses.iter().filter(is_about);
        let found = found.map(|one| self.answer(one));
        found.max_by_key(|one| {
            let badness = match one.status {
                OcspStatus::Good => 0,
                OcspStatus::Unknown => 1,
                OcspStatus::Revoked { .. } => 2,
            };
            (one.this_update, one.unknown_critical.is_some(), badness)
        })
    }

    fn answer(&self, one: &SingleResponse) -> OcspAnswer {
        let status = match &one.status {
            CertStatus::Good(_) => OcspStatus::Good,
            CertStatus::Unknown(_) => OcspStatus::Unknown,
            CertStatus::Revoked(info) => OcspStatus::Revoked {
                at: time(&info.time),
                reason: info.reason.unwrap_or(CrlReason::Unspecified),
            },
        };
        let mut critical = one.extensions.iter().flatten().filter(|one| one.critical);
        OcspAnswer {
            status,
            this_update: time(&one.this_update),
            next_update: one.next_update.as_ref().map(time),
            unknown_critical: self.0.unknown.or(critical.next().map(|one| one.extn_id)),
        }
    }
}

impl std::fmt::Debug for OcspResponse {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let count = self.0.parsed.data.responses.len();
        write!(f, "OcspResponse({}, {count})", self.produced_at())
    }
}

/// Where responders for the certificate are.
pub fn addresses(certificate: &Certificate) -> Vec<String> {
    access(certificate, ACCESS_OCSP)
}

/// Where the issuer's certificate is published.
pub fn issuer_addresses(certificate: &Certificate) -> Vec<String> {
    access(certificate, ACCESS_ISSUERS)
}

fn access(certificate: &Certificate, method: ObjectIdentifier) -> Vec<String> {
    let Some((der, _)) = certificate.extension(ACCESS) else {
        return Vec::new();
    };
    let Ok(descriptions) = AuthorityInfoAccessSyntax::from_der(der) else {
        return Vec::new();
    };
    let ours = descriptions.0.into_iter();
    ours.filter(|one| one.access_method == method)
        .filter_map(|one| match one.access_location {
            GeneralName::UniformResourceIdentifier(address) => Some(address.to_string()),
            _ => None,
        })
        .collect()
}

/// The key without its algorithm: what the hashes of RFC 6960 are over.
fn key_bits(certificate: &Certificate) -> &[u8] {
    let tbs = certificate.parsed().tbs_certificate();
    tbs.subject_public_key_info().subject_public_key.raw_bytes()
}

fn time(time: &GeneralizedTime) -> Timestamp {
    crate::certificate::moment(&x509_cert::time::Time::GeneralTime(*time))
}
