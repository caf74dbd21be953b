//! What accounts promise, on both databases.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod certificate;
mod lockout;
mod people;
mod profile;
mod recovery;
mod registration;
mod second_factor;
mod sessions;
mod sms;
