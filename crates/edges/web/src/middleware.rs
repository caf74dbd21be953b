//! What happens to every request and answer.

use std::any::Any;
use std::time::Instant;

use axum::body::{Body, to_bytes};
use axum::extract::{FromRequestParts, MatchedPath, RawPathParams, Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HOST, ORIGIN, REFERRER_POLICY,
    SET_COOKIE, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tracing::Instrument;
use uuid::Uuid;

use crate::FORM_LIMIT;
use crate::app::App;
use crate::cookies;
use crate::error::PageError;
use crate::error_page;
use crate::respond::WithPanel;
use crate::visitor::{Visitor, is_reading};

/// The id of a request, in the log, the journal, the error page and the answer's header.
#[derive(Clone, Debug)]
pub(crate) struct RequestId(pub String);

/// Parameters of routes that are ids; the others are words.
const ID_PARAMS: &[&str] = &["org", "id", "document", "file", "membership", "signature"];

const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Gives the request its id, logs it and counts it. No address, name or query goes to the log.
pub(crate) async fn observe(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let id = app.db.clock().new_id().simple().to_string();
    request.extensions_mut().insert(RequestId(id.clone()));
    let method = request.method().clone();
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("unmatched", MatchedPath::as_str)
        .to_owned();
    let span = tracing::info_span!("request", id = %id, %method, %route);
    let began = Instant::now();
    let mut response = next.run(request).instrument(span.clone()).await;
    let took = began.elapsed();
    let status = response.status().as_u16();
    span.in_scope(|| tracing::info!(status, took_ms = took.as_secs_f64() * 1e3, "answered"));
    metrics::counter!("kabinet_http_requests_total", "route" => route.clone(), "status" => status.to_string())
        .increment(1);
    metrics::histogram!("kabinet_http_seconds", "route" => route).record(took.as_secs_f64());
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(X_REQUEST_ID, value);
    }
    response
}

/// Refuses changes that another site's page asks for, sets the security headers, renders errors,
/// and takes a shown message's cookie away.
pub(crate) async fn guard(State(app): State<App>, request: Request, next: Next) -> Response {
    let is_allowed = is_reading(request.method()) || is_same_site(request.headers());
    let is_reading = is_reading(request.method());
    let (mut parts, body) = request.into_parts();
    let is_nowhere = has_broken_id(&mut parts, &app).await;
    let visitor = Visitor::from_request_parts(&mut parts, &app).await;
    let nonce = visitor
        .as_ref()
        .map(|visitor| visitor.nonce.clone())
        .unwrap_or_default();
    let mut response = match (&visitor, is_allowed) {
        (Ok(_), true) if has_nul(parts.uri.path().as_bytes()) => {
            PageError::NotFound.into_response()
        }
        (Ok(_), true) if has_nul(parts.uri.query().unwrap_or_default().as_bytes()) => {
            PageError::BadRequest("a NUL in the query").into_response()
        }
        (Ok(_), true) => next.run(Request::from_parts(parts, body)).await,
        (Ok(_), false) => PageError::CrossSite.into_response(),
        (Err(error), _) => error.clone().into_response(),
    };
    if let Some(error) = response.extensions_mut().remove::<PageError>() {
        response = error_page::render(&app, visitor.as_ref().ok(), &error, is_reading).await;
    } else if is_bare_refusal(&response) {
        // An extractor refused a part of the address or the body: its words are for programmers.
        let status = response.status();
        let error = if is_nowhere {
            PageError::NotFound
        } else {
            PageError::BadRequest("a part of the request has not its form")
        };
        response = error_page::render(&app, visitor.as_ref().ok(), &error, is_reading).await;
        if !is_nowhere {
            *response.status_mut() = status;
        }
    }
    let has_shown_flash = visitor.is_ok_and(|visitor| visitor.flash.is_some())
        && response.status() == StatusCode::OK
        && is_html(&response);
    if has_shown_flash {
        response
            .headers_mut()
            .append(SET_COOKIE, cookies::no_flash(&app.site));
    }
    secure(&app, &nonce, &mut response);
    response
}

/// Whether the address has something else where an id belongs: then there is nothing at it, for
/// whoever would get as far as to be told.
async fn has_broken_id(parts: &mut Parts, app: &App) -> bool {
    match RawPathParams::from_request_parts(parts, app).await {
        Ok(params) => params
            .iter()
            .any(|(name, value)| ID_PARAMS.contains(&name) && Uuid::try_parse(value).is_err()),
        // Bytes that are no text.
        Err(_) => true,
    }
}

/// A handler's panic, as what the guard makes a page of.
pub(crate) fn panicked(panic: Box<dyn Any + Send>) -> Response {
    PageError::Internal(format!("a panic: {}", words(&*panic))).into_response()
}

/// A panic where no page can be made any more: nothing but the status, and nothing to run in it.
pub(crate) fn guard_panicked(panic: Box<dyn Any + Send>) -> Response {
    tracing::error!(reason = words(&*panic), "the guard panicked");
    let headers = [
        (CONTENT_SECURITY_POLICY, "default-src 'none'"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (X_FRAME_OPTIONS, "DENY"),
        (CACHE_CONTROL, "no-store"),
    ];
    (StatusCode::INTERNAL_SERVER_ERROR, headers, "WEB-500\n").into_response()
}

fn words(panic: &(dyn Any + Send)) -> &str {
    panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("without words")
}

/// OWASP's fetch-metadata defence: browsers say where a request comes from, and pages of another
/// site cannot make them lie. Browsers too old for `Sec-Fetch-Site` send `Origin` with every POST.
fn is_same_site(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    match text("sec-fetch-site") {
        Some("same-origin" | "none") => true,
        Some(_) => false,
        None => match (text(ORIGIN.as_str()), text(HOST.as_str())) {
            (Some(origin), Some(host)) => origin
                .split_once("://")
                .is_some_and(|(_, origin_host)| origin_host == host),
            _ => false,
        },
    }
}

/// Reads a form without files and refuses a NUL in it: nobody types one, and PostgreSQL keeps none
/// in a text.
pub(crate) async fn refuse_nul(request: Request, next: Next) -> Response {
    if is_reading(request.method()) {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    match to_bytes(body, FORM_LIMIT).await {
        Ok(bytes) if has_nul(&bytes) => PageError::BadRequest("a NUL in the form").into_response(),
        Ok(bytes) => {
            next.run(Request::from_parts(parts, Body::from(bytes)))
                .await
        }
        Err(_) => (StatusCode::PAYLOAD_TOO_LARGE, "too large").into_response(),
    }
}

/// Whether URL-encoded text holds a NUL.
fn has_nul(encoded: &[u8]) -> bool {
    encoded.contains(&0) || encoded.windows(3).any(|three| three == b"%00")
}

fn is_html(response: &Response) -> bool {
    has_type(response, "text/html")
}

fn is_bare_refusal(response: &Response) -> bool {
    response.status().is_client_error() && has_type(response, "text/plain")
}

fn has_type(response: &Response, media_type: &str) -> bool {
    response
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.starts_with(media_type))
}

/// Where browsers have the scripts of CryptoPro's extension: by its numbers in the two shops of
/// Chromium's kin, and anywhere in Firefox, which gives every installation a number of its own.
const PLUGIN_SOURCES: &str = " chrome-extension://iifchhfnnmpdbibifmljnfjhpififfog \
     chrome-extension://epebfcehmdedogndhlcacafjaacknbcm moz-extension:";

fn secure(app: &App, nonce: &str, response: &mut Response) {
    let has_panel = response.extensions().get::<WithPanel>().is_some();
    let plugin = if has_panel { PLUGIN_SOURCES } else { "" };
    let policy = format!(
        "default-src 'self'; script-src 'self' 'nonce-{nonce}'{plugin}; style-src 'self'; \
         img-src 'self' data:; font-src 'self'; connect-src 'self'; object-src 'none'; \
         base-uri 'none'; form-action 'self'; frame-ancestors 'none'; \
         require-trusted-types-for 'script'"
    );
    let is_https = app.site.is_https();
    let headers = response.headers_mut();
    // A download sets a stricter policy of its own.
    if !headers.contains_key(CONTENT_SECURITY_POLICY)
        && let Ok(policy) = HeaderValue::from_str(&policy)
    {
        headers.insert(CONTENT_SECURITY_POLICY, policy);
    }
    let mut set = |name: HeaderName, value: &'static str| {
        headers
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    };
    set(X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(X_FRAME_OPTIONS, "DENY");
    set(REFERRER_POLICY, "same-origin");
    set(CACHE_CONTROL, "no-store");
    set(
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    );
    set(
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    );
    set(
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    );
    if is_https {
        set(
            STRICT_TRANSPORT_SECURITY,
            "max-age=31536000; includeSubDomains",
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| {
                (
                    HeaderName::from_static(name),
                    HeaderValue::from_static(value),
                )
            })
            .collect()
    }

    #[test]
    fn a_change_is_taken_only_from_our_own_pages() {
        assert!(is_same_site(&headers(&[("sec-fetch-site", "same-origin")])));
        assert!(is_same_site(&headers(&[
            ("origin", "http://localhost:8080"),
            ("host", "localhost:8080")
        ])));
        for forged in [
            headers(&[("sec-fetch-site", "cross-site")]),
            headers(&[("sec-fetch-site", "same-site")]),
            headers(&[
                ("origin", "https://evil.example"),
                ("host", "kabinet.example"),
            ]),
            headers(&[("origin", "null"), ("host", "kabinet.example")]),
            headers(&[
                ("sec-fetch-site", "cross-site"),
                ("origin", "https://kabinet.example"),
                ("host", "kabinet.example"),
            ]),
            headers(&[]),
        ] {
            assert!(!is_same_site(&forged), "{forged:?}");
        }
    }
}
