//! Keys, certificates and signatures of the tests' people.

use std::path::PathBuf;

use access::rights::{ApproveDecisions, HandleApplications, SubmitApplications};
use access::{PersonId, Role};
use applications::{ApplicationId, Consent, Outcome, Proposal};
use db::{Rows, Unit, micros, values};
use esign::certificate::attribute;
use esign::issue::Name;
use forms::Signature;
use organizations::links;
use requisites::{Inn12, Snils};
use signatures::{Subject, TrustSettings, Verifier};
use testkit::{TestAuthority, TestKey, TestOwner};
use uuid::Uuid;

use super::{Filed, Place, Request, TestApp};

/// The one key file of the demonstration of these tests.
pub(crate) const DEMO_KEY: &str = "training.p12";

/// An application or a decision with a signature under it.
#[derive(Clone, Copy)]
pub(crate) struct Signed {
    pub(crate) id: Uuid,
    pub(crate) signature: Uuid,
}

/// Trusts the tests' authority and nobody else.
pub(crate) fn verifier(authority: &TestAuthority) -> Verifier {
    let [root, list_of_revoked, list] = authority.files();
    Verifier::open(TrustSettings {
        anchors: vec![root],
        crls: vec![list_of_revoked],
        trust_list: Some(list),
        ..TrustSettings::default()
    })
    .unwrap()
}

/// A folder with one file that stands for a key.
pub(crate) fn demo_keys(folder: PathBuf) -> web::app::DemoKeys {
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join(DEMO_KEY), b"a key").unwrap();
    web::app::DemoKeys {
        folder,
        password: "Klyuch".to_owned(),
    }
}

impl TestApp {
    /// Whom a certificate of the person names: the account gets the same numbers.
    pub(crate) async fn owner(&self, person: PersonId) -> TestOwner {
        let number = self.next();
        let known = accounts::person(&self.app.db, person)
            .await
            .unwrap()
            .unwrap();
        let (snils, inn) = if let (Some(snils), Some(inn)) = (known.snils, known.inn) {
            (snils, inn)
        } else {
            let snils = Snils::with_check_digits(&format!("99{number:07}")).unwrap();
            let inn = Inn12::with_check_digits(&format!("99{number:08}")).unwrap();
            let (own_snils, own_inn) = (snils, inn);
            let set = self.app.db.write(async move |unit: Unit| {
                accounts::set_identity(&unit, person, &own_snils, &own_inn).await
            });
            set.await.unwrap();
            (snils.as_str().to_owned(), inn.as_str().to_owned())
        };
        TestOwner {
            name: ["Котова", "Анна", "Сергеевна"],
            snils,
            inn,
            ..TestOwner::default()
        }
    }

    /// A key of the person, good and qualified.
    pub(crate) async fn key(&self, person: PersonId) -> TestKey {
        let kept = self.keys.lock().unwrap().get(&person).cloned();
        if let Some(kept) = kept {
            return kept;
        }
        let key = self.authority_of_keys.key_of(&self.owner(person).await);
        self.keys.lock().unwrap().insert(person, key.clone());
        key
    }

    /// The signature of these bytes as the panel of a page posts it.
    pub(crate) fn signature(&self, key: &TestKey, content: &[u8]) -> String {
        let cms = key.sign(content, self.app.db.clock().now());
        data_encoding::BASE64.encode(&cms)
    }

    /// A certificate that the person switched off.
    pub(crate) async fn certificate(&self, person: PersonId) -> Uuid {
        let db = &self.app.db;
        let sql = "SELECT id FROM certificates WHERE person_id = $1";
        if let Some(row) = db.row(sql, values![person.0]).await.unwrap() {
            return row.get("id").unwrap();
        }
        let certificate = self.key(person).await.certificate;
        let made = db.write(async move |unit: Unit| {
            let id = unit.new_id();
            unit.execute(
                "INSERT INTO certificates (id, person_id, fingerprint, der, state, kind, is_proved, \
                 not_after, added_at) VALUES ($1, $2, $3, $4, 'inactive', 'qualified', $5, $6, $7)",
                values![
                    id,
                    person.0,
                    certificate.fingerprint(),
                    certificate.der().to_vec(),
                    true,
                    micros(certificate.not_after()),
                    micros(unit.now()),
                ],
            )
            .await?;
            Ok::<_, db::DbError>(id)
        });
        made.await.unwrap()
    }

    /// The person's request for a certificate.
    pub(crate) async fn certificate_request(&self, person: PersonId) -> Uuid {
        let key = self.key(person).await;
        let name = Name::of(&[(attribute::COMMON_NAME, "Котова Анна Сергеевна")]);
        let made = esign::request::make(&name, &key.key, None, &[0; 32]).unwrap();
        let actor = self.actor(person).await;
        signatures::add_request(&self.app.db, &actor, made.der())
            .await
            .unwrap()
    }

    /// A draft of a request whose document is signed.
    pub(crate) async fn signed_document(&self, person: PersonId) -> Request {
        let request = self.link_draft(person).await;
        let (key, actor) = (self.key(person).await, self.actor(person).await);
        let cms = key.sign(&super::png(), self.app.db.clock().now());
        let (id, document) = (request.id, request.document);
        let app = &self.app;
        links::sign_document(
            &app.db,
            &app.verifier,
            &app.blobs,
            &actor,
            id,
            document,
            cms,
        )
        .await
        .unwrap();
        request
    }

    /// A submitted application, signed by its clerk.
    pub(crate) async fn signed_application(&self, place: &Place<'_>) -> Signed {
        let draft = self.draft(place).await;
        let clerk = self
            .new_person(&format!("signer-{}@people.example", self.next()), false)
            .await;
        place.add(clerk, Role::Specialist).await;
        let grant = place.grant::<SubmitApplications>(clerk).await;
        let (app, id) = (&self.app, ApplicationId(draft.id));
        let document = applications::to_sign(&app.db, &app.services, &grant, id)
            .await
            .unwrap();
        let (key, actor) = (self.key(clerk).await, self.actor(clerk).await);
        let (content, minimum) = (&document.content, Signature::Qualified);
        let cms = key.sign(content, app.db.clock().now());
        let checked =
            signatures::check_document(&app.db, &app.verifier, &actor, content, cms, minimum)
                .await
                .unwrap();
        let consent = Consent::Signed(checked);
        applications::submit(
            &app.db,
            &app.services,
            &grant,
            id,
            document.revision,
            consent,
        )
        .await
        .unwrap();
        let found = signatures::signatures_of(&app.db, Subject::Application(id.0))
            .await
            .unwrap();
        Signed {
            id: id.0,
            signature: found[0].id,
        }
    }

    /// An application whose decision waits for a manager.
    pub(crate) async fn at_approval(&self, place: &Place<'_>) -> Filed {
        let filed = self.submitted(place).await;
        let authority = self.authority();
        let officer = self
            .new_person(&format!("officer-{}@people.example", self.next()), false)
            .await;
        authority.add(officer, Role::Specialist).await;
        let grant = authority.grant::<HandleApplications>(officer).await;
        let (app, id) = (&self.app, ApplicationId(filed.id));
        let revision = async || {
            let sql = "SELECT revision FROM applications WHERE id = $1";
            let row = app.db.row(sql, values![id.0]).await.unwrap().unwrap();
            row.get::<i64>("revision").unwrap()
        };
        applications::take(&app.db, &grant, id, revision().await)
            .await
            .unwrap();
        let proposal = Proposal {
            outcome: Outcome::Approved,
            text: "Лицензия действует".to_owned(),
            reasons: String::new(),
            advice: String::new(),
        };
        let (db, services, blobs) = (&app.db, &app.services, &app.blobs);
        applications::propose(db, services, blobs, &grant, id, revision().await, proposal)
            .await
            .unwrap();
        filed
    }

    /// A manager of the authority, who decides.
    pub(crate) async fn manager(&self) -> super::Client {
        let client = self.authority().with(Role::Manager).await;
        let person = client.person.unwrap();
        // Proof that the role may do it.
        self.authority().grant::<ApproveDecisions>(person).await;
        client
    }
}
