//! The closing count.

use std::fmt::Write;
use std::time::Duration;

/// What one part of a test run came to.
pub(crate) struct Part {
    pub(crate) name: &'static str,
    pub(crate) passed: u64,
    pub(crate) failed: u64,
    pub(crate) skipped: u64,
    pub(crate) took: Duration,
    /// Lines shown under the count: why something failed or was skipped.
    pub(crate) notes: Vec<String>,
}

impl Part {
    pub(crate) fn new(name: &'static str) -> Self {
        Self {
            name,
            passed: 0,
            failed: 0,
            skipped: 0,
            took: Duration::ZERO,
            notes: Vec::new(),
        }
    }

    pub(crate) fn line(&self) -> String {
        row(self.name, self.passed, self.failed, self.skipped, self.took)
    }
}

/// The table that ends `cargo xtask test`.
pub(crate) fn table(parts: &[Part]) -> String {
    let mut text = String::new();
    for part in parts {
        let _ = writeln!(text, "{}", part.line());
        for note in &part.notes {
            let _ = writeln!(text, "    {note}");
        }
    }
    let total = |count: fn(&Part) -> u64| parts.iter().map(count).sum();
    text += &row(
        "total",
        total(|part| part.passed),
        total(|part| part.failed),
        total(|part| part.skipped),
        parts.iter().map(|part| part.took).sum(),
    );
    text
}

fn row(name: &str, passed: u64, failed: u64, skipped: u64, took: Duration) -> String {
    let seconds = took.as_secs();
    format!(
        "{name:<14} {passed:>5} passed {failed:>4} failed {skipped:>4} skipped {:>4} min {:>2} s",
        seconds / 60,
        seconds % 60
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn total_adds_every_part_and_shows_the_notes() {
        let mut checks = Part::new("checks");
        checks.passed = 5;
        checks.took = Duration::from_secs(61);
        let mut rust = Part::new("rust");
        rust.passed = 700;
        rust.failed = 1;
        rust.skipped = 2;
        rust.took = Duration::from_mins(1);
        rust.notes.push("samples are not here".into());
        assert_eq!(
            table(&[checks, rust]),
            "checks             5 passed    0 failed    0 skipped    1 min  1 s\n\
             rust             700 passed    1 failed    2 skipped    1 min  0 s\n    \
             samples are not here\n\
             total            705 passed    1 failed    2 skipped    2 min  1 s"
        );
    }
}
