//! Employees: who works here, in which role, until when (R48, R55–R58, R60, B11).
//!
//! Rights are looked up for every request, so a change or a removal works at once. Nothing in an
//! organization belongs to a member: ending a membership touches the membership only.

use access::{Grant, OrganizationId, PersonId, Role, rights};
use audit::Entry;
use db::{
    Announcement, DbError, FromQueryResult, Rows, Unit, Value, like_as_spelt, like_pattern, micros,
    timestamp, values,
};
use jiff::Timestamp;
use notifications::{Kind, Notice};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use crate::people::{full_name, recipient};
use crate::standing::{role, standing};
use crate::{Error, paths};

/// Members on one page.
const PAGE_SIZE: i64 = 50;

/// One person's place in one organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MembershipId(pub Uuid);

impl std::fmt::Display for MembershipId {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(out)
    }
}

/// How it was proved that the person may act here (B2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// Documents that the operator checked.
    HeadDocuments,
    /// An administrator's invitation.
    Invitation,
    /// Named by the operator or the installation itself.
    Operator,
    /// A qualified certificate that agreed with the register.
    Certificate,
    /// A code mailed to the address that the register has of the organization.
    ContactCode,
}

impl Proof {
    /// The stable name in the database and in text keys (`member-proof-invitation`).
    pub fn name(self) -> &'static str {
        match self {
            Self::HeadDocuments => "head_documents",
            Self::Invitation => "invitation",
            Self::Operator => "operator",
            Self::Certificate => "certificate",
            Self::ContactCode => "contact_code",
        }
    }

    fn read(name: &str) -> Result<Self, DbError> {
        [
            Self::HeadDocuments,
            Self::Invitation,
            Self::Operator,
            Self::Certificate,
            Self::ContactCode,
        ]
        .into_iter()
        .find(|proof| proof.name() == name)
        .ok_or_else(|| DbError::Broken {
            column: "memberships.proof",
            reason: name.to_owned(),
        })
    }
}

/// Whether a membership gives access now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MemberState {
    /// Access now.
    Active,
    /// Ended by its date.
    Expired,
    /// Removed by an administrator.
    Removed,
}

impl MemberState {
    /// All, in the order of the filter.
    pub const ALL: [Self; 3] = [Self::Active, Self::Expired, Self::Removed];

    /// The stable name in addresses and text keys (`member-state-active`).
    pub fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Expired => "expired",
            Self::Removed => "removed",
        }
    }

    /// The state with this stable name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }
}

/// An employee as the list and the card show them.
#[derive(Clone, Debug)]
pub struct Member {
    /// The membership.
    pub id: MembershipId,
    /// The person.
    pub person: PersonId,
    /// «Котова Анна Сергеевна».
    pub name: String,
    /// Their address.
    pub email: String,
    /// `+7…`, or empty.
    pub phone: String,
    /// What they may do.
    pub role: Role,
    /// The head by the register.
    pub is_head: bool,
    /// Their position here.
    pub position: String,
    /// How their authority was proved.
    pub proof: Proof,
    /// End of access, the moment itself excluded.
    pub valid_until: Option<Timestamp>,
    /// Since when.
    pub created_at: Timestamp,
    /// When they were removed.
    pub ended_at: Option<Timestamp>,
    /// When they last signed in anywhere.
    pub last_sign_in_at: Option<Timestamp>,
    /// As of the look-up.
    pub state: MemberState,
}

/// What to list.
#[derive(Clone, Debug, Default)]
pub struct MemberFilter {
    /// Part of a name, an address or a position.
    pub search: String,
    /// One role.
    pub role: Option<Role>,
    /// One state; `None` lists active and expired ones.
    pub state: Option<MemberState>,
}

/// A page of employees by name.
#[derive(Clone, Debug)]
pub struct MemberPage {
    /// The employees.
    pub members: Vec<Member>,
    /// How many there are in all.
    pub total: u64,
    /// This page's number, from 1.
    pub number: u64,
    /// How many pages there are, at least 1.
    pub pages: u64,
}

pub(crate) struct NewMembership<'a> {
    pub(crate) organization: OrganizationId,
    pub(crate) person: PersonId,
    pub(crate) role: Role,
    pub(crate) is_head: bool,
    pub(crate) position: &'a str,
    pub(crate) proof: Proof,
    /// The name that the proof is about; `None`: as the account says now.
    pub(crate) proved_name: Option<&'a str>,
    pub(crate) valid_until: Option<Timestamp>,
    pub(crate) created_by: Option<PersonId>,
}

/// Adds a membership; one that has ended by its date is closed first, so that the person may
/// come back.
pub(crate) async fn insert(unit: &Unit, new: NewMembership<'_>) -> Result<MembershipId, DbError> {
    let id = unit.new_id();
    unit.execute(
        "UPDATE memberships SET ended_at = valid_until WHERE organization_id = $1 AND person_id = $2 \
         AND ended_at IS NULL AND valid_until <= $3",
        values![new.organization.0, new.person.0, micros(unit.now())],
    )
    .await?;
    let (name, inn) = crate::people::name_and_inn(unit, new.person).await?;
    unit.execute(
        "INSERT INTO memberships (id, organization_id, person_id, role, is_head, position, proof, \
         valid_until, created_at, created_by, proved_name, proved_inn) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        values![
            id,
            new.organization.0,
            new.person.0,
            new.role.name(),
            new.is_head,
            new.position,
            new.proof.name(),
            new.valid_until.map(micros),
            micros(unit.now()),
            new.created_by.map(|one| one.0),
            new.proved_name.unwrap_or(&name),
            inn,
        ],
    )
    .await?;
    unit.announce(Announcement::Changed(new.person.0));
    unit.announce(Announcement::Changed(new.organization.0));
    Ok(MembershipId(id))
}

/// One page of employees by name; `number` counts from 1.
pub async fn page(
    rows: &impl Rows,
    grant: &Grant<rights::ViewMembers>,
    filter: &MemberFilter,
    number: u64,
    now: Timestamp,
) -> Result<MemberPage, DbError> {
    let (wheres, mut values) = conditions(grant.organization(), filter, now);
    let count = format!(
        "SELECT count(*) AS n FROM memberships m JOIN people p ON p.id = m.person_id WHERE {wheres}"
    );
    let total = u64::try_from(rows.number(&count, values.clone()).await?).unwrap_or(0);
    let pages = total.div_ceil(PAGE_SIZE.unsigned_abs()).max(1);
    let number = number.clamp(1, pages);
    let offset = i64::try_from(number - 1)
        .unwrap_or(0)
        .saturating_mul(PAGE_SIZE);
    let next = values.len() + 1;
    values.extend(values![PAGE_SIZE, offset]);
    let sql = format!(
        "{SELECT} WHERE {wheres} ORDER BY p.name_lower, m.id LIMIT ${next} OFFSET ${}",
        next + 1
    );
    let found: Vec<Row> = rows.all(&sql, values).await?;
    let members = found
        .into_iter()
        .map(|row| row.read(now))
        .collect::<Result<_, _>>()?;
    Ok(MemberPage {
        members,
        total,
        number,
        pages,
    })
}

/// How many people have access now.
pub async fn active_count(
    rows: &impl Rows,
    grant: &Grant<rights::ViewMembers>,
    now: Timestamp,
) -> Result<u64, DbError> {
    let count = rows
        .number(
            "SELECT count(*) AS n FROM memberships WHERE organization_id = $1 AND ended_at IS NULL \
             AND (valid_until IS NULL OR valid_until > $2)",
            values![grant.organization().0, micros(now)],
        )
        .await?;
    Ok(u64::try_from(count).unwrap_or(0))
}

/// One employee of the grant's organization, removed ones included.
pub async fn member(
    rows: &impl Rows,
    grant: &Grant<rights::ViewMembers>,
    id: MembershipId,
    now: Timestamp,
) -> Result<Option<Member>, DbError> {
    member_of(rows, grant.organization(), id, now).await
}

/// Everyone who has access now and whose role allows `permission`, for notices and choice lists of
/// other domains; at most 500.
pub async fn holders(
    rows: &impl Rows,
    organization: OrganizationId,
    permission: access::Permission,
    now: Timestamp,
) -> Result<Vec<Member>, DbError> {
    let filter = MemberFilter {
        state: Some(MemberState::Active),
        ..MemberFilter::default()
    };
    let (wheres, values) = conditions(organization, &filter, now);
    let sql = format!("{SELECT} WHERE {wheres} ORDER BY p.name_lower, m.id LIMIT 500");
    let found: Vec<Row> = rows.all(&sql, values).await?;
    let mut members: Vec<Member> = found
        .into_iter()
        .map(|row| row.read(now))
        .collect::<Result<_, _>>()?;
    members.retain(|member| member.role.permissions().contains(&permission));
    Ok(members)
}

/// Gives an employee another role, position or end of access. Works with their next request.
pub async fn change(
    unit: &Unit,
    grant: &Grant<rights::ManageMembers>,
    id: MembershipId,
    role: Role,
    position: &str,
    valid_until: Option<Timestamp>,
) -> Result<(), Error> {
    let member = lock(unit, grant, id).await?;
    if valid_until.is_some_and(|end| end <= unit.now()) {
        return Err(Error::EndDatePassed);
    }
    if gives_more(&member, role, valid_until) {
        crate::invitations::refuse_closed(unit, grant.organization()).await?;
    }
    let stays_guardian = role == Role::Administrator && valid_until.is_none();
    if !stays_guardian {
        keep_a_guardian(unit, grant.organization(), &member).await?;
    }
    unit.execute(
        "UPDATE memberships SET role = $2, position = $3, valid_until = $4 WHERE id = $1",
        values![id.0, role.name(), position, valid_until.map(micros)],
    )
    .await?;
    let before = json!({ "role": member.role.name(), "position": member.position,
        "valid_until": member.valid_until.map(|end| end.to_string()) });
    let after = json!({ "role": role.name(), "position": position,
        "valid_until": valid_until.map(|end| end.to_string()) });
    let entry = Entry::by_grant(grant, "member.change")
        .about("member", id.0, member.name.clone())
        .details(json!({ "before": before, "after": after }));
    audit::record(unit, entry).await?;
    unit.announce(Announcement::Changed(member.person.0));
    if member.role != role {
        let name = organization_name(unit, grant.organization()).await?;
        if let Some(to) = recipient(unit, member.person).await? {
            let notice = Notice::new(Kind::RoleChanged, to)
                .arg("organization", name)
                .arg(
                    "role",
                    notifications::Arg::Key(format!("role-{}", role.name())),
                )
                .link(paths::cabinet(grant.organization()))
                .about(grant.organization());
            notifications::send(unit, notice).await?;
        }
    }
    Ok(())
}

/// Whether somebody may do more, or longer, than before: between two heads nobody is given that (decision 12).
fn gives_more(member: &Member, role: Role, valid_until: Option<Timestamp>) -> bool {
    let before = member.role.permissions();
    let may_more = role.permissions().iter().any(|one| !before.contains(one));
    let longer = match (member.valid_until, valid_until) {
        (Some(before), Some(now)) => now > before,
        (Some(_), None) => true,
        (None, _) => false,
    };
    may_more || longer
}

/// Ends an employee's access at once (R56). What they made stays with the organization. Whoever
/// works nowhere else is signed out everywhere.
pub async fn remove(
    unit: &Unit,
    grant: &Grant<rights::ManageMembers>,
    id: MembershipId,
) -> Result<(), Error> {
    let member = lock(unit, grant, id).await?;
    keep_a_guardian(unit, grant.organization(), &member).await?;
    unit.execute(
        "UPDATE memberships SET ended_at = $2, ended_by = $3 WHERE id = $1",
        values![id.0, micros(unit.now()), grant.actor().person.0],
    )
    .await?;
    let entry = Entry::by_grant(grant, "member.remove")
        .about("member", id.0, member.name.clone())
        .details(json!({ "before": { "role": member.role.name(), "position": member.position } }));
    audit::record(unit, entry).await?;
    let elsewhere = unit
        .number(
            "SELECT count(*) AS n FROM memberships WHERE person_id = $1 AND ended_at IS NULL \
             AND (valid_until IS NULL OR valid_until > $2)",
            values![member.person.0, micros(unit.now())],
        )
        .await?;
    if elsewhere == 0 {
        accounts::end_all_sessions(unit, member.person).await?;
    }
    unit.announce(Announcement::Changed(member.person.0));
    let name = organization_name(unit, grant.organization()).await?;
    if let Some(to) = recipient(unit, member.person).await? {
        let notice = Notice::new(Kind::AccessEnded, to)
            .arg("organization", name)
            .link("/me/organizations");
        notifications::send(unit, notice).await?;
    }
    Ok(())
}

/// Makes the organization's changes of access wait for each other, and looks again whether the
/// actor still may: two administrators who remove each other must not both succeed.
pub(crate) async fn lock_organization(
    unit: &Unit,
    grant: &Grant<rights::ManageMembers>,
) -> Result<(), Error> {
    let sql = format!(
        "SELECT id FROM organizations WHERE id = $1 {}",
        unit.for_update()
    );
    unit.row(&sql, values![grant.organization().0]).await?;
    let standing = standing(unit, grant.actor().person, grant.organization(), unit.now()).await?;
    match standing {
        Some(standing) if standing.allows(access::Permission::ManageMembers) => Ok(()),
        _ => Err(Error::RightEnded),
    }
}

async fn lock(
    unit: &Unit,
    grant: &Grant<rights::ManageMembers>,
    id: MembershipId,
) -> Result<Member, Error> {
    lock_organization(unit, grant).await?;
    let member = member_of(unit, grant.organization(), id, unit.now())
        .await?
        .filter(|member| member.state != MemberState::Removed)
        .ok_or(Error::NoSuchMember)?;
    if member.person == grant.actor().person {
        return Err(Error::OwnAccess);
    }
    Ok(member)
}

/// Refuses when `member` is the only administrator whose access does not end by itself.
async fn keep_a_guardian(
    unit: &Unit,
    organization: OrganizationId,
    member: &Member,
) -> Result<(), Error> {
    if member.role != Role::Administrator || member.valid_until.is_some() {
        return Ok(());
    }
    let others = unit
        .number(
            "SELECT count(*) AS n FROM memberships WHERE organization_id = $1 AND id <> $2 \
             AND role = 'administrator' AND ended_at IS NULL AND valid_until IS NULL",
            values![organization.0, member.id.0],
        )
        .await?;
    if others == 0 {
        Err(Error::LastAdministrator)
    } else {
        Ok(())
    }
}

async fn member_of(
    rows: &impl Rows,
    organization: OrganizationId,
    id: MembershipId,
    now: Timestamp,
) -> Result<Option<Member>, DbError> {
    let sql = format!("{SELECT} WHERE m.organization_id = $1 AND m.id = $2");
    let found: Option<Row> = rows.one(&sql, values![organization.0, id.0]).await?;
    found.map(|row| row.read(now)).transpose()
}

pub(crate) async fn organization_name(
    rows: &impl Rows,
    id: OrganizationId,
) -> Result<String, DbError> {
    let row = rows
        .row(
            "SELECT name_short FROM organizations WHERE id = $1",
            values![id.0],
        )
        .await?;
    row.map_or(Ok(String::new()), |row| row.get("name_short"))
}

fn conditions(
    organization: OrganizationId,
    filter: &MemberFilter,
    now: Timestamp,
) -> (String, Vec<Value>) {
    let mut wheres = vec!["m.organization_id = $1".to_owned()];
    let mut values = values![organization.0];
    if !filter.search.trim().is_empty() {
        values.push(like_pattern(&filter.search).into());
        let place = values.len();
        // A position is not kept in lower case: it is searched as it is spelt.
        values.push(like_as_spelt(filter.search.trim()).into());
        let spelt = values.len();
        wheres.push(format!(
            r"(p.name_lower LIKE ${place} ESCAPE '\' OR p.email LIKE ${place} ESCAPE '\' OR m.position LIKE ${spelt} ESCAPE '\')"
        ));
    }
    if let Some(role) = filter.role {
        values.push(role.name().into());
        wheres.push(format!("m.role = ${}", values.len()));
    }
    match filter.state {
        None => wheres.push("m.ended_at IS NULL".to_owned()),
        Some(MemberState::Removed) => wheres.push("m.ended_at IS NOT NULL".to_owned()),
        Some(state) => {
            values.push(micros(now).into());
            let place = values.len();
            wheres.push(if state == MemberState::Active {
                format!(
                    "m.ended_at IS NULL AND (m.valid_until IS NULL OR m.valid_until > ${place})"
                )
            } else {
                format!("m.ended_at IS NULL AND m.valid_until <= ${place}")
            });
        }
    }
    (wheres.join(" AND "), values)
}

const SELECT: &str = "SELECT m.id, m.person_id, p.last_name, p.first_name, p.middle_name, COALESCE(p.email, '') AS email, p.phone, \
                      m.role, m.is_head, m.position, m.proof, m.valid_until, m.created_at, m.ended_at, \
                      p.last_sign_in_at FROM memberships m JOIN people p ON p.id = m.person_id";

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    person_id: Uuid,
    last_name: String,
    first_name: String,
    middle_name: String,
    email: String,
    phone: Option<String>,
    role: String,
    is_head: bool,
    position: String,
    proof: String,
    valid_until: Option<i64>,
    created_at: i64,
    ended_at: Option<i64>,
    last_sign_in_at: Option<i64>,
}

impl Row {
    fn read(self, now: Timestamp) -> Result<Member, DbError> {
        let valid_until = self.valid_until.map(timestamp).transpose()?;
        let state = if self.ended_at.is_some() {
            MemberState::Removed
        } else if valid_until.is_some_and(|end| end <= now) {
            MemberState::Expired
        } else {
            MemberState::Active
        };
        Ok(Member {
            id: MembershipId(self.id),
            person: PersonId(self.person_id),
            name: full_name(&self.last_name, &self.first_name, &self.middle_name),
            email: self.email,
            phone: self.phone.unwrap_or_default(),
            role: role(&self.role)?,
            is_head: self.is_head,
            position: self.position,
            proof: Proof::read(&self.proof)?,
            valid_until,
            created_at: timestamp(self.created_at)?,
            ended_at: self.ended_at.map(timestamp).transpose()?,
            last_sign_in_at: self.last_sign_in_at.map(timestamp).transpose()?,
            state,
        })
    }
}
