//! `kabinet registry …`: the local twin of the state registers.

use std::path::PathBuf;
use std::process::ExitCode;

use ::registry::{Format, GenerateOptions, ImportOptions, Registry, generate, import};
use clap::{Args, Subcommand, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};
use texts::Texts;

use crate::Failure;
use crate::config::Config;
use crate::installation::make_folder;

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Read an exchange file, an archive or a folder of them into the register.
    Import {
        /// .xml, .zip or a folder.
        path: PathBuf,
    },
    /// Write a made-up register in the exchange format.
    Generate(Generate),
    /// Show one entry.
    Show {
        /// ИНН, ОГРН or ОГРНИП.
        number: String,
    },
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
}

#[derive(Clone, Copy, ValueEnum)]
enum Version {
    /// windows-1251, 4.07 and 4.06.
    Current,
    /// UTF-8, 4.05.
    #[value(name = "4.05")]
    Old,
}

pub(crate) fn run(command: Command, config: &Config, t: Texts) -> Result<ExitCode, Failure> {
    let folder = config.data_dir().join("registry");
    match command {
        Command::Import { path } => {
            make_folder(&folder)?;
            let bar = bar("{bar:30} {bytes}/{total_bytes} {msg} {eta}");
            let report = import(&folder, &path, &ImportOptions::default(), &mut |now| {
                bar.set_length(now.bytes_total.max(now.bytes));
                bar.set_position(now.bytes);
                bar.set_message(t.count("cli-registry-entries", now.entries));
            })?;
            bar.finish_and_clear();
            for line in report.lines(t) {
                println!("{line}");
            }
            let has_broken = report.files_broken > 0 || report.skipped_count() > 0;
            Ok(if has_broken {
                ExitCode::from(2)
            } else {
                ExitCode::SUCCESS
            })
        }
        Command::Generate(wanted) => {
            let options = GenerateOptions {
                count: wanted.count,
                seed: wanted.seed,
                format: match wanted.format {
                    Version::Current => Format::Current,
                    Version::Old => Format::Old,
                },
                ..GenerateOptions::default()
            };
            let bar = bar("{bar:30} {pos}/{len} {eta}");
            bar.set_length(wanted.count);
            let made = generate(&wanted.out, &options, &mut |done| bar.set_position(done))?;
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
        Command::Show { number } => {
            let found = Registry::open(&folder)?.find(&number)?;
            let Some(card) = found else {
                println!("{}", t.get("registry-nothing-found"));
                return Ok(ExitCode::FAILURE);
            };
            println!("{}", card.full_name);
            for (key, value) in [
                ("registry-field-ogrn", Some(card.ogrn.as_str())),
                ("registry-field-inn", card.inn.as_deref()),
                ("registry-field-kpp", card.kpp.as_deref()),
                (
                    "registry-field-address",
                    card.address.as_ref().map(|address| address.line.as_str()),
                ),
            ] {
                println!("{}: {}", t.get(key), value.unwrap_or("—"));
            }
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn bar(template: &str) -> ProgressBar {
    let style =
        ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(0).with_style(style)
}
