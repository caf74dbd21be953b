//! `kabinet verify --pkcs12`: whether a container opens with a password, and what is in it.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use esign::Options;
use esign::certificate::Certificate;
use esign::container::{self, ContainerError, Contents};
use esign::report::{Finding, Indication, Report, Signer, SubIndication};
use serde::Serialize;
use texts::Texts;

use super::{Kind, MAX_EVIDENCE, lines, read, say};
use crate::Failure;

/// The answer. The indication is about the opening alone; what the certificate is worth has its own,
/// so that the two cannot be taken for each other.
#[derive(Serialize)]
struct Answer {
    indication: Indication,
    sub_indication: Option<SubIndication>,
    container: Container,
    /// A container holds no signatures.
    signatures: [(); 0],
    findings: Vec<Finding>,
}

#[derive(Serialize)]
struct Container {
    opened: bool,
    keys: usize,
    /// Every certificate in it.
    certificates: Vec<Signer>,
    /// The report on the certificate of its key.
    certificate: Option<Report>,
}

impl Container {
    fn closed() -> Self {
        Self {
            opened: false,
            keys: 0,
            certificates: Vec::new(),
            certificate: None,
        }
    }
}

/// Opens a container, and judges the certificate of its key.
pub(super) fn open(
    path: &Path,
    password: &Path,
    options: &Options,
    is_json: bool,
    t: Texts,
) -> Result<ExitCode, Failure> {
    let bytes = read(path, MAX_EVIDENCE)?;
    let password = fs::read_to_string(password)
        .map_err(|error| Failure::new("CLI-010", format!("{}: {error}", password.display())))?;
    let password = password.trim_end_matches(['\r', '\n']);
    let (answer, code) = match container::inspect(&bytes, password) {
        Ok(contents) => (opened(contents, options), 0),
        Err(error) => closed(&error)
            .ok_or_else(|| Failure::new(error.code(), format!("{}: {error}", path.display())))?,
    };
    if is_json {
        // Plain data: nothing in it fails to be written.
        say(&serde_json::to_string_pretty(&answer).unwrap_or_default());
    } else {
        say(&told(&answer, t).join("\n"));
    }
    Ok(ExitCode::from(code))
}

fn opened(contents: Contents, options: &Options) -> Answer {
    let signers = contents.certificates.iter().map(Certificate::signer);
    let signers = signers.collect();
    let mut options = options.clone();
    options.evidence.certificates.extend(contents.certificates);
    let own = contents.own.as_ref();
    let report = own.map(|own| esign::validate_certificate(own, &options));
    Answer {
        indication: Indication::TotalPassed,
        sub_indication: None,
        container: Container {
            opened: true,
            keys: contents.keys,
            certificates: signers,
            certificate: report,
        },
        signatures: [],
        findings: Vec::new(),
    }
}

/// The answer about a container that does not open, and the exit code; `None` where the file is no
/// container at all.
fn closed(error: &ContainerError) -> Option<(Answer, u8)> {
    let (indication, sub_indication, code) = match error {
        ContainerError::TooLarge
        | ContainerError::Malformed(_)
        | ContainerError::TooMany
        | ContainerError::Parameters(_) => return None,
        ContainerError::Unsupported(_) | ContainerError::Iterations(_) => (
            Indication::Indeterminate,
            Some(SubIndication::CryptoConstraintsFailure),
            2,
        ),
        _ => (Indication::TotalFailed, None, 1),
    };
    let finding = Finding {
        code: error.code(),
        detail: error.to_string(),
    };
    let answer = Answer {
        indication,
        sub_indication,
        container: Container::closed(),
        signatures: [],
        findings: vec![finding],
    };
    Some((answer, code))
}

/// The answer for people.
fn told(answer: &Answer, t: Texts) -> Vec<String> {
    let opened = &answer.container;
    let mut all = Vec::new();
    if opened.opened {
        all.push(t.with(
            "signature-container",
            &[
                ("keys", &opened.keys),
                ("certificates", &opened.certificates.len()),
            ],
        ));
    } else {
        let title = t.get("signature-title-file");
        all.push(format!("{title}: {}", t.get("signature-container-closed")));
    }
    super::findings(&answer.findings, t, &mut all);
    if let Some(report) = &opened.certificate {
        all.extend(lines(report, Kind::Certificate, t));
    }
    all
}
