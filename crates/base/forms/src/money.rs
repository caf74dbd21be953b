//! Money: integer kopecks in code, `1234.50` in storage, `1 234,50` on pages.

use crate::product_limits::KOPECKS;

/// Reads roubles with up to two digits after a comma or a point; gives kopecks. Negative amounts are not asked for.
pub(crate) fn parse(typed: &str) -> Option<i64> {
    let clean: String = typed
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| if c == ',' { '.' } else { c })
        .collect();
    let clean = clean.strip_suffix('₽').unwrap_or(&clean);
    let (roubles, kopecks) = clean.split_once('.').unwrap_or((clean, "0"));
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number(roubles) || !is_number(kopecks) || kopecks.len() > 2 {
        return None;
    }
    let roubles: i64 = roubles.parse().ok()?;
    let tenfold = if kopecks.len() == 1 { 10 } else { 1 };
    let kopecks = kopecks.parse::<i64>().ok()? * tenfold;
    let total = roubles.checked_mul(100)?.checked_add(kopecks)?;
    // Above the product's limit is left to the limits' own error; above ten times that it is no amount at all.
    (total <= KOPECKS * 10).then_some(total)
}

/// `1234.50`.
pub(crate) fn stored(kopecks: i64) -> String {
    format!("{}.{:02}", kopecks / 100, kopecks % 100)
}

/// `1 234,50` with no-break spaces.
pub(crate) fn shown(kopecks: i64) -> String {
    let roubles = (kopecks / 100).to_string();
    let mut grouped = String::new();
    for (index, digit) in roubles.chars().enumerate() {
        if index > 0 && (roubles.len() - index).is_multiple_of(3) {
            grouped.push('\u{a0}');
        }
        grouped.push(digit);
    }
    format!("{grouped},{:02}", kopecks % 100)
}
