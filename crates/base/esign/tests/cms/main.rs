//! Signatures in CMS and time stamps: ours, OpenSSL's with the GOST engine, and those of the
//! standard's appendix; good ones and every way to spoil them.
#![expect(clippy::unwrap_used, reason = "tests")]

mod armour;
mod keys;
mod made;
mod openssl;
mod spoiled;
mod stamps;
mod vectors;
mod world;
