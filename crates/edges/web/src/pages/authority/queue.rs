//! The queue: what waits for an answer, the nearest end of a term first.

use access::{PersonId, rights};
use applications::{Holder, Line, QueueFilter, State as AppState};
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;
use uuid::Uuid;

use crate::app::App;
use crate::error::PageError;
use crate::frame::{self, Section};
use crate::pages::applications::listing::{
    ListPage, nothing_found, search_field, search_text, service_field,
};
use crate::pages::applications::parts::{due, only_serious, state_tag};
use crate::patterns::{
    Cell, Choice, Color, Column, EmptyState, Field, Filters, PageHeader, Pagination, Row, Table,
    Tag,
};
use crate::respond;
use crate::urls::{self, QueueQuery};
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
    holder: String,
    #[serde(default)]
    overdue: String,
    #[serde(default)]
    page: String,
}

impl Wanted {
    fn query(&self) -> QueueQuery<'_> {
        QueueQuery {
            q: &self.q,
            state: &self.state,
            service: &self.service,
            holder: &self.holder,
            overdue: &self.overdue,
        }
    }
}

pub(crate) async fn page(
    State(app): State<App>,
    member: Member,
    Query(mut wanted): Query<Wanted>,
) -> Result<Response, PageError> {
    let grant = member.grant::<rights::ViewQueue>()?;
    let t = member.t();
    let org = member.organization();
    wanted.q = search_text(&wanted.q);
    let holder = match wanted.holder.as_str() {
        "mine" => Holder::Person(member.signed_in.actor.person),
        "nobody" => Holder::Nobody,
        id => Uuid::try_parse(id).map_or(Holder::Any, |id| Holder::Person(PersonId(id))),
    };
    let filter = QueueFilter {
        text: wanted.q.clone(),
        state: AppState::parse(&wanted.state),
        with_final: wanted.state == "all",
        service: Some(wanted.service.clone()).filter(|code| !code.is_empty()),
        holder,
        is_overdue: wanted.overdue == "on",
        page: wanted.page.parse().unwrap_or(1),
    };
    let found = applications::queue(&app.db, &grant, &filter, member.now())
        .await
        .map_err(only_serious)?;
    let employees = applications::employees(&app.db, &grant)
        .await
        .map_err(only_serious)?;
    let has_filters = [
        &wanted.q,
        &wanted.state,
        &wanted.service,
        &wanted.holder,
        &wanted.overdue,
    ]
    .into_iter()
    .any(|value| !value.is_empty());
    let mut states = vec![
        Choice::new("", t.get("queue-open-states")),
        Choice::new("all", t.get("queue-all-states")),
    ];
    for state in AppState::ALL
        .into_iter()
        .filter(|state| *state != AppState::Draft)
    {
        states.push(Choice::new(state.name(), t.get(state.key())));
    }
    let mut holders = vec![
        Choice::new("", t.get("queue-anybody")),
        Choice::new("mine", t.get("queue-mine")),
        Choice::new("nobody", t.get("queue-nobody")),
    ];
    holders.extend(
        employees
            .into_iter()
            .map(|one| Choice::new(one.person.to_string(), one.name)),
    );
    let overdue = vec![
        Choice::new("", t.get("queue-any-term")),
        Choice::new("on", t.get("queue-overdue")),
    ];
    let mut shell = frame::cabinet(&app, &member, t.get("menu-queue"), Section::Queue).await?;
    shell.follow(&urls::overview_events(org));
    respond::page(&ListPage {
        shell,
        header: PageHeader::new(t.get("menu-queue")).lead(t.get("queue-lead")),
        filters: Filters {
            action: urls::queue(org),
            fields: vec![
                search_field(&member, "queue-search-field", &wanted.q),
                Field::select("state", t.get("application-state"), states).value(&wanted.state),
                service_field(&app, &member, &wanted.service),
                Field::select("holder", t.get("queue-holder"), holders).value(&wanted.holder),
                Field::select("overdue", t.get("application-due"), overdue).value(&wanted.overdue),
            ],
            reset_url: has_filters.then(|| urls::queue(org)),
            found: has_filters.then(|| t.count("list-found", found.total)),
        },
        table: table(&member, &found.lines),
        empty: if has_filters {
            nothing_found(&member, urls::queue(org))
        } else {
            EmptyState {
                icon: "inbox",
                title: t.get("queue-empty-title").into_owned(),
                text: t.get("queue-empty-text").into_owned(),
                action: None,
            }
        },
        pagination: Pagination::new(found.number, found.pages, |page| {
            urls::queue_page(org, &wanted.query(), page)
        }),
    })
}

/// The table of the queue and of the overview.
pub(crate) fn table(member: &Member, lines: &[Line]) -> Table {
    let t = member.t();
    let org = member.organization();
    let rows = lines
        .iter()
        .map(|line| {
            let term = term(member, line);
            Row {
                cells: vec![
                    Cell::Link {
                        text: line.number.clone().unwrap_or_default(),
                        url: urls::in_queue(org, line.id),
                        note: Some(line.title.clone()),
                    },
                    Cell::text(line.applicant.clone()),
                    term,
                    Cell::text(
                        line.assignee
                            .clone()
                            .map_or(String::new(), |name| texts::short_name(&name)),
                    ),
                    Cell::Tag(state_tag(t, line.state)),
                ],
                live_key: Some(format!("application-{}", line.id)),
            }
        })
        .collect();
    Table {
        caption: t.get("menu-queue").into_owned(),
        columns: vec![
            Column::new(t.get("application-number")),
            Column::new(t.get("application-applicant")),
            Column::new(t.get("application-due")),
            Column::new(t.get("queue-holder")),
            Column::new(t.get("application-state")),
        ],
        rows,
    }
}

/// Until when the answer is due, marked while it is time to hurry. Nobody at the authority can hurry
/// while the applicant is to add something.
fn term(member: &Member, line: &Line) -> Cell {
    let (t, now) = (member.t(), member.now());
    let day = due(t, member.zone(), line.due_at);
    let left = line.due_at.map(|due| due.duration_since(now));
    let waits = line.state.is_open() && line.state != AppState::AdditionRequired;
    let (key, color) = match left {
        Some(left) if line.state.is_open() && left.is_negative() => ("queue-late", Color::Danger),
        Some(left) if waits && left <= applications::BEFORE_DUE => ("queue-soon", Color::Warning),
        _ => return Cell::text(day),
    };
    Cell::Tag(Tag::new(t.with1(key, "date", day), color))
}
