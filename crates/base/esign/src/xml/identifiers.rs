//! The identifiers of algorithms in XML signatures.

use crate::algorithm::{Digest, Scheme};
use gost3410::KeySize;

/// Where CryptoPro and СМЭВ name GOST algorithms (draft-chudov-cryptopro-cpxmldsig, continued).
const CRYPTOPRO: &str = "urn:ietf:params:xml:ns:cpxmlsec:algorithms:";
/// Where RFC 4051 and RFC 6931 name theirs; GOST ones are in use under it too.
const MORE: &str = "http://www.w3.org/2001/04/xmldsig-more#";

/// The digest of a `DigestMethod`.
pub(crate) fn digest(uri: &str) -> Option<Digest> {
    if let Some(name) = uri.strip_prefix(CRYPTOPRO).or(uri.strip_prefix(MORE)) {
        return Some(match name {
            "gostr34112012-256" => Digest::Streebog256,
            "gostr34112012-512" => Digest::Streebog512,
            "sha384" => Digest::Sha384,
            _ => return None,
        });
    }
    Some(match uri {
        "http://www.w3.org/2000/09/xmldsig#sha1" => Digest::Sha1,
        "http://www.w3.org/2001/04/xmlenc#sha256" => Digest::Sha256,
        "http://www.w3.org/2001/04/xmlenc#sha512" => Digest::Sha512,
        _ => return None,
    })
}

/// The scheme of a `SignatureMethod`.
pub(crate) fn scheme(uri: &str) -> Option<Scheme> {
    let pss = |digest, salt| Scheme::RsaPss { digest, salt };
    if let Some(name) = uri.strip_prefix(CRYPTOPRO).or(uri.strip_prefix(MORE)) {
        return Some(match name {
            "gostr34102012-gostr34112012-256" => Scheme::Gost(KeySize::Bits256),
            "gostr34102012-gostr34112012-512" => Scheme::Gost(KeySize::Bits512),
            "rsa-sha256" => Scheme::RsaPkcs1(Digest::Sha256),
            "rsa-sha384" => Scheme::RsaPkcs1(Digest::Sha384),
            "rsa-sha512" => Scheme::RsaPkcs1(Digest::Sha512),
            "ecdsa-sha1" => Scheme::Ecdsa(Digest::Sha1),
            "ecdsa-sha256" => Scheme::Ecdsa(Digest::Sha256),
            "ecdsa-sha384" => Scheme::Ecdsa(Digest::Sha384),
            "ecdsa-sha512" => Scheme::Ecdsa(Digest::Sha512),
            _ => return None,
        });
    }
    Some(match uri {
        "http://www.w3.org/2000/09/xmldsig#rsa-sha1" => Scheme::RsaPkcs1(Digest::Sha1),
        // RFC 9231, section 2.3.10: the salt is as long as the digest.
        "http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1" => pss(Digest::Sha256, 32),
        "http://www.w3.org/2007/05/xmldsig-more#sha384-rsa-MGF1" => pss(Digest::Sha384, 48),
        "http://www.w3.org/2007/05/xmldsig-more#sha512-rsa-MGF1" => pss(Digest::Sha512, 64),
        _ => return None,
    })
}

/// The identifiers for signing with a GOST key: of the signature, and of the digest.
pub(crate) fn of_key(size: KeySize) -> (String, String) {
    let bits = match size {
        KeySize::Bits256 => "256",
        KeySize::Bits512 => "512",
    };
    (
        format!("{CRYPTOPRO}gostr34102012-gostr34112012-{bits}"),
        format!("{CRYPTOPRO}gostr34112012-{bits}"),
    )
}
