//! Running other programs, and saying plainly which one is missing.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::Outcome;

/// The workspace's folder, wherever the command was started.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("xtask lies in the workspace")
        .to_path_buf()
}

/// The cargo that started us, so that everything uses one toolchain.
pub(crate) fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root());
    command
}

pub(crate) fn program(name: impl AsRef<std::ffi::OsStr>) -> Command {
    let mut command = Command::new(name);
    command.current_dir(root());
    command
}

/// A heading before each step, so that a long run shows where it is.
pub(crate) fn heading(text: &str) {
    eprintln!("\n── {text}");
}

/// Runs with the terminal's own output.
pub(crate) fn run(command: &mut Command) -> Outcome {
    let shown = describe(command);
    let status = command
        .status()
        .map_err(|error| format!("{shown}: {error}"))?;
    if status.success() {
        return Ok(());
    }
    Err(format!("{shown}: {status}"))
}

/// Standard output of a command that must succeed.
pub(crate) fn capture(command: &mut Command) -> Result<String, String> {
    let shown = describe(command);
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| format!("{shown}: {error}"))?;
    if !output.status.success() {
        return Err(format!("{shown}: {}", output.status));
    }
    String::from_utf8(output.stdout).map_err(|_| format!("{shown}: output is not UTF-8"))
}

/// Which stream of a child holds the lines we count.
#[derive(Clone, Copy)]
pub(crate) enum Stream {
    Out,
    Err,
}

/// Runs, shows one stream line by line as it comes, and hands each line to `each` as well.
/// Returns whether the command succeeded.
pub(crate) fn watch(
    command: &mut Command,
    stream: Stream,
    mut each: impl FnMut(&str),
) -> Result<bool, String> {
    let shown = describe(command);
    match stream {
        Stream::Out => command.stdout(Stdio::piped()),
        Stream::Err => command.stderr(Stdio::piped()),
    };
    let mut child = command
        .spawn()
        .map_err(|error| format!("{shown}: {error}"))?;
    let pipe: Option<Box<dyn std::io::Read>> = match stream {
        Stream::Out => child.stdout.take().map(|pipe| Box::new(pipe) as _),
        Stream::Err => child.stderr.take().map(|pipe| Box::new(pipe) as _),
    };
    let pipe = pipe.expect("the stream was piped above");
    for line in BufReader::new(pipe).split(b'\n') {
        let line = line.map_err(|error| format!("{shown}: {error}"))?;
        let line = String::from_utf8_lossy(&line);
        eprintln!("{line}");
        each(&line);
    }
    let status = child.wait().map_err(|error| format!("{shown}: {error}"))?;
    Ok(status.success())
}

/// Whether a program answers at all; its output is thrown away.
pub(crate) fn answers(name: &str, arguments: &[&str]) -> bool {
    program(name)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

fn describe(command: &Command) -> String {
    let mut words = vec![command.get_program().to_string_lossy().into_owned()];
    words.extend(
        command
            .get_args()
            .map(|word| word.to_string_lossy().into_owned()),
    );
    if let Some(name) = Path::new(&words[0]).file_name() {
        words[0] = name.to_string_lossy().into_owned();
    }
    words.join(" ")
}
