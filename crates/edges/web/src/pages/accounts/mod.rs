//! The first page, registration, sign-in, recovery, and a person's own data and security.

mod code;
mod confirm;
mod landing;
mod legal;
mod phone;
mod profile;
mod qr;
mod recover;
pub(crate) mod register;
mod security;
mod sessions;
mod sign_in;
pub(crate) mod start;
#[cfg(test)]
mod tests;
mod totp;

use std::time::Duration;

use accounts::{AccountError, Hasher, Origin, PolicyRule, SmsLimits};
use axum::Router;
use axum::routing::{get, post};
use jiff::Timestamp;
use requisites::{Fault, Param};
use texts::{Texts, ToArg};

use crate::app::App;
use crate::error::PageError;
use crate::patterns::{Alert, Color, ErrorLink, ErrorSummary};
use crate::visitor::Visitor;

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/", get(landing::show))
        .route("/register", get(register::show).post(register::submit))
        .route("/register/sent", get(register::sent))
        .route("/register/resend", post(register::resend))
        .route(
            "/register/confirm",
            get(confirm::show).post(confirm::submit),
        )
        .route("/sign-in", get(sign_in::show).post(sign_in::submit))
        .route("/sign-in/code", get(code::show).post(code::submit))
        .route("/start", get(start::show))
        .route("/sign-out", post(sign_in::sign_out))
        .route("/recover", get(recover::show).post(recover::submit))
        .route("/recover/sent", get(recover::sent))
        .route(
            "/recover/new",
            get(recover::show_new).post(recover::submit_new),
        )
        .route("/me/profile", get(profile::show).post(profile::submit))
        .route("/me/profile/phone", post(phone::submit))
        .route("/me/profile/phone/code", post(phone::submit_code))
        .route("/me/security", get(security::show))
        .route("/me/security/password", post(security::submit))
        .route("/me/security/totp", get(totp::show).post(totp::submit))
        .route(
            "/me/security/totp/off",
            get(totp::ask_off).post(totp::submit_off),
        )
        .route(
            "/me/security/totp/codes",
            get(totp::ask_codes).post(totp::submit_codes),
        )
        .route(
            "/me/security/sessions/end-others",
            post(sessions::end_others),
        )
        .route("/me/security/sessions/{id}/end", post(sessions::end))
        .route("/terms", get(legal::terms))
        .route("/privacy", get(legal::privacy))
}

/// The passwords of the whole process take turns.
pub(crate) fn hasher() -> Result<&'static Hasher, PageError> {
    Hasher::shared().map_err(|error| PageError::Internal(error.to_string()))
}

/// How many text messages may be asked for; nothing where none can be sent.
fn sms(app: &App) -> Option<SmsLimits> {
    app.site.has_sms.then(|| app.limits.sms())
}

pub(crate) fn origin(visitor: &Visitor) -> Origin {
    Origin {
        ip: visitor.ip,
        user_agent: visitor.user_agent.clone(),
        request_id: visitor.request_id.clone(),
    }
}

/// A refusal as its reader sees it.
struct Refusal {
    code: &'static str,
    text: String,
}

/// The words of a refusal; what is no refusal becomes the error page.
fn refusal(t: Texts, error: &AccountError, now: Timestamp) -> Result<Refusal, PageError> {
    let code = match error {
        AccountError::Busy => return Err(PageError::TooMany(Duration::from_secs(5))),
        other => other
            .code()
            .ok_or_else(|| PageError::Internal(other.to_string()))?,
    };
    let key = format!("error-{code}");
    let text = match error {
        AccountError::Locked { until } => {
            let seconds = until.duration_since(now).as_secs().max(1);
            t.with1(&key, "minutes", (seconds + 59) / 60)
        }
        AccountError::WrongPhoneCode { left } => t.with1(&key, "left", *left),
        _ => t.get(&key).into_owned(),
    };
    Ok(Refusal { code, text })
}

/// A refusal as a banner with its code.
pub(crate) fn refusal_alert(
    t: Texts,
    error: &AccountError,
    now: Timestamp,
) -> Result<Alert, PageError> {
    let Refusal { code, text } = refusal(t, error, now)?;
    Ok(Alert {
        code: Some(code.to_owned()),
        ..Alert::new(Color::Danger, text)
    })
}

/// A refusal at the top of a form.
pub(crate) fn refusal_summary(
    t: Texts,
    error: &AccountError,
    now: Timestamp,
) -> Result<ErrorSummary, PageError> {
    Ok(refusal(t, error, now)?.summary())
}

impl Refusal {
    /// At the top of the form, not at a field.
    fn summary(self) -> ErrorSummary {
        let link = ErrorLink {
            text: self.text,
            href: None,
            code: Some(self.code.to_owned()),
        };
        ErrorSummary { errors: vec![link] }
    }
}

/// All broken rules of a new password in one text.
fn policy_text(t: Texts, broken: &[PolicyRule]) -> String {
    let rules: Vec<_> = broken.iter().map(|rule| t.error(rule.code())).collect();
    rules.join(". ")
}

/// The rules of a new password, told before it is typed.
fn password_rules(t: Texts) -> Vec<String> {
    ["length", "digit", "special", "own"]
        .iter()
        .map(|rule| t.get(&format!("password-rule-{rule}")).into_owned())
        .collect()
}

/// What is wrong with a typed requisite.
pub(crate) fn fault_text(t: Texts, label: &str, fault: Fault) -> String {
    let params = fault.params();
    let mut args: Vec<(&str, &dyn ToArg)> = vec![("label", &label)];
    for (name, param) in &params {
        match param {
            Param::Number(number) => args.push((name, number)),
            Param::Text(text) => args.push((name, text)),
        }
    }
    t.with(&format!("error-{}", fault.code()), &args)
}
