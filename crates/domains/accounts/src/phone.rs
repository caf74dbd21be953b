//! Confirming a phone by a code in a text message (R3).

use access::Actor;
use audit::Entry;
use db::{Db, DbError, Rows, Unit, micros, values};
use jiff::SignedDuration;
use requisites::Phone;
use subtle::ConstantTimeEq;

use crate::people;
use crate::registration::{RESEND_PAUSE, vanished};
use crate::secret::{self, Purpose, random, sha256};
use crate::sms::{SmsJob, allow};
use crate::{AccountError, SmsLimits};

/// Text messages to one person in a day.
const MESSAGES_PER_DAY: i64 = 5;
const DAY: SignedDuration = SignedDuration::from_hours(24);

/// Sets a phone that is not confirmed; for installations that send no text messages.
pub async fn change_phone(db: &Db, actor: &Actor, phone: &Phone) -> Result<(), AccountError> {
    let (actor, phone) = (actor.clone(), phone.as_str().to_owned());
    db.write(async move |unit: Unit| {
        let changed = unit
            .execute(
                "UPDATE people SET phone = $2, phone_confirmed_at = NULL WHERE id = $1 \
                 AND (phone IS NULL OR phone <> $2)",
                values![actor.person.0, phone],
            )
            .await?;
        if changed > 0 {
            audit::record(&unit, Entry::by_actor(&actor, "account.change-phone")).await?;
        }
        Ok(())
    })
    .await
}

/// Sends a code of six digits to a mobile phone (10 minutes, 5 tries); an earlier code stops
/// working. The phone becomes the person's own when the code is given to [`confirm_phone`]. Without
/// limits no message can be sent here.
pub async fn request_phone_code(
    db: &Db,
    limits: Option<SmsLimits>,
    actor: &Actor,
    phone: &Phone,
) -> Result<(), AccountError> {
    let limits = limits.ok_or(AccountError::SmsOff)?;
    if !phone.is_mobile() {
        return Err(AccountError::NotMobile);
    }
    let code = format!("{:06}", u64::from_le_bytes(random::<8>()?) % 1_000_000);
    let (actor, phone) = (actor.clone(), phone.as_str().to_owned());
    db.write(async move |unit: Unit| {
        let (id, now) = (actor.person, unit.now());
        // Requests that come at once are counted one after the other.
        let lock = format!("SELECT id FROM people WHERE id = $1 {}", unit.for_update());
        unit.row(&lock, values![id.0]).await?;
        let recent =
            secret::made_since(&unit, id, Purpose::ConfirmPhone, now - RESEND_PAUSE).await?;
        let today = secret::made_since(&unit, id, Purpose::ConfirmPhone, now - DAY).await?;
        if recent > 0 || today >= MESSAGES_PER_DAY {
            return Err(AccountError::SmsTooSoon);
        }
        let message = allow(&unit, limits, &phone, actor.ip).await?;
        let person = people::person(&unit, id).await?.ok_or_else(vanished)?;
        secret::revoke(&unit, id, Purpose::ConfirmPhone).await?;
        secret::issue(
            &unit,
            id,
            Purpose::ConfirmPhone,
            &salted(&actor, &code),
            &phone,
        )
        .await?;
        let job = SmsJob {
            phone,
            lang: person.lang,
            code,
            until: micros(now + Purpose::ConfirmPhone.lifetime()),
        };
        jobs::enqueue_once(&unit, message, "sms", &job).await?;
        audit::record(&unit, Entry::by_actor(&actor, "account.request-phone-code")).await?;
        Ok(())
    })
    .await
}

/// The phone whose code is waited for.
pub async fn phone_being_confirmed(db: &Db, actor: &Actor) -> Result<Option<String>, DbError> {
    let now = db.clock().now();
    let waiting = secret::waiting(db, actor.person, Purpose::ConfirmPhone, now, "").await?;
    Ok(waiting.map(|one| one.payload))
}

/// The phone that the last code could not be delivered to: the gateway refused it, or did not take
/// it while the code was good. Nothing once a code was delivered or given.
pub async fn phone_not_reached(db: &Db, actor: &Actor) -> Result<Option<String>, DbError> {
    // A code and its message are written down in one unit, and so at one moment.
    let sql = "SELECT k.payload, s.state FROM tokens k \
               JOIN sms s ON s.phone = k.payload AND s.asked_at = k.created_at \
               WHERE k.person_id = $1 AND k.purpose = $2 AND k.used_at IS NULL \
               ORDER BY k.created_at DESC LIMIT 1";
    let last = db
        .row(sql, values![actor.person.0, Purpose::ConfirmPhone.name()])
        .await?;
    let Some(last) = last else { return Ok(None) };
    let state: String = last.get("state")?;
    if matches!(state.as_str(), "refused" | "late") {
        last.get("payload").map(Some)
    } else {
        Ok(None)
    }
}

/// Gives the code; with the right one the phone is the person's own and confirmed.
pub async fn confirm_phone(db: &Db, actor: &Actor, code: &str) -> Result<(), AccountError> {
    let (actor, code) = (actor.clone(), code.trim().to_owned());
    db.write(async move |unit: Unit| {
        let now = unit.now();
        let waiting = secret::waiting(
            &unit,
            actor.person,
            Purpose::ConfirmPhone,
            now,
            unit.for_update(),
        )
        .await?;
        let Some(waiting) = waiting else {
            return Ok(Err(AccountError::NoPhoneCode));
        };
        let typed = sha256(&salted(&actor, &code));
        let matches: bool = typed.ct_eq(&waiting.secret_hash).into();
        let left = waiting.attempts_left - 1;
        let used = (matches || left == 0).then(|| micros(now));
        unit.execute(
            "UPDATE tokens SET attempts_left = $2, used_at = $3 WHERE id = $1",
            values![waiting.id, left, used],
        )
        .await?;
        if !matches {
            let refusal = if left == 0 {
                AccountError::NoPhoneCode
            } else {
                AccountError::WrongPhoneCode { left }
            };
            return Ok(Err(refusal));
        }
        unit.execute(
            "UPDATE people SET phone = $2, phone_confirmed_at = $3 WHERE id = $1",
            values![actor.person.0, waiting.payload, micros(now)],
        )
        .await?;
        audit::record(&unit, Entry::by_actor(&actor, "account.confirm-phone")).await?;
        Ok(Ok(()))
    })
    .await
    .map_err(|error: AccountError| error)?
}

/// Equal codes of two people have different hashes.
fn salted(actor: &Actor, code: &str) -> String {
    format!("{}/{code}", actor.person)
}
