//! What a signature lies in: DER, BER, PEM, Base64; and what stands around it or is missing. All of
//! it through the one door that `kabinet verify` uses.

use crate::world::{
    CONTENT, NOISE, World, change, change_signer, children, der, key, name, now, resign, split,
    validity,
};
use data_encoding::BASE64;
use esign::cms::{self, Content};
use esign::issue::Template;
use esign::report::{Indication, Report, SubIndication};
use esign::{Input, Options, trust, validate};
use gost3410::ParamSet;

fn world() -> World {
    World::new(ParamSet::Tc26_256A)
}

fn options(world: &World) -> Options {
    Options {
        at: now(),
        trust: world.trust(),
        evidence: world.evidence(),
    }
}

fn attached(world: &World, file: &[u8]) -> Report {
    validate(Input::File(file), &options(world))
}

fn detached(world: &World, content: &[u8], signature: &[u8]) -> Report {
    let content = Content::Bytes(content);
    validate(Input::Detached { content, signature }, &options(world))
}

#[track_caller]
fn assert_passed(report: &Report, what: &str) {
    assert_eq!(
        report.indication,
        Indication::TotalPassed,
        "{what}: {report:#?}"
    );
}

#[track_caller]
fn assert_failed(report: &Report, reason: SubIndication, what: &str) {
    assert_eq!(report.sub_indication, Some(reason), "{what}: {report:#?}");
    assert_eq!(report.indication, reason.indication(), "{what}");
}

fn pem(label: &str, der: &[u8], line_end: &str) -> Vec<u8> {
    let body = BASE64.encode(der);
    let lines: Vec<&str> = body
        .as_bytes()
        .chunks(64)
        .map(|line| std::str::from_utf8(line).unwrap())
        .collect();
    let body = lines.join(line_end);
    format!("-----BEGIN {label}-----{line_end}{body}{line_end}-----END {label}-----{line_end}")
        .into_bytes()
}

/// The same in BER: every length that may be open is open, every octet string is in pieces.
fn opened(der: &[u8]) -> Vec<u8> {
    let (tag, content, _) = split(der);
    if tag & 0x20 != 0 {
        let inside: Vec<u8> = children(der).iter().flat_map(|one| opened(one)).collect();
        return [&[tag, 0x80], inside.as_slice(), &[0, 0]].concat();
    }
    if tag == 0x04 && content.len() > 1 {
        let (one, two) = content.split_at(content.len() / 2);
        let pieces = [self::der(0x04, &[one]), self::der(0x04, &[two])].concat();
        return [&[0x24, 0x80], pieces.as_slice(), &[0, 0]].concat();
    }
    self::der(tag, &[content])
}

#[test]
fn every_armour_of_both_kinds_passes() {
    let world = world();
    for is_attached in [true, false] {
        let der = world.sign(is_attached);
        let ber = opened(&der);
        assert_ne!(ber, der);
        let mut files = vec![("DER".to_owned(), der.clone()), ("BER".to_owned(), ber)];
        for label in ["CMS", "PKCS7", "PKCS #7 SIGNED DATA", "SIGNATURE"] {
            files.push((label.to_owned(), pem(label, &der, "\n")));
            files.push((format!("{label}, BER"), pem(label, &opened(&der), "\r\n")));
        }
        let base64 = BASE64.encode(&der).into_bytes();
        let marked = [b"\xef\xbb\xbf".as_slice(), &pem("CMS", &der, "\r\n")].concat();
        let told = [b"Subject: x\n\n".as_slice(), &pem("CMS", &der, "\n")].concat();
        let beside = [
            pem("CERTIFICATE", world.root.der(), "\n"),
            pem("CMS", &der, "\n"),
        ]
        .concat();
        files.push(("Base64".to_owned(), base64));
        files.push(("a byte order mark".to_owned(), marked));
        files.push(("text before".to_owned(), told));
        files.push(("a certificate before".to_owned(), beside));
        for (what, file) in files {
            let report = if is_attached {
                attached(&world, &file)
            } else {
                detached(&world, CONTENT, &file)
            };
            assert_passed(&report, &what);
            assert_eq!(report.signatures.len(), 1);
        }
    }
}

#[test]
fn what_follows_a_signature_or_lies_in_it_unasked_is_a_format_failure() {
    let world = world();
    let good = world.sign(true);
    let failed = |file: &[u8], what: &str| {
        assert_failed(&attached(&world, file), SubIndication::FormatFailure, what);
    };
    for tail in [&[0u8][..], b"\n", &[0, 0], &[0x05, 0x00], b"more", &good] {
        let file = [good.as_slice(), tail].concat();
        failed(&file, "DER");
        failed(&pem("CMS", &file, "\n"), "PEM");
        let file = [opened(&good).as_slice(), tail].concat();
        failed(&file, "BER");
    }
    failed(
        &[pem("CMS", &good, "\n"), pem("CMS", &good, "\n")].concat(),
        "two in PEM",
    );
    let null = b"\x05\x00".to_vec();
    failed(
        &change(&good, |parts| parts.push(null.clone())),
        "SignedData",
    );
    failed(
        &change_signer(&good, |parts| parts.push(null.clone())),
        "SignerInfo",
    );
    let outer = children(&good);
    failed(&der(0x30, &[&outer[0], &outer[1], &null]), "ContentInfo");
    let twice = change(&good, |parts| {
        let both = children(&parts[2]);
        parts[2] = der(0x30, &[&both[0], &both[1], &both[1]]);
    });
    failed(&twice, "EncapsulatedContentInfo");
    // Cut anywhere, in either form.
    for file in [&good, &opened(&good)] {
        for length in (1..file.len()).step_by(41) {
            failed(&file[..length], "cut");
        }
    }
}

#[test]
fn an_empty_document_is_a_document() {
    let world = world();
    let sign = |is_attached| {
        let (key, certificate) = (&world.key, &world.certificate);
        cms::sign(b"", is_attached, key, certificate, now(), &NOISE).unwrap()
    };
    assert_passed(&attached(&world, &sign(true)), "attached");
    assert_passed(&attached(&world, &opened(&sign(true))), "attached, BER");
    assert_passed(&detached(&world, b"", &sign(false)), "detached");
    assert_failed(
        &attached(&world, &sign(false)),
        SubIndication::SignedDataNotFound,
        "an empty file is not the same as none",
    );
    assert_failed(
        &detached(&world, b"\n", &sign(false)),
        SubIndication::HashFailure,
        "another file",
    );
    // A file given beside a signature that holds its content must be the same.
    assert_passed(&detached(&world, b"", &sign(true)), "the same beside");
    assert_failed(
        &detached(&world, b"x", &sign(true)),
        SubIndication::HashFailure,
        "another beside",
    );
}

#[test]
fn a_file_of_certificates_is_no_signature_and_still_of_use() {
    let world = world();
    let bundle = change(&world.sign(true), |parts| {
        let kind = children(&parts[2])[0].clone();
        parts[1] = der(0x31, &[]);
        parts[2] = der(0x30, &[&kind]);
        parts[3] = der(0xa0, &[world.certificate.der(), world.root.der()]);
        parts[4] = der(0x31, &[]);
    });
    for file in [bundle.clone(), opened(&bundle), pem("PKCS7", &bundle, "\n")] {
        let report = attached(&world, &file);
        assert_failed(&report, SubIndication::FormatFailure, "no signer");
        assert_eq!(report.signatures[0].verdict.findings[0].code, "SIG-001");
    }
    let read = trust::certificates(&bundle).unwrap();
    assert_eq!(read, [world.certificate.clone(), world.root.clone()]);
    let read = trust::certificates(&pem("PKCS7", &bundle, "\n")).unwrap();
    assert_eq!(read.len(), 2);
}

#[test]
fn cms_of_other_kinds_and_other_content_do_not_pass() {
    let world = world();
    let good = world.sign(true);
    let arc = |last: u8| {
        let mut oid = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07".to_vec();
        oid.push(last);
        oid
    };
    for kind in [1, 3, 5, 6] {
        let content = &children(&good)[1];
        let file = der(0x30, &[&arc(kind), content]);
        assert_failed(
            &attached(&world, &file),
            SubIndication::FormatFailure,
            "another CMS",
        );
    }
    // What is signed as data and shown as something else, and the other way round.
    let shown = |oid: &[u8], cms: &[u8]| {
        change(cms, |parts| {
            let content = children(&parts[2])[1].clone();
            parts[2] = der(0x30, &[oid, &content]);
        })
    };
    let report = attached(&world, &shown(&arc(2), &good));
    assert_failed(
        &report,
        SubIndication::SigConstraintsFailure,
        "another content type",
    );
    let plain = resign(&good, &world.key, &[], CONTENT);
    assert_passed(&attached(&world, &plain), "no attributes");
    let report = attached(&world, &shown(&arc(2), &plain));
    assert_failed(
        &report,
        SubIndication::SigConstraintsFailure,
        "a content type that nobody signed",
    );
    // The content is not in an OCTET STRING, as PKCS#7 of the first version allowed.
    let bare = change(&good, |parts| {
        let kind = children(&parts[2])[0].clone();
        let text = der(0x0c, &[CONTENT]);
        parts[2] = der(0x30, &[&kind, &der(0xa0, &[&text])]);
    });
    assert_failed(
        &attached(&world, &bare),
        SubIndication::FormatFailure,
        "no octets",
    );
}

#[test]
fn of_several_signers_the_worst_one_decides_wherever_it_stands() {
    let world = world();
    let people: Vec<_> = (5u8..8)
        .map(|number| {
            let key = key(ParamSet::Tc26_512A, number);
            let person = Template::signer(name("Подписант"), u64::from(number), validity());
            let certificate = world.issue(&person, &key);
            cms::sign(CONTENT, true, &key, &certificate, now(), &NOISE).unwrap()
        })
        .collect();
    let together = |spoiled: Option<usize>| {
        let (mut certificates, mut signers) = (Vec::new(), Vec::new());
        for (number, cms) in people.iter().enumerate() {
            let cms = if spoiled == Some(number) {
                change_signer(cms, |signer| signer[5][20] ^= 1)
            } else {
                cms.clone()
            };
            change(&cms, |parts| {
                certificates.extend(split(&parts[3]).1);
                signers.extend(split(&parts[4]).1);
            });
        }
        change(&people[0], |parts| {
            parts[3] = der(0xa0, &[&certificates]);
            parts[4] = der(0x31, &[&signers]);
        })
    };
    let report = attached(&world, &together(None));
    assert_passed(&report, "three");
    assert_eq!(report.signatures.len(), 3);
    for spoiled in 0..3 {
        let report = attached(&world, &together(Some(spoiled)));
        assert_failed(&report, SubIndication::SigCryptoFailure, "one of three");
        let good = report.signatures.iter();
        let good = good.filter(|one| one.verdict.is_passed()).count();
        assert_eq!(good, 2);
    }
    // A signer whose certificate is not there makes the whole indeterminate, not failed.
    let alone = change(&together(None), |parts| {
        let first = children(&parts[3])[0].clone();
        parts[3] = der(0xa0, &[&first]);
    });
    assert_failed(
        &attached(&world, &alone),
        SubIndication::NoSigningCertificateFound,
        "two without certificates",
    );
}
