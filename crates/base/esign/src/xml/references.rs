//! What a reference leads to, and its digest.

use super::canonical::{Method, MethodKind, Subset, canonicalize};
use super::dom::{self, DOCUMENT, Document, Kind, NodeId};
use super::signature::{Ids, Reference, Signature, Transform, unreadable};
use super::{DSIG, XmlError, smev};
use crate::algorithm::Digest;
use crate::cms::Content;
use crate::report::{SubIndication, Verdict};
use data_encoding::BASE64;

/// What a reference leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// The document, or an element of it.
    Node(NodeId),
    /// The file beside the signature.
    File,
}

impl Target {
    pub(crate) fn node(self) -> Option<NodeId> {
        match self {
            Target::Node(node) => Some(node),
            Target::File => None,
        }
    }
}

/// What lies outside the document: the file that a detached signature is over.
#[derive(Clone, Copy)]
pub(crate) struct Outside<'a> {
    pub(crate) content: Content<'a>,
    /// How many references lead outside. Only of a single one it is known that the file is meant.
    pub(crate) references: usize,
}

/// Where a reference leads inside the document.
pub(crate) fn target(
    document: &Document,
    ids: &Ids<'_>,
    reference: &Reference,
) -> Result<Subset, Verdict> {
    let uri = reference.uri.as_deref().unwrap_or("?");
    let fragment = match uri {
        "" => None,
        uri => Some(uri.strip_prefix('#').ok_or_else(|| outside(reference))?),
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

fn outside(reference: &Reference) -> Verdict {
    let name = reference.name();
    missing(format!("the reference {name} leads outside the document"))
}

fn missing(detail: impl Into<String>) -> Verdict {
    Verdict::because(SubIndication::SignedDataNotFound, "SIG-084", detail)
}

pub(crate) enum Data {
    Nodes(Subset),
    Octets(Vec<u8>),
}

/// The octets that a reference's digest is made of.
pub(crate) fn octets(
    document: &Document,
    signature: NodeId,
    mut data: Data,
    transforms: &[Transform],
    budget: &mut usize,
) -> Result<Vec<u8>, XmlError> {
    let inclusive = Method {
        kind: MethodKind::Inclusive,
        comments: false,
        prefixes: Vec::new(),
    };
    for transform in transforms {
        data = match (transform, data) {
            (Transform::Enveloped, Data::Nodes(subset)) => {
                let is_inside = document.holds(subset.top, signature);
                let without = is_inside.then_some(signature).or(subset.without);
                Data::Nodes(Subset { without, ..subset })
            }
            (Transform::WithoutSignatures, Data::Nodes(subset)) => Data::Nodes(Subset {
                without_signatures: true,
                ..subset
            }),
            (Transform::Enveloped | Transform::WithoutSignatures, Data::Octets(_)) => {
                return Err(XmlError::Unsupported(
                    "leaving out the signature after canonicalization",
                ));
            }
            (Transform::Base64, data) => Data::Octets(unpacked(document, data, budget)?),
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
                    top,
                    without: None,
                    without_signatures: false,
                    ..
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

/// What Base64 holds (XMLDSig, section 6.6.2): of nodes, the text in them.
fn unpacked(document: &Document, data: Data, budget: &mut usize) -> Result<Vec<u8>, XmlError> {
    let mut packed = match data {
        Data::Octets(octets) => octets,
        Data::Nodes(subset) => {
            let mut text = Vec::new();
            let mut node = subset.top;
            while node < document.end(subset.top) {
                if subset.cuts(document, node) {
                    node = document.end(node);
                    continue;
                }
                if let Kind::Text { text: piece, .. } = document.kind(node) {
                    text.extend_from_slice(piece.as_bytes());
                }
                node += 1;
            }
            text
        }
    };
    if packed.len() > *budget {
        return Err(XmlError::TooLarge);
    }
    *budget -= packed.len();
    packed.retain(|byte| !byte.is_ascii_whitespace());
    let wrong = |_| XmlError::Malformed(0, "not Base64".to_owned());
    BASE64.decode(&packed).map_err(wrong)
}

fn read_again(octets: &[u8]) -> Result<Document, XmlError> {
    let (text, _) = dom::decode(octets)?;
    dom::parse(&text)
}

/// Follows a reference and compares the digest. Returns what it leads to.
pub(crate) fn check(
    document: &Document,
    ids: &Ids<'_>,
    signature: &Signature,
    reference: &Reference,
    beside: Outside<'_>,
    budget: &mut usize,
) -> Result<Target, Verdict> {
    if reference.is_outside() {
        return check_file(document, signature, reference, beside, budget);
    }
    let subset = target(document, ids, reference)?;
    let transforms = reference.transforms.as_ref().map_err(Verdict::clone)?;
    let is_in_own = document.holds(signature.node, subset.top)
        || subset.top == DOCUMENT && signature.node == document.root();
    if transforms.contains(&Transform::Enveloped) && is_in_own
        || transforms.contains(&Transform::WithoutSignatures) && is_in_any(document, subset.top)
    {
        return Err(missing("the transforms leave nothing to sign"));
    }
    let data = Data::Nodes(subset);
    let octets = octets(document, signature.node, data, transforms, budget).map_err(refused)?;
    compare(reference, |digest| digest.hash(&octets))?;
    Ok(Target::Node(subset.top))
}

fn refused(error: XmlError) -> Verdict {
    match error {
        XmlError::Unsupported(_) => Verdict::because(
            SubIndication::SigConstraintsFailure,
            "SIG-083",
            error.to_string(),
        ),
        _ => unreadable(&error),
    }
}

/// Whether the place lies in some signature, or is a document that is nothing else.
fn is_in_any(document: &Document, top: NodeId) -> bool {
    let mut at = if top == DOCUMENT {
        document.root()
    } else {
        top
    };
    while let Some(element) = document.element(at) {
        if element.is(DSIG, "Signature") {
            return true;
        }
        at = document.parent(at);
    }
    false
}

fn compare(reference: &Reference, hash: impl Fn(Digest) -> Vec<u8>) -> Result<(), Verdict> {
    let digest = *reference.digest.as_ref().map_err(Verdict::clone)?;
    if hash(digest) == reference.value {
        return Ok(());
    }
    let detail = format!(
        "the digest of the reference \"{}\" differs",
        reference.name()
    );
    Err(Verdict::because(
        SubIndication::HashFailure,
        "SIG-086",
        detail,
    ))
}

/// Compares the file beside the signature: its octets, through the transforms if there are any.
fn check_file(
    document: &Document,
    signature: &Signature,
    reference: &Reference,
    beside: Outside<'_>,
    budget: &mut usize,
) -> Result<Target, Verdict> {
    let transforms = reference.transforms.as_ref().map_err(Verdict::clone)?;
    let compared = match beside.content {
        Content::Absent => return Err(outside(reference)),
        Content::Bytes(bytes) if transforms.is_empty() => {
            compare(reference, |digest| digest.hash(bytes))
        }
        Content::Bytes(bytes) => {
            let data = Data::Octets(bytes.to_vec());
            let octets = octets(document, signature.node, data, transforms, budget);
            let octets = octets.map_err(refused)?;
            compare(reference, |digest| digest.hash(&octets))
        }
        Content::Hashes(hashes) => {
            let digest = *reference.digest.as_ref().map_err(Verdict::clone)?;
            let known = hashes.iter().find(|(one, _)| *one == digest);
            let Some((_, hash)) = known.filter(|_| transforms.is_empty()) else {
                return Err(missing(
                    "the file is too large to be changed as the transforms say",
                ));
            };
            compare(reference, |_| hash.clone())
        }
    };
    match compared {
        Ok(()) => Ok(Target::File),
        // Of several files that are signed, another one may be meant.
        Err(_) if beside.references > 1 => Err(outside(reference)),
        Err(verdict) => Err(verdict),
    }
}
