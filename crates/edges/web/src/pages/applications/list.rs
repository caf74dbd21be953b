//! An organization's applications and drafts.

use access::{Permission, rights};
use applications::{Filter, Line, State as AppState};
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;

use super::listing::{ListPage, nothing_found, search_field, search_text, service_field};
use super::parts::{due, only_serious, state_tag};
use crate::app::App;
use crate::error::PageError;
use crate::frame::{self, Section};
use crate::patterns::{
    Action, Cell, Choice, Column, EmptyState, Field, Filters, PageHeader, Pagination, Row, Table,
};
use crate::respond;
use crate::urls;
use crate::visitor::Member;

#[derive(Default, Deserialize)]
pub(crate) struct Wanted {
    #[serde(default)]
    q: String,
    #[serde(default)]
    state: String,
    #[serde(default)]
    service: String,
    #[serde(default)]
    page: String,
}

pub(crate) async fn page(
    State(app): State<App>,
    member: Member,
    Query(mut wanted): Query<Wanted>,
) -> Result<Response, PageError> {
    let grant = member.grant::<rights::ViewApplications>()?;
    let t = member.t();
    let org = member.organization();
    wanted.q = search_text(&wanted.q);
    let filter = Filter {
        text: wanted.q.clone(),
        state: AppState::parse(&wanted.state),
        service: Some(wanted.service.clone()).filter(|code| !code.is_empty()),
        page: wanted.page.parse().unwrap_or(1),
    };
    let found = applications::list(&app.db, &grant, &filter)
        .await
        .map_err(only_serious)?;
    let has_filters = !wanted.q.is_empty() || filter.state.is_some() || filter.service.is_some();
    let may_apply = member.standing.allows(Permission::EditApplications);
    let apply = Action::primary(t.get("application-apply"), urls::catalogue(org)).icon("plus");
    let mut shell = frame::cabinet(
        &app,
        &member,
        t.get("menu-applications"),
        Section::Applications,
    )
    .await?;
    shell.follow(&urls::overview_events(org));
    let header = PageHeader::new(t.get("menu-applications"));
    respond::page(&ListPage {
        header: if may_apply {
            header.action(apply.clone())
        } else {
            header
        },
        filters: filters(&app, &member, &wanted, has_filters, found.total),
        table: if may_apply {
            with_copies(&member, table(&member, &found.lines), &found.lines)
        } else {
            table(&member, &found.lines)
        },
        empty: if has_filters {
            nothing_found(&member, urls::applications(org))
        } else {
            EmptyState {
                icon: "file-text",
                title: t.get("applications-empty-title").into_owned(),
                text: t.get("applications-empty-text").into_owned(),
                action: may_apply.then_some(apply),
            }
        },
        pagination: Pagination::new(found.number, found.pages, |page| {
            urls::applications_page(org, &wanted.q, &wanted.state, &wanted.service, page)
        }),
        shell,
    })
}

fn filters(app: &App, member: &Member, wanted: &Wanted, has_filters: bool, total: u64) -> Filters {
    let t = member.t();
    let mut states = vec![Choice::new("", t.get("applications-all-states"))];
    for state in AppState::ALL {
        states.push(Choice::new(state.name(), t.get(state.key())));
    }
    Filters {
        action: urls::applications(member.organization()),
        fields: vec![
            search_field(member, "applications-search", &wanted.q),
            Field::select("state", t.get("application-state"), states).value(&wanted.state),
            service_field(app, member, &wanted.service),
        ],
        reset_url: has_filters.then(|| urls::applications(member.organization())),
        found: has_filters.then(|| t.count("list-found", total)),
    }
}

/// The table of the list and of the overview.
pub(crate) fn table(member: &Member, lines: &[Line]) -> Table {
    let t = member.t();
    let org = member.organization();
    let rows = lines
        .iter()
        .map(|line| {
            let url = match line.state {
                AppState::Draft => urls::check_application(org, line.id),
                _ => urls::application(org, line.id),
            };
            let text = line
                .number
                .clone()
                .unwrap_or_else(|| t.get("application-no-number").into_owned());
            let wanted_by = match line.state {
                AppState::AdditionRequired => t.with1(
                    "application-answer-until",
                    "date",
                    due(t, member.zone(), line.addition_due_at),
                ),
                state if state.is_open() => due(t, member.zone(), line.due_at),
                _ => String::new(),
            };
            Row {
                cells: vec![
                    Cell::link(text, url),
                    Cell::text(line.title.clone()),
                    Cell::text(t.relative(line.updated_at, member.now(), member.zone())),
                    Cell::text(wanted_by),
                    Cell::Tag(state_tag(t, line.state)),
                ],
                live_key: Some(format!("application-{}", line.id)),
            }
        })
        .collect();
    Table {
        caption: t.get("menu-applications").into_owned(),
        columns: vec![
            Column::new(t.get("application-number")),
            Column::new(t.get("application-service")),
            Column::new(t.get("application-updated")),
            Column::new(t.get("application-due")),
            Column::new(t.get("application-state")),
        ],
        rows,
    }
}

/// Adds a way to begin with the answers of each application (R94); a draft is gone on with.
fn with_copies(member: &Member, mut table: Table, lines: &[Line]) -> Table {
    let label = member.t().get("application-copy");
    table.columns.push(Column::hidden(label.clone()));
    for (row, line) in table.rows.iter_mut().zip(lines) {
        let copy = line.number.as_ref().map(|number| {
            let url = urls::copy_application(member.organization(), line.id);
            Action::new(label.clone(), url).about(number.clone())
        });
        row.cells.push(Cell::Actions(copy.into_iter().collect()));
    }
    table
}
