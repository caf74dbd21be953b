//! Exchanges with stand-ins on this machine; nothing leaves it.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use axum::Router;
use axum::response::Redirect;
use axum::routing::{get, post};
use axum_server::tls_rustls::RustlsConfig;
use outbound::http::{Method, Request, StatusCode};
use outbound::{Client, Limits, OutboundError};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;

const LIMITS: Limits = Limits {
    time: Duration::from_secs(10),
    bytes: 1000,
};

/// An address on which `router` answers.
async fn serve(router: Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    format!("http://{address}")
}

/// An address on which every connection is sent these bytes and closed, or kept without a word.
async fn serve_bytes(bytes: Option<&'static [u8]>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        let mut silent = Vec::new();
        while let Ok((mut connection, _)) = listener.accept().await {
            match bytes {
                Some(bytes) => {
                    let _ = connection.write_all(bytes).await;
                }
                None => silent.push(connection),
            }
        }
    });
    format!("http://{address}")
}

async fn serve_tls() -> SocketAddr {
    let _ = rustls_provider();
    let config = RustlsConfig::from_pem_file(tls("server.pem"), tls("server.key"))
        .await
        .unwrap();
    let handle = axum_server::Handle::new();
    let server = axum_server::bind_rustls(SocketAddr::from(([127, 0, 0, 1], 0)), config)
        .handle(handle.clone());
    let router = Router::new().route("/", get(async || "sealed"));
    tokio::spawn(async move { server.serve(router.into_make_service()).await });
    handle.listening().await.unwrap()
}

/// axum-server takes the provider of the process.
fn rustls_provider() -> Result<(), impl Sized> {
    rustls::crypto::ring::default_provider().install_default()
}

fn tls(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/tls")
        .join(name)
}

fn client() -> Client {
    Client::new(None).unwrap()
}

fn to(address: &str) -> Request<bytes::Bytes> {
    Request::get(address).body(bytes::Bytes::new()).unwrap()
}

#[tokio::test]
async fn a_body_goes_out_and_the_answer_comes_back() {
    let url = serve(Router::new().route("/echo", post(async |body: String| body + " heard"))).await;
    let request = Request::builder()
        .method(Method::POST)
        .uri(format!("{url}/echo"))
        .body("Добрый день".into())
        .unwrap();
    let answer = client().send(request, LIMITS).await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(answer.body(), "Добрый день heard");
}

#[tokio::test]
async fn a_redirect_is_an_answer_and_is_not_followed() {
    let url = serve(
        Router::new()
            .route(
                "/",
                get(async || Redirect::temporary("http://127.0.0.1:1/")),
            )
            .route("/elsewhere", get(async || "reached")),
    )
    .await;
    let answer = client().send(to(&url), LIMITS).await.unwrap();
    assert_eq!(answer.status(), StatusCode::TEMPORARY_REDIRECT);
}

#[tokio::test]
async fn an_answer_over_the_limit_is_given_up() {
    let url = serve(Router::new().route("/{n}", get(large))).await;
    let good = client()
        .send(to(&format!("{url}/1000")), LIMITS)
        .await
        .unwrap();
    assert_eq!(good.body().len(), 1000);
    let refused = client().send(to(&format!("{url}/1001")), LIMITS).await;
    assert!(
        matches!(refused, Err(OutboundError::TooLarge(1000))),
        "{refused:?}"
    );
}

async fn large(axum::extract::Path(bytes): axum::extract::Path<usize>) -> String {
    "x".repeat(bytes)
}

#[tokio::test]
async fn a_server_that_says_nothing_is_given_up_in_time() {
    let url = serve_bytes(None).await;
    let limits = Limits {
        time: Duration::from_millis(200),
        ..LIMITS
    };
    let began = Instant::now();
    let refused = client().send(to(&url), limits).await;
    assert!(
        matches!(refused, Err(OutboundError::Timeout)),
        "{refused:?}"
    );
    assert!(began.elapsed() < Duration::from_secs(30));
}

#[tokio::test]
async fn what_is_not_http_and_a_closed_port_are_told_apart() {
    let url = serve_bytes(Some(b"220 mail.example ESMTP\r\n")).await;
    let refused = client().send(to(&url), LIMITS).await;
    assert!(
        matches!(refused, Err(OutboundError::Broken(_))),
        "{refused:?}"
    );
    let cut = serve_bytes(Some(
        b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nonly this",
    ))
    .await;
    let refused = client().send(to(&cut), LIMITS).await;
    assert!(
        matches!(refused, Err(OutboundError::Broken(_))),
        "{refused:?}"
    );
    let closed = {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        format!("http://{}", listener.local_addr().unwrap())
    };
    let refused = client().send(to(&closed), LIMITS).await;
    assert!(
        matches!(refused, Err(OutboundError::Unreachable(_))),
        "{refused:?}"
    );
    let refused = client().reach(&closed.parse().unwrap(), LIMITS.time).await;
    assert!(
        matches!(refused, Err(OutboundError::Unreachable(_))),
        "{refused:?}"
    );
}

#[tokio::test]
async fn only_absolute_web_addresses_are_asked() {
    for address in ["/path", "ftp://files.example/", "localhost:80"] {
        let refused = client().send(to(address), LIMITS).await;
        assert!(
            matches!(refused, Err(OutboundError::Address)),
            "{address}: {refused:?}"
        );
    }
}

#[tokio::test]
async fn a_certificate_is_trusted_only_when_somebody_vouches_for_it() {
    let url = format!("https://localhost:{}/", serve_tls().await.port());
    let stranger = client().send(to(&url), LIMITS).await;
    assert!(
        matches!(&stranger, Err(OutboundError::Unreachable(reason)) if reason.contains("certificate")),
        "{stranger:?}"
    );
    let trusting = Client::new(Some(&tls("ca.pem"))).unwrap();
    let answer = trusting.send(to(&url), LIMITS).await.unwrap();
    assert_eq!(answer.body(), "sealed");
    trusting
        .reach(&url.parse().unwrap(), LIMITS.time)
        .await
        .unwrap();
    let other_name = trusting
        .send(to(&url.replace("localhost", "127.0.0.1")), LIMITS)
        .await;
    assert!(
        matches!(&other_name, Err(OutboundError::Unreachable(_))),
        "{other_name:?}"
    );
}

#[test]
fn a_file_without_certificates_is_refused_by_its_name() {
    let refused = Client::new(Some(Path::new("/no/such.pem"))).unwrap_err();
    assert!(refused.to_string().contains("/no/such.pem"), "{refused}");
    let refused = Client::new(Some(&tls("server.key"))).unwrap_err();
    assert!(refused.to_string().contains("no certificate"), "{refused}");
}
