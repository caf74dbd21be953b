//! Records of an entry that no card keeps, so that a file is as large as the tax service's.

use jiff::ToSpan;

use super::element::Xml;
use crate::model::{Card, Kind, LastRecord};

/// Kinds of records (КодСПВЗ) and their words.
const KINDS: [(&str, &str); 6] = [
    (
        "12201",
        "Изменение сведений о юридическом лице, содержащихся в Едином государственном реестре юридических лиц",
    ),
    (
        "13200",
        "Представление сведений об учете юридического лица в налоговом органе",
    ),
    (
        "13300",
        "Представление сведений о регистрации юридического лица в качестве страхователя в территориальном органе Пенсионного фонда Российской Федерации",
    ),
    (
        "13400",
        "Представление сведений о регистрации юридического лица в качестве страхователя в исполнительном органе Фонда социального страхования Российской Федерации",
    ),
    (
        "13501",
        "Государственная регистрация изменений, внесенных в учредительный документ юридического лица, связанных с внесением изменений в сведения о юридическом лице",
    ),
    (
        "17023",
        "Внесение в Единый государственный реестр юридических лиц сведений о недостоверности сведений о юридическом лице (результаты проверки)",
    ),
];

/// Papers that came with a record.
const PAPERS: [&str; 6] = [
    "Р13014 ЗАЯВЛЕНИЕ ОБ ИЗМЕНЕНИИ УЧРЕД.ДОКУМЕНТА И/ИЛИ ИНЫХ СВЕДЕНИЙ О ЮЛ",
    "УСТАВ ЮЛ В НОВОЙ РЕДАКЦИИ",
    "ДОКУМЕНТ ОБ УПЛАТЕ ГОСУДАРСТВЕННОЙ ПОШЛИНЫ",
    "РЕШЕНИЕ ЕДИНСТВЕННОГО УЧАСТНИКА",
    "ДОВЕРЕННОСТЬ",
    "ИНОЙ ДОКУМ. В СООТВ.С ЗАКОНОДАТЕЛЬСТВОМ РФ",
];

impl Xml {
    /// Ten to thirty records of earlier days, by the number of the entry.
    pub(super) fn earlier_records(&mut self, card: &Card, newest: &LastRecord, element: &str) {
        let digits: u64 = card.ogrn.parse().unwrap_or(0);
        let count = match card.kind {
            Kind::Company => 12 + digits % 17,
            Kind::SoleTrader => 4 + digits % 9,
        };
        let from = card.registered_on.unwrap_or(newest.made_on);
        let days = (newest.made_on - from).get_days().max(0);
        for number in 0..count {
            let share = i64::from(days) * i64::try_from(number).unwrap_or(0)
                / i64::try_from(count).unwrap_or(1);
            let made_on = from.checked_add(share.days()).unwrap_or(from);
            let digits = digits / 10 % 1_000_000_000 + number * 7_919;
            let record = LastRecord {
                number: format!("2{:02}{digits:010}", made_on.year().rem_euclid(100)),
                made_on,
            };
            let kind = usize::try_from((digits + number) % 6).unwrap_or(0);
            self.history_record(card, element, &record, KINDS[kind]);
        }
    }

    /// One to three papers.
    pub(super) fn papers(&mut self, record: &LastRecord) {
        let digits: usize = record
            .number
            .get(5..)
            .and_then(|digits| digits.parse().ok())
            .unwrap_or(0);
        for number in 0..=digits % 3 {
            self.open("СведПредДок", &[]);
            self.leaf("НаимДок", PAPERS[(digits / 3 + number) % PAPERS.len()]);
            if number == 0 {
                self.leaf("НомДок", &format!("{}-{}", digits % 1_000, number + 1));
            }
            self.leaf("ДатаДок", &record.made_on.to_string());
            self.close("СведПредДок");
        }
    }
}
