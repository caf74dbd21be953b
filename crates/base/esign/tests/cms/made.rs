//! What is made here passes here, and the times count as they should.

use crate::world::{
    CONTENT, NOISE, PASSED, World, because, change, change_signer, der, name, now, time, validity,
};
use esign::algorithm::Digest;
use esign::chain::Evidence;
use esign::cms::{self, Content, MakeError};
use esign::issue::Template;
use esign::report::SubIndication;
use esign::trust::Trust;
use esign::{Input, Options, validate, validate_certificate};
use gost3410::ParamSet;

#[test]
fn attached_and_detached_signatures_of_every_set_pass() {
    for set in [
        ParamSet::CryptoProA,
        ParamSet::Tc26_256A,
        ParamSet::Tc26_512A,
        ParamSet::Tc26_512C,
    ] {
        let world = World::new(set);
        let reports = world.validate(&world.sign(true), None);
        assert_eq!(reports.len(), 1);
        let report = &reports[0];
        assert!(report.verdict.is_passed(), "{}: {report:#?}", set.name());
        assert_eq!(report.format, "CAdES-BES");
        assert_eq!(report.signing_time, Some(time("2026-11-20T10:00:00Z")));
        let signer = report.signer.as_ref().unwrap();
        assert_eq!(signer.name.as_deref(), Some("Ёлкина Анна Сергеевна"));
        assert_eq!(report.chain.len(), 2);
        assert!(
            !report.qualified,
            "there is no list of accredited authorities"
        );
        assert_eq!(world.verdict(&world.sign(false), Some(CONTENT)), PASSED);
    }
}

#[test]
fn a_signer_outside_signs_a_hash() {
    let world = World::new(ParamSet::Tc26_256B);
    let digest = cms::digest_of(&world.certificate).unwrap();
    assert_eq!(digest, Digest::Streebog256);
    let prepared = cms::prepare(&digest.hash(CONTENT), &world.certificate, now()).unwrap();
    let prepared = prepared.with_certificates(std::slice::from_ref(&world.root));
    let signature = world
        .key
        .sign_digest(&prepared.hash_to_sign(), &NOISE)
        .unwrap();
    let cms = prepared
        .finish(signature.as_bytes(), Some(CONTENT))
        .unwrap();
    assert_eq!(world.verdict(&cms, None), PASSED);
    let mut wrong = signature.as_bytes().to_vec();
    wrong[3] ^= 1;
    assert_eq!(prepared.finish(&wrong, None), Err(MakeError::Signature));
    assert_eq!(
        prepared.finish(signature.as_bytes(), Some(b"another")),
        Err(MakeError::Hash)
    );
    assert_eq!(
        cms::prepare(&[0; 64], &world.certificate, now()).unwrap_err(),
        MakeError::Hash
    );
    let other = cms::sign(
        CONTENT,
        true,
        &world.root_key,
        &world.certificate,
        now(),
        &NOISE,
    );
    assert_eq!(other, Err(MakeError::OtherKey));
}

#[test]
fn hashes_stand_in_for_a_file() {
    let world = World::new(ParamSet::CryptoProA);
    let cms = world.sign(false);
    let judge = |content| {
        let (trust, evidence) = (world.trust(), world.evidence());
        let reports = cms::validate_content(&cms, content, now(), &trust, &evidence);
        (
            reports[0].verdict.indication,
            reports[0].verdict.sub_indication,
        )
    };
    let digests = cms::digests(&cms).unwrap();
    assert_eq!(digests, [Digest::Streebog256]);
    let hashes = [(digests[0], digests[0].hash(CONTENT))];
    assert_eq!(judge(Content::Hashes(&hashes)), PASSED);
    let others = [(digests[0], digests[0].hash(b"another"))];
    assert_eq!(
        judge(Content::Hashes(&others)),
        because(SubIndication::HashFailure)
    );
    let unfit = [(Digest::Sha256, Digest::Sha256.hash(CONTENT))];
    assert_eq!(
        judge(Content::Hashes(&unfit)),
        because(SubIndication::SignedDataNotFound)
    );
    assert_eq!(
        judge(Content::Absent),
        because(SubIndication::SignedDataNotFound)
    );
}

#[test]
fn without_a_time_stamp_the_certificate_is_judged_now() {
    let world = World::new(ParamSet::CryptoProA);
    let cms = world.sign(true);
    let (trust, evidence) = (world.trust(), world.evidence());
    let at = |moment: &str, evidence: &Evidence| {
        let report = cms::validate(&cms, None, time(moment), &trust, evidence).remove(0);
        (report.verdict.indication, report.verdict.sub_indication)
    };
    let later = "2027-06-01T00:00:00Z";
    assert_eq!(
        at(later, &evidence),
        because(SubIndication::OutOfBoundsNoPoe)
    );
    let before = "2025-06-01T00:00:00Z";
    assert_eq!(at(before, &evidence), because(SubIndication::NotYetValid));
    let revoked = Evidence {
        crls: vec![world.list(&[(2, time("2026-11-21T00:00:00Z"))])],
        ..Evidence::default()
    };
    let day = "2026-11-22T12:00:00Z";
    assert_eq!(at(day, &revoked), because(SubIndication::RevokedNoPoe));
    assert_eq!(at("2026-11-20T12:00:00Z", &revoked), PASSED);
    let nobody = cms::validate(&cms, None, now(), &Trust::new(vec![]), &evidence).remove(0);
    assert_eq!(
        nobody.verdict.sub_indication,
        Some(SubIndication::NoCertificateChainFound)
    );
}

#[test]
fn revocation_data_is_asked_for_where_the_authority_publishes_it() {
    let world = World::new(ParamSet::CryptoProA);
    let mut template = Template::signer(name("Ёлкина Анна Сергеевна"), 9, validity());
    template.crl_urls = vec!["http://ca.example/list.crl".to_owned()];
    let certificate = world.issue(&template, &world.key);
    let cms = cms::sign(CONTENT, true, &world.key, &certificate, now(), &NOISE).unwrap();
    assert_eq!(world.verdict(&cms, None), PASSED);
    let nothing = Evidence::default();
    let report = cms::validate(&cms, None, now(), &world.trust(), &nothing).remove(0);
    assert_eq!(report.verdict.sub_indication, Some(SubIndication::TryLater));
}

#[test]
fn one_door_takes_every_armour() {
    let world = World::new(ParamSet::CryptoProA);
    let options = Options {
        at: now(),
        trust: world.trust(),
        evidence: world.evidence(),
    };
    let base64 = data_encoding::BASE64_MIME.encode(&world.sign(true));
    let pem =
        |label: &str| format!("-----BEGIN {label}-----\r\n{base64}\r\n-----END {label}-----\n");
    for text in [
        pem("CMS"),
        pem("PKCS7"),
        base64.clone(),
        format!("\u{feff}{}", pem("CMS")),
    ] {
        let report = validate(Input::File(text.as_bytes()), &options);
        assert_eq!(
            (report.indication, report.sub_indication),
            PASSED,
            "{text:.40}"
        );
        assert_eq!(report.signatures.len(), 1);
    }
    let detached = Input::Detached {
        content: Content::Bytes(CONTENT),
        signature: &world.sign(false),
    };
    assert_eq!(validate(detached, &options).sub_indication, None);
    let both = Input::Detached {
        content: Content::Bytes(b"another file"),
        signature: &world.sign(true),
    };
    let report = validate(both, &options);
    assert_eq!(report.sub_indication, Some(SubIndication::HashFailure));
    assert_eq!(report.signatures[0].verdict.findings[0].code, "SIG-076");
    for rubbish in [
        &b""[..],
        b"hello",
        b"\x30\x03\x02\x01\x00",
        b"\x30\xff",
        b"-----BEGIN CMS-----",
        &pem("CERTIFICATE").into_bytes(),
    ] {
        let report = validate(Input::File(rubbish), &options);
        assert_eq!(
            report.sub_indication,
            Some(SubIndication::FormatFailure),
            "{rubbish:?}"
        );
    }
}

#[test]
fn a_certificate_alone_is_judged_for_certain() {
    let world = World::new(ParamSet::CryptoProA);
    let mut options = Options {
        at: now(),
        trust: world.trust(),
        evidence: world.evidence(),
    };
    let said = |options: &Options| {
        let report = validate_certificate(&world.certificate, options);
        (report.indication, report.sub_indication)
    };
    assert_eq!(said(&options), PASSED);
    options.at = validity()
        .to
        .saturating_add(jiff::SignedDuration::from_secs(1))
        .unwrap();
    assert_eq!(said(&options), because(SubIndication::Expired));
    options.at = time("2025-01-01T00:00:00Z");
    assert_eq!(said(&options), because(SubIndication::NotYetValid));
    options.at = now();
    options.evidence.crls = vec![world.list(&[(2, time("2026-11-21T00:00:00Z"))])];
    assert_eq!(said(&options), because(SubIndication::Revoked));
}

/// As CryptoPro writes CAdES-X Long: lists and answers among the unsigned attributes.
#[test]
fn evidence_among_the_unsigned_attributes_counts() {
    let world = World::new(ParamSet::CryptoProA);
    let person = Template {
        crl_urls: vec!["http://roza.example/1.crl".to_owned()],
        ..Template::signer(name("Ёлкина"), 2, validity())
    };
    let person = world.issue(&person, &world.key);
    let cms = cms::sign(CONTENT, true, &world.key, &person, now(), &NOISE).unwrap();
    let judged = |cms: &[u8]| {
        let report = cms::validate(cms, None, now(), &world.trust(), &Evidence::default());
        report[0].verdict.sub_indication
    };
    assert_eq!(judged(&cms), Some(SubIndication::TryLater));
    let with = |oid_end: u8, value: &[u8]| {
        let mut oid = b"\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02".to_vec();
        oid.push(oid_end);
        let attribute = der(0x30, &[&oid, &der(0x31, &[value])]);
        change_signer(&cms, |signer| signer.push(der(0xa1, &[&attribute])))
    };
    let lists = |revoked: &[(u64, jiff::Timestamp)]| {
        let list = der(0x30, &[world.list(revoked).der()]);
        with(24, &der(0x30, &[&der(0xa0, &[&list])]))
    };
    assert_eq!(judged(&lists(&[])), None);
    let day = time("2026-11-01T00:00:00Z");
    assert_eq!(
        judged(&lists(&[(2, day)])),
        Some(SubIndication::RevokedNoPoe)
    );
    // Certificates too: here the signer's own, which the CMS leaves out.
    let brought = with(23, &der(0x30, &[person.der()]));
    let brought = change(&brought, |parts| {
        parts.remove(3);
    });
    assert_eq!(judged(&brought), Some(SubIndication::TryLater));
    // What is not as it should be is as if it were not there.
    assert_eq!(
        judged(&with(24, b"\x05\x00")),
        Some(SubIndication::TryLater)
    );
}

#[test]
fn a_certificate_whose_key_signs_nothing_does_not_pass_alone() {
    use esign::issue::{KeyUsage, KeyUsages};
    let world = World::new(ParamSet::CryptoProA);
    let judged = |usage: Option<KeyUsages>| {
        let person = Template {
            key_usage: usage.map(|usage| KeyUsage(usage.into())),
            ..Template::signer(name("Ёлкина"), 2, validity())
        };
        let options = esign::Options {
            at: now(),
            trust: world.trust(),
            evidence: world.evidence(),
        };
        esign::validate_certificate(&world.issue(&person, &world.key), &options).sub_indication
    };
    let refused = Some(SubIndication::ChainConstraintsFailure);
    assert_eq!(judged(Some(KeyUsages::KeyEncipherment)), refused);
    assert_eq!(judged(Some(KeyUsages::DigitalSignature)), None);
    assert_eq!(judged(Some(KeyUsages::CRLSign)), None);
    assert_eq!(judged(None), None);
}
