//! A light look-up of people; looking somebody up is in the journal.

use ::organizations::{directory, pages_of};
use audit::Entry;
use axum::extract::{Query, State};
use axum::response::Response;
use db::{DbError, Unit};
use serde::Deserialize;

use super::requests::ListPage;
use crate::app::App;
use crate::error::PageError;
use crate::frame::{self, Section};
use crate::pages::organizations::parts::{filter_search, page_number};
use crate::patterns::{
    Cell, Color, Column, EmptyState, Filters, PageHeader, Pagination, Row, Table, Tag,
};
use crate::respond;
use crate::urls;
use crate::visitor::Operator;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Wanted {
    q: String,
    page: String,
}

pub(crate) async fn page(
    State(app): State<App>,
    operator: Operator,
    Query(wanted): Query<Wanted>,
) -> Result<Response, PageError> {
    let t = operator.signed_in.t();
    let search: String = wanted.q.trim().chars().take(100).collect();
    let number = wanted.page.parse().unwrap_or(1);
    // Nobody leafs through all people: a look-up begins with a part of a name or an address.
    let (lines, total) = if search.chars().count() < 2 {
        (Vec::new(), 0)
    } else {
        let grant = operator.grant.clone();
        let details = serde_json::json!({ "search": search });
        app.db
            .write(async move |unit: Unit| {
                audit::record(
                    &unit,
                    Entry::by_operator(&grant, "operator.people-search").details(details),
                )
                .await?;
                Ok::<_, DbError>(())
            })
            .await?;
        directory::people(
            &app.db,
            &operator.grant,
            &search,
            number,
            operator.signed_in.now(),
        )
        .await?
    };
    let rows = lines.into_iter().map(|one| {
        let tag = if one.is_locked {
            Tag::new(t.get("operator-person-locked"), Color::Danger)
        } else if one.email_confirmed {
            Tag::new(t.get("operator-person-active"), Color::Success)
        } else {
            Tag::new(t.get("operator-person-unconfirmed"), Color::Warning)
        };
        let second = if one.has_second_factor {
            "operator-person-totp-on"
        } else {
            "operator-person-totp-off"
        };
        Row::new(vec![
            Cell::Two {
                text: one.name,
                note: one.email,
            },
            Cell::text(one.organizations.to_string()),
            Cell::text(t.get(second)),
            Cell::text(t.date_short(one.created_at, &operator.signed_in.zone)),
            Cell::Tag(tag),
        ])
    });
    let title = t.get("menu-operator-people");
    let pages = pages_of(total);
    respond::page(&ListPage {
        table: Table {
            caption: title.clone().into_owned(),
            columns: vec![
                Column::new(t.get("employees-name")),
                Column::number(t.get("menu-operator-organizations")),
                Column::new(t.get("operator-person-totp")),
                Column::new(t.get("operator-person-since")),
                Column::new(t.get("my-organizations-status")),
            ],
            rows: rows.collect(),
        },
        shell: frame::operator(&app, &operator, title.clone(), Section::OperatorPeople).await?,
        header: PageHeader::new(title).lead(t.get("operator-people-lead")),
        filters: Filters {
            action: urls::operator_people(),
            fields: vec![filter_search(t, "operator-people-search", &wanted.q)],
            reset_url: (!wanted.q.is_empty()).then(urls::operator_people),
            found: (!search.is_empty()).then(|| t.count("operator-people-found", total)),
        },
        empty: EmptyState {
            icon: "users",
            title: t.get("operator-people-empty-title").into_owned(),
            text: t.get("operator-people-empty-text").into_owned(),
            action: None,
        },
        pagination: Pagination::new(
            page_number(number.clamp(1, pages)),
            page_number(pages),
            |page| urls::operator_people_page(&wanted.q, page),
        ),
    })
}
