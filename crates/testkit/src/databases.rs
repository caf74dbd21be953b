//! An empty, migrated database for one test.

use db::{Clock, Db, Settings};
use jiff::Timestamp;
use sqlx::{Connection, PgConnection};
use tempfile::TempDir;

use crate::cluster::cluster_url;

/// A database with the whole schema and nothing in it, and the clock that it runs by.
pub struct TestDb {
    /// The database.
    pub db: Db,
    /// Stands at [`start`] until it is moved.
    pub clock: Clock,
    /// Holds the SQLite file until the end of the test.
    folder: Option<TempDir>,
}

impl TestDb {
    /// The folder of the SQLite file, for tests that look beside it.
    pub fn folder(&self) -> Option<&std::path::Path> {
        self.folder.as_ref().map(TempDir::path)
    }
}

/// When tests happen: a Sunday, 22 November 2026, 9:30 in Moscow.
pub fn start() -> Timestamp {
    "2026-11-22T06:30:00Z".parse().expect("a constant")
}

/// A new SQLite file.
pub async fn sqlite() -> TestDb {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let clock = Clock::fixed(start());
    let settings = Settings::sqlite(&folder.path().join("kabinet.db"));
    let db = Db::connect(&settings, clock.clone())
        .await
        .expect("SQLite opens");
    db.migrate().await.expect("the schema fits SQLite");
    TestDb {
        db,
        clock,
        folder: Some(folder),
    }
}

/// A new database in the tests' own PostgreSQL.
pub async fn postgres() -> TestDb {
    let clock = Clock::fixed(start());
    let settings = Settings {
        max_connections: 4,
        ..Settings::new(new_postgres_database().await)
    };
    let db = Db::connect(&settings, clock.clone())
        .await
        .expect("PostgreSQL opens");
    db.migrate().await.expect("the schema fits PostgreSQL");
    TestDb {
        db,
        clock,
        folder: None,
    }
}

/// URL of a new, empty database in the tests' own PostgreSQL.
pub async fn new_postgres_database() -> String {
    let cluster = tokio::task::spawn_blocking(cluster_url)
        .await
        .expect("no panic");
    let cluster = cluster.unwrap_or_else(|missing| panic!("{missing}"));
    let name = format!("test_{}", Clock::System.new_id().simple());
    let mut connection = PgConnection::connect(&format!("{cluster}/postgres"))
        .await
        .expect("the cluster answers");
    sqlx::raw_sql(sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}")))
        .execute(&mut connection)
        .await
        .expect("the cluster makes a database");
    format!("{cluster}/{name}")
}
