//! Who asks: extractors that handlers take as parameters.
//!
//! * [`Visitor`]: anybody; knows the language, the address, and the session if there is one.
//! * [`SignedIn`]: a person who has passed every factor; others are sent to sign in.
//! * [`Member`]: a person with a standing in the organization of the path's `{org}`; strangers
//!   get 404. [`Member::grant`] is the only way from here to a domain function.
//! * [`Operator`]: a person who runs the installation.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use access::{Actor, Grant, OperatorGrant, OrganizationId, Right, Standing};
use accounts::Person;
use axum::extract::{ConnectInfo, FromRequestParts, OriginalUri, RawPathParams};
use axum::http::Method;
use axum::http::request::Parts;
use db::Mark;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use texts::{Lang, Texts};
use uuid::Uuid;

use crate::app::App;
use crate::cookies;
use crate::error::PageError;
use crate::limits::{Knock, UPLOADED_BYTES_A_DAY, UPLOADS_A_DAY};
use crate::middleware::RequestId;

/// Anybody.
#[derive(Clone)]
pub(crate) struct Visitor {
    /// Texts in the visitor's language.
    pub t: Texts,
    /// The moment of the request.
    pub now: Timestamp,
    /// What the page shows is not older than this.
    pub mark: Mark,
    /// Where the request came from.
    pub ip: Option<IpAddr>,
    /// Ties the journal, the log and the error page together.
    pub request_id: String,
    /// What browser, shortened.
    pub user_agent: String,
    /// Path and query of the request.
    pub path: String,
    /// Text key of a message for this page.
    pub flash: Option<String>,
    /// Random value of this answer's Content-Security-Policy.
    pub nonce: String,
    /// The session, if the browser has a living one.
    pub session: Option<Arc<accounts::SignedIn>>,
}

/// A person who has passed every factor.
#[derive(Clone)]
pub(crate) struct SignedIn {
    /// The request's circumstances.
    pub visitor: Visitor,
    /// The person.
    pub person: Person,
    /// The person as domain functions want them.
    pub actor: Actor,
    /// The person's time zone.
    pub zone: TimeZone,
}

/// A person in an organization.
#[derive(Clone)]
pub(crate) struct Member {
    /// The person.
    pub signed_in: SignedIn,
    /// Where they stand right now.
    pub standing: Standing,
}

/// A person who runs the installation.
#[derive(Clone)]
pub(crate) struct Operator {
    /// The person.
    pub signed_in: SignedIn,
    /// Proof for domain functions.
    pub grant: OperatorGrant,
}

impl Visitor {
    /// Counts a knock against the visitor's address.
    pub(crate) fn knock(&self, app: &App, what: Knock) -> Result<(), PageError> {
        app.limits.knock(what, self.ip).map_err(PageError::TooMany)
    }
}

impl SignedIn {
    /// The person behind a visit; nothing before every factor was passed.
    pub(crate) fn from_visitor(visitor: Visitor) -> Option<Self> {
        let session = visitor
            .session
            .clone()
            .filter(|session| !session.second_factor_pending)?;
        let person = session.person.clone();
        let actor = Actor {
            person: person.id,
            name: person.full_name(),
            session: session.session,
            is_operator: person.is_operator,
            ip: visitor.ip,
            request_id: visitor.request_id.clone(),
        };
        let zone = TimeZone::get(&person.time_zone).unwrap_or(TimeZone::UTC);
        Some(Self {
            visitor,
            person,
            actor,
            zone,
        })
    }

    /// Refuses a person of whom a second factor is required and who has none.
    fn may_work(&self, app: &App) -> Result<(), PageError> {
        // Who signed in by certificate has shown a key and its password: two factors.
        let by_certificate = |session: &Arc<accounts::SignedIn>| session.by_certificate;
        if app.site.second_factor.is_missing(&self.person)
            && !self.visitor.session.as_ref().is_some_and(by_certificate)
        {
            return Err(PageError::SecondFactor);
        }
        Ok(())
    }

    /// Refuses another file to whoever has had more stored within a day than anybody needs: disks
    /// end, and registration is open to all.
    pub(crate) async fn may_upload(&self, app: &App) -> Result<(), PageError> {
        let day = jiff::SignedDuration::from_hours(24);
        let since = self.now() - day;
        let lately = organizations::files::uploaded_since(&app.db, self.person.id, since).await?;
        if lately.count >= UPLOADS_A_DAY || lately.bytes >= UPLOADED_BYTES_A_DAY {
            return Err(PageError::TooMany(std::time::Duration::from_hours(1)));
        }
        Ok(())
    }

    /// Texts in the person's language.
    pub(crate) fn t(&self) -> Texts {
        self.visitor.t
    }

    /// The moment of the request.
    pub(crate) fn now(&self) -> Timestamp {
        self.visitor.now
    }
}

impl Member {
    /// The person in this organization; nothing when they are no member of it right now.
    pub(crate) async fn find(
        app: &App,
        signed_in: &SignedIn,
        organization: OrganizationId,
    ) -> Result<Option<Self>, PageError> {
        let (person, now) = (signed_in.actor.person, signed_in.now());
        let standing = organizations::standing(&app.db, person, organization, now).await?;
        Ok(standing.map(|standing| Self {
            signed_in: signed_in.clone(),
            standing,
        }))
    }

    /// Proof that the person may do what `R` names here, for a domain function.
    pub(crate) fn grant<R: Right>(&self) -> Result<Grant<R>, PageError> {
        Ok(self.standing.grant(&self.signed_in.actor)?)
    }

    /// The organization of the path.
    pub(crate) fn organization(&self) -> OrganizationId {
        self.standing.organization
    }

    /// Texts in the person's language.
    pub(crate) fn t(&self) -> Texts {
        self.signed_in.visitor.t
    }

    /// The moment of the request.
    pub(crate) fn now(&self) -> Timestamp {
        self.signed_in.visitor.now
    }

    /// The person's time zone.
    pub(crate) fn zone(&self) -> &TimeZone {
        &self.signed_in.zone
    }
}

impl FromRequestParts<App> for Visitor {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, PageError> {
        // A handler and the error page may both ask; the session is looked up once.
        if let Some(visitor) = parts.extensions.get::<Self>() {
            return Ok(visitor.clone());
        }
        let (now, mark) = (app.db.clock().now(), app.db.mark());
        let session = match cookies::get(&parts.headers, cookies::session_name(&app.site)) {
            Some(token) if is_by_itself(parts) => accounts::recognize(&app.db, token, now)
                .await?
                .map(Arc::new),
            Some(token) => accounts::authenticate(&app.db, token, now)
                .await?
                .map(Arc::new),
            None => None,
        };
        let visitor = Self {
            t: Texts::new(language(parts, session.as_deref())),
            now,
            mark,
            ip: address(parts, app.site.is_behind_proxy),
            request_id: parts
                .extensions
                .get::<RequestId>()
                .map(|id| id.0.clone())
                .unwrap_or_default(),
            user_agent: header(parts, "user-agent").chars().take(200).collect(),
            path: original_path(parts),
            flash: cookies::get(&parts.headers, cookies::FLASH).and_then(text_key),
            nonce: nonce(),
            session,
        };
        parts.extensions.insert(visitor.clone());
        Ok(visitor)
    }
}

impl FromRequestParts<App> for SignedIn {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, PageError> {
        let visitor = Visitor::from_request_parts(parts, app).await?;
        Self::from_visitor(visitor).ok_or(PageError::SignIn)
    }
}

impl FromRequestParts<App> for Member {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, PageError> {
        let signed_in = SignedIn::from_request_parts(parts, app).await?;
        signed_in.may_work(app)?;
        let params = RawPathParams::from_request_parts(parts, app)
            .await
            .map_err(|_| PageError::NotFound)?;
        let organization = params
            .iter()
            .find_map(|(name, value)| {
                (name == "org")
                    .then(|| Uuid::try_parse(value).ok())
                    .flatten()
            })
            .map(OrganizationId)
            .ok_or(PageError::NotFound)?;
        Self::find(app, &signed_in, organization)
            .await?
            .ok_or(PageError::NotFound)
    }
}

impl FromRequestParts<App> for Operator {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, PageError> {
        let signed_in = SignedIn::from_request_parts(parts, app).await?;
        signed_in.may_work(app)?;
        let grant = signed_in.actor.operator_grant()?;
        Ok(Self { signed_in, grant })
    }
}

/// The cookie's language, else the person's, else the browser's, else Russian.
fn language(parts: &Parts, session: Option<&accounts::SignedIn>) -> Lang {
    cookies::get(&parts.headers, cookies::LANGUAGE)
        .and_then(Lang::parse)
        .or_else(|| session.and_then(|session| Lang::parse(&session.person.lang)))
        .or_else(|| Lang::from_accept_language(header(parts, "accept-language")))
        .unwrap_or_default()
}

/// Whether an open page asks by itself, without its reader: for its events, or for itself again
/// after one (`frontend/src/live.ts`). Otherwise a page left open would keep its session for ever.
fn is_by_itself(parts: &Parts) -> bool {
    is_reading(&parts.method)
        && (parts.headers.contains_key("x-live") || parts.uri.path().ends_with("/events"))
}

fn address(parts: &Parts, is_behind_proxy: bool) -> Option<IpAddr> {
    if is_behind_proxy {
        // The last entry is the one that our own proxy added.
        let forwarded = header(parts, "x-forwarded-for");
        if let Some(address) = forwarded
            .rsplit(',')
            .next()
            .and_then(|one| one.trim().parse().ok())
        {
            return Some(address);
        }
    }
    parts
        .extensions
        .get::<ConnectInfo<SocketAddr>>()
        .map(|info| info.0.ip().to_canonical())
}

fn original_path(parts: &Parts) -> String {
    let uri = parts
        .extensions
        .get::<OriginalUri>()
        .map_or(&parts.uri, |original| &original.0);
    uri.path_and_query()
        .map(ToString::to_string)
        .unwrap_or_default()
}

fn header<'p>(parts: &'p Parts, name: &str) -> &'p str {
    parts
        .headers
        .get(name)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
}

/// A flash cookie can be set by anybody who owns the browser: only a key of ours is taken.
fn text_key(value: &str) -> Option<String> {
    let is_key = value.starts_with("flash-")
        && value.len() <= 64
        && value
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    is_key.then(|| value.to_owned())
}

fn nonce() -> String {
    let mut bytes = [0_u8; 16];
    // Without randomness the nonce is empty, which matches nothing: inline code stays forbidden.
    match getrandom::fill(&mut bytes) {
        Ok(()) => data_encoding::BASE64URL_NOPAD.encode(&bytes),
        Err(_) => String::new(),
    }
}

/// Where to go after signing in: a path of this site and of a page, else nothing.
pub(crate) fn safe_next(next: &str) -> Option<&str> {
    let is_local = next.starts_with('/')
        && !next.starts_with("//")
        && !next.contains(['\\', '\r', '\n', '\t'])
        && !next.starts_with("/sign-");
    is_local.then_some(next)
}

/// Whether a request only looks.
pub(crate) fn is_reading(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_signing_in_nobody_is_sent_to_another_site() {
        assert_eq!(
            safe_next("/o/1/applications?page=2"),
            Some("/o/1/applications?page=2")
        );
        for evil in [
            "//evil.example",
            "https://evil.example",
            "/\\evil.example",
            "",
            "evil",
            "/a\r\nb",
            "/sign-out",
        ] {
            assert_eq!(safe_next(evil), None, "{evil:?}");
        }
    }

    #[test]
    fn a_message_cookie_is_a_key_of_ours_or_nothing() {
        assert_eq!(text_key("flash-invited").as_deref(), Some("flash-invited"));
        for other in ["error-ORG-001", "flash-<b>", "", "flash-A"] {
            assert_eq!(text_key(other), None, "{other:?}");
        }
    }
}
