//! Import: files in, the index changed, a report out.
//!
//! Files are unpacked and parsed on several threads (`pipeline`), their entries taken one by one in the
//! order of the files: compared with what the register has and written in batches (`target`). An
//! import that was stopped or killed keeps whole batches; running it again skips the files in them and
//! goes over the rest.

use std::ops::ControlFlow;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::journal::Finished;
use crate::model::{Card, Kind};
use crate::pipeline::{Event, Piece, Prepared, read_all};
use crate::problem::{Error, Position, Warning};
use crate::reader::{FileSummary, Limits};
use crate::report::{BrokenFile, FileWarning, Report, SkippedIn};
use crate::sources::discover;
use crate::target::Target;

/// How an import works. `ImportOptions::default()` fits the machine, and 1 GB.
#[derive(Debug)]
pub struct ImportOptions<'a> {
    pub limits: Limits,
    /// Threads that unpack and parse.
    pub threads: usize,
    /// Entries written between two commits, about: a batch ends with a file.
    pub batch: usize,
    /// Threads that build the index.
    pub index_threads: usize,
    /// Memory of those threads together, bytes; at least 15 MB each.
    pub index_memory: usize,
    /// Read files again that an earlier import finished.
    pub again: bool,
    /// Set to true from elsewhere, it stops the import after the current entry.
    pub stop: Option<&'a AtomicBool>,
}

impl Default for ImportOptions<'_> {
    fn default() -> Self {
        let processors = std::thread::available_parallelism().map_or(2, usize::from);
        // More threads would only wait for the disk, and each has buffers of its own.
        let index_threads = processors.clamp(1, 4);
        Self {
            limits: Limits::default(),
            threads: processors.clamp(1, 8),
            batch: 200_000,
            index_threads,
            index_memory: index_threads * (64 << 20),
            again: false,
            stop: None,
        }
    }
}

/// How far an import is, for a progress bar.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    pub files_done: u64,
    pub files_total: u64,
    /// Of them, files that an earlier import finished.
    pub files_known: u64,
    /// Unpacked bytes.
    pub bytes: u64,
    pub bytes_total: u64,
    /// Of the bytes, those of known files: they took no time.
    pub bytes_known: u64,
    pub entries: u64,
    /// Everything is read; the index is being tidied up.
    pub tidying: bool,
}

/// Entries between two calls of the progress callback.
const PROGRESS_STEP: u64 = 200;

/// Reads an XML file, an archive or a folder into the register in `registry`.
///
/// Whatever is wrong with single files and entries is in the report; the rest is imported. Files that
/// an earlier import finished are not opened, unless [`ImportOptions::again`] says so.
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
    let state = Progress {
        files_total: sources.xml_files,
        bytes_total: sources.bytes,
        ..Progress::default()
    };
    progress(&state);

    let (fields, finished) = (target.fields(), target.finished_files());
    let finished = if options.again {
        Finished::none()
    } else {
        finished
    };
    let mut taker = Taker {
        target: &mut target,
        report: &mut report,
        state,
        before: 0,
        progress: &mut *progress,
        stop: options.stop,
        failure: None,
    };
    read_all(
        sources.paths,
        &options.limits,
        &fields,
        &finished,
        options.threads,
        &mut |event| taker.take(event),
    );
    let (mut state, failure) = (taker.state, taker.failure.take());
    match failure {
        None => {
            state.tidying = true;
            progress(&state);
            // Files of which none was of this register load nothing, whatever folder they came from.
            let read = report.companies.read + report.sole_traders.read;
            let has_register = read > 0 || report.files_known > 0;
            if has_register {
                target.finish()?;
            } else {
                target.stop()?;
            }
            Ok(report)
        }
        Some(Error::Stopped) => {
            target.stop()?;
            Err(Error::Stopped)
        }
        // Uncommitted cards are dropped; the next run reads them again.
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
    let fields = target.fields();
    let mut report = Report::default();
    for card in cards {
        put(&mut target, &mut report, Prepared::of(&fields, &card)?)?;
        target.end_of_file(None)?;
    }
    target.finish()?;
    Ok(report)
}

fn put(target: &mut Target, report: &mut Report, entry: Prepared) -> Result<(), Error> {
    let kind = entry.kind;
    let outcome = target.put(entry)?;
    let tally = match kind {
        Kind::Company => &mut report.companies,
        Kind::SoleTrader => &mut report.sole_traders,
    };
    tally.add(outcome);
    Ok(())
}

/// Takes what the pipeline gives out, in the order of the files.
struct Taker<'a> {
    target: &'a mut Target,
    report: &'a mut Report,
    state: Progress,
    /// Bytes of the files before the current one.
    before: u64,
    progress: &'a mut dyn FnMut(&Progress),
    stop: Option<&'a AtomicBool>,
    failure: Option<Error>,
}

impl Taker<'_> {
    fn take(&mut self, event: Event<'_>) -> ControlFlow<()> {
        match self.try_take(event) {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                self.failure = Some(error);
                ControlFlow::Break(())
            }
        }
    }

    fn try_take(&mut self, event: Event<'_>) -> Result<(), Error> {
        match event {
            Event::Known { bytes } => {
                self.report.files_known += 1;
                self.state.files_known += 1;
                self.state.bytes_known += bytes;
                self.file_is_over(bytes);
            }
            Event::Pieces {
                file,
                pieces,
                bytes,
            } => {
                self.state.bytes = self.before + bytes;
                for piece in pieces {
                    self.take_piece(file, piece)?;
                }
            }
            Event::Unreadable { file, problem } => self.report.add_broken(BrokenFile {
                name: file.to_owned(),
                problem,
                position: Position::default(),
            }),
            Event::End {
                file,
                identity,
                summary,
            } => {
                let bytes = summary.bytes;
                let is_whole = summary.broken.is_none();
                self.take_summary(file, summary);
                self.target.end_of_file(is_whole.then_some(identity))?;
                self.file_is_over(bytes);
            }
        }
        Ok(())
    }

    fn take_piece(&mut self, file: &str, piece: Piece) -> Result<(), Error> {
        match piece {
            Piece::Entry(entry) => put(self.target, self.report, *entry)?,
            Piece::Skipped(entry) => self.report.add_skipped(SkippedIn {
                file: file.to_owned(),
                entry,
            }),
        }
        self.state.entries += 1;
        if self.state.entries.is_multiple_of(PROGRESS_STEP) {
            (self.progress)(&self.state);
        }
        match self.stop {
            Some(stop) if stop.load(Ordering::Relaxed) => Err(Error::Stopped),
            _ => Ok(()),
        }
    }

    fn take_summary(&mut self, file: &str, summary: FileSummary) {
        self.report.files += 1;
        self.report.bytes += summary.bytes;
        for warning in summary.warnings {
            self.report.add_warning(FileWarning {
                file: file.to_owned(),
                warning,
            });
        }
        if let Some((problem, position)) = summary.broken {
            self.report.add_broken(BrokenFile {
                name: file.to_owned(),
                problem,
                position,
            });
        }
    }

    fn file_is_over(&mut self, bytes: u64) {
        self.before += bytes;
        self.state.bytes = self.before;
        self.state.files_done += 1;
        (self.progress)(&self.state);
    }
}
