//! Telling people of a change: one job per change, which fans out.

use std::collections::HashSet;

use ::jobs::{Failure, Job, Runner};
use access::{OrganizationId, Permission, PersonId, Role};
use db::{Db, DbError, Rows, Unit, values};
use notifications::{Arg, Kind, Notice};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::model::{Application, ApplicationId, Change};
use crate::parties::{Colleague, colleagues};
use crate::{paths, reminders, store};

const KIND: &str = "application-changed";

#[derive(Debug, Serialize, Deserialize)]
struct Changed {
    application: ApplicationId,
    event: Uuid,
    change: String,
}

/// Puts the job into the outbox of the change's unit.
pub(crate) async fn announce_change(
    unit: &Unit,
    application: ApplicationId,
    event: Uuid,
    change: Change,
) -> Result<(), DbError> {
    let payload = Changed {
        application,
        event,
        change: change.name().to_owned(),
    };
    ::jobs::enqueue(unit, KIND, &payload).await.map(|_| ())
}

/// Teaches the runner the jobs of this crate.
pub fn handlers(runner: Runner, db: &Db) -> Runner {
    let (telling, reminding) = (db.clone(), db.clone());
    runner
        .on(KIND, move |job| tell(telling.clone(), job))
        .on(reminders::KIND, move |job| {
            reminders::remind(reminding.clone(), job)
        })
        .every(reminders::LOOK_EVERY, reminders::KIND)
}

/// Who is told, of what, and where it leads.
pub(crate) struct Letter {
    pub(crate) kind: Kind,
    pub(crate) to: Colleague,
    pub(crate) link: String,
    pub(crate) about: OrganizationId,
}

/// What every letter about an application may tell.
pub(crate) fn notice(letter: Letter, application: &Application, key: Uuid) -> Notice {
    let mut notice = Notice::new(letter.kind, letter.to.recipient)
        .once(key)
        .about(letter.about)
        .link(letter.link)
        .arg("number", application.number.clone().unwrap_or_default())
        .arg("service", application.title.clone())
        .arg("applicant", application.organization_name.clone())
        .arg("authority", application.authority_name.clone());
    if let Some(due) = application.due_at {
        notice = notice.arg("due", Arg::Day(db::micros(due)));
    }
    let addition_due = application.addition.as_ref().map(|asked| asked.due);
    if let Some(due) = addition_due.or(application.due_at) {
        notice = notice.arg("until", Arg::Day(db::micros(due)));
    }
    notice
}

async fn tell(db: Db, job: Job) -> Result<(), Failure> {
    let changed: Changed = serde_json::from_value(job.payload)?;
    let change = Change::parse(&changed.change)
        .ok_or_else(|| Failure::GiveUp(format!("unknown change {}", changed.change)))?;
    let application = store::application(&db, changed.application)
        .await?
        .ok_or_else(|| Failure::GiveUp("the application is gone".to_owned()))?;
    let event = event(&db, changed.event).await?;
    let applicants = colleagues(&db, application.organization, job.now).await?;
    let officials = colleagues(&db, application.authority, job.now).await?;
    let letters = letters(&application, change, &event, &applicants, &officials);
    db.write(async move |unit: Unit| {
        for letter in letters {
            // One person may be told two things of one change, in two organizations.
            let key = Notice::key_for(
                job.id,
                &format!("{} {}", letter.kind.name(), letter.to.recipient.email),
            );
            let notice = notice(letter, &application, key).arg("comment", event.comment.clone());
            notifications::send(&unit, notice).await?;
        }
        Ok::<(), DbError>(())
    })
    .await?;
    Ok(())
}

struct Told {
    by: Option<PersonId>,
    comment: String,
    submitted_by: Option<PersonId>,
}

async fn event(rows: &impl Rows, id: Uuid) -> Result<Told, DbError> {
    let row = rows
        .row(
            "SELECT e.person_id, e.comment, a.submitted_by FROM application_events e \
             JOIN applications a ON a.id = e.application_id WHERE e.id = $1",
            values![id],
        )
        .await?;
    let Some(row) = row else {
        return Ok(Told {
            by: None,
            comment: String::new(),
            submitted_by: None,
        });
    };
    let by: Option<Uuid> = row.get("person_id")?;
    let submitted_by: Option<Uuid> = row.get("submitted_by")?;
    Ok(Told {
        by: by.map(PersonId),
        comment: row.get("comment")?,
        submitted_by: submitted_by.map(PersonId),
    })
}

/// Nobody is told of what they did themselves, but for the receipt of a submission.
fn letters(
    application: &Application,
    change: Change,
    event: &Told,
    applicants: &[Colleague],
    officials: &[Colleague],
) -> Vec<Letter> {
    let mut letters = Vec::new();
    let mut to_applicants = |kind, with_administrators| {
        let own = event.submitted_by;
        for to in concerned(application, own, applicants, with_administrators) {
            let link = paths::application(application.organization, application.id);
            letters.push(Letter {
                kind,
                to,
                link,
                about: application.organization,
            });
        }
    };
    match change {
        Change::Submit => to_applicants(Kind::ApplicationSubmitted, false),
        Change::Take => to_applicants(Kind::ApplicationInWork, false),
        Change::AskAddition => to_applicants(Kind::ApplicationAdditionRequired, true),
        Change::Approve => to_applicants(Kind::ApplicationApproved, true),
        Change::Refuse => to_applicants(Kind::ApplicationRefused, true),
        _ => {}
    }
    let mut to_officials = |kind, is_told: &dyn Fn(&Colleague) -> bool| {
        let told = officials
            .iter()
            .filter(|one| is_told(one) && Some(one.person) != event.by);
        for to in told {
            let link = paths::in_queue(application.authority, application.id);
            letters.push(Letter {
                kind,
                to: to.clone(),
                link,
                about: application.authority,
            });
        }
    };
    let assignee = application.assignee.as_ref().map(|(person, _)| *person);
    let is_assignee = |one: &Colleague| Some(one.person) == assignee;
    // When whoever has it has left or may not handle it any more, those who give it to another (B11).
    let has_handler = officials
        .iter()
        .any(|one| is_assignee(one) && one.may(Permission::HandleApplications));
    let handles = |one: &Colleague| {
        if has_handler {
            is_assignee(one)
        } else {
            one.may(Permission::AssignApplications)
        }
    };
    match change {
        Change::Submit => to_officials(Kind::ApplicationReceived, &|one| {
            one.may(Permission::AssignApplications)
        }),
        Change::Assign => to_officials(Kind::ApplicationAssigned, &is_assignee),
        Change::Add => to_officials(Kind::ApplicationAdded, &handles),
        Change::Propose | Change::Pass => to_officials(Kind::ApplicationToApprove, &|one| {
            one.may(Permission::ApproveDecisions)
        }),
        Change::Return => to_officials(Kind::ApplicationReturned, &handles),
        Change::Withdraw => to_officials(Kind::ApplicationWithdrawn, &handles),
        _ => {}
    }
    letters
}

/// Who prepared it or submitted it, as long as they work there and may see it; if none of them
/// does any more, the administrators (B11).
pub(crate) fn concerned(
    application: &Application,
    submitted_by: Option<PersonId>,
    applicants: &[Colleague],
    with_administrators: bool,
) -> Vec<Colleague> {
    let own: HashSet<PersonId> = [Some(application.created_by), submitted_by]
        .into_iter()
        .flatten()
        .collect();
    let may_see = |one: &&Colleague| one.may(Permission::ViewApplications);
    let is_own = |one: &Colleague| own.contains(&one.person);
    let has_own = applicants.iter().filter(may_see).any(is_own);
    let with_administrators = with_administrators || !has_own;
    applicants
        .iter()
        .filter(may_see)
        .filter(|one| is_own(one) || (with_administrators && one.role == Role::Administrator))
        .cloned()
        .collect()
}
