//! Giving out stored files. A file never comes under a name or a type of its uploader's choice.

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::header::{
    CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};
use blob::Disposition;
use organizations::{FileId, StoredFile};
use uuid::Uuid;

use crate::app::App;
use crate::error::PageError;
use crate::visitor::SignedIn;

/// A document of the person's own request.
pub(crate) async fn mine(
    State(app): State<App>,
    signed_in: SignedIn,
    Path(id): Path<Uuid>,
) -> Result<Response, PageError> {
    let file = organizations::files::own_link_file(&app.db, &signed_in.actor, FileId(id))
        .await?
        .ok_or(PageError::NotFound)?;
    attachment(&app, &file).await
}

/// The file as a download: the type is the one that its content has, and a browser that opens it
/// nevertheless may run nothing of it.
pub(crate) async fn attachment(app: &App, file: &StoredFile) -> Result<Response, PageError> {
    let stream = app
        .blobs
        .get(&file.key, &file.wrapped_key)
        .await
        .map_err(|error| PageError::Internal(format!("file {}: {error}", file.id)))?;
    let mut headers = HeaderMap::new();
    let disposition = blob::content_disposition(&file.name, file.kind, Disposition::Attachment);
    if let Ok(value) = HeaderValue::from_str(&disposition) {
        headers.insert(CONTENT_DISPOSITION, value);
    }
    headers.insert(
        CONTENT_TYPE,
        HeaderValue::from_static(file.kind.media_type()),
    );
    headers.insert(CONTENT_LENGTH, HeaderValue::from(file.size));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(
        CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("default-src 'none'; sandbox"),
    );
    Ok((headers, Body::from_stream(stream)).into_response())
}
