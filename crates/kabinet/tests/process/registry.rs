//! The register through the binary: generated, imported, shown; the counts in the closing lines.

use std::path::Path;
use std::process::Output;

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
        let again = out(&registry(&data, &["import", &files_text]));
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
        assert!(
            out(&shown).lines().count() >= 5,
            "{format}: {}",
            out(&shown)
        );
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
    for wrong in ["/no/such/folder", "/dev/null"] {
        let output = registry(&data, &["import", wrong]);
        assert_ne!(output.status.code(), Some(0), "{wrong}: {}", out(&output));
        assert!(
            !String::from_utf8_lossy(&output.stderr).contains("panicked"),
            "{wrong}"
        );
    }
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
