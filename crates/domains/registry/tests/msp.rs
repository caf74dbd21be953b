//! The register of small business: marks on the cards, without touching them.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use registry::{
    BusinessSize, ImportOptions, Limits, MspReport, Problem, Registry, SearchRequest, generate_msp,
    import_cards, import_msp, synthetic_card, synthetic_cards,
};
use texts::{Lang, Texts};

const COUNT: u64 = 4_000;

fn take(index: &Path, from: &Path) -> MspReport {
    import_msp(index, from, &Limits::default(), &mut |_, _| {}).unwrap()
}

#[test]
fn every_business_of_the_register_is_marked_and_no_other() {
    let (index, files) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let options = ImportOptions::default();
    import_cards(index.path(), synthetic_cards(1, COUNT), &options).unwrap();
    let registry = Registry::open(index.path()).unwrap();
    let written = generate_msp(files.path(), 1, COUNT).unwrap();
    assert!(written.len() > 1);
    let report = take(index.path(), files.path());
    assert_eq!((report.files_broken, report.skipped), (0, 0));
    assert_eq!(report.marked, report.read);

    let mut marked = 0;
    for number in 0..COUNT {
        let card = synthetic_card(1, number);
        let found = registry.by_ogrn(&card.ogrn).unwrap().unwrap();
        if number % 2 == 1 || card.status.is_ended() {
            assert_eq!(found.msp, None);
            continue;
        }
        marked += 1;
        let mark = found.msp.unwrap();
        assert_eq!(
            mark.size,
            BusinessSize::ALL[usize::try_from(number / 2 % 3).unwrap()]
        );
        let day = jiff::civil::date(2016, 8, 1);
        assert_eq!(mark.since, (number % 7 > 0).then_some(day));
        let by_inn = registry.by_inn(card.inn.as_deref().unwrap()).unwrap();
        assert_eq!(by_inn[0].msp, Some(mark));
    }
    assert_eq!(report.marked, marked);
    let page = registry.search(&SearchRequest::default()).unwrap();
    assert!(page.cards.iter().any(|card| card.msp.is_some()));
    for lang in Lang::ALL {
        let lines = report.lines(Texts::new(lang));
        assert!(lines.len() == 1 && !lines[0].contains('⟦'), "{lines:?}");
        for size in BusinessSize::ALL {
            let key = format!("registry-business-{}", size.as_str());
            assert!(Texts::new(lang).has(&key));
        }
    }
}

fn document(inn: &str, size: &str) -> String {
    format!(
        "<Документ ИдДок=\"1\" ДатаВклМСП=\"01.08.2016\" КатСубМСП=\"{size}\"><ОргВклМСП ИННЮЛ=\"{inn}\"/></Документ>"
    )
}

fn file(folder: &Path, name: &str, body: &str) -> PathBuf {
    let path = folder.join(name);
    let text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Файл ТипИнф=\"РЕЕСТРМСП\">{body}</Файл>"
    );
    fs::write(&path, text).unwrap();
    path
}

#[test]
fn a_new_register_replaces_the_old_one_but_a_broken_one_only_adds() {
    let (index, files) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let cards: Vec<_> = (0..3).map(|n| registry::synthetic_company(1, n)).collect();
    let inn = |n: usize| cards[n].inn.clone().unwrap();
    import_cards(index.path(), cards.clone(), &ImportOptions::default()).unwrap();
    let registry = Registry::open(index.path()).unwrap();
    let sizes = || {
        [0, 1, 2].map(|n: usize| {
            let card = registry.by_ogrn(&cards[n].ogrn).unwrap().unwrap();
            card.msp.map(|mark| mark.size)
        })
    };
    let both = document(&inn(0), "1") + &document(&inn(1), "2");
    take(index.path(), &file(files.path(), "1.xml", &both));
    assert_eq!(
        sizes(),
        [Some(BusinessSize::Micro), Some(BusinessSize::Small), None]
    );

    let next = files.path().join("next");
    fs::create_dir(&next).unwrap();
    // The same business twice: the later document counts.
    let body = document(&inn(1), "3") + &document(&inn(2), "1") + &document(&inn(1), "1");
    file(&next, "1.xml", &body);
    fs::write(
        next.join("2.xml"),
        "<?xml version=\"1.0\"?><Файл ТипИнф=\"РЕЕСТРМСП\"><Док",
    )
    .unwrap();
    let report = take(index.path(), &next);
    assert_eq!((report.files_broken, report.marked), (1, 3));
    assert_eq!(report.broken[0].problem, Problem::Cut);
    assert!(report.broken[0].name.ends_with("2.xml"));
    assert_eq!(sizes(), [Some(BusinessSize::Micro); 3]);

    fs::remove_file(next.join("2.xml")).unwrap();
    assert_eq!(take(index.path(), &next).marked, 2);
    assert_eq!(
        sizes(),
        [None, Some(BusinessSize::Micro), Some(BusinessSize::Micro)]
    );
}

#[test]
fn documents_against_their_own_schema_are_left_out_and_counted() {
    let (index, files) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let body = document("", "1")
        + &document("5404002997", "")
        + &document("нет", "2")
        + "<Документ/>"
        + &document("5404002997", "2");
    let report = take(index.path(), &file(files.path(), "1.xml", &body));
    assert_eq!((report.read, report.skipped, report.marked), (5, 4, 1));
}

#[test]
fn files_of_another_kind_are_named_and_archives_are_read() {
    let (index, files) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    fs::write(files.path().join("egrul.xml"), "<EGRUL/>").unwrap();
    let whole = fs::read(file(files.path(), "x.txt", &document("5404002997", "2"))).unwrap();
    let mut zip = zip::ZipWriter::new(fs::File::create(files.path().join("data.zip")).unwrap());
    zip.start_file("a.xml", zip::write::SimpleFileOptions::default())
        .unwrap();
    zip.write_all(&whole).unwrap();
    zip.finish().unwrap();
    let report = take(index.path(), files.path());
    assert_eq!((report.files_broken, report.marked), (1, 1));
    assert_eq!(report.broken[0].problem, Problem::NotMsp("EGRUL".into()));
    let none = tempfile::tempdir().unwrap();
    let nothing = import_msp(
        index.path(),
        none.path(),
        &Limits::default(),
        &mut |_, _| {},
    );
    assert_eq!(nothing.unwrap_err().code(), "REG-202");
}

fn try_take(index: &Path, from: &Path) -> Result<MspReport, registry::Error> {
    let limits = Limits::as_of("2026-12-01T12:00:00Z".parse().unwrap());
    import_msp(index, from, &limits, &mut |_, _| {})
}

#[test]
fn files_without_a_record_change_nothing_and_are_refused() {
    let (index, files) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    take(
        index.path(),
        &file(files.path(), "1.xml", &document("5404002997", "2")),
    );
    let before = fs::read(index.path().join("msp-1.bin")).unwrap();
    let other = files.path().join("other");
    fs::create_dir(&other).unwrap();
    file(&other, "empty.xml", "");
    fs::write(other.join("egrul.xml"), "<EGRUL/>").unwrap();
    let refused = try_take(index.path(), &other).unwrap_err();
    assert_eq!(refused.code(), "REG-208");
    let detail = refused.detail();
    assert!(
        detail.contains("egrul.xml (REG-118)") && detail.contains("empty.xml (REG-143)"),
        "{detail}"
    );
    assert_eq!(fs::read(index.path().join("msp-1.bin")).unwrap(), before);
}

#[test]
fn an_older_register_does_not_replace_a_newer_one() {
    let (index, files) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let of_day = |day: &str, size: &str| {
        let body = document("5404002997", size);
        let body = body.replacen("<Документ ", &format!("<Документ ДатаСост=\"{day}\" "), 1);
        try_take(index.path(), &file(files.path(), "1.xml", &body))
    };
    let marks = || fs::read(index.path().join("msp-1.bin")).unwrap();
    of_day("10.10.2026", "1").unwrap();
    let october = marks();
    let refused = of_day("10.09.2026", "2").unwrap_err();
    assert_eq!(refused.code(), "REG-209");
    assert_eq!(refused.detail(), "2026-09-10 / 2026-10-10");
    assert_eq!(marks(), october);
    of_day("10.10.2026", "3").unwrap();
    assert_ne!(marks(), october, "of the same day: it was mended");
    of_day("10.11.2026", "1").unwrap();
    assert_eq!(of_day("10.10.2026", "1").unwrap_err().code(), "REG-209");
    // A day to come would shut out every true register until then.
    assert_eq!(of_day("10.11.2099", "1").unwrap_err().code(), "REG-208");
    of_day("11.11.2026", "1").unwrap();
}

#[test]
fn a_wrong_count_is_warned_about_and_a_wrong_number_left_out() {
    let (index, files) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let body = document("5404002997", "2") + &document("5404002998", "2");
    let path = file(files.path(), "1.xml", &body);
    let text = fs::read_to_string(&path).unwrap();
    let text = text.replacen("<Файл ", "<Файл КолДок=\"3\" ", 1);
    fs::write(&path, text).unwrap();
    let report = take(index.path(), &path);
    assert_eq!((report.read, report.skipped, report.marked), (2, 1, 1));
    let differs = registry::Warning::CountDiffers {
        declared: 3,
        found: 2,
    };
    assert_eq!(report.warnings[0].warning, differs);
    for lang in Lang::ALL {
        let lines = report.lines(Texts::new(lang));
        assert_eq!(lines.len(), 2);
        assert!(lines[0].contains("3 / 2"), "{lines:?}");
    }
}

#[test]
fn the_public_sample_is_read() {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../../shared/samples/egrul/msp_4.06_from_public_test.xml");
    if !sample.is_file() {
        println!("SKIPPED: {} is not here", sample.display());
        return;
    }
    let index = tempfile::tempdir().unwrap();
    let report = take(index.path(), &sample);
    assert_eq!((report.read, report.marked), (1, 1), "{report:?}");
}
