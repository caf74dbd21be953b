//! Requests for certificates (PKCS#10, RFC 2986) with Russian fields: made where the key is, read
//! and checked where the request arrives.

use crate::algorithm::{AlgorithmError, PublicKey};
use crate::certificate::{attribute_of, describe, first_element, scheme_of};
use crate::issue::{self, Extra, IssueError, KeyUsage, KeyUsages, Name, usage};
use crate::write;
use gost3410::SigningKey;
use gost3410::pkcs8::EncodePublicKey;
use gost3410::pkcs8::spki::SubjectPublicKeyInfoRef;
use x509_cert::der::asn1::ObjectIdentifier;
use x509_cert::der::{self, Decode, Encode};
use x509_cert::name::RdnSequence;
use x509_cert::request::CertReq;

/// The largest request that is read, in bytes; real ones have under 2,000.
pub const MAX_REQUEST: usize = 64 * 1024;

/// extensionRequest (RFC 2985, section 5.4.2)
const EXTENSION_REQUEST: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.14");
const KEY_USAGE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.15");
const EXTENDED_KEY_USAGE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.37");
const SUBJECT_SIGN_TOOL: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.643.100.111");

/// Why a request was refused.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    #[error("larger than {MAX_REQUEST} bytes")]
    TooLarge,
    #[error("not a PKCS#10 request in DER or PEM: {0}")]
    Malformed(#[from] der::Error),
    #[error("not a PKCS#10 request in PEM")]
    Pem,
    #[error("the key of the request: {0}")]
    Key(AlgorithmError),
    #[error("the request is not signed with its own key")]
    Signature,
}

impl RequestError {
    /// The stable code that has a text in the interface's languages.
    pub fn code(&self) -> &'static str {
        match self {
            RequestError::TooLarge => "SIG-112",
            RequestError::Malformed(_) | RequestError::Pem => "SIG-113",
            RequestError::Key(_) => "SIG-114",
            RequestError::Signature => "SIG-115",
        }
    }
}

/// A request that was read. Whether it is signed, [`Request::verify`] says.
#[derive(Clone, Debug)]
pub struct Request {
    der: Vec<u8>,
    parsed: CertReq,
    /// The signed part, as it stands in `der`.
    signed: (usize, usize),
}

impl Request {
    /// Reads DER or PEM.
    ///
    /// # Errors
    /// [`RequestError::TooLarge`], [`RequestError::Malformed`], [`RequestError::Pem`].
    pub fn read(bytes: &[u8]) -> Result<Request, RequestError> {
        if bytes.len() > MAX_REQUEST {
            return Err(RequestError::TooLarge);
        }
        let der = if bytes.first() == Some(&0x30) {
            bytes.to_vec()
        } else {
            from_pem(bytes).ok_or(RequestError::Pem)?
        };
        let parsed = CertReq::from_der(&der)?;
        let signed = first_element(&der)?;
        Ok(Request {
            der,
            parsed,
            signed,
        })
    }

    /// The request in DER.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The request in PEM, as certification authorities take it.
    pub fn to_pem(&self) -> String {
        let base64 = data_encoding::BASE64.encode(&self.der);
        let mut pem = String::from("-----BEGIN CERTIFICATE REQUEST-----\n");
        for line in base64.as_bytes().chunks(64) {
            pem.extend(line.iter().map(|byte| char::from(*byte)));
            pem.push('\n');
        }
        pem.push_str("-----END CERTIFICATE REQUEST-----\n");
        pem
    }

    pub fn subject(&self) -> &RdnSequence {
        self.parsed.info.subject.as_ref()
    }

    /// An attribute of the subject, as text; identifiers are in [`crate::certificate::attribute`].
    pub fn subject_attribute(&self, oid: ObjectIdentifier) -> Option<String> {
        attribute_of(self.subject(), oid)
    }

    /// The subject for people.
    pub fn describe(&self) -> String {
        describe(self.subject())
    }

    /// The public key.
    ///
    /// # Errors
    /// [`RequestError::Key`] where the kind is unknown, or the key malformed or too short.
    pub fn public_key(&self) -> Result<PublicKey, RequestError> {
        let der = self.parsed.info.public_key.to_der()?;
        let info = SubjectPublicKeyInfoRef::from_der(&der)?;
        PublicKey::read(&info).map_err(RequestError::Key)
    }

    /// The extensions that are asked for.
    ///
    /// # Errors
    /// [`RequestError::Malformed`] where they are not extensions.
    pub fn extensions(&self) -> Result<Vec<Extra>, RequestError> {
        let mut asked = Vec::new();
        for attribute in self.parsed.info.attributes.iter() {
            if attribute.oid != EXTENSION_REQUEST {
                continue;
            }
            for value in attribute.values.iter() {
                let list: Vec<x509_cert::ext::Extension> = value.decode_as()?;
                asked.extend(list.into_iter().map(|one| Extra {
                    oid: one.extn_id,
                    critical: one.critical,
                    value: one.extn_value.as_bytes().to_vec(),
                }));
            }
        }
        Ok(asked)
    }

    /// Checks that the request was signed with the key it holds: that its maker has that key.
    ///
    /// # Errors
    /// [`RequestError::Key`] for keys and algorithms that are not understood,
    /// [`RequestError::Signature`] where the signature is not good.
    pub fn verify(&self) -> Result<(), RequestError> {
        let scheme = scheme_of(&self.parsed.algorithm).map_err(RequestError::Key)?;
        let signed = &self.der[self.signed.0..self.signed.1];
        let signature = self
            .parsed
            .signature
            .as_bytes()
            .ok_or(RequestError::Signature)?;
        self.public_key()?
            .verify(scheme, signed, signature)
            .map_err(|_| RequestError::Signature)
    }
}

/// Makes a request of a person or an organization for a certificate to sign with: the usual key
/// usages are asked for, and the tool that made the key is named.
///
/// `noise` goes into the signature (see [`SigningKey::sign_digest`]).
///
/// # Errors
/// [`IssueError`] where a text of the name does not fit its string type.
pub fn make(
    subject: &Name,
    key: &SigningKey,
    sign_tool: Option<&str>,
    noise: &[u8; 32],
) -> Result<Request, IssueError> {
    let content = content(subject, key, sign_tool)?;
    read_back(&issue::signed(&content, key, noise))
}

/// What is signed: `CertificationRequestInfo`.
fn content(
    subject: &Name,
    key: &SigningKey,
    sign_tool: Option<&str>,
) -> Result<Vec<u8>, IssueError> {
    let usages = KeyUsage(
        KeyUsages::DigitalSignature
            | KeyUsages::NonRepudiation
            | KeyUsages::KeyEncipherment
            | KeyUsages::DataEncipherment,
    );
    let mut extensions = vec![
        Extra {
            oid: KEY_USAGE,
            critical: true,
            value: usages.to_der()?,
        },
        Extra {
            oid: EXTENDED_KEY_USAGE,
            critical: false,
            value: write::sequence(&[write::oid(usage::CLIENT), write::oid(usage::EMAIL)]),
        },
    ];
    extensions.extend(sign_tool.map(|tool| Extra {
        oid: SUBJECT_SIGN_TOOL,
        critical: false,
        value: write::utf8(tool),
    }));
    let extensions: Vec<Vec<u8>> = extensions.iter().map(Extra::to_der).collect();
    let attribute = write::sequence(&[
        write::oid(EXTENSION_REQUEST),
        write::set(&[write::sequence(&extensions)]),
    ]);
    let key_info = key
        .verifying_key()
        .to_public_key_der()
        .map_err(IssueError::Key)?;
    Ok(write::sequence(&[
        // Version 1 (0).
        write::number(0),
        subject.to_der()?,
        key_info.as_bytes().to_vec(),
        write::tagged(0, &attribute),
    ]))
}

fn read_back(der: &[u8]) -> Result<Request, IssueError> {
    Request::read(der).map_err(|error| match error {
        RequestError::Malformed(error) => IssueError::Encoding(error),
        _ => IssueError::Unreadable(crate::certificate::CertificateError::TooLarge),
    })
}

fn from_pem(bytes: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(bytes).ok()?;
    let body = ["CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST"]
        .into_iter()
        .find_map(|label| {
            let (_, after) = text.split_once(&format!("-----BEGIN {label}-----"))?;
            Some(after.split_once(&format!("-----END {label}-----"))?.0)
        })?;
    let base64: Vec<u8> = body
        .bytes()
        .filter(|byte| !byte.is_ascii_whitespace())
        .collect();
    data_encoding::BASE64.decode(&base64).ok()
}
