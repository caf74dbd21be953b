//! The terms and the processing of personal data: what the consents refer to.

use accounts::CONSENT_VERSION;
use askama::Template;
use axum::response::Response;
use texts::Texts;

use crate::error::PageError;
use crate::frame;
use crate::respond::page;
use crate::shell::Shell;
use crate::visitor::Visitor;

#[derive(Template)]
#[template(path = "pages/accounts/legal.html")]
struct LegalPage {
    shell: Shell,
    title: String,
    version: String,
    parts: Vec<(String, String)>,
}

pub(crate) async fn terms(visitor: Visitor) -> Result<Response, PageError> {
    show(&visitor, "terms", 6)
}

pub(crate) async fn privacy(visitor: Visitor) -> Result<Response, PageError> {
    show(&visitor, "privacy", 8)
}

fn show(visitor: &Visitor, name: &str, parts: u8) -> Result<Response, PageError> {
    let t = visitor.t;
    let title = t.get(&format!("{name}-title")).into_owned();
    let part = |number| {
        let key = format!("{name}-{number}");
        (
            t.get(&format!("{key}-title")).into_owned(),
            t.get(&key).into_owned(),
        )
    };
    page(&LegalPage {
        shell: frame::public(visitor, title.clone()),
        title,
        version: t.with1("legal-version", "date", version(t)),
        parts: (1..=parts).map(part).collect(),
    })
}

fn version(t: Texts) -> String {
    CONSENT_VERSION
        .parse()
        .map_or_else(|_| CONSENT_VERSION.to_owned(), |date| t.day(date))
}
