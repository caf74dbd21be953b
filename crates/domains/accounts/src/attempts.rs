//! Counting failed tries by address (R10).
//!
//! A try is counted before the password is looked at, so a burst of parallel guesses gets no more
//! than its share. Addresses without an account are counted just the same: a lock tells nothing.

use db::{DbError, Rows, Unit, micros, timestamp, values};
use jiff::{SignedDuration, Timestamp};

use crate::secret::sha256;

/// Failed tries before the lock.
pub(crate) const TRIES: i64 = 5;
/// How long the lock holds.
pub(crate) const LOCK: SignedDuration = SignedDuration::from_mins(15);
/// After so long without a failure counting begins anew.
const FORGET: SignedDuration = SignedDuration::from_hours(1);

/// One counted try.
pub(crate) enum Try {
    /// It may be looked at; its number, from 1.
    Counted(i64),
    /// It may not, until then.
    Locked(Timestamp),
}

/// Counts one try. What it writes must be committed, also when the answer is a refusal.
pub(crate) async fn begin(unit: &Unit, email: &str) -> Result<Try, DbError> {
    let (key, now) = (sha256(email), unit.now());
    let counted = unit
        .row(
            "INSERT INTO sign_in_attempts (email_hash, attempts, last_at) VALUES ($1, 1, $2) \
             ON CONFLICT (email_hash) DO UPDATE SET \
             attempts = CASE WHEN sign_in_attempts.locked_until > $2 THEN sign_in_attempts.attempts \
               WHEN sign_in_attempts.locked_until IS NOT NULL OR sign_in_attempts.last_at < $3 THEN 1 \
               ELSE sign_in_attempts.attempts + 1 END, \
             locked_until = CASE WHEN sign_in_attempts.locked_until > $2 \
               THEN sign_in_attempts.locked_until ELSE NULL END, \
             last_at = $2 RETURNING attempts, locked_until",
            values![key, micros(now), micros(now - FORGET)],
        )
        .await?
        .ok_or_else(|| DbError::Broken {
            column: "sign_in_attempts",
            reason: "no row came back".to_owned(),
        })?;
    if let Some(until) = counted.get::<Option<i64>>("locked_until")? {
        return Ok(Try::Locked(timestamp(until)?));
    }
    let number: i64 = counted.get("attempts")?;
    // The fifth is still being looked at, or a kill came before its failure was written down.
    if number > TRIES
        && let Some(until) = lock_after(unit, email, number).await?
    {
        return Ok(Try::Locked(until));
    }
    Ok(Try::Counted(number))
}

/// Takes a counted try back: the password was right, a one-time code is still asked for.
pub(crate) async fn take_back(unit: &Unit, email: &str) -> Result<(), DbError> {
    unit.execute(
        "UPDATE sign_in_attempts SET attempts = attempts - 1 WHERE email_hash = $1 AND attempts > 0",
        values![sha256(email)],
    )
    .await?;
    Ok(())
}

/// Locks after the last failed try; returns until when, or `None` when there are tries left.
pub(crate) async fn lock_after(
    unit: &Unit,
    email: &str,
    number: i64,
) -> Result<Option<Timestamp>, DbError> {
    if number < TRIES {
        return Ok(None);
    }
    let until = unit.now() + LOCK;
    unit.execute(
        "UPDATE sign_in_attempts SET locked_until = $2 WHERE email_hash = $1",
        values![sha256(email), micros(until)],
    )
    .await?;
    Ok(Some(until))
}

/// Forgets the failures: the person proved to be the owner.
pub(crate) async fn forgive(unit: &Unit, email: &str) -> Result<(), DbError> {
    unit.execute(
        "DELETE FROM sign_in_attempts WHERE email_hash = $1",
        values![sha256(email)],
    )
    .await?;
    Ok(())
}

/// Deletes what no longer counts.
pub(crate) async fn sweep(unit: &Unit) -> Result<u64, DbError> {
    unit.execute(
        "DELETE FROM sign_in_attempts WHERE last_at < $1",
        values![micros(unit.now() - FORGET)],
    )
    .await
}
