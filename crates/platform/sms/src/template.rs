//! Texts of the configuration with holes in them: `{phone}`, `{digits}`, `{text}`, `{id}`, `{secret}`.

use crate::error::SmsError;

/// What is filled in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hole {
    /// `+79161234567`.
    Phone,
    /// `79161234567`.
    Digits,
    Text,
    Id,
    Secret,
}

const HOLES: [(&str, Hole); 5] = [
    ("phone", Hole::Phone),
    ("digits", Hole::Digits),
    ("text", Hole::Text),
    ("id", Hole::Id),
    ("secret", Hole::Secret),
];

/// The values of one message.
pub(crate) struct Values<'v> {
    pub(crate) phone: &'v str,
    pub(crate) text: &'v str,
    pub(crate) id: &'v str,
    pub(crate) secret: &'v str,
}

impl<'v> Values<'v> {
    fn get(&self, hole: Hole) -> &'v str {
        match hole {
            Hole::Phone => self.phone,
            Hole::Digits => self.phone.trim_start_matches('+'),
            Hole::Text => self.text,
            Hole::Id => self.id,
            Hole::Secret => self.secret,
        }
    }
}

#[derive(Clone, Debug)]
enum Piece {
    Plain(String),
    Hole(Hole),
}

#[derive(Clone, Debug)]
pub(crate) struct Template(Vec<Piece>);

impl Template {
    /// Reads a text of the configuration; `key` names it in a refusal. A word in braces that is not
    /// a placeholder is refused: it is a misspelt one.
    pub(crate) fn parse(key: &str, text: &str) -> Result<Self, SmsError> {
        let mut pieces = Vec::new();
        let mut plain = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            plain.push_str(before);
            let word = after.split_once('}').filter(|(word, _)| is_word(word));
            let Some((word, behind)) = word else {
                plain.push('{');
                rest = after;
                continue;
            };
            let Some((_, hole)) = HOLES.iter().find(|(name, _)| *name == word) else {
                return Err(SmsError::setting(key, format!("no placeholder {{{word}}}")));
            };
            if !plain.is_empty() {
                pieces.push(Piece::Plain(std::mem::take(&mut plain)));
            }
            pieces.push(Piece::Hole(*hole));
            rest = behind;
        }
        plain.push_str(rest);
        if !plain.is_empty() {
            pieces.push(Piece::Plain(plain));
        }
        Ok(Self(pieces))
    }

    /// The text with its holes filled; `encode` makes a value harmless where it goes.
    pub(crate) fn fill(&self, values: &Values<'_>, encode: fn(&str) -> String) -> String {
        self.0
            .iter()
            .map(|piece| match piece {
                Piece::Plain(text) => text.clone(),
                Piece::Hole(hole) => encode(values.get(*hole)),
            })
            .collect()
    }

    pub(crate) fn has(&self, wanted: Hole) -> bool {
        self.0
            .iter()
            .any(|piece| matches!(piece, Piece::Hole(hole) if *hole == wanted))
    }
}

fn is_word(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte == b'_')
}

/// Into a path or query: everything but letters, digits and `-._~` as `%XX`.
pub(crate) fn percent(value: &str) -> String {
    use std::fmt::Write as _;
    let mut encoded = String::new();
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

/// Into a place that needs no care, such as the value of a JSON string.
pub(crate) fn as_is(value: &str) -> String {
    value.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const VALUES: Values<'_> = Values {
        phone: "+79161234567",
        text: "Код: 12 {id}&x=\"1\"",
        id: "0192",
        secret: "s3cret",
    };

    fn filled(text: &str, encode: fn(&str) -> String) -> String {
        Template::parse("body", text).unwrap().fill(&VALUES, encode)
    }

    #[test]
    fn placeholders_are_filled_and_other_braces_stay() {
        assert_eq!(
            filled("to={phone},{digits};{ {} {A} {", as_is),
            "to=+79161234567,79161234567;{ {} {A} {"
        );
        assert_eq!(
            filled("{text}", as_is),
            VALUES.text,
            "a value is not read again for placeholders"
        );
    }

    #[test]
    fn a_value_cannot_leave_its_place_in_an_address() {
        assert_eq!(
            filled("?to={phone}&text={text}", percent),
            "?to=%2B79161234567&text=%D0%9A%D0%BE%D0%B4%3A%2012%20%7Bid%7D%26x%3D%221%22"
        );
    }

    #[test]
    fn a_misspelt_placeholder_is_refused_by_its_name() {
        let refused = Template::parse("body.to", "{fone}").unwrap_err();
        assert_eq!(refused.to_string(), "body.to: no placeholder {fone}");
    }
}
