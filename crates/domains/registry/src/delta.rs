//! Made-up daily changes of a made-up register.

use std::collections::BTreeMap;

use jiff::ToSpan;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use requisites::Ogrn;

use crate::model::{Address, AddressLevel, Card, Kind, LastRecord, Status};
use crate::realistic::realistic_card;
use crate::synthetic::{SYNTHETIC_EXTRACT, rng, synthetic_card};
use crate::synthetic_parts::{mark_of, municipal_parts, person, person_inn, pick};
use crate::vocabulary::realistic_name;
use crate::words;

/// Changes of one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Delta {
    /// Days after the full register, from 1.
    pub day: u16,
    /// Entries that change that day, each in one way.
    pub changes: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Head,
    Name,
    Address,
    Standing(Status),
}

/// Ways in which entries change, taken in turn. The first three are most of life.
const STEPS: [Step; 10] = [
    Step::Head,
    Step::Address,
    Step::Name,
    Step::Head,
    Step::Standing(Status::Liquidating),
    Step::Address,
    Step::Standing(Status::Liquidated),
    Step::Standing(Status::Excluded),
    Step::Head,
    Step::Standing(Status::Bankrupt),
];

const DELTA_SEED: u64 = 0x6465_6c74_6121_0000;

/// The entries of the register with this seed and count that change on this day, with everything that
/// changed on days before. Only standing companies change; the number of a day's changes is smaller
/// where the register has too few of them.
pub fn delta_cards(
    seed: u64,
    count: u64,
    realistic: bool,
    delta: Delta,
) -> impl Iterator<Item = Card> {
    let card = move |number| {
        if realistic {
            realistic_card(seed, number)
        } else {
            synthetic_card(seed, number)
        }
    };
    // What happened to each entry, day by day.
    let mut steps: BTreeMap<u64, Vec<(u16, Step)>> = BTreeMap::new();
    for day in 1..=delta.day {
        let mut rng = rng(seed ^ DELTA_SEED, u64::from(day));
        let mut today = 0;
        // A register of nothing but ended entries must not be searched for ever.
        for _ in 0..delta.changes.saturating_mul(4) {
            if today == delta.changes || count == 0 {
                break;
            }
            let number = rng.random_range(0..count);
            let known = steps.entry(number).or_default();
            let is_over = known
                .iter()
                .any(|(other, step)| *other == day || matches!(step, Step::Standing(_)));
            if !is_over {
                known.push((day, STEPS[usize::try_from(today % 10).unwrap_or(0)]));
                today += 1;
            }
        }
    }
    steps.into_iter().filter_map(move |(number, steps)| {
        if steps.last()?.0 != delta.day {
            return None;
        }
        let mut card = card(number);
        if card.kind != Kind::Company || card.status != Status::Active {
            return None;
        }
        for (day, step) in steps {
            let mut rng = rng(seed ^ DELTA_SEED ^ u64::from(day) << 32, number);
            apply(&mut rng, &mut card, number, day, step);
        }
        Some(card)
    })
}

fn apply(rng: &mut ChaCha8Rng, card: &mut Card, number: u64, day: u16, step: Step) {
    let made_on = SYNTHETIC_EXTRACT
        .checked_add(i64::from(day).days())
        .unwrap_or(SYNTHETIC_EXTRACT);
    let region = card.ogrn[3..5].to_owned();
    let year = made_on.year().rem_euclid(100);
    let body = format!(
        "2{year:02}{region}{:07}",
        (number + u64::from(day) * 31) % 10_000_000
    );
    let record = LastRecord {
        number: Ogrn::with_check_digit(&body).map_or(body.clone(), |grn| grn.as_str().to_owned()),
        made_on,
    };
    card.extracted_on = made_on;
    card.last_record = Some(record.clone());
    match step {
        Step::Head => {
            let (name, inn) = (person(rng), person_inn(rng, &region));
            if let Some(head) = card.heads.first_mut() {
                (head.name, head.inn) = (Some(name), Some(inn));
                (head.since, head.record) = (Some(made_on), Some(record));
            }
        }
        Step::Name => {
            let name = realistic_name(rng);
            for old in [Some(&mut card.full_name), card.short_name.as_mut()]
                .into_iter()
                .flatten()
            {
                let form = old.split('"').next().unwrap_or_default().to_owned();
                *old = format!("{form}\"{name}\"");
            }
            card.name_record = Some(record);
        }
        Step::Address => {
            let (kind, street) = *pick(rng, &words::STREETS);
            let house = rng.random_range(200..400_u32);
            if let Some(address) = &mut card.address {
                for part in &mut address.parts {
                    match part.level {
                        AddressLevel::Street => {
                            (part.kind, part.name) = (kind.to_owned(), street.to_owned());
                        }
                        AddressLevel::House => part.name = format!("Д. {house}"),
                        _ => {}
                    }
                }
                let postal_code = address.postal_code.as_deref();
                address.line = Address::line_of(postal_code, &address.parts);
                if let Some(municipal) = &mut address.municipal {
                    municipal.parts = municipal_parts(&address.parts);
                    municipal.line = Address::line_of(postal_code, &municipal.parts);
                }
                address.record = Some(record);
            }
        }
        Step::Standing(status) => {
            card.status = status;
            card.status_marks.clear();
            card.status_marks.extend(mark_of(status));
            for mark in &mut card.status_marks {
                mark.record = Some(record.clone());
            }
            card.ended_on = status.is_ended().then_some(made_on);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_changes_standing_companies_and_keeps_the_days_before() {
        let day = |day| -> BTreeMap<String, Card> {
            let delta = Delta { day, changes: 300 };
            delta_cards(3, 2_000, false, delta)
                .map(|card| (card.ogrn.clone(), card))
                .collect()
        };
        let (first, second) = (day(1), day(2));
        assert!(first.len() > 200 && second.len() > 150);
        assert_eq!(first, day(1), "the same seed gives the same changes");
        let before: BTreeMap<String, Card> = (0..2_000)
            .map(|number| synthetic_card(3, number))
            .map(|card| (card.ogrn.clone(), card))
            .collect();
        for (ogrn, card) in &first {
            assert_eq!(
                crate::noticed::noticed(&before[ogrn], card).len(),
                1,
                "{ogrn}"
            );
        }
        let twice: Vec<_> = second
            .keys()
            .filter(|ogrn| first.contains_key(*ogrn))
            .collect();
        assert!(!twice.is_empty());
        for ogrn in twice {
            let changes = crate::noticed::noticed(&first[ogrn], &second[ogrn]);
            assert_eq!(changes.len(), 1, "only the second day's: {changes:?}");
        }
    }
}
