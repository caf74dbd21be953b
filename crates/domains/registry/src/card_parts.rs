//! The parts of a [`Card`](crate::Card): address, people, organizations, licences and the rest.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

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
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusMark {
    pub code: String,
    pub name: String,
    /// Decision to exclude the entry (СвРешИсклЮЛ): its date and number, and when it was published;
    /// objections are taken for three months from then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_on: Option<Date>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision_number: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published_on: Option<Date>,
    /// Day by which a limited company is to be liquidated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadline: Option<Date>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<LastRecord>,
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
    /// The administrative form, or the municipal one where the register gives no other.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<AddressPart>,
    /// The municipal form (ГАР) beside the administrative one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub municipal: Option<MunicipalAddress>,
    /// A decision to move to another place (СвРешИзмМН), as the register words it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moving: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<LastRecord>,
}

/// An address by municipal division, as ГАР has it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MunicipalAddress {
    pub line: String,
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
    /// No house, or neither a street nor a place that stands for one: nobody could bring a letter there.
    pub fn is_incomplete(&self) -> bool {
        let municipal = self.municipal.as_ref().map(|other| &other.parts);
        let lacks = |levels: &[AddressLevel]| {
            let mut parts = self.parts.iter().chain(municipal.into_iter().flatten());
            !parts.any(|part| levels.contains(&part.level))
        };
        lacks(&[AddressLevel::House])
            || lacks(&[
                AddressLevel::Street,
                AddressLevel::Plan,
                AddressLevel::Settlement,
            ])
    }

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
    /// What the register adds about the powers (ДопСвПолДолжФЛ): «Полномочия прекращены в связи с …».
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub powers: Option<String>,
    #[serde(default, skip_serializing_if = "is_false")]
    pub restricted: bool,
    /// Record that the person and the position came with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<LastRecord>,
}

impl Head {
    /// Whether the register adds nothing about the powers, which it does only when they have ended.
    pub fn has_powers(&self) -> bool {
        self.powers.is_none()
    }
}

/// Another organization named in an entry.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrganizationRef {
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ogrn: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inn: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<LastRecord>,
}

/// Вид деятельности by ОКВЭД.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Activity {
    pub code: String,
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<LastRecord>,
}

/// «УСТАВНЫЙ КАПИТАЛ» and its amount.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Capital {
    pub kind: String,
    pub kopecks: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<LastRecord>,
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
    /// Country of a foreign company.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// The register's text that these data are not reliable.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unreliable: Option<String>,
    /// Record that first named this founder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<LastRecord>,
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
    /// Record that the office and the КПП came with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<LastRecord>,
}

/// A branch or a representative office (СвФилиал, СвПредстав).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Branch {
    /// A representative office, which only represents; otherwise a branch, which also does business.
    #[serde(default, skip_serializing_if = "is_false")]
    pub representative: bool,
    /// Many have no name of their own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kpp: Option<String>,
    /// One line; the country and the words of an address abroad.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub address: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<LastRecord>,
}

/// How an entry came to be, and the office that keeps it (СвОбрЮЛ, СвРегИП, СвРегОрг).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Registration {
    /// «Создание юридического лица»; empty where the register does not say.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub way: String,
    /// The registering office that keeps the file now.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub office_code: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub office_name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub office_address: Option<String>,
    /// Number, date and office of a registration before the register began (2002, for people 2004).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub old_number: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub old_date: Option<Date>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub old_office: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<LastRecord>,
}

/// Size of a business by the register of small and medium business (МСП).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BusinessSize {
    Micro,
    Small,
    Medium,
}

impl BusinessSize {
    pub const ALL: [Self; 3] = [Self::Micro, Self::Small, Self::Medium];

    /// Stable name in text keys (`registry-business-micro`).
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Micro => "micro",
            Self::Small => "small",
            Self::Medium => "medium",
        }
    }
}

/// A place in the register of small and medium business (МСП).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SmallBusiness {
    pub size: BusinessSize,
    /// When it was taken in; absent where the register's file leaves it empty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Date>,
    /// Also a social enterprise.
    #[serde(default, skip_serializing_if = "is_false")]
    pub social: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Licence {
    pub number: String,
    /// Number in the single register of licences (ЕРУЛ), where it is another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unified_number: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issued_on: Option<Date>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_on: Option<Date>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub activities: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authority: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<LastRecord>,
}

/// A record of the register (ГРН or ГРНИП, and its date): the newest one of an entry, or the one that a
/// part of it came with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastRecord {
    pub number: String,
    pub made_on: Date,
}
