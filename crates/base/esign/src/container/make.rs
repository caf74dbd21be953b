//! Writing containers by R 50.1.112-2016 and RFC 9548.

use super::modes::{Direction, KUZNYECHIK_SECTION, Key, MAGMA_SECTION, ctr_acpkm, seal};
use super::pbes2::{
    self, GOST89, HMAC_STREEBOG512, KUZNYECHIK, KUZNYECHIK_OMAC, MAGMA, MAGMA_OMAC, PBES2, PBKDF2,
};
use super::{ContainerError, pfx};
use crate::algorithm::PublicKey;
use crate::certificate::Certificate;
use crate::write;
use gost3410::SigningKey;
use gost3410::pkcs8::EncodePrivateKey;
use gost3410::signature::rand_core::TryCryptoRng;
use hmac::{Hmac, KeyInit, Mac};
use kuznyechik::Kuznyechik;
use magma::Magma;
use streebog::Streebog512;
use x509_cert::der::asn1::ObjectIdentifier;
use zeroize::Zeroizing;

/// Iterations of PBKDF2 in what is written here: about a tenth of a second in a browser, three
/// times over.
pub const ITERATIONS: u32 = 10_000;

/// What encrypts the contents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Protection {
    /// GOST 28147-89 in CFB with the S-boxes of TC 26 (R 50.1.112-2016): what the most software
    /// reads, OpenSSL with gost-engine among it
    #[default]
    Gost89,
    /// Kuznyechik in CTR-ACPKM (RFC 9337); gost-engine reads it up to 4 KiB of certificates
    Kuznyechik,
    /// Kuznyechik in CTR-ACPKM with a MAC (RFC 9337); OpenSSL 3.0 does not read it
    KuznyechikOmac,
    /// Magma in CTR-ACPKM (RFC 9337); gost-engine reads it up to 1 KiB, so keys but not certificates
    Magma,
    /// Magma in CTR-ACPKM with a MAC (RFC 9337); OpenSSL 3.0 does not read it
    MagmaOmac,
}

/// Makes a PKCS#12 file of a key and certificates, the key's own and its chain, in any order.
///
/// # Errors
/// [`ContainerError::Random`] where the source fails, [`ContainerError::Key`] where the key cannot
/// be encoded.
pub fn make<R: TryCryptoRng + ?Sized>(
    key: &SigningKey,
    certificates: &[Certificate],
    name: Option<&str>,
    password: &str,
    protection: Protection,
    rng: &mut R,
) -> Result<Vec<u8>, ContainerError> {
    let public = PublicKey::Gost(key.verifying_key());
    let key_id = crate::issue::key_id(&key.verifying_key());
    let attributes = attributes(name, &key_id);
    let shroud = make_pkcs8(key, password, protection, rng)?;
    let key_bag = write::sequence(&[
        oid("1.2.840.113549.1.12.10.1.2"),
        write::tagged(0, &shroud),
        attributes.clone(),
    ]);
    let certificate_bags: Vec<Vec<u8>> = certificates
        .iter()
        .map(|certificate| {
            let value = write::sequence(&[
                oid("1.2.840.113549.1.9.22.1"),
                write::tagged(0, &write::octets(certificate.der())),
            ]);
            let mut parts = vec![oid("1.2.840.113549.1.12.10.1.3"), write::tagged(0, &value)];
            if certificate.public_key().as_ref() == Ok(&public) {
                parts.push(attributes.clone());
            }
            write::sequence(&parts)
        })
        .collect();
    let plain = write::sequence(&certificate_bags);
    let (algorithm, encrypted) = encrypt(&plain, password, protection, rng)?;
    let encrypted_data = write::sequence(&[
        write::number(0),
        write::sequence(&[
            oid("1.2.840.113549.1.7.1"),
            algorithm,
            write::element(0x80, &encrypted),
        ]),
    ]);
    let mut infos = vec![data_info(&write::sequence(&[key_bag]))];
    if !certificates.is_empty() {
        infos.push(write::sequence(&[
            oid("1.2.840.113549.1.7.6"),
            write::tagged(0, &encrypted_data),
        ]));
    }
    let safe = write::sequence(&infos);
    let salt: [u8; 32] = random(rng)?;
    let mac_key = pfx::gost_mac_key::<Streebog512>(password, &salt, ITERATIONS);
    let mut mac =
        Hmac::<Streebog512>::new_from_slice(&mac_key[64..]).map_err(|_| ContainerError::Damaged)?;
    mac.update(&safe);
    let digest_info = write::sequence(&[
        write::sequence(&[oid("1.2.643.7.1.1.2.3")]),
        write::octets(&mac.finalize().into_bytes()),
    ]);
    Ok(write::sequence(&[
        write::number(3),
        data_info(&safe),
        write::sequence(&[
            digest_info,
            write::octets(&salt),
            write::number(ITERATIONS.into()),
        ]),
    ]))
}

/// Makes an `EncryptedPrivateKeyInfo` (PKCS#8) of a key.
///
/// # Errors
/// As for [`make`].
pub fn make_pkcs8<R: TryCryptoRng + ?Sized>(
    key: &SigningKey,
    password: &str,
    protection: Protection,
    rng: &mut R,
) -> Result<Vec<u8>, ContainerError> {
    let plain = key.to_pkcs8_der().map_err(|_| ContainerError::Key)?;
    let (algorithm, encrypted) = encrypt(plain.as_bytes(), password, protection, rng)?;
    Ok(write::sequence(&[algorithm, write::octets(&encrypted)]))
}

/// The algorithm of PBES2 and what it made of the plain bytes.
fn encrypt<R: TryCryptoRng + ?Sized>(
    plain: &[u8],
    password: &str,
    protection: Protection,
    rng: &mut R,
) -> Result<(Vec<u8>, Vec<u8>), ContainerError> {
    let salt: [u8; 32] = random(rng)?;
    let ukm: [u8; 16] = random(rng)?;
    let (iv8, seed8) = ukm.split_at(8);
    let (iv4, seed4) = ukm[..12].split_at(4);
    let mut key: Key = Zeroizing::new([0; 32]);
    pbkdf2::pbkdf2_hmac::<Streebog512>(password.as_bytes(), &salt, ITERATIONS, &mut key[..]);
    let mut data = plain.to_vec();
    let (cipher, parameters) = match protection {
        Protection::Gost89 => {
            let boxes = ObjectIdentifier::new_unwrap("1.2.643.7.1.2.5.1.1");
            let mut iv = [0; 8];
            iv.copy_from_slice(iv8);
            pbes2::gost89(boxes, &key, iv, Direction::Encrypt, &mut data)?;
            let parameters = write::sequence(&[write::octets(&iv), write::oid(boxes)]);
            (GOST89, parameters)
        }
        Protection::Kuznyechik => {
            ctr_acpkm::<Kuznyechik>(&key, iv8, KUZNYECHIK_SECTION, &mut data);
            (KUZNYECHIK, write::sequence(&[write::octets(&ukm)]))
        }
        Protection::KuznyechikOmac => {
            seal::<Kuznyechik>(&key, iv8, seed8, KUZNYECHIK_SECTION, &mut data);
            (KUZNYECHIK_OMAC, write::sequence(&[write::octets(&ukm)]))
        }
        Protection::Magma => {
            ctr_acpkm::<Magma>(&key, iv4, MAGMA_SECTION, &mut data);
            (MAGMA, write::sequence(&[write::octets(&ukm[..12])]))
        }
        Protection::MagmaOmac => {
            seal::<Magma>(&key, iv4, seed4, MAGMA_SECTION, &mut data);
            (MAGMA_OMAC, write::sequence(&[write::octets(&ukm[..12])]))
        }
    };
    let function = write::sequence(&[write::oid(HMAC_STREEBOG512), write::null()]);
    let derivation = write::sequence(&[
        write::octets(&salt),
        write::number(ITERATIONS.into()),
        function,
    ]);
    let algorithm = write::sequence(&[
        write::oid(PBES2),
        write::sequence(&[
            write::sequence(&[write::oid(PBKDF2), derivation]),
            write::sequence(&[write::oid(cipher), parameters]),
        ]),
    ]);
    Ok((algorithm, data))
}

/// friendlyName and localKeyId of a bag.
fn attributes(name: Option<&str>, key_id: &[u8]) -> Vec<u8> {
    let attribute = |kind, value: Vec<u8>| write::sequence(&[oid(kind), write::set(&[value])]);
    let mut all = vec![attribute("1.2.840.113549.1.9.21", write::octets(key_id))];
    if let Some(name) = name {
        let units: Vec<u8> = name.encode_utf16().flat_map(u16::to_be_bytes).collect();
        all.push(attribute(
            "1.2.840.113549.1.9.20",
            write::element(0x1e, &units),
        ));
    }
    write::set(&all)
}

/// `ContentInfo` of plain data.
fn data_info(content: &[u8]) -> Vec<u8> {
    write::sequence(&[
        oid("1.2.840.113549.1.7.1"),
        write::tagged(0, &write::octets(content)),
    ])
}

fn oid(text: &'static str) -> Vec<u8> {
    write::oid(ObjectIdentifier::new_unwrap(text))
}

fn random<const N: usize, R: TryCryptoRng + ?Sized>(
    rng: &mut R,
) -> Result<[u8; N], ContainerError> {
    let mut bytes = [0; N];
    rng.try_fill_bytes(&mut bytes)
        .map_err(|_| ContainerError::Random)?;
    Ok(bytes)
}
