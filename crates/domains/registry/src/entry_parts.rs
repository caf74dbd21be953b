//! Parts of an entry that have a shape of their own: address, persons, founders, licences.

use crate::entry::{date, first_record, kopecks, record};
use crate::model::{
    Address, AddressLevel, AddressPart, Branch, Founder, FounderKind, Head, LastRecord, Licence,
    MunicipalAddress, OrganizationRef, PersonName,
};
use crate::tree::Element;

/// Parts of an address longer than this are cut; buildings may repeat.
const MOST_PARTS: usize = 30;

/// СвАдресЮЛ. Where both forms stand, the administrative one names streets as people do, and the
/// municipal one (ГАР) has the GUID.
pub(crate) fn address(node: Element<'_>) -> Option<Address> {
    let by_classifier = node.child("АдресРФ");
    // СвМНЮЛ is the place alone, СвАдрЮЛФИАС the whole address.
    let by_gar = node.child("СвАдрЮЛФИАС").or_else(|| node.child("СвМНЮЛ"));
    let mut address = match (by_classifier, by_gar) {
        (Some(element), _) => classifier_address(element),
        (None, Some(element)) => gar_address(element),
        (None, None) => return None,
    };
    if let Some(element) = by_gar {
        address.gar_guid = element.owned("ИдНом");
        let municipal = gar_address(element);
        if address.postal_code.is_none() {
            address.postal_code.clone_from(&municipal.postal_code);
            address.line = Address::line_of(address.postal_code.as_deref(), &address.parts);
        }
        if by_classifier.is_some() && !municipal.parts.is_empty() {
            address.municipal = Some(MunicipalAddress {
                line: municipal.line,
                parts: municipal.parts,
            });
        }
    }
    address.unreliable = node.child("СвНедАдресЮЛ").map(|mark| {
        mark.attribute("ТекстНедАдресЮЛ")
            .unwrap_or("сведения недостоверны")
            .to_owned()
    });
    address.moving = node
        .child("СвРешИзмМН")
        .and_then(|decision| decision.owned("ТекстРешИзмМН"));
    address.record = by_classifier
        .and_then(record)
        .or_else(|| by_gar.and_then(record));
    Some(address)
}

/// СвАдрМЖ: region and town of a sole trader; the street is not public.
pub(crate) fn place_of_residence(node: Element<'_>) -> Option<Address> {
    let mut address = match (node.child("АдресРФ"), node.child("СвАдрМЖФИАС")) {
        (Some(element), _) => classifier_address(element),
        (None, Some(element)) => gar_address(element),
        (None, None) => return None,
    };
    address.record = record(node);
    Some(address)
}

fn finished(
    region_code: Option<String>,
    postal_code: Option<String>,
    mut parts: Vec<AddressPart>,
) -> Address {
    parts.truncate(MOST_PARTS);
    Address {
        line: Address::line_of(postal_code.as_deref(), &parts),
        region_code,
        postal_code,
        parts,
        ..Address::default()
    }
}

/// АдресРФ: words by КЛАДР.
fn classifier_address(node: Element<'_>) -> Address {
    let mut parts = Vec::new();
    let levels = [
        ("Регион", "ТипРегион", "НаимРегион", AddressLevel::Region),
        ("Район", "ТипРайон", "НаимРайон", AddressLevel::District),
        ("Город", "ТипГород", "НаимГород", AddressLevel::City),
        (
            "НаселПункт",
            "ТипНаселПункт",
            "НаимНаселПункт",
            AddressLevel::Settlement,
        ),
        ("Улица", "ТипУлица", "НаимУлица", AddressLevel::Street),
    ];
    for (element, kind, name, level) in levels {
        let Some(part) = node.child(element) else {
            continue;
        };
        if let Some(name) = part.attribute(name) {
            let kind = part.attribute(kind).unwrap_or_default();
            parts.push(if level == AddressLevel::Region {
                region(kind, name)
            } else {
                AddressPart {
                    level,
                    kind: kind.to_owned(),
                    name: name.to_owned(),
                }
            });
        }
    }
    // «Д. 256А», «ПОМЕЩ. 8»: the type stands in the same attribute.
    let ends = [
        ("Дом", AddressLevel::House),
        ("Корпус", AddressLevel::Building),
        ("Кварт", AddressLevel::Room),
    ];
    for (attribute, level) in ends {
        if let Some(name) = node.owned(attribute) {
            parts.push(AddressPart {
                level,
                kind: String::new(),
                name,
            });
        }
    }
    finished(node.owned("КодРегион"), node.owned("Индекс"), parts)
}

/// Words of a region that stand behind its name: «НОВОСИБИРСКАЯ ОБЛАСТЬ».
pub(crate) const REGION_KINDS_BEHIND: [&str; 3] = ["ОБЛАСТЬ", "КРАЙ", "ОКРУГ"];
/// Those before it, unless the name is an adjective: «РЕСПУБЛИКА КОМИ», «УДМУРТСКАЯ РЕСПУБЛИКА».
pub(crate) const REGION_KINDS_BEFORE: [&str; 2] = ["РЕСПУБЛИКА", "ГОРОД"];

/// A region as one name: some versions give its type apart, some do not.
fn region(kind: &str, name: &str) -> AddressPart {
    let upper = kind.to_uppercase();
    let name = if kind.is_empty() {
        name.to_owned()
    } else if REGION_KINDS_BEHIND.iter().any(|word| upper.ends_with(word))
        || name.to_uppercase().ends_with("АЯ")
    {
        format!("{name} {kind}")
    } else {
        format!("{kind} {name}")
    };
    AddressPart {
        level: AddressLevel::Region,
        kind: String::new(),
        name,
    }
}

/// СвАдрЮЛФИАС or СвМНЮЛ: words by ГАР.
fn gar_address(node: Element<'_>) -> Address {
    let mut parts = Vec::new();
    for part in node.children() {
        let (level, kind, name) = match part.name() {
            "НаимРегион" => (AddressLevel::Region, None, Some(part.text().to_owned())),
            "МуниципРайон" | "ГородСелПоселен" => {
                (AddressLevel::District, None, part.owned("Наим"))
            }
            "НаселенПункт" => (
                AddressLevel::Settlement,
                part.owned("Вид"),
                part.owned("Наим"),
            ),
            "ЭлПланСтруктур" => {
                (AddressLevel::Plan, part.owned("Тип"), part.owned("Наим"))
            }
            "ЭлУлДорСети" => {
                (AddressLevel::Street, part.owned("Тип"), part.owned("Наим"))
            }
            "Здание" => (AddressLevel::House, part.owned("Тип"), part.owned("Номер")),
            "ПомещЗдания" | "ПомещКвартиры" => {
                (AddressLevel::Room, part.owned("Тип"), part.owned("Номер"))
            }
            _ => continue,
        };
        if let Some(name) = name.filter(|name| !name.is_empty()) {
            parts.push(AddressPart {
                level,
                kind: kind.unwrap_or_default(),
                name,
            });
        }
    }
    let region = node.child("Регион").map(|region| region.text().to_owned());
    finished(
        region.filter(|code| !code.is_empty()),
        node.owned("Индекс"),
        parts,
    )
}

pub(crate) fn person_name(node: Element<'_>) -> Option<PersonName> {
    let family = node.attribute("Фамилия");
    let given = node.attribute("Имя");
    family.or(given)?;
    Some(PersonName {
        family: family.unwrap_or_default().to_owned(),
        given: given.unwrap_or_default().to_owned(),
        patronymic: node.owned("Отчество"),
    })
}

/// СведДолжнФЛ.
pub(crate) fn head(node: Element<'_>) -> Head {
    let person = node.child("СвФЛ");
    let position = node.child("СвДолжн");
    let attribute = |name: &str| {
        position
            .and_then(|node| node.owned(name))
            .unwrap_or_default()
    };
    Head {
        name: person.and_then(person_name),
        inn: person.and_then(|node| node.owned("ИННФЛ")),
        position: attribute("НаимДолжн"),
        kind_code: attribute("ВидДолжн"),
        kind_name: attribute("НаимВидДолжн"),
        since: node
            .child("ГРНДатаПерв")
            .and_then(|first| date(first, "ДатаЗаписи")),
        unreliable: node.child("СвНедДанДолжнФЛ").map(|mark| {
            mark.attribute("ТекстНедДанДолжнФЛ")
                .unwrap_or("сведения недостоверны")
                .to_owned()
        }),
        disqualified_until: node
            .children_named("СвДискв")
            .filter_map(|mark| date(mark, "ДатаОкончДискв"))
            .max(),
        powers: node
            .child("ДопСвПолДолжФЛ")
            .and_then(|note| note.owned("ТекстДопСвПолДолжнФЛ")),
        restricted: is_restricted(node),
        record: newest(person.and_then(record), position.and_then(record)),
    }
}

fn newest(one: Option<LastRecord>, other: Option<LastRecord>) -> Option<LastRecord> {
    one.into_iter()
        .chain(other)
        .max_by_key(|record| record.made_on)
}

/// «Ограничен доступ»: the mark's name has changed between versions, its stem has not.
fn is_restricted(node: Element<'_>) -> bool {
    node.children()
        .any(|child| child.name().starts_with("ОгрДос"))
}

pub(crate) fn organization(node: Element<'_>) -> Option<OrganizationRef> {
    Some(OrganizationRef {
        name: node.owned("НаимЮЛПолн")?,
        ogrn: node.owned("ОГРН"),
        inn: node.owned("ИНН"),
        record: record(node),
    })
}

/// СвФилиал or СвПредстав.
pub(crate) fn branch(node: Element<'_>) -> Branch {
    let representative = node.name() == "СвПредстав";
    let account = if representative {
        "СвУчетНОПредстав"
    } else {
        "СвУчетНОФилиал"
    };
    let address = match (node.child("АдрМНРФ"), node.child("АдрМНФИАС")) {
        (Some(element), _) => classifier_address(element).line,
        (None, Some(element)) => gar_address(element).line,
        (None, None) => node.child("АдрМНИн").map_or_else(String::new, |abroad| {
            let parts = [abroad.attribute("НаимСтран"), abroad.attribute("АдрИн")];
            parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
        }),
    };
    Branch {
        representative,
        name: node.child("СвНаим").and_then(|name| name.owned("НаимПолн")),
        kpp: node.child(account).and_then(|node| node.owned("КПП")),
        address,
        record: first_record(node),
    }
}

/// One child of СвУчредит; an unknown kind of founder is still read by its usual parts.
pub(crate) fn founder(node: Element<'_>) -> Founder {
    let kind = match node.name() {
        "УчрФЛ" => FounderKind::Person,
        "УчрЮЛРос" => FounderKind::Company,
        "УчрЮЛИн" => FounderKind::ForeignCompany,
        "УчрРФСубМО" => FounderKind::State,
        "УчрПИФ" => FounderKind::Fund,
        _ => FounderKind::Other,
    };
    let mut founder = Founder {
        kind,
        country: node
            .child("СвРегИн")
            .and_then(|place| place.owned("НаимСтран")),
        unreliable: node.child("СвНедДанУчр").map(|mark| {
            mark.attribute("ТекстНедДанУчр")
                .unwrap_or("сведения недостоверны")
                .to_owned()
        }),
        record: first_record(node),
        ..Founder::default()
    };
    if let Some(organization) = node.child("НаимИННЮЛ").and_then(organization) {
        founder.name = organization.name;
        founder.ogrn = organization.ogrn;
        founder.inn = organization.inn;
    } else if let Some(person) = node.child("СвФЛ") {
        founder.name = person_name(person)
            .map(|name| name.display())
            .unwrap_or_default();
        founder.inn = person.owned("ИННФЛ");
        founder.ogrn = node.owned("ОГРНИП");
    } else if let Some(state) = node.child("ВидНаимУчр") {
        let name = state.owned("НаимМО").or_else(|| state.owned("НаимРегион"));
        founder.name = name.unwrap_or_else(|| "РОССИЙСКАЯ ФЕДЕРАЦИЯ".to_owned());
    } else if let Some(fund) = node.child("СвНаимПИФ") {
        founder.name = fund.owned("НаимПИФ").unwrap_or_default();
    }
    if let Some(share) = node.child("ДоляУстКап") {
        founder.kopecks = share.attribute("НоминСтоим").and_then(kopecks);
        founder.share = share
            .child("РазмерДоли")
            .and_then(|size| size.children().next())
            .and_then(share_size);
    }
    founder
}

fn share_size(size: Element<'_>) -> Option<String> {
    match size.name() {
        "Процент" => Some(format!("{} %", size.text())),
        "ДробДесят" => Some(size.text().to_owned()),
        "ДробПрост" => Some(format!(
            "{}/{}",
            size.attribute("Числит")?,
            size.attribute("Знаменат")?
        )),
        _ => None,
    }
}

/// СвЛицензия.
pub(crate) fn licence(node: Element<'_>) -> Option<Licence> {
    let activities = node.children_named("НаимЛицВидДеят").take(100);
    let (own, unified) = (node.owned("НомЛиц"), node.owned("НомерЕРУЛ"));
    Some(Licence {
        unified_number: unified
            .clone()
            .filter(|unified| own.as_ref().is_some_and(|own| own != unified)),
        number: own.or(unified)?,
        issued_on: date(node, "ДатаЛиц"),
        expires_on: date(node, "ДатаОкончЛиц"),
        activities: activities
            .map(|activity| activity.text().to_owned())
            .collect(),
        authority: node
            .child("ЛицОргВыдЛиц")
            .map(|office| office.text().to_owned()),
        record: record(node),
    })
}
