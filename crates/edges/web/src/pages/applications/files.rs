//! Downloads: files of an application, and the whole of it as XML.

use access::rights;
use applications::ApplicationId;
use axum::extract::{Path, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use uuid::Uuid;

use super::parts::{files_of, only_serious, service_of};
use crate::app::App;
use crate::error::PageError;
use crate::pages::organizations::download::attachment;
use crate::visitor::Member;

pub(crate) async fn download(
    State(app): State<App>,
    member: Member,
    Path((_, id, file)): Path<(Uuid, Uuid, Uuid)>,
) -> Result<Response, PageError> {
    let grant = member.grant::<rights::ViewApplications>()?;
    let found = applications::open_file(&app.db, &grant, ApplicationId(id), file).await;
    attachment(&app, &found.map_err(only_serious)?).await
}

pub(crate) async fn download_for_authority(
    State(app): State<App>,
    member: Member,
    Path((_, id, file)): Path<(Uuid, Uuid, Uuid)>,
) -> Result<Response, PageError> {
    let grant = member.grant::<rights::ViewQueue>()?;
    let found =
        applications::open_file_for_authority(&app.db, &grant, ApplicationId(id), file).await;
    attachment(&app, &found.map_err(only_serious)?).await
}

pub(crate) async fn xml(
    State(app): State<App>,
    member: Member,
    Path((_, id)): Path<(Uuid, Uuid)>,
) -> Result<Response, PageError> {
    let grant = member.grant::<rights::ViewApplications>()?;
    let application = applications::find(&app.db, &grant, ApplicationId(id))
        .await
        .map_err(only_serious)?;
    let service = service_of(&app, &application).await?;
    let files = files_of(&app, &application).await?;
    let history = applications::history(&app.db, &application)
        .await
        .map_err(only_serious)?;
    let body = applications::to_xml(&application, &service, &files, &history);
    applications::record_download(&app.db, &grant, &application, "application.xml").await?;
    let headers = [
        (CONTENT_TYPE, "application/xml; charset=utf-8"),
        (
            CONTENT_DISPOSITION,
            "attachment; filename=\"application.xml\"",
        ),
        (CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"),
    ];
    Ok((headers, body).into_response())
}
