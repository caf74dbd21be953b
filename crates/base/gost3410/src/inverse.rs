//! Inversion modulo an odd prime by division steps: D. J. Bernstein and B.-Y. Yang, "Fast constant-time
//! gcd computation and modular inversion", 2019, with the δ that starts at 1/2 (P. Wuille, 2021).
//!
//! Every number of a width takes the same steps, so it serves secrets and public numbers alike; a
//! fifth of the time of Fermat's power at 512 bits.

use crate::limbs::MAX_LIMBS;
use core::hint::black_box;

/// Bits of a word here, and steps that are done on the lowest words alone before all words follow.
const BITS: usize = 62;
const MASK: i64 = i64::MAX >> 1;
const MAX_WORDS: usize = (64 * MAX_LIMBS).div_ceil(BITS);

/// A number in words of 62 bits, least significant first. The last one that the width uses has the sign.
type Words = [i64; MAX_WORDS];

/// Words that a number of `L` limbs uses, with room for a sign.
const fn used<const L: usize>() -> usize {
    (64 * L).div_ceil(BITS)
}

/// How many times 62 steps are enough for any number of this width: ⌊(45907·bits + 30179) / 19929⌋.
const fn rounds<const L: usize>() -> usize {
    ((45907 * 64 * L + 30179) / 19929).div_ceil(BITS)
}

/// `1 / number` modulo `modulus`, and 0 for 0. The number is below the modulus; `inverse` is
/// `1 / modulus` modulo `2^64`.
pub(crate) fn invert<const L: usize>(
    number: &[u64; L],
    modulus: &[u64; L],
    inverse: u64,
) -> [u64; L] {
    let modulus = split(modulus);
    let (mut f, mut g) = (modulus, split(number));
    // d·number = f and e·number = g modulo the modulus, but for a power of two that both steps share.
    let (mut d, mut e) = ([0; MAX_WORDS], [0; MAX_WORDS]);
    e[0] = 1;
    let mut zeta = -1;
    for _ in 0..rounds::<L>() {
        let matrix;
        (zeta, matrix) = steps(zeta, f[0], g[0]);
        apply_modulo::<L>(&matrix, &mut d, &mut e, &modulus, inverse);
        apply::<L>(&matrix, &mut f, &mut g);
    }
    // Now g = 0 and f = ±1.
    let sign = black_box(f[used::<L>() - 1] >> 63);
    join(&into_range::<L>(d, sign, &modulus))
}

/// The steps' effect on two numbers, times `2^62`: the first row makes the first of them.
struct Matrix {
    u: i64,
    v: i64,
    q: i64,
    r: i64,
}

/// 62 steps, of which the lowest 62 bits decide. `zeta` is `−(δ + 1/2)`.
fn steps(mut zeta: i64, mut f: i64, mut g: i64) -> (i64, Matrix) {
    let (mut u, mut v, mut q, mut r) = (1i64, 0i64, 0i64, 1i64);
    for _ in 0..BITS {
        // All ones where δ is positive, and where g is odd.
        let positive = zeta >> 63;
        let odd = (g & 1).wrapping_neg();
        // g, less f or with f where it is odd.
        let signed = |number: i64| (number ^ positive).wrapping_sub(positive) & odd;
        g = g.wrapping_add(signed(f));
        q = q.wrapping_add(signed(u));
        r = r.wrapping_add(signed(v));
        // Then f is what g was, where both hold.
        let both = positive & odd;
        zeta = (zeta ^ both).wrapping_sub(1);
        f = f.wrapping_add(g & both);
        u = u.wrapping_add(q & both) << 1;
        v = v.wrapping_add(r & both) << 1;
        g >>= 1;
    }
    (zeta, Matrix { u, v, q, r })
}

#[inline(always)]
fn product(a: i64, b: i64) -> i128 {
    i128::from(a) * i128::from(b)
}

/// `(f, g)` by the matrix, exactly.
fn apply<const L: usize>(matrix: &Matrix, f: &mut Words, g: &mut Words) {
    let Matrix { u, v, q, r } = *matrix;
    let mut first = product(u, f[0]) + product(v, g[0]);
    let mut second = product(q, f[0]) + product(r, g[0]);
    // The lowest 62 bits are zeros.
    (first, second) = (first >> BITS, second >> BITS);
    for i in 1..used::<L>() {
        first += product(u, f[i]) + product(v, g[i]);
        second += product(q, f[i]) + product(r, g[i]);
        (f[i - 1], g[i - 1]) = (first as i64 & MASK, second as i64 & MASK);
        (first, second) = (first >> BITS, second >> BITS);
    }
    (f[used::<L>() - 1], g[used::<L>() - 1]) = (first as i64, second as i64);
}

/// `(d, e)` by the matrix, with multiples of the modulus that make the lowest 62 bits zeros. Both
/// stay between −2 moduli and one.
fn apply_modulo<const L: usize>(
    matrix: &Matrix,
    d: &mut Words,
    e: &mut Words,
    modulus: &Words,
    inverse: u64,
) {
    let Matrix { u, v, q, r } = *matrix;
    let last = used::<L>() - 1;
    // Opaque, lest the compiler make branches of masks: it did, and tests/it/steady.rs saw it.
    let (d_sign, e_sign) = (black_box(d[last] >> 63), black_box(e[last] >> 63));
    // How many moduli; those that lift negative numbers to begin with.
    let mut d_times = (u & d_sign) + (v & e_sign);
    let mut e_times = (q & d_sign) + (r & e_sign);
    let mut first = product(u, d[0]) + product(v, e[0]);
    let mut second = product(q, d[0]) + product(r, e[0]);
    let inverse = inverse.cast_signed();
    let cleared = |low: i128, times: i64| {
        times - (inverse.wrapping_mul(low as i64).wrapping_add(times) & MASK)
    };
    d_times = cleared(first, d_times);
    e_times = cleared(second, e_times);
    first = (first + product(modulus[0], d_times)) >> BITS;
    second = (second + product(modulus[0], e_times)) >> BITS;
    for i in 1..=last {
        first += product(u, d[i]) + product(v, e[i]) + product(modulus[i], d_times);
        second += product(q, d[i]) + product(r, e[i]) + product(modulus[i], e_times);
        (d[i - 1], e[i - 1]) = (first as i64 & MASK, second as i64 & MASK);
        (first, second) = (first >> BITS, second >> BITS);
    }
    (d[last], e[last]) = (first as i64, second as i64);
}

/// The number, negated where `negate` is all ones, brought between 0 and the modulus from between
/// −2 moduli and one.
fn into_range<const L: usize>(mut number: Words, negate: i64, modulus: &Words) -> Words {
    let last = used::<L>() - 1;
    for pass in 0..2 {
        let negative = black_box(number[last] >> 63);
        for (word, part) in number.iter_mut().zip(modulus) {
            *word += part & negative;
            if pass == 0 {
                *word = (*word ^ negate) - negate;
            }
        }
        for i in 0..last {
            number[i + 1] += number[i] >> BITS;
            number[i] &= MASK;
        }
    }
    number
}

fn split<const L: usize>(number: &[u64; L]) -> Words {
    let mut words = [0; MAX_WORDS];
    for (i, word) in words[..used::<L>()].iter_mut().enumerate() {
        let (limb, shift) = (BITS * i / 64, BITS * i % 64);
        let mut bits = number[limb] >> shift;
        if shift > 64 - BITS && limb + 1 < L {
            bits |= number[limb + 1] << (64 - shift);
        }
        *word = bits.cast_signed() & MASK;
    }
    words
}

fn join<const L: usize>(words: &Words) -> [u64; L] {
    core::array::from_fn(|limb| {
        // Two words always reach: the shift is 14 at the most.
        let (word, shift) = (64 * limb / BITS, 64 * limb % BITS);
        words[word].cast_unsigned() >> shift | words[word + 1].cast_unsigned() << (BITS - shift)
    })
}
