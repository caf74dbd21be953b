//! Rows of certificates.

use access::{OrganizationId, PersonId};
use db::{DbError, FromQueryResult, Rows, Unit, micros, timestamp, values};
use esign::certificate::Certificate;
use forms::Signature as Kind;
use jiff::Timestamp;
use uuid::Uuid;

use crate::model::{BoundCertificate, CertificateState};
use crate::owner::owner;

/// Whose organization a certificate names is found when it is read: organizations are linked, and
/// people leave them, after a certificate was bound.
const SELECT: &str = "SELECT c.id, c.person_id, c.der, c.state, c.kind, c.is_proved, c.added_at, c.replaces, \
     o.id AS organization_id FROM certificates c LEFT JOIN organizations o ON o.ogrn = c.ogrn \
     AND EXISTS (SELECT 1 FROM memberships m WHERE m.organization_id = o.id \
     AND m.person_id = c.person_id AND m.ended_at IS NULL \
     AND (m.valid_until IS NULL OR m.valid_until > $1))";

#[derive(FromQueryResult)]
struct Stored {
    id: Uuid,
    person_id: Uuid,
    der: Vec<u8>,
    state: String,
    kind: String,
    is_proved: bool,
    added_at: i64,
    replaces: Option<Uuid>,
    organization_id: Option<Uuid>,
}

fn broken(column: &'static str, reason: impl ToString) -> DbError {
    DbError::Broken {
        column,
        reason: reason.to_string(),
    }
}

pub(crate) fn read_certificate(der: &[u8], column: &'static str) -> Result<Certificate, DbError> {
    Certificate::from_der(der).map_err(|error| broken(column, error))
}

pub(crate) fn read_kind(name: &str, column: &'static str) -> Result<Kind, DbError> {
    Kind::parse(name).ok_or_else(|| broken(column, name))
}

impl Stored {
    fn read(self, now: Timestamp) -> Result<BoundCertificate, DbError> {
        let certificate = read_certificate(&self.der, "certificates.der")?;
        let state = CertificateState::parse(&self.state)
            .ok_or_else(|| broken("certificates.state", &self.state))?;
        Ok(BoundCertificate {
            id: self.id,
            person: PersonId(self.person_id),
            organization: self.organization_id.map(OrganizationId),
            state,
            kind: read_kind(&self.kind, "certificates.kind")?,
            is_proved: self.is_proved,
            added_at: timestamp(self.added_at)?,
            replaces: self.replaces,
            days_left: days_left(&certificate, now),
            certificate,
        })
    }
}

/// Whole days until the end; the day after the end is −1.
pub(crate) fn days_left(certificate: &Certificate, now: Timestamp) -> i64 {
    let seconds = certificate.not_after().duration_since(now).as_secs();
    seconds.div_euclid(24 * 60 * 60)
}

/// A person's certificates, the newest first.
pub(crate) async fn of_person(
    rows: &impl Rows,
    person: PersonId,
    now: Timestamp,
) -> Result<Vec<BoundCertificate>, DbError> {
    let sql =
        format!("{SELECT} WHERE c.person_id = $2 ORDER BY c.added_at DESC, c.id DESC LIMIT 200");
    let found: Vec<Stored> = rows.all(&sql, values![micros(now), person.0]).await?;
    found.into_iter().map(|one| one.read(now)).collect()
}

/// Certificates that name the organization, of people who work there, the newest first.
pub(crate) async fn of_organization(
    rows: &impl Rows,
    organization: OrganizationId,
    now: Timestamp,
) -> Result<Vec<BoundCertificate>, DbError> {
    let sql = format!(
        "{SELECT} WHERE o.id = $2 AND c.state <> 'pending' \
         ORDER BY c.added_at DESC, c.id DESC LIMIT 500"
    );
    let found: Vec<Stored> = rows.all(&sql, values![micros(now), organization.0]).await?;
    found.into_iter().map(|one| one.read(now)).collect()
}

/// One of a person's certificates.
pub(crate) async fn one(
    rows: &impl Rows,
    person: PersonId,
    id: Uuid,
    now: Timestamp,
) -> Result<Option<BoundCertificate>, DbError> {
    let sql = format!("{SELECT} WHERE c.person_id = $2 AND c.id = $3");
    let found: Option<Stored> = rows.one(&sql, values![micros(now), person.0, id]).await?;
    found.map(|one| one.read(now)).transpose()
}

/// The row of a person's certificate, if it is in their list.
pub(crate) async fn by_fingerprint(
    rows: &impl Rows,
    person: PersonId,
    certificate: &Certificate,
    now: Timestamp,
) -> Result<Option<BoundCertificate>, DbError> {
    let sql = format!("{SELECT} WHERE c.person_id = $2 AND c.fingerprint = $3");
    let found: Option<Stored> = rows
        .one(
            &sql,
            values![micros(now), person.0, certificate.fingerprint()],
        )
        .await?;
    found.map(|one| one.read(now)).transpose()
}

/// Whether the certificate is in the person's list, in whatever state.
pub(crate) async fn is_known(
    rows: &impl Rows,
    person: PersonId,
    certificate: &Certificate,
) -> Result<bool, DbError> {
    let known = rows
        .number(
            "SELECT count(*) AS n FROM certificates WHERE person_id = $1 AND fingerprint = $2",
            values![person.0, certificate.fingerprint()],
        )
        .await?;
    Ok(known > 0)
}

/// Who signs in with the certificate: it is active in their list, and its key was shown.
pub(crate) async fn holder(
    rows: &impl Rows,
    certificate: &Certificate,
) -> Result<Option<PersonId>, DbError> {
    let row = rows
        .row(
            "SELECT person_id FROM certificates WHERE fingerprint = $1 AND state = 'active' \
             AND is_proved",
            values![certificate.fingerprint()],
        )
        .await?;
    row.map(|row| row.get("person_id").map(PersonId))
        .transpose()
}

/// Whether its owner switched the certificate off.
pub(crate) async fn is_switched_off(
    rows: &impl Rows,
    certificate: &Certificate,
) -> Result<bool, DbError> {
    let rows = rows
        .number(
            "SELECT count(*) AS n FROM certificates WHERE fingerprint = $1 \
             AND state = 'inactive' AND is_proved",
            values![certificate.fingerprint()],
        )
        .await?;
    Ok(rows > 0)
}

/// How many certificates a person keeps, replaced ones left aside.
pub(crate) async fn count(rows: &impl Rows, person: PersonId) -> Result<i64, DbError> {
    rows.number(
        "SELECT count(*) AS n FROM certificates WHERE person_id = $1 AND state <> 'replaced'",
        values![person.0],
    )
    .await
}

/// What is written down of a new certificate.
pub(crate) struct New<'a> {
    pub(crate) person: PersonId,
    pub(crate) certificate: &'a Certificate,
    pub(crate) kind: Kind,
    pub(crate) is_proved: bool,
    pub(crate) replaces: Option<Uuid>,
}

pub(crate) async fn insert(unit: &Unit, new: &New<'_>) -> Result<Uuid, DbError> {
    let id = unit.new_id();
    let ogrn = owner(new.certificate)
        .organization
        .and_then(|organization| organization.ogrn);
    unit.execute(
        "INSERT INTO certificates (id, person_id, fingerprint, der, ogrn, state, kind, is_proved, \
         not_after, added_at, replaces) VALUES ($1, $2, $3, $4, $5, 'pending', $6, $7, $8, $9, $10)",
        values![
            id,
            new.person.0,
            new.certificate.fingerprint(),
            new.certificate.der().to_vec(),
            ogrn,
            new.kind.as_str(),
            new.is_proved,
            micros(new.certificate.not_after()),
            micros(unit.now()),
            new.replaces,
        ],
    )
    .await?;
    Ok(id)
}

pub(crate) async fn set_state(
    unit: &Unit,
    id: Uuid,
    state: CertificateState,
) -> Result<(), DbError> {
    unit.execute(
        "UPDATE certificates SET state = $2 WHERE id = $1",
        values![id, state.name()],
    )
    .await?;
    Ok(())
}

/// The key of a certificate in the list was shown.
pub(crate) async fn set_proved(
    unit: &Unit,
    id: Uuid,
    kind: Kind,
    replaces: Option<Uuid>,
) -> Result<(), DbError> {
    unit.execute(
        "UPDATE certificates SET is_proved = TRUE, kind = $2, replaces = $3 WHERE id = $1",
        values![id, kind.as_str(), replaces],
    )
    .await?;
    Ok(())
}

/// Takes a certificate that was never confirmed out of the list.
pub(crate) async fn remove(unit: &Unit, id: Uuid) -> Result<(), DbError> {
    for sql in [
        "UPDATE certificate_requests SET certificate_id = NULL, state = 'sent', issued_at = NULL \
         WHERE certificate_id = $1",
        "UPDATE certificates SET replaces = NULL WHERE replaces = $1",
        "DELETE FROM certificate_codes WHERE certificate_id = $1",
        "DELETE FROM certificates WHERE id = $1",
    ] {
        unit.execute(sql, values![id]).await?;
    }
    Ok(())
}
