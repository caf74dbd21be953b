//! Requests for certificates: kept, sent, answered.

use esign::request;
use signatures::{CertificateState, RequestState};
use testkit::on_both;

use crate::world::*;

on_both! {
    async fn a_request_is_kept_sent_and_answered(test: &TestDb) {
        let world = World::new();
        let actor = person(test, ANNA, None).await;
        let own = key(40);
        let made = request::make(&anna(), &own, None, &NOISE).unwrap();
        let id = signatures::add_request(&test.db, &actor, made.der()).await.unwrap();
        let pem = made.to_pem();
        let again = signatures::add_request(&test.db, &actor, pem.as_bytes()).await.unwrap();
        assert_eq!(again, id, "the same request once more");
        let listed = signatures::requests_of(&test.db, &actor).await.unwrap();
        assert_eq!(listed.len(), 1);
        assert_eq!(listed[0].state, RequestState::Made);
        assert!(listed[0].subject.contains("Ёлкина"));
        assert_eq!(listed[0].pem(), pem);

        signatures::mark_sent(&test.db, &actor, id).await.unwrap();
        refused(signatures::mark_sent(&test.db, &actor, id).await, "ESG-024", None);
        let upload = async |file: &[u8]| {
            signatures::upload_issued(&test.db, &world.verifier, &actor, id, file).await
        };
        refused(upload(world.anna().certificate.der()).await, "ESG-020", None);
        refused(upload(b"hello").await, "ESG-018", None);
        let stranger = Party::root("Чужой центр", 9).person(anna(), 40);
        refused(upload(stranger.certificate.der()).await, "ESG-003", Some("SIG-020"));
        let issued = world.root.person(anna(), 40);
        let bound = upload(issued.certificate.der()).await.unwrap();
        let listed = signatures::requests_of(&test.db, &actor).await.unwrap();
        assert_eq!(listed[0].state, RequestState::Issued);
        assert_eq!(listed[0].certificate, Some(bound));
        assert!(listed[0].sent_at.is_some() && listed[0].issued_at.is_some());
        refused(upload(issued.certificate.der()).await, "ESG-024", None);
        let mine = signatures::certificates_of(&test.db, &actor).await.unwrap();
        assert_eq!(mine[0].state, CertificateState::Pending);
        // A copy of a request proves no key.
        assert!(!mine[0].is_proved);

        // Thrown away before it was confirmed, it can be uploaded again.
        signatures::remove(&test.db, &actor, bound).await.unwrap();
        assert_eq!(signatures::requests_of(&test.db, &actor).await.unwrap()[0].state, RequestState::Sent);
        upload(issued.certificate.der()).await.unwrap();
    }

    async fn what_is_no_request_is_refused(test: &TestDb) {
        let world = World::new();
        let actor = person(test, ANNA, None).await;
        let add = async |bytes: &[u8]| signatures::add_request(&test.db, &actor, bytes).await;
        refused(add(b"hello").await, "ESG-019", Some("SIG-113"));
        refused(add(world.anna().certificate.der()).await, "ESG-019", Some("SIG-113"));
        let made = request::make(&anna(), &key(40), None, &NOISE).unwrap();
        let mut spoilt = made.der().to_vec();
        *spoilt.last_mut().unwrap() ^= 1;
        refused(add(&spoilt).await, "ESG-019", Some("SIG-115"));
        let boris = person(test, ["Быков", "Борис", "Борисович"], None).await;
        let id = add(made.der()).await.unwrap();
        refused(signatures::mark_sent(&test.db, &boris, id).await, "ESG-014", None);
        assert!(signatures::requests_of(&test.db, &boris).await.unwrap().is_empty());
    }
}
