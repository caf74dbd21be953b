//! «Проверить подпись»: a public page that says who signed what and whether it holds (R74). What is
//! sent is looked at and kept nowhere.

mod download;
mod question;

use std::time::Duration;

use askama::Template;
use axum::extract::{Multipart, Query, State};
use axum::response::Response;
use jiff::tz::TimeZone;
use serde::Deserialize;
use serde_json::json;
use tokio::sync::Semaphore;

use self::download::{as_json, as_pdf, printed, seal};
use self::question::{Errors, MAX_FILE, MAX_SIGNATURE, Typed, Way, read, with_hash};
use super::receive::receive;
use super::report::{ReportShown, shown};
use crate::app::App;
use crate::error::PageError;
use crate::frame;
use crate::limits::Knock;
use crate::patterns::{Alert, Color, ErrorLink, ErrorSummary, Field, FileRules, Tab, Width};
use crate::respond;
use crate::shell::Shell;
use crate::urls;
use crate::visitor::{SignedIn, Visitor};

pub(crate) use self::download::download;

/// Checks at a time: each may hold [`MAX_FILE`] in memory.
static SEATS: Semaphore = Semaphore::const_new(6);
/// The longest that sending the files and waiting for a seat may take, each.
const SENDING: Duration = Duration::from_mins(2);

#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Wanted {
    way: String,
}

#[derive(Template)]
#[template(path = "pages/signing/verify.html")]
struct VerifyPage {
    shell: Shell,
    tabs: Vec<Tab>,
    lead: String,
    /// That this installation trusts nobody yet.
    alert: Option<Alert>,
    errors: ErrorSummary,
    /// Whether the hash is asked for, by the pattern that can make it in the page.
    has_hash: bool,
    fields: Vec<Field>,
    /// The moment that it is checked for, and the report's format.
    more: Vec<Field>,
    is_more_open: bool,
    action: String,
    report: Option<ReportShown>,
    /// The report for [`download`]; empty when it is too long for that.
    sealed: String,
}

pub(crate) async fn form(
    State(app): State<App>,
    visitor: Visitor,
    Query(wanted): Query<Wanted>,
) -> Result<Response, PageError> {
    respond::page_with_panel(&blank(
        &app,
        &visitor,
        Way::parse(&wanted.way),
        &Typed::default(),
    ))
}

pub(crate) async fn check(
    State(app): State<App>,
    visitor: Visitor,
    Query(wanted): Query<Wanted>,
    multipart: Multipart,
) -> Result<Response, PageError> {
    visitor.knock(&app, Knock::Verify)?;
    let (t, way) = (visitor.t, Way::parse(&wanted.way));
    let busy = || PageError::TooMany(Duration::from_secs(10));
    let _seat = tokio::time::timeout(SENDING, SEATS.acquire())
        .await
        .map_err(|_| busy())?
        .map_err(|_| busy())?;
    let limits = [
        ("file", MAX_FILE),
        ("content", MAX_FILE),
        ("signature", MAX_SIGNATURE),
    ];
    let mut received = tokio::time::timeout(SENDING, receive(multipart, &limits))
        .await
        .map_err(|_| PageError::BadRequest("sending took too long"))??;
    let typed = Typed::of(&received);
    let zone = zone(&visitor);
    let (signed, subject, at) = match read(t, way, &mut received, &typed, visitor.now, &zone) {
        Ok(read) => read,
        Err(errors) => {
            let mut page = blank(&app, &visitor, way, &typed);
            page.mark(&errors);
            return respond::invalid_with_panel(&page);
        }
    };
    let (signed, subject) = with_hash(t, signed, subject).await?;
    let report = app.verifier.validate(signed, at, visitor.now).await;
    let shown = shown(t, &zone, &report, subject);
    let json = serde_json::to_value(&report)
        .map_err(|error| PageError::Internal(format!("report: {error}")))?;
    match received.text("format") {
        "json" => return Ok(as_json(&json)),
        "pdf" => return as_pdf(printed(t, &zone, visitor.now, &shown)?, visitor.now).await,
        _ => {}
    }
    let kept = json!({ "report": json, "printed": printed(t, &zone, visitor.now, &shown)? });
    let mut page = blank(&app, &visitor, way, &typed);
    page.sealed = seal(&app, &kept)?;
    page.shell.title = t.with1(
        "verify-report-title",
        "verdict",
        shown.verdict.title.as_str(),
    );
    page.report = Some(shown);
    respond::page_with_panel(&page)
}

/// Where the visitor's clock is; of strangers it is not known.
fn zone(visitor: &Visitor) -> TimeZone {
    SignedIn::from_visitor(visitor.clone()).map_or_else(
        || TimeZone::get("Europe/Moscow").unwrap_or(TimeZone::UTC),
        |signed_in| signed_in.zone,
    )
}

impl VerifyPage {
    fn mark(&mut self, errors: &Errors) {
        for field in self.fields.iter_mut().chain(&mut self.more) {
            field.error = errors
                .iter()
                .find(|(name, _)| *name == field.name)
                .map(|(_, text)| text.clone());
        }
        self.is_more_open |= self.more.iter().any(|field| field.error.is_some());
        // The fields of the hash are a pattern's own: their errors stand at the top.
        let of_hash = errors.iter().filter(|(name, _)| name.starts_with("hash"));
        self.errors = ErrorSummary {
            errors: of_hash
                .map(|(name, text)| ErrorLink {
                    text: text.clone(),
                    href: Some(format!("#f-{name}")),
                    code: None,
                })
                .chain(ErrorSummary::of(self.fields.iter().chain(&self.more)).errors)
                .collect(),
        };
        self.shell.has_errors = true;
    }
}

fn blank(app: &App, visitor: &Visitor, way: Way, typed: &Typed) -> VerifyPage {
    let t = visitor.t;
    let file = |name: &'static str, accept: &str, most: usize| {
        let rules = FileRules {
            accept: accept.to_owned(),
            max_bytes: most as u64,
            multiple: false,
        };
        Field::file(name, t.get(&format!("verify-{name}")), rules).hint(t.with1(
            &format!("verify-{name}-hint"),
            "limit",
            t.bytes(most as u64),
        ))
    };
    let signature = || {
        file(
            "signature",
            ".sig,.sgn,.p7s,.p7b,.pem,.der,.bin",
            MAX_SIGNATURE,
        )
    };
    let fields = match way {
        Way::File => vec![file("file", "", MAX_FILE)],
        Way::Detached => vec![file("content", "", MAX_FILE), signature()],
        Way::Hash => vec![signature()],
    };
    let tabs = Way::ALL.map(|one| Tab {
        label: t
            .get(match one {
                Way::File => "verify-way-file",
                Way::Detached => "verify-way-detached",
                Way::Hash => "verify-way-hash",
            })
            .into_owned(),
        url: urls::verify(one.name()),
        current: one == way,
        count: None,
    });
    VerifyPage {
        shell: frame::public(visitor, t.get("verify-title")),
        tabs: tabs.into(),
        lead: t.get("verify-lead").into_owned(),
        alert: (!app.verifier.is_configured()).then(|| {
            Alert::new(Color::Warning, t.get("verify-trusts-nobody"))
                .text(t.get("verify-trusts-nobody-text"))
        }),
        errors: ErrorSummary::default(),
        has_hash: way == Way::Hash,
        fields,
        more: vec![
            Field::date("date", t.get("verify-date"))
                .hint(t.with1("form-date-hint", "example", "01.12.2025"))
                .value(&typed.date)
                .optional(),
            Field::text("time", t.get("verify-time"))
                .hint(t.get("verify-time-hint"))
                .value(&typed.time)
                .maxlength(5)
                .width(Width::Tiny)
                .optional(),
        ],
        is_more_open: !typed.date.is_empty() || !typed.time.is_empty(),
        action: urls::verify(way.name()),
        report: None,
        sealed: String::new(),
    }
}
