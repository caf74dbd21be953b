//! A certificate: its bytes, what is read from them once, and the fields that Russian law adds.

use crate::algorithm::{AlgorithmError, Digest, PublicKey, Scheme};
use crate::report::Signer;
use gost3410::pkcs8::spki::{AlgorithmIdentifierRef, SubjectPublicKeyInfoRef};
use jiff::Timestamp;
use std::fmt::Write;
use std::sync::{Arc, OnceLock};
use x509_cert::der::asn1::{BmpString, ObjectIdentifier};
use x509_cert::der::{self, Any, Decode, Encode, Tag, Tagged};
use x509_cert::name::RdnSequence;
use x509_cert::time::Time;

/// Attributes of a subject beyond RFC 5280 (приказ ФСБ № 795).
pub mod attribute {
    use x509_cert::der::asn1::ObjectIdentifier;
    /// ИНН of a person
    pub const INN: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.643.3.131.1.1");
    /// ИНН of an organization
    pub const INN_LE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.643.100.4");
    pub const OGRN: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.643.100.1");
    pub const OGRNIP: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.643.100.5");
    pub const SNILS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.643.100.3");
    pub const COMMON_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.3");
    pub const SURNAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.4");
    pub const COUNTRY: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.6");
    pub const LOCALITY: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.7");
    pub const STATE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.8");
    pub const STREET: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.9");
    pub const ORGANIZATION: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.10");
    pub const UNIT: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.11");
    pub const TITLE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.12");
    pub const GIVEN_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.42");
    pub const EMAIL: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.1");
}

/// The largest certificate that is read, in bytes; real ones have a few thousand.
pub const MAX_CERTIFICATE: usize = 64 * 1024;

/// Why a certificate could not be read.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum CertificateError {
    #[error("larger than {MAX_CERTIFICATE} bytes")]
    TooLarge,
    #[error("not a certificate in DER or PEM: {0}")]
    Malformed(#[from] der::Error),
}

/// A certificate that was read; cheap to clone.
#[derive(Clone)]
pub struct Certificate(Arc<Inner>);

struct Inner {
    der: Vec<u8>,
    parsed: x509_cert::Certificate,
    /// The signed part, as it stands in `der`.
    signed: (usize, usize),
    key_info: Vec<u8>,
    /// Read at the first question: on curves with a cofactor that costs as much as a verification.
    key: OnceLock<Result<PublicKey, AlgorithmError>>,
}

impl Certificate {
    /// Reads DER.
    ///
    /// # Errors
    /// [`CertificateError`] where it is too large or not a certificate.
    pub fn from_der(bytes: &[u8]) -> Result<Self, CertificateError> {
        if bytes.len() > MAX_CERTIFICATE {
            return Err(CertificateError::TooLarge);
        }
        let parsed = x509_cert::Certificate::from_der(bytes)?;
        let signed = first_element(bytes)?;
        let key_info = parsed
            .tbs_certificate()
            .subject_public_key_info()
            .to_der()?;
        Ok(Self(Arc::new(Inner {
            der: bytes.to_vec(),
            parsed,
            signed,
            key_info,
            key: OnceLock::new(),
        })))
    }

    /// The bytes that were read.
    pub fn der(&self) -> &[u8] {
        &self.0.der
    }

    /// The certificate as RustCrypto reads it.
    pub fn parsed(&self) -> &x509_cert::Certificate {
        &self.0.parsed
    }

    /// The bytes that the issuer signed (`tbsCertificate`).
    pub fn signed_part(&self) -> &[u8] {
        &self.0.der[self.0.signed.0..self.0.signed.1]
    }

    /// How the issuer signed.
    ///
    /// # Errors
    /// [`AlgorithmError`] where the algorithm is not known.
    pub fn scheme(&self) -> Result<Scheme, AlgorithmError> {
        scheme_of(self.parsed().signature_algorithm())
    }

    /// The issuer's signature; empty, so never good, where it is not whole bytes.
    pub fn signature(&self) -> &[u8] {
        self.parsed().signature().as_bytes().unwrap_or_default()
    }

    /// The public key.
    ///
    /// # Errors
    /// [`AlgorithmError`] where the kind is unknown, or the key malformed or too short.
    pub fn public_key(&self) -> Result<PublicKey, AlgorithmError> {
        let read = || {
            let info = SubjectPublicKeyInfoRef::from_der(&self.0.key_info);
            PublicKey::read(&info.map_err(|_| AlgorithmError::Key)?)
        };
        self.0.key.get_or_init(read).clone()
    }

    /// `SubjectPublicKeyInfo` in DER.
    pub fn key_info_der(&self) -> Vec<u8> {
        self.0.key_info.clone()
    }

    pub fn subject(&self) -> &RdnSequence {
        self.parsed().tbs_certificate().subject().as_ref()
    }

    pub fn issuer(&self) -> &RdnSequence {
        self.parsed().tbs_certificate().issuer().as_ref()
    }

    /// Whether the names of subject and issuer are the same.
    pub fn is_self_issued(&self) -> bool {
        names_match(self.subject(), self.issuer())
    }

    /// The first moment of validity.
    pub fn not_before(&self) -> Timestamp {
        moment(&self.parsed().tbs_certificate().validity().not_before)
    }

    /// The last moment of validity.
    pub fn not_after(&self) -> Timestamp {
        moment(&self.parsed().tbs_certificate().validity().not_after)
    }

    /// The serial number, hexadecimal, in lower case, as certificates are named to people: without
    /// the zero byte that DER puts before a number whose first bit is set.
    pub fn serial(&self) -> String {
        let bytes = self.parsed().tbs_certificate().serial_number().as_bytes();
        match bytes {
            [0, rest @ ..] if !rest.is_empty() => hex(rest),
            all => hex(all),
        }
    }

    /// The content of an extension and whether it is critical.
    pub fn extension(&self, oid: ObjectIdentifier) -> Option<(&[u8], bool)> {
        let extensions = self.parsed().tbs_certificate().extensions()?;
        let found = extensions
            .iter()
            .find(|extension| extension.extn_id == oid)?;
        Some((found.extn_value.as_bytes(), found.critical))
    }

    /// An attribute of the subject, as text.
    pub fn subject_attribute(&self, oid: ObjectIdentifier) -> Option<String> {
        attribute_of(self.subject(), oid)
    }

    /// The SHA-256 of the certificate, hexadecimal.
    pub fn fingerprint(&self) -> String {
        hex(&Digest::Sha256.hash(self.der()))
    }

    /// Who the certificate is for, as a report shows it.
    pub fn signer(&self) -> Signer {
        let text = |oid| self.subject_attribute(oid);
        Signer {
            name: text(attribute::COMMON_NAME),
            surname: text(attribute::SURNAME),
            given_name: text(attribute::GIVEN_NAME),
            organization: text(attribute::ORGANIZATION),
            title: text(attribute::TITLE),
            inn: text(attribute::INN),
            org_inn: text(attribute::INN_LE),
            ogrn: text(attribute::OGRN),
            ogrnip: text(attribute::OGRNIP),
            snils: text(attribute::SNILS),
            email: text(attribute::EMAIL),
            issuer: attribute_of(self.issuer(), attribute::COMMON_NAME),
            serial: self.serial(),
            not_before: Some(self.not_before()),
            not_after: Some(self.not_after()),
            key: self
                .public_key()
                .map_or_else(|error| error.to_string(), |key| key.name()),
            fingerprint: self.fingerprint(),
        }
    }
}

impl PartialEq for Certificate {
    fn eq(&self, other: &Self) -> bool {
        self.der() == other.der()
    }
}

impl Eq for Certificate {}

impl std::fmt::Debug for Certificate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "Certificate({}, {})",
            self.serial(),
            describe(self.subject())
        )
    }
}

/// The scheme of an owned algorithm identifier that names its digest itself.
///
/// # Errors
/// [`AlgorithmError`] where the algorithm is not known.
pub fn scheme_of(
    algorithm: &x509_cert::spki::AlgorithmIdentifierOwned,
) -> Result<Scheme, AlgorithmError> {
    let der = algorithm
        .to_der()
        .map_err(|_| AlgorithmError::Parameters(algorithm.oid))?;
    let algorithm = AlgorithmIdentifierRef::from_der(&der)
        .map_err(|_| AlgorithmError::Parameters(algorithm.oid))?;
    Scheme::read(&algorithm, None)
}

/// Where the first element inside an outer `SEQUENCE` stands, header included.
pub(crate) fn first_element(bytes: &[u8]) -> der::Result<(usize, usize)> {
    use x509_cert::der::{Header, Reader, SliceReader};
    let mut reader = SliceReader::new(bytes)?;
    Header::decode(&mut reader)?;
    let start = usize::try_from(reader.position())?;
    let length = reader.tlv_bytes()?.len();
    Ok((start, start + length))
}

/// The moment of an X.509 time.
pub fn moment(time: &Time) -> Timestamp {
    let seconds = time.to_unix_duration().as_secs();
    i64::try_from(seconds)
        .ok()
        .and_then(|seconds| Timestamp::from_second(seconds).ok())
        .unwrap_or(Timestamp::MAX)
}

/// An attribute of a name, as text.
pub fn attribute_of(name: &RdnSequence, oid: ObjectIdentifier) -> Option<String> {
    let values = name
        .iter()
        .flat_map(x509_cert::name::RelativeDistinguishedName::iter);
    values
        .filter(|one| one.oid == oid)
        .find_map(|one| text(&one.value))
}

/// A directory string of any kind as text; Latin-1 for the teletex ones.
pub fn text(value: &Any) -> Option<String> {
    let bytes = value.value();
    match value.tag() {
        Tag::Utf8String | Tag::PrintableString | Tag::NumericString | Tag::Ia5String => {
            String::from_utf8(bytes.to_vec()).ok()
        }
        Tag::TeletexString => Some(bytes.iter().map(|byte| char::from(*byte)).collect()),
        Tag::BmpString => BmpString::from_ucs2(bytes.to_vec())
            .ok()
            .map(|text| text.to_string()),
        _ => None,
    }
}

/// A name for people: `CN=…, O=…`, the most telling parts first.
pub fn describe(name: &RdnSequence) -> String {
    let parts = [
        ("CN", attribute::COMMON_NAME),
        ("O", attribute::ORGANIZATION),
        ("SN", attribute::SURNAME),
        ("G", attribute::GIVEN_NAME),
    ];
    let known: Vec<String> = parts
        .into_iter()
        .filter_map(|(label, oid)| attribute_of(name, oid).map(|value| format!("{label}={value}")))
        .collect();
    if known.is_empty() {
        name.to_string()
    } else {
        known.join(", ")
    }
}

/// Whether two names are the same (RFC 5280, section 7.1): part by part, texts without regard to
/// case, to their string type and to runs of spaces.
pub fn names_match(one: &RdnSequence, other: &RdnSequence) -> bool {
    let fold = |value: &Any| match text(value) {
        Some(text) => {
            let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
            (words.join(" "), Vec::new())
        }
        None => (String::new(), value.to_der().unwrap_or_default()),
    };
    let parts = |name: &RdnSequence| -> Vec<Vec<_>> {
        name.iter()
            .map(|part| {
                let mut values: Vec<_> =
                    part.iter().map(|one| (one.oid, fold(&one.value))).collect();
                values.sort();
                values
            })
            .collect()
    };
    one.len() == other.len() && parts(one) == parts(other)
}

/// Bytes in lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}
