//! Mail over SMTP, or into a catcher that never sends anything outside.
//!
//! The caller gives the Message-ID, derived from its job ([`message_id`]): a job that runs twice sends the same id, and
//! a reader's mail program shows one letter. [`MailError::is_permanent`] tells a job whether a repeat can help.

mod address;
mod error;
mod mailer;
mod message;

pub use address::{check_address, message_id};
pub use error::MailError;
pub use mailer::{Caught, Collect, Mailer, Security, Smtp, SmtpConfig};
pub use message::{Message, Sender};
