//! Things that routes are about: requests, documents, invitations, applications, letters, uploads.

use std::io::Write as _;

use access::rights::{EditApplications, ManageMembers, SubmitApplications};
use access::{PersonId, Role};
use applications::{ApplicationId, Beginning, Saving, Seen, Upload};
use blob::{FileKind, Stored};
use bytes::Bytes;
use db::{DbError, Unit, micros, values};
use flate2::Compression;
use flate2::write::ZlibEncoder;
use forms::Answers;
use jiff::tz::TimeZone;
use organizations::NewFile;
use organizations::inquiries::{self, NewInquiry};
use organizations::invitations::{self, Invite, Secret};
use organizations::links::{self, Claimed, DocumentKind, NewDocument};
use requisites::{Email, OrgId, PersonName};
use uuid::Uuid;

use super::{Place, TestApp, card};

/// A service with two steps and files.
const WITH_FILES: &str = "passenger-transport-license";

/// A person's request to link an organization.
#[derive(Clone, Copy)]
pub(crate) struct Request {
    pub(crate) id: Uuid,
    pub(crate) document: Uuid,
    pub(crate) file: Uuid,
}

/// An application of the service with files.
#[derive(Clone, Copy)]
pub(crate) struct Filed {
    pub(crate) id: Uuid,
    pub(crate) file: Uuid,
}

impl TestApp {
    /// A draft with one document of each kind.
    pub(crate) async fn link_draft(&self, person: PersonId) -> Request {
        let actor = self.actor(person).await;
        let free = card(5 + u64::from(self.next() % 5));
        let mut claimed = Claimed::number(OrgId::parse(&free.ogrn).unwrap());
        "Генеральный директор".clone_into(&mut claimed.position);
        let checked = links::check(&self.app.registry, claimed, &actor.name).unwrap();
        let begun = actor.clone();
        let id = self
            .app
            .db
            .write(async move |unit: Unit| links::begin(&unit, &begun, &checked).await)
            .await
            .unwrap();
        let (_, documents, _) = links::request(&self.app.db, &actor, id)
            .await
            .unwrap()
            .unwrap();
        if documents
            .iter()
            .filter(|one| one.removed_at.is_none())
            .count()
            < 3
        {
            for kind in DocumentKind::ALL {
                self.add_document(person, id, kind).await;
            }
        }
        let (_, documents, _) = links::request(&self.app.db, &actor, id)
            .await
            .unwrap()
            .unwrap();
        let document = documents
            .iter()
            .find(|one| one.removed_at.is_none())
            .unwrap();
        Request {
            id,
            document: document.id,
            file: document.file.0,
        }
    }

    /// A draft for a certain company of the register, with nothing in it yet.
    pub(crate) async fn link_begun(&self, person: PersonId, company: u64) -> Uuid {
        let actor = self.actor(person).await;
        let mut claimed = Claimed::number(OrgId::parse(&card(company).ogrn).unwrap());
        "Генеральный директор".clone_into(&mut claimed.position);
        let checked = links::check(&self.app.registry, claimed, &actor.name).unwrap();
        let begun = self
            .app
            .db
            .write(async move |unit: Unit| links::begin(&unit, &actor, &checked).await);
        begun.await.unwrap()
    }

    /// The code of the newest letter that has one.
    pub(crate) async fn mailed_code(&self) -> String {
        let sql = "SELECT payload FROM jobs WHERE kind = 'mail' ORDER BY created_at DESC";
        let rows = db::Rows::rows(&self.app.db, sql, vec![]).await.unwrap();
        let codes = rows.iter().find_map(|row| {
            let payload: String = row.get("payload").unwrap();
            let job: serde_json::Value = serde_json::from_str(&payload).unwrap();
            job["args"]["code"]["text"].as_str().map(str::to_owned)
        });
        codes.expect("a letter with a code")
    }

    async fn add_document(&self, person: PersonId, id: Uuid, kind: DocumentKind) {
        let actor = self.actor(person).await;
        let document = NewDocument {
            kind,
            number: "12-к".to_owned(),
            date: "2026-09-01".parse().unwrap(),
        };
        let stored = self.store(&png()).await;
        let file = NewFile {
            organization: None,
            person: Some(person),
            name: "Приказ.png".to_owned(),
            stored,
        };
        let added = self.app.db.write(async move |unit: Unit| {
            links::add_document(&unit, &actor, id, &document, file, &TimeZone::UTC).await
        });
        added.await.unwrap();
    }

    /// A request that waits for the operator.
    pub(crate) async fn link_submitted(&self, person: PersonId) -> Request {
        let draft = self.link_draft(person).await;
        self.submit_link(person, draft).await;
        draft
    }

    async fn submit_link(&self, person: PersonId, draft: Request) {
        let actor = self.actor(person).await;
        let (request, ..) = links::request(&self.app.db, &actor, draft.id)
            .await
            .unwrap()
            .unwrap();
        let checked = links::check(&self.app.registry, request.claimed(), &actor.name).unwrap();
        let submitted = self.app.db.write(async move |unit: Unit| {
            links::submit(&unit, &actor, draft.id, &checked, true).await
        });
        submitted.await.unwrap();
    }

    /// A request that waits for the operator, with a signed document.
    pub(crate) async fn signed_request(&self) -> Request {
        let person = self.new_person("signing@people.example", false).await;
        let draft = self.signed_document(person).await;
        self.submit_link(person, draft).await;
        draft
    }

    /// A person's question to the operator that waits for its answer.
    pub(crate) async fn inquiry(&self, person: PersonId) -> Uuid {
        let actor = self.actor(person).await;
        let asked = inquiries::all_own(&self.app.db, &actor).await.unwrap();
        if let Some(waiting) = asked.iter().find(|one| one.answered_at.is_none()) {
            return waiting.id;
        }
        let file = NewFile {
            organization: None,
            person: Some(person),
            name: "Свидетельство.png".to_owned(),
            stored: self.store(&png()).await,
        };
        let new = NewInquiry {
            ogrn: "1155476000015".to_owned(),
            name: "ООО «Новая заря»".to_owned(),
            ..NewInquiry::default()
        };
        let asked = self
            .app
            .db
            .write(async move |unit: Unit| inquiries::ask(&unit, &actor, &new, file).await);
        asked.await.unwrap()
    }

    /// An invitation and the secret of its link.
    pub(crate) async fn invitation(&self, place: &Place<'_>) -> (Uuid, String) {
        let head = self
            .new_person(&format!("head-{}@people.example", self.next()), false)
            .await;
        place.add(head, Role::Administrator).await;
        // Also in a company that is stopped: it was invited before.
        let state = place.set_state("active").await;
        let grant = place.grant::<ManageMembers>(head).await;
        let name = |text| PersonName::parse(text).unwrap();
        let invite = Invite {
            email: Email::parse(&format!("invited-{}@people.example", self.next())).unwrap(),
            last_name: name("Гусева"),
            first_name: name("Мария"),
            middle_name: None,
            phone: None,
            position: "Специалист".to_owned(),
            role: Role::Specialist,
            valid_until: None,
        };
        let secret = Secret::random().unwrap();
        let text = secret.text().to_owned();
        let sent = self.app.db.write(async move |unit: Unit| {
            invitations::invite(&unit, &grant, invite, &secret).await
        });
        let id = sent.await.unwrap();
        place.set_state(state).await;
        (id, text)
    }

    /// A draft of the service with files, ready to be submitted.
    pub(crate) async fn draft(&self, place: &Place<'_>) -> Filed {
        let clerk = self
            .new_person(&format!("clerk-{}@people.example", self.next()), false)
            .await;
        place.add(clerk, Role::Specialist).await;
        let grant = place.grant::<EditApplications>(clerk).await;
        let (db, services) = (&self.app.db, &self.app.services);
        let id = ApplicationId(db.clock().new_id());
        let seen = Seen {
            revision: 0,
            editor: db.clock().new_id(),
        };
        let free = card(1);
        for (section, posted) in license_answers(free.inn.as_deref().unwrap(), &free.ogrn) {
            let saving = Saving {
                id,
                beginning: Some(Beginning {
                    service: WITH_FILES.to_owned(),
                    from: None,
                }),
                section: section.to_owned(),
                posted,
                seen,
            };
            applications::save_draft(db, services, &grant, saving)
                .await
                .unwrap();
        }
        let upload = Upload {
            id,
            field: "vehicle_documents".to_owned(),
            name: "ПТС.png".to_owned(),
            stored: self.store(&png()).await,
            seen,
        };
        applications::attach(db, services, &grant, upload)
            .await
            .unwrap();
        let sql = "SELECT file_id FROM application_files WHERE application_id = $1";
        let row = db::Rows::row(db, sql, values![id.0])
            .await
            .unwrap()
            .unwrap();
        Filed {
            id: id.0,
            file: row.get("file_id").unwrap(),
        }
    }

    /// The same, submitted.
    pub(crate) async fn submitted(&self, place: &Place<'_>) -> Filed {
        let draft = self.draft(place).await;
        let clerk = self
            .new_person(&format!("clerk-{}@people.example", self.next()), false)
            .await;
        place.add(clerk, Role::Specialist).await;
        let grant = place.grant::<SubmitApplications>(clerk).await;
        let sql = "SELECT revision FROM applications WHERE id = $1";
        let row = db::Rows::row(&self.app.db, sql, values![draft.id])
            .await
            .unwrap()
            .unwrap();
        let revision: i64 = row.get("revision").unwrap();
        let id = ApplicationId(draft.id);
        applications::submit(
            &self.app.db,
            &self.app.services,
            &grant,
            id,
            revision,
            applications::Consent::None,
        )
        .await
        .unwrap();
        draft
    }

    /// A letter in the demo's catcher.
    pub(crate) async fn caught_letter(&self) -> Uuid {
        let caught = self.app.db.write(async |unit: Unit| {
            let id = unit.new_id();
            unit.execute(
                "INSERT INTO sent_mail (id, recipient, subject, body, state, message_id, at) \
                 VALUES ($1, 'a@people.example', '<b>Тема</b>', 'Письмо', 'caught', '<1@x>', $2)",
                values![id, micros(unit.now())],
            )
            .await?;
            Ok::<_, DbError>(id)
        });
        caught.await.unwrap()
    }

    async fn store(&self, content: &[u8]) -> Stored {
        let body =
            futures_util::stream::iter([Ok::<_, std::io::Error>(Bytes::copy_from_slice(content))]);
        let limits = blob::Limits {
            max_bytes: 1 << 20,
            allowed: FileKind::DOCUMENTS,
            declared: None,
            sharp_scans: false,
        };
        self.app.blobs.put(body, limits).await.expect("a good file")
    }
}

/// A whole application for the simple service.
pub(crate) fn simple_answers(inn: &str, ogrn: &str) -> Vec<(&'static str, String)> {
    vec![
        ("organization_name", "ООО «Северный луч»".to_owned()),
        ("inn", inn.to_owned()),
        ("ogrn", ogrn.to_owned()),
        ("email", "info@luch.example".to_owned()),
        ("scope", "all".to_owned()),
        ("consent", "yes".to_owned()),
    ]
}

fn license_answers(inn: &str, ogrn: &str) -> Vec<(&'static str, Answers)> {
    let pairs = |pairs: &[(&str, &str)]| {
        Answers::from_pairs(pairs.iter().map(|(name, value)| (*name, *value)))
    };
    vec![
        (
            "applicant",
            pairs(&[
                ("organization_name", "ООО «Северный луч»"),
                ("inn", inn),
                ("ogrn", ogrn),
                ("legal_address", "г. Северогорск, ул. Полярная, д. 1"),
                ("contact_name", "Белкин Иван Петрович"),
                ("contact_phone", "+7 900 123-45-67"),
                ("contact_email", "belkin@luch.example"),
            ]),
        ),
        (
            "object",
            pairs(&[
                ("transport_kind", "city"),
                ("region", "severogorsk"),
                ("start_date", "01.12.2026"),
                ("buses", "12"),
                ("bus_classes", "small"),
            ]),
        ),
        ("documents", pairs(&[])),
        (
            "confirmation",
            pairs(&[("true_information", "on"), ("consent", "on")]),
        ),
    ]
}

/// A blank sheet of A4 at 300 dots per inch, black and white: about 1 kB.
pub(crate) fn png() -> Vec<u8> {
    let (width, height) = (2480_u32, 3508_u32);
    // Each row is a byte for its filter and one bit for each dot.
    let row = 1 + usize::try_from(width.div_ceil(8)).unwrap();
    let mut pixels = ZlibEncoder::new(Vec::new(), Compression::fast());
    pixels
        .write_all(&vec![0; row * usize::try_from(height).unwrap()])
        .unwrap();
    let mut header = [width.to_be_bytes(), height.to_be_bytes()].concat();
    header.extend([1, 0, 0, 0, 0]);
    let mut png = b"\x89PNG\r\n\x1A\n".to_vec();
    for (kind, data) in [
        (b"IHDR", header),
        (b"IDAT", pixels.finish().unwrap()),
        (b"IEND", Vec::new()),
    ] {
        png.extend(u32::try_from(data.len()).unwrap().to_be_bytes());
        let body = [kind.as_slice(), &data].concat();
        let mut check = flate2::Crc::new();
        check.update(&body);
        png.extend(body);
        png.extend(check.sum().to_be_bytes());
    }
    png
}

/// A PDF of one page, with further objects after the three that it needs.
pub(crate) fn pdf(extra: &[Vec<u8>]) -> Vec<u8> {
    let mut objects = vec![
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>".to_vec(),
    ];
    objects.extend_from_slice(extra);
    let mut pdf = b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n".to_vec();
    let mut offsets = Vec::new();
    for (index, object) in objects.iter().enumerate() {
        offsets.push(pdf.len());
        writeln!(pdf, "{} 0 obj", index + 1).unwrap();
        pdf.extend(object);
        pdf.extend(b"\nendobj\n");
    }
    let table = pdf.len();
    write!(pdf, "xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).unwrap();
    for offset in offsets {
        writeln!(pdf, "{offset:010} 00000 n ").unwrap();
    }
    write!(
        pdf,
        "trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n",
        objects.len() + 1
    )
    .unwrap();
    pdf
}
