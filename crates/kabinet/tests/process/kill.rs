//! kill -9 while applications are being submitted and mail is being sent: nothing that somebody was
//! told is lost, nothing is there twice.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use db::{Rows, Unit};

use crate::applicant::{Applicant, Given, number_in};
use crate::server::Installation;
use crate::smtp::{Letter, Smtp};

/// Seconds that the mail server takes to answer: long enough for a kill to fall in between.
const MAIL_DELAY: f64 = 0.04;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_is_killed_twenty_times_keeps_every_number_that_was_given() {
    kill_the_server(20, None).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_postgres_a_server_that_is_killed_five_times_keeps_every_number_that_was_given() {
    kill_the_server(5, Some(testkit::new_postgres_database().await)).await;
}

async fn kill_the_server(times: u32, database: Option<String>) {
    let folder = tempfile::tempdir().unwrap();
    let Some(smtp) = Smtp::start(folder.path(), MAIL_DELAY) else {
        return;
    };
    let installation = Installation::of_demo(folder, database, smtp.port).await;
    let mut server = installation.start("serve", &[]).await;
    let applicant = Applicant::sign_in(&installation.url()).await;
    let (given, stop) = (
        Arc::new(Mutex::new(Given::default())),
        Arc::new(AtomicBool::new(false)),
    );
    let clients: Vec<_> = (0..4)
        .map(|_| {
            let (given, stop) = (given.clone(), stop.clone());
            tokio::spawn(
                applicant
                    .clone()
                    .keep_submitting(given, stop, Duration::from_millis(40)),
            )
        })
        .collect();
    for time in 0..times {
        let before = given.lock().unwrap().applications.len();
        wait_for("applications", || {
            given.lock().unwrap().applications.len() >= before + 4
        })
        .await;
        // Never the same moment of the work.
        tokio::time::sleep(Duration::from_millis(u64::from(time * 137 % 400))).await;
        let lost = given.lock().unwrap().lost;
        server.kill();
        wait_for("lost requests", || given.lock().unwrap().lost > lost).await;
        if time % 3 == 2 {
            // Otherwise the server itself is the first to open what was left behind.
            let_leases_end(&installation).await;
        }
        server = installation.start("serve", &[]).await;
    }
    // However few came in between the kills.
    wait_for("numbers", || given.lock().unwrap().numbers.len() >= 20).await;
    stop.store(true, Ordering::SeqCst);
    for client in clients {
        client.await.unwrap();
    }
    let_leases_end(&installation).await;
    wait_until_idle(&installation).await;
    let status = server.stop();
    assert!(status.success(), "{status}");
    let given = std::mem::take(&mut *given.lock().unwrap());
    println!(
        "{} applications and {} numbers were given, {} requests got no answer, {} letters came",
        given.applications.len(),
        given.numbers.len(),
        given.lost,
        smtp.letters().len()
    );
    check(&installation, &given, &smtp.letters()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_worker_that_is_killed_twenty_times_sends_every_letter_and_repeats_it_under_its_message_id()
 {
    let folder = tempfile::tempdir().unwrap();
    let Some(smtp) = Smtp::start(folder.path(), MAIL_DELAY) else {
        return;
    };
    let installation = Installation::of_demo(folder, None, smtp.port).await;
    let server = installation
        .start("serve", &[("KABINET_WORKER_EMBEDDED", "false")])
        .await;
    let applicant = Applicant::sign_in(&installation.url()).await;
    let (given, stop) = (
        Arc::new(Mutex::new(Given::default())),
        Arc::new(AtomicBool::new(false)),
    );
    let client = tokio::spawn(applicant.keep_submitting(
        given.clone(),
        stop.clone(),
        Duration::from_millis(20),
    ));
    let mut worker = installation.spawn("worker", &[]);
    for time in 0..60_u32 {
        // Twenty, and more until a kill fell between a letter and its mark.
        if time >= 20 && repeats(&smtp.letters()) > 0 {
            break;
        }
        let before = smtp.letters().len();
        // Killed only when it works, each time at another moment of it.
        wait_for("letters", || smtp.letters().len() > before).await;
        tokio::time::sleep(Duration::from_millis(u64::from(time * 37 % 120))).await;
        worker.kill();
        let_leases_end(&installation).await;
        worker = installation.spawn("worker", &[]);
    }
    stop.store(true, Ordering::SeqCst);
    client.await.unwrap();
    let_leases_end(&installation).await;
    wait_until_idle(&installation).await;
    assert!(worker.stop().success() && server.stop().success());
    let given = std::mem::take(&mut *given.lock().unwrap());
    let letters = smtp.letters();
    println!(
        "{} applications, {} letters, {} of them repeats",
        given.applications.len(),
        letters.len(),
        repeats(&letters)
    );
    assert!(
        repeats(&letters) > 0,
        "no kill fell between a letter and its mark: the test shows nothing"
    );
    assert_eq!(given.lost, 0, "the server does not notice");
    check(&installation, &given, &letters).await;
}

/// How many letters had come before.
fn repeats(letters: &[Letter]) -> usize {
    let ids: BTreeSet<&str> = letters
        .iter()
        .map(|letter| letter.message_id.as_str())
        .collect();
    letters.len() - ids.len()
}

/// Two minutes after a kill, what the dead process held is free again; here at once.
async fn let_leases_end(installation: &Installation) {
    let db = installation.db().await;
    db.write(async |unit: Unit| {
        unit.execute(
            "UPDATE jobs SET locked_until = 0 WHERE state = 'ready'",
            vec![],
        )
        .await
    })
    .await
    .unwrap();
    db.close().await;
}

async fn wait_until_idle(installation: &Installation) {
    let db = installation.db().await;
    let began = Instant::now();
    loop {
        let left = db
            .number(
                "SELECT count(*) AS n FROM jobs WHERE state = 'ready'",
                vec![],
            )
            .await
            .unwrap();
        if left == 0 {
            break;
        }
        assert!(
            began.elapsed() < Duration::from_mins(5),
            "{left} jobs are left: {}",
            installation.logs()
        );
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    db.close().await;
}

async fn wait_for(what: &str, is_there: impl Fn() -> bool) {
    let began = Instant::now();
    while !is_there() {
        assert!(began.elapsed() < Duration::from_mins(3), "no {what}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// What was given is there, once, with its entry, its event and its letters.
async fn check(installation: &Installation, given: &Given, letters: &[Letter]) {
    let db = installation.db().await;
    let count = async |sql: &str| db.number(sql, vec![]).await.unwrap();
    let stored = stored_numbers(&db).await;
    let mut by_number: BTreeMap<&str, usize> = BTreeMap::new();
    for number in stored.values() {
        *by_number.entry(number).or_default() += 1;
    }
    assert!(
        by_number.values().all(|times| *times == 1),
        "a number was given twice: {by_number:?}"
    );
    for id in &given.applications {
        assert!(stored.contains_key(id), "the application {id} was lost");
    }
    for (id, number) in &given.numbers {
        assert_eq!(
            stored.get(id),
            Some(number),
            "the number of {id} is another one now"
        );
    }
    // Whether or not the answer came through: an application is there whole or not at all.
    for (what, sql) in [
        (
            "its entry in the journal",
            "SELECT count(*) AS n FROM audit_log l WHERE l.object_id = a.id AND l.action = 'application.submit' \
             AND l.object_label = a.number",
        ),
        (
            "its event",
            "SELECT count(*) AS n FROM application_events e WHERE e.application_id = a.id AND e.kind = 'submit'",
        ),
    ] {
        let without = format!(
            "SELECT count(*) AS n FROM applications a WHERE number IS NOT NULL AND ({sql}) <> 1"
        );
        assert_eq!(
            count(&without).await,
            0,
            "an application without {what}, or with two"
        );
    }
    let applications = i64::try_from(stored.len()).unwrap();
    for table in [
        "audit_log WHERE action = 'application.submit'",
        "application_events WHERE kind = 'submit'",
        "jobs WHERE kind = 'application-changed' AND state = 'done'",
    ] {
        assert_eq!(
            count(&format!("SELECT count(*) AS n FROM {table}")).await,
            applications,
            "{table}"
        );
    }
    assert_eq!(
        count("SELECT count(*) AS n FROM jobs WHERE state <> 'done'").await,
        0,
        "jobs that were given up"
    );
    check_letters(&stored, letters);
    db.close().await;
    assert!(
        !installation.logs().contains("panicked"),
        "{}",
        installation.logs()
    );
}

async fn stored_numbers(db: &db::Db) -> BTreeMap<String, String> {
    let rows = db
        .rows(
            "SELECT id, number FROM applications WHERE number IS NOT NULL",
            vec![],
        )
        .await
        .unwrap();
    let read = |row: &db::Row| {
        let id: uuid::Uuid = row.get("id").unwrap();
        (id.to_string(), row.get::<String>("number").unwrap())
    };
    rows.iter().map(read).collect()
}

/// Each application's letters reached the same people, and a letter that came again is the same one.
fn check_letters(stored: &BTreeMap<String, String>, letters: &[Letter]) {
    let mut first: BTreeMap<&str, &Letter> = BTreeMap::new();
    let mut told: BTreeMap<String, BTreeMap<(&str, &str), BTreeSet<&str>>> = BTreeMap::new();
    for letter in letters {
        let known = first.entry(&letter.message_id).or_insert(letter);
        assert_eq!(*known, letter, "two letters under one Message-ID");
        let Some(number) = number_in(&letter.subject).or_else(|| number_in(&letter.text)) else {
            continue;
        };
        let kind = letter.subject.split('З').next().unwrap_or_default();
        told.entry(number)
            .or_default()
            .entry((&letter.to, kind))
            .or_default()
            .insert(&letter.message_id);
    }
    let recipients = |number: &str| -> BTreeSet<String> {
        told.get(number)
            .into_iter()
            .flatten()
            .map(|((to, _), _)| (*to).to_owned())
            .collect()
    };
    let expected = recipients(stored.values().next().unwrap());
    let is_told = |domain: &str| expected.iter().any(|to| to.ends_with(domain));
    assert!(
        is_told("@sevluch.example") && is_told("@dtl.example"),
        "both sides are told: {expected:?}"
    );
    for number in stored.values() {
        assert_eq!(
            recipients(number),
            expected,
            "somebody was not told of {number}"
        );
        for ((to, kind), ids) in &told[number] {
            assert_eq!(
                ids.len(),
                1,
                "{to} got «{kind}» of {number} under several Message-IDs: {ids:?}"
            );
        }
    }
}
