//! What changed in the register since it was last read: the feed that rights follow (B1, R38).
//!
//! An import appends a line of JSON for each change of an entry that it already knew. The line is on
//! disk before the index is committed: an import that is killed in between finds the same change
//! again and writes it twice, so whoever reads the feed must bear a repeat.

use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::model::LastRecord;
use crate::problem::Error;

/// What is different in an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// Other persons act without a power of attorney, or a managing company does.
    Head,
    /// Another full or short name.
    Name,
    /// Another legal address.
    Address,
    /// Another КПП.
    Kpp,
    /// Liquidation was begun.
    LiquidationBegun,
    /// A bankruptcy case was begun.
    BankruptcyBegun,
    /// The tax service decided to exclude the entry.
    ExclusionDecided,
    /// A reorganization was begun.
    ReorganizationBegun,
    /// The entry ended: liquidated, excluded, reorganized, annulled, closed.
    Ended,
    /// It stands again, or a procedure was called off.
    Restored,
}

impl ChangeKind {
    /// All, the gravest last.
    pub const ALL: [Self; 10] = [
        Self::Name,
        Self::Address,
        Self::Kpp,
        Self::Head,
        Self::Restored,
        Self::ReorganizationBegun,
        Self::ExclusionDecided,
        Self::LiquidationBegun,
        Self::BankruptcyBegun,
        Self::Ended,
    ];

    /// Stable name in the feed, in journals and in text keys (`registry-change-head`).
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Head => "head",
            Self::Name => "name",
            Self::Address => "address",
            Self::Kpp => "kpp",
            Self::LiquidationBegun => "liquidation_begun",
            Self::BankruptcyBegun => "bankruptcy_begun",
            Self::ExclusionDecided => "exclusion_decided",
            Self::ReorganizationBegun => "reorganization_begun",
            Self::Ended => "ended",
            Self::Restored => "restored",
        }
    }
}

/// One change of one entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// ОГРН or ОГРНИП of the entry.
    pub ogrn: String,
    pub kind: ChangeKind,
    /// As it was: heads' names joined by «, », a name, an address, a status by its stable name.
    pub before: String,
    /// As it is now, in the same form.
    pub after: String,
    /// Extract that told it.
    pub extracted_on: Date,
    /// The record (ГРН) that it came with, where the extract names one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<LastRecord>,
}

/// A piece of the feed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    /// In the order in which they were seen.
    pub changes: Vec<Change>,
    /// Where to go on reading. The feed of one register only grows, and 0 is its beginning.
    pub cursor: u64,
}

/// The longest line that is believed to be a change, bytes.
const LONGEST_LINE: u64 = 1 << 20;

fn path(registry: &Path) -> PathBuf {
    registry.join("changes-1.jsonl")
}

/// Writes changes at the end of the feed; when it returns they are on disk.
pub(crate) fn append(registry: &Path, changes: &[Change]) -> Result<(), Error> {
    if changes.is_empty() {
        return Ok(());
    }
    let path = path(registry);
    let failed = |error| Error::io(&path, error);
    let mut lines = Vec::new();
    for change in changes {
        serde_json::to_writer(&mut lines, change)?;
        lines.push(b'\n');
    }
    let mut file = OpenOptions::new()
        .create(true)
        .read(true)
        .append(true)
        .open(&path)
        .map_err(failed)?;
    if is_torn(&mut file).map_err(failed)? {
        lines.insert(0, b'\n');
    }
    file.write_all(&lines).map_err(failed)?;
    file.sync_data().map_err(failed)
}

/// Whether somebody was killed in the middle of a line.
fn is_torn(file: &mut File) -> std::io::Result<bool> {
    if file.seek(SeekFrom::End(0))? == 0 {
        return Ok(false);
    }
    file.seek(SeekFrom::End(-1))?;
    let mut last = [0];
    file.read_exact(&mut last)?;
    Ok(last != [b'\n'])
}

/// Up to `most` changes after `cursor`. Lines that cannot be read are passed over; one that is still
/// being written is left for the next time.
pub(crate) fn read(registry: &Path, cursor: u64, most: usize) -> Result<Changes, Error> {
    let path = path(registry);
    let failed = |error| Error::io(&path, error);
    let mut found = Changes {
        changes: Vec::new(),
        cursor,
    };
    let mut file = match File::open(&path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(found),
        Err(error) => return Err(failed(error)),
    };
    // A register that was made anew has a new, shorter feed: it is read from its beginning.
    if file.metadata().map_err(failed)?.len() < cursor {
        found.cursor = 0;
    }
    file.seek(SeekFrom::Start(found.cursor)).map_err(failed)?;
    let mut lines = BufReader::new(file);
    let mut line = Vec::new();
    while found.changes.len() < most {
        line.clear();
        let read = (&mut lines)
            .take(LONGEST_LINE)
            .read_until(b'\n', &mut line)
            .map_err(failed)?;
        if line.last() != Some(&b'\n') && u64::try_from(read).unwrap_or(0) < LONGEST_LINE {
            break;
        }
        found.cursor += u64::try_from(read).unwrap_or(0);
        if let Ok(change) = serde_json::from_slice(&line) {
            found.changes.push(change);
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(number: u32) -> Change {
        Change {
            ogrn: format!("{number:013}"),
            kind: ChangeKind::Head,
            before: "КОТОВА АННА СЕРГЕЕВНА".into(),
            after: "НОВИКОВ ПЁТР ИЛЬИЧ".into(),
            extracted_on: jiff::civil::date(2026, 11, 30),
            record: None,
        }
    }

    #[test]
    fn a_reader_goes_on_where_it_stopped() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(read(folder.path(), 0, 10).unwrap(), Changes::default());
        append(folder.path(), &[change(1), change(2)]).unwrap();
        append(folder.path(), &[change(3)]).unwrap();
        let first = read(folder.path(), 0, 2).unwrap();
        assert_eq!(first.changes, [change(1), change(2)]);
        let rest = read(folder.path(), first.cursor, 10).unwrap();
        assert_eq!(rest.changes, [change(3)]);
        let nothing = read(folder.path(), rest.cursor, 10).unwrap();
        assert_eq!((nothing.changes.len(), nothing.cursor), (0, rest.cursor));
    }

    #[test]
    fn the_feed_of_a_register_that_was_made_anew_is_read_from_its_beginning() {
        let folder = tempfile::tempdir().unwrap();
        append(folder.path(), &[change(1), change(2)]).unwrap();
        let old = read(folder.path(), 0, 10).unwrap();
        std::fs::remove_file(path(folder.path())).unwrap();
        append(folder.path(), &[change(3)]).unwrap();
        let anew = read(folder.path(), old.cursor, 10).unwrap();
        assert_eq!(anew.changes, [change(3)]);
    }

    #[test]
    fn a_line_that_was_cut_by_a_kill_costs_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        append(folder.path(), &[change(1)]).unwrap();
        let mut file = OpenOptions::new()
            .append(true)
            .open(path(folder.path()))
            .unwrap();
        file.write_all(b"{\"ogrn\":\"10").unwrap();
        let first = read(folder.path(), 0, 10).unwrap();
        assert_eq!(first.changes, [change(1)]);
        append(folder.path(), &[change(2)]).unwrap();
        let rest = read(folder.path(), first.cursor, 10).unwrap();
        assert_eq!(rest.changes, [change(2)]);
    }
}
