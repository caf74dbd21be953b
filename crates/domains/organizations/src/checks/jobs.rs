//! Checks that could not be made are made later (B10), and those who wait are told.

use std::time::Duration;

use db::{Db, DbError, Rows, Unit, micros, values};
use jiff::SignedDuration;
use jobs::{Failure, Runner};
use notifications::{Arg, Kind, Notice, Recipient};
use registry::Card;
use uuid::Uuid;

use super::clarify::ask;
use super::of_register::{OF_REGISTER, of_card, postponed};
use super::outside::look_outside;
use super::store::{of_round, put};
use super::{Check, CheckName, Outcome, Sources};
use crate::links::{LinkRequest, LinkState, RegisterState, judge, read_request, write_claim};
use crate::people::{operators, recipient};
use crate::{Error, paths, register};

/// The scheduled job that makes checks that wait.
pub const FINISH: &str = "link-checks";
const EVERY: Duration = Duration::from_secs(30);
/// A check that could not be made is left alone for so long.
const PAUSE: SignedDuration = SignedDuration::from_secs(25);
/// Requests of one round of the job.
const MOST: i64 = 50;

/// Teaches a runner to make checks that wait.
pub fn handlers(runner: Runner, db: &Db, sources: Sources) -> Runner {
    let db = db.clone();
    runner
        .on(FINISH, move |_job| {
            let (db, sources) = (db.clone(), sources.clone());
            async move {
                finish(&db, &sources)
                    .await
                    .map(drop)
                    .map_err(|error| Failure::Retry(error.to_string()))
            }
        })
        .every(EVERY, FINISH)
}

/// Tries the checks that wait, the longest first; returns how many requests have none any more.
/// Done again, it tells nobody twice.
pub async fn finish(db: &Db, sources: &Sources) -> Result<usize, Error> {
    let before = micros(db.clock().now() - PAUSE);
    let due = db
        .rows(
            "SELECT c.request_id FROM link_checks c \
             JOIN link_requests r ON r.id = c.request_id AND r.round = c.round \
             WHERE c.outcome = 'waiting' AND c.checked_at < $1 AND r.state IN ('submitted', 'confirmed') \
             GROUP BY c.request_id ORDER BY min(c.checked_at) LIMIT $2",
            values![before, MOST],
        )
        .await?;
    let mut finished = 0;
    for row in due {
        let id: Uuid = row.get("request_id")?;
        match finish_one(db, sources, id).await {
            Ok(is_finished) => finished += usize::from(is_finished),
            // One request that cannot be read must not keep the others waiting; it comes last in the next round.
            Err(error) => {
                tracing::error!(request = %id, %error, "the checks of a request cannot be finished");
                db.write(async move |unit: Unit| put_off(&unit, id).await)
                    .await?;
            }
        }
    }
    Ok(finished)
}

async fn put_off(unit: &Unit, id: Uuid) -> Result<(), DbError> {
    unit.execute(
        "UPDATE link_checks SET checked_at = $2 WHERE request_id = $1 AND outcome = 'waiting'",
        values![id, micros(unit.now())],
    )
    .await?;
    Ok(())
}

/// Whether nothing of the request waits any more.
async fn finish_one(db: &Db, sources: &Sources, id: Uuid) -> Result<bool, Error> {
    let Some(request) = read_request(db, id, "").await? else {
        return Ok(false);
    };
    let waiting: Vec<CheckName> = of_round(db, id, request.round)
        .await?
        .into_iter()
        .filter(|one| one.check.outcome == Outcome::Waiting)
        .map(|one| one.check.name)
        .collect();
    let (for_register, outside): (Vec<CheckName>, Vec<CheckName>) = waiting
        .into_iter()
        .partition(|name| OF_REGISTER.contains(name));
    if !outside.is_empty() {
        look_outside(db, sources, id).await?;
    }
    let found = if for_register.is_empty() {
        None
    } else {
        Some(sources.find(&request.ogrn, db.clock().now()).await)
    };
    let round = request.round;
    db.write(async move |unit: Unit| {
        let lock = unit.for_update_of("r");
        let Some(request) = read_request(&unit, id, &lock).await? else {
            return Ok(false);
        };
        // Resubmitted, decided or finished by another process meanwhile.
        if request.round != round {
            return Ok(false);
        }
        if let Some(found) = found {
            of_register(&unit, &request, found.state).await?;
        }
        let now_known = of_round(&unit, id, round).await?;
        let still_waits = now_known
            .iter()
            .any(|one| one.check.outcome == Outcome::Waiting);
        if still_waits {
            return Ok(false);
        }
        let checks: Vec<Check> = now_known.into_iter().map(|one| one.check).collect();
        tell(&unit, &request, &checks).await?;
        Ok(true)
    })
    .await
}

/// What the register says now about a request that was submitted without it.
async fn of_register(
    unit: &Unit,
    request: &LinkRequest,
    found: RegisterState,
) -> Result<(), Error> {
    let (claimed, person) = (request.claimed(), request.person_name.as_str());
    let card = match found {
        RegisterState::Found(card) => *card,
        RegisterState::NotFound => {
            for name in OF_REGISTER {
                let outcome = if name == CheckName::Register {
                    Outcome::Failed
                } else {
                    Outcome::Noted
                };
                let check = Check::with(name, outcome, "LNK-001", request.ogrn.as_str());
                put(unit, request.id, request.round, &check, None).await?;
            }
            return Ok(());
        }
        RegisterState::Away => {
            // So that others come first in the next round.
            for check in postponed() {
                put(unit, request.id, request.round, &check, None).await?;
            }
            return Ok(());
        }
    };
    let state = RegisterState::Found(Box::new(card.clone()));
    match judge(state, claimed.clone(), person) {
        Ok(checked) if request.state == LinkState::Submitted => {
            write_claim(unit, request.id, request.round, &checked).await?;
            ask(
                unit,
                request.person,
                request.id,
                request.round,
                &request.number,
                &checked,
            )
            .await?;
        }
        // A refusal, or a request that was confirmed without the register: only the list changes.
        _ => {
            for check in of_card(&claimed, person, &card) {
                put(unit, request.id, request.round, &check, None).await?;
            }
        }
    }
    if let Some(organization) = request.organization {
        of_confirmed(unit, organization, request, &card).await?;
    }
    Ok(())
}

/// The operator has confirmed without the register; now it has its say.
async fn of_confirmed(
    unit: &Unit,
    organization: access::OrganizationId,
    request: &LinkRequest,
    card: &Card,
) -> Result<(), Error> {
    register::follow_card(unit, organization, card).await?;
    if register::names_as_head(card, &request.person_name) {
        unit.execute(
            "UPDATE memberships SET is_head = TRUE WHERE organization_id = $1 AND person_id = $2 \
             AND ended_at IS NULL AND role = 'administrator'",
            values![organization.0, request.person.0],
        )
        .await?;
    }
    Ok(())
}

/// The person and the operators read how it ended.
async fn tell(unit: &Unit, request: &LinkRequest, checks: &[Check]) -> Result<(), DbError> {
    let worst = |outcome| checks.iter().any(|check| check.outcome == outcome);
    let result = if worst(Outcome::Failed) {
        "failed"
    } else if worst(Outcome::Noted) {
        "noted"
    } else {
        "passed"
    };
    // Two processes may come here for one round: whoever is second tells nobody.
    let told = Uuid::new_v5(&request.id, format!("checked/{}", request.round).as_bytes());
    let notice = |to: Recipient| {
        let key = Notice::key_for(told, &to.email);
        Notice::new(Kind::LinkChecked, to)
            .once(key)
            .arg("number", request.number.as_str())
            .arg("organization", request.name.as_str())
            .arg("result", Arg::Key(format!("check-result-{result}")))
    };
    if let Some(to) = recipient(unit, request.person).await? {
        notifications::send(unit, notice(to).link(paths::request(request.id))).await?;
    }
    for to in operators(unit).await? {
        notifications::send(unit, notice(to).link(paths::moderation(request.id))).await?;
    }
    let entry = audit::Entry::by_nobody("link.check-finish")
        .about("link-request", request.id, request.number.as_str())
        .details(serde_json::json!({ "result": result }));
    audit::record(unit, entry).await
}
