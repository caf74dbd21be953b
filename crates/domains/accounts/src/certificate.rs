//! Accounts and certificates: signing in with a key, the account that the first such sign-in makes,
//! and the binding of СНИЛС and ИНН to people.
//!
//! Who a certificate is for, its СНИЛС says, else its ИНН, else that somebody bound this very
//! certificate. A name alone says nothing: namesakes are many. The key and its password are two
//! factors already, so no one-time code is asked for.

use access::PersonId;
use audit::Entry;
use db::{Db, DbError, Rows, Unit, micros, values};
use jiff::tz::TimeZone;
use requisites::{Email, Inn12, Phone, Snils};
use sea_orm::FromQueryResult;
use serde_json::json;
use signatures::{Owner, Proved};
use texts::Lang;
use uuid::Uuid;

use crate::model::full_name;
use crate::registration::{mail_own_confirmation, vanished};
use crate::session::Proof;
use crate::{
    AccountError, CONSENT_VERSION, ConsentKind, NewSession, Origin, Person, people, record_consent,
    secret, session,
};

/// Longest part of a name that is taken from a certificate, in characters.
const MAX_NAME: usize = 100;

/// How signing in by a certificate went on.
#[derive(Debug)]
pub enum ByCertificate {
    /// The person is known and signed in.
    Session(NewSession),
    /// Nobody has this certificate's СНИЛС or ИНН: [`register_by_certificate`] makes the account.
    FirstTime,
}

/// What the first sign-in asks for besides what the certificate says.
#[derive(Clone, Debug)]
pub struct CertifiedRegistration {
    /// Where letters go once it is confirmed.
    pub email: Email,
    /// Not confirmed yet.
    pub phone: Option<Phone>,
    /// Language of the pages and mails.
    pub lang: Lang,
    /// IANA name of the time zone.
    pub time_zone: String,
    /// Whether both the terms and the processing of personal data were agreed to.
    pub agreed: bool,
}

/// Signs in the person whom the certificate is for.
pub async fn sign_in_by_certificate(
    db: &Db,
    proved: &Proved,
    origin: &Origin,
) -> Result<ByCertificate, AccountError> {
    let token = secret::new_token()?;
    let (proved, origin) = (proved.clone(), origin.clone());
    db.write(async move |unit: Unit| {
        let identity = Identity::of(proved.owner());
        let Some(known) = holder(&unit, &proved, &identity).await? else {
            return if identity.is_empty() {
                Err(AccountError::NobodyNamed)
            } else {
                Ok(ByCertificate::FirstTime)
            };
        };
        let session = begin(&unit, PersonId(known.id), &proved, token, &origin).await?;
        Ok(ByCertificate::Session(session))
    })
    .await
}

/// Makes the account of somebody who signs in for the first time, and signs them in. `ticket` is the
/// one of the challenge that they answered; it is used up.
///
/// The typed address is only asked to be confirmed: letters go there after its owner has followed
/// the link while signed in as this person. An address that has an account gets a letter that says
/// so, and nobody else learns of it.
pub async fn register_by_certificate(
    db: &Db,
    proved: &Proved,
    ticket: &str,
    input: &CertifiedRegistration,
    origin: &Origin,
) -> Result<NewSession, AccountError> {
    if !input.agreed {
        return Err(AccountError::ConsentMissing);
    }
    if TimeZone::get(&input.time_zone).is_err() {
        return Err(AccountError::UnknownSetting);
    }
    let (session_token, mail_token) = (secret::new_token()?, secret::new_token()?);
    let (proved, ticket) = (proved.clone(), ticket.to_owned());
    let (input, origin) = (input.clone(), origin.clone());
    db.write(async move |unit: Unit| {
        if !signatures::spend_ticket(&unit, &ticket).await? {
            return Err(AccountError::ProofSpent);
        }
        let identity = Identity::of(proved.owner());
        // Registered in another tab a moment ago.
        if let Some(known) = holder(&unit, &proved, &identity).await? {
            return begin(&unit, PersonId(known.id), &proved, session_token, &origin).await;
        }
        let name = Name::of(proved.owner()).ok_or(AccountError::NobodyNamed)?;
        if identity.is_empty() {
            return Err(AccountError::NobodyNamed);
        }
        let id = PersonId(unit.new_id());
        store(&unit, id, &name, &identity, &input).await?;
        for kind in [ConsentKind::Terms, ConsentKind::PersonalData] {
            record_consent(&unit, id, None, kind, CONSENT_VERSION, origin.ip).await?;
        }
        let entry = Entry::by_person(id, &name.full(), "account.register")
            .details(json!({ "factor": "certificate" }));
        audit::record(&unit, entry.from_address(origin.ip, &origin.request_id)).await?;
        let stored = people::person(&unit, id).await?.ok_or_else(vanished)?;
        mail_own_confirmation(&unit, &stored, input.email.as_str(), &mail_token).await?;
        begin(&unit, id, &proved, session_token, &origin).await
    })
    .await
}

/// Gives a signed-in person the СНИЛС and ИНН of a certificate whose key they hold. What they have
/// already must agree; where it does not decide, the names must be the same.
pub async fn bind_identity(
    unit: &Unit,
    person: PersonId,
    proved: &Proved,
) -> Result<(), AccountError> {
    let known = people::person(unit, person).await?.ok_or_else(vanished)?;
    let identity = Identity::of(proved.owner());
    let is_theirs = identity
        .agrees_with(known.snils.as_deref(), known.inn.as_deref())
        .unwrap_or_else(|| is_named(&known, proved.owner()));
    if !is_theirs {
        return Err(AccountError::AnothersCertificate);
    }
    let adds_snils = known.snils.is_none() && identity.snils.is_some();
    let adds_inn = known.inn.is_none() && identity.inn.is_some();
    if !adds_snils && !adds_inn {
        return Ok(());
    }
    identity.refuse_taken(unit, person).await?;
    identity.fill_in(unit, person).await?;
    let added: Vec<&str> = [(adds_snils, "snils"), (adds_inn, "inn")]
        .into_iter()
        .filter_map(|(adds, name)| adds.then_some(name))
        .collect();
    let entry = Entry::by_person(person, &known.full_name(), "account.bind-identity")
        .details(json!({ "fields": added }));
    audit::record(unit, entry).await?;
    Ok(())
}

/// Writes down a person's СНИЛС and ИНН without a certificate: for the demo and the installation's
/// own commands.
pub async fn set_identity(
    unit: &Unit,
    person: PersonId,
    snils: &Snils,
    inn: &Inn12,
) -> Result<(), AccountError> {
    let identity = Identity {
        snils: Some(snils.as_str().to_owned()),
        inn: Some(inn.as_str().to_owned()),
    };
    identity.refuse_taken(unit, person).await?;
    Ok(identity.fill_in(unit, person).await?)
}

/// What tells one person from all others.
#[derive(Debug)]
struct Identity {
    snils: Option<String>,
    inn: Option<String>,
}

impl Identity {
    /// Only numbers with right check digits.
    fn of(owner: &Owner) -> Self {
        let snils = owner.snils.as_deref().and_then(|it| Snils::parse(it).ok());
        let inn = owner.inn.as_deref().and_then(|it| Inn12::parse(it).ok());
        // Zeros stand where somebody has no number; their check digits are right.
        let is_number = |digits: &String| digits.bytes().any(|digit| digit != b'0');
        Self {
            snils: snils.map(|it| it.as_str().to_owned()).filter(is_number),
            inn: inn.map(|it| it.as_str().to_owned()).filter(is_number),
        }
    }

    fn is_empty(&self) -> bool {
        self.snils.is_none() && self.inn.is_none()
    }

    /// Whether these numbers are of the same person: the СНИЛС decides, else the ИНН; `None` where
    /// there is nothing to compare.
    fn agrees_with(&self, snils: Option<&str>, inn: Option<&str>) -> Option<bool> {
        let same = |ours: &Option<String>, theirs: Option<&str>| Some(ours.as_deref()? == theirs?);
        match (same(&self.snils, snils), same(&self.inn, inn)) {
            (Some(false), _) | (_, Some(false)) => Some(false),
            (None, None) => None,
            _ => Some(true),
        }
    }

    async fn refuse_taken(&self, unit: &Unit, person: PersonId) -> Result<(), AccountError> {
        let others = unit
            .number(
                "SELECT count(*) AS n FROM people WHERE (snils = $1 OR inn = $2) AND id <> $3",
                values![self.snils.clone(), self.inn.clone(), person.0],
            )
            .await?;
        if others == 0 {
            Ok(())
        } else {
            Err(AccountError::IdentityTaken)
        }
    }

    /// Writes down what the account lacks; what it has stays.
    async fn fill_in(&self, unit: &Unit, person: PersonId) -> Result<(), DbError> {
        unit.execute(
            "UPDATE people SET snils = COALESCE(snils, $2), inn = COALESCE(inn, $3) WHERE id = $1",
            values![person.0, self.snils.clone(), self.inn.clone()],
        )
        .await?;
        Ok(())
    }
}

#[derive(FromQueryResult)]
struct Known {
    id: Uuid,
    snils: Option<String>,
    inn: Option<String>,
}

/// Whose account the certificate opens.
async fn holder(
    unit: &Unit,
    proved: &Proved,
    identity: &Identity,
) -> Result<Option<Known>, AccountError> {
    let mut found: Vec<Known> = Vec::new();
    if let Some(snils) = &identity.snils {
        let sql = "SELECT id, snils, inn FROM people WHERE snils = $1";
        found = unit.all(sql, values![snils.as_str()]).await?;
    }
    if let (true, Some(inn)) = (found.is_empty(), &identity.inn) {
        let sql = "SELECT id, snils, inn FROM people WHERE inn = $1 LIMIT 2";
        found = unit.all(sql, values![inn.as_str()]).await?;
    }
    if found.is_empty()
        && let Some(person) = signatures::bound_to(unit, proved.certificate()).await?
    {
        let sql = "SELECT id, snils, inn FROM people WHERE id = $1";
        found = unit.all(sql, values![person.0]).await?;
    }
    let agrees = |known: &Known| identity.agrees_with(known.snils.as_deref(), known.inn.as_deref());
    match found.len() {
        0 => Ok(None),
        1 if agrees(&found[0]) != Some(false) => Ok(found.pop()),
        _ => Err(AccountError::AnothersCertificate),
    }
}

/// Begins the session of somebody who holds the key, and remembers the certificate so that its owner
/// is warned before it ends.
async fn begin(
    unit: &Unit,
    person: PersonId,
    proved: &Proved,
    token: String,
    origin: &Origin,
) -> Result<NewSession, AccountError> {
    let identity = Identity::of(proved.owner());
    identity.fill_in(unit, person).await?;
    let is_new = signatures::remember(unit, person, proved).await?;
    unit.execute(
        "UPDATE people SET last_sign_in_at = $2 WHERE id = $1",
        values![person.0, micros(unit.now())],
    )
    .await?;
    session::begin(unit, person, &token, Proof::Certificate, origin).await?;
    let owner = people::person(unit, person).await?.ok_or_else(vanished)?;
    let entry = Entry::by_person(person, &owner.full_name(), "account.sign-in").details(json!({
        "factor": "certificate",
        "certificate": proved.certificate().serial(),
        "remembered": is_new,
    }));
    audit::record(unit, entry.from_address(origin.ip, &origin.request_id)).await?;
    Ok(NewSession {
        token,
        person,
        second_factor_pending: false,
    })
}

/// The name in a certificate, as an account keeps it.
struct Name {
    last: String,
    first: String,
    middle: String,
}

impl Name {
    fn of(owner: &Owner) -> Option<Self> {
        let part = |text: &str| -> String {
            let words: Vec<&str> = text.split_whitespace().collect();
            words.join(" ").chars().take(MAX_NAME).collect()
        };
        let name = Self {
            last: part(&owner.last_name),
            first: part(&owner.first_name),
            middle: part(owner.middle_name.as_deref().unwrap_or_default()),
        };
        (!name.last.is_empty() && !name.first.is_empty()).then_some(name)
    }

    fn full(&self) -> String {
        full_name(&self.last, &self.first, &self.middle)
    }
}

fn is_named(person: &Person, owner: &Owner) -> bool {
    owner.is_named(&person.last_name, &person.first_name, &person.middle_name)
}

async fn store(
    unit: &Unit,
    person: PersonId,
    name: &Name,
    identity: &Identity,
    input: &CertifiedRegistration,
) -> Result<(), AccountError> {
    let stored = unit
        .execute(
            "INSERT INTO people (id, email_to_confirm, phone, last_name, first_name, middle_name, \
             name_lower, snils, inn, lang, time_zone, created_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
            values![
                person.0,
                input.email.as_str(),
                input.phone.as_ref().map(|phone| phone.as_str().to_owned()),
                name.last.as_str(),
                name.first.as_str(),
                name.middle.as_str(),
                name.full().to_lowercase(),
                identity.snils.clone(),
                identity.inn.clone(),
                input.lang.tag(),
                input.time_zone.as_str(),
                micros(unit.now()),
            ],
        )
        .await;
    match stored {
        Err(error) if error.is_unique_violation() => Err(AccountError::IdentityTaken),
        other => Ok(other.map(|_| ())?),
    }
}
