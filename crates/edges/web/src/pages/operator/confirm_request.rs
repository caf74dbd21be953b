//! Confirming a request, after a question.

use ::organizations::links::{HeadMatch, LinkRequest};
use ::organizations::moderation::{self, Seen};
use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::response::Response;
use db::Unit;
use serde::Deserialize;
use uuid::Uuid;

use super::request::{card_now, find};
use crate::app::App;
use crate::error::PageError;
use crate::frame::{self, Section};
use crate::pages::organizations::parts::{refusal, serious};
use crate::patterns::{Alert, Confirm, SummaryRow};
use crate::respond;
use crate::shell::Shell;
use crate::urls;
use crate::visitor::Operator;

#[derive(Template)]
#[template(path = "pages/operator/confirm.html")]
struct ConfirmPage {
    shell: Shell,
    confirm: Confirm,
    alert: Option<Alert>,
    seen: Seen,
}

/// What the question showed.
#[derive(Deserialize)]
pub(crate) struct Answer {
    #[serde(default)]
    round: i64,
    /// `yes` where the register named the person as the head.
    #[serde(default)]
    head: String,
}

pub(crate) async fn question(
    State(app): State<App>,
    operator: Operator,
    Path(id): Path<Uuid>,
) -> Result<Response, PageError> {
    let (request, ..) = find(&app, &operator, id).await?;
    respond::page(&blank(&app, &operator, &request).await?)
}

pub(crate) async fn submit(
    State(app): State<App>,
    operator: Operator,
    Path(id): Path<Uuid>,
    Form(answer): Form<Answer>,
) -> Result<Response, PageError> {
    let t = operator.signed_in.t();
    let (request, ..) = find(&app, &operator, id).await?;
    let seen = Seen {
        round: answer.round,
        is_head: answer.head == "yes",
    };
    let card = card_now(&app, &request);
    let grant = operator.grant.clone();
    let done = app
        .db
        .write(async move |unit: Unit| {
            moderation::confirm(&unit, &grant, id, seen, card.as_ref()).await
        })
        .await;
    match done {
        Ok(_) => Ok(respond::done(
            &app,
            &urls::operator_requests(),
            "flash-link-confirmed",
        )),
        Err(error) => {
            let error = serious(error)?;
            let mut page = blank(&app, &operator, &request).await?;
            page.alert = Some(refusal(t, &error));
            page.shell.has_errors = true;
            respond::invalid(&page)
        }
    }
}

async fn blank(
    app: &App,
    operator: &Operator,
    request: &LinkRequest,
) -> Result<ConfirmPage, PageError> {
    let t = operator.signed_in.t();
    let title = t.get("operator-confirm-title");
    let card = card_now(app, request);
    let seen = Seen {
        round: request.round,
        is_head: moderation::is_named_as_head(request, card.as_ref()),
    };
    let head = match (&card, seen.is_head) {
        (None, _) => request.head.name(),
        (Some(_), true) => HeadMatch::Matched.name(),
        (Some(_), false) => HeadMatch::Differs.name(),
    };
    Ok(ConfirmPage {
        shell: frame::operator(app, operator, title.clone(), Section::OperatorRequests).await?,
        confirm: Confirm {
            title: title.into_owned(),
            text: t.get("operator-confirm-text").into_owned(),
            rows: vec![
                SummaryRow::new(t.get("link-number"), request.number.clone()),
                SummaryRow::new(t.get("registry-field-name"), request.name.clone()),
                SummaryRow::new(t.get("registry-field-inn"), request.inn.clone()),
                SummaryRow::new(t.get("link-person"), request.person_name.clone()),
                SummaryRow::new(t.get("link-position"), request.position.clone()),
                SummaryRow::new(t.get("link-head"), t.get(&format!("link-head-{head}"))),
            ],
            action: urls::operator_confirm(request.id),
            submit: t.get("operator-confirm").into_owned(),
            danger: false,
            cancel_url: urls::operator_request(request.id),
        },
        alert: None,
        seen,
    })
}
