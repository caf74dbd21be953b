//! The database: pools, write units, migrations, and the clock they share.
//!
//! This is the only crate that knows SQLite from PostgreSQL. Everything else writes portable SQL
//! with `$1` placeholders, keeps timestamps as `BIGINT` microseconds (UTC), ids as `UUID`, JSON as
//! `TEXT`, and reaches the data in two ways:
//!
//! * [`Db::read`]: queries outside a transaction;
//! * [`Db::write`]: a closure over a [`Unit`]; its changes are on disk when `write` returns `Ok`.

mod announce;
mod clock;
mod connect;
mod connection;
mod later;
mod migrate;
mod pool;
mod rows;
mod sqlite_writer;
mod unit;

pub use announce::{Announcement, Announcements, Mark};
pub use clock::{Clock, micros, timestamp};
pub use connect::{Db, Dialect, Settings};
pub use rows::{Row, Rows, like_as_spelt, like_pattern};
pub use sea_orm::{FromQueryResult, Value};
pub use unit::Unit;

/// A failure of the database itself; never the fault of what a person typed.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// A row is not what was expected, or a migration failed.
    #[error("database: {0}")]
    Statement(#[from] sea_orm::DbErr),
    /// The database refused or failed a statement, or cannot be reached.
    #[error("database: {0}")]
    Driver(#[from] sqlx::Error),
    /// The commit of a unit failed: none of its changes are kept.
    #[error("commit failed: {0}")]
    Commit(String),
    /// The closure of a write unit panicked: none of its changes are kept.
    #[error("a write unit panicked")]
    Panicked,
    /// A write unit took longer than [`Settings::unit_timeout`]: none of its changes are kept.
    #[error("a write unit took longer than allowed")]
    TimedOut,
    /// The database was closed while the unit waited.
    #[error("the database is closed")]
    Closed,
    /// The URL in the configuration is not one of the two that are supported.
    #[error("database URL must begin with sqlite: or postgres:, got {0:?}")]
    Url(String),
    /// A stored value cannot be read back as what it should be.
    #[error("stored value of {column} is broken: {reason}")]
    Broken {
        /// Column or field that holds the value.
        column: &'static str,
        /// What is wrong with it.
        reason: String,
    },
}

impl DbError {
    /// Whether the statement broke a UNIQUE constraint, such as two people taking one e-mail.
    pub fn is_unique_violation(&self) -> bool {
        match self {
            Self::Driver(sqlx::Error::Database(error)) => error.is_unique_violation(),
            _ => false,
        }
    }
}

/// Makes the `Vec<Value>` of a statement: `values![id, name, None::<String>]`.
#[macro_export]
macro_rules! values {
    ($($value:expr),* $(,)?) => { vec![$($crate::Value::from($value)),*] };
}
