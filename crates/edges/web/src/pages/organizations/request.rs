//! Where a request stands: its number and due time, remarks with their codes, documents.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use db::Unit;
use organizations::checks;
use organizations::links::{self, LinkDocument, LinkRequest, LinkState, Remark};
use texts::Texts;
use uuid::Uuid;

use super::checks::{CheckLine, ClarificationBlock, clarification_block, own_lines};
use super::parts::{document_item, document_title, link_tag, refusal, serious};
use crate::app::App;
use crate::error::PageError;
use crate::frame::{self, Section};
use crate::patterns::{Action, Alert, Color, Confirm, FileItem, PageHeader, Summary, SummaryRow};
use crate::respond;
use crate::shell::Shell;
use crate::urls;
use crate::visitor::SignedIn;

#[derive(Template)]
#[template(path = "pages/organizations/request.html")]
struct RequestPage {
    shell: Shell,
    header: PageHeader,
    alerts: Vec<Alert>,
    number: String,
    checks: Vec<CheckLine>,
    clarification: Option<ClarificationBlock>,
    remarks: Vec<RemarkLine>,
    earlier: Vec<RemarkLine>,
    summary: Summary,
    documents: Vec<FileItem>,
    fix: Option<Action>,
    /// Instead of waiting: a code to the register's address.
    by_code: Option<Action>,
    withdraw: Option<String>,
}

/// A remark in words, with the way to the place where it is fixed.
pub(crate) struct RemarkLine {
    pub(crate) code: String,
    pub(crate) subject: String,
    pub(crate) text: String,
    pub(crate) comment: String,
    pub(crate) fix_url: Option<String>,
}

pub(crate) async fn page(
    State(app): State<App>,
    signed_in: SignedIn,
    Path(id): Path<Uuid>,
) -> Result<Response, PageError> {
    match blank(&app, &signed_in, id).await? {
        Some(page) => respond::page(&page),
        None => Ok(respond::see_other(&urls::link_card(id))),
    }
}

/// The same page with a refusal at its top.
pub(super) async fn refused(
    app: &App,
    signed_in: &SignedIn,
    id: Uuid,
    error: &organizations::Error,
) -> Result<Response, PageError> {
    let Some(mut page) = blank(app, signed_in, id).await? else {
        return Ok(respond::see_other(&urls::link_card(id)));
    };
    page.alerts.insert(0, refusal(signed_in.t(), error));
    page.shell.has_errors = true;
    respond::invalid(&page)
}

/// The page of a request that was submitted; a draft has none.
async fn blank(
    app: &App,
    signed_in: &SignedIn,
    id: Uuid,
) -> Result<Option<RequestPage>, PageError> {
    let t = signed_in.t();
    let (request, documents, remarks) = links::request(&app.db, &signed_in.actor, id)
        .await?
        .ok_or(PageError::NotFound)?;
    if request.state == LinkState::Draft {
        return Ok(None);
    }
    let title = request.name.clone();
    let shell = frame::personal(app, signed_in, title.clone(), Section::MyOrganizations).await?;
    let is_returned = request.state == LinkState::Returned;
    let (current, earlier): (Vec<&Remark>, Vec<&Remark>) = remarks
        .iter()
        .partition(|one| is_returned && one.round == request.round);
    let present: Vec<FileItem> = documents
        .iter()
        .filter(|one| one.removed_at.is_none())
        .map(|one| document_item(t, one, urls::my_file))
        .collect();
    let (actor, codes) = (&signed_in.actor, app.site.contact_codes);
    let offered = links::contact(&app.db, &app.registry, actor, id, codes).await;
    let by_code = match offered {
        Ok(_) => Some(Action::new(t.get("link-code-start"), urls::link_code(id)).icon("mail")),
        Err(error) => {
            serious(error)?;
            None
        }
    };
    let found = checks::of_request(&app.db, &request).await?;
    let is_open = matches!(request.state, LinkState::Submitted | LinkState::Returned);
    let clarification = checks::clarification(&app.db, &request)
        .await?
        .map(|one| clarification_block(signed_in, &one, is_open.then(|| urls::link_explain(id))));
    let mut alerts = vec![state_alert(signed_in, &request, current.len())];
    // They are made later only where somebody waits for them: not while the person is to mend the request.
    let goes_on = matches!(request.state, LinkState::Submitted | LinkState::Confirmed);
    if request.waiting_checks > 0 && goes_on {
        alerts.push(
            Alert::new(Color::Info, t.get("checks-waiting-title"))
                .text(t.get("checks-waiting-text")),
        );
    }
    Ok(Some(RequestPage {
        header: PageHeader::new(title)
            .tag(link_tag(t, request.state))
            .crumb(t.get("my-organizations-title"), urls::my_organizations()),
        alerts,
        checks: own_lines(t, &found, &request),
        clarification,
        remarks: current
            .into_iter()
            .map(|one| line(t, one, &request, &documents, is_returned))
            .collect(),
        earlier: earlier
            .into_iter()
            .map(|one| line(t, one, &request, &documents, false))
            .collect(),
        summary: Summary {
            title: Some(t.get("link-organization").into_owned()),
            change_url: is_returned.then(|| urls::link_card(id)),
            rows: rows(signed_in, &request),
        },
        documents: present,
        fix: is_returned.then(|| Action::primary(t.get("link-fix"), urls::link_card(id))),
        by_code,
        withdraw: matches!(request.state, LinkState::Submitted | LinkState::Returned)
            .then(|| urls::link_withdraw(id)),
        number: request.number,
        shell,
    }))
}

pub(crate) async fn withdraw_question(
    State(app): State<App>,
    signed_in: SignedIn,
    Path(id): Path<Uuid>,
) -> Result<Response, PageError> {
    let t = signed_in.t();
    let (request, ..) = links::request(&app.db, &signed_in.actor, id)
        .await?
        .ok_or(PageError::NotFound)?;
    let title = t.get("link-withdraw-title");
    respond::page(&super::employee::ConfirmPage {
        shell: frame::personal(&app, &signed_in, title.clone(), Section::MyOrganizations).await?,
        confirm: Confirm {
            title: title.into_owned(),
            text: t.get("link-withdraw-text").into_owned(),
            rows: vec![SummaryRow::new(t.get("registry-field-name"), request.name)],
            action: urls::link_withdraw(id),
            submit: t.get("link-withdraw").into_owned(),
            danger: true,
            cancel_url: urls::link_request(id),
        },
        alert: None,
    })
}

pub(crate) async fn withdraw(
    State(app): State<App>,
    signed_in: SignedIn,
    Path(id): Path<Uuid>,
) -> Result<Response, PageError> {
    let actor = signed_in.actor.clone();
    let done = app
        .db
        .write(async move |unit: Unit| links::withdraw(&unit, &actor, id).await)
        .await;
    match done.map_err(serious) {
        Ok(()) => Ok(respond::done(
            &app,
            &urls::my_organizations(),
            "flash-link-withdrawn",
        )),
        // It was decided meanwhile: its page says how.
        Err(Ok(_)) => Ok(respond::see_other(&urls::link_request(id))),
        Err(Err(error)) => Err(error),
    }
}

fn rows(signed_in: &SignedIn, request: &LinkRequest) -> Vec<SummaryRow> {
    let t = signed_in.t();
    let mut rows = super::submit::claim_rows(signed_in, request);
    if let Some(at) = request.submitted_at {
        rows.push(SummaryRow::new(
            t.get("link-submitted-at"),
            t.date_time(at, &signed_in.zone),
        ));
    }
    rows
}

fn state_alert(signed_in: &SignedIn, request: &LinkRequest, remarks: usize) -> Alert {
    let t = signed_in.t();
    let due = request
        .due_at
        .map(|due| t.date_time(due, &signed_in.zone))
        .unwrap_or_default();
    match request.state {
        LinkState::Submitted => Alert::new(Color::Info, t.get("link-submitted-title"))
            .text(t.with1("link-submitted-text", "due", due)),
        LinkState::Returned => Alert::new(Color::Warning, t.count("link-returned-title", remarks))
            .text(t.get("link-returned-text")),
        LinkState::Confirmed => Alert {
            action: request.organization.map(|organization| {
                Action::new(t.get("link-open-cabinet"), urls::overview(organization))
            }),
            ..Alert::new(Color::Success, t.get("link-confirmed-title"))
        },
        LinkState::Draft | LinkState::Withdrawn => {
            Alert::new(Color::Neutral, t.get("link-withdrawn-title"))
        }
    }
}

/// A remark in words. `with_fix` adds the link to the step where it is fixed.
pub(crate) fn line(
    t: Texts,
    remark: &Remark,
    request: &LinkRequest,
    documents: &[LinkDocument],
    with_fix: bool,
) -> RemarkLine {
    let document = remark
        .document()
        .and_then(|id| documents.iter().find(|one| one.id == id));
    let subject = match (document, remark.subject.strip_prefix("field:")) {
        (Some(document), _) => document_title(t, document),
        (None, Some("position")) => t.get("link-position").into_owned(),
        (None, Some(field)) => t.get(&format!("registry-field-{field}")).into_owned(),
        (None, None) => t.get("link-documents-title").into_owned(),
    };
    let is_field = remark.subject.starts_with("field:");
    let step = if is_field {
        urls::link_card(request.id)
    } else {
        urls::link_documents(request.id)
    };
    RemarkLine {
        code: remark.code.clone(),
        subject,
        text: t.get(&format!("remark-{}", remark.code)).into_owned(),
        comment: remark.comment.clone(),
        fix_url: with_fix.then_some(step),
    }
}
