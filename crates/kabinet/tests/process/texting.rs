//! A phone is confirmed through a gateway that stands in for the operator's.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, Uri};
use reqwest::redirect::Policy;
use reqwest::{Client, Response};

use crate::server::{Installation, kabinet, run};

/// All digits, as some are, and more of them than any number of a log has by chance.
const SECRET: &str = "918273645546372819";

/// Whether a code of six digits is in a log: as a word or as in an address, and not by chance as
/// a part of an id, of a fraction or of a longer number.
fn is_told(logs: &str, code: &str) -> bool {
    let is_of_number = |c: char| c.is_alphanumeric() || c == '.';
    logs.contains(&format!("%20{code}"))
        || logs.match_indices(code).any(|(at, _)| {
            let (before, after) = (&logs[..at], &logs[at + code.len()..]);
            !before.ends_with(is_of_number) && !after.starts_with(char::is_alphanumeric)
        })
}

type Asked = Arc<Mutex<Vec<String>>>;

/// Has a fault the first time, and takes everything afterwards.
async fn answer(State(asked): State<Asked>, address: Uri) -> StatusCode {
    let mut asked = asked.lock().unwrap();
    asked.push(address.to_string());
    if asked.len() == 1 {
        StatusCode::INTERNAL_SERVER_ERROR
    } else {
        StatusCode::OK
    }
}

async fn gateway() -> (Asked, String) {
    let asked = Asked::default();
    let router = Router::new().fallback(answer).with_state(asked.clone());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    (asked, format!("http://{address}"))
}

async fn post(client: &Client, url: String, form: &[(&str, &str)]) -> Response {
    let request = client.post(url).header("sec-fetch-site", "same-origin");
    request.form(form).send().await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_code_goes_out_through_the_configured_gateway_and_confirms_the_phone() {
    let (asked, gateway) = gateway().await;
    let installation = Installation::of_demo(tempfile::tempdir().unwrap(), None, 1).await;
    let address = format!("{gateway}/send?to={{digits}}&text={{text}}&id={{id}}&key={{secret}}");
    let settings = [
        ("KABINET_SMS_URL", address.as_str()),
        ("KABINET_SMS_METHOD", "GET"),
        ("KABINET_SMS_SECRET", SECRET),
        ("KABINET_SMS_TIMEOUT_SECONDS", "10"),
    ];
    let server = installation.start("serve", &settings).await;
    let url = installation.url();
    let client = Client::builder()
        .redirect(Policy::none())
        .cookie_store(true)
        .build()
        .unwrap();
    let sign_in = [
        ("email", "guseva@sevluch.example"),
        ("password", "Kabinet-2026!"),
    ];
    let answer = post(&client, format!("{url}/sign-in"), &sign_in).await;
    assert_eq!(answer.status(), 303);
    let phone = [("phone", "8 903 765-43-21")];
    let answer = post(&client, format!("{url}/me/profile/phone"), &phone).await;
    assert_eq!(answer.status(), 303, "{}", answer.text().await.unwrap());

    let began = Instant::now();
    while asked.lock().unwrap().len() < 2 {
        assert!(began.elapsed() < Duration::from_mins(2), "{}", server.log());
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let sent = asked.lock().unwrap().clone();
    assert_eq!(sent[0], sent[1], "a repeat is the same message");
    assert!(
        sent[0].starts_with("/send?to=79037654321&text=")
            && sent[0].ends_with(&format!("&key={SECRET}")),
        "{sent:?}"
    );
    let text = sent[0].split("%3A%20").nth(1).expect("the code");
    let code = &text[..6];

    let wrong = if code == "000000" { "000001" } else { "000000" };
    let page = format!("{url}/me/profile/phone/code");
    let answer = post(&client, page.clone(), &[("code", wrong)]).await;
    assert_eq!(answer.status(), 422);
    let answer = post(&client, page, &[("code", code)]).await;
    assert_eq!(answer.status(), 303);
    let began = Instant::now();
    loop {
        let metrics = client.get(format!("{url}/metrics")).send().await.unwrap();
        let metrics = metrics.text().await.unwrap();
        if metrics.contains("kabinet_sms_day{state=\"sent\"} 1") {
            break;
        }
        assert!(began.elapsed() < Duration::from_mins(2), "{metrics}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    server.stop();
    let logs = installation.logs();
    for private in ["79037654321", SECRET] {
        assert!(!logs.contains(private), "{private} is in the log: {logs}");
    }
    assert!(!is_told(&logs, code), "{code} is in the log: {logs}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_doctor_looks_whether_the_gateway_is_there_and_sends_nothing() {
    let (asked, gateway) = gateway().await;
    let folder = tempfile::tempdir().unwrap();
    let told = |url: Option<&str>| {
        let mut doctor = kabinet(&["doctor"]);
        doctor.env("KABINET_DATA_DIR", folder.path().join("data"));
        if let Some(url) = url {
            doctor.env("KABINET_SMS_URL", format!("{url}/{{phone}}/{{text}}"));
            doctor.env("KABINET_SMS_METHOD", "GET");
        }
        let output = run(&mut doctor);
        let told = String::from_utf8(output.stdout).unwrap();
        let lines = told.lines().filter(|line| line.contains("СМС"));
        lines.collect::<Vec<_>>().join("\n")
    };
    let off = told(None);
    assert!(off.starts_with('!') && off.contains("[sms]"), "{off}");
    let there = told(Some(&gateway));
    assert!(there.starts_with('✓'), "{there}");
    assert!(there.contains("без шифрования"), "{there}");
    let away = told(Some("http://127.0.0.1:1"));
    assert!(away.contains("CLI-016"), "{away}");
    assert!(asked.lock().unwrap().is_empty());
}
