//! A person's certificates: binding, switching on and off, renewing.

use access::{Actor, Grant, PersonId, rights};
use audit::Entry;
use db::{Db, DbError, Rows, Unit};
use esign::certificate::Certificate;
use esign::chain::Purpose;
use esign::trust;
use forms::Signature as Kind;
use notifications::{Kind as Tells, Notice};
use serde_json::json;
use uuid::Uuid;

use crate::error::Findings;
use crate::model::{BoundCertificate, CertificateState};
use crate::owner::owner;
use crate::people::{self, Match};
use crate::proof::{self, MAX_SIGNATURE, Proved};
use crate::secret::new_code;
use crate::store::New;
use crate::verifier::{Verifier, When};
use crate::{CodeFor, SignatureError, codes, paths, store};

/// Certificates that one person keeps, replaced ones left aside.
const MAX_CERTIFICATES: i64 = 20;

/// The actor's certificates, the newest first.
///
/// # Errors
/// [`SignatureError::Db`].
pub async fn certificates_of(
    db: &Db,
    actor: &Actor,
) -> Result<Vec<BoundCertificate>, SignatureError> {
    Ok(store::of_person(db, actor.person, db.clock().now()).await?)
}

/// The certificates that name the organization, of the people who work there (R71).
///
/// # Errors
/// [`SignatureError::Db`].
pub async fn certificates_of_organization(
    db: &Db,
    grant: &Grant<rights::ViewMembers>,
) -> Result<Vec<BoundCertificate>, SignatureError> {
    let now = db.clock().now();
    Ok(store::of_organization(db, grant.organization(), now).await?)
}

/// The person in whose list this certificate is active with its key shown: whom it signs in.
///
/// # Errors
/// [`DbError`].
pub async fn bound_to(
    rows: &impl Rows,
    certificate: &Certificate,
) -> Result<Option<PersonId>, DbError> {
    store::holder(rows, certificate).await
}

/// Puts the certificate whose key was shown into the actor's list and mails a code; it is used after
/// [`confirm_binding`]. With `replaces` it then takes the place of that one (R69). One that is in the
/// list already without its key is now proved.
///
/// # Errors
/// [`SignatureError::AnotherPerson`], [`SignatureError::AlreadyBound`], [`SignatureError::TooMany`],
/// [`SignatureError::Unknown`] where there is nothing to replace, [`SignatureError::CodeTooSoon`].
pub async fn bind(
    db: &Db,
    _verifier: &Verifier,
    actor: &Actor,
    proved: &Proved,
    replaces: Option<Uuid>,
) -> Result<Uuid, SignatureError> {
    let wanted = Wanted {
        certificate: proved.certificate().clone(),
        kind: proved.kind(),
        is_proved: true,
        replaces,
    };
    add(db, actor, wanted).await
}

/// Puts a certificate from a file (DER or PEM) into the actor's list without proof of its key: it can
/// be looked at and is warned of before its end, and it signs nobody in until its key is shown.
///
/// # Errors
/// [`SignatureError::NotACertificate`], [`SignatureError::Refused`] where it does not hold, and those
/// of [`bind`].
pub async fn bind_file(
    db: &Db,
    verifier: &Verifier,
    actor: &Actor,
    file: &[u8],
) -> Result<Uuid, SignatureError> {
    let certificate = read(file)?;
    let kind = judged(db, verifier, &certificate).await?;
    let wanted = Wanted {
        certificate,
        kind,
        is_proved: false,
        replaces: None,
    };
    add(db, actor, wanted).await
}

/// The one certificate of a file.
pub(crate) fn read(file: &[u8]) -> Result<Certificate, SignatureError> {
    if file.len() > MAX_SIGNATURE {
        return Err(SignatureError::TooLarge);
    }
    let found = trust::certificates(file).map_err(|_| SignatureError::NotACertificate)?;
    found
        .into_iter()
        .next()
        .ok_or(SignatureError::NotACertificate)
}

/// What signatures by this certificate are worth now.
pub(crate) async fn judged(
    db: &Db,
    verifier: &Verifier,
    certificate: &Certificate,
) -> Result<Kind, SignatureError> {
    if !verifier.is_configured() {
        return Err(SignatureError::NotConfigured);
    }
    let report = verifier
        .judge_certificate(certificate, Purpose::Signature, When::now(db.clock().now()))
        .await;
    match report.signatures.first() {
        Some(one) if one.verdict.is_passed() => Ok(proof::kind(one)),
        Some(one) => Err(SignatureError::Refused(Findings(
            one.verdict.findings.clone(),
        ))),
        None => Err(SignatureError::Refused(Findings(report.findings))),
    }
}

/// What is to be put into a list.
pub(crate) struct Wanted {
    pub(crate) certificate: Certificate,
    pub(crate) kind: Kind,
    pub(crate) is_proved: bool,
    pub(crate) replaces: Option<Uuid>,
}

async fn add(db: &Db, actor: &Actor, wanted: Wanted) -> Result<Uuid, SignatureError> {
    let (actor, code) = (actor.clone(), new_code()?);
    db.write(async move |unit: Unit| add_within(&unit, &actor, &wanted, &code).await)
        .await
}

pub(crate) async fn add_within(
    unit: &Unit,
    actor: &Actor,
    wanted: &Wanted,
    code: &str,
) -> Result<Uuid, SignatureError> {
    let (person, certificate) = (actor.person, &wanted.certificate);
    let owner = owner(certificate);
    if !owner.is_person() {
        return Err(SignatureError::NamesNobody);
    }
    let facts = people::signed_in(unit, person).await?;
    if !matches!(facts.compare(&owner), Match::Same | Match::Namesake) {
        return Err(SignatureError::AnotherPerson);
    }
    if wanted.is_proved
        && let Some(holder) = store::holder(unit, certificate).await?
        && holder != person
    {
        return Err(SignatureError::AlreadyBound);
    }
    if let Some(old) = wanted.replaces {
        let old = store::one(unit, person, old, unit.now()).await?;
        let old = old.ok_or(SignatureError::Unknown)?;
        if old.certificate == *certificate || old.state == CertificateState::Replaced {
            return Err(SignatureError::WrongState);
        }
    }
    let known = store::by_fingerprint(unit, person, certificate, unit.now()).await?;
    let id = match known {
        None => {
            if store::count(unit, person).await? >= MAX_CERTIFICATES {
                return Err(SignatureError::TooMany);
            }
            let new = New {
                person,
                certificate,
                kind: wanted.kind,
                is_proved: wanted.is_proved,
                replaces: wanted.replaces,
            };
            let id = store::insert(unit, &new).await?;
            let entry = about(actor, "certificate.add", id, certificate);
            let proved = json!({ "key_shown": wanted.is_proved, "kind": wanted.kind.as_str() });
            audit::record(unit, entry.details(proved)).await?;
            id
        }
        Some(known) => {
            let is_news = wanted.is_proved && !known.is_proved;
            let adds_nothing = match known.state {
                CertificateState::Replaced => true,
                CertificateState::Active => !is_news,
                // The key was shown at the sign-in: a file of it says nothing new.
                CertificateState::SignIn => !wanted.is_proved,
                CertificateState::Pending | CertificateState::Inactive => false,
            };
            if adds_nothing {
                return Err(SignatureError::AlreadyBound);
            }
            if wanted.is_proved {
                store::set_proved(unit, known.id, wanted.kind, wanted.replaces).await?;
            }
            if is_news {
                let entry = about(actor, "certificate.prove", known.id, certificate);
                audit::record(unit, entry).await?;
            }
            if known.state == CertificateState::Active {
                // The code was given when it was added.
                return Ok(known.id);
            }
            known.id
        }
    };
    codes::send(unit, person, certificate, id, CodeFor::TurningOn, code).await?;
    Ok(id)
}

/// An entry of the journal; the serial number names the certificate without naming its owner.
fn about(actor: &Actor, action: &'static str, id: Uuid, certificate: &Certificate) -> Entry {
    Entry::by_actor(actor, action).about("certificate", id, certificate.serial())
}

/// Gives the mailed code: the certificate becomes active, and the one that it replaces steps back.
///
/// # Errors
/// [`SignatureError::WrongCode`], [`SignatureError::NoCode`], [`SignatureError::Unknown`],
/// [`SignatureError::Ended`], [`SignatureError::AlreadyBound`] where somebody else bound it meanwhile.
pub async fn confirm_binding(
    db: &Db,
    actor: &Actor,
    id: Uuid,
    code: &str,
) -> Result<(), SignatureError> {
    let (actor, code) = (actor.clone(), code.to_owned());
    db.write(async move |unit: Unit| {
        let now = unit.now();
        let Some(bound) = store::one(&unit, actor.person, id, now).await? else {
            return Ok(Err(SignatureError::Unknown));
        };
        if !matches!(
            bound.state,
            CertificateState::Pending | CertificateState::SignIn | CertificateState::Inactive
        ) {
            return Ok(Err(SignatureError::WrongState));
        }
        let purpose = CodeFor::TurningOn;
        if let Err(refusal) = codes::redeem(&unit, actor.person, id, purpose, &code).await? {
            return Ok(Err(refusal));
        }
        if bound.certificate.not_after() <= now {
            return Ok(Err(SignatureError::Ended));
        }
        let holder = store::holder(&unit, &bound.certificate).await?;
        if bound.is_proved && holder.is_some_and(|holder| holder != actor.person) {
            return Ok(Err(SignatureError::AlreadyBound));
        }
        store::set_state(&unit, id, CertificateState::Active).await?;
        if let Some(old) = bound.replaces
            && store::one(&unit, actor.person, old, now).await?.is_some()
        {
            store::set_state(&unit, old, CertificateState::Replaced).await?;
        }
        let entry = about(&actor, "certificate.activate", id, &bound.certificate);
        let details = json!({ "replaces": bound.replaces.map(|old| old.to_string()) });
        audit::record(&unit, entry.details(details)).await?;
        let to = people::signed_in(&unit, actor.person).await?;
        let notice = Notice::new(Tells::CertificateBound, to.recipient(actor.person))
            .arg("serial", bound.certificate.serial())
            .arg("until", bound.certificate.not_after())
            .link(paths::certificates());
        notifications::send(&unit, notice).await?;
        Ok(Ok(()))
    })
    .await
    .map_err(|error: SignatureError| error)?
}

/// Mails another code for a certificate that waits for one.
///
/// # Errors
/// [`SignatureError::Unknown`], [`SignatureError::WrongState`], [`SignatureError::CodeTooSoon`].
pub async fn resend_code(
    db: &Db,
    actor: &Actor,
    id: Uuid,
    purpose: CodeFor,
) -> Result<(), SignatureError> {
    let states: &[CertificateState] = match purpose {
        CodeFor::TurningOn => &[
            CertificateState::Pending,
            CertificateState::SignIn,
            CertificateState::Inactive,
        ],
        CodeFor::TurningOff => &[CertificateState::Active, CertificateState::SignIn],
    };
    send_code(db, actor, id, purpose, states).await
}

/// Begins to switch a certificate on again: a code is mailed, and [`confirm_binding`] takes it.
///
/// # Errors
/// As for [`resend_code`], and [`SignatureError::Ended`].
pub async fn activate(db: &Db, actor: &Actor, id: Uuid) -> Result<(), SignatureError> {
    let states = &[CertificateState::Inactive];
    send_code(db, actor, id, CodeFor::TurningOn, states).await
}

/// Begins to switch a certificate off: a code is mailed, and [`deactivate`] takes it.
///
/// # Errors
/// As for [`resend_code`].
pub async fn ask_to_deactivate(db: &Db, actor: &Actor, id: Uuid) -> Result<(), SignatureError> {
    resend_code(db, actor, id, CodeFor::TurningOff).await
}

async fn send_code(
    db: &Db,
    actor: &Actor,
    id: Uuid,
    purpose: CodeFor,
    states: &'static [CertificateState],
) -> Result<(), SignatureError> {
    let (person, code) = (actor.person, new_code()?);
    db.write(async move |unit: Unit| {
        let bound = store::one(&unit, person, id, unit.now()).await?;
        let bound = bound.ok_or(SignatureError::Unknown)?;
        if !states.contains(&bound.state) {
            return Err(SignatureError::WrongState);
        }
        // One that has ended can be put aside, and is of no more use.
        if purpose == CodeFor::TurningOn && bound.certificate.not_after() <= unit.now() {
            return Err(SignatureError::Ended);
        }
        codes::send(&unit, person, &bound.certificate, id, purpose, &code).await
    })
    .await
}

/// Switches a certificate off by the mailed code: it signs nobody in and no documents. Its owner is
/// told.
///
/// # Errors
/// [`SignatureError::Unknown`], [`SignatureError::WrongState`], [`SignatureError::WrongCode`],
/// [`SignatureError::NoCode`].
pub async fn deactivate(
    db: &Db,
    actor: &Actor,
    id: Uuid,
    code: &str,
) -> Result<(), SignatureError> {
    let (actor, code) = (actor.clone(), code.to_owned());
    db.write(async move |unit: Unit| {
        let Some(bound) = store::one(&unit, actor.person, id, unit.now()).await? else {
            return Ok(Err(SignatureError::Unknown));
        };
        if !bound.state.is_in_use() {
            return Ok(Err(SignatureError::WrongState));
        }
        let purpose = CodeFor::TurningOff;
        if let Err(refusal) = codes::redeem(&unit, actor.person, id, purpose, &code).await? {
            return Ok(Err(refusal));
        }
        store::set_state(&unit, id, CertificateState::Inactive).await?;
        let entry = about(&actor, "certificate.deactivate", id, &bound.certificate);
        audit::record(&unit, entry).await?;
        let to = people::signed_in(&unit, actor.person).await?;
        let notice = Notice::new(Tells::CertificateOff, to.recipient(actor.person))
            .arg("serial", bound.certificate.serial())
            .link(paths::certificates());
        notifications::send(&unit, notice).await?;
        Ok(Ok(()))
    })
    .await
    .map_err(|error: SignatureError| error)?
}

/// Takes a certificate out of the list that was never confirmed: it gave nobody anything yet, so no
/// code is asked for.
///
/// # Errors
/// [`SignatureError::Unknown`], [`SignatureError::WrongState`].
pub async fn remove(db: &Db, actor: &Actor, id: Uuid) -> Result<(), SignatureError> {
    let actor = actor.clone();
    db.write(async move |unit: Unit| {
        let bound = store::one(&unit, actor.person, id, unit.now()).await?;
        let bound = bound.ok_or(SignatureError::Unknown)?;
        if bound.state != CertificateState::Pending {
            return Err(SignatureError::WrongState);
        }
        store::remove(&unit, id).await?;
        let entry = about(&actor, "certificate.remove", id, &bound.certificate);
        audit::record(&unit, entry).await?;
        Ok(())
    })
    .await
}

/// Remembers the certificate that somebody has just signed in with, in the unit of the sign-in: it
/// stands in their list as such, and its end is warned of. It gives no right that the certificate did
/// not have: who is signed in, its numbers have said. What is in the list already stays as it is, and
/// a list that is full stays without it. Returns whether it is new there.
///
/// # Errors
/// [`DbError`].
pub async fn remember(unit: &Unit, person: PersonId, proved: &Proved) -> Result<bool, DbError> {
    let certificate = proved.certificate();
    if store::is_known(unit, person, certificate).await?
        || store::count(unit, person).await? >= MAX_CERTIFICATES
    {
        return Ok(false);
    }
    let new = New {
        person,
        certificate,
        kind: proved.kind(),
        is_proved: true,
        replaces: None,
    };
    let id = store::insert(unit, &new).await?;
    store::set_state(unit, id, CertificateState::SignIn).await?;
    Ok(true)
}
