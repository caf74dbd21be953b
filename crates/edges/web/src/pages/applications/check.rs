//! «Проверьте ответы» and submission.

use access::{Permission, rights};
use applications::{Application, ApplicationError, ApplicationId, Service, State as AppState};
use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::response::Response;
use forms::{Mode, Signature};
use serde::Deserialize;
use uuid::Uuid;

use super::parts::{
    SectionAnswers, answers, files_of, linked_errors, only_serious, refusal, serious, service_of,
};
use super::signed::{NotSigned, consent};
use crate::app::App;
use crate::error::PageError;
use crate::frame::{self, Section};
use crate::pages::signing::add::nobody_is_trusted;
use crate::pages::signing::words::kind_name;
use crate::patterns::{Alert, ErrorSummary, Field, PageHeader, SigningPanel, Step, StepState};
use crate::respond::{self, see_other};
use crate::shell::Shell;
use crate::urls::{self, NewDraft};
use crate::visitor::Member;

#[derive(Template)]
#[template(path = "pages/applications/check.html")]
struct CheckPage {
    shell: Shell,
    header: PageHeader,
    steps: Vec<Step>,
    alert: Option<Alert>,
    errors: ErrorSummary,
    sections: Vec<SectionAnswers>,
    action: String,
    revision: i64,
    may_submit: bool,
    /// «Нужна квалифицированная подпись».
    asks_for: Option<String>,
    /// Asked again where a simple signature is needed.
    password: Option<Field>,
    /// Where a signature with a key is needed.
    panel: Option<SigningPanel>,
    back_url: String,
}

#[derive(Deserialize)]
pub(crate) struct Submission {
    revision: i64,
    #[serde(default)]
    password: String,
    #[serde(default)]
    signature: String,
}

pub(crate) async fn page(
    State(app): State<App>,
    member: Member,
    Path((_, id)): Path<(Uuid, Uuid)>,
) -> Result<Response, PageError> {
    let id = ApplicationId(id);
    let (application, service) = draft(&app, &member, id).await?;
    if application.state != AppState::Draft {
        return Ok(see_other(&urls::application(member.organization(), id)));
    }
    respond::page_with_panel(&render(&app, &member, &application, &service, None).await?)
}

pub(crate) async fn submit(
    State(app): State<App>,
    member: Member,
    Path((_, id)): Path<(Uuid, Uuid)>,
    Form(submission): Form<Submission>,
) -> Result<Response, PageError> {
    let id = ApplicationId(id);
    let grant = member.grant::<rights::SubmitApplications>()?;
    let (application, service) = draft(&app, &member, id).await?;
    let minimum = service.definition.signature;
    // A second press of the button finds it submitted, and needs no signature for that.
    let consent = if application.state == AppState::Draft {
        let given = (submission.password.as_str(), submission.signature.as_str());
        match consent(&app, &member, id, minimum, given).await? {
            Ok(consent) => consent,
            Err(NotSigned::Alert(alert)) => {
                let mut page = render(&app, &member, &application, &service, Some(alert)).await?;
                page.shell.has_errors = true;
                return respond::invalid_with_panel(&page);
            }
            Err(NotSigned::Password(text)) => {
                let mut page = render(&app, &member, &application, &service, None).await?;
                page.password = page.password.map(|field| field.error(Some(text)));
                page.errors = ErrorSummary::of(&page.password);
                page.shell.has_errors = true;
                return respond::invalid_with_panel(&page);
            }
        }
    } else {
        applications::Consent::None
    };
    let (db, services) = (&app.db, &app.services);
    let submitted =
        applications::submit(db, services, &grant, id, submission.revision, consent).await;
    match submitted {
        Ok(receipt) => Ok(see_other(&urls::application_done(
            member.organization(),
            receipt.id,
        ))),
        Err(error) => {
            let error = serious(error)?;
            let (application, service) = draft(&app, &member, id).await?;
            // The page itself finds the errors of the answers again, with their links.
            let alert = match &error {
                ApplicationError::Invalid(_) => None,
                other => Some(refusal(member.t(), member.zone(), other)),
            };
            respond::invalid_with_panel(
                &render(&app, &member, &application, &service, alert).await?,
            )
        }
    }
}

async fn draft(
    app: &App,
    member: &Member,
    id: ApplicationId,
) -> Result<(Application, std::sync::Arc<Service>), PageError> {
    let grant = member.grant::<rights::ViewApplications>()?;
    let application = applications::find(&app.db, &grant, id)
        .await
        .map_err(only_serious)?;
    let service = service_of(app, &application).await?;
    Ok((application, service))
}

async fn render(
    app: &App,
    member: &Member,
    application: &Application,
    service: &Service,
    mut alert: Option<Alert>,
) -> Result<CheckPage, PageError> {
    let t = member.t();
    let org = member.organization();
    let id = application.id;
    let definition = &service.definition;
    let files = files_of(app, application).await?;
    let today = app.services.today(&app.db, service).await;
    let judged = forms::validate(
        definition,
        &application.answers,
        &applications::for_validation(&files),
        today.map_err(only_serious)?,
        Mode::Submit,
    );
    let section_url = |section: &str| urls::edit_application(org, id, section, &NewDraft::none());
    let errors = judged.map_or_else(
        |errors| linked_errors(t, service, &errors, section_url),
        |_| ErrorSummary::default(),
    );
    let may_edit = member.standing.allows(Permission::EditApplications);
    let change: Option<&(dyn Fn(&str) -> String + Sync)> =
        if may_edit { Some(&section_url) } else { None };
    let mut steps: Vec<Step> = definition
        .sections
        .iter()
        .map(|section| Step {
            label: section.title.clone(),
            url: may_edit.then(|| section_url(&section.code)),
            state: StepState::Done,
        })
        .collect();
    steps.push(Step {
        label: t.get("application-check-step").into_owned(),
        url: None,
        state: StepState::Current,
    });
    let mut shell = frame::cabinet(
        app,
        member,
        t.get("application-check-title"),
        Section::Applications,
    )
    .await?;
    shell.has_errors = !errors.is_empty();
    let may_submit = errors.is_empty() && member.standing.allows(Permission::SubmitApplications);
    let minimum = definition.signature;
    let can_sign = app.verifier.is_configured();
    let panel = (may_submit && minimum.is_cryptographic() && can_sign).then(|| {
        SigningPanel::document(
            urls::application_to_sign(org, id),
            t.get("application-file-name").into_owned(),
            t.get("application-sign-and-submit").into_owned(),
        )
    });
    if may_submit && minimum.is_cryptographic() && !can_sign && alert.is_none() {
        alert = Some(nobody_is_trusted(t));
    }
    let last = definition
        .sections
        .last()
        .map_or("", |section| section.code.as_str());
    Ok(CheckPage {
        header: PageHeader::new(t.get("application-check-title"))
            .lead(definition.title.clone())
            .crumb(t.get("menu-overview"), urls::overview(org))
            .crumb(t.get("menu-applications"), urls::applications(org)),
        steps,
        alert,
        sections: answers(t, service, application, &files, change),
        action: urls::submit_application(org, id),
        revision: application.revision,
        may_submit: may_submit && (can_sign || !minimum.is_cryptographic()),
        asks_for: (minimum > Signature::None)
            .then(|| t.with1("application-needs-signature", "kind", kind_name(t, minimum))),
        password: (minimum == Signature::Simple).then(|| {
            Field::current_password("password", t.get("application-password"))
                .hint(t.get("application-password-hint"))
        }),
        panel,
        errors,
        back_url: section_url(last),
        shell,
    })
}
