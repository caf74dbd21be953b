//! SQLite has one writer; this is it.
//!
//! Waiting closures run one after another, each in a savepoint, and are committed together with
//! `synchronous=FULL`: nobody gets an answer before the commit, and many requests share one fsync.

use std::any::Any;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use tokio::sync::{mpsc, oneshot};
use tokio::time::MissedTickBehavior;

use crate::announce::Announcer;
use crate::pool::{Lease, Pool};
use crate::unit::{KnownSequences, Running};
use crate::{Announcement, Clock, DbError, Unit};

/// Closures that share one commit. Past this, waiting longer costs more than another fsync saves.
const BATCH: usize = 64;
/// Closures that may wait; beyond it callers wait for room, which is the back pressure.
const QUEUE: usize = 1024;
/// How often it looks whether another process changed the file.
const LOOK: Duration = Duration::from_millis(500);

/// The result of a closure with its type erased; the caller knows the type.
type Erased = Box<dyn Any + Send>;
type Work = Box<dyn FnOnce(Unit) -> BoxFuture<'static, Result<Erased, Erased>> + Send>;

/// What became of a unit. `Refused` carries the closure's own error.
pub(crate) enum Outcome {
    Committed(Erased),
    Refused(Erased),
    Failed(DbError),
}

struct Request {
    work: Work,
    reply: oneshot::Sender<Outcome>,
}

#[derive(Clone)]
pub(crate) struct SqliteWriter {
    queue: mpsc::Sender<Request>,
}

impl SqliteWriter {
    pub(crate) fn start(
        pool: Arc<Pool>,
        clock: Clock,
        announcer: Announcer,
        unit_timeout: Duration,
    ) -> Self {
        let (queue, waiting) = mpsc::channel(QUEUE);
        let writer = Writer {
            pool,
            clock,
            announcer,
            unit_timeout,
        };
        tokio::spawn(writer.run(waiting));
        Self { queue }
    }

    pub(crate) async fn submit(&self, work: Work) -> Outcome {
        let (reply, answer) = oneshot::channel();
        if self.queue.send(Request { work, reply }).await.is_err() {
            return Outcome::Failed(DbError::Closed);
        }
        answer.await.unwrap_or(Outcome::Failed(DbError::Closed))
    }
}

struct Writer {
    pool: Arc<Pool>,
    clock: Clock,
    announcer: Announcer,
    unit_timeout: Duration,
}

struct Done {
    value: Erased,
    announcements: Vec<Announcement>,
    reply: oneshot::Sender<Outcome>,
}

impl Writer {
    async fn run(self, mut waiting: mpsc::Receiver<Request>) {
        let mut look = tokio::time::interval(LOOK);
        look.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                first = waiting.recv() => match first {
                    Some(first) => self.batch(first, &mut waiting).await,
                    None => return,
                },
                _ = look.tick() => self.look_at_others().await,
            }
        }
    }

    /// Asked on the connection that writes, because to every other one our own commits are those
    /// of somebody else. A connection that had to be opened anew may have missed something.
    async fn look_at_others(&self) {
        // A database that is closed or cannot be asked has nothing to announce; units say why.
        let Ok(mut lease) = self.pool.take().await else {
            return;
        };
        if lease.was_changed_by_others().await.unwrap_or(false) {
            self.announcer.send(vec![Announcement::Everything]);
        }
    }

    async fn batch(&self, first: Request, waiting: &mut mpsc::Receiver<Request>) {
        let mut lease = match self.begin().await {
            Ok(lease) => lease,
            Err(error) => return fail(first.reply, error),
        };
        let mut done = Vec::new();
        let mut next = Some(first);
        let mut taken = 0;
        let outcome = loop {
            let Some(request) = next.take() else {
                break lease.commit().await;
            };
            match self.one(lease, request).await {
                Ok((same, finished)) => {
                    lease = same;
                    done.extend(finished);
                }
                Err(error) => break Err(error),
            }
            taken += 1;
            if taken < BATCH {
                next = waiting.try_recv().ok();
            }
        };
        match outcome {
            Ok(()) => {
                for finished in done {
                    self.announcer.send(finished.announcements);
                    let _ = finished.reply.send(Outcome::Committed(finished.value));
                }
            }
            Err(error) => {
                tracing::error!(%error, units = done.len(), "commit failed");
                for finished in done {
                    fail(finished.reply, DbError::Commit(error.to_string()));
                }
            }
        }
    }

    async fn begin(&self) -> Result<Lease, DbError> {
        let mut lease = self.pool.take().await?;
        lease.begin().await?;
        Ok(lease)
    }

    /// Runs one closure in the open savepoint and leaves one open for the next; the commit takes
    /// the last away. A refused closure is answered at once: it changed nothing. An error is the
    /// whole batch's, which is rolled back: what one closure wrote could not be taken back alone.
    async fn one(&self, lease: Lease, request: Request) -> Result<(Lease, Option<Done>), DbError> {
        let Request { work, reply } = request;
        let running = Running::new(lease, self.clock.now(), KnownSequences::default());
        let unit = Unit::new(running.clone());
        let finished = tokio::time::timeout(
            self.unit_timeout,
            AssertUnwindSafe(work(unit)).catch_unwind(),
        )
        .await;
        let (mut lease, gathered) = running.end().await?;
        let outcome = match finished {
            Ok(Ok(Ok(_))) if gathered.has_lost_rows => {
                Outcome::Failed(DbError::Commit("rows could not be added".to_owned()))
            }
            Ok(Ok(Ok(value))) => {
                let then = ["RELEASE unit", "SAVEPOINT unit"];
                match gathered.later.send(&mut lease, &then).await {
                    Ok(()) => {
                        let announcements = gathered.announcements;
                        let done = Done {
                            value,
                            announcements,
                            reply,
                        };
                        return Ok((lease, Some(done)));
                    }
                    Err(error) => Outcome::Failed(error),
                }
            }
            Ok(Ok(Err(refusal))) => Outcome::Refused(refusal),
            Ok(Err(_panic)) => Outcome::Failed(DbError::Panicked),
            Err(_elapsed) => Outcome::Failed(DbError::TimedOut),
        };
        match lease.run("ROLLBACK TO unit").await {
            Ok(()) => {
                let _ = reply.send(outcome);
                Ok((lease, None))
            }
            Err(error) => {
                fail(reply, DbError::Commit(error.to_string()));
                Err(error)
            }
        }
    }
}

fn fail(reply: oneshot::Sender<Outcome>, error: DbError) {
    let _ = reply.send(Outcome::Failed(error));
}
