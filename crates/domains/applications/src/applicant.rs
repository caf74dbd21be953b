//! The applicant's side after submission: answering a request, withdrawing.

use access::{Grant, Right, rights};
use db::{Db, Rows};
use organizations::NewFile;
use serde_json::json;

use crate::change::{Step, commit, optional_text, text};
use crate::files::MAX_ADDITION_FILES;
use crate::model::{Application, ApplicationId, Change, State};
use crate::review::MAX_TEXT;
use crate::{ApplicationError, store};

/// A file that came with an answer, taken in by `blob` already.
#[derive(Debug)]
pub struct AdditionFile {
    /// The name it came with.
    pub name: String,
    /// What `blob` answered.
    pub stored: blob::Stored,
}

/// Answers the authority's request with a text, files or both; the application goes on (R101).
pub async fn answer_addition(
    db: &Db,
    grant: &Grant<rights::EditApplications>,
    id: ApplicationId,
    revision: i64,
    answer: &str,
    files: Vec<AdditionFile>,
) -> Result<(), ApplicationError> {
    let application = own(db, grant, id).await?;
    let mut step = Step::new(application, revision, Change::Add)?;
    step.comment = if files.is_empty() {
        text("text", answer, MAX_TEXT)?
    } else {
        optional_text("text", answer, MAX_TEXT)?
    };
    if files.len() > MAX_ADDITION_FILES {
        return Err(ApplicationError::TooManyFiles);
    }
    step.details = json!({
        "text": step.comment,
        "files": files.iter().map(|file| file.name.as_str()).collect::<Vec<_>>(),
    });
    step.files = files
        .into_iter()
        .map(|file| NewFile {
            organization: Some(grant.organization()),
            person: Some(grant.actor().person),
            name: file.name,
            stored: file.stored,
        })
        .collect();
    step.after.addition = None;
    commit(db, grant, step).await
}

/// Takes an application back that is not decided yet.
pub async fn withdraw(
    db: &Db,
    grant: &Grant<rights::WithdrawApplications>,
    id: ApplicationId,
    revision: i64,
    why: &str,
) -> Result<(), ApplicationError> {
    let application = own(db, grant, id).await?;
    let mut step = Step::new(application, revision, Change::Withdraw)?;
    step.comment = optional_text("comment", why, MAX_TEXT)?;
    step.details = json!({ "comment": step.comment });
    step.after.addition = None;
    step.after.proposal = None;
    commit(db, grant, step).await
}

/// An application of the grant's organization that was submitted.
async fn own<R: Right>(
    rows: &impl Rows,
    grant: &Grant<R>,
    id: ApplicationId,
) -> Result<Application, ApplicationError> {
    let application = store::application(rows, id)
        .await?
        .filter(|found| found.organization == grant.organization())
        .ok_or(ApplicationError::NotFound)?;
    if application.state == State::Draft {
        return Err(ApplicationError::WrongState(State::Draft));
    }
    Ok(application)
}
