use accounts::AccountError;
use jiff::SignedDuration;
use testkit::{TestDb, on_both};

use crate::people::*;

async fn codes_of_failures(test: &TestDb, email: &str, tries: usize) -> Vec<&'static str> {
    let mut codes = Vec::new();
    for _ in 0..tries {
        let refused = accounts::sign_in(&test.db, hasher(), email, "wrong-Pass-1", &origin())
            .await
            .unwrap_err();
        codes.push(code(&refused));
    }
    codes
}

on_both! {
    async fn five_failures_lock_for_a_quarter_of_an_hour_and_the_owner_is_told(test: &TestDb) {
        anna(test).await;
        assert_eq!(codes_of_failures(test, EMAIL, 6).await, ["ACC-001", "ACC-001", "ACC-001", "ACC-001", "ACC-002", "ACC-002"]);
        let AccountError::Locked { until } = sign_in(test, PASSWORD).await.unwrap_err() else {
            panic!("the right password does not help while locked")
        };
        assert_eq!(until, testkit::start() + SignedDuration::from_mins(15));
        let letters = letters(test, "sign-in-locked").await;
        assert_eq!(letters.len(), 1, "one letter, not one per try");
        assert_eq!(letters[0]["link"], "/recover");

        test.clock.advance(SignedDuration::from_mins(15));
        assert!(sign_in(test, PASSWORD).await.is_ok());
    }

    async fn an_unknown_address_answers_exactly_like_a_known_one(test: &TestDb) {
        anna(test).await;
        let known = codes_of_failures(test, EMAIL, 7).await;
        let unknown = codes_of_failures(test, "nobody@romashka.example", 7).await;
        assert_eq!(known, unknown);
        test.clock.advance(SignedDuration::from_mins(16));
        assert_eq!(codes_of_failures(test, EMAIL, 2).await, codes_of_failures(test, "nobody@romashka.example", 2).await);
    }

    async fn a_success_forgets_the_failures_and_so_does_an_hour(test: &TestDb) {
        anna(test).await;
        codes_of_failures(test, EMAIL, 4).await;
        sign_in(test, PASSWORD).await.unwrap();
        assert_eq!(codes_of_failures(test, EMAIL, 4).await, ["ACC-001"; 4]);
        test.clock.advance(SignedDuration::from_mins(61));
        assert_eq!(codes_of_failures(test, EMAIL, 4).await, ["ACC-001"; 4]);
    }

    async fn a_burst_of_parallel_guesses_gets_no_more_than_five(test: &TestDb) {
        anna(test).await;
        let guesses = (0..12).map(|number| {
            let db = test.db.clone();
            tokio::spawn(async move {
                accounts::sign_in(&db, hasher(), EMAIL, &format!("wrong-Pass-{number}"), &origin()).await
            })
        });
        let mut looked_at = 0;
        for guess in guesses.collect::<Vec<_>>() {
            looked_at += i32::from(code(&guess.await.unwrap().unwrap_err()) == "ACC-001");
        }
        assert!(looked_at <= 5, "{looked_at}");
        assert_eq!(code(&sign_in(test, PASSWORD).await.unwrap_err()), "ACC-002");
    }

    async fn case_and_blanks_around_the_login_do_not_matter(test: &TestDb) {
        anna(test).await;
        accounts::sign_in(&test.db, hasher(), "  ANNA@Romashka.example ", PASSWORD, &origin()).await.unwrap();
    }

    async fn failures_and_locks_are_in_the_journal_without_the_password(test: &TestDb) {
        anna(test).await;
        codes_of_failures(test, EMAIL, 5).await;
        let refused = "SELECT count(*) AS n FROM audit_log WHERE action = 'account.sign-in' AND result = 'refused'";
        assert_eq!(count(test, refused).await, 5);
        assert_eq!(count(test, "SELECT count(*) AS n FROM audit_log WHERE action = 'account.lock'").await, 1);
        assert_eq!(count(test, "SELECT count(*) AS n FROM audit_log WHERE details LIKE '%wrong-Pass%'").await, 0);
    }
}
