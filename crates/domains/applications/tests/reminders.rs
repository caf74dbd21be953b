//! Reminders of ends of terms: in time, to the right people, and once.

#![allow(clippy::unwrap_used, reason = "tests")]

mod world;

use applications::Receipt;
use jiff::SignedDuration;
use jiff::civil::date;
use testkit::TestDb;
use world::{Person, World};

const HOUR: SignedDuration = SignedDuration::from_hours(1);

/// Who was told what, by name, in the order of names.
async fn told(world: &World, kind: &str) -> Vec<String> {
    let rows = db::Rows::rows(
        &world.db,
        "SELECT p.last_name FROM notifications n JOIN people p ON p.id = n.person_id \
         WHERE n.kind = $1 ORDER BY p.last_name",
        db::values![kind],
    )
    .await
    .unwrap();
    rows.iter()
        .map(|row| row.get::<String>("last_name").unwrap())
        .collect()
}

async fn mails(world: &World, kind: &str) -> i64 {
    let sql = format!(
        "SELECT count(*) AS n FROM jobs WHERE kind = 'mail' AND payload LIKE '%\"{kind}\"%'"
    );
    world.count(&sql).await
}

/// Looks for terms twice, as two processes do.
async fn look(world: &World) {
    for _ in 0..2 {
        let runner = applications::handlers(jobs::Runner::new(world.db.clone()), &world.db);
        world
            .db
            .write(async |unit: db::Unit| jobs::enqueue(&unit, "application-terms", &()).await)
            .await
            .unwrap();
        runner.run_until_idle().await.unwrap_or_default();
    }
}

async fn take(world: &World, receipt: &Receipt, by: &Person) {
    let handle = world.grant(by).await;
    let revision = world.revision(receipt.id).await;
    applications::take(&world.db, &handle, receipt.id, revision)
        .await
        .unwrap();
}

fn wait_until(test: &TestDb, moment: jiff::Timestamp) {
    test.clock.advance(moment.duration_since(test.clock.now()));
}

testkit::on_both! {
    async fn the_employee_is_reminded_before_the_term_ends_and_all_who_give_work_out_after(test: &TestDb) {
        let world = World::new(test).await;
        let receipt = world.submitted().await;
        take(&world, &receipt, &world.official).await;
        look(&world).await;
        assert_eq!(told(&world, "application-due-soon").await, Vec::<String>::new(), "too early");
        wait_until(test, receipt.due_at - applications::BEFORE_DUE);
        look(&world).await;
        assert_eq!(told(&world, "application-due-soon").await, ["Орлова"]);
        assert_eq!(mails(&world, "application-due-soon").await, 1);
        test.clock.advance(HOUR);
        look(&world).await;
        assert_eq!(told(&world, "application-due-soon").await, ["Орлова"], "once");
        assert_eq!(told(&world, "application-overdue").await, Vec::<String>::new());
        wait_until(test, receipt.due_at);
        look(&world).await;
        look(&world).await;
        assert_eq!(told(&world, "application-overdue").await, ["Журавлёва", "Орлова"]);
        assert_eq!(mails(&world, "application-overdue").await, 2);
    }

    async fn while_nobody_has_it_those_are_reminded_who_give_it_out(test: &TestDb) {
        let world = World::new(test).await;
        let receipt = world.submitted().await;
        wait_until(test, receipt.due_at - HOUR);
        look(&world).await;
        assert_eq!(told(&world, "application-due-soon").await, ["Журавлёва"]);
    }

    async fn who_slept_over_the_term_is_told_that_it_is_over_and_not_that_it_will_be(test: &TestDb) {
        let world = World::new(test).await;
        let receipt = world.submitted().await;
        wait_until(test, receipt.due_at + HOUR);
        look(&world).await;
        assert_eq!(told(&world, "application-due-soon").await, Vec::<String>::new());
        assert_eq!(told(&world, "application-overdue").await, ["Журавлёва"]);
    }

    async fn what_is_decided_or_withdrawn_reminds_nobody(test: &TestDb) {
        let world = World::new(test).await;
        let receipt = world.submitted().await;
        let withdraw = world.grant(&world.head).await;
        let revision = world.revision(receipt.id).await;
        applications::withdraw(&world.db, &withdraw, receipt.id, revision, "").await.unwrap();
        wait_until(test, receipt.due_at + HOUR);
        look(&world).await;
        assert_eq!(world.count("SELECT count(*) AS n FROM application_reminders").await, 0);
    }

    async fn the_applicant_is_reminded_of_each_addition_and_the_authority_waits(test: &TestDb) {
        let world = World::new(test).await;
        let receipt = world.submitted().await;
        take(&world, &receipt, &world.official).await;
        let handle = world.grant(&world.official).await;
        let ask = async |day| {
            let revision = world.revision(receipt.id).await;
            applications::ask_addition(&world.db, &handle, receipt.id, revision, "Устав", Some(day)).await.unwrap();
            let view = world.grant(&world.head).await;
            let asked = applications::find(&world.db, &view, receipt.id).await.unwrap();
            asked.addition.unwrap().due
        };
        let today = test.clock.now().to_zoned(jiff::tz::TimeZone::UTC).date();
        let due = ask(today.checked_add(jiff::Span::new().days(60)).unwrap()).await;
        wait_until(test, due - SignedDuration::from_hours(25));
        look(&world).await;
        assert_eq!(told(&world, "application-addition-due-soon").await, Vec::<String>::new());
        assert_eq!(told(&world, "application-overdue").await, Vec::<String>::new(), "it is the applicant's turn");
        test.clock.advance(HOUR + HOUR);
        look(&world).await;
        assert_eq!(told(&world, "application-addition-due-soon").await, ["Белкин", "Котова"]);
        let edit = world.grant(&world.clerk).await;
        let revision = world.revision(receipt.id).await;
        applications::answer_addition(&world.db, &edit, receipt.id, revision, "Вот", Vec::new()).await.unwrap();
        look(&world).await;
        assert_eq!(told(&world, "application-overdue").await, ["Журавлёва", "Орлова"], "now it is the authority's");
        let again = test.clock.now().to_zoned(jiff::tz::TimeZone::UTC).date();
        assert!(again > date(2026, 12, 1), "the clock went on");
        let due = ask(again.checked_add(jiff::Span::new().days(5)).unwrap()).await;
        wait_until(test, due - HOUR);
        look(&world).await;
        assert_eq!(told(&world, "application-addition-due-soon").await.len(), 4);
    }
}
