//! Lists `/locales/{ru,en}/*.ftl` so that `src/bundle.rs` can include them.
//!
//! A list made here sees new files without a line of Rust, and the texts are inside the binary
//! in debug and in release alike.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    let manifest = env::var("CARGO_MANIFEST_DIR").expect("cargo sets CARGO_MANIFEST_DIR");
    let locales = Path::new(&manifest).join("../../../locales");
    println!("cargo:rerun-if-changed={}", locales.display());
    let mut code = String::new();
    for (name, folder) in [("RU", "ru"), ("EN", "en")] {
        let folder = locales.join(folder);
        println!("cargo:rerun-if-changed={}", folder.display());
        let _ = writeln!(code, "pub(crate) static {name}: &[(&str, &str)] = &[");
        for file in ftl_files(&folder) {
            println!("cargo:rerun-if-changed={}", file.display());
            let short = file.file_name().unwrap_or_default().to_string_lossy();
            let path = file.to_string_lossy();
            let _ = writeln!(code, "    ({short:?}, include_str!({path:?})),");
        }
        code.push_str("];\n");
    }
    let out = env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    fs::write(Path::new(&out).join("files.rs"), code).expect("OUT_DIR can be written");
}

/// The folder's `.ftl` files in the order of their names; none when the folder is not there.
fn ftl_files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut files: Vec<PathBuf> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|ext| ext == "ftl"))
        .collect();
    files.sort();
    files
}
