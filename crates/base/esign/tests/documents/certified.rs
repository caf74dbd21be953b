//! PDFs whose author said what may change (DocMDP, FieldMDP), and time stamps of whole PDFs; made by
//! hand, since the library makes neither.

use crate::cms_world::{NOISE, World, now, time, token};
use crate::pdf::{open, updated};
use esign::algorithm::Digest;
use esign::chain::Evidence;
use esign::report::{SignatureReport, SubIndication};
use esign::{cms, pdf};
use gost3410::ParamSet;
use lopdf::{Document, IncrementalDocument, Object, ObjectId, StringFormat, dictionary};

const ROOM: usize = 6000;

/// A file of one page with the text field «amount».
fn form() -> Vec<u8> {
    let mut document = Document::with_version("1.7");
    let pages = document.new_object_id();
    let field = document.add_object(dictionary! {
        "Type" => "Annot", "Subtype" => "Widget", "FT" => "Tx", "T" => Object::string_literal("amount"),
        "V" => Object::string_literal("100"),
        "Rect" => vec![10.into(), 10.into(), 90.into(), 30.into()],
    });
    let page = document.add_object(dictionary! {
        "Type" => "Page", "Parent" => pages, "Annots" => vec![field.into()],
        "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
    });
    let kids = dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 };
    document.set_object(pages, kids);
    let form = document.add_object(dictionary! { "Fields" => vec![field.into()] });
    let catalog = document.add_object(dictionary! {
        "Type" => "Catalog", "Pages" => pages, "AcroForm" => form,
    });
    document.trailer.set("Root", catalog);
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}

struct Places {
    root: ObjectId,
    page: ObjectId,
    form: ObjectId,
    field: ObjectId,
}

fn places(update: &IncrementalDocument) -> Places {
    let old = update.get_prev_documents();
    let root = old.trailer.get(b"Root").unwrap().as_reference().unwrap();
    let catalog = old.get_object(root).unwrap().as_dict().unwrap();
    let form = catalog.get(b"AcroForm").unwrap().as_reference().unwrap();
    let fields = old.get_object(form).unwrap().as_dict().unwrap();
    let fields = fields.get(b"Fields").unwrap().as_array().unwrap();
    Places {
        root,
        form,
        field: fields[0].as_reference().unwrap(),
        page: old.page_iter().next().unwrap(),
    }
}

/// A signature of whatever kind: `extra` is added to its dictionary, `value` makes the `Contents` out
/// of the signed bytes.
fn marked(
    pdf: &[u8],
    kind: &str,
    level: Option<i64>,
    references: Vec<Object>,
    value: impl FnOnce(&[u8]) -> Vec<u8>,
) -> Vec<u8> {
    let mut file = updated(pdf, |update| {
        let place = places(update);
        let mut signature = dictionary! {
            "Type" => "Sig", "Filter" => "Adobe.PPKLite", "SubFilter" => kind,
            "ByteRange" => vec![0.into(), 1_000_000_001_i64.into(), 1_000_000_002_i64.into(), 1_000_000_003_i64.into()],
            "Contents" => Object::String(vec![0; ROOM], StringFormat::Hexadecimal),
            "M" => Object::string_literal("D:20261120130000+03'00'"),
        };
        let mut references = references;
        references.extend(level.map(|level| {
            let parameters = dictionary! { "Type" => "TransformParams", "P" => level };
            Object::Dictionary(dictionary! {
                "Type" => "SigRef", "TransformMethod" => "DocMDP", "TransformParams" => parameters,
            })
        }));
        if !references.is_empty() {
            signature.set("Reference", references);
        }
        let signature = update.new_document.add_object(signature);
        let name = format!("mark{}", signature.0);
        let field = update.new_document.add_object(dictionary! {
            "Type" => "Annot", "Subtype" => "Widget", "FT" => "Sig", "V" => signature,
            "T" => Object::string_literal(name), "Rect" => vec![0.into(), 0.into(), 0.into(), 0.into()],
        });
        for (id, key) in [(place.page, &b"Annots"[..]), (place.form, b"Fields")] {
            let list = open(update, id).get_mut(key).unwrap();
            list.as_array_mut().unwrap().push(field.into());
        }
        open(update, place.form).set("SigFlags", 3);
        if level.is_some() {
            let perms = dictionary! { "DocMDP" => signature };
            open(update, place.root).set("Perms", perms);
        }
    });
    let find = |file: &[u8], what: &[u8]| {
        let found = file.windows(what.len()).rposition(|part| part == what);
        found.unwrap()
    };
    let zeros = [b"<".as_slice(), &vec![b'0'; 2 * ROOM], b">"].concat();
    let start = find(&file, &zeros);
    let next = start + zeros.len();
    let hole = b"[0 1000000001 1000000002 1000000003]";
    let at = find(&file, hole);
    let range = format!("[0 {start} {next} {}]", file.len() - next);
    let range = format!("{range:<width$}", width = hole.len());
    file[at..at + hole.len()].copy_from_slice(range.as_bytes());
    let signed = [&file[..start], &file[next..]].concat();
    let digits = data_encoding::HEXUPPER.encode(&value(&signed));
    file[start + 1..start + 1 + digits.len()].copy_from_slice(digits.as_bytes());
    file
}

fn certified(world: &World, level: Option<i64>, references: Vec<Object>) -> Vec<u8> {
    marked(
        &form(),
        "ETSI.CAdES.detached",
        level,
        references,
        |signed| {
            let (key, certificate) = (&world.key, &world.certificate);
            cms::sign(signed, false, key, certificate, now(), &NOISE).unwrap()
        },
    )
}

fn document_stamp(world: &World, pdf: &[u8], at: &str) -> Vec<u8> {
    marked(pdf, "ETSI.RFC3161", None, Vec::new(), |signed| {
        let hash = Digest::Streebog256.hash(signed);
        token(&hash, at, &world.stamp_key, &world.stamp_certificate)
    })
}

fn filled(pdf: &[u8]) -> Vec<u8> {
    updated(pdf, |update| {
        let field = places(update).field;
        open(update, field).set("V", Object::string_literal("900"));
    })
}

fn noted(pdf: &[u8]) -> Vec<u8> {
    updated(pdf, |update| {
        let page = places(update).page;
        let note = update.new_document.add_object(dictionary! {
            "Type" => "Annot", "Subtype" => "Text", "Contents" => Object::string_literal("?"),
            "Rect" => vec![0.into(), 0.into(), 20.into(), 20.into()],
        });
        let list = open(update, page).get_mut(b"Annots").unwrap();
        list.as_array_mut().unwrap().push(note.into());
    })
}

fn judged(world: &World, file: &[u8], evidence: &Evidence) -> Vec<SignatureReport> {
    pdf::validate(file, now(), &world.trust(), evidence)
}

#[test]
fn what_the_author_allowed_may_be_changed_and_nothing_else() {
    let world = World::new(ParamSet::CryptoProA);
    let may = |level: Option<i64>, change: &dyn Fn(&[u8]) -> Vec<u8>| {
        let file = certified(&world, level, Vec::new());
        let untouched = judged(&world, &file, &world.evidence());
        assert!(untouched[0].verdict.is_passed(), "{untouched:#?}");
        let report = judged(&world, &change(&file), &world.evidence()).remove(0);
        if !report.verdict.is_passed() {
            let reason = report.verdict.sub_indication;
            assert_eq!(reason, Some(SubIndication::FormatFailure));
            assert_eq!(report.verdict.findings[0].code, "SIG-092");
        }
        report.verdict.is_passed()
    };
    let by_us = |file: &[u8]| pdf::sign(file, &world.certificate, &world.key, now(), &NOISE);
    // By a program that does not ask what the author allowed.
    let signed_again = |file: &[u8]| {
        let references = Vec::new();
        marked(file, "ETSI.CAdES.detached", None, references, |signed| {
            let (key, certificate) = (&world.key, &world.certificate);
            cms::sign(signed, false, key, certificate, now(), &NOISE).unwrap()
        })
    };
    let stamped = |file: &[u8]| document_stamp(&world, file, "20261121000000Z");
    for (level, fill, note, sign) in [
        (None, false, false, true),
        (Some(1), false, false, false),
        (Some(2), true, false, true),
        (Some(3), true, true, true),
    ] {
        assert_eq!(may(level, &filled), fill, "filling at {level:?}");
        assert_eq!(may(level, &noted), note, "a note at {level:?}");
        assert_eq!(may(level, &signed_again), sign, "signing at {level:?}");
        let ours = by_us(&certified(&world, level, Vec::new()));
        assert_eq!(ours.is_ok(), sign, "signing here at {level:?}");
        assert!(may(level, &stamped), "a time stamp at {level:?}");
    }
}

#[test]
fn a_field_that_was_locked_may_not_be_filled_in() {
    let world = World::new(ParamSet::CryptoProA);
    let lock = |action: &str, fields: &[&str]| {
        let fields: Vec<Object> = fields
            .iter()
            .map(|one| Object::string_literal(*one))
            .collect();
        let parameters = dictionary! {
            "Type" => "TransformParams", "Action" => action, "Fields" => fields,
        };
        let reference = Object::Dictionary(dictionary! {
            "Type" => "SigRef", "TransformMethod" => "FieldMDP", "TransformParams" => parameters,
        });
        let file = filled(&certified(&world, Some(2), vec![reference]));
        judged(&world, &file, &world.evidence())[0]
            .verdict
            .is_passed()
    };
    assert!(!lock("All", &[]));
    assert!(!lock("Include", &["amount"]));
    assert!(lock("Include", &["amounts"]));
    assert!(lock("Exclude", &["amount"]));
    assert!(!lock("Exclude", &["other"]));
}

#[test]
fn a_time_stamp_of_the_document_proves_when_it_was_signed() {
    let world = World::new(ParamSet::CryptoProA);
    let revoked = Evidence {
        crls: vec![world.list(&[(2, time("2026-11-21T00:00:00Z"))])],
        ..Evidence::default()
    };
    let made = certified(&world, None, Vec::new());
    let plain = judged(&world, &made, &revoked).remove(0);
    assert_eq!(
        plain.verdict.sub_indication,
        Some(SubIndication::RevokedNoPoe)
    );
    let good = document_stamp(&world, &made, "20261120110000Z");
    let reports = judged(&world, &good, &revoked);
    assert_eq!(reports.len(), 1, "the stamp is nobody's signature");
    assert!(reports[0].verdict.is_passed(), "{:#?}", reports[0]);
    assert_eq!(reports[0].format, "PAdES-T");
    assert_eq!(reports[0].stamped_time, Some(time("2026-11-20T11:00:00Z")));
    // A second one, when the first's service is long forgotten, changes nothing.
    let twice = document_stamp(&world, &good, "20261121110000Z");
    assert!(judged(&world, &twice, &revoked)[0].verdict.is_passed());

    let wrong = marked(&made, "ETSI.RFC3161", None, Vec::new(), |_| {
        let hash = Digest::Streebog256.hash(b"another");
        token(
            &hash,
            "20261120110000Z",
            &world.stamp_key,
            &world.stamp_certificate,
        )
    });
    let report = judged(&world, &wrong, &revoked).remove(0);
    assert_eq!(
        report.verdict.sub_indication,
        Some(SubIndication::RevokedNoPoe)
    );
    let codes = report.verdict.findings.iter().map(|one| one.code);
    assert!(codes.collect::<Vec<_>>().contains(&"SIG-073"));
    // A file with a time stamp and no signature is not signed.
    let alone = document_stamp(&world, &form(), "20261120110000Z");
    assert!(judged(&world, &alone, &revoked).is_empty());
}

#[test]
fn the_time_of_a_pdf_stands_outside_its_cms() {
    let world = World::new(ParamSet::CryptoProA);
    let at = time("2026-11-20T10:00:00Z");
    let made = pdf::sign(&form(), &world.certificate, &world.key, at, &NOISE).unwrap();
    let report = judged(&world, &made, &world.evidence()).remove(0);
    assert!(report.verdict.is_passed(), "{report:#?}");
    assert_eq!(report.signing_time, Some(at));
    let digits = String::from_utf8_lossy(&made).into_owned();
    // The attribute's identifier, 1.2.840.113549.1.9.5, in the hexadecimal digits of the CMS.
    assert!(!digits.contains("06092A864886F70D010905"));
    assert!(digits.contains("06092A864886F70D010904"));
}

/// A field over the whole page with a picture of its own, whose value looks like a signature's.
fn overlaid(pdf: &[u8], value: lopdf::Dictionary) -> Vec<u8> {
    updated(pdf, |update| {
        let place = places(update);
        let value = update.new_document.add_object(value);
        let picture = update.new_document.add_object(lopdf::Stream::new(
            dictionary! { "Type" => "XObject", "Subtype" => "Form",
            "BBox" => vec![0.into(), 0.into(), 595.into(), 842.into()] },
            b"1 g 0 0 595 842 re f".to_vec(),
        ));
        let field = update.new_document.add_object(dictionary! {
            "Type" => "Annot", "Subtype" => "Widget", "FT" => "Sig", "V" => value,
            "T" => Object::string_literal("overlay"), "AP" => dictionary! { "N" => picture },
            "Rect" => vec![0.into(), 0.into(), 595.into(), 842.into()],
        });
        for (id, key) in [(place.page, &b"Annots"[..]), (place.form, b"Fields")] {
            let list = open(update, id).get_mut(key).unwrap();
            list.as_array_mut().unwrap().push(field.into());
        }
    })
}

#[test]
fn a_picture_over_the_page_is_a_change_whatever_its_value_looks_like() {
    let world = World::new(ParamSet::CryptoProA);
    let range = |numbers: [i64; 4]| -> Vec<Object> { numbers.map(Object::from).to_vec() };
    let contents = || Object::String(vec![0; 8], StringFormat::Hexadecimal);
    for level in [None, Some(1), Some(2), Some(3)] {
        let file = certified(&world, level, Vec::new());
        let end = i64::try_from(file.len()).unwrap();
        for value in [
            dictionary! { "ByteRange" => range([0, 0, 0, 0]) },
            dictionary! { "ByteRange" => range([0, 0, 0, 0]), "Contents" => contents() },
            dictionary! { "SubFilter" => "ETSI.RFC3161", "ByteRange" => range([0, 0, 0, 0]) },
            dictionary! {
                "SubFilter" => "ETSI.RFC3161", "ByteRange" => range([0, 10, 20, end - 20]),
                "Contents" => contents(),
            },
        ] {
            let reports = judged(&world, &overlaid(&file, value.clone()), &world.evidence());
            let first = reports
                .iter()
                .find(|one| one.format != "PAdES" && one.signer.is_some())
                .unwrap();
            assert_eq!(
                first.verdict.sub_indication,
                Some(SubIndication::FormatFailure),
                "{level:?}, {value:?}"
            );
            let codes: Vec<_> = first.verdict.findings.iter().map(|one| one.code).collect();
            assert!(codes.contains(&"SIG-092"), "{codes:?}");
        }
    }
}

#[test]
fn a_picture_over_the_page_with_the_value_of_the_old_signature_is_a_change() {
    let world = World::new(ParamSet::CryptoProA);
    let file = certified(&world, None, Vec::new());
    let forged = updated(&file, |update| {
        let place = places(update);
        let old = update.get_prev_documents();
        let value = old
            .objects
            .iter()
            .find(|(_, one)| one.as_dict().is_ok_and(|one| one.has(b"ByteRange")))
            .map(|(id, _)| *id)
            .unwrap();
        let field = update.new_document.add_object(dictionary! {
            "Type" => "Annot", "Subtype" => "Widget", "FT" => "Sig", "V" => value,
            "T" => Object::string_literal("again"), "AP" => dictionary! { "N" => place.field },
            "Rect" => vec![0.into(), 0.into(), 595.into(), 842.into()],
        });
        let list = open(update, place.page).get_mut(b"Annots").unwrap();
        list.as_array_mut().unwrap().push(field.into());
    });
    let report = judged(&world, &forged, &world.evidence()).remove(0);
    assert_eq!(
        report.verdict.sub_indication,
        Some(SubIndication::FormatFailure)
    );
}

#[test]
fn what_the_signed_file_points_to_without_having_it_may_not_come_later() {
    let world = World::new(ParamSet::CryptoProA);
    let missing = (900, 0);
    let prepared = updated(&form(), |update| {
        let page = places(update).page;
        open(update, page).set("Contents", missing);
    });
    let file = marked(
        &prepared,
        "ETSI.CAdES.detached",
        None,
        Vec::new(),
        |signed| {
            let (key, certificate) = (&world.key, &world.certificate);
            cms::sign(signed, false, key, certificate, now(), &NOISE).unwrap()
        },
    );
    assert!(
        judged(&world, &file, &world.evidence())[0]
            .verdict
            .is_passed()
    );
    let filled = updated(&file, |update| {
        let drawn = lopdf::Stream::new(dictionary! {}, b"0 0 9 9 re f".to_vec());
        update.new_document.set_object(missing, drawn);
    });
    let report = judged(&world, &filled, &world.evidence()).remove(0);
    assert_eq!(
        report.verdict.sub_indication,
        Some(SubIndication::FormatFailure)
    );
    assert_eq!(report.verdict.findings[0].code, "SIG-092");
}

#[test]
fn a_time_stamp_with_a_wrong_range_is_told_and_does_not_count() {
    let world = World::new(ParamSet::CryptoProA);
    let made = certified(&world, None, Vec::new());
    let stamped = document_stamp(&world, &made, "20261120110000Z");
    let at = stamped
        .windows(10)
        .rposition(|part| part == b"/ByteRange")
        .unwrap();
    let mut spoilt = stamped;
    // The last digit of the second piece's length.
    let end = at + spoilt[at..].iter().position(|byte| *byte == b']').unwrap();
    let digit = at
        + spoilt[at..end]
            .iter()
            .rposition(u8::is_ascii_digit)
            .unwrap();
    spoilt[digit] = if spoilt[digit] == b'1' { b'0' } else { b'1' };
    let report = judged(&world, &spoilt, &world.evidence()).remove(0);
    let codes: Vec<_> = report.verdict.findings.iter().map(|one| one.code).collect();
    assert!(
        codes.contains(&"SIG-091") && codes.contains(&"SIG-073"),
        "{codes:?}"
    );
    assert_eq!(report.stamped_time, None);
}
