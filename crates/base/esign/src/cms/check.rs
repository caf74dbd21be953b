//! Whether the signatures of a CMS hold.

use super::accept::accept;
use super::attributes::{self, CertificateReference, Signed};
use super::read as read_cms;
use super::read::{CmsError, SignedData, SignerInfo};
use super::stamps::{Stamps, content_stamps, counter_signatures, signature_stamps};
use super::values::gathered;
use crate::algorithm::{AlgorithmError, Digest, PublicKey, Scheme};
use crate::ber;
use crate::certificate::{Certificate, describe, hex};
use crate::chain::{self, Evidence, Purpose};
use crate::report::{Block, Qualification, SignatureReport, SubIndication, Verdict};
use crate::trust::Trust;
use crate::validate::decision::{Parts, Times, conclude, noted};
use crate::write;
use jiff::Timestamp;
use std::cell::RefCell;

/// What a detached signature is over.
#[derive(Clone, Copy, Debug)]
pub enum Content<'a> {
    /// Nothing is at hand: the signature must hold its content.
    Absent,
    Bytes(&'a [u8]),
    /// The content itself stays elsewhere; its hashes by digest (see [`super::digests`]).
    Hashes(&'a [(Digest, Vec<u8>)]),
}

/// Checks the signatures of a CMS in DER or BER; of detached ones over `content`. What cannot be
/// read gives one report that says so. Never fails and never panics.
pub fn validate(
    cms: &[u8],
    content: Option<&[u8]>,
    at: Timestamp,
    trust: &Trust,
    evidence: &Evidence,
) -> Vec<SignatureReport> {
    let content = content.map_or(Content::Absent, Content::Bytes);
    validate_content(cms, content, at, trust, evidence)
}

/// As [`validate`], for content that may be known by its hashes only.
pub fn validate_content(
    cms: &[u8],
    content: Content<'_>,
    at: Timestamp,
    trust: &Trust,
    evidence: &Evidence,
) -> Vec<SignatureReport> {
    let place = Place {
        at,
        trust,
        evidence,
        proved: None,
    };
    validate_in(cms, content, &place)
}

/// As [`validate_content`], where something outside the CMS may prove when it existed.
pub(crate) fn validate_in(
    cms: &[u8],
    content: Content<'_>,
    place: &Place<'_>,
) -> Vec<SignatureReport> {
    let der = match ber::to_der(cms) {
        Ok(der) => der,
        Err(error) => return vec![unreadable(CmsError::from(error), place.at)],
    };
    let data = match read_cms(&der) {
        Ok(data) => data,
        Err(error) => return vec![unreadable(error, place.at)],
    };
    let evidence = gathered(&data, place.evidence);
    let place = Place {
        evidence: &evidence,
        ..*place
    };
    let hashes = Hashes::of(&data, content);
    let signers = data.signers.iter();
    signers
        .map(|info| examine(info, &data, &hashes, &place, Role::Signature).report)
        .collect()
}

fn unreadable(error: CmsError, at: Timestamp) -> SignatureReport {
    let verdict = Verdict::because(
        SubIndication::FormatFailure,
        error.code(),
        error.to_string(),
    );
    SignatureReport {
        verdict: verdict.clone(),
        qualified: false,
        qualification: Qualification::default(),
        format: "CMS".to_owned(),
        signer: None,
        signing_time: None,
        stamped_time: None,
        validation_time: at,
        chain: Vec::new(),
        algorithm: None,
        blocks: vec![Block {
            name: "FORMAT_CHECKING",
            about: "CMS".to_owned(),
            verdict,
        }],
    }
}

/// When, whom and by what a signature is judged.
#[derive(Clone, Copy)]
pub(crate) struct Place<'a> {
    pub(crate) at: Timestamp,
    pub(crate) trust: &'a Trust,
    pub(crate) evidence: &'a Evidence,
    /// When the signature is known to have existed, by a time stamp that stands outside it.
    pub(crate) proved: Option<Timestamp>,
}

/// What a signer signed as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    Signature,
    /// Over another signature's value (RFC 5652, section 11.4).
    Counter,
    /// The signature of a time stamp.
    Stamp,
}

/// Hashes of the signed content, each made once.
pub(crate) struct Hashes<'a> {
    /// What the CMS holds.
    embedded: Option<&'a [u8]>,
    given: Content<'a>,
    made: RefCell<Vec<(Digest, Vec<u8>)>>,
}

impl<'a> Hashes<'a> {
    pub(crate) fn of(data: &SignedData<'a>, given: Content<'a>) -> Self {
        Self {
            embedded: data.content,
            given,
            made: RefCell::default(),
        }
    }

    /// Of the value of a signature, which another one counters.
    pub(super) fn of_value(value: &'a [u8]) -> Self {
        Self {
            embedded: Some(value),
            given: Content::Absent,
            made: RefCell::default(),
        }
    }

    pub(super) fn bytes(&self) -> Option<&'a [u8]> {
        match (self.embedded, self.given) {
            (Some(bytes), _) | (None, Content::Bytes(bytes)) => Some(bytes),
            _ => None,
        }
    }

    /// The hash of the content; None where the content is not at hand.
    pub(crate) fn get(&self, digest: Digest) -> Option<Vec<u8>> {
        let known = |hashes: &[(Digest, Vec<u8>)]| {
            let found = hashes.iter().find(|(one, _)| *one == digest);
            found.map(|(_, hash)| hash.clone())
        };
        let Some(bytes) = self.bytes() else {
            return match self.given {
                Content::Hashes(hashes) => known(hashes),
                _ => None,
            };
        };
        if let Some(hash) = known(&self.made.borrow()) {
            return Some(hash);
        }
        let hash = digest.hash(bytes);
        self.made.borrow_mut().push((digest, hash.clone()));
        Some(hash)
    }

    /// Whether the CMS holds its content and a file was given beside it that is another.
    fn differ(&self, digest: Digest) -> bool {
        match (self.embedded, self.given) {
            (Some(embedded), Content::Bytes(given)) => embedded != given,
            (Some(_), Content::Hashes(given)) => {
                let given = given.iter().find(|(one, _)| *one == digest);
                given.is_some_and(|(_, hash)| self.get(digest).as_ref() != Some(hash))
            }
            _ => false,
        }
    }
}

/// What was found about a signer.
pub(crate) struct Examined {
    pub(crate) report: SignatureReport,
    pub(crate) certificate: Option<Certificate>,
}

/// Examines one signer.
pub(crate) fn examine(
    info: &SignerInfo<'_>,
    data: &SignedData<'_>,
    hashes: &Hashes<'_>,
    place: &Place<'_>,
    role: Role,
) -> Examined {
    let (format, signed) = match attributes::signed(info) {
        Ok(signed) => (Verdict::passed(), signed),
        Err((kind, fault)) => {
            let detail = format!("attribute {kind} {fault}");
            let verdict = Verdict::because(SubIndication::FormatFailure, "SIG-065", detail);
            (verdict, Signed::default())
        }
    };
    let (identification, certificate) = identify(info, &signed, place);
    let key = certificate.as_ref().map(Certificate::public_key);
    let digest = Digest::from_oid(info.digest.oid);
    let scheme = digest
        .clone()
        .and_then(|digest| Scheme::read(&info.algorithm, Some(digest)));
    let cryptography = match &key {
        _ if !format.is_passed() => Verdict::passed(),
        None => Verdict::passed(),
        Some(key) => verify(info, &signed, hashes, key, &digest, &scheme, role),
    };
    let acceptance = accept(info, data, &signed, hashes, &digest, role);

    let mut blocks = vec![
        block("FORMAT_CHECKING", "CMS", &format),
        block(
            "IDENTIFICATION_OF_THE_SIGNING_CERTIFICATE",
            info.id.describe(),
            &identification,
        ),
        block(
            "CRYPTOGRAPHIC_VERIFICATION",
            algorithm_name(&scheme),
            &cryptography,
        ),
        block("SIGNATURE_ACCEPTANCE_VALIDATION", "attributes", &acceptance),
    ];
    let mut notes = Vec::new();
    let stamps = match role {
        Role::Signature => signature_stamps(info, place, &mut blocks, &mut notes),
        Role::Counter | Role::Stamp => Stamps::default(),
    };
    let stamped = [stamps.best, place.proved].into_iter().flatten().min();
    let latest = stamped.map_or(place.at, |time| time.min(place.at));

    let purpose = match role {
        Role::Signature | Role::Counter => Purpose::Signature,
        Role::Stamp => Purpose::TimeStamp,
    };
    let mut chain = certificate.as_ref().map(|certificate| {
        chain::validate(certificate, purpose, latest, place.trust, place.evidence)
    });
    let earliest = certificate.as_ref().and_then(|certificate| {
        let time = content_stamps(&signed, hashes, place, &mut blocks, &mut notes)?;
        let then = chain::validate(certificate, purpose, time, place.trust, place.evidence);
        Some((time, then.verdict))
    });
    let times = certificate.as_ref().zip(chain.as_ref());
    let times = times.map(|(certificate, chain)| Times::of(certificate, chain, earliest));
    if let Some(chain) = &mut chain {
        blocks.append(&mut chain.blocks);
    }
    if role == Role::Signature {
        counter_signatures(info, data, place, &mut blocks, &mut notes);
    }
    let parts = Parts {
        format,
        identification,
        certificate: chain
            .as_ref()
            .map_or_else(Verdict::passed, |chain| chain.verdict.clone()),
        cryptography,
        acceptance,
    };
    let mut verdict = conclude(parts, times.as_ref());
    for note in notes {
        verdict.findings.extend(note.findings);
    }
    let named = !signed.signing_certificate.is_empty();
    let has_stamp = stamps.is_present || place.proved.is_some();
    let format = match (named, has_stamp) {
        (true, true) => "CAdES-T",
        (true, false) => "CAdES-BES",
        (false, _) => "CMS",
    };
    let (path, qualification) = chain.map_or_else(Default::default, |chain| {
        let path = chain.chain.iter().map(|one| describe(one.subject()));
        (path.collect(), chain.qualification)
    });
    let report = SignatureReport {
        qualified: qualification.qualified,
        verdict,
        qualification,
        format: format.to_owned(),
        signer: certificate.as_ref().map(Certificate::signer),
        signing_time: signed.signing_time,
        stamped_time: stamped,
        validation_time: latest,
        chain: path,
        algorithm: scheme.is_ok().then(|| algorithm_name(&scheme)),
        blocks,
    };
    Examined {
        report,
        certificate,
    }
}

pub(super) fn block(name: &'static str, about: impl Into<String>, verdict: &Verdict) -> Block {
    Block {
        name,
        about: about.into(),
        verdict: verdict.clone(),
    }
}

fn algorithm_name(scheme: &Result<Scheme, AlgorithmError>) -> String {
    match scheme {
        Ok(scheme) => format!("{} with {}", scheme.name(), scheme.digest().name()),
        Err(error) => error.to_string(),
    }
}

/// Finds the signer's certificate and checks that it is the one that the signer meant
/// (EN 319 102-1, section 5.2.3.4).
fn identify(
    info: &SignerInfo<'_>,
    signed: &Signed<'_>,
    place: &Place<'_>,
) -> (Verdict, Option<Certificate>) {
    let known = place.evidence.certificates.iter();
    let named: Vec<&Certificate> = known
        .chain(place.trust.anchors())
        .filter(|one| info.id.fits(one))
        .collect();
    let meant = |certificate: &&&Certificate| {
        let mut references = signed.signing_certificate.iter();
        references.all(|reference| reference.fits(certificate))
    };
    if let Some(found) = named.iter().find(meant) {
        let mut references = signed.signing_certificate.iter();
        let verdict = if signed.signing_certificate.is_empty() {
            noted(
                "SIG-070",
                "no attribute names the signing certificate by its hash",
            )
        } else if let Some(name) = references.find_map(CertificateReference::weak_digest) {
            // A second certificate to a given hash is not found for SHA-1 either: a remark.
            noted("SIG-069", format!("the certificate is named by {name}"))
        } else {
            Verdict::passed()
        };
        return (verdict, Some((*found).clone()));
    }
    let reason = SubIndication::NoSigningCertificateFound;
    let mut references = signed.signing_certificate.iter();
    match named.first() {
        Some(_) if references.any(CertificateReference::is_unknown) => {
            let detail = "the attribute names the certificate by a digest that is not known";
            (Verdict::because(reason, "SIG-068", detail), None)
        }
        Some(other) => {
            let detail = format!(
                "the certificate {} is not the one that the signed attribute names by its hash",
                other.fingerprint()
            );
            let verdict = Verdict::because(reason, "SIG-064", detail);
            (verdict, None)
        }
        None => (
            Verdict::because(reason, "SIG-063", info.id.describe()),
            None,
        ),
    }
}

/// Checks the hash of the content and the signature's value (section 5.2.7).
fn verify(
    info: &SignerInfo<'_>,
    signed: &Signed<'_>,
    hashes: &Hashes<'_>,
    key: &Result<PublicKey, AlgorithmError>,
    digest: &Result<Digest, AlgorithmError>,
    scheme: &Result<Scheme, AlgorithmError>,
    role: Role,
) -> Verdict {
    let digest = match digest {
        Ok(digest) => *digest,
        Err(error) => return unusable(error),
    };
    let Some(hash) = hashes.get(digest) else {
        let detail = match hashes.given {
            Content::Hashes(_) => format!("the hash by {} was not given", digest.name()),
            _ => "the signature is detached and no file was given".to_owned(),
        };
        return Verdict::because(SubIndication::SignedDataNotFound, "SIG-060", detail);
    };
    if role == Role::Signature && hashes.differ(digest) {
        let detail = "the signature holds its content, and the file given beside it is another";
        return Verdict::because(SubIndication::HashFailure, "SIG-076", detail);
    }
    // The data comes first (5.2.7.4, step 2): it is altered whatever can be said of the key.
    match (&info.signed_set, signed.message_digest) {
        (Some(_), None) => {
            let detail = "the signed attributes have no message digest";
            return Verdict::because(SubIndication::FormatFailure, "SIG-065", detail);
        }
        (Some(_), Some(said)) if said != hash => {
            let detail = format!("signed {}, found {}", hex(said), hex(&hash));
            return Verdict::because(SubIndication::HashFailure, "SIG-061", detail);
        }
        _ => {}
    }
    let (scheme, key) = match (scheme, key) {
        (Ok(scheme), Ok(key)) => (*scheme, key),
        (Err(error), _) | (_, Err(error)) => return unusable(error),
    };
    let is_good = match &info.signed_set {
        None => key.verify_hash(scheme, &hash, info.signature),
        Some(set) => verify_attributes(info, set, key, scheme),
    };
    match is_good {
        Ok(()) => Verdict::passed(),
        Err(AlgorithmError::Signature) => Verdict::because(
            SubIndication::SigCryptoFailure,
            "SIG-062",
            "the signature value does not fit the key and what is signed",
        ),
        Err(error) => unusable(&error),
    }
}

/// The signature is over the attributes as a `SET OF` in DER (RFC 5652, section 5.4). Some writers
/// sign them in the order in which they stand: the same attributes, so that counts as well, as it
/// does for OpenSSL.
fn verify_attributes(
    info: &SignerInfo<'_>,
    set: &ber::Element<'_>,
    key: &PublicKey,
    scheme: Scheme,
) -> Result<(), AlgorithmError> {
    let elements = set.inside().all(usize::MAX).unwrap_or_default();
    let wholes: Vec<&[u8]> = elements.iter().map(|one| one.whole).collect();
    let sorted = write::set(&wholes);
    let said = key.verify(scheme, &sorted, info.signature);
    let standing = write::element(ber::tag::SET, set.content);
    if said == Err(AlgorithmError::Signature) && standing != sorted {
        return key.verify(scheme, &standing, info.signature);
    }
    said
}

/// What an algorithm or a key that cannot be used means.
fn unusable(error: &AlgorithmError) -> Verdict {
    let (reason, code) = match error {
        AlgorithmError::Mismatch => (SubIndication::SigCryptoFailure, "SIG-067"),
        // A point off the curve, say: no value fits such a key.
        AlgorithmError::Key => (SubIndication::SigCryptoFailure, "SIG-062"),
        AlgorithmError::WeakKey(_) => (SubIndication::CryptoConstraintsFailureNoPoe, "SIG-069"),
        _ => (SubIndication::CryptoConstraintsFailure, "SIG-068"),
    };
    Verdict::because(reason, code, error.to_string())
}
