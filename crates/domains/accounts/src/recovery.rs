//! Password recovery by a mailed link (R11), which also unlocks (R10).

use audit::Entry;
use db::{Db, DbError, Unit, micros, values};
use notifications::{Kind, Notice};

use crate::people::{self, login};
use crate::registration::{RESEND_PAUSE, mail_confirmation, vanished};
use crate::secret::{self, Purpose};
use crate::{AccountError, Hasher, Origin, Owner, attempts, check_policy, links, session};

/// Mails a link that lets set a new password (1 hour, once), if somebody has this address. Answers
/// the same in any case. A registration whose address is not confirmed gets its confirming letter
/// again instead: a new password would hand its data to whoever reads the mailbox.
pub async fn request_recovery(db: &Db, email: &str, origin: &Origin) -> Result<(), AccountError> {
    let (email, token, origin) = (login(email), secret::new_token()?, origin.clone());
    db.write(async move |unit: Unit| {
        let Some(person) = people::person_by_email(&unit, &email).await? else {
            return Ok(no_letter(&unit, "account.request-recovery", &origin).await?);
        };
        let purpose = if person.email_confirmed {
            Purpose::ResetPassword
        } else {
            Purpose::ConfirmEmail
        };
        let since = unit.now() - RESEND_PAUSE;
        if secret::made_since(&unit, person.id, purpose, since).await? > 0 {
            return Ok(no_letter(&unit, "account.request-recovery", &origin).await?);
        }
        if !person.email_confirmed {
            mail_confirmation(&unit, &person, &token).await?;
            return Ok(());
        }
        secret::issue(&unit, person.id, Purpose::ResetPassword, &token, "").await?;
        let notice = Notice::new(Kind::RecoverPassword, person.recipient())
            .arg("name", person.first_name.as_str())
            .arg("until", unit.now() + Purpose::ResetPassword.lifetime())
            .link(links::new_password(&token));
        notifications::send(&unit, notice).await?;
        let entry = Entry::by_person(person.id, &person.full_name(), "account.request-recovery");
        audit::record(&unit, entry.from_address(origin.ip, &origin.request_id)).await?;
        Ok(())
    })
    .await
}

/// Notes that a letter was asked for and none is sent. Without it nothing would be committed, and
/// an answer without a write to the disk comes so much sooner that it would tell who has an account.
pub(crate) async fn no_letter(
    unit: &Unit,
    action: &'static str,
    origin: &Origin,
) -> Result<(), DbError> {
    let entry = Entry::by_nobody(action).refused();
    audit::record(unit, entry.from_address(origin.ip, &origin.request_id)).await
}

/// Whether [`recover`] would accept the link; for the page that asks for the new password.
pub async fn recovery_link_is_good(db: &Db, token: &str) -> Result<bool, DbError> {
    Ok(
        secret::holder(db, Purpose::ResetPassword, token, db.clock().now())
            .await?
            .is_some(),
    )
}

/// Sets a new password by a mailed link. The link stays good when the password is refused.
///
/// Ends all sessions and unlocks the sign-in. One-time codes stay on.
pub async fn recover(
    db: &Db,
    hasher: &Hasher,
    token: &str,
    password: &str,
    origin: &Origin,
) -> Result<(), AccountError> {
    let holder = secret::holder(db, Purpose::ResetPassword, token, db.clock().now())
        .await?
        .ok_or(AccountError::LinkInvalid)?;
    let person = people::person(db, holder).await?.ok_or_else(vanished)?;
    check_policy(password, &Owner::of_person(&person)).map_err(AccountError::WeakPassword)?;
    let hash = hasher.hash(password).await?;
    let (token, origin) = (token.to_owned(), origin.clone());
    db.write(async move |unit: Unit| {
        let id = secret::redeem(&unit, Purpose::ResetPassword, &token)
            .await?
            .ok_or(AccountError::LinkInvalid)?;
        secret::revoke(&unit, id, Purpose::ResetPassword).await?;
        unit.execute(
            "UPDATE people SET password_hash = $2, password_changed_at = $3, \
             must_change_password = $4 WHERE id = $1",
            values![id.0, hash.as_str(), micros(unit.now()), false],
        )
        .await?;
        session::end_all_sessions(&unit, id).await?;
        attempts::forgive(&unit, &person.email).await?;
        let entry = Entry::by_person(id, &person.full_name(), "account.recover-password");
        audit::record(&unit, entry.from_address(origin.ip, &origin.request_id)).await?;
        let notice = Notice::new(Kind::PasswordChanged, person.recipient()).link(links::SECURITY);
        notifications::send(&unit, notice).await?;
        Ok(())
    })
    .await
}
