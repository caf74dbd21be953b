//! A few applications in different states, so that nobody's first page is empty. Filed and
//! answered through the same functions as everybody's.

use access::{Actor, Grant, Right, SessionId};
use applications::{
    Application, ApplicationError, ApplicationId, Outcome, Proposal, Seen, find_in_queue,
};
use db::DbError;
use forms::Answers;
use jiff::ToSpan;
use web::app::App;

use super::{COLLEAGUE, MANAGER, OFFICER, PEOPLE};

#[derive(Debug, thiserror::Error)]
pub(super) enum SampleError {
    #[error(transparent)]
    Db(#[from] DbError),
    #[error(transparent)]
    Application(#[from] ApplicationError),
    #[error("{0}")]
    Missing(&'static str),
}

const EXTRACT: &str = "license-extract";
const TRANSPORT: &str = "passenger-transport-license";

pub(super) async fn file(app: &App) -> Result<(), SampleError> {
    let extract = |scope: &str, number: &str, comment: &str| {
        [
            ("scope", scope),
            ("license_number", number),
            ("comment", comment),
            ("consent", "yes"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
    };
    let approved = submit(app, extract("all", "", "Для участия в закупке")).await?;
    let refused = submit(app, extract("one", "АН-99-000777", "")).await?;
    let asked = submit(app, extract("one", "АН-99-000123", "")).await?;
    let taken = submit(app, extract("all", "", "")).await?;
    submit(app, extract("one", "АН-99-000124", "Нужна к концу недели")).await?;

    for id in [approved, refused, asked, taken] {
        let revision = queued(app, id).await?.revision;
        applications::take(&app.db, &grant(app, OFFICER).await?, id, revision).await?;
    }
    propose(
        app,
        approved,
        Outcome::Approved,
        "Сведения о лицензиях приведены по состоянию на дату выдачи.",
        "",
        "",
    )
    .await?;
    propose(
        app,
        refused,
        Outcome::Refused,
        "",
        "Лицензии с таким номером нет в реестре",
        "Проверьте номер лицензии и подайте новое заявление",
    )
    .await?;
    let application = queued(app, asked).await?;
    let due = app
        .db
        .clock()
        .now()
        .to_zoned(jiff::tz::TimeZone::UTC)
        .date()
        .saturating_add(10.days());
    applications::ask_addition(
        &app.db,
        &grant(app, OFFICER).await?,
        asked,
        application.revision,
        "Приложите копию лицензии: в реестре две записи с похожими номерами.",
        Some(due),
    )
    .await?;
    let seen = Seen {
        revision: 0,
        editor: app.db.clock().new_id(),
    };
    let colleague = grant(app, COLLEAGUE).await?;
    applications::create_draft(&app.db, &app.services, &colleague, TRANSPORT, seen).await?;
    // The manager's grant is looked up too: a demo whose manager may not approve would be broken.
    let _: Grant<access::rights::ApproveDecisions> = grant(app, MANAGER).await?;
    Ok(())
}

async fn submit(app: &App, typed: [(String, String); 4]) -> Result<ApplicationId, SampleError> {
    let service = app.services.current(EXTRACT)?;
    let mut answers: Answers =
        applications::prefilled(&app.db, &grant(app, COLLEAGUE).await?, &service).await?;
    for (name, value) in typed {
        answers.set(name, value);
    }
    let receipt = applications::submit_new(
        &app.db,
        &app.services,
        &grant(app, COLLEAGUE).await?,
        EXTRACT,
        &answers,
    )
    .await?;
    Ok(receipt.id)
}

async fn propose(
    app: &App,
    id: ApplicationId,
    outcome: Outcome,
    text: &str,
    reasons: &str,
    advice: &str,
) -> Result<(), SampleError> {
    let proposal = Proposal {
        outcome,
        text: text.to_owned(),
        reasons: reasons.to_owned(),
        advice: advice.to_owned(),
    };
    let revision = queued(app, id).await?.revision;
    let officer = grant(app, OFFICER).await?;
    applications::propose(
        &app.db,
        &app.services,
        &app.blobs,
        &officer,
        id,
        revision,
        proposal,
    )
    .await?;
    Ok(())
}

async fn queued(app: &App, id: ApplicationId) -> Result<Application, SampleError> {
    let viewer = grant(app, OFFICER).await?;
    Ok(find_in_queue(&app.db, &viewer, id).await?)
}

/// A grant as if the person had signed in.
async fn grant<R: Right>(app: &App, who: usize) -> Result<Grant<R>, SampleError> {
    let now = app.db.clock().now();
    let missing = SampleError::Missing("a person of the demo has no organization");
    let Some(person) = accounts::person_by_email(&app.db, PEOPLE[who].email).await? else {
        return Err(missing);
    };
    let mine = organizations::memberships_of(&app.db, person.id, now).await?;
    let Some(organization) = mine.first() else {
        return Err(missing);
    };
    let Some(standing) = organizations::standing(&app.db, person.id, organization.id, now).await?
    else {
        return Err(missing);
    };
    let actor = Actor {
        person: person.id,
        name: person.full_name(),
        session: SessionId(app.db.clock().new_id()),
        is_operator: false,
        ip: None,
        request_id: String::new(),
    };
    standing
        .grant(&actor)
        .map_err(|_| SampleError::Missing("a person of the demo may not do it"))
}
