//! A person, and where a request came from.

use std::net::IpAddr;

use access::PersonId;
use db::{DbError, timestamp};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use notifications::Recipient;
use sea_orm::FromQueryResult;
use texts::{Lang, Texts};
use uuid::Uuid;

/// A person with a login of their own (R60), without the secrets.
#[expect(
    clippy::struct_excessive_bools,
    reason = "four independent facts about a person"
)]
#[derive(Clone, PartialEq, Eq)]
pub struct Person {
    /// Who.
    pub id: PersonId,
    /// In lower case; the login. Empty while an account that was made by a certificate has none
    /// that was confirmed.
    pub email: String,
    /// Whether the address was confirmed by a mailed link.
    pub email_confirmed: bool,
    /// The address that such an account was registered with and that waits for its owner's word.
    pub email_to_confirm: Option<String>,
    /// СНИЛС, 11 digits, once a certificate has proved it.
    pub snils: Option<String>,
    /// ИНН, 12 digits, once a certificate has proved it.
    pub inn: Option<String>,
    /// `+7XXXXXXXXXX`.
    pub phone: Option<String>,
    /// Whether the phone was confirmed by a code.
    pub phone_confirmed: bool,
    /// Фамилия.
    pub last_name: String,
    /// Имя.
    pub first_name: String,
    /// Отчество; empty when there is none.
    pub middle_name: String,
    /// `ru` or `en`.
    pub lang: String,
    /// IANA name of the time zone.
    pub time_zone: String,
    /// Whether they run the installation.
    pub is_operator: bool,
    /// Whether sign-in asks for a one-time code.
    pub totp_enabled: bool,
    /// When the account was made.
    pub created_at: Timestamp,
    /// When they last signed in.
    pub last_sign_in_at: Option<Timestamp>,
    /// When the password was last set.
    pub password_changed_at: Option<Timestamp>,
}

// Written out so that logs of a `{person:?}` hold no personal data.
impl std::fmt::Debug for Person {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Person({})", self.id)
    }
}

impl Person {
    /// «Котова Анна Сергеевна».
    pub fn full_name(&self) -> String {
        full_name(&self.last_name, &self.first_name, &self.middle_name)
    }

    /// Whether they can sign in with a password.
    pub fn has_password(&self) -> bool {
        self.password_changed_at.is_some()
    }

    /// Where and how to tell this person something.
    pub fn recipient(&self) -> Recipient {
        Recipient {
            person: Some(self.id),
            email: self.email.clone(),
            lang: self.lang.clone(),
            time_zone: self.time_zone.clone(),
        }
    }

    /// The texts in the person's language.
    pub fn texts(&self) -> Texts {
        Texts::new(Lang::parse(&self.lang).unwrap_or_default())
    }

    /// The person's time zone; UTC when the stored name is no longer known.
    pub fn zone(&self) -> TimeZone {
        TimeZone::get(&self.time_zone).unwrap_or(TimeZone::UTC)
    }
}

pub(crate) fn full_name(last: &str, first: &str, middle: &str) -> String {
    let mut name = format!("{last} {first}");
    if !middle.is_empty() {
        name.push(' ');
        name.push_str(middle);
    }
    name
}

/// Where a request of somebody who is not signed in yet came from.
#[derive(Clone, Debug, Default)]
pub struct Origin {
    /// Address, when known.
    pub ip: Option<IpAddr>,
    /// What the browser calls itself; cut to 300 characters when stored.
    pub user_agent: String,
    /// Id of the request.
    pub request_id: String,
}

impl Origin {
    pub(crate) fn ip_text(&self) -> String {
        self.ip.map(|ip| ip.to_string()).unwrap_or_default()
    }
}

/// The columns of [`Person`], with `people` called `p`.
pub(crate) const PERSON_COLUMNS: &str = "p.id, p.email, p.email_confirmed_at, p.email_to_confirm, p.snils, p.inn, p.phone, p.phone_confirmed_at, \
     p.last_name, p.first_name, p.middle_name, p.lang, p.time_zone, p.is_operator, p.totp_enabled_at, \
     p.created_at, p.last_sign_in_at, p.password_changed_at";

#[derive(FromQueryResult)]
pub(crate) struct StoredPerson {
    id: Uuid,
    email: Option<String>,
    email_confirmed_at: Option<i64>,
    email_to_confirm: Option<String>,
    snils: Option<String>,
    inn: Option<String>,
    phone: Option<String>,
    phone_confirmed_at: Option<i64>,
    last_name: String,
    first_name: String,
    middle_name: String,
    lang: String,
    time_zone: String,
    is_operator: bool,
    totp_enabled_at: Option<i64>,
    created_at: i64,
    last_sign_in_at: Option<i64>,
    password_changed_at: Option<i64>,
}

impl TryFrom<StoredPerson> for Person {
    type Error = DbError;

    fn try_from(row: StoredPerson) -> Result<Self, DbError> {
        Ok(Self {
            id: PersonId(row.id),
            email: row.email.unwrap_or_default(),
            email_confirmed: row.email_confirmed_at.is_some(),
            email_to_confirm: row.email_to_confirm,
            snils: row.snils,
            inn: row.inn,
            phone: row.phone,
            phone_confirmed: row.phone_confirmed_at.is_some(),
            last_name: row.last_name,
            first_name: row.first_name,
            middle_name: row.middle_name,
            lang: row.lang,
            time_zone: row.time_zone,
            is_operator: row.is_operator,
            totp_enabled: row.totp_enabled_at.is_some(),
            created_at: timestamp(row.created_at)?,
            last_sign_in_at: row.last_sign_in_at.map(timestamp).transpose()?,
            password_changed_at: row.password_changed_at.map(timestamp).transpose()?,
        })
    }
}
