//! What the site answered, and what every answer must be like.

use axum::http::{HeaderMap, StatusCode};

pub(crate) struct Answer {
    /// Method and path, for messages.
    pub(crate) asked: String,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    /// A header's text, or nothing.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }

    pub(crate) fn location(&self) -> &str {
        self.header("location")
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn cookies(&self) -> Vec<&str> {
        self.headers
            .get_all("set-cookie")
            .iter()
            .map(|value| value.to_str().unwrap())
            .collect()
    }

    pub(crate) fn is_html(&self) -> bool {
        self.header("content-type").starts_with("text/html")
    }

    /// An answer of the API.
    pub(crate) fn is_json(&self) -> bool {
        self.header("content-type").starts_with("application/json")
    }

    /// The same answer, if it has this status.
    #[track_caller]
    pub(crate) fn expect(self, status: u16) -> Self {
        assert_eq!(
            self.status.as_u16(),
            status,
            "{}: {}",
            self.asked,
            self.short()
        );
        self
    }

    /// The words of the page, without tags, cut.
    pub(crate) fn short(&self) -> String {
        let text = self.text();
        let main = text
            .split_once("<main")
            .map_or(text.as_str(), |(_, main)| main);
        let mut words = String::new();
        let mut is_tag = false;
        for c in main.chars() {
            match c {
                '<' => is_tag = true,
                '>' => {
                    is_tag = false;
                    words.push(' ');
                }
                c if !is_tag => words.push(c),
                _ => {}
            }
        }
        let words: Vec<&str> = words.split_whitespace().collect();
        format!("{} {}", self.location(), words.join(" "))
            .chars()
            .take(400)
            .collect()
    }

    /// What the matrix of routes says about it.
    #[track_caller]
    pub(crate) fn class(&self) -> &'static str {
        let is_sign_in =
            self.location() == "/sign-in" || self.location().starts_with("/sign-in?next=");
        match self.status.as_u16() {
            401 if self.is_json() => "sign-in",
            303 if is_sign_in && self.cookies().is_empty() => "sign-in",
            200 | 303 | 409 | 422 => "ok",
            403 => "403",
            404 => "404",
            other => panic!(
                "{}: {other} is none of the expected answers: {}",
                self.asked,
                self.short()
            ),
        }
    }

    /// What holds for every answer to everybody.
    #[track_caller]
    pub(crate) fn check(&self, is_https: bool) {
        let asked = &self.asked;
        assert!(
            !self.status.is_server_error(),
            "{asked}: {} {}",
            self.status,
            self.short()
        );
        let is_asset = asked.contains(" /assets/");
        if is_asset && self.status.is_client_error() {
            return;
        }
        assert_eq!(self.header("x-content-type-options"), "nosniff", "{asked}");
        if is_asset {
            assert!(
                self.cookies().is_empty(),
                "{asked}: a public file sets a cookie"
            );
            return;
        }
        let policy = self.header("content-security-policy");
        assert!(!policy.contains("unsafe-"), "{asked}: {policy}");
        assert!(
            policy.contains("default-src 'self'") || policy.contains("default-src 'none'"),
            "{asked}: {policy}"
        );
        if self.is_html() {
            for part in [
                "frame-ancestors 'none'",
                "object-src 'none'",
                "base-uri 'none'",
                "form-action 'self'",
            ] {
                assert!(policy.contains(part), "{asked}: {policy}");
            }
        }
        assert!(
            ["same-origin", "no-referrer"].contains(&self.header("referrer-policy")),
            "{asked}"
        );
        assert_eq!(
            self.header("cross-origin-opener-policy"),
            "same-origin",
            "{asked}"
        );
        assert!(
            self.header("cache-control").contains("no-store"),
            "{asked}: {}",
            self.header("cache-control")
        );
        assert_eq!(
            !self.header("strict-transport-security").is_empty(),
            is_https,
            "{asked}"
        );
        for cookie in self.cookies() {
            let has = |part: &str| cookie.split("; ").any(|one| one == part);
            assert!(
                has("HttpOnly") && has("SameSite=Lax") && has("Path=/"),
                "{asked}: {cookie}"
            );
            assert_eq!(has("Secure"), is_https, "{asked}: {cookie}");
            assert!(!cookie.contains("Domain"), "{asked}: {cookie}");
        }
        if self.is_html() {
            self.check_page();
        } else if self.is_json() && self.status.is_client_error() {
            assert!(
                self.text().contains("\"code\":\"WEB-"),
                "{asked}: {}",
                self.text()
            );
        } else if self.status.is_client_error() {
            panic!("{asked}: {} is no page: {:?}", self.status, self.text());
        }
    }

    #[track_caller]
    fn check_page(&self) {
        let (asked, text) = (&self.asked, self.text());
        if let Some((_, missing)) = text.split_once('⟦') {
            let missing: String = missing.chars().take(60).collect();
            panic!("{asked}: a text is missing: {missing}");
        }
        for tag in tags(&text) {
            let bare = without_values(tag);
            let names = bare
                .split_whitespace()
                .map(|name| name.trim_end_matches(['=', '/']));
            for name in names.skip(1) {
                assert!(
                    name != "style" && !name.starts_with("on"),
                    "{asked}: the policy forbids {name} in <{tag}>"
                );
            }
        }
        let nonce = self
            .header("content-security-policy")
            .split_once("'nonce-")
            .map(|(_, rest)| rest);
        let nonce = nonce
            .and_then(|rest| rest.split_once('\''))
            .map(|(nonce, _)| nonce)
            .unwrap_or_default();
        for script in text.split("<script").skip(1) {
            let tag = script.split_once('>').map_or(script, |(tag, _)| tag);
            let is_allowed =
                tag.contains(" src=\"/assets/") || tag.contains(&format!("nonce=\"{nonce}\""));
            assert!(is_allowed, "{asked}: the policy forbids <script{tag}>");
        }
    }
}

/// What stands between `<` and `>` of every element; a `>` in a quoted value is passed over.
fn tags(html: &str) -> Vec<&str> {
    let mut tags = Vec::new();
    for rest in html.split('<').skip(1) {
        if !rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
            continue;
        }
        let mut quoted = false;
        let end = rest.find(|c| {
            quoted ^= c == '"';
            c == '>' && !quoted
        });
        tags.push(&rest[..end.unwrap_or(rest.len())]);
    }
    tags
}

/// A tag without the quoted values of its attributes.
fn without_values(tag: &str) -> String {
    tag.split('"').step_by(2).collect::<Vec<_>>().join(" ")
}

#[test]
fn attributes_are_told_from_text_that_looks_like_them() {
    let html = "<p class=\"a\" title=\"x onload= >\">1 < 2 onerror=\"x\" &lt;img onerror=&quot;1&quot;&gt;</p><img src=\"a\" onerror=\"b\">";
    assert_eq!(
        tags(html),
        [
            "p class=\"a\" title=\"x onload= >\"",
            "img src=\"a\" onerror=\"b\""
        ]
    );
    assert_eq!(
        without_values(tags(html)[0])
            .split_whitespace()
            .collect::<Vec<_>>(),
        ["p", "class=", "title="]
    );
}
