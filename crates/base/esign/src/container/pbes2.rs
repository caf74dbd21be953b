//! Encryption under a password: PBES2 with PBKDF2 (RFC 8018; RFC 9337 for the GOST algorithms).

use super::modes::{
    Direction, KUZNYECHIK_SECTION, Key, MAGMA_SECTION, ctr_acpkm, gost89_cfb, unseal,
};
use super::{ContainerError, Work};
use crate::ber::{BerError, Element, Elements, tag};
use cbc::cipher::block_padding::Pkcs7;
use cbc::cipher::{BlockModeDecrypt, KeyIvInit};
use kuznyechik::Kuznyechik;
use magma::Magma;
use pbkdf2::pbkdf2_hmac;
use x509_cert::der::asn1::ObjectIdentifier;
use zeroize::Zeroizing;

pub(super) const PBES2: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.5.13");
pub(super) const PBKDF2: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.5.12");
/// HMAC over Streebog-512
pub(super) const HMAC_STREEBOG512: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.643.7.1.1.4.2");
/// GOST 28147-89 in CFB
pub(super) const GOST89: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.643.2.2.21");
pub(super) const MAGMA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.643.7.1.1.5.1.1");
pub(super) const MAGMA_OMAC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.643.7.1.1.5.1.2");
pub(super) const KUZNYECHIK: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.643.7.1.1.5.2.1");
pub(super) const KUZNYECHIK_OMAC: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.643.7.1.1.5.2.2");

/// Salts in use have 8 to 32 bytes.
const MAX_SALT: usize = 1024;

/// A salt that is not beyond reason.
pub(super) fn salt(bytes: &[u8]) -> Result<&[u8], ContainerError> {
    if bytes.len() > MAX_SALT {
        return Err(ContainerError::TooLarge);
    }
    Ok(bytes)
}

/// How many bytes one key of CTR-ACPKM encrypts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sections {
    /// 8 KiB for Magma, 256 KiB for Kuznyechik
    Standard,
    /// 1 KiB and 4 KiB, those of TLS: gost-engine forgets the length for containers when the key
    /// comes after the parameters
    GostEngine,
}

impl Sections {
    fn magma(self) -> usize {
        match self {
            Sections::Standard => MAGMA_SECTION,
            Sections::GostEngine => 1024,
        }
    }

    fn kuznyechik(self) -> usize {
        match self {
            Sections::Standard => KUZNYECHIK_SECTION,
            Sections::GostEngine => 4096,
        }
    }
}

/// Decrypts what an `AlgorithmIdentifier` of PBES2 says how to.
pub(super) fn decrypt(
    algorithm: &Element<'_>,
    encrypted: &[u8],
    password: &str,
    sections: Sections,
    work: &mut Work,
) -> Result<Zeroizing<Vec<u8>>, ContainerError> {
    let (scheme, mut parameters) = algorithm_of(algorithm)?;
    #[cfg(feature = "foreign")]
    if super::pbes1::is_known(scheme) {
        return super::pbes1::decrypt(scheme, parameters, encrypted, password, work);
    }
    if scheme != PBES2 {
        return Err(ContainerError::Unsupported(scheme));
    }
    let mut parameters = parameters.next(tag::SEQUENCE)?.inside();
    let (derivation, mut derivation_parameters) = algorithm_of(&parameters.next(tag::SEQUENCE)?)?;
    let (cipher, cipher_parameters) = algorithm_of(&parameters.next(tag::SEQUENCE)?)?;
    if derivation != PBKDF2 {
        return Err(ContainerError::Unsupported(derivation));
    }
    let mut derivation = derivation_parameters.next(tag::SEQUENCE)?.inside();
    let salt = salt(derivation.next(tag::OCTET_STRING)?.content)?;
    let iterations = work.iterations(derivation.next(tag::INTEGER)?.content)?;
    // The cipher knows the length of its key better.
    derivation.optional(tag::INTEGER)?;
    let function = match derivation.optional(tag::SEQUENCE)? {
        Some(function) => algorithm_of(&function)?.0,
        None => HMAC_SHA1,
    };
    let mut key = Zeroizing::new([0; 32]);
    let length = key_length(cipher)?;
    derive(function, password, salt, iterations, &mut key[..length])?;
    let mut data = Zeroizing::new(encrypted.to_vec());
    decrypt_with(cipher, cipher_parameters, sections, &key, &mut data)?;
    Ok(data)
}

const HMAC_SHA1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.2.7");

fn algorithm_of<'a>(
    algorithm: &Element<'a>,
) -> Result<(ObjectIdentifier, Elements<'a>), ContainerError> {
    if algorithm.tag != tag::SEQUENCE {
        return Err(BerError::Unexpected.into());
    }
    let mut parts = algorithm.inside();
    let oid = parts.next(tag::OID)?.oid()?;
    Ok((oid, parts))
}

fn derive(
    function: ObjectIdentifier,
    password: &str,
    salt: &[u8],
    iterations: u32,
    key: &mut [u8],
) -> Result<(), ContainerError> {
    let password = password.as_bytes();
    match function.to_string().as_str() {
        "1.2.643.7.1.1.4.2" => {
            pbkdf2_hmac::<streebog::Streebog512>(password, salt, iterations, key);
        }
        "1.2.643.7.1.1.4.1" => {
            pbkdf2_hmac::<streebog::Streebog256>(password, salt, iterations, key);
        }
        "1.2.840.113549.2.7" => pbkdf2_hmac::<sha1::Sha1>(password, salt, iterations, key),
        "1.2.840.113549.2.9" => pbkdf2_hmac::<sha2::Sha256>(password, salt, iterations, key),
        "1.2.840.113549.2.10" => pbkdf2_hmac::<sha2::Sha384>(password, salt, iterations, key),
        "1.2.840.113549.2.11" => pbkdf2_hmac::<sha2::Sha512>(password, salt, iterations, key),
        _ => return Err(ContainerError::Unsupported(function)),
    }
    Ok(())
}

const AES128: &str = "2.16.840.1.101.3.4.1.2";
const AES192: &str = "2.16.840.1.101.3.4.1.22";
const AES256: &str = "2.16.840.1.101.3.4.1.42";

fn key_length(cipher: ObjectIdentifier) -> Result<usize, ContainerError> {
    let gost = [GOST89, MAGMA, MAGMA_OMAC, KUZNYECHIK, KUZNYECHIK_OMAC];
    if gost.contains(&cipher) {
        return Ok(32);
    }
    match cipher.to_string().as_str() {
        AES128 => Ok(16),
        AES192 => Ok(24),
        AES256 => Ok(32),
        _ => Err(ContainerError::Unsupported(cipher)),
    }
}

fn decrypt_with(
    cipher: ObjectIdentifier,
    mut parameters: Elements<'_>,
    sections: Sections,
    key: &Key,
    data: &mut Zeroizing<Vec<u8>>,
) -> Result<(), ContainerError> {
    let wrong = || ContainerError::Parameters(cipher);
    match cipher {
        GOST89 => {
            let mut parts = parameters
                .next(tag::SEQUENCE)
                .map_err(|_| wrong())?
                .inside();
            let iv = parts.next(tag::OCTET_STRING).map_err(|_| wrong())?;
            let iv = <[u8; 8]>::try_from(iv.content).map_err(|_| wrong())?;
            let boxes = parts.next(tag::OID).map_err(|_| wrong())?.oid()?;
            gost89(boxes, key, iv, Direction::Decrypt, data)
        }
        MAGMA | KUZNYECHIK | MAGMA_OMAC | KUZNYECHIK_OMAC => {
            // Gost3412-15-Encryption-Parameters: the counter's half, then a seed for keys.
            let parts = parameters.next(tag::SEQUENCE).map_err(|_| wrong())?;
            let ukm = Element::only(parts.content, tag::OCTET_STRING).map_err(|_| wrong())?;
            let half = if cipher == MAGMA || cipher == MAGMA_OMAC {
                4
            } else {
                8
            };
            if ukm.content.len() != half + 8 {
                return Err(wrong());
            }
            let (iv, seed) = ukm.content.split_at(half);
            let is_good = match cipher {
                MAGMA => {
                    ctr_acpkm::<Magma>(key, iv, sections.magma(), data);
                    true
                }
                KUZNYECHIK => {
                    ctr_acpkm::<Kuznyechik>(key, iv, sections.kuznyechik(), data);
                    true
                }
                MAGMA_OMAC => unseal::<Magma>(key, iv, seed, MAGMA_SECTION, data),
                _ => unseal::<Kuznyechik>(key, iv, seed, KUZNYECHIK_SECTION, data),
            };
            if is_good {
                Ok(())
            } else {
                Err(ContainerError::Damaged)
            }
        }
        _ => {
            let iv = parameters.next(tag::OCTET_STRING).map_err(|_| wrong())?;
            if iv.content.len() != 16 {
                return Err(wrong());
            }
            match key_length(cipher)? {
                16 => cbc::<cbc::Decryptor<aes::Aes128>>(&key[..16], iv.content, data),
                24 => cbc::<cbc::Decryptor<aes::Aes192>>(&key[..24], iv.content, data),
                _ => cbc::<cbc::Decryptor<aes::Aes256>>(&key[..], iv.content, data),
            }
        }
    }
}

/// GOST 28147-89 with the S-boxes of a parameter set (RFC 4357, section 11.2; R 50.1.114 for the Z).
pub(super) fn gost89(
    boxes: ObjectIdentifier,
    key: &Key,
    iv: [u8; 8],
    direction: Direction,
    data: &mut [u8],
) -> Result<(), ContainerError> {
    match boxes.to_string().as_str() {
        "1.2.643.7.1.2.5.1.1" => gost89_cfb::<Magma>(key, iv, direction, data),
        "1.2.643.2.2.31.1" => gost89_cfb::<magma::Gost89CryptoProA>(key, iv, direction, data),
        "1.2.643.2.2.31.2" => gost89_cfb::<magma::Gost89CryptoProB>(key, iv, direction, data),
        "1.2.643.2.2.31.3" => gost89_cfb::<magma::Gost89CryptoProC>(key, iv, direction, data),
        "1.2.643.2.2.31.4" => gost89_cfb::<magma::Gost89<BoxesD>>(key, iv, direction, data),
        _ => return Err(ContainerError::Unsupported(boxes)),
    }
    Ok(())
}

/// id-Gost28147-89-CryptoPro-D-ParamSet (RFC 4357, section 11.2); what magma 0.10 calls D is the set
/// of the old hash function.
enum BoxesD {}

impl magma::Sbox for BoxesD {
    const NAME: &'static str = "CryptoPro-D";
    const SBOX: [[u8; 16]; 8] = [
        [15, 12, 2, 10, 6, 4, 5, 0, 7, 9, 14, 13, 1, 11, 8, 3],
        [11, 6, 3, 4, 12, 15, 14, 2, 7, 13, 8, 0, 5, 10, 9, 1],
        [1, 12, 11, 0, 15, 14, 6, 5, 10, 13, 4, 8, 9, 3, 7, 2],
        [1, 5, 14, 12, 10, 7, 0, 13, 6, 2, 11, 4, 9, 3, 15, 8],
        [0, 12, 8, 9, 13, 2, 10, 11, 7, 3, 6, 5, 4, 14, 15, 1],
        [8, 0, 15, 3, 2, 5, 14, 11, 1, 10, 4, 7, 12, 9, 13, 6],
        [3, 0, 6, 15, 1, 14, 9, 2, 13, 8, 12, 4, 11, 10, 5, 7],
        [1, 10, 6, 8, 15, 11, 0, 4, 12, 3, 5, 9, 7, 13, 2, 14],
    ];
}

fn cbc<D: BlockModeDecrypt + KeyIvInit>(
    key: &[u8],
    iv: &[u8],
    data: &mut Zeroizing<Vec<u8>>,
) -> Result<(), ContainerError> {
    let cipher = D::new_from_slices(key, iv).map_err(|_| ContainerError::Damaged)?;
    let length = cipher
        .decrypt_padded::<Pkcs7>(data)
        .map_err(|_| ContainerError::Damaged)?
        .len();
    data.truncate(length);
    Ok(())
}
