//! Made-up entries of the size and the variety that real ones have, for measurements.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use crate::model::{Activity, Branch, Card, Founder, FounderKind, Kind, Licence, Registration};
use crate::synthetic::{came_with, rng, synthetic_card};
use crate::synthetic_parts::{person, person_inn, pick};
use crate::vocabulary::realistic_name;
use crate::words;

/// Keeps these draws apart from those of [`synthetic_card`].
const OTHER_SEED: u64 = 0x7265_616c_6973_6d21;

/// The entry of [`synthetic_card`] with the same numbers and statuses, but a name out of a large
/// vocabulary, and as many activities, founders, licences and branches as real entries have.
pub fn realistic_card(seed: u64, number: u64) -> Card {
    let mut card = synthetic_card(seed, number);
    let rng = &mut rng(seed ^ OTHER_SEED, number);
    more_activities(rng, &mut card);
    if card.kind == Kind::Company {
        rename(rng, &mut card);
        more_founders(rng, &mut card);
        if rng.random_ratio(2, 100) {
            licences(rng, &mut card);
        }
        if rng.random_ratio(2, 100) {
            branches(rng, &mut card);
        }
    }
    if let Some(registration) = &mut card.registration {
        office(rng, registration);
    }
    let first = card
        .registration
        .as_ref()
        .and_then(|one| one.record.clone());
    if let Some(first) = first {
        came_with(&mut card, &first);
    }
    card
}

/// The first `count` realistic entries with this seed.
pub fn realistic_cards(seed: u64, count: u64) -> impl Iterator<Item = Card> {
    (0..count).map(move |number| realistic_card(seed, number))
}

fn rename(rng: &mut ChaCha8Rng, card: &mut Card) {
    let name = realistic_name(rng);
    for old in [Some(&mut card.full_name), card.short_name.as_mut()]
        .into_iter()
        .flatten()
    {
        // The form stays, what stands in quotes goes.
        let form = old.split('"').next().unwrap_or_default().to_owned();
        *old = format!("{form}\"{name}\"");
    }
}

fn more_activities(rng: &mut ChaCha8Rng, card: &mut Card) {
    let wanted = match card.kind {
        Kind::Company => rng.random_range(2..28_usize),
        Kind::SoleTrader => rng.random_range(1..18_usize),
    };
    let main = card.main_activity.as_ref().map(|main| main.code.clone());
    let start = rng.random_range(0..words::ACTIVITIES.len());
    for step in 0..words::ACTIVITIES.len() {
        if card.other_activities.len() >= wanted {
            break;
        }
        let (code, name) = words::ACTIVITIES[(start + step) % words::ACTIVITIES.len()];
        let mut others = card.other_activities.iter().map(|one| &*one.code);
        if main.as_deref() != Some(code) && others.all(|other| other != code) {
            card.other_activities.push(Activity {
                code: code.to_owned(),
                name: name.to_owned(),
                record: None,
            });
        }
    }
}

fn more_founders(rng: &mut ChaCha8Rng, card: &mut Card) {
    let Some(whole) = card.capital.as_ref().map(|capital| capital.kopecks) else {
        return;
    };
    let region = card.ogrn[3..5].to_owned();
    let more = match rng.random_range(0..10_u32) {
        0..=6 => 0,
        7..=8 => 1,
        _ => rng.random_range(2..5),
    };
    for _ in 0..more {
        card.founders.push(Founder {
            kind: FounderKind::Person,
            name: person(rng).display(),
            inn: Some(person_inn(rng, &region)),
            ..Founder::default()
        });
    }
    let count = i64::try_from(card.founders.len()).unwrap_or(1).max(1);
    for founder in &mut card.founders {
        founder.kopecks = Some(whole / count);
        founder.share = Some(match count {
            1 => "100 %".to_owned(),
            _ => format!("1/{count}"),
        });
    }
}

fn licences(rng: &mut ChaCha8Rng, card: &mut Card) {
    for number in 0..rng.random_range(1..4_u32) {
        card.licences.push(Licence {
            number: format!("Л0{}-{:06}", rng.random_range(10..99_u32), number + 1),
            unified_number: None,
            issued_on: card.registered_on,
            expires_on: None,
            activities: vec![pick(rng, &words::ACTIVITIES).1.to_owned()],
            authority: Some("МИНИСТЕРСТВО ЗДРАВООХРАНЕНИЯ ОБЛАСТИ".to_owned()),
            record: None,
        });
    }
}

fn branches(rng: &mut ChaCha8Rng, card: &mut Card) {
    for number in 1..=rng.random_range(1..7_u32) {
        let (code, region, town, index) = *pick(rng, &words::REGIONS);
        let (kind, street) = *pick(rng, &words::STREETS);
        let house = rng.random_range(1..150_u32);
        card.branches.push(Branch {
            representative: rng.random_ratio(1, 5),
            name: Some(format!("ФИЛИАЛ № {number}")),
            kpp: Some(format!("{code}0143001")),
            address: format!("{index}001, {region}, {town}, {kind} {street}, Д. {house}"),
            record: None,
        });
    }
}

fn office(rng: &mut ChaCha8Rng, registration: &mut Registration) {
    let (kind, street) = *pick(rng, &words::STREETS);
    registration.office_address = Some(format!(
        "{}000, {kind} {street}, Д. {}",
        registration.office_code,
        rng.random_range(1..90_u32)
    ));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_realistic_entry_keeps_the_numbers_and_the_form_of_the_plain_one() {
        for number in 0..300 {
            let (plain, card) = (synthetic_card(5, number), realistic_card(5, number));
            assert_eq!((&plain.ogrn, &plain.inn), (&card.ogrn, &card.inn));
            assert_eq!((plain.status, &plain.heads), (card.status, &card.heads));
            assert_eq!(
                plain.full_name.split('"').next(),
                card.full_name.split('"').next()
            );
            assert!(card.main_activity.as_ref().unwrap().record.is_some());
        }
        assert_eq!(realistic_card(5, 7), realistic_card(5, 7));
        assert_ne!(realistic_card(5, 7), realistic_card(6, 7));
    }
}
