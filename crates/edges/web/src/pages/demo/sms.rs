//! The catcher of text messages: a newcomer reads the codes in the browser.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use jiff::tz::TimeZone;
use requisites::Phone;

use crate::app::App;
use crate::error::PageError;
use crate::frame;
use crate::patterns::{Cell, Column, EmptyState, Row, Tab, Table};
use crate::respond::page;
use crate::shell::Shell;
use crate::urls;
use crate::visitor::Visitor;

#[derive(Template)]
#[template(path = "pages/demo/sms_list.html")]
struct ListPage {
    shell: Shell,
    tabs: Vec<Tab>,
    table: Table,
    empty: EmptyState,
}

pub(crate) async fn list(State(app): State<App>, visitor: Visitor) -> Result<Response, PageError> {
    let messages = accounts::caught_sms(&app.db).await?;
    let t = visitor.t;
    let columns = ["demo-sms-text", "demo-sms-to", "demo-sms-when"];
    let rows = messages.into_iter().map(|message| {
        let phone = Phone::parse(&message.phone)
            .map_or_else(|_| message.phone.clone(), |phone| phone.grouped());
        Row::new(vec![
            Cell::text(message.body),
            Cell::text(phone),
            Cell::text(t.relative(message.at, visitor.now, &TimeZone::system())),
        ])
    });
    page(&ListPage {
        shell: frame::public(&visitor, t.get("demo-sms-title")),
        tabs: super::tabs(t, &urls::demo_sms()),
        table: Table {
            caption: t.get("demo-sms-title").into_owned(),
            columns: columns.iter().map(|key| Column::new(t.get(key))).collect(),
            rows: rows.collect(),
        },
        empty: EmptyState {
            title: t.get("demo-sms-empty-title").into_owned(),
            text: t.get("demo-sms-empty-text").into_owned(),
            icon: "message-square",
            action: None,
        },
    })
}
