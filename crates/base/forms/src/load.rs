//! Reading a definition, with errors that name the file, the place and what to do.

use std::fmt::Write;

use crate::check::Problem;
use crate::definition::Definition;
use crate::product_limits::DEFINITION_BYTES;

/// Why a definition was not taken.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    #[error(
        "{file}: the file has {bytes} bytes, at most {DEFINITION_BYTES} are read; shorten the texts or split the service"
    )]
    TooLarge { file: String, bytes: usize },
    #[error(
        "{file}:{line}:{column}: {problem}; correct this line, the fields are described in docs/adding-a-service.md"
    )]
    Syntax {
        file: String,
        line: usize,
        column: usize,
        problem: String,
    },
    #[error("{file}: {} to correct before publication:{}", problems.len(), listed(problems))]
    Problems {
        file: String,
        problems: Vec<Problem>,
    },
    #[error("a stored definition cannot be read: {0}")]
    Json(#[from] serde_json::Error),
}

fn listed(problems: &[Problem]) -> String {
    problems.iter().fold(String::new(), |mut list, problem| {
        // Writing to a String does not fail.
        let _ = write!(list, "\n  {problem}");
        list
    })
}

impl Definition {
    /// Reads and proves a `service.toml`; `file` is its path, for errors.
    pub fn from_toml(text: &str, file: &str) -> Result<Self, LoadError> {
        let file = file.to_owned();
        let bytes = text.len();
        if bytes > DEFINITION_BYTES {
            return Err(LoadError::TooLarge { file, bytes });
        }
        let definition: Self = match toml::from_str(text) {
            Ok(definition) => definition,
            Err(error) => {
                let offset = error.span().map_or(0, |span| span.start);
                let (line, column) = place(text, offset);
                let problem = error.message().replace('\n', " ");
                return Err(LoadError::Syntax {
                    file,
                    line,
                    column,
                    problem,
                });
            }
        };
        let problems = definition.check();
        if problems.is_empty() {
            Ok(definition)
        } else {
            Err(LoadError::Problems { file, problems })
        }
    }

    /// Reads back what [`Definition::to_json`] wrote. It was proved when it was published, and later, stricter rules
    /// must not lock people out of applications that have begun; so it is not proved again.
    pub fn from_json(json: &str) -> Result<Self, LoadError> {
        Ok(serde_json::from_str(json)?)
    }
}

/// Line and column from 1, the column in characters.
fn place(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
    (line, column)
}
