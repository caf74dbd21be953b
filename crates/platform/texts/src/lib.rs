//! Texts of the interface in Russian and English, and how dates, money and sizes are written.
//!
//! Texts live in `/locales/{ru,en}/*.ftl` ([Fluent](https://projectfluent.org)), all files of a
//! folder merged, and travel inside the binary. [`Texts`] is one byte, so pages copy it freely:
//!
//! ```
//! use texts::{Lang, Texts};
//! let t = Texts::new(Lang::Ru);
//! assert_eq!(t.get("shell-sign-out"), "Выйти");
//! assert_eq!(t.count("shell-notifications", 3), "3 непрочитанных уведомления");
//! assert_eq!(t.money(450_000), "4\u{a0}500,00\u{a0}₽");
//! ```

mod bundle;
mod format;
mod names;

pub use bundle::{Arg, Lang, Texts, ToArg};
pub use names::{initials, short_name};

/// What stands before the number in a stable code: `LNK` in `LNK-001`, whose text is `error-LNK-001`.
/// In the order of docs/error-codes.md.
pub const CODE_FAMILIES: [&str; 18] = [
    "ACC", "ORG", "LNK", "SCN", "APP", "FRM", "REQ", "FIL", "REG", "MAIL", "SMS", "PRN", "SIG",
    "ESG", "SGN", "WEB", "CFG", "CLI",
];
