//! Signatures of documents: checked against the bytes that were signed, and kept with what they were
//! made by.

use std::fmt;

use access::{Actor, OrganizationId};
use db::{Db, DbError, FromQueryResult, Rows, Unit, micros, timestamp, values};
use esign::certificate::Certificate;
use forms::Signature as Kind;
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use crate::error::Findings;
use crate::model::CertificateState;
use crate::owner::{Owner, owner};
use crate::people::{self, Match};
use crate::proof::{self, Accepted};
use crate::secret::sha256;
use crate::verifier::{Verifier, When};
use crate::{SignatureError, store};

/// How far a time-stamping service's clock may be ahead of ours.
const SERVICE_AHEAD: SignedDuration = SignedDuration::from_mins(5);

/// What is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Subject {
    /// An application, as it was submitted.
    Application(Uuid),
    /// A document of a request to link an organization.
    LinkDocument(Uuid),
    /// The decision on an application.
    Decision(Uuid),
}

impl Subject {
    /// The stable name in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Application(_) => "application",
            Self::LinkDocument(_) => "link-document",
            Self::Decision(_) => "decision",
        }
    }

    /// What of this kind.
    pub fn id(self) -> Uuid {
        match self {
            Self::Application(id) | Self::LinkDocument(id) | Self::Decision(id) => id,
        }
    }

    fn read(name: &str, id: Uuid) -> Result<Self, DbError> {
        match name {
            "application" => Ok(Self::Application(id)),
            "link-document" => Ok(Self::LinkDocument(id)),
            "decision" => Ok(Self::Decision(id)),
            other => Err(DbError::Broken {
                column: "document_signatures.subject_kind",
                reason: other.to_owned(),
            }),
        }
    }
}

/// A signature that was checked against exactly these bytes and is the actor's own. Only this crate
/// makes one.
#[derive(Clone)]
pub struct CheckedSignature {
    certificate: Certificate,
    owner: Owner,
    kind: Kind,
    cms: Vec<u8>,
    content_sha256: [u8; 32],
    stamped_at: Option<Timestamp>,
}

// Written out so that logs hold no personal data.
impl fmt::Debug for CheckedSignature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CheckedSignature({:?})", self.kind)
    }
}

impl CheckedSignature {
    /// What it is worth.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The SHA-256 of the bytes that it was checked against.
    pub fn content_sha256(&self) -> [u8; 32] {
        self.content_sha256
    }

    /// The signer's certificate.
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// Who signed, as the certificate says.
    pub fn owner(&self) -> &Owner {
        &self.owner
    }

    /// The time of the time stamp, where there is one.
    pub fn stamped_at(&self) -> Option<Timestamp> {
        self.stamped_at
    }
}

/// Checks the actor's signature over a document: that it holds now, is no weaker than asked for, and
/// that the certificate is the actor's by СНИЛС or ИНН, or bound to them and active. Adds a time stamp
/// where a service is configured.
///
/// # Errors
/// [`SignatureError::Refused`] with the findings, [`SignatureError::TooWeak`],
/// [`SignatureError::AnotherPerson`], [`SignatureError::NotBound`], [`SignatureError::Inactive`],
/// [`SignatureError::ClockOff`], [`SignatureError::TimeStamp`].
pub async fn check_document(
    db: &Db,
    verifier: &Verifier,
    actor: &Actor,
    content: &[u8],
    cms: Vec<u8>,
    minimum: Kind,
) -> Result<CheckedSignature, SignatureError> {
    let now = db.clock().now();
    let accepted = proof::check(verifier, content, &cms, now).await?;
    if accepted.kind < minimum {
        return Err(SignatureError::TooWeak {
            found: accepted.kind,
            needed: minimum,
        });
    }
    let owner = owner(&accepted.certificate);
    is_of_actor(db, actor, &accepted.certificate, &owner).await?;
    let (cms, accepted) = stamp(db, verifier, content, cms, accepted).await?;
    let mut content_sha256 = [0; 32];
    content_sha256.copy_from_slice(&sha256(content));
    Ok(CheckedSignature {
        owner,
        kind: accepted.kind,
        certificate: accepted.certificate,
        stamped_at: accepted.stamped_at,
        cms,
        content_sha256,
    })
}

async fn is_of_actor(
    db: &Db,
    actor: &Actor,
    certificate: &Certificate,
    owner: &Owner,
) -> Result<(), SignatureError> {
    let person = actor.person;
    let facts = people::signed_in(db, person).await?;
    let bound = store::by_fingerprint(db, person, certificate, db.clock().now()).await?;
    let bound = bound.filter(|bound| bound.is_proved);
    let state = bound.map(|bound| bound.state);
    match facts.compare(owner) {
        Match::Another => Err(SignatureError::AnotherPerson),
        _ if state == Some(CertificateState::Inactive) => Err(SignatureError::Inactive),
        Match::Same => Ok(()),
        Match::Namesake | Match::Stranger if state == Some(CertificateState::Active) => Ok(()),
        Match::Namesake => Err(SignatureError::NotBound),
        Match::Stranger => Err(SignatureError::AnotherPerson),
    }
}

/// Fixes the time by the service that the operator configured (R76). A stamp that does not count is
/// no stamp: the operator has to mend that, so it is refused and not passed over.
async fn stamp(
    db: &Db,
    verifier: &Verifier,
    content: &[u8],
    cms: Vec<u8>,
    accepted: Accepted,
) -> Result<(Vec<u8>, Accepted), SignatureError> {
    if accepted.stamped_at.is_some() {
        return Ok((cms, accepted));
    }
    let Some(stamped) = verifier.stamp(&cms, db.clock().now()).await? else {
        return Ok((cms, accepted));
    };
    // A stamp from the future counts for nobody; the service's clock may be a little ahead of ours.
    let now = db.clock().now();
    let at = stamped.time.clamp(now, now + SERVICE_AHEAD);
    let when = When { at, now };
    let accepted = proof::judge(verifier, content, &stamped.cms, when, stamped.evidence).await?;
    if accepted.stamped_at.is_none() {
        tracing::error!("a new time stamp does not count: the service is not trusted here");
        let findings = Findings::one("SIG-073", "the new time stamp does not count");
        return Err(SignatureError::TimeStamp(findings));
    }
    Ok((stamped.cms, accepted))
}

/// Keeps a checked signature, in the unit of what it is for; the caller writes that to the journal.
/// `content` is kept too where the bytes are not kept elsewhere; it must be what was checked.
///
/// # Errors
/// [`DbError`], also where `content` is not what was checked.
pub async fn attach(
    unit: &Unit,
    subject: Subject,
    organization: Option<OrganizationId>,
    content_name: &str,
    content: Option<&[u8]>,
    signature: &CheckedSignature,
    actor: &Actor,
) -> Result<Uuid, DbError> {
    if content.is_some_and(|content| sha256(content) != signature.content_sha256) {
        return Err(DbError::Broken {
            column: "document_signatures.content",
            reason: "not what the signature was checked against".to_owned(),
        });
    }
    let owner = &signature.owner;
    let organization_name = owner.organization.as_ref().map(|one| one.name.clone());
    let name = match owner.full_name() {
        name if name.is_empty() => organization_name.clone().unwrap_or_default(),
        name => name,
    };
    let id = unit.new_id();
    unit.execute(
        "INSERT INTO document_signatures (id, subject_kind, subject_id, organization_id, person_id, kind, \
         signer_name, signer_position, organization_name, certificate, cms, content_name, content, \
         content_sha256, signed_at, stamped_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
        values![
            id,
            subject.name(),
            subject.id(),
            organization.map(|one| one.0),
            actor.person.0,
            signature.kind.as_str(),
            name,
            owner.position.clone(),
            organization_name,
            signature.certificate.der().to_vec(),
            signature.cms.clone(),
            content_name,
            content.map(<[u8]>::to_vec),
            signature.content_sha256.to_vec(),
            micros(unit.now()),
            signature.stamped_at.map(micros),
        ],
    )
    .await?;
    Ok(id)
}

/// A signature that is kept.
#[derive(Clone)]
pub struct StoredSignature {
    /// Its id.
    pub id: Uuid,
    /// What was signed.
    pub subject: Subject,
    /// On whose behalf.
    pub organization: Option<OrganizationId>,
    /// What it was worth when it was checked.
    pub kind: Kind,
    /// Who signed, by the certificate.
    pub signer_name: String,
    /// Their position, by the certificate.
    pub signer_position: Option<String>,
    /// Their organization, by the certificate.
    pub organization_name: Option<String>,
    /// The certificate.
    pub certificate: Certificate,
    /// When it was taken, by our clock.
    pub signed_at: Timestamp,
    /// When the time-stamping service saw it.
    pub stamped_at: Option<Timestamp>,
    /// The document's name as a file.
    pub content_name: String,
    /// The SHA-256 of the document.
    pub content_sha256: Vec<u8>,
    /// The signature: CMS in DER, detached unless the signer attached the document.
    pub cms: Vec<u8>,
    /// The document, where it is kept here.
    pub content: Option<Vec<u8>>,
}

impl fmt::Debug for StoredSignature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "StoredSignature({}, {:?})", self.id, self.subject)
    }
}

#[derive(FromQueryResult)]
struct Stored {
    id: Uuid,
    subject_kind: String,
    subject_id: Uuid,
    organization_id: Option<Uuid>,
    kind: String,
    signer_name: String,
    signer_position: Option<String>,
    organization_name: Option<String>,
    certificate: Vec<u8>,
    cms: Vec<u8>,
    content_name: String,
    content: Option<Vec<u8>>,
    content_sha256: Vec<u8>,
    signed_at: i64,
    stamped_at: Option<i64>,
}

impl Stored {
    fn read(self) -> Result<StoredSignature, DbError> {
        Ok(StoredSignature {
            id: self.id,
            subject: Subject::read(&self.subject_kind, self.subject_id)?,
            organization: self.organization_id.map(OrganizationId),
            kind: store::read_kind(&self.kind, "document_signatures.kind")?,
            signer_name: self.signer_name,
            signer_position: self.signer_position,
            organization_name: self.organization_name,
            certificate: store::read_certificate(
                &self.certificate,
                "document_signatures.certificate",
            )?,
            signed_at: timestamp(self.signed_at)?,
            stamped_at: self.stamped_at.map(timestamp).transpose()?,
            content_name: self.content_name,
            content_sha256: self.content_sha256,
            cms: self.cms,
            content: self.content,
        })
    }
}

const SELECT: &str = "SELECT id, subject_kind, subject_id, organization_id, kind, signer_name, \
     signer_position, organization_name, certificate, cms, content_name, content, content_sha256, \
     signed_at, stamped_at FROM document_signatures";

/// The signatures of something, in the order in which they were made. The caller has asked whether
/// the reader may see it.
///
/// # Errors
/// [`DbError`].
pub async fn signatures_of(
    rows: &impl Rows,
    subject: Subject,
) -> Result<Vec<StoredSignature>, DbError> {
    let sql = format!(
        "{SELECT} WHERE subject_kind = $1 AND subject_id = $2 ORDER BY signed_at, id LIMIT 100"
    );
    let found: Vec<Stored> = rows
        .all(&sql, values![subject.name(), subject.id()])
        .await?;
    found.into_iter().map(Stored::read).collect()
}

/// One signature of something, for downloading.
///
/// # Errors
/// [`DbError`].
pub async fn signature(
    rows: &impl Rows,
    subject: Subject,
    id: Uuid,
) -> Result<Option<StoredSignature>, DbError> {
    let sql = format!("{SELECT} WHERE subject_kind = $1 AND subject_id = $2 AND id = $3");
    let found: Option<Stored> = rows
        .one(&sql, values![subject.name(), subject.id(), id])
        .await?;
    found.map(Stored::read).transpose()
}
