//! `bench pages`: the list of an organization's 50 applications, and its overview.

use std::collections::HashSet;
use std::path::Path;

use clap::Args;

use crate::cluster::Cluster;
use crate::figures::{BARE, Case, KABINET, Measures, real, tell, tell_beside};
use crate::load::{self, Work, get};
use crate::server::{Installation, Server};
use crate::submit::start_bare;
use crate::{Effort, Outcome, cabinet, temporary_folder};

#[derive(Args)]
pub(crate) struct Options {
    #[command(flatten)]
    effort: Effort,
    /// Only this database: `sqlite` or `postgres`.
    #[arg(long, value_parser = ["sqlite", "postgres"])]
    db: Option<String>,
    /// Clients at once.
    #[arg(long, default_value_t = 8)]
    connections: usize,
    /// Applications that the organization has.
    #[arg(long, default_value_t = 50)]
    applications: usize,
}

/// A page of Kabinet and the bare page beside it.
struct Pair {
    case: &'static str,
    kabinet: Work,
    bare: Work,
    /// Serves the bare page.
    server: Server,
    rounds: [Vec<Measures>; 2],
}

pub(crate) async fn run(options: Options) -> Outcome {
    let folder = temporary_folder()?;
    if options.db.as_deref() != Some("postgres") {
        on(&options, "sqlite", folder.path(), None).await?;
    }
    if options.db.as_deref() != Some("sqlite") {
        let cluster = Cluster::start(folder.path())?;
        let url = cluster.database("kabinet").await?;
        on(&options, "postgres", folder.path(), Some(&url)).await?;
    }
    Ok(())
}

async fn on(options: &Options, db: &'static str, folder: &Path, postgres: Option<&str>) -> Outcome {
    let data = folder.join(db);
    let mut kabinet = Installation {
        command: "demo",
        data: &data,
        postgres,
        has_worker: false,
    }
    .start()?;
    kabinet.answers("/health/live").await?;
    let member = cabinet::sign_in(kabinet.address).await?;
    let submission = member.submission();
    for _ in 0..options.applications {
        cabinet::once(&submission).await?;
    }
    let url = postgres.map_or_else(
        || format!("sqlite:{}", data.join("kabinet.db").display()),
        str::to_owned,
    );
    eprintln!("          {KABINET} is process {}", kabinet.pid());
    let mut pairs = Vec::new();
    for (case, path) in [("list", "/applications"), ("overview", "")] {
        let work = member.reading(path);
        let page = cabinet::once(&work).await?;
        let rows = numbers_in(&page).max(1);
        let bare = beside(&url, folder, &member.organization, rows, page.len()).await?;
        let bare_work = Work {
            address: bare.address,
            request: get(bare.address, "/list", "").into(),
            status: 200,
        };
        let bytes = cabinet::once(&bare_work).await?.len();
        eprintln!(
            "          {case}: {rows} numbers in {} bytes; the bare page has {bytes} bytes",
            page.len()
        );
        pairs.push(Pair {
            case,
            kabinet: work,
            bare: bare_work,
            server: bare,
            rounds: [Vec::new(), Vec::new()],
        });
    }
    for _ in 0..options.effort.rounds {
        for pair in &mut pairs {
            let turns = [(&pair.kabinet, &kabinet), (&pair.bare, &pair.server)];
            for ((work, server), rounds) in turns.into_iter().zip(&mut pair.rounds) {
                let cpu = server.cpu()?;
                let load = load::run(work, options.connections, options.effort.time()?).await?;
                let mut measures = load.measures();
                let spent = server.cpu()?.saturating_sub(cpu).as_secs_f64() * 1e3;
                measures.push(("cpu_ms", spent / real(load.done.max(1))));
                rounds.push(measures);
            }
        }
    }
    for pair in &pairs {
        let case = Case {
            bench: "pages",
            name: pair.case,
            db: Some(db),
            connections: Some(options.connections),
        };
        let [kabinet, bare] = &pair.rounds;
        tell_beside(case, KABINET, kabinet, bare);
        tell(case, BARE, bare);
    }
    let case = Case {
        bench: "pages",
        name: "memory",
        db: Some(db),
        connections: None,
    };
    tell(case, KABINET, &[vec![("rss_mb", kabinet.resident_mb()?)]]);
    Ok(())
}

/// How many applications a page shows; it may name one more than once.
fn numbers_in(page: &str) -> usize {
    let numbers = page
        .split("З-2026-")
        .skip(1)
        .filter_map(|rest| rest.get(..6));
    numbers.collect::<HashSet<_>>().len()
}

/// The peer with as many rows and about as many bytes as Kabinet's page.
async fn beside(
    url: &str,
    folder: &Path,
    organization: &str,
    rows: usize,
    bytes: usize,
) -> Outcome<Server> {
    const BYTES_OF_A_ROW: usize = 560;
    let frame = bytes.saturating_sub(rows * BYTES_OF_A_ROW);
    let more = [
        "--organization",
        organization,
        "--rows",
        &rows.to_string(),
        "--frame-bytes",
        &frame.to_string(),
    ];
    let mut bare = start_bare("bare-pages", url, folder, &more.map(str::to_owned))?;
    bare.answers("/health/live").await?;
    Ok(bare)
}
