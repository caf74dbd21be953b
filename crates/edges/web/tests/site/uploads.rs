//! Hostile files in both places where outsiders give files: authority documents and applications.

use std::io::Write as _;

use access::Role;
use flate2::Compression;
use flate2::write::ZlibEncoder;

use crate::support::{Client, TestApp, multipart, pdf, png};

/// Name, declared type, content, and the code of the refusal.
fn hostile(limit: usize) -> Vec<(&'static str, &'static str, Vec<u8>, &'static str)> {
    let good = pdf(&[]);
    let mut over = png();
    over.resize(limit + 1, 0);
    let mut wide = png();
    wide[16..20].copy_from_slice(&60_000_u32.to_be_bytes());
    wide[20..24].copy_from_slice(&60_000_u32.to_be_bytes());
    let crc = crc32(&wide[12..29]);
    wide[29..33].copy_from_slice(&crc.to_be_bytes());
    let mut followed = png();
    followed.extend(b"PK\x03\x04 and a second file");
    vec![
        ("empty.pdf", "application/pdf", Vec::new(), "FIL-001"),
        ("over.png", "image/png", over, "FIL-002"),
        (
            "page.pdf",
            "application/pdf",
            b"<!doctype html><script>alert(1)</script>".to_vec(),
            "FIL-003",
        ),
        (
            "picture.png",
            "image/png",
            b"<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"x\"/>".to_vec(),
            "FIL-003",
        ),
        (
            "program.pdf",
            "application/pdf",
            b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff".to_vec(),
            "FIL-003",
        ),
        (
            "archive.png",
            "image/png",
            b"PK\x03\x04\x14\x00\x00\x00\x08\x00".to_vec(),
            "FIL-003",
        ),
        ("noise.pdf", "application/pdf", vec![0xA5; 4096], "FIL-003"),
        (
            "cut.pdf",
            "application/pdf",
            good[..good.len() / 2].to_vec(),
            "FIL-004",
        ),
        (
            "script.pdf",
            "application/pdf",
            pdf(&[b"<< /S /JavaScript /JS (app.alert(1)) >>".to_vec()]),
            "FIL-006",
        ),
        ("bomb.pdf", "application/pdf", pdf(&[bomb()]), "FIL-008"),
        ("bomb.png", "image/png", wide, "FIL-009"),
        ("two.png", "image/png", followed, "FIL-011"),
    ]
}

/// 64 MB of blanks in some 64 kB, where a reader must unpack them to find objects.
fn bomb() -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(&vec![b' '; 64 << 20]).unwrap();
    let packed = encoder.finish().unwrap();
    let mut object = format!(
        "<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length {} >>\nstream\n",
        packed.len()
    )
    .into_bytes();
    object.extend(packed);
    object.extend(b"\nendstream");
    object
}

fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = flate2::Crc::new();
    crc.update(bytes);
    crc.sum()
}

/// One of the two forms with files.
struct Form {
    client: Client,
    path: String,
    texts: Vec<(&'static str, &'static str)>,
    field: &'static str,
    limit: usize,
}

async fn forms(app: &TestApp) -> Vec<Form> {
    let person = app.somebody().await;
    let request = app.link_draft(person.person.unwrap()).await.id;
    let company = app.company("Северный луч");
    app.authority().id().await;
    let draft = app.draft(&company).await.id;
    let clerk = company.with(Role::Specialist).await;
    let revision = "SELECT revision FROM applications WHERE id = $1";
    let row = db::Rows::row(&app.app.db, revision, db::values![draft])
        .await
        .unwrap()
        .unwrap();
    let revision: &'static str = row.get::<i64>("revision").unwrap().to_string().leak();
    vec![
        Form {
            client: person,
            path: format!("/me/organizations/requests/{request}/documents"),
            texts: vec![("kind", "other"), ("number", "17"), ("date", "01.09.2026")],
            field: "file",
            limit: 5 * 1024 * 1024,
        },
        Form {
            client: clerk,
            path: format!(
                "/o/{}/applications/{draft}/edit/documents?editor=01900000-0000-7000-8000-000000000001",
                company.id().await.0
            ),
            texts: vec![("revision", revision)],
            field: "vehicle_documents",
            limit: 20 * 1024 * 1024,
        },
    ]
}

async fn tied(app: &TestApp) -> [i64; 3] {
    [
        app.rows("files").await,
        app.rows("link_documents").await,
        app.rows("application_files").await,
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hostile_file_is_refused_with_its_code_and_nothing_of_it_stays() {
    let app = TestApp::start().await;
    for form in forms(&app).await {
        let (files, rows) = (app.stored_files(), tied(&app).await);
        for (name, media_type, content, code) in hostile(form.limit) {
            let body = multipart(&form.texts, &[(form.field, name, media_type, &content)]);
            let answer = form.client.upload(&form.path, body).await;
            assert_eq!(
                answer.status,
                422,
                "{name} at {}: {}",
                form.path,
                answer.short()
            );
            assert!(
                answer.text().contains(code),
                "{name} at {}: no {code} in {}",
                form.path,
                answer.short()
            );
            assert_eq!(
                app.stored_files(),
                files,
                "{name} at {}: something of it was stored",
                form.path
            );
            assert_eq!(
                tied(&app).await,
                rows,
                "{name} at {}: a row was made",
                form.path
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_has_filled_the_disk_enough_for_a_day_waits() {
    let app = TestApp::start().await;
    for form in forms(&app).await {
        let person = form.client.person.unwrap().0;
        let full = app.app.db.write(async move |unit: db::Unit| {
            let id = unit.new_id();
            let now = db::micros(unit.now());
            unit.execute(
                "INSERT INTO files (id, person_id, name, kind, size, sha256, blob_key, wrapped_key, \
                 created_at) VALUES ($1, $2, 'a', 'png', $3, $4, $5, $4, $6)",
                db::values![id, person, 2_i64 << 30, vec![0_u8], id.to_string(), now],
            )
            .await
        });
        full.await.unwrap();
        let (files, rows) = (app.stored_files(), tied(&app).await);
        let body = multipart(&form.texts, &[(form.field, "a.png", "image/png", &png())]);
        let answer = form.client.upload(&form.path, body).await;
        assert_eq!(answer.status, 429, "{}: {}", form.path, answer.short());
        assert_eq!((app.stored_files(), tied(&app).await), (files, rows));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_that_breaks_off_after_a_good_file_leaves_nothing_of_it() {
    let app = TestApp::start().await;
    let form = forms(&app).await.pop().unwrap();
    let (files, rows) = (app.stored_files(), tied(&app).await);
    let mut body = multipart(
        &form.texts,
        &[
            (form.field, "a.png", "image/png", &png()),
            (form.field, "b.png", "image/png", &png()),
        ],
    );
    // The end of the second file and of the form itself are lost.
    body.truncate(body.len() - 40);
    let answer = form.client.upload(&form.path, body).await;
    assert!(answer.status.is_client_error(), "{}", answer.short());
    assert_eq!(tied(&app).await, rows, "{}", answer.short());
    assert_eq!(app.stored_files(), files, "{}", answer.short());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_good_file_is_kept_under_a_name_that_leads_nowhere() {
    let app = TestApp::start().await;
    for form in forms(&app).await {
        let before = app.stored_files().len();
        for (number, name) in [
            "../../../etc/cron.d/x.png",
            "C:\\\\Windows\\\\x.png",
            "..%2f..%2fx.png",
        ]
        .iter()
        .enumerate()
        {
            let answer = form.client.upload(
                &form.path,
                multipart(&form.texts, &[(form.field, name, "image/png", &png())]),
            );
            let answer = answer.await;
            assert!(
                [200, 303, 422].contains(&answer.status.as_u16()),
                "{}: {}",
                answer.asked,
                answer.short()
            );
            assert!(app.stored_files().len() <= before + number + 1);
        }
    }
    let names = db::Rows::rows(&app.app.db, "SELECT name, blob_key FROM files", vec![])
        .await
        .unwrap();
    assert!(names.len() > 3);
    for row in names {
        let (name, key): (String, String) =
            (row.get("name").unwrap(), row.get("blob_key").unwrap());
        assert!(!name.contains(['/', '\\', '\0']), "{name}");
        assert!(!key.contains("..") && !key.contains("cron"), "{key}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_download_has_the_type_of_its_content_and_cannot_run_anything() {
    let app = TestApp::start().await;
    let forms = forms(&app).await;
    let form = &forms[0];
    let name = "отчёт\u{22}; filename=evil.html";
    let body = multipart(
        &form.texts,
        &[(
            form.field,
            &name.replace('"', "%22"),
            "text/html",
            &pdf(&[]),
        )],
    );
    form.client.upload(&form.path, body).await.expect(303);
    let row = db::Rows::row(
        &app.app.db,
        "SELECT id FROM files WHERE kind = 'pdf'",
        vec![],
    )
    .await
    .unwrap()
    .unwrap();
    let file: uuid::Uuid = row.get("id").unwrap();
    let answer = form
        .client
        .get(&format!("/me/files/{file}"))
        .await
        .expect(200);
    assert_eq!(answer.header("content-type"), "application/pdf");
    assert!(
        answer
            .header("content-disposition")
            .starts_with("attachment"),
        "{}",
        answer.header("content-disposition")
    );
    assert!(answer.header("content-security-policy").contains("sandbox"));
    assert_eq!(answer.body, pdf(&[]));
    let on_disk = app.stored_files();
    assert!(
        on_disk
            .iter()
            .all(|path| !std::fs::read(path).unwrap().starts_with(b"%PDF")),
        "stored encrypted"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_broken_or_endless_upload_is_refused_and_nothing_of_it_stays() {
    let app = TestApp::start().await;
    for form in forms(&app).await {
        let (files, rows) = (app.stored_files(), tied(&app).await);
        let whole = multipart(
            &form.texts,
            &[(form.field, "a.pdf", "application/pdf", &pdf(&[]))],
        );
        let mut bodies = vec![
            whole[..whole.len() - 60].to_vec(),
            whole[..whole.len() / 2].to_vec(),
            whole[..40].to_vec(),
        ];
        bodies.push(
            whole
                .iter()
                .map(|byte| if *byte == b'\r' { b' ' } else { *byte })
                .collect(),
        );
        let many: Vec<_> = (0..2_000).map(|_| ("field", "value")).collect();
        bodies.push(multipart(&many, &[]));
        let long = "я".repeat(400_000);
        bodies.push(multipart(&[("number", &long), ("kind", &long)], &[]));
        bodies.push(multipart(
            &[
                ("number", "a\u{0}b"),
                ("kind", "a\u{0}b"),
                ("date", "a\u{0}b"),
                ("revision", "\u{0}"),
            ],
            &[],
        ));
        for body in bodies {
            let length = body.len();
            let answer = form.client.upload(&form.path, body).await;
            let is_expected = [303, 400, 409, 413, 422].contains(&answer.status.as_u16());
            assert!(
                is_expected,
                "{} with {length} bytes: {} {}",
                answer.asked,
                answer.status,
                answer.short()
            );
        }
        assert_eq!(app.stored_files(), files, "{}", form.path);
        assert_eq!(tied(&app).await, rows, "{}", form.path);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_body_over_the_limit_of_the_whole_form_is_not_read_to_its_end() {
    let app = TestApp::start().await;
    let forms = forms(&app).await;
    let form = &forms[0];
    let files = app.stored_files();
    let body = multipart(
        &form.texts,
        &[(
            form.field,
            "huge.pdf",
            "application/pdf",
            &vec![b'%'; 66 << 20],
        )],
    );
    let answer = form.client.upload(&form.path, body).await;
    assert!(
        [400, 413, 422].contains(&answer.status.as_u16()),
        "{} {}",
        answer.status,
        answer.short()
    );
    assert_eq!(app.stored_files(), files);
}

/// A sheet that is said to have so many dots.
fn sheet(width: u32, height: u32) -> Vec<u8> {
    let mut sheet = png();
    sheet[16..20].copy_from_slice(&width.to_be_bytes());
    sheet[20..24].copy_from_slice(&height.to_be_bytes());
    let crc = crc32(&sheet[12..29]);
    sheet[29..33].copy_from_slice(&crc.to_be_bytes());
    sheet
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_coarse_scan_is_refused_with_what_was_found_and_what_to_do() {
    let app = TestApp::start().await;
    let person = app.somebody().await;
    let request = app.link_draft(person.person.unwrap()).await;
    let path = format!("/me/organizations/requests/{}/documents", request.id);
    let form = person.get(&path).await.expect(200);
    assert!(
        form.text().contains("2480 × 3508"),
        "the rule is told before the upload"
    );
    let upload = async |content: Vec<u8>| {
        let texts = [
            ("kind", "appointment"),
            ("number", "12-к"),
            ("date", "01.09.2026"),
        ];
        let files = [("file", "Приказ.png", "image/png", content.as_slice())];
        person.upload(&path, multipart(&texts, &files)).await
    };
    let before = app.stored_files().len();
    let refused = upload(sheet(1240, 1754)).await.expect(422);
    for told in ["FIL-013", "1240 × 1754", "300 точек на дюйм"] {
        assert!(refused.text().contains(told), "{told}: {}", refused.short());
    }
    assert_eq!(app.stored_files().len(), before, "nothing of it stays");
    upload(png()).await.expect(303);
    assert_eq!(app.stored_files().len(), before + 1);
}
