//! The journal, on both databases.

#![expect(clippy::unwrap_used, reason = "a test says so by panicking")]

use access::{
    Actor, Grant, OrganizationId, OrganizationKind, PersonId, Role, SessionId, Standing, rights,
};
use audit::{Entry, Filter};
use db::{DbError, Unit};
use jiff::SignedDuration;
use testkit::{TestDb, on_both};

fn controller(test: &TestDb, organization: OrganizationId) -> (Actor, Grant<rights::ViewJournal>) {
    let actor = Actor {
        person: PersonId(test.clock.new_id()),
        name: "Белов Игорь Павлович".into(),
        session: SessionId(test.clock.new_id()),
        is_operator: false,
        ip: Some("203.0.113.7".parse().unwrap()),
        request_id: "r1".into(),
    };
    let standing = Standing {
        organization,
        kind: OrganizationKind::Company,
        is_active: true,
        is_ended: false,
        role: Role::Controller,
        is_head: false,
    };
    let grant = standing.grant(&actor).unwrap();
    (actor, grant)
}

async fn write(test: &TestDb, entry: Entry) {
    test.db
        .write(async move |unit: Unit| audit::record(&unit, entry).await)
        .await
        .unwrap();
    test.clock.advance(SignedDuration::from_secs(60));
}

on_both! {
    async fn a_journal_shows_its_own_organization_newest_first(test: &TestDb) {
        let ours = OrganizationId(test.clock.new_id());
        let theirs = OrganizationId(test.clock.new_id());
        let (actor, grant) = controller(test, ours);
        write(test, Entry::by_grant(&grant, "journal.export").about("journal", ours.0, "Журнал")).await;
        write(test, Entry::by_actor(&actor, "member.role").of(ours).details(serde_json::json!({"before": "observer"}))).await;
        write(test, Entry::by_actor(&actor, "member.role").of(theirs)).await;
        let page = audit::page(&test.db, &grant, &Filter::default(), 1).await.unwrap();
        assert_eq!((page.total, page.pages), (2, 1));
        assert_eq!(page.entries[0].action, "member.role");
        assert_eq!(page.entries[0].details["before"], "observer");
        assert_eq!(page.entries[1].role, "controller");
        assert_eq!(page.entries[1].ip, "203.0.113.7");
    }

    async fn a_filter_finds_by_name_in_any_case_and_takes_percent_signs_as_they_are(test: &TestDb) {
        let ours = OrganizationId(test.clock.new_id());
        let (actor, grant) = controller(test, ours);
        write(test, Entry::by_actor(&actor, "a.b").of(ours).about("x", ours.0, "Заявление 100%")).await;
        write(test, Entry::by_nobody("a.c").of(ours)).await;
        let total = async |search: &str, action: &str| {
            let filter = Filter { search: search.into(), action: action.into(), ..Filter::default() };
            audit::page(&test.db, &grant, &filter, 1).await.unwrap().total
        };
        assert_eq!(total("БЕЛОВ", "").await, 1);
        assert_eq!(total("100%", "").await, 1);
        assert_eq!(total("1_0", "").await, 0);
        assert_eq!(total("", "a.c").await, 1);
        assert_eq!(total("", "").await, 2);
        assert_eq!(audit::actions(&test.db, &grant).await.unwrap(), ["a.b", "a.c"]);
    }

    async fn a_period_includes_its_beginning_and_not_its_end(test: &TestDb) {
        let ours = OrganizationId(test.clock.new_id());
        let (_, grant) = controller(test, ours);
        let first = test.clock.now();
        write(test, Entry::by_nobody("one").of(ours)).await;
        let second = test.clock.now();
        write(test, Entry::by_nobody("two").of(ours)).await;
        let filter = Filter { from: Some(first), until: Some(second), ..Filter::default() };
        let found = audit::all_for_export(&test.db, &grant, &filter, 10).await.unwrap().unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].action, "one");
    }

    async fn a_file_that_would_lack_entries_is_not_made(test: &TestDb) {
        let ours = OrganizationId(test.clock.new_id());
        let (_, grant) = controller(test, ours);
        for _ in 0..3 {
            write(test, Entry::by_nobody("one").of(ours)).await;
        }
        let export = async |most| audit::all_for_export(&test.db, &grant, &Filter::default(), most).await.unwrap();
        assert!(export(2).await.is_none());
        assert_eq!(export(3).await.unwrap().len(), 3);
    }

    async fn an_entry_of_a_refused_unit_is_not_kept(test: &TestDb) {
        let ours = OrganizationId(test.clock.new_id());
        let (_, grant) = controller(test, ours);
        let refused: Result<(), DbError> = test.db.write(async move |unit: Unit| {
            audit::record(&unit, Entry::by_nobody("never").of(ours)).await?;
            Err(DbError::Closed)
        }).await;
        assert!(refused.is_err());
        assert_eq!(audit::page(&test.db, &grant, &Filter::default(), 1).await.unwrap().total, 0);
    }
}
