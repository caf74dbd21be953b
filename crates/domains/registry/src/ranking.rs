//! Which of the entries that match comes first, and how many there are.
//!
//! What makes one entry better than another does not depend on the query but for two things: how
//! well the words were met (the score) and whether the name has no other words. All the rest is one
//! number per entry, computed when it is imported ([`standing_rank`]).

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use tantivy::query::{EnableScoring, Query};
use tantivy::{DocAddress, DocSet, Score, Searcher, TERMINATED};

use crate::index::{RANK, day_number};
use crate::model::{Card, Status};
use crate::problem::Error;

/// Entries that one query looks at, over all segments together. A word that more entries have is no
/// search yet but a beginning of one; whoever goes on typing gets below it.
pub(crate) const MOST_EXAMINED: u64 = 200_000;
/// What a small segment may always look at.
const LEAST_EXAMINED: u64 = 1_000;

const STANDING_AT: u32 = 61;
const WORDS_AT: u32 = 53;
const LETTERS_AT: u32 = 48;
const DAY_AT: u32 = 32;
/// The name has just as many words as were typed; above everything in [`standing_rank`].
const SAME_LENGTH: u64 = 1 << 63;

/// The order of entries that match equally well, the greater the better: standing ones first, then
/// names of few words, of those short ones (whoever typed «вект» means «Вектор» rather than
/// «Векторзолотовест»), then the newest registered. The ОГРН keeps the order of equals the same for
/// ever.
pub(crate) fn standing_rank(card: &Card, words: usize, letters: usize) -> u64 {
    let standing: u64 = match card.status {
        Status::Active => 2,
        status if status.is_ended() => 0,
        _ => 1,
    };
    // Days in no calendar: only the order counts.
    let day = card.registered_on.map_or(0, day_number).min(99_991_231);
    let day = (day / 10_000) * 372 + (day / 100 % 100) * 31 + day % 100;
    let number: u64 = card.ogrn.parse().unwrap_or(0);
    let words = u64::try_from(words).unwrap_or(u64::MAX).min(255);
    let letters = u64::try_from(letters / 2).unwrap_or(u64::MAX).min(31);
    (standing << STANDING_AT)
        | ((255 - words) << WORDS_AT)
        | ((31 - letters) << LETTERS_AT)
        | ((day & 0xffff) << DAY_AT)
        | (number & ((1 << DAY_AT) - 1))
}

fn words_of(rank: u64) -> u64 {
    255 - ((rank >> WORDS_AT) & 0xff)
}

/// What a query found.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// The best, in order, no more than were wanted.
    pub(crate) best: Vec<DocAddress>,
    /// All that match, as far as they were looked at.
    pub(crate) total: u64,
    /// Not all were looked at: `total` is the least that there are.
    pub(crate) is_more: bool,
}

/// How a query's entries are ordered.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Order {
    /// Words that were typed; names of just so many come before others with the same score.
    pub(crate) words: usize,
    /// Entries with this score have the whole name: its length does not count.
    pub(crate) whole: Option<Score>,
    /// Whether the query's scores differ at all.
    pub(crate) is_scored: bool,
}

/// Runs a query and keeps the `wanted` best of about `most_examined`.
pub(crate) fn collect(
    searcher: &Searcher,
    query: &dyn Query,
    order: Order,
    wanted: usize,
    most_examined: u64,
) -> Result<Found, Error> {
    let scoring = if order.is_scored {
        EnableScoring::enabled_from_searcher(searcher)
    } else {
        EnableScoring::disabled_from_searcher(searcher)
    };
    let weight = query.weight(scoring)?;
    let all = searcher.num_docs().max(1);
    let typed = u64::try_from(order.words).unwrap_or(u64::MAX);
    let mut found = Found::default();
    let mut heap: BinaryHeap<Reverse<(u32, u64, Reverse<DocAddress>)>> =
        BinaryHeap::with_capacity(wanted.min(1_000) + 1);
    for (ordinal, segment) in (0_u32..).zip(searcher.segment_readers()) {
        let mut left = most_examined * u64::from(segment.num_docs()) / all + LEAST_EXAMINED;
        let ranks = segment.fast_fields().u64(RANK)?;
        let alive = segment.alive_bitset();
        let mut scorer = weight.scorer(segment, 1.0)?;
        let mut document = scorer.doc();
        while document != TERMINATED {
            if alive.is_none_or(|alive| alive.is_alive(document)) {
                if left == 0 {
                    found.is_more = true;
                    break;
                }
                left -= 1;
                found.total += 1;
                let rank = ranks.first(document).unwrap_or(0);
                let score = if order.is_scored { scorer.score() } else { 0.0 };
                let is_whole = order.whole == Some(score);
                let bonus = if !is_whole && words_of(rank) == typed {
                    SAME_LENGTH
                } else {
                    0
                };
                let address = DocAddress::new(ordinal, document);
                let entry = Reverse((in_order(score), rank | bonus, Reverse(address)));
                if heap.len() < wanted {
                    heap.push(entry);
                } else if heap.peek().is_some_and(|worst| entry < *worst) {
                    heap.pop();
                    heap.push(entry);
                }
            }
            document = scorer.advance();
        }
    }
    // The least `Reverse` is the greatest entry.
    found.best = heap
        .into_sorted_vec()
        .into_iter()
        .map(|Reverse((_, _, Reverse(address)))| address)
        .collect();
    Ok(found)
}

/// Scores are sums of whole numbers, never below zero: their bits have the order of the numbers.
fn in_order(score: Score) -> u32 {
    score.max(0.0).to_bits()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Kind;

    fn card(status: Status, year: i16, ogrn: &str) -> Card {
        let day = jiff::civil::date(2026, 1, 1);
        let mut card = Card::blank(Kind::Company, ogrn.to_owned(), day);
        card.status = status;
        card.registered_on = Some(jiff::civil::date(year, 5, 7));
        card
    }

    #[test]
    fn standing_counts_before_length_and_length_before_age() {
        let rank =
            |status, words, year| standing_rank(&card(status, year, "1029900000008"), words, 20);
        let active = rank(Status::Active, 9, 2003);
        assert!(active > rank(Status::Bankrupt, 1, 2025));
        assert!(rank(Status::Bankrupt, 9, 2003) > rank(Status::Liquidated, 1, 2025));
        assert!(rank(Status::Active, 2, 2003) > rank(Status::Active, 3, 2025));
        assert!(rank(Status::Active, 2, 2025) > rank(Status::Active, 2, 2003));
        assert_eq!(words_of(active), 9);
        let of_letters =
            |letters, year| standing_rank(&card(Status::Active, year, "1029900000008"), 2, letters);
        assert!(of_letters(6, 2003) > of_letters(16, 2025));
        assert!(of_letters(100, 2025) > of_letters(200, 2003));
        assert_eq!(words_of(of_letters(6, 2003)), 2);
        assert!(active < SAME_LENGTH);
    }

    #[test]
    fn equals_keep_one_order() {
        let one = standing_rank(&card(Status::Active, 2010, "1029900000008"), 1, 8);
        let other = standing_rank(&card(Status::Active, 2010, "1029900000019"), 1, 8);
        assert_ne!(one, other);
    }
}
