//! Little-endian arrays of 64-bit words, the numbers under everything else here.
//!
//! Nothing in this module branches on a value unless its name says `vartime`.

/// The widest number: 512 bits.
pub(crate) const MAX_LIMBS: usize = 8;

/// WebAssembly has no registers to keep words in, and a browser loads every copy: there no product is
/// inlined or written out, and loops are quicker besides.
pub(crate) const APART: bool = cfg!(target_arch = "wasm32");

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
#[cfg(not(target_arch = "wasm32"))]
#[inline(always)]
pub(crate) const fn multiply_add(sum: u64, a: u64, b: u64, carry: u64) -> (u64, u64) {
    let wide = a as u128 * b as u128 + sum as u128 + carry as u128;
    (wide as u64, (wide >> 64) as u64)
}

/// The same of halves of words: WebAssembly multiplies no wider, and calls a function for `u128`.
#[cfg(target_arch = "wasm32")]
#[inline(always)]
pub(crate) const fn multiply_add(sum: u64, a: u64, b: u64, carry: u64) -> (u64, u64) {
    const LOW: u64 = u32::MAX as u64;
    let ((a_low, a_high), (b_low, b_high)) = ((a & LOW, a >> 32), (b & LOW, b >> 32));
    let lowest = a_low * b_low;
    let middle = a_high * b_low + (lowest >> 32);
    let other = a_low * b_high + (middle & LOW);
    let low = lowest & LOW | other << 32;
    let high = a_high * b_high + (middle >> 32) + (other >> 32);
    let (low, over) = low.overflowing_add(sum);
    let (low, again) = low.overflowing_add(carry);
    (low, high + over as u64 + again as u64)
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

/// `a·b + sum`, where `sum` is as long as `a`: the low words replace `sum`, the highest one is returned.
///
/// First all products, then two chains of additions, which the compiler makes chains of `adc`.
#[inline(always)]
pub(crate) fn multiply_add_row<const N: usize>(sum: &mut [u64; N], a: &[u64; N], b: u64) -> u64 {
    let products = a.map(|word| multiply_add(0, word, b, 0));
    let mut row = products.map(|(low, _)| low);
    let mut carry = false;
    for i in 1..N {
        (row[i], carry) = row[i].carrying_add(products[i - 1].1, carry);
    }
    let top = products[N - 1].1 + u64::from(carry);
    let mut carry = false;
    for i in 0..N {
        (sum[i], carry) = sum[i].carrying_add(row[i], carry);
    }
    top + u64::from(carry)
}

/// The product as `2·L` words, in the first of `MAX_LIMBS·2`.
#[cfg_attr(not(target_arch = "wasm32"), inline(always))]
#[cfg_attr(target_arch = "wasm32", inline(never))]
pub(crate) fn multiply<const L: usize>(a: &[u64; L], b: &[u64; L]) -> [u64; 2 * MAX_LIMBS] {
    let mut product = [0; 2 * MAX_LIMBS];
    if L == MAX_LIMBS && !APART {
        let low = multiply_half(&a[..HALF], b);
        let high = multiply_half(&a[HALF..], b);
        product[..HALF].copy_from_slice(&low[..HALF]);
        let mut carry = false;
        for i in 0..MAX_LIMBS {
            (product[HALF + i], carry) = low[HALF + i].carrying_add(high[i], carry);
        }
        for i in MAX_LIMBS..MAX_LIMBS + HALF {
            (product[HALF + i], carry) = high[i].carrying_add(0, carry);
        }
        return product;
    }
    for i in 0..L {
        let mut carry = 0;
        for j in 0..L {
            (product[i + j], carry) = multiply_add(product[i + j], a[j], b[i], carry);
        }
        product[i + L] = carry;
    }
    product
}

/// Half of the widest number: 256 bits.
const HALF: usize = MAX_LIMBS / 2;

/// A product of half a number with a whole one. Four words of a sum fit the registers, eight do not:
/// measured quicker than whole rows, columns, or three products of halves (Karatsuba).
#[inline(always)]
fn multiply_half(a: &[u64], b: &[u64]) -> [u64; MAX_LIMBS + HALF] {
    let mut product = [0; MAX_LIMBS + HALF];
    let mut sum = [0; HALF];
    // Written out, since the compiler keeps a loop, and with it every sum in memory.
    product[0] = half_row(&mut sum, a, b[0]);
    product[1] = half_row(&mut sum, a, b[1]);
    product[2] = half_row(&mut sum, a, b[2]);
    product[3] = half_row(&mut sum, a, b[3]);
    product[4] = half_row(&mut sum, a, b[4]);
    product[5] = half_row(&mut sum, a, b[5]);
    product[6] = half_row(&mut sum, a, b[6]);
    product[7] = half_row(&mut sum, a, b[7]);
    product[MAX_LIMBS..].copy_from_slice(&sum);
    product
}

/// Adds `a·b` to the sum; what is complete goes out, and the rest moves a word down.
#[inline(always)]
fn half_row(sum: &mut [u64; HALF], a: &[u64], b: u64) -> u64 {
    let mut carry = 0;
    for i in 0..HALF {
        (sum[i], carry) = multiply_add(sum[i], a[i], b, carry);
    }
    let lowest = sum[0];
    *sum = [sum[1], sum[2], sum[3], carry];
    lowest
}

/// The square as `2·L` words.
#[cfg_attr(not(target_arch = "wasm32"), inline(always))]
#[cfg_attr(target_arch = "wasm32", inline(never))]
pub(crate) fn square<const L: usize>(a: &[u64; L]) -> [u64; 2 * MAX_LIMBS] {
    if L != MAX_LIMBS || APART {
        // Measured: doubling the mixed products saves nothing at four words.
        return multiply(a, a);
    }
    // Each mixed product once, all of them doubled, and the squares of the words.
    let mut square = [0; 2 * MAX_LIMBS];
    mixed_row::<7>(&mut square, a);
    mixed_row::<6>(&mut square, a);
    mixed_row::<5>(&mut square, a);
    mixed_row::<4>(&mut square, a);
    mixed_row::<3>(&mut square, a);
    mixed_row::<2>(&mut square, a);
    mixed_row::<1>(&mut square, a);
    let (mut shifted, mut carry) = (0, false);
    for i in 0..L {
        let (low, high) = multiply_add(0, a[i], a[i], 0);
        let (even, odd) = (square[2 * i], square[2 * i + 1]);
        let (doubled_even, doubled_odd) = (even << 1 | shifted, odd << 1 | even >> 63);
        shifted = odd >> 63;
        (square[2 * i], carry) = doubled_even.carrying_add(low, carry);
        (square[2 * i + 1], carry) = doubled_odd.carrying_add(high, carry);
    }
    square
}

/// Adds the products of a word with the `N` words above it, which are the last ones.
#[inline(always)]
fn mixed_row<const N: usize>(sum: &mut [u64; 2 * MAX_LIMBS], a: &[u64]) {
    let i = MAX_LIMBS - 1 - N;
    let above: [u64; N] = core::array::from_fn(|j| a[i + 1 + j]);
    let mut row: [u64; N] = core::array::from_fn(|j| sum[2 * i + 1 + j]);
    sum[i + MAX_LIMBS] = multiply_add_row(&mut row, &above, a[i]);
    sum[2 * i + 1..i + MAX_LIMBS].copy_from_slice(&row);
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
