//! What is to be checked: in which way it comes, what was typed beside it, for which moment.

use data_encoding::{BASE64, HEXLOWER, HEXLOWER_PERMISSIVE};
use esign::algorithm::Digest;
use jiff::Timestamp;
use jiff::civil::Time;
use jiff::tz::TimeZone;
use signatures::Signed;
use texts::Texts;

use super::super::receive::{Received, ReceivedFile};
use super::super::report::Fact;
use crate::error::PageError;

/// Largest file that is checked.
pub(super) const MAX_FILE: usize = 50 * 1024 * 1024;
/// Largest signature that lies in a file of its own.
pub(super) const MAX_SIGNATURE: usize = 5 * 1024 * 1024;

/// In which of the three ways the signature comes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// A file that holds its signature.
    File,
    /// A file, and its signature in another.
    Detached,
    /// A hash, and the signature.
    Hash,
}

impl Way {
    pub(super) const ALL: [Self; 3] = [Self::File, Self::Detached, Self::Hash];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::File => "",
            Self::Detached => "detached",
            Self::Hash => "hash",
        }
    }

    pub(super) fn parse(name: &str) -> Self {
        Self::ALL
            .into_iter()
            .find(|way| way.name() == name)
            .unwrap_or(Self::File)
    }
}

/// Hashes that can be given instead of the file.
const HASHES: [(&str, Digest); 5] = [
    ("streebog-256", Digest::Streebog256),
    ("streebog-512", Digest::Streebog512),
    ("sha-256", Digest::Sha256),
    ("sha-384", Digest::Sha384),
    ("sha-512", Digest::Sha512),
];

/// What was typed beside the files.
#[derive(Default)]
pub(super) struct Typed {
    pub(super) hash: String,
    pub(super) algorithm: String,
    pub(super) date: String,
    pub(super) time: String,
}

impl Typed {
    pub(super) fn of(received: &Received) -> Self {
        let text = |name| received.text(name).to_owned();
        Self {
            hash: text("hash"),
            algorithm: text("hash_algorithm"),
            date: text("date"),
            time: text("time"),
        }
    }
}

pub(super) type Errors = Vec<(&'static str, String)>;

/// What is checked, what the report says of it, and for which moment.
pub(super) fn read(
    t: Texts,
    way: Way,
    received: &mut Received,
    typed: &Typed,
    now: Timestamp,
    zone: &TimeZone,
) -> Result<(Signed, Vec<Fact>, Timestamp), Errors> {
    let mut errors = Errors::new();
    let mut subject = Vec::new();
    let mut take = |field: &'static str, most: usize, errors: &mut Errors| {
        let file = received.file(field);
        match file {
            None => errors.push((
                field,
                t.get(&format!("verify-{field}-missing")).into_owned(),
            )),
            Some(ReceivedFile {
                name, bytes: None, ..
            }) => errors.push((
                field,
                t.with(
                    "form-file-too-big",
                    &[("name", &name), ("limit", &t.bytes(most as u64))],
                ),
            )),
            Some(ReceivedFile {
                name,
                bytes: Some(bytes),
                ..
            }) => {
                let size = t.bytes(bytes.len() as u64);
                subject.push(Fact::new(
                    t.get(&format!("verify-{field}")),
                    format!("{name}, {size}"),
                ));
                return Some(bytes);
            }
        }
        None
    };
    let signed = match way {
        Way::File => take("file", MAX_FILE, &mut errors).map(Signed::File),
        Way::Detached => {
            let content = take("content", MAX_FILE, &mut errors);
            let signature = take("signature", MAX_SIGNATURE, &mut errors);
            content
                .zip(signature)
                .map(|(content, signature)| Signed::Detached { content, signature })
        }
        Way::Hash => {
            let signature = take("signature", MAX_SIGNATURE, &mut errors);
            let hash = hash(t, typed, &mut errors);
            hash.zip(signature)
                .map(|((algorithm, hash), signature)| Signed::Hashed {
                    algorithm,
                    hash,
                    signature,
                })
        }
    };
    let at = moment(t, typed, now, zone, &mut errors);
    match (signed, at) {
        (Some(signed), Some(at)) if errors.is_empty() => Ok((signed, subject, at)),
        _ => Err(errors),
    }
}

/// A hash in hexadecimal or Base64, of the length that its algorithm has.
fn hash(t: Texts, typed: &Typed, errors: &mut Errors) -> Option<(Digest, Vec<u8>)> {
    let known = HASHES.iter().find(|(name, _)| *name == typed.algorithm);
    let Some((_, algorithm)) = known else {
        errors.push((
            "hash_algorithm",
            t.get("verify-algorithm-missing").into_owned(),
        ));
        return None;
    };
    let packed: String = typed
        .hash
        .chars()
        .filter(|c| !c.is_whitespace() && *c != ':')
        .collect();
    let length = algorithm.hash(&[]).len();
    let found = HEXLOWER_PERMISSIVE
        .decode(packed.as_bytes())
        .ok()
        .filter(|hash| hash.len() == length)
        .or_else(|| {
            let decoded = BASE64.decode(packed.as_bytes()).ok()?;
            (decoded.len() == length).then_some(decoded)
        });
    if found.is_none() {
        errors.push((
            "hash",
            t.with(
                "verify-hash-wrong",
                &[("algorithm", &algorithm.name()), ("digits", &(length * 2))],
            ),
        ));
    }
    found.map(|hash| (*algorithm, hash))
}

/// The moment that was typed; a day alone means its end. Nothing typed is now.
fn moment(
    t: Texts,
    typed: &Typed,
    now: Timestamp,
    zone: &TimeZone,
    errors: &mut Errors,
) -> Option<Timestamp> {
    if typed.date.is_empty() && typed.time.is_empty() {
        return Some(now);
    }
    let Some(day) = Texts::parse_day(&typed.date) else {
        errors.push(("date", t.get("organizations-date-wrong").into_owned()));
        return None;
    };
    let time = if typed.time.is_empty() {
        Time::new(23, 59, 59, 0).ok()
    } else {
        Time::strptime("%H:%M", &typed.time).ok()
    };
    let Some(time) = time else {
        errors.push(("time", t.get("verify-time-wrong").into_owned()));
        return None;
    };
    let at = day
        .to_datetime(time)
        .to_zoned(zone.clone())
        .ok()
        .map(|zoned| zoned.timestamp());
    let today = now.to_zoned(zone.clone()).date();
    match at {
        Some(at) if at <= now => Some(at),
        // The end of this day has not come yet.
        Some(_) if day == today && typed.time.is_empty() => Some(now),
        _ => {
            errors.push(("date", t.get("verify-moment-future").into_owned()));
            None
        }
    }
}

/// Adds the hash of what was sent, so that the report says which bytes it is about.
pub(super) async fn with_hash(
    t: Texts,
    signed: Signed,
    mut subject: Vec<Fact>,
) -> Result<(Signed, Vec<Fact>), PageError> {
    let hashed = tokio::task::spawn_blocking(move || {
        let (algorithm, hash) = match &signed {
            Signed::Hashed {
                algorithm, hash, ..
            } => (*algorithm, hash.clone()),
            Signed::File(bytes) | Signed::Detached { content: bytes, .. } => {
                (Digest::Streebog256, Digest::Streebog256.hash(bytes))
            }
        };
        (signed, algorithm, hash)
    });
    let (signed, algorithm, hash) = hashed
        .await
        .map_err(|error| PageError::Internal(error.to_string()))?;
    subject.push(Fact::new(
        t.with1("verify-hash-of", "algorithm", algorithm.name()),
        HEXLOWER.encode(&hash),
    ));
    Ok((signed, subject))
}

#[cfg(test)]
mod tests {
    use super::*;
    use texts::Lang;

    fn t() -> Texts {
        Texts::new(Lang::Ru)
    }

    fn at(date: &str, time: &str) -> Result<Timestamp, &'static str> {
        let typed = Typed {
            date: date.to_owned(),
            time: time.to_owned(),
            ..Typed::default()
        };
        let now = "2026-11-22T10:00:00Z".parse().unwrap();
        let zone = TimeZone::fixed(jiff::tz::offset(3));
        let mut errors = Errors::new();
        moment(t(), &typed, now, &zone, &mut errors).ok_or_else(|| errors[0].0)
    }

    #[test]
    fn a_moment_is_now_or_a_past_one_and_a_day_means_its_end() {
        let parsed = |text: &str| Ok(text.parse::<Timestamp>().unwrap());
        assert_eq!(at("", ""), parsed("2026-11-22T10:00:00Z"));
        assert_eq!(at("01.11.2026", ""), parsed("2026-11-01T20:59:59Z"));
        assert_eq!(at("01.11.2026", "9:05"), parsed("2026-11-01T06:05:00Z"));
        assert_eq!(at("22.11.2026", ""), parsed("2026-11-22T10:00:00Z"));
        assert_eq!(at("22.11.2026", "13:01"), Err("date"));
        assert_eq!(at("23.11.2026", ""), Err("date"));
        assert_eq!(at("31.02.2026", ""), Err("date"));
        assert_eq!(at("01.11.2026", "25:00"), Err("time"));
        assert_eq!(at("", "9:05"), Err("date"));
    }

    #[test]
    fn a_hash_is_taken_as_programs_print_it() {
        let read = |algorithm: &str, hash: &str| {
            let typed = Typed {
                algorithm: algorithm.to_owned(),
                hash: hash.to_owned(),
                ..Typed::default()
            };
            super::hash(t(), &typed, &mut Errors::new()).map(|(_, hash)| hash)
        };
        let bytes = vec![0xAB_u8; 32];
        assert_eq!(read("streebog-256", &"AB".repeat(32)), Some(bytes.clone()));
        assert_eq!(read("sha-256", &"ab:".repeat(32)), Some(bytes.clone()));
        assert_eq!(read("sha-256", &BASE64.encode(&bytes)), Some(bytes));
        assert_eq!(read("sha-512", &"ab".repeat(32)), None);
        assert_eq!(read("md5", &"ab".repeat(16)), None);
        assert_eq!(read("sha-256", "кот"), None);
    }
}
