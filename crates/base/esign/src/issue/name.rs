//! Names of subjects, with the string types of приказ ФСБ № 795.

use super::IssueError;
use crate::certificate::attribute;
use crate::write;
use x509_cert::der::asn1::ObjectIdentifier;

/// A distinguished name: attributes in order, one to a part.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Name(Vec<(ObjectIdentifier, String)>);

impl Name {
    /// The name of these attributes; identifiers are in [`attribute`].
    pub fn of(attributes: &[(ObjectIdentifier, &str)]) -> Name {
        Name(
            attributes
                .iter()
                .map(|(oid, text)| (*oid, (*text).to_owned()))
                .collect(),
        )
    }

    /// The name with an attribute more.
    #[must_use]
    pub fn with(mut self, oid: ObjectIdentifier, text: &str) -> Name {
        self.0.push((oid, text.to_owned()));
        self
    }

    /// The attributes, in order.
    pub fn attributes(&self) -> &[(ObjectIdentifier, String)] {
        &self.0
    }

    /// The name in DER.
    ///
    /// # Errors
    /// [`IssueError::Text`] where a value does not fit the attribute's string type.
    pub fn to_der(&self) -> Result<Vec<u8>, IssueError> {
        let parts: Vec<Vec<u8>> = self
            .0
            .iter()
            .map(|(oid, text)| {
                let tag = string_type(*oid);
                if !fits(tag, text) {
                    return Err(IssueError::Text(*oid));
                }
                let value = write::element(tag, text.as_bytes());
                Ok(write::set(&[write::sequence(&[write::oid(*oid), value])]))
            })
            .collect::<Result<_, _>>()?;
        Ok(write::sequence(&parts))
    }
}

const UTF8: u8 = 0x0c;
const NUMERIC: u8 = 0x12;
const PRINTABLE: u8 = 0x13;
const IA5: u8 = 0x16;

fn string_type(oid: ObjectIdentifier) -> u8 {
    match oid {
        attribute::INN
        | attribute::INN_LE
        | attribute::OGRN
        | attribute::OGRNIP
        | attribute::SNILS => NUMERIC,
        attribute::COUNTRY => PRINTABLE,
        attribute::EMAIL => IA5,
        _ => UTF8,
    }
}

fn fits(tag: u8, text: &str) -> bool {
    match tag {
        NUMERIC => text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b' '),
        PRINTABLE => text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b" '()+,-./:=?".contains(&byte)),
        IA5 => text.is_ascii(),
        _ => true,
    }
}
