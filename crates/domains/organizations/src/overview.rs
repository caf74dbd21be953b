//! «Мои организации»: where a person works and what they have asked to link (R14).

use access::{Actor, OrganizationId, OrganizationKind, PersonId, Role};
use audit::Entry;
use db::{Db, DbError, FromQueryResult, Rows, Unit, micros, timestamp, values};
use jiff::Timestamp;
use uuid::Uuid;

use crate::links::LinkState;
use crate::organization::{OrganizationState, state};
use crate::standing::{kind, role};

/// An organization that a person has access to, for «Мои организации» and the switcher.
#[derive(Clone, Debug)]
pub struct MyOrganization {
    /// Its id.
    pub id: OrganizationId,
    /// The name to show.
    pub name_short: String,
    /// 10 or 12 digits.
    pub inn: String,
    /// What it is.
    pub kind: OrganizationKind,
    /// Active, suspended, closed.
    pub state: OrganizationState,
    /// The person's role there.
    pub role: Role,
    /// The head by the register.
    pub is_head: bool,
    /// End of the person's access.
    pub valid_until: Option<Timestamp>,
}

/// A request of a person that is not decided yet.
#[derive(Clone, Debug)]
pub struct MyRequest {
    /// Its id.
    pub id: Uuid,
    /// Its number; empty while it is a draft.
    pub number: String,
    /// The organization's name, or its ОГРН.
    pub name: String,
    /// 10 or 12 digits.
    pub inn: String,
    /// Draft, submitted («на проверке») or returned.
    pub state: LinkState,
    /// When the operator must have answered.
    pub due_at: Option<Timestamp>,
    /// «Проверка отложена»: checks that could not be made yet.
    pub waiting_checks: u64,
}

#[derive(FromQueryResult)]
struct Membership {
    id: Uuid,
    name_short: String,
    inn: String,
    kind: String,
    state: String,
    role: String,
    is_head: bool,
    valid_until: Option<i64>,
}

#[derive(FromQueryResult)]
struct Request {
    id: Uuid,
    number: String,
    name: String,
    inn: String,
    ogrn: String,
    state: String,
    due_at: Option<i64>,
    waiting: i64,
}

/// Organizations that the person has access to now, by name.
pub async fn memberships_of(
    rows: &impl Rows,
    person: PersonId,
    now: Timestamp,
) -> Result<Vec<MyOrganization>, DbError> {
    let found: Vec<Membership> = rows
        .all(
            "SELECT o.id, o.name_short, o.inn, o.kind, o.state, m.role, m.is_head, m.valid_until \
             FROM memberships m JOIN organizations o ON o.id = m.organization_id \
             WHERE m.person_id = $1 AND m.ended_at IS NULL \
             AND (m.valid_until IS NULL OR m.valid_until > $2) ORDER BY o.name_lower, o.id LIMIT 500",
            values![person.0, micros(now)],
        )
        .await?;
    found
        .into_iter()
        .map(|row| {
            Ok(MyOrganization {
                id: OrganizationId(row.id),
                name_short: row.name_short,
                inn: row.inn,
                kind: kind(&row.kind)?,
                state: state(&row.state)?,
                role: role(&row.role)?,
                is_head: row.is_head,
                valid_until: row.valid_until.map(timestamp).transpose()?,
            })
        })
        .collect()
}

/// Writes into the journal of each organization where the person works that they signed in (R138).
pub async fn record_sign_in(
    db: &Db,
    person: PersonId,
    origin: &accounts::Origin,
) -> Result<(), DbError> {
    let mine = memberships_of(db, person, db.clock().now()).await?;
    if mine.is_empty() {
        return Ok(());
    }
    let Some(who) = accounts::person(db, person).await? else {
        return Ok(());
    };
    let origin = origin.clone();
    db.write(async move |unit: Unit| {
        for one in mine {
            let entry = Entry::by_person(person, &who.full_name(), "account.sign-in")
                .of(one.id)
                .in_role(one.role)
                .from_address(origin.ip, &origin.request_id);
            audit::record(&unit, entry).await?;
        }
        Ok(())
    })
    .await
}

/// The actor's requests that are not decided, newest first.
pub async fn open_requests_of(rows: &impl Rows, actor: &Actor) -> Result<Vec<MyRequest>, DbError> {
    let found: Vec<Request> = rows
        .all(
            "SELECT id, number, name, inn, ogrn, state, due_at, (SELECT count(*) FROM link_checks c \
             WHERE c.request_id = link_requests.id AND c.round = link_requests.round \
             AND c.outcome = 'waiting') AS waiting FROM link_requests \
             WHERE person_id = $1 AND state IN ('draft', 'submitted', 'returned') \
             ORDER BY created_at DESC, id LIMIT 100",
            values![actor.person.0],
        )
        .await?;
    found
        .into_iter()
        .map(|row| {
            let state = LinkState::read(&row.state)?;
            Ok(MyRequest {
                id: row.id,
                number: if state == LinkState::Draft {
                    String::new()
                } else {
                    row.number
                },
                name: if row.name.is_empty() {
                    row.ogrn
                } else {
                    row.name
                },
                inn: row.inn,
                state,
                due_at: row.due_at.map(timestamp).transpose()?,
                waiting_checks: u64::try_from(row.waiting).unwrap_or(0),
            })
        })
        .collect()
}
