//! The operator's overview: what is late, what is due next, and how the installation does.

use ::organizations::inquiries;
use ::organizations::links::{LinkRequest, LinkState};
use ::organizations::moderation::{self, Overview, QueueFilter};
use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::requests;
use crate::app::App;
use crate::error::PageError;
use crate::frame::{self, Section};
use crate::pages::notices::lines::{NoticeLine, line};
use crate::patterns::{
    Action, Alert, Cell, Color, EmptyState, PageHeader, StatCard, Summary, SummaryRow, Table,
};
use crate::respond;
use crate::shell::Shell;
use crate::urls;
use crate::visitor::Operator;

/// Lines in the table, and notices beside it.
const SHOWN: usize = 6;

#[derive(Template)]
#[template(path = "pages/operator/overview.html")]
struct OverviewPage {
    shell: Shell,
    header: PageHeader,
    alerts: Vec<Alert>,
    stats: Vec<StatCard>,
    queue_url: String,
    table: Table,
    empty: EmptyState,
    state: Summary,
    notices: Vec<NoticeLine>,
}

pub(crate) async fn page(
    State(app): State<App>,
    operator: Operator,
) -> Result<Response, PageError> {
    let (t, now) = (operator.signed_in.t(), operator.signed_in.now());
    let numbers = moderation::overview(&app.db, &operator.grant, now).await?;
    let filter = QueueFilter::default();
    let mut waiting = moderation::queue(&app.db, &operator.grant, &filter, 1, now)
        .await?
        .requests;
    let title = t.get("operator-title");
    let lead = t.with1(
        "operator-lead-updated",
        "time",
        t.time(now, &operator.signed_in.zone),
    );
    let header = PageHeader::new(title.clone()).lead(lead);
    let me = operator.signed_in.actor.person;
    // The most urgent one that this operator may decide.
    let next = waiting
        .iter()
        .find(|one| one.person != me && one.taken_by.is_none_or(|taker| taker == me))
        .map(|one| {
            Action::primary(t.get("operator-next"), urls::operator_request(one.id)).icon("gavel")
        });
    let stats = stats(&operator, &numbers, waiting.first());
    waiting.truncate(SHOWN);
    let (notices, _) = notifications::page(
        &app.db,
        &operator.signed_in.actor,
        1,
        t,
        &operator.signed_in.zone,
    )
    .await?;
    let register = entries(&app)?;
    respond::page(&OverviewPage {
        shell: frame::operator(&app, &operator, title, Section::OperatorOverview).await?,
        header: match next {
            Some(next) => header.action(next),
            None => header,
        },
        alerts: (register == 0)
            .then(|| {
                Alert::new(Color::Warning, t.get("registry-not-loaded"))
                    .text(t.get("registry-not-loaded-hint"))
            })
            .into_iter()
            .collect(),
        stats,
        queue_url: urls::operator_requests(),
        table: requests::short_table(&operator, &waiting),
        empty: EmptyState {
            icon: "circle-check",
            title: t.get("operator-requests-empty-title").into_owned(),
            text: t.get("operator-requests-empty-text").into_owned(),
            action: None,
        },
        state: state(&app, &operator, &numbers, register).await?,
        notices: notices
            .into_iter()
            .take(SHOWN)
            .map(|notice| line(&operator.signed_in, notice))
            .collect(),
    })
}

fn stats(operator: &Operator, numbers: &Overview, first: Option<&LinkRequest>) -> Vec<StatCard> {
    let (t, now) = (operator.signed_in.t(), operator.signed_in.now());
    let due = first
        .and_then(|one| one.due_at)
        .map(|due| t.relative(due, now, &operator.signed_in.zone))
        .unwrap_or_default();
    let card = |icon, color, label: &str, number: u64, note: String, url: String| StatCard {
        icon,
        label: t.get(label).into_owned(),
        value: t.number(i64::try_from(number).unwrap_or(i64::MAX)),
        note,
        url: Some(url),
        color,
    };
    let when_any = |number: u64, color| {
        if number > 0 { color } else { Color::Success }
    };
    vec![
        card(
            "triangle-alert",
            when_any(numbers.overdue, Color::Danger),
            "operator-stat-overdue-name",
            numbers.overdue,
            t.count("operator-stat-overdue-note", numbers.overdue),
            urls::operator_requests_page("", "", "on", 1),
        ),
        card(
            "inbox",
            Color::Info,
            "operator-stat-waiting",
            numbers.waiting,
            t.with(
                "operator-stat-waiting-note",
                &[("count", &numbers.waiting), ("due", &due)],
            ),
            urls::operator_requests(),
        ),
        card(
            "user-check",
            Color::Accent,
            "operator-stat-mine",
            numbers.mine,
            t.count("operator-stat-mine-note", numbers.mine),
            urls::operator_requests(),
        ),
        card(
            "pencil",
            Color::Warning,
            "operator-stat-returned-name",
            numbers.returned,
            t.get("operator-stat-returned-note").into_owned(),
            urls::operator_requests_page("", LinkState::Returned.name(), "", 1),
        ),
    ]
}

fn entries(app: &App) -> Result<u64, PageError> {
    app.registry
        .loaded_count()
        .map_err(|error| PageError::Internal(error.to_string()))
}

/// How large the installation is, how old its register, and what its outbox could not do.
async fn state(
    app: &App,
    operator: &Operator,
    numbers: &Overview,
    register: u64,
) -> Result<Summary, PageError> {
    let t = operator.signed_in.t();
    let jobs = jobs::counts(&app.db).await?;
    let as_of = app
        .registry
        .extract_date()
        .map_err(|error| PageError::Internal(error.to_string()))?;
    let link = |text: String, url: String, note: String| Cell::Link {
        text,
        url,
        note: Some(note),
    };
    let failed = u64::try_from(jobs.failed).unwrap_or(0);
    let questions = inquiries::waiting_count(&app.db, &operator.grant).await?;
    let rows = vec![
        SummaryRow::cell(
            t.get("menu-operator-inquiries"),
            Cell::link(
                t.count("operator-inquiries-waiting", questions),
                urls::operator_inquiries("", 1),
            ),
        ),
        SummaryRow::cell(
            t.get("menu-operator-organizations"),
            link(
                t.count("operator-organizations-count", numbers.organizations),
                urls::operator_organizations(),
                t.count("operator-stat-people", numbers.people),
            ),
        ),
        SummaryRow::cell(
            t.get("operator-state-register"),
            Cell::Two {
                text: t.count("operator-state-register-count", register),
                note: as_of.map_or_else(
                    || t.get("registry-not-loaded").into_owned(),
                    |day| t.with1("registry-as-of", "date", t.day_short(day)),
                ),
            },
        ),
        SummaryRow::cell(
            t.get("menu-operator-jobs"),
            link(
                t.count("operator-jobs-failed", failed),
                urls::operator_jobs(),
                t.count("operator-stat-jobs-ready", jobs.ready),
            ),
        ),
    ];
    Ok(Summary {
        title: Some(t.get("operator-state").into_owned()),
        change_url: None,
        rows,
    })
}
