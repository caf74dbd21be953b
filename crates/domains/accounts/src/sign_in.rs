//! Signing in with a password, and asking for it again.

use access::{Actor, PersonId, SessionId};
use audit::Entry;
use db::{Db, DbError, Rows, Unit, micros, values};
use jiff::Timestamp;
use notifications::{Kind, Notice};
use sea_orm::FromQueryResult;
use serde_json::json;
use uuid::Uuid;

use crate::attempts::{self, Try};
use crate::people::{self, login};
use crate::registration::vanished;
use crate::secret;
use crate::session::Proof;
use crate::{AccountError, Hasher, NewSession, Origin, PasswordHash, Person, links, session};

#[derive(FromQueryResult)]
struct Credentials {
    id: Uuid,
    password_hash: Option<String>,
    totp_enabled_at: Option<i64>,
    email_confirmed_at: Option<i64>,
}

/// Signs a person in (R60). With one-time codes on, the session waits for [`crate::finish_sign_in`].
///
/// A wrong password and an unknown address look the same and take the same work; five failures lock
/// the address for a quarter of an hour, whether or not somebody has it, and the owner is told.
pub async fn sign_in(
    db: &Db,
    hasher: &Hasher,
    email: &str,
    password: &str,
    origin: &Origin,
) -> Result<NewSession, AccountError> {
    let email = login(email);
    let number = match count_try(db, &email).await? {
        Try::Counted(number) => number,
        Try::Locked(until) => return Err(AccountError::Locked { until }),
    };
    let known: Option<Credentials> = db
        .one(
            "SELECT id, password_hash, totp_enabled_at, email_confirmed_at FROM people WHERE email = $1",
            values![email.as_str()],
        )
        .await?;
    let stored = known
        .as_ref()
        .and_then(|one| one.password_hash.clone())
        .map(PasswordHash::stored);
    let matches = hasher.verify(password, stored.as_ref()).await?;
    let (Some(known), Some(stored), true) = (known, stored, matches) else {
        return Err(fail(db, email, number, origin).await?);
    };
    let token = secret::new_token()?;
    let origin = origin.clone();
    db.write(async move |unit: Unit| {
        let person = PersonId(known.id);
        if known.email_confirmed_at.is_none() {
            attempts::take_back(&unit, &email).await?;
            return Ok(Err(AccountError::EmailNotConfirmed));
        }
        let second_factor_pending = known.totp_enabled_at.is_some();
        // The password may have been changed while this one was being checked.
        let unchanged = unit
            .execute(
                "UPDATE people SET last_sign_in_at = CASE WHEN $4 THEN last_sign_in_at ELSE $3 END \
                 WHERE id = $1 AND password_hash = $2",
                values![
                    known.id,
                    stored.as_str(),
                    micros(unit.now()),
                    second_factor_pending
                ],
            )
            .await?;
        if unchanged == 0 {
            return Ok(Err(AccountError::WrongCredentials));
        }
        let proof = if second_factor_pending {
            Proof::CodeToFollow
        } else {
            Proof::Whole
        };
        session::begin(&unit, person, &token, proof, &origin).await?;
        if second_factor_pending {
            attempts::take_back(&unit, &email).await?;
        } else {
            attempts::forgive(&unit, &email).await?;
            let owner = people::person(&unit, person).await?.ok_or_else(vanished)?;
            let entry = Entry::by_person(person, &owner.full_name(), "account.sign-in");
            audit::record(&unit, entry.from_address(origin.ip, &origin.request_id)).await?;
        }
        Ok(Ok(NewSession {
            token,
            person,
            second_factor_pending,
        }))
    })
    .await
    .map_err(|error: AccountError| error)?
}

async fn count_try(db: &Db, email: &str) -> Result<Try, AccountError> {
    let email = email.to_owned();
    db.write(async move |unit: Unit| Ok::<_, AccountError>(attempts::begin(&unit, &email).await?))
        .await
}

/// Writes a failure down; returns the refusal to show.
async fn fail(
    db: &Db,
    email: String,
    number: i64,
    origin: &Origin,
) -> Result<AccountError, AccountError> {
    let origin = origin.clone();
    db.write(async move |unit: Unit| {
        let owner = people::person_by_email(&unit, &email).await?;
        let refusal =
            note_failure(&unit, &email, owner.as_ref(), number, "password", &origin).await?;
        Ok(refusal.map_or(AccountError::WrongCredentials, |until| {
            AccountError::Locked { until }
        }))
    })
    .await
}

/// The journal entry of a failure, and the lock with its letter when it was the last try.
pub(crate) async fn note_failure(
    unit: &Unit,
    email: &str,
    owner: Option<&Person>,
    number: i64,
    factor: &str,
    origin: &Origin,
) -> Result<Option<Timestamp>, DbError> {
    let entry = match owner {
        Some(owner) => Entry::by_person(owner.id, &owner.full_name(), "account.sign-in"),
        None => Entry::by_nobody("account.sign-in"),
    };
    let entry = entry.refused().details(json!({ "factor": factor }));
    audit::record(unit, entry.from_address(origin.ip, &origin.request_id)).await?;
    let locked = attempts::lock_after(unit, email, number).await?;
    if let (Some(until), Some(owner)) = (locked, owner) {
        session::end_pending(unit, owner.id).await?;
        let entry = Entry::by_person(owner.id, &owner.full_name(), "account.lock");
        audit::record(unit, entry.from_address(origin.ip, &origin.request_id)).await?;
        let notice = Notice::new(Kind::SignInLocked, owner.recipient())
            .arg("until", until)
            .arg("ip", origin.ip_text())
            .link(links::RECOVER);
        notifications::send(unit, notice).await?;
    }
    Ok(locked)
}

/// Checks the password of somebody who is signed in, before something important. Counts failures
/// like a sign-in does: a found session is no way to guess the password. Returns the stored hash,
/// so that the caller can see in its unit that nothing changed meanwhile.
pub(crate) async fn ask_again(
    db: &Db,
    hasher: &Hasher,
    actor: &Actor,
    password: &str,
) -> Result<PasswordHash, AccountError> {
    let owner = people::person(db, actor.person)
        .await?
        .ok_or_else(vanished)?;
    let origin = Origin {
        ip: actor.ip,
        user_agent: String::new(),
        request_id: actor.request_id.clone(),
    };
    check_again(db, hasher, owner, password, "password_again", &origin).await
}

/// Proof that the person gave their password again, a moment ago: with it they sign by a simple
/// signature (63-ФЗ, article 9).
#[derive(Debug)]
pub struct PasswordAsked {
    person: PersonId,
    session: SessionId,
}

impl PasswordAsked {
    /// Whether it was this actor, in this very session.
    pub fn is_of(&self, actor: &Actor) -> bool {
        self.person == actor.person && self.session == actor.session
    }
}

/// Asks a signed-in person for their password, so that what they confirm next is signed by a simple
/// signature. Failures count like those of a sign-in.
pub async fn password_again(
    db: &Db,
    hasher: &Hasher,
    actor: &Actor,
    password: &str,
) -> Result<PasswordAsked, AccountError> {
    ask_again(db, hasher, actor, password).await?;
    Ok(PasswordAsked {
        person: actor.person,
        session: actor.session,
    })
}

/// Checks a known person's password and counts failures; `occasion` is what the journal calls it.
pub(crate) async fn check_again(
    db: &Db,
    hasher: &Hasher,
    owner: Person,
    password: &str,
    occasion: &'static str,
    origin: &Origin,
) -> Result<PasswordHash, AccountError> {
    if !owner.has_password() {
        return Err(AccountError::NoPassword);
    }
    let number = match count_try(db, &owner.email).await? {
        Try::Counted(number) => number,
        Try::Locked(until) => return Err(AccountError::Locked { until }),
    };
    let stored: Option<String> = db
        .row(
            "SELECT password_hash FROM people WHERE id = $1",
            values![owner.id.0],
        )
        .await?
        .map(|row| row.get("password_hash"))
        .transpose()?
        .flatten();
    let stored = stored.map(PasswordHash::stored);
    let matches = hasher.verify(password, stored.as_ref()).await?;
    let origin = origin.clone();
    db.write(async move |unit: Unit| {
        if let (Some(stored), true) = (stored, matches) {
            attempts::forgive(&unit, &owner.email).await?;
            return Ok(Ok(stored));
        }
        let locked =
            note_failure(&unit, &owner.email, Some(&owner), number, occasion, &origin).await?;
        Ok(Err(locked.map_or(AccountError::WrongPassword, |until| {
            AccountError::Locked { until }
        })))
    })
    .await
    .map_err(|error: AccountError| error)?
}
