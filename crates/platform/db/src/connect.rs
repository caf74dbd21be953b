//! Opening the database and the two ways through it.

use std::future::Future;
use std::path::Path;
use std::str::FromStr;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use sea_orm::{DatabaseConnection, SqlxPostgresConnector, SqlxSqliteConnector};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use uuid::Uuid;

use crate::announce::Announcer;
use crate::connection::Opening;
use crate::pool::Pool;
use crate::sqlite_writer::{Outcome, SqliteWriter};
use crate::unit::{KnownSequences, Running};
use crate::{Announcements, Clock, DbError, Mark, Unit};

/// Which database stands behind; only this crate looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// The embedded default.
    Sqlite,
    /// PostgreSQL 15 or newer.
    Postgres,
}

/// How to reach the database.
#[derive(Clone, Debug)]
pub struct Settings {
    /// `sqlite:/path/to/file.db` or `postgres://user:password@host/database`.
    pub url: String,
    /// Connections that read (SQLite) or read and write (PostgreSQL).
    pub max_connections: u32,
    /// How long one write unit may take before it is rolled back.
    pub unit_timeout: Duration,
}

impl Settings {
    /// The defaults for a URL: 8 connections, 30 seconds for a unit.
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            max_connections: 8,
            unit_timeout: Duration::from_secs(30),
        }
    }

    /// An SQLite file.
    pub fn sqlite(file: &Path) -> Self {
        Self::new(format!("sqlite:{}", file.display()))
    }
}

/// Connections for what the driver does by itself: migrations and listening.
const SIDE_CONNECTIONS: u32 = 3;

/// The database. Cheap to clone.
#[derive(Clone)]
pub struct Db {
    reader: Arc<Pool>,
    writer: WriteSide,
    /// For the migrations.
    side: DatabaseConnection,
    announcer: Announcer,
    clock: Clock,
    unit_timeout: Duration,
}

#[derive(Clone)]
enum WriteSide {
    Sqlite {
        writer: SqliteWriter,
        pool: Arc<Pool>,
    },
    /// Written through the readers' connections.
    Postgres(KnownSequences),
}

impl Db {
    /// Connects; creates an SQLite file that is not there yet. Does not migrate.
    pub async fn connect(settings: &Settings, clock: Clock) -> Result<Self, DbError> {
        if settings.url.starts_with("sqlite:") {
            Self::connect_sqlite(settings, clock).await
        } else if settings.url.starts_with("postgres:") || settings.url.starts_with("postgresql:") {
            Self::connect_postgres(settings, clock).await
        } else {
            let scheme = settings.url.split(':').next().unwrap_or_default();
            Err(DbError::Url(scheme.to_owned()))
        }
    }

    async fn connect_sqlite(settings: &Settings, clock: Clock) -> Result<Self, DbError> {
        let options = SqliteConnectOptions::from_str(&settings.url)?
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // An answer means that it is on disk: NORMAL could lose the last commits on power loss.
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(10))
            .pragma("temp_store", "memory")
            .pragma("cache_size", "-8000");
        let pool = Pool::open(Opening::Sqlite(options.clone()), 1).await?;
        let reading = options.clone().pragma("query_only", "on");
        let reader = Pool::open(Opening::Sqlite(reading), settings.max_connections).await?;
        let side = SqlitePoolOptions::new()
            .max_connections(SIDE_CONNECTIONS)
            .connect_lazy_with(options);
        let announcer = Announcer::sqlite();
        let writer = SqliteWriter::start(
            pool.clone(),
            clock.clone(),
            announcer.clone(),
            settings.unit_timeout,
        );
        let db = Self {
            reader,
            writer: WriteSide::Sqlite { writer, pool },
            side: SqlxSqliteConnector::from_sqlx_sqlite_pool(side),
            announcer,
            clock,
            unit_timeout: settings.unit_timeout,
        };
        db.overlook_changes().await?;
        Ok(db)
    }

    async fn connect_postgres(settings: &Settings, clock: Clock) -> Result<Self, DbError> {
        let options = PgConnectOptions::from_str(&settings.url)?.application_name("kabinet");
        let reader =
            Pool::open(Opening::Postgres(options.clone()), settings.max_connections).await?;
        let side = PgPoolOptions::new()
            .max_connections(SIDE_CONNECTIONS)
            .acquire_timeout(Duration::from_secs(10))
            .connect_lazy_with(options);
        Ok(Self {
            reader,
            writer: WriteSide::Postgres(KnownSequences::default()),
            side: SqlxPostgresConnector::from_sqlx_postgres_pool(side.clone()),
            announcer: Announcer::postgres(side),
            clock,
            unit_timeout: settings.unit_timeout,
        })
    }

    /// Which database this is; for diagnostics and the migrations only.
    pub fn dialect(&self) -> Dialect {
        match self.writer {
            WriteSide::Sqlite { .. } => Dialect::Sqlite,
            WriteSide::Postgres(_) => Dialect::Postgres,
        }
    }

    /// The clock that write units are stamped by.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Announcements from now on.
    pub fn announcements(&self) -> Announcements {
        self.announcer.subscribe()
    }

    /// Where the announcements are now.
    pub fn mark(&self) -> Mark {
        self.announcer.mark()
    }

    /// Whether the object with this id may have changed after `since`. A change that cannot be ruled out, because
    /// the mark is another process's or too old, counts as one.
    pub fn has_changed_since(&self, id: Uuid, since: Mark) -> bool {
        self.announcer.has_changed(id, since)
    }

    pub(crate) fn reader(&self) -> &Arc<Pool> {
        &self.reader
    }

    pub(crate) fn side(&self) -> &DatabaseConnection {
        &self.side
    }

    /// On SQLite, what was changed until now is not announced as another process' change: before
    /// the opening nobody listened, and migrations come through the side connections.
    pub(crate) async fn overlook_changes(&self) -> Result<(), DbError> {
        if let WriteSide::Sqlite { pool, .. } = &self.writer {
            pool.take().await?.was_changed_by_others().await?;
        }
        Ok(())
    }

    /// Runs `work` in a write unit. `Ok` means that everything it wrote is on disk; an error or a
    /// panic means that nothing of it is kept. The work goes on if the caller goes away, so a
    /// client that hangs up leaves nothing half done. Nothing slow belongs in here: no rendering,
    /// hashing of passwords, files or network.
    pub async fn write<T, E, F, Fut>(&self, work: F) -> Result<T, E>
    where
        F: FnOnce(Unit) -> Fut + Send + 'static,
        Fut: Future<Output = Result<T, E>> + Send + 'static,
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        match &self.writer {
            WriteSide::Sqlite { writer, .. } => {
                let erased = Box::new(move |unit: Unit| -> futures_util::future::BoxFuture<_> {
                    let running = work(unit);
                    Box::pin(async move {
                        match running.await {
                            Ok(value) => Ok(Box::new(value) as Box<dyn std::any::Any + Send>),
                            Err(error) => Err(Box::new(error) as Box<dyn std::any::Any + Send>),
                        }
                    })
                });
                match writer.submit(erased).await {
                    Outcome::Committed(value) => Ok(*value
                        .downcast::<T>()
                        .map_err(|_| E::from(DbError::Closed))?),
                    Outcome::Refused(error) => Err(match error.downcast::<E>() {
                        Ok(error) => *error,
                        Err(_) => E::from(DbError::Closed),
                    }),
                    Outcome::Failed(error) => Err(E::from(error)),
                }
            }
            WriteSide::Postgres(known_sequences) => {
                let (this, known_sequences) = (self.clone(), known_sequences.clone());
                tokio::spawn(async move { this.write_postgres(work, known_sequences).await })
                    .await
                    .unwrap_or_else(|_panic| Err(E::from(DbError::Panicked)))
            }
        }
    }

    async fn write_postgres<T, E, F, Fut>(
        &self,
        work: F,
        known_sequences: KnownSequences,
    ) -> Result<T, E>
    where
        F: FnOnce(Unit) -> Fut + Send,
        Fut: Future<Output = Result<T, E>> + Send,
        E: From<DbError>,
    {
        let mut lease = self.reader.take().await?;
        lease.begin().await?;
        let running = Running::new(lease, self.clock.now(), known_sequences.clone());
        // A panic or the end of the time drops the connection in the middle of its transaction,
        // which rolls it back.
        let value = tokio::time::timeout(self.unit_timeout, work(Unit::new(running.clone())))
            .await
            .map_err(|_elapsed| DbError::TimedOut)?;
        let (mut lease, gathered) = running.end().await?;
        let value = match value {
            Ok(value) => value,
            Err(error) => {
                lease.roll_back().await;
                return Err(error);
            }
        };
        if !gathered.later.is_empty()
            && let Err(error) = gathered.later.send(&mut lease, &[]).await
        {
            lease.roll_back().await;
            return Err(E::from(error));
        }
        lease.commit().await?;
        if !gathered.sequences.is_empty() {
            let mut known = known_sequences
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            known.extend(gathered.sequences);
        }
        self.announcer.send(gathered.announcements);
        Ok(value)
    }

    /// Whether the database answers; for readiness checks.
    pub async fn ping(&self) -> Result<(), DbError> {
        crate::Rows::number(self, "SELECT CAST(1 AS BIGINT) AS n", vec![])
            .await
            .map(|_| ())
    }

    /// Closes the connections; waiting units are finished first by their callers.
    pub async fn close(&self) {
        if let WriteSide::Sqlite { pool, .. } = &self.writer {
            pool.close().await;
        }
        self.reader.close().await;
        let _ = self.side.clone().close().await;
    }
}
