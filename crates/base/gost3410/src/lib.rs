//! GOST R 34.10-2012 (RFC 7091): signing, verification and the VKO key agreement on the twelve
//! parameter sets in use, and on the two examples of the standard.
//!
//! ```
//! use gost3410::{ParamSet, SigningKey};
//! use gost3410::signature::{Signer, Verifier};
//!
//! let key = SigningKey::from_le_bytes(ParamSet::CryptoProA, &[7; 32])?;
//! let signature = key.sign(b"message");
//! key.verifying_key().verify(b"message", &signature)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Signing, key generation and key agreement take the same time for every key: no branch and no
//! address depends on a secret, but for the tables of the Streebog that ends key agreement. Private
//! keys and one-time numbers are wiped. Verification works with public numbers only and branches
//! freely.
//!
//! Byte orders follow the certificates: private keys and the coordinates of public keys are
//! little-endian, the two halves of a signature are big-endian and `s` comes first.
#![cfg_attr(not(feature = "std"), no_std)]
#![expect(
    clippy::cast_possible_truncation,
    reason = "words are cut and joined on purpose"
)]
#![expect(
    clippy::many_single_char_names,
    reason = "the letters of the standard and of the papers"
)]
#![expect(
    clippy::inline_always,
    reason = "the arithmetic under every loop; measured"
)]

mod curve;
mod encoding;
mod hash;
mod inverse;
mod keys;
mod limbs;
mod params;
mod residue;
mod sign;
mod vko;

pub use hash::{Hash, Streebog};
pub use keys::{SigningKey, VerifyingKey};
pub use params::{KeySize, ParamSet};
pub use pkcs8;
pub use sign::Signature;
pub use signature;

/// Why a key or a signature was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Error {
    /// A key, a digest, a signature or keying material is not as long as the parameter set asks.
    Length,
    /// The private key is 0 or not below the order of the base point.
    PrivateKey,
    /// The public key is not a point of the curve, or lies outside the subgroup.
    PublicKey,
    /// Keys of different parameter sets.
    ParamSet,
    /// The signature is not good.
    Signature,
}

impl core::fmt::Display for Error {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(match self {
            Error::Length => "the length does not fit the parameter set",
            Error::PrivateKey => "the private key is out of range",
            Error::PublicKey => "the public key is not a point of the subgroup",
            Error::ParamSet => "the keys have different parameter sets",
            Error::Signature => "the signature is not good",
        })
    }
}

impl core::error::Error for Error {}

impl From<Error> for signature::Error {
    #[cfg(feature = "std")]
    fn from(error: Error) -> Self {
        signature::Error::from_source(error)
    }
    #[cfg(not(feature = "std"))]
    fn from(_: Error) -> Self {
        signature::Error::new()
    }
}

/// The examples of the README are tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
