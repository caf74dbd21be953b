//! Random secrets; only their hashes are kept.

use data_encoding::BASE64URL_NOPAD;
use sha2::{Digest, Sha256};

use crate::SignatureError;

/// Longest secret that is looked up; ours have 43 letters.
pub(crate) const MAX_SECRET: usize = 100;

/// Bytes of the system's randomness.
pub(crate) fn random<const N: usize>() -> Result<[u8; N], SignatureError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| SignatureError::Crypto(error.to_string()))?;
    Ok(bytes)
}

/// A new secret of 256 bits in URL-safe letters.
pub(crate) fn new_token() -> Result<String, SignatureError> {
    Ok(BASE64URL_NOPAD.encode(&random::<32>()?))
}

/// Six digits.
pub(crate) fn new_code() -> Result<String, SignatureError> {
    Ok(format!(
        "{:06}",
        u64::from_le_bytes(random::<8>()?) % 1_000_000
    ))
}

pub(crate) fn sha256(bytes: &[u8]) -> Vec<u8> {
    Sha256::digest(bytes).to_vec()
}
