//! Requests, their documents and remarks as they are stored.

use access::{OrganizationId, OrganizationKind, PersonId};
use db::{DbError, FromQueryResult, Rows, Value, timestamp, values};
use jiff::Timestamp;
use registry::Card;
use uuid::Uuid;

use super::document::needed;
use super::{Claimed, Difference, DocumentKind, HeadMatch, LinkDocument};
use crate::FileId;
use crate::people::full_name;
use crate::standing::kind;

/// Where a request stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkState {
    /// Being filled in.
    Draft,
    /// «На проверке».
    Submitted,
    /// Remarks are to be fixed.
    Returned,
    /// Done: the person is the organization's administrator.
    Confirmed,
    /// Taken back.
    Withdrawn,
}

impl LinkState {
    /// All, in the order of a request's life.
    pub const ALL: [Self; 5] = [
        Self::Draft,
        Self::Submitted,
        Self::Returned,
        Self::Confirmed,
        Self::Withdrawn,
    ];

    /// The stable name in the database and in text keys (`link-state-draft`).
    pub fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Submitted => "submitted",
            Self::Returned => "returned",
            Self::Confirmed => "confirmed",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The state with this stable name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    pub(crate) fn read(name: &str) -> Result<Self, DbError> {
        Self::parse(name).ok_or_else(|| broken("link_requests.state", name))
    }

    /// Whether the person may change and submit it.
    pub fn is_open_for_person(self) -> bool {
        matches!(self, Self::Draft | Self::Returned)
    }
}

/// A request.
#[derive(Clone, Debug)]
pub struct LinkRequest {
    /// Its id.
    pub id: Uuid,
    /// «ОРГ-2026-000017»; empty until it was submitted for the first time.
    pub number: String,
    /// Who asks.
    pub person: PersonId,
    /// Their name, family name first.
    pub person_name: String,
    /// Their address.
    pub person_email: String,
    /// The organization, once confirmed.
    pub organization: Option<OrganizationId>,
    /// Where it stands.
    pub state: LinkState,
    /// Company or sole trader.
    pub kind: OrganizationKind,
    /// 1, then one more with every resubmission.
    pub round: i64,
    /// Digits.
    pub inn: String,
    /// Digits.
    pub ogrn: String,
    /// КПП as typed, or empty.
    pub kpp: String,
    /// Name as typed; the register's where nothing was typed.
    pub name: String,
    /// Address as typed, or empty.
    pub address: String,
    /// Position as typed, or empty.
    pub position: String,
    /// The organization's address of mail, or empty.
    pub email: String,
    /// The organization's phone, or empty.
    pub phone: String,
    /// The register's card when it was last compared; `None` while the register was away.
    pub card: Option<Card>,
    /// What differed.
    pub differences: Vec<Difference>,
    /// Whether the person is the head.
    pub head: HeadMatch,
    /// When consent was given.
    pub consent_at: Option<Timestamp>,
    /// When it was begun.
    pub created_at: Timestamp,
    /// When it was last submitted.
    pub submitted_at: Option<Timestamp>,
    /// When the operator must have answered.
    pub due_at: Option<Timestamp>,
    /// The operator who looks at it.
    pub taken_by: Option<PersonId>,
    /// Their name.
    pub taken_by_name: String,
    /// When it was decided or returned.
    pub decided_at: Option<Timestamp>,
    /// «Проверка отложена»: checks that could not be made yet (B10).
    pub waiting_checks: u64,
}

impl LinkRequest {
    /// Of each inner list, one document is needed.
    pub fn needed_documents(&self) -> Vec<Vec<DocumentKind>> {
        needed(self.kind, self.head)
    }

    /// The claim as it was typed, to be checked again.
    pub fn claimed(&self) -> Claimed {
        Claimed {
            name: self.name.clone(),
            address: self.address.clone(),
            position: self.position.clone(),
            email: self.email.clone(),
            phone: self.phone.clone(),
            ..Claimed::stored(&self.inn, &self.ogrn, &self.kpp)
        }
    }

    /// The round that the person works on: the next one while remarks are being fixed.
    pub fn working_round(&self) -> i64 {
        self.round + i64::from(self.state == LinkState::Returned)
    }

    /// How the journal calls it: its number, or the ОГРН before it has one.
    pub(crate) fn label(&self) -> &str {
        if self.number.is_empty() {
            &self.ogrn
        } else {
            &self.number
        }
    }

    /// Whether the answer is late at `now`.
    pub fn is_overdue(&self, now: Timestamp) -> bool {
        self.state == LinkState::Submitted && self.due_at.is_some_and(|due| due < now)
    }
}

/// A concrete error that an operator found.
#[derive(Clone, Debug)]
pub struct Remark {
    /// The round it was made in.
    pub round: i64,
    /// `LNK-0NN`; its text is `remark-<code>`.
    pub code: String,
    /// `field:name` and so on, `documents`, or `document:<id>`.
    pub subject: String,
    /// More in the operator's words, or empty.
    pub comment: String,
    /// When.
    pub created_at: Timestamp,
}

impl Remark {
    /// The document that it is about, if any.
    pub fn document(&self) -> Option<Uuid> {
        self.subject
            .strip_prefix("document:")
            .and_then(|id| Uuid::try_parse(id).ok())
    }
}

pub(crate) fn broken(column: &'static str, reason: &str) -> DbError {
    DbError::Broken {
        column,
        reason: reason.to_owned(),
    }
}

pub(crate) async fn read_request(
    rows: &impl Rows,
    id: Uuid,
    lock: &str,
) -> Result<Option<LinkRequest>, DbError> {
    let sql = format!("{SELECT} WHERE r.id = $1 {lock}");
    let row: Option<Row> = rows.one(&sql, values![id]).await?;
    row.map(Row::read).transpose()
}

pub(crate) async fn requests(
    rows: &impl Rows,
    tail: &str,
    values: Vec<Value>,
) -> Result<Vec<LinkRequest>, DbError> {
    let found: Vec<Row> = rows.all(&format!("{SELECT} {tail}"), values).await?;
    found.into_iter().map(Row::read).collect()
}

/// All documents of a request, removed ones last.
pub(crate) async fn documents(
    rows: &impl Rows,
    request: Uuid,
) -> Result<Vec<LinkDocument>, DbError> {
    let found: Vec<DocumentRow> = rows
        .all(
            "SELECT d.id, d.kind, d.number, d.date, d.file_id, f.name AS file_name, f.kind AS file_kind, \
             f.size AS file_size, f.width, f.height, f.dpi, d.added_at, d.removed_at FROM link_documents d \
             JOIN files f ON f.id = d.file_id WHERE d.request_id = $1 \
             ORDER BY CASE WHEN d.removed_at IS NULL THEN 0 ELSE 1 END, d.added_at, d.id LIMIT 500",
            values![request],
        )
        .await?;
    found.into_iter().map(DocumentRow::read).collect()
}

/// All remarks of a request, the newest round first.
pub(crate) async fn remarks(rows: &impl Rows, request: Uuid) -> Result<Vec<Remark>, DbError> {
    let found: Vec<RemarkRow> = rows
        .all(
            "SELECT round, code, subject, comment, created_at FROM link_remarks WHERE request_id = $1 \
             ORDER BY round DESC, code, id LIMIT 500",
            values![request],
        )
        .await?;
    found
        .into_iter()
        .map(|row| {
            Ok(Remark {
                round: row.round,
                code: row.code,
                subject: row.subject,
                comment: row.comment,
                created_at: timestamp(row.created_at)?,
            })
        })
        .collect()
}

const SELECT: &str = "SELECT r.id, r.number, r.person_id, r.person_name, p.last_name, p.first_name, p.middle_name, COALESCE(p.email, '') AS email, \
                      r.organization_id, r.state, r.kind, r.round, r.inn, r.ogrn, r.kpp, r.name, r.address, \
                      r.position, r.email AS contact_email, r.phone, r.card, r.differences, r.head_match, r.consent_at, r.created_at, \
                      r.submitted_at, r.due_at, r.taken_by, r.decided_at, t.last_name AS taken_last, \
                      t.first_name AS taken_first, t.middle_name AS taken_middle, \
                      (SELECT count(*) FROM link_checks c WHERE c.request_id = r.id AND c.round = r.round \
                      AND c.outcome = 'waiting') AS waiting_checks FROM link_requests r \
                      JOIN people p ON p.id = r.person_id LEFT JOIN people t ON t.id = r.taken_by";

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    number: String,
    person_id: Uuid,
    person_name: String,
    last_name: String,
    first_name: String,
    middle_name: String,
    email: String,
    organization_id: Option<Uuid>,
    state: String,
    kind: String,
    round: i64,
    inn: String,
    ogrn: String,
    kpp: String,
    name: String,
    address: String,
    position: String,
    contact_email: String,
    phone: String,
    card: String,
    differences: String,
    head_match: String,
    consent_at: Option<i64>,
    created_at: i64,
    submitted_at: Option<i64>,
    due_at: Option<i64>,
    taken_by: Option<Uuid>,
    decided_at: Option<i64>,
    taken_last: Option<String>,
    taken_first: Option<String>,
    taken_middle: Option<String>,
    waiting_checks: i64,
}

impl Row {
    fn read(self) -> Result<LinkRequest, DbError> {
        let part = |text: &Option<String>| text.clone().unwrap_or_default();
        Ok(LinkRequest {
            id: self.id,
            // Until submission the unique column holds the id.
            number: if self.submitted_at.is_some() {
                self.number
            } else {
                String::new()
            },
            person: PersonId(self.person_id),
            person_name: if self.person_name.is_empty() {
                full_name(&self.last_name, &self.first_name, &self.middle_name)
            } else {
                self.person_name
            },
            person_email: self.email,
            organization: self.organization_id.map(OrganizationId),
            state: LinkState::read(&self.state)?,
            kind: kind(&self.kind)?,
            round: self.round,
            inn: self.inn,
            ogrn: self.ogrn,
            kpp: self.kpp,
            name: self.name,
            address: self.address,
            position: self.position,
            email: self.contact_email,
            phone: self.phone,
            card: serde_json::from_str(&self.card)
                .map_err(|error| broken("link_requests.card", &error.to_string()))?,
            differences: serde_json::from_str(&self.differences)
                .map_err(|error| broken("link_requests.differences", &error.to_string()))?,
            head: HeadMatch::parse(&self.head_match)
                .ok_or_else(|| broken("link_requests.head_match", &self.head_match))?,
            consent_at: self.consent_at.map(timestamp).transpose()?,
            created_at: timestamp(self.created_at)?,
            submitted_at: self.submitted_at.map(timestamp).transpose()?,
            due_at: self.due_at.map(timestamp).transpose()?,
            taken_by: self.taken_by.map(PersonId),
            taken_by_name: full_name(
                &part(&self.taken_last),
                &part(&self.taken_first),
                &part(&self.taken_middle),
            ),
            decided_at: self.decided_at.map(timestamp).transpose()?,
            waiting_checks: u64::try_from(self.waiting_checks).unwrap_or(0),
        })
    }
}

#[derive(FromQueryResult)]
struct DocumentRow {
    id: Uuid,
    kind: String,
    number: String,
    date: String,
    file_id: Uuid,
    file_name: String,
    file_kind: String,
    file_size: i64,
    width: Option<i64>,
    height: Option<i64>,
    dpi: Option<i64>,
    added_at: i64,
    removed_at: Option<i64>,
}

impl DocumentRow {
    fn read(self) -> Result<LinkDocument, DbError> {
        Ok(LinkDocument {
            id: self.id,
            kind: DocumentKind::parse(&self.kind)
                .ok_or_else(|| broken("link_documents.kind", &self.kind))?,
            number: self.number,
            date: self
                .date
                .parse()
                .map_err(|_| broken("link_documents.date", &self.date))?,
            file: FileId(self.file_id),
            file_name: self.file_name,
            file_kind: self.file_kind,
            file_size: u64::try_from(self.file_size).unwrap_or(0),
            raster: crate::files::raster(self.width, self.height, self.dpi),
            added_at: timestamp(self.added_at)?,
            removed_at: self.removed_at.map(timestamp).transpose()?,
        })
    }
}

#[derive(FromQueryResult)]
struct RemarkRow {
    round: i64,
    code: String,
    subject: String,
    comment: String,
    created_at: i64,
}
