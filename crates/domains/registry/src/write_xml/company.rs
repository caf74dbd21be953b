//! A company as `СвЮЛ`.

use super::Format;
use super::element::Xml;
use super::parts::{marks, roubles};
use crate::model::{Card, Founder, FounderKind, Head, Kind, PersonName};

impl Xml {
    pub(super) fn company(&mut self, card: &Card) {
        let registered = card.registered_on.unwrap_or(card.extracted_on).to_string();
        let form = card.legal_form.as_ref();
        self.open(
            "СвЮЛ",
            &[
                ("ДатаВып", Some(&card.extracted_on.to_string())),
                ("ОГРН", Some(&card.ogrn)),
                ("ДатаОГРН", Some(&registered)),
                ("ИНН", card.inn.as_deref()),
                ("КПП", card.kpp.as_deref()),
                ("СпрОПФ", form.map(|_| "ОКОПФ")),
                ("КодОПФ", form.map(|form| form.code.as_str())),
                ("ПолнНаимОПФ", form.map(|form| form.name.as_str())),
            ],
        );
        self.names(card);
        if let Some(address) = &card.address {
            self.address(card, address);
        }
        self.email(card);
        self.open(
            "СвОбрЮЛ",
            &[("ОГРН", Some(&card.ogrn)), ("ДатаОГРН", Some(&registered))],
        );
        self.empty(
            "СпОбрЮЛ",
            &[
                ("КодСпОбрЮЛ", Some("11")),
                ("НаимСпОбрЮЛ", Some("Создание юридического лица")),
            ],
        );
        self.record("ГРНДата", card, None);
        self.close("СвОбрЮЛ");
        self.office("СвРегОрг", card, "ГРНДата");
        let (standing, end) = marks(card);
        for mark in standing {
            self.open("СвСтатус", &[]);
            self.empty(
                "СвСтатус",
                &[
                    ("КодСтатусЮЛ", Some(&mark.code)),
                    ("НаимСтатусЮЛ", Some(&mark.name)),
                ],
            );
            self.record("ГРНДата", card, None);
            self.close("СвСтатус");
        }
        if card.status.is_ended() {
            let day = card.ended_on.unwrap_or(card.extracted_on).to_string();
            self.open("СвПрекрЮЛ", &[("ДатаПрекрЮЛ", Some(&day))]);
            if let Some(mark) = end {
                self.empty(
                    "СпПрекрЮЛ",
                    &[
                        ("КодСпПрекрЮЛ", Some(&mark.code)),
                        ("НаимСпПрекрЮЛ", Some(&mark.name)),
                    ],
                );
            }
            self.office("СвРегОрг", card, "");
            self.record("ГРНДата", card, card.ended_on);
            self.close("СвПрекрЮЛ");
        }
        self.tax_and_funds(card);
        if let Some(capital) = &card.capital {
            self.open(
                "СвУстКап",
                &[
                    ("НаимВидКап", Some(&capital.kind)),
                    ("СумКап", Some(&roubles(capital.kopecks))),
                ],
            );
            self.record("ГРНДата", card, None);
            self.close("СвУстКап");
        }
        if let Some(manager) = &card.managing_company {
            self.open("СвУпрОрг", &[]);
            self.record("ГРНДатаПерв", card, None);
            self.organization(
                card,
                &manager.name,
                manager.ogrn.as_deref(),
                manager.inn.as_deref(),
            );
            self.close("СвУпрОрг");
        }
        for head in &card.heads {
            self.head(card, head);
        }
        if !card.founders.is_empty() {
            self.open("СвУчредит", &[]);
            for founder in &card.founders {
                self.founder(card, founder);
            }
            self.close("СвУчредит");
        }
        self.activities(card);
        self.licences(card);
        if card.branches > 0 {
            self.open("СвПодразд", &[]);
            for _ in 0..card.branches {
                self.open("СвФилиал", &[]);
                self.record("ГРНДатаПерв", card, None);
                self.close("СвФилиал");
            }
            self.close("СвПодразд");
        }
        self.history(card, "СвЗапЕГРЮЛ");
        self.close("СвЮЛ");
    }

    pub(super) fn names(&mut self, card: &Card) {
        let short = card.short_name.as_deref();
        let old = short.filter(|_| self.format == Format::Old);
        self.open(
            "СвНаимЮЛ",
            &[("НаимЮЛПолн", Some(&card.full_name)), ("НаимЮЛСокр", old)],
        );
        self.record("ГРНДата", card, None);
        if let (Some(short), Format::Current) = (short, self.format) {
            self.open("СвНаимЮЛСокр", &[("НаимСокр", Some(short))]);
            self.record("ГРНДата", card, None);
            self.close("СвНаимЮЛСокр");
        }
        self.close("СвНаимЮЛ");
    }

    pub(super) fn tax_and_funds(&mut self, card: &Card) {
        if let Some(office) = &card.tax_office {
            let since = office.since.map(|day| day.to_string());
            let inn = if card.kind == Kind::Company {
                "ИНН"
            } else {
                "ИННФЛ"
            };
            self.open(
                "СвУчетНО",
                &[
                    (inn, card.inn.as_deref()),
                    ("КПП", card.kpp.as_deref()),
                    ("ДатаПостУч", since.as_deref()),
                ],
            );
            self.office("СвНО", card, "");
            self.record("ГРНДата", card, None);
            self.close("СвУчетНО");
        }
        let day = card.registered_on.unwrap_or(card.extracted_on).to_string();
        let funds = [
            (
                "СвРегПФ",
                "РегНомПФ",
                "СвОргПФ",
                "КодПФ",
                "НаимПФ",
                &card.pension_number,
            ),
            (
                "СвРегФСС",
                "РегНомФСС",
                "СвОргФСС",
                "КодФСС",
                "НаимФСС",
                &card.insurance_number,
            ),
        ];
        for (element, key, office, code, name, number) in funds {
            if let Some(number) = number {
                self.open(element, &[(key, Some(number)), ("ДатаРег", Some(&day))]);
                let region = card.region_code().unwrap_or("00");
                // The code of the social insurance fund had four digits in 4.05.
                let region = if key == "РегНомФСС" && self.format == Format::Old {
                    format!("{region}00")
                } else {
                    format!("0{region}")
                };
                self.empty(
                    office,
                    &[
                        (code, Some(&region)),
                        (name, Some("Отделение Социального фонда России")),
                    ],
                );
                self.record("ГРНДата", card, None);
                self.close(element);
            }
        }
    }

    pub(super) fn head(&mut self, card: &Card, head: &Head) {
        self.open("СведДолжнФЛ", &[]);
        if head.restricted {
            self.empty("ОгрДосСв", &[("ОгрДосСв", Some("1"))]);
        }
        if head.since.is_some() {
            self.record("ГРНДатаПерв", card, head.since);
        }
        if head.name.is_some() || head.inn.is_some() {
            self.person(card, head.name.as_ref(), head.inn.as_deref());
        }
        self.open(
            "СвДолжн",
            &[
                ("ВидДолжн", Some(&head.kind_code)),
                ("НаимВидДолжн", Some(&head.kind_name)),
                ("НаимДолжн", Some(&head.position)),
            ],
        );
        self.record("ГРНДата", card, head.since);
        self.close("СвДолжн");
        if let Some(words) = &head.unreliable {
            self.open(
                "СвНедДанДолжнФЛ",
                &[
                    ("ПризнНедДанДолжнФЛ", Some("2")),
                    ("ТекстНедДанДолжнФЛ", Some(words)),
                ],
            );
            self.record("ГРНДата", card, None);
            self.close("СвНедДанДолжнФЛ");
        }
        if let Some(until) = head.disqualified_until {
            let (from, until) = (card.extracted_on.to_string(), until.to_string());
            self.open(
                "СвДискв",
                &[
                    ("ДатаНачДискв", Some(&from)),
                    ("ДатаОкончДискв", Some(&until)),
                    ("ДатаРеш", Some(&from)),
                ],
            );
            self.record("ГРНДата", card, None);
            self.close("СвДискв");
        }
        self.close("СведДолжнФЛ");
    }

    pub(super) fn founder(&mut self, card: &Card, founder: &Founder) {
        let (element, ogrnip) = match founder.kind {
            FounderKind::Person => ("УчрФЛ", founder.ogrn.as_deref()),
            FounderKind::Company => ("УчрЮЛРос", None),
            FounderKind::ForeignCompany => ("УчрЮЛИн", None),
            FounderKind::State => ("УчрРФСубМО", None),
            FounderKind::Fund => ("УчрПИФ", None),
            FounderKind::Other => ("УчрИное", None),
        };
        self.open(element, &[("ОГРНИП", ogrnip)]);
        self.record("ГРНДатаПерв", card, None);
        match founder.kind {
            FounderKind::Person if founder.name.is_empty() => {}
            FounderKind::Person => {
                let mut words = founder.name.splitn(3, ' ').map(str::to_owned);
                let name = PersonName {
                    family: words.next().unwrap_or_default(),
                    given: words.next().unwrap_or_default(),
                    patronymic: words.next(),
                };
                self.person(card, Some(&name), founder.inn.as_deref());
            }
            FounderKind::State => {
                self.empty(
                    "ВидНаимУчр",
                    &[
                        ("КодУчрРФСубМО", Some("2")),
                        ("НаимМО", Some(&founder.name)),
                    ],
                );
            }
            FounderKind::Fund => self.empty("СвНаимПИФ", &[("НаимПИФ", Some(&founder.name))]),
            _ => self.organization(
                card,
                &founder.name,
                founder.ogrn.as_deref(),
                founder.inn.as_deref(),
            ),
        }
        if founder.kopecks.is_some() || founder.share.is_some() {
            let nominal = founder.kopecks.map(roubles);
            self.open("ДоляУстКап", &[("НоминСтоим", nominal.as_deref())]);
            if let Some(share) = &founder.share {
                self.open("РазмерДоли", &[]);
                if let Some(percent) = share.strip_suffix(" %") {
                    self.leaf("Процент", percent);
                } else if let Some((part, whole)) = share.split_once('/') {
                    self.empty(
                        "ДробПрост",
                        &[("Числит", Some(part)), ("Знаменат", Some(whole))],
                    );
                } else {
                    self.leaf("ДробДесят", share);
                }
                self.close("РазмерДоли");
            }
            self.record("ГРНДата", card, None);
            self.close("ДоляУстКап");
        }
        self.close(element);
    }
}
