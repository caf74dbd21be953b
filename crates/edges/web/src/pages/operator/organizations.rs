//! All organizations of the installation.

use ::organizations::OrganizationState;
use ::organizations::{directory, pages_of};
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;

use super::requests::ListPage;
use crate::app::App;
use crate::error::PageError;
use crate::frame::{self, Section};
use crate::pages::organizations::parts::{filter_search, organization_tag, page_number};
use crate::patterns::{
    Cell, Choice, Column, EmptyState, Field, Filters, PageHeader, Pagination, Row, Table,
};
use crate::respond;
use crate::urls;
use crate::visitor::Operator;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Wanted {
    q: String,
    state: String,
    page: String,
}

pub(crate) async fn page(
    State(app): State<App>,
    operator: Operator,
    Query(wanted): Query<Wanted>,
) -> Result<Response, PageError> {
    let t = operator.signed_in.t();
    let search: String = wanted.q.chars().take(100).collect();
    let state = OrganizationState::parse(&wanted.state);
    let number = wanted.page.parse().unwrap_or(1);
    let (lines, total) = directory::organizations(
        &app.db,
        &operator.grant,
        &search,
        state,
        number,
        operator.signed_in.now(),
    )
    .await?;
    let rows = lines.into_iter().map(|line| {
        let one = line.organization;
        Row::new(vec![
            Cell::Link {
                text: one.name_short,
                url: urls::operator_organization(one.id),
                note: Some(one.address).filter(|address| !address.is_empty()),
            },
            Cell::text(t.get(&format!("organization-kind-{}", one.kind.name()))),
            Cell::Two {
                text: one.inn,
                note: one.ogrn,
            },
            Cell::text(line.members.to_string()),
            Cell::Tag(organization_tag(t, one.state)),
        ])
    });
    let any = Choice::new("", t.get("employees-any-state"));
    let states = std::iter::once(any).chain(
        [
            OrganizationState::Active,
            OrganizationState::Suspended,
            OrganizationState::Closed,
        ]
        .into_iter()
        .map(|state| {
            Choice::new(
                state.name(),
                t.get(&format!("organization-state-{}", state.name())),
            )
        }),
    );
    let title = t.get("menu-operator-organizations");
    let pages = pages_of(total);
    let list = ListPage {
        table: Table {
            caption: title.clone().into_owned(),
            columns: vec![
                Column::new(t.get("my-organizations-name")),
                Column::new(t.get("registry-field-kind")),
                Column::new(t.get("operator-numbers")),
                Column::number(t.get("menu-employees")),
                Column::new(t.get("my-organizations-status")),
            ],
            rows: rows.collect(),
        },
        shell: frame::operator(
            &app,
            &operator,
            title.clone(),
            Section::OperatorOrganizations,
        )
        .await?,
        header: PageHeader::new(title),
        filters: Filters {
            action: urls::operator_organizations(),
            fields: vec![
                filter_search(t, "operator-organizations-search", &wanted.q),
                Field::select("state", t.get("my-organizations-status"), states.collect())
                    .value(&wanted.state),
            ],
            reset_url: (!wanted.q.is_empty() || !wanted.state.is_empty())
                .then(urls::operator_organizations),
            found: Some(t.count("operator-organizations-found", total)),
        },
        empty: EmptyState {
            icon: "building-2",
            title: t.get("operator-nothing-title").into_owned(),
            text: t.get("operator-nothing-text").into_owned(),
            action: None,
        },
        pagination: Pagination::new(
            page_number(number.clamp(1, pages)),
            page_number(pages),
            |page| urls::operator_organizations_page(&wanted.q, &wanted.state, page),
        ),
    };
    respond::page(&list)
}
