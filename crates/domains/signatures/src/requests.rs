//! Requests for certificates (R72): the key is made in the person's browser, the request goes to an
//! authority, and what it returns comes back here.

use access::Actor;
use audit::Entry;
use db::{Db, DbError, FromQueryResult, Rows, Unit, micros, timestamp, values};
use esign::request::Request;
use uuid::Uuid;

use crate::SignatureError;
use crate::certificates::{Wanted, add_within, judged, read};
use crate::error::Findings;
use crate::model::{CertificateRequest, RequestState};
use crate::secret::{new_code, sha256};
use crate::verifier::Verifier;

/// Requests that one person keeps.
const MAX_REQUESTS: i64 = 20;

#[derive(FromQueryResult)]
struct Stored {
    id: Uuid,
    der: Vec<u8>,
    subject: String,
    state: String,
    made_at: i64,
    sent_at: Option<i64>,
    issued_at: Option<i64>,
    certificate_id: Option<Uuid>,
}

impl Stored {
    fn read(self) -> Result<CertificateRequest, DbError> {
        let state = RequestState::parse(&self.state).ok_or_else(|| DbError::Broken {
            column: "certificate_requests.state",
            reason: self.state.clone(),
        })?;
        Ok(CertificateRequest {
            id: self.id,
            subject: self.subject,
            der: self.der,
            state,
            made_at: timestamp(self.made_at)?,
            sent_at: self.sent_at.map(timestamp).transpose()?,
            issued_at: self.issued_at.map(timestamp).transpose()?,
            certificate: self.certificate_id,
        })
    }
}

const SELECT: &str = "SELECT id, der, subject, state, made_at, sent_at, issued_at, certificate_id \
     FROM certificate_requests WHERE person_id = $1";

/// The actor's requests, the newest first.
///
/// # Errors
/// [`SignatureError::Db`].
pub async fn requests_of(
    db: &Db,
    actor: &Actor,
) -> Result<Vec<CertificateRequest>, SignatureError> {
    let sql = format!("{SELECT} ORDER BY made_at DESC, id DESC LIMIT 100");
    let found: Vec<Stored> = db.all(&sql, values![actor.person.0]).await?;
    let read: Result<_, DbError> = found.into_iter().map(Stored::read).collect();
    Ok(read?)
}

async fn one(
    rows: &impl Rows,
    actor: &Actor,
    id: Uuid,
) -> Result<CertificateRequest, SignatureError> {
    let sql = format!("{SELECT} AND id = $2");
    let found: Option<Stored> = rows.one(&sql, values![actor.person.0, id]).await?;
    Ok(found.ok_or(SignatureError::Unknown)?.read()?)
}

/// Keeps a request (DER or PEM), which must be signed with its own key. The same one again is the one
/// that is there.
///
/// # Errors
/// [`SignatureError::NotARequest`], [`SignatureError::TooMany`].
pub async fn add_request(db: &Db, actor: &Actor, csr: &[u8]) -> Result<Uuid, SignatureError> {
    let refused = |error: esign::request::RequestError| {
        SignatureError::NotARequest(Findings::one(error.code(), error.to_string()))
    };
    let request = Request::read(csr).map_err(refused)?;
    request.verify().map_err(refused)?;
    let actor = actor.clone();
    db.write(async move |unit: Unit| {
        let print = sha256(request.der());
        let known = unit
            .row(
                "SELECT id FROM certificate_requests WHERE person_id = $1 AND fingerprint = $2",
                values![actor.person.0, print.clone()],
            )
            .await?;
        if let Some(known) = known {
            return Ok(known.get("id")?);
        }
        let kept = unit
            .number(
                "SELECT count(*) AS n FROM certificate_requests WHERE person_id = $1 \
                 AND state <> 'issued'",
                values![actor.person.0],
            )
            .await?;
        if kept >= MAX_REQUESTS {
            return Err(SignatureError::TooMany);
        }
        let id = unit.new_id();
        unit.execute(
            "INSERT INTO certificate_requests (id, person_id, fingerprint, der, subject, state, made_at) \
             VALUES ($1, $2, $3, $4, $5, 'made', $6)",
            values![
                id,
                actor.person.0,
                print,
                request.der().to_vec(),
                request.describe(),
                micros(unit.now()),
            ],
        )
        .await?;
        let entry = Entry::by_actor(&actor, "certificate-request.add");
        audit::record(&unit, entry.about("certificate-request", id, "")).await?;
        Ok(id)
    })
    .await
}

/// The person took the request to an authority.
///
/// # Errors
/// [`SignatureError::Unknown`], [`SignatureError::WrongState`].
pub async fn mark_sent(db: &Db, actor: &Actor, id: Uuid) -> Result<(), SignatureError> {
    let actor = actor.clone();
    db.write(async move |unit: Unit| {
        one(&unit, &actor, id).await?;
        let changed = unit
            .execute(
                "UPDATE certificate_requests SET state = 'sent', sent_at = $2 WHERE id = $1 \
                 AND state = 'made'",
                values![id, micros(unit.now())],
            )
            .await?;
        if changed == 0 {
            return Err(SignatureError::WrongState);
        }
        let entry = Entry::by_actor(&actor, "certificate-request.send");
        audit::record(&unit, entry.about("certificate-request", id, "")).await?;
        Ok(())
    })
    .await
}

/// Takes what the authority returned: the certificate of the request's key goes into the list and
/// waits for the mailed code. The request was signed with the key, but a copy of a request proves
/// nothing, so the key still has to be shown before the certificate signs anybody in.
///
/// # Errors
/// [`SignatureError::OtherKey`] and those of [`crate::bind_file`].
pub async fn upload_issued(
    db: &Db,
    verifier: &Verifier,
    actor: &Actor,
    id: Uuid,
    certificate: &[u8],
) -> Result<Uuid, SignatureError> {
    let request = one(db, actor, id).await?;
    if request.state == RequestState::Issued {
        return Err(SignatureError::WrongState);
    }
    let certificate = read(certificate)?;
    let asked = Request::read(&request.der)
        .ok()
        .and_then(|request| request.public_key().ok());
    let given = certificate.public_key().ok();
    if given.is_none() || asked != given {
        return Err(SignatureError::OtherKey);
    }
    let kind = judged(db, verifier, &certificate).await?;
    let wanted = Wanted {
        certificate,
        kind,
        is_proved: false,
        replaces: None,
    };
    let (actor, code) = (actor.clone(), new_code()?);
    db.write(async move |unit: Unit| {
        let bound = add_within(&unit, &actor, &wanted, &code).await?;
        unit.execute(
            "UPDATE certificate_requests SET state = 'issued', issued_at = $2, certificate_id = $3 \
             WHERE id = $1",
            values![id, micros(unit.now()), bound],
        )
        .await?;
        let entry = Entry::by_actor(&actor, "certificate-request.issue");
        audit::record(&unit, entry.about("certificate-request", id, "")).await?;
        Ok(bound)
    })
    .await
}
