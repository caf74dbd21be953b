//! The checks of an organization that is being linked: one list, the same for the person before
//! submission and for the operator.
//!
//! What the register says is checked with every change of the claim (`links::check`); contacts and
//! restrictions are asked outside of any write unit ([`look_outside`]). A check that cannot be made
//! now waits: the request goes on, and [`finish`] makes it later and tells the person and the
//! operator (B10). Results are kept by request and round.

mod clarify;
mod contacts;
mod jobs;
mod of_register;
mod outside;
mod party;
mod restrictions;
mod sources;
mod store;

pub use clarify::{Clarification, clarification, explain};
pub use contacts::{MailDomains, PHONE_CODES};
pub use jobs::{FINISH, finish, handlers};
pub use outside::{decide_certificate, look_outside};
pub use party::{PartyError, PartySource};
pub use restrictions::{Connector, ConnectorError, ConnectorSettings};
pub use sources::Sources;
pub use store::of_request;

pub(crate) use clarify::ask;
pub(crate) use of_register::{of_card, postponed};
pub(crate) use store::{carry_over, put, stopping};

/// What is checked, in the order of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CheckName {
    /// Check digits of ИНН, ОГРН, shape of КПП (R17).
    Numbers,
    /// ИНН, ОГРН and КПП belong together in the register (R20).
    Register,
    /// A company or a sole trader, who goes another way (R26).
    Kind,
    /// It stands (R27).
    Status,
    /// The name is the register's (R21).
    Name,
    /// The address is the register's and a whole one (R22).
    Address,
    /// The person is the head (R24).
    Head,
    /// The contact address's domain takes mail (R23).
    Email,
    /// The contact phone has a code that exists, and its owner has given the code of a message (R23).
    Phone,
    /// Restrictions of the tax service (R28).
    Tax,
    /// Restrictions of the social fund, СФР (R28).
    Fund,
}

impl CheckName {
    /// All, in the order of the list.
    pub const ALL: [Self; 11] = [
        Self::Numbers,
        Self::Register,
        Self::Kind,
        Self::Status,
        Self::Name,
        Self::Address,
        Self::Head,
        Self::Email,
        Self::Phone,
        Self::Tax,
        Self::Fund,
    ];

    /// The stable name in the database, in addresses and in text keys (`check-numbers`).
    pub fn name(self) -> &'static str {
        match self {
            Self::Numbers => "numbers",
            Self::Register => "register",
            Self::Kind => "kind",
            Self::Status => "status",
            Self::Name => "name",
            Self::Address => "address",
            Self::Head => "head",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Tax => "tax",
            Self::Fund => "fund",
        }
    }

    /// The check with this stable name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }
}

/// How a check ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// Nothing to say.
    Passed,
    /// The request goes on; the person explains, or the operator looks.
    Noted,
    /// The request cannot be submitted so.
    Failed,
    /// Could not be made now: it is made later, by itself.
    Waiting,
}

impl Outcome {
    const ALL: [Self; 4] = [Self::Passed, Self::Noted, Self::Failed, Self::Waiting];

    /// The stable name in the database and in text keys (`check-outcome-passed`).
    pub fn name(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Noted => "noted",
            Self::Failed => "failed",
            Self::Waiting => "waiting",
        }
    }

    pub(crate) fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }
}

/// One line of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// What was checked.
    pub name: CheckName,
    /// How it ended.
    pub outcome: Outcome,
    /// One of [`CODES`] or of the register's; empty where it passed. The texts are `error-<code>`
    /// and `advice-<code>`.
    pub code: String,
    /// As typed, or what was found.
    pub value: String,
    /// What it was compared with; empty where there is nothing.
    pub registered: String,
}

impl Check {
    /// The code as the crates keep it, for refusals.
    pub(crate) fn stable_code(&self) -> &'static str {
        let own = CODES.iter().find(|code| **code == self.code);
        let of_register = || registry::CODES.into_iter().find(|code| *code == self.code);
        own.copied().or_else(of_register).unwrap_or("REG-000")
    }

    pub(crate) fn passed(name: CheckName, value: impl Into<String>) -> Self {
        Self {
            name,
            outcome: Outcome::Passed,
            code: String::new(),
            value: value.into(),
            registered: String::new(),
        }
    }

    pub(crate) fn with(
        name: CheckName,
        outcome: Outcome,
        code: &str,
        value: impl Into<String>,
    ) -> Self {
        Self {
            outcome,
            code: code.to_owned(),
            ..Self::passed(name, value)
        }
    }
}

/// Codes of checks that are not the register's own, for tests of texts and the operator's look-up.
pub const CODES: &[&str] = &[
    "LNK-101", // the register is away or stale
    "LNK-102", // the register's address is not a whole one
    "LNK-103", // the register marks its address as unreliable
    "LNK-104", // the domain takes no mail
    "LNK-105", // DNS could not be asked
    "LNK-106", // no such code of phones
    "LNK-107", // a mobile phone that nobody confirmed
    "LNK-108", // restrictions of the tax service
    "LNK-109", // the tax service could not be asked
    "LNK-110", // the tax service is not asked here: a certificate can be added
    "LNK-111", // a certificate of the tax service waits for the operator
    "LNK-112", // restrictions of the fund
    "LNK-113", // the fund could not be asked
    "LNK-114", // the fund is not asked here: a certificate can be added
    "LNK-115", // a certificate of the fund waits for the operator
    "LNK-116", // the card is another source's, not the local register's
];
