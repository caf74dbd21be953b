//! Requests that the product itself makes to other systems, over HTTP/1.1 and TLS.
//!
//! One client for the whole product. It goes only where its caller was configured to go: it follows
//! no redirects, keeps no cookies, uses no proxy of the environment, and limits the time and the
//! size of every answer. Certificates are checked against the system's roots (`SSL_CERT_FILE`
//! replaces them) and, when one is named, a file of further roots.

mod error;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
pub use http;
use http::header::USER_AGENT;
use http::{HeaderValue, Request, Response, Uri};
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client as Pool;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use tower::ServiceExt;

pub use crate::error::OutboundError;

/// A connection that is not used is kept this long.
const IDLE: Duration = Duration::from_secs(30);
const IDLE_PER_HOST: usize = 4;
const PRODUCT: HeaderValue = HeaderValue::from_static("kabinet");

/// What one exchange may cost.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// From the look-up of the name to the last byte of the answer.
    pub time: Duration,
    /// Bytes of the answer's body.
    pub bytes: usize,
}

/// Makes requests. Cheap to clone: clones share connections.
#[derive(Clone, Debug)]
pub struct Client {
    pool: Pool<HttpsConnector<HttpConnector>, Full<Bytes>>,
    connector: HttpsConnector<HttpConnector>,
}

impl Client {
    /// A client that trusts the system's roots and those of a PEM file. Connects to nothing yet.
    pub fn new(ca_file: Option<&Path>) -> Result<Self, OutboundError> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| OutboundError::Roots(error.to_string()))?
            .with_root_certificates(roots(ca_file)?)
            .with_no_client_auth();
        let mut tcp = HttpConnector::new();
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        let connector = HttpsConnectorBuilder::new()
            .with_tls_config(config)
            .https_or_http()
            .enable_http1()
            .wrap_connector(tcp);
        let pool = Pool::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(IDLE)
            .pool_max_idle_per_host(IDLE_PER_HOST)
            .build(connector.clone());
        Ok(Self { pool, connector })
    }

    /// One exchange. Any status is an answer, a redirect too; an error means that there was none
    /// within the limits, and the other side may all the same have done what was asked.
    pub async fn send(
        &self,
        request: Request<Bytes>,
        limits: Limits,
    ) -> Result<Response<Bytes>, OutboundError> {
        check_address(request.uri())?;
        let mut request = request.map(Full::new);
        request.headers_mut().entry(USER_AGENT).or_insert(PRODUCT);
        let exchange = async {
            let (parts, body) = self.pool.request(request).await?.into_parts();
            let body = Limited::new(body, limits.bytes).collect().await;
            let body = body.map_err(|error| match error.downcast::<LengthLimitError>() {
                Ok(_) => OutboundError::TooLarge(limits.bytes),
                Err(error) => OutboundError::Broken(error::causes(&*error)),
            })?;
            Ok(Response::from_parts(parts, body.to_bytes()))
        };
        tokio::time::timeout(limits.time, exchange)
            .await
            .unwrap_or(Err(OutboundError::Timeout))
    }

    /// Whether a connection can be made, TLS included, without asking for anything.
    pub async fn reach(&self, address: &Uri, time: Duration) -> Result<(), OutboundError> {
        check_address(address)?;
        let connecting = self.connector.clone().oneshot(address.clone());
        match tokio::time::timeout(time, connecting).await {
            Ok(Ok(_connection)) => Ok(()),
            Ok(Err(error)) => Err(OutboundError::Unreachable(error::causes(&*error))),
            Err(_) => Err(OutboundError::Timeout),
        }
    }
}

/// An absolute address over http or https.
pub fn check_address(address: &Uri) -> Result<(), OutboundError> {
    let is_known = matches!(address.scheme_str(), Some("http" | "https"));
    if is_known && address.host().is_some_and(|host| !host.is_empty()) {
        Ok(())
    } else {
        Err(OutboundError::Address)
    }
}

fn roots(ca_file: Option<&Path>) -> Result<RootCertStore, OutboundError> {
    let mut roots = RootCertStore::empty();
    // A machine may have no roots at all: then https is refused when it is used, not here.
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let Some(file) = ca_file else {
        return Ok(roots);
    };
    let fault = |reason: String| OutboundError::Roots(format!("{}: {reason}", file.display()));
    let mut found = 0;
    for certificate in
        CertificateDer::pem_file_iter(file).map_err(|error| fault(error.to_string()))?
    {
        let certificate = certificate.map_err(|error| fault(error.to_string()))?;
        roots
            .add(certificate)
            .map_err(|error| fault(error.to_string()))?;
        found += 1;
    }
    if found == 0 {
        return Err(fault("no certificate in it".to_owned()));
    }
    Ok(roots)
}
