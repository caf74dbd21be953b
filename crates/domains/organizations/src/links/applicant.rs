//! What the person does with their request.

use access::{Actor, OrganizationKind, PersonId};
use audit::Entry;
use db::{Announcement, DbError, Rows, Unit, micros, values};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use notifications::{Kind, Notice};
use serde_json::json;
use uuid::Uuid;

use super::document::missing;
use super::scan;
use super::sign::refuse_signed;
use super::{
    Checked, DocumentKind, LinkDocument, LinkRequest, LinkState, MAX_DOCUMENTS, NewDocument,
    Remark, documents, read_request, remarks,
};
use crate::files::{self, NewFile};
use crate::people::{operators, recipient};
use crate::{Error, checks, paths};

/// The operator answers within this (R32).
const TERM: SignedDuration = SignedDuration::from_hours(24);
/// Documents of one request, those that were taken out again included: they stay kept.
const MAX_DOCUMENTS_EVER: i64 = 200;
/// Unfinished requests of one person.
const MAX_OPEN: i64 = 10;

/// Begins a request, or fills the person's draft for the same organization anew. Returns its id.
///
/// Refused: an organization that has an administrator (without saying who), or is the person's
/// already; a request for it that is being looked at; too many open requests.
pub async fn begin(unit: &Unit, actor: &Actor, checked: &Checked) -> Result<Uuid, Error> {
    refuse_linked(unit, actor.person, &checked.ogrn).await?;
    let mine = unit
        .row(
            "SELECT id, state FROM link_requests WHERE person_id = $1 AND ogrn = $2 \
             AND state IN ('draft', 'submitted', 'returned') ORDER BY created_at LIMIT 1",
            values![actor.person.0, checked.ogrn.as_str()],
        )
        .await?;
    if let Some(row) = mine {
        let id: Uuid = row.get("id")?;
        if row.get::<String>("state")? != "draft" {
            return Err(Error::AlreadyRequested(id));
        }
        write_claim(unit, id, 1, checked).await?;
        return Ok(id);
    }
    if own_requests_count(unit, actor.person).await? >= MAX_OPEN {
        return Err(Error::TooManyRequests { limit: MAX_OPEN });
    }
    let id = unit.new_id();
    unit.execute(
        "INSERT INTO link_requests (id, number, person_id, state, kind, inn, ogrn, card, head_match, \
         created_at) VALUES ($1, $2, $3, 'draft', $4, $5, $6, 'null', 'unknown', $7)",
        values![
            id,
            // The column is unique; the person's number is given on submission.
            id.to_string(),
            actor.person.0,
            checked.kind.name(),
            checked.inn.as_str(),
            checked.ogrn.as_str(),
            micros(unit.now()),
        ],
    )
    .await?;
    write_claim(unit, id, 1, checked).await?;
    let entry =
        Entry::by_actor(actor, "link.begin").about("link-request", id, checked.ogrn.as_str());
    audit::record(unit, entry).await?;
    unit.announce(Announcement::Changed(actor.person.0));
    Ok(id)
}

/// How many requests of the person are not decided.
pub async fn own_requests_count(rows: &impl Rows, person: PersonId) -> Result<i64, DbError> {
    rows.number(
        "SELECT count(*) AS n FROM link_requests WHERE person_id = $1 \
         AND state IN ('draft', 'submitted', 'returned')",
        values![person.0],
    )
    .await
}

/// The actor's own request with its documents (removed ones last) and remarks (newest round first).
pub async fn request(
    rows: &impl Rows,
    actor: &Actor,
    id: Uuid,
) -> Result<Option<(LinkRequest, Vec<LinkDocument>, Vec<Remark>)>, DbError> {
    let Some(request) = read_request(rows, id, "").await? else {
        return Ok(None);
    };
    if request.person != actor.person {
        return Ok(None);
    }
    Ok(Some((
        request,
        documents(rows, id).await?,
        remarks(rows, id).await?,
    )))
}

/// Puts a claim that was checked again in the place of the old one.
pub async fn change_claim(
    unit: &Unit,
    actor: &Actor,
    id: Uuid,
    checked: &Checked,
) -> Result<(), Error> {
    let request = open_request(unit, actor, id).await?;
    if request.ogrn != checked.ogrn {
        return Err(Error::NotNow);
    }
    write_claim(unit, id, request.working_round(), checked).await?;
    let entry = Entry::by_actor(actor, "link.change").about("link-request", id, request.label());
    audit::record(unit, entry).await?;
    Ok(())
}

/// Adds a scan that `blob` has taken in. `zone` is the person's, for «not in the future».
pub async fn add_document(
    unit: &Unit,
    actor: &Actor,
    id: Uuid,
    document: &NewDocument,
    file: NewFile,
    zone: &TimeZone,
) -> Result<Uuid, Error> {
    let request = open_request(unit, actor, id).await?;
    let today: Date = unit.now().to_zoned(zone.clone()).date();
    document.check(today)?;
    let count = unit
        .number(
            "SELECT count(*) AS n FROM link_documents WHERE request_id = $1 AND removed_at IS NULL",
            values![id],
        )
        .await?;
    if count >= MAX_DOCUMENTS {
        return Err(Error::TooManyDocuments {
            limit: MAX_DOCUMENTS,
        });
    }
    let ever = unit
        .number(
            "SELECT count(*) AS n FROM link_documents WHERE request_id = $1",
            values![id],
        )
        .await?;
    if ever >= MAX_DOCUMENTS_EVER {
        return Err(Error::TooManyDocuments {
            limit: MAX_DOCUMENTS_EVER,
        });
    }
    let file = files::store(unit, file).await?;
    let document_id = unit.new_id();
    unit.execute(
        "INSERT INTO link_documents (id, request_id, kind, number, date, file_id, added_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        values![
            document_id,
            id,
            document.kind.name(),
            document.number.as_str(),
            document.date.to_string(),
            file.0,
            micros(unit.now()),
        ],
    )
    .await?;
    scan::request_reading(unit, document_id).await?;
    let entry = Entry::by_actor(actor, "link.document-add")
        .about("link-request", id, request.label())
        .details(json!({ "kind": document.kind.name(), "number": document.number }));
    audit::record(unit, entry).await?;
    unit.announce(Announcement::Changed(id));
    Ok(document_id)
}

/// Takes a document out of the request; its row and its file stay kept. A signed one stays in a draft.
pub async fn remove_document(
    unit: &Unit,
    actor: &Actor,
    id: Uuid,
    document: Uuid,
) -> Result<(), Error> {
    let request = open_request(unit, actor, id).await?;
    refuse_signed(unit, request.state, document).await?;
    unit.execute(
        "UPDATE link_documents SET removed_at = $3 WHERE id = $2 AND request_id = $1 AND removed_at IS NULL",
        values![id, document, micros(unit.now())],
    )
    .await?;
    scan::forget(unit, document).await?;
    let entry =
        Entry::by_actor(actor, "link.document-remove").about("link-request", id, request.label());
    audit::record(unit, entry).await?;
    unit.announce(Announcement::Changed(id));
    Ok(())
}

/// Submits a draft, or a returned request again: then its round grows. `checked` is the claim as
/// the register answers now. Returns the number, such as «ОРГ-2026-000017».
pub async fn submit(
    unit: &Unit,
    actor: &Actor,
    id: Uuid,
    checked: &Checked,
    consents: bool,
) -> Result<String, Error> {
    let request = open_request(unit, actor, id).await?;
    if request.ogrn != checked.ogrn {
        return Err(Error::NotNow);
    }
    if checked.claimed.position.trim().is_empty() {
        return Err(Error::NoPosition);
    }
    if !consents {
        return Err(Error::NoConsent);
    }
    refuse_linked(unit, actor.person, &request.ogrn).await?;
    let present: Vec<DocumentKind> = documents(unit, id)
        .await?
        .into_iter()
        .filter(|one| one.removed_at.is_none())
        .map(|one| one.kind)
        .collect();
    let missing = missing(checked.kind, checked.head, &present);
    if !missing.is_empty() {
        return Err(Error::DocumentsMissing(missing));
    }
    scan::refuse_certain(unit, id).await?;
    let (again, round) = (
        request.state == LinkState::Returned,
        request.working_round(),
    );
    checks::carry_over(unit, &request).await?;
    write_claim(unit, id, round, checked).await?;
    if let Some(check) = checks::stopping(unit, id, round).await? {
        return Err(Error::CheckFailed(check));
    }
    let number = if again {
        request.number.clone()
    } else {
        new_number(unit).await?
    };
    let due = unit.now() + TERM;
    unit.execute(
        "UPDATE link_requests SET state = 'submitted', number = $2, round = $3, submitted_at = $4, due_at = $5, \
         consent_at = $4, taken_by = NULL, taken_at = NULL, decided_by = NULL, decided_at = NULL, \
         person_name = $6 WHERE id = $1",
        values![
            id,
            number.as_str(),
            round,
            micros(unit.now()),
            micros(due),
            actor.name.as_str(),
        ],
    )
    .await?;
    accounts::record_consent(
        unit,
        actor.person,
        None,
        accounts::ConsentKind::PersonalData,
        accounts::CONSENT_VERSION,
        actor.ip,
    )
    .await?;
    let action = if again {
        "link.resubmit"
    } else {
        "link.submit"
    };
    let entry = Entry::by_actor(actor, action).about("link-request", id, number.as_str());
    audit::record(unit, entry).await?;
    tell_submitted(unit, actor, id, &number, &checked_name(checked), due).await?;
    checks::ask(unit, actor.person, id, round, &number, checked).await?;
    unit.announce(Announcement::Changed(id));
    unit.announce(Announcement::Changed(actor.person.0));
    Ok(number)
}

/// Takes an undecided request back.
pub async fn withdraw(unit: &Unit, actor: &Actor, id: Uuid) -> Result<(), Error> {
    let request = own(unit, actor, id).await?;
    if matches!(request.state, LinkState::Confirmed | LinkState::Withdrawn) {
        return Err(Error::NotNow);
    }
    unit.execute(
        "UPDATE link_requests SET state = 'withdrawn', decided_at = $2 WHERE id = $1",
        values![id, micros(unit.now())],
    )
    .await?;
    let entry = Entry::by_actor(actor, "link.withdraw").about("link-request", id, request.label());
    audit::record(unit, entry).await?;
    unit.announce(Announcement::Changed(id));
    unit.announce(Announcement::Changed(actor.person.0));
    Ok(())
}

async fn tell_submitted(
    unit: &Unit,
    actor: &Actor,
    id: Uuid,
    number: &str,
    name: &str,
    due: Timestamp,
) -> Result<(), DbError> {
    if let Some(to) = recipient(unit, actor.person).await? {
        let notice = Notice::new(Kind::LinkSubmitted, to)
            .arg("number", number)
            .arg("organization", name)
            .arg("due", due)
            .link(paths::request(id));
        notifications::send(unit, notice).await?;
    }
    for operator in operators(unit).await? {
        let notice = Notice::new(Kind::LinkWaiting, operator)
            .arg("number", number)
            .arg("organization", name)
            .arg("due", due)
            .link(paths::moderation(id));
        notifications::send(unit, notice).await?;
    }
    Ok(())
}

pub(super) async fn new_number(unit: &Unit) -> Result<String, DbError> {
    // The year of the installation's country, not of Greenwich.
    let year = unit
        .now()
        .to_zoned(TimeZone::fixed(jiff::tz::offset(3)))
        .year();
    let next = crate::next_number(unit, &format!("link-{year}")).await?;
    Ok(format!("ОРГ-{year}-{next:06}"))
}

pub(super) async fn refuse_linked(unit: &Unit, person: PersonId, ogrn: &str) -> Result<(), Error> {
    let mine = "SELECT count(*) AS n FROM memberships m JOIN organizations o ON o.id = m.organization_id \
                WHERE o.ogrn = $1 AND m.person_id = $2 AND m.ended_at IS NULL \
                AND (m.valid_until IS NULL OR m.valid_until > $3)";
    let given = || values![ogrn, person.0, micros(unit.now())];
    let is_mine = unit.number(mine, given()).await? > 0;
    if is_open_to_new_heads(unit, ogrn).await? {
        // Who works there may be the new head; who is the head has nothing to prove.
        let as_head = format!("{mine} AND m.is_head");
        return if unit.number(&as_head, given()).await? > 0 {
            Err(Error::AlreadyYours)
        } else {
            Ok(())
        };
    }
    if is_mine {
        Err(Error::AlreadyYours)
    } else if has_administrator(unit, ogrn, unit.now()).await? {
        Err(Error::AlreadyLinked)
    } else {
        Ok(())
    }
}

/// Whether the register has named another head whom nobody has confirmed yet: then a request is
/// taken although the organization has administrators.
pub(crate) async fn is_open_to_new_heads(rows: &impl Rows, ogrn: &str) -> Result<bool, DbError> {
    let waiting = rows
        .number(
            "SELECT count(*) AS n FROM organizations WHERE ogrn = $1 AND reconfirm_since IS NOT NULL",
            values![ogrn],
        )
        .await?;
    Ok(waiting > 0)
}

pub(crate) async fn has_administrator(
    rows: &impl Rows,
    ogrn: &str,
    now: Timestamp,
) -> Result<bool, DbError> {
    let administrators = rows
        .number(
            "SELECT count(*) AS n FROM memberships m JOIN organizations o ON o.id = m.organization_id \
             WHERE o.ogrn = $1 AND m.role = 'administrator' AND m.ended_at IS NULL \
             AND (m.valid_until IS NULL OR m.valid_until > $2)",
            values![ogrn, micros(now)],
        )
        .await?;
    Ok(administrators > 0)
}

pub(super) async fn own(unit: &Unit, actor: &Actor, id: Uuid) -> Result<LinkRequest, Error> {
    read_request(unit, id, &unit.for_update_of("r"))
        .await?
        .filter(|request| request.person == actor.person)
        .ok_or(Error::NoSuchRequest)
}

pub(super) async fn open_request(
    unit: &Unit,
    actor: &Actor,
    id: Uuid,
) -> Result<LinkRequest, Error> {
    let request = own(unit, actor, id).await?;
    if request.state.is_open_for_person() {
        Ok(request)
    } else {
        Err(Error::NotNow)
    }
}

fn checked_name(checked: &Checked) -> String {
    match &checked.card {
        Some(card) => card.readable_name(),
        None if checked.claimed.name.is_empty() => checked.ogrn.clone(),
        None => checked.claimed.name.clone(),
    }
}

/// Writes the claim and, for this round, what was checked of it.
pub(crate) async fn write_claim(
    unit: &Unit,
    id: Uuid,
    round: i64,
    checked: &Checked,
) -> Result<(), Error> {
    let json = |value: serde_json::Result<String>| {
        value.map_err(|error| DbError::Broken {
            column: "link_requests",
            reason: error.to_string(),
        })
    };
    debug_assert!(
        checked.kind != OrganizationKind::Authority,
        "nobody links an authority by a request"
    );
    let name = checked_name(checked);
    unit.execute(
        "UPDATE link_requests SET kind = $2, inn = $3, ogrn = $4, kpp = $5, name = $6, name_lower = $7, \
         address = $8, position = $9, card = $10, differences = $11, head_match = $12, email = $13, \
         phone = $14 WHERE id = $1",
        values![
            id,
            checked.kind.name(),
            checked.inn.as_str(),
            checked.ogrn.as_str(),
            checked.claimed.kpp.map(|kpp| kpp.as_str().to_owned()).unwrap_or_default(),
            if checked.claimed.name.trim().is_empty() { name.clone() } else { checked.claimed.name.clone() },
            format!("{name} {}", checked.claimed.name).to_lowercase(),
            checked.claimed.address.as_str(),
            checked.claimed.position.as_str(),
            json(serde_json::to_string(&checked.card))?,
            json(serde_json::to_string(&checked.differences))?,
            checked.head.name(),
            checked.claimed.email.as_str(),
            checked.claimed.phone.as_str(),
        ],
    )
    .await?;
    for check in &checked.checks {
        checks::put(unit, id, round, check, None).await?;
    }
    scan::compare_anew(unit, id).await?;
    unit.announce(Announcement::Changed(id));
    Ok(())
}
