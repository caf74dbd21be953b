//! Two companies, an authority and their people, for the tests of applications.

#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    reason = "test files share this and use a part each"
)]

use access::{Actor, Grant, OrganizationId, PersonId, Right, Role, SessionId};
use applications::{ApplicationId, Beginning, Consent, Outcome, Proposal, Saving, Seen, Services};
use blob::{BlobStore, FileKind, Limits, MasterKey, Stored};
use bytes::Bytes;
use db::{Db, DbError, Unit, micros, values};
use forms::Answers;
use organizations::NewOrganization;
use requisites::{Inn10, Ogrn};
use tempfile::TempDir;
use testkit::TestDb;
use uuid::Uuid;

pub const SIMPLE: &str = "license-extract";
pub const TWO_STEPS: &str = "passenger-transport-license";

pub struct World {
    pub db: Db,
    pub services: Services,
    pub blobs: BlobStore,
    pub company: OrganizationId,
    pub other: OrganizationId,
    pub authority: OrganizationId,
    /// Administrator of the company.
    pub head: Person,
    /// Specialist of the company.
    pub clerk: Person,
    /// Administrator of the other company.
    pub stranger: Person,
    /// Specialists of the authority.
    pub official: Person,
    pub second_official: Person,
    /// Manager of the authority.
    pub chief: Person,
    files: TempDir,
}

#[derive(Clone)]
pub struct Person {
    pub id: PersonId,
    pub organization: OrganizationId,
    pub name: String,
}

impl World {
    pub async fn new(test: &TestDb) -> Self {
        let db = test.db.clone();
        let services = Services::shipped().expect("the shipped services are good");
        services.publish(&db).await.expect("published");
        let authority_ogrn = services
            .current(SIMPLE)
            .unwrap()
            .definition
            .authority
            .ogrn
            .clone();
        let files = tempfile::tempdir().unwrap();
        let blobs = BlobStore::open(files.path(), MasterKey::from_bytes([7; 32])).unwrap();
        let company = organization(&db, "ООО «Северный луч»", &ogrn(1), false).await;
        let other = organization(&db, "ООО «Южный ветер»", &ogrn(2), false).await;
        let authority = organization(&db, "Департамент транспорта", &authority_ogrn, true).await;
        Self {
            head: person(&db, company, "Котова", Role::Administrator).await,
            clerk: person(&db, company, "Белкин", Role::Specialist).await,
            stranger: person(&db, other, "Лисицын", Role::Administrator).await,
            official: person(&db, authority, "Орлова", Role::Specialist).await,
            second_official: person(&db, authority, "Соколов", Role::Specialist).await,
            chief: person(&db, authority, "Журавлёва", Role::Manager).await,
            db,
            services,
            blobs,
            company,
            other,
            authority,
            files,
        }
    }

    /// Proof of a right that the person has now.
    pub async fn grant<R: Right>(&self, person: &Person) -> Grant<R> {
        let now = self.db.clock().now();
        let standing = organizations::standing(&self.db, person.id, person.organization, now)
            .await
            .unwrap()
            .expect("a member");
        standing.grant(&person.actor()).expect("the right")
    }

    /// A submitted application for the service with one step.
    pub async fn submitted(&self) -> applications::Receipt {
        let grant = self.grant(&self.clerk).await;
        applications::submit_new(&self.db, &self.services, &grant, SIMPLE, &good_answers())
            .await
            .expect("submitted")
    }

    /// A submitted application for the service with two steps.
    pub async fn submitted_with_files(&self) -> applications::Receipt {
        let id = self.licence_draft().await;
        let revision = self.revision(id).await;
        let submit = self.grant(&self.clerk).await;
        applications::submit(
            &self.db,
            &self.services,
            &submit,
            id,
            revision,
            Consent::None,
        )
        .await
        .expect("submitted")
    }

    /// A draft for the service with two steps, ready for submission.
    pub async fn licence_draft(&self) -> ApplicationId {
        let id = ApplicationId(self.db.clock().new_id());
        let editor = self.db.clock().new_id();
        let edit = self.grant(&self.clerk).await;
        let seen = Seen {
            revision: 0,
            editor,
        };
        for (section, answers) in license_answers() {
            let saving = Saving {
                id,
                beginning: Some(Beginning {
                    service: TWO_STEPS.to_owned(),
                    from: None,
                }),
                section: section.to_owned(),
                posted: answers,
                seen,
            };
            applications::save_draft(&self.db, &self.services, &edit, saving)
                .await
                .expect("saved");
        }
        let upload = applications::Upload {
            id,
            field: "vehicle_documents".to_owned(),
            name: "ПТС.png".to_owned(),
            stored: self.picture().await,
            seen,
        };
        applications::attach(&self.db, &self.services, &edit, upload)
            .await
            .expect("attached");
        id
    }

    /// Files that lie in the store.
    pub fn stored_files(&self) -> usize {
        let mut folders = vec![self.files.path().to_owned()];
        let mut count = 0;
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    count += 1;
                }
            }
        }
        count
    }

    pub async fn revision(&self, id: ApplicationId) -> i64 {
        let view = self.grant(&self.head).await;
        applications::find(&self.db, &view, id)
            .await
            .unwrap()
            .revision
    }

    pub async fn state(&self, id: ApplicationId) -> applications::State {
        let view = self.grant(&self.head).await;
        applications::find(&self.db, &view, id).await.unwrap().state
    }

    pub async fn count(&self, sql: &str) -> i64 {
        db::Rows::number(&self.db, sql, vec![]).await.unwrap()
    }

    /// Runs all jobs, twice each.
    pub async fn run_jobs(&self) {
        for _ in 0..2 {
            let runner = applications::handlers(jobs::Runner::new(self.db.clone()), &self.db)
                .on("mail", |_| async { Ok(()) });
            runner.run_until_idle().await.unwrap();
            self.db
                .write(async |unit: Unit| {
                    unit.execute(
                        "UPDATE jobs SET state = 'ready', attempts = 0 \
                         WHERE state = 'done' AND payload <> 'null'",
                        vec![],
                    )
                    .await
                })
                .await
                .unwrap();
        }
        assert_eq!(
            self.count("SELECT count(*) AS n FROM jobs WHERE state = 'failed'")
                .await,
            0
        );
    }

    pub async fn picture(&self) -> Stored {
        let body = futures_util::stream::iter([Ok::<_, std::io::Error>(Bytes::from_static(PNG))]);
        let limits = Limits {
            max_bytes: 1 << 20,
            allowed: FileKind::DOCUMENTS,
            declared: None,
            sharp_scans: false,
        };
        self.blobs.put(body, limits).await.expect("a good picture")
    }
}

impl Person {
    pub fn actor(&self) -> Actor {
        Actor {
            person: self.id,
            name: self.name.clone(),
            session: SessionId(Uuid::nil()),
            is_operator: false,
            ip: None,
            request_id: String::new(),
        }
    }
}

pub fn approval(text: &str) -> Proposal {
    Proposal {
        outcome: Outcome::Approved,
        text: text.to_owned(),
        reasons: String::new(),
        advice: String::new(),
    }
}

pub fn refusal() -> Proposal {
    Proposal {
        outcome: Outcome::Refused,
        text: String::new(),
        reasons: "Лицензии с таким номером нет\nЗаявитель не лицензиат".to_owned(),
        advice: "Проверьте номер и подайте заявление ещё раз".to_owned(),
    }
}

pub fn good_answers() -> Answers {
    Answers::from_pairs([
        ("organization_name", "ООО «Северный луч»".to_owned()),
        ("inn", inn()),
        ("ogrn", ogrn(1)),
        ("email", "info@luch.example".to_owned()),
        ("scope", "all".to_owned()),
        ("consent", "on".to_owned()),
    ])
}

pub fn license_answers() -> Vec<(&'static str, Answers)> {
    let pairs = |pairs: &[(&str, &str)]| {
        Answers::from_pairs(pairs.iter().map(|(name, value)| (*name, *value)))
    };
    let (inn, ogrn) = (inn(), ogrn(1));
    vec![
        (
            "applicant",
            pairs(&[
                ("organization_name", "ООО «Северный луч»"),
                ("inn", &inn),
                ("ogrn", &ogrn),
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
                ("bus_classes", "large"),
            ]),
        ),
        ("documents", pairs(&[])),
        (
            "confirmation",
            pairs(&[("true_information", "on"), ("consent", "on")]),
        ),
    ]
}

pub fn inn() -> String {
    (0..10)
        .map(|last| format!("990000100{last}"))
        .find(|digits| Inn10::parse(digits).is_ok())
        .expect("one of ten last digits is right")
}

pub fn ogrn(number: u32) -> String {
    (0..10)
        .map(|last| format!("10299000001{number}{last}"))
        .find(|digits| Ogrn::parse(digits).is_ok())
        .expect("one of ten last digits is right")
}

async fn organization(db: &Db, name: &str, ogrn: &str, is_authority: bool) -> OrganizationId {
    let new = NewOrganization {
        inn: inn(),
        ogrn: ogrn.to_owned(),
        name_full: name.to_owned(),
        name_short: name.to_owned(),
        address: "г. Северогорск, ул. Полярная, д. 1".to_owned(),
        ..NewOrganization::default()
    };
    db.write(async move |unit: Unit| {
        if is_authority {
            organizations::create_authority(&unit, &new).await
        } else {
            organizations::create_confirmed(&unit, &new).await
        }
    })
    .await
    .unwrap()
}

async fn person(
    db: &Db,
    organization: OrganizationId,
    last_name: &'static str,
    role: Role,
) -> Person {
    let id = db
        .write(async move |unit: Unit| {
            let id = unit.new_id();
            let now = micros(unit.now());
            unit.execute(
                "INSERT INTO people (id, email, email_confirmed_at, last_name, first_name, \
                 name_lower, created_at) VALUES ($1, $2, $3, $4, 'Анна', $5, $3)",
                values![
                    id,
                    format!("{id}@people.example"),
                    now,
                    last_name,
                    last_name.to_lowercase()
                ],
            )
            .await?;
            unit.execute(
                "INSERT INTO memberships (id, organization_id, person_id, role, position, proof, \
                 created_at) VALUES ($1, $2, $3, $4, 'Специалист', 'demo', $5)",
                values![unit.new_id(), organization.0, id, role.name(), now],
            )
            .await?;
            Ok::<_, DbError>(id)
        })
        .await
        .unwrap();
    Person {
        id: PersonId(id),
        organization,
        name: format!("{last_name} Анна"),
    }
}

/// One grey pixel.
const PNG: &[u8] = &[
    0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x48, 0x44, 0x52,
    0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x01, 0x08, 0x00, 0x00, 0x00, 0x00, 0x3a, 0x7e, 0x9b,
    0x55, 0x00, 0x00, 0x00, 0x0a, 0x49, 0x44, 0x41, 0x54, 0x78, 0x9c, 0x63, 0x68, 0x00, 0x00, 0x00,
    0x82, 0x00, 0x81, 0x77, 0xcd, 0x72, 0xb6, 0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4e, 0x44, 0xae,
    0x42, 0x60, 0x82,
];
