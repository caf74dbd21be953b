//! Who is told of a change in the register, and what an organization's pages say about it.

use access::{OperatorGrant, OrganizationId, Permission, PersonId};
use audit::Entry;
use db::{DbError, FromQueryResult, Rows, Unit, timestamp, values};
use jiff::Timestamp;
use notifications::{Arg, Kind, Notice, Recipient};
use registry::{ChangeKind, Status};
use serde_json::json;

use super::apply::Source;
use crate::members;
use crate::organization::{Organization, OrganizationState, state};
use crate::paths;
use crate::people::{operators, recipient};

/// What every page of an organization says at its top, if anything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RegisterNotice {
    /// A status that people must know: liquidation, bankruptcy, exclusion, reorganization, an end.
    pub status: Option<Status>,
    /// ISO date of the extract that said so.
    pub extract: String,
    /// ГРН, or empty.
    pub record: String,
    /// The head has changed, and nobody has confirmed the data since.
    pub must_reconfirm: bool,
    /// Why the operator has stopped it, where they have.
    pub suspended: Option<String>,
}

/// A change of the register that was applied.
#[derive(Clone, Debug)]
pub struct RegisterEvent {
    /// A stable name of `registry::ChangeKind`; the text is `registry-change-<kind>`.
    pub kind: String,
    /// As it was.
    pub was: String,
    /// As it is.
    pub became: String,
    /// ISO date of the extract.
    pub extract: String,
    /// ГРН, or empty.
    pub record: String,
    /// When it was applied.
    pub at: Timestamp,
}

#[derive(FromQueryResult)]
struct NoticeRow {
    state: String,
    register_status: String,
    register_extract: String,
    register_record: String,
    reconfirm_since: Option<i64>,
    suspended_reason: String,
}

/// What the pages of an organization say at their top; the caller has decided that they may be seen.
pub async fn notice_of(
    rows: &impl Rows,
    organization: OrganizationId,
) -> Result<RegisterNotice, DbError> {
    let row: Option<NoticeRow> = rows
        .one(
            "SELECT state, register_status, register_extract, register_record, reconfirm_since, \
             suspended_reason FROM organizations WHERE id = $1",
            values![organization.0],
        )
        .await?;
    let Some(row) = row else {
        return Ok(RegisterNotice::default());
    };
    let is_suspended = state(&row.state)? == OrganizationState::Suspended;
    Ok(RegisterNotice {
        status: Status::parse(&row.register_status).filter(|status| *status != Status::Active),
        extract: row.register_extract,
        record: row.register_record,
        must_reconfirm: row.reconfirm_since.is_some(),
        suspended: is_suspended.then_some(row.suspended_reason),
    })
}

#[derive(FromQueryResult)]
struct EventRow {
    kind: String,
    was: String,
    became: String,
    extract: String,
    record: String,
    applied_at: i64,
}

/// The last changes of an organization, the newest first; for the operator.
pub async fn events_of(
    rows: &impl Rows,
    _grant: &OperatorGrant,
    organization: OrganizationId,
) -> Result<Vec<RegisterEvent>, DbError> {
    let found: Vec<EventRow> = rows
        .all(
            "SELECT kind, was, became, extract, record, applied_at FROM register_events \
             WHERE organization_id = $1 ORDER BY applied_at DESC, id LIMIT 100",
            values![organization.0],
        )
        .await?;
    found
        .into_iter()
        .map(|row| {
            Ok(RegisterEvent {
                kind: row.kind,
                was: row.was,
                became: row.became,
                extract: row.extract,
                record: row.record,
                at: timestamp(row.applied_at)?,
            })
        })
        .collect()
}

pub(super) async fn head_changed(
    unit: &Unit,
    organization: &Organization,
    before: &str,
    after: &str,
    is_confirmed: bool,
    source: &Source,
) -> Result<(), DbError> {
    let entry = Entry::by_nobody("register.head")
        .of(organization.id)
        .about(
            "organization",
            organization.id.0,
            organization.name_short.as_str(),
        )
        .details(json!({
            "before": { "head": before }, "after": { "head": after },
            "extract": source.extract, "record": source.record, "must_reconfirm": !is_confirmed,
        }));
    audit::record(unit, entry).await?;
    let notice = |to| {
        about(Kind::RegisterHeadChanged, to, organization, source)
            .arg("before", before)
            .arg("after", after)
    };
    tell_all(unit, organization, Permission::ManageMembers, notice).await
}

/// The former head, whose access has ended.
pub(super) async fn authority_ended(
    unit: &Unit,
    organization: &Organization,
    person: PersonId,
    source: &Source,
) -> Result<(), DbError> {
    if let Some(to) = recipient(unit, person).await? {
        let notice = Notice::new(Kind::RegisterAuthorityEnded, to)
            .arg("organization", organization.name_short.as_str())
            .arg("record", source.record_in_words())
            .arg("extract", source.extract_in_letters())
            .link("/me/organizations");
        notifications::send(unit, notice).await?;
    }
    Ok(())
}

pub(super) async fn card_changed(
    unit: &Unit,
    organization: &Organization,
    kind: ChangeKind,
    before: &str,
    after: &str,
    source: &Source,
) -> Result<(), DbError> {
    let field = kind.as_str();
    let entry = Entry::by_nobody("register.card")
        .of(organization.id)
        .about(
            "organization",
            organization.id.0,
            organization.name_short.as_str(),
        )
        .details(json!({
            "before": { field: before }, "after": { field: after },
            "extract": source.extract, "record": source.record,
        }));
    audit::record(unit, entry).await?;
    let notice = |to| {
        about(Kind::RegisterCardChanged, to, organization, source)
            .arg("field", Arg::Key(format!("registry-field-{field}")))
            .arg("before", before)
            .arg("after", after)
    };
    tell_administrators(unit, organization, Permission::ManageMembers, notice).await
}

pub(super) async fn status_changed(
    unit: &Unit,
    organization: &Organization,
    status: Status,
    source: &Source,
) -> Result<(), DbError> {
    let kind = if status.is_ended() {
        Kind::RegisterEnded
    } else if status == Status::Active {
        Kind::RegisterRestored
    } else {
        Kind::RegisterWarning
    };
    let notice = |to| {
        about(kind, to, organization, source).arg(
            "status",
            Arg::Key(format!("registry-status-{}", status.as_str())),
        )
    };
    // An end concerns everybody who works there.
    let whom = if status.is_ended() {
        Permission::ViewOrganization
    } else {
        Permission::ManageMembers
    };
    tell_all(unit, organization, whom, notice).await
}

fn about(kind: Kind, to: Recipient, organization: &Organization, source: &Source) -> Notice {
    Notice::new(kind, to)
        .arg("organization", organization.name_short.as_str())
        .arg("record", source.record_in_words())
        .arg("extract", source.extract_in_letters())
}

/// Those in the organization who may do `whom`, and the operators.
async fn tell_all(
    unit: &Unit,
    organization: &Organization,
    whom: Permission,
    notice: impl Fn(Recipient) -> Notice,
) -> Result<(), DbError> {
    tell_administrators(unit, organization, whom, &notice).await?;
    for to in operators(unit).await? {
        let told = notice(to).link(paths::operator_organization(organization.id));
        notifications::send(unit, told).await?;
    }
    Ok(())
}

async fn tell_administrators(
    unit: &Unit,
    organization: &Organization,
    whom: Permission,
    notice: impl Fn(Recipient) -> Notice,
) -> Result<(), DbError> {
    for member in members::holders(unit, organization.id, whom, unit.now()).await? {
        if let Some(to) = recipient(unit, member.person).await? {
            let told = notice(to)
                .link(paths::about(organization.id))
                .about(organization.id);
            notifications::send(unit, told).await?;
        }
    }
    Ok(())
}
