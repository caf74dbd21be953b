//! The checks that ask others: contacts and restrictions. Nothing here happens inside a write unit.

use access::OperatorGrant;
use audit::Entry;
use db::{Announcement, Db, DbError, Rows, Unit, values};
use futures_util::future::join;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use uuid::Uuid;

use super::restrictions::Connector;
use super::store::{Known, of_round, put};
use super::{Check, CheckName, Outcome, Sources, contacts};
use crate::Error;
use crate::links::{DocumentKind, LinkRequest, LinkState, read_request};

/// What a connector said is not asked again for so long.
const KEEP: SignedDuration = SignedDuration::from_hours(1);

/// Codes of one authority's restrictions.
struct Codes {
    found: &'static str,
    no_answer: &'static str,
    by_hand: &'static str,
    has_certificate: &'static str,
}

const TAX: Codes = Codes {
    found: "LNK-108",
    no_answer: "LNK-109",
    by_hand: "LNK-110",
    has_certificate: "LNK-111",
};
const FUND: Codes = Codes {
    found: "LNK-112",
    no_answer: "LNK-113",
    by_hand: "LNK-114",
    has_certificate: "LNK-115",
};

/// Checks contacts and restrictions of a request in its working round. Takes some seconds at most:
/// what does not answer waits, and the job asks again.
pub async fn look_outside(db: &Db, sources: &Sources, id: Uuid) -> Result<(), Error> {
    let Some(request) = read_request(db, id, "").await? else {
        return Ok(());
    };
    let Some(person) = accounts::person(db, request.person).await? else {
        return Ok(());
    };
    let round = request.working_round();
    let known = of_round(db, id, round).await?;
    let now = db.clock().now();
    let phone = contacts::phone(sources, &request, &person);
    let email = contacts::email(db, sources, &request, &person).await?;
    let tax = restrictions(
        db,
        sources.tax.as_ref(),
        CheckName::Tax,
        &request,
        &known,
        now,
    );
    let fund = restrictions(
        db,
        sources.fund.as_ref(),
        CheckName::Fund,
        &request,
        &known,
        now,
    );
    let (tax, fund) = join(tax, fund).await;
    let found: Vec<Check> = [Some(email), Some(phone), tax?, fund?]
        .into_iter()
        .flatten()
        .collect();
    db.write(async move |unit: Unit| {
        for check in &found {
            put(&unit, id, round, check, None).await?;
        }
        unit.announce(Announcement::Changed(id));
        Ok::<_, DbError>(())
    })
    .await?;
    Ok(())
}

/// What is new about one authority's restrictions; nothing while what is known still holds.
async fn restrictions(
    rows: &impl Rows,
    connector: Option<&Connector>,
    name: CheckName,
    request: &LinkRequest,
    known: &[Known],
    now: Timestamp,
) -> Result<Option<Check>, DbError> {
    let codes = codes(name);
    let before = known.iter().find(|one| one.check.name == name);
    if before.is_some_and(|one| one.is_decided) {
        return Ok(None);
    }
    let Some(connector) = connector else {
        let code = if has_certificate(rows, request.id, name).await? {
            codes.has_certificate
        } else {
            codes.by_hand
        };
        return Ok(Some(Check::with(name, Outcome::Noted, code, "")));
    };
    let was_answered = before
        .is_some_and(|one| one.check.outcome == Outcome::Passed || one.check.code == codes.found);
    if was_answered && before.is_some_and(|one| one.at + KEEP > now) {
        return Ok(None);
    }
    Ok(Some(
        match connector
            .ask(&request.inn, &request.ogrn, &request.kpp)
            .await
        {
            Ok(found) if found.is_empty() => Check::passed(name, ""),
            Ok(found) => Check::with(name, Outcome::Noted, codes.found, found.join("; ")),
            Err(error) => {
                tracing::warn!(check = name.name(), %error, "restrictions could not be asked about");
                // The manual way is open while nobody answers.
                if has_certificate(rows, request.id, name).await? {
                    Check::with(name, Outcome::Noted, codes.has_certificate, "")
                } else {
                    Check::with(name, Outcome::Waiting, codes.no_answer, "")
                }
            }
        },
    ))
}

fn codes(name: CheckName) -> Codes {
    if name == CheckName::Fund { FUND } else { TAX }
}

async fn has_certificate(
    rows: &impl Rows,
    request: Uuid,
    name: CheckName,
) -> Result<bool, DbError> {
    let kind = if name == CheckName::Fund {
        DocumentKind::FundCertificate
    } else {
        DocumentKind::TaxCertificate
    };
    let present = rows
        .number(
            "SELECT count(*) AS n FROM link_documents WHERE request_id = $1 AND kind = $2 \
             AND removed_at IS NULL",
            values![request, kind.name()],
        )
        .await?;
    Ok(present > 0)
}

/// The operator has read a certificate: there are restrictions, or none.
pub async fn decide_certificate(
    unit: &Unit,
    grant: &OperatorGrant,
    id: Uuid,
    name: CheckName,
    has_restrictions: bool,
) -> Result<(), Error> {
    let request = read_request(unit, id, &unit.for_update_of("r"))
        .await?
        .filter(|request| request.state == LinkState::Submitted)
        .ok_or(Error::NoSuchRequest)?;
    if request.person == grant.actor().person {
        return Err(Error::OwnRequest);
    }
    let codes = codes(name);
    let known = of_round(unit, id, request.round).await?;
    let waits = known.iter().any(|one| {
        one.check.name == name && (one.check.code == codes.has_certificate || one.is_decided)
    });
    if !waits || !matches!(name, CheckName::Tax | CheckName::Fund) {
        return Err(Error::NothingToDecide);
    }
    let check = if has_restrictions {
        Check::with(name, Outcome::Noted, codes.found, "")
    } else {
        Check::passed(name, "")
    };
    put(unit, id, request.round, &check, Some(grant.actor().person)).await?;
    let entry = Entry::by_operator(grant, "link.check-decide")
        .about("link-request", id, request.number.as_str())
        .details(json!({ "check": name.name(), "restrictions": has_restrictions }));
    audit::record(unit, entry).await?;
    unit.announce(Announcement::Changed(id));
    Ok(())
}
