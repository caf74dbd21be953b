//! Signing an application, and the signatures under it and under its decision.

use access::rights;
use accounts::AccountError;
use applications::{Application, ApplicationId, Consent};
use axum::extract::{Path, State};
use axum::response::Response;
use forms::Signature;
use jiff::Timestamp;
use signatures::{StoredSignature, Subject};
use uuid::Uuid;

use super::parts::only_serious;
use crate::app::App;
use crate::error::PageError;
use crate::pages::accounts as account_pages;
use crate::pages::signing::block::{
    Looked, again, signature_file, signed_file, to_sign as as_file,
};
use crate::pages::signing::words::{decode_signature, refusal, unsigned};
use crate::patterns::Alert;
use crate::visitor::Member;

/// Why a signature was not taken, and whether that stands at the password's field.
pub(super) enum NotSigned {
    Alert(Alert),
    Password(String),
}

/// The bytes that the applicant signs.
pub(crate) async fn to_sign(
    State(app): State<App>,
    member: Member,
    Path((_, id)): Path<(Uuid, Uuid)>,
) -> Result<Response, PageError> {
    let grant = member.grant::<rights::SubmitApplications>()?;
    let document = applications::to_sign(&app.db, &app.services, &grant, ApplicationId(id))
        .await
        .map_err(only_serious)?;
    Ok(as_file(&document.name, document.content))
}

/// What the applicant stands by the application with, as the service asks for it.
pub(super) async fn consent(
    app: &App,
    member: &Member,
    id: ApplicationId,
    minimum: Signature,
    (password, signature): (&str, &str),
) -> Result<Result<Consent, NotSigned>, PageError> {
    let (t, actor) = (member.t(), &member.signed_in.actor);
    match minimum {
        Signature::None => Ok(Ok(Consent::None)),
        Signature::Simple => {
            let hasher = account_pages::hasher()?;
            let asked = accounts::password_again(&app.db, hasher, actor, password).await;
            match asked {
                Ok(asked) => Ok(Ok(Consent::Simple(asked))),
                Err(error @ AccountError::WrongPassword) => {
                    let alert = account_pages::refusal_alert(t, &error, member.now())?;
                    Ok(Err(NotSigned::Password(alert.title)))
                }
                Err(error) => {
                    let alert = account_pages::refusal_alert(t, &error, member.now())?;
                    Ok(Err(NotSigned::Alert(alert)))
                }
            }
        }
        Signature::Enhanced | Signature::Qualified => {
            let Some(cms) = decode_signature(signature) else {
                return Ok(Err(NotSigned::Alert(unsigned(t))));
            };
            let grant = member.grant::<rights::SubmitApplications>()?;
            let document = match applications::to_sign(&app.db, &app.services, &grant, id).await {
                Ok(document) => document,
                Err(error) => {
                    let error = super::parts::serious(error)?;
                    let alert = super::parts::refusal(t, member.zone(), &error);
                    return Ok(Err(NotSigned::Alert(alert)));
                }
            };
            let (db, verifier) = (&app.db, &app.verifier);
            let content = &document.content;
            let checked =
                signatures::check_document(db, verifier, actor, content, cms, minimum).await;
            match checked {
                Ok(checked) => Ok(Ok(Consent::Signed(checked))),
                Err(error) => Ok(Err(NotSigned::Alert(refusal(t, &error)?))),
            }
        }
    }
}

/// The signatures under an application and under its decision, in this order, judged again for
/// whoever reads them (R80).
pub(crate) async fn stored(
    app: &App,
    application: &Application,
    now: Timestamp,
) -> Result<Vec<Looked>, PageError> {
    let found = kept(app, application).await?.into_iter().map(|one| {
        let content = one.content.clone();
        (one, content)
    });
    Ok(again(app, found.collect(), now).await)
}

async fn kept(app: &App, application: &Application) -> Result<Vec<StoredSignature>, PageError> {
    let id = application.id.0;
    let mut found = signatures::signatures_of(&app.db, Subject::Application(id)).await?;
    found.extend(signatures::signatures_of(&app.db, Subject::Decision(id)).await?);
    Ok(found)
}

/// A signature's file, for the applicant.
pub(crate) async fn signature(
    State(app): State<App>,
    member: Member,
    Path((_, id, signature)): Path<(Uuid, Uuid, Uuid)>,
) -> Result<Response, PageError> {
    Ok(signature_file(&own(&app, &member, id, signature).await?))
}

/// What it signs.
pub(crate) async fn content(
    State(app): State<App>,
    member: Member,
    Path((_, id, signature)): Path<(Uuid, Uuid, Uuid)>,
) -> Result<Response, PageError> {
    signed_file(&own(&app, &member, id, signature).await?)
}

/// A signature's file, for the authority.
pub(crate) async fn signature_for_authority(
    State(app): State<App>,
    member: Member,
    Path((_, id, signature)): Path<(Uuid, Uuid, Uuid)>,
) -> Result<Response, PageError> {
    Ok(signature_file(
        &in_queue(&app, &member, id, signature).await?,
    ))
}

/// What it signs, for the authority.
pub(crate) async fn content_for_authority(
    State(app): State<App>,
    member: Member,
    Path((_, id, signature)): Path<(Uuid, Uuid, Uuid)>,
) -> Result<Response, PageError> {
    signed_file(&in_queue(&app, &member, id, signature).await?)
}

async fn own(
    app: &App,
    member: &Member,
    id: Uuid,
    signature: Uuid,
) -> Result<StoredSignature, PageError> {
    let grant = member.grant::<rights::ViewApplications>()?;
    let application = applications::find(&app.db, &grant, ApplicationId(id))
        .await
        .map_err(only_serious)?;
    one(app, &application, signature).await
}

async fn in_queue(
    app: &App,
    member: &Member,
    id: Uuid,
    signature: Uuid,
) -> Result<StoredSignature, PageError> {
    let grant = member.grant::<rights::ViewQueue>()?;
    let application = applications::find_in_queue(&app.db, &grant, ApplicationId(id))
        .await
        .map_err(only_serious)?;
    one(app, &application, signature).await
}

async fn one(app: &App, application: &Application, id: Uuid) -> Result<StoredSignature, PageError> {
    kept(app, application)
        .await?
        .into_iter()
        .find(|one| one.id == id)
        .ok_or(PageError::NotFound)
}
