//! The journal of actions (R138–R140): who, in which role, did what, with what, when, with what
//! result. An entry is written through the same [`db::Unit`] as the change that it tells of.

mod entry;
mod journal;

pub use entry::{Entry, Outcome, record};
pub use journal::{EXPORT_LIMIT, Filter, JournalEntry, Page, actions, all_for_export, page};
