//! `bench register`: import of a made-up register, and look-ups in it.

use std::ops::ControlFlow;
use std::path::Path;
use std::time::Instant;

use clap::Args;
use registry::{
    GenerateOptions, ImportOptions, Limits, Registry, generate, import, read_file, synthetic_card,
    synthetic_cards,
};

use crate::figures::{Case, KABINET, Measures, percentile_ms, real, tell, tell_beside};
use crate::{Outcome, proc, register_search, temporary_folder};

#[derive(Args)]
pub(crate) struct Options {
    /// Entries, companies and sole traders together.
    #[arg(long, default_value_t = 100_000)]
    entries: u64,
    /// Look-ups of each sort.
    #[arg(long, default_value_t = 20_000)]
    lookups: usize,
}

const SEED: u64 = 2026;

pub(crate) fn run(options: &Options) -> Outcome {
    let folder = temporary_folder()?;
    let (files, index) = (folder.path().join("files"), folder.path().join("registry"));
    let case = format!("{}-entries", options.entries);
    let case = |part: &'static str| (format!("{part}-{case}"), part);

    let wanted = GenerateOptions {
        count: options.entries,
        seed: SEED,
        ..GenerateOptions::default()
    };
    let began = Instant::now();
    let made = generate(&files, &wanted, &mut |_| ())?;
    let entries = real(made.companies + made.sole_traders);
    let xml_mb = real(made.bytes) / 1e6;
    say(
        &case("generate").0,
        KABINET,
        vec![
            ("per_s", entries / began.elapsed().as_secs_f64()),
            ("xml_mb", xml_mb),
        ],
    );

    // Reading alone is what an import costs at least.
    let (began, cpu) = (Instant::now(), proc::cpu(std::process::id())?);
    let mut parsed: u64 = 0;
    for file in &made.files {
        let input = std::io::BufReader::new(std::fs::File::open(file)?);
        let summary = read_file(input, &Limits::default(), &mut |_, _| {
            parsed += 1;
            ControlFlow::Continue(())
        });
        if let Some((problem, _)) = summary.broken {
            return Err(format!("{}: {problem:?}", file.display()).into());
        }
    }
    let parsing = rate(
        parsed,
        began,
        proc::cpu(std::process::id())?.saturating_sub(cpu),
    );

    let (began, cpu) = (Instant::now(), proc::cpu(std::process::id())?);
    let report = import(&index, &files, &ImportOptions::default(), &mut |_| ())?;
    let imported = Registry::open(&index)?.loaded_count()?;
    if imported != made.companies + made.sole_traders {
        return Err(format!("{imported} of {entries} entries were imported: {report:?}").into());
    }
    let mut importing = rate(
        imported,
        began,
        proc::cpu(std::process::id())?.saturating_sub(cpu),
    );
    importing.push(("index_mb", folder_mb(&index)?));
    importing.push(("index_per_xml", folder_mb(&index)? / xml_mb));
    importing.push(("peak_rss_mb", proc::own_peak_mb()?));
    let name = case("import").0;
    let case_of = Case {
        bench: "register",
        name: &name,
        db: None,
        connections: None,
    };
    tell_beside(
        case_of,
        KABINET,
        &[importing],
        std::slice::from_ref(&parsing),
    );
    tell(case_of, "parse-only", &[parsing]);

    look_up(options, &index)?;
    register_search::run(&index, options.entries, &|number| {
        synthetic_card(SEED, number)
    })
}

fn look_up(options: &Options, index: &Path) -> Outcome {
    let registry = Registry::open(index)?;
    // Spread over the whole register; a step that is coprime to most sizes visits all parts.
    let wanted = u64::try_from(options.lookups)?.clamp(1, options.entries);
    let step = usize::try_from((options.entries / wanted).max(1))?;
    let cards: Vec<_> = synthetic_cards(SEED, options.entries)
        .step_by(step)
        .take(options.lookups)
        .collect();
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
    for (case, mut latencies_us) in [("look-up-ogrn", by_ogrn_us), ("look-up-inn", by_inn_us)] {
        latencies_us.sort_unstable();
        let measures = vec![
            ("p50_ms", percentile_ms(&latencies_us, 50)),
            ("p99_ms", percentile_ms(&latencies_us, 99)),
        ];
        say(case, KABINET, measures);
    }
    Ok(())
}

fn rate(entries: u64, began: Instant, cpu: std::time::Duration) -> Measures {
    vec![
        ("per_s", real(entries) / began.elapsed().as_secs_f64()),
        ("cpu_ms", cpu.as_secs_f64() * 1e3 / real(entries.max(1))),
    ]
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
