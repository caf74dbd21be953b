//! PKCS#10.

use super::{key, name, sample};
use esign::algorithm::PublicKey;
use esign::certificate::attribute;
use esign::request::{self, Request, RequestError};
use gost3410::ParamSet;

#[test]
fn the_requests_of_rfc_9215_are_read_and_hold() {
    for file in ["D1-256-test", "D2-256-tc26A", "D3-512-test"] {
        let Some(pem) = sample(&format!("rfc9215-{file}.csr.pem")) else {
            return;
        };
        let request = Request::read(&pem).unwrap();
        request.verify().unwrap();
        assert!(request.describe().contains("CN="), "{}", request.describe());
        let mut der = request.der().to_vec();
        let last = der.len() - 1;
        der[last] ^= 1;
        assert_eq!(
            Request::read(&der).unwrap().verify(),
            Err(RequestError::Signature)
        );
    }
}

#[test]
fn a_request_keeps_the_russian_fields_and_the_key() {
    for set in ParamSet::ALL {
        let key = key(set);
        let made = request::make(&name("Анна Ёлкина"), &key, Some("Браузер"), &[7; 32]).unwrap();
        let read = Request::read(made.to_pem().as_bytes()).unwrap();
        assert_eq!(read.der(), made.der());
        read.verify().unwrap();
        assert_eq!(
            read.subject_attribute(attribute::SNILS).as_deref(),
            Some("11223344595")
        );
        assert_eq!(
            read.public_key().unwrap(),
            PublicKey::Gost(key.verifying_key())
        );
        let asked = read.extensions().unwrap();
        assert_eq!(asked.len(), 3);
        assert_eq!(asked[2].value[2..], *"Браузер".as_bytes());
    }
}

#[test]
fn what_is_no_request_is_refused() {
    for bytes in [
        &b""[..],
        b"0",
        b"0\x03\x02\x01\x00",
        b"-----BEGIN CERTIFICATE-----",
    ] {
        let error = Request::read(bytes).unwrap_err();
        assert_eq!(error.code(), "SIG-113");
    }
    let large = vec![0x30; request::MAX_REQUEST + 1];
    assert_eq!(Request::read(&large).unwrap_err(), RequestError::TooLarge);
    let made = request::make(&name("А"), &key(ParamSet::CryptoProA), None, &[0; 32]).unwrap();
    let mut longer = made.der().to_vec();
    longer.push(0);
    assert!(Request::read(&longer).is_err());
}
