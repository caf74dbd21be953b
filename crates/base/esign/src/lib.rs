//! Electronic signatures as Russian law and practice know them, and those of other countries: who
//! signed what, whether it holds, and whether it is qualified.
//!
//! Nothing here asks the network, the clock or the disk: certificates, revocation lists, answers of
//! responders and the time come as parameters.

pub mod algorithm;
pub mod ber;
pub mod certificate;
pub mod chain;
pub mod cms;
pub mod container;
pub mod crl;
pub mod issue;
pub mod ocsp;
#[cfg(feature = "pdf")]
pub mod pdf;
pub mod qualification;
pub mod report;
pub mod request;
pub mod trust;
pub mod tsl;
pub mod tsp;
pub mod validate;
mod write;
#[cfg(feature = "xml")]
pub mod xml;

pub use validate::{Input, Options, validate, validate_certificate, validate_certificate_for};

/// The examples of the README are tests.
#[cfg(all(doctest, feature = "xml"))]
#[doc = include_str!("../README.md")]
struct Readme;
