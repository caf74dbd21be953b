//! What is known about stored files. The bytes lie encrypted in `blob`; a row here holds what was
//! found in them and the wrapped key that opens them.

use std::collections::HashSet;

use access::{Actor, OperatorGrant, OrganizationId, PersonId};
use blob::{BlobKey, FileKind, Raster, Stored};
use db::{DbError, FromQueryResult, Rows, Unit, micros, timestamp, values};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A stored file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FileId(pub Uuid);

impl std::fmt::Display for FileId {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(out)
    }
}

/// A file that `blob` has just taken in.
#[derive(Debug)]
pub struct NewFile {
    /// Whose it is; `None` for documents of a request that has no organization yet.
    pub organization: Option<OrganizationId>,
    /// Who uploaded it; `None` for files that the product made.
    pub person: Option<PersonId>,
    /// The name it came with; kept in `blob::safe_name`'s form and only ever shown.
    pub name: String,
    /// What `blob::BlobStore::put` answered.
    pub stored: Stored,
}

/// A file as pages show it and downloads open it.
#[derive(Clone, Debug)]
pub struct StoredFile {
    /// Its id.
    pub id: FileId,
    /// Whose it is.
    pub organization: Option<OrganizationId>,
    /// Who uploaded it.
    pub person: Option<PersonId>,
    /// The name to show.
    pub name: String,
    /// The type by content.
    pub kind: FileKind,
    /// Bytes.
    pub size: u64,
    /// Pixels of a picture, or of the coarsest scanned page of a PDF, where somebody has looked.
    pub raster: Option<Raster>,
    /// SHA-256 of the content.
    pub sha256: Vec<u8>,
    /// Where `blob` keeps it.
    pub key: BlobKey,
    /// The wrapped data key for `blob::BlobStore::get`.
    pub wrapped_key: Vec<u8>,
    /// When it was taken in.
    pub created_at: Timestamp,
}

/// Remembers a file in the unit of the change that uses it.
pub async fn store(unit: &Unit, file: NewFile) -> Result<FileId, DbError> {
    let id = unit.new_id();
    let NewFile {
        organization,
        person,
        name,
        stored,
    } = file;
    unit.execute(
        "INSERT INTO files (id, organization_id, person_id, name, kind, size, sha256, blob_key, \
         wrapped_key, created_at, width, height, dpi) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        values![
            id,
            organization.map(|one| one.0),
            person.map(|one| one.0),
            blob::safe_name(&name),
            stored.kind.as_str(),
            i64::try_from(stored.size).unwrap_or(i64::MAX),
            stored.sha256.to_vec(),
            stored.key.as_str(),
            stored.wrapped_key,
            micros(unit.now()),
            stored.raster.map(|raster| i64::from(raster.width)),
            stored.raster.map(|raster| i64::from(raster.height)),
            stored.raster.and_then(|raster| raster.dpi).map(i64::from),
        ],
    )
    .await?;
    Ok(FileId(id))
}

/// What one person has had stored.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Uploaded {
    /// Files.
    pub count: u64,
    /// Bytes together.
    pub bytes: u64,
}

/// What the person has had stored since `since`; taken away again or not.
pub async fn uploaded_since(
    rows: &impl Rows,
    person: PersonId,
    since: Timestamp,
) -> Result<Uploaded, DbError> {
    let row = rows
        .row(
            "SELECT count(*) AS files, CAST(COALESCE(sum(size), 0) AS BIGINT) AS bytes FROM files \
             WHERE person_id = $1 AND created_at > $2",
            values![person.0, micros(since)],
        )
        .await?;
    let Some(row) = row else {
        return Ok(Uploaded::default());
    };
    let (count, bytes): (i64, i64) = (row.get("files")?, row.get("bytes")?);
    Ok(Uploaded {
        count: count.unsigned_abs(),
        bytes: bytes.unsigned_abs(),
    })
}

/// The file with this id. The caller has decided that it may be seen.
pub async fn file(rows: &impl Rows, id: FileId) -> Result<Option<StoredFile>, DbError> {
    let sql = format!("SELECT {COLUMNS} FROM files f WHERE f.id = $1");
    read(rows.one(&sql, values![id.0]).await?)
}

/// A document of the person's own link requests or inquiries; `None` for anything else.
pub async fn own_link_file(
    rows: &impl Rows,
    actor: &Actor,
    id: FileId,
) -> Result<Option<StoredFile>, DbError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM files f WHERE f.id = $1 AND (EXISTS (SELECT 1 FROM link_documents d \
         JOIN link_requests r ON r.id = d.request_id WHERE d.file_id = f.id AND r.person_id = $2) \
         OR EXISTS (SELECT 1 FROM inquiries q WHERE q.file_id = f.id AND q.person_id = $2))"
    );
    read(rows.one(&sql, values![id.0, actor.person.0]).await?)
}

/// A document of a link request that was submitted, or of an inquiry: the only files that an
/// operator may open.
pub async fn link_file(
    rows: &impl Rows,
    _grant: &OperatorGrant,
    id: FileId,
) -> Result<Option<StoredFile>, DbError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM files f WHERE f.id = $1 AND (EXISTS (SELECT 1 FROM link_documents d \
         JOIN link_requests r ON r.id = d.request_id \
         WHERE d.file_id = f.id AND r.submitted_at IS NOT NULL) \
         OR EXISTS (SELECT 1 FROM inquiries q WHERE q.file_id = f.id))"
    );
    read(rows.one(&sql, values![id.0]).await?)
}

const COLUMNS: &str = "f.id, f.organization_id, f.person_id, f.name, f.kind, f.size, f.sha256, \
                       f.blob_key, f.wrapped_key, f.created_at, f.width, f.height, f.dpi";

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    organization_id: Option<Uuid>,
    person_id: Option<Uuid>,
    name: String,
    kind: String,
    size: i64,
    sha256: Vec<u8>,
    blob_key: String,
    wrapped_key: Vec<u8>,
    created_at: i64,
    width: Option<i64>,
    height: Option<i64>,
    dpi: Option<i64>,
}

fn read(row: Option<Row>) -> Result<Option<StoredFile>, DbError> {
    let Some(row) = row else { return Ok(None) };
    let broken = |column, reason: String| DbError::Broken { column, reason };
    Ok(Some(StoredFile {
        id: FileId(row.id),
        organization: row.organization_id.map(OrganizationId),
        person: row.person_id.map(PersonId),
        kind: FileKind::parse(&row.kind).ok_or_else(|| broken("files.kind", row.kind.clone()))?,
        key: row
            .blob_key
            .parse()
            .map_err(|_| broken("files.blob_key", row.blob_key.clone()))?,
        raster: raster(row.width, row.height, row.dpi),
        name: row.name,
        size: u64::try_from(row.size).unwrap_or(0),
        sha256: row.sha256,
        wrapped_key: row.wrapped_key,
        created_at: timestamp(row.created_at)?,
    }))
}

/// Which page of a PDF it was is not kept.
pub(crate) fn raster(width: Option<i64>, height: Option<i64>, dpi: Option<i64>) -> Option<Raster> {
    let number = |value: Option<i64>| value.and_then(|value| u32::try_from(value).ok());
    Some(Raster {
        width: number(width)?,
        height: number(height)?,
        dpi: number(dpi),
        page: None,
    })
}

/// Keys of all files that some row tells of; what lies in the store besides them is left over from
/// uploads that were never finished.
pub async fn known_blobs(rows: &impl Rows) -> Result<HashSet<BlobKey>, DbError> {
    let found = rows.rows("SELECT blob_key FROM files", vec![]).await?;
    found
        .iter()
        .map(|row| {
            let key: String = row.get("blob_key")?;
            key.parse().map_err(|_| DbError::Broken {
                column: "files.blob_key",
                reason: "not a key".to_owned(),
            })
        })
        .collect()
}
