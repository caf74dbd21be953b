//! Names with typos, and names of which one word too many was typed.

use tantivy::query::{DisjunctionMaxQuery, Query};

use crate::dictionary::Reading;
use crate::model::Card;
use crate::names::{is_filler, normalize_name};
use crate::problem::Error;
use crate::ranking::{Found, Order};
use crate::registry::card_at;
use crate::search::{Answer, Search, constant, intersection, readable, term};
use crate::spelling;

/// The score of a word without a typo; what a reading costs is taken from it.
const BEST_WORD: u32 = 1_000;
/// A word that goes on after what was typed.
const LONGER_WORD: u32 = 50;
/// With more unknown words than this it is no name but something else.
const MOST_MISSPELT: usize = 5;
/// Ways to tear a glued word with a typo apart that are tried.
const MOST_TEARINGS: usize = 3;
/// Sets of words that are tried when some are too many.
const MOST_SUBSETS: usize = 40;

/// What a typed word may have meant.
#[derive(Debug, Clone, Default)]
struct Meant {
    typed: String,
    readings: Vec<Reading>,
    /// Longer words count as well.
    goes_on: bool,
}

impl Meant {
    fn is_nothing(&self) -> bool {
        self.readings.is_empty() && !self.goes_on
    }

    fn is_exact(&self) -> bool {
        self.readings.iter().any(|reading| reading.cost == 0)
    }

    /// A word by which a name can be told from others, as it was typed and as it was read.
    fn tells_something(&self) -> bool {
        let is_telling = |word: &str| !is_filler(word);
        is_telling(&self.typed)
            && (self.goes_on || self.readings.iter().any(|one| is_telling(&one.word)))
    }

    fn entries(&self) -> u64 {
        self.readings.iter().map(|reading| reading.entries).sum()
    }
}

impl Search<'_> {
    /// Entries by words near the typed ones; first only words that nobody has are changed, and by
    /// one edit.
    pub(crate) fn misspelt(&self, words: &[String]) -> Result<Option<Answer>, Error> {
        let mut unknown = 0;
        for word in words {
            unknown += usize::from(self.words.entries(word)? == 0);
        }
        if unknown > MOST_MISSPELT {
            return Ok(None);
        }
        for (is_last_resort, changes_known) in
            [(false, false), (false, true), (true, false), (true, true)]
        {
            let meant = self.meant(words, is_last_resort, changes_known)?;
            if meant.iter().any(Meant::is_nothing) {
                continue;
            }
            if let Some(answer) = self.by_readings(&meant, words.len())? {
                return Ok(Some(answer));
            }
        }
        self.torn(words)
    }

    fn meant(
        &self,
        words: &[String],
        is_last_resort: bool,
        changes_known: bool,
    ) -> Result<Vec<Meant>, Error> {
        let last = words.len().saturating_sub(1);
        let mut all = Vec::with_capacity(words.len());
        for (at, word) in words.iter().enumerate() {
            let entries = self.words.entries(word)?;
            let mut readings = Vec::new();
            if entries > 0 {
                readings.push(Reading {
                    word: word.clone(),
                    cost: 0,
                    entries,
                });
            }
            let (edits, most_edits) = spelling::allowed_edits(word);
            let edits = if is_last_resort { most_edits } else { edits };
            if edits > 0 && (entries == 0 || changes_known) {
                readings.extend(self.words.near(word, edits)?);
                if entries == 0 {
                    readings.extend(self.in_other_script(word, edits)?);
                }
                let is_end = at == last && (self.is_typing || is_last_resort);
                if is_end && entries == 0 && word.chars().count() > 3 {
                    let beginnings = self.words.near_beginnings(word)?;
                    readings.extend(beginnings.into_iter().map(|one| Reading {
                        cost: one.cost + LONGER_WORD,
                        ..one
                    }));
                }
            }
            all.push(Meant {
                goes_on: at == last && self.goes_on(word)?,
                typed: word.clone(),
                readings,
            });
        }
        Ok(all)
    }

    /// Whether some word begins so.
    fn goes_on(&self, word: &str) -> Result<bool, Error> {
        Ok(word.chars().count() >= 3 && !self.words.beginning_with(word, 1)?.is_empty())
    }

    fn in_other_script(&self, word: &str, edits: u8) -> Result<Vec<Reading>, Error> {
        let mut readings = Vec::new();
        for other in spelling::other_script(word) {
            let entries = self.words.entries(&other)?;
            let itself = (entries > 0).then(|| Reading {
                word: other.clone(),
                cost: 0,
                entries,
            });
            let near = self.words.near(&other, edits)?;
            readings.extend(itself.into_iter().chain(near).map(|one| Reading {
                cost: one.cost + spelling::OTHER_SCRIPT,
                ..one
            }));
        }
        Ok(readings)
    }

    fn by_readings(&self, meant: &[Meant], typed: usize) -> Result<Option<Answer>, Error> {
        let words = meant.iter().map(|one| self.any_reading(one)).collect();
        let order = Order {
            words: typed,
            whole: None,
            is_scored: true,
        };
        let found = self.run(intersection(words), order)?;
        if found.total == 0 {
            return Ok(None);
        }
        let suggestion = self.read_as(&found, meant)?;
        Ok(Some(Answer {
            found,
            is_corrected: suggestion.is_some(),
            suggestion,
            ..Answer::default()
        }))
    }

    /// Entries with any of the readings; the score tells how good the best of them is.
    fn any_reading(&self, meant: &Meant) -> Box<dyn Query> {
        let mut ways: Vec<Box<dyn Query>> = Vec::with_capacity(meant.readings.len() + 1);
        for reading in &meant.readings {
            let query = if reading.cost == 0 {
                self.word(&reading.word)
            } else {
                term(self.fields.name, &reading.word)
            };
            ways.push(constant(query, score(reading.cost)));
        }
        if meant.goes_on
            && let Some(longer) = self.beginning(&meant.typed)
        {
            ways.push(constant(longer, score(LONGER_WORD)));
        }
        Box::new(DisjunctionMaxQuery::new(ways))
    }

    /// The words of the best entry as the readings that it was found by.
    fn read_as(&self, found: &Found, meant: &[Meant]) -> Result<Option<String>, Error> {
        let Some(best) = found.best.first() else {
            return Ok(None);
        };
        let card = card_at(self.searcher, &self.fields, *best)?;
        let has = names_words(&card);
        let mut words = Vec::with_capacity(meant.len());
        for one in meant {
            let best = one
                .readings
                .iter()
                .filter(|reading| has.contains(&reading.word))
                .min_by_key(|reading| reading.cost);
            words.push(best.map_or_else(|| one.typed.clone(), |best| best.word.clone()));
        }
        let is_other = words
            .iter()
            .zip(meant)
            .any(|(word, one)| *word != one.typed);
        Ok(is_other.then(|| readable(&words)))
    }

    /// A glued word with a typo in one of its halves: «северныйлуц».
    fn torn(&self, words: &[String]) -> Result<Option<Answer>, Error> {
        for (at, word) in words.iter().enumerate() {
            if self.words.entries(word)? > 0 {
                continue;
            }
            for (left, right) in self.tearings(word)? {
                let mut torn = words.to_vec();
                torn.splice(at..=at, [left, right]);
                let meant = self.meant(&torn, false, false)?;
                if meant.iter().any(Meant::is_nothing) {
                    continue;
                }
                if let Some(answer) = self.by_readings(&meant, torn.len())? {
                    return Ok(Some(answer));
                }
            }
        }
        Ok(None)
    }

    /// Places where one half is a known word, the longest known half first.
    fn tearings(&self, word: &str) -> Result<Vec<(String, String)>, Error> {
        let mut tearings = Vec::new();
        let letters = word.chars().count();
        for (place, (at, _)) in word.char_indices().enumerate() {
            if place < 3 || letters - place < 3 {
                continue;
            }
            let (left, right) = word.split_at(at);
            if self.words.entries(left)? > 0 {
                tearings.push((place, left, right));
            } else if self.words.entries(right)? > 0 {
                tearings.push((letters - place, left, right));
            }
        }
        tearings.sort_by_key(|(known, ..)| std::cmp::Reverse(*known));
        let owned = tearings
            .into_iter()
            .take(MOST_TEARINGS)
            .map(|(_, left, right)| (left.to_owned(), right.to_owned()));
        Ok(owned.collect())
    }

    /// Entries with some of the words: at least half, as many as possible, rather the words as they
    /// were typed, and rather the rare ones.
    pub(crate) fn fewer_words(&self, words: &[String]) -> Result<Option<Answer>, Error> {
        let meant = self.meant(words, false, false)?;
        let least = (words.len() / 2).max(1);
        let mut kept: Vec<Meant> = meant.into_iter().filter(|one| !one.is_nothing()).collect();
        // The last of those that are left may go on no more than the others.
        for one in &mut kept {
            one.goes_on = one.goes_on && one.readings.is_empty();
        }
        if kept.len() < least {
            return Ok(None);
        }
        for subset in subsets(&kept, least).into_iter().take(MOST_SUBSETS) {
            if subset.len() == words.len() || !subset.iter().any(Meant::tells_something) {
                continue;
            }
            if let Some(mut answer) = self.by_readings(&subset, subset.len())? {
                answer.is_corrected = true;
                if answer.suggestion.is_none() {
                    let typed: Vec<String> = subset.iter().map(|one| one.typed.clone()).collect();
                    answer.suggestion = Some(readable(&typed));
                }
                return Ok(Some(answer));
            }
        }
        Ok(None)
    }
}

/// Sets of at least `least` words in the order in which they are worth a try.
fn subsets(words: &[Meant], least: usize) -> Vec<Vec<Meant>> {
    let count = words.len().min(12);
    let mut sets: Vec<(usize, usize, u64, Vec<Meant>)> = Vec::new();
    for bits in 1_u32..(1 << count) {
        let length = usize::try_from(bits.count_ones()).unwrap_or(0);
        // Two left out are the most that a short list of sets can hold.
        if length < least || length + 2 < count {
            continue;
        }
        let kept: Vec<Meant> = words
            .iter()
            .take(count)
            .enumerate()
            .filter(|(at, _)| bits & (1 << at) != 0)
            .map(|(_, one)| one.clone())
            .collect();
        let inexact = kept.iter().filter(|one| !one.is_exact()).count();
        let common = kept.iter().map(Meant::entries).sum();
        sets.push((count - kept.len(), inexact, common, kept));
    }
    sets.sort_by_key(|one| (one.0, one.1, one.2));
    sets.into_iter().map(|(.., kept)| kept).collect()
}

fn names_words(card: &Card) -> Vec<String> {
    let short = card.short_name.as_deref().unwrap_or_default();
    let names = [normalize_name(&card.full_name), normalize_name(short)];
    names
        .iter()
        .flat_map(|name| name.split(' '))
        .map(str::to_owned)
        .collect()
}

fn score(cost: u32) -> f32 {
    let score = BEST_WORD.saturating_sub(cost).max(1);
    // Far below the whole numbers that a float holds exactly.
    f32::from(u16::try_from(score).unwrap_or(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meant(typed: &str, cost: u32, entries: u64) -> Meant {
        Meant {
            typed: typed.to_owned(),
            readings: vec![Reading {
                word: typed.to_owned(),
                cost,
                entries,
            }],
            goes_on: false,
        }
    }

    #[test]
    fn more_words_come_first_then_exact_ones_then_rare_ones() {
        let words = [
            meant("торговый", 0, 5_000),
            meant("ромашка", 0, 40),
            meant("сайн", 100, 2),
        ];
        let order: Vec<String> = subsets(&words, 1)
            .iter()
            .map(|set| {
                let typed: Vec<&str> = set.iter().map(|one| one.typed.as_str()).collect();
                typed.join(" ")
            })
            .collect();
        assert_eq!(
            order,
            [
                "торговый ромашка сайн",
                "торговый ромашка",
                "ромашка сайн",
                "торговый сайн",
                "ромашка",
                "торговый",
                "сайн",
            ]
        );
    }
}
