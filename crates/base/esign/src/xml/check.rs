//! The validation of a document's signatures, block by block (ETSI EN 319 102-1, section 5.2).

use super::canonical::{MAX_CANONICAL, Subset, canonicalize};
use super::dom::{self, Document, NodeId};
use super::properties::Properties;
use super::references::{Outside, Target};
use super::signature::{
    Ids, MAX_REFERENCES, Reference, Signature, broken, manifest, unknown, unreadable,
};
use super::unsigned::Unsigned;
use super::{DSIG, counters, references, scope};
use crate::algorithm::{AlgorithmError, Digest, PublicKey, Scheme};
use crate::certificate::{Certificate, describe};
use crate::chain::{self, Evidence, Purpose};
use crate::cms::{Content, Place};
use crate::report::{Block, Qualification, SignatureReport, SubIndication, Verdict};
use crate::trust::Trust;
use crate::tsp;
use crate::validate::decision::{Parts, Times, conclude, noted};
use crate::write;
use jiff::Timestamp;

/// Signatures in one document; each may hash the document many times.
const MAX_SIGNATURES: usize = 32;
/// Certificates of the evidence that are tried where the signature names none.
const MAX_TRIED: usize = 64;

/// Judges every signature of a document, in document order; none where there is none. A document
/// that cannot be read gives one report that says so.
pub fn validate(
    document: &[u8],
    at: Timestamp,
    trust: &Trust,
    evidence: &Evidence,
) -> Vec<SignatureReport> {
    validate_detached(document, Content::Absent, at, trust, evidence)
}

/// As [`validate`], for signatures of a file that lies beside the document: to it leads the one
/// reference that leads outside.
pub fn validate_detached(
    document: &[u8],
    content: Content<'_>,
    at: Timestamp,
    trust: &Trust,
    evidence: &Evidence,
) -> Vec<SignatureReport> {
    let read = dom::decode(document).and_then(|(text, _)| dom::parse(&text));
    let document = match read {
        Ok(document) => document,
        Err(error) => return vec![failed(unreadable(&error), at)],
    };
    let found = signatures(&document);
    if found.len() > MAX_SIGNATURES {
        let verdict = broken(format!("more than {MAX_SIGNATURES} signatures"));
        return vec![failed(verdict, at)];
    }
    let ids = Ids::of(&document);
    let mut budget = MAX_CANONICAL;
    let checked: Vec<_> = found
        .iter()
        .map(|node| Checked::of(&document, *node, &ids, content, &mut budget))
        .collect();
    // What any signature holds is not passed off as signed by another: each has its own report.
    let all: Vec<NodeId> = checked
        .iter()
        .flatten()
        .flat_map(|one| one.data.iter().copied())
        .collect();
    let judge = Judge {
        document: &document,
        all: &all,
        has_file: !matches!(content, Content::Absent),
        at,
        trust,
        evidence,
    };
    let mains = counters::mains(&document, &found, &checked);
    let mut reports: Vec<SignatureReport> = checked
        .iter()
        .zip(&mains)
        .map(|(one, main)| match one {
            Ok(checked) => judge.report(checked, main.is_some()),
            Err(verdict) => failed(verdict.clone(), at),
        })
        .collect();
    counters::told(&mut reports, &mains);
    let mut mains = mains.into_iter();
    reports.retain(|_| mains.next().flatten().is_none());
    reports
}

/// The elements `Signature`, not many more than are looked at.
fn signatures(document: &Document) -> Vec<NodeId> {
    document
        .elements(document.root())
        .filter(|(_, element)| element.is(DSIG, "Signature"))
        .map(|(node, _)| node)
        .take(MAX_SIGNATURES + 1)
        .collect()
}

/// The digests by which the file beside the signatures is to be hashed; none where the signatures
/// cannot be read, or need the file itself.
pub(crate) fn digests(document: &[u8]) -> Vec<Digest> {
    let read = dom::decode(document).and_then(|(text, _)| dom::parse(&text));
    let Ok(document) = read else {
        return Vec::new();
    };
    let ids = Ids::of(&document);
    let mut digests = Vec::new();
    for node in signatures(&document) {
        let Ok(signature) = Signature::read(&document, node, &ids) else {
            continue;
        };
        let more = followed(&document, &ids, &signature).unwrap_or_default();
        for reference in signature.references.into_iter().chain(more) {
            if let (true, Ok(digest)) = (reference.is_outside(), reference.digest)
                && !digests.contains(&digest)
            {
                digests.push(digest);
            }
        }
    }
    digests
}

/// The references of the manifests that a signature covers (XMLDSig, section 5.1): to say that a
/// signature holds says nothing of what they name until they are followed.
fn followed(
    document: &Document,
    ids: &Ids<'_>,
    signature: &Signature,
) -> Result<Vec<Reference>, Verdict> {
    let is_manifest = |node: NodeId| {
        let element = document.element(node);
        element.is_some_and(|element| element.is(DSIG, "Manifest"))
    };
    let own: Vec<NodeId> = signature
        .objects
        .iter()
        .flat_map(|object| document.elements(*object))
        .filter(|(_, element)| element.is(DSIG, "Manifest"))
        .map(|(node, _)| node)
        .take(MAX_REFERENCES)
        .collect();
    let tops_of = |references: &[Reference]| -> Vec<NodeId> {
        let tops = references.iter().filter(|one| !one.is_outside());
        tops.filter_map(|one| Some(references::target(document, ids, one).ok()?.top))
            .collect()
    };
    let mut all: Vec<Reference> = Vec::new();
    let mut seen: Vec<NodeId> = Vec::new();
    let mut tops = tops_of(&signature.references);
    while let Some(top) = tops.pop() {
        let inside = own.iter().filter(|node| document.holds(top, **node));
        let covered: Vec<NodeId> = inside
            .copied()
            .chain(is_manifest(top).then_some(top))
            .collect();
        for node in covered {
            if seen.contains(&node) {
                continue;
            }
            seen.push(node);
            let more = manifest(document, node, MAX_REFERENCES - all.len())?;
            tops.extend(tops_of(&more));
            all.extend(more);
        }
    }
    Ok(all)
}

/// The report on what could not be read as a signature.
fn failed(verdict: Verdict, at: Timestamp) -> SignatureReport {
    SignatureReport {
        verdict: verdict.clone(),
        qualified: false,
        qualification: Qualification::default(),
        format: "XMLDSig".to_owned(),
        signer: None,
        signing_time: None,
        stamped_time: None,
        validation_time: at,
        chain: Vec::new(),
        algorithm: None,
        blocks: vec![Block {
            name: "FORMAT_CHECKING",
            about: "Signature".to_owned(),
            verdict,
        }],
    }
}

/// A signature that was read, its references followed and its properties read.
pub(super) struct Checked {
    pub(super) signature: Signature,
    properties: Option<Properties>,
    unsigned: Unsigned,
    /// The references of the manifests that it covers.
    followed: Vec<Reference>,
    /// Where each reference leads, or why it does not; its own, then those of manifests.
    targets: Vec<Result<Target, Verdict>>,
    /// Where its own references lead, whether what is there is as it was or not.
    pub(super) leads: Vec<Option<NodeId>>,
    /// The targets that are data.
    pub(super) data: Vec<NodeId>,
    /// `SignedInfo`, canonicalized.
    signed: Vec<u8>,
}

impl Checked {
    fn of(
        document: &Document,
        node: NodeId,
        ids: &Ids<'_>,
        content: Content<'_>,
        budget: &mut usize,
    ) -> Result<Checked, Verdict> {
        let signature = Signature::read(document, node, ids)?;
        let properties = Properties::read(document, &signature)?;
        let followed = followed(document, ids, &signature)?;
        let all = || signature.references.iter().chain(&followed);
        let beside = Outside {
            content,
            references: all().filter(|one| one.is_outside()).count(),
        };
        let targets: Vec<_> = all()
            .map(|one| references::check(document, ids, &signature, one, beside, budget))
            .collect();
        let reached: Vec<NodeId> = targets
            .iter()
            .flatten()
            .filter_map(|target| target.node())
            .collect();
        let leads = signature.references.iter().map(|one| {
            let subset = references::target(document, ids, one);
            subset.ok().map(|subset| subset.top)
        });
        let leads = leads.collect();
        let data = scope::data(document, &signature, &reached);
        let signed = canonicalize(
            document,
            Subset::of(signature.signed_info),
            &signature.canonicalization,
            budget,
        )
        .map_err(|error| unreadable(&error))?;
        Ok(Checked {
            unsigned: Unsigned::read(document, &signature, budget),
            signature,
            properties,
            followed,
            targets,
            leads,
            data,
            signed,
        })
    }

    /// What is at hand beside what the signature brings.
    fn gathered(&self, evidence: &Evidence) -> Evidence {
        let mut all = evidence.clone();
        let own = self.signature.certificates.iter();
        all.certificates.extend(own.cloned());
        let Evidence {
            certificates,
            crls,
            ocsp,
            ..
        } = &self.unsigned.evidence;
        all.certificates.extend(certificates.iter().cloned());
        all.crls.extend(crls.iter().cloned());
        all.ocsp.extend(ocsp.iter().cloned());
        all
    }

    /// The certificate that the properties name, or whose key fits; with the fault of choosing it
    /// (EN 319 102-1, section 5.2.3.4).
    fn signer(&self, evidence: &Evidence, trust: &Trust) -> Result<Certificate, Verdict> {
        let own = &self.signature.certificates;
        let known = evidence.certificates.iter().chain(trust.anchors());
        let missing = || {
            Verdict::because(
                SubIndication::NoSigningCertificateFound,
                "SIG-063",
                "the signature has no certificate that can be read, and none was given",
            )
        };
        let named = self
            .properties
            .as_ref()
            .filter(|one| !one.certificates.is_empty());
        if let Some(properties) = named {
            let mut all = own.iter().chain(known);
            return match (all.find(|one| properties.names(one)), own.first()) {
                (Some(found), _) => Ok(found.clone()),
                (None, _) if properties.is_unknown() => Err(Verdict::because(
                    SubIndication::NoSigningCertificateFound,
                    "SIG-068",
                    "the property names the certificate by a digest that is not known",
                )),
                (None, None) => Err(missing()),
                (None, Some(other)) => Err(Verdict::because(
                    SubIndication::NoSigningCertificateFound,
                    "SIG-064",
                    format!(
                        "the certificate {} is not the one that the signed property names",
                        other.fingerprint()
                    ),
                )),
            };
        }
        let fits = |one: &&Certificate| self.verify(one).is_ok();
        if let Some(found) = own.iter().find(fits).or_else(|| own.first()) {
            return Ok(found.clone());
        }
        known
            .take(MAX_TRIED)
            .find(fits)
            .cloned()
            .ok_or_else(missing)
    }

    fn verify(&self, certificate: &Certificate) -> Result<(), AlgorithmError> {
        let key = certificate.public_key()?;
        let value = &self.signature.value;
        let Ok(scheme) = self.signature.scheme.as_ref().copied() else {
            return Err(AlgorithmError::Mismatch);
        };
        match scheme {
            Scheme::Ecdsa(_) => {
                let size = coordinate(&key).ok_or(AlgorithmError::Mismatch)?;
                let der = ecdsa(value, size).ok_or(AlgorithmError::Signature)?;
                key.verify(scheme, &self.signed, &der)
            }
            scheme => key.verify(scheme, &self.signed, value),
        }
    }

    /// What is known of how the certificate is named: a remark where it is not, or by a weak digest
    /// (one rule with CMS, docs/decisions/0009).
    fn naming(&self) -> Verdict {
        let named = self
            .properties
            .as_ref()
            .filter(|one| !one.certificates.is_empty());
        match named.map(Properties::weak_digest) {
            None => noted(
                "SIG-070",
                "no property names the signing certificate by its hash",
            ),
            Some(Some(name)) => noted("SIG-069", format!("the certificate is named by {name}")),
            Some(None) => Verdict::passed(),
        }
    }

    fn format(&self) -> &'static str {
        match &self.properties {
            Some(properties) if !properties.certificates.is_empty() => {
                if self.unsigned.stamps.is_empty() {
                    "XAdES-BES"
                } else {
                    "XAdES-T"
                }
            }
            _ => "XMLDSig",
        }
    }
}

/// How long each half of an ECDSA signature is, in bytes.
fn coordinate(key: &PublicKey) -> Option<usize> {
    match key {
        #[cfg(feature = "foreign")]
        PublicKey::P256(_) => Some(32),
        #[cfg(feature = "foreign")]
        PublicKey::P384(_) => Some(48),
        #[cfg(feature = "foreign")]
        PublicKey::P521(_) => Some(66),
        _ => None,
    }
}

/// `r ‖ s` (RFC 9231, section 2.3.6) as the DER that keys check.
fn ecdsa(value: &[u8], size: usize) -> Option<Vec<u8>> {
    let (r, s) = value.split_at_checked(size)?;
    let integers = [write::integer(r), write::integer(s)];
    (s.len() == size).then(|| write::sequence(&integers))
}

struct Judge<'a> {
    document: &'a Document,
    all: &'a [NodeId],
    /// Whether a file was given beside the document.
    has_file: bool,
    at: Timestamp,
    trust: &'a Trust,
    evidence: &'a Evidence,
}

impl Judge<'_> {
    fn report(&self, checked: &Checked, is_counter: bool) -> SignatureReport {
        let signature = &checked.signature;
        let evidence = checked.gathered(self.evidence);
        let (certificate, identification) = match checked.signer(&evidence, self.trust) {
            Ok(certificate) => (Some(certificate), checked.naming()),
            Err(fault) => (None, fault),
        };
        let mut reached = Vec::new();
        let mut cryptography = Verdict::passed();
        let mut blocks = vec![
            block(
                "FORMAT_CHECKING",
                scope::path(self.document, signature.node),
                &Verdict::passed(),
            ),
            block(
                "IDENTIFICATION_OF_THE_SIGNING_CERTIFICATE",
                certificate
                    .as_ref()
                    .map(|one| describe(one.subject()))
                    .unwrap_or_default(),
                &identification,
            ),
        ];
        let all = signature.references.iter().chain(&checked.followed);
        for (reference, target) in all.zip(&checked.targets) {
            let verdict = match (target, &reference.digest) {
                (Ok(target), Ok(digest)) => {
                    reached.push(*target);
                    strength(*digest)
                }
                (Err(verdict), _) | (_, Err(verdict)) => verdict.clone(),
            };
            let about = format!("Reference \"{}\"", reference.name());
            blocks.push(block("CRYPTOGRAPHIC_VERIFICATION", about, &verdict));
            cryptography = cryptography.and(verdict);
        }
        if let Some(certificate) = &certificate {
            let verdict = match &signature.scheme {
                Ok(scheme) => value_verdict(checked.verify(certificate), *scheme),
                Err(verdict) => verdict.clone(),
            };
            blocks.push(block("CRYPTOGRAPHIC_VERIFICATION", "SignedInfo", &verdict));
            cryptography = cryptography.and(verdict);
        }

        // Where a reference is broken, that is the reason; what is covered follows from it.
        let mut acceptance = Verdict::passed();
        if reached.len() == checked.targets.len() {
            acceptance = self.covered(checked, &reached, is_counter);
            blocks.push(block("SIGNED_DATA", "document", &acceptance));
            if let Some(properties) = &checked.properties {
                let verdict = properties.judge(signature, &reached);
                blocks.push(block(
                    "SIGNATURE_ACCEPTANCE_VALIDATION",
                    "properties",
                    &verdict,
                ));
                acceptance = acceptance.and(verdict);
            }
        }

        let place = Place {
            at: self.at,
            trust: self.trust,
            evidence: &evidence,
            proved: None,
        };
        let mut notes = Vec::new();
        let stamped = stamped(&checked.unsigned, &place, &mut blocks, &mut notes);
        let latest = stamped.map_or(self.at, |time| time.min(self.at));
        let chain = certificate.as_ref().map(|certificate| {
            let purpose = Purpose::Signature;
            chain::validate(certificate, purpose, latest, self.trust, &evidence)
        });
        let times = certificate.as_ref().zip(chain.as_ref());
        let times = times.map(|(certificate, chain)| Times::of(certificate, chain, None));
        let parts = Parts {
            format: Verdict::passed(),
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
        let (path, qualification) = chain.map_or_else(Default::default, |chain| {
            blocks.extend(chain.blocks);
            let path = chain.chain.iter().map(|one| describe(one.subject()));
            (path.collect(), chain.qualification)
        });
        let algorithm = signature.scheme.as_ref().ok();
        SignatureReport {
            qualified: qualification.qualified,
            verdict,
            qualification,
            format: checked.format().to_owned(),
            signer: certificate.as_ref().map(Certificate::signer),
            signing_time: checked.properties.as_ref().and_then(|one| one.signing_time),
            stamped_time: stamped,
            validation_time: latest,
            chain: path,
            algorithm: algorithm
                .map(|scheme| format!("{} with {}", scheme.name(), scheme.digest().name())),
            blocks,
        }
    }

    /// Whether what is signed is what a reader takes for signed.
    fn covered(&self, checked: &Checked, reached: &[Target], is_counter: bool) -> Verdict {
        if is_counter {
            return counters::covered(self.document, reached);
        }
        match (self.has_file, reached.contains(&Target::File)) {
            (_, true) => Verdict::passed(),
            (true, false) => Verdict::because(
                SubIndication::SignedDataNotFound,
                "SIG-084",
                "no reference of the signature leads to the file that was given",
            ),
            (false, false) => {
                scope::judge(self.document, &checked.signature, &checked.data, self.all)
            }
        }
    }
}

/// Checks the time stamps over the signature value; the earliest good one counts.
fn stamped(
    unsigned: &Unsigned,
    place: &Place<'_>,
    blocks: &mut Vec<Block>,
    notes: &mut Vec<Verdict>,
) -> Option<Timestamp> {
    let mut earliest: Option<Timestamp> = None;
    for stamp in &unsigned.stamps {
        let hash = |digest: Digest| Some(digest.hash(stamp.signed.as_ref().ok()?));
        let token = stamp.token.as_deref().unwrap_or_default();
        if let Some(time) = tsp::check(token, &hash, place).told(blocks, notes) {
            earliest = Some(earliest.map_or(time, |known| known.min(time)));
        }
    }
    earliest
}

fn block(name: &'static str, about: impl Into<String>, verdict: &Verdict) -> Block {
    Block {
        name,
        about: about.into(),
        verdict: verdict.clone(),
    }
}

fn value_verdict(outcome: Result<(), AlgorithmError>, scheme: Scheme) -> Verdict {
    let wrong = |detail| Verdict::because(SubIndication::SigCryptoFailure, "SIG-087", detail);
    match outcome {
        Ok(()) => strength(scheme.digest()),
        Err(AlgorithmError::Signature) => {
            wrong("the signature value does not fit SignedInfo and the key")
        }
        Err(AlgorithmError::Key) => wrong("no value fits the certificate's key: it is malformed"),
        // The certificate in the message says one kind of key, the signature another.
        Err(AlgorithmError::Mismatch) => {
            wrong("the algorithm of the signature does not fit the key")
        }
        Err(error @ AlgorithmError::WeakKey(_)) => {
            let reason = SubIndication::CryptoConstraintsFailureNoPoe;
            Verdict::because(reason, "SIG-069", error.to_string())
        }
        Err(error) => unknown(error.to_string()),
    }
}

fn strength(digest: Digest) -> Verdict {
    if digest.is_weak() {
        let detail = format!("{} proves nothing any more", digest.name());
        let reason = SubIndication::CryptoConstraintsFailureNoPoe;
        Verdict::because(reason, "SIG-082", detail)
    } else {
        Verdict::passed()
    }
}
