//! What of a document is signed, and whether something unsigned could be taken for it.

use super::DSIG;
use super::dom::{DOCUMENT, Document, NodeId};
use super::properties::is_xades;
use super::signature::Signature;
use crate::report::{Finding, SubIndication, Verdict};
use std::collections::HashSet;

/// How many elements a finding names.
const NAMED: usize = 8;

/// The targets that are data: not the signature's own properties, keys or bookkeeping, of which a
/// `Manifest` is, wherever it stands.
pub(crate) fn data(document: &Document, signature: &Signature, targets: &[NodeId]) -> Vec<NodeId> {
    let in_object = |target: NodeId| {
        let object = signature
            .objects
            .iter()
            .find(|object| document.holds(**object, target));
        object.is_some_and(|object| {
            !document
                .children(*object)
                .any(|(node, child)| is_xades(child) && document.holds(node, target))
        })
    };
    let mut data: Vec<NodeId> = targets
        .iter()
        .copied()
        .filter(|target| !document.holds(signature.node, *target) || in_object(*target))
        .filter(|target| {
            let element = document.element(*target);
            !element.is_some_and(|element| element.is(DSIG, "Manifest"))
        })
        .collect();
    data.sort_unstable();
    data.dedup();
    data
}

/// Judges what one signature covers. `all` is what all signatures of the document refer to.
pub(crate) fn judge(
    document: &Document,
    signature: &Signature,
    data: &[NodeId],
    all: &[NodeId],
) -> Verdict {
    if data.is_empty() {
        return Verdict::because(
            SubIndication::SignedDataNotFound,
            "SIG-084",
            "the signature refers to none of the document's data",
        );
    }
    let root = document.root();
    if data.contains(&DOCUMENT) || data.contains(&root) {
        return Verdict::passed();
    }
    if signature.node == root && objects_are_covered(document, signature, data) {
        return Verdict::passed();
    }

    let mut verdict = Verdict::passed();
    let named: Vec<String> = data
        .iter()
        .take(NAMED)
        .map(|node| path(document, *node))
        .collect();
    verdict.findings.push(Finding {
        code: "SIG-085",
        detail: format!(
            "only a part of the document is signed: {}",
            named.join(", ")
        ),
    });
    // The signed element moved into a place where nobody looks, another one in its own place.
    let hidden = data
        .iter()
        .find(|node| signature.node != root && is_in_signature(document, **node));
    if let Some(node) = hidden {
        let at = path(document, *node);
        return verdict.and(wrapped(format!(
            "what is signed lies inside a signature: {at}"
        )));
    }
    let names: HashSet<(&str, &str)> = data
        .iter()
        .filter_map(|node| document.element(*node))
        .map(|element| (&*element.namespace, &*element.local))
        .collect();
    let covered = Covered::of(document, all);
    let double = document.elements(root).find(|(node, element)| {
        names.contains(&(&*element.namespace, &*element.local)) && !covered.holds(*node)
    });
    match double {
        Some((node, _)) => {
            let at = path(document, node);
            verdict.and(wrapped(format!(
                "an element of the same name is not signed: {at}"
            )))
        }
        None => verdict,
    }
}

fn wrapped(detail: String) -> Verdict {
    Verdict::because(SubIndication::SigConstraintsFailure, "SIG-088", detail)
}

/// Whether every `Object` with data is signed, whole or by the elements in it.
fn objects_are_covered(document: &Document, signature: &Signature, data: &[NodeId]) -> bool {
    let is_signed = |node: NodeId| data.iter().any(|top| document.holds(*top, node));
    signature.objects.iter().all(|object| {
        is_signed(*object)
            || document.children(*object).all(|(node, child)| {
                is_xades(child) || child.is(DSIG, "Manifest") || is_signed(node)
            })
    })
}

fn is_in_signature(document: &Document, node: NodeId) -> bool {
    let mut at = node;
    while let Some(element) = document.element(at) {
        if element.is(DSIG, "Object") {
            return true;
        }
        at = document.parent(at);
    }
    false
}

/// Subtrees, merged so that a node is found by bisection.
struct Covered(Vec<(NodeId, NodeId)>);

impl Covered {
    fn of(document: &Document, tops: &[NodeId]) -> Covered {
        let mut ranges: Vec<_> = tops.iter().map(|top| (*top, document.end(*top))).collect();
        ranges.sort_unstable();
        // Subtrees lie apart or one in the other.
        ranges.dedup_by(|inner, outer| inner.0 < outer.1);
        Covered(ranges)
    }

    fn holds(&self, node: NodeId) -> bool {
        let next = self.0.partition_point(|(start, _)| *start <= node);
        next > 0 && node < self.0[next - 1].1
    }
}

/// `/Envelope/Body[Id=body]`, for people.
pub(crate) fn path(document: &Document, node: NodeId) -> String {
    let mut names = Vec::new();
    let mut at = node;
    while let Some(element) = document.element(at) {
        let id = ["Id", "ID", "id"]
            .into_iter()
            .find_map(|name| element.attribute(name));
        names.push(match id {
            Some(id) if at == node => format!("{}[Id={id}]", element.local),
            _ => element.local.to_string(),
        });
        at = document.parent(at);
    }
    names.reverse();
    format!("/{}", names.join("/"))
}
