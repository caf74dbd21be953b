//! Signatures: GOST R 34.10-2012, section 6 (RFC 7091, section 6).

use crate::Error;
use crate::curve::{Curve, Group, Scalar, multiply_base_secret, multiply_two_vartime};
use crate::keys::{MAX_KEY, SigningKey, VerifyingKey};
use crate::limbs;
use crate::params::{KeySize, on_curve};
use crate::residue::{Modulus, Residue};
use core::fmt;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha512;
use signature::rand_core::TryCryptoRng;
use streebog::{Digest, Streebog256, Streebog512};
use zeroize::Zeroize;

/// A signature as certificates and CMS hold it: `s ‖ r`, big-endian each (RFC 9215, section 2).
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Signature {
    bytes: [u8; 2 * MAX_KEY],
    size: KeySize,
}

impl Signature {
    /// Takes 64 or 128 bytes. Whether the numbers are in range, verification says.
    ///
    /// # Errors
    /// [`Error::Length`] for any other length.
    pub fn from_bytes(sr: &[u8]) -> Result<Self, Error> {
        let size = match sr.len() {
            64 => KeySize::Bits256,
            128 => KeySize::Bits512,
            _ => return Err(Error::Length),
        };
        let mut bytes = [0; 2 * MAX_KEY];
        bytes[..sr.len()].copy_from_slice(sr);
        Ok(Self { bytes, size })
    }

    /// `s ‖ r`, big-endian each.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes[..self.size.signature_bytes()]
    }
}

impl SigningKey {
    /// Signs a digest of 32 or 64 bytes, as Streebog returns it.
    ///
    /// The one-time number comes from the key, the digest and `noise` through HMAC-SHA-512. With a
    /// constant noise the signature is deterministic and still safe; fresh noise also hides
    /// repeated signing from faults and from power analysis (draft-irtf-cfrg-det-sigs-with-noise).
    ///
    /// # Errors
    /// [`Error::Length`] where the digest is not as long as the key.
    pub fn sign_digest(&self, digest: &[u8], noise: &[u8; 32]) -> Result<Signature, Error> {
        let size = self.set().size();
        if digest.len() != size.bytes() {
            return Err(Error::Length);
        }
        let mut signature = Signature {
            bytes: [0; 2 * MAX_KEY],
            size,
        };
        on_curve!(
            self.set(),
            sign(self.to_le_bytes(), digest, noise, &mut signature.bytes)
        );
        Ok(signature)
    }
}

impl VerifyingKey {
    /// Checks a signature of a digest of 32 or 64 bytes, as Streebog returns it.
    ///
    /// # Errors
    /// [`Error::Length`] where the digest or the signature is not as long as the key asks,
    /// [`Error::Signature`] where the signature is not good.
    pub fn verify_digest(&self, digest: &[u8], signature: &Signature) -> Result<(), Error> {
        let size = self.set().size();
        if digest.len() != size.bytes() || signature.size != size {
            return Err(Error::Length);
        }
        if on_curve!(self.set(), is_good(self, digest, signature.as_bytes())) {
            Ok(())
        } else {
            Err(Error::Signature)
        }
    }
}

/// The digest as a number modulo q, little-endian; 0 counts as 1 (section 6.1, step 2).
fn digest_scalar<C: Curve<L>, const L: usize>(digest: &[u8]) -> Scalar<C, L> {
    let e = Residue::reduce(&limbs::from_le_bytes(digest));
    if e.is_zero_vartime() { Residue::ONE } else { e }
}

fn sign<C: Curve<L>, const L: usize>(
    secret: &[u8],
    digest: &[u8],
    noise: &[u8; 32],
    signature: &mut [u8],
) {
    let mut d = Scalar::<C, L>::reduce(&limbs::from_le_bytes(secret));
    let e = digest_scalar::<C, L>(digest);
    let mut attempt = 0u32;
    loop {
        let mut k = one_time_number::<C, L>(secret, digest, noise, attempt);
        attempt += 1;
        let mut k_limbs = k.to_limbs();
        let point = multiply_base_secret::<C, L>(&k_limbs).to_point();
        k_limbs.zeroize();
        let Some(point) = point else { continue };
        let r = Residue::reduce(&point.x.to_limbs());
        let s = r * d + k * e;
        k.zeroize();
        if r.is_zero_vartime() || s.is_zero_vartime() {
            continue;
        }
        limbs::to_be_bytes(&s.to_limbs(), &mut signature[..8 * L]);
        limbs::to_be_bytes(&r.to_limbs(), &mut signature[8 * L..16 * L]);
        break;
    }
    d.zeroize();
}

/// A number modulo q from twice as many pseudorandom bits, so that none is likelier than another.
fn one_time_number<C: Curve<L>, const L: usize>(
    secret: &[u8],
    digest: &[u8],
    noise: &[u8; 32],
    attempt: u32,
) -> Scalar<C, L> {
    let mut wide = [0; 2 * MAX_KEY];
    for (i, block) in wide[..16 * L].chunks_exact_mut(64).enumerate() {
        // HMAC takes a key of any length.
        let Ok(mut mac) = Hmac::<Sha512>::new_from_slice(secret) else {
            unreachable!()
        };
        mac.update(noise);
        mac.update(digest);
        mac.update(&attempt.to_be_bytes());
        mac.update(&[i as u8]);
        block.copy_from_slice(&mac.finalize().into_bytes());
    }
    let mut low = limbs::from_le_bytes(&wide[..8 * L]);
    let mut high = limbs::from_le_bytes(&wide[8 * L..16 * L]);
    let number = Residue::reduce_wide(&low, &high);
    wide.zeroize();
    low.zeroize();
    high.zeroize();
    number
}

fn is_good<C: Curve<L>, const L: usize>(
    key: &VerifyingKey,
    digest: &[u8],
    signature: &[u8],
) -> bool {
    let (s, r) = signature.split_at(8 * L);
    let (s, r) = (limbs::from_be_bytes::<L>(s), limbs::from_be_bytes::<L>(r));
    let in_range = |number: &[u64; L]| {
        !limbs::is_zero_vartime(number) && limbs::less_vartime(number, &C::Scalars::VALUE)
    };
    if !in_range(&s) || !in_range(&r) {
        return false;
    }
    let Some(point) = C::Public::lift_vartime(&key.point::<C, L>()) else {
        return false;
    };
    let v = digest_scalar::<C, L>(digest).invert();
    let z1 = Residue::reduce(&s) * v;
    let z2 = -(Residue::reduce(&r) * v);
    multiply_two_vartime::<C, L>(&z1.to_limbs(), &z2.to_limbs(), &point).has_x_vartime(&r)
}

fn streebog<T>(size: KeySize, message: &[u8], then: impl FnOnce(&[u8]) -> T) -> T {
    match size {
        KeySize::Bits256 => then(&Streebog256::digest(message)),
        KeySize::Bits512 => then(&Streebog512::digest(message)),
    }
}

impl signature::Signer<Signature> for SigningKey {
    fn try_sign(&self, message: &[u8]) -> Result<Signature, signature::Error> {
        let sign = |digest: &[u8]| self.sign_digest(digest, &[0; 32]);
        Ok(streebog(self.set().size(), message, sign)?)
    }
}

impl signature::RandomizedSigner<Signature> for SigningKey {
    fn try_sign_with_rng<R: TryCryptoRng + ?Sized>(
        &self,
        rng: &mut R,
        message: &[u8],
    ) -> Result<Signature, signature::Error> {
        let mut noise = [0; 32];
        rng.try_fill_bytes(&mut noise)
            .map_err(|_| signature::Error::new())?;
        Ok(streebog(self.set().size(), message, |digest| {
            self.sign_digest(digest, &noise)
        })?)
    }
}

impl signature::hazmat::PrehashSigner<Signature> for SigningKey {
    fn sign_prehash(&self, digest: &[u8]) -> Result<Signature, signature::Error> {
        Ok(self.sign_digest(digest, &[0; 32])?)
    }
}

impl signature::Verifier<Signature> for VerifyingKey {
    fn verify(&self, message: &[u8], signature: &Signature) -> Result<(), signature::Error> {
        let check = |digest: &[u8]| self.verify_digest(digest, signature);
        Ok(streebog(self.set().size(), message, check)?)
    }
}

impl signature::hazmat::PrehashVerifier<Signature> for VerifyingKey {
    fn verify_prehash(&self, digest: &[u8], signature: &Signature) -> Result<(), signature::Error> {
        Ok(self.verify_digest(digest, signature)?)
    }
}

impl signature::Keypair for SigningKey {
    type VerifyingKey = VerifyingKey;
    fn verifying_key(&self) -> VerifyingKey {
        SigningKey::verifying_key(self)
    }
}

impl TryFrom<&[u8]> for Signature {
    type Error = Error;
    fn try_from(bytes: &[u8]) -> Result<Self, Error> {
        Self::from_bytes(bytes)
    }
}

impl AsRef<[u8]> for Signature {
    fn as_ref(&self) -> &[u8] {
        self.as_bytes()
    }
}

impl signature::SignatureEncoding for Signature {
    type Repr = Signature;
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Signature(")?;
        self.as_bytes()
            .iter()
            .try_for_each(|byte| write!(f, "{byte:02x}"))?;
        f.write_str(")")
    }
}
