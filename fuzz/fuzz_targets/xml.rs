//! Signed XML, and the canonical forms: a canonical form is canonical.
#![no_main]
use fuzz::OPTIONS;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = esign::xml::validate(bytes, OPTIONS.at, &OPTIONS.trust, &OPTIONS.evidence);
    for method in [
        "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments",
        "http://www.w3.org/2001/10/xml-exc-c14n#",
        "http://www.w3.org/2006/12/xml-c14n11",
    ] {
        if let Ok(canonical) = esign::xml::canonicalize(bytes, method) {
            assert_eq!(
                esign::xml::canonicalize(&canonical, method).as_ref(),
                Ok(&canonical)
            );
        }
    }
});
