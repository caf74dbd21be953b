//! `bench pages`: the list of an organization's 50 applications, which is three pages, and its
//! overview.

use std::collections::BTreeSet;
use std::path::Path;

use clap::Args;

use crate::cabinet::Member;
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
    case: String,
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
    let mut wanted = whole_list(&member, options.applications).await?;
    wanted.push(("overview".to_owned(), String::new(), 0));
    let mut pairs = Vec::new();
    for (case, path, before) in wanted {
        let work = member.reading(&path);
        let page = cabinet::once(&work).await?;
        let rows = numbers_in(&page).len().max(1);
        let shown = Shown {
            before,
            rows,
            bytes: page.len(),
        };
        let bare = beside(&url, folder, &member.organization, &shown).await?;
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
            name: &pair.case,
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

/// The pages of the list, as (case, path, applications on the pages before), which show all of
/// `applications` together.
async fn whole_list(member: &Member, applications: usize) -> Outcome<Vec<(String, String, usize)>> {
    let mut pages = Vec::new();
    let mut seen = BTreeSet::new();
    loop {
        let number = pages.len() + 1;
        let path = format!("/applications?page={number}");
        let page = cabinet::once(&member.reading(&path)).await?;
        let before = seen.len();
        seen.extend(numbers_in(&page));
        if seen.len() == before {
            break;
        }
        let case = match number {
            1 => "list".to_owned(),
            _ => format!("list-page-{number}"),
        };
        pages.push((case, path, before));
    }
    if seen.len() < applications {
        let (found, pages) = (seen.len(), pages.len());
        return Err(format!(
            "{applications} applications were submitted, but the {pages} pages of the list show {found}"
        )
        .into());
    }
    Ok(pages)
}

/// The numbers that a page shows, such as «З-2026-000417»; it may name one more than once.
fn numbers_in(page: &str) -> BTreeSet<String> {
    let mut numbers = BTreeSet::new();
    for (at, _) in page.match_indices('-') {
        let Some(rest) = page.get(at..at + "-2026-000417".len()) else {
            continue;
        };
        let is_number = rest.bytes().enumerate().all(|(place, byte)| match place {
            0 | 5 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
        // Ids have such places too, but Latin letters before them.
        if is_number && page[..at].ends_with(|c: char| c.is_uppercase() && !c.is_ascii()) {
            numbers.insert(rest.to_owned());
        }
    }
    numbers
}

/// What the peer's page has to be like.
struct Shown {
    /// Applications on the pages before.
    before: usize,
    rows: usize,
    bytes: usize,
}

/// The peer with as many rows and about as many bytes as Kabinet's page.
async fn beside(url: &str, folder: &Path, organization: &str, shown: &Shown) -> Outcome<Server> {
    const BYTES_OF_A_ROW: usize = 560;
    let frame = shown.bytes.saturating_sub(shown.rows * BYTES_OF_A_ROW);
    let more = [
        "--organization",
        organization,
        "--rows",
        &shown.rows.to_string(),
        "--before",
        &shown.before.to_string(),
        "--frame-bytes",
        &frame.to_string(),
    ];
    let mut bare = start_bare("bare-pages", url, folder, &more.map(str::to_owned))?;
    bare.answers("/health/live").await?;
    Ok(bare)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_any_year_count_once_and_ids_do_not() {
        let page = "<a href=\"/o/019f0000-7000-8000-123456-000000000000\">З-2026-000417</a> З-2026-000417, \
                    ЗА-2027-000001; 2026-11-30, b-2026-000418";
        let numbers: Vec<String> = numbers_in(page).into_iter().collect();
        assert_eq!(numbers, ["-2026-000417", "-2027-000001"]);
    }
}
