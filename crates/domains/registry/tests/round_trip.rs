//! What the generator writes, the reader reads back as the same cards.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::collections::BTreeMap;
use std::fs::File;
use std::ops::ControlFlow;
use std::path::PathBuf;

use registry::{
    Card, Format, Found, Founder, FounderKind, GenerateOptions, Head, Licence, Limits,
    OrganizationRef, PersonName, generate, read_file, synthetic_cards, synthetic_company,
    write_cards,
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
    });
    card.branches = 3;
    card.licences.push(Licence {
        number: "ЛО-54".into(),
        issued_on: Some(jiff::civil::date(2020, 2, 3)),
        expires_on: None,
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
            ..Founder::default()
        });
    }
    for format in [Format::Current, Format::Old] {
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
