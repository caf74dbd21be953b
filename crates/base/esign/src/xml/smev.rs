//! The transform `urn://smev-gov-ru/xmldsig/transform` of СМЭВ 3 (methodical recommendations, the
//! section on electronic signatures): white space between elements goes, prefixes become `ns1`,
//! `ns2`, … in the order of appearance, attributes are sorted.

use super::XmlError;
use super::dom::{Attribute, Document, Element, Kind, NodeId, XML_NAMESPACE, is_space};

pub(crate) const TRANSFORM: &str = "urn://smev-gov-ru/xmldsig/transform";

/// The transformed octets of a subtree. `budget` is what may still be written.
///
/// # Errors
/// [`XmlError::Unsupported`] for what the reference implementation writes in ways that depend on
/// its buffers: `>` in texts, CDATA sections; and for attributes of the XML namespace.
pub(crate) fn transform(
    document: &Document,
    top: NodeId,
    budget: &mut usize,
) -> Result<Vec<u8>, XmlError> {
    let mut writer = Writer {
        document,
        out: Vec::new(),
        given: Vec::new(),
        open: Vec::new(),
        count: 0,
    };
    for node in top..document.end(top) {
        writer.close_before(node);
        match document.kind(node) {
            Kind::Element(element) => writer.start(node, element)?,
            Kind::Text { text, .. } if text.chars().all(is_space) => {}
            Kind::Text { raw: true, .. } => return Err(XmlError::Unsupported("CDATA in СМЭВ")),
            Kind::Text { text, .. } if text.contains('>') => {
                return Err(XmlError::Unsupported("> in СМЭВ"));
            }
            Kind::Text { text, .. } => escape(text, false, &mut writer.out),
            Kind::Document | Kind::Comment(_) | Kind::Instruction { .. } => {}
        }
        if writer.out.len() > *budget {
            return Err(XmlError::TooLarge);
        }
    }
    writer.close_before(usize::MAX);
    *budget -= writer.out.len().min(*budget);
    Ok(writer.out)
}

struct Writer<'d> {
    document: &'d Document,
    out: Vec<u8>,
    /// Namespaces with the numbers of their prefixes, innermost last.
    given: Vec<(&'d str, usize)>,
    open: Vec<(NodeId, usize, Option<usize>)>,
    count: usize,
}

impl<'d> Writer<'d> {
    fn put(&mut self, text: &str) {
        self.out.extend_from_slice(text.as_bytes());
    }

    fn name(&mut self, number: Option<usize>, local: &str) {
        if let Some(number) = number {
            self.put(&format!("ns{number}:"));
        }
        self.put(local);
    }

    /// The number of a namespace's prefix; whether it is new here.
    fn number(&mut self, namespace: &'d str) -> (Option<usize>, bool) {
        if namespace.is_empty() {
            return (None, false);
        }
        let known = self.given.iter().rev().find(|(uri, _)| *uri == namespace);
        if let Some((_, number)) = known {
            return (Some(*number), false);
        }
        self.count += 1;
        self.given.push((namespace, self.count));
        (Some(self.count), true)
    }

    fn start(&mut self, node: NodeId, element: &'d Element) -> Result<(), XmlError> {
        let before = self.given.len();
        let (number, _) = self.number(&element.namespace);
        let mut attributes: Vec<&'d Attribute> = element.attributes.iter().collect();
        // Those without namespace come last.
        attributes.sort_by_key(|one| (one.namespace.is_empty(), &one.namespace, &one.local));
        let mut numbered = Vec::with_capacity(attributes.len());
        for attribute in attributes {
            if &*attribute.namespace == XML_NAMESPACE {
                return Err(XmlError::Unsupported("xml: attributes in СМЭВ"));
            }
            numbered.push((self.number(&attribute.namespace).0, attribute));
        }
        self.put("<");
        self.name(number, &element.local);
        for (uri, number) in self.given.split_off(before) {
            self.given.push((uri, number));
            self.put(&format!(" xmlns:ns{number}=\""));
            escape(uri, true, &mut self.out);
            self.put("\"");
        }
        for (number, attribute) in numbered {
            self.put(" ");
            self.name(number, &attribute.local);
            self.put("=\"");
            escape(&attribute.value, true, &mut self.out);
            self.put("\"");
        }
        self.put(">");
        self.open.push((node, before, number));
        Ok(())
    }

    fn close_before(&mut self, node: NodeId) {
        while let Some(&(open, given, number)) = self.open.last() {
            if node < self.document.end(open) {
                return;
            }
            self.open.pop();
            self.given.truncate(given);
            if let Some(element) = self.document.element(open) {
                self.put("</");
                self.name(number, &element.local);
                self.put(">");
            }
        }
    }
}

fn escape(text: &str, is_attribute: bool, out: &mut Vec<u8>) {
    for byte in text.bytes() {
        let replacement: &[u8] = match byte {
            b'&' => b"&amp;",
            b'<' => b"&lt;",
            b'\r' => b"&#xd;",
            b'"' if is_attribute => b"&quot;",
            b'\t' if is_attribute => b"&#x9;",
            b'\n' if is_attribute => b"&#xa;",
            _ => {
                out.push(byte);
                continue;
            }
        };
        out.extend_from_slice(replacement);
    }
}
