//! «Удалить черновик?»

use access::rights;
use applications::{ApplicationId, State as AppState};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use uuid::Uuid;

use super::parts::only_serious;
use crate::app::App;
use crate::error::PageError;
use crate::frame::{self, Section};
use crate::patterns::{Confirm, SummaryRow};
use crate::respond::{self, see_other};
use crate::shell::Shell;
use crate::urls;
use crate::visitor::Member;

#[derive(Template)]
#[template(path = "pages/applications/confirm.html")]
pub(super) struct ConfirmPage {
    pub(super) shell: Shell,
    pub(super) confirm: Confirm,
    pub(super) fields: Vec<crate::patterns::Field>,
    pub(super) revision: i64,
}

pub(crate) async fn question(
    State(app): State<App>,
    member: Member,
    Path((_, id)): Path<(Uuid, Uuid)>,
) -> Result<Response, PageError> {
    let t = member.t();
    let org = member.organization();
    member.grant::<rights::DeleteDrafts>()?;
    let grant = member.grant::<rights::ViewApplications>()?;
    let application = applications::find(&app.db, &grant, ApplicationId(id))
        .await
        .map_err(only_serious)?;
    if application.state != AppState::Draft {
        return Ok(see_other(&urls::application(org, application.id)));
    }
    let title = t.get("application-delete-title");
    respond::page(&ConfirmPage {
        shell: frame::cabinet(&app, &member, title.clone(), Section::Applications).await?,
        confirm: Confirm {
            title: title.into_owned(),
            text: t.get("application-delete-text").into_owned(),
            rows: vec![
                SummaryRow::new(t.get("application-service"), application.title.clone()),
                SummaryRow::new(
                    t.get("application-updated"),
                    t.date_time(application.updated_at, member.zone()),
                ),
            ],
            action: urls::delete_application(org, application.id),
            submit: t.get("application-delete-submit").into_owned(),
            danger: true,
            cancel_url: urls::check_application(org, application.id),
        },
        fields: Vec::new(),
        revision: application.revision,
    })
}

pub(crate) async fn delete(
    State(app): State<App>,
    member: Member,
    Path((_, id)): Path<(Uuid, Uuid)>,
) -> Result<Response, PageError> {
    let grant = member.grant::<rights::DeleteDrafts>()?;
    let id = ApplicationId(id);
    match applications::delete_draft(&app.db, &app.blobs, &grant, id).await {
        Err(applications::ApplicationError::Locked) => {
            Ok(see_other(&urls::application(member.organization(), id)))
        }
        other => {
            other.map_err(only_serious)?;
            Ok(respond::done(
                &app,
                &urls::applications(member.organization()),
                "flash-draft-deleted",
            ))
        }
    }
}
