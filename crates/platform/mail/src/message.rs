//! A letter, and its form on the wire.

use std::time::SystemTime;

use jiff::Timestamp;
use lettre::message::header::{Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart};

use crate::address::{check_address, check_message_id};
use crate::error::MailError;

/// Who sends: the same for all letters of an installation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sender {
    /// Shown name, e.g. «Кабинет».
    pub name: String,
    pub address: String,
}

/// A letter to one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    pub to: String,
    pub subject: String,
    pub text: String,
    pub html: Option<String>,
    /// With angle brackets; see [`crate::message_id`]. The same for every repeat.
    pub message_id: String,
    /// Of the event, not of the attempt: the same for every repeat.
    pub date: Timestamp,
}

/// RFC 3834: a program wrote this; vacation programs stay silent.
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(AutoSubmitted)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

/// Builds the letter: `multipart/alternative` when there is HTML, UTF-8 throughout. Nothing in the fields can add a
/// header: control characters are refused.
pub(crate) fn build(sender: &Sender, message: &Message) -> Result<lettre::Message, MailError> {
    check_line("the sender's name", &sender.name)?;
    check_line("the subject", &message.subject)?;
    check_message_id(&message.message_id)?;
    let to = mailbox(None, &message.to)?;
    let from = mailbox(Some(sender.name.clone()), &sender.address)?;
    let builder = lettre::Message::builder()
        .from(from)
        .to(to)
        .subject(&message.subject)
        .message_id(Some(message.message_id.clone()))
        .date(SystemTime::from(message.date))
        .header(AutoSubmitted);
    let text = SinglePart::plain(message.text.clone());
    let built = match &message.html {
        Some(html) => {
            // A boundary made from the id keeps a repeated letter the same to the byte.
            let boundary = format!("=_{}", boundary_of(&message.message_id));
            let parts = MultiPart::alternative().boundary(boundary);
            builder.multipart(
                parts
                    .singlepart(text)
                    .singlepart(SinglePart::html(html.clone())),
            )
        }
        None => builder.singlepart(text),
    };
    built.map_err(MailError::Build)
}

fn boundary_of(message_id: &str) -> String {
    let letters = message_id.chars().filter(char::is_ascii_alphanumeric);
    letters.take(60).collect()
}

fn mailbox(name: Option<String>, address: &str) -> Result<Mailbox, MailError> {
    let address = check_address(address)?
        .parse()
        .map_err(|_| MailError::Address)?;
    Ok(Mailbox::new(name, address))
}

fn check_line(field: &'static str, text: &str) -> Result<(), MailError> {
    if text.chars().any(char::is_control) {
        return Err(MailError::Header { field });
    }
    Ok(())
}
