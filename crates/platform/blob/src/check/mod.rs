//! What a file is, told from its content. Names and declared types are not asked.
//!
//! Pictures are checked while they stream past; a PDF needs its end first, so [`pdf::check`] takes the whole file.
//!
//! Files of two types at once (polyglots): a type must start at the first byte; after the end of a PDF only white
//! space and zero bytes may follow, after a PNG nothing. Phones append previews and motion to a JPEG, so bytes after
//! its end are tolerated unless they look like another document. Such a remainder stays harmless because a file is
//! served with the media type found here and `nosniff`.

mod jpeg;
pub(crate) mod pdf;
pub(crate) mod pdf_pages;
mod png;

use crate::error::UploadError;
use crate::kind::FileKind;
use crate::sharpness::Raster;

/// Longest side of a picture in pixels.
const MAX_SIDE: u32 = 30_000;
/// Largest picture: 100 megapixels, an A3 scan at 600 dpi with room.
const MAX_PIXELS: u64 = 100_000_000;
/// Bytes that tell a type.
const HEAD: usize = 64;

/// Looks at a file as it streams past.
pub(crate) struct Inspector {
    allowed: Vec<FileKind>,
    head: Vec<u8>,
    scan: Scan,
}

enum Scan {
    Undecided,
    Pdf,
    Jpeg(jpeg::Scan),
    Png(png::Scan),
}

impl Inspector {
    pub(crate) fn new(allowed: &[FileKind]) -> Self {
        Inspector {
            allowed: allowed.to_vec(),
            head: Vec::with_capacity(HEAD),
            scan: Scan::Undecided,
        }
    }

    /// Takes the next bytes; refuses as soon as something is wrong.
    pub(crate) fn push(&mut self, mut bytes: &[u8]) -> Result<(), UploadError> {
        if matches!(self.scan, Scan::Undecided) {
            let (taken, rest) = bytes.split_at(bytes.len().min(HEAD - self.head.len()));
            self.head.extend_from_slice(taken);
            bytes = rest;
            if self.head.len() < HEAD {
                return Ok(());
            }
            self.decide()?;
        }
        self.scan(bytes)
    }

    /// The type, when all bytes have been seen, and the pixels of a picture.
    pub(crate) fn finish(mut self) -> Result<(FileKind, Option<Raster>), UploadError> {
        if self.head.is_empty() {
            return Err(UploadError::Empty);
        }
        if matches!(self.scan, Scan::Undecided) {
            self.decide()?;
        }
        match self.scan {
            Scan::Undecided => Err(self.wrong_type("unknown")),
            Scan::Pdf => Ok((FileKind::Pdf, None)),
            Scan::Jpeg(scan) => scan.finish().map(|raster| (FileKind::Jpeg, Some(raster))),
            Scan::Png(scan) => scan.finish().map(|raster| (FileKind::Png, Some(raster))),
        }
    }

    fn decide(&mut self) -> Result<(), UploadError> {
        let (kind, scan) = if self.head.starts_with(b"%PDF-") {
            (FileKind::Pdf, Scan::Pdf)
        } else if self.head.starts_with(b"\xFF\xD8\xFF") {
            (FileKind::Jpeg, Scan::Jpeg(jpeg::Scan::new()))
        } else if self.head.starts_with(png::SIGNATURE) {
            (FileKind::Png, Scan::Png(png::Scan::new()))
        } else {
            return Err(self.wrong_type(guess(&self.head)));
        };
        if !self.allowed.contains(&kind) {
            return Err(self.wrong_type(kind.as_str()));
        }
        self.scan = scan;
        let head = std::mem::take(&mut self.head);
        let scanned = self.scan(&head);
        self.head = head;
        scanned
    }

    fn scan(&mut self, bytes: &[u8]) -> Result<(), UploadError> {
        match &mut self.scan {
            Scan::Undecided | Scan::Pdf => Ok(()),
            Scan::Jpeg(scan) => scan.push(bytes),
            Scan::Png(scan) => scan.push(bytes),
        }
    }

    fn wrong_type(&self, found: &'static str) -> UploadError {
        UploadError::WrongType {
            found,
            allowed: self.allowed.clone(),
        }
    }
}

fn check_size(width: u32, height: u32) -> Result<(), UploadError> {
    let pixels = u64::from(width) * u64::from(height);
    if width > MAX_SIDE || height > MAX_SIDE || pixels > MAX_PIXELS {
        return Err(UploadError::PictureTooLarge { width, height });
    }
    Ok(())
}

/// A word for a type that is not accepted, so that the message can say what to do with it.
fn guess(head: &[u8]) -> &'static str {
    let starts = |magic: &[u8]| head.starts_with(magic);
    if starts(b"PK\x03\x04") || starts(b"PK\x05\x06") {
        return "zip";
    }
    if starts(b"Rar!") || starts(b"7z\xBC\xAF\x27\x1C") || starts(b"\x1F\x8B") {
        return "archive";
    }
    if starts(b"\xD0\xCF\x11\xE0") {
        return "office";
    }
    if starts(b"GIF8") {
        return "gif";
    }
    if starts(b"II*\0") || starts(b"MM\0*") {
        return "tiff";
    }
    if starts(b"BM") {
        return "bmp";
    }
    if starts(b"RIFF") && head.get(8..12) == Some(b"WEBP") {
        return "webp";
    }
    if head.get(4..8) == Some(b"ftyp")
        && matches!(
            head.get(8..12),
            Some(b"heic" | b"heix" | b"mif1" | b"msf1" | b"hevc" | b"avif")
        )
    {
        return "heic";
    }
    if starts(b"MZ") || starts(b"\x7FELF") || starts(b"#!") {
        return "program";
    }
    let text = head
        .strip_prefix(b"\xEF\xBB\xBF")
        .unwrap_or(head)
        .trim_ascii_start();
    let lower = text.to_ascii_lowercase();
    if lower.starts_with(b"<!doctype html")
        || lower.starts_with(b"<html")
        || lower.starts_with(b"<script")
    {
        return "html";
    }
    if lower.windows(4).any(|window| window == b"<svg") {
        return "svg";
    }
    if lower.starts_with(b"<?xml") {
        return "xml";
    }
    "unknown"
}
