//! A posted form with or without files: text is kept within limits, files are streamed into the
//! store as they come.

use applications::{ApplicationError, Service};
use axum::body::to_bytes;
use axum::extract::multipart::Field as Part;
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::header::CONTENT_TYPE;
use blob::{FileKind, Limits, Stored, UploadError};
use forms::{Answers, FileType};
use url::form_urlencoded;

use crate::app::App;
use crate::error::PageError;
use crate::visitor::Member;

/// Bytes of all text of one form.
const MAX_TEXT: usize = 256 * 1024;
/// Parts of one form; what comes after is not read.
const MAX_PARTS: usize = 400;

/// What a field takes.
pub(crate) struct Rules {
    pub(crate) max_bytes: u64,
    pub(crate) kinds: Vec<FileKind>,
}

/// A form as it came.
#[derive(Default)]
pub(crate) struct Received {
    pub(crate) answers: Answers,
    pub(crate) files: Vec<ReceivedFile>,
}

/// A file of a form: stored, or refused.
pub(crate) struct ReceivedFile {
    pub(crate) field: String,
    pub(crate) name: String,
    pub(crate) stored: Result<Stored, UploadError>,
}

impl Received {
    /// The revision that the page showed; 0 when it says nothing.
    pub(crate) fn revision(&self) -> i64 {
        self.answers.first("revision").parse().unwrap_or(0)
    }
}

/// Reads the form; `rules` says what a field takes, `None` that it takes no files.
///
/// When it turns out broken half way, the files that came before are forgotten.
pub(crate) async fn receive(
    app: &App,
    member: &Member,
    request: Request,
    rules: impl Fn(&str) -> Option<Rules>,
) -> Result<Received, PageError> {
    let kind = request
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    if !kind.starts_with("multipart/") {
        let body = to_bytes(request.into_body(), MAX_TEXT)
            .await
            .map_err(|_| PageError::BadRequest("the form is too long"))?;
        let pairs: Vec<(String, String)> = form_urlencoded::parse(&body).into_owned().collect();
        if pairs
            .iter()
            .any(|(name, value)| name.contains('\0') || value.contains('\0'))
        {
            return Err(PageError::BadRequest("a NUL in the form"));
        }
        return Ok(Received {
            answers: Answers::from_pairs(pairs),
            files: Vec::new(),
        });
    }
    let multipart = Multipart::from_request(request, app)
        .await
        .map_err(|_| PageError::BadRequest("multipart"))?;
    let mut received = Received::default();
    let read = read_parts(app, member, multipart, rules, &mut received).await;
    if let Err(error) = read {
        for stored in received
            .files
            .iter()
            .filter_map(|one| one.stored.as_ref().ok())
        {
            forget(app, stored).await;
        }
        return Err(error);
    }
    Ok(received)
}

async fn read_parts(
    app: &App,
    member: &Member,
    mut multipart: Multipart,
    rules: impl Fn(&str) -> Option<Rules>,
    received: &mut Received,
) -> Result<(), PageError> {
    let broken = |_| PageError::BadRequest("multipart");
    let mut text_left = MAX_TEXT;
    for _ in 0..MAX_PARTS {
        let Some(part) = multipart.next_field().await.map_err(broken)? else {
            break;
        };
        let name = part.name().unwrap_or_default().to_owned();
        match part.file_name().map(ToOwned::to_owned) {
            // A file input that was left empty.
            Some(file_name) if file_name.is_empty() => {}
            Some(file_name) => {
                if let Some(rules) = rules(&name) {
                    if received.files.is_empty() {
                        member.signed_in.may_upload(app).await?;
                    }
                    let stored = store(app, part, &rules).await;
                    received.files.push(ReceivedFile {
                        field: name,
                        name: file_name,
                        stored,
                    });
                }
            }
            None => {
                let value = text(part, &mut text_left).await?;
                received.answers.push(name, value);
            }
        }
    }
    Ok(())
}

async fn store(app: &App, mut part: Part<'_>, rules: &Rules) -> Result<Stored, UploadError> {
    let limits = Limits {
        max_bytes: rules.max_bytes,
        allowed: &rules.kinds,
        declared: None,
        sharp_scans: false,
    };
    let stored = app.blobs.put(&mut part, limits).await;
    // The rest of a refused file is read away, so that the browser sees the answer.
    while let Ok(Some(_)) = part.chunk().await {}
    stored
}

async fn text(mut part: Part<'_>, left: &mut usize) -> Result<String, PageError> {
    let mut bytes = Vec::new();
    while let Some(chunk) = part
        .chunk()
        .await
        .map_err(|_| PageError::BadRequest("multipart"))?
    {
        *left = left
            .checked_sub(chunk.len())
            .ok_or(PageError::BadRequest("the form is too long"))?;
        bytes.extend_from_slice(&chunk);
    }
    if bytes.contains(&0) {
        return Err(PageError::BadRequest("a NUL in the form"));
    }
    String::from_utf8(bytes).map_err(|_| PageError::BadRequest("a text field is not UTF-8"))
}

/// What a service's field takes.
pub(crate) fn service_rules(service: &Service, field: &str) -> Option<Rules> {
    let limits = service.definition.field(field)?.files.as_ref()?;
    let kinds = limits.types.iter().map(|kind| match kind {
        FileType::Pdf => FileKind::Pdf,
        FileType::Jpg => FileKind::Jpeg,
        FileType::Png => FileKind::Png,
    });
    Some(Rules {
        max_bytes: limits.max_bytes,
        kinds: kinds.collect(),
    })
}

/// A refused file goes at once; a sweep would take it later anyway.
pub(crate) async fn forget(app: &App, stored: &Stored) {
    if let Err(error) = app.blobs.delete(&stored.key).await {
        tracing::warn!(%error, "an upload that was refused is left to the sweep");
    }
}

/// A file that the store took: its field, its name, where it is.
pub(crate) type KeptFile = (String, String, Stored);
/// A field with a file that was refused, and why.
pub(crate) type RefusedFile = (String, ApplicationError);

/// Keeps what the store took, or says why one of the files was refused.
pub(crate) fn all_stored(files: Vec<ReceivedFile>) -> (Vec<KeptFile>, Vec<RefusedFile>) {
    let (mut kept, mut refused) = (Vec::new(), Vec::new());
    for file in files {
        match file.stored {
            Ok(stored) => kept.push((file.field, file.name, stored)),
            Err(error) => refused.push((file.field, ApplicationError::Upload(error))),
        }
    }
    (kept, refused)
}
