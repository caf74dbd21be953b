//! Rows of the outbox.

use db::{Announcement, Db, DbError, FromQueryResult, Rows, Unit, micros, timestamp, values};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use uuid::Uuid;

/// How long finished jobs are kept for looking at.
const KEEP_DONE: SignedDuration = SignedDuration::from_hours(24 * 7);

/// Puts a job into the unit's outbox, to be run as soon as the unit is committed.
pub async fn enqueue<P: Serialize + Sync>(
    unit: &Unit,
    kind: &'static str,
    payload: &P,
) -> Result<Uuid, DbError> {
    enqueue_at(unit, kind, payload, unit.now()).await
}

/// Puts a job into the unit's outbox, to be run not before `run_at`. Returns its id, which stays
/// the same however often the job is repeated.
pub async fn enqueue_at<P: Serialize + Sync>(
    unit: &Unit,
    kind: &'static str,
    payload: &P,
    run_at: Timestamp,
) -> Result<Uuid, DbError> {
    let id = unit.new_id();
    insert(unit, id, kind, payload, run_at).await?;
    Ok(id)
}

/// Like [`enqueue`] with an id of the caller's making: a second job of the same id is not added,
/// so a handler that fans out may be repeated.
pub async fn enqueue_once<P: Serialize + Sync>(
    unit: &Unit,
    id: Uuid,
    kind: &'static str,
    payload: &P,
) -> Result<(), DbError> {
    insert(unit, id, kind, payload, unit.now()).await
}

async fn insert<P: Serialize + Sync>(
    unit: &Unit,
    id: Uuid,
    kind: &'static str,
    payload: &P,
    run_at: Timestamp,
) -> Result<(), DbError> {
    let payload = serde_json::to_string(payload).map_err(|error| DbError::Broken {
        column: "jobs.payload",
        reason: error.to_string(),
    })?;
    unit.insert_later(
        "INSERT INTO jobs (id, kind, payload, state, run_at, created_at) \
         VALUES ($1, $2, $3, 'ready', $4, $5) ON CONFLICT (id) DO NOTHING",
        values![id, kind, payload, micros(run_at), micros(unit.now())],
    )
    .await?;
    unit.announce(Announcement::Jobs);
    Ok(())
}

/// How many jobs are in which state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Waiting or being done.
    pub ready: i64,
    /// Given up; someone must look.
    pub failed: i64,
}

/// Counts for metrics, health and the end of tests.
pub async fn counts(db: &Db) -> Result<Counts, DbError> {
    Ok(Counts {
        ready: db
            .number(
                "SELECT count(*) AS n FROM jobs WHERE state = 'ready'",
                vec![],
            )
            .await?,
        failed: db
            .number(
                "SELECT count(*) AS n FROM jobs WHERE state = 'failed'",
                vec![],
            )
            .await?,
    })
}

/// A job that was given up.
#[derive(Clone, Debug)]
pub struct FailedJob {
    /// Its id.
    pub id: Uuid,
    /// What it was to do.
    pub kind: String,
    /// What the last try said.
    pub last_error: String,
    /// When it was given up.
    pub at: Timestamp,
}

#[derive(FromQueryResult)]
struct StoredFailure {
    id: Uuid,
    kind: String,
    last_error: String,
    finished_at: i64,
}

/// The last hundred jobs that were given up.
pub async fn failed(db: &Db) -> Result<Vec<FailedJob>, DbError> {
    let rows: Vec<StoredFailure> = db
        .all(
            "SELECT id, kind, last_error, finished_at FROM jobs WHERE state = 'failed' \
             ORDER BY finished_at DESC LIMIT 100",
            vec![],
        )
        .await?;
    rows.into_iter()
        .map(|row| {
            Ok(FailedJob {
                id: row.id,
                kind: row.kind,
                last_error: row.last_error,
                at: timestamp(row.finished_at)?,
            })
        })
        .collect()
}

/// Puts failed jobs back; returns how many. For an operator who has mended the cause.
pub async fn retry_failed(db: &Db) -> Result<u64, DbError> {
    db.write(async |unit: Unit| {
        let again = unit
            .execute(
                "UPDATE jobs SET state = 'ready', attempts = 0, run_at = $1, locked_until = 0, \
                 finished_at = NULL WHERE state = 'failed'",
                values![micros(unit.now())],
            )
            .await?;
        unit.announce(Announcement::Jobs);
        Ok(again)
    })
    .await
}

/// Deletes jobs that were done more than a week ago.
pub async fn sweep_done(db: &Db) -> Result<u64, DbError> {
    db.write(async |unit: Unit| {
        let before = unit.now() - KEEP_DONE;
        unit.execute(
            "DELETE FROM jobs WHERE state = 'done' AND finished_at < $1",
            values![micros(before)],
        )
        .await
    })
    .await
}
