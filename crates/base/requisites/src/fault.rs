//! What is wrong with a typed value, precisely enough to be told to the person who typed it.

use std::fmt;

/// Which requisite was expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// ИНН of a company or of a person.
    Inn,
    /// ИНН of a company, 10 digits.
    Inn10,
    /// ИНН of a person or a sole trader, 12 digits.
    Inn12,
    Ogrn,
    Ogrnip,
    Kpp,
    Snils,
    Okpo,
    Bik,
    Account,
    Uin,
    Email,
    Phone,
    PersonName,
    /// Any of ИНН, ОГРН, ОГРНИП, in a search box.
    OrgId,
}

impl Kind {
    /// The name used in texts as `{ $kind }`.
    pub fn key(self) -> &'static str {
        match self {
            Kind::Inn => "inn",
            Kind::Inn10 => "inn10",
            Kind::Inn12 => "inn12",
            Kind::Ogrn => "ogrn",
            Kind::Ogrnip => "ogrnip",
            Kind::Kpp => "kpp",
            Kind::Snils => "snils",
            Kind::Okpo => "okpo",
            Kind::Bik => "bik",
            Kind::Account => "account",
            Kind::Uin => "uin",
            Kind::Email => "email",
            Kind::Phone => "phone",
            Kind::PersonName => "person-name",
            Kind::OrgId => "org-id",
        }
    }
}

/// What exactly is wrong. Positions count from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reason {
    /// Nothing was typed.
    Empty,
    /// A wrong number of digits (characters for a КПП). `expected` is the nearest of the allowed lengths.
    Length { expected: usize, got: usize },
    /// A character that cannot be there; its place in the typed text without outer spaces.
    Character { found: char, position: usize },
    /// The number contradicts itself. For a СНИЛС, whose control number has two digits, the first that differs.
    CheckDigit {
        position: usize,
        expected: u8,
        got: u8,
    },
    /// The number begins with what no such number begins with (region 00 of an ИНН).
    Prefix,
    /// The key digit of an account does not fit the account and the bank's БИК together.
    AccountKey {
        position: usize,
        expected: u8,
        got: u8,
    },
    /// Neither an ИНН nor an ОГРН nor an ОГРНИП.
    Unknown,
    /// The characters are allowed, but together they are not an address, a name or a phone.
    Shape,
    /// The phone is not Russian.
    Foreign,
    /// Longer than the limit, in characters.
    TooLong { max: usize, got: usize },
}

/// A refusal of a typed value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fault {
    pub kind: Kind,
    pub reason: Reason,
}

/// A parameter of an error's text. Numbers stay numbers, because the text chooses a plural form by them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Param {
    Number(i64),
    Text(String),
}

impl Fault {
    pub(crate) fn new(kind: Kind, reason: Reason) -> Self {
        Self { kind, reason }
    }

    /// All codes that [`Fault::code`] can return, for tests of texts and for the list in the documentation.
    pub const CODES: &[&str] = &[
        "REQ-001", "REQ-002", "REQ-003", "REQ-004", "REQ-005", "REQ-006", "REQ-007", "REQ-008",
        "REQ-009", "REQ-010",
    ];

    /// The stable code; the text is under `error-{code}`.
    pub fn code(&self) -> &'static str {
        match self.reason {
            Reason::Empty => "REQ-001",
            Reason::Length { .. } => "REQ-002",
            Reason::Character { .. } => "REQ-003",
            Reason::CheckDigit { .. } => "REQ-004",
            Reason::Prefix => "REQ-005",
            Reason::AccountKey { .. } => "REQ-006",
            Reason::Unknown => "REQ-007",
            Reason::Shape => "REQ-008",
            Reason::Foreign => "REQ-009",
            Reason::TooLong { .. } => "REQ-010",
        }
    }

    /// Parameters of the text: always `kind`, and by reason `expected`, `got`, `position`, `found`, `max`.
    pub fn params(&self) -> Vec<(&'static str, Param)> {
        let mut params = vec![("kind", Param::Text(self.kind.key().to_owned()))];
        match self.reason {
            Reason::Length { expected, got } => {
                params.push(("expected", number(expected)));
                params.push(("got", number(got)));
            }
            Reason::Character { found, position } => {
                params.push(("found", Param::Text(shown(found))));
                params.push(("position", number(position)));
            }
            Reason::CheckDigit {
                position,
                expected,
                got,
            }
            | Reason::AccountKey {
                position,
                expected,
                got,
            } => {
                params.push(("position", number(position)));
                params.push(("expected", Param::Number(i64::from(expected))));
                params.push(("got", Param::Number(i64::from(got))));
            }
            Reason::TooLong { max, got } => {
                params.push(("max", number(max)));
                params.push(("got", number(got)));
            }
            Reason::Empty | Reason::Prefix | Reason::Unknown | Reason::Shape | Reason::Foreign => {}
        }
        params
    }
}

fn number(value: usize) -> Param {
    Param::Number(i64::try_from(value).unwrap_or(i64::MAX))
}

/// Characters that cannot be seen are named by their code point.
fn shown(found: char) -> String {
    if found.is_control() || found.is_whitespace() || is_format_character(found) {
        format!("U+{:04X}", u32::from(found))
    } else {
        found.to_string()
    }
}

fn is_format_character(found: char) -> bool {
    matches!(found, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
}

impl fmt::Display for Fault {
    /// For developers and logs; never repeats the typed value.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} {}: ", self.code(), self.kind.key())?;
        match self.reason {
            Reason::Empty => write!(out, "empty"),
            Reason::Length { expected, got } => {
                write!(out, "{got} characters, expected {expected}")
            }
            Reason::Character { position, .. } => write!(out, "unexpected character at {position}"),
            Reason::CheckDigit { position, .. } => {
                write!(out, "check digit {position} does not fit")
            }
            Reason::Prefix => write!(out, "forbidden beginning"),
            Reason::AccountKey { .. } => write!(out, "the account's key does not fit the bank"),
            Reason::Unknown => write!(out, "not a known number"),
            Reason::Shape => write!(out, "wrong shape"),
            Reason::Foreign => write!(out, "not a Russian phone"),
            Reason::TooLong { max, got } => write!(out, "{got} characters, at most {max}"),
        }
    }
}

impl std::error::Error for Fault {}
