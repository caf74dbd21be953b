//! What the operator does: a queue with due times, documents beside the register's card, a return
//! with concrete remarks or a confirmation.

use access::{OperatorGrant, OrganizationId, PersonId, Role};
use audit::Entry;
use db::{Announcement, DbError, Rows, Unit, Value, like_pattern, micros, values};
use jiff::Timestamp;
use notifications::{Kind, Notice};
use registry::Card;
use serde_json::json;
use uuid::Uuid;

use crate::links::{
    Claimed, Difference, LinkDocument, LinkRequest, LinkState, Remark, documents, read_request,
    remarks, requests,
};
use crate::members::{NewMembership, Proof, insert};
use crate::organization::NewOrganization;
use crate::pages::{PAGE_SIZE, place};
use crate::people::recipient;
use crate::{Error, paths, register};

/// Remarks of one return.
const MAX_REMARKS: usize = 30;

/// What can be wrong with a request. Texts: `remark-<code>`.
pub const REMARK_CODES: &[&str] = &[
    "LNK-051", // a document cannot be read
    "LNK-052", // pages are missing
    "LNK-053", // number or date differ from the document's
    "LNK-054", // not signed or not sealed
    "LNK-055", // the document's term is over
    "LNK-056", // the powers are not enough
    "LNK-057", // the document names another person
    "LNK-058", // the document is about another organization
    "LNK-059", // a needed document is missing
    "LNK-060", // the name differs from the register
    "LNK-061", // the address differs from the register
    "LNK-062", // the position is not confirmed
    "LNK-063", // the register names another head
    "LNK-064", // something else, see the comment
];

/// Fields that a remark can be tied to, besides `documents` and `document:<id>`.
pub const REMARK_FIELDS: &[&str] = &["field:name", "field:address", "field:kpp", "field:position"];

/// What to show of the queue.
#[derive(Clone, Debug, Default)]
pub struct QueueFilter {
    /// Part of a number, a name, an ИНН or an ОГРН.
    pub search: String,
    /// One state; `None` is what waits for an answer.
    pub state: Option<LinkState>,
    /// Every state but drafts, which are their people's own; then `state` does not count.
    pub everywhere: bool,
    /// Only those that nobody or only this operator has taken.
    pub taken_by: Option<PersonId>,
    /// Only those whose term is over.
    pub overdue: bool,
}

/// A page of requests, the most urgent first.
#[derive(Clone, Debug)]
pub struct QueuePage {
    /// The requests.
    pub requests: Vec<LinkRequest>,
    /// How many there are in all.
    pub total: u64,
    /// This page's number, from 1.
    pub number: u64,
    /// How many pages there are, at least 1.
    pub pages: u64,
}

/// Numbers for the operator's overview.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Overview {
    /// Requests that wait for an answer.
    pub waiting: u64,
    /// Of them, late.
    pub overdue: u64,
    /// Of them, taken by this operator.
    pub mine: u64,
    /// Requests that their people fix.
    pub returned: u64,
    /// Organizations.
    pub organizations: u64,
    /// People.
    pub people: u64,
}

/// A remark that an operator makes.
#[derive(Clone, Debug)]
pub struct NewRemark {
    /// One of [`REMARK_CODES`].
    pub code: String,
    /// One of [`REMARK_FIELDS`], `documents`, or `document:<id>`.
    pub subject: String,
    /// More in the operator's words, or empty.
    pub comment: String,
}

/// One page of requests; those that wait are sorted by due time, decided ones newest first.
pub async fn queue(
    rows: &impl Rows,
    _grant: &OperatorGrant,
    filter: &QueueFilter,
    number: u64,
    now: Timestamp,
) -> Result<QueuePage, DbError> {
    let (wheres, mut values) = conditions(filter, now);
    let count = format!("SELECT count(*) AS n FROM link_requests r WHERE {wheres}");
    let total = u64::try_from(rows.number(&count, values.clone()).await?).unwrap_or(0);
    let (number, pages, offset) = place(number, total);
    let next = values.len() + 1;
    values.extend(values![PAGE_SIZE, offset]);
    let order = match filter.state {
        _ if filter.everywhere => {
            "CASE WHEN r.state = 'submitted' THEN 0 ELSE 1 END, \
             CASE WHEN r.state = 'submitted' THEN r.due_at END, r.submitted_at DESC, r.id"
        }
        None | Some(LinkState::Submitted) => "r.due_at, r.id",
        Some(_) => "r.submitted_at DESC, r.id",
    };
    let tail = format!(
        "WHERE {wheres} ORDER BY {order} LIMIT ${next} OFFSET ${}",
        next + 1
    );
    Ok(QueuePage {
        requests: requests(rows, &tail, values).await?,
        total,
        number,
        pages,
    })
}

/// Numbers for the overview.
pub async fn overview(
    rows: &impl Rows,
    grant: &OperatorGrant,
    now: Timestamp,
) -> Result<Overview, DbError> {
    let count = async |sql: &str, values| {
        Ok::<u64, DbError>(u64::try_from(rows.number(sql, values).await?).unwrap_or(0))
    };
    Ok(Overview {
        waiting: count(
            "SELECT count(*) AS n FROM link_requests WHERE state = 'submitted'",
            vec![],
        )
        .await?,
        overdue: count(
            "SELECT count(*) AS n FROM link_requests WHERE state = 'submitted' AND due_at < $1",
            values![micros(now)],
        )
        .await?,
        mine: count(
            "SELECT count(*) AS n FROM link_requests WHERE state = 'submitted' AND taken_by = $1",
            values![grant.actor().person.0],
        )
        .await?,
        returned: count(
            "SELECT count(*) AS n FROM link_requests WHERE state = 'returned'",
            vec![],
        )
        .await?,
        organizations: count("SELECT count(*) AS n FROM organizations", vec![]).await?,
        people: count("SELECT count(*) AS n FROM people", vec![]).await?,
    })
}

/// A submitted request with its documents (removed ones last) and remarks (newest round first).
/// Drafts are their people's own.
pub async fn request(
    rows: &impl Rows,
    _grant: &OperatorGrant,
    id: Uuid,
) -> Result<Option<(LinkRequest, Vec<LinkDocument>, Vec<Remark>)>, DbError> {
    match read_request(rows, id, "").await? {
        Some(request) if request.submitted_at.is_some() => Ok(Some((
            request,
            documents(rows, id).await?,
            remarks(rows, id).await?,
        ))),
        _ => Ok(None),
    }
}

/// Takes a request to look at it. Refused while another operator has it.
pub async fn take(unit: &Unit, grant: &OperatorGrant, id: Uuid) -> Result<(), Error> {
    let request = waiting(unit, grant, id).await?;
    set_taker(unit, id, Some(grant.actor().person)).await?;
    let entry = Entry::by_operator(grant, "link.take").about("link-request", id, request.number);
    Ok(audit::record(unit, entry).await?)
}

/// Gives a request back to the queue.
pub async fn release(unit: &Unit, grant: &OperatorGrant, id: Uuid) -> Result<(), Error> {
    let request = waiting(unit, grant, id).await?;
    set_taker(unit, id, None).await?;
    let entry = Entry::by_operator(grant, "link.release").about("link-request", id, request.number);
    Ok(audit::record(unit, entry).await?)
}

/// Returns a request with remarks; the person fixes it in the same place. `round` is the one that
/// the operator saw: refused when it was decided or resubmitted since.
pub async fn return_with(
    unit: &Unit,
    grant: &OperatorGrant,
    id: Uuid,
    round: i64,
    new: &[NewRemark],
) -> Result<(), Error> {
    let request = decidable(unit, grant, id, round).await?;
    if new.is_empty() {
        return Err(Error::NoRemarks);
    }
    let documents = documents(unit, id).await?;
    if new.len() > MAX_REMARKS || !new.iter().all(|remark| remark_exists(remark, &documents)) {
        return Err(Error::UnknownRemark);
    }
    for remark in new {
        unit.execute(
            "INSERT INTO link_remarks (id, request_id, round, code, subject, comment, created_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
            values![
                unit.new_id(),
                id,
                round,
                remark.code.as_str(),
                remark.subject.as_str(),
                remark.comment.as_str(),
                micros(unit.now()),
            ],
        )
        .await?;
    }
    decide(unit, grant, id, "returned").await?;
    let codes: Vec<&str> = new.iter().map(|remark| remark.code.as_str()).collect();
    let entry = Entry::by_operator(grant, "link.return")
        .about("link-request", id, request.number.as_str())
        .details(json!({ "codes": codes, "round": round }));
    audit::record(unit, entry).await?;
    if let Some(to) = recipient(unit, request.person).await? {
        let count = i64::try_from(new.len()).unwrap_or(i64::MAX);
        let notice = Notice::new(Kind::LinkReturned, to)
            .arg("number", request.number.as_str())
            .arg("organization", request.name.as_str())
            .arg("codes", codes.join(", "))
            .arg("count", notifications::Arg::Number(count))
            .link(paths::request(id));
        notifications::send(unit, notice).await?;
    }
    announce(unit, &request);
    Ok(())
}

/// What the operator had before them when they decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The round of the request.
    pub round: i64,
    /// Whether the register named the person as the head.
    pub is_head: bool,
}

/// Whether the register names whoever asks as the head: by its card of now, else by the one of the request.
pub fn is_named_as_head(request: &LinkRequest, card: Option<&Card>) -> bool {
    card.or(request.card.as_ref())
        .is_some_and(|card| register::names_as_head(card, &request.person_name))
}

/// Confirms a request: the organization is created (or found, when it was there without an
/// administrator) and the person becomes its administrator. `card` is what the register says now;
/// an organization that has ended meanwhile is refused (R27), and so is a confirmation of somebody whom the register
/// names as the head no longer, or only now: the operator decides by what is so.
pub async fn confirm(
    unit: &Unit,
    grant: &OperatorGrant,
    id: Uuid,
    seen: Seen,
    card: Option<&Card>,
) -> Result<OrganizationId, Error> {
    let request = decidable(unit, grant, id, seen.round).await?;
    let is_head = is_named_as_head(&request, card);
    if is_head != seen.is_head {
        return Err(Error::ChangedMeanwhile);
    }
    let card = card.or(request.card.as_ref());
    if let Some(card) = card {
        let claimed = Claimed {
            position: request.position.clone(),
            ..Claimed::default()
        };
        crate::links::against(card.clone(), claimed, "")?;
    }
    if crate::links::has_administrator(unit, &request.ogrn, unit.now()).await?
        && !crate::links::is_open_to_new_heads(unit, &request.ogrn).await?
    {
        return Err(Error::AlreadyLinked);
    }
    let organization = match crate::find_by_ogrn(unit, &request.ogrn).await? {
        Some(organization) => organization.id,
        None => crate::create_confirmed(unit, &from_request(&request, card)).await?,
    };
    register::clear_reconfirmation(unit, organization).await?;
    let proof = Proof::HeadDocuments;
    // A former member without the role of administrator gets a new membership.
    unit.execute(
        "UPDATE memberships SET ended_at = $3, ended_by = $4 WHERE organization_id = $1 AND person_id = $2 \
         AND ended_at IS NULL",
        values![organization.0, request.person.0, micros(unit.now()), grant.actor().person.0],
    )
    .await?;
    let membership = insert(
        unit,
        NewMembership {
            organization,
            person: request.person,
            role: Role::Administrator,
            is_head,
            position: &request.position,
            proof,
            proved_name: Some(&request.person_name),
            valid_until: None,
            created_by: Some(grant.actor().person),
        },
    )
    .await?;
    unit.execute(
        "UPDATE link_requests SET organization_id = $2 WHERE id = $1",
        values![id, organization.0],
    )
    .await?;
    unit.execute(
        "UPDATE files SET organization_id = $2 WHERE id IN \
         (SELECT file_id FROM link_documents WHERE request_id = $1)",
        values![id, organization.0],
    )
    .await?;
    decide(unit, grant, id, "confirmed").await?;
    let entry = Entry::by_operator(grant, "link.confirm")
        .of(organization)
        .about("link-request", id, request.number.as_str())
        .details(
            json!({ "after": { "role": "administrator", "is_head": is_head },
            "person": request.person_name, "proof": proof.name() }),
        );
    audit::record(unit, entry).await?;
    let entry = Entry::by_person(request.person, &request.person_name, "member.join")
        .of(organization)
        .about("member", membership.0, request.person_name.as_str())
        .details(json!({ "after": { "role": "administrator", "position": request.position } }));
    audit::record(unit, entry).await?;
    if let Some(to) = recipient(unit, request.person).await? {
        let notice = Notice::new(Kind::LinkConfirmed, to)
            .arg("number", request.number.as_str())
            .arg("organization", request.name.as_str())
            .link(paths::cabinet(organization))
            .about(organization);
        notifications::send(unit, notice).await?;
    }
    announce(unit, &request);
    Ok(organization)
}

/// What differs when the request is compared with what the register says now; for the operator's
/// page. The first of a refusal is a list of one.
pub fn compare_now(request: &LinkRequest, card: &Card) -> Vec<Difference> {
    let claimed = request.claimed();
    match crate::links::against(card.clone(), claimed, &request.person_name) {
        Ok(checked) => checked.differences,
        Err(Error::Refused(difference)) => vec![difference],
        Err(_) => Vec::new(),
    }
}

fn conditions(filter: &QueueFilter, now: Timestamp) -> (String, Vec<Value>) {
    let mut wheres = vec!["r.submitted_at IS NOT NULL".to_owned()];
    let mut values = Vec::new();
    if !filter.everywhere {
        values.push(filter.state.unwrap_or(LinkState::Submitted).name().into());
        wheres.push("r.state = $1".to_owned());
    }
    if !filter.search.trim().is_empty() {
        values.push(like_pattern(&filter.search).into());
        let lower = values.len();
        values.push(like_pattern(&filter.search).to_uppercase().into());
        let upper = values.len();
        wheres.push(format!(
            r"(r.name_lower LIKE ${lower} ESCAPE '\' OR r.inn LIKE ${lower} ESCAPE '\' OR r.ogrn LIKE ${lower} ESCAPE '\' OR r.number LIKE ${upper} ESCAPE '\')"
        ));
    }
    if let Some(operator) = filter.taken_by {
        values.push(operator.0.into());
        wheres.push(format!(
            "(r.taken_by IS NULL OR r.taken_by = ${})",
            values.len()
        ));
    }
    if filter.overdue {
        values.push(micros(now).into());
        wheres.push(format!(
            "r.state = 'submitted' AND r.due_at < ${}",
            values.len()
        ));
    }
    (wheres.join(" AND "), values)
}

/// A request that waits for an answer, not the operator's own and not taken by another.
async fn waiting(unit: &Unit, grant: &OperatorGrant, id: Uuid) -> Result<LinkRequest, Error> {
    let request = read_request(unit, id, &unit.for_update_of("r"))
        .await?
        .filter(|request| request.submitted_at.is_some())
        .ok_or(Error::NoSuchRequest)?;
    if request.state != LinkState::Submitted {
        return Err(Error::ChangedMeanwhile);
    }
    let me = grant.actor().person;
    if request.person == me {
        return Err(Error::OwnRequest);
    }
    if request.taken_by.is_some_and(|taker| taker != me) {
        return Err(Error::TakenByAnother);
    }
    Ok(request)
}

async fn decidable(
    unit: &Unit,
    grant: &OperatorGrant,
    id: Uuid,
    round: i64,
) -> Result<LinkRequest, Error> {
    let request = waiting(unit, grant, id).await?;
    if request.round == round {
        Ok(request)
    } else {
        Err(Error::ChangedMeanwhile)
    }
}

async fn set_taker(unit: &Unit, id: Uuid, taker: Option<PersonId>) -> Result<(), DbError> {
    let at = taker.map(|_| micros(unit.now()));
    unit.execute(
        "UPDATE link_requests SET taken_by = $2, taken_at = $3 WHERE id = $1",
        values![id, taker.map(|one| one.0), at],
    )
    .await?;
    unit.announce(Announcement::Changed(id));
    Ok(())
}

async fn decide(unit: &Unit, grant: &OperatorGrant, id: Uuid, state: &str) -> Result<(), DbError> {
    unit.execute(
        "UPDATE link_requests SET state = $2, decided_by = $3, decided_at = $4, taken_by = NULL, \
         taken_at = NULL WHERE id = $1",
        values![id, state, grant.actor().person.0, micros(unit.now())],
    )
    .await?;
    Ok(())
}

fn announce(unit: &Unit, request: &LinkRequest) {
    unit.announce(Announcement::Changed(request.id));
    unit.announce(Announcement::Changed(request.person.0));
}

fn remark_exists(remark: &NewRemark, documents: &[LinkDocument]) -> bool {
    let subject = remark.subject.as_str();
    let is_document = subject
        .strip_prefix("document:")
        .and_then(|id| Uuid::try_parse(id).ok())
        .is_some_and(|id| documents.iter().any(|one| one.id == id));
    REMARK_CODES.contains(&remark.code.as_str())
        && (is_document || subject == "documents" || REMARK_FIELDS.contains(&subject))
}

/// The register's words where there are some, otherwise the person's.
fn from_request(request: &LinkRequest, card: Option<&Card>) -> NewOrganization {
    let new = match card {
        Some(card) => NewOrganization::from_card(card),
        None => NewOrganization {
            inn: request.inn.clone(),
            ogrn: request.ogrn.clone(),
            kpp: request.kpp.clone(),
            name_full: request.name.clone(),
            name_short: request.name.clone(),
            address: request.address.clone(),
            ..NewOrganization::default()
        },
    };
    NewOrganization {
        email: request.email.clone(),
        phone: request.phone.clone(),
        ..new
    }
}
