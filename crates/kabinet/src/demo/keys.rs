//! The training certification authority of the demo and the key files of its people. Everything is
//! made at the first start, on this machine, for people who do not exist: it is trusted nowhere else.

use std::path::{Path, PathBuf};
use std::{fs, io};

use ::registry::Card;
use db::DbError;
use esign::certificate::{Certificate, attribute};
use esign::container::{self, Protection};
use esign::issue::{self, CrlTemplate, Issuer, Name, Revoked, Template, Validity};
use esign::tsl::{self, ListedKey, State, Status, TrustList};
use esign::xml::{self, Placement};
use gost3410::{ParamSet, SigningKey};
use jiff::{SignedDuration, Timestamp};
use rand::rngs::SysRng;
use requisites::{Inn12, Snils};
use signatures::TrustSettings;

use super::{HEAD, MANAGER, OFFICER, PEOPLE};
use crate::Failure;

/// Of all key files: they open nothing but this machine's demonstration.
pub(crate) const KEY_PASSWORD: &str = "Klyuch-2026!";

const FOLDER: &str = "demo-ca";
const ROOT: &str = "root.cer";
const CRL: &str = "root.crl";
const LIST: &str = "accredited.xml";
const LIST_SIGNER: &str = "accredited-signer.cer";

const DAY: SignedDuration = SignedDuration::from_hours(24);

/// A key file of the demo.
pub(crate) struct DemoKey {
    /// Its name in the folder.
    pub(crate) file: &'static str,
    /// Text key of whose it is and what it is for.
    pub(crate) told_as: &'static str,
    owner: Owner,
    state: KeyState,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Owner {
    /// One of [`PEOPLE`], in the name of their organization.
    Person(usize),
    /// The head of the company that nobody has linked; has no account yet.
    Newcomer,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum KeyState {
    Good,
    Expired,
    Revoked,
}

/// The key files, as the terminal and the demo's page list them.
pub(crate) const KEYS: [DemoKey; 6] = [
    DemoKey {
        file: "kotova.p12",
        told_as: "cli-demo-key-head",
        owner: Owner::Person(HEAD),
        state: KeyState::Good,
    },
    DemoKey {
        file: "novikov.p12",
        told_as: "cli-demo-key-newcomer",
        owner: Owner::Newcomer,
        state: KeyState::Good,
    },
    DemoKey {
        file: "ermakova.p12",
        told_as: "cli-demo-key-officer",
        owner: Owner::Person(OFFICER),
        state: KeyState::Good,
    },
    DemoKey {
        file: "zorin.p12",
        told_as: "cli-demo-key-manager",
        owner: Owner::Person(MANAGER),
        state: KeyState::Good,
    },
    DemoKey {
        file: "kotova-expired.p12",
        told_as: "cli-demo-key-expired",
        owner: Owner::Person(HEAD),
        state: KeyState::Expired,
    },
    DemoKey {
        file: "kotova-revoked.p12",
        told_as: "cli-demo-key-revoked",
        owner: Owner::Person(HEAD),
        state: KeyState::Revoked,
    },
];

/// The numbers that the certificates prove, for the accounts of the demo.
pub(crate) struct Identity {
    pub(crate) snils: Snils,
    pub(crate) inn: Inn12,
}

/// The numbers of one of [`PEOPLE`]; only of those who have a key.
pub(crate) fn identity_of(person: usize) -> Option<Result<Identity, DbError>> {
    let owner = Owner::Person(person);
    let has_key = KEYS.iter().any(|key| key.owner == owner);
    has_key.then(|| identity(owner))
}

/// Made up of the place in the list; the head of a company has the ИНН that the register names.
fn identity(owner: Owner) -> Result<Identity, DbError> {
    let (number, card) = match owner {
        Owner::Person(HEAD) => (HEAD, Some(super::company_card())),
        Owner::Person(person) => (person, None),
        Owner::Newcomer => (PEOPLE.len(), Some(super::free_card())),
    };
    let broken = |fault: requisites::Fault| DbError::Broken {
        column: "demo key",
        reason: fault.code().to_owned(),
    };
    let made_up = Inn12::with_check_digits(&format!("99000001{number:02}"));
    let registered = card.and_then(|card| card.heads.first()?.inn.clone());
    Ok(Identity {
        snils: Snils::with_check_digits(&format!("9900001{number:02}")).map_err(broken)?,
        inn: registered
            .map_or(made_up, |inn| Inn12::parse(&inn))
            .map_err(broken)?,
    })
}

/// Where the key files are.
pub(crate) fn folder(data: &Path) -> PathBuf {
    data.join(FOLDER)
}

/// Makes the authority and the keys, unless they are there, and says whom the demo trusts.
pub(crate) fn prepare(data: &Path, now: Timestamp) -> Result<TrustSettings, Failure> {
    let folder = folder(data);
    if !folder.is_dir() {
        make(&folder, now).map_err(|error| Failure::new("CLI-009", error))?;
    }
    Ok(TrustSettings {
        anchors: vec![folder.join(ROOT)],
        crls: vec![folder.join(CRL)],
        trust_list: Some(folder.join(LIST)),
        trust_list_signer: Some(folder.join(LIST_SIGNER)),
        ..TrustSettings::default()
    })
}

#[derive(Debug, thiserror::Error)]
enum KeysError {
    #[error(transparent)]
    Issue(#[from] issue::IssueError),
    #[error(transparent)]
    Container(#[from] container::ContainerError),
    #[error(transparent)]
    Xml(#[from] xml::MakeError),
    #[error(transparent)]
    Number(#[from] DbError),
    #[error("no randomness: {0}")]
    Random(#[from] rand::rngs::SysError),
    #[error(transparent)]
    File(#[from] io::Error),
    #[error("a thread that made a key stopped")]
    Thread,
}

/// A key and its certificate.
struct Party {
    key: SigningKey,
    certificate: Certificate,
}

impl Party {
    fn issuer(&self) -> Issuer<'_> {
        Issuer {
            key: &self.key,
            certificate: &self.certificate,
        }
    }
}

/// All or nothing: the folder gets its name when it is whole.
fn make(folder: &Path, now: Timestamp) -> Result<(), KeysError> {
    let now = Timestamp::from_second(now.as_second()).unwrap_or(now);
    let unfinished = folder.with_extension("new");
    if unfinished.exists() {
        fs::remove_dir_all(&unfinished)?;
    }
    fs::create_dir_all(&unfinished)?;
    let root = root(now)?;
    fs::write(unfinished.join(ROOT), root.certificate.der())?;
    fs::write(unfinished.join(CRL), revocations(&root, now)?)?;
    let signer = list_signer(&root, now)?;
    fs::write(unfinished.join(LIST_SIGNER), signer.certificate.der())?;
    fs::write(unfinished.join(LIST), accredited(&root, &signer, now)?)?;
    // Keys are derived from the password slowly, on purpose: side by side.
    std::thread::scope(|scope| {
        let makers: Vec<_> = (1..)
            .zip(&KEYS)
            .map(|(serial, key)| {
                let (root, path) = (&root, unfinished.join(key.file));
                scope.spawn(move || {
                    let file = key_file(key, serial, root, now)?;
                    Ok::<_, KeysError>(fs::write(path, file)?)
                })
            })
            .collect();
        makers
            .into_iter()
            .try_for_each(|maker| maker.join().map_err(|_| KeysError::Thread)?)
    })?;
    Ok(fs::rename(unfinished, folder)?)
}

/// Older than any certificate under it, and good for longer than anybody keeps a demo.
fn validity_of_root(now: Timestamp) -> Validity {
    Validity {
        from: now - DAY * (6 * 365),
        to: now + DAY * (14 * 365),
    }
}

fn root(now: Timestamp) -> Result<Party, KeysError> {
    let key = SigningKey::generate(ParamSet::Tc26_256A, &mut SysRng)?;
    let name = Name::of(&[
        (attribute::COUNTRY, "RU"),
        (
            attribute::ORGANIZATION,
            "Учебный удостоверяющий центр кабинета",
        ),
        (attribute::COMMON_NAME, "Учебный удостоверяющий центр"),
        (attribute::OGRN, "1029900000008"),
        (attribute::INN_LE, "9900000017"),
    ]);
    let template = Template::root(name, 1, validity_of_root(now));
    let certificate = issue::self_signed(&template, &key, &noise()?)?;
    Ok(Party { key, certificate })
}

/// The list of accredited authorities is signed by who keeps it.
fn list_signer(root: &Party, now: Timestamp) -> Result<Party, KeysError> {
    let key = SigningKey::generate(ParamSet::Tc26_256A, &mut SysRng)?;
    let name = Name::of(&[
        (attribute::COUNTRY, "RU"),
        (
            attribute::COMMON_NAME,
            "Учебный перечень аккредитованных центров",
        ),
        (attribute::ORGANIZATION, "Кабинет, только для показа"),
        (attribute::OGRN, "1029900000008"),
    ]);
    let template = Template::signer(name, 1_000, validity_of_root(now));
    let public = key.verifying_key();
    let certificate = issue::certificate(&template, &public, &root.issuer(), &noise()?)?;
    Ok(Party { key, certificate })
}

fn accredited(root: &Party, signer: &Party, now: Timestamp) -> Result<Vec<u8>, KeysError> {
    let state = State {
        status: Status::Active,
        since: Some(validity_of_root(now).from),
    };
    let authority = tsl::Authority {
        name: "Учебный удостоверяющий центр".to_owned(),
        short_name: "Учебный УЦ".to_owned(),
        email: "ca@kabinet.example".to_owned(),
        inn: "9900000017".to_owned(),
        ogrn: "1029900000008".to_owned(),
        number: "1".to_owned(),
        state: Some(state.clone()),
        history: vec![state],
        keys: vec![ListedKey {
            identifier: issue::key_id(&root.key.verifying_key()),
            system: "Учебный комплекс".to_owned(),
            class: "КС1".to_owned(),
            certificates: vec![root.certificate.clone()],
            ..ListedKey::default()
        }],
        ..tsl::Authority::default()
    };
    let list = TrustList::new("1", Some(now), vec![authority]).to_xml();
    Ok(xml::sign(
        list.as_bytes(),
        &Placement::Enveloped,
        &signer.certificate,
        &signer.key,
        now,
        &noise()?,
    )?)
}

fn revocations(root: &Party, now: Timestamp) -> Result<Vec<u8>, KeysError> {
    let revoked = (1..)
        .zip(&KEYS)
        .filter(|(_, key)| key.state == KeyState::Revoked)
        .map(|(serial, _)| Revoked {
            serial: serial_bytes(serial),
            at: now - DAY * 7,
            reason: Some(1),
            extra: Vec::new(),
        });
    let template = CrlTemplate {
        number: 1,
        this_update: now,
        next_update: Some(validity_of_root(now).to),
        revoked: revoked.collect(),
        extra: Vec::new(),
    };
    Ok(issue::crl(&template, &root.issuer(), &noise()?)?)
}

/// Serial numbers of people's certificates, by their place in [`KEYS`] from 1.
fn serial(number: u64) -> u64 {
    0x2026_0000 + number
}

fn serial_bytes(number: u64) -> Vec<u8> {
    serial(number).to_be_bytes().to_vec()
}

fn key_file(
    demo: &DemoKey,
    number: u64,
    root: &Party,
    now: Timestamp,
) -> Result<Vec<u8>, KeysError> {
    let key = SigningKey::generate(ParamSet::Tc26_256A, &mut SysRng)?;
    let validity = match demo.state {
        KeyState::Good | KeyState::Revoked => Validity {
            from: now - DAY * 30,
            to: now + DAY * (5 * 365),
        },
        KeyState::Expired => Validity {
            from: now - DAY * (2 * 365),
            to: now - DAY * 30,
        },
    };
    let template = Template::signer(subject(demo.owner)?, serial(number), validity);
    let public = key.verifying_key();
    let certificate = issue::certificate(&template, &public, &root.issuer(), &noise()?)?;
    let chain = [certificate, root.certificate.clone()];
    let name = demo.file.trim_end_matches(".p12");
    Ok(container::make(
        &key,
        &chain,
        Some(name),
        KEY_PASSWORD,
        Protection::default(),
        &mut SysRng,
    )?)
}

/// The owner as an official of their organization.
fn subject(owner: Owner) -> Result<Name, KeysError> {
    let identity = identity(owner)?;
    let of_card = |card: Card| {
        let inn = card.inn.clone().unwrap_or_default();
        (card.readable_name(), inn, card.ogrn)
    };
    let authority = || {
        let name = "Департамент транспорта и лицензирования Северогорской области";
        let (inn, ogrn) = ("9900000017", "1029900000008");
        (name.to_owned(), inn.to_owned(), ogrn.to_owned())
    };
    let (name, position, (organization, inn, ogrn)) = match owner {
        Owner::Newcomer => (
            super::NEWCOMER,
            "Генеральный директор",
            of_card(super::free_card()),
        ),
        Owner::Person(HEAD) => (
            PEOPLE[HEAD].name,
            PEOPLE[HEAD].position,
            of_card(super::company_card()),
        ),
        Owner::Person(other) => (PEOPLE[other].name, PEOPLE[other].position, authority()),
    };
    let [last, first, middle] = name;
    Ok(Name::of(&[
        (attribute::COUNTRY, "RU"),
        (attribute::COMMON_NAME, &organization),
        (attribute::ORGANIZATION, &organization),
        (attribute::SURNAME, last),
        (attribute::GIVEN_NAME, &format!("{first} {middle}")),
        (attribute::TITLE, position),
        (attribute::INN_LE, &inn),
        (attribute::OGRN, &ogrn),
        (attribute::INN, identity.inn.as_str()),
        (attribute::SNILS, identity.snils.as_str()),
    ]))
}

fn noise() -> Result<[u8; 32], KeysError> {
    use rand::TryRng;
    let mut bytes = [0; 32];
    SysRng.try_fill_bytes(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use access::{Actor, OrganizationId};
    use accounts::{CertifiedRegistration, Origin};
    use db::Db;
    use esign::report::Indication;
    use requisites::Email;
    use signatures::{Answered, ChallengePurpose, Verifier};
    use tempfile::TempDir;
    use texts::Lang;

    use super::super::named_cards;
    use super::*;

    fn open(data: &Path, file: &str) -> Party {
        let bytes = fs::read(folder(data).join(file)).unwrap();
        let container = container::open(&bytes, KEY_PASSWORD).unwrap();
        let entry = container.keys.into_iter().next().unwrap();
        Party {
            certificate: entry.certificate.unwrap(),
            key: entry.key,
        }
    }

    async fn show(
        db: &Db,
        verifier: &Verifier,
        party: &Party,
        purpose: ChallengePurpose,
        who: Option<&Actor>,
    ) -> Answered {
        let person = who.map(|actor| actor.person);
        let asked = signatures::challenge(db, purpose, person, "http://127.0.0.1:8080")
            .await
            .unwrap();
        let now = db.clock().now();
        let text = asked.text.as_bytes();
        let cms =
            esign::cms::sign(text, false, &party.key, &party.certificate, now, &[0; 32]).unwrap();
        signatures::answer(db, verifier, purpose, person, asked.id, cms)
            .await
            .unwrap()
    }

    #[tokio::test]
    async fn good_keys_are_qualified_and_the_spoiled_ones_say_why() {
        let data = TempDir::new().unwrap();
        let now = testkit::start();
        let settings = prepare(data.path(), now).unwrap();
        let verifier = Verifier::open(settings.clone()).unwrap();
        for demo in &KEYS {
            let party = open(data.path(), demo.file);
            let report = verifier
                .validate_certificate(&party.certificate, now, now)
                .await;
            let said = &report.signatures[0];
            match demo.state {
                KeyState::Good => {
                    assert_eq!(report.indication, Indication::TotalPassed, "{report:#?}");
                    assert!(said.qualified, "{report:#?}");
                }
                KeyState::Expired | KeyState::Revoked => {
                    assert_ne!(report.indication, Indication::TotalPassed, "{}", demo.file);
                    let wanted = if demo.state == KeyState::Expired {
                        "SIG-026"
                    } else {
                        "SIG-040"
                    };
                    let told = said.verdict.findings.iter().any(|one| one.code == wanted);
                    assert!(told, "{report:#?}");
                }
            }
        }
        // A second start finds everything as it was left.
        let before = fs::read(folder(data.path()).join(KEYS[0].file)).unwrap();
        prepare(data.path(), now + DAY * 365).unwrap();
        assert_eq!(
            fs::read(folder(data.path()).join(KEYS[0].file)).unwrap(),
            before
        );
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn the_newcomer_registers_and_links_the_free_company_at_once() {
        let test = testkit::sqlite().await;
        let (db, data) = (&test.db, TempDir::new().unwrap());
        let settings = prepare(data.path(), testkit::start()).unwrap();
        let verifier = Verifier::open(settings).unwrap();
        let register = data.path().join("registry");
        let options = ::registry::ImportOptions::default();
        ::registry::import_cards(&register, named_cards(), &options).unwrap();
        let registry = ::registry::Registry::open(&register).unwrap();
        registry.reload().unwrap();

        let party = open(data.path(), "novikov.p12");
        let shown = show(db, &verifier, &party, ChallengePurpose::SignIn, None).await;
        let input = CertifiedRegistration {
            email: Email::parse("novikov@gavan.example").unwrap(),
            phone: None,
            lang: Lang::Ru,
            time_zone: "Europe/Moscow".to_owned(),
            agreed: true,
        };
        let origin = Origin::default();
        let session =
            accounts::register_by_certificate(db, &shown.proved, &shown.ticket, &input, &origin)
                .await
                .unwrap();
        let signed_in = accounts::authenticate(db, &session.token, db.clock().now())
            .await
            .unwrap()
            .unwrap();
        let actor = signed_in.actor(&origin);
        assert_eq!(actor.name, "Новиков Пётр Ильич");
        let shown = show(db, &verifier, &party, ChallengePurpose::Link, Some(&actor)).await;
        let linked: OrganizationId =
            organizations::links::by_certificate(db, &registry, &actor, &shown.proved)
                .await
                .unwrap();
        let found = organizations::find(db, linked).await.unwrap().unwrap();
        assert_eq!(found.name_short, "ООО «Тихая гавань»");
    }
}
