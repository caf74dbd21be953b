//! What can go wrong with a file, with a stable code for each refusal that a person can meet.

use crate::kind::FileKind;
use crate::sharpness::Raster;

/// A parameter of an error text.
#[derive(Debug, Clone, PartialEq)]
pub enum Param {
    Text(String),
    Number(f64),
}

/// Why an upload was refused. Nothing of a refused file stays.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum UploadError {
    #[error("the file is empty")]
    Empty,
    /// `declared` is the size that the sender announced, when it did.
    #[error("the file is over the limit of {limit} bytes")]
    TooLarge { limit: u64, declared: Option<u64> },
    /// `found` is a stable word: `html`, `svg`, `xml`, `zip`, `heic`, `gif`, `tiff`, `webp`, `bmp`, `office`,
    /// `archive`, `program`, `pdf`, `jpeg`, `png` or `unknown`.
    #[error("the content is {found}, which is not accepted here")]
    WrongType {
        found: &'static str,
        allowed: Vec<FileKind>,
    },
    #[error("the PDF is broken: {reason}")]
    BrokenPdf { reason: &'static str },
    #[error("the PDF is encrypted")]
    EncryptedPdf,
    /// `found` is a stable word: `javascript`, `launch`, `attachment`, `form`, `media` or `remote`.
    #[error("the PDF holds active content: {found}")]
    ActivePdf { found: &'static str },
    #[error("the PDF has no pages")]
    NoPages,
    #[error("the PDF is too complex to be checked")]
    PdfTooComplex,
    #[error("the picture is too large: {width}×{height}")]
    PictureTooLarge { width: u32, height: u32 },
    #[error("the picture is broken: {reason}")]
    BrokenPicture {
        kind: FileKind,
        reason: &'static str,
    },
    #[error("something else follows the end of the file")]
    TrailingData { kind: FileKind },
    /// Too few dots per inch to be read; `raster` is the picture, or the coarsest scanned page.
    #[error("the scan is too coarse: {}×{}", raster.width, raster.height)]
    TooCoarse { raster: Raster },
    #[error("the upload was interrupted")]
    Interrupted(#[source] Box<dyn std::error::Error + Send + Sync>),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl UploadError {
    /// The stable code; the text is `error-<code>`.
    pub fn code(&self) -> &'static str {
        match self {
            UploadError::Empty => "FIL-001",
            UploadError::TooLarge { .. } => "FIL-002",
            UploadError::WrongType { .. } => "FIL-003",
            UploadError::BrokenPdf { .. } => "FIL-004",
            UploadError::EncryptedPdf => "FIL-005",
            UploadError::ActivePdf { .. } => "FIL-006",
            UploadError::NoPages => "FIL-007",
            UploadError::PdfTooComplex => "FIL-008",
            UploadError::PictureTooLarge { .. } => "FIL-009",
            UploadError::BrokenPicture { .. } => "FIL-010",
            UploadError::TrailingData { .. } => "FIL-011",
            UploadError::Interrupted(_) => "FIL-012",
            UploadError::TooCoarse { .. } => "FIL-013",
            UploadError::Store(_) => "FIL-020",
        }
    }

    /// The parameters of the text. Sizes are megabytes (1 MB = 1,048,576 bytes) rounded to one decimal.
    pub fn params(&self) -> Vec<(&'static str, Param)> {
        let text = |text: &str| Param::Text(text.to_owned());
        match self {
            UploadError::TooLarge { limit, declared } => vec![
                ("limit", Param::Number(megabytes(*limit))),
                ("size", Param::Number(declared.map_or(0.0, megabytes))),
            ],
            UploadError::WrongType { found, allowed } => {
                let labels: Vec<&str> = allowed.iter().map(|kind| kind.label()).collect();
                vec![
                    ("found", text(found)),
                    ("allowed", Param::Text(labels.join(", "))),
                ]
            }
            UploadError::ActivePdf { found } => vec![("found", text(found))],
            UploadError::PictureTooLarge { width, height } => vec![
                ("width", Param::Number(f64::from(*width))),
                ("height", Param::Number(f64::from(*height))),
            ],
            // Page 0 is «a picture».
            UploadError::TooCoarse { raster } => vec![
                ("width", Param::Number(f64::from(raster.width))),
                ("height", Param::Number(f64::from(raster.height))),
                ("dpi", Param::Number(f64::from(raster.judged_dpi()))),
                ("page", Param::Number(f64::from(raster.page.unwrap_or(0)))),
            ],
            UploadError::BrokenPicture { kind, .. } | UploadError::TrailingData { kind } => {
                vec![("kind", text(kind.label()))]
            }
            _ => Vec::new(),
        }
    }
}

/// Megabytes rounded to one decimal, upwards: a file over the limit never reads as equal to the limit.
fn megabytes(bytes: u64) -> f64 {
    let tenths = bytes.saturating_mul(10).div_ceil(1024 * 1024);
    #[expect(
        clippy::cast_precision_loss,
        reason = "tenths of a megabyte fit 52 bits"
    )]
    let tenths = tenths as f64;
    tenths / 10.0
}

/// Why a stored file could not be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    #[error("no such file in the store")]
    NotFound,
    /// Changed, cut or swapped on disk, or opened with a key that is not its own.
    #[error("the stored file does not match its key")]
    Damaged,
    #[error("the file is larger than the reader can take")]
    TooLarge,
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl ReadError {
    /// The stable code; the text is `error-<code>`.
    pub fn code(&self) -> &'static str {
        match self {
            ReadError::NotFound => "FIL-021",
            ReadError::Damaged => "FIL-022",
            ReadError::TooLarge => "FIL-023",
            ReadError::Store(_) => "FIL-020",
        }
    }
}

/// The storage itself failed: disk full, no permission, network.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    #[error("file storage failed")]
    Object(#[source] object_store::Error),
    #[error("file storage failed")]
    Io(#[from] std::io::Error),
    #[error("the system gave no randomness")]
    Random,
    #[error("encryption failed")]
    Cipher,
    #[error("a check of a file was cut short")]
    Check,
}

impl From<object_store::Error> for StoreError {
    fn from(error: object_store::Error) -> Self {
        StoreError::Object(error)
    }
}
