//! The three cookies: session, language, and a message for the next page.

use axum::http::header::COOKIE;
use axum::http::{HeaderMap, HeaderValue};

use crate::app::Site;

/// Name of the cookie with the text key of a message for the next page.
pub(crate) const FLASH: &str = "flash";
/// Name of the language cookie.
pub(crate) const LANGUAGE: &str = "language";

/// The session cookie's name. `__Host-` binds it to this host and to TLS; plain HTTP on
/// localhost cannot have that.
pub(crate) fn session_name(site: &Site) -> &'static str {
    if site.is_https() {
        "__Host-kabinet"
    } else {
        "kabinet"
    }
}

/// The value of a cookie of the request.
pub(crate) fn get<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(key, value)| (key == name).then_some(value))
}

/// Signs a browser in: `Set-Cookie` with the session's token, until the browser is closed.
pub(crate) fn session(site: &Site, token: &str) -> HeaderValue {
    set(site, session_name(site), token, None)
}

/// Signs a browser out.
pub(crate) fn no_session(site: &Site) -> HeaderValue {
    set(site, session_name(site), "", Some(0))
}

/// Remembers the language for a year.
pub(crate) fn language(site: &Site, tag: &str) -> HeaderValue {
    set(site, LANGUAGE, tag, Some(365 * 24 * 3600))
}

/// Leaves a message for the next page; `key` is a text key.
pub(crate) fn flash(site: &Site, key: &str) -> HeaderValue {
    set(site, FLASH, key, Some(60))
}

/// Takes the message away once it was shown.
pub(crate) fn no_flash(site: &Site) -> HeaderValue {
    set(site, FLASH, "", Some(0))
}

fn set(site: &Site, name: &str, value: &str, max_age: Option<u32>) -> HeaderValue {
    let secure = if site.is_https() { "; Secure" } else { "" };
    let age = max_age
        .map(|seconds| format!("; Max-Age={seconds}"))
        .unwrap_or_default();
    let cookie = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{age}");
    // Values are tokens, tags and keys of our own making: always visible ASCII.
    HeaderValue::from_str(&cookie).unwrap_or(HeaderValue::from_static(""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::SecondFactor;

    fn site(base_url: &str) -> Site {
        Site {
            base_url: base_url.parse().unwrap(),
            is_demo: false,
            is_behind_proxy: false,
            has_sms: false,
            contact_codes: organizations::links::ContactCodes::On,
            second_factor: SecondFactor::Optional,
            demo_keys: None,
        }
    }

    #[test]
    fn over_tls_the_session_is_bound_to_the_host() {
        let cookie = session(&site("https://kabinet.example/"), "abc");
        assert_eq!(
            cookie.to_str().unwrap(),
            "__Host-kabinet=abc; Path=/; HttpOnly; SameSite=Lax; Secure"
        );
        let plain = session(&site("http://localhost:8080/"), "abc");
        assert_eq!(
            plain.to_str().unwrap(),
            "kabinet=abc; Path=/; HttpOnly; SameSite=Lax"
        );
    }

    #[test]
    fn a_cookie_is_found_among_others_and_not_by_a_part_of_its_name() {
        let mut headers = HeaderMap::new();
        headers.insert(
            COOKIE,
            HeaderValue::from_static("xkabinet=1; kabinet=2; language=en"),
        );
        assert_eq!(get(&headers, "kabinet"), Some("2"));
        assert_eq!(get(&headers, "language"), Some("en"));
        assert_eq!(get(&headers, "lang"), None);
    }
}
