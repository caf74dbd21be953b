//! What both kinds of entries have.

use std::fmt::Write as _;

use jiff::civil::Date;

use super::element::Xml;
use crate::model::{Card, Kind, PersonName, StatusMark};

impl Xml {
    /// Every node names the record that made it.
    pub(super) fn record(&mut self, name: &str, card: &Card, day: Option<Date>) {
        let number = card
            .last_record
            .as_ref()
            .map_or(card.ogrn.as_str(), |record| record.number.as_str());
        let day = day
            .or(card.registered_on)
            .unwrap_or(card.extracted_on)
            .to_string();
        let (name, key) = match card.kind {
            Kind::Company => (name.to_owned(), "ГРН"),
            Kind::SoleTrader => (name.replace("ГРН", "ГРНИП"), "ГРНИП"),
        };
        self.empty(&name, &[(key, Some(number)), ("ДатаЗаписи", Some(&day))]);
    }

    pub(super) fn email(&mut self, card: &Card) {
        if let Some(email) = &card.email {
            self.open("СвАдрЭлПочты", &[("E-mail", Some(email))]);
            self.record("ГРНДата", card, None);
            self.close("СвАдрЭлПочты");
        }
    }

    pub(super) fn office(&mut self, element: &str, card: &Card, record: &str) {
        let office = card.tax_office.as_ref();
        let code = office.map_or("0000", |office| office.code.as_str());
        let name = office.map_or(
            "Инспекция Федеральной налоговой службы",
            |office| office.name.as_str(),
        );
        let attributes = [("КодНО", Some(code)), ("НаимНО", Some(name))];
        if record.is_empty() {
            self.empty(element, &attributes);
            return;
        }
        self.open(element, &attributes);
        self.record(record, card, None);
        self.close(element);
    }

    pub(super) fn person(&mut self, card: &Card, name: Option<&PersonName>, inn: Option<&str>) {
        self.open(
            "СвФЛ",
            &[
                ("Фамилия", name.map(|name| name.family.as_str())),
                ("Имя", name.map(|name| name.given.as_str())),
                ("Отчество", name.and_then(|name| name.patronymic.as_deref())),
                ("ИННФЛ", inn),
            ],
        );
        self.record("ГРНДата", card, None);
        self.close("СвФЛ");
    }

    pub(super) fn organization(
        &mut self,
        card: &Card,
        name: &str,
        ogrn: Option<&str>,
        inn: Option<&str>,
    ) {
        self.open(
            "НаимИННЮЛ",
            &[("ОГРН", ogrn), ("ИНН", inn), ("НаимЮЛПолн", Some(name))],
        );
        self.record("ГРНДата", card, None);
        self.close("НаимИННЮЛ");
    }

    pub(super) fn activities(&mut self, card: &Card) {
        if card.main_activity.is_none() && card.other_activities.is_empty() {
            return;
        }
        self.open("СвОКВЭД", &[]);
        let main = card
            .main_activity
            .iter()
            .map(|activity| ("СвОКВЭДОсн", activity));
        let others = card
            .other_activities
            .iter()
            .map(|activity| ("СвОКВЭДДоп", activity));
        for (element, activity) in main.chain(others) {
            self.open(
                element,
                &[
                    ("КодОКВЭД", Some(&activity.code)),
                    ("НаимОКВЭД", Some(&activity.name)),
                    ("ПрВерсОКВЭД", Some("2014")),
                ],
            );
            self.record("ГРНДата", card, None);
            self.close(element);
        }
        self.close("СвОКВЭД");
    }

    pub(super) fn licences(&mut self, card: &Card) {
        for licence in &card.licences {
            let issued = licence.issued_on.map(|day| day.to_string());
            let expires = licence.expires_on.map(|day| day.to_string());
            self.open(
                "СвЛицензия",
                &[
                    ("НомЛиц", Some(&licence.number)),
                    ("ДатаЛиц", issued.as_deref()),
                    ("ДатаНачЛиц", issued.as_deref()),
                    ("ДатаОкончЛиц", expires.as_deref()),
                ],
            );
            for activity in &licence.activities {
                self.leaf("НаимЛицВидДеят", activity);
            }
            if let Some(authority) = &licence.authority {
                self.leaf("ЛицОргВыдЛиц", authority);
            }
            self.record("ГРНДата", card, None);
            self.close("СвЛицензия");
        }
    }

    /// One record: the newest, which is all that a card knows.
    pub(super) fn history(&mut self, card: &Card, element: &str) {
        let Some(record) = &card.last_record else {
            return;
        };
        let key = if card.kind == Kind::Company {
            "ГРН"
        } else {
            "ГРНИП"
        };
        self.open(
            element,
            &[
                ("ИдЗап", Some("1")),
                (key, Some(&record.number)),
                ("ДатаЗап", Some(&record.made_on.to_string())),
            ],
        );
        self.empty(
            "ВидЗап",
            &[
                ("КодСПВЗ", Some("11201")),
                ("НаимВидЗап", Some("Запись об изменении сведений")),
            ],
        );
        self.office("СвРегОрг", card, "");
        self.close(element);
    }
}

/// Marks of a standing entry, and the way of ending, which is the last mark of an ended one.
pub(super) fn marks(card: &Card) -> (&[StatusMark], Option<&StatusMark>) {
    match card.status_marks.split_last() {
        Some((end, standing)) if card.status.is_ended() => (standing, Some(end)),
        _ => (&card.status_marks, None),
    }
}

pub(super) fn roubles(kopecks: i64) -> String {
    let mut text = (kopecks / 100).to_string();
    if kopecks % 100 != 0 {
        let _ = write!(text, ".{:02}", kopecks % 100);
    }
    text
}
