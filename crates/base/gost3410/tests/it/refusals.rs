//! What must not pass: numbers out of range, points that are none, keys that do not fit.

use gost3410::pkcs8::{DecodePrivateKey, DecodePublicKey, EncodePrivateKey, EncodePublicKey};
use gost3410::{Error, KeySize, ParamSet, Signature, SigningKey, VerifyingKey};
use proptest::prelude::*;

fn key(set: ParamSet) -> SigningKey {
    SigningKey::from_le_bytes(set, &vec![0x1d; set.size().bytes()]).expect("below every order")
}

/// The order of the base point, little-endian, learned from outside: the first number that is
/// refused as a private key.
fn order(set: ParamSet) -> Vec<u8> {
    let mut order = vec![0u8; set.size().bytes()];
    for bit in (0..8 * order.len()).rev() {
        order[bit / 8] |= 1 << (bit % 8);
        if SigningKey::from_le_bytes(set, &order).is_err() {
            order[bit / 8] &= !(1 << (bit % 8));
        }
    }
    // The largest key there is; the order is the next number.
    for byte in &mut order {
        *byte = byte.wrapping_add(1);
        if *byte != 0 {
            break;
        }
    }
    order
}

/// The sum of little-endian numbers, where it fits their length.
fn sum(a: &[u8], b: &[u8]) -> Option<Vec<u8>> {
    let mut carry = 0;
    let sum = a
        .iter()
        .zip(b)
        .map(|(a, b)| {
            let byte = u16::from(*a) + u16::from(*b) + carry;
            carry = byte >> 8;
            byte.to_le_bytes()[0]
        })
        .collect();
    (carry == 0).then_some(sum)
}

#[test]
fn private_keys_out_of_range_are_refused() {
    for set in ParamSet::ALL {
        let length = set.size().bytes();
        let refusal = |bytes: &[u8]| SigningKey::from_le_bytes(set, bytes).unwrap_err();
        assert_eq!(refusal(&vec![0; length]), Error::PrivateKey);
        assert_eq!(refusal(&order(set)), Error::PrivateKey);
        assert_eq!(refusal(&vec![0xff; length]), Error::PrivateKey);
        for wrong in [0, 1, length - 1, length + 1, 2 * length] {
            assert_eq!(refusal(&vec![1; wrong]), Error::Length);
        }
        // The largest key there is passes: the order is refused for its size alone.
        let mut largest = order(set);
        largest[0] -= 1;
        SigningKey::from_le_bytes(set, &largest).unwrap();
    }
}

#[test]
fn a_signature_with_a_number_out_of_range_is_not_good() {
    for set in ParamSet::ALL {
        let length = set.size().bytes();
        let key = key(set);
        let digest = vec![7; length];
        let good = key.sign_digest(&digest, &[0; 32]).unwrap();
        let public = key.verifying_key();
        public.verify_digest(&digest, &good).unwrap();
        let (s, r) = good.as_bytes().split_at(length);
        let mut q = order(set);
        q.reverse();
        let zero = vec![0; length];
        // The same number modulo q.
        let more = |number: &[u8]| {
            let little_endian = |number: &[u8]| number.iter().rev().copied().collect::<Vec<u8>>();
            let sum = sum(&little_endian(number), &little_endian(&q))?;
            Some(little_endian(&sum))
        };
        let mut bad = vec![
            [&zero, r].concat(),
            [s, &zero].concat(),
            [&zero[..], &zero].concat(),
            [&q, r].concat(),
            [s, &q].concat(),
            [&q[..], &q].concat(),
            [r, s].concat(),
            vec![0xff; 2 * length],
        ];
        bad.extend(more(s).map(|s| [&s, r].concat()));
        bad.extend(more(r).map(|r| [s, &r].concat()));
        for bytes in bad {
            let signature = Signature::from_bytes(&bytes).unwrap();
            assert_eq!(
                public.verify_digest(&digest, &signature),
                Err(Error::Signature),
                "{} {signature:?}",
                set.name()
            );
        }
    }
}

#[test]
fn points_off_the_curve_and_of_low_order_are_refused() {
    for set in ParamSet::ALL {
        let length = set.size().bytes();
        let mut xy = key(set).verifying_key().as_bytes().to_vec();
        xy[length] ^= 1;
        assert_eq!(VerifyingKey::from_bytes(set, &xy), Err(Error::PublicKey));
        assert_eq!(
            VerifyingKey::from_bytes(set, &vec![0; 2 * length]),
            Err(Error::PublicKey)
        );
        assert_eq!(
            VerifyingKey::from_bytes(set, &vec![0xff; 2 * length]),
            Err(Error::PublicKey)
        );
        for wrong in [0, 1, length, 2 * length - 1] {
            assert_eq!(
                VerifyingKey::from_bytes(set, &xy[..wrong]),
                Err(Error::Length)
            );
        }
        xy.push(0);
        assert_eq!(VerifyingKey::from_bytes(set, &xy), Err(Error::Length));
    }
    for (set, points) in LOW_ORDER {
        for point in points {
            let xy = point.map(data).concat();
            assert_eq!(
                VerifyingKey::from_bytes(set, &xy),
                Err(Error::PublicKey),
                "{}",
                set.name()
            );
        }
    }
}

/// The points of order 2 and 4 of the two sets with cofactor 4, and one of order 2·q, as `x` and `y`.
const LOW_ORDER: [(ParamSet, [[&str; 2]; 3]); 2] = [
    (
        ParamSet::Tc26_256A,
        [
            [
                "0100fe73f595ff158e974b44d478d9588744fe5c192ac47ea63075dce7a14aaa",
                "0000000000000000000000000000000000000000000000000000000000000000",
            ],
            [
                "7f7f80c60535007538b45a5d95c39353bc5d80d1f36a9dc0ace7c5118c2f5977",
                "7e7e82520f9f015faa1d0f18c14ab9fb35188275da3fd94206b74f34a48e0ecd",
            ],
            [
                "18476b1af2e5cecdc380e4c91d2a3a5c2b6c0788066615e2b4e9a63246463e96",
                "4cfa952e3b48a1409977e07faba396136986d7e8edc05c336154375be5070030",
            ],
        ],
    ),
    (
        ParamSet::Tc26_512C,
        [
            [
                "9a628f975594ecefd89ba28a2539ffb79c8ab238aeed0851fa5c1abb02b80b44c6734501b83a011dd625cd0b5145091a6d9acd4b1f5c5b1e21b2b249ddfd1271",
                "00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000",
            ],
            [
                "b2ceb8345535898813b22ebaed63002431baa6e3a8897bd702d1f2a27ea3fa5d9cc65d7f23e2ff7114ed197a575d7b72c932995a7051d270ef26a6db1101748f",
                "186c289cffa09c983b168c30c829006c952ff4aaf99c73850875d7e77bebef18d653187d6ba8fe533ec74c6f061872585b97cc0f50f57752cd73f4913304621e",
            ],
            [
                "a971a08c11434aed18be284bda0575df3112277f7f11db4cfc63762467acf3a9ad39e333d5727748008ca4a7275f22ce793d6e36a77cf3ee6793fda38008c4bb",
                "a9d47f0ed920fac7438c4de7042d95e15b4dced16636d7d59c54ecb3089d0f889dd8856efe606b368bddd793c97053e7c676f70f5bfe30663501b4b3e8c6749d",
            ],
        ],
    ),
];

/// A number printed most significant digit first, as little-endian bytes.
fn data(hex: &str) -> Vec<u8> {
    let mut bytes: Vec<u8> = (0..hex.len() / 2)
        .map(|i| u8::from_str_radix(&hex[2 * i..2 * i + 2], 16).expect("hexadecimal"))
        .collect();
    bytes.reverse();
    bytes
}

/// The primes of the fields, from RFC 4357 and RFC 7836.
const PRIMES: [(&str, &[ParamSet]); 6] = [
    (
        "fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffd97",
        &[
            ParamSet::CryptoProA,
            ParamSet::CryptoProXchA,
            ParamSet::Tc26_256A,
            ParamSet::Tc26_256B,
        ],
    ),
    (
        "8000000000000000000000000000000000000000000000000000000000000c99",
        &[ParamSet::CryptoProB, ParamSet::Tc26_256C],
    ),
    (
        "9b9f605f5a858107ab1ec85e6b41c8aacf846e86789051d37998f7b9022d759b",
        &[
            ParamSet::CryptoProC,
            ParamSet::CryptoProXchB,
            ParamSet::Tc26_256D,
        ],
    ),
    (
        "fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffdc7",
        &[ParamSet::Tc26_512A, ParamSet::Tc26_512C],
    ),
    (
        "8000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000006f",
        &[ParamSet::Tc26_512B],
    ),
    (
        "8000000000000000000000000000000000000000000000000000000000000431",
        &[ParamSet::Test256],
    ),
];

#[test]
fn a_coordinate_that_is_not_below_the_prime_is_refused() {
    let mut same_points = 0;
    for (prime, sets) in PRIMES {
        let prime = data(prime);
        for set in sets {
            let length = prime.len();
            assert_eq!(length, set.size().bytes());
            let mut one = vec![0; length];
            one[0] = 1;
            // The base point; its x is tiny on most curves.
            let base = SigningKey::from_le_bytes(*set, &one).unwrap();
            let base = base.verifying_key().as_bytes().to_vec();
            VerifyingKey::from_bytes(*set, &base).unwrap();
            for half in [0..length, length..2 * length] {
                // The same point written otherwise: a coordinate plus p.
                let more = sum(&base[half.clone()], &prime);
                same_points += usize::from(more.is_some());
                for wrong in [Some(prime.clone()), more].into_iter().flatten() {
                    let mut xy = base.clone();
                    xy[half.clone()].copy_from_slice(&wrong);
                    assert_eq!(
                        VerifyingKey::from_bytes(*set, &xy),
                        Err(Error::PublicKey),
                        "{}",
                        set.name()
                    );
                }
            }
        }
    }
    // Wherever the base point leaves room for it: x of every set but the two with cofactor 4.
    assert!(same_points >= 11, "{same_points}");
}

#[test]
fn a_public_key_structure_with_another_length_or_algorithm_is_refused() {
    for set in ParamSet::ALL {
        let der = key(set).verifying_key().to_public_key_der().unwrap();
        let good = der.as_bytes();
        assert!(VerifyingKey::from_public_key_der(good).is_ok());
        for cut in 0..good.len() {
            assert!(VerifyingKey::from_public_key_der(&good[..cut]).is_err());
        }
        assert!(VerifyingKey::from_public_key_der(&[good, &[0]].concat()).is_err());
        // The algorithm of the other key size with this set's name.
        let place = |der: &[u8], oid: &[u8]| der.windows(oid.len()).position(|part| part == oid);
        let algorithm = set.size().key_oid();
        let at = place(good, algorithm.as_bytes()).unwrap() + algorithm.as_bytes().len() - 1;
        let mut other = good.to_vec();
        other[at] = match set.size() {
            KeySize::Bits256 => 2,
            KeySize::Bits512 => 1,
        };
        assert!(
            VerifyingKey::from_public_key_der(&other).is_err(),
            "{}",
            set.name()
        );
        // A set that nobody has defined.
        let at = place(good, set.oid().as_bytes()).unwrap() + set.oid().as_bytes().len() - 1;
        let mut unknown = good.to_vec();
        unknown[at] = 0x7f;
        assert!(VerifyingKey::from_public_key_der(&unknown).is_err());
    }
}

#[test]
fn a_private_key_structure_that_is_cut_or_out_of_range_is_refused() {
    for set in ParamSet::ALL {
        let der = key(set).to_pkcs8_der().unwrap();
        let good = der.as_bytes();
        assert!(SigningKey::from_pkcs8_der(good).is_ok());
        for cut in 0..good.len() {
            assert!(SigningKey::from_pkcs8_der(&good[..cut]).is_err());
        }
        let length = set.size().bytes();
        let at = good.len() - length;
        assert_eq!(&good[at..], key(set).to_le_bytes());
        for number in [vec![0; length], order(set)] {
            let mut wrong = good.to_vec();
            wrong[at..].copy_from_slice(&number);
            // The product of the key's parts is taken modulo q, and nothing is left of it.
            assert!(
                SigningKey::from_pkcs8_der(&wrong).is_err(),
                "{}",
                set.name()
            );
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Numbers in range that nobody has made for this digest.
    #[test]
    fn a_made_up_signature_is_not_good(
        set in prop::sample::select(&ParamSet::ALL[..]),
        bytes in prop::collection::vec(any::<u8>(), 128),
    ) {
        let length = set.size().bytes();
        let signature = Signature::from_bytes(&bytes[..2 * length]).unwrap();
        let public = key(set).verifying_key();
        let refused = Err(Error::Signature);
        prop_assert_eq!(public.verify_digest(&vec![7; length], &signature), refused);
    }

    #[test]
    fn one_changed_bit_of_anything_spoils_a_signature(
        set in prop::sample::select(&ParamSet::ALL[..]),
        secret in prop::array::uniform32(any::<u8>()),
        bit in any::<prop::sample::Index>(),
    ) {
        let length = set.size().bytes();
        let mut full = vec![0; length];
        full[..31].copy_from_slice(&secret[..31]);
        full[0] |= 1;
        let key = SigningKey::from_le_bytes(set, &full).unwrap();
        let public = key.verifying_key();
        // Not 0, which counts as 1.
        let digest = vec![secret[31] | 2; length];
        let signature = key.sign_digest(&digest, &secret).unwrap();
        prop_assert_eq!(public.verify_digest(&digest, &signature), Ok(()));

        let flipped = |bytes: &[u8]| {
            let bit = bit.index(8 * bytes.len());
            let mut bytes = bytes.to_vec();
            bytes[bit / 8] ^= 1 << (bit % 8);
            bytes
        };
        let other = Signature::from_bytes(&flipped(signature.as_bytes())).unwrap();
        prop_assert_eq!(public.verify_digest(&digest, &other), Err(Error::Signature));
        let other = public.verify_digest(&flipped(&digest), &signature);
        prop_assert_eq!(other, Err(Error::Signature));
        // A point's neighbour is none.
        let other = VerifyingKey::from_bytes(set, &flipped(public.as_bytes()));
        prop_assert_eq!(other, Err(Error::PublicKey));
    }

    #[test]
    fn a_point_at_random_is_no_key(
        set in prop::sample::select(&ParamSet::ALL[..]),
        xy in prop::collection::vec(any::<u8>(), 128),
    ) {
        let xy = &xy[..2 * set.size().bytes()];
        prop_assert_eq!(VerifyingKey::from_bytes(set, xy), Err(Error::PublicKey));
    }
}

#[test]
fn keys_of_different_curves_agree_on_nothing() {
    let (a, b) = (key(ParamSet::CryptoProA), key(ParamSet::CryptoProB));
    assert_eq!(
        a.vko_256(&b.verifying_key(), &[1]).unwrap_err(),
        Error::ParamSet
    );
    assert_eq!(
        a.vko_256(&a.verifying_key(), &[]).unwrap_err(),
        Error::Length
    );
    assert_eq!(
        a.vko_256(&a.verifying_key(), &[1; 33]).unwrap_err(),
        Error::Length
    );
    assert_eq!(
        a.vko_256(&a.verifying_key(), &[0; 32]).unwrap_err(),
        Error::PublicKey
    );
}

#[test]
fn a_signature_of_another_length_is_refused_and_not_read() {
    assert_eq!(Signature::from_bytes(&[1; 63]), Err(Error::Length));
    let long = Signature::from_bytes(&[1; 128]).unwrap();
    let public = key(ParamSet::CryptoProA).verifying_key();
    assert_eq!(public.verify_digest(&[1; 32], &long), Err(Error::Length));
    assert_eq!(
        public.verify_digest(&[1; 64], &Signature::from_bytes(&[1; 64]).unwrap()),
        Err(Error::Length)
    );
}

#[test]
fn a_private_key_is_not_printed() {
    let printed = format!("{:?}", key(ParamSet::CryptoProA));
    assert_eq!(printed, "SigningKey { set: CryptoProA, .. }");
}
