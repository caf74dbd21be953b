//! `run`: from a clean clone to the running demo.

use std::os::unix::process::CommandExt;

use crate::process::program;
use crate::{Outcome, build};

pub(crate) fn run(arguments: &[String]) -> Outcome {
    let binary = build::build(false)?;
    // The demo takes this process's place, so that Ctrl-C and signals reach it directly.
    let error = program(&binary).arg("demo").args(arguments).exec();
    Err(format!("{}: {error}", binary.display()))
}
