//! Signatures inside of documents: PAdES in a PDF, XAdES in XML. In two steps, so that a key which
//! lies elsewhere, on a token, can sign as well.

use esign::certificate::Certificate;
use esign::pdf::{self, PdfError};
use esign::xml::{self, Placement, XmlError};
use jiff::Timestamp;
use x509_cert::der::Encode;

use crate::describe::certificate;
use crate::keys::moment;
use crate::{Fault, is_good};

/// Documents that hold their signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// PAdES-BES: an update of the file, without a visible stamp.
    Pdf,
    /// XAdES-BES over the whole document, the last child of its root.
    Xml,
}

impl Form {
    /// By `pdf` or `xml`.
    ///
    /// # Errors
    /// [`Fault::Unknown`] for any other.
    pub fn named(name: &str) -> Result<Self, Fault> {
        match name {
            "pdf" => Ok(Form::Pdf),
            "xml" => Ok(Form::Xml),
            _ => Err(Fault::Unknown),
        }
    }
}

/// A document with a signature that lacks its value.
pub struct PreparedDocument {
    state: State,
    /// `SubjectPublicKeyInfo` of the certificate.
    public_key: Vec<u8>,
}

enum State {
    Pdf(pdf::Prepared),
    Xml(xml::Prepared),
}

impl PreparedDocument {
    /// Prepares a signature by the certificate, DER or PEM, of a key that is elsewhere.
    ///
    /// # Errors
    /// [`Fault::NotACertificate`], [`Fault::Time`], and what keeps the document from being signed.
    pub fn new(form: Form, document: &[u8], file: &[u8], milliseconds: f64) -> Result<Self, Fault> {
        let certificate = certificate(file)?;
        Self::of(form, document, &certificate, &[], moment(milliseconds)?)
    }

    pub(crate) fn of(
        form: Form,
        document: &[u8],
        certificate: &Certificate,
        others: &[Certificate],
        at: Timestamp,
    ) -> Result<Self, Fault> {
        let public_key = certificate.parsed().tbs_certificate();
        let public_key = public_key.subject_public_key_info().to_der();
        let public_key = public_key.map_err(|_| Fault::NotSigned)?;
        let state = match form {
            Form::Pdf => {
                let made = pdf::prepare_with(document, certificate, others, at);
                State::Pdf(made.map_err(|error| pdf_fault(&error))?)
            }
            // The new signature would change what a former one covers.
            Form::Xml if xml::is_signed(document) => return Err(Fault::SignedXml),
            Form::Xml => {
                let place = Placement::Enveloped;
                let made = xml::prepare_with(document, &place, certificate, others, at);
                State::Xml(made.map_err(|error| xml_fault(&error))?)
            }
        };
        Ok(Self { state, public_key })
    }

    /// What is signed, for signers that hash it themselves.
    pub fn message(&self) -> &[u8] {
        match &self.state {
            State::Pdf(one) => one.message_to_sign(),
            State::Xml(one) => one.message_to_sign(),
        }
    }

    /// How long the hash of it is, and with it the key: 256 or 512 bits.
    pub fn bits(&self) -> u32 {
        if self.hash().len() == 64 { 512 } else { 256 }
    }

    pub(crate) fn hash(&self) -> Vec<u8> {
        match &self.state {
            State::Pdf(one) => one.hash_to_sign(),
            State::Xml(one) => one.hash_to_sign(),
        }
    }

    /// The signed document; the signature is checked first. Documents hold `s ‖ r`; providers of
    /// CryptoAPI hand out its bytes in reverse, so the order that fits the certificate counts.
    ///
    /// # Errors
    /// [`Fault::NotSigned`] where it is not one of the certificate's key.
    pub fn finish(self, signature: &[u8]) -> Result<Vec<u8>, Fault> {
        let mut value = signature.to_vec();
        if is_good(&self.public_key, &self.hash(), &value) != Ok(true) {
            value.reverse();
        }
        match self.state {
            State::Pdf(one) => one.finish(&value).map_err(|_| Fault::NotSigned),
            State::Xml(one) => one.finish(&value).map_err(|_| Fault::NotSigned),
        }
    }
}

fn pdf_fault(error: &pdf::MakeError) -> Fault {
    match error {
        pdf::MakeError::Pdf(PdfError::TooLarge) => Fault::TooLarge,
        pdf::MakeError::Pdf(_) | pdf::MakeError::NoPage | pdf::MakeError::Update(_) => Fault::Pdf,
        pdf::MakeError::Encrypted => Fault::EncryptedPdf,
        pdf::MakeError::Closed => Fault::ClosedPdf,
        pdf::MakeError::Cms(_) | pdf::MakeError::Room | pdf::MakeError::WrongKey => {
            Fault::NotSigned
        }
    }
}

fn xml_fault(error: &xml::MakeError) -> Fault {
    match error {
        xml::MakeError::Xml(XmlError::TooLarge) => Fault::TooLarge,
        xml::MakeError::Xml(_) | xml::MakeError::Element(_) | xml::MakeError::Utf16 => Fault::Xml,
        _ => Fault::NotSigned,
    }
}

#[cfg(test)]
mod tests;
