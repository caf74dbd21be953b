//! Reading the register's feed from where it was left.

use std::collections::HashSet;
use std::time::Duration;

use db::{Db, DbError, Rows, Unit, Value, values};
use jobs::{Failure, Runner};
use registry::{Card, Change, Registry};

use super::apply::apply;
use super::reconcile::{RECONCILE, reconcile};
use crate::Error;

/// The scheduled job that reads the feed.
pub const FOLLOW: &str = "register-changes";
/// Rights follow within a minute.
const EVERY: Duration = Duration::from_secs(20);
/// A reading of one entry for each linked organization, and nothing else where nothing changed.
const RECONCILE_EVERY: Duration = Duration::from_hours(1);
/// Changes of one write unit; nearly all are of organizations that are not linked here.
const BATCH: usize = 2000;

/// Teaches a runner to follow the register.
pub fn handlers(runner: Runner, db: &Db, registry: Registry) -> Runner {
    let db = db.clone();
    let (again, twin) = (db.clone(), registry.clone());
    runner
        .on(RECONCILE, move |_job| {
            let (db, registry) = (again.clone(), twin.clone());
            async move {
                reconcile(&db, &registry)
                    .await
                    .map(drop)
                    .map_err(|error| Failure::Retry(error.to_string()))
            }
        })
        .every(RECONCILE_EVERY, RECONCILE)
        .on(FOLLOW, move |_job| {
            let (db, registry) = (db.clone(), registry.clone());
            async move {
                follow(&db, &registry)
                    .await
                    .map(drop)
                    .map_err(|error| Failure::Retry(error.to_string()))
            }
        })
        .every(EVERY, FOLLOW)
}

/// Applies everything that the feed has grown by; returns how many changes were new to linked
/// organizations. Several processes may do this at once: each piece is applied by one of them.
pub async fn follow(db: &Db, registry: &Registry) -> Result<usize, Error> {
    let mut applied = 0;
    loop {
        let from = db.number(POSITION, vec![]).await?;
        let read = registry
            .changes_after(u64::try_from(from).unwrap_or(0), BATCH)
            .map_err(|error| broken(&error))?;
        let to = i64::try_from(read.cursor).unwrap_or(i64::MAX);
        if to == from {
            return Ok(applied);
        }
        let ours = of_linked(db, registry, read.changes).await?;
        applied += db
            .write(async move |unit: Unit| settle(&unit, from, to, &ours).await)
            .await?;
    }
}

const POSITION: &str = "SELECT position AS n FROM register_feed WHERE id = 1";

async fn settle(
    unit: &Unit,
    from: i64,
    to: i64,
    ours: &[(Change, Option<Card>)],
) -> Result<usize, Error> {
    let lock = format!("{POSITION} {}", unit.for_update());
    if unit.number(&lock, vec![]).await? != from {
        return Ok(0);
    }
    let mut applied = 0;
    for (change, card) in ours {
        applied += usize::from(apply(unit, change, card.as_ref()).await?);
    }
    unit.execute(
        "UPDATE register_feed SET position = $1 WHERE id = 1",
        values![to],
    )
    .await?;
    Ok(applied)
}

/// The changes of organizations that are linked here, each with the entry as it is now.
async fn of_linked(
    rows: &impl Rows,
    registry: &Registry,
    changes: Vec<Change>,
) -> Result<Vec<(Change, Option<Card>)>, Error> {
    let named: HashSet<&str> = changes.iter().map(|one| one.ogrn.as_str()).collect();
    if named.is_empty() {
        return Ok(Vec::new());
    }
    let places: Vec<String> = (1..=named.len())
        .map(|number| format!("${number}"))
        .collect();
    let sql = format!(
        "SELECT ogrn FROM organizations WHERE ogrn IN ({})",
        places.join(", ")
    );
    let values: Vec<Value> = named.into_iter().map(Value::from).collect();
    let linked = rows
        .rows(&sql, values)
        .await?
        .iter()
        .map(|row| row.get("ogrn"))
        .collect::<Result<HashSet<String>, DbError>>()?;
    let ours = changes
        .into_iter()
        .filter(|change| linked.contains(&change.ogrn));
    ours.map(|change| {
        let card = registry
            .by_ogrn(&change.ogrn)
            .map_err(|error| broken(&error))?;
        Ok((change, card))
    })
    .collect()
}

pub(super) fn broken(error: &registry::Error) -> DbError {
    DbError::Broken {
        column: "register_feed",
        reason: error.to_string(),
    }
}
