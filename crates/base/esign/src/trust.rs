//! Whom a validation trusts: anchors, and the state's list of accredited certification authorities.

use crate::certificate::{Certificate, CertificateError};
use crate::chain::name_key;
use crate::tsl::TrustList;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// The largest file of certificates that is read, in bytes: all accredited authorities with every
/// certificate they had take a tenth of it.
pub const MAX_FILE: usize = 64 * 1024 * 1024;

/// How many certificates one file may hold.
pub const MAX_CERTIFICATES: usize = 20_000;

const CERTIFICATE: &str = "certificate";

/// Why a file of certificates was not taken.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum TrustError {
    #[error("larger than {MAX_FILE} bytes")]
    TooLarge,
    #[error("more than {MAX_CERTIFICATES} objects in one file")]
    TooMany,
    #[error("PEM object {0} is cut or is not Base64")]
    Pem(usize),
    /// What was looked for.
    #[error("no {0} in the file")]
    Empty(&'static str),
    #[error("certificate {number}: {source}")]
    Certificate {
        /// Which one in the file, from one
        number: usize,
        source: CertificateError,
    },
}

/// Trust anchors, and certificates that are known without being trusted. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Trust(Arc<Inner>);

#[derive(Clone, Debug, Default)]
struct Inner {
    anchors: Vec<Certificate>,
    /// The anchors' names and keys: a certificate with both is the anchor, whoever signed it.
    anchor_keys: HashSet<(String, Vec<u8>)>,
    /// Anchors and the authorities of the list by their subject.
    by_name: HashMap<String, Vec<Certificate>>,
    list: Option<Arc<TrustList>>,
}

impl Trust {
    /// Trust in these certificates: roots, or any other that shall end a path.
    pub fn new(anchors: Vec<Certificate>) -> Self {
        let mut inner = Inner::default();
        for anchor in &anchors {
            let name = name_key(anchor.subject());
            inner
                .anchor_keys
                .insert((name.clone(), anchor.key_info_der()));
            inner.by_name.entry(name).or_default().push(anchor.clone());
        }
        inner.anchors = anchors;
        Self(Arc::new(inner))
    }

    /// Adds the list of accredited authorities. Their certificates help to build paths; a path still
    /// ends at an anchor, which for Russia is a root of Минцифры.
    #[must_use]
    pub fn with_list(self, list: TrustList) -> Self {
        let mut inner = Arc::unwrap_or_clone(self.0);
        for certificate in list.certificates() {
            let known = inner
                .by_name
                .entry(name_key(certificate.subject()))
                .or_default();
            if !known.contains(certificate) {
                known.push(certificate.clone());
            }
        }
        inner.list = Some(Arc::new(list));
        Self(Arc::new(inner))
    }

    pub fn anchors(&self) -> &[Certificate] {
        &self.0.anchors
    }

    pub fn list(&self) -> Option<&TrustList> {
        self.0.list.as_deref()
    }

    /// Whether a path may end here: an anchor, or another certificate of an anchor's name and key.
    pub fn is_anchor(&self, certificate: &Certificate) -> bool {
        let key = (name_key(certificate.subject()), certificate.key_info_der());
        self.0.anchor_keys.contains(&key)
    }

    /// Anchors and listed certificates of a subject, by [`name_key`].
    pub(crate) fn named(&self, name: &str) -> &[Certificate] {
        self.0.by_name.get(name).map_or(&[], Vec::as_slice)
    }
}

/// Reads a file of certificates: DER, or PEM with any number of them, or PKCS#7 that carries them
/// (`.p7b`); other PEM objects and text between them are passed over.
///
/// # Errors
/// [`TrustError`], with the number of the certificate that is at fault.
pub fn certificates(bytes: &[u8]) -> Result<Vec<Certificate>, TrustError> {
    let labels = [
        "CERTIFICATE",
        "X509 CERTIFICATE",
        "TRUSTED CERTIFICATE",
        "PKCS7",
        "CMS",
    ];
    let mut found = Vec::new();
    for (der, number) in objects(bytes, &labels, CERTIFICATE)?.iter().zip(1..) {
        match Certificate::from_der(der) {
            Ok(certificate) => found.push(certificate),
            Err(source) => match crate::cms::carried(der) {
                Ok(carried) => found.extend(carried),
                Err(_) => return Err(TrustError::Certificate { number, source }),
            },
        }
        if found.len() > MAX_CERTIFICATES {
            return Err(TrustError::TooMany);
        }
    }
    if found.is_empty() {
        return Err(TrustError::Empty(CERTIFICATE));
    }
    Ok(found)
}

/// The DER of the objects in a file: the file itself where it starts as DER does, otherwise its PEM
/// objects of these labels. `what` they are, in words.
///
/// # Errors
/// [`TrustError`] where it is too large or not Base64, and [`TrustError::Empty`] where there is none.
pub(crate) fn objects(
    bytes: &[u8],
    labels: &[&str],
    what: &'static str,
) -> Result<Vec<Vec<u8>>, TrustError> {
    if bytes.len() > MAX_FILE {
        return Err(TrustError::TooLarge);
    }
    // SEQUENCE; no text starts with '0' and then a length of DER and holds a PEM header besides.
    if bytes.first() == Some(&0x30) && !contains(bytes, b"-----BEGIN ") {
        return Ok(vec![bytes.to_vec()]);
    }
    let text = String::from_utf8_lossy(bytes);
    let mut found = Vec::new();
    let mut number = 0;
    let mut rest = &*text;
    while let Some((_, after)) = rest.split_once("-----BEGIN ") {
        number += 1;
        let cut = TrustError::Pem(number);
        let Some((label, after)) = after.split_once("-----") else {
            return Err(cut);
        };
        let end = format!("-----END {label}-----");
        let Some((body, after)) = after.split_once(end.as_str()) else {
            return Err(cut);
        };
        rest = after;
        if labels.contains(&label) {
            if found.len() == MAX_CERTIFICATES {
                return Err(TrustError::TooMany);
            }
            let body: Vec<u8> = body.bytes().filter(|b| !b.is_ascii_whitespace()).collect();
            found.push(data_encoding::BASE64.decode(&body).map_err(|_| cut)?);
        }
    }
    if found.is_empty() {
        return Err(TrustError::Empty(what));
    }
    Ok(found)
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_certificate_is_refused_with_its_number() {
        assert_eq!(
            certificates(b"").unwrap_err(),
            TrustError::Empty(CERTIFICATE)
        );
        assert_eq!(
            certificates(b"hello").unwrap_err(),
            TrustError::Empty(CERTIFICATE)
        );
        let cut = b"text\n-----BEGIN CERTIFICATE-----\nMIIB";
        assert_eq!(certificates(cut).unwrap_err(), TrustError::Pem(1));
        let bad = b"-----BEGIN X-----\n-----END X-----\n-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----";
        assert_eq!(certificates(bad).unwrap_err(), TrustError::Pem(2));
        let short = b"-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----";
        assert!(matches!(
            certificates(short),
            Err(TrustError::Certificate { number: 1, .. })
        ));
        assert!(matches!(
            certificates(&[0x30, 0x00]),
            Err(TrustError::Certificate { number: 1, .. })
        ));
    }
}
