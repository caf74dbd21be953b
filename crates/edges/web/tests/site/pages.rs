//! Every page in both languages. What is checked is in `support/answer.rs`: no missing text, no
//! inline style or script, the security headers.

use access::Role;
use axum::body::Body;
use axum::http::Request;

use crate::routes::{RULES, Things};
use crate::support::{Answer, TestApp};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_page_has_all_its_texts_in_english() {
    every_page_in("en").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_page_has_all_its_texts_in_russian() {
    every_page_in("ru").await;
}

async fn every_page_in(language: &str) {
    let app = TestApp::start().await;
    let (company, authority) = (app.company("Северный луч"), app.authority());
    let seats = [
        (company.with(Role::Administrator).await, company),
        (authority.with(Role::Administrator).await, authority),
        (app.operator().await, company),
        (app.nobody(), company),
    ];
    let stranger = app.new_person("stranger@people.example", false).await;
    let mut things = Things::new(&app);
    let mut pages = 0;
    for (method, route, _) in RULES {
        for (client, place) in &seats {
            client.set_cookie("language", language);
            if *method == "POST" && (*route == "/sign-out" || client.person.is_none()) {
                continue;
            }
            let owner = client.person.unwrap_or(stranger);
            let address = things.address(method, route, place, owner).await;
            let answer = crate::matrix::ask(client, method, route, &address).await;
            if answer.is_html() {
                assert!(
                    answer
                        .text()
                        .contains(&format!("<html lang=\"{language}\"")),
                    "{}",
                    answer.asked
                );
                check_outline(&answer);
                pages += 1;
            }
        }
    }
    assert!(pages > 150, "{pages} pages were seen");
}

/// What the pages' README promises of every page.
fn check_outline(answer: &Answer) {
    let (asked, text) = (&answer.asked, answer.text());
    assert_eq!(
        text.matches("<h1").count(),
        1,
        "{asked}: one heading of the first level"
    );
    assert_eq!(text.matches("<main").count(), 1, "{asked}: one main part");
    let title = text
        .split_once("<title>")
        .and_then(|(_, rest)| rest.split_once("</title>"));
    assert!(
        title.is_some_and(|(title, _)| !title.trim().is_empty()),
        "{asked}: a title"
    );
    let mut ids: Vec<&str> = text
        .split(" id=\"")
        .skip(1)
        .filter_map(|rest| rest.split_once('"'))
        .map(|(id, _)| id)
        .collect();
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all, "{asked}: an id twice");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_not_there_is_a_page_of_its_own() {
    let app = TestApp::start().await;
    let somebody = app.company("Северный луч").with(Role::Observer).await;
    for client in [&app.nobody(), &somebody] {
        for path in [
            "/nothing",
            "/o",
            "/o/",
            "/o/not-an-id",
            "/o/1/2/3",
            "/.env",
            "/wp-login.php",
            "/services/no-such",
        ] {
            let answer = client.get(path).await;
            let is_expected = answer.status == 404 || answer.class() == "sign-in";
            assert!(
                is_expected,
                "{}: {} {}",
                answer.asked,
                answer.status,
                answer.short()
            );
        }
        for method in ["PUT", "DELETE", "PATCH", "OPTIONS", "PROPFIND"] {
            let request = Request::builder()
                .method(method)
                .uri("/me/profile")
                .header("sec-fetch-site", "same-origin");
            client
                .send(request.body(Body::empty()).unwrap())
                .await
                .expect(404);
        }
    }
    somebody
        .get("/o/00000000-0000-0000-0000-000000000000/about")
        .await
        .expect(404);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn things_of_another_organization_are_not_found_by_their_ids() {
    let app = TestApp::start().await;
    let (company, other, authority) = (
        app.company("Северный луч"),
        app.company("Южный ветер"),
        app.authority(),
    );
    authority.id().await;
    let filed = app.submitted(&company).await;
    let draft = app.draft(&company).await;
    let head = other.with(Role::Administrator).await;
    let own = other.id().await.0;
    for thing in [&filed, &draft] {
        for rest in [
            "",
            "/check",
            "/done",
            "/withdraw",
            "/delete",
            "/application.xml",
            "/events",
            "/edit/documents",
        ] {
            let path = format!("/o/{own}/applications/{}{rest}", thing.id);
            head.get(&path).await.expect(404);
        }
        head.get(&format!(
            "/o/{own}/applications/{}/files/{}",
            thing.id, thing.file
        ))
        .await
        .expect(404);
        for rest in [
            "/submit",
            "/withdraw",
            "/delete",
            "/addition",
            "/edit/documents",
        ] {
            let path = format!("/o/{own}/applications/{}{rest}", thing.id);
            head.post(&path, &[("revision", "1")]).await.expect(404);
        }
    }
    // A draft is the applicant's own: the authority does not know of it.
    let official = authority.with(Role::Administrator).await;
    let queue = format!("/o/{}/queue", authority.id().await.0);
    official
        .get(&format!("{queue}/{}", draft.id))
        .await
        .expect(404);
    official
        .get(&format!("{queue}/{}/files/{}", draft.id, draft.file))
        .await
        .expect(404);
    official
        .get(&format!("{queue}/{}", filed.id))
        .await
        .expect(200);
    // A file is given out only as part of what it belongs to.
    official
        .get(&format!("{queue}/{}/files/{}", filed.id, draft.file))
        .await
        .expect(404);
    let (invitation, _) = app.invitation(&company).await;
    head.get(&format!("/o/{own}/invitations/{invitation}/cancel"))
        .await
        .expect(404);
    let pending = app.rows("invitations WHERE state = 'pending'").await;
    head.post(&format!("/o/{own}/invitations/{invitation}/cancel"), &[])
        .await;
    assert_eq!(
        app.rows("invitations WHERE state = 'pending'").await,
        pending
    );
    let person = app.new_person("colleague@people.example", false).await;
    let membership = company.add(person, Role::Observer).await;
    head.get(&format!("/o/{own}/employees/{membership}"))
        .await
        .expect(404);
    head.post(&format!("/o/{own}/employees/{membership}/remove"), &[])
        .await;
    assert_eq!(app.rows("memberships WHERE ended_at IS NOT NULL").await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_role_that_was_changed_counts_from_the_next_request() {
    let app = TestApp::start().await;
    let company = app.company("Северный луч");
    let head = company.with(Role::Administrator).await;
    let client = app.somebody().await;
    let membership = company.add(client.person.unwrap(), Role::Observer).await;
    let org = company.id().await.0;
    let journal = format!("/o/{org}/journal");
    client.get(&journal).await.expect(403);
    let employee = format!("/o/{org}/employees/{membership}");
    head.post(
        &employee,
        &[("role", "controller"), ("position", "Контролёр")],
    )
    .await
    .expect(303);
    client.get(&journal).await.expect(200);
    head.post(&format!("{employee}/remove"), &[])
        .await
        .expect(303);
    let away = client.get(&journal).await.expect(303);
    assert!(
        away.location().starts_with("/sign-in"),
        "{}",
        away.location()
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_postgres_the_pages_of_every_area_open() {
    let app = TestApp::start_on_postgres().await;
    let (company, authority) = (app.company("Северный луч"), app.authority());
    let seats = [
        (company.with(Role::Administrator).await, company),
        (authority.with(Role::Administrator).await, authority),
        (app.operator().await, company),
    ];
    let mut things = Things::new(&app);
    for (client, place) in &seats {
        for (_, route, _) in RULES.iter().filter(|(method, ..)| *method == "GET") {
            let address = things
                .address("GET", route, place, client.person.unwrap())
                .await;
            client.get(&address).await.class();
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_operator_finds_a_person_and_sees_that_signing_in_is_locked() {
    let app = TestApp::start().await;
    app.new_person("belov@people.example", false).await;
    let operator = app.operator().await;
    let found = operator
        .get("/operator/people?q=belov")
        .await
        .expect(200)
        .text();
    assert!(found.contains("belov@people.example"));
    for _ in 0..5 {
        let wrong = [
            ("email", "belov@people.example"),
            ("password", "not this one"),
        ];
        app.nobody().post("/sign-in", &wrong).await.expect(422);
    }
    let locked = operator
        .get("/operator/people?q=belov")
        .await
        .expect(200)
        .text();
    let words = texts::Texts::new(texts::Lang::Ru).get("operator-person-locked");
    assert!(
        locked.contains(&*words) && !found.contains(&*words),
        "the lock is told"
    );
}
