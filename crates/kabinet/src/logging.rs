//! Structured logs on standard error: text for people, JSON for collectors.

use std::io::IsTerminal as _;

use tracing_subscriber::EnvFilter;

use crate::Failure;
use crate::config::{LogConfig, LogFormat};

/// The driver logs every statement below this level; values never appear either way.
const DEFAULT: &str =
    "info,sqlx=warn,sea_orm=warn,sea_orm_migration=warn,tantivy=warn,html5ever=error";

pub(crate) fn start(config: &LogConfig) -> Result<(), Failure> {
    let filter = EnvFilter::try_new(config.level.as_deref().unwrap_or(DEFAULT))
        .map_err(|error| Failure::new("CFG-006", error))?;
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal());
    let started = match config.format {
        LogFormat::Text => builder.with_target(false).try_init(),
        LogFormat::Json => builder.json().flatten_event(true).try_init(),
    };
    started.map_err(|error| Failure::new("CFG-006", error))
}
