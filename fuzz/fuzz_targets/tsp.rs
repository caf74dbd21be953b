//! Answers of time-stamping services, alone and in a signature.
#![no_main]
use esign::algorithm::Digest;
use esign::cms;
use esign::tsp::{Request, read_response};
use fuzz::{CONTENT, NOISE, OPTIONS, WORLD, now};
use std::sync::LazyLock;

static SIGNED: LazyLock<Vec<u8>> = LazyLock::new(|| {
    cms::sign(CONTENT, true, &WORLD.key, &WORLD.certificate, now(), &NOISE).expect("signed")
});

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let value = cms::signature_values(&SIGNED)
        .expect("a signature")
        .remove(0);
    let request = Request::new(
        Digest::Streebog256,
        Digest::Streebog256.hash(&value),
        [9; 16],
    );
    let token = read_response(bytes, &request).map_or_else(|_| bytes.to_vec(), |token| token.der);
    if let Ok(stamped) = cms::with_stamp(&SIGNED, 0, &token) {
        let Options {
            at,
            trust,
            evidence,
        } = &*OPTIONS;
        let _ = cms::validate(&stamped, None, *at, trust, evidence);
    }
});
use esign::Options;
