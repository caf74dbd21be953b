//! The local twin of ЕГРЮЛ and ЕГРИП: import of the exchange files, look-up, search and comparison.
//!
//! - [`import`] reads a file, an archive or a folder into the index; [`Report`] says what happened.
//! - [`Registry`] is the read handle: exact look-up by ИНН and ОГРН, search by name with typos.
//! - [`compare`] tells how what a person claims differs from a [`Card`].
//! - [`generate`] writes a made-up register in the same format, for demo, tests and benchmarks.
//!
//! The crate knows no HTTP and no SQL: the index lies in a folder of its own.

mod card_parts;
mod changes;
mod compare;
mod delta;
mod dictionary;
mod entry;
mod entry_parts;
mod generate;
mod import;
mod index;
mod journal;
mod known;
mod misspelt;
mod model;
mod msp;
mod msp_import;
mod msp_write;
mod names;
mod noticed;
mod packed;
mod pipeline;
mod problem;
mod ranking;
mod readable;
mod reader;
mod realistic;
mod registry;
mod report;
mod scan;
mod search;
mod segments;
mod shared_file;
mod sources;
mod spelling;
mod stream;
mod suggest;
mod synthetic;
mod synthetic_parts;
mod target;
mod tree;
mod vocabulary;
mod words;
mod write_xml;

pub use changes::{Change, ChangeKind, Changes};
pub use compare::{CODES, Claim, Difference, DifferenceField, Severity, compare};
pub use delta::{Delta, delta_cards};
pub use generate::{GenerateOptions, Generated, generate, write_cards};
pub use import::{ImportOptions, Progress, import, import_cards};
pub use model::{
    Activity, Address, AddressLevel, AddressPart, Branch, BusinessSize, Capital, Card, Founder,
    FounderKind, Head, Kind, LastRecord, LegalForm, Licence, MunicipalAddress, OrganizationRef,
    PersonName, Registration, SmallBusiness, Status, StatusMark, TaxOffice,
};
pub use msp_import::{MspReport, import_msp};
pub use msp_write::generate_msp;
pub use names::{fold, normalize_address, normalize_name};
pub use noticed::{heads_line, status_change};
pub use problem::{EntryProblem, Error, Position, Problem, Warning, printable};
pub use readable::readable_name;
pub use reader::{FileSummary, Found, KNOWN_VERSIONS, Limits, SkippedEntry, read_file};
pub use realistic::{realistic_card, realistic_cards};
pub use registry::Registry;
pub use report::{BrokenFile, FileWarning, Report, SkippedIn, Tally};
pub use scan::{Scanned, scan};
pub use search::{DEEPEST_OFFSET, LARGEST_PAGE, SearchPage, SearchRequest};
pub use suggest::Suggestion;
pub use synthetic::{
    SYNTHETIC_EXTRACT, named_company, synthetic_card, synthetic_cards, synthetic_company,
};
pub use write_xml::Format;
