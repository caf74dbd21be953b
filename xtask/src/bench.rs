//! `bench NAME`: hands over to crates/bench, so that xtask itself stays light.

use crate::process::{self, cargo, heading, program, root};
use crate::{Outcome, assets, build, metadata};

/// Benches that need no server.
const LIBRARY_BENCHES: [&str; 5] = ["gost", "help", "register", "signer", "verify"];

pub(crate) fn run(arguments: &[String]) -> Outcome {
    if arguments.is_empty() {
        return Err("bench needs a name; `cargo xtask bench help` lists them".into());
    }
    if !metadata::own_packages()?
        .iter()
        .any(|package| package.name == "bench")
    {
        return Err("crates/bench does not exist yet".into());
    }
    if arguments[0] == "signer" {
        // The signer itself, and the Playwright that starts Chromium.
        assets::run()?;
        assets::npm_ci("e2e")?;
    }
    // What measures a library alone does not wait for the product.
    if LIBRARY_BENCHES.contains(&arguments[0].as_str()) {
        heading("cargo build --release -p bench");
        process::run(cargo().args(["build", "--release", "-p", "bench", "--bin", "bench"]))?;
    } else {
        assets::run()?;
        heading("cargo build --release -p kabinet -p bench");
        // One command for both, so that they share their dependencies' features and artefacts.
        process::run(cargo().args([
            "build",
            "--release",
            "-p",
            "kabinet",
            "-p",
            "bench",
            "--bin",
            "kabinet",
            "--bin",
            "bench",
        ]))?;
    }
    process::run(
        program(root().join("target/release/bench"))
            .args(arguments)
            .env("KABINET_BIN", build::binary(true)),
    )
}
