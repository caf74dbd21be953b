//! Bytes of a register file turned into UTF-8, piece by piece, with limits and a position.
//!
//! Files come in windows-1251 (4.06 and later) or UTF-8 (4.05). Sixty-four kilobytes are held at
//! a time. The XML declaration is taken off here, so that the XML reader cannot decode twice.

use std::io::{self, BufRead, Read};

use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_8, WINDOWS_1251};

use crate::problem::{Position, Problem};

const CHUNK: usize = 64 * 1024;
/// How far into a file an encoding declaration may reach.
const DECLARATION: usize = 256;

/// A problem on its way through `io::Error` and the XML reader.
#[derive(Debug, thiserror::Error)]
#[error("{0:?}")]
pub(crate) struct Carried(pub(crate) Problem);

pub(crate) fn carry(problem: Problem) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, Carried(problem))
}

/// The problem inside an I/O error, or the I/O error itself as a problem.
pub(crate) fn uncarry(error: &io::Error) -> Problem {
    error
        .get_ref()
        .and_then(|inner| inner.downcast_ref::<Carried>())
        .map_or_else(
            || Problem::Io(error.to_string()),
            |carried| carried.0.clone(),
        )
}

enum Mark {
    InText(usize),
    At(Position),
}

pub(crate) struct Utf8Stream<R> {
    input: R,
    raw: Vec<u8>,
    raw_len: usize,
    text: Vec<u8>,
    text_len: usize,
    at: usize,
    decoder: Option<Decoder>,
    one_byte_letters: bool,
    finished: bool,
    /// Found behind the text that is still to be given out.
    failed: Option<Problem>,
    /// Where `text[counted]` stands in the original bytes. Counting letters and lines is put off until
    /// somebody asks, and then done in long runs.
    position: Position,
    counted: usize,
    /// Where the current piece of XML begins: in `text`, or, when that was read over, in the file.
    mark: Mark,
    consumed: u64,
    bytes_read: u64,
    max_bytes: u64,
    since_mark: usize,
    max_event: usize,
    /// The beginning of a tag that was read over to find it, and is given out once more.
    given_back: &'static [u8],
}

impl<R: Read> Utf8Stream<R> {
    pub(crate) fn new(input: R, max_bytes: u64, max_event: usize) -> Self {
        Self {
            input,
            raw: vec![0; CHUNK],
            raw_len: 0,
            // windows-1251 grows at most three times.
            text: vec![0; CHUNK * 3 + 16],
            text_len: 0,
            at: 0,
            decoder: None,
            one_byte_letters: false,
            finished: false,
            failed: None,
            position: Position { byte: 0, line: 1 },
            counted: 0,
            mark: Mark::InText(0),
            consumed: 0,
            bytes_read: 0,
            max_bytes,
            since_mark: 0,
            max_event,
            given_back: &[],
        }
    }

    pub(crate) fn bytes_read(&self) -> u64 {
        self.bytes_read
    }

    /// Bytes of decoded text that were given out so far.
    pub(crate) fn consumed(&self) -> u64 {
        self.consumed
    }

    /// A new piece of XML begins: its size and place are counted from here.
    pub(crate) fn mark(&mut self) {
        self.since_mark = 0;
        // What was given back begins where it was found.
        if self.given_back.is_empty() {
            self.mark = Mark::InText(self.at);
        }
    }

    /// Goes on to the next tag that begins with one of these (`<name`), as if the file began there.
    /// False: there is none.
    pub(crate) fn skip_to(&mut self, tags: &[&'static str]) -> io::Result<bool> {
        let longest = tags.iter().map(|tag| tag.len()).max().unwrap_or(0);
        loop {
            self.mark();
            let text = self.fill_buf()?;
            if text.is_empty() {
                return Ok(false);
            }
            let Some(at) = text.iter().position(|byte| *byte == b'<') else {
                let passed = text.len();
                self.consume(passed);
                continue;
            };
            self.consume(at);
            self.mark();
            let mut tag = Vec::with_capacity(longest);
            // The name may be cut by the end of a chunk: it is read byte by byte.
            while tag.len() <= longest {
                match self.fill_buf()?.first() {
                    Some(b'<') if !tag.is_empty() => break,
                    None | Some(b' ' | b'\t' | b'\r' | b'\n' | b'>' | b'/') => break,
                    Some(byte) => tag.push(*byte),
                }
                self.consume(1);
            }
            if let Some(found) = tags.iter().find(|wanted| wanted.as_bytes() == tag) {
                self.marked();
                self.given_back = found.as_bytes();
                return Ok(true);
            }
        }
    }

    /// Where in the original bytes the current piece of XML begins.
    pub(crate) fn marked(&mut self) -> Position {
        match self.mark {
            Mark::At(position) => position,
            Mark::InText(at) => {
                self.count_to(at);
                self.mark = Mark::At(self.position);
                self.position
            }
        }
    }

    fn count_to(&mut self, at: usize) {
        let passed = &self.text[self.counted..at];
        let letters = if self.one_byte_letters {
            // Continuation bytes of UTF-8 are 10xxxxxx; everything else starts a letter.
            passed.iter().filter(|byte| (**byte & 0xC0) != 0x80).count()
        } else {
            passed.len()
        };
        self.position.byte += letters as u64;
        self.position.line += passed.split(|byte| *byte == b'\n').count() as u64 - 1;
        self.counted = at;
    }

    fn read_raw(&mut self) -> io::Result<()> {
        self.raw_len = loop {
            match self.input.read(&mut self.raw) {
                Ok(count) => break count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        };
        self.count_bytes(self.raw_len)
    }

    fn count_bytes(&mut self, count: usize) -> io::Result<()> {
        self.bytes_read += count as u64;
        if self.bytes_read > self.max_bytes {
            return Err(carry(Problem::FileTooLarge));
        }
        Ok(())
    }

    /// Reads the first bytes, finds the encoding and steps over the declaration.
    fn start(&mut self) -> io::Result<()> {
        while self.raw_len < DECLARATION {
            match self.input.read(&mut self.raw[self.raw_len..]) {
                Ok(0) => break,
                Ok(count) => {
                    self.raw_len += count;
                    self.count_bytes(count)?;
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        if self.raw_len == 0 {
            return Err(carry(Problem::Empty));
        }
        let head = &self.raw[..self.raw_len];
        let has_utf8_mark = head.starts_with(b"\xEF\xBB\xBF");
        let mut skip = if has_utf8_mark { 3 } else { 0 };
        // With its mark or without it.
        let of_utf16: [&[u8]; 4] = [b"\xFF\xFE", b"\xFE\xFF", b"<\0", b"\0<"];
        if of_utf16.iter().any(|start| head.starts_with(start)) {
            return Err(carry(Problem::Encoding("UTF-16".into())));
        }
        let mut encoding = UTF_8;
        if head[skip..].starts_with(b"<?xml") {
            let within = &head[skip..head.len().min(skip + DECLARATION)];
            let Some(end) = within.windows(2).position(|pair| pair == b"?>") else {
                return Err(carry(Problem::NotXml));
            };
            // The mark is part of the text; a declaration is copied from other files.
            if !has_utf8_mark {
                encoding = declared_encoding(&within[..end])?;
            }
            skip += end + 2;
        }
        self.one_byte_letters = encoding == WINDOWS_1251;
        self.decoder = Some(encoding.new_decoder_without_bom_handling());
        self.position.byte = skip as u64;
        // Nothing was given out yet: the first piece begins here.
        self.mark = Mark::At(self.position);
        let raw_len = self.raw_len;
        self.decode(skip, raw_len, false);
        Ok(())
    }

    /// Decodes `raw[from..to]` into `text`, which is large enough for all of it.
    fn decode(&mut self, from: usize, to: usize, last: bool) {
        self.marked();
        self.count_to(self.text_len);
        let Some(decoder) = self.decoder.as_mut() else {
            return;
        };
        let (result, _, written) =
            decoder.decode_to_utf8_without_replacement(&self.raw[from..to], &mut self.text, last);
        self.at = 0;
        self.counted = 0;
        self.text_len = written;
        self.finished = last;
        if !matches!(result, DecoderResult::InputEmpty) {
            self.failed = Some(Problem::WrongEncoding);
        }
    }
}

fn declared_encoding(declaration: &[u8]) -> io::Result<&'static Encoding> {
    let text = String::from_utf8_lossy(declaration);
    let Some((_, after)) = text.split_once("encoding") else {
        return Ok(UTF_8);
    };
    let after = after.trim_start().trim_start_matches('=').trim_start();
    let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''));
    let label = quote
        .and_then(|quote| after[1..].split(quote).next())
        .unwrap_or_default();
    match Encoding::for_label(label.as_bytes()) {
        Some(encoding) if encoding == UTF_8 || encoding == WINDOWS_1251 => Ok(encoding),
        _ => Err(carry(Problem::Encoding(label.chars().take(40).collect()))),
    }
}

impl<R: Read> Read for Utf8Stream<R> {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let count = available.len().min(target.len());
        target[..count].copy_from_slice(&available[..count]);
        self.consume(count);
        Ok(count)
    }
}

impl<R: Read> BufRead for Utf8Stream<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if !self.given_back.is_empty() {
            return Ok(self.given_back);
        }
        if self.since_mark > self.max_event {
            return Err(carry(Problem::PieceTooLarge));
        }
        if self.decoder.is_none() {
            self.start()?;
        }
        // A chunk can decode to nothing when it ends inside a letter.
        while self.at == self.text_len && !self.finished {
            if let Some(problem) = &self.failed {
                return Err(carry(problem.clone()));
            }
            self.read_raw()?;
            let raw_len = self.raw_len;
            self.decode(0, raw_len, raw_len == 0);
        }
        if let Some(problem) = self.failed.as_ref().filter(|_| self.at == self.text_len) {
            return Err(carry(problem.clone()));
        }
        Ok(&self.text[self.at..self.text_len])
    }

    fn consume(&mut self, amount: usize) {
        if !self.given_back.is_empty() {
            self.given_back = self.given_back.get(amount..).unwrap_or_default();
            return;
        }
        let amount = amount.min(self.text_len - self.at);
        self.since_mark += amount;
        self.consumed += amount as u64;
        self.at += amount;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(bytes: &[u8]) -> (io::Result<String>, Position) {
        let mut stream = Utf8Stream::new(bytes, 1 << 20, 1 << 20);
        let mut text = String::new();
        let result = stream.read_to_string(&mut text).map(|_| text);
        stream.mark();
        (result, stream.marked())
    }

    #[test]
    fn both_encodings_give_the_same_text() {
        let old = b"<?xml version='1.0' encoding='WINDOWS-1251'?><\xC0/>";
        let new = "\u{FEFF}<?xml version=\"1.0\" encoding=\"utf-8\"?><А/>";
        assert_eq!(decoded(old).0.unwrap(), "<А/>");
        assert_eq!(decoded(new.as_bytes()).0.unwrap(), "<А/>");
        let contradictory = new.replace("utf-8", "windows-1251");
        assert_eq!(decoded(contradictory.as_bytes()).0.unwrap(), "<А/>");
        assert_eq!(decoded("<А/>".as_bytes()).0.unwrap(), "<А/>");
    }

    #[test]
    fn position_is_in_bytes_of_the_file_and_in_lines() {
        let (text, position) =
            decoded(b"<?xml version='1.0' encoding='WINDOWS-1251'?>\n<\xC0\xC1/>\n");
        assert_eq!(text.unwrap(), "\n<АБ/>\n");
        assert_eq!(position, Position { byte: 52, line: 3 });
    }

    #[test]
    fn text_that_is_not_in_its_declared_encoding_is_refused_where_it_breaks() {
        let (text, position) =
            decoded(b"<?xml version='1.0' encoding='UTF-8'?>\n<a b='\xC0\xC1'/>");
        assert_eq!(uncarry(&text.unwrap_err()), Problem::WrongEncoding);
        assert_eq!(position, Position { byte: 45, line: 2 });
    }

    #[test]
    fn other_encodings_empty_files_and_long_files_are_named() {
        let problem = |bytes: &[u8]| uncarry(&decoded(bytes).0.unwrap_err());
        assert_eq!(
            problem(b"<?xml version='1.0' encoding='KOI8-R'?><a/>"),
            Problem::Encoding("KOI8-R".into())
        );
        for utf16 in [&b"\xFF\xFE<\0"[..], b"\xFE\xFF\0<", b"<\0?\0", b"\0<\0?"] {
            assert_eq!(problem(utf16), Problem::Encoding("UTF-16".into()));
        }
        assert_eq!(problem(b""), Problem::Empty);
        assert_eq!(problem(&vec![b' '; (1 << 20) + 1]), Problem::FileTooLarge);
    }

    #[test]
    fn the_next_tag_of_a_name_is_found_also_where_a_chunk_ends_in_it() {
        let after = "<СвЮЛ ОГРН='1'/>";
        for filling in CHUNK - 8..CHUNK + 2 {
            let text = format!("{}<СвЮЛы/><<СвЮ<СвЮЛ>", "a".repeat(filling));
            let start = text.len() - "<СвЮЛ>".len();
            let whole = format!("{text}{after}");
            let mut stream = Utf8Stream::new(whole.as_bytes(), 1 << 20, 1 << 20);
            assert!(stream.skip_to(&["<СвИП", "<СвЮЛ"]).unwrap());
            stream.mark();
            assert_eq!(stream.marked().byte, start as u64);
            let mut rest = String::new();
            stream.read_to_string(&mut rest).unwrap();
            assert_eq!(rest, format!("<СвЮЛ>{after}"));
            assert!(!stream.skip_to(&["<СвЮЛ"]).unwrap());
        }
    }

    #[test]
    fn a_letter_cut_by_the_end_of_a_chunk_is_put_together() {
        let mut long = vec![b'a'; CHUNK - 1];
        long.extend("Я".as_bytes());
        assert!(decoded(&long).0.unwrap().ends_with("aЯ"));
    }
}
