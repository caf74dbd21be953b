//! Dates in a document: in figures, with the month in words, and all in words.

use jiff::civil::Date;

use super::words::{Words, digits_folded, inflected, near, stem};

const MONTHS: [&str; 12] = [
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
];
/// Of the ordinals, what stays in all cases.
const UNITS: [&str; 19] = [
    "перв",
    "втор",
    "трет",
    "четверт",
    "пят",
    "шест",
    "седьм",
    "восьм",
    "девят",
    "десят",
    "одиннадцат",
    "двенадцат",
    "тринадцат",
    "четырнадцат",
    "пятнадцат",
    "шестнадцат",
    "семнадцат",
    "восемнадцат",
    "девятнадцат",
];
const TENS: [(&str, &str); 8] = [
    ("двадцать", "двадцат"),
    ("тридцать", "тридцат"),
    ("сорок", "сороков"),
    ("пятьдесят", "пятидесят"),
    ("шестьдесят", "шестидесят"),
    ("семьдесят", "семидесят"),
    ("восемьдесят", "восьмидесят"),
    ("девяносто", "девяност"),
];

/// A date in the text.
#[derive(Clone, Debug)]
pub(super) struct Seen {
    pub(super) date: Date,
    /// Where it begins among the words.
    pub(super) at: usize,
    /// Whether «с», «до» or «по» stands before it: a bound of a term, not the document's own date.
    pub(super) is_bound: bool,
}

/// All dates in figures or with the month in words, in their order.
pub(super) fn dates(words: &Words) -> Vec<Seen> {
    let mut found = Vec::new();
    for at in 0..words.list.len() {
        let part = |offset: usize| {
            words
                .list
                .get(at + offset)
                .map_or("", |word| word.text.as_str())
        };
        let (first, second, third) = (part(0), part(1), part(2));
        let date = in_order(first, second, third).or_else(|| in_order(third, second, first));
        if let Some(date) = date {
            let before = at.checked_sub(1).map(|at| words.list[at].text.as_str());
            found.push(Seen {
                date,
                at,
                is_bound: matches!(before, Some("с" | "со" | "до" | "по")),
            });
        }
    }
    found
}

fn in_order(day: &str, month: &str, year: &str) -> Option<Date> {
    let day = figures(day, 2)?;
    let month = match figures(month, 2) {
        Some(month) => month,
        None => 1 + MONTHS.iter().position(|name| near(month, name))?,
    };
    let year = digits_folded(
        year.trim_end_matches("года")
            .trim_end_matches("год")
            .trim_end_matches('г'),
    );
    if year.len() != 4 {
        return None;
    }
    let year: i16 = year
        .parse()
        .ok()
        .filter(|year| (1900..2200).contains(year))?;
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// A number of at most so many digits; «О1» is one too.
fn figures(text: &str, most: usize) -> Option<usize> {
    let folded = digits_folded(text);
    let has_digit = text.chars().any(|letter| letter.is_ascii_digit());
    (has_digit && folded.len() <= most)
        .then(|| folded.parse().ok())
        .flatten()
}

/// Where the date stands in words: «первое сентября две тысячи двадцать шестого года».
pub(super) fn in_words(words: &Words, date: Date) -> Option<usize> {
    let mut wanted = ordinal(usize::try_from(date.day()).ok()?)?;
    let month = usize::try_from(date.month()).ok()?;
    wanted.push(stem(MONTHS.get(month.checked_sub(1)?)?));
    let year = usize::try_from(date.year()).ok()?.checked_sub(2000)?;
    wanted.extend(["две".to_owned(), "тысяч".to_owned()]);
    wanted.extend(ordinal(year)?);
    words.list.windows(wanted.len()).position(|window| {
        window
            .iter()
            .zip(&wanted)
            .all(|(word, wanted)| inflected(&word.text, wanted))
    })
}

/// 1 to 99 as an ordinal: the words before the last as they are, of the last what stays in all cases.
fn ordinal(number: usize) -> Option<Vec<String>> {
    let words = match number {
        1..=19 => vec![UNITS[number - 1]],
        20..=99 => {
            let (counted, ordinal) = TENS[number / 10 - 2];
            match number % 10 {
                0 => vec![ordinal],
                units => vec![counted, UNITS[units - 1]],
            }
        }
        _ => return None,
    };
    Some(words.into_iter().map(str::to_owned).collect())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use recognition::{Page, Source};

    use super::*;

    fn words(text: &str) -> Words {
        Words::of(&[Page {
            number: 1,
            source: Source::Recognised,
            text: text.to_owned(),
        }])
    }

    #[test]
    fn a_date_is_read_in_every_way_that_people_write_it() {
        for text in [
            "от 01.09.2026 г.",
            "от 1 сентября 2026 года",
            "«01» сентября 2026г.",
            "О1.09.2026",
            "1 сентябоя 2026",
            "2026-09-01",
            "01/09/2026",
        ] {
            let found = dates(&words(text));
            assert_eq!(found.len(), 1, "{text}");
            assert_eq!(found[0].date, date(2026, 9, 1), "{text}");
        }
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in [
            "32.01.2026",
            "статья 12 13 14",
            "01.13.2026",
            "1 2 2026000",
            "",
        ] {
            assert!(dates(&words(text)).is_empty(), "{text}");
        }
    }

    #[test]
    fn a_date_all_in_words_is_found() {
        let text = words("город Тверь, двадцать первое марта две тысячи двадцать шестого года");
        assert_eq!(in_words(&text, date(2026, 3, 21)), Some(2));
        assert_eq!(in_words(&text, date(2026, 3, 22)), None);
        assert_eq!(in_words(&text, date(2025, 3, 21)), None);
        let text = words("десятого мая две тысячи двадцатого года");
        assert_eq!(in_words(&text, date(2020, 5, 10)), Some(0));
    }

    #[test]
    fn a_bound_is_told_from_a_date_of_its_own() {
        let found = dates(&words("выдана 01.09.2026 на срок до 31 декабря 2027 года"));
        assert_eq!(
            found.iter().map(|one| one.is_bound).collect::<Vec<_>>(),
            [false, true]
        );
    }
}
