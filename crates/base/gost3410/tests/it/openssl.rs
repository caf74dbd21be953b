//! Agreement with OpenSSL and its gost-engine (Debian: openssl, libengine-gost-openssl), both ways,
//! on every set in use. `cargo xtask test` installs them.

use gost3410::pkcs8::{
    DecodePrivateKey, DecodePublicKey, EncodePrivateKey, EncodePublicKey, LineEnding,
};
use gost3410::signature::{RandomizedSigner, Verifier};
use gost3410::{KeySize, ParamSet, Signature, SigningKey, VerifyingKey};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha20Rng;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

const CONFIG: &str = "openssl_conf = main\n[main]\nengines = engines\n[engines]\ngost = gost\n\
    [gost]\nengine_id = gost\ndefault_algorithms = ALL\n";

/// The engine's names of the twelve sets.
const SETS: [(ParamSet, &str); 12] = [
    (ParamSet::CryptoProA, "A"),
    (ParamSet::CryptoProB, "B"),
    (ParamSet::CryptoProC, "C"),
    (ParamSet::CryptoProXchA, "XA"),
    (ParamSet::CryptoProXchB, "XB"),
    (ParamSet::Tc26_256A, "TCA"),
    (ParamSet::Tc26_256B, "TCB"),
    (ParamSet::Tc26_256C, "TCC"),
    (ParamSet::Tc26_256D, "TCD"),
    (ParamSet::Tc26_512A, "A"),
    (ParamSet::Tc26_512B, "B"),
    (ParamSet::Tc26_512C, "C"),
];

fn openssl(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new("openssl")
        .args(arguments)
        .current_dir(folder)
        .env("OPENSSL_CONF", folder.join("openssl.cnf"))
        .output()
        .expect("openssl is installed by cargo xtask test");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        output.status.success(),
        "openssl {arguments:?}: {said}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    said
}

fn names(size: KeySize) -> (&'static str, &'static str) {
    match size {
        KeySize::Bits256 => ("gost2012_256", "-md_gost12_256"),
        KeySize::Bits512 => ("gost2012_512", "-md_gost12_512"),
    }
}

#[test]
fn what_openssl_signs_verifies_here() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    fs::write(path.join("openssl.cnf"), CONFIG).unwrap();
    for (i, (set, name)) in (0u8..).zip(SETS) {
        let (algorithm, digest) = names(set.size());
        let option = format!("paramset:{name}");
        openssl(
            path,
            &[
                "genpkey",
                "-algorithm",
                algorithm,
                "-pkeyopt",
                &option,
                "-out",
                "key",
            ],
        );
        let key = SigningKey::from_pkcs8_pem(&fs::read_to_string(path.join("key")).unwrap())
            .unwrap_or_else(|error| panic!("{}: {error}", set.name()));
        assert_eq!(key.set(), set);
        for length in [0, 1, 31, 64, 1000] {
            let message = vec![i; length];
            fs::write(path.join("message"), &message).unwrap();
            openssl(
                path,
                &[
                    "dgst",
                    digest,
                    "-sign",
                    "key",
                    "-out",
                    "signature",
                    "message",
                ],
            );
            let signature = fs::read(path.join("signature")).unwrap();
            let signature = Signature::from_bytes(&signature).unwrap();
            key.verifying_key()
                .verify(&message, &signature)
                .unwrap_or_else(|error| panic!("{}: {error}", set.name()));
        }
    }
}

#[test]
fn what_is_signed_here_verifies_in_openssl() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    fs::write(path.join("openssl.cnf"), CONFIG).unwrap();
    let mut rng = ChaCha20Rng::seed_from_u64(2012);
    for (set, _) in SETS {
        let (_, digest) = names(set.size());
        let key = SigningKey::generate(set, &mut rng).unwrap();
        let public = key
            .verifying_key()
            .to_public_key_pem(LineEnding::LF)
            .unwrap();
        fs::write(path.join("public"), public).unwrap();
        for length in [0, 1, 31, 64, 1000] {
            let message = vec![0x5a; length];
            let signature = key.sign_with_rng(&mut rng, &message);
            fs::write(path.join("message"), &message).unwrap();
            fs::write(path.join("signature"), signature.as_bytes()).unwrap();
            let arguments = [
                "dgst",
                digest,
                "-verify",
                "public",
                "-signature",
                "signature",
                "message",
            ];
            assert!(
                openssl(path, &arguments).contains("Verified OK"),
                "{}",
                set.name()
            );
        }
    }
}

#[test]
fn a_private_key_written_here_is_read_by_openssl() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    fs::write(path.join("openssl.cnf"), CONFIG).unwrap();
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    for (set, _) in SETS {
        let key = SigningKey::generate(set, &mut rng).unwrap();
        fs::write(path.join("key"), key.to_pkcs8_pem(LineEnding::LF).unwrap()).unwrap();
        openssl(path, &["pkey", "-in", "key", "-pubout", "-out", "public"]);
        let theirs = fs::read_to_string(path.join("public")).unwrap();
        let theirs = VerifyingKey::from_public_key_pem(&theirs).unwrap();
        assert_eq!(theirs, key.verifying_key(), "{}", set.name());
    }
}

/// The common key by OpenSSL, of a private key and another's public key in these files.
fn agreed(folder: &Path, private: &str, public: &str, ukm: &[u8], bits: usize) -> Vec<u8> {
    let mut option = "ukmhex:".to_owned();
    for byte in ukm {
        write!(option, "{byte:02x}").expect("a string takes everything");
    }
    let bits = format!("vko:{bits}");
    let arguments = [
        "pkeyutl", "-derive", "-inkey", private, "-peerkey", public, "-pkeyopt", &option,
        "-pkeyopt", &bits, "-out", "agreed",
    ];
    openssl(folder, &arguments);
    fs::read(folder.join("agreed")).expect("the agreed key")
}

#[test]
fn openssl_agrees_on_the_same_key_from_either_side() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    fs::write(path.join("openssl.cnf"), CONFIG).unwrap();
    let mut rng = ChaCha20Rng::seed_from_u64(50_1113);
    for (set, name) in SETS {
        let option = format!("paramset:{name}");
        let (algorithm, _) = names(set.size());
        openssl(
            path,
            &[
                "genpkey",
                "-algorithm",
                algorithm,
                "-pkeyopt",
                &option,
                "-out",
                "their",
            ],
        );
        openssl(
            path,
            &["pkey", "-in", "their", "-pubout", "-out", "their.pub"],
        );
        let theirs = fs::read_to_string(path.join("their")).unwrap();
        let theirs = SigningKey::from_pkcs8_pem(&theirs).unwrap();
        let ours = SigningKey::generate(set, &mut rng).unwrap();
        let public = ours.verifying_key();
        fs::write(path.join("our"), ours.to_pkcs8_pem(LineEnding::LF).unwrap()).unwrap();
        let public = public.to_public_key_pem(LineEnding::LF).unwrap();
        fs::write(path.join("our.pub"), public).unwrap();
        // The eight bytes that CMS has, and as many as the engine takes.
        for length in [8, 32] {
            let mut ukm = vec![0; length];
            rng.fill_bytes(&mut ukm);
            let short = *ours.vko_256(&theirs.verifying_key(), &ukm).unwrap();
            let long = *ours.vko_512(&theirs.verifying_key(), &ukm).unwrap();
            for (private, public) in [("our", "their.pub"), ("their", "our.pub")] {
                let name = format!("{}, {private}, ukm of {length} bytes", set.name());
                assert_eq!(agreed(path, private, public, &ukm, 256), short, "{name}");
                assert_eq!(agreed(path, private, public, &ukm, 512), long, "{name}");
            }
            assert_eq!(*theirs.vko_256(&ours.verifying_key(), &ukm).unwrap(), short);
            assert_eq!(*theirs.vko_512(&ours.verifying_key(), &ukm).unwrap(), long);
        }
    }
}
