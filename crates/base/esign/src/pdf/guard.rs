//! Keeps work on object streams linear: an index that points many times into one large object
//! would make the reader parse it again for every entry.

use super::{MAX_INFLATED, PdfError};
use flate2::read::ZlibDecoder;
use std::io::Read;

/// All object streams of a file together, inflated.
const BUDGET: usize = 128 * 1024 * 1024;

/// Looks at every object stream: entries must be whole objects, one after another.
pub(crate) fn check(bytes: &[u8]) -> Result<(), PdfError> {
    let mut budget = BUDGET;
    let mut from = 0;
    while let Some(at) = find(&bytes[from..], b"/") {
        let name = from + at + 1;
        from = name;
        if !is_object_stream(&bytes[name..]) {
            continue;
        }
        // The name may also stand in a dictionary that is no stream's; then nothing is read from it.
        let Some(start) = find(&bytes[name..], b"stream") else {
            continue;
        };
        let keyword = name + start;
        let before = &bytes[..name];
        let opened = before
            .windows(3)
            .rposition(|three| three == b"obj")
            .unwrap_or(0);
        look_into(&bytes[opened..keyword], &bytes[keyword + 6..], &mut budget)?;
    }
    Ok(())
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    if let [one] = what {
        return bytes.iter().position(|byte| byte == one);
    }
    bytes.windows(what.len()).position(|window| window == what)
}

/// Whether a name is `ObjStm`, its `#xx` escapes undone.
fn is_object_stream(after_slash: &[u8]) -> bool {
    let mut rest = after_slash;
    for expected in b"ObjStm" {
        rest = match rest {
            [b'#', high, low, rest @ ..] => {
                let digits = [*high, *low];
                let value = std::str::from_utf8(&digits)
                    .ok()
                    .and_then(|digits| u8::from_str_radix(digits, 16).ok());
                if value != Some(*expected) {
                    return false;
                }
                rest
            }
            [byte, rest @ ..] if byte == expected => rest,
            _ => return false,
        };
    }
    true
}

fn look_into(dictionary: &[u8], body: &[u8], budget: &mut usize) -> Result<(), PdfError> {
    let refused = |what: &str| PdfError::Malformed(format!("an object stream with {what}"));
    let first = number_after(dictionary, b"/First").ok_or_else(|| refused("no index"))?;
    let body = body
        .strip_prefix(b"\r\n")
        .or_else(|| body.strip_prefix(b"\n"))
        .unwrap_or(body);
    let mut content = Vec::new();
    if find(dictionary, b"/Filter").is_some() {
        if find(dictionary, b"FlateDecode").is_none() || find(dictionary, b"/DecodeParms").is_some()
        {
            return Err(refused("a filter that is not read here"));
        }
        let most = u64::try_from(MAX_INFLATED.min(*budget)).unwrap_or(u64::MAX);
        // A stream that breaks off is read as far as it goes, as the reader does.
        let _ = ZlibDecoder::new(body)
            .take(most + 1)
            .read_to_end(&mut content);
        if content.len() > MAX_INFLATED.min(*budget) {
            return Err(PdfError::TooLarge);
        }
    } else {
        let end = find(body, b"endstream").unwrap_or(body.len());
        content.extend_from_slice(&body[..end]);
    }
    *budget = budget.saturating_sub(content.len());
    let (index, objects) = content
        .split_at_checked(first)
        .ok_or_else(|| refused("an index longer than itself"))?;
    let mut offsets = Vec::new();
    for (place, word) in index
        .split(|byte| byte.is_ascii_whitespace() || *byte == 0)
        .filter(|word| !word.is_empty())
        .enumerate()
    {
        let value = std::str::from_utf8(word)
            .ok()
            .and_then(|word| word.parse::<usize>().ok())
            .ok_or_else(|| refused("something else than numbers in its index"))?;
        if place % 2 == 1 {
            offsets.push(value);
        }
    }
    if offsets.windows(2).any(|two| two[0] >= two[1]) {
        return Err(refused("entries that are not one after another"));
    }
    if !are_apart(objects, &offsets) {
        return Err(refused("an entry inside another"));
    }
    Ok(())
}

/// The number after a key that stands there once.
fn number_after(dictionary: &[u8], key: &[u8]) -> Option<usize> {
    let at = find(dictionary, key)?;
    let after = &dictionary[at + key.len()..];
    if find(after, key).is_some() {
        return None;
    }
    let digits: Vec<u8> = after
        .iter()
        .skip_while(|byte| byte.is_ascii_whitespace())
        .take_while(|byte| byte.is_ascii_digit())
        .copied()
        .collect();
    std::str::from_utf8(&digits).ok()?.parse().ok()
}

/// Whether every offset stands outside brackets and strings.
fn are_apart(objects: &[u8], offsets: &[usize]) -> bool {
    let mut depth = 0i64;
    let mut strings = 0i64;
    let mut escaped = false;
    let mut wanted = offsets.iter().peekable();
    for (at, byte) in objects.iter().enumerate() {
        if wanted.next_if(|offset| **offset == at).is_some() && (depth != 0 || strings != 0) {
            return false;
        }
        if strings > 0 {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'(' => strings += 1,
                b')' => strings -= 1,
                _ => {}
            }
            continue;
        }
        match byte {
            b'(' => strings = 1,
            b'[' | b'<' => depth += 1,
            b']' | b'>' => depth -= 1,
            _ => {}
        }
    }
    true
}
