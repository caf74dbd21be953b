//! Fixed-length ASCII numbers, and the cleaning of what people type.

use crate::fault::{Fault, Kind, Reason};

/// `N` ASCII characters (digits; letters too in a КПП).
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Ascii<const N: usize>([u8; N]);

impl<const N: usize> Ascii<N> {
    pub(crate) fn as_str(&self) -> &str {
        // Only ASCII gets in, so the empty default is never taken.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// The digit at `index` from 0.
    pub(crate) fn digit(&self, index: usize) -> u8 {
        self.0[index].wrapping_sub(b'0')
    }

    pub(crate) fn from_clean(kind: Kind, clean: &str) -> Result<Self, Fault> {
        <[u8; N]>::try_from(clean.as_bytes())
            .map(Self)
            .map_err(|_| {
                let got = clean.chars().count();
                Fault::new(kind, Reason::Length { expected: N, got })
            })
    }
}

/// What may stand between the digits and is dropped.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Separators {
    Spaces,
    SpacesAndDashes,
}

/// Spaces of every width, and the invisible ones that come along when pasting.
pub(crate) fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200B}' | '\u{2060}' | '\u{FEFF}')
}

pub(crate) fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

pub(crate) fn trim(typed: &str) -> &str {
    typed.trim_matches(is_space)
}

/// Keeps the characters that `allowed` takes (by their place in the number, from 0), drops separators, refuses the rest.
pub(crate) fn keep(
    kind: Kind,
    typed: &str,
    separators: Separators,
    allowed: impl Fn(usize, char) -> bool,
) -> Result<String, Fault> {
    let typed = trim(typed);
    let mut kept = String::new();
    for (index, c) in typed.chars().enumerate() {
        if is_space(c) || (separators == Separators::SpacesAndDashes && is_dash(c)) {
            continue;
        }
        if !allowed(kept.len(), c) {
            let position = index + 1;
            return Err(Fault::new(kind, Reason::Character { found: c, position }));
        }
        kept.push(c);
    }
    if kept.is_empty() {
        return Err(Fault::new(kind, Reason::Empty));
    }
    Ok(kept)
}

/// Digits only, separators dropped, not empty.
pub(crate) fn keep_digits(
    kind: Kind,
    typed: &str,
    separators: Separators,
) -> Result<String, Fault> {
    keep(kind, typed, separators, |_, c| c.is_ascii_digit())
}

/// Exactly `N` digits.
pub(crate) fn exactly<const N: usize>(
    kind: Kind,
    typed: &str,
    separators: Separators,
) -> Result<Ascii<N>, Fault> {
    Ascii::from_clean(kind, &keep_digits(kind, typed, separators)?)
}

/// Digits to calculate a check digit for; `count` of them.
pub(crate) fn body(kind: Kind, typed: &str, count: usize) -> Result<String, Fault> {
    let digits = keep_digits(kind, typed, Separators::Spaces)?;
    if digits.len() == count {
        Ok(digits)
    } else {
        let got = digits.len();
        Err(Fault::new(
            kind,
            Reason::Length {
                expected: count,
                got,
            },
        ))
    }
}

/// Σ digit × weight over the shorter of the two.
pub(crate) fn weighted_sum(digits: &str, weights: &[u32]) -> u32 {
    digits
        .bytes()
        .zip(weights)
        .map(|(digit, weight)| u32::from(digit - b'0') * weight)
        .sum()
}

/// A value below ten as a digit.
pub(crate) fn as_digit(value: u64) -> u8 {
    u8::try_from(value % 10).unwrap_or_default()
}

/// Fails when the digit at `position` (from 1) is not `expected`.
pub(crate) fn expect_digit(
    kind: Kind,
    position: usize,
    expected: u8,
    got: u8,
) -> Result<(), Fault> {
    if expected == got {
        return Ok(());
    }
    Err(Fault::new(
        kind,
        Reason::CheckDigit {
            position,
            expected,
            got,
        },
    ))
}

/// The common method of Rosstandart for classifier codes (also ОКПО and УИН): weights 1…10 in a circle, modulo 11;
/// a remainder of 10 means once more with weights from 3; 10 again means 0.
pub(crate) fn classifier_check_digit(digits: &str) -> u8 {
    let remainder = |first_weight: u32| {
        digits
            .bytes()
            .zip(0..)
            .map(|(digit, index)| u32::from(digit - b'0') * ((index + first_weight - 1) % 10 + 1))
            .sum::<u32>()
            % 11
    };
    match remainder(1) {
        10 => as_digit(u64::from(remainder(3)) % 10),
        found => as_digit(u64::from(found)),
    }
}

/// `as_str`, `Display`, `FromStr` and `AsRef<str>` for a newtype that has `parse` and holds text under `.0`.
macro_rules! text_conversions {
    ($name:ident) => {
        impl $name {
            /// The bare number, without separators: how it is stored and compared.
            pub fn as_str(&self) -> &str {
                self.0.as_str()
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                out.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::fault::Fault;

            fn from_str(typed: &str) -> Result<Self, Self::Err> {
                Self::parse(typed)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }
    };
}

/// `Debug` that shows the number.
macro_rules! open_debug {
    ($name:ident) => {
        impl std::fmt::Debug for $name {
            fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(out, "{}({})", stringify!($name), self.as_str())
            }
        }
    };
}

/// `Debug` that hides a personal value: debug output ends in logs.
macro_rules! masked_debug {
    ($name:ident) => {
        impl std::fmt::Debug for $name {
            fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(out, "{}(…)", stringify!($name))
            }
        }
    };
}

pub(crate) use {masked_debug, open_debug, text_conversions};
