//! Linked organizations follow the register, on both databases.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod scene;

use access::rights::{ManageMembers, SubmitApplications, ViewApplications};
use access::{Actor, OrganizationId, Role};
use db::{Db, Rows, Unit, values};
use jiff::civil::{Date, date};
use organizations::invitations::{self, Invite, Secret};
use organizations::{NewOrganization, OrganizationState, links, register, stops};
use registry::{Change, ChangeKind, LastRecord};
use requisites::{Email, PersonName};
use scene::{TestRegister, actor, anna, claim, join, operator, seen};

const TOMORROW: Date = date(2099, 12, 1);

fn change(ogrn: &str, kind: ChangeKind, before: &str, after: &str) -> Change {
    Change {
        ogrn: ogrn.to_owned(),
        kind,
        before: before.to_owned(),
        after: after.to_owned(),
        extracted_on: TOMORROW,
        record: Some(LastRecord {
            number: "2265400001234".to_owned(),
            made_on: TOMORROW,
        }),
    }
}

/// The register's company, linked, with Анна as its head.
async fn linked(db: &Db, register: &TestRegister, head: &Actor) -> OrganizationId {
    let card = register.registry.find(&register.ogrn).unwrap().unwrap();
    let person = head.person;
    db.write(async move |unit: Unit| {
        let new = NewOrganization::from_card(&card);
        let org = organizations::create_confirmed(&unit, &new).await?;
        organizations::add_member(&unit, org, person, Role::Administrator, "Директор", true)
            .await?;
        Ok::<_, db::DbError>(org)
    })
    .await
    .unwrap()
}

async fn told(db: &Db, kind: &str) -> i64 {
    let sql = "SELECT count(*) AS n FROM notifications WHERE kind = $1";
    db.number(sql, values![kind]).await.unwrap()
}

async fn journal(db: &Db, action: &str) -> i64 {
    let sql = "SELECT count(*) AS n FROM audit_log WHERE action = $1";
    db.number(sql, values![action]).await.unwrap()
}

async fn follow(db: &Db, register: &TestRegister) -> usize {
    register::follow(db, &register.registry).await.unwrap()
}

fn invitation(serial: u8) -> Invite {
    Invite {
        email: Email::parse(&format!("kim-{serial}@people.example")).unwrap(),
        last_name: PersonName::parse("Ким").unwrap(),
        first_name: PersonName::parse("Олег").unwrap(),
        middle_name: None,
        phone: None,
        position: "Юрист".to_owned(),
        role: Role::Observer,
        valid_until: None,
    }
}

async fn invite(db: &Db, org: OrganizationId, by: &Actor, serial: u8) -> Result<Secret, String> {
    let right = scene::grant::<ManageMembers>(db, org, by).await;
    let secret = Secret::random().unwrap();
    let given = secret.clone();
    db.write(async move |unit: Unit| {
        invitations::invite(&unit, &right, invitation(serial), &given).await
    })
    .await
    .map(|_| secret)
    .map_err(|error| error.code().to_owned())
}

testkit::on_both! {
    async fn another_head_ends_the_former_ones_authority_once_and_the_data_are_confirmed_anew(test: &TestDb) {
        let (db, register) = (&test.db, scene::register());
        let (anna, deputy) = (anna(db).await, actor(db, "Ким", "Борис", "Ильич", false).await);
        operator(db).await;
        let org = linked(db, &register, &anna).await;
        join(db, org, &deputy, Role::Administrator).await;
        let waiting = invite(db, org, &deputy, 1).await.unwrap();
        let head = change(&register.ogrn, ChangeKind::Head, "КОТОВА АННА СЕРГЕЕВНА", "НОВИКОВ ПЁТР ИЛЬИЧ");
        register.feed(std::slice::from_ref(&head));
        assert_eq!(follow(db, &register).await, 1);

        let now = test.clock.now();
        assert!(organizations::standing(db, anna.person, org, now).await.unwrap().is_none());
        let stays = organizations::standing(db, deputy.person, org, now).await.unwrap().unwrap();
        assert!(stays.is_active && stays.role == Role::Administrator, "employees keep their rights");
        let found = organizations::find(db, org).await.unwrap().unwrap();
        assert_eq!(found.head_name, "Новиков Пётр Ильич");
        assert!(found.reconfirm_since.is_some() && !found.is_confirmed());
        assert!(register::notice_of(db, org).await.unwrap().must_reconfirm);
        let counts = async || (
            told(db, "register-authority-ended").await,
            told(db, "register-head-changed").await,
            journal(db, "register.head").await,
            journal(db, "register.authority-end").await,
        );
        assert_eq!(counts().await, (1, 2, 1, 1), "Анна; the deputy and the operator; each once");

        // The same change again, as a killed import writes it, and in the index of a new feed.
        register.feed(std::slice::from_ref(&head));
        assert_eq!(follow(db, &register).await, 0);
        assert_eq!(counts().await, (1, 2, 1, 1));

        // Nobody is given access between two heads; the rest works.
        let clerk = actor(db, "Ким", "Вера", "Ильинична", false).await;
        let clerk = join(db, org, &clerk, Role::Specialist).await;
        let right = scene::grant::<ManageMembers>(db, org, &deputy).await;
        let give = async |role: Role| {
            let right = right.clone();
            db.write(async move |unit: Unit| {
                organizations::members::change(&unit, &right, clerk, role, "", None).await
            }).await
        };
        assert_eq!(give(Role::Administrator).await.unwrap_err().code(), "ORG-017");
        give(Role::Observer).await.unwrap();
        assert_eq!(invite(db, org, &deputy, 2).await.err().unwrap(), "ORG-017");
        let guest = actor(db, "Ким", "Олег", "", false).await;
        let accepted = db.write(async move |unit: Unit| {
            invitations::accept(&unit, &waiting, guest.person, None, "").await
        }).await;
        assert_eq!(accepted.unwrap_err().code(), "ORG-017");
        scene::grant::<SubmitApplications>(db, org, &deputy).await;

        // The new head's request is taken although the organization has an administrator.
        let novikov = actor(db, "Новиков", "Пётр", "Ильич", false).await;
        let mut checked = links::check(&register.registry, claim(&register.inn), &novikov.name).unwrap();
        checked.card.as_mut().unwrap().heads[0].name = Some(registry::PersonName {
            family: "НОВИКОВ".into(), given: "ПЁТР".into(), patronymic: Some("ИЛЬИЧ".into()),
        });
        let (who, given) = (novikov.clone(), checked.clone());
        let id = db.write(async move |unit: Unit| links::begin(&unit, &who, &given).await).await.unwrap();
        let (who, file) = (novikov.clone(), scene::scan(&novikov, 1));
        let order = scene::order(links::DocumentKind::Appointment);
        db.write(async move |unit: Unit| {
            links::add_document(&unit, &who, id, &order, file, &jiff::tz::TimeZone::UTC).await
        }).await.unwrap();
        let (who, given) = (novikov.clone(), checked.clone());
        db.write(async move |unit: Unit| links::submit(&unit, &who, id, &given, true).await).await.unwrap();
        let grant = operator(db).await;
        db.write(async move |unit: Unit| {
            organizations::moderation::confirm(&unit, &grant, id, seen(true), checked.card.as_ref()).await
        }).await.unwrap();
        let standing = organizations::standing(db, novikov.person, org, now).await.unwrap().unwrap();
        assert!(standing.is_head && standing.role == Role::Administrator);
        assert!(organizations::find(db, org).await.unwrap().unwrap().is_confirmed());
        invite(db, org, &novikov, 3).await.unwrap();
    }

    async fn a_second_head_beside_the_first_takes_nothing_away(test: &TestDb) {
        let (db, register) = (&test.db, scene::register());
        let anna = anna(db).await;
        let org = linked(db, &register, &anna).await;
        register.feed(&[change(
            &register.ogrn, ChangeKind::Head, "КОТОВА АННА СЕРГЕЕВНА", "КИМ ОЛЕГ ИЛЬИЧ, КОТОВА АННА СЕРГЕЕВНА",
        )]);
        assert_eq!(follow(db, &register).await, 1);
        let standing = organizations::standing(db, anna.person, org, test.clock.now()).await.unwrap().unwrap();
        assert!(standing.is_head);
        assert!(organizations::find(db, org).await.unwrap().unwrap().is_confirmed());
    }

    async fn a_change_that_comes_late_does_not_undo_what_the_register_says_now(test: &TestDb) {
        let (db, register) = (&test.db, scene::register());
        let anna = anna(db).await;
        let org = linked(db, &register, &anna).await;
        let mut late = change(&register.ogrn, ChangeKind::Head, "ДАВНИЙ ИВАН ИВАНОВИЧ", "ПРОШЛЫЙ ИВАН ИВАНОВИЧ");
        late.extracted_on = date(2001, 1, 1);
        let mut ended = change(&register.ogrn, ChangeKind::Ended, "active", "excluded");
        ended.extracted_on = date(2001, 1, 1);
        register.feed(&[late, ended]);
        follow(db, &register).await;
        let standing = organizations::standing(db, anna.person, org, test.clock.now()).await.unwrap().unwrap();
        assert!(standing.is_head && standing.is_active);
        assert_eq!(told(db, "register-ended").await, 0);
    }

    async fn a_new_name_and_address_are_taken_over_and_told(test: &TestDb) {
        let (db, register) = (&test.db, scene::register());
        let anna = anna(db).await;
        let org = linked(db, &register, &anna).await;
        let address = "630099, НОВОСИБИРСКАЯ ОБЛАСТЬ, Г. НОВОСИБИРСК, УЛ. ЛЕНИНА, Д. 1";
        register.feed(&[
            change(&register.ogrn, ChangeKind::Name, "ООО \"СТАРОЕ\"", "ООО \"НОВАЯ ЗАРЯ\""),
            change(&register.ogrn, ChangeKind::Address, "старый", address),
            change(&register.ogrn, ChangeKind::Kpp, "540401001", "540601001"),
        ]);
        assert_eq!(follow(db, &register).await, 3);
        let found = organizations::find(db, org).await.unwrap().unwrap();
        assert_eq!((found.address.as_str(), found.kpp.as_str()), (address, "540601001"));
        assert!(found.name_short.to_lowercase().contains("новая заря"), "{}", found.name_short);
        assert_eq!(told(db, "register-card-changed").await, 3);
        assert_eq!(journal(db, "register.card").await, 3);
        let row = db.row("SELECT details FROM audit_log WHERE action = 'register.card' ORDER BY seq LIMIT 1", vec![]).await.unwrap().unwrap();
        let details: String = row.get("details").unwrap();
        assert!(details.contains("2265400001234") && details.contains("2099-12-01"), "ГРН and the extract: {details}");
    }

    async fn liquidation_warns_an_end_makes_read_only_and_a_restoration_opens_again(test: &TestDb) {
        let (db, register) = (&test.db, scene::register());
        let (anna, clerk) = (anna(db).await, actor(db, "Гусева", "Мария", "Олеговна", false).await);
        operator(db).await;
        let org = linked(db, &register, &anna).await;
        join(db, org, &clerk, Role::Specialist).await;
        let pending = invite(db, org, &anna, 1).await.unwrap();
        register.feed(&[change(&register.ogrn, ChangeKind::LiquidationBegun, "active", "liquidating")]);
        follow(db, &register).await;
        let notice = register::notice_of(db, org).await.unwrap();
        assert_eq!(notice.status, Some(registry::Status::Liquidating));
        assert_eq!((notice.extract.as_str(), notice.record.as_str()), ("2099-12-01", "2265400001234"));
        assert_eq!(told(db, "register-warning").await, 2, "the administrator and the operator");
        scene::grant::<SubmitApplications>(db, org, &anna).await;

        register.feed(&[change(&register.ogrn, ChangeKind::Ended, "liquidating", "liquidated")]);
        follow(db, &register).await;
        let standing = organizations::standing(db, anna.person, org, test.clock.now()).await.unwrap().unwrap();
        assert!(standing.is_ended && !standing.is_active);
        assert!(standing.grant::<ViewApplications>(&anna).is_ok(), "it is read");
        assert!(standing.grant::<SubmitApplications>(&anna).is_err(), "nothing is submitted");
        assert!(standing.grant::<ManageMembers>(&anna).is_err(), "nobody is invited");
        assert_eq!(told(db, "register-ended").await, 3, "everybody who works there and the operator");
        let guest = actor(db, "Ким", "Олег", "", false).await;
        let accepted = db.write(async move |unit: Unit| {
            invitations::accept(&unit, &pending, guest.person, None, "").await
        }).await;
        assert_eq!(accepted.unwrap_err().code(), "ORG-016");

        register.feed(&[change(&register.ogrn, ChangeKind::Restored, "liquidated", "active")]);
        follow(db, &register).await;
        assert_eq!(register::notice_of(db, org).await.unwrap(), register::RegisterNotice {
            extract: "2099-12-01".to_owned(), record: "2265400001234".to_owned(), ..register::RegisterNotice::default()
        });
        scene::grant::<SubmitApplications>(db, org, &anna).await;
        assert_eq!(told(db, "register-restored").await, 2);
    }

    async fn of_two_processes_that_read_the_feed_one_applies_it(test: &TestDb) {
        let (db, register) = (&test.db, scene::register());
        let anna = anna(db).await;
        linked(db, &register, &anna).await;
        let stranger = change("1027700132195", ChangeKind::Ended, "active", "liquidated");
        register.feed(&[stranger, change(&register.ogrn, ChangeKind::BankruptcyBegun, "active", "bankrupt")]);
        let (one, two) = tokio::join!(
            register::follow(db, &register.registry),
            register::follow(db, &register.registry),
        );
        assert_eq!(one.unwrap() + two.unwrap(), 1);
        assert_eq!(told(db, "register-warning").await, 1);
    }

    async fn an_operator_stops_an_organization_with_a_reason_and_resumes_it(test: &TestDb) {
        let (db, register) = (&test.db, scene::register());
        let anna = anna(db).await;
        let grant = operator(db).await;
        let org = linked(db, &register, &anna).await;
        let stop = async |reason: &'static str| {
            let grant = grant.clone();
            db.write(async move |unit: Unit| stops::suspend(&unit, &grant, org, reason).await).await
        };
        let resume = async || {
            let grant = grant.clone();
            db.write(async move |unit: Unit| stops::resume(&unit, &grant, org).await).await
        };
        assert_eq!(stop("  ").await.unwrap_err().code(), "ORG-018");
        assert_eq!(resume().await.unwrap_err().code(), "ORG-019");
        stop("Проверка по обращению").await.unwrap();
        assert_eq!(stop("ещё раз").await.unwrap_err().code(), "ORG-019");
        let standing = organizations::standing(db, anna.person, org, test.clock.now()).await.unwrap().unwrap();
        assert!(!standing.is_active && !standing.is_ended);
        let notice = register::notice_of(db, org).await.unwrap();
        assert_eq!(notice.suspended.as_deref(), Some("Проверка по обращению"));
        assert_eq!(told(db, "organization-suspended").await, 1);
        // The register ends it meanwhile: it stays stopped, and is read-only when it is resumed.
        register.feed(&[change(&register.ogrn, ChangeKind::Ended, "active", "liquidated")]);
        follow(db, &register).await;
        let state = async || organizations::find(db, org).await.unwrap().unwrap().state;
        assert_eq!(state().await, OrganizationState::Suspended);
        resume().await.unwrap();
        assert_eq!(state().await, OrganizationState::Closed);
        assert_eq!((journal(db, "organization.suspend").await, journal(db, "organization.resume").await), (1, 1));
    }

    async fn an_index_made_anew_tells_what_no_feed_does(test: &TestDb) {
        let (db, register) = (&test.db, scene::register());
        let anna = anna(db).await;
        operator(db).await;
        let org = linked(db, &register, &anna).await;
        let same = register::reconcile(db, &register.registry).await.unwrap();
        assert_eq!(same, 0, "the entry that it was linked by says nothing new");

        let anew = register.with(|card| {
            card.heads[0].name = Some(novikov());
            card.kpp = Some("770101001".to_owned());
            card.status = registry::Status::Liquidating;
        });
        assert_eq!(register::reconcile(db, &anew.registry).await.unwrap(), 3);
        let now = test.clock.now();
        assert!(organizations::standing(db, anna.person, org, now).await.unwrap().is_none());
        let found = organizations::find(db, org).await.unwrap().unwrap();
        assert_eq!((found.head_name.as_str(), found.kpp.as_str()), ("Новиков Пётр Ильич", "770101001"));
        assert!(found.reconfirm_since.is_some());
        assert_eq!(found.register_status, Some(registry::Status::Liquidating));
        assert_eq!(told(db, "register-authority-ended").await, 1);
        assert_eq!(register::reconcile(db, &anew.registry).await.unwrap(), 0, "once");
    }

    async fn what_a_former_head_offered_is_taken_back(test: &TestDb) {
        let (db, register) = (&test.db, scene::register());
        let anna = anna(db).await;
        let deputy = actor(db, "Ким", "Борис", "Ильич", false).await;
        let org = linked(db, &register, &anna).await;
        join(db, org, &deputy, Role::Administrator).await;
        invite(db, org, &anna, 1).await.unwrap();
        invite(db, org, &deputy, 2).await.unwrap();
        let head = change(&register.ogrn, ChangeKind::Head, "КОТОВА АННА СЕРГЕЕВНА", "НОВИКОВ ПЁТР ИЛЬИЧ");
        register.feed(std::slice::from_ref(&head));
        assert_eq!(follow(db, &register).await, 1);
        let of = async |state: &str, by: &Actor| {
            let sql = "SELECT count(*) AS n FROM invitations WHERE state = $1 AND created_by = $2";
            db.number(sql, values![state, by.person.0]).await.unwrap()
        };
        assert_eq!((of("cancelled", &anna).await, of("pending", &deputy).await), (1, 1));
        assert_eq!(journal(db, "register.invite-cancel").await, 1);
    }

    async fn a_head_whom_the_register_hides_stays(test: &TestDb) {
        let (db, register) = (&test.db, scene::register());
        let anna = anna(db).await;
        let org = linked(db, &register, &anna).await;
        let hidden = register.with(|card| {
            card.heads[0].name = None;
            card.heads[0].restricted = true;
        });
        let line = registry::heads_line(&hidden.registry.find(&register.ogrn).unwrap().unwrap());
        let head = change(&register.ogrn, ChangeKind::Head, "КОТОВА АННА СЕРГЕЕВНА", &line);
        register.feed(std::slice::from_ref(&head));
        follow(db, &register).await;
        assert_eq!(register::reconcile(db, &hidden.registry).await.unwrap(), 0);
        let standing = organizations::standing(db, anna.person, org, test.clock.now()).await.unwrap();
        assert!(standing.is_some(), "no word against her");
        assert!(organizations::find(db, org).await.unwrap().unwrap().reconfirm_since.is_none());
    }

    async fn another_name_in_the_account_neither_saves_a_former_head_nor_ends_the_present_one(test: &TestDb) {
        let (db, register) = (&test.db, scene::register());
        let anna = anna(db).await;
        let org = linked(db, &register, &anna).await;
        scene::rename(db, &anna, ["Иванова", "Анна", "Сергеевна"]).await;
        assert_eq!(register::reconcile(db, &register.registry).await.unwrap(), 0);
        let standing = async || organizations::standing(db, anna.person, org, test.clock.now()).await.unwrap();
        assert!(standing().await.is_some(), "she is who was proved to be the head");

        scene::rename(db, &anna, ["Новиков", "Пётр", "Ильич"]).await;
        let head = change(&register.ogrn, ChangeKind::Head, "КОТОВА АННА СЕРГЕЕВНА", "НОВИКОВ ПЁТР ИЛЬИЧ");
        register.feed(std::slice::from_ref(&head));
        assert_eq!(follow(db, &register).await, 1);
        assert!(standing().await.is_none());
    }

    async fn the_new_head_may_work_here_already(test: &TestDb) {
        let (db, register) = (&test.db, scene::register());
        let anna = anna(db).await;
        let org = linked(db, &register, &anna).await;
        let novikov = actor(db, "Новиков", "Пётр", "Ильич", false).await;
        join(db, org, &novikov, Role::Manager).await;
        let head = change(&register.ogrn, ChangeKind::Head, "КОТОВА АННА СЕРГЕЕВНА", "НОВИКОВ ПЁТР ИЛЬИЧ");
        register.feed(std::slice::from_ref(&head));
        assert_eq!(follow(db, &register).await, 1);
        let standing = async || {
            organizations::standing(db, novikov.person, org, test.clock.now()).await.unwrap().unwrap()
        };
        assert!(!standing().await.is_head, "somebody's word made him a manager, and no proof");
        // He proves it as a stranger would.
        let checked = links::check(&register.registry, claim(&register.inn), &novikov.name).unwrap();
        let who = novikov.clone();
        db.write(async move |unit: Unit| links::begin(&unit, &who, &checked).await).await.unwrap();
    }

    async fn a_proved_administrator_becomes_the_head_by_the_registers_word(test: &TestDb) {
        let (db, register) = (&test.db, scene::register());
        let anna = anna(db).await;
        let org = linked(db, &register, &anna).await;
        let novikov = actor(db, "Новиков", "Пётр", "Ильич", false).await;
        join(db, org, &novikov, Role::Administrator).await;
        let person = novikov.person.0;
        db.write(async move |unit: Unit| {
            let sql = "UPDATE memberships SET proof = 'head_documents' WHERE person_id = $1";
            unit.execute(sql, values![person]).await
        }).await.unwrap();
        let head = change(&register.ogrn, ChangeKind::Head, "КОТОВА АННА СЕРГЕЕВНА", "НОВИКОВ ПЁТР ИЛЬИЧ");
        register.feed(std::slice::from_ref(&head));
        assert_eq!(follow(db, &register).await, 1);
        let standing = organizations::standing(db, novikov.person, org, test.clock.now()).await.unwrap().unwrap();
        assert!(standing.is_head);
        assert!(organizations::find(db, org).await.unwrap().unwrap().is_confirmed());
        assert_eq!(journal(db, "register.head-recognised").await, 1);
    }

    async fn an_index_of_before_takes_nothing_back(test: &TestDb) {
        let (db, register) = (&test.db, scene::register());
        let anna = anna(db).await;
        let org = linked(db, &register, &anna).await;
        let head = change(&register.ogrn, ChangeKind::Head, "КОТОВА АННА СЕРГЕЕВНА", "НОВИКОВ ПЁТР ИЛЬИЧ");
        register.feed(std::slice::from_ref(&head));
        // The feed comes first, and the index still has the entry of before.
        assert_eq!(register::reconcile(db, &register.registry).await.unwrap(), 0);
        let found = organizations::find(db, org).await.unwrap().unwrap();
        assert_eq!(found.head_name, "Новиков Пётр Ильич");
    }

    async fn a_head_whose_powers_have_ended_is_none(test: &TestDb) {
        let (db, register) = (&test.db, scene::register());
        let anna = anna(db).await;
        let org = linked(db, &register, &anna).await;
        let ended = register.with(|card| {
            card.heads[0].powers = Some("Полномочия прекращены в связи с прекращением производства, по делу".to_owned());
        });
        // By the line of the feed, with the text in it, and by the card alike.
        let line = registry::heads_line(&ended.registry.find(&register.ogrn).unwrap().unwrap());
        let head = change(&register.ogrn, ChangeKind::Head, "КОТОВА АННА СЕРГЕЕВНА", &line);
        register.feed(std::slice::from_ref(&head));
        assert_eq!(follow(db, &register).await, 1);
        let now = test.clock.now();
        assert!(organizations::standing(db, anna.person, org, now).await.unwrap().is_none());
        let found = organizations::find(db, org).await.unwrap().unwrap();
        assert_eq!(found.head_name, "", "nobody is named whose powers go on");

        // Nor does she come back by a certificate or by her word.
        let checked = links::check(&ended.registry, claim(&register.inn), &anna.name).unwrap();
        assert!(checked.differences.iter().any(|one| one.code == "REG-012"), "{:?}", checked.differences);
        let card = ended.registry.find(&register.ogrn).unwrap().unwrap();
        assert_eq!(NewOrganization::from_card(&card).head_name, "");
    }
}

fn novikov() -> registry::PersonName {
    registry::PersonName {
        family: "НОВИКОВ".into(),
        given: "ПЁТР".into(),
        patronymic: Some("ИЛЬИЧ".into()),
    }
}
