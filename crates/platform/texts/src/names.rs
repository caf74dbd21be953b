//! People's names in short.

/// «Котова А. С.» from «Котова Анна Сергеевна», kept on one line. A single word stays as it is.
pub fn short_name(full: &str) -> String {
    let mut words = full.split_whitespace();
    let mut short = words.next().unwrap_or_default().to_owned();
    for letter in words.take(2).filter_map(first_letter) {
        short.push('\u{a0}');
        short.push_str(&letter);
        short.push('.');
    }
    short
}

/// «АК» from «Котова Анна Сергеевна»: the letter of the given name, then of the family name,
/// which a full name has first. One letter when there is one word, nothing when there is none.
pub fn initials(full: &str) -> String {
    let mut words = full.split_whitespace();
    let family = words.next().and_then(first_letter).unwrap_or_default();
    let given = words.next().and_then(first_letter).unwrap_or_default();
    given + &family
}

fn first_letter(word: &str) -> Option<String> {
    word.chars()
        .find(|letter| letter.is_alphanumeric())
        .map(|letter| letter.to_uppercase().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_name_becomes_family_name_with_initials() {
        assert_eq!(
            short_name("Котова Анна Сергеевна"),
            "Котова\u{a0}А.\u{a0}С."
        );
        assert_eq!(short_name("Ли Чен"), "Ли\u{a0}Ч.");
        assert_eq!(short_name("Мадонна"), "Мадонна");
        assert_eq!(short_name("  "), "");
    }

    #[test]
    fn initials_put_the_given_name_first() {
        assert_eq!(initials("Котова Анна Сергеевна"), "АК");
        assert_eq!(initials("ёлкин"), "Ё");
        assert_eq!(initials("«Иванов» (Пётр)"), "ПИ");
        assert_eq!(initials(""), "");
    }
}
