//! The authority's side: taking, assigning, asking, proposing, deciding.

use access::{Grant, Permission, PersonId, Right, rights};
use blob::BlobStore;
use db::{Db, Rows, micros};
use jiff::civil::Date;
use serde_json::json;
use signatures::CheckedSignature;

use crate::change::{Step, both, commit, optional_text, text};
use crate::files::is_addressed_to;
use crate::model::{
    AdditionRequest, Application, ApplicationId, Change, Decision, Outcome, Signatory, State,
};
use crate::services::{Service, Services};
use crate::sign::{self, Signed};
use crate::submit::end_of;
use crate::{ApplicationError, parties, result, store};

/// Characters of a request, a decision or a comment.
pub const MAX_TEXT: usize = 4_000;
/// Characters of one reason of a refusal, and how many reasons there may be.
pub const MAX_REASONS: usize = 20;
/// Days that an applicant can be given for an addition.
const MAX_ADDITION_DAYS: i64 = 90;

/// A decision as a form brings it.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// How it ends.
    pub outcome: Outcome,
    /// Approved: what the result says.
    pub text: String,
    /// Refused: reasons, one in a line.
    pub reasons: String,
    /// Refused: what the applicant can do next.
    pub advice: String,
}

/// A proposal with the signature of who makes it, where they signed.
#[derive(Debug)]
pub struct Proposing {
    /// What is proposed.
    pub proposal: Proposal,
    /// Under [`crate::proposal_to_sign`]; only where the proposal is the decision itself.
    pub signature: Option<CheckedSignature>,
}

impl From<Proposal> for Proposing {
    fn from(proposal: Proposal) -> Self {
        Self {
            proposal,
            signature: None,
        }
    }
}

/// Someone to whom applications can be given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Employee {
    /// The person.
    pub person: PersonId,
    /// Their name.
    pub name: String,
}

/// Who can consider applications in the grant's authority.
pub async fn employees(
    db: &Db,
    grant: &Grant<rights::ViewQueue>,
) -> Result<Vec<Employee>, ApplicationError> {
    let colleagues = parties::colleagues(db, grant.organization(), db.clock().now()).await?;
    Ok(colleagues
        .into_iter()
        .filter(|colleague| colleague.may(Permission::HandleApplications))
        .map(|colleague| Employee {
            person: colleague.person,
            name: colleague.name,
        })
        .collect())
}

/// Takes an application that nobody has.
pub async fn take(
    db: &Db,
    grant: &Grant<rights::HandleApplications>,
    id: ApplicationId,
    revision: i64,
) -> Result<(), ApplicationError> {
    let application = addressed(db, grant, id).await?;
    let mut step = Step::new(application, revision, Change::Take)?;
    let actor = grant.actor();
    step.after.assignee = Some((actor.person, actor.name.clone()));
    commit(db, grant, step).await
}

/// Gives an application back to the queue.
pub async fn release(
    db: &Db,
    grant: &Grant<rights::HandleApplications>,
    id: ApplicationId,
    revision: i64,
) -> Result<(), ApplicationError> {
    let application = assigned(db, grant, id).await?;
    let mut step = Step::new(application, revision, Change::Release)?;
    step.after.assignee = None;
    commit(db, grant, step).await
}

/// Gives an application to an employee, whoever has it now.
pub async fn assign(
    db: &Db,
    grant: &Grant<rights::AssignApplications>,
    id: ApplicationId,
    revision: i64,
    to: PersonId,
) -> Result<(), ApplicationError> {
    let application = addressed(db, grant, id).await?;
    let employee = parties::colleagues(db, grant.organization(), db.clock().now())
        .await?
        .into_iter()
        .find(|colleague| colleague.person == to && colleague.may(Permission::HandleApplications))
        .ok_or(ApplicationError::NotEmployee)?;
    let before = application.assignee.as_ref().map(|(_, name)| name.clone());
    let mut step = Step::new(application, revision, Change::Assign)?;
    step.comment.clone_from(&employee.name);
    step.details = json!({ "before": before, "after": employee.name });
    step.after.assignee = Some((employee.person, employee.name));
    commit(db, grant, step).await
}

/// Asks the applicant to add something until the end of `due`.
pub async fn ask_addition(
    db: &Db,
    grant: &Grant<rights::HandleApplications>,
    id: ApplicationId,
    revision: i64,
    what: &str,
    due: Option<Date>,
) -> Result<(), ApplicationError> {
    let application = assigned(db, grant, id).await?;
    let mut step = Step::new(application, revision, Change::AskAddition)?;
    let zone = parties::zone_of(db, grant.organization()).await?;
    let today = db.clock().now().to_zoned(zone.clone()).date();
    let due = due
        .filter(|due| {
            let days = today.until(*due).map_or(0, |span| span.get_days());
            (1..=MAX_ADDITION_DAYS).contains(&i64::from(days))
        })
        .and_then(|due| Some((due, end_of(due, &zone)?)))
        .ok_or(ApplicationError::BadDueDate);
    let (what, (due, due_at)) = both(text("what", what, MAX_TEXT), due)?;
    step.comment.clone_from(&what);
    step.details = json!({ "text": what, "due": due.to_string() });
    step.after.addition = Some(AdditionRequest {
        text: what,
        due: due_at,
    });
    commit(db, grant, step).await
}

/// Proposes a decision. Where the service has one step, it is the decision itself; then the result
/// is rendered and stored before anything changes.
pub async fn propose(
    db: &Db,
    services: &Services,
    blobs: &BlobStore,
    grant: &Grant<rights::HandleApplications>,
    id: ApplicationId,
    revision: i64,
    proposing: impl Into<Proposing>,
) -> Result<State, ApplicationError> {
    let Proposing {
        proposal,
        signature,
    } = proposing.into();
    let application = assigned(db, grant, id).await?;
    let service = service_of(db, services, &application).await?;
    let is_managers = is_managers_step(&service, 0);
    if is_managers
        && !grant
            .role()
            .permissions()
            .contains(&Permission::ApproveDecisions)
    {
        return Err(ApplicationError::ManagersStep);
    }
    let decision = decision(db, grant, proposal)?;
    if service.definition.steps.len() > 1 {
        let mut step = Step::new(application, revision, Change::Propose)?;
        step.after.step = 1;
        step.comment = summary(&decision);
        step.details = details(&decision);
        step.after.proposal = Some(decision);
        commit(db, grant, step).await?;
        return Ok(State::AtApproval);
    }
    let signed = signed(&application, &service, &decision, grant, signature)?;
    let conclusion = Conclusion { decision, signed };
    conclude(
        db,
        &service,
        blobs,
        grant,
        application,
        revision,
        conclusion,
    )
    .await
}

/// Approves what was proposed; the last step makes it the decision. `signature` is one under
/// [`crate::decision_to_sign`], where the person signed.
pub async fn approve(
    db: &Db,
    services: &Services,
    blobs: &BlobStore,
    grant: &Grant<rights::ApproveDecisions>,
    id: ApplicationId,
    revision: i64,
    signature: Option<CheckedSignature>,
) -> Result<State, ApplicationError> {
    let application = addressed(db, grant, id).await?;
    let mut decision = proposal_of(&application)?;
    let service = service_of(db, services, &application).await?;
    let person = grant.actor().person;
    if decision.by.iter().any(|earlier| earlier.person == person) {
        return Err(ApplicationError::SamePerson);
    }
    let signed = signed(&application, &service, &decision, grant, signature)?;
    decision.by.push(signatory(db, grant));
    if application.step + 1 < service.definition.steps.len() {
        let mut step = Step::new(application, revision, Change::Pass)?;
        step.signed = signed;
        step.after.step += 1;
        step.details = details(&decision);
        step.after.proposal = Some(decision);
        commit(db, grant, step).await?;
        return Ok(State::AtApproval);
    }
    let conclusion = Conclusion { decision, signed };
    conclude(
        db,
        &service,
        blobs,
        grant,
        application,
        revision,
        conclusion,
    )
    .await
}

/// What waits for approval.
pub(crate) fn proposal_of(application: &Application) -> Result<Decision, ApplicationError> {
    if application.state != State::AtApproval {
        return Err(ApplicationError::WrongState(application.state));
    }
    application
        .proposal
        .clone()
        .ok_or_else(|| ApplicationError::Stored("no proposal at approval".to_owned()))
}

/// The signature under the decision, if there is one; refused when it is under another document, and
/// when there is none where the service wants its documents signed with a key.
fn signed<R: Right>(
    application: &Application,
    service: &Service,
    decision: &Decision,
    grant: &Grant<R>,
    signature: Option<CheckedSignature>,
) -> Result<Option<Signed>, ApplicationError> {
    let minimum = service.definition.signature;
    match signature {
        Some(signature) => {
            sign::signed_decision(application, service, decision, grant.actor(), signature)
                .map(Some)
        }
        None if minimum.is_cryptographic() => Err(ApplicationError::SignatureNeeded(minimum)),
        None => Ok(None),
    }
}

/// Sends a proposal back to the employee who considers the application.
pub async fn send_back(
    db: &Db,
    grant: &Grant<rights::ApproveDecisions>,
    id: ApplicationId,
    revision: i64,
    why: &str,
) -> Result<(), ApplicationError> {
    let application = addressed(db, grant, id).await?;
    let mut step = Step::new(application, revision, Change::Return)?;
    step.comment = text("comment", why, MAX_TEXT)?;
    step.details = json!({ "comment": step.comment });
    step.after.step = 0;
    step.after.proposal = None;
    commit(db, grant, step).await
}

/// A final decision, and the signature under it.
struct Conclusion {
    decision: Decision,
    signed: Option<Signed>,
}

/// Makes the decision final. The result is rendered and stored outside the unit; the unit takes it
/// only if the application is still as it was.
async fn conclude<R: Right>(
    db: &Db,
    service: &Service,
    blobs: &BlobStore,
    grant: &Grant<R>,
    application: Application,
    revision: i64,
    conclusion: Conclusion,
) -> Result<State, ApplicationError> {
    let Conclusion { decision, signed } = conclusion;
    let mut step = Step::new(application, revision, decision.outcome.change())?;
    step.signed = signed;
    let now = db.clock().now();
    step.after.decided_at = Some(now);
    step.after.proposal = None;
    step.comment = summary(&decision);
    step.details = details(&decision);
    if decision.outcome == Outcome::Approved && !service.result_template.is_empty() {
        let file = result::make(db, blobs, service, &step.after, &decision, now).await?;
        step.files.push(file);
    }
    step.after.decision = Some(decision);
    let state = step.after.state;
    commit(db, grant, step).await?;
    Ok(state)
}

pub(crate) fn decision<R: Right>(
    db: &Db,
    grant: &Grant<R>,
    proposal: Proposal,
) -> Result<Decision, ApplicationError> {
    let mut decision = Decision {
        outcome: proposal.outcome,
        text: String::new(),
        reasons: Vec::new(),
        advice: String::new(),
        by: vec![signatory(db, grant)],
    };
    match proposal.outcome {
        Outcome::Approved => decision.text = optional_text("text", &proposal.text, MAX_TEXT)?,
        Outcome::Refused => {
            let (reasons, advice) = both(
                text("reasons", &proposal.reasons, MAX_TEXT),
                text("advice", &proposal.advice, MAX_TEXT),
            )?;
            decision.reasons = reasons
                .lines()
                .map(str::trim)
                .filter(|line| !line.is_empty())
                .take(MAX_REASONS)
                .map(ToOwned::to_owned)
                .collect();
            decision.advice = advice;
        }
    }
    Ok(decision)
}

fn signatory<R: Right>(db: &Db, grant: &Grant<R>) -> Signatory {
    let actor = grant.actor();
    Signatory {
        person: actor.person,
        name: actor.name.clone(),
        at: micros(db.clock().now()),
    }
}

/// What the history says of a decision.
fn summary(decision: &Decision) -> String {
    match decision.outcome {
        Outcome::Approved => decision.text.clone(),
        Outcome::Refused => {
            let mut lines = decision.reasons.clone();
            lines.push(decision.advice.clone());
            lines.join("\n")
        }
    }
}

fn details(decision: &Decision) -> serde_json::Value {
    json!({
        "outcome": decision.outcome.name(),
        "reasons": decision.reasons,
        "by": decision.by.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(),
    })
}

/// Whether a step of the service is a manager's.
pub fn is_managers_step(service: &Service, step: usize) -> bool {
    service
        .definition
        .steps
        .get(step)
        .is_some_and(|step| step.role == forms::ReviewRole::Manager)
}

pub(crate) async fn service_of(
    rows: &impl Rows,
    services: &Services,
    application: &Application,
) -> Result<std::sync::Arc<Service>, ApplicationError> {
    services
        .version(rows, &application.service_code, application.service_version)
        .await
}

/// An application that is addressed to the grant's authority; drafts do not exist for it.
pub(crate) async fn addressed<R: Right>(
    rows: &impl Rows,
    grant: &Grant<R>,
    id: ApplicationId,
) -> Result<Application, ApplicationError> {
    store::application(rows, id)
        .await?
        .filter(|found| is_addressed_to(found, grant.organization()))
        .ok_or(ApplicationError::NotFound)
}

/// An application that is in the actor's own hands.
pub(crate) async fn assigned<R: Right>(
    rows: &impl Rows,
    grant: &Grant<R>,
    id: ApplicationId,
) -> Result<Application, ApplicationError> {
    let application = addressed(rows, grant, id).await?;
    let is_mine = application
        .assignee
        .as_ref()
        .is_some_and(|(person, _)| *person == grant.actor().person);
    // A state in which nobody can have it is the better explanation.
    if !is_mine && application.state == State::InWork {
        return Err(ApplicationError::NotAssignee);
    }
    Ok(application)
}
