//! Reading without keeping: what an import costs at least, and what is wrong with files beforehand.

use std::ops::ControlFlow;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use crate::problem::{Error, Position};
use crate::reader::{Found, Limits, read_file};
use crate::report::BrokenFile;
use crate::sources::{Walk, discover};

/// What was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scanned {
    pub files: u64,
    /// Entries that became cards.
    pub entries: u64,
    /// Entries that an import would leave out.
    pub skipped: u64,
    /// Unpacked bytes.
    pub bytes: u64,
    /// Files that were not read to their end, in no particular order.
    pub broken: Vec<BrokenFile>,
}

/// Unpacks and parses everything under `from` on `threads` threads, like an import without an index.
///
/// # Errors
/// [`Error::NothingFound`], and a path that cannot be read.
pub fn scan(from: &Path, limits: &Limits, threads: usize) -> Result<Scanned, Error> {
    let sources = discover(from, limits)?;
    let broken = sources
        .broken
        .into_iter()
        .map(|(path, problem)| BrokenFile {
            name: path.display().to_string(),
            problem,
            position: Position::default(),
        });
    let total = Mutex::new(Scanned {
        broken: broken.collect(),
        ..Scanned::default()
    });
    let walk = Mutex::new(Walk::new(sources.paths, limits));
    std::thread::scope(|scope| {
        for _ in 0..threads.max(1) {
            scope.spawn(|| {
                loop {
                    // A statement of its own: the lock must not be held while a file is read.
                    let source = walk.lock().unwrap_or_else(PoisonError::into_inner).next();
                    let Some(source) = source else { return };
                    let found = scan_file(source, limits);
                    let mut total = total.lock().unwrap_or_else(PoisonError::into_inner);
                    total.files += found.files;
                    total.entries += found.entries;
                    total.skipped += found.skipped;
                    total.bytes += found.bytes;
                    total.broken.extend(found.broken);
                }
            });
        }
    });
    Ok(total.into_inner().unwrap_or_else(PoisonError::into_inner))
}

fn scan_file(source: crate::sources::Source, limits: &Limits) -> Scanned {
    let name = source.name.clone();
    source.read(|input| {
        let mut found = Scanned {
            files: 1,
            ..Scanned::default()
        };
        let broken = match input {
            Err(problem) => Some((problem, Position::default())),
            Ok(input) => {
                let summary = read_file(input, limits, &mut |item, _| {
                    match item {
                        Found::Card(_) => found.entries += 1,
                        Found::Skipped(_) => found.skipped += 1,
                    }
                    ControlFlow::Continue(())
                });
                found.bytes = summary.bytes;
                summary.broken
            }
        };
        if let Some((problem, position)) = broken {
            found.broken.push(BrokenFile {
                name,
                problem,
                position,
            });
        }
        found
    })
}
