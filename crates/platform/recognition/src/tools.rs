//! Which tools the machine has.

use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::time::Instant;

use crate::process::{Allowed, run};
use crate::reader::Limits;

/// What the operator configured.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// Whether nothing is read by machine, whatever is installed.
    pub is_off: bool,
    /// `tesseract`; `None` looks in `PATH`.
    pub tesseract: Option<PathBuf>,
    /// `pdftotext`; `None` looks in `PATH`.
    pub pdftotext: Option<PathBuf>,
    /// `pdftoppm`; `None` looks in `PATH`.
    pub pdftoppm: Option<PathBuf>,
}

/// The tools that answered.
#[derive(Clone, Debug, Default)]
pub struct Tools {
    /// Sets the limits of the others; without it none of them runs.
    pub prlimit: Option<PathBuf>,
    /// Gives the text layer of a PDF.
    pub pdftotext: Option<PathBuf>,
    /// Draws pages of a PDF.
    pub pdftoppm: Option<PathBuf>,
    /// Recognises, in the languages beside it such as `rus+eng`.
    pub tesseract: Option<(PathBuf, String)>,
    /// Whether `tesseract` can tell which way up a page is.
    pub turns_pages: bool,
}

/// For a tool's answer about itself.
const PROBE: Duration = Duration::from_secs(20);

impl Tools {
    /// Looks for the programs and asks `tesseract` for its languages: without Russian it is no help.
    pub(crate) async fn find(settings: &Settings) -> Tools {
        if settings.is_off {
            return Tools::default();
        }
        let Some(prlimit) = in_path("prlimit") else {
            return Tools::default();
        };
        let named = |configured: Option<&PathBuf>, name: &str| match configured {
            Some(path) => path.is_file().then(|| path.clone()),
            None => in_path(name),
        };
        // A tool that does not start within the limits would later make every file look damaged.
        let starting = async |tool: Option<PathBuf>| match tool {
            Some(tool) if asked(&prlimit, &tool, "-v").await.is_some() => Some(tool),
            _ => None,
        };
        let mut tools = Tools {
            pdftotext: starting(named(settings.pdftotext.as_ref(), "pdftotext")).await,
            pdftoppm: starting(named(settings.pdftoppm.as_ref(), "pdftoppm")).await,
            ..Tools::default()
        };
        if let Some(tesseract) = named(settings.tesseract.as_ref(), "tesseract") {
            let languages = languages(&prlimit, &tesseract).await;
            let has = |wanted: &str| languages.iter().any(|one| one == wanted);
            tools.turns_pages = has("osd");
            tools.tesseract = match (has("rus"), has("eng")) {
                (true, true) => Some((tesseract, "rus+eng".to_owned())),
                (true, false) => Some((tesseract, "rus".to_owned())),
                (false, _) => None,
            };
        }
        tools.prlimit = Some(prlimit);
        tools
    }

    /// Whether pages of a PDF can be drawn.
    pub fn can_draw(&self) -> bool {
        self.prlimit.is_some() && self.pdftoppm.is_some()
    }

    /// Whether anything can be read at all.
    pub fn can_read(&self) -> bool {
        self.prlimit.is_some() && (self.pdftotext.is_some() || self.tesseract.is_some())
    }
}

async fn languages(prlimit: &Path, tesseract: &Path) -> Vec<String> {
    let printed = asked(prlimit, tesseract, "--list-langs").await;
    String::from_utf8_lossy(&printed.unwrap_or_default())
        .lines()
        .map(|line| line.trim().to_owned())
        .collect()
}

/// What a tool prints about itself; `None` when it does not run.
async fn asked(prlimit: &Path, tool: &Path, question: &str) -> Option<Vec<u8>> {
    let allowed = Allowed {
        memory: Limits::default().memory,
        output: 64 * 1024,
        deadline: Instant::now() + PROBE,
    };
    run(prlimit, tool, &[question], &[], allowed).await.ok()
}

fn in_path(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|folder| folder.join(name))
        .find(|file| file.is_file() && file.is_absolute())
}
