//! Suggestions while a person types.

use crate::model::{AddressLevel, Card, Kind, Status};

/// An entry as a line of a list of suggestions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// [`Card::readable_name`].
    pub name: String,
    pub inn: Option<String>,
    pub ogrn: String,
    pub kind: Kind,
    pub status: Status,
    /// Two-digit code.
    pub region_code: Option<String>,
    /// «Новосибирская область»; empty where the register gives none.
    pub region: String,
    /// «г. Новосибирск»; empty in a city that is a region.
    pub town: String,
}

impl Suggestion {
    pub(crate) fn of(card: &Card) -> Self {
        let part = |level| {
            let parts = card.address.as_ref().map(|address| &address.parts);
            parts
                .into_iter()
                .flatten()
                .find(|part| part.level == level)
                .map(|part| place(&part.kind, &part.name))
        };
        Self {
            name: card.readable_name(),
            inn: card.inn.clone(),
            ogrn: card.ogrn.clone(),
            kind: card.kind,
            status: card.status,
            region_code: card.region_code().map(str::to_owned),
            region: part(AddressLevel::Region).unwrap_or_default(),
            town: part(AddressLevel::City)
                .or_else(|| part(AddressLevel::Settlement))
                .unwrap_or_default(),
        }
    }
}

/// «Г.», «НИЖНИЙ НОВГОРОД» as «г. Нижний Новгород».
fn place(kind: &str, name: &str) -> String {
    /// Kinds of places as they stand within a name.
    const KINDS: [&str; 12] = [
        "область",
        "край",
        "округ",
        "автономный",
        "автономная",
        "республика",
        "город",
        "г",
        "обл",
        "р-н",
        "район",
        "и",
    ];
    let mut words = Vec::new();
    for (at, word) in name.split_whitespace().enumerate() {
        let lower = word.to_lowercase();
        if at > 0 && KINDS.contains(&lower.trim_matches('.')) {
            words.push(lower);
        } else {
            words.push(capitalized(&lower));
        }
    }
    let kind = kind.to_lowercase();
    if !kind.is_empty() {
        words.insert(0, kind);
    }
    words.join(" ")
}

/// «санкт-петербург» → «Санкт-Петербург».
fn capitalized(word: &str) -> String {
    let parts: Vec<String> = word
        .split('-')
        .map(|part| {
            let mut letters = part.chars();
            letters
                .next()
                .map(|first| first.to_uppercase().collect::<String>() + letters.as_str())
                .unwrap_or_default()
        })
        .collect();
    parts.join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_read_as_people_write_them() {
        assert_eq!(place("Г.", "НИЖНИЙ НОВГОРОД"), "г. Нижний Новгород");
        assert_eq!(place("", "НОВОСИБИРСКАЯ ОБЛАСТЬ"), "Новосибирская область");
        assert_eq!(place("", "САНКТ-ПЕТЕРБУРГ"), "Санкт-Петербург");
        assert_eq!(place("", "РЕСПУБЛИКА ТАТАРСТАН"), "Республика Татарстан");
    }
}
