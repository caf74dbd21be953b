//! What a broken definition is told, and what every kind of field takes.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use forms::{Answers, Attached, Definition, LoadError, Mode, validate};
use jiff::civil::date;
use proptest::prelude::*;

const HEAD: &str = r#"
code = "sample"
version = 1
title = "Образец"
description = "Услуга для проверки"
category = "certificates"
applicants = ["company"]
term-working-days = 5
signature = "none"
authority = { ogrn = "1029900000008", name = "Департамент" }
steps = [{ code = "review", name = "Проверка", role = "specialist" }]
"#;

fn read(fields: &str) -> Result<Definition, LoadError> {
    let text = format!(
        "{HEAD}\n[[sections]]\ncode = \"main\"\ntitle = \"Раздел\"\nfields = [\n{fields}\n]\n"
    );
    Definition::from_toml(&text, "services/sample/service.toml")
}

fn definition(fields: &str) -> Definition {
    read(fields).unwrap_or_else(|error| panic!("{error}"))
}

/// A definition of one field.
fn field(rest: &str) -> Definition {
    definition(&format!("{{ name = \"f\", label = \"Поле\", {rest} }}"))
}

/// The normalised value, or the code of the error.
fn judged(definition: &Definition, typed: &str) -> Result<String, &'static str> {
    let answers = Answers::from_pairs([("f", typed)]);
    match validate(
        definition,
        &answers,
        &Attached::new(),
        date(2026, 11, 23),
        Mode::Submit,
    ) {
        Ok(clean) => Ok(clean.text("f").to_owned()),
        Err(errors) => Err(errors[0].code),
    }
}

#[expect(clippy::unnecessary_wraps, reason = "compared with a Result")]
fn good(value: &str) -> Result<String, &'static str> {
    Ok(value.to_owned())
}

#[test]
fn a_misspelt_key_is_named_with_file_line_and_what_to_do() {
    let error = read("{ name = \"f\", kind = \"text\", lable = \"Поле\" }")
        .unwrap_err()
        .to_string();
    assert!(
        error.starts_with("services/sample/service.toml:17:"),
        "{error}"
    );
    assert!(
        error.contains("lable") && error.contains("docs/adding-a-service.md"),
        "{error}"
    );
    let error = read("{ name = \"f\", kind = \"txt\", label = \"Поле\" }")
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("multi-choice"),
        "the known kinds are listed: {error}"
    );
}

#[test]
fn every_problem_of_a_definition_is_found_before_publication() {
    let error = read(
        r#"{ name = "csrf", kind = "text", label = "А" },
{ name = "Bad", kind = "text", label = "" },
{ name = "twice", kind = "text", label = "Б", limits = { min = 1 } },
{ name = "twice", kind = "text", label = "В", limits = { max-length = 100000 } },
{ name = "one", kind = "choice", label = "Г", choices = [{ value = "a", label = "А" }] },
{ name = "seen", kind = "text", label = "Д", visible-if = { field = "one", value = "b" } },
{ name = "later", kind = "date", label = "Е", limits = { not-before = "nothing" } },
{ name = "same", kind = "inn", label = "Ж", same-as = "twice" },
{ name = "papers", kind = "files", label = "З", files = { types = ["pdf"], max-bytes = 999999999, max-count = 1 } },
{ name = "bare", kind = "files", label = "И" }"#,
    )
    .unwrap_err();
    let LoadError::Problems { problems, .. } = &error else {
        panic!("{error}");
    };
    let places: Vec<&str> = problems
        .iter()
        .map(|problem| problem.place.as_str())
        .collect();
    assert_eq!(
        places,
        [
            "field csrf",
            "field Bad",
            "field Bad",
            "field twice",
            "field twice",
            "field twice",
            "field one",
            "field seen",
            "field later",
            "field same",
            "field papers",
            "field bare"
        ],
        "{error}"
    );
}

#[test]
fn a_service_without_steps_sections_or_a_true_ogrn_is_refused() {
    let text = HEAD
        .replace("1029900000008", "1029900000005")
        .replace(
            "steps = [{ code = \"review\", name = \"Проверка\", role = \"specialist\" }]",
            "steps = []",
        )
        .replace("term-working-days = 5", "term-working-days = 0");
    let error = Definition::from_toml(&format!("{text}\nsections = []"), "s.toml")
        .unwrap_err()
        .to_string();
    for part in [
        "s.toml: 4 to correct",
        "authority ogrn",
        "REQ-004",
        "steps",
        "sections",
        "term-working-days",
    ] {
        assert!(error.contains(part), "{part} in {error}");
    }
    let huge = format!("{HEAD}#{}", "x".repeat(300_000));
    assert!(matches!(
        Definition::from_toml(&huge, "s.toml"),
        Err(LoadError::TooLarge { .. })
    ));
}

#[test]
fn dates_are_typed_the_russian_way_and_stored_by_iso() {
    let date = field("kind = \"date\"");
    for typed in [
        "01.12.2026",
        "1.12.2026",
        " 01.12.2026 ",
        "01/12/2026",
        "01-12-2026",
        "2026-12-01",
    ] {
        assert_eq!(judged(&date, typed), good("2026-12-01"), "{typed}");
    }
    for typed in [
        "вчера",
        "01.12",
        "01.12.26",
        "1.2.3.4",
        "2026-12",
        "01.12.20261",
        "-1.12.2026",
        "+1.12.2026",
    ] {
        assert_eq!(judged(&date, typed), Err("FRM-013"), "{typed}");
    }
    assert_eq!(judged(&date, "31.02.2026"), Err("FRM-014"));
    assert_eq!(judged(&date, "29.02.2028"), good("2028-02-29"));
    assert_eq!(judged(&date, "01.12.0026"), Err("FRM-027"));
    let past = field("kind = \"date\", limits = { not-in-future = true }");
    assert_eq!(
        judged(&past, "23.11.2026"),
        good("2026-11-23"),
        "today is not the future"
    );
    assert_eq!(judged(&past, "24.11.2026"), Err("FRM-015"));
}

#[test]
fn money_is_exact_to_a_kopeck() {
    let money = field("kind = \"money\", limits = { min = 100, max = 100000000 }");
    for (typed, stored) in [
        ("1250,5", "1250.50"),
        ("1\u{a0}250.05", "1250.05"),
        ("1", "1.00"),
        ("1000000 ₽", "1000000.00"),
    ] {
        assert_eq!(judged(&money, typed), good(stored), "{typed}");
    }
    for typed in [
        "-1",
        "1,2,3",
        "1.234",
        "сто",
        "1e5",
        ".5",
        "99999999999999999999",
    ] {
        assert_eq!(judged(&money, typed), Err("FRM-010"), "{typed}");
    }
    assert_eq!(judged(&money, "0,99"), Err("FRM-011"));
    assert_eq!(judged(&money, "1000000,01"), Err("FRM-012"));
}

#[test]
fn whole_numbers_keep_their_limits() {
    let integer = field("kind = \"integer\", limits = { min = -5, max = 5000 }");
    assert_eq!(judged(&integer, "1 000"), good("1000"));
    assert_eq!(judged(&integer, "−5"), good("-5"));
    assert_eq!(judged(&integer, "007"), good("7"));
    assert_eq!(judged(&integer, "-6"), Err("FRM-008"));
    assert_eq!(judged(&integer, "5001"), Err("FRM-009"));
    for typed in ["1.5", "--1", "+1", "1e3", "9999999999999999999999"] {
        assert_eq!(judged(&integer, typed), Err("FRM-007"), "{typed}");
    }
}

#[test]
fn texts_have_lengths_and_no_hidden_characters() {
    let text = field("kind = \"text\", limits = { min-length = 2, max-length = 5 }");
    assert_eq!(judged(&text, " при "), good("при"));
    assert_eq!(judged(&text, "я"), Err("FRM-005"));
    assert_eq!(judged(&text, "привет"), Err("FRM-006"));
    for typed in ["a\nb", "a\0b", "a\u{202e}b", "a\u{1b}b"] {
        assert_eq!(judged(&text, typed), Err("FRM-026"), "{typed:?}");
    }
    let multiline = field("kind = \"multiline\"");
    assert_eq!(judged(&multiline, "раз\r\nдва"), good("раз\nдва"));
    assert_eq!(judged(&multiline, &"я".repeat(1_000_000)), Err("FRM-006"));
}

#[test]
fn requisites_are_stored_bare() {
    for (kind, typed, stored) in [
        ("inn", "99 0900 1008", "9909001008"),
        ("inn", "500100732259", "500100732259"),
        ("ogrn", "304500116000157", "304500116000157"),
        ("snils", "112-233-445 95", "11223344595"),
        ("kpp", "7701AB001", "7701AB001"),
        ("email", "Anna@Mail.EXAMPLE", "anna@mail.example"),
        ("phone", "8 900 123-45-67", "+79001234567"),
        ("person-name", "Котова  Анна", "Котова Анна"),
    ] {
        assert_eq!(
            judged(&field(&format!("kind = \"{kind}\"")), typed),
            good(stored),
            "{kind}"
        );
    }
    assert_eq!(
        judged(&field("kind = \"inn-company\""), "500100732259"),
        Err("REQ-002")
    );
    assert_eq!(
        judged(&field("kind = \"inn-person\""), "9909001008"),
        Err("REQ-002")
    );
    assert_eq!(
        judged(&field("kind = \"ogrn-company\""), "304500116000157"),
        Err("REQ-002")
    );
}

#[test]
fn choices_are_only_those_offered() {
    let choices = "choices = [{ value = \"a\", label = \"А\" }, { value = \"b\", label = \"Б\" }, { value = \"78\", label = \"В\" }]";
    let one = field(&format!("kind = \"choice\", {choices}"));
    assert_eq!(judged(&one, "78"), good("78"));
    assert_eq!(judged(&one, "А"), Err("FRM-018"), "a label is not a value");
    let several = field(&format!(
        "kind = \"multi-choice\", limits = {{ min-count = 2, max-count = 2 }}, {choices}"
    ));
    let judge = |values: &[&str]| {
        let answers = Answers::from_pairs(values.iter().map(|value| ("f", *value)));
        let judged = validate(
            &several,
            &answers,
            &Attached::new(),
            date(2026, 11, 23),
            Mode::Submit,
        );
        judged
            .map(|clean| clean.answers().all("f").to_vec())
            .map_err(|errors| errors[0].code)
    };
    assert_eq!(
        judge(&["b", "a", "b"]).unwrap(),
        ["a", "b"],
        "in the order of the form, each once"
    );
    assert_eq!(judge(&["a"]), Err("FRM-020"));
    assert_eq!(judge(&["a", "b", "78"]), Err("FRM-021"));
    let answers = Answers::from_pairs([("f", "a"), ("f", "b")]);
    let errors = validate(
        &one,
        &answers,
        &Attached::new(),
        date(2026, 11, 23),
        Mode::Submit,
    )
    .unwrap_err();
    assert_eq!(errors[0].code, "FRM-019");
}

#[test]
fn the_guide_names_every_kind_and_every_key() {
    let guide = include_str!("../../../../docs/adding-a-service.md");
    let unknown_kind = read("{ name = \"f\", kind = \"?\", label = \"Поле\" }")
        .unwrap_err()
        .to_string();
    let unknown_key = read("{ x = 1 }").unwrap_err().to_string();
    let unknown_limit =
        read("{ name = \"f\", kind = \"text\", label = \"Поле\", limits = { x = 1 } }")
            .unwrap_err()
            .to_string();
    let mut names = 0;
    for error in [unknown_kind, unknown_key, unknown_limit] {
        let listed = error.split_once("expected one of ").unwrap().1;
        for name in listed.split('`').skip(1).step_by(2) {
            assert!(
                guide.contains(name),
                "docs/adding-a-service.md does not name {name}"
            );
            names += 1;
        }
    }
    assert_eq!(names, 21 + 12 + 9, "kinds, keys of a field, limits");
}

#[test]
fn a_question_behind_a_hidden_question_is_hidden_too() {
    let chain = definition(
        r#"{ name = "a", kind = "checkbox", label = "А" },
{ name = "b", kind = "checkbox", label = "Б", visible-if = { field = "a", value = "yes" } },
{ name = "c", kind = "text", label = "В", required = true, visible-if = { field = "b", value = "yes" } }"#,
    );
    let names = |pairs: &[(&str, &str)]| {
        let answers = Answers::from_pairs(pairs.iter().copied());
        let visible = forms::visible_fields(&chain, &answers);
        visible
            .iter()
            .map(|field| field.name.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(names(&[("a", "on"), ("b", "on")]), ["a", "b", "c"]);
    assert_eq!(names(&[("b", "on")]), ["a"]);
    assert_eq!(names(&[("a", "no"), ("b", "on")]), ["a"]);
}

const EVERY_KIND: &[&str] = &[
    "text",
    "multiline",
    "integer",
    "money",
    "date",
    "checkbox",
    "inn",
    "inn-company",
    "inn-person",
    "ogrn",
    "ogrn-company",
    "kpp",
    "snils",
    "email",
    "phone",
    "person-name",
    "address",
];

proptest! {
    #[test]
    fn nothing_panics_and_what_is_taken_stays_the_same(typed in any::<String>(), near in "[ 0-9A-zА-я.,:;@+−\u{a0}\u{306}/-]{0,30}") {
        for kind in EVERY_KIND {
            let definition = field(&format!("kind = \"{kind}\""));
            for typed in [&typed, &near] {
                if let Ok(value) = judged(&definition, typed) {
                    prop_assert_eq!(judged(&definition, &value), Ok(value), "{}", kind);
                }
            }
        }
    }

    #[test]
    fn kopecks_survive_being_typed_shown_and_stored(kopecks in 0i64..10_000_000_000_000) {
        let definition = field("kind = \"money\"");
        let money = definition.field("f").unwrap();
        let typed = format!("{},{:02}", kopecks / 100, kopecks % 100);
        let answers = Answers::from_pairs([("f", typed)]);
        let clean = validate(&definition, &answers, &Attached::new(), date(2026, 11, 23), Mode::Submit).unwrap();
        prop_assert_eq!(clean.kopecks("f"), Some(kopecks));
        let shown = forms::input_value(money, clean.text("f"));
        prop_assert_eq!(judged(&definition, &shown), good(clean.text("f")));
    }

    #[test]
    fn any_definition_text_is_read_or_refused(text in any::<String>()) {
        let _ = Definition::from_toml(&text, "s.toml");
    }
}

#[test]
fn two_short_fields_share_a_row_and_no_third_or_long_one_does() {
    let with = |fields: &str| read(fields).map(|_| ()).map_err(|error| error.to_string());
    let text = |name: &str, beside: bool| {
        format!("{{ name = \"{name}\", kind = \"text\", label = \"Поле\", beside = {beside} }}")
    };
    let (one, two, three) = (text("a", false), text("b", true), text("c", true));
    assert_eq!(with(&format!("{one}, {two}")), Ok(()));
    let long = two.replace("\"text\"", "\"multiline\"");
    for wrong in [
        two.clone(),
        format!("{one}, {two}, {three}"),
        format!("{one}, {long}"),
    ] {
        let refused = with(&wrong).unwrap_err();
        assert!(refused.contains("beside:"), "{refused}");
    }
}
