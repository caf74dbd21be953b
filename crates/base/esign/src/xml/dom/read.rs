//! From bytes to the tree: encodings, well-formedness, namespaces.

use super::super::XmlError;
use super::{Attribute, DOCUMENT, Document, Element, Kind, Node, NodeId, XML_NAMESPACE};
use quick_xml::Reader;
use quick_xml::events::Event;
use std::borrow::Cow;
use std::rc::Rc;

/// The largest document, in bytes; reports of the biggest employers have some tens of megabytes.
pub const MAX_DOCUMENT: usize = 64 * 1024 * 1024;
/// Nesting of elements; office formats stay below a hundred.
const MAX_DEPTH: usize = 256;
/// Elements, texts, comments and instructions together: memory is a hundred bytes for each.
const MAX_NODES: usize = 4_000_000;
/// Attributes of one element with its namespace declarations; they are compared with one another.
const MAX_ATTRIBUTES: usize = 256;
/// Namespace declarations in scope at one place; they are searched for every name.
const MAX_SCOPE: usize = 256;

const XMLNS_NAMESPACE: &str = "http://www.w3.org/2000/xmlns/";

/// How the bytes of a document become text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Encoding {
    /// Behind a byte order mark of so many bytes.
    Utf8(usize),
    /// One byte for each character.
    SingleByte,
    Utf16,
}

/// Decodes by the byte order mark or the declaration.
pub(crate) fn decode(bytes: &[u8]) -> Result<(Cow<'_, str>, Encoding), XmlError> {
    if bytes.len() > MAX_DOCUMENT {
        return Err(XmlError::TooLarge);
    }
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        let (text, _, wrong) = encoding_rs::UTF_16LE.decode(bytes);
        return if wrong {
            Err(XmlError::Encoding("UTF-16".to_owned()))
        } else {
            Ok((text, Encoding::Utf16))
        };
    }
    let (body, mark) = match bytes.strip_prefix(b"\xEF\xBB\xBF") {
        Some(body) => (body, 3),
        None => (bytes, 0),
    };
    let label = declared_encoding(body).unwrap_or("utf-8");
    let unknown = || XmlError::Encoding(label.to_owned());
    let encoding = encoding_rs::Encoding::for_label(label.as_bytes()).ok_or_else(unknown)?;
    if encoding == encoding_rs::UTF_8 {
        let text = std::str::from_utf8(body).map_err(|_| unknown())?;
        return Ok((Cow::Borrowed(text), Encoding::Utf8(mark)));
    }
    if mark > 0 || !encoding.is_single_byte() {
        return Err(unknown());
    }
    let text = encoding
        .decode_without_bom_handling_and_without_replacement(body)
        .ok_or_else(unknown)?;
    Ok((text, Encoding::SingleByte))
}

/// What `<?xml … encoding="…"?>` says.
fn declared_encoding(bytes: &[u8]) -> Option<&str> {
    let head = bytes.strip_prefix(b"<?xml")?;
    let length = head.windows(2).take(512).position(|two| two == b"?>")?;
    let declaration = std::str::from_utf8(&head[..length]).ok()?;
    let (_, after) = declaration.split_once("encoding")?;
    let value = after.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|mark| "\"'".contains(*mark))?;
    value[1..].split_once(quote).map(|(label, _)| label)
}

/// Reads a document.
pub(crate) fn parse(text: &str) -> Result<Document, XmlError> {
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    config.check_comments = true;
    config.check_end_names = true;
    let mut tree = Builder {
        nodes: vec![Node {
            parent: DOCUMENT,
            end: 1,
            kind: Kind::Document,
        }],
        open: Vec::new(),
        scope: Vec::new(),
        root: None,
        at: 0,
    };
    loop {
        tree.at = position(&reader);
        let event = reader
            .read_event()
            .map_err(|error| XmlError::Malformed(tree.at, error.to_string()))?;
        match event {
            Event::Start(tag) => tree.start(tag.name().as_ref(), tag.attributes_raw())?,
            Event::Empty(tag) => {
                tree.start(tag.name().as_ref(), tag.attributes_raw())?;
                tree.finish();
            }
            Event::End(_) => tree.finish(),
            Event::Text(text) => {
                let text = text.into_inner();
                if text.contains("]]>") {
                    return Err(tree.wrong("]]> in a text"));
                }
                tree.text(&lines(tree.checked(&text)?), false)?;
            }
            Event::CData(text) => tree.text(&lines(tree.checked(&text.into_inner())?), true)?,
            Event::GeneralRef(name) => {
                let character = resolve(&name.into_inner())
                    .ok_or_else(|| tree.wrong("an entity that is not known"))?;
                if tree.open.is_empty() {
                    return Err(tree.wrong("text outside the root element"));
                }
                tree.text(character.encode_utf8(&mut [0; 4]), false)?;
            }
            Event::Comment(text) => {
                let text = lines(tree.checked(&text.into_inner())?).into_owned();
                tree.push(Kind::Comment(text))?;
            }
            Event::PI(instruction) => {
                let target = instruction.target().to_owned();
                if !is_name(&target) || target.eq_ignore_ascii_case("xml") {
                    return Err(tree.wrong("the target of a processing instruction"));
                }
                let data = instruction.content();
                let data = lines(tree.checked(data)?);
                let data = data.trim_start_matches(is_space).to_owned();
                tree.push(Kind::Instruction { target, data })?;
            }
            Event::Decl(declaration) => {
                if tree.at != 0 || declaration.version().ok().as_deref() != Some("1.0") {
                    return Err(
                        tree.wrong("an XML declaration that is not of XML 1.0, or not first")
                    );
                }
            }
            Event::DocType(_) => return Err(XmlError::DocumentType),
            Event::Eof => break,
        }
    }
    let Some(root) = tree.root.filter(|_| tree.open.is_empty()) else {
        return Err(tree.wrong("the root element is missing or not closed"));
    };
    let count = tree.nodes.len();
    tree.nodes[DOCUMENT].end = count;
    Ok(Document {
        nodes: tree.nodes,
        root,
    })
}

fn position(reader: &Reader<&[u8]>) -> usize {
    usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX)
}

struct Builder {
    nodes: Vec<Node>,
    open: Vec<(NodeId, usize)>,
    scope: Vec<(Rc<str>, Rc<str>)>,
    root: Option<NodeId>,
    at: usize,
}

impl Builder {
    fn wrong(&self, what: &str) -> XmlError {
        XmlError::Malformed(self.at, what.to_owned())
    }

    fn checked<'t>(&self, text: &'t str) -> Result<&'t str, XmlError> {
        if text.chars().all(is_character) {
            Ok(text)
        } else {
            Err(self.wrong("a character that XML forbids"))
        }
    }

    fn push(&mut self, kind: Kind) -> Result<NodeId, XmlError> {
        let node = self.nodes.len();
        if node >= MAX_NODES {
            return Err(XmlError::TooLarge);
        }
        self.nodes.push(Node {
            parent: self.open.last().map_or(DOCUMENT, |(open, _)| *open),
            end: node + 1,
            kind,
        });
        Ok(node)
    }

    fn text(&mut self, piece: &str, is_raw: bool) -> Result<(), XmlError> {
        let Some((parent, _)) = self.open.last().copied() else {
            return if piece.chars().all(is_space) && !is_raw {
                Ok(())
            } else {
                Err(self.wrong("text outside the root element"))
            };
        };
        if let Some(last) = self.nodes.last_mut()
            && let Kind::Text { text, raw } = &mut last.kind
            && last.parent == parent
        {
            text.push_str(piece);
            *raw |= is_raw;
        } else {
            self.push(Kind::Text {
                text: piece.to_owned(),
                raw: is_raw,
            })?;
        }
        Ok(())
    }

    fn start(&mut self, name: &str, attributes: &str) -> Result<(), XmlError> {
        if self.open.is_empty() && self.root.is_some() {
            return Err(self.wrong("a second root element"));
        }
        if self.open.len() >= MAX_DEPTH {
            return Err(XmlError::TooDeep);
        }
        let scope_before = self.scope.len();
        let mut plain: Vec<(&str, &str, String)> = Vec::new();
        let mut declared: Vec<(Rc<str>, Rc<str>)> = Vec::new();
        for (name, value) in self.split_attributes(attributes)? {
            let (prefix, local) = self.split_name(name)?;
            let declares = match (prefix, local) {
                ("", "xmlns") => Some(""),
                ("xmlns", prefix) => Some(prefix),
                _ => None,
            };
            let Some(new) = declares else {
                plain.push((prefix, local, value));
                continue;
            };
            let is_xml = value == XML_NAMESPACE;
            if new == "xmlns"
                || value == XMLNS_NAMESPACE
                || (new == "xml") != is_xml
                || (value.is_empty() && !new.is_empty())
                || declared.iter().any(|(known, _)| &**known == new)
            {
                return Err(self.wrong("a namespace declaration"));
            }
            if !is_xml {
                declared.push((new.into(), value.into()));
            }
        }
        self.scope.extend(declared.iter().cloned());
        if self.scope.len() > MAX_SCOPE {
            return Err(XmlError::TooManyAttributes);
        }
        let (prefix, local) = self.split_name(name)?;
        let (prefix, namespace) = self.namespace(prefix)?;
        let mut resolved: Vec<Attribute> = Vec::with_capacity(plain.len());
        for (prefix, local, value) in plain {
            let (prefix, namespace) = if prefix.is_empty() {
                (Rc::from(""), Rc::from(""))
            } else {
                self.namespace(prefix)?
            };
            if resolved
                .iter()
                .any(|one| &*one.local == local && one.namespace == namespace)
            {
                return Err(self.wrong("an attribute twice"));
            }
            resolved.push(Attribute {
                prefix,
                local: local.into(),
                namespace,
                value,
            });
        }
        let start = self.at;
        let node = self.push(Kind::Element(Box::new(Element {
            prefix,
            local: local.into(),
            namespace,
            attributes: resolved,
            declared,
            start,
            end_tag: start,
        })))?;
        self.root.get_or_insert(node);
        self.open.push((node, scope_before));
        Ok(())
    }

    fn finish(&mut self) {
        let Some((node, scope)) = self.open.pop() else {
            return;
        };
        let end = self.nodes.len();
        self.nodes[node].end = end;
        self.scope.truncate(scope);
        if let Kind::Element(element) = &mut self.nodes[node].kind {
            element.end_tag = self.at;
        }
    }

    /// The prefix as it is shared, and the namespace it stands for.
    fn namespace(&self, prefix: &str) -> Result<(Rc<str>, Rc<str>), XmlError> {
        if prefix == "xml" {
            return Ok((prefix.into(), XML_NAMESPACE.into()));
        }
        let found = self
            .scope
            .iter()
            .rev()
            .find(|(known, _)| &**known == prefix);
        match found {
            Some((prefix, uri)) => Ok((prefix.clone(), uri.clone())),
            None if prefix.is_empty() => Ok(("".into(), "".into())),
            None => Err(self.wrong("a namespace prefix that is not declared")),
        }
    }

    fn split_name<'n>(&self, name: &'n str) -> Result<(&'n str, &'n str), XmlError> {
        let (prefix, local) = match name.split_once(':') {
            Some((prefix, local)) if is_name(prefix) => (prefix, local),
            Some(_) => return Err(self.wrong("a name")),
            None => ("", name),
        };
        if is_name(local) {
            Ok((prefix, local))
        } else {
            Err(self.wrong("a name"))
        }
    }

    /// Names and normalized values (XML 1.0, section 3.3.3: all attributes are CDATA, without a DTD).
    fn split_attributes<'n>(&self, raw: &'n str) -> Result<Vec<(&'n str, String)>, XmlError> {
        let mut found = Vec::new();
        let mut rest = raw;
        loop {
            let trimmed = rest.trim_start_matches(is_space);
            if trimmed.is_empty() {
                return Ok(found);
            }
            if trimmed.len() == rest.len() {
                return Err(self.wrong("attributes that are not apart"));
            }
            if found.len() >= MAX_ATTRIBUTES {
                return Err(XmlError::TooManyAttributes);
            }
            let (name, after) = trimmed
                .split_once('=')
                .ok_or_else(|| self.wrong("an attribute without value"))?;
            let after = after.trim_start_matches(is_space);
            let quote = after
                .chars()
                .next()
                .filter(|mark| "\"'".contains(*mark))
                .ok_or_else(|| self.wrong("an attribute without quotes"))?;
            let (value, next) = after[1..]
                .split_once(quote)
                .ok_or_else(|| self.wrong("an attribute that is not closed"))?;
            found.push((
                name.trim_end_matches(is_space),
                self.attribute_value(value)?,
            ));
            rest = next;
        }
    }

    fn attribute_value(&self, raw: &str) -> Result<String, XmlError> {
        let raw = lines(self.checked(raw)?);
        let mut value = String::with_capacity(raw.len());
        let mut rest = &*raw;
        while let Some(at) = rest.find(['<', '&', '\t', '\n']) {
            value.push_str(&rest[..at]);
            let (special, after) = rest[at..].split_at(1);
            rest = after;
            match special {
                "<" => return Err(self.wrong("< in an attribute")),
                "&" => {
                    let known = rest
                        .split_once(';')
                        .and_then(|(name, after)| Some((resolve(name)?, after)));
                    let Some((character, after)) = known else {
                        return Err(self.wrong("an entity that is not known"));
                    };
                    value.push(character);
                    rest = after;
                }
                _ => value.push(' '),
            }
        }
        value.push_str(rest);
        Ok(value)
    }
}

/// Line ends as XML 1.0, section 2.11, reads them.
fn lines(text: &str) -> Cow<'_, str> {
    if text.contains('\r') {
        Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
    } else {
        Cow::Borrowed(text)
    }
}

/// The character of `amp`, `#10`, `#xA`.
fn resolve(name: &str) -> Option<char> {
    let Some(number) = name.strip_prefix('#') else {
        return Some(match name {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "apos" => '\'',
            _ => return None,
        });
    };
    let (digits, radix) = match number.strip_prefix('x') {
        Some(digits) => (digits, 16),
        None => (number, 10),
    };
    if digits.is_empty() || !digits.chars().all(|digit| digit.is_digit(radix)) {
        return None;
    }
    u32::from_str_radix(digits, radix)
        .ok()
        .and_then(char::from_u32)
        .filter(|character| is_character(*character))
}

pub(crate) fn is_space(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\r' | '\n')
}

/// `Char` of XML 1.0.
fn is_character(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
}

/// `NCName` of Namespaces in XML 1.0.
fn is_name(name: &str) -> bool {
    let begins = |character: char| {
        matches!(character,
            'A'..='Z' | 'a'..='z' | '_' | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}'
            | '\u{F8}'..='\u{2FF}' | '\u{370}'..='\u{37D}' | '\u{37F}'..='\u{1FFF}'
            | '\u{200C}'..='\u{200D}' | '\u{2070}'..='\u{218F}' | '\u{2C00}'..='\u{2FEF}'
            | '\u{3001}'..='\u{D7FF}' | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFFD}'
            | '\u{10000}'..='\u{EFFFF}')
    };
    let goes_on = |character: char| {
        begins(character)
            || matches!(character, '-' | '.' | '0'..='9' | '\u{B7}' | '\u{300}'..='\u{36F}'
                | '\u{203F}'..='\u{2040}')
    };
    let mut characters = name.chars();
    characters.next().is_some_and(begins) && characters.all(goes_on)
}
