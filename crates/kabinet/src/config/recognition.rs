//! Reading scans of authority documents by machine.

use std::path::PathBuf;

use recognition::Settings;
use serde::Deserialize;

/// On where the tools are found; paths are for tools that `PATH` does not name.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct RecognitionConfig {
    /// `false`: nothing is read by machine, whatever is installed.
    pub(crate) enabled: bool,
    pub(crate) tesseract: Option<PathBuf>,
    pub(crate) pdftotext: Option<PathBuf>,
    pub(crate) pdftoppm: Option<PathBuf>,
}

impl Default for RecognitionConfig {
    fn default() -> Self {
        Self {
            enabled: true,
            tesseract: None,
            pdftotext: None,
            pdftoppm: None,
        }
    }
}

impl RecognitionConfig {
    pub(crate) fn settings(&self) -> Settings {
        Settings {
            is_off: !self.enabled,
            tesseract: self.tesseract.clone(),
            pdftotext: self.pdftotext.clone(),
            pdftoppm: self.pdftoppm.clone(),
        }
    }
}
