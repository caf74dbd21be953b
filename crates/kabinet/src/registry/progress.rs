//! How far an import is: a bar on a terminal, a line now and then elsewhere.

use std::io::IsTerminal;
use std::time::{Duration, Instant};

use indicatif::ProgressBar;
use registry::Progress;
use texts::Texts;

pub(super) struct Shown {
    /// `None`: no terminal.
    bar: Option<ProgressBar>,
    began: Instant,
    told: Instant,
    every: Duration,
    t: Texts,
}

impl Shown {
    /// `every`: between two lines where there is no terminal.
    pub(super) fn new(every: Duration, t: Texts) -> Self {
        let bar = std::io::stderr()
            .is_terminal()
            .then(|| super::bar("{bar:30} {msg}"));
        let now = Instant::now();
        Self {
            bar,
            began: now,
            told: now,
            every,
            t,
        }
    }

    pub(super) fn show(&mut self, now: &Progress) {
        let elapsed = self.began.elapsed();
        if let Some(bar) = &self.bar {
            bar.set_length(now.bytes_total.max(now.bytes));
            bar.set_position(now.bytes);
            bar.set_message(line(self.t, now, elapsed));
        } else if self.told.elapsed() >= self.every || now.tidying {
            self.told = Instant::now();
            eprintln!("{}", line(self.t, now, elapsed));
        }
    }

    pub(super) fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

fn line(t: Texts, now: &Progress, elapsed: Duration) -> String {
    let entries = t.count("cli-registry-entries", now.entries);
    if now.tidying {
        return t.with("cli-registry-tidying", &[("entries", &entries)]);
    }
    let ms = u64::try_from(elapsed.as_millis())
        .unwrap_or(u64::MAX)
        .max(1);
    // What an earlier import finished took no time.
    let bytes = now.bytes.saturating_sub(now.bytes_known);
    let left = now.bytes_total.saturating_sub(now.bytes);
    let left_seconds = u128::from(left) * u128::from(ms) / u128::from(bytes.max(1)) / 1000;
    let percent = u128::from(now.bytes) * 100 / u128::from(now.bytes_total.max(1));
    t.with(
        "cli-registry-progress",
        &[
            ("percent", &u64::try_from(percent.min(100)).unwrap_or(100)),
            ("entries", &entries),
            ("rate", &(now.entries.saturating_mul(1000) / ms)),
            ("megabytes", &(bytes / ms / 1000)),
            (
                "left",
                &if bytes == 0 {
                    "…".to_owned()
                } else {
                    clock(left_seconds)
                },
            ),
        ],
    )
}

/// «2:05:09», «5:09».
fn clock(seconds: u128) -> String {
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 {
        format!("{hours}:{minutes:02}:{seconds:02}")
    } else {
        format!("{minutes}:{seconds:02}")
    }
}

#[cfg(test)]
mod tests {
    use texts::Lang;

    use super::*;

    #[test]
    fn a_line_says_how_much_how_fast_and_how_long_yet() {
        let now = Progress {
            bytes: 500_000_000,
            bytes_total: 2_000_000_000,
            bytes_known: 100_000_000,
            entries: 40_000,
            ..Progress::default()
        };
        let said = line(Texts::new(Lang::Ru), &now, Duration::from_secs(4));
        let said: String = said
            .chars()
            .filter(|letter| letter.is_ascii() || letter.is_alphabetic())
            .filter(|letter| !letter.is_control())
            .collect();
        for part in ["25", "40000", "10000", "100", "0:15"] {
            assert!(said.contains(part), "{part} in {said}");
        }
        assert_eq!(clock(7_509), "2:05:09");
    }
}
