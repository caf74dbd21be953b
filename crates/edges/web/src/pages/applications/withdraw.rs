//! «Отозвать заявление?»

use access::rights;
use applications::{Application, ApplicationError, ApplicationId};
use axum::Form;
use axum::extract::{Path, State};
use axum::response::Response;
use serde::Deserialize;
use uuid::Uuid;

use super::delete::ConfirmPage;
use super::parts::{only_serious, put_at_fields, refusal, serious};
use crate::app::App;
use crate::error::PageError;
use crate::frame::{self, Section};
use crate::patterns::{Confirm, Field, SummaryRow};
use crate::respond::{self, see_other};
use crate::urls;
use crate::visitor::Member;

#[derive(Deserialize)]
pub(crate) struct Withdrawal {
    revision: i64,
    #[serde(default)]
    comment: String,
}

pub(crate) async fn question(
    State(app): State<App>,
    member: Member,
    Path((_, id)): Path<(Uuid, Uuid)>,
) -> Result<Response, PageError> {
    member.grant::<rights::WithdrawApplications>()?;
    let application = find(&app, &member, id).await?;
    if !application.state.is_open() {
        return Ok(see_other(&urls::application(
            member.organization(),
            application.id,
        )));
    }
    respond::page(&render(&app, &member, &application, "").await?)
}

pub(crate) async fn withdraw(
    State(app): State<App>,
    member: Member,
    Path((_, id)): Path<(Uuid, Uuid)>,
    Form(typed): Form<Withdrawal>,
) -> Result<Response, PageError> {
    let grant = member.grant::<rights::WithdrawApplications>()?;
    let id = ApplicationId(id);
    let withdrawn =
        applications::withdraw(&app.db, &grant, id, typed.revision, &typed.comment).await;
    let url = urls::application(member.organization(), id);
    match withdrawn {
        Ok(()) => Ok(respond::done(&app, &url, "flash-application-withdrawn")),
        Err(error) => {
            let error = serious(error)?;
            let application = find(&app, &member, id.0).await?;
            if matches!(error, ApplicationError::WrongState(_)) {
                return Ok(see_other(&url));
            }
            let mut page = render(&app, &member, &application, &typed.comment).await?;
            if !put_at_fields(
                &mut page.fields,
                "application-withdraw",
                member.t(),
                member.zone(),
                &error,
            ) {
                page.shell.flash = Some(refusal(member.t(), member.zone(), &error));
            }
            page.shell.has_errors = true;
            respond::invalid(&page)
        }
    }
}

async fn find(app: &App, member: &Member, id: Uuid) -> Result<Application, PageError> {
    let grant = member.grant::<rights::ViewApplications>()?;
    applications::find(&app.db, &grant, ApplicationId(id))
        .await
        .map_err(only_serious)
}

async fn render(
    app: &App,
    member: &Member,
    application: &Application,
    comment: &str,
) -> Result<ConfirmPage, PageError> {
    let t = member.t();
    let org = member.organization();
    let title = t.get("application-withdraw-title");
    Ok(ConfirmPage {
        shell: frame::cabinet(app, member, title.clone(), Section::Applications).await?,
        confirm: Confirm {
            title: title.into_owned(),
            text: t.get("application-withdraw-text").into_owned(),
            rows: vec![
                SummaryRow::new(t.get("application-number"), application.label()),
                SummaryRow::new(t.get("application-service"), application.title.clone()),
            ],
            action: urls::withdraw_application(org, application.id),
            submit: t.get("application-withdraw-submit").into_owned(),
            danger: true,
            cancel_url: urls::application(org, application.id),
        },
        fields: vec![
            Field::multiline("comment", t.get("application-withdraw-reason"))
                .value(comment)
                .optional(),
        ],
        revision: application.revision,
    })
}
