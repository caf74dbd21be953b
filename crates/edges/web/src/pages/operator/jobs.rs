//! The outbox: what was given up, and another try for it.

use askama::Template;
use audit::Entry;
use axum::extract::State;
use axum::response::Response;
use db::{DbError, Unit};

use crate::app::App;
use crate::error::PageError;
use crate::frame::{self, Section};
use crate::patterns::{Cell, Column, EmptyState, PageHeader, Row, Table};
use crate::respond;
use crate::shell::Shell;
use crate::urls;
use crate::visitor::Operator;

#[derive(Template)]
#[template(path = "pages/operator/jobs.html")]
struct JobsPage {
    shell: Shell,
    header: PageHeader,
    waiting: String,
    table: Table,
    empty: EmptyState,
    retry_url: String,
}

pub(crate) async fn page(
    State(app): State<App>,
    operator: Operator,
) -> Result<Response, PageError> {
    let t = operator.signed_in.t();
    let failed = jobs::failed(&app.db).await?;
    let counts = jobs::counts(&app.db).await?;
    let rows = failed.into_iter().map(|job| {
        Row::new(vec![
            Cell::Two {
                text: job.kind,
                note: job.id.to_string(),
            },
            Cell::text(job.last_error.chars().take(300).collect::<String>()),
            Cell::text(t.date_time(job.at, &operator.signed_in.zone)),
        ])
    });
    let title = t.get("menu-operator-jobs");
    respond::page(&JobsPage {
        table: Table {
            caption: title.clone().into_owned(),
            columns: vec![
                Column::new(t.get("operator-job-kind")),
                Column::new(t.get("operator-job-error")),
                Column::new(t.get("operator-job-at")),
            ],
            rows: rows.collect(),
        },
        shell: frame::operator(&app, &operator, title.clone(), Section::OperatorJobs).await?,
        header: PageHeader::new(title).lead(t.get("operator-jobs-lead")),
        waiting: t.count("operator-stat-jobs-ready", counts.ready),
        empty: EmptyState {
            icon: "circle-check",
            title: t.get("operator-jobs-empty-title").into_owned(),
            text: t.get("operator-jobs-empty-text").into_owned(),
            action: None,
        },
        retry_url: urls::operator_jobs_retry(),
    })
}

pub(crate) async fn retry(
    State(app): State<App>,
    operator: Operator,
) -> Result<Response, PageError> {
    let again = jobs::retry_failed(&app.db).await?;
    let grant = operator.grant.clone();
    app.db
        .write(async move |unit: Unit| {
            let details = serde_json::json!({ "jobs": again });
            audit::record(
                &unit,
                Entry::by_operator(&grant, "operator.jobs-retry").details(details),
            )
            .await?;
            Ok::<_, DbError>(())
        })
        .await?;
    Ok(respond::done(
        &app,
        &urls::operator_jobs(),
        "flash-jobs-retried",
    ))
}
