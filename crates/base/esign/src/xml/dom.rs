//! XML 1.0 with namespaces as a tree that keeps what canonicalization needs, and nothing that an
//! attacker would like: no document type, no entities but the five of the recommendation.

mod read;

pub use read::MAX_DOCUMENT;
pub(crate) use read::{Encoding, decode, is_space, parse};

use std::rc::Rc;

pub(crate) const XML_NAMESPACE: &str = "http://www.w3.org/XML/1998/namespace";

/// The place of a node in [`Document`]; places follow document order.
pub(crate) type NodeId = usize;

/// The node of the document itself.
pub(crate) const DOCUMENT: NodeId = 0;

pub(crate) struct Document {
    nodes: Vec<Node>,
    root: NodeId,
}

struct Node {
    parent: NodeId,
    /// One past the last node of the subtree.
    end: NodeId,
    kind: Kind,
}

pub(crate) enum Kind {
    Document,
    Element(Box<Element>),
    /// `raw` where a part of it was a CDATA section.
    Text {
        text: String,
        raw: bool,
    },
    Comment(String),
    Instruction {
        target: String,
        data: String,
    },
}

pub(crate) struct Element {
    pub(crate) prefix: Rc<str>,
    pub(crate) local: Rc<str>,
    /// Empty where there is none.
    pub(crate) namespace: Rc<str>,
    pub(crate) attributes: Vec<Attribute>,
    /// Prefix and URI of the namespaces declared here; the default one has an empty prefix.
    pub(crate) declared: Vec<(Rc<str>, Rc<str>)>,
    /// Where the start tag begins, in the decoded text.
    pub(crate) start: usize,
    /// Where the end tag begins; where the start tag begins, for an empty-element tag.
    pub(crate) end_tag: usize,
}

pub(crate) struct Attribute {
    pub(crate) prefix: Rc<str>,
    pub(crate) local: Rc<str>,
    pub(crate) namespace: Rc<str>,
    pub(crate) value: String,
}

impl Element {
    pub(crate) fn is(&self, namespace: &str, local: &str) -> bool {
        &*self.namespace == namespace && &*self.local == local
    }

    /// An attribute without namespace.
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        let found = self
            .attributes
            .iter()
            .find(|one| one.namespace.is_empty() && &*one.local == name)?;
        Some(&found.value)
    }
}

impl Document {
    pub(crate) fn root(&self) -> NodeId {
        self.root
    }

    pub(crate) fn kind(&self, node: NodeId) -> &Kind {
        &self.nodes[node].kind
    }

    pub(crate) fn element(&self, node: NodeId) -> Option<&Element> {
        match &self.nodes[node].kind {
            Kind::Element(element) => Some(element),
            _ => None,
        }
    }

    pub(crate) fn parent(&self, node: NodeId) -> NodeId {
        self.nodes[node].parent
    }

    pub(crate) fn end(&self, node: NodeId) -> NodeId {
        self.nodes[node].end
    }

    /// Whether `inner` lies in the subtree of `outer`, or is it.
    pub(crate) fn holds(&self, outer: NodeId, inner: NodeId) -> bool {
        (outer..self.end(outer)).contains(&inner)
    }

    /// The elements of a subtree in document order, its top included.
    pub(crate) fn elements(&self, top: NodeId) -> impl Iterator<Item = (NodeId, &Element)> {
        (top..self.end(top)).filter_map(|node| Some((node, self.element(node)?)))
    }

    /// The element children, in order.
    pub(crate) fn children(&self, of: NodeId) -> impl Iterator<Item = (NodeId, &Element)> {
        let end = self.end(of);
        std::iter::successors((of + 1 < end).then_some(of + 1), move |node| {
            let next = self.end(*node);
            (next < end).then_some(next)
        })
        .filter_map(|node| Some((node, self.element(node)?)))
    }

    /// The only child of that name; none where there are several.
    pub(crate) fn child(&self, of: NodeId, namespace: &str, local: &str) -> Option<NodeId> {
        let mut found = self
            .children(of)
            .filter(|(_, element)| element.is(namespace, local))
            .map(|(node, _)| node);
        let first = found.next();
        if found.next().is_some() { None } else { first }
    }

    /// The text of an element without element children.
    pub(crate) fn text(&self, of: NodeId) -> Option<String> {
        let mut all = String::new();
        for node in of + 1..self.end(of) {
            match &self.nodes[node].kind {
                Kind::Text { text, .. } => all.push_str(text),
                Kind::Element(_) => return None,
                _ => {}
            }
        }
        Some(all)
    }

    /// The declarations in scope at a node's parent, outermost first.
    pub(crate) fn inherited(&self, node: NodeId) -> Vec<(&str, &str)> {
        let mut levels = Vec::new();
        let mut at = node;
        while at != DOCUMENT {
            at = self.parent(at);
            levels.push(at);
        }
        levels
            .into_iter()
            .rev()
            .filter_map(|node| self.element(node))
            .flat_map(|element| &element.declared)
            .map(|(prefix, uri)| (&**prefix, &**uri))
            .collect()
    }
}
