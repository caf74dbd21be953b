//! What a number typed into a search box is.

use crate::digits::{Separators, is_space, keep_digits, trim};
use crate::fault::{Fault, Kind, Reason};
use crate::{Inn10, Inn12, Ogrn, Ogrnip};

/// A number by which an organization is found in the register.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OrgId {
    Inn10(Inn10),
    Inn12(Inn12),
    Ogrn(Ogrn),
    Ogrnip(Ogrnip),
}

impl OrgId {
    /// Tells by length which number was typed, and checks it as that number.
    ///
    /// A text that is not a number at all (a company's name, say) is [`Reason::Unknown`], so a search box can go on
    /// to search by name; a number of a strange length is [`Reason::Length`] with the nearest length expected.
    pub fn parse(typed: &str) -> Result<Self, Fault> {
        let trimmed = trim(typed);
        if trimmed.chars().any(|c| !c.is_ascii_digit() && !is_space(c)) {
            return Err(Fault::new(Kind::OrgId, Reason::Unknown));
        }
        let digits = keep_digits(Kind::OrgId, trimmed, Separators::Spaces)?;
        match digits.len() {
            10 => Inn10::parse(&digits).map(Self::Inn10),
            12 => Inn12::parse(&digits).map(Self::Inn12),
            13 => Ogrn::parse(&digits).map(Self::Ogrn),
            15 => Ogrnip::parse(&digits).map(Self::Ogrnip),
            got => {
                let expected = match got {
                    0..=10 => 10,
                    11 => 12,
                    _ => 15,
                };
                Err(Fault::new(Kind::OrgId, Reason::Length { expected, got }))
            }
        }
    }

    /// The bare digits.
    pub fn as_str(&self) -> &str {
        match self {
            OrgId::Inn10(number) => number.as_str(),
            OrgId::Inn12(number) => number.as_str(),
            OrgId::Ogrn(number) => number.as_str(),
            OrgId::Ogrnip(number) => number.as_str(),
        }
    }

    /// Code of the region inside the number.
    pub fn region_code(&self) -> &str {
        match self {
            OrgId::Inn10(number) => number.region_code(),
            OrgId::Inn12(number) => number.region_code(),
            OrgId::Ogrn(number) => number.region_code(),
            OrgId::Ogrnip(number) => number.region_code(),
        }
    }
}
