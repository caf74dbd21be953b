//! XAdES made here, and what becomes of it when it is spoiled.

use crate::world::{NOISE, World, all_passed, codes, time};
use esign::report::SubIndication;
use esign::xml::{MakeError, Placement, is_signed, prepare, sign};
use gost3410::ParamSet;

const DOCUMENT: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n<!-- черновик -->\n\
    <z:Заявление xmlns:z=\"urn:example:application\" xmlns=\"urn:example:fields\" Id=\"app-1\">\n  \
    <Заявитель Id=\"who\"><Название>ООО «Ромашка»</Название><ИНН>9909001008</ИНН></Заявитель>\n  \
    <Сумма валюта='RUB'>100 &lt; 200</Сумма>\n</z:Заявление>\n";

fn signed(world: &World, document: &[u8], placement: &Placement) -> Vec<u8> {
    let time = time("2026-11-20T10:00:00Z");
    sign(
        document,
        placement,
        &world.certificate,
        &world.key,
        time,
        &NOISE,
    )
    .unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn every_placement_passes_with_keys_of_both_lengths() {
    for set in [
        ParamSet::CryptoProA,
        ParamSet::Tc26_256A,
        ParamSet::Tc26_512A,
    ] {
        let world = World::new(set);
        for placement in [
            Placement::Enveloped,
            Placement::Enveloping,
            Placement::Element("app-1".to_owned()),
        ] {
            let made = signed(&world, DOCUMENT.as_bytes(), &placement);
            assert!(is_signed(&made));
            let reports = world.xml(&made);
            assert_eq!(reports.len(), 1);
            let report = &reports[0];
            assert!(report.verdict.is_passed(), "{placement:?}: {report:#?}");
            assert_eq!(codes(report), Vec::<&str>::new(), "{placement:?}");
            assert_eq!(report.format, "XAdES-BES");
            assert_eq!(report.signing_time, Some(time("2026-11-20T10:00:00Z")));
        }
    }
}

#[test]
fn a_part_of_a_document_is_named_as_the_only_thing_signed() {
    let world = World::new(ParamSet::CryptoProA);
    let made = signed(
        &world,
        DOCUMENT.as_bytes(),
        &Placement::Element("who".to_owned()),
    );
    let reports = world.xml(&made);
    assert!(reports[0].verdict.is_passed(), "{:#?}", reports[0]);
    assert_eq!(codes(&reports[0]), ["SIG-085"]);
    assert!(
        reports[0].verdict.findings[0]
            .detail
            .contains("/Заявление/Заявитель[Id=who]")
    );
}

#[test]
fn the_bytes_of_the_document_stay_as_they_were() {
    let world = World::new(ParamSet::CryptoProA);
    let made = text(&signed(&world, DOCUMENT.as_bytes(), &Placement::Enveloped));
    let from = made.find("<ds:Signature ").unwrap();
    let to = made.find("</ds:Signature>").unwrap() + "</ds:Signature>".len();
    assert_eq!(format!("{}{}", &made[..from], &made[to..]), DOCUMENT);

    let windows = b"<?xml version=\"1.0\" encoding=\"windows-1251\"?><\xD4\xE0\xE9\xEB \xE0='/>'/>";
    let made = signed(&world, windows, &Placement::Enveloped);
    assert!(made.starts_with(
        b"<?xml version=\"1.0\" encoding=\"windows-1251\"?><\xD4\xE0\xE9\xEB \xE0='/>'>"
    ));
    assert!(made.ends_with(b"</ds:Signature></\xD4\xE0\xE9\xEB>"));
    assert!(all_passed(&world.xml(&made)));
    let marked = format!("\u{FEFF}{DOCUMENT}");
    assert!(all_passed(&world.xml(&signed(
        &world,
        marked.as_bytes(),
        &Placement::Enveloped
    ))));
}

#[test]
fn an_outside_signer_gets_a_hash_and_the_same_again() {
    let world = World::new(ParamSet::Tc26_512A);
    let at = time("2026-11-20T10:00:00Z");
    let prepare = || {
        prepare(
            DOCUMENT.as_bytes(),
            &Placement::Enveloped,
            &world.certificate,
            at,
        )
        .unwrap()
    };
    assert_eq!(prepare().hash_to_sign(), prepare().hash_to_sign());
    let signature = world
        .key
        .sign_digest(&prepare().hash_to_sign(), &NOISE)
        .unwrap();
    let made = prepare().finish(signature.as_bytes()).unwrap();
    assert!(all_passed(&world.xml(&made)));
    let mut wrong = signature.as_bytes().to_vec();
    wrong[5] ^= 1;
    assert_eq!(prepare().finish(&wrong), Err(MakeError::WrongSignature));
}

#[test]
fn the_second_signer_covers_the_first() {
    let anna = World::new(ParamSet::CryptoProA);
    let ivan = World::of(ParamSet::CryptoProA, 3, "Уткин Иван Петрович");
    let first = signed(
        &anna,
        DOCUMENT.as_bytes(),
        &Placement::Element("app-1".to_owned()),
    );
    let both = signed(&ivan, &first, &Placement::Enveloped);
    let reports = anna.xml(&both);
    assert_eq!(reports.len(), 2);
    // The first was made of a document without the second, which its root now holds.
    assert!(!reports[0].verdict.is_passed());
    assert!(reports[1].verdict.is_passed(), "{:#?}", reports[1]);

    let detached = signed(
        &anna,
        DOCUMENT.as_bytes(),
        &Placement::Element("who".to_owned()),
    );
    let both = signed(&ivan, &detached, &Placement::Enveloped);
    assert!(all_passed(&anna.xml(&both)), "{:#?}", anna.xml(&both));
}

#[test]
fn a_change_anywhere_is_noticed() {
    let world = World::new(ParamSet::CryptoProA);
    let made = text(&signed(&world, DOCUMENT.as_bytes(), &Placement::Enveloped));
    for (from, to, code, reason) in [
        (
            "100 &lt;",
            "900 &lt;",
            "SIG-086",
            SubIndication::HashFailure,
        ),
        (
            "9909001008",
            "7707083894",
            "SIG-086",
            SubIndication::HashFailure,
        ),
        (
            "Id=\"who\"",
            "Id=\"Who\"",
            "SIG-086",
            SubIndication::HashFailure,
        ),
        (
            "2026-11-20T10:00:00Z",
            "2026-11-19T10:00:00Z",
            "SIG-086",
            SubIndication::HashFailure,
        ),
        (
            "<ds:DigestValue>",
            "<ds:DigestValue> ",
            "SIG-087",
            SubIndication::SigCryptoFailure,
        ),
        (
            "text/xml",
            "text/xmm",
            "SIG-086",
            SubIndication::HashFailure,
        ),
    ] {
        let spoiled = made.replacen(from, to, 1);
        assert_ne!(spoiled, made);
        let reports = world.xml(spoiled.as_bytes());
        assert_eq!(reports[0].verdict.sub_indication, Some(reason), "{from}");
        assert!(
            codes(&reports[0]).contains(&code),
            "{from}: {:?}",
            codes(&reports[0])
        );
    }
    // White space between tags belongs to the content; a comment does not.
    assert!(!all_passed(&world.xml(
        made.replacen("</Заявитель>", "</Заявитель> ", 1).as_bytes()
    )));
    assert!(all_passed(
        &world.xml(made.replacen("черновик", "чистовик", 1).as_bytes())
    ));
}

#[test]
fn what_is_dangerous_in_xml_is_refused() {
    let world = World::new(ParamSet::CryptoProA);
    let made = text(&signed(&world, DOCUMENT.as_bytes(), &Placement::Enveloped));
    let with_type = made.replacen("<!-- черновик -->", "<!DOCTYPE a [<!ENTITY x \"y\">]>", 1);
    assert_eq!(codes(&world.xml(with_type.as_bytes())[0]), ["SIG-080"]);
    let xslt = made.replacen(
        "http://www.w3.org/2000/09/xmldsig#enveloped-signature",
        "http://www.w3.org/TR/1999/REC-xslt-19991116",
        1,
    );
    let refused = world.xml(xslt.as_bytes()).remove(0);
    assert!(!refused.verdict.is_passed() && codes(&refused).contains(&"SIG-083"));
    let outside = made.replacen("URI=\"\"", "URI=\"http://example.org/\"", 1);
    assert!(codes(&world.xml(outside.as_bytes())[0]).contains(&"SIG-084"));
    let unknown = made.replacen("gostr34112012-256\"", "gostr3411\"", 1);
    assert_eq!(codes(&world.xml(unknown.as_bytes())[0]), ["SIG-082"]);
}

/// The signed element is moved where nobody looks, and another put in its place.
#[test]
fn wrapped_signatures_do_not_pass() {
    let world = World::new(ParamSet::CryptoProA);
    let message =
        "<e:Envelope xmlns:e=\"urn:e\"><e:Body Id=\"body\"><Sum>1</Sum></e:Body></e:Envelope>";
    let made = signed(
        &world,
        message.as_bytes(),
        &Placement::Element("body".to_owned()),
    );
    let made = text(&made);
    assert!(all_passed(&world.xml(made.as_bytes())));
    let body = "<e:Body Id=\"body\"><Sum>1</Sum></e:Body>";
    let signature = &made[made.find("<ds:Signature").unwrap()..made.find("</e:Envelope>").unwrap()];
    let forged = |id: &str| format!("<e:Body{id}><Sum>999</Sum></e:Body>");
    let with_own_id = forged(" Id=\"other\"");
    let same_id = forged(" Id=\"body\"");
    let lower_id = forged(" id=\"body\"");
    let none = forged("");
    let object = format!("<ds:Object>{body}</ds:Object></ds:Signature>");
    for wrapped in [
        format!("{with_own_id}<e:Wrapper>{body}</e:Wrapper>{signature}"),
        format!("{same_id}<e:Wrapper>{body}</e:Wrapper>{signature}"),
        format!("<e:Wrapper>{body}</e:Wrapper>{signature}{lower_id}"),
        format!("{none}{signature}<e:Wrapper>{body}</e:Wrapper>"),
        format!("<e:Body>{body}<Sum>999</Sum></e:Body>{signature}"),
        format!(
            "<e:Other><Sum>999</Sum></e:Other>{}",
            signature.replacen("</ds:Signature>", &object, 1)
        ),
    ] {
        let document = format!("<e:Envelope xmlns:e=\"urn:e\">{wrapped}</e:Envelope>");
        let reports = world.xml(document.as_bytes());
        assert!(!all_passed(&reports), "{document}");
        let known = ["SIG-084", "SIG-088"];
        assert!(
            codes(&reports[0]).iter().any(|code| known.contains(code)),
            "{:?}",
            codes(&reports[0])
        );
    }
}

#[test]
fn properties_of_another_signature_and_unsigned_ones_do_not_pass() {
    let world = World::new(ParamSet::CryptoProA);
    let made = text(&signed(&world, DOCUMENT.as_bytes(), &Placement::Enveloped));
    let elsewhere = made.replacen("Target=\"#sig-", "Target=\"#gis-", 1);
    assert!(!all_passed(&world.xml(elsewhere.as_bytes())));
    let empty = made.replacen(
        " Type=\"http://uri.etsi.org/01903#SignedProperties\"",
        "",
        1,
    );
    assert!(!all_passed(&world.xml(empty.as_bytes())));

    // The same key in another certificate: only the property tells them apart.
    let other = World::of(ParamSet::CryptoProA, 2, "Уткин Иван Петрович");
    let encode = |world: &World| data_encoding::BASE64.encode(world.certificate.der());
    let swapped = made.replacen(&encode(&world), &encode(&other), 1);
    assert_ne!(swapped, made);
    let reports = world.xml(swapped.as_bytes());
    assert_eq!(
        reports[0].verdict.sub_indication,
        Some(SubIndication::NoSigningCertificateFound)
    );
    assert_eq!(codes(&reports[0])[0], "SIG-064");
}

#[test]
fn spoiled_and_broken_off_documents_never_pass() {
    let world = World::new(ParamSet::CryptoProA);
    let document = "<a xmlns=\"urn:a\" b=\"c\">d</a>";
    let made = signed(&world, document.as_bytes(), &Placement::Enveloped);
    for length in (0..made.len()).step_by(7) {
        assert!(!all_passed(&world.xml(&made[..length])), "{length}");
    }
    // What is signed and the value; the frame around them is not.
    let place = |what: &str| text(&made).find(what).unwrap();
    let value = place("-value\">") + "-value\">".len();
    let positions = (0..place("<ds:SignatureValue"))
        .chain(value..place("</ds:SignatureValue"))
        .chain(place("<xades:SignedProperties")..place("</xades:QualifyingProperties"))
        .step_by(3);
    for at in positions {
        let mut spoiled = made.clone();
        spoiled[at] ^= 1 << (at % 8);
        assert!(
            !all_passed(&world.xml(&spoiled)),
            "{at}: {}",
            String::from_utf8_lossy(&spoiled)
        );
    }
    // Elsewhere nothing is promised but an answer.
    for at in (place("<ds:KeyInfo>")..made.len()).step_by(29) {
        let mut spoiled = made.clone();
        spoiled[at] ^= 1 << (at % 8);
        let _ = world.xml(&spoiled);
    }
}

#[test]
fn the_samples_that_are_said_to_be_signed_are_judged() {
    let samples = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../../shared/samples");
    let path = format!("{samples}/sfr/ЕФС-1_с_МЧД_СФР.xml");
    let Ok(document) = std::fs::read(&path) else {
        let line = format!("esign: {path} is not there\n");
        eprint!("{line}");
        if let Some(log) = std::env::var_os("KABINET_SKIP_LOG") {
            use std::io::Write;
            let log = std::fs::OpenOptions::new()
                .create(true)
                .append(true)
                .open(log);
            log.unwrap().write_all(line.as_bytes()).unwrap();
        }
        return;
    };
    // Its certificate is cut off by those who published it, so nobody can check the value.
    let world = World::new(ParamSet::CryptoProA);
    assert!(is_signed(&document));
    let reports = world.xml(&document);
    assert_eq!(reports.len(), 1);
    assert_eq!(reports[0].format, "XAdES-BES");
    assert_eq!(reports[0].signing_time, Some(time("2024-05-03T12:12:02Z")));
    assert_eq!(
        reports[0].verdict.sub_indication,
        Some(SubIndication::NoSigningCertificateFound)
    );
}
