//! The store: one object per file under `files/`, uploads that are not finished under `incoming/`.

use std::collections::HashSet;
use std::path::{Path as FsPath, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream::{self, BoxStream};
use futures_util::{Stream, StreamExt, TryStreamExt, pin_mut};
use jiff::Timestamp;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{
    GetOptions, GetRange, MultipartUpload, ObjectStore, ObjectStoreExt, PutPayload,
};
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;
use zeroize::Zeroizing;

use crate::check::{Inspector, pdf, pdf_pages};
use crate::error::{ReadError, StoreError, UploadError};
use crate::frame::{DataKey, HEADER, Opener, SEALED_CHUNK, Sealer, new_data_key};
use crate::key::BlobKey;
use crate::kind::FileKind;
use crate::master::MasterKey;
use crate::sharpness::Raster;

/// Largest PDF that can be checked: its structure is looked at in memory.
pub const MAX_PDF_BYTES: u64 = 20 * 1024 * 1024;
/// PDF files that are checked at the same time; bounds memory whatever the number of uploads.
const PDF_CHECKS: usize = 2;
const PDF_CHECK_TIME: Duration = Duration::from_secs(20);
/// Encrypted bytes that are written at once. S3 will want at least 5 MiB here.
const PART: usize = 256 * 1024;
/// Chunks that are read at once (1 MiB).
const READ_CHUNKS: u64 = 16;
const FILES: &str = "files";
const INCOMING: &str = "incoming";
const KEY_PURPOSE: &str = "file key";

/// What an upload may be.
#[derive(Debug, Clone, Copy)]
pub struct Limits<'a> {
    /// Largest size in bytes; for a PDF at most [`MAX_PDF_BYTES`].
    pub max_bytes: u64,
    pub allowed: &'a [FileKind],
    /// The size that the sender announced, if it did: refused before reading when it is over the limit.
    pub declared: Option<u64>,
    /// Whether pictures and scanned pages of a PDF must be sharp enough to be read ([`Raster::is_sharp`]).
    pub sharp_scans: bool,
}

/// A file that is on disk, whole and checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    pub key: BlobKey,
    pub kind: FileKind,
    /// Plain bytes.
    pub size: u64,
    /// Of the plain bytes.
    pub sha256: [u8; 32],
    /// Pixels of a picture, and of the coarsest scanned page of a PDF that had to be sharp.
    pub raster: Option<Raster>,
    /// The data key under the master key. Keep it beside `key`; without it the file cannot be read.
    pub wrapped_key: Vec<u8>,
}

/// What [`BlobStore::sweep`] removed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Swept {
    /// Files that nobody knows.
    pub orphans: u64,
    /// Remains of uploads that were cut.
    pub leftovers: u64,
}

/// Encrypted files. Cheap to clone.
#[derive(Clone, Debug)]
pub struct BlobStore {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    objects: LocalFileSystem,
    root: PathBuf,
    master: MasterKey,
    pdf_checks: Arc<Semaphore>,
}

impl BlobStore {
    /// Opens a store in a local folder, which is created when missing.
    pub fn open(root: &FsPath, master: MasterKey) -> Result<Self, StoreError> {
        for folder in [root.to_owned(), root.join(FILES), root.join(INCOMING)] {
            create_private_folder(&folder)?;
        }
        // Without `with_fsync` an answered upload could vanish in a power cut: it is off by default. With it the file
        // is synced before its rename and the folder after.
        let objects = LocalFileSystem::new_with_prefix(root)?.with_fsync(true);
        Ok(BlobStore {
            inner: Arc::new(Inner {
                objects,
                root: root.to_owned(),
                master,
                pdf_checks: Arc::new(Semaphore::new(PDF_CHECKS)),
            }),
        })
    }

    /// Stores a file that arrives as a stream. When this returns, the file is whole, checked, encrypted and on disk;
    /// when it fails or is dropped, nothing is to be seen under any key.
    ///
    /// The caller then keeps [`Stored`] in its database; a file that is not kept there is an orphan and goes with the
    /// next [`BlobStore::sweep`].
    pub async fn put<S, E>(&self, body: S, limits: Limits<'_>) -> Result<Stored, UploadError>
    where
        S: Stream<Item = Result<Bytes, E>>,
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        if limits.declared.is_some_and(|size| size > limits.max_bytes) {
            return Err(too_large(limits));
        }
        let objects = &self.inner.objects;
        let key = BlobKey::new()?;
        let data_key = new_data_key()?;
        let wrapped_key = self
            .inner
            .master
            .encrypt(KEY_PURPOSE, key.as_str(), data_key.as_slice())
            .map_err(|_| StoreError::Cipher)?;
        let incoming = incoming_path(&key);

        let mut upload = objects
            .put_multipart(&incoming)
            .await
            .map_err(StoreError::from)?;
        let received = match self.receive(body, limits, &data_key, upload.as_mut()).await {
            Ok(received) => received,
            Err(error) => {
                // The refusal is the answer; what the abort could not remove, the sweep does.
                let _ = upload.abort().await;
                return Err(error);
            }
        };
        let checked = match received.kind {
            FileKind::Pdf => {
                self.check_pdf(&incoming, &data_key, limits.sharp_scans)
                    .await
            }
            FileKind::Jpeg | FileKind::Png => Ok(received.raster),
        };
        let checked = checked.and_then(|raster| match raster {
            Some(raster) if limits.sharp_scans && !raster.is_sharp() => {
                Err(UploadError::TooCoarse { raster })
            }
            raster => Ok(raster),
        });
        let raster = match checked {
            Ok(raster) => raster,
            Err(error) => {
                let _ = objects.delete(&incoming).await;
                return Err(error);
            }
        };
        objects
            .rename(&incoming, &file_path(&key))
            .await
            .map_err(StoreError::from)?;
        Ok(Stored {
            key,
            kind: received.kind,
            size: received.size,
            sha256: received.sha256,
            raster,
            wrapped_key,
        })
    }

    /// Reads, limits, tells the type, hashes, encrypts and writes under `incoming/`.
    async fn receive<S, E>(
        &self,
        body: S,
        limits: Limits<'_>,
        data_key: &DataKey,
        upload: &mut dyn MultipartUpload,
    ) -> Result<Received, UploadError>
    where
        S: Stream<Item = Result<Bytes, E>>,
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let mut inspector = Inspector::new(limits.allowed);
        let mut sealer = Sealer::new(data_key)?;
        let mut hasher = Sha256::new();
        let mut size = 0_u64;
        pin_mut!(body);
        while let Some(portion) = body.next().await {
            let portion = portion.map_err(|error| UploadError::Interrupted(error.into()))?;
            size += portion.len() as u64;
            if size > limits.max_bytes {
                return Err(too_large(limits));
            }
            inspector.push(&portion)?;
            // A portion may be as large as the whole file; what waits encrypted stays small.
            for piece in portion.chunks(PART) {
                hasher.update(piece);
                sealer.push(piece)?;
                if sealer.ready() >= PART {
                    let part = PutPayload::from(sealer.take());
                    upload.put_part(part).await.map_err(StoreError::from)?;
                }
            }
        }
        let (kind, raster) = inspector.finish()?;
        if kind == FileKind::Pdf && size > MAX_PDF_BYTES {
            return Err(UploadError::TooLarge {
                limit: MAX_PDF_BYTES,
                declared: Some(size),
            });
        }
        let last = PutPayload::from(sealer.finish()?);
        upload.put_part(last).await.map_err(StoreError::from)?;
        upload.complete().await.map_err(StoreError::from)?;
        Ok(Received {
            kind,
            size,
            sha256: hasher.finalize().into(),
            raster,
        })
    }

    /// Reads the file back and looks at its structure. Only files that wait here are in memory, not those that still
    /// arrive, so slow senders cost nothing.
    async fn check_pdf(
        &self,
        path: &Path,
        data_key: &DataKey,
        sharp_scans: bool,
    ) -> Result<Option<Raster>, UploadError> {
        let permit = Arc::clone(&self.inner.pdf_checks)
            .acquire_owned()
            .await
            .map_err(|_| StoreError::Check)?;
        // What was just written does not read back: the disk, not the sender, is at fault.
        let disk_error = |error| match error {
            ReadError::Store(error) => UploadError::Store(error),
            _ => UploadError::Store(StoreError::Check),
        };
        let portions = self
            .read(path, data_key.clone())
            .await
            .map_err(disk_error)?;
        let plain = collect(portions, MAX_PDF_BYTES).await.map_err(disk_error)?;
        let check = tokio::task::spawn_blocking(move || {
            // The permit goes with the work, which a timeout does not stop.
            let _permit = permit;
            pdf::check(&plain)?;
            Ok(if sharp_scans {
                pdf_pages::coarsest(&plain)
            } else {
                None
            })
        });
        match tokio::time::timeout(PDF_CHECK_TIME, check).await {
            Ok(Ok(result)) => result,
            // A reader that panics on a file has not understood it.
            Ok(Err(_)) => Err(UploadError::BrokenPdf {
                reason: "the structure is not readable",
            }),
            Err(_) => Err(UploadError::PdfTooComplex),
        }
    }

    /// The plain bytes of a file, in portions of up to 1 MiB. Every portion is verified before it is given out; a file
    /// that is changed or cut ends with [`ReadError::Damaged`], so use the content only when the stream has ended well.
    pub async fn get(
        &self,
        key: &BlobKey,
        wrapped_key: &[u8],
    ) -> Result<BoxStream<'static, Result<Bytes, ReadError>>, ReadError> {
        let data_key = self
            .inner
            .master
            .decrypt(KEY_PURPOSE, key.as_str(), wrapped_key)
            .map_err(|_| ReadError::Damaged)?;
        let data_key: [u8; 32] = data_key
            .as_slice()
            .try_into()
            .map_err(|_| ReadError::Damaged)?;
        self.read(&file_path(key), Zeroizing::new(data_key)).await
    }

    /// The whole file in memory, for files up to `max_bytes`.
    pub async fn get_all(
        &self,
        key: &BlobKey,
        wrapped_key: &[u8],
        max_bytes: u64,
    ) -> Result<Vec<u8>, ReadError> {
        collect(self.get(key, wrapped_key).await?, max_bytes).await
    }

    async fn read(
        &self,
        path: &Path,
        data_key: DataKey,
    ) -> Result<BoxStream<'static, Result<Bytes, ReadError>>, ReadError> {
        let options = GetOptions {
            range: Some(GetRange::Bounded(0..HEADER as u64)),
            ..GetOptions::default()
        };
        let head = self
            .inner
            .objects
            .get_opts(path, options)
            .await
            .map_err(read_error)?;
        let size = head.meta.size;
        let header = head.bytes().await.map_err(read_error)?;
        let opener = Opener::new(&data_key, &header).map_err(|_| ReadError::Damaged)?;
        let reading = Reading {
            objects: self.inner.objects.clone(),
            path: path.clone(),
            opener: Some(opener),
            at: HEADER as u64,
            size,
        };
        Ok(stream::try_unfold(reading, Reading::next).boxed())
    }

    /// Removes a file. A file that is not there is no error: a repeated job does no harm.
    pub async fn delete(&self, key: &BlobKey) -> Result<(), StoreError> {
        match self.inner.objects.delete(&file_path(key)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Removes what was written before `before` and nobody needs: files whose key is not in `known`, and remains of
    /// uploads that were cut. Choose `before` a day back, so that an upload whose database row is about to be written
    /// is not taken for an orphan; and read `known` after choosing it.
    pub async fn sweep(
        &self,
        before: Timestamp,
        known: &HashSet<BlobKey>,
    ) -> Result<Swept, StoreError> {
        let mut swept = Swept::default();
        for (folder, known) in [(FILES, Some(known)), (INCOMING, None)] {
            let mut listed = self.inner.objects.list(Some(&Path::from(folder)));
            while let Some(object) = listed.try_next().await? {
                let is_old = object.last_modified.timestamp_millis() < before.as_millisecond();
                let key = object
                    .location
                    .filename()
                    .and_then(|name| name.parse::<BlobKey>().ok());
                // A file with a foreign name was put there by a person: not ours to delete.
                let Some(key) = key.filter(|_| is_old) else {
                    continue;
                };
                if known.is_some_and(|known| known.contains(&key)) {
                    continue;
                }
                match self.inner.objects.delete(&object.location).await {
                    Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
                    Err(error) => return Err(error.into()),
                }
                match known {
                    Some(_) => swept.orphans += 1,
                    None => swept.leftovers += 1,
                }
            }
        }
        swept.leftovers += self.sweep_staged(before).await?;
        Ok(swept)
    }

    /// A process that was killed leaves `<key>#<n>`, which `object_store` does not list.
    async fn sweep_staged(&self, before: Timestamp) -> Result<u64, StoreError> {
        let incoming = self.inner.root.join(INCOMING);
        let swept = tokio::task::spawn_blocking(move || -> std::io::Result<u64> {
            let mut removed = 0;
            for entry in std::fs::read_dir(incoming)? {
                let entry = entry?;
                let name = entry.file_name();
                let staged = name.to_str().and_then(|name| name.split_once('#'));
                let is_ours = staged.is_some_and(|(key, _)| key.parse::<BlobKey>().is_ok());
                if !is_ours {
                    continue;
                }
                let modified = Timestamp::try_from(entry.metadata()?.modified()?);
                if modified.is_ok_and(|modified| modified < before) {
                    std::fs::remove_file(entry.path())?;
                    removed += 1;
                }
            }
            Ok(removed)
        });
        Ok(swept.await.map_err(|_| StoreError::Check)??)
    }
}

struct Received {
    kind: FileKind,
    size: u64,
    sha256: [u8; 32],
    raster: Option<Raster>,
}

struct Reading {
    objects: LocalFileSystem,
    path: Path,
    /// Taken by the last chunk.
    opener: Option<Opener>,
    at: u64,
    size: u64,
}

impl Reading {
    async fn next(mut self) -> Result<Option<(Bytes, Reading)>, ReadError> {
        let Some(mut opener) = self.opener.take() else {
            return Ok(None);
        };
        let end = self.size.min(self.at + READ_CHUNKS * SEALED_CHUNK as u64);
        if self.at >= end {
            // The last chunk is missing.
            return Err(ReadError::Damaged);
        }
        let sealed = self
            .objects
            .get_range(&self.path, self.at..end)
            .await
            .map_err(read_error)?;
        if sealed.len() as u64 != end - self.at {
            return Err(ReadError::Damaged);
        }
        self.at = end;
        let mut plain = Vec::with_capacity(sealed.len());
        let mut chunks = sealed.chunks(SEALED_CHUNK).peekable();
        while let Some(chunk) = chunks.next() {
            if chunks.peek().is_none() && self.at == self.size {
                plain.extend(opener.last(chunk).map_err(|_| ReadError::Damaged)?);
                return Ok(Some((plain.into(), self)));
            }
            plain.extend(opener.next(chunk).map_err(|_| ReadError::Damaged)?);
        }
        self.opener = Some(opener);
        Ok(Some((plain.into(), self)))
    }
}

/// Collects a stream of portions into memory, up to a limit.
async fn collect(
    mut portions: BoxStream<'static, Result<Bytes, ReadError>>,
    max_bytes: u64,
) -> Result<Vec<u8>, ReadError> {
    let mut whole = Vec::new();
    while let Some(portion) = portions.try_next().await? {
        if (whole.len() + portion.len()) as u64 > max_bytes {
            return Err(ReadError::TooLarge);
        }
        whole.extend_from_slice(&portion);
    }
    Ok(whole)
}

fn too_large(limits: Limits<'_>) -> UploadError {
    UploadError::TooLarge {
        limit: limits.max_bytes,
        declared: limits.declared.filter(|size| *size > limits.max_bytes),
    }
}

fn file_path(key: &BlobKey) -> Path {
    Path::from_iter([FILES, key.as_str()])
}

fn incoming_path(key: &BlobKey) -> Path {
    Path::from_iter([INCOMING, key.as_str()])
}

fn read_error(error: object_store::Error) -> ReadError {
    match error {
        object_store::Error::NotFound { .. } => ReadError::NotFound,
        error => ReadError::Store(error.into()),
    }
}

/// Creates a folder for this user alone and makes its entry durable.
fn create_private_folder(folder: &FsPath) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    if folder.is_dir() {
        return Ok(());
    }
    builder.create(folder)?;
    match folder.parent() {
        Some(parent) if cfg!(unix) && !parent.as_os_str().is_empty() => {
            std::fs::File::open(parent)?.sync_all()
        }
        _ => Ok(()),
    }
}
