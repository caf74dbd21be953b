//! Files that mean harm are named and cost nothing else.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::fs;
use std::io::Write;
use std::path::Path;

use registry::{
    EntryProblem, GenerateOptions, ImportOptions, Problem, Registry, Report, Warning, import,
    synthetic_company, write_cards,
};
use tempfile::TempDir;
use texts::{Lang, Texts};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

fn good() -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let options = GenerateOptions::default();
    let cards = [synthetic_company(1, 1)];
    let written = write_cards(folder.path(), cards, &options, &mut |_| {}).unwrap();
    fs::read(&written.files[0]).unwrap()
}

/// Imports the folder `in`, in which a good file was put beside the bad ones.
fn take(place: &TempDir) -> Report {
    let inbox = place.path().join("in");
    fs::write(inbox.join("zz-good.xml"), good()).unwrap();
    let options = ImportOptions::default();
    let report = import(
        &place.path().join("registry"),
        &inbox,
        &options,
        &mut |_| {},
    )
    .unwrap();
    let registry = Registry::open(place.path().join("registry")).unwrap();
    let card = synthetic_company(1, 1);
    assert_eq!(registry.by_ogrn(&card.ogrn).unwrap(), Some(card));
    report
}

fn place() -> TempDir {
    let place = tempfile::tempdir().unwrap();
    fs::create_dir(place.path().join("in")).unwrap();
    place
}

fn archive(path: &Path, files: &[(&str, &[u8])]) {
    let mut zip = ZipWriter::new(fs::File::create(path).unwrap());
    for (name, bytes) in files {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap();
}

#[test]
fn an_archive_in_an_archive_is_left_alone_and_said_so() {
    let place = place();
    let inner = place.path().join("inner.zip");
    archive(&inner, &[("a.xml", b"<EGRUL/>")]);
    let inner = fs::read(inner).unwrap();
    archive(
        &place.path().join("in/outer.zip"),
        &[("inner.zip", &inner), ("lying.xml", &inner)],
    );
    let report = take(&place);
    assert_eq!(report.warnings[0].warning, Warning::OtherFiles(1));
    assert_eq!(
        report.files_broken, 1,
        "an archive under the name of a file: {report:?}"
    );
    assert!(report.broken[0].name.ends_with("outer.zip/lying.xml"));
}

#[test]
fn paths_in_names_are_only_words() {
    let place = place();
    let bad = b"<report/>";
    archive(
        &place.path().join("in/a.zip"),
        &[
            ("../../../escape.xml", bad),
            ("/etc/absolute.xml", bad),
            ("new\nline\u{7}.xml", bad),
            ("C:\\windows\\system.xml", bad),
        ],
    );
    let report = take(&place);
    assert_eq!(report.files_broken, 4);
    for broken in &report.broken {
        assert!(!broken.name.contains(char::is_control), "{:?}", broken.name);
    }
    let mut names: Vec<_> = fs::read_dir(place.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    names.sort();
    assert_eq!(names, ["in", "registry"], "nothing was unpacked anywhere");
    // A name with a line end cannot make a line of its own in the journal: these are read again.
    assert_eq!(take(&place).files_broken, 4);
}

#[test]
fn thousands_of_tiny_files_are_counted_and_not_all_named() {
    let place = place();
    let mut zip = ZipWriter::new(fs::File::create(place.path().join("in/a.zip")).unwrap());
    for number in 0..5_000 {
        zip.start_file(format!("{number}.xml"), SimpleFileOptions::default())
            .unwrap();
        zip.write_all(b"?").unwrap();
    }
    zip.finish().unwrap();
    let report = take(&place);
    assert_eq!((report.files, report.files_broken), (5_001, 5_000));
    assert_eq!(report.broken.len(), 200);
    assert_eq!(report.reasons["REG-103"], 5_000);
}

#[test]
fn a_file_that_unpacks_to_more_than_its_archive_says_is_a_bomb() {
    let place = place();
    let path = place.path().join("in/a.zip");
    let mut long = good();
    long.extend(vec![b' '; 300_000]);
    archive(&path, &[("a.xml", &long), ("b.xml", b"<report/>")]);
    let mut bytes = fs::read(&path).unwrap();
    // The unpacked size in the first record of the directory.
    let record = bytes
        .windows(4)
        .position(|piece| piece == b"PK\x01\x02")
        .unwrap();
    bytes[record + 24..record + 28].copy_from_slice(&100_u32.to_le_bytes());
    fs::write(&path, bytes).unwrap();
    let report = take(&place);
    assert_eq!(report.files_broken, 2, "{report:?}");
    assert!(
        matches!(report.broken[0].problem, Problem::ZipBomb | Problem::Zip(_)),
        "{report:?}"
    );
    assert!(
        report.broken[1].name.ends_with("b.xml"),
        "the next file is read"
    );
}

#[test]
fn bytes_that_were_changed_inside_an_archive_are_found_by_its_checksum() {
    let place = place();
    let path = place.path().join("in/a.zip");
    let mut zip = ZipWriter::new(fs::File::create(&path).unwrap());
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    zip.start_file("a.xml", stored).unwrap();
    zip.write_all(&good()).unwrap();
    zip.finish().unwrap();
    let mut bytes = fs::read(&path).unwrap();
    let name = bytes
        .windows(8)
        .position(|piece| piece == b"kabinet\"")
        .unwrap();
    bytes[name] = b'K';
    fs::write(&path, bytes).unwrap();
    let report = take(&place);
    assert!(
        matches!(report.broken[0].problem, Problem::Zip(_)),
        "{report:?}"
    );
}

#[test]
fn a_pipe_in_the_folder_is_not_waited_for() {
    let place = place();
    let made = std::process::Command::new("mkfifo")
        .arg(place.path().join("in/pipe.xml"))
        .status();
    if !made.is_ok_and(|status| status.success()) {
        println!("SKIPPED: mkfifo is missing");
        return;
    }
    assert_eq!(take(&place).warnings[0].warning, Warning::OtherFiles(1));
}

#[test]
fn a_device_or_a_pipe_by_name_is_refused_at_once() {
    let place = place();
    let refused = |path: &Path| {
        let options = ImportOptions::default();
        let registry = place.path().join("registry");
        import(&registry, path, &options, &mut |_| {}).unwrap_err()
    };
    assert_eq!(refused(Path::new("/dev/zero")).code(), "REG-210");
    let pipe = place.path().join("pipe.xml");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    if made.is_ok_and(|status| status.success()) {
        assert_eq!(refused(&pipe).detail(), pipe.display().to_string());
    }
}

#[test]
fn folders_that_are_linked_in_a_circle_are_read_once() {
    use std::os::unix::fs::symlink;
    let place = place();
    let inbox = place.path().join("in");
    fs::create_dir(inbox.join("day")).unwrap();
    fs::write(inbox.join("day/bad.xml"), "<report/>").unwrap();
    symlink(&inbox, inbox.join("day/up")).unwrap();
    symlink(inbox.join("day"), inbox.join("again")).unwrap();
    symlink(place.path().join("gone"), inbox.join("gone.xml")).unwrap();
    let report = take(&place);
    assert_eq!((report.files, report.files_broken), (2, 2), "{report:#?}");
    assert!(report.broken[0].name.ends_with("in/gone.xml"));
    assert!(report.broken[1].name.ends_with("in/again/bad.xml"));
}

#[test]
fn a_folder_that_cannot_be_read_is_named_and_the_others_are_read() {
    let place = place();
    // Rights stop nobody who is root; a path that is too long does.
    let script = format!(
        "cd '{}' && for _ in $(seq 16); do mkdir {1} && cd -P {1} || exit 1; done",
        place.path().join("in").display(),
        "f".repeat(255)
    );
    let made = std::process::Command::new("sh")
        .args(["-c", &script])
        .status();
    if !made.is_ok_and(|status| status.success()) {
        println!("SKIPPED: this system makes no such long paths");
        return;
    }
    let report = take(&place);
    assert_eq!(report.files_broken, 1, "{report:#?}");
    assert!(matches!(report.broken[0].problem, Problem::Io(_)));
    assert!(report.broken[0].name.ends_with("ff"));
    assert_eq!(report.companies.new, 1);
}

#[test]
fn characters_that_xml_does_not_allow_cost_their_entry_and_reach_no_terminal() {
    let place = place();
    let whole = encoding_rs::WINDOWS_1251.decode(&good()).0.into_owned();
    let ogrn = synthetic_company(1, 1).ogrn;
    for (number, bad) in ["\0", "\u{1b}[31m", "&#27;", "\u{c}"].iter().enumerate() {
        let text = whole.replacen("НаимЮЛПолн=\"", &format!("НаимЮЛПолн=\"{bad}"), 1);
        let bytes = encoding_rs::WINDOWS_1251.encode(&text).0.into_owned();
        fs::write(
            place.path().join(format!("in/{number}\u{1b}[2J.xml")),
            bytes,
        )
        .unwrap();
    }
    fs::write(
        place.path().join("in/root.xml"),
        "<a\u{1b}[31mb><Файл/></a\u{1b}[31mb>",
    )
    .unwrap();
    let report = take(&place);
    assert_eq!(report.companies.skipped, 4, "{report:#?}");
    for skipped in &report.skipped {
        assert!(
            matches!(
                skipped.entry.problem,
                EntryProblem::BadCharacter(_) | EntryProblem::BadMarkup(_)
            ),
            "{skipped:?}"
        );
        assert_eq!(skipped.entry.ogrn.as_deref(), Some(ogrn.as_str()));
    }
    assert!(report.reasons["REG-128"] >= 3, "{report:#?}");
    for lang in Lang::ALL {
        for line in report.lines(Texts::new(lang)) {
            assert!(!line.contains(char::is_control), "{line:?}");
        }
    }
}

#[test]
fn a_card_that_is_too_large_is_left_out_by_its_number() {
    let place = place();
    let mut card = synthetic_company(1, 2);
    for number in 0..5 {
        card.foreign_names
            .push(format!("{number}{}", "Z".repeat(600_000)));
    }
    let options = GenerateOptions::default();
    write_cards(
        &place.path().join("in"),
        [card.clone()],
        &options,
        &mut |_| {},
    )
    .unwrap();
    let report = take(&place);
    assert_eq!(report.companies.skipped, 1);
    let skipped = &report.skipped[0].entry;
    assert_eq!(skipped.problem, EntryProblem::TooLarge);
    assert_eq!(skipped.ogrn.as_deref(), Some(card.ogrn.as_str()));
}
