//! What a certificate says about its owner, with the oddities of Russian ones straightened.

use std::fmt;

use esign::certificate::{Certificate, attribute};

/// What a certificate says about its owner. Not checked by anybody but the authority that issued it.
#[derive(Clone, PartialEq, Eq)]
pub struct Owner {
    /// Фамилия; empty where the certificate names an organization only.
    pub last_name: String,
    /// Имя.
    pub first_name: String,
    /// Отчество, when there is one.
    pub middle_name: Option<String>,
    /// СНИЛС, 11 digits.
    pub snils: Option<String>,
    /// ИНН of the person, 12 digits.
    pub inn: Option<String>,
    /// E-mail.
    pub email: Option<String>,
    /// Должность.
    pub position: Option<String>,
    /// On whose behalf the owner signs.
    pub organization: Option<NamedOrganization>,
}

/// The organization or the sole trader's business that a certificate names.
#[derive(Clone, PartialEq, Eq)]
pub struct NamedOrganization {
    /// ИНН: 10 digits, or 12 of a sole trader.
    pub inn: Option<String>,
    /// ОГРН of 13 digits, or ОГРНИП of 15.
    pub ogrn: Option<String>,
    /// The name.
    pub name: String,
}

// Written out so that logs hold no personal data.
impl fmt::Debug for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Owner")
    }
}

impl fmt::Debug for NamedOrganization {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NamedOrganization")
    }
}

impl Owner {
    /// «Котова Анна Сергеевна»; empty where the certificate names no person.
    pub fn full_name(&self) -> String {
        let parts = [&*self.last_name, &*self.first_name];
        let parts = parts.into_iter().chain(self.middle_name.as_deref());
        let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
        parts.join(" ")
    }

    /// Whether a person is named at all.
    pub fn is_person(&self) -> bool {
        !self.last_name.is_empty() && !self.first_name.is_empty()
    }

    /// Whether these are the owner's names; case, «ё» and runs of spaces do not matter.
    pub fn is_named(&self, last: &str, first: &str, middle: &str) -> bool {
        let own_middle = self.middle_name.as_deref().unwrap_or_default();
        self.is_person()
            && folded(&self.last_name) == folded(last)
            && folded(&self.first_name) == folded(first)
            && folded(own_middle) == folded(middle)
    }
}

fn folded(name: &str) -> String {
    let words: Vec<String> = name.split_whitespace().map(str::to_lowercase).collect();
    words.join(" ").replace('ё', "е")
}

/// Reads the owner.
pub fn owner(certificate: &Certificate) -> Owner {
    let text = |oid| {
        let value: Option<String> = certificate.subject_attribute(oid);
        value
            .map(|value| value.split_whitespace().collect::<Vec<_>>().join(" "))
            .filter(|value| !value.is_empty())
    };
    let common_name = text(attribute::COMMON_NAME);
    let organization_name = text(attribute::ORGANIZATION);
    let (person_inn, stray_inn) = match text(attribute::INN) {
        None => (None, None),
        // Older certificates have the organization's ИНН where the person's belongs, with two zeros.
        Some(typed) => match digits(&typed, 12) {
            Some(inn) if inn.starts_with("00") => (None, Some(inn[2..].to_owned())),
            inn => (inn, digits(&typed, 10)),
        },
    };
    let organization_inn = text(attribute::INN_LE).and_then(|inn| {
        digits(&inn, 10).or_else(|| {
            let padded = digits(&inn, 12)?;
            padded.strip_prefix("00").map(str::to_owned)
        })
    });
    let organization_inn = organization_inn.or(stray_inn);
    let snils = text(attribute::SNILS).and_then(|snils| digits(&snils, 11));
    // Only a person has these numbers: then the common name is a person's.
    let is_person = organization_name.is_none() && (snils.is_some() || person_inn.is_some());
    let (last_name, first_name, middle_name) = names(
        text(attribute::SURNAME),
        text(attribute::GIVEN_NAME),
        common_name.as_deref().filter(|_| is_person),
    );
    let ogrn = text(attribute::OGRN).and_then(|ogrn| digits(&ogrn, 13));
    let ogrnip = text(attribute::OGRNIP).and_then(|ogrnip| digits(&ogrnip, 15));
    let organization = if ogrn.is_some() || organization_inn.is_some() {
        Some(NamedOrganization {
            inn: organization_inn,
            ogrn,
            name: organization_name.or(common_name).unwrap_or_default(),
        })
    } else if ogrnip.is_some() {
        Some(NamedOrganization {
            inn: person_inn.clone(),
            ogrn: ogrnip,
            name: organization_name.or(common_name).unwrap_or_default(),
        })
    } else {
        organization_name.map(|name| NamedOrganization {
            inn: None,
            ogrn: None,
            name,
        })
    };
    Owner {
        last_name,
        first_name,
        middle_name,
        snils,
        inn: person_inn,
        email: text(attribute::EMAIL),
        position: text(attribute::TITLE),
        organization,
    }
}

/// `givenName` holds имя and отчество together; some authorities leave both names to `commonName`.
fn names(
    surname: Option<String>,
    given: Option<String>,
    common: Option<&str>,
) -> (String, String, Option<String>) {
    let split = |both: &str| match both.split_once(' ') {
        Some((first, middle)) => (first.to_owned(), Some(middle.to_owned())),
        None => (both.to_owned(), None),
    };
    match (surname, given, common) {
        (Some(surname), Some(given), _) => {
            let (first, middle) = split(&given);
            (surname, first, middle)
        }
        (_, _, Some(common)) if matches!(common.split(' ').count(), 2 | 3) => {
            let (last, rest) = common.split_once(' ').unwrap_or((common, ""));
            let (first, middle) = split(rest);
            (last.to_owned(), first, middle)
        }
        (surname, given, _) => {
            let (first, middle) = split(given.as_deref().unwrap_or_default());
            (surname.unwrap_or_default(), first, middle)
        }
    }
}

/// The digits of a number that has exactly so many.
fn digits(typed: &str, count: usize) -> Option<String> {
    let kept: String = typed.chars().filter(char::is_ascii_digit).collect();
    let is_plain = typed
        .chars()
        .all(|letter| letter.is_ascii_digit() || matches!(letter, ' ' | '-'));
    (is_plain && kept.len() == count).then_some(kept)
}

#[cfg(test)]
mod tests {
    use super::*;
    use esign::issue::{self, Name, Template, Validity};
    use gost3410::{ParamSet, SigningKey};

    fn read(name: Name) -> Owner {
        let key = SigningKey::from_le_bytes(ParamSet::Tc26_256A, &[1; 32]).unwrap();
        let validity = Validity {
            from: "2026-01-01T00:00:00Z".parse().unwrap(),
            to: "2027-01-01T00:00:00Z".parse().unwrap(),
        };
        let template = Template::plain(name, 1, validity);
        owner(&issue::self_signed(&template, &key, &[7; 32]).unwrap())
    }

    #[test]
    fn the_head_of_a_company_is_a_person_and_a_company() {
        let owner = read(Name::of(&[
            (attribute::COMMON_NAME, "АО  «Родник»"),
            (attribute::ORGANIZATION, "АО  «Родник»"),
            (attribute::SURNAME, "Ёлкина"),
            (attribute::GIVEN_NAME, " Анна  Сергеевна"),
            (attribute::TITLE, "Генеральный директор"),
            (attribute::INN, "500100732259"),
            (attribute::INN_LE, "009909001008"),
            (attribute::OGRN, "1027700132195"),
            (attribute::SNILS, "11223344595"),
            (attribute::EMAIL, "elkina@rodnik.example"),
        ]));
        assert_eq!(owner.full_name(), "Ёлкина Анна Сергеевна");
        assert_eq!(owner.middle_name.as_deref(), Some("Сергеевна"));
        assert_eq!(owner.inn.as_deref(), Some("500100732259"));
        assert_eq!(owner.snils.as_deref(), Some("11223344595"));
        assert_eq!(owner.position.as_deref(), Some("Генеральный директор"));
        assert_eq!(owner.email.as_deref(), Some("elkina@rodnik.example"));
        let company = owner.organization.clone().unwrap();
        assert_eq!(
            company.inn.as_deref(),
            Some("9909001008"),
            "without the two zeros"
        );
        assert_eq!(company.ogrn.as_deref(), Some("1027700132195"));
        assert_eq!(company.name, "АО «Родник»");
        assert!(owner.is_named("ЕЛКИНА", "анна", "Сергеевна"));
        assert!(!owner.is_named("Ёлкина", "Анна", ""));
        assert_eq!(format!("{owner:?} {company:?}"), "Owner NamedOrganization");
    }

    #[test]
    fn an_organizations_number_in_the_persons_place_is_the_organizations() {
        let owner = read(Name::of(&[
            (attribute::ORGANIZATION, "АО «Родник»"),
            (attribute::INN, "009909001008"),
        ]));
        assert_eq!(owner.inn, None);
        let company = owner.organization.clone().unwrap();
        assert_eq!(company.inn.as_deref(), Some("9909001008"));
        assert!(!owner.is_person());
    }

    #[test]
    fn a_sole_trader_signs_for_their_own_business() {
        let owner = read(Name::of(&[
            (attribute::COMMON_NAME, "Быков Борис Борисович"),
            (attribute::INN, "500100732259"),
            (attribute::OGRNIP, "304500116000157"),
        ]));
        assert_eq!(owner.full_name(), "Быков Борис Борисович");
        let business = owner.organization.unwrap();
        assert_eq!(business.inn.as_deref(), Some("500100732259"));
        assert_eq!(business.ogrn.as_deref(), Some("304500116000157"));
    }

    #[test]
    fn names_are_read_from_the_common_name_of_a_person_only() {
        let person = read(Name::of(&[
            (attribute::COMMON_NAME, "Ли Анна"),
            (attribute::SNILS, "11223344595"),
        ]));
        assert_eq!((&*person.last_name, &*person.first_name), ("Ли", "Анна"));
        assert_eq!(person.middle_name, None);
        let company = read(Name::of(&[(attribute::COMMON_NAME, "АО «Туман»")]));
        assert!(!company.is_person());
        assert_eq!(company.full_name(), "");
        let number = read(Name::of(&[(attribute::INN_LE, "123")]));
        assert_eq!(number.organization, None);
    }
}
