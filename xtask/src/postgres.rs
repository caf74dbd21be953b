//! Ends the PostgreSQL that tests leave running for each other (see testkit's `cluster.rs`).
//!
//! A process of its own waits for this one to end: with success, with a failure, by Ctrl-C or by
//! `kill -9`. Then it stops the cluster, unless tests that somebody else started still use it.

use std::fs::{self, File};
use std::io::Read;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::Outcome;
use crate::prepare::postgres_folder;

/// The hidden subcommand of the process that waits.
pub(crate) const COMMAND: &str = "stop-test-postgres";

/// While it lives, the cluster may live too.
pub(crate) struct Watch(Option<Child>);

impl Watch {
    /// Starts the process that waits. Without it the cluster only stays a while longer.
    pub(crate) fn start() -> Self {
        let Ok(xtask) = std::env::current_exe() else {
            return Self(None);
        };
        let mut command = Command::new(xtask);
        // A group of its own: Ctrl-C in the terminal ends us and not the one who cleans up.
        command.arg(COMMAND).stdin(Stdio::piped()).process_group(0);
        Self(command.spawn().ok())
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        if let Some(mut child) = self.0.take() {
            drop(child.stdin.take());
            let _ = child.wait();
        }
    }
}

/// The process that waits: its standard input ends when `cargo xtask test` does.
pub(crate) fn wait_and_stop() -> Outcome {
    let _ = std::io::stdin().read_to_end(&mut Vec::new());
    stop(&folder())
}

/// Where testkit keeps the cluster.
fn folder() -> PathBuf {
    let user = std::env::var("USER").unwrap_or_else(|_| "tests".to_owned());
    std::env::temp_dir().join(format!("kabinet-test-postgres-{user}"))
}

/// Stops the cluster, if one runs and nobody uses it, and deletes its data: a database per test, ten
/// megabytes each, would fill the disk run by run, and a new cluster is made in two seconds.
fn stop(folder: &Path) -> Outcome {
    let data = folder.join("data");
    if !data.join("postmaster.pid").exists() {
        return Ok(());
    }
    let open = |name: &str| {
        let path = folder.join(name);
        File::create(&path).map_err(|error| format!("{}: {error}", path.display()))
    };
    // Held for the whole: nobody starts or begins to use it meanwhile.
    let lock = open("lock")?;
    lock.lock().map_err(|error| error.to_string())?;
    if open("users")?.try_lock().is_err() {
        return Ok(());
    }
    let _ = fs::remove_file(folder.join("port"));
    let programs = postgres_folder().ok_or("PostgreSQL's programs are gone")?;
    let mut command = Command::new(programs.join("pg_ctl"));
    if is_root() {
        command = Command::new("runuser");
        command.args(["-u", "postgres", "--"]);
        command.arg(programs.join("pg_ctl"));
    }
    let status = command
        .arg("-D")
        .arg(&data)
        .args(["-m", "immediate", "-w", "stop"])
        .current_dir("/")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .map_err(|error| format!("pg_ctl: {error}"))?;
    if !status.success() {
        return Err(format!("pg_ctl stop: {status}"));
    }
    fs::remove_dir_all(&data).map_err(|error| format!("{}: {error}", data.display()))
}

/// PostgreSQL refuses to run as root; then it runs as the `postgres` user of its package.
fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output();
    id.is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder with a cluster that pg_ctl cannot stop, because it is none.
    fn made_up(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("xtask-{name}-{}", std::process::id()));
        fs::create_dir_all(folder.join("data")).unwrap();
        fs::write(folder.join("data/postmaster.pid"), "").unwrap();
        fs::write(folder.join("port"), "1").unwrap();
        folder
    }

    #[test]
    fn a_cluster_that_other_tests_use_is_left_alone() {
        let folder = made_up("used");
        let users = File::create(folder.join("users")).unwrap();
        users.lock_shared().unwrap();
        stop(&folder).unwrap();
        assert!(folder.join("port").exists());
        drop(users);
        let _ = stop(&folder);
        assert!(!folder.join("port").exists(), "nobody uses it any more");
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn without_a_cluster_there_is_nothing_to_stop() {
        stop(Path::new("/no/such/folder")).unwrap();
    }
}
