//! Employees: who may come, change and go, on both databases.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod scene;

use access::Role;
use access::rights::{ManageMembers, ViewMembers};
use db::{Rows, Unit};
use jiff::SignedDuration;
use organizations::Error;
use organizations::invitations::{self, Invite, Secret};
use organizations::members::{self, MemberFilter, MemberState};
use requisites::{Email, PersonName};
use scene::{actor, anna, company, grant, join, sign_in};

fn invite(email: &str, role: Role) -> Invite {
    Invite {
        email: Email::parse(email).unwrap(),
        last_name: PersonName::parse("Ким").unwrap(),
        first_name: PersonName::parse("Олег").unwrap(),
        middle_name: None,
        phone: None,
        position: "Юрист".to_owned(),
        role,
        valid_until: None,
    }
}

testkit::on_both! {
    async fn a_removed_employee_has_no_standing_at_once_and_the_journal_says_who_did_it(test: &TestDb) {
        let db = &test.db;
        let (head, other) = (anna(db).await, actor(db, "Ким", "Олег", "", false).await);
        let org = company(db, 1).await;
        join(db, org, &head, Role::Administrator).await;
        let member = join(db, org, &other, Role::Specialist).await;
        assert!(organizations::standing(db, other.person, org, test.clock.now()).await.unwrap().is_some());
        let right = grant::<ManageMembers>(db, org, &head).await;
        db.write(async move |unit: Unit| members::remove(&unit, &right, member).await).await.unwrap();
        assert!(organizations::standing(db, other.person, org, test.clock.now()).await.unwrap().is_none());
        let journal = audit::page(db, &grant(db, org, &head).await, &audit::Filter::default(), 1).await.unwrap();
        assert_eq!(journal.entries[0].action, "member.remove");
        assert_eq!(journal.entries[0].details["before"]["role"], "specialist");
        // Their row is kept, and they may come back.
        let view = grant::<ViewMembers>(db, org, &head).await;
        let filter = MemberFilter { state: Some(MemberState::Removed), ..MemberFilter::default() };
        let removed = members::page(db, &view, &filter, 1, test.clock.now()).await.unwrap();
        assert_eq!(removed.total, 1);
        join(db, org, &other, Role::Observer).await;
    }

    async fn a_removed_employee_is_signed_out_unless_they_work_elsewhere(test: &TestDb) {
        let db = &test.db;
        let (head, other) = (anna(db).await, actor(db, "Ким", "Олег", "", false).await);
        let (one, two) = (company(db, 1).await, company(db, 2).await);
        sign_in(db, &head).await;
        sign_in(db, &other).await;
        for org in [one, two] {
            join(db, org, &head, Role::Administrator).await;
        }
        let first = join(db, one, &other, Role::Specialist).await;
        let second = join(db, two, &other, Role::Specialist).await;
        for (org, member, left) in [(one, first, 2), (two, second, 1)] {
            let right = grant::<ManageMembers>(db, org, &head).await;
            db.write(async move |unit: Unit| members::remove(&unit, &right, member).await).await.unwrap();
            let sessions = db.number("SELECT count(*) AS n FROM sessions", vec![]).await.unwrap();
            assert_eq!(sessions, left);
        }
    }

    async fn employees_are_found_by_a_part_of_name_address_or_position(test: &TestDb) {
        let db = &test.db;
        let (head, other) = (anna(db).await, actor(db, "Ким", "Олег", "", false).await);
        let org = company(db, 1).await;
        join(db, org, &head, Role::Administrator).await;
        let member = join(db, org, &other, Role::Specialist).await;
        let right = grant::<ManageMembers>(db, org, &head).await;
        db.write(async move |unit: Unit| {
            members::change(&unit, &right, member, Role::Specialist, "Старший юрист", None).await
        })
        .await
        .unwrap();
        let view = grant::<ViewMembers>(db, org, &head).await;
        for (typed, found) in [("ким", 1), ("юрист", 1), ("Старший", 1), ("@kabinet", 2), ("бухгалтер", 0), ("%", 0)] {
            let filter = MemberFilter { search: typed.to_owned(), ..MemberFilter::default() };
            let page = members::page(db, &view, &filter, 1, test.clock.now()).await.unwrap();
            assert_eq!(page.total, found, "{typed}");
        }
    }

    async fn the_last_administrator_is_neither_removed_nor_demoted_nor_limited(test: &TestDb) {
        let db = &test.db;
        let (head, deputy) = (anna(db).await, actor(db, "Ким", "Олег", "", false).await);
        let org = company(db, 1).await;
        let first = join(db, org, &head, Role::Administrator).await;
        let second = join(db, org, &deputy, Role::Administrator).await;
        let soon = test.clock.now() + SignedDuration::from_hours(24);
        let limit = grant::<ManageMembers>(db, org, &head).await;
        db.write(async move |unit: Unit| {
            members::change(&unit, &limit, second, Role::Administrator, "", Some(soon)).await
        })
        .await
        .unwrap();
        // The deputy's own access ends tomorrow: the head is the last one who stays.
        for kind in 0..3 {
            let right = grant::<ManageMembers>(db, org, &deputy).await;
            let refused = db
                .write(async move |unit: Unit| match kind {
                    0 => members::remove(&unit, &right, first).await,
                    1 => members::change(&unit, &right, first, Role::Observer, "", None).await,
                    _ => members::change(&unit, &right, first, Role::Administrator, "", Some(soon)).await,
                })
                .await;
            assert!(matches!(refused, Err(Error::LastAdministrator)), "{kind}: {refused:?}");
        }
    }

    async fn of_two_administrators_who_remove_each_other_one_stays(test: &TestDb) {
        let db = &test.db;
        let (head, deputy) = (anna(db).await, actor(db, "Ким", "Олег", "", false).await);
        let org = company(db, 1).await;
        let first = join(db, org, &head, Role::Administrator).await;
        let second = join(db, org, &deputy, Role::Administrator).await;
        let (one, two) =
            (grant::<ManageMembers>(db, org, &head).await, grant::<ManageMembers>(db, org, &deputy).await);
        let (a, b) = tokio::join!(
            db.write(async move |unit: Unit| members::remove(&unit, &one, second).await),
            db.write(async move |unit: Unit| members::remove(&unit, &two, first).await),
        );
        assert!(a.is_ok() != b.is_ok(), "{a:?} {b:?}");
        let refused = a.err().or(b.err()).unwrap();
        assert!(matches!(refused, Error::RightEnded), "{refused:?}");
    }

    async fn nobody_changes_their_own_role(test: &TestDb) {
        let db = &test.db;
        let head = anna(db).await;
        let org = company(db, 1).await;
        let own = join(db, org, &head, Role::Administrator).await;
        let right = grant::<ManageMembers>(db, org, &head).await;
        let refused = db
            .write(async move |unit: Unit| members::change(&unit, &right, own, Role::Observer, "", None).await)
            .await;
        assert!(matches!(refused, Err(Error::OwnAccess)));
    }

    async fn access_ends_by_itself_at_its_moment(test: &TestDb) {
        let db = &test.db;
        let (head, other) = (anna(db).await, actor(db, "Ким", "Олег", "", false).await);
        let org = company(db, 1).await;
        join(db, org, &head, Role::Administrator).await;
        let member = join(db, org, &other, Role::Specialist).await;
        let end = test.clock.now() + SignedDuration::from_hours(1);
        let right = grant::<ManageMembers>(db, org, &head).await;
        db.write(async move |unit: Unit| {
            members::change(&unit, &right, member, Role::Specialist, "", Some(end)).await
        })
        .await
        .unwrap();
        test.clock.advance(SignedDuration::from_mins(59));
        assert!(organizations::standing(db, other.person, org, test.clock.now()).await.unwrap().is_some());
        test.clock.advance(SignedDuration::from_mins(1));
        assert!(organizations::standing(db, other.person, org, test.clock.now()).await.unwrap().is_none());
    }

    async fn a_member_of_one_organization_cannot_be_changed_from_another(test: &TestDb) {
        let db = &test.db;
        let (head, stranger) = (anna(db).await, actor(db, "Ким", "Олег", "", false).await);
        let (own, foreign) = (company(db, 1).await, company(db, 2).await);
        join(db, own, &head, Role::Administrator).await;
        let member = join(db, foreign, &stranger, Role::Administrator).await;
        let right = grant::<ManageMembers>(db, own, &head).await;
        let refused = db.write(async move |unit: Unit| members::remove(&unit, &right, member).await).await;
        assert!(matches!(refused, Err(Error::NoSuchMember)));
    }

    async fn an_invitation_is_accepted_once_by_its_own_address_only(test: &TestDb) {
        let db = &test.db;
        let (head, other) = (anna(db).await, actor(db, "Ким", "Олег", "", false).await);
        let stranger = actor(db, "Чужой", "Иван", "", false).await;
        let org = company(db, 1).await;
        join(db, org, &head, Role::Administrator).await;
        let address = scene::email(db, other.person).await;
        let secret = Secret::random().unwrap();
        let right = grant::<ManageMembers>(db, org, &head).await;
        let (again, copy) = (invite(&address, Role::Manager), secret.clone());
        db.write(async move |unit: Unit| invitations::invite(&unit, &right, again, &copy).await).await.unwrap();
        let right = grant::<ManageMembers>(db, org, &head).await;
        let (again, copy) = (invite(&address, Role::Manager), secret.clone());
        let twice = db.write(async move |unit: Unit| invitations::invite(&unit, &right, again, &copy).await).await;
        assert!(matches!(twice, Err(Error::AlreadyInvited)));
        let accept = async |person, secret: Secret| {
            db.write(async move |unit: Unit| invitations::accept(&unit, &secret, person, None, "").await).await
        };
        assert!(matches!(accept(stranger.person, secret.clone()).await, Err(Error::OtherAddress)));
        accept(other.person, secret.clone()).await.unwrap();
        let standing = organizations::standing(db, other.person, org, test.clock.now()).await.unwrap().unwrap();
        assert_eq!(standing.role, Role::Manager);
        assert!(matches!(accept(other.person, secret).await, Err(Error::InvitationUsed)));
        let right = grant::<ManageMembers>(db, org, &head).await;
        let (again, secret) = (invite(&address, Role::Manager), Secret::random().unwrap());
        let member = db.write(async move |unit: Unit| invitations::invite(&unit, &right, again, &secret).await).await;
        assert!(matches!(member, Err(Error::AlreadyMember)));
    }

    async fn an_invitation_ends_after_seven_days_and_a_new_letter_ends_the_old_link(test: &TestDb) {
        let db = &test.db;
        let head = anna(db).await;
        let org = company(db, 1).await;
        join(db, org, &head, Role::Administrator).await;
        let (old, new) = (Secret::random().unwrap(), Secret::random().unwrap());
        let right = grant::<ManageMembers>(db, org, &head).await;
        let copy = old.clone();
        let id = db
            .write(async move |unit: Unit| {
                invitations::invite(&unit, &right, invite("oleg@luch.example", Role::Observer), &copy).await
            })
            .await
            .unwrap();
        test.clock.advance(SignedDuration::from_hours(24 * 7));
        let now = test.clock.now();
        assert!(matches!(invitations::open(db, &old, now).await, Err(Error::InvitationExpired)));
        let right = grant::<ManageMembers>(db, org, &head).await;
        let copy = new.clone();
        db.write(async move |unit: Unit| invitations::resend(&unit, &right, id, &copy).await).await.unwrap();
        assert!(matches!(invitations::open(db, &old, now).await, Err(Error::NoSuchInvitation)));
        assert_eq!(invitations::open(db, &new, now).await.unwrap().email, "oleg@luch.example");
        let right = grant::<ManageMembers>(db, org, &head).await;
        db.write(async move |unit: Unit| invitations::cancel(&unit, &right, id).await).await.unwrap();
        assert!(matches!(invitations::open(db, &new, now).await, Err(Error::InvitationCancelled)));
        // The letters hold the link; the cabinet shows nothing of it.
        let mails = jobs::counts(db).await.unwrap().ready;
        assert_eq!(mails, 2);
    }

    async fn employees_are_found_by_name_in_any_case_and_by_role(test: &TestDb) {
        let db = &test.db;
        let head = anna(db).await;
        let org = company(db, 1).await;
        join(db, org, &head, Role::Administrator).await;
        join(db, org, &actor(db, "Ёлкин", "Олег", "", false).await, Role::Observer).await;
        let view = grant::<ViewMembers>(db, org, &head).await;
        let find = async |search: &str, role| {
            let filter = MemberFilter { search: search.to_owned(), role, state: None };
            members::page(db, &view, &filter, 1, test.clock.now()).await.unwrap().total
        };
        assert_eq!(find("ёЛК", None).await, 1);
        assert_eq!(find("%", None).await, 0);
        assert_eq!(find("", Some(Role::Observer)).await, 1);
        assert_eq!(find("", None).await, 2);
    }
}
