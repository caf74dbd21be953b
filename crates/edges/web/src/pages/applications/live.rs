//! Live status: a stream that only ever says "look again" (R102). The page is then fetched like any
//! other, so nothing is shown by the stream that its reader could not open.

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::{LazyLock, Mutex, PoisonError};
use std::time::Duration;

use access::{Permission, SessionId, rights};
use applications::ApplicationId;
use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use db::{Announcement, Announcements};
use futures_util::stream;
use tokio::time::Instant;
use uuid::Uuid;

use super::parts::only_serious;
use crate::app::App;
use crate::error::PageError;
use crate::visitor::Member;

/// Streams that one session may have open: about as many as tabs with such pages.
const PER_SESSION: usize = 8;
/// Streams of one process.
const IN_ALL: usize = 2_000;
/// A stream ends after this; the browser opens a new one, which asks for every right again.
const LONGEST: Duration = Duration::from_mins(10);
/// Silence is broken so often, so that proxies keep the connection and lost rights are noticed.
const HEARTBEAT: Duration = Duration::from_secs(20);

static OPEN: LazyLock<Mutex<HashMap<SessionId, usize>>> = LazyLock::new(Mutex::default);

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
) -> Result<Response, PageError> {
    member.grant::<rights::ViewOrganization>()?;
    let id = member.organization().0;
    stream_of(app, member, id, Permission::ViewOrganization)
}

/// Changes of one application, for the applicant.
pub(crate) async fn application(
    State(app): State<App>,
    member: Member,
    Path((_, id)): Path<(Uuid, Uuid)>,
) -> Result<Response, PageError> {
    let grant = member.grant::<rights::ViewApplications>()?;
    applications::find(&app.db, &grant, ApplicationId(id))
        .await
        .map_err(only_serious)?;
    stream_of(app, member, id, Permission::ViewApplications)
}

/// Changes of one application, for the authority.
pub(crate) async fn in_queue(
    State(app): State<App>,
    member: Member,
    Path((_, id)): Path<(Uuid, Uuid)>,
) -> Result<Response, PageError> {
    let grant = member.grant::<rights::ViewQueue>()?;
    applications::find_in_queue(&app.db, &grant, ApplicationId(id))
        .await
        .map_err(only_serious)?;
    stream_of(app, member, id, Permission::ViewQueue)
}

struct Stream {
    app: App,
    member: Member,
    announcements: Announcements,
    about: Uuid,
    permission: Permission,
    ends: Instant,
    is_new: bool,
    _seat: Seat,
}

fn stream_of(
    app: App,
    member: Member,
    about: Uuid,
    permission: Permission,
) -> Result<Response, PageError> {
    let seat = Seat::take(member.signed_in.actor.session)?;
    let stream = Stream {
        announcements: app.db.announcements(),
        app,
        member,
        about,
        permission,
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
            return Some("retry: 3000\n\n");
        }
        let heartbeat = tokio::time::sleep(HEARTBEAT);
        tokio::pin!(heartbeat);
        let reader = self.member.signed_in.actor.person.0;
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
        let now = self.app.db.clock().now();
        let actor = &self.member.signed_in.actor;
        let (person, session) = (actor.person, actor.session);
        if !matches!(
            accounts::goes_on(&self.app.db, session, now).await,
            Ok(true)
        ) {
            return false;
        }
        let organization = self.member.organization();
        let standing = organizations::standing(&self.app.db, person, organization, now).await;
        matches!(standing, Ok(Some(standing)) if standing.allows(self.permission))
    }
}
