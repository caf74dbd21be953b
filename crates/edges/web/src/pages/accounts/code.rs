//! The second step of signing in: a one-time code.

use std::sync::Arc;

use accounts::AccountError;
use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;

use super::sign_in::Next;
use super::start::{after, enter};
use super::{origin, refusal};
use crate::app::App;
use crate::error::PageError;
use crate::frame;
use crate::limits::Knock;
use crate::patterns::{ErrorSummary, Field, Width};
use crate::respond::{invalid, page, see_other};
use crate::shell::Shell;
use crate::urls;
use crate::visitor::{Visitor, safe_next};

#[derive(Deserialize)]
pub(crate) struct Input {
    #[serde(default)]
    code: String,
    #[serde(default)]
    next: String,
}

#[derive(Template)]
#[template(path = "pages/accounts/code.html")]
struct CodePage {
    shell: Shell,
    errors: ErrorSummary,
    field: Field,
    next: String,
}

pub(crate) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Query(query): Query<Next>,
) -> Result<Response, PageError> {
    match waiting(&visitor) {
        Some(_) => page(&form(&visitor, &query.next)),
        None => elsewhere(&app, &visitor, &query.next).await,
    }
}

pub(crate) async fn submit(
    State(app): State<App>,
    visitor: Visitor,
    Form(input): Form<Input>,
) -> Result<Response, PageError> {
    visitor.knock(&app, Knock::SignIn)?;
    let Some(session) = waiting(&visitor) else {
        return elsewhere(&app, &visitor, &input.next).await;
    };
    let finished = accounts::finish_sign_in(
        &app.db,
        &app.master,
        &session,
        &input.code,
        &origin(&visitor),
    )
    .await;
    match finished {
        Ok(session) => {
            let url = after(&app, &visitor, session.person, &input.next).await?;
            enter(&app, &visitor, &session, &url).await
        }
        Err(error) => {
            let mut again = form(&visitor, &input.next);
            let refusal = refusal(visitor.t, &error, visitor.now)?;
            if matches!(error, AccountError::WrongCode) {
                again.field.error = Some(refusal.text);
                again.errors = ErrorSummary::of([&again.field]);
            } else {
                again.errors = refusal.summary();
            }
            again.shell.has_errors = true;
            invalid(&again)
        }
    }
}

fn waiting(visitor: &Visitor) -> Option<Arc<accounts::SignedIn>> {
    visitor
        .session
        .clone()
        .filter(|session| session.second_factor_pending)
}

/// Signed in already, or not begun.
async fn elsewhere(app: &App, visitor: &Visitor, next: &str) -> Result<Response, PageError> {
    let url = match &visitor.session {
        Some(session) => after(app, visitor, session.person.id, next).await?,
        None => urls::sign_in_then(safe_next(next).unwrap_or_default()),
    };
    Ok(see_other(&url))
}

fn form(visitor: &Visitor, next: &str) -> CodePage {
    let t = visitor.t;
    CodePage {
        shell: frame::public(visitor, t.get("sign-in-code-title")),
        errors: ErrorSummary::default(),
        field: Field::text("code", t.get("sign-in-code-field"))
            .hint(t.get("sign-in-code-hint"))
            .autocomplete("one-time-code")
            .maxlength(40)
            .width(Width::Short),
        next: safe_next(next).unwrap_or_default().to_owned(),
    }
}
