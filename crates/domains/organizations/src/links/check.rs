//! What was typed, beside the register; no database, so that it happens outside a write unit.

use registry::{Card, Registry, Severity};
use requisites::{Inn, Inn10, Inn12, Kpp, Ogrn, Ogrnip, OrgId};
use serde::{Deserialize, Serialize};

use crate::Error;
use crate::checks::{self, Check, CheckName};
use access::OrganizationKind;

/// What a person says about the organization. The types are the check of the numbers' digits,
/// which comes before any look-up (R17).
#[derive(Clone, Debug, Default)]
pub struct Claimed {
    /// ИНН, 10 or 12 digits.
    pub inn: Option<Inn>,
    /// ОГРН (13) or ОГРНИП (15).
    pub ogrn: Option<OrgId>,
    /// КПП.
    pub kpp: Option<Kpp>,
    /// Name in any spelling, or empty.
    pub name: String,
    /// Legal address, or empty.
    pub address: String,
    /// The person's position there, or empty until submission.
    pub position: String,
    /// The organization's address of mail, or empty.
    pub email: String,
    /// The organization's phone as `+7…`, or empty.
    pub phone: String,
}

impl Claimed {
    /// Only a number of either sort, as in a search box.
    pub fn number(number: OrgId) -> Self {
        let mut claimed = Self::default();
        match number {
            OrgId::Inn10(inn) => claimed.inn = Some(Inn::Company(inn)),
            OrgId::Inn12(inn) => claimed.inn = Some(Inn::Person(inn)),
            ogrn @ (OrgId::Ogrn(_) | OrgId::Ogrnip(_)) => claimed.ogrn = Some(ogrn),
        }
        claimed
    }

    /// The numbers of a stored request.
    pub(crate) fn stored(inn: &str, ogrn: &str, kpp: &str) -> Self {
        let company = Ogrn::parse(ogrn).ok().map(OrgId::Ogrn);
        let inn = Inn10::parse(inn)
            .map(Inn::Company)
            .or_else(|_| Inn12::parse(inn).map(Inn::Person))
            .ok();
        Self {
            inn,
            ogrn: company.or_else(|| Ogrnip::parse(ogrn).ok().map(OrgId::Ogrnip)),
            kpp: Kpp::parse(kpp).ok(),
            ..Self::default()
        }
    }

    /// What is compared with a card; `person` says to be the head.
    pub(crate) fn for_register(&self, person: &str) -> registry::Claim {
        let filled = |text: &str| (!text.trim().is_empty()).then(|| text.to_owned());
        registry::Claim {
            inn: self.inn.map(|inn| inn.as_str().to_owned()),
            ogrn: self.ogrn.map(|ogrn| ogrn.as_str().to_owned()),
            kpp: self.kpp.map(|kpp| kpp.as_str().to_owned()),
            name: filled(&self.name),
            address: filled(&self.address),
            head: filled(person),
        }
    }

    /// The number that an entry is looked up by.
    pub(crate) fn number_to_look_up(&self) -> Result<String, Error> {
        match (&self.ogrn, &self.inn) {
            (Some(ogrn), _) => Ok(ogrn.as_str().to_owned()),
            (None, Some(inn)) => Ok(inn.as_str().to_owned()),
            (None, None) => Err(Error::BothNumbersNeeded),
        }
    }

    fn is_sole_trader(&self) -> bool {
        matches!(self.ogrn, Some(OrgId::Ogrnip(_)))
            || (self.ogrn.is_none() && matches!(self.inn, Some(Inn::Person(_))))
    }
}

/// One way in which the claim and the register do not agree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// Stable name of the field, for text keys `registry-field-…`.
    pub field: String,
    /// As typed; empty where the register alone is the matter.
    pub typed: String,
    /// As registered; empty where the register has nothing.
    pub registered: String,
    /// `REG-0NN`, or `LNK-0NN` of a certificate; the text is `error-<code>`.
    pub code: String,
}

impl Difference {
    /// The code as the register's crate keeps it.
    pub(crate) fn code(&self) -> &'static str {
        registry::CODES
            .into_iter()
            .find(|code| *code == self.code)
            .unwrap_or("REG-000")
    }
}

impl From<registry::Difference> for Difference {
    fn from(difference: registry::Difference) -> Self {
        Self {
            field: difference.field.as_str().to_owned(),
            typed: difference.typed,
            registered: difference.registered,
            code: difference.code.to_owned(),
        }
    }
}

/// Whether the person is the head by the register (R24).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeadMatch {
    /// The names are the same.
    Matched,
    /// The register names somebody else, or names the person with a doubt.
    Differs,
    /// The register was not asked.
    Unknown,
}

impl HeadMatch {
    /// The stable name in the database and in text keys (`link-head-matched`).
    pub fn name(self) -> &'static str {
        match self {
            Self::Matched => "matched",
            Self::Differs => "differs",
            Self::Unknown => "unknown",
        }
    }

    pub(crate) fn parse(name: &str) -> Option<Self> {
        [Self::Matched, Self::Differs, Self::Unknown]
            .into_iter()
            .find(|one| one.name() == name)
    }
}

/// How the register answered.
#[derive(Clone, Debug)]
pub enum RegisterState {
    /// It holds this entry.
    Found(Box<Card>),
    /// It is loaded and holds no such entry.
    NotFound,
    /// It was never loaded or cannot be read: the request goes on without it (B10).
    Away,
}

/// A claim that may become a request.
#[derive(Clone, Debug)]
pub struct Checked {
    /// Company or sole trader, by the register or by the numbers.
    pub kind: OrganizationKind,
    /// Digits; the register's where it was asked.
    pub inn: String,
    /// Digits; the register's where it was asked.
    pub ogrn: String,
    /// The claim itself.
    pub claimed: Claimed,
    /// The register's card.
    pub card: Option<Card>,
    /// What differs and can be explained.
    pub differences: Vec<Difference>,
    /// Whether the person is the head.
    pub head: HeadMatch,
    /// The list of checks as far as the claim and the register go.
    pub checks: Vec<Check>,
}

/// Asks the register for one number. Reads memory-mapped pages: tens of microseconds.
pub fn look_up(registry: &Registry, number: &str) -> RegisterState {
    match registry.find(number) {
        Ok(Some(card)) => RegisterState::Found(Box::new(card)),
        // While the first import goes on, what it has not come to yet is not missing.
        Ok(None) if !registry.is_loaded() => RegisterState::Away,
        Ok(None) => RegisterState::NotFound,
        Err(error) => {
            tracing::error!(%error, "the register cannot be read; the request goes on without it");
            RegisterState::Away
        }
    }
}

/// Finds the claim's card and compares the two, with `person` (family, given, patronymic) as the
/// one who says to be the head.
///
/// Refused: not in the loaded register (R25); numbers or КПП of another organization (R20);
/// liquidated (R27); only one number while the register is away.
pub fn check(registry: &Registry, claimed: Claimed, person: &str) -> Result<Checked, Error> {
    let number = claimed.number_to_look_up()?;
    judge(look_up(registry, &number), claimed, person)
}

/// [`check`] with what was found already.
pub(crate) fn judge(
    found: RegisterState,
    claimed: Claimed,
    person: &str,
) -> Result<Checked, Error> {
    match found {
        RegisterState::Found(card) => against(*card, claimed, person),
        RegisterState::NotFound => Err(Error::NotInRegister),
        RegisterState::Away => without_register(claimed),
    }
}

/// The comparison with a card.
pub(crate) fn against(card: Card, claimed: Claimed, person: &str) -> Result<Checked, Error> {
    let found = registry::compare(&claimed.for_register(person), &card);
    if let Some(refusal) = found.iter().find(|one| one.severity == Severity::Refuses) {
        return Err(Error::Refused(refusal.clone().into()));
    }
    let head_differs = found
        .iter()
        .any(|one| one.field == registry::DifferenceField::Head);
    let kind = match card.kind {
        registry::Kind::Company => OrganizationKind::Company,
        registry::Kind::SoleTrader => OrganizationKind::SoleTrader,
    };
    let inn = card.inn.clone().unwrap_or_default();
    let mut checks = first_checks(kind, &inn, &card.ogrn);
    checks.extend(checks::of_card(&claimed, person, &card));
    Ok(Checked {
        kind,
        inn,
        ogrn: card.ogrn.clone(),
        claimed,
        differences: found.into_iter().map(Difference::from).collect(),
        head: if head_differs {
            HeadMatch::Differs
        } else {
            HeadMatch::Matched
        },
        card: Some(card),
        checks,
    })
}

/// What is known before anything is looked up: the types of the claim hold the check digits.
fn first_checks(kind: OrganizationKind, inn: &str, ogrn: &str) -> Vec<Check> {
    vec![
        Check::passed(CheckName::Numbers, format!("{inn} / {ogrn}")),
        Check::passed(CheckName::Kind, kind.name()),
    ]
}

fn without_register(claimed: Claimed) -> Result<Checked, Error> {
    let (Some(inn), Some(ogrn)) = (claimed.inn, claimed.ogrn) else {
        return Err(Error::BothNumbersNeeded);
    };
    let kind = if claimed.is_sole_trader() {
        OrganizationKind::SoleTrader
    } else {
        OrganizationKind::Company
    };
    let (inn, ogrn) = (inn.as_str().to_owned(), ogrn.as_str().to_owned());
    let mut checks = first_checks(kind, &inn, &ogrn);
    checks.extend(checks::postponed());
    Ok(Checked {
        kind,
        inn,
        ogrn,
        claimed,
        card: None,
        differences: Vec::new(),
        head: HeadMatch::Unknown,
        checks,
    })
}
