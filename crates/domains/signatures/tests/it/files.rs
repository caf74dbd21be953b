//! The operator's files: named when they are wrong, read again when they change.

use std::fs;

use esign::algorithm::Digest;
use esign::issue::{Template, Validity};
use esign::report::{Indication, SubIndication};
use esign::xml::{self, Placement};
use signatures::{Signed, TrustSettings, Verifier};

use crate::world::*;

const CONTENT: &[u8] = b"a document";

fn now() -> jiff::Timestamp {
    moment("2026-11-22T06:30:00Z")
}

fn settings(world: &World) -> TrustSettings {
    TrustSettings {
        anchors: vec![world.path("root.cer")],
        crls: vec![world.path("root.crl")],
        ..TrustSettings::default()
    }
}

async fn indication(verifier: &Verifier, signer: &Party) -> Option<SubIndication> {
    let signed = Signed::Detached {
        content: CONTENT.to_vec(),
        signature: signer.sign(CONTENT, now()),
    };
    verifier.validate(signed, now(), now()).await.sub_indication
}

#[tokio::test]
async fn a_file_that_cannot_be_used_is_named() {
    let world = World::new();
    let absent = TrustSettings {
        anchors: vec![world.path("absent.cer")],
        ..TrustSettings::default()
    };
    let failure = Verifier::open(absent).unwrap_err();
    assert_eq!(failure.path, world.path("absent.cer"));
    let wrong = TrustSettings {
        crls: vec![world.path("root.cer")],
        ..settings(&world)
    };
    let failure = Verifier::open(wrong).unwrap_err();
    assert!(failure.to_string().contains("root.cer"), "{failure}");
    let wrong = TrustSettings {
        trust_list: Some(world.path("root.cer")),
        ..settings(&world)
    };
    assert_eq!(
        Verifier::open(wrong).unwrap_err().path,
        world.path("root.cer")
    );
}

#[tokio::test]
async fn folders_are_read_and_what_is_no_certificate_is_told() {
    let world = World::new();
    let folder = world.path("roots");
    fs::create_dir(&folder).unwrap();
    fs::copy(world.path("root.cer"), folder.join("a.cer")).unwrap();
    fs::write(folder.join("README.txt"), "hello").unwrap();
    fs::write(folder.join(".half"), "hello").unwrap();
    let verifier = Verifier::open(TrustSettings {
        anchors: vec![folder.clone()],
        ..settings(&world)
    })
    .unwrap();
    let known = verifier.overview(now());
    assert_eq!(known.anchors, 1);
    assert_eq!(known.skipped, [folder.join("README.txt")]);
    assert_eq!(indication(&verifier, &world.anna()).await, None);
}

#[tokio::test]
async fn files_that_changed_are_read_again_and_spoilt_ones_are_not_taken() {
    let world = World::new();
    let verifier = Verifier::open(settings(&world)).unwrap();
    let anna = world.anna();
    assert_eq!(indication(&verifier, &anna).await, None);
    let revoked = world.root.list(
        moment("2026-11-22T01:00:00Z"),
        &[(2, moment("2026-11-21T00:00:00Z"))],
    );
    fs::write(world.path("root.crl"), &revoked).unwrap();
    assert_eq!(
        indication(&verifier, &anna).await,
        Some(SubIndication::RevokedNoPoe)
    );
    fs::write(world.path("root.crl"), b"half a file").unwrap();
    assert_eq!(
        indication(&verifier, &anna).await,
        Some(SubIndication::RevokedNoPoe)
    );
    fs::write(
        world.path("root.crl"),
        world.root.list(moment("2026-11-22T02:00:00Z"), &[]),
    )
    .unwrap();
    assert_eq!(indication(&verifier, &anna).await, None);
}

#[tokio::test]
async fn a_list_that_says_it_was_made_after_now_does_not_count() {
    let world = World::new();
    let verifier = Verifier::open(settings(&world)).unwrap();
    let anna = world.anna();
    let list = |at: &str| fs::write(world.path("root.crl"), world.root.list(moment(at), &[]));
    // By more than clocks differ.
    list("2026-11-22T06:36:00Z").unwrap();
    assert_eq!(
        indication(&verifier, &anna).await,
        Some(SubIndication::TryLater)
    );
    list("2026-11-22T06:34:00Z").unwrap();
    assert_eq!(indication(&verifier, &anna).await, None);
    // Of a moment in the past, what was made since tells more.
    let past = moment("2026-11-21T06:30:00Z");
    let signed = Signed::Detached {
        content: CONTENT.to_vec(),
        signature: anna.sign(CONTENT, past),
    };
    let report = verifier.validate(signed, past, now()).await;
    assert_eq!(report.sub_indication, None);
}

#[tokio::test]
async fn the_state_list_counts_only_with_its_signers_signature_where_one_is_named() {
    let world = World::new();
    let keeper = world.root.person(anna(), 30);
    fs::write(world.path("keeper.cer"), keeper.certificate.der()).unwrap();
    let with_signer = || TrustSettings {
        trust_list: Some(world.path("list.xml")),
        trust_list_signer: Some(world.path("keeper.cer")),
        ..settings(&world)
    };
    let failure = Verifier::open(with_signer()).unwrap_err();
    assert!(failure.reason.contains("SIG-001"), "unsigned: {failure}");

    let list = fs::read(world.path("list.xml")).unwrap();
    let sign = |signer: &Party| {
        let at = moment("2026-11-20T00:00:00Z");
        let (certificate, key) = (&signer.certificate, &signer.key);
        xml::sign(&list, &Placement::Enveloped, certificate, key, at, &NOISE).unwrap()
    };
    fs::write(world.path("list.xml"), sign(&world.root.person(anna(), 31))).unwrap();
    assert!(Verifier::open(with_signer()).is_err(), "another signer");
    let signed = sign(&keeper);
    fs::write(world.path("list.xml"), &signed).unwrap();
    let verifier = Verifier::open(with_signer()).unwrap();
    let state = verifier.overview(now()).list.unwrap();
    assert!(state.is_checked);
    assert_eq!((state.version.as_str(), state.authorities), ("7", 1));
    let altered = String::from_utf8(signed).unwrap().replacen(">7<", ">8<", 1);
    fs::write(world.path("list.xml"), altered).unwrap();
    assert!(Verifier::open(with_signer()).is_err(), "altered");

    fs::write(world.path("list.xml"), list).unwrap();
    let unchecked = TrustSettings {
        trust_list_signer: None,
        ..with_signer()
    };
    let verifier = Verifier::open(unchecked).unwrap();
    assert!(!verifier.overview(now()).list.unwrap().is_checked);
}

#[tokio::test]
async fn an_operator_is_told_what_is_out_of_date() {
    let world = World::new();
    let short = Validity {
        from: moment("2020-01-01T00:00:00Z"),
        to: moment("2026-11-01T00:00:00Z"),
    };
    let template = Template::root(common_name("Бывший центр"), 8, short);
    let ended = esign::issue::self_signed(&template, &key(8), &NOISE).unwrap();
    fs::write(world.path("ended.cer"), ended.der()).unwrap();
    let verifier = Verifier::open(TrustSettings {
        anchors: vec![world.path("root.cer"), world.path("ended.cer")],
        ..settings(&world)
    })
    .unwrap();
    let known = verifier.overview(now());
    assert_eq!(known.ended_anchors, ["CN=Бывший центр"]);
    assert!(!known.crls[0].is_stale(now()));
    assert!(known.crls[0].is_stale(moment("2028-01-01T00:00:00Z")));
    assert!(known.list.is_none());
}

#[tokio::test]
async fn a_file_that_stays_with_its_owner_is_judged_by_its_hash() {
    let world = World::new();
    let verifier = Verifier::open(settings(&world)).unwrap();
    let signature = world.anna().sign(CONTENT, now());
    let hashed = |hash: Vec<u8>| Signed::Hashed {
        algorithm: Digest::Streebog256,
        hash,
        signature: signature.clone(),
    };
    let good = hashed(Digest::Streebog256.hash(CONTENT));
    let report = verifier.validate(good, now(), now()).await;
    assert_eq!(report.indication, Indication::TotalPassed, "{report:#?}");
    let report = verifier.validate(hashed(vec![1; 32]), now(), now()).await;
    assert_eq!(report.sub_indication, Some(SubIndication::HashFailure));
    let certificate = world.anna().certificate;
    let report = verifier
        .validate_certificate(&certificate, now(), now())
        .await;
    assert_eq!(report.indication, Indication::TotalPassed);
    let late = moment("2027-06-01T00:00:00Z");
    let report = verifier
        .validate_certificate(&certificate, late, late)
        .await;
    assert_eq!(report.sub_indication, Some(SubIndication::Expired));
}
