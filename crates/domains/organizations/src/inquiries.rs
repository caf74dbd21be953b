//! Questions to the operator about an organization that the register does not know (R25): what was
//! typed, a copy of the certificate, and the operator's answer.

use access::{Actor, OperatorGrant, PersonId};
use audit::Entry;
use db::{Announcement, DbError, FromQueryResult, Rows, Unit, micros, timestamp, values};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use notifications::{Kind, Notice};
use uuid::Uuid;

use crate::files::{self, NewFile};
use crate::people::{full_name, operators, recipient};
use crate::{Error, FileId, paths};

/// The operator answers within this (R32).
const TERM: SignedDuration = SignedDuration::from_hours(24);
/// Unanswered questions of one person.
const MAX_OPEN: i64 = 5;
/// Lines on one page.
const PAGE_SIZE: i64 = 50;

/// What a person asks about, as typed.
#[derive(Clone, Debug, Default)]
pub struct NewInquiry {
    /// ИНН, or what was typed for it.
    pub inn: String,
    /// ОГРН, or what was typed for it.
    pub ogrn: String,
    /// Name.
    pub name: String,
    /// Address, or empty.
    pub address: String,
    /// In the person's words, or empty.
    pub message: String,
}

/// A question with its answer.
#[derive(Clone, Debug)]
pub struct Inquiry {
    /// Its id.
    pub id: Uuid,
    /// «ОБР-2026-000003».
    pub number: String,
    /// Who asks.
    pub person: PersonId,
    /// Their name.
    pub person_name: String,
    /// Their address.
    pub person_email: String,
    /// What they ask about.
    pub asked: NewInquiry,
    /// The copy of the certificate.
    pub file: FileId,
    /// Its name.
    pub file_name: String,
    /// Its size in bytes.
    pub file_size: u64,
    /// When it was asked.
    pub created_at: Timestamp,
    /// When the operator must have answered.
    pub due_at: Timestamp,
    /// The answer, or empty.
    pub answer: String,
    /// When it was answered.
    pub answered_at: Option<Timestamp>,
}

impl Inquiry {
    /// Whether the answer is late at `now`.
    pub fn is_overdue(&self, now: Timestamp) -> bool {
        self.answered_at.is_none() && self.due_at < now
    }
}

/// Sends a question to the operators. Returns its id.
pub async fn ask(
    unit: &Unit,
    actor: &Actor,
    new: &NewInquiry,
    file: NewFile,
) -> Result<Uuid, Error> {
    let open = unit
        .number(
            "SELECT count(*) AS n FROM inquiries WHERE person_id = $1 AND answered_at IS NULL",
            values![actor.person.0],
        )
        .await?;
    if open >= MAX_OPEN {
        return Err(Error::TooManyInquiries { limit: MAX_OPEN });
    }
    let file = files::store(unit, file).await?;
    let year = unit
        .now()
        .to_zoned(TimeZone::fixed(jiff::tz::offset(3)))
        .year();
    let next = crate::next_number(unit, &format!("inquiry-{year}")).await?;
    let (id, number) = (unit.new_id(), format!("ОБР-{year}-{next:06}"));
    let due = unit.now() + TERM;
    unit.execute(
        "INSERT INTO inquiries (id, number, person_id, inn, ogrn, name, address, message, file_id, \
         created_at, due_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        values![
            id,
            number.as_str(),
            actor.person.0,
            new.inn.as_str(),
            new.ogrn.as_str(),
            new.name.as_str(),
            new.address.as_str(),
            new.message.as_str(),
            file.0,
            micros(unit.now()),
            micros(due),
        ],
    )
    .await?;
    let entry = Entry::by_actor(actor, "inquiry.ask").about("inquiry", id, number.as_str());
    audit::record(unit, entry).await?;
    for operator in operators(unit).await? {
        let notice = Notice::new(Kind::InquiryWaiting, operator)
            .arg("number", number.as_str())
            .arg("organization", new.name.as_str())
            .arg("due", due)
            .link(paths::operator_inquiry(id));
        notifications::send(unit, notice).await?;
    }
    unit.announce(Announcement::Changed(actor.person.0));
    Ok(id)
}

/// The actor's own question.
pub async fn own(rows: &impl Rows, actor: &Actor, id: Uuid) -> Result<Option<Inquiry>, DbError> {
    let found = read(rows, id, "").await?;
    Ok(found.filter(|inquiry| inquiry.person == actor.person))
}

/// The actor's questions, the newest first.
pub async fn all_own(rows: &impl Rows, actor: &Actor) -> Result<Vec<Inquiry>, DbError> {
    let sql = format!("{SELECT} WHERE q.person_id = $1 ORDER BY q.created_at DESC, q.id LIMIT 20");
    let found: Vec<Row> = rows.all(&sql, values![actor.person.0]).await?;
    found.into_iter().map(Row::read).collect()
}

/// How many questions wait for an answer.
pub async fn waiting_count(rows: &impl Rows, _grant: &OperatorGrant) -> Result<u64, DbError> {
    let waiting = rows
        .number(
            "SELECT count(*) AS n FROM inquiries WHERE answered_at IS NULL",
            vec![],
        )
        .await?;
    Ok(u64::try_from(waiting).unwrap_or(0))
}

/// A page of questions and how many there are in all: those that wait by due time, or answered
/// ones with the newest first.
pub async fn list(
    rows: &impl Rows,
    _grant: &OperatorGrant,
    is_answered: bool,
    number: u64,
) -> Result<(Vec<Inquiry>, u64), DbError> {
    let (condition, order) = if is_answered {
        ("q.answered_at IS NOT NULL", "q.answered_at DESC, q.number")
    } else {
        ("q.answered_at IS NULL", "q.due_at, q.number")
    };
    let count = format!("SELECT count(*) AS n FROM inquiries q WHERE {condition}");
    let total = u64::try_from(rows.number(&count, vec![]).await?).unwrap_or(0);
    let offset = i64::try_from(number.saturating_sub(1))
        .unwrap_or(0)
        .saturating_mul(PAGE_SIZE);
    let sql = format!("{SELECT} WHERE {condition} ORDER BY {order} LIMIT $1 OFFSET $2");
    let found: Vec<Row> = rows.all(&sql, values![PAGE_SIZE, offset]).await?;
    let page = found
        .into_iter()
        .map(Row::read)
        .collect::<Result<_, DbError>>()?;
    Ok((page, total))
}

/// Any question, for an operator.
pub async fn one(
    rows: &impl Rows,
    _grant: &OperatorGrant,
    id: Uuid,
) -> Result<Option<Inquiry>, DbError> {
    read(rows, id, "").await
}

/// Answers a question; the person is told. Refused without words and when it was answered before.
pub async fn answer(unit: &Unit, grant: &OperatorGrant, id: Uuid, text: &str) -> Result<(), Error> {
    let inquiry = read(unit, id, &unit.for_update_of("q"))
        .await?
        .ok_or(Error::NoSuchRequest)?;
    if inquiry.answered_at.is_some() {
        return Err(Error::AlreadyAnswered);
    }
    if text.trim().is_empty() {
        return Err(Error::NoAnswer);
    }
    unit.execute(
        "UPDATE inquiries SET answer = $2, answered_by = $3, answered_at = $4 WHERE id = $1",
        values![id, text.trim(), grant.actor().person.0, micros(unit.now())],
    )
    .await?;
    let entry =
        Entry::by_operator(grant, "inquiry.answer").about("inquiry", id, inquiry.number.as_str());
    audit::record(unit, entry).await?;
    if let Some(to) = recipient(unit, inquiry.person).await? {
        let notice = Notice::new(Kind::InquiryAnswered, to)
            .arg("number", inquiry.number.as_str())
            .arg("organization", inquiry.asked.name.as_str())
            .arg("answer", text.trim())
            .link(paths::inquiry(id));
        notifications::send(unit, notice).await?;
    }
    unit.announce(Announcement::Changed(inquiry.person.0));
    Ok(())
}

const SELECT: &str = "SELECT q.id, q.number, q.person_id, p.last_name, p.first_name, p.middle_name, \
                      COALESCE(p.email, '') AS email, q.inn, q.ogrn, q.name, q.address, q.message, q.file_id, \
                      f.name AS file_name, f.size AS file_size, q.created_at, q.due_at, q.answer, \
                      q.answered_at FROM inquiries q JOIN people p ON p.id = q.person_id \
                      JOIN files f ON f.id = q.file_id";

async fn read(rows: &impl Rows, id: Uuid, lock: &str) -> Result<Option<Inquiry>, DbError> {
    let sql = format!("{SELECT} WHERE q.id = $1 {lock}");
    let row: Option<Row> = rows.one(&sql, values![id]).await?;
    row.map(Row::read).transpose()
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    number: String,
    person_id: Uuid,
    last_name: String,
    first_name: String,
    middle_name: String,
    email: String,
    inn: String,
    ogrn: String,
    name: String,
    address: String,
    message: String,
    file_id: Uuid,
    file_name: String,
    file_size: i64,
    created_at: i64,
    due_at: i64,
    answer: String,
    answered_at: Option<i64>,
}

impl Row {
    fn read(self) -> Result<Inquiry, DbError> {
        Ok(Inquiry {
            id: self.id,
            number: self.number,
            person: PersonId(self.person_id),
            person_name: full_name(&self.last_name, &self.first_name, &self.middle_name),
            person_email: self.email,
            asked: NewInquiry {
                inn: self.inn,
                ogrn: self.ogrn,
                name: self.name,
                address: self.address,
                message: self.message,
            },
            file: FileId(self.file_id),
            file_name: self.file_name,
            file_size: u64::try_from(self.file_size).unwrap_or(0),
            created_at: timestamp(self.created_at)?,
            due_at: timestamp(self.due_at)?,
            answer: self.answer,
            answered_at: self.answered_at.map(timestamp).transpose()?,
        })
    }
}
