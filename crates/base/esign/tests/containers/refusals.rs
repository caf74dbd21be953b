//! What must not open, and must not take forever.

use super::{chain, key};
use esign::container::{self, ContainerError, Protection};
use gost3410::ParamSet;
use rand::SeedableRng;
use rand_chacha::ChaCha20Rng;

fn made() -> Vec<u8> {
    let key = key(ParamSet::Tc26_256B);
    container::make(
        &key,
        &chain(&key),
        None,
        "пароль",
        Protection::Gost89,
        &mut ChaCha20Rng::seed_from_u64(3),
    )
    .unwrap()
}

/// An element in DER, short or with two bytes of length.
fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len()).unwrap().to_be_bytes();
    let mut der = vec![tag];
    match content.len() {
        0..0x80 => der.push(length[1]),
        0x80..0x100 => der.extend([0x81, length[1]]),
        _ => der.extend([0x82, length[0], length[1]]),
    }
    der.extend_from_slice(content);
    der
}

fn joined(parts: &[&[u8]]) -> Vec<u8> {
    parts.concat()
}

const DATA: &[u8] = &[6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 1];

/// A PFX without a MAC around the given bags.
fn pfx(bags: &[u8]) -> Vec<u8> {
    let data = |content: &[u8]| {
        let octets = element(0xa0, &element(4, content));
        element(0x30, &joined(&[DATA, &octets]))
    };
    let safe = element(0x30, &data(&element(0x30, bags)));
    element(0x30, &joined(&[&[2, 1, 3], &data(&safe)]))
}

#[test]
fn bytes_behind_the_container_are_refused() {
    let mut file = made();
    file.push(0);
    let error = container::open(&file, "пароль").unwrap_err();
    assert!(matches!(error, ContainerError::Malformed(_)), "{error}");
    assert_eq!(error.code(), "SIG-101");
}

#[test]
fn every_truncated_container_is_refused_and_nothing_panics() {
    let file = made();
    for length in 0..file.len() {
        let error = container::open(&file[..length], "пароль").unwrap_err();
        assert!(
            matches!(error, ContainerError::Malformed(_)),
            "{length}: {error}"
        );
    }
}

#[test]
fn a_changed_byte_of_the_contents_is_seen() {
    let file = made();
    for place in [100, 300, file.len() / 2] {
        let mut changed = file.clone();
        changed[place] ^= 1;
        assert!(container::open(&changed, "пароль").is_err(), "{place}");
    }
}

#[test]
fn ten_million_iterations_are_refused_at_once() {
    let file = made();
    // INTEGER 10000 stands three times: for the MAC, the key, the certificates.
    let iterations = [2, 2, 0x27, 0x10];
    let mut changed = file.clone();
    let mac = changed.len() - iterations.len();
    assert_eq!(changed[mac..], iterations);
    // MacData ends the file, so the lengths of it and of the whole are all that grow.
    changed.truncate(mac);
    changed.extend([2, 4, 0x00, 0x98, 0x96, 0x80]);
    let whole = u16::from_be_bytes([changed[2], changed[3]]) + 2;
    changed[2..4].copy_from_slice(&whole.to_be_bytes());
    // SEQUENCE of MacData: digest info (32 + 64 + …), a salt of 32 bytes, the number.
    let mac_data = (0..changed.len() - 2)
        .rev()
        .find(|place| {
            changed[*place] == 0x30
                && usize::from(changed[place + 1]) + 2 + place + 2 == changed.len()
                && changed[place + 1] < 0x80
        })
        .or_else(|| {
            (0..changed.len() - 3).rev().find(|place| {
                changed[*place] == 0x30
                    && changed[place + 1] == 0x81
                    && usize::from(changed[place + 2]) + 3 + place + 2 == changed.len()
            })
        })
        .unwrap();
    let length_at = if changed[mac_data + 1] == 0x81 { 2 } else { 1 };
    changed[mac_data + length_at] += 2;
    let start = std::time::Instant::now();
    assert_eq!(
        container::open(&changed, "пароль").unwrap_err(),
        ContainerError::Iterations(10_000_000)
    );
    // Ten million rounds would take minutes.
    assert!(start.elapsed().as_secs() < 5);
}

#[test]
fn bags_nested_too_deep_or_too_many_are_refused() {
    let nested: &[u8] = &[6, 11, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 12, 10, 1, 6];
    let mut bags = Vec::new();
    for _ in 0..container::MAX_DEPTH + 2 {
        let inner = element(0xa0, &element(0x30, &bags));
        bags = element(0x30, &joined(&[nested, &inner]));
    }
    assert_eq!(
        container::open(&pfx(&bags), "").unwrap_err(),
        ContainerError::TooMany
    );
    let empty = element(
        0x30,
        &joined(&[nested, &element(0xa0, &element(0x30, &[]))]),
    );
    assert_eq!(
        container::open(&pfx(&empty.repeat(1000)), "").unwrap_err(),
        ContainerError::TooMany
    );
    assert_eq!(
        container::open(&pfx(&empty), "").unwrap_err(),
        ContainerError::NoGostKey("nothing".to_owned())
    );
}

#[test]
fn a_file_that_is_too_large_is_not_read() {
    let file = vec![0x30; container::MAX_CONTAINER + 1];
    assert_eq!(
        container::open(&file, "").unwrap_err(),
        ContainerError::TooLarge
    );
    assert!(container::open(b"", "").is_err());
    assert!(
        container::open(
            b"-----BEGIN PRIVATE KEY-----\n!!\n-----END PRIVATE KEY-----",
            ""
        )
        .is_err()
    );
}
