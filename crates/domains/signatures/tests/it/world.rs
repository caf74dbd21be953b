//! A made-up authority with its files, and people with keys.

use std::fs;
use std::path::PathBuf;

use access::{Actor, PersonId, SessionId};
use db::{Rows, Unit, values};
use esign::certificate::{Certificate, attribute};
use esign::cms;
use esign::issue::{self, CrlTemplate, Issuer, Name, Revoked, Template, Validity};
use esign::tsl::{Authority, ListedKey, State, Status, TrustList};
use gost3410::{ParamSet, SigningKey};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use signatures::{Answered, Challenge, ChallengePurpose, SignatureError, TrustSettings, Verifier};
use tempfile::TempDir;
use testkit::TestDb;
use uuid::Uuid;

pub(crate) const NOISE: [u8; 32] = [7; 32];
pub(crate) const SITE: &str = "https://kabinet.example";
pub(crate) const SNILS: &str = "11223344595";
pub(crate) const INN: &str = "500100732259";

pub(crate) fn moment(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub(crate) fn key(number: u8) -> SigningKey {
    let set = ParamSet::Tc26_256A;
    let mut bytes = vec![number; set.size().bytes()];
    *bytes.last_mut().unwrap() = 1;
    SigningKey::from_le_bytes(set, &bytes).unwrap()
}

pub(crate) fn common_name(text: &str) -> Name {
    Name::of(&[(attribute::COMMON_NAME, text), (attribute::COUNTRY, "RU")])
}

/// «Ёлкина Анна Сергеевна» with all her numbers.
pub(crate) fn anna() -> Name {
    Name::of(&[
        (attribute::COMMON_NAME, "Ёлкина Анна Сергеевна"),
        (attribute::SURNAME, "Ёлкина"),
        (attribute::GIVEN_NAME, "Анна Сергеевна"),
        (attribute::INN, INN),
        (attribute::SNILS, SNILS),
    ])
}

pub(crate) fn boris() -> Name {
    Name::of(&[
        (attribute::COMMON_NAME, "Быков Борис Борисович"),
        (attribute::SURNAME, "Быков"),
        (attribute::GIVEN_NAME, "Борис Борисович"),
        (attribute::INN, "500100732260"),
        (attribute::SNILS, "11223344600"),
    ])
}

/// A key and its certificate.
#[derive(Clone)]
pub(crate) struct Party {
    pub(crate) key: SigningKey,
    pub(crate) certificate: Certificate,
}

impl Party {
    pub(crate) fn root(name: &str, number: u8) -> Self {
        let validity = Validity {
            from: moment("2020-01-01T00:00:00Z"),
            to: moment("2040-01-01T00:00:00Z"),
        };
        let key = key(number);
        let template = Template::root(common_name(name), u64::from(number), validity);
        let certificate = issue::self_signed(&template, &key, &NOISE).unwrap();
        Self { key, certificate }
    }

    pub(crate) fn issuer(&self) -> Issuer<'_> {
        Issuer {
            key: &self.key,
            certificate: &self.certificate,
        }
    }

    pub(crate) fn issue(&self, template: &Template, number: u8) -> Self {
        let key = key(number);
        let public = key.verifying_key();
        let certificate = issue::certificate(template, &public, &self.issuer(), &NOISE).unwrap();
        Self { key, certificate }
    }

    /// A person's certificate of this year with this serial number, which chooses the key too.
    pub(crate) fn person(&self, name: Name, number: u8) -> Self {
        self.issue(&template(name, number), number)
    }

    /// A CAdES-BES signature.
    pub(crate) fn sign(&self, content: &[u8], at: Timestamp) -> Vec<u8> {
        cms::sign(content, false, &self.key, &self.certificate, at, &NOISE).unwrap()
    }

    pub(crate) fn list(&self, at: Timestamp, revoked: &[(u8, Timestamp)]) -> Vec<u8> {
        let revoked = revoked.iter().map(|(serial, at)| Revoked {
            serial: u64::from(*serial).to_be_bytes().to_vec(),
            at: *at,
            reason: Some(1),
            extra: Vec::new(),
        });
        let template = CrlTemplate {
            number: 1,
            this_update: at,
            next_update: Some(at + SignedDuration::from_hours(24 * 365)),
            revoked: revoked.collect(),
            extra: Vec::new(),
        };
        issue::crl(&template, &self.issuer(), &NOISE).unwrap()
    }
}

pub(crate) fn template(name: Name, number: u8) -> Template {
    let validity = Validity {
        from: moment("2026-01-01T00:00:00Z"),
        to: moment("2027-01-01T00:00:00Z"),
    };
    Template {
        crl_urls: vec!["http://ca.kabinet.example/1.crl".to_owned()],
        ..Template::signer(name, u64::from(number), validity)
    }
}

/// An accredited authority whose files the installation has.
pub(crate) struct World {
    pub(crate) folder: TempDir,
    pub(crate) root: Party,
    pub(crate) verifier: Verifier,
}

impl World {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = Party::root("Учебный центр", 1);
        let day = moment("2026-11-22T00:00:00Z");
        let past = [(66, moment("2026-11-01T00:00:00Z"))];
        fs::write(folder.path().join("root.cer"), root.certificate.der()).unwrap();
        fs::write(folder.path().join("root.crl"), root.list(day, &past)).unwrap();
        let list = accredited(&root).to_xml();
        fs::write(folder.path().join("list.xml"), list).unwrap();
        let settings = TrustSettings {
            anchors: vec![folder.path().join("root.cer")],
            crls: vec![folder.path().join("root.crl")],
            trust_list: Some(folder.path().join("list.xml")),
            ..TrustSettings::default()
        };
        Self {
            verifier: Verifier::open(settings).unwrap(),
            folder,
            root,
        }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn anna(&self) -> Party {
        self.root.person(anna(), 2)
    }

    pub(crate) async fn ask(
        &self,
        test: &TestDb,
        purpose: ChallengePurpose,
        person: Option<PersonId>,
    ) -> Challenge {
        signatures::challenge(&test.db, purpose, person, SITE)
            .await
            .unwrap()
    }

    pub(crate) async fn answer(
        &self,
        test: &TestDb,
        purpose: ChallengePurpose,
        person: Option<PersonId>,
        challenge: &Challenge,
        signer: &Party,
    ) -> Result<Answered, SignatureError> {
        let cms = signer.sign(challenge.text.as_bytes(), test.clock.now());
        let id = challenge.id;
        signatures::answer(&test.db, &self.verifier, purpose, person, id, cms).await
    }

    /// Shows the key for a purpose.
    pub(crate) async fn prove(
        &self,
        test: &TestDb,
        actor: &Actor,
        signer: &Party,
    ) -> Result<Answered, SignatureError> {
        // What happens at one moment has no order.
        test.clock.advance(SignedDuration::from_millis(2));
        let (purpose, person) = (ChallengePurpose::Bind, Some(actor.person));
        let challenge = self.ask(test, purpose, person).await;
        self.answer(test, purpose, person, &challenge, signer).await
    }

    /// Shows the key and asks to bind its certificate.
    pub(crate) async fn bind(
        &self,
        test: &TestDb,
        actor: &Actor,
        signer: &Party,
        replaces: Option<Uuid>,
    ) -> Result<Uuid, SignatureError> {
        let proved = self.prove(test, actor, signer).await?.proved;
        signatures::bind(&test.db, &self.verifier, actor, &proved, replaces).await
    }

    /// Binds and gives the mailed code.
    pub(crate) async fn bound(&self, test: &TestDb, actor: &Actor, signer: &Party) -> Uuid {
        let id = self.bind(test, actor, signer, None).await.unwrap();
        let code = mailed_code(test).await;
        signatures::confirm_binding(&test.db, actor, id, &code)
            .await
            .unwrap();
        id
    }
}

pub(crate) fn accredited(root: &Party) -> TrustList {
    let state = State {
        status: Status::Active,
        since: Some(moment("2020-01-01T00:00:00Z")),
    };
    let authority = Authority {
        name: "Учебный центр".to_owned(),
        state: Some(state.clone()),
        history: vec![state],
        keys: vec![ListedKey {
            identifier: issue::key_id(&root.key.verifying_key()),
            certificates: vec![root.certificate.clone()],
            ..ListedKey::default()
        }],
        ..Authority::default()
    };
    TrustList::new("7", Some(moment("2026-11-20T00:00:00Z")), vec![authority])
}

/// A signed-in person; СНИЛС and ИНН are known only where a certificate has shown them.
pub(crate) async fn person(
    test: &TestDb,
    names: [&'static str; 3],
    numbers: Option<(&'static str, &'static str)>,
) -> Actor {
    let [last, first, middle] = names;
    let id = test
        .db
        .write(async move |unit: Unit| {
            let id = unit.new_id();
            unit.execute(
                "INSERT INTO people (id, email, email_confirmed_at, last_name, first_name, middle_name, \
                 name_lower, snils, inn, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $3)",
                values![
                    id,
                    format!("{}@kabinet.example", id.simple()),
                    db::micros(unit.now()),
                    last,
                    first,
                    middle,
                    last.to_lowercase(),
                    numbers.map(|(snils, _)| snils),
                    numbers.map(|(_, inn)| inn),
                ],
            )
            .await?;
            Ok::<_, db::DbError>(id)
        })
        .await
        .unwrap();
    Actor {
        person: PersonId(id),
        name: format!("{last} {first} {middle}"),
        session: SessionId(Uuid::from_u128(1)),
        is_operator: false,
        ip: None,
        request_id: "r-1".to_owned(),
    }
}

pub(crate) const ANNA: [&str; 3] = ["Елкина", "Анна", "Сергеевна"];

/// The letters of a kind, in order.
pub(crate) async fn letters(test: &TestDb, kind: &str) -> Vec<Value> {
    let sql = "SELECT payload FROM jobs WHERE kind = 'mail' ORDER BY created_at, id LIMIT 200";
    let rows = test.db.rows(sql, vec![]).await.unwrap();
    rows.iter()
        .map(|row| serde_json::from_str(&row.get::<String>("payload").unwrap()).unwrap())
        .filter(|letter: &Value| letter["kind"] == kind)
        .collect()
}

/// The code of the newest letter.
pub(crate) async fn mailed_code(test: &TestDb) -> String {
    code_of(test, "certificate-code").await
}

async fn code_of(test: &TestDb, kind: &str) -> String {
    let letters = letters(test, kind).await;
    let code = &letters.last().expect("a code was mailed")["args"]["code"]["text"];
    code.as_str().unwrap().to_owned()
}

/// Switches a certificate off with the code of the letter.
pub(crate) async fn switch_off(test: &TestDb, actor: &Actor, id: Uuid) {
    test.clock.advance(SignedDuration::from_mins(1));
    signatures::ask_to_deactivate(&test.db, actor, id)
        .await
        .unwrap();
    let code = code_of(test, "certificate-off-code").await;
    signatures::deactivate(&test.db, actor, id, &code)
        .await
        .unwrap();
}

pub(crate) async fn count(test: &TestDb, sql: &str) -> i64 {
    test.db.number(sql, vec![]).await.unwrap()
}

/// The code of a refusal and of the first finding behind it.
pub(crate) fn codes(error: &SignatureError) -> (&'static str, Option<&'static str>) {
    let finding = error.findings().first().map(|finding| finding.code);
    (error.code().unwrap(), finding)
}

#[track_caller]
pub(crate) fn refused<T: std::fmt::Debug>(
    result: Result<T, SignatureError>,
    code: &str,
    finding: Option<&str>,
) {
    let error = result.unwrap_err();
    assert_eq!(codes(&error), (code, finding), "{error}");
}
