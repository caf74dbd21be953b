//! An authority's queue and the work on one application.

mod actions;
mod detail;
pub(crate) mod queue;
mod sign;

use axum::Router;
use axum::routing::{get, post};

use crate::app::App;

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/o/{org}/queue", get(queue::page))
        .route("/o/{org}/queue/{id}", get(detail::page))
        .route("/o/{org}/queue/{id}/take", post(actions::take))
        .route("/o/{org}/queue/{id}/release", post(actions::release))
        .route("/o/{org}/queue/{id}/assign", post(actions::assign))
        .route("/o/{org}/queue/{id}/ask", post(actions::ask))
        .route("/o/{org}/queue/{id}/decide", post(actions::decide))
        .route("/o/{org}/queue/{id}/approve", post(actions::approve))
        .route("/o/{org}/queue/{id}/to-sign", get(sign::to_sign))
        .route(
            "/o/{org}/queue/{id}/sign",
            get(sign::form).post(sign::approve),
        )
        .route("/o/{org}/queue/{id}/return", post(actions::send_back))
}
