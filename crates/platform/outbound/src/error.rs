//! Why there is no answer.

use std::error::Error;

/// No answer came within the limits. Texts name hosts and causes, never the address's query, a
/// header or a body: those may hold secrets.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OutboundError {
    /// The file of roots cannot be used.
    #[error("trusted certificates: {0}")]
    Roots(String),
    /// Not an absolute http or https address.
    #[error("not an http or https address")]
    Address,
    /// No connection: an unknown name, a closed port, a certificate that is not trusted.
    #[error("no connection: {0}")]
    Unreachable(String),
    /// The connection ended too early, or what came is not HTTP.
    #[error("the answer is broken: {0}")]
    Broken(String),
    /// The answer's body is larger than allowed, in bytes.
    #[error("the answer is larger than {0} bytes")]
    TooLarge(usize),
    /// Time is over; the request may have been done.
    #[error("no answer in time")]
    Timeout,
}

impl From<hyper_util::client::legacy::Error> for OutboundError {
    fn from(error: hyper_util::client::legacy::Error) -> Self {
        if error.is_connect() {
            Self::Unreachable(causes(&error))
        } else {
            Self::Broken(causes(&error))
        }
    }
}

/// An error with what is behind it: the innermost cause is the one that helps.
pub(crate) fn causes(error: &(dyn Error + 'static)) -> String {
    let mut told: Vec<String> = Vec::new();
    let mut next = Some(error);
    while let Some(error) = next {
        let text = error.to_string();
        // Many errors repeat the text of the one that they carry.
        told.retain(|known| !known.contains(&text));
        told.push(text);
        next = error.source();
    }
    told.join(": ")
}
