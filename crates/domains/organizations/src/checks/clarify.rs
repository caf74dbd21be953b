//! «Уточнение»: a name that differs from the register's is explained in the same place within a day,
//! and the operator reads it (R21). Nothing is refused for it.

use access::{Actor, PersonId};
use audit::Entry;
use db::{Announcement, DbError, FromQueryResult, Rows, Unit, micros, timestamp, values};
use jiff::{SignedDuration, Timestamp};
use notifications::{Kind, Notice};
use uuid::Uuid;

use crate::links::{Checked, Difference, LinkRequest, LinkState, read_request};
use crate::people::{operators, recipient};
use crate::{Error, paths};

/// The person answers within this.
const TERM: SignedDuration = SignedDuration::from_hours(24);
/// The difference that is to be explained.
const NAME_DIFFERS: &str = "REG-008";

/// What is to be explained, and what was said.
#[derive(Clone, Debug)]
pub struct Clarification {
    /// `REG-008`; the text is `error-<code>`.
    pub code: String,
    /// As typed.
    pub typed: String,
    /// As registered.
    pub registered: String,
    /// When the person should have answered.
    pub due_at: Timestamp,
    /// In the person's words, or empty.
    pub answer: String,
    /// When they answered.
    pub answered_at: Option<Timestamp>,
}

impl Clarification {
    /// Whether the answer is late at `now`.
    pub fn is_overdue(&self, now: Timestamp) -> bool {
        self.answered_at.is_none() && self.due_at < now
    }
}

/// What the request's person was asked to explain last, while the name still differs.
pub async fn clarification(
    rows: &impl Rows,
    request: &LinkRequest,
) -> Result<Option<Clarification>, DbError> {
    if !request
        .differences
        .iter()
        .any(|one| one.code == NAME_DIFFERS)
    {
        return Ok(None);
    }
    let row: Option<Row> = rows
        .one(
            "SELECT code, typed, registered, due_at, answer, answered_at FROM link_clarifications \
             WHERE request_id = $1 ORDER BY round DESC LIMIT 1",
            values![request.id],
        )
        .await?;
    row.map(Row::read).transpose()
}

/// Explains the difference of the name, before submission or after; operators who have the request
/// already are told. A later word replaces an earlier one until the request is decided.
pub async fn explain(unit: &Unit, actor: &Actor, id: Uuid, text: &str) -> Result<(), Error> {
    let request = read_request(unit, id, &unit.for_update_of("r"))
        .await?
        .filter(|request| request.person == actor.person)
        .ok_or(Error::NoSuchRequest)?;
    if matches!(request.state, LinkState::Confirmed | LinkState::Withdrawn) {
        return Err(Error::NotNow);
    }
    let text = text.trim();
    if text.is_empty() {
        return Err(Error::NoExplanation);
    }
    let round = request.working_round();
    let name = request
        .differences
        .iter()
        .find(|one| one.code == NAME_DIFFERS)
        .ok_or(Error::NothingToExplain)?;
    let now = unit.now();
    unit.execute(
        "INSERT INTO link_clarifications (id, request_id, round, code, typed, registered, asked_at, due_at, \
         answer, answered_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $7) \
         ON CONFLICT (request_id, round) DO UPDATE SET code = excluded.code, typed = excluded.typed, \
         registered = excluded.registered, answer = excluded.answer, answered_at = excluded.answered_at",
        values![
            unit.new_id(),
            id,
            round,
            name.code.as_str(),
            name.typed.as_str(),
            name.registered.as_str(),
            micros(now),
            micros(now + TERM),
            text,
        ],
    )
    .await?;
    let label = if request.number.is_empty() {
        &request.ogrn
    } else {
        &request.number
    };
    let entry = Entry::by_actor(actor, "link.explain").about("link-request", id, label.as_str());
    audit::record(unit, entry).await?;
    if request.state == LinkState::Submitted {
        for operator in operators(unit).await? {
            let notice = Notice::new(Kind::LinkClarified, operator)
                .arg("number", request.number.as_str())
                .arg("organization", request.name.as_str())
                .arg("answer", text)
                .link(paths::moderation(id));
            notifications::send(unit, notice).await?;
        }
    }
    unit.announce(Announcement::Changed(id));
    Ok(())
}

/// Asks for an explanation when a request is submitted with a name that differs, unless it was given
/// already: in this round, or in an earlier one for the same difference.
pub(crate) async fn ask(
    unit: &Unit,
    person: PersonId,
    id: Uuid,
    round: i64,
    number: &str,
    checked: &Checked,
) -> Result<(), DbError> {
    let Some(difference) = checked
        .differences
        .iter()
        .find(|one| one.code == NAME_DIFFERS)
    else {
        return Ok(());
    };
    if copy_answer(unit, id, round, difference).await? {
        return Ok(());
    }
    let due = unit.now() + TERM;
    unit.execute(
        "INSERT INTO link_clarifications (id, request_id, round, code, typed, registered, asked_at, due_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (request_id, round) DO UPDATE SET \
         typed = excluded.typed, registered = excluded.registered, asked_at = excluded.asked_at, \
         due_at = excluded.due_at, answer = '', answered_at = NULL",
        values![
            unit.new_id(),
            id,
            round,
            difference.code.as_str(),
            difference.typed.as_str(),
            difference.registered.as_str(),
            micros(unit.now()),
            micros(due),
        ],
    )
    .await?;
    if let Some(to) = recipient(unit, person).await? {
        let notice = Notice::new(Kind::LinkClarification, to)
            .arg("number", number)
            .arg("typed", difference.typed.as_str())
            .arg("registered", difference.registered.as_str())
            .arg("due", due)
            .link(paths::request(id));
        notifications::send(unit, notice).await?;
    }
    Ok(())
}

/// An answer about the same difference goes on with the request, whichever round it was given in.
async fn copy_answer(
    unit: &Unit,
    id: Uuid,
    round: i64,
    difference: &Difference,
) -> Result<bool, DbError> {
    let given: Option<Row> = unit
        .one(
            "SELECT code, typed, registered, due_at, answer, answered_at FROM link_clarifications \
             WHERE request_id = $1 AND typed = $2 AND registered = $3 AND answered_at IS NOT NULL \
             ORDER BY round DESC LIMIT 1",
            values![
                id,
                difference.typed.as_str(),
                difference.registered.as_str()
            ],
        )
        .await?;
    let Some(given) = given else {
        return Ok(false);
    };
    unit.execute(
        "INSERT INTO link_clarifications (id, request_id, round, code, typed, registered, asked_at, due_at, \
         answer, answered_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) \
         ON CONFLICT (request_id, round) DO UPDATE SET typed = excluded.typed, \
         registered = excluded.registered, answer = excluded.answer, answered_at = excluded.answered_at",
        values![
            unit.new_id(),
            id,
            round,
            given.code,
            given.typed,
            given.registered,
            micros(unit.now()),
            given.due_at,
            given.answer,
            given.answered_at,
        ],
    )
    .await?;
    Ok(true)
}

#[derive(FromQueryResult)]
struct Row {
    code: String,
    typed: String,
    registered: String,
    due_at: i64,
    answer: String,
    answered_at: Option<i64>,
}

impl Row {
    fn read(self) -> Result<Clarification, DbError> {
        Ok(Clarification {
            code: self.code,
            typed: self.typed,
            registered: self.registered,
            due_at: timestamp(self.due_at)?,
            answer: self.answer,
            answered_at: self.answered_at.map(timestamp).transpose()?,
        })
    }
}
