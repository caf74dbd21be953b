//! What the patterns in `templates/patterns/` show: one plain struct per pattern.
//!
//! A page fills these in and hands them to the macro of the same name. The structs hold finished
//! texts; labels that belong to a pattern itself come from [`texts::Texts`]. How to use them is
//! in `templates/README.md`.

mod fields;
mod lists;
mod notices;
mod signature;
mod signing;

pub use fields::{Choice, ErrorLink, ErrorSummary, Field, FieldKind, FileRules, Width};
pub use lists::{
    Cell, Column, FileItem, Filters, PageItem, Pagination, Row, Summary, SummaryRow, Table,
    TimelineItem,
};
pub use notices::{
    Action, Alert, Color, Confirm, Crumb, Denied, EmptyState, PageHeader, StatCard, Step,
    StepState, Tab, Tag,
};
pub use signature::{CheckedAgain, SignatureBlock};
pub(crate) use signing::script_texts;
pub use signing::{KeyRequestPanel, SigningPanel, has_signer};

#[cfg(test)]
mod tests;
