//! The encrypted form of a file: a header, then chunks of 64 KiB by the STREAM construction
//! (Hoang, Reyhanitabar, Rogaway, Vizár, 2015) with XChaCha20-Poly1305. A chunk that is changed, moved, missing or
//! added does not decrypt, and the last one is marked, so a cut file is seen too.

use aead_stream::{DecryptorBE32, EncryptorBE32};
use chacha20poly1305::aead::Payload;
use chacha20poly1305::{KeyInit, XChaCha20Poly1305};
use zeroize::Zeroizing;

use crate::error::StoreError;

/// Plain bytes in a chunk.
pub(crate) const CHUNK: usize = 64 * 1024;
/// Bytes of a chunk on disk.
pub(crate) const SEALED_CHUNK: usize = CHUNK + TAG;
const TAG: usize = 16;
const NONCE: usize = 19;
const MAGIC: &[u8; 8] = b"KABBLOB\x01";
/// Bytes before the first chunk: what this is, and the nonce.
pub(crate) const HEADER: usize = MAGIC.len() + NONCE;

/// A data key: one per file, kept only wrapped.
pub(crate) type DataKey = Zeroizing<[u8; 32]>;

pub(crate) fn new_data_key() -> Result<DataKey, StoreError> {
    let mut key = Zeroizing::new([0_u8; 32]);
    getrandom::fill(key.as_mut_slice()).map_err(|_| StoreError::Random)?;
    Ok(key)
}

/// Turns plain bytes of any portions into the encrypted form.
pub(crate) struct Sealer {
    encryptor: EncryptorBE32<XChaCha20Poly1305>,
    header: [u8; HEADER],
    /// At most one chunk, kept back because only the end tells which chunk is the last.
    pending: Zeroizing<Vec<u8>>,
    sealed: Vec<u8>,
}

impl Sealer {
    pub(crate) fn new(key: &DataKey) -> Result<Self, StoreError> {
        let mut nonce = [0_u8; NONCE];
        getrandom::fill(&mut nonce).map_err(|_| StoreError::Random)?;
        let mut header = [0_u8; HEADER];
        header[..MAGIC.len()].copy_from_slice(MAGIC);
        header[MAGIC.len()..].copy_from_slice(&nonce);
        let cipher = XChaCha20Poly1305::new((&**key).into());
        Ok(Sealer {
            encryptor: EncryptorBE32::from_aead(cipher, &nonce.into()),
            header,
            pending: Zeroizing::new(Vec::with_capacity(CHUNK)),
            sealed: header.to_vec(),
        })
    }

    pub(crate) fn push(&mut self, mut bytes: &[u8]) -> Result<(), StoreError> {
        while !bytes.is_empty() {
            if self.pending.len() == CHUNK {
                let payload = Payload {
                    msg: &self.pending,
                    aad: &self.header,
                };
                let chunk = self
                    .encryptor
                    .encrypt_next(payload)
                    .map_err(|_| StoreError::Cipher)?;
                self.sealed.extend_from_slice(&chunk);
                self.pending.clear();
            }
            let (taken, rest) = bytes.split_at(bytes.len().min(CHUNK - self.pending.len()));
            self.pending.extend_from_slice(taken);
            bytes = rest;
        }
        Ok(())
    }

    /// Encrypted bytes that wait to be taken.
    pub(crate) fn ready(&self) -> usize {
        self.sealed.len()
    }

    pub(crate) fn take(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.sealed)
    }

    /// The rest, with the last chunk marked.
    pub(crate) fn finish(mut self) -> Result<Vec<u8>, StoreError> {
        let payload = Payload {
            msg: &self.pending,
            aad: &self.header,
        };
        let chunk = self
            .encryptor
            .encrypt_last(payload)
            .map_err(|_| StoreError::Cipher)?;
        self.sealed.extend_from_slice(&chunk);
        Ok(self.sealed)
    }
}

/// The bytes are not what was sealed under this key.
#[derive(Debug)]
pub(crate) struct Damaged;

/// Turns the encrypted form back, chunk by chunk.
pub(crate) struct Opener {
    decryptor: DecryptorBE32<XChaCha20Poly1305>,
    header: [u8; HEADER],
}

impl Opener {
    pub(crate) fn new(key: &DataKey, header: &[u8]) -> Result<Self, Damaged> {
        let header: [u8; HEADER] = header.try_into().map_err(|_| Damaged)?;
        let nonce: [u8; NONCE] = header[MAGIC.len()..].try_into().map_err(|_| Damaged)?;
        if header[..MAGIC.len()] != *MAGIC {
            return Err(Damaged);
        }
        let cipher = XChaCha20Poly1305::new((&**key).into());
        Ok(Opener {
            decryptor: DecryptorBE32::from_aead(cipher, &nonce.into()),
            header,
        })
    }

    /// Opens a whole chunk that is not the last.
    pub(crate) fn next(&mut self, chunk: &[u8]) -> Result<Vec<u8>, Damaged> {
        let payload = Payload {
            msg: chunk,
            aad: &self.header,
        };
        self.decryptor.decrypt_next(payload).map_err(|_| Damaged)
    }

    /// Opens the last chunk.
    pub(crate) fn last(self, chunk: &[u8]) -> Result<Vec<u8>, Damaged> {
        let payload = Payload {
            msg: chunk,
            aad: &self.header,
        };
        self.decryptor.decrypt_last(payload).map_err(|_| Damaged)
    }
}
