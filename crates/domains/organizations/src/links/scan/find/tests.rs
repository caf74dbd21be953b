//! Made-up documents, as they are written and as recognition garbles them.

use jiff::civil::date;
use recognition::Source;

use super::*;

const ORDER: &str = "Общество с ограниченной ответственностью «Северный луч»
ИНН 9909000011   ОГРН 1209900000012
ПРИКАЗ № 17-к
от 01.09.2026 г.                                   г. Тверь
О вступлении в должность
На основании решения единственного участника от 31.08.2026 № 4 приступаю к исполнению
обязанностей генерального директора.
Генеральный директор  ______________  Гусева М.П.";

const POWER: &str = "ДОВЕРЕННОСТЬ № 5
город Тверь, первое сентября две тысячи двадцать шестого года
Общество с ограниченной ответственностью «Северный луч» (ИНН 9909000011) в лице генерального
директора Котова Петра Ильича, действующего на основании устава, доверяет Гусевой Марии Петровне
представлять интересы общества с правом подписи документов.
Доверенность выдана сроком на три года без права передоверия.
Генеральный директор                 П.И. Котов      М.П.";

fn expected(kind: DocumentKind) -> Expected {
    let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
    let head = match kind {
        DocumentKind::PowerOfAttorney => "Котов Пётр Ильич",
        _ => "Гусева Мария Петровна",
    };
    Expected {
        kind: kind.name().to_owned(),
        number: if kind == DocumentKind::PowerOfAttorney {
            "5"
        } else {
            "17-к"
        }
        .to_owned(),
        date: date(2026, 9, 1),
        person: words("Гусева Мария Петровна"),
        inn: "9909000011".to_owned(),
        ogrn: "1209900000012".to_owned(),
        names: vec!["ООО «Северный луч»".to_owned()],
        is_sole_trader: false,
        position: String::new(),
        heads: Some(vec![ExpectedHead {
            name: words(head),
            position: "генеральный директор".to_owned(),
        }]),
    }
}

fn judged(expected: &Expected, text: &str, is_whole: bool) -> Vec<Finding> {
    let page = Page {
        number: 1,
        source: Source::Recognised,
        text: text.to_owned(),
    };
    findings(expected, &[page], is_whole, date(2026, 11, 30))
}

fn outcome(found: &[Finding], part: Part) -> (Outcome, &str) {
    let one = found.iter().find(|one| one.part == part).unwrap();
    (one.outcome, &one.seen)
}

fn all_found(expected: &Expected, text: &str) {
    for one in judged(expected, text, true) {
        assert_eq!(one.outcome, Outcome::Found, "{one:?} in {text}");
    }
}

#[test]
fn a_good_order_has_all_its_parts() {
    all_found(&expected(DocumentKind::Appointment), ORDER);
}

#[test]
fn a_good_power_of_attorney_has_all_its_parts() {
    all_found(&expected(DocumentKind::PowerOfAttorney), POWER);
    let found = judged(&expected(DocumentKind::PowerOfAttorney), POWER, true);
    assert_eq!(outcome(&found, Part::Term), (Outcome::Found, "2029-09-01"));
    assert_eq!(found.len(), 8);
}

#[test]
fn errors_of_recognition_are_forgiven() {
    let garbled = ORDER
        .replace("Северный", "Севернын")
        .replace("9909000011", "99О9000011")
        .replace("ПРИКАЗ № 17-к", "ПРИКАЗ Мо 17-к")
        .replace("01.09.2026", "О1.09.2026")
        .replace("Генеральный", "Генеральньй")
        .replace("Гусева М.П.", "Гуссва М.П.");
    all_found(&expected(DocumentKind::Appointment), &garbled);
    let garbled = POWER
        .replace("сентября", "сентябра")
        .replace("Котова", "Котовa")
        .replace("доверяет Гусевой", "довсряет Гусевои");
    all_found(&expected(DocumentKind::PowerOfAttorney), &garbled);
}

#[test]
fn another_date_and_number_are_told_with_what_was_seen() {
    let text = ORDER
        .replace("01.09.2026", "02.09.2026")
        .replace("17-к", "19-к");
    let found = judged(&expected(DocumentKind::Appointment), &text, true);
    assert_eq!(
        outcome(&found, Part::Date),
        (Outcome::Differs, "2026-09-02")
    );
    assert_eq!(outcome(&found, Part::Number), (Outcome::Differs, "19-к"));
    let codes: Vec<_> = found.iter().filter_map(Finding::code).collect();
    assert_eq!(codes, ["SCN-012", "SCN-022"]);
    assert!(
        found
            .iter()
            .filter_map(Finding::remark)
            .all(|code| code == "LNK-053")
    );
}

#[test]
fn a_date_that_has_not_come_is_out_of_time_and_an_end_of_a_term_is_not() {
    let text = ORDER
        .replace("от 01.09.2026", "от 01.09.2027")
        .replace("31.08.2026", "прошлого года");
    let found = judged(&expected(DocumentKind::Appointment), &text, true);
    assert_eq!(
        outcome(&found, Part::Date),
        (Outcome::OutOfTime, "2027-09-01")
    );
    let text = POWER.replace("первое сентября две тысячи двадцать шестого года", "")
        + "\nДействительна до 31.12.2027";
    let found = judged(&expected(DocumentKind::PowerOfAttorney), &text, true);
    assert_eq!(outcome(&found, Part::Date).0, Outcome::NotFound);
    assert_eq!(outcome(&found, Part::Term), (Outcome::Found, "2027-12-31"));
}

#[test]
fn another_person_and_another_organization_differ() {
    let text = ORDER.replace("Гусева М.П.", "Гусева А.В.");
    let found = judged(&expected(DocumentKind::Appointment), &text, true);
    assert_eq!(outcome(&found, Part::Person).0, Outcome::Differs);
    let text = ORDER.replace("Гусева М.П.", "Сомова Н.Н.");
    let found = judged(&expected(DocumentKind::Appointment), &text, true);
    assert_eq!(outcome(&found, Part::Person).0, Outcome::NotFound);
    let text = ORDER
        .replace("Северный луч", "Южный ветер")
        .replace("9909000011", "9909001008")
        .replace("ОГРН 1209900000012", "");
    let found = judged(&expected(DocumentKind::Appointment), &text, true);
    assert_eq!(
        outcome(&found, Part::Organization),
        (Outcome::Differs, "9909001008")
    );
}

#[test]
fn a_power_of_attorney_signed_by_somebody_else_or_over_is_told() {
    let text = POWER
        .replace("Котова Петра Ильича", "Сомова Ивана Ивановича")
        .replace("П.И. Котов", "И.И. Сомов");
    let found = judged(&expected(DocumentKind::PowerOfAttorney), &text, true);
    assert_eq!(outcome(&found, Part::Signer).0, Outcome::NotFound);
    let old = POWER.replace("сроком на три года", "сроком на один месяц");
    let found = judged(&expected(DocumentKind::PowerOfAttorney), &old, true);
    assert_eq!(
        outcome(&found, Part::Term),
        (Outcome::OutOfTime, "2026-10-01")
    );
    assert_eq!(found.iter().find_map(Finding::remark), Some("LNK-055"));
    let mut away = expected(DocumentKind::PowerOfAttorney);
    away.heads = None;
    assert_eq!(
        outcome(&judged(&away, POWER, true), Part::Signer).0,
        Outcome::Unjudged
    );
}

#[test]
fn a_power_of_attorney_without_a_term_holds_a_year() {
    let text = POWER.replace(
        "Доверенность выдана сроком на три года без права передоверия.",
        "",
    );
    let mut form = expected(DocumentKind::PowerOfAttorney);
    assert_eq!(
        outcome(&judged(&form, &text, true), Part::Term).0,
        Outcome::NotFound
    );
    form.date = date(2025, 9, 1);
    assert_eq!(
        outcome(&judged(&form, &text, true), Part::Term),
        (Outcome::OutOfTime, "2026-09-01")
    );
}

#[test]
fn the_right_to_sign_is_no_signature() {
    let text = "Доверенность. С правом подписи документов и получения печатных изданий. ООО «Луч» в лице\n\
                генерального директора Новикова Петра Ильича\nи Директор Общества, Котов Пётр, согласны";
    let found = judged(&expected(DocumentKind::PowerOfAttorney), text, true);
    assert_eq!(outcome(&found, Part::Signature).0, Outcome::NotFound);
    for end in [
        "Подпись",
        "__________",
        "М.П.",
        "Директор П.И. Котов",
        "Генеральный директор Новиков Пётр Ильич",
    ] {
        let found = judged(
            &expected(DocumentKind::PowerOfAttorney),
            &format!("{text}\n{end}"),
            true,
        );
        assert_eq!(outcome(&found, Part::Signature).0, Outcome::Found, "{end}");
    }
}

#[test]
fn what_was_read_in_part_is_not_called_missing() {
    let found = judged(
        &expected(DocumentKind::Appointment),
        "Приказ о назначении",
        false,
    );
    assert!(
        found.iter().all(|one| one.outcome == Outcome::Unjudged),
        "{found:?}"
    );
    assert!(
        found
            .iter()
            .all(|one| one.code().is_some() && one.remark().is_none())
    );
}

#[test]
fn a_document_without_a_number_is_not_asked_for_one() {
    for number in ["б/н", "Б/Н", "без номера", "бн"] {
        let mut form = expected(DocumentKind::Charter);
        form.number = number.to_owned();
        assert!(
            judged(&form, ORDER, true)
                .iter()
                .all(|one| one.part != Part::Number),
            "{number}"
        );
    }
}

#[test]
fn a_short_number_in_running_text_is_not_the_documents() {
    let mut form = expected(DocumentKind::Charter);
    form.number = "4".to_owned();
    let text = "Устав. Статья 4 пункт 4 часть 4";
    assert_eq!(
        outcome(&judged(&form, text, true), Part::Number).0,
        Outcome::NotFound
    );
    let text = "Утверждён решением № 4 от 01.09.2026";
    assert_eq!(
        outcome(&judged(&form, text, true), Part::Number).0,
        Outcome::Found
    );
}

#[test]
fn a_million_words_and_garbage_end_in_findings() {
    let form = expected(DocumentKind::PowerOfAttorney);
    let many = "директор 12.12 № срок до Гусева ИНН ".repeat(150_000);
    let found = judged(&form, &many, true);
    assert!(
        found.iter().all(|one| one.outcome != Outcome::NotFound),
        "cut, so not judged"
    );
    let garbage: String = (0..60_000_u32)
        .filter_map(|one| char::from_u32(one * 17 % 70_000))
        .collect();
    assert_eq!(judged(&form, &garbage, true).len(), 8);
    let one_word = "я".repeat(1_000_000);
    assert_eq!(judged(&form, &one_word, true).len(), 8);
    assert_eq!(judged(&form, "", true).len(), 8);
}

#[test]
fn a_number_is_not_found_inside_a_date() {
    let mut form = expected(DocumentKind::Charter);
    form.number = "12/2026".to_owned();
    let text = "Устав утверждён 01.12.2026";
    let found = judged(&form, text, true);
    assert_eq!(outcome(&found, Part::Number).0, Outcome::NotFound);
    let found = judged(&form, &format!("{text} решением № 12/2026"), true);
    assert_eq!(outcome(&found, Part::Number).0, Outcome::Found);
}

#[test]
fn a_day_from_which_something_holds_is_not_the_documents_date() {
    let text = ORDER
        .replace("от 01.09.2026 г.", "от 28.08.2026 г., с 01.01.2027")
        .replace("31.08.2026", "");
    let found = judged(&expected(DocumentKind::Appointment), &text, true);
    assert_eq!(
        outcome(&found, Part::Date),
        (Outcome::Differs, "2026-08-28")
    );
}

#[test]
fn a_document_of_divided_ends_of_lines_is_read_at_once() {
    // Each line goes on in the next: put together they would be one word of a million letters.
    let text = "а-\n".repeat(300_000);
    let found = judged(&expected(DocumentKind::Appointment), &text, true);
    assert_eq!(outcome(&found, Part::Date).0, Outcome::NotFound);
    let divided = judged(&expected(DocumentKind::Appointment), "под-\nпись", true);
    assert_eq!(outcome(&divided, Part::Signature).0, Outcome::Found);
}
