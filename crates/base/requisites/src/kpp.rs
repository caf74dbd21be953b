//! КПП: the reason a company is registered with a tax office. It has no check digit.

use crate::digits::{Ascii, Separators, keep, open_debug, text_conversions};
use crate::fault::{Fault, Kind};

/// КПП: four digits of the tax office, two digits or capital Latin letters of the reason, three digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Kpp(Ascii<9>);

impl Kpp {
    /// Reads a КПП; spaces anywhere are forgiven.
    pub fn parse(typed: &str) -> Result<Self, Fault> {
        let clean = keep(Kind::Kpp, typed, Separators::Spaces, |index, c| {
            c.is_ascii_digit() || (matches!(index, 4 | 5) && c.is_ascii_uppercase())
        })?;
        Ascii::from_clean(Kind::Kpp, &clean).map(Self)
    }

    /// Code of the tax office.
    pub fn tax_office(&self) -> &str {
        &self.as_str()[..4]
    }
}

text_conversions!(Kpp);
open_debug!(Kpp);
