//! Three rows in one transaction that is on disk before the answer: an application, its journal
//! entry and its job in the outbox, with the columns and indexes that Kabinet's tables have.

use std::str::FromStr;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::json;
use sqlx::postgres::PgPoolOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{Connection, PgPool, SqliteConnection};
use tokio::sync::{mpsc, oneshot};
use uuid::Uuid;

use crate::Outcome;

/// As many connections as Kabinet has by default.
const CONNECTIONS: u32 = 8;
/// Submissions that share a commit on SQLite, at most.
const BATCH: usize = 64;

const SCHEMA: &str = "
CREATE TABLE applications (
  id UUID PRIMARY KEY, number TEXT UNIQUE, organization_id UUID NOT NULL, authority_id UUID NOT NULL,
  service_code TEXT NOT NULL, service_version TEXT NOT NULL, service_title TEXT NOT NULL,
  search_lower TEXT NOT NULL, state TEXT NOT NULL, answers TEXT NOT NULL, created_by UUID NOT NULL,
  created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL, submitted_at BIGINT, due_at BIGINT
);
CREATE INDEX applications_by_organization ON applications(organization_id, updated_at);
CREATE INDEX applications_by_authority ON applications(authority_id, state, due_at);
CREATE TABLE audit_log (
  seq SEQ_TYPE PRIMARY KEY, id UUID NOT NULL UNIQUE, at BIGINT NOT NULL, organization_id UUID,
  person_id UUID, person_name TEXT NOT NULL, role TEXT NOT NULL, action TEXT NOT NULL,
  object_kind TEXT NOT NULL, object_id UUID, object_label TEXT NOT NULL, result TEXT NOT NULL,
  details TEXT NOT NULL, ip TEXT NOT NULL, request_id TEXT NOT NULL
);
CREATE INDEX audit_by_organization ON audit_log(organization_id, seq);
CREATE INDEX audit_by_object ON audit_log(object_id);
CREATE TABLE jobs (
  id UUID PRIMARY KEY, kind TEXT NOT NULL, payload TEXT NOT NULL, state TEXT NOT NULL,
  run_at BIGINT NOT NULL, created_at BIGINT NOT NULL
);
CREATE INDEX jobs_ready ON jobs(run_at) WHERE state = 'ready';
";

const APPLICATION: &str = "INSERT INTO applications (id, number, organization_id, authority_id, \
    service_code, service_version, service_title, search_lower, state, answers, created_by, created_at, \
    updated_at, submitted_at, due_at) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'submitted', $9, $10, $11, $11, $11, $12)";
const ENTRY: &str = "INSERT INTO audit_log (id, at, organization_id, person_id, person_name, role, \
    action, object_kind, object_id, object_label, result, details, ip, request_id) \
    VALUES ($1, $2, $3, $4, $5, 'specialist', 'application.submit', 'application', $6, $7, 'done', $8, \
    '127.0.0.1', $9)";
const JOB: &str = "INSERT INTO jobs (id, kind, payload, state, run_at, created_at) \
    VALUES ($1, 'application-changed', $2, 'ready', $3, $3)";

const TITLE: &str = "Выписка из реестра лицензий";
const FIVE_DAYS_US: i64 = 5 * 24 * 3600 * 1_000_000;

/// The three statements, for either database: their types differ, their text does not.
macro_rules! insert {
    ($connection:expr, $submission:expr) => {{
        let (submission, now) = ($submission, now_us());
        sqlx::query(APPLICATION)
            .bind(submission.id)
            .bind(&submission.number)
            .bind(submission.organization)
            .bind(submission.organization)
            .bind("license-extract")
            .bind("1")
            .bind(TITLE)
            .bind(format!("{TITLE} {}", submission.number).to_lowercase())
            .bind(&submission.answers)
            .bind(submission.person)
            .bind(now)
            .bind(now + FIVE_DAYS_US)
            .execute($connection)
            .await?;
        sqlx::query(ENTRY)
            .bind(new_id())
            .bind(now)
            .bind(submission.organization)
            .bind(submission.person)
            .bind("Гусева Мария Олеговна")
            .bind(submission.id)
            .bind(&submission.number)
            .bind(json!({ "service": TITLE }).to_string())
            .bind(submission.id.simple().to_string())
            .execute($connection)
            .await?;
        sqlx::query(JOB)
            .bind(new_id())
            .bind(json!({ "application": submission.id.to_string(), "event": submission.id.to_string(), "change": "submit" }).to_string())
            .bind(now)
            .execute($connection)
            .await?;
    }};
}

/// What is stored of one request.
pub(crate) struct Submission {
    pub(crate) id: Uuid,
    pub(crate) number: String,
    pub(crate) person: Uuid,
    pub(crate) organization: Uuid,
    /// JSON of the form.
    pub(crate) answers: String,
}

/// A submission whose caller waits for the commit.
type Waiting = (Submission, oneshot::Sender<Result<(), String>>);

pub(crate) enum Store {
    /// SQLite has one writer; whoever waits while it commits shares the next commit.
    Sqlite(mpsc::Sender<Waiting>),
    Postgres(PgPool),
}

impl Store {
    /// Opens an empty database and makes the three tables.
    pub(crate) async fn open(url: &str) -> Outcome<Self> {
        if url.starts_with("sqlite:") {
            let options = SqliteConnectOptions::from_str(url)?
                .create_if_missing(true)
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Full)
                .pragma("cache_size", "-8000");
            let mut connection = SqliteConnection::connect_with(&options).await?;
            let schema = SCHEMA.replace("SEQ_TYPE", "INTEGER");
            sqlx::raw_sql(sqlx::AssertSqlSafe(schema))
                .execute(&mut connection)
                .await?;
            let (queue, waiting) = mpsc::channel(1024);
            tokio::spawn(write_batches(connection, waiting));
            return Ok(Self::Sqlite(queue));
        }
        let pool = PgPoolOptions::new()
            .max_connections(CONNECTIONS)
            .acquire_timeout(Duration::from_secs(10))
            .test_before_acquire(false)
            .connect(url)
            .await?;
        let schema = SCHEMA.replace("SEQ_TYPE", "BIGINT GENERATED ALWAYS AS IDENTITY");
        sqlx::raw_sql(sqlx::AssertSqlSafe(schema))
            .execute(&pool)
            .await?;
        Ok(Self::Postgres(pool))
    }

    /// Stores one; `Ok` means that it is on disk.
    pub(crate) async fn submit(&self, submission: Submission) -> Outcome {
        match self {
            Self::Sqlite(queue) => {
                let (reply, answer) = oneshot::channel();
                queue
                    .send((submission, reply))
                    .await
                    .map_err(|_| "the writer has ended")?;
                Ok(answer.await??)
            }
            Self::Postgres(pool) => {
                let mut transaction = pool.begin().await?;
                insert!(&mut *transaction, &submission);
                Ok(transaction.commit().await?)
            }
        }
    }
}

async fn write_batches(mut connection: SqliteConnection, mut waiting: mpsc::Receiver<Waiting>) {
    let mut batch = Vec::with_capacity(BATCH);
    while waiting.recv_many(&mut batch, BATCH).await > 0 {
        let written = write_batch(&mut connection, &batch)
            .await
            .map_err(|error| error.to_string());
        for (_, reply) in batch.drain(..) {
            let _ = reply.send(written.clone());
        }
    }
}

async fn write_batch(
    connection: &mut SqliteConnection,
    batch: &[Waiting],
) -> Result<(), sqlx::Error> {
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
    for (submission, _) in batch {
        insert!(&mut *transaction, submission);
    }
    transaction.commit().await
}

/// The peer takes time and chance where it needs them.
#[expect(clippy::disallowed_methods, reason = "the peer is an edge of its own")]
pub(crate) fn new_id() -> Uuid {
    Uuid::now_v7()
}

#[expect(clippy::disallowed_methods, reason = "the peer is an edge of its own")]
fn now_us() -> i64 {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(since.as_micros()).unwrap_or(i64::MAX)
}
