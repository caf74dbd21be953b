//! Words of a scan: the text layer of a PDF by poppler's `pdftotext`, and what `tesseract` recognises in a picture or in a
//! page that `pdftoppm` draws.
//!
//! The files come from outsiders and the tools are large programs in C++, so each runs as a process of its own, without a
//! shell, under `prlimit`: bounded memory and processor time, no right to write any file, a bound on what it prints, and a
//! time after which its whole group is killed. A file goes in by a pipe and words come out by a pipe: a document that lies
//! encrypted in the store is never on disk as it is.
//!
//! The tools are optional (Debian: poppler-utils, tesseract-ocr, tesseract-ocr-rus). [`Reader::find`] tells which are there;
//! without them a person reads.

mod process;
mod reader;
mod tools;

pub use reader::{Content, Limits, NotRead, Page, Reader, Reading, Source};
pub use tools::{Settings, Tools};
