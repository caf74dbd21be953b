//! DER that is written here: elements from their contents, inside out. Nothing in it can fail.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use x509_cert::der::asn1::ObjectIdentifier;

/// An element of one identifier byte.
pub(crate) fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(content.len() + 6);
    out.push(tag);
    let length = content.len();
    if length < 0x80 {
        out.push(u8::try_from(length).unwrap_or_default());
    } else {
        let bytes = length.to_be_bytes();
        let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
        let digits = &bytes[zeros..];
        out.push(0x80 | u8::try_from(digits.len()).unwrap_or_default());
        out.extend_from_slice(digits);
    }
    out.extend_from_slice(content);
    out
}

/// A `SEQUENCE` of what is encoded already.
pub(crate) fn sequence<T: AsRef<[u8]>>(parts: &[T]) -> Vec<u8> {
    element(0x30, &joined(parts))
}

/// A `SET OF`, its members in DER's order.
pub(crate) fn set<T: AsRef<[u8]>>(parts: &[T]) -> Vec<u8> {
    let mut parts: Vec<&[u8]> = parts.iter().map(AsRef::as_ref).collect();
    parts.sort_unstable();
    element(0x31, &joined(&parts))
}

/// `[number]` around what is encoded already (EXPLICIT), or around members (IMPLICIT SEQUENCE).
pub(crate) fn tagged(number: u8, content: &[u8]) -> Vec<u8> {
    element(0xa0 | number, content)
}

pub(crate) fn oid(identifier: ObjectIdentifier) -> Vec<u8> {
    element(0x06, identifier.as_bytes())
}

pub(crate) fn boolean(value: bool) -> Vec<u8> {
    element(0x01, &[if value { 0xff } else { 0 }])
}

/// A number that is not negative, from its big-endian digits.
pub(crate) fn integer(digits: &[u8]) -> Vec<u8> {
    let zeros = digits.iter().take_while(|digit| **digit == 0).count();
    let mut content = digits[zeros..].to_vec();
    if content.first().is_none_or(|first| *first >= 0x80) {
        content.insert(0, 0);
    }
    element(0x02, &content)
}

pub(crate) fn number(value: u64) -> Vec<u8> {
    integer(&value.to_be_bytes())
}

pub(crate) fn octets(content: &[u8]) -> Vec<u8> {
    element(0x04, content)
}

/// A `BIT STRING` of whole bytes.
pub(crate) fn bits(content: &[u8]) -> Vec<u8> {
    element(0x03, &joined(&[&[0], content]))
}

pub(crate) fn null() -> Vec<u8> {
    element(0x05, &[])
}

pub(crate) fn utf8(text: &str) -> Vec<u8> {
    element(0x0c, text.as_bytes())
}

/// A time as RFC 5280, section 4.1.2.5, asks: `UTCTime` to 2049, then `GeneralizedTime`.
pub(crate) fn time(at: Timestamp) -> Vec<u8> {
    let civil = TimeZone::UTC.to_datetime(at);
    let (month, day) = (civil.month(), civil.day());
    let (hour, minute, second) = (civil.hour(), civil.minute(), civil.second());
    // Not by strftime, which would bring the zones of the whole world into the browser's signer.
    let rest = format!("{month:02}{day:02}{hour:02}{minute:02}{second:02}Z");
    let year = civil.year();
    if (1950..2050).contains(&year) {
        element(0x17, format!("{:02}{rest}", year % 100).as_bytes())
    } else {
        element(0x18, format!("{:04}{rest}", year.max(0)).as_bytes())
    }
}

fn joined<T: AsRef<[u8]>>(parts: &[T]) -> Vec<u8> {
    parts.iter().fold(Vec::new(), |mut all, part| {
        all.extend_from_slice(part.as_ref());
        all
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use x509_cert::der::asn1::{OctetStringRef, Uint};
    use x509_cert::der::{Decode, Encode};
    use x509_cert::time::Time;

    #[test]
    fn lengths_of_every_size_are_read_back() {
        for length in [0, 1, 127, 128, 255, 256, 65_535, 65_536] {
            let content = vec![7; length];
            let der = octets(&content);
            assert_eq!(
                <&OctetStringRef>::from_der(&der).unwrap().as_bytes(),
                content
            );
        }
    }

    #[test]
    fn numbers_are_never_negative_and_as_short_as_may_be() {
        assert_eq!(number(0), [2, 1, 0]);
        assert_eq!(number(127), [2, 1, 127]);
        assert_eq!(number(128), [2, 2, 0, 128]);
        assert_eq!(integer(&[0, 0, 1, 0]), [2, 2, 1, 0]);
        assert_eq!(
            Uint::from_der(&integer(&[0xff; 20])).unwrap().as_bytes(),
            [0xff; 20]
        );
    }

    #[test]
    fn times_change_their_form_in_2050() {
        for text in [
            "1970-01-01T00:00:00Z",
            "2026-11-22T20:00:01Z",
            "2049-12-31T23:59:59Z",
            "2050-01-01T00:00:00Z",
            "9999-12-01T21:59:59Z",
        ] {
            let at: Timestamp = text.parse().unwrap();
            let der = time(at);
            let read = Time::from_der(&der).unwrap();
            assert_eq!(read.to_der().unwrap(), der, "{text}");
            assert_eq!(crate::certificate::moment(&read), at);
        }
    }

    #[test]
    fn a_set_is_in_order() {
        assert_eq!(set(&[number(2), number(1)]), [0x31, 6, 2, 1, 1, 2, 1, 2]);
    }
}
