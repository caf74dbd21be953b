//! What both kinds of entries have.

use std::fmt::Write as _;

use super::element::Xml;
use crate::model::{Card, Kind, LastRecord, PersonName, StatusMark};

impl Xml {
    /// The record that a part came with, where it is known.
    pub(super) fn record(&mut self, name: &str, card: &Card, record: Option<&LastRecord>) {
        let Some(record) = record else { return };
        let day = record.made_on.to_string();
        let (name, key) = match card.kind {
            Kind::Company => (name.to_owned(), "ГРН"),
            Kind::SoleTrader => (name.replace("ГРН", "ГРНИП"), "ГРНИП"),
        };
        self.empty(
            &name,
            &[(key, Some(&record.number)), ("ДатаЗаписи", Some(&day))],
        );
    }

    pub(super) fn email(&mut self, card: &Card) {
        if let Some(email) = &card.email {
            self.open("СвАдрЭлПочты", &[("E-mail", Some(email))]);
            self.record("ГРНДата", card, card.name_record.as_ref());
            self.close("СвАдрЭлПочты");
        }
    }

    /// The registering office as a leaf, inside records of the history.
    pub(super) fn office(&mut self, element: &str, card: &Card) {
        let (code, name) = match &card.registration {
            Some(registration) if !registration.office_code.is_empty() => {
                (&*registration.office_code, &*registration.office_name)
            }
            _ => ("0000", "Инспекция Федеральной налоговой службы"),
        };
        self.empty(element, &[("КодНО", Some(code)), ("НаимНО", Some(name))]);
    }

    /// СвРегОрг of the entry.
    pub(super) fn registering_office(&mut self, card: &Card) {
        let Some(registration) = &card.registration else {
            return;
        };
        let code = Some(registration.office_code.as_str()).filter(|text| !text.is_empty());
        let name = Some(registration.office_name.as_str()).filter(|text| !text.is_empty());
        self.open(
            "СвРегОрг",
            &[
                ("КодНО", code),
                ("НаимНО", name),
                ("АдрРО", registration.office_address.as_deref()),
            ],
        );
        self.record("ГРНДата", card, registration.record.as_ref());
        self.close("СвРегОрг");
    }

    pub(super) fn person(
        &mut self,
        card: &Card,
        name: Option<&PersonName>,
        inn: Option<&str>,
        record: Option<&LastRecord>,
    ) {
        self.open(
            "СвФЛ",
            &[
                ("Фамилия", name.map(|name| name.family.as_str())),
                ("Имя", name.map(|name| name.given.as_str())),
                ("Отчество", name.and_then(|name| name.patronymic.as_deref())),
                ("ИННФЛ", inn),
            ],
        );
        self.record("ГРНДата", card, record);
        self.close("СвФЛ");
    }

    pub(super) fn organization(
        &mut self,
        element: &str,
        card: &Card,
        (name, ogrn, inn): (&str, Option<&str>, Option<&str>),
        record: Option<&LastRecord>,
    ) {
        self.open(
            element,
            &[("ОГРН", ogrn), ("ИНН", inn), ("НаимЮЛПолн", Some(name))],
        );
        self.record("ГРНДата", card, record);
        self.close(element);
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
            self.record("ГРНДата", card, activity.record.as_ref());
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
                    ("НомерЕРУЛ", licence.unified_number.as_deref()),
                ],
            );
            for activity in &licence.activities {
                self.leaf("НаимЛицВидДеят", activity);
            }
            if let Some(authority) = &licence.authority {
                self.leaf("ЛицОргВыдЛиц", authority);
            }
            self.record("ГРНДата", card, licence.record.as_ref());
            self.close("СвЛицензия");
        }
    }

    /// Records of the entry, the newest last. A card knows no other; a realistic file has some twenty
    /// before it, which nobody reads.
    pub(super) fn history(&mut self, card: &Card, element: &str) {
        let Some(newest) = &card.last_record else {
            return;
        };
        if self.realistic {
            self.earlier_records(card, newest, element);
        }
        self.history_record(
            card,
            element,
            newest,
            ("12201", "Изменение сведений, содержащихся в реестре"),
        );
    }

    pub(super) fn history_record(
        &mut self,
        card: &Card,
        element: &str,
        record: &LastRecord,
        (code, words): (&str, &str),
    ) {
        let key = if card.kind == Kind::Company {
            "ГРН"
        } else {
            "ГРНИП"
        };
        self.open(
            element,
            &[
                ("ИдЗап", Some(&format!("15{}", record.number))),
                (key, Some(&record.number)),
                ("ДатаЗап", Some(&record.made_on.to_string())),
            ],
        );
        self.empty(
            "ВидЗап",
            &[("КодСПВЗ", Some(code)), ("НаимВидЗап", Some(words))],
        );
        self.office("СвРегОрг", card);
        if self.realistic {
            self.papers(record);
        }
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
