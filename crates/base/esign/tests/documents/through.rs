//! Signed XML and PDF through the one door: the decisions on their certificates are those on a CMS's
//! (docs/decisions/0009), and time stamps count as there.

use crate::cms_world::{NOISE, World, key, name, now, time, token, validity};
use data_encoding::BASE64;
use esign::algorithm::Digest;
use esign::certificate::Certificate;
use esign::chain::Evidence;
use esign::issue::{self, Issuer, Template};
use esign::report::{Report, SubIndication};
use esign::trust::Trust;
use esign::{Input, Options, pdf, validate, xml};
use gost3410::{ParamSet, SigningKey};
use jiff::Timestamp;

const DOCUMENT: &str = "<z:a xmlns:z=\"urn:z\" xmlns=\"urn:fields\" Id=\"app\"><b>100 ₽</b></z:a>";

fn signed_xml(key: &SigningKey, certificate: &Certificate) -> Vec<u8> {
    let (at, place) = (time("2026-11-20T10:00:00Z"), xml::Placement::Enveloped);
    xml::sign(DOCUMENT.as_bytes(), &place, certificate, key, at, &NOISE).unwrap()
}

/// An XML, a PDF and a CMS by the same signer.
fn files(key: &SigningKey, certificate: &Certificate) -> [(&'static str, Vec<u8>); 3] {
    let at = time("2026-11-20T10:00:00Z");
    let page = crate::pdf::plain("Contract");
    [
        ("XML", signed_xml(key, certificate)),
        (
            "PDF",
            pdf::sign(&page, certificate, key, at, &NOISE).unwrap(),
        ),
        (
            "CMS",
            esign::cms::sign(b"Contract", true, key, certificate, at, &NOISE).unwrap(),
        ),
    ]
}

fn judged(file: &[u8], at: Timestamp, trust: Trust, evidence: Evidence) -> Report {
    let options = Options {
        at,
        trust,
        evidence,
    };
    validate(Input::File(file), &options)
}

#[track_caller]
fn assert_reason(report: &Report, reason: SubIndication, code: &str, what: &str) {
    assert_eq!(report.sub_indication, Some(reason), "{what}: {report:#?}");
    assert_eq!(report.indication, reason.indication(), "{what}");
    let codes = &report.signatures[0].verdict.findings;
    assert!(
        codes.iter().any(|one| one.code == code),
        "{what}: {codes:?}"
    );
}

#[test]
fn the_certificate_of_every_kind_of_file_is_judged_alike() {
    let world = World::new(ParamSet::CryptoProA);
    let revoked = || Evidence {
        crls: vec![world.list(&[(2, time("2026-11-01T00:00:00Z"))])],
        ..Evidence::default()
    };
    for (what, file) in files(&world.key, &world.certificate) {
        let at = |text: &str, evidence| judged(&file, time(text), world.trust(), evidence);
        let today = "2026-11-22T12:00:00Z";
        let report = at(today, world.evidence());
        assert_eq!(report.sub_indication, None, "{what}: {report:#?}");
        assert_reason(
            &at(today, revoked()),
            SubIndication::RevokedNoPoe,
            "SIG-040",
            what,
        );
        assert_reason(
            &at("2027-06-01T00:00:00Z", Evidence::default()),
            SubIndication::OutOfBoundsNoPoe,
            "SIG-026",
            what,
        );
        assert_reason(
            &at("2025-06-01T00:00:00Z", Evidence::default()),
            SubIndication::NotYetValid,
            "SIG-027",
            what,
        );
        let nobody = judged(&file, now(), Trust::default(), Evidence::default());
        assert_reason(
            &nobody,
            SubIndication::NoCertificateChainFound,
            "SIG-020",
            what,
        );
    }
}

#[test]
fn a_revoked_authority_is_told_apart_from_a_revoked_signer() {
    let world = World::new(ParamSet::CryptoProA);
    let middle_key = key(ParamSet::CryptoProA, 8);
    let long = issue::Validity {
        from: time("2021-01-01T00:00:00Z"),
        to: time("2039-01-01T00:00:00Z"),
    };
    // One name for both: only their places tell them apart.
    let middle = Template::intermediate(name("Ёлкина Анна Сергеевна"), 9, long, 0);
    let middle = world.issue(&middle, &middle_key);
    let issuer = Issuer {
        key: &middle_key,
        certificate: &middle,
    };
    let person = Template::signer(name("Ёлкина Анна Сергеевна"), 2, validity());
    let public = world.key.verifying_key();
    let person = issue::certificate(&person, &public, &issuer, &NOISE).unwrap();
    for (what, file) in files(&world.key, &person) {
        let evidence = Evidence {
            certificates: vec![middle.clone()],
            crls: vec![world.list(&[(9, time("2026-11-01T00:00:00Z"))])],
            ..Evidence::default()
        };
        let report = judged(&file, now(), world.trust(), evidence);
        assert_reason(&report, SubIndication::RevokedCaNoPoe, "SIG-040", what);
    }
}

#[test]
fn an_xml_without_its_certificate_says_so_and_takes_one_from_elsewhere() {
    let world = World::new(ParamSet::CryptoProA);
    let made = String::from_utf8(signed_xml(&world.key, &world.certificate)).unwrap();
    let (from, to) = (
        made.find("<ds:KeyInfo>").unwrap(),
        made.find("</ds:KeyInfo>").unwrap() + "</ds:KeyInfo>".len(),
    );
    let bare = format!("{}{}", &made[..from], &made[to..]);
    let report = judged(bare.as_bytes(), now(), world.trust(), world.evidence());
    assert_reason(
        &report,
        SubIndication::NoSigningCertificateFound,
        "SIG-063",
        "no certificate",
    );
    let mut evidence = world.evidence();
    evidence.certificates.push(world.certificate.clone());
    let report = judged(bare.as_bytes(), now(), world.trust(), evidence);
    assert_eq!(report.sub_indication, None, "{report:#?}");
}

/// The document with a time stamp over its signature value; the canonical form is written down here.
fn stamped(world: &World, made: &str, is_exclusive: bool, at: &str) -> String {
    let from = made.find("<ds:SignatureValue ").unwrap();
    let to = made.find("</ds:SignatureValue>").unwrap() + "</ds:SignatureValue>".len();
    let rest = made[from..to].strip_prefix("<ds:SignatureValue").unwrap();
    let dsig = "xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"";
    let (canonical, method) = if is_exclusive {
        let method = "<ds:CanonicalizationMethod \
                      Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"/>";
        (format!("<ds:SignatureValue {dsig}{rest}"), method)
    } else {
        let all = format!("xmlns=\"urn:fields\" {dsig} xmlns:z=\"urn:z\"");
        (format!("<ds:SignatureValue {all}{rest}"), "")
    };
    let hash = Digest::Streebog256.hash(canonical.as_bytes());
    let token = token(&hash, at, &world.stamp_key, &world.stamp_certificate);
    let token = BASE64.encode(&token);
    let unsigned = format!(
        "<xades:UnsignedProperties><xades:UnsignedSignatureProperties><xades:SignatureTimeStamp>\
         {method}<xades:EncapsulatedTimeStamp>{token}</xades:EncapsulatedTimeStamp>\
         </xades:SignatureTimeStamp></xades:UnsignedSignatureProperties></xades:UnsignedProperties>\
         </xades:QualifyingProperties>"
    );
    made.replacen("</xades:QualifyingProperties>", &unsigned, 1)
}

#[test]
fn a_time_stamp_in_xades_proves_the_time() {
    let world = World::new(ParamSet::CryptoProA);
    let made = String::from_utf8(signed_xml(&world.key, &world.certificate)).unwrap();
    let revoked = || Evidence {
        crls: vec![world.list(&[(2, time("2026-11-21T00:00:00Z"))])],
        ..Evidence::default()
    };
    for is_exclusive in [true, false] {
        let good = stamped(&world, &made, is_exclusive, "20261120110000Z");
        let report = judged(good.as_bytes(), now(), world.trust(), revoked());
        assert_eq!(report.sub_indication, None, "{report:#?}");
        let one = &report.signatures[0];
        assert_eq!(one.format, "XAdES-T");
        assert_eq!(one.stamped_time, Some(time("2026-11-20T11:00:00Z")));
        assert_eq!(one.validation_time, time("2026-11-20T11:00:00Z"));
    }
    // Stamped after the revocation, by nobody known, or over something else: no proof.
    let late = stamped(&world, &made, true, "20261121110000Z");
    let report = judged(late.as_bytes(), now(), world.trust(), revoked());
    assert_reason(&report, SubIndication::RevokedNoPoe, "SIG-040", "late");
    let other = signed_xml(&world.stamp_key, &world.stamp_certificate);
    let other = String::from_utf8(other).unwrap();
    let other = stamped(&world, &other, true, "20261120110000Z");
    let from = other.find("<xades:UnsignedProperties>").unwrap();
    let to = other.find("</xades:QualifyingProperties>").unwrap();
    let unsigned = format!("{}</xades:QualifyingProperties>", &other[from..to]);
    let moved = made.replacen("</xades:QualifyingProperties>", &unsigned, 1);
    let report = judged(moved.as_bytes(), now(), world.trust(), revoked());
    assert_reason(&report, SubIndication::RevokedNoPoe, "SIG-073", "moved");
    let report = judged(moved.as_bytes(), now(), world.trust(), world.evidence());
    assert_eq!(report.sub_indication, None, "a bad stamp only shows");
}
