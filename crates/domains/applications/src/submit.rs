//! Submission: validated whole, numbered, locked, in one unit.

use std::sync::Arc;

use access::{Grant, rights};
use audit::Entry;
use db::{Announcement, Db, DbError, Rows, Unit, micros, timestamp, values};
use forms::{Answers, Attached, Clean, Mode, Signature};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::json;
use signatures::Subject;

use crate::jobs::announce_change;
use crate::model::{Application, ApplicationId, AttachedFile, Change, State};
use crate::services::{Authority, Service, Services};
use crate::sign::{self, Consent};
use crate::store::{self, NewApplication};
use crate::{ApplicationError, draft, files};

/// What the applicant is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The application.
    pub id: ApplicationId,
    /// «З-2026-000417».
    pub number: String,
    /// When the authority must have answered.
    pub due_at: Timestamp,
}

/// The moment of submission, counted in the days of the authority.
struct Term {
    year: i16,
    due_at: Timestamp,
}

/// Counts the term from `now`. It ends with the last moment of its last working day.
fn term(
    services: &Services,
    service: &Service,
    zone: &TimeZone,
    now: Timestamp,
) -> Result<Term, ApplicationError> {
    let today = now.to_zoned(zone.clone()).date();
    let days = service.definition.term_working_days;
    let out_of_range = || ApplicationError::Stored("the term ends beyond the calendar".to_owned());
    let last =
        forms::add_working_days(today, days, services.calendar()).ok_or_else(out_of_range)?;
    let due_at = end_of(last, zone).ok_or_else(out_of_range)?;
    Ok(Term {
        year: today.year(),
        due_at,
    })
}

/// The last moment of a day.
pub(crate) fn end_of(day: jiff::civil::Date, zone: &TimeZone) -> Option<Timestamp> {
    let next = day
        .tomorrow()
        .ok()?
        .to_zoned(zone.clone())
        .ok()?
        .timestamp();
    next.checked_sub(jiff::SignedDuration::from_micros(1)).ok()
}

/// An application that can be submitted as it is.
pub(crate) struct Ready {
    pub(crate) service: Arc<Service>,
    authority: Authority,
    pub(crate) clean: Clean,
    /// Files that answer questions that are asked.
    pub(crate) files: Vec<AttachedFile>,
    /// Files of questions that are not asked any more.
    unasked: Vec<uuid::Uuid>,
}

/// Validates a draft whole.
pub(crate) async fn ready(
    db: &Db,
    services: &Services,
    application: &Application,
) -> Result<Ready, ApplicationError> {
    let version = application.service_version;
    let service = services
        .version(db, &application.service_code, version)
        .await?;
    let authority = services.authority(db, &service).await?;
    let attached = files::attached(db, application.id).await?;
    let today = db.clock().now().to_zoned(authority.zone.clone()).date();
    let clean = forms::validate(
        &service.definition,
        &application.answers,
        &files::for_validation(&attached),
        today,
        Mode::Submit,
    )
    .map_err(ApplicationError::Invalid)?;
    let (files, others): (Vec<_>, Vec<_>) = attached
        .into_iter()
        .partition(|file| clean.file_fields().contains(&file.field));
    Ok(Ready {
        service,
        authority,
        clean,
        files,
        unasked: others.into_iter().map(|file| file.file).collect(),
    })
}

/// A draft of the grant's organization.
pub(crate) async fn own_draft(
    db: &Db,
    grant: &Grant<rights::SubmitApplications>,
    id: ApplicationId,
) -> Result<Application, ApplicationError> {
    let application = store::application(db, id)
        .await?
        .filter(|found| found.organization == grant.organization())
        .ok_or(ApplicationError::NotFound)?;
    still_draft(application)
}

fn still_draft(application: Application) -> Result<Application, ApplicationError> {
    if application.state == State::Draft {
        Ok(application)
    } else {
        Err(ApplicationError::Locked)
    }
}

/// Submits a draft. A repeat (a double click, a lost answer) gives the same receipt and changes
/// nothing.
///
/// Less than the service's `signature` is refused, and so is a signature under anything but the
/// draft as it is now ([`crate::to_sign`]). The signature is kept with the exact bytes.
pub async fn submit(
    db: &Db,
    services: &Services,
    grant: &Grant<rights::SubmitApplications>,
    id: ApplicationId,
    revision: i64,
    consent: Consent,
) -> Result<Receipt, ApplicationError> {
    let application = store::application(db, id)
        .await?
        .filter(|found| found.organization == grant.organization())
        .ok_or(ApplicationError::NotFound)?;
    if let (Some(number), Some(due_at)) = (&application.number, application.due_at) {
        let number = number.clone();
        return Ok(Receipt { id, number, due_at });
    }
    // Judged by what was read above: by now the same click's twin may have submitted it.
    let application = still_draft(application)?;
    if application.revision != revision {
        return Err(draft::conflict(db, &application).await?);
    }
    let ready = ready(db, services, &application).await?;
    let document = sign::application_document(db, &application, &ready).await?;
    let (kind, signed) = consent.judge(grant.actor(), document)?;
    let answers = store::to_json("applications.answers", ready.clean.answers())?;
    let (grant, services) = (grant.clone(), services.clone());
    let title = application.title;
    db.write(async move |unit: Unit| {
        let sql = format!(
            "SELECT state, number, due_at, revision FROM applications WHERE id = $1 {}",
            unit.for_update()
        );
        let row = unit
            .row(&sql, values![id.0])
            .await?
            .ok_or(ApplicationError::NotFound)?;
        let (number, due_at): (Option<String>, Option<i64>) =
            (row.get("number")?, row.get("due_at")?);
        if let (Some(number), Some(due_at)) = (number, due_at) {
            return Ok(Receipt {
                id,
                number,
                due_at: timestamp(due_at)?,
            });
        }
        let kept: i64 = row.get("revision")?;
        if kept != revision {
            let current = store::application(&unit, id)
                .await?
                .ok_or(ApplicationError::NotFound)?;
            return Err(draft::conflict(&unit, &current).await?);
        }
        let authority = &ready.authority;
        let term = term(&services, &ready.service, &authority.zone, unit.now())?;
        let number = store::next_number(&unit, term.year).await?;
        let now = micros(unit.now());
        unit.execute(
            "UPDATE applications SET state = $2, number = $3, search_lower = $4, answers = $5, \
             submitted_by = $6, submitted_at = $7, due_at = $8, updated_at = $7, updated_by = $6, \
             signature = $9, revision = revision + 1 WHERE id = $1",
            values![
                id.0,
                State::Submitted.name(),
                number.as_str(),
                store::search_text(&title, Some(&number)),
                answers,
                grant.actor().person.0,
                now,
                micros(term.due_at),
                kind.as_str(),
            ],
        )
        .await?;
        for file in ready.unasked {
            unit.execute(
                "UPDATE application_files SET removed_at = $3 WHERE application_id = $1 \
                 AND file_id = $2",
                values![id.0, file, now],
            )
            .await?;
        }
        if let Some(signed) = signed {
            signed
                .keep(&unit, Subject::Application(id.0), &grant)
                .await?;
        }
        let receipt = Receipt {
            id,
            number,
            due_at: term.due_at,
        };
        tell(&unit, &grant, &receipt, &title, authority, kind).await?;
        Ok(receipt)
    })
    .await
}

/// Submits an application without a draft before, for services without attachments and signatures.
/// Everything that can be done outside the unit is done outside.
pub async fn submit_new(
    db: &Db,
    services: &Services,
    grant: &Grant<rights::SubmitApplications>,
    service_code: &str,
    answers: &Answers,
) -> Result<Receipt, ApplicationError> {
    let service: Arc<Service> = services.current(service_code)?;
    if !service.is_for(grant.kind()) {
        return Err(ApplicationError::WrongApplicant);
    }
    if service.has_files() {
        return Err(ApplicationError::NeedsAttachments);
    }
    if service.definition.signature > Signature::None {
        let minimum = service.definition.signature;
        return Err(ApplicationError::SignatureNeeded(minimum));
    }
    let authority = services.authority(db, &service).await?;
    let today = db.clock().now().to_zoned(authority.zone.clone()).date();
    let clean = forms::validate(
        &service.definition,
        answers,
        &Attached::new(),
        today,
        Mode::Submit,
    )
    .map_err(ApplicationError::Invalid)?;
    let answers = store::to_json("applications.answers", clean.answers())?;
    let (grant, services) = (grant.clone(), services.clone());
    db.write(async move |unit: Unit| {
        let definition = &service.definition;
        let term = term(&services, &service, &authority.zone, unit.now())?;
        let number = store::next_number(&unit, term.year).await?;
        let id = ApplicationId(unit.new_id());
        let new = NewApplication {
            id: id.0,
            organization: grant.organization(),
            authority: authority.organization,
            service_code: &definition.code,
            service_version: definition.version,
            title: &definition.title,
            answers: &answers,
            person: grant.actor().person,
            submitted: Some((&number, micros(term.due_at))),
            editor: None,
        };
        store::insert(&unit, new).await?;
        let receipt = Receipt {
            id,
            number,
            due_at: term.due_at,
        };
        let title = &definition.title;
        tell(&unit, &grant, &receipt, title, &authority, Signature::None).await?;
        Ok(receipt)
    })
    .await
}

/// History, journal, outbox and announcements of a submission.
async fn tell(
    unit: &Unit,
    grant: &Grant<rights::SubmitApplications>,
    receipt: &Receipt,
    title: &str,
    authority: &Authority,
    signature: Signature,
) -> Result<(), DbError> {
    let event = unit.new_id();
    let by = (grant.actor().person, grant.organization());
    let id = receipt.id;
    store::insert_event(unit, event, id.0, Change::Submit, by, State::Submitted, "").await?;
    let entry = Entry::by_grant(grant, Change::Submit.action())
        .about("application", id.0, receipt.number.as_str())
        .details(json!({ "service": title, "signature": signature.as_str() }));
    audit::record(unit, entry).await?;
    announce_change(unit, id, event, Change::Submit).await?;
    unit.announce(Announcement::Changed(id.0));
    unit.announce(Announcement::Changed(grant.organization().0));
    unit.announce(Announcement::Changed(authority.organization.0));
    Ok(())
}
