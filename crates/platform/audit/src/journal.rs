//! Reading: pages with search and filters, and the whole slice for export.

use access::{Grant, OrganizationId, PersonId, rights};
use db::{Db, DbError, FromQueryResult, Rows, Value, like_pattern, micros, timestamp, values};
use jiff::Timestamp;
use uuid::Uuid;

/// Entries on one page.
const PAGE_SIZE: i64 = 50;
/// Entries in one export; more is asked for by narrowing the period.
pub const EXPORT_LIMIT: usize = 100_000;

/// What to show.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Part of a person's name or of the object's label.
    pub search: String,
    /// One action's stable name.
    pub action: String,
    /// One person.
    pub person: Option<PersonId>,
    /// From this moment on.
    pub from: Option<Timestamp>,
    /// Before this moment.
    pub until: Option<Timestamp>,
}

/// One entry as people read it.
#[derive(Clone, Debug)]
pub struct JournalEntry {
    /// Place in the log.
    pub seq: i64,
    /// When.
    pub at: Timestamp,
    /// Who; `None` is the system itself.
    pub person: Option<PersonId>,
    /// Their name then.
    pub person_name: String,
    /// Their role then; empty when none applied.
    pub role: String,
    /// Stable name of the action.
    pub action: String,
    /// Stable kind of the object.
    pub object_kind: String,
    /// Id of the object.
    pub object_id: Option<Uuid>,
    /// How people call the object.
    pub object_label: String,
    /// Whether it was refused.
    pub is_refused: bool,
    /// Before, after, reasons.
    pub details: serde_json::Value,
    /// Address of the request.
    pub ip: String,
    /// Its id in the server's log; empty for what the system did.
    pub request_id: String,
}

/// A page of the journal, newest first.
#[derive(Clone, Debug)]
pub struct Page {
    /// The entries.
    pub entries: Vec<JournalEntry>,
    /// How many there are in all.
    pub total: u64,
    /// This page's number, from 1.
    pub number: u64,
    /// How many pages there are, at least 1.
    pub pages: u64,
}

/// One page of an organization's journal, newest first; `number` counts from 1.
pub async fn page(
    db: &Db,
    grant: &Grant<rights::ViewJournal>,
    filter: &Filter,
    number: u64,
) -> Result<Page, DbError> {
    let (wheres, mut values) = conditions(grant.organization(), filter);
    let count = format!("SELECT count(*) AS n FROM audit_log WHERE {wheres}");
    let total = u64::try_from(db.number(&count, values.clone()).await?).unwrap_or(0);
    let pages = total.div_ceil(PAGE_SIZE.unsigned_abs()).max(1);
    let number = number.clamp(1, pages);
    let offset = i64::try_from(number - 1)
        .unwrap_or(0)
        .saturating_mul(PAGE_SIZE);
    let next = values.len() + 1;
    values.extend(values![PAGE_SIZE, offset]);
    let sql = format!(
        "SELECT {COLUMNS} FROM audit_log WHERE {wheres} ORDER BY seq DESC LIMIT ${next} OFFSET ${}",
        next + 1
    );
    let rows: Vec<StoredEntry> = db.all(&sql, values).await?;
    let entries = rows
        .into_iter()
        .map(StoredEntry::read)
        .collect::<Result<_, _>>()?;
    Ok(Page {
        entries,
        total,
        number,
        pages,
    })
}

/// Everything that the filter finds, oldest first, for a file that the organization downloads;
/// `None` when that is more than `most`: a file that lacks entries would look whole.
pub async fn all_for_export(
    db: &Db,
    grant: &Grant<rights::ViewJournal>,
    filter: &Filter,
    most: usize,
) -> Result<Option<Vec<JournalEntry>>, DbError> {
    let (wheres, mut values) = conditions(grant.organization(), filter);
    let next = values.len() + 1;
    values.extend(values![i64::try_from(most + 1).unwrap_or(i64::MAX)]);
    let sql = format!("SELECT {COLUMNS} FROM audit_log WHERE {wheres} ORDER BY seq LIMIT ${next}");
    let rows: Vec<StoredEntry> = db.all(&sql, values).await?;
    if rows.len() > most {
        return Ok(None);
    }
    let entries: Result<_, _> = rows.into_iter().map(StoredEntry::read).collect();
    Ok(Some(entries?))
}

/// Actions that occur in the journal, for the filter's list.
pub async fn actions(db: &Db, grant: &Grant<rights::ViewJournal>) -> Result<Vec<String>, DbError> {
    let rows = db
        .rows(
            "SELECT DISTINCT action FROM audit_log WHERE organization_id = $1 ORDER BY action \
             LIMIT 200",
            values![grant.organization().0],
        )
        .await?;
    rows.iter().map(|row| row.get("action")).collect()
}

const COLUMNS: &str = "seq, at, person_id, person_name, role, action, object_kind, object_id, \
                       object_label, result, details, ip, request_id";

#[derive(FromQueryResult)]
struct StoredEntry {
    seq: i64,
    at: i64,
    person_id: Option<Uuid>,
    person_name: String,
    role: String,
    action: String,
    object_kind: String,
    object_id: Option<Uuid>,
    object_label: String,
    result: String,
    details: String,
    ip: String,
    request_id: String,
}

impl StoredEntry {
    fn read(self) -> Result<JournalEntry, DbError> {
        Ok(JournalEntry {
            seq: self.seq,
            at: timestamp(self.at)?,
            person: self.person_id.map(PersonId),
            person_name: self.person_name,
            role: self.role,
            action: self.action,
            object_kind: self.object_kind,
            object_id: self.object_id,
            object_label: self.object_label,
            is_refused: self.result == "refused",
            details: serde_json::from_str(&self.details).map_err(|error| DbError::Broken {
                column: "audit_log.details",
                reason: error.to_string(),
            })?,
            ip: self.ip,
            request_id: self.request_id,
        })
    }
}

fn conditions(organization: OrganizationId, filter: &Filter) -> (String, Vec<Value>) {
    let mut wheres = vec!["organization_id = $1".to_owned()];
    let mut values = values![organization.0];
    let mut add = |condition: &str, value: Value| {
        values.push(value);
        wheres.push(condition.replace('?', &format!("${}", values.len())));
    };
    if !filter.search.trim().is_empty() {
        add(
            r"search_lower LIKE ? ESCAPE '\'",
            like_pattern(&filter.search).into(),
        );
    }
    if !filter.action.is_empty() {
        add("action = ?", filter.action.clone().into());
    }
    if let Some(person) = filter.person {
        add("person_id = ?", person.0.into());
    }
    if let Some(from) = filter.from {
        add("at >= ?", micros(from).into());
    }
    if let Some(until) = filter.until {
        add("at < ?", micros(until).into());
    }
    (wheres.join(" AND "), values)
}
