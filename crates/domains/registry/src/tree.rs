//! One entry of a file as a flat tree that is filled again for every entry.
//!
//! Names, attributes and texts lie in one string, so that ten million entries cost no allocations
//! of their own.

use quick_xml::XmlVersion;
use quick_xml::events::BytesStart;

use crate::problem::EntryProblem;

type Span = (u32, u32);
const NONE: u32 = u32::MAX;

#[derive(Debug, Clone, Copy)]
struct Node {
    name: Span,
    text: Span,
    attributes: Span,
    first_child: u32,
    last_child: u32,
    next: u32,
}

#[derive(Debug, Default)]
pub(crate) struct Tree {
    text: String,
    attributes: Vec<(Span, Span)>,
    nodes: Vec<Node>,
}

impl Tree {
    pub(crate) fn clear(&mut self) {
        self.text.clear();
        self.attributes.clear();
        self.nodes.clear();
    }

    /// Kept text in bytes, the measure of the entry's size in memory.
    pub(crate) fn size(&self) -> usize {
        self.text.len() + self.nodes.len() * size_of::<Node>()
    }

    pub(crate) fn root(&self) -> Option<Element<'_>> {
        (!self.nodes.is_empty()).then_some(Element { tree: self, at: 0 })
    }

    fn push_text(&mut self, text: &str) -> Span {
        let from = self.text.len();
        self.text.push_str(text);
        (offset(from), offset(self.text.len()))
    }

    /// Adds an element under `parent` (`None`: the root) and gives its number.
    pub(crate) fn open(
        &mut self,
        parent: Option<u32>,
        start: &BytesStart<'_>,
    ) -> Result<u32, EntryProblem> {
        let name = self.push_text(start.name().as_ref());
        let number = offset(self.nodes.len());
        let from = offset(self.attributes.len());
        self.nodes.push(Node {
            name,
            text: (0, 0),
            attributes: (from, from),
            first_child: NONE,
            last_child: NONE,
            next: NONE,
        });
        if let Some(parent) = parent {
            let last = self.nodes[parent as usize].last_child;
            if last == NONE {
                self.nodes[parent as usize].first_child = number;
            } else {
                self.nodes[last as usize].next = number;
            }
            self.nodes[parent as usize].last_child = number;
        }
        for attribute in start.attributes() {
            let attribute = attribute.map_err(|error| bad_markup(&error))?;
            let value = attribute
                .normalized_value(XmlVersion::Implicit1_0)
                .map_err(|error| bad_markup(&error))?;
            check_characters(&value)?;
            let key = self.push_text(attribute.key.as_ref());
            let value = self.push_text(value.trim());
            self.attributes.push((key, value));
        }
        self.nodes[number as usize].attributes.1 = offset(self.attributes.len());
        Ok(number)
    }

    /// Puts text into an element that has no children yet; text between children is layout.
    pub(crate) fn add_text(&mut self, number: u32, text: &str) -> Result<(), EntryProblem> {
        check_characters(text)?;
        let node = self.nodes[number as usize];
        if node.first_child != NONE || (text.trim().is_empty() && node.text.0 == node.text.1) {
            return Ok(());
        }
        let continues = node.text.1 as usize == self.text.len() && node.text.0 != node.text.1;
        let span = self.push_text(text);
        self.nodes[number as usize].text = if continues {
            (node.text.0, span.1)
        } else {
            span
        };
        Ok(())
    }

    fn slice(&self, span: Span) -> &str {
        &self.text[span.0 as usize..span.1 as usize]
    }
}

/// Refuses what XML 1.0 does not allow in a document, in whatever way it was written: the XML reader
/// lets it pass, and such a name would go on to pages, printed documents and terminals.
fn check_characters(text: &str) -> Result<(), EntryProblem> {
    let is_control = |byte: u8| byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r');
    // U+FFFE and U+FFFF begin with these bytes, and hardly anything else does.
    if !text.bytes().any(|byte| is_control(byte) || byte == 0xEF) {
        return Ok(());
    }
    let is_bad = |letter: &char| {
        matches!(letter, '\u{FFFE}' | '\u{FFFF}')
            || u8::try_from(u32::from(*letter)).is_ok_and(is_control)
    };
    match text.chars().find(is_bad) {
        Some(letter) => {
            let number = format!("U+{:04X}", u32::from(letter));
            Err(EntryProblem::BadCharacter(number))
        }
        None => Ok(()),
    }
}

/// Entries are limited far below four gigabytes before anything is added.
fn offset(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

pub(crate) fn bad_markup(error: &impl std::fmt::Display) -> EntryProblem {
    EntryProblem::BadMarkup(error.to_string().chars().take(200).collect())
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Element<'t> {
    tree: &'t Tree,
    at: u32,
}

impl<'t> Element<'t> {
    fn node(self) -> &'t Node {
        &self.tree.nodes[self.at as usize]
    }

    pub(crate) fn name(self) -> &'t str {
        self.tree.slice(self.node().name)
    }

    pub(crate) fn text(self) -> &'t str {
        self.tree.slice(self.node().text).trim()
    }

    /// The attribute's value without spaces around it; an empty one counts as absent.
    pub(crate) fn attribute(self, name: &str) -> Option<&'t str> {
        let (from, to) = self.node().attributes;
        self.tree.attributes[from as usize..to as usize]
            .iter()
            .find(|(key, _)| self.tree.slice(*key) == name)
            .map(|(_, value)| self.tree.slice(*value))
            .filter(|value| !value.is_empty())
    }

    pub(crate) fn owned(self, name: &str) -> Option<String> {
        self.attribute(name).map(str::to_owned)
    }

    pub(crate) fn children(self) -> impl Iterator<Item = Element<'t>> {
        let mut next = self.node().first_child;
        std::iter::from_fn(move || {
            if next == NONE {
                return None;
            }
            let element = Element {
                tree: self.tree,
                at: next,
            };
            next = element.node().next;
            Some(element)
        })
    }

    pub(crate) fn children_named(self, name: &'static str) -> impl Iterator<Item = Element<'t>> {
        self.children().filter(move |child| child.name() == name)
    }

    pub(crate) fn child(self, name: &str) -> Option<Element<'t>> {
        self.children().find(|child| child.name() == name)
    }
}
