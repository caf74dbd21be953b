//! Codes of six digits that are mailed before a certificate is switched on or off: whoever sits at a
//! computer that was left open does not read its owner's mail.

use access::PersonId;
use db::{DbError, FromQueryResult, Rows, Unit, micros, values};
use esign::certificate::Certificate;
use jiff::SignedDuration;
use notifications::{Kind, Notice};
use subtle::ConstantTimeEq;
use uuid::Uuid;

use crate::secret::sha256;
use crate::{SignatureError, people};

/// How long a code is good.
pub const CODE_LIFETIME: SignedDuration = SignedDuration::from_mins(15);

/// How often a code may be tried.
pub const CODE_TRIES: i64 = 5;

/// What a code does. One that was mailed to switch a certificate on does not switch it off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeFor {
    /// Binding a certificate or switching it on again.
    TurningOn,
    /// Switching it off.
    TurningOff,
}

impl CodeFor {
    fn letter(self) -> Kind {
        match self {
            Self::TurningOn => Kind::CertificateCode,
            Self::TurningOff => Kind::CertificateOffCode,
        }
    }
}

/// Between two codes for one certificate.
const PAUSE: SignedDuration = SignedDuration::from_mins(1);

/// Codes for one person in a day.
const PER_DAY: i64 = 20;
const DAY: SignedDuration = SignedDuration::from_hours(24);

/// Mails a code for a certificate; an earlier one stops working. Codes that come at once are counted
/// one after the other.
pub(crate) async fn send(
    unit: &Unit,
    person: PersonId,
    certificate: &Certificate,
    id: Uuid,
    purpose: CodeFor,
    code: &str,
) -> Result<(), SignatureError> {
    let now = unit.now();
    let facts = people::signed_in(unit, person).await?;
    if !facts.has_address() {
        return Err(SignatureError::NoAddress);
    }
    let lock = format!("SELECT id FROM people WHERE id = $1 {}", unit.for_update());
    unit.row(&lock, values![person.0]).await?;
    let recent = unit
        .number(
            "SELECT count(*) AS n FROM certificate_codes WHERE certificate_id = $1 AND created_at > $2",
            values![id, micros(now - PAUSE)],
        )
        .await?;
    let today = unit
        .number(
            "SELECT count(*) AS n FROM certificate_codes WHERE person_id = $1 AND created_at > $2",
            values![person.0, micros(now - DAY)],
        )
        .await?;
    if recent > 0 || today >= PER_DAY {
        return Err(SignatureError::CodeTooSoon);
    }
    unit.execute(
        "UPDATE certificate_codes SET used_at = $2 WHERE certificate_id = $1 AND used_at IS NULL",
        values![id, micros(now)],
    )
    .await?;
    let until = now + CODE_LIFETIME;
    unit.execute(
        "INSERT INTO certificate_codes (id, certificate_id, person_id, secret_hash, attempts_left, \
         created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        values![
            unit.new_id(),
            id,
            person.0,
            salted(id, purpose, code),
            CODE_TRIES,
            micros(now),
            micros(until),
        ],
    )
    .await?;
    let notice = Notice::new(purpose.letter(), facts.recipient(person))
        .arg("code", code)
        .arg("serial", certificate.serial())
        .arg("until", until);
    notifications::send(unit, notice).await?;
    Ok(())
}

#[derive(FromQueryResult)]
struct Waiting {
    id: Uuid,
    secret_hash: Vec<u8>,
    attempts_left: i64,
}

/// Tries a code. A wrong one counts, so the unit must be kept in any case: the refusal is inside.
pub(crate) async fn redeem(
    unit: &Unit,
    person: PersonId,
    certificate: Uuid,
    purpose: CodeFor,
    typed: &str,
) -> Result<Result<(), SignatureError>, DbError> {
    let now = unit.now();
    let sql = format!(
        "SELECT id, secret_hash, attempts_left FROM certificate_codes WHERE certificate_id = $1 \
         AND person_id = $2 AND used_at IS NULL AND attempts_left > 0 AND expires_at > $3 \
         ORDER BY created_at DESC LIMIT 1 {}",
        unit.for_update()
    );
    let waiting: Option<Waiting> = unit
        .one(&sql, values![certificate, person.0, micros(now)])
        .await?;
    let Some(waiting) = waiting else {
        return Ok(Err(SignatureError::NoCode));
    };
    let digits: String = typed.chars().filter(|one| !one.is_whitespace()).collect();
    let is_right: bool = salted(certificate, purpose, &digits)
        .ct_eq(&waiting.secret_hash)
        .into();
    let left = waiting.attempts_left - 1;
    let used = (is_right || left == 0).then(|| micros(now));
    unit.execute(
        "UPDATE certificate_codes SET attempts_left = $2, used_at = $3 WHERE id = $1",
        values![waiting.id, left, used],
    )
    .await?;
    Ok(match (is_right, left) {
        (true, _) => Ok(()),
        (false, 0) => Err(SignatureError::NoCode),
        (false, left) => Err(SignatureError::WrongCode { left }),
    })
}

/// Equal codes of two certificates, or for two purposes, have different hashes.
fn salted(certificate: Uuid, purpose: CodeFor, code: &str) -> Vec<u8> {
    let purpose = match purpose {
        CodeFor::TurningOn => "",
        CodeFor::TurningOff => "/off",
    };
    sha256(format!("{certificate}/{code}{purpose}").as_bytes())
}
