//! Elements as text: opened, closed, escaped.

use std::borrow::Cow;

use super::Format;

pub(super) type Attributes<'a> = &'a [(&'a str, Option<&'a str>)];

pub(super) struct Xml {
    pub(super) text: String,
    pub(super) format: Format,
    /// With the records that no card keeps.
    pub(super) realistic: bool,
}

impl Xml {
    pub(super) fn tag(&mut self, name: &str, attributes: Attributes<'_>, end: &str) {
        self.text.push('<');
        self.text.push_str(name);
        for (key, value) in attributes {
            if let Some(value) = value {
                self.text.push(' ');
                self.text.push_str(key);
                self.text.push_str("=\"");
                self.text.push_str(&escaped(value));
                self.text.push('"');
            }
        }
        self.text.push_str(end);
    }

    pub(super) fn open(&mut self, name: &str, attributes: Attributes<'_>) {
        self.tag(name, attributes, ">\n");
    }

    pub(super) fn empty(&mut self, name: &str, attributes: Attributes<'_>) {
        self.tag(name, attributes, "/>\n");
    }

    pub(super) fn close(&mut self, name: &str) {
        self.text.push_str("</");
        self.text.push_str(name);
        self.text.push_str(">\n");
    }

    pub(super) fn leaf(&mut self, name: &str, text: &str) {
        self.tag(name, &[], ">");
        self.text.push_str(&escaped(text));
        self.close(name);
    }
}

/// Escaped, without the control characters that XML cannot hold.
fn escaped(text: &str) -> Cow<'_, str> {
    if text.chars().any(char::is_control) {
        let clean: String = text
            .chars()
            .map(|letter| if letter.is_control() { ' ' } else { letter })
            .collect();
        return Cow::Owned(quick_xml::escape::escape(clean).into_owned());
    }
    quick_xml::escape::escape(text)
}
