//! The register's index: schema, folder, and a card as a document.
//!
//! The imported register is the index; there is no other copy. The folder's name carries the number
//! of the schema: a program with another schema does not read it and asks for an import.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, STORED, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::tokenizer::{TextAnalyzer, TokenizerManager, WhitespaceTokenizer};
use tantivy::{Index, IndexSettings, TantivyDocument};

use crate::model::Card;
use crate::names::{fold, normalize_name};
use crate::problem::Error;
use crate::ranking::standing_rank;
use crate::spelling;

/// Raised whenever the schema or the folding of names changes.
const SCHEMA_NUMBER: u32 = 3;
const WORDS: &str = "words";

/// Fields of a document.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fields {
    pub(crate) ogrn: Field,
    pub(crate) inn: Field,
    /// Folded words of the full and the short name; a person's initials with a dot.
    pub(crate) name: Field,
    /// The first two, three and four letters of every word: finds by a beginning, however common.
    pub(crate) beginning: Field,
    /// The folded name without spaces: finds «СеверныйЛуч» and puts exact names first.
    pub(crate) joined: Field,
    /// The order of entries that match equally well, see [`standing_rank`].
    pub(crate) rank: Field,
    pub(crate) kind: Field,
    pub(crate) status: Field,
    pub(crate) region: Field,
    /// The main ОКВЭД and every shorter prefix of it.
    pub(crate) activity: Field,
    /// Version of the entry, for the import: extract date, last record's date and number.
    pub(crate) extracted: Field,
    pub(crate) recorded: Field,
    pub(crate) record: Field,
    /// Hash of the card without its extract date.
    pub(crate) content: Field,
    /// The card as JSON.
    pub(crate) card: Field,
}

pub(crate) const EXTRACTED: &str = "extracted";
pub(crate) const RECORDED: &str = "recorded";
pub(crate) const RECORD: &str = "record";
pub(crate) const CONTENT: &str = "content";
pub(crate) const RANK: &str = "rank";

fn schema() -> (Schema, Fields) {
    let mut builder = Schema::builder();
    // Nothing is ranked by how often or how near words stand: an entry has them or not.
    let indexed = |tokenizer: &str| {
        TextOptions::default().set_indexing_options(
            TextFieldIndexing::default()
                .set_tokenizer(tokenizer)
                .set_fieldnorms(false)
                .set_index_option(IndexRecordOption::Basic),
        )
    };
    let (words, whole) = (indexed(WORDS), indexed("raw"));
    let fields = Fields {
        ogrn: builder.add_text_field("ogrn", whole.clone()),
        inn: builder.add_text_field("inn", whole.clone()),
        name: builder.add_text_field("name", words.clone()),
        beginning: builder.add_text_field("beginning", words),
        joined: builder.add_text_field("joined", whole.clone()),
        rank: builder.add_u64_field(RANK, FAST),
        kind: builder.add_text_field("kind", whole.clone()),
        status: builder.add_text_field("status", whole.clone()),
        region: builder.add_text_field("region", whole.clone()),
        activity: builder.add_text_field("activity", whole),
        extracted: builder.add_u64_field(EXTRACTED, FAST | INDEXED),
        recorded: builder.add_u64_field(RECORDED, FAST),
        record: builder.add_u64_field(RECORD, FAST),
        content: builder.add_u64_field(CONTENT, FAST),
        card: builder.add_bytes_field("card", STORED),
    };
    (builder.build(), fields)
}

/// The folder of the index inside the register's folder.
pub(crate) fn index_folder(registry: &Path) -> PathBuf {
    registry.join(format!("index-{SCHEMA_NUMBER}"))
}

pub(crate) fn exists(registry: &Path) -> bool {
    index_folder(registry).join("meta.json").is_file()
}

pub(crate) fn open(registry: &Path) -> Result<(Index, Fields), Error> {
    let (_, fields) = schema();
    let mut index = Index::open_in_dir(index_folder(registry))?;
    index.set_tokenizers(tokenizers());
    Ok((index, fields))
}

pub(crate) fn open_or_create(registry: &Path) -> Result<(Index, Fields), Error> {
    if exists(registry) {
        return open(registry);
    }
    let folder = index_folder(registry);
    std::fs::create_dir_all(&folder).map_err(|error| Error::io(&folder, error))?;
    let (schema, fields) = schema();
    let settings = IndexSettings {
        // An import keeps all processors busy as it is.
        docstore_compress_dedicated_thread: false,
        ..IndexSettings::default()
    };
    let index = Index::builder()
        .schema(schema)
        .settings(settings)
        .tokenizers(tokenizers())
        .create_in_dir(&folder)?;
    Ok((index, fields))
}

fn tokenizers() -> TokenizerManager {
    let manager = TokenizerManager::default();
    manager.register(WORDS, TextAnalyzer::from(WhitespaceTokenizer::default()));
    manager
}

/// What decides which of two extracts of one entry is newer, and whether they say the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Version {
    /// Extract date as days since year 1, then the last record's date and number.
    pub(crate) order: (u64, u64, u64),
    pub(crate) content: u64,
}

impl Version {
    /// `json` is the card as it came from the file.
    pub(crate) fn of(card: &Card, json: &[u8]) -> Self {
        let record = card.last_record.as_ref();
        let number = record
            .and_then(|record| record.number.parse().ok())
            .unwrap_or(0);
        Self {
            order: (
                day_number(card.extracted_on),
                record.map_or(0, |record| day_number(record.made_on)),
                number,
            ),
            content: content_hash(json),
        }
    }
}

/// A number that grows with the date and can be read back.
pub(crate) fn day_number(date: jiff::civil::Date) -> u64 {
    let year = u64::try_from(date.year()).unwrap_or(0);
    let month = u64::from(date.month().unsigned_abs());
    year * 10_000 + month * 100 + u64::from(date.day().unsigned_abs())
}

pub(crate) fn day_of(number: u64) -> Option<jiff::civil::Date> {
    let year = i16::try_from(number / 10_000).ok()?;
    let month = i8::try_from(number / 100 % 100).ok()?;
    let day = i8::try_from(number % 100).ok()?;
    jiff::civil::Date::new(year, month, day).ok()
}

/// A hash over the card's JSON without the extract date: the same bytes give the same number in
/// every build, and nobody gains from a collision in the tax service's own file.
fn content_hash(json: &[u8]) -> u64 {
    // Quotes inside a value are escaped, so this can only be the key.
    const DATE: &[u8] = b"\"extracted_on\":\"";
    let date = json
        .windows(DATE.len())
        .position(|piece| piece == DATE)
        .map_or(json.len(), |at| at + DATE.len());
    let after = (date + "2026-11-30".len()).min(json.len());
    hash(hash(0, &json[..date]), &json[after..])
}

/// Eight bytes at a time, multiplied and rotated; good enough to tell texts apart.
pub(crate) fn hash(seed: u64, bytes: &[u8]) -> u64 {
    const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;
    let mix = |hash: u64, word: u64| (hash.rotate_left(23) ^ word).wrapping_mul(FACTOR);
    let mut words = bytes.chunks_exact(8);
    let mut hash = mix(seed, bytes.len() as u64);
    for word in &mut words {
        let mut eight = [0; 8];
        eight.copy_from_slice(word);
        hash = mix(hash, u64::from_le_bytes(eight));
    }
    let mut last = [0; 8];
    last[..words.remainder().len()].copy_from_slice(words.remainder());
    hash = mix(hash, u64::from_le_bytes(last));
    hash = (hash ^ (hash >> 32)).wrapping_mul(FACTOR);
    hash ^ (hash >> 29)
}

pub(crate) fn document(
    fields: &Fields,
    card: &Card,
    version: &Version,
    json: &[u8],
) -> TantivyDocument {
    let mut document = TantivyDocument::new();
    document.add_text(fields.ogrn, &card.ogrn);
    if let Some(inn) = &card.inn {
        document.add_text(fields.inn, inn);
    }
    let full = normalize_name(indexed_part(&card.full_name));
    let short = card
        .short_name
        .as_deref()
        .map(|short| normalize_name(indexed_part(short)))
        .filter(|short| *short != full);
    document.add_text(fields.joined, joined(&full));
    if let Some(short) = &short {
        document.add_text(fields.joined, joined(short));
    }
    if let Some(aloud) = in_cyrillic(&full) {
        document.add_text(fields.joined, joined(&aloud));
    }
    let words = index_words(&full, short.as_deref().unwrap_or_default());
    document.add_text(fields.beginning, beginnings(&words));
    document.add_text(fields.name, with_initials(words, card));
    let names = || short.iter().chain([&full]);
    let words = names().map(|name| words_in(name)).min().unwrap_or(0);
    let letters = names().map(|name| name.chars().count()).min().unwrap_or(0);
    document.add_u64(fields.rank, standing_rank(card, words, letters));
    document.add_text(fields.kind, card.kind.as_str());
    document.add_text(fields.status, card.status.as_str());
    if let Some(region) = card.region_code() {
        document.add_text(fields.region, region);
    }
    if let Some(activity) = &card.main_activity {
        for prefix in activity_prefixes(&activity.code) {
            document.add_text(fields.activity, prefix);
        }
    }
    document.add_u64(fields.extracted, version.order.0);
    document.add_u64(fields.recorded, version.order.1);
    document.add_u64(fields.record, version.order.2);
    document.add_u64(fields.content, version.content);
    document.add_bytes(fields.card, json);
    document
}

/// Letters of a name that are looked at; the longest real one has some two thousand. The card keeps all.
const LONGEST_NAME: usize = 4_000;

fn indexed_part(name: &str) -> &str {
    let end = name.char_indices().nth(LONGEST_NAME);
    end.map_or(name, |(at, _)| &name[..at])
}

/// The longest word that the index takes, in bytes of a term.
const LONGEST_TERM: usize = 200;

pub(crate) fn joined(name: &str) -> String {
    let mut joined: String = name.split(' ').collect();
    truncate_at_letter(&mut joined, LONGEST_TERM);
    joined
}

fn truncate_at_letter(text: &mut String, most: usize) {
    let mut end = most.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.truncate(end);
}

fn words_in(name: &str) -> usize {
    name.split(' ').filter(|word| !word.is_empty()).count()
}

/// The longest beginning that is a term of its own; longer ones are few enough to be looked up
/// among the words.
pub(crate) const LONGEST_BEGINNING: usize = 4;

/// «луч» → «лу луч»; each beginning once.
fn beginnings(words: &str) -> String {
    let mut beginnings: Vec<&str> = Vec::new();
    let mut known = HashSet::new();
    for word in words.split(' ') {
        let ends = word
            .char_indices()
            .map(|(at, letter)| at + letter.len_utf8());
        for end in ends.take(LONGEST_BEGINNING).skip(1) {
            if let Some(beginning) = word.get(..end)
                && known.insert(beginning)
            {
                beginnings.push(beginning);
            }
        }
    }
    beginnings.join(" ")
}

/// A person's name is also looked for as «Котова А. С.»; nobody types the dot into a search, because
/// folding takes it away, so an initial is never taken for a word of one letter.
fn with_initials(mut words: String, card: &Card) -> String {
    let Some(person) = &card.person else {
        return words;
    };
    for name in [Some(&person.given), person.patronymic.as_ref()]
        .into_iter()
        .flatten()
    {
        if let Some(initial) = fold(name).chars().next() {
            words.push(' ');
            words.push_str(&initial_term(initial));
        }
    }
    words
}

/// The term of a person's initial.
pub(crate) fn initial_term(letter: char) -> String {
    format!("{letter}.")
}

/// A name with its Latin words as they are read: «LIGHT ГОРОД» as «лайт город». Nothing for a name
/// without such words.
fn in_cyrillic(name: &str) -> Option<String> {
    let mut has_latin = false;
    let words: Vec<String> = name
        .split(' ')
        .map(|word| match spelling::in_cyrillic(word) {
            Some([aloud, _]) => {
                has_latin = true;
                aloud
            }
            None => word.to_owned(),
        })
        .collect();
    has_latin.then(|| words.join(" "))
}

/// Words of both names, each once, Latin ones also in Cyrillic.
fn index_words(full: &str, short: &str) -> String {
    let mut words: Vec<String> = Vec::new();
    let mut known: HashSet<String> = HashSet::new();
    let mut add = |word: &str| {
        let is_word = !word.is_empty() && word.len() <= LONGEST_TERM;
        if is_word && !known.contains(word) {
            known.insert(word.to_owned());
            words.push(word.to_owned());
        }
    };
    for word in full.split(' ').chain(short.split(' ')) {
        add(word);
        for variant in spelling::in_cyrillic(word).iter().flatten() {
            add(variant);
        }
    }
    words.join(" ")
}

/// «46.66.1» → «46», «46.6», «46.66», «46.66.1».
fn activity_prefixes(code: &str) -> impl Iterator<Item = &str> {
    let ends = code
        .char_indices()
        .map(|(at, letter)| at + letter.len_utf8());
    ends.filter_map(|end| code.get(..end))
        .filter(|prefix| prefix.len() >= 2 && prefix.len() <= 12 && !prefix.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use tantivy::schema::Value;

    use super::*;

    #[test]
    fn every_prefix_of_an_activity_can_be_filtered_by() {
        let prefixes: Vec<_> = activity_prefixes("46.66.1").collect();
        assert_eq!(prefixes, ["46", "46.6", "46.66", "46.66.1"]);
    }

    #[test]
    fn only_the_extract_date_does_not_count_as_content() {
        let json = |name: &str, day: &str| {
            format!("{{\"n\":\"{name}\",\"extracted_on\":\"{day}\",\"s\":1}}")
        };
        let of = |name: &str, day: &str| content_hash(json(name, day).as_bytes());
        assert_eq!(of("А", "2026-11-01"), of("А", "2026-11-02"));
        assert_ne!(of("А", "2026-11-01"), of("Б", "2026-11-01"));
        assert_ne!(hash(0, b"12345678"), hash(0, b"12345678\0"));
        assert_ne!(hash(0, b"1234567"), hash(0, b"1234567\0"));
    }

    #[test]
    fn a_word_is_found_by_two_to_four_first_letters() {
        assert_eq!(beginnings("луч лучик я"), "лу луч лучи");
        assert_eq!(beginnings(""), "");
    }

    #[test]
    fn a_name_without_end_gives_a_bounded_number_of_terms_and_its_card_keeps_all() {
        let day = jiff::civil::date(2026, 1, 1);
        let mut card = Card::blank(crate::Kind::Company, "1027700132195".into(), day);
        // 200,000 different words, and their number again in the short name.
        let words: Vec<String> = (0..200_000).map(|number| format!("л{number}")).collect();
        card.full_name = words.join(" ");
        card.short_name = Some(words.iter().rev().cloned().collect::<Vec<_>>().join(" "));
        let json = serde_json::to_vec(&card).unwrap();
        let (_, fields) = schema();
        let document = document(&fields, &card, &Version::of(&card, &json), &json);
        let text = |field| {
            let value = document.get_first(field).unwrap();
            value.as_str().unwrap().to_owned()
        };
        let name = text(fields.name);
        let terms: Vec<&str> = name.split(' ').collect();
        assert!(
            (600..=2 * LONGEST_NAME / 2).contains(&terms.len()),
            "{}",
            terms.len()
        );
        let different: HashSet<&str> = terms.iter().copied().collect();
        assert_eq!(different.len(), terms.len());
        assert!(text(fields.beginning).split(' ').count() <= 3 * terms.len());
        let stored = document.get_first(fields.card).unwrap();
        assert_eq!(stored.as_bytes(), Some(&json[..]));
        assert_eq!(indexed_part("ёлка"), "ёлка");
    }

    #[test]
    fn a_latin_name_is_found_as_it_is_read() {
        let name = normalize_name("LIGHT ГОРОД");
        assert_eq!(in_cyrillic(&name).as_deref(), Some("лайт город"));
        assert_eq!(in_cyrillic("город"), None);
        let words = index_words(&name, "");
        assert!(words.split(' ').any(|word| word == "лайт"), "{words}");
    }

    #[test]
    fn a_sole_trader_has_initials_and_a_company_has_none() {
        let day = jiff::civil::date(2026, 1, 1);
        let mut card = Card::blank(crate::Kind::SoleTrader, "304770000000001".into(), day);
        assert_eq!(with_initials("котова анна".into(), &card), "котова анна");
        card.person = Some(crate::PersonName {
            family: "КОТОВА".into(),
            given: "АННА".into(),
            patronymic: Some("ЁЛКИЧНА".into()),
        });
        assert_eq!(
            with_initials("котова анна".into(), &card),
            "котова анна а. е."
        );
    }

    #[test]
    fn dates_keep_their_order_as_numbers() {
        let date = jiff::civil::date(2026, 1, 31);
        assert_eq!(day_of(day_number(date)), Some(date));
        assert!(day_number(date) < day_number(jiff::civil::date(2026, 2, 1)));
        assert_eq!(day_of(0), None);
    }
}
