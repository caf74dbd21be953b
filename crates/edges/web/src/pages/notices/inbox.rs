//! What the person was told, newest first.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Deserialize;
use uuid::Uuid;

use super::lines::{NoticeLine, line};
use crate::app::App;
use crate::error::PageError;
use crate::frame::{self, Section};
use crate::patterns::{Action, EmptyState, PageHeader, Pagination};
use crate::respond::{page, see_other};
use crate::shell::Shell;
use crate::urls;
use crate::visitor::{SignedIn, safe_next};

const PAGE_SIZE: u64 = 30;
const LAST_PAGE: u32 = 10_000;

#[derive(Deserialize)]
pub(crate) struct Wanted {
    page: Option<u32>,
}

#[derive(Template)]
#[template(path = "pages/notices/inbox.html")]
struct InboxPage {
    shell: Shell,
    header: PageHeader,
    notices: Vec<NoticeLine>,
    read_all_url: String,
    empty: EmptyState,
    pagination: Pagination,
}

pub(crate) async fn list(
    State(app): State<App>,
    signed_in: SignedIn,
    Query(wanted): Query<Wanted>,
) -> Result<Response, PageError> {
    let t = signed_in.t();
    let number = wanted.page.unwrap_or(1).clamp(1, LAST_PAGE);
    let (notices, total) = notifications::page(
        &app.db,
        &signed_in.actor,
        u64::from(number),
        t,
        &signed_in.zone,
    )
    .await?;
    let title = t.get("notices-title");
    let shell = frame::personal(&app, &signed_in, title.clone(), Section::Notices).await?;
    let pages = u32::try_from(total.div_ceil(PAGE_SIZE)).unwrap_or(LAST_PAGE);
    page(&InboxPage {
        header: PageHeader::new(title).lead(shell.notifications_label()),
        read_all_url: urls::read_notices(),
        empty: EmptyState {
            title: t.get("notices-empty-title").into_owned(),
            text: t.get("notices-empty-text").into_owned(),
            icon: "bell",
            action: Some(Action::new(
                t.get("menu-my-organizations"),
                urls::my_organizations(),
            )),
        },
        pagination: Pagination::new(number, pages, urls::notices_page),
        notices: notices
            .into_iter()
            .map(|notice| line(&signed_in, notice))
            .collect(),
        shell,
    })
}

pub(crate) async fn read_all(
    State(app): State<App>,
    signed_in: SignedIn,
) -> Result<Response, PageError> {
    notifications::mark_all_read(&app.db, &signed_in.actor).await?;
    Ok(see_other(&urls::notices()))
}

#[derive(Deserialize)]
pub(crate) struct Opened {
    #[serde(default)]
    link: String,
}

/// Marks one notice as read and goes where it leads.
pub(crate) async fn open(
    State(app): State<App>,
    signed_in: SignedIn,
    Path(id): Path<Uuid>,
    axum::Form(opened): axum::Form<Opened>,
) -> Result<Response, PageError> {
    notifications::mark_read(&app.db, &signed_in.actor, id).await?;
    let url = safe_next(&opened.link).map_or_else(urls::notices, ToOwned::to_owned);
    Ok(see_other(&url))
}
