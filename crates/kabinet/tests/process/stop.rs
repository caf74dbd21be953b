//! An orderly end.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use crate::server::Installation;

/// Streams of events are told to end; requests have fifteen seconds.
const WELL_UNDER_THE_GRACE: Duration = Duration::from_secs(10);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_that_runs_when_the_server_is_stopped_is_answered_first() {
    let installation = Installation::empty(tempfile::tempdir().unwrap());
    let mut server = installation.start("demo --empty", &[]).await;
    let body = "email=nobody%40people.example&password=x";
    let mut request = TcpStream::connect(("127.0.0.1", installation.port)).unwrap();
    request
        .set_read_timeout(Some(Duration::from_mins(1)))
        .unwrap();
    let head = format!(
        "POST /sign-in HTTP/1.1\r\nhost: localhost\r\nsec-fetch-site: same-origin\r\n\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\
         expect: 100-continue\r\n\r\n",
        body.len()
    );
    request.write_all(head.as_bytes()).unwrap();
    // The form is asked for, so the request runs.
    let mut asked = [0; b"HTTP/1.1 100 Continue\r\n\r\n".len()];
    request.read_exact(&mut asked).unwrap();
    assert!(asked.starts_with(b"HTTP/1.1 100"), "{asked:?}");
    request.write_all(&body.as_bytes()[..10]).unwrap();
    // An idle connection must not hold the end up.
    let idle = TcpStream::connect(("127.0.0.1", installation.port)).unwrap();
    server.signal("TERM");
    let began = Instant::now();
    while TcpStream::connect(("127.0.0.1", installation.port)).is_ok() {
        assert!(
            began.elapsed() < WELL_UNDER_THE_GRACE,
            "people are still let in"
        );
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
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
    let mut stream = applicant.live().await;
    assert_eq!(stream.chunk().await.unwrap().unwrap(), "retry: 3000\n\n");
    let began = Instant::now();
    assert!(server.stop().success());
    let took = began.elapsed();
    assert!(took < WELL_UNDER_THE_GRACE, "{took:?}");
    // It ended as streams end, and was not cut.
    while stream.chunk().await.unwrap().is_some() {}
}
