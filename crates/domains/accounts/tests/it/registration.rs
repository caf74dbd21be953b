use accounts::AccountError;
use db::{Rows, Unit, values};
use jiff::SignedDuration;
use testkit::{TestDb, on_both};

use crate::people::*;

on_both! {
    async fn a_person_registers_confirms_the_address_and_signs_in(test: &TestDb) {
        register(test, PASSWORD).await.unwrap();
        let refused = sign_in(test, PASSWORD).await.unwrap_err();
        assert_eq!(code(&refused), "ACC-003", "an unconfirmed address cannot sign in");
        let refused = sign_in(test, "wrong-Pass-1").await.unwrap_err();
        assert_eq!(code(&refused), "ACC-001", "and only the right password is told so");

        let token = mailed_token(test, "confirm-email").await;
        assert!(accounts::confirmation_link_is_good(&test.db, &token).await.unwrap());
        let session = confirm(test, &token, PASSWORD).await.unwrap();
        let person = whose(test, &session.token).await.unwrap().person;
        assert_eq!((person.full_name().as_str(), person.email.as_str()), ("Котова Анна Сергеевна", EMAIL));
        let session = sign_in(test, PASSWORD).await.unwrap();
        assert_eq!(whose(test, &session.token).await.unwrap().person.id, person.id);

        let again = confirm(test, &token, PASSWORD).await.unwrap_err();
        assert_eq!(code(&again), "ACC-004", "a link works once");
        assert!(!accounts::confirmation_link_is_good(&test.db, &token).await.unwrap());
    }

    async fn what_is_secret_is_not_readable_in_the_database(test: &TestDb) {
        register(test, PASSWORD).await.unwrap();
        let token = mailed_token(test, "confirm-email").await;
        let row = test.db.row(
            "SELECT p.identity_document, p.password_hash, t.secret_hash FROM people p \
             JOIN tokens t ON t.person_id = p.id", vec![],
        ).await.unwrap().unwrap();
        let document: Vec<u8> = row.get("identity_document").unwrap();
        assert!(!document.windows(6).any(|part| part == b"123456"));
        assert!(row.get::<String>("password_hash").unwrap().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert_ne!(row.get::<Vec<u8>>("secret_hash").unwrap(), token.as_bytes());
    }

    async fn consents_are_kept_with_version_time_and_address(test: &TestDb) {
        register(test, PASSWORD).await.unwrap();
        let rows = test.db.rows("SELECT kind, version, accepted_at, ip FROM consents ORDER BY kind", vec![]).await.unwrap();
        let kinds: Vec<String> = rows.iter().map(|row| row.get("kind").unwrap()).collect();
        assert_eq!(kinds, ["personal_data", "terms"]);
        for row in &rows {
            assert_eq!(row.get::<String>("version").unwrap(), accounts::CONSENT_VERSION);
            assert_eq!(row.get::<i64>("accepted_at").unwrap(), db::micros(testkit::start()));
            assert_eq!(row.get::<String>("ip").unwrap(), "203.0.113.7");
        }
        let mut without = registration("boris@romashka.example", PASSWORD);
        without.agreed = false;
        let refused = accounts::register(&test.db, hasher(), &key(), &without, &origin()).await.unwrap_err();
        assert_eq!(code(&refused), "ACC-007");
    }

    async fn registering_a_known_address_looks_the_same_and_tells_its_owner(test: &TestDb) {
        anna(test).await;
        register(test, "другая-Река-8").await.unwrap();
        assert_eq!(letters(test, "account-exists").await.len(), 1);
        assert!(letters(test, "confirm-email").await.is_empty());
        assert!(sign_in(test, PASSWORD).await.is_ok(), "nothing about the account changed");
        assert_eq!(code(&sign_in(test, "другая-Река-8").await.unwrap_err()), "ACC-001");
    }

    async fn nobody_prepares_an_account_for_somebody_elses_address(test: &TestDb) {
        register(test, "чужой-Пароль-1").await.unwrap();
        let stale = mailed_token(test, "confirm-email").await;
        test.clock.advance(SignedDuration::from_secs(5));
        register(test, PASSWORD).await.unwrap();
        let refused = confirm(test, &stale, "чужой-Пароль-1").await.unwrap_err();
        assert_eq!(code(&refused), "ACC-004", "the link of the replaced registration is dead");
        let token = mailed_token(test, "confirm-email").await;
        confirm(test, &token, PASSWORD).await.unwrap();
        assert!(sign_in(test, "чужой-Пароль-1").await.is_err());
        assert!(sign_in(test, PASSWORD).await.is_ok());
        assert_eq!(count(test, "SELECT count(*) AS n FROM people").await, 1);
    }

    async fn the_owner_of_an_address_cannot_confirm_what_somebody_else_registered(test: &TestDb) {
        register(test, PASSWORD).await.unwrap();
        test.clock.advance(SignedDuration::from_secs(5));
        register(test, "чужой-Пароль-1").await.unwrap();
        let newest = mailed_token(test, "confirm-email").await;
        let refused = confirm(test, &newest, PASSWORD).await.unwrap_err();
        assert_eq!(code(&refused), "ACC-020", "another registered last, and the owner does not know that password");
        assert!(sign_in(test, "чужой-Пароль-1").await.is_err(), "so the other cannot come in either");
        test.clock.advance(SignedDuration::from_secs(5));
        register(test, PASSWORD).await.unwrap();
        let own = mailed_token(test, "confirm-email").await;
        confirm(test, &own, PASSWORD).await.unwrap();
    }

    async fn nothing_of_a_forgotten_registration_is_left_to_the_next_one(test: &TestDb) {
        let mut first = registration(EMAIL, "чужой-Пароль-1");
        first.person.last_name = requisites::PersonName::parse("Чужова").unwrap();
        first.person.phone = None;
        accounts::register(&test.db, hasher(), &key(), &first, &origin()).await.unwrap();
        let letter = letters(test, "confirm-email").await.pop().unwrap().to_string();
        assert!(!letter.contains("Анна") && !letter.contains("Чужова"), "{letter}");
        for _ in 0..5 {
            sign_in(test, "wrong-Pass-1").await.unwrap_err();
        }
        assert_eq!(count(test, "SELECT count(*) AS n FROM notifications").await, 1, "the lock was told");
        let before = test.db.row("SELECT id FROM people", vec![]).await.unwrap().unwrap();
        register(test, PASSWORD).await.unwrap();
        let after = test.db.row("SELECT id, last_name, phone FROM people", vec![]).await.unwrap().unwrap();
        assert_ne!(before.get::<uuid::Uuid>("id").unwrap(), after.get::<uuid::Uuid>("id").unwrap());
        assert_eq!(after.get::<String>("last_name").unwrap(), "Котова");
        assert_eq!(count(test, "SELECT count(*) AS n FROM consents").await, 2, "only the new ones");
        assert_eq!(count(test, "SELECT count(*) AS n FROM notifications").await, 0);
        assert_eq!(count(test, "SELECT count(*) AS n FROM tokens").await, 1);
    }

    async fn guessing_the_password_of_a_mailed_link_locks_like_signing_in(test: &TestDb) {
        register(test, PASSWORD).await.unwrap();
        let token = mailed_token(test, "confirm-email").await;
        for _ in 0..4 {
            assert_eq!(code(&confirm(test, &token, "wrong-Pass-1").await.unwrap_err()), "ACC-020");
        }
        assert_eq!(code(&confirm(test, &token, "wrong-Pass-1").await.unwrap_err()), "ACC-002");
        assert_eq!(code(&confirm(test, &token, PASSWORD).await.unwrap_err()), "ACC-002");
        test.clock.advance(SignedDuration::from_mins(16));
        confirm(test, &token, PASSWORD).await.unwrap();
    }

    async fn a_weak_password_is_refused_before_anything_is_kept(test: &TestDb) {
        let refused = register(test, "Котова").await.unwrap_err();
        let AccountError::WeakPassword(broken) = refused else { panic!("{refused}") };
        assert_eq!(broken.len(), 4, "{broken:?}");
        assert_eq!(count(test, "SELECT count(*) AS n FROM people").await, 0);
    }

    async fn a_letter_is_sent_again_after_a_minute_and_both_links_work(test: &TestDb) {
        register(test, PASSWORD).await.unwrap();
        let first = mailed_token(test, "confirm-email").await;
        accounts::resend_confirmation(&test.db, EMAIL, &origin()).await.unwrap();
        assert_eq!(letters(test, "confirm-email").await.len(), 1, "not within the minute");
        test.clock.advance(SignedDuration::from_secs(61));
        accounts::resend_confirmation(&test.db, " ANNA@romashka.example ", &origin()).await.unwrap();
        accounts::resend_confirmation(&test.db, "nobody@romashka.example", &origin()).await.unwrap();
        assert_eq!(letters(test, "confirm-email").await.len(), 2);
        confirm(test, &first, PASSWORD).await.unwrap();
        let second = mailed_token(test, "confirm-email").await;
        assert!(confirm(test, &second, PASSWORD).await.is_err(), "one confirms for both");
    }

    async fn a_confirming_link_dies_after_a_day_and_the_registration_after_a_week(test: &TestDb) {
        register(test, PASSWORD).await.unwrap();
        let token = mailed_token(test, "confirm-email").await;
        test.clock.advance(SignedDuration::from_hours(24));
        assert_eq!(code(&confirm(test, &token, PASSWORD).await.unwrap_err()), "ACC-004");
        for _ in 0..5 {
            sign_in(test, "wrong-Pass-1").await.unwrap_err();
        }
        test.clock.advance(SignedDuration::from_hours(24 * 6 + 1));
        sweep(test).await;
        assert_eq!(count(test, "SELECT count(*) AS n FROM people").await, 0);
        assert_eq!(count(test, "SELECT count(*) AS n FROM consents").await, 0);
    }

    async fn an_invited_person_has_a_proved_address_and_a_taken_one_is_refused(test: &TestDb) {
        register(test, "чужой-Пароль-1").await.unwrap();
        anna(test).await;
        assert!(sign_in(test, PASSWORD).await.is_ok(), "an unconfirmed registration is taken over");
        let hash = accounts::hash_password(hasher(), PASSWORD).await.unwrap();
        let refused = test.db.write(async move |unit: Unit| {
            accounts::create_invited(&unit, &person(EMAIL), &hash).await
        }).await.unwrap_err();
        assert_eq!(code(&refused), "ACC-008");
    }

    async fn an_operator_is_made_found_and_unmade_with_sessions_ended(test: &TestDb) {
        let hash = hasher().hash(PASSWORD).await.unwrap();
        let id = test.db.write(async move |unit: Unit| {
            accounts::create_operator(&unit, &person(EMAIL), &hash).await
        }).await.unwrap();
        assert_eq!(accounts::operators(&test.db).await.unwrap()[0].id, id);
        let (_, token) = signed_in(test).await;
        assert!(whose(test, &token).await.unwrap().person.is_operator);
        test.db.write(async |unit: Unit| accounts::set_operator(&unit, EMAIL, false).await).await.unwrap();
        assert!(accounts::operators(&test.db).await.unwrap().is_empty());
        assert!(whose(test, &token).await.is_none());
        let nobody = test.db.write(async |unit: Unit| accounts::set_operator(&unit, "x@y.example", true).await).await;
        assert_eq!(nobody.unwrap(), None);
        let actions = test.db.rows("SELECT action FROM audit_log WHERE action LIKE $1 ORDER BY seq", values!["account.operator%"]).await.unwrap();
        assert_eq!(actions.len(), 2);
    }
}

async fn sweep(test: &TestDb) {
    test.db
        .write(async |unit: Unit| jobs::enqueue(&unit, accounts::SWEEP, &()).await)
        .await
        .unwrap();
    let db = test.db.clone();
    let runner = jobs::Runner::new(db.clone()).on("mail", |_| async { Ok(()) });
    let runner = accounts::handlers(runner, db, accounts::SmsTransport::Off);
    runner.run_until_idle().await.unwrap();
    assert_eq!(
        jobs::counts(&test.db).await.unwrap(),
        jobs::Counts::default(),
        "no job is left"
    );
}
