//! Styles, scripts, fonts and icons, all inside the binary.
//!
//! `frontend/build.mjs` names each file by its content and writes `.br` and `.gz` beside it, so
//! a browser keeps a file for ever and no compression happens while serving.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::fmt;
use std::sync::LazyLock;

use axum::Router;
use axum::body::Body;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use axum::middleware::map_response;
use axum::routing::get;
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

mod files {
    include!(concat!(env!("OUT_DIR"), "/assets.rs"));
}

/// HTML that was made by our own code and is printed as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SafeHtml(Cow<'static, str>);

impl SafeHtml {
    /// Trusts a piece of HTML. Only for what is written in our own sources: never for anything
    /// that a person, a file or another system has sent.
    pub fn trusted(html: impl Into<Cow<'static, str>>) -> Self {
        Self(html.into())
    }
}

impl fmt::Display for SafeHtml {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl askama::filters::HtmlSafe for SafeHtml {}

/// The workers that see a person's key and password.
const WORKERS: [&str; 2] = ["signer-worker-", "signer-documents-worker-"];
/// Of these: they calculate, and have no network at all.
const WORKER_POLICY: &str = "default-src 'none'; script-src 'wasm-unsafe-eval'";

struct Asset {
    bytes: &'static [u8],
    etag: String,
}

static ASSETS: LazyLock<HashMap<&'static str, Asset>> = LazyLock::new(|| {
    let asset = |(name, bytes): &(&'static str, &'static [u8])| {
        let hash = HEXLOWER.encode(&Sha256::digest(bytes)[..8]);
        (
            *name,
            Asset {
                bytes,
                etag: format!("\"{hash}\""),
            },
        )
    };
    files::FILES.iter().map(asset).collect()
});

/// Logical name → address: `app.css` → `/assets/app-5f3a….css`.
static ADDRESSES: LazyLock<HashMap<String, String>> = LazyLock::new(|| {
    let manifest = ASSETS
        .get("manifest.json")
        .map(|asset| asset.bytes)
        .unwrap_or_default();
    let names: HashMap<String, String> = serde_json::from_slice(manifest).unwrap_or_default();
    names
        .into_iter()
        .map(|(name, file)| (name, format!("/assets/{file}")))
        .collect()
});

/// The names that contain a hash of their content.
static HASHED: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    ADDRESSES
        .values()
        .filter_map(|address| address.strip_prefix("/assets/"))
        .collect()
});

static ICONS: LazyLock<HashMap<String, SafeHtml>> = LazyLock::new(|| {
    let drawings: HashMap<String, String> =
        serde_json::from_str(include_str!("../../../../frontend/icons.json")).unwrap_or_default();
    let svg = |(name, drawing): (String, String)| {
        let html = format!(
            "<svg class=\"icon\" viewBox=\"0 0 24 24\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.75\" \
             stroke-linecap=\"round\" stroke-linejoin=\"round\" aria-hidden=\"true\" focusable=\"false\">{drawing}</svg>"
        );
        (name, SafeHtml::trusted(html))
    };
    drawings.into_iter().map(svg).collect()
});

/// Whether styles and scripts were built into this binary.
pub fn built() -> bool {
    ADDRESSES.contains_key("app.css")
}

/// The address of a file by its logical name: `asset("app.css")`. A name that is not there gives
/// an address that answers 404.
pub fn asset(name: &str) -> Cow<'static, str> {
    match ADDRESSES.get(name) {
        Some(address) => Cow::Borrowed(address),
        None => Cow::Owned(format!("/assets/{name}")),
    }
}

/// Whether a file of this logical name was built into the binary.
pub fn exists(name: &str) -> bool {
    ADDRESSES.contains_key(name)
}

/// An icon by its lucide name, as inline SVG hidden from screen readers: words stand beside it
/// or in the link's `aria-label`. Names are listed in `frontend/icons.mjs`.
pub fn icon(name: &str) -> SafeHtml {
    ICONS.get(name).cloned().unwrap_or_else(|| {
        tracing::error!(name, "no such icon, add it to frontend/icons.mjs");
        SafeHtml::default()
    })
}

/// Routes of `/assets/…`; they need no session and no state.
pub fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new()
        .route("/assets/{name}", get(serve))
        .layer(map_response(no_sniffing))
}

/// Found or refused, by us or by the router: no browser guesses what it is.
async fn no_sniffing(mut response: Response<Body>) -> Response<Body> {
    let nosniff = HeaderValue::from_static("nosniff");
    response
        .headers_mut()
        .insert(header::X_CONTENT_TYPE_OPTIONS, nosniff);
    response
}

async fn serve(Path(name): Path<String>, headers: HeaderMap) -> Response<Body> {
    // Compressed copies are chosen by the header, not by the address.
    let is_copy = matches!(name.rsplit('.').next(), Some("br" | "gz"));
    let Some(plain) = ASSETS.get(name.as_str()).filter(|_| !is_copy) else {
        return answer(StatusCode::NOT_FOUND, Body::empty());
    };
    let accepted = accepted_encodings(&headers);
    let copy = ["br", "gzip"]
        .into_iter()
        .filter(|encoding| accepted.contains(encoding))
        .find_map(|encoding| {
            let suffix = if encoding == "br" { "br" } else { "gz" };
            Some((
                ASSETS.get(format!("{name}.{suffix}").as_str())?,
                Some(encoding),
            ))
        });
    let (chosen, encoding) = copy.unwrap_or((plain, None));

    let unchanged = headers
        .get(header::IF_NONE_MATCH)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|tags| {
            tags.split(',')
                .any(|tag| tag.trim().trim_start_matches("W/") == chosen.etag)
        });
    let mut response = if unchanged {
        answer(StatusCode::NOT_MODIFIED, Body::empty())
    } else {
        answer(StatusCode::OK, Body::from(chosen.bytes))
    };

    let cache = if HASHED.contains(name.as_str()) {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    let response_headers = response.headers_mut();
    response_headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static(content_type(&name)),
    );
    response_headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    response_headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Ok(etag) = HeaderValue::from_str(&chosen.etag) {
        response_headers.insert(header::ETAG, etag);
    }
    if WORKERS.iter().any(|worker| name.starts_with(worker)) {
        response_headers.insert(
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static(WORKER_POLICY),
        );
    }
    if let Some(encoding) = encoding {
        response_headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    response
}

fn answer(status: StatusCode, body: Body) -> Response<Body> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    response
}

/// The encodings of the header that are not forbidden by `q=0`.
fn accepted_encodings(headers: &HeaderMap) -> Vec<&str> {
    let header = headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    header
        .split(',')
        .take(10)
        .filter_map(|part| {
            let (encoding, weight) = part.split_once(';').unwrap_or((part, ""));
            let weight = weight.trim().trim_start_matches("q=").trim();
            let forbidden = !weight.is_empty() && weight.trim_end_matches(['0', '.']).is_empty();
            (!forbidden).then_some(encoding.trim())
        })
        .collect()
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "wasm" => "application/wasm",
        "woff2" => "font/woff2",
        "json" => "application/json",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use axum::http::Request;
    use tower::ServiceExt;

    use super::*;

    async fn get_asset(address: &str, headers: &[(&str, &str)]) -> Response<Body> {
        let mut request = Request::get(address);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        routes::<()>()
            .oneshot(request.body(Body::empty()).unwrap())
            .await
            .unwrap()
    }

    #[test]
    fn an_icon_is_inline_and_silent() {
        let html = icon("bell").to_string();
        assert!(
            html.starts_with("<svg")
                && html.contains("aria-hidden=\"true\"")
                && html.contains("<path")
        );
        assert_eq!(icon("no-such-icon").to_string(), "");
    }

    #[test]
    fn an_encoding_with_weight_zero_is_not_sent() {
        let mut headers = HeaderMap::new();
        headers.insert(
            header::ACCEPT_ENCODING,
            HeaderValue::from_static("gzip;q=0.5, br;q=0, zstd;q=0.0"),
        );
        assert_eq!(accepted_encodings(&headers), ["gzip"]);
    }

    #[tokio::test]
    async fn an_unknown_file_is_not_found() {
        for address in [
            "/assets/nothing.css",
            "/assets/..%2fCargo.toml",
            "/assets/manifest.json.br",
        ] {
            let refused = get_asset(address, &[]).await;
            assert_eq!(refused.status(), StatusCode::NOT_FOUND, "{address}");
            assert_eq!(
                refused.headers()["x-content-type-options"],
                "nosniff",
                "{address}"
            );
        }
    }

    #[tokio::test]
    async fn what_the_router_refuses_is_not_guessed_at_either() {
        let broken = get_asset("/assets/%ff", &[]).await;
        assert_eq!(broken.status(), StatusCode::BAD_REQUEST);
        let posted = Request::post("/assets/app.css")
            .body(Body::empty())
            .unwrap();
        let posted = routes::<()>().oneshot(posted).await.unwrap();
        assert_eq!(posted.status(), StatusCode::METHOD_NOT_ALLOWED);
        for refused in [broken, posted] {
            assert_eq!(refused.headers()["x-content-type-options"], "nosniff");
        }
    }

    #[tokio::test]
    async fn built_styles_are_served_compressed_for_ever_and_not_twice() {
        if !built() {
            println!("skipped: frontend/dist is not built, run cargo xtask assets");
            return;
        }
        let address = asset("app.css");
        let first = get_asset(&address, &[("accept-encoding", "gzip, br")]).await;
        assert_eq!(first.status(), StatusCode::OK);
        assert_eq!(first.headers()["content-encoding"], "br");
        assert_eq!(first.headers()["content-type"], "text/css; charset=utf-8");
        assert!(
            first.headers()["cache-control"]
                .to_str()
                .unwrap()
                .contains("immutable")
        );
        let etag = first.headers()["etag"].to_str().unwrap().to_owned();
        let again = get_asset(
            &address,
            &[("accept-encoding", "br"), ("if-none-match", &etag)],
        )
        .await;
        assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
        for answer in [&first, &again] {
            assert_eq!(answer.headers()["x-content-type-options"], "nosniff");
        }
        let plain = get_asset(&address, &[]).await;
        assert!(!plain.headers().contains_key("content-encoding"));
        assert_ne!(plain.headers()["etag"].to_str().unwrap(), etag);
    }

    #[tokio::test]
    async fn the_workers_that_see_a_key_have_no_network() {
        if !exists("signer-worker.js") {
            println!("skipped: the signer is not built, run cargo xtask assets");
            return;
        }
        for name in ["signer", "signer-documents"] {
            let worker = get_asset(&asset(&format!("{name}-worker.js")), &[]).await;
            assert_eq!(
                worker.headers()["content-security-policy"],
                "default-src 'none'; script-src 'wasm-unsafe-eval'"
            );
            let module = get_asset(&asset(&format!("{name}.wasm")), &[]).await;
            assert_eq!(module.headers()["content-type"], "application/wasm");
        }
        let page_script = get_asset(&asset("app.js"), &[]).await;
        assert!(
            !page_script
                .headers()
                .contains_key("content-security-policy")
        );
    }
}
