//! The head links an organization at once by a certificate that names it (R42, R43).

use askama::Template;
use axum::extract::{Form, State};
use axum::response::Response;
use serde::Deserialize;
use signatures::{Answered, ChallengePurpose};
use uuid::Uuid;

use super::add::nobody_is_trusted;
use super::words::{decode_signature, refusal, unsigned};
use crate::app::App;
use crate::error::PageError;
use crate::frame::{self, Section};
use crate::limits::Knock;
use crate::pages::organizations::parts::{
    DifferenceLine, difference_lines, refusal as organization_refusal, serious,
};
use crate::patterns::{Action, Alert, PageHeader, SigningPanel};
use crate::respond;
use crate::shell::Shell;
use crate::urls;
use crate::visitor::SignedIn;

#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Shown {
    challenge: String,
    signature: String,
}

#[derive(Template)]
#[template(path = "pages/signing/link.html")]
struct LinkPage {
    shell: Shell,
    header: PageHeader,
    alert: Option<Alert>,
    /// What the certificate and the register say differently.
    differences: Vec<DifferenceLine>,
    /// The way without a certificate, offered first after a refusal.
    documents: Action,
    panel: Option<SigningPanel>,
    challenge: String,
}

pub(crate) async fn form(
    State(app): State<App>,
    signed_in: SignedIn,
) -> Result<Response, PageError> {
    respond::page_with_panel(&fresh(&app, &signed_in).await?)
}

pub(crate) async fn link(
    State(app): State<App>,
    signed_in: SignedIn,
    Form(form): Form<Shown>,
) -> Result<Response, PageError> {
    signed_in.visitor.knock(&app, Knock::SignIn)?;
    let t = signed_in.t();
    let (Some(cms), Ok(challenge)) = (
        decode_signature(&form.signature),
        Uuid::try_parse(&form.challenge),
    ) else {
        return refused(&app, &signed_in, unsigned(t), Vec::new()).await;
    };
    let (actor, purpose) = (&signed_in.actor, ChallengePurpose::Link);
    let person = Some(actor.person);
    let answered =
        signatures::answer(&app.db, &app.verifier, purpose, person, challenge, cms).await;
    let Answered { proved, .. } = match answered {
        Ok(answered) => answered,
        Err(error) => return refused(&app, &signed_in, refusal(t, &error)?, Vec::new()).await,
    };
    let linked = organizations::links::by_certificate(&app.db, &app.registry, actor, &proved).await;
    match linked {
        Ok(organization) => Ok(respond::done(
            &app,
            &urls::overview(organization),
            "flash-linked-by-certificate",
        )),
        Err(error) => {
            let error = serious(error)?;
            let lines = difference_lines(t, error.differences());
            refused(&app, &signed_in, organization_refusal(t, &error), lines).await
        }
    }
}

async fn refused(
    app: &App,
    signed_in: &SignedIn,
    alert: Alert,
    differences: Vec<DifferenceLine>,
) -> Result<Response, PageError> {
    let mut page = fresh(app, signed_in).await?;
    page.alert = Some(alert);
    page.differences = differences;
    page.shell.has_errors = true;
    respond::invalid_with_panel(&page)
}

/// The page with a new text to sign: each is good once.
async fn fresh(app: &App, signed_in: &SignedIn) -> Result<LinkPage, PageError> {
    let t = signed_in.t();
    let title = t.get("link-certificate-title");
    let mut page = LinkPage {
        shell: frame::personal(app, signed_in, title.clone(), Section::MyOrganizations).await?,
        header: PageHeader::new(title)
            .lead(t.get("link-certificate-lead"))
            .crumb(t.get("my-organizations-title"), urls::my_organizations())
            .crumb(t.get("link-add-title"), urls::add_organization("")),
        alert: None,
        differences: Vec::new(),
        documents: Action::new(
            t.get("link-certificate-documents"),
            urls::add_organization(""),
        )
        .icon("file-text"),
        panel: None,
        challenge: String::new(),
    };
    if app.verifier.is_configured() {
        let site = app.site.base_url.as_str();
        let person = Some(signed_in.actor.person);
        let challenge = signatures::challenge(&app.db, ChallengePurpose::Link, person, site).await;
        let challenge = challenge.map_err(|error| PageError::Internal(error.to_string()))?;
        page.panel = Some(super::text_panel(
            t,
            challenge.text,
            t.get("link-certificate-submit").into_owned(),
        ));
        page.challenge = challenge.id.to_string();
    } else {
        page.alert = Some(nobody_is_trusted(t));
    }
    Ok(page)
}
