//! The register of small and medium business (МСП) as a mark beside the index.
//!
//! It lies in a file of its own, one number for each business, sorted by ИНН: six million of them take
//! 48 MB, and importing it touches no card. A look-up reads one block of 4 kB; what stays in memory is
//! the first number of each block.
//!
//! Layout: eight bytes of magic, the day that the register is of (8 bytes, as `20261110`; 0: not stated),
//! then numbers of eight bytes, little-endian: ИНН in the upper 40 bits, then size (2 bits), social enterprise (1 bit), and the day it was taken in, counted from the first of
//! January 2000 plus one (16 bits; 0: not stated).

use std::fs::File;
use std::io::Write;
use std::os::unix::fs::{FileExt, MetadataExt};
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use jiff::ToSpan;
use jiff::civil::{Date, date};

use crate::index::{day_number, day_of};
use crate::model::{BusinessSize, Card, SmallBusiness};
use crate::problem::Error;

const MAGIC: &[u8; 8] = b"kabmsp2\n";
const HEAD: usize = MAGIC.len() + 8;
/// Files of earlier programs, which are read as well, have no day.
const MAGIC_WITHOUT_DAY: &[u8; 8] = b"kabmsp1\n";
/// Numbers of a block.
const BLOCK: usize = 512;
const EPOCH: Date = date(2000, 1, 1);
const INN_SHIFT: u32 = 24;

pub(crate) fn path(registry: &Path) -> PathBuf {
    registry.join("msp-1.bin")
}

/// One business as a number; `None` for what is no ИНН.
pub(crate) fn pack(inn: &str, mark: SmallBusiness) -> Option<u64> {
    let is_inn = matches!(inn.len(), 10 | 12) && inn.bytes().all(|byte| byte.is_ascii_digit());
    let inn: u64 = is_inn.then(|| inn.parse().ok()).flatten()?;
    let size = match mark.size {
        BusinessSize::Micro => 1,
        BusinessSize::Small => 2,
        BusinessSize::Medium => 3,
    };
    let since = mark
        .since
        .and_then(|day| u16::try_from((day - EPOCH).get_days()).ok())
        .and_then(|days| days.checked_add(1))
        .unwrap_or(0);
    Some(inn << INN_SHIFT | size << 22 | u64::from(mark.social) << 21 | u64::from(since))
}

fn unpack(number: u64) -> Option<SmallBusiness> {
    let size = match number >> 22 & 3 {
        1 => BusinessSize::Micro,
        2 => BusinessSize::Small,
        3 => BusinessSize::Medium,
        _ => return None,
    };
    let days = i64::try_from(number & 0xFFFF).unwrap_or(0);
    let since = (days > 0)
        .then(|| EPOCH.checked_add((days - 1).days()).ok())
        .flatten();
    Some(SmallBusiness {
        size,
        since,
        social: number >> 21 & 1 == 1,
    })
}

pub(crate) fn inn_of(number: u64) -> u64 {
    number >> INN_SHIFT
}

/// The marks of one register.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Kept {
    /// The day that it is of (ДатаСост).
    pub(crate) composed: Option<Date>,
    /// Businesses as numbers, sorted.
    pub(crate) numbers: Vec<u64>,
}

/// All of the file; nothing when there is no file.
pub(crate) fn read_all(registry: &Path) -> Result<Kept, Error> {
    let path = path(registry);
    match std::fs::read(&path) {
        Ok(bytes) => {
            let (from, composed) = head_of(&bytes).unwrap_or((bytes.len(), None));
            Ok(Kept {
                composed,
                numbers: bytes[from..].chunks_exact(8).map(number).collect(),
            })
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Kept::default()),
        Err(error) => Err(Error::io(&path, error)),
    }
}

/// Where the numbers begin in a file that begins so, and the day that it is of.
fn head_of(start: &[u8]) -> Option<(usize, Option<Date>)> {
    if start.starts_with(MAGIC_WITHOUT_DAY) {
        return Some((MAGIC_WITHOUT_DAY.len(), None));
    }
    let day = start.strip_prefix(MAGIC)?.get(..8)?;
    Some((HEAD, day_of(number(day))))
}

/// Puts a new file in the place of the old one, whole or not at all.
pub(crate) fn replace(registry: &Path, new: &Kept) -> Result<(), Error> {
    let (numbers, composed) = (&new.numbers, new.composed.map_or(0, day_number));
    let (path, beside) = (path(registry), registry.join("msp-1.new"));
    let failed = |error| Error::io(&beside, error);
    let mut bytes = Vec::with_capacity(BLOCK * 8);
    let mut file = File::create(&beside).map_err(failed)?;
    file.write_all(MAGIC).map_err(failed)?;
    file.write_all(&composed.to_le_bytes()).map_err(failed)?;
    for block in numbers.chunks(BLOCK) {
        bytes.clear();
        for number in block {
            bytes.extend_from_slice(&number.to_le_bytes());
        }
        file.write_all(&bytes).map_err(failed)?;
    }
    file.sync_all().map_err(failed)?;
    std::fs::rename(&beside, &path).map_err(|error| Error::io(&path, error))?;
    let folder = File::open(registry).map_err(|error| Error::io(registry, error))?;
    folder
        .sync_all()
        .map_err(|error| Error::io(registry, error))
}

fn number(bytes: &[u8]) -> u64 {
    let mut eight = [0; 8];
    eight.copy_from_slice(bytes);
    u64::from_le_bytes(eight)
}

/// The marks for readers; follows the file when an import replaces it.
#[derive(Default)]
pub(crate) struct Marks {
    opened: RwLock<Option<Arc<Opened>>>,
}

struct Opened {
    file: File,
    /// Tells this file from the next one in its place.
    identity: (u64, u64, i64),
    count: usize,
    /// Where the numbers begin, bytes.
    from: usize,
    /// The first number of each block.
    firsts: Vec<u64>,
}

impl Marks {
    /// Puts the mark on a card. What cannot be read is no mark: the card is worth more.
    pub(crate) fn put(&self, registry: &Path, card: &mut Card) {
        card.msp = card
            .inn
            .as_deref()
            .and_then(|inn| self.find(registry, inn.parse().ok()?));
    }

    fn find(&self, registry: &Path, inn: u64) -> Option<SmallBusiness> {
        let opened = self.opened(&path(registry))?;
        let block = opened
            .firsts
            .partition_point(|first| inn_of(*first) <= inn)
            .checked_sub(1)?;
        let from = block * BLOCK;
        let mut bytes = vec![0; (opened.count - from).min(BLOCK) * 8];
        let offset = opened.from + from * 8;
        let offset = u64::try_from(offset).ok()?;
        opened.file.read_exact_at(&mut bytes, offset).ok()?;
        bytes
            .chunks_exact(8)
            .map(number)
            .find(|number| inn_of(*number) == inn)
            .and_then(unpack)
    }

    fn opened(&self, path: &Path) -> Option<Arc<Opened>> {
        let about = std::fs::metadata(path).ok()?;
        let identity = (about.ino(), about.len(), about.mtime_nsec());
        let known = self
            .opened
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        if let Some(known) = known.filter(|known| known.identity == identity) {
            return Some(known);
        }
        let opened = Arc::new(open(path)?);
        let mut slot = self.opened.write().unwrap_or_else(PoisonError::into_inner);
        *slot = Some(Arc::clone(&opened));
        Some(opened)
    }
}

fn open(path: &Path) -> Option<Opened> {
    let file = File::open(path).ok()?;
    let about = file.metadata().ok()?;
    let length = usize::try_from(about.len()).ok()?;
    let mut start = vec![0; length.min(HEAD)];
    file.read_exact_at(&mut start, 0).ok()?;
    let (from, _) = head_of(&start)?;
    let count = length.checked_sub(from)? / 8;
    let mut firsts = Vec::with_capacity(count.div_ceil(BLOCK));
    let mut bytes = [0; 8];
    for at in (0..count).step_by(BLOCK) {
        let offset = u64::try_from(from + at * 8).ok()?;
        file.read_exact_at(&mut bytes, offset).ok()?;
        firsts.push(u64::from_le_bytes(bytes));
    }
    Some(Opened {
        identity: (about.ino(), about.len(), about.mtime_nsec()),
        file,
        count,
        from,
        firsts,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(size: BusinessSize, since: Option<Date>) -> SmallBusiness {
        SmallBusiness {
            size,
            since,
            social: since.is_none(),
        }
    }

    #[test]
    fn every_mark_is_found_again_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let inn = |number: u64| format!("{:010}", 100_000_007 + number * 3);
        let of = |number: u64| {
            let size = BusinessSize::ALL[usize::try_from(number % 3).unwrap()];
            let since = (!number.is_multiple_of(5)).then(|| date(2016, 8, 1));
            mark(size, since)
        };
        let mut numbers: Vec<u64> = (0..3_000)
            .map(|number| pack(&inn(number), of(number)).unwrap())
            .collect();
        numbers.push(pack("770025042729", mark(BusinessSize::Micro, None)).unwrap());
        numbers.sort_unstable();
        let marks = Marks::default();
        assert_eq!(marks.find(folder.path(), 1), None, "no file yet");
        let kept = Kept {
            composed: Some(date(2026, 11, 10)),
            numbers,
        };
        replace(folder.path(), &kept).unwrap();
        assert_eq!(read_all(folder.path()).unwrap(), kept);
        for number in 0..3_000 {
            let inn: u64 = inn(number).parse().unwrap();
            assert_eq!(marks.find(folder.path(), inn), Some(of(number)));
            assert_eq!(marks.find(folder.path(), inn + 1), None);
        }
        assert!(marks.find(folder.path(), 770_025_042_729).is_some());
        assert_eq!(marks.find(folder.path(), 0), None);
        assert_eq!(marks.find(folder.path(), 999_999_999_999), None);
        replace(folder.path(), &Kept::default()).unwrap();
        assert_eq!(marks.find(folder.path(), 770_025_042_729), None);
    }

    #[test]
    fn the_file_of_an_earlier_program_is_still_read() {
        let folder = tempfile::tempdir().unwrap();
        let medium = mark(BusinessSize::Medium, None);
        let numbers = vec![pack("5404002997", medium).unwrap()];
        let mut bytes = MAGIC_WITHOUT_DAY.to_vec();
        bytes.extend(numbers[0].to_le_bytes());
        std::fs::write(path(folder.path()), bytes).unwrap();
        let found = Marks::default().find(folder.path(), 5_404_002_997);
        assert_eq!(found, Some(medium));
        let composed = None;
        let kept = Kept { composed, numbers };
        assert_eq!(read_all(folder.path()).unwrap(), kept);
        std::fs::write(path(folder.path()), b"something else here").unwrap();
        assert_eq!(Marks::default().find(folder.path(), 5_404_002_997), None);
        assert_eq!(read_all(folder.path()).unwrap(), Kept::default());
    }

    #[test]
    fn what_is_no_number_is_not_packed() {
        for wrong in ["", "123", "12345678x0", "1234567890123", "-123456789"] {
            assert_eq!(
                pack(wrong, mark(BusinessSize::Small, None)),
                None,
                "{wrong}"
            );
        }
    }
}
