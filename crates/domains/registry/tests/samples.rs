//! Real exchange files with made-up people, where they are at hand.

use std::fs::File;
use std::io::Write;
use std::path::PathBuf;

use registry::{ImportOptions, Kind, Registry, SearchRequest, Status, import};

fn samples() -> Option<PathBuf> {
    let folder =
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../../shared/samples/egrul/anon");
    if folder.is_dir() {
        return Some(folder);
    }
    let notice = format!(
        "registry: skipped a test, no samples at {}",
        folder.display()
    );
    println!("{notice}");
    if let Some(log) = std::env::var_os("KABINET_SKIP_LOG")
        && let Ok(mut log) = File::options().append(true).create(true).open(log)
    {
        let _ = writeln!(log, "{notice}");
    }
    None
}

#[test]
fn the_samples_load_whole_and_a_second_import_changes_nothing() {
    let Some(samples) = samples() else { return };
    let folder = tempfile::tempdir().unwrap();
    let first = import(
        folder.path(),
        &samples,
        &ImportOptions::default(),
        &mut |_| {},
    )
    .unwrap();
    assert!(first.is_clean(), "{first:#?}");
    assert_eq!(first.files, 5);
    // The files hold several extracts of some entries: 172 companies and 5 traders in all.
    let tally = first.companies;
    assert_eq!((tally.read, tally.new, tally.skipped), (204, 172, 0));
    let tally = first.sole_traders;
    assert_eq!((tally.read, tally.new, tally.skipped), (8, 5, 0));

    let known = import(
        folder.path(),
        &samples,
        &ImportOptions::default(),
        &mut |_| {},
    )
    .unwrap();
    assert_eq!((known.files, known.files_known), (0, 5));

    let again = ImportOptions {
        again: true,
        ..ImportOptions::default()
    };
    let second = import(folder.path(), &samples, &again, &mut |_| {}).unwrap();
    let tally = second.companies;
    assert_eq!((tally.read, tally.new, tally.changed), (204, 0, 0));
    assert_eq!((tally.unchanged, tally.older), (200, 4));
    let tally = second.sole_traders;
    assert_eq!((tally.read, tally.unchanged), (8, 8));
    let registry = Registry::open(folder.path()).unwrap();
    assert_eq!(registry.loaded_count().unwrap(), 177);
}

#[test]
fn a_card_of_the_samples_has_what_the_file_says() {
    let Some(samples) = samples() else { return };
    let folder = tempfile::tempdir().unwrap();
    import(
        folder.path(),
        &samples,
        &ImportOptions::default(),
        &mut |_| {},
    )
    .unwrap();
    let registry = Registry::open(folder.path()).unwrap();

    let card = registry.by_ogrn("1155476004485").unwrap().unwrap();
    assert_eq!(
        registry.by_inn("5404002997").unwrap(),
        std::slice::from_ref(&card)
    );
    assert_eq!(card.kind, Kind::Company);
    assert_eq!(
        card.full_name,
        "ОБЩЕСТВО С ОГРАНИЧЕННОЙ ОТВЕТСТВЕННОСТЬЮ \"СИБИРЬСВЯЗЬМАРКЕТ\""
    );
    assert_eq!(
        card.short_name.as_deref(),
        Some("ООО \"СИБИРЬСВЯЗЬМАРКЕТ\"")
    );
    assert_eq!(card.kpp.as_deref(), Some("540401001"));
    assert_eq!(card.status, Status::Active);
    let address = card.address.as_ref().unwrap();
    assert_eq!(
        address.line,
        "630032, НОВОСИБИРСКАЯ ОБЛАСТЬ, Г. НОВОСИБИРСК, УЛ. БОЛЬШАЯ, Д. 256А"
    );
    assert_eq!(address.region_code.as_deref(), Some("54"));
    assert!(
        address
            .unreliable
            .as_deref()
            .unwrap()
            .starts_with("сведения недостоверны")
    );
    let head = &card.heads[0];
    assert_eq!(
        head.name.as_ref().unwrap().display(),
        "Кузнецов Алексей Алексеевич"
    );
    assert_eq!(
        (head.position.as_str(), head.kind_code.as_str()),
        ("ГЕНЕРАЛЬНЫЙ ДИРЕКТОР", "02")
    );
    assert_eq!(head.since.unwrap().to_string(), "2015-01-23");
    assert!(head.unreliable.is_some());
    assert_eq!(card.main_activity.as_ref().unwrap().code, "46.66");
    assert_eq!(card.other_activities.len(), 5);
    assert_eq!(card.capital.as_ref().unwrap().kopecks, 1_000_000);
    assert_eq!(card.founders[0].share.as_deref(), Some("100 %"));
    assert_eq!(card.pension_number.as_deref(), Some("1102820972"));
    assert_eq!(card.tax_office.as_ref().unwrap().code, "5404");
    assert!(card.last_record.is_some());
    let first = registry::LastRecord {
        number: "1155476004485".into(),
        made_on: jiff::civil::date(2015, 1, 23),
    };
    let since = |record: &Option<registry::LastRecord>| record.as_ref() == Some(&first);
    assert!(since(&card.name_record) && since(&address.record) && since(&head.record));
    assert!(since(&card.capital.as_ref().unwrap().record));
    assert!(since(&card.founders[0].record));
    assert!(card.other_activities.iter().all(|one| since(&one.record)));
    let office = card.tax_office.as_ref().unwrap().record.as_ref().unwrap();
    assert_eq!(office.number, "2155476077062");
    let registration = card.registration.as_ref().unwrap();
    assert_eq!(
        (registration.way.as_str(), registration.office_code.as_str()),
        ("Создание юридического лица", "5476")
    );
    assert!(!address.is_incomplete() && card.history.is_empty());

    let with_branch = registry.by_ogrn("1155476056339").unwrap().unwrap();
    let branch = &with_branch.branches[0];
    assert_eq!(branch.kpp.as_deref(), Some("540543001"));
    assert_eq!(
        branch.address,
        "630082, НОВОСИБИРСКАЯ ОБЛАСТЬ, Г НОВОСИБИРСК, УЛ ДАЧНАЯ, Д. 21/2, ПОМЕЩ. 8"
    );
    assert!(
        branch
            .name
            .as_deref()
            .unwrap()
            .starts_with("ФИЛИАЛ ОБЩЕСТВА")
    );
    assert_eq!(branch.record.as_ref().unwrap().number, "2235400992539");
    let disqualified = registry.by_ogrn("1195476030870").unwrap().unwrap();
    assert_eq!(
        disqualified.heads[0].disqualified_until,
        Some(jiff::civil::date(2025, 10, 30))
    );
    let moving = registry.by_ogrn("1032402516387").unwrap().unwrap();
    assert!(moving.address.unwrap().moving.is_some());

    let trader = registry.by_ogrn("325300000035596").unwrap().unwrap();
    assert_eq!(trader.kind, Kind::SoleTrader);
    assert_eq!(trader.display_name(), "ИП Сидорова Мария Сергеевна");
    assert_eq!(trader.inn.as_deref(), Some("770025042729"));
}

#[test]
fn statuses_of_the_samples_are_told_apart() {
    let Some(samples) = samples() else { return };
    let folder = tempfile::tempdir().unwrap();
    import(
        folder.path(),
        &samples,
        &ImportOptions::default(),
        &mut |_| {},
    )
    .unwrap();
    let registry = Registry::open(folder.path()).unwrap();
    let count = |status| {
        let request = SearchRequest {
            status: Some(status),
            kind: Some(Kind::Company),
            ..SearchRequest::default()
        };
        registry.search(&request).unwrap().total
    };
    // Counted apart from this program: the last extract of each company, by its marks.
    let expected = [
        (Status::Active, 147),
        (Status::Reorganizing, 1),
        (Status::Excluding, 15),
        (Status::Liquidating, 6),
        (Status::Bankrupt, 0),
        (Status::Liquidated, 1),
        (Status::Excluded, 2),
        (Status::Reorganized, 0),
        (Status::Annulled, 0),
        (Status::Closed, 0),
    ];
    assert_eq!(Status::ALL.map(|status| (status, count(status))), expected);
}
