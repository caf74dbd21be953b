//! Keys in `SubjectPublicKeyInfo` (RFC 9215, section 4) and in PKCS#8 (R 50.1.112-2016, RFC 9548).

use crate::curve::{Curve, Scalar};
use crate::keys::{MAX_KEY, SigningKey, VerifyingKey};
use crate::limbs;
use crate::params::{KeySize, ParamSet, on_curve};
use crate::residue::Residue;
use crate::{Error, Signature};
use pkcs8::der::asn1::{AnyRef, BitStringRef, OctetStringRef};
use pkcs8::der::{self, Decode, Encode, Reader, SliceReader, Tag, Tagged};
use pkcs8::spki::{self, AlgorithmIdentifierRef, SubjectPublicKeyInfoRef};
use pkcs8::{ObjectIdentifier, PrivateKeyInfoRef};
use zeroize::{Zeroize, Zeroizing};

/// A private key with this many masks at the most is read; real ones have one or none.
const MAX_MASKS: usize = 4;

/// The set named by an algorithm identifier, with the length that the algorithm asks.
fn param_set(algorithm: &AlgorithmIdentifierRef<'_>) -> spki::Result<ParamSet> {
    let size = [KeySize::Bits256, KeySize::Bits512]
        .into_iter()
        .find(|size| size.key_oid() == algorithm.oid)
        .ok_or(spki::Error::OidUnknown { oid: algorithm.oid })?;
    let parameters = algorithm
        .parameters
        .ok_or(spki::Error::AlgorithmParametersMissing)?;
    // publicKeyParamSet, then digestParamSet; older software adds encryptionParamSet.
    let oid = parameters.sequence(|reader: &mut SliceReader<'_>| -> der::Result<_> {
        let set = <ObjectIdentifier>::decode(reader)?;
        while !reader.is_finished() {
            <ObjectIdentifier>::decode(reader)?;
        }
        Ok(set)
    })?;
    ParamSet::from_oid(&oid)
        .filter(|set| set.size() == size)
        .ok_or(spki::Error::OidUnknown { oid })
}

impl TryFrom<SubjectPublicKeyInfoRef<'_>> for VerifyingKey {
    type Error = spki::Error;

    fn try_from(info: SubjectPublicKeyInfoRef<'_>) -> spki::Result<Self> {
        let set = param_set(&info.algorithm)?;
        let bits = info
            .subject_public_key
            .as_bytes()
            .ok_or(spki::Error::KeyMalformed)?;
        let xy = <&OctetStringRef>::from_der(bits)?;
        VerifyingKey::from_bytes(set, xy.as_bytes()).map_err(|_| spki::Error::KeyMalformed)
    }
}

impl TryFrom<PrivateKeyInfoRef<'_>> for SigningKey {
    type Error = pkcs8::Error;

    /// Every form in use: the bytes as they are, in an OCTET STRING or, big-endian, in an INTEGER;
    /// with masks behind the key, which is then the product of all (R 50.1.112-2016, section 5).
    fn try_from(info: PrivateKeyInfoRef<'_>) -> pkcs8::Result<Self> {
        let set = param_set(&info.algorithm)?;
        let malformed = |_| pkcs8::Error::KeyMalformed(pkcs8::KeyError::Invalid);
        let length = set.size().bytes();
        let content = info.private_key.as_bytes();
        let wrapped = AnyRef::from_der(content).ok();
        let little_endian = match wrapped {
            _ if content.len().is_multiple_of(length) => content,
            Some(any) if Tagged::tag(&any) == Tag::OctetString => any.value(),
            Some(any) if Tagged::tag(&any) == Tag::Integer => {
                let digits = any.value();
                let zeros = digits.iter().take_while(|digit| **digit == 0).count();
                let mut key = Zeroizing::new([0; MAX_KEY]);
                let digits = &digits[zeros..];
                if digits.len() > length {
                    return Err(malformed(Error::Length));
                }
                for (to, from) in key.iter_mut().zip(digits.iter().rev()) {
                    *to = *from;
                }
                return SigningKey::from_le_bytes(set, &key[..length]).map_err(malformed);
            }
            _ => return Err(malformed(Error::Length)),
        };
        let parts = little_endian.len() / length;
        if !little_endian.len().is_multiple_of(length) || parts == 0 || parts > MAX_MASKS + 1 {
            return Err(malformed(Error::Length));
        }
        let mut key = Zeroizing::new([0; MAX_KEY]);
        on_curve!(set, unmask(little_endian, &mut key[..]));
        SigningKey::from_le_bytes(set, &key[..length]).map_err(malformed)
    }
}

/// The product of the little-endian numbers that stand one after another.
fn unmask<C: Curve<L>, const L: usize>(parts: &[u8], key: &mut [u8]) {
    let mut product = Scalar::<C, L>::ONE;
    for part in parts.chunks_exact(8 * L) {
        product = product * Residue::reduce(&limbs::from_le_bytes(part));
    }
    limbs::to_le_bytes(&product.to_limbs(), &mut key[..8 * L]);
    product.zeroize();
}

impl ParamSet {
    /// The parameters of an algorithm identifier: the set, and for the CryptoPro sets the digest
    /// (RFC 9215, section 4.2: it is left out for those of TC 26).
    fn parameters(self, buffer: &mut [u8]) -> der::Result<AnyRef<'_>> {
        let named_by_cryptopro = matches!(
            self,
            ParamSet::CryptoProA
                | ParamSet::CryptoProB
                | ParamSet::CryptoProC
                | ParamSet::CryptoProXchA
                | ParamSet::CryptoProXchB
                | ParamSet::Test256
                | ParamSet::Test512
        );
        let digest = named_by_cryptopro.then(|| self.size().digest_oid());
        let mut content = der::SliceWriter::new(buffer);
        let length = (self.oid().encoded_len()? + digest.encoded_len()?)?;
        content.sequence(length, |writer| {
            self.oid().encode(writer)?;
            digest.encode(writer)
        })?;
        AnyRef::from_der(content.finish()?)
    }
}

impl pkcs8::EncodePublicKey for VerifyingKey {
    fn to_public_key_der(&self) -> spki::Result<der::Document> {
        let mut parameters = [0; 64];
        let octets = OctetStringRef::new(self.as_bytes())?.to_der()?;
        let info = SubjectPublicKeyInfoRef {
            algorithm: AlgorithmIdentifierRef {
                oid: self.set().size().key_oid(),
                parameters: Some(self.set().parameters(&mut parameters)?),
            },
            subject_public_key: BitStringRef::from_bytes(&octets)?,
        };
        Ok(der::Document::encode_msg(&info)?)
    }
}

impl pkcs8::EncodePrivateKey for SigningKey {
    fn to_pkcs8_der(&self) -> pkcs8::Result<der::SecretDocument> {
        let mut parameters = [0; 64];
        let info = PrivateKeyInfoRef::new(
            AlgorithmIdentifierRef {
                oid: self.set().size().key_oid(),
                parameters: Some(self.set().parameters(&mut parameters)?),
            },
            OctetStringRef::new(self.to_le_bytes())?,
        );
        Ok(der::SecretDocument::encode_msg(&info)?)
    }
}

impl spki::SignatureBitStringEncoding for Signature {
    fn to_bitstring(&self) -> der::Result<der::asn1::BitString> {
        der::asn1::BitString::from_bytes(self.as_bytes())
    }
}
