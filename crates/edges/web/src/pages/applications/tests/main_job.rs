//! The main job of applications, on both sides.

use access::Role;
use axum::http::StatusCode;

use super::support::{TestSite, good_inn, good_ogrn};

const EXTRACT: &[(&str, &str)] = &[("scope", "all"), ("consent", "on"), ("action", "continue")];

#[tokio::test]
async fn an_application_goes_through_the_pages_of_both_sides() {
    let site = TestSite::start().await;
    let clerk = site.person(site.company, "Белкин", Role::Specialist).await;
    let official = site
        .person(site.authority, "Орлова", Role::Specialist)
        .await;
    let (org, authority) = (site.company, site.authority);
    clerk
        .get(&format!("/o/{org}"))
        .await
        .shows("Заявлений пока нет");
    clerk
        .get(&format!("/o/{org}/services"))
        .await
        .shows("Выписка из реестра лицензий");

    let begin = clerk
        .get(&format!(
            "/o/{org}/applications/new?service=license-extract"
        ))
        .await;
    let first = begin.leads_to("/edit/applicant?service=license-extract");
    let page = clerk.get(&first).await;
    page.shows("value=\"ООО «Северный луч»\"");
    clerk
        .get(&format!("/o/{org}/applications"))
        .await
        .shows("Заявлений пока нет");

    // A wrong answer is kept and explained; then it is mended.
    let revision = page.revision();
    let typed = [
        ("revision", revision.as_str()),
        ("inn", "123"),
        ("action", "continue"),
    ];
    let wrong = clerk.post(&page.action(), &typed).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        wrong.body.contains("value=\"123\"") && wrong.body.contains("href=\"#f-inn\""),
        "{}",
        wrong.body
    );
    let (revision, ogrn) = (wrong.revision(), good_ogrn());
    let inn = good_inn();
    let typed = [
        ("revision", revision.as_str()),
        ("organization_name", "ООО «Северный луч»"),
        ("inn", &inn),
        ("ogrn", &ogrn),
        ("email", "info@luch.example"),
        ("action", "continue"),
    ];
    let second = clerk
        .post(&wrong.action(), &typed)
        .await
        .leads_to("/edit/request");
    let page = clerk.get(&second).await;
    let mut typed = EXTRACT.to_vec();
    let revision = page.revision();
    typed.push(("revision", &revision));
    let check = clerk.post(&page.action(), &typed).await.leads_to("/check");
    let page = clerk.get(&check).await;
    page.shows("Все лицензии организации");
    let done = clerk
        .post(&page.action(), &[("revision", &page.revision())])
        .await
        .leads_to("/done");
    clerk.get(&done).await.shows("З-2026-000001");

    let view = done.trim_end_matches("/done").to_owned();
    clerk.get(&view).await.shows("Подано");
    let work = view.replace(
        &format!("/o/{org}/applications/"),
        &format!("/o/{authority}/queue/"),
    );
    official
        .get(&format!("/o/{authority}"))
        .await
        .shows("З-2026-000001");
    official
        .get(&format!("/o/{authority}/queue?q=северный"))
        .await
        .shows("З-2026-000001");
    let page = official.get(&work).await;
    page.shows("Взять в работу");
    official
        .post(&format!("{work}/take"), &[("revision", &page.revision())])
        .await
        .leads_to("/queue/");
    let page = official.get(&work).await;
    page.shows("Запросить дополнение");
    let ask = [
        ("revision", page.revision()),
        ("what", "Приложите доверенность".into()),
        ("due", "вчера".into()),
    ];
    let ask: Vec<(&str, &str)> = ask
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    let refused = official.post(&format!("{work}/ask"), &ask).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.body.contains("Приложите доверенность") && refused.body.contains("f-due-error")
    );
    let ask = [ask[0], ask[1], ("due", "30.11.2026")];
    official
        .post(&format!("{work}/ask"), &ask)
        .await
        .leads_to("/queue/");

    let page = clerk.get(&view).await;
    page.shows("Приложите доверенность");
    let fields = [
        ("revision", page.revision()),
        ("text", "Прилагаю".to_owned()),
    ];
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    let bad = clerk
        .upload(
            &format!("{view}/addition"),
            &fields,
            ("files", "scan.png"),
            b"<html>",
        )
        .await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(bad.body.contains("f-files-error") && bad.body.contains("Прилагаю"));
    clerk
        .post(&format!("{view}/addition"), &fields)
        .await
        .leads_to(&view);

    let page = official.get(&work).await;
    let decision = [
        ("revision", page.revision()),
        ("outcome", "approved".into()),
        ("text", "Лицензия действует".into()),
    ];
    let decision: Vec<(&str, &str)> = decision
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    official
        .post(&format!("{work}/decide"), &decision)
        .await
        .leads_to("/queue/");
    let page = clerk.get(&view).await;
    page.shows("Заявление одобрено");
    let (_, rest) = page.body.split_once("/files/").unwrap();
    let file = rest.split('"').next().unwrap();
    let pdf = clerk.get(&format!("{view}/files/{file}")).await;
    assert!(pdf.status == StatusCode::OK && pdf.body.starts_with("%PDF-"));
    clerk
        .get(&format!("{view}/application.xml"))
        .await
        .shows("<decision outcome=\"approved\"");
    clerk.get(&format!("/o/{org}")).await.shows("З-2026-000001");
    // Strangers and the other side see nothing of each other's addresses.
    assert_eq!(official.get(&view).await.status, StatusCode::NOT_FOUND);
    assert_eq!(clerk.get(&work).await.status, StatusCode::NOT_FOUND);
}
