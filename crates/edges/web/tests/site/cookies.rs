//! Cookies and sessions as browsers see them.

use jiff::SignedDuration;

use crate::support::{PASSWORD, TestApp};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn over_tls_the_session_cookie_is_bound_to_the_host() {
    let app = TestApp::start_on_https().await;
    let client = app.somebody().await;
    assert!(client.cookie("__Host-kabinet").is_some());
    assert!(client.cookie("kabinet").is_none());
    client.get("/me/organizations").await.expect(200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_ends_when_it_is_not_used_and_when_its_person_signs_out() {
    let app = TestApp::start().await;
    let client = app.somebody().await;
    app.test.clock.advance(SignedDuration::from_mins(119));
    client.get("/me/security").await.expect(200);
    app.test.clock.advance(SignedDuration::from_mins(121));
    let answer = client.get("/me/security?x=1").await.expect(303);
    assert_eq!(answer.location(), "/sign-in?next=%2Fme%2Fsecurity%3Fx%3D1");
    let client = app.somebody().await;
    let token = client.cookie("kabinet").unwrap();
    client.post("/sign-out", &[]).await.expect(303);
    assert!(!client.is_signed_in(), "the cookie is taken away");
    client.set_cookie("kabinet", &token);
    assert_eq!(
        client.get("/me/security").await.class(),
        "sign-in",
        "the token itself has ended"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn signing_in_gives_a_new_token_and_leads_on_only_within_the_site() {
    let app = TestApp::start().await;
    let client = app.somebody().await;
    let first = client.cookie("kabinet").unwrap();
    let form = |next| {
        [
            ("email", client.email.as_str()),
            ("password", PASSWORD),
            ("next", next),
        ]
    };
    let answer = client
        .post("/sign-in", &form("/me/security"))
        .await
        .expect(303);
    assert_eq!(answer.location(), "/me/security");
    assert_ne!(client.cookie("kabinet").unwrap(), first);
    for evil in [
        "//evil.example",
        "https://evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
    ] {
        let answer = client.post("/sign-in", &form(evil)).await.expect(303);
        assert_eq!(answer.location(), "/me/organizations", "{evil:?}");
    }
    let guessed = app.nobody();
    for token in [
        "",
        "x",
        &"a".repeat(43),
        &"a".repeat(4000),
        "../../etc/passwd",
        "' OR 1=1 --",
    ] {
        guessed.set_cookie("kabinet", token);
        assert_eq!(
            guessed.get("/me/security").await.class(),
            "sign-in",
            "{token:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_is_shown_once_and_only_if_it_is_one_of_ours() {
    let app = TestApp::start().await;
    let client = app.somebody().await;
    client.post("/sign-out", &[]).await.expect(303);
    assert_eq!(client.cookie("flash").as_deref(), Some("flash-signed-out"));
    let shown = client.get("/sign-in").await.expect(200);
    assert!(
        shown
            .cookies()
            .iter()
            .any(|cookie| cookie.starts_with("flash=;")),
        "{:?}",
        shown.cookies()
    );
    for forged in [
        "<script>alert(1)</script>",
        "error-ORG-001",
        "flash-no-such-text",
    ] {
        client.set_cookie("flash", forged);
        let page = client.get("/sign-in").await.expect(200).text();
        assert!(
            !page.contains("alert(1)") && !page.contains("flash-no-such-text"),
            "{forged}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_demo_page_does_not_exist_outside_the_demo() {
    let app = TestApp::start().await;
    let mut other = app.app.clone();
    other.site = std::sync::Arc::new(web::app::Site {
        is_demo: false,
        ..(*other.site).clone()
    });
    let client = crate::support::Client::new(web::router(other), false);
    client.get("/demo/mail").await.expect(404);
    client.get("/demo/sms").await.expect(404);
    client.get("/sign-in").await.expect(200);
}
