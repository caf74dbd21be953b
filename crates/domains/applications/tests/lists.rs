//! Pages of lists, on SQLite and PostgreSQL.

#![allow(clippy::unwrap_used, reason = "tests")]

mod world;

use access::rights;
use applications::{Filter, PAGE_SIZE, Page};
use jiff::SignedDuration;
use world::World;

async fn list(world: &World, filter: Filter) -> Page {
    let grant = world.grant::<rights::ViewApplications>(&world.clerk).await;
    applications::list(&world.db, &grant, &filter)
        .await
        .unwrap()
}

testkit::on_both! {
    async fn a_list_says_how_many_there_are_and_beyond_its_end_shows_its_last_page(test: &TestDb) {
        let world = World::new(test).await;
        let empty = list(&world, Filter::default()).await;
        assert_eq!((empty.total, empty.number, empty.pages), (0, 1, 1));
        let beyond_nothing = list(&world, Filter { page: 7, ..Filter::default() }).await;
        assert_eq!((beyond_nothing.total, beyond_nothing.number, beyond_nothing.pages), (0, 1, 1));
        let count = u64::from(PAGE_SIZE) + 2;
        for _ in 0..count {
            test.clock.advance(SignedDuration::from_secs(1));
            world.submitted().await;
        }
        let first = list(&world, Filter::default()).await;
        assert_eq!((first.total, first.number, first.pages), (count, 1, 2));
        assert_eq!(first.lines.len(), usize::try_from(PAGE_SIZE).unwrap());
        assert_eq!(first.lines[0].number.as_deref(), Some("З-2026-000022"));
        for asked in [2, 3, u32::MAX] {
            let last = list(&world, Filter { page: asked, ..Filter::default() }).await;
            assert_eq!((last.total, last.number, last.pages), (count, 2, 2), "page {asked}");
            let numbers: Vec<_> = last.lines.iter().filter_map(|line| line.number.as_deref()).collect();
            assert_eq!(numbers, ["З-2026-000002", "З-2026-000001"]);
        }
        let found = list(&world, Filter { text: "000007".to_owned(), ..Filter::default() }).await;
        assert_eq!((found.total, found.lines.len()), (1, 1));
    }

    async fn my_licences_are_the_granted_ones_of_services_that_give_licences(test: &TestDb) {
        let world = World::new(test).await;
        let granted = world.submitted_with_files().await;
        world.submitted_with_files().await;
        let extract = world.submitted().await;
        for id in [granted.id, extract.id] {
            let sql = "UPDATE applications SET state = 'approved', decided_at = $2 WHERE id = $1";
            let now = db::micros(world.db.clock().now());
            let done = world.db.write(async move |unit: db::Unit| unit.execute(sql, db::values![id.0, now]).await);
            done.await.unwrap();
        }
        let grant = world.grant::<rights::ViewApplications>(&world.clerk).await;
        let found = applications::licences(&world.db, &world.services, &grant, 5).await.unwrap();
        assert_eq!((found.licences.len(), found.number, found.pages), (1, 1, 1), "neither the extract nor what is not decided");
        let licence = &found.licences[0];
        assert_eq!(licence.application, granted.id);
        assert_eq!(licence.number, granted.number.replacen('З', "Р", 1));
        let other = world.grant::<rights::ViewApplications>(&world.stranger).await;
        let none = applications::licences(&world.db, &world.services, &other, 1).await.unwrap();
        assert!(none.licences.is_empty(), "another organization's");
    }
}
