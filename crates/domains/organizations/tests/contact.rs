//! The head confirms themselves by a code to the register's address, on both databases.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod scene;

use access::rights::ViewMembers;
use access::{Actor, Role};
use db::{Db, Rows, Unit, values};
use jiff::SignedDuration;
use jobs::Runner;
use organizations::links::{self, Claimed, ContactCode, ContactCodes, LinkState};
use organizations::members::{self, MemberFilter, Proof};
use organizations::{Error, NewOrganization, OrganizationState};
use registry::Registry;
use scene::{TestRegister, actor, anna, claim, grant, join, register};
use testkit::TestDb;
use uuid::Uuid;

const ON: ContactCodes = ContactCodes::On;

/// A draft of the person for an organization of the register.
async fn begin(test: &TestDb, register: &TestRegister, who: &Actor, claimed: Claimed) -> Uuid {
    let checked = links::check(&register.registry, claimed, &who.name).unwrap();
    let who = who.clone();
    let begun = test
        .db
        .write(async move |unit: Unit| links::begin(&unit, &who, &checked).await);
    begun.await.unwrap()
}

async fn send(test: &TestDb, register: &Registry, who: &Actor, id: Uuid) -> Result<(), Error> {
    let code = ContactCode::random().unwrap();
    links::send_contact_code(&test.db, register, who, id, ON, code).await
}

async fn give(
    test: &TestDb,
    register: &Registry,
    who: &Actor,
    id: Uuid,
    code: &str,
) -> Result<access::OrganizationId, Error> {
    links::by_contact_code(&test.db, register, who, id, code, ON).await
}

/// Letters that wait to be sent: kind, address, and the code where there is one; the newest last.
async fn letters(db: &Db) -> Vec<(String, String, Option<String>)> {
    let sql = "SELECT payload FROM jobs WHERE kind = 'mail' ORDER BY created_at";
    let rows = db.rows(sql, vec![]).await.unwrap();
    rows.iter()
        .map(|row| {
            let text: String = row.get("payload").unwrap();
            let job: serde_json::Value = serde_json::from_str(&text).unwrap();
            let text = |value: &serde_json::Value| value.as_str().map(str::to_owned);
            (
                text(&job["kind"]).unwrap(),
                text(&job["to"]["email"]).unwrap(),
                text(&job["args"]["code"]["text"]),
            )
        })
        .collect()
}

async fn last_code(db: &Db) -> String {
    let all = letters(db).await;
    all.iter().rev().find_map(|one| one.2.clone()).unwrap()
}

/// Six digits that are another code.
fn other(code: &str) -> String {
    let first = if code.starts_with('0') { '1' } else { '0' };
    format!("{first}{}", &code[1..])
}

async fn state(db: &Db, who: &Actor, id: Uuid) -> LinkState {
    links::request(db, who, id).await.unwrap().unwrap().0.state
}

testkit::on_both! {
    async fn the_head_confirms_by_a_code_and_everybody_concerned_is_told(test: &TestDb) {
        let (db, register) = (&test.db, register());
        let anna = anna(db).await;
        let operator = scene::operator(db).await.actor().person;
        let id = begin(test, &register, &anna, claim(&register.ogrn)).await;
        let offered = links::contact(db, &register.registry, &anna, id, ON).await.unwrap();
        assert_eq!((offered.masked.as_str(), offered.waits_until), ("o•••@sevluch.example", None));
        send(test, &register.registry, &anna, id).await.unwrap();
        let offered = links::contact(db, &register.registry, &anna, id, ON).await.unwrap();
        assert_eq!(offered.waits_until, Some(test.clock.now() + links::CONTACT_CODE_LIFETIME));
        let sent = letters(db).await;
        assert_eq!((sent.len(), sent[0].0.as_str(), sent[0].1.as_str()), (1, "link-code", "office@sevluch.example"));
        // As people copy it.
        let code = last_code(db).await;
        let typed = format!(" {} {} ", &code[..3], &code[3..]);
        let org = give(test, &register.registry, &anna, id, &typed).await.unwrap();
        let standing = organizations::standing(db, anna.person, org, test.clock.now()).await.unwrap().unwrap();
        assert!(standing.is_head && standing.is_active && standing.role == Role::Administrator);
        let view = grant::<ViewMembers>(db, org, &anna).await;
        let page = members::page(db, &view, &MemberFilter::default(), 1, test.clock.now()).await.unwrap();
        assert_eq!((page.members[0].proof, page.members[0].position.as_str()), (Proof::ContactCode, "Генеральный директор"));
        let (request, ..) = links::request(db, &anna, id).await.unwrap().unwrap();
        assert_eq!((request.state, request.organization), (LinkState::Confirmed, Some(org)));
        assert!(request.number.starts_with("ОРГ-"), "operators find it by its number: {}", request.number);
        let told: Vec<(String, String)> = letters(db).await.into_iter().filter(|one| one.0 != "link-code").map(|one| (one.0, one.1)).collect();
        let told_of = |kind: &str, to: &str| told.contains(&(kind.to_owned(), to.to_owned()));
        assert!(told_of("link-code-used", "office@sevluch.example"), "{told:?}");
        assert!(told_of("linked-by-code", &scene::email(db, anna.person).await), "{told:?}");
        assert!(told_of("head-by-code", &scene::email(db, operator).await), "{told:?}");
        assert_eq!(told.len(), 3);
        let sql = "SELECT action, details FROM audit_log WHERE action LIKE 'link.%code%' ORDER BY seq";
        let rows = db.rows(sql, vec![]).await.unwrap();
        let entries: Vec<(String, String)> = rows.iter().map(|row| (row.get("action").unwrap(), row.get("details").unwrap())).collect();
        assert_eq!(entries.len(), 2);
        assert!(entries.iter().any(|one| one.0 == "link.code-send" && one.1.contains("o•••@sevluch.example") && !one.1.contains("office")));
        assert!(entries.iter().any(|one| one.0 == "link.by-code" && one.1.contains("contact_code")));
        // A second press: it is decided.
        assert_eq!(give(test, &register.registry, &anna, id, &code).await.unwrap_err().code(), "LNK-006");
        assert_eq!(db.number("SELECT count(*) AS n FROM memberships", vec![]).await.unwrap(), 1);
    }

    async fn a_code_is_good_for_five_tries_and_a_quarter_of_an_hour(test: &TestDb) {
        let (db, register) = (&test.db, register());
        let anna = anna(db).await;
        let id = begin(test, &register, &anna, claim(&register.ogrn)).await;
        assert_eq!(give(test, &register.registry, &anna, id, "000000").await.unwrap_err().code(), "LNK-039");
        send(test, &register.registry, &anna, id).await.unwrap();
        let code = last_code(db).await;
        for left in (1..links::CONTACT_CODE_TRIES).rev() {
            let wrong = give(test, &register.registry, &anna, id, &other(&code)).await.unwrap_err();
            assert!(matches!(wrong, Error::WrongContactCode { left: told } if told == left), "{wrong:?}");
        }
        assert_eq!(give(test, &register.registry, &anna, id, &other(&code)).await.unwrap_err().code(), "LNK-039");
        let late = give(test, &register.registry, &anna, id, &code).await.unwrap_err();
        assert_eq!(late.code(), "LNK-039", "the right one comes too late");

        test.clock.advance(SignedDuration::from_mins(2));
        send(test, &register.registry, &anna, id).await.unwrap();
        let code = last_code(db).await;
        test.clock.advance(links::CONTACT_CODE_LIFETIME);
        assert_eq!(give(test, &register.registry, &anna, id, &code).await.unwrap_err().code(), "LNK-039");
        assert_eq!(state(db, &anna, id).await, LinkState::Draft, "the ordinary way stays");
        assert_eq!(db.number("SELECT count(*) AS n FROM memberships", vec![]).await.unwrap(), 0);
        // A new code ends the earlier one.
        send(test, &register.registry, &anna, id).await.unwrap();
        let first = last_code(db).await;
        test.clock.advance(SignedDuration::from_mins(2));
        send(test, &register.registry, &anna, id).await.unwrap();
        let second = last_code(db).await;
        if first != second {
            assert_eq!(give(test, &register.registry, &anna, id, &first).await.unwrap_err().code(), "LNK-038");
        }
        give(test, &register.registry, &anna, id, &second).await.unwrap();
    }

    async fn codes_are_sent_once_a_minute_and_a_few_times_a_day(test: &TestDb) {
        let (db, register) = (&test.db, register());
        let anna = anna(db).await;
        let id = begin(test, &register, &anna, claim(&register.ogrn)).await;
        send(test, &register.registry, &anna, id).await.unwrap();
        assert_eq!(send(test, &register.registry, &anna, id).await.unwrap_err().code(), "LNK-040");
        // A namesake does not get around it: the letters go to the same people.
        let namesake = scene::anna(db).await;
        let other = begin(test, &register, &namesake, claim(&register.ogrn)).await;
        assert_eq!(send(test, &register.registry, &namesake, other).await.unwrap_err().code(), "LNK-040");
        for _ in 0..4 {
            test.clock.advance(SignedDuration::from_mins(2));
            send(test, &register.registry, &anna, id).await.unwrap();
        }
        test.clock.advance(SignedDuration::from_mins(2));
        assert_eq!(send(test, &register.registry, &anna, id).await.unwrap_err().code(), "LNK-041");
        assert_eq!(send(test, &register.registry, &namesake, other).await.unwrap_err().code(), "LNK-041");
        assert_eq!(letters(db).await.len(), 5);
        test.clock.advance(SignedDuration::from_hours(24));
        send(test, &register.registry, &namesake, other).await.unwrap();
    }

    async fn whatever_differs_is_said_and_the_ordinary_way_stays(test: &TestDb) {
        let (db, register) = (&test.db, register());
        let boris = actor(db, "Ким", "Борис", "Ильич", false).await;
        let id = begin(test, &register, &boris, claim(&register.ogrn)).await;
        let refused = send(test, &register.registry, &boris, id).await.unwrap_err();
        assert_eq!((refused.code(), refused.differences()[0].code.as_str()), ("LNK-037", "REG-010"));
        assert_eq!(refused.differences()[0].registered, "Котова Анна Сергеевна");

        let anna = anna(db).await;
        let other_name = Claimed { name: "ООО «Южный ветер»".to_owned(), ..claim(&register.ogrn) };
        let id = begin(test, &register, &anna, other_name).await;
        let refused = links::contact(db, &register.registry, &anna, id, ON).await.unwrap_err();
        assert_eq!((refused.code(), refused.differences()[0].code.as_str()), ("LNK-037", "REG-008"));
        // A namesake whose ИНН is known.
        let id = begin(test, &register, &anna, claim(&register.ogrn)).await;
        let person = anna.person;
        db.write(async move |unit: Unit| {
            let snils = requisites::Snils::with_check_digits("990000077").unwrap();
            let inn = requisites::Inn12::with_check_digits("9900000177").unwrap();
            accounts::set_identity(&unit, person, &snils, &inn).await
        }).await.unwrap();
        let refused = send(test, &register.registry, &anna, id).await.unwrap_err();
        assert_eq!((refused.code(), refused.differences()[0].code.as_str()), ("LNK-037", "LNK-043"));
        assert!(letters(db).await.is_empty(), "nobody was written to");
        assert_eq!(state(db, &anna, id).await, LinkState::Draft);
    }

    async fn without_an_address_or_a_register_or_while_it_is_off_no_code_is_mailed(test: &TestDb) {
        let (db, register) = (&test.db, register());
        let anna = anna(db).await;
        let id = begin(test, &register, &anna, claim(&register.ogrn)).await;
        let (registry, off) = (&register.registry, ContactCodes::Off);
        let code = ContactCode::random().unwrap();
        let refused = links::send_contact_code(db, registry, &anna, id, off, code).await.unwrap_err();
        assert_eq!(refused.code(), "LNK-035");
        // Switched off after the code was sent.
        send(test, registry, &anna, id).await.unwrap();
        let code = last_code(db).await;
        let refused = links::by_contact_code(db, registry, &anna, id, &code, off).await.unwrap_err();
        assert_eq!(refused.code(), "LNK-035");
        assert_eq!(send(test, &Registry::empty(), &anna, id).await.unwrap_err().code(), "LNK-024");
        let silent = register.silent();
        assert_eq!(send(test, &silent.registry, &anna, id).await.unwrap_err().code(), "LNK-036");
        // The register has another address by now: the code went elsewhere.
        let moved = register.with_email("NEW@Sevluch.example");
        assert_eq!(give(test, &moved.registry, &anna, id, &code).await.unwrap_err().code(), "LNK-039");
        give(test, registry, &anna, id, &code).await.unwrap();
    }

    async fn a_code_serves_its_own_request_only(test: &TestDb) {
        let (db, register) = (&test.db, register());
        let anna = anna(db).await;
        let id = begin(test, &register, &anna, claim(&register.ogrn)).await;
        send(test, &register.registry, &anna, id).await.unwrap();
        let code = last_code(db).await;
        let thief = scene::anna(db).await;
        let refused = give(test, &register.registry, &thief, id, &code).await.unwrap_err();
        assert_eq!(refused.code(), "LNK-005", "another's request is none");
        let own = begin(test, &register, &thief, claim(&register.ogrn)).await;
        assert_eq!(give(test, &register.registry, &thief, own, &code).await.unwrap_err().code(), "LNK-039");
        let done = anna.clone();
        db.write(async move |unit: Unit| links::withdraw(&unit, &done, id).await).await.unwrap();
        assert_eq!(give(test, &register.registry, &anna, id, &code).await.unwrap_err().code(), "LNK-006");
    }

    async fn who_administers_it_by_now_is_told_and_a_stopped_one_is_not_opened(test: &TestDb) {
        let (db, register) = (&test.db, register());
        let anna = anna(db).await;
        let id = begin(test, &register, &anna, claim(&register.ogrn)).await;
        send(test, &register.registry, &anna, id).await.unwrap();
        let code = last_code(db).await;
        // While she read her mail, the operator confirmed a deputy's request.
        let deputy = actor(db, "Ким", "Борис", "Ильич", false).await;
        let card = register.registry.find(&register.ogrn).unwrap().unwrap();
        let org = db.write(async move |unit: Unit| {
            organizations::create_confirmed(&unit, &NewOrganization::from_card(&card)).await
        }).await.unwrap();
        join(db, org, &deputy, Role::Administrator).await;
        let stop = async |state: OrganizationState| {
            let sql = "UPDATE organizations SET state = $2 WHERE id = $1";
            db.write(async move |unit: Unit| unit.execute(sql, values![org.0, state.name()]).await).await.unwrap();
        };
        stop(OrganizationState::Suspended).await;
        assert_eq!(give(test, &register.registry, &anna, id, &code).await.unwrap_err().code(), "ORG-016");
        stop(OrganizationState::Active).await;
        assert_eq!(give(test, &register.registry, &anna, id, &code).await.unwrap(), org);
        let told = letters(db).await;
        let deputys = scene::email(db, deputy.person).await;
        assert!(told.iter().any(|one| one.0 == "head-joined-by-code" && one.1 == deputys), "{told:?}");
        test.clock.advance(SignedDuration::from_mins(2));
        let late = begin_refused(test, &register, &scene::anna(db).await).await;
        assert_eq!(late.code(), "LNK-002", "whoever comes now asks the administrators");
    }

    async fn codes_are_forgotten_after_two_days(test: &TestDb) {
        let (db, register) = (&test.db, register());
        let anna = anna(db).await;
        let id = begin(test, &register, &anna, claim(&register.ogrn)).await;
        send(test, &register.registry, &anna, id).await.unwrap();
        let sweep = async || {
            let runner = Runner::new(db.clone()).on("mail", |_| async { Ok(()) });
            let runner = organizations::handlers(runner, db);
            db.write(async |unit: Unit| jobs::enqueue(&unit, organizations::SWEEP, &()).await).await.unwrap();
            runner.run_until_idle().await.unwrap();
            db.number("SELECT count(*) AS n FROM link_codes", vec![]).await.unwrap()
        };
        test.clock.advance(SignedDuration::from_hours(24));
        assert_eq!(sweep().await, 1, "those of a day are counted");
        test.clock.advance(SignedDuration::from_hours(25));
        assert_eq!(sweep().await, 0);
        assert_eq!(sweep().await, 0, "a second run does no harm");
    }
}

async fn begin_refused(test: &TestDb, register: &TestRegister, who: &Actor) -> Error {
    let checked = links::check(&register.registry, claim(&register.ogrn), &who.name).unwrap();
    let who = who.clone();
    let begun = test
        .db
        .write(async move |unit: Unit| links::begin(&unit, &who, &checked).await);
    begun.await.unwrap_err()
}
