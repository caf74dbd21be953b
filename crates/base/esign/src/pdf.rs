//! Signatures in PDF (ISO 32000-1, section 12.8) and PAdES-BES (ETSI EN 319 142-1): a CMS over all
//! of the file but itself. Read and checked; made as an incremental update, here or by an outside
//! signer, without a visible stamp.
//!
//! Two things are judged apart from the CMS, which `cms` judges: that the byte range leaves out the
//! signature's own value and nothing else, and what was added to the file after signing. Later
//! signatures, their fields and revocation data may be added, and where the author certified the
//! file so (DocMDP), forms filled in and notes made; everything else that changed makes the signature
//! fail, since the page that is seen is not the page that was signed. Time stamps of the whole
//! document prove when the signatures in it existed.
//!
//! Office formats (DOCX and its kin) have no signature here of their own: packages are signed with
//! parts left out and relationships rewritten, which viewers read differently. The answer for them is
//! a detached CMS over the whole file (`cms`), which no viewer can misread.

mod changes;
mod check;
mod guard;
mod make;
mod permissions;
mod range;
mod stamps;

pub use check::{is_signed, validate};
pub use make::{MakeError, Prepared, prepare, prepare_with, sign};

use lopdf::xref::XrefRecovery;
use lopdf::{Document, LoadOptions};

/// The largest file that is read, in bytes.
pub const MAX_FILE: usize = 128 * 1024 * 1024;
/// One object or cross-reference stream, inflated.
pub(crate) const MAX_INFLATED: usize = 32 * 1024 * 1024;

/// Why a PDF cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PdfError {
    #[error("the file is larger than {MAX_FILE} bytes")]
    TooLarge,
    #[error("not a PDF, or damaged: {0}")]
    Malformed(String),
    #[error("the table of objects is damaged")]
    Table,
}

/// The objects of a file, or of one revision of it.
pub(crate) fn load(bytes: &[u8]) -> Result<Document, PdfError> {
    if bytes.len() > MAX_FILE {
        return Err(PdfError::TooLarge);
    }
    guard::check(bytes)?;
    let options = LoadOptions::with_max_decompressed_size(MAX_INFLATED);
    let document = Document::load_mem_with_options(bytes, options)
        .map_err(|error| PdfError::Malformed(error.to_string()))?;
    // A table made by guessing shows other objects than a viewer may.
    if document.xref_recovery == Some(XrefRecovery::Reconstructed) {
        return Err(PdfError::Table);
    }
    Ok(document)
}
