//! Whether what a signer says of the signature fits it (EN 319 102-1, section 5.2.8).

use super::attributes::Signed;
use super::check::{Hashes, Role};
use super::oid;
use super::read::{SignedData, SignerInfo};
use crate::algorithm::{AlgorithmError, Digest};
use crate::ber;
use crate::report::{SubIndication, Verdict};
use crate::validate::decision::noted;

/// Checks attributes and the strength of the digests (section 5.2.8).
pub(super) fn accept(
    info: &SignerInfo<'_>,
    data: &SignedData<'_>,
    signed: &Signed<'_>,
    hashes: &Hashes<'_>,
    digest: &Result<Digest, AlgorithmError>,
    role: Role,
) -> Verdict {
    let wrong =
        |detail: String| Verdict::because(SubIndication::SigConstraintsFailure, "SIG-066", detail);
    let mut verdict = Verdict::passed();
    if info.signed_set.is_some() {
        // A counter signature has no content type (RFC 5652, section 11.4).
        match signed.content_type {
            _ if role == Role::Counter => {}
            Some(kind) if kind == data.content_type => {}
            Some(kind) => {
                let detail = format!("signed as {kind}, found as {}", data.content_type);
                verdict = verdict.and(wrong(detail));
            }
            None => verdict = verdict.and(wrong("no content type is signed".to_owned())),
        }
        if let Some((digest, signature)) = signed.protection {
            let content = |whole: &[u8]| {
                let element = ber::Element::only(whole, ber::tag::SEQUENCE);
                element.map(|one| one.content.to_vec()).unwrap_or_default()
            };
            let is_same = digest == content(info.digest_der)
                && signature.is_none_or(|said| said == content(info.algorithm_der));
            if !is_same {
                verdict = verdict.and(wrong(
                    "the algorithms are not those that the signed attribute protects".to_owned(),
                ));
            }
        }
    } else if role != Role::Counter {
        // Attributes of another signature could be passed off as a document (RFC 5652, section 5.3).
        if data.content_type != oid::DATA {
            let detail = format!("content {} needs signed attributes", data.content_type);
            verdict = verdict.and(wrong(detail));
        } else if hashes.bytes().is_some_and(are_attributes) {
            let detail = "what is signed is the attributes of another signature";
            verdict = verdict.and(Verdict::because(
                SubIndication::SigConstraintsFailure,
                "SIG-077",
                detail,
            ));
        } else {
            verdict = verdict.and(noted("SIG-079", "the signature has no signed attributes"));
        }
    }
    if let Ok(digest) = digest
        && digest.is_weak()
    {
        let reason = SubIndication::CryptoConstraintsFailureNoPoe;
        verdict = verdict.and(Verdict::because(reason, "SIG-069", digest.name()));
    }
    verdict
}

/// Whether a document is the signed attributes of some signature.
fn are_attributes(content: &[u8]) -> bool {
    let mut has_digest = false;
    let Ok(set) = ber::Element::only(content, ber::tag::SET) else {
        return false;
    };
    for one in set.inside().all(64).unwrap_or_default() {
        let kind = one.inside().next(ber::tag::OID).and_then(|kind| kind.oid());
        has_digest |= kind == Ok(oid::MESSAGE_DIGEST);
    }
    has_digest
}
