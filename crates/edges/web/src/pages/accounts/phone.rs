//! The phone of the profile, confirmed by a code in a text message.

use accounts::AccountError;
use axum::Form;
use axum::extract::State;
use axum::response::Response;
use requisites::Phone;
use serde::Deserialize;

use super::profile::prepare;
use super::{fault_text, refusal, sms};
use crate::app::App;
use crate::error::PageError;
use crate::patterns::ErrorSummary;
use crate::respond::{done, invalid};
use crate::urls;
use crate::visitor::SignedIn;

#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Input {
    phone: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct CodeInput {
    code: String,
}

pub(crate) async fn submit(
    State(app): State<App>,
    signed_in: SignedIn,
    Form(input): Form<Input>,
) -> Result<Response, PageError> {
    let t = signed_in.t();
    let limits = sms(&app);
    let error = match Phone::parse(&input.phone) {
        Err(fault) => fault_text(t, &t.get("profile-phone-field"), fault),
        Ok(phone) => {
            let (changed, flash) = if limits.is_some() {
                let asked =
                    accounts::request_phone_code(&app.db, limits, &signed_in.actor, &phone).await;
                (asked, "flash-phone-code-sent")
            } else {
                let saved = accounts::change_phone(&app.db, &signed_in.actor, &phone).await;
                (saved, "flash-phone-saved")
            };
            match changed {
                Ok(()) => return Ok(done(&app, &urls::profile(), flash)),
                Err(error) => refusal(t, &error, signed_in.now())?.text,
            }
        }
    };
    let mut again = prepare(&app, &signed_in).await?;
    again.phone_field = again.phone_field.value(input.phone).error(Some(error));
    again.errors = ErrorSummary::of([&again.phone_field]);
    again.shell.has_errors = true;
    invalid(&again)
}

pub(crate) async fn submit_code(
    State(app): State<App>,
    signed_in: SignedIn,
    Form(input): Form<CodeInput>,
) -> Result<Response, PageError> {
    let error = match accounts::confirm_phone(&app.db, &signed_in.actor, &input.code).await {
        Ok(()) => return Ok(done(&app, &urls::profile(), "flash-phone-confirmed")),
        Err(error) => error,
    };
    let refusal = refusal(signed_in.t(), &error, signed_in.now())?;
    let mut again = prepare(&app, &signed_in).await?;
    if matches!(error, AccountError::WrongPhoneCode { .. }) {
        again.code_field = again.code_field.error(Some(refusal.text));
        again.errors = ErrorSummary::of([&again.code_field]);
    } else {
        again.errors = refusal.summary();
    }
    again.shell.has_errors = true;
    invalid(&again)
}
