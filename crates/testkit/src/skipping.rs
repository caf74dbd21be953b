//! Tests that cannot run everywhere.

use std::fs::File;
use std::io::Write;

/// Says that a test is left out and why, once for each test, which then returns. `cargo xtask test`
/// names the file in `KABINET_SKIP_LOG` and counts the test as skipped instead of passed.
pub fn skipped(reason: &str) {
    println!("SKIPPED: {reason}");
    if let Some(log) = std::env::var_os("KABINET_SKIP_LOG")
        && let Ok(mut log) = File::options().append(true).create(true).open(log)
    {
        let _ = writeln!(log, "{reason}");
    }
}

/// The same for what a test cannot do without and `cargo xtask test` brings: where it is strict
/// (`KABINET_TEST_STRICT=1`), the test fails.
pub fn skipped_unless_strict(reason: &str) {
    let is_strict = std::env::var("KABINET_TEST_STRICT").is_ok_and(|value| value == "1");
    assert!(!is_strict, "{reason}");
    skipped(reason);
}
