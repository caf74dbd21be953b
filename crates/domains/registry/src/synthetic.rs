//! Made-up companies and sole traders: the same seed and number always give the same card.
//!
//! Nobody here exists. Numbers have right check digits and are unique by the number of the card.

use jiff::civil::{Date, date};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use requisites::{Inn10, Inn12, Ogrn, Ogrnip};

use crate::model::{
    Activity, Address, AddressLevel, AddressPart, Capital, Card, Founder, FounderKind, Head, Kind,
    LastRecord, LegalForm, PersonName, Status, StatusMark, TaxOffice,
};
use crate::words;

/// The extract date of all made-up cards.
pub const SYNTHETIC_EXTRACT: Date = date(2026, 11, 1);
/// One card in so many is a sole trader: 12 %.
const SOLE_TRADERS_IN_100: u64 = 12;
/// Numbers from here on belong to [`synthetic_company`].
const NAMED_FROM: u64 = 9_900_000;

/// The `number`-th card of the made-up register with this seed. Numbers of companies are unique
/// below 9,900,000.
pub fn synthetic_card(seed: u64, number: u64) -> Card {
    let mut rng = rng(seed, number);
    // Spread evenly, so that any stretch of numbers has its share.
    if number * SOLE_TRADERS_IN_100 % 100 < SOLE_TRADERS_IN_100 {
        sole_trader(&mut rng, number)
    } else {
        company(&mut rng, number, None)
    }
}

/// The first `count` cards of the made-up register with this seed.
pub fn synthetic_cards(seed: u64, count: u64) -> impl Iterator<Item = Card> {
    (0..count).map(move |number| synthetic_card(seed, number))
}

/// A standing limited company with one head, for tests and the demo; `number` below 100,000.
/// Its numbers never meet those of [`synthetic_card`].
pub fn synthetic_company(seed: u64, number: u64) -> Card {
    let number = NAMED_FROM + number % 100_000;
    company(&mut rng(seed, number), number, Some(Status::Active))
}

/// [`synthetic_company`] under a name of one's own («Северный луч») and with this head.
pub fn named_company(seed: u64, number: u64, name: &str, head: PersonName) -> Card {
    let mut card = synthetic_company(seed, number);
    card.full_name = format!(
        "ОБЩЕСТВО С ОГРАНИЧЕННОЙ ОТВЕТСТВЕННОСТЬЮ \"{}\"",
        name.to_uppercase()
    );
    card.short_name = Some(format!("ООО \"{}\"", name.to_uppercase()));
    if let Some(founder) = card.founders.first_mut() {
        founder.name = head.display();
    }
    if let Some(first) = card.heads.first_mut() {
        first.name = Some(head);
    }
    card
}

fn rng(seed: u64, number: u64) -> ChaCha8Rng {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    rng.set_stream(number);
    rng
}

fn pick<'a, T>(rng: &mut ChaCha8Rng, from: &'a [T]) -> &'a T {
    &from[rng.random_range(0..from.len())]
}

/// Code, plural name of the form, its words in a name, its letters, one in a hundred so many.
const FORMS: [(&str, &str, &str, &str, u32); 5] = [
    (
        "12300",
        "Общества с ограниченной ответственностью",
        "ОБЩЕСТВО С ОГРАНИЧЕННОЙ ОТВЕТСТВЕННОСТЬЮ",
        "ООО",
        86,
    ),
    (
        "12267",
        "Непубличные акционерные общества",
        "АКЦИОНЕРНОЕ ОБЩЕСТВО",
        "АО",
        5,
    ),
    (
        "12247",
        "Публичные акционерные общества",
        "ПУБЛИЧНОЕ АКЦИОНЕРНОЕ ОБЩЕСТВО",
        "ПАО",
        1,
    ),
    (
        "71400",
        "Автономные некоммерческие организации",
        "АВТОНОМНАЯ НЕКОММЕРЧЕСКАЯ ОРГАНИЗАЦИЯ",
        "АНО",
        6,
    ),
    (
        "65242",
        "Государственные унитарные предприятия субъектов Российской Федерации",
        "ГОСУДАРСТВЕННОЕ УНИТАРНОЕ ПРЕДПРИЯТИЕ",
        "ГУП",
        2,
    ),
];

fn company(rng: &mut ChaCha8Rng, number: u64, wanted: Option<Status>) -> Card {
    let region = *pick(rng, &words::REGIONS);
    let registered = registration_date(rng);
    let ogrn = format!(
        "1{:02}{}{:07}",
        registered.year() % 100,
        region.0,
        number % 10_000_000
    );
    let inn = format!(
        "{}{:02}{:05}",
        region.0,
        number / 100_000 % 100,
        number % 100_000
    );
    let mut card = Card::blank(Kind::Company, ogrn_of(&ogrn), SYNTHETIC_EXTRACT);
    card.inn = Inn10::with_check_digits(&inn)
        .ok()
        .map(|inn| inn.as_str().to_owned());
    card.kpp = card.inn.as_deref().map(|inn| format!("{}01001", &inn[..4]));
    card.registered_on = Some(registered);

    let form = if wanted.is_some() {
        &FORMS[0]
    } else {
        pick_form(rng)
    };
    let name = company_name(rng);
    card.full_name = format!("{} \"{name}\"", form.2);
    card.short_name = Some(format!("{} \"{name}\"", form.3));
    card.legal_form = Some(LegalForm {
        code: form.0.to_owned(),
        name: form.1.to_owned(),
    });
    card.address = Some(company_address(rng, region));
    set_company_status(rng, &mut card, wanted);

    let head = person(rng);
    let head_inn = person_inn(rng, region.0);
    let is_plain = matches!(form.3, "ООО" | "АО" | "ПАО");
    let positions: &[&str] = match card.status {
        Status::Liquidating => &["ЛИКВИДАТОР"],
        _ if is_plain => &["ГЕНЕРАЛЬНЫЙ ДИРЕКТОР", "ДИРЕКТОР", "ДИРЕКТОР", "ПРЕЗИДЕНТ"],
        _ => &["ДИРЕКТОР", "ПРЕДСЕДАТЕЛЬ ПРАВЛЕНИЯ"],
    };
    let bankrupt = card.status == Status::Bankrupt;
    card.heads.push(Head {
        inn: Some(head_inn.clone()),
        position: if bankrupt {
            "КОНКУРСНЫЙ УПРАВЛЯЮЩИЙ"
        } else {
            pick(rng, positions)
        }
        .to_owned(),
        kind_code: if bankrupt { "06" } else { "02" }.to_owned(),
        kind_name: if bankrupt {
            "Конкурсный управляющий"
        } else {
            "Руководитель юридического лица"
        }
        .to_owned(),
        since: Some(registered),
        ..head_of(head.clone())
    });
    if wanted.is_none() && rng.random_ratio(1, 25) {
        let second = person(rng);
        card.heads.push(Head {
            inn: Some(person_inn(rng, region.0)),
            position: "ДИРЕКТОР".to_owned(),
            kind_code: "02".to_owned(),
            kind_name: "Руководитель юридического лица".to_owned(),
            since: Some(registered),
            ..head_of(second)
        });
    }
    if is_plain {
        let roubles = *pick(
            rng,
            &[
                10_000_i64, 10_000, 10_000, 20_000, 50_000, 100_000, 1_000_000,
            ],
        );
        card.capital = Some(Capital {
            kind: "УСТАВНЫЙ КАПИТАЛ".to_owned(),
            kopecks: roubles * 100,
        });
        card.founders.push(Founder {
            kind: FounderKind::Person,
            name: head.display(),
            inn: Some(head_inn),
            kopecks: Some(roubles * 100),
            share: Some("100 %".to_owned()),
            ogrn: None,
        });
    }
    finish(rng, &mut card, region, number);
    card
}

fn head_of(name: PersonName) -> Head {
    Head {
        name: Some(name),
        ..Head::default()
    }
}

fn sole_trader(rng: &mut ChaCha8Rng, number: u64) -> Card {
    let region = *pick(rng, &words::REGIONS);
    let registered = registration_date(rng).max(date(2004, 1, 5));
    let ogrn = format!(
        "3{:02}{}{:09}",
        registered.year() % 100,
        region.0,
        number % 1_000_000_000
    );
    let ogrn =
        Ogrnip::with_check_digit(&ogrn).map_or(ogrn.clone(), |ogrn| ogrn.as_str().to_owned());
    let mut card = Card::blank(Kind::SoleTrader, ogrn, SYNTHETIC_EXTRACT);
    card.inn = Inn12::with_check_digits(&format!("{}{:08}", region.0, number % 100_000_000))
        .ok()
        .map(|inn| inn.as_str().to_owned());
    card.registered_on = Some(registered);
    let form = "Индивидуальный предприниматель";
    card.legal_form = Some(LegalForm {
        code: "1".to_owned(),
        name: form.to_owned(),
    });
    let name = person(rng);
    card.full_name = format!("{form} {}", name.display());
    card.short_name = Some(format!("ИП {}", name.display()));
    card.person = Some(name);
    let parts = place_parts(region);
    card.address = Some(Address {
        line: Address::line_of(None, &parts),
        region_code: Some(region.0.to_owned()),
        parts,
        ..Address::default()
    });
    if rng.random_ratio(8, 100) {
        card.status = Status::Closed;
        card.ended_on = Some(end_date(rng, registered));
        card.status_marks.push(StatusMark {
            code: "201".to_owned(),
            name: "Индивидуальный предприниматель прекратил деятельность в связи с принятием им соответствующего решения"
                .to_owned(),
        });
    }
    finish(rng, &mut card, region, number);
    card
}

/// What both kinds have: activities, tax office, funds, the last record.
fn finish(rng: &mut ChaCha8Rng, card: &mut Card, region: (&str, &str, &str, &str), number: u64) {
    let activity = |(code, name): (&str, &str)| Activity {
        code: code.to_owned(),
        name: name.to_owned(),
    };
    let main = *pick(rng, &words::ACTIVITIES);
    card.main_activity = Some(activity(main));
    for _ in 0..rng.random_range(0..6) {
        let other = *pick(rng, &words::ACTIVITIES);
        if other.0 != main.0
            && card
                .other_activities
                .iter()
                .all(|known| known.code != other.0)
        {
            card.other_activities.push(activity(other));
        }
    }
    let office = card
        .inn
        .as_deref()
        .map_or("0000", |inn| &inn[..4])
        .to_owned();
    card.tax_office = Some(TaxOffice {
        name: format!(
            "Межрайонная инспекция Федеральной налоговой службы № {}",
            &office[2..]
        ),
        code: office,
        since: card.registered_on,
    });
    card.pension_number = Some(format!("1{:09}", number % 1_000_000_000));
    if card.kind == Kind::Company || rng.random_ratio(1, 5) {
        card.insurance_number = card.pension_number.clone();
    }
    if card.kind == Kind::Company && rng.random_ratio(1, 4) {
        card.email = Some(format!("office{number}@company.example"));
    }
    let made_on = card
        .ended_on
        .or(card.registered_on)
        .unwrap_or(SYNTHETIC_EXTRACT);
    let record = match card.kind {
        Kind::Company => Ogrn::with_check_digit(&format!(
            "2{:02}{}{:07}",
            made_on.year() % 100,
            region.0,
            number % 10_000_000
        ))
        .map(|grn| grn.as_str().to_owned()),
        Kind::SoleTrader => Ogrnip::with_check_digit(&format!(
            "4{:02}{}{:09}",
            made_on.year() % 100,
            region.0,
            number % 1_000_000_000
        ))
        .map(|grn| grn.as_str().to_owned()),
    };
    card.last_record = Some(LastRecord {
        number: record.unwrap_or_else(|_| card.ogrn.clone()),
        made_on,
    });
}

fn ogrn_of(first_twelve: &str) -> String {
    Ogrn::with_check_digit(first_twelve)
        .map_or(first_twelve.to_owned(), |ogrn| ogrn.as_str().to_owned())
}

fn person_inn(rng: &mut ChaCha8Rng, region: &str) -> String {
    let body = format!("{region}{:08}", rng.random_range(0..100_000_000_u32));
    Inn12::with_check_digits(&body).map_or(body.clone(), |inn| inn.as_str().to_owned())
}

fn registration_date(rng: &mut ChaCha8Rng) -> Date {
    // Numbers carry two digits of the year; the register began in July 2002.
    let year = rng.random_range(2003..=2025_i16);
    let month = rng.random_range(1..=12_i8);
    Date::new(year, month, rng.random_range(1..=28_i8)).unwrap_or(SYNTHETIC_EXTRACT)
}

fn end_date(rng: &mut ChaCha8Rng, registered: Date) -> Date {
    let days = rng.random_range(200..3_000_i64);
    let end = registered
        .checked_add(jiff::Span::new().days(days))
        .unwrap_or(registered);
    end.min(date(2026, 10, 15))
}

fn pick_form(
    rng: &mut ChaCha8Rng,
) -> &'static (&'static str, &'static str, &'static str, &'static str, u32) {
    let mut left = rng.random_range(0..100_u32);
    for form in &FORMS {
        if left < form.4 {
            return form;
        }
        left -= form.4;
    }
    &FORMS[0]
}

fn company_name(rng: &mut ChaCha8Rng) -> String {
    let compound = |rng: &mut ChaCha8Rng| {
        let parts = [
            *pick(rng, &words::BEGINNINGS),
            *pick(rng, &words::MIDDLES),
            *pick(rng, &words::ENDINGS),
        ];
        parts.concat()
    };
    match rng.random_range(0..10) {
        0..=4 => compound(rng),
        5..=6 => described_noun(rng),
        7 => format!("ТОРГОВЫЙ ДОМ \"{}\"", compound(rng)),
        8 => format!("{} {}", described_noun(rng), pick(rng, &words::ENDINGS)),
        _ => format!("{}-{}", compound(rng), pick(rng, &words::NOUNS).0),
    }
}

/// «СЕВЕРНЫЙ ЛУЧ», «ТИХАЯ ГАВАНЬ», «СИНЕЕ МОРЕ».
fn described_noun(rng: &mut ChaCha8Rng) -> String {
    let (noun, gender) = *pick(rng, &words::NOUNS);
    let stem = *pick(rng, &words::ADJECTIVES);
    format!("{stem}{} {noun}", adjective_ending(stem, gender))
}

fn adjective_ending(stem: &str, gender: char) -> &'static str {
    let soft = ["ВЕРХН", "ВЕЧЕРН", "ДАЛЬН", "ДРЕВН", "ЗИМН", "ЛЕТН", "ОСЕНН"].contains(&stem);
    let after_back_consonant = stem.ends_with('К') || stem.ends_with('Х');
    let stressed = [
        "БЕРЕГОВ",
        "ЗОЛОТ",
        "МОРСК",
        "РЕЧН",
        "СТЕПН",
        "ЗЕМН",
        "ЛЕДЯН",
    ]
    .contains(&stem);
    match gender {
        'f' if soft => "ЯЯ",
        'f' => "АЯ",
        'n' if soft => "ЕЕ",
        'n' => "ОЕ",
        _ if stressed => "ОЙ",
        _ if soft || after_back_consonant => "ИЙ",
        _ => "ЫЙ",
    }
}

fn person(rng: &mut ChaCha8Rng) -> PersonName {
    let family = *pick(rng, &words::FAMILIES);
    let father = pick(rng, &words::MEN).1;
    if rng.random_bool(0.45) {
        PersonName {
            family: format!("{family}А"),
            given: (*pick(rng, &words::WOMEN)).to_owned(),
            patronymic: Some(format!("{father}НА")),
        }
    } else {
        PersonName {
            family: family.to_owned(),
            given: pick(rng, &words::MEN).0.to_owned(),
            patronymic: Some(format!("{father}ИЧ")),
        }
    }
}

fn part(level: AddressLevel, kind: &str, name: impl Into<String>) -> AddressPart {
    AddressPart {
        level,
        kind: kind.to_owned(),
        name: name.into(),
    }
}

fn place_parts(region: (&str, &str, &str, &str)) -> Vec<AddressPart> {
    let mut parts = vec![part(AddressLevel::Region, "", region.1)];
    if !region.2.is_empty() {
        parts.push(part(AddressLevel::City, "Г.", region.2));
    }
    parts
}

fn company_address(rng: &mut ChaCha8Rng, region: (&str, &str, &str, &str)) -> Address {
    let mut parts = place_parts(region);
    let (kind, street) = *pick(rng, &words::STREETS);
    parts.push(part(AddressLevel::Street, kind, street));
    let letter = *pick(rng, &["", "", "", "А", "Б"]);
    parts.push(part(
        AddressLevel::House,
        "",
        format!("Д. {}{letter}", rng.random_range(1..200_u16)),
    ));
    if rng.random_ratio(3, 5) {
        let kind = *pick(rng, &["ОФИС", "ПОМЕЩ.", "КВ."]);
        parts.push(part(
            AddressLevel::Room,
            "",
            format!("{kind} {}", rng.random_range(1..400_u16)),
        ));
    }
    let postal_code = format!("{}{:03}", region.3, rng.random_range(0..200_u16));
    Address {
        line: Address::line_of(Some(&postal_code), &parts),
        region_code: Some(region.0.to_owned()),
        postal_code: Some(postal_code),
        gar_guid: rng.random_ratio(3, 5).then(|| guid(rng)),
        unreliable: rng.random_ratio(1, 25).then(|| {
            "сведения недостоверны (результаты проверки достоверности содержащихся в ЕГРЮЛ сведений о юридическом лице)"
                .to_owned()
        }),
        parts,
    }
}

pub(crate) fn guid(rng: &mut ChaCha8Rng) -> String {
    let number: u128 = rng.random();
    let hex = format!("{number:032x}");
    format!(
        "{}-{}-4{}-a{}-{}",
        &hex[..8],
        &hex[8..12],
        &hex[13..16],
        &hex[17..20],
        &hex[20..]
    )
}

fn set_company_status(rng: &mut ChaCha8Rng, card: &mut Card, wanted: Option<Status>) {
    let rolled = match rng.random_range(0..100) {
        0..=89 => Status::Active,
        90..=91 => Status::Liquidating,
        92 => Status::Excluding,
        93 => Status::Bankrupt,
        94 => Status::Reorganizing,
        95..=97 => Status::Liquidated,
        _ => Status::Excluded,
    };
    card.status = wanted.unwrap_or(rolled);
    let mark = match card.status {
        Status::Liquidating => ("101", "Находится в стадии ликвидации"),
        Status::Excluding => (
            "105",
            "Регистрирующим органом принято решение о предстоящем исключении юридического лица из ЕГРЮЛ (недействующее юридическое лицо)",
        ),
        Status::Bankrupt => (
            "117",
            "Юридическое лицо признано несостоятельным (банкротом) и в отношении него открыто конкурсное производство",
        ),
        Status::Reorganizing => (
            "124",
            "Юридическое лицо находится в процессе реорганизации в форме присоединения к другому юридическому лицу",
        ),
        Status::Liquidated => ("201", "Ликвидация юридического лица"),
        Status::Excluded => (
            "407",
            "Исключение из ЕГРЮЛ недействующего юридического лица",
        ),
        _ => return,
    };
    card.status_marks.push(StatusMark {
        code: mark.0.to_owned(),
        name: mark.1.to_owned(),
    });
    if card.status.is_ended() {
        let registered = card.registered_on.unwrap_or(SYNTHETIC_EXTRACT);
        card.ended_on = Some(end_date(rng, registered));
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn the_same_seed_and_number_give_the_same_card() {
        assert_eq!(synthetic_card(7, 41), synthetic_card(7, 41));
        assert_ne!(synthetic_card(7, 41), synthetic_card(8, 41));
        assert_eq!(synthetic_cards(7, 50).nth(41), Some(synthetic_card(7, 41)));
    }

    #[test]
    fn numbers_are_unique_and_their_check_digits_hold() {
        let cards: Vec<Card> = synthetic_cards(1, 5_000)
            .chain((0..500).map(|n| synthetic_company(1, n)))
            .collect();
        let ogrns: HashSet<_> = cards.iter().map(|card| &card.ogrn).collect();
        let inns: HashSet<_> = cards.iter().map(|card| &card.inn).collect();
        assert_eq!((ogrns.len(), inns.len()), (5_500, 5_500));
        for card in &cards {
            let inn = card.inn.as_deref().unwrap();
            match card.kind {
                Kind::Company => {
                    Ogrn::parse(&card.ogrn).unwrap();
                    Inn10::parse(inn).unwrap();
                    requisites::Kpp::parse(card.kpp.as_deref().unwrap()).unwrap();
                }
                Kind::SoleTrader => {
                    Ogrnip::parse(&card.ogrn).unwrap();
                    Inn12::parse(inn).unwrap();
                }
            }
        }
    }

    #[test]
    fn the_mix_is_that_of_a_register() {
        let cards: Vec<Card> = synthetic_cards(1, 10_000).collect();
        let share =
            |wanted: &dyn Fn(&Card) -> bool| cards.iter().filter(|card| wanted(card)).count();
        assert_eq!(share(&|card| card.kind == Kind::SoleTrader), 1_200);
        assert!((8_800..9_400).contains(&share(&|card| card.status == Status::Active)));
        let names: HashSet<_> = cards.iter().map(Card::display_name).collect();
        assert!(names.len() > 8_500, "{}", names.len());
        let possible = words::BEGINNINGS.len() * words::MIDDLES.len() * words::ENDINGS.len();
        assert!(possible > 200_000);
    }

    #[test]
    fn a_company_for_the_demo_carries_its_name_and_head() {
        let head = PersonName {
            family: "Котова".into(),
            given: "Анна".into(),
            patronymic: Some("Сергеевна".into()),
        };
        let card = named_company(1, 0, "Северный луч", head.clone());
        assert_eq!(card.display_name(), "ООО \"СЕВЕРНЫЙ ЛУЧ\"");
        assert_eq!(card.heads[0].name.as_ref(), Some(&head));
        assert_eq!(card.status, Status::Active);
    }
}
