//! «Мои организации»: where the person works, and what is being linked.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use organizations::inquiries::{self, Inquiry};
use organizations::links::LinkState;
use organizations::{MyOrganization, MyRequest};

use super::parts::{last_day, link_tag, my_role, organization_tag};
use crate::app::App;
use crate::error::PageError;
use crate::frame::{self, Section};
use crate::patterns::{Action, Cell, Color, Column, EmptyState, PageHeader, Row, Table, Tag};
use crate::respond;
use crate::shell::Shell;
use crate::urls;
use crate::visitor::SignedIn;

#[derive(Template)]
#[template(path = "pages/organizations/mine.html")]
struct MinePage {
    shell: Shell,
    header: PageHeader,
    requests: Table,
    organizations: Table,
    inquiries: Table,
    empty: EmptyState,
}

pub(crate) async fn page(
    State(app): State<App>,
    signed_in: SignedIn,
) -> Result<Response, PageError> {
    let t = signed_in.t();
    let mine =
        organizations::memberships_of(&app.db, signed_in.actor.person, signed_in.now()).await?;
    let requests = organizations::open_requests_of(&app.db, &signed_in.actor).await?;
    let asked = inquiries::all_own(&app.db, &signed_in.actor).await?;
    let title = t.get("my-organizations-title");
    let add =
        Action::primary(t.get("my-organizations-add"), urls::add_organization("")).icon("plus");
    let has_any = !mine.is_empty() || !requests.is_empty() || !asked.is_empty();
    let header = PageHeader::new(title.clone()).lead(t.get("my-organizations-lead"));
    let mut shell = frame::personal(&app, &signed_in, title, Section::MyOrganizations).await?;
    shell.live_url = None;
    respond::page(&MinePage {
        header: if has_any {
            header.action(add.clone())
        } else {
            header
        },
        requests: requests_table(&signed_in, &requests),
        organizations: organizations_table(&signed_in, &mine),
        inquiries: inquiries_table(&signed_in, &asked),
        empty: EmptyState {
            icon: "building-2",
            title: t.get("my-organizations-empty-title").into_owned(),
            text: t.get("my-organizations-empty-text").into_owned(),
            action: Some(add),
        },
        shell,
    })
}

fn organizations_table(signed_in: &SignedIn, mine: &[MyOrganization]) -> Table {
    let t = signed_in.t();
    let rows = mine.iter().map(|one| {
        let until = one.valid_until.map_or_else(
            || t.get("employees-no-end").into_owned(),
            |end| last_day(t, end, &signed_in.zone),
        );
        Row::new(vec![
            Cell::Link {
                text: one.name_short.clone(),
                url: urls::overview(one.id),
                note: Some(t.with1("shell-organization-inn", "inn", one.inn.as_str())),
            },
            Cell::text(my_role(t, one)),
            Cell::text(until),
            Cell::Tag(organization_tag(t, one.state)),
        ])
    });
    Table {
        caption: t.get("my-organizations-title").into_owned(),
        columns: vec![
            Column::new(t.get("my-organizations-name")),
            Column::new(t.get("my-organizations-role")),
            Column::new(t.get("employees-until")),
            Column::new(t.get("my-organizations-status")),
        ],
        rows: rows.collect(),
    }
}

fn requests_table(signed_in: &SignedIn, requests: &[MyRequest]) -> Table {
    let t = signed_in.t();
    let rows = requests.iter().map(|one| {
        let number = if one.number.is_empty() {
            t.get("link-no-number").into_owned()
        } else {
            one.number.clone()
        };
        let due = match (one.state, one.due_at) {
            (LinkState::Submitted, Some(due)) => t.relative(due, signed_in.now(), &signed_in.zone),
            (LinkState::Returned, _) => t.get("link-due-yours").into_owned(),
            _ => String::new(),
        };
        Row::new(vec![
            Cell::Link {
                text: one.name.clone(),
                url: urls::link_request(one.id),
                note: Some(t.with1("shell-organization-inn", "inn", one.inn.as_str())),
            },
            Cell::text(number),
            Cell::text(due),
            Cell::Tag(
                if one.state == LinkState::Submitted && one.waiting_checks > 0 {
                    Tag::new(t.get("checks-waiting"), Color::Info)
                } else {
                    link_tag(t, one.state)
                },
            ),
        ])
    });
    Table {
        caption: t.get("my-organizations-requests").into_owned(),
        columns: vec![
            Column::new(t.get("my-organizations-name")),
            Column::new(t.get("link-number")),
            Column::new(t.get("link-due")),
            Column::new(t.get("my-organizations-status")),
        ],
        rows: rows.collect(),
    }
}

fn inquiries_table(signed_in: &SignedIn, asked: &[Inquiry]) -> Table {
    let t = signed_in.t();
    let rows = asked.iter().map(|one| {
        let due = if one.answered_at.is_none() {
            t.relative(one.due_at, signed_in.now(), &signed_in.zone)
        } else {
            String::new()
        };
        Row::new(vec![
            Cell::link(one.asked.name.clone(), urls::inquiry(one.id)),
            Cell::text(one.number.clone()),
            Cell::text(due),
            Cell::Tag(super::inquiry::tag(t, one)),
        ])
    });
    Table {
        caption: t.get("my-organizations-inquiries").into_owned(),
        columns: vec![
            Column::new(t.get("my-organizations-name")),
            Column::new(t.get("inquiry-number")),
            Column::new(t.get("link-due")),
            Column::new(t.get("my-organizations-status")),
        ],
        rows: rows.collect(),
    }
}
