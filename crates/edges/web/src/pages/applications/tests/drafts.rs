//! Drafts: saved while they are filled in, with files, and made of earlier applications.

use access::Role;
use axum::http::header::CONTENT_TYPE;
use axum::http::{Request, StatusCode};
use url::form_urlencoded;

use super::support::{PNG, Page, TestSite, good_inn, good_ogrn, submitted};

#[tokio::test]
async fn an_autosave_answers_with_the_time_and_a_conflict_with_409() {
    let site = TestSite::start().await;
    let clerk = site.person(site.company, "Белкин", Role::Specialist).await;
    let org = site.company;
    let begin = clerk
        .get(&format!(
            "/o/{org}/applications/new?service=license-extract"
        ))
        .await;
    let first = begin.leads_to("/edit/applicant");
    let (one, other) = (clerk.get(&first).await, clerk.get(&first).await);
    let save = async |page: &Page, inn: &str| {
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs([("revision", page.revision().as_str()), ("inn", inn)])
            .finish();
        let request = Request::post(page.action())
            .header("x-autosave", "1")
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        clerk.send(request, body.into()).await
    };
    save(&one, "99").await.shows("\"time\":\"9:30\"");
    save(&one, "990").await.shows("\"revision\":3");
    let refused = save(&other, "1").await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(refused.body.contains("APP-005"));
    let typed = [("revision", "0"), ("inn", "1"), ("action", "continue")];
    let refused = clerk.post(&other.action(), &typed).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(
        refused.body.contains("value=\"1\"") && refused.body.contains("Белкин"),
        "{}",
        refused.body
    );
}

#[tokio::test]
async fn a_file_of_a_draft_is_kept_refused_named_and_taken_off() {
    let site = TestSite::start().await;
    let clerk = site.person(site.company, "Белкин", Role::Specialist).await;
    let org = site.company;
    let begin = clerk
        .get(&format!(
            "/o/{org}/applications/new?service=passenger-transport-license"
        ))
        .await
        .leads_to("/edit/applicant");
    let documents = begin.replace("/edit/applicant", "/edit/documents");
    let page = clerk.get(&documents).await;
    let upload = async |page: &Page, name: &str, content: &[u8]| {
        let revision = page.revision();
        let fields = [("revision", revision.as_str()), ("action", "upload")];
        let file = ("vehicle_documents", name);
        clerk.upload(&page.action(), &fields, file, content).await
    };
    let refused = upload(&page, "ПТС.pdf", b"<html>").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.body.contains("href=\"#f-vehicle_documents\"") && refused.body.contains("FIL-003"),
        "{}",
        refused.body
    );
    let here = upload(&refused, "ПТС.pdf", PNG)
        .await
        .leads_to("/edit/documents");
    let page = clerk.get(&here).await;
    page.shows("ПТС.png");
    assert!(!page.body.contains("ПТС.pdf"), "the name says what it is");
    let (_, rest) = page.body.split_once("/files/").unwrap();
    let id = rest.split('"').next().unwrap();
    let draft = here.split("/edit/").next().unwrap();
    let file = clerk.get(&format!("{draft}/files/{id}")).await;
    assert_eq!(file.status, StatusCode::OK);
    assert!(
        file.disposition.starts_with("attachment;") && file.disposition.contains(".png\""),
        "{}",
        file.disposition
    );
    let stranger = site.person(site.authority, "Орлова", Role::Manager).await;
    let theirs = stranger.get(&format!("{draft}/files/{id}")).await;
    assert_eq!(theirs.status, StatusCode::NOT_FOUND);
    let remove = page.value("formaction=\"");
    let revision = page.revision();
    clerk
        .post(&remove, &[("revision", revision.as_str())])
        .await
        .leads_to("/edit/documents");
    let page = clerk.get(&here).await;
    assert!(!page.body.contains("ПТС.png"));
}

#[tokio::test]
async fn an_application_is_begun_with_the_answers_of_an_earlier_one() {
    let site = TestSite::start().await;
    let clerk = site.person(site.company, "Белкин", Role::Specialist).await;
    let org = site.company;
    let earlier = submitted(&clerk).await;
    let id = earlier.rsplit('/').next().unwrap();
    let copy = format!("/o/{org}/applications/new?from={id}");
    for place in [earlier.clone(), format!("/o/{org}/applications")] {
        clerk.get(&place).await.shows(&copy);
    }
    let first = clerk
        .get(&copy)
        .await
        .leads_to("/edit/applicant?service=license-extract&from=");
    let page = clerk.get(&first).await;
    page.shows("Ответы взяты из заявления «З-2026-000001»");
    page.shows("value=\"other@luch.example\"");
    let drafts = format!("/o/{org}/applications?state=draft");
    clerk.get(&drafts).await.shows("Ничего не нашлось");
    let (inn, ogrn, revision) = (good_inn(), good_ogrn(), page.revision());
    let typed = [
        ("revision", revision.as_str()),
        ("organization_name", "ООО «Северный луч»"),
        ("inn", &inn),
        ("ogrn", &ogrn),
        ("email", "new@luch.example"),
        ("action", "continue"),
    ];
    let second = clerk
        .post(&page.action(), &typed)
        .await
        .leads_to("/edit/request");
    let page = clerk.get(&second).await;
    page.shows("value=\"АН-99-000123\"");
    let (_, consent) = page.body.split_once("name=\"consent\"").unwrap();
    let tag = consent.split('>').next().unwrap();
    assert!(!tag.contains("checked"), "a consent is given anew: {tag}");

    // Who may not apply cannot copy, and nobody sees another organization's answers.
    let observer = site.person(site.company, "Тихонов", Role::Observer).await;
    assert_eq!(observer.get(&copy).await.status, StatusCode::FORBIDDEN);
    assert!(!observer.get(&earlier).await.body.contains(&copy));
    let stranger = site
        .person(site.authority, "Орлова", Role::Specialist)
        .await;
    let theirs = format!("/o/{}/applications/new?from={id}", site.authority);
    let status = stranger.get(&theirs).await.status;
    assert!(status == StatusCode::NOT_FOUND || status == StatusCode::FORBIDDEN);
}
