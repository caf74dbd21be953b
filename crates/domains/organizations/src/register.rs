//! Linked organizations follow the register (B1, R38): what its feed of changes says is applied once,
//! in one write unit with the journal and the notices.
//!
//! * Another head: the authority that rested on the register ends, the organization is asked to
//!   confirm its data anew (decision 12).
//! * Another name, address or КПП: the stored card is renewed.
//! * Once an hour every linked organization is set beside the register's entry: an index that was made anew has no
//!   feed of what changed meanwhile.
//! * Liquidation, bankruptcy, exclusion, reorganization begun: a banner. An end: the organization
//!   becomes read-only. Restored: the banner goes and the organization works again.

mod apply;
mod feed;
mod head;
mod notice;
mod reconcile;
mod status;

pub use feed::{FOLLOW, follow, handlers};
pub use notice::{RegisterEvent, RegisterNotice, events_of, notice_of};
pub use reconcile::{RECONCILE, reconcile};

pub(crate) use head::{clear_reconfirmation, names_as_head};
pub(crate) use status::follow_card;
