//! What happens by itself: codes are forgotten.

use std::time::Duration;

use db::{Db, DbError, Unit, micros, values};
use jobs::Runner;

use crate::links::KEEP_CODES;

/// The scheduled job that forgets mailed codes.
pub const SWEEP: &str = "links-sweep";

const EVERY: Duration = Duration::from_hours(1);

/// Teaches a runner the jobs of this domain.
pub fn handlers(runner: Runner, db: &Db) -> Runner {
    let sweeping = db.clone();
    runner
        .on(SWEEP, move |_job| {
            let db = sweeping.clone();
            async move { Ok(sweep(&db).await?) }
        })
        .every(EVERY, SWEEP)
}

async fn sweep(db: &Db) -> Result<(), DbError> {
    db.write(async |unit: Unit| {
        let before = micros(unit.now() - KEEP_CODES);
        let sql = "DELETE FROM link_codes WHERE expires_at < $1";
        unit.execute(sql, values![before]).await?;
        Ok(())
    })
    .await
}
