//! Минцифры's list of accredited certification authorities (63-ФЗ, articles 15 and 16), also called
//! TSL: who is accredited, since when, with which keys and certificates.

#[cfg(feature = "xml")]
mod read;
#[cfg(feature = "xml")]
mod signed;
#[cfg(feature = "xml")]
mod write;

#[cfg(feature = "xml")]
pub use read::{MAX_AUTHORITIES, MAX_LIST, TslError};

use crate::certificate::Certificate;
use crate::chain::subject_key;
use jiff::Timestamp;
use std::collections::HashMap;

/// The state of an accreditation, in the list's own words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    /// «Действует»
    Active,
    /// «Приостановлена»
    Suspended,
    /// «Прекращена»
    Terminated,
    /// «Аннулирована»
    Annulled,
    /// A word that is not known; it accredits nobody.
    Other(String),
}

impl Status {
    const WORDS: [(&'static str, Status); 4] = [
        ("Действует", Status::Active),
        ("Приостановлена", Status::Suspended),
        ("Прекращена", Status::Terminated),
        ("Аннулирована", Status::Annulled),
    ];

    /// The status of a word of the list.
    pub fn read(word: &str) -> Self {
        let known = Self::WORDS.into_iter().find(|(known, _)| *known == word);
        known.map_or_else(|| Status::Other(word.to_owned()), |(_, status)| status)
    }

    /// The list's word.
    pub fn word(&self) -> &str {
        match self {
            Status::Active => "Действует",
            Status::Suspended => "Приостановлена",
            Status::Terminated => "Прекращена",
            Status::Annulled => "Аннулирована",
            Status::Other(word) => word,
        }
    }
}

/// A status and the day it began, where the list names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    pub status: Status,
    pub since: Option<Timestamp>,
}

/// A key of an authority, with the certificates issued for it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListedKey {
    /// The subject key identifier of its certificates.
    pub identifier: Vec<u8>,
    /// The name of the system that holds it.
    pub system: String,
    /// The class of the system's tools, such as `КС3`.
    pub class: String,
    /// Where its revocation lists are published.
    pub revocation_lists: Vec<String>,
    pub certificates: Vec<Certificate>,
}

/// An authority that is or was accredited.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Authority {
    pub name: String,
    pub short_name: String,
    pub email: String,
    pub web: String,
    pub inn: String,
    pub ogrn: String,
    /// The number in the register of accredited authorities.
    pub number: String,
    /// The state now, by the list.
    pub state: Option<State>,
    /// Earlier states, and often the one of now.
    pub history: Vec<State>,
    pub keys: Vec<ListedKey>,
}

impl Authority {
    /// The state at a time: the last one that had begun. `None` before the first. A list that names
    /// no day at all is taken to speak of every day.
    pub fn status_at(&self, time: Timestamp) -> Option<&Status> {
        let states = || self.history.iter().chain(&self.state);
        let begun = states().filter_map(|state| Some((state.since?, &state.status)));
        if begun.clone().next().is_none() {
            return self.state.as_ref().map(|state| &state.status);
        }
        // Of two of the same moment the later one in the list stands: `max_by_key` takes the last.
        begun
            .filter(|(since, _)| *since <= time)
            .max_by_key(|(since, _)| *since)
            .map(|(_, status)| status)
    }
}

/// Whether the list's own signature (XMLDSig) is known to be good.
///
/// `TrustList::from_xml` keeps nothing of the signature; `TrustList::from_signed_xml` checks it. A
/// caller with other ways to know the signer says so with [`TrustList::signed_by`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum ListSignature {
    #[default]
    NotChecked,
    Good {
        signer: Box<Certificate>,
    },
}

/// The list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrustList {
    version: String,
    date: Option<Timestamp>,
    authorities: Vec<Authority>,
    signature: ListSignature,
    /// Certificates in the file that could not be read or whose fingerprint was another one.
    unread: usize,
    /// Authority and key of each certificate, by its SHA-256.
    by_certificate: HashMap<String, (usize, usize)>,
    /// Authority and key, by key identifier.
    by_key: HashMap<Vec<u8>, Vec<(usize, usize)>>,
}

impl TrustList {
    /// A list of these authorities.
    pub fn new(
        version: impl Into<String>,
        date: Option<Timestamp>,
        mut authorities: Vec<Authority>,
    ) -> Self {
        let mut by_certificate = HashMap::new();
        let mut by_key: HashMap<Vec<u8>, Vec<(usize, usize)>> = HashMap::new();
        for (a, authority) in authorities.iter_mut().enumerate() {
            date_the_present(authority, date);
            for (k, key) in authority.keys.iter().enumerate() {
                by_key
                    .entry(key.identifier.clone())
                    .or_default()
                    .push((a, k));
                for certificate in &key.certificates {
                    by_certificate
                        .entry(certificate.fingerprint())
                        .or_insert((a, k));
                }
            }
        }
        Self {
            version: version.into(),
            date,
            authorities,
            signature: ListSignature::NotChecked,
            unread: 0,
            by_certificate,
            by_key,
        }
    }

    /// Says that the list's signature was checked and whose it is.
    #[must_use]
    pub fn signed_by(mut self, signer: Certificate) -> Self {
        self.signature = ListSignature::Good {
            signer: Box::new(signer),
        };
        self
    }

    pub fn signature(&self) -> &ListSignature {
        &self.signature
    }

    /// The list's running number.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// When it was made.
    pub fn date(&self) -> Option<Timestamp> {
        self.date
    }

    pub fn authorities(&self) -> &[Authority] {
        &self.authorities
    }

    /// How many certificates of the file could not be used.
    pub fn unread(&self) -> usize {
        self.unread
    }

    /// Every certificate of the list.
    pub fn certificates(&self) -> impl Iterator<Item = &Certificate> {
        let keys = self.authorities.iter().flat_map(|one| &one.keys);
        keys.flat_map(|key| &key.certificates)
    }

    /// The authority whose certificate has this SHA-256, hexadecimal in lower case.
    pub fn by_fingerprint(&self, fingerprint: &str) -> Option<&Authority> {
        let (authority, _) = self.by_certificate.get(fingerprint)?;
        self.authorities.get(*authority)
    }

    /// The authorities with a key of this identifier, and the key. More than one may claim it.
    pub fn by_key_identifier(
        &self,
        identifier: &[u8],
    ) -> impl Iterator<Item = (&Authority, &ListedKey)> {
        let places = self.by_key.get(identifier).into_iter().flatten();
        places.filter_map(|(a, k)| {
            let authority = self.authorities.get(*a)?;
            Some((authority, authority.keys.get(*k)?))
        })
    }

    /// The authority that a certificate belongs to: the certificate is in the list, or another one
    /// with the same key identifier and the same key is.
    pub fn authority_of(&self, certificate: &Certificate) -> Option<&Authority> {
        if let Some(authority) = self.by_fingerprint(&certificate.fingerprint()) {
            return Some(authority);
        }
        let key = certificate.key_info_der();
        let identifier = subject_key(certificate)?;
        let same = |listed: &ListedKey| listed.certificates.iter().any(|c| c.key_info_der() == key);
        self.by_key_identifier(&identifier)
            .find(|(_, listed)| same(listed))
            .map(|(authority, _)| authority)
    }
}

/// A present state without a day, where the history has days, holds since the list was made if the
/// history ends otherwise.
fn date_the_present(authority: &mut Authority, made: Option<Timestamp>) {
    let last = authority.history.iter().max_by_key(|state| state.since);
    if let (Some(state), Some(last)) = (&mut authority.state, last)
        && state.since.is_none()
    {
        state.since = if last.status == state.status {
            last.since
        } else {
            made
        };
    }
}

#[cfg(feature = "xml")]
#[cfg(test)]
mod tests;
