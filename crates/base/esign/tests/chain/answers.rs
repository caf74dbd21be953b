//! Answers of `openssl ocsp`, from files.

use crate::support::{
    Party, assert_not, assert_passed, judge_with, name, openssl, person, today, write,
};
use esign::chain::{Evidence, OcspResponse};
use esign::issue::{Template, Validity};
use esign::ocsp::{OcspError, OcspRequest, OcspStatus};
use esign::report::SubIndication::{Revoked, TryLater};
use jiff::{Timestamp, ToSpan};
use std::fs;
use std::path::Path;

/// An authority, a responder that it charged, and a person with a number in OpenSSL's index.
struct Stage {
    folder: tempfile::TempDir,
    root: Party,
    responder: Party,
}

/// Certificates around today: OpenSSL answers with today's time.
fn around_today() -> Validity {
    let today = Timestamp::from_second(today().as_second()).unwrap();
    Validity {
        from: today - 48.hours(),
        to: today + 2400.hours(),
    }
}

fn asks(serial: u8) -> Template {
    Template {
        validity: around_today(),
        ocsp_urls: vec!["http://ocsp.rosinka.example/".to_owned()],
        ..person(serial.into())
    }
}

impl Stage {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = Party::root("Корень", 1);
        let responder = root.issue(&Template::ocsp(name("Ответчик"), 9, around_today()), 9);
        write(folder.path(), "root", &root);
        write(folder.path(), "responder", &responder);
        let index = "V\t490101000000Z\t\t02\tunknown\t/CN=a\n\
            R\t490101000000Z\t260601000000Z,keyCompromise\t03\tunknown\t/CN=b\n";
        fs::write(folder.path().join("index.txt"), index).unwrap();
        Self {
            folder,
            root,
            responder,
        }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn ask(&self, leaf: &Party, signer: &str, options: &str) -> (OcspRequest, Vec<u8>) {
        let request = OcspRequest::new(&leaf.certificate, &self.root.certificate, [5; 16]).unwrap();
        fs::write(self.path().join("question"), request.der()).unwrap();
        openssl(
            self.path(),
            &format!(
                "ocsp -index index.txt -CA root.pem -rsigner {signer}.pem -rkey {signer}.key \
                 -reqin question -respout answer {options}"
            ),
        );
        (request, fs::read(self.path().join("answer")).unwrap())
    }

    fn judge(&self, leaf: &Party, answer: &[u8], at: Timestamp) -> esign::chain::ChainReport {
        let evidence = Evidence {
            ocsp: vec![OcspResponse::from_der(answer).unwrap()],
            ..Evidence::default()
        };
        judge_with(leaf, &[&self.root], &evidence, at)
    }
}

#[test]
fn good_revoked_and_unknown_are_told_apart() {
    let stage = Stage::new();
    let now = today();
    for signer in ["root", "responder"] {
        for key in ["", "-resp_key_id"] {
            let options = format!("-ndays 1 {key}");
            let good = stage.root.issue(&asks(2), 2);
            let (request, answer) = stage.ask(&good, signer, &options);
            assert_passed(&stage.judge(&good, &answer, now));
            let read = OcspResponse::from_der(&answer).unwrap();
            assert_eq!(read.answers(&request), Ok(true));
            let about = read.about(&good.certificate, &stage.root.certificate);
            assert_eq!(about.unwrap().status, OcspStatus::Good);

            let revoked = stage.root.issue(&asks(3), 3);
            let (_, answer) = stage.ask(&revoked, signer, &options);
            let report = stage.judge(&revoked, &answer, now);
            assert_not(&report, Revoked, "SIG-040");
            assert!(report.verdict.findings[0].detail.contains("keyCompromise"));

            let unknown = stage.root.issue(&asks(4), 4);
            let (_, answer) = stage.ask(&unknown, signer, &options);
            assert_not(&stage.judge(&unknown, &answer, now), TryLater, "SIG-047");
            // An answer about another certificate is none.
            assert_not(&stage.judge(&good, &answer, now), TryLater, "SIG-042");
        }
    }
    let leaf = stage.root.issue(&asks(2), 2);
    assert_eq!(
        esign::ocsp::addresses(&leaf.certificate),
        ["http://ocsp.rosinka.example/"]
    );
}

#[test]
fn an_answer_counts_for_its_time() {
    let stage = Stage::new();
    let now = today();
    let leaf = stage.root.issue(&asks(2), 2);
    let (_, day) = stage.ask(&leaf, "responder", "-ndays 1");
    let (_, endless) = stage.ask(&leaf, "responder", "");
    for answer in [&day, &endless] {
        assert_passed(&stage.judge(&leaf, answer, now));
        assert_passed(&stage.judge(&leaf, answer, now + 20.hours()));
        assert_not(
            &stage.judge(&leaf, answer, now + 25.hours()),
            TryLater,
            "SIG-043",
        );
        // Good today was good yesterday.
        assert_passed(&stage.judge(&leaf, answer, now - 24.hours()));
    }
}

#[test]
fn only_the_issuer_and_whom_it_charged_answer() {
    let stage = Stage::new();
    let now = today();
    let leaf = stage.root.issue(&asks(2), 2);
    // Another person of the same authority; a namesake's responder; one whose time is over.
    let person = stage.root.issue(&asks(7), 7);
    let namesake = Party::root("Корень", 8);
    let other = namesake.issue(&Template::ocsp(name("Ответчик"), 9, around_today()), 11);
    let over = Validity {
        to: around_today().from + 1.hours(),
        ..around_today()
    };
    let over = stage
        .root
        .issue(&Template::ocsp(name("Бывший"), 12, over), 12);
    for (signer, party) in [("person", &person), ("other", &other), ("over", &over)] {
        write(stage.path(), signer, party);
        let (_, answer) = stage.ask(&leaf, signer, "-ndays 1");
        assert_not(&stage.judge(&leaf, &answer, now), TryLater, "SIG-044");
    }
    // Without its certificate the responder must be known otherwise.
    let (_, answer) = stage.ask(&leaf, "responder", "-ndays 1 -resp_no_certs");
    assert_not(&stage.judge(&leaf, &answer, now), TryLater, "SIG-044");
    let evidence = Evidence {
        certificates: vec![stage.responder.certificate.clone()],
        ocsp: vec![OcspResponse::from_der(&answer).unwrap()],
        ..Evidence::default()
    };
    assert_passed(&judge_with(&leaf, &[&stage.root], &evidence, now));
}

#[test]
fn an_old_answer_sent_again_is_found_by_its_nonce() {
    let stage = Stage::new();
    let leaf = stage.root.issue(&asks(2), 2);
    let (_, answer) = stage.ask(&leaf, "responder", "-ndays 1");
    let answer = OcspResponse::from_der(&answer).unwrap();
    let another = OcspRequest::new(&leaf.certificate, &stage.root.certificate, [6; 16]).unwrap();
    assert_eq!(answer.answers(&another), Err(OcspError::Nonce));

    // Asked without a nonce the responder sends none.
    openssl(stage.path(), &{
        write(stage.path(), "leaf", &leaf);
        "ocsp -issuer root.pem -cert leaf.pem -no_nonce -reqout question".to_owned()
    });
    openssl(
        stage.path(),
        "ocsp -index index.txt -CA root.pem -rsigner responder.pem -rkey responder.key \
         -reqin question -respout answer -ndays 1",
    );
    let answer = fs::read(stage.path().join("answer")).unwrap();
    let answer = OcspResponse::from_der(&answer).unwrap();
    assert_eq!(answer.answers(&another), Ok(false));
}

#[test]
fn broken_answers_are_refused_and_nothing_panics() {
    let stage = Stage::new();
    let leaf = stage.root.issue(&asks(2), 2);
    let (_, answer) = stage.ask(&leaf, "responder", "-ndays 1");
    for cut in 0..answer.len() {
        assert!(OcspResponse::from_der(&answer[..cut]).is_err());
    }
    // Certificates beside the answer are not signed with it; all before them is.
    let beside = stage.responder.certificate.der();
    let signed = answer
        .windows(beside.len())
        .position(|part| part == beside)
        .unwrap()
        - 10;
    let now = today();
    for place in 0..signed {
        // Whether the algorithm's empty parameters are a NULL or something else says nothing.
        if answer[place..].starts_with(&[5, 0]) {
            continue;
        }
        let mut changed = answer.clone();
        changed[place] ^= 0x01;
        if OcspResponse::from_der(&changed).is_ok() {
            let report = stage.judge(&leaf, &changed, now);
            assert!(!report.verdict.is_passed(), "byte {place}");
        }
    }
    let refusal = OcspResponse::from_der(&[0x30, 3, 0x0a, 1, 3]).unwrap_err();
    assert_eq!(refusal, OcspError::Refused("tryLater"));
}
