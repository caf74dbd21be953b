//! Requests for certificates.
#![no_main]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(request) = esign::request::Request::read(bytes) {
        let _ = request.verify();
        let _ = request.extensions();
        let _ = request.describe();
        let again = esign::request::Request::read(request.to_pem().as_bytes());
        assert!(again.is_ok_and(|again| again.der() == request.der()));
    }
});
