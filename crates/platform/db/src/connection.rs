//! One connection to either database.

use sea_orm::sea_query::Values;
use sea_orm::{QueryResult, Value};
use sea_query_sqlx::SqlxValues;
use sqlx::postgres::PgConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, Connection as _, PgConnection, SqliteConnection};

use crate::{DbError, Dialect};

/// How to open a connection.
pub(crate) enum Opening {
    Sqlite(SqliteConnectOptions),
    Postgres(PgConnectOptions),
}

/// A connection that knows in which state it was left.
pub(crate) struct Connection {
    raw: Raw,
    /// Whether every question was answered to the end. It is not while one is being asked, so a
    /// connection whose user went away in the middle shows it.
    is_sound: bool,
    is_in_transaction: bool,
    /// Whether a statement of the transaction failed.
    has_failed: bool,
    /// On SQLite, what [`Self::was_changed_by_others`] saw last.
    seen: Option<i64>,
}

enum Raw {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

/// Asks either database the same; the arms differ only in the driver's types.
macro_rules! ask {
    ($self:ident, $sql:expr, $values:expr, $how:ident, |$answer:ident| $result:expr) => {{
        $self.is_sound = false;
        let values = SqlxValues(Values($values));
        let asked = match &mut $self.raw {
            Raw::Sqlite(connection) => sqlx::query_with(AssertSqlSafe($sql), values)
                .$how(connection)
                .await
                .map(|$answer| $result),
            Raw::Postgres(connection) => sqlx::query_with(AssertSqlSafe($sql), values)
                .$how(connection)
                .await
                .map(|$answer| $result),
        };
        $self.heard(asked)
    }};
}

impl Connection {
    pub(crate) async fn open(opening: &Opening) -> Result<Self, DbError> {
        let raw = match opening {
            Opening::Sqlite(options) => Raw::Sqlite(SqliteConnection::connect_with(options).await?),
            Opening::Postgres(options) => Raw::Postgres(PgConnection::connect_with(options).await?),
        };
        Ok(Self {
            raw,
            is_sound: true,
            is_in_transaction: false,
            has_failed: false,
            seen: None,
        })
    }

    pub(crate) fn dialect(&self) -> Dialect {
        match self.raw {
            Raw::Sqlite(_) => Dialect::Sqlite,
            Raw::Postgres(_) => Dialect::Postgres,
        }
    }

    /// Whether it can serve another user just so.
    pub(crate) fn is_reusable(&self) -> bool {
        self.is_sound && !self.is_in_transaction
    }

    pub(crate) async fn rows(
        &mut self,
        sql: &str,
        values: Vec<Value>,
    ) -> Result<Vec<QueryResult>, DbError> {
        ask!(self, sql, values, fetch_all, |rows| rows
            .into_iter()
            .map(QueryResult::from)
            .collect())
    }

    pub(crate) async fn row(
        &mut self,
        sql: &str,
        values: Vec<Value>,
    ) -> Result<Option<QueryResult>, DbError> {
        ask!(self, sql, values, fetch_optional, |row| row
            .map(QueryResult::from))
    }

    /// Runs a changing statement; returns the number of rows that it touched.
    pub(crate) async fn execute(&mut self, sql: &str, values: Vec<Value>) -> Result<u64, DbError> {
        ask!(self, sql, values, execute, |done| done.rows_affected())
    }

    /// A write transaction. On SQLite it has the writer's lock at once and a savepoint open.
    pub(crate) async fn begin(&mut self) -> Result<(), DbError> {
        self.is_in_transaction = true;
        self.has_failed = false;
        match self.dialect() {
            Dialect::Sqlite => self.run("BEGIN IMMEDIATE; SAVEPOINT unit").await,
            Dialect::Postgres => self.run("BEGIN").await,
        }
    }

    /// `Ok` means that it is on disk. After an error the connection is not used again, which rolls
    /// the transaction back.
    pub(crate) async fn commit(&mut self) -> Result<(), DbError> {
        // PostgreSQL answers COMMIT with success then, and rolls back.
        if self.has_failed && self.dialect() == Dialect::Postgres {
            return Err(DbError::Commit("a statement of the unit failed".to_owned()));
        }
        match self.run("COMMIT").await {
            Ok(()) => {
                self.is_in_transaction = false;
                Ok(())
            }
            Err(error) => Err(DbError::Commit(error.to_string())),
        }
    }

    /// Undoes the transaction; if that fails, the connection is not used again.
    pub(crate) async fn roll_back(&mut self) {
        self.is_in_transaction = self.run("ROLLBACK").await.is_err();
    }

    /// Runs statements that ask nothing.
    pub(crate) async fn run(&mut self, sql: &'static str) -> Result<(), DbError> {
        self.is_sound = false;
        let ran = match &mut self.raw {
            Raw::Sqlite(connection) => sqlx::raw_sql(sql).execute(connection).await.map(|_| ()),
            Raw::Postgres(connection) => sqlx::raw_sql(sql).execute(connection).await.map(|_| ()),
        };
        self.heard(ran)
    }

    /// On SQLite, whether another connection has changed the file since this was asked last; yes
    /// when it is asked for the first time. `PRAGMA data_version` does not count the connection's
    /// own commits, and means nothing on another connection.
    pub(crate) async fn was_changed_by_others(&mut self) -> Result<bool, DbError> {
        let Raw::Sqlite(connection) = &mut self.raw else {
            return Ok(false);
        };
        self.is_sound = false;
        let asked = sqlx::query_scalar("PRAGMA data_version")
            .fetch_one(connection)
            .await;
        let version: i64 = self.heard(asked)?;
        Ok(self.seen.replace(version) != Some(version))
    }

    pub(crate) async fn ping(&mut self) -> bool {
        match &mut self.raw {
            Raw::Sqlite(connection) => connection.ping().await.is_ok(),
            Raw::Postgres(connection) => connection.ping().await.is_ok(),
        }
    }

    pub(crate) async fn close(self) {
        // Nothing is lost when it cannot be closed politely.
        let _ = match self.raw {
            Raw::Sqlite(connection) => connection.close().await,
            Raw::Postgres(connection) => connection.close().await,
        };
    }

    /// A refusal of the database is an answer as well; anything else leaves the connection unsound.
    fn heard<T>(&mut self, asked: Result<T, sqlx::Error>) -> Result<T, DbError> {
        self.has_failed |= asked.is_err();
        self.is_sound = matches!(asked, Ok(_) | Err(sqlx::Error::Database(_)));
        Ok(asked?)
    }
}
