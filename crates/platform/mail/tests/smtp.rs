//! Letters against a real SMTP server (aiosmtpd). Without it the tests print why they were skipped, or fail when
//! `KABINET_TEST_STRICT=1`.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use mail::{Caught, Mailer, Message, Security, Sender, SmtpConfig, message_id};

/// Fails where `cargo xtask test` has brought what is missing; elsewhere says so.
fn skipped_unless_strict(reason: &str) {
    let is_strict = std::env::var("KABINET_TEST_STRICT").is_ok_and(|value| value == "1");
    assert!(!is_strict, "{reason}");
    println!("SKIPPED: {reason}");
}

struct Server {
    process: Child,
    port: u16,
    folder: tempfile::TempDir,
}

impl Server {
    /// `None` when aiosmtpd is not installed.
    fn start(certificate: Option<(&Path, &Path)>) -> Option<Server> {
        let available = Command::new("python3")
            .args(["-c", "import aiosmtpd.controller"])
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success());
        if !available {
            skipped_unless_strict("aiosmtpd is missing: pip install aiosmtpd");
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        let script = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/smtp_server.py");
        let mut command = Command::new("python3");
        command.arg(script).arg(folder.path());
        if let Some((certificate, key)) = certificate {
            command.arg(certificate).arg(key);
        }
        let mut process = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let port = line.trim().parse().expect("the server prints its port");
        Some(Server {
            process,
            port,
            folder,
        })
    }

    fn mailer(&self, security: Security) -> Mailer {
        Mailer::smtp(sender(), &config(self.port, security)).unwrap()
    }

    fn letters(&self) -> Vec<(String, String)> {
        let mut letters: Vec<_> = std::fs::read_dir(self.folder.path())
            .unwrap()
            .map(|entry| {
                let path = entry.unwrap().path();
                let name = path.file_name().unwrap().to_str().unwrap().to_owned();
                (
                    name,
                    String::from_utf8(std::fs::read(path).unwrap()).unwrap(),
                )
            })
            .collect();
        letters.sort();
        letters
    }

    /// Reads a letter with an independent mail library and gives one line per fact.
    fn facts(&self, name: &str) -> Vec<String> {
        let script = "
import email, email.policy, sys
letter = email.message_from_binary_file(open(sys.argv[1], 'rb'), policy=email.policy.default)
for name in ['Subject', 'Message-ID', 'Auto-Submitted', 'From', 'To', 'Date']:
    print(letter[name])
print(letter.get_content_type())
for part in letter.iter_parts():
    print(part.get_content_type(), part.get_content_charset(), part.get_content().strip())
print(sorted(letter.keys()))
";
        let output = Command::new("python3")
            .args(["-c", script])
            .arg(self.folder.path().join(name))
            .env("PYTHONIOENCODING", "utf-8")
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout)
            .unwrap()
            .lines()
            .map(str::to_owned)
            .collect()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn sender() -> Sender {
    Sender {
        name: "Кабинет организации".to_owned(),
        address: "noreply@kabinet.example".to_owned(),
    }
}

fn config(port: u16, security: Security) -> SmtpConfig {
    SmtpConfig {
        host: "127.0.0.1".to_owned(),
        port,
        security,
        credentials: None,
        timeout: Duration::from_secs(20),
        connections: 2,
    }
}

fn letter(to: &str) -> Message {
    Message {
        to: to.to_owned(),
        subject: "Заявление № 2026-000042 одобрено: результат ждёт вас в кабинете организации"
            .to_owned(),
        text: "Здравствуйте!\nЗаявление одобрено.\n.\nПосле точки.".to_owned(),
        html: Some("<p>Заявление <b>одобрено</b>.</p>".to_owned()),
        message_id: message_id("job-42", "kabinet.example"),
        date: "2026-11-22T12:00:00Z".parse().unwrap(),
    }
}

#[tokio::test]
async fn a_letter_arrives_with_its_subject_id_and_both_parts() {
    let Some(server) = Server::start(None) else {
        return;
    };
    let mailer = server.mailer(Security::Plain);
    assert!(mailer.check().await.unwrap());
    mailer.send(&letter("ivan@romashka.example")).await.unwrap();
    let facts = server.facts("0001.eml");
    assert_eq!(
        facts[0],
        "Заявление № 2026-000042 одобрено: результат ждёт вас в кабинете организации"
    );
    assert_eq!(facts[1], "<job-42@kabinet.example>");
    assert_eq!(facts[2], "auto-generated");
    assert_eq!(facts[3], "Кабинет организации <noreply@kabinet.example>");
    assert_eq!(facts[4], "ivan@romashka.example");
    assert_eq!(facts[5], "Sun, 22 Nov 2026 12:00:00 +0000");
    assert_eq!(facts[6], "multipart/alternative");
    assert_eq!(facts[7], "text/plain utf-8 Здравствуйте!");
    assert_eq!(
        facts[10], "После точки.",
        "a line of one dot does not end the letter"
    );
    assert_eq!(
        facts[11],
        "text/html utf-8 <p>Заявление <b>одобрено</b>.</p>"
    );
}

#[tokio::test]
async fn a_repeated_letter_is_the_same_to_the_byte() {
    let Some(server) = Server::start(None) else {
        return;
    };
    let message = letter("ivan@romashka.example");
    server.mailer(Security::Plain).send(&message).await.unwrap();
    server.mailer(Security::Plain).send(&message).await.unwrap();
    let letters = server.letters();
    assert_eq!(letters.len(), 2);
    assert_eq!(letters[0].1, letters[1].1);
}

#[tokio::test]
async fn a_refusal_for_good_and_a_refusal_for_now_are_told_apart() {
    let Some(server) = Server::start(None) else {
        return;
    };
    let mailer = server.mailer(Security::Plain);
    let refused = mailer
        .send(&letter("nobody@romashka.example"))
        .await
        .unwrap_err();
    assert!(refused.is_permanent());
    assert_eq!(
        (refused.code(), refused.smtp_code()),
        ("MAIL-010", Some(550))
    );
    let later = mailer
        .send(&letter("full@romashka.example"))
        .await
        .unwrap_err();
    assert!(!later.is_permanent());
    assert_eq!((later.code(), later.smtp_code()), ("MAIL-011", Some(452)));
    mailer
        .send(&letter("ivan@romashka.example"))
        .await
        .expect("the connection still works");
    assert_eq!(server.letters().len(), 1);
}

#[tokio::test]
async fn a_server_that_is_away_is_worth_a_repeat() {
    // Nobody listens on port 1.
    let mailer = Mailer::smtp(sender(), &config(1, Security::Plain)).unwrap();
    let error = mailer
        .send(&letter("ivan@romashka.example"))
        .await
        .unwrap_err();
    assert_eq!(error.code(), "MAIL-011");
    assert!(!error.is_permanent());
}

#[tokio::test]
async fn a_server_that_is_silent_is_given_up_in_time() {
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let mut config = config(silent.local_addr().unwrap().port(), Security::Plain);
    config.timeout = Duration::from_millis(300);
    let mailer = Mailer::smtp(sender(), &config).unwrap();
    let letter = letter("ivan@romashka.example");
    let sending = mailer.send(&letter);
    let error = tokio::time::timeout(Duration::from_mins(1), sending)
        .await
        .expect("gives up")
        .unwrap_err();
    assert!(!error.is_permanent(), "{error:?}");
}

#[tokio::test]
async fn a_late_answer_to_one_letter_is_never_taken_for_the_answer_to_the_next() {
    let Some(server) = Server::start(None) else {
        return;
    };
    let mut config = config(server.port, Security::Plain);
    config.timeout = Duration::from_secs(5);
    config.connections = 1;
    let mailer = Mailer::smtp(sender(), &config).unwrap();
    mailer.send(&letter("ivan@romashka.example")).await.unwrap();
    let late = mailer.send(&letter("slow@romashka.example")).await;
    assert!(!late.unwrap_err().is_permanent());
    // The late «250», of three seconds after, arrives while the next letters go out.
    for _ in 0..10 {
        tokio::time::sleep(Duration::from_millis(400)).await;
        let refused = mailer.send(&letter("nobody@romashka.example")).await;
        assert_eq!(refused.unwrap_err().smtp_code(), Some(550));
    }
    mailer.send(&letter("ivan@romashka.example")).await.unwrap();
    assert_eq!(server.letters().len(), 2);
}

#[tokio::test]
async fn starttls_is_demanded_and_an_unknown_certificate_refused() {
    let folder = tempfile::tempdir().unwrap();
    let (certificate, key) = (
        folder.path().join("cert.pem"),
        folder.path().join("key.pem"),
    );
    let made = Command::new("openssl")
        .args([
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-days",
            "2",
        ])
        .args([
            "-subj",
            "/CN=127.0.0.1",
            "-addext",
            "subjectAltName=IP:127.0.0.1",
            "-keyout",
        ])
        .arg(&key)
        .arg("-out")
        .arg(&certificate)
        .stderr(Stdio::null())
        .status();
    if !made.is_ok_and(|status| status.success()) {
        skipped_unless_strict("openssl is missing: install openssl");
        return;
    }
    let Some(server) = Server::start(Some((&certificate, &key))) else {
        return;
    };
    let Some(plain) = Server::start(None) else {
        return;
    };
    let error = server
        .mailer(Security::StartTls)
        .send(&letter("ivan@romashka.example"))
        .await
        .unwrap_err();
    assert_eq!(
        error.code(),
        "MAIL-011",
        "a certificate may be put right: {error:?}"
    );
    let error = plain
        .mailer(Security::StartTls)
        .send(&letter("ivan@romashka.example"))
        .await
        .unwrap_err();
    assert!(
        plain.letters().is_empty(),
        "not sent in the clear: {error:?}"
    );
    plain
        .mailer(Security::StartTlsIfOffered)
        .send(&letter("ivan@romashka.example"))
        .await
        .unwrap();
    assert_eq!(plain.letters().len(), 1);
}

#[tokio::test]
async fn nothing_in_a_letter_can_add_a_header() {
    let caught: Arc<Mutex<Vec<Caught>>> = Arc::default();
    let keep = Arc::clone(&caught);
    let mailer = Mailer::catcher(sender(), move |letter| {
        keep.lock().unwrap().push(letter);
        Ok(())
    });
    let good = letter("ivan@romashka.example");
    let bad = [
        (
            Message {
                subject: "Тема\r\nBcc: x@y.example".to_owned(),
                ..good.clone()
            },
            "MAIL-002",
        ),
        (
            Message {
                to: "a@b.example\r\nBcc: x@y.example".to_owned(),
                ..good.clone()
            },
            "MAIL-001",
        ),
        (
            Message {
                message_id: "<a@b>\r\nBcc: x@y.example".to_owned(),
                ..good.clone()
            },
            "MAIL-003",
        ),
    ];
    for (message, code) in bad {
        let error = mailer.send(&message).await.unwrap_err();
        assert_eq!(error.code(), code);
        assert!(error.is_permanent());
    }
    assert!(caught.lock().unwrap().is_empty());
    mailer.send(&good).await.unwrap();
    let caught = caught.lock().unwrap();
    assert_eq!(caught[0].subject, good.subject);
    let raw = String::from_utf8(caught[0].raw.clone()).unwrap();
    assert!(raw.contains("Message-ID: <job-42@kabinet.example>\r\n"));
}

#[tokio::test]
async fn a_catcher_that_fails_is_worth_a_repeat() {
    let mailer = Mailer::catcher(sender(), |_| Err("the disk is full".into()));
    let error = mailer
        .send(&letter("ivan@romashka.example"))
        .await
        .unwrap_err();
    assert!(!error.is_permanent());
}
