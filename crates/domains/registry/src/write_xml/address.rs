//! Addresses, in words and by the classifier.

use super::element::Xml;
use crate::entry_parts::{REGION_KINDS_BEFORE, REGION_KINDS_BEHIND};
use crate::model::{Address, AddressLevel, AddressPart, Card, Kind};

impl Xml {
    pub(super) fn address(&mut self, card: &Card, address: &Address) {
        let current = !self.format.is_old();
        self.open("СвАдресЮЛ", &[("ВидАдрКлассиф", current.then_some("2"))]);
        if let (Some(guid), true) = (&address.gar_guid, current) {
            self.municipal_address(card, address, guid);
        }
        self.classifier_address(card, address);
        if let Some(words) = &address.unreliable {
            self.open(
                "СвНедАдресЮЛ",
                &[
                    ("ПризнНедАдресЮЛ", Some("2")),
                    ("ТекстНедАдресЮЛ", Some(words)),
                ],
            );
            self.record("ГРНДата", card, address.record.as_ref());
            self.close("СвНедАдресЮЛ");
        }
        if let Some(words) = &address.moving {
            self.empty("СвРешИзмМН", &[("ТекстРешИзмМН", Some(words))]);
        }
        self.close("СвАдресЮЛ");
    }

    /// СвАдрЮЛФИАС.
    fn municipal_address(&mut self, card: &Card, address: &Address, guid: &str) {
        self.open(
            "СвАдрЮЛФИАС",
            &[
                ("ИдНом", Some(guid)),
                ("Индекс", address.postal_code.as_deref()),
            ],
        );
        self.leaf("Регион", address.region_code.as_deref().unwrap_or_default());
        let parts = address.municipal.iter().flat_map(|other| &other.parts);
        for part in parts {
            let kind = Some(part.kind.as_str()).filter(|kind| !kind.is_empty());
            let name = Some(part.name.as_str());
            match part.level {
                AddressLevel::Region => self.leaf("НаимРегион", &part.name),
                AddressLevel::District => self.empty("МуниципРайон", &[("Наим", name)]),
                AddressLevel::City | AddressLevel::Settlement => {
                    self.empty("НаселенПункт", &[("Вид", kind), ("Наим", name)]);
                }
                AddressLevel::Plan => {
                    self.empty("ЭлПланСтруктур", &[("Тип", kind), ("Наим", name)]);
                }
                AddressLevel::Street => {
                    self.empty("ЭлУлДорСети", &[("Тип", kind), ("Наим", name)]);
                }
                AddressLevel::House | AddressLevel::Building => {
                    self.empty("Здание", &[("Тип", kind), ("Номер", name)]);
                }
                AddressLevel::Room => {
                    self.empty("ПомещЗдания", &[("Тип", kind), ("Номер", name)]);
                }
            }
        }
        self.record("ГРНДата", card, address.record.as_ref());
        self.close("СвАдрЮЛФИАС");
    }

    pub(super) fn classifier_address(&mut self, card: &Card, address: &Address) {
        let of = |level: AddressLevel| address.parts.iter().find(|part| part.level == level);
        let words = |level| of(level).map(|part: &AddressPart| join(&part.kind, &part.name));
        self.open(
            "АдресРФ",
            &[
                ("Индекс", address.postal_code.as_deref()),
                ("КодРегион", address.region_code.as_deref()),
                ("Дом", words(AddressLevel::House).as_deref()),
                ("Корпус", words(AddressLevel::Building).as_deref()),
                ("Кварт", words(AddressLevel::Room).as_deref()),
            ],
        );
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
            if let Some(part) = of(level) {
                // 4.05 requires the type of a region apart from its name.
                let (region_kind, region_name) = split_region(&part.name);
                let (kind_value, name_value) =
                    if level == AddressLevel::Region && self.format.is_old() {
                        (region_kind, region_name)
                    } else {
                        (part.kind.as_str(), part.name.as_str())
                    };
                let kind_value = Some(kind_value).filter(|kind| !kind.is_empty());
                self.empty(element, &[(kind, kind_value), (name, Some(name_value))]);
            }
        }
        if card.kind == Kind::Company {
            self.record("ГРНДата", card, address.record.as_ref());
        }
        self.close("АдресРФ");
    }
}

/// «НОВОСИБИРСКАЯ ОБЛАСТЬ» as type and name; no type where the name is of another shape.
fn split_region(name: &str) -> (&str, &str) {
    let behind = REGION_KINDS_BEHIND
        .iter()
        .chain(&REGION_KINDS_BEFORE)
        .find_map(|kind| {
            let rest = name.strip_suffix(kind)?.strip_suffix(' ')?;
            Some((&name[rest.len() + 1..], rest))
        });
    let before = REGION_KINDS_BEFORE.iter().find_map(|kind| {
        let rest = name.strip_prefix(kind)?.strip_prefix(' ')?;
        Some((&name[..kind.len()], rest))
    });
    behind.or(before).unwrap_or(("", name))
}

fn join(kind: &str, name: &str) -> String {
    if kind.is_empty() {
        name.to_owned()
    } else {
        format!("{kind} {name}")
    }
}
