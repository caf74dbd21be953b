//! A write unit: the only handle through which data changes.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use sea_orm::Value;
use tokio::sync::{MappedMutexGuard, MutexGuard};
use uuid::Uuid;

use crate::clock::new_id_at;
use crate::later::Later;
use crate::pool::Lease;
use crate::{Announcement, DbError, Dialect, Rows};

/// One all-or-nothing set of changes. Everything written through it, the audit entry and outbox
/// rows included, is committed together or not at all.
pub struct Unit(Arc<Running>);

/// What a unit shares with whoever runs its closure.
pub(crate) struct Running {
    /// Taken away when the closure has ended: a unit that was kept beyond it can do nothing.
    lease: tokio::sync::Mutex<Option<Lease>>,
    gathered: Mutex<Gathered>,
    dialect: Dialect,
    now: Timestamp,
    known_sequences: KnownSequences,
}

/// Sequences that PostgreSQL has for certain: their making was committed.
pub(crate) type KnownSequences = Arc<Mutex<HashSet<String>>>;

/// What waits for the unit's end.
#[derive(Default)]
pub(crate) struct Gathered {
    pub(crate) later: Later,
    /// Whether rows that waited could not be added: the unit fails, whatever its closure says.
    pub(crate) has_lost_rows: bool,
    pub(crate) announcements: Vec<Announcement>,
    /// Sequences that are known after the commit.
    pub(crate) sequences: Vec<String>,
}

impl Running {
    /// A unit over a connection with an open transaction.
    pub(crate) fn new(lease: Lease, now: Timestamp, known_sequences: KnownSequences) -> Arc<Self> {
        Arc::new(Self {
            dialect: lease.dialect(),
            lease: tokio::sync::Mutex::new(Some(lease)),
            gathered: Mutex::default(),
            now,
            known_sequences,
        })
    }

    /// The end: the connection and what was gathered.
    pub(crate) async fn end(&self) -> Result<(Lease, Gathered), DbError> {
        let lease = self.lease.lock().await.take().ok_or(DbError::Closed)?;
        Ok((lease, self.gathered(std::mem::take)))
    }

    fn gathered<T>(&self, change: impl FnOnce(&mut Gathered) -> T) -> T {
        change(&mut self.gathered.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Unit {
    pub(crate) fn new(running: Arc<Running>) -> Self {
        Self(running)
    }

    /// The connection, after what waited was sent.
    pub(crate) async fn connection(&self) -> Result<MappedMutexGuard<'_, Lease>, DbError> {
        let lease = self.0.lease.lock().await;
        let mut lease =
            MutexGuard::try_map(lease, Option::as_mut).map_err(|_ended| DbError::Closed)?;
        let later = self
            .0
            .gathered(|gathered| std::mem::take(&mut gathered.later));
        if !later.is_empty() {
            let sent = later.send(&mut lease, &[]).await;
            self.0
                .gathered(|gathered| gathered.has_lost_rows |= sent.is_err());
            sent?;
        }
        Ok(lease)
    }

    /// The moment of this unit: the same for everything that is written in it.
    pub fn now(&self) -> Timestamp {
        self.0.now
    }

    /// A new UUIDv7.
    pub fn new_id(&self) -> Uuid {
        new_id_at(self.0.now)
    }

    /// Runs a changing statement; returns the number of rows that it touched.
    pub async fn execute(&self, sql: &str, values: Vec<Value>) -> Result<u64, DbError> {
        self.connection().await?.execute(sql, values).await
    }

    /// Adds a row that nothing else in this unit depends on, together with others: it waits for
    /// the unit's next statement or its end, and they go in one round trip. A row that cannot be
    /// added fails the whole unit, so this is not for one whose failure is an answer.
    pub async fn insert_later(&self, sql: &'static str, values: Vec<Value>) -> Result<(), DbError> {
        if self.0.gathered(|gathered| gathered.later.has(sql)) {
            drop(self.connection().await?);
        }
        self.0.gathered(|gathered| gathered.later.add(sql, values));
        Ok(())
    }

    /// Tells listeners of this process (and, on PostgreSQL, of the others) that something changed,
    /// after the commit and only if it succeeds. Lossy: a hint to look, never the data itself.
    pub fn announce(&self, announcement: Announcement) {
        self.0.gathered(|gathered| {
            if !gathered.announcements.contains(&announcement) {
                gathered.announcements.push(announcement);
            }
        });
    }

    /// The next value of a named sequence, from 1: unique, growing, not promised to be without
    /// gaps. Names are lower-case ASCII letters, digits and dashes.
    ///
    /// On PostgreSQL it is a sequence of its own: a counter's row would stay locked until the
    /// commit, and submissions would wait for each other's fsync.
    pub async fn next_number(&self, name: &str) -> Result<i64, DbError> {
        match self.0.dialect {
            Dialect::Sqlite => {
                self.number(
                    "INSERT INTO sequences (name, value) VALUES ($1, 1) \
                     ON CONFLICT (name) DO UPDATE SET value = sequences.value + 1 RETURNING value AS n",
                    vec![name.into()],
                )
                .await
            }
            Dialect::Postgres => {
                let sequence = sequence_name(name)?;
                if !self.knows_sequence(&sequence) {
                    if !self.has_sequence(&sequence).await? {
                        // Two units may want to make it at once; the lock ends with the unit.
                        self.execute("SELECT pg_advisory_xact_lock(7205759403)", vec![]).await?;
                        self.execute(&format!("CREATE SEQUENCE IF NOT EXISTS {sequence}"), vec![]).await?;
                    }
                    self.0.gathered(|gathered| gathered.sequences.push(sequence.clone()));
                }
                self.number("SELECT nextval($1::text::regclass) AS n", vec![sequence.into()]).await
            }
        }
    }

    fn knows_sequence(&self, sequence: &str) -> bool {
        let known = self
            .0
            .known_sequences
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        known.contains(sequence)
    }

    async fn has_sequence(&self, sequence: &str) -> Result<bool, DbError> {
        let found = "SELECT count(*) AS n FROM pg_class WHERE oid = to_regclass($1)";
        Ok(self.number(found, vec![sequence.into()]).await? > 0)
    }

    /// What to append to a `SELECT … LIMIT n` that claims rows, so that concurrent claimers on
    /// PostgreSQL pass each other; empty on SQLite, where there is one writer.
    pub fn skip_locked(&self) -> &'static str {
        match self.0.dialect {
            Dialect::Sqlite => "",
            Dialect::Postgres => "FOR UPDATE SKIP LOCKED",
        }
    }

    /// What to append to a `SELECT` that reads a row in order to change it.
    pub fn for_update(&self) -> &'static str {
        match self.0.dialect {
            Dialect::Sqlite => "",
            Dialect::Postgres => "FOR UPDATE",
        }
    }

    /// The same where rows of other tables are joined that are only read: `table` is the name or
    /// alias of the one that is changed.
    pub fn for_update_of(&self, table: &'static str) -> String {
        match self.0.dialect {
            Dialect::Sqlite => String::new(),
            Dialect::Postgres => format!("FOR UPDATE OF {table}"),
        }
    }
}

/// `application-2026` becomes `number_application_2026`; anything that is not such a name is
/// refused, because it becomes part of a statement.
fn sequence_name(name: &str) -> Result<String, DbError> {
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if name.is_empty() || name.len() > 40 || !name.bytes().all(is_plain) {
        return Err(DbError::Broken {
            column: "sequences.name",
            reason: format!("{name:?}"),
        });
    }
    Ok(format!("number_{}", name.replace('-', "_")))
}
