//! One-time codes of an account (R7): setting up, giving one at sign-in, recovery codes.

use access::{Actor, PersonId};
use audit::Entry;
use blob::MasterKey;
use data_encoding::BASE32_NOPAD;
use db::{Db, DbError, Rows, Unit, micros, values};
use notifications::{Kind, Notice};
use sea_orm::FromQueryResult;
use serde_json::json;

use crate::attempts::{self, Try};
use crate::people;
use crate::registration::vanished;
use crate::secret::{self, random, sha256};
use crate::sign_in::{ask_again, note_failure};
use crate::totp::{self, SECRET_BYTES};
use crate::{AccountError, Hasher, NewSession, Origin, SignedIn, links, session};

const RECOVERY_CODES: usize = 10;
/// Letters of a recovery code: 60 bits.
const RECOVERY_LETTERS: usize = 12;

/// What a person needs to add the account to their app. Never printed.
#[derive(Clone)]
pub struct Enrolment {
    /// The content of the QR code.
    pub key_uri: String,
    /// The same secret to type by hand, in fours.
    pub manual_key: String,
}

impl std::fmt::Debug for Enrolment {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Enrolment(…)")
    }
}

#[derive(FromQueryResult)]
struct StoredTotp {
    totp_secret: Option<Vec<u8>>,
    totp_enabled_at: Option<i64>,
    totp_last_step: i64,
    recovery_codes: String,
}

async fn stored(rows: &impl Rows, person: PersonId, lock: &str) -> Result<StoredTotp, DbError> {
    let sql = format!(
        "SELECT totp_secret, totp_enabled_at, totp_last_step, recovery_codes FROM people WHERE id = $1 {lock}"
    );
    rows.one(&sql, values![person.0])
        .await?
        .ok_or_else(vanished)
}

fn context(person: PersonId) -> String {
    format!("totp/{person}")
}

/// Begins to set one-time codes up, or shows what was begun: a page that is loaded again keeps its
/// QR code. `issuer` is how apps name this installation.
pub async fn begin_totp(
    db: &Db,
    key: &MasterKey,
    actor: &Actor,
    issuer: &str,
) -> Result<Enrolment, AccountError> {
    let person = people::person(db, actor.person)
        .await?
        .ok_or_else(vanished)?;
    let fresh = key.seal(&context(person.id), &random::<SECRET_BYTES>()?)?;
    let id = person.id;
    let sealed = db
        .write(async move |unit: Unit| {
            let stored = stored(&unit, id, unit.for_update()).await?;
            if stored.totp_enabled_at.is_some() {
                return Err(AccountError::TotpAlreadyOn);
            }
            if let Some(begun) = stored.totp_secret {
                return Ok(begun);
            }
            unit.execute(
                "UPDATE people SET totp_secret = $2 WHERE id = $1",
                values![id.0, fresh.clone()],
            )
            .await?;
            Ok(fresh)
        })
        .await?;
    let secret = key.open(&context(person.id), &sealed)?;
    Ok(Enrolment {
        key_uri: totp::key_uri(&secret, issuer, &person.email),
        manual_key: totp::manual_key(&secret),
    })
}

/// Turns one-time codes on with a first code from the app. Returns the recovery codes, which are
/// shown this once. Other sessions of the person end: they were made without the second factor.
pub async fn enable_totp(
    db: &Db,
    key: &MasterKey,
    actor: &Actor,
    code: &str,
) -> Result<Vec<String>, AccountError> {
    let (codes, hashes) = new_recovery_codes()?;
    let (key, actor, code) = (key.clone(), actor.clone(), tidy(code));
    db.write(async move |unit: Unit| {
        let stored = stored(&unit, actor.person, unit.for_update()).await?;
        if stored.totp_enabled_at.is_some() {
            return Err(AccountError::TotpAlreadyOn);
        }
        let sealed = stored.totp_secret.ok_or(AccountError::TotpOff)?;
        let secret = key.open(&context(actor.person), &sealed)?;
        let step = totp::step_of(&secret, &code, unit.now()).ok_or(AccountError::WrongCode)?;
        unit.execute(
            "UPDATE people SET totp_enabled_at = $2, totp_last_step = $3, recovery_codes = $4 WHERE id = $1",
            values![actor.person.0, micros(unit.now()), step, hashes],
        )
        .await?;
        session::end_others(&unit, &actor).await?;
        audit::record(&unit, Entry::by_actor(&actor, "account.totp-on")).await?;
        tell(&unit, actor.person, Kind::TotpEnabled).await?;
        Ok(codes)
    })
    .await
}

/// Turns one-time codes off; the password is asked for again.
pub async fn disable_totp(
    db: &Db,
    hasher: &Hasher,
    actor: &Actor,
    password: &str,
) -> Result<(), AccountError> {
    ask_again(db, hasher, actor, password).await?;
    let actor = actor.clone();
    db.write(async move |unit: Unit| {
        turn_off(&unit, actor.person).await?;
        audit::record(&unit, Entry::by_actor(&actor, "account.totp-off")).await?;
        tell(&unit, actor.person, Kind::TotpDisabled).await?;
        Ok(())
    })
    .await
}

/// Turns one-time codes off for somebody who lost the phone and the recovery codes, so that the
/// password alone lets them in again; for the command line of the installation, whose user has made
/// sure who asks. Ends their sessions and tells them by mail.
///
/// `None` when nobody has this address; refused when the codes are off.
pub async fn reset_totp(unit: &Unit, email: &str) -> Result<Option<PersonId>, AccountError> {
    let Some(person) = people::person_by_email(unit, &people::login(email)).await? else {
        return Ok(None);
    };
    turn_off(unit, person.id).await?;
    session::end_all_sessions(unit, person.id).await?;
    let entry = Entry::by_nobody("account.totp-reset");
    audit::record(unit, entry.about("person", person.id.0, person.full_name())).await?;
    tell(unit, person.id, Kind::TotpDisabled).await?;
    Ok(Some(person.id))
}

async fn turn_off(unit: &Unit, person: PersonId) -> Result<(), AccountError> {
    let changed = unit
        .execute(
            "UPDATE people SET totp_secret = NULL, totp_enabled_at = NULL, recovery_codes = '[]' \
             WHERE id = $1 AND totp_enabled_at IS NOT NULL",
            values![person.0],
        )
        .await?;
    if changed == 0 {
        Err(AccountError::TotpOff)
    } else {
        Ok(())
    }
}

/// Makes ten new recovery codes, shown this once; the old ones stop working. The password is asked
/// for again.
pub async fn renew_recovery_codes(
    db: &Db,
    hasher: &Hasher,
    actor: &Actor,
    password: &str,
) -> Result<Vec<String>, AccountError> {
    ask_again(db, hasher, actor, password).await?;
    let (codes, hashes) = new_recovery_codes()?;
    let actor = actor.clone();
    db.write(async move |unit: Unit| {
        let changed = unit
            .execute(
                "UPDATE people SET recovery_codes = $2 WHERE id = $1 AND totp_enabled_at IS NOT NULL",
                values![actor.person.0, hashes],
            )
            .await?;
        if changed == 0 {
            return Err(AccountError::TotpOff);
        }
        audit::record(&unit, Entry::by_actor(&actor, "account.renew-recovery-codes")).await?;
        Ok(codes)
    })
    .await
}

/// How many recovery codes are left.
pub async fn unused_recovery_codes(db: &Db, actor: &Actor) -> Result<usize, DbError> {
    let stored = stored(db, actor.person, "").await?;
    Ok(parse_hashes(&stored.recovery_codes).len())
}

/// Gives the second factor: a code of the app, each accepted once, or a recovery code. The session
/// goes on under the new token that is returned. Failures count together with wrong passwords.
pub async fn finish_sign_in(
    db: &Db,
    key: &MasterKey,
    waiting: &SignedIn,
    code: &str,
    origin: &Origin,
) -> Result<NewSession, AccountError> {
    if !waiting.second_factor_pending {
        return Err(AccountError::SessionEnded);
    }
    let token = secret::new_token()?;
    let (key, code, origin) = (key.clone(), tidy(code), origin.clone());
    let (owner, session) = (waiting.person.clone(), waiting.session);
    db.write(async move |unit: Unit| {
        let number = match attempts::begin(&unit, &owner.email).await? {
            Try::Counted(number) => number,
            Try::Locked(until) => return Ok(Err(AccountError::Locked { until })),
        };
        let Some(factor) = use_code(&unit, &key, owner.id, &code).await? else {
            let locked =
                note_failure(&unit, &owner.email, Some(&owner), number, "code", &origin).await?;
            return Ok(Err(locked.map_or(AccountError::WrongCode, |until| {
                AccountError::Locked { until }
            })));
        };
        if !session::complete(&unit, session, &token).await? {
            // Nothing is kept: the code can be used in the next try.
            return Err(AccountError::SessionEnded);
        }
        attempts::forgive(&unit, &owner.email).await?;
        unit.execute(
            "UPDATE people SET last_sign_in_at = $2 WHERE id = $1",
            values![owner.id.0, micros(unit.now())],
        )
        .await?;
        let entry = Entry::by_person(owner.id, &owner.full_name(), "account.sign-in");
        let entry = entry.details(json!({ "factor": factor }));
        audit::record(&unit, entry.from_address(origin.ip, &origin.request_id)).await?;
        Ok(Ok(NewSession {
            token,
            person: owner.id,
            second_factor_pending: false,
        }))
    })
    .await?
}

/// Uses a code up; returns what kind it was, or `None` for a wrong or used one.
async fn use_code(
    unit: &Unit,
    key: &MasterKey,
    person: PersonId,
    code: &str,
) -> Result<Option<&'static str>, AccountError> {
    let stored = stored(unit, person, unit.for_update()).await?;
    let (Some(sealed), Some(_)) = (stored.totp_secret, stored.totp_enabled_at) else {
        return Err(AccountError::TotpOff);
    };
    let secret = key.open(&context(person), &sealed)?;
    if let Some(step) = totp::step_of(&secret, code, unit.now()) {
        if step <= stored.totp_last_step {
            return Ok(None);
        }
        unit.execute(
            "UPDATE people SET totp_last_step = $2 WHERE id = $1",
            values![person.0, step],
        )
        .await?;
        return Ok(Some("totp"));
    }
    let mut hashes = parse_hashes(&stored.recovery_codes);
    let used = recovery_hash(code);
    let before = hashes.len();
    hashes.retain(|hash| *hash != used);
    if hashes.len() == before {
        return Ok(None);
    }
    unit.execute(
        "UPDATE people SET recovery_codes = $2 WHERE id = $1",
        values![person.0, json!(hashes).to_string()],
    )
    .await?;
    Ok(Some("recovery_code"))
}

async fn tell(unit: &Unit, person: PersonId, kind: Kind) -> Result<(), DbError> {
    let person = people::person(unit, person).await?.ok_or_else(vanished)?;
    notifications::send(
        unit,
        Notice::new(kind, person.recipient()).link(links::SECURITY),
    )
    .await
}

/// Codes as people get them, and the JSON list of their hashes.
fn new_recovery_codes() -> Result<(Vec<String>, String), AccountError> {
    let mut codes = Vec::with_capacity(RECOVERY_CODES);
    for _ in 0..RECOVERY_CODES {
        let letters = BASE32_NOPAD.encode(&random::<8>()?).to_lowercase();
        let letters = &letters[..RECOVERY_LETTERS];
        codes.push(format!(
            "{}-{}-{}",
            &letters[..4],
            &letters[4..8],
            &letters[8..]
        ));
    }
    let hashes: Vec<String> = codes
        .iter()
        .map(|code| recovery_hash(&tidy(code)))
        .collect();
    Ok((codes, json!(hashes).to_string()))
}

fn recovery_hash(tidy_code: &str) -> String {
    data_encoding::HEXLOWER.encode(&sha256(tidy_code))
}

fn parse_hashes(json: &str) -> Vec<String> {
    serde_json::from_str(json).unwrap_or_default()
}

/// A typed code without blanks and dashes, in lower case.
fn tidy(code: &str) -> String {
    code.chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .take(40)
        .flat_map(char::to_lowercase)
        .collect()
}
