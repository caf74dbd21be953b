//! What the installation's operator sees and does.

mod codes;
mod confirm_request;
mod files;
mod inquiries;
mod jobs;
mod organization;
mod organizations;
mod overview;
mod people;
mod request;
mod requests;
mod return_request;

use axum::Router;
use axum::routing::{get, post};

use crate::app::App;

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/operator", get(overview::page))
        .route("/operator/requests", get(requests::page))
        .route("/operator/requests/{id}", get(request::page))
        .route("/operator/requests/{id}/take", post(request::take))
        .route("/operator/requests/{id}/release", post(request::release))
        .route(
            "/operator/requests/{id}/checks/{check}",
            post(request::decide_check),
        )
        .route(
            "/operator/requests/{id}/return",
            get(return_request::form).post(return_request::submit),
        )
        .route(
            "/operator/requests/{id}/confirm",
            get(confirm_request::question).post(confirm_request::submit),
        )
        .route("/operator/inquiries", get(inquiries::list))
        .route(
            "/operator/inquiries/{id}",
            get(inquiries::page).post(inquiries::answer),
        )
        .route("/operator/files/{id}", get(files::download))
        .route("/operator/files/{id}/pages/{number}", get(files::picture))
        .route("/operator/organizations", get(organizations::page))
        .route("/operator/organizations/{id}", get(organization::page))
        .route(
            "/operator/organizations/{id}/suspend",
            get(organization::suspend_form).post(organization::suspend),
        )
        .route(
            "/operator/organizations/{id}/resume",
            get(organization::resume_question).post(organization::resume),
        )
        .route("/operator/codes", get(codes::page))
        .route("/operator/people", get(people::page))
        .route("/operator/jobs", get(jobs::page))
        .route("/operator/jobs/retry", post(jobs::retry))
}
