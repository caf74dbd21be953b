//! The person's notices, and the language switch.

mod inbox;
mod language;
pub(crate) mod lines;

use axum::Router;
use axum::routing::{get, post};

use crate::app::App;

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/me/notices", get(inbox::list))
        .route("/me/notices/read", post(inbox::read_all))
        .route("/me/notices/{id}/open", post(inbox::open))
        .route("/language/{tag}", get(language::switch))
}
