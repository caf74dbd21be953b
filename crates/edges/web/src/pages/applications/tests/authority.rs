//! The authority's forms: all that is wrong is told at once, at its field; what was typed stays.

use access::Role;
use axum::http::StatusCode;

use super::support::{Page, TestSite, in_queue, submitted};

/// Each field is named in the summary by a link, in words of its own, and again beside itself.
fn tells(page: &Page, errors: &[(&str, &str)]) {
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let links = page.body.matches("href=\"#f-").count();
    assert_eq!(links, errors.len(), "{}", page.body);
    for (field, words) in errors {
        let link = format!("href=\"#f-{field}\">{words}");
        assert!(page.body.contains(&link), "no {link} in {}", page.body);
        assert!(
            page.body.contains(&format!("id=\"f-{field}-error\"")),
            "{field}"
        );
    }
    assert!(page.body.contains("<title>Ошибка:"), "the title says so");
}

#[tokio::test]
async fn a_form_of_the_authority_tells_all_its_errors_at_once_and_keeps_what_was_typed() {
    let site = TestSite::start().await;
    let clerk = site.person(site.company, "Белкин", Role::Specialist).await;
    let official = site
        .person(site.authority, "Орлова", Role::Specialist)
        .await;
    let work = in_queue(&site, &submitted(&clerk).await);
    let page = official.get(&work).await;
    official
        .post(&format!("{work}/take"), &[("revision", &page.revision())])
        .await
        .leads_to("/queue/");
    let revision = official.get(&work).await.revision();
    let post = async |action: &str, fields: &[(&str, &str)]| {
        let mut all = vec![("revision", revision.as_str())];
        all.extend_from_slice(fields);
        official.post(&format!("{work}/{action}"), &all).await
    };
    let due = ("due", "Укажите дату от завтрашнего дня");
    let asked = ("what", "Напишите, что нужно добавить.");
    tells(&post("ask", &[]).await, &[asked, due]);
    let page = post("ask", &[("what", "  "), ("due", "30.11.2026")]).await;
    tells(&page, &[asked]);
    assert!(page.body.contains("value=\"30.11.2026\""));
    let page = post("ask", &[("what", "Устав"), ("due", "вчера")]).await;
    tells(&page, &[due]);
    assert!(page.body.contains("Устав</textarea>") && page.body.contains("value=\"вчера\""));
    let long = "а".repeat(4_001);
    let page = post("ask", &[("what", &long), ("due", "30.11.2026")]).await;
    tells(&page, &[("what", "Слишком длинный текст")]);

    let outcome = ("outcome", "Выберите, одобрить заявление или отказать.");
    let reasons = ("reasons", "Напишите причины отказа.");
    let advice = ("advice", "Напишите, что можно сделать заявителю.");
    let page = post("decide", &[("text", "Черновик решения")]).await;
    tells(&page, &[outcome]);
    assert!(page.body.contains("Черновик решения</textarea>"));
    let page = post("decide", &[("outcome", "refused")]).await;
    tells(&page, &[reasons, advice]);
    assert!(page.body.contains("value=\"refused\" checked"));
    let page = post(
        "decide",
        &[("outcome", "refused"), ("reasons", "Нет такой")],
    )
    .await;
    tells(&page, &[advice]);
    assert!(page.body.contains("Нет такой</textarea>"));

    let chief = site
        .person(site.authority, "Журавлёва", Role::Manager)
        .await;
    let nobody = [("revision", revision.as_str()), ("assignee", "")];
    let page = chief.post(&format!("{work}/assign"), &nobody).await;
    tells(&page, &[("assignee", "Выберите сотрудника")]);
}
