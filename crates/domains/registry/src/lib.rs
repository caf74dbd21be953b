//! The local twin of ЕГРЮЛ and ЕГРИП: import of the exchange files, look-up, search and comparison.
//!
//! - [`import`] reads a file, an archive or a folder into the index; [`Report`] says what happened.
//! - [`Registry`] is the read handle: exact look-up by ИНН and ОГРН, search by name with typos.
//! - [`compare`] tells how what a person claims differs from a [`Card`].
//! - [`generate`] writes a made-up register in the same format, for demo, tests and benchmarks.
//!
//! The crate knows no HTTP and no SQL: the index lies in a folder of its own.

mod changes;
mod compare;
mod dictionary;
mod entry;
mod entry_parts;
mod generate;
mod import;
mod index;
mod misspelt;
mod model;
mod names;
mod problem;
mod ranking;
mod readable;
mod reader;
mod registry;
mod report;
mod search;
mod sources;
mod spelling;
mod stream;
mod suggest;
mod synthetic;
mod tree;
mod words;
mod write_xml;

pub use changes::{Change, ChangeKind, Changes};
pub use compare::{CODES, Claim, Difference, DifferenceField, Severity, compare};
pub use generate::{GenerateOptions, Generated, generate, write_cards};
pub use import::{ImportOptions, Progress, import, import_cards};
pub use model::{
    Activity, Address, AddressLevel, AddressPart, Capital, Card, Founder, FounderKind, Head, Kind,
    LastRecord, LegalForm, Licence, OrganizationRef, PersonName, Status, StatusMark, TaxOffice,
};
pub use names::{fold, normalize_address, normalize_name};
pub use problem::{EntryProblem, Error, Position, Problem, Warning};
pub use readable::readable_name;
pub use reader::{FileSummary, Found, KNOWN_VERSIONS, Limits, SkippedEntry, read_file};
pub use registry::Registry;
pub use report::{BrokenFile, FileWarning, Report, SkippedIn, Tally};
pub use search::{DEEPEST_OFFSET, LARGEST_PAGE, SearchPage, SearchRequest};
pub use suggest::Suggestion;
pub use synthetic::{
    SYNTHETIC_EXTRACT, named_company, synthetic_card, synthetic_cards, synthetic_company,
};
pub use write_xml::Format;
