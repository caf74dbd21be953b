//! Made-up companies and sole traders: the same seed and number always give the same card.
//!
//! Nobody here exists. Numbers have right check digits and are unique by the number of the card.

use jiff::civil::{Date, date};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use requisites::{Inn10, Inn12, Ogrn, Ogrnip};

use crate::model::{
    Activity, Address, Capital, Card, Founder, FounderKind, Head, Kind, LastRecord, LegalForm,
    PersonName, Registration, Status, StatusMark, TaxOffice,
};
use crate::synthetic_parts::{
    FORMS, company_address, company_name, end_date, ogrn_of, person, person_inn, pick, pick_form,
    place_parts, registration_date, set_company_status,
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

pub(crate) fn rng(seed: u64, number: u64) -> ChaCha8Rng {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    rng.set_stream(number);
    rng
}

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
            record: None,
        });
        card.founders.push(Founder {
            kind: FounderKind::Person,
            name: head.display(),
            inn: Some(head_inn),
            kopecks: Some(roubles * 100),
            share: Some("100 %".to_owned()),
            ..Founder::default()
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
            ..StatusMark::default()
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
        record: None,
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
        record: None,
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
    register(card, region);
}

/// Says of every part which record it came with: the first one, and marks with the last.
fn register(card: &mut Card, region: (&str, &str, &str, &str)) {
    let first = LastRecord {
        number: card.ogrn.clone(),
        made_on: card.registered_on.unwrap_or(SYNTHETIC_EXTRACT),
    };
    card.registration = Some(Registration {
        way: match card.kind {
            Kind::Company => "Создание юридического лица".to_owned(),
            Kind::SoleTrader => String::new(),
        },
        office_code: format!("{}00", region.0),
        office_name: format!("Управление Федеральной налоговой службы, {}", region.1),
        record: Some(first.clone()),
        ..Registration::default()
    });
    for mark in &mut card.status_marks {
        mark.record.clone_from(&card.last_record);
    }
    came_with(card, &first);
}

/// Parts without a record get this one.
pub(crate) fn came_with(card: &mut Card, record: &LastRecord) {
    let all = [
        Some(&mut card.name_record),
        card.address.as_mut().map(|part| &mut part.record),
        card.tax_office.as_mut().map(|part| &mut part.record),
        card.capital.as_mut().map(|part| &mut part.record),
        card.main_activity.as_mut().map(|part| &mut part.record),
    ];
    let lists = (card
        .other_activities
        .iter_mut()
        .map(|part| &mut part.record))
    .chain(card.heads.iter_mut().map(|part| &mut part.record))
    .chain(card.founders.iter_mut().map(|part| &mut part.record))
    .chain(card.licences.iter_mut().map(|part| &mut part.record))
    .chain(card.branches.iter_mut().map(|part| &mut part.record));
    for part in all.into_iter().flatten().chain(lists) {
        part.get_or_insert_with(|| record.clone());
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
        let with_email = share(&|card| card.kind == Kind::Company && card.email.is_some());
        assert!((1_900..2_500).contains(&with_email), "{with_email}");
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
