//! `fuzz`: every reader of what strangers send, under libFuzzer for a while each.
//!
//! Does what `cargo fuzz` does, without nightly Rust and without installing it: the coverage comes from
//! a pass of LLVM that stable flags turn on. No address sanitizer: our crates have no `unsafe`.

use std::time::Instant;

use crate::Outcome;
use crate::process::{self, cargo, heading, program, root};

const TARGETS: [&str; 10] = [
    "cms",
    "certificate",
    "crl",
    "ocsp",
    "tsl",
    "container",
    "request",
    "xml",
    "pdf",
    "tsp",
];

/// What `cargo fuzz` passes to rustc for coverage.
const FLAGS: [&str; 8] = [
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
    "-Ccodegen-units=1",
    "-Clink-dead-code",
    "--cfg=fuzzing",
];

pub(crate) fn run(arguments: &[String]) -> Outcome {
    let (targets, minutes) = wanted(arguments)?;
    let folder = root().join("fuzz");
    // By name, so that build scripts and macros are not instrumented.
    let version = process::capture(program("rustc").arg("-vV"))?;
    let host = version
        .lines()
        .find_map(|line| line.strip_prefix("host: "))
        .ok_or("rustc does not say what it runs on")?;
    heading("cargo build of the fuzz targets");
    process::run(
        cargo()
            .current_dir(&folder)
            .args(["build", "--release", "--target", host])
            .args(targets.iter().flat_map(|target| ["--bin", target]))
            .env("CARGO_ENCODED_RUSTFLAGS", FLAGS.join("\u{1f}")),
    )?;
    heading("seeds");
    process::run(cargo().current_dir(&folder).args([
        "run",
        "--release",
        "--bin",
        "seeds",
        "--",
        "corpus",
    ]))?;
    let binaries = std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| folder.join("target"), Into::into)
        .join(host)
        .join("release");
    let mut fallen = Vec::new();
    for target in targets {
        heading(&format!("{target}, {minutes} minutes"));
        let corpus = folder.join("corpus").join(target);
        let artifacts = folder.join("artifacts").join(target);
        std::fs::create_dir_all(&artifacts).map_err(|error| error.to_string())?;
        let start = Instant::now();
        let outcome = process::run(
            program(binaries.join(target))
                .arg(corpus)
                .arg(format!("-artifact_prefix={}/", artifacts.display()))
                .arg(format!("-max_total_time={}", (minutes * 60.0).ceil()))
                .args(["-max_len=65536", "-timeout=30", "-rss_limit_mb=2048"])
                .args(["-print_final_stats=1", "-verbosity=0"]),
        );
        eprintln!("{target}: {:.0} s", start.elapsed().as_secs_f64());
        if outcome.is_err() {
            fallen.push(target);
        }
    }
    if fallen.is_empty() {
        Ok(())
    } else {
        Err(format!(
            "fell: {}; what they fell on lies in fuzz/artifacts",
            fallen.join(", ")
        ))
    }
}

fn wanted(arguments: &[String]) -> Result<(Vec<&'static str>, f64), String> {
    let mut targets = Vec::new();
    let mut minutes = 10.0;
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        if argument == "--minutes" {
            minutes = rest
                .next()
                .and_then(|text| text.parse().ok())
                .filter(|minutes| *minutes > 0.0)
                .ok_or("--minutes needs a number")?;
            continue;
        }
        let known = TARGETS.iter().find(|one| *one == argument);
        targets.push(*known.ok_or_else(|| format!("the targets are {}", TARGETS.join(", ")))?);
    }
    if targets.is_empty() {
        targets = TARGETS.to_vec();
    }
    Ok((targets, minutes))
}
