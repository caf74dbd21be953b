//! `bench start`: from the start of the process to its first answers, and its memory then.

use std::path::Path;

use clap::Args;

use crate::figures::{Case, KABINET, Measures, tell};
use crate::server::{Installation, Server};
use crate::{Outcome, temporary_folder};

#[derive(Args)]
pub(crate) struct Options {
    /// Starts of each case; the medians count.
    #[arg(long, default_value_t = 10)]
    rounds: usize,
}

pub(crate) async fn run(options: Options) -> Outcome {
    let folder = temporary_folder()?;
    let prepared = folder.path().join("prepared");
    // The first start of a demo makes the people, the companies and the register.
    begin("demo", &prepared).await?;
    for (case, command, is_empty) in [
        ("serve-prepared", "serve", false),
        ("serve-empty", "serve", true),
        ("demo-prepared", "demo", false),
        ("demo-empty", "demo", true),
    ] {
        let mut rounds = Vec::new();
        for round in 0..options.rounds.max(1) {
            let data = if is_empty {
                folder.path().join(format!("{case}-{round}"))
            } else {
                prepared.clone()
            };
            rounds.push(begin(command, &data).await?);
        }
        tell(
            Case {
                bench: "start",
                name: case,
                db: Some("sqlite"),
                connections: None,
            },
            KABINET,
            &rounds,
        );
    }
    Ok(())
}

/// Starts once; the first page is the one that everybody meets first.
async fn begin(command: &str, data: &Path) -> Outcome<Measures> {
    let mut server: Server = Installation {
        command,
        data,
        postgres: None,
        has_worker: true,
    }
    .start()?;
    let ready = server.answers("/health/ready").await?;
    let page = server.answers("/").await?;
    Ok(vec![
        ("ready_ms", ready.as_secs_f64() * 1e3),
        ("page_ms", page.as_secs_f64() * 1e3),
        ("rss_mb", server.resident_mb()?),
    ])
}
