//! Linking an organization: from the typed number to the operator's answer, on both databases.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod scene;

use access::Actor;
use access::rights::ViewOrganization;
use db::{Db, Unit};
use jiff::SignedDuration;
use jiff::tz::TimeZone;
use organizations::Error;
use organizations::inquiries::{self, NewInquiry};
use organizations::links::{self, Checked, DocumentKind, HeadMatch, LinkState};
use organizations::moderation::{self, NewRemark, QueueFilter};
use registry::Registry;
use scene::{actor, anna, claim, operator, order, register, scan, seen};
use uuid::Uuid;

async fn begin(db: &Db, who: &Actor, checked: &Checked) -> Result<Uuid, Error> {
    let (who, checked) = (who.clone(), checked.clone());
    db.write(async move |unit: Unit| links::begin(&unit, &who, &checked).await)
        .await
}

async fn add(
    db: &Db,
    who: &Actor,
    id: Uuid,
    kind: DocumentKind,
    serial: u8,
) -> Result<Uuid, Error> {
    let (who, file) = (who.clone(), scan(who, serial));
    db.write(async move |unit: Unit| {
        links::add_document(&unit, &who, id, &order(kind), file, &TimeZone::UTC).await
    })
    .await
}

async fn submit(
    db: &Db,
    who: &Actor,
    id: Uuid,
    checked: &Checked,
    consents: bool,
) -> Result<String, Error> {
    let (who, checked) = (who.clone(), checked.clone());
    db.write(async move |unit: Unit| links::submit(&unit, &who, id, &checked, consents).await)
        .await
}

/// Анна's request with its document, submitted.
async fn submitted(db: &Db, who: &Actor, checked: &Checked) -> Uuid {
    let id = begin(db, who, checked).await.unwrap();
    add(db, who, id, DocumentKind::Appointment, 1)
        .await
        .unwrap();
    submit(db, who, id, checked, true).await.unwrap();
    id
}

fn remark(subject: &str) -> NewRemark {
    NewRemark {
        code: "LNK-051".to_owned(),
        subject: subject.to_owned(),
        comment: "страница 2".to_owned(),
    }
}

#[test]
fn what_the_register_contradicts_is_refused_before_anything_is_stored() {
    let register = register();
    let check = |claimed| links::check(&register.registry, claimed, "Котова Анна Сергеевна");
    let code = |claimed| check(claimed).unwrap_err().code();
    assert_eq!(code(claim(&register.ended)), "REG-006");
    let mut other_inn = claim(&register.ogrn);
    other_inn.inn = Some(requisites::Inn::parse("9909001008").unwrap());
    assert_eq!(code(other_inn), "REG-001");
    let mut other_kpp = claim(&register.ogrn);
    other_kpp.kpp = Some(requisites::Kpp::parse("999901001").unwrap());
    assert_eq!(code(other_kpp), "REG-003");
    let nobody = requisites::Ogrn::with_check_digit("199999999999").unwrap();
    assert_eq!(code(claim(nobody.as_str())), "LNK-001");
}

#[test]
fn another_name_is_a_difference_and_not_a_refusal_and_the_head_is_compared() {
    let register = register();
    let mut claimed = claim(&register.inn);
    "Совсем другое название".clone_into(&mut claimed.name);
    let checked = links::check(&register.registry, claimed, "Котова Анна Сергеевна").unwrap();
    assert_eq!(checked.differences.len(), 1);
    assert_eq!(
        (checked.differences[0].code.as_str(), checked.head),
        ("REG-008", HeadMatch::Matched)
    );
    let checked = links::check(&register.registry, claim(&register.inn), "Ким Олег Ильич").unwrap();
    assert_eq!(checked.head, HeadMatch::Differs);
}

#[test]
fn while_the_register_is_away_the_request_goes_on_with_both_numbers() {
    let register = register();
    let away = Registry::empty();
    let refused = links::check(&away, claim(&register.ogrn), "Котова Анна Сергеевна").unwrap_err();
    assert_eq!(refused.code(), "LNK-016");
    let mut both = claim(&register.ogrn);
    both.inn = Some(requisites::Inn::parse(&register.inn).unwrap());
    let checked = links::check(&away, both, "Котова Анна Сергеевна").unwrap();
    assert!(checked.card.is_none());
    assert_eq!(checked.head, HeadMatch::Unknown);
}

testkit::on_both! {
    async fn a_question_is_answered_once_and_only_its_person_reads_the_answer(test: &TestDb) {
        let db = &test.db;
        let (anna, other, grant) = (anna(db).await, anna(db).await, operator(db).await);
        let ask = async |serial| {
            let (who, file) = (anna.clone(), scan(&anna, serial));
            let new = NewInquiry { name: "ООО «Новая заря»".to_owned(), ..NewInquiry::default() };
            db.write(async move |unit: Unit| inquiries::ask(&unit, &who, &new, file).await).await
        };
        let id = ask(1).await.unwrap();
        for serial in 2..=5 {
            ask(serial).await.unwrap();
        }
        assert_eq!(ask(6).await.unwrap_err().code(), "LNK-019");
        assert!(inquiries::own(db, &other, id).await.unwrap().is_none());
        let (waiting, total) = inquiries::list(db, &grant, false, 1).await.unwrap();
        assert_eq!((waiting.len(), total, inquiries::waiting_count(db, &grant).await.unwrap()), (5, 5, 5));
        assert_eq!(waiting[0].number, "ОБР-2026-000001");
        assert!(!waiting[0].is_overdue(test.clock.now()));
        assert!(waiting[0].is_overdue(test.clock.now() + SignedDuration::from_hours(25)));
        let file = waiting[0].file;
        assert!(organizations::files::own_link_file(db, &anna, file).await.unwrap().is_some());
        assert!(organizations::files::own_link_file(db, &other, file).await.unwrap().is_none());
        assert!(organizations::files::link_file(db, &grant, file).await.unwrap().is_some());

        let answer = async |text: &'static str| {
            let grant = grant.clone();
            db.write(async move |unit: Unit| inquiries::answer(&unit, &grant, id, text).await).await
        };
        assert_eq!(answer(" ").await.unwrap_err().code(), "LNK-020");
        answer("Реестр обновлён").await.unwrap();
        assert_eq!(answer("Ещё раз").await.unwrap_err().code(), "LNK-021");
        let read = inquiries::own(db, &anna, id).await.unwrap().unwrap();
        assert_eq!((read.answer.as_str(), read.answered_at), ("Реестр обновлён", Some(test.clock.now())));
        assert_eq!(inquiries::list(db, &grant, true, 1).await.unwrap().1, 1);
        ask(7).await.unwrap();
    }

    async fn a_confirmed_request_makes_its_person_the_administrator(test: &TestDb) {
        let (db, register) = (&test.db, register());
        let (anna, grant) = (anna(db).await, operator(db).await);
        let checked = links::check(&register.registry, claim(&register.inn), &anna.name).unwrap();
        let id = submitted(db, &anna, &checked).await;
        let (request, documents, _) = links::request(db, &anna, id).await.unwrap().unwrap();
        assert_eq!(request.number, "ОРГ-2026-000001");
        assert_eq!(request.due_at, Some(test.clock.now() + SignedDuration::from_hours(24)));
        assert_eq!(documents[0].file_name, "приказ.pdf");
        let (right, card) = (grant.clone(), checked.card.clone());
        let org = db
            .write(async move |unit: Unit| moderation::confirm(&unit, &right, id, seen(true), card.as_ref()).await)
            .await
            .unwrap();
        let view = scene::grant::<ViewOrganization>(db, org, &anna).await;
        let organization = organizations::organization(db, &view).await.unwrap();
        assert_eq!(organization.ogrn, register.ogrn);
        assert_eq!(organization.head_name, "Котова Анна Сергеевна");
        let standing = organizations::standing(db, anna.person, org, test.clock.now()).await.unwrap().unwrap();
        assert!(standing.is_head && standing.is_active);
        // To the person and to the operator at submission, and to the person at the end.
        assert_eq!(jobs::counts(db).await.unwrap().ready, 3);
        // Another person is told to ask for an invitation, and nothing about who is there.
        let other = actor(db, "Ким", "Олег", "Ильич", false).await;
        let late = links::check(&register.registry, claim(&register.inn), &other.name).unwrap();
        assert!(matches!(begin(db, &other, &late).await, Err(Error::AlreadyLinked)));
        assert!(matches!(begin(db, &anna, &late).await, Err(Error::AlreadyYours)));
    }

    async fn a_returned_request_is_fixed_and_resubmitted_in_the_same_place(test: &TestDb) {
        let (db, register) = (&test.db, register());
        let (anna, grant) = (anna(db).await, operator(db).await);
        let checked = links::check(&register.registry, claim(&register.inn), &anna.name).unwrap();
        let id = submitted(db, &anna, &checked).await;
        let (_, documents, _) = links::request(db, &anna, id).await.unwrap().unwrap();
        let return_with = async |round, remarks: Vec<NewRemark>| {
            let right = grant.clone();
            db.write(async move |unit: Unit| {
                moderation::return_with(&unit, &right, id, round, &remarks).await
            })
            .await
        };
        assert!(matches!(return_with(1, vec![]).await, Err(Error::NoRemarks)));
        assert!(matches!(return_with(1, vec![remark("field:inn")]).await, Err(Error::UnknownRemark)));
        let foreign = format!("document:{}", Uuid::nil());
        assert!(matches!(return_with(1, vec![remark(&foreign)]).await, Err(Error::UnknownRemark)));
        let subject = format!("document:{}", documents[0].id);
        return_with(1, vec![remark(&subject)]).await.unwrap();
        let (request, _, remarks) = links::request(db, &anna, id).await.unwrap().unwrap();
        assert_eq!((request.state, remarks.len()), (LinkState::Returned, 1));
        assert_eq!(remarks[0].document(), Some(documents[0].id));

        let (who, document) = (anna.clone(), documents[0].id);
        db.write(async move |unit: Unit| links::remove_document(&unit, &who, id, document).await).await.unwrap();
        let missing = submit(db, &anna, id, &checked, true).await.unwrap_err();
        assert!(matches!(missing, Error::DocumentsMissing(_)));
        add(db, &anna, id, DocumentKind::Appointment, 2).await.unwrap();
        assert_eq!(submit(db, &anna, id, &checked, true).await.unwrap(), request.number);
        let (again, documents, _) = links::request(db, &anna, id).await.unwrap().unwrap();
        assert_eq!((again.round, documents.len()), (2, 2), "the removed document is kept");
        // An operator who still sees the first round decides nothing.
        assert!(matches!(return_with(1, vec![remark("documents")]).await, Err(Error::ChangedMeanwhile)));
    }

    async fn of_two_operators_one_decides(test: &TestDb) {
        let (db, register) = (&test.db, register());
        let (anna, first, second) = (anna(db).await, operator(db).await, operator(db).await);
        let checked = links::check(&register.registry, claim(&register.inn), &anna.name).unwrap();
        let id = submitted(db, &anna, &checked).await;
        let (one, two) = (first.clone(), second.clone());
        let (confirmed, returned) = tokio::join!(
            db.write(async move |unit: Unit| moderation::confirm(&unit, &one, id, seen(true), None).await),
            db.write(async move |unit: Unit| {
                moderation::return_with(&unit, &two, id, 1, &[remark("documents")]).await
            }),
        );
        assert!(confirmed.is_ok() != returned.is_ok(), "{confirmed:?} {returned:?}");
        let loser = confirmed.err().or(returned.err()).unwrap();
        assert!(matches!(loser, Error::ChangedMeanwhile), "{loser:?}");
    }

    async fn a_taken_request_is_left_to_its_operator(test: &TestDb) {
        let (db, register) = (&test.db, register());
        let (anna, first, second) = (anna(db).await, operator(db).await, operator(db).await);
        let checked = links::check(&register.registry, claim(&register.inn), &anna.name).unwrap();
        let id = submitted(db, &anna, &checked).await;
        let right = first.clone();
        db.write(async move |unit: Unit| moderation::take(&unit, &right, id).await).await.unwrap();
        let right = second.clone();
        let refused = db.write(async move |unit: Unit| moderation::confirm(&unit, &right, id, seen(true), None).await).await;
        assert!(matches!(refused, Err(Error::TakenByAnother)));
        let right = first.clone();
        db.write(async move |unit: Unit| moderation::release(&unit, &right, id).await).await.unwrap();
        db.write(async move |unit: Unit| moderation::take(&unit, &second, id).await).await.unwrap();
    }

    async fn an_operator_does_not_decide_about_themselves(test: &TestDb) {
        let (db, register) = (&test.db, register());
        let me = actor(db, "Котова", "Анна", "Сергеевна", true).await;
        let checked = links::check(&register.registry, claim(&register.inn), &me.name).unwrap();
        let id = submitted(db, &me, &checked).await;
        let right = me.operator_grant().unwrap();
        let refused = db.write(async move |unit: Unit| moderation::confirm(&unit, &right, id, seen(true), None).await).await;
        assert!(matches!(refused, Err(Error::OwnRequest)));
    }

    async fn an_organization_that_ended_during_the_check_is_not_confirmed(test: &TestDb) {
        let (db, register) = (&test.db, register());
        let (anna, grant) = (anna(db).await, operator(db).await);
        let checked = links::check(&register.registry, claim(&register.inn), &anna.name).unwrap();
        let id = submitted(db, &anna, &checked).await;
        let mut card = checked.card.clone().unwrap();
        card.status = registry::Status::Liquidated;
        let refused = db
            .write(async move |unit: Unit| moderation::confirm(&unit, &grant, id, seen(true), Some(&card)).await)
            .await;
        assert_eq!(refused.unwrap_err().code(), "REG-006");
    }

    async fn a_head_who_changed_during_the_check_is_decided_about_knowingly(test: &TestDb) {
        let (db, register) = (&test.db, register());
        let (anna, grant) = (anna(db).await, operator(db).await);
        let checked = links::check(&register.registry, claim(&register.inn), &anna.name).unwrap();
        let id = submitted(db, &anna, &checked).await;
        let mut card = checked.card.clone().unwrap();
        card.heads[0].name.as_mut().unwrap().given = "МАРИЯ".into();
        let (right, now) = (grant.clone(), card.clone());
        let unseen = db
            .write(async move |unit: Unit| moderation::confirm(&unit, &right, id, seen(true), Some(&now)).await)
            .await;
        assert_eq!(unseen.unwrap_err().code(), "LNK-014", "the question said that she is the head");
        let org = db
            .write(async move |unit: Unit| moderation::confirm(&unit, &grant, id, seen(false), Some(&card)).await)
            .await
            .unwrap();
        let standing = organizations::standing(db, anna.person, org, test.clock.now()).await.unwrap().unwrap();
        assert!(!standing.is_head);
    }

    async fn a_sent_request_keeps_the_name_that_its_documents_are_about(test: &TestDb) {
        let (db, register) = (&test.db, register());
        let (kim, grant) = (actor(db, "Ким", "Олег", "Ильич", false).await, operator(db).await);
        let checked = links::check(&register.registry, claim(&register.inn), &kim.name).unwrap();
        let id = submitted(db, &kim, &checked).await;
        scene::rename(db, &kim, ["Котова", "Анна", "Сергеевна"]).await;
        let (request, ..) = links::request(db, &kim, id).await.unwrap().unwrap();
        assert_eq!(request.person_name, "Ким Олег Ильич");
        let org = db
            .write(async move |unit: Unit| moderation::confirm(&unit, &grant, id, seen(false), checked.card.as_ref()).await)
            .await
            .unwrap();
        let standing = organizations::standing(db, kim.person, org, test.clock.now()).await.unwrap().unwrap();
        assert!(!standing.is_head, "whatever the account is called by now");
    }

    async fn a_request_without_consent_position_or_documents_is_not_sent(test: &TestDb) {
        let (db, register) = (&test.db, register());
        let anna = anna(db).await;
        let checked = links::check(&register.registry, claim(&register.inn), &anna.name).unwrap();
        let id = begin(db, &anna, &checked).await.unwrap();
        assert!(matches!(submit(db, &anna, id, &checked, true).await, Err(Error::DocumentsMissing(_))));
        add(db, &anna, id, DocumentKind::Charter, 1).await.unwrap();
        assert!(matches!(submit(db, &anna, id, &checked, true).await, Err(Error::DocumentsMissing(_))));
        add(db, &anna, id, DocumentKind::Appointment, 2).await.unwrap();
        assert!(matches!(submit(db, &anna, id, &checked, false).await, Err(Error::NoConsent)));
        let mut nameless = checked.clone();
        "  ".clone_into(&mut nameless.claimed.position);
        assert!(matches!(submit(db, &anna, id, &nameless, true).await, Err(Error::NoPosition)));
        assert!(matches!(begin(db, &anna, &checked).await, Ok(same) if same == id), "a draft is continued");
        submit(db, &anna, id, &checked, true).await.unwrap();
        assert!(matches!(begin(db, &anna, &checked).await, Err(Error::AlreadyRequested(same)) if same == id));
        assert!(matches!(add(db, &anna, id, DocumentKind::Charter, 3).await, Err(Error::NotNow)));
    }

    async fn a_document_from_the_future_is_refused_by_the_persons_own_date(test: &TestDb) {
        let (db, register) = (&test.db, register());
        let anna = anna(db).await;
        let checked = links::check(&register.registry, claim(&register.inn), &anna.name).unwrap();
        let id = begin(db, &anna, &checked).await.unwrap();
        // 22 November, 9:30 in Moscow: in Anadyr it is the same day, tomorrow is not yet there.
        let mut document = order(DocumentKind::Appointment);
        document.date = jiff::civil::date(2026, 11, 23);
        let (who, file) = (anna.clone(), scan(&anna, 1));
        let refused = db
            .write(async move |unit: Unit| {
                links::add_document(&unit, &who, id, &document, file, &TimeZone::UTC).await
            })
            .await;
        assert!(matches!(refused, Err(Error::DateInFuture)));
    }

    async fn a_sole_trader_shows_a_registration_and_no_appointment(test: &TestDb) {
        let (db, register) = (&test.db, register());
        let mut parts = register.trader_name.split(' ');
        let mut part = || parts.next().unwrap_or_default().to_owned();
        let (last, first, middle) = (part(), part(), part());
        let trader = actor(db, &last, &first, &middle, false).await;
        let mut checked = links::check(&register.registry, claim(&register.trader), trader.name.trim()).unwrap();
        "ИП".clone_into(&mut checked.claimed.position);
        assert_eq!(checked.kind, access::OrganizationKind::SoleTrader);
        assert_eq!(checked.head, HeadMatch::Matched);
        let id = begin(db, &trader, &checked).await.unwrap();
        add(db, &trader, id, DocumentKind::Registration, 1).await.unwrap();
        submit(db, &trader, id, &checked, true).await.unwrap();
    }

    async fn nobody_sees_anothers_request_and_the_operator_sees_no_drafts(test: &TestDb) {
        let (db, register) = (&test.db, register());
        let (anna, other) = (anna(db).await, actor(db, "Ким", "Олег", "", false).await);
        let grant = operator(db).await;
        let checked = links::check(&register.registry, claim(&register.inn), &anna.name).unwrap();
        let id = begin(db, &anna, &checked).await.unwrap();
        add(db, &anna, id, DocumentKind::Appointment, 1).await.unwrap();
        assert!(links::request(db, &other, id).await.unwrap().is_none());
        assert!(moderation::request(db, &grant, id).await.unwrap().is_none());
        let (_, documents, _) = links::request(db, &anna, id).await.unwrap().unwrap();
        let file = documents[0].file;
        assert!(organizations::files::own_link_file(db, &anna, file).await.unwrap().is_some());
        assert!(organizations::files::own_link_file(db, &other, file).await.unwrap().is_none());
        assert!(organizations::files::link_file(db, &grant, file).await.unwrap().is_none());
        submit(db, &anna, id, &checked, true).await.unwrap();
        assert!(organizations::files::link_file(db, &grant, file).await.unwrap().is_some());
    }

    async fn the_queue_shows_the_most_urgent_first_and_finds_by_number(test: &TestDb) {
        let (db, register) = (&test.db, register());
        let (anna, grant) = (anna(db).await, operator(db).await);
        let checked = links::check(&register.registry, claim(&register.inn), &anna.name).unwrap();
        let first = submitted(db, &anna, &checked).await;
        test.clock.advance(SignedDuration::from_hours(23));
        let other = actor(db, "Котова", "Анна", "Сергеевна", false).await;
        let second = submitted(db, &other, &checked).await;
        let find = async |filter: QueueFilter| {
            let page = moderation::queue(db, &grant, &filter, 1, test.clock.now()).await.unwrap();
            page.requests.iter().map(|one| one.id).collect::<Vec<_>>()
        };
        assert_eq!(find(QueueFilter::default()).await, [first, second]);
        test.clock.advance(SignedDuration::from_hours(2));
        assert_eq!(find(QueueFilter { overdue: true, ..QueueFilter::default() }).await, [first]);
        let by_number = QueueFilter { search: "орг-2026-000002".to_owned(), ..QueueFilter::default() };
        assert_eq!(find(by_number).await, [second]);
    }
}
