//! One request: documents beside the register's card.

use ::organizations::checks::{self, CheckName};
use ::organizations::links::{self, LinkDocument, LinkRequest, LinkState, RegisterState, Remark};
use ::organizations::moderation;
use askama::Template;
use axum::extract::{Form, Path, State};
use axum::response::Response;
use db::Unit;
use jiff::Timestamp;
use registry::Card;
use requisites::Phone;
use serde::Deserialize;
use signatures::Subject;
use uuid::Uuid;

use crate::app::App;
use crate::error::PageError;
use crate::frame::{self, Section};
use crate::pages::organizations::checks::{
    CheckLine, ClarificationBlock, clarification_block, operator_lines,
};
use crate::pages::organizations::parts::{
    DifferenceLine, card_summary, difference_lines, document_item, link_tag, refusal, serious,
};
use crate::pages::organizations::request::{RemarkLine, line};
use crate::pages::organizations::scans::{self, ScansPart};
use crate::pages::signing::block::{Looked, again, blocks, is_readable, not_again};
use crate::patterns::{Alert, Color, FileItem, PageHeader, SignatureBlock, Summary, SummaryRow};
use crate::respond;
use crate::shell::Shell;
use crate::urls;
use crate::visitor::Operator;

#[derive(Template)]
#[template(path = "pages/operator/request.html")]
struct RequestPage {
    shell: Shell,
    header: PageHeader,
    alerts: Vec<Alert>,
    claim: Summary,
    /// Without rows when there is no card.
    card: Summary,
    differences: Vec<DifferenceLine>,
    checks: Vec<CheckLine>,
    clarification: Option<ClarificationBlock>,
    documents: Vec<FileItem>,
    removed: Vec<FileItem>,
    /// Signatures under the documents.
    signatures: Vec<SignatureBlock>,
    scans: ScansPart,
    remarks: Vec<RemarkLine>,
    take_url: Option<String>,
    release_url: Option<String>,
    return_url: Option<String>,
    confirm_url: Option<String>,
}

pub(super) type Found = (LinkRequest, Vec<LinkDocument>, Vec<Remark>);

pub(crate) async fn page(
    State(app): State<App>,
    operator: Operator,
    Path(id): Path<Uuid>,
) -> Result<Response, PageError> {
    let found = find(&app, &operator, id).await?;
    respond::page(&blank(&app, &operator, found).await?)
}

pub(crate) async fn take(
    State(app): State<App>,
    operator: Operator,
    Path(id): Path<Uuid>,
) -> Result<Response, PageError> {
    let grant = operator.grant.clone();
    let done = app
        .db
        .write(async move |unit: Unit| moderation::take(&unit, &grant, id).await)
        .await;
    answer(&app, &operator, id, done, "flash-link-taken").await
}

pub(crate) async fn release(
    State(app): State<App>,
    operator: Operator,
    Path(id): Path<Uuid>,
) -> Result<Response, PageError> {
    let grant = operator.grant.clone();
    let done = app
        .db
        .write(async move |unit: Unit| moderation::release(&unit, &grant, id).await)
        .await;
    answer(&app, &operator, id, done, "flash-link-released").await
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Verdict {
    restrictions: String,
}

/// The operator has read a certificate about restrictions (R28).
pub(crate) async fn decide_check(
    State(app): State<App>,
    operator: Operator,
    Path((id, check)): Path<(Uuid, String)>,
    Form(verdict): Form<Verdict>,
) -> Result<Response, PageError> {
    let name = CheckName::parse(&check).ok_or(PageError::NotFound)?;
    let has_restrictions = match verdict.restrictions.as_str() {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    };
    let grant = operator.grant.clone();
    let done = match has_restrictions {
        Some(found) => {
            app.db
                .write(async move |unit: Unit| {
                    checks::decide_certificate(&unit, &grant, id, name, found).await
                })
                .await
        }
        None => Err(::organizations::Error::NothingToDecide),
    };
    answer(&app, &operator, id, done, "flash-link-check-decided").await
}

async fn answer(
    app: &App,
    operator: &Operator,
    id: Uuid,
    done: Result<(), ::organizations::Error>,
    flash: &'static str,
) -> Result<Response, PageError> {
    match done {
        Ok(()) => Ok(respond::done(app, &urls::operator_request(id), flash)),
        Err(error) => {
            let error = serious(error)?;
            let found = find(app, operator, id).await?;
            let mut page = blank(app, operator, found).await?;
            page.alerts
                .insert(0, refusal(operator.signed_in.t(), &error));
            page.shell.has_errors = true;
            respond::invalid(&page)
        }
    }
}

pub(super) async fn find(app: &App, operator: &Operator, id: Uuid) -> Result<Found, PageError> {
    moderation::request(&app.db, &operator.grant, id)
        .await?
        .ok_or(PageError::NotFound)
}

/// What the register says now; the stored card while it is away, or too old to be asked.
pub(super) fn card_now(app: &App, request: &LinkRequest) -> Option<Card> {
    if !app.sources.register_is_fresh(app.db.clock().now()) {
        return request.card.clone();
    }
    match links::look_up(&app.registry, &request.ogrn) {
        RegisterState::Found(card) => Some(*card),
        RegisterState::NotFound | RegisterState::Away => request.card.clone(),
    }
}

/// Where a certificate about restrictions can be decided on, and what was explained.
async fn checks_of(
    app: &App,
    operator: &Operator,
    request: &LinkRequest,
    can_decide: bool,
) -> Result<(Vec<CheckLine>, Option<ClarificationBlock>), PageError> {
    let found = checks::of_request(&app.db, request).await?;
    let asked = checks::clarification(&app.db, request).await?;
    Ok((
        operator_lines(operator.signed_in.t(), &found, request.id, can_decide),
        asked.map(|one| clarification_block(&operator.signed_in, &one, None)),
    ))
}

/// The signatures under the documents, judged again over the files as they are stored.
async fn looked_at(
    app: &App,
    documents: &[LinkDocument],
    now: Timestamp,
) -> Result<Vec<Looked>, PageError> {
    let (mut found, mut rest, mut read) = (Vec::new(), Vec::new(), 0);
    for one in documents.iter().filter(|one| one.removed_at.is_none()) {
        let signed = signatures::signatures_of(&app.db, Subject::LinkDocument(one.id)).await?;
        if signed.is_empty() {
            continue;
        }
        if !is_readable(read, one.file_size) {
            rest.extend(signed);
            continue;
        }
        let content = links::document_content(&app.db, &app.blobs, one).await;
        read += content.as_ref().map_or(0, Vec::len);
        found.extend(signed.into_iter().map(|one| (one, content.clone())));
    }
    let mut looked = again(app, found, now).await;
    looked.extend(not_again(rest));
    Ok(looked)
}

async fn blank(app: &App, operator: &Operator, found: Found) -> Result<RequestPage, PageError> {
    let t = operator.signed_in.t();
    let (now, zone) = (operator.signed_in.now(), &operator.signed_in.zone);
    let (request, documents, remarks) = found;
    let card = card_now(app, &request);
    let differences = match &card {
        Some(card) => moderation::compare_now(&request, card),
        None => Vec::new(),
    };
    let me = operator.grant.actor().person;
    let is_waiting = request.state == LinkState::Submitted;
    let is_own = request.person == me;
    let by_other = request.taken_by.is_some_and(|taker| taker != me);
    let mut alerts = Vec::new();
    if request.is_overdue(now) {
        alerts.push(Alert::new(Color::Danger, t.get("operator-overdue-title")));
    }
    if is_own {
        alerts.push(Alert::new(
            Color::Warning,
            t.error(::organizations::Error::OwnRequest.code()),
        ));
    } else if by_other && is_waiting {
        alerts.push(Alert::new(
            Color::Info,
            t.with1(
                "operator-taken-by-other",
                "name",
                request.taken_by_name.as_str(),
            ),
        ));
    }
    if card.is_none() {
        alerts.push(
            Alert::new(Color::Warning, t.get("operator-no-card-title"))
                .text(t.get("operator-no-card-text")),
        );
    }
    if request.waiting_checks > 0 {
        alerts.push(
            Alert::new(Color::Info, t.get("checks-waiting-title"))
                .text(t.get("operator-checks-waiting-text")),
        );
    }
    let can_decide = is_waiting && !is_own && !by_other;
    let (checks, clarification) = checks_of(app, operator, &request, can_decide).await?;
    let is_mine = request.taken_by == Some(me);
    let mut rows = vec![
        SummaryRow::new(t.get("link-person"), request.person_name.clone()),
        SummaryRow::new(t.get("employees-email"), request.person_email.clone()),
        SummaryRow::new(t.get("link-position"), request.position.clone()),
        SummaryRow::new(
            t.get("link-head"),
            t.get(&format!("link-head-{}", request.head.name())),
        ),
        SummaryRow::new(t.get("registry-field-name"), request.name.clone()),
        SummaryRow::new(t.get("registry-field-inn"), request.inn.clone()),
        SummaryRow::new(t.get("registry-field-ogrn"), request.ogrn.clone()),
        SummaryRow::new(t.get("registry-field-kpp"), request.kpp.clone()),
        SummaryRow::new(t.get("registry-field-address"), request.address.clone()),
        SummaryRow::new(t.get("link-email"), request.email.clone()),
        SummaryRow::new(t.get("link-phone"), Phone::shown(&request.phone)),
    ];
    for (key, at) in [
        ("link-submitted-at", request.submitted_at),
        ("link-due", request.due_at),
    ] {
        if let Some(at) = at {
            rows.push(SummaryRow::new(t.get(key), t.date_time(at, zone)));
        }
    }
    let items = |removed: bool| {
        documents
            .iter()
            .filter(|one| one.removed_at.is_some() == removed)
            .map(|one| document_item(t, one, urls::operator_file))
            .collect::<Vec<_>>()
    };
    let id = request.id;
    let looked = looked_at(app, &documents, now).await?;
    let signatures = blocks(t, zone, &looked, |one| {
        let document = documents
            .iter()
            .find(|document| document.id == one.subject.id());
        let file = document.map(|document| urls::operator_file(document.file));
        (
            file.unwrap_or_default(),
            urls::operator_document_signature(id, one.subject.id()),
        )
    });
    let reader = scans::Reader::Operator {
        can_draw: app.reader.tools().can_draw(),
    };
    let mut read = scans::part(&app.db, t, &request, &documents, reader).await?;
    if can_decide
        && !scans::suggested(&app.db, t, &request, &documents)
            .await?
            .is_empty()
    {
        read.return_url = Some(urls::operator_return_suggested(id));
    }
    Ok(RequestPage {
        shell: frame::operator(
            app,
            operator,
            request.number.clone(),
            Section::OperatorRequests,
        )
        .await?,
        header: PageHeader::new(request.name.clone())
            .lead(t.with(
                "operator-request-lead",
                &[("number", &request.number), ("round", &request.round)],
            ))
            .tag(link_tag(t, request.state))
            .crumb(t.get("menu-operator-requests"), urls::operator_requests()),
        alerts,
        claim: Summary {
            title: Some(t.get("operator-claim").into_owned()),
            change_url: None,
            rows,
        },
        card: card
            .as_ref()
            .map(|card| card_summary(t, card, &t.get("link-card-of-register")))
            .unwrap_or_default(),
        differences: difference_lines(t, &differences),
        checks,
        clarification,
        documents: items(false),
        removed: items(true),
        signatures,
        scans: read,
        remarks: remarks
            .iter()
            .map(|one| line(t, one, &request, &documents, false))
            .collect(),
        take_url: (can_decide && !is_mine).then(|| urls::operator_take(id)),
        release_url: (can_decide && is_mine).then(|| urls::operator_release(id)),
        return_url: can_decide.then(|| urls::operator_return(id)),
        confirm_url: can_decide.then(|| urls::operator_confirm(id)),
    })
}
