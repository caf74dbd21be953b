//! The pages of accounts through the whole router, as a browser without JavaScript sees them.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::header::{CONTENT_TYPE, COOKIE, LOCATION, SET_COOKIE};
use axum::http::{Request, StatusCode};
use blob::{BlobStore, MasterKey};
use db::{Rows, values};
use http_body_util::BodyExt;
use jiff::SignedDuration;
use registry::Registry;
use testkit::TestDb;
use tower::ServiceExt;
use url::form_urlencoded;

use crate::app::{App, SecondFactor, Site, Stop};
use crate::limits::{Limits, Rates};

const EMAIL: &str = "anna@romashka.example";
const PASSWORD: &str = "тихая-Река-7";

struct Browser {
    test: TestDb,
    router: Router,
    cookies: BTreeMap<String, String>,
    address: Option<SocketAddr>,
}

struct Page {
    status: StatusCode,
    location: String,
    body: String,
}

impl Browser {
    async fn open(has_sms: bool) -> Self {
        Self::with(has_sms, SecondFactor::Optional).await
    }

    async fn with(has_sms: bool, second_factor: SecondFactor) -> Self {
        let test = testkit::sqlite().await;
        let key = MasterKey::from_bytes([5; 32]);
        let app = App {
            db: test.db.clone(),
            registry: Registry::empty(),
            sources: organizations::checks::Sources::local(Registry::empty()),
            blobs: BlobStore::open(test.folder().unwrap(), key.clone()).unwrap(),
            master: Arc::new(key),
            services: applications::Services::shipped().unwrap(),
            verifier: signatures::Verifier::trusting_nobody(),
            reader: recognition::Reader::without_tools(),
            site: Arc::new(Site {
                base_url: "http://localhost:8080/".parse().unwrap(),
                is_demo: false,
                is_behind_proxy: false,
                has_sms,
                contact_codes: organizations::links::ContactCodes::On,
                second_factor,
                demo_keys: None,
            }),
            limits: Arc::new(Limits::new(Rates::default())),
            stop: Stop::default(),
        };
        Self {
            test,
            router: crate::router(app),
            cookies: BTreeMap::new(),
            address: None,
        }
    }

    async fn get(&mut self, path: &str) -> Page {
        self.send(Request::get(path), String::new()).await
    }

    async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        let request = Request::post(path)
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin");
        self.send(request, body).await
    }

    async fn send(&mut self, request: axum::http::request::Builder, body: String) -> Page {
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let mut request = request
            .header(COOKIE, cookies.join("; "))
            .header("accept-language", "ru")
            .body(Body::from(body))
            .unwrap();
        if let Some(address) = self.address {
            request.extensions_mut().insert(ConnectInfo(address));
        }
        let response = self.router.clone().oneshot(request).await.unwrap();
        for cookie in response.headers().get_all(SET_COOKIE) {
            let (pair, rest) = cookie.to_str().unwrap().split_once(';').unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            assert!(
                rest.contains("HttpOnly")
                    && rest.contains("SameSite=Lax")
                    && rest.contains("Path=/")
            );
            if rest.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let status = response.status();
        let location = response
            .headers()
            .get(LOCATION)
            .map(|url| url.to_str().unwrap().to_owned());
        let body = response.into_body().collect().await.unwrap().to_bytes();
        let body = String::from_utf8(body.to_vec()).unwrap();
        assert!(!body.contains('⟦'), "a text is missing: {body}");
        Page {
            status,
            location: location.unwrap_or_default(),
            body,
        }
    }

    /// The link in the newest letter of a kind.
    async fn mailed(&self, kind: &str) -> String {
        let rows = self
            .test
            .db
            .rows(
                "SELECT payload FROM jobs WHERE kind = 'mail' ORDER BY created_at, id LIMIT 100",
                values![],
            )
            .await
            .unwrap();
        let letters = rows.iter().map(|row| row.get::<String>("payload").unwrap());
        let letters: Vec<serde_json::Value> = letters
            .map(|letter| serde_json::from_str(&letter).unwrap())
            .collect();
        let letter = letters
            .iter()
            .rfind(|letter| letter["kind"] == kind)
            .expect("a letter");
        letter["link"].as_str().unwrap().to_owned()
    }

    async fn register(&mut self) {
        let page = self.post("/register", &registration()).await;
        assert_eq!(
            (page.status, page.location.as_str()),
            (StatusCode::SEE_OTHER, "/register/sent")
        );
    }

    /// Registers, confirms and signs Anna in.
    async fn as_anna(has_sms: bool) -> Self {
        let mut browser = Self::open(has_sms).await;
        browser.become_anna().await;
        browser
    }

    async fn become_anna(&mut self) {
        let browser = self;
        browser.register().await;
        let link = browser.mailed("confirm-email").await;
        let token = link.split_once("token=").unwrap().1.to_owned();
        let page = browser
            .post(
                "/register/confirm",
                &[("token", token.as_str()), ("password", PASSWORD)],
            )
            .await;
        assert_eq!(
            (page.status, page.location.as_str()),
            (StatusCode::SEE_OTHER, "/me/organizations")
        );
    }

    async fn sign_in(&mut self, password: &str) -> Page {
        self.post("/sign-in", &[("email", EMAIL), ("password", password)])
            .await
    }
}

fn registration() -> Vec<(&'static str, &'static str)> {
    vec![
        ("last_name", "Котова"),
        ("first_name", "Анна"),
        ("middle_name", "Сергеевна"),
        ("email", EMAIL),
        ("phone", "8 916 123-45-67"),
        ("document_kind", "passport_rf"),
        ("document_number", "4510 123456"),
        ("password", PASSWORD),
        ("agree_terms", "on"),
        ("agree_data", "on"),
    ]
}

#[tokio::test]
async fn public_pages_open_for_anybody_and_personal_ones_lead_to_sign_in() {
    let mut browser = Browser::open(false).await;
    for path in [
        "/",
        "/register",
        "/register/sent",
        "/sign-in",
        "/recover",
        "/recover/sent",
        "/terms",
        "/privacy",
    ] {
        let page = browser.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        assert_eq!(page.body.matches("<h1").count(), 1, "{path}");
    }
    for path in ["/me/profile", "/me/security", "/me/security/totp"] {
        let page = browser.get(path).await;
        assert_eq!(
            page.location,
            format!("/sign-in?next={}", path.replace('/', "%2F"))
        );
    }
}

#[tokio::test]
async fn opening_the_mailed_link_confirms_nothing_and_the_password_does() {
    let mut browser = Browser::open(false).await;
    browser.register().await;
    let page = browser.sign_in(PASSWORD).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.body.contains("ACC-003") && page.body.contains("action=\"/register/resend\""));
    let link = browser.mailed("confirm-email").await;
    for _ in 0..2 {
        assert!(
            browser.get(&link).await.body.contains("Подтвердить почту"),
            "a mail scanner may look"
        );
    }
    let token = link.split_once("token=").unwrap().1.to_owned();
    let confirm = |password| [("token", token.as_str()), ("password", password)];
    let page = browser
        .post("/register/confirm", &confirm("чужой-Пароль-1"))
        .await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.body.contains("href=\"#f-password\""));
    assert!(
        !page.body.contains("Котова"),
        "nothing of what was typed is told"
    );
    let page = browser.post("/register/confirm", &confirm(PASSWORD)).await;
    assert_eq!(page.location, "/me/organizations", "signed in at once");
    assert!(
        browser
            .get("/me/organizations")
            .await
            .body
            .contains("Почта подтверждена")
    );
    let page = browser.get(&link).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.body.contains("ACC-004"));
    browser.post("/sign-out", &[]).await;
    assert_eq!(
        browser.sign_in(PASSWORD).await.location,
        "/me/organizations"
    );
}

#[tokio::test]
async fn a_form_with_mistakes_names_them_all_at_once_and_keeps_what_was_typed_but_the_password() {
    let mut browser = Browser::open(false).await;
    let page = browser
        .post(
            "/register",
            &[
                ("last_name", "Кот<ова"),
                ("email", "anna@"),
                ("phone", "12"),
                ("password", "секрет"),
            ],
        )
        .await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    for field in [
        "last_name",
        "first_name",
        "email",
        "phone",
        "document_number",
        "password",
        "agree_terms",
        "agree_data",
    ] {
        assert!(
            page.body.contains(&format!("href=\"#f-{field}\"")),
            "{field}"
        );
    }
    assert!(page.body.contains("<title>Ошибка:"));
    assert!(
        page.body.contains("value=\"Кот&#60;ова\""),
        "escaped and kept"
    );
    assert!(!page.body.contains("секрет"));
}

#[tokio::test]
async fn a_known_and_an_unknown_address_get_the_same_pages() {
    let mut browser = Browser::as_anna(false).await;
    browser.post("/sign-out", &[]).await;
    let known = browser.post("/register", &registration()).await;
    let mut other = registration();
    other[3].1 = "boris@romashka.example";
    let unknown = browser.post("/register", &other).await;
    assert_eq!(
        (known.status, known.location),
        (unknown.status, unknown.location)
    );
    let known = browser.post("/recover", &[("email", EMAIL)]).await;
    let unknown = browser
        .post("/recover", &[("email", "nobody@romashka.example")])
        .await;
    assert_eq!(
        (known.status, known.location),
        (unknown.status, unknown.location)
    );
    let known = browser.sign_in("wrong-Pass-1").await;
    let unknown = browser
        .post(
            "/sign-in",
            &[
                ("email", "nobody@romashka.example"),
                ("password", "wrong-Pass-1"),
            ],
        )
        .await;
    assert_eq!(known.status, unknown.status);
    assert!(known.body.contains("ACC-001") && unknown.body.contains("ACC-001"));
}

#[tokio::test]
async fn signing_in_leads_on_within_this_site_only() {
    let mut browser = Browser::as_anna(false).await;
    browser.post("/sign-out", &[]).await;
    let form = |next| [("email", EMAIL), ("password", PASSWORD), ("next", next)];
    assert_eq!(
        browser
            .post("/sign-in", &form("/me/security"))
            .await
            .location,
        "/me/security"
    );
    browser.post("/sign-out", &[]).await;
    assert_eq!(
        browser
            .post("/sign-in", &form("//evil.example"))
            .await
            .location,
        "/me/organizations"
    );
    assert_eq!(
        browser.get("/sign-in").await.location,
        "/me/organizations",
        "signed in already"
    );
    assert_eq!(browser.get("/").await.location, "/me/organizations");
}

#[tokio::test]
async fn one_time_codes_are_set_up_asked_for_and_turned_off() {
    let mut browser = Browser::as_anna(false).await;
    let page = browser.get("/me/security/totp").await;
    assert!(page.body.contains("class=\"qr\"") && page.body.contains("data-copy="));
    let key = shown_key(&page);
    let page = browser
        .post("/me/security/totp", &[("code", "000000")])
        .await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.body.contains(&key[..4]), "the same key is shown again");
    let page = browser
        .post("/me/security/totp", &[("code", &code(&key, &browser.test))])
        .await;
    assert_eq!(page.status, StatusCode::OK);
    let recovery: Vec<&str> = page
        .body
        .split("<li><code>")
        .skip(1)
        .map(|rest| rest.split('<').next().unwrap())
        .collect();
    assert_eq!(recovery.len(), 10);

    browser.post("/sign-out", &[]).await;
    browser.test.clock.advance(SignedDuration::from_mins(1));
    let page = browser
        .post(
            "/sign-in",
            &[
                ("email", EMAIL),
                ("password", PASSWORD),
                ("next", "/me/profile"),
            ],
        )
        .await;
    assert_eq!(page.location, "/sign-in/code?next=%2Fme%2Fprofile");
    let page = browser.get("/me/profile").await;
    assert!(
        page.location.starts_with("/sign-in"),
        "nothing is shown before the code"
    );
    let page = browser.post("/sign-in/code", &[("code", "000000")]).await;
    assert!(page.status == StatusCode::UNPROCESSABLE_ENTITY && page.body.contains("f-code-error"));
    let right = code(&key, &browser.test);
    let page = browser
        .post(
            "/sign-in/code",
            &[("code", &right), ("next", "/me/profile")],
        )
        .await;
    assert_eq!(page.location, "/me/profile");

    let page = browser
        .post("/me/security/totp/off", &[("password", "wrong-Pass-1")])
        .await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = browser
        .post("/me/security/totp/off", &[("password", PASSWORD)])
        .await;
    assert_eq!(page.location, "/me/security");
    browser.post("/sign-out", &[]).await;
    assert_eq!(
        browser.sign_in(PASSWORD).await.location,
        "/me/organizations"
    );
}

#[tokio::test]
async fn where_codes_are_required_no_organization_opens_before_they_are_on() {
    let somewhere = "/o/018f0000-0000-7000-8000-000000000000/applications";
    let mut browser = Browser::as_anna(false).await;
    let page = browser.get(somewhere).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND, "a stranger's page");

    let mut browser = Browser::with(false, SecondFactor::Everyone).await;
    browser.become_anna().await;
    for closed in [somewhere, "/operator"] {
        let page = browser.get(closed).await;
        assert_eq!(
            (page.status, page.location.as_str()),
            (StatusCode::SEE_OTHER, "/me/security/totp"),
            "{closed}"
        );
    }
    let page = browser.get("/me/security/totp").await;
    assert!(page.body.contains("Включите их"), "told why");
    turn_codes_on(&mut browser, &page).await;
    let page = browser.get(somewhere).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);

    let mut browser = Browser::with(false, SecondFactor::Operators).await;
    browser.become_anna().await;
    let page = browser.get(somewhere).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND, "she is no operator");
}

/// Types the code of the key that the page shows.
async fn turn_codes_on(browser: &mut Browser, page: &Page) {
    let code = code(&shown_key(page), &browser.test);
    let page = browser.post("/me/security/totp", &[("code", &code)]).await;
    assert_eq!(page.status, StatusCode::OK);
}

/// The key for an app that cannot read the picture.
fn shown_key(page: &Page) -> String {
    let after = page.body.split("data-copy=\"").nth(1).unwrap();
    after.split('"').next().unwrap().replace(' ', "")
}

/// What an app shows now.
fn code(key: &str, test: &TestDb) -> String {
    let secret = data_encoding::BASE32_NOPAD.decode(key.as_bytes()).unwrap();
    let secret: [u8; 20] = secret.try_into().unwrap();
    let totp = totp_rs::Builder::new()
        .with_secret(totp_rs::Secret::new_stack(secret))
        .build()
        .unwrap();
    totp.generate(u64::try_from(test.clock.now().as_second()).unwrap())
        .to_string()
}

#[tokio::test]
async fn a_lost_password_is_replaced_by_a_mailed_link() {
    let mut browser = Browser::as_anna(false).await;
    browser.post("/recover", &[("email", EMAIL)]).await;
    let link = browser.mailed("recover-password").await;
    let token = link.split_once("token=").unwrap().1.to_owned();
    assert_eq!(browser.get(&link).await.status, StatusCode::OK);
    let page = browser
        .post("/recover/new", &[("token", &token), ("password", "qwerty")])
        .await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        page.body.contains("Пароль короче 8 знаков") && page.body.contains("слишком распространён")
    );
    let page = browser
        .post(
            "/recover/new",
            &[("token", &token), ("password", "новая-Река-8")],
        )
        .await;
    assert_eq!(page.location, "/sign-in");
    assert!(
        browser
            .get("/me/security")
            .await
            .location
            .starts_with("/sign-in"),
        "sessions ended"
    );
    assert_eq!(
        browser.sign_in("новая-Река-8").await.location,
        "/me/organizations"
    );
    assert_eq!(
        browser.get(&link).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
}

#[tokio::test]
async fn a_profile_is_changed_with_its_language_and_phone() {
    let mut browser = Browser::as_anna(true).await;
    let mut profile = vec![
        ("last_name", ""),
        ("first_name", "Анна"),
        ("lang", "en"),
        ("time_zone", "Asia/Omsk"),
    ];
    let page = browser.post("/me/profile", &profile).await;
    assert!(page.status == StatusCode::UNPROCESSABLE_ENTITY && page.body.contains("#f-last_name"));
    profile[0].1 = "Мышкина";
    assert_eq!(
        browser.post("/me/profile", &profile).await.location,
        "/me/profile"
    );
    let page = browser.get("/me/profile").await;
    assert!(
        page.body.contains("lang=\"en\"")
            && page.body.contains("Мышкина")
            && page.body.contains("Saved")
    );

    let page = browser
        .post("/me/profile/phone", &[("phone", "+7 903 765-43-21")])
        .await;
    assert_eq!(page.location, "/me/profile");
    assert!(
        browser
            .get("/me/profile")
            .await
            .body
            .contains("+7 903 765-43-21")
    );
    let page = browser
        .post("/me/profile/phone/code", &[("code", "12345")])
        .await;
    assert!(
        page.status == StatusCode::UNPROCESSABLE_ENTITY && page.body.contains("4 tries are left")
    );
}

#[tokio::test]
async fn without_text_messages_the_page_is_silent_about_them_and_keeps_the_number() {
    let mut browser = Browser::as_anna(false).await;
    browser
        .post("/me/profile/phone", &[("phone", "+7 495 765-43-21")])
        .await;
    let page = browser.get("/me/profile").await;
    assert!(page.body.contains("+7 495 765-43-21"));
    for word in ["СМС", "подтверждён", "Код"] {
        assert!(!page.body.contains(word), "{word}: {}", page.body);
    }
}

#[tokio::test]
async fn sessions_are_listed_and_ended_and_a_password_is_changed() {
    let mut browser = Browser::as_anna(false).await;
    let first = browser.cookies["kabinet"].clone();
    browser.sign_in(PASSWORD).await;
    let page = browser.get("/me/security").await;
    assert!(page.body.contains("это устройство"));
    let end = page
        .body
        .split("action=\"/me/security/sessions/")
        .nth(1)
        .unwrap();
    let end = format!("/me/security/sessions/{}", end.split('"').next().unwrap());
    assert_eq!(browser.post(&end, &[]).await.location, "/me/security");
    let second = browser.cookies.insert("kabinet".to_owned(), first).unwrap();
    assert!(
        browser
            .get("/me/security")
            .await
            .location
            .starts_with("/sign-in")
    );
    browser.cookies.insert("kabinet".to_owned(), second);
    let page = browser
        .post(
            "/me/security/password",
            &[("current", "no"), ("password", "новая-Река-8")],
        )
        .await;
    assert!(page.status == StatusCode::UNPROCESSABLE_ENTITY && page.body.contains("#f-current"));
    let page = browser
        .post(
            "/me/security/password",
            &[("current", PASSWORD), ("password", "новая-Река-8")],
        )
        .await;
    assert_eq!(page.location, "/me/security");
}

#[tokio::test]
async fn an_address_that_knocks_too_often_is_told_when_to_come_back() {
    let mut browser = Browser::open(false).await;
    browser.address = Some("203.0.113.7:5000".parse().unwrap());
    let mut statuses = Vec::new();
    for _ in 0..6 {
        let page = browser
            .post("/recover", &[("email", "nobody@romashka.example")])
            .await;
        statuses.push(page.status.as_u16());
        if page.status == StatusCode::TOO_MANY_REQUESTS {
            assert!(page.body.contains("Подождите"));
        }
    }
    assert_eq!(statuses, [303, 303, 303, 303, 303, 429]);
}
