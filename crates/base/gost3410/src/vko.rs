//! Key agreement: VKO GOST R 34.10-2012 (R 50.1.113-2016, section 4.5; RFC 7836, section 4.3).

use crate::Error;
use crate::curve::{Curve, Group, Scalar, multiply_secret};
use crate::keys::{MAX_KEY, SigningKey, VerifyingKey, write_point};
use crate::limbs;
use crate::params::on_curve;
use crate::residue::Residue;
use streebog::{Digest, Streebog256, Streebog512};
use zeroize::{Zeroize, Zeroizing};

impl SigningKey {
    /// The common 256-bit key of this private key and another's public key. `ukm` is the user
    /// keying material, little-endian, from 1 byte to the length of the private key.
    ///
    /// # Errors
    /// [`Error::ParamSet`] where the keys are of different curves, [`Error::Length`] for the length
    /// of `ukm`, [`Error::PublicKey`] where the product is the neutral element.
    pub fn vko_256(&self, other: &VerifyingKey, ukm: &[u8]) -> Result<Zeroizing<[u8; 32]>, Error> {
        let point = self.shared_point(other, ukm)?;
        Ok(Zeroizing::new(
            Streebog256::digest(&point[..self.set().size().signature_bytes()]).into(),
        ))
    }

    /// The same with Streebog-512: a 512-bit key.
    ///
    /// # Errors
    /// As for [`Self::vko_256`].
    pub fn vko_512(&self, other: &VerifyingKey, ukm: &[u8]) -> Result<Zeroizing<[u8; 64]>, Error> {
        let point = self.shared_point(other, ukm)?;
        Ok(Zeroizing::new(
            Streebog512::digest(&point[..self.set().size().signature_bytes()]).into(),
        ))
    }

    fn shared_point(
        &self,
        other: &VerifyingKey,
        ukm: &[u8],
    ) -> Result<Zeroizing<[u8; 2 * MAX_KEY]>, Error> {
        if self.set() != other.set() {
            return Err(Error::ParamSet);
        }
        if ukm.is_empty() || ukm.len() > self.set().size().bytes() {
            return Err(Error::Length);
        }
        let mut xy = Zeroizing::new([0; 2 * MAX_KEY]);
        if on_curve!(
            self.set(),
            multiply(self.to_le_bytes(), other, ukm, &mut xy[..])
        ) {
            Ok(xy)
        } else {
            Err(Error::PublicKey)
        }
    }
}

/// `((m/q)·ukm·d mod q) · Q` as `x ‖ y`; false for the neutral element.
fn multiply<C: Curve<L>, const L: usize>(
    secret: &[u8],
    other: &VerifyingKey,
    ukm: &[u8],
    xy: &mut [u8],
) -> bool {
    let mut padded = [0; MAX_KEY];
    padded[..ukm.len()].copy_from_slice(ukm);
    let mut cofactor = [0; L];
    cofactor[0] = C::COFACTOR;
    let ukm = Scalar::<C, L>::reduce(&limbs::from_le_bytes(&padded[..8 * L]));
    let mut d = Scalar::<C, L>::reduce(&limbs::from_le_bytes(secret));
    let mut scalar = (Residue::constant(&cofactor) * ukm * d).to_limbs();
    let shared = C::Secret::lift_vartime(&other.point::<C, L>())
        .map(|point| multiply_secret::<C, L>(&scalar, &point))
        .and_then(|product| product.to_point());
    d.zeroize();
    scalar.zeroize();
    match shared {
        Some(point) => {
            write_point(&point, xy);
            true
        }
        None => false,
    }
}
