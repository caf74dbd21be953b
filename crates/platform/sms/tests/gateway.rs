//! Messages to a gateway that stands on this machine; nothing leaves it.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use serde_json::{Map, Value, json};
use sms::{Format, Gateway, GatewayConfig, Message, Method, SmsError, Success};

/// What the stand-in was asked: method, address, headers, body.
#[derive(Clone, Debug)]
struct Asked {
    line: String,
    authorization: String,
    content_type: String,
    body: String,
}

/// A gateway that gives these answers in turn; an answer without a status never comes.
#[derive(Clone, Default)]
struct StandIn {
    answers: Arc<Mutex<Vec<(u16, &'static str)>>>,
    asked: Arc<Mutex<Vec<Asked>>>,
}

async fn answer(State(stand_in): State<StandIn>, request: Request) -> (StatusCode, &'static str) {
    let (parts, body) = request.into_parts();
    let header = |name: &str| {
        let value = parts.headers.get(name);
        value.map_or("", |value| value.to_str().unwrap()).to_owned()
    };
    let asked = Asked {
        line: format!("{} {}", parts.method, parts.uri),
        authorization: header("authorization"),
        content_type: header("content-type"),
        body: String::from_utf8(to_bytes(body, 10_000).await.unwrap().to_vec()).unwrap(),
    };
    stand_in.asked.lock().unwrap().push(asked);
    let (status, body) = stand_in.answers.lock().unwrap().remove(0);
    match StatusCode::from_u16(status) {
        Ok(status) => (status, body),
        Err(_) => std::future::pending().await,
    }
}

/// The stand-in and its address.
async fn stand_in(answers: &[(u16, &'static str)]) -> (StandIn, String) {
    let stand_in = StandIn {
        answers: Arc::new(Mutex::new(answers.to_vec())),
        ..StandIn::default()
    };
    let router = Router::new().fallback(answer).with_state(stand_in.clone());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    (stand_in, format!("http://{address}"))
}

fn table(value: Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

fn by_json(url: &str) -> GatewayConfig {
    GatewayConfig {
        url: format!("{url}/v1/send"),
        headers: BTreeMap::from([("Authorization".to_owned(), "Bearer {secret}".to_owned())]),
        body: table(json!({
            "from": "Kabinet", "priority": 2,
            "messages": [{"to": "{digits}", "text": "{text}", "client_id": "{id}"}],
        })),
        secret: Some("s3cret-word".to_owned()),
        timeout: Duration::from_secs(10),
        ..GatewayConfig::default()
    }
}

const MESSAGE: Message<'_> = Message {
    phone: "+79161234567",
    text: "Код «123456\", \"admin\": true",
    id: "0192f0c1",
};

#[tokio::test]
async fn a_message_goes_out_as_json_as_it_was_configured() {
    let (stand_in, url) = stand_in(&[(200, "{}")]).await;
    let gateway = Gateway::new(by_json(&url)).unwrap();
    gateway.send(MESSAGE).await.unwrap();
    let asked = stand_in.asked.lock().unwrap()[0].clone();
    assert_eq!(asked.line, "POST /v1/send");
    assert_eq!(asked.authorization, "Bearer s3cret-word");
    assert_eq!(asked.content_type, "application/json");
    let body: Value = serde_json::from_str(&asked.body).unwrap();
    assert_eq!(
        body,
        json!({
            "from": "Kabinet", "priority": 2,
            "messages": [{"to": "79161234567", "text": MESSAGE.text, "client_id": "0192f0c1"}],
        })
    );
}

#[tokio::test]
async fn a_message_goes_out_as_a_form() {
    let (stand_in, url) = stand_in(&[(200, "")]).await;
    let gateway = Gateway::new(GatewayConfig {
        format: Format::Form,
        headers: BTreeMap::new(),
        body: table(json!({"login": "kabinet", "psw": "{secret}", "phones": "{phone}", "mes": "{text}", "charset": 8})),
        ..by_json(&url)
    })
    .unwrap();
    gateway.send(MESSAGE).await.unwrap();
    let asked = stand_in.asked.lock().unwrap()[0].clone();
    assert_eq!(asked.content_type, "application/x-www-form-urlencoded");
    let fields: Vec<(String, String)> = url::form_urlencoded::parse(asked.body.as_bytes())
        .into_owned()
        .collect();
    let field = |name: &str| &fields.iter().find(|(key, _)| key == name).unwrap().1;
    assert_eq!(fields.len(), 5, "{fields:?}");
    assert_eq!(
        (field("phones").as_str(), field("mes").as_str()),
        ("+79161234567", MESSAGE.text)
    );
    assert_eq!(
        (field("psw").as_str(), field("charset").as_str()),
        ("s3cret-word", "8")
    );
}

#[tokio::test]
async fn a_message_goes_out_in_the_address() {
    let (stand_in, url) = stand_in(&[(200, "")]).await;
    let gateway = Gateway::new(GatewayConfig {
        url: format!("{url}/send?to={{phone}}&text={{text}}&id={{id}}"),
        method: Method::Get,
        body: Map::new(),
        ..by_json("")
    })
    .unwrap();
    gateway
        .send(Message {
            text: "a&b=c d",
            ..MESSAGE
        })
        .await
        .unwrap();
    let asked = stand_in.asked.lock().unwrap()[0].clone();
    assert_eq!(
        asked.line,
        "GET /send?to=%2B79161234567&text=a%26b%3Dc%20d&id=0192f0c1"
    );
    assert_eq!((asked.content_type, asked.body), Default::default());
}

#[tokio::test]
async fn a_fault_of_the_gateway_passes_and_the_repeat_has_the_same_id() {
    let (stand_in, url) = stand_in(&[(500, "oops"), (200, "{}")]).await;
    let gateway = Gateway::new(by_json(&url)).unwrap();
    let first = gateway.send(MESSAGE).await.unwrap_err();
    assert_eq!((first.code(), first.is_permanent()), ("SMS-011", false));
    gateway.send(MESSAGE).await.unwrap();
    let asked = stand_in.asked.lock().unwrap();
    assert_eq!(asked.len(), 2);
    assert_eq!(asked[0].body, asked[1].body);
}

#[tokio::test]
async fn a_gateway_that_says_nothing_is_given_up_in_time_and_asked_again() {
    let (_, url) = stand_in(&[(0, "")]).await;
    let gateway = Gateway::new(GatewayConfig {
        timeout: Duration::from_millis(200),
        ..by_json(&url)
    })
    .unwrap();
    let error = gateway.send(MESSAGE).await.unwrap_err();
    assert_eq!((error.code(), error.is_permanent()), ("SMS-012", false));
}

#[tokio::test]
async fn garbage_is_no_success_where_an_answer_was_agreed() {
    let garbage = "\u{0}\u{1}<html>79161234567 s3cret-word 123456</html>";
    let (_, url) = stand_in(&[(200, garbage), (200, r#"{"status":"OK"}"#)]).await;
    let gateway = Gateway::new(GatewayConfig {
        success: Success {
            field: Some("/status".to_owned()),
            values: vec!["OK".to_owned()],
            ..Success::default()
        },
        ..by_json(&url)
    })
    .unwrap();
    let error = gateway.send(MESSAGE).await.unwrap_err();
    assert!(matches!(error, SmsError::NotTaken { .. }), "{error}");
    for private in ["7916", "s3cret", "123456"] {
        assert!(!error.to_string().contains(private), "{error}");
    }
    gateway.send(MESSAGE).await.unwrap();
}

#[tokio::test]
async fn a_refusal_for_good_is_not_repeated() {
    let (_, url) = stand_in(&[(401, "wrong key"), (302, "")]).await;
    let gateway = Gateway::new(by_json(&url)).unwrap();
    for _ in 0..2 {
        let error = gateway.send(MESSAGE).await.unwrap_err();
        assert_eq!((error.code(), error.is_permanent()), ("SMS-010", true));
    }
}

#[tokio::test]
async fn looking_whether_the_gateway_is_there_sends_nothing() {
    let (stand_in, url) = stand_in(&[]).await;
    let gateway = Gateway::new(by_json(&url)).unwrap();
    gateway.reach().await.unwrap();
    assert!(stand_in.asked.lock().unwrap().is_empty());
    assert_eq!(gateway.place(), "http://127.0.0.1");
    let nobody = Gateway::new(by_json("http://127.0.0.1:1")).unwrap();
    assert!(nobody.reach().await.is_err());
}

#[test]
fn settings_that_cannot_work_are_refused_by_their_key() {
    let good = || by_json("https://sms.example");
    assert!(Gateway::new(good()).is_ok());
    let refused = |config: GatewayConfig| match Gateway::new(config) {
        Err(SmsError::Setting { key, .. }) => key,
        other => panic!("{other:?}"),
    };
    for url in ["", "/send", "ftp://sms.example/", "https://sms.example/ a"] {
        assert_eq!(
            refused(GatewayConfig {
                url: url.to_owned(),
                ..good()
            }),
            "url",
            "{url:?}"
        );
    }
    let header = |name: &str, value: &str| GatewayConfig {
        headers: BTreeMap::from([
            ("X-Key".to_owned(), "{secret}".to_owned()),
            (name.to_owned(), value.to_owned()),
        ]),
        ..good()
    };
    assert_eq!(refused(header("X-Text", "{text}")), "headers.X-Text");
    assert_eq!(refused(header("a b", "1")), "headers.a b");
    assert_eq!(refused(header("X-Two", "a\nb")), "headers.x-two");
    assert_eq!(refused(header("X-What", "{passwort}")), "headers.X-What");
    let body = |body: Value| GatewayConfig {
        body: table(body),
        ..good()
    };
    assert_eq!(refused(body(json!({"to": "{phone}"}))), "body");
    assert_eq!(refused(body(json!({"text": "{text}"}))), "body");
    assert_eq!(
        refused(body(json!({"a": [{"b": "{fone}"}], "t": "{text}"}))),
        "body.a.b"
    );
    assert_eq!(
        refused(GatewayConfig {
            secret: None,
            ..good()
        }),
        "secret"
    );
    assert_eq!(
        refused(GatewayConfig {
            headers: BTreeMap::new(),
            ..good()
        }),
        "secret"
    );
    assert_eq!(
        refused(GatewayConfig {
            method: Method::Get,
            ..good()
        }),
        "body"
    );
    assert_eq!(
        refused(GatewayConfig {
            format: Format::Form,
            ..good()
        }),
        "body.messages"
    );
}
