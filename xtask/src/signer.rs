//! The browser's signer: `crates/base/signer` as WebAssembly with its JavaScript, in frontend/wasm.
//! Twice: what most pages need, and with the signatures inside of PDF and XML, which is larger.
//!
//! Where the target cannot be had the folder is empty, and pages offer the plug-in path only.

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};

use crate::Outcome;
use crate::assets::{collect, stamp_path, write_stamp};
use crate::process::{self, cargo, heading, program, root};

const TARGET: &str = "wasm32-unknown-unknown";
/// In Cargo.toml of the workspace: small, because every browser loads it.
const PROFILE: &str = "browser";

/// Names in frontend/wasm, and the features of each module.
const MODULES: [(&str, &[&str]); 2] = [
    ("signer", &["--no-default-features"]),
    ("documents", &["--features", "documents"]),
];

/// Randomness comes from the page as a parameter: crates that would fetch their own, for what is not
/// used here, get none.
const NO_RANDOMNESS: &str = "--cfg getrandom_backend=\"unsupported\"";

/// A workspace of its own.
const BINDGEN: &str = "xtask/bindgen";

/// Everything that the signer is made of.
const SOURCES: &[&str] = &[
    "crates/base/signer",
    "crates/base/esign",
    "crates/base/gost3410",
    BINDGEN,
    "Cargo.toml",
    "Cargo.lock",
];

pub(crate) fn build() -> Outcome {
    let folder = root().join("frontend/wasm");
    let sources = fingerprint()?;
    let stamp = stamp_path("signer");
    if is_built() && fs::read_to_string(&stamp).is_ok_and(|last| last == sources) {
        return Ok(());
    }
    // Without the tools everything else works; said here, and by the page that checks a workplace.
    let bindgen = match need_target().and_then(|()| bindgen()) {
        Ok(bindgen) => bindgen,
        Err(reason) => {
            eprintln!("xtask: no signer for browsers, pages offer the plug-in only: {reason}");
            let _ = fs::remove_dir_all(&folder);
            return Ok(());
        }
    };
    let _ = fs::remove_dir_all(&folder);
    for (name, features) in MODULES {
        make(&folder, &bindgen, name, features)?;
    }
    write_stamp(&stamp, &sources)
}

/// Whether the last build made it.
pub(crate) fn is_built() -> bool {
    let folder = root().join("frontend/wasm");
    let is_there = |name| folder.join(format!("{name}_bg.wasm")).is_file();
    MODULES.iter().all(|(name, _)| is_there(name))
}

fn make(folder: &Path, bindgen: &Path, name: &str, features: &[&str]) -> Outcome {
    heading(&format!("crates/base/signer for browsers: {name}"));
    // A folder of its own, so that neither build waits for the other's lock.
    let target = root().join("target/wasm");
    process::run(
        cargo()
            .args(["build", "--package", "signer", "--lib", "--locked"])
            .args(features)
            .args(["--target", TARGET, "--profile", PROFILE, "--target-dir"])
            .arg(&target)
            // What speeds up the machine at hand means nothing in a browser.
            .env("RUSTFLAGS", NO_RANDOMNESS)
            .env_remove("CARGO_ENCODED_RUSTFLAGS"),
    )?;
    let module = target.join(TARGET).join(PROFILE).join("signer.wasm");
    process::run(program(bindgen).arg(module).arg(folder).arg(name))
}

/// The program that writes the JavaScript around WebAssembly, built once into target/tools.
fn bindgen() -> Result<PathBuf, String> {
    let target = root().join("target/tools/bindgen");
    heading("xtask/bindgen (half a minute the first time)");
    process::run(
        cargo()
            .args(["build", "--quiet", "--locked", "--manifest-path"])
            .arg(root().join(BINDGEN).join("Cargo.toml"))
            .arg("--target-dir")
            .arg(&target),
    )?;
    Ok(target.join("debug/bindgen"))
}

/// The target of the toolchain at hand, added where rustup can.
fn need_target() -> Outcome {
    if has_target() {
        return Ok(());
    }
    if process::answers("rustup", &["--version"]) {
        heading(&format!("rustup target add {TARGET}"));
        process::run(program("rustup").args(["target", "add", TARGET]))?;
    }
    if has_target() {
        return Ok(());
    }
    Err(format!(
        "the target {TARGET} is missing (rustup target add {TARGET})"
    ))
}

fn has_target() -> bool {
    let folder =
        process::capture(program("rustc").args(["--print", "target-libdir", "--target", TARGET]));
    folder.is_ok_and(|folder| Path::new(folder.trim()).is_dir())
}

fn fingerprint() -> Result<String, String> {
    let mut files: Vec<PathBuf> = Vec::new();
    for source in SOURCES {
        let path = root().join(source);
        if path.is_dir() {
            collect(&path.join("src"), &mut files)?;
            files.push(path.join("Cargo.toml"));
        } else {
            files.push(path);
        }
    }
    files.sort();
    let mut hasher = DefaultHasher::new();
    for file in files {
        let text = fs::read(&file).map_err(|error| format!("{}: {error}", file.display()))?;
        file.hash(&mut hasher);
        text.hash(&mut hasher);
    }
    Ok(format!("{:016x}", hasher.finish()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tool_has_the_version_of_the_crate() {
        let version = |lock: &str, name: &str| {
            let lock = fs::read_to_string(root().join(lock)).unwrap();
            let after = lock
                .split_once(&format!("name = \"{name}\"\nversion = \""))
                .unwrap()
                .1;
            after.split_once('"').unwrap().0.to_owned()
        };
        assert_eq!(
            version("Cargo.lock", "wasm-bindgen"),
            version("xtask/bindgen/Cargo.lock", "wasm-bindgen-cli-support")
        );
    }

    #[test]
    fn a_change_of_the_lock_file_is_a_change_of_the_signer() {
        assert!(SOURCES.contains(&"Cargo.lock"));
        assert_eq!(fingerprint().unwrap(), fingerprint().unwrap());
    }
}
