//! Telling people: a notice appears in the cabinet and goes out by mail (R126).
//!
//! A domain calls [`send`] in the unit of its change. The texts of a notice of kind `x-y` are
//! `notice-x-y` (one line, in the cabinet), `mail-x-y-subject` and `mail-x-y-body`, with the
//! notice's arguments as variables. Bodies are plain text: paragraphs with empty lines between;
//! the link, if there is one, becomes a button under them.

mod inbox;
mod kind;
mod letter;
mod mailing;
mod model;
mod outgoing;

pub use inbox::{InboxNotice, mark_all_read, mark_read, page, unread_count};
pub use kind::Kind;
pub use mailing::{CaughtMail, Mailing, caught_mail, caught_mails};
pub use model::{Arg, Notice, Recipient};
pub use outgoing::send;
