//! Signatures of documents: over these bytes, by this person, strong enough.

use access::{Actor, OrganizationId};
use db::{DbError, Unit};
use esign::certificate::attribute;
use esign::cms;
use jiff::SignedDuration;
use signatures::{CheckedSignature, Kind, SignatureError, Subject, TrustSettings, Verifier};
use testkit::{TestDb, on_both};
use uuid::Uuid;

use crate::world::*;

const DOCUMENT: &[u8] = "<заявление>О лицензии</заявление>".as_bytes();

async fn taken(
    test: &TestDb,
    world: &World,
    actor: &Actor,
    signer: &Party,
    minimum: Kind,
) -> Result<CheckedSignature, SignatureError> {
    let cms = signer.sign(DOCUMENT, test.clock.now());
    signatures::check_document(&test.db, &world.verifier, actor, DOCUMENT, cms, minimum).await
}

on_both! {
    async fn a_persons_own_signature_is_taken_and_kept(test: &TestDb) {
        let world = World::new();
        let actor = person(test, ANNA, Some((SNILS, INN))).await;
        let name = anna()
            .with(attribute::TITLE, "Генеральный директор")
            .with(attribute::ORGANIZATION, "АО «Родник»")
            .with(attribute::OGRN, "1027700132195");
        let signer = world.root.person(name, 2);
        let checked = taken(test, &world, &actor, &signer, Kind::Qualified).await.unwrap();
        assert_eq!(checked.kind(), Kind::Qualified);
        assert_eq!(checked.content_sha256().to_vec(), esign::algorithm::Digest::Sha256.hash(DOCUMENT));
        let (subject, organization) = (Subject::Application(Uuid::from_u128(8)), OrganizationId(Uuid::from_u128(9)));
        let id = test
            .db
            .write(async move |unit: Unit| {
                signatures::attach(&unit, subject, Some(organization), "заявление.xml", Some(DOCUMENT), &checked, &actor).await
            })
            .await
            .unwrap();
        let kept = signatures::signatures_of(&test.db, subject).await.unwrap();
        assert_eq!(kept.len(), 1);
        let kept = &kept[0];
        assert_eq!((kept.id, kept.subject, kept.organization), (id, subject, Some(organization)));
        assert_eq!(kept.kind, Kind::Qualified);
        assert_eq!(kept.signer_name, "Ёлкина Анна Сергеевна");
        assert_eq!(kept.signer_position.as_deref(), Some("Генеральный директор"));
        assert_eq!(kept.organization_name.as_deref(), Some("АО «Родник»"));
        assert_eq!(kept.certificate, signer.certificate);
        assert_eq!((kept.signed_at, kept.stamped_at), (test.clock.now(), None));
        assert_eq!(kept.content_name, "заявление.xml");
        assert_eq!(kept.content.as_deref(), Some(DOCUMENT));
        let found = signatures::signature(&test.db, subject, id).await.unwrap();
        assert_eq!(found.unwrap().cms, kept.cms);
        let other = Subject::Decision(Uuid::from_u128(8));
        assert!(signatures::signatures_of(&test.db, other).await.unwrap().is_empty());
        assert!(signatures::signature(&test.db, other, id).await.unwrap().is_none());
    }

    async fn a_signature_is_kept_with_its_unit_or_not_at_all(test: &TestDb) {
        let world = World::new();
        let actor = person(test, ANNA, Some((SNILS, INN))).await;
        let checked = taken(test, &world, &actor, &world.anna(), Kind::Enhanced).await.unwrap();
        let subject = Subject::LinkDocument(Uuid::from_u128(8));
        let (again, author) = (checked.clone(), actor.clone());
        let failed = test
            .db
            .write(async move |unit: Unit| {
                signatures::attach(&unit, subject, None, "устав.pdf", None, &again, &author).await?;
                Err::<(), _>(DbError::Closed)
            })
            .await;
        assert!(failed.is_err());
        assert!(signatures::signatures_of(&test.db, subject).await.unwrap().is_empty());
        // Other bytes than those that were checked are never kept beside the signature.
        let swapped = test
            .db
            .write(async move |unit: Unit| {
                signatures::attach(&unit, subject, None, "устав.pdf", Some(b"other"), &checked, &actor).await
            })
            .await;
        assert!(matches!(swapped, Err(DbError::Broken { .. })), "{swapped:?}");
        assert!(signatures::signatures_of(&test.db, subject).await.unwrap().is_empty());
    }

    async fn a_signature_over_other_bytes_is_refused(test: &TestDb) {
        let world = World::new();
        let actor = person(test, ANNA, Some((SNILS, INN))).await;
        let other = async |cms: Vec<u8>| {
            signatures::check_document(&test.db, &world.verifier, &actor, DOCUMENT, cms, Kind::Enhanced).await
        };
        let (signer, now) = (world.anna(), test.clock.now());
        refused(other(signer.sign(b"other", now)).await, "ESG-003", Some("SIG-061"));
        let Party { key, certificate } = signer;
        let attached = cms::sign(b"other", true, &key, &certificate, now, &NOISE).unwrap();
        refused(other(attached).await, "ESG-003", Some("SIG-076"));
        let day = SignedDuration::from_hours(24);
        let early = cms::sign(DOCUMENT, false, &key, &certificate, now - day, &NOISE).unwrap();
        refused(other(early).await, "ESG-006", None);
    }

    async fn somebody_elses_signature_is_refused(test: &TestDb) {
        let world = World::new();
        let actor = person(test, ANNA, Some((SNILS, INN))).await;
        let boris = world.root.person(boris(), 5);
        refused(taken(test, &world, &actor, &boris, Kind::Enhanced).await, "ESG-008", None);
        // Without numbers to go by, names are not enough.
        let namesake = person(test, ANNA, None).await;
        let anna = world.anna();
        refused(taken(test, &world, &namesake, &anna, Kind::Enhanced).await, "ESG-009", None);
        let stranger = person(test, ["Быков", "Борис", "Борисович"], None).await;
        refused(taken(test, &world, &stranger, &anna, Kind::Enhanced).await, "ESG-008", None);
        world.bound(test, &namesake, &anna).await;
        taken(test, &world, &namesake, &anna, Kind::Qualified).await.unwrap();
    }

    async fn a_certificate_that_has_ended_signs_nothing_and_it_is_said_why(test: &TestDb) {
        let world = World::new();
        let actor = person(test, ANNA, Some((SNILS, INN))).await;
        let anna = world.anna();
        world.bound(test, &actor, &anna).await;
        test.clock.advance(anna.certificate.not_after().duration_since(test.clock.now()));
        taken(test, &world, &actor, &anna, Kind::Enhanced).await.unwrap();
        test.clock.advance(SignedDuration::from_secs(1));
        let ended = taken(test, &world, &actor, &anna, Kind::Enhanced).await;
        refused(ended, "ESG-003", Some("SIG-026"));
    }

    async fn a_certificate_that_is_switched_off_signs_nothing(test: &TestDb) {
        let world = World::new();
        let actor = person(test, ANNA, Some((SNILS, INN))).await;
        let id = world.bound(test, &actor, &world.anna()).await;
        switch_off(test, &actor, id).await;
        let off = taken(test, &world, &actor, &world.anna(), Kind::Enhanced).await;
        refused(off, "ESG-010", None);
    }

    async fn a_weaker_signature_than_asked_for_is_refused(test: &TestDb) {
        let world = World::new();
        let actor = person(test, ANNA, Some((SNILS, INN))).await;
        // Everything but the classes of tools that a qualified certificate names.
        let plain = esign::issue::Template { policies: vec![], ..template(anna(), 6) };
        let plain = world.root.issue(&plain, 6);
        let weak = taken(test, &world, &actor, &plain, Kind::Qualified).await;
        refused(weak, "ESG-007", None);
        let enough = taken(test, &world, &actor, &plain, Kind::Enhanced).await.unwrap();
        assert_eq!(enough.kind(), Kind::Enhanced);

        let settings = TrustSettings {
            anchors: vec![world.path("root.cer")],
            crls: vec![world.path("root.crl")],
            ..TrustSettings::default()
        };
        let unlisted = World { verifier: Verifier::open(settings).unwrap(), ..world };
        let weak = taken(test, &unlisted, &actor, &unlisted.anna(), Kind::Qualified).await;
        refused(weak, "ESG-007", None);
    }

    async fn revocation_counts_from_its_day(test: &TestDb) {
        let world = World::new();
        let actor = person(test, ANNA, Some((SNILS, INN))).await;
        let revoked = world.root.person(anna(), 66);
        refused(taken(test, &world, &actor, &revoked, Kind::Enhanced).await, "ESG-003", Some("SIG-040"));
        // Without the authority's list nothing is known of revocation, and that is not enough.
        let settings = TrustSettings {
            anchors: vec![world.path("root.cer")],
            ..TrustSettings::default()
        };
        let blind = World { verifier: Verifier::open(settings).unwrap(), ..world };
        let unknown = taken(test, &blind, &actor, &blind.anna(), Kind::Enhanced).await;
        refused(unknown, "ESG-003", Some("SIG-042"));
    }
}
