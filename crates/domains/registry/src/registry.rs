//! The read handle of the register: exact look-ups and search.
//!
//! All look-ups are synchronous. An exact one reads a few memory-mapped pages and takes some tens
//! of microseconds; a search takes up to some milliseconds, more on pages that are not yet in
//! memory. That is short enough for an async handler, unless the disk is slow: then use
//! `spawn_blocking`.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, RwLock};

use jiff::civil::Date;
use tantivy::collector::TopDocs;
use tantivy::query::{Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption, Value};
use tantivy::{DocAddress, IndexReader, ReloadPolicy, Searcher, TantivyDocument, Term};

use crate::changes::{self, Changes};
use crate::index::{self, EXTRACTED, Fields};
use crate::model::{Card, Status};
use crate::msp::Marks;
use crate::problem::Error;
use crate::search::{self, Search, SearchPage, SearchRequest};
use crate::suggest::Suggestion;
use crate::target;

/// A shared handle that follows commits of an importing process. Cheap to clone.
///
/// A register that was never imported is a normal state: look-ups find nothing and
/// [`Registry::is_loaded`] is false until an import has come to its end, without reopening.
#[derive(Clone)]
pub struct Registry {
    inner: Arc<Inner>,
}

struct Inner {
    /// `None`: a register that is always empty.
    folder: Option<PathBuf>,
    opened: RwLock<Option<Opened>>,
    /// The register of small business, as marks on the cards.
    marks: Marks,
    /// Known to be loaded: that does not change any more, and need not be read again.
    is_loaded: AtomicBool,
}

#[derive(Clone)]
struct Opened {
    reader: IndexReader,
    fields: Fields,
}

/// Blocks of the document store (16 kB each) that stay unpacked per segment.
const CACHED_BLOCKS: usize = 8;
/// The longest list of suggestions.
const MOST_SUGGESTIONS: usize = 20;

impl Registry {
    /// A handle on the register in `folder`, which need not exist yet.
    ///
    /// # Errors
    /// An index is there but cannot be read.
    pub fn open(folder: impl Into<PathBuf>) -> Result<Self, Error> {
        let registry = Self {
            inner: Arc::new(Inner {
                folder: Some(folder.into()),
                opened: RwLock::new(None),
                marks: Marks::default(),
                is_loaded: AtomicBool::new(false),
            }),
        };
        registry.opened()?;
        Ok(registry)
    }

    /// A register with nothing in it and no folder, for installations without one and for tests.
    pub fn empty() -> Self {
        Self {
            inner: Arc::new(Inner {
                folder: None,
                opened: RwLock::new(None),
                marks: Marks::default(),
                is_loaded: AtomicBool::new(false),
            }),
        }
    }

    /// An import came to its end at least once: otherwise «реестр не загружен». While the first one
    /// runs, an entry that is not found may still be on its way.
    pub fn is_loaded(&self) -> bool {
        if self.inner.is_loaded.load(Ordering::Relaxed) {
            return true;
        }
        let is_loaded = self.is_whole().unwrap_or(false);
        self.inner.is_loaded.store(is_loaded, Ordering::Relaxed);
        is_loaded
    }

    fn is_whole(&self) -> Result<bool, Error> {
        let Some(opened) = self.opened()? else {
            return Ok(false);
        };
        if !target::is_whole(opened.reader.searcher().index())? {
            return Ok(false);
        }
        // Whoever is told that all is there must also find the last batch.
        opened.reader.reload()?;
        Ok(true)
    }

    /// Entries that can be found.
    pub fn loaded_count(&self) -> Result<u64, Error> {
        Ok(self
            .searcher()?
            .map_or(0, |(searcher, _)| searcher.num_docs()))
    }

    /// The newest extract date in the register: how fresh it is.
    pub fn extract_date(&self) -> Result<Option<Date>, Error> {
        let Some((searcher, _)) = self.searcher()? else {
            return Ok(None);
        };
        let mut newest = None;
        for segment in searcher.segment_readers() {
            let column = segment.fast_fields().u64(EXTRACTED)?;
            if segment.num_docs() > 0 {
                newest = newest.max(index::day_of(column.max_value()));
            }
        }
        Ok(newest)
    }

    /// Sees a commit at once instead of within half a second.
    pub fn reload(&self) -> Result<(), Error> {
        if let Some(opened) = self.opened()? {
            opened.reader.reload()?;
        }
        Ok(())
    }

    /// The entry with this ОГРН or ОГРНИП.
    pub fn by_ogrn(&self, ogrn: &str) -> Result<Option<Card>, Error> {
        let Some((searcher, fields)) = self.searcher()? else {
            return Ok(None);
        };
        let mut cards = cards_with(&searcher, &fields, fields.ogrn, ogrn, 1)?;
        self.mark(&mut cards);
        Ok(cards.pop())
    }

    /// Entries with this ИНН, standing ones first, then the newest. A person has one for each
    /// time in business, a company nearly always exactly one.
    pub fn by_inn(&self, inn: &str) -> Result<Vec<Card>, Error> {
        let Some((searcher, fields)) = self.searcher()? else {
            return Ok(Vec::new());
        };
        let mut cards = cards_with(&searcher, &fields, fields.inn, inn, 50)?;
        self.mark(&mut cards);
        cards.sort_by_key(|card| {
            let active = card.status == Status::Active;
            std::cmp::Reverse((!card.status.is_ended(), active, card.registered_on))
        });
        Ok(cards)
    }

    /// The entry for an identifier of either sort, spaces allowed; of several, the one that stands.
    pub fn find(&self, typed: &str) -> Result<Option<Card>, Error> {
        let digits: String = typed
            .chars()
            .filter(|letter| !letter.is_whitespace())
            .collect();
        match digits.len() {
            10 | 12 => Ok(self.by_inn(&digits)?.into_iter().next()),
            13 | 15 => self.by_ogrn(&digits),
            _ => Ok(None),
        }
    }

    /// Up to `most` changes that imports saw after `cursor`; 0 is the beginning of the feed.
    ///
    /// The same change may come twice: an import that was killed finds it again.
    pub fn changes_after(&self, cursor: u64, most: usize) -> Result<Changes, Error> {
        match &self.inner.folder {
            Some(folder) => changes::read(folder, cursor, most),
            None => Ok(Changes {
                changes: Vec::new(),
                cursor,
            }),
        }
    }

    /// Search by name, ИНН or ОГРН with filters, best first.
    pub fn search(&self, request: &SearchRequest) -> Result<SearchPage, Error> {
        let Some((searcher, fields)) = self.searcher()? else {
            return Ok(SearchPage::default());
        };
        let answer = Search::new(&searcher, fields, request, false).answer(request)?;
        let offset = request.offset.min(search::DEEPEST_OFFSET);
        let best = answer.found.best.into_iter().skip(offset);
        let cards = best.map(|address| card_at(&searcher, &fields, address));
        let mut cards = cards.collect::<Result<Vec<_>, _>>()?;
        self.mark(&mut cards);
        Ok(SearchPage {
            total: answer.found.total,
            is_more: answer.found.is_more,
            cards,
            suggestion: answer.suggestion,
            is_corrected: answer.is_corrected,
            without_filters: answer.without_filters,
        })
    }

    /// The `limit` best entries (20 at most) for what was typed so far: the last word may go on, and
    /// so may a number.
    pub fn suggest(&self, text: &str, limit: usize) -> Result<Vec<Suggestion>, Error> {
        let Some((searcher, fields)) = self.searcher()? else {
            return Ok(Vec::new());
        };
        if text.trim().is_empty() {
            return Ok(Vec::new());
        }
        let request = SearchRequest {
            text: text.to_owned(),
            limit: limit.clamp(1, MOST_SUGGESTIONS),
            ..SearchRequest::default()
        };
        let answer = Search::new(&searcher, fields, &request, true).answer(&request)?;
        let best = answer.found.best.into_iter();
        best.map(|address| Ok(Suggestion::of(&card_at(&searcher, &fields, address)?)))
            .collect()
    }

    /// Puts the marks of the register of small business on cards that are given out.
    fn mark(&self, cards: &mut [Card]) {
        if let Some(folder) = &self.inner.folder {
            for card in cards {
                self.inner.marks.put(folder, card);
            }
        }
    }

    fn searcher(&self) -> Result<Option<(Searcher, Fields)>, Error> {
        Ok(self
            .opened()?
            .map(|opened| (opened.reader.searcher(), opened.fields)))
    }

    /// The open index, opening it when an import has made one since.
    fn opened(&self) -> Result<Option<Opened>, Error> {
        let Some(folder) = &self.inner.folder else {
            return Ok(None);
        };
        let known = self
            .inner
            .opened
            .read()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .clone();
        if known.is_some() || !index::exists(folder) {
            return Ok(known);
        }
        let opened = open_reader(folder)?;
        let mut slot = self
            .inner
            .opened
            .write()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        Ok(Some(slot.get_or_insert(opened).clone()))
    }
}

fn open_reader(folder: &Path) -> Result<Opened, Error> {
    let (index, fields) = index::open(folder)?;
    let reader = index
        .reader_builder()
        .reload_policy(ReloadPolicy::OnCommitWithDelay)
        .doc_store_cache_num_blocks(CACHED_BLOCKS)
        .try_into()?;
    Ok(Opened { reader, fields })
}

fn cards_with(
    searcher: &Searcher,
    fields: &Fields,
    field: Field,
    value: &str,
    most: usize,
) -> Result<Vec<Card>, Error> {
    let query = TermQuery::new(
        Term::from_field_text(field, value),
        IndexRecordOption::Basic,
    );
    let found = searcher.search(
        &query as &dyn Query,
        &TopDocs::with_limit(most).order_by_score(),
    )?;
    found
        .into_iter()
        .map(|(_, address)| card_at(searcher, fields, address))
        .collect()
}

pub(crate) fn card_at(
    searcher: &Searcher,
    fields: &Fields,
    address: DocAddress,
) -> Result<Card, Error> {
    let document: TantivyDocument = searcher.doc(address)?;
    let json = document
        .get_first(fields.card)
        .and_then(|value| value.as_bytes())
        .unwrap_or_default();
    Ok(serde_json::from_slice(json)?)
}
