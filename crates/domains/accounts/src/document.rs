//! The identity document that is asked for at registration (R1); kept sealed.

use access::PersonId;
use blob::MasterKey;
use serde::{Deserialize, Serialize};

use crate::AccountError;

/// What kind of document it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKind {
    /// Паспорт гражданина РФ.
    PassportRf,
    /// Паспорт иностранного гражданина.
    ForeignPassport,
    /// Иной документ.
    Other,
}

impl DocumentKind {
    /// All kinds, in the order of the choice.
    pub const ALL: [Self; 3] = [Self::PassportRf, Self::ForeignPassport, Self::Other];

    /// The stable name in forms and text keys.
    pub fn name(self) -> &'static str {
        match self {
            Self::PassportRf => "passport_rf",
            Self::ForeignPassport => "foreign_passport",
            Self::Other => "other",
        }
    }

    /// The kind with this stable name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// A document by kind and number. Never printed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdentityDocument {
    kind: DocumentKind,
    number: String,
}

impl std::fmt::Debug for IdentityDocument {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("IdentityDocument(…)")
    }
}

impl IdentityDocument {
    /// Reads what a person typed. A Russian passport is ten digits, series first, with any blanks
    /// between; others are 3 to 30 letters, digits, blanks, dashes and «№».
    pub fn parse(kind: DocumentKind, typed: &str) -> Result<Self, AccountError> {
        let typed = typed.trim();
        let number = match kind {
            DocumentKind::PassportRf => {
                let digits: String = typed
                    .chars()
                    .filter(|c| !c.is_whitespace() && !matches!(c, '№' | '-'))
                    .take(11)
                    .collect();
                let good = digits.len() == 10 && digits.bytes().all(|b| b.is_ascii_digit());
                if !good || digits.starts_with("0000") {
                    return Err(AccountError::DocumentNumber);
                }
                format!("{} {}", &digits[..4], &digits[4..])
            }
            DocumentKind::ForeignPassport | DocumentKind::Other => {
                let length = typed.chars().count();
                let plain =
                    |c: char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '№' | '/' | '.');
                let has_digit = typed.chars().any(|c| c.is_ascii_digit());
                if !(3..=30).contains(&length) || !typed.chars().all(plain) || !has_digit {
                    return Err(AccountError::DocumentNumber);
                }
                typed.to_owned()
            }
        };
        Ok(Self { kind, number })
    }

    /// The kind.
    pub fn kind(&self) -> DocumentKind {
        self.kind
    }

    /// Series and number.
    pub fn number(&self) -> &str {
        &self.number
    }

    pub(crate) fn seal(&self, key: &MasterKey, person: PersonId) -> Result<Vec<u8>, AccountError> {
        let json =
            serde_json::to_vec(self).map_err(|error| AccountError::Crypto(error.to_string()))?;
        Ok(key.seal(&context(person), &json)?)
    }
}

fn context(person: PersonId) -> String {
    format!("identity/{person}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_russian_passport_is_ten_digits_however_they_are_spaced() {
        for typed in [
            "4510 123456",
            "45 10 123456",
            " 4510123456 ",
            "4510 № 123456",
        ] {
            let document = IdentityDocument::parse(DocumentKind::PassportRf, typed).unwrap();
            assert_eq!(document.number(), "4510 123456", "{typed}");
        }
        for typed in [
            "",
            "4510 12345",
            "4510 1234567",
            "4510 12345a",
            "0000 123456",
            "٤٥١٠ ١٢٣٤٥٦",
        ] {
            assert!(
                IdentityDocument::parse(DocumentKind::PassportRf, typed).is_err(),
                "{typed}"
            );
        }
    }

    #[test]
    fn other_documents_are_short_plain_words_with_a_number() {
        assert!(IdentityDocument::parse(DocumentKind::Other, "ВУ 77 12 № 345678").is_ok());
        assert!(IdentityDocument::parse(DocumentKind::ForeignPassport, "C01X00T47").is_ok());
        for typed in ["12", "паспорт", "<b>1234</b>", &"1".repeat(31)] {
            assert!(
                IdentityDocument::parse(DocumentKind::Other, typed).is_err(),
                "{typed}"
            );
        }
    }

    #[test]
    fn the_document_is_kept_sealed_for_its_owner() {
        let key = MasterKey::from_bytes([3; 32]);
        let person = PersonId(Uuid::from_u128(7));
        let document = IdentityDocument::parse(DocumentKind::PassportRf, "4510 123456").unwrap();
        let sealed = document.seal(&key, person).unwrap();
        assert!(!sealed.windows(6).any(|part| part == b"123456"));
        let opened = key.open(&context(person), &sealed).unwrap();
        assert_eq!(
            serde_json::from_slice::<IdentityDocument>(&opened).unwrap(),
            document
        );
        assert!(key.open(&context(PersonId(Uuid::nil())), &sealed).is_err());
        assert_eq!(format!("{document:?}"), "IdentityDocument(…)");
    }
}
