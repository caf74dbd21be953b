//! The catalogue of services, an organization's overview, and its applications.

mod catalogue;
mod chart;
mod check;
mod delete;
mod done;
mod draft;
mod edit;
mod edit_page;
mod fields;
mod files;
mod licences;
mod list;
pub(crate) mod listing;
pub(crate) mod live;
mod new;
mod overview;
pub(crate) mod parts;
mod receive;
pub(crate) mod signed;
#[cfg(test)]
mod tests;
mod view;
mod withdraw;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

use crate::app::App;

/// A body larger than this is not even read to its end: about ten files of the largest size.
const UPLOAD_LIMIT: usize = 210 * 1024 * 1024;

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/services", get(catalogue::public_list))
        .route("/services/{code}", get(catalogue::public_service))
        .route("/o/{org}", get(overview::page))
        .route("/o/{org}/services", get(catalogue::inside))
        .route("/o/{org}/licences", get(licences::page))
        .route("/o/{org}/applications", get(list::page))
        .route(
            "/o/{org}/applications/new",
            get(new::begin).post(new::submit),
        )
        .route("/o/{org}/applications/{id}", get(view::page))
        .route("/o/{org}/applications/{id}/edit/{section}", get(edit::form))
        .route("/o/{org}/applications/{id}/check", get(check::page))
        .route("/o/{org}/applications/{id}/submit", post(check::submit))
        .route("/o/{org}/applications/{id}/done", get(done::page))
        .route(
            "/o/{org}/applications/{id}/delete",
            get(delete::question).post(delete::delete),
        )
        .route(
            "/o/{org}/applications/{id}/withdraw",
            get(withdraw::question).post(withdraw::withdraw),
        )
        .route("/o/{org}/applications/{id}/to-sign", get(signed::to_sign))
        .route(
            "/o/{org}/applications/{id}/signatures/{signature}",
            get(signed::signature),
        )
        .route(
            "/o/{org}/applications/{id}/signatures/{signature}/content",
            get(signed::content),
        )
        .route(
            "/o/{org}/queue/{id}/signatures/{signature}",
            get(signed::signature_for_authority),
        )
        .route(
            "/o/{org}/queue/{id}/signatures/{signature}/content",
            get(signed::content_for_authority),
        )
        .route(
            "/o/{org}/applications/{id}/application.xml",
            get(files::xml),
        )
}

/// Uploads, downloads and streams, which may take longer than a page.
pub(crate) fn slow_routes() -> Router<App> {
    let uploads = Router::new()
        .route(
            "/o/{org}/applications/{id}/edit/{section}",
            post(edit::save),
        )
        .route(
            "/o/{org}/applications/{id}/edit/{section}/files/{file}/remove",
            post(edit::save),
        )
        .route("/o/{org}/applications/{id}/addition", post(view::add))
        .layer(DefaultBodyLimit::max(UPLOAD_LIMIT));
    Router::new()
        .route("/o/{org}/events", get(live::organization))
        .route("/o/{org}/applications/{id}/events", get(live::application))
        .route("/o/{org}/queue/{id}/events", get(live::in_queue))
        .route(
            "/o/{org}/applications/{id}/files/{file}",
            get(files::download),
        )
        .route(
            "/o/{org}/queue/{id}/files/{file}",
            get(files::download_for_authority),
        )
        .merge(uploads)
}
