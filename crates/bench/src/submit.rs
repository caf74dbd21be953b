//! `bench submit`: an application over HTTP, answered when it is on disk with its journal entry
//! and its job in the outbox.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use clap::Args;
use sqlx::{Connection as _, PgConnection, SqliteConnection};

use crate::cluster::Cluster;
use crate::figures::{BARE, Case, KABINET, Measures, median, real, tell, tell_beside};
use crate::load::{self, Work};
use crate::server::{Installation, Server, free_address};
use crate::{Effort, Outcome, cabinet, temporary_folder};

#[derive(Args)]
pub(crate) struct Options {
    #[command(flatten)]
    effort: Effort,
    /// Only this database: `sqlite` or `postgres`.
    #[arg(long, value_parser = ["sqlite", "postgres"])]
    db: Option<String>,
    /// Clients at once; may be repeated.
    #[arg(long, default_values_t = [1, 8, 32])]
    connections: Vec<usize>,
    /// Leave out the measurement with the jobs done by the same process.
    #[arg(long)]
    without_worker: bool,
}

/// Untimed work before the first round: connections, caches, prepared statements.
const WARM_UP: Duration = Duration::from_millis(500);

pub(crate) async fn run(options: Options) -> Outcome {
    let folder = temporary_folder()?;
    tell_disk(folder.path())?;
    let wants = |db: &str| options.db.as_deref().is_none_or(|only| only == db);
    if wants("sqlite") {
        let bare = format!("sqlite:{}", folder.path().join("bare.db").display());
        on(
            &options,
            &Place {
                db: "sqlite",
                folder: folder.path(),
                cluster: None,
                kabinet: None,
                bare,
            },
            false,
        )
        .await?;
        if !options.without_worker {
            let bare = format!("sqlite:{}", folder.path().join("bare-worker.db").display());
            on(
                &options,
                &Place {
                    db: "sqlite",
                    folder: folder.path(),
                    cluster: None,
                    kabinet: None,
                    bare,
                },
                true,
            )
            .await?;
        }
    }
    if wants("postgres") {
        let cluster = Cluster::start(folder.path())?;
        let kabinet = Some(cluster.database("kabinet").await?);
        let bare = cluster.database("bare").await?;
        let place = Place {
            db: "postgres",
            folder: folder.path(),
            cluster: Some(&cluster),
            kabinet,
            bare,
        };
        on(&options, &place, false).await?;
        if !options.without_worker {
            let kabinet = Some(cluster.database("kabinet_worker").await?);
            let bare = cluster.database("bare_worker").await?;
            let place = Place {
                db: "postgres",
                folder: folder.path(),
                cluster: Some(&cluster),
                kabinet,
                bare,
            };
            on(&options, &place, true).await?;
        }
    }
    Ok(())
}

/// Which databases are measured.
struct Place<'a> {
    db: &'a str,
    folder: &'a Path,
    cluster: Option<&'a Cluster>,
    /// URL of Kabinet's database, where it is not the default file.
    kabinet: Option<String>,
    bare: String,
}

/// One of the two that take turns.
struct Subject {
    name: &'static str,
    server: Server,
    work: Work,
    accepted: u64,
    /// Measures of every round, by the place of the number of connections.
    rounds: Vec<Vec<Measures>>,
}

async fn on(options: &Options, place: &Place<'_>, has_worker: bool) -> Outcome {
    let case = if has_worker {
        "form-and-its-jobs"
    } else {
        "form"
    };
    let connections: &[usize] = if has_worker {
        &[8]
    } else {
        &options.connections
    };
    let data = place.folder.join(format!("{}-{case}", place.db));
    let installation = Installation {
        command: "demo",
        data: &data,
        postgres: place.kabinet.as_deref(),
        has_worker,
    };
    let mut kabinet = installation.start()?;
    kabinet.answers("/health/live").await?;
    let member = cabinet::sign_in(kabinet.address).await?;
    let mut bare = start_bare("bare", &place.bare, place.folder, &[])?;
    bare.answers("/health/live").await?;
    let bare_work = cabinet::bare_submission(bare.address);
    let empty = vec![Vec::new(); connections.len()];
    let mut subjects = [
        Subject {
            name: KABINET,
            work: member.submission(),
            server: kabinet,
            accepted: 0,
            rounds: empty.clone(),
        },
        Subject {
            name: BARE,
            work: bare_work,
            server: bare,
            accepted: 0,
            rounds: empty,
        },
    ];
    for subject in &mut subjects {
        eprintln!(
            "          {} is process {}",
            subject.name,
            subject.server.pid()
        );
        subject.accepted += load::run(&subject.work, 8, WARM_UP).await?.done;
    }
    for _ in 0..options.effort.rounds {
        for (index, count) in connections.iter().enumerate() {
            for subject in &mut subjects {
                let measures =
                    measure(subject, place.cluster, *count, options.effort.time()?).await?;
                subject.rounds[index].push(measures);
            }
        }
    }
    let [kabinet, bare] = &subjects;
    for (index, count) in connections.iter().enumerate() {
        let case = Case {
            bench: "submit",
            name: case,
            db: Some(place.db),
            connections: Some(*count),
        };
        tell_beside(case, KABINET, &kabinet.rounds[index], &bare.rounds[index]);
        tell(case, BARE, &bare.rounds[index]);
    }
    let case = Case {
        bench: "submit",
        name: case,
        db: Some(place.db),
        connections: None,
    };
    tell_beside(
        case,
        KABINET,
        &[vec![("rss_mb", kabinet.server.resident_mb()?)]],
        &[vec![("rss_mb", bare.server.resident_mb()?)]],
    );
    let own = place
        .kabinet
        .clone()
        .unwrap_or_else(|| format!("sqlite:{}", data.join("kabinet.db").display()));
    check_rows(&own, kabinet.accepted, true).await?;
    check_rows(&place.bare, bare.accepted, false).await
}

async fn measure(
    subject: &mut Subject,
    cluster: Option<&Cluster>,
    connections: usize,
    time: Duration,
) -> Outcome<Measures> {
    let database_cpu = || cluster.map_or(Ok(Duration::ZERO), Cluster::cpu);
    let (cpu, of_database) = (subject.server.cpu()?, database_cpu()?);
    let load = load::run(&subject.work, connections, time).await?;
    subject.accepted += load.done;
    let mut measures = load.measures();
    let each = |spent: Duration| spent.as_secs_f64() * 1e3 / real(load.done.max(1));
    measures.push(("cpu_ms", each(subject.server.cpu()?.saturating_sub(cpu))));
    if cluster.is_some() {
        measures.push((
            "database_cpu_ms",
            each(database_cpu()?.saturating_sub(of_database)),
        ));
    }
    Ok(measures)
}

/// Starts the peer on a database.
pub(crate) fn start_bare(what: &str, url: &str, folder: &Path, more: &[String]) -> Outcome<Server> {
    let address = free_address()?;
    let mut command = Command::new(std::env::current_exe()?);
    command
        .args([what, "--listen", &address.to_string(), "--db", url])
        .args(more);
    Server::start(command, address, &folder.join("bare.log"))
}

/// A figure counts only if everything that was answered with success is there, once.
async fn check_rows(url: &str, accepted: u64, is_kabinet: bool) -> Outcome {
    let mut tables = vec![
        "SELECT count(DISTINCT number) FROM applications WHERE state = 'submitted'",
        "SELECT count(*) FROM audit_log WHERE action = 'application.submit'",
        "SELECT count(*) FROM jobs WHERE kind = 'application-changed'",
    ];
    if is_kabinet {
        tables.push("SELECT count(DISTINCT application_id) FROM application_events");
    }
    for sql in tables {
        let count: i64 = if url.starts_with("sqlite:") {
            let mut connection = SqliteConnection::connect(url).await?;
            sqlx::query_scalar(sql).fetch_one(&mut connection).await?
        } else {
            let mut connection = PgConnection::connect(url).await?;
            sqlx::query_scalar(sql).fetch_one(&mut connection).await?
        };
        if u64::try_from(count) != Ok(accepted) {
            return Err(
                format!("{accepted} submissions were accepted, but: {sql} gives {count}").into(),
            );
        }
    }
    eprintln!("          {accepted} accepted, {accepted} stored in every table: {url}");
    Ok(())
}

/// How long the disk takes to keep 4 kB: the floor under every durable answer on this machine.
fn tell_disk(folder: &Path) -> Outcome {
    use std::io::Write as _;
    let mut file = std::fs::File::create(folder.join("disk"))?;
    let mut took_ms = Vec::new();
    for _ in 0..200 {
        file.write_all(&[7; 4096])?;
        let began = Instant::now();
        file.sync_data()?;
        took_ms.push(began.elapsed().as_secs_f64() * 1e3);
    }
    let case = Case {
        bench: "submit",
        name: "fdatasync-4k",
        db: None,
        connections: None,
    };
    tell(case, "disk", &[vec![("p50_ms", median(took_ms))]]);
    Ok(())
}
