//! People, organizations and requests that tests begin with.
#![allow(dead_code, reason = "each test file uses its own part of the scene")]
#![expect(
    clippy::unwrap_used,
    reason = "a scene that cannot be set is a failed test"
)]

use access::{Actor, Grant, OperatorGrant, OrganizationId, PersonId, Right, Role, SessionId};
use db::{Db, DbError, Rows, Unit, micros, values};
use organizations::links::{Claimed, DocumentKind, NewDocument};
use organizations::{MembershipId, NewFile, NewOrganization};
use registry::Registry;
use requisites::{Inn10, Inn12, Ogrn};
use tempfile::TempDir;
use uuid::Uuid;

/// A person with a confirmed address, signed in.
pub(crate) async fn actor(
    db: &Db,
    last: &str,
    first: &str,
    middle: &str,
    is_operator: bool,
) -> Actor {
    let id = db.clock().new_id();
    let email = format!("{}@kabinet.example", id.simple());
    let (last, first, middle) = (last.to_owned(), first.to_owned(), middle.to_owned());
    let name = format!("{last} {first} {middle}");
    let stored = name.to_lowercase();
    db.write(async move |unit: Unit| {
        unit.execute(
            "INSERT INTO people (id, email, email_confirmed_at, last_name, first_name, middle_name, \
             name_lower, is_operator, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $3)",
            values![id, email, micros(unit.now()), last, first, middle, stored, is_operator],
        )
        .await?;
        Ok::<_, DbError>(())
    })
    .await
    .unwrap();
    Actor {
        person: PersonId(id),
        name,
        session: SessionId(Uuid::nil()),
        is_operator,
        ip: None,
        request_id: String::new(),
    }
}

pub(crate) async fn anna(db: &Db) -> Actor {
    actor(db, "Котова", "Анна", "Сергеевна", false).await
}

/// Gives the account another name: family, given, patronymic.
pub(crate) async fn rename(db: &Db, who: &Actor, name: [&str; 3]) {
    let person = who.person.0;
    let [family, given, patronymic] = name.map(str::to_owned);
    db.write(async move |unit: Unit| {
        let sql =
            "UPDATE people SET last_name = $2, first_name = $3, middle_name = $4 WHERE id = $1";
        unit.execute(sql, values![person, family, given, patronymic])
            .await
    })
    .await
    .unwrap();
}

/// What an operator of the first round had before them.
pub(crate) fn seen(is_head: bool) -> organizations::moderation::Seen {
    organizations::moderation::Seen { round: 1, is_head }
}

pub(crate) async fn operator(db: &Db) -> OperatorGrant {
    actor(db, "Орлов", "Пётр", "Ильич", true)
        .await
        .operator_grant()
        .unwrap()
}

pub(crate) async fn email(db: &Db, person: PersonId) -> String {
    let row = db
        .row("SELECT email FROM people WHERE id = $1", values![person.0])
        .await
        .unwrap()
        .unwrap();
    row.get("email").unwrap()
}

/// An active company.
pub(crate) async fn company(db: &Db, serial: u32) -> OrganizationId {
    let new = NewOrganization {
        inn: Inn10::with_check_digits(&format!("5404{serial:05}"))
            .unwrap()
            .to_string(),
        ogrn: Ogrn::with_check_digit(&format!("1155476{serial:05}"))
            .unwrap()
            .to_string(),
        name_full: format!("ООО «Северный луч {serial}»"),
        ..NewOrganization::default()
    };
    db.write(async move |unit: Unit| organizations::create_confirmed(&unit, &new).await)
        .await
        .unwrap()
}

pub(crate) async fn join(
    db: &Db,
    organization: OrganizationId,
    actor: &Actor,
    role: Role,
) -> MembershipId {
    let person = actor.person;
    db.write(async move |unit: Unit| {
        organizations::add_member(&unit, organization, person, role, "", false).await
    })
    .await
    .unwrap()
}

/// An open browser of theirs.
pub(crate) async fn sign_in(db: &Db, actor: &Actor) {
    let person = actor.person.0;
    db.write(async move |unit: Unit| {
        let id = unit.new_id();
        unit.execute(
            "INSERT INTO sessions (id, token_hash, person_id, second_factor_pending, created_at, \
             last_seen_at, expires_at, ip, user_agent, by_certificate) \
             VALUES ($1, $2, $3, $4, $5, $5, $6, '', '', $4)",
            values![
                id,
                id.as_bytes().to_vec(),
                person,
                false,
                micros(unit.now()),
                micros(unit.now() + jiff::SignedDuration::from_hours(1))
            ],
        )
        .await
    })
    .await
    .unwrap();
}

/// The proof of a right, looked up as a request does it.
pub(crate) async fn grant<R: Right>(
    db: &Db,
    organization: OrganizationId,
    actor: &Actor,
) -> Grant<R> {
    let now = db.clock().now();
    let standing = organizations::standing(db, actor.person, organization, now)
        .await
        .unwrap();
    standing.expect("a member").grant(actor).expect("the right")
}

/// A register with one company whose head is Анна, and one liquidated.
pub(crate) struct TestRegister {
    pub(crate) registry: Registry,
    pub(crate) ogrn: String,
    pub(crate) inn: String,
    /// ИНН of Анна, the head.
    pub(crate) head_inn: String,
    pub(crate) ended: String,
    pub(crate) trader: String,
    pub(crate) trader_inn: String,
    pub(crate) trader_name: String,
    folder: TempDir,
}

impl TestRegister {
    /// Writes changes at the end of the register's feed, as an import does.
    pub(crate) fn feed(&self, changes: &[registry::Change]) {
        let mut lines = String::new();
        for change in changes {
            lines.push_str(&serde_json::to_string(change).unwrap());
            lines.push('\n');
        }
        let path = self.folder.path().join("changes-1.jsonl");
        let before = std::fs::read_to_string(&path).unwrap_or_default();
        std::fs::write(path, before + &lines).unwrap();
    }
}

pub(crate) fn register() -> TestRegister {
    let folder = tempfile::tempdir().unwrap();
    let mut cards: Vec<registry::Card> = registry::synthetic_cards(7, 400).collect();
    let own = cards
        .iter_mut()
        .find(|card| {
            card.kind == registry::Kind::Company
                && card.status == registry::Status::Active
                && card.inn.is_some()
                && !card.heads.is_empty()
        })
        .unwrap();
    own.heads.truncate(1);
    own.heads[0].name = Some(registry::PersonName {
        family: "КОТОВА".into(),
        given: "АННА".into(),
        patronymic: Some("СЕРГЕЕВНА".into()),
    });
    own.heads[0].unreliable = None;
    own.heads[0].disqualified_until = None;
    own.branches.clear();
    own.email = Some(EMAIL.to_owned());
    let head_inn = Inn12::with_check_digits("9900000101").unwrap().to_string();
    own.heads[0].inn = Some(head_inn.clone());
    let (ogrn, inn) = (own.ogrn.clone(), own.inn.clone().unwrap());
    let ended = cards
        .iter()
        .find(|card| card.status == registry::Status::Liquidated)
        .unwrap()
        .ogrn
        .clone();
    let trader = cards
        .iter()
        .find(|card| {
            card.kind == registry::Kind::SoleTrader && card.status == registry::Status::Active
        })
        .unwrap();
    let (trader, trader_inn, trader_name) = (
        trader.ogrn.clone(),
        trader.inn.clone().unwrap(),
        trader.person.as_ref().unwrap().display(),
    );
    TestRegister {
        registry: imported(folder.path(), cards),
        ogrn,
        inn,
        head_inn,
        ended,
        trader,
        trader_inn,
        trader_name,
        folder,
    }
}

fn imported(folder: &std::path::Path, cards: Vec<registry::Card>) -> Registry {
    registry::import_cards(folder, cards, &registry::ImportOptions::default()).unwrap();
    let registry = Registry::open(folder).unwrap();
    registry.reload().unwrap();
    registry
}

/// As companies write it in the register.
const EMAIL: &str = "OFFICE@SevLuch.example";

/// A register in which something is different.
pub(crate) struct OtherRegister {
    pub(crate) registry: Registry,
    _folder: TempDir,
}

impl TestRegister {
    /// The same company without an address for mail.
    pub(crate) fn silent(&self) -> OtherRegister {
        self.with(|card| card.email = None)
    }

    /// The same company with this one.
    pub(crate) fn with_email(&self, email: &str) -> OtherRegister {
        self.with(|card| card.email = Some(email.to_owned()))
    }

    /// Another index, with the company's card changed.
    pub(crate) fn with(&self, change: impl FnOnce(&mut registry::Card)) -> OtherRegister {
        let folder = tempfile::tempdir().unwrap();
        let mut card = self.registry.find(&self.ogrn).unwrap().unwrap();
        change(&mut card);
        OtherRegister {
            registry: imported(folder.path(), vec![card]),
            _folder: folder,
        }
    }
}

pub(crate) fn claim(number: &str) -> Claimed {
    let number = requisites::OrgId::parse(number).unwrap();
    Claimed {
        position: "Генеральный директор".to_owned(),
        ..Claimed::number(number)
    }
}

pub(crate) fn scan(actor: &Actor, serial: u8) -> NewFile {
    NewFile {
        organization: None,
        person: Some(actor.person),
        name: "../приказ.pdf".to_owned(),
        stored: blob::Stored {
            key: format!(
                "{:032x}",
                u128::from(serial) + (actor.person.0.as_u128() << 8)
            )
            .parse()
            .unwrap(),
            kind: blob::FileKind::Pdf,
            size: 1000,
            sha256: [serial; 32],
            raster: None,
            wrapped_key: vec![serial],
        },
    }
}

pub(crate) fn order(kind: DocumentKind) -> NewDocument {
    NewDocument {
        kind,
        number: "5".to_owned(),
        date: jiff::civil::date(2026, 9, 1),
    }
}
