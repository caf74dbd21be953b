//! Signed PDF.
#![no_main]
use fuzz::OPTIONS;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = esign::pdf::validate(bytes, OPTIONS.at, &OPTIONS.trust, &OPTIONS.evidence);
});
