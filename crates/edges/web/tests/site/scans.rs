//! Scans of authority documents: refused when they are too coarse, and what a machine has read, before the applicant and the
//! operator. The tools are scripts that print what a tool would.

use std::os::unix::fs::PermissionsExt;

use db::{Rows, values};
use recognition::{Limits, Reader, Settings};

use crate::support::{Client, Request, TestApp, multipart, png};

const TEXTS: [(&str, &str); 3] = [
    ("kind", "appointment"),
    ("number", "12-к"),
    ("date", "01.09.2026"),
];

/// The same sheet, said to be of another size.
fn resized(width: u32, height: u32) -> Vec<u8> {
    let mut small = png();
    small[16..20].copy_from_slice(&width.to_be_bytes());
    small[20..24].copy_from_slice(&height.to_be_bytes());
    small
}

async fn upload(client: &Client, request: Request, content: &[u8]) -> crate::support::Answer {
    let path = format!("/me/organizations/requests/{}/documents", request.id);
    client
        .upload(
            &path,
            multipart(&TEXTS, &[("file", "Приказ.png", "image/png", content)]),
        )
        .await
}

/// Reads everything that waits with a tesseract that prints this.
async fn read_all(app: &TestApp, text: &str) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tesseract");
    let script = format!(
        "#!/bin/sh\ncase \"$1\" in --list-langs) echo rus; exit 0;; esac\ncat > /dev/null\nprintf '%s' '{text}'\n"
    );
    std::fs::write(&path, script).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    let settings = Settings {
        tesseract: Some(path),
        ..Settings::default()
    };
    let reader = Reader::find(&settings, Limits::default()).await;
    while organizations::links::read_next(&app.app.db, &app.app.blobs, &reader)
        .await
        .unwrap()
    {}
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_coarse_scan_is_refused_with_what_was_found_and_what_to_do() {
    let app = TestApp::start().await;
    let person = app.somebody().await;
    let request = app.link_draft(person.person.unwrap()).await;
    let form = person
        .get(&format!(
            "/me/organizations/requests/{}/documents",
            request.id
        ))
        .await
        .expect(200);
    assert!(
        form.text().contains("2480 × 3508"),
        "the rule is told before the upload"
    );
    let before = app.stored_files().len();
    let refused = upload(&person, request, &resized(1240, 1754))
        .await
        .expect(422);
    for told in ["FIL-013", "1240 × 1754", "300 точек на дюйм"] {
        assert!(refused.text().contains(told), "{told}: {}", refused.short());
    }
    assert_eq!(app.stored_files().len(), before, "nothing of it stays");
    upload(&person, request, &png()).await.expect(303);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn findings_are_shown_to_the_applicant_and_offered_to_the_operator_as_remarks() {
    let app = TestApp::start().await;
    let person = app.somebody().await;
    let request = app.link_submitted(person.person.unwrap()).await;
    let operator = app.operator().await;
    let page = format!("/operator/requests/{}", request.id);
    let waiting = operator.get(&page).await.expect(200);
    assert!(
        waiting.text().contains("Ждёт чтения"),
        "{}",
        waiting.short()
    );
    assert!(
        !waiting.text().contains("from=scans"),
        "nothing to suggest yet"
    );

    let order = "Приказ № 99 от 02.09.2026 <script>alert(1)</script> о назначении на должность генерального директора \
                 единственным участником общества, подпись";
    read_all(&app, order).await;
    let read = operator.get(&page).await.expect(200);
    for told in [
        "02.09.2026",
        "99",
        "SCN-012",
        "SCN-022",
        "SCN-061",
        "2480 × 3508",
        "from=scans",
    ] {
        assert!(read.text().contains(told), "{told}: {}", read.short());
    }
    assert!(
        !read.text().contains("<script>alert"),
        "what was read is text"
    );
    let picture = format!("/operator/files/{}/pages/1", request.file);
    assert!(read.text().contains(&format!("src=\"{picture}\"")));
    let shown = operator.get(&picture).await.expect(200);
    assert_eq!(shown.body, png(), "the scan as it is");
    for (header, value) in [
        ("content-type", "image/png"),
        ("x-content-type-options", "nosniff"),
        ("content-security-policy", "default-src 'none'; sandbox"),
    ] {
        assert_eq!(shown.headers[header], value);
    }
    for none in ["0", "2", "x", "4294967296"] {
        let path = format!("/operator/files/{}/pages/{none}", request.file);
        assert!(operator.get(&path).await.status.is_client_error(), "{none}");
    }
    let form = operator
        .get(&format!("{page}/return?from=scans"))
        .await
        .expect(200);
    assert!(
        form.text()
            .contains(&format!("document:{}", request.document))
    );
    for told in [
        "value=\"LNK-053\" selected",
        "value=\"LNK-058\" selected",
        "02.09.2026",
    ] {
        assert!(form.text().contains(told), "{told}: {}", form.short());
    }
    let plain = operator.get(&format!("{page}/return")).await.expect(200);
    assert!(!plain.text().contains("02.09.2026 "), "only on request");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reading_that_ended_before_the_page_listened_is_not_missed() {
    let app = TestApp::start().await;
    let person = app.somebody().await;
    let request = app.link_draft(person.person.unwrap()).await;
    let path = format!("/me/organizations/requests/{}/documents", request.id);
    let events_of = |page: &str| {
        let (_, from) = page.split_once("data-live=\"").unwrap();
        from.split('"').next().unwrap().to_owned()
    };
    let page = person.get(&path).await.expect(200);
    let events = events_of(&page.text());
    let quiet = person.get(&events).await.expect(200);
    assert_eq!(quiet.text(), "retry: 3000\n\n", "nothing changed yet");

    read_all(&app, "Приказ № 99").await;
    let told = person.get(&events).await.expect(200);
    assert_eq!(told.text(), "retry: 3000\n\ndata: changed\n\n");
    let page = person.get(&path).await.expect(200);
    let quiet = person.get(&events_of(&page.text())).await.expect(200);
    assert_eq!(quiet.text(), "retry: 3000\n\n", "the new page shows it");
    let (address, _) = events.split_once('?').unwrap();
    let spoilt = person.get(&format!("{address}?since=x")).await.expect(200);
    assert_eq!(spoilt.text(), "retry: 3000\n\n");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_applicant_sees_each_state_of_a_reading() {
    let app = TestApp::start().await;
    let person = app.somebody().await;
    let request = app.link_draft(person.person.unwrap()).await;
    let path = format!("/me/organizations/requests/{}/documents", request.id);
    let states = [
        ("state = 'waiting'", "Ждёт чтения"),
        ("state = 'reading'", "Читается"),
        (
            "state = 'not_read', reason = 'no_tool'",
            "Прочитает сотрудник",
        ),
        ("state = 'not_read', reason = 'too_long'", "SCN-004"),
        ("state = 'not_read', reason = 'damaged'", "Не открывается"),
        ("state = 'read', findings = '[]'", "Всё совпадает"),
    ];
    for (state, told) in states {
        let sql = format!("UPDATE link_scans SET {state} WHERE document_id = $1");
        let document = request.document;
        app.app
            .db
            .write(async move |unit: db::Unit| unit.execute(&sql, values![document]).await)
            .await
            .unwrap();
        let page = person.get(&path).await.expect(200);
        assert!(page.text().contains(told), "{told}: {}", page.short());
        let live = format!(
            "data-live=\"/me/organizations/requests/{}/events?since=",
            request.id
        );
        assert!(page.text().contains(&live) && page.text().contains("data-live-part=\"scans\""));
    }
    let rows = app
        .app
        .db
        .number("SELECT count(*) AS n FROM link_scans", vec![])
        .await
        .unwrap();
    assert!(rows >= 5, "each document is to be read");
}
