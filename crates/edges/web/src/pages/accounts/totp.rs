//! One-time codes: turning on, off, and new recovery codes.

use accounts::{AccountError, Enrolment};
use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use super::{hasher, qr, refusal};
use crate::app::App;
use crate::assets::SafeHtml;
use crate::error::PageError;
use crate::frame::{self, Section};
use crate::patterns::{Confirm, ErrorSummary, Field, PageHeader, Width};
use crate::respond::{done, invalid, page, see_other};
use crate::shell::Shell;
use crate::urls;
use crate::visitor::SignedIn;

#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Input {
    code: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct PasswordInput {
    password: String,
}

#[derive(Template)]
#[template(path = "pages/accounts/totp.html")]
struct TotpPage {
    shell: Shell,
    header: PageHeader,
    errors: ErrorSummary,
    qr: SafeHtml,
    manual_key: String,
    field: Field,
}

#[derive(Template)]
#[template(path = "pages/accounts/recovery_codes.html")]
struct CodesPage {
    shell: Shell,
    header: PageHeader,
    codes: Vec<String>,
}

#[derive(Template)]
#[template(path = "pages/accounts/totp_confirm.html")]
struct ConfirmPage {
    shell: Shell,
    errors: ErrorSummary,
    confirm: Confirm,
    field: Field,
}

/// What the password is asked again for.
#[derive(Clone, Copy)]
enum Wanted {
    Off,
    Codes,
}

pub(crate) async fn show(
    State(app): State<App>,
    signed_in: SignedIn,
) -> Result<Response, PageError> {
    match begin(&app, &signed_in).await? {
        Some(enrolment) => page(&form(&app, &signed_in, &enrolment).await?),
        None => Ok(see_other(&urls::security())),
    }
}

pub(crate) async fn submit(
    State(app): State<App>,
    signed_in: SignedIn,
    Form(input): Form<Input>,
) -> Result<Response, PageError> {
    let enabled = accounts::enable_totp(&app.db, &app.master, &signed_in.actor, &input.code).await;
    let error = match enabled {
        Ok(codes) => return show_codes(&app, &signed_in, codes).await,
        Err(error) => error,
    };
    // Codes that are on already, or a secret that was never shown: begin again.
    let Some(enrolment) = begin(&app, &signed_in).await? else {
        return Ok(see_other(&urls::security()));
    };
    let mut again = form(&app, &signed_in, &enrolment).await?;
    let refusal = refusal(signed_in.t(), &error, signed_in.now())?;
    again.field.error = Some(refusal.text);
    again.errors = ErrorSummary::of([&again.field]);
    again.shell.has_errors = true;
    invalid(&again)
}

pub(crate) async fn ask_off(
    State(app): State<App>,
    signed_in: SignedIn,
) -> Result<Response, PageError> {
    page(&confirm(&app, &signed_in, Wanted::Off).await?)
}

pub(crate) async fn ask_codes(
    State(app): State<App>,
    signed_in: SignedIn,
) -> Result<Response, PageError> {
    page(&confirm(&app, &signed_in, Wanted::Codes).await?)
}

pub(crate) async fn submit_off(
    State(app): State<App>,
    signed_in: SignedIn,
    Form(input): Form<PasswordInput>,
) -> Result<Response, PageError> {
    let done_off =
        accounts::disable_totp(&app.db, hasher()?, &signed_in.actor, &input.password).await;
    match done_off {
        Ok(()) => Ok(done(&app, &urls::security(), "flash-totp-off")),
        Err(error) => ask_again(&app, &signed_in, Wanted::Off, &error).await,
    }
}

pub(crate) async fn submit_codes(
    State(app): State<App>,
    signed_in: SignedIn,
    Form(input): Form<PasswordInput>,
) -> Result<Response, PageError> {
    let renewed =
        accounts::renew_recovery_codes(&app.db, hasher()?, &signed_in.actor, &input.password).await;
    match renewed {
        Ok(codes) => show_codes(&app, &signed_in, codes).await,
        Err(error) => ask_again(&app, &signed_in, Wanted::Codes, &error).await,
    }
}

async fn begin(app: &App, signed_in: &SignedIn) -> Result<Option<Enrolment>, PageError> {
    let issuer = signed_in.t().get("shell-brand");
    match accounts::begin_totp(&app.db, &app.master, &signed_in.actor, &issuer).await {
        Ok(enrolment) => Ok(Some(enrolment)),
        Err(AccountError::TotpAlreadyOn) => Ok(None),
        Err(error) => Err(PageError::Internal(error.to_string())),
    }
}

async fn form(
    app: &App,
    signed_in: &SignedIn,
    enrolment: &Enrolment,
) -> Result<TotpPage, PageError> {
    let t = signed_in.t();
    Ok(TotpPage {
        shell: frame::personal(app, signed_in, t.get("totp-title"), Section::Security).await?,
        header: PageHeader::new(t.get("totp-title"))
            .crumb(t.get("security-title"), urls::security()),
        errors: ErrorSummary::default(),
        qr: qr::svg(&enrolment.key_uri, &t.get("totp-qr"))?,
        manual_key: enrolment.manual_key.clone(),
        field: Field::digits("code", t.get("totp-code"))
            .autocomplete("one-time-code")
            .maxlength(7)
            .width(Width::Tiny),
    })
}

/// Shown in the answer itself, once: after a redirect they could not be had again.
async fn show_codes(
    app: &App,
    signed_in: &SignedIn,
    codes: Vec<String>,
) -> Result<Response, PageError> {
    let t = signed_in.t();
    page(&CodesPage {
        shell: frame::personal(app, signed_in, t.get("totp-codes-title"), Section::Security)
            .await?,
        header: PageHeader::new(t.get("totp-codes-title")).lead(t.get("totp-codes-text")),
        codes,
    })
}

async fn confirm(
    app: &App,
    signed_in: &SignedIn,
    wanted: Wanted,
) -> Result<ConfirmPage, PageError> {
    let t = signed_in.t();
    let (name, action) = match wanted {
        Wanted::Off => ("totp-off", urls::security_totp_off()),
        Wanted::Codes => ("totp-renew", urls::security_recovery_codes()),
    };
    let text = |part: &str| t.get(&format!("{name}-{part}")).into_owned();
    Ok(ConfirmPage {
        shell: frame::personal(app, signed_in, text("title"), Section::Security).await?,
        errors: ErrorSummary::default(),
        confirm: Confirm {
            title: text("title"),
            text: text("text"),
            action,
            submit: text("submit"),
            danger: matches!(wanted, Wanted::Off),
            cancel_url: urls::security(),
            ..Confirm::default()
        },
        field: Field::current_password("password", t.get("security-password-current")),
    })
}

async fn ask_again(
    app: &App,
    signed_in: &SignedIn,
    wanted: Wanted,
    error: &AccountError,
) -> Result<Response, PageError> {
    if matches!(error, AccountError::TotpOff) {
        return Ok(see_other(&urls::security()));
    }
    let mut again = confirm(app, signed_in, wanted).await?;
    let refusal = refusal(signed_in.t(), error, signed_in.now())?;
    if matches!(error, AccountError::WrongPassword) {
        again.field.error = Some(refusal.text);
        again.errors = ErrorSummary::of([&again.field]);
    } else {
        again.errors = refusal.summary();
    }
    again.shell.has_errors = true;
    invalid(&again)
}
