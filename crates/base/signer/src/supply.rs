//! Random bytes that the page got from its browser.

use core::fmt;
use gost3410::signature::rand_core::{TryCryptoRng, TryRng};
use zeroize::Zeroizing;

/// Hands out each byte once; when they are used up, it fails rather than repeats.
pub(crate) struct Supply {
    bytes: Zeroizing<Vec<u8>>,
    used: usize,
}

/// The page gave too few random bytes.
#[derive(Debug)]
pub(crate) struct UsedUp;

impl fmt::Display for UsedUp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the random bytes are used up")
    }
}

impl core::error::Error for UsedUp {}

impl Supply {
    pub(crate) fn new(bytes: Vec<u8>) -> Self {
        Self {
            bytes: Zeroizing::new(bytes),
            used: 0,
        }
    }

    /// The noise of one signature.
    pub(crate) fn noise(&mut self) -> Result<Zeroizing<[u8; 32]>, UsedUp> {
        let mut noise = Zeroizing::new([0; 32]);
        self.try_fill_bytes(&mut noise[..])?;
        Ok(noise)
    }
}

impl TryRng for Supply {
    type Error = UsedUp;

    fn try_next_u32(&mut self) -> Result<u32, UsedUp> {
        let mut bytes = [0; 4];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, UsedUp> {
        let mut bytes = [0; 8];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, target: &mut [u8]) -> Result<(), UsedUp> {
        let rest = self.bytes.get(self.used..).ok_or(UsedUp)?;
        let taken = rest.get(..target.len()).ok_or(UsedUp)?;
        target.copy_from_slice(taken);
        self.used += target.len();
        Ok(())
    }
}

impl TryCryptoRng for Supply {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_byte_is_handed_out_twice() {
        let mut supply = Supply::new((0..40).collect());
        assert_eq!(supply.noise().unwrap()[..], (0..32).collect::<Vec<u8>>());
        assert_eq!(
            supply.try_next_u64().unwrap(),
            u64::from_le_bytes([32, 33, 34, 35, 36, 37, 38, 39])
        );
        assert!(supply.try_next_u32().is_err());
    }
}
