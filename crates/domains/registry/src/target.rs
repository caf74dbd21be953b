//! The index while an import writes it: what is newer goes in, batch by batch.
//!
//! A batch is a commit of the index. With it go the changes that were noticed (on disk before it) and
//! the files that were finished (counted by it). So whatever moment an import is killed at, the index
//! has whole batches, and the next import goes on with the first file that is not in one.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use tantivy::indexer::NoMergePolicy;
use tantivy::schema::{IndexRecordOption, Value};
use tantivy::{
    DocAddress, DocSet, Index, IndexReader, IndexWriter, ReloadPolicy, TERMINATED, TantivyDocument,
    Term,
};

use crate::changes::{self, Change};
use crate::import::ImportOptions;
use crate::index::{self, CONTENT, EXTRACTED, Fields, RECORD, RECORDED, Version};
use crate::journal::{Finished, Journal};
use crate::known::Known;
use crate::model::Card;
use crate::noticed::{noticed, remember};
use crate::pipeline::Prepared;
use crate::problem::Error;
use crate::segments::Segments;

/// Bytes of cards of the current batch that are kept to compare a second extract with.
const KEPT: usize = 64 << 20;
/// Documents from this size on are counted, bytes: ten thousand of them may wait for the index's
/// threads at a time.
const LARGE: usize = 32 << 10;
/// Bytes of large documents after which the batch ends, so that they cannot pile up.
const MOST_LARGE: usize = 256 << 20;
/// Changes after which the batch ends.
const MOST_CHANGES: usize = 50_000;

/// What happened to one card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    New,
    Changed,
    /// The same content, perhaps with a newer extract date.
    Unchanged,
    /// The index has a newer extract.
    Older,
}

pub(crate) struct Target {
    registry: PathBuf,
    index: Index,
    writer: IndexWriter,
    reader: IndexReader,
    segments: Segments,
    fields: Fields,
    batch: usize,
    known: Known,
    journal: Journal,
    /// Written since the last commit, by ОГРН: the reader does not see them yet.
    pending: HashMap<u64, Pending>,
    kept: usize,
    large: usize,
    /// Changes of entries that others could see before.
    changes: Vec<Change>,
    /// An import came to its end, this one or an earlier one.
    is_whole: bool,
}

struct Pending {
    version: Version,
    /// The index had this entry before this batch.
    public: bool,
    /// The card's JSON, as long as there is room for it.
    card: Option<Box<[u8]>>,
}

/// What goes with a commit of the index.
#[derive(Default, Serialize, Deserialize)]
struct Payload {
    /// Bytes of the journal that count.
    journal: u64,
    /// An import came to its end at least once: before that the register is only a part of one. Indexes
    /// from before this mark do not say so until the next import ends.
    #[serde(default)]
    is_whole: bool,
}

/// What the last commit of an index says about its imports.
fn payload_of(index: &Index) -> Result<Payload, Error> {
    let payload = index.load_metas()?.payload;
    Ok(payload
        .and_then(|payload| serde_json::from_str(&payload).ok())
        .unwrap_or_default())
}

/// Whether an import of this index ever came to its end.
pub(crate) fn is_whole(index: &Index) -> Result<bool, Error> {
    Ok(payload_of(index)?.is_whole)
}

impl Target {
    pub(crate) fn open(registry: &Path, options: &ImportOptions<'_>) -> Result<Self, Error> {
        let (index, fields) = index::open_or_create(registry)?;
        let threads = options.index_threads.max(1);
        // The lock is taken here: everything below has the register for itself.
        let writer = index.writer_with_num_threads(threads, options.index_memory)?;
        writer.set_merge_policy(Box::new(NoMergePolicy));
        // An import that was killed just before its commit left files behind, and this one, taking the
        // same entries again, would give its own files the same names.
        writer.garbage_collect_files().wait()?;
        let reader = index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .doc_store_cache_num_blocks(1)
            .try_into()?;
        let payload = payload_of(&index)?;
        let mut target = Self {
            registry: registry.to_owned(),
            journal: Journal::open(&index::index_folder(registry), payload.journal)?,
            is_whole: payload.is_whole,
            index,
            writer,
            reader,
            segments: Segments::default(),
            fields,
            batch: options.batch.max(1),
            known: Known::new(),
            pending: HashMap::new(),
            kept: 0,
            large: 0,
            changes: Vec::new(),
        };
        target.learn_keys()?;
        Ok(target)
    }

    pub(crate) fn fields(&self) -> Fields {
        self.fields
    }

    pub(crate) fn finished_files(&self) -> Finished {
        self.journal.finished()
    }

    fn learn_keys(&mut self) -> Result<(), Error> {
        let searcher = self.reader.searcher();
        for segment in searcher.segment_readers() {
            let index = segment.inverted_index(self.fields.ogrn)?;
            let mut terms = index
                .terms()
                .stream()
                .map_err(|error| Error::io(&self.registry, error))?;
            while terms.advance() {
                self.known.add(key_of(terms.key()));
            }
        }
        Ok(())
    }

    /// Takes an entry unless the register has a newer extract of it.
    pub(crate) fn put(&mut self, entry: Prepared) -> Result<Outcome, Error> {
        let known = match self.pending.get(&entry.key) {
            Some(pending) => Some(pending.version),
            None => self.committed(&entry)?.map(|(version, _)| version),
        };
        let Some(known) = known else {
            self.write(entry, false)?;
            return Ok(Outcome::New);
        };
        if entry.version.order < known.order {
            return Ok(Outcome::Older);
        }
        if entry.version == known {
            return Ok(Outcome::Unchanged);
        }
        let outcome = if entry.version.content == known.content {
            Outcome::Unchanged
        } else {
            Outcome::Changed
        };
        let (old, public) = self.old_card(&entry)?;
        let entry = self.with_history(entry, old, public)?;
        self.writer
            .delete_term(Term::from_field_text(self.fields.ogrn, &entry.ogrn));
        self.write(entry, public)?;
        Ok(outcome)
    }

    fn write(&mut self, entry: Prepared, public: bool) -> Result<(), Error> {
        let card = (self.kept + entry.size <= KEPT)
            .then(|| Box::from(json_of(&self.fields, &entry.document)));
        let pending = Pending {
            version: entry.version,
            public,
            card,
        };
        if pending.card.is_some() {
            self.kept += entry.size;
        }
        self.known.add(entry.key);
        self.pending.insert(entry.key, pending);
        self.writer.add_document(entry.document)?;
        if entry.size >= LARGE {
            self.large += entry.size;
            if self.large >= MOST_LARGE {
                self.commit()?;
            }
        }
        Ok(())
    }

    /// The card that the register has now, and whether others could see the entry before this batch.
    fn old_card(&mut self, entry: &Prepared) -> Result<(Card, bool), Error> {
        if let Some(pending) = self.pending.get(&entry.key) {
            if let Some(json) = &pending.card {
                return Ok((serde_json::from_slice(json)?, pending.public));
            }
            // Not kept: it has to be read from the index, where it is not yet.
            self.commit()?;
        }
        let (_, address) = self.committed(entry)?.ok_or_else(|| {
            // It was there a moment ago, and nobody else may write.
            tantivy::TantivyError::InternalError(format!("{} went away", entry.ogrn))
        })?;
        let document: TantivyDocument = self.reader.searcher().doc(address)?;
        let card = serde_json::from_slice(json_of(&self.fields, &document))?;
        Ok((card, true))
    }

    /// The entry as it will be stored, with what it remembers of its earlier extracts.
    fn with_history(
        &mut self,
        entry: Prepared,
        old: Card,
        public: bool,
    ) -> Result<Prepared, Error> {
        let mut card: Card = serde_json::from_slice(json_of(&self.fields, &entry.document))?;
        let changes = noticed(&old, &card);
        if changes.is_empty() && old.history.is_empty() {
            return Ok(entry);
        }
        remember(&mut card, &changes, old.history);
        if public {
            self.changes.extend(changes);
        }
        let json = serde_json::to_vec(&card)?;
        Ok(Prepared {
            // The version is that of the extract, without the history.
            document: index::document(&self.fields, &card, &entry.version, &json),
            size: json.len(),
            ..entry
        })
    }

    /// The version in the index and where it is.
    fn committed(&self, entry: &Prepared) -> Result<Option<(Version, DocAddress)>, Error> {
        if !self.known.may_have(entry.key) {
            return Ok(None);
        }
        let searcher = self.reader.searcher();
        let term = Term::from_field_text(self.fields.ogrn, &entry.ogrn);
        let in_folder = |error| Error::io(&self.registry, error);
        for (number, segment) in (0..).zip(searcher.segment_readers()) {
            let index = segment.inverted_index(self.fields.ogrn)?;
            let postings = index.read_postings(&term, IndexRecordOption::Basic);
            let Some(mut postings) = postings.map_err(in_folder)? else {
                continue;
            };
            let mut document = postings.doc();
            while document != TERMINATED && segment.is_deleted(document) {
                document = postings.advance();
            }
            if document == TERMINATED {
                continue;
            }
            let columns = segment.fast_fields();
            let value = |name: &str| -> Result<u64, Error> {
                Ok(columns.u64(name)?.first(document).unwrap_or(0))
            };
            let version = Version {
                order: (value(EXTRACTED)?, value(RECORDED)?, value(RECORD)?),
                content: value(CONTENT)?,
            };
            return Ok(Some((version, DocAddress::new(number, document))));
        }
        Ok(None)
    }

    /// A file was read to its end; an unbroken one need not be read again. Ends the batch when it is
    /// full: only here, so that a batch has whole files.
    pub(crate) fn end_of_file(&mut self, identity: Option<&str>) -> Result<(), Error> {
        if let Some(identity) = identity {
            self.journal.add(identity);
        }
        if self.pending.len() >= self.batch || self.changes.len() >= MOST_CHANGES {
            self.commit()?;
        }
        Ok(())
    }

    /// Puts everything so far on disk, for readers to see.
    pub(crate) fn commit(&mut self) -> Result<(), Error> {
        if self.pending.is_empty() && !self.journal.has_fresh() {
            return Ok(());
        }
        self.commit_now()
    }

    fn commit_now(&mut self) -> Result<(), Error> {
        let mut prepared = self.writer.prepare_commit()?;
        changes::append(&self.registry, &self.changes)?;
        let payload = Payload {
            journal: self.journal.write()?,
            is_whole: self.is_whole,
        };
        prepared.set_payload(&serde_json::to_string(&payload)?);
        prepared.commit()?;
        self.changes.clear();
        self.pending.clear();
        (self.kept, self.large) = (0, 0);
        self.segments
            .merge_full_group(&self.index, &mut self.writer)?;
        self.reader.reload()?;
        Ok(())
    }

    /// Everything was read: from now on the register counts as loaded. Then as [`Target::stop`].
    pub(crate) fn finish(mut self) -> Result<(), Error> {
        if !self.is_whole {
            self.is_whole = true;
            self.commit_now()?;
        }
        self.stop()
    }

    /// Merges small segments, of which every search pays for each, and waits for it.
    pub(crate) fn stop(mut self) -> Result<(), Error> {
        self.commit()?;
        self.segments.tidy(&self.index, &mut self.writer)?;
        self.writer.garbage_collect_files().wait()?;
        self.writer.wait_merging_threads()?;
        Ok(())
    }
}

fn json_of<'d>(fields: &Fields, document: &'d TantivyDocument) -> &'d [u8] {
    document
        .get_first(fields.card)
        .and_then(|value| value.as_bytes())
        .unwrap_or_default()
}

/// ОГРН and ОГРНИП are digits; the index has nothing else in this field.
fn key_of(term: &[u8]) -> u64 {
    term.iter().fold(0, |key: u64, digit| {
        key.wrapping_mul(10)
            .wrapping_add(u64::from(digit.wrapping_sub(b'0')))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::import_cards;
    use crate::{Delta, Registry, delta_cards, synthetic_cards};

    const COUNT: u64 = 60;

    #[test]
    fn a_register_is_loaded_only_when_an_import_came_to_its_end() {
        let folder = tempfile::tempdir().unwrap();
        let options = ImportOptions::default();
        let registry = Registry::open(folder.path()).unwrap();
        assert!(!registry.is_loaded(), "there is no index");
        let mut target = Target::open(folder.path(), &options).unwrap();
        let fields = target.fields();
        for card in synthetic_cards(1, COUNT) {
            target.put(Prepared::of(&fields, &card).unwrap()).unwrap();
        }
        target.commit().unwrap();
        // Killed between two batches.
        drop(target);
        registry.reload().unwrap();
        assert_eq!(registry.loaded_count().unwrap(), COUNT);
        assert!(!registry.is_loaded());
        import_cards(folder.path(), synthetic_cards(1, COUNT), &options).unwrap();
        assert!(
            registry.is_loaded(),
            "nothing was new, but an import came to its end"
        );
        assert!(Registry::open(folder.path()).unwrap().is_loaded());

        let mut target = Target::open(folder.path(), &options).unwrap();
        let next = crate::synthetic_company(7, 1);
        target.put(Prepared::of(&fields, &next).unwrap()).unwrap();
        target.commit().unwrap();
        drop(target);
        let again = Registry::open(folder.path()).unwrap();
        assert!(again.is_loaded(), "the register before was whole");
    }

    #[test]
    fn a_register_without_entries_is_loaded_too_and_an_index_without_the_mark_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let options = ImportOptions::default();
        import_cards(folder.path(), [], &options).unwrap();
        assert!(Registry::open(folder.path()).unwrap().is_loaded());

        // As a program before the mark left it.
        let list = index::index_folder(folder.path()).join("meta.json");
        let text = std::fs::read_to_string(&list).unwrap();
        let before = text.replace(",\\\"is_whole\\\":true", "");
        assert_ne!(before, text, "{text}");
        std::fs::write(&list, before).unwrap();
        assert!(!Registry::open(folder.path()).unwrap().is_loaded());
        import_cards(folder.path(), [], &options).unwrap();
        assert!(Registry::open(folder.path()).unwrap().is_loaded());
    }

    #[test]
    fn an_import_that_was_killed_just_before_its_commit_can_be_repeated() {
        let folder = tempfile::tempdir().unwrap();
        let options = ImportOptions::default();
        import_cards(folder.path(), synthetic_cards(1, COUNT), &options).unwrap();
        let day = Delta {
            day: 1,
            changes: 20,
        };
        let news = || delta_cards(1, COUNT, false, day);

        // Everything is on disk but the index's list of what belongs to it.
        let list = index::index_folder(folder.path()).join("meta.json");
        let before = std::fs::read(&list).unwrap();
        let mut target = Target::open(folder.path(), &options).unwrap();
        let fields = target.fields();
        for card in news() {
            target.put(Prepared::of(&fields, &card).unwrap()).unwrap();
        }
        target.commit().unwrap();
        drop(target);
        std::fs::write(&list, before).unwrap();

        let report = import_cards(folder.path(), news(), &options).unwrap();
        assert_eq!(
            report.companies.changed,
            u64::try_from(news().count()).unwrap()
        );
    }
}
