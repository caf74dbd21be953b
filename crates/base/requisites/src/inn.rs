//! ИНН: taxpayer's number. Order of the tax service ЕД-7-14/559@ of 26.06.2025.

use crate::digits::{
    Ascii, Separators, as_digit, body, exactly, expect_digit, keep_digits, masked_debug,
    open_debug, text_conversions, weighted_sum,
};
use crate::fault::{Fault, Kind, Reason};

const WEIGHTS_10: [u32; 9] = [2, 4, 10, 3, 5, 9, 4, 6, 8];
const WEIGHTS_11: [u32; 10] = [7, 2, 4, 10, 3, 5, 9, 4, 6, 8];
const WEIGHTS_12: [u32; 11] = [3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8];

/// ИНН of a company: 10 digits, the last is a check digit.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Inn10(Ascii<10>);

/// ИНН of a person or a sole trader: 12 digits, the last two are check digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Inn12(Ascii<12>);

/// ИНН of either kind, told apart by length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Inn {
    Company(Inn10),
    Person(Inn12),
}

impl Inn10 {
    /// Reads an ИНН of a company; spaces anywhere are forgiven.
    pub fn parse(typed: &str) -> Result<Self, Fault> {
        let number: Ascii<10> = exactly(Kind::Inn10, typed, Separators::Spaces)?;
        refuse_region_00(Kind::Inn10, number.as_str())?;
        let expected = check_digit(number.as_str(), &WEIGHTS_10);
        expect_digit(Kind::Inn10, 10, expected, number.digit(9))?;
        Ok(Self(number))
    }

    /// Makes a valid number out of its first nine digits, for generated data.
    pub fn with_check_digits(first_nine: &str) -> Result<Self, Fault> {
        let mut digits = body(Kind::Inn10, first_nine, 9)?;
        push_check_digit(&mut digits, &WEIGHTS_10);
        Self::parse(&digits)
    }

    /// Code of the region whose tax office gave the number.
    pub fn region_code(&self) -> &str {
        &self.as_str()[..2]
    }
}

impl Inn12 {
    /// Reads an ИНН of a person; spaces anywhere are forgiven.
    pub fn parse(typed: &str) -> Result<Self, Fault> {
        let number: Ascii<12> = exactly(Kind::Inn12, typed, Separators::Spaces)?;
        refuse_region_00(Kind::Inn12, number.as_str())?;
        let expected = check_digit(number.as_str(), &WEIGHTS_11);
        expect_digit(Kind::Inn12, 11, expected, number.digit(10))?;
        let expected = check_digit(number.as_str(), &WEIGHTS_12);
        expect_digit(Kind::Inn12, 12, expected, number.digit(11))?;
        Ok(Self(number))
    }

    /// Makes a valid number out of its first ten digits, for generated data.
    pub fn with_check_digits(first_ten: &str) -> Result<Self, Fault> {
        let mut digits = body(Kind::Inn12, first_ten, 10)?;
        push_check_digit(&mut digits, &WEIGHTS_11);
        push_check_digit(&mut digits, &WEIGHTS_12);
        Self::parse(&digits)
    }

    /// Code of the region whose tax office gave the number.
    pub fn region_code(&self) -> &str {
        &self.as_str()[..2]
    }
}

impl Inn {
    /// Reads an ИНН of either length.
    pub fn parse(typed: &str) -> Result<Self, Fault> {
        let digits = keep_digits(Kind::Inn, typed, Separators::Spaces)?;
        match digits.len() {
            10 => Inn10::parse(&digits).map(Self::Company),
            12 => Inn12::parse(&digits).map(Self::Person),
            got => {
                let expected = if got <= 10 { 10 } else { 12 };
                Err(Fault::new(Kind::Inn, Reason::Length { expected, got }))
            }
        }
    }

    /// The bare digits.
    pub fn as_str(&self) -> &str {
        match self {
            Inn::Company(inn) => inn.as_str(),
            Inn::Person(inn) => inn.as_str(),
        }
    }

    /// Code of the region whose tax office gave the number.
    pub fn region_code(&self) -> &str {
        &self.as_str()[..2]
    }
}

impl std::fmt::Display for Inn {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(self.as_str())
    }
}

impl std::str::FromStr for Inn {
    type Err = Fault;

    fn from_str(typed: &str) -> Result<Self, Fault> {
        Self::parse(typed)
    }
}

text_conversions!(Inn10);
text_conversions!(Inn12);
open_debug!(Inn10);
masked_debug!(Inn12);

fn check_digit(digits: &str, weights: &[u32]) -> u8 {
    as_digit(u64::from(weighted_sum(digits, weights) % 11 % 10))
}

fn push_check_digit(digits: &mut String, weights: &[u32]) {
    let check = check_digit(digits, weights);
    digits.push(char::from(b'0' + check));
}

/// The exchange schemas of the tax service forbid region 00: `([0-9][1-9]|[1-9][0-9])[0-9]{8|10}`.
fn refuse_region_00(kind: Kind, digits: &str) -> Result<(), Fault> {
    if digits.starts_with("00") {
        return Err(Fault::new(kind, Reason::Prefix));
    }
    Ok(())
}
