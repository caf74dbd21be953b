//! Every error of this crate and of `requisites` has a text in both languages, and its parameters fit.

use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};
use jiff::civil::date;
use requisites::{
    Account, Bik, Email, Fault, Inn, Inn10, Inn12, Kpp, Ogrn, Ogrnip, Okpo, OrgId, PersonName,
    Phone, Snils, Uin,
};

use crate::definition::{Field, FieldKind, FileType, Limits};
use crate::error::{CODES, FieldError, Parameter, Wrong};

fn bundle(language: &str) -> FluentBundle<FluentResource> {
    let path = format!(
        "{}/../../../locales/{language}/forms.ftl",
        env!("CARGO_MANIFEST_DIR")
    );
    let text = std::fs::read_to_string(path).expect("the file of texts is in the repository");
    let resource = FluentResource::try_new(text).expect("the file of texts is good Fluent");
    let mut bundle = FluentBundle::new(vec![language.parse().expect("a language tag")]);
    bundle.set_use_isolating(false);
    bundle
        .add_resource(resource)
        .expect("no key is there twice");
    bundle
}

fn rendered(bundle: &FluentBundle<FluentResource>, error: &FieldError) -> String {
    let key = format!("error-{}", error.code);
    let message = bundle
        .get_message(&key)
        .unwrap_or_else(|| panic!("{key} is missing"));
    let mut args = FluentArgs::new();
    for (name, parameter) in &error.parameters {
        let value = match parameter {
            Parameter::Number(number) => FluentValue::from(*number),
            other => FluentValue::from(other.to_text()),
        };
        args.set(*name, value);
    }
    let mut faults = Vec::new();
    let text = bundle.format_pattern(message.value().expect("a text"), Some(&args), &mut faults);
    assert!(faults.is_empty(), "{key}: {faults:?} in {text}");
    text.into_owned()
}

fn field(kind: FieldKind) -> Field {
    Field {
        name: "start".to_owned(),
        kind,
        label: "Дата начала".to_owned(),
        hint: None,
        required: true,
        limits: Limits::default(),
        choices: Vec::new(),
        files: None,
        prefill: None,
        same_as: None,
        visible_if: None,
        beside: false,
    }
}

fn every_wrong() -> Vec<Wrong> {
    let (today, file) = (date(2026, 12, 1), "ПТС-0417.pdf".to_owned());
    let mut wrongs = vec![
        Wrong::Missing,
        Wrong::NotChosen,
        Wrong::NotTicked,
        Wrong::FilesMissing { min: 1, got: 0 },
        Wrong::TooShort { min: 3, got: 1 },
        Wrong::TooLong { max: 500, got: 501 },
        Wrong::NotInteger,
        Wrong::TooSmall { min: 1 },
        Wrong::TooLarge { max: 5000 },
        Wrong::NotMoney,
        Wrong::TooLittleMoney { min: 100 },
        Wrong::TooMuchMoney { max: 123_456_789 },
        Wrong::NotDate,
        Wrong::NoSuchDate,
        Wrong::InFuture { today },
        Wrong::BeforeToday { today },
        Wrong::BeforeOther {
            other: "Дата выдачи".to_owned(),
            date: today,
        },
        Wrong::UnknownChoice,
        Wrong::SeveralValues,
        Wrong::TooFewChosen { min: 2, got: 1 },
        Wrong::TooManyChosen { max: 2, got: 3 },
        Wrong::TooManyFiles { max: 5, got: 6 },
        Wrong::FileTooLarge {
            file: file.clone(),
            max: 20 * 1024 * 1024,
        },
        Wrong::FileType {
            file: file.clone(),
            types: vec![FileType::Pdf, FileType::Jpg],
        },
        Wrong::FileEmpty { file },
        Wrong::ControlCharacter { position: 4 },
        Wrong::StrangeYear {
            first: 1900,
            last: 2199,
        },
    ];
    wrongs.extend(every_fault().into_iter().map(Wrong::Requisite));
    wrongs
}

fn every_fault() -> Vec<Fault> {
    let bank = Bik::parse("044525225").expect("a good БИК");
    let mut faults = Vec::new();
    for typed in [
        "",
        "1",
        "77х7",
        "7707083890",
        "500100732258",
        "0000000000",
        "1027700132194",
        "0027700132194",
        "319290100017298",
        "919290100017298",
        "11223344594",
        "00032530",
        "18810177130101020030",
        "-",
        "+375291234567",
        "a@b",
        "40702810338000012345",
        &"я".repeat(300),
    ] {
        faults.extend(Inn::parse(typed).err());
        faults.extend(Inn10::parse(typed).err());
        faults.extend(Inn12::parse(typed).err());
        faults.extend(Ogrn::parse(typed).err());
        faults.extend(Ogrnip::parse(typed).err());
        faults.extend(Kpp::parse(typed).err());
        faults.extend(Snils::parse(typed).err());
        faults.extend(Okpo::parse(typed).err());
        faults.extend(Bik::parse(typed).err());
        faults.extend(Account::parse_at(typed, &bank).err());
        faults.extend(Uin::parse(typed).err());
        faults.extend(OrgId::parse(typed).err());
        faults.extend(Email::parse(typed).err());
        faults.extend(Phone::parse(typed).err());
        faults.extend(PersonName::parse(typed).err());
    }
    faults
}

#[test]
fn every_error_can_be_told_in_both_languages() {
    let wrongs = every_wrong();
    for code in CODES.iter().chain(Fault::CODES) {
        let found = wrongs
            .iter()
            .any(|wrong| wrong.clone().at(&field(FieldKind::Text)).code == *code);
        assert!(found, "the test has no example of {code}");
    }
    for language in ["ru", "en"] {
        let bundle = bundle(language);
        for wrong in &wrongs {
            for kind in [
                FieldKind::Text,
                FieldKind::Checkbox,
                FieldKind::MultiChoice,
                FieldKind::Files,
            ] {
                let text = rendered(&bundle, &wrong.clone().at(&field(kind)));
                assert!(!text.contains('{') && !text.contains("  "), "{text}");
            }
        }
    }
}

#[test]
fn russian_texts_are_the_sentences_that_people_need() {
    let bundle = bundle("ru");
    let told = |wrong: Wrong| rendered(&bundle, &wrong.at(&field(FieldKind::Date)));
    let fault = |fault: Option<Fault>| told(Wrong::Requisite(fault.expect("a fault")));
    assert_eq!(
        fault(Inn10::parse("7707083890").err()),
        "Не сошлась контрольная цифра ИНН: 10-я цифра должна быть 3, а введена 0. Проверьте весь номер: ошибка может быть и в другой цифре"
    );
    assert_eq!(
        fault(Ogrn::parse("10278000").err()),
        "Введите ОГРН из 13 цифр. Сейчас введено 8 знаков"
    );
    assert_eq!(
        fault(Inn10::parse("1").err()),
        "Введите ИНН из 10 цифр. Сейчас введён 1 знак"
    );
    assert_eq!(
        fault(Inn10::parse("77О7083893").err()),
        "Лишний знак «О»: он стоит 3-м. Введите только цифры"
    );
    assert_eq!(told(Wrong::Missing), "Заполните поле «Дата начала»");
    assert_eq!(
        told(Wrong::BeforeToday {
            today: date(2026, 12, 1)
        }),
        "«Дата начала»: укажите дату не раньше сегодняшней, 01.12.2026"
    );
    assert_eq!(
        told(Wrong::TooMuchMoney { max: 123_456_789 }),
        "«Дата начала»: введите сумму не больше 1\u{a0}234\u{a0}567,89 ₽"
    );
    assert_eq!(
        told(Wrong::FileTooLarge {
            file: "план.pdf".to_owned(),
            max: 20 * 1024 * 1024
        }),
        "Файл «план.pdf» больше 20 МБ. Уменьшите его или разделите на части"
    );
    assert_eq!(
        told(Wrong::TooLong { max: 21, got: 22 }),
        "«Дата начала»: напишите не длиннее 21 знака. Сейчас 22"
    );
}
