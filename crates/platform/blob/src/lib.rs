//! Encrypted files on a local folder (S3 later, by the same `object_store` crate).
//!
//! An uploaded file is hostile until checked: [`BlobStore::put`] reads it as a stream, stops at the limit, tells
//! its type by content, hashes it, encrypts it chunk by chunk under a fresh data key and publishes it only when
//! every check has passed and the bytes are on disk. Errors that a person can meet carry a code `FIL-0NN`, whose
//! text is `error-FIL-0NN` in `locales/*/files.ftl`.
//!
//! [`MasterKey`] wraps the data keys; other crates seal small secrets with it.

mod check;
mod error;
mod frame;
mod key;
mod kind;
mod master;
mod name;
mod sharpness;
mod store;

pub use error::{Param, ReadError, StoreError, UploadError};
pub use key::{BlobKey, NotAKey};
pub use kind::FileKind;
pub use master::{KeyError, MasterKey, SealError};
pub use name::{Disposition, content_disposition, fitting_name, safe_name};
pub use sharpness::{Raster, SCAN_DPI};
pub use store::{BlobStore, Limits, MAX_PDF_BYTES, Stored, Swept};
