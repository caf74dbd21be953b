//! "Something changed, look again": in this process through a channel, between processes through
//! PostgreSQL's LISTEN or, on SQLite, by the writer noticing that somebody else changed the file.

use std::collections::VecDeque;
use std::fmt;
use std::str::FromStr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use sqlx::PgPool;
use sqlx::postgres::PgListener;
use tokio::sync::{broadcast, mpsc};
use uuid::Uuid;

use crate::clock::new_id_at;

const CHANNEL: &str = "kabinet";
/// How long announcements are gathered before one NOTIFY: its commit takes a database-wide lock.
const GATHER: Duration = Duration::from_millis(20);
/// Changes that are remembered for those who ask what they missed.
const REMEMBERED: usize = 1024;

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

/// A place in what this process has announced. A page that is made from here on can ask later, when it begins to
/// listen, whether something changed in between: [`crate::Db::has_changed_since`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Another process numbers on its own.
    process: u64,
    number: u64,
}

impl fmt::Display for Mark {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:x}-{:x}", self.process, self.number)
    }
}

impl FromStr for Mark {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (process, number) = text.split_once('-').unwrap_or((text, ""));
        Ok(Self {
            process: u64::from_str_radix(process, 16)?,
            number: u64::from_str_radix(number, 16)?,
        })
    }
}

/// The listeners of this process, and what they were told last.
struct Local {
    sender: broadcast::Sender<Announcement>,
    process: u64,
    told: Mutex<Told>,
}

#[derive(Default)]
struct Told {
    /// How many changes there were, the forgotten ones too.
    number: u64,
    last: VecDeque<Announcement>,
}

impl Local {
    fn new() -> Arc<Self> {
        let (sender, _) = broadcast::channel(1024);
        Arc::new(Self {
            sender,
            // The random half of an id.
            process: new_id_at(Timestamp::UNIX_EPOCH).as_u64_pair().1,
            told: Mutex::default(),
        })
    }

    fn tell(&self, announcement: Announcement) {
        if announcement != Announcement::Jobs {
            let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
            told.number += 1;
            if told.last.len() == REMEMBERED {
                told.last.pop_front();
            }
            told.last.push_back(announcement);
        }
        // No listener at the moment is not an error.
        let _ = self.sender.send(announcement);
    }

    fn mark(&self) -> Mark {
        let told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        Mark {
            process: self.process,
            number: told.number,
        }
    }

    fn has_changed(&self, id: Uuid, since: Mark) -> bool {
        let told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let missed = told.number.checked_sub(since.number);
        let missed = missed.and_then(|missed| usize::try_from(missed).ok());
        match missed {
            Some(missed) if since.process == self.process && missed <= told.last.len() => {
                let concerns = |one: &Announcement| {
                    matches!(one, Announcement::Everything) || *one == Announcement::Changed(id)
                };
                told.last.iter().rev().take(missed).any(concerns)
            }
            // Of another process, or too long ago to be remembered.
            _ => true,
        }
    }
}

/// The sending end, shared by all units.
#[derive(Clone)]
pub(crate) struct Announcer {
    local: Arc<Local>,
    remote: Option<mpsc::UnboundedSender<Announcement>>,
}

impl Announcer {
    /// Other processes' changes are noticed by [`crate::sqlite_writer`].
    pub(crate) fn sqlite() -> Self {
        Self {
            local: Local::new(),
            remote: None,
        }
    }

    pub(crate) fn postgres(pool: PgPool) -> Self {
        let local = Local::new();
        let (remote, outgoing) = mpsc::unbounded_channel();
        tokio::spawn(notify_others(pool.clone(), outgoing));
        tokio::spawn(listen_to_others(pool, local.clone()));
        Self {
            local,
            remote: Some(remote),
        }
    }

    pub(crate) fn subscribe(&self) -> Announcements {
        Announcements(self.local.sender.subscribe())
    }

    pub(crate) fn mark(&self) -> Mark {
        self.local.mark()
    }

    pub(crate) fn has_changed(&self, id: Uuid, since: Mark) -> bool {
        self.local.has_changed(id, since)
    }

    pub(crate) fn send(&self, announcements: Vec<Announcement>) {
        for announcement in announcements {
            self.local.tell(announcement);
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

async fn listen_to_others(pool: PgPool, local: Arc<Local>) {
    loop {
        let listening: Result<std::convert::Infallible, sqlx::Error> = async {
            let mut listener = PgListener::connect_with(&pool).await?;
            listener.listen(CHANNEL).await?;
            local.tell(Announcement::Everything);
            loop {
                let notification = listener.recv().await?;
                local.tell(Announcement::decode(notification.payload()));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changed_since_a_mark_is_known() {
        let announcer = Announcer::sqlite();
        let (own, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        announcer.send(vec![Announcement::Changed(own)]);
        let mark: Mark = announcer.mark().to_string().parse().unwrap();
        assert!(!announcer.has_changed(own, mark), "it was before");
        announcer.send(vec![Announcement::Jobs, Announcement::Changed(other)]);
        assert!(!announcer.has_changed(own, mark), "another one changed");
        assert!(announcer.has_changed(other, mark));
        announcer.send(vec![Announcement::Everything]);
        assert!(announcer.has_changed(own, mark));
    }

    #[test]
    fn what_cannot_be_known_counts_as_changed() {
        let announcer = Announcer::sqlite();
        let own = Uuid::from_u128(1);
        let mark = announcer.mark();
        for _ in 0..REMEMBERED {
            announcer.send(vec![Announcement::Changed(Uuid::from_u128(2))]);
        }
        assert!(!announcer.has_changed(own, mark), "all are remembered");
        announcer.send(vec![Announcement::Changed(Uuid::from_u128(2))]);
        assert!(announcer.has_changed(own, mark), "one is forgotten");
        let elsewhere = Announcer::sqlite().mark();
        assert!(announcer.has_changed(own, elsewhere));
        for text in ["", "1", "x-1", "1-", "1-2-3", "-"] {
            assert!(text.parse::<Mark>().is_err(), "{text}");
        }
    }
}
