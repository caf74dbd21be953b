//! A sole trader as `СвИП`.

use super::element::Xml;
use super::parts::marks;
use crate::model::Card;

impl Xml {
    pub(super) fn sole_trader(&mut self, card: &Card) {
        let registered = card.registered_on.unwrap_or(card.extracted_on).to_string();
        let form = card.legal_form.as_ref();
        self.open(
            "СвИП",
            &[
                ("ДатаВып", Some(&card.extracted_on.to_string())),
                ("ОГРНИП", Some(&card.ogrn)),
                ("ДатаОГРНИП", Some(&registered)),
                ("ИННФЛ", card.inn.as_deref()),
                (
                    "КодВидИП",
                    Some(form.map_or("1", |form| form.code.as_str())),
                ),
                ("НаимВидИП", form.map(|form| form.name.as_str())),
            ],
        );
        if let Some(name) = &card.person {
            let woman = name
                .patronymic
                .as_deref()
                .is_some_and(|name| name.to_uppercase().ends_with('А'));
            self.open("СвФЛ", &[("Пол", Some(if woman { "2" } else { "1" }))]);
            self.empty(
                "ФИОРус",
                &[
                    ("Фамилия", Some(&name.family)),
                    ("Имя", Some(&name.given)),
                    ("Отчество", name.patronymic.as_deref()),
                ],
            );
            self.record("ГРНДата", card, card.name_record.as_ref());
            self.close("СвФЛ");
        }
        self.open("СвГражд", &[("ВидГражд", Some("1"))]);
        self.record("ГРНДата", card, card.name_record.as_ref());
        self.close("СвГражд");
        if let Some(address) = &card.address {
            self.open("СвАдрМЖ", &[]);
            self.classifier_address(card, address);
            self.record("ГРНДата", card, address.record.as_ref());
            self.close("СвАдрМЖ");
        }
        self.email(card);
        if let Some(registration) = &card.registration {
            let old_date = registration.old_date.map(|day| day.to_string());
            self.empty(
                "СвРегИП",
                &[
                    ("ОГРНИП", Some(&card.ogrn)),
                    ("ДатаОГРНИП", Some(&registered)),
                    ("РегНом", registration.old_number.as_deref()),
                    ("ДатаРег", old_date.as_deref()),
                    ("НаимРО", registration.old_office.as_deref()),
                ],
            );
        }
        self.registering_office(card);
        let (standing, end) = marks(card);
        for mark in standing {
            self.open("СвСтатус", &[]);
            self.empty(
                "СвСтатус",
                &[
                    ("КодСтатус", Some(&mark.code)),
                    ("НаимСтатус", Some(&mark.name)),
                ],
            );
            self.record("ГРНДата", card, mark.record.as_ref());
            self.close("СвСтатус");
        }
        if card.status.is_ended() {
            self.open("СвПрекращ", &[]);
            let day = card.ended_on.map(|day| day.to_string());
            self.empty(
                "СвСтатус",
                &[
                    ("КодСтатус", end.map(|mark| mark.code.as_str())),
                    ("НаимСтатус", end.map(|mark| mark.name.as_str())),
                    ("ДатаПрекращ", day.as_deref()),
                ],
            );
            self.record("ГРНДата", card, end.and_then(|mark| mark.record.as_ref()));
            self.close("СвПрекращ");
        }
        self.tax_and_funds(card);
        self.activities(card);
        self.licences(card);
        self.history(card, "СвЗапЕГРИП");
        self.close("СвИП");
    }
}
