//! `kabinet demo`: made-up people and companies to play with. Nothing leaves the machine.

pub(crate) mod keys;
mod samples;

use std::path::Path;

use ::registry::{
    Card, ImportOptions, PersonName as CardName, import_cards, named_company, synthetic_cards,
};
use access::{OrganizationId, PersonId, Role};
use accounts::{Hasher, NewPerson, PasswordHash, hash_password};
use db::{DbError, Rows, Unit};
use organizations::NewOrganization;
use requisites::{Email, PersonName, Phone};
use texts::{Lang, Texts};

use crate::Failure;
use crate::config::Config;
use crate::installation::Installation;

/// Entries of the made-up register besides the named ones.
const REGISTER: u64 = 1_000;
const SEED: u64 = 2026;
/// The same for everybody: it opens nothing but this machine's demonstration.
const PASSWORD: &str = "Kabinet-2026!";

struct DemoPerson {
    email: &'static str,
    name: [&'static str; 3],
    phone: &'static str,
    position: &'static str,
    place: Place,
    /// Text key of what they are.
    told_as: &'static str,
}

enum Place {
    Operator,
    Company(Role),
    Authority(Role),
}

const HEAD: usize = 0;
const COLLEAGUE: usize = 1;
const OFFICER: usize = 3;
const MANAGER: usize = 4;

const PEOPLE: [DemoPerson; 6] = [
    DemoPerson {
        email: "kotova@sevluch.example",
        name: ["Котова", "Анна", "Сергеевна"],
        phone: "+79990000101",
        position: "Генеральный директор",
        place: Place::Company(Role::Administrator),
        told_as: "cli-demo-head",
    },
    DemoPerson {
        email: "guseva@sevluch.example",
        name: ["Гусева", "Мария", "Олеговна"],
        phone: "+79990000102",
        position: "Специалист по лицензиям",
        place: Place::Company(Role::Specialist),
        told_as: "cli-demo-colleague",
    },
    DemoPerson {
        email: "belov@sevluch.example",
        name: ["Белов", "Игорь", "Павлович"],
        phone: "+79990000103",
        position: "Внутренний контролёр",
        place: Place::Company(Role::Controller),
        told_as: "cli-demo-controller",
    },
    DemoPerson {
        email: "ermakova@dtl.example",
        name: ["Ермакова", "Вера", "Николаевна"],
        phone: "+79990000104",
        position: "Главный специалист",
        place: Place::Authority(Role::Specialist),
        told_as: "cli-demo-officer",
    },
    DemoPerson {
        email: "zorin@dtl.example",
        name: ["Зорин", "Павел", "Андреевич"],
        phone: "+79990000105",
        position: "Начальник отдела лицензирования",
        place: Place::Authority(Role::Manager),
        told_as: "cli-demo-manager",
    },
    DemoPerson {
        email: "operator@kabinet.example",
        name: ["Лебедева", "Ольга", "Викторовна"],
        phone: "+79990000106",
        position: "",
        place: Place::Operator,
        told_as: "cli-demo-operator",
    },
];

/// Fills an empty installation; a second start finds everything as it was left.
pub(crate) async fn prepare(
    installation: &Installation,
    config: &Config,
    t: Texts,
    has_samples: bool,
) -> Result<(), Failure> {
    let app = &installation.app;
    if accounts::person_by_email(&app.db, PEOPLE[HEAD].email)
        .await?
        .is_some()
    {
        return Ok(());
    }
    // Its sign-ins are known to everybody: real people's data never meet them.
    if app
        .db
        .number("SELECT count(*) AS n FROM people", vec![])
        .await?
        > 0
    {
        return Err(Failure::new("CLI-015", config.data_dir().display()));
    }
    if !app.registry.is_loaded() {
        eprintln!("{}", t.count("cli-demo-registering", REGISTER));
        let folder = config.data_dir().join("registry");
        let cards = named_cards()
            .into_iter()
            .chain(synthetic_cards(SEED, REGISTER));
        let cards: Vec<Card> = cards.collect();
        tokio::task::spawn_blocking(move || {
            import_cards(&folder, cards, &ImportOptions::default())
        })
        .await
        .map_err(|error| Failure::new("CLI-009", error))??;
        app.registry.reload()?;
    }
    let hasher = Hasher::shared().map_err(|error| Failure::new("CLI-009", error))?;
    let mut hashes = Vec::new();
    for _ in &PEOPLE {
        let hash = hash_password(hasher, PASSWORD)
            .await
            .map_err(|error| Failure::new("CLI-009", error))?;
        hashes.push(hash);
    }
    let company = NewOrganization {
        name_short: "ООО «Северный луч»".to_owned(),
        ..NewOrganization::from_card(&company_card())
    };
    let authority = authority(app)?;
    app.db
        .write(async move |unit: Unit| settle(&unit, &company, &authority, &hashes).await)
        .await
        .map_err(|error| Failure::new("CLI-009", error))?;
    if has_samples {
        samples::file(app)
            .await
            .map_err(|error| Failure::new("CLI-009", error))?;
    }
    Ok(())
}

/// Everybody at once: a demo is either there or not.
async fn settle(
    unit: &Unit,
    company: &NewOrganization,
    authority: &NewOrganization,
    hashes: &[PasswordHash],
) -> Result<(), accounts::AccountError> {
    let company = organizations::create_confirmed(unit, company).await?;
    let authority = organizations::create_authority(unit, authority).await?;
    for (number, (person, hash)) in PEOPLE.iter().zip(hashes).enumerate() {
        let id = add_person(unit, person, hash).await?;
        if let Some(identity) = keys::identity_of(number) {
            let identity = identity?;
            accounts::set_identity(unit, id, &identity.snils, &identity.inn).await?;
        }
        match person.place {
            Place::Operator => {}
            Place::Company(role) => join(unit, company, id, role, person).await?,
            Place::Authority(role) => join(unit, authority, id, role, person).await?,
        }
    }
    Ok(())
}

async fn join(
    unit: &Unit,
    organization: OrganizationId,
    id: PersonId,
    role: Role,
    person: &DemoPerson,
) -> Result<(), DbError> {
    let is_head = role == Role::Administrator;
    organizations::add_member(unit, organization, id, role, person.position, is_head).await?;
    Ok(())
}

async fn add_person(
    unit: &Unit,
    person: &DemoPerson,
    hash: &PasswordHash,
) -> Result<PersonId, accounts::AccountError> {
    let new = NewPerson {
        email: well_formed(Email::parse(person.email))?,
        phone: Some(well_formed(Phone::parse(person.phone))?),
        last_name: well_formed(PersonName::parse(person.name[0]))?,
        first_name: well_formed(PersonName::parse(person.name[1]))?,
        middle_name: Some(well_formed(PersonName::parse(person.name[2]))?),
        lang: Lang::Ru,
        time_zone: "Europe/Moscow".to_owned(),
    };
    match person.place {
        Place::Operator => accounts::create_operator(unit, &new, hash).await,
        Place::Company(_) | Place::Authority(_) => accounts::create_invited(unit, &new, hash).await,
    }
}

fn well_formed<T>(parsed: Result<T, requisites::Fault>) -> Result<T, DbError> {
    parsed.map_err(|fault| DbError::Broken {
        column: "demo person",
        reason: fault.code().to_owned(),
    })
}

/// The company of the demo's head, already linked.
fn company_card() -> Card {
    named_company(SEED, 1, "Северный луч", card_name(PEOPLE[HEAD].name))
}

/// The head of the company that nobody has linked yet.
const NEWCOMER: [&str; 3] = ["Новиков", "Пётр", "Ильич"];

/// What the register has as the address of that company.
const FREE_EMAIL: &str = "info@tihaya-gavan.example";

/// A company that waits for a newcomer to link it.
fn free_card() -> Card {
    let mut card = named_company(SEED, 2, "Тихая гавань", card_name(NEWCOMER));
    // Where the code goes that its head may confirm themselves by.
    card.email = Some(FREE_EMAIL.to_owned());
    card
}

fn named_cards() -> [Card; 2] {
    [company_card(), free_card()]
}

fn card_name([family, given, patronymic]: [&str; 3]) -> CardName {
    CardName {
        family: family.to_uppercase(),
        given: given.to_uppercase(),
        patronymic: Some(patronymic.to_uppercase()),
    }
}

/// The authority that the shipped services name.
fn authority(app: &web::app::App) -> Result<NewOrganization, Failure> {
    let service = app
        .services
        .all()
        .next()
        .ok_or_else(|| Failure::new("CLI-009", "services"))?;
    let authority = &service.definition.authority;
    Ok(NewOrganization {
        inn: "9900000017".to_owned(),
        ogrn: authority.ogrn.clone(),
        kpp: "990001001".to_owned(),
        name_full: authority.name.clone(),
        name_short: authority.name.clone(),
        address: "999001, Северогорская область, г. Северогорск, пл. Речная, д. 1".to_owned(),
        head_name: "Громов Сергей Львович".to_owned(),
        head_position: "Директор департамента".to_owned(),
        okved: "84.11".to_owned(),
        email: "info@dtl.example".to_owned(),
        phone: "+74990000000".to_owned(),
        ..NewOrganization::default()
    })
}

/// What a newcomer reads in the terminal.
pub(crate) fn sign_ins(t: Texts, base_url: &str, data: &Path) -> String {
    let mut lines = vec![String::new(), t.with1("cli-demo-address", "url", base_url)];
    lines.push(t.with1("cli-demo-mail", "url", format!("{base_url}/demo/mail")));
    lines.push(t.with1("cli-demo-sms", "url", format!("{base_url}/demo/sms")));
    lines.push(String::new());
    lines.push(t.with1("cli-demo-password", "password", PASSWORD));
    for person in &PEOPLE {
        lines.push(format!("  {:<28} {}", person.email, t.get(person.told_as)));
    }
    lines.push(String::new());
    lines.push(t.with(
        "cli-demo-keys",
        &[
            ("folder", &keys::folder(data).display().to_string()),
            ("password", &keys::KEY_PASSWORD),
        ],
    ));
    for key in &keys::KEYS {
        lines.push(format!("  {:<28} {}", key.file, t.get(key.told_as)));
    }
    let free = free_card();
    let inn = free.inn.clone().unwrap_or_default();
    lines.push(String::new());
    lines.push(t.with(
        "cli-demo-free",
        &[
            ("name", &free.readable_name()),
            ("inn", &inn),
            ("ogrn", &free.ogrn),
            ("head", &NEWCOMER.join(" ")),
            ("email", &FREE_EMAIL),
        ],
    ));
    lines.join("\n")
}
