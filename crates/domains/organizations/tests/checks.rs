//! The list of checks of a request, and checks that are made later, on both databases.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod scene;

use access::Actor;
use db::{Db, Rows, Unit, micros, values};
use jiff::SignedDuration;
use jiff::tz::TimeZone;
use organizations::checks::{
    self, Check, CheckName, Connector, ConnectorSettings, MailDomains, Outcome, PartySource,
    Sources,
};
use organizations::links::{self, Checked, DocumentKind, LinkRequest};
use organizations::{OrganizationState, moderation};
use registry::Registry;
use scene::{actor, anna, claim, operator, order, register, scan, seen};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use uuid::Uuid;

async fn begin(db: &Db, who: &Actor, checked: &Checked) -> Uuid {
    let (who, checked) = (who.clone(), checked.clone());
    db.write(async move |unit: Unit| links::begin(&unit, &who, &checked).await)
        .await
        .unwrap()
}

async fn add(db: &Db, who: &Actor, id: Uuid, kind: DocumentKind, serial: u8) {
    let (who, file) = (who.clone(), scan(who, serial));
    db.write(async move |unit: Unit| {
        links::add_document(&unit, &who, id, &order(kind), file, &TimeZone::UTC).await
    })
    .await
    .unwrap();
}

async fn submit(db: &Db, who: &Actor, id: Uuid, checked: &Checked) -> Result<String, String> {
    let (who, checked) = (who.clone(), checked.clone());
    db.write(async move |unit: Unit| links::submit(&unit, &who, id, &checked, true).await)
        .await
        .map_err(|error| error.code().to_owned())
}

async fn explain(db: &Db, who: &Actor, id: Uuid, text: &'static str) -> Result<(), String> {
    let who = who.clone();
    db.write(async move |unit: Unit| checks::explain(&unit, &who, id, text).await)
        .await
        .map_err(|error| error.code().to_owned())
}

async fn request(db: &Db, who: &Actor, id: Uuid) -> LinkRequest {
    links::request(db, who, id).await.unwrap().unwrap().0
}

async fn list(db: &Db, who: &Actor, id: Uuid) -> Vec<Check> {
    checks::of_request(db, &request(db, who, id).await)
        .await
        .unwrap()
}

fn one(found: &[Check], name: CheckName) -> &Check {
    found.iter().find(|check| check.name == name).unwrap()
}

fn state(found: &[Check], name: CheckName) -> (Outcome, &str) {
    let check = one(found, name);
    (check.outcome, check.code.as_str())
}

async fn told(db: &Db, kind: &str) -> i64 {
    let sql = "SELECT count(*) AS n FROM notifications WHERE kind = $1";
    db.number(sql, values![kind]).await.unwrap()
}

/// An address on which every request is answered with this status and body; `None` never answers.
async fn serve(status: u16, body: Option<String>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        let mut silent = Vec::new();
        while let Ok((mut connection, _)) = listener.accept().await {
            let Some(body) = &body else {
                silent.push(connection);
                continue;
            };
            let mut request = vec![0; 4096];
            let _ = connection.read(&mut request).await;
            let head = format!(
                "HTTP/1.1 {status} OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
                body.len()
            );
            let _ = connection.write_all(head.as_bytes()).await;
            let _ = connection.write_all(body.as_bytes()).await;
        }
    });
    format!("http://{address}/ask")
}

fn settings(url: String) -> ConnectorSettings {
    ConnectorSettings {
        url,
        token: Some("s3cret".to_owned()),
        ca_file: None,
    }
}

testkit::on_both! {
    async fn the_list_is_there_from_the_beginning_and_says_what_passed(test: &TestDb) {
        let (db, register) = (&test.db, register());
        let anna = anna(db).await;
        let checked = links::check(&register.registry, claim(&register.inn), &anna.name).unwrap();
        let id = begin(db, &anna, &checked).await;
        checks::look_outside(db, &Sources::local(register.registry.clone()), id).await.unwrap();
        let found = list(db, &anna, id).await;
        let names: Vec<CheckName> = found.iter().map(|check| check.name).collect();
        assert_eq!(names, CheckName::ALL);
        for name in [CheckName::Numbers, CheckName::Register, CheckName::Kind, CheckName::Status,
            CheckName::Name, CheckName::Head, CheckName::Email] {
            assert_eq!(one(&found, name).outcome, Outcome::Passed, "{name:?}");
        }
        assert_eq!(state(&found, CheckName::Tax), (Outcome::Noted, "LNK-110"), "nobody is asked by default");
        assert_eq!(state(&found, CheckName::Phone), (Outcome::Noted, "LNK-107"), "no phone was given");
    }

    async fn another_name_asks_for_an_explanation_within_a_day_and_refuses_nothing(test: &TestDb) {
        let (db, register) = (&test.db, register());
        let (anna, grant) = (anna(db).await, operator(db).await);
        let mut claimed = claim(&register.inn);
        "Совсем другое название".clone_into(&mut claimed.name);
        let checked = links::check(&register.registry, claimed, &anna.name).unwrap();
        let id = begin(db, &anna, &checked).await;
        assert_eq!(state(&list(db, &anna, id).await, CheckName::Name), (Outcome::Noted, "REG-008"));
        add(db, &anna, id, DocumentKind::Appointment, 1).await;
        submit(db, &anna, id, &checked).await.unwrap();
        let asked = checks::clarification(db, &request(db, &anna, id).await).await.unwrap().unwrap();
        assert_eq!(asked.due_at, test.clock.now() + SignedDuration::from_hours(24));
        assert_eq!(asked.typed, "Совсем другое название");
        assert!(asked.is_overdue(test.clock.now() + SignedDuration::from_hours(25)));
        assert_eq!(told(db, "link-clarification").await, 1);

        assert_eq!(explain(db, &anna, id, "  ").await.unwrap_err(), "LNK-131");
        let stranger = actor(db, "Ким", "Олег", "", false).await;
        assert_eq!(explain(db, &stranger, id, "моё").await.unwrap_err(), "LNK-005");
        explain(db, &anna, id, "Организацию переименовали").await.unwrap();
        assert_eq!(told(db, "link-clarified").await, 1, "the operator");

        // The answer goes on with the request into the next round.
        let right = grant.clone();
        let remark = moderation::NewRemark {
            code: "LNK-059".to_owned(), subject: "documents".to_owned(), comment: String::new(),
        };
        db.write(async move |unit: Unit| {
            moderation::return_with(&unit, &right, id, 1, &[remark]).await
        }).await.unwrap();
        submit(db, &anna, id, &checked).await.unwrap();
        let again = request(db, &anna, id).await;
        assert_eq!(again.round, 2);
        let kept = checks::clarification(db, &again).await.unwrap().unwrap();
        assert_eq!(kept.answer, "Организацию переименовали");
        assert_eq!(told(db, "link-clarification").await, 1, "asked once");
        let rounds = db.number("SELECT count(DISTINCT round) AS n FROM link_checks", vec![]).await.unwrap();
        assert_eq!(rounds, 2, "results are kept by round");
    }

    async fn an_explanation_can_be_given_before_submission(test: &TestDb) {
        let (db, register) = (&test.db, register());
        let anna = anna(db).await;
        let mut claimed = claim(&register.inn);
        let same = links::check(&register.registry, claimed.clone(), &anna.name).unwrap();
        let id = begin(db, &anna, &same).await;
        assert_eq!(explain(db, &anna, id, "нечего").await.unwrap_err(), "LNK-132");
        "Другое".clone_into(&mut claimed.name);
        let checked = links::check(&register.registry, claimed, &anna.name).unwrap();
        begin(db, &anna, &checked).await;
        add(db, &anna, id, DocumentKind::Appointment, 1).await;
        explain(db, &anna, id, "Так на вывеске").await.unwrap();
        submit(db, &anna, id, &checked).await.unwrap();
        assert_eq!(told(db, "link-clarification").await, 0, "nothing is left to ask");
    }

    async fn without_the_register_people_go_on_and_the_checks_are_made_later_and_told_once(test: &TestDb) {
        let (db, register) = (&test.db, register());
        let anna = anna(db).await;
        operator(db).await;
        let mut both = claim(&register.ogrn);
        both.inn = Some(requisites::Inn::parse(&register.inn).unwrap());
        let away = Sources::local(Registry::empty());
        let checked = away.check(both, &anna.name, test.clock.now()).await.unwrap();
        let id = begin(db, &anna, &checked).await;
        add(db, &anna, id, DocumentKind::Appointment, 1).await;
        submit(db, &anna, id, &checked).await.unwrap();
        assert_eq!(request(db, &anna, id).await.waiting_checks, 5, "«проверка отложена»");
        assert_eq!(state(&list(db, &anna, id).await, CheckName::Status), (Outcome::Waiting, "LNK-101"));

        test.clock.advance(SignedDuration::from_mins(1));
        assert_eq!(checks::finish(db, &away).await.unwrap(), 0, "still away");
        assert_eq!(told(db, "link-checked").await, 0);
        test.clock.advance(SignedDuration::from_mins(1));
        let here = Sources::local(register.registry.clone());
        assert_eq!(checks::finish(db, &here).await.unwrap(), 1);
        let finished = request(db, &anna, id).await;
        assert_eq!((finished.waiting_checks, finished.head.name()), (0, "matched"));
        assert!(finished.card.is_some(), "the card is the register's now");
        assert_eq!(told(db, "link-checked").await, 2, "the person and the operator");
        test.clock.advance(SignedDuration::from_mins(1));
        assert_eq!(checks::finish(db, &here).await.unwrap(), 0);
        assert_eq!(told(db, "link-checked").await, 2);
    }

    async fn what_was_confirmed_without_the_register_follows_it_when_it_comes(test: &TestDb) {
        let (db, register) = (&test.db, register());
        let (anna, grant) = (anna(db).await, operator(db).await);
        let ended = register.registry.find(&register.ended).unwrap().unwrap();
        let mut both = claim(&register.ended);
        both.inn = ended.inn.as_deref().map(|inn| requisites::Inn::parse(inn).unwrap());
        let away = Sources::local(Registry::empty());
        let checked = away.check(both, &anna.name, test.clock.now()).await.unwrap();
        let id = begin(db, &anna, &checked).await;
        add(db, &anna, id, DocumentKind::Appointment, 1).await;
        submit(db, &anna, id, &checked).await.unwrap();
        let org = db.write(async move |unit: Unit| moderation::confirm(&unit, &grant, id, seen(false), None).await).await.unwrap();
        let standing = organizations::standing(db, anna.person, org, test.clock.now()).await.unwrap().unwrap();
        assert!(!standing.is_head, "nobody has said so yet");
        test.clock.advance(SignedDuration::from_mins(1));
        assert_eq!(checks::finish(db, &Sources::local(register.registry.clone())).await.unwrap(), 1);
        let found = organizations::find(db, org).await.unwrap().unwrap();
        assert_eq!(found.state, OrganizationState::Closed);
        assert_eq!(state(&list(db, &anna, id).await, CheckName::Status), (Outcome::Failed, "REG-006"));
    }

    async fn a_stale_register_is_as_good_as_none(test: &TestDb) {
        let register = register();
        let mut sources = Sources::local(register.registry.clone());
        let extract = register.registry.extract_date().unwrap().unwrap();
        let noon = extract.at(12, 0, 0, 0).to_zoned(TimeZone::UTC).unwrap().timestamp();
        sources.stale_after_days = Some(7);
        assert!(sources.register_is_fresh(noon + SignedDuration::from_hours(24 * 7)));
        let late = noon + SignedDuration::from_hours(24 * 9);
        assert!(!sources.register_is_fresh(late));
        let refused = sources.check(claim(&register.ogrn), "Котова Анна Сергеевна", late).await.unwrap_err();
        assert_eq!(refused.code(), "LNK-016", "both numbers are needed then");
        assert!(!Sources::local(Registry::empty()).register_is_fresh(test.clock.now()));
    }

    async fn contacts_that_do_not_exist_stop_the_request_and_doubt_does_not(test: &TestDb) {
        let (db, register) = (&test.db, register());
        let anna = anna(db).await;
        let now = micros(test.clock.now());
        db.write(async move |unit: Unit| {
            unit.execute("INSERT INTO mail_domains (domain, takes_mail, checked_at) VALUES ('dead.example', $1, $3), \
                          ('alive.example', $2, $3)", values![false, true, now]).await
        }).await.unwrap();
        let mut sources = Sources::local(register.registry.clone());
        // A port on which nobody answers.
        let closed = std::net::UdpSocket::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        sources.mail = MailDomains::Dns(Box::new(dns::Resolver::at(closed).unwrap()));
        let id = begin(db, &anna, &links::check(&register.registry, claim(&register.inn), &anna.name).unwrap()).await;
        add(db, &anna, id, DocumentKind::Appointment, 1).await;
        let with = async |email: &str, phone: &str| {
            let mut claimed = claim(&register.inn);
            (claimed.email, claimed.phone) = (email.to_owned(), phone.to_owned());
            let checked = links::check(&register.registry, claimed, &anna.name).unwrap();
            let (who, given) = (anna.clone(), checked.clone());
            db.write(async move |unit: Unit| links::change_claim(&unit, &who, id, &given).await).await.unwrap();
            checks::look_outside(db, &sources, id).await.unwrap();
            (checked, list(db, &anna, id).await)
        };
        let (checked, found) = with("office@dead.example", "+73832221100").await;
        assert_eq!(state(&found, CheckName::Email), (Outcome::Failed, "LNK-104"));
        assert_eq!(one(&found, CheckName::Phone).outcome, Outcome::Passed);
        assert_eq!(submit(db, &anna, id, &checked).await.unwrap_err(), "LNK-104");
        let (checked, found) = with("office@alive.example", "+79071234567").await;
        assert_eq!(one(&found, CheckName::Email).outcome, Outcome::Passed);
        assert_eq!(state(&found, CheckName::Phone), (Outcome::Failed, "LNK-106"));
        assert_eq!(submit(db, &anna, id, &checked).await.unwrap_err(), "LNK-106");
        let (checked, found) = with("office@unknown.example", "+73832221100").await;
        assert_eq!(state(&found, CheckName::Email), (Outcome::Waiting, "LNK-105"));
        submit(db, &anna, id, &checked).await.unwrap();
        assert_eq!(request(db, &anna, id).await.waiting_checks, 1);
    }

    async fn restrictions_are_asked_of_the_configured_address_and_hostile_answers_wait(test: &TestDb) {
        let (db, register) = (&test.db, register());
        let anna = anna(db).await;
        let checked = links::check(&register.registry, claim(&register.inn), &anna.name).unwrap();
        let id = begin(db, &anna, &checked).await;
        let ask = async |status, body: Option<String>| {
            let mut sources = Sources::local(register.registry.clone());
            sources.tax = Some(Connector::new(&settings(serve(status, body).await)).unwrap());
            checks::look_outside(db, &sources, id).await.unwrap();
            let found = list(db, &anna, id).await;
            let check = one(&found, CheckName::Tax).clone();
            (check.outcome, check.code, check.value)
        };
        let inn = &register.inn;
        let waiting = (Outcome::Waiting, "LNK-109".to_owned(), String::new());
        assert_eq!(ask(200, Some("{ not json".to_owned())).await, waiting);
        assert_eq!(ask(200, Some(r#"{"inn":"9909001008","restrictions":[]}"#.to_owned())).await, waiting);
        assert_eq!(ask(200, Some(format!(r#"{{"inn":"{inn}","restrictions":[],"x":"{}"}}"#, "a".repeat(100_000)))).await, waiting);
        assert_eq!(ask(503, Some(format!(r#"{{"inn":"{inn}","restrictions":[]}}"#))).await, waiting);
        assert_eq!(ask(200, None).await, waiting);
        let found = ask(200, Some(format!(
            r#"{{"inn":"{inn}","restrictions":[{{"text":"Приостановлены операции по счетам","since":"2026-01-31"}}]}}"#
        ))).await;
        assert_eq!(found, (Outcome::Noted, "LNK-108".to_owned(), "Приостановлены операции по счетам (31.01.2026)".to_owned()));
        // An answer holds for an hour: nobody is asked again meanwhile.
        assert_eq!(ask(503, Some(String::new())).await.1, "LNK-108");
        test.clock.advance(SignedDuration::from_hours(2));
        let clean = ask(200, Some(format!(r#"{{"inn":"{inn}","restrictions":[]}}"#))).await;
        assert_eq!(clean, (Outcome::Passed, String::new(), String::new()));
        // Where nobody answers, a certificate is read by the operator.
        add(db, &anna, id, DocumentKind::TaxCertificate, 2).await;
        test.clock.advance(SignedDuration::from_hours(2));
        let by_hand = ask(503, Some(String::new())).await;
        assert_eq!(by_hand, (Outcome::Noted, "LNK-111".to_owned(), String::new()));
    }

    async fn a_certificate_is_read_by_the_operator_where_nobody_is_asked(test: &TestDb) {
        let (db, register) = (&test.db, register());
        let (anna, grant) = (anna(db).await, operator(db).await);
        let sources = Sources::local(register.registry.clone());
        let checked = links::check(&register.registry, claim(&register.inn), &anna.name).unwrap();
        let id = begin(db, &anna, &checked).await;
        add(db, &anna, id, DocumentKind::Appointment, 1).await;
        add(db, &anna, id, DocumentKind::FundCertificate, 2).await;
        checks::look_outside(db, &sources, id).await.unwrap();
        submit(db, &anna, id, &checked).await.unwrap();
        let found = list(db, &anna, id).await;
        assert_eq!(state(&found, CheckName::Tax), (Outcome::Noted, "LNK-110"));
        assert_eq!(state(&found, CheckName::Fund), (Outcome::Noted, "LNK-115"));
        let decide = async |name| {
            let grant = grant.clone();
            db.write(async move |unit: Unit| {
                checks::decide_certificate(&unit, &grant, id, name, false).await
            }).await
        };
        assert_eq!(decide(CheckName::Tax).await.unwrap_err().code(), "LNK-133");
        decide(CheckName::Fund).await.unwrap();
        checks::look_outside(db, &sources, id).await.unwrap();
        let found = list(db, &anna, id).await;
        assert_eq!(one(&found, CheckName::Fund).outcome, Outcome::Passed, "the operator's word stays");
    }

    async fn an_outside_source_gives_cards_that_the_local_register_has_not(test: &TestDb) {
        let now = test.clock.now();
        let (inn, ogrn) = (
            requisites::Inn10::with_check_digits("540400777").unwrap(),
            requisites::Ogrn::with_check_digit("115547600777").unwrap(),
        );
        let answer = |inn: &str, ogrn: &str| format!(
            r#"{{"suggestions":[{{"value":"ООО Заря","data":{{"inn":"{inn}","ogrn":"{ogrn}","kpp":"540401001","type":"LEGAL","branch_type":"MAIN",
            "name":{{"full_with_opf":"ООО Заря полное","short_with_opf":"ООО \"Заря\""}},"state":{{"status":"ACTIVE","actuality_date":1764460800000}},
            "management":{{"name":"Котова Анна Сергеевна","post":"ДИРЕКТОР"}},
            "address":{{"value":"г Новосибирск, ул Ленина, д 1","data":{{"fias_id":"8dea00e3-9aab-4d8e-887c-ef2aaa546456"}}}}}}}}]}}"#
        );
        let check = async |status, body: Option<String>| {
            let mut sources = Sources::local(Registry::empty());
            sources.party = Some(PartySource::new(&settings(serve(status, body).await)).unwrap());
            let mut claimed = claim(ogrn.as_str());
            claimed.inn = Some(requisites::Inn::Company(inn));
            sources.check(claimed, "Котова Анна Сергеевна", now).await
        };
        let checked = check(200, Some(answer(inn.as_str(), ogrn.as_str()))).await.unwrap();
        assert_eq!(checked.head.name(), "matched");
        assert_eq!(state(&checked.checks, CheckName::Register), (Outcome::Noted, "LNK-116"));
        let card = checked.card.unwrap();
        assert_eq!(card.address.unwrap().gar_guid.as_deref(), Some("8dea00e3-9aab-4d8e-887c-ef2aaa546456"));
        assert_eq!(check(200, Some(r#"{"suggestions":[]}"#.to_owned())).await.unwrap_err().code(), "LNK-001");
        // A hostile or absent answer is no answer: the local register is away, so the checks wait.
        let other = requisites::Ogrn::with_check_digit("199999999999").unwrap();
        for (status, body) in [
            (200, Some(answer(inn.as_str(), other.as_str()).replace(inn.as_str(), "9909001008"))),
            (200, Some("[]".to_owned())),
            (200, Some(format!("{{\"suggestions\":[],\"x\":\"{}\"}}", "a".repeat(400_000)))),
            (403, Some("{}".to_owned())),
            (200, None),
        ] {
            let checked = check(status, body).await.unwrap();
            assert!(checked.card.is_none());
            assert_eq!(state(&checked.checks, CheckName::Register), (Outcome::Waiting, "LNK-101"));
        }
    }
}
