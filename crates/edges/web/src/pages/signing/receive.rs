//! Forms whose files are looked at and kept nowhere: read into memory within limits.

use axum::extract::Multipart;
use axum::extract::multipart::Field as Part;

use crate::error::PageError;

/// Parts of one form; what comes after is not read.
const MAX_PARTS: usize = 16;
/// Bytes of one text field.
const MAX_TEXT: usize = 2048;

/// A form as it came.
#[derive(Default)]
pub(super) struct Received {
    texts: Vec<(String, String)>,
    files: Vec<ReceivedFile>,
}

/// A file that was chosen.
pub(super) struct ReceivedFile {
    field: String,
    /// The name as the browser gives it.
    pub(super) name: String,
    /// `None` when it is larger than its field takes.
    pub(super) bytes: Option<Vec<u8>>,
}

impl Received {
    /// A text field; empty when it is not there.
    pub(super) fn text(&self, name: &str) -> &str {
        self.texts
            .iter()
            .find(|(field, _)| field == name)
            .map_or("", |(_, value)| value.trim())
    }

    /// Takes a file out.
    pub(super) fn file(&mut self, field: &str) -> Option<ReceivedFile> {
        let index = self.files.iter().position(|file| file.field == field)?;
        Some(self.files.swap_remove(index))
    }
}

/// Reads a form; `limits` are the largest files in bytes by field. Other files are not taken.
pub(super) async fn receive(
    mut multipart: Multipart,
    limits: &[(&str, usize)],
) -> Result<Received, PageError> {
    let broken = |_| PageError::BadRequest("multipart");
    let mut received = Received::default();
    for _ in 0..MAX_PARTS {
        let Some(part) = multipart.next_field().await.map_err(broken)? else {
            break;
        };
        let field = part.name().unwrap_or_default().to_owned();
        match part.file_name().map(ToOwned::to_owned) {
            // A file input that was left empty.
            Some(name) if name.is_empty() => {}
            Some(name) => {
                let limit = limits.iter().find(|(known, _)| *known == field);
                if let Some((_, limit)) = limit {
                    let bytes = bytes(part, *limit).await?;
                    received.files.push(ReceivedFile { field, name, bytes });
                }
            }
            None => {
                let value = bytes(part, MAX_TEXT)
                    .await?
                    .ok_or(PageError::BadRequest("a text field is too long"))?;
                let value = String::from_utf8(value)
                    .ok()
                    .filter(|value| !value.contains('\0'))
                    .ok_or(PageError::BadRequest("a text field is not UTF-8 text"))?;
                received.texts.push((field, value));
            }
        }
    }
    Ok(received)
}

/// A part's bytes; `None` when there are more than `limit`. What is too much is read away, so that
/// the browser sees the answer.
async fn bytes(mut part: Part<'_>, limit: usize) -> Result<Option<Vec<u8>>, PageError> {
    let broken = |_| PageError::BadRequest("multipart");
    let mut bytes = Some(Vec::new());
    while let Some(chunk) = part.chunk().await.map_err(broken)? {
        bytes = bytes.filter(|bytes| bytes.len() + chunk.len() <= limit);
        if let Some(bytes) = &mut bytes {
            bytes.extend_from_slice(&chunk);
        }
    }
    Ok(bytes)
}
