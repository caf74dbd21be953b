//! Bags of a PKCS#12 file (RFC 7292, section 4.2), and what is found in them.

use super::pbes2::{self, Sections};
use super::{Container, ContainerError, Contents, KeyEntry, MAX_DEPTH, Work};
use crate::algorithm::PublicKey;
use crate::ber::{self, BerError, Element, Elements, tag};
use crate::certificate::Certificate;
use gost3410::SigningKey;
use gost3410::pkcs8::PrivateKeyInfoRef;
use x509_cert::der::Decode;
use x509_cert::der::asn1::ObjectIdentifier;

const KEY_BAG: &str = "1.2.840.113549.1.12.10.1.1";
const SHROUDED_KEY_BAG: &str = "1.2.840.113549.1.12.10.1.2";
const CERTIFICATE_BAG: &str = "1.2.840.113549.1.12.10.1.3";
const NESTED_BAGS: &str = "1.2.840.113549.1.12.10.1.6";
const FRIENDLY_NAME: &str = "1.2.840.113549.1.9.20";
const LOCAL_KEY_ID: &str = "1.2.840.113549.1.9.21";
const X509_CERTIFICATE: &str = "1.2.840.113549.1.9.22.1";

/// What has been found so far.
#[derive(Default)]
pub(super) struct Found {
    keys: Vec<(SigningKey, Attributes)>,
    certificates: Vec<(Certificate, Option<Vec<u8>>)>,
    /// Keys of other algorithms.
    foreign: Vec<Foreign>,
    /// What is not for us, in words.
    pub(super) others: Vec<String>,
    /// A certificate could not be read.
    pub(super) is_spoiled: bool,
}

/// A key that is not for us, as far as its certificate is found by it.
struct Foreign {
    key_id: Option<Vec<u8>>,
    /// The public part that an RSA key repeats.
    modulus: Option<Vec<u8>>,
}

impl Foreign {
    fn is_of(&self, certificate: &Certificate) -> bool {
        let Some(modulus) = &self.modulus else {
            return false;
        };
        let info = certificate.key_info_der();
        info.windows(modulus.len()).any(|part| part == modulus)
    }
}

#[derive(Default)]
struct Attributes {
    name: Option<String>,
    key_id: Option<Vec<u8>>,
}

/// Reads `SafeContents`.
pub(super) fn read(
    bytes: &[u8],
    depth: usize,
    password: &str,
    work: &mut Work,
    found: &mut Found,
) -> Result<(), ContainerError> {
    if depth > MAX_DEPTH {
        return Err(ContainerError::TooMany);
    }
    let mut bags = Element::only(bytes, tag::SEQUENCE)?.inside();
    while let Some(bag) = bags.any()? {
        work.bag()?;
        if bag.tag != tag::SEQUENCE {
            return Err(BerError::Unexpected.into());
        }
        let mut parts = bag.inside();
        let kind = parts.next(tag::OID)?.oid()?;
        let value = parts.next(tag::context(0))?;
        let attributes = match parts.optional(tag::SET)? {
            Some(set) => attributes(set.inside())?,
            None => Attributes::default(),
        };
        match kind.to_string().as_str() {
            KEY_BAG => found.private_key(value.content, attributes.name, attributes.key_id)?,
            SHROUDED_KEY_BAG => {
                let mut shroud = Element::only(value.content, tag::SEQUENCE)?.inside();
                let algorithm = shroud.next(tag::SEQUENCE)?;
                let encrypted = shroud.next(tag::OCTET_STRING)?;
                let plain = pbes2::decrypt(
                    &algorithm,
                    encrypted.content,
                    password,
                    Sections::Standard,
                    work,
                )?;
                let plain = ber::to_der(&plain).map_err(|_| ContainerError::Damaged)?;
                let key = found.private_key(&plain, attributes.name, attributes.key_id);
                key.map_err(damaged)?;
            }
            CERTIFICATE_BAG => {
                let mut parts = Element::only(value.content, tag::SEQUENCE)?.inside();
                let kind = parts.next(tag::OID)?.oid()?;
                let wrapped = parts.next(tag::context(0))?;
                if kind == ObjectIdentifier::new_unwrap(X509_CERTIFICATE) {
                    let der = Element::only(wrapped.content, tag::OCTET_STRING)?;
                    found.certificate_of(der.content, attributes.key_id);
                } else {
                    found.others.push(format!("a certificate of kind {kind}"));
                }
            }
            NESTED_BAGS => read(value.content, depth + 1, password, work, found)?,
            _ => found.others.push(format!("a bag of kind {kind}")),
        }
    }
    Ok(())
}

/// What is no key although the MAC was good.
fn damaged(error: ContainerError) -> ContainerError {
    match error {
        ContainerError::Malformed(_) => ContainerError::Damaged,
        other => other,
    }
}

fn attributes(mut set: Elements<'_>) -> Result<Attributes, ContainerError> {
    let mut read = Attributes::default();
    while let Some(attribute) = set.any()? {
        let mut parts = attribute.inside();
        let kind = parts.next(tag::OID)?.oid()?;
        let Some(value) = parts.next(tag::SET)?.inside().any()? else {
            continue;
        };
        match kind.to_string().as_str() {
            FRIENDLY_NAME => {
                let units = value.content.chunks_exact(2);
                let units = units.map(|two| u16::from_be_bytes([two[0], two[1]]));
                read.name = char::decode_utf16(units).collect::<Result<_, _>>().ok();
            }
            LOCAL_KEY_ID => read.key_id = Some(value.content.to_vec()),
            _ => {}
        }
    }
    Ok(read)
}

impl Found {
    /// Takes a `PrivateKeyInfo`.
    pub(super) fn private_key(
        &mut self,
        der: &[u8],
        name: Option<String>,
        key_id: Option<Vec<u8>>,
    ) -> Result<(), ContainerError> {
        let info = PrivateKeyInfoRef::from_der(der).map_err(|_| BerError::Unexpected)?;
        let algorithm = info.algorithm.oid;
        let is_gost =
            ["1.2.643.7.1.1.1.1", "1.2.643.7.1.1.1.2"].contains(&algorithm.to_string().as_str());
        if !is_gost {
            let modulus = (algorithm.to_string() == "1.2.840.113549.1.1.1")
                .then(|| modulus(info.private_key.as_bytes()))
                .flatten();
            self.foreign.push(Foreign {
                key_id: key_id.clone(),
                modulus,
            });
        }
        match algorithm.to_string().as_str() {
            "1.2.643.7.1.1.1.1" | "1.2.643.7.1.1.1.2" => {
                let key = SigningKey::try_from(info).map_err(|_| ContainerError::Key)?;
                self.keys.push((key, Attributes { name, key_id }));
            }
            "1.2.643.2.2.19" => self.others.push("a GOST R 34.10-2001 key".to_owned()),
            "1.2.840.113549.1.1.1" => self.others.push("an RSA key".to_owned()),
            "1.2.840.10045.2.1" => self.others.push("an ECDSA key".to_owned()),
            "1.3.101.112" => self.others.push("an Ed25519 key".to_owned()),
            _ => self.others.push(format!("a key of algorithm {algorithm}")),
        }
        Ok(())
    }

    /// Takes what another has found.
    pub(super) fn append(&mut self, mut other: Found) {
        self.keys.append(&mut other.keys);
        self.certificates.append(&mut other.certificates);
        self.foreign.append(&mut other.foreign);
        self.others.append(&mut other.others);
        self.is_spoiled |= other.is_spoiled;
    }

    /// Takes a certificate of a PEM file.
    pub(super) fn certificate(&mut self, der: &[u8]) {
        self.certificate_of(der, None);
    }

    /// A certificate that cannot be read does not keep a good key from its owner.
    fn certificate_of(&mut self, der: &[u8], key_id: Option<Vec<u8>>) {
        match Certificate::from_der(der) {
            Ok(certificate) => self.certificates.push((certificate, key_id)),
            Err(error) => {
                self.is_spoiled = true;
                self.others
                    .push(format!("an unreadable certificate ({error})"));
            }
        }
    }

    /// What there is, of any algorithm.
    pub(super) fn contents(self) -> Contents {
        let all = &self.certificates;
        let of_gost = self.keys.iter().find_map(|(key, _)| {
            let public = PublicKey::Gost(key.verifying_key());
            all.iter()
                .find(|(one, _)| one.public_key().as_ref() == Ok(&public))
        });
        let of_foreign = || {
            self.foreign.iter().find_map(|key| {
                let named = |(_, id): &&(Certificate, Option<Vec<u8>>)| {
                    key.key_id.is_some() && *id == key.key_id
                };
                let fits = |(one, _): &&(Certificate, Option<Vec<u8>>)| key.is_of(one);
                all.iter().find(fits).or_else(|| all.iter().find(named))
            })
        };
        let keys = self.keys.len() + self.foreign.len();
        // Where nothing says whose it is, the first certificate is the owner's by custom.
        let first = || all.first().filter(|_| keys > 0);
        let own = of_gost.or_else(of_foreign).or_else(first);
        Contents {
            keys,
            own: own.map(|(certificate, _)| certificate.clone()),
            certificates: all.iter().map(|(one, _)| one.clone()).collect(),
        }
    }

    /// Joins keys and certificates: the public key decides, the identifier chooses among several.
    pub(super) fn finish(self) -> Result<Container, ContainerError> {
        if self.keys.is_empty() {
            let mut words = self.others;
            match self.certificates.len() {
                0 => {}
                1 => words.push("one certificate".to_owned()),
                many => words.push(format!("{many} certificates")),
            }
            if words.is_empty() {
                words.push("nothing".to_owned());
            }
            return Err(ContainerError::NoGostKey(words.join(", ")));
        }
        let certificates = self.certificates;
        let keys = self.keys.into_iter().map(|(key, attributes)| {
            let public = PublicKey::Gost(key.verifying_key());
            let own = |(certificate, _): &&(Certificate, Option<Vec<u8>>)| {
                certificate.public_key().as_ref() == Ok(&public)
            };
            let named = certificates
                .iter()
                .filter(own)
                .find(|(_, id)| id.is_some() && *id == attributes.key_id);
            let certificate = named
                .or_else(|| certificates.iter().find(own))
                .map(|(certificate, _)| certificate.clone());
            KeyEntry {
                key,
                certificate,
                name: attributes.name,
            }
        });
        Ok(Container {
            keys: keys.collect(),
            certificates: certificates.iter().map(|(one, _)| one.clone()).collect(),
        })
    }
}

/// The modulus of an `RSAPrivateKey` (RFC 8017, appendix A.1.2).
fn modulus(key: &[u8]) -> Option<Vec<u8>> {
    let mut parts = Element::only(key, tag::SEQUENCE).ok()?.inside();
    parts.next(tag::INTEGER).ok()?;
    let modulus = parts.next(tag::INTEGER).ok()?;
    (modulus.content.len() > 32).then(|| modulus.content.to_vec())
}
