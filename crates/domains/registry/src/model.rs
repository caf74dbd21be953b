//! What the register knows about one company or sole trader.
//!
//! A [`Card`] is the part of an ЕГРЮЛ/ЕГРИП extract that the cabinet shows, searches and compares.
//! It is stored as JSON in the index, so absent values are left out of it.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

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
    #[serde(default, skip_serializing_if = "is_zero")]
    pub branches: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_record: Option<LastRecord>,
}

impl Card {
    /// A standing entry with nothing in it yet.
    pub fn blank(kind: Kind, ogrn: String, extracted_on: Date) -> Self {
        Self {
            ogrn,
            inn: None,
            kpp: None,
            kind,
            full_name: String::new(),
            short_name: None,
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
            branches: 0,
            last_record: None,
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

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde asks for a reference"
)]
fn is_zero(number: &u32) -> bool {
    *number == 0
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde asks for a reference"
)]
fn is_false(flag: &bool) -> bool {
    !*flag
}

/// Организационно-правовая форма; for a sole trader, КодВидИП and its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LegalForm {
    pub code: String,
    pub name: String,
}

/// СвСтатус or the way of ending, as the register words it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusMark {
    pub code: String,
    pub name: String,
}

/// Name of a person as the register writes it, usually in capitals.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonName {
    pub family: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub given: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub patronymic: Option<String>,
}

impl PersonName {
    /// «Котова Анна Сергеевна» whatever the case in the register.
    pub fn display(&self) -> String {
        [
            Some(&self.family),
            Some(&self.given),
            self.patronymic.as_ref(),
        ]
        .into_iter()
        .flatten()
        .filter(|part| !part.is_empty())
        .map(|part| capitalize(part))
        .collect::<Vec<_>>()
        .join(" ")
    }
}

/// «ИВАНОВА-ПЕТРОВА» → «Иванова-Петрова».
fn capitalize(word: &str) -> String {
    let mut result = String::with_capacity(word.len());
    let mut at_start = true;
    for letter in word.chars() {
        if at_start {
            result.extend(letter.to_uppercase());
        } else {
            result.extend(letter.to_lowercase());
        }
        at_start = !letter.is_alphabetic();
    }
    result
}

/// Place of a company, or region and town of a sole trader.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    /// One line: index, region, then parts from large to small.
    pub line: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region_code: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub postal_code: Option<String>,
    /// GUID of the object in ГАР, from 4.06 on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gar_guid: Option<String>,
    /// The register's text that this address is not reliable.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unreliable: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<AddressPart>,
}

/// One step of an address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddressPart {
    pub level: AddressLevel,
    /// «Г.», «УЛ.», «ПОМЕЩ.»; empty where the register gives none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub kind: String,
    pub name: String,
}

/// Steps of an address from large to small; the order is that of the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AddressLevel {
    Region,
    District,
    City,
    Settlement,
    Plan,
    Street,
    House,
    Building,
    Room,
}

impl Address {
    /// The one line of these parts.
    pub fn line_of(postal_code: Option<&str>, parts: &[AddressPart]) -> String {
        let mut line = postal_code.unwrap_or_default().to_owned();
        for part in parts {
            if !line.is_empty() {
                line.push_str(", ");
            }
            if !part.kind.is_empty() {
                line.push_str(&part.kind);
                line.push(' ');
            }
            line.push_str(&part.name);
        }
        line
    }
}

/// A person who acts for a company without a power of attorney (СведДолжнФЛ).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// Absent where access is restricted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<PersonName>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inn: Option<String>,
    /// «ГЕНЕРАЛЬНЫЙ ДИРЕКТОР».
    pub position: String,
    /// ВидДолжн: 02 head, 04 liquidation, 06 and 16 bankruptcy manager, 11 manager, 18 member.
    pub kind_code: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub kind_name: String,
    /// When the register first named this person (ГРНДатаПерв).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Date>,
    /// The register's text that these data are not reliable.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unreliable: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disqualified_until: Option<Date>,
    #[serde(default, skip_serializing_if = "is_false")]
    pub restricted: bool,
}

/// Another organization named in an entry.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrganizationRef {
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ogrn: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inn: Option<String>,
}

/// Вид деятельности by ОКВЭД.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Activity {
    pub code: String,
    pub name: String,
}

/// «УСТАВНЫЙ КАПИТАЛ» and its amount.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Capital {
    pub kind: String,
    pub kopecks: i64,
}

/// A founder or member, in short.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Founder {
    pub kind: FounderKind,
    /// Empty where access is restricted.
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ogrn: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inn: Option<String>,
    /// Nominal value of the share.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kopecks: Option<i64>,
    /// «100 %», «1/11» or «0.25».
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub share: Option<String>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FounderKind {
    Person,
    Company,
    ForeignCompany,
    State,
    Fund,
    #[default]
    Other,
}

/// The inspection that keeps the taxpayer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaxOffice {
    pub code: String,
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Date>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Licence {
    pub number: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issued_on: Option<Date>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_on: Option<Date>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub activities: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authority: Option<String>,
}

/// The newest record of the register about this entry (ГРН or ГРНИП).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastRecord {
    pub number: String,
    pub made_on: Date,
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
