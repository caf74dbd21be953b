//! The register of organizations: search, an entry's card, and the same for programs.

mod api;
mod card;
mod regions;
mod search;
mod sections;

use axum::Router;
use axum::routing::get;
use registry::{Registry, SearchPage, SearchRequest};

use crate::app::App;
use crate::error::PageError;

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/registry", get(search::page))
        .route("/registry/{ogrn}", get(card::page))
        .route("/api/v1/register/search", get(api::search))
        .route("/api/v1/register/suggest", get(api::suggest))
        .route("/api/v1/register/entries/{ogrn}", get(api::entry))
}

/// Searches away from the threads that answer requests: a page of the index may have to come from
/// the disk first.
async fn search_in(registry: &Registry, request: SearchRequest) -> Result<SearchPage, PageError> {
    let registry = registry.clone();
    in_background(move || registry.search(&request)).await
}

async fn in_background<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, registry::Error> + Send + 'static,
) -> Result<T, PageError> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| PageError::Internal(error.to_string()))?
        .map_err(|error| PageError::Internal(error.to_string()))
}
