//! The certificates of an organization's employees that name it (R71).

use access::rights;
use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::mine::table;
use super::words::serious;
use crate::app::App;
use crate::error::PageError;
use crate::frame::{self, Section};
use crate::patterns::{Action, EmptyState, PageHeader, Table};
use crate::respond;
use crate::shell::Shell;
use crate::urls;
use crate::visitor::Member;

#[derive(Template)]
#[template(path = "pages/signing/organization.html")]
struct OrganizationPage {
    shell: Shell,
    header: PageHeader,
    table: Table,
    empty: EmptyState,
}

pub(crate) async fn list(State(app): State<App>, member: Member) -> Result<Response, PageError> {
    let grant = member.grant::<rights::ViewMembers>()?;
    let t = member.t();
    let org = member.organization();
    let found = signatures::certificates_of_organization(&app.db, &grant)
        .await
        .map_err(|error| serious(&error))?;
    let me = member.signed_in.actor.person;
    // Only its owner changes anything about a certificate.
    let own =
        |one: &signatures::BoundCertificate| (one.person == me).then(|| urls::my_signature(one.id));
    let add = Action::new(t.get("signatures-add"), urls::add_signature(None)).icon("plus");
    respond::page(&OrganizationPage {
        shell: frame::cabinet(
            &app,
            &member,
            t.get("signatures-title"),
            Section::OrganizationSignatures,
        )
        .await?,
        header: PageHeader::new(t.get("signatures-title"))
            .lead(t.get("signatures-organization-lead"))
            .crumb(t.get("menu-overview"), urls::overview(org))
            .action(add.clone()),
        table: table(&member.signed_in, &found, own),
        empty: EmptyState {
            icon: "key-round",
            title: t.get("signatures-organization-empty-title").into_owned(),
            text: t.get("signatures-organization-empty-text").into_owned(),
            action: Some(add),
        },
    })
}
