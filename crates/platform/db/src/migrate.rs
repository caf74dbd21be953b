//! The schema, as numbered SQL files in PostgreSQL's types; SQLite's differences are made here.

use sea_orm_migration::sea_orm::ConnectionTrait;
use sea_orm_migration::{
    MigrationName, MigrationTrait, MigratorTrait, SchemaManager, async_trait::async_trait,
};

use crate::{Db, DbError};

/// In the order in which they are applied; a file that has been released is never changed.
const FILES: &[(&str, &str)] = &[
    (
        "0001_accounts",
        include_str!("../migrations/0001_accounts.sql"),
    ),
    (
        "0002_organizations",
        include_str!("../migrations/0002_organizations.sql"),
    ),
    (
        "0003_applications",
        include_str!("../migrations/0003_applications.sql"),
    ),
    (
        "0004_evidence_and_jobs",
        include_str!("../migrations/0004_evidence_and_jobs.sql"),
    ),
    (
        "0005_signatures",
        include_str!("../migrations/0005_signatures.sql"),
    ),
    (
        "0006_link_codes",
        include_str!("../migrations/0006_link_codes.sql"),
    ),
    (
        "0007_sign_in_certificates",
        include_str!("../migrations/0007_sign_in_certificates.sql"),
    ),
    ("0008_checks", include_str!("../migrations/0008_checks.sql")),
    ("0009_scans", include_str!("../migrations/0009_scans.sql")),
    (
        "0010_proved_names",
        include_str!("../migrations/0010_proved_names.sql"),
    ),
];

/// What SQLite calls a type or a key differently.
const SQLITE_WORDS: &[(&str, &str)] = &[
    (
        "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
        "INTEGER PRIMARY KEY AUTOINCREMENT",
    ),
    (" UUID", " BLOB"),
    (" BYTEA", " BLOB"),
];

struct SqlFile {
    name: &'static str,
    sql: &'static str,
}

impl MigrationName for SqlFile {
    fn name(&self) -> &str {
        self.name
    }
}

#[async_trait]
impl MigrationTrait for SqlFile {
    async fn up(&self, manager: &SchemaManager) -> Result<(), sea_orm::DbErr> {
        let connection = manager.get_connection();
        let mut sql = self.sql.to_owned();
        if connection.get_database_backend() == sea_orm::DbBackend::Sqlite {
            for (general, sqlite) in SQLITE_WORDS {
                sql = sql.replace(general, sqlite);
            }
        }
        connection.execute_unprepared(&sql).await?;
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        FILES
            .iter()
            .map(|(name, sql)| Box::new(SqlFile { name, sql }) as Box<dyn MigrationTrait>)
            .collect()
    }
}

impl Db {
    /// Applies what is missing. Safe to run again; each file is its own transaction.
    pub async fn migrate(&self) -> Result<(), DbError> {
        Migrator::up(self.side(), None).await?;
        self.overlook_changes().await
    }

    /// Names of the migrations that have not been applied yet.
    pub async fn pending_migrations(&self) -> Result<Vec<String>, DbError> {
        let pending = Migrator::get_pending_migrations_read_only(self.side()).await?;
        Ok(pending.iter().map(|one| one.name().to_owned()).collect())
    }
}
