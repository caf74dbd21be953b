//! What tests need beyond Rust and Node: Debian packages, a Python environment, browser test tools.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use crate::Outcome;
use crate::assets::{hex, npm_ci, stamp_path, write_stamp};
use crate::process::{self, heading, program, root};

/// A program that tests start, and the Debian package that brings it.
struct Need {
    package: &'static str,
    is_there: fn() -> bool,
}

const FOR_RUST_TESTS: &[Need] = &[
    // The other implementation of GOST that signatures are checked against.
    Need {
        package: "openssl",
        is_there: || process::answers("openssl", &["version"]),
    },
    Need {
        package: "libengine-gost-openssl",
        is_there: || process::answers("openssl", &["engine", "gost"]),
    },
    Need {
        package: "postgresql",
        is_there: || postgres_folder().is_some(),
    },
    Need {
        package: "poppler-utils",
        is_there: || process::answers("pdftotext", &["-v"]),
    },
    // Reads scans of authority documents.
    Need {
        package: "tesseract-ocr",
        is_there: || process::answers("tesseract", &["--version"]),
    },
    Need {
        package: "tesseract-ocr-rus",
        is_there: reads_russian,
    },
    // The other implementation of XML signatures.
    Need {
        package: "xmlsec1",
        is_there: || process::answers("xmlsec1", &["--version"]),
    },
    Need {
        package: "python3-venv",
        is_there: || process::answers("python3", &["-c", "import ensurepip, venv"]),
    },
];

/// Of the scripts' tests in Node.
const FOR_WEB_TESTS: &[Need] = &[
    Need {
        package: "openssl",
        is_there: || process::answers("openssl", &["version"]),
    },
    Need {
        package: "libengine-gost-openssl",
        is_there: || process::answers("openssl", &["engine", "gost"]),
    },
];

const FOR_BROWSER_TESTS: &[Need] = &[
    Need {
        package: "chromium",
        is_there: || chromium().is_file(),
    },
    Need {
        package: "postgresql",
        is_there: || postgres_folder().is_some(),
    },
    Need {
        package: "poppler-utils",
        is_there: || process::answers("pdftotext", &["-v"]),
    },
    Need {
        package: "tesseract-ocr",
        is_there: || process::answers("tesseract", &["--version"]),
    },
    Need {
        package: "tesseract-ocr-rus",
        is_there: reads_russian,
    },
];

fn reads_russian() -> bool {
    process::capture(program("tesseract").arg("--list-langs"))
        .is_ok_and(|languages| languages.lines().any(|one| one.trim() == "rus"))
}

/// Variables that tests read; set for every test process.
pub(crate) type Environment = Vec<(&'static str, OsString)>;

/// Installs what is missing where it can, or names all of it in one line.
pub(crate) fn prepare(rust: bool, web: bool, browser: bool) -> Result<Environment, String> {
    let mut needs: Vec<&Need> = Vec::new();
    if rust {
        needs.extend(FOR_RUST_TESTS);
    }
    if web || browser {
        needs.extend(FOR_WEB_TESTS);
    }
    if browser {
        needs.extend(FOR_BROWSER_TESTS);
    }
    install_missing(&needs)?;

    let mut environment: Environment = vec![
        // A test that cannot run fails instead of passing unnoticed.
        ("KABINET_TEST_STRICT", "1".into()),
        // Tests that may skip (shared samples) write a line here; see `skipped`.
        ("KABINET_SKIP_LOG", skip_log().into()),
        // Snapshots are compared, not written; `cargo insta` or INSTA_UPDATE by hand writes them.
        ("INSTA_UPDATE", "no".into()),
    ];
    if rust {
        let python = python()?;
        // First in PATH, so that a test's plain `python3` is the one with the packages.
        environment.push(("PATH", path_with(python.parent())?));
        environment.push(("KABINET_PYTHON", python.into()));
    }
    if browser {
        npm_ci("e2e")?;
        environment.push(("KABINET_CHROMIUM", chromium().into()));
    }
    if let Some(folder) = postgres_folder() {
        environment.push(("KABINET_POSTGRES_BIN", folder.into()));
    }
    let _ = fs::remove_file(skip_log());
    Ok(environment)
}

/// What tests wrote into the file that `KABINET_SKIP_LOG` names: one line per skipped test.
pub(crate) fn skipped() -> Vec<String> {
    fs::read_to_string(skip_log())
        .unwrap_or_default()
        .lines()
        .map(str::to_owned)
        .collect()
}

fn skip_log() -> PathBuf {
    root().join("target/xtask/skipped-tests.txt")
}

fn install_missing(needs: &[&Need]) -> Outcome {
    let mut missing = packages_missing(needs);
    if missing.is_empty() {
        return Ok(());
    }
    let mut apt = vec!["apt-get".to_owned()];
    if !process::capture(program("id").arg("-u")).is_ok_and(|user| user.trim() == "0") {
        apt.splice(0..0, ["sudo".to_owned(), "-n".to_owned()]);
    }
    let may_install = process::answers(&apt[0], &rest(&apt, &["--version"]));
    if may_install {
        heading(&format!("apt-get install {}", missing.join(" ")));
        let mut install = vec!["install", "--yes", "--quiet", "--no-install-recommends"];
        install.extend(missing.iter().copied());
        for arguments in [vec!["update", "--quiet"], install] {
            process::run(
                program(&apt[0])
                    .args(rest(&apt, &arguments))
                    .env("DEBIAN_FRONTEND", "noninteractive"),
            )?;
        }
        missing = packages_missing(needs);
    }
    if missing.is_empty() {
        return Ok(());
    }
    Err(format!(
        "missing for tests: {0} (Debian: apt-get install {0})",
        missing.join(" ")
    ))
}

/// The words after the program: `sudo`'s own first, when it is used.
fn rest<'a>(apt: &'a [String], arguments: &[&'a str]) -> Vec<&'a str> {
    let own = apt.iter().skip(1).map(String::as_str);
    own.chain(arguments.iter().copied()).collect()
}

fn packages_missing(needs: &[&Need]) -> Vec<&'static str> {
    let mut packages: Vec<&'static str> = needs
        .iter()
        .filter(|need| !(need.is_there)())
        .map(|need| need.package)
        .collect();
    packages.sort_unstable();
    packages.dedup();
    packages
}

fn chromium() -> PathBuf {
    std::env::var_os("KABINET_CHROMIUM").map_or_else(|| "/usr/bin/chromium".into(), PathBuf::from)
}

/// The folder with initdb and postgres: the newest of Debian's, or where PATH has them.
pub(crate) fn postgres_folder() -> Option<PathBuf> {
    if let Some(folder) = std::env::var_os("KABINET_POSTGRES_BIN") {
        return Some(folder.into());
    }
    let debian = fs::read_dir("/usr/lib/postgresql").ok();
    let newest = debian
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let version: u32 = entry.file_name().to_str()?.parse().ok()?;
            Some((version, entry.path().join("bin")))
        })
        .filter(|(_, folder)| is_postgres(folder))
        .max();
    if let Some((_, folder)) = newest {
        return Some(folder);
    }
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).find(|folder| is_postgres(folder))
}

fn is_postgres(folder: &Path) -> bool {
    folder.join("initdb").is_file() && folder.join("postgres").is_file()
}

fn path_with(first: Option<&Path>) -> Result<OsString, String> {
    let old = std::env::var_os("PATH").unwrap_or_default();
    let folders = first
        .map(Path::to_path_buf)
        .into_iter()
        .chain(std::env::split_paths(&old));
    std::env::join_paths(folders).map_err(|error| format!("PATH: {error}"))
}

/// The interpreter of target/venv with exactly the packages of python-requirements.txt.
fn python() -> Result<PathBuf, String> {
    let requirements = root().join("xtask/python-requirements.txt");
    let wanted =
        fs::read(&requirements).map_err(|error| format!("{}: {error}", requirements.display()))?;
    let wanted = hex(&wanted);
    let folder = root().join("target/venv");
    let python = folder.join("bin/python");
    let stamp = stamp_path("python");
    if python.is_file() && fs::read_to_string(&stamp).is_ok_and(|last| last == wanted) {
        return Ok(python);
    }
    heading("target/venv: pip install -r xtask/python-requirements.txt");
    process::run(
        program("python3")
            .args(["-m", "venv", "--clear"])
            .arg(&folder),
    )?;
    process::run(
        program(&python)
            .args([
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
            ])
            .args(["--no-deps", "--only-binary=:all:", "--requirement"])
            .arg(&requirements),
    )?;
    write_stamp(&stamp, &wanted)?;
    Ok(python)
}
