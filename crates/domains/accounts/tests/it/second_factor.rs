use access::Actor;
use accounts::{AccountError, NewSession};
use data_encoding::BASE32_NOPAD;
use jiff::SignedDuration;
use testkit::{TestDb, on_both};
use totp_rs::{Builder, Secret};

use crate::people::*;

/// Anna's app.
struct App([u8; 20]);

impl App {
    fn code(&self, test: &TestDb) -> String {
        let totp = Builder::new()
            .with_secret(Secret::new_stack(self.0))
            .build()
            .unwrap();
        totp.generate(u64::try_from(test.clock.now().as_second()).unwrap())
            .to_string()
    }
}

async fn scan(test: &TestDb, actor: &Actor) -> App {
    let enrolment = accounts::begin_totp(&test.db, &key(), actor, "Кабинет")
        .await
        .unwrap();
    let letters = enrolment.manual_key.replace(' ', "");
    App(BASE32_NOPAD
        .decode(letters.as_bytes())
        .unwrap()
        .try_into()
        .unwrap())
}

/// Anna with one-time codes on; the clock is past the first code's step.
async fn anna_with_codes(test: &TestDb) -> (App, Vec<String>, Actor) {
    anna(test).await;
    let (actor, _) = signed_in(test).await;
    let app = scan(test, &actor).await;
    let codes = accounts::enable_totp(&test.db, &key(), &actor, &app.code(test))
        .await
        .unwrap();
    test.clock.advance(SignedDuration::from_secs(60));
    (app, codes, actor)
}

async fn finish(
    test: &TestDb,
    waiting: &NewSession,
    code: &str,
) -> Result<NewSession, AccountError> {
    let signed_in = whose(test, &waiting.token)
        .await
        .expect("the session waits");
    accounts::finish_sign_in(&test.db, &key(), &signed_in, code, &origin()).await
}

on_both! {
    async fn a_code_of_the_app_finishes_signing_in_under_a_new_token(test: &TestDb) {
        let (app, codes, _) = anna_with_codes(test).await;
        assert_eq!(codes.len(), 10);
        let waiting = sign_in(test, PASSWORD).await.unwrap();
        assert!(waiting.second_factor_pending);
        assert!(whose(test, &waiting.token).await.unwrap().second_factor_pending);
        let code = app.code(test);
        let spaced = format!(" {} {} ", &code[..3], &code[3..]);
        let session = finish(test, &waiting, &spaced).await.unwrap();
        assert!(!whose(test, &session.token).await.unwrap().second_factor_pending);
        assert!(whose(test, &waiting.token).await.is_none(), "the old token is worth nothing");
    }

    async fn each_code_is_accepted_once(test: &TestDb) {
        let (app, codes, actor) = anna_with_codes(test).await;
        let code = app.code(test);
        let first = sign_in(test, PASSWORD).await.unwrap();
        finish(test, &first, &code).await.unwrap();
        let second = sign_in(test, PASSWORD).await.unwrap();
        assert_eq!(crate::people::code(&finish(test, &second, &code).await.unwrap_err()), "ACC-005");

        let third = sign_in(test, PASSWORD).await.unwrap();
        finish(test, &third, &codes[0].to_uppercase()).await.unwrap();
        assert_eq!(accounts::unused_recovery_codes(&test.db, &actor).await.unwrap(), 9);
        let fourth = sign_in(test, PASSWORD).await.unwrap();
        assert_eq!(crate::people::code(&finish(test, &fourth, &codes[0]).await.unwrap_err()), "ACC-005");
    }

    async fn guessing_codes_locks_and_ends_the_waiting_sessions(test: &TestDb) {
        let (app, _, _) = anna_with_codes(test).await;
        let waiting = sign_in(test, PASSWORD).await.unwrap();
        let mut codes = Vec::new();
        for _ in 0..5 {
            codes.push(crate::people::code(&finish(test, &waiting, "000000").await.unwrap_err()));
        }
        assert_eq!(codes, ["ACC-005", "ACC-005", "ACC-005", "ACC-005", "ACC-002"]);
        assert!(whose(test, &waiting.token).await.is_none());
        assert_eq!(crate::people::code(&sign_in(test, PASSWORD).await.unwrap_err()), "ACC-002");
        assert_eq!(letters(test, "sign-in-locked").await.len(), 1);
        test.clock.advance(SignedDuration::from_mins(15));
        let again = sign_in(test, PASSWORD).await.unwrap();
        finish(test, &again, &app.code(test)).await.unwrap();
    }

    async fn the_right_password_does_not_give_new_tries_for_codes(test: &TestDb) {
        anna_with_codes(test).await;
        for _ in 0..4 {
            let waiting = sign_in(test, PASSWORD).await.unwrap();
            assert_eq!(crate::people::code(&finish(test, &waiting, "000000").await.unwrap_err()), "ACC-005");
        }
        let waiting = sign_in(test, PASSWORD).await.unwrap();
        assert_eq!(crate::people::code(&finish(test, &waiting, "000000").await.unwrap_err()), "ACC-002");
    }

    async fn a_code_is_waited_for_ten_minutes(test: &TestDb) {
        anna_with_codes(test).await;
        let waiting = sign_in(test, PASSWORD).await.unwrap();
        test.clock.advance(SignedDuration::from_mins(10));
        assert!(whose(test, &waiting.token).await.is_none());
    }

    async fn turning_on_needs_a_right_code_and_ends_other_sessions(test: &TestDb) {
        anna(test).await;
        let (actor, token) = signed_in(test).await;
        let (_, other) = signed_in(test).await;
        let app = scan(test, &actor).await;
        assert_eq!(scan(test, &actor).await.0, app.0, "a page that is loaded again keeps its code");
        let refused = accounts::enable_totp(&test.db, &key(), &actor, "000000").await.unwrap_err();
        assert_eq!(code(&refused), "ACC-005");
        accounts::enable_totp(&test.db, &key(), &actor, &app.code(test)).await.unwrap();
        assert!(whose(test, &token).await.is_some());
        assert!(whose(test, &other).await.is_none());
        let refused = accounts::begin_totp(&test.db, &key(), &actor, "K").await.unwrap_err();
        assert_eq!(code(&refused), "ACC-021", "the secret is not shown again");
        assert_eq!(letters(test, "totp-enabled").await.len(), 1);
    }

    async fn turning_off_and_new_codes_need_the_password(test: &TestDb) {
        let (_, old, actor) = anna_with_codes(test).await;
        let refused = accounts::disable_totp(&test.db, hasher(), &actor, "wrong-Pass-1").await.unwrap_err();
        assert_eq!(code(&refused), "ACC-020");
        let new = accounts::renew_recovery_codes(&test.db, hasher(), &actor, PASSWORD).await.unwrap();
        assert!(new.iter().all(|code| !old.contains(code)));
        let waiting = sign_in(test, PASSWORD).await.unwrap();
        assert!(finish(test, &waiting, &old[0]).await.is_err());
        finish(test, &waiting, &new[0]).await.unwrap();
        accounts::disable_totp(&test.db, hasher(), &actor, PASSWORD).await.unwrap();
        assert!(!sign_in(test, PASSWORD).await.unwrap().second_factor_pending);
        assert_eq!(letters(test, "totp-disabled").await.len(), 1);
        let refused = accounts::disable_totp(&test.db, hasher(), &actor, PASSWORD).await.unwrap_err();
        assert_eq!(code(&refused), "ACC-022");
    }

    async fn whoever_lost_phone_and_codes_is_let_in_again_by_the_command_line(test: &TestDb) {
        let (app, _, _) = anna_with_codes(test).await;
        let waiting = sign_in(test, PASSWORD).await.unwrap();
        let token = finish(test, &waiting, &app.code(test)).await.unwrap().token;
        let reset = async |email: &'static str| {
            test.db.write(async move |unit: db::Unit| accounts::reset_totp(&unit, email).await).await
        };
        assert!(reset("nobody@romashka.example").await.unwrap().is_none());
        reset(EMAIL).await.unwrap().unwrap();
        assert!(whose(test, &token).await.is_none(), "sessions ended");
        assert!(!sign_in(test, PASSWORD).await.unwrap().second_factor_pending);
        assert_eq!(letters(test, "totp-disabled").await.len(), 1);
        assert_eq!(code(&reset(EMAIL).await.unwrap_err()), "ACC-022");
    }
}
