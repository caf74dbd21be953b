//! Revocation lists.
#![no_main]
use esign::chain::Evidence;
use esign::crl::Crl;
use fuzz::{OPTIONS, WORLD};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    for list in Crl::from_file(bytes).unwrap_or_default() {
        let _ = list.entry(&WORLD.certificate);
        let mut options = OPTIONS.clone();
        options.evidence = Evidence {
            crls: vec![list],
            ..Evidence::default()
        };
        let _ = esign::validate_certificate(&WORLD.certificate, &options);
    }
});
