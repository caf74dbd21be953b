//! Time stamps (RFC 3161): the request to a service, its answer, and whether a time stamp holds.

use crate::algorithm::Digest;
use crate::ber::{self, BerError, Element, tag};
use crate::certificate::Certificate;
use crate::cms::{self, CmsError, Content, Hashes, Place, Role, oid};
use crate::report::{Block, SubIndication, Verdict};
use crate::validate::decision::noted;
use crate::write;
use gost3410::pkcs8::spki::AlgorithmIdentifierRef;
use jiff::Timestamp;
use x509_cert::der::Decode;
use x509_cert::der::asn1::ObjectIdentifier;

const EXTENDED_KEY_USAGE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.37");
const TIME_STAMPING: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.8");

/// The largest answer of a service that is read, in bytes; real ones have a few thousand.
pub const MAX_RESPONSE: usize = 256 * 1024;

/// A request for a time stamp, to be sent as `application/timestamp-query`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    digest: Digest,
    hash: Vec<u8>,
    nonce: [u8; 16],
    policy: Option<ObjectIdentifier>,
}

impl Request {
    /// A request for what has this hash. The nonce is random: by it the answer is known to be new.
    pub fn new(digest: Digest, hash: Vec<u8>, nonce: [u8; 16]) -> Self {
        Self {
            digest,
            hash,
            nonce,
            policy: None,
        }
    }

    /// Asks for a policy of the service.
    #[must_use]
    pub fn with_policy(mut self, policy: ObjectIdentifier) -> Self {
        self.policy = Some(policy);
        self
    }

    /// `TimeStampReq` in DER; asks for the service's certificate too.
    pub fn to_der(&self) -> Vec<u8> {
        let algorithm = write::sequence(&[write::oid(self.digest.oid())]);
        let imprint = write::sequence(&[algorithm, write::octets(&self.hash)]);
        let mut parts = vec![write::number(1), imprint];
        parts.extend(self.policy.map(write::oid));
        parts.push(write::integer(&self.nonce));
        parts.push(write::boolean(true));
        write::sequence(&parts)
    }
}

/// Why an answer to a request is of no use.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TspError {
    #[error("the answer is larger than {MAX_RESPONSE} bytes")]
    TooLarge,
    #[error("the answer is malformed: {0}")]
    Malformed(#[from] CmsError),
    #[error("the service refused with status {status}: {text}")]
    Refused { status: u8, text: String },
    #[error("the answer is not about what was asked: {0}")]
    Other(&'static str),
}

impl TspError {
    /// The stable code for people.
    pub fn code(&self) -> &'static str {
        match self {
            TspError::TooLarge | TspError::Malformed(_) => "SIG-072",
            TspError::Refused { .. } => "SIG-120",
            TspError::Other(_) => "SIG-121",
        }
    }
}

impl From<BerError> for TspError {
    fn from(error: BerError) -> Self {
        TspError::Malformed(error.into())
    }
}

/// A time stamp that was got, in DER, and its time. Whether the service is to be trusted is seen when
/// the signature is validated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    pub der: Vec<u8>,
    pub time: Timestamp,
}

/// Reads `TimeStampResp`, the answer to a request.
///
/// # Errors
/// [`TspError`] where the service refused, or the answer is not one to this request: another hash,
/// another nonce or, where one was asked for, another policy.
pub fn read_response(response: &[u8], request: &Request) -> Result<Token, TspError> {
    if response.len() > MAX_RESPONSE {
        return Err(TspError::TooLarge);
    }
    let der = ber::to_der(response)?;
    let mut parts = Element::only(&der, tag::SEQUENCE)?.inside();
    let mut info = parts.next(tag::SEQUENCE)?.inside();
    let status = match info.next(tag::INTEGER)?.content {
        [status] => *status,
        _ => return Err(BerError::Header.into()),
    };
    if status > 1 {
        let texts = info.optional(tag::SEQUENCE)?.map(|texts| texts.inside());
        let texts = texts.map_or(Ok(Vec::new()), |texts| texts.all(8))?;
        let texts: Vec<_> = texts
            .iter()
            .map(|text| String::from_utf8_lossy(text.content))
            .collect();
        let text = texts.join(" ");
        return Err(TspError::Refused { status, text });
    }
    let token = parts.next(tag::SEQUENCE)?.whole;
    parts.end()?;
    let data = cms::read(token)?;
    let info = TstInfo::of(&data)?;
    if info.digest != request.digest.oid() || info.hash != request.hash {
        return Err(TspError::Other("the hash"));
    }
    if info
        .nonce
        .is_none_or(|nonce| !cms::same_number(nonce, &request.nonce))
    {
        return Err(TspError::Other("the nonce"));
    }
    if request.policy.is_some_and(|policy| policy != info.policy) {
        return Err(TspError::Other("the policy"));
    }
    Ok(Token {
        time: info.time,
        der: token.to_vec(),
    })
}

/// `TSTInfo` (RFC 3161, section 2.4.2).
struct TstInfo<'a> {
    policy: ObjectIdentifier,
    digest: ObjectIdentifier,
    hash: &'a [u8],
    time: Timestamp,
    nonce: Option<&'a [u8]>,
}

impl<'a> TstInfo<'a> {
    fn of(data: &cms::SignedData<'a>) -> Result<Self, CmsError> {
        if data.content_type != oid::TST_INFO {
            return Err(CmsError::Kind(data.content_type));
        }
        let content = data.content.ok_or(CmsError::Malformed("the time stamp"))?;
        let mut parts = Element::only(content, tag::SEQUENCE)?.inside();
        parts.next(tag::INTEGER)?;
        let policy = parts.next(tag::OID)?.oid()?;
        let mut imprint = parts.next(tag::SEQUENCE)?.inside();
        let algorithm = imprint.next(tag::SEQUENCE)?;
        let digest = AlgorithmIdentifierRef::from_der(algorithm.whole)
            .map_err(|_| CmsError::Malformed("the digest of a time stamp"))?
            .oid;
        let hash = imprint.next(tag::OCTET_STRING)?.content;
        imprint.end()?;
        parts.next(tag::INTEGER)?;
        let time = parts.next(tag::GENERALIZED_TIME)?.time()?;
        // Accuracy and ordering are not used: times are compared by the second here.
        parts.optional(tag::SEQUENCE)?;
        parts.optional(0x01)?;
        let nonce = parts.optional(tag::INTEGER)?.map(|nonce| nonce.content);
        Ok(Self {
            policy,
            digest,
            hash,
            time,
            nonce,
        })
    }
}

/// What was found about a time stamp.
pub(crate) struct Stamp {
    pub(crate) verdict: Verdict,
    /// What it says; counts only where the verdict is good.
    pub(crate) time: Option<Timestamp>,
    /// The service's name.
    about: String,
    pub(crate) blocks: Vec<Block>,
}

impl Stamp {
    fn bad(verdict: Verdict) -> Self {
        Self {
            verdict,
            time: None,
            about: String::new(),
            blocks: Vec::new(),
        }
    }

    /// Adds its rows to the report, and what is wrong with it to the notes. Returns its time if it is
    /// good; one that is not good is as if it were not there (EN 319 102-1, section 5.5.4, step 3).
    pub(crate) fn told(
        self,
        blocks: &mut Vec<Block>,
        notes: &mut Vec<Verdict>,
    ) -> Option<Timestamp> {
        blocks.push(self.block());
        blocks.extend(self.blocks);
        if self.verdict.is_passed() {
            return self.time;
        }
        let finding = self.verdict.findings.into_iter().next();
        notes.extend(finding.map(|finding| noted(finding.code, finding.detail)));
        notes.push(noted("SIG-073", "a time stamp does not count"));
        None
    }

    /// The row of the report.
    fn block(&self) -> Block {
        let time = self.time.map(|time| time.to_string());
        let about = [time.unwrap_or_default(), self.about.clone()].join(" ");
        Block {
            name: "TIME_STAMP_VALIDATION",
            about: about.trim().to_owned(),
            verdict: self.verdict.clone(),
        }
    }
}

/// Checks a time stamp (EN 319 102-1, section 5.4) over what `hash` gives the hash of.
pub(crate) fn check(
    token: &[u8],
    hash: &dyn Fn(Digest) -> Option<Vec<u8>>,
    place: &Place<'_>,
) -> Stamp {
    let read = |error: CmsError| {
        let reason = SubIndication::FormatFailure;
        Stamp::bad(Verdict::because(reason, "SIG-072", error.to_string()))
    };
    // A token may lie in BER inside octets that are not looked into when the signature is read.
    let der = match ber::to_der(token) {
        Ok(der) => der,
        Err(error) => return read(error.into()),
    };
    let data = match cms::read(&der) {
        Ok(data) => data,
        Err(error) => return read(error),
    };
    let info = match TstInfo::of(&data) {
        Ok(info) => info,
        Err(error) => return read(error),
    };
    let [signer] = data.signers.as_slice() else {
        return read(CmsError::Malformed("a time stamp with several signers"));
    };
    let expected = Digest::from_oid(info.digest).ok().and_then(hash);
    let is_weak = Digest::from_oid(info.digest).is_ok_and(Digest::is_weak);
    let imprint = if expected.as_deref() == Some(info.hash) && is_weak {
        // Another document to the same stamp could have been made together with this one.
        let reason = SubIndication::CryptoConstraintsFailureNoPoe;
        Verdict::because(reason, "SIG-069", "the time stamp is over SHA-1")
    } else if expected.as_deref() == Some(info.hash) {
        Verdict::passed()
    } else {
        let detail = "the hash in the time stamp is not of what it stands on";
        Verdict::because(SubIndication::HashFailure, "SIG-071", detail)
    };
    let evidence = cms::gathered(&data, place.evidence);
    let place = Place {
        evidence: &evidence,
        ..*place
    };
    let hashes = Hashes::of(&data, Content::Absent);
    let found = cms::examine(signer, &data, &hashes, &place, Role::Stamp);
    let used = found.certificate.as_ref().map(key_usage);
    let began = found.certificate.as_ref().map(Certificate::not_before);
    let found = found.report;
    let about = found.signer.and_then(|signer| signer.name);
    let mut verdict = imprint.and(found.verdict);
    if let Some(used) = used {
        verdict = with_fault(verdict, used);
    }
    if info.time > place.at {
        let detail = format!("{} is after {}", info.time, place.at);
        let early = Verdict::because(SubIndication::SigConstraintsFailure, "SIG-122", detail);
        verdict = with_fault(verdict, early);
    }
    // The path is judged for now. A service that was not one yet stamped nothing at that time.
    if let Some(began) = began.filter(|began| info.time < *began) {
        let detail = format!("{} is before {began}", info.time);
        let early = Verdict::because(SubIndication::SigConstraintsFailure, "SIG-123", detail);
        verdict = with_fault(verdict, early);
    }
    Stamp {
        verdict,
        time: Some(info.time),
        about: about.unwrap_or_default(),
        blocks: found.blocks,
    }
}

/// What is wrong stands before what was only noted: the first finding is the one that is told.
fn with_fault(verdict: Verdict, fault: Verdict) -> Verdict {
    if verdict.is_passed() {
        fault.and(verdict)
    } else {
        verdict.and(fault)
    }
}

/// The service's certificate is for time stamps and for nothing else, and says so critically
/// (RFC 3161, section 2.3).
fn key_usage(certificate: &Certificate) -> Verdict {
    let usage = certificate.extension(EXTENDED_KEY_USAGE);
    let is_only = usage.is_some_and(|(value, is_critical)| {
        let purposes = Element::only(value, tag::SEQUENCE).and_then(|list| list.inside().all(16));
        let purposes = purposes.unwrap_or_default();
        is_critical && purposes.len() == 1 && purposes[0].oid() == Ok(TIME_STAMPING)
    });
    if is_only {
        Verdict::passed()
    } else {
        let detail = "the certificate of the time stamp's signer is not one for time stamps alone";
        Verdict::because(SubIndication::ChainConstraintsFailure, "SIG-074", detail)
    }
}
