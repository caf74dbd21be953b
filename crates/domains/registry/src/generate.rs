//! `kabinet registry generate`: a made-up register as files of the exchange format.

use std::path::{Path, PathBuf};

use jiff::civil::Date;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use crate::model::{Card, Kind};
use crate::problem::Error;
use crate::synthetic::{guid, synthetic_cards};
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
}

impl Default for GenerateOptions {
    fn default() -> Self {
        Self {
            count: 1_000,
            seed: 1,
            per_file: 200,
            format: Format::Current,
        }
    }
}

/// What was written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Generated {
    pub files: Vec<PathBuf>,
    pub companies: u64,
    pub sole_traders: u64,
    pub bytes: u64,
}

/// Writes a made-up register into `folder`, which is made if need be; `progress` gets the number
/// of entries written so far after every file.
pub fn generate(
    folder: &Path,
    options: &GenerateOptions,
    progress: &mut dyn FnMut(u64),
) -> Result<Generated, Error> {
    write_cards(
        folder,
        synthetic_cards(options.seed, options.count),
        options,
        progress,
    )
}

/// Writes these cards like [`generate`]; for named companies of the demo before
/// [`synthetic_cards`]. Holds two files' worth of cards at a time. `options.count` is not used.
pub fn write_cards(
    folder: &Path,
    cards: impl IntoIterator<Item = Card>,
    options: &GenerateOptions,
    progress: &mut dyn FnMut(u64),
) -> Result<Generated, Error> {
    std::fs::create_dir_all(folder).map_err(|error| Error::io(folder, error))?;
    let per_file = options.per_file.clamp(1, MOST_PER_FILE);
    let mut writer = Writer {
        folder,
        format: options.format,
        ids: ChaCha8Rng::seed_from_u64(options.seed ^ 0x6b61_6269_6e65_7400),
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
    progress(writer.done.companies + writer.done.sole_traders);
    Ok(writer.done)
}

struct Writer<'f> {
    folder: &'f Path,
    format: Format,
    ids: ChaCha8Rng,
    done: Generated,
}

impl Writer<'_> {
    fn write(&mut self, kind: Kind, cards: &mut Vec<Card>) -> Result<(), Error> {
        let Some(first) = cards.first() else {
            return Ok(());
        };
        let id = file_id(kind, self.format, first.extracted_on, &guid(&mut self.ids));
        let bytes = file(self.format, kind, &id, cards, || guid(&mut self.ids));
        let path = self.folder.join(format!("{id}.xml"));
        std::fs::write(&path, &bytes).map_err(|error| Error::io(&path, error))?;
        match kind {
            Kind::Company => self.done.companies += cards.len() as u64,
            Kind::SoleTrader => self.done.sole_traders += cards.len() as u64,
        }
        self.done.bytes += bytes.len() as u64;
        self.done.files.push(path);
        cards.clear();
        Ok(())
    }
}

fn file_id(kind: Kind, format: Format, day: Date, guid: &str) -> String {
    let prefix = match (kind, format) {
        (Kind::Company, Format::Current) => "VO_RUGFO",
        (Kind::Company, Format::Old) => "VO_RUGF",
        (Kind::SoleTrader, Format::Current) => "VO_RIGFO",
        (Kind::SoleTrader, Format::Old) => "VO_RIGF",
    };
    format!("{prefix}_0000_9965_{}_{guid}", day.strftime("%Y%m%d"))
}
