//! `fuzz`: every reader of what strangers send, under libFuzzer for a while each.
//!
//! Does what `cargo fuzz` does, without nightly Rust and without installing it: the coverage comes from
//! a pass of LLVM that stable flags turn on. No address sanitizer: our crates have no `unsafe`.

use std::time::Instant;

use crate::Outcome;
use crate::process::{self, cargo, heading, program, root};

/// A target, and the longest input in kilobytes. A megabyte where files of that size are read in a time
/// that grows as they do; the others are small by nature, or refused beyond their limit.
const TARGETS: [(&str, u32); 10] = [
    ("cms", 1024),
    ("certificate", 1024),
    ("crl", 1024),
    ("ocsp", 256),
    ("tsl", 1024),
    ("container", 64),
    ("request", 64),
    ("xml", 1024),
    ("pdf", 1024),
    ("tsp", 256),
];

/// The targets of a run, and the minutes of each.
type Wanted = (Vec<(&'static str, u32)>, f64);

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
            .args(targets.iter().flat_map(|(target, _)| ["--bin", target]))
            .env("CARGO_ENCODED_RUSTFLAGS", FLAGS.join("\u{1f}")),
    )?;
    heading("seeds");
    process::run(cargo().current_dir(&folder).args([
        "run",
        "--release",
        "--bin",
        "seeds",
        "--",
        "seeds",
        "corpus",
    ]))?;
    let binaries = std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| folder.join("target"), Into::into)
        .join(host)
        .join("release");
    let mut fallen = Vec::new();
    for (target, kilobytes) in targets {
        heading(&format!("{target}, {minutes} minutes"));
        let corpus = folder.join("corpus").join(target);
        let artifacts = folder.join("artifacts").join(target);
        // libFuzzer wants both to be there; only some targets have a large seed in their corpus.
        for folder in [&corpus, &artifacts] {
            std::fs::create_dir_all(folder)
                .map_err(|error| format!("{}: {error}", folder.display()))?;
        }
        let start = Instant::now();
        let outcome = process::run(
            program(binaries.join(target))
                // What is found is kept in the first; the second is only read.
                .args([corpus, folder.join("seeds").join(target)])
                .arg(format!("-artifact_prefix={}/", artifacts.display()))
                .arg(format!("-max_total_time={}", (minutes * 60.0).ceil()))
                .arg(format!("-max_len={}", 1024 * kilobytes))
                // A megabyte that needs so long is work that grows faster than its input.
                .args(["-timeout=10", "-rss_limit_mb=2048"])
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

fn wanted(arguments: &[String]) -> Result<Wanted, String> {
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
        let known = TARGETS.iter().find(|(name, _)| name == argument);
        targets.push(*known.ok_or_else(|| {
            let names = TARGETS.map(|(name, _)| name);
            format!("the targets are {}", names.join(", "))
        })?);
    }
    if targets.is_empty() {
        targets = TARGETS.to_vec();
    }
    Ok((targets, minutes))
}
