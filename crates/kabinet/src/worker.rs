//! The jobs: mail, notices, clean-up; and the reader of scans beside them.

use std::time::Duration;

use jiff::SignedDuration;
use jobs::{Failure as JobFailure, Runner};
use tokio::sync::watch;
use web::app::App;

use crate::Failure;
use crate::config::Config;
use crate::installation::{self, Installation};
use crate::serve::stop_on_signal;

/// How often the reader looks whether a scan waits.
const LOOK: Duration = Duration::from_secs(1);
const HOUR: Duration = Duration::from_hours(1);
/// A file without a row that is older was left by an upload that never finished.
const LEFTOVER_AGE: SignedDuration = SignedDuration::from_hours(24);

/// A runner that can do everything.
pub(crate) fn runner(installation: &Installation) -> Runner {
    let db = &installation.app.db;
    let runner = Runner::new(db.clone());
    let runner = installation.mailing.clone().handlers(runner, db);
    let runner = accounts::handlers(runner, db.clone(), installation.sms.clone());
    let runner = organizations::handlers(runner, db);
    let runner = applications::handlers(runner, db);
    let runner = signatures::handlers(runner, db);
    let runner = organizations::checks::handlers(runner, db, installation.app.sources.clone());
    let runner = organizations::register::handlers(runner, db, installation.app.registry.clone());
    let sweeping = db.clone();
    let (store, blobs) = (db.clone(), installation.app.blobs.clone());
    runner
        .on("files-sweep", move |job| {
            let (db, blobs) = (store.clone(), blobs.clone());
            async move {
                let known = organizations::files::known_blobs(&db).await?;
                let swept = blobs
                    .sweep(job.now - LEFTOVER_AGE, &known)
                    .await
                    .map_err(|error| JobFailure::Retry(error.to_string()))?;
                tracing::info!(
                    orphans = swept.orphans,
                    leftovers = swept.leftovers,
                    "files swept"
                );
                Ok(())
            }
        })
        .on("jobs-sweep", move |_| {
            let db = sweeping.clone();
            async move {
                jobs::sweep_done(&db).await?;
                Ok(())
            }
        })
        .every(HOUR, "jobs-sweep")
        .every(24 * HOUR, "files-sweep")
}

/// Does everything that happens later until `stopped` becomes true.
pub(crate) async fn work(installation: &Installation, stopped: watch::Receiver<bool>) {
    let runner = runner(installation);
    tokio::join!(
        runner.run(stopped.clone()),
        read_scans(installation, stopped)
    );
}

/// Reads scans one after another. Not a job of the outbox: those are done in batches, and a document takes up to a minute in
/// which no letter of its batch's successors would leave. Stopping ends a reading; another reader begins it anew.
async fn read_scans(installation: &Installation, mut stopped: watch::Receiver<bool>) {
    let App {
        db, blobs, reader, ..
    } = &installation.app;
    while !*stopped.borrow() {
        let read = tokio::select! {
            _ = stopped.changed() => continue,
            read = organizations::links::read_next(db, blobs, reader) => read,
        };
        match read {
            Ok(true) => continue,
            Ok(false) => {}
            Err(error) => tracing::error!(%error, "the queue of scans cannot be read"),
        }
        tokio::select! {
            _ = stopped.changed() => {}
            () = tokio::time::sleep(LOOK) => {}
        }
    }
}

/// `kabinet worker`.
pub(crate) async fn run(config: &Config) -> Result<(), Failure> {
    let installation = installation::open(config, false).await?;
    let (stop, stopped) = watch::channel(false);
    tokio::spawn(stop_on_signal(stop));
    tracing::info!("the worker is ready");
    work(&installation, stopped).await;
    installation.app.db.close().await;
    Ok(())
}
