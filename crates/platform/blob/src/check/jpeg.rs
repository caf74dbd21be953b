//! Structure of JPEG (ITU-T T.81, annex B): segments from SOI to EOI with a frame and a scan. Pixels are not decoded.

use crate::error::UploadError;
use crate::kind::FileKind;
use crate::sharpness::{Raster, believable};

/// What must not follow the end of a picture: beginnings of documents that a browser or an archiver would open.
const FOREIGN: &[&[u8]] = &[
    b"<!doctype",
    b"<html",
    b"<script",
    b"<svg",
    b"<?php",
    b"%pdf-",
    b"pk\x03\x04",
];
/// Longest of them, minus one: what is kept of the previous portion.
const OVERLAP: usize = 8;

const SOI: u8 = 0xD8;
const EOI: u8 = 0xD9;
const SOS: u8 = 0xDA;
/// Application segments: JFIF, and EXIF.
const APP0: u8 = 0xE0;
const APP1: u8 = 0xE1;

pub(super) struct Scan {
    state: State,
    /// Bytes collected for the state.
    collected: Vec<u8>,
    size: Option<(u32, u32)>,
    /// JFIF's density, which goes before EXIF's.
    jfif: Option<u32>,
    exif: Option<u32>,
    has_pixels: bool,
}

#[derive(Clone, Copy)]
enum State {
    /// The two bytes of SOI.
    Start,
    /// 0xFF of the next marker.
    Marker,
    /// The marker's code; 0xFF may repeat.
    Code,
    /// Two bytes of the segment's length.
    Length {
        code: u8,
    },
    /// Precision, height and width of a frame; then the rest of the segment.
    Frame {
        length: u64,
    },
    /// A segment that may tell the density; `left` bytes of it are still to come.
    Density {
        code: u8,
        left: u64,
    },
    Skip {
        left: u64,
        then_pixels: bool,
    },
    Pixels,
    /// After 0xFF among pixels.
    PixelsEscape,
    End,
}

impl Scan {
    pub(super) fn new() -> Self {
        Scan {
            state: State::Start,
            collected: Vec::with_capacity(16),
            size: None,
            jfif: None,
            exif: None,
            has_pixels: false,
        }
    }

    pub(super) fn push(&mut self, mut bytes: &[u8]) -> Result<(), UploadError> {
        while let Some((&byte, rest)) = bytes.split_first() {
            match self.state {
                State::Start => {
                    self.collected.push(byte);
                    bytes = rest;
                    if self.collected.len() == 2 {
                        self.become_state(State::Marker);
                    }
                }
                State::Marker => {
                    if byte != 0xFF {
                        return Err(broken("a segment is not readable"));
                    }
                    bytes = rest;
                    self.state = State::Code;
                }
                State::Code => {
                    bytes = rest;
                    self.code(byte)?;
                }
                State::Length { code } => {
                    self.collected.push(byte);
                    bytes = rest;
                    if let [high, low] = self.collected[..] {
                        self.segment(code, u16::from_be_bytes([high, low]))?;
                    }
                }
                State::Frame { length } => {
                    self.collected.push(byte);
                    bytes = rest;
                    if let [_, h1, h2, w1, w2] = self.collected[..] {
                        self.size(u16::from_be_bytes([w1, w2]), u16::from_be_bytes([h1, h2]))?;
                        self.become_state(State::Skip {
                            left: length - 5,
                            then_pixels: false,
                        });
                    }
                }
                State::Density { code, left } => {
                    let taken = usize::try_from(left).unwrap_or(usize::MAX).min(bytes.len());
                    self.collected.extend_from_slice(&bytes[..taken]);
                    bytes = &bytes[taken..];
                    let left = left - taken as u64;
                    self.state = State::Density { code, left };
                    if left == 0 {
                        self.density(code);
                        self.become_state(State::Marker);
                    }
                }
                State::Skip { left, then_pixels } => {
                    let skipped = usize::try_from(left).unwrap_or(usize::MAX).min(bytes.len());
                    bytes = &bytes[skipped..];
                    self.skip(left - skipped as u64, then_pixels);
                }
                State::Pixels => match bytes.iter().position(|byte| *byte == 0xFF) {
                    Some(at) => {
                        bytes = &bytes[at + 1..];
                        self.state = State::PixelsEscape;
                    }
                    None => return Ok(()),
                },
                State::PixelsEscape => {
                    bytes = rest;
                    match byte {
                        // A stuffed byte or a restart marker goes on with pixels.
                        0x00 | 0xD0..=0xD7 => self.state = State::Pixels,
                        0xFF => {}
                        code => self.code(code)?,
                    }
                }
                State::End => return self.remainder(bytes),
            }
        }
        Ok(())
    }

    pub(super) fn finish(self) -> Result<Raster, UploadError> {
        match (self.state, self.size) {
            (State::End, Some((width, height))) => Ok(Raster {
                width,
                height,
                dpi: self.jfif.or(self.exif),
                page: None,
            }),
            _ => Err(broken("the end is missing")),
        }
    }

    fn become_state(&mut self, state: State) {
        self.collected.clear();
        self.state = state;
    }

    fn code(&mut self, code: u8) -> Result<(), UploadError> {
        match code {
            // Fill bytes before a marker.
            0xFF => self.state = State::Code,
            0x00 | SOI => return Err(broken("a segment is not readable")),
            EOI if self.size.is_some() && self.has_pixels => self.become_state(State::End),
            EOI => return Err(broken("there are no pixels")),
            // Markers without a segment.
            0x01 | 0xD0..=0xD7 => self.state = State::Marker,
            code => self.become_state(State::Length { code }),
        }
        Ok(())
    }

    fn segment(&mut self, code: u8, length: u16) -> Result<(), UploadError> {
        let Some(left) = u64::from(length).checked_sub(2) else {
            return Err(broken("a segment is not readable"));
        };
        // C4, C8 and CC are tables and an extension; the others of this row are frames.
        let frame = matches!(code, 0xC0..=0xCF) && !matches!(code, 0xC4 | 0xC8 | 0xCC);
        if frame {
            if left < 6 || self.size.is_some() {
                return Err(broken("the header is wrong"));
            }
            self.become_state(State::Frame { length: left });
            return Ok(());
        }
        if code == SOS {
            if self.size.is_none() {
                return Err(broken("the header is missing"));
            }
            self.has_pixels = true;
        }
        self.collected.clear();
        if matches!(code, APP0 | APP1) && left > 0 {
            self.state = State::Density { code, left };
            return Ok(());
        }
        self.skip(left, code == SOS);
        Ok(())
    }

    fn skip(&mut self, left: u64, then_pixels: bool) {
        self.state = match (left, then_pixels) {
            (0, true) => State::Pixels,
            (0, false) => State::Marker,
            (left, then_pixels) => State::Skip { left, then_pixels },
        };
    }

    /// The first density of either sort counts, as in readers.
    fn density(&mut self, code: u8) {
        let found = match code {
            APP0 => jfif_density(&self.collected),
            _ => exif_density(&self.collected),
        };
        let place = match code {
            APP0 => &mut self.jfif,
            _ => &mut self.exif,
        };
        *place = place.or(found);
    }

    fn size(&mut self, width: u16, height: u16) -> Result<(), UploadError> {
        if width == 0 || height == 0 {
            return Err(broken("the size is zero"));
        }
        super::check_size(u32::from(width), u32::from(height))?;
        self.size = Some((u32::from(width), u32::from(height)));
        Ok(())
    }

    /// Looks for another document behind the end; keeps a little for words that two portions share.
    fn remainder(&mut self, bytes: &[u8]) -> Result<(), UploadError> {
        self.collected
            .extend(bytes.iter().map(u8::to_ascii_lowercase));
        let foreign = |start: &[u8]| FOREIGN.iter().any(|word| start.starts_with(word));
        let starts = self
            .collected
            .iter()
            .enumerate()
            .filter(|(_, byte)| matches!(byte, b'<' | b'%' | b'p'));
        for (at, _) in starts {
            if foreign(&self.collected[at..]) {
                return Err(UploadError::TrailingData {
                    kind: FileKind::Jpeg,
                });
            }
        }
        let keep_from = self.collected.len().saturating_sub(OVERLAP);
        self.collected.drain(..keep_from);
        Ok(())
    }
}

/// JFIF 1.02: identifier, version, unit, density across and down. Unit 0 is a ratio, no density.
fn jfif_density(segment: &[u8]) -> Option<u32> {
    let [_, _, unit, x1, x2, y1, y2, ..] = *segment.strip_prefix(b"JFIF\0")? else {
        return None;
    };
    let lower = u16::from_be_bytes([x1, x2]).min(u16::from_be_bytes([y1, y2]));
    match unit {
        1 => believable(f64::from(lower)),
        2 => believable(f64::from(lower) * 2.54),
        _ => None,
    }
}

/// EXIF 2.3: XResolution (0x011A), YResolution (0x011B) and ResolutionUnit (0x0128; 2 inch, 3 centimetre) of the first
/// directory of a TIFF structure.
fn exif_density(segment: &[u8]) -> Option<u32> {
    let tiff = segment.strip_prefix(b"Exif\0\0")?;
    let is_little = match tiff.get(..4)? {
        b"II*\0" => true,
        b"MM\0*" => false,
        _ => return None,
    };
    let short = |at: usize| {
        let bytes: [u8; 2] = tiff.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if is_little {
            u16::from_le_bytes(bytes)
        } else {
            u16::from_be_bytes(bytes)
        })
    };
    let long = |at: usize| {
        let bytes: [u8; 4] = tiff.get(at..at.checked_add(4)?)?.try_into().ok()?;
        Some(if is_little {
            u32::from_le_bytes(bytes)
        } else {
            u32::from_be_bytes(bytes)
        })
    };
    let offset = |at: usize| usize::try_from(long(at)?).ok();
    let ratio = |at: usize| {
        let place = offset(at)?;
        let (above, below) = (long(place)?, long(place.checked_add(4)?)?);
        (below > 0).then(|| f64::from(above) / f64::from(below))
    };
    let directory = offset(4)?;
    let (mut across, mut down, mut unit) = (None, None, 2);
    for index in 0..usize::from(short(directory)?) {
        let entry = directory.checked_add(2 + index * 12)?;
        match short(entry)? {
            0x011A => across = ratio(entry + 8),
            0x011B => down = ratio(entry + 8),
            0x0128 => unit = short(entry + 8)?,
            _ => {}
        }
    }
    let lower = match (across, down) {
        (Some(across), Some(down)) => across.min(down),
        (one, other) => one.or(other)?,
    };
    match unit {
        2 => believable(lower),
        3 => believable(lower * 2.54),
        _ => None,
    }
}

fn broken(reason: &'static str) -> UploadError {
    UploadError::BrokenPicture {
        kind: FileKind::Jpeg,
        reason,
    }
}
