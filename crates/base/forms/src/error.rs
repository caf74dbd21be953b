//! Errors of answers. Texts are in `locales/*/forms.ftl`.

use jiff::civil::Date;
use requisites::{Fault, Param};

use crate::definition::{Field, FileType};

/// One thing to correct in one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// The field's name.
    pub field: String,
    /// `FRM-0NN`, or `REQ-0NN` when a requisite's own rules were broken.
    pub code: &'static str,
    /// Parameters of the text `error-{code}`; always `label` and `kind` of the field.
    pub parameters: Vec<(&'static str, Parameter)>,
}

/// A parameter of an error's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Parameter {
    /// Stays a number, because the text chooses a plural form by it.
    Number(i64),
    Text(String),
    Date(Date),
    /// Roubles are shown.
    Kopecks(i64),
    /// Megabytes are shown.
    Bytes(u64),
}

impl Parameter {
    /// The parameter as text, the same in all languages: `01.12.2026`, `1 234,56`, `20`.
    pub fn to_text(&self) -> String {
        match self {
            Parameter::Number(number) => number.to_string(),
            Parameter::Text(text) => text.clone(),
            Parameter::Date(date) => crate::date::shown(*date),
            Parameter::Kopecks(kopecks) => crate::money::shown(*kopecks),
            Parameter::Bytes(bytes) => megabytes(*bytes),
        }
    }
}

/// Whole megabytes, or one digit after the comma, rounded down so that a limit is never promised too large.
fn megabytes(bytes: u64) -> String {
    let tenths = bytes * 10 / (1024 * 1024);
    if tenths.is_multiple_of(10) {
        (tenths / 10).to_string()
    } else {
        format!("{},{}", tenths / 10, tenths % 10)
    }
}

/// Every code of this crate, for the tests of texts and the list in the documentation.
pub const CODES: &[&str] = &[
    "FRM-001", "FRM-002", "FRM-003", "FRM-004", "FRM-005", "FRM-006", "FRM-007", "FRM-008",
    "FRM-009", "FRM-010", "FRM-011", "FRM-012", "FRM-013", "FRM-014", "FRM-015", "FRM-016",
    "FRM-017", "FRM-018", "FRM-019", "FRM-020", "FRM-021", "FRM-022", "FRM-023", "FRM-024",
    "FRM-025", "FRM-026", "FRM-027",
];

/// What is wrong with an answer, before it is known whose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Wrong {
    Missing,
    NotChosen,
    NotTicked,
    FilesMissing { min: usize, got: usize },
    TooShort { min: usize, got: usize },
    TooLong { max: usize, got: usize },
    NotInteger,
    TooSmall { min: i64 },
    TooLarge { max: i64 },
    NotMoney,
    TooLittleMoney { min: i64 },
    TooMuchMoney { max: i64 },
    NotDate,
    NoSuchDate,
    InFuture { today: Date },
    BeforeToday { today: Date },
    BeforeOther { other: String, date: Date },
    UnknownChoice,
    SeveralValues,
    TooFewChosen { min: usize, got: usize },
    TooManyChosen { max: usize, got: usize },
    TooManyFiles { max: usize, got: usize },
    FileTooLarge { file: String, max: u64 },
    FileType { file: String, types: Vec<FileType> },
    FileEmpty { file: String },
    ControlCharacter { position: usize },
    StrangeYear { first: i16, last: i16 },
    Requisite(Fault),
}

impl Wrong {
    pub(crate) fn at(self, field: &Field) -> FieldError {
        let code = self.code();
        let mut parameters = self.parameters();
        parameters.push(("label", Parameter::Text(field.label.clone())));
        if !parameters.iter().any(|(name, _)| *name == "kind") {
            parameters.push(("kind", Parameter::Text(field.kind.as_str().to_owned())));
        }
        FieldError {
            field: field.name.clone(),
            code,
            parameters,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Wrong::Missing => "FRM-001",
            Wrong::NotChosen => "FRM-002",
            Wrong::NotTicked => "FRM-003",
            Wrong::FilesMissing { .. } => "FRM-004",
            Wrong::TooShort { .. } => "FRM-005",
            Wrong::TooLong { .. } => "FRM-006",
            Wrong::NotInteger => "FRM-007",
            Wrong::TooSmall { .. } => "FRM-008",
            Wrong::TooLarge { .. } => "FRM-009",
            Wrong::NotMoney => "FRM-010",
            Wrong::TooLittleMoney { .. } => "FRM-011",
            Wrong::TooMuchMoney { .. } => "FRM-012",
            Wrong::NotDate => "FRM-013",
            Wrong::NoSuchDate => "FRM-014",
            Wrong::InFuture { .. } => "FRM-015",
            Wrong::BeforeToday { .. } => "FRM-016",
            Wrong::BeforeOther { .. } => "FRM-017",
            Wrong::UnknownChoice => "FRM-018",
            Wrong::SeveralValues => "FRM-019",
            Wrong::TooFewChosen { .. } => "FRM-020",
            Wrong::TooManyChosen { .. } => "FRM-021",
            Wrong::TooManyFiles { .. } => "FRM-022",
            Wrong::FileTooLarge { .. } => "FRM-023",
            Wrong::FileType { .. } => "FRM-024",
            Wrong::FileEmpty { .. } => "FRM-025",
            Wrong::ControlCharacter { .. } => "FRM-026",
            Wrong::StrangeYear { .. } => "FRM-027",
            Wrong::Requisite(fault) => fault.code(),
        }
    }

    fn parameters(self) -> Vec<(&'static str, Parameter)> {
        match self {
            Wrong::Missing
            | Wrong::NotChosen
            | Wrong::NotTicked
            | Wrong::NotInteger
            | Wrong::NotMoney
            | Wrong::NotDate
            | Wrong::NoSuchDate
            | Wrong::UnknownChoice
            | Wrong::SeveralValues => Vec::new(),
            Wrong::FilesMissing { min, got }
            | Wrong::TooShort { min, got }
            | Wrong::TooFewChosen { min, got } => {
                vec![("min", number(min)), ("got", number(got))]
            }
            Wrong::TooLong { max, got }
            | Wrong::TooManyChosen { max, got }
            | Wrong::TooManyFiles { max, got } => {
                vec![("max", number(max)), ("got", number(got))]
            }
            Wrong::TooSmall { min } => vec![("min", Parameter::Number(min))],
            Wrong::TooLarge { max } => vec![("max", Parameter::Number(max))],
            Wrong::TooLittleMoney { min } => vec![("min", Parameter::Kopecks(min))],
            Wrong::TooMuchMoney { max } => vec![("max", Parameter::Kopecks(max))],
            Wrong::InFuture { today } | Wrong::BeforeToday { today } => {
                vec![("date", Parameter::Date(today))]
            }
            Wrong::BeforeOther { other, date } => {
                vec![
                    ("other", Parameter::Text(other)),
                    ("date", Parameter::Date(date)),
                ]
            }
            Wrong::FileTooLarge { file, max } => {
                vec![
                    ("file", Parameter::Text(file)),
                    ("max", Parameter::Bytes(max)),
                ]
            }
            Wrong::FileType { file, types } => {
                let types: Vec<String> = types
                    .iter()
                    .map(|kind| kind.as_str().to_uppercase())
                    .collect();
                vec![
                    ("file", Parameter::Text(file)),
                    ("types", Parameter::Text(types.join(", "))),
                ]
            }
            Wrong::FileEmpty { file } => vec![("file", Parameter::Text(file))],
            Wrong::ControlCharacter { position } => vec![("position", number(position))],
            // Years as text: a number would be written with a thousands separator.
            Wrong::StrangeYear { first, last } => vec![
                ("first", Parameter::Text(first.to_string())),
                ("last", Parameter::Text(last.to_string())),
            ],
            Wrong::Requisite(fault) => fault
                .params()
                .into_iter()
                .map(|(name, param)| match param {
                    Param::Number(number) => (name, Parameter::Number(number)),
                    Param::Text(text) => (name, Parameter::Text(text)),
                })
                .collect(),
        }
    }
}

fn number(value: usize) -> Parameter {
    Parameter::Number(i64::try_from(value).unwrap_or(i64::MAX))
}
