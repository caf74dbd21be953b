//! Whom the installation trusts: what the doctor says, and a file that cannot be used.

use std::fs;
use std::path::Path;
use std::process::Command;

use esign::certificate::attribute;
use esign::issue::{self, CrlTemplate, Issuer, Name, Template, Validity};
use esign::tsl::{Authority, TrustList};
use gost3410::{ParamSet, SigningKey};
use jiff::Timestamp;

use testkit::free_port;

use crate::server::{kabinet, run};

const NOISE: [u8; 32] = [7; 32];

fn moment(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// A root, a list of revocation that is long over, and an old list of accredited authorities.
fn write_files(folder: &Path) {
    let key = SigningKey::from_le_bytes(ParamSet::CryptoProA, &[1; 32]).unwrap();
    let validity = Validity {
        from: moment("2020-01-01T00:00:00Z"),
        to: moment("2040-01-01T00:00:00Z"),
    };
    let name = Name::of(&[(attribute::COMMON_NAME, "Учебный центр")]);
    let root = issue::self_signed(&Template::root(name, 1, validity), &key, &NOISE).unwrap();
    let issuer = Issuer {
        key: &key,
        certificate: &root,
    };
    let list = CrlTemplate {
        number: 1,
        this_update: moment("2021-01-01T00:00:00Z"),
        next_update: Some(moment("2021-02-01T00:00:00Z")),
        revoked: Vec::new(),
        extra: Vec::new(),
    };
    fs::write(folder.join("root.cer"), root.der()).unwrap();
    let list = issue::crl(&list, &issuer, &NOISE).unwrap();
    fs::write(folder.join("root.crl"), list).unwrap();
    let day = Some(moment("2021-01-01T00:00:00Z"));
    let accredited = TrustList::new("17", day, vec![Authority::default()]);
    fs::write(folder.join("list.xml"), accredited.to_xml()).unwrap();
}

fn with_trust(command: &mut Command, folder: &Path) {
    command
        .env("KABINET_DATA_DIR", folder.join("data"))
        .env("KABINET_MAIL_HOST", "127.0.0.1")
        .env("KABINET_SIGNATURES_ANCHORS", folder.join("root.cer"))
        .env("KABINET_SIGNATURES_CRLS", folder.join("root.crl"))
        .env("KABINET_SIGNATURES_TRUST_LIST", folder.join("list.xml"));
}

fn doctor(folder: &Path, change: impl Fn(&mut Command)) -> String {
    let mut command = kabinet(&["doctor"]);
    with_trust(&mut command, folder);
    change(&mut command);
    let told = String::from_utf8(run(&mut command).stdout).unwrap();
    assert!(!told.contains('⟦'), "{told}");
    told
}

#[test]
fn doctor_tells_what_is_known_of_trust_and_what_is_out_of_date() {
    let folder = tempfile::tempdir().unwrap();
    write_files(folder.path());
    let told = doctor(folder.path(), |_| {});
    for part in [
        "корневых сертификатов 1, других 0, списков отзыва 1",
        "! Подписи: список отзыва устарел: CN=Учебный центр, 2021-02-01",
        "список аккредитованных центров № 17",
        "! Подписи: подпись самого списка не проверена",
        "! Подписи: списку дней: ",
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }
    let port = free_port();
    let told = doctor(folder.path(), |command| {
        let nowhere = format!("http://127.0.0.1:{port}/tsp");
        command.env("KABINET_SIGNATURES_TIME_STAMPING_URL", nowhere);
    });
    assert!(told.contains("✗ Служба времени: CLI-018"), "{told}");
    let told = doctor(folder.path(), |command| {
        command.env("KABINET_SIGNATURES_CRLS", folder.path().join("absent.crl"));
    });
    assert!(
        told.contains("✗ Подписи: CFG-009") && told.contains("absent.crl"),
        "{told}"
    );
}

#[test]
fn a_file_of_trust_that_cannot_be_used_stops_the_start() {
    let folder = tempfile::tempdir().unwrap();
    write_files(folder.path());
    fs::write(folder.path().join("root.cer"), "rubbish").unwrap();
    let mut serve = kabinet(&["serve"]);
    with_trust(&mut serve, folder.path());
    serve.env("KABINET_SITE_LISTEN", format!("127.0.0.1:{}", free_port()));
    let output = run(&mut serve);
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert!(
        told.contains("CFG-009") && told.contains("root.cer"),
        "{told}"
    );
}
