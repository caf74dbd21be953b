//! An application with its decision as XML (R103), for programs of the applicant.

use std::fmt::Write;

use crate::model::{Application, AttachedFile, Event, Outcome};
use crate::result::decision_number;
use crate::services::Service;

/// Well-formed XML 1.0 in UTF-8. The history is what the reader may see.
pub fn to_xml(
    application: &Application,
    service: &Service,
    files: &[AttachedFile],
    history: &[Event],
) -> String {
    let mut xml = Xml::new();
    let number = application.number.as_deref().unwrap_or_default();
    xml.open(
        "application",
        &[("id", &application.id.to_string()), ("version", "1")],
    );
    xml.leaf("number", &[], number);
    xml.leaf("state", &[], application.state.name());
    let version = application.service_version.to_string();
    let attributes = [
        ("code", application.service_code.as_str()),
        ("version", &version),
    ];
    xml.leaf("service", &attributes, &application.title);
    xml.leaf("applicant", &[], &application.organization_name);
    xml.leaf("authority", &[], &application.authority_name);
    for (name, at) in [
        ("submitted-at", application.submitted_at),
        ("due-at", application.due_at),
        ("decided-at", application.decided_at),
    ] {
        if let Some(at) = at {
            xml.leaf(name, &[], &at.to_string());
        }
    }
    xml.open("answers", &[]);
    for field in forms::visible_fields(&service.definition, &application.answers) {
        let values = application.answers.all(&field.name);
        for value in values {
            xml.leaf(
                "answer",
                &[("field", &field.name), ("label", &field.label)],
                value,
            );
        }
    }
    xml.close("answers");
    xml.open("files", &[]);
    for file in files {
        let size = file.size.to_string();
        let attributes = [
            ("field", file.field.as_str()),
            ("kind", &file.kind),
            ("size", &size),
        ];
        xml.leaf("file", &attributes, &file.name);
    }
    xml.close("files");
    if let Some(decision) = &application.decision {
        let number = decision_number(number);
        xml.open(
            "decision",
            &[("outcome", decision.outcome.name()), ("number", &number)],
        );
        if decision.outcome == Outcome::Approved {
            xml.leaf("text", &[], &decision.text);
        }
        for reason in &decision.reasons {
            xml.leaf("reason", &[], reason);
        }
        if !decision.advice.is_empty() {
            xml.leaf("advice", &[], &decision.advice);
        }
        xml.close("decision");
    }
    xml.open("history", &[]);
    for event in history.iter().rev() {
        let at = event.at.to_string();
        let attributes = [
            ("at", at.as_str()),
            ("change", event.change.name()),
            ("state", event.state.name()),
        ];
        xml.leaf("event", &attributes, &event.comment);
    }
    xml.close("history");
    xml.close("application");
    xml.0
}

/// XML that is written from top to bottom.
pub(crate) struct Xml(String);

impl Xml {
    pub(crate) fn new() -> Self {
        Self("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned())
    }

    fn tag(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.0.push('<');
        self.0.push_str(name);
        for (attribute, value) in attributes {
            // Writing to a String does not fail.
            let _ = write!(self.0, " {attribute}=\"{}\"", escaped(value));
        }
        self.0.push('>');
    }

    pub(crate) fn into_text(self) -> String {
        self.0
    }

    pub(crate) fn open(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.tag(name, attributes);
        self.0.push('\n');
    }

    pub(crate) fn leaf(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) {
        self.tag(name, attributes);
        self.0.push_str(&escaped(text));
        self.close(name);
    }

    pub(crate) fn close(&mut self, name: &str) {
        let _ = writeln!(self.0, "</{name}>");
    }
}

/// Characters that XML 1.0 cannot hold are dropped; line ends survive in attributes too.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("&#10;"),
            '\t' => out.push_str("&#9;"),
            '\u{FFFE}' | '\u{FFFF}' => {}
            letter if letter.is_control() => {}
            letter => out.push(letter),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_text_stays_text() {
        let mut xml = Xml::new();
        xml.leaf("a", &[("b", "\"><x/>\n")], "</a>&\u{0}\u{1b}");
        assert!(
            xml.0
                .ends_with("<a b=\"&quot;&gt;&lt;x/&gt;&#10;\">&lt;/a&gt;&amp;</a>\n")
        );
    }
}
