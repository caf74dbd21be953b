//! Signatures that are made here: CAdES-BES (ETSI EN 319 122-1, section 6.3), attached and detached,
//! by an outside signer or a key at hand, and with a time stamp added: CAdES-T.

use super::oid;
use super::read::{self, CmsError, SignerInfo};
use crate::algorithm::{AlgorithmError, Digest, PublicKey};
use crate::ber::{self, Element, tag};
use crate::certificate::Certificate;
use crate::write;
use gost3410::{KeySize, SigningKey};
use jiff::Timestamp;
use x509_cert::der::Encode;
use x509_cert::der::asn1::ObjectIdentifier;

/// Why a signature could not be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MakeError {
    #[error("the certificate's key cannot sign: {0}")]
    Key(#[from] AlgorithmError),
    #[error("the hash is not as long as the certificate's key asks")]
    Hash,
    #[error("the signature does not fit the certificate")]
    Signature,
    #[error("the private key is not the certificate's")]
    OtherKey,
    #[error("the certificate's name cannot be encoded")]
    Name,
    #[error("the signature to be stamped cannot be read: {0}")]
    Unreadable(#[from] CmsError),
    #[error("there is no signer number {0}")]
    NoSigner(usize),
}

/// The digest that goes with the key of a certificate: the content is hashed by it.
///
/// # Errors
/// [`MakeError::Key`] where the key is not understood.
pub fn digest_of(certificate: &Certificate) -> Result<Digest, MakeError> {
    Ok(match certificate.public_key()? {
        PublicKey::Gost(key) => Digest::of_key(key.set().size()),
        #[cfg(feature = "foreign")]
        PublicKey::P384(_) => Digest::Sha384,
        #[cfg(feature = "foreign")]
        PublicKey::P521(_) => Digest::Sha512,
        #[cfg(feature = "foreign")]
        PublicKey::Rsa(_) | PublicKey::P256(_) => Digest::Sha256,
    })
}

/// `signatureAlgorithm` for the key (RFC 9215, section 4; RFC 5754).
fn algorithm_of(key: &PublicKey) -> Vec<u8> {
    let named = |oid: &str| write::sequence(&[write::oid(ObjectIdentifier::new_unwrap(oid))]);
    match key {
        PublicKey::Gost(key) => match key.set().size() {
            KeySize::Bits256 => named("1.2.643.7.1.1.1.1"),
            KeySize::Bits512 => named("1.2.643.7.1.1.1.2"),
        },
        #[cfg(feature = "foreign")]
        PublicKey::Rsa(_) => {
            let rsa = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
            write::sequence(&[write::oid(rsa), write::null()])
        }
        #[cfg(feature = "foreign")]
        PublicKey::P256(_) => named("1.2.840.10045.4.3.2"),
        #[cfg(feature = "foreign")]
        PublicKey::P384(_) => named("1.2.840.10045.4.3.3"),
        #[cfg(feature = "foreign")]
        PublicKey::P521(_) => named("1.2.840.10045.4.3.4"),
    }
}

/// A signature that waits for its value.
#[derive(Clone, Debug)]
pub struct Prepared {
    certificate: Certificate,
    others: Vec<Certificate>,
    key: PublicKey,
    digest: Digest,
    /// `SET OF Attribute` in DER: what is signed.
    attributes: Vec<u8>,
}

/// Prepares a signature of content that has this hash, by [`digest_of`] the certificate.
///
/// # Errors
/// [`MakeError::Key`] and [`MakeError::Hash`].
pub fn prepare(
    content_hash: &[u8],
    certificate: &Certificate,
    signing_time: Timestamp,
) -> Result<Prepared, MakeError> {
    prepare_with(content_hash, certificate, Some(signing_time))
}

/// As [`prepare`]; a signature in a PDF names its time outside the CMS (EN 319 142-1, section 6.3).
pub(crate) fn prepare_with(
    content_hash: &[u8],
    certificate: &Certificate,
    signing_time: Option<Timestamp>,
) -> Result<Prepared, MakeError> {
    let digest = digest_of(certificate)?;
    if content_hash.len() != digest.hash(&[]).len() {
        return Err(MakeError::Hash);
    }
    let named = signing_certificate(certificate, digest)?;
    let mut attributes = vec![
        attribute(oid::CONTENT_TYPE, &write::oid(oid::DATA)),
        attribute(oid::MESSAGE_DIGEST, &write::octets(content_hash)),
        attribute(oid::SIGNING_CERTIFICATE_V2, &named),
    ];
    attributes.extend(signing_time.map(|time| attribute(oid::SIGNING_TIME, &write::time(time))));
    let attributes = write::set(&attributes);
    Ok(Prepared {
        key: certificate.public_key()?,
        certificate: certificate.clone(),
        others: Vec::new(),
        digest,
        attributes,
    })
}

fn attribute(kind: ObjectIdentifier, value: &[u8]) -> Vec<u8> {
    write::sequence(&[write::oid(kind), write::set(&[value])])
}

fn algorithm(digest: Digest) -> Vec<u8> {
    write::sequence(&[write::oid(digest.oid())])
}

/// `SigningCertificateV2` with issuer and serial number (RFC 5035, section 3).
fn signing_certificate(certificate: &Certificate, digest: Digest) -> Result<Vec<u8>, MakeError> {
    let issuer = certificate.issuer().to_der().map_err(|_| MakeError::Name)?;
    let names = write::sequence(&[write::tagged(4, &issuer)]);
    let issuer_serial = write::sequence(&[names, serial(certificate)?]);
    let hash = write::octets(&digest.hash(certificate.der()));
    let mut id = Vec::new();
    // SHA-256 is the default, which DER leaves out.
    if digest != Digest::Sha256 {
        id.push(algorithm(digest));
    }
    id.extend([hash, issuer_serial]);
    let list = write::sequence(&[write::sequence(&id)]);
    Ok(write::sequence(&[list]))
}

fn serial(certificate: &Certificate) -> Result<Vec<u8>, MakeError> {
    let serial = certificate.parsed().tbs_certificate().serial_number();
    serial.to_der().map_err(|_| MakeError::Name)
}

impl Prepared {
    /// Puts more certificates into the signature, such as the signer's authorities.
    #[must_use]
    pub fn with_certificates(mut self, others: &[Certificate]) -> Self {
        self.others.extend_from_slice(others);
        self
    }

    /// What is signed: the attributes in DER.
    pub fn to_sign(&self) -> &[u8] {
        &self.attributes
    }

    /// The hash of what is signed, for signers that take a hash.
    pub fn hash_to_sign(&self) -> Vec<u8> {
        self.digest.hash(&self.attributes)
    }

    /// The digest by which content and attributes are hashed.
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// The whole CMS; attached where the content is given. The value is checked, so that nothing
    /// wrong goes out.
    ///
    /// # Errors
    /// [`MakeError::Signature`] where the value is not one of the certificate's key,
    /// [`MakeError::Hash`] where the content is not what was prepared.
    pub fn finish(&self, signature: &[u8], content: Option<&[u8]>) -> Result<Vec<u8>, MakeError> {
        let key_algorithm = algorithm_of(&self.key);
        let scheme = {
            use x509_cert::der::Decode;
            let named = gost3410::pkcs8::spki::AlgorithmIdentifierRef::from_der(&key_algorithm)
                .map_err(|_| MakeError::Signature)?;
            crate::algorithm::Scheme::read(&named, Some(self.digest))?
        };
        self.key
            .verify(scheme, &self.attributes, signature)
            .map_err(|_| MakeError::Signature)?;
        if let Some(content) = content {
            let hash = self.digest.hash(content);
            let said = attribute(oid::MESSAGE_DIGEST, &write::octets(&hash));
            if !self.attributes.windows(said.len()).any(|part| part == said) {
                return Err(MakeError::Hash);
            }
        }
        let issuer = self.certificate.issuer().to_der();
        let issuer = issuer.map_err(|_| MakeError::Name)?;
        let signer = write::sequence(&[
            write::number(1),
            write::sequence(&[issuer, serial(&self.certificate)?]),
            algorithm(self.digest),
            retagged(&self.attributes, tag::context(0)),
            key_algorithm,
            write::octets(signature),
        ]);
        let mut encapsulated = vec![write::oid(oid::DATA)];
        encapsulated.extend(content.map(|content| write::tagged(0, &write::octets(content))));
        let mut certificates = vec![self.certificate.der()];
        for other in &self.others {
            if !certificates.contains(&other.der()) {
                certificates.push(other.der());
            }
        }
        let data = write::sequence(&[
            write::number(1),
            write::set(&[algorithm(self.digest)]),
            write::sequence(&encapsulated),
            retagged(&write::set(&certificates), tag::context(0)),
            write::set(&[signer]),
        ]);
        Ok(content_info(&data))
    }
}

/// `ContentInfo` around a `SignedData`.
fn content_info(data: &[u8]) -> Vec<u8> {
    write::sequence(&[write::oid(oid::SIGNED_DATA), write::tagged(0, data)])
}

/// The same element with another tag.
fn retagged(element: &[u8], tag: u8) -> Vec<u8> {
    let mut element = element.to_vec();
    if let Some(first) = element.first_mut() {
        *first = tag;
    }
    element
}

/// Signs content with a key at hand, in one go; attached or detached.
///
/// # Errors
/// [`MakeError::OtherKey`] where key and certificate do not belong together, otherwise as for
/// [`prepare`].
pub fn sign(
    content: &[u8],
    is_attached: bool,
    key: &SigningKey,
    certificate: &Certificate,
    signing_time: Timestamp,
    noise: &[u8; 32],
) -> Result<Vec<u8>, MakeError> {
    if certificate.public_key()? != PublicKey::Gost(key.verifying_key()) {
        return Err(MakeError::OtherKey);
    }
    let hash = digest_of(certificate)?.hash(content);
    let prepared = prepare(&hash, certificate, signing_time)?;
    let signature = key
        .sign_digest(&prepared.hash_to_sign(), noise)
        .map_err(|_| MakeError::OtherKey)?;
    prepared.finish(signature.as_bytes(), is_attached.then_some(content))
}

/// The signature values of a CMS, one for each signer: what time stamps are asked for.
///
/// # Errors
/// [`CmsError`] where it cannot be read.
pub fn signature_values(cms: &[u8]) -> Result<Vec<Vec<u8>>, CmsError> {
    let der = ber::to_der(cms)?;
    let signers = read::read(&der)?.signers;
    Ok(signers
        .iter()
        .map(|signer| signer.signature.to_vec())
        .collect())
}

/// Adds a time stamp to the signature of a signer (from 0): BES becomes T. Nothing else changes
/// beyond BER becoming DER.
///
/// # Errors
/// [`MakeError::Unreadable`] and [`MakeError::NoSigner`].
pub fn with_stamp(cms: &[u8], signer: usize, token: &[u8]) -> Result<Vec<u8>, MakeError> {
    let der = ber::to_der(cms).map_err(CmsError::from)?;
    let data = read::read(&der)?;
    if signer >= data.signers.len() {
        return Err(MakeError::NoSigner(signer));
    }
    let signers: Vec<Vec<u8>> = data
        .signers
        .iter()
        .enumerate()
        .map(|(number, info)| {
            if number == signer {
                stamped(info, token)
            } else {
                info.whole.to_vec()
            }
        })
        .collect();
    // The signers are the last part of a SignedData.
    let explicit = inside_of(&der, tag::context(0))?;
    let data = Element::only(explicit.content, tag::SEQUENCE).map_err(CmsError::from)?;
    let parts = data.inside().all(8).map_err(CmsError::from)?;
    let mut parts: Vec<Vec<u8>> = parts.iter().map(|part| part.whole.to_vec()).collect();
    parts.pop();
    parts.push(write::set(&signers));
    Ok(content_info(&write::sequence(&parts)))
}

fn inside_of(der: &[u8], tag: u8) -> Result<Element<'_>, CmsError> {
    let mut outer = Element::only(der, self::tag::SEQUENCE)?.inside();
    outer.next(self::tag::OID)?;
    Ok(outer.next(tag)?)
}

/// A signer with a time stamp among its unsigned attributes.
fn stamped(info: &SignerInfo<'_>, token: &[u8]) -> Vec<u8> {
    let stamp = attribute(oid::SIGNATURE_TIME_STAMP, token);
    let mut attributes: Vec<&[u8]> = Vec::new();
    let before = info.unsigned_set.map(|set| set.inside().all(usize::MAX));
    let before = before.and_then(Result::ok).unwrap_or_default();
    attributes.extend(before.iter().map(|one| one.whole));
    attributes.push(&stamp);
    let unsigned = retagged(&write::set(&attributes), tag::context(1));
    let parts = Element::only(info.whole, tag::SEQUENCE).and_then(|one| one.inside().all(8));
    let parts = parts.unwrap_or_default();
    let kept = parts.iter().filter(|part| part.tag != tag::context(1));
    let mut parts: Vec<&[u8]> = kept.map(|part| part.whole).collect();
    parts.push(&unsigned);
    write::sequence(&parts)
}
