//! What an application has to know about organizations and their people.

use access::{OrganizationId, Permission, PersonId, Role};
use db::{DbError, Rows, micros, timestamp, values};
use forms::Prefill;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use notifications::Recipient;
use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::store::full_name;

/// The zone of this name; Moscow's when the name is not known (any more).
pub(crate) fn zone(name: &str) -> TimeZone {
    TimeZone::get(name)
        .or_else(|_| TimeZone::get("Europe/Moscow"))
        .unwrap_or(TimeZone::UTC)
}

/// An organization's zone.
pub(crate) async fn zone_of(
    rows: &impl Rows,
    organization: OrganizationId,
) -> Result<TimeZone, DbError> {
    let found = organizations::find(rows, organization).await?;
    Ok(zone(
        found.as_ref().map_or("", |found| found.time_zone.as_str()),
    ))
}

/// What is known before a form is filled in (R92).
pub(crate) async fn known(
    rows: &impl Rows,
    organization: OrganizationId,
    person: PersonId,
) -> Result<impl Fn(Prefill) -> Option<String>, DbError> {
    let card = organizations::find(rows, organization).await?;
    let row = rows
        .row(
            "SELECT last_name, first_name, middle_name, COALESCE(email, '') AS email, COALESCE(phone, '') AS phone \
             FROM people WHERE id = $1",
            values![person.0],
        )
        .await?;
    let (name, email, phone) = match row {
        Some(row) => {
            let name = full_name([
                row.get("last_name")?,
                row.get("first_name")?,
                row.get("middle_name")?,
            ]);
            (name, row.get("email")?, row.get("phone")?)
        }
        None => <(String, String, String)>::default(),
    };
    Ok(move |wanted: Prefill| {
        let value = match (wanted, &card) {
            (Prefill::PersonName, _) => &name,
            (Prefill::PersonEmail, _) => &email,
            (Prefill::PersonPhone, _) => &phone,
            (_, None) => return None,
            (Prefill::OrganizationName, Some(card)) => &card.name_full,
            (Prefill::OrganizationShortName, Some(card)) => &card.name_short,
            (Prefill::OrganizationInn, Some(card)) => &card.inn,
            (Prefill::OrganizationKpp, Some(card)) => &card.kpp,
            (Prefill::OrganizationOgrn, Some(card)) => &card.ogrn,
            (Prefill::OrganizationAddress, Some(card)) => &card.address,
            (Prefill::OrganizationHead, Some(card)) => &card.head_name,
            (Prefill::OrganizationEmail, Some(card)) => &card.email,
            (Prefill::OrganizationPhone, Some(card)) => &card.phone,
        };
        Some(value.clone()).filter(|value| !value.is_empty())
    })
}

/// Someone who works in an organization now.
#[derive(Clone, Debug)]
pub(crate) struct Colleague {
    pub(crate) person: PersonId,
    pub(crate) name: String,
    pub(crate) role: Role,
    pub(crate) recipient: Recipient,
}

impl Colleague {
    pub(crate) fn may(&self, permission: Permission) -> bool {
        self.role.permissions().contains(&permission)
    }
}

#[derive(FromQueryResult)]
struct StoredColleague {
    id: Uuid,
    last_name: String,
    first_name: String,
    middle_name: String,
    role: String,
    email: String,
    lang: String,
    time_zone: String,
}

/// Who works in the organization at `now`, by name; at most 1,000.
pub(crate) async fn colleagues(
    rows: &impl Rows,
    organization: OrganizationId,
    now: Timestamp,
) -> Result<Vec<Colleague>, DbError> {
    let stored: Vec<StoredColleague> = rows
        .all(
            "SELECT p.id, p.last_name, p.first_name, p.middle_name, m.role, COALESCE(p.email, '') AS email, p.lang, \
             p.time_zone FROM memberships m JOIN people p ON p.id = m.person_id \
             WHERE m.organization_id = $1 AND m.ended_at IS NULL \
             AND (m.valid_until IS NULL OR m.valid_until > $2) ORDER BY p.name_lower LIMIT 1000",
            values![organization.0, micros(now)],
        )
        .await?;
    Ok(stored
        .into_iter()
        .filter_map(|row| {
            let person = PersonId(row.id);
            Some(Colleague {
                person,
                name: full_name([
                    Some(row.last_name),
                    Some(row.first_name),
                    Some(row.middle_name),
                ]),
                role: Role::parse(&row.role).ok()?,
                recipient: Recipient {
                    person: Some(person),
                    email: row.email,
                    lang: row.lang,
                    time_zone: row.time_zone,
                },
            })
        })
        .collect())
}

/// Who saved an application last, and when.
pub(crate) async fn last_saved(
    rows: &impl Rows,
    application: Uuid,
) -> Result<Option<(String, Timestamp)>, DbError> {
    let row = rows
        .row(
            "SELECT p.last_name, p.first_name, p.middle_name, a.updated_at FROM applications a \
             LEFT JOIN people p ON p.id = a.updated_by WHERE a.id = $1",
            values![application],
        )
        .await?;
    row.map(|row| {
        let name = full_name([
            row.get("last_name")?,
            row.get("first_name")?,
            row.get("middle_name")?,
        ]);
        Ok((name, timestamp(row.get("updated_at")?)?))
    })
    .transpose()
}

/// The position of a person in an organization, empty when it is not known.
pub(crate) async fn position(
    rows: &impl Rows,
    organization: OrganizationId,
    person: PersonId,
) -> Result<String, DbError> {
    let row = rows
        .row(
            "SELECT position FROM memberships WHERE organization_id = $1 AND person_id = $2 \
             AND ended_at IS NULL",
            values![organization.0, person.0],
        )
        .await?;
    row.map_or(Ok(String::new()), |row| row.get("position"))
}
