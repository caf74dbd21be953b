//! Signatures in XML: XMLDSig (W3C XML Signature Syntax and Processing 1.1) and XAdES-BES (ETSI EN
//! 319 132-1): enveloped, enveloping, of elements of the same document, and of a file that lies beside
//! it. Read and checked; made with GOST keys, here or by an outside signer.
//!
//! What may be signed is narrow on purpose: the document, an element of it or the one file, through the
//! enveloped-signature transform and the XPath that means the same, Base64, canonicalizations and the
//! transform of СМЭВ. Every other XPath, XSLT, document types and entities are refused. References of
//! a `Manifest` are followed as the signature's own. A report says what is signed; where only a
//! part is, and an unsigned element could be taken for the signed one, the signature does not pass.
//!
//! In two steps, as `cms`:
//!
//! ```
//! # use esign::{certificate::Certificate, xml};
//! # fn made(document: &[u8], certificate: &Certificate, now: jiff::Timestamp, outside: impl Fn(&[u8]) -> Vec<u8>)
//! # -> Result<Vec<u8>, xml::MakeError> {
//! let prepared = xml::prepare(document, &xml::Placement::Enveloped, certificate, now)?;
//! let signature = outside(&prepared.hash_to_sign());
//! prepared.finish(&signature)
//! # }
//! ```

mod canonical;
mod check;
mod counters;
mod dom;
mod identifiers;
mod make;
mod properties;
mod references;
mod scope;
mod signature;
mod smev;
mod unsigned;

pub(crate) use check::digests;
pub use check::{validate, validate_detached};
pub use dom::MAX_DOCUMENT;
pub use make::{MakeError, Placement, Prepared, prepare, prepare_with, sign};

/// The namespace of XMLDSig.
pub(crate) const DSIG: &str = "http://www.w3.org/2000/09/xmldsig#";

/// Why a document cannot be read or canonicalized.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum XmlError {
    #[error("the document is larger than is read here")]
    TooLarge,
    #[error("elements are nested deeper than is read here")]
    TooDeep,
    #[error("too many attributes or namespaces in one place")]
    TooManyAttributes,
    #[error("the document has a document type declaration")]
    DocumentType,
    #[error("the encoding {0} is not known or not kept to")]
    Encoding(String),
    #[error("not well-formed at byte {0}: {1}")]
    Malformed(usize, String),
    #[error("not supported: {0}")]
    Unsupported(&'static str),
}

/// Canonicalizes a whole document by the identifier of a method, such as
/// `http://www.w3.org/2001/10/xml-exc-c14n#`.
///
/// # Errors
/// [`XmlError`] where the document cannot be read or the method is not known.
pub fn canonicalize(document: &[u8], method: &str) -> Result<Vec<u8>, XmlError> {
    let method = canonical::Method::of(method)
        .ok_or(XmlError::Unsupported("the canonicalization method"))?;
    let (text, _) = dom::decode(document)?;
    let document = dom::parse(&text)?;
    let subset = canonical::Subset::of(dom::DOCUMENT);
    let mut budget = canonical::MAX_CANONICAL;
    canonical::canonicalize(&document, subset, &method, &mut budget)
}

/// Whether a file is XML with something of XMLDSig in it; says nothing on its soundness.
pub fn is_signed(bytes: &[u8]) -> bool {
    let Ok((text, _)) = dom::decode(bytes) else {
        return false;
    };
    text.trim_start().starts_with('<') && text.contains(DSIG) && text.contains("SignedInfo")
}

#[cfg(test)]
mod tests;
