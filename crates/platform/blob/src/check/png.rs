//! Structure of PNG (ISO/IEC 15948, section 5): chunks from IHDR to IEND, with nothing behind. Pixels are not decoded.

use crate::error::UploadError;
use crate::kind::FileKind;
use crate::sharpness::{Raster, believable};

pub(super) const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1A\n";
const IHDR_LENGTH: u32 = 13;
/// Pixels per unit in both directions, and the unit.
const DENSITY_LENGTH: u32 = 9;
/// Bytes of a chunk's length and type.
const CHUNK_HEAD: usize = 8;
const CRC: u64 = 4;

pub(super) struct Scan {
    state: State,
    /// Bytes collected for the state.
    collected: Vec<u8>,
    size: Option<(u32, u32)>,
    dpi: Option<u32>,
    has_pixels: bool,
}

enum State {
    Signature,
    ChunkHead,
    Size,
    Density,
    Skip { left: u64, last: bool },
    End,
}

impl Scan {
    pub(super) fn new() -> Self {
        Scan {
            state: State::Signature,
            collected: Vec::with_capacity(16),
            size: None,
            dpi: None,
            has_pixels: false,
        }
    }

    pub(super) fn push(&mut self, mut bytes: &[u8]) -> Result<(), UploadError> {
        while !bytes.is_empty() {
            match &mut self.state {
                State::Signature => {
                    if self.collect(&mut bytes, SIGNATURE.len()) {
                        self.state = State::ChunkHead;
                        self.collected.clear();
                    }
                }
                State::ChunkHead => {
                    if self.collect(&mut bytes, CHUNK_HEAD) {
                        self.chunk_head()?;
                        self.collected.clear();
                    }
                }
                State::Size => {
                    if self.collect(&mut bytes, IHDR_LENGTH as usize) {
                        self.size()?;
                        self.collected.clear();
                    }
                }
                State::Density => {
                    if self.collect(&mut bytes, DENSITY_LENGTH as usize) {
                        self.density();
                        self.collected.clear();
                    }
                }
                State::Skip { left, last } => {
                    let skipped = usize::try_from(*left)
                        .unwrap_or(usize::MAX)
                        .min(bytes.len());
                    bytes = &bytes[skipped..];
                    *left -= skipped as u64;
                    if *left == 0 {
                        self.state = if *last { State::End } else { State::ChunkHead };
                    }
                }
                State::End => {
                    return Err(UploadError::TrailingData {
                        kind: FileKind::Png,
                    });
                }
            }
        }
        Ok(())
    }

    pub(super) fn finish(self) -> Result<Raster, UploadError> {
        match (self.state, self.size) {
            (State::End, Some((width, height))) => Ok(Raster {
                width,
                height,
                dpi: self.dpi,
                page: None,
            }),
            _ => Err(broken("the end is missing")),
        }
    }

    /// Moves bytes until `wanted` are collected; true when they are.
    fn collect(&mut self, bytes: &mut &[u8], wanted: usize) -> bool {
        let (taken, rest) = bytes.split_at(bytes.len().min(wanted - self.collected.len()));
        self.collected.extend_from_slice(taken);
        *bytes = rest;
        self.collected.len() == wanted
    }

    fn chunk_head(&mut self) -> Result<(), UploadError> {
        let (length, kind) = self
            .collected
            .split_first_chunk::<4>()
            .ok_or(broken("a chunk is cut"))?;
        let length = u32::from_be_bytes(*length);
        if length > i32::MAX.cast_unsigned() || !kind.iter().all(u8::is_ascii_alphabetic) {
            return Err(broken("a chunk is not readable"));
        }
        let last = kind == b"IEND";
        match kind {
            b"IHDR" if self.size.is_none() && length == IHDR_LENGTH => {
                self.state = State::Size;
                return Ok(());
            }
            b"IHDR" => return Err(broken("the header is wrong")),
            _ if self.size.is_none() => return Err(broken("the header is missing")),
            b"pHYs" if length == DENSITY_LENGTH => {
                self.state = State::Density;
                return Ok(());
            }
            b"IDAT" => self.has_pixels = true,
            b"IEND" if length != 0 || !self.has_pixels => {
                return Err(broken("there are no pixels"));
            }
            _ => {}
        }
        self.state = State::Skip {
            left: u64::from(length) + CRC,
            last,
        };
        Ok(())
    }

    /// Pixels per metre become dots per inch; a ratio alone is no density.
    fn density(&mut self) {
        if let [x1, x2, x3, x4, y1, y2, y3, y4, 1] = self.collected[..] {
            let across = u32::from_be_bytes([x1, x2, x3, x4]);
            let down = u32::from_be_bytes([y1, y2, y3, y4]);
            self.dpi = believable(f64::from(across.min(down)) * 0.0254);
        }
        self.state = State::Skip {
            left: CRC,
            last: false,
        };
    }

    fn size(&mut self) -> Result<(), UploadError> {
        let number = |at: usize| {
            self.collected
                .get(at..at + 4)
                .and_then(|bytes| bytes.try_into().ok())
                .map_or(0, u32::from_be_bytes)
        };
        let (width, height) = (number(0), number(4));
        if width == 0 || height == 0 {
            return Err(broken("the size is zero"));
        }
        super::check_size(width, height)?;
        self.size = Some((width, height));
        self.state = State::Skip {
            left: CRC,
            last: false,
        };
        Ok(())
    }
}

fn broken(reason: &'static str) -> UploadError {
    UploadError::BrokenPicture {
        kind: FileKind::Png,
        reason,
    }
}
