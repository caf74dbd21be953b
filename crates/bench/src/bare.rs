//! The peer: an axum application with nothing between the request and the database. No session, no
//! rights, no validation, no layers: what the same work costs at least.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::extract::{Form, State};
use axum::http::header::LOCATION;
use axum::http::{HeaderName, StatusCode};
use axum::routing::{get, post};
use axum::{Json, Router};
use clap::Args;
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::Outcome;
use crate::bare_store::{Store, Submission, new_id};

#[derive(Args)]
pub(crate) struct Options {
    #[arg(long)]
    pub(crate) listen: SocketAddr,
    /// `sqlite:PATH` or `postgres://…`; an empty database of the peer's own.
    #[arg(long)]
    db: String,
}

struct Bare {
    store: Store,
    last_number: AtomicU64,
    /// Whoever submits and for whom; a bare handler has no session to learn it from.
    person: Uuid,
    organization: Uuid,
}

/// `bench bare`: takes submissions.
pub(crate) async fn run(options: Options) -> Outcome {
    let bare = Bare {
        store: Store::open(&options.db).await?,
        last_number: AtomicU64::new(0),
        person: new_id(),
        organization: new_id(),
    };
    let router = Router::new()
        .route("/submit", post(submit))
        .with_state(Arc::new(bare));
    serve(options.listen, router).await
}

/// Serves until the process is killed.
pub(crate) async fn serve(address: SocketAddr, router: Router) -> Outcome {
    let listener = tokio::net::TcpListener::bind(address).await?;
    axum::serve(listener, router.route("/health/live", get(async || "ok\n"))).await?;
    Ok(())
}

async fn submit(
    State(bare): State<Arc<Bare>>,
    Form(answers): Form<Vec<(String, String)>>,
) -> Result<(StatusCode, [(HeaderName, String); 1]), (StatusCode, Json<String>)> {
    let answers: Map<String, Value> = answers
        .into_iter()
        .map(|(name, value)| (name, Value::from(value)))
        .collect();
    let id = new_id();
    let submission = Submission {
        id,
        number: format!(
            "З-2026-{:06}",
            bare.last_number.fetch_add(1, Ordering::Relaxed) + 1
        ),
        person: bare.person,
        organization: bare.organization,
        answers: Value::Object(answers).to_string(),
    };
    match bare.store.submit(submission).await {
        Ok(()) => Ok((
            StatusCode::SEE_OTHER,
            [(LOCATION, format!("/applications/{id}"))],
        )),
        Err(error) => Err((StatusCode::INTERNAL_SERVER_ERROR, Json(error.to_string()))),
    }
}
