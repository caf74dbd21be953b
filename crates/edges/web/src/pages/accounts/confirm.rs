//! Confirming the address by a mailed link. Programs that look into mails open links: so opening
//! one only shows a form. The password in it tells the person who registered from somebody whose
//! address was typed by another; with it the person is signed in at once. An account that was made
//! by a certificate has no password: its person is signed in by the certificate first.

use accounts::{AccountError, ConfirmedBy};
use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;

use super::start::{after, enter};
use super::{hasher, origin, refusal};
use crate::app::App;
use crate::cookies;
use crate::error::PageError;
use crate::frame;
use crate::limits::Knock;
use crate::patterns::{Alert, ErrorSummary, Field};
use crate::respond::{done, invalid, page, see_other};
use crate::shell::Shell;
use crate::urls;
use crate::visitor::{SignedIn, Visitor};

#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Link {
    token: String,
    password: String,
}

#[derive(Template)]
#[template(path = "pages/accounts/confirm.html")]
struct ConfirmPage {
    shell: Shell,
    errors: ErrorSummary,
    token: String,
    /// The password; nothing where being signed in is enough.
    field: Option<Field>,
    /// Why the link does not work.
    bad: Option<Alert>,
}

pub(crate) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Query(link): Query<Link>,
) -> Result<Response, PageError> {
    match accounts::confirmed_by(&app.db, &link.token).await? {
        Some(ConfirmedBy::Password) => page(&form(&visitor, link.token)),
        Some(ConfirmedBy::Session) if SignedIn::from_visitor(visitor.clone()).is_none() => {
            Ok(by_certificate_first(&link.token))
        }
        Some(ConfirmedBy::Session) => page(&own_form(&visitor, link.token)),
        None => bad(&visitor),
    }
}

/// Signs in by the certificate and comes back.
fn by_certificate_first(token: &str) -> Response {
    see_other(&urls::sign_in_certificate(&accounts::links::confirm(token)))
}

/// The button that confirms the address of the account that is signed in.
fn own_form(visitor: &Visitor, token: String) -> ConfirmPage {
    let mut form = form(visitor, token);
    form.field = None;
    form
}

async fn confirm_own(app: &App, visitor: &Visitor, token: String) -> Result<Response, PageError> {
    let Some(signed_in) = SignedIn::from_visitor(visitor.clone()) else {
        return Ok(by_certificate_first(&token));
    };
    match accounts::confirm_own_email(&app.db, &signed_in.actor, &token).await {
        Ok(()) => Ok(done(app, &urls::profile(), "flash-own-email-confirmed")),
        Err(AccountError::LinkInvalid) => bad(visitor),
        Err(error) => {
            let mut again = own_form(visitor, token);
            again.errors = refusal(visitor.t, &error, visitor.now)?.summary();
            again.shell.has_errors = true;
            invalid(&again)
        }
    }
}

pub(crate) async fn submit(
    State(app): State<App>,
    visitor: Visitor,
    Form(link): Form<Link>,
) -> Result<Response, PageError> {
    visitor.knock(&app, Knock::SignIn)?;
    if accounts::confirmed_by(&app.db, &link.token).await? == Some(ConfirmedBy::Session) {
        return confirm_own(&app, &visitor, link.token).await;
    }
    let confirmed = accounts::confirm_email(
        &app.db,
        hasher()?,
        &link.token,
        &link.password,
        &origin(&visitor),
    )
    .await;
    match confirmed {
        Ok(session) => {
            let url = after(&app, &visitor, session.person, "").await?;
            let mut response = enter(&app, &visitor, &session, &url).await?;
            response.headers_mut().append(
                axum::http::header::SET_COOKIE,
                cookies::flash(&app.site, "flash-email-confirmed"),
            );
            Ok(response)
        }
        Err(AccountError::LinkInvalid) => bad(&visitor),
        Err(error) => {
            let mut again = form(&visitor, link.token);
            match (&error, &mut again.field) {
                (AccountError::WrongPassword, Some(field)) => {
                    field.error = Some(visitor.t.get("register-confirm-wrong").into_owned());
                    again.errors = ErrorSummary::of([&*field]);
                }
                _ => again.errors = refusal(visitor.t, &error, visitor.now)?.summary(),
            }
            again.shell.has_errors = true;
            invalid(&again)
        }
    }
}

fn form(visitor: &Visitor, token: String) -> ConfirmPage {
    let t = visitor.t;
    ConfirmPage {
        shell: frame::public(visitor, t.get("register-confirm-title")),
        errors: ErrorSummary::default(),
        token,
        field: Some(Field::current_password(
            "password",
            t.get("register-confirm-password"),
        )),
        bad: None,
    }
}

fn bad(visitor: &Visitor) -> Result<Response, PageError> {
    let mut again = form(visitor, String::new());
    again.shell.has_errors = true;
    again.bad = Some(link_alert(visitor.t, "register-confirm-bad-text"));
    invalid(&again)
}

/// The banner about a mailed link that does not work.
pub(crate) fn link_alert(t: texts::Texts, advice: &str) -> Alert {
    let mut alert =
        Alert::new(crate::patterns::Color::Danger, t.error("ACC-004")).text(t.get(advice));
    alert.code = Some("ACC-004".to_owned());
    alert
}
