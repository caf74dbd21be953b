//! The life of an application on both sides, on SQLite and PostgreSQL.

#![allow(clippy::unwrap_used, reason = "tests")]

mod world;

use access::{OrganizationKind, Role, Standing, rights};
use applications::{
    ApplicationError, Beginning, Change, Consent, Filter, Outcome, QueueFilter, Saving, Seen, State,
};
use forms::Answers;
use jiff::SignedDuration;
use jiff::civil::date;
use world::{SIMPLE, TWO_STEPS, World, approval, good_answers, refusal};

testkit::on_both! {
    async fn a_simple_application_goes_from_submission_to_a_result(test: &TestDb) {
        let world = World::new(test).await;
        let receipt = world.submitted().await;
        assert_eq!(receipt.number, "З-2026-000001");
        // Submitted on a Sunday: five working days end on the Friday.
        assert_eq!(receipt.due_at.to_string(), "2026-11-27T20:59:59.999999Z");
        let id = receipt.id;
        test.clock.advance(SignedDuration::from_secs(60));
        let handle = world.grant(&world.official).await;
        applications::take(&world.db, &handle, id, 1).await.unwrap();
        test.clock.advance(SignedDuration::from_secs(60));
        let state = applications::propose(
            &world.db, &world.services, &world.blobs, &handle, id, 2,
            approval("Лицензия АН-99-000123 действует"),
        ).await.unwrap();
        assert_eq!(state, State::Approved);
        let view = world.grant(&world.clerk).await;
        let application = applications::find(&world.db, &view, id).await.unwrap();
        assert_eq!(application.state, State::Approved);
        assert!(application.assignee.is_none(), "who decided is the authority's matter");
        let result = application.result_file.expect("a result");
        let file = applications::open_file(&world.db, &view, id, result).await.unwrap();
        let pdf = world.blobs.get_all(&file.key, &file.wrapped_key, 1 << 22).await.unwrap();
        assert!(pdf.starts_with(b"%PDF-"));
        assert_eq!(file.name, "Выписка из реестра лицензий Р-2026-000001.pdf");
        let history = applications::history(&world.db, &application).await.unwrap();
        let changes: Vec<Change> = history.iter().rev().map(|event| event.change).collect();
        assert_eq!(changes, [Change::Submit, Change::Take, Change::Approve]);
        world.run_jobs().await;
        // A receipt, two changes for the clerk, the approval for the head too; one for the chief.
        assert_eq!(world.count("SELECT count(*) AS n FROM notifications").await, 5);
        assert_eq!(world.count("SELECT count(*) AS n FROM jobs WHERE kind = 'mail'").await, 5);
    }

    async fn a_second_step_is_decided_by_another_person(test: &TestDb) {
        let world = World::new(test).await;
        let id = world.submitted_with_files().await.id;
        // The chief may handle as well: then someone else has to approve.
        let chief_handles = world.grant(&world.chief).await;
        let chief_approves = world.grant(&world.chief).await;
        let r = world.revision(id).await;
        applications::take(&world.db, &chief_handles, id, r).await.unwrap();
        let state = applications::propose(
            &world.db, &world.services, &world.blobs, &chief_handles, id, r + 1, approval(""),
        ).await.unwrap();
        assert_eq!(state, State::AtApproval);
        let refused = applications::approve(
            &world.db, &world.services, &world.blobs, &chief_approves, id, r + 2, None,
        ).await;
        assert_eq!(refused.unwrap_err().code(), "APP-011");
        let view = world.grant(&world.clerk).await;
        let seen = applications::find(&world.db, &view, id).await.unwrap();
        assert!(seen.proposal.is_none(), "a proposal is internal");
        applications::send_back(&world.db, &chief_approves, id, r + 2, "Проверьте маршрут").await.unwrap();
        let assign = world.grant(&world.chief).await;
        applications::assign(&world.db, &assign, id, r + 3, world.official.id).await.unwrap();
        let handle = world.grant(&world.official).await;
        applications::propose(
            &world.db, &world.services, &world.blobs, &handle, id, r + 4, approval("Выдать"),
        ).await.unwrap();
        let state = applications::approve(
            &world.db, &world.services, &world.blobs, &chief_approves, id, r + 5, None,
        ).await.unwrap();
        assert_eq!(state, State::Approved);
        let seen = applications::find(&world.db, &view, id).await.unwrap();
        assert!(seen.result_file.is_some());
        let history = applications::history(&world.db, &seen).await.unwrap();
        assert!(history.iter().all(|event| event.change != Change::Assign));
        let returned = history.iter().find(|event| event.change == Change::Return).unwrap();
        assert_eq!((returned.comment.as_str(), &returned.person_name), ("", &None));
        world.run_jobs().await;
    }

    async fn a_refusal_names_reasons_and_what_to_do(test: &TestDb) {
        let world = World::new(test).await;
        let id = world.submitted().await.id;
        let handle = world.grant(&world.official).await;
        applications::take(&world.db, &handle, id, 1).await.unwrap();
        let mut empty = refusal();
        " \n ".clone_into(&mut empty.reasons);
        let refused = applications::propose(
            &world.db, &world.services, &world.blobs, &handle, id, 2, empty,
        ).await;
        assert!(matches!(refused, Err(ApplicationError::TextMissing("reasons"))));
        applications::propose(
            &world.db, &world.services, &world.blobs, &handle, id, 2, refusal(),
        ).await.unwrap();
        let view = world.grant(&world.head).await;
        let decision = applications::find(&world.db, &view, id).await.unwrap().decision.unwrap();
        assert_eq!(decision.outcome, Outcome::Refused);
        assert_eq!(decision.reasons.len(), 2);
        assert!(decision.by.is_empty(), "the authority decided, not a person");
        world.run_jobs().await;
    }

    async fn an_addition_is_asked_for_and_given(test: &TestDb) {
        let world = World::new(test).await;
        let id = world.submitted().await.id;
        let handle = world.grant(&world.official).await;
        applications::take(&world.db, &handle, id, 1).await.unwrap();
        for bad in [None, Some(date(2026, 11, 22)), Some(date(2027, 3, 1))] {
            let refused = applications::ask_addition(&world.db, &handle, id, 2, "Приложите устав", bad).await;
            assert_eq!(refused.unwrap_err().code(), "APP-015", "{bad:?}");
        }
        let due = Some(date(2026, 11, 25));
        applications::ask_addition(&world.db, &handle, id, 2, "Приложите устав", due).await.unwrap();
        let edit = world.grant(&world.clerk).await;
        let nothing = applications::answer_addition(&world.db, &edit, id, 3, " ", vec![]).await;
        assert_eq!(nothing.unwrap_err().code(), "APP-013");
        let file = applications::AdditionFile { name: "устав.png".into(), stored: world.picture().await };
        applications::answer_addition(&world.db, &edit, id, 3, "", vec![file]).await.unwrap();
        let view = world.grant(&world.official).await;
        let seen = applications::find_in_queue(&world.db, &view, id).await.unwrap();
        assert_eq!((seen.state, &seen.addition), (State::InWork, &None));
        let files = applications::attached_files(&world.db, &seen).await.unwrap();
        assert_eq!(files[0].field, applications::ADDITION);
        applications::open_file_for_authority(&world.db, &view, id, files[0].file).await.unwrap();
        world.run_jobs().await;
    }

    async fn a_double_click_gives_one_number_and_one_entry(test: &TestDb) {
        let world = World::new(test).await;
        let id = applications::ApplicationId(test.clock.new_id());
        let edit = world.grant(&world.clerk).await;
        let editor = test.clock.new_id();
        let mut saving = Saving {
            id, beginning: Some(Beginning { service: SIMPLE.into(), from: None }), section: "applicant".into(), posted: good_answers(),
            seen: Seen { revision: 0, editor },
        };
        applications::save_draft(&world.db, &world.services, &edit, saving.clone()).await.unwrap();
        saving.section = "request".into();
        let saved = applications::save_draft(&world.db, &world.services, &edit, saving).await.unwrap();
        let revision = saved.application.revision;
        let submit = world.grant(&world.clerk).await;
        let (one, two) = tokio::join!(
            applications::submit(&world.db, &world.services, &submit, id, revision, Consent::None),
            applications::submit(&world.db, &world.services, &submit, id, revision, Consent::None),
        );
        assert_eq!(one.unwrap(), two.unwrap());
        let again = applications::submit(&world.db, &world.services, &submit, id, revision, Consent::None).await.unwrap();
        assert_eq!(again.number, "З-2026-000001");
        let entries = "SELECT count(*) AS n FROM audit_log WHERE action = 'application.submit'";
        assert_eq!(world.count(entries).await, 1);
    }

    async fn when_the_official_has_left_the_chief_is_told_of_the_addition(test: &TestDb) {
        let world = World::new(test).await;
        let id = world.submitted().await.id;
        let handle = world.grant(&world.official).await;
        applications::take(&world.db, &handle, id, 1).await.unwrap();
        applications::ask_addition(&world.db, &handle, id, 2, "Приложите устав", Some(date(2026, 11, 25))).await.unwrap();
        let gone = world.official.id.0;
        world.db.write(async move |unit: db::Unit| {
            let end = db::values![gone, db::micros(unit.now())];
            unit.execute("UPDATE memberships SET ended_at = $2 WHERE person_id = $1", end).await
        }).await.unwrap();
        let edit = world.grant(&world.clerk).await;
        applications::answer_addition(&world.db, &edit, id, 3, "Устав не нужен по закону", vec![]).await.unwrap();
        world.run_jobs().await;
        let told = db::Rows::rows(
            &world.db, "SELECT person_id FROM notifications WHERE kind = 'application-added'", vec![],
        ).await.unwrap();
        let told: Vec<uuid::Uuid> = told.iter().map(|row| row.get("person_id").unwrap()).collect();
        assert_eq!(told, [world.chief.id.0]);
    }

    async fn two_officials_take_one_application_and_one_gets_it(test: &TestDb) {
        let world = World::new(test).await;
        let id = world.submitted().await.id;
        let one = world.grant(&world.official).await;
        let two = world.grant(&world.second_official).await;
        let (first, second) = tokio::join!(
            applications::take(&world.db, &one, id, 1),
            applications::take(&world.db, &two, id, 1),
        );
        assert_eq!(usize::from(first.is_ok()) + usize::from(second.is_ok()), 1);
        let code = first.and(second).unwrap_err().code();
        assert!(matches!(code, "APP-008" | "APP-009"), "{code}");
        assert_eq!(world.count("SELECT count(*) AS n FROM application_events WHERE kind = 'take'").await, 1);
    }

    async fn a_withdrawal_wins_over_a_decision_that_was_prepared_before(test: &TestDb) {
        let world = World::new(test).await;
        let id = world.submitted().await.id;
        let handle = world.grant(&world.official).await;
        applications::take(&world.db, &handle, id, 1).await.unwrap();
        let withdraw = world.grant(&world.head).await;
        applications::withdraw(&world.db, &withdraw, id, 2, "Больше не нужно").await.unwrap();
        let late = applications::propose(
            &world.db, &world.services, &world.blobs, &handle, id, 2, approval(""),
        ).await;
        assert_eq!(late.unwrap_err().code(), "APP-009");
        assert_eq!(world.state(id).await, State::Withdrawn);
        assert_eq!(world.count("SELECT count(*) AS n FROM files").await, 0);
    }

    async fn two_organizations_never_see_each_other(test: &TestDb) {
        let world = World::new(test).await;
        let id = world.submitted_with_files().await.id;
        let view = world.grant(&world.stranger).await;
        assert!(applications::find(&world.db, &view, id).await.unwrap_err().is_not_found());
        let list = applications::list(&world.db, &view, &Filter::default()).await.unwrap();
        assert_eq!(list.total, 0);
        let own = world.grant(&world.head).await;
        let application = applications::find(&world.db, &own, id).await.unwrap();
        let file = applications::attached_files(&world.db, &application).await.unwrap()[0].file;
        assert!(applications::open_file(&world.db, &view, id, file).await.unwrap_err().is_not_found());
        let submit = world.grant(&world.stranger).await;
        let refused = applications::submit(&world.db, &world.services, &submit, id, 1, Consent::None).await;
        assert!(refused.unwrap_err().is_not_found());
        let withdraw = world.grant(&world.stranger).await;
        let refused = applications::withdraw(&world.db, &withdraw, id, 1, "").await;
        assert!(refused.unwrap_err().is_not_found());
        let delete = world.grant(&world.stranger).await;
        let refused = applications::delete_draft(&world.db, &world.blobs, &delete, id).await;
        assert!(refused.unwrap_err().is_not_found());
        let edit = world.grant(&world.stranger).await;
        let saving = Saving {
            id, beginning: Some(Beginning { service: TWO_STEPS.into(), from: None }), section: "applicant".into(), posted: Answers::new(),
            seen: Seen { revision: 0, editor: test.clock.new_id() },
        };
        let refused = applications::save_draft(&world.db, &world.services, &edit, saving).await;
        assert!(refused.unwrap_err().is_not_found());
    }

    async fn another_authority_and_a_draft_are_not_the_authoritys(test: &TestDb) {
        let world = World::new(test).await;
        let edit = world.grant(&world.clerk).await;
        let seen = Seen { revision: 0, editor: test.clock.new_id() };
        let draft = applications::create_draft(&world.db, &world.services, &edit, SIMPLE, seen).await.unwrap();
        let submitted = world.submitted().await.id;
        let view = world.grant(&world.official).await;
        assert!(applications::find_in_queue(&world.db, &view, draft).await.unwrap_err().is_not_found());
        let handle = world.grant(&world.official).await;
        assert!(applications::take(&world.db, &handle, draft, 1).await.unwrap_err().is_not_found());
        let queue = applications::queue(&world.db, &view, &QueueFilter::default(), test.clock.now()).await.unwrap();
        assert_eq!(queue.total, 1);
        // The same person, standing in another authority.
        let elsewhere = Standing {
            organization: world.other, kind: OrganizationKind::Authority, is_active: true, is_ended: false,
            role: Role::Specialist, is_head: false,
        };
        let foreign = elsewhere.grant::<rights::ViewQueue>(&world.official.actor()).unwrap();
        assert!(applications::find_in_queue(&world.db, &foreign, submitted).await.unwrap_err().is_not_found());
    }

    async fn what_was_submitted_is_locked(test: &TestDb) {
        let world = World::new(test).await;
        let id = world.submitted().await.id;
        let edit = world.grant(&world.clerk).await;
        let seen = Seen { revision: 1, editor: test.clock.new_id() };
        let saving = Saving {
            id, beginning: None, section: "applicant".into(), posted: good_answers(), seen,
        };
        let saved = applications::save_draft(&world.db, &world.services, &edit, saving).await;
        assert_eq!(saved.unwrap_err().code(), "APP-006");
        let delete = world.grant(&world.head).await;
        let deleted = applications::delete_draft(&world.db, &world.blobs, &delete, id).await;
        assert_eq!(deleted.unwrap_err().code(), "APP-006");
        let detached = applications::detach(&world.db, &world.services, &edit, id, id.0, seen).await;
        assert_eq!(detached.unwrap_err().code(), "APP-006");
    }

    async fn the_queue_is_searched_and_filtered(test: &TestDb) {
        let world = World::new(test).await;
        let first = world.submitted().await;
        let second = world.submitted_with_files().await;
        let handle = world.grant(&world.official).await;
        applications::take(&world.db, &handle, first.id, 1).await.unwrap();
        let view = world.grant(&world.official).await;
        let found = async |filter: QueueFilter| {
            let page = applications::queue(&world.db, &view, &filter, test.clock.now()).await.unwrap();
            page.lines.into_iter().map(|line| line.id).collect::<Vec<_>>()
        };
        let text = |text: &str| QueueFilter { text: text.to_owned(), ..QueueFilter::default() };
        assert_eq!(found(QueueFilter::default()).await, [first.id, second.id], "the nearest term first");
        assert_eq!(found(text("з-2026-000002")).await, [second.id]);
        assert_eq!(found(text("СЕВЕРНЫЙ")).await.len(), 2);
        assert_eq!(found(text("100%")).await.len(), 0);
        let holder = |holder| QueueFilter { holder, ..QueueFilter::default() };
        assert_eq!(found(holder(applications::Holder::Nobody)).await, [second.id]);
        assert_eq!(found(holder(applications::Holder::Person(world.official.id))).await, [first.id]);
        let late = || QueueFilter { is_overdue: true, ..QueueFilter::default() };
        assert_eq!(found(late()).await, []);
        test.clock.advance(SignedDuration::from_hours(24 * 10));
        assert_eq!(found(late()).await, [first.id]);
        let zone = jiff::tz::TimeZone::UTC;
        let figures = applications::queue_figures(&world.db, &view, test.clock.now(), &zone).await.unwrap();
        let (counts, months) = (figures.counts, figures.months);
        assert_eq!((counts.overdue, counts.unassigned, counts.of(State::InWork)), (1, 1, 1));
        assert_eq!(months.len(), 6);
        assert_eq!(months[4].submitted, 2, "ten days ago was the month before");
        assert_eq!(months.iter().map(|month| month.submitted).sum::<u64>(), 2);
    }

    async fn only_who_has_it_considers_it(test: &TestDb) {
        let world = World::new(test).await;
        let id = world.submitted().await.id;
        let one = world.grant(&world.official).await;
        let two = world.grant(&world.second_official).await;
        applications::take(&world.db, &one, id, 1).await.unwrap();
        let refused = applications::release(&world.db, &two, id, 2).await;
        assert_eq!(refused.unwrap_err().code(), "APP-010");
        let assign = world.grant(&world.chief).await;
        let refused = applications::assign(&world.db, &assign, id, 2, world.clerk.id).await;
        assert_eq!(refused.unwrap_err().code(), "APP-012", "an outsider cannot be given anything");
        let stale = applications::release(&world.db, &one, id, 1).await;
        assert_eq!(stale.unwrap_err().code(), "APP-008");
        applications::release(&world.db, &one, id, 2).await.unwrap();
        assert_eq!(world.state(id).await, State::Submitted);
    }
}
