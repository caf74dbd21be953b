//! One run of a tool within its limits.

use std::path::Path;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process_group};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::{Child, Command};
use tokio::time::{Instant, timeout_at};

/// What a tool may use.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Allowed {
    /// Address space in bytes.
    pub(crate) memory: u64,
    /// Bytes on standard output.
    pub(crate) output: usize,
    /// When it is killed.
    pub(crate) deadline: Instant,
}

/// Why a run gave nothing.
#[derive(Debug)]
pub(crate) enum RunError {
    /// It could not be started.
    Start,
    /// Killed at the deadline.
    TooLong,
    /// It printed more than it may; what came before is here.
    TooMuch(Vec<u8>),
    /// It says that the file is wrong.
    Refused,
    /// It was killed by a signal or ran out of memory or processor time.
    Crashed,
}

/// Ends everything that a tool has started, whichever way its run ends.
struct Group(Option<Pid>);

impl Drop for Group {
    fn drop(&mut self) {
        if let Some(leader) = self.0 {
            // The group may be gone already.
            let _ = kill_process_group(leader, Signal::KILL);
        }
    }
}

/// Feeds `input` to the tool and takes what it prints.
pub(crate) async fn run(
    prlimit: &Path,
    program: &Path,
    arguments: &[&str],
    input: &[u8],
    allowed: Allowed,
) -> Result<Vec<u8>, RunError> {
    let mut command = Command::new(prlimit);
    let seconds = allowed
        .deadline
        .saturating_duration_since(Instant::now())
        .max(Duration::from_secs(1))
        .as_secs();
    command
        .arg(format!("--as={}", allowed.memory))
        .arg(format!("--cpu={seconds}"))
        .args(["--fsize=0", "--core=0", "--nofile=64", "--"])
        .arg(program)
        .args(arguments)
        .current_dir("/")
        .env_clear()
        .env("PATH", "/usr/local/bin:/usr/bin:/bin")
        .env("LC_ALL", "C.UTF-8")
        // One core is one document's share: people wait for pages on the others.
        .env("OMP_THREAD_LIMIT", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        // What the tools say of a document may quote it: it is not kept.
        .stderr(Stdio::null())
        .process_group(0)
        .kill_on_drop(true);
    if let Some(folder) = std::env::var_os("TESSDATA_PREFIX") {
        command.env("TESSDATA_PREFIX", folder);
    }
    let mut child = command.spawn().map_err(|_| RunError::Start)?;
    let leader = child.id().and_then(|id| i32::try_from(id).ok());
    let _group = Group(leader.and_then(Pid::from_raw));
    let exchanged = exchange(&mut child, input, allowed.output);
    let (status, printed) = timeout_at(allowed.deadline, exchanged)
        .await
        .map_err(|_| RunError::TooLong)??;
    match status.code() {
        Some(0) => Ok(printed),
        // What `prlimit` says when there is no such program, or it is not one.
        Some(126 | 127) => Err(RunError::Start),
        Some(_) => Err(RunError::Refused),
        None => Err(RunError::Crashed),
    }
}

/// Writes, reads and waits at the same time: a tool may print before it has taken everything.
async fn exchange(
    child: &mut Child,
    input: &[u8],
    most: usize,
) -> Result<(ExitStatus, Vec<u8>), RunError> {
    let (Some(mut into), Some(from)) = (child.stdin.take(), child.stdout.take()) else {
        return Err(RunError::Start);
    };
    let writing = async {
        // A tool that has seen enough closes its end.
        let _ = into.write_all(input).await;
        drop(into);
        Ok(())
    };
    let reading = async {
        let mut printed = Vec::new();
        let limit = u64::try_from(most).unwrap_or(u64::MAX);
        let read = from.take(limit + 1).read_to_end(&mut printed).await;
        if printed.len() > most {
            printed.truncate(most);
            return Err(RunError::TooMuch(printed));
        }
        read.map(|_| printed).map_err(|_| RunError::Crashed)
    };
    let ((), printed) = tokio::try_join!(writing, reading)?;
    let status = child.wait().await.map_err(|_| RunError::Crashed)?;
    Ok((status, printed))
}
