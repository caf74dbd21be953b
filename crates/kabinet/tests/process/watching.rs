//! What those who run the installation see of it: health, counters, logs; and its own TLS.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use axum::body::Bytes;
use outbound::http::{Request, Response};
use outbound::{Client, Limits, OutboundError};
use reqwest::Method;
use serde_json::Value;
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};

use crate::applicant::Applicant;
use crate::server::{Installation, run};

async fn ask(url: &str, method: Method, forwarded_for: Option<&str>) -> (u16, String) {
    let mut request = reqwest::Client::new().request(method, url);
    if let Some(address) = forwarded_for {
        request = request.header("x-forwarded-for", address);
    }
    let answer = request.send().await.unwrap();
    assert!(!answer.headers().contains_key("set-cookie"), "{url}");
    (answer.status().as_u16(), answer.text().await.unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn health_is_for_everybody_and_counters_are_for_this_machine() {
    let installation = Installation::empty(tempfile::tempdir().unwrap());
    let server = installation.start("demo --empty", &[]).await;
    let url = |path: &str| format!("{}{path}", installation.url());
    let outsider = Some("203.0.113.7");
    for from in [None, outsider] {
        let live = ask(&url("/health/live"), Method::GET, from).await;
        assert_eq!(live, (200, "ok\n".to_owned()));
        let ready = ask(&url("/health/ready"), Method::GET, from).await;
        assert_eq!(ready, (200, "ready\n".to_owned()));
    }
    for path in ["/health/live", "/health/ready", "/metrics"] {
        let (status, _) = ask(&url(path), Method::POST, None).await;
        assert_eq!(status, 405, "{path} only tells");
    }

    // Somebody works, so that there is something to count.
    let applicant = Applicant::sign_in(&installation.url()).await;
    applicant.submit().await.unwrap();
    let (status, metrics) = ask(&url("/metrics"), Method::GET, None).await;
    assert_eq!(status, 200);
    for part in [
        "kabinet_http_requests_total",
        "kabinet_jobs",
        "route=\"/o/{org}/applications/new\"",
    ] {
        assert!(metrics.contains(part), "{part}: {metrics}");
    }
    assert!(
        !metrics.contains("sevluch") && !metrics.contains(applicant.organization()),
        "counters name nobody: {metrics}"
    );
    let (status, told) = ask(&url("/metrics"), Method::GET, outsider).await;
    assert_eq!((status, told.as_str()), (404, ""), "a proxy's client");
    assert!(server.stop().success());
}

/// Stands between the product and its database, until it is aborted.
async fn go_between(target: String) -> (u16, JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let passing = tokio::spawn(async move {
        let mut connections = JoinSet::new();
        while let Ok((mut here, _)) = listener.accept().await {
            let target = target.clone();
            connections.spawn(async move {
                if let Ok(mut there) = TcpStream::connect(target).await {
                    let _ = copy_bidirectional(&mut here, &mut there).await;
                }
            });
        }
    });
    (port, passing)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_lost_its_postgres_is_alive_and_not_ready() {
    let database = testkit::new_postgres_database().await;
    let (_, address) = database.split_once('@').unwrap();
    let (host, name) = address.split_once('/').unwrap();
    let (port, passing) = go_between(host.to_owned()).await;
    let url = format!("postgres://kabinet@127.0.0.1:{port}/{name}");
    let installation = Installation::empty(tempfile::tempdir().unwrap());
    let settings = [("KABINET_DATABASE_URL", url.as_str())];
    let server = installation.start("demo --empty", &settings).await;
    passing.abort();
    let ready = format!("{}/health/ready", installation.url());
    let began = Instant::now();
    while ask(&ready, Method::GET, None).await != (503, "database\n".to_owned()) {
        assert!(began.elapsed() < Duration::from_mins(1), "it says ready");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let live = format!("{}/health/live", installation.url());
    assert_eq!(ask(&live, Method::GET, None).await.0, 200);
    drop(server);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn logs_for_collectors_are_json_and_name_the_request_that_was_answered() {
    let installation = Installation::of_demo(tempfile::tempdir().unwrap(), None, 1).await;
    let settings = [("KABINET_LOG_FORMAT", "json")];
    let server = installation.start("serve", &settings).await;
    let page = format!("{}/sign-in?next=/me/notices", installation.url());
    let answer = reqwest::get(page).await.unwrap();
    let id = answer.headers()["x-request-id"]
        .to_str()
        .unwrap()
        .to_owned();
    let applicant = Applicant::sign_in(&installation.url()).await;
    assert!(server.stop().success());
    let logs = std::fs::read_to_string(installation.folder.path().join("serve.log")).unwrap();
    let lines: Vec<Value> = logs
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}")))
        .collect();
    let answered: Vec<&Value> = lines
        .iter()
        .filter(|line| line["message"] == "answered" && line["span"]["id"] == id.as_str())
        .collect();
    let [line] = answered[..] else {
        panic!("one line of {id}: {logs}")
    };
    assert_eq!(line["status"], 200);
    assert_eq!(line["level"], "INFO");
    assert_eq!(line["span"]["method"], "GET");
    assert_eq!(line["span"]["route"], "/sign-in");
    assert!(line["took_ms"].as_f64().unwrap() > 0.0, "{line}");
    assert!(line["timestamp"].is_string(), "{line}");
    for private in ["sevluch", "notices", applicant.organization()] {
        assert!(!logs.contains(private), "{private}: {logs}");
    }
}

fn tls(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../platform/outbound/tests/tls")
        .join(name)
}

async fn over_tls(request: Request<Bytes>) -> Result<Response<Bytes>, OutboundError> {
    let limits = Limits {
        time: Duration::from_mins(1),
        bytes: 1 << 20,
    };
    let client = Client::new(Some(&tls("ca.pem"))).unwrap();
    client.send(request, limits).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_certificate_files_of_its_own_the_site_is_served_over_tls() {
    let installation = Installation::empty(tempfile::tempdir().unwrap());
    let (certificate, key) = (tls("server.pem"), tls("server.key"));
    let settings = [
        ("KABINET_TLS_CERTIFICATE", certificate.to_str().unwrap()),
        ("KABINET_TLS_KEY", key.to_str().unwrap()),
    ];
    let mut server = installation.spawn("demo --empty", &settings);
    let url = |path: &str| format!("https://localhost:{}{path}", installation.port);
    let get = |path: &str| Request::get(url(path)).body(Bytes::new()).unwrap();
    let began = Instant::now();
    let live = loop {
        match over_tls(get("/health/live")).await {
            Ok(answer) => break answer,
            Err(error) => assert!(
                began.elapsed() < Duration::from_mins(3),
                "{error}: {}",
                server.log()
            ),
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    };
    assert_eq!(
        (live.status().as_u16(), &live.body()[..]),
        (200, &b"ok\n"[..])
    );
    let page = over_tls(get("/sign-in")).await.unwrap();
    assert_eq!(page.status(), 200);
    assert!(page.headers().contains_key("strict-transport-security"));
    let form = Request::post(url("/sign-in"))
        .header("sec-fetch-site", "same-origin")
        .header("content-type", "application/x-www-form-urlencoded")
        .body("email=guseva%40sevluch.example&password=Kabinet-2026%21".into())
        .unwrap();
    let signed_in = over_tls(form).await.unwrap();
    assert_eq!(signed_in.status(), 303);
    let cookie = signed_in.headers()["set-cookie"].to_str().unwrap();
    assert!(
        cookie.starts_with("__Host-kabinet=") && cookie.contains("; Secure"),
        "{cookie}"
    );
    let plain = reqwest::get(format!("{}/health/live", installation.url())).await;
    assert!(
        plain.is_err(),
        "nothing is told to those who come without TLS"
    );
    server.signal("TERM");
    assert!(server.wait().success(), "{}", server.log());
}

#[test]
fn a_certificate_that_cannot_be_used_stops_the_start() {
    let installation = Installation::empty(tempfile::tempdir().unwrap());
    let broken = installation.folder.path().join("broken.pem");
    std::fs::write(&broken, "rubbish").unwrap();
    for file in [broken, installation.folder.path().join("absent.pem")] {
        let mut serve = installation.command(&["serve"]);
        serve.env("KABINET_TLS_CERTIFICATE", &file);
        serve.env("KABINET_TLS_KEY", tls("server.key"));
        let output = run(&mut serve);
        let told = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{told}");
        assert!(
            told.contains("CFG-007") && told.contains(&file.display().to_string()),
            "{told}"
        );
    }
}
