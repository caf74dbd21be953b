//! What is signed: an application by its applicant, a decision by the authority.
//!
//! The document is XML made of the stored draft or proposal: whoever asks, for one revision it is the
//! same to the byte. So a signature that was checked against it is compared by its hash with what is
//! submitted, and what changed in between is refused.

use access::{Actor, Grant, Right, rights};
use accounts::PasswordAsked;
use data_encoding::HEXLOWER;
use db::{Db, Rows, Unit};
use forms::{Shown, Signature, display_value};
use organizations::Organization;
use sha2::{Digest, Sha256};
use signatures::{CheckedSignature, Subject};

use crate::ApplicationError;
use crate::export::Xml;
use crate::model::{Application, ApplicationId, AttachedFile, Decision, Outcome};
use crate::result::decision_number;
use crate::review::{self, Proposal};
use crate::services::{Service, Services};
use crate::submit::{self, Ready};

/// Names of the documents, for people and for downloads.
const APPLICATION: &str = "заявление.xml";
const DECISION: &str = "решение.xml";

/// A document to be shown and signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToSign {
    /// Its name: «заявление.xml».
    pub name: String,
    /// Exactly the bytes to be signed.
    pub content: Vec<u8>,
    /// The revision that it was made of; name it when submitting.
    pub revision: i64,
    /// The weakest signature that is taken.
    pub minimum: Signature,
}

/// How the applicant stands by what they submit.
#[expect(
    clippy::large_enum_variant,
    reason = "there is one for a submission, and it is moved a few times"
)]
#[derive(Debug)]
pub enum Consent {
    /// By being signed in.
    None,
    /// By a simple signature: the password was asked for again.
    Simple(PasswordAsked),
    /// By a signature with a key.
    Signed(CheckedSignature),
}

impl Consent {
    /// What it is worth for this actor.
    fn kind(&self, actor: &Actor) -> Signature {
        match self {
            Self::Simple(asked) if asked.is_of(actor) => Signature::Simple,
            Self::None | Self::Simple(_) => Signature::None,
            Self::Signed(signature) => signature.kind(),
        }
    }

    /// Refuses less than is asked for, and a signature under another document.
    pub(crate) fn judge(
        self,
        actor: &Actor,
        document: ToSign,
    ) -> Result<(Signature, Option<Signed>), ApplicationError> {
        let kind = self.kind(actor);
        if kind < document.minimum {
            return Err(ApplicationError::SignatureNeeded(document.minimum));
        }
        let signed = match self {
            Self::Signed(signature) => Some(Signed::of(document, signature)?),
            Self::None | Self::Simple(_) => None,
        };
        Ok((kind, signed))
    }
}

/// A document with the signature that was checked against it.
#[derive(Debug)]
pub(crate) struct Signed {
    document: ToSign,
    signature: CheckedSignature,
}

impl Signed {
    fn of(document: ToSign, signature: CheckedSignature) -> Result<Self, ApplicationError> {
        let hash: [u8; 32] = Sha256::digest(&document.content).into();
        if hash == signature.content_sha256() {
            Ok(Self {
                document,
                signature,
            })
        } else {
            Err(ApplicationError::SignedOther)
        }
    }

    /// Keeps the signature with the exact bytes, in the unit of what it signs.
    pub(crate) async fn keep<R: Right>(
        &self,
        unit: &Unit,
        subject: Subject,
        grant: &Grant<R>,
    ) -> Result<(), ApplicationError> {
        signatures::attach(
            unit,
            subject,
            Some(grant.organization()),
            &self.document.name,
            Some(&self.document.content),
            &self.signature,
            grant.actor(),
        )
        .await?;
        Ok(())
    }
}

/// The draft as the applicant signs it. Refused as [`crate::submit()`] would be: with all answers
/// that are missing or wrong.
pub async fn to_sign(
    db: &Db,
    services: &Services,
    grant: &Grant<rights::SubmitApplications>,
    id: ApplicationId,
) -> Result<ToSign, ApplicationError> {
    let application = submit::own_draft(db, grant, id).await?;
    let ready = submit::ready(db, services, &application).await?;
    application_document(db, &application, &ready).await
}

/// What the approval of a proposal signs.
pub async fn decision_to_sign(
    db: &Db,
    services: &Services,
    grant: &Grant<rights::ApproveDecisions>,
    id: ApplicationId,
) -> Result<ToSign, ApplicationError> {
    let application = review::addressed(db, grant, id).await?;
    let service = review::service_of(db, services, &application).await?;
    let proposal = review::proposal_of(&application)?;
    Ok(decision_document(
        &application,
        &service,
        &proposal,
        grant.actor(),
    ))
}

/// What a decision of a service with one step signs, before it is made.
pub async fn proposal_to_sign(
    db: &Db,
    services: &Services,
    grant: &Grant<rights::HandleApplications>,
    id: ApplicationId,
    proposal: Proposal,
) -> Result<ToSign, ApplicationError> {
    let application = review::assigned(db, grant, id).await?;
    let service = review::service_of(db, services, &application).await?;
    let decision = review::decision(db, grant, proposal)?;
    Ok(decision_document(
        &application,
        &service,
        &decision,
        grant.actor(),
    ))
}

/// The document of a decision with its signature.
pub(crate) fn signed_decision(
    application: &Application,
    service: &Service,
    decision: &Decision,
    actor: &Actor,
    signature: CheckedSignature,
) -> Result<Signed, ApplicationError> {
    let document = decision_document(application, service, decision, actor);
    if signature.kind() < document.minimum {
        return Err(ApplicationError::SignatureNeeded(document.minimum));
    }
    Signed::of(document, signature)
}

pub(crate) async fn application_document(
    rows: &impl Rows,
    application: &Application,
    ready: &Ready,
) -> Result<ToSign, ApplicationError> {
    let gone = || ApplicationError::Stored("a party of the application is gone".to_owned());
    let applicant = organizations::find(rows, application.organization)
        .await?
        .ok_or_else(gone)?;
    let xml = application_xml(application, ready, &applicant);
    Ok(ToSign {
        name: APPLICATION.to_owned(),
        content: xml.into_bytes(),
        revision: application.revision,
        minimum: ready.service.definition.signature,
    })
}

fn application_xml(application: &Application, ready: &Ready, applicant: &Organization) -> String {
    let definition = &ready.service.definition;
    let mut xml = Xml::new();
    let (id, revision) = (application.id.to_string(), application.revision.to_string());
    xml.open(
        "application-to-sign",
        &[("version", "1"), ("id", &id), ("revision", &revision)],
    );
    let version = definition.version.to_string();
    let fingerprint = definition.fingerprint();
    let attributes = [
        ("code", definition.code.as_str()),
        ("version", &version),
        ("fingerprint", &fingerprint),
    ];
    xml.leaf("service", &attributes, &definition.title);
    let attributes = [
        ("inn", applicant.inn.as_str()),
        ("kpp", &applicant.kpp),
        ("ogrn", &applicant.ogrn),
    ];
    xml.leaf("applicant", &attributes, &applicant.name_full);
    let authority = &definition.authority;
    xml.leaf(
        "authority",
        &[("ogrn", authority.ogrn.as_str())],
        &authority.name,
    );
    xml.open("answers", &[]);
    for field in forms::visible_fields(definition, ready.clean.answers()) {
        for value in ready.clean.answers().all(&field.name) {
            let one = std::slice::from_ref(value);
            let shown = match display_value(field, one) {
                Shown::Text(text) => text,
                Shown::List(labels) => labels.join(", "),
                Shown::Ticked | Shown::Nothing => value.clone(),
            };
            let attributes = [
                ("field", field.name.as_str()),
                ("label", &field.label),
                ("value", value),
            ];
            xml.leaf("answer", &attributes, &shown);
        }
    }
    xml.close("answers");
    xml.open("files", &[]);
    for file in &ready.files {
        file_element(&mut xml, file);
    }
    xml.close("files");
    xml.close("application-to-sign");
    xml.into_text()
}

/// A file is signed by its hash.
fn file_element(xml: &mut Xml, file: &AttachedFile) {
    let size = file.size.to_string();
    let sha256 = HEXLOWER.encode(&file.sha256);
    let attributes = [
        ("field", file.field.as_str()),
        ("kind", &file.kind),
        ("size", &size),
        ("sha256", &sha256),
    ];
    xml.leaf("file", &attributes, &file.name);
}

fn decision_document(
    application: &Application,
    service: &Service,
    decision: &Decision,
    actor: &Actor,
) -> ToSign {
    ToSign {
        name: DECISION.to_owned(),
        content: decision_xml(application, decision, actor).into_bytes(),
        revision: application.revision,
        minimum: service.definition.signature.max(Signature::Enhanced),
    }
}

fn decision_xml(application: &Application, decision: &Decision, actor: &Actor) -> String {
    let mut xml = Xml::new();
    let (id, revision) = (application.id.to_string(), application.revision.to_string());
    xml.open(
        "decision-to-sign",
        &[
            ("version", "1"),
            ("application", &id),
            ("revision", &revision),
        ],
    );
    let number = application.number.as_deref().unwrap_or_default();
    xml.leaf("number", &[("answers", number)], &decision_number(number));
    let version = application.service_version.to_string();
    let attributes = [
        ("code", application.service_code.as_str()),
        ("version", &version),
    ];
    xml.leaf("service", &attributes, &application.title);
    xml.leaf("applicant", &[], &application.organization_name);
    xml.leaf("authority", &[], &application.authority_name);
    xml.leaf("outcome", &[], decision.outcome.name());
    if decision.outcome == Outcome::Approved {
        xml.leaf("text", &[], &decision.text);
    }
    for reason in &decision.reasons {
        xml.leaf("reason", &[], reason);
    }
    if decision.outcome == Outcome::Refused {
        xml.leaf("advice", &[], &decision.advice);
    }
    let earlier = decision.by.iter().filter(|one| one.person != actor.person);
    for one in earlier {
        xml.leaf("proposed-by", &[], &one.name);
    }
    xml.leaf("decided-by", &[], &actor.name);
    xml.close("decision-to-sign");
    xml.into_text()
}
