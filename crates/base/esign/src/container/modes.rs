//! Modes of GOST ciphers that no kept crate has: CTR with CryptoPro's change of keys (RFC 8645,
//! section 6.2.2), with and without a MAC (R 1323565.1.017, RFC 9337), and the CFB of GOST 28147-89
//! with its own change of keys (RFC 4357, section 2.3.2).

use cmac::Cmac;
use cmac::block_api::CmacCipher;
use hmac::{Hmac, KeyInit, Mac};
use magma::cipher::consts::U32;
use magma::cipher::{Block, BlockCipherDecrypt, BlockCipherEncrypt, BlockSizeUser, KeySizeUser};
use streebog::Streebog256;
use zeroize::Zeroizing;

/// Bytes that one key encrypts in containers (R 1323565.1.025-2019): Magma, then Kuznyechik.
pub(super) const MAGMA_SECTION: usize = 8 * 1024;
pub(super) const KUZNYECHIK_SECTION: usize = 256 * 1024;

/// Bytes that one key of GOST 28147-89 encrypts (RFC 4357, section 2.3.2).
const CFB_SECTION: usize = 1024;

pub(super) type Key = Zeroizing<[u8; 32]>;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    Encrypt,
    Decrypt,
}

/// Encrypts or decrypts in CTR-ACPKM. `iv` fills the first half of the counter.
pub(super) fn ctr_acpkm<C>(key: &Key, iv: &[u8], section: usize, data: &mut [u8])
where
    C: BlockCipherEncrypt + KeyInit + KeySizeUser<KeySize = U32>,
{
    let size = C::block_size();
    let mut key = key.clone();
    let mut cipher = C::new((&*key).into());
    let mut counter = Block::<C>::default();
    for (to, from) in counter.iter_mut().zip(iv) {
        *to = *from;
    }
    for (i, chunk) in data.chunks_mut(size).enumerate() {
        if i > 0 && (i * size).is_multiple_of(section) {
            key = next_key(&cipher);
            cipher = C::new((&*key).into());
        }
        let mut gamma = counter.clone();
        cipher.encrypt_block(&mut gamma);
        xor(chunk, &gamma);
        for byte in counter.iter_mut().rev() {
            *byte = byte.wrapping_add(1);
            if *byte != 0 {
                break;
            }
        }
    }
}

/// ACPKM: the next key is the encryption of 0x80, 0x81, … 0x9f (RFC 8645, section 6.2.1).
fn next_key<C: BlockCipherEncrypt>(cipher: &C) -> Key {
    let mut key = Zeroizing::new([0; 32]);
    for (byte, value) in key.iter_mut().zip(0x80..) {
        *byte = value;
    }
    for chunk in key.chunks_mut(C::block_size()) {
        encrypt_chunk(cipher, chunk);
    }
    key
}

fn encrypt_chunk<C: BlockCipherEncrypt>(cipher: &C, chunk: &mut [u8]) {
    let mut block = Block::<C>::default();
    block.copy_from_slice(chunk);
    cipher.encrypt_block(&mut block);
    chunk.copy_from_slice(&block);
}

fn xor(data: &mut [u8], gamma: &[u8]) {
    for (byte, mask) in data.iter_mut().zip(gamma) {
        *byte ^= mask;
    }
}

/// Encrypts with a MAC at the end, which is encrypted too.
pub(super) fn seal<C>(key: &Key, iv: &[u8], seed: &[u8], section: usize, data: &mut Vec<u8>)
where
    C: BlockCipherEncrypt + KeyInit + KeySizeUser<KeySize = U32> + CmacCipher,
{
    let (cipher_key, mac_key) = keys_of_tree(key, seed);
    let mut mac = <Cmac<C> as KeyInit>::new((&*mac_key).into());
    mac.update(data);
    data.extend_from_slice(&mac.finalize().into_bytes());
    ctr_acpkm::<C>(&cipher_key, iv, section, data);
}

/// Decrypts what [`seal`] made; false where the MAC is not good.
pub(super) fn unseal<C>(
    key: &Key,
    iv: &[u8],
    seed: &[u8],
    section: usize,
    data: &mut Vec<u8>,
) -> bool
where
    C: BlockCipherEncrypt + KeyInit + KeySizeUser<KeySize = U32> + CmacCipher,
{
    let Some(length) = data.len().checked_sub(C::block_size()) else {
        return false;
    };
    let (cipher_key, mac_key) = keys_of_tree(key, seed);
    ctr_acpkm::<C>(&cipher_key, iv, section, data);
    let mut mac = <Cmac<C> as KeyInit>::new((&*mac_key).into());
    mac.update(&data[..length]);
    let is_good = mac.verify_slice(&data[length..]).is_ok();
    data.truncate(length);
    is_good
}

/// The keys for the cipher and for the MAC (R 1323565.1.017, section 4.4).
fn keys_of_tree(key: &Key, seed: &[u8]) -> (Key, Key) {
    (
        kdf_tree(key, b"kdf tree", seed, 1),
        kdf_tree(key, b"kdf tree", seed, 2),
    )
}

/// One of two keys of KDF_TREE_GOSTR3411_2012_256 with R = 1 (R 50.1.113-2016, section 4.5; RFC
/// 7836, section 4.5).
fn kdf_tree(key: &Key, label: &[u8], seed: &[u8], number: u8) -> Key {
    // HMAC takes a key of any length.
    let Ok(mut mac) = Hmac::<Streebog256>::new_from_slice(&key[..]) else {
        unreachable!()
    };
    mac.update(&[number]);
    mac.update(label);
    mac.update(&[0]);
    mac.update(seed);
    // 512 bits are made in all.
    mac.update(&[2, 0]);
    Zeroizing::new(mac.finalize().into_bytes().into())
}

/// GOST 28147-89 in CFB. The crate's cipher reads bytes as Magma does, the other way round.
pub(super) fn gost89_cfb<C>(key: &Key, iv: [u8; 8], direction: Direction, data: &mut [u8])
where
    C: BlockCipherEncrypt + BlockCipherDecrypt + KeyInit + KeySizeUser<KeySize = U32>,
{
    let mut key = key.clone();
    let mut cipher = gost89::<C>(&key);
    let mut register = iv;
    for (i, chunk) in data.chunks_mut(8).enumerate() {
        if i > 0 && (i * 8).is_multiple_of(CFB_SECTION) {
            mesh(&cipher, &mut key);
            cipher = gost89::<C>(&key);
            register = gost89_encrypt(&cipher, register);
        }
        let gamma = gost89_encrypt(&cipher, register);
        let taken = chunk.len();
        if direction == Direction::Decrypt {
            register[..taken].copy_from_slice(chunk);
        }
        xor(chunk, &gamma);
        if direction == Direction::Encrypt {
            register[..taken].copy_from_slice(chunk);
        }
    }
}

/// The next key is the decryption of a constant (RFC 4357, section 2.3.2.2).
fn mesh<C: BlockCipherDecrypt>(cipher: &C, key: &mut Key) {
    const CONSTANT: [u8; 32] = [
        0x69, 0x00, 0x72, 0x22, 0x64, 0xc9, 0x04, 0x23, 0x8d, 0x3a, 0xdb, 0x96, 0x46, 0xe9, 0x2a,
        0xc4, 0x18, 0xfe, 0xac, 0x94, 0x00, 0xed, 0x07, 0x12, 0xc0, 0x86, 0xdc, 0xc2, 0xef, 0x4c,
        0xa9, 0x2b,
    ];
    key.copy_from_slice(&CONSTANT);
    for chunk in key.chunks_exact_mut(8) {
        let mut block = Block::<C>::default();
        chunk.reverse();
        block.copy_from_slice(chunk);
        cipher.decrypt_block(&mut block);
        block.reverse();
        chunk.copy_from_slice(&block);
    }
}

fn gost89<C: KeyInit + KeySizeUser<KeySize = U32>>(key: &Key) -> C {
    let mut swapped = key.clone();
    for word in swapped.chunks_exact_mut(4) {
        word.reverse();
    }
    C::new((&*swapped).into())
}

fn gost89_encrypt<C: BlockCipherEncrypt + BlockSizeUser>(
    cipher: &C,
    mut block: [u8; 8],
) -> [u8; 8] {
    block.reverse();
    encrypt_chunk(cipher, &mut block);
    block.reverse();
    block
}

#[cfg(test)]
mod tests {
    use super::*;
    use hex_literal::hex;
    use kuznyechik::Kuznyechik;
    use magma::Magma;

    const KEY: [u8; 32] = hex!("8899AABBCCDDEEFF0011223344556677FEDCBA98765432100123456789ABCDEF");
    const PLAIN: [u8; 112] = hex!(
        "1122334455667700FFEEDDCCBBAA9988 00112233445566778899AABBCCEEFF0A"
        "112233445566778899AABBCCEEFF0A00 2233445566778899AABBCCEEFF0A0011"
        "33445566778899AABBCCEEFF0A001122 445566778899AABBCCEEFF0A00112233"
        "5566778899AABBCCEEFF0A0011223344"
    );

    /// RFC 8645, appendix A: CTR-ACPKM with sections of 32 bytes.
    #[test]
    fn ctr_acpkm_changes_keys_as_published() {
        let mut data = PLAIN;
        let key = Zeroizing::new(KEY);
        ctr_acpkm::<Kuznyechik>(&key, &hex!("1234567890ABCEF0"), 32, &mut data);
        assert_eq!(
            data,
            hex!(
                "F195D8BEC10ED1DBD57B5FA240BDA1B8 85EEE733F6A13E5DF33CE4B33C45DEE4"
                "4BCEEB8F646F4C55001706275E85E800 587C4DF568D094393E4834AFD0805046"
                "CF30F57686AEECE11CFC6C316B8A896E DFFD07EC813636460C4F3B743423163E"
                "6409A9C282FAC8D469D221E7FBD6DE5D"
            )
        );
    }

    /// R 50.1.113-2016, example of KDF_TREE_GOSTR3411_2012_256 (RFC 7836, appendix B).
    #[test]
    fn the_key_tree_grows_as_published() {
        let mut key = Zeroizing::new([0; 32]);
        for (byte, value) in key.iter_mut().zip(0..) {
            *byte = value;
        }
        let label = hex!("26bdb878");
        let seed = hex!("af21434145656378");
        assert_eq!(
            *kdf_tree(&key, &label, &seed, 1),
            hex!("22b6837845c6bef65ea71672b265831086d3c76aebe6dae91cad51d83f79d16b")
        );
        assert_eq!(
            *kdf_tree(&key, &label, &seed, 2),
            hex!("074c9330599d7f8d712fca54392f4ddde93751206b3584c8f43f9e6dc51531f9")
        );
    }

    /// GOST R 34.13-2015, appendix A.1.6 and A.2.6: the MAC that the sealed modes put at the end.
    #[test]
    fn the_mac_is_that_of_the_standard() {
        let plain = hex!(
            "1122334455667700ffeeddccbbaa9988 00112233445566778899aabbcceeff0a"
            "112233445566778899aabbcceeff0a00 2233445566778899aabbcceeff0a0011"
        );
        let mut mac = <Cmac<Kuznyechik> as KeyInit>::new((&KEY).into());
        mac.update(&plain);
        assert_eq!(mac.finalize().into_bytes()[..8], hex!("336f4d296059fbe3"));
        let key = hex!("ffeeddccbbaa99887766554433221100f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff");
        let mut mac = <Cmac<Magma> as KeyInit>::new((&key).into());
        mac.update(&hex!(
            "92def06b3c130a59db54c704f8189d204a98fb2e67a8024c8912409b17b57e41"
        ));
        assert_eq!(mac.finalize().into_bytes()[..4], hex!("154e7210"));
    }

    #[test]
    fn what_was_sealed_opens_and_what_was_changed_does_not() {
        let key = Zeroizing::new(KEY);
        let plain: Vec<u8> = (0..20_000u32).map(|i| i.to_le_bytes()[0]).collect();
        let mut sealed = plain.clone();
        seal::<Magma>(&key, &[1; 4], &[2; 8], MAGMA_SECTION, &mut sealed);
        assert_eq!(sealed.len(), plain.len() + 8);
        let mut opened = sealed.clone();
        assert!(unseal::<Magma>(
            &key,
            &[1; 4],
            &[2; 8],
            MAGMA_SECTION,
            &mut opened
        ));
        assert_eq!(opened, plain);
        for place in [0, 9_000, sealed.len() - 1] {
            let mut changed = sealed.clone();
            changed[place] ^= 1;
            assert!(!unseal::<Magma>(
                &key,
                &[1; 4],
                &[2; 8],
                MAGMA_SECTION,
                &mut changed
            ));
        }
        let mut short = vec![0; 7];
        assert!(!unseal::<Magma>(
            &key,
            &[1; 4],
            &[2; 8],
            MAGMA_SECTION,
            &mut short
        ));
    }
}
