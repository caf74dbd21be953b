//! Signatures of signatures (ETSI EN 319 132-1, section 5.2.7): of another one's value, by the type of
//! the reference or by the place among the other one's properties. They say nothing of the document,
//! so they show in the report on the signature that they counter, as in CMS.

use super::DSIG;
use super::check::Checked;
use super::dom::{Document, NodeId};
use super::references::Target;
use crate::report::{Block, SignatureReport, SubIndication, Verdict};
use crate::validate::decision::noted;

/// How far one counters the other counters the third.
const MAX_DEPTH: usize = 8;

/// For each signature the place of the one that it counters at last; `None` for those that stand for
/// themselves.
pub(super) fn mains(
    document: &Document,
    nodes: &[NodeId],
    checked: &[Result<Checked, Verdict>],
) -> Vec<Option<usize>> {
    let directly: Vec<Option<usize>> = nodes
        .iter()
        .zip(checked)
        .map(|(node, one)| {
            by_place(document, nodes, *node).or_else(|| by_type(document, one, checked))
        })
        .collect();
    let last = |first: Option<usize>| {
        let mut main = first?;
        for _ in 0..MAX_DEPTH {
            match directly[main] {
                Some(next) => main = next,
                None => return Some(main),
            }
        }
        // A ring, or a tower: each stands for itself.
        None
    };
    directly.iter().map(|first| last(*first)).collect()
}

/// Among the properties of another signature.
fn by_place(document: &Document, nodes: &[NodeId], node: NodeId) -> Option<usize> {
    let parent = document.element(document.parent(node))?;
    let is_property = parent.namespace.starts_with("http://uri.etsi.org/01903/")
        && &*parent.local == "CounterSignature";
    if !is_property {
        return None;
    }
    let mut at = document.parent(node);
    while let Some(element) = document.element(at) {
        if element.is(DSIG, "Signature") {
            return nodes.iter().position(|one| *one == at);
        }
        at = document.parent(at);
    }
    None
}

/// By the reference's word that it is one, where it leads to another signature's value and nothing
/// else is signed but its own properties.
fn by_type(
    document: &Document,
    one: &Result<Checked, Verdict>,
    all: &[Result<Checked, Verdict>],
) -> Option<usize> {
    let one = one.as_ref().ok()?;
    if !one.signature.references.iter().any(says_counter) {
        return None;
    }
    let mut leads = Vec::new();
    for lead in &one.leads {
        let lead = (*lead)?;
        if !document.holds(one.signature.node, lead) {
            leads.push(lead);
        }
    }
    let [value] = leads.as_slice() else {
        return None;
    };
    all.iter().position(|other| {
        other.as_ref().is_ok_and(|other| {
            other.signature.node != one.signature.node && other.signature.value_node == *value
        })
    })
}

fn says_counter(reference: &super::signature::Reference) -> bool {
    let kind = reference.kind.as_deref();
    kind.is_some_and(|kind| kind.ends_with("#CountersignedSignature"))
}

/// Whether a counter signature is over a signature's value at all.
pub(super) fn covered(document: &Document, reached: &[Target]) -> Verdict {
    let mut values = reached
        .iter()
        .filter_map(|target| document.element(target.node()?));
    if values.any(|element| element.is(DSIG, "SignatureValue")) {
        Verdict::passed()
    } else {
        let detail = "the counter signature is over no signature's value";
        Verdict::because(SubIndication::SigConstraintsFailure, "SIG-089", detail)
    }
}

/// Tells of the counter signatures in the reports on those that they counter.
pub(super) fn told(reports: &mut [SignatureReport], mains: &[Option<usize>]) {
    for (place, main) in mains.iter().enumerate() {
        let Some(main) = *main else { continue };
        let counter = &reports[place];
        let name = counter
            .signer
            .as_ref()
            .and_then(|signer| signer.name.clone());
        let (about, verdict) = (name.unwrap_or_default(), counter.verdict.clone());
        if !verdict.is_passed() {
            let note = noted("SIG-078", format!("{about}: {:?}", verdict.sub_indication));
            reports[main].verdict.findings.extend(note.findings);
        }
        reports[main].blocks.push(Block {
            name: "COUNTER_SIGNATURE",
            about,
            verdict,
        });
    }
}
