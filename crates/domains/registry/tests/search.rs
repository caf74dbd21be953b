//! Search as a person meets it: typos, other spellings, filters, pages.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use registry::{
    Card, ImportOptions, Kind, PersonName, Registry, SearchRequest, Status, import_cards,
    named_company, synthetic_cards,
};
use tempfile::TempDir;

const NAMES: [&str; 12] = [
    "Северный луч",
    "Северный луч плюс",
    "Северный ручей",
    "Южный луч",
    "Ёлки",
    "Мост",
    "Аорта",
    "Полярная звезда",
    "СибирьСвязьМаркет",
    "Вектор",
    "Вектор-Мед",
    "1С Рарус",
];

fn register() -> (TempDir, Registry) {
    let folder = tempfile::tempdir().unwrap();
    let head = PersonName {
        family: "КОТОВА".into(),
        given: "АННА".into(),
        patronymic: Some("СЕРГЕЕВНА".into()),
    };
    let named = NAMES
        .iter()
        .zip(0..)
        .map(|(name, number)| named_company(1, number, name, head.clone()));
    let cards = named.chain(synthetic_cards(2, 2_000));
    import_cards(folder.path(), cards, &ImportOptions::default()).unwrap();
    let registry = Registry::open(folder.path()).unwrap();
    (folder, registry)
}

fn first(registry: &Registry, text: &str) -> String {
    let request = SearchRequest {
        text: text.into(),
        ..SearchRequest::default()
    };
    let page = registry.search(&request).unwrap();
    page.cards
        .first()
        .map(|card| card.display_name().to_owned())
        .unwrap_or_default()
}

#[test]
fn a_name_is_found_first_in_any_spelling_and_with_typos() {
    let (_folder, registry) = register();
    let expected = "ООО \"СЕВЕРНЫЙ ЛУЧ\"";
    for typed in [
        "Северный луч",
        "ООО «Северный Луч»",
        "общество с ограниченной ответственностью \"северный луч\"",
        "севернй луч",
        "Севреный луч",
        "Северный лучь",
        "СеверныйЛуч",
        "северный луч ооо",
        "OOO Cеверный луч",
    ] {
        assert_eq!(first(&registry, typed), expected, "{typed}");
    }
    assert_eq!(first(&registry, "елки"), "ООО \"ЁЛКИ\"");
    assert_eq!(first(&registry, "MOCT"), "ООО \"МОСТ\"");
    assert_eq!(
        first(&registry, "сибирь связь маркет"),
        "ООО \"СИБИРЬСВЯЗЬМАРКЕТ\""
    );
    assert_eq!(
        first(&registry, "сибирьсвязмаркет"),
        "ООО \"СИБИРЬСВЯЗЬМАРКЕТ\""
    );
    assert_eq!(first(&registry, "вектор"), "ООО \"ВЕКТОР\"");
    assert_eq!(first(&registry, "вектор мед"), "ООО \"ВЕКТОР-МЕД\"");
    assert_eq!(first(&registry, "полярная звез"), "ООО \"ПОЛЯРНАЯ ЗВЕЗДА\"");
    assert_eq!(first(&registry, "1с рарус"), "ООО \"1С РАРУС\"");
}

#[test]
fn a_word_too_many_does_not_hide_the_company_and_nonsense_finds_nothing() {
    let (_folder, registry) = register();
    assert_eq!(
        first(&registry, "северный луч плюс сервис"),
        "ООО \"СЕВЕРНЫЙ ЛУЧ ПЛЮС\""
    );
    assert_eq!(first(&registry, "щщщщщщщщъъъъ"), "");
    assert_eq!(first(&registry, "«»"), "");
    assert_eq!(first(&registry, &"очень ".repeat(5_000)), "");
}

#[test]
fn what_is_left_of_a_name_without_its_telling_words_is_no_answer() {
    let folder = tempfile::tempdir().unwrap();
    let head = PersonName {
        family: "КОТОВА".into(),
        given: "АННА".into(),
        patronymic: None,
    };
    let names = ["Фонд и дом", "Фонд мира", "Белый дом"];
    let cards = (0..)
        .zip(names)
        .map(|(number, name)| named_company(1, number, name, head.clone()));
    import_cards(folder.path(), cards, &ImportOptions::default()).unwrap();
    let registry = Registry::open(folder.path()).unwrap();
    assert_eq!(first(&registry, "фонд право и безопасность"), "");
    assert_eq!(first(&registry, "фонд щщщщщщ мира"), "ООО \"ФОНД МИРА\"");
}

#[test]
fn identifiers_are_found_exactly() {
    let (_folder, registry) = register();
    let card: Card = synthetic_cards(2, 10).nth(3).unwrap();
    let inn = card.inn.as_deref().unwrap();
    assert_eq!(first(&registry, inn), card.display_name());
    assert_eq!(first(&registry, &card.ogrn), card.display_name());
    assert_eq!(first(&registry, "0000000000"), "");
}

#[test]
fn filters_hold_and_pages_do_not_overlap() {
    let (_folder, registry) = register();
    let all: Vec<Card> = synthetic_cards(2, 2_000).collect();
    let region = all[0].region_code().unwrap().to_owned();
    let wanted = |card: &&Card| {
        card.region_code() == Some(&region)
            && card.kind == Kind::Company
            && card.status == Status::Active
            && card
                .main_activity
                .as_ref()
                .is_some_and(|activity| activity.code.starts_with('4'))
    };
    let expected = all.iter().filter(wanted).count();
    let mut seen = std::collections::HashSet::new();
    let mut total = 0;
    for activity in ["41", "42", "43", "45", "46.", "47", "49"] {
        let mut offset = 0;
        loop {
            let request = SearchRequest {
                region: Some(region.clone()),
                kind: Some(Kind::Company),
                status: Some(Status::Active),
                activity: Some(activity.into()),
                offset,
                limit: 3,
                ..SearchRequest::default()
            };
            let page = registry.search(&request).unwrap();
            if offset == 0 {
                total += page.total;
            }
            offset += page.cards.len();
            for card in &page.cards {
                assert_eq!(
                    (card.region_code(), card.status),
                    (Some(region.as_str()), Status::Active)
                );
                assert!(
                    seen.insert(card.ogrn.clone()),
                    "{} stands on two pages",
                    card.ogrn
                );
            }
            if page.cards.is_empty() {
                break;
            }
        }
    }
    assert!(expected > 5);
    let named = NAMES.len() as u64;
    assert!(
        (expected as u64..=expected as u64 + named).contains(&total),
        "{expected} {total}"
    );
    assert_eq!(seen.len() as u64, total);
}

#[test]
fn of_equal_names_the_standing_company_comes_first() {
    let folder = tempfile::tempdir().unwrap();
    let head = PersonName {
        family: "КОТОВА".into(),
        given: "АННА".into(),
        patronymic: None,
    };
    let mut cards: Vec<Card> = (0..6)
        .map(|number| named_company(1, number, "Близнец", head.clone()))
        .collect();
    for card in &mut cards[..5] {
        card.status = Status::Liquidated;
    }
    let standing = cards[5].ogrn.clone();
    import_cards(folder.path(), cards, &ImportOptions::default()).unwrap();
    let request = SearchRequest {
        text: "близнец".into(),
        ..SearchRequest::default()
    };
    let page = Registry::open(folder.path())
        .unwrap()
        .search(&request)
        .unwrap();
    assert_eq!(page.total, 6);
    assert_eq!(page.cards[0].ogrn, standing);
}

#[test]
fn what_was_meant_is_told_and_finds_the_same() {
    let (_folder, registry) = register();
    let find = |text: &str| {
        let request = SearchRequest {
            text: text.into(),
            ..SearchRequest::default()
        };
        registry.search(&request).unwrap()
    };
    let page = find("Севреный луч");
    assert_eq!(page.suggestion.as_deref(), Some("северный луч"));
    assert!(page.is_corrected);
    let again = find("северный луч");
    assert_eq!(again.cards[0].ogrn, page.cards[0].ogrn);
    assert_eq!((again.suggestion, again.is_corrected), (None, false));
    let other_layout = find("ctdthysq kex");
    assert_eq!(other_layout.suggestion.as_deref(), Some("северный луч"));
}

#[test]
fn a_rare_word_beside_a_frequent_one_is_asked_about_and_still_shown() {
    let folder = tempfile::tempdir().unwrap();
    let head = PersonName {
        family: "КОТОВА".into(),
        given: "АННА".into(),
        patronymic: None,
    };
    let cards: Vec<Card> = (0..60)
        .map(|number| {
            let name = if number == 0 {
                "Ветор"
            } else {
                "Вектор"
            };
            named_company(1, number, name, head.clone())
        })
        .collect();
    import_cards(folder.path(), cards, &ImportOptions::default()).unwrap();
    let registry = Registry::open(folder.path()).unwrap();
    let request = SearchRequest {
        text: "ветор".into(),
        ..SearchRequest::default()
    };
    let page = registry.search(&request).unwrap();
    assert_eq!((page.total, page.is_corrected), (1, false));
    assert_eq!(page.suggestion.as_deref(), Some("вектор"));
}

#[test]
fn filters_that_hide_everything_are_named() {
    let (_folder, registry) = register();
    let request = SearchRequest {
        text: "сибирьсвязьмаркет".into(),
        status: Some(Status::Liquidated),
        ..SearchRequest::default()
    };
    let page = registry.search(&request).unwrap();
    assert_eq!((page.total, page.without_filters), (0, 1));
}

#[test]
fn suggestions_come_for_beginnings_of_names_and_numbers() {
    let (_folder, registry) = register();
    let names = |text: &str| -> Vec<String> {
        let found = registry.suggest(text, 8).unwrap();
        found.into_iter().map(|one| one.name).collect()
    };
    assert!(names("сибирьс")[0].starts_with("ООО «Сибирьс"));
    assert_eq!(names("вект")[0], "ООО «Вектор»");
    assert!(names("северный лу").contains(&"ООО «Северный луч»".to_owned()));
    assert!(names("севреный лу").contains(&"ООО «Северный луч»".to_owned()));
    assert!(names("").is_empty() && names(" ").is_empty());
    assert!(names("в").len() <= 8);

    let card: Card = synthetic_cards(2, 10).nth(3).unwrap();
    let inn = card.inn.as_deref().unwrap();
    for beginning in [&inn[..8], &card.ogrn[..12], &card.ogrn[..10]] {
        let found = registry.suggest(beginning, 20).unwrap();
        assert!(
            found.iter().any(|one| one.ogrn == card.ogrn),
            "{beginning}: {found:?}"
        );
    }
    let one = &registry.suggest(inn, 1).unwrap()[0];
    assert_eq!(one.inn.as_deref(), Some(inn));
    assert_eq!(one.region_code.as_deref(), card.region_code());
    assert!(!one.region.is_empty());
}

#[test]
fn a_query_of_nothing_but_unknown_words_is_given_up_soon() {
    let (_folder, registry) = register();
    let words: Vec<String> = (0..40).map(|number| format!("щьъщ{number}ъьъщ")).collect();
    assert_eq!(first(&registry, &words.join(" ")), "");
    assert_eq!(first(&registry, &"ъ".repeat(100_000)), "");
    assert_eq!(first(&registry, "\u{0}\u{ffff}*[a-z]~2"), "");
}
