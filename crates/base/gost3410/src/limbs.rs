//! Little-endian arrays of 64-bit words, the numbers under everything else here.
//!
//! Nothing in this module branches on a value unless its name says `vartime`.

/// The widest number: 512 bits.
pub(crate) const MAX_LIMBS: usize = 8;

/// `a + b + carry`, as the low word and the carry.
#[inline(always)]
pub(crate) const fn add_carry(a: u64, b: u64, carry: u64) -> (u64, u64) {
    let sum = a as u128 + b as u128 + carry as u128;
    (sum as u64, (sum >> 64) as u64)
}

/// `a − b − borrow`, as the low word and the borrow (0 or 1).
#[inline(always)]
pub(crate) const fn sub_borrow(a: u64, b: u64, borrow: u64) -> (u64, u64) {
    let difference = (a as u128).wrapping_sub(b as u128 + borrow as u128);
    (difference as u64, (difference >> 64) as u64 & 1)
}

/// `sum + a·b + carry`, as the low and the high word; it always fits.
#[inline(always)]
pub(crate) const fn multiply_add(sum: u64, a: u64, b: u64, carry: u64) -> (u64, u64) {
    let wide = a as u128 * b as u128 + sum as u128 + carry as u128;
    (wide as u64, (wide >> 64) as u64)
}

/// `a + b` and the carry.
#[inline(always)]
pub(crate) const fn add<const L: usize>(a: &[u64; L], b: &[u64; L]) -> ([u64; L], u64) {
    let mut sum = [0; L];
    let (mut carry, mut i) = (0, 0);
    while i < L {
        (sum[i], carry) = add_carry(a[i], b[i], carry);
        i += 1;
    }
    (sum, carry)
}

/// `a − b` and the borrow.
#[inline(always)]
pub(crate) const fn sub<const L: usize>(a: &[u64; L], b: &[u64; L]) -> ([u64; L], u64) {
    let mut difference = [0; L];
    let (mut borrow, mut i) = (0, 0);
    while i < L {
        (difference[i], borrow) = sub_borrow(a[i], b[i], borrow);
        i += 1;
    }
    (difference, borrow)
}

/// `a` where `choose_b` is 0, `b` where it is 1.
#[inline(always)]
pub(crate) const fn select<const L: usize>(a: &[u64; L], b: &[u64; L], choose_b: u64) -> [u64; L] {
    let mask = choose_b.wrapping_neg();
    let mut chosen = [0; L];
    let mut i = 0;
    while i < L {
        chosen[i] = a[i] ^ (mask & (a[i] ^ b[i]));
        i += 1;
    }
    chosen
}

/// Whether `a < b`; for public numbers.
pub(crate) fn less_vartime<const L: usize>(a: &[u64; L], b: &[u64; L]) -> bool {
    sub(a, b).1 == 1
}

/// Whether `a` is zero; for public numbers.
pub(crate) fn is_zero_vartime<const L: usize>(a: &[u64; L]) -> bool {
    a.iter().all(|limb| *limb == 0)
}

/// The product as `2·L` words, in the first of `MAX_LIMBS·2`.
#[inline(always)]
pub(crate) fn multiply<const L: usize>(a: &[u64; L], b: &[u64; L]) -> [u64; 2 * MAX_LIMBS] {
    if L == MAX_LIMBS {
        let ((a_low, a_high), (b_low, b_high)) = (halves(a), halves(b));
        let (a_distance, a_negative) = distance(&a_low, &a_high);
        let (b_distance, b_negative) = distance(&b_high, &b_low);
        return karatsuba(
            multiply_half(&a_low, &b_low),
            multiply_half(&a_high, &b_high),
            multiply_half(&a_distance, &b_distance),
            a_negative ^ b_negative,
        );
    }
    let mut product = [0; 2 * MAX_LIMBS];
    for i in 0..L {
        let mut carry = 0;
        for j in 0..L {
            (product[i + j], carry) = multiply_add(product[i + j], a[j], b[i], carry);
        }
        product[i + L] = carry;
    }
    product
}

/// The square as `2·L` words.
#[inline(always)]
pub(crate) fn square<const L: usize>(a: &[u64; L]) -> [u64; 2 * MAX_LIMBS] {
    if L != MAX_LIMBS {
        // Measured: doubling the mixed products saves nothing at four words.
        return multiply(a, a);
    }
    // Each mixed product once, all of them doubled, and the squares of the words.
    let mut square = [0; 2 * MAX_LIMBS];
    for i in 0..L {
        let mut carry = 0;
        for j in i + 1..L {
            (square[i + j], carry) = multiply_add(square[i + j], a[j], a[i], carry);
        }
        square[i + L] = carry;
    }
    let (mut shifted, mut carry) = (0, 0);
    for i in 0..L {
        let (low, high) = multiply_add(0, a[i], a[i], 0);
        let (even, odd) = (square[2 * i], square[2 * i + 1]);
        let (doubled_even, doubled_odd) = (even << 1 | shifted, odd << 1 | even >> 63);
        shifted = odd >> 63;
        (square[2 * i], carry) = add_carry(doubled_even, low, carry);
        (square[2 * i + 1], carry) = add_carry(doubled_odd, high, carry);
    }
    square
}

/// Half of the widest number: 256 bits.
const HALF: usize = MAX_LIMBS / 2;

#[inline(always)]
fn halves<const L: usize>(number: &[u64; L]) -> ([u64; HALF], [u64; HALF]) {
    (
        core::array::from_fn(|i| number[i]),
        core::array::from_fn(|i| number[HALF + i]),
    )
}

#[inline(always)]
fn multiply_half(a: &[u64; HALF], b: &[u64; HALF]) -> [u64; MAX_LIMBS] {
    let mut product = [0; MAX_LIMBS];
    for i in 0..HALF {
        let mut carry = 0;
        for j in 0..HALF {
            (product[i + j], carry) = multiply_add(product[i + j], a[j], b[i], carry);
        }
        product[i + HALF] = carry;
    }
    product
}

/// `|a − b|`, and 1 where `a < b`.
#[inline(always)]
fn distance(a: &[u64; HALF], b: &[u64; HALF]) -> ([u64; HALF], u64) {
    let (mut difference, borrow) = sub(a, b);
    let mask = borrow.wrapping_neg();
    let mut carry = borrow;
    for limb in &mut difference {
        (*limb, carry) = add_carry(*limb ^ mask, carry, 0);
    }
    (difference, borrow)
}

/// Joins three products of halves into one of whole numbers (Karatsuba): `high·2^512 + low +
/// (high + low ± middle)·2^256`, where 1 in `negative` means minus. Three multiplications of four
/// words beat one of eight by two fifths here: they fit the registers.
#[inline(always)]
fn karatsuba(
    low: [u64; MAX_LIMBS],
    high: [u64; MAX_LIMBS],
    middle: [u64; MAX_LIMBS],
    negative: u64,
) -> [u64; 2 * MAX_LIMBS] {
    let (mut inner, both) = add(&low, &high);
    let mask = negative.wrapping_neg();
    let mut carry = negative;
    for (limb, other) in inner.iter_mut().zip(middle) {
        (*limb, carry) = add_carry(*limb, other ^ mask, carry);
    }
    // The complement has added 2^512 too much where the middle is taken away.
    let top = (both + carry).wrapping_sub(negative);
    let mut product = [0; 2 * MAX_LIMBS];
    product[..HALF].copy_from_slice(&low[..HALF]);
    let mut carry = 0;
    for i in 0..HALF {
        (product[HALF + i], carry) = add_carry(low[HALF + i], inner[i], carry);
    }
    for i in 0..HALF {
        (product[2 * HALF + i], carry) = add_carry(high[i], inner[HALF + i], carry);
    }
    carry += top;
    for i in 0..HALF {
        (product[3 * HALF + i], carry) = add_carry(high[HALF + i], carry, 0);
    }
    product
}

/// Reads a number written in hexadecimal, most significant digit first, at compile time.
pub(crate) const fn from_hex<const L: usize>(digits: &str) -> [u64; L] {
    let bytes = digits.as_bytes();
    assert!(bytes.len() <= 16 * L, "the number is wider than its type");
    let mut limbs = [0; L];
    let mut i = 0;
    while i < bytes.len() {
        let digit = match bytes[bytes.len() - 1 - i] {
            digit @ b'0'..=b'9' => digit - b'0',
            digit @ b'a'..=b'f' => digit - b'a' + 10,
            _ => panic!("not a hexadecimal digit"),
        };
        limbs[i / 16] |= (digit as u64) << (4 * (i % 16));
        i += 1;
    }
    limbs
}

/// Reads `8·L` bytes, least significant first.
pub(crate) fn from_le_bytes<const L: usize>(bytes: &[u8]) -> [u64; L] {
    debug_assert_eq!(bytes.len(), 8 * L);
    core::array::from_fn(|i| u64::from_le_bytes(core::array::from_fn(|j| bytes[8 * i + j])))
}

/// Reads `8·L` bytes, most significant first.
pub(crate) fn from_be_bytes<const L: usize>(bytes: &[u8]) -> [u64; L] {
    debug_assert_eq!(bytes.len(), 8 * L);
    core::array::from_fn(|i| {
        u64::from_be_bytes(core::array::from_fn(|j| bytes[8 * (L - 1 - i) + j]))
    })
}

/// Writes `8·L` bytes, least significant first.
pub(crate) fn to_le_bytes<const L: usize>(limbs: &[u64; L], bytes: &mut [u8]) {
    for (limb, chunk) in limbs.iter().zip(bytes.chunks_exact_mut(8)) {
        chunk.copy_from_slice(&limb.to_le_bytes());
    }
}

/// Writes `8·L` bytes, most significant first.
pub(crate) fn to_be_bytes<const L: usize>(limbs: &[u64; L], bytes: &mut [u8]) {
    for (limb, chunk) in limbs.iter().rev().zip(bytes.chunks_exact_mut(8)) {
        chunk.copy_from_slice(&limb.to_be_bytes());
    }
}
