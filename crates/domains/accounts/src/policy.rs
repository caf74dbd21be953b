//! What a password must be (R4). All broken rules are told at once.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::Person;
use crate::people::NewPerson;

/// Fewest characters.
const MIN: usize = 8;
/// Most characters: hashing must not be a way to keep the server busy.
const MAX: usize = 128;
/// What may stand around a common password without making it a good one.
const DECORATION: usize = 6;
/// Shorter parts of a name or login are not looked for: they are in any text.
const SHORTEST_PART: usize = 4;

/// Common passwords and words, lower case, one per line; see the head of the file.
static COMMON: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    include_str!("../data/common-passwords.txt")
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with("# "))
        .collect()
});

/// One rule of the policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PolicyRule {
    /// At least 8 characters.
    TooShort,
    /// At most 128 characters.
    TooLong,
    /// At least one digit.
    NoDigit,
    /// At least one character that is neither letter nor digit nor blank.
    NoSpecial,
    /// Not one of the most common passwords, also not decorated.
    Common,
    /// Without the person's own name or login in it.
    OwnData,
    /// Not the password that is in use.
    SameAsBefore,
}

impl PolicyRule {
    /// The stable code; the text is under `error-{code}`.
    pub fn code(self) -> &'static str {
        match self {
            Self::TooShort => "ACC-010",
            Self::TooLong => "ACC-011",
            Self::NoDigit => "ACC-012",
            Self::NoSpecial => "ACC-013",
            Self::Common => "ACC-014",
            Self::OwnData => "ACC-015",
            Self::SameAsBefore => "ACC-016",
        }
    }
}

/// Whose password it will be: what must not be in it.
#[derive(Clone, Debug, Default)]
pub struct Owner {
    /// The login; its part before `@` counts.
    pub email: String,
    /// Last, first and middle name.
    pub names: Vec<String>,
}

impl Owner {
    /// Of a new account.
    pub fn of(new: &NewPerson) -> Self {
        let names = [
            new.last_name.as_str(),
            new.first_name.as_str(),
            new.middle(),
        ];
        Self {
            email: new.email.as_str().to_owned(),
            names: names.into_iter().map(str::to_owned).collect(),
        }
    }

    /// Of an existing account.
    pub fn of_person(person: &Person) -> Self {
        Self {
            email: person.email.clone(),
            names: vec![
                person.last_name.clone(),
                person.first_name.clone(),
                person.middle_name.clone(),
            ],
        }
    }
}

/// Checks a new password; `Err` holds every rule that it breaks.
pub fn check_policy(password: &str, owner: &Owner) -> Result<(), Vec<PolicyRule>> {
    let length = password.chars().take(MAX + 1).count();
    if length > MAX {
        // Not looked at any further: it may be of any size.
        return Err(vec![PolicyRule::TooLong]);
    }
    let lower = password.to_lowercase();
    let rules = [
        (length < MIN, PolicyRule::TooShort),
        (
            !password.chars().any(|c| c.is_ascii_digit()),
            PolicyRule::NoDigit,
        ),
        (!password.chars().any(is_special), PolicyRule::NoSpecial),
        (is_common(&lower), PolicyRule::Common),
        (holds_own_data(&lower, owner), PolicyRule::OwnData),
    ];
    let broken: Vec<PolicyRule> = rules
        .into_iter()
        .filter_map(|(broken, rule)| broken.then_some(rule))
        .collect();
    if broken.is_empty() {
        Ok(())
    } else {
        Err(broken)
    }
}

fn is_special(c: char) -> bool {
    // A letter typed as two code points («й» from macOS) is still a letter.
    let combining = ('\u{300}'..='\u{36f}').contains(&c);
    !c.is_alphanumeric() && !c.is_whitespace() && !c.is_control() && !combining
}

/// Whether it is a common password as it stands, with decoration around («Qwerty123!»), with digits
/// and signs for letters («p@ssw0rd»), or typed in the other keyboard layout («йцукен»).
fn is_common(lower: &str) -> bool {
    let spellings = [lower.to_owned(), plain_letters(lower), latin_keys(lower)];
    spellings.iter().any(|spelling| {
        let bare: String = spelling.chars().filter(|c| c.is_alphanumeric()).collect();
        if COMMON.contains(spelling.as_str()) || COMMON.contains(bare.as_str()) {
            return true;
        }
        [spelling.as_str(), bare.as_str()].into_iter().any(|text| {
            let core = text.trim_matches(|c: char| !c.is_alphabetic());
            let decoration = text.chars().count() - core.chars().count();
            decoration <= DECORATION
                && core.chars().count() >= SHORTEST_PART
                && COMMON.contains(core)
        })
    })
}

/// Digits and signs that stand for letters.
fn plain_letters(lower: &str) -> String {
    let swapped = |c| match c {
        '0' => 'o',
        '1' | '!' => 'i',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        other => other,
    };
    // Decoration at the end stays decoration: «password1!» is «password» with two signs.
    let core = lower.trim_end_matches(|c: char| !c.is_alphabetic());
    let tail = &lower[core.len()..];
    core.chars().map(swapped).chain(tail.chars()).collect()
}

/// The same keys in the Latin layout.
fn latin_keys(lower: &str) -> String {
    const CYRILLIC: &str = "йцукенгшщзхъфывапролджэячсмитьбюё";
    const LATIN: &str = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`";
    lower
        .chars()
        .map(|typed| {
            let place = CYRILLIC.chars().position(|key| key == typed);
            place
                .and_then(|place| LATIN.chars().nth(place))
                .unwrap_or(typed)
        })
        .collect()
}

fn holds_own_data(lower: &str, owner: &Owner) -> bool {
    let email = owner.email.to_lowercase();
    let local = email.split('@').next().unwrap_or_default().to_owned();
    let names = owner.names.iter().map(|name| name.to_lowercase());
    [email, local]
        .into_iter()
        .chain(names)
        .filter(|part| part.chars().count() >= SHORTEST_PART)
        .any(|part| lower.contains(&part))
}

#[cfg(test)]
mod tests {
    use super::*;
    use PolicyRule::*;

    fn owner() -> Owner {
        Owner {
            email: "a.kotova@romashka.example".into(),
            names: vec!["Котова".into(), "Анна".into(), "Юл".into()],
        }
    }

    fn broken(password: &str) -> Vec<PolicyRule> {
        check_policy(password, &owner()).err().unwrap_or_default()
    }

    #[test]
    fn good_passwords_pass_in_any_alphabet() {
        for good in [
            "тихая-Река-7",
            "Rb7#mvqL",
            "парус и 3 весла!",
            "🐋🐋кит-2кита",
            &format!("1!{}", "ж".repeat(126)),
        ] {
            assert_eq!(broken(good), [], "{good}");
        }
    }

    #[test]
    fn all_broken_rules_are_told_at_once() {
        assert_eq!(broken(""), [TooShort, NoDigit, NoSpecial]);
        assert_eq!(broken("пароль"), [TooShort, NoDigit, NoSpecial, Common]);
        assert_eq!(broken("тихаярека"), [NoDigit, NoSpecial]);
        assert_eq!(
            broken("тихая река 7"),
            [NoSpecial],
            "a blank is no special character"
        );
        assert_eq!(
            broken("тихаи\u{306}река7"),
            [NoSpecial],
            "half of a letter is none either"
        );
        assert_eq!(broken(&format!("1!{}", "ж".repeat(127))), [TooLong]);
    }

    #[test]
    fn common_passwords_are_refused_in_every_disguise() {
        assert!(COMMON.len() >= 1000, "{}", COMMON.len());
        for common in [
            "Password1!",
            "P@ssw0rd",
            "p@$$w0rd123!",
            "Qwerty123!",
            "qwerty-123",
            "123456789!",
            "!12345678",
            "1q2w3e4r!",
            "йцукен123!",
            "Пароль123!",
            "gfhjkm123!",
            "Привет123!",
            "Admin2024!",
            "zaq12wsx!",
            "Москва2024!",
            "любовь_123",
            "Iloveyou1!",
        ] {
            assert!(broken(common).contains(&Common), "{common}");
        }
        assert!(
            !broken("dragon-Tulip-8-moss").contains(&Common),
            "a common word within a phrase is fine"
        );
    }

    #[test]
    fn own_name_and_login_are_refused_but_not_tiny_parts() {
        assert_eq!(broken("Котова-1975"), [OwnData]);
        assert_eq!(broken("xx-A.Kotova-9"), [OwnData]);
        assert_eq!(broken("Юла-кружится-5"), []);
        assert_eq!(check_policy("Котова-1975", &Owner::default()), Ok(()));
    }
}
