//! What the register knows about one company or sole trader.
//!
//! A [`Card`] is the part of an ЕГРЮЛ/ЕГРИП extract that the cabinet shows, searches and compares.
//! It is stored as JSON in the index, so absent values are left out of it.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use crate::card_parts::*;
use crate::changes::Change;

/// A legal entity (ЕГРЮЛ) or a natural person in business (ЕГРИП).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Company,
    SoleTrader,
}

impl Kind {
    /// Stable name in the index, in filters and in text keys (`registry-kind-company`).
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Company => "company",
            Self::SoleTrader => "sole_trader",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        [Self::Company, Self::SoleTrader]
            .into_iter()
            .find(|kind| kind.as_str() == text)
    }
}

/// Where an entry stands in its life. The register has dozens of codes; these are their groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// No status mark and not ended, or a mark that changes nothing (moving to another place).
    Active,
    Reorganizing,
    /// The tax service decided to exclude the entry; still standing.
    Excluding,
    Liquidating,
    /// Any stage of a bankruptcy case before the end.
    Bankrupt,
    /// Ended by liquidation, bankruptcy included.
    Liquidated,
    /// Ended by exclusion from the register.
    Excluded,
    /// Ended by merging into or turning into another company.
    Reorganized,
    /// The registration was declared void.
    Annulled,
    /// A sole trader who stopped; also any end that is not one of the above.
    Closed,
}

impl Status {
    pub const ALL: [Self; 10] = [
        Self::Active,
        Self::Reorganizing,
        Self::Excluding,
        Self::Liquidating,
        Self::Bankrupt,
        Self::Liquidated,
        Self::Excluded,
        Self::Reorganized,
        Self::Annulled,
        Self::Closed,
    ];

    /// Stable name in the index, in filters and in text keys (`registry-status-active`).
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Reorganizing => "reorganizing",
            Self::Excluding => "excluding",
            Self::Liquidating => "liquidating",
            Self::Bankrupt => "bankrupt",
            Self::Liquidated => "liquidated",
            Self::Excluded => "excluded",
            Self::Reorganized => "reorganized",
            Self::Annulled => "annulled",
            Self::Closed => "closed",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == text)
    }

    /// The entry no longer exists in law: nobody can act for it.
    pub fn is_ended(self) -> bool {
        matches!(
            self,
            Self::Liquidated | Self::Excluded | Self::Reorganized | Self::Annulled | Self::Closed
        )
    }
}

/// One entry of the register as of `extracted_on`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    /// ОГРН (13 digits) or ОГРНИП (15 digits), check digit verified.
    pub ogrn: String,
    /// ИНН, 10 or 12 digits; some ended companies never had one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inn: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kpp: Option<String>,
    pub kind: Kind,
    /// As registered; for a sole trader, kind of business and the person's name.
    pub full_name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub short_name: Option<String>,
    /// Names in other languages, full and short.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub foreign_names: Vec<String>,
    /// The sole trader.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonName>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub legal_form: Option<LegalForm>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registered_on: Option<Date>,
    /// ДатаВып: the newest extract of an entry wins.
    pub extracted_on: Date,
    pub status: Status,
    /// The register's own codes and words behind `status`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub status_marks: Vec<StatusMark>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_on: Option<Date>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<Address>,
    /// Persons who act without a power of attorney; several or none are both normal.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub heads: Vec<Head>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub managing_company: Option<OrganizationRef>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub main_activity: Option<Activity>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub other_activities: Vec<Activity>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capital: Option<Capital>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub founders: Vec<Founder>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tax_office: Option<TaxOffice>,
    /// Registration numbers of the Social fund (pension and social insurance).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pension_number: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub insurance_number: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub licences: Vec<Licence>,
    /// Branches and representative offices.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub branches: Vec<Branch>,
    /// Who entered it into the register, and how it came to be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registration: Option<Registration>,
    /// Whom it followed, and who followed it, in reorganizations.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub predecessors: Vec<OrganizationRef>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub successors: Vec<OrganizationRef>,
    /// Record that the names came with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name_record: Option<LastRecord>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_record: Option<LastRecord>,
    /// What imports saw change, newest first, at most [`Card::LONGEST_HISTORY`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub history: Vec<Change>,
    /// Its place in the register of small business. Comes from that register's own file when the card
    /// is given out; it is not stored in the index.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub msp: Option<SmallBusiness>,
}

impl Card {
    /// Changes that a card remembers.
    pub const LONGEST_HISTORY: usize = 50;

    /// A standing entry with nothing in it yet.
    pub fn blank(kind: Kind, ogrn: String, extracted_on: Date) -> Self {
        Self {
            ogrn,
            inn: None,
            kpp: None,
            kind,
            full_name: String::new(),
            short_name: None,
            foreign_names: Vec::new(),
            person: None,
            legal_form: None,
            registered_on: None,
            extracted_on,
            status: Status::Active,
            status_marks: Vec::new(),
            ended_on: None,
            address: None,
            heads: Vec::new(),
            managing_company: None,
            main_activity: None,
            other_activities: Vec::new(),
            capital: None,
            founders: Vec::new(),
            email: None,
            tax_office: None,
            pension_number: None,
            insurance_number: None,
            licences: Vec::new(),
            branches: Vec::new(),
            registration: None,
            predecessors: Vec::new(),
            successors: Vec::new(),
            name_record: None,
            last_record: None,
            history: Vec::new(),
            msp: None,
        }
    }

    /// The name people use: the short one where there is one.
    pub fn display_name(&self) -> &str {
        self.short_name.as_deref().unwrap_or(&self.full_name)
    }

    /// [`Card::display_name`] in ordinary letters and quotes, for pages and letters.
    pub fn readable_name(&self) -> String {
        crate::readable_name(self.display_name())
    }

    /// Two-digit code of the region from the address.
    pub fn region_code(&self) -> Option<&str> {
        self.address.as_ref()?.region_code.as_deref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_is_shown_with_capital_first_letters() {
        let name = PersonName {
            family: "ИВАНОВА-ПЕТРОВА".into(),
            given: "АННА".into(),
            patronymic: None,
        };
        assert_eq!(name.display(), "Иванова-Петрова Анна");
    }

    #[test]
    fn statuses_and_kinds_keep_their_names() {
        for status in Status::ALL {
            assert_eq!(Status::parse(status.as_str()), Some(status));
            assert_eq!(
                serde_json::to_value(status).unwrap(),
                serde_json::Value::from(status.as_str())
            );
        }
        assert_eq!(Kind::parse("sole_trader"), Some(Kind::SoleTrader));
        assert_eq!(Kind::parse("other"), None);
    }
}
