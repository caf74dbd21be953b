//! Signing a decision: what is approved, or what the only step decides.

use access::rights;
use applications::{ApplicationError, ApplicationId, Proposal, Proposing, ToSign};
use askama::Template;
use axum::extract::{Form, Path, State};
use axum::response::Response;
use forms::Signature;
use serde::Deserialize;
use signatures::CheckedSignature;
use uuid::Uuid;

use super::actions::{answer, flash_of};
use super::detail::Typed;
use crate::app::App;
use crate::error::PageError;
use crate::frame::{self, Section};
use crate::pages::applications::parts::{only_serious, serious};
use crate::pages::signing::add::nobody_is_trusted;
use crate::pages::signing::block::to_sign as as_file;
use crate::pages::signing::words::{decode_signature, kind_name, refusal, unsigned};
use crate::patterns::{Alert, PageHeader, SigningPanel};
use crate::respond;
use crate::shell::Shell;
use crate::urls;
use crate::visitor::Member;

type Where = Path<(Uuid, Uuid)>;

#[derive(Template)]
#[template(path = "pages/authority/sign.html")]
struct SignPage {
    shell: Shell,
    header: PageHeader,
    alert: Option<Alert>,
    asks_for: String,
    panel: Option<SigningPanel>,
    action: String,
    /// What is posted along with the signature.
    hidden: Vec<(&'static str, String)>,
    back: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Signed {
    revision: i64,
    signature: String,
}

/// The bytes of a decision that waits for approval.
pub(crate) async fn to_sign(
    State(app): State<App>,
    member: Member,
    Path((_, id)): Where,
) -> Result<Response, PageError> {
    let document = waiting(&app, &member, ApplicationId(id))
        .await?
        .ok_or(PageError::NotFound)?;
    Ok(as_file(&document.name, document.content))
}

pub(crate) async fn form(
    State(app): State<App>,
    member: Member,
    Path((_, id)): Where,
) -> Result<Response, PageError> {
    let id = ApplicationId(id);
    let Some(document) = waiting(&app, &member, id).await? else {
        return Ok(gone(&member, id));
    };
    respond::page_with_panel(&page(&app, &member, id, &document, None).await?)
}

pub(crate) async fn approve(
    State(app): State<App>,
    member: Member,
    Path((_, id)): Where,
    Form(form): Form<Signed>,
) -> Result<Response, PageError> {
    let id = ApplicationId(id);
    let grant = member.grant::<rights::ApproveDecisions>()?;
    let Some(document) = waiting(&app, &member, id).await? else {
        return Ok(gone(&member, id));
    };
    let checked = match check(&app, &member, &document, &form.signature).await? {
        Ok(checked) => checked,
        Err(alert) => {
            let page = page(&app, &member, id, &document, Some(alert)).await?;
            return respond::invalid_with_panel(&page);
        }
    };
    let (db, services, blobs) = (&app.db, &app.services, &app.blobs);
    let decided = applications::approve(
        db,
        services,
        blobs,
        &grant,
        id,
        form.revision,
        Some(checked),
    )
    .await;
    let done = decided.map(flash_of);
    answer(&app, &member, id, Typed::nothing("approve"), done).await
}

/// The decision of a service's only step: first shown and signed, then, with its signature, made.
pub(super) async fn decide(
    app: &App,
    member: &Member,
    id: ApplicationId,
    form: &super::actions::Decision,
    proposal: Proposal,
) -> Result<Response, PageError> {
    let grant = member.grant::<rights::HandleApplications>()?;
    let (db, services, blobs) = (&app.db, &app.services, &app.blobs);
    let document = applications::proposal_to_sign(db, services, &grant, id, proposal.clone()).await;
    let document = match document {
        Ok(document) => document,
        // What is missing in the decision is told at its fields.
        Err(error) => return answer(app, member, id, form.typed(), Err(error)).await,
    };
    let alert = if form.signature.is_empty() {
        None
    } else {
        match check(app, member, &document, &form.signature).await? {
            Ok(signature) => {
                let proposing = Proposing {
                    proposal,
                    signature: Some(signature),
                };
                let decided = applications::propose(
                    db,
                    services,
                    blobs,
                    &grant,
                    id,
                    form.revision,
                    proposing,
                )
                .await;
                return answer(app, member, id, form.typed(), decided.map(flash_of)).await;
            }
            Err(alert) => Some(alert),
        }
    };
    let mut page = page(app, member, id, &document, alert).await?;
    page.action = urls::queue_action(member.organization(), id, "decide");
    page.hidden = form.hidden();
    if let Some(panel) = &mut page.panel {
        panel.content_url = None;
        panel.content_text = String::from_utf8(document.content).ok();
    }
    if page.alert.is_some() {
        respond::invalid_with_panel(&page)
    } else {
        respond::page_with_panel(&page)
    }
}

/// The decision that waits for approval; nothing once it does not wait any more.
async fn waiting(
    app: &App,
    member: &Member,
    id: ApplicationId,
) -> Result<Option<ToSign>, PageError> {
    let grant = member.grant::<rights::ApproveDecisions>()?;
    match applications::decision_to_sign(&app.db, &app.services, &grant, id).await {
        Ok(document) => Ok(Some(document)),
        Err(ApplicationError::WrongState(_)) => Ok(None),
        Err(error) => Err(only_serious(error)),
    }
}

/// Somebody has decided meanwhile: its page says how it stands.
fn gone(member: &Member, id: ApplicationId) -> Response {
    respond::see_other(&urls::in_queue(member.organization(), id))
}

async fn check(
    app: &App,
    member: &Member,
    document: &ToSign,
    signature: &str,
) -> Result<Result<CheckedSignature, Alert>, PageError> {
    let t = member.t();
    let Some(cms) = decode_signature(signature) else {
        return Ok(Err(unsigned(t)));
    };
    let actor = &member.signed_in.actor;
    let minimum = document.minimum.max(Signature::Enhanced);
    let (db, verifier, content) = (&app.db, &app.verifier, &document.content);
    match signatures::check_document(db, verifier, actor, content, cms, minimum).await {
        Ok(checked) => Ok(Ok(checked)),
        Err(error) => Ok(Err(refusal(t, &error)?)),
    }
}

async fn page(
    app: &App,
    member: &Member,
    id: ApplicationId,
    document: &ToSign,
    alert: Option<Alert>,
) -> Result<SignPage, PageError> {
    let (t, org) = (member.t(), member.organization());
    let grant = member.grant::<rights::ViewQueue>()?;
    let application = applications::find_in_queue(&app.db, &grant, id)
        .await
        .map_err(|error| serious(error).err().unwrap_or(PageError::NotFound))?;
    let title = t.get("queue-sign-title");
    let can_sign = app.verifier.is_configured();
    let mut shell = frame::cabinet(app, member, title.clone(), Section::Queue).await?;
    shell.has_errors = alert.is_some();
    Ok(SignPage {
        header: PageHeader::new(title)
            .lead(application.title.clone())
            .crumb(t.get("menu-queue"), urls::queue(org))
            .crumb(application.label(), urls::in_queue(org, id)),
        alert: alert.or_else(|| (!can_sign).then(|| nobody_is_trusted(t))),
        asks_for: t.with1(
            "queue-sign-needs",
            "kind",
            kind_name(t, document.minimum.max(Signature::Enhanced)),
        ),
        panel: can_sign.then(|| {
            SigningPanel::document(
                urls::decision_to_sign(org, id),
                document.name.clone(),
                t.get("queue-sign-submit").into_owned(),
            )
        }),
        action: urls::sign_decision(org, id),
        hidden: vec![("revision", document.revision.to_string())],
        back: urls::in_queue(org, id),
        shell,
    })
}
