//! `/health/live`, `/health/ready`, `/metrics`.

use std::net::SocketAddr;

use axum::Router;
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::get;
use jiff::SignedDuration;
use metrics_exporter_prometheus::PrometheusHandle;
use tokio::sync::watch;
use web::app::App;

#[derive(Clone)]
struct Watched {
    app: App,
    metrics: PrometheusHandle,
    stopping: watch::Receiver<bool>,
}

pub(crate) fn routes(
    app: App,
    metrics: PrometheusHandle,
    stopping: watch::Receiver<bool>,
) -> Router {
    Router::new()
        .route("/health/live", get(async || "ok\n"))
        .route("/health/ready", get(ready))
        .route("/metrics", get(measure))
        .with_state(Watched {
            app,
            metrics,
            stopping,
        })
}

/// 200 when requests can be answered; 503 with what is missing. A stopping process says 503 first,
/// so that a balancer sends nobody here any more.
async fn ready(State(watched): State<Watched>) -> (StatusCode, &'static str) {
    let missing = |what| (StatusCode::SERVICE_UNAVAILABLE, what);
    if *watched.stopping.borrow() {
        return missing("stopping\n");
    }
    if watched.app.db.ping().await.is_err() {
        return missing("database\n");
    }
    (StatusCode::OK, "ready\n")
}

/// Only for this machine: counters tell outsiders how an installation is doing.
async fn measure(
    State(watched): State<Watched>,
    ConnectInfo(from): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
) -> Result<String, StatusCode> {
    if !from.ip().to_canonical().is_loopback() || headers.contains_key("x-forwarded-for") {
        return Err(StatusCode::NOT_FOUND);
    }
    if let Ok(counts) = jobs::counts(&watched.app.db).await {
        metrics::gauge!("kabinet_jobs", "state" => "ready").set(number(counts.ready));
        metrics::gauge!("kabinet_jobs", "state" => "failed").set(number(counts.failed));
    }
    if watched.app.site.has_sms {
        let db = &watched.app.db;
        let since = db.clock().now() - SignedDuration::from_hours(24);
        if let Ok(counts) = accounts::sms_counts(db, since).await {
            metrics::gauge!("kabinet_sms_day", "state" => "waiting").set(number(counts.waiting));
            metrics::gauge!("kabinet_sms_day", "state" => "sent").set(number(counts.sent));
            metrics::gauge!("kabinet_sms_day", "state" => "given_up").set(number(counts.given_up));
        }
    }
    if watched.app.verifier.is_configured() {
        let now = watched.app.db.clock().now();
        let verifier = watched.app.verifier.clone();
        // Files that changed are read again first.
        if let Ok(known) = tokio::task::spawn_blocking(move || verifier.overview(now)).await {
            let stale = known.crls.iter().filter(|list| list.is_stale(now)).count();
            let stale = u32::try_from(stale).unwrap_or(u32::MAX);
            metrics::gauge!("kabinet_crls", "state" => "stale").set(f64::from(stale));
        }
    }
    Ok(watched.metrics.render())
}

fn number(count: i64) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}
