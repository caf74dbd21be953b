//! The first page: what this is and how to begin.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::start::after;
use crate::app::App;
use crate::error::PageError;
use crate::frame;
use crate::respond::{page, see_other};
use crate::shell::Shell;
use crate::visitor::{SignedIn, Visitor};

#[derive(Template)]
#[template(path = "pages/accounts/landing.html")]
struct LandingPage {
    shell: Shell,
    is_demo: bool,
}

pub(crate) async fn show(State(app): State<App>, visitor: Visitor) -> Result<Response, PageError> {
    if let Some(signed_in) = SignedIn::from_visitor(visitor.clone()) {
        let url = after(&app, &visitor, signed_in.person.id, "").await?;
        return Ok(see_other(&url));
    }
    let shell = frame::public(&visitor, visitor.t.get("landing-title"));
    page(&LandingPage {
        shell,
        is_demo: app.site.is_demo,
    })
}
