//! Signed-in browsers: an opaque token in the cookie, its SHA-256 in the table.

use access::{Actor, PersonId, SessionId};
use audit::Entry;
use db::{Announcement, Db, DbError, Rows, Unit, micros, timestamp, values};
use jiff::{SignedDuration, Timestamp};
use sea_orm::{FromQueryResult, QueryResult};
use uuid::Uuid;

use crate::model::{PERSON_COLUMNS, StoredPerson};
use crate::secret::sha256;
use crate::{AccountError, Origin, Person};

/// A session ends after this at the latest, however busy; its cookie ends with the browser.
pub const SESSION_LIFETIME: SignedDuration = SignedDuration::from_hours(12);
/// A session that is not used ends after this.
const IDLE: SignedDuration = SignedDuration::from_hours(2);
/// How long a one-time code is waited for.
const PENDING: SignedDuration = SignedDuration::from_mins(10);
/// "Last seen" is written at most this often: reading a page does not write.
const TOUCH: SignedDuration = SignedDuration::from_mins(1);
/// Longest cookie value that is looked up; ours have 43 letters.
const MAX_TOKEN: usize = 100;
/// Longest name of a browser that is kept, in characters.
const MAX_USER_AGENT: usize = 300;

/// A session that was just made or renewed. The token goes into the cookie and nowhere else.
#[derive(Clone)]
pub struct NewSession {
    /// The value of the cookie.
    pub token: String,
    /// Who.
    pub person: PersonId,
    /// Whether a one-time code must be given before anything else is shown.
    pub second_factor_pending: bool,
}

impl std::fmt::Debug for NewSession {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "NewSession({}, …)", self.person)
    }
}

/// Who sent a request.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// Who.
    pub person: Person,
    /// In which browser.
    pub session: SessionId,
    /// Whether a one-time code must be given before anything else is shown.
    pub second_factor_pending: bool,
    /// Whether they signed in by a certificate: its key and the key's password are two factors.
    pub by_certificate: bool,
}

impl SignedIn {
    /// The actor of this request.
    pub fn actor(&self, origin: &Origin) -> Actor {
        Actor {
            person: self.person.id,
            name: self.person.full_name(),
            session: self.session,
            is_operator: self.person.is_operator,
            ip: origin.ip,
            request_id: origin.request_id.clone(),
        }
    }
}

struct StoredSession {
    session_id: Uuid,
    second_factor_pending: bool,
    by_certificate: bool,
    last_seen_at: i64,
    person: StoredPerson,
}

impl TryFrom<StoredSession> for SignedIn {
    type Error = DbError;

    fn try_from(found: StoredSession) -> Result<Self, DbError> {
        Ok(Self {
            person: found.person.try_into()?,
            session: SessionId(found.session_id),
            second_factor_pending: found.second_factor_pending,
            by_certificate: found.by_certificate,
        })
    }
}

impl FromQueryResult for StoredSession {
    fn from_query_result(row: &QueryResult, prefix: &str) -> Result<Self, sea_orm::DbErr> {
        Ok(Self {
            session_id: row.try_get(prefix, "session_id")?,
            second_factor_pending: row.try_get(prefix, "second_factor_pending")?,
            by_certificate: row.try_get(prefix, "by_certificate")?,
            last_seen_at: row.try_get(prefix, "last_seen_at")?,
            person: StoredPerson::from_query_result(row, prefix)?,
        })
    }
}

/// Whose session a cookie is, for a request that a person made: one query, and at most once a
/// minute a small write. `None` for a session that is unknown, ended, not used for two hours or
/// older than twelve.
pub async fn authenticate(
    db: &Db,
    token: &str,
    now: Timestamp,
) -> Result<Option<SignedIn>, DbError> {
    let Some(found) = find(db, token, now).await? else {
        return Ok(None);
    };
    if found.last_seen_at <= micros(now - TOUCH) {
        let session = found.session_id;
        db.write(async move |unit: Unit| {
            unit.execute(
                "UPDATE sessions SET last_seen_at = $2 WHERE id = $1 AND last_seen_at < $2",
                values![session, micros(now)],
            )
            .await
        })
        .await?;
    }
    found.try_into().map(Some)
}

/// The same for a request that a page made by itself: the session is not used by it, so that a
/// page left open does not keep it alive.
pub async fn recognize(db: &Db, token: &str, now: Timestamp) -> Result<Option<SignedIn>, DbError> {
    let found = find(db, token, now).await?;
    found.map(TryInto::try_into).transpose()
}

/// Whether a session that somebody was let in by goes on.
pub async fn goes_on(db: &Db, session: SessionId, now: Timestamp) -> Result<bool, DbError> {
    let found = db
        .number(
            "SELECT count(*) AS n FROM sessions WHERE id = $1 AND expires_at > $2 AND last_seen_at > $3",
            values![session.0, micros(now), micros(now - IDLE)],
        )
        .await?;
    Ok(found == 1)
}

async fn find(db: &Db, token: &str, now: Timestamp) -> Result<Option<StoredSession>, DbError> {
    if token.is_empty() || token.len() > MAX_TOKEN {
        return Ok(None);
    }
    let sql = format!(
        "SELECT s.id AS session_id, s.second_factor_pending, s.by_certificate, s.last_seen_at, {PERSON_COLUMNS} \
         FROM sessions s JOIN people p ON p.id = s.person_id \
         WHERE s.token_hash = $1 AND s.expires_at > $2 AND s.last_seen_at > $3"
    );
    db.one(
        &sql,
        values![sha256(token), micros(now), micros(now - IDLE)],
    )
    .await
}

/// What somebody proved before their session began.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Proof {
    /// All that is asked of them.
    Whole,
    /// A one-time code is to follow.
    CodeToFollow,
    /// The key of a certificate.
    Certificate,
}

/// Writes a new session down.
pub(crate) async fn begin(
    unit: &Unit,
    person: PersonId,
    token: &str,
    proof: Proof,
    origin: &Origin,
) -> Result<(), DbError> {
    let now = unit.now();
    let second_factor_pending = proof == Proof::CodeToFollow;
    let lifetime = if second_factor_pending {
        PENDING
    } else {
        SESSION_LIFETIME
    };
    let user_agent: String = origin
        .user_agent
        .chars()
        .filter(|c| !c.is_control())
        .take(MAX_USER_AGENT)
        .collect();
    unit.execute(
        "INSERT INTO sessions (id, token_hash, person_id, second_factor_pending, created_at, \
         last_seen_at, expires_at, ip, user_agent, by_certificate) \
         VALUES ($1, $2, $3, $4, $5, $5, $6, $7, $8, $9)",
        values![
            unit.new_id(),
            sha256(token),
            person.0,
            second_factor_pending,
            micros(now),
            micros(now + lifetime),
            origin.ip_text(),
            user_agent,
            proof == Proof::Certificate,
        ],
    )
    .await?;
    Ok(())
}

/// Signs in somebody who has just proved their address and set a password, so that they need not
/// type it again.
pub(crate) async fn begin_first(
    unit: &Unit,
    person: &Person,
    token: String,
    origin: &Origin,
) -> Result<NewSession, AccountError> {
    begin(unit, person.id, &token, Proof::Whole, origin).await?;
    let entry = Entry::by_person(person.id, &person.full_name(), "account.sign-in");
    audit::record(unit, entry.from_address(origin.ip, &origin.request_id)).await?;
    Ok(NewSession {
        token,
        person: person.id,
        second_factor_pending: false,
    })
}

/// Turns a waiting session into a full one under a new token, so that a value that somebody saw
/// before the second factor is worth nothing after it. `false` when the session has ended.
pub(crate) async fn complete(
    unit: &Unit,
    session: SessionId,
    token: &str,
) -> Result<bool, DbError> {
    let now = unit.now();
    let done = unit
        .execute(
            "UPDATE sessions SET token_hash = $2, second_factor_pending = $3, last_seen_at = $4, \
             expires_at = $5 WHERE id = $1 AND second_factor_pending AND expires_at > $4",
            values![
                session.0,
                sha256(token),
                false,
                micros(now),
                micros(now + SESSION_LIFETIME)
            ],
        )
        .await?;
    Ok(done == 1)
}

/// A session as its owner sees it in the list.
#[derive(Clone, Debug)]
pub struct ActiveSession {
    /// Its id.
    pub id: SessionId,
    /// When the person signed in.
    pub created_at: Timestamp,
    /// When it was last used, to the minute.
    pub last_seen_at: Timestamp,
    /// Where from.
    pub ip: String,
    /// What the browser called itself.
    pub user_agent: String,
}

#[derive(FromQueryResult)]
struct ListedSession {
    id: Uuid,
    created_at: i64,
    last_seen_at: i64,
    ip: String,
    user_agent: String,
}

/// The person's sessions that are alive, the one used last first; at most fifty.
pub async fn sessions(db: &Db, actor: &Actor) -> Result<Vec<ActiveSession>, DbError> {
    let now = db.clock().now();
    let rows: Vec<ListedSession> = db
        .all(
            "SELECT id, created_at, last_seen_at, ip, user_agent FROM sessions WHERE person_id = $1 \
             AND NOT second_factor_pending AND expires_at > $2 AND last_seen_at > $3 \
             ORDER BY last_seen_at DESC, id DESC LIMIT 50",
            values![actor.person.0, micros(now), micros(now - IDLE)],
        )
        .await?;
    rows.into_iter()
        .map(|row| {
            Ok(ActiveSession {
                id: SessionId(row.id),
                created_at: timestamp(row.created_at)?,
                last_seen_at: timestamp(row.last_seen_at)?,
                ip: row.ip,
                user_agent: row.user_agent,
            })
        })
        .collect()
}

/// Ends the session that asks.
pub async fn sign_out(db: &Db, actor: &Actor) -> Result<(), AccountError> {
    let actor = actor.clone();
    db.write(async move |unit: Unit| {
        let ended = end(&unit, actor.person, actor.session).await?;
        if ended {
            audit::record(&unit, Entry::by_actor(&actor, "account.sign-out")).await?;
        }
        Ok(())
    })
    .await
}

/// Ends one of the person's own sessions; another person's is left alone.
pub async fn end_session(db: &Db, actor: &Actor, session: SessionId) -> Result<(), AccountError> {
    let actor = actor.clone();
    db.write(async move |unit: Unit| {
        if end(&unit, actor.person, session).await? {
            audit::record(&unit, Entry::by_actor(&actor, "account.end-session")).await?;
        }
        Ok(())
    })
    .await
}

/// Ends all the person's sessions but the one that asks; returns how many.
pub async fn end_other_sessions(db: &Db, actor: &Actor) -> Result<u64, AccountError> {
    let actor = actor.clone();
    db.write(async move |unit: Unit| {
        let ended = end_others(&unit, &actor).await?;
        audit::record(&unit, Entry::by_actor(&actor, "account.end-other-sessions")).await?;
        Ok(ended)
    })
    .await
}

pub(crate) async fn end_others(unit: &Unit, actor: &Actor) -> Result<u64, DbError> {
    let ended = unit
        .execute(
            "DELETE FROM sessions WHERE person_id = $1 AND id <> $2",
            values![actor.person.0, actor.session.0],
        )
        .await?;
    // Pages that are open in them stop to be live.
    unit.announce(Announcement::Changed(actor.person.0));
    Ok(ended)
}

/// Ends all sessions of a person; returns how many. Whatever they were doing, they sign in anew.
pub async fn end_all_sessions(unit: &Unit, person: PersonId) -> Result<u64, DbError> {
    // Open pages of theirs look, and find that they may not.
    unit.announce(Announcement::Changed(person.0));
    unit.execute(
        "DELETE FROM sessions WHERE person_id = $1",
        values![person.0],
    )
    .await
}

/// Ends sessions that still wait for a one-time code.
pub(crate) async fn end_pending(unit: &Unit, person: PersonId) -> Result<(), DbError> {
    unit.execute(
        "DELETE FROM sessions WHERE person_id = $1 AND second_factor_pending",
        values![person.0],
    )
    .await?;
    Ok(())
}

async fn end(unit: &Unit, person: PersonId, session: SessionId) -> Result<bool, DbError> {
    let ended = unit
        .execute(
            "DELETE FROM sessions WHERE id = $1 AND person_id = $2",
            values![session.0, person.0],
        )
        .await?;
    unit.announce(Announcement::Changed(person.0));
    Ok(ended == 1)
}

/// Deletes sessions that have ended.
pub(crate) async fn sweep(unit: &Unit) -> Result<u64, DbError> {
    let now = unit.now();
    unit.execute(
        "DELETE FROM sessions WHERE expires_at <= $1 OR last_seen_at <= $2",
        values![micros(now), micros(now - IDLE)],
    )
    .await
}
