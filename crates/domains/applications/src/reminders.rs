//! Reminders before a term ends, and word of one that has ended: a job that looks again and again.

use std::time::Duration;

use ::jobs::{Failure, Job};
use access::{Permission, PersonId};
use db::{Db, DbError, Rows, Unit, micros, values};
use jiff::{SignedDuration, Timestamp};
use notifications::{Kind, Notice};
use uuid::Uuid;

use crate::jobs::{Letter, concerned, notice};
use crate::model::{Application, ApplicationId, State};
use crate::parties::{Colleague, colleagues};
use crate::{paths, store};

pub(crate) const KIND: &str = "application-terms";
/// How often to look for terms.
pub(crate) const LOOK_EVERY: Duration = Duration::from_mins(10);

/// How long before the end of its term the authority is reminded.
pub const BEFORE_DUE: SignedDuration = SignedDuration::from_hours(48);
/// How long before the end of the term for an addition the applicant is reminded.
const BEFORE_ADDITION: SignedDuration = SignedDuration::from_hours(24);
/// Applications of one kind of reminder in one round; the others follow in the next one.
const AT_ONCE: i64 = 200;

/// One thing that people are reminded of, once for each end of a term.
#[derive(Clone, Copy)]
struct Reminder {
    kind: Kind,
    /// Which applications it is about. While the applicant is to add something, the authority can
    /// do nothing and is left in peace.
    states: &'static str,
    /// The end of the term.
    column: &'static str,
    /// How long before that end.
    before: SignedDuration,
}

const REMINDERS: [Reminder; 3] = [
    Reminder {
        kind: Kind::ApplicationDueSoon,
        states: "'submitted', 'in_work', 'at_approval'",
        column: "due_at",
        before: BEFORE_DUE,
    },
    Reminder {
        kind: Kind::ApplicationOverdue,
        states: "'submitted', 'in_work', 'at_approval'",
        column: "due_at",
        before: SignedDuration::ZERO,
    },
    Reminder {
        kind: Kind::ApplicationAdditionDueSoon,
        states: "'addition_required'",
        column: "addition_due_at",
        before: BEFORE_ADDITION,
    },
];

/// Reminds of what is due now and was not told of yet.
pub(crate) async fn remind(db: Db, job: Job) -> Result<(), Failure> {
    for reminder in REMINDERS {
        for (id, due) in waiting(&db, reminder, job.now).await? {
            tell(&db, reminder, id, due, job.now).await?;
        }
    }
    Ok(())
}

/// The conditions follow the index of the authorities' queues. A reminder to take an answer in time
/// is for nobody once the time is over.
async fn waiting(
    db: &Db,
    reminder: Reminder,
    now: Timestamp,
) -> Result<Vec<(ApplicationId, i64)>, DbError> {
    let Reminder {
        kind,
        states,
        column,
        before,
    } = reminder;
    let not_before = if before.is_zero() {
        i64::MIN
    } else {
        micros(now)
    };
    let sql = format!(
        "SELECT a.id, a.{column} AS due FROM applications a WHERE a.authority_id IN \
         (SELECT id FROM organizations WHERE kind = 'authority') AND a.state IN ({states}) \
         AND a.{column} <= $1 AND a.{column} > $2 AND NOT EXISTS (SELECT 1 FROM \
         application_reminders r WHERE r.application_id = a.id AND r.kind = $3 \
         AND r.due_at = a.{column}) ORDER BY a.{column} LIMIT {AT_ONCE}"
    );
    let until = micros(now + before);
    let rows = db
        .rows(&sql, values![until, not_before, kind.name()])
        .await?;
    rows.iter()
        .map(|row| Ok((ApplicationId(row.get("id")?), row.get("due")?)))
        .collect()
}

/// The row of the reminder and the letters are one unit: whoever comes second does nothing.
async fn tell(
    db: &Db,
    reminder: Reminder,
    id: ApplicationId,
    due: i64,
    now: Timestamp,
) -> Result<(), DbError> {
    let Some(application) = store::application(db, id).await? else {
        return Ok(());
    };
    let letters = letters(db, reminder.kind, &application, now).await?;
    db.write(async move |unit: Unit| {
        let reminded = unit
            .execute(
                "INSERT INTO application_reminders (application_id, kind, due_at, told_at) \
                 VALUES ($1, $2, $3, $4) ON CONFLICT (application_id, kind, due_at) DO NOTHING",
                values![id.0, reminder.kind.name(), due, micros(unit.now())],
            )
            .await?;
        if reminded == 0 {
            return Ok(());
        }
        for letter in letters {
            let what = format!("{} {due} {}", letter.kind.name(), letter.to.recipient.email);
            let key = Notice::key_for(id.0, &what);
            notifications::send(&unit, notice(letter, &application, key)).await?;
        }
        Ok(())
    })
    .await
}

async fn letters(
    rows: &impl Rows,
    kind: Kind,
    application: &Application,
    now: Timestamp,
) -> Result<Vec<Letter>, DbError> {
    let id = application.id;
    let (about, link, told) = if kind == Kind::ApplicationAdditionDueSoon {
        let about = application.organization;
        let people = colleagues(rows, about, now).await?;
        let submitted_by = submitted_by(rows, id).await?;
        let told = concerned(application, submitted_by, &people, true);
        (about, paths::application(about, id), told)
    } else {
        let about = application.authority;
        let people = colleagues(rows, about, now).await?;
        let is_late = kind == Kind::ApplicationOverdue;
        (
            about,
            paths::in_queue(about, id),
            officials(application, people, is_late),
        )
    };
    Ok(told
        .into_iter()
        .map(|to| Letter {
            kind,
            to,
            link: link.clone(),
            about,
        })
        .collect())
}

/// Whose turn it is: the employee who considers it, who approves it, or, while nobody has it, who
/// gives it out. When the term is over, those who give work out are told in any case.
fn officials(application: &Application, people: Vec<Colleague>, is_late: bool) -> Vec<Colleague> {
    let assignee = application.assignee.as_ref().map(|(person, _)| *person);
    let is_there = people.iter().any(|one| Some(one.person) == assignee);
    let is_turn = |one: &Colleague| match application.state {
        State::AtApproval => one.may(Permission::ApproveDecisions),
        _ if is_there => Some(one.person) == assignee,
        _ => one.may(Permission::AssignApplications),
    };
    people
        .into_iter()
        .filter(|one| is_turn(one) || (is_late && one.may(Permission::AssignApplications)))
        .collect()
}

async fn submitted_by(rows: &impl Rows, id: ApplicationId) -> Result<Option<PersonId>, DbError> {
    let row = rows
        .row(
            "SELECT submitted_by FROM applications WHERE id = $1",
            values![id.0],
        )
        .await?;
    let person: Option<Uuid> = row.map_or(Ok(None), |row| row.get("submitted_by"))?;
    Ok(person.map(PersonId))
}
