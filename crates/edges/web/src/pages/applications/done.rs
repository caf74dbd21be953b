//! «Заявление подано»: the number and the due date.

use access::rights;
use applications::ApplicationId;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use uuid::Uuid;

use super::parts::{due, only_serious};
use crate::app::App;
use crate::error::PageError;
use crate::frame::{self, Section};
use crate::respond::{self, see_other};
use crate::shell::Shell;
use crate::urls;
use crate::visitor::Member;

#[derive(Template)]
#[template(path = "pages/applications/done.html")]
struct DonePage {
    shell: Shell,
    number: String,
    due_text: String,
    title: String,
    view_url: String,
    list_url: String,
}

pub(crate) async fn page(
    State(app): State<App>,
    member: Member,
    Path((_, id)): Path<(Uuid, Uuid)>,
) -> Result<Response, PageError> {
    let t = member.t();
    let org = member.organization();
    let grant = member.grant::<rights::ViewApplications>()?;
    let application = applications::find(&app.db, &grant, ApplicationId(id))
        .await
        .map_err(only_serious)?;
    let Some(number) = application.number else {
        return Ok(see_other(&urls::check_application(org, application.id)));
    };
    respond::page(&DonePage {
        shell: frame::cabinet(
            &app,
            &member,
            t.get("application-done-title"),
            Section::Applications,
        )
        .await?,
        number,
        due_text: t.with(
            "application-done-due",
            &[
                ("authority", &application.authority_name),
                ("date", &due(t, member.zone(), application.due_at)),
            ],
        ),
        title: application.title,
        view_url: urls::application(org, application.id),
        list_url: urls::applications(org),
    })
}
