//! Search in the register: by number or name, with filters that stand in the address.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use registry::{Card, DEEPEST_OFFSET, Kind, SearchPage, SearchRequest, Status};
use requisites::OrgId;
use serde::Deserialize;
use texts::Texts;

use super::{regions, search_in};
use crate::app::App;
use crate::error::PageError;
use crate::frame::{self, Section};
use crate::limits::Knock;
use crate::pages::organizations::parts::{fault_text, filter_search};
use crate::patterns::{
    Action, Cell, Choice, Color, Column, EmptyState, Field, Filters, PageHeader, Pagination, Row,
    Table, Tag,
};
use crate::respond;
use crate::shell::Shell;
use crate::urls::{self, RegistryQuery};
use crate::visitor::SignedIn;

const PAGE_SIZE: usize = 20;
/// Longer texts are no names.
const LONGEST_QUERY: usize = 200;

/// The address's query.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Wanted {
    pub(super) q: String,
    region: String,
    status: String,
    kind: String,
    activity: String,
    page: String,
}

impl Wanted {
    /// What the register is asked; what the address has wrong is not asked for.
    pub(super) fn request(&self, page_size: usize) -> SearchRequest {
        SearchRequest {
            text: self.q.trim().chars().take(LONGEST_QUERY).collect(),
            region: regions::known(&self.region),
            status: Status::parse(&self.status),
            kind: Kind::parse(&self.kind),
            activity: activity(&self.activity),
            offset: self.page().saturating_sub(1).saturating_mul(page_size),
            limit: page_size,
        }
    }

    /// Counted from 1.
    pub(super) fn page(&self) -> usize {
        self.page.parse().unwrap_or(1).max(1)
    }

    fn in_address(&self) -> RegistryQuery<'_> {
        RegistryQuery {
            q: self.q.trim(),
            region: &self.region,
            status: &self.status,
            kind: &self.kind,
            activity: self.activity.trim(),
        }
    }

    fn has_filters(&self) -> bool {
        [&self.region, &self.status, &self.kind, &self.activity]
            .iter()
            .any(|filter| !filter.trim().is_empty())
    }
}

/// «46.6» or nothing: anything else would find nothing.
fn activity(code: &str) -> Option<String> {
    let code = code.trim().trim_end_matches('.');
    let is_code = code.len() <= 12
        && code.starts_with(|letter: char| letter.is_ascii_digit())
        && code
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'.');
    is_code.then(|| code.to_owned())
}

/// What was found by other words than the typed ones.
struct Meant {
    /// «Показано по запросу» or «Возможно, вы искали».
    words: String,
    suggestion: String,
    url: String,
}

#[derive(Template)]
#[template(path = "pages/registry/search.html")]
struct RegistryPage {
    shell: Shell,
    header: PageHeader,
    filters: Filters,
    suggest_url: String,
    meant: Option<Meant>,
    table: Table,
    pagination: Pagination,
    empty: Option<EmptyState>,
    /// Of which day the register is.
    as_of: String,
}

pub(crate) async fn page(
    State(app): State<App>,
    signed_in: SignedIn,
    Query(wanted): Query<Wanted>,
) -> Result<Response, PageError> {
    let t = signed_in.t();
    let is_asked = !wanted.q.trim().is_empty() || wanted.has_filters();
    let is_loaded = app.registry.is_loaded();
    let found = if is_asked && is_loaded {
        signed_in.visitor.knock(&app, Knock::Lookup)?;
        search_in(&app.registry, wanted.request(PAGE_SIZE)).await?
    } else {
        SearchPage::default()
    };
    let reachable = found.total.min(u64::try_from(DEEPEST_OFFSET).unwrap_or(0));
    let pages = reachable.div_ceil(u64::try_from(PAGE_SIZE).unwrap_or(1));
    let pages = u32::try_from(pages).unwrap_or(u32::MAX);
    if found.total > 0 && found.cards.is_empty() {
        // Fewer than when the address was written down: the last page there is.
        return Ok(respond::see_other(&urls::registry_search(
            &wanted.in_address(),
            pages,
        )));
    }
    let empty = match (is_loaded, is_asked) {
        (false, _) => Some(not_loaded(t)),
        (true, false) => Some(nothing_typed(t)),
        (true, true) if found.cards.is_empty() => Some(nothing_found(t, &wanted, &found)),
        _ => None,
    };
    let extract = app
        .registry
        .extract_date()
        .map_err(|error| PageError::Internal(error.to_string()))?;
    let title = t.get("registry-title");
    let current = u32::try_from(wanted.page()).unwrap_or(u32::MAX);
    let rows = found.cards.iter().map(|card| row(t, card));
    let list = RegistryPage {
        shell: frame::personal(&app, &signed_in, title.clone(), Section::Registry).await?,
        header: PageHeader::new(title.clone()).lead(t.get("registry-lead")),
        filters: Filters {
            action: urls::registry(),
            fields: fields(t, &wanted),
            reset_url: is_asked.then(urls::registry),
            found: (!found.cards.is_empty()).then(|| {
                let key = if found.is_more {
                    "registry-found-more"
                } else {
                    "registry-found"
                };
                t.count(key, found.total)
            }),
        },
        suggest_url: urls::registry_suggest(),
        meant: meant(t, &wanted, &found),
        table: Table {
            caption: title.into_owned(),
            columns: vec![
                Column::new(t.get("registry-field-name")),
                Column::new(t.get("registry-column-numbers")),
                Column::new(t.get("registry-field-activity")),
                Column::new(t.get("registry-field-status")),
            ],
            rows: rows.collect(),
        },
        pagination: Pagination::new(current, pages, |page| {
            urls::registry_search(&wanted.in_address(), page)
        }),
        empty,
        as_of: extract.map_or_else(String::new, |day| {
            t.with1("registry-as-of", "date", t.day(day))
        }),
    };
    respond::page(&list)
}

fn fields(t: Texts, wanted: &Wanted) -> Vec<Field> {
    let with_any = |key: &str, others: Vec<Choice>| {
        let any = Choice::new("", t.get(key));
        std::iter::once(any).chain(others).collect::<Vec<Choice>>()
    };
    let statuses = Status::ALL.into_iter().map(|status| {
        let name = status.as_str();
        Choice::new(name, t.get(&format!("registry-status-{name}")))
    });
    let kinds = [Kind::Company, Kind::SoleTrader].into_iter().map(|kind| {
        let name = kind.as_str();
        Choice::new(name, t.get(&format!("registry-kind-{name}")))
    });
    vec![
        filter_search(t, "registry-search-label", &wanted.q).maxlength(200),
        Field::select(
            "region",
            t.get("registry-field-region"),
            with_any("registry-any-region", regions::choices(t)),
        )
        .value(&wanted.region),
        Field::select(
            "status",
            t.get("registry-field-status"),
            with_any("registry-any-status", statuses.collect()),
        )
        .value(&wanted.status),
        Field::select(
            "kind",
            t.get("registry-field-kind"),
            with_any("registry-any-kind", kinds.collect()),
        )
        .value(&wanted.kind),
        Field::text("activity", t.get("registry-filter-activity"))
            .value(&wanted.activity)
            .inputmode("decimal")
            .maxlength(12)
            .width(crate::patterns::Width::Tiny),
    ]
}

/// The colour and the words of an entry's status.
pub(super) fn status_tag(t: Texts, status: Status) -> Tag {
    let color = match status {
        Status::Active => Color::Success,
        status if status.is_ended() => Color::Danger,
        _ => Color::Warning,
    };
    Tag::new(
        t.get(&format!("registry-status-{}", status.as_str())),
        color,
    )
}

fn row(t: Texts, card: &Card) -> Row {
    let place = card.address.as_ref().map(|address| address.line.clone());
    let number = |key: &str, number: &str| format!("{}\u{a0}{number}", t.get(key));
    let ogrn = match card.kind {
        Kind::Company => "registry-field-ogrn",
        Kind::SoleTrader => "registry-field-ogrnip",
    };
    let ogrn = number(ogrn, &card.ogrn);
    let activity = card
        .main_activity
        .as_ref()
        .map(|activity| format!("{} {}", activity.code, activity.name));
    Row::new(vec![
        Cell::Link {
            text: card.readable_name(),
            url: urls::registry_entry(&card.ogrn),
            note: place.filter(|place| !place.is_empty()),
        },
        match &card.inn {
            Some(inn) => Cell::Two {
                text: number("registry-field-inn", inn),
                note: ogrn,
            },
            None => Cell::text(ogrn),
        },
        Cell::text(activity.unwrap_or_default()),
        Cell::Tag(status_tag(t, card.status)),
    ])
}

fn meant(t: Texts, wanted: &Wanted, found: &SearchPage) -> Option<Meant> {
    let suggestion = found.suggestion.clone()?;
    let key = if found.is_corrected {
        "registry-shown-for"
    } else {
        "registry-did-you-mean"
    };
    let query = RegistryQuery {
        q: &suggestion,
        ..wanted.in_address()
    };
    Some(Meant {
        words: t.get(key).into_owned(),
        url: urls::registry_search(&query, 1),
        suggestion,
    })
}

fn not_loaded(t: Texts) -> EmptyState {
    EmptyState {
        icon: "landmark",
        title: t.get("registry-not-loaded").into_owned(),
        text: t.get("registry-not-loaded-text").into_owned(),
        action: Some(Action::new(
            t.get("my-organizations-title"),
            urls::my_organizations(),
        )),
    }
}

fn nothing_typed(t: Texts) -> EmptyState {
    EmptyState {
        icon: "search",
        title: t.get("registry-start-title").into_owned(),
        text: t.get("registry-start-text").into_owned(),
        action: None,
    }
}

/// What to do next: without the filters, with the right number, or with the operator's help.
fn nothing_found(t: Texts, wanted: &Wanted, found: &SearchPage) -> EmptyState {
    let q = wanted.q.trim();
    let without_filters = RegistryQuery {
        q,
        ..RegistryQuery::default()
    };
    let is_number = !q.is_empty()
        && q.chars()
            .all(|letter| letter.is_ascii_digit() || letter.is_whitespace());
    let (title, text) = if found.without_filters > 0 {
        (
            t.get("registry-none-with-filters").into_owned(),
            t.count("registry-none-with-filters-text", found.without_filters),
        )
    } else if is_number && let Err(fault) = OrgId::parse(q) {
        (
            t.get("registry-none-title").into_owned(),
            fault_text(t, &fault),
        )
    } else {
        (
            t.get("registry-none-title").into_owned(),
            t.get("registry-none-text").into_owned(),
        )
    };
    EmptyState {
        icon: "search",
        title,
        text,
        action: Some(if wanted.has_filters() {
            Action::primary(
                t.get("registry-without-filters"),
                urls::registry_search(&without_filters, 1),
            )
        } else {
            Action::new(
                t.get("inquiry-new"),
                urls::ask_about_organization("", "", if is_number { "" } else { q }, ""),
            )
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_wrong_in_the_address_is_not_asked_for() {
        let wanted = Wanted {
            q: format!("  {} ", "ю".repeat(500)),
            region: "7".into(),
            status: "excellent".into(),
            kind: "company".into(),
            activity: " 46. ".into(),
            page: "x".into(),
        };
        let request = wanted.request(20);
        assert_eq!(request.text.chars().count(), LONGEST_QUERY);
        assert_eq!((request.region, request.status), (None, None));
        assert_eq!(request.kind, Some(Kind::Company));
        assert_eq!(request.activity.as_deref(), Some("46"));
        assert_eq!(request.offset, 0);
        assert_eq!(activity("46; drop"), None);
        assert_eq!(activity(""), None);
    }

    #[test]
    fn a_far_page_is_no_overflow() {
        let wanted = Wanted {
            page: usize::MAX.to_string(),
            ..Wanted::default()
        };
        assert_eq!(wanted.request(20).offset, usize::MAX);
    }
}
