//! Signatures: checking them, signing in by certificate, a person's certificates, and what links
//! and signs with them.

pub(crate) mod add;
pub(crate) mod block;
mod document;
mod link;
mod mine;
mod organization;
mod receive;
mod report;
mod requests;
mod sign_file;
mod sign_in;
mod verify;
pub(crate) mod words;
mod workplace;

pub(crate) use mine::attached;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::response::Response;
use axum::routing::{get, post};
use texts::Texts;

use crate::app::App;
use crate::patterns::SigningPanel;
use crate::respond;
use crate::urls;

/// A file of the largest size, its signature, and the form around them.
const VERIFY_LIMIT: usize = 56 * 1024 * 1024;
/// A report that comes back sealed; a certificate's file with its form.
const SMALL_LIMIT: usize = 2 * 1024 * 1024;

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/verify", get(verify::form))
        .route("/sign-file", get(sign_file::show))
        .route("/workplace", get(workplace::show).post(workplace::check))
        .route(
            "/sign-in/certificate",
            get(sign_in::show).post(sign_in::submit),
        )
        .route(
            "/register/certificate",
            get(to_sign_in).post(sign_in::register),
        )
        .route("/me/signatures", get(mine::list))
        .route("/me/signatures/add", get(add::form).post(add::add))
        .route("/me/signatures/{id}", get(mine::page))
        .route("/me/signatures/{id}/certificate.cer", get(mine::download))
        .route("/me/signatures/{id}/confirm", post(mine::confirm))
        .route("/me/signatures/{id}/resend", post(mine::resend))
        .route("/me/signatures/{id}/activate", post(mine::activate))
        .route(
            "/me/signatures/{id}/deactivate",
            get(mine::deactivate_question).post(mine::deactivate),
        )
        .route(
            "/me/signatures/{id}/deactivate/code",
            post(mine::deactivate_by_code),
        )
        .route(
            "/me/signatures/requests/new",
            get(requests::form).post(requests::make),
        )
        .route("/me/signatures/requests/{id}", get(requests::page))
        .route(
            "/me/signatures/requests/{id}/request.csr",
            get(requests::download),
        )
        .route("/me/signatures/requests/{id}/sent", post(requests::sent))
        .route("/o/{org}/signatures", get(organization::list))
        .route(
            "/me/organizations/add/certificate",
            get(link::form).post(link::link),
        )
        .route(
            "/me/organizations/requests/{id}/documents/{document}/sign",
            get(document::form).post(document::sign),
        )
        .route(
            "/me/organizations/requests/{id}/documents/{document}/signature",
            get(document::download),
        )
        .route(
            "/operator/requests/{id}/documents/{document}/signature",
            get(document::download_for_operator),
        )
}

/// Uploads: not bound to the time of a page.
pub(crate) fn slow_routes() -> Router<App> {
    let files = Router::new()
        .route("/verify", post(verify::check))
        .layer(DefaultBodyLimit::max(VERIFY_LIMIT));
    let small = Router::new()
        .route("/verify/report", post(verify::download))
        .route("/me/signatures/add/file", post(add::add_file))
        .route(
            "/me/signatures/requests/{id}/issued",
            post(requests::issued),
        )
        .layer(DefaultBodyLimit::max(SMALL_LIMIT));
    files.merge(small)
}

/// The account of a certificate's owner begins with showing the key.
async fn to_sign_in() -> Response {
    respond::see_other(&urls::sign_in_certificate(""))
}

/// A panel that signs a short text.
fn text_panel(t: Texts, text: String, submit: impl Into<String>) -> SigningPanel {
    SigningPanel::text(text, t.get("signing-text-name"), submit)
}
