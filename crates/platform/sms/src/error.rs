//! What can go wrong with a message.

use outbound::OutboundError;

/// The gateway is configured wrongly, or did not take a message. Texts hold no phone, no text and no
/// secret: they go to logs.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SmsError {
    /// A setting cannot be used: its key and what is wrong with it.
    #[error("{key}: {reason}")]
    Setting { key: String, reason: String },
    /// The gateway refused for good: a repeat gets the same answer.
    #[error("the gateway refused the message: status {status}")]
    Refused { status: u16 },
    /// The gateway has a fault, is busy, or did not say that it took the message: repeat.
    #[error("the gateway did not take the message: status {status}, {reason}")]
    NotTaken { status: u16, reason: String },
    /// No answer; the message may have been sent: repeat with the same id.
    #[error("the gateway did not answer: {0}")]
    NoAnswer(#[from] OutboundError),
}

impl SmsError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Setting { .. } => "SMS-001",
            Self::Refused { .. } => "SMS-010",
            Self::NotTaken { .. } => "SMS-011",
            Self::NoAnswer(_) => "SMS-012",
        }
    }

    /// Whether sending the same message again is pointless.
    pub fn is_permanent(&self) -> bool {
        match self {
            Self::Setting { .. } | Self::Refused { .. } => true,
            Self::NotTaken { .. } => false,
            Self::NoAnswer(error) => matches!(error, OutboundError::Address),
        }
    }

    pub(crate) fn setting(key: impl Into<String>, reason: impl Into<String>) -> Self {
        Self::Setting {
            key: key.into(),
            reason: reason.into(),
        }
    }
}
