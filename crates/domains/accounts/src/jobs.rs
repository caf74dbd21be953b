//! What happens later and by itself.

use std::time::Duration;

use db::{Db, DbError, Unit, micros, values};
use jiff::SignedDuration;
use jobs::Runner;

use crate::people::HANGING_ON;
use crate::sms::{SmsTransport, deliver};
use crate::{attempts, session};

/// The scheduled job that deletes what has ended.
pub const SWEEP: &str = "accounts-sweep";
const SWEEP_EVERY: Duration = Duration::from_mins(15);
/// Tokens are kept a while after their end: text messages of a day are counted by them.
const KEEP_TOKENS: SignedDuration = SignedDuration::from_hours(48);
/// A registration that nobody confirmed is forgotten, with the document in it. Not so an account that
/// was made by a certificate: the certificate says whose it is.
const KEEP_UNCONFIRMED: SignedDuration = SignedDuration::from_hours(24 * 7);
/// Only the last hour limits anybody; the rest is for looking at.
const KEEP_SMS: SignedDuration = SignedDuration::from_hours(24 * 7);

/// Teaches a runner the jobs of this domain.
pub fn handlers(runner: Runner, db: Db, sms: SmsTransport) -> Runner {
    let sweeping = db.clone();
    runner
        .on("sms", move |job| {
            let (db, sms) = (db.clone(), sms.clone());
            async move { deliver(&db, &sms, job).await }
        })
        .on(SWEEP, move |_job| {
            let db = sweeping.clone();
            async move { Ok(sweep(&db).await?) }
        })
        .every(SWEEP_EVERY, SWEEP)
}

async fn sweep(db: &Db) -> Result<(), DbError> {
    db.write(async |unit: Unit| {
        let now = unit.now();
        session::sweep(&unit).await?;
        attempts::sweep(&unit).await?;
        unit.execute(
            "DELETE FROM tokens WHERE expires_at < $1",
            values![micros(now - KEEP_TOKENS)],
        )
        .await?;
        unit.execute(
            "DELETE FROM sms WHERE asked_at < $1",
            values![micros(now - KEEP_SMS)],
        )
        .await?;
        let forgotten =
            "SELECT id FROM people WHERE email_confirmed_at IS NULL AND email IS NOT NULL AND created_at < $1";
        let before = micros(now - KEEP_UNCONFIRMED);
        for table in HANGING_ON {
            let sql = format!("DELETE FROM {table} WHERE person_id IN ({forgotten})");
            unit.execute(&sql, values![before]).await?;
        }
        unit.execute(
            "DELETE FROM people WHERE email_confirmed_at IS NULL AND email IS NOT NULL AND created_at < $1",
            values![before],
        )
        .await?;
        Ok(())
    })
    .await
}
