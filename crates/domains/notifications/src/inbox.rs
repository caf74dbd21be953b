//! Notices in the cabinet: the bell and its page.

use std::collections::BTreeMap;

use access::{Actor, OrganizationId};
use db::{Db, DbError, Rows, Unit, micros, timestamp, values};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use sea_orm::FromQueryResult;
use texts::Texts;
use uuid::Uuid;

use crate::Arg;
use crate::model::{text, written};

const PAGE_SIZE: i64 = 30;

/// A notice as its reader sees it.
#[derive(Clone, Debug)]
pub struct InboxNotice {
    /// Its id.
    pub id: Uuid,
    /// Stable kind, for the icon.
    pub kind: String,
    /// The line to read, in the reader's language.
    pub text: String,
    /// Path in the cabinet, or empty.
    pub link: String,
    /// About which organization.
    pub organization: Option<OrganizationId>,
    /// When it was sent.
    pub at: Timestamp,
    /// Whether it was read.
    pub is_read: bool,
}

#[derive(FromQueryResult)]
struct StoredNotice {
    id: Uuid,
    kind: String,
    args: String,
    link: String,
    organization_id: Option<Uuid>,
    created_at: i64,
    read_at: Option<i64>,
}

/// How many notices the person has not read.
pub async fn unread_count(db: &Db, actor: &Actor) -> Result<i64, DbError> {
    db.number(
        "SELECT count(*) AS n FROM notifications WHERE person_id = $1 AND read_at IS NULL",
        values![actor.person.0],
    )
    .await
}

/// A page of the person's notices, newest first (`number` from 1), and how many there are in all.
pub async fn page(
    db: &Db,
    actor: &Actor,
    number: u64,
    texts: Texts,
    zone: &TimeZone,
) -> Result<(Vec<InboxNotice>, u64), DbError> {
    let person = actor.person.0;
    let total = db
        .number(
            "SELECT count(*) AS n FROM notifications WHERE person_id = $1",
            values![person],
        )
        .await?;
    let offset = i64::try_from(number.saturating_sub(1))
        .unwrap_or(0)
        .saturating_mul(PAGE_SIZE);
    let rows: Vec<StoredNotice> = db
        .all(
            "SELECT id, kind, args, link, organization_id, created_at, read_at FROM notifications \
             WHERE person_id = $1 ORDER BY created_at DESC, id DESC LIMIT $2 OFFSET $3",
            values![person, PAGE_SIZE, offset],
        )
        .await?;
    let notices = rows
        .into_iter()
        .map(|row| {
            let args: BTreeMap<String, Arg> = serde_json::from_str(&row.args).unwrap_or_default();
            let key = format!("notice-{}", row.kind);
            Ok(InboxNotice {
                id: row.id,
                text: text(texts, &key, &written(&args, texts, zone)),
                kind: row.kind,
                link: row.link,
                organization: row.organization_id.map(OrganizationId),
                at: timestamp(row.created_at)?,
                is_read: row.read_at.is_some(),
            })
        })
        .collect::<Result<_, DbError>>()?;
    Ok((notices, u64::try_from(total).unwrap_or(0)))
}

/// Marks one of the person's notices as read; another's is left alone.
pub async fn mark_read(db: &Db, actor: &Actor, id: Uuid) -> Result<(), DbError> {
    let person = actor.person.0;
    db.write(async move |unit: Unit| {
        unit.execute(
            "UPDATE notifications SET read_at = $3 WHERE id = $1 AND person_id = $2 \
             AND read_at IS NULL",
            values![id, person, micros(unit.now())],
        )
        .await?;
        Ok(())
    })
    .await
}

/// Marks all of the person's notices as read.
pub async fn mark_all_read(db: &Db, actor: &Actor) -> Result<(), DbError> {
    let person = actor.person.0;
    db.write(async move |unit: Unit| {
        unit.execute(
            "UPDATE notifications SET read_at = $2 WHERE person_id = $1 AND read_at IS NULL",
            values![person, micros(unit.now())],
        )
        .await?;
        Ok(())
    })
    .await
}
