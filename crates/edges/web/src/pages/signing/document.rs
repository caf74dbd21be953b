//! Signing a document of a request to link an organization: the operator then sees whose word it is.

use askama::Template;
use axum::extract::{Form, Path, State};
use axum::response::Response;
use organizations::links::{self, LinkDocument};
use organizations::moderation;
use serde::Deserialize;
use signatures::Subject;
use uuid::Uuid;

use super::add::nobody_is_trusted;
use super::block::{blocks, not_again, signature_file};
use super::words::{decode_signature, unsigned};
use crate::app::App;
use crate::error::PageError;
use crate::frame::{self, Section};
use crate::limits::Knock;
use crate::pages::organizations::parts::{document_title, refusal, serious};
use crate::patterns::{Alert, PageHeader, SignatureBlock, SigningPanel};
use crate::respond;
use crate::shell::Shell;
use crate::urls;
use crate::visitor::{Operator, SignedIn};

#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Shown {
    signature: String,
}

#[derive(Template)]
#[template(path = "pages/signing/document.html")]
struct DocumentPage {
    shell: Shell,
    header: PageHeader,
    alert: Option<Alert>,
    blocks: Vec<SignatureBlock>,
    panel: Option<SigningPanel>,
    action: String,
    back: String,
}

pub(crate) async fn form(
    State(app): State<App>,
    signed_in: SignedIn,
    Path((id, document)): Path<(Uuid, Uuid)>,
) -> Result<Response, PageError> {
    let found = own(&app, &signed_in, id, document).await?;
    respond::page_with_panel(&render(&app, &signed_in, id, &found, None).await?)
}

pub(crate) async fn sign(
    State(app): State<App>,
    signed_in: SignedIn,
    Path((id, document)): Path<(Uuid, Uuid)>,
    Form(form): Form<Shown>,
) -> Result<Response, PageError> {
    signed_in.visitor.knock(&app, Knock::SignIn)?;
    let t = signed_in.t();
    let found = own(&app, &signed_in, id, document).await?;
    let Some(cms) = decode_signature(&form.signature) else {
        let page = render(&app, &signed_in, id, &found, Some(unsigned(t))).await?;
        return respond::invalid_with_panel(&page);
    };
    let signed = links::sign_document(
        &app.db,
        &app.verifier,
        &app.blobs,
        &signed_in.actor,
        id,
        document,
        cms,
    )
    .await;
    match signed {
        Ok(()) => Ok(respond::done(
            &app,
            &urls::link_documents(id),
            "flash-document-signed",
        )),
        Err(error) => {
            let error = serious(error)?;
            let alert = Some(refusal(t, &error));
            respond::invalid_with_panel(&render(&app, &signed_in, id, &found, alert).await?)
        }
    }
}

/// The signature, for who made it.
pub(crate) async fn download(
    State(app): State<App>,
    signed_in: SignedIn,
    Path((id, document)): Path<(Uuid, Uuid)>,
) -> Result<Response, PageError> {
    let found = own(&app, &signed_in, id, document).await?;
    first(&app, found.id).await
}

/// The signature, for the operator who judges the request.
pub(crate) async fn download_for_operator(
    State(app): State<App>,
    operator: Operator,
    Path((id, document)): Path<(Uuid, Uuid)>,
) -> Result<Response, PageError> {
    let (_, documents, _) = moderation::request(&app.db, &operator.grant, id)
        .await?
        .ok_or(PageError::NotFound)?;
    let found = documents.iter().find(|one| one.id == document);
    first(&app, found.ok_or(PageError::NotFound)?.id).await
}

async fn first(app: &App, document: Uuid) -> Result<Response, PageError> {
    let found = signatures::signatures_of(&app.db, Subject::LinkDocument(document)).await?;
    let one = found.into_iter().next().ok_or(PageError::NotFound)?;
    Ok(signature_file(&one))
}

async fn own(
    app: &App,
    signed_in: &SignedIn,
    id: Uuid,
    document: Uuid,
) -> Result<LinkDocument, PageError> {
    let (_, documents, _) = links::request(&app.db, &signed_in.actor, id)
        .await?
        .ok_or(PageError::NotFound)?;
    documents
        .into_iter()
        .find(|one| one.id == document && one.removed_at.is_none())
        .ok_or(PageError::NotFound)
}

async fn render(
    app: &App,
    signed_in: &SignedIn,
    id: Uuid,
    document: &LinkDocument,
    alert: Option<Alert>,
) -> Result<DocumentPage, PageError> {
    let t = signed_in.t();
    let title = document_title(t, document);
    let found = signatures::signatures_of(&app.db, Subject::LinkDocument(document.id)).await?;
    let blocks = blocks(t, &signed_in.zone, &not_again(found), |_| {
        (
            urls::my_file(document.file),
            urls::link_document_signature(id, document.id),
        )
    });
    let mut shell =
        frame::personal(app, signed_in, title.clone(), Section::MyOrganizations).await?;
    shell.has_errors = alert.is_some();
    let may_sign = blocks.is_empty() && app.verifier.is_configured();
    Ok(DocumentPage {
        header: PageHeader::new(title)
            .lead(t.get("link-document-sign-lead"))
            .crumb(t.get("my-organizations-title"), urls::my_organizations())
            .crumb(t.get("link-documents-title"), urls::link_documents(id)),
        alert: alert.or_else(|| (!app.verifier.is_configured()).then(|| nobody_is_trusted(t))),
        panel: may_sign.then(|| {
            SigningPanel::document(
                urls::my_file(document.file),
                document.file_name.clone(),
                t.get("link-document-sign-submit").into_owned(),
            )
        }),
        blocks,
        action: urls::sign_link_document(id, document.id),
        back: urls::link_documents(id),
        shell,
    })
}
