//! The operator's look-up of organizations and of people.

use access::{OperatorGrant, PersonId};
use db::{DbError, FromQueryResult, Rows, Value, like_pattern, micros, timestamp, values};
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::organization::{Organization, OrganizationState, Row as OrganizationRow};
use crate::pages::{PAGE_SIZE, place};
use crate::people::full_name;

/// An organization in the operator's list.
#[derive(Clone, Debug)]
pub struct OrganizationLine {
    /// The card.
    pub organization: Organization,
    /// People with access now.
    pub members: u64,
}

/// Organizations by name: a page and how many there are in all.
pub async fn organizations(
    rows: &impl Rows,
    _grant: &OperatorGrant,
    search: &str,
    state: Option<OrganizationState>,
    number: u64,
    now: Timestamp,
) -> Result<(Vec<OrganizationLine>, u64), DbError> {
    let mut wheres = vec!["1 = 1".to_owned()];
    let mut values: Vec<Value> = Vec::new();
    if !search.trim().is_empty() {
        values.push(like_pattern(search).into());
        let place = values.len();
        wheres.push(format!(
            r"(name_lower LIKE ${place} ESCAPE '\' OR inn LIKE ${place} ESCAPE '\' OR ogrn LIKE ${place} ESCAPE '\')"
        ));
    }
    if let Some(state) = state {
        values.push(state.name().into());
        wheres.push(format!("state = ${}", values.len()));
    }
    let wheres = wheres.join(" AND ");
    let count = format!("SELECT count(*) AS n FROM organizations WHERE {wheres}");
    let total = u64::try_from(rows.number(&count, values.clone()).await?).unwrap_or(0);
    let (_, _, offset) = place(number, total);
    let next = values.len() + 1;
    values.extend(values![PAGE_SIZE, offset]);
    let columns = crate::organization::COLUMNS;
    let sql = format!(
        "SELECT {columns} FROM organizations WHERE {wheres} ORDER BY name_lower, id LIMIT ${next} OFFSET ${}",
        next + 1
    );
    let found: Vec<OrganizationRow> = rows.all(&sql, values).await?;
    let mut lines = Vec::with_capacity(found.len());
    for row in found {
        let organization = row.read()?;
        let members = rows
            .number(
                "SELECT count(*) AS n FROM memberships WHERE organization_id = $1 AND ended_at IS NULL \
                 AND (valid_until IS NULL OR valid_until > $2)",
                values![organization.id.0, micros(now)],
            )
            .await?;
        lines.push(OrganizationLine {
            organization,
            members: u64::try_from(members).unwrap_or(0),
        });
    }
    Ok((lines, total))
}

/// A person in the operator's look-up.
#[derive(Clone, Debug)]
pub struct PersonLine {
    /// Who.
    pub id: PersonId,
    /// «Котова Анна Сергеевна».
    pub name: String,
    /// Their address.
    pub email: String,
    /// Whether it was confirmed.
    pub email_confirmed: bool,
    /// Whether sign-in is blocked now.
    pub is_locked: bool,
    /// Whether sign-in asks for a code.
    pub has_second_factor: bool,
    /// Organizations they have access to now.
    pub organizations: u64,
    /// Since when.
    pub created_at: Timestamp,
}

#[derive(FromQueryResult)]
struct PersonRow {
    id: Uuid,
    last_name: String,
    first_name: String,
    middle_name: String,
    email: String,
    email_confirmed_at: Option<i64>,
    totp_enabled_at: Option<i64>,
    organizations: i64,
    created_at: i64,
}

/// People whose name or address has `search` in it: a page and how many there are in all. The
/// look-up itself is written to the journal by the page.
pub async fn people(
    rows: &impl Rows,
    _grant: &OperatorGrant,
    search: &str,
    number: u64,
    now: Timestamp,
) -> Result<(Vec<PersonLine>, u64), DbError> {
    let pattern = like_pattern(search);
    let wheres = r"name_lower LIKE $1 ESCAPE '\' OR email LIKE $1 ESCAPE '\'";
    let count = format!("SELECT count(*) AS n FROM people WHERE {wheres}");
    let total = u64::try_from(rows.number(&count, values![pattern.as_str()]).await?).unwrap_or(0);
    let (_, _, offset) = place(number, total);
    let sql = format!(
        "SELECT p.id, p.last_name, p.first_name, p.middle_name, COALESCE(p.email, '') AS email, p.email_confirmed_at, \
         p.totp_enabled_at, p.created_at, (SELECT count(*) FROM memberships m WHERE m.person_id = p.id \
         AND m.ended_at IS NULL AND (m.valid_until IS NULL OR m.valid_until > $2)) AS organizations \
         FROM people p WHERE {wheres} ORDER BY p.name_lower, p.id LIMIT $3 OFFSET $4"
    );
    let found: Vec<PersonRow> = rows
        .all(&sql, values![pattern, micros(now), PAGE_SIZE, offset])
        .await?;
    let mut lines = Vec::with_capacity(found.len());
    for row in found {
        lines.push(PersonLine {
            id: PersonId(row.id),
            name: full_name(&row.last_name, &row.first_name, &row.middle_name),
            is_locked: is_locked(rows, &row.email, now).await?,
            email: row.email,
            email_confirmed: row.email_confirmed_at.is_some(),
            has_second_factor: row.totp_enabled_at.is_some(),
            organizations: u64::try_from(row.organizations).unwrap_or(0),
            created_at: timestamp(row.created_at)?,
        });
    }
    Ok((lines, total))
}

/// Whether signing in at this address is locked: `accounts` counts failures by an address's SHA-256.
async fn is_locked(rows: &impl Rows, email: &str, now: Timestamp) -> Result<bool, DbError> {
    let locks = rows
        .number(
            "SELECT count(*) AS n FROM sign_in_attempts WHERE email_hash = $1 AND locked_until > $2",
            values![Sha256::digest(email.as_bytes()).to_vec(), micros(now)],
        )
        .await?;
    Ok(locks > 0)
}
