//! What a code means that somebody quotes to support (R34).

use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;
use texts::Texts;

use crate::app::App;
use crate::error::PageError;
use crate::frame::{self, Section};
use crate::pages::organizations::parts::filter_search;
use crate::patterns::{Cell, Column, EmptyState, Filters, PageHeader, Pagination, Row, Table};
use crate::respond;
use crate::urls;
use crate::visitor::Operator;

use super::requests::ListPage;

/// Codes that are shown at once.
const MOST: usize = 200;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Wanted {
    q: String,
}

pub(crate) async fn page(
    State(app): State<App>,
    operator: Operator,
    Query(wanted): Query<Wanted>,
) -> Result<Response, PageError> {
    let t = operator.signed_in.t();
    let q: String = wanted.q.trim().chars().take(20).collect();
    let found = if q.is_empty() {
        Vec::new()
    } else {
        beginning_with(t, &q.to_uppercase())
    };
    let title = t.get("menu-operator-codes");
    let rows = found.iter().map(|(code, text)| {
        let advice = format!("advice-{code}");
        Row::new(vec![
            Cell::text(code.clone()),
            Cell::text(text.clone()),
            Cell::text(if t.has(&advice) {
                t.get(&advice).into_owned()
            } else {
                String::new()
            }),
        ])
    });
    let empty = if q.is_empty() { "ask" } else { "none" };
    respond::page(&ListPage {
        table: Table {
            caption: title.clone().into_owned(),
            columns: vec![
                Column::new(t.get("operator-code")),
                Column::new(t.get("operator-code-text")),
                Column::new(t.get("operator-code-advice")),
            ],
            rows: rows.collect(),
        },
        shell: frame::operator(&app, &operator, title.clone(), Section::OperatorCodes).await?,
        header: PageHeader::new(title).lead(t.get("operator-codes-lead")),
        filters: Filters {
            action: urls::operator_codes(""),
            fields: vec![filter_search(t, "operator-codes-search", &q)],
            reset_url: (!q.is_empty()).then(|| urls::operator_codes("")),
            found: (!q.is_empty()).then(|| t.count("operator-codes-found", found.len())),
        },
        empty: EmptyState {
            icon: "search",
            title: t.get(&format!("operator-codes-{empty}-title")).into_owned(),
            text: t.get(&format!("operator-codes-{empty}-text")).into_owned(),
            action: None,
        },
        pagination: Pagination::new(1, 1, |_| urls::operator_codes(&q)),
    })
}

/// Codes with their texts; `LNK` and `LNK-0` find all that begin so. Without the dash it works too.
fn beginning_with(t: Texts, typed: &str) -> Vec<(String, String)> {
    let bare = |text: &str| text.replace(['-', ' ', '–', '—'], "");
    let wanted = bare(typed);
    let mut found = Vec::new();
    for family in texts::CODE_FAMILIES {
        for number in 0..1000 {
            let code = format!("{family}-{number:03}");
            if !bare(&code).starts_with(&wanted) {
                continue;
            }
            if let Some(text) = text_of(t, &code) {
                found.push((code, text));
                if found.len() == MOST {
                    return found;
                }
            }
        }
    }
    found
}

/// A refusal, an operator's remark, or an error page.
fn text_of(t: Texts, code: &str) -> Option<String> {
    let page = format!("error-page-{}-title", code.to_lowercase());
    [format!("error-{code}"), format!("remark-{code}"), page]
        .iter()
        .find(|key| t.has(key))
        // Variables are known only where the refusal is made: here they stay names in braces.
        .map(|key| {
            t.with(
                key,
                &PLACES.map(|(name, place)| (name, place as &dyn texts::ToArg)),
            )
        })
}

/// Stand-ins for the variables of refusals.
const PLACES: [(&str, &&str); 12] = [
    ("count", &"…"),
    ("limit", &"…"),
    ("left", &"…"),
    ("typed", &"…"),
    ("registered", &"…"),
    ("documents", &"…"),
    ("found", &"…"),
    ("position", &"…"),
    ("expected", &"…"),
    ("got", &"…"),
    ("name", &"…"),
    ("max", &"…"),
];
