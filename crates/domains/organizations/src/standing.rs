//! Where a person stands in an organization, looked up for every request.

use access::{OrganizationId, OrganizationKind, PersonId, Role, Standing};
use db::{DbError, FromQueryResult, Rows, micros, values};
use jiff::Timestamp;

#[derive(FromQueryResult)]
struct Found {
    role: String,
    is_head: bool,
    kind: String,
    state: String,
}

/// What `person` is in `organization` at this moment: `None` when they never were a member, were
/// removed, or their access has ended by its date.
pub async fn standing(
    rows: &impl Rows,
    person: PersonId,
    organization: OrganizationId,
    now: Timestamp,
) -> Result<Option<Standing>, DbError> {
    let found: Option<Found> = rows
        .one(
            "SELECT m.role, m.is_head, o.kind, o.state FROM memberships m \
             JOIN organizations o ON o.id = m.organization_id \
             WHERE m.organization_id = $1 AND m.person_id = $2 AND m.ended_at IS NULL \
             AND (m.valid_until IS NULL OR m.valid_until > $3)",
            values![organization.0, person.0, micros(now)],
        )
        .await?;
    let Some(found) = found else { return Ok(None) };
    Ok(Some(Standing {
        organization,
        kind: kind(&found.kind)?,
        is_active: found.state == "active",
        is_ended: found.state == "closed",
        role: role(&found.role)?,
        is_head: found.is_head,
    }))
}

pub(crate) fn kind(name: &str) -> Result<OrganizationKind, DbError> {
    OrganizationKind::parse(name).ok_or_else(|| DbError::Broken {
        column: "organizations.kind",
        reason: name.to_owned(),
    })
}

pub(crate) fn role(name: &str) -> Result<Role, DbError> {
    Role::parse(name).map_err(|error| DbError::Broken {
        column: "memberships.role",
        reason: error.to_string(),
    })
}
