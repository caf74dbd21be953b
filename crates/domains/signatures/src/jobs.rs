//! What happens later and by itself: warnings before a certificate ends, and clean-up.

use std::time::Duration;

use access::PersonId;
use db::{Db, DbError, Rows, Unit, micros, values};
use jiff::{SignedDuration, Timestamp};
use jobs::Runner;
use notifications::{Kind, Notice};
use uuid::Uuid;

use crate::store::read_certificate;
use crate::{paths, people};

/// The scheduled job that warns owners of certificates.
pub const WARNINGS: &str = "certificate-warnings";
/// The scheduled job that forgets challenges, tickets and codes.
pub const SWEEP: &str = "signatures-sweep";

const WARN_EVERY: Duration = Duration::from_hours(1);
const SWEEP_EVERY: Duration = Duration::from_mins(15);

/// Days before the end at which owners are warned, the last warning first: whoever is late for one
/// gets the next one only.
const DAYS: [i64; 3] = [3, 14, 30];

/// Warnings of one kind in one run; the next run sends the rest.
const AT_ONCE: i64 = 500;

/// In seconds.
const DAY: i64 = 24 * 60 * 60;

/// Codes are kept a while after their end: those of a day are counted.
const KEEP_CODES: SignedDuration = SignedDuration::from_hours(48);

/// Teaches a runner the jobs of this domain.
pub fn handlers(runner: Runner, db: &Db) -> Runner {
    let (warning, sweeping) = (db.clone(), db.clone());
    runner
        .on(WARNINGS, move |job| {
            let db = warning.clone();
            async move { Ok(warn(&db, job.now).await?) }
        })
        .on(SWEEP, move |_job| {
            let db = sweeping.clone();
            async move { Ok(sweep(&db).await?) }
        })
        .every(WARN_EVERY, WARNINGS)
        .every(SWEEP_EVERY, SWEEP)
}

async fn warn(db: &Db, now: Timestamp) -> Result<(), DbError> {
    for days in DAYS {
        let until = now + SignedDuration::from_hours(24 * days);
        let due = db
            .rows(
                "SELECT c.id, c.person_id FROM certificates c WHERE c.state IN ('active', 'sign-in') \
                 AND c.not_after > $1 AND c.not_after <= $2 AND NOT EXISTS (SELECT 1 FROM \
                 certificate_warnings w WHERE w.certificate_id = c.id AND w.days <= $3) \
                 ORDER BY c.not_after LIMIT $4",
                values![micros(now), micros(until), days, AT_ONCE],
            )
            .await?;
        for row in due {
            tell(db, PersonId(row.get("person_id")?), row.get("id")?, days).await?;
        }
    }
    Ok(())
}

/// The row of the warning and the letter are one unit: whoever comes second does nothing.
async fn tell(db: &Db, person: PersonId, id: Uuid, days: i64) -> Result<(), DbError> {
    db.write(async move |unit: Unit| {
        let now = micros(unit.now());
        let is_first = unit
            .execute(
                "INSERT INTO certificate_warnings (certificate_id, days, told_at) VALUES ($1, $2, $3) \
                 ON CONFLICT (certificate_id, days) DO NOTHING",
                values![id, days, now],
            )
            .await?;
        let row = unit
            .row(
                "SELECT der FROM certificates WHERE id = $1 AND state IN ('active', 'sign-in')",
                values![id],
            )
            .await?;
        let (1, Some(row)) = (is_first, row) else {
            return Ok(());
        };
        let der: Vec<u8> = row.get("der")?;
        let certificate = read_certificate(&der, "certificates.der")?;
        let Some(facts) = people::facts(&unit, person).await? else {
            return Ok(());
        };
        // The day that has begun counts: 30 days are told as 30, however late the job looks.
        let left = certificate.not_after().duration_since(unit.now());
        let left = (left.as_secs() + DAY - 1).div_euclid(DAY);
        let notice = Notice::new(Kind::CertificateEnding, facts.recipient(person))
            .arg("serial", certificate.serial())
            .arg("until", certificate.not_after())
            .arg("days", notifications::Arg::Number(left))
            .link(paths::certificates())
            .once(Notice::key_for(id, &format!("ends in {days}")));
        notifications::send(&unit, notice).await
    })
    .await
}

async fn sweep(db: &Db) -> Result<(), DbError> {
    db.write(async |unit: Unit| {
        let now = unit.now();
        for (sql, before) in [
            (
                "DELETE FROM signature_challenges WHERE expires_at < $1",
                now,
            ),
            ("DELETE FROM signature_tickets WHERE expires_at < $1", now),
            (
                "DELETE FROM certificate_codes WHERE expires_at < $1",
                now - KEEP_CODES,
            ),
        ] {
            unit.execute(sql, values![micros(before)]).await?;
        }
        Ok(())
    })
    .await
}
