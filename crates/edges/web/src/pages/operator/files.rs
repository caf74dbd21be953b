//! Documents of requests, for the operator who checks them.

use ::organizations::{FileId, StoredFile};
use audit::Entry;
use axum::extract::{Path, State};
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use axum::response::{IntoResponse, Response};
use blob::FileKind;
use db::{DbError, Unit};
use uuid::Uuid;

use crate::app::App;
use crate::error::PageError;
use crate::pages::organizations::download::attachment;
use crate::visitor::Operator;

pub(crate) async fn download(
    State(app): State<App>,
    operator: Operator,
    Path(id): Path<Uuid>,
) -> Result<Response, PageError> {
    let file = find(&app, &operator, id).await?;
    tell_journal(&app, &operator, &file).await?;
    attachment(&app, &file).await
}

/// A page as a picture, to be seen beside what was read in it: a scan as it is, a page of a PDF drawn. What cannot be
/// drawn is not found, and the page shows the picture's name instead.
pub(crate) async fn picture(
    State(app): State<App>,
    operator: Operator,
    Path((id, number)): Path<(Uuid, u32)>,
) -> Result<Response, PageError> {
    let file = find(&app, &operator, id).await?;
    if number == 0 || (file.kind != FileKind::Pdf && number != 1) {
        return Err(PageError::NotFound);
    }
    let content = app
        .blobs
        .get_all(&file.key, &file.wrapped_key, file.size)
        .await
        .map_err(|error| PageError::Internal(format!("file {}: {error}", file.id)))?;
    let (kind, picture) = match file.kind {
        FileKind::Pdf => match app.reader.draw(&content, number).await {
            Ok(drawn) => (FileKind::Png, drawn),
            Err(error) => {
                tracing::info!(file = %file.id, number, %error, "a page was not drawn");
                return Err(PageError::NotFound);
            }
        },
        kind => (kind, content),
    };
    // The other pages of a document come with the first.
    if number == 1 {
        tell_journal(&app, &operator, &file).await?;
    }
    let headers = [
        (CONTENT_TYPE, kind.media_type()),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"),
    ];
    Ok((headers, picture).into_response())
}

async fn find(app: &App, operator: &Operator, id: Uuid) -> Result<StoredFile, PageError> {
    ::organizations::files::link_file(&app.db, &operator.grant, FileId(id))
        .await?
        .ok_or(PageError::NotFound)
}

/// Who has looked at whose document is an action like any other.
async fn tell_journal(app: &App, operator: &Operator, file: &StoredFile) -> Result<(), PageError> {
    let (grant, id, label) = (operator.grant.clone(), file.id, file.name.clone());
    app.db
        .write(async move |unit: Unit| {
            let entry = Entry::by_operator(&grant, "link.document-view").about("file", id.0, label);
            audit::record(&unit, entry).await?;
            Ok::<_, DbError>(())
        })
        .await?;
    Ok(())
}
