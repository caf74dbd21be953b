//! The web server, and its orderly end.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use axum::Router;
use axum_server::Handle;
use axum_server::tls_rustls::RustlsConfig;
use metrics_exporter_prometheus::PrometheusBuilder;
use texts::Texts;
use tokio::sync::watch;
use web::app::Stop;

use crate::config::Config;
use crate::installation;
use crate::{Failure, demo, health, worker};

/// How long requests may take to finish after a stop was asked for.
const GRACE: Duration = Duration::from_secs(15);
/// How long a client may take to send its headers.
const HEADERS: Duration = Duration::from_secs(15);

/// What is served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// An installation with people in it.
    Real,
    /// The demonstration with people, companies and a few applications.
    Demo,
    /// The demonstration without applications.
    EmptyDemo,
}

/// `kabinet serve` and `kabinet demo`.
pub(crate) async fn run(config: Config, t: Texts, kind: Kind) -> Result<(), Failure> {
    let is_demo = kind != Kind::Real;
    let metrics = PrometheusBuilder::new()
        .install_recorder()
        .map_err(|error| Failure::new("CLI-007", error))?;
    let installation = installation::open(&config, is_demo).await?;
    if is_demo {
        demo::prepare(&installation, &config, t, kind == Kind::Demo).await?;
    }
    let (stop, stopped) = watch::channel(false);
    let upkeep = tokio::spawn({
        let (metrics, limits, mut stopped) = (
            metrics.clone(),
            installation.app.limits.clone(),
            stopped.clone(),
        );
        async move {
            while !*stopped.borrow() {
                tokio::select! {
                    _ = stopped.changed() => {}
                    () = tokio::time::sleep(Duration::from_mins(1)) => {
                        metrics.run_upkeep();
                        limits.forget_quiet();
                    }
                }
            }
        }
    });
    let working = config.worker.embedded.then(|| {
        let (installation, stopped) = (installation.clone(), stopped.clone());
        tokio::spawn(async move { worker::work(&installation, stopped).await })
    });
    let router = health::routes(installation.app.clone(), metrics, stopped.clone())
        .merge(web::router(installation.app.clone()));
    let handle = Handle::new();
    tokio::spawn(stop_on_signal(stop));
    tokio::spawn(end_after_stop(
        handle.clone(),
        installation.app.stop.clone(),
        stopped,
    ));
    let told = tokio::spawn(tell_address(
        handle.clone(),
        config.base_url()?.to_string(),
        t,
        is_demo.then(|| config.data_dir()),
    ));
    listen(&config, router, handle).await?;
    told.abort();
    if let Some(working) = working {
        let _ = working.await;
    }
    let _ = upkeep.await;
    installation.app.db.close().await;
    tracing::info!("stopped");
    Ok(())
}

async fn listen(
    config: &Config,
    router: Router,
    handle: Handle<SocketAddr>,
) -> Result<(), Failure> {
    let address = config.site.listen;
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let failed = |error| Failure::new("CLI-008", format!("{address}: {error}"));
    if let (Some(certificate), Some(key)) = (&config.tls.certificate, &config.tls.key) {
        // Another provider may only be installed by nobody else in this process.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let tls = RustlsConfig::from_pem_file(certificate, key)
            .await
            .map_err(|error| {
                Failure::new("CFG-007", format!("{}: {error}", certificate.display()))
            })?;
        let mut server = axum_server::bind_rustls(address, tls).handle(handle);
        server.http_builder().http1().header_read_timeout(HEADERS);
        return server.serve(service).await.map_err(failed);
    }
    let mut server = axum_server::bind(address).handle(handle);
    server.http_builder().http1().header_read_timeout(HEADERS);
    server.serve(service).await.map_err(failed)
}

/// Prints where to go, once the port is really open.
async fn tell_address(
    handle: Handle<SocketAddr>,
    base_url: String,
    t: Texts,
    demo_data: Option<PathBuf>,
) {
    if let Some(address) = handle.listening().await {
        tracing::info!(%address, "listening");
        let base_url = base_url.trim_end_matches('/');
        match demo_data {
            Some(data) => println!("{}", demo::sign_ins(t, base_url, &data)),
            None => println!("{}", t.with1("cli-serving", "url", base_url)),
        }
    }
}

async fn end_after_stop(
    handle: Handle<SocketAddr>,
    stop: Stop,
    mut stopped: watch::Receiver<bool>,
) {
    while !*stopped.borrow() {
        if stopped.changed().await.is_err() {
            break;
        }
    }
    tracing::info!("stopping");
    // Streams of events would hold the end up for all of the grace.
    stop.ask();
    handle.graceful_shutdown(Some(GRACE));
}

/// Waits for SIGTERM or Ctrl-C.
pub(crate) async fn stop_on_signal(stop: watch::Sender<bool>) {
    let terminated = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        () = terminated => {}
        _ = tokio::signal::ctrl_c() => {}
    }
    let _ = stop.send(true);
}
