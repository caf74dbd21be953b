//! Signing in with a password, and out.

use accounts::AccountError;
use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::header::SET_COOKIE;
use axum::response::Response;
use serde::Deserialize;

use super::start::{after, enter};
use super::{hasher, origin, refusal};
use crate::app::App;
use crate::cookies;
use crate::error::PageError;
use crate::frame;
use crate::limits::Knock;
use crate::patterns::{ErrorSummary, Field};
use crate::respond::{done, invalid, page, see_other};
use crate::shell::Shell;
use crate::urls;
use crate::visitor::{SignedIn, Visitor, safe_next};

#[derive(Deserialize)]
pub(crate) struct Next {
    #[serde(default)]
    pub(crate) next: String,
}

#[derive(Deserialize)]
pub(crate) struct Input {
    #[serde(default)]
    email: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    next: String,
}

#[derive(Template)]
#[template(path = "pages/accounts/sign_in.html")]
struct SignInPage {
    shell: Shell,
    errors: ErrorSummary,
    fields: Vec<Field>,
    next: String,
    /// The address whose confirming letter can be sent again.
    unconfirmed: Option<String>,
}

pub(crate) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Query(query): Query<Next>,
) -> Result<Response, PageError> {
    if let Some(signed_in) = SignedIn::from_visitor(visitor.clone()) {
        let url = after(&app, &visitor, signed_in.person.id, &query.next).await?;
        return Ok(see_other(&url));
    }
    page(&form(&visitor, "", &query.next))
}

pub(crate) async fn submit(
    State(app): State<App>,
    visitor: Visitor,
    Form(input): Form<Input>,
) -> Result<Response, PageError> {
    visitor.knock(&app, Knock::SignIn)?;
    let signed_in = accounts::sign_in(
        &app.db,
        hasher()?,
        &input.email,
        &input.password,
        &origin(&visitor),
    )
    .await;
    match signed_in {
        Ok(session) => {
            let url = if session.second_factor_pending {
                urls::sign_in_code(safe_next(&input.next).unwrap_or_default())
            } else {
                after(&app, &visitor, session.person, &input.next).await?
            };
            enter(&app, &visitor, &session, &url).await
        }
        Err(error) => {
            let mut again = form(&visitor, &input.email, &input.next);
            again.unconfirmed =
                matches!(error, AccountError::EmailNotConfirmed).then_some(input.email);
            again.errors = refusal(visitor.t, &error, visitor.now)?.summary();
            again.shell.has_errors = true;
            invalid(&again)
        }
    }
}

pub(crate) async fn sign_out(
    State(app): State<App>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    if let Some(session) = &visitor.session {
        accounts::sign_out(&app.db, &session.actor(&origin(&visitor)))
            .await
            .map_err(|error| PageError::Internal(error.to_string()))?;
    }
    let mut response = done(&app, &urls::sign_in(), "flash-signed-out");
    response
        .headers_mut()
        .append(SET_COOKIE, cookies::no_session(&app.site));
    Ok(response)
}

fn form(visitor: &Visitor, email: &str, next: &str) -> SignInPage {
    let t = visitor.t;
    SignInPage {
        shell: frame::public(visitor, t.get("sign-in-title")),
        errors: ErrorSummary::default(),
        fields: vec![
            Field::email("email", t.get("sign-in-email"))
                .value(email)
                .autocomplete("username")
                .maxlength(254),
            Field::current_password("password", t.get("sign-in-password")),
        ],
        next: safe_next(next).unwrap_or_default().to_owned(),
        unconfirmed: None,
    }
}
