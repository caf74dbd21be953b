//! A new password by a mailed link.

use accounts::AccountError;
use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::header::SET_COOKIE;
use axum::response::Response;
use requisites::Email;
use serde::Deserialize;

use super::confirm::link_alert;
use super::{fault_text, hasher, origin, password_rules, policy_text, refusal};
use crate::app::App;
use crate::cookies;
use crate::error::PageError;
use crate::frame;
use crate::limits::Knock;
use crate::patterns::{Alert, ErrorSummary, Field};
use crate::respond::{done, invalid, page, see_other};
use crate::shell::Shell;
use crate::urls;
use crate::visitor::Visitor;

#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Input {
    email: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct NewInput {
    token: String,
    password: String,
}

#[derive(Template)]
#[template(path = "pages/accounts/recover.html")]
struct RecoverPage {
    shell: Shell,
    errors: ErrorSummary,
    field: Field,
}

#[derive(Template)]
#[template(path = "pages/accounts/recover_sent.html")]
struct SentPage {
    shell: Shell,
    is_demo: bool,
}

#[derive(Template)]
#[template(path = "pages/accounts/recover_new.html")]
struct NewPage {
    shell: Shell,
    errors: ErrorSummary,
    token: String,
    field: Field,
    /// Why the link does not work.
    bad: Option<Alert>,
}

pub(crate) async fn show(visitor: Visitor) -> Result<Response, PageError> {
    page(&form(&visitor, "", None))
}

pub(crate) async fn submit(
    State(app): State<App>,
    visitor: Visitor,
    Form(input): Form<Input>,
) -> Result<Response, PageError> {
    visitor.knock(&app, Knock::Mail)?;
    if let Err(fault) = Email::parse(&input.email) {
        let text = fault_text(visitor.t, &visitor.t.get("sign-in-email"), fault);
        return invalid(&form(&visitor, &input.email, Some(text)));
    }
    match accounts::request_recovery(&app.db, &input.email, &origin(&visitor)).await {
        Ok(()) => Ok(see_other(&urls::recover_sent())),
        Err(error) => Err(PageError::Internal(error.to_string())),
    }
}

pub(crate) async fn sent(State(app): State<App>, visitor: Visitor) -> Result<Response, PageError> {
    let shell = frame::public(&visitor, visitor.t.get("register-sent-title"));
    page(&SentPage {
        shell,
        is_demo: app.site.is_demo,
    })
}

pub(crate) async fn show_new(
    State(app): State<App>,
    visitor: Visitor,
    Query(link): Query<NewInput>,
) -> Result<Response, PageError> {
    if accounts::recovery_link_is_good(&app.db, &link.token).await? {
        return page(&new_form(&visitor, link.token));
    }
    bad(&visitor)
}

pub(crate) async fn submit_new(
    State(app): State<App>,
    visitor: Visitor,
    Form(input): Form<NewInput>,
) -> Result<Response, PageError> {
    visitor.knock(&app, Knock::SignIn)?;
    let recovered = accounts::recover(
        &app.db,
        hasher()?,
        &input.token,
        &input.password,
        &origin(&visitor),
    )
    .await;
    match recovered {
        Ok(()) => {
            let mut response = done(&app, &urls::sign_in(), "flash-password-recovered");
            response
                .headers_mut()
                .append(SET_COOKIE, cookies::no_session(&app.site));
            Ok(response)
        }
        Err(AccountError::LinkInvalid) => bad(&visitor),
        Err(AccountError::WeakPassword(broken)) => {
            let mut again = new_form(&visitor, input.token);
            again.field.error = Some(policy_text(visitor.t, &broken));
            again.errors = ErrorSummary::of([&again.field]);
            again.shell.has_errors = true;
            invalid(&again)
        }
        Err(error) => {
            let mut again = new_form(&visitor, input.token);
            again.errors = refusal(visitor.t, &error, visitor.now)?.summary();
            again.shell.has_errors = true;
            invalid(&again)
        }
    }
}

fn form(visitor: &Visitor, email: &str, error: Option<String>) -> RecoverPage {
    let t = visitor.t;
    let mut shell = frame::public(visitor, t.get("recover-title"));
    shell.has_errors = error.is_some();
    let field = Field::email("email", t.get("sign-in-email"))
        .value(email)
        .maxlength(254)
        .error(error);
    RecoverPage {
        shell,
        errors: ErrorSummary::of([&field]),
        field,
    }
}

fn new_form(visitor: &Visitor, token: String) -> NewPage {
    let t = visitor.t;
    NewPage {
        shell: frame::public(visitor, t.get("recover-new-title")),
        errors: ErrorSummary::default(),
        token,
        field: Field::new_password("password", t.get("recover-new-password"), password_rules(t)),
        bad: None,
    }
}

fn bad(visitor: &Visitor) -> Result<Response, PageError> {
    let mut again = new_form(visitor, String::new());
    again.shell.has_errors = true;
    again.bad = Some(link_alert(visitor.t, "recover-bad-text"));
    invalid(&again)
}
