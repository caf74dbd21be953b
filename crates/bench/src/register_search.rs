//! Search in the register that `bench register` imported: a typo with two filters, a name as it
//! stands, a beginning; in process and over HTTP, and beside PostgreSQL and SQLite.

use std::path::Path;
use std::time::Instant;

use registry::{Card, Registry, SearchRequest, Status, normalize_name};
use url::form_urlencoded;

use crate::cabinet::sign_in;
use crate::figures::{Case, KABINET, Measures, percentile_ms, real, tell, tell_beside};
use crate::load::{Connection, get};
use crate::server::Installation;
use crate::{Outcome, measuring, proc, register_peers, temporary_folder};

/// Searches of each sort.
const SEARCHES: u64 = 2_000;
/// The demo answers 6,000 requests a minute; no more are asked for at once.
const OVER_HTTP: usize = 3_000;
const PAGE: usize = 20;

/// One entry as people look for it.
pub(crate) struct Wanted {
    /// Folded, without the legal form.
    pub(crate) name: String,
    /// The same with one letter wrong.
    pub(crate) misspelt: String,
    /// The first letters of the name.
    pub(crate) beginning: String,
    pub(crate) region: String,
    pub(crate) status: Status,
}

/// Makes the card of this number, the same one that was imported.
pub(crate) type MakeCard<'m> = &'m dyn Fn(u64) -> Card;

/// Measures and tells; `index` is the register's folder, made from the first `entries` cards. `with_peers`: the same names in
/// PostgreSQL and SQLite too.
pub(crate) fn run(index: &Path, entries: u64, card: MakeCard<'_>, with_peers: bool) -> Outcome {
    let wanted = wanted(entries, card);
    if wanted.is_empty() {
        return Err("no names to look for".into());
    }
    let registry = Registry::open(index)?;
    let with_typo = in_process(&wanted, |one| {
        let request = SearchRequest {
            text: one.misspelt.clone(),
            region: Some(one.region.clone()),
            status: Some(one.status),
            limit: PAGE,
            ..SearchRequest::default()
        };
        let page = registry.search(&request)?;
        Ok(page.cards.iter().any(|card| is_wanted(card, one)))
    })?;
    let as_it_stands = in_process(&wanted, |one| {
        let request = SearchRequest {
            text: one.name.clone(),
            limit: PAGE,
            ..SearchRequest::default()
        };
        let page = registry.search(&request)?;
        Ok(page.cards.iter().any(|card| is_wanted(card, one)))
    })?;
    let by_beginning = in_process(&wanted, |one| {
        Ok(!registry.suggest(&one.beginning, 8)?.is_empty())
    })?;
    drop(registry);

    let runtime = measuring()?;
    let folder = temporary_folder()?;
    let own = [
        ("search-typo", &with_typo),
        ("search-name", &as_it_stands),
        ("search-beginning", &by_beginning),
    ];
    if with_peers {
        let peers = register_peers::run(folder.path(), entries, card, &wanted);
        let peers = runtime.block_on(peers)?;
        for (name, own) in own {
            for (_, subject, measures) in peers.iter().filter(|(case, ..)| *case == name) {
                let beside = case(name, Some(subject));
                let (own, other) = (std::slice::from_ref(own), std::slice::from_ref(measures));
                tell_beside(beside, KABINET, own, other);
                tell(beside, subject, other);
            }
        }
    } else {
        for (name, own) in own {
            tell(case(name, None), KABINET, std::slice::from_ref(own));
        }
    }
    runtime.block_on(over_http(index, folder.path(), &wanted))
}

fn case<'a>(name: &'a str, db: Option<&'a str>) -> Case<'a> {
    Case {
        bench: "register",
        name,
        db,
        connections: None,
    }
}

/// Entries spread over the whole register.
fn wanted(entries: u64, card: MakeCard<'_>) -> Vec<Wanted> {
    let step = (entries / SEARCHES).max(1);
    (0..SEARCHES.min(entries))
        .zip(0..)
        .filter_map(|(place, number)| look_for(number, &card(place * step)))
        .collect()
}

fn look_for(number: usize, card: &Card) -> Option<Wanted> {
    let name = normalize_name(card.display_name());
    let longest = name.split(' ').max_by_key(|word| word.chars().count())?;
    if longest.chars().count() < 5 {
        return None;
    }
    let misspelt = name.replacen(longest, &with_typo(longest, number), 1);
    // Half a name, as somebody has typed by then.
    let letters = name.chars().count();
    Some(Wanted {
        beginning: name.chars().take((letters / 2).max(4)).collect(),
        misspelt,
        region: card.region_code()?.to_owned(),
        status: card.status,
        name,
    })
}

/// One letter missing, doubled, wrong, or swapped with the next, anywhere but at the ends.
fn with_typo(word: &str, number: usize) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    let at = 1 + number / 4 % (letters.len() - 3);
    match number % 4 {
        0 => {
            letters.remove(at);
        }
        1 => letters.insert(at, letters[at]),
        2 => letters[at] = if letters[at] == 'ж' { 'п' } else { 'ж' },
        _ => letters.swap(at, at + 1),
    }
    letters.into_iter().collect()
}

fn is_wanted(card: &Card, one: &Wanted) -> bool {
    normalize_name(card.display_name()) == one.name
}

/// Latencies of one search after another, and the share that found what was wanted.
fn in_process(
    wanted: &[Wanted],
    mut search: impl FnMut(&Wanted) -> Outcome<bool>,
) -> Outcome<Measures> {
    // Pages of the index that were never read are the disk's time, not the search's.
    for one in wanted {
        search(one)?;
    }
    let mut latencies_us = Vec::with_capacity(wanted.len());
    let mut found: u64 = 0;
    for one in wanted {
        let began = Instant::now();
        found += u64::from(search(one)?);
        latencies_us.push(u32::try_from(began.elapsed().as_micros())?);
    }
    Ok(measures(latencies_us, found))
}

pub(crate) fn measures(mut latencies_us: Vec<u32>, found: u64) -> Measures {
    latencies_us.sort_unstable();
    let asked = real(u64::try_from(latencies_us.len()).unwrap_or(0));
    vec![
        ("p50_ms", percentile_ms(&latencies_us, 50)),
        ("p99_ms", percentile_ms(&latencies_us, 99)),
        ("found_share", real(found) / asked.max(1.0)),
    ]
}

/// Suggestions from the real server, and its memory afterwards beside the page cache.
async fn over_http(index: &Path, folder: &Path, wanted: &[Wanted]) -> Outcome {
    let data = folder.join("data");
    let installation = Installation {
        command: "demo",
        data: &data,
        postgres: None,
        has_worker: false,
    };
    // The demo makes its people with a small register of its own; then the large one takes its place.
    let mut server = installation.start()?;
    server.answers("/health/ready").await?;
    drop(server);
    let register = data.join("registry");
    std::fs::remove_dir_all(&register)?;
    std::os::unix::fs::symlink(index.canonicalize()?, &register)?;
    let mut server = installation.start()?;
    server.answers("/health/ready").await?;

    let member = sign_in(server.address).await?;
    let mut connection = Connection::open(server.address).await?;
    let mut latencies_us = Vec::new();
    let mut found: u64 = 0;
    let requests = wanted.iter().cycle().take(OVER_HTTP).map(|one| {
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("q", &one.beginning)
            .finish();
        let path = format!("/api/v1/register/suggest?{query}");
        get(server.address, &path, member.cookie())
    });
    for request in requests {
        let began = Instant::now();
        let answer = connection.exchange(&request).await?;
        latencies_us.push(u32::try_from(began.elapsed().as_micros())?);
        if answer.status != 200 {
            return Err(format!("{} {}", answer.status, answer.text()).into());
        }
        let answer: serde_json::Value = serde_json::from_slice(answer.body)?;
        let is_found = answer["suggestions"]
            .as_array()
            .is_some_and(|all| !all.is_empty());
        found += u64::from(is_found);
    }
    let mut all = measures(latencies_us, found);
    all.push(("rss_mb", server.resident_mb()?));
    all.push(("anonymous_mb", proc::anonymous_mb(server.pid())?));
    tell(case("suggest-http", None), KABINET, &[all]);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sort_of_typo_changes_the_word_and_keeps_its_first_letter() {
        for number in 0..40 {
            let word = with_typo("северный", number);
            assert!(word.starts_with('с'), "{word}");
            let letters = word.chars().count();
            assert!((7..=9).contains(&letters), "{word}");
        }
        assert_eq!(with_typo("северный", 0), "сверный");
        assert_eq!(with_typo("северный", 3), "свеерный");
    }
}
