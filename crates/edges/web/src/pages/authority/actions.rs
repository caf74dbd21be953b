//! What an authority does with an application: each a plain form, answered with the page itself.

use access::{PersonId, rights};
use applications::{ApplicationError, ApplicationId, Outcome, Proposal, State as AppState};
use axum::Form;
use axum::extract::{Path, State};
use axum::response::Response;
use serde::Deserialize;
use texts::Texts;
use uuid::Uuid;

use super::detail::{Typed, must_sign, render};
use crate::app::App;
use crate::error::PageError;
use crate::pages::applications::parts::{only_serious, serious, service_of};
use crate::respond;
use crate::urls;
use crate::visitor::Member;

type Where = Path<(Uuid, Uuid)>;

#[derive(Deserialize)]
pub(crate) struct Seen {
    revision: i64,
}

pub(crate) async fn take(
    State(app): State<App>,
    member: Member,
    Path((_, id)): Where,
    Form(seen): Form<Seen>,
) -> Result<Response, PageError> {
    let grant = member.grant::<rights::HandleApplications>()?;
    let id = ApplicationId(id);
    let done = applications::take(&app.db, &grant, id, seen.revision).await;
    let done = done.map(|()| "flash-taken");
    answer(&app, &member, id, Typed::nothing("take"), done).await
}

pub(crate) async fn release(
    State(app): State<App>,
    member: Member,
    Path((_, id)): Where,
    Form(seen): Form<Seen>,
) -> Result<Response, PageError> {
    let grant = member.grant::<rights::HandleApplications>()?;
    let id = ApplicationId(id);
    let done = applications::release(&app.db, &grant, id, seen.revision).await;
    let done = done.map(|()| "flash-released");
    answer(&app, &member, id, Typed::nothing("release"), done).await
}

#[derive(Deserialize)]
pub(crate) struct Assignment {
    revision: i64,
    #[serde(default)]
    assignee: String,
}

pub(crate) async fn assign(
    State(app): State<App>,
    member: Member,
    Path((_, id)): Where,
    Form(form): Form<Assignment>,
) -> Result<Response, PageError> {
    let grant = member.grant::<rights::AssignApplications>()?;
    let id = ApplicationId(id);
    let done = match Uuid::try_parse(&form.assignee) {
        Ok(to) => applications::assign(&app.db, &grant, id, form.revision, PersonId(to)).await,
        Err(_) => Err(ApplicationError::NotEmployee),
    };
    let done = done.map(|()| "flash-assigned");
    answer(&app, &member, id, Typed::nothing("assign"), done).await
}

#[derive(Deserialize)]
pub(crate) struct Request {
    revision: i64,
    #[serde(default)]
    what: String,
    #[serde(default)]
    due: String,
}

pub(crate) async fn ask(
    State(app): State<App>,
    member: Member,
    Path((_, id)): Where,
    Form(form): Form<Request>,
) -> Result<Response, PageError> {
    let grant = member.grant::<rights::HandleApplications>()?;
    let id = ApplicationId(id);
    let due = Texts::parse_day(&form.due);
    let done =
        applications::ask_addition(&app.db, &grant, id, form.revision, &form.what, due).await;
    let typed = typed("ask", [("what", form.what), ("due", form.due)]);
    answer(&app, &member, id, typed, done.map(|()| "flash-asked")).await
}

#[derive(Deserialize)]
pub(crate) struct Decision {
    pub(super) revision: i64,
    #[serde(default)]
    outcome: String,
    #[serde(default)]
    text: String,
    #[serde(default)]
    reasons: String,
    #[serde(default)]
    advice: String,
    #[serde(default)]
    sign: String,
    #[serde(default)]
    pub(super) signature: String,
}

pub(crate) async fn decide(
    State(app): State<App>,
    member: Member,
    Path((_, id)): Where,
    Form(mut form): Form<Decision>,
) -> Result<Response, PageError> {
    let grant = member.grant::<rights::HandleApplications>()?;
    let id = ApplicationId(id);
    // Browsers send line breaks as two characters and show them as one: what is signed has one.
    for text in [&mut form.text, &mut form.reasons, &mut form.advice] {
        *text = text.replace("\r\n", "\n");
    }
    let Some(outcome) = Outcome::parse(&form.outcome) else {
        let missing = Err(ApplicationError::TextMissing("outcome"));
        return answer(&app, &member, id, form.typed(), missing).await;
    };
    let proposal = Proposal {
        outcome,
        text: form.text.clone(),
        reasons: form.reasons.clone(),
        advice: form.advice.clone(),
    };
    if is_signed(&app, &member, id, &form).await? {
        return super::sign::decide(&app, &member, id, &form, proposal).await;
    }
    let (db, services, blobs) = (&app.db, &app.services, &app.blobs);
    let decided =
        applications::propose(db, services, blobs, &grant, id, form.revision, proposal).await;
    answer(&app, &member, id, form.typed(), decided.map(flash_of)).await
}

/// Whether the decision is signed: the only step of a service that asks for it, or of an employee
/// who wants to.
async fn is_signed(
    app: &App,
    member: &Member,
    id: ApplicationId,
    form: &Decision,
) -> Result<bool, PageError> {
    let grant = member.grant::<rights::ViewQueue>()?;
    let application = applications::find_in_queue(&app.db, &grant, id)
        .await
        .map_err(only_serious)?;
    let service = service_of(app, &application).await?;
    let is_final = service.definition.steps.len() == 1;
    let wants = form.sign == "on" && app.verifier.is_configured();
    Ok(is_final && (wants || must_sign(app, &service)))
}

impl Decision {
    /// What was typed, for the page that shows it again.
    pub(super) fn typed(&self) -> Typed {
        Typed {
            form: "decide",
            values: self.values().into(),
        }
    }

    /// What is posted along with the signature.
    pub(super) fn hidden(&self) -> Vec<(&'static str, String)> {
        let revision = ("revision", self.revision.to_string());
        std::iter::once(revision).chain(self.values()).collect()
    }

    fn values(&self) -> [(&'static str, String); 5] {
        [
            ("outcome", self.outcome.clone()),
            ("text", self.text.clone()),
            ("reasons", self.reasons.clone()),
            ("advice", self.advice.clone()),
            ("sign", self.sign.clone()),
        ]
    }
}

pub(crate) async fn approve(
    State(app): State<App>,
    member: Member,
    Path((_, id)): Where,
    Form(seen): Form<Seen>,
) -> Result<Response, PageError> {
    let grant = member.grant::<rights::ApproveDecisions>()?;
    let id = ApplicationId(id);
    let (db, services, blobs) = (&app.db, &app.services, &app.blobs);
    let decided = applications::approve(db, services, blobs, &grant, id, seen.revision, None).await;
    let done = decided.map(flash_of);
    answer(&app, &member, id, Typed::nothing("approve"), done).await
}

#[derive(Deserialize)]
pub(crate) struct Comment {
    revision: i64,
    #[serde(default)]
    comment: String,
}

pub(crate) async fn send_back(
    State(app): State<App>,
    member: Member,
    Path((_, id)): Where,
    Form(form): Form<Comment>,
) -> Result<Response, PageError> {
    let grant = member.grant::<rights::ApproveDecisions>()?;
    let id = ApplicationId(id);
    let done = applications::send_back(&app.db, &grant, id, form.revision, &form.comment).await;
    let typed = typed("return", [("comment", form.comment)]);
    answer(&app, &member, id, typed, done.map(|()| "flash-returned")).await
}

pub(super) fn flash_of(state: AppState) -> &'static str {
    match state {
        AppState::AtApproval => "flash-proposed",
        _ => "flash-decided",
    }
}

fn typed<const N: usize>(form: &'static str, values: [(&'static str, String); N]) -> Typed {
    Typed {
        form,
        values: values.into(),
    }
}

/// Back to the page with the message that `done` names, or the page again with what was refused and why.
pub(super) async fn answer(
    app: &App,
    member: &Member,
    id: ApplicationId,
    typed: Typed,
    done: Result<&'static str, ApplicationError>,
) -> Result<Response, PageError> {
    match done {
        Ok(flash) => {
            let url = urls::in_queue(member.organization(), id);
            Ok(respond::done(app, &url, flash))
        }
        Err(error) => {
            let error = serious(error)?;
            respond::invalid(&render(app, member, id, &typed, Some(error)).await?)
        }
    }
}
