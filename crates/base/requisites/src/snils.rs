//! СНИЛС: a person's number in the pension system.

use crate::digits::{
    Ascii, Separators, body, exactly, expect_digit, masked_debug, text_conversions, weighted_sum,
};
use crate::fault::{Fault, Kind};

const WEIGHTS: [u32; 9] = [9, 8, 7, 6, 5, 4, 3, 2, 1];

/// Numbers up to this one were given before control numbers existed, so theirs are not checked.
const LAST_UNCHECKED: &str = "001001998";

/// СНИЛС: nine digits and a control number of two.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Snils(Ascii<11>);

impl Snils {
    /// Reads a СНИЛС, typed as `112-233-445 95`, `112 233 445 95` or in digits alone.
    pub fn parse(typed: &str) -> Result<Self, Fault> {
        let number: Ascii<11> = exactly(Kind::Snils, typed, Separators::SpacesAndDashes)?;
        let (first_nine, _) = number.as_str().split_at(9);
        if first_nine > LAST_UNCHECKED {
            let expected = control_number(first_nine);
            expect_digit(Kind::Snils, 10, expected / 10, number.digit(9))?;
            expect_digit(Kind::Snils, 11, expected % 10, number.digit(10))?;
        }
        Ok(Self(number))
    }

    /// Makes a valid number out of its first nine digits, for generated data.
    pub fn with_check_digits(first_nine: &str) -> Result<Self, Fault> {
        let digits = body(Kind::Snils, first_nine, 9)?;
        let control = control_number(&digits);
        Self::parse(&format!("{digits}{control:02}"))
    }

    /// As printed on papers: `112-233-445 95`.
    pub fn grouped(&self) -> String {
        let s = self.as_str();
        format!("{}-{}-{} {}", &s[..3], &s[3..6], &s[6..9], &s[9..])
    }
}

text_conversions!(Snils);
masked_debug!(Snils);

/// Σ digit × (9 … 1); above 101 modulo 101; 100 and 101 become 00.
fn control_number(first_nine: &str) -> u8 {
    let remainder = weighted_sum(first_nine, &WEIGHTS) % 101 % 100;
    u8::try_from(remainder).unwrap_or_default()
}
