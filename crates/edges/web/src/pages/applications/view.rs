//! An application after submission, as the applicant sees it; and the answer to a request.

use access::{Permission, rights};
use applications::{
    AdditionFile, Application, ApplicationError, ApplicationId, MAX_ADDITION_FILES, RESULT,
    State as AppState,
};
use askama::Template;
use axum::extract::{Path, Request, State};
use axum::response::Response;
use blob::FileKind;
use uuid::Uuid;

use super::parts::{
    DecisionShown, SectionAnswers, answers, decision_shown, due, file_items, files_of,
    only_serious, put_at_fields, refusal, refusal_text, serious, service_of, state_tag, timeline,
};
use super::receive::{Rules, all_stored, forget, receive};
use super::signed::stored;
use crate::app::App;
use crate::error::PageError;
use crate::frame::{self, Section};
use crate::pages::signing::block::blocks;
use crate::patterns::{
    Action, Alert, ErrorSummary, Field, FileItem, FileRules, PageHeader, SignatureBlock,
    SummaryRow, TimelineItem,
};
use crate::respond::{self, see_other};
use crate::shell::Shell;
use crate::urls;
use crate::visitor::Member;

/// Bytes of one file of an addition.
const MAX_FILE: u64 = 20 * 1024 * 1024;

#[derive(Template)]
#[template(path = "pages/applications/view.html")]
struct ViewPage {
    shell: Shell,
    header: PageHeader,
    alert: Option<Alert>,
    errors: ErrorSummary,
    decision: Option<DecisionShown>,
    result: Vec<FileItem>,
    signatures: Vec<SignatureBlock>,
    xml_url: String,
    addition: Option<AdditionForm>,
    sections: Vec<SectionAnswers>,
    files: Vec<FileItem>,
    facts: Vec<SummaryRow>,
    timeline: Vec<TimelineItem>,
}

/// What the authority asked for, and the form that answers.
struct AdditionForm {
    what: String,
    until: String,
    fields: Vec<Field>,
    action: String,
    revision: i64,
    may_answer: bool,
}

pub(crate) async fn page(
    State(app): State<App>,
    member: Member,
    Path((_, id)): Path<(Uuid, Uuid)>,
) -> Result<Response, PageError> {
    let grant = member.grant::<rights::ViewApplications>()?;
    let application = applications::find(&app.db, &grant, ApplicationId(id))
        .await
        .map_err(only_serious)?;
    if application.state == AppState::Draft {
        return Ok(see_other(&urls::check_application(
            member.organization(),
            application.id,
        )));
    }
    respond::page(&render(&app, &member, &application, "").await?)
}

/// The answer to a request for an addition (R101).
pub(crate) async fn add(
    State(app): State<App>,
    member: Member,
    Path((_, id)): Path<(Uuid, Uuid)>,
    request: Request,
) -> Result<Response, PageError> {
    let grant = member.grant::<rights::EditApplications>()?;
    let id = ApplicationId(id);
    let t = member.t();
    let rules = |field: &str| {
        (field == "files").then(|| Rules {
            max_bytes: MAX_FILE,
            kinds: FileKind::DOCUMENTS.to_vec(),
        })
    };
    let received = receive(&app, &member, request, rules).await?;
    let revision = received.revision();
    let text = received.answers.first("text").to_owned();
    let (stored, refused) = all_stored(received.files);
    let kept: Vec<blob::Stored> = stored.iter().map(|(_, _, stored)| stored.clone()).collect();
    let files = stored
        .into_iter()
        .map(|(_, name, stored)| AdditionFile { name, stored })
        .collect::<Vec<_>>();
    let answered = match refused.into_iter().next() {
        Some((_, error)) => Err(error),
        None => applications::answer_addition(&app.db, &grant, id, revision, &text, files).await,
    };
    let url = urls::application(member.organization(), id);
    let Err(error) = answered else {
        return Ok(respond::done(&app, &url, "flash-addition-sent"));
    };
    for stored in &kept {
        forget(&app, stored).await;
    }
    let error = serious(error)?;
    let view = member.grant::<rights::ViewApplications>()?;
    let application = applications::find(&app.db, &view, id)
        .await
        .map_err(only_serious)?;
    let mut page = render(&app, &member, &application, &text).await?;
    let mut is_at_field = false;
    if let Some(form) = &mut page.addition {
        is_at_field = put_at_fields(&mut form.fields, "addition", t, member.zone(), &error);
        if matches!(
            error,
            ApplicationError::Upload(_) | ApplicationError::TooManyFiles
        ) && let Some(field) = form.fields.iter_mut().find(|field| field.name == "files")
        {
            field.error = Some(refusal_text(t, member.zone(), &error));
            is_at_field = true;
        }
        page.errors = ErrorSummary::of(&form.fields);
    }
    if !is_at_field {
        page.alert = Some(refusal(t, member.zone(), &error));
    }
    page.shell.has_errors = true;
    respond::invalid(&page)
}

async fn render(
    app: &App,
    member: &Member,
    application: &Application,
    typed: &str,
) -> Result<ViewPage, PageError> {
    let (t, org, zone, id) = (
        member.t(),
        member.organization(),
        member.zone(),
        application.id,
    );
    let service = service_of(app, application).await?;
    let all = files_of(app, application).await?;
    let events = applications::history(&app.db, application)
        .await
        .map_err(only_serious)?;
    let (result, files): (Vec<_>, Vec<_>) = all.into_iter().partition(|file| file.field == RESULT);
    let mut shell = frame::cabinet(app, member, application.label(), Section::Applications).await?;
    shell.follow(&urls::application_events(org, id));
    let mut header = PageHeader::new(application.label())
        .lead(application.title.clone())
        .tag(state_tag(t, application.state))
        .crumb(t.get("menu-overview"), urls::overview(org))
        .crumb(t.get("menu-applications"), urls::applications(org));
    if application.state.is_open() && member.standing.allows(Permission::WithdrawApplications) {
        let url = urls::withdraw_application(org, id);
        header = header.action(Action::new(t.get("application-withdraw"), url));
    }
    if member.standing.allows(Permission::EditApplications) {
        let url = urls::copy_application(org, id);
        header = header.action(Action::new(t.get("application-copy"), url).icon("copy"));
    }
    let file_url = |file| urls::application_file(org, id, file);
    Ok(ViewPage {
        shell,
        header,
        alert: None,
        errors: ErrorSummary::default(),
        decision: application
            .decision
            .as_ref()
            .map(|decision| decision_shown(t, decision)),
        result: file_items(t, &result, file_url),
        signatures: blocks(
            t,
            zone,
            &stored(app, application, member.now()).await?,
            |one| {
                (
                    urls::application_signed(org, id, one.id),
                    urls::application_signature(org, id, one.id),
                )
            },
        ),
        xml_url: urls::application_xml(org, id),
        addition: addition(member, application, typed),
        sections: answers(t, &service, application, &files, None),
        files: file_items(t, &files, file_url),
        facts: vec![
            SummaryRow::new(
                t.get("application-authority"),
                application.authority_name.clone(),
            ),
            SummaryRow::new(
                t.get("application-submitted"),
                application
                    .submitted_at
                    .map(|at| t.date_time(at, zone))
                    .unwrap_or_default(),
            ),
            SummaryRow::new(t.get("application-due"), due(t, zone, application.due_at)),
        ],
        timeline: timeline(t, zone, &events),
    })
}

fn addition(member: &Member, application: &Application, typed: &str) -> Option<AdditionForm> {
    let t = member.t();
    let asked = application.addition.as_ref()?;
    let rules = FileRules {
        accept: ".pdf,.jpg,.jpeg,.png".to_owned(),
        max_bytes: MAX_FILE,
        multiple: true,
    };
    let hint = t.with(
        "addition-files-hint",
        &[
            ("limit", &t.bytes(MAX_FILE)),
            ("count", &MAX_ADDITION_FILES),
        ],
    );
    Some(AdditionForm {
        what: asked.text.clone(),
        until: t.with1("addition-until", "date", t.date(asked.due, member.zone())),
        fields: vec![
            Field::multiline("text", t.get("addition-text"))
                .value(typed)
                .optional(),
            Field::file("files", t.get("addition-files"), rules)
                .hint(hint)
                .optional(),
        ],
        action: urls::application_addition(member.organization(), application.id),
        revision: application.revision,
        may_answer: member.standing.allows(Permission::EditApplications),
    })
}
