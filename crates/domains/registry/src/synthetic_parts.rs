//! Parts of made-up entries: names, people, places, dates and statuses.

use jiff::civil::{Date, date};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use requisites::{Inn12, Ogrn};

use crate::model::{
    Address, AddressLevel, AddressPart, Card, MunicipalAddress, PersonName, Status, StatusMark,
};
use crate::synthetic::SYNTHETIC_EXTRACT;
use crate::words;

pub(crate) fn pick<'a, T>(rng: &mut ChaCha8Rng, from: &'a [T]) -> &'a T {
    &from[rng.random_range(0..from.len())]
}

/// Code, plural name of the form, its words in a name, its letters, one in a hundred so many.
pub(crate) const FORMS: [(&str, &str, &str, &str, u32); 5] = [
    (
        "12300",
        "Общества с ограниченной ответственностью",
        "ОБЩЕСТВО С ОГРАНИЧЕННОЙ ОТВЕТСТВЕННОСТЬЮ",
        "ООО",
        86,
    ),
    (
        "12267",
        "Непубличные акционерные общества",
        "АКЦИОНЕРНОЕ ОБЩЕСТВО",
        "АО",
        5,
    ),
    (
        "12247",
        "Публичные акционерные общества",
        "ПУБЛИЧНОЕ АКЦИОНЕРНОЕ ОБЩЕСТВО",
        "ПАО",
        1,
    ),
    (
        "71400",
        "Автономные некоммерческие организации",
        "АВТОНОМНАЯ НЕКОММЕРЧЕСКАЯ ОРГАНИЗАЦИЯ",
        "АНО",
        6,
    ),
    (
        "65242",
        "Государственные унитарные предприятия субъектов Российской Федерации",
        "ГОСУДАРСТВЕННОЕ УНИТАРНОЕ ПРЕДПРИЯТИЕ",
        "ГУП",
        2,
    ),
];

pub(crate) fn ogrn_of(first_twelve: &str) -> String {
    Ogrn::with_check_digit(first_twelve)
        .map_or(first_twelve.to_owned(), |ogrn| ogrn.as_str().to_owned())
}

pub(crate) fn person_inn(rng: &mut ChaCha8Rng, region: &str) -> String {
    let body = format!("{region}{:08}", rng.random_range(0..100_000_000_u32));
    Inn12::with_check_digits(&body).map_or(body.clone(), |inn| inn.as_str().to_owned())
}

pub(crate) fn registration_date(rng: &mut ChaCha8Rng) -> Date {
    // Numbers carry two digits of the year; the register began in July 2002.
    let year = rng.random_range(2003..=2025_i16);
    let month = rng.random_range(1..=12_i8);
    Date::new(year, month, rng.random_range(1..=28_i8)).unwrap_or(SYNTHETIC_EXTRACT)
}

pub(crate) fn end_date(rng: &mut ChaCha8Rng, registered: Date) -> Date {
    let days = rng.random_range(200..3_000_i64);
    let end = registered
        .checked_add(jiff::Span::new().days(days))
        .unwrap_or(registered);
    end.min(date(2026, 10, 15))
}

pub(crate) fn pick_form(
    rng: &mut ChaCha8Rng,
) -> &'static (&'static str, &'static str, &'static str, &'static str, u32) {
    let mut left = rng.random_range(0..100_u32);
    for form in &FORMS {
        if left < form.4 {
            return form;
        }
        left -= form.4;
    }
    &FORMS[0]
}

pub(crate) fn company_name(rng: &mut ChaCha8Rng) -> String {
    let compound = |rng: &mut ChaCha8Rng| {
        let parts = [
            *pick(rng, &words::BEGINNINGS),
            *pick(rng, &words::MIDDLES),
            *pick(rng, &words::ENDINGS),
        ];
        parts.concat()
    };
    match rng.random_range(0..10) {
        0..=4 => compound(rng),
        5..=6 => described_noun(rng),
        7 => format!("ТОРГОВЫЙ ДОМ \"{}\"", compound(rng)),
        8 => format!("{} {}", described_noun(rng), pick(rng, &words::ENDINGS)),
        _ => format!("{}-{}", compound(rng), pick(rng, &words::NOUNS).0),
    }
}

/// «СЕВЕРНЫЙ ЛУЧ», «ТИХАЯ ГАВАНЬ», «СИНЕЕ МОРЕ».
pub(crate) fn described_noun(rng: &mut ChaCha8Rng) -> String {
    let (noun, gender) = *pick(rng, &words::NOUNS);
    let stem = *pick(rng, &words::ADJECTIVES);
    format!("{stem}{} {noun}", adjective_ending(stem, gender))
}

fn adjective_ending(stem: &str, gender: char) -> &'static str {
    let soft = ["ВЕРХН", "ВЕЧЕРН", "ДАЛЬН", "ДРЕВН", "ЗИМН", "ЛЕТН", "ОСЕНН"].contains(&stem);
    let after_back_consonant = stem.ends_with('К') || stem.ends_with('Х');
    let stressed = [
        "БЕРЕГОВ",
        "ЗОЛОТ",
        "МОРСК",
        "РЕЧН",
        "СТЕПН",
        "ЗЕМН",
        "ЛЕДЯН",
    ]
    .contains(&stem);
    match gender {
        'f' if soft => "ЯЯ",
        'f' => "АЯ",
        'n' if soft => "ЕЕ",
        'n' => "ОЕ",
        _ if stressed => "ОЙ",
        _ if soft || after_back_consonant => "ИЙ",
        _ => "ЫЙ",
    }
}

pub(crate) fn person(rng: &mut ChaCha8Rng) -> PersonName {
    let family = *pick(rng, &words::FAMILIES);
    let father = pick(rng, &words::MEN).1;
    if rng.random_bool(0.45) {
        PersonName {
            family: format!("{family}А"),
            given: (*pick(rng, &words::WOMEN)).to_owned(),
            patronymic: Some(format!("{father}НА")),
        }
    } else {
        PersonName {
            family: family.to_owned(),
            given: pick(rng, &words::MEN).0.to_owned(),
            patronymic: Some(format!("{father}ИЧ")),
        }
    }
}

pub(crate) fn part(level: AddressLevel, kind: &str, name: impl Into<String>) -> AddressPart {
    AddressPart {
        level,
        kind: kind.to_owned(),
        name: name.into(),
    }
}

pub(crate) fn place_parts(region: (&str, &str, &str, &str)) -> Vec<AddressPart> {
    let mut parts = vec![part(AddressLevel::Region, "", region.1)];
    if !region.2.is_empty() {
        parts.push(part(AddressLevel::City, "Г.", region.2));
    }
    parts
}

pub(crate) fn company_address(rng: &mut ChaCha8Rng, region: (&str, &str, &str, &str)) -> Address {
    let mut parts = place_parts(region);
    let (kind, street) = *pick(rng, &words::STREETS);
    parts.push(part(AddressLevel::Street, kind, street));
    let letter = *pick(rng, &["", "", "", "А", "Б"]);
    parts.push(part(
        AddressLevel::House,
        "",
        format!("Д. {}{letter}", rng.random_range(1..200_u16)),
    ));
    if rng.random_ratio(3, 5) {
        let kind = *pick(rng, &["ОФИС", "ПОМЕЩ.", "КВ."]);
        parts.push(part(
            AddressLevel::Room,
            "",
            format!("{kind} {}", rng.random_range(1..400_u16)),
        ));
    }
    let postal_code = format!("{}{:03}", region.3, rng.random_range(0..200_u16));
    let gar_guid = rng.random_ratio(3, 5).then(|| guid(rng));
    let municipal = gar_guid.as_ref().map(|_| {
        let parts = municipal_parts(&parts);
        MunicipalAddress {
            line: Address::line_of(Some(&postal_code), &parts),
            parts,
        }
    });
    Address {
        line: Address::line_of(Some(&postal_code), &parts),
        region_code: Some(region.0.to_owned()),
        postal_code: Some(postal_code),
        gar_guid,
        unreliable: rng.random_ratio(1, 25).then(|| {
            "сведения недостоверны (результаты проверки достоверности содержащихся в ЕГРЮЛ сведений о юридическом лице)"
                .to_owned()
        }),
        parts,
        municipal,
        ..Address::default()
    }
}

/// The same place by municipal division: towns are districts of their own, and types stand apart.
pub(crate) fn municipal_parts(parts: &[AddressPart]) -> Vec<AddressPart> {
    let mut result = Vec::new();
    for one in parts {
        match one.level {
            AddressLevel::City => {
                result.push(part(
                    AddressLevel::District,
                    "",
                    format!("ГОРОДСКОЙ ОКРУГ {}", one.name),
                ));
                result.push(part(AddressLevel::Settlement, &one.kind, one.name.clone()));
            }
            AddressLevel::House | AddressLevel::Room => {
                let (kind, name) = one.name.split_once(' ').unwrap_or(("", &one.name));
                result.push(part(one.level, kind, name));
            }
            _ => result.push(one.clone()),
        }
    }
    result
}

pub(crate) fn guid(rng: &mut ChaCha8Rng) -> String {
    let number: u128 = rng.random();
    let hex = format!("{number:032x}");
    format!(
        "{}-{}-4{}-a{}-{}",
        &hex[..8],
        &hex[8..12],
        &hex[13..16],
        &hex[17..20],
        &hex[20..]
    )
}

pub(crate) fn set_company_status(rng: &mut ChaCha8Rng, card: &mut Card, wanted: Option<Status>) {
    let rolled = match rng.random_range(0..100) {
        0..=89 => Status::Active,
        90..=91 => Status::Liquidating,
        92 => Status::Excluding,
        93 => Status::Bankrupt,
        94 => Status::Reorganizing,
        95..=97 => Status::Liquidated,
        _ => Status::Excluded,
    };
    card.status = wanted.unwrap_or(rolled);
    card.status_marks.extend(mark_of(card.status));
    if card.status.is_ended() {
        let registered = card.registered_on.unwrap_or(SYNTHETIC_EXTRACT);
        card.ended_on = Some(end_date(rng, registered));
    }
}

/// The register's words for a status of a company.
pub(crate) fn mark_of(status: Status) -> Option<StatusMark> {
    let mark = match status {
        Status::Liquidating => ("101", "Находится в стадии ликвидации"),
        Status::Excluding => (
            "105",
            "Регистрирующим органом принято решение о предстоящем исключении юридического лица из ЕГРЮЛ (недействующее юридическое лицо)",
        ),
        Status::Bankrupt => (
            "117",
            "Юридическое лицо признано несостоятельным (банкротом) и в отношении него открыто конкурсное производство",
        ),
        Status::Reorganizing => (
            "124",
            "Юридическое лицо находится в процессе реорганизации в форме присоединения к другому юридическому лицу",
        ),
        Status::Liquidated => ("201", "Ликвидация юридического лица"),
        Status::Excluded => (
            "407",
            "Исключение из ЕГРЮЛ недействующего юридического лица",
        ),
        _ => return None,
    };
    Some(StatusMark {
        code: mark.0.to_owned(),
        name: mark.1.to_owned(),
        ..StatusMark::default()
    })
}
