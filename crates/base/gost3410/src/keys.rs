//! Private and public keys.

use crate::Error;
use crate::curve::{Curve, Group, Point, multiply_base_secret};
use crate::limbs;
use crate::params::{KeySize, ParamSet, on_curve};
use crate::residue::{Modulus, Residue};
use core::fmt;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// The longest private key, in bytes.
pub(crate) const MAX_KEY: usize = 64;

/// A private key: an integer from 1 to q − 1. Wiped from memory when dropped, never printed.
#[derive(Clone)]
pub struct SigningKey {
    set: ParamSet,
    /// Little-endian, the first `set.size().bytes()`.
    pub(crate) secret: [u8; MAX_KEY],
}

/// A public key: a point of the subgroup of the base point, checked when the key was made.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct VerifyingKey {
    set: ParamSet,
    /// `x` then `y`, little-endian each, the first `2·set.size().bytes()`.
    bytes: [u8; 2 * MAX_KEY],
}

impl SigningKey {
    /// Reads a private key as it is stored: little-endian, 32 or 64 bytes.
    ///
    /// # Errors
    /// [`Error::Length`] where the length is not the set's, [`Error::PrivateKey`] for 0 and for
    /// what is not below the order q.
    pub fn from_le_bytes(set: ParamSet, secret: &[u8]) -> Result<Self, Error> {
        if secret.len() != set.size().bytes() {
            return Err(Error::Length);
        }
        if !on_curve!(set, is_scalar(secret)) {
            return Err(Error::PrivateKey);
        }
        let mut key = Self {
            set,
            secret: [0; MAX_KEY],
        };
        key.secret[..secret.len()].copy_from_slice(secret);
        Ok(key)
    }

    /// Makes a key from a source of random bytes.
    ///
    /// # Errors
    /// What the source returns.
    pub fn generate<R: signature::rand_core::TryCryptoRng + ?Sized>(
        set: ParamSet,
        rng: &mut R,
    ) -> Result<Self, R::Error> {
        let mut secret = [0; MAX_KEY];
        loop {
            let bytes = &mut secret[..set.size().bytes()];
            rng.try_fill_bytes(bytes)?;
            // Another try is needed for half of the numbers at the most, so this ends at once.
            if let Ok(key) = Self::from_le_bytes(set, bytes) {
                secret.zeroize();
                return Ok(key);
            }
        }
    }

    /// The parameter set.
    pub fn set(&self) -> ParamSet {
        self.set
    }

    /// The key as it is stored: little-endian. The caller wipes the copies.
    pub fn to_le_bytes(&self) -> &[u8] {
        &self.secret[..self.set.size().bytes()]
    }

    /// The public key.
    pub fn verifying_key(&self) -> VerifyingKey {
        let mut bytes = [0; 2 * MAX_KEY];
        on_curve!(self.set, public_point(self.to_le_bytes(), &mut bytes));
        VerifyingKey {
            set: self.set,
            bytes,
        }
    }
}

impl VerifyingKey {
    /// Reads a public key as a certificate holds it: `x ‖ y`, little-endian each
    /// (RFC 9215, section 4.3).
    ///
    /// # Errors
    /// [`Error::Length`] where the length is not the set's, [`Error::PublicKey`] where it is not a
    /// point of the curve or lies outside the subgroup of the base point.
    pub fn from_bytes(set: ParamSet, xy: &[u8]) -> Result<Self, Error> {
        if xy.len() != 2 * set.size().bytes() {
            return Err(Error::Length);
        }
        if !on_curve!(set, is_public_point(xy)) {
            return Err(Error::PublicKey);
        }
        let mut bytes = [0; 2 * MAX_KEY];
        bytes[..xy.len()].copy_from_slice(xy);
        Ok(Self { set, bytes })
    }

    /// The parameter set.
    pub fn set(&self) -> ParamSet {
        self.set
    }

    /// `x ‖ y`, little-endian each.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes[..2 * self.set.size().bytes()]
    }

    pub(crate) fn point<C: Curve<L>, const L: usize>(&self) -> Point<C, L> {
        let (x, y) = self.as_bytes().split_at(8 * L);
        Point {
            x: Residue::reduce(&limbs::from_le_bytes(x)),
            y: Residue::reduce(&limbs::from_le_bytes(y)),
        }
    }
}

fn is_scalar<C: Curve<L>, const L: usize>(bytes: &[u8]) -> bool {
    let number = limbs::from_le_bytes::<L>(bytes);
    !limbs::is_zero_vartime(&number) && limbs::sub(&number, &C::Scalars::VALUE).1 == 1
}

fn public_point<C: Curve<L>, const L: usize>(secret: &[u8], xy: &mut [u8]) {
    let mut scalar = limbs::from_le_bytes::<L>(secret);
    // 0 < d < q, so the product is never the neutral element.
    if let Some(point) = multiply_base_secret::<C, L>(&scalar).to_point() {
        write_point(&point, xy);
    }
    scalar.zeroize();
}

/// Writes `x ‖ y`, little-endian each, into the first `16·L` bytes.
pub(crate) fn write_point<C: Curve<L>, const L: usize>(point: &Point<C, L>, xy: &mut [u8]) {
    limbs::to_le_bytes(&point.x.to_limbs(), &mut xy[..8 * L]);
    limbs::to_le_bytes(&point.y.to_limbs(), &mut xy[8 * L..16 * L]);
}

fn is_public_point<C: Curve<L>, const L: usize>(xy: &[u8]) -> bool {
    let (x, y) = xy.split_at(8 * L);
    Point::<C, L>::checked(&limbs::from_le_bytes(x), &limbs::from_le_bytes(y)).is_some()
}

impl Drop for SigningKey {
    fn drop(&mut self) {
        self.secret.zeroize();
    }
}

impl ZeroizeOnDrop for SigningKey {}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKey")
            .field("set", &self.set)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VerifyingKey({}, ", self.set.name())?;
        self.as_bytes()
            .iter()
            .try_for_each(|byte| write!(f, "{byte:02x}"))?;
        f.write_str(")")
    }
}

impl KeySize {
    /// The length of a signature and of a public key, in bytes.
    pub const fn signature_bytes(self) -> usize {
        2 * self.bytes()
    }
}
