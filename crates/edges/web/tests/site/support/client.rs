//! A browser: keeps cookies, says where its requests come from, follows nothing by itself.

use std::collections::BTreeMap;
use std::sync::Mutex;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use http_body_util::BodyExt;
use tower::ServiceExt;
use url::form_urlencoded;

use super::{Answer, HOST, PASSWORD};

/// Nobody waits for more of a page.
const LARGEST_PAGE: usize = 32 * 1024 * 1024;

pub(crate) struct Client {
    router: Router,
    is_https: bool,
    cookies: Mutex<BTreeMap<String, String>>,
    /// The person's address, once somebody is signed in.
    pub(crate) email: String,
    /// The person, once somebody is signed in.
    pub(crate) person: Option<access::PersonId>,
}

impl Client {
    pub(crate) fn new(router: Router, is_https: bool) -> Self {
        Self {
            router,
            is_https,
            cookies: Mutex::default(),
            email: String::new(),
            person: None,
        }
    }

    /// Signs in at the sign-in page.
    pub(crate) async fn sign_in(&self, email: &str) {
        let answer = self
            .post("/sign-in", &[("email", email), ("password", PASSWORD)])
            .await
            .expect(303);
        assert!(
            !answer.location().starts_with("/sign-in"),
            "{}",
            answer.location()
        );
        assert!(self.is_signed_in(), "signing in gives a cookie");
    }

    /// Signs in again when the session has ended.
    pub(crate) async fn stay_signed_in(&self) {
        if !self.email.is_empty() && self.get("/me/notices").await.status != 200 {
            self.cookies.lock().unwrap().clear();
            self.sign_in(&self.email).await;
        }
    }

    pub(crate) fn is_signed_in(&self) -> bool {
        self.cookie("kabinet")
            .or_else(|| self.cookie("__Host-kabinet"))
            .is_some()
    }

    pub(crate) fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.lock().unwrap().get(name).cloned()
    }

    pub(crate) fn set_cookie(&self, name: &str, value: &str) {
        self.cookies
            .lock()
            .unwrap()
            .insert(name.to_owned(), value.to_owned());
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path).body(Body::empty()).unwrap())
            .await
    }

    /// A form without files.
    pub(crate) async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        self.post_raw(path, "application/x-www-form-urlencoded", body)
            .await
    }

    /// A form with files, made by [`multipart`].
    pub(crate) async fn upload(&self, path: &str, body: Vec<u8>) -> Answer {
        self.post_raw(
            path,
            &format!("multipart/form-data; boundary={BOUNDARY}"),
            body,
        )
        .await
    }

    pub(crate) async fn post_raw(
        &self,
        path: &str,
        content_type: &str,
        body: impl Into<Body>,
    ) -> Answer {
        let request = Request::post(path)
            .header("content-type", content_type)
            .header("sec-fetch-site", "same-origin")
            .body(body.into())
            .unwrap();
        self.send(request).await
    }

    /// Sends it with this browser's cookies and keeps those that come back. Every answer is
    /// checked for what holds everywhere.
    pub(crate) async fn send(&self, mut request: Request<Body>) -> Answer {
        let answer = self.send_unchecked(&mut request).await;
        answer.check(self.is_https);
        answer
    }

    async fn send_unchecked(&self, request: &mut Request<Body>) -> Answer {
        let asked = format!("{} {}", request.method(), request.uri());
        let cookies: Vec<String> = self
            .cookies
            .lock()
            .unwrap()
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let headers = request.headers_mut();
        headers.insert("host", HOST.parse().unwrap());
        if !cookies.is_empty() {
            headers.insert("cookie", cookies.join("; ").parse().unwrap());
        }
        let request = std::mem::take(request);
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let is_stream = parts
            .headers
            .get("content-type")
            .is_some_and(|value| value == "text/event-stream");
        let mut body = http_body_util::Limited::new(body, LARGEST_PAGE);
        let body = if is_stream {
            // What is said at once; the stream itself does not end.
            let first = body.frame().await.expect("it says something").unwrap();
            first.into_data().unwrap().to_vec()
        } else {
            let body = body.collect().await;
            body.expect("the body ends and is not too large")
                .to_bytes()
                .to_vec()
        };
        let answer = Answer {
            asked,
            status: parts.status,
            headers: parts.headers,
            body,
        };
        self.keep(&answer);
        answer
    }

    fn keep(&self, answer: &Answer) {
        let mut cookies = self.cookies.lock().unwrap();
        for cookie in answer.cookies() {
            let pair = cookie.split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            if cookie.contains("Max-Age=0") {
                cookies.remove(name);
            } else {
                cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }
}

const BOUNDARY: &str = "----kabinet-tests-7f3a";

/// The body of a form with files: texts first, then files of (field, name, type, content).
pub(crate) fn multipart(texts: &[(&str, &str)], files: &[(&str, &str, &str, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, value) in texts {
        body.extend(
            format!(
                "--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
            )
            .bytes(),
        );
    }
    for (field, name, media_type, content) in files {
        let head = format!(
            "--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\
             content-type: {media_type}\r\n\r\n"
        );
        body.extend(head.bytes());
        body.extend_from_slice(content);
        body.extend(b"\r\n");
    }
    body.extend(format!("--{BOUNDARY}--\r\n").bytes());
    body
}
