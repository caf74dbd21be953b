//! The parameter sets by name and object identifier.

use pkcs8::ObjectIdentifier;

/// A parameter set of GOST R 34.10-2012: the curve, the base point and the length of keys.
///
/// Some are other names of the same curve; a certificate keeps the name it was made with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ParamSet {
    /// id-GostR3410-2001-CryptoPro-A-ParamSet (RFC 4357)
    CryptoProA,
    /// id-GostR3410-2001-CryptoPro-B-ParamSet (RFC 4357)
    CryptoProB,
    /// id-GostR3410-2001-CryptoPro-C-ParamSet (RFC 4357)
    CryptoProC,
    /// id-GostR3410-2001-CryptoPro-XchA-ParamSet (RFC 4357): the curve of CryptoPro-A
    CryptoProXchA,
    /// id-GostR3410-2001-CryptoPro-XchB-ParamSet (RFC 4357): the curve of CryptoPro-C
    CryptoProXchB,
    /// id-tc26-gost-3410-2012-256-paramSetA (RFC 7836): twisted Edwards, cofactor 4
    Tc26_256A,
    /// id-tc26-gost-3410-2012-256-paramSetB: the curve of CryptoPro-A
    Tc26_256B,
    /// id-tc26-gost-3410-2012-256-paramSetC: the curve of CryptoPro-B
    Tc26_256C,
    /// id-tc26-gost-3410-2012-256-paramSetD: the curve of CryptoPro-C
    Tc26_256D,
    /// id-tc26-gost-3410-12-512-paramSetA (RFC 7836)
    Tc26_512A,
    /// id-tc26-gost-3410-12-512-paramSetB (RFC 7836)
    Tc26_512B,
    /// id-tc26-gost-3410-2012-512-paramSetC (RFC 7836): twisted Edwards, cofactor 4
    Tc26_512C,
    /// id-GostR3410-2001-TestParamSet: the standard's example; not for real keys
    Test256,
    /// id-tc26-gost-3410-12-512-paramSetTest: the standard's example; not for real keys
    Test512,
}

/// The length of a private key, and half that of a signature and of a public key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeySize {
    /// 256 bits, signed with Streebog-256
    Bits256,
    /// 512 bits, signed with Streebog-512
    Bits512,
}

impl KeySize {
    /// The length of a private key, of a coordinate and of the digest, in bytes.
    pub const fn bytes(self) -> usize {
        match self {
            KeySize::Bits256 => 32,
            KeySize::Bits512 => 64,
        }
    }

    /// The algorithm of a public key (RFC 9215, section 4).
    pub const fn key_oid(self) -> ObjectIdentifier {
        ObjectIdentifier::new_unwrap(match self {
            KeySize::Bits256 => "1.2.643.7.1.1.1.1",
            KeySize::Bits512 => "1.2.643.7.1.1.1.2",
        })
    }

    /// The algorithm of a signature, digest included (RFC 9215, section 2).
    pub const fn signature_oid(self) -> ObjectIdentifier {
        ObjectIdentifier::new_unwrap(match self {
            KeySize::Bits256 => "1.2.643.7.1.1.3.2",
            KeySize::Bits512 => "1.2.643.7.1.1.3.3",
        })
    }

    /// The digest that goes with the key: Streebog of the same length (RFC 9215, section 3).
    pub const fn digest_oid(self) -> ObjectIdentifier {
        ObjectIdentifier::new_unwrap(match self {
            KeySize::Bits256 => "1.2.643.7.1.1.2.2",
            KeySize::Bits512 => "1.2.643.7.1.1.2.3",
        })
    }
}

impl ParamSet {
    /// Every set, the two of the standard's examples last.
    pub const ALL: [ParamSet; 14] = [
        ParamSet::CryptoProA,
        ParamSet::CryptoProB,
        ParamSet::CryptoProC,
        ParamSet::CryptoProXchA,
        ParamSet::CryptoProXchB,
        ParamSet::Tc26_256A,
        ParamSet::Tc26_256B,
        ParamSet::Tc26_256C,
        ParamSet::Tc26_256D,
        ParamSet::Tc26_512A,
        ParamSet::Tc26_512B,
        ParamSet::Tc26_512C,
        ParamSet::Test256,
        ParamSet::Test512,
    ];

    /// The set's object identifier.
    pub const fn oid(self) -> ObjectIdentifier {
        ObjectIdentifier::new_unwrap(match self {
            ParamSet::CryptoProA => "1.2.643.2.2.35.1",
            ParamSet::CryptoProB => "1.2.643.2.2.35.2",
            ParamSet::CryptoProC => "1.2.643.2.2.35.3",
            ParamSet::CryptoProXchA => "1.2.643.2.2.36.0",
            ParamSet::CryptoProXchB => "1.2.643.2.2.36.1",
            ParamSet::Tc26_256A => "1.2.643.7.1.2.1.1.1",
            ParamSet::Tc26_256B => "1.2.643.7.1.2.1.1.2",
            ParamSet::Tc26_256C => "1.2.643.7.1.2.1.1.3",
            ParamSet::Tc26_256D => "1.2.643.7.1.2.1.1.4",
            ParamSet::Tc26_512A => "1.2.643.7.1.2.1.2.1",
            ParamSet::Tc26_512B => "1.2.643.7.1.2.1.2.2",
            ParamSet::Tc26_512C => "1.2.643.7.1.2.1.2.3",
            ParamSet::Test256 => "1.2.643.2.2.35.0",
            ParamSet::Test512 => "1.2.643.7.1.2.1.2.0",
        })
    }

    /// The set of an object identifier.
    pub fn from_oid(oid: &ObjectIdentifier) -> Option<ParamSet> {
        Self::ALL.into_iter().find(|set| set.oid() == *oid)
    }

    /// The length of the set's keys.
    pub const fn size(self) -> KeySize {
        match self {
            ParamSet::Tc26_512A | ParamSet::Tc26_512B | ParamSet::Tc26_512C | ParamSet::Test512 => {
                KeySize::Bits512
            }
            _ => KeySize::Bits256,
        }
    }

    /// The short name the trade uses.
    pub const fn name(self) -> &'static str {
        match self {
            ParamSet::CryptoProA => "CryptoPro-A",
            ParamSet::CryptoProB => "CryptoPro-B",
            ParamSet::CryptoProC => "CryptoPro-C",
            ParamSet::CryptoProXchA => "CryptoPro-XchA",
            ParamSet::CryptoProXchB => "CryptoPro-XchB",
            ParamSet::Tc26_256A => "TC26-256-A",
            ParamSet::Tc26_256B => "TC26-256-B",
            ParamSet::Tc26_256C => "TC26-256-C",
            ParamSet::Tc26_256D => "TC26-256-D",
            ParamSet::Tc26_512A => "TC26-512-A",
            ParamSet::Tc26_512B => "TC26-512-B",
            ParamSet::Tc26_512C => "TC26-512-C",
            ParamSet::Test256 => "Test-256",
            ParamSet::Test512 => "Test-512",
        }
    }
}

/// Calls a function that is generic over the curve and its words with those of a set.
macro_rules! on_curve {
    ($set:expr, $function:ident($($argument:expr),*)) => {
        match $set {
            $crate::ParamSet::CryptoProA
            | $crate::ParamSet::CryptoProXchA
            | $crate::ParamSet::Tc26_256B => $function::<$crate::curve::CryptoProA, 4>($($argument),*),
            $crate::ParamSet::CryptoProB | $crate::ParamSet::Tc26_256C => {
                $function::<$crate::curve::CryptoProB, 4>($($argument),*)
            }
            $crate::ParamSet::CryptoProC
            | $crate::ParamSet::CryptoProXchB
            | $crate::ParamSet::Tc26_256D => $function::<$crate::curve::CryptoProC, 4>($($argument),*),
            $crate::ParamSet::Tc26_256A => $function::<$crate::curve::Tc26A256, 4>($($argument),*),
            $crate::ParamSet::Tc26_512A => $function::<$crate::curve::Tc26A512, 8>($($argument),*),
            $crate::ParamSet::Tc26_512B => $function::<$crate::curve::Tc26B512, 8>($($argument),*),
            $crate::ParamSet::Tc26_512C => $function::<$crate::curve::Tc26C512, 8>($($argument),*),
            $crate::ParamSet::Test256 => $function::<$crate::curve::Test256, 4>($($argument),*),
            $crate::ParamSet::Test512 => $function::<$crate::curve::Test512, 8>($($argument),*),
        }
    };
}
pub(crate) use on_curve;
