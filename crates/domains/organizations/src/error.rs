//! Refusals with their stable codes.

use db::DbError;
use uuid::Uuid;

use crate::checks::Check;
use crate::links::{Difference, DocumentKind};

/// Why something was not done. Texts are under `error-<code>`.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No such employee in this organization.
    #[error("no such member")]
    NoSuchMember,
    /// Nobody changes or ends their own access.
    #[error("one's own access cannot be changed")]
    OwnAccess,
    /// The organization would be left without an administrator whose access does not end.
    #[error("the last administrator")]
    LastAdministrator,
    /// An end of access that has already passed.
    #[error("the end date has passed")]
    EndDatePassed,
    /// The invited address belongs to an employee.
    #[error("the person already works here")]
    AlreadyMember,
    /// An invitation to this address is waiting.
    #[error("already invited")]
    AlreadyInvited,
    /// No such invitation, or a wrong secret.
    #[error("no such invitation")]
    NoSuchInvitation,
    /// The invitation's seven days are over.
    #[error("the invitation has expired")]
    InvitationExpired,
    /// The invitation was cancelled.
    #[error("the invitation was cancelled")]
    InvitationCancelled,
    /// The invitation was accepted before.
    #[error("the invitation was accepted before")]
    InvitationUsed,
    /// The invited person has said no.
    #[error("the invitation was declined")]
    InvitationDeclined,
    /// The signed-in account has another address than the invitation.
    #[error("the invitation is for another address")]
    OtherAddress,
    /// Too many invitations wait.
    #[error("more than {limit} invitations wait")]
    TooManyInvitations {
        /// How many may wait at once.
        limit: i64,
    },
    /// The right to manage employees ended while the form was open.
    #[error("the right has ended meanwhile")]
    RightEnded,
    /// The person behind the link has no such account any more.
    #[error("no such person")]
    NoSuchPerson,

    /// The loaded register knows no such number.
    #[error("not in the register")]
    NotInRegister,
    /// The register contradicts what was typed, or the organization has ended (R20, R27).
    #[error("the register contradicts: {}", .0.code)]
    Refused(Difference),
    /// The organization has an administrator: ask them for an invitation.
    #[error("the organization is linked already")]
    AlreadyLinked,
    /// The person works there already.
    #[error("the person works there already")]
    AlreadyYours,
    /// The person's own request for this organization is being looked at.
    #[error("requested already")]
    AlreadyRequested(Uuid),
    /// No such request for this person.
    #[error("no such request")]
    NoSuchRequest,
    /// The request is not in a state that allows this.
    #[error("the request cannot be changed now")]
    NotNow,
    /// Documents that prove the authority are missing.
    #[error("documents are missing")]
    DocumentsMissing(Vec<Vec<DocumentKind>>),
    /// Consent to data processing was not given.
    #[error("no consent")]
    NoConsent,
    /// A document from the future.
    #[error("the document's date is in the future")]
    DateInFuture,
    /// More documents than a request can hold.
    #[error("more than {limit} documents")]
    TooManyDocuments {
        /// How many a request can hold.
        limit: i64,
    },
    /// Another operator is looking at it.
    #[error("taken by another operator")]
    TakenByAnother,
    /// A return without a concrete remark.
    #[error("no remarks")]
    NoRemarks,
    /// A remark with a code or a subject that does not exist.
    #[error("unknown remark")]
    UnknownRemark,
    /// The request was decided or resubmitted since the page was opened.
    #[error("the request has changed meanwhile")]
    ChangedMeanwhile,
    /// Operators do not decide about themselves.
    #[error("one's own request")]
    OwnRequest,
    /// Neither ИНН nor ОГРН, or one of them where both are needed.
    #[error("both numbers are needed while the register is away")]
    BothNumbersNeeded,
    /// Too many unfinished requests of one person.
    #[error("more than {limit} open requests")]
    TooManyRequests {
        /// How many may be open at once.
        limit: i64,
    },
    /// Position is needed before submission.
    #[error("no position")]
    NoPosition,
    /// Too many questions of one person wait for an answer.
    #[error("more than {limit} unanswered questions")]
    TooManyInquiries {
        /// How many may wait at once.
        limit: i64,
    },
    /// An answer without words.
    #[error("an empty answer")]
    NoAnswer,
    /// Another operator has answered the question.
    #[error("answered before")]
    AlreadyAnswered,
    /// The certificate is not a qualified one.
    #[error("the certificate is not qualified")]
    NotQualified,
    /// The certificate is a person's own.
    #[error("the certificate names no organization")]
    NamesNoOrganization,
    /// The register was never loaded: a certificate cannot be compared with it.
    #[error("the register is away")]
    RegisterAway,
    /// The certificate and the register do not agree; all differences, each with its code.
    #[error("the certificate differs from the register in {} ways", .0.len())]
    CertificateDiffers(Vec<Difference>),
    /// The document is signed: it stays as it is.
    #[error("the document is signed")]
    DocumentSigned,
    /// A check of the list was not passed: the request cannot be submitted so.
    #[error("a check failed: {}", .0.code)]
    CheckFailed(Check),
    /// An explanation without words.
    #[error("an empty explanation")]
    NoExplanation,
    /// Nothing waits for an explanation.
    #[error("no explanation is asked for")]
    NothingToExplain,
    /// The operator's verdict is about a check that nobody decides by hand.
    #[error("no certificate waits for the operator")]
    NothingToDecide,

    /// The organization was stopped by the operator or has ended by the register.
    #[error("the organization is not active")]
    NotActive,
    /// The register has named another head, and nobody has confirmed the data since.
    #[error("the data must be confirmed anew")]
    NotConfirmed,
    /// A stop without a reason.
    #[error("no reason")]
    NoReason,
    /// The organization was stopped or resumed meanwhile.
    #[error("stopped or resumed meanwhile")]
    StoppedMeanwhile,

    /// A document that certainly cannot be accepted: `SCN-001` its file cannot be opened, `SCN-014` its date is in the
    /// future.
    #[error("the scan {name} is refused: {code}")]
    ScanRefused {
        /// The code.
        code: &'static str,
        /// Name of the file.
        name: String,
    },
    /// The installation takes no codes to the register's address.
    #[error("codes to the register's address are switched off")]
    CodesOff,
    /// The register has no address of the organization that can be written to.
    #[error("the register has no e-mail of the organization")]
    NoContact,
    /// The request and the register do not agree, so that no code is mailed; all differences, each
    /// with its code.
    #[error("the request differs from the register in {} ways", .0.len())]
    ContactDiffers(Vec<Difference>),
    /// The mailed code is another one.
    #[error("wrong code")]
    WrongContactCode {
        /// Tries that are left.
        left: i64,
    },
    /// No code is waited for: it is too old, was tried too often, or another took its place.
    #[error("no code is waited for")]
    NoContactCode,
    /// A code was sent a moment ago.
    #[error("a code was sent a moment ago")]
    ContactCodeTooSoon,
    /// The codes of this day are spent.
    #[error("no more codes today")]
    ContactCodesSpent,

    /// A refusal about the account, such as another person's certificate.
    #[error(transparent)]
    Account(#[from] accounts::AccountError),
    /// A refusal about a signature.
    #[error(transparent)]
    Signature(#[from] signatures::SignatureError),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// A parameter of an error's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Param {
    /// Chooses the plural form.
    Number(i64),
    /// Shown as it is.
    Text(String),
}

impl Error {
    /// All codes of this crate, for tests of texts and for the list in the documentation.
    pub const CODES: &[&str] = &[
        "ORG-000", "ORG-001", "ORG-002", "ORG-003", "ORG-004", "ORG-005", "ORG-006", "ORG-007",
        "ORG-008", "ORG-009", "ORG-010", "ORG-011", "ORG-012", "ORG-013", "ORG-014", "ORG-015",
        "ORG-016", "ORG-017", "ORG-018", "ORG-019", "LNK-001", "LNK-002", "LNK-003", "LNK-004",
        "LNK-005", "LNK-006", "LNK-007", "LNK-008", "LNK-009", "LNK-010", "LNK-011", "LNK-012",
        "LNK-013", "LNK-014", "LNK-015", "LNK-016", "LNK-017", "LNK-018", "LNK-019", "LNK-020",
        "LNK-021", "LNK-022", "LNK-023", "LNK-024", "LNK-025", "LNK-026", "LNK-027", "LNK-028",
        "LNK-029", "LNK-030", "LNK-031", "LNK-032", "LNK-033", "LNK-034", "LNK-035", "LNK-036",
        "LNK-037", "LNK-038", "LNK-039", "LNK-040", "LNK-041", "LNK-043", "LNK-131", "LNK-132",
        "LNK-133",
    ];

    /// The stable code that a person can quote to support (R34).
    pub fn code(&self) -> &'static str {
        match self {
            Self::Db(_) => "ORG-000",
            Self::NoSuchMember => "ORG-001",
            Self::OwnAccess => "ORG-002",
            Self::LastAdministrator => "ORG-003",
            Self::EndDatePassed => "ORG-004",
            Self::AlreadyMember => "ORG-005",
            Self::AlreadyInvited => "ORG-006",
            Self::NoSuchInvitation => "ORG-007",
            Self::InvitationExpired => "ORG-008",
            Self::InvitationCancelled => "ORG-009",
            Self::InvitationUsed => "ORG-010",
            Self::OtherAddress => "ORG-011",
            Self::TooManyInvitations { .. } => "ORG-012",
            Self::RightEnded => "ORG-013",
            Self::NoSuchPerson => "ORG-014",
            Self::InvitationDeclined => "ORG-015",
            Self::NotInRegister => "LNK-001",
            // The register's own codes, REG-0NN, with their texts in `registry.ftl`.
            Self::Refused(difference) => difference.code(),
            Self::AlreadyLinked => "LNK-002",
            Self::AlreadyYours => "LNK-003",
            Self::AlreadyRequested(_) => "LNK-004",
            Self::NoSuchRequest => "LNK-005",
            Self::NotNow => "LNK-006",
            Self::DocumentsMissing(_) => "LNK-007",
            Self::NoConsent => "LNK-008",
            Self::DateInFuture => "LNK-009",
            Self::TooManyDocuments { .. } => "LNK-010",
            Self::TakenByAnother => "LNK-011",
            Self::NoRemarks => "LNK-012",
            Self::UnknownRemark => "LNK-013",
            Self::ChangedMeanwhile => "LNK-014",
            Self::OwnRequest => "LNK-015",
            Self::BothNumbersNeeded => "LNK-016",
            Self::TooManyRequests { .. } => "LNK-017",
            Self::NoPosition => "LNK-018",
            Self::TooManyInquiries { .. } => "LNK-019",
            Self::NoAnswer => "LNK-020",
            Self::AlreadyAnswered => "LNK-021",
            Self::NotQualified => "LNK-022",
            Self::NamesNoOrganization => "LNK-023",
            Self::RegisterAway => "LNK-024",
            // LNK-026 to LNK-033 are the differences themselves.
            Self::CertificateDiffers(_) => "LNK-025",
            Self::DocumentSigned => "LNK-034",
            // LNK-101 to LNK-116, and the register's own.
            Self::CheckFailed(check) => check.stable_code(),
            Self::NoExplanation => "LNK-131",
            Self::NothingToExplain => "LNK-132",
            Self::NothingToDecide => "LNK-133",
            Self::NotActive => "ORG-016",
            Self::NotConfirmed => "ORG-017",
            Self::NoReason => "ORG-018",
            Self::StoppedMeanwhile => "ORG-019",
            Self::ScanRefused { code, .. } => code,
            Self::CodesOff => "LNK-035",
            Self::NoContact => "LNK-036",
            Self::ContactDiffers(_) => "LNK-037",
            Self::WrongContactCode { .. } => "LNK-038",
            Self::NoContactCode => "LNK-039",
            Self::ContactCodeTooSoon => "LNK-040",
            Self::ContactCodesSpent => "LNK-041",
            // LNK-043 is a difference of the code's own.
            Self::Account(error) => error.code().unwrap_or("ORG-000"),
            Self::Signature(error) => error.code().unwrap_or("ORG-000"),
        }
    }

    /// How the certificate or the request and the register differ: what the first says (`typed`), what
    /// the register says, and the code of the text.
    pub fn differences(&self) -> &[Difference] {
        match self {
            Self::CertificateDiffers(differences) | Self::ContactDiffers(differences) => {
                differences
            }
            _ => &[],
        }
    }

    /// Parameters of the text.
    pub fn params(&self) -> Vec<(&'static str, Param)> {
        match self {
            Self::TooManyInvitations { limit }
            | Self::TooManyDocuments { limit }
            | Self::TooManyRequests { limit }
            | Self::TooManyInquiries { limit } => vec![("limit", Param::Number(*limit))],
            Self::ScanRefused { name, .. } => vec![("name", Param::Text(name.clone()))],
            Self::WrongContactCode { left } => vec![("left", Param::Number(*left))],
            Self::Refused(difference) => vec![
                ("typed", Param::Text(difference.typed.clone())),
                ("registered", Param::Text(difference.registered.clone())),
            ],
            Self::CheckFailed(check) => vec![
                ("typed", Param::Text(check.value.clone())),
                ("registered", Param::Text(check.registered.clone())),
            ],
            _ => Vec::new(),
        }
    }
}
