//! `bench verify`: whole validations per second on one core, beside OpenSSL with gost-engine.
//!
//! A validation reads a CAdES-BES of one kilobyte with its certificates, checks the signature and the
//! attribute that names the certificate, builds the path of three certificates and looks both up in
//! revocation lists whose signatures are checked too. Here it also makes the whole report. The peer is
//! a C program around `CMS_verify`, so that starting a process is not counted.

use std::fs;
use std::path::Path;
use std::process::Command;

use clap::Args;
use esign::certificate::{Certificate, attribute};
use esign::chain::Evidence;
use esign::cms;
use esign::crl::Crl;
use esign::issue::{self, CrlTemplate, Issuer, Name, Template, Validity};
use esign::trust::Trust;
use gost3410::{ParamSet, SigningKey};

use crate::figures::{Case, KABINET, Measures, tell, tell_beside};
use crate::gost::{PEER_CONFIGURATION, compile, rate};
use crate::{Outcome, temporary_folder};

const PEER: &str = "openssl cms";
const PEER_SOURCE: &str = include_str!("../peers/openssl_cms.c");
const NOISE: [u8; 32] = [7; 32];
/// 22 November 2026, noon.
const AT: &str = "2026-11-22T12:00:00Z";

/// Where most certificates are, and the quickest one.
const SETS: [ParamSet; 3] = [
    ParamSet::CryptoProA,
    ParamSet::Tc26_256A,
    ParamSet::Tc26_512A,
];

#[derive(Args)]
pub(crate) struct Options {
    /// Seconds of each measurement.
    #[arg(long, default_value_t = 1.0)]
    seconds: f64,
    /// Rounds, in which the subjects take turns; the medians count.
    #[arg(long, default_value_t = 5)]
    rounds: usize,
}

pub(crate) fn run(options: &Options) -> Outcome {
    let folder = temporary_folder()?;
    let program = compile(folder.path(), "openssl_cms", PEER_SOURCE)?;
    fs::write(folder.path().join("openssl.cnf"), PEER_CONFIGURATION)?;
    for set in SETS {
        let signed = Signed::new(set)?;
        signed.write(folder.path())?;
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for _ in 0..options.rounds.max(1) {
            ours.push(signed.own_round(options.seconds)?);
            theirs.push(peer_round(&program, folder.path(), options.seconds)?);
        }
        let case = Case {
            bench: "verify",
            name: set.name(),
            db: None,
            connections: None,
        };
        tell(case, PEER, &theirs);
        tell_beside(case, KABINET, &ours, &theirs);
    }
    Ok(())
}

/// A signature and what it takes to validate it.
struct Signed {
    cms: Vec<u8>,
    root: Certificate,
    lists: [Vec<u8>; 2],
}

impl Signed {
    fn new(set: ParamSet) -> Outcome<Self> {
        let key = |byte: u8| SigningKey::from_le_bytes(set, &vec![byte; set.size().bytes()]);
        let (root_key, middle_key, own_key) = (key(1)?, key(2)?, key(3)?);
        let name = |text: &str| Name::of(&[(attribute::COMMON_NAME, text)]);
        let validity = Validity {
            from: "2026-01-01T00:00:00Z".parse()?,
            to: "2028-01-01T00:00:00Z".parse()?,
        };
        let root = Template::root(name("Root"), 1, validity);
        let root = issue::self_signed(&root, &root_key, &NOISE)?;
        let by_root = Issuer {
            key: &root_key,
            certificate: &root,
        };
        let middle = Template::intermediate(name("Authority"), 2, validity, 0);
        let middle = issue::certificate(&middle, &middle_key.verifying_key(), &by_root, &NOISE)?;
        let by_middle = Issuer {
            key: &middle_key,
            certificate: &middle,
        };
        let person = Template {
            crl_urls: vec!["http://roza.example/1.crl".to_owned()],
            ..Template::signer(name("Person"), 3, validity)
        };
        let person = issue::certificate(&person, &own_key.verifying_key(), &by_middle, &NOISE)?;
        let list = CrlTemplate {
            number: 1,
            this_update: "2026-11-22T00:00:00Z".parse()?,
            next_update: Some("2026-11-29T00:00:00Z".parse()?),
            revoked: Vec::new(),
            extra: Vec::new(),
        };
        let lists = [
            issue::crl(&list, &by_root, &NOISE)?,
            issue::crl(&list, &by_middle, &NOISE)?,
        ];
        let content = vec![b'x'; 1024];
        let hash = cms::digest_of(&person)?.hash(&content);
        let prepared = cms::prepare(&hash, &person, AT.parse()?)?.with_certificates(&[middle]);
        let value = own_key.sign_digest(&prepared.hash_to_sign(), &NOISE)?;
        let cms = prepared.finish(value.as_bytes(), Some(&content))?;
        Ok(Self { cms, root, lists })
    }

    fn write(&self, folder: &Path) -> Outcome {
        fs::write(folder.join("cms"), &self.cms)?;
        fs::write(folder.join("root"), self.root.der())?;
        fs::write(folder.join("list-1"), &self.lists[0])?;
        fs::write(folder.join("list-2"), &self.lists[1])?;
        Ok(())
    }

    fn own_round(&self, seconds: f64) -> Outcome<Measures> {
        let trust = Trust::new(vec![self.root.clone()]);
        let mut evidence = Evidence::default();
        for list in &self.lists {
            evidence.crls.push(Crl::from_der(list)?);
        }
        let at = AT.parse()?;
        let validated = || cms::validate(&self.cms, None, at, &trust, &evidence);
        let report = validated();
        if !report.iter().all(|one| one.verdict.is_passed()) {
            return Err(format!("the signature did not pass: {report:?}").into());
        }
        let per_second = rate(seconds, || drop(std::hint::black_box(validated())))?;
        Ok(vec![("verify_per_s", per_second)])
    }
}

fn peer_round(program: &Path, folder: &Path, seconds: f64) -> Outcome<Measures> {
    let at: jiff::Timestamp = AT.parse()?;
    let output = Command::new(program)
        .args([seconds.to_string(), at.as_second().to_string()])
        .args(["cms", "root", "list-1", "list-2"])
        .current_dir(folder)
        .env("OPENSSL_CONF", folder.join("openssl.cnf"))
        .output()?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(format!("OpenSSL with gost-engine: {said}").into());
    }
    let per_second = String::from_utf8(output.stdout)?.trim().parse()?;
    Ok(vec![("verify_per_s", per_second)])
}
