//! Chains, revocation and qualification: with certificates made here, by OpenSSL, and real ones.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod answers;
mod foreign;
mod lists;
mod qualified;
mod rules;
mod samples;
mod support;
