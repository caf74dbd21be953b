//! Restrictions of the tax service and of the social fund (R28), asked of an address that the
//! operator gives.
//!
//! `POST` of `{"inn": "…", "ogrn": "…", "kpp": "…"}` (kpp may be empty), with `Authorization: Bearer …`
//! where a token is configured. The answer is 200 with
//! `{"inn": "…", "restrictions": [{"text": "…", "since": "2026-01-31"}]}`: the same ИНН, and an empty
//! list where there are none; `since` may be left out. Anything else is no answer, and is asked again.

use std::path::PathBuf;
use std::time::Duration;

use bytes::Bytes;
use outbound::http::header::{AUTHORIZATION, CONTENT_TYPE};
use outbound::http::{HeaderValue, Request, Uri};
use outbound::{Client, Limits, OutboundError};
use serde::Deserialize;
use serde_json::json;

const LIMITS: Limits = Limits {
    time: Duration::from_secs(5),
    bytes: 64 * 1024,
};
/// What is shown of a longer list and of a longer text.
const MOST: usize = 10;
const LONGEST: usize = 300;

/// How a connector is reached.
#[derive(Clone, Debug)]
pub struct ConnectorSettings {
    /// An absolute http or https address.
    pub url: String,
    /// Sent as a bearer token.
    pub token: Option<String>,
    /// PEM of further trusted roots.
    pub ca_file: Option<PathBuf>,
}

/// Why there is no answer about restrictions.
#[derive(Debug, thiserror::Error)]
pub enum ConnectorError {
    /// The settings cannot be used.
    #[error("{0}")]
    Settings(&'static str),
    /// Nothing came within the limits.
    #[error(transparent)]
    Outbound(#[from] OutboundError),
    /// Another status than 200.
    #[error("status {0}")]
    Status(u16),
    /// Not the documented answer.
    #[error("the answer cannot be read: {0}")]
    Unreadable(String),
    /// The answer is about another organization.
    #[error("the answer is about another ИНН")]
    OtherOrganization,
}

/// Asks about restrictions. Cheap to clone.
#[derive(Clone)]
pub struct Connector {
    client: Client,
    url: Uri,
    authorization: Option<HeaderValue>,
}

#[derive(Deserialize)]
struct Answer {
    inn: String,
    restrictions: Vec<Restriction>,
}

#[derive(Deserialize)]
struct Restriction {
    text: String,
    since: Option<jiff::civil::Date>,
}

impl Connector {
    /// Connects to nothing yet.
    pub fn new(settings: &ConnectorSettings) -> Result<Self, ConnectorError> {
        let (url, authorization) = address(&settings.url, "Bearer", settings.token.as_deref())
            .map_err(ConnectorError::Settings)?;
        Ok(Self {
            client: Client::new(settings.ca_file.as_deref())?,
            url,
            authorization,
        })
    }

    /// The restrictions in words; an empty list where there are none.
    pub(super) async fn ask(
        &self,
        inn: &str,
        ogrn: &str,
        kpp: &str,
    ) -> Result<Vec<String>, ConnectorError> {
        let body = json!({ "inn": inn, "ogrn": ogrn, "kpp": kpp });
        let request = post(&self.url, self.authorization.as_ref(), &body);
        let answer = self.client.send(request, LIMITS).await?;
        if answer.status() != 200 {
            return Err(ConnectorError::Status(answer.status().as_u16()));
        }
        let answer: Answer = serde_json::from_slice(answer.body())
            .map_err(|error| ConnectorError::Unreadable(error.to_string()))?;
        if answer.inn != inn {
            return Err(ConnectorError::OtherOrganization);
        }
        let words = answer.restrictions.into_iter().take(MOST).map(|one| {
            let text: String = one.text.chars().take(LONGEST).collect();
            match one.since {
                Some(since) => format!("{text} ({})", since.strftime("%d.%m.%Y")),
                None => text,
            }
        });
        Ok(words.collect())
    }
}

/// A configured address, and a token as a header.
pub(super) fn address(
    url: &str,
    scheme: &str,
    token: Option<&str>,
) -> Result<(Uri, Option<HeaderValue>), &'static str> {
    let url: Uri = url.parse().map_err(|_| "not an address")?;
    outbound::check_address(&url).map_err(|_| "not an http or https address")?;
    let authorization = token
        .map(|token| {
            let mut value = HeaderValue::try_from(format!("{scheme} {token}"))
                .map_err(|_| "the token cannot be a header")?;
            value.set_sensitive(true);
            Ok::<_, &'static str>(value)
        })
        .transpose()?;
    Ok((url, authorization))
}

/// A request with a JSON body.
pub(super) fn post(
    url: &Uri,
    authorization: Option<&HeaderValue>,
    body: &serde_json::Value,
) -> Request<Bytes> {
    let mut request = Request::new(Bytes::from(body.to_string()));
    *request.method_mut() = outbound::http::Method::POST;
    *request.uri_mut() = url.clone();
    let headers = request.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    if let Some(value) = authorization {
        headers.insert(AUTHORIZATION, value.clone());
    }
    request
}
