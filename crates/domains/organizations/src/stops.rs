//! The operator stops an organization, with a reason, and lets it work again.

use access::{OperatorGrant, OrganizationId, Permission};
use audit::Entry;
use db::{Announcement, DbError, Rows, Unit, micros, values};
use notifications::{Kind, Notice};
use serde_json::json;

use crate::organization::{Organization, OrganizationState};
use crate::people::recipient;
use crate::{Error, find, members, paths};

/// Longest reason that is kept, characters.
const LONGEST_REASON: usize = 1000;

/// Stops an organization: only its card is seen until it is resumed. Its administrators are told why.
pub async fn suspend(
    unit: &Unit,
    grant: &OperatorGrant,
    id: OrganizationId,
    reason: &str,
) -> Result<(), Error> {
    let organization = locked(unit, id).await?;
    if organization.state == OrganizationState::Suspended {
        return Err(Error::StoppedMeanwhile);
    }
    let reason: String = reason.trim().chars().take(LONGEST_REASON).collect();
    if reason.is_empty() {
        return Err(Error::NoReason);
    }
    unit.execute(
        "UPDATE organizations SET state = 'suspended', suspended_at = $2, suspended_reason = $3 WHERE id = $1",
        values![id.0, micros(unit.now()), reason.as_str()],
    )
    .await?;
    let entry = Entry::by_operator(grant, "organization.suspend")
        .of(id)
        .about("organization", id.0, organization.name_short.as_str())
        .details(json!({ "reason": reason }));
    audit::record(unit, entry).await?;
    tell(unit, &organization, Kind::OrganizationSuspended, &reason).await?;
    Ok(())
}

/// Lets a stopped organization work again; one that has ended by the register is read-only then.
pub async fn resume(unit: &Unit, grant: &OperatorGrant, id: OrganizationId) -> Result<(), Error> {
    let organization = locked(unit, id).await?;
    if organization.state != OrganizationState::Suspended {
        return Err(Error::StoppedMeanwhile);
    }
    let has_ended = organization
        .register_status
        .is_some_and(registry::Status::is_ended);
    let state = if has_ended {
        OrganizationState::Closed
    } else {
        OrganizationState::Active
    };
    unit.execute(
        "UPDATE organizations SET state = $2, suspended_at = NULL, suspended_reason = '' WHERE id = $1",
        values![id.0, state.name()],
    )
    .await?;
    let entry = Entry::by_operator(grant, "organization.resume")
        .of(id)
        .about("organization", id.0, organization.name_short.as_str());
    audit::record(unit, entry).await?;
    tell(unit, &organization, Kind::OrganizationResumed, "").await?;
    Ok(())
}

async fn locked(unit: &Unit, id: OrganizationId) -> Result<Organization, Error> {
    let lock = format!(
        "SELECT id FROM organizations WHERE id = $1 {}",
        unit.for_update()
    );
    unit.row(&lock, values![id.0]).await?;
    find(unit, id).await?.ok_or(Error::NoSuchRequest)
}

async fn tell(
    unit: &Unit,
    organization: &Organization,
    kind: Kind,
    reason: &str,
) -> Result<(), DbError> {
    let administrators =
        members::holders(unit, organization.id, Permission::ManageMembers, unit.now()).await?;
    for member in administrators {
        if let Some(to) = recipient(unit, member.person).await? {
            let mut notice = Notice::new(kind, to)
                .arg("organization", organization.name_short.as_str())
                .link(paths::about(organization.id))
                .about(organization.id);
            if !reason.is_empty() {
                notice = notice.arg("reason", reason);
            }
            notifications::send(unit, notice).await?;
        }
    }
    unit.announce(Announcement::Changed(organization.id.0));
    Ok(())
}
