//! What is told to whom.

use std::collections::BTreeMap;

use access::{OrganizationId, PersonId};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use texts::{Texts, ToArg};
use uuid::Uuid;

use crate::Kind;

/// A variable of a notice's texts; moments and sums are written out in the reader's language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Arg {
    /// Shown as it is.
    Text(String),
    /// Chooses the plural form.
    Number(i64),
    /// Microseconds since 1970 UTC; written as «22 ноября 2026, 9:30» in the reader's zone.
    Moment(i64),
    /// Microseconds since 1970 UTC; written as «22 ноября 2026».
    Day(i64),
    /// A key of another text, such as the name of a role or of a state.
    Key(String),
}

impl From<Timestamp> for Arg {
    fn from(at: Timestamp) -> Self {
        Self::Moment(db::micros(at))
    }
}

impl From<String> for Arg {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&str> for Arg {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

/// Who is told, and in which language and zone.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Recipient {
    /// The person, when they have an account; then the notice also appears in the cabinet.
    pub person: Option<PersonId>,
    /// Where mail goes.
    pub email: String,
    /// `ru` or `en`.
    pub lang: String,
    /// IANA name, such as `Europe/Moscow`.
    pub time_zone: String,
}

/// One thing that is told to one recipient.
#[derive(Clone, Debug)]
pub struct Notice {
    /// Makes a repeat harmless: a notice with a key that was sent before is not sent again. Derive
    /// it from a job's id and the recipient with [`Notice::key_for`].
    pub key: Option<Uuid>,
    /// What it tells, and so which texts it has.
    pub kind: Kind,
    /// Who is told.
    pub to: Recipient,
    /// About which organization, if any.
    pub organization: Option<OrganizationId>,
    /// Variables of the texts.
    pub args: BTreeMap<&'static str, Arg>,
    /// Path in the cabinet (`/o/…`), or empty.
    pub link: String,
}

impl Notice {
    /// A notice without arguments.
    pub fn new(kind: Kind, to: Recipient) -> Self {
        Self {
            key: None,
            kind,
            to,
            organization: None,
            args: BTreeMap::new(),
            link: String::new(),
        }
    }

    /// Adds a variable of the texts.
    #[must_use]
    pub fn arg(mut self, name: &'static str, value: impl Into<Arg>) -> Self {
        self.args.insert(name, value.into());
        self
    }

    /// Where the reader continues: a path in the cabinet.
    #[must_use]
    pub fn link(mut self, path: impl Into<String>) -> Self {
        self.link = path.into();
        self
    }

    /// About which organization it is.
    #[must_use]
    pub fn about(mut self, organization: OrganizationId) -> Self {
        self.organization = Some(organization);
        self
    }

    /// See [`Notice::key`].
    #[must_use]
    pub fn once(mut self, key: Uuid) -> Self {
        self.key = Some(key);
        self
    }

    /// The key of what one job tells one recipient.
    pub fn key_for(job: Uuid, email: &str) -> Uuid {
        Uuid::new_v5(&job, email.as_bytes())
    }
}

/// Writes the arguments out for one reader.
pub(crate) fn written(
    args: &BTreeMap<String, Arg>,
    texts: Texts,
    zone: &TimeZone,
) -> Vec<(String, WrittenArg)> {
    let moment = |at: i64| Timestamp::from_microsecond(at).unwrap_or(Timestamp::UNIX_EPOCH);
    args.iter()
        .map(|(name, arg)| {
            let value = match arg {
                Arg::Text(text) => WrittenArg::Text(text.clone()),
                Arg::Number(number) => WrittenArg::Number(*number),
                Arg::Moment(at) => WrittenArg::Text(texts.date_time(moment(*at), zone)),
                Arg::Day(at) => WrittenArg::Text(texts.date(moment(*at), zone)),
                Arg::Key(key) => WrittenArg::Text(texts.get(key).into_owned()),
            };
            (name.clone(), value)
        })
        .collect()
}

pub(crate) enum WrittenArg {
    Text(String),
    Number(i64),
}

impl ToArg for WrittenArg {
    fn to_arg(&self) -> texts::Arg<'_> {
        match self {
            Self::Text(text) => texts::Arg::Text(text),
            Self::Number(number) => texts::Arg::Number(*number),
        }
    }
}

/// A text of a notice in the reader's language.
pub(crate) fn text(texts: Texts, key: &str, args: &[(String, WrittenArg)]) -> String {
    let args: Vec<(&str, &dyn ToArg)> = args
        .iter()
        .map(|(name, value)| (name.as_str(), value as &dyn ToArg))
        .collect();
    texts.with(key, &args)
}
