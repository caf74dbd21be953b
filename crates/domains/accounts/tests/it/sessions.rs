use std::time::Duration;

use access::SessionId;
use db::Announcement;
use jiff::SignedDuration;
use testkit::on_both;
use uuid::Uuid;

use crate::people::*;

on_both! {
    async fn a_session_that_is_not_used_ends_after_two_hours(test: &TestDb) {
        anna(test).await;
        let (_, token) = signed_in(test).await;
        test.clock.advance(SignedDuration::from_mins(119));
        assert!(whose(test, &token).await.is_some());
        test.clock.advance(SignedDuration::from_mins(119));
        assert!(whose(test, &token).await.is_some(), "using it keeps it");
        test.clock.advance(SignedDuration::from_mins(121));
        assert!(whose(test, &token).await.is_none());
    }

    async fn what_a_page_asks_for_by_itself_does_not_keep_a_session(test: &TestDb) {
        anna(test).await;
        let (anna, token) = signed_in(test).await;
        let recognized = async || {
            let now = test.clock.now();
            let session = accounts::recognize(&test.db, &token, now).await.unwrap();
            let goes_on = accounts::goes_on(&test.db, anna.session, now).await.unwrap();
            assert_eq!(session.is_some(), goes_on);
            goes_on
        };
        test.clock.advance(SignedDuration::from_mins(119));
        assert!(recognized().await);
        test.clock.advance(SignedDuration::from_mins(2));
        assert!(!recognized().await, "nobody used it for two hours");
    }

    async fn whoever_watches_a_person_hears_that_a_session_ended(test: &TestDb) {
        anna(test).await;
        let (laptop, _) = signed_in(test).await;
        let (phone, _) = signed_in(test).await;
        let mut heard = test.db.announcements();
        let mut hears = async || {
            let person = laptop.person.0;
            let hearing = async {
                while heard.next().await.unwrap() != Announcement::Changed(person) {}
            };
            let patience = Duration::from_secs(20);
            tokio::time::timeout(patience, hearing).await.expect("it is announced");
        };
        accounts::end_session(&test.db, &laptop, phone.session).await.unwrap();
        hears().await;
        accounts::end_other_sessions(&test.db, &laptop).await.unwrap();
        hears().await;
        accounts::sign_out(&test.db, &laptop).await.unwrap();
        hears().await;
        assert!(!accounts::goes_on(&test.db, laptop.session, test.clock.now()).await.unwrap());
    }

    async fn no_session_lives_longer_than_twelve_hours(test: &TestDb) {
        anna(test).await;
        let (_, token) = signed_in(test).await;
        for _ in 0..11 {
            test.clock.advance(SignedDuration::from_hours(1));
            assert!(whose(test, &token).await.is_some());
        }
        test.clock.advance(SignedDuration::from_hours(1));
        assert!(whose(test, &token).await.is_none());
    }

    async fn reading_within_a_minute_does_not_write(test: &TestDb) {
        anna(test).await;
        let (_, token) = signed_in(test).await;
        let seen = "SELECT last_seen_at AS n FROM sessions";
        let before = count(test, seen).await;
        test.clock.advance(SignedDuration::from_secs(59));
        whose(test, &token).await.unwrap();
        assert_eq!(count(test, seen).await, before);
        test.clock.advance(SignedDuration::from_secs(1));
        whose(test, &token).await.unwrap();
        assert_eq!(count(test, seen).await, before + 60_000_000);
    }

    async fn a_made_up_or_long_token_is_nobody(test: &TestDb) {
        anna(test).await;
        signed_in(test).await;
        for token in ["", "abc", &"a".repeat(100_000)] {
            assert!(whose(test, token).await.is_none());
        }
    }

    async fn a_person_sees_and_ends_only_their_own_sessions(test: &TestDb) {
        anna(test).await;
        let (laptop, laptop_token) = signed_in(test).await;
        let (phone, phone_token) = signed_in(test).await;
        let (tablet, tablet_token) = signed_in(test).await;
        assert_eq!(accounts::sessions(&test.db, &laptop).await.unwrap().len(), 3);

        let mut stranger = laptop.clone();
        stranger.person = access::PersonId(Uuid::nil());
        accounts::end_session(&test.db, &stranger, phone.session).await.unwrap();
        assert!(whose(test, &phone_token).await.is_some(), "another person's session is left alone");

        accounts::end_session(&test.db, &laptop, phone.session).await.unwrap();
        accounts::end_session(&test.db, &laptop, SessionId(Uuid::nil())).await.unwrap();
        assert!(whose(test, &phone_token).await.is_none());
        assert_eq!(accounts::end_other_sessions(&test.db, &laptop).await.unwrap(), 1);
        assert!(whose(test, &tablet_token).await.is_none());
        accounts::sign_out(&test.db, &tablet).await.unwrap();
        accounts::sign_out(&test.db, &laptop).await.unwrap();
        assert!(whose(test, &laptop_token).await.is_none());
        let outs = "SELECT count(*) AS n FROM audit_log WHERE action = 'account.sign-out'";
        assert_eq!(count(test, outs).await, 1, "a session that had ended is not signed out again");
    }
}
