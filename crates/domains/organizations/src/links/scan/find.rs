//! Which parts of a document are found in its words, and whether they say the same as the form. Pure: no database, no
//! clock, work proportional to the number of words.

use jiff::civil::Date;
use recognition::Page;
use serde::{Deserialize, Serialize};

use super::parts::{self, Place};
use super::words::Words;
use super::{Finding, Outcome, Part};
use crate::links::DocumentKind;

/// The organization's head by the register.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExpectedHead {
    /// Family, given, patronymic; empty where access is restricted.
    pub name: Vec<String>,
    /// «Генеральный директор».
    pub position: String,
}

/// What the form and the register say: a document is compared with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expected {
    /// What the document is.
    pub kind: String,
    /// Its number as typed.
    pub number: String,
    /// Its date as typed.
    pub date: Date,
    /// The person's family name, given name and patronymic.
    pub person: Vec<String>,
    /// Digits, or empty.
    pub inn: String,
    /// Digits, or empty.
    pub ogrn: String,
    /// Names of the organization in any spelling.
    pub names: Vec<String>,
    /// Whether the organization is a sole trader, whose name is a person's.
    pub is_sole_trader: bool,
    /// The person's position as typed, or empty.
    pub position: String,
    /// Heads by the register; `None` when nobody was asked.
    pub heads: Option<Vec<ExpectedHead>>,
}

impl Expected {
    fn kind(&self) -> DocumentKind {
        DocumentKind::parse(&self.kind).unwrap_or(DocumentKind::Other)
    }

    /// The parts that a document of this kind must have.
    fn parts(&self) -> &'static [Part] {
        use Part::{Date, Number, Organization, Person, Position, Signature, Signer, Term};
        match self.kind() {
            DocumentKind::Appointment => &[Date, Number, Organization, Person, Position, Signature],
            DocumentKind::PowerOfAttorney => &[
                Date,
                Number,
                Organization,
                Person,
                Position,
                Signer,
                Signature,
                Term,
            ],
            DocumentKind::Charter
            | DocumentKind::Registration
            | DocumentKind::TaxCertificate
            | DocumentKind::FundCertificate
            | DocumentKind::Other => &[Date, Number, Organization],
        }
    }
}

/// The findings for a document whose words are in `pages`. `is_whole` says that nothing was left out: otherwise what is not
/// found is not judged. `today` is the date in the installation's country.
pub fn findings(expected: &Expected, pages: &[Page], is_whole: bool, today: Date) -> Vec<Finding> {
    let words = Words::of(pages);
    let is_whole = is_whole && !words.is_cut;
    let mut found: Vec<Finding> = expected
        .parts()
        .iter()
        .filter_map(|part| {
            let place = match part {
                Part::Date => parts::date(&words, expected.date, today),
                // «б/н»: there is nothing to be found.
                Part::Number => parts::number(&words, &expected.number)?,
                Part::Position => parts::position(&words, &positions(expected)),
                Part::Signature => parts::signature(&words),
                Part::Person => parts::person(&words, &expected.person),
                Part::Organization => parts::organization(&words, expected),
                Part::Signer => signer(&words, expected),
                Part::Term => parts::term(&words, expected.date, today),
            };
            Some(finding(*part, place, is_whole, expected))
        })
        .collect();
    found.sort_by_key(|one| Part::ALL.iter().position(|part| *part == one.part));
    found
}

fn finding(part: Part, place: Place, is_whole: bool, expected: &Expected) -> Finding {
    let outcome = match place.outcome {
        Outcome::NotFound if !is_whole => Outcome::Unjudged,
        outcome => outcome,
    };
    Finding {
        part,
        outcome,
        seen: place.seen.chars().take(120).collect(),
        expected: match part {
            Part::Date => expected.date.to_string(),
            Part::Number => expected.number.clone(),
            Part::Person => expected.person.join(" "),
            Part::Position => positions(expected).first().cloned().unwrap_or_default(),
            Part::Organization => expected.names.first().cloned().unwrap_or_default(),
            Part::Signer => signers(expected),
            Part::Signature | Part::Term => String::new(),
        },
        page: place.page,
        is_recognised: place.is_recognised,
    }
}

/// Whose position the document names: in a power of attorney the head's, elsewhere the person's.
fn positions(expected: &Expected) -> Vec<String> {
    let heads = expected
        .heads
        .iter()
        .flatten()
        .map(|head| head.position.clone());
    let own = std::iter::once(expected.position.clone());
    let all: Vec<String> = if expected.kind() == DocumentKind::PowerOfAttorney {
        heads.chain(own).collect()
    } else {
        own.chain(heads).collect()
    };
    all.into_iter()
        .filter(|one| !one.trim().is_empty())
        .collect()
}

fn signers(expected: &Expected) -> String {
    let names: Vec<String> = expected
        .heads
        .iter()
        .flatten()
        .map(|head| head.name.join(" "))
        .filter(|name| !name.is_empty())
        .collect();
    names.join(", ")
}

/// A power of attorney is signed by one of the heads that the register names (R41).
fn signer(words: &Words, expected: &Expected) -> Place {
    let names: Vec<&Vec<String>> = expected
        .heads
        .iter()
        .flatten()
        .map(|head| &head.name)
        .filter(|name| !name.is_empty())
        .collect();
    if names.is_empty() {
        return Place::unjudged();
    }
    let places: Vec<Place> = names
        .into_iter()
        .map(|name| parts::person(words, name))
        .collect();
    let of = |outcome: Outcome| {
        places
            .iter()
            .find(|place| place.outcome == outcome)
            .cloned()
    };
    of(Outcome::Found)
        .or_else(|| of(Outcome::Differs))
        .unwrap_or_else(Place::not_found)
}

#[cfg(test)]
mod tests;
