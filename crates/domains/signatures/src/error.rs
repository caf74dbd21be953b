//! Refusals that a person can meet, each with its stable code.

use std::fmt;

use db::DbError;
use esign::report::Finding;
use forms::Signature as Kind;
use texts::Texts;

/// What a report found at fault, the reason first. Details name people, so only codes are shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Findings(pub Vec<Finding>);

impl Findings {
    pub(crate) fn one(code: &'static str, detail: impl Into<String>) -> Self {
        Self(vec![Finding {
            code,
            detail: detail.into(),
        }])
    }
}

impl fmt::Debug for Findings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let codes: Vec<&str> = self.0.iter().map(|one| one.code).collect();
        write!(f, "{}", codes.join(" "))
    }
}

/// Why something about a signature or a certificate was not done.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SignatureError {
    /// The installation trusts no certification authority.
    #[error("signatures are not configured")]
    NotConfigured,
    /// The text to be signed is unknown, too old, was answered, or is another's.
    #[error("the challenge cannot be answered any more")]
    ChallengeGone,
    /// The signature or the certificate itself is at fault.
    #[error("the signature is refused: {0:?}")]
    Refused(Findings),
    /// A signature of one person is asked for.
    #[error("the signature has more than one signer")]
    NotOneSigner,
    /// The file is larger than a signature or a certificate can be.
    #[error("the file is too large")]
    TooLarge,
    /// The computer that signed has a wrong clock.
    #[error("the signer's clock is off by {minutes} minutes")]
    ClockOff {
        /// How far it is ahead; negative when it is behind.
        minutes: i64,
    },
    /// The signature is weaker than the operation asks for.
    #[error("a {found:?} signature where a {needed:?} one is needed")]
    TooWeak {
        /// What it is.
        found: Kind,
        /// What is asked for.
        needed: Kind,
    },
    /// The certificate is another person's.
    #[error("the certificate names another person")]
    AnotherPerson,
    /// Nothing ties the certificate to the person who signs.
    #[error("the certificate is not bound")]
    NotBound,
    /// Its owner switched the certificate off.
    #[error("the certificate is switched off")]
    Inactive,
    /// The proof of a signature that was given before is used or too old.
    #[error("the ticket is not good any more")]
    TicketGone,
    /// The certificate is in the list already.
    #[error("the certificate is bound already")]
    AlreadyBound,
    /// No more certificates or requests can be kept for one person.
    #[error("too many certificates or requests")]
    TooMany,
    /// The person has no such certificate or request.
    #[error("no such certificate or request")]
    Unknown,
    /// The mailed code is another one.
    #[error("wrong code")]
    WrongCode {
        /// Tries that are left.
        left: i64,
    },
    /// No code is waited for: it is too old, or was tried too often.
    #[error("no code is waited for")]
    NoCode,
    /// The next code can be asked for later.
    #[error("a code was sent a moment ago")]
    CodeTooSoon,
    /// The file is not a certificate.
    #[error("not a certificate")]
    NotACertificate,
    /// The file is not a request for a certificate, or is not signed with its own key.
    #[error("not a good request: {0:?}")]
    NotARequest(Findings),
    /// The certificate was issued for another key than the request's.
    #[error("the certificate has another key than the request")]
    OtherKey,
    /// The time-stamping service did not give a time stamp that counts.
    #[error("no time stamp: {0:?}")]
    TimeStamp(Findings),
    /// The certificate has no person's name in it.
    #[error("the certificate names no person")]
    NamesNobody,
    /// The certificate ended meanwhile.
    #[error("the certificate has ended")]
    Ended,
    /// It is not in a state in which this can be done.
    #[error("not in this state")]
    WrongState,
    /// A code cannot be mailed: the person has no confirmed address.
    #[error("no address to mail a code to")]
    NoAddress,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
    /// Randomness failed.
    #[error("cryptography: {0}")]
    Crypto(String),
}

impl SignatureError {
    /// The stable code; the text is under `error-{code}`. `None` is a fault of the installation, not
    /// a refusal.
    pub fn code(&self) -> Option<&'static str> {
        Some(match self {
            Self::NotConfigured => "ESG-001",
            Self::ChallengeGone => "ESG-002",
            Self::Refused(_) => "ESG-003",
            Self::NotOneSigner => "ESG-004",
            Self::TooLarge => "ESG-005",
            Self::ClockOff { .. } => "ESG-006",
            Self::TooWeak { .. } => "ESG-007",
            Self::AnotherPerson => "ESG-008",
            Self::NotBound => "ESG-009",
            Self::Inactive => "ESG-010",
            Self::TicketGone => "ESG-011",
            Self::AlreadyBound => "ESG-012",
            Self::TooMany => "ESG-013",
            Self::Unknown => "ESG-014",
            Self::WrongCode { .. } => "ESG-015",
            Self::NoCode => "ESG-016",
            Self::CodeTooSoon => "ESG-017",
            Self::NotACertificate => "ESG-018",
            Self::NotARequest(_) => "ESG-019",
            Self::OtherKey => "ESG-020",
            Self::TimeStamp(_) => "ESG-021",
            Self::NamesNobody => "ESG-022",
            Self::Ended => "ESG-023",
            Self::WrongState => "ESG-024",
            Self::NoAddress => "ESG-025",
            Self::Db(_) | Self::Crypto(_) => return None,
        })
    }

    /// What the report found (codes `SIG-nnn`), where the signature itself is at fault. The first is
    /// the reason; a page shows `error-SIG-nnn` of it.
    pub fn findings(&self) -> &[Finding] {
        match self {
            Self::Refused(findings) | Self::NotARequest(findings) | Self::TimeStamp(findings) => {
                &findings.0
            }
            _ => &[],
        }
    }

    /// The refusal in a reader's language: the text of the code, and after it that of the first
    /// finding. `None` where there is no code.
    pub fn told(&self, t: Texts) -> Option<String> {
        let key = format!("error-{}", self.code()?);
        let mut told = match self {
            Self::ClockOff { minutes } => {
                let direction = if *minutes > 0 { "ahead" } else { "behind" };
                let (hours, minutes) = (minutes.abs() / 60, minutes.abs() % 60);
                t.with(
                    &key,
                    &[
                        ("direction", &direction),
                        ("hours", &hours),
                        ("minutes", &minutes),
                    ],
                )
            }
            Self::TooWeak { found, needed } => {
                let name = |kind: Kind| t.get(&format!("signature-kind-{}", kind.as_str()));
                t.with(
                    &key,
                    &[("found", &name(*found)), ("needed", &name(*needed))],
                )
            }
            Self::WrongCode { left } => t.with1(&key, "left", *left),
            _ => t.get(&key).into_owned(),
        };
        if let Some(reason) = self.findings().first() {
            told.push(' ');
            told.push_str(&t.error(reason.code));
        }
        Some(told)
    }
}
