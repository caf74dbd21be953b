//! Requisites of Russian companies and people: parsing, check digits, and words about what is wrong.
//!
//! Every type here is made by `parse(&str) -> Result<Self, Fault>`, so a value of the type is a valid number.
//! Parsing forgives what people type or paste (spaces around and inside, no-break spaces, dashes in a СНИЛС or
//! a phone) and nothing else. A [`Fault`] says exactly what is wrong: which character, which check digit, what was
//! expected. Its texts live in `locales/*/forms.ftl` under `error-REQ-0NN`.
//!
//! The crate is pure: no I/O, no clock, no dependencies; it builds for wasm32, so that a page can use the same rules.
//!
//! Personal values (ИНН of a person, СНИЛС, phone, e-mail, name) are masked in `Debug`, because debug output ends in logs.

mod bank;
mod digits;
mod email;
mod fault;
mod inn;
mod kpp;
mod ogrn;
mod okpo;
mod org_id;
mod person_name;
mod phone;
mod snils;
mod uin;

pub use bank::{Account, AccountRule, Bik};
pub use email::Email;
pub use fault::{Fault, Kind, Param, Reason};
pub use inn::{Inn, Inn10, Inn12};
pub use kpp::Kpp;
pub use ogrn::{Ogrn, Ogrnip};
pub use okpo::Okpo;
pub use org_id::OrgId;
pub use person_name::PersonName;
pub use phone::Phone;
pub use snils::Snils;
pub use uin::Uin;
