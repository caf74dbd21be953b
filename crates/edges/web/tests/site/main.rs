//! The whole site over its router: who gets what, what every answer is like, hostile input.
#![expect(clippy::unwrap_used, reason = "tests")]

mod changes;
mod checks;
mod codes;
mod cookies;
mod hostile;
mod limits;
mod matrix;
mod pages;
mod register;
mod routes;
mod scans;
mod signing;
mod support;
mod uploads;
mod welcome;
