//! What is written here is read here.

use super::{chain, key};
use esign::container::{self, ContainerError, Protection};
use gost3410::ParamSet;
use rand::SeedableRng;
use rand_chacha::ChaCha20Rng;

const ALL: [Protection; 5] = [
    Protection::Gost89,
    Protection::Kuznyechik,
    Protection::KuznyechikOmac,
    Protection::Magma,
    Protection::MagmaOmac,
];

#[test]
fn a_container_keeps_key_certificates_and_name() {
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    for (protection, set) in ALL.into_iter().zip(ParamSet::ALL.into_iter().rev()) {
        let key = key(set);
        let certificates = chain(&key);
        let made = container::make(
            &key,
            &certificates,
            Some("Ключ «Анна» 🔑"),
            "пароль",
            protection,
            &mut rng,
        )
        .unwrap();
        let opened = container::open(&made, "пароль").unwrap();
        assert_eq!(opened.certificates, certificates);
        assert_eq!(opened.keys.len(), 1);
        assert_eq!(opened.keys[0].key.to_le_bytes(), key.to_le_bytes());
        assert_eq!(opened.keys[0].certificate.as_ref(), certificates.first());
        assert_eq!(opened.keys[0].name.as_deref(), Some("Ключ «Анна» 🔑"));
    }
}

#[test]
fn a_key_alone_is_kept_in_pkcs8() {
    let mut rng = ChaCha20Rng::seed_from_u64(2);
    let key = key(ParamSet::CryptoProA);
    for protection in ALL {
        let made = container::make_pkcs8(&key, "пароль", protection, &mut rng).unwrap();
        let opened = container::open(&made, "пароль").unwrap();
        assert_eq!(opened.keys[0].key.to_le_bytes(), key.to_le_bytes());
        let wrong = container::open(&made, "пароль2").unwrap_err();
        // The MAC of the cipher, or, without one, bytes that are no key.
        assert!(
            matches!(wrong, ContainerError::WrongPassword),
            "{protection:?}: {wrong}"
        );
    }
}
