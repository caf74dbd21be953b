//! Government services as data: what a service asks, who decides, and whether the answers are good.
//!
//! A service is a folder `services/<code>/` with `service.toml` and, where it ends in a document, the template
//! [`RESULT_TEMPLATE`]. [`Definition::from_toml`] reads the file and proves it before publication; [`validate`] judges
//! answers against it and returns every error at once. An application keeps the definition it began with, so
//! definitions are also written to JSON and read back ([`Definition::to_json`], [`Definition::from_json`]).
//!
//! The crate is pure: today's date is a parameter, files are judged by what was already found out about them, texts of
//! errors live in `locales/*/forms.ftl` under `error-FRM-0NN` and `error-REQ-0NN`.

mod answers;
mod calendar;
mod check;
mod date;
mod definition;
mod error;
mod load;
mod money;
mod show;
mod spread;
mod validate;
mod value;

#[cfg(test)]
mod texts_test;

pub use answers::{Answers, Attached, AttachedFile, Clean};
pub use calendar::{Calendar, CalendarError, add_working_days, working_days_left};
pub use check::Problem;
pub use definition::{
    Applicant, Authority, Category, Choice, Condition, Definition, Field, FieldKind, FileLimits,
    FileType, Limits, Prefill, ReviewRole, Section, Signature, Step,
};
pub use error::{CODES, FieldError, Parameter};
pub use load::LoadError;
pub use show::{Shown, display_value, input_value};
pub use spread::{carry_over, keep_draft, prefill, spread};
pub use validate::{Mode, check_file, validate, validate_section, visible_fields};

/// The template of the document that an approved application ends in, in the service's folder.
pub const RESULT_TEMPLATE: &str = "result.typ";

/// Limits of the product; a definition may ask for less, never for more.
pub mod product_limits {
    /// Bytes of one `service.toml`.
    pub const DEFINITION_BYTES: usize = 256 * 1024;
    pub const SECTIONS: usize = 20;
    pub const FIELDS: usize = 200;
    pub const STEPS: usize = 10;
    pub const CHOICES: usize = 300;
    /// Characters of a title, a label or a choice.
    pub const LABEL_CHARS: usize = 300;
    /// Characters of a hint or a description.
    pub const TEXT_CHARS: usize = 2_000;
    /// Characters of an answer in one line.
    pub const LINE_CHARS: usize = 1_000;
    /// Characters of an answer in several lines.
    pub const MULTILINE_CHARS: usize = 10_000;
    /// Bytes of one attached file.
    pub const FILE_BYTES: u64 = 20 * 1024 * 1024;
    /// Files in one field.
    pub const FILES: usize = 20;
    pub const TERM_WORKING_DAYS: u32 = 250;
    /// The largest amount of money in an answer or a fee: a hundred billion roubles.
    pub const KOPECKS: i64 = 10_000_000_000_000;
    /// Different names in posted answers; what comes after is dropped.
    pub const ANSWER_NAMES: usize = 1_000;
    /// Values under one name; what comes after is dropped.
    pub const ANSWER_VALUES: usize = CHOICES;
}
