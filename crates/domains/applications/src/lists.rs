//! Lists with search, filters and pages; single applications; numbers for overviews.

use access::{Grant, OrganizationId, PersonId, rights};
use db::{Db, DbError, Rows, Value, like_pattern, micros, timestamp, values};
use jiff::Timestamp;
use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::files::is_addressed_to;
use crate::model::{Application, ApplicationId, AttachedFile, Event, State};
use crate::store::{full_name, state};
use crate::{ApplicationError, files, store};

/// Applications on one page.
pub const PAGE_SIZE: u32 = 20;

/// What a list shows of an application.
#[derive(Clone, Debug)]
pub struct Line {
    /// Its id.
    pub id: ApplicationId,
    /// The number, from submission on.
    pub number: Option<String>,
    /// The service's title.
    pub title: String,
    /// The applicant's short name.
    pub applicant: String,
    /// Where it stands.
    pub state: State,
    /// The last change.
    pub updated_at: Timestamp,
    /// When it was submitted.
    pub submitted_at: Option<Timestamp>,
    /// When the authority must have answered.
    pub due_at: Option<Timestamp>,
    /// Until when the applicant is to add something.
    pub addition_due_at: Option<Timestamp>,
    /// Who considers it at the authority. Empty for applicants.
    pub assignee: Option<String>,
}

/// One page of a list.
#[derive(Clone, Debug)]
pub struct Page {
    /// At most [`PAGE_SIZE`].
    pub lines: Vec<Line>,
    /// How many there are on all pages.
    pub total: u64,
    /// This page, from 1.
    pub number: u32,
    /// How many pages there are, at least 1.
    pub pages: u32,
}

/// What is looked for among an organization's own applications.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Part of a number or a title.
    pub text: String,
    /// Only of this state.
    pub state: Option<State>,
    /// Only of this service.
    pub service: Option<String>,
    /// The page, from 1.
    pub page: u32,
}

/// Whose applications an authority looks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Holder {
    /// Anybody's.
    #[default]
    Any,
    /// Those that nobody has.
    Nobody,
    /// This employee's.
    Person(PersonId),
}

/// What is looked for in an authority's queue.
#[derive(Clone, Debug, Default)]
pub struct QueueFilter {
    /// Part of a number, a title, an applicant's name or ИНН.
    pub text: String,
    /// Only of this state; without it, all that wait for an answer.
    pub state: Option<State>,
    /// Also those that are decided or withdrawn.
    pub with_final: bool,
    /// Only of this service.
    pub service: Option<String>,
    /// Only those of this employee.
    pub holder: Holder,
    /// Only those whose term has ended.
    pub is_overdue: bool,
    /// The page, from 1.
    pub page: u32,
}

/// Conditions with their values, in step.
struct Query {
    conditions: Vec<String>,
    values: Vec<Value>,
}

impl Query {
    fn new() -> Self {
        Self {
            conditions: Vec::new(),
            values: Vec::new(),
        }
    }

    /// Adds a condition in which `?` stands for the value, as often as it occurs.
    fn and(&mut self, condition: &str, value: impl Into<Value>) {
        self.values.push(value.into());
        let place = format!("${}", self.values.len());
        self.conditions.push(condition.replace('?', &place));
    }

    /// The page of this number; beyond the last, the last one.
    async fn page(self, rows: &impl Rows, order: &str, number: u32) -> Result<Page, DbError> {
        let wheres = self.conditions.join(" AND ");
        let from = format!(
            "FROM applications a JOIN organizations o ON o.id = a.organization_id \
             LEFT JOIN people p ON p.id = a.assignee_id WHERE {wheres}"
        );
        // How many there are comes with every line: one question instead of two.
        let next = self.values.len() + 1;
        let sql = format!(
            "SELECT a.id, a.number, a.service_title, o.name_short, a.state, a.updated_at, \
             a.submitted_at, a.due_at, a.addition_due_at, p.last_name, p.first_name, p.middle_name, \
             (SELECT count(*) {from}) AS total {from} ORDER BY {order} LIMIT ${next} OFFSET ${}",
            next + 1
        );
        let mut number = number.max(1);
        let mut stored: Vec<StoredLine> = rows.all(&sql, self.of_page(number)).await?;
        if stored.is_empty() && number > 1 {
            let count = format!("SELECT count(*) AS n {from}");
            number = pages(rows.number(&count, self.values.clone()).await?);
            stored = rows.all(&sql, self.of_page(number)).await?;
        }
        let total = stored.first().map_or(0, |line| line.total);
        let lines = stored
            .into_iter()
            .map(StoredLine::read)
            .collect::<Result<_, _>>()?;
        Ok(Page {
            lines,
            total: u64::try_from(total).unwrap_or(0),
            number,
            pages: pages(total),
        })
    }

    fn of_page(&self, number: u32) -> Vec<Value> {
        let mut values = self.values.clone();
        values.extend(values![
            i64::from(PAGE_SIZE),
            i64::from(number - 1) * i64::from(PAGE_SIZE)
        ]);
        values
    }
}

/// How many pages so many lines fill, at least 1.
fn pages(lines: i64) -> u32 {
    let lines = u64::try_from(lines).unwrap_or(0);
    u32::try_from(lines.div_ceil(u64::from(PAGE_SIZE)))
        .unwrap_or(u32::MAX)
        .max(1)
}

#[derive(FromQueryResult)]
struct StoredLine {
    id: Uuid,
    number: Option<String>,
    service_title: String,
    name_short: String,
    state: String,
    updated_at: i64,
    submitted_at: Option<i64>,
    due_at: Option<i64>,
    addition_due_at: Option<i64>,
    last_name: Option<String>,
    first_name: Option<String>,
    middle_name: Option<String>,
    total: i64,
}

impl StoredLine {
    fn read(self) -> Result<Line, DbError> {
        let name = full_name([self.last_name, self.first_name, self.middle_name]);
        Ok(Line {
            id: ApplicationId(self.id),
            number: self.number,
            title: self.service_title,
            applicant: self.name_short,
            state: state(&self.state)?,
            updated_at: timestamp(self.updated_at)?,
            submitted_at: self.submitted_at.map(timestamp).transpose()?,
            due_at: self.due_at.map(timestamp).transpose()?,
            addition_due_at: self.addition_due_at.map(timestamp).transpose()?,
            assignee: Some(name).filter(|name| !name.is_empty()),
        })
    }
}

/// The organization's own applications and drafts, the last changed first.
pub async fn list(
    rows: &impl Rows,
    grant: &Grant<rights::ViewApplications>,
    filter: &Filter,
) -> Result<Page, ApplicationError> {
    let mut query = Query::new();
    query.and("a.organization_id = ?", grant.organization().0);
    if !filter.text.trim().is_empty() {
        query.and(
            "a.search_lower LIKE ? ESCAPE '\\'",
            like_pattern(&filter.text),
        );
    }
    if let Some(state) = filter.state {
        query.and("a.state = ?", state.name());
    }
    if let Some(service) = &filter.service {
        query.and("a.service_code = ?", service.as_str());
    }
    let mut page = query
        .page(rows, "a.updated_at DESC, a.id DESC", filter.page)
        .await?;
    for line in &mut page.lines {
        line.assignee = None;
    }
    Ok(page)
}

/// What is addressed to the grant's authority, the nearest end of a term first.
pub async fn queue(
    rows: &impl Rows,
    grant: &Grant<rights::ViewQueue>,
    filter: &QueueFilter,
    now: Timestamp,
) -> Result<Page, ApplicationError> {
    let mut query = Query::new();
    query.and("a.authority_id = ?", grant.organization().0);
    query.conditions.push("a.state <> 'draft'".to_owned());
    if !filter.text.trim().is_empty() {
        query.and(
            "(a.search_lower LIKE ? ESCAPE '\\' OR o.name_lower LIKE ? ESCAPE '\\' \
             OR o.inn LIKE ? ESCAPE '\\')",
            like_pattern(&filter.text),
        );
    }
    match filter.state {
        Some(state) => query.and("a.state = ?", state.name()),
        None if filter.with_final => {}
        None => query.conditions.push(OPEN.to_owned()),
    }
    if let Some(service) = &filter.service {
        query.and("a.service_code = ?", service.as_str());
    }
    match filter.holder {
        Holder::Any => {}
        Holder::Nobody => query.conditions.push("a.assignee_id IS NULL".to_owned()),
        Holder::Person(person) => query.and("a.assignee_id = ?", person.0),
    }
    if filter.is_overdue {
        query.conditions.push(OPEN.to_owned());
        query.and("a.due_at < ?", micros(now));
    }
    Ok(query.page(rows, "a.due_at, a.id", filter.page).await?)
}

const OPEN: &str = "a.state IN ('submitted', 'in_work', 'addition_required', 'at_approval')";

/// An application of the grant's organization. What the authority keeps to itself is left out.
pub async fn find(
    rows: &impl Rows,
    grant: &Grant<rights::ViewApplications>,
    id: ApplicationId,
) -> Result<Application, ApplicationError> {
    let mut application = store::application(rows, id)
        .await?
        .filter(|found| found.organization == grant.organization())
        .ok_or(ApplicationError::NotFound)?;
    application.assignee = None;
    application.proposal = None;
    if let Some(decision) = &mut application.decision {
        decision.by.clear();
    }
    Ok(application)
}

/// An application that is addressed to the grant's authority.
pub async fn find_in_queue(
    rows: &impl Rows,
    grant: &Grant<rights::ViewQueue>,
    id: ApplicationId,
) -> Result<Application, ApplicationError> {
    store::application(rows, id)
        .await?
        .filter(|found| is_addressed_to(found, grant.organization()))
        .ok_or(ApplicationError::NotFound)
}

/// What the applicant reads in the history, the newest first. `application` was found by a grant.
pub async fn history(
    rows: &impl Rows,
    application: &Application,
) -> Result<Vec<Event>, ApplicationError> {
    let mut events = store::events(rows, application.id).await?;
    events.retain(|event| event.change.is_public());
    for event in &mut events {
        if !event.change.has_public_comment() {
            event.comment.clear();
        }
        // Whoever did it at the authority acted in its name.
        if event.organization_name == application.authority_name {
            event.person_name = None;
        }
    }
    Ok(events)
}

/// The whole history, for the authority. `application` was found in its queue.
pub async fn full_history(
    rows: &impl Rows,
    application: &Application,
) -> Result<Vec<Event>, ApplicationError> {
    let mut events = store::events(rows, application.id).await?;
    // What the applicant did with the draft is not the authority's.
    events.retain(|event| event.change != crate::Change::Create);
    Ok(events)
}

/// The files of an application that was found by a grant.
pub async fn attached_files(
    rows: &impl Rows,
    application: &Application,
) -> Result<Vec<AttachedFile>, ApplicationError> {
    Ok(files::attached(rows, application.id).await?)
}

/// How many applications are in which state, and how many are overdue.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    by_state: Vec<(State, u64)>,
    /// Open ones whose term has ended.
    pub overdue: u64,
    /// Open ones that nobody has.
    pub unassigned: u64,
    /// Submitted in the last seven days.
    pub new: u64,
}

impl Counts {
    /// How many are in this state.
    pub fn of(&self, state: State) -> u64 {
        self.by_state
            .iter()
            .find(|(one, _)| *one == state)
            .map_or(0, |(_, count)| *count)
    }
}

/// What was submitted and what was decided in one month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Month {
    /// The first moment of the month.
    pub begins: Timestamp,
    /// Submitted in it.
    pub submitted: u64,
    /// Decided in it, either way.
    pub decided: u64,
}

/// The numbers of an overview.
#[derive(Clone, Debug)]
pub struct Figures {
    /// By state, and what is late.
    pub counts: Counts,
    /// The last six months, the earliest first.
    pub months: Vec<Month>,
}

/// Figures of the organization's own applications.
pub async fn figures(
    db: &Db,
    grant: &Grant<rights::ViewApplications>,
    now: Timestamp,
    zone: &jiff::tz::TimeZone,
) -> Result<Figures, ApplicationError> {
    count(db, "organization_id", grant.organization(), now, zone).await
}

/// Figures of an authority's work.
pub async fn queue_figures(
    db: &Db,
    grant: &Grant<rights::ViewQueue>,
    now: Timestamp,
    zone: &jiff::tz::TimeZone,
) -> Result<Figures, ApplicationError> {
    count(db, "authority_id", grant.organization(), now, zone).await
}

/// One walk through the applications counts everything: a line per state, the months in each.
async fn count(
    db: &Db,
    column: &str,
    organization: OrganizationId,
    now: Timestamp,
    zone: &jiff::tz::TimeZone,
) -> Result<Figures, ApplicationError> {
    let bounds = month_bounds(now, zone)
        .ok_or_else(|| ApplicationError::Stored("the clock is out of range".to_owned()))?;
    let week_ago = now - jiff::SignedDuration::from_hours(24 * 7);
    let mut values = values![organization.0, micros(now), micros(week_ago)];
    let mut columns = vec![
        sum_of("late", "due_at < $2"),
        sum_of("free", "assignee_id IS NULL"),
        sum_of("fresh", "submitted_at >= $3"),
    ];
    for (index, pair) in bounds.windows(2).enumerate() {
        let (from, until) = (values.len() + 1, values.len() + 2);
        values.extend(values![micros(pair[0]), micros(pair[1])]);
        for event in ["submitted", "decided"] {
            let within = format!("{event}_at >= ${from} AND {event}_at < ${until}");
            columns.push(sum_of(&format!("{event}_{index}"), &within));
        }
    }
    let sql = format!(
        "SELECT state, count(*) AS n, {} FROM applications WHERE {column} = $1 GROUP BY state",
        columns.join(", ")
    );
    let mut counts = Counts::default();
    let mut months: Vec<Month> = bounds
        .windows(2)
        .map(|pair| Month {
            begins: pair[0],
            submitted: 0,
            decided: 0,
        })
        .collect();
    for row in db.rows(&sql, values).await? {
        let name: String = row.get("state")?;
        let state = state(&name)?;
        let number = |column: &str| {
            row.get::<i64>(column)
                .map(|n| u64::try_from(n).unwrap_or(0))
        };
        counts.by_state.push((state, number("n")?));
        counts.new += number("fresh")?;
        if state.is_open() {
            counts.overdue += number("late")?;
            counts.unassigned += number("free")?;
        }
        for (index, month) in months.iter_mut().enumerate() {
            month.submitted += number(&format!("submitted_{index}"))?;
            month.decided += number(&format!("decided_{index}"))?;
        }
    }
    Ok(Figures { counts, months })
}

fn sum_of(name: &str, condition: &str) -> String {
    format!("CAST(sum(CASE WHEN {condition} THEN 1 ELSE 0 END) AS BIGINT) AS {name}")
}

/// The beginnings of the last six months and of the next one.
fn month_bounds(now: Timestamp, zone: &jiff::tz::TimeZone) -> Option<Vec<Timestamp>> {
    let first = now.to_zoned(zone.clone()).date().first_of_month();
    (-5..=1)
        .map(|months| {
            let month = first.checked_add(jiff::Span::new().months(months)).ok()?;
            Some(month.to_zoned(zone.clone()).ok()?.timestamp())
        })
        .collect()
}
