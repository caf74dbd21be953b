//! What a person claims about an organization, beside what the register says.

use crate::model::{AddressLevel, Card, Head, Kind, PersonName, Status};
use crate::names::{fold, normalize_address, normalize_name};

/// What was typed when linking an organization. Absent and empty fields are not compared.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Claim {
    pub inn: Option<String>,
    pub ogrn: Option<String>,
    pub kpp: Option<String>,
    /// In any spelling: case, quotes and the legal form do not count.
    pub name: Option<String>,
    pub address: Option<String>,
    /// Name of the head in the order of the register: family, given, patronymic.
    pub head: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DifferenceField {
    Inn,
    Ogrn,
    Kpp,
    Name,
    Address,
    Head,
    Status,
}

impl DifferenceField {
    /// Stable name for forms and text keys (`registry-field-inn`).
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Inn => "inn",
            Self::Ogrn => "ogrn",
            Self::Kpp => "kpp",
            Self::Name => "name",
            Self::Address => "address",
            Self::Head => "head",
            Self::Status => "status",
        }
    }
}

/// What a difference means for the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The request goes on; a person explains or corrects, an operator looks.
    Clarify,
    /// The request cannot go on.
    Refuses,
}

/// One way in which a claim and a card do not agree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    pub field: DifferenceField,
    /// As typed; empty where the register alone is the matter.
    pub typed: String,
    /// As registered; empty where the register has nothing. A status by its stable name.
    pub registered: String,
    pub severity: Severity,
    /// `REG-001` and so on; the text is under `error-<code>` in `registry.ftl`.
    pub code: &'static str,
}

/// Codes of [`compare`], for the list of codes in the documentation.
pub const CODES: [&str; 12] = [
    "REG-001", "REG-002", "REG-003", "REG-004", "REG-005", "REG-006", "REG-007", "REG-008",
    "REG-009", "REG-010", "REG-011", "REG-012",
];

/// Compares a claim with the card found for it; refusals first.
pub fn compare(claim: &Claim, card: &Card) -> Vec<Difference> {
    let mut differences = Vec::new();
    compare_identifiers(claim, card, &mut differences);
    compare_status(card, &mut differences);
    compare_name(claim, card, &mut differences);
    compare_address(claim, card, &mut differences);
    compare_head(claim, card, &mut differences);
    differences.sort_by_key(|difference| std::cmp::Reverse(difference.severity));
    differences
}

fn typed(value: Option<&String>) -> Option<&str> {
    value
        .map(|text| text.trim())
        .filter(|text| !text.is_empty())
}

fn difference(
    field: DifferenceField,
    typed: &str,
    registered: &str,
    severity: Severity,
    code: &'static str,
) -> Difference {
    Difference {
        field,
        typed: typed.to_owned(),
        registered: registered.to_owned(),
        severity,
        code,
    }
}

/// Letters and digits only: numbers are typed with spaces and dashes.
fn bare(number: &str) -> String {
    number
        .chars()
        .filter(|letter| letter.is_alphanumeric())
        .flat_map(char::to_uppercase)
        .collect()
}

fn compare_identifiers(claim: &Claim, card: &Card, differences: &mut Vec<Difference>) {
    let numbers = [
        (
            DifferenceField::Inn,
            &claim.inn,
            card.inn.as_deref(),
            "REG-001",
        ),
        (
            DifferenceField::Ogrn,
            &claim.ogrn,
            Some(card.ogrn.as_str()),
            "REG-002",
        ),
    ];
    for (field, claimed, registered, code) in numbers {
        let registered = registered.unwrap_or_default();
        if let Some(claimed) = typed(claimed.as_ref())
            && bare(claimed) != registered
        {
            differences.push(difference(
                field,
                claimed,
                registered,
                Severity::Refuses,
                code,
            ));
        }
    }
    let Some(kpp) = typed(claim.kpp.as_ref()) else {
        return;
    };
    match (card.kind, card.kpp.as_deref()) {
        // A sole trader has no КПП; a typed one is a mistake, not a fraud.
        (Kind::SoleTrader, _) => {
            differences.push(difference(
                DifferenceField::Kpp,
                kpp,
                "",
                Severity::Clarify,
                "REG-004",
            ));
        }
        (Kind::Company, registered) if bare(kpp) != registered.unwrap_or_default() => {
            // КПП of a branch differs lawfully, but only when there are branches.
            let (severity, code) = if card.branches.is_empty() {
                (Severity::Refuses, "REG-003")
            } else {
                (Severity::Clarify, "REG-005")
            };
            differences.push(difference(
                DifferenceField::Kpp,
                kpp,
                registered.unwrap_or_default(),
                severity,
                code,
            ));
        }
        (Kind::Company, _) => {}
    }
}

fn compare_status(card: &Card, differences: &mut Vec<Difference>) {
    let (severity, code) = match card.status {
        Status::Active | Status::Reorganizing => return,
        // Its managers change by law: who acts must be shown by documents.
        Status::Liquidating | Status::Bankrupt | Status::Excluding => {
            (Severity::Clarify, "REG-007")
        }
        _ => (Severity::Refuses, "REG-006"),
    };
    differences.push(difference(
        DifferenceField::Status,
        "",
        card.status.as_str(),
        severity,
        code,
    ));
}

fn compare_name(claim: &Claim, card: &Card, differences: &mut Vec<Difference>) {
    let Some(name) = typed(claim.name.as_ref()) else {
        return;
    };
    let typed_name = squeezed(name);
    let mut registered = vec![squeezed(&card.full_name)];
    registered.extend(card.short_name.as_deref().map(squeezed));
    registered.extend(
        card.person
            .as_ref()
            .map(|person| squeezed(&person.display())),
    );
    if !registered.contains(&typed_name) {
        differences.push(difference(
            DifferenceField::Name,
            name,
            card.display_name(),
            Severity::Clarify,
            "REG-008",
        ));
    }
}

/// Normalized without spaces: «Северный луч» and «СеверныйЛуч» are one name.
fn squeezed(name: &str) -> String {
    normalize_name(name).replace(' ', "")
}

fn compare_address(claim: &Claim, card: &Card, differences: &mut Vec<Difference>) {
    let Some(address) = typed(claim.address.as_ref()) else {
        return;
    };
    let Some(registered) = &card.address else {
        return;
    };
    let typed_words = normalize_address(address);
    let registered_words = normalize_address(&registered.line);
    // The town is enough: people leave out region and district.
    let optional: Vec<String> = registered
        .parts
        .iter()
        .filter(|part| matches!(part.level, AddressLevel::Region | AddressLevel::District))
        .flat_map(|part| normalize_address(&part.name))
        .collect();
    let known = |word: &String| registered_words.contains(word);
    let given = |word: &String| typed_words.contains(word) || optional.contains(word);
    if !typed_words.iter().all(known) || !registered_words.iter().all(given) {
        differences.push(difference(
            DifferenceField::Address,
            address,
            &registered.line,
            Severity::Clarify,
            "REG-009",
        ));
    }
}

fn compare_head(claim: &Claim, card: &Card, differences: &mut Vec<Difference>) {
    let Some(claimed) = typed(claim.head.as_ref()) else {
        return;
    };
    let mut clarify = |registered: &str, code| {
        differences.push(difference(
            DifferenceField::Head,
            claimed,
            registered,
            Severity::Clarify,
            code,
        ));
    };
    if let Some(person) = &card.person {
        // A sole trader is the head of his own business.
        if !same_person(claimed, person) {
            clarify(&person.display(), "REG-010");
        }
        return;
    }
    if let Some(head) = card.heads.iter().find(|head| is_head(head, claimed)) {
        if head.unreliable.is_some()
            || !head.has_powers()
            || head
                .disqualified_until
                .is_some_and(|until| until >= card.extracted_on)
        {
            clarify(
                &head
                    .name
                    .as_ref()
                    .map(PersonName::display)
                    .unwrap_or_default(),
                "REG-012",
            );
        }
        return;
    }
    let names: Vec<String> = card
        .heads
        .iter()
        .filter_map(|head| Some(head.name.as_ref()?.display()))
        .collect();
    match (&card.managing_company, names.is_empty()) {
        (Some(company), true) => clarify(&company.name, "REG-011"),
        _ => clarify(&names.join(", "), "REG-010"),
    }
}

fn is_head(head: &Head, claimed: &str) -> bool {
    head.name
        .as_ref()
        .is_some_and(|name| same_person(claimed, name))
}

/// Whole names in any case, «ё» as «е». A left-out patronymic or an initial is not the same person.
fn same_person(claimed: &str, name: &PersonName) -> bool {
    fold(claimed) == fold(&name.display())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::synthetic::{named_company, synthetic_cards};

    fn northern_ray() -> Card {
        let head = PersonName {
            family: "КОТОВА".into(),
            given: "АННА".into(),
            patronymic: Some("СЕРГЕЕВНА".into()),
        };
        let mut card = named_company(1, 0, "Северный луч", head);
        card.inn = Some("5404002997".into());
        card.ogrn = "1155476004485".into();
        card.kpp = Some("540401001".into());
        card.branches.clear();
        card
    }

    fn claim() -> Claim {
        Claim {
            inn: Some("5404002997".into()),
            ogrn: Some("115 5476 004485".into()),
            kpp: Some("540401001".into()),
            name: Some("Общество с ограниченной ответственностью «Северный Луч»".into()),
            address: None,
            head: Some("Котова Анна Сергеевна".into()),
        }
    }

    fn codes(claim: &Claim, card: &Card) -> Vec<&'static str> {
        compare(claim, card)
            .iter()
            .map(|difference| difference.code)
            .collect()
    }

    #[test]
    fn a_true_claim_has_no_differences() {
        let card = northern_ray();
        let mut claim = claim();
        claim.address = card
            .address
            .as_ref()
            .map(|address| address.line.to_lowercase());
        assert_eq!(compare(&claim, &card), []);
        assert_eq!(compare(&Claim::default(), &card), []);
    }

    #[test]
    fn a_number_of_another_company_refuses() {
        let card = northern_ray();
        let wrong = Claim {
            ogrn: Some("1245400033581".into()),
            ..claim()
        };
        let differences = compare(&wrong, &card);
        assert_eq!(differences[0].severity, Severity::Refuses);
        assert_eq!(differences[0].typed, "1245400033581");
        assert_eq!(differences[0].registered, "1155476004485");
        assert_eq!(codes(&wrong, &card), ["REG-002"]);
        assert_eq!(
            codes(
                &Claim {
                    inn: Some("5473017218".into()),
                    ..claim()
                },
                &card
            ),
            ["REG-001"]
        );
    }

    #[test]
    fn a_foreign_kpp_refuses_unless_there_are_branches() {
        let mut card = northern_ray();
        let branch = Claim {
            kpp: Some("770101001".into()),
            ..claim()
        };
        assert_eq!(codes(&branch, &card), ["REG-003"]);
        card.branches = vec![crate::Branch::default(); 2];
        assert_eq!(codes(&branch, &card), ["REG-005"]);
        assert_eq!(compare(&branch, &card)[0].severity, Severity::Clarify);
    }

    #[test]
    fn another_name_only_asks_for_a_word() {
        let card = northern_ray();
        let other = Claim {
            name: Some("ООО Южный луч".into()),
            ..claim()
        };
        let differences = compare(&other, &card);
        assert_eq!(differences.len(), 1);
        assert_eq!(
            (differences[0].code, differences[0].severity),
            ("REG-008", Severity::Clarify)
        );
    }

    #[test]
    fn an_ended_company_refuses_before_anything_else() {
        let mut card = northern_ray();
        card.status = Status::Liquidated;
        let other = Claim {
            name: Some("Южный луч".into()),
            ..claim()
        };
        assert_eq!(codes(&other, &card), ["REG-006", "REG-008"]);
        card.status = Status::Bankrupt;
        assert_eq!(codes(&claim(), &card), ["REG-007"]);
    }

    #[test]
    fn another_head_has_to_show_documents() {
        let mut card = northern_ray();
        let other = Claim {
            head: Some("Котов Андрей Сергеевич".into()),
            ..claim()
        };
        assert_eq!(codes(&other, &card), ["REG-010"]);
        card.heads[0].unreliable = Some("сведения недостоверны".into());
        assert_eq!(codes(&claim(), &card), ["REG-012"]);
        card.heads.clear();
        card.managing_company = Some(crate::OrganizationRef {
            name: "ООО \"УК\"".into(),
            ..Default::default()
        });
        assert_eq!(codes(&claim(), &card), ["REG-011"]);
    }

    #[test]
    fn an_address_may_leave_out_index_and_region_but_not_the_house() {
        let mut card = northern_ray();
        let part = |level, kind: &str, name: &str| crate::AddressPart {
            level,
            kind: kind.into(),
            name: name.into(),
        };
        let parts = vec![
            part(AddressLevel::Region, "", "НОВОСИБИРСКАЯ ОБЛАСТЬ"),
            part(AddressLevel::City, "Г.", "НОВОСИБИРСК"),
            part(AddressLevel::Street, "Б-Р", "МОЛОДЕЖИ"),
            part(AddressLevel::House, "", "Д. 36Б"),
        ];
        let line = crate::Address::line_of(Some("630055"), &parts);
        card.address = Some(crate::Address {
            line,
            parts,
            ..Default::default()
        });
        let with = |address: &str| Claim {
            address: Some(address.into()),
            ..claim()
        };
        assert_eq!(
            codes(&with("г. Новосибирск, бульвар Молодёжи, дом 36б"), &card),
            [""; 0]
        );
        assert_eq!(
            codes(&with("г. Новосибирск, бульвар Молодёжи"), &card),
            ["REG-009"]
        );
        assert_eq!(
            codes(
                &with("г. Новосибирск, бульвар Молодёжи, д. 36Б, оф. 5"),
                &card
            ),
            ["REG-009"]
        );
    }

    #[test]
    fn a_sole_trader_is_recognised_by_the_persons_name() {
        let card = synthetic_cards(1, 100)
            .find(|card| card.kind == Kind::SoleTrader && card.status == Status::Active)
            .unwrap();
        let name = card.person.as_ref().unwrap().display();
        let claim = Claim {
            inn: card.inn.clone(),
            ogrn: Some(card.ogrn.clone()),
            name: Some(format!("ИП {name}")),
            head: Some(name.to_uppercase()),
            ..Claim::default()
        };
        assert_eq!(compare(&claim, &card), []);
        assert_eq!(
            codes(
                &Claim {
                    kpp: Some("540401001".into()),
                    ..claim
                },
                &card
            ),
            ["REG-004"]
        );
    }
}
