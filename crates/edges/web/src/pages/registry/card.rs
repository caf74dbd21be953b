//! An entry of the register with all that it tells.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use registry::{Card, Status};
use texts::Texts;

use super::search::status_tag;
use super::{in_background, sections};
use crate::app::App;
use crate::error::PageError;
use crate::frame::{self, Section};
use crate::limits::Knock;
use crate::patterns::{Action, Alert, Color, PageHeader, Summary};
use crate::respond;
use crate::shell::Shell;
use crate::urls;
use crate::visitor::SignedIn;

#[derive(Template)]
#[template(path = "pages/registry/card.html")]
struct CardPage {
    shell: Shell,
    header: PageHeader,
    alert: Option<Alert>,
    sections: Vec<Summary>,
    as_of: String,
}

pub(crate) async fn page(
    State(app): State<App>,
    signed_in: SignedIn,
    Path(ogrn): Path<String>,
) -> Result<Response, PageError> {
    let t = signed_in.t();
    signed_in.visitor.knock(&app, Knock::Lookup)?;
    let registry = app.registry.clone();
    let card = in_background(move || registry.by_ogrn(&ogrn))
        .await?
        .ok_or(PageError::NotFound)?;
    let name = card.readable_name();
    let mut header = PageHeader::new(name.clone())
        .crumb(t.get("registry-title"), urls::registry())
        .tag(status_tag(t, card.status));
    if card.short_name.is_some() && card.full_name != card.display_name() {
        header = header.lead(card.full_name.clone());
    }
    if !card.status.is_ended() {
        header = header.action(
            Action::primary(
                t.get("registry-add-organization"),
                urls::add_organization(&card.ogrn),
            )
            .icon("plus"),
        );
    }
    respond::page(&CardPage {
        shell: frame::personal(&app, &signed_in, name, Section::Registry).await?,
        header,
        alert: alert(t, &card),
        sections: sections::of(t, &card),
        as_of: t.with1("registry-as-of", "date", t.day(card.extracted_on)),
    })
}

/// What everybody must see before the rest: that it is over, or about to be.
fn alert(t: Texts, card: &Card) -> Option<Alert> {
    if card.status == Status::Active && card.status_marks.is_empty() {
        return None;
    }
    let color = match card.status {
        Status::Active => Color::Info,
        status if status.is_ended() => Color::Danger,
        _ => Color::Warning,
    };
    let status = t.get(&format!("registry-status-{}", card.status.as_str()));
    let title = match card.ended_on {
        Some(day) => t.with(
            "registry-status-since",
            &[("status", &status), ("date", &t.day(day))],
        ),
        None => status.into_owned(),
    };
    let marks: Vec<&str> = card
        .status_marks
        .iter()
        .map(|mark| mark.name.as_str())
        .collect();
    let alert = Alert::new(color, title);
    Some(if marks.is_empty() {
        alert
    } else {
        alert.text(marks.join("; "))
    })
}
