//! Rows of readings, which are also the readers' queue.

use std::collections::BTreeMap;

use db::{Announcement, Db, DbError, FromQueryResult, Rows, Unit, micros, values};
use jiff::SignedDuration;
use uuid::Uuid;

use super::find::{Expected, ExpectedHead};
use super::{Finding, NotReadReason, Scan};
use crate::links::store::{broken, documents, read_request};
use crate::links::{LinkDocument, LinkRequest};
use crate::{Error, FileId};

/// A reader that does not answer in this time was killed.
const CLAIM: SignedDuration = SignedDuration::from_secs(150);
/// Readers that may die of one document.
const MAX_ATTEMPTS: i64 = 3;

/// The readings of a request's documents, by the document's id. Documents from before there were readings have none.
pub async fn scans(
    rows: &impl Rows,
    request: &LinkRequest,
) -> Result<BTreeMap<Uuid, Scan>, DbError> {
    by_document(rows, request.id).await
}

pub(crate) async fn by_document(
    rows: &impl Rows,
    request: Uuid,
) -> Result<BTreeMap<Uuid, Scan>, DbError> {
    let found: Vec<Row> = rows
        .all(
            "SELECT s.document_id, s.state, s.reason, s.findings FROM link_scans s \
             JOIN link_documents d ON d.id = s.document_id WHERE d.request_id = $1 LIMIT 500",
            values![request],
        )
        .await?;
    found
        .into_iter()
        .map(|row| Ok((row.document_id, row.read()?)))
        .collect()
}

/// Asks for a document to be read, in the unit that adds it.
pub(crate) async fn request_reading(unit: &Unit, document: Uuid) -> Result<(), DbError> {
    unit.execute(
        "INSERT INTO link_scans (document_id, state, requested_at) VALUES ($1, 'waiting', $2)",
        values![document, micros(unit.now())],
    )
    .await
    .map(drop)
}

/// A document that was taken out is not read.
pub(crate) async fn forget(unit: &Unit, document: Uuid) -> Result<(), DbError> {
    unit.execute(
        "DELETE FROM link_scans WHERE document_id = $1",
        values![document],
    )
    .await
    .map(drop)
}

/// Asks for another reading of those documents whose form has changed since they were compared.
pub(crate) async fn compare_anew(unit: &Unit, request: Uuid) -> Result<(), DbError> {
    let Some(request) = read_request(unit, request, "").await? else {
        return Ok(());
    };
    for document in documents(unit, request.id).await? {
        // The comparison is after the reading, so one that runs now is told of by its `requested_at`.
        let now = to_json(&expected(&request, &document))?;
        unit.execute(
            "UPDATE link_scans SET state = 'waiting', attempts = 0, claimed_until = 0, requested_at = $3 \
             WHERE document_id = $1 AND state <> 'waiting' AND compared_with <> $2",
            values![document.id, now, micros(unit.now())],
        )
        .await?;
    }
    Ok(())
}

/// Refuses a submission with a document whose fault is certain.
pub(crate) async fn refuse_certain(unit: &Unit, request: Uuid) -> Result<(), Error> {
    let scans = by_document(unit, request).await?;
    let mut refused = documents(unit, request)
        .await?
        .into_iter()
        .filter_map(|document| Some((scans.get(&document.id)?.refusal()?, document)));
    match refused.next() {
        Some((code, document)) => Err(Error::ScanRefused {
            code,
            name: document.file_name,
        }),
        None => Ok(()),
    }
}

/// What a document of the request is compared with.
pub(super) fn expected(request: &LinkRequest, document: &LinkDocument) -> Expected {
    let card = request.card.as_ref();
    let mut names = vec![request.name.clone()];
    names.extend(card.iter().flat_map(|card| {
        let short = card.short_name.clone();
        short.into_iter().chain([card.full_name.clone()])
    }));
    names.retain(|name| !name.trim().is_empty());
    Expected {
        kind: document.kind.name().to_owned(),
        number: document.number.clone(),
        date: document.date,
        person: request
            .person_name
            .split_whitespace()
            .map(str::to_owned)
            .collect(),
        inn: request.inn.clone(),
        ogrn: request.ogrn.clone(),
        names,
        is_sole_trader: request.kind == access::OrganizationKind::SoleTrader,
        position: request.position.trim().to_owned(),
        heads: card.map(|card| {
            card.heads
                .iter()
                .map(|head| ExpectedHead {
                    name: head
                        .name
                        .as_ref()
                        .map(|name| name.display().split(' ').map(str::to_owned).collect())
                        .unwrap_or_default(),
                    position: head.position.to_lowercase(),
                })
                .collect()
        }),
    }
}

/// A document that one reader has taken.
pub(super) struct Claimed {
    pub(super) document: LinkDocument,
    pub(super) expected: Expected,
    pub(super) request: Uuid,
    pub(super) file: FileId,
    requested_at: i64,
    attempts: i64,
}

/// Takes the document that waits longest; `None` when nothing waits.
pub(super) async fn claim(db: &Db) -> Result<Option<Claimed>, DbError> {
    let due = "FROM link_scans s JOIN link_documents d ON d.id = s.document_id \
               WHERE s.state IN ('waiting', 'reading') AND s.claimed_until <= $1";
    // Looking first spares an idle SQLite a write each second.
    let count = format!("SELECT count(*) AS n FROM (SELECT 1 {due} LIMIT 1) AS due");
    let now = micros(db.clock().now());
    if db.number(&count, values![now]).await? == 0 {
        return Ok(None);
    }
    db.write(async move |unit: Unit| {
        let now = unit.now();
        // Only the reading is locked, not its document.
        let lock = unit.skip_locked().replace("UPDATE", "UPDATE OF s");
        let oldest = format!(
            "SELECT s.document_id, d.request_id, s.requested_at, s.attempts {due} \
             ORDER BY s.requested_at, s.document_id LIMIT 1 {lock}"
        );
        let row: Option<QueueRow> = unit.one(&oldest, values![micros(now)]).await?;
        let Some(row) = row else { return Ok(None) };
        unit.announce(Announcement::Changed(row.request_id));
        let found = match read_request(&unit, row.request_id, "").await? {
            Some(request) => documents(&unit, request.id)
                .await?
                .into_iter()
                .find(|one| one.id == row.document_id && one.removed_at.is_none())
                .map(|document| (request, document)),
            None => None,
        };
        let Some((request, document)) = found else {
            forget(&unit, row.document_id).await?;
            return Ok(None);
        };
        if row.attempts >= MAX_ATTEMPTS {
            let given_up = Scan::NotRead(NotReadReason::BrokeDown);
            write(&unit, row.document_id, &given_up, "").await?;
            return Ok(None);
        }
        unit.execute(
            "UPDATE link_scans SET state = 'reading', attempts = attempts + 1, claimed_until = $2 \
             WHERE document_id = $1",
            values![row.document_id, micros(now + CLAIM)],
        )
        .await?;
        Ok::<_, DbError>(Some(Claimed {
            expected: expected(&request, &document),
            request: request.id,
            file: document.file,
            document,
            requested_at: row.requested_at,
            attempts: row.attempts + 1,
        }))
    })
    .await
}

/// Keeps what was found, unless another reading was asked for meanwhile.
pub(super) async fn finish(db: &Db, claimed: &Claimed, scan: Scan) -> Result<(), DbError> {
    let (document, request) = (claimed.document.id, claimed.request);
    let (requested_at, attempts) = (claimed.requested_at, claimed.attempts);
    let compared_with = to_json(&claimed.expected)?;
    db.write(async move |unit: Unit| {
        let current = unit
            .number(
                "SELECT count(*) AS n FROM link_scans WHERE document_id = $1 AND state = 'reading' \
                 AND requested_at = $2 AND attempts = $3",
                values![document, requested_at, attempts],
            )
            .await?;
        if current > 0 {
            write(&unit, document, &scan, &compared_with).await?;
            unit.announce(Announcement::Changed(request));
        }
        Ok::<_, DbError>(())
    })
    .await
}

async fn write(
    unit: &Unit,
    document: Uuid,
    scan: &Scan,
    compared_with: &str,
) -> Result<(), DbError> {
    let (state, reason, findings) = match scan {
        Scan::Waiting => ("waiting", "", &[][..]),
        Scan::Reading => ("reading", "", &[][..]),
        Scan::Read(findings) => ("read", "", findings.as_slice()),
        Scan::NotRead(reason) => ("not_read", reason.name(), &[][..]),
    };
    unit.execute(
        "UPDATE link_scans SET state = $2, reason = $3, findings = $4, compared_with = $5, read_at = $6, \
         claimed_until = 0 WHERE document_id = $1",
        values![
            document,
            state,
            reason,
            to_json(&findings)?,
            compared_with,
            micros(unit.now()),
        ],
    )
    .await
    .map(drop)
}

fn to_json(value: &impl serde::Serialize) -> Result<String, DbError> {
    serde_json::to_string(value).map_err(|error| broken("link_scans", &error.to_string()))
}

#[derive(FromQueryResult)]
struct QueueRow {
    document_id: Uuid,
    request_id: Uuid,
    requested_at: i64,
    attempts: i64,
}

#[derive(FromQueryResult)]
struct Row {
    document_id: Uuid,
    state: String,
    reason: String,
    findings: String,
}

impl Row {
    fn read(&self) -> Result<Scan, DbError> {
        Ok(match self.state.as_str() {
            "waiting" => Scan::Waiting,
            "reading" => Scan::Reading,
            "read" => {
                let findings: Vec<Finding> = serde_json::from_str(&self.findings)
                    .map_err(|error| broken("link_scans.findings", &error.to_string()))?;
                Scan::Read(findings)
            }
            "not_read" => Scan::NotRead(
                NotReadReason::parse(&self.reason)
                    .ok_or_else(|| broken("link_scans.reason", &self.reason))?,
            ),
            other => return Err(broken("link_scans.state", other)),
        })
    }
}
