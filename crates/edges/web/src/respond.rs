//! The few ways in which a handler answers.

use askama::Template;
use axum::http::header::{LOCATION, SET_COOKIE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse, Response};

use crate::app::App;
use crate::cookies;
use crate::error::PageError;

/// The page (200).
pub(crate) fn page(template: &impl Template) -> Result<Response, PageError> {
    Ok(Html(template.render()?).into_response())
}

/// The page again, because what was typed has errors (422); htmx and browsers show it as it is.
pub(crate) fn invalid(template: &impl Template) -> Result<Response, PageError> {
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(template.render()?)).into_response())
}

/// The page (200) with a signing panel: CryptoPro's extension may add its own script.
pub(crate) fn page_with_panel(template: &impl Template) -> Result<Response, PageError> {
    page(template).map(with_panel)
}

/// The page again (422) with a signing panel.
pub(crate) fn invalid_with_panel(template: &impl Template) -> Result<Response, PageError> {
    invalid(template).map(with_panel)
}

fn with_panel(mut response: Response) -> Response {
    response.extensions_mut().insert(WithPanel);
    response
}

/// Marks an answer for [`crate::middleware`], which writes its content policy.
#[derive(Clone, Copy)]
pub(crate) struct WithPanel;

/// On to another page after something was done (303).
pub(crate) fn see_other(url: &str) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    if let Ok(url) = HeaderValue::from_str(url) {
        response.headers_mut().insert(LOCATION, url);
    }
    response
}

/// On to another page, which tells what was done: `flash` is a text key beginning with `flash-`.
pub(crate) fn done(app: &App, url: &str, flash: &'static str) -> Response {
    let mut response = see_other(url);
    response
        .headers_mut()
        .append(SET_COOKIE, cookies::flash(&app.site, flash));
    response
}
