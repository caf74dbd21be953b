//! The validation of a document's signatures, block by block (ETSI EN 319 102-1, section 5.2).

use super::canonical::{MAX_CANONICAL, Subset, canonicalize};
use super::dom::{self, Document, NodeId};
use super::properties::Properties;
use super::signature::{Ids, Signature, broken, unknown, unreadable};
use super::unsigned::Unsigned;
use super::{DSIG, references, scope};
use crate::algorithm::{AlgorithmError, Digest, PublicKey, Scheme};
use crate::certificate::{Certificate, describe};
use crate::chain::{self, Evidence, Purpose};
use crate::cms::Place;
use crate::report::{Block, Indication, Qualification, SignatureReport, SubIndication, Verdict};
use crate::trust::Trust;
use crate::tsp;
use crate::validate::decision::{Parts, Times, conclude};
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
    let read = dom::decode(document).and_then(|(text, _)| dom::parse(&text));
    let document = match read {
        Ok(document) => document,
        Err(error) => return vec![failed(unreadable(&error), at)],
    };
    let found: Vec<NodeId> = document
        .elements(document.root())
        .filter(|(_, element)| element.is(DSIG, "Signature"))
        .map(|(node, _)| node)
        .take(MAX_SIGNATURES + 1)
        .collect();
    if found.len() > MAX_SIGNATURES {
        let verdict = broken(format!("more than {MAX_SIGNATURES} signatures"));
        return vec![failed(verdict, at)];
    }
    let ids = Ids::of(&document);
    let mut budget = MAX_CANONICAL;
    let checked: Vec<_> = found
        .into_iter()
        .map(|node| Checked::of(&document, node, &ids, &mut budget))
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
        at,
        trust,
        evidence,
    };
    checked
        .into_iter()
        .map(|one| match one {
            Ok(checked) => judge.report(&checked),
            Err(verdict) => failed(verdict, at),
        })
        .collect()
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
struct Checked {
    signature: Signature,
    properties: Option<Properties>,
    unsigned: Unsigned,
    /// Where each reference leads, or why it does not.
    targets: Vec<Result<NodeId, Verdict>>,
    /// The targets that are data.
    data: Vec<NodeId>,
    /// `SignedInfo`, canonicalized.
    signed: Vec<u8>,
}

impl Checked {
    fn of(
        document: &Document,
        node: NodeId,
        ids: &Ids<'_>,
        budget: &mut usize,
    ) -> Result<Checked, Verdict> {
        let signature = Signature::read(document, node, ids)?;
        let properties = Properties::read(document, &signature)?;
        let targets: Vec<_> = signature
            .references
            .iter()
            .map(|reference| references::check(document, ids, &signature, reference, budget))
            .collect();
        let reached: Vec<NodeId> = targets.iter().flatten().copied().collect();
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
            targets,
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
        match self.signature.scheme {
            scheme @ Scheme::Ecdsa(_) => {
                let size = coordinate(&key).ok_or(AlgorithmError::Mismatch)?;
                let der = ecdsa(value, size).ok_or(AlgorithmError::Signature)?;
                key.verify(scheme, &self.signed, &der)
            }
            scheme => key.verify(scheme, &self.signed, value),
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
    at: Timestamp,
    trust: &'a Trust,
    evidence: &'a Evidence,
}

impl Judge<'_> {
    fn report(&self, checked: &Checked) -> SignatureReport {
        let signature = &checked.signature;
        let evidence = checked.gathered(self.evidence);
        let (certificate, identification) = match checked.signer(&evidence, self.trust) {
            Ok(certificate) => (Some(certificate), Verdict::passed()),
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
        for (reference, target) in signature.references.iter().zip(&checked.targets) {
            let verdict = match target {
                Ok(node) => {
                    reached.push(*node);
                    strength(reference.digest)
                }
                Err(verdict) => verdict.clone(),
            };
            let about = format!("Reference \"{}\"", reference.uri);
            blocks.push(block("CRYPTOGRAPHIC_VERIFICATION", about, &verdict));
            cryptography = cryptography.and(verdict);
        }
        if let Some(certificate) = &certificate {
            let verdict = value_verdict(checked.verify(certificate), signature.scheme);
            blocks.push(block("CRYPTOGRAPHIC_VERIFICATION", "SignedInfo", &verdict));
            cryptography = cryptography.and(verdict);
        }

        // Where a reference is broken, that is the reason; what is covered follows from it.
        let mut acceptance = Verdict::passed();
        if reached.len() == signature.references.len() {
            acceptance = scope::judge(self.document, signature, &checked.data, self.all);
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
        let is_broken = verdict.indication == Indication::TotalFailed;
        let scheme = signature.scheme;
        SignatureReport {
            qualified: qualification.qualified && !is_broken,
            verdict,
            qualification,
            format: match &checked.properties {
                Some(_) if checked.unsigned.stamps.is_empty() => "XAdES-BES",
                Some(_) => "XAdES-T",
                None => "XMLDSig",
            }
            .to_owned(),
            signer: certificate.as_ref().map(Certificate::signer),
            signing_time: checked.properties.as_ref().and_then(|one| one.signing_time),
            stamped_time: stamped,
            validation_time: latest,
            chain: path,
            algorithm: Some(format!("{} with {}", scheme.name(), scheme.digest().name())),
            blocks,
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
        Err(error) => unknown(error.to_string()),
    }
}

fn strength(digest: Digest) -> Verdict {
    if digest.is_weak() {
        unknown(format!("{} proves nothing any more", digest.name()))
    } else {
        Verdict::passed()
    }
}
