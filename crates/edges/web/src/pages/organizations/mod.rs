//! A person's organizations and their requests; an organization's card, employees and journal.

mod about;
mod add;
mod card;
pub(crate) mod checks;
mod code;
mod documents;
pub(crate) mod download;
mod employee;
mod employees;
pub(crate) mod inquiry;
mod invitation;
mod invite;
mod journal;
mod mine;
pub(crate) mod parts;
pub(crate) mod request;
pub(crate) mod scans;
mod submit;
mod upload;

pub(crate) use employee::ConfirmPage;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

use crate::app::App;
use crate::pages::applications::live;

/// A body larger than this is not even read to its end: the file's own limit is far below.
const UPLOAD_LIMIT: usize = 64 * 1024 * 1024;

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/me/organizations", get(mine::page))
        .route("/me/organizations/add", get(add::form).post(add::begin))
        .route("/me/organizations/inquiries/new", get(inquiry::form))
        .route("/me/organizations/inquiries/{id}", get(inquiry::page))
        .route("/me/organizations/requests/{id}", get(request::page))
        .route(
            "/me/organizations/requests/{id}/card",
            get(card::form).post(card::save),
        )
        .route(
            "/me/organizations/requests/{id}/code",
            get(code::form).post(code::confirm),
        )
        .route(
            "/me/organizations/requests/{id}/code/send",
            post(code::send),
        )
        .route(
            "/me/organizations/requests/{id}/documents",
            get(documents::form),
        )
        .route(
            "/me/organizations/requests/{id}/documents/{document}/remove",
            post(documents::remove),
        )
        .route(
            "/me/organizations/requests/{id}/submit",
            get(submit::form).post(submit::send),
        )
        .route(
            "/me/organizations/requests/{id}/explain",
            post(checks::explain),
        )
        .route(
            "/me/organizations/requests/{id}/withdraw",
            get(request::withdraw_question).post(request::withdraw),
        )
        .route("/o/{org}/about", get(about::page))
        .route("/o/{org}/employees", get(employees::page))
        .route(
            "/o/{org}/employees/invite",
            get(invite::form).post(invite::send),
        )
        .route(
            "/o/{org}/employees/{membership}",
            get(employee::page).post(employee::change),
        )
        .route(
            "/o/{org}/employees/{membership}/remove",
            get(employee::remove_question).post(employee::remove),
        )
        .route("/o/{org}/invitations/{id}/resend", post(invite::resend))
        .route(
            "/o/{org}/invitations/{id}/cancel",
            get(invite::cancel_question).post(invite::cancel),
        )
        .route(
            "/invitations/{token}",
            get(invitation::page).post(invitation::accept),
        )
        .route("/invitations/{token}/decline", post(invitation::decline))
        .route("/o/{org}/journal", get(journal::page))
}

/// Uploads and downloads: not bound to the time of a page.
pub(crate) fn slow_routes() -> Router<App> {
    let uploads = Router::new()
        .route(
            "/me/organizations/requests/{id}/documents",
            post(documents::add),
        )
        .route("/me/organizations/inquiries/new", post(inquiry::ask))
        .layer(DefaultBodyLimit::max(UPLOAD_LIMIT));
    Router::new()
        .merge(uploads)
        .route(
            "/me/organizations/requests/{id}/events",
            get(live::link_request),
        )
        .route("/me/files/{id}", get(download::mine))
        .route("/o/{org}/journal.csv", get(journal::export))
}
