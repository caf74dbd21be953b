//! Showing a key: once, in time, for one purpose, by a certificate that holds.

use db::Unit;
use esign::cms;
use esign::issue::{Template, Validity};
use jiff::SignedDuration;
use signatures::{
    CHALLENGE_LIFETIME, ChallengePurpose, Kind, SignatureError, TICKET_LIFETIME, Verifier,
};
use testkit::on_both;

use crate::world::*;

const SIGN_IN: ChallengePurpose = ChallengePurpose::SignIn;

on_both! {
    async fn a_key_is_shown_once(test: &TestDb) {
        let world = World::new();
        let asked = world.ask(test, SIGN_IN, None).await;
        assert!(asked.text.starts_with("Вход в кабинет организации\n"), "{}", asked.text);
        assert!(asked.text.contains(SITE) && asked.text.contains("22 ноября 2026"), "{}", asked.text);
        let anna = world.anna();
        let answered = world.answer(test, SIGN_IN, None, &asked, &anna).await.unwrap();
        assert_eq!(*answered.proved.certificate(), anna.certificate);
        assert_eq!(answered.proved.kind(), Kind::Qualified);
        assert_eq!(answered.proved.owner().full_name(), "Ёлкина Анна Сергеевна");
        assert_eq!(answered.proved.owner().snils.as_deref(), Some(SNILS));
        let again = world.answer(test, SIGN_IN, None, &asked, &anna).await;
        refused(again, "ESG-002", None);
        let other = world.ask(test, SIGN_IN, None).await;
        assert_ne!(asked.text, other.text);
    }

    async fn of_two_answers_at_once_one_counts(test: &TestDb) {
        let world = World::new();
        let asked = world.ask(test, SIGN_IN, None).await;
        let anna = world.anna();
        let (one, two) = tokio::join!(
            world.answer(test, SIGN_IN, None, &asked, &anna),
            world.answer(test, SIGN_IN, None, &asked, &anna),
        );
        assert_eq!(u8::from(one.is_ok()) + u8::from(two.is_ok()), 1);
    }

    async fn an_attached_signature_is_as_good_as_a_detached_one(test: &TestDb) {
        let world = World::new();
        let asked = world.ask(test, SIGN_IN, None).await;
        let Party { key, certificate } = world.anna();
        let text = asked.text.as_bytes();
        let cms = cms::sign(text, true, &key, &certificate, test.clock.now(), &NOISE).unwrap();
        signatures::answer(&test.db, &world.verifier, SIGN_IN, None, asked.id, cms).await.unwrap();

        let asked = world.ask(test, SIGN_IN, None).await;
        let cms = cms::sign(b"another text", true, &key, &certificate, test.clock.now(), &NOISE).unwrap();
        let swapped = signatures::answer(&test.db, &world.verifier, SIGN_IN, None, asked.id, cms).await;
        refused(swapped, "ESG-003", Some("SIG-076"));
    }

    async fn a_challenge_ends_after_ten_minutes(test: &TestDb) {
        let world = World::new();
        let asked = world.ask(test, SIGN_IN, None).await;
        test.clock.advance(CHALLENGE_LIFETIME);
        let late = world.answer(test, SIGN_IN, None, &asked, &world.anna()).await;
        refused(late, "ESG-002", None);
    }

    async fn a_challenge_is_for_its_purpose_and_person(test: &TestDb) {
        let world = World::new();
        let (anna, key) = (person(test, ANNA, None).await, world.anna());
        let boris = person(test, ["Быков", "Борис", "Борисович"], None).await;
        let (bind, owner) = (ChallengePurpose::Bind, Some(anna.person));
        let asked = world.ask(test, bind, owner).await;
        let link = ChallengePurpose::Link;
        refused(world.answer(test, link, owner, &asked, &key).await, "ESG-002", None);
        refused(world.answer(test, bind, Some(boris.person), &asked, &key).await, "ESG-002", None);
        refused(world.answer(test, bind, None, &asked, &key).await, "ESG-002", None);
        refused(world.answer(test, SIGN_IN, None, &asked, &key).await, "ESG-002", None);
        world.answer(test, bind, owner, &asked, &key).await.unwrap();
        let open = world.ask(test, SIGN_IN, None).await;
        refused(world.answer(test, SIGN_IN, owner, &open, &key).await, "ESG-002", None);
    }

    async fn a_signature_that_does_not_hold_opens_nothing_and_closes_nothing(test: &TestDb) {
        let world = World::new();
        let asked = world.ask(test, SIGN_IN, None).await;
        let answer = async |signer: &Party| world.answer(test, SIGN_IN, None, &asked, signer).await;

        let stranger = Party::root("Чужой центр", 9).person(anna(), 2);
        refused(answer(&stranger).await, "ESG-003", Some("SIG-020"));
        let namesake = Party::root("Учебный центр", 9).person(anna(), 2);
        refused(answer(&namesake).await, "ESG-003", Some("SIG-021"));
        refused(answer(&world.root.person(anna(), 66)).await, "ESG-003", Some("SIG-040"));
        let past = Validity {
            from: moment("2025-01-01T00:00:00Z"),
            to: moment("2026-11-21T00:00:00Z"),
        };
        let ended = world.root.issue(&Template { validity: past, ..template(anna(), 4) }, 4);
        refused(answer(&ended).await, "ESG-003", Some("SIG-026"));
        let nobody = world.root.person(common_name("АО «Туман»"), 5);
        refused(answer(&nobody).await, "ESG-022", None);

        let other = world.anna().sign(b"something else", test.clock.now());
        let other = signatures::answer(&test.db, &world.verifier, SIGN_IN, None, asked.id, other).await;
        refused(other, "ESG-003", Some("SIG-061"));
        let rubbish = vec![0x30, 0];
        let rubbish = signatures::answer(&test.db, &world.verifier, SIGN_IN, None, asked.id, rubbish).await;
        refused(rubbish, "ESG-003", Some("SIG-003"));
        let large = vec![0x30; 300 * 1024];
        let large = signatures::answer(&test.db, &world.verifier, SIGN_IN, None, asked.id, large).await;
        refused(large, "ESG-005", None);

        answer(&world.anna()).await.unwrap();
    }

    async fn a_clock_that_is_off_by_a_day_is_named(test: &TestDb) {
        let world = World::new();
        let asked = world.ask(test, SIGN_IN, None).await;
        let day = SignedDuration::from_hours(24);
        let signer = world.anna();
        for (at, minutes) in [(test.clock.now() + day, 1440), (test.clock.now() - day, -1440)] {
            let cms = signer.sign(asked.text.as_bytes(), at);
            let wrong = signatures::answer(&test.db, &world.verifier, SIGN_IN, None, asked.id, cms).await;
            let Err(SignatureError::ClockOff { minutes: told }) = wrong else {
                panic!("{wrong:?}");
            };
            assert_eq!(told, minutes);
        }
        let told = SignatureError::ClockOff { minutes: 1441 }.told(texts::Texts::new(texts::Lang::Ru));
        assert!(told.unwrap().contains("спешат на 24 ч 1 мин"));
        let cms = signer.sign(asked.text.as_bytes(), test.clock.now() - SignedDuration::from_mins(14));
        signatures::answer(&test.db, &world.verifier, SIGN_IN, None, asked.id, cms).await.unwrap();
    }

    async fn without_the_state_list_no_signature_is_qualified(test: &TestDb) {
        let world = World::new();
        let settings = signatures::TrustSettings {
            anchors: vec![world.path("root.cer")],
            crls: vec![world.path("root.crl")],
            ..signatures::TrustSettings::default()
        };
        let world = World { verifier: Verifier::open(settings).unwrap(), ..world };
        let asked = world.ask(test, SIGN_IN, None).await;
        let answered = world.answer(test, SIGN_IN, None, &asked, &world.anna()).await.unwrap();
        assert_eq!(answered.proved.kind(), Kind::Enhanced);
    }

    async fn where_nobody_is_trusted_nothing_is_signed(test: &TestDb) {
        let world = World { verifier: Verifier::trusting_nobody(), ..World::new() };
        assert!(!world.verifier.is_configured());
        let asked = world.ask(test, SIGN_IN, None).await;
        refused(world.answer(test, SIGN_IN, None, &asked, &world.anna()).await, "ESG-001", None);
    }

    async fn a_ticket_goes_on_for_a_quarter_of_an_hour_and_is_spent_once(test: &TestDb) {
        let world = World::new();
        let asked = world.ask(test, SIGN_IN, None).await;
        let answered = world.answer(test, SIGN_IN, None, &asked, &world.anna()).await.unwrap();
        let ticket = answered.ticket;
        let look = async |purpose, ticket: &str| {
            signatures::by_ticket(&test.db, &world.verifier, purpose, ticket).await
        };
        let seen = look(SIGN_IN, &ticket).await.unwrap();
        assert_eq!(*seen.certificate(), world.anna().certificate);
        assert_eq!(seen.kind(), Kind::Qualified);
        refused(look(ChallengePurpose::Bind, &ticket).await, "ESG-011", None);
        refused(look(SIGN_IN, "another").await, "ESG-011", None);
        assert_eq!(count(test, "SELECT count(*) AS n FROM signature_tickets").await, 1);

        // The certificate is revoked between two forms.
        let list = world.root.list(moment("2026-11-22T06:00:00Z"), &[(2, moment("2026-11-22T05:00:00Z"))]);
        std::fs::write(world.path("root.crl"), list).unwrap();
        refused(look(SIGN_IN, &ticket).await, "ESG-003", Some("SIG-040"));
        let list = world.root.list(moment("2026-11-22T06:10:00Z"), &[]);
        std::fs::write(world.path("root.crl"), [list, Vec::new()].concat()).unwrap();

        let spend = async || {
            let ticket = ticket.clone();
            test.db
                .write(async move |unit: Unit| signatures::spend_ticket(&unit, &ticket).await)
                .await
                .unwrap()
        };
        assert!(spend().await);
        assert!(!spend().await);
        refused(look(SIGN_IN, &ticket).await, "ESG-011", None);

        let asked = world.ask(test, SIGN_IN, None).await;
        let late = world.answer(test, SIGN_IN, None, &asked, &world.anna()).await.unwrap().ticket;
        test.clock.advance(TICKET_LIFETIME);
        refused(look(SIGN_IN, &late).await, "ESG-011", None);
    }

    async fn what_is_over_is_swept(test: &TestDb) {
        let world = World::new();
        let asked = world.ask(test, SIGN_IN, None).await;
        world.answer(test, SIGN_IN, None, &asked, &world.anna()).await.unwrap();
        let runner = signatures::handlers(jobs::Runner::new(test.db.clone()), &test.db);
        let sweep = async || {
            test.db
                .write(async |unit: Unit| jobs::enqueue(&unit, signatures::SWEEP, &()).await)
                .await
                .unwrap();
            runner.run_until_idle().await.unwrap();
        };
        sweep().await;
        assert_eq!(count(test, "SELECT count(*) AS n FROM signature_challenges").await, 1);
        test.clock.advance(TICKET_LIFETIME + SignedDuration::from_secs(1));
        sweep().await;
        sweep().await;
        assert_eq!(count(test, "SELECT count(*) AS n FROM signature_challenges").await, 0);
        assert_eq!(count(test, "SELECT count(*) AS n FROM signature_tickets").await, 0);
    }
}
