//! The way to the gateway.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use outbound::{Client, Limits, OutboundError};
use serde_json::{Map, Value};

use crate::error::SmsError;
use crate::request::{Format, Method, RequestTemplate};
use crate::template::Values;
use crate::verdict::Success;

/// An answer of a gateway is a few lines.
const ANSWER: usize = 64 * 1024;

/// How to reach the gateway. `url`, the values of `headers` and the strings of `body` may hold
/// `{phone}` (+79161234567), `{digits}` (79161234567), `{text}`, `{id}` and `{secret}`.
#[derive(Clone, Default)]
pub struct GatewayConfig {
    /// Absolute, http or https; values are percent-encoded in it.
    pub url: String,
    pub method: Method,
    pub format: Format,
    /// Name → value; `{text}` does not go there.
    pub headers: BTreeMap<String, String>,
    /// Fields of the form, or the JSON object.
    pub body: Map<String, Value>,
    /// What `{secret}` stands for.
    pub secret: Option<String>,
    pub success: Success,
    /// For one message from connecting to the end of the answer.
    pub timeout: Duration,
    /// Roots in PEM that are trusted besides the system's.
    pub ca_file: Option<PathBuf>,
}

/// One text message.
#[derive(Clone, Copy, Debug)]
pub struct Message<'m> {
    /// `+79161234567`.
    pub phone: &'m str,
    pub text: &'m str,
    /// The same on every repeat.
    pub id: &'m str,
}

/// A way out for text messages. Cheap to clone: clones share connections.
#[derive(Clone)]
pub struct Gateway(Arc<Way>);

struct Way {
    client: Client,
    request: RequestTemplate,
    secret: String,
    success: Success,
    limits: Limits,
}

impl fmt::Debug for Gateway {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Gateway")
    }
}

impl Gateway {
    /// Checks the settings by filling in a made-up message. Connects to nothing.
    pub fn new(config: GatewayConfig) -> Result<Self, SmsError> {
        config.success.check()?;
        let client = Client::new(config.ca_file.as_deref())
            .map_err(|error| SmsError::setting("ca_file", error.to_string()))?;
        let way = Way {
            client,
            request: RequestTemplate::new(&config)?,
            secret: config.secret.unwrap_or_default(),
            success: config.success,
            limits: Limits {
                time: config.timeout,
                bytes: ANSWER,
            },
        };
        let tried = way.request.fill(&way.values(PROBE))?;
        outbound::check_address(tried.uri())
            .map_err(|error| SmsError::setting("url", error.to_string()))?;
        Ok(Self(Arc::new(way)))
    }

    /// Sends a message. When this returns, the gateway has taken it.
    pub async fn send(&self, message: Message<'_>) -> Result<(), SmsError> {
        let way = &self.0;
        let request = way.request.fill(&way.values(message))?;
        let answer = way.client.send(request, way.limits).await?;
        way.success.judge(&answer)
    }

    /// Whether the gateway can be connected to; sends nothing.
    pub async fn reach(&self) -> Result<(), OutboundError> {
        let way = &self.0;
        let Ok(address) = way.request.address(&way.values(PROBE)) else {
            return Err(OutboundError::Address);
        };
        way.client.reach(&address, way.limits.time).await
    }

    /// Scheme and host of the gateway, for an operator to read.
    pub fn place(&self) -> String {
        let address = self.0.request.address(&self.0.values(PROBE));
        let address = address.unwrap_or_default();
        let (scheme, host) = (address.scheme_str(), address.host());
        format!(
            "{}://{}",
            scheme.unwrap_or_default(),
            host.unwrap_or_default()
        )
    }
}

impl Way {
    fn values<'v>(&'v self, message: Message<'v>) -> Values<'v> {
        Values {
            phone: message.phone,
            text: message.text,
            id: message.id,
            secret: &self.secret,
        }
    }
}

const PROBE: Message<'_> = Message {
    phone: "+79990000000",
    text: "0",
    id: "0",
};
