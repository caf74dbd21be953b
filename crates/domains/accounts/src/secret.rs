//! Random secrets and the one-time tokens that are mailed or texted.

use access::PersonId;
use data_encoding::BASE64URL_NOPAD;
use db::{DbError, Rows, Unit, micros, values};
use jiff::{SignedDuration, Timestamp};
use sea_orm::FromQueryResult;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::AccountError;

/// Longest token that is looked up; ours have 43 letters.
const MAX_TOKEN: usize = 100;

/// What a token lets its holder do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    ConfirmEmail,
    ResetPassword,
    ConfirmPhone,
}

impl Purpose {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::ConfirmEmail => "confirm_email",
            Self::ResetPassword => "reset_password",
            Self::ConfirmPhone => "confirm_phone",
        }
    }

    pub(crate) fn lifetime(self) -> SignedDuration {
        match self {
            Self::ConfirmEmail => SignedDuration::from_hours(24),
            Self::ResetPassword => SignedDuration::from_hours(1),
            Self::ConfirmPhone => SignedDuration::from_mins(10),
        }
    }

    fn attempts(self) -> i64 {
        match self {
            Self::ConfirmEmail | Self::ResetPassword => 1,
            Self::ConfirmPhone => 5,
        }
    }
}

/// Bytes of the system's randomness.
pub(crate) fn random<const N: usize>() -> Result<[u8; N], AccountError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| AccountError::Crypto(error.to_string()))?;
    Ok(bytes)
}

/// A new secret of 256 bits in URL-safe letters.
pub(crate) fn new_token() -> Result<String, AccountError> {
    Ok(BASE64URL_NOPAD.encode(&random::<32>()?))
}

pub(crate) fn sha256(text: &str) -> Vec<u8> {
    Sha256::digest(text.as_bytes()).to_vec()
}

/// Writes a token down.
pub(crate) async fn issue(
    unit: &Unit,
    person: PersonId,
    purpose: Purpose,
    secret: &str,
    payload: &str,
) -> Result<(), DbError> {
    unit.execute(
        "INSERT INTO tokens (id, person_id, purpose, secret_hash, payload, attempts_left, created_at, \
         expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        values![
            unit.new_id(),
            person.0,
            purpose.name(),
            sha256(secret),
            payload,
            purpose.attempts(),
            micros(unit.now()),
            micros(unit.now() + purpose.lifetime()),
        ],
    )
    .await?;
    Ok(())
}

/// Ends all unused tokens of a purpose.
pub(crate) async fn revoke(unit: &Unit, person: PersonId, purpose: Purpose) -> Result<(), DbError> {
    unit.execute(
        "UPDATE tokens SET used_at = $3 WHERE person_id = $1 AND purpose = $2 AND used_at IS NULL",
        values![person.0, purpose.name(), micros(unit.now())],
    )
    .await?;
    Ok(())
}

/// Whose link this is, when it can still be used; looking does not use it.
pub(crate) async fn holder(
    rows: &impl Rows,
    purpose: Purpose,
    secret: &str,
    now: Timestamp,
) -> Result<Option<PersonId>, DbError> {
    if secret.len() > MAX_TOKEN {
        return Ok(None);
    }
    let found = rows
        .row(
            "SELECT person_id FROM tokens WHERE secret_hash = $1 AND purpose = $2 \
             AND used_at IS NULL AND expires_at > $3",
            values![sha256(secret), purpose.name(), micros(now)],
        )
        .await?;
    found
        .map(|row| row.get("person_id").map(PersonId))
        .transpose()
}

/// Uses a link up: of several at once, one gets the person and the others nothing.
pub(crate) async fn redeem(
    unit: &Unit,
    purpose: Purpose,
    secret: &str,
) -> Result<Option<PersonId>, DbError> {
    let now = micros(unit.now());
    if secret.len() > MAX_TOKEN {
        return Ok(None);
    }
    let found = unit
        .row(
            "UPDATE tokens SET used_at = $3, attempts_left = 0 WHERE secret_hash = $1 AND purpose = $2 \
             AND used_at IS NULL AND expires_at > $3 RETURNING person_id",
            values![sha256(secret), purpose.name(), now],
        )
        .await?;
    found
        .map(|row| row.get("person_id").map(PersonId))
        .transpose()
}

/// Uses up a link that is this person's; returns its payload.
pub(crate) async fn redeem_own(
    unit: &Unit,
    purpose: Purpose,
    secret: &str,
    person: PersonId,
) -> Result<Option<String>, DbError> {
    if secret.len() > MAX_TOKEN {
        return Ok(None);
    }
    let found = unit
        .row(
            "UPDATE tokens SET used_at = $3, attempts_left = 0 WHERE secret_hash = $1 AND purpose = $2 \
             AND used_at IS NULL AND expires_at > $3 AND person_id = $4 RETURNING payload",
            values![sha256(secret), purpose.name(), micros(unit.now()), person.0],
        )
        .await?;
    found.map(|row| row.get("payload")).transpose()
}

/// How many tokens of this purpose were made since then.
pub(crate) async fn made_since(
    rows: &impl Rows,
    person: PersonId,
    purpose: Purpose,
    since: Timestamp,
) -> Result<i64, DbError> {
    rows.number(
        "SELECT count(*) AS n FROM tokens WHERE person_id = $1 AND purpose = $2 AND created_at > $3",
        values![person.0, purpose.name(), micros(since)],
    )
    .await
}

/// The token that a short code is waited for by, not used and not too old.
#[derive(FromQueryResult)]
pub(crate) struct Waiting {
    pub(crate) id: Uuid,
    pub(crate) secret_hash: Vec<u8>,
    pub(crate) payload: String,
    pub(crate) attempts_left: i64,
}

pub(crate) async fn waiting(
    rows: &impl Rows,
    person: PersonId,
    purpose: Purpose,
    now: Timestamp,
    lock: &str,
) -> Result<Option<Waiting>, DbError> {
    let sql = format!(
        "SELECT id, secret_hash, payload, attempts_left FROM tokens WHERE person_id = $1 AND purpose = $2 \
         AND used_at IS NULL AND attempts_left > 0 AND expires_at > $3 ORDER BY created_at DESC LIMIT 1 {lock}"
    );
    rows.one(&sql, values![person.0, purpose.name(), micros(now)])
        .await
}
