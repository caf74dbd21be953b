//! How much of real scans is found: made-up documents of many layouts are printed, drawn as a scanner would, recognised by
//! the real tesseract, and the required parts counted. Needs tesseract with Russian and poppler; where they are absent the
//! test says so and passes, unless `KABINET_TEST_STRICT=1`.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::process::Command;

use jiff::Timestamp;
use jiff::civil::{Date, date};
use organizations::links::{
    DocumentKind, Expected, ExpectedHead, Finding, Outcome, Part, findings,
};
use recognition::{Content, Limits, Reader, Settings};

/// Of the required parts, at least so many in a hundred are found.
const FLOOR: usize = 95;
const TODAY: Date = date(2026, 11, 30);

/// Looks of a page: set rules of Typst, and how the scanner turned it.
const LAYOUTS: &[(&str, &str, u32)] = &[
    (
        "serif",
        "#set text(font: \"Libertinus Serif\", size: 12pt)\n#set par(justify: true)",
        0,
    ),
    (
        "small",
        "#set text(font: \"Libertinus Serif\", size: 9pt)\n#set page(margin: 3cm)",
        0,
    ),
    (
        "typewriter",
        "#set text(font: \"DejaVu Sans Mono\", size: 10pt)\n#set par(leading: 1em)",
        0,
    ),
    (
        "framed",
        "#set text(font: \"Libertinus Serif\", size: 13pt)\n#set page(margin: 2.2cm, background: rect(width: 92%, height: 94%, stroke: 2pt + rgb(\"#7a8a99\")), fill: rgb(\"#fbf7ea\"))",
        0,
    ),
    (
        "modern",
        "#set text(font: \"New Computer Modern\", size: 11pt)\n#set page(header: align(right)[Страница 1])",
        90,
    ),
    (
        "upside-down",
        "#set text(font: \"Libertinus Serif\", size: 14pt)",
        180,
    ),
];

struct Sample {
    name: &'static str,
    kind: DocumentKind,
    number: &'static str,
    date: Date,
    /// Typst; `LINE` becomes a ruled line.
    body: &'static str,
    head: &'static [&'static str],
}

const SAMPLES: &[Sample] = &[
    Sample {
        name: "order",
        kind: DocumentKind::Appointment,
        number: "17-к",
        date: date(2026, 9, 1),
        head: &["Гусева", "Мария", "Петровна"],
        body: "#align(center)[*Общество с ограниченной ответственностью «Северный луч»* \\ ИНН 5404000012 ОГРН 1155476000019]\n\
               #v(1cm)\n#align(center)[*ПРИКАЗ № 17-к*]\n\
               #grid(columns: (1fr, 1fr), [01.09.2026], align(right)[г. Тверь])\n#v(0.5cm)\n\
               О вступлении в должность\n\n\
               На основании решения единственного участника от 31.08.2026 № 4 приступаю к исполнению обязанностей \
               генерального директора с 1 сентября 2026 года.\n#v(2cm)\n\
               #grid(columns: (1fr, 1fr, 1fr), [Генеральный директор], LINE, align(right)[М. П. Гусева])",
    },
    Sample {
        name: "decision",
        kind: DocumentKind::Appointment,
        number: "4",
        date: date(2026, 8, 31),
        head: &["Гусева", "Мария", "Петровна"],
        body: "#align(center)[*РЕШЕНИЕ № 4 \\ единственного участника ООО «Северный луч»*]\n#v(0.5cm)\n\
               г. Тверь #h(1fr) «31» августа 2026 г.\n#v(0.5cm)\n\
               Единственный участник общества (ОГРН 1155476000019) РЕШИЛ:\n\n\
               1. Избрать генеральным директором общества Гусеву Марию Петровну сроком на пять лет.\n\n\
               2. Поручить Гусевой М. П. зарегистрировать изменения.\n#v(2cm)\n\
               Участник LINE Соколов И. А. #h(1cm) (подпись)",
    },
    Sample {
        name: "power",
        kind: DocumentKind::PowerOfAttorney,
        number: "12/2026",
        date: date(2026, 9, 15),
        head: &["Котов", "Пётр", "Ильич"],
        body: "#align(center)[*ДОВЕРЕННОСТЬ № 12/2026*]\n#v(0.5cm)\nг. Тверь #h(1fr) 15 сентября 2026 года\n#v(0.5cm)\n\
               Общество с ограниченной ответственностью «Северный луч», ИНН 5404000012, в лице генерального директора Котова \
               Петра Ильича, действующего на основании Устава, настоящей доверенностью уполномочивает Гусеву Марию Петровну \
               представлять интересы общества в кабинете организации, подавать и подписывать заявления.\n\n\
               Доверенность действительна до 31 декабря 2027 года, без права передоверия.\n#v(2cm)\n\
               #grid(columns: (1fr, 1fr, 1fr), [Генеральный директор], LINE, align(right)[П. И. Котов])\n#v(0.5cm)\nМ.П.",
    },
    Sample {
        name: "notarial",
        kind: DocumentKind::PowerOfAttorney,
        number: "69 АА 1234567",
        date: date(2026, 3, 21),
        head: &["Котов", "Пётр", "Ильич"],
        body: "#align(right)[69 АА 1234567]\n#align(center)[*ДОВЕРЕННОСТЬ*]\n\n\
               Город Тверь, двадцать первое марта две тысячи двадцать шестого года\n\n\
               ООО «Северный луч», основной государственный регистрационный номер 1155476000019, от имени которого \
               действует генеральный директор Котов Пётр Ильич, доверяет гражданке Гусевой Марии Петровне быть \
               представителем общества во всех органах власти.\n\n\
               Доверенность выдана сроком на три года.\n#v(1.5cm)\n\
               Подпись: LINE Котов П. И.",
    },
    Sample {
        name: "charter",
        kind: DocumentKind::Charter,
        number: "2",
        date: date(2024, 5, 20),
        head: &["Гусева", "Мария", "Петровна"],
        body: "#align(right)[УТВЕРЖДЁН \\ решением № 2 \\ от 20 мая 2024 г.]\n#v(3cm)\n\
               #align(center)[#text(size: 1.6em)[*УСТАВ*] \\ Общества с ограниченной ответственностью \\ *«Северный луч»*]\n\
               #v(2cm)\n1. Общие положения\n\n1.1. Общество создано на неопределённый срок и действует на основании закона \
               и настоящего устава.\n\n1.2. Место нахождения общества: город Тверь.\n#v(2cm)\n#align(center)[Тверь, 2024]",
    },
    Sample {
        name: "registration",
        kind: DocumentKind::Registration,
        number: "69 002145678",
        date: date(2015, 4, 14),
        head: &["Гусева", "Мария", "Петровна"],
        body: "#align(center)[*СВИДЕТЕЛЬСТВО \\ о государственной регистрации юридического лица*]\n#v(1cm)\n\
               #table(columns: 2, inset: 8pt, [Наименование], [ООО «Северный луч»], [ОГРН], [1155476000019], \
               [ИНН], [5404000012], [Дата записи], [14 апреля 2015 года])\n#v(1cm)\n\
               серия 69 № 002145678 #h(1fr) М.П.",
    },
];

fn expected(sample: &Sample) -> Expected {
    let words = |words: &[&str]| {
        words
            .iter()
            .map(|one| (*one).to_owned())
            .collect::<Vec<_>>()
    };
    Expected {
        kind: sample.kind.name().to_owned(),
        number: sample.number.to_owned(),
        date: sample.date,
        person: words(&["Гусева", "Мария", "Петровна"]),
        inn: "5404000012".to_owned(),
        ogrn: "1155476000019".to_owned(),
        names: vec!["ООО «Северный луч»".to_owned()],
        is_sole_trader: false,
        position: String::new(),
        heads: Some(vec![ExpectedHead {
            name: words(sample.head),
            position: "генеральный директор".to_owned(),
        }]),
    }
}

fn printed(layout: &str, body: &str) -> Vec<u8> {
    let line = "#box(width: 4cm, line(length: 100%))";
    // Inside a grid's argument Typst is in code, where the mark of code is not written.
    let body = body
        .replace(", LINE,", &format!(", {},", &line[1..]))
        .replace("LINE", line);
    let source = format!(
        "#set page(paper: \"a4\", margin: 2.5cm)\n{layout}\n#set text(lang: \"ru\")\n{body}\n"
    );
    let template = print::Template {
        name: "sample",
        source: &source,
    };
    print::render_pdf(&template, &serde_json::json!({}), Timestamp::UNIX_EPOCH).unwrap()
}

/// What a scanner makes of the printed page: grey, 300 dots per inch, turned.
fn scanned(folder: &std::path::Path, name: &str, pdf: &[u8]) -> Vec<u8> {
    let (source, target) = (folder.join(format!("{name}.pdf")), folder.join(name));
    std::fs::write(&source, pdf).unwrap();
    let drawn = Command::new("pdftoppm")
        .args(["-r", "300", "-gray", "-png", "-singlefile"])
        .arg(&source)
        .arg(&target)
        .status();
    assert!(drawn.unwrap().success());
    std::fs::read(target.with_extension("png")).unwrap()
}

async fn reader() -> Option<Reader> {
    let reader = Reader::find(&Settings::default(), Limits::default()).await;
    let tools = reader.tools();
    if tools.tesseract.is_some() && tools.pdftotext.is_some() && tools.pdftoppm.is_some() {
        return Some(reader);
    }
    let strict = std::env::var("KABINET_TEST_STRICT").is_ok_and(|value| value == "1");
    assert!(
        !strict,
        "tesseract with Russian or poppler-utils is not installed"
    );
    eprintln!("skipped: tesseract with Russian or poppler-utils is not installed");
    None
}

#[tokio::test(flavor = "multi_thread")]
async fn required_parts_are_found_in_scans_of_many_layouts() {
    let Some(reader) = reader().await else { return };
    let folder = tempfile::tempdir().unwrap();
    let (mut all, mut good, mut documents) = (0, 0, 0);
    let mut missed = Vec::new();
    for (index, sample) in SAMPLES.iter().enumerate() {
        // Four looks of each, so that every look meets four samples.
        for (look, layout, turn) in LAYOUTS.iter().cycle().skip(index).take(4) {
            let name = format!("{}-{look}", sample.name);
            let turned = format!("{layout}\n#show: body => rotate({turn}deg, reflow: true, body)");
            let pdf = printed(if *turn == 0 { layout } else { &turned }, sample.body);
            let picture = scanned(folder.path(), &name, &pdf);
            let read = reader
                .read(&picture, Content::Picture { pixels: None })
                .await
                .unwrap();
            let found = findings(&expected(sample), &read.pages, read.is_whole, TODAY);
            documents += 1;
            all += found.len();
            good += found
                .iter()
                .filter(|one| one.outcome == Outcome::Found)
                .count();
            let bad = found.iter().filter(|one| one.outcome != Outcome::Found);
            missed.extend(bad.map(|one| format!("{name}: {one:?}")));
            if found.iter().any(|one| one.outcome != Outcome::Found) {
                missed.push(read.pages[0].text.clone());
            }
        }
    }
    println!("scans: {good} of {all} required parts found in {documents} documents");
    for one in &missed {
        println!("  {one}");
    }
    assert!(documents >= 20);
    assert!(good * 100 >= all * FLOOR, "{good} of {all}: {missed:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_documents_are_not_taken_for_right_ones() {
    let Some(reader) = reader().await else { return };
    let folder = tempfile::tempdir().unwrap();
    let (sample, layout) = (&SAMPLES[2], LAYOUTS[0].1);
    let picture = scanned(folder.path(), "wrong", &printed(layout, sample.body));
    let read = reader
        .read(&picture, Content::Picture { pixels: None })
        .await
        .unwrap();
    let outcome = |change: &dyn Fn(&mut Expected), part: Part| {
        let mut form = expected(sample);
        change(&mut form);
        let found = findings(&form, &read.pages, read.is_whole, TODAY);
        found
            .into_iter()
            .find(|one: &Finding| one.part == part)
            .unwrap()
            .outcome
    };
    assert_eq!(
        outcome(&|form| form.date = date(2026, 9, 16), Part::Date),
        Outcome::Differs
    );
    assert_eq!(
        outcome(&|form| "13/2026".clone_into(&mut form.number), Part::Number),
        Outcome::Differs
    );
    let other =
        |form: &mut Expected| form.person = vec!["Гусева".into(), "Анна".into(), "Олеговна".into()];
    assert_eq!(outcome(&other, Part::Person), Outcome::Differs);
    let stranger =
        |form: &mut Expected| form.person = vec!["Белова".into(), "Анна".into(), "Олеговна".into()];
    assert_eq!(outcome(&stranger, Part::Person), Outcome::NotFound);
    let signed = |form: &mut Expected| {
        form.heads.as_mut().unwrap()[0].name =
            vec!["Жуков".into(), "Яков".into(), "Олегович".into()];
    };
    assert_eq!(outcome(&signed, Part::Signer), Outcome::NotFound);
    let company = |form: &mut Expected| {
        form.names = vec!["ООО «Южный ветер»".into()];
        form.inn = "9909001008".into();
        form.ogrn = "1027700132195".into();
    };
    assert_eq!(outcome(&company, Part::Organization), Outcome::Differs);
    let later = findings(
        &expected(sample),
        &read.pages,
        read.is_whole,
        date(2028, 1, 1),
    );
    let term = later.iter().find(|one| one.part == Part::Term).unwrap();
    assert_eq!(
        (term.outcome, term.seen.as_str()),
        (Outcome::OutOfTime, "2027-12-31")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_printed_pdf_is_read_from_its_text_layer_and_a_scanned_one_is_recognised() {
    let Some(reader) = reader().await else { return };
    let sample = &SAMPLES[2];
    let pdf = printed(LAYOUTS[0].1, sample.body);
    let read = reader.read(&pdf, Content::Pdf).await.unwrap();
    let found = findings(&expected(sample), &read.pages, read.is_whole, TODAY);
    assert!(
        found
            .iter()
            .all(|one| one.outcome == Outcome::Found && !one.is_recognised),
        "{found:?}"
    );
}
