//! УИН: the unique number of a charge to pay to the budget (field 22 of a payment order).

use crate::digits::{
    Ascii, Separators, body, classifier_check_digit, expect_digit, keep_digits, open_debug,
};
use crate::fault::{Fault, Kind, Reason};

/// УИН of 20 or 25 digits; the last is a check digit by the classifiers' common method.
///
/// A payment order writes `0` where there is no УИН; that is the absence of one, and `parse("0")` refuses it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Uin(Digits);

#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Digits {
    Short(Ascii<20>),
    Long(Ascii<25>),
}

impl Uin {
    /// Reads a УИН; spaces anywhere are forgiven.
    pub fn parse(typed: &str) -> Result<Self, Fault> {
        let digits = keep_digits(Kind::Uin, typed, Separators::Spaces)?;
        let number = match digits.len() {
            20 => Digits::Short(Ascii::from_clean(Kind::Uin, &digits)?),
            25 => Digits::Long(Ascii::from_clean(Kind::Uin, &digits)?),
            got => {
                let expected = if got <= 20 { 20 } else { 25 };
                return Err(Fault::new(Kind::Uin, Reason::Length { expected, got }));
            }
        };
        let (front, last) = digits.split_at(digits.len() - 1);
        let got = last.bytes().next().map_or(0, |digit| digit - b'0');
        expect_digit(Kind::Uin, digits.len(), classifier_check_digit(front), got)?;
        Ok(Self(number))
    }

    /// Makes a valid 20-digit number out of its first nineteen, for generated data.
    pub fn with_check_digit(first_nineteen: &str) -> Result<Self, Fault> {
        let digits = body(Kind::Uin, first_nineteen, 19)?;
        let check = classifier_check_digit(&digits);
        Self::parse(&format!("{digits}{check}"))
    }

    /// The bare digits.
    pub fn as_str(&self) -> &str {
        match &self.0 {
            Digits::Short(digits) => digits.as_str(),
            Digits::Long(digits) => digits.as_str(),
        }
    }
}

impl std::fmt::Display for Uin {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(self.as_str())
    }
}

impl std::str::FromStr for Uin {
    type Err = Fault;

    fn from_str(typed: &str) -> Result<Self, Fault> {
        Self::parse(typed)
    }
}

open_debug!(Uin);
