//! Live status: a stream that says when to look again.

use std::time::Duration;

use access::Role;
use axum::body::{Body, BodyDataStream};
use axum::http::header::CONTENT_TYPE;
use axum::http::{Request, StatusCode};
use db::{DbError, Rows, Unit};
use futures_util::StreamExt;
use jiff::SignedDuration;

use super::support::{Browser, TestSite, in_queue, submitted};

async fn open(browser: &Browser<'_>, path: &str) -> BodyDataStream {
    let answer = browser.answer(Request::get(path), Body::empty()).await;
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(answer.headers()[CONTENT_TYPE], "text/event-stream");
    let mut stream = answer.into_body().into_data_stream();
    assert_eq!(next(&mut stream).await.unwrap(), "retry: 3000\n\n");
    stream
}

/// What is said next, however busy the machine is; `None` when the stream ends.
async fn next(stream: &mut BodyDataStream) -> Option<String> {
    loop {
        let said = tokio::time::timeout(Duration::from_mins(1), stream.next())
            .await
            .expect("something is said in time")?;
        let said = String::from_utf8(said.unwrap().to_vec()).unwrap();
        if said != ":\n\n" {
            return Some(said);
        }
    }
}

#[tokio::test]
async fn an_applicant_hears_of_a_change_of_their_application_and_of_no_other() {
    let site = TestSite::start().await;
    let clerk = site.person(site.company, "Белкин", Role::Specialist).await;
    let official = site
        .person(site.authority, "Орлова", Role::Specialist)
        .await;
    let (org, authority) = (site.company, site.authority);
    let views = [submitted(&clerk).await, submitted(&clerk).await];
    let mut first = open(&clerk, &format!("{}/events", views[0])).await;
    let mut second = open(&clerk, &format!("{}/events", views[1])).await;
    let mut queue = open(&official, &format!("/o/{authority}/events")).await;
    let work = in_queue(&site, &views[0]);
    let page = official.get(&work).await;
    official
        .post(&format!("{work}/take"), &[("revision", &page.revision())])
        .await
        .leads_to("/queue/");
    assert_eq!(next(&mut first).await.unwrap(), "data: changed\n\n");
    assert_eq!(next(&mut queue).await.unwrap(), "data: changed\n\n");
    clerk.get(&views[0]).await.shows("В работе");
    // Longer than the database takes to look for what other processes changed.
    let silence = tokio::time::timeout(Duration::from_millis(1200), second.next()).await;
    assert!(silence.is_err(), "the other application did not change");

    // A right that ended ends the stream with the next word, and opens none.
    site.test
        .db
        .write(async move |unit: Unit| {
            unit.execute(
                "UPDATE memberships SET ended_at = 1 WHERE organization_id = $1",
                db::values![org.0],
            )
            .await?;
            Ok::<_, DbError>(())
        })
        .await
        .unwrap();
    let page = official.get(&work).await;
    official
        .post(
            &format!("{work}/release"),
            &[("revision", &page.revision())],
        )
        .await
        .leads_to("/queue/");
    assert_eq!(next(&mut first).await, None);
    let closed = clerk.get(&format!("{}/events", views[0])).await;
    assert_eq!(closed.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_stream_is_for_those_who_may_open_its_page() {
    let site = TestSite::start().await;
    let observer = site.person(site.company, "Тихонов", Role::Observer).await;
    let foreign = format!("/o/{}/events", site.authority);
    assert_eq!(observer.get(&foreign).await.status, StatusCode::NOT_FOUND);
    drop(open(&observer, &format!("/o/{}/events", site.company)).await);
}

#[tokio::test]
async fn a_stream_ends_with_the_session_and_with_the_process() {
    let site = TestSite::start().await;
    let clerk = site.person(site.company, "Белкин", Role::Specialist).await;
    let observer = site.person(site.company, "Тихонов", Role::Observer).await;
    let events = format!("/o/{}/events", site.company);
    let mut left = open(&clerk, &events).await;
    let mut stays = open(&observer, &events).await;
    clerk.post("/sign-out", &[]).await.leads_to("/sign-in");
    assert_eq!(next(&mut left).await, None, "nobody is signed in any more");
    site.stop.ask();
    assert_eq!(next(&mut stays).await, None, "the process ends");
    let mut late = open(&observer, &events).await;
    assert_eq!(next(&mut late).await, None, "and begins nothing");
}

#[tokio::test]
async fn a_page_that_is_left_open_does_not_keep_its_session() {
    let site = TestSite::start().await;
    let clerk = site.person(site.company, "Белкин", Role::Specialist).await;
    let page = submitted(&clerk).await;
    let last_seen = async || {
        let sql = "SELECT last_seen_at AS n FROM sessions";
        site.test.db.number(sql, vec![]).await.unwrap()
    };
    let hour = SignedDuration::from_hours(1);
    let began = last_seen().await;
    site.test.clock.advance(hour);
    drop(open(&clerk, &format!("{page}/events")).await);
    let again = Request::get(&page).header("x-live", "1");
    clerk.send(again, Body::empty()).await.shows("Подано");
    assert_eq!(last_seen().await, began, "the page asked, and no person");
    clerk.get(&page).await.shows("Подано");
    assert_eq!(last_seen().await, began + 3_600_000_000);
    // Two hours of nothing but the page's own questions.
    for _ in 0..2 {
        let again = Request::get(&page).header("x-live", "1");
        clerk.send(again, Body::empty()).await.shows("Подано");
        site.test.clock.advance(hour);
    }
    clerk.get(&page).await.leads_to("/sign-in");
}
