//! What can go wrong with a letter.

/// A letter was not built or not sent. The text for people is `error-<code>`.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum MailError {
    /// Not an address: the person has to correct it.
    #[error("not an e-mail address")]
    Address,
    /// A line break or another control character where one line belongs.
    #[error("{field} holds a control character")]
    Header { field: &'static str },
    /// Not `<id@domain>`.
    #[error("not a message id")]
    MessageId,
    #[error("the letter could not be built")]
    Build(#[source] lettre::error::Error),
    #[error("the mail settings are wrong")]
    Config(#[source] lettre::transport::smtp::Error),
    /// The server refused for good (5xx): a repeat gives the same answer.
    #[error("the mail server refused the letter")]
    Refused {
        code: Option<u16>,
        #[source]
        source: lettre::transport::smtp::Error,
    },
    /// The server asks to come later (4xx), or cannot be reached: repeat.
    #[error("the mail server cannot take the letter now")]
    Temporary {
        code: Option<u16>,
        #[source]
        source: lettre::transport::smtp::Error,
    },
    /// The server fell silent; it may have taken the letter: repeat with the same Message-ID.
    #[error("the mail server did not answer in time")]
    Timeout,
    /// The catcher did not keep the letter: repeat.
    #[error("the mail catcher failed")]
    Catcher(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl MailError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            MailError::Address => "MAIL-001",
            MailError::Header { .. } => "MAIL-002",
            MailError::MessageId => "MAIL-003",
            MailError::Build(_) => "MAIL-004",
            MailError::Config(_) => "MAIL-005",
            MailError::Refused { .. } => "MAIL-010",
            MailError::Temporary { .. } | MailError::Timeout => "MAIL-011",
            MailError::Catcher(_) => "MAIL-012",
        }
    }

    /// Whether sending the same letter again is pointless.
    pub fn is_permanent(&self) -> bool {
        !matches!(
            self,
            MailError::Temporary { .. } | MailError::Timeout | MailError::Catcher(_)
        )
    }

    /// The server's answer code, when it answered.
    pub fn smtp_code(&self) -> Option<u16> {
        match self {
            MailError::Refused { code, .. } | MailError::Temporary { code, .. } => *code,
            _ => None,
        }
    }
}

impl From<lettre::transport::smtp::Error> for MailError {
    fn from(source: lettre::transport::smtp::Error) -> Self {
        let code = source.status().map(u16::from);
        // A client error is a fault of ours: an address that the server's extensions cannot carry.
        if source.is_permanent() || source.is_client() {
            MailError::Refused { code, source }
        } else {
            MailError::Temporary { code, source }
        }
    }
}
