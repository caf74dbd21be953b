//! The PFX structure and its MAC (RFC 7292, section 4 and appendix B; R 50.1.112-2016; RFC 9548,
//! section 3).

use super::bags::{self, Found};
use super::pbes2::{self, Sections};
use super::{ContainerError, Work};
use crate::ber::{self, BerError, Element, Elements, tag};
use hmac::{Hmac, KeyInit, Mac};
use sha2::digest::Output;
use sha2::digest::block_api::EagerHash;
use streebog::{Streebog256, Streebog512};
use x509_cert::der::asn1::ObjectIdentifier;
use zeroize::Zeroizing;

const DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.1");
const ENCRYPTED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.6");

/// Reads what follows the version of a PFX.
pub(super) fn read(
    mut pfx: Elements<'_>,
    password: &str,
    work: &mut Work,
    found: &mut Found,
) -> Result<(), ContainerError> {
    let (kind, content) = content_info(&pfx.next(tag::SEQUENCE)?)?;
    if kind != DATA {
        // Integrity by a signature instead of a password.
        return Err(ContainerError::Unsupported(kind));
    }
    let safe = Element::only(content, tag::OCTET_STRING)?.content;
    let mac = pfx.optional(tag::SEQUENCE)?;
    pfx.end()?;
    let has_mac = mac.is_some();
    if let Some(mac) = mac {
        check_mac(&mac, safe, password, work)?;
    }
    contents(safe, password, work, found).map_err(|error| match error {
        // Without a MAC the padding and the structure are all that shows a wrong password.
        ContainerError::Damaged if !has_mac => ContainerError::WrongPassword,
        other => other,
    })
}

/// `AuthenticatedSafe`: a sequence of `ContentInfo`.
fn contents(
    safe: &[u8],
    password: &str,
    work: &mut Work,
    found: &mut Found,
) -> Result<(), ContainerError> {
    let safe = ber::to_der(safe)?;
    let mut infos = Element::only(&safe, tag::SEQUENCE)?.inside();
    while let Some(info) = infos.any()? {
        work.bag()?;
        let (kind, content) = content_info(&info)?;
        if kind == DATA {
            let inside = Element::only(content, tag::OCTET_STRING)?.content;
            bags::read(&ber::to_der(inside)?, 0, password, work, found)?;
        } else if kind == ENCRYPTED_DATA {
            encrypted_bags(content, password, work, found)?;
        } else {
            return Err(ContainerError::Unsupported(kind));
        }
    }
    Ok(())
}

/// Bags of `EncryptedData`, with the keys of CTR-ACPKM changed as the standard says or, where that
/// gives nothing sound, as gost-engine changes them.
fn encrypted_bags(
    content: &[u8],
    password: &str,
    work: &mut Work,
    found: &mut Found,
) -> Result<(), ContainerError> {
    let mut attempt = |sections| {
        let plain = decrypted(content, password, sections, work)?;
        let plain = ber::to_der(&plain).map_err(|_| ContainerError::Damaged)?;
        let mut inside = Found::default();
        match bags::read(&plain, 0, password, work, &mut inside) {
            Ok(()) => Ok(inside),
            Err(ContainerError::Malformed(_)) => Err(ContainerError::Damaged),
            Err(other) => Err(other),
        }
    };
    let by_standard = attempt(Sections::Standard);
    let is_sound = match &by_standard {
        Ok(inside) => !inside.is_spoiled,
        Err(error) => *error != ContainerError::Damaged,
    };
    if !is_sound
        && let Ok(inside) = attempt(Sections::GostEngine)
        && !inside.is_spoiled
    {
        found.append(inside);
        return Ok(());
    }
    found.append(by_standard?);
    Ok(())
}

/// The kind and the content of a `ContentInfo`.
fn content_info<'a>(info: &Element<'a>) -> Result<(ObjectIdentifier, &'a [u8]), ContainerError> {
    if info.tag != tag::SEQUENCE {
        return Err(BerError::Unexpected.into());
    }
    let mut parts = info.inside();
    let kind = parts.next(tag::OID)?.oid()?;
    let content = parts.next(tag::context(0))?.content;
    parts.end()?;
    Ok((kind, content))
}

/// Decrypts `EncryptedData` (RFC 5652, section 8).
fn decrypted(
    content: &[u8],
    password: &str,
    sections: Sections,
    work: &mut Work,
) -> Result<Zeroizing<Vec<u8>>, ContainerError> {
    let mut data = Element::only(content, tag::SEQUENCE)?.inside();
    data.next(tag::INTEGER)?;
    let mut info = data.next(tag::SEQUENCE)?.inside();
    info.next(tag::OID)?;
    let algorithm = info.next(tag::SEQUENCE)?;
    let encrypted = info.any()?.ok_or(BerError::Truncated)?;
    match encrypted.tag {
        0x80 => pbes2::decrypt(&algorithm, encrypted.content, password, sections, work),
        // In pieces, as BER allows.
        0xa0 => {
            let mut pieces = encrypted.inside();
            let mut joined = Vec::new();
            while let Some(piece) = pieces.optional(tag::OCTET_STRING)? {
                joined.extend_from_slice(piece.content);
            }
            pieces.end()?;
            pbes2::decrypt(&algorithm, &joined, password, sections, work)
        }
        _ => Err(BerError::Unexpected.into()),
    }
}

/// Checks `MacData`.
fn check_mac(
    mac: &Element<'_>,
    content: &[u8],
    password: &str,
    work: &mut Work,
) -> Result<(), ContainerError> {
    let mut parts = mac.inside();
    let mut info = parts.next(tag::SEQUENCE)?.inside();
    let digest = info.next(tag::SEQUENCE)?.inside().next(tag::OID)?.oid()?;
    let expected = info.next(tag::OCTET_STRING)?.content;
    let salt = pbes2::salt(parts.next(tag::OCTET_STRING)?.content)?;
    let iterations = match parts.optional(tag::INTEGER)? {
        Some(number) => work.iterations(number.content)?,
        None => 1,
    };
    let is_good = match digest.to_string().as_str() {
        "1.2.643.7.1.1.2.3" => {
            let key = gost_mac_key::<Streebog512>(password, salt, iterations);
            is_mac::<Streebog512>(&key[64..], content, expected)
                || by_appendix_b::<Streebog512>(password, salt, iterations, content, expected)
        }
        "1.2.643.7.1.1.2.2" => {
            let key = gost_mac_key::<Streebog256>(password, salt, iterations);
            is_mac::<Streebog256>(&key[64..], content, expected)
                || by_appendix_b::<Streebog256>(password, salt, iterations, content, expected)
        }
        "1.3.14.3.2.26" => {
            by_appendix_b::<sha1::Sha1>(password, salt, iterations, content, expected)
        }
        "2.16.840.1.101.3.4.2.1" => {
            by_appendix_b::<sha2::Sha256>(password, salt, iterations, content, expected)
        }
        "2.16.840.1.101.3.4.2.2" => {
            by_appendix_b::<sha2::Sha384>(password, salt, iterations, content, expected)
        }
        "2.16.840.1.101.3.4.2.3" => {
            by_appendix_b::<sha2::Sha512>(password, salt, iterations, content, expected)
        }
        _ => return Err(ContainerError::Unsupported(digest)),
    };
    if is_good {
        Ok(())
    } else {
        Err(ContainerError::WrongPassword)
    }
}

/// The MAC's key by R 50.1.112: the last 32 of these 96 bytes.
pub(super) fn gost_mac_key<D: EagerHash>(
    password: &str,
    salt: &[u8],
    iterations: u32,
) -> Zeroizing<[u8; 96]> {
    let mut key = Zeroizing::new([0; 96]);
    pbkdf2::pbkdf2_hmac::<D>(password.as_bytes(), salt, iterations, &mut key[..]);
    key
}

fn is_mac<D: EagerHash>(key: &[u8], content: &[u8], expected: &[u8]) -> bool {
    // HMAC takes a key of any length.
    let Ok(mut mac) = Hmac::<D>::new_from_slice(key) else {
        return false;
    };
    mac.update(content);
    mac.verify_slice(expected).is_ok()
}

/// The MAC as PKCS#12 had it before GOST came; an empty password is written in two ways.
fn by_appendix_b<D: EagerHash>(
    password: &str,
    salt: &[u8],
    iterations: u32,
    content: &[u8],
    expected: &[u8],
) -> bool {
    let mut letters: Zeroizing<Vec<u8>> = Zeroizing::new(
        password
            .encode_utf16()
            .chain([0])
            .flat_map(u16::to_be_bytes)
            .collect(),
    );
    let fits = |letters: &[u8]| {
        let key = appendix_b_key::<D>(letters, salt, iterations);
        is_mac::<D>(&key, content, expected)
    };
    if fits(&letters) {
        return true;
    }
    letters.clear();
    password.is_empty() && fits(&letters)
}

/// The key for a MAC (RFC 7292, appendix B.2 with ID 3): as long as the digest.
fn appendix_b_key<D: EagerHash>(
    letters: &[u8],
    salt: &[u8],
    iterations: u32,
) -> Zeroizing<Vec<u8>> {
    derived::<D>(3, letters, salt, iterations, Output::<D>::default().len())
}

/// The derivation of RFC 7292, appendix B.2. `letters` is the password in UTF-16 with a zero at its
/// end.
pub(super) fn derived<D: EagerHash>(
    id: u8,
    letters: &[u8],
    salt: &[u8],
    iterations: u32,
    length: usize,
) -> Zeroizing<Vec<u8>> {
    let block = D::block_size();
    let repeated = |bytes: &[u8]| -> Vec<u8> {
        let length = bytes.len().div_ceil(block) * block;
        bytes.iter().copied().cycle().take(length).collect()
    };
    let mut both = Zeroizing::new(repeated(salt));
    both.extend_from_slice(&Zeroizing::new(repeated(letters)));
    let mut out = Zeroizing::new(Vec::with_capacity(length + block));
    loop {
        let input = Zeroizing::new([&vec![id; block][..], &both[..]].concat());
        let mut hash: Output<D> = D::digest(&input[..]);
        for _ in 1..iterations {
            hash = D::digest(&hash);
        }
        out.extend_from_slice(&hash);
        if out.len() >= length {
            out.truncate(length);
            return out;
        }
        // Every block of the input plus the hash, repeated, plus one (step 6 C).
        for piece in both.chunks_exact_mut(block) {
            let mut carry = 1u16;
            for (place, byte) in piece.iter_mut().enumerate().rev() {
                carry += u16::from(*byte) + u16::from(hash[place % hash.len()]);
                let [high, low] = carry.to_be_bytes();
                *byte = low;
                carry = u16::from(high);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hex_literal::hex;

    /// TC 26's example of R 50.1.112-2016 (the same that pygost checks).
    #[test]
    fn the_key_of_the_mac_is_the_one_published() {
        // Salt and iterations of the container of appendix A.
        let salt = hex!("a9cf2090048fabcdf21278abcf57544e7dc5e2614f779b0725d71415d86e7f7e");
        let key = gost_mac_key::<Streebog512>("Пароль для PFX", &salt, 2000);
        assert_eq!(
            key[64..],
            hex!("cadbfbf3bceaa9b79f651508fac5abbeb4a13d0bd0e1876bd3c3efb2112128a5")
        );
    }
}
