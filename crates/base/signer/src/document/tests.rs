use super::*;
use crate::Keys;
use crate::supply::Supply;
use esign::certificate::attribute;
use esign::chain::Evidence;
use esign::container::{self, Protection};
use esign::issue::{self, Issuer, Name, Template, Validity};
use esign::report::{Indication, Report};
use esign::trust::Trust;
use esign::{Input, Options};
use gost3410::{ParamSet, SigningKey};
use std::fmt::Write;

const PASSWORD: &str = "пароль Котовой";
const XML: &[u8] =
    "<?xml version=\"1.0\" encoding=\"windows-1251\"?>\n<a><b>100</b></a>\n".as_bytes();
/// Milliseconds of 22 November 2026, 12:00 UTC.
const NOW: f64 = 1_795_348_800_000.0;

/// A person with a key file, under an authority whose own certificate another one signed.
struct World {
    root: Certificate,
    key: SigningKey,
    certificate: Certificate,
    file: Vec<u8>,
}

impl World {
    fn new(set: ParamSet) -> Self {
        let key =
            |byte: u8| SigningKey::from_le_bytes(set, &vec![byte; set.size().bytes()]).unwrap();
        let name = |text| Name::of(&[(attribute::COMMON_NAME, text), (attribute::COUNTRY, "RU")]);
        let validity = Validity {
            from: "2026-01-01T00:00:00Z".parse().unwrap(),
            to: "2027-12-31T00:00:00Z".parse().unwrap(),
        };
        let (root_key, middle_key, own) = (key(1), key(2), key(3));
        let root = Template::root(name("Учебный головной центр"), 1, validity);
        let root = issue::self_signed(&root, &root_key, &[0; 32]).unwrap();
        let made = |template: &Template, of: &SigningKey, by: &SigningKey, issuer: &Certificate| {
            let issuer = Issuer {
                key: by,
                certificate: issuer,
            };
            issue::certificate(template, &of.verifying_key(), &issuer, &[0; 32]).unwrap()
        };
        let middle = Template::intermediate(name("Учебный центр"), 2, validity, 0);
        let middle = made(&middle, &middle_key, &root_key, &root);
        let person = Template::signer(name("Котова Анна Сергеевна"), 3, validity);
        let certificate = made(&person, &own, &middle_key, &middle);
        let chain = [certificate.clone(), middle, root.clone()];
        // Not random at all, which a test wants.
        let mut random = Supply::new((0..4096_u32).map(|one| one.to_le_bytes()[0]).collect());
        let protection = Protection::Gost89;
        let file = container::make(&own, &chain, None, PASSWORD, protection, &mut random).unwrap();
        Self {
            root,
            key: own,
            certificate,
            file,
        }
    }

    fn sign(&self, form: Form, document: &[u8]) -> Result<Vec<u8>, Fault> {
        let keys = Keys::open(self.file.clone(), PASSWORD.into()).unwrap();
        keys.sign_document(0, form, document, NOW, vec![7; 32])
    }

    /// Judged by the root alone: what lies between must be in the signature.
    fn judge(&self, file: &[u8]) -> Report {
        let options = Options {
            at: Timestamp::from_millisecond(1_795_348_900_000).unwrap(),
            trust: Trust::new(vec![self.root.clone()]),
            evidence: Evidence::default(),
        };
        esign::validate(Input::File(file), &options)
    }
}

/// A file of one empty page.
fn page() -> Vec<u8> {
    page_with("", "")
}

/// The same with more in its catalog and its trailer.
fn page_with(catalog: &str, trailer: &str) -> Vec<u8> {
    let objects = [
        &format!("<< /Type /Catalog /Pages 2 0 R {catalog} >>"),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
    ];
    let size = objects.len() + 1;
    let mut text = "%PDF-1.7\n".to_owned();
    let mut table = format!("xref\n0 {size}\n0000000000 65535 f \n");
    for (number, object) in objects.iter().enumerate() {
        writeln!(table, "{:010} 00000 n ", text.len()).unwrap();
        write!(text, "{} 0 obj\n{object}\nendobj\n", number + 1).unwrap();
    }
    let start = text.len();
    let end = format!("<< /Size {size} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n");
    format!("{text}{table}trailer\n{end}").into_bytes()
}

fn passes(report: &Report, signatures: usize) {
    assert_eq!(report.indication, Indication::TotalPassed, "{report:#?}");
    assert_eq!(report.signatures.len(), signatures);
}

#[test]
fn a_pdf_and_an_xml_document_hold_their_signature_and_the_authorities_of_the_signer() {
    for set in [ParamSet::CryptoProA, ParamSet::Tc26_512A] {
        let world = World::new(set);
        let signed = world.sign(Form::Pdf, &page()).unwrap();
        assert!(signed.starts_with(&page()), "an update, the file stays");
        let report = world.judge(&signed);
        passes(&report, 1);
        assert_eq!(report.signatures[0].format, "PAdES-BES");
        // A second one beside it.
        let twice = world.sign(Form::Pdf, &signed).unwrap();
        passes(&world.judge(&twice), 2);

        let signed = world.sign(Form::Xml, XML).unwrap();
        let report = world.judge(&signed);
        passes(&report, 1);
        assert_eq!(report.signatures[0].format, "XAdES-BES");
        let mut spoiled = signed.clone();
        let at = spoiled.windows(3).position(|part| part == b"100").unwrap();
        spoiled[at] = b'9';
        assert_eq!(world.judge(&spoiled).indication, Indication::TotalFailed);
        assert_eq!(world.sign(Form::Xml, &signed), Err(Fault::SignedXml));
    }
}

#[test]
fn a_key_that_is_elsewhere_signs_in_its_own_order_of_bytes() {
    for (set, bits) in [(ParamSet::Tc26_256A, 256), (ParamSet::Tc26_512C, 512)] {
        let world = World::new(set);
        for (form, document) in [(Form::Pdf, page()), (Form::Xml, XML.to_vec())] {
            let prepare =
                || PreparedDocument::new(form, &document, world.certificate.der(), NOW).unwrap();
            assert_eq!(prepare().bits(), bits);
            let digest = esign::cms::digest_of(&world.certificate).unwrap();
            let hash = digest.hash(prepare().message());
            let value = world.key.sign_digest(&hash, &[7; 32]).unwrap();
            let mut value = value.as_bytes().to_vec();
            // Without its authority the path does not end at the root: no chain, and no fault else.
            let sound = |signed: &[u8]| {
                let report = world.judge(signed);
                assert_eq!(report.indication, Indication::Indeterminate, "{report:#?}");
            };
            sound(&prepare().finish(&value).unwrap());
            value.reverse();
            sound(&prepare().finish(&value).unwrap());
            value[9] ^= 1;
            assert_eq!(prepare().finish(&value), Err(Fault::NotSigned));
            assert_eq!(prepare().finish(&[]), Err(Fault::NotSigned));
        }
    }
}

#[test]
fn what_cannot_hold_a_signature_says_why() {
    let world = World::new(ParamSet::CryptoProA);
    // What a certifying signature forbids, its value aside.
    let closed = "/Perms << /DocMDP << /Type /Sig /Reference [<< /TransformMethod /DocMDP \
                  /TransformParams << /P 1 >> >>] >> >>";
    for (form, document, fault) in [
        (Form::Pdf, b"PK\x03\x04 a package".to_vec(), Fault::Pdf),
        (Form::Pdf, Vec::new(), Fault::Pdf),
        (Form::Pdf, page()[..200].to_vec(), Fault::Pdf),
        (
            Form::Pdf,
            page_with("", "/Encrypt 3 0 R"),
            Fault::EncryptedPdf,
        ),
        (Form::Pdf, page_with(closed, ""), Fault::ClosedPdf),
        (Form::Xml, b"<a><b></a>".to_vec(), Fault::Xml),
        (Form::Xml, b"<!DOCTYPE a><a/>".to_vec(), Fault::Xml),
        (Form::Xml, b"\xff\xfe<\0a\0/\0>\0".to_vec(), Fault::Xml),
        (Form::Xml, Vec::new(), Fault::Xml),
        (Form::Xml, page(), Fault::Xml),
    ] {
        let said = String::from_utf8_lossy(&document).into_owned();
        assert_eq!(world.sign(form, &document), Err(fault), "{form:?} {said}");
    }
    let bad = PreparedDocument::new(Form::Xml, XML, b"no certificate", NOW);
    assert_eq!(bad.err(), Some(Fault::NotACertificate));
    let bad = PreparedDocument::new(Form::Xml, XML, world.certificate.der(), f64::NAN);
    assert_eq!(bad.err(), Some(Fault::Time));
}

#[test]
fn a_form_is_known_by_its_name() {
    assert_eq!(Form::named("pdf"), Ok(Form::Pdf));
    assert_eq!(Form::named("xml"), Ok(Form::Xml));
    assert_eq!(Form::named("docx"), Err(Fault::Unknown));
}
