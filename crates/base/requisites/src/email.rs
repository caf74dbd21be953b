//! E-mail addresses, conservatively: what every mail system delivers to.

use crate::digits::{masked_debug, text_conversions, trim};
use crate::fault::{Fault, Kind, Reason};

/// RFC 5321 section 4.5.3.1, less the brackets of a path.
const MAX_LENGTH: usize = 254;
const MAX_LOCAL_LENGTH: usize = 64;
const MAX_LABEL_LENGTH: usize = 63;

/// An address in lower case. No quoted local parts, no addresses by IP, no internationalized ones (a `.рф` domain is
/// written in its `xn--` form).
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Email(String);

impl Email {
    /// Reads an address. Lower-cases all of it: no known provider tells `Ivan@` from `ivan@`, and two accounts that
    /// differ in case only are an accident or an attack.
    pub fn parse(typed: &str) -> Result<Self, Fault> {
        let refuse = |reason| Err(Fault::new(Kind::Email, reason));
        let typed = trim(typed);
        if typed.is_empty() {
            return refuse(Reason::Empty);
        }
        let got = typed.chars().count();
        if got > MAX_LENGTH {
            let max = MAX_LENGTH;
            return refuse(Reason::TooLong { max, got });
        }
        let strange = typed.chars().enumerate().find(|(_, c)| !is_allowed(*c));
        if let Some((index, found)) = strange {
            let position = index + 1;
            return refuse(Reason::Character { found, position });
        }
        match typed.split_once('@') {
            Some((local, domain)) if local_is_good(local) && domain_is_good(domain) => {
                Ok(Self(typed.to_ascii_lowercase()))
            }
            _ => refuse(Reason::Shape),
        }
    }

    /// The part after `@`.
    pub fn domain(&self) -> &str {
        self.0.split_once('@').map_or("", |(_, domain)| domain)
    }
}

text_conversions!(Email);
masked_debug!(Email);

fn is_allowed(c: char) -> bool {
    c == '@' || c == '.' || is_atom(c)
}

/// `atext` of RFC 5322 section 3.2.3.
fn is_atom(c: char) -> bool {
    c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c)
}

fn local_is_good(local: &str) -> bool {
    local.len() <= MAX_LOCAL_LENGTH
        && local
            .split('.')
            .all(|atom| !atom.is_empty() && atom.chars().all(is_atom))
}

fn domain_is_good(domain: &str) -> bool {
    let labels: Vec<&str> = domain.split('.').collect();
    let top = labels.last().copied().unwrap_or_default();
    labels.len() >= 2
        && labels.iter().all(|label| {
            !label.is_empty()
                && label.len() <= MAX_LABEL_LENGTH
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
        })
        && top.len() >= 2
        && top.chars().any(|c| c.is_ascii_alphabetic())
}
