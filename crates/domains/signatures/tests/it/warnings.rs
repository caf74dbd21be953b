//! Owners are warned 30, 14 and 3 days before the end, each time once.

use db::Unit;
use esign::issue::{Template, Validity};
use jiff::{SignedDuration, Timestamp};
use testkit::{TestDb, on_both};

use crate::world::*;

const DAY: SignedDuration = SignedDuration::from_hours(24);

/// Runs the job twice, as two processes would.
async fn look(test: &TestDb) {
    for _ in 0..2 {
        test.db
            .write(async |unit: Unit| jobs::enqueue(&unit, signatures::WARNINGS, &()).await)
            .await
            .unwrap();
        let runner = jobs::Runner::new(test.db.clone());
        let runner = signatures::handlers(runner, &test.db);
        runner.run_until_idle().await.unwrap();
    }
}

/// The days that the letters so far told were left.
async fn told(test: &TestDb) -> Vec<i64> {
    let letters = letters(test, "certificate-ending").await;
    letters
        .iter()
        .map(|letter| letter["args"]["days"]["number"].as_i64().unwrap())
        .collect()
}

fn ending(world: &World, at: Timestamp, number: u8) -> Party {
    let validity = Validity {
        from: moment("2026-01-01T00:00:00Z"),
        to: at,
    };
    let template = Template {
        validity,
        ..template(anna(), number)
    };
    world.root.issue(&template, number)
}

on_both! {
    async fn each_warning_comes_once(test: &TestDb) {
        let world = World::new();
        let actor = person(test, ANNA, None).await;
        world.bound(test, &actor, &ending(&world, test.clock.now() + DAY * 31, 3)).await;
        look(test).await;
        assert!(told(test).await.is_empty());
        for (days, expected) in [(1, 1), (1, 1), (14, 1), (1, 2), (5, 2), (6, 3), (2, 3), (1, 3), (9, 3)] {
            test.clock.advance(DAY * days);
            look(test).await;
            assert_eq!(told(test).await.len(), expected);
        }
        assert_eq!(told(test).await, [30, 14, 3]);
        let seen = "SELECT count(*) AS n FROM notifications WHERE kind = 'certificate-ending'";
        assert_eq!(count(test, seen).await, 3);
        let first = &letters(test, "certificate-ending").await[0];
        assert_eq!(first["link"], "/me/signatures");
    }

    async fn whoever_comes_late_gets_the_next_warning_only(test: &TestDb) {
        let world = World::new();
        let actor = person(test, ANNA, None).await;
        world.bound(test, &actor, &ending(&world, test.clock.now() + DAY * 10, 3)).await;
        look(test).await;
        assert_eq!(told(test).await, [10]);
        test.clock.advance(DAY * 9);
        look(test).await;
        assert_eq!(told(test).await, [10, 1]);
    }

    async fn whoever_only_signs_in_with_it_is_warned_as_well(test: &TestDb) {
        let world = World::new();
        let actor = person(test, ANNA, Some((SNILS, INN))).await;
        let short = ending(&world, test.clock.now() + DAY * 31, 3);
        let proved = world.prove(test, &actor, &short).await.unwrap().proved;
        let owner = actor.person;
        let kept = test.db.write(async move |unit: Unit| signatures::remember(&unit, owner, &proved).await);
        assert!(kept.await.unwrap());
        look(test).await;
        for days in [1, 16, 11, 4] {
            test.clock.advance(DAY * days);
            look(test).await;
        }
        assert_eq!(told(test).await, [30, 14, 3]);
    }

    async fn nobody_is_warned_of_what_is_not_in_use(test: &TestDb) {
        let world = World::new();
        let actor = person(test, ANNA, None).await;
        let end = test.clock.now() + DAY * 10;
        let old = world.bound(test, &actor, &ending(&world, end, 3)).await;
        let off = world.bound(test, &actor, &ending(&world, end, 4)).await;
        switch_off(test, &actor, off).await;
        let new = ending(&world, test.clock.now() + DAY * 300, 5);
        let new = world.bind(test, &actor, &new, Some(old)).await.unwrap();
        let code = mailed_code(test).await;
        signatures::confirm_binding(&test.db, &actor, new, &code).await.unwrap();
        let waits = ending(&world, end, 6);
        world.bind(test, &actor, &waits, None).await.unwrap();
        look(test).await;
        assert!(told(test).await.is_empty());
    }
}
