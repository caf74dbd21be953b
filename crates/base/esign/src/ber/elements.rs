//! A reader of elements in DER that hands out the very bytes.

use super::{BerError, head, tag};
use jiff::Timestamp;
use x509_cert::der::asn1::ObjectIdentifier;

/// An element as it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Element<'a> {
    pub(crate) tag: u8,
    pub(crate) content: &'a [u8],
    pub(crate) whole: &'a [u8],
}

impl<'a> Element<'a> {
    /// The one element that the bytes are.
    pub(crate) fn only(bytes: &'a [u8], tag: u8) -> Result<Self, BerError> {
        let mut reader = Elements(bytes);
        let only = reader.next(tag)?;
        reader.end()?;
        Ok(only)
    }

    /// What is inside.
    pub(crate) fn inside(&self) -> Elements<'a> {
        Elements(self.content)
    }

    /// The moment that it holds: a `UTCTime` or a `GeneralizedTime` that ends in Z, as DER asks,
    /// with or without a fraction of a second.
    pub(crate) fn time(&self) -> Result<Timestamp, BerError> {
        let text = std::str::from_utf8(self.content).map_err(|_| BerError::Header)?;
        let digits = text.strip_suffix('Z').ok_or(BerError::Header)?;
        let full = match self.tag {
            // Two digits of the year: 1950 to 2049 (RFC 5280, section 4.1.2.5.1).
            tag::UTC_TIME if digits.len() == 12 => {
                let century = if digits < "5" { "20" } else { "19" };
                format!("{century}{digits}")
            }
            tag::GENERALIZED_TIME => digits.to_owned(),
            _ => return Err(BerError::Header),
        };
        let (whole, fraction) = full.split_once('.').unwrap_or((&full, "0"));
        let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if whole.len() != 14 || !is_number(whole) || !is_number(fraction) || fraction.len() > 9 {
            return Err(BerError::Header);
        }
        let (date, clock) = whole.split_at(8);
        format!("{date}T{clock}.{fraction:0<9}Z")
            .parse()
            .map_err(|_| BerError::Header)
    }

    /// The object identifier that it holds.
    pub(crate) fn oid(&self) -> Result<ObjectIdentifier, BerError> {
        if self.tag != tag::OID {
            return Err(BerError::Unexpected);
        }
        ObjectIdentifier::from_bytes(self.content).map_err(|_| BerError::Header)
    }
}

/// Elements in DER, one after another.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Elements<'a>(pub(crate) &'a [u8]);

impl<'a> Elements<'a> {
    /// The next element, whatever it is; None at the end.
    pub(crate) fn any(&mut self) -> Result<Option<Element<'a>>, BerError> {
        if self.0.is_empty() {
            return Ok(None);
        }
        let head = head(self.0)?;
        let length = head.length.ok_or(BerError::Header)?;
        if head.tag.len() != 1 || !head.is_minimal {
            return Err(BerError::Header);
        }
        let end = head.size.checked_add(length).ok_or(BerError::Truncated)?;
        let whole = self.0.get(..end).ok_or(BerError::Truncated)?;
        let found = Element {
            tag: head.tag[0],
            content: &whole[head.size..],
            whole,
        };
        self.0 = &self.0[end..];
        Ok(Some(found))
    }

    /// The next element, which has this tag.
    pub(crate) fn next(&mut self, tag: u8) -> Result<Element<'a>, BerError> {
        self.optional(tag)?.ok_or(BerError::Unexpected)
    }

    /// The next element if it has this tag.
    pub(crate) fn optional(&mut self, tag: u8) -> Result<Option<Element<'a>>, BerError> {
        if self.0.first() == Some(&tag) {
            self.any()
        } else {
            Ok(None)
        }
    }

    /// All the rest, not more than `most`.
    pub(crate) fn all(mut self, most: usize) -> Result<Vec<Element<'a>>, BerError> {
        let mut all = Vec::new();
        while let Some(one) = self.any()? {
            if all.len() == most {
                return Err(BerError::TooMany);
            }
            all.push(one);
        }
        Ok(all)
    }

    /// # Errors
    /// [`BerError::Trailing`] where something is left.
    pub(crate) fn end(self) -> Result<(), BerError> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(BerError::Trailing)
        }
    }
}
