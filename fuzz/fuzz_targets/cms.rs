//! Signatures in CMS, attached and detached, and the armour around them.
#![no_main]
use esign::cms::Content;
use esign::{Input, validate};
use fuzz::{CONTENT, OPTIONS};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = validate(Input::File(bytes), &OPTIONS);
    let content = Content::Bytes(CONTENT);
    let detached = Input::Detached {
        content,
        signature: bytes,
    };
    let report = validate(detached, &OPTIONS);
    // Whoever passes is the one whose key made it.
    for one in report.signatures {
        if one.verdict.is_passed() {
            assert!(one.signer.is_some());
        }
    }
    let _ = esign::validate::digests(bytes);
    let _ = esign::cms::with_stamp(bytes, 0, b"\x30\x00");
});
