//! One change of a submitted application: state, history, journal, outbox and announcements in one
//! unit, and only if nobody was faster.

use access::{Grant, Right};
use audit::Entry;
use db::{Announcement, Db, Unit};
use organizations::NewFile;
use serde_json::Value;
use signatures::Subject;

use crate::jobs::announce_change;
use crate::model::{ADDITION, Application, Change, RESULT};
use crate::sign::Signed;
use crate::{ApplicationError, files, store};

/// What is about to become true.
pub(crate) struct Step {
    /// The application as it will be; its `revision` is the one that it has now.
    pub(crate) after: Application,
    pub(crate) change: Change,
    /// For the history.
    pub(crate) comment: String,
    /// For the journal.
    pub(crate) details: Value,
    /// Files that come with an addition, or the result.
    pub(crate) files: Vec<NewFile>,
    /// The decision's document with its signature.
    pub(crate) signed: Option<Signed>,
}

impl Step {
    /// The change, if the application's state allows it and its page was not out of date.
    pub(crate) fn new(
        application: Application,
        seen_revision: i64,
        change: Change,
    ) -> Result<Self, ApplicationError> {
        let state = change
            .after(application.state)
            .ok_or(ApplicationError::WrongState(application.state))?;
        if application.revision != seen_revision {
            return Err(ApplicationError::Changed);
        }
        let mut after = application;
        after.state = state;
        Ok(Self {
            after,
            change,
            comment: String::new(),
            details: Value::Object(serde_json::Map::new()),
            files: Vec::new(),
            signed: None,
        })
    }
}

/// Makes it true, or nothing of it.
pub(crate) async fn commit<R: Right>(
    db: &Db,
    grant: &Grant<R>,
    step: Step,
) -> Result<(), ApplicationError> {
    let grant = grant.clone();
    db.write(async move |unit: Unit| {
        let Step {
            mut after,
            change,
            comment,
            details,
            files,
            signed,
        } = step;
        let field = if change == Change::Add {
            ADDITION
        } else {
            RESULT
        };
        for file in files {
            let file = files::insert(&unit, &grant, after.id, field, file).await?;
            if field == RESULT {
                after.result_file = Some(file.0);
            }
        }
        let by = grant.actor().person;
        if !store::update(&unit, &after, after.revision, by).await? {
            return Err(ApplicationError::Changed);
        }
        if let Some(signed) = signed {
            signed
                .keep(&unit, Subject::Decision(after.id.0), &grant)
                .await?;
        }
        let event = unit.new_id();
        let who = (by, grant.organization());
        store::insert_event(&unit, event, after.id.0, change, who, after.state, &comment).await?;
        let entry = Entry::by_grant(&grant, change.action())
            .about("application", after.id.0, after.label())
            .details(details);
        audit::record(&unit, entry).await?;
        announce_change(&unit, after.id, event, change).await?;
        unit.announce(Announcement::Changed(after.id.0));
        unit.announce(Announcement::Changed(after.organization.0));
        unit.announce(Announcement::Changed(after.authority.0));
        Ok(())
    })
    .await
}

/// Two inputs of one form; what is wrong with either is told at once.
pub(crate) fn both<A, B>(
    one: Result<A, ApplicationError>,
    other: Result<B, ApplicationError>,
) -> Result<(A, B), ApplicationError> {
    match (one, other) {
        (Ok(one), Ok(other)) => Ok((one, other)),
        (Err(one), Err(other)) => Err(ApplicationError::Several(vec![one, other])),
        (Err(error), Ok(_)) | (Ok(_), Err(error)) => Err(error),
    }
}

/// A text of a form: trimmed, there, and not too long.
pub(crate) fn text(
    field: &'static str,
    typed: &str,
    max: usize,
) -> Result<String, ApplicationError> {
    let text = optional_text(field, typed, max)?;
    if text.is_empty() {
        Err(ApplicationError::TextMissing(field))
    } else {
        Ok(text)
    }
}

/// A text of a form that may be left empty. Control characters other than line ends are dropped.
pub(crate) fn optional_text(
    field: &'static str,
    typed: &str,
    max: usize,
) -> Result<String, ApplicationError> {
    let clean: String = typed
        .replace("\r\n", "\n")
        .chars()
        .filter(|letter| *letter == '\n' || !letter.is_control())
        .collect();
    let clean = clean.trim();
    if clean.chars().count() > max {
        return Err(ApplicationError::TextTooLong { field, max });
    }
    Ok(clean.to_owned())
}
