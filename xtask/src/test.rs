//! `test`: from a clean clone to a closing count.
//!
//! One compilation serves everything: the binaries that integration tests and the browser start are
//! built in the same cargo call as the tests, so their dependencies' features are the same.

use std::fs;
use std::path::Path;
use std::time::Instant;

use crate::prepare::{self, Environment};
use crate::process::{self, Stream, cargo, heading, program, root};
use crate::summary::{self, Part};
use crate::{Outcome, assets, build, check, count, metadata, postgres, signer};

const PARTS: [&str; 5] = ["check", "rust", "doc", "web", "e2e"];

/// What the command line asked for.
#[derive(Debug, PartialEq, Eq)]
struct Wanted {
    parts: Vec<&'static str>,
    /// Parts of test names.
    names: Vec<String>,
    /// Handed to nextest, or to `cargo test`.
    passed_on: Vec<String>,
}

impl Wanted {
    fn has(&self, part: &str) -> bool {
        self.parts.contains(&part)
    }
}

pub(crate) fn run(arguments: &[String]) -> Outcome {
    let wanted = parse(arguments)?;
    assets::run()?;
    let environment = prepare::prepare(wanted.has("rust"), wanted.has("web"), wanted.has("e2e"))?;
    let _watch = wanted.has("rust").then(postgres::Watch::start);
    let mut parts = Vec::new();
    if wanted.has("check") {
        parts.push(check::run_all());
    }
    if wanted.has("web") {
        parts.push(web_tests(&environment)?);
    }
    let mut compiled = true;
    if wanted.has("rust") || wanted.has("e2e") {
        let part = compile(&environment);
        compiled = part.failed == 0;
        parts.push(part);
    }
    if wanted.has("rust") && compiled {
        parts.push(rust_tests(&wanted, &environment)?);
    }
    if wanted.has("doc") && compiled {
        parts.extend(doc_tests(&environment)?);
    }
    if wanted.has("e2e") && compiled {
        parts.push(browser_tests(&environment)?);
    }
    heading("the count");
    eprintln!("{}", summary::table(&parts));
    if parts.iter().all(|part| part.failed == 0) {
        return Ok(());
    }
    Err("not everything passed".into())
}

fn parse(arguments: &[String]) -> Result<Wanted, String> {
    let mut only = Vec::new();
    let mut names = Vec::new();
    let mut passed_on = Vec::new();
    let mut no_browser = false;
    let mut words = arguments.iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "--no-e2e" => no_browser = true,
            "--only" => match words.next().map(String::as_str) {
                Some(part) if PARTS.contains(&part) => only.push(part),
                _ => return Err(format!("--only takes one of {}", PARTS.join(", "))),
            },
            "--" => passed_on = words.by_ref().cloned().collect(),
            option if option.starts_with('-') => {
                return Err(format!("test: no option {option}"));
            }
            name => names.push(name.to_owned()),
        }
    }
    if only.is_empty() && !(names.is_empty() && passed_on.is_empty()) {
        only.push("rust");
    }
    let mut parts = PARTS.to_vec();
    parts.retain(|part| only.is_empty() || only.contains(part));
    parts.retain(|part| !(no_browser && *part == "e2e"));
    Ok(Wanted {
        parts,
        names,
        passed_on,
    })
}

fn compile(environment: &Environment) -> Part {
    heading("compile the product and its tests (some minutes the first time)");
    let started = Instant::now();
    let mut part = Part::new("compilation");
    let outcome = process::run(
        cargo()
            .args(["build", "--workspace", "--bins", "--tests", "--locked"])
            .envs(environment.iter().cloned()),
    );
    match outcome {
        Ok(()) => part.passed = 1,
        Err(reason) => {
            part.failed = 1;
            part.notes.push(reason);
        }
    }
    part.took = started.elapsed();
    part
}

fn rust_tests(wanted: &Wanted, environment: &Environment) -> Result<Part, String> {
    let started = Instant::now();
    let mut part = Part::new("rust");
    let nextest = process::answers("cargo-nextest", &["nextest", "--version"]);
    heading(if nextest {
        "cargo nextest run --workspace"
    } else {
        "cargo test --workspace (cargo-nextest is not here)"
    });
    if nextest {
        let mut command = cargo();
        command.envs(environment.iter().cloned());
        command.args(["nextest", "run", "--workspace", "--locked"]);
        command.args(["--no-fail-fast", "--show-progress", "none"]);
        command.args(&wanted.passed_on).args(&wanted.names);
        let succeeded = process::watch(&mut command, Stream::Err, |line| {
            count::nextest(line, &mut part);
        })?;
        settle(&mut part, succeeded);
    } else {
        for last in rounds(wanted) {
            let mut command = cargo();
            command.envs(environment.iter().cloned());
            // --tests is every target's own tests; doc tests are a part of their own.
            command.args(["test", "--workspace", "--tests", "--locked"]);
            command.arg("--no-fail-fast");
            command.args(&wanted.passed_on).args(&wanted.names);
            command.args(*last);
            let succeeded = process::watch(&mut command, Stream::Out, |line| {
                count::libtest(line, &mut part);
            })?;
            settle(&mut part, succeeded);
        }
    }
    for line in prepare::skipped() {
        // It counted as passed, because the test itself returned early.
        part.passed = part.passed.saturating_sub(1);
        part.skipped += 1;
        part.notes.push(format!("skipped: {line}"));
    }
    part.took = started.elapsed();
    Ok(part)
}

/// What `cargo test` is told in the place of .config/nextest.toml, which it does not read: tests
/// that kill servers run after all others, and alone.
fn rounds(wanted: &Wanted) -> &'static [&'static [&'static str]] {
    if wanted.names.is_empty() && !wanted.passed_on.contains(&"--".to_owned()) {
        &[
            &["--", "--skip", "kill"],
            &["--", "kill", "--test-threads=1"],
        ]
    } else {
        &[&[]]
    }
}

/// A command that failed without naming a failed test has failed all the same.
fn settle(part: &mut Part, succeeded: bool) {
    if !succeeded && part.failed == 0 {
        part.failed = 1;
        part.notes.push("the test run itself failed (above)".into());
    }
}

/// Doc tests cost a link each, so only crates that have some are asked.
fn doc_tests(environment: &Environment) -> Result<Option<Part>, String> {
    let mut crates = Vec::new();
    for package in metadata::own_packages()? {
        let library = root().join(&package.folder).join("src/lib.rs");
        if library.is_file() && has_examples(&root().join(&package.folder).join("src")) {
            crates.push(package.name);
        }
    }
    if crates.is_empty() {
        return Ok(None);
    }
    heading("doc tests");
    let started = Instant::now();
    let mut part = Part::new("doc");
    let mut command = cargo();
    command.args(["test", "--doc", "--locked", "--no-fail-fast"]);
    for name in &crates {
        command.args(["-p", name]);
    }
    command.envs(environment.iter().cloned());
    let succeeded = process::watch(&mut command, Stream::Out, |line| {
        count::libtest(line, &mut part);
    })?;
    settle(&mut part, succeeded);
    part.took = started.elapsed();
    Ok(Some(part))
}

fn has_examples(folder: &Path) -> bool {
    fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .any(|entry| {
            let path = entry.path();
            if path.is_dir() {
                return has_examples(&path);
            }
            path.extension().is_some_and(|extension| extension == "rs")
                && fs::read_to_string(&path).is_ok_and(|text| {
                    text.lines()
                        .any(|line| matches!(line.trim_start(), "/// ```" | "//! ```"))
                })
        })
}

/// The types of the pages' scripts, and the browser's signer in Node.
fn web_tests(environment: &Environment) -> Result<Part, String> {
    let started = Instant::now();
    let mut part = Part::new("web");
    if !signer::is_built() {
        part.skipped = 1;
        part.notes
            .push("skipped: the browser's signer is not built".into());
        return Ok(part);
    }
    let frontend = root().join("frontend");
    heading("frontend: tsc");
    match process::run(program(frontend.join("node_modules/.bin/tsc")).current_dir(&frontend)) {
        Ok(()) => part.passed += 1,
        Err(reason) => {
            part.failed += 1;
            part.notes.push(reason);
        }
    }
    heading("frontend: node --test");
    let mut command = program("node");
    command
        .args(["--test", "--test-reporter=tap", "tests/signer.test.mjs"])
        .current_dir(&frontend)
        .envs(environment.iter().cloned());
    let failed = part.failed;
    let succeeded = process::watch(&mut command, Stream::Out, |line| {
        count::node(line, &mut part);
    })?;
    if !succeeded && part.failed == failed {
        part.failed += 1;
        part.notes
            .push("the run in Node itself failed (above)".into());
    }
    part.took = started.elapsed();
    Ok(part)
}

fn browser_tests(environment: &Environment) -> Result<Part, String> {
    heading("Playwright");
    let started = Instant::now();
    let mut part = Part::new("browser");
    let report = root().join("target/xtask/playwright.json");
    let _ = fs::remove_file(&report);
    let succeeded = process::run(
        program(root().join("e2e/node_modules/.bin/playwright"))
            .arg("test")
            .current_dir(root().join("e2e"))
            .envs(environment.iter().cloned())
            .env("KABINET_BIN", build::binary(false))
            .env("KABINET_E2E_REPORT", &report),
    )
    .is_ok();
    if let Ok(text) = fs::read_to_string(&report) {
        count::playwright(&text, &mut part)?;
    }
    settle(&mut part, succeeded);
    part.notes.push("screenshots: e2e/artifacts".into());
    part.took = started.elapsed();
    Ok(part)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(line: &str) -> Result<Wanted, String> {
        let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        parse(&words)
    }

    #[test]
    fn without_options_everything_runs() {
        assert_eq!(wanted("").unwrap().parts, PARTS);
    }

    #[test]
    fn a_part_is_left_out_or_taken_alone() {
        assert_eq!(
            wanted("--no-e2e").unwrap().parts,
            ["check", "rust", "doc", "web"]
        );
        assert_eq!(wanted("--only e2e").unwrap().parts, ["e2e"]);
        assert_eq!(
            wanted("--only rust --only check").unwrap().parts,
            ["check", "rust"]
        );
    }

    #[test]
    fn a_test_name_means_rust_tests_only() {
        let named = wanted("invitation -- --run-ignored all").unwrap();
        assert_eq!(named.parts, ["rust"]);
        assert_eq!(named.names, ["invitation"]);
        assert_eq!(named.passed_on, ["--run-ignored", "all"]);
    }

    #[test]
    fn without_nextest_tests_that_kill_run_alone_unless_names_are_given() {
        let all = rounds(&wanted("").unwrap());
        assert_eq!(all.len(), 2);
        assert!(all[1].contains(&"--test-threads=1"));
        assert_eq!(rounds(&wanted("invitation").unwrap()), [&[] as &[&str]]);
        let own = wanted("-- -- --nocapture").unwrap();
        assert_eq!(rounds(&own), [&[] as &[&str]]);
    }

    #[test]
    fn an_unknown_option_is_refused() {
        assert_eq!(wanted("--fast").unwrap_err(), "test: no option --fast");
        assert!(wanted("--only browser").is_err());
        assert!(wanted("--only").is_err());
    }

    #[test]
    fn a_run_that_broke_without_a_failed_test_is_a_failure() {
        let mut part = Part::new("rust");
        settle(&mut part, false);
        assert_eq!(part.failed, 1);
    }
}
