//! Digests and signatures by their object identifiers, and public keys that check them.

use gost3410::pkcs8::spki::{self, AlgorithmIdentifierRef, SubjectPublicKeyInfoRef};
use gost3410::{KeySize, Streebog};
use sha2::digest::DynDigest;
use x509_cert::der::asn1::{ObjectIdentifier, OctetStringRef};
use x509_cert::der::{Decode, Encode};

/// A hash function that a signature may name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Digest {
    /// GOST R 34.11-2012, 256 bits
    Streebog256,
    /// GOST R 34.11-2012, 512 bits
    Streebog512,
    /// Only read, and called weak: collisions are made at will
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

impl Digest {
    const ALL: [(Digest, &'static str, &'static str); 6] = [
        (Digest::Streebog256, "1.2.643.7.1.1.2.2", "Streebog-256"),
        (Digest::Streebog512, "1.2.643.7.1.1.2.3", "Streebog-512"),
        (Digest::Sha1, "1.3.14.3.2.26", "SHA-1"),
        (Digest::Sha256, "2.16.840.1.101.3.4.2.1", "SHA-256"),
        (Digest::Sha384, "2.16.840.1.101.3.4.2.2", "SHA-384"),
        (Digest::Sha512, "2.16.840.1.101.3.4.2.3", "SHA-512"),
    ];

    /// The digest of an object identifier.
    ///
    /// # Errors
    /// [`AlgorithmError::Unknown`] for any other.
    pub fn from_oid(oid: ObjectIdentifier) -> Result<Digest, AlgorithmError> {
        Self::ALL
            .into_iter()
            .find(|(_, known, _)| ObjectIdentifier::new_unwrap(known) == oid)
            .map(|(digest, ..)| digest)
            .ok_or(AlgorithmError::Unknown(oid))
    }

    /// The digest's object identifier.
    pub fn oid(self) -> ObjectIdentifier {
        ObjectIdentifier::new_unwrap(self.entry().1)
    }

    /// The name the trade uses.
    pub fn name(self) -> &'static str {
        self.entry().2
    }

    fn entry(self) -> (Digest, &'static str, &'static str) {
        let index = Self::ALL.iter().position(|(digest, ..)| *digest == self);
        Self::ALL[index.unwrap_or(0)]
    }

    /// The digest that goes with a GOST key.
    pub fn of_key(size: KeySize) -> Digest {
        match size {
            KeySize::Bits256 => Digest::Streebog256,
            KeySize::Bits512 => Digest::Streebog512,
        }
    }

    /// Whether a signature over it proves nothing any more.
    pub fn is_weak(self) -> bool {
        self == Digest::Sha1
    }

    /// A hasher that takes the message in pieces.
    pub fn hasher(self) -> Hasher {
        Hasher(match self {
            Digest::Streebog256 => Inner::Streebog(Box::new(Streebog::new(KeySize::Bits256))),
            Digest::Streebog512 => Inner::Streebog(Box::new(Streebog::new(KeySize::Bits512))),
            Digest::Sha1 => Inner::Other(Box::new(sha1::Sha1::default())),
            Digest::Sha256 => Inner::Other(Box::new(sha2::Sha256::default())),
            Digest::Sha384 => Inner::Other(Box::new(sha2::Sha384::default())),
            Digest::Sha512 => Inner::Other(Box::new(sha2::Sha512::default())),
        })
    }

    /// The hash of a whole message.
    pub fn hash(self, message: &[u8]) -> Vec<u8> {
        let mut hasher = self.hasher();
        hasher.update(message);
        hasher.finish()
    }
}

/// A hash being made.
pub struct Hasher(Inner);

enum Inner {
    Streebog(Box<Streebog>),
    Other(Box<dyn DynDigest + Send>),
}

impl Hasher {
    pub fn update(&mut self, piece: &[u8]) {
        match &mut self.0 {
            Inner::Streebog(hasher) => hasher.update(piece),
            Inner::Other(hasher) => hasher.update(piece),
        }
    }

    pub fn finish(self) -> Vec<u8> {
        match self.0 {
            Inner::Streebog(hasher) => hasher.finish().as_ref().to_vec(),
            Inner::Other(hasher) => hasher.finalize().into_vec(),
        }
    }
}

/// Why an algorithm, a key or a signature was not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AlgorithmError {
    #[error("unknown algorithm {0}")]
    Unknown(ObjectIdentifier),
    #[error("the parameters of algorithm {0} are missing or wrong")]
    Parameters(ObjectIdentifier),
    #[error("the public key is malformed")]
    Key,
    #[error("the key is too short to prove anything: {0} bits")]
    WeakKey(usize),
    #[error("the algorithm of the signature does not fit the key")]
    Mismatch,
    #[error("the signature is not good")]
    Signature,
}

/// How a signature was made: the digest, and the padding where there is a choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// GOST R 34.10-2012 with Streebog of the key's length
    Gost(KeySize),
    /// RSASSA-PKCS1-v1_5 (RFC 8017, section 8.2)
    RsaPkcs1(Digest),
    /// RSASSA-PSS (RFC 8017, section 8.1) with MGF1 over the same digest and a salt of this length
    RsaPss { digest: Digest, salt: usize },
    /// ECDSA in DER (RFC 3279, section 2.2.3)
    Ecdsa(Digest),
}

impl Scheme {
    /// The scheme of an algorithm identifier. `digest` is what a CMS signer names beside it, for
    /// identifiers that name a key's algorithm only.
    ///
    /// # Errors
    /// [`AlgorithmError::Unknown`], [`AlgorithmError::Parameters`], and
    /// [`AlgorithmError::Mismatch`] where the digest named beside it is another one.
    pub fn read(
        algorithm: &AlgorithmIdentifierRef<'_>,
        digest: Option<Digest>,
    ) -> Result<Scheme, AlgorithmError> {
        let oid = algorithm.oid;
        let unknown = AlgorithmError::Unknown(oid);
        let by_digest =
            |make: fn(Digest) -> Scheme| digest.map(make).ok_or(AlgorithmError::Parameters(oid));
        let scheme = match oid.to_string().as_str() {
            "1.2.643.7.1.1.1.1" | "1.2.643.7.1.1.3.2" => Scheme::Gost(KeySize::Bits256),
            "1.2.643.7.1.1.1.2" | "1.2.643.7.1.1.3.3" => Scheme::Gost(KeySize::Bits512),
            "1.2.840.113549.1.1.1" => by_digest(Scheme::RsaPkcs1)?,
            "1.2.840.113549.1.1.5" => Scheme::RsaPkcs1(Digest::Sha1),
            "1.2.840.113549.1.1.11" => Scheme::RsaPkcs1(Digest::Sha256),
            "1.2.840.113549.1.1.12" => Scheme::RsaPkcs1(Digest::Sha384),
            "1.2.840.113549.1.1.13" => Scheme::RsaPkcs1(Digest::Sha512),
            "1.2.840.113549.1.1.10" => pss(algorithm)?,
            "1.2.840.10045.2.1" => by_digest(Scheme::Ecdsa)?,
            "1.2.840.10045.4.1" => Scheme::Ecdsa(Digest::Sha1),
            "1.2.840.10045.4.3.2" => Scheme::Ecdsa(Digest::Sha256),
            "1.2.840.10045.4.3.3" => Scheme::Ecdsa(Digest::Sha384),
            "1.2.840.10045.4.3.4" => Scheme::Ecdsa(Digest::Sha512),
            _ => return Err(unknown),
        };
        if digest.is_some_and(|digest| digest != scheme.digest()) {
            return Err(AlgorithmError::Mismatch);
        }
        Ok(scheme)
    }

    /// The digest of what is signed.
    pub fn digest(self) -> Digest {
        match self {
            Scheme::Gost(size) => Digest::of_key(size),
            Scheme::RsaPkcs1(digest) | Scheme::RsaPss { digest, .. } | Scheme::Ecdsa(digest) => {
                digest
            }
        }
    }

    /// The name the trade uses.
    pub fn name(self) -> &'static str {
        match self {
            Scheme::Gost(KeySize::Bits256) => "GOST R 34.10-2012, 256",
            Scheme::Gost(KeySize::Bits512) => "GOST R 34.10-2012, 512",
            Scheme::RsaPkcs1(_) => "RSA PKCS#1",
            Scheme::RsaPss { .. } => "RSA-PSS",
            Scheme::Ecdsa(_) => "ECDSA",
        }
    }
}

/// RSASSA-PSS-params (RFC 8017, appendix A.2.3): what is left out is SHA-1 and a salt of 20.
fn pss(algorithm: &AlgorithmIdentifierRef<'_>) -> Result<Scheme, AlgorithmError> {
    use x509_cert::der::asn1::ContextSpecific;
    use x509_cert::der::{SliceReader, TagNumber};

    let wrong = AlgorithmError::Parameters(algorithm.oid);
    let parameters = algorithm.parameters.ok_or(wrong.clone())?;
    let read = || -> x509_cert::der::Result<_> {
        parameters.sequence(|reader: &mut SliceReader<'_>| {
            let hash = ContextSpecific::<AlgorithmIdentifierRef<'_>>::decode_explicit(
                reader,
                TagNumber(0),
            )?;
            let mask = ContextSpecific::<AlgorithmIdentifierRef<'_>>::decode_explicit(
                reader,
                TagNumber(1),
            )?;
            let salt = ContextSpecific::<u32>::decode_explicit(reader, TagNumber(2))?;
            let trailer = ContextSpecific::<u32>::decode_explicit(reader, TagNumber(3))?;
            Ok((hash, mask, salt, trailer))
        })
    };
    let (hash, mask, salt, trailer) = read().map_err(|_| wrong.clone())?;
    let digest = hash.map_or(Ok(Digest::Sha1), |hash| Digest::from_oid(hash.value.oid))?;
    let mask_digest = match mask {
        None => Digest::Sha1,
        Some(mask) => {
            let inner = mask
                .value
                .parameters
                .and_then(|any| any.to_der().ok())
                .and_then(|der| {
                    AlgorithmIdentifierRef::from_der(&der)
                        .map(|inner| inner.oid)
                        .ok()
                })
                .ok_or(wrong.clone())?;
            Digest::from_oid(inner)?
        }
    };
    if mask_digest != digest || trailer.is_some_and(|trailer| trailer.value != 1) {
        return Err(wrong);
    }
    let salt = salt.map_or(20, |salt| salt.value as usize);
    Ok(Scheme::RsaPss { digest, salt })
}

/// A public key of any kind that is understood here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PublicKey {
    Gost(gost3410::VerifyingKey),
    #[cfg(feature = "foreign")]
    Rsa(Box<rsa::RsaPublicKey>),
    #[cfg(feature = "foreign")]
    P256(p256::ecdsa::VerifyingKey),
    #[cfg(feature = "foreign")]
    P384(p384::ecdsa::VerifyingKey),
    #[cfg(feature = "foreign")]
    P521(p521::ecdsa::VerifyingKey),
}

/// RSA keys outside these lengths are refused: shorter ones are broken, longer ones cost time.
#[cfg(feature = "foreign")]
const RSA_BITS: core::ops::RangeInclusive<usize> = 2048..=8192;

impl PublicKey {
    /// The key of a certificate.
    ///
    /// # Errors
    /// [`AlgorithmError`] where the kind is unknown, the key malformed or too short.
    pub fn read(info: &SubjectPublicKeyInfoRef<'_>) -> Result<PublicKey, AlgorithmError> {
        let oid = info.algorithm.oid;
        match oid.to_string().as_str() {
            "1.2.643.7.1.1.1.1" | "1.2.643.7.1.1.1.2" => {
                let key = gost3410::VerifyingKey::try_from(info.clone());
                key.map(PublicKey::Gost).map_err(|error| match error {
                    spki::Error::OidUnknown { oid } => AlgorithmError::Unknown(oid),
                    spki::Error::AlgorithmParametersMissing => AlgorithmError::Parameters(oid),
                    _ => AlgorithmError::Key,
                })
            }
            // A key for PSS alone (RFC 4055, section 1.2) is an RSA key as any other; what its
            // parameters ask beyond that stands in the signatures again.
            #[cfg(feature = "foreign")]
            "1.2.840.113549.1.1.1" | "1.2.840.113549.1.1.10" => {
                use rsa::traits::PublicKeyParts;
                let mut info = info.clone();
                info.algorithm.oid = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
                info.algorithm.parameters = Some(x509_cert::der::asn1::AnyRef::NULL);
                let key = rsa::RsaPublicKey::try_from(info).map_err(|_| AlgorithmError::Key)?;
                let bits = 8 * key.size();
                if RSA_BITS.contains(&bits) {
                    Ok(PublicKey::Rsa(Box::new(key)))
                } else if bits < *RSA_BITS.start() {
                    Err(AlgorithmError::WeakKey(bits))
                } else {
                    Err(AlgorithmError::Key)
                }
            }
            #[cfg(feature = "foreign")]
            "1.2.840.10045.2.1" => {
                let curve = info
                    .algorithm
                    .parameters_oid()
                    .map_err(|_| AlgorithmError::Parameters(oid))?;
                let point = info
                    .subject_public_key
                    .as_bytes()
                    .ok_or(AlgorithmError::Key)?;
                match curve.to_string().as_str() {
                    "1.2.840.10045.3.1.7" => {
                        p256::ecdsa::VerifyingKey::from_sec1_bytes(point).map(PublicKey::P256)
                    }
                    "1.3.132.0.34" => {
                        p384::ecdsa::VerifyingKey::from_sec1_bytes(point).map(PublicKey::P384)
                    }
                    "1.3.132.0.35" => {
                        p521::ecdsa::VerifyingKey::from_sec1_bytes(point).map(PublicKey::P521)
                    }
                    _ => return Err(AlgorithmError::Unknown(curve)),
                }
                .map_err(|_| AlgorithmError::Key)
            }
            _ => Err(AlgorithmError::Unknown(oid)),
        }
    }

    /// Checks a signature of a message.
    ///
    /// # Errors
    /// [`AlgorithmError::Mismatch`] where the scheme is not one of this key,
    /// [`AlgorithmError::Signature`] where the signature is not good.
    pub fn verify(
        &self,
        scheme: Scheme,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), AlgorithmError> {
        self.verify_hash(scheme, &scheme.digest().hash(message), signature)
    }

    /// Checks a signature of a message whose hash, by the scheme's digest, is known.
    ///
    /// # Errors
    /// As for [`Self::verify`].
    pub fn verify_hash(
        &self,
        scheme: Scheme,
        hash: &[u8],
        signature: &[u8],
    ) -> Result<(), AlgorithmError> {
        #[cfg(feature = "foreign")]
        use gost3410::signature::hazmat::PrehashVerifier;
        match (self, scheme) {
            (PublicKey::Gost(key), Scheme::Gost(size)) if key.set().size() == size => {
                let signature = gost3410::Signature::from_bytes(signature)
                    .map_err(|_| AlgorithmError::Signature)?;
                key.verify_digest(hash, &signature)
                    .map_err(|_| AlgorithmError::Signature)
            }
            #[cfg(feature = "foreign")]
            (PublicKey::Rsa(key), Scheme::RsaPkcs1(_) | Scheme::RsaPss { .. }) => {
                verify_rsa(key, scheme, hash, signature).map_err(|_| AlgorithmError::Signature)
            }
            #[cfg(feature = "foreign")]
            (PublicKey::P256(key), Scheme::Ecdsa(_)) => p256::ecdsa::Signature::from_der(signature)
                .and_then(|signature| key.verify_prehash(&widened(hash, 32), &signature))
                .map_err(|_| AlgorithmError::Signature),
            #[cfg(feature = "foreign")]
            (PublicKey::P384(key), Scheme::Ecdsa(_)) => p384::ecdsa::Signature::from_der(signature)
                .and_then(|signature| key.verify_prehash(&widened(hash, 48), &signature))
                .map_err(|_| AlgorithmError::Signature),
            #[cfg(feature = "foreign")]
            (PublicKey::P521(key), Scheme::Ecdsa(_)) => p521::ecdsa::Signature::from_der(signature)
                .and_then(|signature| key.verify_prehash(&widened(hash, 66), &signature))
                .map_err(|_| AlgorithmError::Signature),
            _ => Err(AlgorithmError::Mismatch),
        }
    }

    /// The kind and the length of the key, for people.
    pub fn name(&self) -> String {
        match self {
            PublicKey::Gost(key) => {
                format!("GOST R 34.10-2012, {}", key.set().name())
            }
            #[cfg(feature = "foreign")]
            PublicKey::Rsa(key) => {
                format!("RSA, {}", 8 * rsa::traits::PublicKeyParts::size(&**key))
            }
            #[cfg(feature = "foreign")]
            PublicKey::P256(_) => "ECDSA, P-256".to_owned(),
            #[cfg(feature = "foreign")]
            PublicKey::P384(_) => "ECDSA, P-384".to_owned(),
            #[cfg(feature = "foreign")]
            PublicKey::P521(_) => "ECDSA, P-521".to_owned(),
        }
    }
}

/// A hash as the number it stands for, in as many bytes as the curve has: the `ecdsa` crate refuses
/// hashes shorter than half of that, which the standard allows (SHA-256 with P-521 is OpenSSL's own
/// choice).
#[cfg(feature = "foreign")]
fn widened(hash: &[u8], size: usize) -> Vec<u8> {
    let mut wide = vec![0; size.saturating_sub(hash.len())];
    wide.extend_from_slice(hash);
    wide
}

#[cfg(feature = "foreign")]
fn verify_rsa(
    key: &rsa::RsaPublicKey,
    scheme: Scheme,
    hash: &[u8],
    signature: &[u8],
) -> rsa::Result<()> {
    use rsa::{Pkcs1v15Sign, Pss};
    match scheme {
        Scheme::RsaPkcs1(digest) => {
            let padding = match digest {
                Digest::Sha1 => Pkcs1v15Sign::new::<sha1::Sha1>(),
                Digest::Sha256 => Pkcs1v15Sign::new::<sha2::Sha256>(),
                Digest::Sha384 => Pkcs1v15Sign::new::<sha2::Sha384>(),
                Digest::Sha512 => Pkcs1v15Sign::new::<sha2::Sha512>(),
                Digest::Streebog256 | Digest::Streebog512 => return Err(rsa::Error::Verification),
            };
            key.verify(padding, hash, signature)
        }
        Scheme::RsaPss { digest, salt } => match digest {
            Digest::Sha1 => key.verify(Pss::<sha1::Sha1>::new_with_salt(salt), hash, signature),
            Digest::Sha256 => key.verify(Pss::<sha2::Sha256>::new_with_salt(salt), hash, signature),
            Digest::Sha384 => key.verify(Pss::<sha2::Sha384>::new_with_salt(salt), hash, signature),
            Digest::Sha512 => key.verify(Pss::<sha2::Sha512>::new_with_salt(salt), hash, signature),
            Digest::Streebog256 | Digest::Streebog512 => Err(rsa::Error::Verification),
        },
        Scheme::Gost(_) | Scheme::Ecdsa(_) => Err(rsa::Error::Verification),
    }
}

/// Reads an `OCTET STRING` and returns its bytes.
///
/// # Errors
/// What is wrong with the encoding.
pub fn octets(der: &[u8]) -> x509_cert::der::Result<&[u8]> {
    <&OctetStringRef>::from_der(der).map(OctetStringRef::as_bytes)
}
