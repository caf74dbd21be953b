//! Names of files for people. A name is a label that a stranger wrote: it never becomes a path or a type.

use std::fmt::Write as _;

use crate::kind::FileKind;

/// Longest name in bytes of UTF-8: what common file systems take, with room for « (1)».
const MAX_BYTES: usize = 240;
/// Longest name in characters: what a page can show.
const MAX_CHARS: usize = 120;
const MAX_EXTENSION: usize = 10;

/// A name that can be shown and saved, made from a hostile one: without folders, control and direction-changing
/// characters, characters and names that Windows forbids; not hidden, not empty, at most 120 characters.
pub fn safe_name(name: &str) -> String {
    let last = name
        .rsplit(['/', '\\'])
        .find(|part| !part.trim().is_empty())
        .unwrap_or("");
    let mut clean = String::new();
    for character in last.chars().filter(|c| !is_invisible(*c)) {
        match character {
            '<' | '>' | ':' | '"' | '|' | '?' | '*' => clean.push('_'),
            c if c.is_whitespace() => {
                if !clean.ends_with(' ') {
                    clean.push(' ');
                }
            }
            c => clean.push(c),
        }
    }
    let clean = clean.trim_matches([' ', '.']);
    if clean.is_empty() {
        return "file".to_owned();
    }
    let mut clean = clean.to_owned();
    if is_reserved(&clean) {
        clean.insert(0, '_');
    }
    shorten(&clean)
}

/// Cuts the stem and keeps the extension.
fn shorten(name: &str) -> String {
    if name.len() <= MAX_BYTES && name.chars().count() <= MAX_CHARS {
        return name.to_owned();
    }
    let (stem, extension) = match name.rsplit_once('.') {
        Some((stem, ext)) if ext.len() <= MAX_EXTENSION => (stem, Some(ext)),
        _ => (name, None),
    };
    let tail = extension.map_or(0, |ext| ext.len() + 1);
    let mut short = String::new();
    for character in stem.chars().take(MAX_CHARS - tail) {
        if short.len() + character.len_utf8() > MAX_BYTES - tail {
            break;
        }
        short.push(character);
    }
    short.truncate(short.trim_end_matches([' ', '.']).len());
    if let Some(extension) = extension {
        short.push('.');
        short.push_str(extension);
    }
    short
}

/// Control characters, and those that are not seen but change what is seen (direction marks can show `exe.pdf` for
/// `fdp.exe`).
fn is_invisible(character: char) -> bool {
    character.is_control() && !character.is_whitespace()
        || matches!(character,
            '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{180E}'
            | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
            | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFF0}'..='\u{FFFF}' | '\u{E0000}'..='\u{E0FFF}')
}

/// Device names of Windows, with any extension.
fn is_reserved(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or("").trim_end();
    let upper = stem.to_ascii_uppercase();
    if matches!(upper.as_str(), "CON" | "PRN" | "AUX" | "NUL") {
        return true;
    }
    let number = upper
        .strip_prefix("COM")
        .or_else(|| upper.strip_prefix("LPT"));
    number.is_some_and(|rest| rest.len() == 1 && rest.as_bytes()[0].is_ascii_digit())
}

/// The cleaned name with the extension of the real type: a picture that came as `ПТС.pdf` is `ПТС.png`. Only the
/// extension of another kind that we take is replaced; any other one may belong to the name, as in `Акт 2.1`.
pub fn fitting_name(name: &str, kind: FileKind) -> String {
    let mut name = safe_name(name);
    if let Some((stem, extension)) = name.rsplit_once('.') {
        if kind.has_extension(extension) {
            return name;
        }
        let is_other = FileKind::DOCUMENTS
            .iter()
            .any(|other| other.has_extension(extension));
        if is_other {
            name.truncate(stem.len());
        }
    }
    name.push('.');
    name.push_str(kind.extension());
    name
}

/// Whether a browser saves the file or shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Disposition {
    Attachment,
    /// Only together with `X-Content-Type-Options: nosniff` and a Content-Security-Policy of `sandbox`.
    Inline,
}

/// The value of `Content-Disposition` (RFC 6266): the cleaned name with the extension of the real type, once in ASCII
/// and once in UTF-8 (RFC 8187).
pub fn content_disposition(name: &str, kind: FileKind, disposition: Disposition) -> String {
    let name = fitting_name(name, kind);
    let mut value = match disposition {
        Disposition::Attachment => "attachment; filename=\"".to_owned(),
        Disposition::Inline => "inline; filename=\"".to_owned(),
    };
    for character in name.chars() {
        // A percent sign in the plain form is decoded by some browsers.
        let plain = character.is_ascii_graphic() && !matches!(character, '"' | '\\' | '%')
            || character == ' ';
        value.push(if plain { character } else { '_' });
    }
    value.push_str("\"; filename*=UTF-8''");
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&byte) {
            value.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(value, "%{byte:02X}");
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn folders_in_a_name_are_dropped() {
        assert_eq!(safe_name("../../etc/passwd"), "passwd");
        assert_eq!(safe_name("C:\\Users\\Ivan\\Устав.pdf"), "Устав.pdf");
        assert_eq!(safe_name("/"), "file");
        assert_eq!(safe_name(".."), "file");
        assert_eq!(safe_name(".htaccess"), "htaccess");
        assert_eq!(safe_name("folder/"), "folder");
    }

    #[test]
    fn characters_that_deceive_the_eye_are_dropped() {
        assert_eq!(safe_name("договор\u{202E}fdp.exe"), "договорfdp.exe");
        assert_eq!(
            safe_name("a\0b\r\nSet-Cookie: x=1.pdf"),
            "ab Set-Cookie_ x=1.pdf"
        );
        assert_eq!(safe_name("<script>.png"), "_script_.png");
    }

    #[test]
    fn device_names_of_windows_are_not_given_out() {
        assert_eq!(safe_name("con.pdf"), "_con.pdf");
        assert_eq!(safe_name("LPT1"), "_LPT1");
        assert_eq!(safe_name("console.pdf"), "console.pdf");
    }

    #[test]
    fn a_long_name_is_cut_but_keeps_its_extension() {
        let name = safe_name(&format!("{}.pdf", "я".repeat(500)));
        assert!(name.ends_with("я.pdf"));
        assert_eq!(name.chars().count(), 120);
    }

    #[test]
    fn a_russian_name_is_served_in_both_encodings_with_the_real_type() {
        assert_eq!(
            content_disposition("Устав \"v2\".html", FileKind::Pdf, Disposition::Attachment),
            "attachment; filename=\"_____ _v2_.html.pdf\"; \
             filename*=UTF-8''%D0%A3%D1%81%D1%82%D0%B0%D0%B2%20_v2_.html.pdf"
        );
        assert_eq!(
            content_disposition("scan.JPEG", FileKind::Jpeg, Disposition::Inline),
            "inline; filename=\"scan.JPEG\"; filename*=UTF-8''scan.JPEG"
        );
    }

    #[test]
    fn a_name_never_promises_another_kind_than_the_file_has() {
        for (name, kind, fitting) in [
            ("ПТС.pdf", FileKind::Png, "ПТС.png"),
            ("ПТС.PNG", FileKind::Pdf, "ПТС.pdf"),
            ("скан.jpeg", FileKind::Jpeg, "скан.jpeg"),
            ("скан.jpg.pdf", FileKind::Jpeg, "скан.jpg.jpg"),
            ("Акт 2.1", FileKind::Pdf, "Акт 2.1.pdf"),
            ("Устав.html", FileKind::Pdf, "Устав.html.pdf"),
            (".pdf", FileKind::Png, "pdf.png"),
        ] {
            assert_eq!(fitting_name(name, kind), fitting);
        }
    }

    proptest! {
        #[test]
        fn any_name_becomes_one_safe_label(name in any::<String>()) {
            let safe = safe_name(&name);
            prop_assert!(!safe.is_empty() && safe.len() <= MAX_BYTES && safe.chars().count() <= MAX_CHARS);
            let has_hostile_character = safe.contains(['/', '\\', '"', '<']) || safe.chars().any(char::is_control);
            prop_assert!(!has_hostile_character);
            prop_assert!(!safe.starts_with('.') && !safe.ends_with('.'));
            prop_assert_eq!(&safe_name(&safe), &safe);
            let header = content_disposition(&name, FileKind::Png, Disposition::Attachment);
            prop_assert!(header.bytes().all(|byte| (0x20..0x7F).contains(&byte)));
            prop_assert_eq!(header.matches('"').count(), 2);
        }
    }
}
