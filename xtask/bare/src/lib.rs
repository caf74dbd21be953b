//! A firmware, as far as the compiler knows: it has a panic handler of its own. The standard library
//! brings one too, so should gost3410 or anything under it link that library, checking this crate fails
//! (E0152, a duplicate lang item).
#![no_std]

use core::panic::PanicInfo;
use gost3410::signature::{Signer, Verifier};
use gost3410::{Error, ParamSet, SigningKey};

#[panic_handler]
fn halt(_: &PanicInfo<'_>) -> ! {
    loop {
        core::hint::spin_loop();
    }
}

/// Everything that the library does without a standard one.
///
/// # Errors
/// What the library returns.
pub fn sign_verify_and_agree(secret: &[u8], message: &[u8]) -> Result<[u8; 32], Error> {
    let key = SigningKey::from_le_bytes(ParamSet::CryptoProA, secret)?;
    let signature = key.try_sign(message).map_err(|_| Error::Signature)?;
    let public = key.verifying_key();
    public
        .verify(message, &signature)
        .map_err(|_| Error::Signature)?;
    Ok(*key.vko_256(&public, &[1])?)
}
