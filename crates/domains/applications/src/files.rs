//! Files of an application: attached to a draft or to an addition, seen by both sides.

use access::{Grant, OrganizationId, rights};
use audit::Entry;
use blob::BlobKey;
use db::{Db, DbError, Rows, Unit, micros, timestamp, values};
use forms::{Attached, FileType};
use organizations::{FileId, NewFile, StoredFile};
use sea_orm::FromQueryResult;
use serde_json::json;
use uuid::Uuid;

use crate::draft::{Seen, open_draft};
use crate::model::{Application, ApplicationId, AttachedFile, State};
use crate::services::Services;
use crate::{ApplicationError, store};

/// Files that one answer to a request for an addition may hold.
pub const MAX_ADDITION_FILES: usize = 20;

/// A file that `blob` has just taken in, and where it belongs.
#[derive(Debug)]
pub struct Upload {
    /// The draft.
    pub id: ApplicationId,
    /// The field that it answers.
    pub field: String,
    /// The name it came with.
    pub name: String,
    /// What `blob` answered.
    pub stored: blob::Stored,
    /// What the page showed.
    pub seen: Seen,
}

/// Attaches a file to a draft. A file that is refused here is an orphan in `blob` and is swept.
pub async fn attach(
    db: &Db,
    services: &Services,
    grant: &Grant<rights::EditApplications>,
    upload: Upload,
) -> Result<(), ApplicationError> {
    let (application, service) =
        open_draft(db, services, grant, upload.id, None, upload.seen).await?;
    let field = service
        .definition
        .field(&upload.field)
        .filter(|field| field.files.is_some())
        .ok_or(ApplicationError::NoFile)?
        .clone();
    let judged = forms::AttachedFile {
        name: upload.name.clone(),
        file_type: FileType::parse(upload.stored.kind.as_str()),
        bytes: upload.stored.size,
    };
    let grant = grant.clone();
    db.write(async move |unit: Unit| {
        touch_draft(&unit, &grant, &application, upload.seen).await?;
        let already = unit
            .number(
                "SELECT count(*) AS n FROM application_files WHERE application_id = $1 \
                 AND field = $2 AND removed_at IS NULL",
                values![application.id.0, field.name.as_str()],
            )
            .await?;
        let already = usize::try_from(already).unwrap_or(usize::MAX);
        let errors = forms::check_file(&field, &judged, already);
        if !errors.is_empty() {
            return Err(ApplicationError::Invalid(errors));
        }
        let file = NewFile {
            organization: Some(grant.organization()),
            person: Some(grant.actor().person),
            name: upload.name,
            stored: upload.stored,
        };
        insert(&unit, &grant, application.id, &field.name, file).await?;
        let entry = Entry::by_grant(&grant, "application.attach")
            .about("application", application.id.0, application.title)
            .details(json!({ "file": judged.name, "field": field.label }));
        audit::record(&unit, entry).await?;
        Ok(())
    })
    .await
}

/// Takes a file off a draft.
pub async fn detach(
    db: &Db,
    services: &Services,
    grant: &Grant<rights::EditApplications>,
    id: ApplicationId,
    file: Uuid,
    seen: Seen,
) -> Result<(), ApplicationError> {
    let (application, _) = open_draft(db, services, grant, id, None, seen).await?;
    let grant = grant.clone();
    db.write(async move |unit: Unit| {
        touch_draft(&unit, &grant, &application, seen).await?;
        let removed = unit
            .execute(
                "UPDATE application_files SET removed_at = $3 WHERE application_id = $1 \
                 AND file_id = $2 AND removed_at IS NULL",
                values![id.0, file, micros(unit.now())],
            )
            .await?;
        // Pressed twice: it is gone already.
        if removed > 0 {
            let entry = Entry::by_grant(&grant, "application.detach")
                .about("application", id.0, application.title)
                .details(json!({ "file": file.to_string() }));
            audit::record(&unit, entry).await?;
        }
        Ok(())
    })
    .await
}

/// A file counts as a change of the draft, so that a submission sees it.
async fn touch_draft(
    unit: &Unit,
    grant: &Grant<rights::EditApplications>,
    before: &Application,
    seen: Seen,
) -> Result<(), ApplicationError> {
    let touched = unit
        .execute(
            "UPDATE applications SET updated_at = $2, updated_by = $3, editor = $4, \
             revision = revision + 1 WHERE id = $1 AND state = 'draft'",
            values![
                before.id.0,
                micros(unit.now()),
                grant.actor().person.0,
                seen.editor
            ],
        )
        .await?;
    if touched == 1 {
        Ok(())
    } else {
        Err(ApplicationError::Locked)
    }
}

/// Remembers a file and ties it to the application.
pub(crate) async fn insert<R: access::Right>(
    unit: &Unit,
    grant: &Grant<R>,
    application: ApplicationId,
    field: &str,
    mut file: NewFile,
) -> Result<FileId, DbError> {
    // The name that people read says what the file is, as the one that it is downloaded under.
    file.name = blob::fitting_name(&file.name, file.stored.kind);
    let id = organizations::files::store(unit, file).await?;
    unit.execute(
        "INSERT INTO application_files (id, application_id, field, file_id, added_by, added_at) \
         VALUES ($1, $2, $3, $4, $5, $6)",
        values![
            unit.new_id(),
            application.0,
            field,
            id.0,
            grant.actor().person.0,
            micros(unit.now())
        ],
    )
    .await?;
    Ok(id)
}

/// Removes the ties of a deleted draft and the rows of its files; returns where their content lies.
pub(crate) async fn delete_all(unit: &Unit, id: ApplicationId) -> Result<Vec<BlobKey>, DbError> {
    let files: Vec<db::Row> = unit
        .rows(
            "SELECT t.file_id, f.blob_key FROM application_files t JOIN files f ON f.id = t.file_id \
             WHERE t.application_id = $1",
            values![id.0],
        )
        .await?;
    let mut content = Vec::with_capacity(files.len());
    unit.execute(
        "DELETE FROM application_files WHERE application_id = $1",
        values![id.0],
    )
    .await?;
    for row in files {
        let file: Uuid = row.get("file_id")?;
        unit.execute("DELETE FROM files WHERE id = $1", values![file])
            .await?;
        let key: String = row.get("blob_key")?;
        content.push(key.parse().map_err(|_| DbError::Broken {
            column: "files.blob_key",
            reason: "not a key".to_owned(),
        })?);
    }
    Ok(content)
}

#[derive(FromQueryResult)]
struct StoredAttachment {
    file_id: Uuid,
    field: String,
    name: String,
    kind: String,
    size: i64,
    sha256: Vec<u8>,
    added_at: i64,
}

/// The files of an application, the earliest first; at most 500.
pub(crate) async fn attached(
    rows: &impl Rows,
    id: ApplicationId,
) -> Result<Vec<AttachedFile>, DbError> {
    let stored: Vec<StoredAttachment> = rows
        .all(
            "SELECT t.file_id, t.field, f.name, f.kind, f.size, f.sha256, t.added_at \
             FROM application_files t JOIN files f ON f.id = t.file_id \
             WHERE t.application_id = $1 AND t.removed_at IS NULL \
             ORDER BY t.added_at, t.id LIMIT 500",
            values![id.0],
        )
        .await?;
    stored
        .into_iter()
        .map(|row| {
            Ok(AttachedFile {
                file: row.file_id,
                field: row.field,
                name: row.name,
                kind: row.kind,
                size: u64::try_from(row.size).unwrap_or(0),
                sha256: row.sha256,
                added_at: timestamp(row.added_at)?,
            })
        })
        .collect()
}

/// Files as the validation wants them.
pub fn for_validation(files: &[AttachedFile]) -> Attached {
    let mut attached = Attached::new();
    for file in files {
        let judged = forms::AttachedFile {
            name: file.name.clone(),
            file_type: FileType::parse(&file.kind),
            bytes: file.size,
        };
        attached.push(file.field.clone(), judged);
    }
    attached
}

/// A file of an application that `grant`'s organization filed, for download; the journal tells of it.
pub async fn open_file(
    db: &Db,
    grant: &Grant<rights::ViewApplications>,
    id: ApplicationId,
    file: Uuid,
) -> Result<StoredFile, ApplicationError> {
    let is_own = |application: &Application| application.organization == grant.organization();
    let (application, file) = find_file(db, id, file, is_own).await?;
    record_download(db, grant, &application, &file.name).await?;
    Ok(file)
}

/// A file of an application that is addressed to `grant`'s authority, for download; the authority's
/// journal tells of it.
pub async fn open_file_for_authority(
    db: &Db,
    grant: &Grant<rights::ViewQueue>,
    id: ApplicationId,
    file: Uuid,
) -> Result<StoredFile, ApplicationError> {
    let is_ours = |application: &Application| is_addressed_to(application, grant.organization());
    let (application, file) = find_file(db, id, file, is_ours).await?;
    record_download(db, grant, &application, &file.name).await?;
    Ok(file)
}

/// Writes into the journal that something of an application leaves the cabinet as a file (R138).
pub async fn record_download<R: access::Right>(
    db: &Db,
    grant: &Grant<R>,
    application: &Application,
    file: &str,
) -> Result<(), DbError> {
    let entry = Entry::by_grant(grant, "application.download")
        .about("application", application.id.0, application.label())
        .details(json!({ "file": file }));
    db.write(async move |unit: Unit| audit::record(&unit, entry).await)
        .await
}

/// Whether the authority may know of it at all.
pub(crate) fn is_addressed_to(application: &Application, authority: OrganizationId) -> bool {
    application.authority == authority && application.state != State::Draft
}

async fn find_file(
    rows: &impl Rows,
    id: ApplicationId,
    file: Uuid,
    may_see: impl Fn(&Application) -> bool + Send,
) -> Result<(Application, StoredFile), ApplicationError> {
    let application = store::application(rows, id)
        .await?
        .ok_or(ApplicationError::NoFile)?;
    let is_tied = rows
        .number(
            "SELECT count(*) AS n FROM application_files WHERE application_id = $1 \
             AND file_id = $2 AND removed_at IS NULL",
            values![id.0, file],
        )
        .await?
        > 0;
    if !is_tied || !may_see(&application) {
        return Err(ApplicationError::NoFile);
    }
    let file = organizations::file(rows, FileId(file))
        .await?
        .ok_or(ApplicationError::NoFile)?;
    Ok((application, file))
}
