//! CAdES-T: time stamps that count, and those that do not.

use crate::world::{
    CONTENT, NONCE, PASSED, World, attributes, because, der, key, name, resign, time, token,
    validity,
};
use esign::algorithm::Digest;
use esign::chain::Evidence;
use esign::cms;
use esign::issue::Template;
use esign::report::{SignatureReport, SubIndication};
use esign::tsp::{Request, TspError, read_response};
use gost3410::ParamSet;
use x509_cert::der::asn1::ObjectIdentifier;

fn response(token: &[u8]) -> Vec<u8> {
    der(0x30, &[b"\x30\x03\x02\x01\x00", token])
}

fn world() -> World {
    World::new(ParamSet::CryptoProA)
}

fn stamped(world: &World, at: &str) -> Vec<u8> {
    let cms = world.sign(true);
    let value = cms::signature_values(&cms).unwrap().remove(0);
    let hash = Digest::Streebog256.hash(&value);
    let token = token(&hash, at, &world.stamp_key, &world.stamp_certificate);
    cms::with_stamp(&cms, 0, &token).unwrap()
}

fn judge(world: &World, cms: &[u8], at: &str, evidence: &Evidence) -> SignatureReport {
    cms::validate(cms, None, time(at), &world.trust(), evidence).remove(0)
}

#[test]
fn a_time_stamp_proves_the_time_past_the_end_and_the_revocation() {
    let world = world();
    let cms = stamped(&world, "20261120110000Z");
    let revoked = Evidence {
        crls: vec![world.list(&[(2, time("2026-11-21T00:00:00Z"))])],
        ..Evidence::default()
    };
    let report = judge(&world, &cms, "2026-11-22T12:00:00Z", &revoked);
    assert!(report.verdict.is_passed(), "{report:#?}");
    assert_eq!(report.format, "CAdES-T");
    assert_eq!(report.stamped_time, Some(time("2026-11-20T11:00:00Z")));
    assert_eq!(report.validation_time, time("2026-11-20T11:00:00Z"));
    let report = judge(
        &world,
        &cms,
        "2030-01-01T00:00:00Z",
        &world.evidence_on("2030-01-01T00:00:00Z"),
    );
    assert!(report.verdict.is_passed(), "{report:#?}");

    let late = stamped(&world, "20261121120000.5Z");
    let report = judge(&world, &late, "2026-11-22T12:00:00Z", &revoked);
    assert_eq!(
        report.verdict.sub_indication,
        Some(SubIndication::RevokedNoPoe)
    );
    let early = stamped(&world, "20251231000000Z");
    let report = judge(&world, &early, "2026-11-22T12:00:00Z", &world.evidence());
    assert_eq!(
        report.verdict.sub_indication,
        Some(SubIndication::NotYetValid)
    );
}

#[test]
fn a_time_stamp_that_does_not_hold_does_not_count() {
    let world = world();
    let cms = world.sign(true);
    let value = cms::signature_values(&cms).unwrap().remove(0);
    let hash = Digest::Streebog256.hash(&value);
    let at = "20261120110000Z";
    let plain = Template::signer(name("Не служба времени"), 8, validity());
    let plain_key = key(ParamSet::CryptoProA, 8);
    let plain = world.issue(&plain, &plain_key);
    let other = World::new(ParamSet::Tc26_256A);
    let good = token(&hash, at, &world.stamp_key, &world.stamp_certificate);
    let mut broken = good.clone();
    let last = broken.len() - 1;
    broken[last] ^= 1;
    let cases = [
        (
            "of another signature",
            token(&[1; 32], at, &world.stamp_key, &world.stamp_certificate),
        ),
        ("not by a service", token(&hash, at, &plain_key, &plain)),
        (
            "by an unknown service",
            token(&hash, at, &other.stamp_key, &other.stamp_certificate),
        ),
        (
            "from the future",
            token(
                &hash,
                "20281120110000Z",
                &world.stamp_key,
                &world.stamp_certificate,
            ),
        ),
        ("broken", broken),
        ("not a time stamp", world.sign(true)),
        ("rubbish", b"\x30\x00".to_vec()),
    ];
    for (what, token) in cases {
        let cms = cms::with_stamp(&cms, 0, &token).unwrap();
        let now = judge(&world, &cms, "2026-11-22T12:00:00Z", &world.evidence());
        assert!(
            now.verdict.is_passed(),
            "{what}: the signature itself is good: {now:#?}"
        );
        assert_eq!(now.stamped_time, None, "{what}");
        assert!(
            now.verdict.findings.iter().any(|one| one.code == "SIG-073"),
            "{what}"
        );
        let later = judge(
            &world,
            &cms,
            "2028-01-01T00:00:00Z",
            &world.evidence_on("2028-01-01T00:00:00Z"),
        );
        assert_eq!(
            later.verdict.sub_indication,
            Some(SubIndication::OutOfBoundsNotRevoked),
            "{what}"
        );
    }
    let two = cms::with_stamp(&cms::with_stamp(&cms, 0, b"\x30\x00").unwrap(), 0, &good).unwrap();
    let report = judge(
        &world,
        &two,
        "2028-01-01T00:00:00Z",
        &world.evidence_on("2028-01-01T00:00:00Z"),
    );
    assert!(report.verdict.is_passed(), "one good one is enough");
    assert!(cms::with_stamp(&cms, 1, &good).is_err());
}

#[test]
fn content_stamped_after_the_end_makes_it_certain() {
    let world = world();
    let cms = world.sign(true);
    let hash = Digest::Streebog256.hash(CONTENT);
    let with = |at: &str| {
        let token = token(&hash, at, &world.stamp_key, &world.stamp_certificate);
        let oid = b"\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x14";
        let mut all = attributes(&cms);
        all.push(der(0x30, &[oid, &der(0x31, &[&token])]));
        resign(&cms, &world.key, &all, CONTENT)
    };
    let evidence = world.evidence_on("2028-01-01T00:00:00Z");
    let report = judge(
        &world,
        &with("20270601000000Z"),
        "2028-01-01T00:00:00Z",
        &evidence,
    );
    assert_eq!(report.verdict.sub_indication, Some(SubIndication::Expired));
    let report = judge(
        &world,
        &with("20260601000000Z"),
        "2028-01-01T00:00:00Z",
        &evidence,
    );
    assert_eq!(
        report.verdict.sub_indication,
        Some(SubIndication::OutOfBoundsNotRevoked)
    );
    let revoked = Evidence {
        crls: vec![world.list(&[(2, time("2026-11-20T00:00:00Z"))])],
        ..Evidence::default()
    };
    let report = judge(
        &world,
        &with("20261121000000Z"),
        "2026-11-22T12:00:00Z",
        &revoked,
    );
    assert_eq!(report.verdict.sub_indication, Some(SubIndication::Revoked));
    let said = because(SubIndication::Revoked);
    assert_eq!(
        (report.verdict.indication, report.verdict.sub_indication),
        said
    );
    assert_ne!(said, PASSED);
}

#[test]
fn an_answer_is_taken_only_for_the_request() {
    let world = world();
    let hash = vec![5; 32];
    let good = token(
        &hash,
        "20261120110000Z",
        &world.stamp_key,
        &world.stamp_certificate,
    );
    let request = Request::new(Digest::Streebog256, hash.clone(), NONCE);
    let token = read_response(&response(&good), &request).unwrap();
    assert_eq!(token.time, time("2026-11-20T11:00:00Z"));
    assert_eq!(token.der, good);
    let policy = |text: &str| ObjectIdentifier::new_unwrap(text);
    assert!(
        read_response(
            &response(&good),
            &request.clone().with_policy(policy("1.2.3.4"))
        )
        .is_ok()
    );
    let refused = |request: &Request| read_response(&response(&good), request).unwrap_err();
    assert_eq!(
        refused(&request.clone().with_policy(policy("1.2.3.5"))),
        TspError::Other("the policy")
    );
    let other = Request::new(Digest::Streebog256, vec![6; 32], NONCE);
    assert_eq!(refused(&other), TspError::Other("the hash"));
    let other = Request::new(Digest::Streebog256, hash, [8; 16]);
    assert_eq!(refused(&other), TspError::Other("the nonce"));
    let no = der(
        0x30,
        &[&der(0x30, &[b"\x02\x01\x02", &der(0x30, &[b"\x0c\x02no"])])],
    );
    let text = "no".to_owned();
    assert_eq!(
        read_response(&no, &request),
        Err(TspError::Refused { status: 2, text })
    );
    for length in 0..good.len() {
        assert!(read_response(&response(&good)[..length], &request).is_err());
    }
}
