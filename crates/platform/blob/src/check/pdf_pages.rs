//! Scanned pages of a PDF (ISO 32000-1, 8.9): pictures that fill a page, and their dots per inch.
//!
//! Only for files that [`super::pdf::check`] has taken. What cannot be judged within the bounds below is not called coarse:
//! a person looks at every document anyway.

use std::io::Read;

use flate2::read::ZlibDecoder;
use lopdf::{Dictionary, Document, LoadOptions, Object, Stream};

use crate::sharpness::{Raster, believable};

/// Values outside of streams; `lopdf` spends about 100 bytes on each.
const MAX_VALUES: usize = 400_000;
/// Pages that are looked at.
const MAX_PAGES: usize = 300;
/// Content of one page, and of all, inflated.
const PAGE_CONTENT: usize = 1024 * 1024;
const ALL_CONTENT: usize = 16 * 1024 * 1024;
/// Inflated object streams, each.
const OBJECT_STREAM: usize = 24 * 1024 * 1024;
/// Forms within forms.
const DEPTH: usize = 3;
/// Pictures and forms that one page may draw.
const MAX_DRAWN: usize = 500;
/// Levels of the page tree that pass their attributes on.
const MAX_PARENTS: usize = 32;
/// A page is scanned when pictures cover this share of it.
const FILLED: f64 = 0.6;
/// Bytes of visible text from which a page has text of its own, and the picture is its background.
const OWN_TEXT: usize = 150;
const POINTS_PER_INCH: f64 = 72.0;

/// The scanned page with the fewest dots per inch; `None` when no page is scanned. Takes milliseconds; call it off the
/// async threads.
pub(crate) fn coarsest(bytes: &[u8]) -> Option<Raster> {
    if values_outside_streams(bytes) > MAX_VALUES {
        return None;
    }
    let options = LoadOptions {
        max_decompressed_size: Some(OBJECT_STREAM),
        ..LoadOptions::default()
    };
    let document = Document::load_mem_with_options(bytes, options).ok()?;
    let mut budget = ALL_CONTENT;
    let mut found: Option<Raster> = None;
    for (number, id) in (1..).zip(document.page_iter().take(MAX_PAGES)) {
        let Ok(page) = document.get_dictionary(id) else {
            continue;
        };
        let Some(raster) = scanned(&document, page, &mut budget, number) else {
            continue;
        };
        // A sharp page never stands in for a coarse one, whatever their numbers.
        let rank = |one: &Raster| (one.is_sharp(), one.dpi);
        if found.as_ref().is_none_or(|old| rank(&raster) < rank(old)) {
            found = Some(raster);
        }
    }
    found
}

/// Pixels of a page that is a scan.
fn scanned(
    document: &Document,
    page: &Dictionary,
    budget: &mut usize,
    number: u32,
) -> Option<Raster> {
    let (width, height) = page_size(document, page)?;
    let resources = inherited(document, page, b"Resources").and_then(|one| one.as_dict().ok());
    let content = page_content(document, page, budget);
    let mut drawing = Drawing {
        document,
        page_area: width * height,
        pictures: Vec::new(),
        text: 0,
        drawn: 0,
    };
    drawing.run(&content, resources, IDENTITY, DEPTH, budget);
    if drawing.text >= OWN_TEXT {
        return None;
    }
    let covered: f64 = drawing.pictures.iter().map(|one| one.share.min(1.0)).sum();
    if covered < FILLED {
        return None;
    }
    // Layers of one page (a coarse background under a sharp text mask) are as sharp as the sharpest of them.
    let is_whole = |one: &&Picture| one.share >= FILLED;
    let has_whole = drawing.pictures.iter().any(|one| is_whole(&one));
    let sharpest = drawing
        .pictures
        .iter()
        .filter(|one| !has_whole || is_whole(one))
        .map(|one| one.dpi)
        .fold(0.0, f64::max);
    let pixels = |points: f64| believable_pixels(points / POINTS_PER_INCH * sharpest);
    Some(Raster {
        width: pixels(width)?,
        height: pixels(height)?,
        dpi: believable(sharpest),
        page: Some(number),
    })
}

/// Whole pixels, at least one; nothing for a page that no device makes.
fn believable_pixels(pixels: f64) -> Option<u32> {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "within 1 to a million"
    )]
    (1.0..=1_000_000.0)
        .contains(&pixels)
        .then(|| pixels.round() as u32)
}

/// Width and height in points.
fn page_size(document: &Document, page: &Dictionary) -> Option<(f64, f64)> {
    let corners = inherited(document, page, b"MediaBox")?.as_array().ok()?;
    let mut numbers = corners.iter().map(|corner| {
        let (_, corner) = document.dereference(corner).ok()?;
        corner.as_float().ok().map(f64::from)
    });
    let mut next = || numbers.next().flatten();
    let (left, bottom, right, top) = (next()?, next()?, next()?, next()?);
    let unit = page
        .get_deref(b"UserUnit", document)
        .and_then(Object::as_float)
        .map_or(1.0, f64::from);
    let (width, height) = ((right - left).abs() * unit, (top - bottom).abs() * unit);
    (width > 1.0 && height > 1.0 && width < 1e6 && height < 1e6).then_some((width, height))
}

/// An attribute of the page or of the nearest parent that has it.
fn inherited<'a>(document: &'a Document, page: &'a Dictionary, key: &[u8]) -> Option<&'a Object> {
    let mut node = page;
    for _ in 0..MAX_PARENTS {
        if let Ok(value) = node.get_deref(key, document) {
            return Some(value);
        }
        node = node.get_deref(b"Parent", document).ok()?.as_dict().ok()?;
    }
    None
}

fn page_content(document: &Document, page: &Dictionary, budget: &mut usize) -> Vec<u8> {
    let mut content = Vec::new();
    let Ok(contents) = page.get_deref(b"Contents", document) else {
        return content;
    };
    let parts = match contents {
        Object::Array(parts) => parts.as_slice(),
        one => std::slice::from_ref(one),
    };
    for part in parts {
        if let Ok((_, Object::Stream(stream))) = document.dereference(part) {
            inflate(document, stream, &mut content, budget);
            content.push(b'\n');
        }
    }
    content
}

/// Appends the plain content of a stream; nothing of one in a filter that scanners do not use for content.
fn inflate(document: &Document, stream: &Stream, content: &mut Vec<u8>, budget: &mut usize) {
    let room = PAGE_CONTENT.saturating_sub(content.len()).min(*budget);
    let before = content.len();
    let filter = match stream.dict.get_deref(b"Filter", document) {
        Ok(Object::Array(filters)) => match filters.as_slice() {
            [] => None,
            [one] => document.dereference(one).ok().map(|(_, one)| one),
            _ => return,
        },
        Ok(one) => Some(one),
        Err(_) => None,
    };
    match filter.map(Object::as_name) {
        None => content.extend(stream.content.iter().take(room)),
        Some(Ok(b"FlateDecode" | b"Fl")) => {
            // A damaged end gives what came before it, as in readers.
            let _ = ZlibDecoder::new(stream.content.as_slice())
                .take(room as u64)
                .read_to_end(content);
        }
        Some(_) => {}
    }
    *budget = budget.saturating_sub(content.len() - before);
}

/// Numbers a to f of a transformation.
type Matrix = [f64; 6];
const IDENTITY: Matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];

/// `first`, then `second`.
fn multiplied(first: Matrix, second: Matrix) -> Matrix {
    let turned = |across: f64, down: f64| {
        (
            across * second[0] + down * second[2],
            across * second[1] + down * second[3],
        )
    };
    let (right, up) = (turned(first[0], first[1]), turned(first[2], first[3]));
    let start = turned(first[4], first[5]);
    [
        right.0,
        right.1,
        up.0,
        up.1,
        start.0 + second[4],
        start.1 + second[5],
    ]
}

struct Picture {
    /// Of the page's area.
    share: f64,
    dpi: f64,
}

struct Drawing<'a> {
    document: &'a Document,
    page_area: f64,
    pictures: Vec<Picture>,
    /// Bytes of text that is seen.
    text: usize,
    drawn: usize,
}

impl Drawing<'_> {
    /// Goes through the operators that place pictures and text; everything else is passed over.
    fn run(
        &mut self,
        content: &[u8],
        resources: Option<&Dictionary>,
        start: Matrix,
        depth: usize,
        budget: &mut usize,
    ) {
        let mut matrix = start;
        let mut saved = Vec::new();
        let mut is_seen = true;
        let mut numbers: Vec<f64> = Vec::new();
        let mut name: &[u8] = &[];
        let mut text = 0;
        let mut tokens = Tokens { rest: content };
        while let Some(token) = tokens.next() {
            match token {
                Token::Number(number) => {
                    if numbers.len() < 64 {
                        numbers.push(number);
                    }
                    continue;
                }
                Token::Name(found) => {
                    name = found;
                    continue;
                }
                Token::Text(length) => {
                    text += length;
                    continue;
                }
                Token::Word(word) => match word {
                    b"q" if saved.len() < 256 => saved.push((matrix, is_seen)),
                    b"Q" => {
                        if let Some(last) = saved.pop() {
                            (matrix, is_seen) = last;
                        }
                    }
                    b"cm" => {
                        if let Some(change) = numbers.last_chunk::<6>() {
                            matrix = multiplied(*change, matrix);
                        }
                    }
                    // Mode 3 is the invisible layer of a scan that was recognised.
                    b"Tr" => is_seen = numbers.last().is_none_or(|mode| (mode - 3.0).abs() > 0.5),
                    b"Tj" | b"TJ" | b"'" | b"\"" if is_seen => self.text += text,
                    b"Do" => self.draw(name, resources, matrix, depth, budget),
                    b"ID" => tokens.skip_inline_picture(),
                    _ => {}
                },
            }
            numbers.clear();
            text = 0;
        }
    }

    fn draw(
        &mut self,
        name: &[u8],
        resources: Option<&Dictionary>,
        matrix: Matrix,
        depth: usize,
        budget: &mut usize,
    ) {
        self.drawn += 1;
        if self.drawn > MAX_DRAWN {
            return;
        }
        let document = self.document;
        let object = resources
            .and_then(|one| one.get_deref(b"XObject", document).ok())
            .and_then(|one| one.as_dict().ok())
            .and_then(|one| one.get_deref(name, document).ok());
        let Some(Object::Stream(stream)) = object else {
            return;
        };
        let number = |key: &[u8]| {
            let value = stream.dict.get_deref(key, document).ok()?;
            value.as_float().ok().map(f64::from)
        };
        let subtype = stream.dict.get_deref(b"Subtype", document);
        match subtype.and_then(Object::as_name) {
            Ok(b"Image") => {
                if let (Some(width), Some(height)) = (number(b"Width"), number(b"Height")) {
                    self.place(width, height, matrix);
                }
            }
            Ok(b"Form") if depth > 0 => {
                let own = stream.dict.get_deref(b"Resources", document);
                let own = own.ok().and_then(|one| one.as_dict().ok());
                let mut content = Vec::new();
                inflate(document, stream, &mut content, budget);
                let inner = multiplied(form_matrix(document, &stream.dict), matrix);
                self.run(&content, own.or(resources), inner, depth - 1, budget);
            }
            _ => {}
        }
    }

    /// A picture is one unit square under the current transformation.
    fn place(&mut self, width: f64, height: f64, [a, b, c, d, ..]: Matrix) {
        let (across, down) = (a.hypot(b), c.hypot(d));
        let area = (a * d - b * c).abs();
        if across < 1.0 || down < 1.0 || !area.is_finite() {
            return;
        }
        let dpi = |pixels: f64, points: f64| pixels * POINTS_PER_INCH / points;
        self.pictures.push(Picture {
            share: area / self.page_area,
            dpi: dpi(width, across).min(dpi(height, down)),
        });
    }
}

fn form_matrix(document: &Document, form: &Dictionary) -> Matrix {
    let numbers: Option<Vec<f64>> = form
        .get_deref(b"Matrix", document)
        .and_then(Object::as_array)
        .ok()
        .and_then(|array| {
            array
                .iter()
                .map(|one| one.as_float().ok().map(f64::from))
                .collect()
        });
    numbers
        .and_then(|numbers| numbers.try_into().ok())
        .unwrap_or(IDENTITY)
}

enum Token<'a> {
    Number(f64),
    Name(&'a [u8]),
    /// A string, by its length.
    Text(usize),
    Word(&'a [u8]),
}

struct Tokens<'a> {
    rest: &'a [u8],
}

impl<'a> Tokens<'a> {
    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            self.rest = self.rest.trim_ascii_start();
            let (&first, tail) = self.rest.split_first()?;
            match first {
                b'%' => self.skip_to(tail, |byte| matches!(byte, b'\r' | b'\n')),
                b'(' => {
                    let length = super::pdf::string_length(self.rest);
                    self.rest = &self.rest[length.min(self.rest.len())..];
                    return Some(Token::Text(length.saturating_sub(2)));
                }
                b'<' if tail.first() == Some(&b'<') => self.rest = &tail[1..],
                b'<' => {
                    let length = tail.iter().position(|byte| *byte == b'>');
                    let length = length.unwrap_or(tail.len());
                    self.rest = &tail[(length + 1).min(tail.len())..];
                    return Some(Token::Text(length / 2));
                }
                b'/' => {
                    let name = self.word(tail);
                    return Some(Token::Name(name));
                }
                b'>' | b'[' | b']' | b'{' | b'}' | b')' | 0 => self.rest = tail,
                _ => {
                    let word = self.word(self.rest);
                    let number = std::str::from_utf8(word)
                        .ok()
                        .and_then(|one| one.parse().ok());
                    let is_number = matches!(first, b'0'..=b'9' | b'+' | b'-' | b'.');
                    return Some(match number.filter(|_| is_number) {
                        Some(number) => Token::Number(number),
                        None => Token::Word(word),
                    });
                }
            }
        }
    }

    fn word(&mut self, from: &'a [u8]) -> &'a [u8] {
        let length = from
            .iter()
            .position(|byte| super::pdf::is_delimiter(*byte))
            .unwrap_or(from.len());
        let (word, rest) = from.split_at(length);
        self.rest = rest;
        word
    }

    fn skip_to(&mut self, from: &'a [u8], is_end: impl Fn(&u8) -> bool) {
        let length = from.iter().position(is_end).unwrap_or(from.len());
        self.rest = &from[length..];
    }

    /// From the data of a picture that is written into the content to the word after it.
    fn skip_inline_picture(&mut self) {
        let end = self
            .rest
            .windows(4)
            .position(|window| {
                window[0].is_ascii_whitespace()
                    && &window[1..3] == b"EI"
                    && window[3].is_ascii_whitespace()
            })
            .map_or(self.rest.len(), |at| at + 3);
        self.rest = &self.rest[end..];
    }
}

/// About as many values as `lopdf` makes of everything but the data of streams.
fn values_outside_streams(bytes: &[u8]) -> usize {
    let (mut rest, mut count) = (bytes, 0_usize);
    while !rest.is_empty() {
        let end = find(rest, b"stream").unwrap_or(rest.len());
        let mut in_word = false;
        for byte in &rest[..end] {
            let is_delimiter = super::pdf::is_delimiter(*byte);
            let begins = matches!(byte, b'/' | b'(' | b'<' | b'[') || !is_delimiter && !in_word;
            count += usize::from(begins);
            in_word = !is_delimiter;
        }
        let data = &rest[end..];
        rest = match find(data, b"endstream") {
            Some(at) => &data[at + b"endstream".len()..],
            None => &[],
        };
    }
    count
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes
        .windows(wanted.len())
        .position(|window| window == wanted)
}
