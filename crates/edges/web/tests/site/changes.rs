//! What changes something, and what must not.

use access::Role;
use axum::body::Body;
use axum::http::Request;
use sqlx::{Connection, SqliteConnection};

use crate::routes::{RULES, Things};
use crate::support::{Client, Place, TestApp};

/// Reading that leaves a trace on purpose: the secret of a second factor is kept while it is being
/// set up; an operator who opens a document and a person who takes the journal away are written into it;
/// a text that is signed once is written down when its page is opened.
const TRACED: &[&str] = &[
    "/me/organizations/add/certificate",
    "/me/security/totp",
    "/me/signatures/add",
    "/o/{org}/applications/{id}/application.xml",
    "/o/{org}/applications/{id}/files/{file}",
    "/o/{org}/journal.csv",
    "/o/{org}/queue/{id}/files/{file}",
    "/operator/files/{id}",
    "/operator/files/{id}/pages/{number}",
    "/sign-in/certificate",
];

/// Sees whether anything was committed since it looked last.
struct Watch(SqliteConnection);

impl Watch {
    async fn on(app: &TestApp) -> Self {
        let file = app.test.folder().expect("SQLite").join("kabinet.db");
        Self(
            SqliteConnection::connect(&format!("sqlite:{}", file.display()))
                .await
                .unwrap(),
        )
    }

    /// Another number after each commit of anybody else.
    async fn version(&mut self) -> i64 {
        sqlx::query_scalar("PRAGMA data_version")
            .fetch_one(&mut self.0)
            .await
            .unwrap()
    }
}

/// The mightiest person for a route, and where they are.
async fn mighty<'a>(app: &'a TestApp) -> impl Fn(&str) -> (usize, Place<'a>) {
    let (company, authority) = (app.company("Северный луч"), app.authority());
    company.id().await;
    move |route: &str| match route {
        route if route.starts_with("/operator") => (2, company),
        route if route.starts_with("/o/{org}/queue") => (1, authority),
        _ => (0, company),
    }
}

async fn clients(app: &TestApp) -> [Client; 3] {
    [
        app.company("Северный луч").with(Role::Administrator).await,
        app.authority().with(Role::Administrator).await,
        app.operator().await,
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_get_request_changes_nothing() {
    let app = TestApp::start().await;
    let (clients, seat) = (clients(&app).await, mighty(&app).await);
    let (mut things, mut watch) = (Things::new(&app), Watch::on(&app).await);
    for (method, route, _) in RULES {
        let (who, place) = seat(route);
        let client = &clients[who];
        let address = things
            .address(method, route, &place, client.person.unwrap())
            .await;
        let before = watch.version().await;
        let answer = client.get(&address).await;
        if !TRACED.contains(route) {
            assert_eq!(
                watch.version().await,
                before,
                "GET {route} wrote to the database"
            );
        }
        let has_get = RULES
            .iter()
            .any(|(method, path, _)| path == route && *method == "GET");
        if !has_get {
            assert_eq!(answer.status, 404, "GET {route}: only POST is known there");
        }
        assert!(client.is_signed_in(), "GET {route} ended the session");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_that_another_sites_page_asks_for_is_refused_on_every_route() {
    let app = TestApp::start().await;
    let (clients, seat) = (clients(&app).await, mighty(&app).await);
    let (mut things, mut watch) = (Things::new(&app), Watch::on(&app).await);
    let forgeries: [&[(&str, &str)]; 5] = [
        &[("origin", "https://evil.example")],
        &[("origin", "null")],
        &[("sec-fetch-site", "cross-site")],
        &[
            ("sec-fetch-site", "same-site"),
            ("origin", "http://kabinet.example"),
        ],
        &[],
    ];
    let mut routes = 0;
    for (method, route, _) in RULES.iter().filter(|(method, ..)| *method == "POST") {
        let (who, place) = seat(route);
        let client = &clients[who];
        let address = things
            .address(method, route, &place, client.person.unwrap())
            .await;
        let before = watch.version().await;
        for forged in forgeries {
            let mut request =
                Request::post(&address).header("content-type", "application/x-www-form-urlencoded");
            for (name, value) in forged {
                request = request.header(*name, *value);
            }
            let answer = client
                .send(request.body(Body::from("revision=1&consent=on")).unwrap())
                .await;
            assert_eq!(
                answer.status,
                403,
                "POST {route} with {forged:?}: {}",
                answer.short()
            );
            assert!(
                answer.text().contains("WEB-013"),
                "POST {route} with {forged:?}: {}",
                answer.short()
            );
        }
        assert_eq!(
            watch.version().await,
            before,
            "POST {route} from another site wrote to the database"
        );
        routes += 1;
    }
    assert!(routes > 30, "{routes} routes were tried");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_from_our_own_page_is_taken_from_old_browsers_too() {
    let app = TestApp::start().await;
    let client = app.somebody().await;
    let request = Request::post("/me/notices/read")
        .header("content-type", "application/x-www-form-urlencoded")
        .header("origin", "http://kabinet.example")
        .body(Body::empty())
        .unwrap();
    client.send(request).await.expect(303);
}
