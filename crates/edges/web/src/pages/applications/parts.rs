//! What several pages of applications share: words, colours and rows.

use std::sync::Arc;

use access::Permission;
use applications::{
    Application, ApplicationError, AttachedFile, Change, Decision, Event, Outcome, Service, State,
};
use forms::{FieldError, FieldKind, Parameter, Shown};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use texts::{Texts, ToArg};

use crate::app::App;
use crate::error::PageError;
use crate::pages::organizations::parts::upload_text;
use crate::patterns::{
    Alert, Cell, Color, ErrorLink, ErrorSummary, Field, FileItem, SummaryRow, Tag, TimelineItem,
};

/// A status in words and colour.
pub(crate) fn state_tag(t: Texts, state: State) -> Tag {
    let color = match state {
        State::Draft | State::Withdrawn => Color::Neutral,
        State::Submitted | State::InWork | State::AtApproval => Color::Info,
        State::AdditionRequired => Color::Warning,
        State::Approved => Color::Success,
        State::Refused => Color::Danger,
    };
    Tag::new(t.get(state.key()), color)
}

/// What cannot be told in words on the page itself is a page of its own.
pub(crate) fn serious(error: ApplicationError) -> Result<ApplicationError, PageError> {
    if error.is_not_found() {
        return Err(PageError::NotFound);
    }
    match error {
        ApplicationError::ManagersStep => Err(PageError::Forbidden(Permission::ApproveDecisions)),
        error if error.is_internal() => Err(PageError::Internal(error.to_string())),
        refusal => Ok(refusal),
    }
}

/// For places that have no words of their own for a refusal.
pub(crate) fn only_serious(error: ApplicationError) -> PageError {
    match serious(error) {
        Err(page) => page,
        Ok(_) => PageError::BadRequest("the application does not allow it"),
    }
}

/// A refusal in words.
pub(crate) fn refusal_text(t: Texts, zone: &TimeZone, error: &ApplicationError) -> String {
    let key = format!("error-{}", error.code());
    match error {
        ApplicationError::Conflict { by_name, at, .. } => t.with(
            &key,
            &[("name", by_name), ("time", &t.date_time(*at, zone))],
        ),
        ApplicationError::WrongState(state) => t.with1(&key, "state", t.get(state.key())),
        ApplicationError::TextTooLong { max, .. } => t.with1(&key, "max", max),
        // Shown at its field, where nothing else tells the code.
        ApplicationError::Upload(error) => {
            format!(
                "{} {}",
                upload_text(t, error),
                t.with1("error-code", "code", error.code())
            )
        }
        _ => t.get(&key).into_owned(),
    }
}

/// A refusal as a banner with its code (R34).
pub(crate) fn refusal(t: Texts, zone: &TimeZone, error: &ApplicationError) -> Alert {
    let color = match error {
        ApplicationError::Conflict { .. } | ApplicationError::Changed => Color::Warning,
        _ => Color::Danger,
    };
    Alert {
        code: Some(error.code().to_owned()),
        ..Alert::new(color, refusal_text(t, zone, error))
    }
}

/// What is wrong with an answer.
pub(crate) fn field_error(t: Texts, error: &FieldError) -> String {
    let args: Vec<(&str, Box<dyn ToArg>)> = error
        .parameters
        .iter()
        .map(|(name, value)| match value {
            Parameter::Number(number) => (*name, Box::new(*number) as Box<dyn ToArg>),
            other => (*name, Box::new(other.to_text()) as Box<dyn ToArg>),
        })
        .collect();
    let args: Vec<(&str, &dyn ToArg)> = args
        .iter()
        .map(|(name, value)| (*name, value.as_ref()))
        .collect();
    t.with(&format!("error-{}", error.code), &args)
}

/// Puts a refusal at the fields that it is about; `false` when it is about something else. The
/// words for a field that was left empty are under `FORM-FIELD-missing`.
pub(crate) fn put_at_fields(
    fields: &mut [Field],
    form: &str,
    t: Texts,
    zone: &TimeZone,
    error: &ApplicationError,
) -> bool {
    let mut are_all_put = true;
    for one in error.each() {
        let own = one.field();
        let field = fields
            .iter_mut()
            .find(|field| Some(field.name.as_str()) == own);
        let Some(field) = field else {
            are_all_put = false;
            continue;
        };
        let missing = format!("{form}-{}-missing", field.name);
        field.error = Some(match one {
            ApplicationError::TextMissing(_) if t.has(&missing) => t.get(&missing).into_owned(),
            other => refusal_text(t, zone, other),
        });
    }
    are_all_put
}

/// The service in the version that the application began with.
pub(crate) async fn service_of(
    app: &App,
    application: &Application,
) -> Result<Arc<Service>, PageError> {
    let version = application.service_version;
    app.services
        .version(&app.db, &application.service_code, version)
        .await
        .map_err(only_serious)
}

pub(crate) async fn files_of(
    app: &App,
    application: &Application,
) -> Result<Vec<AttachedFile>, PageError> {
    applications::attached_files(&app.db, application)
        .await
        .map_err(only_serious)
}

/// Errors of the whole form, each a link to its section and field.
pub(crate) fn linked_errors(
    t: Texts,
    service: &Service,
    errors: &[FieldError],
    section_url: impl Fn(&str) -> String,
) -> ErrorSummary {
    let errors = errors
        .iter()
        .map(|error| {
            let section = service
                .definition
                .sections
                .iter()
                .find(|section| section.fields.iter().any(|field| field.name == error.field));
            ErrorLink {
                text: field_error(t, error),
                href: section
                    .map(|section| format!("{}#f-{}", section_url(&section.code), error.field)),
                code: None,
            }
        })
        .collect();
    ErrorSummary { errors }
}

/// An answer for reading.
pub(crate) fn shown(t: Texts, answer: Shown) -> String {
    match answer {
        Shown::Nothing => t.get("form-not-filled").into_owned(),
        Shown::Ticked => t.get("application-yes").into_owned(),
        Shown::Text(text) => text,
        Shown::List(labels) => labels.join(", "),
    }
}

/// The answers of one section.
pub(crate) struct SectionAnswers {
    pub(crate) title: String,
    pub(crate) change_url: Option<String>,
    pub(crate) rows: Vec<SummaryRow>,
}

impl SectionAnswers {
    /// The rows by reference: a macro of a template cannot borrow a loop variable's field.
    pub(crate) fn rows(&self) -> &[SummaryRow] {
        &self.rows
    }
}

/// All answers, a summary per section; `change` makes the links to the sections.
pub(crate) fn answers(
    t: Texts,
    service: &Service,
    application: &Application,
    files: &[AttachedFile],
    change: Option<&(dyn Fn(&str) -> String + Sync)>,
) -> Vec<SectionAnswers> {
    let definition = &service.definition;
    let answers = forms::spread(definition, &application.answers);
    let visible: Vec<&str> = forms::visible_fields(definition, &answers)
        .into_iter()
        .map(|field| field.name.as_str())
        .collect();
    definition
        .sections
        .iter()
        .map(|section| {
            let rows = section
                .fields
                .iter()
                .filter(|field| visible.contains(&field.name.as_str()))
                .map(|field| {
                    let value = if field.files.is_some() {
                        let names: Vec<&str> = files
                            .iter()
                            .filter(|file| file.field == field.name)
                            .map(|file| file.name.as_str())
                            .collect();
                        if names.is_empty() {
                            t.get("form-not-filled").into_owned()
                        } else {
                            names.join(", ")
                        }
                    } else {
                        match forms::display_value(field, answers.all(&field.name)) {
                            Shown::Nothing if field.kind == FieldKind::Checkbox => {
                                t.get("application-no").into_owned()
                            }
                            value => shown(t, value),
                        }
                    };
                    SummaryRow::cell(field.label.clone(), Cell::text(value))
                })
                .collect();
            SectionAnswers {
                title: section.title.clone(),
                change_url: change.map(|url| url(&section.code)),
                rows,
            }
        })
        .collect()
}

/// Files as a list of downloads.
pub(crate) fn file_items(
    t: Texts,
    files: &[AttachedFile],
    url: impl Fn(uuid::Uuid) -> String,
) -> Vec<FileItem> {
    files
        .iter()
        .map(|file| FileItem {
            name: file.name.clone(),
            note: format!("{} · {}", file.kind.to_uppercase(), t.bytes(file.size)),
            url: Some(url(file.file)),
            ..FileItem::default()
        })
        .collect()
}

/// The history as a timeline.
pub(crate) fn timeline(t: Texts, zone: &TimeZone, events: &[Event]) -> Vec<TimelineItem> {
    events
        .iter()
        .map(|event| {
            let (icon, color) = event_look(event.change);
            let by = match &event.person_name {
                Some(name) => format!("{} · {name}", event.organization_name),
                None => event.organization_name.clone(),
            };
            TimelineItem {
                title: t
                    .get(&format!("event-{}", event.change.name()))
                    .into_owned(),
                time: t.date_time(event.at, zone),
                datetime: event.at.to_string(),
                by: Some(by),
                text: Some(event.comment.clone()).filter(|text| !text.is_empty()),
                icon: Some(icon),
                color,
            }
        })
        .collect()
}

fn event_look(change: Change) -> (&'static str, Color) {
    match change {
        Change::Create => ("file-plus", Color::Neutral),
        Change::Submit => ("send", Color::Accent),
        Change::Take => ("user-check", Color::Info),
        Change::Assign => ("user-cog", Color::Info),
        Change::Release => ("rotate-ccw", Color::Neutral),
        Change::AskAddition => ("circle-alert", Color::Warning),
        Change::Add => ("paperclip", Color::Info),
        Change::Propose | Change::Pass => ("stamp", Color::Info),
        Change::Return => ("rotate-ccw", Color::Warning),
        Change::Approve => ("circle-check", Color::Success),
        Change::Refuse => ("octagon-x", Color::Danger),
        Change::Withdraw => ("ban", Color::Neutral),
    }
}

/// A decision: a banner, and of a refusal the reasons with what to do next.
pub(crate) struct DecisionShown {
    pub(crate) alert: Alert,
    pub(crate) reasons: Vec<String>,
    pub(crate) advice: String,
}

pub(crate) fn decision_shown(t: Texts, decision: &Decision) -> DecisionShown {
    let (alert, reasons, advice) = match decision.outcome {
        Outcome::Approved => (
            Alert {
                text: Some(decision.text.clone()).filter(|text| !text.is_empty()),
                ..Alert::new(Color::Success, t.get("decision-approved"))
            },
            Vec::new(),
            String::new(),
        ),
        Outcome::Refused => (
            Alert::new(Color::Danger, t.get("decision-refused")),
            decision.reasons.clone(),
            decision.advice.clone(),
        ),
    };
    DecisionShown {
        alert,
        reasons,
        advice,
    }
}

/// When the answer is due, and whether that has passed.
pub(crate) fn due(t: Texts, zone: &TimeZone, at: Option<Timestamp>) -> String {
    at.map(|at| t.date(at, zone)).unwrap_or_default()
}

/// The fee in words.
pub(crate) fn fee(t: Texts, kopecks: i64) -> String {
    if kopecks == 0 {
        t.get("service-free").into_owned()
    } else {
        t.money(kopecks)
    }
}
