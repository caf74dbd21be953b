//! One folder per area, one file per page or endpoint.

pub(crate) mod accounts;
pub(crate) mod applications;
pub(crate) mod authority;
pub(crate) mod demo;
pub(crate) mod notices;
pub(crate) mod operator;
pub(crate) mod organizations;
pub(crate) mod registry;
pub(crate) mod signing;

use crate::error::PageError;

/// Addresses that do not exist, and methods that a page does not know.
pub(crate) async fn not_found() -> PageError {
    PageError::NotFound
}
