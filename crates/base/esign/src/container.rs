//! Files that keep a private key under a password: PKCS#12 (RFC 7292, R 50.1.112-2016, RFC 9548) and
//! encrypted PKCS#8 (RFC 5958, RFC 9337).
//!
//! [`open`] reads what the trade writes, [`make`] writes what OpenSSL with gost-engine and the rest
//! read. Work is bounded: size, depth, number of bags, and the iterations of all derivations
//! together. A wrong password is found by the MAC and said so.

mod bags;
mod make;
mod modes;
#[cfg(feature = "foreign")]
mod pbes1;
mod pbes2;
mod pfx;

pub use make::{ITERATIONS, Protection, make, make_pkcs8};

use crate::ber::{self, BerError, Elements, tag};
use crate::certificate::Certificate;
use gost3410::SigningKey;
use x509_cert::der::asn1::ObjectIdentifier;

/// The largest container that is read, in bytes; one with a key and its chain has under 20,000.
pub const MAX_CONTAINER: usize = 1024 * 1024;

/// The most iterations that one derivation may ask for: the OWASP figure for SHA-256 is 600,000.
pub const MAX_ITERATIONS: u64 = 1_000_000;

/// The most iterations that a whole container may ask for, so that many small bags do not cost more
/// than one large one.
pub const MAX_ITERATIONS_TOGETHER: u64 = 3_000_000;

/// The most bags in a container, nested ones included.
pub const MAX_BAGS: usize = 128;

/// How deep bags may stand inside bags; nobody nests them at all.
pub const MAX_DEPTH: usize = 4;

/// What a container holds.
#[derive(Clone, Debug)]
pub struct Container {
    /// The GOST keys, at least one.
    pub keys: Vec<KeyEntry>,
    /// Every certificate that can be read, in the order of the file.
    pub certificates: Vec<Certificate>,
}

/// What stands in a container, whoever's keys they are.
#[derive(Clone, Debug)]
pub struct Contents {
    /// How many private keys, of any algorithm.
    pub keys: usize,
    /// Every certificate that can be read, in the order of the file.
    pub certificates: Vec<Certificate>,
    /// The certificate of the first key that has one.
    pub own: Option<Certificate>,
}

/// A private key with what belongs to it.
#[derive(Clone, Debug)]
pub struct KeyEntry {
    pub key: SigningKey,
    /// The certificate of this very key, found by its public key.
    pub certificate: Option<Certificate>,
    /// The name that the owner sees (friendlyName).
    pub name: Option<String>,
}

/// Why a container was not opened, or not made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ContainerError {
    #[error("larger than {MAX_CONTAINER} bytes")]
    TooLarge,
    #[error("not a PKCS#12 or PKCS#8 file: {0}")]
    Malformed(#[from] BerError),
    #[error("bags nested deeper than {MAX_DEPTH}, or more than {MAX_BAGS} of them")]
    TooMany,
    #[error("the password is wrong")]
    WrongPassword,
    #[error("{0} iterations, more than are calculated here")]
    Iterations(u64),
    #[error("algorithm {0} is not supported")]
    Unsupported(ObjectIdentifier),
    #[error("parameters of algorithm {0} are missing or wrong")]
    Parameters(ObjectIdentifier),
    #[error("the password fits, but what it opens is damaged")]
    Damaged,
    #[error("no GOST R 34.10-2012 key; found: {0}")]
    NoGostKey(String),
    #[error("the private key does not fit its parameters")]
    Key,
    #[error("the source of random bytes failed")]
    Random,
}

impl ContainerError {
    /// The stable code that has a text in the interface's languages.
    pub fn code(&self) -> &'static str {
        match self {
            ContainerError::TooLarge => "SIG-100",
            ContainerError::Malformed(_) => "SIG-101",
            ContainerError::TooMany => "SIG-102",
            ContainerError::WrongPassword => "SIG-103",
            ContainerError::Iterations(_) => "SIG-104",
            ContainerError::Unsupported(_) => "SIG-105",
            ContainerError::Parameters(_) => "SIG-106",
            ContainerError::Damaged => "SIG-107",
            ContainerError::NoGostKey(_) => "SIG-108",
            ContainerError::Key => "SIG-109",
            ContainerError::Random => "SIG-110",
        }
    }
}

/// Opens a container: PKCS#12, encrypted PKCS#8, or PKCS#8 with no encryption at all (the password
/// is then not looked at); DER, BER, PEM or bare Base64. Certificates that stand beside a key in PEM are taken.
///
/// # Errors
/// [`ContainerError`]; a wrong password is [`ContainerError::WrongPassword`].
pub fn open(bytes: &[u8], password: &str) -> Result<Container, ContainerError> {
    found(bytes, password)?.finish()
}

/// Opens a container as [`open`] does, to say what is in it: keys of other algorithms count, and one
/// with certificates only opens too.
///
/// # Errors
/// [`ContainerError`]; a wrong password is [`ContainerError::WrongPassword`].
pub fn inspect(bytes: &[u8], password: &str) -> Result<Contents, ContainerError> {
    Ok(found(bytes, password)?.contents())
}

fn found(bytes: &[u8], password: &str) -> Result<bags::Found, ContainerError> {
    if bytes.len() > MAX_CONTAINER {
        return Err(ContainerError::TooLarge);
    }
    let mut work = Work::default();
    let mut found = bags::Found::default();
    match pem_parts(bytes) {
        None => read(bytes, password, &mut work, &mut found)?,
        Some(parts) => {
            for (label, der) in parts {
                match label.as_str() {
                    "CERTIFICATE" => found.certificate(&der),
                    "PKCS12" | "PFX" | "PRIVATE KEY" | "ENCRYPTED PRIVATE KEY" => {
                        read(&der, password, &mut work, &mut found)?;
                    }
                    _ => found.others.push(format!("PEM \"{label}\"")),
                }
            }
        }
    }
    Ok(found)
}

/// One structure: which, the element after the first header says.
fn read(
    bytes: &[u8],
    password: &str,
    work: &mut Work,
    found: &mut bags::Found,
) -> Result<(), ContainerError> {
    let der = ber::to_der(bytes)?;
    let mut outer = Elements(&der);
    let structure = outer.next(tag::SEQUENCE)?;
    outer.end()?;
    let mut inside = structure.inside();
    let first = inside.any()?.ok_or(BerError::Truncated)?;
    match (first.tag, first.content) {
        (tag::INTEGER, [3]) => pfx::read(inside, password, work, found),
        (tag::INTEGER, [0 | 1]) => found.private_key(structure.whole, None, None),
        (tag::SEQUENCE, _) => {
            let encrypted = inside.next(tag::OCTET_STRING)?;
            inside.end()?;
            // There is no MAC: what is not a key was opened with another password.
            let sections = pbes2::Sections::Standard;
            let plain = pbes2::decrypt(&first, encrypted.content, password, sections, work);
            let plain = plain.map_err(|error| match error {
                ContainerError::Damaged => ContainerError::WrongPassword,
                other => other,
            })?;
            let plain = ber::to_der(&plain).map_err(|_| ContainerError::WrongPassword)?;
            found
                .private_key(&plain, None, None)
                .map_err(|error| match error {
                    ContainerError::Malformed(_) => ContainerError::WrongPassword,
                    other => other,
                })
        }
        _ => Err(BerError::Unexpected.into()),
    }
}

/// Counts what has been asked for.
#[derive(Debug, Default)]
struct Work {
    iterations: u64,
    bags: usize,
}

impl Work {
    /// Takes a number of iterations as it stands in a file; at least 1.
    fn iterations(&mut self, digits: &[u8]) -> Result<u32, ContainerError> {
        let mut asked: u64 = 0;
        for digit in digits {
            asked = asked.checked_mul(256).map_or(u64::MAX, |asked| asked) | u64::from(*digit);
            if asked > u64::from(u32::MAX) {
                return Err(ContainerError::Iterations(asked));
            }
        }
        let is_negative = digits.first().is_none_or(|first| *first >= 0x80);
        if is_negative || asked == 0 {
            return Err(BerError::Header.into());
        }
        self.iterations += asked;
        if asked > MAX_ITERATIONS || self.iterations > MAX_ITERATIONS_TOGETHER {
            return Err(ContainerError::Iterations(asked));
        }
        u32::try_from(asked).map_err(|_| ContainerError::Iterations(asked))
    }

    fn bag(&mut self) -> Result<(), ContainerError> {
        self.bags += 1;
        if self.bags > MAX_BAGS {
            return Err(ContainerError::TooMany);
        }
        Ok(())
    }
}

/// The parts of a PEM file with their labels, or what bare Base64 holds; None where it is neither.
fn pem_parts(bytes: &[u8]) -> Option<Vec<(String, Vec<u8>)>> {
    let text = std::str::from_utf8(bytes).ok()?;
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((_, after)) = rest.split_once("-----BEGIN ") {
        let (label, after) = after.split_once("-----")?;
        let end = format!("-----END {label}-----");
        let (body, after) = after.split_once(&end)?;
        let base64: Vec<u8> = body
            .bytes()
            .filter(|byte| !byte.is_ascii_whitespace())
            .collect();
        let der = data_encoding::BASE64.decode(&base64).ok()?;
        parts.push((label.to_owned(), der));
        rest = after;
    }
    if parts.is_empty() {
        // Bare Base64, as containers are mailed and printed in standards.
        let mut packed = bytes.to_vec();
        packed.retain(|byte| !byte.is_ascii_whitespace());
        let der = data_encoding::BASE64.decode(&packed).ok()?;
        return (der.first() == Some(&0x30)).then(|| vec![("PFX".to_owned(), der)]);
    }
    Some(parts)
}
