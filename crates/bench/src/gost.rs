//! `bench gost`: signatures and hashes per second on one core, beside OpenSSL with gost-engine.
//!
//! Both sides count processor time of their own process, so what else the machine does changes the
//! ratios little. The peer is a small C program, compiled here (Debian: gcc libssl-dev
//! libengine-gost-openssl).

use std::collections::BTreeMap;
use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::process::Command;

use clap::Args;
use esign::algorithm::Digest;
use gost3410::{ParamSet, SigningKey};

use crate::figures::{Case, KABINET, Measures, tell, tell_beside};
use crate::proc::own_cpu_seconds;
use crate::{Outcome, temporary_folder};

const PEER: &str = "gost-engine";
const PEER_SOURCE: &str = include_str!("../peers/gost_engine.c");
pub(crate) const PEER_CONFIGURATION: &str = "openssl_conf = main\n[main]\nengines = engines\n[engines]\n\
    gost = gost\n[gost]\nengine_id = gost\ndefault_algorithms = ALL\n";

/// The sets in use; the two of the standard's examples sign nothing.
const SETS: usize = 12;

#[derive(Args)]
pub(crate) struct Options {
    /// Seconds of each measurement.
    #[arg(long, default_value_t = 0.3)]
    seconds: f64,
    /// Rounds, in which the subjects take turns; the medians count.
    #[arg(long, default_value_t = 5)]
    rounds: usize,
}

/// The figures of one round by case.
type Round = BTreeMap<String, Measures>;

pub(crate) fn run(options: &Options) -> Outcome {
    let folder = temporary_folder()?;
    let peer = compile(folder.path(), "gost_engine", PEER_SOURCE)?;
    fs::write(folder.path().join("openssl.cnf"), PEER_CONFIGURATION)?;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..options.rounds.max(1) {
        ours.push(own_round(options.seconds)?);
        theirs.push(peer_round(&peer, folder.path(), options.seconds)?);
    }
    let names = ParamSet::ALL[..SETS].iter().map(|set| set.name());
    for name in names.chain(["streebog-256", "streebog-512"]) {
        let of = |rounds: &[Round]| -> Vec<Measures> {
            rounds
                .iter()
                .filter_map(|round| round.get(name).cloned())
                .collect()
        };
        let case = Case {
            bench: "gost",
            name,
            db: None,
            connections: None,
        };
        tell(case, PEER, &of(&theirs));
        tell_beside(case, KABINET, &of(&ours), &of(&theirs));
    }
    Ok(())
}

fn own_round(seconds: f64) -> Outcome<Round> {
    let mut round = Round::new();
    for set in &ParamSet::ALL[..SETS] {
        let length = set.size().bytes();
        let key = SigningKey::from_le_bytes(*set, &vec![5; length])?;
        let public = key.verifying_key();
        let digest = vec![9; length];
        let signature = key.sign_digest(&digest, &[0; 32])?;
        public.verify_digest(&digest, &signature)?;
        let signed = rate(seconds, || {
            let _ = black_box(key.sign_digest(&digest, &[1; 32]));
        });
        let verified = rate(seconds, || {
            let _ = black_box(public.verify_digest(&digest, &signature));
        });
        round.insert(
            set.name().to_owned(),
            vec![("sign_per_s", signed?), ("verify_per_s", verified?)],
        );
    }
    let data = vec![1; 1 << 20];
    for (name, digest) in [
        ("streebog-256", Digest::Streebog256),
        ("streebog-512", Digest::Streebog512),
    ] {
        let hashed = rate(seconds, || drop(black_box(digest.hash(&data))))?;
        round.insert(name.to_owned(), vec![("mb_per_s", hashed * 1.048_576)]);
    }
    Ok(round)
}

/// How often the work is done in a second of this process' time.
pub(crate) fn rate(seconds: f64, mut work: impl FnMut()) -> Outcome<f64> {
    work();
    let start = own_cpu_seconds()?;
    let mut count = 0.0;
    loop {
        for _ in 0..64 {
            work();
            count += 1.0;
        }
        let spent = own_cpu_seconds()? - start;
        if spent >= seconds {
            return Ok(count / spent);
        }
    }
}

/// Compiles a peer that is written in C.
pub(crate) fn compile(folder: &Path, name: &str, text: &str) -> Outcome<std::path::PathBuf> {
    let (source, program) = (folder.join(format!("{name}.c")), folder.join(name));
    fs::write(&source, text)?;
    let compiled = Command::new("cc")
        .args(["-O2", "-o"])
        .args([&program, &source])
        .arg("-lcrypto")
        .status();
    match compiled {
        Ok(status) if status.success() => Ok(program),
        _ => Err(
            "the peer does not compile; missing for this bench: gcc, libssl-dev (Debian)".into(),
        ),
    }
}

fn peer_round(program: &Path, folder: &Path, seconds: f64) -> Outcome<Round> {
    let output = Command::new(program)
        .arg(seconds.to_string())
        .env("OPENSSL_CONF", folder.join("openssl.cnf"))
        .output()?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(format!("gost-engine (Debian: libengine-gost-openssl): {said}").into());
    }
    let mut round = Round::new();
    for line in String::from_utf8(output.stdout)?.lines() {
        let mut words = line.split(' ');
        let (Some(name), Some(what), Some(value)) = (words.next(), words.next(), words.next())
        else {
            return Err(format!("the peer printed {line:?}").into());
        };
        let unit = match what {
            "sign" => "sign_per_s",
            "verify" => "verify_per_s",
            _ => "mb_per_s",
        };
        round
            .entry(name.to_owned())
            .or_default()
            .push((unit, value.parse()?));
    }
    Ok(round)
}
