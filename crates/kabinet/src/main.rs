//! `kabinet`: one binary for the whole installation.

mod admin;
mod config;
mod demo;
mod doctor;
mod health;
mod installation;
mod logging;
mod registry;
mod serve;
mod verify;
mod worker;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use texts::{Lang, Texts};

use crate::config::Config;
use crate::serve::Kind;

/// Кабинет организации / organization cabinet.
#[derive(Parser)]
#[command(name = "kabinet", version, propagate_version = true)]
struct Cli {
    /// Configuration file (TOML); every key can also be given as KABINET_SECTION_KEY.
    #[arg(long, global = true, env = "KABINET_CONFIG")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the pages; also does the jobs unless `worker.embedded = false`.
    Serve(Listen),
    /// Do the jobs only: mail, notices, clean-up.
    Worker,
    /// A demonstration with made-up people and companies; sends nothing to anybody.
    Demo {
        #[command(flatten)]
        listen: Listen,
        /// Without the sample applications.
        #[arg(long)]
        empty: bool,
    },
    /// Bring the database's schema up to date.
    Migrate,
    /// The local twin of the state registers.
    #[command(subcommand)]
    Registry(registry::Command),
    /// Operators, authorities, failed jobs.
    #[command(subcommand)]
    Admin(admin::Command),
    /// Check the configuration and everything that it names.
    Doctor,
    /// Check a signature, a certificate or a key container.
    Verify(Box<verify::Verify>),
}

#[derive(Args)]
struct Listen {
    /// Address and port, instead of the configured one.
    #[arg(long, value_name = "HOST:PORT")]
    listen: Option<String>,
}

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        // The codes of `verify` are promised to programs: 2 says that a signature is indeterminate.
        Err(error) if error.use_stderr() && std::env::args_os().any(|word| word == "verify") => {
            let _ = error.print();
            return ExitCode::from(verify::UNUSABLE);
        }
        Err(error) => error.exit(),
    };
    let t = Texts::new(terminal_language());
    if let Command::Verify(wanted) = &cli.command {
        return verify::run(wanted, t);
    }
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::FAILURE;
        }
    };
    let ended = Config::load(cli.config.as_deref())
        .map_err(Failure::from)
        .and_then(|mut config| {
            if let Command::Serve(listen) | Command::Demo { listen, .. } = &cli.command
                && let Some(address) = &listen.listen
            {
                config.listen_on(address)?;
            }
            logging::start(&config.log)?;
            runtime.block_on(run(cli.command, config, t))
        });
    match ended {
        Ok(code) => code,
        Err(failure) => {
            eprintln!("{}", failure.told(t));
            ExitCode::FAILURE
        }
    }
}

async fn run(command: Command, config: Config, t: Texts) -> Result<ExitCode, Failure> {
    match command {
        Command::Serve(_) => serve::run(config, t, Kind::Real).await?,
        Command::Demo { empty: true, .. } => serve::run(config, t, Kind::EmptyDemo).await?,
        Command::Demo { empty: false, .. } => serve::run(config, t, Kind::Demo).await?,
        Command::Worker => worker::run(&config).await?,
        Command::Migrate => installation::migrate(&config, t).await?,
        Command::Registry(command) => return registry::run(command, &config, t),
        Command::Admin(command) => admin::run(command, &config, t).await?,
        Command::Doctor => return doctor::run(&config, t).await,
        Command::Verify(wanted) => return Ok(verify::run(&wanted, t)),
    }
    Ok(ExitCode::SUCCESS)
}

/// The language of messages in the terminal: `LC_ALL`, `LC_MESSAGES` or `LANG` when it is English,
/// otherwise Russian.
fn terminal_language() -> Lang {
    ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .filter_map(|name| std::env::var(name).ok())
        .find(|value| !value.is_empty())
        .and_then(|value| Lang::parse(value.split(['_', '.']).next().unwrap_or_default()))
        .unwrap_or_default()
}

/// Why a command could not do its work, with a stable code and what to do about it.
#[derive(Debug)]
pub(crate) struct Failure {
    code: &'static str,
    detail: String,
}

impl Failure {
    pub(crate) fn new(code: &'static str, detail: impl ToString) -> Self {
        Self {
            code,
            detail: detail.to_string(),
        }
    }

    /// The text of `error-<code>` with the variable `$detail`.
    fn told(&self, t: Texts) -> String {
        format!(
            "{} {}",
            self.code,
            t.with1(&format!("error-{}", self.code), "detail", &self.detail)
        )
    }
}

impl From<config::ConfigError> for Failure {
    fn from(error: config::ConfigError) -> Self {
        Self::new(error.code(), error)
    }
}

impl From<db::DbError> for Failure {
    fn from(error: db::DbError) -> Self {
        Self::new("CLI-001", error)
    }
}

impl From<::registry::Error> for Failure {
    fn from(error: ::registry::Error) -> Self {
        Self::new("CLI-002", error)
    }
}

impl From<applications::ServicesError> for Failure {
    fn from(error: applications::ServicesError) -> Self {
        Self::new("CLI-003", error)
    }
}
