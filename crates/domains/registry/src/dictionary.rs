//! The words that names of the register are made of, straight from the index.
//!
//! Every segment of the index has a dictionary of its own; nothing is kept beside them, so there is
//! nothing to go stale when an import commits.

use std::cell::RefCell;
use std::collections::HashMap;

use tantivy::query::FuzzyTermQuery;
use tantivy::schema::Field;
use tantivy::termdict::TermDictionary;
use tantivy::{Searcher, Term};

use crate::problem::Error;
use crate::spelling;

/// A word of the register and how far it is from what was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reading {
    pub(crate) word: String,
    /// Hundredths of a typo; see [`spelling::cost`].
    pub(crate) cost: u32,
    /// Entries that have it.
    pub(crate) entries: u64,
}

/// Readings of one word that are worth a look.
const MOST_READINGS: usize = 24;
/// Words of one segment that are compared with a typed one.
const MOST_COMPARED: usize = 5_000;

/// The dictionary of one field over all segments.
pub(crate) struct Dictionary<'s> {
    searcher: &'s Searcher,
    field: Field,
    /// Answers of [`Dictionary::near`]: a search asks for the same word in several steps.
    asked: RefCell<HashMap<(String, u8), Vec<Reading>>>,
}

impl<'s> Dictionary<'s> {
    pub(crate) fn new(searcher: &'s Searcher, field: Field) -> Self {
        Self {
            searcher,
            field,
            asked: RefCell::default(),
        }
    }

    /// Entries that have this very word, those included that were deleted since the last merge.
    pub(crate) fn entries(&self, word: &str) -> Result<u64, Error> {
        Ok(self
            .searcher
            .doc_freq(&Term::from_field_text(self.field, word))?)
    }

    /// Words within `distance` edits (1 or 2; swapped neighbours are one), nearest first, of equal
    /// ones the more frequent. The word itself is not among them.
    ///
    /// The first letter is seldom wrong, and looking for other ones makes the search for two edits
    /// thirty times longer; so two edits leave it in its place.
    pub(crate) fn near(&self, word: &str, distance: u8) -> Result<Vec<Reading>, Error> {
        let key = (word.to_owned(), distance);
        if let Some(known) = self.asked.borrow().get(&key) {
            return Ok(known.clone());
        }
        let term = Term::from_field_text(self.field, word);
        let automaton = FuzzyTermQuery::new(term, distance, true).automaton()?;
        let range = (distance > 1).then(|| first_letter(word)).flatten();
        let mut found = HashMap::new();
        self.each_segment(|words| {
            let mut search = words.search(&automaton);
            if let Some((from, to)) = &range {
                search = search.ge(from).lt(to);
            }
            let mut stream = search.into_stream()?;
            let mut compared = 0;
            while compared < MOST_COMPARED && stream.advance() {
                add(&mut found, stream.key(), stream.value().doc_freq);
                compared += 1;
            }
            Ok(())
        })?;
        let readings = found
            .into_iter()
            .filter(|(near, _)| near != word && spelling::has_same_digits(word, near));
        let readings = readings.map(|(near, entries)| Reading {
            cost: spelling::cost(word, &near),
            word: near,
            entries,
        });
        let readings = best(readings.collect());
        self.asked.borrow_mut().insert(key, readings.clone());
        Ok(readings)
    }

    /// Words that begin like `beginning` but for one edit, as [`Dictionary::near`].
    pub(crate) fn near_beginnings(&self, beginning: &str) -> Result<Vec<Reading>, Error> {
        let Some((from, to)) = first_letter(beginning) else {
            return Ok(Vec::new());
        };
        let term = Term::from_field_text(self.field, beginning);
        let automaton = FuzzyTermQuery::new_prefix(term, 1, true).automaton()?;
        let mut found = HashMap::new();
        self.each_segment(|words| {
            let mut stream = words.search(&automaton).ge(&from).lt(&to).into_stream()?;
            let mut compared = 0;
            while compared < MOST_COMPARED && stream.advance() {
                add(&mut found, stream.key(), stream.value().doc_freq);
                compared += 1;
            }
            Ok(())
        })?;
        let readings = found.into_iter().map(|(word, entries)| Reading {
            cost: spelling::TYPO,
            word,
            entries,
        });
        Ok(best(readings.collect()))
    }

    /// Up to `most` words that begin so, in their own order; for numbers.
    pub(crate) fn beginning_with(
        &self,
        beginning: &str,
        most: usize,
    ) -> Result<Vec<String>, Error> {
        let Some(end) = after_beginning(beginning) else {
            return Ok(Vec::new());
        };
        let mut found = HashMap::new();
        self.each_segment(|words| {
            let mut stream = words.range().ge(beginning).lt(&end).into_stream()?;
            let mut taken = 0;
            while taken < most && stream.advance() {
                add(&mut found, stream.key(), stream.value().doc_freq);
                taken += 1;
            }
            Ok(())
        })?;
        let mut words: Vec<String> = found.into_keys().collect();
        words.sort_unstable();
        words.truncate(most);
        Ok(words)
    }

    /// Two words of the register that were typed as one: both known, the rarest pair last.
    pub(crate) fn split(&self, word: &str) -> Result<Option<(String, String)>, Error> {
        let mut best: Option<(u64, &str, &str)> = None;
        for (at, _) in word.char_indices().skip(1) {
            let (left, right) = word.split_at(at);
            let is_number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
            let is_long = |part: &str| part.chars().count() >= 3 || is_number(part);
            if !is_long(left) || !is_long(right) {
                continue;
            }
            let entries = self.entries(left)?;
            if entries == 0 {
                continue;
            }
            let common = entries.min(self.entries(right)?);
            if common > best.map_or(0, |(most, ..)| most) {
                best = Some((common, left, right));
            }
        }
        Ok(best.map(|(_, left, right)| (left.to_owned(), right.to_owned())))
    }

    fn each_segment(
        &self,
        mut look: impl FnMut(&TermDictionary) -> std::io::Result<()>,
    ) -> Result<(), Error> {
        for segment in self.searcher.segment_readers() {
            let index = segment.inverted_index(self.field)?;
            look(index.terms()).map_err(tantivy::TantivyError::from)?;
        }
        Ok(())
    }
}

fn add(found: &mut HashMap<String, u64>, key: &[u8], entries: u32) {
    if let Ok(word) = std::str::from_utf8(key) {
        match found.get_mut(word) {
            Some(known) => *known += u64::from(entries),
            None => {
                found.insert(word.to_owned(), u64::from(entries));
            }
        }
    }
}

fn best(mut readings: Vec<Reading>) -> Vec<Reading> {
    readings.sort_unstable_by(|one, other| {
        let of_one = (one.cost, std::cmp::Reverse(one.entries));
        let of_other = (other.cost, std::cmp::Reverse(other.entries));
        of_one
            .cmp(&of_other)
            .then_with(|| one.word.cmp(&other.word))
    });
    readings.truncate(MOST_READINGS);
    readings
}

/// The range of words with the same first letter.
fn first_letter(word: &str) -> Option<(String, String)> {
    let first: String = word.chars().take(1).collect();
    let end = after_beginning(&first)?;
    Some((first, end))
}

/// The least text that is greater than everything that begins so.
fn after_beginning(beginning: &str) -> Option<String> {
    let mut letters: Vec<char> = beginning.chars().collect();
    let last = letters.pop()?;
    let next = char::from_u32(u32::from(last) + 1)?;
    letters.push(next);
    Some(letters.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_of_beginnings_ends_before_the_next_letter() {
        assert_eq!(
            first_letter("север"),
            Some(("с".to_owned(), "т".to_owned()))
        );
        assert_eq!(after_beginning("77"), Some("78".to_owned()));
        assert_eq!(after_beginning(""), None);
    }

    #[test]
    fn the_nearer_and_then_the_more_frequent_word_comes_first() {
        let reading = |word: &str, cost, entries| Reading {
            word: word.to_owned(),
            cost,
            entries,
        };
        let sorted = best(vec![
            reading("б", 100, 5),
            reading("а", 200, 900),
            reading("в", 100, 7),
        ]);
        let words: Vec<&str> = sorted.iter().map(|one| one.word.as_str()).collect();
        assert_eq!(words, ["в", "б", "а"]);
    }
}
