//! The binary as an operator runs it: killed, stopped, misconfigured, filled with a register.
#![expect(clippy::unwrap_used, reason = "tests")]

mod applicant;
mod commands;
mod kill;
mod registry;
mod server;
mod smtp;
mod stamps;
mod stop;
mod texting;
mod trust;
mod verify;
mod watching;
