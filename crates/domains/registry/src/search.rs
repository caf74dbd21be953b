//! From what a person typed to queries of the index.

use tantivy::Term;
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, FuzzyTermQuery, Occur, Query, TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption};

use crate::index::{Fields, joined};
use crate::model::{Card, Kind, Status};
use crate::names::normalize_name;

/// The most cards on one page.
pub const LARGEST_PAGE: usize = 100;
/// Nobody pages further; a longer way would cost memory.
pub const DEEPEST_OFFSET: usize = 10_000;
/// Words of a query that count.
const MOST_WORDS: usize = 12;

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

#[derive(Debug, Clone, Default)]
pub struct SearchPage {
    /// All entries that match, not only this page.
    pub total: u64,
    pub cards: Vec<Card>,
}

type Clause = (Occur, Box<dyn Query>);

/// Queries from strict to loose; the first that finds something is the answer.
pub(crate) fn queries(fields: &Fields, request: &SearchRequest) -> Vec<Box<dyn Query>> {
    let filters = filters(fields, request);
    let with_filters = |main: Box<dyn Query>| -> Box<dyn Query> {
        let mut clauses: Vec<Clause> = vec![(Occur::Must, main)];
        clauses.extend(
            filters
                .iter()
                .map(|(occur, query)| (*occur, query.box_clone())),
        );
        // Of equal names, the one that still stands.
        let active = ConstScoreQuery::new(term(fields.status, Status::Active.as_str()), 0.2);
        clauses.push((Occur::Should, Box::new(active)));
        Box::new(BooleanQuery::new(clauses))
    };

    let typed = request.text.trim();
    if let Some(identifier) = identifier(typed) {
        let field = if matches!(identifier.len(), 10 | 12) {
            fields.inn
        } else {
            fields.ogrn
        };
        return vec![with_filters(term(field, &identifier))];
    }
    let name = normalize_name(typed);
    let words: Vec<&str> = name
        .split(' ')
        .filter(|word| !word.is_empty())
        .take(MOST_WORDS)
        .collect();
    if words.is_empty() {
        return if typed.is_empty() {
            vec![with_filters(Box::new(AllQuery))]
        } else {
            Vec::new()
        };
    }
    let last = words.len() - 1;
    let per_word: Vec<Box<dyn Query>> = words
        .iter()
        .enumerate()
        .map(|(at, word)| word_query(fields, word, at == last))
        .collect();
    let whole = whole_name_query(fields, &name);
    let all = BooleanQuery::intersection(per_word.iter().map(|query| query.box_clone()).collect());
    let strict = BooleanQuery::union(vec![Box::new(all), whole.box_clone()]);
    let mut queries = vec![with_filters(Box::new(strict))];
    if words.len() > 1 {
        // One word too many or quite wrong must not hide the company.
        let most = BooleanQuery::union_with_minimum_required_clauses(per_word, words.len() - 1);
        queries.push(with_filters(Box::new(most)));
    }
    queries
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

fn filters(fields: &Fields, request: &SearchRequest) -> Vec<Clause> {
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
    let mut clauses: Vec<Clause> = Vec::new();
    for (field, value) in wanted {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            // A filter chooses; it must not change the order.
            clauses.push((
                Occur::Must,
                Box::new(ConstScoreQuery::new(term(field, value), 0.0)),
            ));
        }
    }
    clauses
}

fn term(field: Field, value: &str) -> Box<dyn Query> {
    Box::new(TermQuery::new(
        Term::from_field_text(field, value),
        IndexRecordOption::Basic,
    ))
}

/// Typos that a word of this length may have.
fn typos(letters: usize) -> u8 {
    match letters {
        0..=3 => 0,
        4..=7 => 1,
        _ => 2,
    }
}

/// A word as it stands, with typos, and for the last one also as a beginning.
fn word_query(fields: &Fields, word: &str, last: bool) -> Box<dyn Query> {
    let letters = word.chars().count();
    let as_term = || Term::from_field_text(fields.name, word);
    let exact = TermQuery::new(as_term(), IndexRecordOption::WithFreqs);
    let mut ways: Vec<Box<dyn Query>> = vec![Box::new(BoostQuery::new(Box::new(exact), 2.0))];
    if last && letters >= 2 {
        ways.push(constant(
            FuzzyTermQuery::new_prefix(as_term(), 0, true),
            1.0,
        ));
    }
    for distance in 1..=typos(letters) {
        let score = if distance == 1 { 0.8 } else { 0.3 };
        ways.push(constant(
            FuzzyTermQuery::new(as_term(), distance, true),
            score,
        ));
    }
    Box::new(BooleanQuery::union(ways))
}

/// The whole name without spaces: exactly, and with typos when it is long enough to bear them.
fn whole_name_query(fields: &Fields, name: &str) -> Box<dyn Query> {
    let joined = joined(name);
    let as_term = || Term::from_field_text(fields.joined, &joined);
    let exact = TermQuery::new(as_term(), IndexRecordOption::Basic);
    let mut ways: Vec<Box<dyn Query>> = vec![constant(exact, 20.0)];
    for distance in 1..=typos(joined.chars().count()) {
        let score = if distance == 1 { 6.0 } else { 2.0 };
        ways.push(constant(
            FuzzyTermQuery::new(as_term(), distance, true),
            score,
        ));
    }
    Box::new(BooleanQuery::union(ways))
}

fn constant(query: impl Query, score: f32) -> Box<dyn Query> {
    Box::new(ConstScoreQuery::new(Box::new(query), score))
}
