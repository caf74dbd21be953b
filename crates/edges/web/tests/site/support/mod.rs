//! The site with everything behind it, and people who use it as browsers do.

mod answer;
mod client;
mod people;
mod samples;
mod signing;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use access::{OrganizationId, PersonId};
use accounts::{Hasher, PasswordHash, hash_password};
use axum::Router;
use blob::{BlobStore, MasterKey};
use registry::{
    Card, ImportOptions, PersonName, Registry, SearchRequest, import_cards, named_company,
    synthetic_cards,
};
use tempfile::TempDir;
use testkit::{TestAuthority, TestDb, TestKey};
use web::app::{App, SecondFactor, Site, Stop};
use web::limits::{Limits, Rates};

pub(crate) use answer::Answer;
pub(crate) use client::{Client, multipart};
pub(crate) use people::Place;
pub(crate) use samples::*;
pub(crate) use signing::{DEMO_KEY, Signed};

/// Everybody's password in these tests.
pub(crate) const PASSWORD: &str = "Тихий-Океан-1741";
const SEED: u64 = 2026;
/// The host that browsers of these tests ask.
pub(crate) const HOST: &str = "kabinet.example";

/// One installation for one test.
pub(crate) struct TestApp {
    pub(crate) app: App,
    pub(crate) test: TestDb,
    router: Router,
    folder: TempDir,
    password: PasswordHash,
    places: Mutex<HashMap<String, OrganizationId>>,
    /// Whom the installation trusts.
    pub(crate) authority_of_keys: TestAuthority,
    keys: Mutex<HashMap<PersonId, TestKey>>,
    counter: AtomicU32,
}

impl TestApp {
    /// On SQLite, over plain HTTP.
    pub(crate) async fn start() -> Self {
        Self::with(testkit::sqlite().await, "http").await
    }

    /// On PostgreSQL.
    pub(crate) async fn start_on_postgres() -> Self {
        Self::with(testkit::postgres().await, "http").await
    }

    /// On SQLite, as browsers see it behind TLS.
    pub(crate) async fn start_on_https() -> Self {
        Self::with(testkit::sqlite().await, "https").await
    }

    async fn with(test: TestDb, scheme: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let register = folder.path().join("registry");
        let cards = (1..=9)
            .map(card)
            .chain(synthetic_cards(SEED, 20))
            .collect::<Vec<Card>>();
        tokio::task::spawn_blocking({
            let register = register.clone();
            move || {
                std::fs::create_dir_all(&register).unwrap();
                import_cards(&register, cards, &ImportOptions::default()).unwrap();
            }
        })
        .await
        .unwrap();
        let services = applications::Services::shipped().unwrap();
        services.publish(&test.db).await.unwrap();
        let master = || MasterKey::from_bytes([7; 32]);
        let authority_of_keys = TestAuthority::new();
        let registry = Registry::open(&register).unwrap();
        let app = App {
            db: test.db.clone(),
            sources: organizations::checks::Sources {
                has_sms: true,
                ..organizations::checks::Sources::local(registry.clone())
            },
            registry,
            blobs: BlobStore::open(&folder.path().join("files"), master()).unwrap(),
            master: Arc::new(master()),
            services,
            verifier: signing::verifier(&authority_of_keys),
            reader: recognition::Reader::without_tools(),
            site: Arc::new(Site {
                base_url: format!("{scheme}://{HOST}").parse().unwrap(),
                is_demo: true,
                is_behind_proxy: false,
                has_sms: true,
                contact_codes: organizations::links::ContactCodes::On,
                second_factor: SecondFactor::Optional,
                demo_keys: Some(signing::demo_keys(folder.path().join("keys"))),
            }),
            limits: Arc::new(Limits::new(Rates::default())),
            stop: Stop::default(),
        };
        let password = hash_password(Hasher::shared().unwrap(), PASSWORD)
            .await
            .unwrap();
        Self {
            router: web::router(app.clone()),
            app,
            test,
            folder,
            password,
            places: Mutex::default(),
            authority_of_keys,
            keys: Mutex::default(),
            counter: AtomicU32::new(0),
        }
    }

    /// The same installation, configured otherwise.
    pub(crate) fn configured(mut self, change: impl FnOnce(&mut Site)) -> Self {
        let mut site = (*self.app.site).clone();
        change(&mut site);
        self.app.site = Arc::new(site);
        self.router = web::router(self.app.clone());
        self
    }

    /// A browser in which nobody is signed in.
    pub(crate) fn nobody(&self) -> Client {
        Client::new(self.router.clone(), self.app.site.is_https())
    }

    /// A company of the register, made when it is first asked for.
    pub(crate) fn company(&self, name: &'static str) -> Place<'_> {
        Place::company(self, name)
    }

    /// The authority that answers for all shipped services.
    pub(crate) fn authority(&self) -> Place<'_> {
        Place::authority(self)
    }

    /// An installation whose register was never imported.
    pub(crate) fn forget_register(&mut self) {
        self.app.registry = Registry::empty();
        self.router = web::router(self.app.clone());
    }

    /// An entry of the register.
    pub(crate) fn some_entry(&self) -> Card {
        let all = self.app.registry.search(&SearchRequest::default()).unwrap();
        all.cards.into_iter().next().unwrap()
    }

    /// A number that was not given before in this test.
    pub(crate) fn next(&self) -> u32 {
        self.counter.fetch_add(1, Ordering::SeqCst) + 1
    }

    /// The stored files, by path.
    pub(crate) fn stored_files(&self) -> Vec<PathBuf> {
        let mut files = Vec::new();
        collect(&self.folder.path().join("files"), &mut files);
        files.sort();
        files
    }

    /// How many rows a table has.
    pub(crate) async fn rows(&self, table: &str) -> i64 {
        db::Rows::number(
            &self.app.db,
            &format!("SELECT count(*) AS n FROM {table}"),
            vec![],
        )
        .await
        .unwrap()
    }
}

/// Companies of the register: number 1 is «Северный луч», and so on.
pub(crate) fn card(number: u64) -> Card {
    let names = [
        "Северный луч",
        "Южный ветер",
        "Западный берег",
        "Восточный порт",
    ];
    let index = usize::try_from(number).unwrap() - 1;
    let name = names
        .get(index)
        .map_or_else(|| format!("Свободная {number}"), |name| (*name).to_owned());
    let head = PersonName {
        family: "КОТОВА".to_owned(),
        given: "АННА".to_owned(),
        patronymic: Some("СЕРГЕЕВНА".to_owned()),
    };
    let mut card = named_company(SEED, number, &name, head);
    // Where a code can go to.
    card.email = (number != SILENT).then(|| format!("office{number}@free.example"));
    card
}

/// A company of which the register has no e-mail.
pub(crate) const SILENT: u64 = 9;

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, files);
        } else {
            files.push(path);
        }
    }
}
