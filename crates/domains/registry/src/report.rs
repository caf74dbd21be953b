//! What an import did, as numbers and names; the words are in `registry.ftl`.

use std::collections::BTreeMap;

use serde::Serialize;
use texts::{Texts, ToArg};

use crate::problem::{Position, Problem, Warning, printable};
use crate::reader::SkippedEntry;
use crate::target::Outcome;

/// Names kept of each sort; the counts go on.
const MOST_NAMED: usize = 200;

/// Counts for one kind of entry.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    pub read: u64,
    pub new: u64,
    pub changed: u64,
    /// The same content as before.
    pub unchanged: u64,
    /// Left out because the register had a newer extract.
    pub older: u64,
    /// Broken entries left out.
    pub skipped: u64,
}

impl Tally {
    pub(crate) fn add(&mut self, outcome: Outcome) {
        self.read += 1;
        match outcome {
            Outcome::New => self.new += 1,
            Outcome::Changed => self.changed += 1,
            Outcome::Unchanged => self.unchanged += 1,
            Outcome::Older => self.older += 1,
        }
    }
}

/// A file that was not read to its end, or not at all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BrokenFile {
    pub name: String,
    pub problem: Problem,
    pub position: Position,
}

impl BrokenFile {
    pub(crate) fn line(&self, texts: Texts) -> String {
        let text = reason(texts, self.problem.code(), self.problem.detail());
        let args: &[(&str, &dyn ToArg)] = &[
            ("file", &printable(&self.name)),
            ("byte", &self.position.byte),
            ("line", &self.position.line),
            ("text", &text),
        ];
        texts.with("registry-import-broken-file", args)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SkippedIn {
    pub file: String,
    pub entry: SkippedEntry,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FileWarning {
    pub file: String,
    pub warning: Warning,
}

impl FileWarning {
    pub(crate) fn line(&self, texts: Texts) -> String {
        let text = reason(texts, self.warning.code(), &self.warning.detail());
        let args: &[(&str, &dyn ToArg)] = &[("file", &printable(&self.file)), ("text", &text)];
        texts.with("registry-import-warning", args)
    }
}

/// The outcome of an import.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// XML files opened, broken ones included.
    pub files: u64,
    /// XML files that an earlier import finished; they were not opened.
    pub files_known: u64,
    /// Unpacked bytes read.
    pub bytes: u64,
    pub companies: Tally,
    pub sole_traders: Tally,
    pub files_broken: u64,
    /// The first 200 of them; the same for the two lists below.
    pub broken: Vec<BrokenFile>,
    pub skipped: Vec<SkippedIn>,
    /// How many files and entries were left out for each reason, by its code.
    pub reasons: BTreeMap<&'static str, u64>,
    pub warning_count: u64,
    pub warnings: Vec<FileWarning>,
}

impl Report {
    pub(crate) fn add_broken(&mut self, file: BrokenFile) {
        self.files_broken += 1;
        *self.reasons.entry(file.problem.code()).or_default() += 1;
        keep(&mut self.broken, file);
    }

    pub(crate) fn add_skipped(&mut self, skipped: SkippedIn) {
        *self
            .reasons
            .entry(skipped.entry.problem.code())
            .or_default() += 1;
        match skipped.entry.kind {
            crate::Kind::Company => self.companies.skipped += 1,
            crate::Kind::SoleTrader => self.sole_traders.skipped += 1,
        }
        keep(&mut self.skipped, skipped);
    }

    pub(crate) fn add_warning(&mut self, warning: FileWarning) {
        self.warning_count += 1;
        keep(&mut self.warnings, warning);
    }

    /// Entries left out because they were broken.
    pub fn skipped_count(&self) -> u64 {
        self.companies.skipped + self.sole_traders.skipped
    }

    /// Everything went in.
    pub fn is_clean(&self) -> bool {
        self.files_broken == 0 && self.skipped_count() == 0 && self.warning_count == 0
    }

    /// The closing lines of `kabinet registry import`: troubles by name, their reasons counted, then
    /// three lines of counts.
    pub fn lines(&self, texts: Texts) -> Vec<String> {
        let mut lines = Vec::new();
        for warning in &self.warnings {
            lines.push(warning.line(texts));
        }
        for skipped in &self.skipped {
            let entry = &skipped.entry;
            let text = reason(texts, entry.problem.code(), entry.problem.detail());
            let args: &[(&str, &dyn ToArg)] = &[
                ("file", &printable(&skipped.file)),
                ("ogrn", &printable(entry.ogrn.as_deref().unwrap_or("—"))),
                ("byte", &entry.position.byte),
                ("line", &entry.position.line),
                ("text", &text),
            ];
            lines.push(texts.with("registry-import-skipped-entry", args));
        }
        lines.extend(self.broken.iter().map(|broken| broken.line(texts)));
        for (code, count) in &self.reasons {
            let text = reason(texts, code, "…");
            let args: &[(&str, &dyn ToArg)] = &[("code", code), ("text", &text), ("count", count)];
            lines.push(texts.with("registry-import-reason", args));
        }
        let tallies = [
            ("registry-import-companies", &self.companies),
            ("registry-import-sole-traders", &self.sole_traders),
        ];
        for (key, tally) in tallies {
            let args: &[(&str, &dyn ToArg)] = &[
                ("read", &tally.read),
                ("new", &tally.new),
                ("changed", &tally.changed),
                ("unchanged", &tally.unchanged),
                ("older", &tally.older),
                ("skipped", &tally.skipped),
            ];
            lines.push(texts.with(key, args));
        }
        let args: &[(&str, &dyn ToArg)] = &[
            ("files", &self.files),
            ("known", &self.files_known),
            ("broken", &self.files_broken),
            ("warnings", &self.warning_count),
        ];
        lines.push(texts.with("registry-import-files", args));
        lines
    }
}

fn reason(texts: Texts, code: &str, detail: &str) -> String {
    texts.with1(&format!("error-{code}"), "detail", printable(detail))
}

fn keep<T>(list: &mut Vec<T>, item: T) {
    if list.len() < MOST_NAMED {
        list.push(item);
    }
}
