//! What a write unit promises, on both databases.

#![expect(clippy::unwrap_used, reason = "a test says so by panicking")]

use std::time::Duration;

use db::{Announcement, Announcements, Clock, Db, DbError, Rows, Settings, Unit, micros, values};
use testkit::on_both;

#[derive(Debug)]
enum Refusal {
    Ours,
    Db(#[expect(dead_code, reason = "shown when a test fails")] DbError),
}

impl From<DbError> for Refusal {
    fn from(error: DbError) -> Self {
        Self::Db(error)
    }
}

async fn add(unit: &Unit, name: &str) -> Result<(), DbError> {
    unit.execute(
        "INSERT INTO sequences (name, value) VALUES ($1, 1)",
        values![name],
    )
    .await?;
    Ok(())
}

/// The same, sent together with others.
async fn add_later(unit: &Unit, name: &str) -> Result<(), DbError> {
    unit.insert_later(
        "INSERT INTO sequences (name, value) VALUES ($1, 1)",
        values![name],
    )
    .await
}

async fn add_service_later(unit: &Unit, code: &str) -> Result<(), DbError> {
    unit.insert_later(
        "INSERT INTO services (code, version, definition, result_template, published_at) \
         VALUES ($2, '1', $1, $1, $3)",
        values!["{}", code, micros(unit.now())],
    )
    .await
}

async fn count(db: &Db) -> i64 {
    db.number("SELECT count(*) AS n FROM sequences", vec![])
        .await
        .unwrap()
}

on_both! {
    async fn a_unit_that_succeeds_is_there_for_readers(test: &TestDb) {
        let name = test.db.write(async |unit: Unit| {
            add(&unit, "a").await?;
            Ok::<_, DbError>(unit.now())
        }).await.unwrap();
        assert_eq!(name, test.clock.now());
        assert_eq!(count(&test.db).await, 1);
    }

    async fn a_unit_that_refuses_leaves_nothing_and_its_own_error_arrives(test: &TestDb) {
        let refused = test.db.write(async |unit: Unit| {
            add(&unit, "a").await?;
            Err::<(), _>(Refusal::Ours)
        }).await;
        assert!(matches!(refused, Err(Refusal::Ours)));
        assert_eq!(count(&test.db).await, 0);
    }

    async fn a_unit_that_panics_leaves_nothing_and_the_next_one_works(test: &TestDb) {
        let panicked = test.db.write(async |unit: Unit| -> Result<(), DbError> {
            add(&unit, "a").await?;
            panic!("on purpose");
        }).await;
        assert!(matches!(panicked, Err(DbError::Panicked)));
        test.db.write(async |unit: Unit| add(&unit, "b").await).await.unwrap();
        assert_eq!(count(&test.db).await, 1);
    }

    async fn a_failed_statement_undoes_its_unit_and_no_neighbour(test: &TestDb) {
        let write = |name: &'static str| {
            let db = test.db.clone();
            tokio::spawn(async move {
                db.write(async move |unit: Unit| {
                    add(&unit, &format!("{name}-own")).await?;
                    add(&unit, name).await
                }).await
            })
        };
        let all = [write("same"), write("other"), write("same"), write("third"), write("same")];
        let mut done = 0;
        for one in all {
            match one.await.unwrap() {
                Ok(()) => done += 1,
                Err(error) => assert!(error.is_unique_violation(), "{error}"),
            }
        }
        assert_eq!(done, 3);
        assert_eq!(count(&test.db).await, 6);
    }

    async fn many_units_at_once_are_all_kept(test: &TestDb) {
        let writers: Vec<_> = (0..200).map(|number| {
            let db = test.db.clone();
            tokio::spawn(async move {
                db.write(async move |unit: Unit| add(&unit, &number.to_string()).await).await
            })
        }).collect();
        for writer in writers {
            writer.await.unwrap().unwrap();
        }
        assert_eq!(count(&test.db).await, 200);
    }

    async fn a_client_that_goes_away_leaves_nothing_half_done(test: &TestDb) {
        let db = test.db.clone();
        let (tell_begun, begun) = tokio::sync::oneshot::channel();
        let (tell_gone, gone) = tokio::sync::oneshot::channel();
        let (tell_done, done) = tokio::sync::oneshot::channel();
        let going = tokio::spawn(async move {
            db.write(async move |unit: Unit| {
                add(&unit, "first").await?;
                tell_begun.send(()).unwrap();
                gone.await.unwrap();
                add(&unit, "second").await?;
                tell_done.send(()).unwrap();
                Ok::<_, DbError>(())
            }).await
        });
        begun.await.unwrap();
        going.abort();
        assert!(going.await.unwrap_err().is_cancelled());
        tell_gone.send(()).unwrap();
        done.await.expect("the unit goes on without its client");
        test.db.write(async |unit: Unit| add(&unit, "next").await).await.unwrap();
        // On PostgreSQL units run beside each other: its commit may still be on its way.
        let finished = async {
            while count(&test.db).await < 3 {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(30), finished)
            .await
            .expect("the unit of the client that went away is kept");
    }

    async fn rows_that_are_added_together_are_all_there_with_their_own_values(test: &TestDb) {
        let seen = test.db.write(async |unit: Unit| {
            add_later(&unit, "a").await?;
            add_service_later(&unit, "extract").await?;
            let seen = unit.number("SELECT count(*) AS n FROM sequences", vec![]).await?;
            add_later(&unit, "b").await?;
            add_later(&unit, "c").await?;
            add_service_later(&unit, "licence").await?;
            Ok::<_, DbError>(seen)
        }).await.unwrap();
        assert_eq!(seen, 1, "a question of the same unit sees what was added before it");
        assert_eq!(count(&test.db).await, 3);
        let at = micros(test.clock.now());
        let services = test.db.rows(
            "SELECT code, definition, published_at FROM services ORDER BY code",
            vec![],
        ).await.unwrap();
        let codes: Vec<String> = services.iter().map(|row| row.get("code").unwrap()).collect();
        assert_eq!(codes, ["extract", "licence"]);
        for row in services {
            assert_eq!(row.get::<String>("definition").unwrap(), "{}");
            assert_eq!(row.get::<i64>("published_at").unwrap(), at);
        }
    }

    async fn rows_of_one_table_are_added_in_the_order_in_which_they_were_given(test: &TestDb) {
        test.db.write(async |unit: Unit| {
            for action in ["first", "second", "third"] {
                add_later(&unit, action).await?;
                unit.insert_later(
                    "INSERT INTO audit_log (id, at, action, result, leaf) VALUES ($1, $2, $3, 'done', $4)",
                    values![unit.new_id(), micros(unit.now()), action, vec![0_u8]],
                ).await?;
            }
            Ok::<_, DbError>(())
        }).await.unwrap();
        let entries = test.db.rows("SELECT action FROM audit_log ORDER BY seq", vec![]).await.unwrap();
        let actions: Vec<String> = entries.iter().map(|row| row.get("action").unwrap()).collect();
        assert_eq!(actions, ["first", "second", "third"]);
    }

    async fn a_row_that_cannot_be_added_in_the_end_undoes_its_unit_and_no_neighbour(test: &TestDb) {
        let write = |name: &'static str| {
            let db = test.db.clone();
            tokio::spawn(async move {
                db.write(async move |unit: Unit| {
                    add(&unit, &format!("{name}-own")).await?;
                    add_service_later(&unit, name).await?;
                    add_later(&unit, name).await
                }).await
            })
        };
        let all = [write("same"), write("other"), write("same"), write("third"), write("same")];
        let mut done = 0;
        for one in all {
            match one.await.unwrap() {
                Ok(()) => done += 1,
                Err(error) => assert!(error.is_unique_violation(), "{error}"),
            }
        }
        assert_eq!(done, 3);
        assert_eq!(count(&test.db).await, 6);
    }

    async fn a_unit_that_refuses_adds_nothing_that_waited(test: &TestDb) {
        let refused = test.db.write(async |unit: Unit| {
            add_later(&unit, "a").await?;
            Err::<(), _>(Refusal::Ours)
        }).await;
        assert!(matches!(refused, Err(Refusal::Ours)));
        test.db.write(async |unit: Unit| add_later(&unit, "b").await).await.unwrap();
        assert_eq!(count(&test.db).await, 1);
    }

    async fn an_answer_of_success_means_that_it_is_kept_even_if_a_failed_statement_was_ignored(test: &TestDb) {
        let answer = test.db.write(async |unit: Unit| {
            add(&unit, "a").await?;
            let _ = add(&unit, "a").await;
            Ok::<_, DbError>(())
        }).await;
        assert_eq!(count(&test.db).await, i64::from(answer.is_ok()));
        test.db.write(async |unit: Unit| add(&unit, "b").await).await.unwrap();
    }

    async fn rows_that_waited_and_could_not_be_added_fail_the_unit_even_if_it_looks_away(test: &TestDb) {
        test.db.write(async |unit: Unit| add(&unit, "taken").await).await.unwrap();
        let answer = test.db.write(async |unit: Unit| {
            add(&unit, "own").await?;
            add_later(&unit, "taken").await?;
            let _ = unit.number("SELECT count(*) AS n FROM sequences", vec![]).await;
            Ok::<_, DbError>(())
        }).await;
        assert!(answer.is_err());
        assert_eq!(count(&test.db).await, 1);
    }

    async fn a_unit_that_was_kept_beyond_its_closure_can_do_nothing(test: &TestDb) {
        let (keep, kept) = tokio::sync::oneshot::channel();
        test.db.write(async move |unit: Unit| {
            add(&unit, "a").await?;
            let _ = keep.send(unit);
            Ok::<_, DbError>(())
        }).await.unwrap();
        let unit = kept.await.unwrap();
        assert!(matches!(add(&unit, "late").await, Err(DbError::Closed)));
        test.db.write(async |unit: Unit| add(&unit, "b").await).await.unwrap();
        assert_eq!(count(&test.db).await, 2);
    }

    async fn readers_that_go_away_in_the_middle_spoil_nothing_for_the_next(test: &TestDb) {
        test.db.write(async |unit: Unit| add(&unit, "a").await).await.unwrap();
        for round in 0..100_u64 {
            let readers: Vec<_> = (0..10_u64).map(|_| {
                let db = test.db.clone();
                tokio::spawn(async move { count(&db).await })
            }).collect();
            tokio::time::sleep(Duration::from_micros(round * 20)).await;
            readers.iter().for_each(tokio::task::JoinHandle::abort);
            assert_eq!(count(&test.db).await, 1);
        }
    }

    async fn more_readers_than_connections_all_get_their_turn(test: &TestDb) {
        let readers: Vec<_> = (0..100).map(|_| {
            let db = test.db.clone();
            tokio::spawn(async move { count(&db).await })
        }).collect();
        for reader in readers {
            assert_eq!(reader.await.unwrap(), 0);
        }
    }

    async fn a_closed_database_says_so(test: &TestDb) {
        test.db.close().await;
        let written = test.db.write(async |unit: Unit| add(&unit, "a").await).await;
        assert!(matches!(written, Err(DbError::Closed)), "{written:?}");
        assert!(matches!(test.db.ping().await, Err(DbError::Closed)));
    }

    async fn a_sequence_whose_first_unit_refused_is_made_by_the_next(test: &TestDb) {
        let refused = test.db.write(async |unit: Unit| {
            unit.next_number("application-2026").await?;
            unit.next_number("application-2026").await?;
            Err::<(), _>(Refusal::Ours)
        }).await;
        assert!(matches!(refused, Err(Refusal::Ours)));
        for expected in 1..=3 {
            let number = test.db.write(async |unit: Unit| {
                unit.next_number("application-2026").await
            }).await.unwrap();
            assert_eq!(number, expected);
        }
    }

    async fn announcements_come_after_the_commit_and_only_then(test: &TestDb) {
        let mut heard = test.db.announcements();
        let id = test.clock.new_id();
        let _ = test.db.write(async move |unit: Unit| {
            unit.announce(Announcement::Changed(id));
            Err::<(), _>(Refusal::Ours)
        }).await;
        test.db.write(async move |unit: Unit| {
            unit.announce(Announcement::Jobs);
            Ok::<_, DbError>(())
        }).await.unwrap();
        loop {
            match heard.next().await.unwrap() {
                Announcement::Jobs => break,
                Announcement::Everything => {}
                Announcement::Changed(_) => panic!("a refused unit was announced"),
            }
        }
    }

    async fn values_of_every_kind_come_back_as_they_were(test: &TestDb) {
        let id = test.clock.new_id();
        let at = test.clock.now();
        test.db.write(async move |unit: Unit| {
            unit.execute(
                "INSERT INTO people (id, email, last_name, first_name, name_lower, identity_document, \
                 must_change_password, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                values![id, "a@b.example", "Ёлкина", "Юлия", "ёлкина юлия", vec![0_u8, 255], true, micros(at)],
            ).await?;
            Ok::<_, DbError>(())
        }).await.unwrap();
        let row = test.db.row("SELECT * FROM people WHERE id = $1", values![id]).await.unwrap().unwrap();
        assert_eq!(row.get::<uuid::Uuid>("id").unwrap(), id);
        assert_eq!(row.get::<String>("last_name").unwrap(), "Ёлкина");
        assert_eq!(row.get::<Option<Vec<u8>>>("identity_document").unwrap(), Some(vec![0, 255]));
        assert!(row.get::<bool>("must_change_password").unwrap());
        assert_eq!(row.get::<Option<String>>("phone").unwrap(), None);
        assert_eq!(db::timestamp(row.get("created_at").unwrap()).unwrap(), at);
    }

    async fn numbers_are_given_once_to_units_side_by_side(test: &TestDb) {
        let takers: Vec<_> = (0..40).map(|_| {
            let db = test.db.clone();
            tokio::spawn(async move {
                db.write(async move |unit: Unit| unit.next_number("application-2026").await).await.unwrap()
            })
        }).collect();
        let mut numbers = Vec::new();
        for taker in takers {
            numbers.push(taker.await.unwrap());
        }
        numbers.sort_unstable();
        assert_eq!(numbers, (1..=40).collect::<Vec<_>>());
        let other = test.db.write(async |unit: Unit| unit.next_number("link-2026").await).await.unwrap();
        assert_eq!(other, 1);
        let refused = test.db.write(async |unit: Unit| unit.next_number("x; DROP TABLE people").await).await;
        assert!(test.db.dialect() == db::Dialect::Sqlite || refused.is_err());
    }

    async fn a_database_that_answers_says_so(test: &TestDb) {
        test.db.ping().await.unwrap();
    }

    async fn the_schema_is_applied_once_and_then_nothing_is_pending(test: &TestDb) {
        assert_eq!(test.db.pending_migrations().await.unwrap(), Vec::<String>::new());
        test.db.migrate().await.unwrap();
    }
}

/// The same SQLite file as another process has it open.
async fn opened_again(test: &testkit::TestDb) -> Db {
    let file = test.folder().unwrap().join("kabinet.db");
    Db::connect(&Settings::sqlite(&file), Clock::fixed(testkit::start()))
        .await
        .unwrap()
}

/// Long for a busy machine; half a second is what it takes otherwise.
async fn next(heard: &mut Announcements) -> Option<Announcement> {
    tokio::time::timeout(Duration::from_secs(20), heard.next())
        .await
        .expect("something is announced in time")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_sqlite_own_commits_announce_only_what_they_name() {
    let test = testkit::sqlite().await;
    let mut heard = test.db.announcements();
    let ids = [
        test.clock.new_id(),
        test.clock.new_id(),
        test.clock.new_id(),
    ];
    for id in ids {
        test.db
            .write(async move |unit: Unit| {
                add(&unit, &id.to_string()).await?;
                unit.announce(Announcement::Changed(id));
                Ok::<_, DbError>(())
            })
            .await
            .unwrap();
        // Longer than the file is left unlooked at; a longer one tells as much.
        tokio::time::sleep(Duration::from_millis(700)).await;
    }
    for id in ids {
        assert_eq!(next(&mut heard).await, Some(Announcement::Changed(id)));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_sqlite_the_commit_of_another_process_announces_everything() {
    let test = testkit::sqlite().await;
    let other = opened_again(&test).await;
    let mut heard = test.db.announcements();
    for round in ["first", "second"] {
        other
            .write(async move |unit: Unit| add(&unit, round).await)
            .await
            .unwrap();
        // An own commit right after it hides nothing.
        test.db
            .write(async move |unit: Unit| add(&unit, &format!("own-{round}")).await)
            .await
            .unwrap();
        assert_eq!(next(&mut heard).await, Some(Announcement::Everything));
    }
    other.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_sqlite_a_unit_that_failed_announces_nothing() {
    let test = testkit::sqlite().await;
    let mut heard = test.db.announcements();
    let panicked = test
        .db
        .write(async |unit: Unit| -> Result<(), DbError> {
            add(&unit, "a").await?;
            panic!("on purpose");
        })
        .await;
    assert!(matches!(panicked, Err(DbError::Panicked)));
    tokio::time::sleep(Duration::from_millis(700)).await;
    test.db
        .write(async |unit: Unit| {
            add(&unit, "b").await?;
            unit.announce(Announcement::Jobs);
            Ok::<_, DbError>(())
        })
        .await
        .unwrap();
    assert_eq!(next(&mut heard).await, Some(Announcement::Jobs));
}
