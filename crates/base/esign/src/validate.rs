//! One door for every kind of signed file: what it is, is found out here.

pub(crate) mod decision;
mod mail;

use crate::algorithm::{AlgorithmError, Digest};
use crate::certificate::{Certificate, describe};
use crate::chain::{self, Evidence, Purpose, Usage};
use crate::cms::{self, Content};
#[cfg(feature = "pdf")]
use crate::pdf;
use crate::report::{Report, SignatureReport, SubIndication, Verdict};
use crate::trust::Trust;
#[cfg(feature = "xml")]
use crate::xml;
use data_encoding::BASE64;
use jiff::Timestamp;
use std::borrow::Cow;

/// The largest file that is read as a whole, in bytes: signed PDF, XML and attached signatures.
/// A detached signature's file may be larger, since its hashes are enough.
pub const MAX_FILE: usize = 512 * 1024 * 1024;

/// The largest detached signature, in bytes: dozens of signers with chains and lists take a tenth.
pub const MAX_SIGNATURE: usize = 64 * 1024 * 1024;

/// By what a validation judges.
#[derive(Clone, Debug)]
pub struct Options {
    /// The moment that the validation is for.
    pub at: Timestamp,
    pub trust: Trust,
    /// With the clock's time in it, where one is known.
    pub evidence: Evidence,
}

/// What is to be validated.
#[derive(Clone, Copy, Debug)]
pub enum Input<'a> {
    /// A file that holds its signature: a CMS with its content, a signed PDF, a signed XML.
    File(&'a [u8]),
    /// A file and its signature beside it, in CMS or XML.
    Detached {
        content: Content<'a>,
        signature: &'a [u8],
    },
}

/// Validates every signature of a file.
pub fn validate(input: Input<'_>, options: &Options) -> Report {
    let Options {
        at,
        trust,
        evidence,
    } = options;
    let (bytes, content, most) = match input {
        Input::File(bytes) => (bytes, Content::Absent, MAX_FILE),
        Input::Detached { content, signature } => (signature, content, MAX_SIGNATURE),
    };
    if bytes.len() > most {
        return Report::unreadable(
            "SIG-005",
            format!("{} bytes, {most} at the most", bytes.len()),
        );
    }
    match (kind(bytes), input) {
        (Some(Kind::Cms(der)), _) => {
            Report::of(cms::validate_content(&der, content, *at, trust, evidence))
        }
        #[cfg(feature = "pdf")]
        (Some(Kind::Pdf), Input::File(_)) => Report::of(pdf::validate(bytes, *at, trust, evidence)),
        #[cfg(feature = "xml")]
        (Some(Kind::Xml), Input::File(_)) => Report::of(xml::validate(bytes, *at, trust, evidence)),
        #[cfg(feature = "xml")]
        (Some(Kind::Xml), Input::Detached { .. }) => {
            Report::of(xml::validate_detached(bytes, content, *at, trust, evidence))
        }
        (Some(Kind::Mail { signature, signed }), _) => {
            let judge = |content: Content<'_>| {
                Report::of(cms::validate_content(
                    &signature, content, *at, trust, evidence,
                ))
            };
            // The part of the mail that is signed, unless a file was given to be checked.
            match content {
                Content::Absent => mail::as_it_stands_or_canonical(signed, &judge),
                given => judge(given),
            }
        }
        (Some(Kind::Several), _) => {
            Report::unreadable("SIG-004", "several signatures in PEM, one after another")
        }
        _ => Report::unreadable("SIG-002", "neither CMS nor a signed PDF or XML"),
    }
}

enum Kind<'a> {
    /// BER or DER, whatever it lay in.
    Cms(Cow<'a, [u8]>),
    /// A mail of two parts: what is signed, and the signature in DER or BER (RFC 8551, section 3.5.3).
    Mail {
        signature: Vec<u8>,
        signed: &'a [u8],
    },
    /// Several CMS in PEM: which of them is meant, nobody knows.
    Several,
    Pdf,
    Xml,
}

/// What a file looks like from outside.
fn kind(bytes: &[u8]) -> Option<Kind<'_>> {
    // A PDF may have up to a kilobyte of something else before it (ISO 32000-1, annex H.3).
    let beginning = &bytes[..bytes.len().min(1024)];
    if beginning.starts_with(b"%PDF-") {
        return Some(Kind::Pdf);
    }
    if beginning.first() == Some(&0x30) && crate::ber::first_length(bytes).is_ok() {
        return Some(Kind::Cms(Cow::Borrowed(bytes)));
    }
    let text = beginning.strip_prefix(b"\xef\xbb\xbf").unwrap_or(beginning);
    let text = text.trim_ascii_start();
    if text.starts_with(b"<")
        || beginning.starts_with(b"\xff\xfe<")
        || beginning.starts_with(b"\xfe\xff\0<")
    {
        return Some(Kind::Xml);
    }
    if let Some((signature, signed)) = mail::two_parts(bytes) {
        return Some(Kind::Mail { signature, signed });
    }
    if let Some(kind) = armoured(bytes) {
        return Some(kind);
    }
    if beginning.first() == Some(&0x30) {
        return Some(Kind::Cms(Cow::Borrowed(bytes)));
    }
    beginning
        .windows(5)
        .any(|five| five == b"%PDF-")
        .then_some(Kind::Pdf)
}

/// PEM labels of a CMS.
const LABELS: [&str; 5] = [
    "CMS",
    "PKCS7",
    "PKCS #7 SIGNED DATA",
    "SIGNED MESSAGE",
    "SIGNATURE",
];

/// The CMS in a PEM file, beside whatever else stands there (RFC 7468 lets texts and other objects
/// stand), or in bare Base64, as CryptoPro writes it.
fn armoured(bytes: &[u8]) -> Option<Kind<'static>> {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = std::str::from_utf8(text).ok()?;
    let mut found = None;
    let mut rest = text;
    let mut is_pem = false;
    while let Some((_, after)) = rest.split_once("-----BEGIN ") {
        is_pem = true;
        let (label, after) = after.split_once("-----")?;
        let (body, after) = after.split_once("-----END ")?;
        rest = after;
        if LABELS.contains(&label) {
            if found.is_some() {
                return Some(Kind::Several);
            }
            found = Some(body);
        }
    }
    let body = if is_pem {
        found?
    } else {
        mail::one_part(text).unwrap_or(text)
    };
    let mut packed = Vec::with_capacity(body.len());
    packed.extend(body.bytes().filter(|byte| !byte.is_ascii_whitespace()));
    let der = BASE64.decode(&packed).ok()?;
    (der.first() == Some(&0x30)).then_some(Kind::Cms(Cow::Owned(der)))
}

/// The digests by which the file of a detached signature is to be hashed, so that it need not be read
/// as a whole; none where the signature cannot be read.
pub fn digests(signature: &[u8]) -> Vec<Digest> {
    match kind(signature) {
        Some(Kind::Cms(der)) => cms::digests(&der).unwrap_or_default(),
        Some(Kind::Mail { signature, .. }) => cms::digests(&signature).unwrap_or_default(),
        #[cfg(feature = "xml")]
        Some(Kind::Xml) => xml::digests(signature),
        _ => Vec::new(),
    }
}

/// Whether signatures by the certificate's key could be good at all: a path is built without it.
fn usable(certificate: &Certificate) -> Verdict {
    let failed =
        |reason, code, error: AlgorithmError| Verdict::because(reason, code, error.to_string());
    match certificate.public_key() {
        Ok(_) => {}
        Err(error @ AlgorithmError::Key) => {
            return failed(SubIndication::ChainConstraintsFailure, "SIG-036", error);
        }
        Err(error @ AlgorithmError::WeakKey(_)) => {
            return failed(
                SubIndication::CryptoConstraintsFailureNoPoe,
                "SIG-069",
                error,
            );
        }
        Err(error) => {
            return failed(SubIndication::CryptoConstraintsFailure, "SIG-068", error);
        }
    }
    let any = [
        Usage::DigitalSignature,
        Usage::NonRepudiation,
        Usage::KeyCertSign,
        Usage::CrlSign,
    ];
    if chain::allows(certificate, &any) == Some(false) {
        let reason = SubIndication::ChainConstraintsFailure;
        return Verdict::because(reason, "SIG-033", "the key is not for signing");
    }
    Verdict::passed()
}

/// Judges a certificate alone: its path, validity and revocation at a moment that is known, so that
/// `EXPIRED`, `NOT_YET_VALID` and `REVOKED` are certain.
pub fn validate_certificate(certificate: &Certificate, options: &Options) -> Report {
    validate_certificate_for(certificate, Purpose::Any, options).0
}

/// As [`validate_certificate`], for what the key is used for; with the path that it was judged by.
pub fn validate_certificate_for(
    certificate: &Certificate,
    purpose: Purpose,
    options: &Options,
) -> (Report, Vec<Certificate>) {
    let found = chain::validate(
        certificate,
        purpose,
        options.at,
        &options.trust,
        &options.evidence,
    );
    let path = found.chain.iter().map(|one| describe(one.subject()));
    let report = Report::of(vec![SignatureReport {
        verdict: found.verdict.and(usable(certificate)),
        qualified: found.qualification.qualified,
        qualification: found.qualification,
        format: "X.509".to_owned(),
        signer: Some(certificate.signer()),
        signing_time: None,
        stamped_time: None,
        validation_time: options.at,
        chain: path.collect(),
        algorithm: certificate
            .scheme()
            .ok()
            .map(|scheme| scheme.name().to_owned()),
        blocks: found.blocks,
    }]);
    (report, found.chain)
}
