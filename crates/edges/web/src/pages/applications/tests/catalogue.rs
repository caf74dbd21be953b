//! The catalogue, and whole applications at once.

use access::Role;
use axum::http::StatusCode;

use super::support::{Browser, TestSite, good_inn, good_ogrn};

#[tokio::test]
async fn a_program_submits_a_simple_service_in_one_request() {
    let site = TestSite::start().await;
    let clerk = site.person(site.company, "Белкин", Role::Specialist).await;
    let url = format!(
        "/o/{}/applications/new?service=license-extract",
        site.company
    );
    let inn = good_inn();
    let ogrn = good_ogrn();
    let mut typed = vec![
        ("organization_name", "ООО «Северный луч»"),
        ("inn", &inn),
        ("ogrn", &ogrn),
    ];
    let refused = clerk.post(&url, &typed).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    typed.extend([
        ("email", "info@luch.example"),
        ("scope", "all"),
        ("consent", "on"),
    ]);
    let done = clerk.post(&url, &typed).await.leads_to("/done");
    clerk.get(&done).await.shows("З-2026-000001");
}

#[tokio::test]
async fn everybody_reads_the_catalogue() {
    let site = TestSite::start().await;
    let nobody = Browser {
        site: &site,
        token: "nobody".to_owned(),
    };
    nobody
        .get("/services")
        .await
        .shows("Лицензия на перевозку пассажиров");
    nobody
        .get("/services?category=extracts")
        .await
        .shows("Выписка из реестра лицензий");
    nobody
        .get("/services/passenger-transport-license")
        .await
        .shows("Документы на транспорт");
    assert_eq!(
        nobody.get("/services/no-such").await.status,
        StatusCode::NOT_FOUND
    );
    let clerk = site.person(site.company, "Белкин", Role::Specialist).await;
    clerk
        .get("/services/license-extract")
        .await
        .shows("Подать от ООО «Северный луч»");
}
