use accounts::AccountError;
use jiff::SignedDuration;
use testkit::{TestDb, on_both};

use crate::people::*;

const NEW: &str = "новая-Река-8";

async fn asked(test: &TestDb) -> String {
    accounts::request_recovery(&test.db, EMAIL, &origin())
        .await
        .unwrap();
    mailed_token(test, "recover-password").await
}

async fn recover(test: &TestDb, token: &str, password: &str) -> Result<(), AccountError> {
    accounts::recover(&test.db, hasher(), token, password, &origin()).await
}

on_both! {
    async fn a_mailed_link_sets_a_new_password_once_and_ends_all_sessions(test: &TestDb) {
        anna(test).await;
        let (_, token) = signed_in(test).await;
        let link = asked(test).await;
        assert!(accounts::recovery_link_is_good(&test.db, &link).await.unwrap());
        recover(test, &link, NEW).await.unwrap();
        assert!(whose(test, &token).await.is_none());
        assert!(sign_in(test, PASSWORD).await.is_err());
        sign_in(test, NEW).await.unwrap();
        assert_eq!(code(&recover(test, &link, "ещё-одна-Река-9").await.unwrap_err()), "ACC-004");
        assert_eq!(letters(test, "password-changed").await.len(), 1);
    }

    async fn recovery_unlocks(test: &TestDb) {
        anna(test).await;
        for _ in 0..5 {
            sign_in(test, "wrong-Pass-1").await.unwrap_err();
        }
        assert_eq!(code(&sign_in(test, PASSWORD).await.unwrap_err()), "ACC-002");
        let link = asked(test).await;
        recover(test, &link, NEW).await.unwrap();
        sign_in(test, NEW).await.unwrap();
    }

    async fn a_refused_password_does_not_use_the_link_up(test: &TestDb) {
        anna(test).await;
        let link = asked(test).await;
        assert!(matches!(recover(test, &link, "short").await, Err(AccountError::WeakPassword(_))));
        assert!(matches!(recover(test, &link, "Котова-1975").await, Err(AccountError::WeakPassword(_))));
        recover(test, &link, NEW).await.unwrap();
    }

    async fn the_link_dies_after_an_hour(test: &TestDb) {
        anna(test).await;
        let link = asked(test).await;
        test.clock.advance(SignedDuration::from_hours(1));
        assert_eq!(code(&recover(test, &link, NEW).await.unwrap_err()), "ACC-004");
    }

    async fn an_unknown_address_gets_the_same_answer_and_no_letter(test: &TestDb) {
        accounts::request_recovery(&test.db, "nobody@romashka.example", &origin()).await.unwrap();
        assert!(payloads(test, "mail").await.is_empty());
    }

    async fn a_forgotten_password_of_an_unconfirmed_registration_opens_nothing(test: &TestDb) {
        register(test, "чужой-Пароль-1").await.unwrap();
        accounts::request_recovery(&test.db, EMAIL, &origin()).await.unwrap();
        assert_eq!(letters(test, "confirm-email").await.len(), 1, "not twice within the minute");
        test.clock.advance(SignedDuration::from_secs(61));
        accounts::request_recovery(&test.db, EMAIL, &origin()).await.unwrap();
        assert_eq!(letters(test, "confirm-email").await.len(), 2);
        assert!(letters(test, "recover-password").await.is_empty());
    }

    async fn letters_are_not_sent_more_often_than_once_a_minute(test: &TestDb) {
        anna(test).await;
        asked(test).await;
        asked(test).await;
        assert_eq!(letters(test, "recover-password").await.len(), 1);
        test.clock.advance(SignedDuration::from_secs(61));
        asked(test).await;
        assert_eq!(letters(test, "recover-password").await.len(), 2);
    }

    async fn links_of_one_purpose_do_not_serve_another(test: &TestDb) {
        anna(test).await;
        let link = asked(test).await;
        assert_eq!(code(&confirm(test, &link, PASSWORD).await.unwrap_err()), "ACC-004");
        recover(test, &link, NEW).await.unwrap();
    }

    async fn whether_or_not_there_is_an_account_something_is_committed(test: &TestDb) {
        anna(test).await;
        let entries = async || count(test, "SELECT count(*) AS n FROM audit_log").await;
        for address in [EMAIL, EMAIL, "nobody@romashka.example"] {
            let before = entries().await;
            accounts::request_recovery(&test.db, address, &origin()).await.unwrap();
            assert_eq!(entries().await, before + 1, "{address}");
            let before = entries().await;
            accounts::resend_confirmation(&test.db, address, &origin()).await.unwrap();
            assert_eq!(entries().await, before + 1, "{address}");
        }
    }
}
