//! `generate`: writes the checked-in generated files anew.
//!
//! Each such file has a test that makes its text and compares; with `KABINET_UPDATE=1` the same test
//! writes it. There is no second generator to keep: every source that mentions the variable is such
//! a test, and only those are run.

use std::fs;
use std::path::{Path, PathBuf};

use crate::process::{self, cargo, heading, root};
use crate::{Outcome, assets, metadata};

const VARIABLE: &str = "KABINET_UPDATE";

pub(crate) fn run(arguments: &[String]) -> Outcome {
    if !arguments.is_empty() {
        return Err("generate takes no arguments".into());
    }
    assets::run()?;
    for package in metadata::own_packages()? {
        if package.name == "xtask" {
            continue;
        }
        let folder = root().join(&package.folder);
        for target in targets(&folder) {
            heading(&format!("{}: {}", package.name, target.join(" ")));
            process::run(
                cargo()
                    .args(["test", "--quiet", "-p", &package.name])
                    .args(&target)
                    .env(VARIABLE, "1"),
            )?;
        }
    }
    heading("what changed");
    process::run(process::program("git").args(["status", "--short"]))
}

/// What to ask cargo for: `--lib` or `--bins`, and `--test NAME` for each integration test.
fn targets(folder: &Path) -> Vec<Vec<String>> {
    let mut targets = Vec::new();
    let mut sources = Vec::new();
    rust_files(&folder.join("src"), &mut sources);
    if sources.iter().any(|file| mentions(file)) {
        let has_library = folder.join("src/lib.rs").is_file();
        targets.push(vec![
            if has_library { "--lib" } else { "--bins" }.to_owned(),
        ]);
    }
    let mut tests = Vec::new();
    rust_files(&folder.join("tests"), &mut tests);
    let mut names: Vec<String> = tests
        .iter()
        .filter(|file| mentions(file))
        .filter_map(|file| {
            // tests/NAME.rs or tests/NAME/….rs
            let below = file.strip_prefix(folder.join("tests")).ok()?;
            Some(
                Path::new(below.iter().next()?)
                    .file_stem()?
                    .to_str()?
                    .to_owned(),
            )
        })
        .collect();
    names.sort();
    names.dedup();
    targets.extend(
        names
            .into_iter()
            .map(|name| vec!["--test".to_owned(), name]),
    );
    targets
}

fn mentions(file: &Path) -> bool {
    fs::read_to_string(file).is_ok_and(|text| text.contains(VARIABLE))
}

fn rust_files(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            rust_files(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_that_mention_the_variable_become_targets() {
        let folder = std::env::temp_dir().join(format!("xtask-generate-{}", std::process::id()));
        fs::create_dir_all(folder.join("src")).unwrap();
        fs::create_dir_all(folder.join("tests/pages")).unwrap();
        fs::write(folder.join("src/lib.rs"), "fn plain() {}").unwrap();
        fs::write(folder.join("tests/plain.rs"), "fn plain() {}").unwrap();
        fs::write(folder.join("tests/matrix.rs"), VARIABLE).unwrap();
        fs::write(folder.join("tests/pages/all.rs"), VARIABLE).unwrap();
        assert_eq!(
            targets(&folder),
            [["--test", "matrix"], ["--test", "pages"]]
        );
        fs::write(folder.join("src/codes.rs"), VARIABLE).unwrap();
        assert_eq!(targets(&folder)[0], ["--lib"]);
        fs::remove_dir_all(&folder).unwrap();
    }
}
