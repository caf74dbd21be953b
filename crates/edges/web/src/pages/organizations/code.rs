//! The head confirms themselves by a code that is mailed to the register's address (R43).

use askama::Template;
use axum::extract::{Form, Path, State};
use axum::response::Response;
use organizations::Error;
use organizations::links::{self, Contact, ContactCode, LinkRequest, LinkState};
use serde::Deserialize;
use uuid::Uuid;

use super::parts::{DifferenceLine, difference_lines, refusal, refusal_text, serious};
use crate::app::App;
use crate::error::PageError;
use crate::frame::{self, Section};
use crate::limits::Knock;
use crate::patterns::{Action, Alert, ErrorSummary, Field, PageHeader, Width};
use crate::respond;
use crate::shell::Shell;
use crate::urls;
use crate::visitor::SignedIn;

#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    code: String,
}

#[derive(Template)]
#[template(path = "pages/organizations/code.html")]
struct CodePage {
    shell: Shell,
    header: PageHeader,
    alert: Option<Alert>,
    errors: ErrorSummary,
    /// What stands between the person and a code.
    differences: Vec<DifferenceLine>,
    /// The register's address, and until when a code is waited for; nothing where none is mailed.
    contact: Option<Contact>,
    /// «Код действует до …», while one is waited for.
    waits: String,
    field: Field,
    action: String,
    send: String,
    /// The ordinary way.
    documents: Action,
}

pub(crate) async fn form(
    State(app): State<App>,
    signed_in: SignedIn,
    Path(id): Path<Uuid>,
) -> Result<Response, PageError> {
    let request = own(&app, &signed_in, id).await?;
    if is_decided(&request) {
        return Ok(respond::see_other(&urls::link_request(id)));
    }
    respond::page(&blank(&app, &signed_in, &request).await?)
}

/// Mails a code.
pub(crate) async fn send(
    State(app): State<App>,
    signed_in: SignedIn,
    Path(id): Path<Uuid>,
) -> Result<Response, PageError> {
    let request = own(&app, &signed_in, id).await?;
    signed_in.visitor.knock(&app, Knock::Mail)?;
    let code = ContactCode::random()
        .ok_or_else(|| PageError::Internal("no randomness for a code".to_owned()))?;
    let (actor, codes) = (&signed_in.actor, app.site.contact_codes);
    let sent = links::send_contact_code(&app.db, &app.registry, actor, id, codes, code).await;
    match sent {
        Ok(()) => Ok(respond::done(
            &app,
            &urls::link_code(id),
            "flash-link-code-sent",
        )),
        Err(error) => refused(&app, &signed_in, &request, error).await,
    }
}

/// Takes the code.
pub(crate) async fn confirm(
    State(app): State<App>,
    signed_in: SignedIn,
    Path(id): Path<Uuid>,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let request = own(&app, &signed_in, id).await?;
    signed_in.visitor.knock(&app, Knock::SignIn)?;
    let (actor, codes) = (&signed_in.actor, app.site.contact_codes);
    let (db, registry) = (&app.db, &app.registry);
    let done = links::by_contact_code(db, registry, actor, id, &typed.code, codes).await;
    match done {
        Ok(organization) => Ok(respond::done(
            &app,
            &urls::overview(organization),
            "flash-linked-by-code",
        )),
        Err(error) => refused(&app, &signed_in, &request, error).await,
    }
}

async fn refused(
    app: &App,
    signed_in: &SignedIn,
    request: &LinkRequest,
    error: Error,
) -> Result<Response, PageError> {
    let t = signed_in.t();
    let error = serious(error)?;
    // Decided, or taken back in another tab: its page says how.
    if matches!(error, Error::NotNow) {
        return Ok(respond::see_other(&urls::link_request(request.id)));
    }
    let mut page = blank(app, signed_in, request).await?;
    page.shell.has_errors = true;
    if matches!(error, Error::WrongContactCode { .. }) {
        page.field.error = Some(refusal_text(t, &error));
        page.errors = ErrorSummary::of([&page.field]);
    } else {
        page.alert = Some(refusal(t, &error));
    }
    respond::invalid(&page)
}

async fn own(app: &App, signed_in: &SignedIn, id: Uuid) -> Result<LinkRequest, PageError> {
    let found = links::request(&app.db, &signed_in.actor, id).await?;
    let (request, ..) = found.ok_or(PageError::NotFound)?;
    Ok(request)
}

fn is_decided(request: &LinkRequest) -> bool {
    matches!(request.state, LinkState::Confirmed | LinkState::Withdrawn)
}

async fn blank(
    app: &App,
    signed_in: &SignedIn,
    request: &LinkRequest,
) -> Result<CodePage, PageError> {
    let (t, id) = (signed_in.t(), request.id);
    let title = t.get("link-code-title");
    let (actor, codes) = (&signed_in.actor, app.site.contact_codes);
    let offered = links::contact(&app.db, &app.registry, actor, id, codes).await;
    let (contact, alert, differences) = match offered {
        Ok(contact) => (Some(contact), None, Vec::new()),
        Err(error) => {
            let error = serious(error)?;
            let lines = difference_lines(t, error.differences());
            (None, Some(refusal(t, &error)), lines)
        }
    };
    let waits = contact.as_ref().and_then(|contact| contact.waits_until);
    let back = if request.state.is_open_for_person() {
        urls::link_card(id)
    } else {
        urls::link_request(id)
    };
    let documents = if request.state.is_open_for_person() {
        Action::new(t.get("link-code-documents"), urls::link_documents(id)).icon("file-text")
    } else {
        Action::new(t.get("link-open-request"), urls::link_request(id)).icon("file-text")
    };
    Ok(CodePage {
        shell: frame::personal(app, signed_in, title.clone(), Section::MyOrganizations).await?,
        header: PageHeader::new(title)
            .lead(t.with1("link-code-lead", "name", request.name.as_str()))
            .crumb(t.get("my-organizations-title"), urls::my_organizations())
            .crumb(request.name.clone(), back),
        alert,
        errors: ErrorSummary::default(),
        differences,
        waits: waits.map_or_else(String::new, |until| {
            t.with1(
                "link-code-waits",
                "until",
                t.date_time(until, &signed_in.zone),
            )
        }),
        contact,
        field: Field::digits("code", t.get("link-code-field"))
            .hint(t.get("link-code-hint"))
            .autocomplete("one-time-code")
            .maxlength(10)
            .width(Width::Tiny),
        action: urls::link_code(id),
        send: urls::link_code_send(id),
        documents,
    })
}
