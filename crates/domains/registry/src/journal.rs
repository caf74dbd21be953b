//! Which files earlier imports finished, so that a repeated one need not read them again.
//!
//! The journal is a text file beside the index, a line for each file. How much of it counts is in the
//! index's own commit: lines are on disk before it, and lines of an import that was killed before its
//! commit are cut off by the next.

use std::collections::HashSet;
use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::index::hash;
use crate::problem::Error;

const NAME: &str = "imported-files.txt";

pub(crate) struct Journal {
    path: PathBuf,
    file: File,
    length: u64,
    /// Lines that are not written yet.
    fresh: Vec<u8>,
    known: Arc<HashSet<u64>>,
}

/// The files of earlier imports.
#[derive(Clone)]
pub(crate) struct Finished(Arc<HashSet<u64>>);

impl Finished {
    pub(crate) fn none() -> Self {
        Self(Arc::default())
    }

    pub(crate) fn has(&self, identity: &str) -> bool {
        self.0.contains(&hash(0, identity.as_bytes()))
    }
}

impl Journal {
    /// Opens the journal in the index's folder; `committed` is how many bytes of it count.
    pub(crate) fn open(folder: &Path, committed: u64) -> Result<Self, Error> {
        let path = folder.join(NAME);
        let failed = |error| Error::io(&path, error);
        let mut file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .read(true)
            .write(true)
            .open(&path)
            .map_err(failed)?;
        let length = file.metadata().map_err(failed)?.len().min(committed);
        file.set_len(length).map_err(failed)?;
        let mut known = HashSet::new();
        let mut lines = BufReader::new((&mut file).take(length));
        let mut line = Vec::new();
        while lines.read_until(b'\n', &mut line).map_err(failed)? > 0 {
            known.insert(hash(0, line.trim_ascii_end()));
            line.clear();
        }
        file.seek(SeekFrom::Start(length)).map_err(failed)?;
        Ok(Self {
            path,
            file,
            length,
            fresh: Vec::new(),
            known: Arc::new(known),
        })
    }

    pub(crate) fn finished(&self) -> Finished {
        Finished(Arc::clone(&self.known))
    }

    /// This file was read to its end.
    pub(crate) fn add(&mut self, identity: &str) {
        self.fresh.extend_from_slice(identity.trim_end().as_bytes());
        self.fresh.push(b'\n');
    }

    pub(crate) fn has_fresh(&self) -> bool {
        !self.fresh.is_empty()
    }

    /// Puts the new lines on disk and tells how many bytes will count when the index is committed.
    pub(crate) fn write(&mut self) -> Result<u64, Error> {
        if !self.fresh.is_empty() {
            let failed = |error| Error::io(&self.path, error);
            self.file.write_all(&self.fresh).map_err(failed)?;
            self.file.sync_data().map_err(failed)?;
            self.length += self.fresh.len() as u64;
            self.fresh.clear();
        }
        Ok(self.length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_were_not_committed_do_not_count() {
        let folder = tempfile::tempdir().unwrap();
        let mut journal = Journal::open(folder.path(), 0).unwrap();
        journal.add("10 aa one.xml");
        let committed = journal.write().unwrap();
        journal.add("10 bb two.xml");
        journal.write().unwrap();
        drop(journal);

        let mut journal = Journal::open(folder.path(), committed).unwrap();
        let finished = journal.finished();
        assert!(finished.has("10 aa one.xml") && !finished.has("10 bb two.xml"));
        journal.add("10 cc three.xml");
        let committed = journal.write().unwrap();
        let finished = Journal::open(folder.path(), committed).unwrap().finished();
        assert!(finished.has("10 aa one.xml") && finished.has("10 cc three.xml"));
        assert!(!finished.has("10 bb two.xml") && !Finished::none().has("10 aa one.xml"));
    }
}
