//! Beginning an application; and submitting a whole one at once, for programs and simple services.

use access::rights;
use applications::{ApplicationError, ApplicationId};
use askama::Template;
use axum::extract::{Query, Request, State};
use axum::response::Response;
use serde::Deserialize;
use uuid::Uuid;

use super::parts::{linked_errors, only_serious, refusal, serious};
use super::receive::receive;
use crate::app::App;
use crate::error::PageError;
use crate::frame::{self, Section};
use crate::patterns::{Alert, ErrorSummary, PageHeader};
use crate::respond::{self, see_other};
use crate::shell::Shell;
use crate::urls::{self, NewDraft};
use crate::visitor::Member;

#[derive(Deserialize)]
pub(crate) struct Wanted {
    #[serde(default)]
    service: String,
    /// The earlier application whose answers it takes over (R94).
    from: Option<Uuid>,
}

#[derive(Template)]
#[template(path = "pages/applications/refused.html")]
struct RefusedPage {
    shell: Shell,
    header: PageHeader,
    alert: Option<Alert>,
    errors: ErrorSummary,
    begin_url: String,
}

/// Goes to the first page of the form. Nothing is stored before the first save; the draft's id is
/// made here, so that saving twice makes one draft.
pub(crate) async fn begin(
    State(app): State<App>,
    member: Member,
    Query(wanted): Query<Wanted>,
) -> Result<Response, PageError> {
    let grant = member.grant::<rights::EditApplications>()?;
    let from = wanted.from.map(ApplicationId);
    let service = match from {
        None => app.services.current(&wanted.service),
        Some(from) => applications::copied(&app.db, &app.services, &grant, from)
            .await
            .map(|copied| copied.service),
    }
    .map_err(only_serious)?;
    let prefilled = applications::prefilled(&app.db, &grant, &service).await;
    if let Err(error) = prefilled {
        return refused(&app, &member, &service.definition.code, serious(error)?).await;
    }
    let id = ApplicationId(app.db.clock().new_id());
    let section = service
        .definition
        .sections
        .first()
        .ok_or(PageError::NotFound)?;
    let new = NewDraft {
        service: service.definition.code.clone(),
        from,
    };
    Ok(see_other(&urls::edit_application(
        member.organization(),
        id,
        &section.code,
        &new,
    )))
}

/// Submits a whole application without a draft before; for services without attachments.
pub(crate) async fn submit(
    State(app): State<App>,
    member: Member,
    Query(wanted): Query<Wanted>,
    request: Request,
) -> Result<Response, PageError> {
    let grant = member.grant::<rights::SubmitApplications>()?;
    let received = receive(&app, &member, request, |_| None).await?;
    let answers = &received.answers;
    match applications::submit_new(&app.db, &app.services, &grant, &wanted.service, answers).await {
        Ok(receipt) => Ok(see_other(&urls::application_done(
            member.organization(),
            receipt.id,
        ))),
        Err(error) => refused(&app, &member, &wanted.service, serious(error)?).await,
    }
}

async fn refused(
    app: &App,
    member: &Member,
    code: &str,
    error: ApplicationError,
) -> Result<Response, PageError> {
    let t = member.t();
    let service = app
        .services
        .current(code)
        .map_err(|_| PageError::NotFound)?;
    let begin_url = urls::new_application(member.organization(), code);
    let (alert, errors) = match &error {
        ApplicationError::Invalid(errors) => (
            None,
            linked_errors(t, &service, errors, |_| begin_url.clone()),
        ),
        other => (
            Some(refusal(t, member.zone(), other)),
            ErrorSummary::default(),
        ),
    };
    let title = service.definition.title.clone();
    let mut shell = frame::cabinet(app, member, title.clone(), Section::Catalogue).await?;
    shell.has_errors = true;
    respond::invalid(&RefusedPage {
        shell,
        header: PageHeader::new(title).crumb(
            t.get("menu-catalogue"),
            urls::catalogue(member.organization()),
        ),
        alert,
        errors,
        begin_url,
    })
}
