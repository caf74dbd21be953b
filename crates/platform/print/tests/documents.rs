//! The letterhead and the results of services as documents. Text is read back with poppler where it is installed.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use jiff::Timestamp;
use print::{PrintError, Template, render_pdf};
use serde_json::{Value, json};

const SERVICES: [&str; 3] = [
    "license-extract",
    "passenger-transport-license",
    "passenger-transport-notice",
];

fn created() -> Timestamp {
    "2026-11-22T12:00:00Z".parse().unwrap()
}

fn service_template(code: &str) -> String {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../services");
    std::fs::read_to_string(root.join(code).join("result.typ")).unwrap()
}

fn sample() -> Value {
    json!({
        "authority": {
            "name": "Управление лицензирования Приозёрской области",
            "address": "190000, г. Приозёрск, ул. Набережная, д. 12"
        },
        "applicant": {
            "name": "ООО «Ромашка-Транс»",
            "inn": "9909001008",
            "ogrn": "1027700132195",
            "address": "190005, г. Приозёрск, проспект Строителей, д. 4, корп. 2, офис 318"
        },
        "application": { "number": "2026-000042", "submitted_at": "2026-11-12T09:30:00+03:00" },
        "decision": {
            "number": "ЛП-17/2026",
            "date": "2026-11-22",
            "text": "Лицензия № АК-78-000123 от 14.03.2024 действует, ограничений и приостановлений не зарегистрировано.",
            "signer_name": "Е. В. Осокина",
            "signer_position": "Начальник отдела лицензирования"
        },
        "answers": [
            { "label": "Вид перевозок", "value": "Регулярные перевозки в городском сообщении" },
            { "label": "Количество автобусов", "value": 14 },
            { "label": "Маршруты", "value": ["№ 5", "№ 12", "№ 31"] },
            { "label": "Собственная стоянка", "value": true },
            { "label": "Примечание", "value": null }
        ]
    })
}

fn render(source: &str, data: &Value) -> Result<Vec<u8>, PrintError> {
    render_pdf(
        &Template {
            name: "test.typ",
            source,
        },
        data,
        created(),
    )
}

/// The text as poppler sees it; `None` when it is not installed.
fn text_of(pdf: &[u8]) -> Option<String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("document.pdf");
    std::fs::write(&path, pdf).unwrap();
    let Ok(output) = Command::new("pdftotext")
        .arg("-layout")
        .arg(&path)
        .arg("-")
        .output()
    else {
        let strict = std::env::var("KABINET_TEST_STRICT").is_ok_and(|value| value == "1");
        assert!(!strict, "pdftotext is missing: install poppler-utils");
        println!("SKIPPED: pdftotext is missing (install poppler-utils)");
        return None;
    };
    Some(String::from_utf8(output.stdout).unwrap())
}

/// `KABINET_KEEP_PDF=FOLDER` keeps the documents for looking at.
fn keep(name: &str, pdf: &[u8]) {
    if let Ok(folder) = std::env::var("KABINET_KEEP_PDF") {
        std::fs::write(Path::new(&folder).join(name), pdf).unwrap();
    }
}

#[test]
fn results_of_services_hold_what_was_decided_and_for_whom() {
    for code in SERVICES {
        let pdf = render(&service_template(code), &sample()).unwrap();
        assert!(pdf.starts_with(b"%PDF-1.7"));
        keep(&format!("{code}.pdf"), &pdf);
        let Some(text) = text_of(&pdf) else { return };
        for expected in [
            "Управление лицензирования Приозёрской области",
            "ООО «Ромашка-Транс»",
            "9909001008",
            "1027700132195",
            "№ ЛП-17/2026",
            "22 ноября 2026 г.",
            "2026-000042",
            "12 ноября 2026 г.",
            "№ 5, № 12, № 31",
            "Начальник отдела",
            "Е. В. Осокина",
            "Лист 1 из 1",
            "да",
            "—",
        ] {
            assert!(
                text.replace('\u{A0}', " ").contains(expected),
                "{code}: no «{expected}» in\n{text}"
            );
        }
    }
}

#[test]
fn documents_say_that_they_are_made_for_archives() {
    let pdf = render(&service_template(SERVICES[0]), &sample()).unwrap();
    let text = String::from_utf8_lossy(&pdf);
    assert!(text.contains("<pdfaid:part>2</pdfaid:part>"), "PDF/A part");
    assert!(
        text.contains("<pdfaid:conformance>B</pdfaid:conformance>"),
        "PDF/A level"
    );
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let template = service_template(SERVICES[1]);
    let first = render(&template, &sample()).unwrap();
    let threads: Vec<Vec<u8>> = std::thread::scope(|scope| {
        let printing: Vec<_> = (0..4)
            .map(|_| scope.spawn(|| render(&template, &sample()).unwrap()))
            .collect();
        printing
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .collect()
    });
    assert!(threads.iter().all(|pdf| *pdf == first));
    let mut other = sample();
    other["decision"]["number"] = json!("ЛП-18/2026");
    assert_ne!(render(&template, &other).unwrap(), first);
}

#[test]
fn data_is_shown_as_text_and_never_read_as_markup() {
    let mut data = sample();
    let hostile = "#panic(\"взлом\") *не жирный* $x$ @ссылка <метка> \\ \u{202E}";
    data["decision"]["text"] = json!(hostile);
    data["applicant"]["name"] = json!("#read(\"/etc/passwd\")");
    let pdf = render(&service_template(SERVICES[0]), &data).unwrap();
    let Some(text) = text_of(&pdf) else { return };
    assert!(
        text.contains("#panic") && text.contains("*не жирный*") && text.contains("#read("),
        "{text}"
    );
}

#[test]
fn a_long_document_keeps_the_signature_and_counts_its_pages() {
    let mut data = sample();
    data["decision"]["text"] =
        json!("Решение принято на основании документов заявителя. ".repeat(200));
    data["answers"] = (0..60)
        .map(|i| json!({ "label": format!("Вопрос {i}"), "value": "Ответ" }))
        .collect();
    let pdf = render(&service_template(SERVICES[1]), &data).unwrap();
    keep("long.pdf", &pdf);
    let Some(text) = text_of(&pdf) else { return };
    assert!(text.contains("Вопрос 59") && text.contains("Осокина"));
    assert!(!text.contains("Лист 1 из 1\n"), "more than one page");
}

#[test]
fn a_broken_template_is_named_with_its_line() {
    let error = render("Строка\n\n#unknown-function()\n", &json!({})).unwrap_err();
    assert!(
        matches!(
            &error,
            PrintError::Template {
                line: Some(3),
                file: None,
                ..
            }
        ),
        "{error:?}"
    );
    assert!(
        error.to_string().starts_with("test.typ, line 3: "),
        "{error}"
    );
    let error = render(
        "#let data = json(\"/data.json\")\n#data.missing.name",
        &json!({}),
    )
    .unwrap_err();
    assert!(
        error.to_string().starts_with("test.typ, line 2: "),
        "{error}"
    );
    assert_eq!(error.code(), "PRN-001");
}

#[test]
fn a_template_sees_no_files_and_no_packages() {
    for source in [
        "#read(\"/etc/passwd\")",
        "#read(\"../../Cargo.toml\")",
        "#import \"@preview/cetz:0.3.0\"",
        "#image(\"x.png\")",
    ] {
        assert!(render(source, &json!({})).is_err(), "{source}");
    }
}

#[test]
fn too_much_is_refused() {
    let data = json!("я".repeat(print::MAX_DATA));
    assert_eq!(render("a", &data).unwrap_err().code(), "PRN-002");
    let pages = "#for i in range(600) { pagebreak(weak: false) }";
    assert_eq!(render(pages, &json!({})).unwrap_err().code(), "PRN-002");
    assert!(
        render("#while true { }", &json!({})).is_err(),
        "an endless loop is stopped"
    );
}

#[test]
fn a_warm_print_is_fast() {
    let template = service_template(SERVICES[0]);
    let print = |number: u32| {
        let mut data = sample();
        data["decision"]["number"] = json!(number);
        let start = Instant::now();
        render(&template, &data).unwrap();
        start.elapsed()
    };
    let cold = print(0);
    let warm = (1..10).map(print).min().unwrap();
    println!("first {cold:?}, warm {warm:?}");
    // Typst is slow without optimisation, and the machine may be busy: this is against hangs alone.
    assert!(warm.as_millis() < 7500, "{warm:?}");
}
