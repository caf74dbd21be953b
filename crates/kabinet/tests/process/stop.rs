//! An orderly end.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use crate::server::Installation;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_that_runs_when_the_server_is_stopped_is_answered_first() {
    let installation = Installation::empty(tempfile::tempdir().unwrap());
    let mut server = installation.start("demo --empty", &[]).await;
    let body = "email=nobody%40people.example&password=x";
    let mut request = TcpStream::connect(("127.0.0.1", installation.port)).unwrap();
    request
        .set_read_timeout(Some(Duration::from_secs(20)))
        .unwrap();
    let head = format!(
        "POST /sign-in HTTP/1.1\r\nhost: localhost\r\nsec-fetch-site: same-origin\r\n\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    request.write_all(head.as_bytes()).unwrap();
    request.write_all(&body.as_bytes()[..10]).unwrap();
    // An idle connection must not hold the end up.
    let idle = TcpStream::connect(("127.0.0.1", installation.port)).unwrap();
    tokio::time::sleep(Duration::from_millis(200)).await;
    server.signal("TERM");
    tokio::time::sleep(Duration::from_millis(300)).await;
    let late = TcpStream::connect(("127.0.0.1", installation.port));
    assert!(late.is_err(), "nobody is let in any more");
    request.write_all(&body.as_bytes()[10..]).unwrap();
    let mut answer = Vec::new();
    let _ = request.read_to_end(&mut answer);
    let answer = String::from_utf8_lossy(&answer);
    assert!(
        answer.starts_with("HTTP/1.1 422"),
        "{}",
        answer.chars().take(300).collect::<String>()
    );
    drop(idle);
    let status = server.wait();
    assert_eq!(status.code(), Some(0), "{}", server.log());
    assert!(server.log().contains("stopped"), "{}", server.log());
    assert!(!installation.logs().contains("panicked"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_live_stream_does_not_hold_the_end_up() {
    let installation = Installation::empty(tempfile::tempdir().unwrap());
    let server = installation.start("demo --empty", &[]).await;
    let applicant = crate::applicant::Applicant::sign_in(&installation.url()).await;
    let stream = applicant.live().await;
    let began = std::time::Instant::now();
    assert!(server.stop().success());
    assert!(
        began.elapsed() < Duration::from_secs(18),
        "{:?}",
        began.elapsed()
    );
    drop(stream);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn health_and_metrics_tell_how_the_process_is() {
    let installation = Installation::empty(tempfile::tempdir().unwrap());
    let server = installation.start("demo --empty", &[]).await;
    let get = async |path: &str| {
        let answer = reqwest::get(format!("{}{path}", installation.url()))
            .await
            .unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    };
    assert_eq!(get("/health/live").await, (200, "ok\n".to_owned()));
    assert_eq!(get("/health/ready").await, (200, "ready\n".to_owned()));
    get("/sign-in").await;
    let (status, metrics) = get("/metrics").await;
    assert_eq!(status, 200);
    assert!(
        metrics.contains("kabinet_http_requests_total") && metrics.contains("kabinet_jobs"),
        "{metrics}"
    );
    let outsider = reqwest::Client::new().get(format!("{}/metrics", installation.url()));
    let outsider = outsider
        .header("x-forwarded-for", "203.0.113.7")
        .send()
        .await
        .unwrap();
    assert_eq!(outsider.status(), 404, "counters are this machine's own");
    assert!(server.stop().success());
}
