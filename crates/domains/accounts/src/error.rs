//! Refusals that a person can meet, each with its stable code.

use blob::SealError;
use db::DbError;
use jiff::Timestamp;

use crate::PolicyRule;

/// Why something about an account was not done.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AccountError {
    /// No account has this address, or the password is another one: the two look the same.
    #[error("wrong e-mail or password")]
    WrongCredentials,
    /// Too many failed tries; password recovery unlocks at once.
    #[error("sign-in is locked")]
    Locked {
        /// When it unlocks by itself.
        until: Timestamp,
    },
    /// The password was right, but the address has not been confirmed.
    #[error("the e-mail is not confirmed")]
    EmailNotConfirmed,
    /// A mailed link is unknown, used or too old.
    #[error("the link is not valid")]
    LinkInvalid,
    /// The one-time code or recovery code is wrong or was used before.
    #[error("wrong one-time code")]
    WrongCode,
    /// The session ended meanwhile.
    #[error("the session has ended")]
    SessionEnded,
    /// The terms and the processing of personal data were not agreed to.
    #[error("consent is missing")]
    ConsentMissing,
    /// An account with this address exists. Only for callers who may know it (invitations, the
    /// operator's command).
    #[error("the e-mail is taken")]
    EmailTaken,
    /// The new password breaks these rules, all that it breaks.
    #[error("the password breaks the policy: {0:?}")]
    WeakPassword(Vec<PolicyRule>),
    /// The current password, asked for again, is wrong.
    #[error("wrong current password")]
    WrongPassword,
    /// One-time codes are on already.
    #[error("one-time codes are already on")]
    TotpAlreadyOn,
    /// One-time codes are off, or were not begun to be set up.
    #[error("one-time codes are off")]
    TotpOff,
    /// No way to send text messages is configured.
    #[error("text messages are switched off")]
    SmsOff,
    /// The code from the text message is wrong.
    #[error("wrong phone code")]
    WrongPhoneCode {
        /// Tries that are left.
        left: i64,
    },
    /// No code is waited for: it is too old, or was tried too often.
    #[error("no phone code is waited for")]
    NoPhoneCode,
    /// The next text message can be asked for later.
    #[error("a text message was sent a moment ago")]
    SmsTooSoon,
    /// This phone was sent as many text messages in an hour as one phone may get.
    #[error("too many text messages to one phone")]
    SmsTooManyToPhone,
    /// This address asked for as many text messages in an hour as one address may.
    #[error("too many text messages asked for from one address")]
    SmsTooManyFromAddress,
    /// Text messages reach mobile phones only.
    #[error("not a mobile phone")]
    NotMobile,
    /// The number of the identity document cannot be one.
    #[error("wrong document number")]
    DocumentNumber,
    /// Not a time zone or language that is known.
    #[error("unknown time zone or language")]
    UnknownSetting,
    /// The account has no password: it was made by a certificate.
    #[error("the account has no password")]
    NoPassword,
    /// The certificate has neither СНИЛС nor ИНН, and nobody has bound it.
    #[error("the certificate does not say whose account it is for")]
    NobodyNamed,
    /// The certificate is another person's.
    #[error("the certificate is another person's")]
    AnothersCertificate,
    /// Another account has the certificate's СНИЛС or ИНН.
    #[error("another account has this СНИЛС or ИНН")]
    IdentityTaken,
    /// The proof of the certificate's key was used or is too old.
    #[error("the proof of the key is not good any more")]
    ProofSpent,
    /// Too many letters were asked for in an hour.
    #[error("too many letters in an hour")]
    TooManyLetters,
    /// Too many passwords are being checked at this moment.
    #[error("too many passwords are being checked")]
    Busy,
    /// A sealed value cannot be opened: the master key is another one.
    #[error("sealed value: {0}")]
    Seal(#[from] SealError),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
    /// Hashing or randomness failed.
    #[error("cryptography: {0}")]
    Crypto(String),
}

impl AccountError {
    /// The stable code; the text is under `error-{code}`. `None` is a fault of the installation,
    /// not a refusal. A weak password has a code per rule, see [`PolicyRule::code`].
    pub fn code(&self) -> Option<&'static str> {
        Some(match self {
            Self::WrongCredentials => "ACC-001",
            Self::Locked { .. } => "ACC-002",
            Self::EmailNotConfirmed => "ACC-003",
            Self::LinkInvalid => "ACC-004",
            Self::WrongCode => "ACC-005",
            Self::SessionEnded => "ACC-006",
            Self::ConsentMissing => "ACC-007",
            Self::EmailTaken => "ACC-008",
            Self::WeakPassword(rules) => rules.first()?.code(),
            Self::WrongPassword => "ACC-020",
            Self::TotpAlreadyOn => "ACC-021",
            Self::TotpOff => "ACC-022",
            Self::SmsOff => "ACC-030",
            Self::WrongPhoneCode { .. } => "ACC-031",
            Self::NoPhoneCode => "ACC-032",
            Self::SmsTooSoon => "ACC-033",
            Self::NotMobile => "ACC-034",
            Self::SmsTooManyToPhone => "ACC-035",
            Self::SmsTooManyFromAddress => "ACC-060",
            Self::NoPassword => "ACC-023",
            Self::NobodyNamed => "ACC-070",
            Self::AnothersCertificate => "ACC-071",
            Self::IdentityTaken => "ACC-072",
            Self::ProofSpent => "ACC-073",
            Self::TooManyLetters => "ACC-074",
            Self::DocumentNumber => "ACC-040",
            Self::UnknownSetting => "ACC-041",
            Self::Busy => "ACC-050",
            Self::Seal(_) | Self::Db(_) | Self::Crypto(_) => return None,
        })
    }

    /// All codes of this area, for the list in the documentation and for tests of texts.
    pub const CODES: &'static [&'static str] = &[
        "ACC-001", "ACC-002", "ACC-003", "ACC-004", "ACC-005", "ACC-006", "ACC-007", "ACC-008",
        "ACC-010", "ACC-011", "ACC-012", "ACC-013", "ACC-014", "ACC-015", "ACC-016", "ACC-020",
        "ACC-021", "ACC-022", "ACC-023", "ACC-030", "ACC-031", "ACC-032", "ACC-033", "ACC-034",
        "ACC-035", "ACC-040", "ACC-041", "ACC-050", "ACC-060", "ACC-070", "ACC-071", "ACC-072",
        "ACC-073", "ACC-074",
    ];
}
