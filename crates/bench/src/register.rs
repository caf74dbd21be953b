//! `bench register`: import of a made-up register, look-ups in it, and searches (`register_search.rs`).

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use clap::Args;
use registry::{
    Card, GenerateOptions, Generated, ImportOptions, Limits, Registry, generate, import,
    realistic_card, scan, synthetic_card,
};

use crate::figures::{Case, KABINET, Measures, percentile_ms, real, tell, tell_beside};
use crate::{Outcome, proc, register_search, temporary_folder};

#[derive(Args)]
pub(crate) struct Options {
    /// Entries, companies and sole traders together.
    #[arg(long, default_value_t = 1_000_000)]
    entries: u64,
    /// Look-ups of each sort.
    #[arg(long, default_value_t = 20_000)]
    lookups: usize,
    /// Small entries with few words instead of the size and the variety of real ones.
    #[arg(long)]
    plain: bool,
    /// Folder for the files and the index, which stay there; a second run takes what it finds and goes on from there.
    #[arg(long)]
    folder: Option<PathBuf>,
    /// Without PostgreSQL and SQLite, which take longer than everything else together.
    #[arg(long)]
    no_peers: bool,
}

impl Options {
    /// The `number`-th entry of the register that is measured.
    fn card(&self, number: u64) -> Card {
        let make = if self.plain {
            synthetic_card
        } else {
            realistic_card
        };
        make(SEED, number)
    }
}

const SEED: u64 = 2026;

pub(crate) fn run(options: &Options) -> Outcome {
    let temporary = temporary_folder()?;
    let folder = options.folder.as_deref().unwrap_or(temporary.path());
    let (files, index) = (folder.join("files"), folder.join("registry"));
    if !index.exists() {
        if !files.exists() {
            let made = write_files(options, &files)?;
            if made.companies + made.sole_traders != options.entries {
                return Err(format!("{made:?}").into());
            }
        }
        import_beside_reading(options, &files, &index)?;
    }
    look_up(options, &index)?;
    let card = |number| options.card(number);
    register_search::run(&index, options.entries, &card, !options.no_peers)
}

fn name_of(part: &str, options: &Options) -> String {
    format!("{part}-{}-entries", options.entries)
}

fn write_files(options: &Options, files: &Path) -> Outcome<Generated> {
    let wanted = GenerateOptions {
        count: options.entries,
        seed: SEED,
        realistic: !options.plain,
        per_zip: 100,
        ..GenerateOptions::default()
    };
    let began = Instant::now();
    let made = generate(files, &wanted, &mut |_| ())?;
    let zip_mb = folder_mb(files)?;
    say(
        &name_of("generate", options),
        KABINET,
        vec![
            (
                "per_s",
                real(options.entries) / began.elapsed().as_secs_f64(),
            ),
            ("xml_mb", real(made.bytes) / 1e6),
            ("zip_mb", zip_mb),
        ],
    );
    Ok(made)
}

/// Unpacking and parsing alone is what an import costs at least; both on the same threads, one after
/// the other, from the same page cache.
fn import_beside_reading(options: &Options, files: &Path, index: &Path) -> Outcome {
    let import_options = ImportOptions::default();
    let work = Work::begin()?;
    let scanned = scan(files, &Limits::default(), import_options.threads)?;
    if scanned.entries != options.entries || !scanned.broken.is_empty() {
        return Err(format!("{} entries, broken: {:?}", scanned.entries, scanned.broken).into());
    }
    let reading = work.end(options.entries)?;
    let xml_mb = real(scanned.bytes) / 1e6;

    let work = Work::begin()?;
    let (report, peak_anon_mb) =
        watching_memory(|| import(index, files, &import_options, &mut |_| ()))?;
    let report = report?;
    let mut importing = work.end(options.entries)?;
    let imported = Registry::open(index)?.loaded_count()?;
    if imported != options.entries {
        return Err(format!("{imported} entries were imported: {report:?}").into());
    }
    let index_mb = folder_mb(index)?;
    importing.extend([
        ("index_mb", index_mb),
        ("index_per_xml", index_mb / xml_mb),
        ("peak_anon_mb", peak_anon_mb),
        ("peak_rss_mb", proc::own_peak_mb()?),
    ]);
    let name = name_of("import", options);
    let case = Case {
        bench: "register",
        name: &name,
        db: None,
        connections: None,
    };
    tell(case, "parse-only", std::slice::from_ref(&reading));
    tell_beside(case, KABINET, &[importing], &[reading]);
    Ok(())
}

/// Runs this and tells the most memory of our own, in megabytes: pages of the mapped index are the page
/// cache's.
fn watching_memory<T>(run: impl FnOnce() -> T) -> Outcome<(T, f64)> {
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let watch = scope.spawn(|| {
            let mut most = 0.0_f64;
            while !done.load(Ordering::Relaxed) {
                most = most.max(proc::own_anonymous_mb().unwrap_or(0.0));
                std::thread::sleep(Duration::from_millis(50));
            }
            most
        });
        let result = run();
        done.store(true, Ordering::Relaxed);
        let most = watch.join().map_err(|_| "the watching thread panicked")?;
        Ok((result, most))
    })
}

struct Work {
    began: Instant,
    cpu: Duration,
}

impl Work {
    fn begin() -> Outcome<Self> {
        Ok(Self {
            began: Instant::now(),
            cpu: proc::cpu(std::process::id())?,
        })
    }

    fn end(self, entries: u64) -> Outcome<Measures> {
        let seconds = self.began.elapsed().as_secs_f64();
        let cpu = proc::cpu(std::process::id())?.saturating_sub(self.cpu);
        Ok(vec![
            ("seconds", seconds),
            ("per_s", real(entries) / seconds),
            ("cpu_ms", cpu.as_secs_f64() * 1e3 / real(entries.max(1))),
        ])
    }
}

fn look_up(options: &Options, index: &Path) -> Outcome {
    let registry = Registry::open(index)?;
    // Spread over the whole register; a step that is coprime to most sizes visits all parts.
    let wanted = u64::try_from(options.lookups)?.clamp(1, options.entries);
    let step = (options.entries / wanted).max(1);
    let cards: Vec<Card> = (0..wanted)
        .map(|number| options.card(number * step))
        .collect();
    // The first time what an entry stands on may have to come from the disk; the second time it is in memory.
    for (ogrn_case, inn_case) in [
        ("look-up-ogrn-first", "look-up-inn-first"),
        ("look-up-ogrn", "look-up-inn"),
    ] {
        let mut by_ogrn_us = Vec::with_capacity(cards.len());
        let mut by_inn_us = Vec::with_capacity(cards.len());
        for card in &cards {
            let began = Instant::now();
            let found = registry.by_ogrn(&card.ogrn)?;
            by_ogrn_us.push(u32::try_from(began.elapsed().as_micros())?);
            if found.is_none_or(|found| found.ogrn != card.ogrn) {
                return Err(format!("ОГРН {} was not found", card.ogrn).into());
            }
            let Some(inn) = &card.inn else { continue };
            let began = Instant::now();
            let found = registry.by_inn(inn)?;
            by_inn_us.push(u32::try_from(began.elapsed().as_micros())?);
            if !found.iter().any(|found| found.ogrn == card.ogrn) {
                return Err(format!("ИНН {inn} was not found").into());
            }
        }
        for (case, mut latencies_us) in [(ogrn_case, by_ogrn_us), (inn_case, by_inn_us)] {
            latencies_us.sort_unstable();
            let measures = vec![
                ("p50_ms", percentile_ms(&latencies_us, 50)),
                ("p99_ms", percentile_ms(&latencies_us, 99)),
            ];
            say(case, KABINET, measures);
        }
    }
    Ok(())
}

fn say(case: &str, subject: &str, measures: Measures) {
    tell(
        Case {
            bench: "register",
            name: case,
            db: None,
            connections: None,
        },
        subject,
        &[measures],
    );
}

fn folder_mb(folder: &Path) -> Outcome<f64> {
    let mut megabytes = 0.0;
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let metadata = entry.metadata()?;
        megabytes += if metadata.is_dir() {
            folder_mb(&entry.path())?
        } else {
            real(metadata.len()) / 1e6
        };
    }
    Ok(megabytes)
}
