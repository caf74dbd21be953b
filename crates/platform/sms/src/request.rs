//! The configured request, ready to be filled in.

use std::collections::BTreeMap;

use bytes::Bytes;
use outbound::http::header::CONTENT_TYPE;
use outbound::http::{self, HeaderName, HeaderValue, Uri};
use serde_json::{Map, Value};
use url::form_urlencoded;

use crate::error::SmsError;
use crate::gateway::GatewayConfig;
use crate::template::{Hole, Template, Values, as_is, percent};

/// The method of the request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Method {
    /// Everything is in the address; there is no body.
    Get,
    #[default]
    Post,
    Put,
}

/// How the body is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    #[default]
    Json,
    /// `application/x-www-form-urlencoded`.
    Form,
}

/// The request with holes in it.
#[derive(Clone, Debug)]
pub(crate) struct RequestTemplate {
    method: http::Method,
    url: Template,
    headers: Vec<(HeaderName, Template)>,
    body: Body,
}

#[derive(Clone, Debug)]
enum Body {
    None,
    Form(Vec<(String, Template)>),
    Json(Json),
}

/// JSON whose strings are templates: a value cannot break out of its string.
#[derive(Clone, Debug)]
enum Json {
    Text(Template),
    List(Vec<Json>),
    Table(Vec<(String, Json)>),
    Other(Value),
}

impl RequestTemplate {
    pub(crate) fn new(config: &GatewayConfig) -> Result<Self, SmsError> {
        let url = Template::parse("url", &config.url)?;
        let body = body(config)?;
        let request = Self {
            method: match config.method {
                Method::Get => http::Method::GET,
                Method::Post => http::Method::POST,
                Method::Put => http::Method::PUT,
            },
            url,
            headers: headers(&config.headers)?,
            body,
        };
        let is_in_message = |hole| request.url.has(hole) || request.body.has(hole);
        if !is_in_message(Hole::Text) {
            return Err(SmsError::setting("body", "{text} is nowhere"));
        }
        if !is_in_message(Hole::Phone) && !is_in_message(Hole::Digits) {
            return Err(SmsError::setting("body", "neither {phone} nor {digits}"));
        }
        let wants_secret = is_in_message(Hole::Secret)
            || request.headers.iter().any(|(_, one)| one.has(Hole::Secret));
        if wants_secret != config.secret.is_some() {
            let reason = if wants_secret {
                "{secret} is used, and there is none"
            } else {
                "given, and {secret} is nowhere"
            };
            return Err(SmsError::setting("secret", reason));
        }
        Ok(request)
    }

    /// The address of one message.
    pub(crate) fn address(&self, values: &Values<'_>) -> Result<Uri, SmsError> {
        let url = self.url.fill(values, percent);
        url.parse()
            .map_err(|_| SmsError::setting("url", "not an address"))
    }

    pub(crate) fn fill(&self, values: &Values<'_>) -> Result<http::Request<Bytes>, SmsError> {
        let (body, content_type) = self.body.fill(values);
        let mut request = http::Request::new(body);
        *request.method_mut() = self.method.clone();
        *request.uri_mut() = self.address(values)?;
        if let Some(content_type) = content_type {
            let content_type = HeaderValue::from_static(content_type);
            request.headers_mut().insert(CONTENT_TYPE, content_type);
        }
        for (name, value) in &self.headers {
            let text = value.fill(values, as_is);
            let mut filled = HeaderValue::from_str(&text).map_err(|_| {
                SmsError::setting(format!("headers.{name}"), "not one line of plain letters")
            })?;
            filled.set_sensitive(value.has(Hole::Secret));
            request.headers_mut().insert(name, filled);
        }
        Ok(request)
    }
}

fn headers(configured: &BTreeMap<String, String>) -> Result<Vec<(HeaderName, Template)>, SmsError> {
    configured
        .iter()
        .map(|(name, value)| {
            let key = format!("headers.{name}");
            let template = Template::parse(&key, value)?;
            if template.has(Hole::Text) {
                return Err(SmsError::setting(key, "{text} does not go into a header"));
            }
            let name = name
                .parse()
                .map_err(|_| SmsError::setting(key, "not the name of a header"))?;
            Ok((name, template))
        })
        .collect()
}

fn body(config: &GatewayConfig) -> Result<Body, SmsError> {
    match (config.method, config.format) {
        (Method::Get, _) if config.body.is_empty() => Ok(Body::None),
        (Method::Get, _) => Err(SmsError::setting("body", "a GET has none")),
        (_, Format::Json) => Ok(Body::Json(Json::table("body", &config.body)?)),
        (_, Format::Form) => {
            let field = |(name, value): (&String, &Value)| {
                let key = format!("body.{name}");
                let text = match value {
                    Value::String(text) => text.clone(),
                    Value::Number(_) | Value::Bool(_) => value.to_string(),
                    _ => return Err(SmsError::setting(key, "a form has no lists and tables")),
                };
                Ok((name.clone(), Template::parse(&key, &text)?))
            };
            let fields: Result<_, _> = config.body.iter().map(field).collect();
            Ok(Body::Form(fields?))
        }
    }
}

impl Body {
    fn fill(&self, values: &Values<'_>) -> (Bytes, Option<&'static str>) {
        match self {
            Self::None => (Bytes::new(), None),
            Self::Form(fields) => {
                let pairs = fields
                    .iter()
                    .map(|(name, value)| (name, value.fill(values, as_is)));
                let form = form_urlencoded::Serializer::new(String::new())
                    .extend_pairs(pairs)
                    .finish();
                (form.into(), Some("application/x-www-form-urlencoded"))
            }
            Self::Json(json) => (
                json.fill(values).to_string().into(),
                Some("application/json"),
            ),
        }
    }

    fn has(&self, hole: Hole) -> bool {
        match self {
            Self::None => false,
            Self::Form(fields) => fields.iter().any(|(_, value)| value.has(hole)),
            Self::Json(json) => json.has(hole),
        }
    }
}

impl Json {
    fn parse(key: &str, value: &Value) -> Result<Self, SmsError> {
        Ok(match value {
            Value::String(text) => Self::Text(Template::parse(key, text)?),
            Value::Array(items) => {
                let items: Result<_, _> = items.iter().map(|item| Self::parse(key, item)).collect();
                Self::List(items?)
            }
            Value::Object(table) => Self::table(key, table)?,
            other => Self::Other(other.clone()),
        })
    }

    fn table(key: &str, table: &Map<String, Value>) -> Result<Self, SmsError> {
        let field = |(name, value): (&String, &Value)| {
            Ok((name.clone(), Self::parse(&format!("{key}.{name}"), value)?))
        };
        let fields: Result<_, SmsError> = table.iter().map(field).collect();
        Ok(Self::Table(fields?))
    }

    fn fill(&self, values: &Values<'_>) -> Value {
        match self {
            Self::Text(text) => Value::String(text.fill(values, as_is)),
            Self::List(items) => items.iter().map(|item| item.fill(values)).collect(),
            Self::Table(fields) => fields
                .iter()
                .map(|(name, value)| (name.clone(), value.fill(values)))
                .collect::<Map<_, _>>()
                .into(),
            Self::Other(value) => value.clone(),
        }
    }

    fn has(&self, hole: Hole) -> bool {
        match self {
            Self::Text(text) => text.has(hole),
            Self::List(items) => items.iter().any(|item| item.has(hole)),
            Self::Table(fields) => fields.iter().any(|(_, value)| value.has(hole)),
            Self::Other(_) => false,
        }
    }
}
