//! The report as a file: PDF for people, JSON for programs.

use axum::extract::{Form, State};
use axum::response::Response;
use data_encoding::BASE64;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Deserialize;
use serde_json::{Value, json};
use texts::Texts;

use super::super::mine::attached;
use super::super::report::ReportShown;
use crate::app::App;
use crate::error::PageError;
use crate::limits::Knock;
use crate::visitor::Visitor;

/// What the sealed report of [`download`] is for.
const SEAL: &str = "verify-report";
/// A longer sealed report is not offered for download.
const MAX_SEALED: usize = 1024 * 1024;

#[derive(Deserialize)]
pub(crate) struct Sealed {
    sealed: String,
    #[serde(default)]
    format: String,
}

/// The report that was just shown, as a file: it comes back sealed, so that it is ours and nothing
/// had to be stored.
pub(crate) async fn download(
    State(app): State<App>,
    visitor: Visitor,
    Form(form): Form<Sealed>,
) -> Result<Response, PageError> {
    visitor.knock(&app, Knock::Verify)?;
    let not_ours = || PageError::BadRequest("not a report of this installation");
    let sealed = BASE64
        .decode(form.sealed.as_bytes())
        .map_err(|_| not_ours())?;
    let opened = app.master.open(SEAL, &sealed).map_err(|_| not_ours())?;
    let mut kept: Value = serde_json::from_slice(&opened).map_err(|_| not_ours())?;
    if form.format == "json" {
        Ok(as_json(&kept["report"]))
    } else {
        as_pdf(kept["printed"].take(), visitor.now).await
    }
}

pub(super) fn seal(app: &App, kept: &Value) -> Result<String, PageError> {
    let sealed = app
        .master
        .seal(SEAL, kept.to_string().as_bytes())
        .map_err(|error| PageError::Internal(format!("report: {error}")))?;
    let text = BASE64.encode(&sealed);
    Ok(Some(text)
        .filter(|text| text.len() <= MAX_SEALED)
        .unwrap_or_default())
}

/// What the template of the printed report reads.
pub(super) fn printed(
    t: Texts,
    zone: &TimeZone,
    now: Timestamp,
    shown: &ReportShown,
) -> Result<Value, PageError> {
    let report = serde_json::to_value(shown)
        .map_err(|error| PageError::Internal(format!("report: {error}")))?;
    let labels = [
        "report-title",
        "subject",
        "qualification",
        "findings",
        "chain",
        "blocks",
        "disclaimer",
    ];
    let labels: serde_json::Map<String, Value> = labels
        .iter()
        .map(|name| {
            let text = t.get(&format!("verify-print-{name}")).into_owned();
            ((*name).to_owned(), Value::String(text))
        })
        .collect();
    Ok(json!({
        "lang": t.lang().tag(),
        "made": t.with(
            "verify-print-made",
            &[
                ("when", &t.date_time(now, zone)),
                // Whoever gets the report lives by another clock.
                ("offset", &now.to_zoned(zone.clone()).strftime("%:z").to_string()),
            ],
        ),
        "labels": labels,
        "report": report,
    }))
}

pub(super) async fn as_pdf(data: Value, now: Timestamp) -> Result<Response, PageError> {
    let rendered = tokio::task::spawn_blocking(move || {
        let template = print::Template {
            name: "signing/report.typ",
            source: include_str!("../report.typ"),
        };
        print::render_pdf(&template, &data, now)
    });
    let pdf = rendered
        .await
        .map_err(|error| PageError::Internal(error.to_string()))?
        .map_err(|error| PageError::Internal(error.to_string()))?;
    Ok(attached("application/pdf", "report.pdf", pdf))
}

pub(super) fn as_json(report: &Value) -> Response {
    let text = serde_json::to_vec_pretty(report).unwrap_or_default();
    attached("application/json", "report.json", text)
}
