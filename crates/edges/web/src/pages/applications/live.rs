//! Live status: a stream that only ever says "look again" (R102). The page is then fetched like any
//! other, so nothing is shown by the stream that its reader could not open.

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::{LazyLock, Mutex, PoisonError};
use std::time::Duration;

use access::{Actor, Permission, SessionId, rights};
use applications::ApplicationId;
use axum::body::{Body, Bytes};
use axum::extract::{Path, Query, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use db::{Announcement, Announcements, Mark};
use futures_util::stream;
use serde::Deserialize;
use tokio::time::Instant;
use uuid::Uuid;

use super::parts::only_serious;
use crate::app::App;
use crate::error::PageError;
use crate::visitor::{Member, SignedIn};

/// Streams that one session may have open: about as many as tabs with such pages.
const PER_SESSION: usize = 8;
/// Streams of one process.
const IN_ALL: usize = 2_000;
/// A stream ends after this; the browser opens a new one, which asks for every right again.
const LONGEST: Duration = Duration::from_mins(10);
/// Silence is broken so often, so that proxies keep the connection and lost rights are noticed.
const HEARTBEAT: Duration = Duration::from_secs(20);

static OPEN: LazyLock<Mutex<HashMap<SessionId, usize>>> = LazyLock::new(Mutex::default);

/// Where announcements were when the page was made. Without it, or spoilt, nothing is said of what came before.
#[derive(Deserialize)]
pub(crate) struct Since {
    #[serde(default)]
    since: String,
}

/// A place among the open streams, given back when it is dropped.
struct Seat(SessionId);

impl Seat {
    fn take(session: SessionId) -> Result<Self, PageError> {
        let mut open = OPEN.lock().unwrap_or_else(PoisonError::into_inner);
        let in_all: usize = open.values().sum();
        let own = open.entry(session).or_default();
        if *own >= PER_SESSION || in_all >= IN_ALL {
            return Err(PageError::TooMany(HEARTBEAT));
        }
        *own += 1;
        Ok(Self(session))
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut open = OPEN.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(own) = open.get_mut(&self.0) {
            *own -= 1;
            if *own == 0 {
                open.remove(&self.0);
            }
        }
    }
}

/// Changes of an organization's applications.
pub(crate) async fn organization(
    State(app): State<App>,
    member: Member,
    Query(since): Query<Since>,
) -> Result<Response, PageError> {
    member.grant::<rights::ViewOrganization>()?;
    let id = member.organization().0;
    stream_of(app, member, id, Permission::ViewOrganization, &since)
}

/// Changes of one application, for the applicant.
pub(crate) async fn application(
    State(app): State<App>,
    member: Member,
    Path((_, id)): Path<(Uuid, Uuid)>,
    Query(since): Query<Since>,
) -> Result<Response, PageError> {
    let grant = member.grant::<rights::ViewApplications>()?;
    applications::find(&app.db, &grant, ApplicationId(id))
        .await
        .map_err(only_serious)?;
    stream_of(app, member, id, Permission::ViewApplications, &since)
}

/// Changes of one application, for the authority.
pub(crate) async fn in_queue(
    State(app): State<App>,
    member: Member,
    Path((_, id)): Path<(Uuid, Uuid)>,
    Query(since): Query<Since>,
) -> Result<Response, PageError> {
    let grant = member.grant::<rights::ViewQueue>()?;
    applications::find_in_queue(&app.db, &grant, ApplicationId(id))
        .await
        .map_err(only_serious)?;
    stream_of(app, member, id, Permission::ViewQueue, &since)
}

/// Changes of the person's own request to link an organization: documents that were read, decisions.
pub(crate) async fn link_request(
    State(app): State<App>,
    signed_in: SignedIn,
    Path(id): Path<Uuid>,
    Query(since): Query<Since>,
) -> Result<Response, PageError> {
    organizations::links::request(&app.db, &signed_in.actor, id)
        .await?
        .ok_or(PageError::NotFound)?;
    stream_to(app, Watcher::Person(Box::new(signed_in)), id, &since)
}

/// Who watches, and by what right.
enum Watcher {
    Member(Box<Member>, Permission),
    /// The owner of a request.
    Person(Box<SignedIn>),
}

impl Watcher {
    fn actor(&self) -> &Actor {
        match self {
            Self::Member(member, _) => &member.signed_in.actor,
            Self::Person(signed_in) => &signed_in.actor,
        }
    }
}

struct Stream {
    app: App,
    watcher: Watcher,
    announcements: Announcements,
    about: Uuid,
    ends: Instant,
    is_new: bool,
    has_missed: bool,
    _seat: Seat,
}

fn stream_of(
    app: App,
    member: Member,
    about: Uuid,
    permission: Permission,
    since: &Since,
) -> Result<Response, PageError> {
    let watcher = Watcher::Member(Box::new(member), permission);
    stream_to(app, watcher, about, since)
}

fn stream_to(
    app: App,
    watcher: Watcher,
    about: Uuid,
    since: &Since,
) -> Result<Response, PageError> {
    let seat = Seat::take(watcher.actor().session)?;
    // Listening first and asking then leaves no gap between the two.
    let announcements = app.db.announcements();
    let mark: Option<Mark> = since.since.parse().ok();
    let has_missed = mark.is_some_and(|mark| app.db.has_changed_since(about, mark));
    let stream = Stream {
        announcements,
        has_missed,
        app,
        watcher,
        about,
        ends: Instant::now() + LONGEST,
        is_new: true,
        _seat: seat,
    };
    let body = Body::from_stream(stream::unfold(stream, |mut stream| async move {
        let said = stream.next().await?;
        Some((
            Ok::<_, Infallible>(Bytes::from_static(said.as_bytes())),
            stream,
        ))
    }));
    let headers = [
        (CONTENT_TYPE, "text/event-stream"),
        (CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, body).into_response())
}

impl Stream {
    /// What is said next; `None` ends the stream.
    async fn next(&mut self) -> Option<&'static str> {
        if self.is_new {
            self.is_new = false;
            return Some(if self.has_missed {
                "retry: 3000\n\ndata: changed\n\n"
            } else {
                "retry: 3000\n\n"
            });
        }
        let heartbeat = tokio::time::sleep(HEARTBEAT);
        tokio::pin!(heartbeat);
        let reader = self.watcher.actor().person.0;
        loop {
            let said = tokio::select! {
                () = tokio::time::sleep_until(self.ends) => return None,
                () = self.app.stop.asked() => return None,
                () = &mut heartbeat => Some(":\n\n"),
                announcement = self.announcements.next() => match announcement? {
                    Announcement::Changed(id) if id == self.about => Some("data: changed\n\n"),
                    Announcement::Everything => Some("data: changed\n\n"),
                    // The reader's session or role may have ended: nothing to say, but to ask.
                    Announcement::Changed(id) if id == reader => None,
                    Announcement::Changed(_) | Announcement::Jobs => continue,
                },
            };
            if !self.still_may().await {
                return None;
            }
            if said.is_some() {
                return said;
            }
        }
    }

    /// Session and rights are asked for again each time, so that the stream ends when they end.
    async fn still_may(&self) -> bool {
        let db = &self.app.db;
        let now = db.clock().now();
        let actor = self.watcher.actor();
        if !matches!(accounts::goes_on(db, actor.session, now).await, Ok(true)) {
            return false;
        }
        match &self.watcher {
            Watcher::Member(member, permission) => {
                let organization = member.organization();
                let standing = organizations::standing(db, actor.person, organization, now).await;
                matches!(standing, Ok(Some(standing)) if standing.allows(*permission))
            }
            Watcher::Person(_) => {
                let request = organizations::links::request(db, actor, self.about).await;
                matches!(request, Ok(Some(_)))
            }
        }
    }
}
