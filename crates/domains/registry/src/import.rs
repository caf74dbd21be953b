//! Import: files in, the index changed, a report out.
//!
//! Cards are compared with what the index has and written in batches; each batch is a commit, so an
//! import that was stopped or killed keeps what it committed, and running it again goes over the
//! rest. One thread reads, the index writes on its own threads.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use tantivy::collector::TopDocs;
use tantivy::query::TermQuery;
use tantivy::schema::IndexRecordOption;
use tantivy::{IndexReader, IndexWriter, ReloadPolicy, Term};

use crate::index::{self, CONTENT, EXTRACTED, Fields, RECORD, RECORDED, Version};
use crate::model::{Card, Kind};
use crate::problem::{Error, Position, Problem, Warning};
use crate::reader::{Found, Limits, read_file};
use crate::report::{BrokenFile, FileWarning, Report, SkippedIn};
use crate::sources::{discover, for_each_file};

/// How an import works. `ImportOptions::default()` fits a machine of two cores and 2 GB.
#[derive(Debug)]
pub struct ImportOptions<'a> {
    pub limits: Limits,
    /// Cards written between two commits.
    pub batch: usize,
    /// Threads that build the index.
    pub index_threads: usize,
    /// Memory of those threads together, bytes; at least 15 MB each.
    pub index_memory: usize,
    /// Set to true from elsewhere, it stops the import after the current entry.
    pub stop: Option<&'a AtomicBool>,
}

impl Default for ImportOptions<'_> {
    fn default() -> Self {
        Self {
            limits: Limits::default(),
            batch: 50_000,
            index_threads: 2,
            index_memory: 128 << 20,
            stop: None,
        }
    }
}

/// How far an import is, for a progress bar.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    pub files_done: u64,
    pub files_total: u64,
    /// Unpacked bytes.
    pub bytes: u64,
    pub bytes_total: u64,
    pub entries: u64,
}

/// Entries between two calls of the progress callback.
const PROGRESS_STEP: u64 = 200;

/// Reads an XML file, an archive or a folder into the register in `registry`.
///
/// Whatever is wrong with single files and entries is in the report; the rest is imported.
///
/// # Errors
/// [`Error::Busy`] when another process imports, [`Error::Stopped`] on request (what was read by
/// then is committed), [`Error::NothingFound`], and faults of the disk or the index.
pub fn import(
    registry: &Path,
    from: &Path,
    options: &ImportOptions<'_>,
    progress: &mut dyn FnMut(&Progress),
) -> Result<Report, Error> {
    let sources = discover(from, &options.limits)?;
    let mut target = Target::open(registry, options)?;
    let mut report = Report::default();
    for (path, problem) in sources.broken {
        report.add_broken(BrokenFile {
            name: path.display().to_string(),
            problem,
            position: Position::default(),
        });
    }
    if sources.others > 0 {
        let name = from.display().to_string();
        report.add_warning(FileWarning {
            file: name,
            warning: Warning::OtherFiles(sources.others),
        });
    }
    let mut state = Progress {
        files_total: sources.xml_files,
        bytes_total: sources.bytes,
        ..Progress::default()
    };
    progress(&state);

    let mut failure = None;
    for path in &sources.paths {
        for_each_file(path, &options.limits, &mut |name, input| {
            let before = state.bytes;
            let summary = match input {
                Ok(input) => read_file(input, &options.limits, &mut |found, bytes| {
                    state.bytes = before + bytes;
                    state.entries += 1;
                    if let Err(error) = take(&mut target, &mut report, &name, found) {
                        failure = Some(error);
                        return ControlFlow::Break(());
                    }
                    if state.entries.is_multiple_of(PROGRESS_STEP) {
                        progress(&state);
                    }
                    match options.stop {
                        Some(stop) if stop.load(Ordering::Relaxed) => ControlFlow::Break(()),
                        _ => ControlFlow::Continue(()),
                    }
                }),
                Err(problem) => {
                    report.add_broken(BrokenFile {
                        name,
                        problem,
                        position: Position::default(),
                    });
                    return true;
                }
            };
            state.files_done += 1;
            state.bytes = before + summary.bytes;
            progress(&state);
            report.files += 1;
            report.bytes += summary.bytes;
            for warning in summary.warnings {
                report.add_warning(FileWarning {
                    file: name.clone(),
                    warning,
                });
            }
            let archive_is_over = matches!(summary.broken, Some((Problem::ZipTooLarge, _)));
            if let Some((problem, position)) = summary.broken {
                report.add_broken(BrokenFile {
                    name,
                    problem,
                    position,
                });
            }
            if summary.stopped && failure.is_none() {
                failure = Some(Error::Stopped);
            }
            failure.is_none() && !archive_is_over
        });
        if failure.is_some() {
            break;
        }
    }
    match failure {
        None | Some(Error::Stopped) => target.commit()?,
        // Uncommitted cards are dropped; the next run reads them again.
        Some(_) => {}
    }
    target.writer.wait_merging_threads()?;
    match failure {
        None => Ok(report),
        Some(error) => Err(error),
    }
}

/// Writes cards that are already at hand, without files: for demo data and tests.
pub fn import_cards(
    registry: &Path,
    cards: impl IntoIterator<Item = Card>,
    options: &ImportOptions<'_>,
) -> Result<Report, Error> {
    let mut target = Target::open(registry, options)?;
    let mut report = Report::default();
    for card in cards {
        take(&mut target, &mut report, "", Found::Card(Box::new(card)))?;
    }
    target.commit()?;
    target.writer.wait_merging_threads()?;
    Ok(report)
}

fn take(target: &mut Target, report: &mut Report, file: &str, found: Found) -> Result<(), Error> {
    match found {
        Found::Skipped(entry) => report.add_skipped(SkippedIn {
            file: file.to_owned(),
            entry,
        }),
        Found::Card(card) => {
            let outcome = target.put(&card)?;
            let tally = match card.kind {
                Kind::Company => &mut report.companies,
                Kind::SoleTrader => &mut report.sole_traders,
            };
            tally.add(outcome);
        }
    }
    Ok(())
}

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

struct Target {
    writer: IndexWriter,
    reader: IndexReader,
    fields: Fields,
    batch: usize,
    /// Versions written since the last commit, by ОГРН: the reader does not see them yet.
    pending: HashMap<u64, Version>,
}

impl Target {
    fn open(registry: &Path, options: &ImportOptions<'_>) -> Result<Self, Error> {
        let (index, fields) = index::open_or_create(registry)?;
        let writer =
            index.writer_with_num_threads(options.index_threads.max(1), options.index_memory)?;
        let reader = index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .doc_store_cache_num_blocks(1)
            .try_into()?;
        Ok(Self {
            writer,
            reader,
            fields,
            batch: options.batch.max(1),
            pending: HashMap::new(),
        })
    }

    fn put(&mut self, card: &Card) -> Result<Outcome, Error> {
        let version = Version::of(card)?;
        let key = card.ogrn.parse().unwrap_or(0);
        let known = match self.pending.get(&key) {
            Some(version) => Some(*version),
            None => self.committed_version(&card.ogrn)?,
        };
        let outcome = match known {
            None => Outcome::New,
            Some(known) if version.order < known.order => return Ok(Outcome::Older),
            Some(known) if version == known => return Ok(Outcome::Unchanged),
            Some(known) if version.content == known.content => Outcome::Unchanged,
            Some(_) => Outcome::Changed,
        };
        if known.is_some() {
            self.writer
                .delete_term(Term::from_field_text(self.fields.ogrn, &card.ogrn));
        }
        self.writer
            .add_document(index::document(&self.fields, card, &version)?)?;
        self.pending.insert(key, version);
        if self.pending.len() >= self.batch {
            self.commit()?;
        }
        Ok(outcome)
    }

    fn committed_version(&self, ogrn: &str) -> Result<Option<Version>, Error> {
        let searcher = self.reader.searcher();
        if searcher.num_docs() == 0 {
            return Ok(None);
        }
        let query = TermQuery::new(
            Term::from_field_text(self.fields.ogrn, ogrn),
            IndexRecordOption::Basic,
        );
        let found = searcher.search(&query, &TopDocs::with_limit(1).order_by_score())?;
        let Some((_, address)) = found.first() else {
            return Ok(None);
        };
        let columns = searcher.segment_reader(address.segment_ord).fast_fields();
        let value = |name: &str| -> Result<u64, Error> {
            Ok(columns.u64(name)?.first(address.doc_id).unwrap_or(0))
        };
        Ok(Some(Version {
            order: (value(EXTRACTED)?, value(RECORDED)?, value(RECORD)?),
            content: value(CONTENT)?,
        }))
    }

    fn commit(&mut self) -> Result<(), Error> {
        if self.pending.is_empty() {
            return Ok(());
        }
        self.writer.commit()?;
        self.reader.reload()?;
        self.pending.clear();
        Ok(())
    }
}
