//! Structure of PDF (ISO 32000-1). Three passes over a file that is whole in memory, each of bounded work:
//!
//! 1. ends: the header at the first byte, `startxref` and `%%EOF` at the end;
//! 2. names: every name in the file and in its object streams (inflated within a budget) is compared with those of
//!    encryption and active content, hexadecimal escapes undone. Looking at names instead of objects also finds what
//!    a damaged or deceiving cross-reference hides;
//! 3. `lopdf` resolves the cross-reference, trailer, catalog and page tree, reading only the objects on that path.
//!
//! lopdf's full load is not used: object streams whose index points many times at one large object make it work and
//! allocate without bound. For the same reason pass 2 demands that the entries of an index lie one after another.

use std::io::Read;

use flate2::read::ZlibDecoder;
use lopdf::xref::XrefRecovery;
use lopdf::{Document, Error};

use crate::error::UploadError;
use crate::kind::FileKind;

/// All object and cross-reference streams together, inflated.
const INFLATED_BUDGET: usize = 24 * 1024 * 1024;
/// Values in all object streams together; lopdf spends about 100 bytes on each.
const VALUES_BUDGET: usize = 1_000_000;
/// Streams in a file: a thousand pages have some ten thousand.
const MAX_STREAMS: usize = 200_000;
/// Longest dictionary of a stream: forms with their resources written inside come near.
const DICTIONARY_WINDOW: usize = 32 * 1024;
/// Where `startxref` and `%%EOF` are looked for, white space at the end aside.
const TAIL: usize = 1024;

/// Checks a whole file. Takes milliseconds for a usual document; call it off the async threads.
pub(crate) fn check(bytes: &[u8]) -> Result<(), UploadError> {
    check_ends(bytes)?;
    let mut findings = Findings::default();
    findings.look_at_names(bytes);
    let streams = find_streams(bytes)?;
    let mut budget = Budget {
        inflated: INFLATED_BUDGET,
        values: VALUES_BUDGET,
    };
    // Encrypted object streams cannot be looked into, and the answer is known.
    if findings.encrypted {
        return Err(UploadError::EncryptedPdf);
    }
    for start in streams {
        look_into_stream(bytes, start, &mut budget, &mut findings)?;
    }
    if findings.encrypted {
        return Err(UploadError::EncryptedPdf);
    }
    if let Some(found) = findings.active {
        return Err(UploadError::ActivePdf { found });
    }
    let metadata = Document::load_metadata_mem(bytes).map_err(|error| match error {
        Error::Decompress(_) => UploadError::PdfTooComplex,
        _ => broken("the table of objects is not readable"),
    })?;
    if metadata.encrypted {
        return Err(UploadError::EncryptedPdf);
    }
    if metadata.xref_recovery == Some(XrefRecovery::Reconstructed) {
        return Err(broken("the table of objects is damaged"));
    }
    if metadata.page_count == 0 || !findings.pages {
        return Err(UploadError::NoPages);
    }
    Ok(())
}

fn check_ends(bytes: &[u8]) -> Result<(), UploadError> {
    let version = bytes.strip_prefix(b"%PDF-").and_then(|rest| rest.get(..3));
    match version {
        Some([major @ (b'1' | b'2'), b'.', minor])
            if minor.is_ascii_digit() && (*major == b'1' || *minor == b'0') => {}
        _ => return Err(broken("the header is not readable")),
    }
    let blank = |byte: &u8| byte.is_ascii_whitespace() || *byte == 0;
    let end = bytes
        .iter()
        .rposition(|byte| !blank(byte))
        .map_or(0, |at| at + 1);
    let tail = &bytes[end.saturating_sub(TAIL)..end];
    let mark = find_last(tail, b"%%EOF").ok_or(broken("the end is missing"))?;
    if mark + b"%%EOF".len() != tail.len() {
        return Err(UploadError::TrailingData {
            kind: FileKind::Pdf,
        });
    }
    let table = find_last(tail, b"startxref").ok_or(broken("the end is missing"))?;
    let number = tail[table + b"startxref".len()..mark].trim_ascii();
    let offset: Option<usize> = std::str::from_utf8(number)
        .ok()
        .and_then(|text| text.parse().ok());
    match offset {
        Some(offset) if offset > 0 && offset < end => Ok(()),
        _ => Err(broken("the table of objects is missing")),
    }
}

#[derive(Default)]
struct Findings {
    encrypted: bool,
    active: Option<&'static str>,
    pages: bool,
}

impl Findings {
    fn look_at_names(&mut self, bytes: &[u8]) {
        for (at, _) in bytes.iter().enumerate().filter(|(_, byte)| **byte == b'/') {
            let name = Name::read(&bytes[at + 1..]);
            match name.as_slice() {
                b"Encrypt" => self.encrypted = true,
                b"Page" => self.pages = true,
                b"JavaScript" => self.flag("javascript"),
                b"Launch" => self.flag("launch"),
                b"EmbeddedFile" | b"EmbeddedFiles" => self.flag("attachment"),
                b"SubmitForm" | b"ImportData" | b"XFA" => self.flag("form"),
                b"RichMedia" | b"Rendition" | b"Movie" | b"Sound" | b"3D" => self.flag("media"),
                b"GoToE" => self.flag("remote"),
                _ => {}
            }
        }
    }

    /// The first finding stays: it is the one that the person is told about.
    fn flag(&mut self, found: &'static str) {
        self.active.get_or_insert(found);
    }
}

/// The beginning of a name, with its `#xx` escapes undone.
struct Name {
    bytes: [u8; 16],
    length: usize,
}

impl Name {
    fn read(after_slash: &[u8]) -> Name {
        let mut name = Name {
            bytes: [0; 16],
            length: 0,
        };
        let mut rest = after_slash;
        while let Some((&first, tail)) = rest.split_first() {
            if is_delimiter(first) || name.length == name.bytes.len() {
                break;
            }
            let (byte, tail) = match (first, tail) {
                (b'#', [high, low, tail @ ..]) => match (hex(*high), hex(*low)) {
                    (Some(high), Some(low)) => (high * 16 + low, tail),
                    _ => (first, &rest[1..]),
                },
                _ => (first, tail),
            };
            name.bytes[name.length] = byte;
            name.length += 1;
            rest = tail;
        }
        name
    }

    fn as_slice(&self) -> &[u8] {
        &self.bytes[..self.length]
    }
}

/// Positions of the data of streams: after the word `stream` and its line end.
fn find_streams(bytes: &[u8]) -> Result<Vec<usize>, UploadError> {
    let mut found = Vec::new();
    for (at, window) in bytes.windows(7).enumerate() {
        let word = window.starts_with(b"stream") && matches!(window[6], b'\r' | b'\n' | b' ');
        if !word || bytes[..at].ends_with(b"end") {
            continue;
        }
        if found.len() == MAX_STREAMS {
            return Err(UploadError::PdfTooComplex);
        }
        let mut start = at + 6;
        // Blanks here are against the standard but tolerated by readers.
        while bytes.get(start) == Some(&b' ') {
            start += 1;
        }
        if bytes.get(start) == Some(&b'\r') {
            start += 1;
        }
        if bytes.get(start) == Some(&b'\n') {
            start += 1;
        }
        found.push(start);
    }
    Ok(found)
}

struct Budget {
    inflated: usize,
    values: usize,
}

/// Inflates object streams and cross-reference streams, and looks at the names in the former. Other streams hold
/// page content, pictures and fonts, which this product never decodes.
fn look_into_stream(
    bytes: &[u8],
    start: usize,
    budget: &mut Budget,
    findings: &mut Findings,
) -> Result<(), UploadError> {
    let dictionary = dictionary_before(bytes, start).ok_or(UploadError::PdfTooComplex)?;
    let has = |wanted: &[u8]| key_value(dictionary, wanted).is_some();
    // Readers take a stream for one of objects or for a table by these keys, whatever its type says.
    let holds_objects = has(b"First") && has(b"N") || has(b"ObjStm");
    let holds_table = has(b"W") && has(b"Size") || has(b"XRef");
    if !holds_objects && !holds_table {
        return Ok(());
    }
    let content = match key_value(dictionary, b"Filter") {
        // Not compressed: its names have been looked at with the rest of the file.
        None => bytes[start..]
            .split_at(end_of_stream(&bytes[start..]))
            .0
            .to_vec(),
        Some(filter) if is_only_deflate(filter) => {
            let mut content = Vec::new();
            // A damaged end gives what came before it, as in readers.
            let _ = ZlibDecoder::new(&bytes[start..])
                .take(budget.inflated as u64 + 1)
                .read_to_end(&mut content);
            if content.is_empty() {
                return Err(broken("a stream of objects is not readable"));
            }
            content
        }
        Some(_) => return Err(UploadError::PdfTooComplex),
    };
    budget.inflated = budget
        .inflated
        .checked_sub(content.len())
        .ok_or(UploadError::PdfTooComplex)?;
    if !holds_objects {
        return Ok(());
    }
    if has(b"DecodeParms") || has(b"DP") {
        return Err(UploadError::PdfTooComplex);
    }
    findings.look_at_names(&content);
    let first = key_value(dictionary, b"First").and_then(leading_number);
    let first = first.ok_or(broken("a stream of objects is not readable"))?;
    check_index(&content, first, budget)
}

/// The dictionary of the stream whose data begins at `start`, or more than it: never less, whatever strings and comments
/// around it pretend. `None` when it is longer than any real one.
fn dictionary_before(bytes: &[u8], start: usize) -> Option<&[u8]> {
    let window_start = start.saturating_sub(DICTIONARY_WINDOW);
    let window = &bytes[window_start..start];
    let Some(object) = find_last(window, b"obj") else {
        return (window_start == 0).then_some(window);
    };
    let dictionary = &window[object..];
    let line = window[..object]
        .iter()
        .rev()
        .take_while(|byte| !matches!(byte, b'\r' | b'\n'));
    let in_comment = line.into_iter().any(|byte| *byte == b'%');
    let in_string = dictionary.iter().any(|byte| matches!(byte, b'(' | b')'));
    // The word may be a part of a comment or a string inside the dictionary: then all of the window counts.
    Some(if in_comment || in_string {
        window
    } else {
        dictionary
    })
}

/// `/FlateDecode` or `[/FlateDecode]`.
fn is_only_deflate(filter: &[u8]) -> bool {
    let filter = filter.trim_ascii_start();
    let (filter, is_list) = match filter.strip_prefix(b"[") {
        Some(rest) => (rest.trim_ascii_start(), true),
        None => (filter, false),
    };
    let Some(name) = filter.strip_prefix(b"/") else {
        return false;
    };
    let length = name
        .iter()
        .position(|byte| is_delimiter(*byte))
        .unwrap_or(name.len());
    let ends = !is_list || name[length..].trim_ascii_start().starts_with(b"]");
    matches!(Name::read(name).as_slice(), b"FlateDecode" | b"Fl") && ends
}

/// The entries of an object stream's index must rise and point between values, never into one.
fn check_index(content: &[u8], first: usize, budget: &mut Budget) -> Result<(), UploadError> {
    let damaged = || broken("a stream of objects is not readable");
    let index = content.get(..first).ok_or_else(damaged)?;
    let index = std::str::from_utf8(index).map_err(|_| damaged())?;
    let numbers: Vec<&str> = index.split_ascii_whitespace().collect();
    let mut offsets = Vec::with_capacity(numbers.len() / 2);
    for pair in numbers.chunks_exact(2) {
        offsets.push(pair[1].parse::<usize>().map_err(|_| damaged())?);
    }
    if offsets.windows(2).any(|pair| pair[0] >= pair[1]) {
        return Err(UploadError::PdfTooComplex);
    }
    let mut offsets = offsets.into_iter().peekable();
    let values = &content[first..];
    let (mut at, mut depth, mut in_word) = (0, 0_usize, false);
    while at < values.len() {
        if offsets.peek() == Some(&at) {
            offsets.next();
            if depth != 0 {
                return Err(UploadError::PdfTooComplex);
            }
        }
        let byte = values[at];
        let length = match byte {
            b'(' => string_length(&values[at..]),
            b'%' => values[at..]
                .iter()
                .position(|byte| matches!(byte, b'\r' | b'\n'))
                .unwrap_or(values.len() - at),
            _ => 1,
        };
        match byte {
            b'[' | b'<' => depth += 1,
            b']' | b'>' => depth = depth.saturating_sub(1),
            _ => {}
        }
        let starts_value =
            matches!(byte, b'[' | b'<' | b'(' | b'/') || !in_word && !is_delimiter(byte);
        in_word = !is_delimiter(byte) || byte == b'/';
        if starts_value {
            budget.values = budget
                .values
                .checked_sub(1)
                .ok_or(UploadError::PdfTooComplex)?;
        }
        // An entry inside a string or a comment would be passed over.
        if offsets
            .peek()
            .is_some_and(|next| *next > at && *next < at + length)
        {
            return Err(UploadError::PdfTooComplex);
        }
        at += length;
    }
    Ok(())
}

/// Length of a literal string with its brackets, nested ones and escapes included.
pub(super) fn string_length(bytes: &[u8]) -> usize {
    let (mut at, mut depth) = (0, 0_usize);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 1,
            b'(' => depth += 1,
            b')' => depth -= 1,
            _ => {}
        }
        at += 1;
        if depth == 0 {
            break;
        }
    }
    at.min(bytes.len())
}

/// What follows the last name `wanted` in a dictionary: readers let the last of equal keys win.
fn key_value<'a>(dictionary: &'a [u8], wanted: &[u8]) -> Option<&'a [u8]> {
    let slashes = dictionary
        .iter()
        .enumerate()
        .rev()
        .filter(|(_, byte)| **byte == b'/');
    for (at, _) in slashes {
        let after = &dictionary[at + 1..];
        if Name::read(after).as_slice() == wanted {
            let length = after
                .iter()
                .position(|byte| is_delimiter(*byte))
                .unwrap_or(after.len());
            return Some(&after[length..]);
        }
    }
    None
}

fn leading_number(value: &[u8]) -> Option<usize> {
    let value = value.trim_ascii_start();
    let length = value
        .iter()
        .position(|byte| !byte.is_ascii_digit())
        .unwrap_or(value.len());
    std::str::from_utf8(&value[..length]).ok()?.parse().ok()
}

fn end_of_stream(bytes: &[u8]) -> usize {
    let limit = bytes.len().min(INFLATED_BUDGET + 1);
    bytes[..limit]
        .windows(9)
        .position(|window| window == b"endstream")
        .unwrap_or(limit)
}

fn find_last(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes
        .windows(wanted.len())
        .rposition(|window| window == wanted)
}

pub(super) fn is_delimiter(byte: u8) -> bool {
    byte.is_ascii_whitespace()
        || matches!(
            byte,
            0 | b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%'
        )
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit)
        .to_digit(16)
        .and_then(|value| u8::try_from(value).ok())
}

fn broken(reason: &'static str) -> UploadError {
    UploadError::BrokenPdf { reason }
}
