//! Rows of applications, their history and the services they were begun by.

use access::{OrganizationId, PersonId};
use db::{DbError, Rows, Unit, micros, timestamp, values};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::model::{AdditionRequest, Application, ApplicationId, Change, Event, State, broken};

/// The definition's JSON and the result template of one version.
pub(crate) async fn service(
    rows: &impl Rows,
    code: &str,
    version: u32,
) -> Result<Option<(String, String)>, DbError> {
    let row = rows
        .row(
            "SELECT definition, result_template FROM services WHERE code = $1 AND version = $2",
            values![code, version.to_string()],
        )
        .await?;
    row.map(|row| Ok((row.get("definition")?, row.get("result_template")?)))
        .transpose()
}

/// What every reading of whole applications selects.
pub(crate) const SELECT: &str = "SELECT a.id, a.number, a.organization_id, o.name_short AS organization_name, a.authority_id, \
     u.name_short AS authority_name, a.service_code, a.service_version, a.service_title, a.state, \
     a.step, a.answers, a.revision, a.created_by, a.created_at, a.updated_at, a.signature, a.submitted_at, \
     a.due_at, a.editor, a.assignee_id, p.last_name, p.first_name, p.middle_name, a.addition_text, \
     a.addition_due_at, a.proposal, a.decision, a.decided_at, a.result_file_id \
     FROM applications a JOIN organizations o ON o.id = a.organization_id \
     JOIN organizations u ON u.id = a.authority_id LEFT JOIN people p ON p.id = a.assignee_id";

#[derive(FromQueryResult)]
pub(crate) struct StoredApplication {
    id: Uuid,
    number: Option<String>,
    organization_id: Uuid,
    organization_name: String,
    authority_id: Uuid,
    authority_name: String,
    service_code: String,
    service_version: String,
    service_title: String,
    state: String,
    step: i64,
    answers: String,
    revision: i64,
    created_by: Uuid,
    created_at: i64,
    updated_at: i64,
    signature: String,
    submitted_at: Option<i64>,
    due_at: Option<i64>,
    editor: Option<Uuid>,
    assignee_id: Option<Uuid>,
    last_name: Option<String>,
    first_name: Option<String>,
    middle_name: Option<String>,
    addition_text: String,
    addition_due_at: Option<i64>,
    proposal: String,
    decision: String,
    decided_at: Option<i64>,
    result_file_id: Option<Uuid>,
}

impl StoredApplication {
    pub(crate) fn read(self) -> Result<Application, DbError> {
        let addition = match self.addition_due_at {
            Some(due) => Some(AdditionRequest {
                text: self.addition_text,
                due: timestamp(due)?,
            }),
            None => None,
        };
        let name = full_name([self.last_name, self.first_name, self.middle_name]);
        Ok(Application {
            id: ApplicationId(self.id),
            number: self.number,
            organization: OrganizationId(self.organization_id),
            organization_name: self.organization_name,
            authority: OrganizationId(self.authority_id),
            authority_name: self.authority_name,
            service_code: self.service_code,
            service_version: self
                .service_version
                .parse()
                .map_err(|error| broken("applications.service_version", error))?,
            title: self.service_title,
            state: state(&self.state)?,
            step: usize::try_from(self.step).map_err(|error| broken("applications.step", error))?,
            answers: from_json("applications.answers", &self.answers)?,
            revision: self.revision,
            created_by: PersonId(self.created_by),
            created_at: timestamp(self.created_at)?,
            updated_at: timestamp(self.updated_at)?,
            signature: forms::Signature::parse(&self.signature)
                .ok_or_else(|| broken("applications.signature", &self.signature))?,
            submitted_at: self.submitted_at.map(timestamp).transpose()?,
            due_at: self.due_at.map(timestamp).transpose()?,
            assignee: self.assignee_id.map(|id| (PersonId(id), name)),
            editor: self.editor,
            addition,
            proposal: optional_json("applications.proposal", &self.proposal)?,
            decision: optional_json("applications.decision", &self.decision)?,
            decided_at: self.decided_at.map(timestamp).transpose()?,
            result_file: self.result_file_id,
        })
    }
}

pub(crate) fn state(name: &str) -> Result<State, DbError> {
    State::parse(name).ok_or_else(|| broken("applications.state", name))
}

/// «Котова Анна Сергеевна», of what there is.
pub(crate) fn full_name(parts: [Option<String>; 3]) -> String {
    let parts: Vec<String> = parts
        .into_iter()
        .flatten()
        .filter(|part| !part.is_empty())
        .collect();
    parts.join(" ")
}

fn from_json<T: serde::de::DeserializeOwned>(
    column: &'static str,
    json: &str,
) -> Result<T, DbError> {
    serde_json::from_str(json).map_err(|error| broken(column, error))
}

fn optional_json<T: serde::de::DeserializeOwned>(
    column: &'static str,
    json: &str,
) -> Result<Option<T>, DbError> {
    if json.is_empty() {
        Ok(None)
    } else {
        from_json(column, json).map(Some)
    }
}

pub(crate) fn to_json<T: serde::Serialize>(
    column: &'static str,
    value: &T,
) -> Result<String, DbError> {
    serde_json::to_string(value).map_err(|error| broken(column, error))
}

/// An application whoever asks; the caller decides whether it may be seen.
pub(crate) async fn application(
    rows: &impl Rows,
    id: ApplicationId,
) -> Result<Option<Application>, DbError> {
    let found: Option<StoredApplication> = rows
        .one(&format!("{SELECT} WHERE a.id = $1"), values![id.0])
        .await?;
    found.map(StoredApplication::read).transpose()
}

/// What a new row begins with.
pub(crate) struct NewApplication<'a> {
    pub(crate) id: Uuid,
    pub(crate) organization: OrganizationId,
    pub(crate) authority: OrganizationId,
    pub(crate) service_code: &'a str,
    pub(crate) service_version: u32,
    pub(crate) title: &'a str,
    pub(crate) answers: &'a str,
    pub(crate) person: PersonId,
    /// For one that is submitted at once: its number and the end of the term in microseconds.
    pub(crate) submitted: Option<(&'a str, i64)>,
    /// The open page of a draft.
    pub(crate) editor: Option<Uuid>,
}

pub(crate) async fn insert(unit: &Unit, new: NewApplication<'_>) -> Result<(), DbError> {
    let now = micros(unit.now());
    let (number, due_at) = new.submitted.unzip();
    let is_submitted = new.submitted.is_some();
    let state = if is_submitted {
        State::Submitted
    } else {
        State::Draft
    };
    unit.insert_later(
        "INSERT INTO applications (id, number, organization_id, authority_id, service_code, \
         service_version, service_title, search_lower, state, answers, revision, created_by, \
         created_at, updated_at, updated_by, submitted_by, submitted_at, due_at, editor) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1, $11, $12, $12, $11, $13, $14, $15, $16)",
        values![
            new.id,
            number,
            new.organization.0,
            new.authority.0,
            new.service_code,
            new.service_version.to_string(),
            new.title,
            search_text(new.title, number),
            state.name(),
            new.answers,
            new.person.0,
            now,
            is_submitted.then_some(new.person.0),
            is_submitted.then_some(now),
            due_at,
            new.editor,
        ],
    )
    .await?;
    Ok(())
}

/// What people search applications by.
pub(crate) fn search_text(title: &str, number: Option<&str>) -> String {
    format!("{title} {}", number.unwrap_or_default()).to_lowercase()
}

/// Keeps everything of a submitted application that can change. `false` when its revision is not
/// `before` any more: nothing was changed then.
pub(crate) async fn update(
    unit: &Unit,
    after: &Application,
    before: i64,
    by: PersonId,
) -> Result<bool, DbError> {
    let proposal = match &after.proposal {
        Some(proposal) => to_json("applications.proposal", proposal)?,
        None => String::new(),
    };
    let decision = match &after.decision {
        Some(decision) => to_json("applications.decision", decision)?,
        None => String::new(),
    };
    let step = i64::try_from(after.step).map_err(|error| broken("applications.step", error))?;
    let touched = unit
        .execute(
            "UPDATE applications SET state = $3, step = $4, assignee_id = $5, addition_text = $6, \
             addition_due_at = $7, proposal = $8, decision = $9, decided_at = $10, \
             result_file_id = $11, updated_at = $12, updated_by = $13, revision = revision + 1 \
             WHERE id = $1 AND revision = $2",
            values![
                after.id.0,
                before,
                after.state.name(),
                step,
                after.assignee.as_ref().map(|(person, _)| person.0),
                after
                    .addition
                    .as_ref()
                    .map_or("", |addition| addition.text.as_str()),
                after.addition.as_ref().map(|addition| micros(addition.due)),
                proposal,
                decision,
                after.decided_at.map(micros),
                after.result_file,
                micros(unit.now()),
                by.0,
            ],
        )
        .await?;
    Ok(touched == 1)
}

/// Adds a line to the history.
pub(crate) async fn insert_event(
    unit: &Unit,
    id: Uuid,
    application: Uuid,
    change: Change,
    by: (PersonId, OrganizationId),
    state: State,
    comment: &str,
) -> Result<(), DbError> {
    unit.insert_later(
        "INSERT INTO application_events (id, application_id, at, kind, person_id, \
         organization_id, state, comment) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        values![
            id,
            application,
            micros(unit.now()),
            change.name(),
            by.0.0,
            by.1.0,
            state.name(),
            comment
        ],
    )
    .await?;
    Ok(())
}

#[derive(FromQueryResult)]
struct StoredEvent {
    id: Uuid,
    at: i64,
    kind: String,
    last_name: Option<String>,
    first_name: Option<String>,
    middle_name: Option<String>,
    organization_name: Option<String>,
    state: String,
    comment: String,
}

/// The history, the newest first; at most 500 lines.
pub(crate) async fn events(
    rows: &impl Rows,
    application: ApplicationId,
) -> Result<Vec<Event>, DbError> {
    let stored: Vec<StoredEvent> = rows
        .all(
            "SELECT e.id, e.at, e.kind, p.last_name, p.first_name, p.middle_name, \
             o.name_short AS organization_name, e.state, e.comment FROM application_events e \
             LEFT JOIN people p ON p.id = e.person_id \
             LEFT JOIN organizations o ON o.id = e.organization_id \
             WHERE e.application_id = $1 ORDER BY e.at DESC, e.id DESC LIMIT 500",
            values![application.0],
        )
        .await?;
    stored
        .into_iter()
        .map(|row| {
            let name = full_name([row.last_name, row.first_name, row.middle_name]);
            Ok(Event {
                id: row.id,
                at: timestamp(row.at)?,
                change: Change::parse(&row.kind)
                    .ok_or_else(|| broken("application_events.kind", &row.kind))?,
                person_name: Some(name).filter(|name| !name.is_empty()),
                organization_name: row.organization_name.unwrap_or_default(),
                state: state(&row.state)?,
                comment: row.comment,
            })
        })
        .collect()
}

/// The next number of a year: «З-2026-000417». Taken in the unit of the submission, so a number is
/// never given twice.
pub(crate) async fn next_number(unit: &Unit, year: i16) -> Result<String, DbError> {
    let value = organizations::next_number(unit, &format!("application-{year}")).await?;
    Ok(format!("З-{year}-{value:06}"))
}
