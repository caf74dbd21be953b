//! Import into the index: what is broken is named, the rest goes in, the newest extract stays.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use registry::{
    Card, EntryProblem, Error, GenerateOptions, ImportOptions, Kind, Limits, PersonName, Problem,
    Progress, Registry, Report, Warning, import, import_cards, named_company, synthetic_card,
    synthetic_company, write_cards,
};
use tempfile::TempDir;
use texts::{Lang, Texts};

struct Place {
    folder: TempDir,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("in")).unwrap();
        Self { folder }
    }

    fn inbox(&self) -> PathBuf {
        self.folder.path().join("in")
    }

    fn index(&self) -> PathBuf {
        self.folder.path().join("registry")
    }

    /// One good file with these cards under this name.
    fn put_cards(&self, name: &str, cards: &[Card]) {
        fs::write(self.inbox().join(name), bytes_of(cards)).unwrap();
    }

    fn put(&self, name: &str, bytes: &[u8]) {
        fs::write(self.inbox().join(name), bytes).unwrap();
    }

    fn import(&self) -> Report {
        self.import_with(&ImportOptions::default())
    }

    fn import_with(&self, options: &ImportOptions<'_>) -> Report {
        import(&self.index(), &self.inbox(), options, &mut |_| {}).unwrap()
    }

    fn registry(&self) -> Registry {
        Registry::open(self.index()).unwrap()
    }
}

/// Files that were imported before are read once more.
fn again() -> ImportOptions<'static> {
    ImportOptions {
        again: true,
        ..ImportOptions::default()
    }
}

fn bytes_of(cards: &[Card]) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let written = write_cards(
        folder.path(),
        cards.to_vec(),
        &GenerateOptions::default(),
        &mut |_| {},
    )
    .unwrap();
    assert_eq!(written.files.len(), 1);
    fs::read(&written.files[0]).unwrap()
}

fn companies(count: u64) -> Vec<Card> {
    (0..count)
        .map(|number| synthetic_company(1, number))
        .collect()
}

/// The file as text, changed, as windows-1251 again.
fn edited(bytes: &[u8], edit: impl Fn(String) -> String) -> Vec<u8> {
    let text = encoding_rs::WINDOWS_1251.decode(bytes).0.into_owned();
    encoding_rs::WINDOWS_1251.encode(&edit(text)).0.into_owned()
}

fn problem_of<'r>(report: &'r Report, name: &str) -> &'r Problem {
    let found = report
        .broken
        .iter()
        .find(|file| Path::new(&file.name).ends_with(name));
    &found
        .unwrap_or_else(|| panic!("{name} is not named in {report:#?}"))
        .problem
}

#[test]
fn broken_files_are_named_with_their_place_and_the_rest_goes_in() {
    let place = Place::new();
    let good = bytes_of(&companies(3));
    place.put_cards("a-good.xml", &[synthetic_company(1, 50)]);
    place.put_cards("z-good.XML", &[synthetic_company(1, 51)]);
    place.put("empty.xml", b"");
    place.put("page.xml", b"<!DOCTYPE html><html></html>");
    place.put("words.xml", "просто слова".as_bytes());
    place.put("other.xml", b"<?xml version=\"1.0\"?><report><a/></report>");
    place.put(
        "koi.xml",
        b"<?xml version=\"1.0\" encoding=\"koi8-r\"?><a/>",
    );
    place.put("cut.xml", &good[..good.len() - 2_000]);
    let garbled = edited(&good, |text| text.replacen("</СвНаимЮЛ>", "</СвНаим", 1));
    place.put("garbled.xml", &garbled);
    let mut lying = b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>".to_vec();
    let body = good.iter().position(|byte| *byte == b'\n').unwrap();
    lying.extend_from_slice(&good[body..]);
    place.put("lying.xml", &lying);
    place.put("notes.txt", b"not ours");

    let report = place.import();
    assert_eq!(report.files_broken, 8, "{report:#?}");
    assert_eq!(problem_of(&report, "empty.xml"), &Problem::Empty);
    assert_eq!(problem_of(&report, "page.xml"), &Problem::Dtd);
    assert_eq!(problem_of(&report, "words.xml"), &Problem::NotXml);
    assert_eq!(
        problem_of(&report, "other.xml"),
        &Problem::NotRegister("report".into())
    );
    assert_eq!(
        problem_of(&report, "koi.xml"),
        &Problem::Encoding("koi8-r".into())
    );
    assert_eq!(problem_of(&report, "cut.xml"), &Problem::Cut);
    assert!(
        matches!(problem_of(&report, "garbled.xml"), Problem::Syntax(_)),
        "{report:#?}"
    );
    assert_eq!(problem_of(&report, "lying.xml"), &Problem::WrongEncoding);
    let garbled = report
        .broken
        .iter()
        .find(|file| file.name.ends_with("garbled.xml"))
        .unwrap();
    assert!(
        garbled.position.line > 3 && garbled.position.byte > 300,
        "{garbled:?}"
    );
    assert_eq!(report.warnings[0].warning, Warning::OtherFiles(1));

    // Two good files, of the cut one the two entries before the cut, of the garbled one those after it.
    assert_eq!(report.companies.new, 5);
    let registry = place.registry();
    for number in [50, 51, 0, 1, 2] {
        let card = synthetic_company(1, number);
        assert_eq!(registry.by_ogrn(&card.ogrn).unwrap(), Some(card));
    }
}

#[test]
fn a_broken_entry_is_left_out_by_name_and_its_neighbours_stay() {
    let place = Place::new();
    let cards = companies(7);
    let bytes = edited(&bytes_of(&cards), |text| {
        let mut text = text
            .replacen(
                &format!("ОГРН=\"{}\"", cards[1].ogrn),
                "ОГРН=\"1155476004480\"",
                1,
            )
            .replacen(
                &format!(" ИНН=\"{}\"", cards[2].inn.as_deref().unwrap()),
                " ИНН=\"1234567890\"",
                1,
            )
            .replacen(
                &format!("ДатаВып=\"2026-11-01\" ОГРН=\"{}\"", cards[3].ogrn),
                &format!("ОГРН=\"{}\"", cards[3].ogrn),
                1,
            );
        let fifth = text.find(&cards[5].ogrn).unwrap();
        let name = fifth + text[fifth..].find("НаимЮЛПолн=\"").unwrap() + "НаимЮЛПолн=\"".len();
        text.insert_str(name, "&secret;");
        text
    });
    place.put("file.xml", &bytes);
    let report = place.import();
    let skipped: Vec<_> = report
        .skipped
        .iter()
        .map(|skipped| {
            (
                skipped.entry.ogrn.as_deref().unwrap(),
                &skipped.entry.problem,
            )
        })
        .collect();
    assert_eq!(skipped[0], ("1155476004480", &EntryProblem::BadOgrn));
    assert_eq!(skipped[1], (cards[2].ogrn.as_str(), &EntryProblem::BadInn));
    assert_eq!(
        skipped[2],
        (cards[3].ogrn.as_str(), &EntryProblem::Missing("ДатаВып"))
    );
    assert_eq!(skipped[3].0, cards[5].ogrn);
    assert!(
        matches!(skipped[3].1, EntryProblem::BadMarkup(_)),
        "{skipped:?}"
    );
    assert_eq!(
        (
            report.companies.skipped,
            report.companies.new,
            report.files_broken
        ),
        (4, 3, 0)
    );
    assert!(
        report
            .skipped
            .iter()
            .all(|skipped| skipped.entry.position.line > 1)
    );
}

#[test]
fn bombs_are_refused() {
    let place = Place::new();
    place.put_cards("good.xml", &companies(1));
    place.put(
        "entities.xml",
        "<?xml version=\"1.0\"?><!DOCTYPE EGRUL [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]><EGRUL><СвЮЛ ОГРН=\"&b;\"/></EGRUL>".as_bytes(),
    );
    let long = "я".repeat(2 << 20);
    place.put(
        "attribute.xml",
        format!("<EGRUL><СвЮЛ ОГРН=\"{long}\"/></EGRUL>").as_bytes(),
    );
    place.put(
        "deep.xml",
        format!("<EGRUL><СвЮЛ>{}", "<a>".repeat(10_000)).as_bytes(),
    );
    place.put(
        "deep-outside.xml",
        format!("<EGRUL>{}", "<a>".repeat(10_000)).as_bytes(),
    );

    let path = place.inbox().join("bomb.zip");
    let mut zip = zip::ZipWriter::new(fs::File::create(path).unwrap());
    let options = zip::write::SimpleFileOptions::default();
    zip.start_file("bomb.xml", options).unwrap();
    zip.write_all(b"<EGRUL>").unwrap();
    for _ in 0..32 {
        zip.write_all(&vec![b' '; 1 << 20]).unwrap();
    }
    zip.start_file("inner.XML", options).unwrap();
    zip.write_all(&bytes_of(&[synthetic_company(1, 7)]))
        .unwrap();
    zip.finish().unwrap();

    let report = place.import();
    assert_eq!(problem_of(&report, "entities.xml"), &Problem::Dtd);
    assert_eq!(
        problem_of(&report, "attribute.xml"),
        &Problem::PieceTooLarge
    );
    assert_eq!(problem_of(&report, "deep.xml"), &Problem::TooDeep);
    assert_eq!(problem_of(&report, "deep-outside.xml"), &Problem::TooDeep);
    assert!(matches!(
        problem_of(&report, "bomb.zip/bomb.xml"),
        Problem::ZipBomb | Problem::PieceTooLarge
    ));
    assert_eq!((report.files_broken, report.companies.new), (5, 2));
}

#[test]
fn limits_on_files_entries_and_archives_hold() {
    let place = Place::new();
    place.put_cards("file.xml", &companies(20));
    let with = |change: &dyn Fn(&mut Limits)| {
        let mut options = ImportOptions::default();
        change(&mut options.limits);
        let report = place.import_with(&options);
        report.broken.first().map(|file| file.problem.clone())
    };
    assert_eq!(
        with(&|limits| limits.file_bytes = 10_000),
        Some(Problem::FileTooLarge)
    );
    assert_eq!(
        with(&|limits| limits.entry_bytes = 500),
        Some(Problem::EntryTooLarge)
    );
    assert_eq!(
        with(&|limits| limits.entries_per_file = 19),
        Some(Problem::TooManyEntries)
    );
    assert_eq!(with(&|_| {}), None);
    let mut options = again();
    options.limits.card_bytes = 500;
    assert_eq!(place.import_with(&options).companies.skipped, 20);

    let zip_place = Place::new();
    let mut zip = zip::ZipWriter::new(fs::File::create(zip_place.inbox().join("a.zip")).unwrap());
    for name in ["1.xml", "2.xml", "3.xml"] {
        zip.start_file(name, zip::write::SimpleFileOptions::default())
            .unwrap();
        zip.write_all(&bytes_of(&companies(20))).unwrap();
    }
    zip.finish().unwrap();
    let mut options = ImportOptions::default();
    options.limits.zip_bytes = 100_000;
    let report = zip_place.import_with(&options);
    assert_eq!(report.broken.last().unwrap().problem, Problem::ZipTooLarge);
    options.limits.zip_files = 2;
    assert_eq!(
        zip_place.import_with(&options).broken[0].problem,
        Problem::ZipTooLarge
    );
}

#[test]
fn an_archive_and_nested_folders_are_read_in_order() {
    let place = Place::new();
    fs::create_dir_all(place.inbox().join("2026/11")).unwrap();
    place.put_cards("2026/11/day.xml", &[synthetic_company(1, 1)]);
    let mut zip =
        zip::ZipWriter::new(fs::File::create(place.inbox().join("2026/full.ZIP")).unwrap());
    for (name, number) in [("one.xml", 2), ("folder/TWO.XML", 3)] {
        zip.start_file(name, zip::write::SimpleFileOptions::default())
            .unwrap();
        zip.write_all(&bytes_of(&[synthetic_company(1, number)]))
            .unwrap();
    }
    zip.finish().unwrap();
    place.put("2026/broken.zip", b"PK\x03\x04 and nothing");

    let mut seen: Vec<Progress> = Vec::new();
    let report = import(
        &place.index(),
        &place.inbox(),
        &ImportOptions::default(),
        &mut |progress| seen.push(*progress),
    )
    .unwrap();
    assert_eq!(
        (report.files, report.companies.new, report.files_broken),
        (3, 3, 1)
    );
    assert!(matches!(problem_of(&report, "broken.zip"), Problem::Zip(_)));
    let last = seen.last().unwrap();
    assert_eq!((last.files_done, last.files_total, last.entries), (3, 3, 3));
    assert_eq!((last.bytes, last.bytes_total), (report.bytes, report.bytes));
    assert!(seen.is_sorted_by_key(|progress| progress.bytes));
}

#[test]
fn the_newest_extract_wins_whatever_the_order() {
    let place = Place::new();
    let old = synthetic_company(1, 1);
    let mut new = old.clone();
    new.extracted_on = jiff::civil::date(2026, 11, 9);
    new.full_name = "ООО \"НОВОЕ ИМЯ\"".into();
    place.put_cards("1.xml", std::slice::from_ref(&new));
    assert_eq!(place.import().companies.new, 1);
    place.put_cards("1.xml", std::slice::from_ref(&old));
    let report = place.import();
    assert_eq!((report.companies.older, report.companies.changed), (1, 0));
    assert_eq!(
        place.registry().by_ogrn(&old.ogrn).unwrap(),
        Some(new.clone())
    );

    let mut newer = new.clone();
    newer.extracted_on = jiff::civil::date(2026, 11, 10);
    place.put_cards("1.xml", &[newer.clone()]);
    assert_eq!(place.import().companies.unchanged, 1);
    newer.email = Some("new@company.example".into());
    newer.extracted_on = jiff::civil::date(2026, 11, 11);
    place.put_cards("1.xml", &[old, newer.clone(), new]);
    let report = place.import();
    assert_eq!((report.companies.older, report.companies.changed), (2, 1));
    let registry = place.registry();
    assert_eq!(registry.by_ogrn(&newer.ogrn).unwrap(), Some(newer));
    assert_eq!(registry.loaded_count().unwrap(), 1);
    assert_eq!(
        registry.extract_date().unwrap(),
        Some(jiff::civil::date(2026, 11, 11))
    );
}

#[test]
fn two_extracts_of_one_day_are_decided_by_the_last_record_every_time() {
    let place = Place::new();
    let first = synthetic_company(1, 1);
    let mut second = first.clone();
    second.full_name = "ООО \"ПОЗЖЕ В ТОТ ЖЕ ДЕНЬ\"".into();
    second.last_record.as_mut().unwrap().made_on = jiff::civil::date(2026, 10, 30);
    place.put_cards("1.xml", &[second.clone(), first.clone()]);
    place.import();
    let again = place.import_with(&again());
    assert_eq!(
        (
            again.companies.unchanged,
            again.companies.older,
            again.companies.changed
        ),
        (1, 1, 0)
    );
    assert_eq!(place.registry().by_ogrn(&first.ogrn).unwrap(), Some(second));
}

#[test]
fn a_second_import_changes_nothing_also_across_batches() {
    let place = Place::new();
    place.put_cards("1.xml", &companies(50));
    let options = ImportOptions {
        batch: 7,
        ..again()
    };
    assert_eq!(place.import_with(&options).companies.new, 50);
    let again = place.import_with(&options);
    assert_eq!(
        (
            again.companies.unchanged,
            again.companies.new,
            again.companies.changed
        ),
        (50, 0, 0)
    );
    assert_eq!(place.registry().loaded_count().unwrap(), 50);
}

#[test]
fn an_unknown_version_and_a_wrong_count_are_warned_about_and_read() {
    let place = Place::new();
    let bytes = edited(&bytes_of(&companies(2)), |text| {
        text.replace("ВерсФорм=\"4.07\"", "ВерсФорм=\"5.01\"")
            .replace("КолДок=\"         2\"", "КолДок=\"  3\"")
            .replace(
                "<СвОбрЮЛ",
                "<СвНовое Признак=\"1\"><Ветка/></СвНовое><СвОбрЮЛ",
            )
    });
    place.put("1.xml", &bytes);
    let report = place.import();
    assert_eq!(report.companies.new, 2);
    let warnings: Vec<_> = report
        .warnings
        .iter()
        .map(|warning| &warning.warning)
        .collect();
    assert_eq!(
        warnings,
        [
            &Warning::UnknownVersion(Some("5.01".into())),
            &Warning::CountDiffers {
                declared: 3,
                found: 2
            }
        ]
    );
    assert_eq!(
        place
            .registry()
            .by_ogrn(&synthetic_company(1, 0).ogrn)
            .unwrap(),
        Some(synthetic_company(1, 0))
    );
}

#[test]
fn the_reading_handle_sees_an_import_that_came_after_it() {
    let place = Place::new();
    let registry = place.registry();
    assert!(!registry.is_loaded());
    assert_eq!(registry.extract_date().unwrap(), None);
    assert_eq!(registry.find("1155476004485").unwrap(), None);
    assert_eq!(
        registry
            .search(&registry::SearchRequest::default())
            .unwrap()
            .total,
        0
    );

    import_cards(&place.index(), companies(5), &ImportOptions::default()).unwrap();
    assert_eq!(registry.clone().loaded_count().unwrap(), 5);
    import_cards(
        &place.index(),
        [synthetic_company(1, 6)],
        &ImportOptions::default(),
    )
    .unwrap();
    registry.reload().unwrap();
    assert_eq!(registry.loaded_count().unwrap(), 6);
    assert!(registry.is_loaded());
    assert!(!Registry::empty().is_loaded());
}

#[test]
fn a_commit_of_another_process_is_seen_without_asking() {
    let place = Place::new();
    import_cards(&place.index(), companies(1), &ImportOptions::default()).unwrap();
    let registry = place.registry();
    assert_eq!(registry.loaded_count().unwrap(), 1);
    import_cards(&place.index(), companies(2), &ImportOptions::default()).unwrap();
    let end = std::time::Instant::now() + std::time::Duration::from_secs(20);
    while registry.loaded_count().unwrap() != 2 {
        assert!(std::time::Instant::now() < end, "the commit was not seen");
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
}

#[test]
fn a_stopped_import_keeps_what_it_read_and_can_be_run_again() {
    let place = Place::new();
    place.put_cards("1.xml", &companies(10));
    let stop = AtomicBool::new(true);
    let options = ImportOptions {
        stop: Some(&stop),
        ..ImportOptions::default()
    };
    let stopped = import(&place.index(), &place.inbox(), &options, &mut |_| {});
    assert!(matches!(stopped, Err(Error::Stopped)), "{stopped:?}");
    let registry = place.registry();
    assert_eq!(registry.loaded_count().unwrap(), 1);
    assert!(!registry.is_loaded(), "nine of ten are still to come");
    let report = place.import();
    assert_eq!((report.companies.new, report.companies.unchanged), (9, 1));
    assert!(registry.is_loaded());
}

#[test]
fn an_import_that_has_nothing_left_to_read_makes_the_register_loaded() {
    let place = Place::new();
    place.put_cards("1.xml", &companies(3));
    place.import();
    // An index of a program that did not keep whether an import came to its end.
    let list = place.index().join("index-3/meta.json");
    let text = fs::read_to_string(&list).unwrap();
    fs::write(&list, text.replace("is_whole", "is_other")).unwrap();
    assert!(!place.registry().is_loaded());
    let report = place.import();
    assert_eq!((report.files, report.files_known), (0, 1));
    assert!(place.registry().is_loaded());
}

#[test]
fn an_extract_of_a_day_to_come_is_left_out_by_name_also_from_a_delta() {
    let place = Place::new();
    let mut options = again();
    options.limits.latest_extract = jiff::civil::date(2026, 11, 2);
    let mut cards = companies(3);
    cards[1].extracted_on = jiff::civil::date(2099, 1, 1);
    cards[2].extracted_on = jiff::civil::date(2026, 11, 2);
    place.put_cards("full.xml", &cards);
    let report = place.import_with(&options);
    assert_eq!((report.companies.new, report.companies.skipped), (2, 1));
    let skipped = &report.skipped[0];
    assert!(skipped.file.ends_with("full.xml"));
    assert_eq!(
        skipped.entry.problem,
        EntryProblem::Ahead("2099-01-01".into())
    );
    assert_eq!(skipped.entry.ogrn.as_deref(), Some(cards[1].ogrn.as_str()));
    assert!(skipped.entry.position.line > 1 && skipped.entry.position.byte > 100);
    assert_eq!(report.reasons["REG-127"], 1);

    // The next day's news of an entry that is known.
    let mut news = cards[0].clone();
    news.full_name = "ООО \"ИЗ БУДУЩЕГО\"".into();
    news.extracted_on = jiff::civil::date(2026, 11, 3);
    place.put_cards("delta.xml", &[news]);
    assert_eq!(place.import_with(&options).reasons["REG-127"], 2);
    let known = place.registry().by_ogrn(&cards[0].ogrn).unwrap();
    assert_eq!(known.as_ref(), Some(&cards[0]));
    assert_eq!(
        place.registry().extract_date().unwrap(),
        Some(jiff::civil::date(2026, 11, 2))
    );
    let latest = |now: &str| Limits::as_of(now.parse().unwrap()).latest_extract;
    assert_eq!(
        latest("2026-11-01T09:59:59Z"),
        jiff::civil::date(2027, 11, 1)
    );
}

#[test]
fn files_that_are_no_register_files_are_named_and_not_taken_for_done() {
    let place = Place::new();
    let good = bytes_of(&companies(1));
    let of_kind = |kind: &str| edited(&good, |text| text.replacen("ЕГРЮЛ_ОТКР_СВЕД", kind, 1));
    assert_ne!(of_kind("X"), good);
    place.put("msp.xml", &of_kind("РЕЕСТРМСП"));
    place.put("other.xml", &of_kind("РНП"));
    place.put("traders.xml", &of_kind("ЕГРИП_ПОЛН"));
    let without_kind = edited(&good, |text| {
        text.replacen(" ТипИнф=\"ЕГРЮЛ_ОТКР_СВЕД\"", "", 1)
    });
    place.put("without-kind.xml", &without_kind);
    place.put("nothing.xml", "<Файл><Документ/></Файл>".as_bytes());
    place.put("nothing-old.xml", b"<EGRUL/>");
    let mut zip = zip::ZipWriter::new(fs::File::create(place.inbox().join("words.zip")).unwrap());
    zip.start_file("read.txt", zip::write::SimpleFileOptions::default())
        .unwrap();
    zip.finish().unwrap();
    let only_other = place.folder.path().join("other");
    fs::create_dir(&only_other).unwrap();
    fs::copy(place.inbox().join("msp.xml"), only_other.join("msp.xml")).unwrap();
    let options = ImportOptions::default();
    import(&place.index(), &only_other, &options, &mut |_| {}).unwrap();
    assert!(
        !place.registry().is_loaded(),
        "nothing of the register was there"
    );
    for _ in 0..2 {
        let report = place.import();
        assert_eq!(report.files_broken, 5, "{report:#?}");
        assert_eq!(problem_of(&report, "msp.xml"), &Problem::IsMsp);
        assert_eq!(
            problem_of(&report, "other.xml"),
            &Problem::OtherKind("РНП".into())
        );
        for nothing in ["nothing.xml", "nothing-old.xml"] {
            assert_eq!(problem_of(&report, nothing), &Problem::NoEntries);
        }
        assert_eq!(problem_of(&report, "words.zip"), &Problem::NoXml);
    }
    assert_eq!(place.registry().loaded_count().unwrap(), 1);
    let files = place.import();
    assert_eq!(files.files_known, 2, "the two with entries");
}

#[test]
fn broken_markup_in_the_middle_costs_only_what_it_is_in() {
    let place = Place::new();
    let cards = companies(6);
    let whole = bytes_of(&cards);
    let broken = edited(&whole, |mut text| {
        for ogrn in [&cards[1].ogrn, &cards[3].ogrn] {
            let entry = text.find(&format!("ОГРН=\"{ogrn}\"")).unwrap();
            let end = entry + text[entry..].find("</СвНаимЮЛ>").unwrap();
            text.replace_range(end..end + "</СвНаимЮЛ>".len(), "</СвНаим>");
        }
        text
    });
    place.put("1.xml", &broken);
    for _ in 0..2 {
        let report = place.import();
        assert_eq!((report.files, report.files_broken), (1, 1));
        assert_eq!(report.companies.read, 4);
        let first = &report.broken[0];
        assert!(matches!(first.problem, Problem::Syntax(_)), "{first:?}");
        let at = usize::try_from(first.position.byte).unwrap();
        assert!(broken[at..].starts_with(b"</"), "the first broken place");
        let text = encoding_rs::WINDOWS_1251
            .decode(&broken[..at])
            .0
            .into_owned();
        assert!(text.contains(&cards[1].ogrn) && !text.contains(&cards[2].ogrn));
    }
    let registry = place.registry();
    for (number, card) in cards.iter().enumerate() {
        let found = registry.by_ogrn(&card.ogrn).unwrap();
        assert_eq!(found.is_some(), number != 1 && number != 3, "{number}");
    }
}

#[test]
fn an_encoding_that_is_not_the_declared_one_is_told_as_such() {
    let place = Place::new();
    let good = bytes_of(&companies(1));
    let text = encoding_rs::WINDOWS_1251.decode(&good).0.into_owned();
    place.put("lying.xml", text.as_bytes());
    let old = "<?xml version='1.0' encoding='windows-1251'?><EGRUL><СвЮЛ ОГРН='1'/></EGRUL>";
    place.put("lying-old.xml", old.as_bytes());
    place.put("marked.xml", format!("\u{feff}{text}").as_bytes());
    let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    place.put("wide.xml", &wide);
    let report = place.import();
    assert_eq!(problem_of(&report, "lying.xml"), &Problem::WrongEncoding);
    assert_eq!(
        problem_of(&report, "lying-old.xml"),
        &Problem::WrongEncoding
    );
    assert_eq!(
        problem_of(&report, "wide.xml"),
        &Problem::Encoding("UTF-16".into())
    );
    assert_eq!((report.files_broken, report.companies.new), (3, 1));
}

#[test]
fn a_missing_path_and_an_empty_folder_are_said_so() {
    let place = Place::new();
    let run = |from: &Path| {
        import(&place.index(), from, &ImportOptions::default(), &mut |_| {})
            .unwrap_err()
            .code()
    };
    assert_eq!(run(&place.inbox()), "REG-202");
    assert_eq!(run(Path::new("/nowhere/at/all")), "REG-201");
}

#[test]
fn a_person_in_business_twice_is_found_by_the_standing_entry() {
    let place = Place::new();
    let standing = (0..100)
        .map(|n| synthetic_card(1, n))
        .find(|card| card.kind == Kind::SoleTrader)
        .unwrap();
    let mut ended = (0..3_000)
        .map(|number| synthetic_card(1, number))
        .find(|card| card.kind == Kind::SoleTrader && card.status.is_ended())
        .unwrap();
    ended.inn = standing.inn.clone();
    let head = PersonName {
        family: "КОТОВА".into(),
        given: "АННА".into(),
        patronymic: None,
    };
    let cards = [
        ended.clone(),
        standing.clone(),
        named_company(1, 0, "Северный луч", head),
    ];
    import_cards(&place.index(), cards, &ImportOptions::default()).unwrap();
    let inn = standing.inn.clone().unwrap();
    let registry = place.registry();
    let ogrns: Vec<_> = registry
        .by_inn(&inn)
        .unwrap()
        .into_iter()
        .map(|card| card.ogrn)
        .collect();
    assert_eq!(ogrns, [standing.ogrn.clone(), ended.ogrn]);
    let spaced = format!("{} {}", &inn[..4], &inn[4..]);
    assert_eq!(registry.find(&spaced).unwrap(), Some(standing));
}

#[test]
fn the_closing_lines_say_every_number_in_both_languages() {
    let place = Place::new();
    place.put_cards("1.xml", &companies(4));
    place.put("2.xml", b"<?xml version=\"1.0\"?><report/>");
    place.put("notes.txt", b"");
    let report = place.import();
    let russian = report.lines(Texts::new(Lang::Ru));
    assert_eq!(russian.len(), 6);
    assert!(
        russian[0].ends_with("Пропущены файлы другого вида: 1"),
        "{russian:#?}"
    );
    assert!(russian[1].contains("2.xml") && russian[1].contains("«report»"));
    assert_eq!(
        russian[2],
        "Пропущено по причине REG-104 (Это не файл ЕГРЮЛ или ЕГРИП: корневой элемент «…»): 1"
    );
    assert!(russian[3].starts_with("Юридических лиц прочитано: 4; новых 4, изменённых 0"));
    assert_eq!(russian[5], "Файлов: 2, с ошибками 1, предупреждений 1");
    let english = report.lines(Texts::new(Lang::En));
    assert_eq!(english[5], "Files: 2, with errors 1, warnings 1");
}

#[test]
fn every_code_has_its_text_in_both_languages() {
    let numbers = (1..=12)
        .chain(101..=118)
        .chain(121..=128)
        .chain(131..=133)
        .chain(141..=144)
        .chain(201..=210);
    for number in numbers {
        for lang in Lang::ALL {
            let key = format!("error-REG-{number:03}");
            assert!(Texts::new(lang).has(&key), "{key} in {}", lang.tag());
        }
    }
    assert_eq!(registry::CODES.last(), Some(&"REG-012"));
    for status in registry::Status::ALL {
        assert!(Texts::new(Lang::Ru).has(&format!("registry-status-{}", status.as_str())));
    }
}

#[test]
fn a_finished_file_is_not_read_again_wherever_it_lies() {
    let place = Place::new();
    place.put_cards("1.xml", &companies(30));
    place.put("broken.xml", b"<EGRUL><cut");
    let mut zip = zip::ZipWriter::new(fs::File::create(place.inbox().join("a.zip")).unwrap());
    zip.start_file("2.xml", zip::write::SimpleFileOptions::default())
        .unwrap();
    zip.write_all(&bytes_of(&[synthetic_company(1, 77)]))
        .unwrap();
    zip.finish().unwrap();
    let first = place.import();
    assert_eq!(
        (first.files, first.files_known, first.files_broken),
        (3, 0, 1)
    );

    fs::create_dir(place.inbox().join("moved")).unwrap();
    fs::rename(
        place.inbox().join("a.zip"),
        place.inbox().join("moved/b.zip"),
    )
    .unwrap();
    let second = place.import();
    assert_eq!(
        (second.files, second.files_known),
        (1, 2),
        "only the broken one"
    );
    assert_eq!((second.companies.read, second.files_broken), (0, 1));
    let last = second.lines(Texts::new(Lang::Ru)).pop().unwrap();
    assert!(last.ends_with("загружены раньше и пропущены: 2"), "{last}");

    // Another file under the old name is another file.
    place.put_cards("1.xml", &companies(31));
    let third = place.import();
    assert_eq!((third.companies.new, third.companies.unchanged), (1, 30));
    let fourth = place.import_with(&again());
    assert_eq!((fourth.files_known, fourth.companies.unchanged), (0, 32));
    assert_eq!(place.registry().loaded_count().unwrap(), 32);
}

#[test]
fn any_number_of_threads_and_any_batch_give_the_same_register_and_report() {
    let place = Place::new();
    // Each company in three files, the newest in the middle: the order of the files decides nothing
    // but what the report says.
    for (name, day) in [("1", 2), ("2", 9), ("3", 5)] {
        for part in 0..4 {
            let cards: Vec<Card> = (0..40)
                .map(|number| {
                    let mut card = synthetic_company(1, part * 40 + number);
                    card.extracted_on = jiff::civil::date(2026, 11, day);
                    card.kpp = Some(format!("77010100{day}"));
                    card
                })
                .collect();
            place.put_cards(&format!("{name}-{part}.xml"), &cards);
        }
    }
    let mut outcomes = Vec::new();
    for (threads, batch) in [(1, 1_000_000), (4, 1), (3, 100)] {
        let index = tempfile::tempdir().unwrap();
        let options = ImportOptions {
            threads,
            batch,
            ..ImportOptions::default()
        };
        let report = import(index.path(), &place.inbox(), &options, &mut |_| {}).unwrap();
        let registry = Registry::open(index.path()).unwrap();
        let cards: Vec<Card> = (0..160)
            .map(|number| {
                let ogrn = synthetic_company(1, number).ogrn;
                registry.by_ogrn(&ogrn).unwrap().unwrap()
            })
            .collect();
        assert!(
            cards
                .iter()
                .all(|card| card.kpp.as_deref() == Some("770101009"))
        );
        assert!(cards.iter().all(|card| card.history.len() == 1));
        outcomes.push((report, cards));
    }
    assert_eq!(outcomes[0], outcomes[1]);
    assert_eq!(outcomes[0], outcomes[2]);
    assert_eq!(outcomes[0].0.companies.older, 160);
}

#[test]
fn reading_alone_counts_what_an_import_would_take() {
    let place = Place::new();
    place.put_cards("1.xml", &companies(5));
    place.put("2.xml", b"<EGRUL><cut");
    let scanned = registry::scan(&place.inbox(), &Limits::default(), 3).unwrap();
    assert_eq!((scanned.files, scanned.entries, scanned.skipped), (2, 5, 0));
    assert_eq!(scanned.broken.len(), 1);
    assert!(!place.index().exists());
}
