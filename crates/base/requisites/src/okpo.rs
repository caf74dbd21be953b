//! ОКПО: the statistics service's code of a company (8 digits) or a sole trader (10 digits).

use crate::digits::{
    Ascii, Separators, body, classifier_check_digit, expect_digit, keep_digits, open_debug,
};
use crate::fault::{Fault, Kind, Reason};

/// ОКПО; the last digit is a check digit by the classifiers' common method.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Okpo(Digits);

#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Digits {
    Company(Ascii<8>),
    Person(Ascii<10>),
}

impl Okpo {
    /// Reads an ОКПО of 8 or 10 digits; spaces anywhere are forgiven.
    pub fn parse(typed: &str) -> Result<Self, Fault> {
        let digits = keep_digits(Kind::Okpo, typed, Separators::Spaces)?;
        let number = match digits.len() {
            8 => Digits::Company(Ascii::from_clean(Kind::Okpo, &digits)?),
            10 => Digits::Person(Ascii::from_clean(Kind::Okpo, &digits)?),
            got => {
                let expected = if got <= 8 { 8 } else { 10 };
                return Err(Fault::new(Kind::Okpo, Reason::Length { expected, got }));
            }
        };
        let (front, last) = digits.split_at(digits.len() - 1);
        let got = last.bytes().next().map_or(0, |digit| digit - b'0');
        expect_digit(Kind::Okpo, digits.len(), classifier_check_digit(front), got)?;
        Ok(Self(number))
    }

    /// Makes a company's code out of its first seven digits, for generated data.
    pub fn with_check_digit(first_seven: &str) -> Result<Self, Fault> {
        let digits = body(Kind::Okpo, first_seven, 7)?;
        let check = classifier_check_digit(&digits);
        Self::parse(&format!("{digits}{check}"))
    }

    /// The bare digits.
    pub fn as_str(&self) -> &str {
        match &self.0 {
            Digits::Company(digits) => digits.as_str(),
            Digits::Person(digits) => digits.as_str(),
        }
    }
}

impl std::fmt::Display for Okpo {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(self.as_str())
    }
}

impl std::str::FromStr for Okpo {
    type Err = Fault;

    fn from_str(typed: &str) -> Result<Self, Fault> {
        Self::parse(typed)
    }
}

open_debug!(Okpo);
