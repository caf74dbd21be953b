//! ОГРН and ОГРНИП: the state registration numbers of companies and sole traders.

use crate::digits::{
    Ascii, Separators, as_digit, body, exactly, expect_digit, masked_debug, open_debug,
    text_conversions,
};
use crate::fault::{Fault, Kind, Reason};

/// ОГРН of a company: 13 digits; the last is the first twelve modulo 11, modulo 10.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Ogrn(Ascii<13>);

/// ОГРНИП of a sole trader: 15 digits; the last is the first fourteen modulo 13, modulo 10.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Ogrnip(Ascii<15>);

impl Ogrn {
    /// Reads an ОГРН; spaces anywhere are forgiven.
    pub fn parse(typed: &str) -> Result<Self, Fault> {
        let number: Ascii<13> = exactly(Kind::Ogrn, typed, Separators::Spaces)?;
        if number.digit(0) == 0 {
            return Err(Fault::new(Kind::Ogrn, Reason::Prefix));
        }
        let expected = remainder_digit(&number.as_str()[..12], 11);
        expect_digit(Kind::Ogrn, 13, expected, number.digit(12))?;
        Ok(Self(number))
    }

    /// Makes a valid number out of its first twelve digits, for generated data.
    pub fn with_check_digit(first_twelve: &str) -> Result<Self, Fault> {
        let digits = body(Kind::Ogrn, first_twelve, 12)?;
        let check = remainder_digit(&digits, 11);
        Self::parse(&format!("{digits}{check}"))
    }

    /// Code of the region of registration.
    pub fn region_code(&self) -> &str {
        &self.as_str()[3..5]
    }
}

impl Ogrnip {
    /// Reads an ОГРНИП; spaces anywhere are forgiven. The first digit tells a register of sole traders: 3 or 4.
    pub fn parse(typed: &str) -> Result<Self, Fault> {
        let number: Ascii<15> = exactly(Kind::Ogrnip, typed, Separators::Spaces)?;
        if !matches!(number.digit(0), 3 | 4) {
            return Err(Fault::new(Kind::Ogrnip, Reason::Prefix));
        }
        let expected = remainder_digit(&number.as_str()[..14], 13);
        expect_digit(Kind::Ogrnip, 15, expected, number.digit(14))?;
        Ok(Self(number))
    }

    /// Makes a valid number out of its first fourteen digits, for generated data.
    pub fn with_check_digit(first_fourteen: &str) -> Result<Self, Fault> {
        let digits = body(Kind::Ogrnip, first_fourteen, 14)?;
        let check = remainder_digit(&digits, 13);
        Self::parse(&format!("{digits}{check}"))
    }

    /// Code of the region of registration.
    pub fn region_code(&self) -> &str {
        &self.as_str()[3..5]
    }
}

text_conversions!(Ogrn);
text_conversions!(Ogrnip);
open_debug!(Ogrn);
masked_debug!(Ogrnip);

fn remainder_digit(digits: &str, modulus: u64) -> u8 {
    let number = digits
        .bytes()
        .fold(0_u64, |number, digit| number * 10 + u64::from(digit - b'0'));
    as_digit(number % modulus)
}
