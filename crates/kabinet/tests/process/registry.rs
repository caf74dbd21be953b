//! The register through the binary: generated, imported, shown; the counts in the closing lines.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Output, Stdio};
use std::time::{Duration, Instant};

use ::registry::{Card, Change, Registry, synthetic_cards};

use crate::server::{kabinet, run};

fn registry(data: &Path, arguments: &[&str]) -> Output {
    let mut all = vec!["registry"];
    all.extend_from_slice(arguments);
    let mut command = kabinet(&all);
    command.env("KABINET_DATA_DIR", data);
    run(&mut command)
}

fn out(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(!text.contains('⟦'), "{text}");
    text
}

/// All whole numbers of a line; spaces inside a number are taken out by the caller's formats.
fn numbers(line: &str) -> Vec<u64> {
    let line: String = line
        .chars()
        .filter(|c| !['\u{a0}', '\u{202f}', '\u{2068}', '\u{2069}'].contains(c))
        .collect();
    line.split(|c: char| !c.is_ascii_digit())
        .filter_map(|part| part.parse().ok())
        .collect()
}

#[test]
fn a_generated_register_is_imported_whole_and_an_entry_is_shown() {
    let folder = tempfile::tempdir().unwrap();
    let (data, files) = (folder.path().join("data"), folder.path().join("files"));
    let files_text = files.display().to_string();
    for (format, arguments) in [("1251", &[][..]), ("utf-8", &["--format", "4.05"])] {
        let _ = std::fs::remove_dir_all(&data);
        let _ = std::fs::remove_dir_all(&files);
        let mut generate = vec!["generate", "200", "--out", &files_text];
        generate.extend_from_slice(arguments);
        let made = registry(&data, &generate);
        assert!(
            made.status.success(),
            "{format}: {}",
            String::from_utf8_lossy(&made.stderr)
        );
        let counts = numbers(out(&made).split(&files_text).last().unwrap());
        assert_eq!(
            counts[0] + counts[1],
            200,
            "{format}: companies and sole traders: {}",
            out(&made)
        );
        let imported = registry(&data, &["import", &files_text]);
        let told = out(&imported);
        assert_eq!(
            imported.status.code(),
            Some(0),
            "{format}: {told}{}",
            String::from_utf8_lossy(&imported.stderr)
        );
        let lines: Vec<Vec<u64>> = told.lines().map(numbers).collect();
        // «Organizations: read, new, changed, unchanged …» and the same of sole traders.
        let [companies, traders] = [&lines[lines.len() - 3], &lines[lines.len() - 2]];
        assert_eq!(companies[..2], [counts[0], counts[0]], "{format}: {told}");
        assert_eq!(traders[..2], [counts[1], counts[1]], "{format}: {told}");
        let known = registry(&data, &["import", &files_text]);
        assert_eq!(known.status.code(), Some(0), "{format}: {}", out(&known));
        let files_made = numbers(out(&made).trim_end()).pop().unwrap();
        let last = out(&known).lines().last().unwrap().to_owned();
        assert_eq!(
            numbers(&last)[0],
            0,
            "{format}: no file is opened again: {last}"
        );
        assert_eq!(numbers(&last).last(), Some(&files_made), "{format}: {last}");
        let again = out(&registry(&data, &["import", "--again", &files_text]));
        let lines: Vec<Vec<u64>> = again.lines().map(numbers).collect();
        assert_eq!(
            lines[lines.len() - 3][..2],
            [counts[0], 0],
            "{format}: nothing is new any more: {again}"
        );
        let ogrn = first_ogrn(&files);
        let shown = registry(&data, &["show", &ogrn]);
        assert!(
            shown.status.success() && out(&shown).contains(&ogrn),
            "{format}: {}",
            out(&shown)
        );
        let card = Registry::open(data.join("registry")).unwrap();
        let card = card.by_ogrn(&ogrn).unwrap().unwrap();
        let told = out(&shown);
        for expected in [
            &card.full_name,
            &card.address.as_ref().unwrap().line,
            &card.main_activity.as_ref().unwrap().code,
            &card.heads[0].name.as_ref().unwrap().display(),
            &card.heads[0].position,
        ] {
            assert!(told.contains(expected), "{format}: {expected}: {told}");
        }
        assert!(told.contains("2026") && told.lines().count() >= 9, "{told}");
        let json = out(&registry(&data, &["show", "--json", &ogrn]));
        assert_eq!(serde_json::from_str::<Card>(&json).unwrap(), card);
    }
    let unknown = registry(&data, &["show", "1027700000000"]);
    assert_eq!(unknown.status.code(), Some(1));
    assert!(!out(&unknown).is_empty());
}

#[test]
fn a_broken_file_among_good_ones_is_named_and_the_others_are_taken() {
    let folder = tempfile::tempdir().unwrap();
    let (data, files) = (folder.path().join("data"), folder.path().join("files"));
    let files_text = files.display().to_string();
    assert!(
        registry(&data, &["generate", "50", "--out", &files_text])
            .status
            .success()
    );
    std::fs::write(
        files.join("broken.xml"),
        "<?xml version=\"1.0\"?><Файл><Документ><СвЮЛ ОГРН=\"1\"",
    )
    .unwrap();
    let imported = registry(&data, &["import", &files_text]);
    let told = out(&imported);
    assert_eq!(
        imported.status.code(),
        Some(2),
        "some of it was not taken: {told}"
    );
    assert!(told.contains("broken.xml"), "{told}");
    let read: u64 = told
        .lines()
        .rev()
        .skip(1)
        .take(2)
        .map(|line| numbers(line)[0])
        .sum();
    assert_eq!(read, 50, "{told}");
    for (wrong, code) in [("/no/such/folder", "REG-201"), ("/dev/null", "REG-210")] {
        let output = registry(&data, &["import", wrong]);
        assert_eq!(output.status.code(), Some(1), "{wrong}: {}", out(&output));
        let fault = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(fault.contains(code), "{wrong}: {fault}");
    }
}

#[test]
fn extracts_of_a_day_to_come_are_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let files = folder.path().join("files");
    let files_text = files.display().to_string();
    registry(
        &data,
        &["generate", "10", "--format", "4.05", "--out", &files_text],
    );
    let (mut ahead, mut made) = (0, 0);
    for item in std::fs::read_dir(&files).unwrap() {
        let path = item.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        made += text.matches(" ДатаВып=\"").count();
        let text = text.replacen(" ДатаВып=\"20", " ДатаВып=\"29", 1);
        ahead += text.matches(" ДатаВып=\"29").count();
        std::fs::write(&path, text).unwrap();
    }
    assert!(ahead > 0 && made == 10, "{ahead} of {made}");
    let imported = registry(&data, &["import", &files_text]);
    let told = out(&imported);
    assert_eq!(imported.status.code(), Some(2), "{told}");
    assert!(told.contains("REG-127"), "{told}");
    let kept = Registry::open(data.join("registry")).unwrap();
    assert_eq!(kept.loaded_count().unwrap(), 10 - ahead as u64);
}

#[test]
fn files_of_another_register_are_named_and_the_import_does_not_end_well() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let path = |name: &str| folder.path().join(name).display().to_string();
    registry(&data, &["generate", "20", "--msp", "--out", &path("msp")]);
    registry(&data, &["generate", "20", "--out", &path("files")]);
    let wrong = registry(&data, &["import", &path("msp")]);
    assert_eq!(wrong.status.code(), Some(2), "{}", out(&wrong));
    assert!(out(&wrong).contains("import-msp"), "{}", out(&wrong));
    let wrong = registry(&data, &["import-msp", &path("files")]);
    assert_eq!(wrong.status.code(), Some(1), "{}", out(&wrong));
    let fault = String::from_utf8_lossy(&wrong.stderr).into_owned();
    assert!(fault.contains("REG-208"), "{fault}");
}

#[test]
fn the_tax_services_own_samples_are_imported() {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/samples/egrul/anon");
    if !samples.is_dir() {
        testkit::skipped("kabinet: no samples at ../shared/samples/egrul/anon");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let imported = registry(folder.path(), &["import", &samples.display().to_string()]);
    let told = out(&imported);
    assert_eq!(
        imported.status.code(),
        Some(0),
        "{told}{}",
        String::from_utf8_lossy(&imported.stderr)
    );
    let lines: Vec<Vec<u64>> = told.lines().map(numbers).collect();
    assert!(
        lines[lines.len() - 3][0] > 0 && lines[lines.len() - 2][0] > 0,
        "companies and sole traders: {told}"
    );
    println!("{told}");
}

/// The first thirteen digits in quotes: an attribute ОГРН, whatever the file's encoding.
fn first_ogrn(files: &Path) -> String {
    let mut paths: Vec<_> = std::fs::read_dir(files)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    for path in paths {
        let bytes = std::fs::read(&path).unwrap();
        for window in bytes.windows(15) {
            let is_quoted = window[0] == b'"' && window[14] == b'"';
            if is_quoted && window[1] == b'1' && window[1..14].iter().all(u8::is_ascii_digit) {
                return String::from_utf8(window[1..14].to_vec()).unwrap();
            }
        }
    }
    panic!("no ОГРН in {}", files.display());
}

/// Entries of the register that is killed, and the seed of `kabinet registry generate`.
const ENTRIES: u64 = 4_000;
const SEED: u64 = 1;

#[test]
fn a_killed_import_goes_on_where_it_was_and_ends_like_one_that_was_not() {
    let folder = tempfile::tempdir().unwrap();
    let (data, whole) = (folder.path().join("data"), folder.path().join("whole"));
    let path = |name: &str| folder.path().join(name).display().to_string();
    let count = ENTRIES.to_string();
    for arguments in [
        vec!["generate", &count, "--zip", "--out", &path("full")],
        vec![
            "generate",
            &count,
            "--zip",
            "--delta",
            "900",
            "--out",
            &path("delta"),
        ],
    ] {
        let made = registry(&data, &arguments);
        assert!(
            made.status.success(),
            "{}",
            String::from_utf8_lossy(&made.stderr)
        );
    }
    let kept = Registry::open(data.join("registry")).unwrap();
    // Killed each time that it committed something more; twenty times at most.
    let mut kills = 0;
    let mut seen = 0;
    while kills < 20 {
        let entries = |kept: &Registry| {
            kept.reload().unwrap();
            kept.loaded_count().unwrap()
        };
        if !kill_when(&data, &path("full"), || entries(&kept) > seen) {
            break;
        }
        kills += 1;
        seen = entries(&kept);
        assert!(
            seen == ENTRIES || !kept.is_loaded(),
            "only a part of the register is there: {seen}"
        );
    }
    assert!(kept.is_loaded(), "an import came to its end");
    assert!(kills >= 2, "the kills fell into the work: {kills}");
    let feed = || kept.changes_after(0, 100_000).unwrap().changes;
    assert_eq!(
        feed(),
        [],
        "a first import is no news, however often it is killed"
    );
    let killed = kill_when(&data, &path("delta"), || !feed().is_empty());
    let last = registry(&data, &["import", "--batch", "300", &path("delta")]);
    let fault = String::from_utf8_lossy(&last.stderr).into_owned();
    assert_eq!(last.status.code(), Some(0), "{}{fault}", out(&last));

    for name in ["full", "delta"] {
        let uninterrupted = registry(&whole, &["import", "--batch", "300", &path(name)]);
        assert_eq!(
            uninterrupted.status.code(),
            Some(0),
            "{}",
            out(&uninterrupted)
        );
    }
    let other = Registry::open(whole.join("registry")).unwrap();
    kept.reload().unwrap();
    assert_eq!(kept.loaded_count().unwrap(), ENTRIES);
    assert_eq!(other.loaded_count().unwrap(), ENTRIES);
    assert_eq!(everything(&kept), everything(&other));
    // At most a repeat of what was told before the kill.
    let told = other.changes_after(0, 100_000).unwrap().changes;
    assert!(told.len() > 500, "{}", told.len());
    let sorted = |mut changes: Vec<Change>| {
        changes.sort_by(|one, two| one.ogrn.cmp(&two.ogrn));
        changes.dedup();
        changes
    };
    assert_eq!(sorted(feed()), sorted(told));
    println!(
        "{kills} kills of the full import, {} of the delta",
        u8::from(killed)
    );
}

/// Every card by its ОГРН, found by both numbers.
fn everything(registry: &Registry) -> BTreeMap<String, Card> {
    synthetic_cards(SEED, ENTRIES)
        .map(|card| {
            let found = registry.by_ogrn(&card.ogrn).unwrap().unwrap();
            let by_inn = registry.by_inn(card.inn.as_deref().unwrap()).unwrap();
            assert!(by_inn.contains(&found));
            (card.ogrn, found)
        })
        .collect()
}

/// Starts an import and kills it with SIGKILL as soon as `now` holds; false when it ended before.
fn kill_when(data: &Path, from: &str, mut now: impl FnMut() -> bool) -> bool {
    let mut child = kabinet(&[
        "registry",
        "import",
        "--batch",
        "300",
        "--threads",
        "2",
        from,
    ])
    .env("KABINET_DATA_DIR", data)
    .stdout(Stdio::null())
    .stderr(Stdio::null())
    .spawn()
    .unwrap();
    let began = Instant::now();
    loop {
        if child.try_wait().unwrap().is_some() {
            return false;
        }
        if now() {
            child.kill().unwrap();
            child.wait().unwrap();
            return true;
        }
        assert!(began.elapsed() < Duration::from_mins(2), "the import hangs");
        std::thread::sleep(Duration::from_millis(2));
    }
}

#[test]
fn progress_is_told_in_lines_where_there_is_no_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let (data, files) = (folder.path().join("data"), folder.path().join("files"));
    let files = files.display().to_string();
    registry(&data, &["generate", "300", "--realistic", "--out", &files]);
    let output = registry(&data, &["import", "--progress-every", "0", &files]);
    assert!(output.status.success(), "{}", out(&output));
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(told.lines().count() >= 3 && !told.contains('⟦'), "{told}");
    assert!(told.contains("100"), "it ends with everything: {told}");
}

#[test]
fn the_small_business_register_is_marked_on_the_entry_that_is_shown() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let path = |name: &str| folder.path().join(name).display().to_string();
    registry(&data, &["generate", "50", "--out", &path("files")]);
    registry(&data, &["generate", "50", "--msp", "--out", &path("msp")]);
    assert!(
        registry(&data, &["import", &path("files")])
            .status
            .success()
    );
    let card = synthetic_cards(SEED, 50)
        .step_by(2)
        .find(|card| !card.status.is_ended())
        .unwrap();
    let before = out(&registry(&data, &["show", &card.ogrn])).lines().count();
    let marked = registry(&data, &["import-msp", &path("msp")]);
    assert_eq!(marked.status.code(), Some(0), "{}", out(&marked));
    let after = out(&registry(&data, &["show", &card.ogrn]));
    assert_eq!(after.lines().count(), before + 1, "{after}");
}
