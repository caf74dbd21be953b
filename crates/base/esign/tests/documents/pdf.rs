//! PAdES made here, seen by pdfsig and OpenSSL, and attacked.

use crate::world::{NOISE, World, all_passed, codes, time};
use esign::pdf::{is_signed, prepare, sign};
use esign::report::SubIndication;
use gost3410::ParamSet;
use lopdf::{Dictionary, Document, IncrementalDocument, Object, ObjectId, Stream, dictionary};
use std::fs;
use std::process::Command;

/// A file of one page.
pub(crate) fn plain(text: &str) -> Vec<u8> {
    let mut document = Document::with_version("1.7");
    let pages = document.new_object_id();
    let font = document.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica",
    });
    let content = format!("BT /F1 24 Tf 72 700 Td ({text}) Tj ET");
    let content = document.add_object(Stream::new(dictionary! {}, content.into_bytes()));
    let page = document.add_object(dictionary! {
        "Type" => "Page", "Parent" => pages, "Contents" => content,
        "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
        "Resources" => dictionary! { "Font" => dictionary! { "F1" => font } },
    });
    document.set_object(
        pages,
        dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 },
    );
    let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages });
    document.trailer.set("Root", catalog);
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}

fn signed(world: &World, pdf: &[u8]) -> Vec<u8> {
    let time = time("2026-11-20T10:00:00Z");
    sign(pdf, &world.certificate, &world.key, time, &NOISE).unwrap()
}

/// An incremental update by hand.
pub(crate) fn updated(pdf: &[u8], change: impl FnOnce(&mut IncrementalDocument)) -> Vec<u8> {
    let document = Document::load_mem(pdf).unwrap();
    let mut update = IncrementalDocument::create_from(pdf.to_vec(), document);
    change(&mut update);
    let mut bytes = Vec::new();
    update.save_to(&mut bytes).unwrap();
    bytes
}

/// A dictionary of the file, to be changed in the update.
pub(crate) fn open(update: &mut IncrementalDocument, id: ObjectId) -> &mut Dictionary {
    update.opt_clone_object_to_new_document(id).unwrap();
    let object = update.new_document.get_object_mut(id).unwrap();
    object.as_dict_mut().unwrap()
}

/// Puts one more thing on a page.
fn annotated(pdf: &[u8], page: ObjectId, what: Dictionary) -> Vec<u8> {
    updated(pdf, |update| {
        let added = update.new_document.add_object(what);
        let list = open(update, page).get_mut(b"Annots").unwrap();
        list.as_array_mut().unwrap().push(added.into());
    })
}

#[test]
fn a_signed_file_passes_and_keeps_what_it_was() {
    for set in [ParamSet::CryptoProA, ParamSet::Tc26_512A] {
        let world = World::new(set);
        let plain = plain("Contract");
        assert!(!is_signed(&plain));
        assert!(world.pdf(&plain).is_empty());
        let made = signed(&world, &plain);
        assert!(is_signed(&made));
        assert!(made.starts_with(&plain));
        let reports = world.pdf(&made);
        assert_eq!(reports.len(), 1);
        assert!(reports[0].verdict.is_passed(), "{:#?}", reports[0]);
        assert_eq!(reports[0].format, "PAdES-BES");
        assert_eq!(codes(&reports[0]), Vec::<&str>::new());
    }
}

#[test]
fn an_outside_signer_gets_a_hash_and_the_same_again() {
    let world = World::new(ParamSet::CryptoProA);
    let plain = plain("Contract");
    let at = time("2026-11-20T10:00:00Z");
    let prepare = || prepare(&plain, &world.certificate, at).unwrap();
    assert_eq!(prepare().hash_to_sign(), prepare().hash_to_sign());
    let signature = world
        .key
        .sign_digest(&prepare().hash_to_sign(), &NOISE)
        .unwrap();
    assert!(all_passed(
        &world.pdf(&prepare().finish(signature.as_bytes()).unwrap())
    ));
    assert!(prepare().finish(&[1; 64]).is_err());
}

#[test]
fn several_signers_pass_and_the_first_is_told_of_the_second() {
    let anna = World::new(ParamSet::CryptoProA);
    let ivan = World::of(ParamSet::CryptoProA, 3, "Уткин Иван Петрович");
    let both = signed(&ivan, &signed(&anna, &plain("Contract")));
    let reports = anna.pdf(&both);
    assert_eq!(reports.len(), 2);
    assert!(all_passed(&reports), "{reports:#?}");
    assert_eq!(codes(&reports[0]), ["SIG-093"]);
    assert_eq!(codes(&reports[1]), Vec::<&str>::new());
    let three = signed(&anna, &both);
    assert!(all_passed(&anna.pdf(&three)), "{:#?}", anna.pdf(&three));
}

#[test]
fn pdfsig_and_openssl_read_what_is_made_here() {
    let world = World::new(ParamSet::CryptoProA);
    let made = signed(&world, &plain("Contract"));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("signed.pdf");
    fs::write(&file, &made).unwrap();
    let output = Command::new("pdfsig").arg(&file).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(said.contains("Signature #1:"), "{said}");
    assert!(said.contains("ETSI.CAdES.detached"), "{said}");
    assert!(said.contains("Total document signed"), "{said}");

    let document = Document::load_mem(&made).unwrap();
    let signature = document
        .objects
        .values()
        .find_map(|one| one.as_dict().ok().filter(|one| one.has(b"ByteRange")))
        .unwrap();
    let cms = signature.get(b"Contents").unwrap().as_str().unwrap();
    let range: Vec<usize> = signature
        .get(b"ByteRange")
        .unwrap()
        .as_array()
        .unwrap()
        .iter()
        .map(|one| usize::try_from(one.as_i64().unwrap()).unwrap())
        .collect();
    let content = [&made[..range[1]], &made[range[2]..range[2] + range[3]]].concat();
    fs::write(folder.path().join("cms"), cms).unwrap();
    fs::write(folder.path().join("content"), content).unwrap();
    fs::write(
        folder.path().join("openssl.cnf"),
        "openssl_conf = main\n[main]\nengines = engines\n[engines]\ngost = gost\n\
         [gost]\nengine_id = gost\ndefault_algorithms = ALL\n",
    )
    .unwrap();
    let output = Command::new("openssl")
        .args([
            "cms", "-verify", "-binary", "-inform", "DER", "-in", "cms", "-content", "content",
        ])
        .args(["-noverify", "-out", "verified"])
        .current_dir(folder.path())
        .env("OPENSSL_CONF", folder.path().join("openssl.cnf"))
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn pages_changed_by_a_later_update_do_not_pass() {
    let world = World::new(ParamSet::CryptoProA);
    let made = signed(&world, &plain("Pay 100"));
    let document = Document::load_mem(&made).unwrap();
    let page = document.page_iter().next().unwrap();
    let dictionary = document.get_object(page).unwrap().as_dict().unwrap();
    let content = dictionary.get(b"Contents").unwrap().as_reference().unwrap();
    let root = document
        .trailer
        .get(b"Root")
        .unwrap()
        .as_reference()
        .unwrap();

    let replaced = updated(&made, |update| {
        let stream = Stream::new(dictionary! {}, b"BT (Pay 900) Tj ET".to_vec());
        update.new_document.set_object(content, stream);
    });
    let large = || vec![0.into(), 0.into(), 500.into(), 800.into()];
    let note = dictionary! {
        "Type" => "Annot", "Subtype" => "FreeText", "Contents" => Object::string_literal("Pay 900"),
        "Rect" => large(),
    };
    let overlaid = annotated(&made, page, note);
    // A field of a signature that nobody made, with whatever looks.
    let field = dictionary! {
        "Type" => "Annot", "Subtype" => "Widget", "FT" => "Sig", "Rect" => large(),
    };
    let empty_field = annotated(&made, page, field);
    let other_catalog = updated(&made, |update| {
        let mut catalog = update
            .get_prev_documents()
            .get_object(root)
            .unwrap()
            .as_dict()
            .unwrap()
            .clone();
        catalog.set("Lang", Object::string_literal("ru"));
        let catalog = update.new_document.add_object(catalog);
        update.new_document.trailer.set("Root", catalog);
    });
    let script = updated(&made, |update| {
        let action = dictionary! { "S" => "JavaScript", "JS" => Object::string_literal("x") };
        open(update, root).set("OpenAction", action);
    });
    let junk = [&made[..], b"\n99 0 obj\n<< >>\nendobj\n"].concat();
    for (name, file) in [
        ("replaced", replaced),
        ("overlaid", overlaid),
        ("empty field", empty_field),
        ("catalog", other_catalog),
        ("script", script),
        ("junk", junk),
    ] {
        let reports = world.pdf(&file);
        assert!(!all_passed(&reports), "{name}: {reports:#?}");
        assert_eq!(
            reports[0].verdict.sub_indication,
            Some(SubIndication::FormatFailure),
            "{name}: {:#?}",
            reports[0]
        );
    }
}

/// The replacement lies in the file before it is signed; only a reference is changed afterwards.
#[test]
fn a_shadow_prepared_before_signing_does_not_pass() {
    let world = World::new(ParamSet::CryptoProA);
    let mut hidden = None;
    let prepared = updated(&plain("Pay 100"), |update| {
        let stream = Stream::new(dictionary! {}, b"BT (Pay 900) Tj ET".to_vec());
        hidden = Some(update.new_document.add_object(stream));
    });
    let made = signed(&world, &prepared);
    assert!(all_passed(&world.pdf(&made)));
    let page = Document::load_mem(&made)
        .unwrap()
        .page_iter()
        .next()
        .unwrap();
    let shown = updated(&made, |update| {
        open(update, page).set("Contents", hidden.unwrap());
    });
    let reports = world.pdf(&shown);
    assert!(codes(&reports[0]).contains(&"SIG-092"), "{:#?}", reports[0]);
}

#[test]
fn a_byte_range_that_leaves_out_more_or_less_does_not_pass() {
    let world = World::new(ParamSet::CryptoProA);
    let made = signed(&world, &plain("Contract"));
    let at = made
        .windows(11)
        .rposition(|one| one == b"/ByteRange[")
        .unwrap_or_else(|| {
            made.windows(10)
                .rposition(|one| one == b"/ByteRange")
                .unwrap()
        });
    let from = at + made[at..].iter().position(|byte| *byte == b'[').unwrap();
    let to = from + made[from..].iter().position(|byte| *byte == b']').unwrap();
    let text = String::from_utf8(made[from + 1..to].to_vec()).unwrap();
    let n: Vec<usize> = text
        .split_whitespace()
        .map(|one| one.parse().unwrap())
        .collect();
    for range in [
        [n[0], n[1] - 1, n[2], n[3]],
        [n[0], n[1] + 1, n[2], n[3]],
        [n[0], n[1], n[2] + 1, n[3] - 1],
        [n[0], n[1], n[2] - 1, n[3] + 1],
        [n[0], n[1], n[2], n[3] - 1],
        [n[0], n[1], n[2], n[3] - 20],
        [n[0], n[1], n[2], n[3] + 1],
        [1, n[1] - 1, n[2], n[3]],
        [n[0], n[2], n[1], n[3]],
        [n[0], n[1], n[1], made.len() - n[1]],
        [n[0], n[1], usize::MAX / 2, n[3]],
    ] {
        let new = format!("{} {} {} {}", range[0], range[1], range[2], range[3]);
        let new = if new.len() < to - from {
            format!("{new:<width$}", width = to - from - 1)
        } else {
            continue;
        };
        let mut spoiled = made.clone();
        spoiled[from + 1..to].copy_from_slice(new.as_bytes());
        let reports = world.pdf(&spoiled);
        assert!(!all_passed(&reports), "{new}");
    }
}

#[test]
fn spoiled_and_broken_off_files_never_pass() {
    let world = World::new(ParamSet::CryptoProA);
    let made = signed(&world, &plain("Contract"));
    for length in (0..made.len()).step_by(97) {
        assert!(!all_passed(&world.pdf(&made[..length])), "{length}");
    }
    let start = made.windows(5).position(|one| one == b"<3082").unwrap();
    let end = start + made[start..].iter().position(|byte| *byte == b'>').unwrap();
    let gap = start + 1..end;
    for at in (0..made.len()).step_by(11) {
        let mut spoiled = made.clone();
        spoiled[at] ^= 1 << (at % 8);
        // The other case of a hexadecimal digit is the same digit.
        if made[at].is_ascii_hexdigit() && spoiled[at].eq_ignore_ascii_case(&made[at]) {
            continue;
        }
        let reports = world.pdf(&spoiled);
        // Fields of the CMS that nobody signs, such as its version, prove nothing either way.
        if !gap.contains(&at) {
            assert!(!all_passed(&reports), "{at}");
        }
    }
}
