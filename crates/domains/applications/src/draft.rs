//! Drafts: begun with what is known, saved every few seconds, kept by the organization (B11).

use access::{Grant, PersonId, rights};
use audit::Entry;
use blob::BlobStore;
use db::{Db, Rows, Unit, micros, values};
use forms::Answers;
use jiff::SignedDuration;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::model::{Application, ApplicationId, Change, State};
use crate::services::{Service, Services};
use crate::store::{self, NewApplication};
use crate::{ApplicationError, copy, files, parties};

/// Drafts that one organization may have at a time.
const MAX_DRAFTS: i64 = 500;
/// Saves that may come in between while one is tried again.
const TRIES: usize = 5;
/// A pause that ends a sitting: the next change of the same person is told in the journal anew.
const SITTING: SignedDuration = SignedDuration::from_mins(30);

/// What an open page knows of the draft that it shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The revision that was shown; 0 for a draft that is not there yet.
    pub revision: i64,
    /// The page itself: made anew each time a form is shown. A page does not conflict with its own
    /// earlier saves, even when the answer to one of them was lost on the way.
    pub editor: Uuid,
}

/// What a draft that is not there yet begins with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beginning {
    /// The service's code.
    pub service: String,
    /// The earlier application whose answers it takes over.
    pub from: Option<ApplicationId>,
}

/// One saving of a page of the form.
#[derive(Clone, Debug)]
pub struct Saving {
    /// The draft. Its id is made when the empty form is shown, so that a repeated first save
    /// makes no second draft.
    pub id: ApplicationId,
    /// When the draft may not be there yet.
    pub beginning: Option<Beginning>,
    /// The page of the form: its fields are replaced by the posted ones, the others are kept.
    pub section: String,
    /// What was posted.
    pub posted: Answers,
    /// What the page showed.
    pub seen: Seen,
}

/// A draft that was saved.
#[derive(Clone, Debug)]
pub struct Saved {
    /// The draft as it is kept now.
    pub application: Application,
    /// Its service.
    pub service: std::sync::Arc<Service>,
}

/// What a form begins with: the requisites that are known (R92).
pub async fn prefilled(
    rows: &impl Rows,
    grant: &Grant<rights::EditApplications>,
    service: &Service,
) -> Result<Answers, ApplicationError> {
    if !service.is_for(grant.kind()) {
        return Err(ApplicationError::WrongApplicant);
    }
    let known = parties::known(rows, grant.organization(), grant.actor().person).await?;
    Ok(forms::prefill(&service.definition, known))
}

/// Begins a draft with what is known.
pub async fn create_draft(
    db: &Db,
    services: &Services,
    grant: &Grant<rights::EditApplications>,
    service_code: &str,
    seen: Seen,
) -> Result<ApplicationId, ApplicationError> {
    let id = ApplicationId(db.clock().new_id());
    let beginning = Beginning {
        service: service_code.to_owned(),
        from: None,
    };
    insert_draft(db, services, grant, id, &beginning, seen.editor).await?;
    Ok(id)
}

/// Saves a page of the form; makes the draft with the first save.
///
/// The journal tells of the first change of a sitting: one entry for a person who goes on with the
/// same draft without a colleague's change or a pause of half an hour in between (R138). Beginning
/// the draft and attaching a file are entries of their own, which the sitting may begin with.
pub async fn save_draft(
    db: &Db,
    services: &Services,
    grant: &Grant<rights::EditApplications>,
    saving: Saving,
) -> Result<Saved, ApplicationError> {
    let id = saving.id;
    for _ in 0..TRIES {
        let (application, service) = open_draft(
            db,
            services,
            grant,
            id,
            saving.beginning.as_ref(),
            saving.seen,
        )
        .await?;
        let section = service
            .definition
            .section(&saving.section)
            .ok_or(ApplicationError::NotFound)?;
        let mut answers = application.answers.clone();
        answers.put_section(section, &saving.posted);
        let answers = forms::keep_draft(&service.definition, &answers);
        if answers == application.answers {
            return Ok(Saved {
                application,
                service,
            });
        }
        if write_draft(db, grant, &application, &answers, &saving).await? {
            let saved = store::application(db, id)
                .await?
                .ok_or(ApplicationError::NotFound)?;
            return Ok(Saved {
                application: saved,
                service,
            });
        }
    }
    Err(ApplicationError::Changed)
}

/// The draft for a change by a page that showed `seen`: there, the organization's own, not
/// submitted, not changed by another page. Made when it is not there and its service is named.
pub(crate) async fn open_draft(
    db: &Db,
    services: &Services,
    grant: &Grant<rights::EditApplications>,
    id: ApplicationId,
    beginning: Option<&Beginning>,
    seen: Seen,
) -> Result<(Application, std::sync::Arc<Service>), ApplicationError> {
    let mut found = store::application(db, id).await?;
    if let (None, Some(beginning)) = (&found, beginning) {
        insert_draft(db, services, grant, id, beginning, seen.editor).await?;
        // Read where it was written: what two first saves at once wrote may not be on disk yet.
        found = db
            .write(async move |unit: Unit| store::application(&unit, id).await)
            .await?;
    }
    let application = found
        .filter(|found| found.organization == grant.organization())
        .ok_or(ApplicationError::NotFound)?;
    if application.state != State::Draft {
        return Err(ApplicationError::Locked);
    }
    if application.revision != seen.revision && application.editor != Some(seen.editor) {
        return Err(conflict(db, &application).await?);
    }
    let version = application.service_version;
    let service = services
        .version(db, &application.service_code, version)
        .await?;
    Ok((application, service))
}

pub(crate) async fn conflict(
    rows: &impl Rows,
    application: &Application,
) -> Result<ApplicationError, ApplicationError> {
    let saved = parties::last_saved(rows, application.id.0).await?;
    let (by_name, at) = saved.unwrap_or((String::new(), application.updated_at));
    Ok(ApplicationError::Conflict {
        by_name,
        at,
        revision: application.revision,
    })
}

async fn insert_draft(
    db: &Db,
    services: &Services,
    grant: &Grant<rights::EditApplications>,
    id: ApplicationId,
    beginning: &Beginning,
    editor: Uuid,
) -> Result<(), ApplicationError> {
    let service = services.current(&beginning.service)?;
    let (answers, details) = match beginning.from {
        None => (prefilled(db, grant, &service).await?, Value::Null),
        Some(from) => {
            let copied = copy::copied(db, services, grant, from).await?;
            if copied.service.definition.code != service.definition.code {
                return Err(ApplicationError::NotFound);
            }
            (copied.answers, json!({ "from": copied.label }))
        }
    };
    let authority = services.authority(db, &service).await?;
    let answers = store::to_json("applications.answers", &answers)?;
    let grant = grant.clone();
    let inserted = db
        .write(async move |unit: Unit| {
            let organization = grant.organization();
            let drafts = unit
                .number(
                    "SELECT count(*) AS n FROM applications WHERE organization_id = $1 \
                     AND state = 'draft'",
                    values![organization.0],
                )
                .await?;
            if drafts >= MAX_DRAFTS {
                return Err(ApplicationError::TooManyDrafts);
            }
            let definition = &service.definition;
            let person = grant.actor().person;
            let new = NewApplication {
                id: id.0,
                organization,
                authority: authority.organization,
                service_code: &definition.code,
                service_version: definition.version,
                title: &definition.title,
                answers: &answers,
                person,
                submitted: None,
                editor: Some(editor),
            };
            store::insert(&unit, new).await?;
            store::insert_event(
                &unit,
                unit.new_id(),
                id.0,
                Change::Create,
                (person, organization),
                State::Draft,
                "",
            )
            .await?;
            let entry = Entry::by_grant(&grant, Change::Create.action())
                .about("application", id.0, definition.title.clone())
                .details(details);
            audit::record(&unit, entry).await?;
            Ok(())
        })
        .await;
    match inserted {
        // The same first save, sent twice at once: the other one made the draft.
        Err(ApplicationError::Db(error)) if error.is_unique_violation() => Ok(()),
        other => other,
    }
}

/// `false` when another save came in between.
async fn write_draft(
    db: &Db,
    grant: &Grant<rights::EditApplications>,
    before: &Application,
    answers: &Answers,
    saving: &Saving,
) -> Result<bool, ApplicationError> {
    let answers = store::to_json("applications.answers", answers)?;
    let (grant, seen) = (grant.clone(), saving.seen);
    let (id, revision, title) = (before.id, before.revision, before.title.clone());
    db.write(async move |unit: Unit| {
        let is_going_on = is_sitting_of(&unit, id, grant.actor().person).await?;
        let touched = unit
            .execute(
                "UPDATE applications SET answers = $3, updated_at = $4, updated_by = $5, \
                 editor = $6, revision = revision + 1 \
                 WHERE id = $1 AND revision = $2 AND state = 'draft'",
                values![
                    id.0,
                    revision,
                    answers,
                    micros(unit.now()),
                    grant.actor().person.0,
                    seen.editor
                ],
            )
            .await?;
        if touched == 1 && !is_going_on {
            let entry =
                Entry::by_grant(&grant, "application.save").about("application", id.0, title);
            audit::record(&unit, entry).await?;
        }
        Ok(touched == 1)
    })
    .await
}

/// Whether the last change of the draft was this person's, too short ago for another sitting.
async fn is_sitting_of(
    unit: &Unit,
    id: ApplicationId,
    person: PersonId,
) -> Result<bool, ApplicationError> {
    let since = micros(unit.now() - SITTING);
    let going_on = unit
        .number(
            "SELECT count(*) AS n FROM applications WHERE id = $1 AND updated_by = $2 \
             AND updated_at > $3",
            values![id.0, person.0, since],
        )
        .await?;
    Ok(going_on > 0)
}

/// Deletes a draft with its files; a submitted application is
/// never deleted (R51).
pub async fn delete_draft(
    db: &Db,
    blobs: &BlobStore,
    grant: &Grant<rights::DeleteDrafts>,
    id: ApplicationId,
) -> Result<(), ApplicationError> {
    let grant = grant.clone();
    let deleted = db
        .write(async move |unit: Unit| {
            // Whoever attaches a file to it at this moment waits, and finds it gone.
            let lock = format!(
                "SELECT id FROM applications WHERE id = $1 {}",
                unit.for_update()
            );
            unit.row(&lock, values![id.0]).await?;
            let application = store::application(&unit, id)
                .await?
                .filter(|found| found.organization == grant.organization())
                .ok_or(ApplicationError::NotFound)?;
            if application.state != State::Draft {
                return Err(ApplicationError::Locked);
            }
            let content = files::delete_all(&unit, id).await?;
            unit.execute(
                "DELETE FROM application_events WHERE application_id = $1",
                values![id.0],
            )
            .await?;
            let deleted = unit
                .execute(
                    "DELETE FROM applications WHERE id = $1 AND state = 'draft'",
                    values![id.0],
                )
                .await?;
            if deleted == 0 {
                return Err(ApplicationError::Locked);
            }
            let entry = Entry::by_grant(&grant, "application.delete-draft").about(
                "application",
                id.0,
                application.title,
            );
            audit::record(&unit, entry).await?;
            Ok::<_, ApplicationError>(content)
        })
        .await?;
    for key in deleted {
        // Nobody waits for the sweep: drafts with files that come and go must not fill the disk.
        if let Err(error) = blobs.delete(&key).await {
            tracing::warn!(%error, "a deleted draft's file is left to the sweep");
        }
    }
    Ok(())
}
