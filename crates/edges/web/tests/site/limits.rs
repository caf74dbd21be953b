//! How often outsiders may knock.

use std::net::SocketAddr;

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::Request;

use crate::support::{Answer, Client, TestApp};

/// A form from an address; it may claim to come from another.
async fn post(client: &Client, path: &str, body: &str, from: &str, claimed: &str) -> Answer {
    let mut request = Request::post(path)
        .header("content-type", "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "same-origin")
        .header("x-forwarded-for", claimed)
        .body(Body::from(body.to_owned()))
        .unwrap();
    let from: SocketAddr = from.parse().unwrap();
    request.extensions_mut().insert(ConnectInfo(from));
    client.send(request).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_address_registers_only_so_often() {
    let app = TestApp::start().await;
    let client = app.nobody();
    let [one, other] = ["203.0.113.7:40001", "203.0.113.8:40002"];
    // Empty forms, which are refused before anything slow: a minute brings five knocks more.
    let mut let_in = 0;
    let refused = loop {
        let claimed = format!("198.51.100.{let_in}");
        let answer = post(&client, "/register", "", one, &claimed).await;
        if answer.status != 422 {
            break answer.expect(429);
        }
        let_in += 1;
        assert!(let_in < 100, "there is no end");
    };
    assert!(let_in >= 5, "{let_in}");
    assert!(refused.text().contains("WEB-429"), "{}", refused.short());
    let wait: u32 = refused.header("retry-after").parse().unwrap();
    assert!((1..=60).contains(&wait), "{wait}");

    post(&client, "/register", "", other, "").await.expect(422);
    client.get("/register").await.expect(200);
    let sign_in = "email=nobody%40people.example&password=x";
    post(&client, "/sign-in", sign_in, one, "")
        .await
        .expect(422);
}
