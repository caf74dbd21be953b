//! Questions about organizations that the register does not know (R25), and their answers.

use ::organizations::inquiries::{self, Inquiry};
use ::organizations::pages_of;
use askama::Template;
use axum::extract::{Form, Path, Query, State};
use axum::response::Response;
use db::Unit;
use serde::Deserialize;
use uuid::Uuid;

use super::requests::ListPage;
use crate::app::App;
use crate::error::PageError;
use crate::frame::{self, Section};
use crate::pages::organizations::inquiry::{document, summary, tag};
use crate::pages::organizations::parts::{page_number, refusal, refusal_text, serious};
use crate::patterns::{
    Alert, Cell, Choice, Color, Column, EmptyState, ErrorSummary, Field, FileItem, Filters,
    PageHeader, Pagination, Row, Summary, SummaryRow, Table, Tag,
};
use crate::respond;
use crate::shell::Shell;
use crate::urls;
use crate::visitor::Operator;

const ANSWERED: &str = "answered";
/// Longest answer, in characters.
const MAX_ANSWER: usize = 4000;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Wanted {
    state: String,
    page: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    answer: String,
}

#[derive(Template)]
#[template(path = "pages/operator/inquiry.html")]
struct InquiryPage {
    shell: Shell,
    header: PageHeader,
    alert: Option<Alert>,
    summary: Summary,
    documents: Vec<FileItem>,
    /// Empty while it waits for one.
    answer: String,
    errors: ErrorSummary,
    field: Field,
    action: String,
    requests_url: String,
}

pub(crate) async fn list(
    State(app): State<App>,
    operator: Operator,
    Query(wanted): Query<Wanted>,
) -> Result<Response, PageError> {
    let (t, now) = (operator.signed_in.t(), operator.signed_in.now());
    let is_answered = wanted.state == ANSWERED;
    let number = wanted.page.parse().unwrap_or(1_u64).clamp(1, 10_000);
    let (found, total) = inquiries::list(&app.db, &operator.grant, is_answered, number).await?;
    let rows = found.iter().map(|one| {
        let due = if one.answered_at.is_none() {
            t.relative(one.due_at, now, &operator.signed_in.zone)
        } else {
            String::new()
        };
        let tag = if one.is_overdue(now) {
            Tag::new(t.get("operator-overdue"), Color::Danger)
        } else {
            tag(t, one)
        };
        Row::new(vec![
            Cell::Link {
                text: one.asked.name.clone(),
                url: urls::operator_inquiry(one.id),
                note: Some(one.number.clone()),
            },
            Cell::Two {
                text: one.person_name.clone(),
                note: one.person_email.clone(),
            },
            Cell::text(due),
            Cell::Tag(tag),
        ])
    });
    let title = t.get("menu-operator-inquiries");
    let states = vec![
        Choice::new("", t.get("inquiry-state-waiting")),
        Choice::new(ANSWERED, t.get("inquiry-state-answered")),
    ];
    let pages = pages_of(total);
    respond::page(&ListPage {
        table: Table {
            caption: title.clone().into_owned(),
            columns: vec![
                Column::new(t.get("my-organizations-name")),
                Column::new(t.get("link-person")),
                Column::new(t.get("link-due")),
                Column::new(t.get("my-organizations-status")),
            ],
            rows: rows.collect(),
        },
        shell: frame::operator(&app, &operator, title.clone(), Section::OperatorInquiries).await?,
        header: PageHeader::new(title).lead(t.get("operator-inquiries-lead")),
        filters: Filters {
            action: urls::operator_inquiries("", 1),
            fields: vec![
                Field::select("state", t.get("my-organizations-status"), states)
                    .value(&wanted.state),
            ],
            reset_url: is_answered.then(|| urls::operator_inquiries("", 1)),
            found: Some(t.count("operator-inquiries-found", total)),
        },
        empty: EmptyState {
            icon: "message-square",
            title: t.get("operator-inquiries-empty-title").into_owned(),
            text: t.get("operator-inquiries-empty-text").into_owned(),
            action: None,
        },
        pagination: Pagination::new(page_number(number), page_number(pages), |page| {
            urls::operator_inquiries(&wanted.state, page)
        }),
    })
}

pub(crate) async fn page(
    State(app): State<App>,
    operator: Operator,
    Path(id): Path<Uuid>,
) -> Result<Response, PageError> {
    let inquiry = find(&app, &operator, id).await?;
    respond::page(&blank(&app, &operator, inquiry, "").await?)
}

pub(crate) async fn answer(
    State(app): State<App>,
    operator: Operator,
    Path(id): Path<Uuid>,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let t = operator.signed_in.t();
    let text: String = typed.answer.trim().chars().take(MAX_ANSWER).collect();
    let (grant, said) = (operator.grant.clone(), text.clone());
    let done = app
        .db
        .write(async move |unit: Unit| inquiries::answer(&unit, &grant, id, &said).await)
        .await;
    match done {
        Ok(()) => Ok(respond::done(
            &app,
            &urls::operator_inquiries("", 1),
            "flash-inquiry-answered",
        )),
        Err(error) => {
            let error = serious(error)?;
            let inquiry = find(&app, &operator, id).await?;
            let mut page = blank(&app, &operator, inquiry, &text).await?;
            if matches!(error, ::organizations::Error::NoAnswer) {
                page.field.error = Some(refusal_text(t, &error));
                page.errors = ErrorSummary::of([&page.field]);
            } else {
                page.alert = Some(refusal(t, &error));
            }
            page.shell.has_errors = true;
            respond::invalid(&page)
        }
    }
}

async fn find(app: &App, operator: &Operator, id: Uuid) -> Result<Inquiry, PageError> {
    inquiries::one(&app.db, &operator.grant, id)
        .await?
        .ok_or(PageError::NotFound)
}

async fn blank(
    app: &App,
    operator: &Operator,
    inquiry: Inquiry,
    typed: &str,
) -> Result<InquiryPage, PageError> {
    let (t, zone) = (operator.signed_in.t(), &operator.signed_in.zone);
    let mut asked = summary(t, &inquiry);
    let who = [
        ("link-person", inquiry.person_name.clone()),
        ("employees-email", inquiry.person_email.clone()),
        ("link-submitted-at", t.date_time(inquiry.created_at, zone)),
        ("link-due", t.date_time(inquiry.due_at, zone)),
    ];
    let who = who.map(|(key, value)| SummaryRow::new(t.get(key), value));
    asked.rows.splice(0..0, who);
    asked.title = Some(t.get("operator-inquiry").into_owned());
    let is_overdue = inquiry.is_overdue(operator.signed_in.now());
    Ok(InquiryPage {
        shell: frame::operator(
            app,
            operator,
            inquiry.number.clone(),
            Section::OperatorInquiries,
        )
        .await?,
        header: PageHeader::new(inquiry.asked.name.clone())
            .lead(t.with1("operator-inquiry-lead", "number", inquiry.number.as_str()))
            .tag(tag(t, &inquiry))
            .crumb(
                t.get("menu-operator-inquiries"),
                urls::operator_inquiries("", 1),
            ),
        alert: is_overdue.then(|| Alert::new(Color::Danger, t.get("operator-overdue-title"))),
        summary: asked,
        documents: vec![document(t, &inquiry, urls::operator_file(inquiry.file))],
        answer: inquiry.answer,
        errors: ErrorSummary::default(),
        field: Field::multiline("answer", t.get("inquiry-answer"))
            .value(typed)
            .maxlength(4000),
        action: urls::operator_inquiry(inquiry.id),
        requests_url: urls::operator_organizations_page(&inquiry.asked.inn, "", 1),
    })
}
