//! What Linux tells about a process: processor time and memory.

use std::fs;
use std::time::Duration;

use crate::Outcome;

/// `_SC_CLK_TCK`: 100 on every Linux that Rust runs on.
const TICKS_PER_SECOND: u32 = 100;

/// Fields of `/proc/PID/stat` after the name, which may itself have spaces and brackets: the state
/// is the first.
fn stat(pid: u32) -> Outcome<Vec<String>> {
    let text = fs::read_to_string(format!("/proc/{pid}/stat"))?;
    let (_, fields) = text
        .rsplit_once(')')
        .ok_or("/proc/PID/stat has another form")?;
    Ok(fields.split_whitespace().map(str::to_owned).collect())
}

fn ticks(fields: &[String], places: &[usize]) -> u32 {
    places
        .iter()
        .filter_map(|place| fields.get(*place)?.parse::<u32>().ok())
        .sum()
}

/// Processor time of a process, all its threads, user and system (fields 14 and 15).
pub(crate) fn cpu(pid: u32) -> Outcome<Duration> {
    Ok(Duration::from_secs(1) * ticks(&stat(pid)?, &[11, 12]) / TICKS_PER_SECOND)
}

/// Processor time of a process, its children, and those of them that have ended (fields 16, 17).
pub(crate) fn cpu_of_family(parent: u32) -> Outcome<Duration> {
    let mut sum = ticks(&stat(parent)?, &[11, 12, 13, 14]);
    for entry in fs::read_dir("/proc")?.flatten() {
        let Some(pid) = entry
            .file_name()
            .to_str()
            .and_then(|name| name.parse().ok())
        else {
            continue;
        };
        // A process may end while it is looked at.
        if let Ok(fields) = stat(pid)
            && fields.get(1).is_some_and(|its| *its == parent.to_string())
        {
            sum += ticks(&fields, &[11, 12]);
        }
    }
    Ok(Duration::from_secs(1) * sum / TICKS_PER_SECOND)
}

/// Resident memory now, in megabytes (10^6 bytes).
pub(crate) fn resident_mb(pid: u32) -> Outcome<f64> {
    status_mb(&pid.to_string(), "VmRSS:")
}

/// Resident memory that is no file's, in megabytes (10^6 bytes): what the page cache cannot give up.
pub(crate) fn anonymous_mb(pid: u32) -> Outcome<f64> {
    status_mb(&pid.to_string(), "RssAnon:")
}

/// The most memory this process was ever resident in, in megabytes (10^6 bytes).
pub(crate) fn own_peak_mb() -> Outcome<f64> {
    status_mb("self", "VmHWM:")
}

/// Memory of this process's own that is resident now, without pages of files, in megabytes (10^6 bytes).
pub(crate) fn own_anonymous_mb() -> Outcome<f64> {
    status_mb("self", "RssAnon:")
}

fn status_mb(process: &str, field: &str) -> Outcome<f64> {
    let text = fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = text
        .lines()
        .find_map(|line| line.strip_prefix(field))
        .ok_or("no such field in /proc")?;
    let kib: f64 = line.trim().trim_end_matches("kB").trim().parse()?;
    Ok(kib * 1024.0 / 1e6)
}

/// Processor time of this thread so far, in seconds, to the nanosecond.
pub(crate) fn own_cpu_seconds() -> Outcome<f64> {
    let text = fs::read_to_string("/proc/thread-self/schedstat")?;
    let nanoseconds: u64 = text
        .split_whitespace()
        .next()
        .ok_or("/proc/thread-self/schedstat has another form")?
        .parse()?;
    Ok(Duration::from_nanos(nanoseconds).as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Instant;

    #[test]
    fn work_is_seen_as_processor_time() {
        let before = cpu(std::process::id()).unwrap();
        let began = Instant::now();
        while began.elapsed() < Duration::from_millis(150) {
            std::hint::spin_loop();
        }
        let spent = cpu(std::process::id())
            .unwrap()
            .checked_sub(before)
            .unwrap();
        assert!(spent >= Duration::from_millis(20), "{spent:?}");
    }

    #[test]
    fn memory_of_a_small_process_is_some_megabytes() {
        let megabytes = resident_mb(std::process::id()).unwrap();
        assert!((1.0..500.0).contains(&megabytes), "{megabytes}");
    }
}
