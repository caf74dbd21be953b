//! What signatures in the cabinet promise, on both databases.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod binding;
mod challenges;
mod documents;
mod files;
mod online;
mod recheck;
mod requests;
mod warnings;
mod world;
