//! The reader's work: one document at a time, from the queue through the tools to its findings.

use blob::{BlobStore, FileKind, ReadError};
use db::{Db, DbError};
use jiff::tz::{TimeZone, offset};
use recognition::{Content, NotRead, Reader, Reading};

use super::find::{Expected, findings};
use super::store::{Claimed, claim, finish};
use super::{NotReadReason, Scan};
use crate::files::StoredFile;
use crate::links::MAX_DOCUMENT_BYTES;

/// Letters and digits from which a document was read at all.
const LEGIBLE: usize = 80;

/// Reads the document that waits longest and keeps the findings. Answers whether there was one. Safe beside other readers;
/// a reader that is stopped in the middle is replaced by another after some minutes.
pub async fn read_next(db: &Db, blobs: &BlobStore, reader: &Reader) -> Result<bool, DbError> {
    let Some(claimed) = claim(db).await? else {
        return Ok(false);
    };
    let scan = match crate::files::file(db, claimed.file).await? {
        Some(file) => read(db, blobs, reader, &claimed, &file).await,
        None => Scan::NotRead(NotReadReason::BrokeDown),
    };
    if let Scan::NotRead(reason) = &scan {
        tracing::info!(document = %claimed.document.id, reason = reason.name(), "a scan was not read");
    }
    finish(db, &claimed, scan).await?;
    Ok(true)
}

async fn read(
    db: &Db,
    blobs: &BlobStore,
    reader: &Reader,
    claimed: &Claimed,
    file: &StoredFile,
) -> Scan {
    if !reader.tools().can_read() {
        return Scan::NotRead(NotReadReason::NoTool);
    }
    let bytes = blobs
        .get_all(&file.key, &file.wrapped_key, MAX_DOCUMENT_BYTES)
        .await;
    let bytes = match bytes {
        Ok(bytes) => bytes,
        // The store's trouble is not the document's: a person who downloads it meets the same.
        Err(ReadError::TooLarge) => return Scan::NotRead(NotReadReason::TooLarge),
        Err(error) => {
            tracing::error!(file = %file.id, %error, "a scan could not be taken from the store");
            return Scan::NotRead(NotReadReason::BrokeDown);
        }
    };
    let content = match file.kind {
        FileKind::Pdf => Content::Pdf,
        _ => Content::Picture {
            pixels: file
                .raster
                .map(|raster| u64::from(raster.width) * u64::from(raster.height)),
        },
    };
    match reader.read(&bytes, content).await {
        Ok(reading) => judge(db, claimed.expected.clone(), reading).await,
        Err(error) => Scan::NotRead(match error {
            NotRead::NoTool => NotReadReason::NoTool,
            NotRead::TooLarge => NotReadReason::TooLarge,
            NotRead::TooLong => NotReadReason::TooLong,
            NotRead::Damaged => NotReadReason::Damaged,
            NotRead::BrokeDown => NotReadReason::BrokeDown,
        }),
    }
}

async fn judge(db: &Db, expected: Expected, reading: Reading) -> Scan {
    let letters: usize = reading
        .pages
        .iter()
        .map(|page| {
            page.text
                .chars()
                .filter(|one| one.is_alphanumeric())
                .count()
        })
        .sum();
    if letters < LEGIBLE {
        return Scan::NotRead(NotReadReason::Illegible);
    }
    // The date of the easternmost zone: what has begun anywhere in the country is not in the future.
    let today = db
        .clock()
        .now()
        .to_zoned(TimeZone::fixed(offset(12)))
        .date();
    let found = tokio::task::spawn_blocking(move || {
        findings(&expected, &reading.pages, reading.is_whole, today)
    });
    match found.await {
        Ok(found) => Scan::Read(found),
        Err(_) => Scan::NotRead(NotReadReason::BrokeDown),
    }
}
