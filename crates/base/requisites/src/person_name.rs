//! The shape of a person's name or part of it.

use crate::digits::{is_dash, is_space, masked_debug, text_conversions, trim};
use crate::fault::{Fault, Kind, Reason};

const MAX_LENGTH: usize = 100;

/// A name: letters of any alphabet, hyphens, apostrophes and single spaces; 1–100 characters, begins with a letter.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PersonName(String);

impl PersonName {
    /// Reads a name; outer spaces are dropped, inner runs of spaces become one, dashes and apostrophes become plain,
    /// and «й», «ё» typed as two code points (they come so from macOS) become one.
    pub fn parse(typed: &str) -> Result<Self, Fault> {
        let refuse = |reason| Err(Fault::new(Kind::PersonName, reason));
        let mut name = String::new();
        let mut length = 0;
        for (index, c) in trim(typed).chars().enumerate() {
            let plain = match c {
                _ if is_space(c) => ' ',
                _ if is_dash(c) => '-',
                '\'' | '’' | 'ʼ' | '‘' | '`' => '\'',
                '\u{306}' | '\u{308}' => match name.pop().and_then(|base| composed(base, c)) {
                    Some(letter) => {
                        length -= 1;
                        letter
                    }
                    None => return refuse(character(c, index)),
                },
                _ if c.is_alphabetic() => c,
                _ => return refuse(character(c, index)),
            };
            if plain == ' ' && name.ends_with(' ') {
                continue;
            }
            if name.is_empty() && !plain.is_alphabetic() {
                return refuse(character(c, index));
            }
            name.push(plain);
            length += 1;
        }
        if length == 0 {
            return refuse(Reason::Empty);
        }
        if length > MAX_LENGTH {
            let max = MAX_LENGTH;
            return refuse(Reason::TooLong { max, got: length });
        }
        Ok(Self(name))
    }
}

text_conversions!(PersonName);
masked_debug!(PersonName);

fn character(found: char, index: usize) -> Reason {
    let position = index + 1;
    Reason::Character { found, position }
}

/// The Russian letter made of a base letter and a combining breve or diaeresis.
fn composed(base: char, mark: char) -> Option<char> {
    match (base, mark) {
        ('и', '\u{306}') => Some('й'),
        ('И', '\u{306}') => Some('Й'),
        ('е', '\u{308}') => Some('ё'),
        ('Е', '\u{308}') => Some('Ё'),
        _ => None,
    }
}
