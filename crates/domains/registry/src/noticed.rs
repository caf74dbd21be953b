//! What is different between two extracts of one entry, as changes for the feed and the card.

use crate::changes::{Change, ChangeKind};
use crate::model::{Card, Head, LastRecord, PersonName, Status};
use crate::names::{fold, normalize_address};

/// Changes from `old` to `new`, both of the same entry, in the order of [`ChangeKind::ALL`].
pub(crate) fn noticed(old: &Card, new: &Card) -> Vec<Change> {
    let mut found: Vec<Noticed> = Vec::new();
    let mut add = |kind, before: String, after: String, record: Option<&LastRecord>| {
        found.push(Noticed {
            kind,
            before,
            after,
            record: record.cloned(),
        });
    };
    let (old_names, new_names) = (names(old), names(new));
    if old_names.map(fold) != new_names.map(fold) {
        // The short name where it tells them apart, for it is the one that people know.
        let short = (old.display_name(), new.display_name());
        let (before, after) = if fold(short.0) == fold(short.1) {
            (old_names[0], new_names[0])
        } else {
            short
        };
        let record = newer(old.name_record.as_ref(), new.name_record.as_ref());
        add(
            ChangeKind::Name,
            before.to_owned(),
            after.to_owned(),
            record,
        );
    }
    let (old_line, new_line) = (address(old), address(new));
    if normalize_address(old_line) != normalize_address(new_line) {
        let record = newer(address_record(old), address_record(new));
        add(
            ChangeKind::Address,
            old_line.to_owned(),
            new_line.to_owned(),
            record,
        );
    }
    let kpp = |card: &Card| card.kpp.clone().unwrap_or_default();
    if kpp(old) != kpp(new) {
        add(ChangeKind::Kpp, kpp(old), kpp(new), None);
    }
    if others_act(old, new) {
        let (before, after) = (heads_line(old), heads_line(new));
        add(ChangeKind::Head, before, after, record_of_heads(old, new));
    }
    if let Some(kind) = status_change(old.status, new.status) {
        let word = |card: &Card| card.status.as_str().to_owned();
        add(kind, word(old), word(new), record_of_status(old, new));
    }
    found
        .into_iter()
        .map(|one| Change {
            ogrn: new.ogrn.clone(),
            kind: one.kind,
            before: one.before,
            after: one.after,
            extracted_on: new.extracted_on,
            record: one.record.or_else(|| new.last_record.clone()),
        })
        .collect()
}

struct Noticed {
    kind: ChangeKind,
    before: String,
    after: String,
    /// The record of the part that is different. A part that left, or that was mended without a record of
    /// its own, has none: then the entry's last record is the nearest that is known.
    record: Option<LastRecord>,
}

/// The record of the new part, unless the old one had the same: then it did not bring the change.
fn newer<'c>(old: Option<&LastRecord>, new: Option<&'c LastRecord>) -> Option<&'c LastRecord> {
    new.filter(|new| Some(*new) != old)
}

fn address_record(card: &Card) -> Option<&LastRecord> {
    card.address.as_ref()?.record.as_ref()
}

/// The newest of these that the old card does not have.
fn newest_of<'c>(
    old: &[Option<&LastRecord>],
    new: impl Iterator<Item = Option<&'c LastRecord>>,
) -> Option<&'c LastRecord> {
    new.flatten()
        .filter(|record| !old.contains(&Some(*record)))
        .max_by_key(|record| record.made_on)
}

fn record_of_heads<'c>(old: &Card, new: &'c Card) -> Option<&'c LastRecord> {
    let known: Vec<_> = records_of_heads(old).collect();
    newest_of(&known, records_of_heads(new))
}

fn records_of_heads(card: &Card) -> impl Iterator<Item = Option<&LastRecord>> {
    let people = card.heads.iter().map(|head| head.record.as_ref());
    let company = card.managing_company.iter();
    people.chain(company.map(|company| company.record.as_ref()))
}

/// Of the marks that were not there before.
fn record_of_status<'c>(old: &Card, new: &'c Card) -> Option<&'c LastRecord> {
    let of = |card: &'c Card| card.status_marks.iter().map(|mark| mark.record.as_ref());
    let known: Vec<_> = old
        .status_marks
        .iter()
        .map(|mark| mark.record.as_ref())
        .collect();
    newest_of(&known, of(new))
}

/// Puts changes before those that a card remembers.
pub(crate) fn remember(card: &mut Card, changes: &[Change], earlier: Vec<Change>) {
    card.history = changes.iter().rev().cloned().collect();
    card.history.extend(earlier);
    card.history.truncate(Card::LONGEST_HISTORY);
}

fn names(card: &Card) -> [&str; 2] {
    [
        &card.full_name,
        card.short_name.as_deref().unwrap_or_default(),
    ]
}

fn address(card: &Card) -> &str {
    card.address
        .as_ref()
        .map_or("", |address| address.line.as_str())
}

/// Other people or another managing company act without a power of attorney, or their powers are
/// other ones. The order and the letter case of the file do not count, nor do positions; nor does an ИНН
/// that was not there before.
fn others_act(old: &Card, new: &Card) -> bool {
    let (old, new) = (who_acts(old), who_acts(new));
    old.len() != new.len()
        || old.iter().zip(&new).any(|(before, after)| {
            let other_number = before.1.is_some() && after.1.is_some() && before.1 != after.1;
            before.0 != after.0 || other_number
        })
}

/// Names with powers, and ИНН, of everybody who acts; sorted.
fn who_acts(card: &Card) -> Vec<(String, Option<&str>)> {
    let people = card
        .heads
        .iter()
        .map(|head| (shown(head).to_uppercase(), head.inn.as_deref()));
    // A company keeps its ОГРН when it takes another name.
    let company = card.managing_company.iter().map(|company| {
        let number = company.ogrn.as_ref().or(company.inn.as_ref());
        let key = number.map_or_else(|| company.name.to_uppercase(), Clone::clone);
        (key, None)
    });
    let mut all: Vec<_> = people.chain(company).collect();
    all.sort();
    all
}

/// «Котова Анна Сергеевна», «Котова Анна Сергеевна (Полномочия прекращены в связи с …)».
fn shown(head: &Head) -> String {
    let mut name = head
        .name
        .as_ref()
        .map_or_else(String::new, PersonName::display);
    if let Some(powers) = &head.powers {
        name = format!("{name} ({powers})");
    }
    name
}

/// Everybody who acts for the company by this card, in one line: `before` and `after` of [`ChangeKind::Head`].
pub fn heads_line(card: &Card) -> String {
    let people = card.heads.iter().map(shown);
    let company = card.managing_company.iter().map(|one| one.name.clone());
    people
        .chain(company)
        .filter(|name| !name.is_empty())
        .collect::<Vec<_>>()
        .join(", ")
}

/// What a change of the status is called; `None` where there is none.
pub fn status_change(old: Status, new: Status) -> Option<ChangeKind> {
    if old == new {
        return None;
    }
    Some(match new {
        _ if new.is_ended() => ChangeKind::Ended,
        Status::Active => ChangeKind::Restored,
        Status::Liquidating => ChangeKind::LiquidationBegun,
        Status::Bankrupt => ChangeKind::BankruptcyBegun,
        Status::Excluding => ChangeKind::ExclusionDecided,
        Status::Reorganizing => ChangeKind::ReorganizationBegun,
        // All ended ones are above.
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::synthetic_company;

    fn kinds(change: impl Fn(&mut Card)) -> Vec<ChangeKind> {
        let old = synthetic_company(1, 1);
        let mut new = old.clone();
        change(&mut new);
        noticed(&old, &new)
            .iter()
            .map(|change| change.kind)
            .collect()
    }

    #[test]
    fn each_part_of_a_card_has_its_kind_of_change() {
        assert_eq!(kinds(|_| ()), []);
        assert_eq!(
            kinds(|card| card.full_name = "ООО \"ДРУГОЕ\"".into()),
            [ChangeKind::Name]
        );
        assert_eq!(
            kinds(|card| card.address.as_mut().unwrap().line = "МОСКВА, Д. 1".into()),
            [ChangeKind::Address]
        );
        assert_eq!(
            kinds(|card| card.kpp = Some("770101001".into())),
            [ChangeKind::Kpp]
        );
        assert_eq!(kinds(|card| card.heads.clear()), [ChangeKind::Head]);
        let status = |status| kinds(move |card| card.status = status);
        assert_eq!(status(Status::Liquidating), [ChangeKind::LiquidationBegun]);
        assert_eq!(status(Status::Bankrupt), [ChangeKind::BankruptcyBegun]);
        assert_eq!(status(Status::Excluding), [ChangeKind::ExclusionDecided]);
        assert_eq!(
            status(Status::Reorganizing),
            [ChangeKind::ReorganizationBegun]
        );
        for ended in [Status::Liquidated, Status::Excluded, Status::Annulled] {
            assert_eq!(status(ended), [ChangeKind::Ended]);
        }
    }

    #[test]
    fn a_change_has_the_record_of_the_part_and_not_of_whatever_came_after() {
        let record = |number: &str, day| LastRecord {
            number: number.into(),
            made_on: jiff::civil::date(2026, 11, day),
        };
        let of = |change: &dyn Fn(&mut Card)| -> Vec<(ChangeKind, String)> {
            let mut old = synthetic_company(1, 1);
            old.last_record = Some(record("last before", 1));
            let mut new = old.clone();
            change(&mut new);
            new.last_record = Some(record("last", 30));
            let changes = noticed(&old, &new).into_iter();
            changes
                .map(|change| (change.kind, change.record.unwrap().number))
                .collect()
        };
        let all = of(&|card| {
            card.full_name = "ООО \"ДРУГОЕ\"".into();
            card.name_record = Some(record("name", 2));
            let address = card.address.as_mut().unwrap();
            address.line = "МОСКВА, Д. 1".into();
            address.record = Some(record("address", 3));
            card.kpp = Some("770101001".into());
            let mut second = card.heads[0].clone();
            second.name.as_mut().unwrap().family = "НОВАЯ".into();
            second.inn = None;
            second.record = Some(record("head", 4));
            card.heads.push(second);
            card.status = Status::Liquidating;
            for (code, record) in [("112", record("moving", 4)), ("101", record("status", 5))] {
                card.status_marks.push(crate::StatusMark {
                    code: code.into(),
                    record: Some(record),
                    ..crate::StatusMark::default()
                });
            }
        });
        let expected = [
            (ChangeKind::Name, "name"),
            (ChangeKind::Address, "address"),
            (ChangeKind::Kpp, "last"),
            (ChangeKind::Head, "head"),
            (ChangeKind::LiquidationBegun, "status"),
        ];
        assert_eq!(
            all,
            expected.map(|(kind, number)| (kind, number.to_owned()))
        );
        // A head who left and a name that was mended have brought no record of their own.
        let rest = of(&|card| {
            card.heads.clear();
            card.full_name = "ООО \"ДРУГОЕ\"".into();
        });
        let last = |kind| (kind, "last".to_owned());
        assert_eq!(rest, [last(ChangeKind::Name), last(ChangeKind::Head)]);
    }

    #[test]
    fn a_liquidation_that_was_called_off_restores_the_entry() {
        let new = synthetic_company(1, 1);
        let mut old = new.clone();
        old.status = Status::Liquidating;
        let changes = noticed(&old, &new);
        assert_eq!(changes[0].kind, ChangeKind::Restored);
        assert_eq!(
            (changes[0].before.as_str(), changes[0].after.as_str()),
            ("liquidating", "active")
        );
    }

    #[test]
    fn case_order_and_other_parts_are_no_change() {
        let again = kinds(|card| {
            let second = card.heads[0].clone();
            card.heads.push(second);
            card.heads.pop();
            let name = card.heads[0].name.as_mut().unwrap();
            name.family = name.family.to_lowercase();
            card.capital = None;
            card.heads[0].position = "ПРЕЗИДЕНТ".into();
            card.heads[0].inn = None;
            card.email = Some("other@company.example".into());
        });
        assert_eq!(again, []);
        let namesake = kinds(|card| card.heads[0].inn = Some("500100732259".into()));
        assert_eq!(namesake, [ChangeKind::Head]);
        let ended = kinds(|card| card.heads[0].powers = Some("Полномочия прекращены".into()));
        assert_eq!(ended, [ChangeKind::Head]);
    }

    #[test]
    fn a_managing_company_is_a_change_of_the_head() {
        let to_company = kinds(|card| {
            card.managing_company = Some(crate::OrganizationRef {
                name: "ООО \"УК\"".into(),
                ..crate::OrganizationRef::default()
            });
        });
        assert_eq!(to_company, [ChangeKind::Head]);
    }

    #[test]
    fn a_card_forgets_its_oldest_changes() {
        let old = synthetic_company(1, 1);
        let mut new = old.clone();
        new.kpp = None;
        let changes = noticed(&old, &new);
        let earlier = vec![changes[0].clone(); Card::LONGEST_HISTORY];
        remember(&mut new, &changes, earlier);
        assert_eq!(new.history.len(), Card::LONGEST_HISTORY);
    }
}
