//! Revocation lists, a responder and a time-stamping service over HTTP; the last two are OpenSSL's.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{StatusCode, Uri};
use esign::issue::{Template, Validity};
use esign::report::{Indication, SubIndication};
use gost3410::pkcs8::EncodePrivateKey;
use jiff::{SignedDuration, Timestamp};
use signatures::{Kind, SignatureError, Signed, TrustSettings, Verifier};
use testkit::on_both;

use crate::world::*;

const CONTENT: &[u8] = b"a document";

/// The machine's time, which OpenSSL puts into what it makes.
#[expect(
    clippy::disallowed_methods,
    reason = "OpenSSL cannot be told another time"
)]
fn today() -> Timestamp {
    Timestamp::from_second(Timestamp::now().as_second()).unwrap()
}

fn around_today() -> Validity {
    Validity {
        from: today() - SignedDuration::from_hours(48),
        to: today() + SignedDuration::from_hours(2400),
    }
}

/// Answers by path: a file of the folder, or what OpenSSL makes of the question.
#[derive(Clone)]
struct Web {
    folder: PathBuf,
    asked: Arc<Mutex<Vec<String>>>,
}

async fn answer(State(web): State<Web>, uri: Uri, body: Bytes) -> (StatusCode, Vec<u8>) {
    web.asked.lock().unwrap().push(uri.path().to_owned());
    let folder = web.folder.clone();
    let made = tokio::task::spawn_blocking(move || match uri.path() {
        "/ocsp" => {
            fs::write(folder.join("question"), &body).unwrap();
            openssl(
                &folder,
                "ocsp -index index.txt -CA root.pem -rsigner responder.pem -rkey responder.key \
                 -reqin question -respout answer -ndays 1",
            );
            fs::read(folder.join("answer")).ok()
        }
        "/tsa" => {
            fs::write(folder.join("query"), &body).unwrap();
            openssl(
                &folder,
                "ts -reply -config openssl.cnf -queryfile query -out reply",
            );
            fs::read(folder.join("reply")).ok()
        }
        path => fs::read(folder.join(&path[1..])).ok(),
    });
    match made.await.unwrap() {
        Some(bytes) => (StatusCode::OK, bytes),
        None => (StatusCode::NOT_FOUND, Vec::new()),
    }
}

const CONFIG: &str = "openssl_conf = main\n[main]\nengines = engines\n[engines]\ngost = gost\n\
    [gost]\nengine_id = gost\ndefault_algorithms = ALL\n\
    [tsa]\ndefault_tsa = own\n[own]\nserial = serial\nsigner_cert = tsa.pem\ncerts = root.pem\n\
    signer_key = tsa.key\nsigner_digest = md_gost12_256\ndefault_policy = 1.2.3.4\n\
    digests = md_gost12_256, md_gost12_512, sha256\naccuracy = secs:1\ness_cert_id_chain = no\n\
    ess_cert_id_alg = sha256\n";

fn openssl(folder: &Path, arguments: &str) {
    fs::write(folder.join("openssl.cnf"), CONFIG).unwrap();
    let output = Command::new("openssl")
        .args(arguments.split_whitespace())
        .current_dir(folder)
        .env("OPENSSL_CONF", folder.join("openssl.cnf"))
        .output()
        .expect("openssl is installed by cargo xtask test");
    assert!(
        output.status.success(),
        "openssl {arguments}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
}

fn write(folder: &Path, name: &str, party: &Party) {
    let pem = |label: &str, der: &[u8]| {
        let body = data_encoding::BASE64.encode(der);
        let lines: Vec<&str> = body
            .as_bytes()
            .chunks(64)
            .map(|line| std::str::from_utf8(line).unwrap())
            .collect();
        format!(
            "-----BEGIN {label}-----\n{}\n-----END {label}-----\n",
            lines.join("\n")
        )
    };
    let certificate = pem("CERTIFICATE", party.certificate.der());
    fs::write(folder.join(format!("{name}.pem")), certificate).unwrap();
    let key = party.key.to_pkcs8_der().unwrap();
    let key = pem("PRIVATE KEY", key.as_bytes());
    fs::write(folder.join(format!("{name}.key")), key).unwrap();
}

/// A person's certificate whose authority publishes nothing.
fn of_today(number: u8) -> Template {
    Template {
        validity: around_today(),
        crl_urls: Vec::new(),
        ..template(anna(), number)
    }
}

/// An authority on the web.
struct Stage {
    world: World,
    web: Web,
    url: String,
}

impl Stage {
    async fn new() -> Self {
        let world = World::new();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let folder = world.folder.path().to_owned();
        write(&folder, "root", &world.root);
        let responder = Template::ocsp(common_name("Ответчик"), 9, around_today());
        write(&folder, "responder", &world.root.issue(&responder, 9));
        let service = Template::time_stamping(common_name("Служба времени"), 10, around_today());
        write(&folder, "tsa", &world.root.issue(&service, 10));
        fs::write(folder.join("serial"), "01\n").unwrap();
        // OpenSSL works with the machine's time: the operator's own list is of these days as well.
        let list = world
            .root
            .list(today() - SignedDuration::from_hours(1), &[]);
        fs::write(folder.join("root.crl"), list).unwrap();
        let index = "V\t490101000000Z\t\t02\tunknown\t/CN=a\n\
            R\t490101000000Z\t260601000000Z,keyCompromise\t03\tunknown\t/CN=b\n";
        fs::write(folder.join("index.txt"), index).unwrap();
        let web = Web {
            folder,
            asked: Arc::default(),
        };
        let router = Router::new().fallback(answer).with_state(web.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { world, web, url }
    }

    fn open(&self, settings: TrustSettings) -> Verifier {
        Verifier::open(TrustSettings {
            anchors: vec![self.world.path("root.cer")],
            trust_list: Some(self.world.path("list.xml")),
            ..settings
        })
        .unwrap()
    }

    fn online(&self) -> Verifier {
        self.open(TrustSettings {
            online: true,
            ..TrustSettings::default()
        })
    }

    fn by_list(&self, number: u8) -> Party {
        let template = Template {
            crl_urls: vec![format!("{}/web.crl", self.url)],
            ..of_today(number)
        };
        self.world.root.issue(&template, number)
    }

    fn by_responder(&self, number: u8) -> Party {
        let template = Template {
            ocsp_urls: vec![format!("{}/ocsp", self.url)],
            ..of_today(number)
        };
        self.world.root.issue(&template, number)
    }

    fn publish(&self, revoked: &[(u8, Timestamp)]) {
        let list = self
            .world
            .root
            .list(today() - SignedDuration::from_hours(1), revoked);
        fs::write(self.world.path("web.crl"), list).unwrap();
    }

    fn asked(&self) -> Vec<String> {
        std::mem::take(&mut *self.web.asked.lock().unwrap())
    }
}

async fn judge(verifier: &Verifier, signer: &Party) -> (Indication, Option<SubIndication>) {
    let signed = Signed::Detached {
        content: CONTENT.to_vec(),
        signature: signer.sign(CONTENT, today()),
    };
    let report = verifier.validate(signed, today(), today()).await;
    (report.indication, report.sub_indication)
}

const PASSED: (Indication, Option<SubIndication>) = (Indication::TotalPassed, None);

fn because(reason: SubIndication) -> (Indication, Option<SubIndication>) {
    (reason.indication(), Some(reason))
}

#[tokio::test]
async fn lists_are_fetched_only_where_that_is_allowed_and_then_kept() {
    let stage = Stage::new().await;
    let (anna, revoked) = (stage.by_list(2), stage.by_list(3));
    stage.publish(&[(3, today() - SignedDuration::from_hours(5))]);
    let offline = stage.open(TrustSettings::default());
    assert_eq!(
        judge(&offline, &anna).await,
        because(SubIndication::TryLater)
    );
    assert!(stage.asked().is_empty());

    let online = stage.online();
    assert_eq!(judge(&online, &anna).await, PASSED);
    assert_eq!(stage.asked(), ["/web.crl"]);
    assert_eq!(
        judge(&online, &revoked).await,
        because(SubIndication::RevokedNoPoe)
    );
    assert_eq!(judge(&online, &anna).await, PASSED);
    assert!(stage.asked().is_empty(), "the list is kept");
    let report = online
        .validate_certificate(&revoked.certificate, today(), today())
        .await;
    assert_eq!(report.sub_indication, Some(SubIndication::Revoked));
}

#[tokio::test]
async fn a_list_that_does_not_come_leaves_it_open() {
    let stage = Stage::new().await;
    let (online, anna) = (stage.online(), stage.by_list(2));
    let open = because(SubIndication::TryLater);
    assert_eq!(judge(&online, &anna).await, open);
    assert_eq!(judge(&online, &anna).await, open);
    assert_eq!(
        stage.asked().len(),
        1,
        "an absent list is not asked for again at once"
    );
    fs::write(stage.world.path("web.crl"), b"rubbish").unwrap();
    let online = stage.online();
    assert_eq!(judge(&online, &anna).await, open);
    // Somebody else's list says nothing.
    let other = Party::root("Учебный центр", 44).list(today(), &[]);
    fs::write(stage.world.path("web.crl"), other).unwrap();
    let online = stage.online();
    assert_eq!(judge(&online, &anna).await, open);
}

#[tokio::test]
async fn addresses_of_a_stranger_are_not_followed() {
    let stage = Stage::new().await;
    let online = stage.online();
    let template = Template {
        crl_urls: vec![format!("{}/web.crl", stage.url)],
        ocsp_urls: vec![format!("{}/ocsp", stage.url)],
        ..of_today(2)
    };
    let strangers = [
        Party::root("Чужой центр", 44).issue(&template, 2),
        Party::root("Учебный центр", 45).issue(&template, 2),
    ];
    for stranger in strangers {
        let judged = judge(&online, &stranger).await;
        assert_eq!(judged, because(SubIndication::NoCertificateChainFound));
        online
            .validate_certificate(&stranger.certificate, today(), today())
            .await;
    }
    assert!(stage.asked().is_empty());
}

#[tokio::test]
async fn a_responder_tells_good_from_revoked() {
    let stage = Stage::new().await;
    let online = stage.online();
    assert_eq!(judge(&online, &stage.by_responder(2)).await, PASSED);
    assert_eq!(stage.asked(), ["/ocsp"]);
    assert_eq!(
        judge(&online, &stage.by_responder(3)).await,
        because(SubIndication::RevokedNoPoe)
    );
    assert_eq!(
        judge(&online, &stage.by_responder(4)).await,
        because(SubIndication::TryLater),
        "the responder does not know it"
    );
}

on_both! {
    async fn a_documents_signature_gets_a_time_stamp(test: &TestDb) {
        let stage = Stage::new().await;
        test.clock.advance(today().duration_since(test.clock.now()));
        let actor = person(test, ANNA, Some((SNILS, INN))).await;
        let url = format!("{}/tsa", stage.url).parse().unwrap();
        let settings = TrustSettings {
            crls: vec![stage.world.path("root.crl")],
            time_stamping: Some(url),
            ..TrustSettings::default()
        };
        let verifier = stage.open(settings);
        assert!(verifier.has_time_stamping());
        assert!(verifier.try_time_stamping().await.unwrap().is_some());
        let signer = stage.world.root.issue(&of_today(2), 2);
        let cms = signer.sign(CONTENT, test.clock.now());
        let checked = signatures::check_document(&test.db, &verifier, &actor, CONTENT, cms, Kind::Qualified)
            .await
            .unwrap();
        let stamped = checked.stamped_at().expect("a stamp");
        assert!(stamped.duration_since(today()).abs() < SignedDuration::from_mins(5));
        let subject = signatures::Subject::Application(uuid::Uuid::from_u128(8));
        test.db
            .write(async move |unit: db::Unit| {
                signatures::attach(&unit, subject, None, "a.xml", None, &checked, &actor).await
            })
            .await
            .unwrap();
        let kept = signatures::signatures_of(&test.db, subject).await.unwrap().remove(0);
        assert_eq!(kept.stamped_at, Some(stamped));
        let signed = Signed::Detached { content: CONTENT.to_vec(), signature: kept.cms };
        let report = verifier.validate(signed, today(), today()).await;
        assert_eq!(report.signatures[0].format, "CAdES-T");
        assert_eq!(report.signatures[0].stamped_time, Some(stamped));
    }

    async fn a_service_that_does_not_count_stops_the_signature(test: &TestDb) {
        let stage = Stage::new().await;
        test.clock.advance(today().duration_since(test.clock.now()));
        let actor = person(test, ANNA, Some((SNILS, INN))).await;
        let signer = stage.world.root.issue(&of_today(2), 2);
        let sign = async |path: &str| {
            let url = format!("{}/{path}", stage.url).parse().unwrap();
            let verifier = stage.open(TrustSettings {
                crls: vec![stage.world.path("root.crl")],
                time_stamping: Some(url),
                ..TrustSettings::default()
            });
            let cms = signer.sign(CONTENT, test.clock.now());
            signatures::check_document(&test.db, &verifier, &actor, CONTENT, cms, Kind::Enhanced).await
        };
        refused(sign("absent").await, "ESG-021", Some("SIG-120"));
        refused(sign("root.cer").await, "ESG-021", Some("SIG-072"));
        let stranger = Party::root("Чужой центр", 44);
        let service = Template::time_stamping(common_name("Служба"), 10, around_today());
        write(stage.world.folder.path(), "tsa", &stranger.issue(&service, 46));
        let untrusted = sign("tsa").await;
        assert!(matches!(untrusted, Err(SignatureError::TimeStamp(_))), "{untrusted:?}");
    }
}
