//! Canonical XML 1.0 and 1.1 and Exclusive XML Canonicalization 1.0, over whole subtrees with at
//! most one subtree left out: nothing else is ever signed here.

use super::dom::{Attribute, DOCUMENT, Document, Element, Kind, NodeId, XML_NAMESPACE};
use super::{DSIG, XmlError};
use std::collections::HashMap;

/// All canonical bytes of one document's signatures together. A small document can canonicalize to
/// a huge one: exclusive canonicalization repeats a long namespace on every sibling.
pub(crate) const MAX_CANONICAL: usize = 512 * 1024 * 1024;

/// Prefixes in an `InclusiveNamespaces` list; they are looked up at every element.
const MAX_PREFIXES: usize = 64;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Method {
    pub(crate) kind: MethodKind,
    pub(crate) comments: bool,
    /// `InclusiveNamespaces/@PrefixList`; the default namespace is an empty string.
    pub(crate) prefixes: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MethodKind {
    Inclusive,
    Inclusive11,
    Exclusive,
}

pub(crate) const EXCLUSIVE: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";

impl Method {
    /// The method of an `Algorithm` identifier.
    pub(crate) fn of(uri: &str) -> Option<Method> {
        let (kind, comments) = match uri {
            "http://www.w3.org/TR/2001/REC-xml-c14n-20010315" => (MethodKind::Inclusive, false),
            "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments" => {
                (MethodKind::Inclusive, true)
            }
            "http://www.w3.org/2006/12/xml-c14n11" => (MethodKind::Inclusive11, false),
            "http://www.w3.org/2006/12/xml-c14n11#WithComments" => (MethodKind::Inclusive11, true),
            EXCLUSIVE => (MethodKind::Exclusive, false),
            "http://www.w3.org/2001/10/xml-exc-c14n#WithComments" => (MethodKind::Exclusive, true),
            _ => return None,
        };
        Some(Method {
            kind,
            comments,
            prefixes: Vec::new(),
        })
    }

    /// The method that an element (`Transform`, `CanonicalizationMethod`) describes.
    pub(crate) fn read(
        document: &Document,
        node: NodeId,
        uri: &str,
    ) -> Option<Result<Method, XmlError>> {
        let mut method = Method::of(uri)?;
        let list = document
            .children(node)
            .find(|(_, child)| child.is(EXCLUSIVE, "InclusiveNamespaces"))
            .and_then(|(_, child)| child.attribute("PrefixList"));
        if let (MethodKind::Exclusive, Some(list)) = (method.kind, list) {
            method.prefixes = list
                .split_whitespace()
                .map(|prefix| if prefix == "#default" { "" } else { prefix }.to_owned())
                .collect();
            if method.prefixes.len() > MAX_PREFIXES {
                return Some(Err(XmlError::TooManyAttributes));
            }
        }
        Some(Ok(method))
    }
}

/// A subtree, with what is left out of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Subset {
    /// An element, or the document.
    pub(crate) top: NodeId,
    pub(crate) without: Option<NodeId>,
    /// Whether every `Signature` of XMLDSig is left out too.
    pub(crate) without_signatures: bool,
    pub(crate) comments: bool,
}

impl Subset {
    pub(crate) fn of(top: NodeId) -> Subset {
        Subset {
            top,
            without: None,
            without_signatures: false,
            comments: true,
        }
    }

    /// Whether a node and all in it are left out.
    pub(crate) fn cuts(&self, document: &Document, node: NodeId) -> bool {
        let is_signature = |element: &Element| element.is(DSIG, "Signature");
        self.without == Some(node)
            || self.without_signatures && document.element(node).is_some_and(is_signature)
    }
}

/// The canonical form. `budget` is what may still be written; it shrinks by what was.
pub(crate) fn canonicalize(
    document: &Document,
    subset: Subset,
    method: &Method,
    budget: &mut usize,
) -> Result<Vec<u8>, XmlError> {
    let mut writer = Writer {
        document,
        method,
        out: Vec::new(),
        scope: Declarations::default(),
        rendered: Declarations::default(),
        open: Vec::new(),
    };
    for (prefix, uri) in document.inherited(subset.top) {
        writer.scope.add(prefix, uri);
    }
    let comments = subset.comments && method.comments;
    let mut node = subset.top;
    while node < document.end(subset.top) {
        writer.close_before(node);
        if subset.cuts(document, node) {
            node = document.end(node);
            continue;
        }
        match document.kind(node) {
            Kind::Element(element) => writer.start(node, element)?,
            Kind::Text { text, .. } => escape(text, false, &mut writer.out),
            Kind::Comment(text) if comments => {
                writer.beside_root(node, &["<!--", text, "-->"]);
            }
            Kind::Document | Kind::Comment(_) => {}
            Kind::Instruction { target, data } => {
                let space = if data.is_empty() { "" } else { " " };
                writer.beside_root(node, &["<?", target, space, data, "?>"]);
            }
        }
        if writer.out.len() > *budget {
            return Err(XmlError::TooLarge);
        }
        node += 1;
    }
    writer.close_before(usize::MAX);
    *budget -= writer.out.len().min(*budget);
    Ok(writer.out)
}

/// Namespace declarations, found by prefix in one step however many there are.
#[derive(Default)]
struct Declarations<'d> {
    /// Innermost last.
    of: HashMap<&'d str, Vec<&'d str>>,
    /// Prefixes in the order in which they came.
    order: Vec<&'d str>,
}

impl<'d> Declarations<'d> {
    fn len(&self) -> usize {
        self.order.len()
    }

    fn add(&mut self, prefix: &'d str, uri: &'d str) {
        self.of.entry(prefix).or_default().push(uri);
        self.order.push(prefix);
    }

    fn truncate(&mut self, length: usize) {
        for prefix in self.order.drain(length.min(self.order.len())..) {
            if let Some(uris) = self.of.get_mut(prefix) {
                uris.pop();
            }
        }
    }

    /// What a prefix stands for; nothing where it is not declared.
    fn uri(&self, prefix: &str) -> &'d str {
        let uris = self.of.get(prefix);
        uris.and_then(|uris| uris.last())
            .copied()
            .unwrap_or_default()
    }
}

struct Writer<'d> {
    document: &'d Document,
    method: &'d Method,
    out: Vec<u8>,
    /// Declarations in scope.
    scope: Declarations<'d>,
    /// Declarations that were written and hold here.
    rendered: Declarations<'d>,
    /// Elements whose end is to be written: the node, and both lengths before it.
    open: Vec<(NodeId, usize, usize)>,
}

impl<'d> Writer<'d> {
    fn put(&mut self, pieces: &[&str]) {
        for piece in pieces {
            self.out.extend_from_slice(piece.as_bytes());
        }
    }

    /// Comments and instructions outside the root element stand on lines of their own.
    fn beside_root(&mut self, node: NodeId, pieces: &[&str]) {
        let is_outside = self.document.parent(node) == DOCUMENT;
        if is_outside && node > self.document.root() {
            self.out.push(b'\n');
        }
        self.put(pieces);
        if is_outside && node < self.document.root() {
            self.out.push(b'\n');
        }
    }

    fn close_before(&mut self, node: NodeId) {
        while let Some(&(open, scope, rendered)) = self.open.last() {
            if node < self.document.end(open) {
                return;
            }
            self.open.pop();
            self.scope.truncate(scope);
            self.rendered.truncate(rendered);
            if let Some(element) = self.document.element(open) {
                self.put(&["</"]);
                self.name(&element.prefix, &element.local);
                self.put(&[">"]);
            }
        }
    }

    fn name(&mut self, prefix: &str, local: &str) {
        if prefix.is_empty() {
            self.put(&[local]);
        } else {
            self.put(&[prefix, ":", local]);
        }
    }

    fn start(&mut self, node: NodeId, element: &'d Element) -> Result<(), XmlError> {
        let is_top = self.open.is_empty();
        self.open
            .push((node, self.scope.len(), self.rendered.len()));
        for (prefix, uri) in &element.declared {
            self.scope.add(prefix, uri);
        }
        self.put(&["<"]);
        self.name(&element.prefix, &element.local);

        let mut prefixes: Vec<&'d str> = match self.method.kind {
            MethodKind::Exclusive => self.used_prefixes(element, is_top),
            _ if is_top => self.scope.order.clone(),
            _ => element
                .declared
                .iter()
                .map(|(prefix, _)| &**prefix)
                .collect(),
        };
        prefixes.sort_unstable();
        prefixes.dedup();
        for prefix in prefixes {
            let uri = self.scope.uri(prefix);
            if prefix == "xml" || uri == self.rendered.uri(prefix) {
                continue;
            }
            self.rendered.add(prefix, uri);
            if prefix.is_empty() {
                self.put(&[" xmlns=\""]);
            } else {
                self.put(&[" xmlns:", prefix, "=\""]);
            }
            escape(uri, true, &mut self.out);
            self.put(&["\""]);
        }

        let mut attributes: Vec<&Attribute> = element.attributes.iter().collect();
        if is_top && self.method.kind != MethodKind::Exclusive {
            self.inherit_xml_attributes(node, &mut attributes)?;
        }
        attributes.sort_by(|one, other| {
            (&one.namespace, &one.local).cmp(&(&other.namespace, &other.local))
        });
        for attribute in attributes {
            self.put(&[" "]);
            self.name(&attribute.prefix, &attribute.local);
            self.put(&["=\""]);
            escape(&attribute.value, true, &mut self.out);
            self.put(&["\""]);
        }
        self.put(&[">"]);
        Ok(())
    }

    /// The prefixes that an element uses visibly, and those that the list asks for: below the top
    /// they are written already, unless they are declared anew.
    fn used_prefixes(&self, element: &'d Element, is_top: bool) -> Vec<&'d str> {
        let attributes = element.attributes.iter().map(|one| &*one.prefix);
        let is_declared =
            |prefix: &str| element.declared.iter().any(|(known, _)| &**known == prefix);
        let may_change = is_top || !element.declared.is_empty();
        let listed = self.method.prefixes.iter().filter(|_| may_change);
        let listed = listed.map(String::as_str);
        let listed = listed.filter(|prefix| is_top || is_declared(prefix));
        std::iter::once(&*element.prefix)
            .chain(attributes.filter(|prefix| !prefix.is_empty()))
            .chain(listed)
            .collect()
    }

    /// `xml:lang` and its like of the ancestors that are not in the subset (Canonical XML, 2.4).
    fn inherit_xml_attributes(
        &self,
        node: NodeId,
        attributes: &mut Vec<&'d Attribute>,
    ) -> Result<(), XmlError> {
        let document = self.document;
        let mut above = document.parent(node);
        while let Some(element) = document.element(above) {
            for attribute in &element.attributes {
                let is_known = attributes.iter().any(|known| {
                    known.namespace == attribute.namespace && known.local == attribute.local
                });
                if &*attribute.namespace != XML_NAMESPACE || is_known {
                    continue;
                }
                match (self.method.kind, &*attribute.local) {
                    (MethodKind::Inclusive, _) | (_, "lang" | "space") => {
                        attributes.push(attribute);
                    }
                    (_, "base") => return Err(XmlError::Unsupported("xml:base in C14N 1.1")),
                    _ => {}
                }
            }
            above = document.parent(above);
        }
        Ok(())
    }
}

fn escape(text: &str, is_attribute: bool, out: &mut Vec<u8>) {
    for byte in text.bytes() {
        let replacement: &[u8] = match byte {
            b'&' => b"&amp;",
            b'<' => b"&lt;",
            b'>' if !is_attribute => b"&gt;",
            b'\r' => b"&#xD;",
            b'"' if is_attribute => b"&quot;",
            b'\t' if is_attribute => b"&#x9;",
            b'\n' if is_attribute => b"&#xA;",
            _ => {
                out.push(byte);
                continue;
            }
        };
        out.extend_from_slice(replacement);
    }
}
