//! The register's pages and their twin for programs.

use access::Role;
use serde_json::Value;
use url::form_urlencoded;

use crate::support::{Answer, TestApp};

/// An address with its query.
fn at(path: &str, query: &[(&str, &str)]) -> String {
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(query)
        .finish();
    format!("{path}?{query}")
}

fn json(answer: &Answer) -> Value {
    assert!(answer.is_json(), "{}", answer.short());
    serde_json::from_slice(&answer.body).unwrap()
}

#[tokio::test]
async fn a_name_with_a_typo_finds_the_company_and_says_what_was_shown() {
    let app = TestApp::start().await;
    let client = app.company("Северный луч").with(Role::Observer).await;
    let page = client
        .get(&at("/registry", &[("q", "Севреный луч")]))
        .await
        .expect(200);
    let text = page.text();
    assert!(text.contains("ООО «Северный луч»"), "{}", page.short());
    assert!(text.contains("северный луч</a>"), "{}", page.short());
    let as_it_stands = client
        .get(&at("/registry", &[("q", "северный луч")]))
        .await
        .expect(200);
    assert!(!as_it_stands.text().contains("class=\"meant\""));
}

#[tokio::test]
async fn a_card_tells_the_entry_and_leads_to_linking_it() {
    let app = TestApp::start().await;
    let client = app.company("Северный луч").with(Role::Observer).await;
    let entry = app.some_entry();
    let page = client
        .get(&format!("/registry/{}", entry.ogrn))
        .await
        .expect(200);
    let text = page.text();
    for part in [
        entry.ogrn.as_str(),
        entry.inn.as_deref().unwrap(),
        entry.address.as_ref().unwrap().line.as_str(),
        entry.main_activity.as_ref().unwrap().code.as_str(),
        "Сведения реестра на 1\u{a0}ноября 2026",
    ] {
        assert!(text.contains(part), "{part}: {}", page.short());
    }
    assert!(text.contains(&format!("/me/organizations/add?q={}", entry.ogrn)));
    client.get("/registry/1029900000000").await.expect(404);
    client.get("/registry/nothing").await.expect(404);
}

#[tokio::test]
async fn filters_stand_in_the_address_and_an_empty_answer_tells_what_to_do() {
    let app = TestApp::start().await;
    let client = app.company("Северный луч").with(Role::Observer).await;
    let page = client
        .get(&at(
            "/registry",
            &[("q", "северный луч"), ("status", "liquidated")],
        ))
        .await
        .expect(200);
    assert!(page.text().contains("С этими фильтрами ничего нет"));
    assert!(page.text().contains("Искать без фильтров"));
    let wrong = client
        .get(&at("/registry", &[("q", "7707083894")]))
        .await
        .expect(200);
    assert!(
        wrong.text().contains("контрольн"),
        "a number with a wrong check digit: {}",
        wrong.short()
    );
    let nothing = client
        .get(&at("/registry", &[("q", "ъъъъъъъъъъ")]))
        .await
        .expect(200);
    assert!(
        nothing
            .text()
            .contains("/me/organizations/inquiries/new?name=")
    );
    let listed = client
        .get(&at("/registry", &[("kind", "sole_trader"), ("page", "99")]))
        .await
        .expect(303);
    assert!(
        listed.location().starts_with("/registry?kind=sole_trader"),
        "{}",
        listed.location()
    );
}

#[tokio::test]
async fn what_was_typed_is_shown_as_text() {
    let app = TestApp::start().await;
    let client = app.company("Северный луч").with(Role::Observer).await;
    let page = client
        .get(&at(
            "/registry",
            &[
                ("q", "<script>alert(1)</script>"),
                ("region", "\">"),
                ("activity", "'"),
            ],
        ))
        .await
        .expect(200);
    assert!(!page.text().contains("<script>alert"));
}

#[tokio::test]
async fn a_register_that_was_never_loaded_is_said_to_be_so() {
    let mut app = TestApp::start().await;
    app.forget_register();
    let client = app.operator().await;
    let page = client
        .get(&at("/registry", &[("q", "луч")]))
        .await
        .expect(200);
    assert!(
        page.text().contains("Реестр не загружен"),
        "{}",
        page.short()
    );
    let found = json(
        &client
            .get(&at("/api/v1/register/search", &[("q", "луч")]))
            .await
            .expect(200),
    );
    assert_eq!(found["total"], 0);
}

#[tokio::test]
async fn programs_get_the_same_as_json() {
    let app = TestApp::start().await;
    let client = app.company("Северный луч").with(Role::Observer).await;
    let found = json(
        &client
            .get(&at("/api/v1/register/search", &[("q", "севреный луч")]))
            .await
            .expect(200),
    );
    assert_eq!(found["entries"][0]["name"], "ООО «Северный луч»");
    assert_eq!(found["did_you_mean"], "северный луч");
    assert_eq!(found["is_corrected"], true);
    let ogrn = found["entries"][0]["ogrn"].as_str().unwrap().to_owned();

    let offered = json(
        &client
            .get(&at("/api/v1/register/suggest", &[("q", "северный лу")]))
            .await
            .expect(200),
    );
    let first = &offered["suggestions"][0];
    assert_eq!(first["ogrn"], ogrn);
    assert_eq!(first["status_label"], "Действует");
    assert_eq!(first["url"], format!("/registry/{ogrn}"));

    let entry = json(
        &client
            .get(&format!("/api/v1/register/entries/{ogrn}"))
            .await
            .expect(200),
    );
    assert_eq!(entry["ogrn"], ogrn);
}

#[tokio::test]
async fn programs_are_refused_with_json_and_a_stable_code() {
    let app = TestApp::start().await;
    let refused = app
        .nobody()
        .get(&at("/api/v1/register/suggest", &[("q", "луч")]))
        .await;
    assert_eq!(json(&refused.expect(401))["error"]["code"], "WEB-401");
    let client = app.company("Северный луч").with(Role::Observer).await;
    let unknown = client
        .get("/api/v1/register/entries/1029900000000")
        .await
        .expect(404);
    assert_eq!(json(&unknown)["error"]["code"], "WEB-404");
}
