//! The byte range of a signature (ISO 32000-1, section 12.8.1), checked on the raw bytes.

use crate::report::{SubIndication, Verdict};
use lopdf::{Dictionary, Object};

/// What a signature covers: the file from its start to `end`, without the gap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Range {
    pub(crate) gap: (usize, usize),
    pub(crate) end: usize,
}

fn wrong(detail: impl Into<String>) -> Verdict {
    Verdict::because(SubIndication::FormatFailure, "SIG-091", detail)
}

impl Range {
    /// Reads and checks: two pieces, the first from the file's first byte; between them exactly the
    /// hexadecimal string that is this dictionary's `Contents`; the second up to the end of a
    /// revision.
    pub(crate) fn read(bytes: &[u8], signature: &Dictionary) -> Result<Range, Verdict> {
        let numbers: Vec<usize> = signature
            .get(b"ByteRange")
            .and_then(Object::as_array)
            .map_err(|_| wrong("ByteRange is not an array"))?
            .iter()
            .map(|one| one.as_i64().ok().and_then(|one| usize::try_from(one).ok()))
            .collect::<Option<_>>()
            .ok_or_else(|| wrong("ByteRange holds something else than numbers"))?;
        let &[0, gap, next, rest] = numbers.as_slice() else {
            return Err(wrong(format!(
                "ByteRange is not two pieces from the beginning: {numbers:?}"
            )));
        };
        let end = next
            .checked_add(rest)
            .filter(|end| *end <= bytes.len() && gap < next && rest > 0)
            .ok_or_else(|| wrong(format!("ByteRange leads outside the file: {numbers:?}")))?;
        let left_out = &bytes[gap..next];
        let digits = left_out
            .strip_prefix(b"<")
            .and_then(|rest| rest.strip_suffix(b">"))
            .ok_or_else(|| wrong("ByteRange leaves out more or less than the signature"))?;
        let contents = signature
            .get(b"Contents")
            .and_then(Object::as_str)
            .map_err(|_| wrong("Contents is not a string"))?;
        if unhex(digits).as_deref() != Some(contents) {
            return Err(wrong("what ByteRange leaves out is not the signature"));
        }
        let covered = &bytes[..end];
        if !covered.trim_ascii_end().ends_with(b"%%EOF") {
            return Err(wrong("ByteRange does not end where a revision ends"));
        }
        Ok(Range {
            gap: (gap, next),
            end,
        })
    }

    /// The signed bytes.
    pub(crate) fn signed(self, bytes: &[u8]) -> Vec<u8> {
        [&bytes[..self.gap.0], &bytes[self.gap.1..self.end]].concat()
    }

    /// Whether nothing but white space follows.
    pub(crate) fn is_whole(self, bytes: &[u8]) -> bool {
        bytes[self.end..].trim_ascii().is_empty()
    }
}

fn unhex(digits: &[u8]) -> Option<Vec<u8>> {
    data_encoding::HEXLOWER_PERMISSIVE.decode(digits).ok()
}
