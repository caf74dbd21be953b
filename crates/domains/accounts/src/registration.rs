//! Registration and the confirmation of the address (R1, R2).

use access::{Actor, PersonId};
use audit::Entry;
use blob::MasterKey;
use db::{Db, DbError, Rows, Unit, micros, values};
use jiff::SignedDuration;
use jiff::tz::TimeZone;
use notifications::{Kind, Notice};
use requisites::Email;

use crate::people::{self, NewPerson, Place, login};
use crate::recovery::no_letter;
use crate::secret::{self, Purpose};
use crate::{
    AccountError, CONSENT_VERSION, ConsentKind, Hasher, IdentityDocument, NewSession, Origin,
    Owner, Person, check_policy, links, record_consent, session, sign_in,
};

/// A letter is not sent again sooner than this.
pub(crate) const RESEND_PAUSE: SignedDuration = SignedDuration::from_mins(1);

/// Letters to addresses of their choice that one person can cause in an hour.
const LETTERS_IN_AN_HOUR: i64 = 5;

/// What a visitor filled in.
#[derive(Clone, Debug)]
pub struct Registration {
    /// Name, address, phone.
    pub person: NewPerson,
    /// Kept sealed.
    pub document: IdentityDocument,
    /// As typed.
    pub password: Password,
    /// Whether both the terms and the processing of personal data were agreed to.
    pub agreed: bool,
}

/// A typed password. Never printed.
#[derive(Clone)]
pub struct Password(pub String);

impl std::fmt::Debug for Password {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Password(…)")
    }
}

/// Registers a person and mails the link that confirms the address (24 hours, once).
///
/// For an address that has a confirmed account the answer is the same and the owner is told by mail.
/// An unconfirmed registration is forgotten with all it held, and the links that were mailed for it
/// stop working: the newest registration wins, and [`confirm_email`] asks for its password.
pub async fn register(
    db: &Db,
    hasher: &Hasher,
    key: &MasterKey,
    input: &Registration,
    origin: &Origin,
) -> Result<(), AccountError> {
    if !input.agreed {
        return Err(AccountError::ConsentMissing);
    }
    if TimeZone::get(&input.person.time_zone).is_err() {
        return Err(AccountError::UnknownSetting);
    }
    check_policy(&input.password.0, &Owner::of(&input.person))
        .map_err(AccountError::WeakPassword)?;
    let hash = hasher.hash(&input.password.0).await?;
    let token = secret::new_token()?;
    let (new, document, key, origin) = (
        input.person.clone(),
        input.document.clone(),
        key.clone(),
        origin.clone(),
    );
    let registered = db
        .write(async move |unit: Unit| {
            let person = match people::place_for(&unit, new.email.as_str()).await? {
                Place::Taken(owner) => {
                    let notice =
                        Notice::new(Kind::AccountExists, owner.recipient()).link(links::SIGN_IN);
                    notifications::send(&unit, notice).await?;
                    return Ok::<_, AccountError>(());
                }
                Place::Free(person) => person,
            };
            let sealed = document.seal(&key, person)?;
            people::store(&unit, person, &new, &hash, Some(sealed)).await?;
            for kind in [ConsentKind::Terms, ConsentKind::PersonalData] {
                record_consent(&unit, person, None, kind, CONSENT_VERSION, origin.ip).await?;
            }
            let entry = Entry::by_person(person, &new.full_name(), "account.register");
            audit::record(&unit, entry.from_address(origin.ip, &origin.request_id)).await?;
            let stored = people::person(&unit, person).await?.ok_or_else(vanished)?;
            mail_confirmation(&unit, &stored, &token).await?;
            Ok(())
        })
        .await;
    match registered {
        // Two registrations of one address at the same moment: the other one has sent its letter.
        Err(AccountError::EmailTaken) => Ok(()),
        other => other,
    }
}

/// Mails the link again, if the address waits for it and the last letter is a minute old. Answers
/// the same in any case.
pub async fn resend_confirmation(
    db: &Db,
    email: &str,
    origin: &Origin,
) -> Result<(), AccountError> {
    let (email, token, origin) = (login(email), secret::new_token()?, origin.clone());
    db.write(async move |unit: Unit| {
        let Some(person) = people::person_by_email(&unit, &email).await? else {
            return resend_own(&unit, &email, &token, &origin).await;
        };
        let since = unit.now() - RESEND_PAUSE;
        if person.email_confirmed
            || secret::made_since(&unit, person.id, Purpose::ConfirmEmail, since).await? > 0
        {
            return Ok(no_letter(&unit, "account.ask-email", &origin).await?);
        }
        mail_confirmation(&unit, &person, &token).await?;
        Ok(())
    })
    .await
}

/// The same for an account that was made by a certificate: the newest one that waits for this address.
async fn resend_own(
    unit: &Unit,
    email: &str,
    token: &str,
    origin: &Origin,
) -> Result<(), AccountError> {
    let waiting = unit
        .row(
            "SELECT id FROM people WHERE email_to_confirm = $1 AND email IS NULL \
             ORDER BY created_at DESC, id DESC LIMIT 1",
            values![email],
        )
        .await?;
    let Some(waiting) = waiting else {
        return Ok(no_letter(unit, "account.ask-email", origin).await?);
    };
    let id = PersonId(waiting.get("id")?);
    let since = unit.now() - RESEND_PAUSE;
    if secret::made_since(unit, id, Purpose::ConfirmEmail, since).await? == 0 {
        let person = people::person(unit, id).await?.ok_or_else(vanished)?;
        mail_own_confirmation(unit, &person, email, token).await?;
        Ok(())
    } else {
        Ok(no_letter(unit, "account.ask-email", origin).await?)
    }
}

/// Whether [`confirm_email`] would accept the link; for the page that asks before using it up.
pub async fn confirmation_link_is_good(db: &Db, token: &str) -> Result<bool, DbError> {
    Ok(
        secret::holder(db, Purpose::ConfirmEmail, token, db.clock().now())
            .await?
            .is_some(),
    )
}

/// Uses the mailed link up, confirms the address and signs the person in.
///
/// The link proves who reads the mailbox, the password who registered: somebody who presses the
/// button in a letter they did not ask for must not make another's account their own address's.
/// Failures are counted like those of a sign-in.
pub async fn confirm_email(
    db: &Db,
    hasher: &Hasher,
    token: &str,
    password: &str,
    origin: &Origin,
) -> Result<NewSession, AccountError> {
    let holder = secret::holder(db, Purpose::ConfirmEmail, token, db.clock().now())
        .await?
        .ok_or(AccountError::LinkInvalid)?;
    let person = people::person(db, holder)
        .await?
        .ok_or(AccountError::LinkInvalid)?;
    let stored = sign_in::check_again(
        db,
        hasher,
        person.clone(),
        password,
        "confirm_email",
        origin,
    )
    .await?;
    let session_token = secret::new_token()?;
    let (token, origin) = (token.to_owned(), origin.clone());
    db.write(async move |unit: Unit| {
        let id = secret::redeem(&unit, Purpose::ConfirmEmail, &token)
            .await?
            .ok_or(AccountError::LinkInvalid)?;
        secret::revoke(&unit, id, Purpose::ConfirmEmail).await?;
        let confirmed = unit
            .execute(
                "UPDATE people SET email_confirmed_at = $2, last_sign_in_at = $2 \
                 WHERE id = $1 AND email_confirmed_at IS NULL AND password_hash = $3",
                values![id.0, micros(unit.now()), stored.as_str()],
            )
            .await?;
        if confirmed == 0 {
            return Err(AccountError::LinkInvalid);
        }
        let entry = Entry::by_person(id, &person.full_name(), "account.confirm-email");
        audit::record(&unit, entry.from_address(origin.ip, &origin.request_id)).await?;
        session::begin_first(&unit, &person, session_token, &origin).await
    })
    .await
}

/// What the page behind a mailed link has to ask for besides the button.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConfirmedBy {
    /// The password that was chosen: [`confirm_email`].
    Password,
    /// Being signed in as the person who asked: [`confirm_own_email`]. The account was made by a
    /// certificate and has no password.
    Session,
}

/// What a mailed link asks for; `None` when it is not good.
pub async fn confirmed_by(db: &Db, token: &str) -> Result<Option<ConfirmedBy>, DbError> {
    let now = db.clock().now();
    let Some(holder) = secret::holder(db, Purpose::ConfirmEmail, token, now).await? else {
        return Ok(None);
    };
    let person = people::person(db, holder).await?;
    Ok(person.map(|person| {
        if person.email.is_empty() {
            ConfirmedBy::Session
        } else {
            ConfirmedBy::Password
        }
    }))
}

/// Mails the link for an account that was made by a certificate; a few letters in an hour, not two
/// to one address within a minute. An address that has an account gets a letter that says so, and the
/// answer is the same.
pub async fn request_own_confirmation(
    db: &Db,
    actor: &Actor,
    email: &Email,
) -> Result<(), AccountError> {
    let (actor, email, token) = (actor.clone(), email.clone(), secret::new_token()?);
    db.write(async move |unit: Unit| {
        let person = people::person(&unit, actor.person)
            .await?
            .ok_or_else(vanished)?;
        if !person.email.is_empty() {
            return Ok(());
        }
        let made_in = async |pause| {
            secret::made_since(&unit, person.id, Purpose::ConfirmEmail, unit.now() - pause).await
        };
        let is_same = person.email_to_confirm.as_deref() == Some(email.as_str());
        if is_same && made_in(RESEND_PAUSE).await? > 0 {
            return Ok(());
        }
        if made_in(SignedDuration::from_hours(1)).await? >= LETTERS_IN_AN_HOUR {
            return Err(AccountError::TooManyLetters);
        }
        unit.execute(
            "UPDATE people SET email_to_confirm = $2 WHERE id = $1 AND email IS NULL",
            values![person.id.0, email.as_str()],
        )
        .await?;
        audit::record(&unit, Entry::by_actor(&actor, "account.ask-email")).await?;
        mail_own_confirmation(&unit, &person, email.as_str(), &token).await?;
        Ok(())
    })
    .await
}

/// Uses the mailed link up for the person who is signed in and asked for it: the address is theirs.
/// Refused when somebody else has confirmed the same address meanwhile.
pub async fn confirm_own_email(db: &Db, actor: &Actor, token: &str) -> Result<(), AccountError> {
    let (actor, token) = (actor.clone(), token.to_owned());
    db.write(async move |unit: Unit| {
        let person = people::person(&unit, actor.person)
            .await?
            .ok_or_else(vanished)?;
        let address = secret::redeem_own(&unit, Purpose::ConfirmEmail, &token, actor.person)
            .await?
            .filter(|address| person.email.is_empty() && !address.is_empty())
            .ok_or(AccountError::LinkInvalid)?;
        secret::revoke(&unit, actor.person, Purpose::ConfirmEmail).await?;
        if let Place::Taken(_) = people::place_for(&unit, &address).await? {
            return Err(AccountError::EmailTaken);
        }
        unit.execute(
            "UPDATE people SET email = $2, email_confirmed_at = $3, email_to_confirm = NULL \
             WHERE id = $1 AND email IS NULL",
            values![actor.person.0, address, micros(unit.now())],
        )
        .await?;
        audit::record(&unit, Entry::by_actor(&actor, "account.confirm-email")).await?;
        Ok(())
    })
    .await
}

/// The letter to the address that an account made by a certificate asked for: the link, or, where
/// the address has an account, a word to its owner.
pub(crate) async fn mail_own_confirmation(
    unit: &Unit,
    person: &Person,
    email: &str,
    token: &str,
) -> Result<(), DbError> {
    // Also where it is not mailed: letters are counted by it.
    secret::issue(unit, person.id, Purpose::ConfirmEmail, token, email).await?;
    let owner = people::person_by_email(unit, email).await?;
    if let Some(owner) = owner.filter(|owner| owner.email_confirmed) {
        let notice = Notice::new(Kind::AccountExists, owner.recipient()).link(links::SIGN_IN);
        return notifications::send(unit, notice).await;
    }
    let mut recipient = person.recipient();
    email.clone_into(&mut recipient.email);
    let notice = Notice::new(Kind::ConfirmEmail, recipient)
        .arg("until", unit.now() + Purpose::ConfirmEmail.lifetime())
        .link(links::confirm(token));
    notifications::send(unit, notice).await
}

/// Makes a link and mails it. The letter says nothing of what was registered: the address may be
/// another person's.
pub(crate) async fn mail_confirmation(
    unit: &Unit,
    person: &Person,
    token: &str,
) -> Result<(), DbError> {
    secret::issue(unit, person.id, Purpose::ConfirmEmail, token, "").await?;
    let until = unit.now() + Purpose::ConfirmEmail.lifetime();
    let notice = Notice::new(Kind::ConfirmEmail, person.recipient())
        .arg("until", until)
        .link(links::confirm(token));
    notifications::send(unit, notice).await
}

pub(crate) fn vanished() -> DbError {
    DbError::Broken {
        column: "people.id",
        reason: "the person is not there".to_owned(),
    }
}
