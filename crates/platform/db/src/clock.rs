//! Time as a parameter: the system's clock in production, a hand-driven one in tests.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use crate::DbError;

/// Where "now" comes from. Cheap to clone; clones of a fixed clock move together.
#[derive(Clone, Debug, Default)]
pub enum Clock {
    /// The machine's clock.
    #[default]
    System,
    /// Microseconds since 1970 UTC, moved by [`Clock::advance`].
    Fixed(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stands still at `at` until it is moved.
    pub fn fixed(at: Timestamp) -> Self {
        Self::Fixed(Arc::new(AtomicI64::new(at.as_microsecond())))
    }

    /// The current moment, in whole microseconds, which is what the database keeps.
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place where the machine's clock is read"
    )]
    pub fn now(&self) -> Timestamp {
        let micros = match self {
            Self::System => Timestamp::now().as_microsecond(),
            Self::Fixed(at) => at.load(Ordering::SeqCst),
        };
        Timestamp::from_microsecond(micros).unwrap_or(Timestamp::MAX)
    }

    /// Moves a fixed clock forward (or back); the system's clock is left alone.
    pub fn advance(&self, by: SignedDuration) {
        if let Self::Fixed(at) = self {
            let micros = i64::try_from(by.as_micros()).unwrap_or(i64::MAX);
            at.fetch_add(micros, Ordering::SeqCst);
        }
    }

    /// A new UUIDv7 whose time part is this clock's, so that ids sort by creation.
    pub fn new_id(&self) -> Uuid {
        new_id_at(self.now())
    }
}

pub(crate) fn new_id_at(now: Timestamp) -> Uuid {
    let seconds = u64::try_from(now.as_second()).unwrap_or(0);
    let nanos = u32::try_from(now.subsec_nanosecond()).unwrap_or(0);
    Uuid::new_v7(uuid::Timestamp::from_unix(uuid::NoContext, seconds, nanos))
}

/// A moment as the database keeps it: microseconds since 1970 UTC.
pub fn micros(at: Timestamp) -> i64 {
    at.as_microsecond()
}

/// The moment that a stored number of microseconds stands for.
pub fn timestamp(micros: i64) -> Result<Timestamp, DbError> {
    Timestamp::from_microsecond(micros).map_err(|error| DbError::Broken {
        column: "timestamp",
        reason: error.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fixed_clock_stands_until_moved_and_clones_move_together() {
        let start = Timestamp::from_second(1_700_000_000).unwrap();
        let clock = Clock::fixed(start);
        let other = clock.clone();
        assert_eq!(clock.now(), start);
        other.advance(SignedDuration::from_secs(90));
        assert_eq!(clock.now().as_second(), 1_700_000_090);
    }

    #[test]
    fn ids_sort_by_time_of_creation() {
        let clock = Clock::fixed(Timestamp::from_second(1_700_000_000).unwrap());
        let early = clock.new_id();
        clock.advance(SignedDuration::from_millis(2));
        assert!(early < clock.new_id());
    }
}
