//! `cargo xtask bench NAME`: how fast the release binary is, beside a bare handler that does the
//! least that could be called the same work. The figures and their remarks: docs/performance.md.
//!
//! People read the rows on stderr, programs the JSON lines on stdout.

mod bare;
mod bare_pages;
mod bare_store;
mod cabinet;
mod cluster;
mod figures;
mod gost;
mod load;
mod pages;
mod proc;
mod register;
mod register_peers;
mod register_search;
mod server;
mod signer;
mod start;
mod submit;
mod verify;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::{Args, Parser, Subcommand};
use tokio::runtime::{Builder, Runtime};

/// What went wrong, in one line.
type Outcome<T = ()> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// Benchmarks of Kabinet's release binary; `KABINET_BIN` names it.
#[derive(Parser)]
#[command(name = "bench", disable_version_flag = true)]
struct Cli {
    #[command(subcommand)]
    bench: Bench,
}

#[derive(Subcommand)]
enum Bench {
    /// Submit applications over HTTP with 1, 8 and 32 connections, on SQLite and PostgreSQL.
    Submit(submit::Options),
    /// Read the list of applications and the overview over HTTP.
    Pages(pages::Options),
    /// From the start of the process to its first answers, and its memory then.
    Start(start::Options),
    /// Import a made-up register and look entries up.
    Register(register::Options),
    /// Sign, verify and hash with GOST, beside OpenSSL with gost-engine.
    Gost(gost::Options),
    /// Sign in Node and in Chromium with the browser's signer.
    Signer(signer::Options),
    /// Validate whole signatures with path and revocation lists, beside OpenSSL with gost-engine.
    Verify(verify::Options),
    /// The bare handler that the others are measured beside; they start it themselves.
    #[command(hide = true)]
    Bare(bare::Options),
    /// The same for pages.
    #[command(hide = true)]
    BarePages(bare_pages::Options),
}

/// How long to measure.
#[derive(Args, Clone, Copy)]
struct Effort {
    /// Seconds of each measurement.
    #[arg(long, default_value_t = 3.0)]
    seconds: f64,
    /// Rounds, in which the subjects take turns; the medians count.
    #[arg(long, default_value_t = 5)]
    rounds: usize,
}

impl Effort {
    fn time(self) -> Outcome<Duration> {
        if self.rounds == 0 {
            return Err("--rounds must be at least 1".into());
        }
        Duration::try_from_secs_f64(self.seconds)
            .map_err(|error| format!("--seconds: {error}").into())
    }
}

fn main() -> ExitCode {
    match run(Cli::parse().bench) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(bench: Bench) -> Outcome {
    match bench {
        Bench::Bare(options) => serving()?.block_on(bare::run(options)),
        Bench::BarePages(options) => serving()?.block_on(bare_pages::run(options)),
        Bench::Submit(options) => measuring()?.block_on(submit::run(options)),
        Bench::Pages(options) => measuring()?.block_on(pages::run(options)),
        Bench::Start(options) => measuring()?.block_on(start::run(options)),
        Bench::Gost(options) => gost::run(&options),
        Bench::Signer(options) => signer::run(&options),
        Bench::Verify(options) => verify::run(&options),
        Bench::Register(options) => register::run(&options),
    }
}

/// Like the product: as many threads as there are processors.
fn serving() -> std::io::Result<Runtime> {
    Builder::new_multi_thread().enable_all().build()
}

/// The load generator shares the processors with its subjects: one thread, no stealing.
fn measuring() -> std::io::Result<Runtime> {
    Builder::new_current_thread().enable_all().build()
}

/// A folder that goes away in the end. Others may walk into it: PostgreSQL runs as another user.
fn temporary_folder() -> Outcome<tempfile::TempDir> {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::Builder::new()
        .prefix("kabinet-bench-")
        .permissions(std::fs::Permissions::from_mode(0o755))
        .tempdir()?;
    Ok(folder)
}

/// The release binary of the product.
fn kabinet_binary() -> Outcome<PathBuf> {
    let binary = std::env::var_os("KABINET_BIN")
        .map_or_else(|| PathBuf::from("target/release/kabinet"), PathBuf::from);
    if binary.exists() {
        Ok(binary)
    } else {
        Err(format!(
            "{} is not there; `cargo xtask bench` builds it",
            binary.display()
        )
        .into())
    }
}
