use access::{Actor, PersonId};
use accounts::{
    AccountError, ByCertificate, CertifiedRegistration, ConfirmedBy, NewSession, bind_identity,
};
use db::{Unit, values};
use jiff::SignedDuration;
use jobs::Runner;
use requisites::{Email, Inn12, Snils};
use signatures::{Answered, ChallengePurpose, Proved, TrustSettings, Verifier};
use testkit::{TestAuthority, TestDb, TestKey, TestOwner, on_both};
use texts::Lang;

use crate::people::*;

const NAME: [&str; 3] = ["Котова", "Анна", "Сергеевна"];

fn snils(number: u32) -> String {
    Snils::with_check_digits(&format!("9900000{number:02}"))
        .unwrap()
        .as_str()
        .to_owned()
}

fn inn(number: u32) -> String {
    Inn12::with_check_digits(&format!("99000001{number:02}"))
        .unwrap()
        .as_str()
        .to_owned()
}

fn owner(number: u32) -> TestOwner {
    TestOwner {
        name: NAME,
        snils: snils(number),
        inn: inn(number),
        ..TestOwner::default()
    }
}

fn verifier(authority: &TestAuthority) -> Verifier {
    let [root, crl, list] = authority.files();
    let settings = TrustSettings {
        anchors: vec![root],
        crls: vec![crl],
        trust_list: Some(list),
        ..TrustSettings::default()
    };
    Verifier::open(settings).unwrap()
}

/// Somebody signs the challenge of the sign-in page with this key.
async fn show(test: &TestDb, authority: &TestAuthority, key: &TestKey) -> Answered {
    let (db, purpose) = (&test.db, ChallengePurpose::SignIn);
    let asked = signatures::challenge(db, purpose, None, "https://kabinet.example")
        .await
        .unwrap();
    let cms = key.sign(asked.text.as_bytes(), test.clock.now());
    signatures::answer(db, &verifier(authority), purpose, None, asked.id, cms)
        .await
        .unwrap()
}

async fn enter(test: &TestDb, proved: &Proved) -> Result<ByCertificate, AccountError> {
    accounts::sign_in_by_certificate(&test.db, proved, &origin()).await
}

fn input(email: &str) -> CertifiedRegistration {
    CertifiedRegistration {
        email: Email::parse(email).unwrap(),
        phone: None,
        lang: Lang::Ru,
        time_zone: "Europe/Moscow".to_owned(),
        agreed: true,
    }
}

async fn join(test: &TestDb, answered: &Answered, email: &str) -> Result<NewSession, AccountError> {
    let (proved, ticket) = (&answered.proved, &answered.ticket);
    accounts::register_by_certificate(&test.db, proved, ticket, &input(email), &origin()).await
}

async fn actor_of(test: &TestDb, session: &NewSession) -> Actor {
    whose(test, &session.token).await.unwrap().actor(&origin())
}

async fn bind(test: &TestDb, person: PersonId, proved: &Proved) -> Result<(), AccountError> {
    let proved = proved.clone();
    test.db
        .write(async move |unit: Unit| bind_identity(&unit, person, &proved).await)
        .await
}

fn entered(outcome: Result<ByCertificate, AccountError>) -> NewSession {
    match outcome.unwrap() {
        ByCertificate::Session(session) => session,
        ByCertificate::FirstTime => panic!("nobody is known"),
    }
}

on_both! {
    async fn the_first_sign_in_makes_the_account_and_the_second_finds_it(test: &TestDb) {
        let authority = TestAuthority::new();
        let key = authority.key_of(&owner(1));
        let first = show(test, &authority, &key).await;
        assert!(matches!(enter(test, &first.proved).await, Ok(ByCertificate::FirstTime)));
        assert_eq!(count(test, "SELECT count(*) AS n FROM people").await, 0, "looking makes nothing");
        let mut without = input(EMAIL);
        without.agreed = false;
        let refused = accounts::register_by_certificate(&test.db, &first.proved, &first.ticket, &without, &origin()).await;
        assert_eq!(code(&refused.unwrap_err()), "ACC-007");
        let session = join(test, &first, EMAIL).await.unwrap();
        let person = whose(test, &session.token).await.unwrap();
        assert_eq!(person.person.full_name(), NAME.join(" "));
        assert_eq!((person.person.snils, person.person.inn), (Some(snils(1)), Some(inn(1))));
        assert!(person.by_certificate && !person.person.email_confirmed);
        assert_eq!(count(test, "SELECT count(*) AS n FROM consents").await, 2);

        let kept = "SELECT count(*) AS n FROM certificates WHERE state = 'sign-in'";
        assert_eq!(count(test, kept).await, 1, "its owner is to be warned of the end");
        let again = show(test, &authority, &authority.key_of(&owner(1))).await;
        let second = entered(enter(test, &again.proved).await);
        assert_eq!(second.person, session.person, "another certificate of the same person");
        let thrice = show(test, &authority, &key).await;
        entered(enter(test, &thrice.proved).await);
        assert_eq!(count(test, kept).await, 2, "each certificate once");
        let refused = join(test, &first, EMAIL).await.unwrap_err();
        assert_eq!(code(&refused), "ACC-073", "a proof is used once");
        assert_eq!(count(test, "SELECT count(*) AS n FROM people").await, 1);
    }

    async fn a_namesake_gets_an_account_of_their_own(test: &TestDb) {
        let authority = TestAuthority::new();
        let one = show(test, &authority, &authority.key_of(&owner(1))).await;
        let one = join(test, &one, EMAIL).await.unwrap();
        let other = show(test, &authority, &authority.key_of(&owner(2))).await;
        assert!(matches!(enter(test, &other.proved).await, Ok(ByCertificate::FirstTime)));
        let other = join(test, &other, "kotova@luch.example").await.unwrap();
        assert_ne!(one.person, other.person);
        // The ИНН of one and the СНИЛС of the other is nobody's certificate.
        let mixed = TestOwner { inn: inn(2), ..owner(1) };
        let mixed = show(test, &authority, &authority.key_of(&mixed)).await;
        assert_eq!(code(&enter(test, &mixed.proved).await.unwrap_err()), "ACC-071");
        // Without СНИЛС the ИНН decides.
        let inn_only = TestOwner { snils: String::new(), ..owner(2) };
        let inn_only = authority.unqualified_key_of(&inn_only);
        let inn_only = show(test, &authority, &inn_only).await;
        assert_eq!(entered(enter(test, &inn_only.proved).await).person, other.person);
    }

    async fn a_certificate_without_numbers_opens_nothing(test: &TestDb) {
        let authority = TestAuthority::new();
        anna(test).await;
        let zeros = TestOwner { snils: "00000000000".to_owned(), inn: "000000000000".to_owned(), ..owner(1) };
        for owner in [TestOwner { snils: String::new(), inn: String::new(), ..owner(1) }, zeros] {
            let shown = show(test, &authority, &authority.unqualified_key_of(&owner)).await;
            assert_eq!(code(&enter(test, &shown.proved).await.unwrap_err()), "ACC-070");
            assert_eq!(code(&join(test, &shown, "a@luch.example").await.unwrap_err()), "ACC-070");
        }
        assert_eq!(count(test, "SELECT count(*) AS n FROM people").await, 1);
    }

    async fn an_address_with_an_account_stays_its_owners_and_nobody_learns_of_it(test: &TestDb) {
        anna(test).await;
        let authority = TestAuthority::new();
        let shown = show(test, &authority, &authority.key_of(&owner(1))).await;
        let session = join(test, &shown, EMAIL).await.unwrap();
        assert_eq!(letters(test, "account-exists").await.len(), 1);
        assert!(letters(test, "confirm-email").await.is_empty());
        let person = whose(test, &session.token).await.unwrap().person;
        assert_eq!((person.email.as_str(), person.email_to_confirm.as_deref()), ("", Some(EMAIL)));
        assert!(sign_in(test, PASSWORD).await.is_ok(), "nothing about the account changed");
        assert_eq!(count(test, "SELECT count(*) AS n FROM people").await, 2);
    }

    async fn the_address_is_confirmed_by_the_person_who_asked_and_nobody_else(test: &TestDb) {
        let authority = TestAuthority::new();
        let shown = show(test, &authority, &authority.key_of(&owner(1))).await;
        let session = join(test, &shown, EMAIL).await.unwrap();
        let other = show(test, &authority, &authority.key_of(&owner(2))).await;
        let other = join(test, &other, "kotova@luch.example").await.unwrap();
        let token = tokens(test, EMAIL).await.pop().unwrap();
        assert_eq!(accounts::confirmed_by(&test.db, &token).await.unwrap(), Some(ConfirmedBy::Session));
        let refused = confirm(test, &token, PASSWORD).await.unwrap_err();
        assert_eq!(code(&refused), "ACC-023", "there is no password to ask for");
        let stranger = actor_of(test, &other).await;
        let refused = accounts::confirm_own_email(&test.db, &stranger, &token).await.unwrap_err();
        assert_eq!(code(&refused), "ACC-004");
        let actor = actor_of(test, &session).await;
        accounts::confirm_own_email(&test.db, &actor, &token).await.unwrap();
        let person = whose(test, &session.token).await.unwrap().person;
        assert_eq!((person.email.as_str(), person.email_confirmed, person.email_to_confirm), (EMAIL, true, None));
        let refused = accounts::confirm_own_email(&test.db, &actor, &token).await.unwrap_err();
        assert_eq!(code(&refused), "ACC-004", "a link works once");
        // Now a password can be set by mail.
        accounts::request_recovery(&test.db, EMAIL, &origin()).await.unwrap();
        let recovery = mailed_token(test, "recover-password").await;
        accounts::recover(&test.db, hasher(), &recovery, PASSWORD, &origin()).await.unwrap();
        assert_eq!(sign_in(test, PASSWORD).await.unwrap().person, session.person);
    }

    async fn who_confirms_first_has_the_address(test: &TestDb) {
        let authority = TestAuthority::new();
        let mut waiting = Vec::new();
        for number in [1, 2] {
            test.clock.advance(SignedDuration::from_secs(5));
            let shown = show(test, &authority, &authority.key_of(&owner(number))).await;
            let session = join(test, &shown, EMAIL).await.unwrap();
            let token = tokens(test, EMAIL).await.pop().unwrap();
            waiting.push((actor_of(test, &session).await, token));
        }
        let (actor, token) = &waiting[1];
        accounts::confirm_own_email(&test.db, actor, token).await.unwrap();
        let (late, token) = &waiting[0];
        let refused = accounts::confirm_own_email(&test.db, late, token).await.unwrap_err();
        assert_eq!(code(&refused), "ACC-008");
        accounts::request_own_confirmation(&test.db, late, &Email::parse("b@luch.example").unwrap()).await.unwrap();
        let token = tokens(test, "b@luch.example").await.pop().unwrap();
        accounts::confirm_own_email(&test.db, late, &token).await.unwrap();
    }

    async fn letters_to_addresses_of_ones_choice_are_few(test: &TestDb) {
        let authority = TestAuthority::new();
        let shown = show(test, &authority, &authority.key_of(&owner(1))).await;
        let session = join(test, &shown, EMAIL).await.unwrap();
        let actor = actor_of(test, &session).await;
        let ask = async |email: &str| {
            accounts::request_own_confirmation(&test.db, &actor, &Email::parse(email).unwrap()).await
        };
        ask(EMAIL).await.unwrap();
        assert_eq!(letters(test, "confirm-email").await.len(), 1, "not twice within a minute");
        for number in 1..=4 {
            ask(&format!("a{number}@luch.example")).await.unwrap();
        }
        assert_eq!(code(&ask("b@luch.example").await.unwrap_err()), "ACC-074");
        // The page for lost letters works for such an account too.
        accounts::resend_confirmation(&test.db, "a4@luch.example", &origin()).await.unwrap();
        assert_eq!(letters(test, "confirm-email").await.len(), 5, "not within the minute");
        test.clock.advance(SignedDuration::from_secs(61));
        accounts::resend_confirmation(&test.db, "a4@luch.example", &origin()).await.unwrap();
        assert_eq!(tokens(test, "a4@luch.example").await.len(), 2);
    }

    async fn an_account_of_a_certificate_is_not_forgotten_for_its_address(test: &TestDb) {
        let authority = TestAuthority::new();
        let shown = show(test, &authority, &authority.key_of(&owner(1))).await;
        join(test, &shown, EMAIL).await.unwrap();
        test.clock.advance(SignedDuration::from_hours(24 * 30));
        let runner = accounts::handlers(Runner::new(test.db.clone()), test.db.clone(), accounts::SmsTransport::Off);
        let runner = runner.on("mail", |_| async { Ok(()) });
        test.db.write(async |unit: Unit| jobs::enqueue(&unit, accounts::SWEEP, &()).await).await.unwrap();
        runner.run_until_idle().await.unwrap();
        assert_eq!(count(test, "SELECT count(*) AS n FROM people").await, 1);
        let again = show(test, &authority, &authority.key_of(&owner(1))).await;
        entered(enter(test, &again.proved).await);
    }

    async fn a_person_binds_their_own_numbers_and_signs_in_by_them(test: &TestDb) {
        anna(test).await;
        let (actor, _) = signed_in(test).await;
        let authority = TestAuthority::new();
        let stranger = TestOwner { name: ["Белова", "Ирина", "Олеговна"], ..owner(2) };
        let foreign = show(test, &authority, &authority.key_of(&stranger)).await;
        let refused = bind(test, actor.person, &foreign.proved).await.unwrap_err();
        assert_eq!(code(&refused), "ACC-071", "another person's certificate");

        let own = show(test, &authority, &authority.key_of(&owner(1))).await;
        bind(test, actor.person, &own.proved).await.unwrap();
        bind(test, actor.person, &own.proved).await.unwrap();
        let sql = "SELECT count(*) AS n FROM audit_log WHERE action = 'account.bind-identity'";
        assert_eq!(count(test, sql).await, 1, "the second time nothing changes");
        assert_eq!(entered(enter(test, &own.proved).await).person, actor.person);

        let namesake = show(test, &authority, &authority.key_of(&owner(2))).await;
        let refused = bind(test, actor.person, &namesake.proved).await.unwrap_err();
        assert_eq!(code(&refused), "ACC-071", "the same name with another СНИЛС");
        // A changed name with the same СНИЛС is the same person.
        let married = TestOwner { name: ["Белова", "Анна", "Сергеевна"], ..owner(1) };
        let married = show(test, &authority, &authority.key_of(&married)).await;
        bind(test, actor.person, &married.proved).await.unwrap();
        assert_eq!(entered(enter(test, &married.proved).await).person, actor.person);
    }

    async fn numbers_of_another_account_are_not_bound_twice(test: &TestDb) {
        let authority = TestAuthority::new();
        let shown = show(test, &authority, &authority.key_of(&owner(1))).await;
        join(test, &shown, "kotova@luch.example").await.unwrap();
        anna(test).await;
        let (actor, _) = signed_in(test).await;
        let refused = bind(test, actor.person, &shown.proved).await.unwrap_err();
        assert_eq!(code(&refused), "ACC-072");
    }

    async fn a_key_and_its_password_are_two_factors(test: &TestDb) {
        anna(test).await;
        let (actor, _) = signed_in(test).await;
        let authority = TestAuthority::new();
        let own = show(test, &authority, &authority.key_of(&owner(1))).await;
        bind(test, actor.person, &own.proved).await.unwrap();
        test.db.write(async move |unit: Unit| {
            unit.execute("UPDATE people SET totp_enabled_at = 1 WHERE id = $1", values![actor.person.0]).await
        }).await.unwrap();
        assert!(sign_in(test, PASSWORD).await.unwrap().second_factor_pending);
        let session = entered(enter(test, &own.proved).await);
        assert!(!session.second_factor_pending);
        assert!(!whose(test, &session.token).await.unwrap().second_factor_pending);
    }

    async fn a_simple_signature_asks_for_the_password_again(test: &TestDb) {
        anna(test).await;
        let (actor, _) = signed_in(test).await;
        let asked = accounts::password_again(&test.db, hasher(), &actor, PASSWORD).await.unwrap();
        assert!(asked.is_of(&actor));
        let (elsewhere, _) = signed_in(test).await;
        assert!(!asked.is_of(&elsewhere), "it counts in the session that asked");
        let refused = accounts::password_again(&test.db, hasher(), &actor, "wrong-Pass-1").await;
        assert_eq!(code(&refused.unwrap_err()), "ACC-020");
    }
}

/// The links that were mailed to this address, the newest last.
async fn tokens(test: &TestDb, email: &str) -> Vec<String> {
    let letters = letters(test, "confirm-email").await;
    letters
        .iter()
        .filter(|letter| letter["to"]["email"] == email)
        .filter_map(|letter| letter["link"].as_str()?.split_once("token="))
        .map(|(_, token)| token.to_owned())
        .collect()
}
