//! Russian phones, mobile and landline.

use crate::digits::{is_dash, is_space, masked_debug, text_conversions, trim};
use crate::fault::{Fault, Kind, Reason};

/// A phone as `+7` and ten digits.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Phone(String);

impl Phone {
    /// Reads a phone typed in any of the usual ways: `+7 (916) 123-45-67`, `8 916 123 45 67`, `9161234567`.
    pub fn parse(typed: &str) -> Result<Self, Fault> {
        let refuse = |reason| Err(Fault::new(Kind::Phone, reason));
        let typed = trim(typed);
        let mut digits = String::new();
        let mut international = false;
        for (index, c) in typed.chars().enumerate() {
            match c {
                '+' if digits.is_empty() && !international => international = true,
                '(' | ')' | '.' => {}
                _ if is_space(c) || is_dash(c) => {}
                _ if c.is_ascii_digit() => digits.push(c),
                found => {
                    let position = index + 1;
                    return refuse(Reason::Character { found, position });
                }
            }
        }
        if digits.is_empty() {
            return refuse(Reason::Empty);
        }
        let got = digits.len();
        if international && !digits.starts_with('7') {
            return refuse(Reason::Foreign);
        }
        let national = match digits.as_bytes() {
            [b'7', national @ ..] if got == 11 => national,
            [b'8', national @ ..] if got == 11 && !international => national,
            national if got == 10 && !international => national,
            _ if got == 11 => return refuse(Reason::Foreign),
            _ => return refuse(Reason::Length { expected: 11, got }),
        };
        // Area codes 3…, 4…, 8… and mobile 9…; +7 6… and +7 7… belong to Kazakhstan.
        if !matches!(national.first(), Some(b'3' | b'4' | b'8' | b'9')) {
            return refuse(Reason::Foreign);
        }
        let start = got - 10;
        Ok(Self(format!("+7{}", &digits[start..])))
    }

    /// For reading: `+7 916 123-45-67`.
    pub fn grouped(&self) -> String {
        let s = self.as_str();
        format!(
            "{} {} {}-{}-{}",
            &s[..2],
            &s[2..5],
            &s[5..8],
            &s[8..10],
            &s[10..]
        )
    }

    /// What a database keeps, for reading: grouped, or as it is when it is no phone (empty, of an older form).
    pub fn shown(stored: &str) -> String {
        Self::parse(stored).map_or_else(|_| stored.to_owned(), |phone| phone.grouped())
    }

    /// A mobile phone, which can receive a text message.
    pub fn is_mobile(&self) -> bool {
        self.as_str().starts_with("+79")
    }
}

text_conversions!(Phone);
masked_debug!(Phone);
