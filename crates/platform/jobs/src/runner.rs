//! Taking jobs from the outbox and doing them.

use std::collections::HashMap;
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use db::{Announcement, Db, DbError, FromQueryResult, Rows, Unit, micros, values};
use futures_util::FutureExt;
use futures_util::future::{BoxFuture, join_all};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use tokio::sync::watch;
use uuid::Uuid;

/// Jobs that are done side by side.
const CLAIM: i64 = 8;
/// A claim ends by itself after this, so that a killed worker's jobs are taken over.
const LEASE: SignedDuration = SignedDuration::from_secs(120);
/// A handler that takes longer is stopped and tried again.
const TIME_LIMIT: Duration = Duration::from_secs(90);
/// Tries before a job is given up: with doubling pauses, about six hours.
const TRIES: i64 = 15;
/// How often to look without being told: covers jobs with a later time and lost announcements.
const LOOK: Duration = Duration::from_secs(1);

/// One job as its handler sees it.
#[derive(Clone, Debug)]
pub struct Job {
    /// The same on every repeat: make idempotency keys (such as a Message-ID) of it.
    pub id: Uuid,
    /// What [`crate::enqueue`] was given.
    pub payload: Value,
    /// 1 on the first try.
    pub attempt: i64,
    /// When this try began.
    pub now: Timestamp,
}

/// Why a try did not succeed.
#[derive(Debug)]
pub enum Failure {
    /// Worth trying again later: the other side is busy or away.
    Retry(String),
    /// No repeat will help.
    GiveUp(String),
}

impl From<DbError> for Failure {
    fn from(error: DbError) -> Self {
        Self::Retry(error.to_string())
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Self {
        Self::GiveUp(format!("payload: {error}"))
    }
}

type Handler = Arc<dyn Fn(Job) -> BoxFuture<'static, Result<(), Failure>> + Send + Sync>;

/// Knows how to do each kind of job.
#[derive(Clone)]
pub struct Runner {
    db: Db,
    handlers: HashMap<&'static str, Handler>,
    every: Vec<(Duration, &'static str)>,
}

impl Runner {
    /// A runner that cannot do anything yet.
    pub fn new(db: Db) -> Self {
        Self {
            db,
            handlers: HashMap::new(),
            every: Vec::new(),
        }
    }

    /// Teaches it a kind of job. The handler may be run more than once for one job.
    #[must_use]
    pub fn on<F, Fut>(mut self, kind: &'static str, handler: F) -> Self
    where
        F: Fn(Job) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<(), Failure>> + Send + 'static,
    {
        self.handlers
            .insert(kind, Arc::new(move |job| Box::pin(handler(job))));
        self
    }

    /// Runs a known kind of job with an empty payload again and again, in every process: such jobs
    /// look for something that is due and must tolerate company.
    #[must_use]
    pub fn every(mut self, period: Duration, kind: &'static str) -> Self {
        self.every.push((period, kind));
        self
    }

    /// Works until `stop` becomes true; what is being done then is finished first.
    pub async fn run(&self, mut stop: watch::Receiver<bool>) {
        let mut announcements = self.db.announcements();
        let schedules = self
            .every
            .iter()
            .map(|(period, kind)| self.repeat(*period, kind, stop.clone()));
        let schedules = tokio::spawn(join_all(schedules.collect::<Vec<_>>()));
        while !*stop.borrow() {
            match self.work_once().await {
                Ok(0) => {
                    tokio::select! {
                        _ = stop.changed() => {}
                        () = tokio::time::sleep(LOOK) => {}
                        () = told_of_jobs(&mut announcements) => {}
                    }
                }
                Ok(_) => {}
                Err(error) => {
                    tracing::error!(%error, "the outbox cannot be read");
                    tokio::select! {
                        _ = stop.changed() => {}
                        () = tokio::time::sleep(LOOK) => {}
                    }
                }
            }
        }
        let _ = schedules.await;
    }

    /// Works until nothing is due, which tests end with; returns how many tries were made.
    pub async fn run_until_idle(&self) -> Result<usize, DbError> {
        let mut tries = 0;
        loop {
            match self.work_once().await? {
                0 => return Ok(tries),
                some => tries += some,
            }
        }
    }

    fn repeat(
        &self,
        period: Duration,
        kind: &'static str,
        mut stop: watch::Receiver<bool>,
    ) -> BoxFuture<'static, ()> {
        let Some(handler) = self.handlers.get(kind).cloned() else {
            return Box::pin(async {});
        };
        let db = self.db.clone();
        Box::pin(async move {
            while !*stop.borrow() {
                let now = db.clock().now();
                let job = Job {
                    id: db.clock().new_id(),
                    payload: Value::Null,
                    attempt: 1,
                    now,
                };
                if let Err(failure) = attempt(&handler, job).await {
                    tracing::warn!(
                        kind,
                        ?failure,
                        "a scheduled job failed; the next round tries again"
                    );
                }
                tokio::select! {
                    _ = stop.changed() => {}
                    () = tokio::time::sleep(period) => {}
                }
            }
        })
    }

    async fn work_once(&self) -> Result<usize, DbError> {
        let claimed = self.claim().await?;
        let count = claimed.len();
        let results = join_all(claimed.into_iter().map(|job| self.work(job))).await;
        results.into_iter().collect::<Result<Vec<()>, _>>()?;
        Ok(count)
    }

    async fn claim(&self) -> Result<Vec<ClaimedJob>, DbError> {
        let now = micros(self.db.clock().now());
        // Looking first spares an idle SQLite a write and an fsync each second.
        let due = "SELECT count(*) AS n FROM (SELECT 1 FROM jobs WHERE state = 'ready' \
                   AND run_at <= $1 AND locked_until <= $1 LIMIT 1) AS due";
        if self.db.number(due, values![now]).await? == 0 {
            return Ok(Vec::new());
        }
        self.db
            .write(async |unit: Unit| {
                let now = unit.now();
                let sql = format!(
                    "UPDATE jobs SET locked_until = $1, attempts = attempts + 1 WHERE id IN \
                     (SELECT id FROM jobs WHERE state = 'ready' AND run_at <= $2 \
                     AND locked_until <= $2 ORDER BY run_at LIMIT {CLAIM} {}) \
                     RETURNING id, kind, payload, attempts",
                    unit.skip_locked()
                );
                unit.all(&sql, values![micros(now + LEASE), micros(now)])
                    .await
            })
            .await
    }

    async fn work(&self, claimed: ClaimedJob) -> Result<(), DbError> {
        let ClaimedJob {
            id,
            kind,
            payload,
            attempts,
        } = claimed;
        let now = self.db.clock().now();
        let outcome = match (
            self.handlers.get(kind.as_str()),
            serde_json::from_str(&payload),
        ) {
            (Some(handler), Ok(payload)) => {
                attempt(
                    handler,
                    Job {
                        id,
                        payload,
                        attempt: attempts,
                        now,
                    },
                )
                .await
            }
            (None, _) => Err(Failure::Retry(format!("this process cannot do {kind}"))),
            (_, Err(error)) => Err(Failure::GiveUp(format!("payload: {error}"))),
        };
        let (state, run_at, error) = match outcome {
            Ok(()) => ("done", now, String::new()),
            Err(Failure::Retry(error)) if attempts < TRIES => {
                ("ready", now + pause(attempts), error)
            }
            Err(Failure::Retry(error) | Failure::GiveUp(error)) => ("failed", now, error),
        };
        metrics::counter!("kabinet_jobs_total", "kind" => kind.clone(), "state" => state)
            .increment(1);
        if state == "failed" {
            tracing::error!(%kind, %id, attempts, %error, "a job was given up");
        } else if state == "ready" {
            tracing::warn!(%kind, %id, attempts, %error, "a job will be tried again");
        }
        self.db
            .write(async move |unit: Unit| {
                let finished = (state != "ready").then(|| micros(unit.now()));
                // Payloads may hold mailed secrets: a job that is done forgets its own.
                unit.execute(
                    "UPDATE jobs SET state = $2, run_at = $3, locked_until = 0, last_error = $4, \
                     finished_at = $5, payload = CASE WHEN $2 = 'done' THEN 'null' ELSE payload END \
                     WHERE id = $1",
                    values![id, state, micros(run_at), error, finished],
                )
                .await?;
                Ok(())
            })
            .await
    }
}

#[derive(FromQueryResult)]
struct ClaimedJob {
    id: Uuid,
    kind: String,
    payload: String,
    attempts: i64,
}

async fn attempt(handler: &Handler, job: Job) -> Result<(), Failure> {
    let running = AssertUnwindSafe(handler(job)).catch_unwind();
    match tokio::time::timeout(TIME_LIMIT, running).await {
        Ok(Ok(result)) => result,
        Ok(Err(_panic)) => Err(Failure::Retry("the handler panicked".to_owned())),
        Err(_elapsed) => Err(Failure::Retry("the handler took too long".to_owned())),
    }
}

async fn told_of_jobs(announcements: &mut db::Announcements) {
    loop {
        match announcements.next().await {
            Some(Announcement::Jobs | Announcement::Everything) => return,
            Some(Announcement::Changed(_)) => {}
            None => std::future::pending().await,
        }
    }
}

/// 2, 4, 8 … seconds, at most two hours.
fn pause(attempts: i64) -> SignedDuration {
    let exponent = u32::try_from(attempts.clamp(1, 13)).unwrap_or(13);
    SignedDuration::from_secs(2_i64.pow(exponent).min(7200))
}
