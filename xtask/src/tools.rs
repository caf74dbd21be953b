//! Cargo tools from crates.io, built once into target/tools.

use std::path::{Path, PathBuf};

use crate::Outcome;
use crate::process::{self, cargo, heading, program, root};

/// A tool and the one version that everybody runs.
pub(crate) struct Tool {
    name: &'static str,
    version: &'static str,
}

pub(crate) const DENY: Tool = Tool {
    name: "cargo-deny",
    version: "0.20.2",
};
pub(crate) const MACHETE: Tool = Tool {
    name: "cargo-machete",
    version: "0.9.2",
};

/// The tool's path; builds it first when this version is not there yet.
pub(crate) fn installed(tool: &Tool) -> Result<PathBuf, String> {
    let folder = root().join("target/tools");
    let binary = folder.join("bin").join(tool.name);
    if !has_version(&binary, tool.version) {
        install(tool, &folder)?;
    }
    Ok(binary)
}

/// Unoptimised: the tools run for seconds, and optimising them would take minutes.
fn install(tool: &Tool, folder: &Path) -> Outcome {
    heading(&format!(
        "{} {}: built once into target/tools (a minute or two)",
        tool.name, tool.version
    ));
    process::run(
        cargo()
            .args([
                "install", "--quiet", "--locked", "--debug", "--force", "--root",
            ])
            .arg(folder)
            .args(["--version", &format!("={}", tool.version), tool.name])
            // Without its own line tables the build is half a minute shorter.
            .env("CARGO_PROFILE_DEV_DEBUG", "false"),
    )
}

fn has_version(binary: &Path, version: &str) -> bool {
    binary.is_file()
        && process::capture(program(binary).arg("--version"))
            .is_ok_and(|printed| printed.split_whitespace().any(|word| word == version))
}
