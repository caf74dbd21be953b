//! `assets`: styles, scripts and fonts, from frontend/ to frontend/dist.
//! Cheap when nothing changed, so every other command may call it.

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};

use crate::Outcome;
use crate::process::{self, heading, program, root};
use crate::signer;

const OLDEST_NODE: u32 = 20;

pub(crate) fn run() -> Outcome {
    let frontend = root().join("frontend");
    if !frontend.join("package.json").is_file() {
        return Err("frontend/package.json does not exist: this copy is not complete".into());
    }
    need_build_tools()?;
    signer::build()?;
    let sources = fingerprint(&frontend)?;
    let stamp = stamp_path("assets");
    let built = frontend.join("dist").is_dir();
    if built && fs::read_to_string(&stamp).is_ok_and(|last| last == sources) {
        return Ok(());
    }
    npm_ci("frontend")?;
    heading("frontend: node build.mjs");
    process::run(program("node").arg("build.mjs").current_dir(&frontend))?;
    write_stamp(&stamp, &sources)
}

/// Names everything a build needs and does not find, in one line.
pub(crate) fn need_build_tools() -> Outcome {
    let mut missing = Vec::new();
    if !["cc", "gcc", "clang"]
        .iter()
        .any(|compiler| process::answers(compiler, &["--version"]))
    {
        missing.push("a C compiler (Debian: apt-get install gcc libc6-dev)".to_owned());
    }
    match process::capture(program("node").arg("--version")) {
        Ok(version) if node_major(&version).is_some_and(|major| major >= OLDEST_NODE) => {}
        Ok(version) => missing.push(format!(
            "Node {OLDEST_NODE} or newer (found {})",
            version.trim()
        )),
        Err(_) => missing.push(format!("Node {OLDEST_NODE} or newer")),
    }
    if !process::answers("npm", &["--version"]) {
        missing.push("npm".to_owned());
    }
    if missing.is_empty() {
        return Ok(());
    }
    Err(format!("missing: {}", missing.join(", ")))
}

/// Installs exactly what package-lock.json says, unless that is what lies there already.
pub(crate) fn npm_ci(folder: &str) -> Outcome {
    let path = root().join(folder);
    let lock = path.join("package-lock.json");
    let text = fs::read(&lock).map_err(|error| format!("{folder}/package-lock.json: {error}"))?;
    let fingerprint = hex(&text);
    let stamp = path.join("node_modules/.kabinet-lock");
    if fs::read_to_string(&stamp).is_ok_and(|last| last == fingerprint) {
        return Ok(());
    }
    heading(&format!("{folder}: npm ci"));
    process::run(
        program("npm")
            .args([
                "ci",
                "--ignore-scripts",
                "--no-audit",
                "--no-fund",
                "--loglevel=error",
            ])
            .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")
            .current_dir(&path),
    )?;
    write_stamp(&stamp, &fingerprint)
}

/// A file under target/ that remembers the inputs of the last successful run.
pub(crate) fn stamp_path(name: &str) -> PathBuf {
    root().join("target/xtask").join(format!("{name}.stamp"))
}

pub(crate) fn write_stamp(path: &Path, text: &str) -> Outcome {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    }
    fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))
}

/// Not cryptographic: it only has to notice a change.
pub(crate) fn hex(value: &impl Hash) -> String {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

/// Names and contents of every source of the pages.
fn fingerprint(frontend: &Path) -> Result<String, String> {
    let mut files = Vec::new();
    collect(frontend, &mut files)?;
    files.sort();
    let mut hasher = DefaultHasher::new();
    for file in files {
        file.hash(&mut hasher);
        fs::read(&file)
            .map_err(|error| format!("{}: {error}", file.display()))?
            .hash(&mut hasher);
    }
    Ok(format!("{:016x}", hasher.finish()))
}

pub(crate) fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Outcome {
    let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    for entry in entries {
        let path = entry
            .map_err(|error| format!("{}: {error}", folder.display()))?
            .path();
        let name = path.file_name().unwrap_or_default();
        if name == "node_modules" || name == "dist" || name == "tests" {
            continue;
        }
        if path.is_dir() {
            collect(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}

fn node_major(version: &str) -> Option<u32> {
    version
        .trim()
        .strip_prefix('v')?
        .split('.')
        .next()?
        .parse()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn node_version_is_read_from_what_node_prints() {
        assert_eq!(node_major("v20.20.2\n"), Some(20));
        assert_eq!(node_major("v9.1.0"), Some(9));
        assert_eq!(node_major("unknown"), None);
    }

    #[test]
    fn fingerprint_changes_with_a_source_and_not_with_the_result() {
        let folder = std::env::temp_dir().join(format!("xtask-assets-{}", std::process::id()));
        fs::create_dir_all(folder.join("dist")).unwrap();
        fs::write(folder.join("app.ts"), "let a = 1;").unwrap();
        let before = fingerprint(&folder).unwrap();
        fs::write(folder.join("dist/app.js"), "a=1").unwrap();
        assert_eq!(fingerprint(&folder).unwrap(), before);
        fs::write(folder.join("app.ts"), "let a = 2;").unwrap();
        assert_ne!(fingerprint(&folder).unwrap(), before);
        fs::remove_dir_all(&folder).unwrap();
    }
}
