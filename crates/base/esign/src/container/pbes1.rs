//! Encryption as PKCS#12 had it at first (RFC 7292, appendix C): what browsers and Windows wrote for
//! twenty years, and OpenSSL with `-legacy`. Only opened, never made.

use super::pfx::derived;
use super::{ContainerError, Work, pbes2};
use crate::ber::{Elements, tag};
use cbc::Decryptor;
use cbc::cipher::block_padding::Pkcs7;
use cbc::cipher::{BlockModeDecrypt, InnerIvInit, KeyIvInit};
use des::{TdesEde2, TdesEde3};
use rc2::Rc2;
use sha1::Sha1;
use x509_cert::der::asn1::ObjectIdentifier;
use zeroize::Zeroizing;

const fn oid(text: &str) -> ObjectIdentifier {
    ObjectIdentifier::new_unwrap(text)
}

/// pbeWithSHAAnd3-KeyTripleDES-CBC
const TRIPLE_DES: ObjectIdentifier = oid("1.2.840.113549.1.12.1.3");
/// pbeWithSHAAnd2-KeyTripleDES-CBC
const DOUBLE_DES: ObjectIdentifier = oid("1.2.840.113549.1.12.1.4");
/// pbeWithSHAAnd128BitRC2-CBC
const RC2_128: ObjectIdentifier = oid("1.2.840.113549.1.12.1.5");
/// pbeWithSHAAnd40BitRC2-CBC
const RC2_40: ObjectIdentifier = oid("1.2.840.113549.1.12.1.6");

/// All of these ciphers have blocks of this length.
const BLOCK: usize = 8;

pub(super) fn is_known(scheme: ObjectIdentifier) -> bool {
    [TRIPLE_DES, DOUBLE_DES, RC2_128, RC2_40].contains(&scheme)
}

/// Decrypts by one of the known schemes.
pub(super) fn decrypt(
    scheme: ObjectIdentifier,
    mut parameters: Elements<'_>,
    encrypted: &[u8],
    password: &str,
    work: &mut Work,
) -> Result<Zeroizing<Vec<u8>>, ContainerError> {
    let mut parameters = parameters.next(tag::SEQUENCE)?.inside();
    let salt = pbes2::salt(parameters.next(tag::OCTET_STRING)?.content)?;
    let iterations = work.iterations(parameters.next(tag::INTEGER)?.content)?;
    let letters: Zeroizing<Vec<u8>> = Zeroizing::new(
        password
            .encode_utf16()
            .chain([0])
            .flat_map(u16::to_be_bytes)
            .collect(),
    );
    let by = |letters: &[u8]| decrypt_with(scheme, encrypted, letters, salt, iterations);
    match by(&letters) {
        // An empty password is written in two ways.
        Err(ContainerError::Damaged) if password.is_empty() => by(&[]),
        other => other,
    }
}

fn decrypt_with(
    scheme: ObjectIdentifier,
    encrypted: &[u8],
    letters: &[u8],
    salt: &[u8],
    iterations: u32,
) -> Result<Zeroizing<Vec<u8>>, ContainerError> {
    let length = match scheme {
        TRIPLE_DES => 24,
        DOUBLE_DES | RC2_128 => 16,
        _ => 5,
    };
    let key = derived::<Sha1>(1, letters, salt, iterations, length);
    let iv = derived::<Sha1>(2, letters, salt, iterations, BLOCK);
    let mut data = Zeroizing::new(encrypted.to_vec());
    match scheme {
        TRIPLE_DES => unpad(Decryptor::<TdesEde3>::new_from_slices(&key, &iv), &mut data)?,
        DOUBLE_DES => unpad(Decryptor::<TdesEde2>::new_from_slices(&key, &iv), &mut data)?,
        _ => {
            let cipher = Rc2::new_with_eff_key_len(&key, 8 * length);
            unpad(
                Decryptor::<Rc2>::inner_iv_slice_init(cipher, &iv),
                &mut data,
            )?;
        }
    }
    Ok(data)
}

fn unpad<D: BlockModeDecrypt, E>(
    cipher: Result<D, E>,
    data: &mut Zeroizing<Vec<u8>>,
) -> Result<(), ContainerError> {
    let cipher = cipher.map_err(|_| ContainerError::Damaged)?;
    let length = cipher
        .decrypt_padded::<Pkcs7>(data)
        .map_err(|_| ContainerError::Damaged)?
        .len();
    data.truncate(length);
    Ok(())
}
