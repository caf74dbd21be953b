//! How often the right entry comes first: people's queries over a register with hard neighbours.
//!
//! The sets are `relevance/names.tsv` and `relevance/queries.tsv`. The score is printed
//! (`cargo test -p registry --test relevance -- --nocapture`); below the floor the test fails.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;

use registry::{
    Card, ImportOptions, Kind, PersonName, Registry, SearchRequest, Status, import_cards,
    named_company, normalize_name, synthetic_cards,
};

/// Parts of a thousand whose first answer is the right one; reached, and not to be lost.
const FIRST_FLOOR: usize = 970;
/// The same for the first five.
const FIRST_FIVE_FLOOR: usize = 980;

/// Names that differ from those of the set by a syllable, and what else a register is full of.
const NEIGHBOURS: [&str; 40] = [
    "Северные лучи",
    "Северный лес",
    "Северный лук",
    "Серебряный луч",
    "Ромашкино",
    "Ромашки",
    "Ромаш",
    "Векторис",
    "Вектра",
    "Векта",
    "Вымпелком-Сервис-Юг",
    "Мостовик",
    "Мосторг",
    "Полярная сова",
    "Поляна звёзд",
    "СтройИнвестГрад",
    "СтройИнвестПроект",
    "СтройВест",
    "ТрансАвтоСервис",
    "ТрансАвтоТур",
    "ТехноПроект",
    "ТехноПром",
    "Технопрофиль",
    "Дельта-Сервис",
    "Дельфин",
    "Дельтаплан",
    "Квартал",
    "Кварта",
    "Прибойный",
    "Прибыль",
    "Кедровый",
    "Кедры",
    "Тихая заводь",
    "Тихий берег",
    "Чистая волна",
    "Живой родник",
    "Смарт-Сервис",
    "Город мастеров",
    "Лайф",
    "Аптечный дом",
];

fn words(form: &str) -> &'static str {
    match form {
        "ООО" => "Общество с ограниченной ответственностью",
        "АО" => "Акционерное общество",
        "ПАО" => "Публичное акционерное общество",
        "МБОУ" => "Муниципальное бюджетное общеобразовательное учреждение",
        other => panic!("add the words of {other}"),
    }
}

fn card(number: u64, form: &str, name: &str, status: &str) -> Card {
    let person = |name: &str| {
        let mut parts = name.split(' ').map(str::to_uppercase);
        PersonName {
            family: parts.next().unwrap(),
            given: parts.next().unwrap(),
            patronymic: parts.next(),
        }
    };
    let mut card = if form == "ИП" {
        let mut traders = synthetic_cards(77, 100_000).filter(|card| card.kind == Kind::SoleTrader);
        let mut card = traders
            .nth(usize::try_from(number).unwrap() + 2_000)
            .unwrap();
        card.full_name = format!("Индивидуальный предприниматель {name}");
        card.short_name = Some(format!("ИП {name}"));
        card.person = Some(person(name));
        card
    } else {
        let mut card = named_company(1, number, name, person("Ветрова Ольга Игоревна"));
        let name = name.to_uppercase();
        card.full_name = format!("{} \"{name}\"", words(form).to_uppercase());
        card.short_name = Some(format!("{form} \"{name}\""));
        card
    };
    card.status = Status::parse(status).unwrap();
    card
}

/// Lines of a table without remarks.
fn table(text: &str) -> impl Iterator<Item = Vec<&str>> {
    text.lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| line.split('\t').collect())
}

#[test]
fn the_right_entry_comes_first() {
    // A made-up neighbour may have the very same name: with the same status it is as good.
    let mut names = HashMap::new();
    let mut cards = Vec::new();
    for (number, row) in (0..).zip(table(include_str!("relevance/names.tsv"))) {
        let [key, form, name, status] = row[..] else {
            panic!("names.tsv: {row:?}");
        };
        let card = card(number, form, name, status);
        names.insert(key, (normalize_name(card.display_name()), card.status));
        cards.push(card);
    }
    let head = cards[0].heads[0].name.clone().unwrap();
    let neighbours = (1_000..)
        .zip(NEIGHBOURS)
        .map(|(number, name)| named_company(1, number, name, head.clone()));
    let folder = tempfile::tempdir().unwrap();
    let all = cards
        .into_iter()
        .chain(neighbours)
        .chain(synthetic_cards(5, 4_000));
    // Several commits make several segments, as a real register has.
    let options = ImportOptions {
        batch: 1_500,
        ..ImportOptions::default()
    };
    import_cards(folder.path(), all, &options).unwrap();
    let registry = Registry::open(folder.path()).unwrap();

    let (mut asked, mut first, mut in_five) = (0_usize, 0_usize, 0_usize);
    let mut by_sort: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut wrong = String::new();
    for row in table(include_str!("relevance/queries.tsv")) {
        let [query, expected, sort] = row[..] else {
            panic!("queries.tsv: {row:?}");
        };
        let right = names.get(expected).expect(expected);
        let request = SearchRequest {
            text: query.to_owned(),
            limit: 5,
            ..SearchRequest::default()
        };
        let page = registry.search(&request).unwrap();
        let place = page
            .cards
            .iter()
            .position(|card| (normalize_name(card.display_name()), card.status) == *right);
        asked += 1;
        in_five += usize::from(place.is_some());
        first += usize::from(place == Some(0));
        let of_sort = by_sort.entry(sort).or_default();
        of_sort.0 += 1;
        of_sort.1 += usize::from(place == Some(0));
        if place != Some(0) {
            let names: Vec<&str> = page.cards.iter().map(Card::display_name).collect();
            let _ = writeln!(
                wrong,
                "  «{query}» ({sort}) wants {expected}, got {names:?}, meant {:?}",
                page.suggestion
            );
        }
    }
    println!("first {first} and among five {in_five} of {asked}; not first:\n{wrong}by sort:");
    for (sort, (asked, first)) in by_sort {
        println!("  {sort}: {first} of {asked}");
    }
    assert!(asked >= 200, "{asked} queries are too few");
    assert!(first * 1_000 >= asked * FIRST_FLOOR, "{first} of {asked}");
    assert!(
        in_five * 1_000 >= asked * FIRST_FIVE_FLOOR,
        "{in_five} of {asked}"
    );
}
