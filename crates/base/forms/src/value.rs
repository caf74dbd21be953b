//! One typed value of one field: what it means, or what is wrong with it.

use requisites::{Email, Fault, Inn, Inn10, Inn12, Kpp, Ogrn, Ogrnip, PersonName, Phone, Snils};

use crate::definition::{Field, FieldKind};
use crate::error::Wrong;
use crate::product_limits::{KOPECKS, MULTILINE_CHARS};
use crate::{date, money};

/// How a tick is stored.
pub(crate) const TICKED: &str = "yes";

/// The normal form of a value: how it is stored. Normalising a normal form changes nothing.
/// Dates are not compared here with other dates; empty values do not come here.
pub(crate) fn normalised(field: &Field, typed: &str) -> Result<String, Wrong> {
    // Before anything else looks at it: no answer of any kind is longer, whatever the definition says.
    let length = typed.chars().take(MULTILINE_CHARS * 2).count();
    if length >= MULTILINE_CHARS * 2 {
        let max = MULTILINE_CHARS;
        return Err(Wrong::TooLong {
            max,
            got: typed.chars().count(),
        });
    }
    match field.kind {
        FieldKind::Text | FieldKind::Multiline | FieldKind::Address => text(field, typed),
        FieldKind::Integer => integer(field, typed),
        FieldKind::Money => amount(field, typed),
        FieldKind::Date => date::parse(typed).map(|date| date.to_string()),
        FieldKind::Choice | FieldKind::Select | FieldKind::MultiChoice => choice(field, typed),
        FieldKind::Checkbox => tick(typed),
        FieldKind::Inn => requisite(Inn::parse(typed)),
        FieldKind::InnCompany => requisite(Inn10::parse(typed)),
        FieldKind::InnPerson => requisite(Inn12::parse(typed)),
        FieldKind::Ogrn => ogrn(typed),
        FieldKind::OgrnCompany => requisite(Ogrn::parse(typed)),
        FieldKind::Kpp => requisite(Kpp::parse(typed)),
        FieldKind::Snils => requisite(Snils::parse(typed)),
        FieldKind::Email => requisite(Email::parse(typed)),
        FieldKind::Phone => requisite(Phone::parse(typed)),
        FieldKind::PersonName => requisite(PersonName::parse(typed)),
        // Files are never answers; a value under the name of a file field is someone's play.
        FieldKind::Files => Err(Wrong::UnknownChoice),
    }
}

fn requisite<T: ToString>(parsed: Result<T, Fault>) -> Result<String, Wrong> {
    parsed
        .map(|value| value.to_string())
        .map_err(Wrong::Requisite)
}

/// Told apart by length; a number of a strange length is told what an ОГРН should be.
fn ogrn(typed: &str) -> Result<String, Wrong> {
    let digits = typed.chars().filter(char::is_ascii_digit).count();
    if digits > 13 {
        requisite(Ogrnip::parse(typed))
    } else {
        requisite(Ogrn::parse(typed))
    }
}

fn text(field: &Field, typed: &str) -> Result<String, Wrong> {
    let is_multiline = field.kind == FieldKind::Multiline;
    let unix = typed.replace("\r\n", "\n");
    let trimmed = unix.trim();
    let mut clean = String::with_capacity(trimmed.len());
    for (index, c) in trimmed.chars().enumerate() {
        match c {
            '\n' if is_multiline => clean.push(c),
            '\t' | '\u{a0}' | '\u{202f}' => clean.push(' '),
            _ if c.is_control() || turns_direction(c) || matches!(c, '\u{2028}' | '\u{2029}') => {
                let position = index + 1;
                return Err(Wrong::ControlCharacter { position });
            }
            _ => clean.push(c),
        }
    }
    let got = clean.chars().count();
    let (default, largest) = field.kind.length_limits();
    let max = field.limits.max_length.unwrap_or(default).min(largest);
    if got > max {
        return Err(Wrong::TooLong { max, got });
    }
    match field.limits.min_length {
        Some(min) if got < min => Err(Wrong::TooShort { min, got }),
        _ => Ok(clean),
    }
}

/// Characters that make a text read otherwise than it is stored.
fn turns_direction(c: char) -> bool {
    matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

fn integer(field: &Field, typed: &str) -> Result<String, Wrong> {
    let clean: String = typed
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| if matches!(c, '−' | '–') { '-' } else { c })
        .collect();
    let digits = clean.strip_prefix('-').unwrap_or(&clean);
    let is_number =
        (1..=18).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    let number = clean.parse::<i64>().ok().filter(|_| is_number);
    let number = number.ok_or(Wrong::NotInteger)?;
    match (field.limits.min, field.limits.max) {
        (Some(min), _) if number < min => Err(Wrong::TooSmall { min }),
        (_, Some(max)) if number > max => Err(Wrong::TooLarge { max }),
        _ => Ok(number.to_string()),
    }
}

fn amount(field: &Field, typed: &str) -> Result<String, Wrong> {
    let kopecks = money::parse(typed).ok_or(Wrong::NotMoney)?;
    let min = field.limits.min.unwrap_or(0);
    let max = field.limits.max.unwrap_or(KOPECKS).min(KOPECKS);
    if kopecks < min {
        Err(Wrong::TooLittleMoney { min })
    } else if kopecks > max {
        Err(Wrong::TooMuchMoney { max })
    } else {
        Ok(money::stored(kopecks))
    }
}

fn choice(field: &Field, typed: &str) -> Result<String, Wrong> {
    let typed = typed.trim();
    let known = field.choices.iter().find(|choice| choice.value == typed);
    known
        .map(|choice| choice.value.clone())
        .ok_or(Wrong::UnknownChoice)
}

/// Browsers post `on` for a box without a value of its own.
fn tick(typed: &str) -> Result<String, Wrong> {
    match typed.trim() {
        TICKED | "on" | "true" | "1" => Ok(TICKED.to_owned()),
        _ => Err(Wrong::UnknownChoice),
    }
}
