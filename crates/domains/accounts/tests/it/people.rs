//! Anna, her browser, and her mailbox.

use access::Actor;
use accounts::{
    DocumentKind, Hasher, IdentityDocument, NewPerson, NewSession, Origin, Password, Registration,
    SignedIn,
};
use blob::MasterKey;
use db::{Rows, Unit, values};
use requisites::{Email, PersonName, Phone};
use serde_json::Value;
use testkit::TestDb;
use texts::Lang;

pub(crate) const EMAIL: &str = "anna@romashka.example";
pub(crate) const PASSWORD: &str = "тихая-Река-7";

pub(crate) fn hasher() -> &'static Hasher {
    Hasher::shared().unwrap()
}

pub(crate) fn key() -> MasterKey {
    MasterKey::from_bytes([9; 32])
}

pub(crate) fn origin() -> Origin {
    Origin {
        ip: Some("203.0.113.7".parse().unwrap()),
        user_agent: "Firefox".to_owned(),
        request_id: "r-1".to_owned(),
    }
}

pub(crate) fn person(email: &str) -> NewPerson {
    NewPerson {
        email: Email::parse(email).unwrap(),
        phone: Some(Phone::parse("+7 916 123-45-67").unwrap()),
        last_name: PersonName::parse("Котова").unwrap(),
        first_name: PersonName::parse("Анна").unwrap(),
        middle_name: Some(PersonName::parse("Сергеевна").unwrap()),
        lang: Lang::Ru,
        time_zone: "Europe/Moscow".to_owned(),
    }
}

pub(crate) fn registration(email: &str, password: &str) -> Registration {
    Registration {
        person: person(email),
        document: IdentityDocument::parse(DocumentKind::PassportRf, "4510 123456").unwrap(),
        password: Password(password.to_owned()),
        agreed: true,
    }
}

/// Anna with a confirmed address.
pub(crate) async fn anna(test: &TestDb) {
    let hash = hasher().hash(PASSWORD).await.unwrap();
    test.db
        .write(async move |unit: Unit| accounts::create_invited(&unit, &person(EMAIL), &hash).await)
        .await
        .unwrap();
}

pub(crate) async fn register(test: &TestDb, password: &str) -> Result<(), accounts::AccountError> {
    accounts::register(
        &test.db,
        hasher(),
        &key(),
        &registration(EMAIL, password),
        &origin(),
    )
    .await
}

pub(crate) async fn confirm(
    test: &TestDb,
    token: &str,
    password: &str,
) -> Result<NewSession, accounts::AccountError> {
    accounts::confirm_email(&test.db, hasher(), token, password, &origin()).await
}

pub(crate) async fn sign_in(
    test: &TestDb,
    password: &str,
) -> Result<NewSession, accounts::AccountError> {
    accounts::sign_in(&test.db, hasher(), EMAIL, password, &origin()).await
}

pub(crate) async fn whose(test: &TestDb, token: &str) -> Option<SignedIn> {
    accounts::authenticate(&test.db, token, test.clock.now())
        .await
        .unwrap()
}

/// Anna at her desk.
pub(crate) async fn signed_in(test: &TestDb) -> (Actor, String) {
    let session = sign_in(test, PASSWORD).await.unwrap();
    let actor = whose(test, &session.token).await.unwrap().actor(&origin());
    (actor, session.token)
}

/// The letters of a kind that wait to be sent, the newest last.
pub(crate) async fn letters(test: &TestDb, kind: &str) -> Vec<Value> {
    payloads(test, "mail")
        .await
        .into_iter()
        .filter(|letter| letter["kind"] == kind)
        .collect()
}

pub(crate) async fn payloads(test: &TestDb, job: &str) -> Vec<Value> {
    let rows = test
        .db
        .rows(
            "SELECT payload FROM jobs WHERE kind = $1 ORDER BY created_at, id LIMIT 100",
            values![job],
        )
        .await
        .unwrap();
    rows.iter()
        .map(|row| serde_json::from_str(&row.get::<String>("payload").unwrap()).unwrap())
        .collect()
}

/// The secret in the link of the newest letter of a kind.
pub(crate) async fn mailed_token(test: &TestDb, kind: &str) -> String {
    let letters = letters(test, kind).await;
    let link = letters.last().expect("a letter was sent")["link"]
        .as_str()
        .unwrap()
        .to_owned();
    link.split_once("token=")
        .expect("the link has a token")
        .1
        .to_owned()
}

pub(crate) async fn count(test: &TestDb, sql: &str) -> i64 {
    test.db.number(sql, vec![]).await.unwrap()
}

pub(crate) fn code(error: &accounts::AccountError) -> &'static str {
    error
        .code()
        .unwrap_or_else(|| panic!("not a refusal: {error}"))
}
