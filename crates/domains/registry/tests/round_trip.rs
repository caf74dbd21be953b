//! What the generator writes, the reader reads back as the same cards.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::collections::BTreeMap;
use std::fs::File;
use std::ops::ControlFlow;
use std::path::PathBuf;

use registry::{
    Branch, Card, Format, Found, Founder, FounderKind, GenerateOptions, Head, Licence, Limits,
    OrganizationRef, PersonName, Status, StatusMark, generate, read_file, realistic_cards, scan,
    synthetic_cards, synthetic_company, write_cards,
};

fn read_all(files: &[PathBuf]) -> BTreeMap<String, Card> {
    let mut cards = BTreeMap::new();
    for file in files {
        let summary = read_file(
            File::open(file).unwrap(),
            &Limits::default(),
            &mut |found, _| {
                match found {
                    Found::Card(card) => assert!(cards.insert(card.ogrn.clone(), *card).is_none()),
                    Found::Skipped(skipped) => panic!("{skipped:?}"),
                }
                ControlFlow::Continue(())
            },
        );
        assert_eq!((summary.broken, summary.warnings), (None, vec![]));
    }
    cards
}

fn by_ogrn(cards: impl IntoIterator<Item = Card>) -> BTreeMap<String, Card> {
    cards
        .into_iter()
        .map(|card| (card.ogrn.clone(), card))
        .collect()
}

fn without_guid(mut card: Card) -> Card {
    if let Some(address) = &mut card.address {
        address.gar_guid = None;
        address.municipal = None;
    }
    card
}

#[test]
fn a_generated_register_of_the_current_form_reads_back_equal() {
    let folder = tempfile::tempdir().unwrap();
    let options = GenerateOptions {
        count: 1_500,
        seed: 3,
        ..GenerateOptions::default()
    };
    let written = generate(folder.path(), &options, &mut |_| {}).unwrap();
    assert_eq!((written.companies, written.sole_traders), (1_320, 180));
    assert_eq!(written.files.len(), 8);
    let head = std::fs::read(&written.files[0]).unwrap();
    assert!(head.starts_with(b"<?xml version=\"1.0\" encoding=\"windows-1251\"?>"));
    assert_eq!(read_all(&written.files), by_ogrn(synthetic_cards(3, 1_500)));
}

#[test]
fn a_generated_register_of_the_old_form_reads_back_equal_but_for_the_guid() {
    let folder = tempfile::tempdir().unwrap();
    let options = GenerateOptions {
        count: 600,
        format: Format::Old,
        per_file: 1_000,
        ..GenerateOptions::default()
    };
    let written = generate(folder.path(), &options, &mut |_| {}).unwrap();
    assert_eq!(written.files.len(), 2);
    assert_eq!(
        read_all(&written.files),
        by_ogrn(synthetic_cards(1, 600).map(without_guid))
    );
}

#[test]
fn a_card_with_everything_in_it_reads_back_equal() {
    let mut card = synthetic_company(1, 5);
    card.full_name = "ОБЩЕСТВО \"A & B <№ 1> ₽\"".into();
    card.managing_company = Some(OrganizationRef {
        name: "ООО \"УК\"".into(),
        ogrn: Some("1155476004485".into()),
        inn: None,
        record: card.last_record.clone(),
    });
    card.branches = vec![
        Branch {
            name: Some("ФИЛИАЛ № 1".into()),
            kpp: Some("540145001".into()),
            address: "630000, НОВОСИБИРСК, Д. 1".into(),
            record: card.last_record.clone(),
            ..Branch::default()
        },
        Branch {
            representative: true,
            ..Branch::default()
        },
    ];
    card.foreign_names = vec!["Full name".into(), "Name".into()];
    card.predecessors.push(OrganizationRef {
        name: "ООО \"БЫЛО\"".into(),
        ogrn: Some("1155476004485".into()),
        ..OrganizationRef::default()
    });
    card.successors.push(OrganizationRef {
        name: "ООО \"СТАЛО\"".into(),
        record: card.last_record.clone(),
        ..OrganizationRef::default()
    });
    card.status_marks.push(StatusMark {
        code: "105".into(),
        name: "Принято решение о предстоящем исключении".into(),
        decided_on: Some(jiff::civil::date(2026, 10, 1)),
        decision_number: Some("137".into()),
        published_on: Some(jiff::civil::date(2026, 10, 3)),
        deadline: Some(jiff::civil::date(2027, 1, 3)),
        record: card.last_record.clone(),
    });
    card.status = Status::Excluding;
    let address = card.address.as_mut().unwrap();
    address.moving = Some("Принято решение об изменении места нахождения".into());
    address.gar_guid = Some("4039a175-05bc-434b-83e9-ec02ea887fd2".into());
    let registration = card.registration.as_mut().unwrap();
    registration.old_number = Some("Р-1234.16".into());
    registration.old_date = Some(jiff::civil::date(1999, 3, 4));
    registration.old_office = Some("Московская регистрационная палата".into());
    card.licences.push(Licence {
        number: "ЛО-54".into(),
        issued_on: Some(jiff::civil::date(2020, 2, 3)),
        unified_number: Some("Л041-01137-77/0".into()),
        expires_on: None,
        record: card.last_record.clone(),
        activities: vec!["Перевозка пассажиров".into(), "Пользование недрами".into()],
        authority: Some("МИНИСТЕРСТВО".into()),
    });
    card.heads.push(Head {
        name: Some(PersonName {
            family: "Ким".into(),
            given: "Ли".into(),
            patronymic: None,
        }),
        position: "ПРЕЗИДЕНТ".into(),
        kind_code: "02".into(),
        disqualified_until: Some(jiff::civil::date(2027, 1, 1)),
        unreliable: Some("сведения недостоверны".into()),
        powers: Some("действует совместно с другими".into()),
        ..Head::default()
    });
    card.heads.push(Head {
        position: "ДИРЕКТОР".into(),
        kind_code: "02".into(),
        restricted: true,
        ..Head::default()
    });
    for (kind, share) in [
        (FounderKind::Company, Some("1/3")),
        (FounderKind::ForeignCompany, Some("0.25")),
        (FounderKind::State, None),
        (FounderKind::Fund, None),
        (FounderKind::Other, None),
    ] {
        let share = share.map(str::to_owned);
        card.founders.push(Founder {
            kind,
            name: "НАЗВАНИЕ".into(),
            share,
            kopecks: Some(1_050),
            country: (kind == FounderKind::ForeignCompany).then(|| "КИПР".to_owned()),
            unreliable: (kind == FounderKind::Company).then(|| "недостоверно".to_owned()),
            ..Founder::default()
        });
    }
    for format in Format::ALL {
        let folder = tempfile::tempdir().unwrap();
        let options = GenerateOptions {
            format,
            ..GenerateOptions::default()
        };
        let written = write_cards(folder.path(), [card.clone()], &options, &mut |_| {}).unwrap();
        let expected = if format == Format::Old {
            without_guid(card.clone())
        } else {
            card.clone()
        };
        assert_eq!(read_all(&written.files), by_ogrn([expected]));
    }
}

#[test]
fn the_same_seed_writes_the_same_bytes() {
    let write = |seed| {
        let folder = tempfile::tempdir().unwrap();
        let options = GenerateOptions {
            count: 50,
            seed,
            ..GenerateOptions::default()
        };
        let written = generate(folder.path(), &options, &mut |_| {}).unwrap();
        written
            .files
            .iter()
            .map(|file| std::fs::read(file).unwrap())
            .collect::<Vec<_>>()
    };
    assert_eq!(write(9), write(9));
    assert_ne!(write(9), write(10));
}

#[test]
fn realistic_entries_have_the_size_of_real_ones_and_read_back_equal() {
    let folder = tempfile::tempdir().unwrap();
    let options = GenerateOptions {
        count: 400,
        realistic: true,
        ..GenerateOptions::default()
    };
    let written = generate(folder.path(), &options, &mut |_| {}).unwrap();
    let each = written.bytes / 400;
    assert!((15_000..25_000).contains(&each), "{each} bytes an entry");
    assert_eq!(read_all(&written.files), by_ogrn(realistic_cards(1, 400)));
}

#[test]
fn archives_hold_the_same_entries_and_the_same_seed_packs_the_same_bytes() {
    let write = || {
        let folder = tempfile::tempdir().unwrap();
        let options = GenerateOptions {
            count: 900,
            per_file: 50,
            per_zip: 4,
            ..GenerateOptions::default()
        };
        let written = generate(folder.path(), &options, &mut |_| {}).unwrap();
        assert_eq!(
            written.files.len(),
            5,
            "4 of companies and 1 of sole traders"
        );
        let scanned = scan(folder.path(), &Limits::default(), 2).unwrap();
        assert_eq!((scanned.entries, scanned.files), (900, 19));
        assert_eq!((scanned.bytes, scanned.broken.len()), (written.bytes, 0));
        let mut files = written.files;
        files.sort();
        files
            .iter()
            .map(|file| std::fs::read(file).unwrap())
            .collect::<Vec<_>>()
    };
    assert_eq!(write(), write());
}
