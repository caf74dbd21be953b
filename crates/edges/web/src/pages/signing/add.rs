//! Adding a certificate: by showing its key, or as a file to be warned of its end (R62, R69, R71).

use askama::Template;
use axum::extract::{Form, Multipart, Query, State};
use axum::response::Response;
use db::Unit;
use serde::Deserialize;
use signatures::{Answered, ChallengePurpose, CodeFor};
use uuid::Uuid;

use super::mine;
use super::receive::{ReceivedFile, receive};
use super::words::{certificate_rows, decode_signature, refusal, unsigned};
use crate::app::App;
use crate::error::PageError;
use crate::frame::{self, Section};
use crate::limits::Knock;
use crate::pages::accounts as account_pages;
use crate::patterns::{
    Alert, Color, ErrorSummary, Field, FileRules, PageHeader, SigningPanel, SummaryRow,
};
use crate::respond;
use crate::shell::Shell;
use crate::urls;
use crate::visitor::SignedIn;

/// Largest file with a certificate.
pub(super) const MAX_CERTIFICATE: usize = 64 * 1024;

#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Wanted {
    replaces: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Shown {
    challenge: String,
    signature: String,
    replaces: String,
}

#[derive(Template)]
#[template(path = "pages/signing/add.html")]
struct AddPage {
    shell: Shell,
    header: PageHeader,
    alert: Option<Alert>,
    errors: ErrorSummary,
    /// Nothing where the installation trusts nobody.
    panel: Option<SigningPanel>,
    challenge: String,
    /// The certificate that is to be replaced.
    replaces: String,
    replaced: Vec<SummaryRow>,
    file: Field,
}

pub(crate) async fn form(
    State(app): State<App>,
    signed_in: SignedIn,
    Query(wanted): Query<Wanted>,
) -> Result<Response, PageError> {
    respond::page_with_panel(&fresh(&app, &signed_in, &wanted.replaces).await?)
}

/// The key was shown: the certificate waits for the code of the letter.
pub(crate) async fn add(
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
        return refused(&app, &signed_in, &form.replaces, unsigned(t)).await;
    };
    let (actor, purpose) = (&signed_in.actor, ChallengePurpose::Bind);
    let person = Some(actor.person);
    let answered =
        signatures::answer(&app.db, &app.verifier, purpose, person, challenge, cms).await;
    let Answered { proved, .. } = match answered {
        Ok(answered) => answered,
        Err(error) => return refused(&app, &signed_in, &form.replaces, refusal(t, &error)?).await,
    };
    // The account takes over the numbers by which it is found at the next sign-in; another person's
    // certificate is refused here.
    let (identified, person) = (proved.clone(), actor.person);
    let named = app
        .db
        .write(async move |unit: Unit| accounts::bind_identity(&unit, person, &identified).await)
        .await;
    if let Err(error) = named {
        let alert = account_pages::refusal_alert(t, &error, signed_in.now())?;
        return refused(&app, &signed_in, &form.replaces, alert).await;
    }
    let replaces = Uuid::try_parse(&form.replaces).ok();
    match signatures::bind(&app.db, &app.verifier, actor, &proved, replaces).await {
        Ok(id) => Ok(respond::done(
            &app,
            &urls::my_signature_code(id, mine::code_name(CodeFor::TurningOn)),
            "flash-signature-added",
        )),
        Err(error) => refused(&app, &signed_in, &form.replaces, refusal(t, &error)?).await,
    }
}

/// A certificate's file alone.
pub(crate) async fn add_file(
    State(app): State<App>,
    signed_in: SignedIn,
    multipart: Multipart,
) -> Result<Response, PageError> {
    signed_in.visitor.knock(&app, Knock::Lookup)?;
    let t = signed_in.t();
    let mut received = receive(multipart, &[("file", MAX_CERTIFICATE)]).await?;
    let wrong = match received.file("file") {
        None => t.get("signatures-file-missing").into_owned(),
        Some(ReceivedFile {
            name, bytes: None, ..
        }) => t.with(
            "form-file-too-big",
            &[("name", &name), ("limit", &t.bytes(MAX_CERTIFICATE as u64))],
        ),
        Some(ReceivedFile {
            bytes: Some(bytes), ..
        }) => {
            let bound =
                signatures::bind_file(&app.db, &app.verifier, &signed_in.actor, &bytes).await;
            match bound {
                Ok(id) => {
                    return Ok(respond::done(
                        &app,
                        &urls::my_signature(id),
                        "flash-signature-added",
                    ));
                }
                Err(error) => refusal(t, &error)?.title,
            }
        }
    };
    let mut page = fresh(&app, &signed_in, "").await?;
    page.file.error = Some(wrong);
    page.errors = ErrorSummary::of([&page.file]);
    page.shell.has_errors = true;
    respond::invalid_with_panel(&page)
}

async fn refused(
    app: &App,
    signed_in: &SignedIn,
    replaces: &str,
    alert: Alert,
) -> Result<Response, PageError> {
    let mut page = fresh(app, signed_in, replaces).await?;
    page.alert = Some(alert);
    page.shell.has_errors = true;
    respond::invalid_with_panel(&page)
}

/// The page with a new text to sign: each is good once.
async fn fresh(app: &App, signed_in: &SignedIn, replaces: &str) -> Result<AddPage, PageError> {
    let t = signed_in.t();
    let replaced = match Uuid::try_parse(replaces) {
        Ok(id) => Some(mine::own(app, signed_in, id).await?),
        Err(_) => None,
    };
    let title = t.get(if replaced.is_some() {
        "signatures-renew-title"
    } else {
        "signatures-add-title"
    });
    let rules = FileRules {
        accept: ".cer,.crt,.pem,.der".to_owned(),
        max_bytes: MAX_CERTIFICATE as u64,
        multiple: false,
    };
    let mut page = AddPage {
        shell: frame::personal(app, signed_in, title.clone(), Section::Signatures).await?,
        header: PageHeader::new(title)
            .lead(t.get(if replaced.is_some() {
                "signatures-renew-lead"
            } else {
                "signatures-add-lead"
            }))
            .crumb(t.get("signatures-title"), urls::my_signatures()),
        alert: None,
        errors: ErrorSummary::default(),
        panel: None,
        challenge: String::new(),
        replaces: replaced
            .as_ref()
            .map_or(String::new(), |one| one.id.to_string()),
        replaced: replaced.map_or(Vec::new(), |one| {
            certificate_rows(t, &signed_in.zone, &one.certificate)
        }),
        file: Field::file("file", t.get("signatures-file"), rules)
            .hint(t.get("signatures-file-hint")),
    };
    if app.verifier.is_configured() {
        let site = app.site.base_url.as_str();
        let person = Some(signed_in.actor.person);
        let challenge = signatures::challenge(&app.db, ChallengePurpose::Bind, person, site).await;
        let challenge = challenge.map_err(|error| PageError::Internal(error.to_string()))?;
        page.panel = Some(super::text_panel(
            t,
            challenge.text,
            t.get("signatures-add-submit").into_owned(),
        ));
        page.challenge = challenge.id.to_string();
    } else {
        page.alert = Some(nobody_is_trusted(t));
    }
    Ok(page)
}

/// That nothing can be signed here until the operator says whom to trust.
pub(crate) fn nobody_is_trusted(t: texts::Texts) -> Alert {
    Alert::new(Color::Warning, t.get("signing-off")).text(t.get("signing-off-text"))
}
