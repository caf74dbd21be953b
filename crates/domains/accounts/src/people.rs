//! Finding people, and making accounts whose address is already proved.

use access::PersonId;
use audit::Entry;
use db::{DbError, Rows, Unit, micros, values};
use requisites::{Email, PersonName, Phone};
use texts::Lang;

use crate::model::{PERSON_COLUMNS, StoredPerson, full_name};
use crate::registration::vanished;
use crate::{AccountError, NewSession, Origin, PasswordHash, Person, secret, session};

/// The person with this id.
pub async fn person(rows: &impl Rows, id: PersonId) -> Result<Option<Person>, DbError> {
    let sql = format!("SELECT {PERSON_COLUMNS} FROM people p WHERE p.id = $1");
    rows.one::<StoredPerson>(&sql, values![id.0])
        .await?
        .map(Person::try_from)
        .transpose()
}

/// The person with this login; case and blanks around do not matter.
pub async fn person_by_email(rows: &impl Rows, email: &str) -> Result<Option<Person>, DbError> {
    let sql = format!("SELECT {PERSON_COLUMNS} FROM people p WHERE p.email = $1");
    let email = login(email);
    rows.one::<StoredPerson>(&sql, values![email])
        .await?
        .map(Person::try_from)
        .transpose()
}

/// Those who run the installation, at most a hundred.
pub async fn operators(rows: &impl Rows) -> Result<Vec<Person>, DbError> {
    let sql = format!(
        "SELECT {PERSON_COLUMNS} FROM people p WHERE p.is_operator ORDER BY p.email LIMIT 100"
    );
    let found: Vec<StoredPerson> = rows.all(&sql, vec![]).await?;
    found.into_iter().map(Person::try_from).collect()
}

/// An address as logins are kept.
pub(crate) fn login(typed: &str) -> String {
    typed.trim().to_lowercase()
}

/// What every new account has.
#[derive(Clone, Debug)]
pub struct NewPerson {
    /// The login.
    pub email: Email,
    /// Not confirmed yet.
    pub phone: Option<Phone>,
    /// Фамилия.
    pub last_name: PersonName,
    /// Имя.
    pub first_name: PersonName,
    /// Отчество, when there is one.
    pub middle_name: Option<PersonName>,
    /// Language of the pages and mails.
    pub lang: Lang,
    /// IANA name, such as `Europe/Moscow`.
    pub time_zone: String,
}

impl NewPerson {
    /// «Котова Анна Сергеевна».
    pub fn full_name(&self) -> String {
        full_name(
            self.last_name.as_str(),
            self.first_name.as_str(),
            self.middle(),
        )
    }

    pub(crate) fn middle(&self) -> &str {
        self.middle_name.as_ref().map_or("", PersonName::as_str)
    }
}

/// Makes the account of somebody who followed a mailed invitation (R60): that proved the address.
/// An unconfirmed registration with the same address is forgotten; a confirmed account is refused
/// with [`AccountError::EmailTaken`].
pub async fn create_invited(
    unit: &Unit,
    new: &NewPerson,
    password: &PasswordHash,
) -> Result<PersonId, AccountError> {
    let person = create_proved(unit, new, password).await?;
    audit::record(
        unit,
        Entry::by_person(person, &new.full_name(), "account.create-invited"),
    )
    .await?;
    Ok(person)
}

/// Signs in the person whom [`create_invited`] has just made: the mailed link proved the address and
/// the password was set a moment ago.
pub async fn sign_in_invited(
    unit: &Unit,
    person: PersonId,
    origin: &Origin,
) -> Result<NewSession, AccountError> {
    let created = self::person(unit, person).await?.ok_or_else(vanished)?;
    unit.execute(
        "UPDATE people SET last_sign_in_at = $2 WHERE id = $1",
        values![person.0, micros(unit.now())],
    )
    .await?;
    session::begin_first(unit, &created, secret::new_token()?, origin).await
}

/// Makes the account of an operator; for the command line of the installation.
pub async fn create_operator(
    unit: &Unit,
    new: &NewPerson,
    password: &PasswordHash,
) -> Result<PersonId, AccountError> {
    let person = create_proved(unit, new, password).await?;
    set_operator(unit, new.email.as_str(), true).await?;
    Ok(person)
}

/// Makes a person an operator or ends that; `None` when nobody has this address. For the command
/// line of the installation. Ending it ends the person's sessions too.
pub async fn set_operator(
    unit: &Unit,
    email: &str,
    is_operator: bool,
) -> Result<Option<PersonId>, AccountError> {
    let Some(found) = person_by_email(unit, email).await? else {
        return Ok(None);
    };
    unit.execute(
        "UPDATE people SET is_operator = $2 WHERE id = $1",
        values![found.id.0, is_operator],
    )
    .await?;
    if !is_operator {
        session::end_all_sessions(unit, found.id).await?;
    }
    let action = if is_operator {
        "account.operator-on"
    } else {
        "account.operator-off"
    };
    let entry = Entry::by_nobody(action).about("person", found.id.0, found.full_name());
    audit::record(unit, entry).await?;
    Ok(Some(found.id))
}

async fn create_proved(
    unit: &Unit,
    new: &NewPerson,
    password: &PasswordHash,
) -> Result<PersonId, AccountError> {
    let person = match place_for(unit, new.email.as_str()).await? {
        Place::Taken(_) => return Err(AccountError::EmailTaken),
        Place::Free(person) => person,
    };
    store(unit, person, new, password, None).await?;
    unit.execute(
        "UPDATE people SET email_confirmed_at = $2 WHERE id = $1",
        values![person.0, micros(unit.now())],
    )
    .await?;
    Ok(person)
}

/// Whether an account with this address can be made.
pub(crate) enum Place {
    /// Under a new id.
    Free(PersonId),
    /// A confirmed account has it.
    Taken(Box<Person>),
}

pub(crate) async fn place_for(unit: &Unit, email: &str) -> Result<Place, AccountError> {
    if let Some(known) = person_by_email(unit, email).await? {
        if known.email_confirmed {
            return Ok(Place::Taken(Box::new(known)));
        }
        forget_unconfirmed(unit, known.id).await?;
    }
    Ok(Place::Free(PersonId(unit.new_id())))
}

/// Forgets a registration whose address was never confirmed, with its links, consents and document:
/// whoever made it has no claim to the address, and the next person to use it must inherit nothing.
/// Refused when it was confirmed a moment ago.
async fn forget_unconfirmed(unit: &Unit, person: PersonId) -> Result<(), AccountError> {
    for table in HANGING_ON {
        let sql = format!("DELETE FROM {table} WHERE person_id = $1");
        unit.execute(&sql, values![person.0]).await?;
    }
    let gone = unit
        .execute(
            "DELETE FROM people WHERE id = $1 AND email_confirmed_at IS NULL",
            values![person.0],
        )
        .await?;
    if gone == 1 {
        Ok(())
    } else {
        Err(AccountError::EmailTaken)
    }
}

/// Tables with rows of people who have not confirmed their address; nobody signs in before that.
pub(crate) const HANGING_ON: [&str; 3] = ["tokens", "consents", "notifications"];

/// Writes a new account.
pub(crate) async fn store(
    unit: &Unit,
    person: PersonId,
    new: &NewPerson,
    password: &PasswordHash,
    identity_document: Option<Vec<u8>>,
) -> Result<(), AccountError> {
    let stored = unit
        .execute(
            "INSERT INTO people (id, email, phone, last_name, first_name, middle_name, name_lower, \
             identity_document, password_hash, password_changed_at, lang, time_zone, created_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $10)",
            values![
                person.0,
                new.email.as_str(),
                new.phone.as_ref().map(|phone| phone.as_str().to_owned()),
                new.last_name.as_str(),
                new.first_name.as_str(),
                new.middle(),
                new.full_name().to_lowercase(),
                identity_document,
                password.as_str(),
                micros(unit.now()),
                new.lang.tag(),
                new.time_zone.as_str(),
            ],
        )
        .await;
    match stored {
        Err(error) if error.is_unique_violation() => Err(AccountError::EmailTaken),
        other => Ok(other.map(|_| ())?),
    }
}
