//! Signatures that must not pass, each for its own reason.

use crate::world::{
    CONTENT, CONTENT_TYPE, NOISE, PASSED, World, attributes, because, change, change_signer,
    children, der, key, name, now, resign, validity,
};
use esign::algorithm::Digest;
use esign::cms;
use esign::issue::Template;
use esign::report::SubIndication;
use gost3410::ParamSet;

fn world() -> World {
    World::new(ParamSet::CryptoProA)
}

const SIGNING_CERTIFICATE: &[u8] = b"\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x2f";

fn is(attribute: &[u8], oid: &[u8]) -> bool {
    children(attribute)[0] == oid
}

#[test]
fn another_content_is_a_hash_failure_and_another_value_a_broken_signature() {
    let world = world();
    let detached = world.sign(false);
    let other = world.verdict(&detached, Some(b"another"));
    assert_eq!(other, because(SubIndication::HashFailure));
    let altered = change_signer(&detached, |signer| {
        let last = signer[5].len() - 1;
        signer[5][last] ^= 1;
    });
    let said = world.verdict(&altered, Some(CONTENT));
    assert_eq!(said, because(SubIndication::SigCryptoFailure));
    let absent = world.verdict(&detached, None);
    assert_eq!(absent, because(SubIndication::SignedDataNotFound));
}

#[test]
fn bytes_that_follow_and_bytes_that_lack_are_a_format_failure() {
    let world = world();
    let cms = world.sign(true);
    let mut long = cms.clone();
    long.push(0);
    assert_eq!(
        world.verdict(&long, None),
        because(SubIndication::FormatFailure)
    );
    let short = &cms[..cms.len() - 1];
    assert_eq!(
        world.verdict(short, None),
        because(SubIndication::FormatFailure)
    );
    let nobody = change(&cms, |parts| {
        parts.pop();
        parts.push(der(0x31, &[]));
    });
    let reports = world.validate(&nobody, None);
    assert_eq!(reports[0].verdict.findings[0].code, "SIG-001");
}

#[test]
fn only_the_signed_attribute_sees_a_swapped_certificate() {
    let world = world();
    // The same key, the same issuer and serial number, another name: a later reissue, say.
    let twin = Template::signer(name("Другой Человек"), 2, validity());
    let twin = world.issue(&twin, &world.key);
    assert_eq!(twin.serial(), world.certificate.serial());
    let cms = world.sign(true);
    let swap = |cms: &[u8]| change(cms, |parts| parts[3] = der(0xa0, &[twin.der()]));
    let report = world.validate(&swap(&cms), None).remove(0);
    assert_eq!(
        report.verdict.sub_indication,
        Some(SubIndication::NoSigningCertificateFound)
    );
    assert_eq!(report.verdict.findings[0].code, "SIG-064");

    let mut unnamed = attributes(&cms);
    unnamed.retain(|one| !is(one, SIGNING_CERTIFICATE));
    let unnamed = resign(&cms, &world.key, &unnamed, CONTENT);
    let report = world.validate(&swap(&unnamed), None).remove(0);
    assert!(report.verdict.is_passed(), "nothing else sees it");
    assert_eq!(report.verdict.findings[0].code, "SIG-070");
    assert_eq!(report.format, "CMS");
}

#[test]
fn the_old_attribute_names_a_certificate_too() {
    let world = world();
    let cms = world.sign(true);
    let old = |hash: &[u8]| {
        let id = der(0x30, &[&der(0x30, &[&der(0x30, &[&der(0x04, &[hash])])])]);
        let oid = b"\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x0c";
        let attribute = der(0x30, &[oid, &der(0x31, &[&id])]);
        let mut attributes = attributes(&cms);
        attributes.retain(|one| !is(one, SIGNING_CERTIFICATE));
        attributes.push(attribute);
        resign(&cms, &world.key, &attributes, CONTENT)
    };
    let good = old(&Digest::Sha1.hash(world.certificate.der()));
    assert_eq!(world.verdict(&good, None), PASSED);
    let swapped = old(&Digest::Sha1.hash(world.root.der()));
    let said = world.verdict(&swapped, None);
    assert_eq!(said, because(SubIndication::NoSigningCertificateFound));
}

#[test]
fn certificates_are_found_by_their_key_identifier_and_outside_the_signature() {
    let world = world();
    let cms = world.sign(true);
    let id = &esign::algorithm::octets(
        world
            .certificate
            .extension(x509_cert::der::asn1::ObjectIdentifier::new_unwrap(
                "2.5.29.14",
            ))
            .unwrap()
            .0,
    )
    .unwrap()
    .to_vec();
    let by_key = |id: &[u8]| change_signer(&cms, |signer| signer[1] = der(0x80, &[id]));
    assert_eq!(world.verdict(&by_key(id), None), PASSED);
    let unknown = world.verdict(&by_key(b"another"), None);
    assert_eq!(unknown, because(SubIndication::NoSigningCertificateFound));

    let bare = change(&cms, |parts| {
        parts.remove(3);
    });
    let missing = world.verdict(&bare, None);
    assert_eq!(missing, because(SubIndication::NoSigningCertificateFound));
    let mut evidence = world.evidence();
    evidence.certificates.push(world.certificate.clone());
    let report = cms::validate(&bare, None, now(), &world.trust(), &evidence).remove(0);
    assert!(report.verdict.is_passed());
}

#[test]
fn attributes_that_stand_twice_or_contradict_do_not_pass() {
    let world = world();
    let cms = world.sign(true);
    let all = attributes(&cms);
    for attribute in &all {
        let mut twice = all.clone();
        twice.push(attribute.clone());
        let said = world.verdict(&resign(&cms, &world.key, &twice, CONTENT), None);
        assert_eq!(said, because(SubIndication::FormatFailure));
    }
    // The content type: left out, and another one.
    let mut without = all.clone();
    without.retain(|one| !is(one, CONTENT_TYPE));
    let said = world.verdict(&resign(&cms, &world.key, &without, CONTENT), None);
    assert_eq!(said, because(SubIndication::SigConstraintsFailure));
    let signed_data = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02";
    without.push(der(0x30, &[CONTENT_TYPE, &der(0x31, &[signed_data])]));
    let said = world.verdict(&resign(&cms, &world.key, &without, CONTENT), None);
    assert_eq!(said, because(SubIndication::SigConstraintsFailure));
    // No message digest among the attributes.
    let only = [all
        .iter()
        .find(|one| is(one, CONTENT_TYPE))
        .unwrap()
        .clone()];
    let said = world.verdict(&resign(&cms, &world.key, &only, CONTENT), None);
    assert_eq!(said, because(SubIndication::FormatFailure));
}

#[test]
fn attributes_signed_in_the_order_they_stand_count_as_well() {
    use gost3410::signature::Signer;
    let world = world();
    let cms = world.sign(true);
    let mut backwards = attributes(&cms);
    backwards.reverse();
    let parts: Vec<&[u8]> = backwards.iter().map(Vec::as_slice).collect();
    let standing = change_signer(&cms, |signer| {
        signer[3] = der(0xa0, &parts);
        signer[5] = der(0x04, &[world.key.sign(&der(0x31, &parts)).as_bytes()]);
    });
    assert_eq!(world.verdict(&standing, None), PASSED);
    // As DER asks: signed in order, stored in another.
    let stored = change_signer(&cms, |signer| signer[3] = der(0xa0, &parts));
    assert_eq!(world.verdict(&stored, None), PASSED);
}

#[test]
fn a_signature_without_attributes_passes_but_not_over_attributes() {
    let world = world();
    let cms = world.sign(true);
    let plain = resign(&cms, &world.key, &[], CONTENT);
    let report = world.validate(&plain, None).remove(0);
    assert!(report.verdict.is_passed(), "{report:#?}");
    assert_eq!(report.signing_time, None);
    let said = world.verdict(
        &change(&plain, |parts| {
            let kind = children(&parts[2])[0].clone();
            let other = der(0xa0, &[&der(0x04, &[b"another"])]);
            parts[2] = der(0x30, &[&kind, &other]);
        }),
        None,
    );
    assert_eq!(said, because(SubIndication::SigCryptoFailure));
    // The attributes of a good signature taken as the document of another.
    let mut value = Vec::new();
    let mut signed = Vec::new();
    change_signer(&cms, |signer| {
        signed = signer[3].clone();
        value = signer[5].clone();
    });
    signed[0] = 0x31;
    let forged = change(&cms, |parts| {
        let kind = children(&parts[2])[0].clone();
        parts[2] = der(0x30, &[&kind, &der(0xa0, &[&der(0x04, &[&signed])])]);
    });
    let forged = change_signer(&forged, |signer| {
        signer.remove(3);
    });
    let said = world.verdict(&forged, None);
    assert_eq!(said, because(SubIndication::SigConstraintsFailure));
}

#[test]
fn algorithms_that_do_not_go_together_or_are_unknown_do_not_pass() {
    let world = world();
    let cms = world.sign(true);
    let with = |place: usize, oid: &[u8]| {
        let changed = change_signer(&cms, |signer| signer[place] = der(0x30, &[oid]));
        world.verdict(&changed, None)
    };
    let (streebog_512, gost_512) = (
        b"\x06\x08\x2a\x85\x03\x07\x01\x01\x02\x03",
        b"\x06\x08\x2a\x85\x03\x07\x01\x01\x01\x02",
    );
    assert_eq!(with(2, streebog_512), because(SubIndication::HashFailure));
    assert_eq!(with(4, gost_512), because(SubIndication::SigCryptoFailure));
    let unknown = b"\x06\x03\x2a\x03\x04";
    assert_eq!(
        with(2, unknown),
        because(SubIndication::CryptoConstraintsFailure)
    );
    assert_eq!(
        with(4, unknown),
        because(SubIndication::CryptoConstraintsFailure)
    );
}

#[test]
fn two_signers_are_two_signatures_and_the_worse_one_decides() {
    let world = world();
    let other_key = key(ParamSet::Tc26_512A, 5);
    let other = world.issue(&Template::signer(name("Второй"), 5, validity()), &other_key);
    let theirs = cms::sign(CONTENT, true, &other_key, &other, now(), &NOISE).unwrap();
    let mut second = (Vec::new(), Vec::new());
    change(&theirs, |parts| {
        second = (children(&parts[3]), children(&parts[4]));
    });
    let both = change(&world.sign(true), |parts| {
        let certificates = [children(&parts[3]), second.0].concat().concat();
        let signers = [children(&parts[4]), second.1].concat().concat();
        parts[3] = der(0xa0, &[&certificates]);
        parts[4] = der(0x31, &[&signers]);
    });
    let reports = world.validate(&both, None);
    assert_eq!(reports.len(), 2);
    assert!(
        reports.iter().all(|one| one.verdict.is_passed()),
        "{reports:#?}"
    );
    let spoiled = change_signer(&both, |signer| signer[5][10] ^= 1);
    let report = esign::report::Report::of(world.validate(&spoiled, None));
    assert_eq!(report.sub_indication, Some(SubIndication::SigCryptoFailure));
    assert_eq!(report.signatures.len(), 2);
}

#[test]
fn other_unsigned_attributes_and_bad_counter_signatures_only_show() {
    let world = world();
    let unsigned = |oid: &[u8], value: &[u8]| {
        let attribute = der(0x30, &[oid, &der(0x31, &[value])]);
        change_signer(&world.sign(true), |signer| {
            signer.push(der(0xa1, &[&attribute]));
        })
    };
    let unknown = unsigned(b"\x06\x03\x2a\x03\x04", b"\x05\x00");
    assert_eq!(world.verdict(&unknown, None), PASSED);
    let counter = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x09\x06";
    let report = world
        .validate(&unsigned(counter, b"\x30\x00"), None)
        .remove(0);
    assert!(report.verdict.is_passed());
    assert!(
        report
            .verdict
            .findings
            .iter()
            .any(|one| one.code == "SIG-078")
    );
}

#[test]
fn a_good_counter_signature_is_told() {
    use gost3410::signature::Signer;
    let world = world();
    let cms = world.sign(true);
    let mut counter = Vec::new();
    let mut value = Vec::new();
    change_signer(&cms, |signer| {
        value = children(&der(0x30, &[&signer[5]]))[0].clone();
        counter.clone_from(signer);
    });
    let octets = esign::algorithm::octets(&value).unwrap();
    let mut own: Vec<Vec<u8>> = attributes(&cms);
    own.retain(|one| !is(one, CONTENT_TYPE));
    let digest_oid = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x09\x04";
    own.retain(|one| !is(one, digest_oid));
    let hash = der(0x04, &[&Digest::Streebog256.hash(octets)]);
    own.push(der(0x30, &[digest_oid, &der(0x31, &[&hash])]));
    own.sort();
    let parts: Vec<&[u8]> = own.iter().map(Vec::as_slice).collect();
    counter[3] = der(0xa0, &parts);
    counter[5] = der(0x04, &[world.key.sign(&der(0x31, &parts)).as_bytes()]);
    let counter = der(0x30, &[&counter.concat()]);
    let oid = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x09\x06";
    let attribute = der(0x30, &[oid, &der(0x31, &[&counter])]);
    let cms = change_signer(&cms, |signer| signer.push(der(0xa1, &[&attribute])));
    let report = world.validate(&cms, None).remove(0);
    assert!(report.verdict.is_passed());
    let block = report
        .blocks
        .iter()
        .find(|one| one.name == "COUNTER_SIGNATURE");
    assert!(block.unwrap().verdict.is_passed(), "{block:#?}");
}

/// Whatever bit is turned, what was signed by whom does not pass as something else, and nothing
/// panics. A turned bit that leaves content, signer and value as they were may pass: in a version
/// number that says nothing, or in the case of a letter of the issuer's name.
#[test]
fn no_turned_bit_passes_as_another_signature() {
    let world = world();
    let cms = world.sign(true);
    let good = world.validate(&cms, None).remove(0);
    let mut passed = Vec::new();
    for at in 0..cms.len() {
        for bit in [at % 8, (at + 3) % 8] {
            let mut turned = cms.clone();
            turned[at] ^= 1 << bit;
            for report in world.validate(&turned, None) {
                if report.verdict.is_passed() {
                    assert_eq!(report.signer, good.signer, "byte {at}");
                    assert_eq!(report.signing_time, good.signing_time, "byte {at}");
                    passed.push(at);
                }
            }
        }
    }
    passed.dedup();
    assert!(passed.len() <= 64, "{passed:?} of {}", cms.len());
    let mut content = CONTENT.to_vec();
    let detached = world.sign(false);
    for at in 0..content.len() {
        content[at] ^= 1;
        let said = world.verdict(&detached, Some(&content));
        assert_eq!(said, because(SubIndication::HashFailure));
        content[at] ^= 1;
    }
}

#[test]
fn no_cut_and_no_rubbish_panics() {
    let world = world();
    let cms = world.sign(true);
    for length in 0..cms.len() {
        let said = world.verdict(&cms[..length], None);
        assert_eq!(said, because(SubIndication::FormatFailure));
    }
    let mut state = 1u32;
    for _ in 0..2000 {
        let mut mixed = cms.clone();
        for _ in 0..4 {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let at = (state >> 8) as usize % mixed.len();
            mixed[at] = (state >> 24) as u8;
        }
        world.validate(&mixed, None);
    }
}
