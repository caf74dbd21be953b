//! Forms with one scan: reading their parts, and giving the form back when something is wrong.

use axum::extract::multipart::Field as Part;
use blob::{FileKind, Limits, Stored, UploadError};
use organizations::links::MAX_DOCUMENT_BYTES;
use texts::Texts;

use super::parts::upload_text;
use crate::app::App;
use crate::error::PageError;
use crate::patterns::{ErrorSummary, Field, FileRules};

/// Longest text field of these forms in characters; a part is read up to four bytes for each.
const MAX_TEXT: usize = 400;

/// A scan as the store took it, or why it did not.
pub(super) type Scan = Result<Stored, UploadError>;

/// What is wrong with a form: texts by field name.
pub(super) type Errors = Vec<(&'static str, String)>;

/// The field that takes a scan, with its rules (the text under `LABEL-hint`) told before choosing.
pub(super) fn scan_field(t: Texts, label: &str) -> Field {
    let rules = FileRules {
        accept: ".pdf,.jpg,.jpeg,.png".to_owned(),
        max_bytes: MAX_DOCUMENT_BYTES,
        multiple: false,
    };
    Field::file("file", t.get(label), rules).hint(t.with1(
        &format!("{label}-hint"),
        "limit",
        t.bytes(MAX_DOCUMENT_BYTES),
    ))
}

/// Streams a scan into the store without holding it in memory. `sharp_scans` refuses one that people
/// could not read (R30).
pub(super) async fn scan(app: &App, mut part: Part<'_>, sharp_scans: bool) -> Scan {
    let limits = Limits {
        max_bytes: MAX_DOCUMENT_BYTES,
        allowed: FileKind::DOCUMENTS,
        declared: None,
        sharp_scans,
    };
    let stored = app.blobs.put(&mut part, limits).await;
    // The rest of a refused file is read away, so that the browser sees the answer.
    while let Ok(Some(_)) = part.chunk().await {}
    stored
}

/// A text field of the form.
pub(super) async fn text(mut part: Part<'_>) -> Result<String, PageError> {
    let broken = |_| PageError::BadRequest("multipart");
    let mut bytes = Vec::new();
    while let Some(chunk) = part.chunk().await.map_err(broken)? {
        if bytes.len() + chunk.len() > MAX_TEXT * 4 {
            return Err(PageError::BadRequest("a text field is too long"));
        }
        bytes.extend_from_slice(&chunk);
    }
    if bytes.contains(&0) {
        return Err(PageError::BadRequest("a NUL in the form"));
    }
    String::from_utf8(bytes).map_err(|_| PageError::BadRequest("a text field is not UTF-8"))
}

/// Notes what is wrong with the scan, if anything is.
pub(super) fn check_scan(t: Texts, scan: Option<&Scan>, errors: &mut Errors) {
    match scan {
        None => errors.push(("file", t.get("document-file-missing").into_owned())),
        Some(Err(error)) => {
            let code = t.with1("error-code", "code", error.code());
            errors.push(("file", format!("{} {code}", upload_text(t, error))));
        }
        Some(Ok(_)) => {}
    }
}

/// Puts the errors at the fields of a form that is given back, and forgets its scan: the browser
/// sends it again with the mended form.
pub(super) async fn refuse(
    app: &App,
    scan: Option<&Scan>,
    fields: &mut [Field],
    errors: &Errors,
) -> ErrorSummary {
    if let Some(Ok(stored)) = scan {
        forget(app, stored).await;
    }
    for field in fields.iter_mut() {
        field.error = errors
            .iter()
            .find(|(name, _)| *name == field.name)
            .map(|(_, text)| text.clone());
    }
    ErrorSummary::of(&*fields)
}

/// A file that no row knows would go with the next sweep anyway.
pub(super) async fn forget(app: &App, stored: &Stored) {
    if let Err(error) = app.blobs.delete(&stored.key).await {
        tracing::warn!(%error, "an upload that was refused is left to the sweep");
    }
}
