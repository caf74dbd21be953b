//! A file that several threads read at places of their own, as members of one archive are.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::Arc;

/// Directories of archives are read in small pieces.
const BUFFER: usize = 8 * 1024;

/// A place in an open file. A clone shares the file and begins where this one stands.
#[derive(Debug)]
pub(crate) struct SharedFile {
    file: Arc<File>,
    length: u64,
    at: u64,
    buffer: Vec<u8>,
    /// Where in the file the buffer begins.
    buffered_from: u64,
}

impl Clone for SharedFile {
    fn clone(&self) -> Self {
        Self {
            file: Arc::clone(&self.file),
            length: self.length,
            at: self.at,
            buffer: Vec::new(),
            buffered_from: 0,
        }
    }
}

impl SharedFile {
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        Ok(Self {
            length: file.metadata()?.len(),
            file: Arc::new(file),
            at: 0,
            buffer: Vec::new(),
            buffered_from: 0,
        })
    }

    /// What the buffer holds from here on.
    fn buffered(&self) -> &[u8] {
        self.at
            .checked_sub(self.buffered_from)
            .and_then(|skip| usize::try_from(skip).ok())
            .and_then(|skip| self.buffer.get(skip..))
            .unwrap_or_default()
    }
}

impl Read for SharedFile {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        if self.buffered().is_empty() {
            if target.len() >= BUFFER {
                let count = self.file.read_at(target, self.at)?;
                self.at += count as u64;
                return Ok(count);
            }
            self.buffer.resize(BUFFER, 0);
            let count = self.file.read_at(&mut self.buffer, self.at)?;
            self.buffer.truncate(count);
            self.buffered_from = self.at;
        }
        let available = self.buffered();
        let count = available.len().min(target.len());
        target[..count].copy_from_slice(&available[..count]);
        self.at += count as u64;
        Ok(count)
    }
}

impl Seek for SharedFile {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.length.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = at.ok_or_else(|| {
            io::Error::new(io::ErrorKind::InvalidInput, "a place before the beginning")
        })?;
        Ok(self.at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clones_read_one_file_at_places_of_their_own() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        let bytes: Vec<u8> = (0..50_000_u32).map(|number| (number % 251) as u8).collect();
        std::fs::write(&path, &bytes).unwrap();
        let mut first = SharedFile::open(&path).unwrap();
        let mut begin = [0; 10];
        first.read_exact(&mut begin).unwrap();
        let mut second = first.clone();
        second.seek(SeekFrom::End(-7)).unwrap();
        let mut end = Vec::new();
        second.read_to_end(&mut end).unwrap();
        assert_eq!(end, bytes[49_993..]);
        let mut rest = Vec::new();
        first.read_to_end(&mut rest).unwrap();
        assert_eq!((&begin[..], &rest[..]), (&bytes[..10], &bytes[10..]));
        first.seek(SeekFrom::Start(3)).unwrap();
        first.read_exact(&mut begin).unwrap();
        assert_eq!(begin, bytes[3..13]);
        assert!(first.seek(SeekFrom::Current(-100)).is_err());
    }
}
