//! What a machine finds in the scan of a document (R31, R41): the parts that it must have, compared with the form.
//!
//! Findings are advice, to the applicant before the submission and to the operator beside the document. Only what is certain
//! refuses a submission ([`Scan::refusal`]): a file that cannot be opened, and a date in the future that is written in the
//! file itself.

mod dates;
mod find;
mod parts;
mod read;
mod store;
mod words;

use serde::{Deserialize, Serialize};

pub use find::{Expected, ExpectedHead, findings};
pub use read::read_next;
pub use store::scans;

pub(crate) use store::{compare_anew, forget, refuse_certain, request_reading};

/// A part that a document must have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// The document's date, as typed.
    Date,
    /// The document's number, as typed.
    Number,
    /// A position: the person's, in a power of attorney the head's.
    Position,
    /// A place for a signature.
    Signature,
    /// The person's family name and initials.
    Person,
    /// The organization's name, ИНН or ОГРН.
    Organization,
    /// The head who signs a power of attorney.
    Signer,
    /// How long a power of attorney holds.
    Term,
}

impl Part {
    /// All, in the order in which they are shown.
    pub const ALL: [Self; 8] = [
        Self::Date,
        Self::Number,
        Self::Organization,
        Self::Person,
        Self::Position,
        Self::Signer,
        Self::Signature,
        Self::Term,
    ];

    /// The stable name in text keys (`scan-part-date`).
    pub fn name(self) -> &'static str {
        match self {
            Self::Date => "date",
            Self::Number => "number",
            Self::Position => "position",
            Self::Signature => "signature",
            Self::Person => "person",
            Self::Organization => "organization",
            Self::Signer => "signer",
            Self::Term => "term",
        }
    }
}

/// How a part was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It is there and equal to the form.
    Found,
    /// It is not there.
    NotFound,
    /// Something else is in its place.
    Differs,
    /// A date that has not come yet, or a term that is over.
    OutOfTime,
    /// The pages that were read do not tell.
    Unjudged,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// About what.
    pub part: Part,
    /// How it was found.
    pub outcome: Outcome,
    /// What stands in the document, or empty.
    pub seen: String,
    /// What the form says, or empty.
    pub expected: String,
    /// The page where it was seen, from 1.
    pub page: Option<u32>,
    /// Whether it was recognised, so that letters may be wrong; otherwise it is written in the file.
    pub is_recognised: bool,
}

impl Finding {
    /// The stable code; its text is `error-<code>`. `None` for what is as it must be.
    pub fn code(&self) -> Option<&'static str> {
        use Outcome::{Differs, Found, NotFound, OutOfTime, Unjudged};
        Some(match (self.part, self.outcome) {
            (_, Found) => return None,
            (Part::Date, NotFound) => "SCN-011",
            (Part::Date, Differs) => "SCN-012",
            (Part::Date, Unjudged) => "SCN-013",
            (Part::Date, OutOfTime) => "SCN-014",
            (Part::Number, NotFound) => "SCN-021",
            (Part::Number, Differs | OutOfTime) => "SCN-022",
            (Part::Number, Unjudged) => "SCN-023",
            (Part::Position, NotFound) => "SCN-031",
            (Part::Position, Differs | OutOfTime) => "SCN-032",
            (Part::Position, Unjudged) => "SCN-033",
            (Part::Signature, NotFound | Differs | OutOfTime) => "SCN-041",
            (Part::Signature, Unjudged) => "SCN-043",
            (Part::Person, NotFound) => "SCN-051",
            (Part::Person, Differs | OutOfTime) => "SCN-052",
            (Part::Person, Unjudged) => "SCN-053",
            (Part::Organization, NotFound) => "SCN-061",
            (Part::Organization, Differs | OutOfTime) => "SCN-062",
            (Part::Organization, Unjudged) => "SCN-063",
            (Part::Signer, NotFound) => "SCN-071",
            (Part::Signer, Differs | OutOfTime) => "SCN-072",
            (Part::Signer, Unjudged) => "SCN-073",
            (Part::Term, NotFound) => "SCN-081",
            (Part::Term, Unjudged) => "SCN-083",
            (Part::Term, Differs | OutOfTime) => "SCN-084",
        })
    }

    /// The operator's remark that says the same, one of [`crate::moderation::REMARK_CODES`].
    pub fn remark(&self) -> Option<&'static str> {
        if matches!(self.outcome, Outcome::Found | Outcome::Unjudged) {
            return None;
        }
        match (self.part, self.outcome) {
            (Part::Date | Part::Number, _) => Some("LNK-053"),
            (Part::Signature | Part::Signer, _) => Some("LNK-054"),
            (Part::Term, Outcome::OutOfTime) => Some("LNK-055"),
            // Without a term a power of attorney holds for a year: no mistake.
            (Part::Term, _) => None,
            (Part::Person, _) => Some("LNK-057"),
            (Part::Organization, _) => Some("LNK-058"),
            (Part::Position, _) => Some("LNK-062"),
        }
    }
}

/// Why a document was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotReadReason {
    /// Nobody reads by machine in this installation: the tools are away or turned off.
    NoTool,
    /// The picture is larger than what is recognised.
    TooLarge,
    /// It took too long.
    TooLong,
    /// The tool broke down.
    BrokeDown,
    /// There are too few words in it: handwriting, a blank page, a poor scan.
    Illegible,
    /// The file cannot be opened.
    Damaged,
}

impl NotReadReason {
    const ALL: [Self; 6] = [
        Self::NoTool,
        Self::TooLarge,
        Self::TooLong,
        Self::BrokeDown,
        Self::Illegible,
        Self::Damaged,
    ];

    /// The stable name in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::NoTool => "no_tool",
            Self::TooLarge => "too_large",
            Self::TooLong => "too_long",
            Self::BrokeDown => "broke_down",
            Self::Illegible => "illegible",
            Self::Damaged => "damaged",
        }
    }

    fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }

    /// The stable code; its text is `error-<code>`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Damaged => "SCN-001",
            Self::NoTool => "SCN-002",
            Self::TooLarge => "SCN-003",
            Self::TooLong => "SCN-004",
            Self::BrokeDown => "SCN-005",
            Self::Illegible => "SCN-006",
        }
    }
}

/// Where the reading of one document stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scan {
    /// It will be read soon.
    Waiting,
    /// It is being read.
    Reading,
    /// It was read; the findings in the order of [`Part::ALL`].
    Read(Vec<Finding>),
    /// A person looks at it alone.
    NotRead(NotReadReason),
}

impl Scan {
    /// The code of what certainly has to be mended before a submission: `SCN-001` or `SCN-014`.
    pub fn refusal(&self) -> Option<&'static str> {
        match self {
            Self::NotRead(reason @ NotReadReason::Damaged) => Some(reason.code()),
            Self::Read(findings) => findings
                .iter()
                .find(|one| {
                    one.part == Part::Date
                        && one.outcome == Outcome::OutOfTime
                        && !one.is_recognised
                })
                .and_then(Finding::code),
            _ => None,
        }
    }
}
