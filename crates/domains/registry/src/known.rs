//! Which entries the register may have, in 32 MB whatever its size.
//!
//! An import asks this of every entry before it looks into the index: of a first import hardly any
//! look-up is left. A Bloom filter never forgets an entry, and takes a new one for a known one once
//! in some thousands at ten million entries, once in thirty at fifty million.

/// Bits of the filter, as a power of two.
const BITS: u32 = 28;
/// Bits set for each entry.
const PROBES: u32 = 4;

pub(crate) struct Known {
    words: Vec<u64>,
}

impl Known {
    pub(crate) fn new() -> Self {
        Self {
            words: vec![0; 1 << (BITS - 6)],
        }
    }

    pub(crate) fn add(&mut self, key: u64) {
        for (word, bit) in probes(key) {
            self.words[word] |= bit;
        }
    }

    /// False only for keys that were never added.
    pub(crate) fn may_have(&self, key: u64) -> bool {
        probes(key).all(|(word, bit)| self.words[word] & bit != 0)
    }
}

fn probes(key: u64) -> impl Iterator<Item = (usize, u64)> {
    // Two halves of one mixed number make all probes.
    let mut mixed = key.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    mixed = (mixed ^ (mixed >> 32)).wrapping_mul(0xD6E8_FEB8_6659_FD93);
    mixed ^= mixed >> 32;
    let step = (mixed >> 32) | 1;
    (0..u64::from(PROBES)).map(move |number| {
        let bit = mixed.wrapping_add(number.wrapping_mul(step)) & ((1 << BITS) - 1);
        // Below 2^22: fits every machine's word.
        (usize::try_from(bit >> 6).unwrap_or(0), 1 << (bit & 63))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_added_is_known_and_hardly_anything_else_is() {
        let mut known = Known::new();
        let key = |number: u64| 1_027_700_000_000 + number * 11;
        for number in 0..1_000_000 {
            known.add(key(number));
        }
        assert!((0..1_000_000).all(|number| known.may_have(key(number))));
        let wrong = (1_000_000..1_200_000)
            .filter(|number| known.may_have(key(*number)))
            .count();
        assert!(wrong < 20, "{wrong} of 200,000 are taken for known");
    }
}
