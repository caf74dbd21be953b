//! Connections that are used by turns.
//!
//! sqlx's own pool asks a connection whether it is alive each time that it is given back: a round
//! trip more for every query. Here a connection knows by itself whether it was left in order.

use std::ops::{Deref, DerefMut};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::connection::{Connection, Opening};
use crate::{DbError, Dialect};

/// How long a caller waits for a connection to become free.
const WAIT: Duration = Duration::from_secs(10);
/// A connection over the network that rested for longer is asked whether it is alive.
const DOUBT: Duration = Duration::from_secs(30);

pub(crate) struct Pool {
    opening: Opening,
    /// The last used one is taken first: its thread, caches and statements are warm.
    resting: Mutex<Vec<(Connection, Instant)>>,
    room: Arc<Semaphore>,
}

/// A connection for as long as it is needed.
pub(crate) struct Lease {
    /// Empty only while it is dropped.
    connection: Option<Connection>,
    pool: Arc<Pool>,
    _room: OwnedSemaphorePermit,
}

impl Pool {
    /// Opens one connection, to fail at once if that is not possible.
    pub(crate) async fn open(opening: Opening, size: u32) -> Result<Arc<Self>, DbError> {
        let first = Connection::open(&opening).await?;
        Ok(Arc::new(Self {
            opening,
            resting: Mutex::new(vec![(first, Instant::now())]),
            room: Arc::new(Semaphore::new(size.max(1) as usize)),
        }))
    }

    pub(crate) async fn take(self: &Arc<Self>) -> Result<Lease, DbError> {
        let room = tokio::time::timeout(WAIT, self.room.clone().acquire_owned())
            .await
            .map_err(|_elapsed| sqlx::Error::PoolTimedOut)?
            .map_err(|_closed| DbError::Closed)?;
        let connection = match self.rested().await {
            Some(connection) => connection,
            None => Connection::open(&self.opening).await?,
        };
        Ok(Lease {
            connection: Some(connection),
            pool: self.clone(),
            _room: room,
        })
    }

    async fn rested(&self) -> Option<Connection> {
        loop {
            let (mut connection, since) = self.resting().pop()?;
            let is_doubtful = connection.dialect() == Dialect::Postgres && since.elapsed() > DOUBT;
            if !is_doubtful || connection.ping().await {
                return Some(connection);
            }
        }
    }

    fn resting(&self) -> MutexGuard<'_, Vec<(Connection, Instant)>> {
        self.resting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Nobody is given a connection any more; those that rest are closed.
    pub(crate) async fn close(&self) {
        self.room.close();
        let resting = std::mem::take(&mut *self.resting());
        for (connection, _) in resting {
            connection.close().await;
        }
    }
}

impl Deref for Lease {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        self.connection.as_ref().expect("there until it is dropped")
    }
}

impl DerefMut for Lease {
    fn deref_mut(&mut self) -> &mut Connection {
        self.connection.as_mut().expect("there until it is dropped")
    }
}

impl Drop for Lease {
    /// One that was left in the middle of something is closed instead, which rolls it back.
    fn drop(&mut self) {
        if let Some(connection) = self.connection.take()
            && connection.is_reusable()
            && !self.pool.room.is_closed()
        {
            self.pool.resting().push((connection, Instant::now()));
        }
    }
}
