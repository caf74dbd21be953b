//! Pages of the operator's lists.

/// Lines on one page.
pub(crate) const PAGE_SIZE: i64 = 50;

/// Pages of a list of `total` lines, at least 1.
pub fn pages_of(total: u64) -> u64 {
    total.div_ceil(PAGE_SIZE.unsigned_abs()).max(1)
}

/// The number that a page really has, how many there are, and the lines before it.
pub(crate) fn place(number: u64, total: u64) -> (u64, u64, i64) {
    let pages = pages_of(total);
    let number = number.clamp(1, pages);
    (
        number,
        pages,
        i64::try_from(number - 1)
            .unwrap_or(0)
            .saturating_mul(PAGE_SIZE),
    )
}
