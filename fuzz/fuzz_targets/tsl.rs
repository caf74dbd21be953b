//! The list of accredited authorities. What was read is written and read again.
#![no_main]
use esign::tsl::TrustList;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(list) = TrustList::from_xml(bytes) {
        let _ = list.authority_of(&fuzz::WORLD.certificate);
        let again = TrustList::from_xml(list.to_xml().as_bytes());
        assert!(again.is_ok_and(|again| again.authorities().len() == list.authorities().len()));
    }
    let _ = TrustList::from_signed_xml(bytes, &[fuzz::WORLD.certificate.clone()]);
});
