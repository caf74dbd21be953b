//! «Обзор»: what needs attention, for an applicant and for an authority.

use access::{OrganizationKind, Permission, rights};
use applications::{Figures, Filter, QueueFilter, State as AppState};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use texts::Texts;

use super::chart::{Chart, chart};
use super::list;
use super::parts::only_serious;
use crate::app::App;
use crate::error::PageError;
use crate::frame::{self, Section};
use crate::pages::authority::queue;
use crate::patterns::{Action, Alert, Color, EmptyState, PageHeader, StatCard, Table};
use crate::respond;
use crate::shell::Shell;
use crate::urls::{self, QueueQuery};
use crate::visitor::Member;

#[derive(Template)]
#[template(path = "pages/applications/overview.html")]
struct OverviewPage {
    shell: Shell,
    header: PageHeader,
    alert: Option<Alert>,
    stats: Vec<StatCard>,
    table_title: String,
    table_all: String,
    table_url: String,
    table: Table,
    empty: EmptyState,
    chart: Option<Chart>,
    notices: Vec<NoticeLine>,
}

struct NoticeLine {
    text: String,
    when: String,
    url: String,
    is_read: bool,
}

/// Lines in the table, and notices beside it.
const SHOWN: usize = 6;

pub(crate) async fn page(State(app): State<App>, member: Member) -> Result<Response, PageError> {
    member.grant::<rights::ViewOrganization>()?;
    let t = member.t();
    let org = member.organization();
    let mut shell =
        frame::cabinet(&app, &member, t.get("menu-overview"), Section::Overview).await?;
    shell.follow(&urls::overview_events(org));
    let name = shell
        .organization()
        .map_or(String::new(), |own| own.name.clone());
    let updated = t.with(
        "overview-lead",
        &[
            ("organization", &name),
            ("time", &t.time(member.now(), member.zone())),
        ],
    );
    let (own, _) =
        notifications::page(&app.db, &member.signed_in.actor, 1, t, member.zone()).await?;
    let mut page = OverviewPage {
        shell,
        header: PageHeader::new(t.get("menu-overview")).lead(updated),
        alert: None,
        stats: Vec::new(),
        table_title: String::new(),
        table_all: String::new(),
        table_url: String::new(),
        table: Table::default(),
        empty: EmptyState::default(),
        chart: None,
        notices: own
            .into_iter()
            .take(SHOWN)
            .map(|notice| NoticeLine {
                when: t.relative(notice.at, member.now(), member.zone()),
                text: notice.text,
                url: notice.link,
                is_read: notice.is_read,
            })
            .collect(),
    };
    if !member.standing.is_active && !member.standing.is_ended {
        page.alert = Some(Alert::new(Color::Warning, t.get("overview-inactive")));
    } else if member.standing.kind == OrganizationKind::Authority {
        fill_for_authority(&app, &member, &mut page).await?;
    } else {
        fill_for_applicant(&app, &member, &mut page).await?;
    }
    respond::page(&page)
}

async fn fill_for_applicant(
    app: &App,
    member: &Member,
    page: &mut OverviewPage,
) -> Result<(), PageError> {
    let (t, org, now) = (member.t(), member.organization(), member.now());
    let grant = member.grant::<rights::ViewApplications>()?;
    let Figures { counts, months } = applications::figures(&app.db, &grant, now, member.zone())
        .await
        .map_err(only_serious)?;
    let mut found = applications::list(&app.db, &grant, &Filter::default())
        .await
        .map_err(only_serious)?;
    found.lines.truncate(SHOWN);
    let list_of = |state: AppState| urls::applications_page(org, "", state.name(), "", 1);
    let in_work = counts.of(AppState::Submitted)
        + counts.of(AppState::InWork)
        + counts.of(AppState::AtApproval);
    page.stats = vec![
        stat(
            t,
            "in-work",
            "clock",
            Color::Info,
            in_work,
            Some(("new-this-week", counts.new)),
            urls::applications(org),
        ),
        stat(
            t,
            "additions",
            "circle-alert",
            Color::Warning,
            counts.of(AppState::AdditionRequired),
            None,
            list_of(AppState::AdditionRequired),
        ),
        stat(
            t,
            "drafts",
            "pencil",
            Color::Neutral,
            counts.of(AppState::Draft),
            None,
            list_of(AppState::Draft),
        ),
        stat(
            t,
            "approved",
            "circle-check",
            Color::Success,
            counts.of(AppState::Approved),
            Some(("refused", counts.of(AppState::Refused))),
            list_of(AppState::Approved),
        ),
    ];
    page.table_title = t.get("overview-last").into_owned();
    page.table_all = t.get("overview-all-applications").into_owned();
    page.table_url = urls::applications(org);
    page.table = narrow(list::table(member, &found.lines));
    let apply = Action::primary(t.get("application-apply"), urls::catalogue(org)).icon("plus");
    let may_apply = member.standing.allows(Permission::EditApplications);
    page.empty = EmptyState {
        icon: "file-text",
        title: t.get("applications-empty-title").into_owned(),
        text: t.get("applications-empty-text").into_owned(),
        action: may_apply.then(|| apply.clone()),
    };
    page.chart = Some(chart(t, member.zone(), &months));
    if may_apply {
        page.header.actions.push(apply);
    }
    Ok(())
}

async fn fill_for_authority(
    app: &App,
    member: &Member,
    page: &mut OverviewPage,
) -> Result<(), PageError> {
    let (t, org, now) = (member.t(), member.organization(), member.now());
    let grant = member.grant::<rights::ViewQueue>()?;
    let Figures { counts, months } =
        applications::queue_figures(&app.db, &grant, now, member.zone())
            .await
            .map_err(only_serious)?;
    let mut found = applications::queue(&app.db, &grant, &QueueFilter::default(), now)
        .await
        .map_err(only_serious)?;
    found.lines.truncate(SHOWN);
    let of = |state: AppState| {
        urls::queue_page(
            org,
            &QueueQuery {
                state: state.name(),
                ..QueueQuery::default()
            },
            1,
        )
    };
    let late = urls::queue_page(
        org,
        &QueueQuery {
            overdue: "on",
            ..QueueQuery::default()
        },
        1,
    );
    page.stats = vec![
        stat(
            t,
            "waiting",
            "inbox",
            Color::Info,
            counts.of(AppState::Submitted),
            Some(("new-this-week", counts.new)),
            of(AppState::Submitted),
        ),
        stat(
            t,
            "considered",
            "clock",
            Color::Info,
            counts.of(AppState::InWork),
            Some(("asked", counts.of(AppState::AdditionRequired))),
            of(AppState::InWork),
        ),
        stat(
            t,
            "at-approval",
            "stamp",
            Color::Accent,
            counts.of(AppState::AtApproval),
            None,
            of(AppState::AtApproval),
        ),
        stat(
            t,
            "overdue",
            "triangle-alert",
            Color::Danger,
            counts.overdue,
            None,
            late,
        ),
    ];
    page.table_title = t.get("overview-nearest").into_owned();
    page.table_all = t.get("overview-whole-queue").into_owned();
    page.table_url = urls::queue(org);
    page.table = narrow(queue::table(member, &found.lines));
    page.empty = EmptyState {
        icon: "inbox",
        title: t.get("queue-empty-title").into_owned(),
        text: t.get("queue-empty-text").into_owned(),
        action: None,
    };
    page.chart = Some(chart(t, member.zone(), &months));
    Ok(())
}

/// Without its fourth column (the term of one's own, the holder in the queue): beside the notices
/// there is room for four.
fn narrow(mut table: Table) -> Table {
    const LEFT_OUT: usize = 3;
    if table.columns.len() > LEFT_OUT {
        table.columns.remove(LEFT_OUT);
        for row in &mut table.rows {
            row.cells.remove(LEFT_OUT);
        }
    }
    table
}

/// A card; its note is counted too, or is a plain text.
fn stat(
    t: Texts,
    name: &str,
    icon: &'static str,
    color: Color,
    number: u64,
    note: Option<(&str, u64)>,
    url: String,
) -> StatCard {
    StatCard {
        icon,
        label: t.get(&format!("stat-{name}")).into_owned(),
        value: t.number(i64::try_from(number).unwrap_or(i64::MAX)),
        note: match note {
            Some((key, number)) => t.count(&format!("stat-note-{key}"), number),
            None => t.get(&format!("stat-note-{name}")).into_owned(),
        },
        url: Some(url),
        color,
    }
}
