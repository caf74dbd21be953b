//! Dates: `ДД.ММ.ГГГГ` from people, `ГГГГ-ММ-ДД` from browsers and in storage.

use jiff::civil::Date;

use crate::error::Wrong;

/// Years outside are misprints: nothing that a form asks for happened or will happen then.
const FIRST_YEAR: i16 = 1900;
const LAST_YEAR: i16 = 2199;

pub(crate) fn parse(typed: &str) -> Result<Date, Wrong> {
    let clean: String = typed
        .chars()
        .filter(|c| !c.is_whitespace())
        .take(11)
        .map(|c| if matches!(c, '.' | '/' | ',') { '.' } else { c })
        .collect();
    let (parts, is_iso): (Vec<&str>, bool) = if clean.contains('.') {
        (clean.split('.').collect(), false)
    } else {
        (clean.split('-').collect(), true)
    };
    let [first, month, last] = parts.as_slice() else {
        return Err(Wrong::NotDate);
    };
    // `01-12-2026` is typed by people, `2026-12-01` comes from browsers and storage.
    let (year, day) = if is_iso && first.len() == 4 {
        (first, last)
    } else {
        (last, first)
    };
    if year.len() != 4 || day.len() > 2 || month.len() > 2 {
        return Err(Wrong::NotDate);
    }
    let (Some(year), Some(month), Some(day)) = (digits(year), digits(month), digits(day)) else {
        return Err(Wrong::NotDate);
    };
    let (Ok(month), Ok(day)) = (i8::try_from(month), i8::try_from(day)) else {
        return Err(Wrong::NotDate);
    };
    let date = Date::new(year, month, day).map_err(|_| Wrong::NoSuchDate)?;
    if (FIRST_YEAR..=LAST_YEAR).contains(&year) {
        Ok(date)
    } else {
        let (first, last) = (FIRST_YEAR, LAST_YEAR);
        Err(Wrong::StrangeYear { first, last })
    }
}

fn digits(text: &str) -> Option<i16> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}

/// `01.12.2026`.
pub(crate) fn shown(date: Date) -> String {
    format!("{:02}.{:02}.{:04}", date.day(), date.month(), date.year())
}
