//! Whether the time depends on secrets, in a simulated processor: valgrind's callgrind counts the
//! instructions, reads, writes and branches of one operation, and the misses of its data cache. For
//! random keys and digests these counts have to be the same to the last one.
//!
//! Needs valgrind and some minutes, so it runs when asked: `cargo test -p gost3410 steady -- --ignored
//! --nocapture` prints the counts.

use gost3410::signature::hazmat::PrehashSigner;
use gost3410::{ParamSet, SigningKey, VerifyingKey};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha20Rng;
use std::hint::black_box;
use std::path::Path;
use std::process::Command;

/// Instructions, reads, writes, conditional and indirect branches. What else callgrind counts depends
/// on the tests' own code, which ran before.
const WORK: [&str; 5] = ["Ir", "Dr", "Dw", "Bc", "Bi"];
/// Misses of the data cache as well: addresses. Key agreement hashes the common point by Streebog, whose
/// tables are looked up by it: what is agreed upon shows in the cache there.
const WORK_AND_ADDRESSES: [&str; 7] = ["Ir", "Dr", "Dw", "Bc", "Bi", "D1mr", "D1mw"];

/// How many keys are compared.
const KEYS: u64 = 20;
const SEED: &str = "GOST3410_STEADY_SEED";
const OPERATION: &str = "GOST3410_STEADY_OPERATION";

/// The two of the standard's examples are left out: nobody signs with them.
const SETS: &[ParamSet] = ParamSet::ALL.split_at(12).0;

struct Case {
    key: SigningKey,
    other: VerifyingKey,
    digest: Vec<u8>,
    noise: [u8; 32],
}

fn case(set: ParamSet, rng: &mut ChaCha20Rng) -> Case {
    let mut digest = vec![0; set.size().bytes()];
    let mut noise = [0; 32];
    rng.fill_bytes(&mut digest);
    rng.fill_bytes(&mut noise);
    Case {
        key: SigningKey::generate(set, rng).unwrap(),
        other: SigningKey::generate(set, rng).unwrap().verifying_key(),
        digest,
        noise,
    }
}

/// What callgrind counts: this function and what it calls, and nothing else.
#[inline(never)]
fn counted_by_callgrind(operation: &str, case: &Case) {
    match operation {
        "sign" => drop(black_box(case.key.sign_digest(&case.digest, &case.noise))),
        "public key" => drop(black_box(case.key.verifying_key())),
        "agree" => drop(black_box(case.key.vko_256(&case.other, b"ukm"))),
        // Not constant, and meant not to be: shows that the counts would differ.
        _ => drop(black_box(case.other.verify_digest(
            &case.digest,
            &case.key.sign_prehash(&case.digest).expect("signed"),
        ))),
    }
}

/// Runs under callgrind alone, in a process of its own.
#[test]
#[ignore = "is started by the test below"]
fn steady_one_key() {
    let (Ok(seed), Ok(operation)) = (std::env::var(SEED), std::env::var(OPERATION)) else {
        return;
    };
    let mut rng = ChaCha20Rng::seed_from_u64(seed.parse().unwrap());
    for set in SETS {
        let case = case(*set, &mut rng);
        // The tables of the base point are made here and not counted.
        black_box(case.key.verifying_key());
        counted_by_callgrind(&operation, &case);
    }
}

/// These counts of one operation on all twelve sets, with their names.
fn counts(folder: &Path, operation: &str, seed: u64, events: &[&str]) -> Vec<(String, u64)> {
    let file = folder.join(format!("{seed}"));
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--cache-sim=yes", "--branch-sim=yes"])
        .args([
            "--collect-atstart=no",
            "--toggle-collect=*counted_by_callgrind*",
        ])
        .arg(format!("--callgrind-out-file={}", file.display()))
        .arg(std::env::current_exe().expect("this program"))
        .args([
            "--ignored",
            "--exact",
            "steady::steady_one_key",
            "--test-threads=1",
        ])
        // As long for every seed, so that the stack lies at the same place.
        .env(SEED, format!("{seed:04}"))
        .env(OPERATION, operation)
        .output()
        .expect("valgrind is installed (Debian: valgrind)");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{said}");
    let profile = std::fs::read_to_string(&file).expect("a profile");
    let line = |name: &str| {
        let line = profile.lines().find_map(|line| line.strip_prefix(name));
        let words = line.expect("callgrind's profile").split_whitespace();
        words.map(str::to_owned).collect::<Vec<String>>()
    };
    let counted = line("totals: ")
        .into_iter()
        .map(|count| count.parse().expect("a count"));
    let mut all: Vec<(String, u64)> = line("events: ").into_iter().zip(counted).collect();
    all.retain(|(name, _)| events.contains(&name.as_str()));
    all
}

#[test]
#[ignore = "needs valgrind and some minutes"]
fn steady_signing_key_making_and_agreement_take_the_same_for_every_key() {
    let folder = tempfile::tempdir().unwrap();
    for (operation, events) in [
        ("sign", &WORK_AND_ADDRESSES[..]),
        ("public key", &WORK_AND_ADDRESSES),
        ("agree", &WORK),
    ] {
        let first = counts(folder.path(), operation, 0, events);
        println!("{operation}: {first:?}");
        // Millions: the whole operation was counted, on every set.
        assert!(first[0].1 > 1_000_000, "{first:?}");
        for seed in 1..KEYS {
            assert_eq!(
                counts(folder.path(), operation, seed, events),
                first,
                "{operation}, key {seed}"
            );
        }
    }
}

/// The method is not blind: verification branches on its numbers, and shows it.
#[test]
#[ignore = "needs valgrind"]
fn steady_verification_is_seen_to_differ() {
    let folder = tempfile::tempdir().unwrap();
    let one = counts(folder.path(), "verify", 1, &WORK);
    assert_ne!(one, counts(folder.path(), "verify", 2, &WORK));
}
