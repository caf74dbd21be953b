//! Readings of documents as they are kept: asked for with the document, done once, compared anew when the form changes. The
//! tools are scripts that print what a tool would.
#![expect(clippy::unwrap_used, reason = "tests")]

mod scene;

use std::os::unix::fs::PermissionsExt;

use access::Actor;
use blob::{BlobStore, FileKind, Limits, MasterKey};
use db::{Db, Rows, Unit, values};
use jiff::SignedDuration;
use jiff::tz::TimeZone;
use organizations::links::{self, DocumentKind, Finding, NotReadReason, Outcome, Part, Scan};
use organizations::{Error, NewFile};
use recognition::{Reader, Settings};
use scene::{TestRegister, anna, claim, order, register};
use tempfile::TempDir;
use uuid::Uuid;

const GOOD: &str = "Приказ № 5 от 01.09.2026. На основании решения участника приступаю к исполнению обязанностей \
                    генерального директора. ИНН";
const PNG: &[u8] = &[
    0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x48, 0x44, 0x52,
    0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x01, 0x08, 0x00, 0x00, 0x00, 0x00, 0x3a, 0x7e, 0x9b,
    0x55, 0x00, 0x00, 0x00, 0x0a, 0x49, 0x44, 0x41, 0x54, 0x78, 0x9c, 0x63, 0x68, 0x00, 0x00, 0x00,
    0x82, 0x00, 0x81, 0x77, 0xcd, 0x72, 0xb6, 0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4e, 0x44, 0xae,
    0x42, 0x60, 0x82,
];

struct Place {
    folder: TempDir,
    blobs: BlobStore,
    register: TestRegister,
    anna: Actor,
    request: Uuid,
}

impl Place {
    async fn new(db: &Db) -> Place {
        let (folder, register, anna) = (tempfile::tempdir().unwrap(), register(), anna(db).await);
        let blobs = BlobStore::open(folder.path(), MasterKey::from_bytes([7; 32])).unwrap();
        let checked = links::check(&register.registry, claim(&register.inn), &anna.name).unwrap();
        let who = anna.clone();
        let request = db
            .write(async move |unit: Unit| links::begin(&unit, &who, &checked).await)
            .await
            .unwrap();
        Place {
            folder,
            blobs,
            register,
            anna,
            request,
        }
    }

    /// A reader whose tools do this with what they are given.
    async fn reader(&self, tesseract: &str, pdftotext: &str) -> Reader {
        let tool = |name: &str, body: &str| {
            let path = self.folder.path().join(name);
            let text = format!(
                "#!/bin/sh\ncase \"$1\" in\n-v) exit 0;;\n--list-langs) echo rus; exit 0;;\nesac\n{body}\n"
            );
            std::fs::write(&path, text).unwrap();
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
            Some(path)
        };
        let settings = Settings {
            is_off: false,
            tesseract: tool("tesseract", tesseract),
            pdftotext: tool("pdftotext", pdftotext),
            pdftoppm: tool("pdftoppm", "cat > /dev/null"),
        };
        Reader::find(&settings, recognition::Limits::default()).await
    }

    /// A reader that finds this order in every picture.
    async fn good(&self) -> Reader {
        let body = format!(
            "cat > /dev/null; printf '%s' '{GOOD} {}\nДиректор ______ Котова А.С.'",
            self.register.inn
        );
        self.reader(&body, "exit 1").await
    }

    async fn add(&self, db: &Db, content: &'static [u8], name: &str) -> Uuid {
        let body = futures_util::stream::iter([Ok::<_, std::io::Error>(
            bytes::Bytes::from_static(content),
        )]);
        let limits = Limits {
            max_bytes: 1 << 20,
            allowed: FileKind::DOCUMENTS,
            declared: None,
            sharp_scans: false,
        };
        let stored = self.blobs.put(body, limits).await.unwrap();
        let file = NewFile {
            organization: None,
            person: Some(self.anna.person),
            name: name.to_owned(),
            stored,
        };
        let (who, id) = (self.anna.clone(), self.request);
        db.write(async move |unit: Unit| {
            let document = order(DocumentKind::Appointment);
            links::add_document(&unit, &who, id, &document, file, &TimeZone::UTC).await
        })
        .await
        .unwrap()
    }

    async fn scan(&self, db: &Db, document: Uuid) -> Option<Scan> {
        let (request, ..) = links::request(db, &self.anna, self.request)
            .await
            .unwrap()
            .unwrap();
        links::scans(db, &request).await.unwrap().remove(&document)
    }

    async fn submit(&self, db: &Db) -> Result<String, Error> {
        let checked = links::check(
            &self.register.registry,
            claim(&self.register.inn),
            &self.anna.name,
        )
        .unwrap();
        let (who, id) = (self.anna.clone(), self.request);
        db.write(async move |unit: Unit| links::submit(&unit, &who, id, &checked, true).await)
            .await
    }
}

fn findings(scan: Option<Scan>) -> Vec<Finding> {
    match scan {
        Some(Scan::Read(findings)) => findings,
        other => panic!("{other:?}"),
    }
}

testkit::on_both! {
    async fn a_document_waits_is_read_once_and_keeps_its_findings(test: &TestDb) {
        let db = &test.db;
        let place = Place::new(db).await;
        let reader = place.good().await;
        assert!(!links::read_next(db, &place.blobs, &reader).await.unwrap(), "nothing waits");
        let document = place.add(db, PNG, "приказ.png").await;
        assert_eq!(place.scan(db, document).await, Some(Scan::Waiting));
        assert!(links::read_next(db, &place.blobs, &reader).await.unwrap());
        let found = findings(place.scan(db, document).await);
        assert_eq!(found.len(), 6);
        for one in &found {
            assert_eq!(one.outcome, Outcome::Found, "{one:?}");
            assert!(one.is_recognised && one.page == Some(1));
        }
        assert!(!links::read_next(db, &place.blobs, &reader).await.unwrap(), "read already");
        let (request, documents, _) = links::request(db, &place.anna, place.request).await.unwrap().unwrap();
        assert_eq!(documents[0].raster.unwrap().width, 1);
        assert_eq!(request.id, place.request);
        place.submit(db).await.unwrap();
    }

    async fn another_position_in_the_form_asks_for_another_comparison(test: &TestDb) {
        let db = &test.db;
        let place = Place::new(db).await;
        let reader = place.good().await;
        let document = place.add(db, PNG, "приказ.png").await;
        links::read_next(db, &place.blobs, &reader).await.unwrap();
        let change = async |position: &str| {
            let mut claimed = claim(&place.register.inn);
            claimed.position = position.to_owned();
            let checked = links::check(&place.register.registry, claimed, &place.anna.name).unwrap();
            let (who, id) = (place.anna.clone(), place.request);
            db.write(async move |unit: Unit| links::change_claim(&unit, &who, id, &checked).await).await.unwrap();
        };
        change("Генеральный директор").await;
        assert!(matches!(place.scan(db, document).await, Some(Scan::Read(_))), "nothing has changed");
        change("Главный бухгалтер").await;
        assert_eq!(place.scan(db, document).await, Some(Scan::Waiting));
        links::read_next(db, &place.blobs, &reader).await.unwrap();
        let found = findings(place.scan(db, document).await);
        let position = found.iter().find(|one| one.part == Part::Position).unwrap();
        assert_eq!(position.expected, "Главный бухгалтер");
    }

    async fn without_tools_a_person_reads_and_the_request_goes_on(test: &TestDb) {
        let db = &test.db;
        let place = Place::new(db).await;
        let off = Settings { is_off: true, ..Settings::default() };
        let reader = Reader::find(&off, recognition::Limits::default()).await;
        let document = place.add(db, PNG, "приказ.png").await;
        links::read_next(db, &place.blobs, &reader).await.unwrap();
        assert_eq!(place.scan(db, document).await, Some(Scan::NotRead(NotReadReason::NoTool)));
        place.submit(db).await.unwrap();
    }

    async fn a_file_that_cannot_be_opened_is_refused_until_another_takes_its_place(test: &TestDb) {
        let db = &test.db;
        let place = Place::new(db).await;
        let refusing = place.reader("exit 1", "exit 1").await;
        let document = place.add(db, PNG, "приказ.png").await;
        links::read_next(db, &place.blobs, &refusing).await.unwrap();
        assert_eq!(place.scan(db, document).await, Some(Scan::NotRead(NotReadReason::Damaged)));
        let error = place.submit(db).await.unwrap_err();
        assert_eq!(error.code(), "SCN-001");
        assert_eq!(error.params(), [("name", organizations::Param::Text("приказ.png".into()))]);
        let (who, id) = (place.anna.clone(), place.request);
        db.write(async move |unit: Unit| links::remove_document(&unit, &who, id, document).await).await.unwrap();
        assert_eq!(place.scan(db, document).await, None);
        place.add(db, PNG, "приказ-2.png").await;
        place.submit(db).await.unwrap();
    }

    async fn a_date_in_the_future_refuses_where_it_is_written_and_only_warns_where_it_was_recognised(test: &TestDb) {
        let db = &test.db;
        let place = Place::new(db).await;
        let text = "Приказ № 5 от 01.09.2031 о назначении генерального директора общества, подписан единственным участником";
        let body = format!("cat > /dev/null; printf '%s' '{text}'");
        let reader = place.reader(&body, &body).await;
        let picture = place.add(db, PNG, "приказ.png").await;
        links::read_next(db, &place.blobs, &reader).await.unwrap();
        let scan = place.scan(db, picture).await.unwrap();
        assert_eq!(scan.refusal(), None);
        let found = findings(Some(scan));
        assert_eq!((found[0].part, found[0].outcome), (Part::Date, Outcome::OutOfTime));
        place.add(db, PDF, "приказ.pdf").await;
        links::read_next(db, &place.blobs, &reader).await.unwrap();
        assert_eq!(place.submit(db).await.unwrap_err().code(), "SCN-014");
    }

    async fn words_that_are_no_document_are_illegible(test: &TestDb) {
        let db = &test.db;
        let place = Place::new(db).await;
        let reader = place.reader("cat > /dev/null; printf '.. ,, я'", "exit 1").await;
        let document = place.add(db, PNG, "приказ.png").await;
        links::read_next(db, &place.blobs, &reader).await.unwrap();
        assert_eq!(place.scan(db, document).await, Some(Scan::NotRead(NotReadReason::Illegible)));
    }

    async fn a_killed_reader_is_replaced_and_a_deadly_document_given_up(test: &TestDb) {
        let db = &test.db;
        let place = Place::new(db).await;
        let document = place.add(db, PNG, "приказ.png").await;
        let hanging = place.reader("sleep 86331", "exit 1").await;
        for _ in 0..3 {
            // The reader is dropped in the middle, as a process that is stopped drops it.
            let reading = links::read_next(db, &place.blobs, &hanging);
            let began = async {
                while place.scan(db, document).await != Some(Scan::Reading) {
                    tokio::task::yield_now().await;
                }
            };
            tokio::select! {
                read = reading => panic!("it hangs, but: {read:?}"),
                () = began => {}
            }
            let other = place.good().await;
            assert!(!links::read_next(db, &place.blobs, &other).await.unwrap(), "somebody reads it");
            test.clock.advance(SignedDuration::from_mins(3));
            assert_eq!(place.scan(db, document).await, Some(Scan::Reading));
            db.write(async move |unit: Unit| {
                // What the next claim does first, so that the loop sees its own reading begin.
                unit.execute("UPDATE link_scans SET state = 'waiting'", vec![]).await
            })
            .await
            .unwrap();
        }
        let good = place.good().await;
        links::read_next(db, &place.blobs, &good).await.unwrap();
        assert_eq!(place.scan(db, document).await, Some(Scan::NotRead(NotReadReason::BrokeDown)));
        place.submit(db).await.unwrap();
    }

    async fn a_document_that_was_taken_out_is_not_read(test: &TestDb) {
        let db = &test.db;
        let place = Place::new(db).await;
        let reader = place.good().await;
        let document = place.add(db, PNG, "приказ.png").await;
        let (who, id) = (place.anna.clone(), place.request);
        db.write(async move |unit: Unit| links::remove_document(&unit, &who, id, document).await).await.unwrap();
        assert!(!links::read_next(db, &place.blobs, &reader).await.unwrap());
        let rows = db.number("SELECT count(*) AS n FROM link_scans", values![]).await.unwrap();
        assert_eq!(rows, 0);
    }

    async fn two_readers_share_the_queue(test: &TestDb) {
        let db = &test.db;
        let place = Place::new(db).await;
        let (one, two) = (place.good().await, place.good().await);
        for name in ["1.png", "2.png", "3.png"] {
            place.add(db, PNG, name).await;
        }
        let work = async |reader: &Reader| {
            let mut done = 0;
            while links::read_next(db, &place.blobs, reader).await.unwrap() {
                done += 1;
            }
            done
        };
        let (first, second) = tokio::join!(work(&one), work(&two));
        assert_eq!(first + second, 3);
        let read = db.number("SELECT count(*) AS n FROM link_scans WHERE state = 'read' AND attempts = 1", values![]);
        assert_eq!(read.await.unwrap(), 3);
    }
}

/// One blank page.
const PDF: &[u8] = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>\nendobj\nxref\n0 4\n0000000000 65535 f \n0000000009 00000 n \n0000000058 00000 n \n0000000115 00000 n \ntrailer\n<< /Size 4 /Root 1 0 R >>\nstartxref\n186\n%%EOF\n";
