//! Reading how many tests passed out of what the test runners print.

use serde_json::Value;

use crate::Outcome;
use crate::summary::Part;

/// `Summary [  12.3s] 42 tests run: 40 passed (1 slow), 1 failed, 1 timed out, 3 skipped`
pub(crate) fn nextest(line: &str, part: &mut Part) {
    let plain = without_colours(line);
    let plain = plain.trim_start();
    if !plain.starts_with("Summary [") {
        return;
    }
    let Some((_, counts)) = plain.split_once(" run: ") else {
        return;
    };
    for count in counts.split(", ") {
        let mut words = count.split_whitespace();
        let Some(number) = words.next().and_then(|word| word.parse::<u64>().ok()) else {
            continue;
        };
        match words.next() {
            Some("passed") => part.passed += number,
            Some("skipped") => part.skipped += number,
            // failed, timed out, exec failed: whatever it is called, it is not good.
            _ => part.failed += number,
        }
    }
}

/// `test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.1s`
pub(crate) fn libtest(line: &str, part: &mut Part) {
    let plain = without_colours(line);
    let Some(counts) = plain.trim_start().strip_prefix("test result: ") else {
        return;
    };
    let counts = counts.split_once(". ").map_or("", |(_, counts)| counts);
    for count in counts.split("; ") {
        let Some((number, what)) = count.split_once(' ') else {
            continue;
        };
        let number: u64 = number.parse().unwrap_or(0);
        match what {
            "passed" => part.passed += number,
            "failed" => part.failed += number,
            // What a filter leaves out was not asked for.
            "ignored" => part.skipped += number,
            _ => {}
        }
    }
}

/// The lines that end a run of Node's own tests: `# pass 12`, `# fail 0`, `# skipped 1`.
pub(crate) fn node(line: &str, part: &mut Part) {
    let Some((what, number)) = line
        .strip_prefix("# ")
        .and_then(|rest| rest.split_once(' '))
    else {
        return;
    };
    let Ok(number) = number.trim().parse::<u64>() else {
        return;
    };
    match what {
        "pass" => part.passed += number,
        "fail" | "cancelled" => part.failed += number,
        "skipped" | "todo" => part.skipped += number,
        _ => {}
    }
}

fn without_colours(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut pieces = line.split('\u{1b}');
    plain.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        plain.push_str(piece.split_once('m').map_or("", |(_, text)| text));
    }
    plain
}

/// `stats` of Playwright's JSON reporter; a flaky test passed only on a second try: it failed.
pub(crate) fn playwright(report: &str, part: &mut Part) -> Outcome {
    let report: Value =
        serde_json::from_str(report).map_err(|error| format!("Playwright's report: {error}"))?;
    let stats = &report["stats"];
    let count = |name: &str| stats[name].as_u64().unwrap_or(0);
    part.passed += count("expected");
    part.failed += count("unexpected") + count("flaky");
    part.skipped += count("skipped");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(part: &Part) -> (u64, u64, u64) {
        (part.passed, part.failed, part.skipped)
    }

    #[test]
    fn nextest_summary_is_counted() {
        let mut part = Part::new("rust");
        nextest("        PASS [   0.004s] xtask a_test", &mut part);
        nextest(
            "     \u{1b}[31;1mSummary\u{1b}[0m [   1.204s] \u{1b}[1m9\u{1b}[0m tests run: 5 passed (1 slow), 2 failed, 2 timed out, \u{1b}[1m3\u{1b}[0m skipped",
            &mut part,
        );
        assert_eq!(counts(&part), (5, 4, 3));
    }

    #[test]
    fn an_interrupted_nextest_run_is_counted_too() {
        let mut part = Part::new("rust");
        nextest(
            "     Summary [   1.2s] 4/9 tests run: 3 passed, 1 failed",
            &mut part,
        );
        assert_eq!(counts(&part), (3, 1, 0));
    }

    #[test]
    fn libtest_results_add_up() {
        let mut part = Part::new("rust");
        libtest("running 4 tests", &mut part);
        libtest(
            "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.10s",
            &mut part,
        );
        libtest(
            "test result: FAILED. 1 passed; 2 failed; 0 ignored; 0 measured; 5 filtered out; finished in 0.10s",
            &mut part,
        );
        assert_eq!(counts(&part), (4, 2, 1));
    }

    #[test]
    fn playwright_counts_a_flaky_test_as_failed() {
        let mut part = Part::new("browser");
        let report = r#"{"stats": {"expected": 7, "unexpected": 1, "flaky": 1, "skipped": 2}}"#;
        playwright(report, &mut part).unwrap();
        assert_eq!(counts(&part), (7, 2, 2));
    }
}
