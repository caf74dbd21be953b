//! «Мои лицензии»: the results of applications for licences, to look at and to take along (R103).

use access::{Permission, rights};
use applications::Licence;
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;

use super::parts::only_serious;
use crate::app::App;
use crate::error::PageError;
use crate::frame::{self, Section};
use crate::patterns::{Action, Cell, Column, EmptyState, PageHeader, Pagination, Row, Table};
use crate::respond;
use crate::shell::Shell;
use crate::urls;
use crate::visitor::Member;

#[derive(Template)]
#[template(path = "pages/applications/licences.html")]
struct LicencesPage {
    shell: Shell,
    header: PageHeader,
    table: Table,
    empty: EmptyState,
    pagination: Pagination,
}

#[derive(Default, Deserialize)]
pub(crate) struct Wanted {
    #[serde(default)]
    page: String,
}

pub(crate) async fn page(
    State(app): State<App>,
    member: Member,
    Query(wanted): Query<Wanted>,
) -> Result<Response, PageError> {
    let grant = member.grant::<rights::ViewApplications>()?;
    let (t, org) = (member.t(), member.organization());
    let number = wanted.page.parse().unwrap_or(1);
    let found = applications::licences(&app.db, &app.services, &grant, number)
        .await
        .map_err(only_serious)?;
    let may_apply = member.standing.allows(Permission::EditApplications);
    let columns = [
        "licences-number",
        "licences-title",
        "licences-authority",
        "licences-issued",
    ];
    let mut columns: Vec<Column> = columns.iter().map(|key| Column::new(t.get(key))).collect();
    columns.push(Column::hidden(t.get("licences-download")));
    respond::page(&LicencesPage {
        shell: frame::cabinet(&app, &member, t.get("menu-licences"), Section::Licences).await?,
        header: PageHeader::new(t.get("menu-licences"))
            .lead(t.get("licences-lead"))
            .crumb(t.get("menu-overview"), urls::overview(org)),
        table: Table {
            caption: t.get("menu-licences").into_owned(),
            columns,
            rows: found.licences.iter().map(|one| row(&member, one)).collect(),
        },
        empty: EmptyState {
            icon: "badge-check",
            title: t.get("licences-empty-title").into_owned(),
            text: t.get("licences-empty-text").into_owned(),
            action: may_apply.then(|| {
                Action::primary(t.get("application-apply"), urls::catalogue(org)).icon("plus")
            }),
        },
        pagination: Pagination::new(found.number, found.pages, |page| {
            urls::licences_page(org, page)
        }),
    })
}

fn row(member: &Member, licence: &Licence) -> Row {
    let (t, org, id) = (member.t(), member.organization(), licence.application);
    let number = licence.number.as_str();
    let pdf =
        licence.file.map(|file| {
            Action::new(t.get("licences-pdf"), urls::application_file(org, id, file))
                .about(t.with1("licences-pdf-about", "number", number))
        });
    let xml = Action::new(t.get("licences-xml"), urls::application_xml(org, id)).about(t.with1(
        "licences-xml-about",
        "number",
        number,
    ));
    Row::new(vec![
        Cell::link(number, urls::application(org, id)),
        Cell::text(licence.title.clone()),
        Cell::text(licence.authority.clone()),
        Cell::text(t.date(licence.issued_at, member.zone())),
        Cell::Actions(pdf.into_iter().chain([xml]).collect()),
    ])
}
