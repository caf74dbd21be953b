//! The person's signature under a document of their request. A signed document stays as it is.

use access::Actor;
use audit::Entry;
use blob::BlobStore;
use db::{Announcement, Db, DbError, Rows, Unit};
use serde_json::json;
use signatures::{Kind, Subject, Verifier};
use uuid::Uuid;

use super::applicant::open_request;
use super::{LinkDocument, LinkState, MAX_DOCUMENT_BYTES, documents, read_request};
use crate::Error;

/// Keeps the person's signature under a document of their open request, after it was checked
/// against the stored bytes. Signed a second time, nothing changes.
pub async fn sign_document(
    db: &Db,
    verifier: &Verifier,
    blobs: &BlobStore,
    actor: &Actor,
    request: Uuid,
    document: Uuid,
    cms: Vec<u8>,
) -> Result<(), Error> {
    let found = own_document(db, actor, request, document).await?;
    if is_signed(db, document).await? {
        return Ok(());
    }
    let content = read(db, blobs, &found).await?;
    let signature =
        signatures::check_document(db, verifier, actor, &content, cms, Kind::Enhanced).await?;
    let actor = actor.clone();
    db.write(async move |unit: Unit| {
        let request = open_request(&unit, &actor, request).await?;
        let here = present(&unit, request.id, document).await?;
        if is_signed(&unit, here.id).await? {
            return Ok(());
        }
        let subject = Subject::LinkDocument(document);
        // The bytes are the file's: they are not kept a second time.
        signatures::attach(
            &unit,
            subject,
            None,
            &here.file_name,
            None,
            &signature,
            &actor,
        )
        .await?;
        let label = if request.number.is_empty() {
            request.ogrn
        } else {
            request.number
        };
        let entry = Entry::by_actor(&actor, "link.document-sign")
            .about("link-request", request.id, label)
            .details(json!({ "kind": here.kind.name(), "number": here.number }));
        audit::record(&unit, entry).await?;
        unit.announce(Announcement::Changed(request.id));
        Ok(())
    })
    .await
}

/// The bytes of a document as they are stored now, for whoever judges its signatures again; `None`
/// where they cannot be read any more. The caller has asked whether the reader may see it.
pub async fn document_content(
    db: &Db,
    blobs: &BlobStore,
    document: &LinkDocument,
) -> Option<Vec<u8>> {
    match read(db, blobs, document).await {
        Ok(content) => Some(content),
        Err(error) => {
            tracing::error!(%error, file = %document.file, "a stored file cannot be read");
            None
        }
    }
}

async fn read(db: &Db, blobs: &BlobStore, document: &LinkDocument) -> Result<Vec<u8>, Error> {
    let file = crate::file(db, document.file)
        .await?
        .ok_or(Error::NoSuchRequest)?;
    let content = blobs
        .get_all(&file.key, &file.wrapped_key, MAX_DOCUMENT_BYTES)
        .await
        .map_err(|error| DbError::Broken {
            column: "files.blob_key",
            reason: error.to_string(),
        })?;
    Ok(content)
}

/// Whether somebody has signed the document.
pub(crate) async fn is_signed(rows: &impl Rows, document: Uuid) -> Result<bool, DbError> {
    let signatures = signatures::signatures_of(rows, Subject::LinkDocument(document)).await?;
    Ok(!signatures.is_empty())
}

/// A signed document stays in a draft; in a returned request another one may take its place, and
/// the signed one stays kept.
pub(super) async fn refuse_signed(
    unit: &Unit,
    state: LinkState,
    document: Uuid,
) -> Result<(), Error> {
    if state == LinkState::Draft && is_signed(unit, document).await? {
        Err(Error::DocumentSigned)
    } else {
        Ok(())
    }
}

async fn own_document(
    rows: &impl Rows,
    actor: &Actor,
    request: Uuid,
    document: Uuid,
) -> Result<LinkDocument, Error> {
    let request = read_request(rows, request, "")
        .await?
        .filter(|request| request.person == actor.person)
        .ok_or(Error::NoSuchRequest)?;
    if !request.state.is_open_for_person() {
        return Err(Error::NotNow);
    }
    present(rows, request.id, document).await
}

/// A document that was not taken out of the request.
async fn present(rows: &impl Rows, request: Uuid, document: Uuid) -> Result<LinkDocument, Error> {
    documents(rows, request)
        .await?
        .into_iter()
        .find(|one| one.id == document && one.removed_at.is_none())
        .ok_or(Error::NoSuchRequest)
}
