//! Why something about an application was refused.

use db::DbError;
use forms::FieldError;
use jiff::Timestamp;

use crate::model::State;

/// A refusal. The text for people is under `error-CODE`.
#[derive(Debug, thiserror::Error)]
pub enum ApplicationError {
    /// There is none, or not for this organization: the two look alike from outside (404).
    #[error("no such application")]
    NotFound,
    /// The catalogue has no such service (404).
    #[error("no such service")]
    NoService,
    /// The authority of the service has no cabinet here yet.
    #[error("the authority of the service is not connected")]
    NoAuthority,
    /// The service is not for this kind of organization.
    #[error("the service is not for this kind of applicant")]
    WrongApplicant,
    /// Someone saved the draft in between.
    #[error("the draft was saved by {by_name} in between")]
    Conflict {
        /// Who saved it.
        by_name: String,
        /// When.
        at: Timestamp,
        /// The revision that is kept.
        revision: i64,
    },
    /// The content is locked after submission (R98).
    #[error("the application was submitted and cannot be edited")]
    Locked,
    /// Answers are missing or wrong; all of them at once.
    #[error("{} answers to correct", .0.len())]
    Invalid(Vec<FieldError>),
    /// The application changed since the page was shown.
    #[error("the application changed in between")]
    Changed,
    /// This cannot be done in the state in which the application is.
    #[error("not possible in state {}", .0.name())]
    WrongState(State),
    /// Another employee considers it.
    #[error("the application is considered by another employee")]
    NotAssignee,
    /// Who proposed or approved an earlier step cannot approve the next one.
    #[error("a second person has to approve")]
    SamePerson,
    /// The chosen person cannot consider applications here.
    #[error("not an employee who considers applications")]
    NotEmployee,
    /// A text that is needed is empty.
    #[error("the text {0} is missing")]
    TextMissing(&'static str),
    /// A text is longer than allowed.
    #[error("the text {field} is longer than {max} characters")]
    TextTooLong {
        /// Name of the input.
        field: &'static str,
        /// Characters allowed.
        max: usize,
    },
    /// Several inputs of one form are wrong; all of them at once, at least one.
    #[error("{} inputs to correct", .0.len())]
    Several(Vec<ApplicationError>),
    /// The date until which an addition is asked for is not between tomorrow and 90 days from now.
    #[error("the date is out of range")]
    BadDueDate,
    /// The organization has too many drafts.
    #[error("too many drafts")]
    TooManyDrafts,
    /// The service asks for attachments: a draft is needed.
    #[error("the service asks for attachments")]
    NeedsAttachments,
    /// The field does not take files, or the file is not one of the application's (404).
    #[error("no such file")]
    NoFile,
    /// The addition holds too many files.
    #[error("too many files")]
    TooManyFiles,
    /// The step of the service belongs to a manager.
    #[error("the step is a manager's")]
    ManagersStep,
    /// The service takes no weaker signature than this one (63-ФЗ).
    #[error("a {0:?} signature is needed")]
    SignatureNeeded(forms::Signature),
    /// The signature is under another document: it changed between signing and submitting.
    #[error("the document changed after it was signed")]
    SignedOther,
    /// The file was refused or could not be stored.
    #[error(transparent)]
    Upload(#[from] blob::UploadError),
    /// The result document could not be made; nothing was changed.
    #[error("the result document could not be made: {0}")]
    Result(String),
    /// A stored definition or answer cannot be read.
    #[error("stored data is broken: {0}")]
    Stored(String),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl ApplicationError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "APP-001",
            Self::NoService => "APP-002",
            Self::NoAuthority => "APP-003",
            Self::WrongApplicant => "APP-004",
            Self::Conflict { .. } => "APP-005",
            Self::Locked => "APP-006",
            Self::Invalid(_) => "APP-007",
            Self::Changed => "APP-008",
            Self::WrongState(_) => "APP-009",
            Self::NotAssignee => "APP-010",
            Self::SamePerson => "APP-011",
            Self::NotEmployee => "APP-012",
            Self::TextMissing(_) => "APP-013",
            Self::TextTooLong { .. } => "APP-014",
            Self::Several(errors) => errors.first().map_or("APP-007", Self::code),
            Self::BadDueDate => "APP-015",
            Self::TooManyDrafts => "APP-016",
            Self::NeedsAttachments => "APP-017",
            Self::NoFile => "APP-018",
            Self::TooManyFiles => "APP-019",
            Self::ManagersStep => "APP-020",
            Self::SignatureNeeded(_) => "APP-021",
            Self::SignedOther => "APP-022",
            Self::Upload(error) => error.code(),
            Self::Result(_) => "APP-030",
            Self::Stored(_) => "APP-031",
            Self::Db(_) => "APP-032",
        }
    }

    /// The codes of this crate, for the list in the documentation and the test of texts.
    pub const CODES: &[&str] = &[
        "APP-001", "APP-002", "APP-003", "APP-004", "APP-005", "APP-006", "APP-007", "APP-008",
        "APP-009", "APP-010", "APP-011", "APP-012", "APP-013", "APP-014", "APP-015", "APP-016",
        "APP-017", "APP-018", "APP-019", "APP-020", "APP-021", "APP-022", "APP-030", "APP-031",
        "APP-032",
    ];

    /// The input that the refusal is about, where it is about one.
    pub fn field(&self) -> Option<&'static str> {
        match self {
            Self::TextMissing(field) | Self::TextTooLong { field, .. } => Some(field),
            Self::BadDueDate => Some("due"),
            Self::NotEmployee => Some("assignee"),
            _ => None,
        }
    }

    /// Each refusal by itself: several of one form, or this one.
    pub fn each(&self) -> &[Self] {
        match self {
            Self::Several(errors) => errors,
            one => std::slice::from_ref(one),
        }
    }

    /// Whether the thing does not exist for who asks.
    pub fn is_not_found(&self) -> bool {
        matches!(self, Self::NotFound | Self::NoService | Self::NoFile)
    }

    /// Whether it is our fault and not that of who asked.
    pub fn is_internal(&self) -> bool {
        match self {
            Self::Result(_) | Self::Stored(_) | Self::Db(_) => true,
            Self::Upload(error) => matches!(error, blob::UploadError::Store(_)),
            _ => false,
        }
    }
}
