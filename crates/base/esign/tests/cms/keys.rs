//! Numbers out of range, keys that are none, bits that are too many: in whole signatures and
//! certificates, as a file would bring them.

use crate::world::{
    CONTENT, NOISE, PASSED, World, because, change, change_signer, children, der, key, name, now,
    resign, split, time, validity,
};
use esign::certificate::Certificate;
use esign::cms;
use esign::issue::Template;
use esign::report::SubIndication;
use gost3410::signature::Signer;
use gost3410::{ParamSet, SigningKey};

/// The sets in use.
const SETS: usize = 12;

/// A number in as many bytes as the set has, big-endian.
fn number(set: ParamSet, digit: u8) -> Vec<u8> {
    let mut bytes = vec![0; set.size().bytes()];
    *bytes.last_mut().unwrap() = digit;
    bytes
}

#[test]
fn values_out_of_range_swapped_or_of_another_length_never_pass() {
    for set in &ParamSet::ALL[..SETS] {
        let world = World::new(*set);
        let cms = world.sign(false);
        let mut good = Vec::new();
        change_signer(&cms, |signer| {
            good = split(&signer[5]).1.to_vec();
        });
        let size = set.size().bytes();
        let (s, r) = good.split_at(size);
        let most = vec![0xff; size];
        let [none, one] = [0, 1].map(|digit| number(*set, digit));
        let wrong = [
            [r, s].concat(),
            [s, &none].concat(),
            [&none, r].concat(),
            [none.as_slice(), &none].concat(),
            [one.as_slice(), &one].concat(),
            [s, &most].concat(),
            [&most, r].concat(),
            [most.as_slice(), &most].concat(),
            [s, r, &[0]].concat(),
            [&[0], s, r].concat(),
            good[..2 * size - 1].to_vec(),
            good[..size].to_vec(),
            Vec::new(),
            // As ECDSA writes it.
            der(0x30, &[&der(0x02, &[r]), &der(0x02, &[s])]),
            good.iter().rev().copied().collect(),
        ];
        for value in wrong {
            let cms = change_signer(&cms, |signer| signer[5] = der(0x04, &[&value]));
            assert_eq!(
                world.verdict(&cms, Some(CONTENT)),
                because(SubIndication::SigCryptoFailure),
                "{}, {value:02x?}",
                set.name()
            );
        }
        assert_eq!(world.verdict(&cms, Some(CONTENT)), PASSED, "{}", set.name());
    }
}

/// Takes a certificate apart, lets its signed part be changed, and signs it with the root's key.
fn reissued(
    world: &World,
    certificate: &Certificate,
    how: impl FnOnce(&mut Vec<Vec<u8>>),
) -> Vec<u8> {
    let parts = children(certificate.der());
    let mut signed = children(&parts[0]);
    how(&mut signed);
    let signed: Vec<&[u8]> = signed.iter().map(Vec::as_slice).collect();
    let signed = der(0x30, &signed);
    let value = world.root_key.sign(&signed);
    let value = der(0x03, &[&[0], value.as_bytes()]);
    der(0x30, &[&signed, &parts[1], &value])
}

/// The subject's key stands seventh in the signed part.
const KEY: usize = 6;

#[test]
fn a_certificate_with_a_point_off_the_curve_signs_nothing() {
    for set in &ParamSet::ALL[..SETS] {
        let world = World::new(*set);
        let size = set.size().bytes();
        let with_point = |point: &[u8]| {
            let der = reissued(&world, &world.certificate, |parts| {
                let algorithm = children(&parts[KEY])[0].clone();
                let bits = der(0x03, &[&[0], &der(0x04, &[point])]);
                parts[KEY] = der(0x30, &[&algorithm, &bits]);
            });
            Certificate::from_der(&der).unwrap()
        };
        let good = world.key.verifying_key();
        let mut off = good.as_bytes().to_vec();
        off[0] ^= 1;
        let mut points = vec![
            off,
            vec![0; 2 * size],
            vec![0xff; 2 * size],
            good.as_bytes()[..size].to_vec(),
            [good.as_bytes(), &[0]].concat(),
        ];
        // The point of order 2 of the twisted Edwards sets, in the form of Weierstrass: y is 0.
        let mut low = vec![0; 2 * size];
        low[..size].copy_from_slice(&good.as_bytes()[..size]);
        points.push(low);
        for point in points {
            let certificate = with_point(&point);
            let cms = change(&world.sign(true), |parts| {
                parts[3] = der(0xa0, &[certificate.der()]);
            });
            let options = esign::Options {
                at: now(),
                trust: world.trust(),
                evidence: world.evidence(),
            };
            let alone = esign::validate_certificate(&certificate, &options);
            assert_eq!(
                alone.sub_indication,
                Some(SubIndication::ChainConstraintsFailure),
                "{}, {point:02x?}",
                set.name()
            );
            // Without attributes nothing but the key can be at fault.
            let cms = resign(&cms, &world.key, &[], CONTENT);
            assert_eq!(
                world.verdict(&cms, None),
                because(SubIndication::SigCryptoFailure),
                "{}, {point:02x?}",
                set.name()
            );
        }
    }
}

#[test]
fn a_signature_of_a_certificate_must_be_whole_bytes() {
    let world = World::new(ParamSet::CryptoProA);
    let parts = children(world.certificate.der());
    let value = split(&parts[2]).1;
    for unused in 1..8u8 {
        let mut odd = value.to_vec();
        odd[0] = unused;
        // Unused bits are zeros in DER; the value was made so that they may be.
        let last = odd.last_mut().unwrap();
        *last &= 0xffu8 << unused;
        let odd = der(0x30, &[&parts[0], &parts[1], &der(0x03, &[&odd])]);
        let Ok(odd) = Certificate::from_der(&odd) else {
            continue;
        };
        let cms = cms::sign(CONTENT, true, &world.key, &odd, now(), &NOISE).unwrap();
        assert_eq!(
            world.verdict(&cms, None),
            because(SubIndication::NoCertificateChainFound)
        );
    }
}

#[test]
fn serial_numbers_are_told_as_people_know_them() {
    let world = World::new(ParamSet::CryptoProA);
    for (serial, told) in [
        (vec![0xff, 1, 2], "ff0102"),
        (vec![0x7f, 1], "7f01"),
        (vec![0xab; 20], "abababababababababababababababababababab"),
        (vec![0], "00"),
    ] {
        let template = Template {
            serial: serial.clone(),
            ..Template::signer(name("Ёлкина"), 2, validity())
        };
        let certificate = world.issue(&template, &world.key);
        assert_eq!(certificate.serial(), told);
        let cms = cms::sign(CONTENT, true, &world.key, &certificate, now(), &NOISE).unwrap();
        assert_eq!(world.verdict(&cms, None), PASSED, "{told}");
        // Some writers put one zero too many before the number.
        let padded = change_signer(&cms, |signer| {
            let both = children(&signer[1]);
            let (_, digits, _) = split(&both[1]);
            signer[1] = der(0x30, &[&both[0], &der(0x02, &[&[0], digits])]);
        });
        assert_eq!(world.verdict(&padded, None), PASSED, "{told}, padded");
    }
}

#[test]
fn the_key_of_another_curve_is_another_key() {
    // The same bytes of a private key give other public keys on other curves of the length.
    let world = World::new(ParamSet::CryptoProA);
    let cms = world.sign(true);
    for set in [ParamSet::CryptoProB, ParamSet::Tc26_256A] {
        let other: SigningKey = key(set, 2);
        let person = Template::signer(name("Ёлкина"), 2, validity());
        let certificate = world.issue(&person, &other);
        let swapped = change(&cms, |parts| parts[3] = der(0xa0, &[certificate.der()]));
        let swapped = resign(&swapped, &world.key, &[], CONTENT);
        assert_eq!(
            world.verdict(&swapped, None),
            because(SubIndication::SigCryptoFailure)
        );
    }
}

#[test]
fn a_claimed_time_is_shown_and_proves_nothing() {
    let world = World::new(ParamSet::CryptoProA);
    // Claimed before the certificate began, and long after now.
    for claimed in ["2019-01-01T00:00:00Z", "2049-01-01T00:00:00Z"] {
        let (key, certificate) = (&world.key, &world.certificate);
        let cms = cms::sign(CONTENT, true, key, certificate, time(claimed), &NOISE).unwrap();
        let report = world.validate(&cms, None).remove(0);
        assert!(report.verdict.is_passed(), "{report:#?}");
        assert_eq!(report.signing_time, Some(time(claimed)));
        assert_eq!(report.validation_time, now());
    }
}
