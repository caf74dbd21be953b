//! Agreement with OpenSSL and its gost-engine, both ways (Debian: openssl, libengine-gost-openssl;
//! `cargo xtask test` installs them).

use crate::world::{CONTENT, NOISE};
use esign::algorithm::Digest;
use esign::certificate::Certificate;
use esign::chain::Evidence;
use esign::cms;
use esign::report::{SignatureReport, SubIndication};
use esign::trust::{Trust, certificates};
use esign::tsp::{Request, read_response};
use gost3410::SigningKey;
use gost3410::pkcs8::DecodePrivateKey;
use jiff::{SignedDuration, Timestamp};
use std::fs;
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

const CONFIG: &str = "openssl_conf = main\n[main]\nengines = engines\n[engines]\ngost = gost\n\
    [gost]\nengine_id = gost\ndefault_algorithms = ALL\n[req]\ndistinguished_name = dn\n[dn]\n\
    [ca]\nbasicConstraints = critical,CA:TRUE\nkeyUsage = critical,keyCertSign,cRLSign\n\
    [person]\nkeyUsage = critical,digitalSignature,nonRepudiation\n\
    [service]\nkeyUsage = critical,digitalSignature\nextendedKeyUsage = critical,timeStamping\n\
    [tsa]\ndefault_tsa = tsa1\n[tsa1]\nserial = serial\ncrypto_device = builtin\n\
    default_policy = 1.2.3.4\ndigests = md_gost12_256, md_gost12_512, sha256\nsigner_digest = sha256\n\
    accuracy = secs:1\nordering = yes\ntsa_name = yes\ness_cert_id_chain = no\n\
    ess_cert_id_alg = sha256\n";

/// The kinds of keys: name, how it is made, digest of OpenSSL.
const KINDS: [(&str, &[&str], &str); 6] = [
    (
        "gost256",
        &["gost2012_256", "-pkeyopt", "paramset:A"],
        "md_gost12_256",
    ),
    (
        "gost256e",
        &["gost2012_256", "-pkeyopt", "paramset:TCA"],
        "md_gost12_256",
    ),
    (
        "gost512",
        &["gost2012_512", "-pkeyopt", "paramset:A"],
        "md_gost12_512",
    ),
    (
        "rsa",
        &["RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
        "sha256",
    ),
    (
        "ecdsa",
        &["EC", "-pkeyopt", "ec_paramgen_curve:P-256"],
        "sha384",
    ),
    // A hash shorter than half of the curve: OpenSSL's own choice.
    (
        "ecdsa521",
        &["EC", "-pkeyopt", "ec_paramgen_curve:P-521"],
        "sha256",
    ),
];

fn openssl(folder: &Path, arguments: &[&str]) -> Result<(), String> {
    let output = Command::new("openssl")
        .args(arguments)
        .current_dir(folder)
        .env("OPENSSL_CONF", folder.join("openssl.cnf"))
        .output()
        .expect("openssl is installed by cargo xtask test");
    if output.status.success() {
        Ok(())
    } else {
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        Err(format!("openssl {arguments:?}: {said}"))
    }
}

struct Folder(TempDir);

impl Folder {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("openssl.cnf"), CONFIG).unwrap();
        fs::write(folder.path().join("content"), CONTENT).unwrap();
        fs::write(folder.path().join("serial"), "01\n").unwrap();
        let folder = Self(folder);
        folder.certificate("root", KINDS[2].1, "md_gost12_512", "ca", None);
        folder
    }

    #[track_caller]
    fn run(&self, arguments: &[&str]) {
        openssl(self.0.path(), arguments).unwrap();
    }

    fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.0.path().join(name)).unwrap()
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        fs::write(self.0.path().join(name), bytes).unwrap();
    }

    /// A key `NAME.key` and its certificate `NAME.crt`, by the root or by itself.
    fn certificate(&self, name: &str, key: &[&str], digest: &str, section: &str, ca: Option<&str>) {
        let (key_file, file) = (format!("{name}.key"), format!("{name}.crt"));
        let mut make = vec!["genpkey", "-out", &key_file, "-algorithm"];
        make.extend(key);
        self.run(&make);
        let (subject, digest) = (format!("/C=RU/CN={name}"), format!("-{digest}"));
        let mut request = vec![
            "req",
            "-x509",
            "-new",
            "-key",
            &key_file,
            "-out",
            &file,
            "-subj",
            &subject,
            "-days",
            "30",
            "-extensions",
            section,
            &digest,
        ];
        let ca = ca.map(|ca| (format!("{ca}.crt"), format!("{ca}.key")));
        if let Some((certificate, key)) = &ca {
            request.extend(["-CA", certificate.as_str(), "-CAkey", key.as_str()]);
            // The digest is the root's.
            let last = request.iter().position(|one| *one == digest).unwrap();
            request[last] = "-md_gost12_512";
        }
        self.run(&request);
    }

    fn certificate_of(&self, name: &str) -> Certificate {
        certificates(&self.read(&format!("{name}.crt")))
            .unwrap()
            .remove(0)
    }

    /// Signs the content with `openssl cms -sign`.
    fn sign(&self, names: &[&str], more: &[&str]) -> Vec<u8> {
        let mut all = vec![
            "cms", "-sign", "-binary", "-in", "content", "-outform", "DER",
        ];
        let files: Vec<_> = names
            .iter()
            .map(|name| [format!("{name}.crt"), format!("{name}.key")])
            .collect();
        for [certificate, key] in &files {
            all.extend(["-signer", certificate, "-inkey", key]);
        }
        all.extend(["-out", "signature"]);
        all.extend(more);
        self.run(&all);
        self.read("signature")
    }

    fn validate(&self, cms: &[u8], content: Option<&[u8]>) -> Vec<SignatureReport> {
        let root = self.certificate_of("root");
        let at = self.now();
        cms::validate(
            cms,
            content,
            at,
            &Trust::new(vec![root]),
            &Evidence::default(),
        )
    }

    /// A minute after the root was made, as its certificate says.
    fn now(&self) -> Timestamp {
        let made = self.certificate_of("root").not_before();
        made.saturating_add(SignedDuration::from_mins(5)).unwrap()
    }
}

#[test]
fn what_openssl_signs_passes_here() {
    let folder = Folder::new();
    for (name, key, digest) in KINDS {
        folder.certificate(name, key, digest, "person", Some("root"));
        let sign = |more: &[&str]| folder.sign(&[name], &[more, &["-md", digest]].concat());
        let cases: [(&str, &[&str], bool, &str); 7] = [
            ("attached", &["-nodetach"], true, "CMS"),
            ("detached", &[], false, "CMS"),
            ("CAdES", &["-nodetach", "-cades"], true, "CAdES-BES"),
            (
                "stream",
                &["-nodetach", "-cades", "-stream"],
                true,
                "CAdES-BES",
            ),
            ("indefinite", &["-indef", "-cades"], false, "CAdES-BES"),
            ("no attributes", &["-nodetach", "-noattr"], true, "CMS"),
            ("by key identifier", &["-nodetach", "-keyid"], true, "CMS"),
        ];
        for (case, more, is_attached, format) in cases {
            let cms = sign(more);
            let reports = folder.validate(&cms, (!is_attached).then_some(CONTENT));
            assert_eq!(reports.len(), 1);
            assert!(
                reports[0].verdict.is_passed(),
                "{name}, {case}: {:#?}",
                reports[0]
            );
            assert_eq!(reports[0].format, format, "{name}, {case}");
            let signer = reports[0].signer.as_ref().unwrap();
            assert_eq!(signer.name.as_deref(), Some(name));
            if !is_attached {
                let other = &folder.validate(&cms, Some(b"another"))[0].verdict;
                assert_eq!(
                    other.sub_indication,
                    Some(SubIndication::HashFailure),
                    "{name}"
                );
            }
        }
    }
}

#[test]
fn a_mail_of_openssl_that_holds_its_content_passes_here() {
    let folder = Folder::new();
    let (name, key, digest) = KINDS[0];
    folder.certificate(name, key, digest, "person", Some("root"));
    let options = esign::Options {
        at: folder.now(),
        trust: Trust::new(vec![folder.certificate_of("root")]),
        evidence: Evidence::default(),
    };
    let mail = folder.sign(&[name], &["-nodetach", "-md", digest, "-outform", "SMIME"]);
    assert!(mail.starts_with(b"MIME-Version"));
    let report = esign::validate(esign::Input::File(&mail), &options);
    assert_eq!(report.sub_indication, None, "{report:#?}");
    assert_eq!(report.signatures.len(), 1);
}

#[test]
fn two_signers_of_openssl_pass_here() {
    let folder = Folder::new();
    for (name, key, digest) in [KINDS[0], KINDS[2]] {
        folder.certificate(name, key, digest, "person", Some("root"));
    }
    let two = folder.sign(&["gost256", "gost512"], &["-nodetach", "-cades"]);
    let reports = folder.validate(&two, None);
    assert_eq!(reports.len(), 2);
    assert!(
        reports.iter().all(|one| one.verdict.is_passed()),
        "{reports:#?}"
    );
}

#[test]
fn what_is_signed_here_passes_in_openssl() {
    let folder = Folder::new();
    for (name, key, digest) in &KINDS[..3] {
        folder.certificate(name, key, digest, "person", Some("root"));
        let pem = String::from_utf8(folder.read(&format!("{name}.key"))).unwrap();
        let body: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
        let der = data_encoding::BASE64.decode(body.as_bytes()).unwrap();
        let key = SigningKey::from_pkcs8_der(&der).unwrap();
        let certificate = folder.certificate_of(name);
        for is_attached in [true, false] {
            let at = folder.now();
            let cms = cms::sign(CONTENT, is_attached, &key, &certificate, at, &NOISE).unwrap();
            folder.write("signature", &cms);
            let mut arguments = vec![
                "cms",
                "-verify",
                "-binary",
                "-inform",
                "DER",
                "-in",
                "signature",
                "-CAfile",
                "root.crt",
                "-purpose",
                "any",
                "-cades",
                "-out",
                "out",
            ];
            if !is_attached {
                arguments.extend(["-content", "content"]);
            }
            folder.run(&arguments);
            assert_eq!(folder.read("out"), CONTENT, "{name}");
            if !is_attached {
                folder.write("content", b"another");
                assert!(openssl(folder.0.path(), &arguments).is_err());
                folder.write("content", CONTENT);
            }
        }
    }
}

#[test]
fn a_time_stamp_of_openssl_makes_cades_t() {
    let folder = Folder::new();
    let (name, key, digest) = KINDS[0];
    folder.certificate(name, key, digest, "person", Some("root"));
    folder.certificate("service", KINDS[3].1, "sha256", "service", Some("root"));
    let bes = folder.sign(&[name], &["-nodetach", "-cades", "-md", digest]);
    let value = cms::signature_values(&bes).unwrap().remove(0);
    let digest = Digest::Sha256;
    let request = Request::new(digest, digest.hash(&value), [3; 16]);
    folder.write("request", &request.to_der());
    folder.run(&[
        "ts",
        "-reply",
        "-config",
        "openssl.cnf",
        "-section",
        "tsa1",
        "-queryfile",
        "request",
        "-signer",
        "service.crt",
        "-inkey",
        "service.key",
        "-out",
        "reply",
    ]);
    let token = read_response(&folder.read("reply"), &request).unwrap();
    let stamped = cms::with_stamp(&bes, 0, &token.der).unwrap();
    let report = folder.validate(&stamped, None).remove(0);
    assert!(report.verdict.is_passed(), "{report:#?}");
    assert_eq!(report.format, "CAdES-T");
    assert_eq!(report.stamped_time, Some(token.time), "{report:#?}");
    let other = Request::new(digest, digest.hash(b"another"), [3; 16]);
    assert!(read_response(&folder.read("reply"), &other).is_err());
}

#[test]
fn keys_and_signatures_of_pss_pass_here() {
    let folder = Folder::new();
    // A key that is for PSS alone, and an ordinary one that signs by PSS.
    let alone: &[&str] = &["RSA-PSS", "-pkeyopt", "rsa_keygen_bits:2048"];
    folder.certificate("alone", alone, "sha256", "person", Some("root"));
    folder.certificate("plain", KINDS[3].1, "sha256", "person", Some("root"));
    let padding = [
        "-keyopt",
        "rsa_padding_mode:pss",
        "-keyopt",
        "rsa_pss_saltlen:32",
    ];
    for name in ["alone", "plain"] {
        let more = [&["-nodetach", "-cades", "-md", "sha256"], &padding[..]].concat();
        let cms = folder.sign(&[name], &more);
        let reports = folder.validate(&cms, None);
        assert!(reports[0].verdict.is_passed(), "{name}: {:#?}", reports[0]);
    }
}
