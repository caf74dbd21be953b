//! What can be wrong with a register file, an entry or a look-up, each with a stable code.

use jiff::civil::Date;
use serde::Serialize;

/// Text from a file, fit for a line on a terminal: what could move the cursor, colour the line or turn
/// its direction is one sign that stands for «something else was here».
pub fn printable(text: &str) -> String {
    let is_control = |letter: char| {
        letter.is_control() || matches!(letter, '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
    };
    text.chars()
        .map(|letter| match letter {
            letter if is_control(letter) => char::REPLACEMENT_CHARACTER,
            letter => letter,
        })
        .collect()
}

/// Where in a file something is: byte offset from the start, line from 1.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Position {
    pub byte: u64,
    pub line: u64,
}

/// Why a file could not be read to its end. Entries before the place are kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum Problem {
    Io(String),
    Empty,
    NotXml,
    /// The root is not one of the register's exchange format; its name.
    NotRegister(String),
    /// An encoding other than windows-1251 and UTF-8; its label.
    Encoding(String),
    /// Bytes that are not text in the declared encoding.
    WrongEncoding,
    /// Not well-formed; the XML reader's words.
    Syntax(String),
    /// The file ends inside an element.
    Cut,
    /// A DTD: entities could expand without end.
    Dtd,
    TooDeep,
    /// One tag or text is longer than the limit.
    PieceTooLarge,
    EntryTooLarge,
    TooManyEntries,
    FileTooLarge,
    /// A packed file grows more than a register file can.
    ZipBomb,
    /// All packed files together are over the limit.
    ZipTooLarge,
    Zip(String),
    /// Not a file of the register of small business; its root.
    NotMsp(String),
    /// A file of the exchange, but of another register; its ТипИнф.
    OtherKind(String),
    /// A file of the register of small business where the other register was asked for.
    IsMsp,
    /// Nothing is wrong with the file but that no entry is in it.
    NoEntries,
    /// An archive without any XML.
    NoXml,
}

impl Problem {
    /// Stable code; its text is under `error-<code>` in `registry.ftl`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Io(_) => "REG-101",
            Self::Empty => "REG-102",
            Self::NotXml => "REG-103",
            Self::NotRegister(_) => "REG-104",
            Self::Encoding(_) => "REG-105",
            Self::WrongEncoding => "REG-106",
            Self::Syntax(_) => "REG-107",
            Self::Cut => "REG-108",
            Self::Dtd => "REG-109",
            Self::TooDeep => "REG-110",
            Self::PieceTooLarge => "REG-111",
            Self::EntryTooLarge => "REG-112",
            Self::TooManyEntries => "REG-113",
            Self::FileTooLarge => "REG-114",
            Self::ZipBomb => "REG-115",
            Self::ZipTooLarge => "REG-116",
            Self::Zip(_) => "REG-117",
            Self::NotMsp(_) => "REG-118",
            Self::OtherKind(_) => "REG-141",
            Self::IsMsp => "REG-142",
            Self::NoEntries => "REG-143",
            Self::NoXml => "REG-144",
        }
    }

    /// What the code's text cannot know: a name from the file, the system's words.
    pub fn detail(&self) -> &str {
        match self {
            Self::Io(text)
            | Self::NotRegister(text)
            | Self::Encoding(text)
            | Self::Syntax(text)
            | Self::Zip(text)
            | Self::NotMsp(text)
            | Self::OtherKind(text) => text,
            _ => "",
        }
    }
}

/// Why one entry was left out while the rest of its file was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum EntryProblem {
    /// A required attribute or element is not there; its name.
    Missing(&'static str),
    BadOgrn,
    BadInn,
    /// An attribute that is not a date; its name.
    BadDate(&'static str),
    /// An attribute that cannot be read, or an entity that nobody declared.
    BadMarkup(String),
    /// More text in the parts we keep than a card may have.
    TooLarge,
    /// The extract is of a day more than a year ahead, which is given: it would outlive every true one.
    Ahead(String),
    /// A control character or another one that XML does not allow; its number, «U+001B».
    BadCharacter(String),
}

impl EntryProblem {
    pub fn code(&self) -> &'static str {
        match self {
            Self::Missing(_) => "REG-121",
            Self::BadOgrn => "REG-122",
            Self::BadInn => "REG-123",
            Self::BadDate(_) => "REG-124",
            Self::BadMarkup(_) => "REG-125",
            Self::TooLarge => "REG-126",
            Self::Ahead(_) => "REG-127",
            Self::BadCharacter(_) => "REG-128",
        }
    }

    pub fn detail(&self) -> &str {
        match self {
            Self::Missing(name) | Self::BadDate(name) => name,
            Self::BadMarkup(text) | Self::Ahead(text) | Self::BadCharacter(text) => text,
            _ => "",
        }
    }
}

/// Something odd that did not stop the reading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum Warning {
    /// A version of the format that this program was not tried on; `None`: not stated.
    UnknownVersion(Option<String>),
    /// КолДок says another number than the file has.
    CountDiffers { declared: u64, found: u64 },
    /// Files in a folder or archive that are not XML or ZIP.
    OtherFiles(u64),
}

impl Warning {
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownVersion(_) => "REG-131",
            Self::CountDiffers { .. } => "REG-132",
            Self::OtherFiles(_) => "REG-133",
        }
    }

    pub fn detail(&self) -> String {
        match self {
            Self::UnknownVersion(version) => version.clone().unwrap_or_default(),
            Self::CountDiffers { declared, found } => format!("{declared} / {found}"),
            Self::OtherFiles(count) => count.to_string(),
        }
    }
}

/// Why the whole operation could not go on.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("{path}: {source}")]
    Io {
        path: String,
        source: std::io::Error,
    },
    #[error("nothing to import at {0}")]
    NothingFound(String),
    #[error("another import is writing this register")]
    Busy,
    #[error("the register's index: {0}")]
    Index(tantivy::TantivyError),
    #[error("a card in the index cannot be read: {0}")]
    Card(#[from] serde_json::Error),
    #[error("import stopped on request")]
    Stopped,
    #[error("more businesses than a register of them can have")]
    TooMuch,
    #[error("no record of the small business register was read: {0}")]
    NoRecords(String),
    #[error("the small business register as of {new} is older than the one of {kept} that is here")]
    OlderRecords { new: Date, kept: Date },
    #[error("neither a file nor a folder: {0}")]
    NotAFile(String),
}

impl Error {
    pub fn code(&self) -> &'static str {
        match self {
            Self::Io { .. } => "REG-201",
            Self::NothingFound(_) => "REG-202",
            Self::Busy => "REG-203",
            Self::Index(_) => "REG-204",
            Self::Card(_) => "REG-205",
            Self::Stopped => "REG-206",
            Self::TooMuch => "REG-207",
            Self::NoRecords(_) => "REG-208",
            Self::OlderRecords { .. } => "REG-209",
            Self::NotAFile(_) => "REG-210",
        }
    }

    /// What the code's text cannot know.
    pub fn detail(&self) -> String {
        match self {
            Self::Io { path, source } => format!("{path}: {source}"),
            Self::NothingFound(text) | Self::NoRecords(text) | Self::NotAFile(text) => text.clone(),
            Self::Index(error) => error.to_string(),
            Self::Card(error) => error.to_string(),
            Self::OlderRecords { new, kept } => format!("{new} / {kept}"),
            Self::Busy | Self::Stopped | Self::TooMuch => String::new(),
        }
    }

    pub(crate) fn io(path: &std::path::Path, source: std::io::Error) -> Self {
        Self::Io {
            path: printable(&path.display().to_string()),
            source,
        }
    }
}

impl From<tantivy::TantivyError> for Error {
    fn from(error: tantivy::TantivyError) -> Self {
        match error {
            tantivy::TantivyError::LockFailure(..) => Self::Busy,
            other => Self::Index(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_would_obey_is_replaced() {
        assert_eq!(
            printable("a\u{1b}[31mб\n\u{9b}в\u{202e}"),
            "a\u{fffd}[31mб\u{fffd}\u{fffd}в\u{fffd}"
        );
        assert_eq!(printable("ООО «Ёлки» № 5"), "ООО «Ёлки» № 5");
    }
}
