use accounts::{AccountError, Profile, SmsLimits, SmsTransport};
use jiff::SignedDuration;
use requisites::{PersonName, Phone};
use testkit::{TestDb, on_both};
use texts::Lang;

use crate::people::*;

const NEW: &str = "новая-Река-8";

fn profile() -> Profile {
    Profile {
        last_name: PersonName::parse("Мышкина").unwrap(),
        first_name: PersonName::parse("Анна").unwrap(),
        middle_name: None,
        lang: Lang::En,
        time_zone: "Asia/Vladivostok".to_owned(),
    }
}

fn phone() -> Phone {
    Phone::parse("8 903 765-43-21").unwrap()
}

/// As on an installation that sends text messages.
#[expect(clippy::unnecessary_wraps, reason = "an argument's type")]
fn sms_on() -> Option<SmsLimits> {
    Some(SmsLimits::default())
}

/// The code in the newest text message.
async fn texted(test: &TestDb) -> String {
    payloads(test, "sms")
        .await
        .last()
        .expect("a message was sent")["code"]
        .as_str()
        .unwrap()
        .to_owned()
}

on_both! {
    async fn a_changed_password_works_and_other_sessions_end(test: &TestDb) {
        anna(test).await;
        let (actor, token) = signed_in(test).await;
        let (_, other) = signed_in(test).await;
        let change = async |current: &str, new: &str| {
            accounts::change_password(&test.db, hasher(), &actor, current, new).await
        };
        assert_eq!(code(&change("wrong-Pass-1", NEW).await.unwrap_err()), "ACC-020");
        assert_eq!(code(&change(PASSWORD, PASSWORD).await.unwrap_err()), "ACC-016");
        assert!(matches!(change(PASSWORD, "weak").await, Err(AccountError::WeakPassword(broken)) if broken.len() == 3));
        change(PASSWORD, NEW).await.unwrap();
        assert!(whose(test, &token).await.is_some());
        assert!(whose(test, &other).await.is_none());
        assert!(sign_in(test, PASSWORD).await.is_err());
        sign_in(test, NEW).await.unwrap();
    }

    async fn a_stolen_session_is_no_way_to_guess_the_password(test: &TestDb) {
        anna(test).await;
        let (actor, _) = signed_in(test).await;
        let mut codes = Vec::new();
        for _ in 0..6 {
            let refused = accounts::change_password(&test.db, hasher(), &actor, "wrong-Pass-1", NEW).await.unwrap_err();
            codes.push(code(&refused));
        }
        assert_eq!(codes, ["ACC-020", "ACC-020", "ACC-020", "ACC-020", "ACC-002", "ACC-002"]);
    }

    async fn a_profile_is_changed_and_the_journal_names_the_fields_not_the_values(test: &TestDb) {
        anna(test).await;
        let (actor, token) = signed_in(test).await;
        accounts::update_profile(&test.db, &actor, &profile()).await.unwrap();
        accounts::update_profile(&test.db, &actor, &profile()).await.unwrap();
        let person = whose(test, &token).await.unwrap().person;
        assert_eq!(person.full_name(), "Мышкина Анна");
        assert_eq!((person.lang.as_str(), person.time_zone.as_str()), ("en", "Asia/Vladivostok"));
        let changes = "SELECT count(*) AS n FROM audit_log WHERE action = 'account.change-profile'";
        assert_eq!(count(test, changes).await, 1, "a change of nothing is no change");
        assert_eq!(count(test, "SELECT count(*) AS n FROM audit_log WHERE details LIKE '%Мышкина%'").await, 0);
        let nowhere = Profile { time_zone: "Europe/Atlantis".to_owned(), ..profile() };
        assert_eq!(code(&accounts::update_profile(&test.db, &actor, &nowhere).await.unwrap_err()), "ACC-041");
    }

    async fn a_phone_is_confirmed_by_the_code_that_came_to_it(test: &TestDb) {
        anna(test).await;
        let (actor, token) = signed_in(test).await;
        accounts::request_phone_code(&test.db, sms_on(), &actor, &phone()).await.unwrap();
        assert_eq!(accounts::phone_being_confirmed(&test.db, &actor).await.unwrap().unwrap(), "+79037654321");
        let before = whose(test, &token).await.unwrap().person;
        assert_eq!((before.phone.as_deref(), before.phone_confirmed), (Some("+79161234567"), false));
        let right = texted(test).await;
        let runner = jobs::Runner::new(test.db.clone()).on("mail", |_| async { Ok(()) });
        accounts::handlers(runner, test.db.clone(), SmsTransport::Catcher).run_until_idle().await.unwrap();
        let caught = accounts::caught_sms(&test.db).await.unwrap();
        assert_eq!(caught.len(), 1);
        assert!(caught[0].phone == "+79037654321" && caught[0].body.contains(&right), "{}", caught[0].body);
        accounts::confirm_phone(&test.db, &actor, &right).await.unwrap();
        let after = whose(test, &token).await.unwrap().person;
        assert_eq!((after.phone.as_deref(), after.phone_confirmed), (Some("+79037654321"), true));
        assert_eq!(code(&accounts::confirm_phone(&test.db, &actor, &right).await.unwrap_err()), "ACC-032");
    }

    async fn a_phone_code_has_five_tries_and_ten_minutes(test: &TestDb) {
        anna(test).await;
        let (actor, _) = signed_in(test).await;
        accounts::request_phone_code(&test.db, sms_on(), &actor, &phone()).await.unwrap();
        let right = texted(test).await;
        let wrong = if right == "000000" { "000001" } else { "000000" };
        for left in [4, 3, 2, 1] {
            let refused = accounts::confirm_phone(&test.db, &actor, wrong).await.unwrap_err();
            assert!(matches!(refused, AccountError::WrongPhoneCode { left: told } if told == left), "{refused}");
        }
        assert_eq!(code(&accounts::confirm_phone(&test.db, &actor, wrong).await.unwrap_err()), "ACC-032");
        assert_eq!(code(&accounts::confirm_phone(&test.db, &actor, &right).await.unwrap_err()), "ACC-032");

        test.clock.advance(SignedDuration::from_secs(61));
        accounts::request_phone_code(&test.db, sms_on(), &actor, &phone()).await.unwrap();
        let right = texted(test).await;
        test.clock.advance(SignedDuration::from_mins(10));
        assert_eq!(code(&accounts::confirm_phone(&test.db, &actor, &right).await.unwrap_err()), "ACC-032");
    }

    async fn text_messages_are_limited_and_only_for_mobile_phones(test: &TestDb) {
        anna(test).await;
        let (actor, _) = signed_in(test).await;
        let ask = async |phone: &Phone| {
            accounts::request_phone_code(&test.db, sms_on(), &actor, phone).await
        };
        let landline = Phone::parse("+7 495 123-45-67").unwrap();
        assert_eq!(code(&ask(&landline).await.unwrap_err()), "ACC-034");
        for _ in 0..5 {
            ask(&phone()).await.unwrap();
            assert_eq!(code(&ask(&phone()).await.unwrap_err()), "ACC-033", "not twice within a minute");
            test.clock.advance(SignedDuration::from_mins(30));
        }
        assert_eq!(code(&ask(&phone()).await.unwrap_err()), "ACC-033", "not six times a day");
    }

    async fn without_a_way_to_send_messages_a_phone_stays_unconfirmed(test: &TestDb) {
        anna(test).await;
        let (actor, token) = signed_in(test).await;
        let refused = accounts::request_phone_code(&test.db, None, &actor, &phone()).await.unwrap_err();
        assert_eq!(code(&refused), "ACC-030");
        accounts::change_phone(&test.db, &actor, &phone()).await.unwrap();
        let person = whose(test, &token).await.unwrap().person;
        assert_eq!((person.phone.as_deref(), person.phone_confirmed), (Some("+79037654321"), false));
    }
}

#[test]
fn every_refusal_has_a_text_in_both_languages() {
    for lang in Lang::ALL {
        let t = texts::Texts::new(lang);
        for code in AccountError::CODES {
            assert!(t.has(&format!("error-{code}")), "{lang:?} {code}");
        }
    }
}
