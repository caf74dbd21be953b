//! The services that ship with the product, and what they ask.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::path::{Path, PathBuf};

use forms::{
    Answers, Attached, AttachedFile, Calendar, Definition, FieldError, FileType, Mode, Prefill,
    Shown, add_working_days, display_value, keep_draft, prefill, spread, validate,
    validate_section, visible_fields, working_days_left,
};
use jiff::civil::{Date, date};

const TODAY: Date = date(2026, 11, 23);

fn services() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../services")
}

fn service(code: &str) -> Definition {
    let path = services().join(code).join("service.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    Definition::from_toml(&text, &path.display().to_string())
        .unwrap_or_else(|error| panic!("{error}"))
}

fn known(source: Prefill) -> Option<String> {
    let value = match source {
        Prefill::OrganizationName => "ООО «Северный луч»",
        Prefill::OrganizationInn => "9909001008",
        Prefill::OrganizationOgrn => "1027700132195",
        Prefill::OrganizationAddress => "г. Северогорск, ул. Сосновая, д. 5",
        Prefill::PersonName => "Котова Анна Петровна",
        Prefill::PersonEmail => "anna@sever-luch.example",
        Prefill::PersonPhone => "8 (900) 123-45-67",
        _ => return None,
    };
    Some(value.to_owned())
}

/// Answers of the transport licence that are ready for submission.
fn transport_answers(definition: &Definition) -> Answers {
    let mut answers = prefill(definition, known);
    for (name, value) in [
        ("transport_kind", "city"),
        ("region", "zarechny"),
        ("start_date", "01.12.2026"),
        ("buses", "12"),
        ("bus_classes", "middle"),
        ("true_information", "on"),
        ("consent", "on"),
    ] {
        answers.set(name, value);
    }
    answers
}

fn vehicle_papers() -> Attached {
    let mut attached = Attached::new();
    attached.push("vehicle_documents", pdf("ПТС-0417.pdf", 1_200_000));
    attached
}

fn pdf(name: &str, bytes: u64) -> AttachedFile {
    let file_type = Some(FileType::Pdf);
    AttachedFile {
        name: name.to_owned(),
        file_type,
        bytes,
    }
}

fn codes(errors: &[FieldError]) -> Vec<(&str, &str)> {
    errors
        .iter()
        .map(|error| (error.field.as_str(), error.code))
        .collect()
}

#[test]
fn every_service_folder_holds_a_definition_that_can_be_published() {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(services()).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_dir() {
            let folder = entry.file_name().into_string().unwrap();
            assert_eq!(
                service(&folder).code,
                folder,
                "the folder has the service's code"
            );
            found.push(folder);
        }
    }
    assert!(found.contains(&"license-extract".to_owned()));
    assert!(found.contains(&"passenger-transport-license".to_owned()));
    assert!(found.contains(&"passenger-transport-notice".to_owned()));
}

#[test]
fn kinds_of_signatures_are_ordered_by_what_they_are_worth() {
    use forms::Signature;
    let mut kinds = Signature::ALL.to_vec();
    kinds.sort();
    assert_eq!(kinds, Signature::ALL);
    for kind in Signature::ALL {
        assert_eq!(Signature::parse(kind.as_str()), Some(kind));
        assert_eq!(kind.is_cryptographic(), kind > Signature::Simple);
    }
    assert_eq!(
        service("passenger-transport-notice").signature,
        Signature::Qualified
    );
    assert_eq!(
        service("passenger-transport-license").signature,
        Signature::None
    );
}

#[test]
fn a_definition_survives_storage_with_its_fingerprint() {
    for code in [
        "license-extract",
        "passenger-transport-license",
        "passenger-transport-notice",
    ] {
        let definition = service(code);
        let back = Definition::from_json(&definition.to_json()).unwrap();
        assert_eq!(back, definition);
        assert_eq!(back.fingerprint(), definition.fingerprint());
        let mut changed = definition.clone();
        changed.sections[0].fields[0].label.push('!');
        assert_ne!(changed.fingerprint(), definition.fingerprint());
        assert!(definition.fingerprint().starts_with(&format!("{code}-1-")));
    }
}

#[test]
fn a_filled_licence_application_is_good_and_normalised() {
    let definition = service("passenger-transport-license");
    let answers = transport_answers(&definition);
    let clean = validate(
        &definition,
        &answers,
        &vehicle_papers(),
        TODAY,
        Mode::Submit,
    )
    .unwrap();
    assert_eq!(clean.text("contact_phone"), "+79001234567");
    assert_eq!(clean.date("start_date"), Some(date(2026, 12, 1)));
    assert_eq!(clean.text("start_date"), "2026-12-01");
    assert_eq!(clean.integer("buses"), Some(12));
    assert!(clean.is_ticked("consent"));
    assert_eq!(
        clean.text("depot_address"),
        "г. Северогорск, ул. Сосновая, д. 5",
        "typed once, spread"
    );
    assert_eq!(
        clean.file_fields(),
        ["vehicle_documents"],
        "the rent contract is not asked"
    );

    let again = validate(
        &definition,
        clean.answers(),
        &vehicle_papers(),
        TODAY,
        Mode::Submit,
    )
    .unwrap();
    assert_eq!(again, clean, "what is stored is judged the same way again");
}

#[test]
fn all_mistakes_are_told_at_once() {
    let definition = service("passenger-transport-license");
    let mut answers = transport_answers(&definition);
    answers.set("inn", "7707083890");
    answers.set("ogrn", "10278000");
    answers.set("start_date", "01.11.2026");
    answers.set("end_date", "31.10.2026");
    answers.set("buses", "0");
    answers.set("bus_classes", "huge");
    answers.remove("transport_kind");
    answers.remove("consent");
    let errors =
        validate(&definition, &answers, &Attached::new(), TODAY, Mode::Submit).unwrap_err();
    assert_eq!(
        codes(&errors),
        [
            ("inn", "REQ-004"),
            ("ogrn", "REQ-002"),
            ("transport_kind", "FRM-002"),
            ("start_date", "FRM-016"),
            ("end_date", "FRM-017"),
            ("buses", "FRM-008"),
            ("bus_classes", "FRM-018"),
            ("vehicle_documents", "FRM-004"),
            ("consent", "FRM-003"),
        ]
    );
}

#[test]
fn a_draft_may_be_unfinished_but_not_wrong() {
    let definition = service("passenger-transport-license");
    let empty = validate(
        &definition,
        &Answers::new(),
        &Attached::new(),
        TODAY,
        Mode::Draft,
    )
    .unwrap();
    assert!(empty.answers().is_empty());
    let answers = Answers::from_pairs([("start_date", "31.02.2027"), ("inn", "77")]);
    let errors = validate(&definition, &answers, &Attached::new(), TODAY, Mode::Draft).unwrap_err();
    assert_eq!(
        codes(&errors),
        [("inn", "REQ-002"), ("start_date", "FRM-014")]
    );
}

#[test]
fn a_page_is_judged_by_itself() {
    let definition = service("passenger-transport-license");
    let applicant = definition.section("applicant").unwrap();
    let answers = prefill(&definition, known);
    let judged = |answers: &Answers| {
        validate_section(
            &definition,
            applicant,
            answers,
            &Attached::new(),
            TODAY,
            Mode::Submit,
        )
    };
    assert!(
        judged(&answers).is_ok(),
        "the rest of the form is still empty"
    );
    let mut answers = answers;
    answers.set("contact_email", "anna");
    assert_eq!(
        codes(&judged(&answers).unwrap_err()),
        [("contact_email", "REQ-008")]
    );
}

#[test]
fn a_question_that_is_not_asked_is_neither_needed_nor_kept() {
    let definition = service("license-extract");
    let mut answers = prefill(&definition, known);
    answers.set("scope", "all");
    answers.set("license_number", "АН-99-000123");
    answers.set("consent", "yes");
    answers.set("unknown_field", "x");
    let clean = validate(&definition, &answers, &Attached::new(), TODAY, Mode::Submit).unwrap();
    assert_eq!(clean.text("license_number"), "");
    assert_eq!(clean.text("unknown_field"), "");
    assert!(
        !visible_fields(&definition, &answers)
            .iter()
            .any(|field| field.name == "license_number")
    );

    answers.set("scope", "one");
    answers.remove("license_number");
    let errors =
        validate(&definition, &answers, &Attached::new(), TODAY, Mode::Submit).unwrap_err();
    assert_eq!(codes(&errors), [("license_number", "FRM-001")]);
}

#[test]
fn an_address_follows_its_source_until_it_is_changed() {
    let definition = service("passenger-transport-license");
    let mut answers = transport_answers(&definition);
    // The page shows the spread answers and posts them back.
    let shown = spread(&definition, &answers);
    assert_eq!(shown.first("depot_address"), answers.first("legal_address"));
    let kept = keep_draft(&definition, &shown);
    assert!(kept.is_blank("depot_address"));
    answers = kept;
    answers.set("legal_address", "г. Северогорск, пр. Мира, д. 1");
    assert_eq!(
        spread(&definition, &answers).first("depot_address"),
        "г. Северогорск, пр. Мира, д. 1"
    );

    answers.set("depot_address", "г. Заречный, ул. Депо, д. 2");
    let kept = keep_draft(&definition, &answers);
    assert_eq!(kept.first("depot_address"), "г. Заречный, ул. Депо, д. 2");
}

#[test]
fn a_draft_keeps_what_was_typed_wrong_and_nothing_unknown() {
    let definition = service("passenger-transport-license");
    let posted = Answers::from_pairs([
        ("start_date", "31.02.2027"),
        ("end_date", "01.03.2027"),
        ("vehicle_documents", "fake"),
        ("is_admin", "yes"),
        ("transport_kind", "rocket"),
        ("true_information", "maybe"),
    ]);
    let kept = keep_draft(&definition, &posted);
    let names: Vec<_> = kept.iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["end_date", "start_date"]);
    assert_eq!(kept.first("start_date"), "31.02.2027");
    assert_eq!(kept.first("end_date"), "2027-03-01");
}

#[test]
fn clearing_a_tick_on_a_page_clears_the_kept_answer() {
    let definition = service("passenger-transport-license");
    let documents = definition.section("documents").unwrap();
    let mut kept = Answers::from_pairs([("depot_rented", "yes"), ("inn", "9909001008")]);
    kept.put_section(documents, &Answers::new());
    assert!(kept.is_blank("depot_rented"));
    assert_eq!(kept.first("inn"), "9909001008");
}

#[test]
fn attached_files_are_judged_one_by_one() {
    let definition = service("passenger-transport-license");
    let mut answers = transport_answers(&definition);
    answers.set("depot_rented", "yes");
    let mut attached = Attached::new();
    attached.push("vehicle_documents", pdf("пустой.pdf", 0));
    attached.push(
        "vehicle_documents",
        pdf("большой.pdf", 20 * 1024 * 1024 + 1),
    );
    let image = AttachedFile {
        name: "договор.jpg".to_owned(),
        file_type: Some(FileType::Jpg),
        bytes: 10,
    };
    attached.push("depot_contract", image);
    let unknown = AttachedFile {
        name: "ПТС.pdf".to_owned(),
        file_type: None,
        bytes: 10,
    };
    attached.push("vehicle_documents", unknown);
    let errors = validate(&definition, &answers, &attached, TODAY, Mode::Submit).unwrap_err();
    assert_eq!(
        codes(&errors),
        [
            ("vehicle_documents", "FRM-025"),
            ("vehicle_documents", "FRM-023"),
            ("vehicle_documents", "FRM-024"),
            ("depot_contract", "FRM-024"),
        ]
    );
    let field = definition.field("vehicle_documents").unwrap();
    assert!(forms::check_file(field, &pdf("ПТС.pdf", 10), 19).is_empty());
    assert_eq!(
        codes(&forms::check_file(field, &pdf("ПТС.pdf", 10), 20)),
        [("vehicle_documents", "FRM-022")]
    );
}

#[test]
fn answers_are_shown_in_words() {
    let definition = service("passenger-transport-license");
    let shown = |name: &str, values: &[&str]| {
        let values: Vec<String> = values.iter().map(|value| (*value).to_owned()).collect();
        display_value(definition.field(name).unwrap(), &values)
    };
    let text = |text: &str| Shown::Text(text.to_owned());
    assert_eq!(shown("start_date", &["2026-12-01"]), text("01.12.2026"));
    assert_eq!(shown("transport_kind", &["order"]), text("По заказам"));
    assert_eq!(
        shown("contact_phone", &["+79001234567"]),
        text("+7 900 123-45-67")
    );
    assert_eq!(shown("consent", &["yes"]), Shown::Ticked);
    assert_eq!(shown("note", &[]), Shown::Nothing);
    assert_eq!(
        shown("bus_classes", &["small", "large"]),
        Shown::List(vec!["До 22 мест".to_owned(), "Больше 60 мест".to_owned()])
    );
}

#[test]
fn answers_are_kept_as_plain_json() {
    let answers = Answers::from_pairs([
        ("bus_classes", "small"),
        ("bus_classes", "large"),
        ("inn", "9909001008"),
    ]);
    let json = serde_json::to_string(&answers).unwrap();
    assert_eq!(
        json,
        r#"{"bus_classes":["small","large"],"inn":["9909001008"]}"#
    );
    assert_eq!(serde_json::from_str::<Answers>(&json).unwrap(), answers);
    assert!(
        !format!("{answers:?}").contains("9909001008"),
        "debug output ends in logs"
    );
}

fn calendar() -> Calendar {
    let path = services().join("calendar.toml");
    Calendar::from_toml(
        &std::fs::read_to_string(path).unwrap(),
        "services/calendar.toml",
    )
    .unwrap()
}

#[test]
fn a_term_skips_weekends_and_holidays() {
    let calendar = calendar();
    let end = |from, days| add_working_days(from, days, &calendar).unwrap();
    assert_eq!(
        end(date(2026, 11, 23), 5),
        date(2026, 11, 30),
        "Monday to Monday"
    );
    assert_eq!(
        end(date(2026, 11, 27), 1),
        date(2026, 11, 30),
        "Friday to Monday"
    );
    assert_eq!(
        end(date(2026, 11, 3), 1),
        date(2026, 11, 5),
        "over Unity Day"
    );
    assert_eq!(
        end(date(2026, 12, 30), 1),
        date(2027, 1, 11),
        "over the New Year holidays"
    );
    assert_eq!(
        end(date(2026, 5, 8), 1),
        date(2026, 5, 12),
        "Victory Day on a Saturday gives a Monday off"
    );
    assert_eq!(end(date(2026, 11, 23), 0), date(2026, 11, 23));
    assert_eq!(end(date(2026, 11, 23), 30), date(2027, 1, 13));
}

#[test]
fn what_is_left_of_a_term_is_counted_the_same_way() {
    let calendar = calendar();
    let mut day = date(2026, 1, 1);
    for _ in 0..365 {
        for days in [1, 5, 30] {
            let end = add_working_days(day, days, &calendar).unwrap();
            assert_eq!(working_days_left(day, end, &calendar), days);
            assert!(calendar.is_working(end));
        }
        day = day.tomorrow().unwrap();
    }
    assert_eq!(
        working_days_left(date(2026, 11, 30), date(2026, 11, 23), &calendar),
        0
    );
    assert!(calendar.covers(2026) && calendar.covers(2027) && !calendar.covers(2028));
    let in_2026 = (0..365).filter(|days| {
        let day = date(2026, 1, 1)
            .checked_add(jiff::Span::new().days(*days))
            .unwrap();
        calendar.is_working(day)
    });
    assert_eq!(
        in_2026.count(),
        247,
        "working days of 2026 with a five-day week"
    );
}

#[test]
fn a_calendar_that_contradicts_itself_is_refused() {
    let read = |text: &str| {
        Calendar::from_toml(text, "calendar.toml")
            .unwrap_err()
            .to_string()
    };
    assert!(
        read("years = [2026]\nnon-working = [\"2026-01-01\"]\nworking = [\"2026-01-01\"]")
            .contains("both")
    );
    assert!(read("years = [2026]\nnon-working = [\"2028-01-01\"]").contains("2028-01-01"));
    assert!(read("years = [2026]\nnon-working = [\"01.01.2026\"]").starts_with("calendar.toml: "));
}
