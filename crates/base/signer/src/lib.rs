//! The browser's signer: opens a person's key file, signs with it, makes new keys with requests for
//! certificates, and hashes files.
//!
//! A thin layer over [`esign`] and [`gost3410`], built for WebAssembly; `browser` binds it to
//! JavaScript. Time and randomness come from the page. Key files, passwords and keys are wiped when
//! they are no longer needed, and nothing here can reach the network.

#[cfg(target_arch = "wasm32")]
mod browser;
mod describe;
#[cfg(feature = "documents")]
mod document;
mod fault;
mod hash;
mod keys;
mod request;
mod supply;
mod verify;

pub use describe::Description;
#[cfg(feature = "documents")]
pub use document::{Form, PreparedDocument};
pub use fault::Fault;
pub use hash::Hasher;
pub use keys::Keys;
pub use request::{NewKey, Request};
pub use verify::is_good;

/// The examples of the README are tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
