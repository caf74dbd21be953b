//! Signed applications and decisions, on both databases.
#![allow(clippy::unwrap_used, reason = "tests")]

mod world;

use std::collections::BTreeMap;

use access::Role;
use accounts::{Hasher, NewPerson, PasswordAsked};
use applications::{
    ApplicationError, ApplicationId, Beginning, Consent, Proposing, Receipt, Saving, Seen,
    Services, State, ToSign,
};
use db::{Rows, Unit, values};
use forms::{Answers, Signature};
use requisites::{Email, Inn12, PersonName, Snils};
use signatures::{CheckedSignature, SignatureError, Subject, TrustSettings, Verifier};
use testkit::{TestAuthority, TestKey, TestOwner};
use texts::Lang;
use world::{Person, SIMPLE, World, approval, good_answers, inn, ogrn};

const QUALIFIED: &str = "passenger-transport-notice";
const PASSWORD: &str = "тихая-Река-7";

fn verifier(authority: &TestAuthority) -> Verifier {
    let [root, crl, list] = authority.files();
    let settings = TrustSettings {
        anchors: vec![root],
        crls: vec![crl],
        trust_list: Some(list),
        ..TrustSettings::default()
    };
    Verifier::open(settings).unwrap()
}

/// Gives the person numbers, and says whom a certificate for them names.
async fn owner(world: &World, person: &Person, number: u32, last: &'static str) -> TestOwner {
    let snils = Snils::with_check_digits(&format!("9900000{number:02}")).unwrap();
    let inn12 = Inn12::with_check_digits(&format!("99000001{number:02}")).unwrap();
    let id = person.id;
    let (own_snils, own_inn) = (snils, inn12);
    world
        .db
        .write(async move |unit: Unit| {
            accounts::set_identity(&unit, id, &own_snils, &own_inn).await
        })
        .await
        .unwrap();
    TestOwner {
        name: [last, "Анна", ""],
        snils: snils.to_string(),
        inn: inn12.to_string(),
        organization: Some(["ООО «Северный луч»".to_owned(), inn(), ogrn(1)]),
        ..TestOwner::default()
    }
}

/// A draft of the notice, filled in whole.
async fn draft(world: &World, services: &Services, service: &str) -> ApplicationId {
    let id = ApplicationId(world.db.clock().new_id());
    for (section, posted) in answers_of(service) {
        save(world, services, service, id, section, posted).await;
    }
    id
}

fn answers_of(service: &str) -> Vec<(&'static str, Answers)> {
    if service == QUALIFIED {
        vec![("change", notice("12"))]
    } else {
        let answers = good_answers();
        vec![("applicant", answers.clone()), ("request", answers)]
    }
}

fn notice(buses: &str) -> Answers {
    Answers::from_pairs([
        ("organization_name", "ООО «Северный луч»".to_owned()),
        ("inn", inn()),
        ("ogrn", ogrn(1)),
        ("license_number", "АН-99-000123".to_owned()),
        ("changed_on", "01.11.2026".to_owned()),
        ("what_changed", "buses".to_owned()),
        ("new_buses", buses.to_owned()),
    ])
}

async fn save(
    world: &World,
    services: &Services,
    service: &str,
    id: ApplicationId,
    section: &str,
    posted: Answers,
) {
    let edit = world.grant(&world.clerk).await;
    let view = world.grant(&world.head).await;
    let revision = match applications::find(&world.db, &view, id).await {
        Ok(found) => found.revision,
        Err(_) => 0,
    };
    let saving = Saving {
        id,
        beginning: Some(Beginning {
            service: service.to_owned(),
            from: None,
        }),
        section: section.to_owned(),
        posted,
        seen: Seen {
            revision,
            editor: world.db.clock().new_id(),
        },
    };
    applications::save_draft(&world.db, services, &edit, saving)
        .await
        .expect("saved");
}

async fn document(world: &World, services: &Services, id: ApplicationId) -> ToSign {
    let grant = world.grant(&world.head).await;
    applications::to_sign(&world.db, services, &grant, id)
        .await
        .unwrap()
}

async fn submit(
    world: &World,
    services: &Services,
    id: ApplicationId,
    revision: i64,
    consent: Consent,
) -> Result<Receipt, ApplicationError> {
    let grant = world.grant(&world.head).await;
    applications::submit(&world.db, services, &grant, id, revision, consent).await
}

async fn signed_by(
    world: &World,
    authority: &TestAuthority,
    person: &Person,
    key: &TestKey,
    document: &ToSign,
    minimum: Signature,
) -> Result<CheckedSignature, SignatureError> {
    let cms = key.sign(&document.content, world.db.clock().now());
    let (actor, trust) = (person.actor(), verifier(authority));
    signatures::check_document(&world.db, &trust, &actor, &document.content, cms, minimum).await
}

/// The administrator of the company whose password is known, and the proof that they gave it.
async fn asked(world: &World) -> (Person, PasswordAsked) {
    let hasher = Hasher::shared().unwrap();
    let hash = accounts::hash_password(hasher, PASSWORD).await.unwrap();
    let new = NewPerson {
        email: Email::parse("belova@luch.example").unwrap(),
        phone: None,
        last_name: PersonName::parse("Белова").unwrap(),
        first_name: PersonName::parse("Ирина").unwrap(),
        middle_name: None,
        lang: Lang::Ru,
        time_zone: "Europe/Moscow".to_owned(),
    };
    let company = world.company;
    let id = world
        .db
        .write(async move |unit: Unit| {
            let id = accounts::create_invited(&unit, &new, &hash).await?;
            organizations::add_member(&unit, company, id, Role::Administrator, "", false).await?;
            Ok::<_, accounts::AccountError>(id)
        })
        .await
        .unwrap();
    let person = Person {
        id,
        organization: world.company,
        name: "Белова Ирина".to_owned(),
    };
    let asked = accounts::password_again(&world.db, hasher, &person.actor(), PASSWORD)
        .await
        .unwrap();
    (person, asked)
}

fn refused(outcome: Result<Receipt, ApplicationError>) -> &'static str {
    outcome.unwrap_err().code()
}

/// The extract, asking for this signature.
fn services_asking(signature: &str) -> Services {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../services");
    let text = std::fs::read_to_string(folder.join(SIMPLE).join("service.toml")).unwrap();
    let text = text
        .replace(
            "signature = \"none\"",
            &format!("signature = \"{signature}\""),
        )
        .replace("version = 1\n", "version = 2\n");
    let files = BTreeMap::from([(format!("{SIMPLE}/service.toml"), text)]);
    Services::from_files(&files).unwrap()
}

testkit::on_both! {
    async fn a_service_that_asks_for_a_qualified_signature_takes_nothing_less(test: &TestDb) {
        let world = World::new(test).await;
        let services = &world.services;
        let id = draft(&world, services, QUALIFIED).await;
        let document = document(&world, services, id).await;
        assert_eq!((document.name.as_str(), document.minimum), ("заявление.xml", Signature::Qualified));
        let revision = document.revision;
        assert_eq!(refused(submit(&world, services, id, revision, Consent::None).await), "APP-021");
        let (belova, simple) = asked(&world).await;
        let grant = world.grant(&belova).await;
        let outcome = applications::submit(&world.db, services, &grant, id, revision, Consent::Simple(simple)).await;
        assert_eq!(refused(outcome), "APP-021");

        let authority = TestAuthority::new();
        let head = owner(&world, &world.head, 1, "Котова").await;
        let weak = authority.unqualified_key_of(&head);
        let told = signed_by(&world, &authority, &world.head, &weak, &document, document.minimum).await.unwrap_err();
        assert_eq!(told.code(), Some("ESG-007"));
        // Also when somebody forgot to ask for the kind when it was checked.
        let enhanced = signed_by(&world, &authority, &world.head, &weak, &document, Signature::Enhanced).await.unwrap();
        assert_eq!(enhanced.kind(), Signature::Enhanced);
        assert_eq!(refused(submit(&world, services, id, revision, Consent::Signed(enhanced)).await), "APP-021");
        assert_eq!(world.state(id).await, State::Draft, "the draft is kept");

        let key = authority.key_of(&head);
        let good = signed_by(&world, &authority, &world.head, &key, &document, document.minimum).await.unwrap();
        let receipt = submit(&world, services, id, revision, Consent::Signed(good.clone())).await.unwrap();
        let again = submit(&world, services, id, revision, Consent::Signed(good)).await.unwrap();
        assert_eq!(receipt, again, "pressed twice");
        let kept = signatures::signatures_of(&world.db, Subject::Application(id.0)).await.unwrap();
        assert_eq!(kept.len(), 1);
        assert_eq!(kept[0].content.as_deref(), Some(document.content.as_slice()), "exactly what was signed");
        assert_eq!((kept[0].kind, kept[0].signer_name.as_str()), (Signature::Qualified, "Котова Анна"));
        let view = world.grant(&world.clerk).await;
        let application = applications::find(&world.db, &view, id).await.unwrap();
        assert_eq!((application.state, application.signature), (State::Submitted, Signature::Qualified));
    }

    async fn what_changed_after_signing_is_refused_and_the_draft_kept(test: &TestDb) {
        let world = World::new(test).await;
        let services = &world.services;
        let id = draft(&world, services, QUALIFIED).await;
        let first = document(&world, services, id).await;
        assert_eq!(document(&world, services, id).await, first, "the same to the byte");
        let authority = TestAuthority::new();
        let key = authority.key_of(&owner(&world, &world.head, 1, "Котова").await);
        let signature = signed_by(&world, &authority, &world.head, &key, &first, first.minimum).await.unwrap();
        save(&world, services, QUALIFIED, id, "change", notice("13")).await;
        let second = document(&world, services, id).await;
        assert_ne!(second.content, first.content);
        let stale = submit(&world, services, id, first.revision, Consent::Signed(signature.clone())).await;
        assert_eq!(refused(stale), "APP-005", "the page was out of date");
        let swapped = submit(&world, services, id, second.revision, Consent::Signed(signature)).await;
        assert_eq!(refused(swapped), "APP-022");
        assert_eq!(world.state(id).await, State::Draft);
        assert_eq!(world.count("SELECT count(*) AS n FROM document_signatures").await, 0);
        let signature = signed_by(&world, &authority, &world.head, &key, &second, second.minimum).await.unwrap();
        submit(&world, services, id, second.revision, Consent::Signed(signature)).await.unwrap();
    }

    async fn the_organizations_name_is_signed_too(test: &TestDb) {
        let world = World::new(test).await;
        let services = &world.services;
        let id = draft(&world, services, QUALIFIED).await;
        let first = document(&world, services, id).await;
        let authority = TestAuthority::new();
        let key = authority.key_of(&owner(&world, &world.head, 1, "Котова").await);
        let signature = signed_by(&world, &authority, &world.head, &key, &first, first.minimum).await.unwrap();
        let company = world.company.0;
        world.db.write(async move |unit: Unit| {
            unit.execute("UPDATE organizations SET name_full = 'ООО «Другое»' WHERE id = $1", values![company]).await
        }).await.unwrap();
        let swapped = submit(&world, services, id, first.revision, Consent::Signed(signature)).await;
        assert_eq!(refused(swapped), "APP-022");
    }

    async fn another_persons_certificate_signs_nothing(test: &TestDb) {
        let world = World::new(test).await;
        let id = draft(&world, &world.services, QUALIFIED).await;
        let document = document(&world, &world.services, id).await;
        let authority = TestAuthority::new();
        let head = authority.key_of(&owner(&world, &world.head, 1, "Котова").await);
        owner(&world, &world.stranger, 2, "Лисицын").await;
        let told = signed_by(&world, &authority, &world.stranger, &head, &document, document.minimum).await;
        assert_eq!(told.unwrap_err().code(), Some("ESG-008"));
    }

    async fn a_simple_signature_is_the_password_of_who_submits(test: &TestDb) {
        let world = World::new(test).await;
        let services = services_asking("simple");
        services.publish(&world.db).await.unwrap();
        let id = draft(&world, &services, SIMPLE).await;
        let revision = document(&world, &services, id).await.revision;
        let (belova, asked) = asked(&world).await;
        let others = submit(&world, &services, id, revision, Consent::Simple(asked)).await;
        assert_eq!(refused(others), "APP-021", "another person gave their password");
        let asked = accounts::password_again(&world.db, Hasher::shared().unwrap(), &belova.actor(), PASSWORD).await.unwrap();
        let grant = world.grant(&belova).await;
        applications::submit(&world.db, &services, &grant, id, revision, Consent::Simple(asked)).await.unwrap();
        let row = world.db.row(
            "SELECT details FROM audit_log WHERE action = 'application.submit'", vec![],
        ).await.unwrap().unwrap();
        assert!(row.get::<String>("details").unwrap().contains("\"signature\":\"simple\""));
        let at_once = applications::submit_new(&world.db, &services, &grant, SIMPLE, &good_answers()).await;
        assert_eq!(refused(at_once), "APP-021", "there is no way around it");
    }

    async fn an_attached_file_is_signed_by_its_hash(test: &TestDb) {
        let world = World::new(test).await;
        let id = world.licence_draft().await;
        let document = document(&world, &world.services, id).await;
        let text = String::from_utf8(document.content).unwrap();
        let row = world.db.row("SELECT sha256 FROM files", vec![]).await.unwrap().unwrap();
        let hash = data_encoding::HEXLOWER.encode(&row.get::<Vec<u8>>("sha256").unwrap());
        assert!(text.contains(&format!("sha256=\"{hash}\">ПТС.png</file>")), "{text}");
        assert!(text.contains("label=\"Вид перевозок\" value=\"city\">Регулярные городские</answer>"), "{text}");
    }

    async fn a_decision_is_signed_by_who_makes_it(test: &TestDb) {
        let world = World::new(test).await;
        let id = world.submitted_with_files().await.id;
        let r = world.revision(id).await;
        let handle = world.grant(&world.official).await;
        applications::take(&world.db, &handle, id, r).await.unwrap();
        applications::propose(
            &world.db, &world.services, &world.blobs, &handle, id, r + 1, approval("Выдать лицензию"),
        ).await.unwrap();
        let chief = world.grant(&world.chief).await;
        let document = applications::decision_to_sign(&world.db, &world.services, &chief, id).await.unwrap();
        assert_eq!((document.name.as_str(), document.minimum), ("решение.xml", Signature::Enhanced));
        let text = String::from_utf8(document.content.clone()).unwrap();
        assert!(text.contains("Выдать лицензию") && text.contains("<proposed-by>Орлова Анна</proposed-by>"), "{text}");
        let authority = TestAuthority::new();
        let key = authority.key_of(&owner(&world, &world.chief, 5, "Журавлёва").await);
        let foreign = ToSign { content: b"another decision".to_vec(), ..document.clone() };
        let foreign = signed_by(&world, &authority, &world.chief, &key, &foreign, document.minimum).await.unwrap();
        let told = applications::approve(
            &world.db, &world.services, &world.blobs, &chief, id, document.revision, Some(foreign),
        ).await.unwrap_err();
        assert_eq!(told.code(), "APP-022");
        assert_eq!(world.state(id).await, State::AtApproval);
        let good = signed_by(&world, &authority, &world.chief, &key, &document, document.minimum).await.unwrap();
        let state = applications::approve(
            &world.db, &world.services, &world.blobs, &chief, id, document.revision, Some(good),
        ).await.unwrap();
        assert_eq!(state, State::Approved);
        let kept = signatures::signatures_of(&world.db, Subject::Decision(id.0)).await.unwrap();
        assert_eq!(kept.len(), 1);
        assert_eq!(kept[0].content.as_deref(), Some(document.content.as_slice()));
        // What is decided stays so.
        let late = applications::decision_to_sign(&world.db, &world.services, &chief, id).await;
        assert_eq!(late.unwrap_err().code(), "APP-009");
        let back = applications::send_back(&world.db, &chief, id, document.revision + 1, "Ещё раз").await;
        assert_eq!(back.unwrap_err().code(), "APP-009");
    }

    async fn where_a_service_wants_keys_its_decision_is_signed_as_well(test: &TestDb) {
        let world = World::new(test).await;
        let id = draft(&world, &world.services, QUALIFIED).await;
        let document = document(&world, &world.services, id).await;
        let authority = TestAuthority::new();
        let key = authority.key_of(&owner(&world, &world.head, 1, "Котова").await);
        let signature = signed_by(&world, &authority, &world.head, &key, &document, document.minimum).await.unwrap();
        submit(&world, &world.services, id, document.revision, Consent::Signed(signature)).await.unwrap();
        let handle = world.grant(&world.official).await;
        let r = world.revision(id).await;
        applications::take(&world.db, &handle, id, r).await.unwrap();
        let unsigned = applications::propose(
            &world.db, &world.services, &world.blobs, &handle, id, r + 1, approval("Сведения изменены"),
        ).await;
        assert_eq!(unsigned.unwrap_err().code(), "APP-021");
        assert_eq!(world.state(id).await, State::InWork);
    }

    async fn a_decision_in_one_step_is_signed_too(test: &TestDb) {
        let world = World::new(test).await;
        let id = world.submitted().await.id;
        let handle = world.grant(&world.official).await;
        applications::take(&world.db, &handle, id, 1).await.unwrap();
        let proposal = approval("Лицензия действует");
        let document = applications::proposal_to_sign(&world.db, &world.services, &handle, id, proposal.clone()).await.unwrap();
        let authority = TestAuthority::new();
        let key = authority.key_of(&owner(&world, &world.official, 4, "Орлова").await);
        let signature = signed_by(&world, &authority, &world.official, &key, &document, document.minimum).await.unwrap();
        let other = Proposing { proposal: approval("Лицензия не действует"), signature: Some(signature.clone()) };
        let told = applications::propose(&world.db, &world.services, &world.blobs, &handle, id, 2, other).await;
        assert_eq!(told.unwrap_err().code(), "APP-022", "another text was typed after signing");
        let same = Proposing { proposal, signature: Some(signature) };
        applications::propose(&world.db, &world.services, &world.blobs, &handle, id, 2, same).await.unwrap();
        let kept = signatures::signatures_of(&world.db, Subject::Decision(id.0)).await.unwrap();
        assert_eq!(kept.len(), 1);
    }
}
