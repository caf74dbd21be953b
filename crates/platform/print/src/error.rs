//! Why a document was not printed. These are faults of a template or its data, met by whoever maintains services; the
//! person who waits for the document sees the code of the job that prints.

use std::fmt::Write as _;

use typst::diag::{Severity, SourceDiagnostic};
use typst::{World, WorldExt};

use crate::world::PrintWorld;

/// A template or its data is at fault.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum PrintError {
    /// `file` is given when the fault lies in something that the template imports. Lines count from 1.
    #[error("{}", at(template, file.as_deref(), *line, message))]
    Template {
        template: String,
        file: Option<String>,
        line: Option<usize>,
        message: String,
    },
    /// `what` is `template`, `data`, `date` or `document`.
    #[error("{template}: the {what} is over the limit")]
    TooLarge {
        template: String,
        what: &'static str,
    },
}

impl PrintError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            PrintError::Template { .. } => "PRN-001",
            PrintError::TooLarge { .. } => "PRN-002",
        }
    }

    pub(crate) fn from_diagnostics(
        template: &str,
        world: &PrintWorld,
        diagnostics: &[SourceDiagnostic],
    ) -> Self {
        let error = diagnostics
            .iter()
            .find(|diagnostic| diagnostic.severity == Severity::Error);
        let Some(error) = error else {
            return PrintError::Template {
                template: template.to_owned(),
                file: None,
                line: None,
                message: "unknown error".to_owned(),
            };
        };
        let mut message = error.message.to_string();
        for hint in &error.hints {
            // Writing to a string cannot fail.
            let _ = write!(message, "; {}", hint.v);
        }
        let id = error.span.id();
        let source = id.and_then(|id| world.source(id).ok());
        let line = source
            .zip(world.range(error.span))
            .and_then(|(source, range)| {
                let line = source.lines().byte_to_line(range.start)?;
                Some(line + 1)
            });
        let file = id
            .filter(|id| *id != world.main())
            .map(|id| id.get().vpath().get_without_slash().to_owned());
        PrintError::Template {
            template: template.to_owned(),
            file,
            line,
            message,
        }
    }
}

fn at(template: &str, file: Option<&str>, line: Option<usize>, message: &str) -> String {
    let mut text = template.to_owned();
    if let Some(file) = file {
        let _ = write!(text, ", {file}");
    }
    if let Some(line) = line {
        let _ = write!(text, ", line {line}");
    }
    let _ = write!(text, ": {message}");
    text
}
