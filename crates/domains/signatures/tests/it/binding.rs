//! Binding a certificate: by its key and a mailed code, switched on and off, renewed.

use access::Actor;
use access::{OrganizationId, OrganizationKind, Role, Standing, rights};
use db::{Rows, Unit, values};
use esign::certificate::attribute;
use esign::issue::{Template, Validity};
use jiff::SignedDuration;
use signatures::{
    BoundCertificate, CODE_LIFETIME, CODE_TRIES, CertificateState, ChallengePurpose, CodeFor, Kind,
    SignatureError,
};
use testkit::{TestDb, on_both};
use uuid::Uuid;

use crate::world::*;

const MINUTE: SignedDuration = SignedDuration::from_mins(1);

async fn mine(test: &TestDb, actor: &Actor) -> Vec<BoundCertificate> {
    signatures::certificates_of(&test.db, actor).await.unwrap()
}

async fn state(test: &TestDb, actor: &Actor, id: Uuid) -> CertificateState {
    let mine = mine(test, actor).await;
    mine.iter().find(|one| one.id == id).unwrap().state
}

async fn confirm(test: &TestDb, actor: &Actor, id: Uuid, code: &str) -> Result<(), SignatureError> {
    signatures::confirm_binding(&test.db, actor, id, code).await
}

/// Another code than the mailed one.
fn other(code: &str) -> String {
    let number: u32 = code.parse().unwrap();
    format!("{:06}", (number + 1) % 1_000_000)
}

on_both! {
    async fn a_certificate_is_bound_by_its_key_and_a_code(test: &TestDb) {
        let world = World::new();
        let (actor, anna) = (person(test, ANNA, None).await, world.anna());
        let id = world.bind(test, &actor, &anna, None).await.unwrap();
        let listed = mine(test, &actor).await;
        assert_eq!(listed.len(), 1);
        assert_eq!(listed[0].id, id);
        assert_eq!(listed[0].state, CertificateState::Pending);
        assert_eq!(listed[0].certificate, anna.certificate);
        assert_eq!((listed[0].kind, listed[0].is_proved), (Kind::Qualified, true));
        assert_eq!(listed[0].days_left, 39);
        assert_eq!(signatures::bound_to(&test.db, &anna.certificate).await.unwrap(), None);

        let code = mailed_code(test).await;
        assert!(code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit()));
        confirm(test, &actor, id, &format!(" {} {} ", &code[..3], &code[3..])).await.unwrap();
        assert_eq!(state(test, &actor, id).await, CertificateState::Active);
        let holder = signatures::bound_to(&test.db, &anna.certificate).await.unwrap();
        assert_eq!(holder, Some(actor.person));
        assert_eq!(letters(test, "certificate-bound").await.len(), 1);
        refused(confirm(test, &actor, id, &code).await, "ESG-024", None);
        refused(world.bind(test, &actor, &anna, None).await, "ESG-012", None);
        let written = "SELECT count(*) AS n FROM audit_log WHERE object_label LIKE '%лкина%'";
        assert_eq!(count(test, written).await, 0, "the journal names the certificate by its number");
        let written = "SELECT count(*) AS n FROM audit_log WHERE action LIKE 'certificate.%'";
        assert_eq!(count(test, written).await, 2);
    }

    async fn a_code_is_tried_five_times_and_ends(test: &TestDb) {
        let world = World::new();
        let actor = person(test, ANNA, None).await;
        let id = world.bind(test, &actor, &world.anna(), None).await.unwrap();
        let code = mailed_code(test).await;
        for left in (1..CODE_TRIES).rev() {
            let wrong = confirm(test, &actor, id, &other(&code)).await;
            assert!(matches!(wrong, Err(SignatureError::WrongCode { left: told }) if told == left), "{wrong:?}");
        }
        refused(confirm(test, &actor, id, &other(&code)).await, "ESG-016", None);
        refused(confirm(test, &actor, id, &code).await, "ESG-016", None);

        refused(signatures::resend_code(&test.db, &actor, id, CodeFor::TurningOn).await, "ESG-017", None);
        test.clock.advance(MINUTE);
        signatures::resend_code(&test.db, &actor, id, CodeFor::TurningOn).await.unwrap();
        let second = mailed_code(test).await;
        test.clock.advance(MINUTE);
        signatures::resend_code(&test.db, &actor, id, CodeFor::TurningOn).await.unwrap();
        let third = mailed_code(test).await;
        if second != third {
            let old = confirm(test, &actor, id, &second).await;
            assert!(matches!(old, Err(SignatureError::WrongCode { .. })), "{old:?}");
        }
        test.clock.advance(CODE_LIFETIME);
        refused(confirm(test, &actor, id, &third).await, "ESG-016", None);
        assert_eq!(state(test, &actor, id).await, CertificateState::Pending);
    }

    async fn codes_of_a_day_are_counted(test: &TestDb) {
        let world = World::new();
        let actor = person(test, ANNA, None).await;
        let id = world.bind(test, &actor, &world.anna(), None).await.unwrap();
        for _ in 1..20 {
            test.clock.advance(MINUTE);
            signatures::resend_code(&test.db, &actor, id, CodeFor::TurningOn).await.unwrap();
        }
        test.clock.advance(MINUTE);
        refused(signatures::resend_code(&test.db, &actor, id, CodeFor::TurningOn).await, "ESG-017", None);
        test.clock.advance(SignedDuration::from_hours(24));
        signatures::resend_code(&test.db, &actor, id, CodeFor::TurningOn).await.unwrap();
    }

    async fn another_persons_certificate_is_refused(test: &TestDb) {
        let world = World::new();
        let boris = person(test, ["Быков", "Борис", "Борисович"], None).await;
        refused(world.bind(test, &boris, &world.anna(), None).await, "ESG-008", None);
        // A namesake with another СНИЛС.
        let namesake = person(test, ANNA, Some(("11223344600", "500100732260"))).await;
        refused(world.bind(test, &namesake, &world.anna(), None).await, "ESG-008", None);
        // The same СНИЛС under a new surname.
        let married = person(test, ["Соколова", "Анна", "Сергеевна"], Some((SNILS, INN))).await;
        world.bind(test, &married, &world.anna(), None).await.unwrap();
        let certificate = mine(test, &married).await[0].id;
        let boris_tries = confirm(test, &boris, certificate, &mailed_code(test).await).await;
        refused(boris_tries, "ESG-014", None);
        refused(signatures::ask_to_deactivate(&test.db, &boris, certificate).await, "ESG-014", None);
        refused(signatures::deactivate(&test.db, &boris, certificate, "000000").await, "ESG-014", None);
        refused(signatures::remove(&test.db, &boris, certificate).await, "ESG-014", None);
        let resent = signatures::resend_code(&test.db, &boris, certificate, CodeFor::TurningOn).await;
        refused(resent, "ESG-014", None);
        assert!(mine(test, &boris).await.is_empty());
    }

    async fn a_certificate_signs_one_person_in(test: &TestDb) {
        let world = World::new();
        let (first, second) = (person(test, ANNA, None).await, person(test, ANNA, None).await);
        let anna = world.anna();
        let waiting = world.bind(test, &second, &anna, None).await.unwrap();
        let code = mailed_code(test).await;
        world.bound(test, &first, &anna).await;
        refused(confirm(test, &second, waiting, &code).await, "ESG-012", None);
        refused(world.bind(test, &second, &anna, None).await, "ESG-012", None);
        let holder = signatures::bound_to(&test.db, &anna.certificate).await.unwrap();
        assert_eq!(holder, Some(first.person));
    }

    async fn a_file_is_shown_and_signs_nobody_in_until_its_key_is(test: &TestDb) {
        let world = World::new();
        let (actor, anna) = (person(test, ANNA, None).await, world.anna());
        let file = async |bytes: &[u8]| {
            signatures::bind_file(&test.db, &world.verifier, &actor, bytes).await
        };
        refused(file(b"hello").await, "ESG-018", None);
        refused(file(&vec![0x30; 300 * 1024]).await, "ESG-005", None);
        let stranger = Party::root("Чужой центр", 9).person(crate::world::anna(), 2);
        refused(file(stranger.certificate.der()).await, "ESG-003", Some("SIG-020"));
        let id = file(anna.certificate.der()).await.unwrap();
        confirm(test, &actor, id, &mailed_code(test).await).await.unwrap();
        let listed = mine(test, &actor).await;
        assert!(listed[0].state == CertificateState::Active && !listed[0].is_proved);
        assert_eq!(signatures::bound_to(&test.db, &anna.certificate).await.unwrap(), None);
        refused(file(anna.certificate.der()).await, "ESG-012", None);
        // Somebody else's copy of the file takes nothing from whoever has the key.
        let owner = person(test, ANNA, None).await;
        world.bound(test, &owner, &anna).await;
        let holder = signatures::bound_to(&test.db, &anna.certificate).await.unwrap();
        assert_eq!(holder, Some(owner.person));
    }

    async fn a_key_that_is_shown_later_needs_no_second_code(test: &TestDb) {
        let world = World::new();
        let (actor, anna) = (person(test, ANNA, None).await, world.anna());
        let file = anna.certificate.der();
        let id = signatures::bind_file(&test.db, &world.verifier, &actor, file).await.unwrap();
        confirm(test, &actor, id, &mailed_code(test).await).await.unwrap();
        assert_eq!(world.bind(test, &actor, &anna, None).await.unwrap(), id);
        assert_eq!(letters(test, "certificate-code").await.len(), 1);
        let holder = signatures::bound_to(&test.db, &anna.certificate).await.unwrap();
        assert_eq!(holder, Some(actor.person));
    }

    async fn what_was_switched_off_opens_nothing_until_a_code_is_given(test: &TestDb) {
        let world = World::new();
        let (actor, anna) = (person(test, ANNA, None).await, world.anna());
        let id = world.bound(test, &actor, &anna).await;
        refused(signatures::activate(&test.db, &actor, id).await, "ESG-024", None);
        switch_off(test, &actor, id).await;
        refused(signatures::ask_to_deactivate(&test.db, &actor, id).await, "ESG-024", None);
        refused(signatures::deactivate(&test.db, &actor, id, "000000").await, "ESG-024", None);
        assert_eq!(state(test, &actor, id).await, CertificateState::Inactive);
        assert_eq!(letters(test, "certificate-off").await.len(), 1, "its owner is told");
        let sign_in = ChallengePurpose::SignIn;
        let asked = world.ask(test, sign_in, None).await;
        refused(world.answer(test, sign_in, None, &asked, &anna).await, "ESG-010", None);
        assert_eq!(signatures::bound_to(&test.db, &anna.certificate).await.unwrap(), None);

        refused(confirm(test, &actor, id, "000000").await, "ESG-016", None);
        test.clock.advance(MINUTE);
        signatures::activate(&test.db, &actor, id).await.unwrap();
        confirm(test, &actor, id, &mailed_code(test).await).await.unwrap();
        world.answer(test, sign_in, None, &asked, &anna).await.unwrap();
    }

    async fn switching_off_takes_a_code_of_its_own(test: &TestDb) {
        let world = World::new();
        let (actor, anna) = (person(test, ANNA, None).await, world.anna());
        let id = world.bound(test, &actor, &anna).await;
        let turned_on = mailed_code(test).await;
        let off = async |code: &str| signatures::deactivate(&test.db, &actor, id, code).await;
        refused(off(&turned_on).await, "ESG-016", None);
        refused(signatures::remove(&test.db, &actor, id).await, "ESG-024", None);
        // A code a minute, whatever it is for.
        refused(signatures::ask_to_deactivate(&test.db, &actor, id).await, "ESG-017", None);
        test.clock.advance(MINUTE);
        signatures::ask_to_deactivate(&test.db, &actor, id).await.unwrap();
        let letter = letters(test, "certificate-off-code").await;
        let code = letter[0]["args"]["code"]["text"].as_str().unwrap().to_owned();
        refused(off(&other(&code)).await, "ESG-015", None);
        assert_eq!(state(test, &actor, id).await, CertificateState::Active);
        test.clock.advance(CODE_LIFETIME);
        refused(off(&code).await, "ESG-016", None);
        signatures::resend_code(&test.db, &actor, id, CodeFor::TurningOff).await.unwrap();
        let letter = letters(test, "certificate-off-code").await;
        off(letter[1]["args"]["code"]["text"].as_str().unwrap()).await.unwrap();
        assert_eq!(state(test, &actor, id).await, CertificateState::Inactive);

        // A code to switch it on does not end what was switched on otherwise.
        test.clock.advance(MINUTE);
        signatures::activate(&test.db, &actor, id).await.unwrap();
        let on = mailed_code(test).await;
        refused(off(&on).await, "ESG-024", None);
        confirm(test, &actor, id, &on).await.unwrap();
        let written = "SELECT count(*) AS n FROM audit_log WHERE action = 'certificate.deactivate'";
        assert_eq!(count(test, written).await, 1);
    }

    async fn a_certificate_of_a_sign_in_stands_in_the_list_and_is_bound_or_switched_off(test: &TestDb) {
        let world = World::new();
        let (actor, anna) = (person(test, ANNA, Some((SNILS, INN))).await, world.anna());
        let remembered = async |signer: &Party| {
            let proved = world.prove(test, &actor, signer).await.unwrap().proved;
            let person = actor.person;
            let kept = test.db.write(async move |unit: Unit| signatures::remember(&unit, person, &proved).await);
            kept.await.unwrap()
        };
        assert!(remembered(&anna).await);
        assert!(!remembered(&anna).await, "once");
        let listed = mine(test, &actor).await;
        let id = listed[0].id;
        assert_eq!((listed.len(), listed[0].state, listed[0].is_proved), (1, CertificateState::SignIn, true));
        assert_eq!(signatures::bound_to(&test.db, &anna.certificate).await.unwrap(), None, "no right comes of it");
        let file = anna.certificate.der();
        refused(signatures::bind_file(&test.db, &world.verifier, &actor, file).await, "ESG-012", None);

        switch_off(test, &actor, id).await;
        let sign_in = ChallengePurpose::SignIn;
        let asked = world.ask(test, sign_in, None).await;
        refused(world.answer(test, sign_in, None, &asked, &anna).await, "ESG-010", None);
        assert!(!remembered(&anna).await, "what was switched off stays off");
        assert_eq!(state(test, &actor, id).await, CertificateState::Inactive);

        let second = world.root.person(crate::world::anna(), 12);
        assert!(remembered(&second).await);
        let second_id = world.bind(test, &actor, &second, None).await.unwrap();
        assert_eq!(state(test, &actor, second_id).await, CertificateState::SignIn, "until the code is given");
        confirm(test, &actor, second_id, &mailed_code(test).await).await.unwrap();
        assert_eq!(state(test, &actor, second_id).await, CertificateState::Active);
        assert_eq!(mine(test, &actor).await.len(), 2);
    }

    async fn a_renewed_certificate_takes_the_place_of_the_old_one(test: &TestDb) {
        let world = World::new();
        let (actor, old) = (person(test, ANNA, None).await, world.anna());
        let first = world.bound(test, &actor, &old).await;
        let new = world.root.person(crate::world::anna(), 12);
        refused(world.bind(test, &actor, &new, Some(Uuid::from_u128(5))).await, "ESG-014", None);
        refused(world.bind(test, &actor, &old, Some(first)).await, "ESG-024", None);
        let second = world.bind(test, &actor, &new, Some(first)).await.unwrap();
        assert_eq!(state(test, &actor, first).await, CertificateState::Active);
        confirm(test, &actor, second, &mailed_code(test).await).await.unwrap();
        assert_eq!(state(test, &actor, first).await, CertificateState::Replaced);
        assert_eq!(state(test, &actor, second).await, CertificateState::Active);
        assert_eq!(mine(test, &actor).await[0].replaces, Some(first));
        assert_eq!(signatures::bound_to(&test.db, &old.certificate).await.unwrap(), None);
        refused(signatures::activate(&test.db, &actor, first).await, "ESG-024", None);
        refused(world.bind(test, &actor, &old, None).await, "ESG-012", None);
    }

    async fn what_was_never_confirmed_leaves_the_list(test: &TestDb) {
        let world = World::new();
        let (actor, anna) = (person(test, ANNA, None).await, world.anna());
        let id = world.bind(test, &actor, &anna, None).await.unwrap();
        refused(signatures::ask_to_deactivate(&test.db, &actor, id).await, "ESG-024", None);
        signatures::remove(&test.db, &actor, id).await.unwrap();
        assert!(mine(test, &actor).await.is_empty());
        world.bound(test, &actor, &anna).await;
    }

    async fn a_certificate_that_ended_is_not_switched_on(test: &TestDb) {
        let world = World::new();
        let actor = person(test, ANNA, None).await;
        let validity = Validity {
            from: moment("2026-01-01T00:00:00Z"),
            to: moment("2026-11-22T06:35:00Z"),
        };
        let short = Template { validity, ..template(crate::world::anna(), 3) };
        let short = world.root.issue(&short, 3);
        let id = world.bind(test, &actor, &short, None).await.unwrap();
        test.clock.advance(SignedDuration::from_mins(6));
        refused(confirm(test, &actor, id, &mailed_code(test).await).await, "ESG-023", None);
        refused(signatures::resend_code(&test.db, &actor, id, CodeFor::TurningOn).await, "ESG-023", None);
        assert_eq!(mine(test, &actor).await[0].days_left, -1);
    }

    async fn one_person_keeps_twenty_certificates(test: &TestDb) {
        let world = World::new();
        let actor = person(test, ANNA, None).await;
        for number in 100..120 {
            let one = world.root.person(crate::world::anna(), number);
            world.bind(test, &actor, &one, None).await.unwrap();
        }
        test.clock.advance(SignedDuration::from_hours(25));
        let one = world.root.person(crate::world::anna(), 120);
        refused(world.bind(test, &actor, &one, None).await, "ESG-013", None);
    }

    async fn nobody_without_an_address_is_mailed_a_code(test: &TestDb) {
        let world = World::new();
        let actor = person(test, ANNA, None).await;
        let id = actor.person.0;
        test.db
            .write(async move |unit: Unit| {
                unit.execute("UPDATE people SET email = NULL WHERE id = $1", values![id]).await
            })
            .await
            .unwrap();
        refused(world.bind(test, &actor, &world.anna(), None).await, "ESG-025", None);
        assert!(mine(test, &actor).await.is_empty());
    }

    async fn an_organization_sees_the_certificates_that_name_it(test: &TestDb) {
        let world = World::new();
        let (actor, other) = (person(test, ANNA, None).await, person(test, ANNA, None).await);
        let organization = organization(test, "1027700132195", &actor).await;
        let of_company = crate::world::anna()
            .with(attribute::ORGANIZATION, "АО «Родник»")
            .with(attribute::OGRN, "1027700132195");
        let of_company = world.root.person(of_company, 21);
        let own = world.anna();
        let bound = world.bound(test, &actor, &of_company).await;
        world.bound(test, &actor, &own).await;
        // Names the organization, but its owner does not work there.
        let stray = crate::world::anna().with(attribute::OGRN, "1027700132195");
        world.bound(test, &other, &world.root.person(stray, 22)).await;

        let grant = Standing {
            organization,
            kind: OrganizationKind::Company,
            is_active: true,
        is_ended: false,
            role: Role::Administrator,
            is_head: true,
        }
        .grant::<rights::ViewMembers>(&actor)
        .unwrap();
        let listed = signatures::certificates_of_organization(&test.db, &grant).await.unwrap();
        assert_eq!(listed.iter().map(|one| one.id).collect::<Vec<_>>(), [bound]);
        assert_eq!(listed[0].organization, Some(organization));
        let owner = signatures::owner(&listed[0].certificate);
        assert_eq!(owner.organization.unwrap().name, "АО «Родник»");
        let mine = mine(test, &actor).await;
        let named: Vec<_> = mine.iter().map(|one| one.organization).collect();
        assert_eq!(named.iter().flatten().count(), 1);

        // Whoever leaves takes the certificate along.
        test.db
            .write(async |unit: Unit| {
                let now = db::micros(unit.now());
                unit.execute("UPDATE memberships SET ended_at = $1", values![now]).await
            })
            .await
            .unwrap();
        let listed = signatures::certificates_of_organization(&test.db, &grant).await.unwrap();
        assert!(listed.is_empty());
    }
}

/// An organization where the person works.
async fn organization(test: &TestDb, ogrn: &'static str, member: &Actor) -> OrganizationId {
    let person = member.person.0;
    let id = test
        .db
        .write(async move |unit: Unit| {
            let (id, now) = (unit.new_id(), db::micros(unit.now()));
            unit.execute(
                "INSERT INTO organizations (id, kind, inn, ogrn, name_full, name_short, name_lower, state, \
                 created_at) VALUES ($1, 'company', '9909001008', $2, 'АО', 'АО', 'ао', 'active', $3)",
                values![id, ogrn, now],
            )
            .await?;
            unit.execute(
                "INSERT INTO memberships (id, organization_id, person_id, role, proof, created_at) \
                 VALUES ($1, $2, $3, 'administrator', 'demo', $4)",
                values![unit.new_id(), id, person, now],
            )
            .await?;
            Ok::<_, db::DbError>(id)
        })
        .await
        .unwrap();
    let known = "SELECT count(*) AS n FROM organizations WHERE id = $1";
    assert_eq!(test.db.number(known, values![id]).await.unwrap(), 1);
    OrganizationId(id)
}
