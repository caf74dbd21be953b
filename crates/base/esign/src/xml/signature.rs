//! A `Signature` element, read strictly: what is not in its place is not understood differently by
//! different readers, because it is refused.

use super::canonical::Method;
use super::dom::{Document, NodeId};
use super::{DSIG, XmlError, identifiers, smev};
use crate::algorithm::{Digest, Scheme};
use crate::certificate::Certificate;
use crate::report::{SubIndication, Verdict};
use data_encoding::BASE64;
use std::collections::HashMap;

/// References in one signature; each may make the whole document be hashed once more.
pub(crate) const MAX_REFERENCES: usize = 64;
/// Transforms of one reference; three are usual.
const MAX_TRANSFORMS: usize = 8;
/// Certificates in one signature; a chain with its spare roots has under ten.
const MAX_CERTIFICATES: usize = 32;

const ENVELOPED: &str = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
const BASE64_TRANSFORM: &str = "http://www.w3.org/2000/09/xmldsig#base64";
const XPATH: &str = "http://www.w3.org/TR/1999/REC-xpath-19991116";
const XPATH_FILTER: &str = "http://www.w3.org/2002/06/xmldsig-filter2";
const WSSE: &str =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";
const WSU: &str =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";

pub(crate) struct Signature {
    pub(crate) node: NodeId,
    pub(crate) id: Option<String>,
    pub(crate) signed_info: NodeId,
    pub(crate) canonicalization: Method,
    /// Or why it is not known: what was altered is altered all the same.
    pub(crate) scheme: Result<Scheme, Verdict>,
    pub(crate) references: Vec<Reference>,
    pub(crate) value: Vec<u8>,
    /// The element `SignatureValue`, which time stamps are over.
    pub(crate) value_node: NodeId,
    /// Of `KeyInfo`, in order.
    pub(crate) certificates: Vec<Certificate>,
    pub(crate) objects: Vec<NodeId>,
}

pub(crate) struct Reference {
    /// None where the application is to know what is meant.
    pub(crate) uri: Option<String>,
    /// `Type`: what the producer says the target is.
    pub(crate) kind: Option<String>,
    /// Or why they cannot be done.
    pub(crate) transforms: Result<Vec<Transform>, Verdict>,
    /// Or why it is not known.
    pub(crate) digest: Result<Digest, Verdict>,
    pub(crate) value: Vec<u8>,
}

impl Reference {
    /// Whether it leads outside the document.
    pub(crate) fn is_outside(&self) -> bool {
        let inside = |uri: &str| uri.is_empty() || uri.starts_with('#');
        !self.uri.as_deref().is_some_and(inside)
    }

    pub(crate) fn name(&self) -> &str {
        self.uri.as_deref().unwrap_or("(no URI)")
    }
}

#[derive(PartialEq, Eq)]
pub(crate) enum Transform {
    /// Without this signature.
    Enveloped,
    /// Without every signature: the XPath that European profiles use for the same end.
    WithoutSignatures,
    Base64,
    Canonical(Method),
    Smev,
}

pub(crate) fn broken(detail: impl Into<String>) -> Verdict {
    Verdict::because(SubIndication::FormatFailure, "SIG-081", detail)
}

pub(crate) fn unknown(detail: impl Into<String>) -> Verdict {
    Verdict::because(SubIndication::CryptoConstraintsFailure, "SIG-082", detail)
}

pub(crate) fn unreadable(error: &XmlError) -> Verdict {
    Verdict::because(SubIndication::FormatFailure, "SIG-080", error.to_string())
}

/// Elements by their identifiers; more than one where an identifier repeats.
pub(crate) struct Ids<'d>(HashMap<&'d str, Vec<NodeId>>);

impl<'d> Ids<'d> {
    pub(crate) fn of(document: &'d Document) -> Ids<'d> {
        let mut found: HashMap<&str, Vec<NodeId>> = HashMap::new();
        for (node, element) in document.elements(document.root()) {
            for attribute in &element.attributes {
                // `Id` of XMLDSig, XAdES and СМЭВ; the others stand in documents in use.
                let is_id = match (&*attribute.namespace, &*attribute.local) {
                    ("", "Id" | "ID" | "id") | (WSU, "Id") => true,
                    (namespace, "id") => namespace == super::dom::XML_NAMESPACE,
                    _ => false,
                };
                if is_id {
                    let nodes = found.entry(&attribute.value).or_default();
                    if nodes.last() != Some(&node) {
                        nodes.push(node);
                    }
                }
            }
        }
        Ids(found)
    }

    /// The one element of that identifier.
    pub(crate) fn one(&self, id: &str) -> Result<NodeId, Verdict> {
        match self.0.get(id).map(Vec::as_slice) {
            Some([node]) => Ok(*node),
            Some(_) => Err(Verdict::because(
                SubIndication::FormatFailure,
                "SIG-084",
                format!("several elements have the identifier {id}"),
            )),
            None => Err(Verdict::because(
                SubIndication::SignedDataNotFound,
                "SIG-084",
                format!("no element has the identifier {id}"),
            )),
        }
    }
}

impl Signature {
    pub(crate) fn read(
        document: &Document,
        node: NodeId,
        ids: &Ids<'_>,
    ) -> Result<Signature, Verdict> {
        let mut children = document.children(node).peekable();
        let mut next = |name: &str| {
            children
                .next_if(|(_, child)| child.is(DSIG, name))
                .map(|(node, _)| node)
        };
        let signed_info = next("SignedInfo").ok_or_else(|| broken("SignedInfo is missing"))?;
        let value = next("SignatureValue").ok_or_else(|| broken("SignatureValue is missing"))?;
        let key_info = next("KeyInfo");
        let objects: Vec<NodeId> = std::iter::from_fn(|| next("Object")).collect();
        if children.next().is_some() {
            return Err(broken("an element that has no place in Signature"));
        }
        let id = document.element(node).and_then(|one| one.attribute("Id"));

        let mut inside = document.children(signed_info);
        let mut named = |name: &'static str| {
            let found = inside.next().filter(|(_, child)| child.is(DSIG, name));
            let (node, element) = found.ok_or_else(|| broken(format!("{name} is missing")))?;
            let algorithm = element.attribute("Algorithm");
            algorithm
                .map(|algorithm| (node, algorithm))
                .ok_or_else(|| broken(format!("{name} names no algorithm")))
        };
        let (at, uri) = named("CanonicalizationMethod")?;
        let canonicalization = Method::read(document, at, uri)
            .ok_or_else(|| refused(uri))?
            .map_err(|error| unreadable(&error))?;
        let (_, uri) = named("SignatureMethod")?;
        let scheme = identifiers::scheme(uri)
            .ok_or_else(|| unknown(format!("the signature algorithm {uri} is not known")));
        let mut references = Vec::new();
        for (node, element) in inside {
            if !element.is(DSIG, "Reference") || references.len() >= MAX_REFERENCES {
                return Err(broken(
                    "SignedInfo has something else, or too many references",
                ));
            }
            references.push(Reference::read(document, node)?);
        }
        if references.is_empty() {
            return Err(broken("SignedInfo has no reference"));
        }
        Ok(Signature {
            node,
            id: id.map(str::to_owned),
            signed_info,
            canonicalization,
            scheme,
            references,
            value: base64(document, value).ok_or_else(|| broken("SignatureValue"))?,
            value_node: value,
            certificates: key_info
                .map(|node| certificates(document, node, ids))
                .unwrap_or_default(),
            objects,
        })
    }
}

impl Reference {
    fn read(document: &Document, node: NodeId) -> Result<Reference, Verdict> {
        let element = document.element(node);
        let attribute = |name| element.and_then(|element| element.attribute(name));
        let mut transforms = Ok(Vec::new());
        let mut digest = None;
        let mut value = None;
        for (place, (node, child)) in document.children(node).enumerate() {
            match &*child.local {
                "Transforms" if child.is(DSIG, "Transforms") && place == 0 => {
                    transforms = read_transforms(document, node);
                }
                "DigestMethod" if child.is(DSIG, "DigestMethod") && digest.is_none() => {
                    let uri = child.attribute("Algorithm").unwrap_or_default();
                    let known = identifiers::digest(uri);
                    digest = Some(known.ok_or_else(|| {
                        unknown(format!("the digest algorithm {uri} is not known"))
                    }));
                }
                "DigestValue" if child.is(DSIG, "DigestValue") && value.is_none() => {
                    value = base64(document, node);
                }
                _ => return Err(broken("an element that has no place in Reference")),
            }
        }
        let (Some(digest), Some(value)) = (digest, value) else {
            return Err(broken("a Reference without digest"));
        };
        Ok(Reference {
            uri: attribute("URI").map(str::to_owned),
            kind: attribute("Type").map(str::to_owned),
            transforms,
            digest,
            value,
        })
    }
}

/// The references of a `Manifest`, at most so many.
pub(crate) fn manifest(
    document: &Document,
    node: NodeId,
    most: usize,
) -> Result<Vec<Reference>, Verdict> {
    let mut references = Vec::new();
    for (node, element) in document.children(node) {
        if !element.is(DSIG, "Reference") || references.len() >= most {
            return Err(broken(
                "a Manifest has something else, or too many references",
            ));
        }
        references.push(Reference::read(document, node)?);
    }
    Ok(references)
}

fn refused(uri: &str) -> Verdict {
    Verdict::because(
        SubIndication::SigConstraintsFailure,
        "SIG-083",
        format!("the transform {uri} is not allowed"),
    )
}

fn read_transforms(document: &Document, node: NodeId) -> Result<Vec<Transform>, Verdict> {
    let mut transforms = Vec::new();
    for (node, element) in document.children(node) {
        if !element.is(DSIG, "Transform") || transforms.len() >= MAX_TRANSFORMS {
            return Err(broken("Transforms has something else, or too many"));
        }
        let uri = element.attribute("Algorithm").unwrap_or_default();
        transforms.push(match uri {
            ENVELOPED => Transform::Enveloped,
            smev::TRANSFORM => Transform::Smev,
            BASE64_TRANSFORM => Transform::Base64,
            XPATH | XPATH_FILTER => without(document, node, uri).ok_or_else(|| refused(uri))?,
            _ => {
                let method = Method::read(document, node, uri).ok_or_else(|| refused(uri))?;
                Transform::Canonical(method.map_err(|error| unreadable(&error))?)
            }
        });
    }
    Ok(transforms)
}

/// The few expressions that leave out signatures and nothing else; others are refused, since what they
/// choose nobody sees. In the expressions `ds` stands for whatever prefix the namespace has.
fn without(document: &Document, transform: NodeId, uri: &str) -> Option<Transform> {
    let mut inside = document.children(transform);
    let (node, element) = inside.next()?;
    let namespace = if uri == XPATH { DSIG } else { XPATH_FILTER };
    if inside.next().is_some() || !element.is(namespace, "XPath") {
        return None;
    }
    let is_subtraction = element.attribute("Filter") == Some("subtract");
    let mut text: String = document.text(node)?.split_whitespace().collect();
    let declared = element
        .declared
        .iter()
        .map(|(prefix, uri)| (&**prefix, &**uri));
    let mut scope = document.inherited(node);
    scope.extend(declared);
    // A prefix means what is declared last for it.
    let means = |prefix: &str| scope.iter().rev().find(|(known, _)| *known == prefix);
    let prefix = text.split_once(":Signature").map(|(before, _)| {
        before
            .rsplit([':', '/', '('])
            .next()
            .unwrap_or(before)
            .to_owned()
    })?;
    if prefix.is_empty() || means(&prefix).is_none_or(|(_, uri)| *uri != DSIG) {
        return None;
    }
    text = text.replace(&format!("{prefix}:Signature"), "ds:Signature");
    match (uri == XPATH, text.as_str()) {
        (true, "not(ancestor-or-self::ds:Signature)") => Some(Transform::WithoutSignatures),
        (
            true,
            "count(ancestor-or-self::ds:Signature|here()/ancestor::ds:Signature[1])>count(ancestor-or-self::ds:Signature)",
        ) => Some(Transform::Enveloped),
        (false, "/descendant::ds:Signature" | "//ds:Signature") if is_subtraction => {
            Some(Transform::WithoutSignatures)
        }
        (false, "here()/ancestor::ds:Signature[1]") if is_subtraction => Some(Transform::Enveloped),
        _ => None,
    }
}

/// The certificates of `KeyInfo`: in `X509Data`, or where WS-Security keeps them. Those that cannot
/// be read are left out.
fn certificates(document: &Document, key_info: NodeId, ids: &Ids<'_>) -> Vec<Certificate> {
    document
        .elements(key_info)
        .filter_map(|(node, element)| {
            if element.is(DSIG, "X509Certificate") {
                return base64(document, node);
            }
            if !element.is(WSSE, "Reference") {
                return None;
            }
            let id = element.attribute("URI")?.strip_prefix('#')?;
            let token = ids.one(id).ok()?;
            let is_token = document.element(token)?.is(WSSE, "BinarySecurityToken");
            is_token.then(|| base64(document, token)).flatten()
        })
        .take(MAX_CERTIFICATES)
        .filter_map(|der| Certificate::from_der(&der).ok())
        .collect()
}

/// The bytes of an element's text in base64, white space aside.
pub(crate) fn base64(document: &Document, node: NodeId) -> Option<Vec<u8>> {
    let text = document.text(node)?;
    let packed: Vec<u8> = text
        .bytes()
        .filter(|byte| !byte.is_ascii_whitespace())
        .collect();
    BASE64.decode(&packed).ok()
}
