//! What the outbox promises, on both databases.

#![expect(clippy::unwrap_used, reason = "a test says so by panicking")]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use db::{DbError, Rows, Unit, values};
use jiff::SignedDuration;
use jobs::{Failure, Runner};
use testkit::on_both;

fn counter() -> (Arc<AtomicUsize>, Arc<AtomicUsize>) {
    let counter = Arc::new(AtomicUsize::new(0));
    (counter.clone(), counter)
}

on_both! {
    async fn a_job_is_done_once_and_forgets_its_payload(test: &TestDb) {
        let (seen, inside) = counter();
        let runner = Runner::new(test.db.clone()).on("greet", move |job| {
            let inside = inside.clone();
            async move {
                assert_eq!(job.payload["secret"], "s3cret");
                inside.fetch_add(1, Ordering::SeqCst);
                Ok(())
            }
        });
        test.db.write(async |unit: Unit| {
            jobs::enqueue(&unit, "greet", &[("secret", "s3cret")].into_iter().collect::<std::collections::BTreeMap<_, _>>()).await
        }).await.unwrap();
        runner.run_until_idle().await.unwrap();
        runner.run_until_idle().await.unwrap();
        assert_eq!(seen.load(Ordering::SeqCst), 1);
        assert_eq!(jobs::counts(&test.db).await.unwrap(), jobs::Counts::default());
        let kept = test.db.row("SELECT payload FROM jobs", vec![]).await.unwrap().unwrap();
        assert_eq!(kept.get::<String>("payload").unwrap(), "null");
    }

    async fn a_job_of_a_refused_unit_never_runs(test: &TestDb) {
        let refused: Result<(), DbError> = test.db.write(async |unit: Unit| {
            jobs::enqueue(&unit, "greet", &1).await?;
            Err(DbError::Closed)
        }).await;
        assert!(refused.is_err());
        assert_eq!(jobs::counts(&test.db).await.unwrap().ready, 0);
    }

    async fn a_failing_job_waits_longer_each_time_and_is_given_up_in_the_end(test: &TestDb) {
        let (tries, inside) = counter();
        let runner = Runner::new(test.db.clone()).on("fail", move |_| {
            inside.fetch_add(1, Ordering::SeqCst);
            async { Err(Failure::Retry("away".into())) }
        });
        test.db.write(async |unit: Unit| jobs::enqueue(&unit, "fail", &1).await).await.unwrap();
        runner.run_until_idle().await.unwrap();
        assert_eq!(tries.load(Ordering::SeqCst), 1, "it is not tried again before its time");
        test.clock.advance(SignedDuration::from_secs(3));
        runner.run_until_idle().await.unwrap();
        assert_eq!(tries.load(Ordering::SeqCst), 2);
        for _ in 0..20 {
            test.clock.advance(SignedDuration::from_hours(3));
            runner.run_until_idle().await.unwrap();
        }
        assert_eq!(tries.load(Ordering::SeqCst), 15);
        let failed = jobs::failed(&test.db).await.unwrap();
        assert_eq!((failed.len(), failed[0].last_error.as_str()), (1, "away"));
        assert_eq!(jobs::retry_failed(&test.db).await.unwrap(), 1);
        assert_eq!(jobs::counts(&test.db).await.unwrap().ready, 1);
    }

    async fn a_panicking_handler_is_tried_again_and_harms_no_neighbour(test: &TestDb) {
        let (done, inside) = counter();
        let runner = Runner::new(test.db.clone())
            .on("panic", |_| async { panic!("on purpose") })
            .on("fine", move |_| {
                inside.fetch_add(1, Ordering::SeqCst);
                async { Ok(()) }
            });
        test.db.write(async |unit: Unit| {
            jobs::enqueue(&unit, "panic", &1).await?;
            jobs::enqueue(&unit, "fine", &1).await
        }).await.unwrap();
        runner.run_until_idle().await.unwrap();
        assert_eq!(done.load(Ordering::SeqCst), 1);
        assert_eq!(jobs::counts(&test.db).await.unwrap().ready, 1);
    }

    async fn a_killed_worker_loses_its_claim_after_a_while_and_the_job_is_taken_over(test: &TestDb) {
        let (done, inside) = counter();
        let runner = Runner::new(test.db.clone()).on("take", move |job| {
            assert_eq!(job.attempt, 2);
            inside.fetch_add(1, Ordering::SeqCst);
            async { Ok(()) }
        });
        test.db.write(async |unit: Unit| {
            jobs::enqueue(&unit, "take", &1).await?;
            let lease = db::micros(unit.now() + SignedDuration::from_secs(120));
            unit.execute("UPDATE jobs SET locked_until = $1, attempts = 1", values![lease]).await
        }).await.unwrap();
        runner.run_until_idle().await.unwrap();
        assert_eq!(done.load(Ordering::SeqCst), 0, "somebody else holds it");
        test.clock.advance(SignedDuration::from_secs(121));
        runner.run_until_idle().await.unwrap();
        assert_eq!(done.load(Ordering::SeqCst), 1);
    }

    async fn a_second_job_of_the_same_id_is_not_added(test: &TestDb) {
        let id = test.clock.new_id();
        for _ in 0..2 {
            test.db.write(async move |unit: Unit| jobs::enqueue_once(&unit, id, "once", &1).await).await.unwrap();
        }
        assert_eq!(jobs::counts(&test.db).await.unwrap().ready, 1);
    }

    async fn workers_side_by_side_do_each_job_once(test: &TestDb) {
        let (done, inside) = counter();
        let runner = Runner::new(test.db.clone()).on("count", move |_| {
            inside.fetch_add(1, Ordering::SeqCst);
            async { Ok(()) }
        });
        test.db.write(async |unit: Unit| {
            for number in 0..50 {
                jobs::enqueue(&unit, "count", &number).await?;
            }
            Ok::<_, DbError>(())
        }).await.unwrap();
        let (first, second) = (runner.clone(), runner.clone());
        let (a, b) = tokio::join!(first.run_until_idle(), second.run_until_idle());
        a.unwrap();
        b.unwrap();
        runner.run_until_idle().await.unwrap();
        assert_eq!(done.load(Ordering::SeqCst), 50);
    }
}
