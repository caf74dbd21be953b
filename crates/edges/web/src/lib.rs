//! The pages: HTML for people, rendered on the server.
//!
//! A page is one file in `pages/<area>/`: its handlers, plain from top to bottom, and its tests. A
//! handler takes an extractor of [`visitor`] (who asks), typed input, asks it for a grant, calls
//! one domain function, fills in a template with a [`shell::Shell`] from [`frame`], and returns
//! `Result<_, PageError>`. Addresses come from [`urls`]; texts from `/locales`; patterns of the
//! design system from [`patterns`] (see `templates/README.md`).

pub mod app;
pub mod assets;
mod cookies;
mod error;
mod error_page;
mod frame;
pub mod limits;
mod middleware;
mod pages;
pub mod patterns;
mod respond;
pub mod shell;
pub mod urls;
mod visitor;

use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::timeout::TimeoutLayer;

use crate::app::App;
pub use crate::error::PageError;

/// The largest form without files; upload routes set their own limit.
const FORM_LIMIT: usize = 256 * 1024;
/// The longest a page may take; uploads and live streams are counted apart.
const PAGE_TIME: Duration = Duration::from_secs(30);

/// All pages of the site.
pub fn router(app: App) -> Router {
    let pages = Router::new()
        .merge(pages::accounts::routes())
        .merge(pages::organizations::routes())
        .merge(pages::operator::routes())
        .merge(pages::applications::routes())
        .merge(pages::authority::routes())
        .merge(pages::notices::routes())
        .merge(pages::registry::routes())
        .merge(pages::signing::routes())
        .layer(from_fn(middleware::refuse_nul))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::SERVICE_UNAVAILABLE,
            PAGE_TIME,
        ))
        .merge(pages::applications::slow_routes())
        .merge(pages::organizations::slow_routes())
        .merge(pages::signing::slow_routes());
    let pages = if app.site.is_demo {
        pages.merge(pages::demo::routes())
    } else {
        pages
    };
    let pages = pages
        .fallback(pages::not_found)
        .method_not_allowed_fallback(pages::not_found)
        .layer(DefaultBodyLimit::max(FORM_LIMIT));
    guarded(pages, app)
}

/// What stands around every page. A panic inside becomes the error page like any other fault of ours.
fn guarded(pages: Router<App>, app: App) -> Router {
    pages
        .layer(CatchPanicLayer::custom(middleware::panicked))
        .layer(from_fn_with_state(app.clone(), middleware::guard))
        .merge(assets::routes())
        // For the guard itself.
        .layer(CatchPanicLayer::custom(middleware::guard_panicked))
        .layer(from_fn_with_state(app.clone(), middleware::observe))
        .with_state(app)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use axum::body::Body;
    use axum::http::{Request, Response};
    use axum::middleware::from_fn;
    use blob::{BlobStore, MasterKey};
    use http_body_util::BodyExt;
    use registry::Registry;
    use testkit::TestDb;
    use tower::ServiceExt;

    use super::*;
    use crate::app::{SecondFactor, Site, Stop};
    use crate::limits::{Limits, Rates};

    fn app(test: &TestDb) -> App {
        let key = MasterKey::from_bytes([5; 32]);
        App {
            db: test.db.clone(),
            registry: Registry::empty(),
            sources: organizations::checks::Sources::local(Registry::empty()),
            blobs: BlobStore::open(test.folder().unwrap(), key.clone()).unwrap(),
            master: Arc::new(key),
            services: applications::Services::shipped().unwrap(),
            verifier: signatures::Verifier::trusting_nobody(),
            reader: recognition::Reader::without_tools(),
            site: Arc::new(Site {
                base_url: "http://localhost:8080/".parse().unwrap(),
                is_demo: false,
                is_behind_proxy: false,
                has_sms: false,
                contact_codes: organizations::links::ContactCodes::On,
                second_factor: SecondFactor::Optional,
                demo_keys: None,
            }),
            limits: Arc::new(Limits::new(Rates::default())),
            stop: Stop::default(),
        }
    }

    async fn falls() -> &'static str {
        panic!("a fault of ours with a secret in it")
    }

    async fn told(response: Response<Body>) -> String {
        let body = response.into_body().collect().await.unwrap().to_bytes();
        String::from_utf8(body.to_vec()).unwrap()
    }

    #[tokio::test]
    async fn a_panic_is_the_error_page_with_all_security_headers_and_without_its_words() {
        let test = testkit::sqlite().await;
        let router = guarded(Router::new().fallback(falls), app(&test));
        let request = Request::get("/falls").body(Body::empty()).unwrap();
        let response = router.oneshot(request).await.unwrap();
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        let headers = response.headers();
        assert!(headers.contains_key("x-request-id"));
        assert_eq!(headers["x-content-type-options"], "nosniff");
        assert_eq!(headers["x-frame-options"], "DENY");
        assert_eq!(headers["cache-control"], "no-store");
        let policy = headers["content-security-policy"].to_str().unwrap();
        assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
        let page = told(response).await;
        assert!(page.contains("WEB-500") && page.contains("<h1"), "{page}");
        assert!(!page.contains("secret"), "{page}");
    }

    #[tokio::test]
    async fn a_panic_outside_of_the_pages_has_nothing_that_a_browser_could_run() {
        let router: Router = Router::new()
            .fallback(async || "never reached")
            .layer(from_fn(
                async |_: Request<Body>, _: axum::middleware::Next| falls().await,
            ))
            .layer(CatchPanicLayer::custom(middleware::guard_panicked));
        let request = Request::get("/").body(Body::empty()).unwrap();
        let response = router.oneshot(request).await.unwrap();
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        assert_eq!(
            response.headers()["content-security-policy"],
            "default-src 'none'"
        );
        assert_eq!(response.headers()["x-content-type-options"], "nosniff");
        assert_eq!(told(response).await, "WEB-500\n");
    }
}
