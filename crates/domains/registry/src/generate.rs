//! `kabinet registry generate`: a made-up register as files of the exchange format.

use std::path::{Path, PathBuf};

use jiff::civil::Date;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use crate::delta::{Delta, delta_cards};
use crate::model::{Card, Kind};
use crate::packed::Archive;
use crate::problem::Error;
use crate::realistic::realistic_cards;
use crate::synthetic::synthetic_cards;
use crate::synthetic_parts::guid;
use crate::write_xml::{Format, file};

/// The exchange format allows no more.
const MOST_PER_FILE: usize = 1_000;

/// What to write.
#[derive(Debug, Clone)]
pub struct GenerateOptions {
    /// Entries, companies and sole traders together.
    pub count: u64,
    /// The same seed gives the same files, byte for byte.
    pub seed: u64,
    /// Entries of one file, 1 to 1000; live files have 200.
    pub per_file: usize,
    pub format: Format,
    /// Entries of the size and the variety of real ones, about 20 KB of XML each.
    pub realistic: bool,
    /// Files of one archive; 0: plain files.
    pub per_zip: usize,
    /// Only what changes in this register on a day.
    pub delta: Option<Delta>,
}

impl Default for GenerateOptions {
    fn default() -> Self {
        Self {
            count: 1_000,
            seed: 1,
            per_file: 200,
            format: Format::Current,
            realistic: false,
            per_zip: 0,
            delta: None,
        }
    }
}

/// What was written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Generated {
    /// Files on the disk: XML, or the archives of it.
    pub files: Vec<PathBuf>,
    pub companies: u64,
    pub sole_traders: u64,
    /// Bytes of XML.
    pub bytes: u64,
}

/// Writes a made-up register into `folder`, which is made if need be; `progress` gets the number
/// of entries written so far after every file.
pub fn generate(
    folder: &Path,
    options: &GenerateOptions,
    progress: &mut dyn FnMut(u64),
) -> Result<Generated, Error> {
    let (seed, count) = (options.seed, options.count);
    match options.delta {
        Some(delta) => {
            let cards = delta_cards(seed, count, options.realistic, delta);
            write_cards(folder, cards, options, progress)
        }
        None if options.realistic => {
            write_cards(folder, realistic_cards(seed, count), options, progress)
        }
        None => write_cards(folder, synthetic_cards(seed, count), options, progress),
    }
}

/// Writes these cards like [`generate`]; for named companies of the demo before
/// [`synthetic_cards`]. Holds two files' worth of cards at a time. Of the options, `count` and `delta`
/// are not used.
pub fn write_cards(
    folder: &Path,
    cards: impl IntoIterator<Item = Card>,
    options: &GenerateOptions,
    progress: &mut dyn FnMut(u64),
) -> Result<Generated, Error> {
    std::fs::create_dir_all(folder).map_err(|error| Error::io(folder, error))?;
    let per_file = options.per_file.clamp(1, MOST_PER_FILE);
    let day = options.delta.map_or(0, |delta| u64::from(delta.day));
    let mut writer = Writer {
        folder,
        options,
        ids: ChaCha8Rng::seed_from_u64(options.seed ^ 0x6b61_6269_6e65_7400 ^ day << 48),
        archives: Vec::new(),
        done: Generated::default(),
    };
    let mut companies = Vec::with_capacity(per_file);
    let mut sole_traders = Vec::with_capacity(per_file);
    for card in cards {
        let (kind, waiting) = match card.kind {
            Kind::Company => (Kind::Company, &mut companies),
            Kind::SoleTrader => (Kind::SoleTrader, &mut sole_traders),
        };
        waiting.push(card);
        if waiting.len() == per_file {
            writer.write(kind, waiting)?;
            progress(writer.done.companies + writer.done.sole_traders);
        }
    }
    writer.write(Kind::Company, &mut companies)?;
    writer.write(Kind::SoleTrader, &mut sole_traders)?;
    for archive in std::mem::take(&mut writer.archives)
        .into_iter()
        .map(|(_, archive)| archive)
    {
        archive.finish()?;
    }
    progress(writer.done.companies + writer.done.sole_traders);
    Ok(writer.done)
}

struct Writer<'f> {
    folder: &'f Path,
    options: &'f GenerateOptions,
    ids: ChaCha8Rng,
    /// Archives that are being filled, of companies and of sole traders.
    /// The archive of each kind that is being filled.
    archives: Vec<(Kind, Archive)>,
    done: Generated,
}

impl Writer<'_> {
    fn write(&mut self, kind: Kind, cards: &mut Vec<Card>) -> Result<(), Error> {
        let Some(first) = cards.first() else {
            return Ok(());
        };
        let GenerateOptions {
            format, realistic, ..
        } = *self.options;
        let day = first.extracted_on;
        let id = file_id(kind, format, day, &guid(&mut self.ids));
        let ids = &mut self.ids;
        let bytes = file(format, realistic, kind, &id, cards, || guid(ids));
        match kind {
            Kind::Company => self.done.companies += cards.len() as u64,
            Kind::SoleTrader => self.done.sole_traders += cards.len() as u64,
        }
        self.done.bytes += bytes.len() as u64;
        cards.clear();
        self.put(kind, day, &format!("{id}.xml"), &bytes)
    }

    fn put(&mut self, kind: Kind, day: Date, name: &str, bytes: &[u8]) -> Result<(), Error> {
        if self.options.per_zip == 0 {
            let path = self.folder.join(name);
            std::fs::write(&path, bytes).map_err(|error| Error::io(&path, error))?;
            self.done.files.push(path);
            return Ok(());
        }
        let open = self.archives.iter().position(|(own, _)| *own == kind);
        let mut archive = if let Some(at) = open {
            self.archives.swap_remove(at).1
        } else {
            let number = self.done.files.len() + 1;
            let word = match kind {
                Kind::Company => "EGRUL",
                Kind::SoleTrader => "EGRIP",
            };
            let part = match self.options.delta {
                Some(_) => "",
                None => "_FULL",
            };
            let path = self
                .folder
                .join(format!("{word}{part}_{day}_{number:05}.zip"));
            self.done.files.push(path.clone());
            Archive::create(path)?
        };
        archive.add(name, bytes)?;
        if archive.files() < self.options.per_zip {
            self.archives.push((kind, archive));
            return Ok(());
        }
        archive.finish()
    }
}

fn file_id(kind: Kind, format: Format, day: Date, guid: &str) -> String {
    let prefix = match (kind, format.is_old()) {
        (Kind::Company, false) => "VO_RUGFO",
        (Kind::Company, true) => "VO_RUGF",
        (Kind::SoleTrader, false) => "VO_RIGFO",
        (Kind::SoleTrader, true) => "VO_RIGF",
    };
    format!("{prefix}_0000_9965_{}_{guid}", day.strftime("%Y%m%d"))
}
