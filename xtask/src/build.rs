//! `build [--release]`: the pages, then the one binary that holds them.

use std::path::PathBuf;

use crate::process::{self, cargo, heading, root};
use crate::{Outcome, assets};

pub(crate) fn run(arguments: &[String]) -> Outcome {
    let release = match arguments {
        [] => false,
        [flag] if flag == "--release" => true,
        _ => return Err("build takes only --release".into()),
    };
    let binary = build(release)?;
    println!("{}", binary.display());
    Ok(())
}

pub(crate) fn build(release: bool) -> Result<PathBuf, String> {
    assets::run()?;
    heading(if release {
        "cargo build --release -p kabinet (some minutes the first time)"
    } else {
        "cargo build -p kabinet (some minutes the first time)"
    });
    let mut command = cargo();
    command.args(["build", "-p", "kabinet", "--bin", "kabinet"]);
    if release {
        command.arg("--release");
    }
    process::run(&mut command)?;
    Ok(binary(release))
}

/// Where cargo puts it.
pub(crate) fn binary(release: bool) -> PathBuf {
    let profile = if release { "release" } else { "debug" };
    root().join("target").join(profile).join("kabinet")
}
