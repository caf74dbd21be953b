//! The outbox: work that is enqueued in the same unit as the change that calls for it, and done
//! afterwards by a [`Runner`], at least once. Every handler must be idempotent: a kill between its
//! effect and the mark "done" runs it again, with the same [`Job::id`].

mod outbox;
mod runner;

pub use outbox::{
    Counts, FailedJob, counts, enqueue, enqueue_at, enqueue_once, failed, retry_failed, sweep_done,
};
pub use runner::{Failure, Job, Runner};
