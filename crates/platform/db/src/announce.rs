//! "Something changed, look again": in this process through a channel, between processes through
//! PostgreSQL's LISTEN or, on SQLite, by the writer noticing that somebody else changed the file.

use std::time::Duration;

use sqlx::PgPool;
use sqlx::postgres::PgListener;
use tokio::sync::{broadcast, mpsc};
use uuid::Uuid;

const CHANNEL: &str = "kabinet";
/// How long announcements are gathered before one NOTIFY: its commit takes a database-wide lock.
const GATHER: Duration = Duration::from_millis(20);

/// What changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Announcement {
    /// New jobs wait in the outbox.
    Jobs,
    /// The object (application, organization, person) with this id looks different now.
    Changed(Uuid),
    /// Some announcements may have been missed: look at everything once.
    Everything,
}

impl Announcement {
    fn encode(self) -> String {
        match self {
            Self::Jobs => "jobs".to_owned(),
            Self::Changed(id) => id.simple().to_string(),
            Self::Everything => "all".to_owned(),
        }
    }

    fn decode(text: &str) -> Self {
        match text {
            "jobs" => Self::Jobs,
            id => Uuid::try_parse(id).map_or(Self::Everything, Self::Changed),
        }
    }
}

/// A subscription made by [`crate::Db::announcements`].
pub struct Announcements(broadcast::Receiver<Announcement>);

impl Announcements {
    /// The next announcement. `None` when the database is closed.
    pub async fn next(&mut self) -> Option<Announcement> {
        match self.0.recv().await {
            Ok(announcement) => Some(announcement),
            Err(broadcast::error::RecvError::Lagged(_)) => Some(Announcement::Everything),
            Err(broadcast::error::RecvError::Closed) => None,
        }
    }
}

/// The sending end, shared by all units.
#[derive(Clone)]
pub(crate) struct Announcer {
    local: broadcast::Sender<Announcement>,
    remote: Option<mpsc::UnboundedSender<Announcement>>,
}

impl Announcer {
    /// Other processes' changes are noticed by [`crate::sqlite_writer`].
    pub(crate) fn sqlite() -> Self {
        let (local, _) = broadcast::channel(1024);
        Self {
            local,
            remote: None,
        }
    }

    pub(crate) fn postgres(pool: PgPool) -> Self {
        let (local, _) = broadcast::channel(1024);
        let (remote, outgoing) = mpsc::unbounded_channel();
        tokio::spawn(notify_others(pool.clone(), outgoing));
        tokio::spawn(listen_to_others(pool, local.clone()));
        Self {
            local,
            remote: Some(remote),
        }
    }

    pub(crate) fn subscribe(&self) -> Announcements {
        Announcements(self.local.subscribe())
    }

    pub(crate) fn send(&self, announcements: Vec<Announcement>) {
        for announcement in announcements {
            // No listener at the moment is not an error.
            let _ = self.local.send(announcement);
            if let Some(remote) = &self.remote {
                let _ = remote.send(announcement);
            }
        }
    }
}

/// Gathers announcements for a moment and passes each distinct one on, after the commits.
async fn notify_others(pool: PgPool, mut outgoing: mpsc::UnboundedReceiver<Announcement>) {
    while let Some(first) = outgoing.recv().await {
        let mut batch = vec![first];
        tokio::time::sleep(GATHER).await;
        while let Ok(next) = outgoing.try_recv() {
            if !batch.contains(&next) {
                batch.push(next);
            }
        }
        let payloads: Vec<String> = batch.into_iter().map(Announcement::encode).collect();
        let sent = sqlx::query("SELECT pg_notify($1, payload) FROM unnest($2::text[]) AS payload")
            .bind(CHANNEL)
            .bind(&payloads)
            .execute(&pool)
            .await;
        if let Err(error) = sent {
            tracing::warn!(%error, "other processes were not told of changes; they look by themselves");
        }
    }
}

async fn listen_to_others(pool: PgPool, local: broadcast::Sender<Announcement>) {
    loop {
        let listening: Result<std::convert::Infallible, sqlx::Error> = async {
            let mut listener = PgListener::connect_with(&pool).await?;
            listener.listen(CHANNEL).await?;
            let _ = local.send(Announcement::Everything);
            loop {
                let notification = listener.recv().await?;
                let _ = local.send(Announcement::decode(notification.payload()));
            }
        }
        .await;
        if pool.is_closed() {
            return;
        }
        let Err(error) = listening;
        tracing::warn!(%error, "listening for changes was interrupted");
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}
