//! What must not pass: numbers out of range, points that are none, keys that do not fit.

use gost3410::{Error, ParamSet, Signature, SigningKey, VerifyingKey};

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

#[test]
fn private_keys_out_of_range_are_refused() {
    for set in ParamSet::ALL {
        let length = set.size().bytes();
        let refusal = |bytes: &[u8]| SigningKey::from_le_bytes(set, bytes).unwrap_err();
        assert_eq!(refusal(&vec![0; length]), Error::PrivateKey);
        assert_eq!(refusal(&order(set)), Error::PrivateKey);
        assert_eq!(refusal(&vec![0xff; length]), Error::PrivateKey);
        assert_eq!(refusal(&vec![1; length - 1]), Error::Length);
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
        let more = |number: &[u8]| {
            // number + q, where it fits: the same number modulo q.
            let mut sum = vec![0; length];
            let mut carry = 0;
            for i in (0..length).rev() {
                let byte = u16::from(number[i]) + u16::from(q[i]) + carry;
                sum[i] = byte.to_le_bytes()[0];
                carry = byte >> 8;
            }
            (carry == 0).then_some(sum)
        };
        let mut bad = vec![
            [&zero, r].concat(),
            [s, &zero].concat(),
            [&zero[..], &zero].concat(),
            [&q, r].concat(),
            [s, &q].concat(),
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
        assert_eq!(VerifyingKey::from_bytes(set, &xy[1..]), Err(Error::Length));
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
