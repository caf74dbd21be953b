//! Employees and pending invitations.

use access::rights::ViewMembers;
use access::{Permission, Role};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use organizations::invitations::{self, Invitation, InvitationState};
use organizations::members::{self, Member as Employee, MemberFilter, MemberState};
use serde::Deserialize;

use super::parts::{filter_search, last_day, member_tag, page_number};
use crate::app::App;
use crate::error::PageError;
use crate::frame::{self, Section, role_label};
use crate::patterns::{
    Action, Cell, Choice, Color, Column, EmptyState, Field, Filters, PageHeader, Pagination, Row,
    StatCard, Table, Tag,
};
use crate::respond;
use crate::shell::Shell;
use crate::urls;
use crate::visitor::Member;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Wanted {
    q: String,
    role: String,
    state: String,
    page: String,
}

#[derive(Template)]
#[template(path = "pages/organizations/employees.html")]
struct EmployeesPage {
    shell: Shell,
    header: PageHeader,
    stats: Vec<StatCard>,
    filters: Filters,
    table: Table,
    empty: EmptyState,
    pagination: Pagination,
    invitations: Vec<InvitationLine>,
    can_manage: bool,
}

struct InvitationLine {
    name: String,
    email: String,
    role: String,
    expires: String,
    tag: Tag,
    resend_url: String,
    cancel_url: String,
}

pub(crate) async fn page(
    State(app): State<App>,
    member: Member,
    Query(wanted): Query<Wanted>,
) -> Result<Response, PageError> {
    let t = member.t();
    let org = member.organization();
    let grant = member.grant::<ViewMembers>()?;
    let filter = MemberFilter {
        search: wanted.q.chars().take(100).collect(),
        role: Role::parse(&wanted.role).ok(),
        state: MemberState::parse(&wanted.state),
    };
    let number = wanted.page.parse().unwrap_or(1);
    let found = members::page(&app.db, &grant, &filter, number, member.now()).await?;
    let active = members::active_count(&app.db, &grant, member.now()).await?;
    let pending = invitations::pending(&app.db, &grant, member.now()).await?;
    let can_manage = member.standing.allows(Permission::ManageMembers);
    let title = t.get("menu-employees");
    let mut header = PageHeader::new(title.clone()).lead(t.get("employees-lead"));
    if can_manage {
        header = header.action(
            Action::primary(t.get("employees-invite"), urls::invite(org)).icon("user-plus"),
        );
    }
    let url = |page| urls::employees_page(org, &wanted.q, &wanted.role, &wanted.state, page);
    let has_filter = [&wanted.q, &wanted.role, &wanted.state]
        .iter()
        .any(|one| !one.is_empty());
    respond::page(&EmployeesPage {
        shell: frame::cabinet(&app, &member, title, Section::Employees).await?,
        header,
        stats: stats(&member, active, &pending),
        filters: Filters {
            action: urls::employees(org),
            fields: filter_fields(&member, &wanted),
            reset_url: has_filter.then(|| urls::employees(org)),
            found: Some(t.count("employees-found", found.total)),
        },
        table: table(&member, &found.members, can_manage),
        empty: EmptyState {
            icon: "users",
            title: t.get("employees-empty-title").into_owned(),
            text: t.get("employees-empty-text").into_owned(),
            action: None,
        },
        pagination: Pagination::new(page_number(found.number), page_number(found.pages), url),
        invitations: pending
            .iter()
            .map(|one| invitation_line(&member, one))
            .collect(),
        can_manage,
    })
}

fn stats(member: &Member, active: u64, pending: &[Invitation]) -> Vec<StatCard> {
    let t = member.t();
    let waiting = pending
        .iter()
        .filter(|one| one.state == InvitationState::Pending)
        .count();
    let expired = pending.len() - waiting;
    let card = |icon, label: &str, value: String, note: &str, color| StatCard {
        icon,
        label: t.get(label).into_owned(),
        value,
        note: t.get(note).into_owned(),
        url: None,
        color,
    };
    let color = if expired > 0 {
        Color::Warning
    } else {
        Color::Neutral
    };
    vec![
        card(
            "users",
            "employees-stat-active",
            active.to_string(),
            "employees-stat-active-note",
            Color::Accent,
        ),
        card(
            "mail",
            "employees-stat-invited",
            waiting.to_string(),
            "employees-stat-invited-note",
            Color::Info,
        ),
        card(
            "clock",
            "employees-stat-expired",
            expired.to_string(),
            "employees-stat-expired-note",
            color,
        ),
    ]
}

fn filter_fields(member: &Member, wanted: &Wanted) -> Vec<Field> {
    let t = member.t();
    let any = |key: &str| Choice::new("", t.get(key));
    let roles = std::iter::once(any("employees-any-role")).chain(
        Role::ALL
            .into_iter()
            .map(|role| Choice::new(role.name(), role_label(t, member.standing.kind, role))),
    );
    let states = std::iter::once(any("employees-any-state")).chain(
        MemberState::ALL.into_iter().map(|state| {
            Choice::new(
                state.name(),
                t.get(&format!("member-state-{}", state.name())),
            )
        }),
    );
    vec![
        filter_search(t, "employees-search", &wanted.q),
        Field::select("role", t.get("employees-role"), roles.collect()).value(&wanted.role),
        Field::select("state", t.get("employees-state"), states.collect()).value(&wanted.state),
    ]
}

fn table(member: &Member, employees: &[Employee], can_manage: bool) -> Table {
    let t = member.t();
    let org = member.organization();
    let rows = employees.iter().map(|one| {
        let until = one.valid_until.map_or_else(
            || t.get("employees-no-end").into_owned(),
            |end| last_day(t, end, member.zone()),
        );
        let mut role = role_label(t, member.standing.kind, one.role);
        if one.is_head {
            role = format!("{role} · {}", t.get("organizations-head"));
        }
        let seen = one.last_sign_in_at.map_or_else(
            || t.get("employees-never").into_owned(),
            |at| t.relative(at, member.now(), member.zone()),
        );
        let mut cells = vec![
            Cell::Link {
                text: one.name.clone(),
                url: urls::employee(org, one.id),
                note: Some(one.email.clone()),
            },
            Cell::Two {
                text: role,
                note: one.position.clone(),
            },
            Cell::text(until),
            Cell::text(seen),
            Cell::Tag(member_tag(t, one.state)),
        ];
        if can_manage {
            let is_self = one.person == member.signed_in.actor.person;
            let actions = if is_self || one.state == MemberState::Removed {
                Vec::new()
            } else {
                vec![
                    Action::new(t.get("form-change"), urls::employee(org, one.id))
                        .about(one.name.clone()),
                ]
            };
            cells.push(Cell::Actions(actions));
        }
        Row::new(cells)
    });
    let mut columns = vec![
        Column::new(t.get("employees-name")),
        Column::new(t.get("employees-role")),
        Column::new(t.get("employees-until")),
        Column::new(t.get("employees-seen")),
        Column::new(t.get("employees-state")),
    ];
    if can_manage {
        columns.push(Column::hidden(t.get("list-actions")));
    }
    Table {
        caption: t.get("menu-employees").into_owned(),
        columns,
        rows: rows.collect(),
    }
}

fn invitation_line(member: &Member, one: &Invitation) -> InvitationLine {
    let t = member.t();
    let org = member.organization();
    let color = if one.state == InvitationState::Expired {
        Color::Warning
    } else {
        Color::Info
    };
    InvitationLine {
        name: one.name(),
        email: one.email.clone(),
        role: role_label(t, member.standing.kind, one.role),
        expires: t.with1(
            "invitation-expires",
            "date",
            t.date_time(one.expires_at, member.zone()),
        ),
        tag: Tag::new(
            t.get(&format!("invitation-state-{}", one.state.name())),
            color,
        ),
        resend_url: urls::resend_invitation(org, one.id),
        cancel_url: urls::cancel_invitation(org, one.id),
    }
}
