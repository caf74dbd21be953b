//! The head confirms themselves by a code that is mailed to the address which the register has of
//! the organization (R43).
//!
//! What it proves: that somebody with the head's name reads the organization's own mail. It does not
//! prove who the person is, as a certificate does: so everybody concerned is told, the register's
//! address first, and the installation's operator may switch it off.

use access::Actor;
use audit::Entry;
use db::{Db, DbError, FromQueryResult, Rows, Unit, micros, timestamp, values};
use jiff::{SignedDuration, Timestamp};
use notifications::{Kind, Notice, Recipient};
use registry::{Card, Registry};
use requisites::Email;
use serde_json::json;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::applicant::{new_number, own, refuse_linked};
use super::head::{Head, Seat, Way, other_inn, seat};
use super::{LinkRequest, LinkState, check, read_request};
use crate::people::operators;
use crate::{Error, paths};
use access::OrganizationId;

/// How long a code is good.
pub const CONTACT_CODE_LIFETIME: SignedDuration = SignedDuration::from_mins(15);
/// How often a code may be tried.
pub const CONTACT_CODE_TRIES: i64 = 5;
/// Between two codes of one person, or to one address.
const PAUSE: SignedDuration = SignedDuration::from_mins(1);
const DAY: SignedDuration = SignedDuration::from_hours(24);
/// Codes that one person may ask for in a day, for whatever organizations.
const PER_DAY: i64 = 10;
/// Codes that go to one address in a day, whoever asks: it belongs to people who asked for nothing,
/// and each code is a few chances to guess.
const PER_DAY_AND_ADDRESS: i64 = 5;
/// Codes are kept a while after their end: those of a day are counted.
pub(crate) const KEEP_CODES: SignedDuration = SignedDuration::from_hours(48);

/// Whether the installation takes codes to the register's address.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ContactCodes {
    /// It does.
    #[default]
    On,
    /// Certificates and documents only.
    Off,
}

/// What the person can do about a request with a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    /// The register's address as it is shown: «o•••@company.example».
    pub masked: String,
    /// Until when the code is good that was sent and is waited for.
    pub waits_until: Option<Timestamp>,
}

/// Six digits to be mailed.
#[derive(Clone)]
pub struct ContactCode(String);

impl ContactCode {
    /// A new code; `None` when the system gives no randomness.
    pub fn random() -> Option<Self> {
        let mut bytes = [0; 8];
        getrandom::fill(&mut bytes).ok()?;
        Some(Self(format!(
            "{:06}",
            u64::from_le_bytes(bytes) % 1_000_000
        )))
    }
}

// Written out so that a log of it lets nobody in.
impl std::fmt::Debug for ContactCode {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("ContactCode(…)")
    }
}

/// An address of which only its owner knows the rest.
pub fn masked(email: &Email) -> String {
    let first: String = email.as_str().chars().take(1).collect();
    format!("{first}•••@{}", email.domain())
}

/// Whether the actor's request can be confirmed by a code, and to which address it goes.
///
/// # Errors
/// Why not: [`Error::CodesOff`], [`Error::NoContact`], [`Error::ContactDiffers`] with every
/// difference, [`Error::RegisterAway`], [`Error::NotNow`], and those of [`check`].
pub async fn contact(
    db: &Db,
    registry: &Registry,
    actor: &Actor,
    id: Uuid,
    codes: ContactCodes,
) -> Result<Contact, Error> {
    let asked = asked(db, registry, actor, id, codes).await?;
    let waiting = waiting(db, id, &asked.email, db.clock().now(), "").await?;
    Ok(Contact {
        masked: masked(&asked.email),
        waits_until: waiting.map(|one| timestamp(one.expires_at)).transpose()?,
    })
}

/// Mails a code to the register's address; an earlier one of the same request stops working.
///
/// # Errors
/// Those of [`contact`], [`Error::ContactCodeTooSoon`], [`Error::ContactCodesSpent`], and
/// [`Error::AlreadyLinked`] where an administrator has come meanwhile.
pub async fn send_contact_code(
    db: &Db,
    registry: &Registry,
    actor: &Actor,
    id: Uuid,
    codes: ContactCodes,
    code: ContactCode,
) -> Result<(), Error> {
    let asked = asked(db, registry, actor, id, codes).await?;
    let actor = actor.clone();
    db.write(async move |unit: Unit| {
        let request = own_waiting(&unit, &actor, id).await?;
        refuse_linked(&unit, actor.person, &request.ogrn).await?;
        count(&unit, &actor, &asked.email).await?;
        let (now, until) = (unit.now(), unit.now() + CONTACT_CODE_LIFETIME);
        unit.execute(
            "UPDATE link_codes SET used_at = $2 WHERE request_id = $1 AND used_at IS NULL",
            values![id, micros(now)],
        )
        .await?;
        unit.execute(
            "INSERT INTO link_codes (id, request_id, person_id, email, secret_hash, attempts_left, \
             created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            values![
                unit.new_id(),
                id,
                actor.person.0,
                asked.email.as_str(),
                salted(id, &code.0),
                CONTACT_CODE_TRIES,
                micros(now),
                micros(until),
            ],
        )
        .await?;
        let entry = Entry::by_actor(&actor, "link.code-send")
            .about("link-request", id, request.label())
            .details(json!({ "to": masked(&asked.email) }));
        audit::record(&unit, entry).await?;
        let notice = Notice::new(Kind::LinkCode, register_address(&asked.email))
            .arg("code", code.0.as_str())
            .arg("name", actor.name.as_str())
            .arg("organization", asked.card.readable_name())
            .arg("until", until);
        notifications::send(&unit, notice).await?;
        Ok(())
    })
    .await
}

/// Gives the code: the person is the head and an administrator at once. The register's address, the
/// operators and who administers the organization already are told.
///
/// # Errors
/// [`Error::WrongContactCode`], [`Error::NoContactCode`], [`Error::NotActive`], and those of
/// [`contact`].
pub async fn by_contact_code(
    db: &Db,
    registry: &Registry,
    actor: &Actor,
    id: Uuid,
    typed: &str,
    codes: ContactCodes,
) -> Result<OrganizationId, Error> {
    // The register is asked again: the head or the address may have changed since the code was sent.
    let asked = asked(db, registry, actor, id, codes).await?;
    match settle(db, actor, id, &asked, typed).await {
        // Two heads at the same moment: the other one has created the organization.
        Err(Error::Db(error)) if error.is_unique_violation() => {
            settle(db, actor, id, &asked, typed).await
        }
        other => other,
    }?
}

/// A wrong code counts, so its unit is kept: the refusal is inside.
async fn settle(
    db: &Db,
    actor: &Actor,
    id: Uuid,
    asked: &Asked,
    typed: &str,
) -> Result<Result<OrganizationId, Error>, Error> {
    let (actor, asked, typed) = (actor.clone(), asked.clone(), typed.to_owned());
    db.write(async move |unit: Unit| {
        let request = own_waiting(&unit, &actor, id).await?;
        if let Err(refusal) = redeem(&unit, id, &asked.email, &typed).await? {
            return Ok(Err(refusal));
        }
        // Before the seat closes it with the person's other requests, as a draft that was given up.
        confirm(&unit, &request).await?;
        let head = Head {
            actor: &actor,
            card: &asked.card,
            position: Some(request.position.trim()).filter(|position| !position.is_empty()),
            way: Way::ContactCode,
        };
        let Seat {
            organization,
            was_there,
        } = seat(&unit, &head).await?;
        unit.execute(
            "UPDATE link_requests SET organization_id = $2 WHERE id = $1",
            values![id, organization.0],
        )
        .await?;
        if !was_there {
            tell(&unit, &actor, &asked, id, organization).await?;
        }
        Ok(Ok(organization))
    })
    .await
}

/// A request that can be confirmed by a code, beside the register.
#[derive(Clone)]
struct Asked {
    card: Card,
    email: Email,
}

async fn asked(
    db: &Db,
    registry: &Registry,
    actor: &Actor,
    id: Uuid,
    codes: ContactCodes,
) -> Result<Asked, Error> {
    let request = read_request(db, id, "").await?;
    let request = request.filter(|request| request.person == actor.person);
    let request = request.ok_or(Error::NoSuchRequest)?;
    if !waits(request.state) {
        return Err(Error::NotNow);
    }
    if codes == ContactCodes::Off {
        return Err(Error::CodesOff);
    }
    let checked = check(registry, request.claimed(), &actor.name)?;
    let card = checked.card.ok_or(Error::RegisterAway)?;
    // The register's addresses are as companies once wrote them; what is none cannot be written to.
    let email = card.email.as_deref().map(Email::parse);
    let email = email.and_then(Result::ok).ok_or(Error::NoContact)?;
    let inn = accounts::person(db, actor.person)
        .await?
        .and_then(|person| person.inn);
    let name = registry::fold(&actor.name);
    let mut differences = checked.differences;
    differences.extend(other_inn("LNK-043", &card, inn.as_deref(), |of_card| {
        registry::fold(&of_card.display()) == name
    }));
    if differences.is_empty() {
        Ok(Asked { card, email })
    } else {
        Err(Error::ContactDiffers(differences))
    }
}

/// Also while the operator looks at it: the code is the quicker answer.
fn waits(state: LinkState) -> bool {
    matches!(
        state,
        LinkState::Draft | LinkState::Submitted | LinkState::Returned
    )
}

async fn own_waiting(unit: &Unit, actor: &Actor, id: Uuid) -> Result<LinkRequest, Error> {
    let request = own(unit, actor, id).await?;
    if waits(request.state) {
        Ok(request)
    } else {
        Err(Error::NotNow)
    }
}

/// Codes of one person that come at once are counted one after the other.
async fn count(unit: &Unit, actor: &Actor, email: &Email) -> Result<(), Error> {
    let lock = format!("SELECT id FROM people WHERE id = $1 {}", unit.for_update());
    unit.row(&lock, values![actor.person.0]).await?;
    let since = async |moment: Timestamp, column: &str, value: db::Value| {
        let sql =
            format!("SELECT count(*) AS n FROM link_codes WHERE {column} = $1 AND created_at > $2");
        unit.number(&sql, vec![value, micros(moment).into()]).await
    };
    let (pause, day) = (unit.now() - PAUSE, unit.now() - DAY);
    let (person, address) = (actor.person.0, email.as_str());
    if since(pause, "person_id", person.into()).await? > 0
        || since(pause, "email", address.into()).await? > 0
    {
        return Err(Error::ContactCodeTooSoon);
    }
    if since(day, "person_id", person.into()).await? >= PER_DAY
        || since(day, "email", address.into()).await? >= PER_DAY_AND_ADDRESS
    {
        return Err(Error::ContactCodesSpent);
    }
    Ok(())
}

#[derive(FromQueryResult)]
struct Waiting {
    id: Uuid,
    secret_hash: Vec<u8>,
    attempts_left: i64,
    expires_at: i64,
}

/// The code that is waited for. One that went to another address than the register has now is none.
async fn waiting(
    rows: &impl Rows,
    request: Uuid,
    email: &Email,
    now: Timestamp,
    lock: &str,
) -> Result<Option<Waiting>, DbError> {
    let sql = format!(
        "SELECT id, secret_hash, attempts_left, expires_at FROM link_codes WHERE request_id = $1 \
         AND email = $2 AND used_at IS NULL AND attempts_left > 0 AND expires_at > $3 \
         ORDER BY created_at DESC LIMIT 1 {lock}"
    );
    rows.one(&sql, values![request, email.as_str(), micros(now)])
        .await
}

async fn redeem(
    unit: &Unit,
    request: Uuid,
    email: &Email,
    typed: &str,
) -> Result<Result<(), Error>, DbError> {
    let now = unit.now();
    let Some(waiting) = waiting(unit, request, email, now, unit.for_update()).await? else {
        return Ok(Err(Error::NoContactCode));
    };
    let digits: String = typed.chars().filter(|one| !one.is_whitespace()).collect();
    // Hashes are compared, so that the time tells nothing of the code.
    let is_right = salted(request, &digits) == waiting.secret_hash;
    let left = waiting.attempts_left - 1;
    let used = (is_right || left == 0).then(|| micros(now));
    unit.execute(
        "UPDATE link_codes SET attempts_left = $2, used_at = $3 WHERE id = $1",
        values![waiting.id, left, used],
    )
    .await?;
    Ok(match (is_right, left) {
        (true, _) => Ok(()),
        (false, 0) => Err(Error::NoContactCode),
        (false, left) => Err(Error::WrongContactCode { left }),
    })
}

/// Equal codes of two requests have different hashes.
fn salted(request: Uuid, code: &str) -> Vec<u8> {
    Sha256::digest(format!("{request}/{code}").as_bytes()).to_vec()
}

/// Marks the request as decided by itself; a draft gets its number now, so that operators can find
/// it.
async fn confirm(unit: &Unit, request: &LinkRequest) -> Result<(), DbError> {
    let number = match request.submitted_at {
        Some(_) => request.number.clone(),
        None => new_number(unit).await?,
    };
    unit.execute(
        "UPDATE link_requests SET state = 'confirmed', number = $2, submitted_at = COALESCE(submitted_at, $3), \
         due_at = COALESCE(due_at, $3), decided_at = $3, decided_by = NULL, taken_by = NULL, \
         taken_at = NULL WHERE id = $1",
        values![request.id, number, micros(unit.now())],
    )
    .await?;
    Ok(())
}

/// The operators and the register's address; the seat has told the others.
async fn tell(
    unit: &Unit,
    actor: &Actor,
    asked: &Asked,
    id: Uuid,
    organization: OrganizationId,
) -> Result<(), DbError> {
    let notice = |kind, to| {
        Notice::new(kind, to)
            .arg("organization", asked.card.readable_name())
            .arg("name", actor.name.as_str())
            .arg("email", masked(&asked.email))
    };
    for operator in operators(unit).await? {
        let told = notice(Kind::HeadByCode, operator)
            .link(paths::moderation(id))
            .about(organization);
        notifications::send(unit, told).await?;
    }
    let told = notice(Kind::LinkCodeUsed, register_address(&asked.email)).arg("at", unit.now());
    notifications::send(unit, told).await
}

/// Whoever reads the organization's own mail. They have chosen no language.
fn register_address(email: &Email) -> Recipient {
    Recipient {
        person: None,
        email: email.as_str().to_owned(),
        lang: "ru".to_owned(),
        time_zone: "Europe/Moscow".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_shown_to_those_only_who_know_it() {
        let masked = |text: &str| super::masked(&Email::parse(text).unwrap());
        assert_eq!(masked("Office@Company.example"), "o•••@company.example");
        assert_eq!(masked("a@b.example"), "a•••@b.example");
    }

    #[test]
    fn a_code_has_six_digits_and_does_not_stand_in_logs() {
        for _ in 0..100 {
            let code = ContactCode::random().unwrap();
            assert!(code.0.len() == 6 && code.0.bytes().all(|byte| byte.is_ascii_digit()));
            assert_eq!(format!("{code:?}"), "ContactCode(…)");
        }
        let (one, two) = (Uuid::from_u128(1), Uuid::from_u128(2));
        assert_ne!(salted(one, "123456"), salted(two, "123456"));
    }
}
