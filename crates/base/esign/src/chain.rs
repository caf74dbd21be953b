//! Path building and validation (RFC 5280, section 6), with revocation, at a given time.

mod build;
mod names;
mod policies;
mod revocation;
mod rules;

pub use crate::crl::Crl;
pub use crate::ocsp::OcspResponse;
pub(crate) use build::subject_key;
pub use build::{MAX_DEPTH, MAX_PATHS, MAX_SIGNATURES};
pub(crate) use names::name_key;
pub use revocation::{CLOCK_SKEW, MAX_AGE, MAX_LIST_SIGNERS};
pub(crate) use rules::{Usage, allows};

use crate::certificate::{Certificate, describe};
use crate::qualification;
use crate::report::{Block, Indication, Qualification, Verdict};
use crate::trust::Trust;
use build::{Pool, Search};
use jiff::Timestamp;
use revocation::Sources;
use std::cell::Cell;

/// What is at hand beside the trust anchors: nothing in it is trusted by itself.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    pub certificates: Vec<Certificate>,
    pub crls: Vec<Crl>,
    pub ocsp: Vec<OcspResponse>,
    /// What was asked about the signer's certificate and not answered, in words: a responder that
    /// refused, say. Where nothing else is known, that is not silence.
    pub refused: Vec<String>,
    /// The clock's time, where one is known: lists and answers that say they were made later than
    /// [`CLOCK_SKEW`] after it do not count. Without it the moment judged for is no such bound, since
    /// of a moment in the past what was made later tells more.
    pub now: Option<Timestamp>,
}

/// What the leaf's key is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// Signing documents.
    Signature,
    /// Signing time stamps.
    TimeStamp,
    /// Signing answers of a responder.
    Ocsp,
    /// Not looked at.
    Any,
}

/// What is said about a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChainReport {
    pub verdict: Verdict,
    /// From the leaf to the anchor; where no path arrived, the one that came farthest.
    pub chain: Vec<Certificate>,
    /// What was checked of each certificate, leaf first.
    pub blocks: Vec<Block>,
    /// Whether the leaf is a qualified certificate, apart from the verdict.
    pub qualification: Qualification,
}

/// Judges a certificate for a purpose at a time: looks for paths to an anchor and takes the first
/// that holds, or else the least bad.
///
/// `at` is when the key was used: a leaf that had ended by then is `EXPIRED`, one revoked by then
/// `REVOKED`. A caller with no proof of the time decides what that means for the signature.
pub fn validate(
    leaf: &Certificate,
    purpose: Purpose,
    at: Timestamp,
    trust: &Trust,
    evidence: &Evidence,
) -> ChainReport {
    let pool = Pool::new(trust, evidence);
    let sources = Sources {
        pool: &pool,
        evidence,
        at,
        searches_left: Cell::new(MAX_LIST_SIGNERS),
    };
    let mut best: Option<(Verdict, Vec<Block>, Vec<Certificate>)> = None;
    let mut search = Search::new(&pool, at);
    search.run(leaf, &mut |path| {
        let (verdict, blocks) = judge(&sources, path, purpose);
        let enough = verdict.is_passed();
        if best
            .as_ref()
            .is_none_or(|(known, ..)| verdict.indication < known.indication)
        {
            best = Some((verdict, blocks, path.to_vec()));
        }
        enough
    });
    let (verdict, blocks, chain) = best.unwrap_or_else(|| {
        let (chain, verdict) = search.failure();
        let block = Block {
            name: "PROSPECTIVE_CERTIFICATE_CHAIN",
            about: describe(leaf.subject()),
            verdict: verdict.clone(),
        };
        (verdict, vec![block], chain)
    });
    let qualification = qualification::judge(leaf, chain.get(1), at, trust.list());
    ChainReport {
        verdict,
        chain,
        blocks,
        qualification,
    }
}

/// Judges a whole path: rules, revocation, validity, from the leaf up.
fn judge(sources: &Sources<'_>, path: &[Certificate], purpose: Purpose) -> (Verdict, Vec<Block>) {
    let mut blocks = Vec::new();
    let anchor = path.len() - 1;
    for (place, certificate) in path.iter().enumerate() {
        let mut add = |name, verdict| {
            blocks.push(Block {
                name,
                about: describe(certificate.subject()),
                verdict,
            });
        };
        let constraints = rules::certificate(path, place, purpose);
        add("X509_CERTIFICATE_VALIDATION", constraints);
        let validity = rules::validity(path, place, sources.at);
        if place < anchor {
            let mut revocation = revocation::check(sources, path, place, sources.at);
            let is_over = !validity.is_passed() && sources.at > certificate.not_after();
            if place == 0 && is_over && revocation.indication == Indication::Indeterminate {
                // Whether it was revoked up to its end (OUT_OF_BOUNDS_NOT_REVOKED).
                revocation = revocation::check(sources, path, place, certificate.not_after());
            }
            // Of a certificate outside its time nobody publishes anything; that is no second fault.
            if validity.is_passed() || revocation.indication != Indication::Indeterminate {
                add("REVOCATION_FRESHNESS_CHECKER", revocation);
            }
        }
        add("CERTIFICATE_VALIDITY", validity);
        if place == 0 {
            let policies = policies::judge(path);
            if !policies.is_passed() {
                add("CERTIFICATE_POLICIES", policies);
            }
        }
    }
    (worst(&blocks), blocks)
}

/// The worst of the blocks, the first of equally bad ones. Its findings stand first, then those of
/// other faults, then what is only worth knowing.
fn worst(blocks: &[Block]) -> Verdict {
    let worst = blocks.iter().map(|block| block.verdict.indication).max();
    let worst = worst.unwrap_or(Indication::TotalPassed);
    let mut ordered: Vec<&Verdict> = blocks.iter().map(|block| &block.verdict).collect();
    // The sort is stable.
    ordered.sort_by_key(|verdict| std::cmp::Reverse(verdict.indication));
    let findings = ordered.iter().flat_map(|verdict| verdict.findings.clone());
    Verdict {
        indication: worst,
        sub_indication: ordered.first().and_then(|verdict| verdict.sub_indication),
        findings: findings.collect(),
    }
}

/// Whether a path holds, revocation left aside.
fn holds(path: &[Certificate], purpose: Purpose, at: Timestamp) -> Verdict {
    (0..path.len())
        .map(|place| {
            let constraints = rules::certificate(path, place, purpose);
            constraints.and(rules::validity(path, place, at))
        })
        .fold(Verdict::passed(), Verdict::and)
}
