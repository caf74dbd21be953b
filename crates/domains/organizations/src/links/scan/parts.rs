//! Each part looked for in the words of a document.

use jiff::ToSpan;
use jiff::civil::Date;
use registry::{fold, normalize_name};
use requisites::{Inn10, Inn12, Ogrn, Ogrnip};

use super::Outcome;
use super::dates::{dates, in_words};
use super::find::Expected;
use super::words::{Word, Words, digits_folded, inflected, near, stem};

/// Positions that act for an organization, where the form names none.
const HEADS: &[&str] = &[
    "директор",
    "президент",
    "председател",
    "руководител",
    "управляющ",
    "начальник",
    "заведующ",
    "ректор",
    "предпринимател",
];
/// Titles after which a document's number stands even without «№».
const TITLES: &[&str] = &[
    "приказ",
    "решени",
    "протокол",
    "доверенност",
    "распоряжени",
    "устав",
    "лист",
    "свидетельств",
];
const NUMERALS: &[(&str, i32)] = &[
    ("один", 1),
    ("одн", 1),
    ("два", 2),
    ("две", 2),
    ("три", 3),
    ("четыре", 4),
    ("пят", 5),
    ("шест", 6),
    ("сем", 7),
    ("восем", 8),
    ("девят", 9),
    ("десят", 10),
];

/// Letters of which one is recognised as another.
const LOOK_ALIKE: &[&str] = &["пшщнилцм", "осеэю", "вбз", "гтр", "кхж", "адл", "уч"];

/// What was found of one part.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub(super) outcome: Outcome,
    pub(super) seen: String,
    pub(super) page: Option<u32>,
    pub(super) is_recognised: bool,
}

impl Place {
    pub(super) fn not_found() -> Place {
        Place {
            outcome: Outcome::NotFound,
            seen: String::new(),
            page: None,
            is_recognised: false,
        }
    }

    pub(super) fn unjudged() -> Place {
        Place {
            outcome: Outcome::Unjudged,
            ..Place::not_found()
        }
    }

    fn at(outcome: Outcome, word: &Word, seen: impl Into<String>) -> Place {
        Place {
            outcome,
            seen: seen.into(),
            page: Some(word.page),
            is_recognised: word.is_recognised,
        }
    }
}

/// The document's own date: equal to the typed one wherever it stands; else the first that is no bound of a term.
pub(super) fn date(words: &Words, expected: Date, today: Date) -> Place {
    let seen = dates(words);
    if let Some(one) = seen.iter().find(|one| one.date == expected) {
        return Place::at(Outcome::Found, &words.list[one.at], one.date.to_string());
    }
    if let Some(at) = in_words(words, expected) {
        return Place::at(Outcome::Found, &words.list[at], expected.to_string());
    }
    let own: Vec<_> = seen
        .iter()
        .filter(|one| !one.is_bound && words.list[one.at].page == 1)
        .collect();
    let Some(first) = own.first() else {
        return Place::not_found();
    };
    // One that has come could be the document's own, and the other something it speaks of.
    let outcome = if own.iter().all(|one| one.date > today) {
        Outcome::OutOfTime
    } else {
        Outcome::Differs
    };
    Place::at(outcome, &words.list[first.at], first.date.to_string())
}

/// `None` for a document without a number («б/н»).
pub(super) fn number(words: &Words, typed: &str) -> Option<Place> {
    let wanted = digits_folded(&fold(typed).replace(' ', ""));
    if wanted.is_empty() || matches!(fold(typed).as_str(), "б н" | "бн" | "без номера" | "нет")
    {
        return None;
    }
    let seen = dates(words);
    for (at, word) in words.list.iter().enumerate() {
        // «12/2026» is not found in «01.12.2026».
        let next = seen.partition_point(|one| one.at <= at);
        let in_date = next > 0 && at < seen[next - 1].at + 3;
        if starts_number(words, at, &wanted)
            && (!in_date || word.after_mark)
            && (wanted.chars().count() >= 4 || stands_for_number(words, at))
        {
            return Some(Place::at(Outcome::Found, word, typed));
        }
    }
    let other = words.list.iter().find(|word| {
        word.page == 1 && word.after_mark && word.text.chars().any(|one| one.is_ascii_digit())
    });
    Some(match other {
        Some(word) => {
            let seen = word.raw.trim_matches(|one: char| !one.is_alphanumeric());
            Place::at(Outcome::Differs, word, seen)
        }
        None => Place::not_found(),
    })
}

/// Whether the words from here, put together, are the number, and the next one does not go on with it.
fn starts_number(words: &Words, at: usize, wanted: &str) -> bool {
    let mut rest = wanted;
    for word in words.list[at..].iter().take(8) {
        let text = digits_folded(&word.text);
        match rest.strip_prefix(text.as_str()) {
            Some("") => return true,
            Some(shorter) => rest = shorter,
            // The end of the next word may be glued on: «17-кот».
            None => return false,
        }
    }
    false
}

/// A number of few characters could be any: it counts behind «№» or the title, or before «от».
fn stands_for_number(words: &Words, at: usize) -> bool {
    let before = at.checked_sub(1).map(|at| words.list[at].text.as_str());
    let after = words.list.get(at + 1).map(|word| word.text.as_str());
    words.list[at].after_mark
        || before.is_some_and(|before| TITLES.iter().any(|title| inflected(before, title)))
        || after == Some("от")
}

/// Family name and initials, or the names in any case, before or after it.
pub(super) fn person(words: &Words, name: &[String]) -> Place {
    let Some((family, others)) = name.split_first() else {
        return Place::unjudged();
    };
    let family: Vec<String> = fold(family).split(' ').map(stem).collect();
    let others: Vec<String> = others
        .iter()
        .map(|one| fold(one))
        .filter(|one| !one.is_empty())
        .collect();
    let mut other_person = None;
    for (at, window) in words.list.windows(family.len()).enumerate() {
        let is_family = window
            .iter()
            .zip(&family)
            .all(|(word, stem)| inflected(&word.text, stem));
        if !is_family {
            continue;
        }
        let end = at + family.len();
        let after = &words.list[end.min(words.list.len())..(end + 3).min(words.list.len())];
        let before = &words.list[at.saturating_sub(others.len().max(1))..at];
        let glued = &words.list[at.saturating_sub(1)..at];
        if [after, before, glued]
            .iter()
            .any(|one| has_names(one, &others))
        {
            let seen = shown(&words.list[at..(end + others.len()).min(words.list.len())]);
            return Place::at(Outcome::Found, &words.list[at], seen);
        }
        let is_named = |words: &[Word]| {
            words.first().is_some_and(|word| is_initial(&word.text))
                || words.get(1).is_some_and(|word| is_patronymic(&word.text))
        };
        if other_person.is_none() && (is_named(after) || is_named(before)) {
            let seen = if is_named(after) {
                shown(&words.list[at..(end + 2).min(words.list.len())])
            } else {
                shown(&words.list[at.saturating_sub(2)..end])
            };
            other_person = Some(Place::at(Outcome::Differs, &words.list[at], seen));
        }
    }
    other_person.unwrap_or_else(Place::not_found)
}

/// Whether the words begin with the given name and patronymic, or with their initials.
fn has_names(words: &[Word], names: &[String]) -> bool {
    if names.is_empty() {
        return true;
    }
    let initials: String = names
        .iter()
        .filter_map(|name| name.chars().next())
        .collect();
    // «М.П.» becomes «м п», and «МП» when the dots were lost.
    if words.first().is_some_and(|word| word.text == initials) {
        return true;
    }
    let mut doubtful = 0;
    let fits = |(word, name): (&Word, &String)| {
        let is_short = word.text.chars().count() == 1;
        if is_short && word.is_recognised && !name.starts_with(&word.text) {
            doubtful += 1;
            return look_alike(&word.text, name);
        }
        is_short && name.starts_with(&word.text) || inflected(&word.text, &stem(name))
    };
    words.len() >= names.len() && words.iter().zip(names).all(fits) && doubtful <= 1
}

/// Whether recognition takes the first letters for each other: «М.Ш.» for «М.П.».
fn look_alike(seen: &str, name: &str) -> bool {
    let (Some(seen), Some(first)) = (seen.chars().next(), name.chars().next()) else {
        return false;
    };
    LOOK_ALIKE
        .iter()
        .any(|group| group.contains(seen) && group.contains(first))
}

fn is_initial(text: &str) -> bool {
    text.chars().count() == 1 && text.chars().all(char::is_alphabetic)
}

fn is_patronymic(text: &str) -> bool {
    text.chars().count() > 5
        && [
            "ич", "ича", "ичу", "ичем", "вна", "вны", "вне", "вну", "вной",
        ]
        .iter()
        .any(|end| text.ends_with(end))
}

/// The words as they stand, each token once.
fn shown(words: &[Word]) -> String {
    let mut tokens: Vec<&str> = words
        .iter()
        .map(|word| {
            word.raw
                .trim_matches(|one: char| !one.is_alphanumeric() && one != '.')
        })
        .collect();
    tokens.dedup();
    tokens.join(" ")
}

/// One of the positions; another one that leads is a difference.
pub(super) fn position(words: &Words, wanted: &[String]) -> Place {
    for position in wanted {
        let stems: Vec<String> = fold(position).split(' ').map(stem).collect();
        if let Some(word) = words.find(&stems, inflected) {
            return Place::at(Outcome::Found, word, position.as_str());
        }
    }
    let leading = words
        .list
        .iter()
        .find(|word| HEADS.iter().any(|head| inflected(&word.text, head)));
    match leading {
        Some(word) if wanted.is_empty() => {
            Place::at(Outcome::Found, word, shown(std::slice::from_ref(word)))
        }
        Some(word) => Place::at(Outcome::Differs, word, shown(std::slice::from_ref(word))),
        None => Place::not_found(),
    }
}

/// «Генеральный директор Новиков Пётр Ильич» alone on its line: what stays of a line to sign on when recognition
/// leaves the line out. Nominative, so that «в лице генерального директора …» at the start of a line is none.
fn is_signed_by(line: &[Word]) -> bool {
    let leads = |word: &Word| {
        HEADS.iter().any(|head| inflected(&word.text, head))
            && word.text.ends_with(['р', 'т', 'к', 'ь', 'й'])
    };
    let Some(position) = line.iter().take(3).position(leads) else {
        return false;
    };
    let is_named = |word: &&Word| {
        let mut letters = word.raw.chars().filter(|one| one.is_alphabetic());
        letters.next().is_some_and(char::is_uppercase) && !word.raw.ends_with([',', ':', ';'])
    };
    let names = line[position + 1..].iter().rev().take_while(is_named);
    names.count() >= 2
}

/// The word «подпись» or «М.П.», a line to sign on, or a line with a position and a name: the usual end of a document.
pub(super) fn signature(words: &Words) -> Place {
    // Not «с правом подписи»: the word names a place only as it stands in the dictionary.
    let signs = |word: &&Word| near(&word.text, "подпись") && !word.text.ends_with(['и', 'ю', 'я']);
    if let Some(word) = words.list.iter().rev().find(signs) {
        return Place::at(Outcome::Found, word, shown(std::slice::from_ref(word)));
    }
    for (index, line) in words.lines.iter().enumerate().rev() {
        let has_line = longest_rule(&line.raw) >= 4;
        let has_seal = line.raw.split_whitespace().any(|token| {
            let token = token.trim_matches(|one: char| !one.is_alphanumeric() && one != '.');
            matches!(token, "М.П." | "М.П" | "МП" | "M.П." | "М.П.,")
        });
        let on_it = words.on_line(index);
        let leads = |word: &Word| HEADS.iter().any(|head| inflected(&word.text, head));
        let has_initials = on_it.iter().filter(|word| is_initial(&word.text)).count() >= 2;
        if has_line || has_seal || has_initials && on_it.iter().any(leads) || is_signed_by(on_it) {
            return Place {
                outcome: Outcome::Found,
                seen: line.raw.clone(),
                page: Some(line.page),
                is_recognised: line.is_recognised,
            };
        }
    }
    Place::not_found()
}

/// Length of the longest run of characters that a ruled line is recognised as.
fn longest_rule(line: &str) -> usize {
    let (mut longest, mut run) = (0, 0);
    for one in line.chars() {
        run = if matches!(one, '_' | '—' | '–' | '‗' | '¯') {
            run + 1
        } else {
            0
        };
        longest = longest.max(run);
    }
    longest
}

/// Name, ИНН or ОГРН; another organization's number where neither stands is a difference.
pub(super) fn organization(words: &Words, expected: &Expected) -> Place {
    let mut other = None;
    let (mut is_labelled, mut since_label) = (false, 0);
    for word in &words.list {
        if matches!(word.text.as_str(), "инн" | "огрн" | "огрнип") {
            (is_labelled, since_label) = (true, 0);
        }
        since_label += 1;
        let Some(digits) = long_number(&word.text) else {
            continue;
        };
        let wanted = [&expected.inn, &expected.ogrn];
        if let Some(wanted) = wanted
            .into_iter()
            .find(|wanted| same_number(&digits, wanted))
        {
            return Place::at(Outcome::Found, word, wanted.as_str());
        }
        if is_labelled && since_label <= 4 && is_good_number(&digits) && other.is_none() {
            other = Some(Place::at(Outcome::Differs, word, digits));
        }
    }
    let mut names: Vec<String> = expected
        .names
        .iter()
        .map(|name| normalize_name(name))
        .collect();
    names.retain(|name| name.chars().filter(|one| one.is_alphanumeric()).count() >= 3);
    for name in names {
        let wanted: Vec<String> = name.split(' ').map(str::to_owned).collect();
        if let Some(word) = words.find(&wanted, near) {
            let at = words
                .list
                .iter()
                .position(|one| std::ptr::eq(one, word))
                .unwrap_or(0);
            return Place::at(
                Outcome::Found,
                word,
                shown(&words.list[at..at + wanted.len()]),
            );
        }
    }
    if expected.is_sole_trader {
        let place = person(words, &expected.person);
        if place.outcome == Outcome::Found {
            return place;
        }
    }
    other.unwrap_or_else(Place::not_found)
}

/// Digits of a word that is nearly all digits and as long as ИНН or ОГРН.
fn long_number(text: &str) -> Option<String> {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let folded = digits_folded(text);
    let is_number = (10..=15).contains(&folded.len())
        && digits + 3 >= folded.len()
        && folded.bytes().all(|one| one.is_ascii_digit());
    is_number.then_some(folded)
}

/// Equal, or with one digit wrong and the check digits therefore too: an error of recognition. Of two good numbers more
/// than one digit differs.
fn same_number(seen: &str, wanted: &str) -> bool {
    if wanted.is_empty() || seen.len() != wanted.len() {
        return false;
    }
    let wrong = seen
        .bytes()
        .zip(wanted.bytes())
        .filter(|(a, b)| a != b)
        .count();
    wrong == 0 || wrong == 1 && !is_good_number(seen)
}

fn is_good_number(digits: &str) -> bool {
    match digits.len() {
        10 => Inn10::parse(digits).is_ok(),
        12 => Inn12::parse(digits).is_ok(),
        13 => Ogrn::parse(digits).is_ok(),
        15 => Ogrnip::parse(digits).is_ok(),
        _ => false,
    }
}

/// How long a power of attorney holds: until a date, or for some years or months from its own date. Without a term the law
/// gives it a year (Civil Code, article 186).
pub(super) fn term(words: &Words, own: Date, today: Date) -> Place {
    let judged = |end: Date, word: &Word| {
        let outcome = if end < today {
            Outcome::OutOfTime
        } else {
            Outcome::Found
        };
        Place::at(outcome, word, end.to_string())
    };
    let ends = dates(words);
    let last = ends
        .iter()
        .filter(|one| one.is_bound && one.date >= own)
        .max_by_key(|one| one.date);
    if let Some(one) = last {
        return judged(one.date, &words.list[one.at]);
    }
    for (at, word) in words.list.iter().enumerate() {
        if !(inflected(&word.text, "срок") || near(&word.text, "действительна")) {
            continue;
        }
        let mut count = None;
        for next in words.list[at + 1..].iter().take(7) {
            let text = next.text.as_str();
            count = count.or_else(|| text.parse::<i32>().ok()).or_else(|| {
                NUMERALS
                    .iter()
                    .find(|(word, _)| inflected(text, word))
                    .map(|(_, count)| *count)
            });
            let is_years = matches!(text, "год" | "года" | "лет" | "годов") || near(text, "года");
            let is_months = inflected(text, "месяц");
            if let Some(count) =
                count.filter(|count| (is_years || is_months) && (1..=99).contains(count))
            {
                let span = if is_years {
                    count.years()
                } else {
                    count.months()
                };
                if let Ok(end) = own.checked_add(span) {
                    return judged(end, word);
                }
            }
        }
    }
    match own.checked_add(1.year()) {
        Ok(end) if end < today => Place {
            outcome: Outcome::OutOfTime,
            seen: end.to_string(),
            ..Place::not_found()
        },
        _ => Place::not_found(),
    }
}
