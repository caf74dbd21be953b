//! `kabinet verify`: what it says and how it ends.

use std::fs;
use std::path::Path;
use std::process::Output;

use esign::certificate::{Certificate, attribute};
use esign::cms;
use esign::issue::{self, Issuer, Name, Template, Validity};
use esign::tsl::{Authority, ListedKey, State, Status, TrustList};
use esign::xml;
use gost3410::{ParamSet, SigningKey};

use crate::server::{kabinet, run};

const NOISE: [u8; 32] = [7; 32];
const AT: &str = "2026-11-22T12:00:00Z";

fn key(byte: u8) -> SigningKey {
    SigningKey::from_le_bytes(ParamSet::CryptoProA, &[byte; 32]).unwrap()
}

/// A folder with `root.crt`, `person.crt`, `letter`, `letter.p7s` and `attached.p7s`.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let name = |text| {
        Name::of(&[
            (attribute::COMMON_NAME, text),
            (attribute::SURNAME, "Ёлкина"),
            (attribute::GIVEN_NAME, "Анна Сергеевна"),
            (attribute::INN, "500100732259"),
            (attribute::SNILS, "11223344595"),
        ])
    };
    let validity = Validity {
        from: "2026-01-01T00:00:00Z".parse().unwrap(),
        to: "2027-01-01T00:00:00Z".parse().unwrap(),
    };
    let root_key = key(1);
    let root = Template::root(name("Учебный центр"), 1, validity);
    let root = issue::self_signed(&root, &root_key, &NOISE).unwrap();
    let issuer = Issuer {
        key: &root_key,
        certificate: &root,
    };
    let person_key = key(2);
    let person = Template::signer(name("Ёлкина Анна"), 2, validity);
    let person: Certificate =
        issue::certificate(&person, &person_key.verifying_key(), &issuer, &NOISE).unwrap();
    let time = "2026-11-20T10:00:00Z".parse().unwrap();
    let sign = |is_attached| {
        cms::sign(b"letter", is_attached, &person_key, &person, time, &NOISE).unwrap()
    };
    let write = |name: &str, bytes: &[u8]| fs::write(folder.path().join(name), bytes).unwrap();
    write("root.crt", root.der());
    write("person.crt", person.der());
    write("letter", b"letter");
    write("letter.p7s", &sign(false));
    write("attached.p7s", &sign(true));
    folder
}

fn verify(folder: &Path, arguments: &[&str]) -> Output {
    let mut all = vec!["verify", "--at", AT, "--anchors", "root.crt"];
    all.extend(arguments);
    run(kabinet(&all)
        .env("LC_ALL", "en_US.UTF-8")
        .current_dir(folder))
}

#[track_caller]
fn ends(output: &Output, code: i32) -> String {
    let out = String::from_utf8_lossy(&output.stdout).into_owned();
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(code), "{out}{told}");
    assert!(!out.contains('⟦') && !told.contains('⟦') && !told.contains("panicked"));
    out + &told
}

#[test]
fn exit_codes_tell_good_bad_unknown_and_unusable_apart() {
    let folder = folder();
    let path = folder.path();
    let said = ends(&verify(path, &["letter", "letter.p7s"]), 0);
    assert!(
        said.contains("the signature is good") && said.contains("Ёлкина Анна"),
        "{said}"
    );
    ends(&verify(path, &["attached.p7s"]), 0);

    fs::write(path.join("other"), b"another").unwrap();
    let said = ends(&verify(path, &["other", "letter.p7s"]), 1);
    assert!(said.contains("SIG-061"), "{said}");
    ends(&verify(path, &["letter"]), 1);

    let said = ends(&verify(path, &["letter.p7s"]), 2);
    assert!(said.contains("SIG-060"), "{said}");
    let stranger = run(kabinet(&["verify", "attached.p7s", "--at", AT]).current_dir(path));
    ends(&stranger, 2);

    ends(&verify(path, &["missing", "letter.p7s"]), 3);
    ends(&verify(path, &["letter", "missing"]), 3);
    ends(&verify(path, &["attached.p7s", "--certs", "letter"]), 3);
    ends(&verify(path, &["attached.p7s", "--no-such"]), 3);
    ends(&verify(path, &[]), 3);
    ends(
        &run(kabinet(&["verify", "letter", "--at", "yesterday"]).current_dir(path)),
        3,
    );
    ends(&run(&mut kabinet(&["verify", "--help"])), 0);
}

#[test]
fn json_has_the_names_of_the_standard() {
    let folder = folder();
    let output = verify(folder.path(), &["letter", "letter.p7s", "--json"]);
    let said = ends(&output, 0);
    let report: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert_eq!(report["indication"], "TOTAL_PASSED");
    assert_eq!(report["sub_indication"], serde_json::Value::Null);
    let signature = &report["signatures"][0];
    assert_eq!(signature["indication"], "TOTAL_PASSED");
    assert_eq!(signature["qualified"], false);
    assert_eq!(signature["signing_time"], "2026-11-20T10:00:00Z");
    assert_eq!(signature["signer"]["name"], "Ёлкина Анна");

    fs::write(folder.path().join("letter"), b"another").unwrap();
    let output = verify(folder.path(), &["letter", "letter.p7s", "--json"]);
    let report: serde_json::Value = serde_json::from_str(&ends(&output, 1)).unwrap();
    assert_eq!(report["sub_indication"], "HASH_FAILURE");
}

#[test]
fn a_certificate_alone_is_judged_and_russian_is_spoken() {
    let folder = folder();
    let path = folder.path();
    let good = verify(path, &["--certificate", "person.crt"]);
    assert!(ends(&good, 0).contains("the certificate is valid"));
    let mut late = kabinet(&["verify", "--certificate", "person.crt", "--anchors", "."]);
    late.args(["--at", "2027-06-01T00:00:00Z"])
        .env("LC_ALL", "ru_RU.UTF-8");
    let said = ends(&run(late.current_dir(path)), 1);
    assert!(
        said.contains("сертификат недействителен") && said.contains("SIG-026"),
        "{said}"
    );
    ends(&verify(path, &["--certificate", "letter"]), 3);
}

#[test]
fn a_large_file_is_hashed_in_pieces() {
    let folder = folder();
    let path = folder.path();
    let large = fs::File::create(path.join("large")).unwrap();
    large.set_len(17 * 1024 * 1024).unwrap();
    let said = ends(&verify(path, &["large", "letter.p7s"]), 1);
    assert!(said.contains("SIG-061"), "{said}");
}

/// The list of accredited authorities with the test's own one in it, as XML.
fn trust_list(folder: &Path, status: Status) -> String {
    let root = Certificate::from_der(&fs::read(folder.join("root.crt")).unwrap()).unwrap();
    let state = State {
        status,
        since: "2020-01-01T00:00:00Z".parse().ok(),
    };
    let authority = Authority {
        name: "Учебный центр".to_owned(),
        state: Some(state),
        keys: vec![ListedKey {
            certificates: vec![root],
            ..ListedKey::default()
        }],
        ..Authority::default()
    };
    TrustList::new("1", AT.parse().ok(), vec![authority]).to_xml()
}

#[test]
fn a_trust_list_decides_whether_a_signature_is_qualified() {
    let folder = folder();
    let path = folder.path();
    let judged = |more: &[&str], code: i32| {
        let mut arguments = vec!["attached.p7s", "--json"];
        arguments.extend(more);
        let said = ends(&verify(path, &arguments), code);
        let report = serde_json::from_str::<serde_json::Value>(&said).unwrap_or_default();
        let one = report["signatures"][0].clone();
        let reasons = one["qualification"]["findings"].as_array();
        let reasons: Vec<String> = reasons
            .into_iter()
            .flatten()
            .map(|reason| reason["code"].as_str().unwrap().to_owned())
            .collect();
        (one["qualified"].as_bool(), reasons)
    };
    let told = |qualified, reasons: &[&str]| {
        let reasons: Vec<String> = reasons.iter().map(|one| (*one).to_owned()).collect();
        (qualified, reasons)
    };
    assert_eq!(judged(&[], 0), told(Some(false), &["SIG-050"]));

    let list = trust_list(path, Status::Active);
    fs::write(path.join("list.xml"), &list).unwrap();
    assert_eq!(
        judged(&["--tsl", "list.xml"], 0),
        told(Some(true), &["SIG-054"]),
        "taken as it is, and that is told"
    );
    let ended = trust_list(path, Status::Terminated);
    fs::write(path.join("ended.xml"), ended).unwrap();
    assert_eq!(
        judged(&["--tsl", "ended.xml"], 0),
        told(Some(false), &["SIG-052", "SIG-054"]),
        "a good signature all the same"
    );

    // The list's own signature: by the one that was named, by another, and none.
    let person = Certificate::from_der(&fs::read(path.join("person.crt")).unwrap()).unwrap();
    let (place, at) = (xml::Placement::Enveloped, AT.parse().unwrap());
    let signed = xml::sign(list.as_bytes(), &place, &person, &key(2), at, &NOISE).unwrap();
    fs::write(path.join("signed.xml"), &signed).unwrap();
    let by_person = ["--tsl", "signed.xml", "--tsl-signer", "person.crt"];
    assert_eq!(judged(&by_person, 0), told(Some(true), &[]));
    judged(&["--tsl", "signed.xml", "--tsl-signer", "root.crt"], 3);
    judged(&["--tsl", "list.xml", "--tsl-signer", "person.crt"], 3);
    let altered = String::from_utf8(signed).unwrap();
    let altered = altered.replacen("Действует", "Прекращена", 1);
    fs::write(path.join("altered.xml"), altered).unwrap();
    let output = verify(
        path,
        &[
            "attached.p7s",
            "--tsl",
            "altered.xml",
            "--tsl-signer",
            "person.crt",
        ],
    );
    assert!(ends(&output, 3).contains("SIG-086"));
    judged(&["--tsl-signer", "person.crt"], 3);
    judged(&["--tsl", "letter"], 3);
}

#[test]
fn signed_xml_and_pdf_and_every_armour_are_judged() {
    let folder = folder();
    let path = folder.path();
    let person = Certificate::from_der(&fs::read(path.join("person.crt")).unwrap()).unwrap();
    let at = "2026-11-20T10:00:00Z".parse().unwrap();
    let place = xml::Placement::Enveloped;
    let made = xml::sign(b"<a>100</a>", &place, &person, &key(2), at, &NOISE).unwrap();
    fs::write(path.join("signed.xml"), &made).unwrap();
    assert!(ends(&verify(path, &["signed.xml"]), 0).contains("XAdES-BES"));
    let altered = String::from_utf8(made).unwrap().replace("100", "900");
    fs::write(path.join("altered.xml"), altered).unwrap();
    assert!(ends(&verify(path, &["altered.xml"]), 1).contains("SIG-086"));

    let base64 = data_encoding::BASE64.encode(&fs::read(path.join("letter.p7s")).unwrap());
    fs::write(path.join("letter.b64"), &base64).unwrap();
    let pem = format!("-----BEGIN PKCS7-----\n{base64}\n-----END PKCS7-----\n");
    fs::write(path.join("letter.pem"), &pem).unwrap();
    ends(&verify(path, &["letter", "letter.b64"]), 0);
    ends(&verify(path, &["letter", "letter.pem"]), 0);
    fs::write(path.join("twice.pem"), [pem.as_str(), &pem].concat()).unwrap();
    ends(&verify(path, &["letter", "twice.pem"]), 1);
    // Certificates may come in PKCS#7, as authorities publish them.
    ends(
        &verify(path, &["attached.p7s", "--certs", "attached.p7s"]),
        0,
    );
}

/// Runs OpenSSL in a folder, without its configuration.
#[track_caller]
fn openssl(folder: &Path, arguments: &str) {
    let output = std::process::Command::new("openssl")
        .args(arguments.split_whitespace())
        .current_dir(folder)
        .output()
        .expect("openssl is installed by cargo xtask test");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "openssl {arguments}: {said}");
}

/// As [`folder`], with an RSA signer that trusts itself: `rsa.pem`, `rsa.key`.
fn foreign_folder() -> tempfile::TempDir {
    let folder = folder();
    openssl(
        folder.path(),
        "req -x509 -nodes -days 3000 -newkey rsa:2048 -subj /CN=Rosa -keyout rsa.key -out rsa.pem",
    );
    folder
}

/// Verifies with the machine's time: OpenSSL makes certificates of today.
fn verify_today(folder: &Path, arguments: &[&str]) -> Output {
    let mut all = vec!["verify", "--anchors", "rsa.pem"];
    all.extend(arguments);
    run(kabinet(&all)
        .env("LC_ALL", "en_US.UTF-8")
        .current_dir(folder))
}

fn json(output: &Output, code: i32) -> serde_json::Value {
    serde_json::from_str(&ends(output, code)).unwrap()
}

#[test]
fn a_container_opens_or_not_whatever_its_certificate_is_worth() {
    let folder = foreign_folder();
    let path = folder.path();
    fs::write(path.join("pw"), "secret\n").unwrap();
    fs::write(path.join("other"), "Secret\n").unwrap();
    let export = |file: &str, more: &str| {
        openssl(
            path,
            &format!(
                "pkcs12 -export -inkey rsa.key -in rsa.pem -out {file} -passout pass:secret {more}"
            ),
        );
    };
    export("new.p12", "");
    export("old.p12", "-legacy");
    export(
        "3des.p12",
        "-legacy -keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES",
    );
    export("certificates.p12", "-nokeys");
    let asked = |file: &str, password: &str| {
        run(kabinet(&[
            "verify",
            "--json",
            "--pkcs12",
            file,
            "--password-file",
            password,
        ])
        .current_dir(path))
    };
    for (file, keys) in [
        ("new.p12", 1),
        ("old.p12", 1),
        ("3des.p12", 1),
        ("certificates.p12", 0),
    ] {
        let said = json(&asked(file, "pw"), 0);
        assert_eq!(said["indication"], "TOTAL_PASSED", "{file}");
        assert_eq!(said["container"]["opened"], true);
        assert_eq!(said["container"]["keys"], keys);
        assert_eq!(said["container"]["certificates"][0]["name"], "Rosa");
        // Nobody is trusted here: that is about the certificate and told there.
        if keys > 0 {
            let certificate = &said["container"]["certificate"];
            assert_eq!(certificate["sub_indication"], "NO_CERTIFICATE_CHAIN_FOUND");
        }
        let wrong = json(&asked(file, "other"), 1);
        assert_eq!(wrong["container"]["opened"], false);
        assert_eq!(wrong["findings"][0]["code"], "SIG-103");
    }
    let trusted = ["--pkcs12", "new.p12", "--password-file", "pw", "--json"];
    let said = json(&verify_today(path, &trusted), 0);
    assert_eq!(
        said["container"]["certificate"]["indication"],
        "TOTAL_PASSED"
    );
    ends(&asked("letter", "pw"), 3);
    ends(&asked("missing", "pw"), 3);
    ends(&asked("new.p12", "missing"), 3);
    let whole = fs::read(path.join("new.p12")).unwrap();
    fs::write(path.join("cut.p12"), &whole[..whole.len() - 50]).unwrap();
    ends(&asked("cut.p12", "pw"), 3);
    let told = verify_today(path, &["--pkcs12", "new.p12", "--password-file", "pw"]);
    let told = ends(&told, 0);
    assert!(told.contains("Rosa"), "{told}");
}

#[test]
fn a_signed_mail_is_verified_with_the_part_that_it_signs() {
    let folder = foreign_folder();
    let path = folder.path();
    let sign = |file: &str, more: &str| {
        openssl(
            path,
            &format!("cms -sign -in letter -signer rsa.pem -inkey rsa.key -out {file} {more}"),
        );
    };
    for (file, more) in [
        ("two.eml", ""),
        ("text.eml", "-text"),
        ("binary.eml", "-binary"),
        ("ends.eml", "-text -crlfeol"),
        ("one.eml", "-nodetach"),
    ] {
        sign(file, more);
        ends(&verify_today(path, &[file]), 0);
        let mail = fs::read(path.join(file)).unwrap();
        let unix = String::from_utf8(mail.clone())
            .unwrap()
            .replace("\r\n", "\n");
        fs::write(path.join("unix.eml"), unix).unwrap();
        ends(&verify_today(path, &["unix.eml"]), 0);
        if more != "-nodetach" {
            let altered = String::from_utf8(mail)
                .unwrap()
                .replacen("letter", "better", 1);
            fs::write(path.join("altered.eml"), altered).unwrap();
            let said = ends(&verify_today(path, &["altered.eml"]), 1);
            assert!(said.contains("SIG-061"), "{said}");
        }
    }
}

#[test]
fn a_file_that_names_what_it_should_not_be_is_unreadable_and_a_refusal_is_not() {
    let folder = folder();
    let path = folder.path();
    fs::write(path.join("rubbish"), "rubbish").unwrap();
    for option in ["--crls", "--ocsp", "--certs", "--tsl"] {
        let said = ends(&verify(path, &["attached.p7s", option, "rubbish"]), 3);
        let is_told = option != "--crls" || said.contains("revocation list");
        assert!(is_told, "{option}: {said}");
    }
    ends(&verify(path, &["--certificate", "rubbish"]), 3);
    // OCSPResponse with tryLater, and with unauthorized.
    for status in [3, 6] {
        fs::write(path.join("answer"), [0x30, 3, 0x0a, 1, status]).unwrap();
        let said = json(
            &verify(path, &["attached.p7s", "--json", "--ocsp", "answer"]),
            2,
        );
        assert_eq!(said["sub_indication"], "TRY_LATER");
    }
}

#[test]
fn the_rest_of_a_file_with_a_certificate_helps_to_build_its_path() {
    let folder = folder();
    let path = folder.path();
    let pem = |name: &str| {
        let der = fs::read(path.join(name)).unwrap();
        let base64 = data_encoding::BASE64.encode(&der);
        format!("-----BEGIN CERTIFICATE-----\n{base64}\n-----END CERTIFICATE-----\n")
    };
    let template = Template::intermediate(
        Name::of(&[(attribute::COMMON_NAME, "Средний центр")]),
        5,
        Validity {
            from: "2026-01-01T00:00:00Z".parse().unwrap(),
            to: "2027-01-01T00:00:00Z".parse().unwrap(),
        },
        0,
    );
    let root = Certificate::from_der(&fs::read(path.join("root.crt")).unwrap()).unwrap();
    let root_key = key(1);
    let issuer = Issuer {
        key: &root_key,
        certificate: &root,
    };
    let middle = issue::certificate(&template, &key(5).verifying_key(), &issuer, &NOISE).unwrap();
    let middle_key = key(5);
    let issuer = Issuer {
        key: &middle_key,
        certificate: &middle,
    };
    let person = Template::signer(
        Name::of(&[(attribute::COMMON_NAME, "Уткин Иван")]),
        6,
        template.validity,
    );
    let person = issue::certificate(&person, &key(6).verifying_key(), &issuer, &NOISE).unwrap();
    fs::write(path.join("middle.crt"), middle.der()).unwrap();
    fs::write(path.join("ivan.crt"), person.der()).unwrap();
    ends(&verify(path, &["--certificate", "ivan.crt"]), 2);
    fs::write(path.join("chain.pem"), pem("ivan.crt") + &pem("middle.crt")).unwrap();
    ends(&verify(path, &["--certificate", "chain.pem"]), 0);
}

#[test]
fn a_list_of_tomorrow_says_nothing_today() {
    let folder = foreign_folder();
    let path = folder.path();
    let config = "[ca]\ndefault_ca=o\n[o]\ndatabase=index\ncrlnumber=number\ndefault_md=sha256\n\
        [e]\nbasicConstraints=CA:FALSE\ncrlDistributionPoints=URI:http://rosa.example/1.crl\n";
    fs::write(path.join("cnf"), config).unwrap();
    fs::write(path.join("index"), "").unwrap();
    fs::write(path.join("number"), "01\n").unwrap();
    openssl(
        path,
        "req -new -nodes -newkey rsa:2048 -subj /CN=Anna -keyout anna.key -out anna.csr",
    );
    openssl(
        path,
        "x509 -req -in anna.csr -CA rsa.pem -CAkey rsa.key -set_serial 7 -days 2000 \
         -extfile cnf -extensions e -out anna.pem",
    );
    let list = |file: &str, more: &str| {
        openssl(
            path,
            &format!("ca -gencrl -config cnf -keyfile rsa.key -cert rsa.pem -out {file} {more}"),
        );
    };
    list("today.crl", "-crldays 7");
    list(
        "later.crl",
        "-crl_lastupdate 20480101000000Z -crl_nextupdate 20490101000000Z",
    );
    let judged = |crl: &str, code: i32| {
        let arguments = ["--certificate", "anna.pem", "--json", "--crls", crl];
        json(&verify_today(path, &arguments), code)["sub_indication"].clone()
    };
    assert_eq!(judged("today.crl", 0), serde_json::Value::Null);
    assert_eq!(judged("later.crl", 2), "TRY_LATER");
}

#[test]
fn nobody_who_reads_and_words_that_are_no_text_do_no_harm() {
    use std::os::unix::ffi::OsStrExt;
    use std::process::Stdio;
    let folder = folder();
    let path = folder.path();
    let mut closed = kabinet(&[
        "verify",
        "letter",
        "letter.p7s",
        "--at",
        AT,
        "--anchors",
        "root.crt",
    ]);
    let mut child = closed
        .current_dir(path)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let mut wrong = kabinet(&["verify", "--no-such"]);
    wrong.arg(std::ffi::OsStr::from_bytes(b"\xff\xfe"));
    ends(&run(wrong.current_dir(path)), 3);
}
