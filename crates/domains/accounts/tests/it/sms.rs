//! Text messages on their way: limits, and a gateway that stands in for the operator's.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use access::Actor;
use accounts::{AccountError, SmsCounts, SmsLimits, SmsTransport};
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use db::{Rows, Unit, values};
use jiff::SignedDuration;
use requisites::Phone;
use sms::{Gateway, GatewayConfig, Success};
use testkit::{TestDb, on_both};

use crate::people::*;

/// Answers with these statuses in turn, and remembers what it was asked.
#[derive(Clone)]
struct StandIn {
    statuses: Arc<Mutex<Vec<u16>>>,
    asked: Arc<Mutex<Vec<String>>>,
    url: String,
}

async fn answer(State(stand_in): State<StandIn>, body: String) -> (StatusCode, &'static str) {
    stand_in.asked.lock().unwrap().push(body);
    let status = stand_in.statuses.lock().unwrap().remove(0);
    (StatusCode::from_u16(status).unwrap(), r#"{"status":"ok"}"#)
}

impl StandIn {
    async fn start(statuses: &[u16]) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let stand_in = Self {
            statuses: Arc::new(Mutex::new(statuses.to_vec())),
            asked: Arc::default(),
            url: format!("http://{}/send", listener.local_addr().unwrap()),
        };
        let router = Router::new().fallback(answer).with_state(stand_in.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        stand_in
    }

    fn transport(&self) -> SmsTransport {
        let body = serde_json::json!({"to": "{digits}", "text": "{text}", "id": "{id}"});
        let config = GatewayConfig {
            url: self.url.clone(),
            headers: BTreeMap::new(),
            body: body.as_object().unwrap().clone(),
            success: Success {
                field: Some("/status".to_owned()),
                ..Success::default()
            },
            timeout: Duration::from_secs(10),
            ..GatewayConfig::default()
        };
        SmsTransport::Gateway(Gateway::new(config).unwrap())
    }

    /// Does everything that is due.
    async fn work(&self, test: &TestDb) {
        let runner = jobs::Runner::new(test.db.clone()).on("mail", |_| async { Ok(()) });
        let runner = accounts::handlers(runner, test.db.clone(), self.transport());
        runner.run_until_idle().await.unwrap();
    }

    fn asked(&self) -> Vec<serde_json::Value> {
        let asked = self.asked.lock().unwrap();
        let bodies = asked.iter().map(|body| serde_json::from_str(body).unwrap());
        bodies.collect()
    }
}

async fn ask(
    test: &TestDb,
    limits: SmsLimits,
    actor: &Actor,
    phone: &str,
) -> Result<(), AccountError> {
    let phone = Phone::parse(phone).unwrap();
    accounts::request_phone_code(&test.db, Some(limits), actor, &phone).await
}

async fn counts(test: &TestDb) -> SmsCounts {
    let since = test.clock.now() - SignedDuration::from_hours(24);
    accounts::sms_counts(&test.db, since).await.unwrap()
}

/// Somebody else, at another address or the same.
async fn neighbour(test: &TestDb, email: &'static str, ip: &str) -> Actor {
    let hash = hasher().hash(PASSWORD).await.unwrap();
    let id = test
        .db
        .write(async move |unit: Unit| accounts::create_invited(&unit, &person(email), &hash).await)
        .await
        .unwrap();
    Actor {
        person: id,
        name: email.to_owned(),
        session: access::SessionId(uuid::Uuid::from_u128(1)),
        is_operator: false,
        ip: Some(ip.parse().unwrap()),
        request_id: "r-2".to_owned(),
    }
}

const PHONE: &str = "+7 903 765-43-21";

on_both! {
    async fn a_gateway_with_a_fault_is_asked_again_with_the_same_id_and_not_after_its_yes(test: &TestDb) {
        anna(test).await;
        let (actor, token) = signed_in(test).await;
        let gateway = StandIn::start(&[500, 200]).await;
        ask(test, SmsLimits::default(), &actor, PHONE).await.unwrap();
        let code = payloads(test, "sms").await[0]["code"].as_str().unwrap().to_owned();
        gateway.work(test).await;
        assert_eq!(counts(test).await, SmsCounts { waiting: 1, sent: 0, given_up: 0 });
        test.clock.advance(SignedDuration::from_secs(3));
        gateway.work(test).await;
        assert_eq!(counts(test).await, SmsCounts { waiting: 0, sent: 1, given_up: 0 });
        let asked = gateway.asked();
        assert_eq!(asked.len(), 2);
        assert_eq!(asked[0], asked[1]);
        assert_eq!(asked[0]["to"], "79037654321");
        assert!(asked[0]["text"].as_str().unwrap().contains(&code));
        assert_eq!(asked[0]["id"].as_str().unwrap().len(), 32);

        // A kill between the gateway's yes and the mark "done" runs the job once more.
        let again = asked[0]["text"].as_str().unwrap();
        assert_eq!(count(test, "SELECT count(*) AS n FROM sms WHERE body <> ''").await, 0, "no code stays: {again}");
        let payload = format!("{{\"phone\":\"+79037654321\",\"lang\":\"ru\",\"code\":\"{code}\",\"until\":{}}}", i64::MAX);
        test.db.write(async move |unit: Unit| {
            unit.execute("UPDATE jobs SET state = 'ready', payload = $1, attempts = 0 WHERE kind = 'sms'", values![payload]).await
        }).await.unwrap();
        gateway.work(test).await;
        assert_eq!(gateway.asked().len(), 2, "nothing is sent twice");

        accounts::confirm_phone(&test.db, &actor, &code).await.unwrap();
        assert!(whose(test, &token).await.unwrap().person.phone_confirmed);
    }

    async fn a_refusal_for_good_is_given_up_at_once_and_counted(test: &TestDb) {
        anna(test).await;
        let (actor, _) = signed_in(test).await;
        let gateway = StandIn::start(&[401]).await;
        ask(test, SmsLimits::default(), &actor, PHONE).await.unwrap();
        gateway.work(test).await;
        assert_eq!(counts(test).await, SmsCounts { waiting: 0, sent: 0, given_up: 1 });
        let failed = jobs::failed(&test.db).await.unwrap();
        assert_eq!((failed.len(), failed[0].kind.as_str()), (1, "sms"));
        assert!(failed[0].last_error.starts_with("SMS-010"), "{}", failed[0].last_error);
        let not_reached = accounts::phone_not_reached(&test.db, &actor).await.unwrap();
        assert_eq!(not_reached.as_deref(), Some("+79037654321"), "the person is told");
        test.clock.advance(SignedDuration::from_mins(2));
        ask(test, SmsLimits::default(), &actor, PHONE).await.unwrap();
        assert_eq!(accounts::phone_not_reached(&test.db, &actor).await.unwrap(), None, "another one is on its way");
    }

    async fn a_code_that_has_expired_is_sent_to_nobody(test: &TestDb) {
        anna(test).await;
        let (actor, _) = signed_in(test).await;
        let gateway = StandIn::start(&[503, 200]).await;
        ask(test, SmsLimits::default(), &actor, PHONE).await.unwrap();
        gateway.work(test).await;
        test.clock.advance(SignedDuration::from_mins(10));
        gateway.work(test).await;
        assert_eq!(gateway.asked().len(), 1);
        assert_eq!(counts(test).await, SmsCounts { waiting: 0, sent: 0, given_up: 1 });
        let error = &jobs::failed(&test.db).await.unwrap()[0].last_error;
        assert!(error.contains("expired"), "{error}");
    }

    async fn a_gateway_that_cannot_be_reached_is_tried_again(test: &TestDb) {
        anna(test).await;
        let (actor, _) = signed_in(test).await;
        let mut gateway = StandIn::start(&[200]).await;
        let url = std::mem::replace(&mut gateway.url, "http://127.0.0.1:1/send".to_owned());
        ask(test, SmsLimits::default(), &actor, PHONE).await.unwrap();
        gateway.work(test).await;
        let error: String = test.db.row("SELECT last_error FROM jobs WHERE kind = 'sms'", values![]).await.unwrap().unwrap().get("last_error").unwrap();
        assert!(error.starts_with("SMS-012"), "{error}");
        gateway.url = url;
        test.clock.advance(SignedDuration::from_secs(3));
        gateway.work(test).await;
        assert_eq!(counts(test).await.sent, 1);
    }

    async fn one_phone_gets_so_many_messages_an_hour_whoever_asks(test: &TestDb) {
        anna(test).await;
        let (actor, _) = signed_in(test).await;
        let boris = neighbour(test, "boris@romashka.example", "198.51.100.1").await;
        let limits = SmsLimits { per_phone: 2, per_address: 100 };
        ask(test, limits, &actor, PHONE).await.unwrap();
        ask(test, limits, &boris, PHONE).await.unwrap();
        test.clock.advance(SignedDuration::from_mins(2));
        assert_eq!(code(&ask(test, limits, &boris, PHONE).await.unwrap_err()), "ACC-035");
        ask(test, limits, &boris, "+7 903 765-43-22").await.unwrap();
        test.clock.advance(SignedDuration::from_mins(59));
        ask(test, limits, &boris, PHONE).await.unwrap();
    }

    async fn one_address_asks_for_so_many_messages_an_hour_for_whatever_phones(test: &TestDb) {
        let limits = SmsLimits { per_phone: 100, per_address: 2 };
        let one = neighbour(test, "a@romashka.example", "2001:db8:1:2::1").await;
        let two = neighbour(test, "b@romashka.example", "2001:db8:1:2:ffff::9").await;
        let other_house = neighbour(test, "c@romashka.example", "2001:db8:1:3::1").await;
        ask(test, limits, &one, "+7 903 765-43-21").await.unwrap();
        ask(test, limits, &two, "+7 903 765-43-22").await.unwrap();
        test.clock.advance(SignedDuration::from_mins(2));
        assert_eq!(code(&ask(test, limits, &one, "+7 903 765-43-23").await.unwrap_err()), "ACC-060");
        ask(test, limits, &other_house, "+7 903 765-43-23").await.unwrap();
    }

    async fn requests_that_come_at_once_are_counted_one_after_the_other(test: &TestDb) {
        anna(test).await;
        let (actor, _) = signed_in(test).await;
        let asking = (0..8).map(|_| ask(test, SmsLimits::default(), &actor, PHONE));
        let answers = futures_util::future::join_all(asking).await;
        assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
        assert_eq!(payloads(test, "sms").await.len(), 1);
    }
}
