//! From what a person typed to entries of the register.
//!
//! Words are looked up in the register's own dictionary first ([`Dictionary`]); only then entries
//! are looked for, always by whole terms, from strict to loose:
//!
//! 1. the whole name, all the words, and a beginning of the last one;
//! 2. the same name written otherwise: glued, split, with the legal form in the middle, in the other
//!    alphabet, on the other keyboard layout;
//! 3. words with typos ([`crate::misspelt`]);
//! 4. with fewer of the words, but never only with such as every second name has («фонд», «и»).
//!
//! The first step that finds something is the answer, whatever page of it is asked for.

use tantivy::query::{
    AllQuery, BooleanQuery, ConstScoreQuery, DisjunctionMaxQuery, FuzzyTermQuery, Query, TermQuery,
    TermSetQuery,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Searcher, Term};

use crate::dictionary::Dictionary;
use crate::index::{Fields, LONGEST_BEGINNING, initial_term, joined};
use crate::model::{Card, Kind, Status};
use crate::names::{is_legal_form, normalize_name};
use crate::problem::Error;
use crate::ranking::{Found, MOST_EXAMINED, Order, collect};
use crate::spelling;

/// The most cards on one page.
pub const LARGEST_PAGE: usize = 100;
/// Nobody pages further; a longer way would cost memory.
pub const DEEPEST_OFFSET: usize = 10_000;
/// Letters of a query that count.
const MOST_LETTERS: usize = 300;
/// Words of a query that count.
const MOST_WORDS: usize = 12;
/// With fewer entries than this, those with a longer last word are looked for too.
const FEW: u64 = 20;
/// With no more entries than this, a likelier word is offered.
const HARDLY_ANY: u64 = 3;
/// How many times more entries a likelier word has.
const LIKELIER: u64 = 20;
/// Digits of a number that are worth looking for.
const LEAST_DIGITS: usize = 4;
/// Numbers that begin as was typed.
const MOST_NUMBERS: usize = 50;

/// What to look for. Empty text with filters lists everything that passes them.
#[derive(Debug, Clone)]
pub struct SearchRequest {
    /// A name with typos and in any spelling, an ИНН or an ОГРН.
    pub text: String,
    /// Two-digit region code.
    pub region: Option<String>,
    pub status: Option<Status>,
    pub kind: Option<Kind>,
    /// Beginning of the main ОКВЭД: «46», «46.6».
    pub activity: Option<String>,
    pub offset: usize,
    /// Up to [`LARGEST_PAGE`].
    pub limit: usize,
}

impl Default for SearchRequest {
    fn default() -> Self {
        Self {
            text: String::new(),
            region: None,
            status: None,
            kind: None,
            activity: None,
            offset: 0,
            limit: 20,
        }
    }
}

impl SearchRequest {
    fn has_filters(&self) -> bool {
        let is_set = |text: &Option<String>| text.as_ref().is_some_and(|text| !text.is_empty());
        is_set(&self.region)
            || is_set(&self.activity)
            || self.status.is_some()
            || self.kind.is_some()
    }
}

#[derive(Debug, Clone, Default)]
pub struct SearchPage {
    /// All entries that match, not only this page.
    pub total: u64,
    /// There are more than `total`: so many match that not all were looked at.
    pub is_more: bool,
    pub cards: Vec<Card>,
    /// «Did you mean»: the words by which these entries were found, when they are not the typed
    /// ones, or likelier words when the typed ones found hardly anything.
    pub suggestion: Option<String>,
    /// The entries were found by [`SearchPage::suggestion`] and not by what was typed.
    pub is_corrected: bool,
    /// Nothing was found, but this many entries were without the filters.
    pub without_filters: u64,
}

/// What was found for a request.
#[derive(Debug, Default)]
pub(crate) struct Answer {
    pub(crate) found: Found,
    pub(crate) suggestion: Option<String>,
    pub(crate) is_corrected: bool,
    pub(crate) without_filters: u64,
}

/// One search in one state of the index.
pub(crate) struct Search<'s> {
    pub(crate) searcher: &'s Searcher,
    pub(crate) fields: Fields,
    pub(crate) words: Dictionary<'s>,
    filters: Vec<Box<dyn Query>>,
    wanted: usize,
    /// Entries that one query looks at, about.
    most_examined: u64,
    /// The last word is still being typed: longer ones are always looked for.
    pub(crate) is_typing: bool,
}

impl<'s> Search<'s> {
    pub(crate) fn new(
        searcher: &'s Searcher,
        fields: Fields,
        request: &SearchRequest,
        is_typing: bool,
    ) -> Self {
        let limit = request.limit.clamp(1, LARGEST_PAGE);
        Self {
            searcher,
            fields,
            words: Dictionary::new(searcher, fields.name),
            filters: filters(&fields, request),
            wanted: request.offset.min(DEEPEST_OFFSET) + limit,
            most_examined: MOST_EXAMINED,
            is_typing,
        }
    }

    pub(crate) fn answer(&self, request: &SearchRequest) -> Result<Answer, Error> {
        let text: String = request.text.trim().chars().take(MOST_LETTERS).collect();
        if let Some(identifier) = identifier(&text) {
            let field = if matches!(identifier.len(), 10 | 12) {
                self.fields.inn
            } else {
                self.fields.ogrn
            };
            let found = self.run(term(field, &identifier), unordered())?;
            // Ten digits may be an ИНН, or an ОГРН that is still being typed.
            if found.total == 0
                && self.is_typing
                && let Some(numbers) = self.numbers(&identifier)?
            {
                return Ok(plain(self.run(numbers, unordered())?));
            }
            return Ok(plain(found));
        }
        let words = words_of(&text);
        if words.is_empty() {
            return if text.is_empty() {
                Ok(plain(self.run(Box::new(AllQuery), unordered())?))
            } else {
                Ok(Answer::default())
            };
        }
        let found = self.exact(&words)?;
        if found.total > 0 {
            let is_settled = self.is_typing || found.is_more || found.total > HARDLY_ANY;
            return Ok(Answer {
                suggestion: if is_settled {
                    None
                } else {
                    self.likelier(&words)?
                },
                found,
                ..Answer::default()
            });
        }
        if request.has_filters() {
            let unfiltered = Search::new(
                self.searcher,
                self.fields,
                &SearchRequest::default(),
                self.is_typing,
            );
            let without_filters = unfiltered.exact(&words)?.total;
            if without_filters > 0 {
                return Ok(Answer {
                    suggestion: self.likelier(&words)?,
                    without_filters,
                    ..Answer::default()
                });
            }
        }
        let variants = self.written_otherwise(&words)?;
        for variant in &variants {
            let found = self.exact(variant)?;
            if found.total > 0 {
                return Ok(plain(found));
            }
        }
        let on_other_layout = spelling::other_layout(&text).map(|text| words_of(&text));
        let on_other_layout = on_other_layout.filter(|words| !words.is_empty());
        if let Some(words) = &on_other_layout {
            let found = self.exact(words)?;
            if found.total > 0 {
                return Ok(Answer {
                    found,
                    suggestion: Some(readable(words)),
                    is_corrected: true,
                    ..Answer::default()
                });
            }
        }
        // Of a name with a legal form in the middle, the form is none of the words.
        let without_form = variants.first().filter(|first| first.len() < words.len());
        let words = without_form.unwrap_or(&words);
        for words in std::iter::once(words).chain(&on_other_layout) {
            if let Some(answer) = self.misspelt(words)? {
                return Ok(answer);
            }
        }
        Ok(self.fewer_words(words)?.unwrap_or_default())
    }

    /// Entries that pass the filters too.
    pub(crate) fn run(&self, main: Box<dyn Query>, order: Order) -> Result<Found, Error> {
        self.collect(&*self.filtered(main), order)
    }

    /// Entries that any of these finds, each with the greatest of its scores. The filters go into
    /// every one: an intersection leaps over what a union would have to walk through.
    fn run_any(&self, ways: &[(Box<dyn Query>, f32)], order: Order) -> Result<Found, Error> {
        let ways = ways
            .iter()
            .map(|(query, score)| constant(self.filtered(query.box_clone()), *score))
            .collect();
        let any = DisjunctionMaxQuery::new(ways);
        self.collect(&any, order)
    }

    fn collect(&self, query: &dyn Query, order: Order) -> Result<Found, Error> {
        collect(self.searcher, query, order, self.wanted, self.most_examined)
    }

    fn filtered(&self, main: Box<dyn Query>) -> Box<dyn Query> {
        let filters = self.filters.iter().map(|filter| filter.box_clone());
        intersection(std::iter::once(main).chain(filters).collect())
    }

    /// The whole name before names with all the words, and those before names in which the last
    /// word goes on.
    pub(crate) fn exact(&self, words: &[String]) -> Result<Found, Error> {
        let mut found = self.by_words(words)?;
        if found.is_more {
            // Of a word that very many have, the one whose whole name it is may not have been looked at.
            let mut best = self.run(self.whole(words), unordered())?.best;
            found.best.retain(|address| !best.contains(address));
            best.append(&mut found.best);
            best.truncate(self.wanted);
            found.best = best;
        }
        Ok(found)
    }

    /// Entries with just this name, spaces left out.
    fn whole(&self, words: &[String]) -> Box<dyn Query> {
        term(self.fields.joined, &joined(&words.join(" ")))
    }

    fn by_words(&self, words: &[String]) -> Result<Found, Error> {
        const WHOLE: f32 = 3.0;
        let whole = self.whole(words);
        let all = intersection(words.iter().map(|word| self.word(word)).collect());
        let mut ways = vec![(whole, WHOLE), (all, 2.0)];
        let order = Order {
            words: words.len(),
            whole: Some(WHOLE),
            is_scored: true,
        };
        let found = if self.is_typing {
            Found::default()
        } else {
            self.run_any(&ways, order)?
        };
        let Some((last, others)) = words
            .split_last()
            .filter(|_| found.total < FEW && !found.is_more)
        else {
            return Ok(found);
        };
        let known = ways.len();
        if let Some(beginning) = self.beginning(last) {
            let others = others.iter().map(|word| self.word(word));
            let all = intersection(others.chain([beginning]).collect());
            ways.push((all, 1.0));
        }
        if others.is_empty()
            && let Some(numbers) = self.numbers(last)?
        {
            ways.push((numbers, 1.0));
        }
        if ways.len() > known || self.is_typing {
            self.run_any(&ways, order)
        } else {
            Ok(found)
        }
    }

    /// Entries with this word; a single letter may be a person's initial.
    pub(crate) fn word(&self, word: &str) -> Box<dyn Query> {
        let as_it_is = term(self.fields.name, word);
        let mut letters = word.chars();
        match (letters.next(), letters.next()) {
            (Some(letter), None) if letter.is_alphabetic() => {
                let initial = term(self.fields.name, &initial_term(letter));
                Box::new(BooleanQuery::union(vec![as_it_is, initial]))
            }
            _ => as_it_is,
        }
    }

    /// Entries with a word that begins so.
    pub(crate) fn beginning(&self, beginning: &str) -> Option<Box<dyn Query>> {
        match beginning.chars().count() {
            0 | 1 => None,
            letters if letters <= LONGEST_BEGINNING => Some(term(self.fields.beginning, beginning)),
            _ => {
                let term = Term::from_field_text(self.fields.name, beginning);
                Some(Box::new(FuzzyTermQuery::new_prefix(term, 0, true)))
            }
        }
    }

    /// Entries whose ИНН or ОГРН begins with these digits.
    fn numbers(&self, digits: &str) -> Result<Option<Box<dyn Query>>, Error> {
        let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
        if !is_number || digits.len() < LEAST_DIGITS {
            return Ok(None);
        }
        let mut terms = Vec::new();
        for field in [self.fields.inn, self.fields.ogrn] {
            let numbers =
                Dictionary::new(self.searcher, field).beginning_with(digits, MOST_NUMBERS)?;
            terms.extend(
                numbers
                    .iter()
                    .map(|number| Term::from_field_text(field, number)),
            );
        }
        Ok((!terms.is_empty()).then(|| Box::new(TermSetQuery::new(terms)) as Box<dyn Query>))
    }

    /// The same words in other ways of writing that the register knows.
    fn written_otherwise(&self, words: &[String]) -> Result<Vec<Vec<String>>, Error> {
        let mut variants = Vec::new();
        let without_form: Vec<String> = words
            .iter()
            .filter(|word| !is_legal_form(word))
            .cloned()
            .collect();
        let words = if !without_form.is_empty() && without_form.len() < words.len() {
            variants.push(without_form.clone());
            without_form
        } else {
            words.to_vec()
        };
        for together in [2, 3] {
            for (at, neighbours) in words.windows(together).enumerate() {
                let glued = neighbours.concat();
                if self.words.entries(&glued)? > 0 {
                    let mut variant = words.clone();
                    variant.splice(at..at + together, [glued]);
                    variants.push(variant);
                }
            }
        }
        let mut split = Vec::new();
        let mut in_other_script = Vec::new();
        for word in &words {
            if self.words.entries(word)? > 0 {
                split.push(word.clone());
                in_other_script.push(word.clone());
                continue;
            }
            match self.words.split(word)? {
                Some((left, right)) => split.extend([left, right]),
                None => split.push(word.clone()),
            }
            let mut known = word.clone();
            for other in spelling::other_script(word) {
                if self.words.entries(&other)? > 0 {
                    known = other;
                    break;
                }
            }
            in_other_script.push(known);
        }
        variants.extend(
            [split, in_other_script]
                .into_iter()
                .filter(|variant| *variant != words),
        );
        Ok(variants)
    }

    /// The same words with one that far more entries have in place of a rare one.
    fn likelier(&self, words: &[String]) -> Result<Option<String>, Error> {
        let mut likelier = words.to_vec();
        for word in &mut likelier {
            let entries = self.words.entries(word)?;
            if entries > HARDLY_ANY || spelling::allowed_edits(word).0 == 0 {
                continue;
            }
            let near = self.words.near(word, 1)?;
            let better = near
                .into_iter()
                .filter(|one| one.entries >= LIKELIER * (entries + 1))
                .min_by_key(|one| one.cost);
            if let Some(better) = better {
                *word = better.word;
            }
        }
        let is_other = likelier != words;
        let is_good = is_other && self.exact(&likelier)?.total > 0;
        Ok(is_good.then(|| readable(&likelier)))
    }
}

/// Found by what was typed, and nothing to add.
fn plain(found: Found) -> Answer {
    Answer {
        found,
        ..Answer::default()
    }
}

/// Folded words without the legal form at either end.
pub(crate) fn words_of(text: &str) -> Vec<String> {
    normalize_name(text)
        .split(' ')
        .filter(|word| !word.is_empty())
        .take(MOST_WORDS)
        .map(str::to_owned)
        .collect()
}

/// Words for a person: Latin ones with Latin letters.
pub(crate) fn readable(words: &[String]) -> String {
    let words: Vec<String> = words
        .iter()
        .map(|word| spelling::latin(word).unwrap_or_else(|| word.clone()))
        .collect();
    words.join(" ")
}

fn identifier(typed: &str) -> Option<String> {
    let digits: String = typed
        .chars()
        .filter(|letter| !letter.is_whitespace())
        .collect();
    let fits = matches!(digits.len(), 10 | 12 | 13 | 15)
        && digits.bytes().all(|byte| byte.is_ascii_digit());
    fits.then_some(digits)
}

fn filters(fields: &Fields, request: &SearchRequest) -> Vec<Box<dyn Query>> {
    let wanted = [
        (fields.region, request.region.as_deref()),
        (fields.status, request.status.map(Status::as_str)),
        (fields.kind, request.kind.map(Kind::as_str)),
        (
            fields.activity,
            request
                .activity
                .as_deref()
                .map(|code| code.trim().trim_end_matches('.')),
        ),
    ];
    let set = wanted
        .into_iter()
        .filter_map(|(field, value)| Some((field, value.filter(|value| !value.is_empty())?)));
    // A filter chooses; it must not change the order.
    set.map(|(field, value)| constant(term(field, value), 0.0))
        .collect()
}

/// Only the entries' own order counts.
fn unordered() -> Order {
    Order {
        words: 0,
        whole: None,
        is_scored: false,
    }
}

pub(crate) fn term(field: Field, value: &str) -> Box<dyn Query> {
    Box::new(TermQuery::new(
        Term::from_field_text(field, value),
        IndexRecordOption::Basic,
    ))
}

pub(crate) fn intersection(mut queries: Vec<Box<dyn Query>>) -> Box<dyn Query> {
    match queries.len() {
        1 => queries.swap_remove(0),
        _ => Box::new(BooleanQuery::intersection(queries)),
    }
}

pub(crate) fn constant(query: Box<dyn Query>, score: f32) -> Box<dyn Query> {
    Box::new(ConstScoreQuery::new(query, score))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::{ImportOptions, import_cards};
    use crate::registry::card_at;
    use crate::{index, named_company, synthetic_company};

    #[test]
    fn the_whole_name_is_first_however_many_entries_have_its_word() {
        let folder = tempfile::tempdir().unwrap();
        let head = synthetic_company(1, 1).heads[0].name.clone().unwrap();
        let many = (0..3_000).map(|number| format!("Строй {number}"));
        let names = many.chain(["Строй".to_owned()]);
        let cards = (0..)
            .zip(names)
            .map(|(number, name)| named_company(1, number, &name, head.clone()));
        // One thread makes one segment, in which the whole name comes last.
        let options = ImportOptions {
            index_threads: 1,
            ..ImportOptions::default()
        };
        import_cards(folder.path(), cards, &options).unwrap();
        let (index, fields) = index::open(folder.path()).unwrap();
        let searcher = index.reader().unwrap().searcher();
        for is_typing in [false, true] {
            let request = SearchRequest {
                text: "ООО «Строй»".to_owned(),
                ..SearchRequest::default()
            };
            let mut search = Search::new(&searcher, fields, &request, is_typing);
            // A thousand of each segment are left.
            search.most_examined = 0;
            let found = search.answer(&request).unwrap().found;
            assert!(found.is_more && found.total < 3_000, "{}", found.total);
            assert_eq!(found.best.len(), request.limit);
            let first = card_at(&searcher, &fields, found.best[0]).unwrap();
            assert_eq!(normalize_name(&first.full_name), "строй");
            let again = found.best.iter().filter(|one| **one == found.best[0]);
            assert_eq!(again.count(), 1);
        }
    }
}
