//! What becomes of an organization when its status in the register changes.

use access::OrganizationId;
use audit::Entry;
use db::{Announcement, DbError, Unit, values};
use registry::{Card, Change, ChangeKind, Status};
use serde_json::json;

use super::apply::{Source, locked};
use super::notice;
use crate::Error;
use crate::organization::{Organization, OrganizationState};

/// The status that a change tells of.
pub(super) fn after(change: &Change) -> Status {
    Status::parse(&change.after).unwrap_or(match change.kind {
        ChangeKind::LiquidationBegun => Status::Liquidating,
        ChangeKind::BankruptcyBegun => Status::Bankrupt,
        ChangeKind::ExclusionDecided => Status::Excluding,
        ChangeKind::ReorganizationBegun => Status::Reorganizing,
        ChangeKind::Ended => Status::Closed,
        _ => Status::Active,
    })
}

/// Sets the status: an end makes the organization read-only, anything else lets it work. What the
/// operator has stopped stays stopped. Without a change nothing is told.
pub(super) async fn set(
    unit: &Unit,
    organization: &Organization,
    status: Status,
    source: &Source,
) -> Result<(), DbError> {
    let before = organization.register_status;
    let state = match organization.state {
        OrganizationState::Suspended => OrganizationState::Suspended,
        _ if status.is_ended() => OrganizationState::Closed,
        _ => OrganizationState::Active,
    };
    unit.execute(
        "UPDATE organizations SET register_status = $2, register_extract = $3, register_record = $4, \
         state = $5 WHERE id = $1",
        values![
            organization.id.0,
            status.as_str(),
            source.extract.as_str(),
            source.record.as_str(),
            state.name(),
        ],
    )
    .await?;
    unit.announce(Announcement::Changed(organization.id.0));
    // An organization whose status was never asked about is taken for a working one.
    let before = before.unwrap_or(Status::Active);
    if before == status {
        return Ok(());
    }
    let action = if status.is_ended() {
        "register.end"
    } else if status == Status::Active {
        "register.restore"
    } else {
        "register.warn"
    };
    let entry = Entry::by_nobody(action)
        .of(organization.id)
        .about(
            "organization",
            organization.id.0,
            organization.name_short.as_str(),
        )
        .details(json!({
            "before": { "status": before.as_str() }, "after": { "status": status.as_str() },
            "extract": source.extract, "record": source.record,
        }));
    audit::record(unit, entry).await?;
    notice::status_changed(unit, organization, status, source).await
}

/// Takes over what a card says of an organization that was linked without it.
pub(crate) async fn follow_card(
    unit: &Unit,
    organization: OrganizationId,
    card: &Card,
) -> Result<(), Error> {
    let Some(found) = locked(unit, &card.ogrn).await? else {
        return Ok(());
    };
    if found.id != organization {
        return Ok(());
    }
    let source = Source {
        extract: card.extracted_on.to_string(),
        record: card
            .last_record
            .as_ref()
            .map(|record| record.number.clone())
            .unwrap_or_default(),
    };
    let new = crate::NewOrganization::from_card(card);
    unit.execute(
        "UPDATE organizations SET name_full = $2, name_short = $3, name_lower = $4, address = $5, gar_guid = $6, \
         kpp = $7, head_name = $8, head_position = $9, okved = $10 WHERE id = $1",
        values![
            organization.0,
            new.name_full.as_str(),
            new.name_short.as_str(),
            format!("{} {}", new.name_full, new.name_short).to_lowercase(),
            new.address.as_str(),
            new.gar_guid.as_str(),
            new.kpp.as_str(),
            new.head_name.as_str(),
            new.head_position.as_str(),
            new.okved.as_str(),
        ],
    )
    .await?;
    set(unit, &found, card.status, &source).await?;
    Ok(())
}
