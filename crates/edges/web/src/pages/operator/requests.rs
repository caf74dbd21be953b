//! The queue of requests to link an organization, the most urgent first.

use ::organizations::links::{LinkRequest, LinkState};
use ::organizations::moderation::{self, QueueFilter};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;

use crate::app::App;
use crate::error::PageError;
use crate::frame::{self, Section};
use crate::pages::organizations::parts::{filter_search, link_tag, page_number};
use crate::patterns::{
    Cell, Choice, Color, Column, EmptyState, Field, Filters, PageHeader, Pagination, Row, Table,
    Tag,
};
use crate::respond;
use crate::shell::Shell;
use crate::urls;
use crate::visitor::Operator;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Wanted {
    q: String,
    state: String,
    overdue: String,
    page: String,
}

/// The value of the filter by state that shows every state; the header's search uses it.
const EVERYWHERE: &str = "all";

/// A list with its filters: requests, organizations, people.
#[derive(Template)]
#[template(path = "pages/operator/list.html")]
pub(super) struct ListPage {
    pub(super) shell: Shell,
    pub(super) header: PageHeader,
    pub(super) filters: Filters,
    pub(super) table: Table,
    pub(super) empty: EmptyState,
    pub(super) pagination: Pagination,
}

pub(crate) async fn page(
    State(app): State<App>,
    operator: Operator,
    Query(wanted): Query<Wanted>,
) -> Result<Response, PageError> {
    let t = operator.signed_in.t();
    let now = operator.signed_in.now();
    let filter = QueueFilter {
        search: wanted.q.chars().take(100).collect(),
        state: LinkState::parse(&wanted.state),
        everywhere: wanted.state == EVERYWHERE,
        taken_by: None,
        overdue: wanted.overdue == "on",
    };
    let number = wanted.page.parse().unwrap_or(1);
    let found = moderation::queue(&app.db, &operator.grant, &filter, number, now).await?;
    let states = [
        LinkState::Submitted,
        LinkState::Returned,
        LinkState::Confirmed,
        LinkState::Withdrawn,
    ]
    .into_iter()
    .map(|state| Choice::new(state.name(), t.get(&format!("link-state-{}", state.name()))))
    .chain([Choice::new(EVERYWHERE, t.get("operator-any-state"))])
    .collect();
    let state = if filter.everywhere {
        EVERYWHERE
    } else {
        filter.state.unwrap_or(LinkState::Submitted).name()
    };
    let title = t.get("menu-operator-requests");
    let has_filter = [&wanted.q, &wanted.state, &wanted.overdue]
        .iter()
        .any(|one| !one.is_empty());
    respond::page(&ListPage {
        shell: frame::operator(&app, &operator, title.clone(), Section::OperatorRequests).await?,
        header: PageHeader::new(title).lead(t.get("operator-requests-lead")),
        filters: Filters {
            action: urls::operator_requests(),
            fields: vec![
                filter_search(t, "operator-requests-search", &wanted.q),
                Field::select("state", t.get("my-organizations-status"), states).value(state),
                Field::checkbox("overdue", t.get("operator-only-overdue"))
                    .value(wanted.overdue.as_str()),
            ],
            reset_url: has_filter.then(urls::operator_requests),
            found: Some(t.count("operator-requests-found", found.total)),
        },
        table: table(&operator, &found.requests),
        empty: EmptyState {
            icon: "inbox",
            title: t.get("operator-requests-empty-title").into_owned(),
            text: t.get("operator-requests-empty-text").into_owned(),
            action: None,
        },
        pagination: Pagination::new(
            page_number(found.number),
            page_number(found.pages),
            |page| urls::operator_requests_page(&wanted.q, &wanted.state, &wanted.overdue, page),
        ),
    })
}

/// Without who asks and who looks at it: beside the notices there is room for four columns.
pub(super) fn short_table(operator: &Operator, requests: &[LinkRequest]) -> Table {
    const LEFT_OUT: [usize; 2] = [4, 2];
    let mut table = table(operator, requests);
    for index in LEFT_OUT {
        table.columns.remove(index);
        for row in &mut table.rows {
            row.cells.remove(index);
        }
    }
    table
}

fn due(operator: &Operator, request: &LinkRequest) -> String {
    let (t, now) = (operator.signed_in.t(), operator.signed_in.now());
    match request.due_at {
        Some(due) if request.state == LinkState::Submitted => {
            t.relative(due, now, &operator.signed_in.zone)
        }
        _ => String::new(),
    }
}

fn state_tag(operator: &Operator, request: &LinkRequest) -> Tag {
    let t = operator.signed_in.t();
    if request.is_overdue(operator.signed_in.now()) {
        Tag::new(t.get("operator-overdue"), Color::Danger)
    } else if request.state == LinkState::Submitted && request.waiting_checks > 0 {
        Tag::new(t.get("checks-waiting"), Color::Info)
    } else {
        link_tag(t, request.state)
    }
}

fn table(operator: &Operator, requests: &[LinkRequest]) -> Table {
    let t = operator.signed_in.t();
    let rows = requests.iter().map(|one| {
        let mut number = one.number.clone();
        if one.round > 1 {
            number = t.with(
                "operator-round",
                &[("number", &number), ("round", &one.round)],
            );
        }
        Row::new(vec![
            Cell::Link {
                text: one.name.clone(),
                url: urls::operator_request(one.id),
                note: Some(t.with1("shell-organization-inn", "inn", one.inn.as_str())),
            },
            Cell::text(number),
            Cell::Two {
                text: one.person_name.clone(),
                note: one.position.clone(),
            },
            Cell::text(due(operator, one)),
            Cell::text(one.taken_by_name.clone()),
            Cell::Tag(state_tag(operator, one)),
        ])
    });
    Table {
        caption: t.get("menu-operator-requests").into_owned(),
        columns: vec![
            Column::new(t.get("my-organizations-name")),
            Column::new(t.get("link-number")),
            Column::new(t.get("link-person")),
            Column::new(t.get("link-due")),
            Column::new(t.get("operator-taken-by")),
            Column::new(t.get("my-organizations-status")),
        ],
        rows: rows.collect(),
    }
}
