//! A company as `СвЮЛ`.

use super::element::Xml;
use super::parts::{marks, roubles};
use crate::model::{
    Card, Founder, FounderKind, Head, Kind, LastRecord, OrganizationRef, PersonName, StatusMark,
};

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
        if let Some(registration) = &card.registration {
            let old_date = registration.old_date.map(|day| day.to_string());
            self.open(
                "СвОбрЮЛ",
                &[
                    ("ОГРН", Some(&card.ogrn)),
                    ("ДатаОГРН", Some(&registered)),
                    ("РегНом", registration.old_number.as_deref()),
                    ("ДатаРег", old_date.as_deref()),
                    ("НаимРО", registration.old_office.as_deref()),
                ],
            );
            if !registration.way.is_empty() {
                self.empty(
                    "СпОбрЮЛ",
                    &[
                        ("КодСпОбрЮЛ", Some("11")),
                        ("НаимСпОбрЮЛ", Some(&registration.way)),
                    ],
                );
            }
            self.record("ГРНДата", card, registration.record.as_ref());
            self.close("СвОбрЮЛ");
        }
        self.registering_office(card);
        let (standing, end) = marks(card);
        for mark in standing {
            self.open("СвСтатус", &[]);
            let deadline = mark.deadline.map(|day| day.to_string());
            self.empty(
                "СвСтатус",
                &[
                    ("КодСтатусЮЛ", Some(&mark.code)),
                    ("НаимСтатусЮЛ", Some(&mark.name)),
                    ("СрокЛиквООО", deadline.as_deref()),
                ],
            );
            self.decision(mark);
            self.record("ГРНДата", card, mark.record.as_ref());
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
            self.office("СвРегОрг", card);
            self.record("ГРНДата", card, end.and_then(|mark| mark.record.as_ref()));
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
            self.record("ГРНДата", card, capital.record.as_ref());
            self.close("СвУстКап");
        }
        if let Some(manager) = &card.managing_company {
            self.open("СвУпрОрг", &[]);
            self.record("ГРНДатаПерв", card, manager.record.as_ref());
            self.organization_ref("НаимИННЮЛ", card, manager);
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
        self.branches(card);
        for other in &card.predecessors {
            self.organization_ref("СвПредш", card, other);
        }
        for other in &card.successors {
            self.organization_ref("СвПреем", card, other);
        }
        self.history(card, "СвЗапЕГРЮЛ");
        self.close("СвЮЛ");
    }

    /// СвРешИсклЮЛ beside a mark.
    fn decision(&mut self, mark: &StatusMark) {
        if mark.decided_on.is_none() && mark.decision_number.is_none() {
            return;
        }
        let (decided, published) = (
            mark.decided_on.map(|day| day.to_string()),
            mark.published_on.map(|day| day.to_string()),
        );
        self.empty(
            "СвРешИсклЮЛ",
            &[
                ("ДатаРеш", decided.as_deref()),
                ("НомерРеш", mark.decision_number.as_deref()),
                ("ДатаПубликации", published.as_deref()),
            ],
        );
    }

    fn organization_ref(&mut self, element: &str, card: &Card, other: &OrganizationRef) {
        self.organization(
            element,
            card,
            (&other.name, other.ogrn.as_deref(), other.inn.as_deref()),
            other.record.as_ref(),
        );
    }

    fn branches(&mut self, card: &Card) {
        if card.branches.is_empty() {
            return;
        }
        self.open("СвПодразд", &[]);
        for branch in &card.branches {
            let (element, account) = if branch.representative {
                ("СвПредстав", "СвУчетНОПредстав")
            } else {
                ("СвФилиал", "СвУчетНОФилиал")
            };
            self.open(element, &[]);
            self.record("ГРНДатаПерв", card, branch.record.as_ref());
            if let Some(name) = &branch.name {
                self.empty("СвНаим", &[("НаимПолн", Some(name))]);
            }
            if !branch.address.is_empty() {
                // A card keeps one line of it, which only the form for other countries can hold.
                self.empty("АдрМНИн", &[("АдрИн", Some(&branch.address))]);
            }
            if let Some(kpp) = &branch.kpp {
                self.empty(account, &[("КПП", Some(kpp))]);
            }
            self.close(element);
        }
        self.close("СвПодразд");
    }

    pub(super) fn names(&mut self, card: &Card) {
        let short = card.short_name.as_deref();
        let old = short.filter(|_| self.format.is_old());
        self.open(
            "СвНаимЮЛ",
            &[("НаимЮЛПолн", Some(&card.full_name)), ("НаимЮЛСокр", old)],
        );
        self.record("ГРНДата", card, card.name_record.as_ref());
        if let (Some(short), None) = (short, old) {
            self.open("СвНаимЮЛСокр", &[("НаимСокр", Some(short))]);
            self.record("ГРНДата", card, card.name_record.as_ref());
            self.close("СвНаимЮЛСокр");
        }
        for (number, name) in card.foreign_names.iter().enumerate() {
            let (element, key) = if number == 0 {
                ("СвНаимЮЛПолнИн", "НаимПолн")
            } else {
                ("СвНаимЮЛСокрИн", "НаимСокр")
            };
            self.empty(element, &[(key, Some(name))]);
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
            self.empty(
                "СвНО",
                &[
                    ("КодНО", Some(&office.code)),
                    ("НаимНО", Some(&office.name)),
                ],
            );
            self.record("ГРНДата", card, office.record.as_ref());
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
                let region = if key == "РегНомФСС" && self.format.is_old() {
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
                let first = card.registration.as_ref();
                let first = first.and_then(|first| first.record.as_ref());
                self.record("ГРНДата", card, first);
                self.close(element);
            }
        }
    }

    pub(super) fn head(&mut self, card: &Card, head: &Head) {
        self.open("СведДолжнФЛ", &[]);
        if head.restricted {
            self.empty("ОгрДосСв", &[("ОгрДосСв", Some("1"))]);
        }
        if let Some(since) = head.since {
            let number = head
                .record
                .as_ref()
                .map_or(&card.ogrn, |record| &record.number);
            let first = LastRecord {
                number: number.clone(),
                made_on: since,
            };
            self.record("ГРНДатаПерв", card, Some(&first));
        }
        if head.name.is_some() || head.inn.is_some() {
            self.person(
                card,
                head.name.as_ref(),
                head.inn.as_deref(),
                head.record.as_ref(),
            );
        }
        self.open(
            "СвДолжн",
            &[
                ("ВидДолжн", Some(&head.kind_code)),
                ("НаимВидДолжн", Some(&head.kind_name)),
                ("НаимДолжн", Some(&head.position)),
            ],
        );
        self.record("ГРНДата", card, head.record.as_ref());
        self.close("СвДолжн");
        if let Some(words) = &head.powers {
            self.empty(
                "ДопСвПолДолжФЛ",
                &[
                    ("ПризДопСвПолДолжнФЛ", Some("1")),
                    ("ТекстДопСвПолДолжнФЛ", Some(words)),
                ],
            );
        }
        if let Some(words) = &head.unreliable {
            self.open(
                "СвНедДанДолжнФЛ",
                &[
                    ("ПризнНедДанДолжнФЛ", Some("2")),
                    ("ТекстНедДанДолжнФЛ", Some(words)),
                ],
            );
            self.record("ГРНДата", card, head.record.as_ref());
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
            self.record("ГРНДата", card, head.record.as_ref());
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
        let record = founder.record.as_ref();
        self.record("ГРНДатаПерв", card, record);
        match founder.kind {
            FounderKind::Person if founder.name.is_empty() => {}
            FounderKind::Person => {
                let mut words = founder.name.splitn(3, ' ').map(str::to_owned);
                let name = PersonName {
                    family: words.next().unwrap_or_default(),
                    given: words.next().unwrap_or_default(),
                    patronymic: words.next(),
                };
                self.person(card, Some(&name), founder.inn.as_deref(), record);
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
                "НаимИННЮЛ",
                card,
                (
                    &founder.name,
                    founder.ogrn.as_deref(),
                    founder.inn.as_deref(),
                ),
                record,
            ),
        }
        if let Some(country) = &founder.country {
            self.empty("СвРегИн", &[("НаимСтран", Some(country))]);
        }
        if let Some(words) = &founder.unreliable {
            self.empty(
                "СвНедДанУчр",
                &[
                    ("ПризнНедДанУчр", Some("2")),
                    ("ТекстНедДанУчр", Some(words)),
                ],
            );
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
            self.record("ГРНДата", card, record);
            self.close("ДоляУстКап");
        }
        self.close(element);
    }
}
