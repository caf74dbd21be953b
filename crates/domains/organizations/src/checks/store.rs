//! Results as they are stored, by request and round.

use access::PersonId;
use db::{DbError, FromQueryResult, Rows, Unit, micros, timestamp, values};
use jiff::Timestamp;
use uuid::Uuid;

use super::{Check, CheckName, Outcome};
use crate::links::{LinkRequest, LinkState, broken};

/// Writes what a check said; an earlier word of the same round is replaced.
pub(crate) async fn put(
    unit: &Unit,
    request: Uuid,
    round: i64,
    check: &Check,
    decided_by: Option<PersonId>,
) -> Result<(), DbError> {
    unit.execute(
        "INSERT INTO link_checks (request_id, round, name, outcome, code, value, registered, decided_by, \
         checked_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) \
         ON CONFLICT (request_id, round, name) DO UPDATE SET outcome = excluded.outcome, \
         code = excluded.code, value = excluded.value, registered = excluded.registered, \
         decided_by = excluded.decided_by, checked_at = excluded.checked_at",
        values![
            request,
            round,
            check.name.name(),
            check.outcome.name(),
            check.code.as_str(),
            check.value.as_str(),
            check.registered.as_str(),
            decided_by.map(|one| one.0),
            micros(unit.now()),
        ],
    )
    .await?;
    Ok(())
}

/// Takes what needs no register into the round that begins with a resubmission, where it was not
/// checked again meanwhile.
pub(crate) async fn carry_over(unit: &Unit, request: &LinkRequest) -> Result<(), DbError> {
    if request.state != LinkState::Returned {
        return Ok(());
    }
    unit.execute(
        "INSERT INTO link_checks (request_id, round, name, outcome, code, value, registered, decided_by, \
         checked_at) SELECT request_id, round + 1, name, outcome, code, value, registered, decided_by, \
         checked_at FROM link_checks WHERE request_id = $1 AND round = $2 \
         AND name IN ('email', 'phone', 'tax', 'fund') ON CONFLICT (request_id, round, name) DO NOTHING",
        values![request.id, request.round],
    )
    .await?;
    Ok(())
}

/// The first check of the round that was not passed and stops the request.
pub(crate) async fn stopping(
    rows: &impl Rows,
    request: Uuid,
    round: i64,
) -> Result<Option<Check>, DbError> {
    let known = of_round(rows, request, round).await?;
    Ok(known
        .into_iter()
        .map(|one| one.check)
        .find(|check| check.outcome == Outcome::Failed))
}

/// The list of a request: of the round that is being worked on, or of the last one while nothing of
/// that was checked.
pub async fn of_request(rows: &impl Rows, request: &LinkRequest) -> Result<Vec<Check>, DbError> {
    let mut known = of_round(rows, request.id, request.working_round()).await?;
    if known.is_empty() {
        known = of_round(rows, request.id, request.round).await?;
    }
    Ok(known.into_iter().map(|one| one.check).collect())
}

/// A check with what is known about its making.
pub(crate) struct Known {
    pub(crate) check: Check,
    pub(crate) is_decided: bool,
    pub(crate) at: Timestamp,
}

pub(crate) async fn of_round(
    rows: &impl Rows,
    request: Uuid,
    round: i64,
) -> Result<Vec<Known>, DbError> {
    let found: Vec<Row> = rows
        .all(
            "SELECT name, outcome, code, value, registered, decided_by, checked_at FROM link_checks \
             WHERE request_id = $1 AND round = $2 LIMIT 50",
            values![request, round],
        )
        .await?;
    let mut known: Vec<Known> = found.into_iter().map(Row::read).collect::<Result<_, _>>()?;
    known.sort_by_key(|one| one.check.name);
    Ok(known)
}

#[derive(FromQueryResult)]
struct Row {
    name: String,
    outcome: String,
    code: String,
    value: String,
    registered: String,
    decided_by: Option<Uuid>,
    checked_at: i64,
}

impl Row {
    fn read(self) -> Result<Known, DbError> {
        Ok(Known {
            check: Check {
                name: CheckName::parse(&self.name)
                    .ok_or_else(|| broken("link_checks.name", &self.name))?,
                outcome: Outcome::parse(&self.outcome)
                    .ok_or_else(|| broken("link_checks.outcome", &self.outcome))?,
                code: self.code,
                value: self.value,
                registered: self.registered,
            },
            is_decided: self.decided_by.is_some(),
            at: timestamp(self.checked_at)?,
        })
    }
}
