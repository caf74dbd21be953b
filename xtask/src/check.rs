//! `check`: everything that can be said about the code without running it.

use std::time::Instant;

use crate::process::{self, cargo, heading, program, root};
use crate::summary::Part;
use crate::tools::{self, DENY, MACHETE};
use crate::{Outcome, assets, layers};

/// A named check, in the order from cheap to dear.
type Check = (&'static str, fn() -> Outcome);

const CHECKS: &[Check] = &[
    ("cargo fmt --check", format),
    ("layers", layers::run),
    ("dependencies that nobody uses", unused),
    (
        "licences, versions and sources of dependencies",
        dependencies,
    ),
    ("clippy", clippy),
    ("gost3410 without a standard library", bare),
];

pub(crate) fn run() -> Outcome {
    // rust-embed looks for frontend/dist while clippy compiles.
    assets::run()?;
    let part = run_all();
    eprintln!("\n{}", part.line());
    if part.failed == 0 {
        return Ok(());
    }
    Err("some checks failed (above)".into())
}

/// Runs all of them, also after one failed, so that one run shows everything.
pub(crate) fn run_all() -> Part {
    let started = Instant::now();
    let mut part = Part::new("checks");
    for (name, check) in CHECKS {
        heading(&format!("check: {name}"));
        match check() {
            Ok(()) => part.passed += 1,
            Err(reason) => {
                eprintln!("xtask: {reason}");
                part.failed += 1;
                part.notes.push(format!("{name}: failed"));
            }
        }
    }
    part.notes.push(
        "advisories: not checked here (needs RustSec's database: cargo deny check advisories)"
            .into(),
    );
    part.took = started.elapsed();
    part
}

fn format() -> Outcome {
    process::run(cargo().args(["fmt", "--all", "--check"]))
}

fn clippy() -> Outcome {
    process::run(cargo().args([
        "clippy",
        "--workspace",
        "--all-targets",
        "--locked",
        "--quiet",
        "--",
        "-D",
        "warnings",
    ]))
}

/// xtask/bare tells how this works without a target that has no standard library.
fn bare() -> Outcome {
    let manifest = root().join("xtask/bare/Cargo.toml");
    process::run(
        cargo()
            .args(["check", "--quiet", "--locked", "--manifest-path"])
            .arg(manifest)
            .arg("--target-dir")
            .arg(root().join("target/bare")),
    )
}

fn unused() -> Outcome {
    let machete = tools::installed(&MACHETE)?;
    process::run(program(machete).args(["crates", "xtask"]))
}

fn dependencies() -> Outcome {
    let deny = tools::installed(&DENY)?;
    // Fetched here, because cargo-deny is told to stay off the network.
    process::run(cargo().args(["fetch", "--locked", "--quiet"]))?;
    process::run(program(deny).args([
        "--offline",
        "--locked",
        "--log-level",
        "error",
        "check",
        "--hide-inclusion-graph",
        "licenses",
        "bans",
        "sources",
    ]))
}
