//! The register for programs, as JSON: docs/register-api.md. The same people and the same limits as
//! on the pages.

use axum::Json;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::HeaderValue;
use axum::http::header::RETRY_AFTER;
use axum::response::{IntoResponse, Response};
use registry::{Card, Suggestion};
use serde::Deserialize;
use serde_json::{Value, json};
use texts::{Lang, Texts};

use super::search::Wanted;
use super::{in_background, search_in};
use crate::app::App;
use crate::error::PageError;
use crate::limits::Knock;
use crate::urls;
use crate::visitor::SignedIn;

const PAGE_SIZE: usize = 20;
const SUGGESTIONS: usize = 8;
const LONGEST_TEXT: usize = 200;

/// A refusal as JSON: `{"error": {"code": "WEB-429", "message": "…"}}` with the codes of the pages.
pub(crate) struct ApiError {
    error: PageError,
    t: Texts,
}

impl From<PageError> for ApiError {
    fn from(error: PageError) -> Self {
        // Who asks is not known: the cabinet's first language.
        Self {
            error,
            t: Texts::new(Lang::Ru),
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        if let PageError::Internal(reason) = &self.error {
            tracing::error!(%reason, "a request of the API failed");
        }
        let key = format!("error-page-{}-title", self.error.code().to_lowercase());
        let body = json!({"error": {"code": self.error.code(), "message": self.t.get(&key)}});
        let mut response = (self.error.status(), Json(body)).into_response();
        if let PageError::TooMany(wait) = self.error
            && let Ok(seconds) = HeaderValue::from_str(&(wait.as_secs() + 1).to_string())
        {
            response.headers_mut().insert(RETRY_AFTER, seconds);
        }
        response
    }
}

/// Errors of one asker, in their language.
fn of(signed_in: &SignedIn) -> impl Fn(PageError) -> ApiError {
    let t = signed_in.t();
    move |error| ApiError { error, t }
}

fn unreadable() -> PageError {
    PageError::BadRequest("a part of the address has not its form")
}

pub(crate) async fn search(
    State(app): State<App>,
    signed_in: Result<SignedIn, PageError>,
    wanted: Result<Query<Wanted>, QueryRejection>,
) -> Result<Json<Value>, ApiError> {
    let signed_in = signed_in?;
    let refused = of(&signed_in);
    let Query(wanted) = wanted.map_err(|_| refused(unreadable()))?;
    signed_in
        .visitor
        .knock(&app, Knock::Lookup)
        .map_err(&refused)?;
    let found = search_in(&app.registry, wanted.request(PAGE_SIZE))
        .await
        .map_err(&refused)?;
    let t = signed_in.t();
    let entries: Vec<Value> = found.cards.iter().map(|card| entry_json(t, card)).collect();
    Ok(Json(json!({
        "total": found.total,
        "total_is_at_least": found.is_more,
        "page": wanted.page(),
        "page_size": PAGE_SIZE,
        "did_you_mean": found.suggestion,
        "is_corrected": found.is_corrected,
        "total_without_filters": found.without_filters,
        "entries": entries,
    })))
}

/// What was typed so far.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    q: String,
}

pub(crate) async fn suggest(
    State(app): State<App>,
    signed_in: Result<SignedIn, PageError>,
    typed: Result<Query<Typed>, QueryRejection>,
) -> Result<Json<Value>, ApiError> {
    let signed_in = signed_in?;
    let refused = of(&signed_in);
    let Query(Typed { q }) = typed.map_err(|_| refused(unreadable()))?;
    signed_in
        .visitor
        .knock(&app, Knock::Suggest)
        .map_err(&refused)?;
    let text: String = q.trim().chars().take(LONGEST_TEXT).collect();
    let registry = app.registry.clone();
    let found = in_background(move || registry.suggest(&text, SUGGESTIONS))
        .await
        .map_err(&refused)?;
    let t = signed_in.t();
    let suggestions: Vec<Value> = found.iter().map(|one| suggestion_json(t, one)).collect();
    Ok(Json(json!({ "suggestions": suggestions })))
}

pub(crate) async fn entry(
    State(app): State<App>,
    signed_in: Result<SignedIn, PageError>,
    ogrn: Result<Path<String>, PathRejection>,
) -> Result<Json<Value>, ApiError> {
    let signed_in = signed_in?;
    let refused = of(&signed_in);
    let Path(ogrn) = ogrn.map_err(|_| refused(PageError::NotFound))?;
    signed_in
        .visitor
        .knock(&app, Knock::Lookup)
        .map_err(&refused)?;
    let registry = app.registry.clone();
    let card = in_background(move || registry.by_ogrn(&ogrn))
        .await
        .map_err(&refused)?
        .ok_or_else(|| refused(PageError::NotFound))?;
    Ok(Json(entry_json(signed_in.t(), &card)))
}

/// The card as it is kept, with what pages add to it: a name for reading, the status in words, the
/// address of its page.
fn entry_json(t: Texts, card: &Card) -> Value {
    let mut entry = serde_json::to_value(card).unwrap_or_default();
    if let Value::Object(fields) = &mut entry {
        fields.insert("name".into(), card.readable_name().into());
        fields.insert("status_label".into(), status_label(t, card.status).into());
        fields.insert("url".into(), urls::registry_entry(&card.ogrn).into());
    }
    entry
}

fn suggestion_json(t: Texts, one: &Suggestion) -> Value {
    json!({
        "name": one.name,
        "inn": one.inn,
        "ogrn": one.ogrn,
        "kind": one.kind,
        "status": one.status,
        "status_label": status_label(t, one.status),
        "is_ended": one.status.is_ended(),
        "region_code": one.region_code,
        "region": one.region,
        "town": one.town,
        "url": urls::registry_entry(&one.ogrn),
    })
}

fn status_label(t: Texts, status: registry::Status) -> String {
    t.get(&format!("registry-status-{}", status.as_str()))
        .into_owned()
}
