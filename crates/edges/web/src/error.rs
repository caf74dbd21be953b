//! What a handler answers when it cannot answer. Pages are made of it in [`crate::error_page`],
//! which knows the reader's language.

use std::time::Duration;

use access::{Denied, Permission};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use db::DbError;

/// Why there is no page.
#[derive(Clone, Debug)]
pub enum PageError {
    /// Nothing here, or nothing that this visitor may know of (404).
    NotFound,
    /// The role does not allow it (403).
    Forbidden(Permission),
    /// Sign in first; then come back to where the request went.
    SignIn,
    /// The installation wants one-time codes of this person: turn them on first.
    SecondFactor,
    /// Too many knocks (429).
    TooMany(Duration),
    /// The request came from another site's page (403).
    CrossSite,
    /// The request makes no sense: a broken address, field or body (400).
    BadRequest(&'static str),
    /// Our fault (500); the text goes to the log, never to the page.
    Internal(String),
}

impl PageError {
    /// The status of the answer.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Forbidden(_) | Self::CrossSite | Self::SecondFactor => StatusCode::FORBIDDEN,
            Self::SignIn => StatusCode::UNAUTHORIZED,
            Self::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::BadRequest(_) => StatusCode::BAD_REQUEST,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The stable code that people can tell support.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "WEB-404",
            Self::Forbidden(_) => "WEB-403",
            Self::SignIn => "WEB-401",
            Self::SecondFactor => "WEB-402",
            Self::TooMany(_) => "WEB-429",
            Self::CrossSite => "WEB-013",
            Self::BadRequest(_) => "WEB-400",
            Self::Internal(_) => "WEB-500",
        }
    }
}

impl IntoResponse for PageError {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl From<DbError> for PageError {
    fn from(error: DbError) -> Self {
        Self::Internal(error.to_string())
    }
}

impl From<askama::Error> for PageError {
    fn from(error: askama::Error) -> Self {
        Self::Internal(format!("template: {error}"))
    }
}

impl From<Denied> for PageError {
    fn from(denied: Denied) -> Self {
        match denied {
            Denied::Stranger => Self::NotFound,
            Denied::Missing(permission) => Self::Forbidden(permission),
        }
    }
}
