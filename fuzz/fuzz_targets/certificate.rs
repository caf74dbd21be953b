//! Certificates in DER, PEM and PKCS#7, and their paths.
#![no_main]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    for certificate in esign::trust::certificates(bytes)
        .unwrap_or_default()
        .iter()
        .take(4)
    {
        fuzz::look_at(certificate);
    }
});
