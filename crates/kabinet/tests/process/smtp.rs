//! A real SMTP server (aiosmtpd) that remembers every letter.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::Value;

pub(crate) struct Smtp {
    process: Child,
    pub(crate) port: u16,
    file: PathBuf,
}

/// A letter as the server got it; one that came twice is here twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Letter {
    pub(crate) message_id: String,
    pub(crate) to: String,
    pub(crate) subject: String,
    pub(crate) text: String,
}

impl Smtp {
    /// Starts it; an answer to a letter takes `delay` seconds. `None` when aiosmtpd is not there,
    /// which fails where `KABINET_TEST_STRICT=1`.
    pub(crate) fn start(folder: &Path, delay: f64) -> Option<Self> {
        let python = std::env::var_os("KABINET_PYTHON").unwrap_or_else(|| "python3".into());
        let has_library = Command::new(&python)
            .args(["-c", "import aiosmtpd.controller"])
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success());
        if !has_library {
            testkit::skipped_unless_strict("aiosmtpd is missing: pip install aiosmtpd");
            return None;
        }
        let file = folder.join("letters.jsonl");
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/process/smtp_server.py");
        let mut process = Command::new(&python)
            .arg(script)
            .arg(&file)
            .arg(delay.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        Some(Self {
            process,
            port: line.trim().parse().expect("the server prints its port"),
            file,
        })
    }

    /// The letters that are written down whole; one may be half way to the file at any moment.
    pub(crate) fn letters(&self) -> Vec<Letter> {
        let mut bytes = std::fs::read(&self.file).unwrap_or_default();
        let last_end = bytes.iter().rposition(|byte| *byte == b'\n');
        bytes.truncate(last_end.map_or(0, |end| end + 1));
        let text = String::from_utf8(bytes).unwrap();
        let read = |line: &str| {
            let fact: Value = serde_json::from_str(line).unwrap();
            let field = |name: &str| fact[name].as_str().unwrap_or_default().to_owned();
            Letter {
                message_id: field("message_id"),
                to: fact["to"][0].as_str().unwrap_or_default().to_owned(),
                subject: field("subject"),
                text: field("text"),
            }
        };
        text.lines().map(read).collect()
    }
}

impl Drop for Smtp {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
