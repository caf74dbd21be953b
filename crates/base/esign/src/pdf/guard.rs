//! Keeps work on object streams linear: an index that points many times into one large object
//! would make the reader parse it again for every entry.

use super::{MAX_INFLATED, PdfError};
use flate2::read::ZlibDecoder;
use std::io::Read;

/// All object streams of a file together, inflated.
const BUDGET: usize = 128 * 1024 * 1024;

/// Names of object streams that may stand before one stream: there is one in every honest file.
const MAX_NAMES: usize = 8;

/// Object streams in one file; each is unpacked, and holds a hundred objects in honest files.
const MAX_STREAMS: usize = 50_000;

/// Looks at every object stream: entries must be whole objects, one after another. Each byte of the
/// file is looked at a bounded number of times, whatever the file is.
pub(crate) fn check(bytes: &[u8]) -> Result<(), PdfError> {
    let mut budget = BUDGET;
    // Where the last stream began, and the names since then.
    let mut began = 0;
    let mut names: Vec<usize> = Vec::new();
    let mut streams = 0;
    let mut from = 0;
    loop {
        let next = bytes[from..].iter().position(|byte| *byte == b'/');
        let name = next.map(|at| from + at + 1);
        // A name belongs to the first stream after it; it may also stand in a dictionary that is no
        // stream's, and then nothing is read from it.
        if !names.is_empty() {
            let until = name.unwrap_or(bytes.len());
            if let Some(at) = find(&bytes[from..until], KEYWORD) {
                let keyword = from + at;
                streams += 1;
                if streams > MAX_STREAMS {
                    return Err(PdfError::TooLarge);
                }
                for name in names.drain(..) {
                    let before = &bytes[began..name];
                    let opened = before
                        .windows(3)
                        .rposition(|three| three == b"obj")
                        .map_or(began, |at| began + at);
                    let after = keyword + KEYWORD.len();
                    look_into(&bytes[opened..keyword], &bytes[after..], &mut budget)?;
                }
                began = keyword + KEYWORD.len();
                from = began;
                continue;
            }
        }
        let Some(name) = name else { return Ok(()) };
        from = name;
        if is_object_stream(&bytes[name..]) {
            if names.len() == MAX_NAMES {
                let what = "many object streams before one stream";
                return Err(PdfError::Malformed(what.to_owned()));
            }
            names.push(name);
        }
    }
}

const KEYWORD: &[u8] = b"stream";

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
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
        let most = MAX_INFLATED.min(*budget);
        let near = &body[..body.len().min(most + b"endstream".len())];
        let end = find(near, b"endstream").unwrap_or(near.len());
        if end > most {
            return Err(PdfError::TooLarge);
        }
        content.extend_from_slice(&body[..end]);
    }
    *budget = budget.saturating_sub(content.len().max(1));
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::{Duration, Instant};

    /// How long a check takes of a shape that is repeated so many times.
    fn taken(shape: &str, times: usize, end: &str) -> Duration {
        let bytes = [shape.repeat(times), end.to_owned()].concat();
        let began = Instant::now();
        let _ = check(bytes.as_bytes());
        began.elapsed()
    }

    #[test]
    fn work_grows_with_the_file_and_no_faster() {
        for (shape, end) in [
            ("/ObjStm ", ""),
            ("/#4f#62#6a#53#74#6d ", ""),
            ("/ObjStm /First 0 ", "stream endstream"),
            ("obj /ObjStm /First 0 ", "stream endstream"),
            ("/ObjStm /First 0 stream ", ""),
            ("/ObjStm /First 0 stream endstream ", ""),
            ("obj << /ObjStm /First 0 >> stream\nendstream ", ""),
            ("/Filter /FlateDecode /ObjStm /First 0 stream ", ""),
            ("/a ", "stream"),
            ("objobjobj", "/ObjStm"),
        ] {
            let few = taken(shape, 20_000, end);
            let many = taken(shape, 160_000, end);
            // Eight times as much; sixty-four times would be quadratic. Small times are noise.
            let most = few.max(Duration::from_millis(20)) * 32;
            assert!(many < most, "{shape:?}: {few:?}, then {many:?}");
        }
    }

    #[test]
    fn an_object_stream_whose_entries_overlap_is_refused_wherever_its_name_stands() {
        let bad = "<< /Type /ObjStm /N 2 /First 8 >> stream\n1 0 2 0 [1 2 3] endstream";
        for before in [
            "",
            "1 0 obj << /Type /ObjStm >> endobj ",
            "5 0 obj << >> stream x endstream ",
        ] {
            let file = format!("%PDF-1.7\n{before}9 0 obj {bad} endobj");
            assert!(check(file.as_bytes()).is_err(), "{before}");
        }
        let good = "9 0 obj << /Type /ObjStm /N 2 /First 8 >> stream\n1 0 2 4 [1] [2] endstream";
        assert_eq!(check(good.as_bytes()), Ok(()));
    }
}
