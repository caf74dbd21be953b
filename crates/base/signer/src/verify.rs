//! Whether a bare signature is good: what a page asks before it sends one, and what vectors ask.

use gost3410::pkcs8::DecodePublicKey;
use gost3410::{Signature, VerifyingKey};

use crate::Fault;

/// Whether `signature`, `s ‖ r` as certificates and CMS hold it, is good for a digest under the public
/// key of this `SubjectPublicKeyInfo` in DER. One of another length is as bad as one that was changed.
///
/// # Errors
/// [`Fault::Unknown`] where the key is not one of GOST R 34.10-2012, or no point of its curve.
pub fn is_good(public_key: &[u8], digest: &[u8], signature: &[u8]) -> Result<bool, Fault> {
    let key = VerifyingKey::from_public_key_der(public_key).map_err(|_| Fault::Unknown)?;
    Ok(Signature::from_bytes(signature)
        .is_ok_and(|signature| key.verify_digest(digest, &signature).is_ok()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use gost3410::pkcs8::EncodePublicKey;
    use gost3410::{ParamSet, SigningKey};

    #[test]
    fn a_signature_is_good_for_its_digest_and_its_key_alone() {
        for set in ParamSet::ALL {
            let length = set.size().bytes();
            let key = SigningKey::from_le_bytes(set, &vec![5; length]).unwrap();
            let other = SigningKey::from_le_bytes(set, &vec![6; length]).unwrap();
            let digest = vec![9; length];
            let signature = key.sign_digest(&digest, &[0; 32]).unwrap();
            let signature = signature.as_bytes();
            let written = |key: &SigningKey| key.verifying_key().to_public_key_der().unwrap();
            let (key, other) = (written(&key), written(&other));
            assert_eq!(is_good(key.as_bytes(), &digest, signature), Ok(true));
            assert_eq!(is_good(other.as_bytes(), &digest, signature), Ok(false));
            assert_eq!(is_good(key.as_bytes(), &digest[1..], signature), Ok(false));
            assert_eq!(is_good(key.as_bytes(), &digest, &signature[1..]), Ok(false));
            assert_eq!(is_good(key.as_bytes(), &digest, &[]), Ok(false));
            let mut spoiled = signature.to_vec();
            spoiled[length] ^= 1;
            assert_eq!(is_good(key.as_bytes(), &digest, &spoiled), Ok(false));
            let cut = &key.as_bytes()[..key.as_bytes().len() - 1];
            assert_eq!(is_good(cut, &digest, signature), Err(Fault::Unknown));
        }
    }
}
