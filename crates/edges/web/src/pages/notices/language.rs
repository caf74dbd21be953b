//! Switching the language: a link that works before sign-in too.

use axum::extract::{Path, Query, State};
use axum::http::header::SET_COOKIE;
use axum::response::Response;
use serde::Deserialize;
use texts::Lang;

use crate::app::App;
use crate::cookies;
use crate::error::PageError;
use crate::respond::see_other;
use crate::visitor::safe_next;

#[derive(Deserialize)]
pub(crate) struct Back {
    #[serde(default)]
    back: String,
}

pub(crate) async fn switch(
    State(app): State<App>,
    Path(tag): Path<String>,
    Query(Back { back }): Query<Back>,
) -> Result<Response, PageError> {
    let lang = Lang::parse(&tag).ok_or(PageError::NotFound)?;
    let mut response = see_other(safe_back(&back));
    response
        .headers_mut()
        .append(SET_COOKIE, cookies::language(&app.site, lang.tag()));
    Ok(response)
}

/// The sign-in pages are fine to come back to, unlike after signing in.
fn safe_back(back: &str) -> &str {
    if back.starts_with("/sign-in") && !back.contains(['\r', '\n', '\\']) {
        return back;
    }
    safe_next(back).unwrap_or("/")
}
