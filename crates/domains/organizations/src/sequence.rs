//! Numbers that people quote.

use db::{DbError, Unit};

/// The next value of a named sequence, from 1; unique.
pub async fn next_number(unit: &Unit, name: &str) -> Result<i64, DbError> {
    unit.next_number(name).await
}
