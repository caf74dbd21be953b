//! What JavaScript calls. A refusal is thrown as its code.
//!
//! File and password come in as values, not as references, so that the copies in this memory are
//! ours to wipe.

#![expect(
    unreachable_pub,
    reason = "what JavaScript calls is public to it alone"
)]

use wasm_bindgen::prelude::wasm_bindgen;

use crate::Description;
#[cfg(feature = "documents")]
use crate::Form;

fn code(fault: crate::Fault) -> String {
    fault.code().to_owned()
}

/// A key file that was opened; `free()` wipes it.
#[wasm_bindgen]
pub struct Keys(crate::Keys);

#[wasm_bindgen]
impl Keys {
    #[wasm_bindgen(constructor)]
    pub fn new(file: Vec<u8>, password: String) -> Result<Keys, String> {
        crate::Keys::open(file, password).map(Keys).map_err(code)
    }

    pub fn count(&self) -> usize {
        self.0.count()
    }

    #[wasm_bindgen(js_name = addCertificate)]
    pub fn add_certificate(&mut self, file: &[u8]) -> Result<(), String> {
        self.0.add_certificate(file).map_err(code)
    }

    pub fn describe(&self, number: usize) -> Result<Description, String> {
        self.0.describe(number).map_err(code)
    }

    pub fn sign(
        &self,
        number: usize,
        content: &[u8],
        is_attached: bool,
        milliseconds: f64,
        random: Vec<u8>,
    ) -> Result<Vec<u8>, String> {
        self.0
            .sign(number, content, is_attached, milliseconds, random)
            .map_err(code)
    }

    #[cfg(feature = "documents")]
    #[wasm_bindgen(js_name = signDocument)]
    pub fn sign_document(
        &self,
        number: usize,
        form: &str,
        document: &[u8],
        milliseconds: f64,
        random: Vec<u8>,
    ) -> Result<Vec<u8>, String> {
        Form::named(form)
            .and_then(|form| {
                self.0
                    .sign_document(number, form, document, milliseconds, random)
            })
            .map_err(code)
    }
}

/// A document that waits for the signature of a key that is elsewhere.
#[cfg(feature = "documents")]
#[wasm_bindgen]
pub struct PreparedDocument(crate::PreparedDocument);

#[cfg(feature = "documents")]
#[wasm_bindgen]
impl PreparedDocument {
    #[wasm_bindgen(constructor)]
    pub fn new(
        form: &str,
        document: &[u8],
        certificate: &[u8],
        milliseconds: f64,
    ) -> Result<PreparedDocument, String> {
        Form::named(form)
            .and_then(|form| {
                crate::PreparedDocument::new(form, document, certificate, milliseconds)
            })
            .map(PreparedDocument)
            .map_err(code)
    }

    pub fn message(&self) -> Vec<u8> {
        self.0.message().to_vec()
    }

    pub fn bits(&self) -> u32 {
        self.0.bits()
    }

    pub fn finish(self, signature: &[u8]) -> Result<Vec<u8>, String> {
        self.0.finish(signature).map_err(code)
    }
}

/// The subject of a request for a certificate.
#[wasm_bindgen]
#[derive(Default)]
pub struct Request(crate::Request);

#[wasm_bindgen]
impl Request {
    #[wasm_bindgen(constructor)]
    pub fn new() -> Request {
        Request::default()
    }

    pub fn field(&mut self, name: &str, value: &str) -> Result<(), String> {
        self.0.field(name, value).map_err(code)
    }

    pub fn make(&self, bits: u32, password: String, random: Vec<u8>) -> Result<NewKey, String> {
        let made = self.0.make(bits, password, random).map_err(code)?;
        Ok(NewKey {
            key_file: made.key_file,
            request: made.request,
        })
    }
}

/// A key file under its password, and the request signed with the key.
#[wasm_bindgen(getter_with_clone)]
pub struct NewKey {
    #[wasm_bindgen(js_name = keyFile, readonly)]
    pub key_file: Vec<u8>,
    #[wasm_bindgen(readonly)]
    pub request: Vec<u8>,
}

/// A hash being made of pieces.
#[wasm_bindgen]
pub struct Hasher(crate::Hasher);

#[wasm_bindgen]
impl Hasher {
    #[wasm_bindgen(constructor)]
    pub fn new(name: &str) -> Result<Hasher, String> {
        crate::Hasher::new(name).map(Hasher).map_err(code)
    }

    pub fn update(&mut self, piece: &[u8]) {
        self.0.update(piece);
    }

    pub fn finish(self) -> String {
        self.0.finish()
    }
}

/// Describes a certificate file, DER, PEM or Base64.
#[wasm_bindgen(js_name = describeCertificate)]
pub fn describe_certificate(file: &[u8]) -> Result<Description, String> {
    Description::read(file).map_err(code)
}

/// Whether a bare signature `s ‖ r` is good for a digest; the key is a `SubjectPublicKeyInfo` in DER.
#[wasm_bindgen(js_name = isGood)]
pub fn is_good(public_key: &[u8], digest: &[u8], signature: &[u8]) -> Result<bool, String> {
    crate::is_good(public_key, digest, signature).map_err(code)
}
