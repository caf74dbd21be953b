//! The mail catcher: a newcomer reads the mail in the browser.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use jiff::tz::TimeZone;
use notifications::CaughtMail;
use serde::Deserialize;
use uuid::Uuid;

use crate::app::App;
use crate::error::PageError;
use crate::frame;
use crate::patterns::{Cell, Column, EmptyState, Field, Filters, Row, Tab, Table};
use crate::respond::page;
use crate::shell::Shell;
use crate::urls;
use crate::visitor::Visitor;

#[derive(Deserialize)]
pub(crate) struct Wanted {
    #[serde(default)]
    to: String,
}

#[derive(Template)]
#[template(path = "pages/demo/mail_list.html")]
struct ListPage {
    shell: Shell,
    tabs: Vec<Tab>,
    filters: Filters,
    table: Table,
    empty: EmptyState,
}

#[derive(Template)]
#[template(path = "pages/demo/mail_letter.html")]
struct LetterPage {
    shell: Shell,
    letter: CaughtMail,
    when: String,
    back: String,
    pieces: Vec<Piece>,
}

/// A letter's text, cut at its links.
enum Piece {
    Text(String),
    Link(String),
}

pub(crate) async fn list(
    State(app): State<App>,
    visitor: Visitor,
    Query(wanted): Query<Wanted>,
) -> Result<Response, PageError> {
    let letters = notifications::caught_mails(&app.db, &wanted.to).await?;
    let t = visitor.t;
    let columns = ["demo-mail-subject", "demo-mail-to", "demo-mail-when"];
    let rows = letters.into_iter().map(|letter| {
        Row::new(vec![
            Cell::link(letter.subject, urls::demo_letter(letter.id)),
            Cell::text(letter.recipient),
            Cell::text(t.relative(letter.at, visitor.now, &TimeZone::system())),
        ])
    });
    page(&ListPage {
        shell: frame::public(&visitor, t.get("demo-mail-title")),
        tabs: super::tabs(t, &urls::demo_mail()),
        filters: Filters {
            action: urls::demo_mail(),
            fields: vec![Field::text("to", t.get("demo-mail-filter")).value(&wanted.to)],
            reset_url: (!wanted.to.is_empty()).then(urls::demo_mail),
            found: None,
        },
        table: Table {
            caption: t.get("demo-mail-title").into_owned(),
            columns: columns.iter().map(|key| Column::new(t.get(key))).collect(),
            rows: rows.collect(),
        },
        empty: EmptyState {
            title: t.get("demo-mail-empty-title").into_owned(),
            text: t.get("demo-mail-empty-text").into_owned(),
            icon: "mail",
            action: None,
        },
    })
}

pub(crate) async fn letter(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<Uuid>,
) -> Result<Response, PageError> {
    let letter = notifications::caught_mail(&app.db, id)
        .await?
        .ok_or(PageError::NotFound)?;
    page(&LetterPage {
        shell: frame::public(&visitor, letter.subject.clone()),
        when: visitor.t.date_time(letter.at, &TimeZone::system()),
        back: urls::demo_mail(),
        pieces: pieces(&letter.body, app.site.base_url.as_str()),
        letter,
    })
}

/// Links of this site become links; anything else stays text.
fn pieces(body: &str, base_url: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = body;
    while let Some(start) = rest.find(base_url) {
        let (before, from_link) = rest.split_at(start);
        let end = from_link
            .find(char::is_whitespace)
            .unwrap_or(from_link.len());
        pieces.push(Piece::Text(before.to_owned()));
        pieces.push(Piece::Link(from_link[..end].to_owned()));
        rest = &from_link[end..];
    }
    pieces.push(Piece::Text(rest.to_owned()));
    pieces
}
