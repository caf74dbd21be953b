//! Signatures come in BER: lengths left open (`-stream`, `-indef` of OpenSSL), octet strings in pieces.
//! Here they become DER, once, before anything is read from them (ITU-T X.690, sections 8, 10 and 11).
//!
//! What signatures cover stays as it is: the octets of a string are joined in order, everything with
//! a definite length is copied as it stands, and elements keep their order. Beside it: a reader of
//! elements that hands out the very bytes.

mod elements;

pub(crate) use elements::{Element, Elements};

use std::borrow::Cow;

/// The deepest nesting that is read. A time stamp inside a signature inside a time stamp stays
/// below 40; the limit is what keeps the recursion off the end of the stack.
pub const MAX_DEPTH: usize = 64;

/// The most elements that are read from open-ended BER: 4 GiB in OpenSSL's pieces of 4 KiB.
pub const MAX_ELEMENTS: usize = 1 << 20;

/// Why bytes are not BER or DER.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BerError {
    #[error("the data ends before its structure does")]
    Truncated,
    #[error("bytes follow the end of the structure")]
    Trailing,
    #[error("nested deeper than {MAX_DEPTH} levels")]
    TooDeep,
    #[error("more than {MAX_ELEMENTS} elements")]
    TooMany,
    #[error("a tag or a length that cannot be")]
    Header,
    #[error("another element was expected")]
    Unexpected,
}

/// Tags as single bytes, as everything read here has them.
pub(crate) mod tag {
    pub(crate) const INTEGER: u8 = 0x02;
    pub(crate) const OCTET_STRING: u8 = 0x04;
    pub(crate) const OID: u8 = 0x06;
    pub(crate) const UTC_TIME: u8 = 0x17;
    pub(crate) const GENERALIZED_TIME: u8 = 0x18;
    pub(crate) const SEQUENCE: u8 = 0x30;
    pub(crate) const SET: u8 = 0x31;
    /// `[n]`, constructed
    pub(crate) const fn context(number: u8) -> u8 {
        0xa0 | number
    }
}

const CONSTRUCTED: u8 = 0x20;

struct Head<'a> {
    /// The octets of the tag.
    tag: &'a [u8],
    /// Octets of tag and length together.
    size: usize,
    /// None: open, up to the end-of-contents octets.
    length: Option<usize>,
    /// Whether DER would write the length in the same octets.
    is_minimal: bool,
}

impl Head<'_> {
    fn is_constructed(&self) -> bool {
        self.tag[0] & CONSTRUCTED != 0
    }

    /// A string of a universal type, in pieces. `BIT STRING` is not among them: its pieces do not
    /// simply join, and nobody writes them.
    fn is_string_in_pieces(&self) -> bool {
        self.is_constructed()
            && self.tag.len() == 1
            && matches!(self.tag[0] & !CONSTRUCTED, 0x04 | 0x0c | 0x12..=0x16 | 0x19..=0x1c | 0x1e)
    }
}

fn head(bytes: &[u8]) -> Result<Head<'_>, BerError> {
    let first = *bytes.first().ok_or(BerError::Truncated)?;
    let mut at = 1;
    if first & 0x1f == 0x1f {
        // Numbers from 31 on; four octets of them are more than any standard uses.
        loop {
            let octet = *bytes.get(at).ok_or(BerError::Truncated)?;
            at += 1;
            if octet & 0x80 == 0 {
                break;
            }
            if at > 4 {
                return Err(BerError::Header);
            }
        }
    }
    let tag = &bytes[..at];
    let short = *bytes.get(at).ok_or(BerError::Truncated)?;
    at += 1;
    let (length, is_minimal) = match short {
        0..=0x7f => (Some(usize::from(short)), true),
        0x80 if first & CONSTRUCTED != 0 => (None, false),
        0x81..=0x88 => {
            let count = usize::from(short & 0x7f);
            let octets = bytes.get(at..at + count).ok_or(BerError::Truncated)?;
            at += count;
            let number = octets
                .iter()
                .fold(0u64, |number, octet| number << 8 | u64::from(*octet));
            let length = usize::try_from(number).map_err(|_| BerError::Header)?;
            (Some(length), octets[0] != 0 && number > 0x7f)
        }
        _ => return Err(BerError::Header),
    };
    Ok(Head {
        tag,
        size: at,
        length,
        is_minimal,
    })
}

/// What the first pass learns: the lengths of constructed elements in the order of their beginnings.
#[derive(Default)]
struct Plan {
    lengths: Vec<usize>,
    count: usize,
    is_der: bool,
}

/// The number of octets of the element at the beginning.
///
/// # Errors
/// [`BerError`] where there is no whole element.
pub fn first_length(bytes: &[u8]) -> Result<usize, BerError> {
    let mut plan = Plan::default();
    measure(bytes, 0, &mut plan).map(|(read, _)| read)
}

/// The one element that the bytes are, in DER.
///
/// # Errors
/// [`BerError`], with [`BerError::Trailing`] where something follows.
pub fn to_der(bytes: &[u8]) -> Result<Cow<'_, [u8]>, BerError> {
    let mut plan = Plan {
        is_der: true,
        ..Plan::default()
    };
    let (read, written) = measure(bytes, 0, &mut plan)?;
    if read != bytes.len() {
        return Err(BerError::Trailing);
    }
    if plan.is_der {
        return Ok(Cow::Borrowed(bytes));
    }
    let mut der = Vec::with_capacity(written);
    write_der(bytes, &mut plan.lengths.into_iter(), &mut der)?;
    Ok(Cow::Owned(der))
}

/// The octets of the end of an element's inside, where it ends here: none after a definite length.
fn end(length: Option<usize>, rest: &[u8]) -> Option<usize> {
    match length {
        Some(_) => rest.is_empty().then_some(0),
        None => rest.starts_with(&[0, 0]).then_some(2),
    }
}

/// Octets read and octets that DER takes for the element at the beginning of `bytes`.
fn measure(bytes: &[u8], depth: usize, plan: &mut Plan) -> Result<(usize, usize), BerError> {
    if depth > MAX_DEPTH {
        return Err(BerError::TooDeep);
    }
    plan.count += 1;
    if plan.count > MAX_ELEMENTS {
        return Err(BerError::TooMany);
    }
    let head = head(bytes)?;
    plan.is_der &= head.is_minimal;
    let body = &bytes[head.size..];
    if !head.is_constructed() {
        // A primitive always has a length, `head` sees to it.
        let length = head.length.ok_or(BerError::Header)?;
        if length > body.len() {
            return Err(BerError::Truncated);
        }
        return Ok((head.size + length, total(head.tag.len(), length)));
    }
    let slot = plan.lengths.len();
    plan.lengths.push(0);
    let is_string = head.is_string_in_pieces();
    plan.is_der &= !is_string;
    let limit = match head.length {
        Some(length) => body.get(..length).ok_or(BerError::Truncated)?,
        None => body,
    };
    let (mut read, mut inside) = (0, 0);
    loop {
        let rest = &limit[read..];
        if let Some(end) = end(head.length, rest) {
            read += end;
            break;
        }
        if is_string {
            let (piece, octets) = pieces(rest, head.tag[0] & !CONSTRUCTED, depth + 1, plan, None)?;
            read += piece;
            inside += octets;
        } else {
            let (piece, octets) = measure(rest, depth + 1, plan)?;
            read += piece;
            inside += octets;
        }
    }
    plan.lengths[slot] = inside;
    Ok((head.size + read, total(head.tag.len(), inside)))
}

/// Goes through one piece of a string, which may be in pieces itself: octets read, octets of text.
/// The text is added to `out` where there is one.
fn pieces(
    bytes: &[u8],
    kind: u8,
    depth: usize,
    plan: &mut Plan,
    mut out: Option<&mut Vec<u8>>,
) -> Result<(usize, usize), BerError> {
    if depth > MAX_DEPTH {
        return Err(BerError::TooDeep);
    }
    plan.count += 1;
    if plan.count > MAX_ELEMENTS {
        return Err(BerError::TooMany);
    }
    let head = head(bytes)?;
    // Pieces are of the string's own type or octet strings (X.690, sections 8.7 and 8.23).
    if head.tag.len() != 1 || ![kind, 0x04].contains(&(head.tag[0] & !CONSTRUCTED)) {
        return Err(BerError::Unexpected);
    }
    let body = &bytes[head.size..];
    let limit = match head.length {
        Some(length) => body.get(..length).ok_or(BerError::Truncated)?,
        None => body,
    };
    if !head.is_constructed() {
        if let Some(out) = out {
            out.extend_from_slice(limit);
        }
        return Ok((head.size + limit.len(), limit.len()));
    }
    let (mut read, mut text) = (0, 0);
    loop {
        let rest = &limit[read..];
        if let Some(end) = end(head.length, rest) {
            read += end;
            break;
        }
        let (piece, octets) = pieces(rest, kind, depth + 1, plan, out.as_deref_mut())?;
        read += piece;
        text += octets;
    }
    Ok((head.size + read, text))
}

/// Writes the element at the beginning of `bytes`, which was measured: nothing is too deep here.
fn write_der(
    bytes: &[u8],
    lengths: &mut impl Iterator<Item = usize>,
    out: &mut Vec<u8>,
) -> Result<usize, BerError> {
    let head = head(bytes)?;
    let body = &bytes[head.size..];
    if !head.is_constructed() {
        let length = head.length.ok_or(BerError::Header)?;
        out.extend_from_slice(head.tag);
        put_length(length, out);
        out.extend_from_slice(&body[..length]);
        return Ok(head.size + length);
    }
    let is_string = head.is_string_in_pieces();
    if is_string {
        out.push(head.tag[0] & !CONSTRUCTED);
    } else {
        out.extend_from_slice(head.tag);
    }
    put_length(lengths.next().ok_or(BerError::Header)?, out);
    let limit = head.length.map_or(body, |length| &body[..length]);
    let mut read = 0;
    loop {
        let rest = &limit[read..];
        if let Some(end) = end(head.length, rest) {
            read += end;
            break;
        }
        read += if is_string {
            let mut plan = Plan::default();
            pieces(rest, head.tag[0] & !CONSTRUCTED, 0, &mut plan, Some(out))?.0
        } else {
            write_der(rest, lengths, out)?
        };
    }
    Ok(head.size + read)
}

fn total(tag: usize, content: usize) -> usize {
    let length = if content < 0x80 {
        1
    } else {
        1 + significant(content)
    };
    tag + length + content
}

/// Octets that a number takes.
fn significant(number: usize) -> usize {
    (usize::BITS - number.leading_zeros()).div_ceil(8) as usize
}

fn put_length(length: usize, out: &mut Vec<u8>) {
    if let (true, Ok(short)) = (length < 0x80, u8::try_from(length)) {
        out.push(short);
        return;
    }
    let octets = length.to_be_bytes();
    let needed = &octets[octets.len() - significant(length)..];
    out.push(0x80 | u8::try_from(needed.len()).unwrap_or(8));
    out.extend_from_slice(needed);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::write;

    #[test]
    fn what_is_der_stays_the_same_bytes() {
        let der = [0x30, 0x06, 0x02, 0x01, 0x05, 0x04, 0x01, 0xaa];
        assert!(matches!(to_der(&der), Ok(Cow::Borrowed(same)) if same == der));
    }

    #[test]
    fn open_lengths_are_closed_and_pieces_joined() {
        let ber = [
            0x30, 0x80, // SEQUENCE, open
            0x02, 0x81, 0x01, 0x05, // INTEGER with a longer length than needed
            0xa0, 0x80, // [0], open
            0x24, 0x80, 0x04, 0x02, 0x61, 0x62, // OCTET STRING in pieces
            0x24, 0x03, 0x04, 0x01, 0x63, // one of them in pieces
            0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
        ];
        let der = [
            0x30, 0x0a, 0x02, 0x01, 0x05, 0xa0, 0x05, 0x04, 0x03, 0x61, 0x62, 0x63,
        ];
        assert_eq!(to_der(&ber).unwrap().as_ref(), der);
        assert_eq!(first_length(&ber), Ok(ber.len()));
    }

    #[test]
    fn lengths_of_every_size_are_written_as_der_asks() {
        for length in [0, 1, 0x7f, 0x80, 0xff, 0x100, 0xffff, 0x1_0000] {
            let text = vec![0x5a; length];
            let inner = write::octets(&text);
            let mut ber = vec![0x30, 0x80];
            ber.extend_from_slice(&inner);
            ber.extend_from_slice(&[0, 0]);
            let der = to_der(&ber).unwrap();
            assert_eq!(der.as_ref(), write::sequence(&[&inner]), "{length}");
            let read = Element::only(&der, tag::SEQUENCE).unwrap();
            assert_eq!(
                Element::only(read.content, tag::OCTET_STRING)
                    .unwrap()
                    .content,
                text
            );
        }
    }

    #[test]
    fn what_follows_is_noticed_and_what_lacks_too() {
        assert_eq!(to_der(&[0x05, 0x00, 0x00]), Err(BerError::Trailing));
        assert_eq!(first_length(&[0x05, 0x00, 0x00]), Ok(2));
        for broken in [
            &[][..],
            &[0x30],
            &[0x30, 0x80],
            &[0x30, 0x80, 0x05, 0x00],
            &[0x30, 0x03, 0x05, 0x00],
            &[0x04, 0x82, 0x01],
            &[0x30, 0x88, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
            &[0x24, 0x80, 0x04, 0x05, 0x00, 0x00],
            &[0x1f],
        ] {
            assert_eq!(to_der(broken), Err(BerError::Truncated), "{broken:02x?}");
        }
        assert_eq!(to_der(&[0x04, 0x80, 0x00, 0x00]), Err(BerError::Header));
        assert_eq!(to_der(&[0x30, 0xff]), Err(BerError::Header));
        assert_eq!(to_der(&[0x24, 0x02, 0x05, 0x00]), Err(BerError::Unexpected));
    }

    #[test]
    fn times_are_read_in_both_forms() {
        let time = |tag, text: &str| {
            let element = write::element(tag, text.as_bytes());
            Element::only(&element, tag).unwrap().time()
        };
        let moment = |text: &str| Ok(text.parse().unwrap());
        assert_eq!(time(0x17, "261122200000Z"), moment("2026-11-22T20:00:00Z"));
        assert_eq!(time(0x17, "500101000000Z"), moment("1950-01-01T00:00:00Z"));
        assert_eq!(
            time(0x18, "20261122200000Z"),
            moment("2026-11-22T20:00:00Z")
        );
        assert_eq!(
            time(0x18, "20261122200000.25Z"),
            moment("2026-11-22T20:00:00.25Z")
        );
        for (tag, wrong) in [
            (0x17, "2611222000Z"),
            (0x17, "261322200000Z"),
            (0x18, "20261122200000"),
            (0x18, "20261122200000+0300"),
            (0x18, "20261122200000.1234567890Z"),
            (0x04, "20261122200000Z"),
        ] {
            assert_eq!(time(tag, wrong), Err(BerError::Header), "{wrong}");
        }
    }

    #[test]
    fn nesting_and_counts_have_a_limit() {
        assert_eq!(to_der(&[0x30, 0x80].repeat(10_000)), Err(BerError::TooDeep));
        assert_eq!(to_der(&[0x24, 0x80].repeat(10_000)), Err(BerError::TooDeep));
        let mut many = vec![0x30, 0x80];
        many.extend([0x05, 0x00].repeat(MAX_ELEMENTS + 1));
        assert_eq!(to_der(&many), Err(BerError::TooMany));
    }
}
