//! The head links an organization by a certificate, and signs documents, on both databases.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod scene;

use access::rights::ViewMembers;
use access::{Actor, OrganizationId, Role};
use blob::{BlobStore, FileKind, Limits, MasterKey};
use db::{Db, Rows, Unit, values};
use jiff::tz::TimeZone;
use organizations::links::{self, DocumentKind, LinkState};
use organizations::members::{self, MemberFilter, Proof};
use organizations::{Error, NewFile};
use registry::Registry;
use requisites::Snils;
use scene::{TestRegister, actor, anna, claim, join, order, register, scan};
use signatures::{ChallengePurpose, Proved, Subject, TrustSettings, Verifier};
use testkit::{TestAuthority, TestKey, TestOwner};
use uuid::Uuid;

const ANNA: [&str; 3] = ["Котова", "Анна", "Сергеевна"];

fn snils(number: u32) -> String {
    let snils = Snils::with_check_digits(&format!("9900000{number:02}"));
    snils.unwrap().to_string()
}

/// Анна as the head of the register's company.
fn head(register: &TestRegister) -> TestOwner {
    TestOwner {
        name: ANNA,
        snils: snils(1),
        inn: register.head_inn.clone(),
        position: "Директор".to_owned(),
        organization: Some([
            "ООО «Северный луч»".to_owned(),
            register.inn.clone(),
            register.ogrn.clone(),
        ]),
    }
}

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

async fn prove(db: &Db, authority: &TestAuthority, who: &Actor, key: &TestKey) -> Proved {
    let (purpose, person) = (ChallengePurpose::Link, Some(who.person));
    let asked = signatures::challenge(db, purpose, person, "https://kabinet.example")
        .await
        .unwrap();
    let cms = key.sign(asked.text.as_bytes(), db.clock().now());
    signatures::answer(db, &verifier(authority), purpose, person, asked.id, cms)
        .await
        .unwrap()
        .proved
}

/// Shows a certificate for this owner and links by it.
async fn link(
    db: &Db,
    registry: &Registry,
    who: &Actor,
    owner: &TestOwner,
) -> Result<OrganizationId, Error> {
    let authority = TestAuthority::new();
    let key = authority.key_of(owner);
    let proved = prove(db, &authority, who, &key).await;
    links::by_certificate(db, registry, who, &proved).await
}

fn codes(error: &Error) -> Vec<&str> {
    error
        .differences()
        .iter()
        .map(|one| one.code.as_str())
        .collect()
}

async fn kinds(db: &Db) -> Vec<String> {
    let sql = "SELECT kind FROM notifications ORDER BY kind";
    let rows = db.rows(sql, vec![]).await.unwrap();
    rows.iter().map(|row| row.get("kind").unwrap()).collect()
}

testkit::on_both! {
    async fn the_head_links_the_organization_in_one_step_and_no_operator_is_needed(test: &TestDb) {
        let (db, register) = (&test.db, register());
        let anna = anna(db).await;
        scene::operator(db).await;
        let org = link(db, &register.registry, &anna, &head(&register)).await.unwrap();
        let standing = organizations::standing(db, anna.person, org, test.clock.now()).await.unwrap().unwrap();
        assert!(standing.is_head && standing.is_active && standing.role == Role::Administrator);
        let view = scene::grant::<ViewMembers>(db, org, &anna).await;
        let page = members::page(db, &view, &MemberFilter::default(), 1, test.clock.now()).await.unwrap();
        assert_eq!((page.members[0].proof, page.members[0].position.as_str()), (Proof::Certificate, "Директор"));
        assert_eq!(kinds(db).await, ["linked-by-certificate"], "the operator has nothing to do");
        assert_eq!(db.number("SELECT count(*) AS n FROM link_requests", vec![]).await.unwrap(), 0);
        let row = db.row("SELECT snils FROM people WHERE id = $1", values![anna.person.0]).await.unwrap().unwrap();
        assert_eq!(row.get::<Option<String>>("snils").unwrap(), Some(snils(1)), "the certificate proved it");
        // A second press.
        assert_eq!(link(db, &register.registry, &anna, &head(&register)).await.unwrap(), org);
        assert_eq!(db.number("SELECT count(*) AS n FROM memberships", vec![]).await.unwrap(), 1);
        assert_eq!(kinds(db).await.len(), 1);
    }

    async fn every_difference_is_told_by_its_code(test: &TestDb) {
        let (db, register) = (&test.db, register());
        let boris = actor(db, "Ким", "Борис", "Ильич", false).await;
        let stranger = TestOwner { name: ["Ким", "Борис", "Ильич"], ..head(&register) };
        let refused = link(db, &register.registry, &boris, &stranger).await.unwrap_err();
        assert_eq!((refused.code(), codes(&refused)), ("LNK-025", vec!["LNK-030"]));
        let one = &refused.differences()[0];
        assert_eq!((one.typed.as_str(), one.registered.as_str()), ("Ким Борис Ильич", "Котова Анна Сергеевна"));

        let anna = anna(db).await;
        let mut several = head(&register);
        several.inn = requisites::Inn12::with_check_digits("9900000102").unwrap().to_string();
        let organization = several.organization.as_mut().unwrap();
        "9909001008".clone_into(&mut organization[1]);
        let refused = link(db, &register.registry, &anna, &several).await.unwrap_err();
        assert_eq!(codes(&refused), ["LNK-026", "LNK-033"]);
        // Only the ИНН finds the company: the ОГРН is another's.
        let mut other_ogrn = head(&register);
        let nobody = requisites::Ogrn::with_check_digit("199999999999").unwrap();
        other_ogrn.organization.as_mut().unwrap()[2] = nobody.to_string();
        let refused = link(db, &register.registry, &anna, &other_ogrn).await.unwrap_err();
        assert_eq!(codes(&refused), ["LNK-027"]);
        assert_eq!(db.number("SELECT count(*) AS n FROM organizations", vec![]).await.unwrap(), 0);
        assert_eq!(db.number("SELECT count(*) AS n FROM memberships", vec![]).await.unwrap(), 0);
    }

    async fn a_liquidated_company_is_not_linked(test: &TestDb) {
        let (db, register) = (&test.db, register());
        let anna = anna(db).await;
        let mut owner = head(&register);
        owner.organization = Some(["ООО «Было»".to_owned(), String::new(), register.ended.clone()]);
        let refused = link(db, &register.registry, &anna, &owner).await.unwrap_err();
        assert!(codes(&refused).contains(&"LNK-028"), "{refused:?}");
    }

    async fn a_certificate_of_nobodys_company_links_nothing(test: &TestDb) {
        let (db, register) = (&test.db, register());
        let anna = anna(db).await;
        let own = TestOwner { organization: None, ..head(&register) };
        assert_eq!(link(db, &register.registry, &anna, &own).await.unwrap_err().code(), "LNK-023");
        let nobody = requisites::Ogrn::with_check_digit("199999999999").unwrap().to_string();
        let unknown = TestOwner { organization: Some(["ООО".to_owned(), String::new(), nobody]), ..own };
        assert_eq!(link(db, &register.registry, &anna, &unknown).await.unwrap_err().code(), "LNK-001");
        let away = Registry::empty();
        assert_eq!(link(db, &away, &anna, &head(&register)).await.unwrap_err().code(), "LNK-024");
        let authority = TestAuthority::new();
        let weak = prove(db, &authority, &anna, &authority.unqualified_key_of(&head(&register))).await;
        let refused = links::by_certificate(db, &register.registry, &anna, &weak).await.unwrap_err();
        assert_eq!(refused.code(), "LNK-022");
    }

    async fn the_heads_certificate_does_not_serve_somebody_else(test: &TestDb) {
        let (db, register) = (&test.db, register());
        let thief = actor(db, "Ким", "Борис", "Ильич", false).await;
        let refused = link(db, &register.registry, &thief, &head(&register)).await.unwrap_err();
        assert_eq!(refused.code(), "ACC-071");
        // A namesake whose СНИЛС is known is another person.
        let namesake = anna(db).await;
        let person = namesake.person;
        db.write(async move |unit: Unit| {
            let snils = Snils::with_check_digits("990000077").unwrap();
            let inn = requisites::Inn12::with_check_digits("9900000177").unwrap();
            accounts::set_identity(&unit, person, &snils, &inn).await
        }).await.unwrap();
        let refused = link(db, &register.registry, &namesake, &head(&register)).await.unwrap_err();
        assert_eq!(refused.code(), "ACC-071");
        assert_eq!(db.number("SELECT count(*) AS n FROM organizations", vec![]).await.unwrap(), 0);
    }

    async fn the_head_joins_those_who_administer_the_company_and_they_are_told(test: &TestDb) {
        let (db, register) = (&test.db, register());
        let deputy = actor(db, "Ким", "Борис", "Ильич", false).await;
        let clerk = actor(db, "Гусева", "Мария", "Олеговна", false).await;
        let card = register.registry.find(&register.ogrn).unwrap().unwrap();
        let org = db.write(async move |unit: Unit| {
            organizations::create_confirmed(&unit, &organizations::NewOrganization::from_card(&card)).await
        }).await.unwrap();
        join(db, org, &deputy, Role::Administrator).await;
        join(db, org, &clerk, Role::Specialist).await;
        let anna = anna(db).await;
        // She was an employee without many rights before.
        join(db, org, &anna, Role::Specialist).await;
        assert_eq!(link(db, &register.registry, &anna, &head(&register)).await.unwrap(), org);
        assert_eq!(kinds(db).await, ["head-joined", "linked-by-certificate"]);
        let standing = organizations::standing(db, anna.person, org, test.clock.now()).await.unwrap().unwrap();
        assert_eq!((standing.role, standing.is_head), (Role::Administrator, true));
        let standing = organizations::standing(db, deputy.person, org, test.clock.now()).await.unwrap().unwrap();
        assert_eq!(standing.role, Role::Administrator, "nobody loses anything");
    }

    async fn a_sole_trader_is_their_own_head(test: &TestDb) {
        let (db, register) = (&test.db, register());
        let parts: Vec<String> = register.trader_name.split(' ').map(str::to_owned).collect();
        let names: Vec<&'static str> = parts.into_iter().map(|part| &*part.leak()).collect();
        let middle = names.get(2).copied().unwrap_or_default();
        let trader = actor(db, names[0], names[1], middle, false).await;
        let owner = TestOwner {
            name: [names[0], names[1], middle],
            snils: snils(3),
            inn: register.trader_inn.clone(),
            organization: Some([register.trader_name.clone(), String::new(), register.trader.clone()]),
            ..TestOwner::default()
        };
        let org = link(db, &register.registry, &trader, &owner).await.unwrap();
        let found = organizations::find(db, org).await.unwrap().unwrap();
        assert_eq!((found.kind, found.ogrn), (access::OrganizationKind::SoleTrader, register.trader.clone()));
    }

    async fn an_own_request_for_the_same_company_is_done_with(test: &TestDb) {
        let (db, register) = (&test.db, register());
        let anna = anna(db).await;
        let id = requested(db, &register, &anna).await;
        add(db, &anna, id, scan(&anna, 1)).await;
        let (who, checked) = (anna.clone(), links::check(&register.registry, claim(&register.inn), &anna.name).unwrap());
        db.write(async move |unit: Unit| links::submit(&unit, &who, id, &checked, true).await).await.unwrap();
        let org = link(db, &register.registry, &anna, &head(&register)).await.unwrap();
        let (request, _, _) = links::request(db, &anna, id).await.unwrap().unwrap();
        assert_eq!((request.state, request.organization), (LinkState::Confirmed, Some(org)));
    }

    async fn a_signed_document_stays_as_it_is(test: &TestDb) {
        let (db, register) = (&test.db, register());
        let anna = anna(db).await;
        let person = anna.person;
        let (own_snils, own_inn) = (Snils::parse(&snils(1)).unwrap(), requisites::Inn12::parse(&register.head_inn).unwrap());
        db.write(async move |unit: Unit| accounts::set_identity(&unit, person, &own_snils, &own_inn).await).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let blobs = BlobStore::open(folder.path(), MasterKey::from_bytes([7; 32])).unwrap();
        let body = futures_util::stream::iter([Ok::<_, std::io::Error>(bytes::Bytes::from_static(PNG))]);
        let limits = Limits { max_bytes: 1 << 20, allowed: FileKind::DOCUMENTS, declared: None, sharp_scans: false };
        let stored = blobs.put(body, limits).await.unwrap();
        let file = NewFile { organization: None, person: Some(person), name: "приказ.png".to_owned(), stored };
        let id = requested(db, &register, &anna).await;
        let document = add(db, &anna, id, file).await;
        let loose = add(db, &anna, id, scan(&anna, 2)).await;

        let authority = TestAuthority::new();
        let trust = verifier(&authority);
        let key = authority.key_of(&head(&register));
        let other = key.sign(b"another file", test.clock.now());
        let refused = links::sign_document(db, &trust, &blobs, &anna, id, document, other).await.unwrap_err();
        assert_eq!(refused.code(), "ESG-003", "a signature under another file");
        let cms = key.sign(PNG, test.clock.now());
        links::sign_document(db, &trust, &blobs, &anna, id, document, cms.clone()).await.unwrap();
        links::sign_document(db, &trust, &blobs, &anna, id, document, cms).await.unwrap();
        let kept = signatures::signatures_of(db, Subject::LinkDocument(document)).await.unwrap();
        assert_eq!(kept.len(), 1, "signed once");
        assert_eq!(kept[0].signer_name, "Котова Анна Сергеевна");

        let remove = async |document| {
            let who = anna.clone();
            db.write(async move |unit: Unit| links::remove_document(&unit, &who, id, document).await).await
        };
        assert_eq!(remove(document).await.unwrap_err().code(), "LNK-034");
        remove(loose).await.unwrap();
        let (_, documents, _) = links::request(db, &anna, id).await.unwrap().unwrap();
        assert!(documents.iter().any(|one| one.id == document && one.removed_at.is_none()));
        let stranger = actor(db, "Ким", "Борис", "Ильич", false).await;
        let refused = links::sign_document(db, &trust, &blobs, &stranger, id, document, vec![0x30]).await;
        assert_eq!(refused.unwrap_err().code(), "LNK-005");
    }
}

async fn requested(db: &Db, register: &TestRegister, who: &Actor) -> Uuid {
    let checked = links::check(&register.registry, claim(&register.inn), &who.name).unwrap();
    let who = who.clone();
    db.write(async move |unit: Unit| links::begin(&unit, &who, &checked).await)
        .await
        .unwrap()
}

async fn add(db: &Db, who: &Actor, id: Uuid, file: NewFile) -> Uuid {
    let who = who.clone();
    db.write(async move |unit: Unit| {
        let document = order(DocumentKind::Appointment);
        links::add_document(&unit, &who, id, &document, file, &TimeZone::UTC).await
    })
    .await
    .unwrap()
}

/// One grey pixel.
const PNG: &[u8] = &[
    0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x48, 0x44, 0x52,
    0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x01, 0x08, 0x00, 0x00, 0x00, 0x00, 0x3a, 0x7e, 0x9b,
    0x55, 0x00, 0x00, 0x00, 0x0a, 0x49, 0x44, 0x41, 0x54, 0x78, 0x9c, 0x63, 0x68, 0x00, 0x00, 0x00,
    0x82, 0x00, 0x81, 0x77, 0xcd, 0x72, 0xb6, 0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4e, 0x44, 0xae,
    0x42, 0x60, 0x82,
];
