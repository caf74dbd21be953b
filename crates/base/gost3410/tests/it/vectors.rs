//! Numbers from the standards, written out where the standard prints them.

use gost3410::pkcs8::{DecodePublicKey, EncodePublicKey};
use gost3410::signature::{Signer, Verifier};
use gost3410::{ParamSet, Signature, SigningKey, VerifyingKey};
use hex_literal::hex;

/// The standard prints numbers most significant byte first.
fn reversed<const N: usize>(mut number: [u8; N]) -> [u8; N] {
    number.reverse();
    number
}

#[test]
fn the_first_example_of_the_standard_verifies() {
    // RFC 7091, section 7.1.
    let key = SigningKey::from_le_bytes(
        ParamSet::Test256,
        &reversed(hex!(
            "7A929ADE789BB9BE10ED359DD39A72C11B60961F49397EEE1D19CE9891EC3B28"
        )),
    )
    .unwrap();
    let public = key.verifying_key();
    assert_eq!(
        public.as_bytes()[..32],
        reversed(hex!(
            "7F2B49E270DB6D90D8595BEC458B50C58585BA1D4E9B788F6689DBD8E56FD80B"
        ))
    );
    assert_eq!(
        public.as_bytes()[32..],
        reversed(hex!(
            "26F1B489D6701DD185C8413A977B3CBBAF64D1C593D26627DFFB101A87FF77DA"
        ))
    );
    let digest = reversed(hex!(
        "2DFBC1B372D89A1188C09C52E0EEC61FCE52032AB1022E8E67ECE6672B043EE5"
    ));
    let signature = Signature::from_bytes(&hex!(
        "01456C64BA4642A1653C235A98A60249BCD6D3F746B631DF928014F6C5BF9C40"
        "41AA28D2F1AB148280CD9ED56FEDA41974053554A42767B83AD043FD39DC0493"
    ))
    .unwrap();
    public.verify_digest(&digest, &signature).unwrap();
}

#[test]
fn the_second_example_of_the_standard_verifies() {
    // RFC 7091, section 7.2.
    let key = SigningKey::from_le_bytes(
        ParamSet::Test512,
        &reversed(hex!(
            "0BA6048AADAE241BA40936D47756D7C93091A0E8514669700EE7508E508B102072E8123B2200A0563322DAD2827E2714A2636B7BFD18AADFC62967821FA18DD4"
        )),
    )
    .unwrap();
    let public = key.verifying_key();
    assert_eq!(
        public.as_bytes()[..64],
        reversed(hex!(
            "115DC5BC96760C7B48598D8AB9E740D4C4A85A65BE33C1815B5C320C854621DD5A515856D13314AF69BC5B924C8B4DDFF75C45415C1D9DD9DD33612CD530EFE1"
        ))
    );
    let digest = reversed(hex!(
        "3754F3CFACC9E0615C4F4A7C4D8DAB531B09B6F9C170C533A71D147035B0C5917184EE536593F4414339976C647C5D5A407ADEDB1D560C4FC6777D2972075B8C"
    ));
    let signature = Signature::from_bytes(&hex!(
        "1081B394696FFE8E6585E7A9362D26B6325F56778AADBC081C0BFBE933D52FF5823CE288E8C4F362526080DF7F70CE406A6EEB1F56919CB92A9853BDE73E5B4A"
        "2F86FA60A081091A23DD795E1E3C689EE512A3C82EE0DCC2643C78EEA8FCACD35492558486B20F1C9EC197C90699850260C93BCBCD9C5C3317E19344E173AE36"
    ))
    .unwrap();
    public.verify_digest(&digest, &signature).unwrap();
}

#[test]
fn the_key_agreement_of_both_sides_gives_the_published_keys() {
    // R 50.1.113-2016, appendix; RFC 7836, appendix B.
    let ukm = hex!("1d80603c8544c727");
    let side = |secret: &[u8]| SigningKey::from_le_bytes(ParamSet::Tc26_512A, secret).unwrap();
    let a = side(&hex!(
        "c990ecd972fce84ec4db022778f50fcac726f46708384b8d458304962d7147f8c2db41cef22c90b102f2968404f9b9be6d47c79692d81826b32b8daca43cb667"
    ));
    let b = side(&hex!(
        "48c859f7b6f11585887cc05ec6ef1390cfea739b1a18c0d4662293ef63b79e3b8014070b44918590b4b996acfea4edfbbbcccc8c06edd8bf5bda92a51392d0db"
    ));
    assert_eq!(
        a.verifying_key().as_bytes(),
        hex!(
            "aab0eda4abff21208d18799fb9a8556654ba783070eba10cb9abb253ec56dcf5d3ccba6192e464e6e5bcb6dea137792f2431f6c897eb1b3c0cc14327b1adc0a7"
            "914613a3074e363aedb204d38d3563971bd8758e878c9db11403721b48002d38461f92472d40ea92f9958c0ffa4c93756401b97f89fdbe0b5e46e4a4631cdb5a"
        )
    );
    let key = hex!("c9a9a77320e2cc559ed72dce6f47e2192ccea95fa648670582c054c0ef36c221");
    assert_eq!(*a.vko_256(&b.verifying_key(), &ukm).unwrap(), key);
    assert_eq!(*b.vko_256(&a.verifying_key(), &ukm).unwrap(), key);
    let key = hex!(
        "79f002a96940ce7bde3259a52e015297adaad84597a0d205b50e3e1719f97bfa7ee1d2661fa9979a5aa235b558a7e6d9f88f982dd63fc35a8ec0dd5e242d3bdf"
    );
    assert_eq!(*a.vko_512(&b.verifying_key(), &ukm).unwrap(), key);
    assert_eq!(*b.vko_512(&a.verifying_key(), &ukm).unwrap(), key);
}

#[test]
fn both_sides_agree_on_every_set() {
    for set in ParamSet::ALL {
        let length = set.size().bytes();
        let a = SigningKey::from_le_bytes(set, &vec![0x11; length]).unwrap();
        let b = SigningKey::from_le_bytes(set, &vec![0x2f; length]).unwrap();
        let (one, other) = (
            a.vko_512(&b.verifying_key(), b"ukm"),
            b.vko_512(&a.verifying_key(), b"ukm"),
        );
        assert_eq!(*one.unwrap(), *other.unwrap(), "{}", set.name());
    }
}

#[test]
fn a_signature_verifies_on_every_set_and_nothing_else_does() {
    for set in ParamSet::ALL {
        let key = SigningKey::from_le_bytes(set, &vec![0x35; set.size().bytes()]).unwrap();
        let public = key.verifying_key();
        let signature = key.sign(b"message");
        public.verify(b"message", &signature).unwrap();
        assert!(
            public.verify(b"massage", &signature).is_err(),
            "{}",
            set.name()
        );
        assert_eq!(
            key.sign(b"message"),
            signature,
            "deterministic without noise"
        );
        assert_ne!(
            key.sign_digest(&vec![1; set.size().bytes()], &[1; 32]),
            key.sign_digest(&vec![1; set.size().bytes()], &[2; 32]),
            "fresh noise gives another signature"
        );
    }
}

#[test]
fn public_keys_survive_subject_public_key_info() {
    for set in ParamSet::ALL {
        let key = SigningKey::from_le_bytes(set, &vec![0x21; set.size().bytes()]).unwrap();
        let public = key.verifying_key();
        let der = public.to_public_key_der().unwrap();
        assert_eq!(
            VerifyingKey::from_public_key_der(der.as_bytes()).unwrap(),
            public
        );
    }
}
