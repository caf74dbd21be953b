//! What a reference leads to, and its digest.

use super::canonical::{Method, MethodKind, Subset, canonicalize};
use super::dom::{self, DOCUMENT, Document, NodeId};
use super::signature::{Ids, Reference, Signature, Transform, unreadable};
use super::{XmlError, smev};
use crate::report::{SubIndication, Verdict};

/// Where a reference leads: the document, or an element.
pub(crate) fn target(
    document: &Document,
    ids: &Ids<'_>,
    reference: &Reference,
) -> Result<Subset, Verdict> {
    let fragment = match reference.uri.as_str() {
        "" => None,
        uri => Some(uri.strip_prefix('#').ok_or_else(|| outside(uri))?),
    };
    let subset = match fragment {
        None | Some("xpointer(/)") => Subset::of(DOCUMENT),
        Some(fragment) => {
            let id = fragment
                .strip_prefix("xpointer(id(")
                .and_then(|rest| rest.strip_suffix("))"))
                .map(|quoted| quoted.trim_matches(['\'', '"']));
            Subset::of(ids.one(id.unwrap_or(fragment))?)
        }
    };
    debug_assert!(subset.top < document.end(DOCUMENT));
    // XMLDSig, section 4.4.3.2: only the pointer forms keep comments.
    let comments = fragment.is_some_and(|fragment| fragment.starts_with("xpointer("));
    Ok(Subset { comments, ..subset })
}

fn outside(uri: &str) -> Verdict {
    Verdict::because(
        SubIndication::SignedDataNotFound,
        "SIG-084",
        format!("the reference {uri} leads outside the document"),
    )
}

enum Data {
    Nodes(Subset),
    Octets(Vec<u8>),
}

/// The octets that a reference's digest is made of.
pub(crate) fn octets(
    document: &Document,
    signature: NodeId,
    subset: Subset,
    transforms: &[Transform],
    budget: &mut usize,
) -> Result<Vec<u8>, XmlError> {
    let inclusive = Method {
        kind: MethodKind::Inclusive,
        comments: false,
        prefixes: Vec::new(),
    };
    let mut data = Data::Nodes(subset);
    for transform in transforms {
        data = match (transform, data) {
            (Transform::Enveloped, Data::Nodes(subset)) => {
                let is_inside = document.holds(subset.top, signature);
                let without = is_inside.then_some(signature).or(subset.without);
                Data::Nodes(Subset { without, ..subset })
            }
            (Transform::Enveloped, Data::Octets(_)) => {
                return Err(XmlError::Unsupported(
                    "the enveloped-signature transform after canonicalization",
                ));
            }
            (Transform::Canonical(method), Data::Nodes(subset)) => {
                Data::Octets(canonicalize(document, subset, method, budget)?)
            }
            (Transform::Canonical(method), Data::Octets(octets)) => {
                let read = read_again(&octets)?;
                Data::Octets(canonicalize(&read, Subset::of(DOCUMENT), method, budget)?)
            }
            (
                Transform::Smev,
                Data::Nodes(Subset {
                    top, without: None, ..
                }),
            ) => Data::Octets(smev::transform(document, top, budget)?),
            (Transform::Smev, Data::Nodes(subset)) => {
                let octets = canonicalize(document, subset, &inclusive, budget)?;
                Data::Octets(smev::transform(&read_again(&octets)?, DOCUMENT, budget)?)
            }
            (Transform::Smev, Data::Octets(octets)) => {
                Data::Octets(smev::transform(&read_again(&octets)?, DOCUMENT, budget)?)
            }
        };
    }
    match data {
        Data::Octets(octets) => Ok(octets),
        Data::Nodes(subset) => canonicalize(document, subset, &inclusive, budget),
    }
}

fn read_again(octets: &[u8]) -> Result<Document, XmlError> {
    let text = std::str::from_utf8(octets)
        .map_err(|error| XmlError::Malformed(error.valid_up_to(), "not UTF-8".to_owned()))?;
    dom::parse(text)
}

/// Follows a reference and compares the digest. Returns what it leads to.
pub(crate) fn check(
    document: &Document,
    ids: &Ids<'_>,
    signature: &Signature,
    reference: &Reference,
    budget: &mut usize,
) -> Result<NodeId, Verdict> {
    let subset = target(document, ids, reference)?;
    if document.holds(signature.node, subset.top)
        && reference
            .transforms
            .iter()
            .any(|one| matches!(one, Transform::Enveloped))
    {
        return Err(nothing_signed());
    }
    let cuts_root = subset.top == DOCUMENT
        && signature.node == document.root()
        && reference
            .transforms
            .iter()
            .any(|one| matches!(one, Transform::Enveloped));
    if cuts_root {
        return Err(nothing_signed());
    }
    let octets = octets(
        document,
        signature.node,
        subset,
        &reference.transforms,
        budget,
    )
    .map_err(|error| match error {
        XmlError::Unsupported(_) => Verdict::because(
            SubIndication::SigConstraintsFailure,
            "SIG-083",
            error.to_string(),
        ),
        _ => unreadable(&error),
    })?;
    if reference.digest.hash(&octets) != reference.value {
        return Err(Verdict::because(
            SubIndication::HashFailure,
            "SIG-086",
            format!("the digest of the reference \"{}\" differs", reference.uri),
        ));
    }
    Ok(subset.top)
}

fn nothing_signed() -> Verdict {
    Verdict::because(
        SubIndication::SignedDataNotFound,
        "SIG-084",
        "the transforms leave nothing to sign",
    )
}
