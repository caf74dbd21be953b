//! A kept signature judged again when somebody reads what it signs.

use std::fs;

use access::Actor;
use db::Unit;
use jiff::{SignedDuration, Timestamp};
use signatures::{Kind, Recheck, StoredSignature, Subject, TrustSettings, Verifier};
use testkit::{TestDb, on_both};
use uuid::Uuid;

use crate::world::*;

const DOCUMENT: &[u8] = "<заявление>О лицензии</заявление>".as_bytes();
const SUBJECT: Subject = Subject::Application(Uuid::from_u128(8));

/// Signs and keeps the document.
async fn keep(test: &TestDb, world: &World, actor: &Actor, signer: &Party) -> StoredSignature {
    let cms = signer.sign(DOCUMENT, test.clock.now());
    let (verifier, least) = (&world.verifier, Kind::Enhanced);
    let checked = signatures::check_document(&test.db, verifier, actor, DOCUMENT, cms, least).await;
    let (checked, actor) = (checked.unwrap(), actor.clone());
    let kept = test.db.write(async move |unit: Unit| {
        let content = Some(DOCUMENT);
        signatures::attach(
            &unit,
            SUBJECT,
            None,
            "заявление.xml",
            content,
            &checked,
            &actor,
        )
        .await
    });
    kept.await.unwrap();
    stored(test).await
}

async fn stored(test: &TestDb) -> StoredSignature {
    let found = signatures::signatures_of(&test.db, SUBJECT).await.unwrap();
    found.into_iter().next().unwrap()
}

async fn look(verifier: &Verifier, stored: &StoredSignature, now: Timestamp) -> Recheck {
    let content = stored.content.clone().unwrap();
    signatures::recheck(verifier, stored, content, now).await
}

/// Changes what is kept behind everybody's back.
async fn tamper(test: &TestDb, column: &'static str, value: db::Value) -> StoredSignature {
    let sql = format!("UPDATE document_signatures SET {column} = $1");
    let changed = test
        .db
        .write(async move |unit: Unit| unit.execute(&sql, vec![value]).await);
    assert_eq!(changed.await.unwrap(), 1);
    stored(test).await
}

fn reason(found: &Recheck) -> &'static str {
    match found {
        Recheck::Unconfirmed { findings, .. } => findings[0].code,
        other => panic!("{other:?}"),
    }
}

/// The same authority, with this list of revoked certificates.
fn with_list(world: &World, at: Timestamp, revoked: &[(u8, Timestamp)]) -> Verifier {
    let path = world.path("other.crl");
    fs::write(&path, world.root.list(at, revoked)).unwrap();
    Verifier::open(TrustSettings {
        anchors: vec![world.path("root.cer")],
        crls: vec![path],
        trust_list: Some(world.path("list.xml")),
        ..TrustSettings::default()
    })
    .unwrap()
}

on_both! {
    async fn what_is_as_it_was_holds_and_the_answer_is_good_for_a_few_minutes(test: &TestDb) {
        let world = World::new();
        let actor = person(test, ANNA, Some((SNILS, INN))).await;
        let kept = keep(test, &world, &actor, &world.anna()).await;
        let first = test.clock.now();
        let holds = |at| Recheck::Holds { kind: Kind::Qualified, at };
        assert_eq!(look(&world.verifier, &kept, first).await, holds(first));
        let soon = first + SignedDuration::from_mins(4);
        assert_eq!(look(&world.verifier, &kept, soon).await, holds(first), "with its own moment");
        let later = first + SignedDuration::from_mins(5);
        assert_eq!(look(&world.verifier, &kept, later).await, holds(later));
    }

    async fn whatever_was_changed_is_found_at_the_next_look(test: &TestDb) {
        let world = World::new();
        let actor = person(test, ANNA, Some((SNILS, INN))).await;
        let kept = keep(test, &world, &actor, &world.anna()).await;
        let now = test.clock.now();
        assert!(matches!(look(&world.verifier, &kept, now).await, Recheck::Holds { .. }));
        let mut other = DOCUMENT.to_vec();
        other[0] ^= 1;
        let hash = esign::algorithm::Digest::Sha256.hash(&other);
        let mut cms = kept.cms.clone();
        *cms.last_mut().unwrap() ^= 1;
        let stranger = world.root.person(boris(), 5).certificate.der().to_vec();
        let broken = Recheck::Broken { at: now };
        let good: Vec<(&str, db::Value)> = vec![
            ("content", DOCUMENT.to_vec().into()),
            ("content_sha256", kept.content_sha256.clone().into()),
            ("cms", kept.cms.clone().into()),
            ("certificate", kept.certificate.der().to_vec().into()),
            ("signer_name", kept.signer_name.clone().into()),
        ];
        let bad: Vec<(&str, db::Value)> = vec![
            ("content", other.clone().into()),
            ("content_sha256", hash.clone().into()),
            ("cms", cms.into()),
            ("certificate", stranger.into()),
            ("signer_name", "Быков Борис Борисович".to_owned().into()),
        ];
        for ((column, good), (_, bad)) in good.into_iter().zip(bad) {
            let changed = tamper(test, column, bad).await;
            assert_eq!(look(&world.verifier, &changed, now).await, broken, "{column}");
            let mended = tamper(test, column, good).await;
            assert!(matches!(look(&world.verifier, &mended, now).await, Recheck::Holds { .. }), "{column}");
        }
        // Document and hash together, as somebody would who knows how.
        tamper(test, "content", other.into()).await;
        let changed = tamper(test, "content_sha256", hash.into()).await;
        assert_eq!(look(&world.verifier, &changed, now).await, broken);
    }

    async fn a_signature_outlives_its_certificate_and_not_a_revocation_that_came_first(test: &TestDb) {
        let world = World::new();
        let actor = person(test, ANNA, Some((SNILS, INN))).await;
        let kept = keep(test, &world, &actor, &world.anna()).await;
        let signed = test.clock.now();
        // Revoked a day later: what was signed before stays good.
        let day = SignedDuration::from_hours(24);
        let later = with_list(&world, signed + day * 2, &[(2, signed + day)]);
        assert!(matches!(look(&later, &kept, signed + day * 2).await, Recheck::Holds { .. }));
        // It turns out that the key was stolen the day before.
        let before = with_list(&world, signed + day * 2, &[(2, signed - day)]);
        assert_eq!(reason(&look(&before, &kept, signed + day * 2).await), "SIG-040");
        // The certificate has ended since.
        let after = signed + day * 60;
        assert!(kept.certificate.not_after() < after);
        assert!(matches!(look(&world.verifier, &kept, after).await, Recheck::Holds { .. }));
        // An authority that is trusted no more.
        let found = look(&Verifier::trusting_nobody(), &kept, signed).await;
        assert_eq!(reason(&found), "SIG-020");
    }
}

#[tokio::test]
async fn many_readers_at_once_get_one_answer() {
    let test = testkit::sqlite().await;
    let world = World::new();
    let actor = person(&test, ANNA, Some((SNILS, INN))).await;
    let kept = keep(&test, &world, &actor, &world.anna()).await;
    let now = test.clock.now();
    let looks = (0..50).map(|second| {
        let (verifier, kept) = (world.verifier.clone(), kept.clone());
        let at = now + SignedDuration::from_secs(second);
        tokio::spawn(async move { look(&verifier, &kept, at).await })
    });
    let mut found = Vec::new();
    for one in looks.collect::<Vec<_>>() {
        found.push(one.await.unwrap());
    }
    assert!(found.iter().all(|one| *one == found[0]), "{found:?}");
}
