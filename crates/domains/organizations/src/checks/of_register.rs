//! What the register says about a claim. Pure: no database, no clock.

use registry::{AddressLevel, Card, DifferenceField, Severity};

use super::{Check, CheckName, Outcome};
use crate::links::Claimed;

/// Checks that need the register.
pub(crate) const OF_REGISTER: [CheckName; 5] = [
    CheckName::Register,
    CheckName::Status,
    CheckName::Name,
    CheckName::Address,
    CheckName::Head,
];

/// The checks of a claim while the register cannot be asked.
pub(crate) fn postponed() -> Vec<Check> {
    OF_REGISTER
        .into_iter()
        .map(|name| Check::with(name, Outcome::Waiting, "LNK-101", ""))
        .collect()
}

/// The checks of a claim beside a card, refusals among them.
pub(crate) fn of_card(claimed: &Claimed, person: &str, card: &Card) -> Vec<Check> {
    let differences = registry::compare(&claimed.for_register(person), card);
    OF_REGISTER
        .into_iter()
        .map(|name| {
            // Refusals come first in the list of differences.
            match differences.iter().find(|one| check_of(one.field) == name) {
                Some(one) => Check {
                    name,
                    outcome: match one.severity {
                        Severity::Refuses => Outcome::Failed,
                        Severity::Clarify => Outcome::Noted,
                    },
                    code: one.code.to_owned(),
                    value: one.typed.clone(),
                    registered: one.registered.clone(),
                },
                None if name == CheckName::Address => address(card),
                None => Check::passed(name, value(name, card)),
            }
        })
        .collect()
}

fn check_of(field: DifferenceField) -> CheckName {
    match field {
        DifferenceField::Inn | DifferenceField::Ogrn | DifferenceField::Kpp => CheckName::Register,
        DifferenceField::Status => CheckName::Status,
        DifferenceField::Name => CheckName::Name,
        DifferenceField::Address => CheckName::Address,
        DifferenceField::Head => CheckName::Head,
    }
}

/// What is read beside «пройдена».
fn value(name: CheckName, card: &Card) -> String {
    match name {
        CheckName::Status => card.status.as_str().to_owned(),
        CheckName::Name => card.readable_name(),
        CheckName::Register => [card.inn.as_deref(), Some(&card.ogrn), card.kpp.as_deref()]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" / "),
        _ => String::new(),
    }
}

/// A company's address must be marked by nobody and lead to a building; a sole trader has only a
/// town in the register. The GUID of ГАР is kept where there is one.
fn address(card: &Card) -> Check {
    let name = CheckName::Address;
    let Some(address) = &card.address else {
        return Check::with(name, Outcome::Noted, "LNK-102", "");
    };
    let line = address.line.as_str();
    if let Some(mark) = &address.unreliable {
        return Check {
            registered: mark.clone(),
            ..Check::with(name, Outcome::Noted, "LNK-103", line)
        };
    }
    let has_building = address.parts.iter().any(|part| {
        matches!(
            part.level,
            AddressLevel::House | AddressLevel::Building | AddressLevel::Plan
        )
    });
    // An address without parts is known as one line only.
    let is_whole = has_building || address.parts.is_empty();
    if card.kind == registry::Kind::Company && !is_whole {
        return Check::with(name, Outcome::Noted, "LNK-102", line);
    }
    Check {
        registered: address.gar_guid.clone().unwrap_or_default(),
        ..Check::passed(name, line)
    }
}
