//! Agreement with xmlsec1 (Debian: xmlsec1): what it signs with RSA and ECDSA passes here, over
//! every canonicalization, on documents that are hard to canonicalize.

use crate::world::{all_passed, codes};
use esign::certificate::Certificate;
use esign::chain::Evidence;
use esign::trust::Trust;
use std::fs;
use std::path::Path;
use std::process::Command;

fn run(folder: &Path, program: &str, arguments: &[&str]) {
    let output = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap_or_else(|error| panic!("{program} is installed by cargo xtask test: {error}"));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program} {arguments:?}: {said}");
}

const HARD: &str = "<?xml version=\"1.0\"?>\n<?pi  some data ?>\n<!-- before -->\n\
    <doc xmlns=\"urn:default\" xmlns:b=\"http://b.example\" xmlns:a=\"http://a.example\" xml:lang=\"ru\" Id=\"root\">\n\
    \t<e5 a:attr=\"out\" b:attr=\"sorted\" attr2=\"all\" attr=\"I'm &quot;&#9;&#10;&#13; x\ty\"/>\r\n\
    <n xmlns=\"\"><m xmlns=\"urn:other\" xmlns:b=\"http://b2.example\"><b:k/></m></n>\
    <![CDATA[<raw> & ]]]]><![CDATA[> end]]>&amp;&#x42F; &gt;<!-- inside --><part Id=\"part\" xml:space=\"preserve\">\
    <b:leaf b:x=\"1\"/> text</part>SIGNATURE</doc>\n<!-- after -->";

fn template(method: &str, digest: &str, canonical: &str, uri: &str, transforms: &[&str]) -> String {
    let transforms = transforms.iter().fold(String::new(), |text, one| {
        text + &format!("<Transform Algorithm=\"{one}\"/>\n")
    });
    let signature = format!(
        "<Signature xmlns=\"http://www.w3.org/2000/09/xmldsig#\">\n <SignedInfo>\n  \
         <CanonicalizationMethod Algorithm=\"{canonical}\"/>\n  <SignatureMethod Algorithm=\"{method}\"/>\n  \
         <Reference URI=\"{uri}\">\n   <Transforms>{transforms}</Transforms>\n   \
         <DigestMethod Algorithm=\"{digest}\"/>\n   <DigestValue/>\n  </Reference>\n </SignedInfo>\n \
         <SignatureValue/>\n <KeyInfo><X509Data><X509Certificate/></X509Data></KeyInfo>\n</Signature>"
    );
    HARD.replace("SIGNATURE", &signature)
}

const ENVELOPED: &str = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
const CANONICAL: [&str; 6] = [
    "http://www.w3.org/TR/2001/REC-xml-c14n-20010315",
    "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments",
    "http://www.w3.org/2001/10/xml-exc-c14n#",
    "http://www.w3.org/2001/10/xml-exc-c14n#WithComments",
    "http://www.w3.org/2006/12/xml-c14n11",
    "http://www.w3.org/2006/12/xml-c14n11#WithComments",
];

#[test]
fn what_xmlsec_signs_passes_here() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let request = |kind: &[&str], key: &str, certificate: &str| {
        let mut arguments = vec![
            "req", "-x509", "-nodes", "-days", "3", "-subj", "/CN=Test", "-newkey",
        ];
        arguments.extend_from_slice(kind);
        arguments.extend_from_slice(&["-keyout", key, "-out", certificate]);
        run(path, "openssl", &arguments);
        let der = format!("{certificate}.der");
        run(
            path,
            "openssl",
            &["x509", "-in", certificate, "-outform", "DER", "-out", &der],
        );
        Certificate::from_der(&fs::read(path.join(der)).unwrap()).unwrap()
    };
    let rsa = request(&["rsa:2048"], "rsa", "rsa.crt");
    let ec = request(
        &["ec", "-pkeyopt", "ec_paramgen_curve:P-256"],
        "ec",
        "ec.crt",
    );
    let ec384 = request(
        &["ec", "-pkeyopt", "ec_paramgen_curve:P-384"],
        "ec384",
        "ec384.crt",
    );
    let more = "http://www.w3.org/2001/04/xmldsig-more#";
    let encryption = "http://www.w3.org/2001/04/xmlenc#";
    let kinds = [
        (
            &rsa,
            "rsa",
            format!("{more}rsa-sha256"),
            format!("{encryption}sha256"),
        ),
        (
            &rsa,
            "rsa",
            format!("{more}rsa-sha512"),
            format!("{encryption}sha512"),
        ),
        (
            &ec,
            "ec",
            format!("{more}ecdsa-sha256"),
            format!("{encryption}sha256"),
        ),
        (
            &ec384,
            "ec384",
            format!("{more}ecdsa-sha384"),
            format!("{more}sha384"),
        ),
    ];
    let at = rsa.not_before() + std::time::Duration::from_hours(1);
    let trust = Trust::new(vec![rsa.clone(), ec.clone(), ec384.clone()]);
    for (round, canonical) in CANONICAL.into_iter().enumerate() {
        for (uri, transforms) in [
            ("", vec![ENVELOPED, canonical]),
            ("", vec![ENVELOPED]),
            ("#part", vec![canonical]),
            ("#part", vec![]),
            ("#root", vec![ENVELOPED, canonical]),
        ] {
            let (_, key, method, digest) = &kinds[round % kinds.len()];
            let text = template(method, digest, canonical, uri, &transforms);
            fs::write(path.join("template.xml"), text).unwrap();
            let pair = format!("{key},{key}.crt");
            run(
                path,
                "xmlsec1",
                &[
                    "--sign",
                    "--id-attr:Id",
                    "urn:default:doc",
                    "--id-attr:Id",
                    "urn:default:part",
                    "--privkey-pem",
                    &pair,
                    "--output",
                    "signed.xml",
                    "template.xml",
                ],
            );
            let signed = fs::read(path.join("signed.xml")).unwrap();
            let reports = esign::xml::validate(&signed, at, &trust, &Evidence::default());
            assert_eq!(reports.len(), 1);
            let report = &reports[0];
            assert!(
                report.verdict.is_passed(),
                "{canonical} {uri} {transforms:?}: {report:#?}"
            );
            assert_eq!(report.format, "XMLDSig");
            // No XAdES, so nothing names the certificate.
            let expected: &[&str] = if uri == "#part" {
                &["SIG-070", "SIG-085"]
            } else {
                &["SIG-070"]
            };
            assert_eq!(codes(report), expected);

            let changed =
                String::from_utf8(signed)
                    .unwrap()
                    .replacen(" text</part>", " tex</part>", 1);
            let reports =
                esign::xml::validate(changed.as_bytes(), at, &trust, &Evidence::default());
            assert!(!all_passed(&reports));
        }
    }
}

const ENGINE: &str = "openssl_conf = main\n[main]\nengines = engines\n[engines]\ngost = gost\n\
    [gost]\nengine_id = gost\ndefault_algorithms = ALL\n";

/// xmlsec1 knows no GOST here, so OpenSSL recalculates digest and value: over canonical forms that are
/// written down by hand.
#[test]
fn openssl_confirms_a_gost_signature_in_xml() {
    use crate::world::{NOISE, World, time};
    use esign::xml::{Placement, sign};
    use gost3410::ParamSet;
    use gost3410::pkcs8::EncodePublicKey;

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    fs::write(path.join("openssl.cnf"), ENGINE).unwrap();
    let openssl = |arguments: &[&str]| {
        let output = Command::new("openssl")
            .args(arguments)
            .current_dir(path)
            .env("OPENSSL_CONF", path.join("openssl.cnf"))
            .output()
            .expect("openssl is installed by cargo xtask test");
        assert!(
            output.status.success(),
            "openssl {arguments:?}: {}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
        output.stdout
    };
    for (set, digest) in [
        (ParamSet::Tc26_256A, "md_gost12_256"),
        (ParamSet::Tc26_512A, "md_gost12_512"),
    ] {
        let world = World::new(set);
        let document = "<a b=\"1\">100 ₽</a>";
        let made = sign(
            document.as_bytes(),
            &Placement::Enveloped,
            &world.certificate,
            &world.key,
            time("2026-11-20T10:00:00Z"),
            &NOISE,
        );
        let made = String::from_utf8(made.unwrap()).unwrap();
        let between = |from: &str, to: &str| {
            let (_, rest) = made.split_once(from).unwrap();
            rest.split_once(to).unwrap().0
        };
        fs::write(path.join("document"), document).unwrap();
        let hash = openssl(&["dgst", "-binary", &format!("-{digest}"), "document"]);
        assert_eq!(
            data_encoding::BASE64.encode(&hash),
            between("<ds:DigestValue>", "</ds:DigestValue>")
        );

        // Empty elements are opened, and the namespace stands where it is first used.
        let mut inside = between("<ds:SignedInfo>", "</ds:SignedInfo>").to_owned();
        while let Some(end) = inside.find("/>") {
            let start = inside[..end].rfind('<').unwrap();
            let name = inside[start + 1..].split(' ').next().unwrap().to_owned();
            inside.replace_range(end..end + 2, &format!("></{name}>"));
        }
        let signed = format!(
            "<ds:SignedInfo xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\">{inside}</ds:SignedInfo>"
        );
        fs::write(path.join("signed"), signed).unwrap();
        let value = between("-value\">", "</ds:SignatureValue>");
        let value = data_encoding::BASE64.decode(value.as_bytes()).unwrap();
        fs::write(path.join("value"), value).unwrap();
        let public = world.key.verifying_key().to_public_key_der().unwrap();
        fs::write(path.join("public"), public.as_bytes()).unwrap();
        openssl(&[
            "pkey",
            "-pubin",
            "-inform",
            "DER",
            "-in",
            "public",
            "-out",
            "public.pem",
        ]);
        let digest = format!("-{digest}");
        openssl(&[
            "dgst",
            &digest,
            "-verify",
            "public.pem",
            "-signature",
            "value",
            "signed",
        ]);
    }
}

/// A self-signed certificate `rsa.crt` with its key.
fn signer(path: &Path) -> Certificate {
    run(
        path,
        "openssl",
        &[
            "req", "-x509", "-nodes", "-days", "3", "-subj", "/CN=Test", "-newkey", "rsa:2048",
            "-keyout", "rsa", "-out", "rsa.crt",
        ],
    );
    run(
        path,
        "openssl",
        &[
            "x509", "-in", "rsa.crt", "-outform", "DER", "-out", "rsa.der",
        ],
    );
    Certificate::from_der(&fs::read(path.join("rsa.der")).unwrap()).unwrap()
}

/// Signs a template with xmlsec1, and returns what came out.
fn made(path: &Path, template: &str) -> String {
    fs::write(path.join("template.xml"), template).unwrap();
    let arguments = [
        "--sign",
        "--id-attr:Id",
        "Object",
        "--id-attr:Id",
        "Manifest",
        "--privkey-pem",
        "rsa,rsa.crt",
        "--output",
        "signed.xml",
        "template.xml",
    ];
    run(path, "xmlsec1", &arguments);
    fs::read_to_string(path.join("signed.xml")).unwrap()
}

fn reference(attributes: &str, transforms: &str) -> String {
    format!(
        "<Reference {attributes}>{transforms}<DigestMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"/>\
         <DigestValue/></Reference>"
    )
}

fn signature(references: &str, objects: &str) -> String {
    format!(
        "<Signature xmlns=\"http://www.w3.org/2000/09/xmldsig#\"><SignedInfo>\
         <CanonicalizationMethod Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"/>\
         <SignatureMethod Algorithm=\"http://www.w3.org/2001/04/xmldsig-more#rsa-sha256\"/>\
         {references}</SignedInfo><SignatureValue/>\
         <KeyInfo><X509Data><X509Certificate/></X509Data></KeyInfo>{objects}</Signature>"
    )
}

fn judged(
    signature: &str,
    content: esign::cms::Content<'_>,
    certificate: &Certificate,
) -> Vec<esign::report::SignatureReport> {
    let at = certificate.not_before() + std::time::Duration::from_hours(1);
    let trust = Trust::new(vec![certificate.clone()]);
    let bytes = signature.as_bytes();
    esign::xml::validate_detached(bytes, content, at, &trust, &Evidence::default())
}

#[test]
fn a_signature_beside_its_file_is_over_that_file_and_no_other() {
    use esign::algorithm::Digest;
    use esign::cms::Content::{Absent, Bytes, Hashes};
    use esign::report::SubIndication::{HashFailure, SignedDataNotFound};
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let certificate = signer(path);
    let letter: &[u8] = b"letter\r\n";
    fs::write(path.join("letter.txt"), letter).unwrap();
    let made = made(path, &signature(&reference("URI=\"letter.txt\"", ""), ""));
    let said = |content| judged(&made, content, &certificate).remove(0).verdict;
    assert!(
        said(Bytes(letter)).is_passed(),
        "{:#?}",
        said(Bytes(letter))
    );
    assert_eq!(said(Bytes(b"letter")).sub_indication, Some(HashFailure));
    assert_eq!(said(Absent).sub_indication, Some(SignedDataNotFound));
    let hashes = [(Digest::Sha256, Digest::Sha256.hash(letter))];
    assert!(said(Hashes(&hashes)).is_passed());
    assert_eq!(esign::validate::digests(made.as_bytes()), [Digest::Sha256]);
    let other = [(Digest::Sha256, Digest::Sha256.hash(b"other"))];
    assert_eq!(said(Hashes(&other)).sub_indication, Some(HashFailure));
    // A signature that is over something else says nothing of the file.
    let own = self::made(
        path,
        &signature(
            &reference("URI=\"#o\"", ""),
            "<Object Id=\"o\">text</Object>",
        ),
    );
    let verdict = judged(&own, Bytes(letter), &certificate).remove(0).verdict;
    assert_eq!(verdict.sub_indication, Some(SignedDataNotFound));
    assert!(judged(&own, Absent, &certificate)[0].verdict.is_passed());
}

#[test]
fn an_xml_file_beside_its_signature_goes_through_the_transforms() {
    use esign::cms::Content::Bytes;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let certificate = signer(path);
    fs::write(path.join("letter.xml"), "<a  b='1'/>").unwrap();
    let canonical = "<Transforms><Transform Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"/></Transforms>";
    let made = made(
        path,
        &signature(&reference("URI=\"letter.xml\"", canonical), ""),
    );
    let said = |content: &str| {
        let content = Bytes(content.as_bytes());
        judged(&made, content, &certificate).remove(0).verdict
    };
    assert!(said("<a  b='1'/>").is_passed());
    assert!(said("<a b=\"1\"></a>").is_passed());
    assert!(!said("<a b=\"2\"></a>").is_passed());
    assert!(!said("no XML").is_passed());
}

#[test]
fn an_xpath_that_leaves_out_signatures_counts_and_no_other() {
    use esign::cms::Content::Absent;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let certificate = signer(path);
    let xpath = |text: &str| {
        format!(
            "<Transforms><Transform Algorithm=\"http://www.w3.org/TR/1999/REC-xpath-19991116\">\
             <XPath xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\">{text}</XPath></Transform></Transforms>"
        )
    };
    let filter = |text: &str| {
        format!(
            "<Transforms><Transform Algorithm=\"http://www.w3.org/2002/06/xmldsig-filter2\">\
             <XPath xmlns=\"http://www.w3.org/2002/06/xmldsig-filter2\" Filter=\"subtract\" \
             xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\">{text}</XPath></Transform></Transforms>"
        )
    };
    let document = |transforms: &str| {
        let signature = signature(&reference("URI=\"\"", transforms), "");
        format!("<doc><sum>100</sum>{signature}</doc>")
    };
    for transforms in [
        xpath(" not( ancestor-or-self::ds:Signature ) "),
        filter("/descendant::ds:Signature"),
        filter("//ds:Signature"),
    ] {
        let made = made(path, &document(&transforms));
        let verdict = judged(&made, Absent, &certificate).remove(0).verdict;
        assert!(verdict.is_passed(), "{transforms}: {verdict:#?}");
        let altered = made.replace("100", "900");
        assert!(
            !judged(&altered, Absent, &certificate)[0]
                .verdict
                .is_passed()
        );
    }
    // What such an expression leaves out nobody sees.
    let made = made(
        path,
        &document(&xpath("not(ancestor-or-self::ds:Signature or self::sum)")),
    );
    let report = judged(&made, Absent, &certificate).remove(0);
    assert!(!report.verdict.is_passed());
    assert!(codes(&report).contains(&"SIG-083"));
}

#[test]
fn what_a_manifest_names_is_followed() {
    use esign::cms::Content::{Absent, Bytes};
    use esign::report::SubIndication::{HashFailure, SignedDataNotFound};
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let certificate = signer(path);
    fs::write(path.join("letter.txt"), "letter").unwrap();
    let kind = "Type=\"http://www.w3.org/2000/09/xmldsig#Manifest\"";
    let manifest = |inside: &str| {
        let object = format!("<Object><Manifest Id=\"m\">{inside}</Manifest></Object>");
        signature(&reference(&format!("{kind} URI=\"#m\""), ""), &object)
    };
    let made = made(path, &manifest(&reference("URI=\"letter.txt\"", "")));
    let said = |content| judged(&made, content, &certificate).remove(0).verdict;
    assert!(
        said(Bytes(b"letter")).is_passed(),
        "{:#?}",
        said(Bytes(b"letter"))
    );
    assert_eq!(said(Bytes(b"other")).sub_indication, Some(HashFailure));
    assert_eq!(said(Absent).sub_indication, Some(SignedDataNotFound));
    let two = self::made(
        path,
        &manifest(&(reference("URI=\"letter.txt\"", "") + &reference("URI=\"rsa.der\"", ""))),
    );
    let verdict = judged(&two, Bytes(b"letter"), &certificate)
        .remove(0)
        .verdict;
    assert_eq!(verdict.sub_indication, Some(SignedDataNotFound));
}

#[test]
fn base64_is_unpacked_before_it_is_hashed() {
    use esign::cms::Content::Absent;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let certificate = signer(path);
    let unpack = "<Transforms><Transform Algorithm=\"http://www.w3.org/2000/09/xmldsig#base64\"/></Transforms>";
    let made = made(
        path,
        &signature(
            &reference("URI=\"#o\"", unpack),
            "<Object Id=\"o\">bGV0\ndGVy</Object>",
        ),
    );
    assert!(judged(&made, Absent, &certificate)[0].verdict.is_passed());
    let same = made.replace("bGV0\ndGVy", "bGV0dGVy");
    assert!(judged(&same, Absent, &certificate)[0].verdict.is_passed());
    let altered = made.replace("dGVy", "dGVz");
    assert!(
        !judged(&altered, Absent, &certificate)[0]
            .verdict
            .is_passed()
    );
}

#[test]
fn what_was_altered_is_altered_whatever_the_algorithm_of_the_signature() {
    use esign::cms::Content::Absent;
    use esign::report::SubIndication::{CryptoConstraintsFailure, HashFailure};
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let certificate = signer(path);
    let made = made(
        path,
        &signature(
            &reference("URI=\"#o\"", ""),
            "<Object Id=\"o\">100</Object>",
        ),
    );
    let unknown = made.replace("xmldsig-more#rsa-sha256", "xmldsig-more#rsa-sm3");
    let said = |text: &str| {
        judged(text, Absent, &certificate)
            .remove(0)
            .verdict
            .sub_indication
    };
    assert_eq!(said(&unknown), Some(CryptoConstraintsFailure));
    assert_eq!(said(&unknown.replace(">100<", ">900<")), Some(HashFailure));
}

#[test]
fn a_signature_of_a_signature_says_nothing_against_the_first() {
    use esign::cms::Content::Absent;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let certificate = signer(path);
    let enveloped = format!("<Transforms><Transform Algorithm=\"{ENVELOPED}\"/></Transforms>");
    let first = signature(&reference("URI=\"#d\"", &enveloped), "");
    let first = first.replace("<SignatureValue/>", "<SignatureValue Id=\"v\"/>");
    let sign = |text: &str| {
        fs::write(path.join("template.xml"), text).unwrap();
        let arguments = [
            "--sign",
            "--id-attr:Id",
            "d",
            "--id-attr:Id",
            "http://www.w3.org/2000/09/xmldsig#:SignatureValue",
            "--node-xpath",
            "//*[local-name()='Signature'][last()]",
            "--privkey-pem",
            "rsa,rsa.crt",
            "--output",
            "signed.xml",
            "template.xml",
        ];
        run(path, "xmlsec1", &arguments);
        fs::read_to_string(path.join("signed.xml")).unwrap()
    };
    let main = sign(&format!("<all><d Id=\"d\">100</d>{first}</all>"));
    assert!(judged(&main, Absent, &certificate)[0].verdict.is_passed());
    let counter = signature(
        &reference(
            "Type=\"http://uri.etsi.org/01903#CountersignedSignature\" URI=\"#v\"",
            "",
        ),
        "",
    );
    let both = sign(&main.replace("</all>", &format!("{counter}</all>")));
    let reports = judged(&both, Absent, &certificate);
    assert_eq!(reports.len(), 1, "{reports:#?}");
    assert!(reports[0].verdict.is_passed(), "{:#?}", reports[0]);
    let told = |reports: &[esign::report::SignatureReport]| {
        let mut blocks = reports[0].blocks.iter();
        let block = blocks.find(|one| one.name == "COUNTER_SIGNATURE").unwrap();
        block.verdict.is_passed()
    };
    assert!(told(&reports));
    // A bad one is told and leaves the first as it is.
    let at = both.rfind("<DigestValue>").unwrap() + "<DigestValue>".len();
    let mut spoilt = both.clone();
    let other = if &both[at..=at] == "A" { "B" } else { "A" };
    spoilt.replace_range(at..=at, other);
    let reports = judged(&spoilt, Absent, &certificate);
    assert!(reports[0].verdict.is_passed() && !told(&reports));
    assert!(codes(&reports[0]).contains(&"SIG-078"));
}
