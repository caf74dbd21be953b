//! Daily changes: in any order, late and repeated, they end in the same register, and tell each change.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use registry::{
    Card, Change, ChangeKind, Delta, GenerateOptions, ImportOptions, Registry, Report, Status,
    delta_cards, generate, import, synthetic_cards, synthetic_company, write_cards,
};
use tempfile::TempDir;

const SEED: u64 = 3;
const COUNT: u64 = 600;
const CHANGES: u64 = 80;

fn options() -> GenerateOptions {
    GenerateOptions {
        count: COUNT,
        seed: SEED,
        per_file: 50,
        ..GenerateOptions::default()
    }
}

fn day(day: u16) -> Delta {
    Delta {
        day,
        changes: CHANGES,
    }
}

/// A full register and the changes of three days, each in a folder of its own.
struct Files {
    folder: TempDir,
}

impl Files {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        generate(&folder.path().join("full"), &options(), &mut |_| {}).unwrap();
        for number in 1..=3 {
            let options = GenerateOptions {
                delta: Some(day(number)),
                ..options()
            };
            let name = folder.path().join(format!("day-{number}"));
            generate(&name, &options, &mut |_| {}).unwrap();
        }
        Self { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

fn take(index: &Path, from: &Path) -> Report {
    let options = ImportOptions {
        again: true,
        ..ImportOptions::default()
    };
    let report = import(index, from, &options, &mut |_| {}).unwrap();
    assert!(report.is_clean(), "{report:#?}");
    report
}

fn feed(index: &Path) -> Vec<Change> {
    let registry = Registry::open(index).unwrap();
    registry.changes_after(0, 100_000).unwrap().changes
}

/// Every card of the register without what it remembers.
fn cards(index: &Path) -> BTreeMap<String, Card> {
    let registry = Registry::open(index).unwrap();
    let found: BTreeMap<String, Card> = synthetic_cards(SEED, COUNT)
        .map(|card| {
            let mut found = registry.by_ogrn(&card.ogrn).unwrap().unwrap();
            found.history.clear();
            (card.ogrn, found)
        })
        .collect();
    assert_eq!(registry.loaded_count().unwrap(), COUNT);
    found
}

fn expected() -> BTreeMap<String, Card> {
    let days = (1..=3).flat_map(|number| delta_cards(SEED, COUNT, false, day(number)));
    synthetic_cards(SEED, COUNT)
        .chain(days)
        .map(|card| (card.ogrn.clone(), card))
        .collect()
}

#[test]
fn days_in_any_order_and_repeated_end_in_the_same_register() {
    let files = Files::new();
    let orders: [&[&str]; 4] = [
        &["full", "day-1", "day-2", "day-3"],
        &["full", "day-3", "day-1", "day-2", "day-3"],
        &["day-2", "full", "day-3", "day-1", "full", "day-1"],
        &["full", "day-1", "day-1", "day-2", "day-1", "day-3", "day-2"],
    ];
    let expected = expected();
    for order in orders {
        let index = tempfile::tempdir().unwrap();
        for name in order {
            take(index.path(), &files.path(name));
        }
        assert_eq!(cards(index.path()), expected, "{order:?}");
    }
    // All at once, in the order of their names.
    let index = tempfile::tempdir().unwrap();
    take(index.path(), files.folder.path());
    assert_eq!(cards(index.path()), expected);
}

#[test]
fn a_repeated_and_a_late_day_write_nothing() {
    let files = Files::new();
    let index = tempfile::tempdir().unwrap();
    take(index.path(), &files.path("full"));
    assert_eq!(feed(index.path()), [], "a first import is no news");
    let second = take(index.path(), &files.path("day-2"));
    let told = feed(index.path());
    assert!(told.len() >= 40, "{}", told.len());
    assert_eq!(second.companies.changed, second.companies.read);
    let again = take(index.path(), &files.path("day-2"));
    assert_eq!(
        (again.companies.unchanged, again.companies.changed),
        (again.companies.read, 0)
    );
    // Of the earlier day, entries that did not change on the later one are news.
    let late = take(index.path(), &files.path("day-1"));
    assert!(late.companies.older > 0, "{late:?}");
    let since = feed(index.path()).len() - told.len();
    assert_eq!(u64::try_from(since).unwrap(), late.companies.changed);
}

#[test]
fn every_change_of_a_day_is_told_once_with_its_record() {
    let files = Files::new();
    let index = tempfile::tempdir().unwrap();
    take(index.path(), &files.path("full"));
    take(index.path(), &files.path("day-1"));
    let before: BTreeMap<String, Card> = synthetic_cards(SEED, COUNT)
        .map(|card| (card.ogrn.clone(), card))
        .collect();
    let told = feed(index.path());
    let changed: Vec<Card> = delta_cards(SEED, COUNT, false, day(1)).collect();
    assert_eq!(told.len(), changed.len());
    let kinds: BTreeSet<_> = told.iter().map(|change| change.kind.as_str()).collect();
    for kind in [
        "head",
        "name",
        "address",
        "liquidation_begun",
        "bankruptcy_begun",
        "ended",
    ] {
        assert!(kinds.contains(kind), "{kind} in {kinds:?}");
    }
    let registry = Registry::open(index.path()).unwrap();
    for card in changed {
        let own: Vec<_> = told
            .iter()
            .filter(|change| change.ogrn == card.ogrn)
            .collect();
        assert_eq!(own.len(), 1, "{own:?}");
        assert_eq!(own[0].record, card.last_record);
        assert_eq!(own[0].extracted_on, card.extracted_on);
        if own[0].kind == ChangeKind::Head {
            let old = before[&card.ogrn].heads[0].name.as_ref().unwrap().display();
            let new = card.heads[0].name.as_ref().unwrap().display();
            assert!(own[0].before.starts_with(&old) && own[0].after.starts_with(&new));
        }
        let found = registry.by_ogrn(&card.ogrn).unwrap().unwrap();
        assert_eq!(found.history, [own[0].clone()], "the card remembers it too");
    }
}

fn put(folder: &Path, index: &Path, card: &Card) -> Report {
    let inbox = folder.join("in");
    let _ = fs::remove_dir_all(&inbox);
    write_cards(
        &inbox,
        [card.clone()],
        &GenerateOptions::default(),
        &mut |_| {},
    )
    .unwrap();
    take(index, &inbox)
}

#[test]
fn a_card_remembers_its_changes_newest_first_also_through_extracts_that_change_nothing() {
    let (folder, index) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut card = synthetic_company(1, 1);
    put(folder.path(), index.path(), &card);
    let on = |card: &mut Card, day: i8| {
        card.extracted_on = jiff::civil::date(2026, 11, day);
        put(folder.path(), index.path(), card)
    };
    card.kpp = Some("770101001".into());
    on(&mut card, 2);
    assert_eq!(on(&mut card, 3).companies.unchanged, 1);
    card.status = Status::Liquidating;
    card.status_marks.push(registry::StatusMark {
        code: "101".into(),
        name: "Находится в стадии ликвидации".into(),
        ..registry::StatusMark::default()
    });
    on(&mut card, 4);
    card.email = Some("other@company.example".into());
    on(&mut card, 5);
    let found = Registry::open(index.path())
        .unwrap()
        .by_ogrn(&card.ogrn)
        .unwrap()
        .unwrap();
    let kinds: Vec<_> = found.history.iter().map(|change| change.kind).collect();
    assert_eq!(kinds, [ChangeKind::LiquidationBegun, ChangeKind::Kpp]);
    assert_eq!(found.email, card.email);
    assert_eq!(feed(index.path()).len(), 2);
}

#[test]
fn killed_between_the_feed_and_the_commit_an_import_repeats_changes_and_loses_none() {
    let files = Files::new();
    let (index, copy) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    take(index.path(), &files.path("full"));
    copy_folder(index.path(), copy.path());
    take(index.path(), &files.path("day-1"));
    let told = feed(index.path());
    // The index as it was, the feed as it is: the state that a kill at that moment leaves.
    fs::copy(
        index.path().join("changes-1.jsonl"),
        copy.path().join("changes-1.jsonl"),
    )
    .unwrap();
    take(copy.path(), &files.path("day-1"));
    let twice: Vec<Change> = told.iter().chain(&told).cloned().collect();
    assert_eq!(feed(copy.path()), twice);
    assert_eq!(cards(copy.path()), cards(index.path()));
}

fn copy_folder(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            fs::create_dir(&target).unwrap();
            copy_folder(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}
