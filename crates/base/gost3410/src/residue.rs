//! Numbers modulo a prime, for the coordinates of points and for the scalars.
//!
//! Two representations behind one type. A prime `2^n − c` with a small `c` (CryptoPro-A and
//! TC26-512-A, where most certificates are, and both twisted Edwards sets) keeps a number as it is,
//! anywhere below `2^n`, and folds what overflows back with one multiplication a word. Every other
//! modulus uses Montgomery's form, fully reduced. Which one it is, the compiler knows.

use crate::inverse;
use crate::limbs::{self, APART, MAX_LIMBS, add_carry, multiply_add, sub_borrow};
use core::marker::PhantomData;
use core::ops::{Add, Mul, Neg, Sub};
use zeroize::Zeroize;

/// An odd prime of `L` words whose top bit is set or nearly so.
pub(crate) trait Modulus<const L: usize>: Copy + 'static {
    const VALUE: [u64; L];
    /// `2^(64·L) − VALUE` where that is small, otherwise 0: Montgomery's form.
    const FOLD: u64 = fold(&Self::VALUE);
    /// `−1 / VALUE` modulo `2^64`.
    const NEGATED_INVERSE: u64 = negated_inverse(Self::VALUE[0]);
    /// One, in the representation.
    const ONE: [u64; L] = represent(&one(), &Self::VALUE);
    /// What a plain number is multiplied by to enter Montgomery's form: `2^(128·L)`.
    const ENTRY: [u64; L] = represent(&represent(&one(), &Self::VALUE), &Self::VALUE);
}

/// A number modulo `M`.
#[derive(Clone, Copy)]
pub(crate) struct Residue<M, const L: usize> {
    limbs: [u64; L],
    modulus: PhantomData<M>,
}

impl<M: Modulus<L>, const L: usize> Residue<M, L> {
    pub(crate) const ZERO: Self = Self::wrap([0; L]);
    pub(crate) const ONE: Self = Self::wrap(M::ONE);

    const fn wrap(limbs: [u64; L]) -> Self {
        Self {
            limbs,
            modulus: PhantomData,
        }
    }

    /// A constant below the modulus.
    pub(crate) const fn constant(number: &[u64; L]) -> Self {
        Self::wrap(represent(number, &M::VALUE))
    }

    /// Any number of `L` words, reduced.
    pub(crate) fn reduce(number: &[u64; L]) -> Self {
        if M::FOLD == 0 {
            Self::wrap(*number) * Self::wrap(M::ENTRY)
        } else {
            Self::wrap(*number)
        }
    }

    /// A number below the modulus, or nothing; for public numbers.
    pub(crate) fn canonical_vartime(number: &[u64; L]) -> Option<Self> {
        limbs::less_vartime(number, &M::VALUE).then(|| Self::reduce(number))
    }

    /// `high·2^(64·L) + low`, reduced.
    pub(crate) fn reduce_wide(low: &[u64; L], high: &[u64; L]) -> Self {
        // The word shift is `ENTRY` in Montgomery's form and `FOLD` in the plain one.
        let shift = if M::FOLD == 0 {
            Self::wrap(M::ENTRY)
        } else {
            let mut fold = [0; L];
            fold[0] = M::FOLD;
            Self::wrap(fold)
        };
        Self::reduce(low) + Self::reduce(high) * shift
    }

    /// The number itself, below the modulus.
    pub(crate) fn to_limbs(self) -> [u64; L] {
        let number = if M::FOLD == 0 {
            let mut product = [0; 2 * MAX_LIMBS];
            product[..L].copy_from_slice(&self.limbs);
            montgomery::<M, L>(product).limbs
        } else {
            self.limbs
        };
        subtract_once(&number, 0, &M::VALUE)
    }

    #[inline(always)]
    pub(crate) fn square(self) -> Self {
        if APART || L == MAX_LIMBS {
            square_wide(&self)
        } else {
            reduce_product(limbs::square(&self.limbs))
        }
    }

    /// The sum; for public numbers. What a folded carry hardly ever does is left to a branch, and with
    /// it half of the additions.
    #[inline(always)]
    pub(crate) fn add_vartime(self, other: Self) -> Self {
        if M::FOLD == 0 || APART {
            return self + other;
        }
        let (mut sum, carry) = limbs::add(&self.limbs, &other.limbs);
        let (low, over) = sum[0].overflowing_add(carry * M::FOLD);
        if over {
            return rare_sum(self, other);
        }
        sum[0] = low;
        Self::wrap(sum)
    }

    /// The difference; for public numbers, as [`Self::add_vartime`].
    #[inline(always)]
    pub(crate) fn sub_vartime(self, other: Self) -> Self {
        if M::FOLD == 0 || APART {
            return self - other;
        }
        let (mut difference, borrow) = limbs::sub(&self.limbs, &other.limbs);
        let (low, under) = difference[0].overflowing_sub(borrow * M::FOLD);
        if under {
            return rare_difference(self, other);
        }
        difference[0] = low;
        Self::wrap(difference)
    }

    #[inline(always)]
    pub(crate) fn double_vartime(self) -> Self {
        self.add_vartime(self)
    }

    /// Half of the number.
    #[cfg_attr(not(target_arch = "wasm32"), inline(always))]
    pub(crate) fn halve(self) -> Self {
        // An odd number is even with the modulus added.
        let odd = (self.limbs[0] & 1).wrapping_neg();
        let (sum, carry) = limbs::add(&self.limbs, &M::VALUE.map(|limb| limb & odd));
        let above = |i: usize| if i + 1 < L { sum[i + 1] } else { carry };
        Self::wrap(core::array::from_fn(|i| sum[i] >> 1 | above(i) << 63))
    }

    pub(crate) fn double(self) -> Self {
        self + self
    }

    pub(crate) fn triple(self) -> Self {
        self + self + self
    }

    /// `1 / self`, and zero for zero; in the same time for every number.
    pub(crate) fn invert(self) -> Self {
        let number = subtract_once(&self.limbs, 0, &M::VALUE);
        let inverse = M::NEGATED_INVERSE.wrapping_neg();
        let inverted = Self::wrap(inverse::invert(&number, &M::VALUE, inverse));
        if M::FOLD == 0 {
            // What was inverted had the factor 2^(64·L) of Montgomery's form; each product makes up
            // for one of the two that are missing now.
            inverted * Self::wrap(M::ENTRY) * Self::wrap(M::ENTRY)
        } else {
            inverted
        }
    }

    /// Whether the numbers are equal; for public numbers.
    pub(crate) fn equals_vartime(self, other: Self) -> bool {
        (self - other).is_zero_vartime()
    }

    /// Whether it is zero; for public numbers.
    pub(crate) fn is_zero_vartime(self) -> bool {
        // Zero is written as zero in both forms; the plain one may also hold the modulus itself.
        limbs::is_zero_vartime(&self.limbs) || M::FOLD != 0 && self.limbs == M::VALUE
    }

    /// `a` where `choose_b` is 0, `b` where it is 1, in the same time.
    #[inline(always)]
    pub(crate) fn select(a: Self, b: Self, choose_b: u64) -> Self {
        // Opaque, lest the compiler make a branch of a number that is 0 or 1.
        let choose_b = core::hint::black_box(choose_b);
        Self::wrap(limbs::select(&a.limbs, &b.limbs, choose_b))
    }
}

impl<M: Modulus<L>, const L: usize> Add for Residue<M, L> {
    type Output = Self;
    #[cfg_attr(not(target_arch = "wasm32"), inline(always))]
    fn add(self, other: Self) -> Self {
        let (sum, carry) = limbs::add(&self.limbs, &other.limbs);
        if M::FOLD == 0 {
            Self::wrap(subtract_once(&sum, carry, &M::VALUE))
        } else {
            Self::wrap(fold_carry(sum, carry * M::FOLD, M::FOLD))
        }
    }
}

impl<M: Modulus<L>, const L: usize> Sub for Residue<M, L> {
    type Output = Self;
    #[cfg_attr(not(target_arch = "wasm32"), inline(always))]
    fn sub(self, other: Self) -> Self {
        let (difference, borrow) = limbs::sub(&self.limbs, &other.limbs);
        if M::FOLD == 0 {
            let corrected = limbs::add(&difference, &M::VALUE).0;
            return Self::wrap(limbs::select(&difference, &corrected, borrow));
        }
        // A borrow has added 2^n, which is `FOLD` too much; taking that away can borrow once more,
        // and then the lowest word is near 2^64 and has room.
        let mut corrected = difference;
        let mut taken = borrow * M::FOLD;
        for limb in &mut corrected {
            let (word, again) = sub_borrow(*limb, taken, 0);
            (*limb, taken) = (word, again);
        }
        corrected[0] = corrected[0].wrapping_sub(taken * M::FOLD);
        Self::wrap(corrected)
    }
}

impl<M: Modulus<L>, const L: usize> Neg for Residue<M, L> {
    type Output = Self;
    fn neg(self) -> Self {
        Self::ZERO - self
    }
}

impl<M: Modulus<L>, const L: usize> Mul for Residue<M, L> {
    type Output = Self;
    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        if APART || L == MAX_LIMBS {
            multiply_wide(&self, &other)
        } else {
            reduce_product(limbs::multiply(&self.limbs, &other.limbs))
        }
    }
}

impl<M: Modulus<L>, const L: usize> Zeroize for Residue<M, L> {
    fn zeroize(&mut self) {
        self.limbs.zeroize();
    }
}

/// Not inlined: eight words fill the registers, and formulas of a dozen copies are slower.
#[inline(never)]
fn multiply_wide<M: Modulus<L>, const L: usize>(
    a: &Residue<M, L>,
    b: &Residue<M, L>,
) -> Residue<M, L> {
    reduce_product(limbs::multiply(&a.limbs, &b.limbs))
}

#[inline(never)]
fn square_wide<M: Modulus<L>, const L: usize>(a: &Residue<M, L>) -> Residue<M, L> {
    reduce_product(limbs::square(&a.limbs))
}

#[inline(always)]
fn reduce_product<M: Modulus<L>, const L: usize>(product: [u64; 2 * MAX_LIMBS]) -> Residue<M, L> {
    if M::FOLD == 0 {
        return montgomery(product);
    }
    // low + high·FOLD; what overflows that is folded once more.
    let mut folded = core::array::from_fn(|i| product[i]);
    let high = core::array::from_fn(|i| product[i + L]);
    let carry = limbs::multiply_add_row(&mut folded, &high, M::FOLD);
    Residue::wrap(fold_carry(folded, carry * M::FOLD, M::FOLD))
}

#[cold]
fn rare_sum<M: Modulus<L>, const L: usize>(a: Residue<M, L>, b: Residue<M, L>) -> Residue<M, L> {
    a + b
}

#[cold]
fn rare_difference<M: Modulus<L>, const L: usize>(
    a: Residue<M, L>,
    b: Residue<M, L>,
) -> Residue<M, L> {
    a - b
}

/// Adds a small number; should that overflow, the rest is tiny and takes one more `fold` without
/// a carry.
#[inline(always)]
fn fold_carry<const L: usize>(mut number: [u64; L], small: u64, fold: u64) -> [u64; L] {
    let mut carry;
    (number[0], carry) = number[0].carrying_add(small, false);
    for limb in &mut number[1..] {
        (*limb, carry) = limb.carrying_add(0, carry);
    }
    number[0] = number[0].wrapping_add(u64::from(carry) * fold);
    number
}

/// Montgomery's reduction of a product: `product / 2^(64·L)`, below the modulus.
#[inline(always)]
fn montgomery<M: Modulus<L>, const L: usize>(mut product: [u64; 2 * MAX_LIMBS]) -> Residue<M, L> {
    let mut top = 0;
    for i in 0..L {
        let factor = product[i].wrapping_mul(M::NEGATED_INVERSE);
        let mut carry = 0;
        for j in 0..L {
            (product[i + j], carry) = multiply_add(product[i + j], factor, M::VALUE[j], carry);
        }
        (product[i + L], top) = add_carry(product[i + L], carry, top);
    }
    let high = core::array::from_fn(|i| product[i + L]);
    Residue::wrap(subtract_once(&high, top, &M::VALUE))
}

/// `top·2^(64·L) + number` less the modulus where it is not below it.
#[inline(always)]
const fn subtract_once<const L: usize>(
    number: &[u64; L],
    top: u64,
    modulus: &[u64; L],
) -> [u64; L] {
    let (reduced, borrow) = limbs::sub(number, modulus);
    // Below the modulus: a borrow that the top word does not pay.
    limbs::select(&reduced, number, borrow & (top ^ 1))
}

const fn one<const L: usize>() -> [u64; L] {
    let mut one = [0; L];
    one[0] = 1;
    one
}

const fn fold<const L: usize>(modulus: &[u64; L]) -> u64 {
    let mut i = 1;
    while i < L {
        if modulus[i] != u64::MAX {
            return 0;
        }
        i += 1;
    }
    modulus[0].wrapping_neg()
}

const fn negated_inverse(odd: u64) -> u64 {
    // Newton's iteration doubles the right bits: 5 (an odd number is its own inverse modulo 8,
    // and this start is right to 5 bits), 10, 20, 40, 80.
    let mut inverse = odd.wrapping_mul(3) ^ 2;
    let mut i = 0;
    while i < 4 {
        inverse = inverse.wrapping_mul(2u64.wrapping_sub(odd.wrapping_mul(inverse)));
        i += 1;
    }
    inverse.wrapping_neg()
}

/// A number below the modulus in the modulus' representation: itself, or times `2^(64·L)`.
const fn represent<const L: usize>(number: &[u64; L], modulus: &[u64; L]) -> [u64; L] {
    if fold(modulus) != 0 {
        return *number;
    }
    let mut shifted = *number;
    let mut i = 0;
    while i < 64 * L {
        let (doubled, carry) = limbs::add(&shifted, &shifted);
        shifted = subtract_once(&doubled, carry, modulus);
        i += 1;
    }
    shifted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::curve::{CryptoProA, CryptoProC, Curve};
    use proptest::prelude::*;

    type Plain = Residue<<CryptoProA as Curve<4>>::Field, 4>;
    type Montgomery = Residue<<CryptoProC as Curve<4>>::Field, 4>;

    /// Numbers where carries are lost if anywhere: near 0, near 2^256, near the modulus.
    fn numbers() -> impl Strategy<Value = [u64; 4]> {
        let word = prop_oneof![
            Just(0),
            Just(u64::MAX),
            Just(u64::MAX - 616),
            Just(1),
            any::<u64>()
        ];
        prop::array::uniform4(word)
    }

    fn laws<M: Modulus<4>>(a: [u64; 4], b: [u64; 4], c: [u64; 4]) {
        let [a, b, c] = [a, b, c].map(|number| Residue::<M, 4>::reduce(&number));
        let same = |left: Residue<M, 4>, right: Residue<M, 4>| {
            assert_eq!(left.to_limbs(), right.to_limbs());
        };
        same(a + b, b + a);
        same(a - b + b, a);
        same(a * (b + c), a * b + a * c);
        same((a * b) * c, a * (b * c));
        same(a.square(), a * a);
        same(a * Residue::ONE, a);
        same(-a + a, Residue::ZERO);
        same(a.add_vartime(b), a + b);
        same(a.sub_vartime(b), a - b);
        same(a.double_vartime(), a + a);
        same(a.halve().double(), a);
        same(Residue::reduce(&a.to_limbs()), a);
        if !a.is_zero_vartime() {
            same(a * a.invert(), Residue::ONE);
        }
        assert!(limbs::less_vartime(&a.to_limbs(), &M::VALUE));
    }

    proptest! {
        #[test]
        fn residues_obey_the_laws_of_a_field(a in numbers(), b in numbers(), c in numbers()) {
            laws::<<CryptoProA as Curve<4>>::Field>(a, b, c);
            laws::<<CryptoProC as Curve<4>>::Field>(a, b, c);
            laws::<<CryptoProA as Curve<4>>::Scalars>(a, b, c);
        }

        #[test]
        fn a_wide_number_reduces_as_its_halves_do(low in numbers(), high in numbers()) {
            fn halves<M: Modulus<4>>(low: &[u64; 4], high: &[u64; 4]) {
                let mut shift = Residue::<M, 4>::ONE;
                for _ in 0..256 {
                    shift = shift.double();
                }
                let expected = Residue::reduce(low) + Residue::reduce(high) * shift;
                assert_eq!(Residue::<M, 4>::reduce_wide(low, high).to_limbs(), expected.to_limbs());
            }
            halves::<<CryptoProA as Curve<4>>::Field>(&low, &high);
            halves::<<CryptoProC as Curve<4>>::Scalars>(&low, &high);
        }
    }

    #[test]
    fn the_primes_of_most_certificates_fold() {
        assert_eq!(<CryptoProA as Curve<4>>::Field::FOLD, 617);
        assert_eq!(<CryptoProC as Curve<4>>::Field::FOLD, 0);
        assert_eq!(Plain::ONE.to_limbs(), Montgomery::ONE.to_limbs());
    }
}
