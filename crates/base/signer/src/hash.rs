//! Hashes of files that are read piece by piece.

use esign::algorithm::{self, Digest};
use esign::certificate::hex;

use crate::Fault;

/// A hash being made.
pub struct Hasher(algorithm::Hasher);

impl Hasher {
    /// By `streebog-256`, `streebog-512` or `sha-256`.
    ///
    /// # Errors
    /// [`Fault::Unknown`] for any other.
    pub fn new(name: &str) -> Result<Self, Fault> {
        let digest = match name {
            "streebog-256" => Digest::Streebog256,
            "streebog-512" => Digest::Streebog512,
            "sha-256" => Digest::Sha256,
            _ => return Err(Fault::Unknown),
        };
        Ok(Self(digest.hasher()))
    }

    /// Takes the next piece.
    pub fn update(&mut self, piece: &[u8]) {
        self.0.update(piece);
    }

    /// The hash, hexadecimal, bytes in the order that they stand in a signature.
    pub fn finish(self) -> String {
        hex(&self.0.finish())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_make_the_hash_of_the_whole() {
        let mut hasher = Hasher::new("streebog-256").unwrap();
        // GOST R 34.11-2012, example 1, in two pieces.
        hasher.update(b"01234567890123456789012345678901");
        hasher.update(b"2345678901234567890123456789012");
        assert_eq!(
            hasher.finish(),
            "9d151eefd8590b89daa6ba6cb74af9275dd051026bb149a452fd84e5e57b5500"
        );
        assert_eq!(Hasher::new("md5").err(), Some(Fault::Unknown));
    }
}
