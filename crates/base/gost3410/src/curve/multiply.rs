//! Multiples of points: in constant time for secrets, as quickly as possible for public numbers.

use super::{Curve, Element, Group, Point, SecretGroup};
use crate::limbs::MAX_LIMBS;

/// Digits of a secret scalar are 4 bits wide, from −8 to 8.
const SECRET_DIGITS: usize = 16 * MAX_LIMBS + 1;
/// The most digits of a public scalar, and the carry's.
const PUBLIC_DIGITS: usize = 64 * MAX_LIMBS + 1;
/// Odd multiples 1, 3 … 15 of a point that is met once.
const POINT_WINDOW: u32 = 5;
const POINT_MULTIPLES: usize = 1 << (POINT_WINDOW - 2);

/// `scalar · point` in a time that does not depend on the scalar.
pub(crate) fn multiply_secret<C: Curve<L>, const L: usize>(
    scalar: &[u64; L],
    point: &C::Secret,
) -> C::Secret {
    let mut multiples = [*point; 8];
    for i in 1..8 {
        multiples[i] = multiples[i - 1].add(point);
    }
    let digits = signed_digits(scalar);
    let mut sum = C::Secret::neutral();
    for digit in digits[..=16 * L].iter().rev() {
        sum = sum.double_times(4);
        let mut addend = C::Secret::neutral();
        for (i, multiple) in multiples.iter().enumerate() {
            addend = C::Secret::select(&addend, multiple, is_equal(digit.magnitude, i as u64 + 1));
        }
        addend = C::Secret::select(&addend, &addend.negate(), digit.negative);
        sum = sum.add(&addend);
    }
    sum
}

/// `scalar · base` in a time that does not depend on the scalar.
#[cfg(feature = "std")]
pub(crate) fn multiply_base_secret<C: Curve<L>, const L: usize>(scalar: &[u64; L]) -> C::Secret {
    let digits = signed_digits(scalar);
    let mut sum = C::Secret::neutral();
    for (digit, multiples) in digits[..=16 * L].iter().zip(&C::tables().secret) {
        let mut addend = multiples[0];
        for (i, multiple) in multiples.iter().enumerate().skip(1) {
            let chosen = is_equal(digit.magnitude, i as u64 + 1);
            addend = C::Secret::select_affine(&addend, multiple, chosen);
        }
        addend =
            C::Secret::select_affine(&addend, &C::Secret::negate_affine(&addend), digit.negative);
        let added = sum.add_affine(&addend);
        sum = C::Secret::select(&added, &sum, is_equal(digit.magnitude, 0));
    }
    sum
}

/// `scalar · base` in a time that does not depend on the scalar.
#[cfg(not(feature = "std"))]
pub(crate) fn multiply_base_secret<C: Curve<L>, const L: usize>(scalar: &[u64; L]) -> C::Secret {
    let base = C::Secret::lift_vartime(&Point::base()).unwrap_or_else(C::Secret::neutral);
    multiply_secret::<C, L>(scalar, &base)
}

/// `scalar · point`; for public numbers.
pub(crate) fn multiply_vartime<C: Curve<L>, const L: usize>(
    scalar: &[u64; L],
    point: &C::Public,
) -> C::Public {
    let (digits, length) = sparse_digits(scalar, POINT_WINDOW);
    let multiples = odd_multiples::<C, L, POINT_MULTIPLES>(point);
    let mut sum = C::Public::neutral();
    let mut doublings = 0;
    for digit in digits[..length].iter().rev() {
        doublings += 1;
        if *digit != 0 {
            sum = add_multiple::<C, C::Public, L>(&sum.double_times(doublings), &multiples, *digit);
            doublings = 0;
        }
    }
    sum.double_times(doublings)
}

/// `first · base + second · point`, both walks sharing their doublings; for public numbers.
pub(crate) fn multiply_two_vartime<C: Curve<L>, const L: usize>(
    first: &[u64; L],
    second: &[u64; L],
    point: &C::Public,
) -> C::Public {
    let (base_digits, base_length) = sparse_digits(first, BASE_WINDOW);
    let (digits, length) = sparse_digits(second, POINT_WINDOW);
    let base_multiples = &base_odd_multiples::<C, L>()[..];
    let multiples = odd_multiples::<C, L, POINT_MULTIPLES>(point);
    let mut sum = C::Public::neutral();
    let mut doublings = 0;
    for i in (0..length.max(base_length)).rev() {
        doublings += 1;
        let (digit, base_digit) = (digits[i], base_digits[i]);
        if digit == 0 && base_digit == 0 {
            continue;
        }
        sum = sum.double_times(doublings);
        doublings = 0;
        if digit != 0 {
            sum = add_multiple::<C, C::Public, L>(&sum, &multiples, digit);
        }
        if base_digit != 0 {
            sum = add_multiple::<C, C::Public, L>(&sum, base_multiples, base_digit);
        }
    }
    sum.double_times(doublings)
}

/// `sum + digit · point`, with the odd multiples of the point; the digit is odd.
fn add_multiple<C: Curve<L>, G: Group<C, L>, const L: usize>(
    sum: &G,
    multiples: &[G::Affine],
    digit: i16,
) -> G {
    let multiple = &multiples[usize::from(digit.unsigned_abs() / 2)];
    if digit > 0 {
        sum.add_affine(multiple)
    } else {
        sum.add_affine(&G::negate_affine(multiple))
    }
}

/// 1, 3, 5 … times the point.
fn odd_multiples<C: Curve<L>, const L: usize, const N: usize>(
    point: &C::Public,
) -> [<C::Public as Group<C, L>>::Affine; N] {
    let twice = point.double();
    let mut multiples = [*point; N];
    for i in 1..N {
        multiples[i] = multiples[i - 1].add(&twice);
    }
    to_affine::<C, C::Public, L, N>(&multiples)
}

/// Points at the price of one inversion (Montgomery's trick); none of them is the neutral one.
fn to_affine<C: Curve<L>, G: Group<C, L>, const L: usize, const N: usize>(
    points: &[G; N],
) -> [G::Affine; N] {
    let mut inverses = [Element::<C, L>::ONE; N];
    let mut product = Element::<C, L>::ONE;
    for (before, point) in inverses.iter_mut().zip(points) {
        *before = product;
        product = product * point.denominator();
    }
    let mut inverse = product.invert();
    for (before, point) in inverses.iter_mut().zip(points).rev() {
        *before = *before * inverse;
        inverse = inverse * point.denominator();
    }
    core::array::from_fn(|i| points[i].to_affine(inverses[i]))
}

#[derive(Clone, Copy, Default)]
struct SignedDigit {
    magnitude: u64,
    negative: u64,
}

/// The scalar as digits from −8 to 8, lowest first, without a branch.
fn signed_digits<const L: usize>(scalar: &[u64; L]) -> [SignedDigit; SECRET_DIGITS] {
    let mut digits = [SignedDigit::default(); SECRET_DIGITS];
    let mut carry = 0;
    for (i, digit) in digits[..16 * L].iter_mut().enumerate() {
        let value = (scalar[i / 16] >> (4 * (i % 16)) & 15) + carry;
        // 9 … 16 become −7 … 0 and lend one to the next digit.
        carry = (value + 7) >> 4;
        let negated = 16 - value;
        digit.negative = carry;
        digit.magnitude = value ^ (carry.wrapping_neg() & (value ^ negated));
    }
    digits[16 * L].magnitude = carry;
    digits
}

/// 1 where the small numbers are equal, otherwise 0.
fn is_equal(a: u64, b: u64) -> u64 {
    core::hint::black_box((a ^ b).wrapping_sub(1) >> 63)
}

/// The scalar as odd digits below `2^(width − 1)` in magnitude with zeros between, lowest first,
/// and how many there are.
fn sparse_digits<const L: usize>(scalar: &[u64; L], width: u32) -> ([i16; PUBLIC_DIGITS], usize) {
    let mut digits = [0; PUBLIC_DIGITS];
    let bit = |i: usize| {
        if i < 64 * L {
            scalar[i / 64] >> (i % 64) & 1
        } else {
            0
        }
    };
    let (mut carry, mut i, mut length) = (0, 0, 0);
    while i <= 64 * L {
        if bit(i) == carry {
            i += 1;
            continue;
        }
        let window = (0..width as usize)
            .map(|j| (bit(i + j) as i32) << j)
            .sum::<i32>();
        let mut digit = window + carry as i32;
        carry = u64::from(digit >> (width - 1) != 0);
        digit -= (carry as i32) << width;
        digits[i] = digit as i16;
        length = i + 1;
        i += width as usize;
    }
    (digits, length)
}

/// Multiples of the base point.
#[cfg(feature = "std")]
pub(crate) struct Tables<C: Curve<L>, const L: usize> {
    /// For each 4-bit digit, lowest first, its multiples 1 … 8 at that place.
    secret: std::vec::Vec<[<C::Secret as Group<C, L>>::Affine; 8]>,
    /// 1, 3, 5 … 511.
    odd: std::boxed::Box<[<C::Public as Group<C, L>>::Affine; BASE_MULTIPLES]>,
}

#[cfg(feature = "std")]
const BASE_WINDOW: u32 = 10;
#[cfg(not(feature = "std"))]
const BASE_WINDOW: u32 = POINT_WINDOW;
const BASE_MULTIPLES: usize = 1 << (BASE_WINDOW - 2);

#[cfg(feature = "std")]
fn base_odd_multiples<C: Curve<L>, const L: usize>()
-> &'static [<C::Public as Group<C, L>>::Affine; BASE_MULTIPLES] {
    &C::tables().odd
}

#[cfg(not(feature = "std"))]
fn base_odd_multiples<C: Curve<L>, const L: usize>()
-> [<C::Public as Group<C, L>>::Affine; BASE_MULTIPLES] {
    let base = C::Public::lift_vartime(&Point::base()).unwrap_or_else(C::Public::neutral);
    odd_multiples::<C, L, BASE_MULTIPLES>(&base)
}

#[cfg(feature = "std")]
impl<C: Curve<L>, const L: usize> Tables<C, L> {
    pub(crate) fn build() -> Self {
        let mut place = C::Secret::lift_vartime(&Point::base()).unwrap_or_else(C::Secret::neutral);
        let mut secret = std::vec::Vec::with_capacity(16 * L + 1);
        for _ in 0..=16 * L {
            let mut multiples = [place; 8];
            for i in 1..8 {
                multiples[i] = multiples[i - 1].add(&place);
            }
            secret.push(to_affine::<C, C::Secret, L, 8>(&multiples));
            place = place.double_times(4);
        }
        let base = C::Public::lift_vartime(&Point::base()).unwrap_or_else(C::Public::neutral);
        Self {
            secret,
            odd: std::boxed::Box::new(odd_multiples::<C, L, BASE_MULTIPLES>(&base)),
        }
    }
}
