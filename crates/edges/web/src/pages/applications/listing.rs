//! What the applicant's list and the authority's queue share.

use askama::Template;

use crate::app::App;
use crate::patterns::{
    Action, Choice, EmptyState, Field, FieldKind, Filters, PageHeader, Pagination, Table,
};
use crate::shell::Shell;
use crate::visitor::Member;

/// Characters of a search.
const MAX_SEARCH: u32 = 100;

#[derive(Template)]
#[template(path = "pages/applications/list.html")]
pub(crate) struct ListPage {
    pub(crate) shell: Shell,
    pub(crate) header: PageHeader,
    pub(crate) filters: Filters,
    pub(crate) table: Table,
    pub(crate) empty: EmptyState,
    pub(crate) pagination: Pagination,
}

/// What was searched for, within reason.
pub(crate) fn search_text(typed: &str) -> String {
    typed.trim().chars().take(MAX_SEARCH as usize).collect()
}

pub(crate) fn search_field(member: &Member, label: &str, typed: &str) -> Field {
    let label = member.t().get(label);
    Field::new("q", label, FieldKind::Text("search"))
        .value(typed)
        .maxlength(MAX_SEARCH)
}

pub(crate) fn service_field(app: &App, member: &Member, chosen: &str) -> Field {
    let t = member.t();
    let all = Choice::new("", t.get("applications-all-services"));
    let services = app
        .services
        .all()
        .map(|service| Choice::new(&service.definition.code, &service.definition.title));
    let choices = std::iter::once(all).chain(services).collect();
    Field::select("service", t.get("application-service"), choices).value(chosen)
}

/// What stands in the place of a table when the filters find nothing.
pub(crate) fn nothing_found(member: &Member, reset_url: String) -> EmptyState {
    let t = member.t();
    EmptyState {
        icon: "search",
        title: t.get("applications-nothing-title").into_owned(),
        text: t.get("applications-nothing-text").into_owned(),
        action: Some(Action::new(t.get("list-reset"), reset_url)),
    }
}
