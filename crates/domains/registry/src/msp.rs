//! The register of small and medium business (МСП) as a mark beside the index.
//!
//! It lies in a file of its own, one number for each business, sorted by ИНН: six million of them take
//! 48 MB, and importing it touches no card. A look-up reads one block of 4 kB; what stays in memory is
//! the first number of each block.
//!
//! Layout: eight bytes of magic, then numbers of eight bytes, little-endian: ИНН in the upper 40 bits,
//! then size (2 bits), social enterprise (1 bit), and the day it was taken in, counted from the first of
//! January 2000 plus one (16 bits; 0: not stated).

use std::fs::File;
use std::io::Write;
use std::os::unix::fs::{FileExt, MetadataExt};
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use jiff::ToSpan;
use jiff::civil::{Date, date};

use crate::model::{BusinessSize, Card, SmallBusiness};
use crate::problem::Error;

const MAGIC: &[u8; 8] = b"kabmsp1\n";
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

/// All numbers of the file; none when there is no file.
pub(crate) fn read_all(registry: &Path) -> Result<Vec<u64>, Error> {
    let path = path(registry);
    match std::fs::read(&path) {
        Ok(bytes) => Ok(bytes
            .strip_prefix(MAGIC)
            .unwrap_or_default()
            .chunks_exact(8)
            .map(number)
            .collect()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(Error::io(&path, error)),
    }
}

/// Puts a new file in the place of the old one, whole or not at all. `numbers` are sorted.
pub(crate) fn replace(registry: &Path, numbers: &[u64]) -> Result<(), Error> {
    let (path, new) = (path(registry), registry.join("msp-1.new"));
    let failed = |error| Error::io(&new, error);
    let mut bytes = Vec::with_capacity(BLOCK * 8);
    let mut file = File::create(&new).map_err(failed)?;
    file.write_all(MAGIC).map_err(failed)?;
    for block in numbers.chunks(BLOCK) {
        bytes.clear();
        for number in block {
            bytes.extend_from_slice(&number.to_le_bytes());
        }
        file.write_all(&bytes).map_err(failed)?;
    }
    file.sync_all().map_err(failed)?;
    std::fs::rename(&new, &path).map_err(|error| Error::io(&path, error))?;
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
        let offset = MAGIC.len() + from * 8;
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
    let mut magic = [0; MAGIC.len()];
    file.read_exact_at(&mut magic, 0).ok()?;
    let count = usize::try_from(about.len())
        .ok()?
        .checked_sub(MAGIC.len())?
        / 8;
    let mut firsts = Vec::with_capacity(count.div_ceil(BLOCK));
    let mut bytes = [0; 8];
    for at in (0..count).step_by(BLOCK) {
        let offset = u64::try_from(MAGIC.len() + at * 8).ok()?;
        file.read_exact_at(&mut bytes, offset).ok()?;
        firsts.push(u64::from_le_bytes(bytes));
    }
    (&magic == MAGIC).then_some(Opened {
        identity: (about.ino(), about.len(), about.mtime_nsec()),
        file,
        count,
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
        replace(folder.path(), &numbers).unwrap();
        assert_eq!(read_all(folder.path()).unwrap(), numbers);
        for number in 0..3_000 {
            let inn: u64 = inn(number).parse().unwrap();
            assert_eq!(marks.find(folder.path(), inn), Some(of(number)));
            assert_eq!(marks.find(folder.path(), inn + 1), None);
        }
        assert!(marks.find(folder.path(), 770_025_042_729).is_some());
        assert_eq!(marks.find(folder.path(), 0), None);
        assert_eq!(marks.find(folder.path(), 999_999_999_999), None);
        replace(folder.path(), &[]).unwrap();
        assert_eq!(marks.find(folder.path(), 770_025_042_729), None);
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
