//! Queries, the same over a read pool and inside a write unit.

use std::future::Future;

use sea_orm::{FromQueryResult, QueryResult, Value};

use crate::{Db, DbError, Unit};

/// One row of a result, for queries that are not worth a struct.
pub struct Row(QueryResult);

impl Row {
    /// The value of a column by its name in the SELECT.
    pub fn get<T: sea_orm::TryGetable>(&self, column: &str) -> Result<T, DbError> {
        Ok(self.0.try_get("", column)?)
    }

    fn read<T: FromQueryResult>(&self) -> Result<T, DbError> {
        Ok(T::from_query_result(&self.0, "")?)
    }
}

/// Anything that can be asked: the read side of [`Db`] and a write [`Unit`].
pub trait Rows: Sync {
    /// All rows without a struct, in the order of the statement, which carries its own LIMIT.
    fn rows(
        &self,
        sql: &str,
        values: Vec<Value>,
    ) -> impl Future<Output = Result<Vec<Row>, DbError>> + Send;

    /// The first row without a struct, if there is one.
    fn row(
        &self,
        sql: &str,
        values: Vec<Value>,
    ) -> impl Future<Output = Result<Option<Row>, DbError>> + Send;

    /// All rows, in the order of the statement, which carries its own LIMIT.
    fn all<T: FromQueryResult + Send>(
        &self,
        sql: &str,
        values: Vec<Value>,
    ) -> impl Future<Output = Result<Vec<T>, DbError>> + Send {
        async move {
            let rows = self.rows(sql, values).await?;
            rows.iter().map(Row::read).collect()
        }
    }

    /// The first row, if there is one.
    fn one<T: FromQueryResult + Send>(
        &self,
        sql: &str,
        values: Vec<Value>,
    ) -> impl Future<Output = Result<Option<T>, DbError>> + Send {
        async move {
            let row = self.row(sql, values).await?;
            row.as_ref().map(Row::read).transpose()
        }
    }

    /// A `SELECT count(*) AS n …` or another single `BIGINT` column named `n`; 0 when no row.
    fn number(
        &self,
        sql: &str,
        values: Vec<Value>,
    ) -> impl Future<Output = Result<i64, DbError>> + Send {
        async move {
            match self.row(sql, values).await? {
                Some(row) => row.get("n"),
                None => Ok(0),
            }
        }
    }
}

impl Rows for Db {
    async fn rows(&self, sql: &str, values: Vec<Value>) -> Result<Vec<Row>, DbError> {
        let rows = self.reader().take().await?.rows(sql, values).await?;
        Ok(rows.into_iter().map(Row).collect())
    }

    async fn row(&self, sql: &str, values: Vec<Value>) -> Result<Option<Row>, DbError> {
        Ok(self.reader().take().await?.row(sql, values).await?.map(Row))
    }
}

impl Rows for Unit {
    async fn rows(&self, sql: &str, values: Vec<Value>) -> Result<Vec<Row>, DbError> {
        let rows = self.connection().await?.rows(sql, values).await?;
        Ok(rows.into_iter().map(Row).collect())
    }

    async fn row(&self, sql: &str, values: Vec<Value>) -> Result<Option<Row>, DbError> {
        Ok(self.connection().await?.row(sql, values).await?.map(Row))
    }
}

/// A `LIKE` pattern that finds `typed` anywhere; use with `LIKE $n ESCAPE '\'`.
///
/// SQLite folds only Latin letters in LIKE, so columns that people search are kept lower-cased
/// beside the original and the typed text is lower-cased here.
pub fn like_pattern(typed: &str) -> String {
    like_as_spelt(&typed.trim().to_lowercase())
}

/// The same for a column that has no lower-cased twin: letters count as they are spelt.
pub fn like_as_spelt(typed: &str) -> String {
    let mut pattern = String::with_capacity(typed.len() + 2);
    pattern.push('%');
    for letter in typed.chars() {
        if matches!(letter, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    pattern
}
