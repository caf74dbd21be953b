//! `kabinet registry …`: the local twin of the state registers.

mod progress;
mod show;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use ::registry::{
    Delta, Format, GenerateOptions, ImportOptions, Limits, Registry, generate, generate_msp,
    import, import_msp, printable,
};
use clap::{Args, Subcommand, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};
use texts::Texts;

use crate::Failure;
use crate::config::Config;
use crate::installation::make_folder;

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Read an exchange file, an archive or a folder of them into the register.
    Import(Import),
    /// Read the open data of the small business register (МСП): marks on the cards.
    ImportMsp {
        /// .xml, .zip or a folder; it replaces what was imported before.
        path: PathBuf,
    },
    /// Write a made-up register in the exchange format.
    Generate(Generate),
    /// Show one entry.
    Show {
        /// ИНН, ОГРН or ОГРНИП.
        number: String,
        /// Everything that the register has of it, as JSON.
        #[arg(long)]
        json: bool,
    },
}

#[derive(Args)]
pub(crate) struct Import {
    /// .xml, .zip or a folder.
    path: PathBuf,
    /// Read files again that an earlier import finished.
    #[arg(long)]
    again: bool,
    /// Threads that unpack and parse; as many as there are processors, at most 8.
    #[arg(long)]
    threads: Option<usize>,
    /// Entries between two commits, about.
    #[arg(long, hide = true)]
    batch: Option<usize>,
    /// Seconds between two lines of progress where there is no terminal.
    #[arg(long, default_value_t = 10)]
    progress_every: u64,
}

#[derive(Args)]
pub(crate) struct Generate {
    /// Entries, companies and sole traders together.
    count: u64,
    /// Folder for the files.
    #[arg(long, default_value = "registry-files")]
    out: PathBuf,
    /// The same seed gives the same register.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Version of the format.
    #[arg(long, value_enum, default_value_t = Version::Current)]
    format: Version,
    /// Entries as large and as various as real ones, about 20 KB of XML each.
    #[arg(long)]
    realistic: bool,
    /// Archives of 100 files instead of files.
    #[arg(long)]
    zip: bool,
    /// Only this many changes of the register with this count and seed, as of one day.
    #[arg(long, value_name = "CHANGES")]
    delta: Option<u64>,
    /// The day of the changes, counted from the full register.
    #[arg(long, default_value_t = 1, requires = "delta")]
    day: u16,
    /// The small business register (МСП) of these entries instead.
    #[arg(long, conflicts_with_all = ["delta", "zip"])]
    msp: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Version {
    /// windows-1251, 4.07 for companies and 4.06 for sole traders.
    #[value(alias = "4.07")]
    Current,
    /// The same, 4.06 and 4.05.
    #[value(name = "4.06")]
    Older,
    /// The same, 4.08 and 4.07.
    #[value(name = "4.08")]
    Newer,
    /// UTF-8, 4.05.
    #[value(name = "4.05")]
    Old,
}

pub(crate) fn run(command: Command, config: &Config, t: Texts) -> Result<ExitCode, Failure> {
    let folder = config.data_dir().join("registry");
    match command {
        Command::Import(wanted) => {
            make_folder(&folder)?;
            import_files(&folder, &wanted, t)
        }
        Command::ImportMsp { path } => {
            make_folder(&folder)?;
            let bar = bar("{bar:30} {pos}/{len} {eta}");
            let report = import_msp(&folder, &path, &limits(), &mut |done, all| {
                bar.set_length(all);
                bar.set_position(done);
            });
            bar.finish_and_clear();
            let report = report.map_err(failure)?;
            for line in report.lines(t) {
                println!("{line}");
            }
            Ok(code(report.files_broken == 0))
        }
        Command::Generate(wanted) => generate_files(&wanted, t),
        Command::Show { number, json } => {
            let opened = Registry::open(&folder).map_err(failure)?;
            let Some(card) = opened.find(&number).map_err(failure)? else {
                println!("{}", t.get("registry-nothing-found"));
                return Ok(ExitCode::FAILURE);
            };
            if json {
                let text = serde_json::to_string_pretty(&card);
                println!("{}", text.map_err(|error| failure(error.into()))?);
                return Ok(ExitCode::SUCCESS);
            }
            for line in show::lines(&card, t) {
                println!("{line}");
            }
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn limits() -> Limits {
    Limits::as_of(db::Clock::System.now())
}

/// The register's own code and text rather than the general one of a command.
fn failure(error: ::registry::Error) -> Failure {
    Failure::new(error.code(), printable(&error.detail()))
}

fn import_files(folder: &Path, wanted: &Import, t: Texts) -> Result<ExitCode, Failure> {
    let mut options = ImportOptions {
        again: wanted.again,
        limits: limits(),
        ..ImportOptions::default()
    };
    if let Some(threads) = wanted.threads {
        options.threads = threads.clamp(1, 64);
    }
    if let Some(batch) = wanted.batch {
        options.batch = batch;
    }
    let mut shown = progress::Shown::new(Duration::from_secs(wanted.progress_every), t);
    let report =
        import(folder, &wanted.path, &options, &mut |now| shown.show(now)).map_err(failure)?;
    shown.end();
    for line in report.lines(t) {
        println!("{line}");
    }
    Ok(code(
        report.files_broken == 0 && report.skipped_count() == 0,
    ))
}

/// 2: something of it was left out.
fn code(is_whole: bool) -> ExitCode {
    if is_whole {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(2)
    }
}

fn generate_files(wanted: &Generate, t: Texts) -> Result<ExitCode, Failure> {
    if wanted.msp {
        let files = generate_msp(&wanted.out, wanted.seed, wanted.count).map_err(failure)?;
        for file in files {
            println!("{}", file.display());
        }
        return Ok(ExitCode::SUCCESS);
    }
    let options = GenerateOptions {
        count: wanted.count,
        seed: wanted.seed,
        format: match wanted.format {
            Version::Current => Format::Current,
            Version::Older => Format::V406,
            Version::Newer => Format::V408,
            Version::Old => Format::Old,
        },
        realistic: wanted.realistic,
        per_zip: if wanted.zip { 100 } else { 0 },
        delta: wanted.delta.map(|changes| Delta {
            day: wanted.day,
            changes,
        }),
        ..GenerateOptions::default()
    };
    let bar = bar("{bar:30} {pos}/{len} {eta}");
    bar.set_length(wanted.delta.unwrap_or(wanted.count));
    let made =
        generate(&wanted.out, &options, &mut |done| bar.set_position(done)).map_err(failure)?;
    bar.finish_and_clear();
    println!(
        "{}",
        t.with(
            "cli-registry-generated",
            &[
                ("companies", &made.companies),
                ("traders", &made.sole_traders),
                ("files", &made.files.len()),
                ("folder", &wanted.out.display().to_string()),
            ],
        )
    );
    Ok(ExitCode::SUCCESS)
}

fn bar(template: &str) -> ProgressBar {
    let style =
        ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(0).with_style(style)
}
