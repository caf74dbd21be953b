//! Answers of OCSP responders.
#![no_main]
use esign::chain::Evidence;
use esign::ocsp::OcspResponse;
use fuzz::{OPTIONS, WORLD};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    for answer in OcspResponse::from_file(bytes).unwrap_or_default() {
        let _ = answer.about(&WORLD.certificate, &WORLD.root);
        let mut options = OPTIONS.clone();
        options.evidence = Evidence {
            ocsp: vec![answer],
            ..Evidence::default()
        };
        let _ = esign::validate_certificate(&WORLD.certificate, &options);
    }
});
