//! Installations in a temporary folder and the processes that run on them.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::time::{Duration, Instant};

use db::{Clock, Db, Settings};
use tempfile::TempDir;
use testkit::free_port;

/// How long a debug binary on a busy machine may take to open its port, or to end.
const PATIENCE: Duration = Duration::from_mins(3);

/// The binary, told nothing by the environment that the tests themselves run in.
pub(crate) fn kabinet(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kabinet"));
    for (name, _) in
        std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("KABINET_"))
    {
        command.env_remove(name);
    }
    command
        .args(arguments)
        .env("LC_ALL", "C.UTF-8")
        .env("LANG", "en_US.UTF-8")
        .stdin(Stdio::null());
    command
}

/// Runs a command to its end. One that goes on for ever is killed, and its exit code is none.
pub(crate) fn run(command: &mut Command) -> Output {
    let child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let (id, (ended, end)) = (child.id(), std::sync::mpsc::channel());
    let guard = std::thread::spawn(move || {
        if end.recv_timeout(PATIENCE).is_err() {
            let _ = Command::new("kill")
                .args(["-KILL", &id.to_string()])
                .status();
        }
    });
    let output = child.wait_with_output().unwrap();
    let _ = ended.send(());
    guard.join().unwrap();
    output
}

/// A data folder, a port, a database and a mail server.
pub(crate) struct Installation {
    pub(crate) folder: TempDir,
    pub(crate) port: u16,
    database: Option<String>,
    mail_port: u16,
}

/// A running process; killed when the test ends.
pub(crate) struct Process {
    child: Child,
    log: PathBuf,
}

impl Installation {
    /// The people and the register of the demo without its applications, on SQLite or in this PostgreSQL database.
    pub(crate) async fn of_demo(folder: TempDir, database: Option<String>, mail_port: u16) -> Self {
        let installation = Self {
            database,
            mail_port,
            ..Self::empty(folder)
        };
        let demo = installation.start("demo --empty", &[]).await;
        let status = demo.stop();
        assert!(status.success(), "the demo ends by itself: {status}");
        installation
    }

    /// A folder with nothing in it, for `demo`, which sends no mail.
    pub(crate) fn empty(folder: TempDir) -> Self {
        Self {
            folder,
            port: free_port(),
            database: None,
            mail_port: 1,
        }
    }

    /// `kabinet serve` or `demo`, once it answers.
    pub(crate) async fn start(&self, command: &str, settings: &[(&str, &str)]) -> Process {
        let mut process = self.spawn(command, settings);

        let began = Instant::now();
        while !self.is_ready().await {
            if let Some(status) = process.child.try_wait().unwrap() {
                panic!("{command} ended with {status}: {}", process.log());
            }
            assert!(
                began.elapsed() < PATIENCE,
                "{command} does not answer: {}",
                process.log()
            );
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        process
    }

    /// A process that is not waited for.
    pub(crate) fn spawn(&self, command: &str, settings: &[(&str, &str)]) -> Process {
        let words: Vec<&str> = command.split(' ').collect();
        let log = self.folder.path().join(format!("{}.log", words[0]));
        let file = File::options()
            .create(true)
            .append(true)
            .open(&log)
            .unwrap();
        let mut process = self.command(&words);
        process
            .envs(settings.iter().copied())
            .stdout(Stdio::null())
            .stderr(file);
        Process {
            child: process.spawn().unwrap(),
            log,
        }
    }

    /// The binary with this installation's settings.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = kabinet(arguments);
        command
            .env("KABINET_DATA_DIR", self.data())
            .env("KABINET_SITE_LISTEN", format!("127.0.0.1:{}", self.port))
            .env("KABINET_MAIL_HOST", "127.0.0.1")
            .env("KABINET_MAIL_PORT", self.mail_port.to_string())
            .env("KABINET_MAIL_SECURITY", "plain")
            .env("KABINET_MAIL_SENDER_ADDRESS", "noreply@kabinet.example");
        if let Some(url) = &self.database {
            command.env("KABINET_DATABASE_URL", url);
        }
        command
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The database beside whatever else uses it.
    pub(crate) async fn db(&self) -> Db {
        let settings = match &self.database {
            Some(url) => Settings {
                max_connections: 2,
                ..Settings::new(url.clone())
            },
            None => Settings::sqlite(&self.data().join("kabinet.db")),
        };
        Db::connect(&settings, Clock::System).await.unwrap()
    }

    async fn is_ready(&self) -> bool {
        let ready = reqwest::get(format!("{}/health/ready", self.url())).await;
        ready.is_ok_and(|answer| answer.status().is_success())
    }

    /// What all processes have logged.
    pub(crate) fn logs(&self) -> String {
        let logs = ["serve", "worker", "demo"].map(|name| {
            std::fs::read_to_string(self.folder.path().join(format!("{name}.log")))
                .unwrap_or_default()
        });
        logs.concat()
    }
}

impl Process {
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// kill -9.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        let status = self.child.wait().unwrap();
        assert_eq!(
            status.code(),
            None,
            "killed and not ended by itself: {status}; {}",
            self.log()
        );
    }

    /// SIGTERM, and waits for the end.
    pub(crate) fn stop(mut self) -> ExitStatus {
        self.signal("TERM");
        self.wait()
    }

    pub(crate) fn signal(&self, name: &str) {
        let sent = Command::new("kill")
            .args([&format!("-{name}"), &self.id().to_string()])
            .status()
            .unwrap();
        assert!(sent.success());
    }

    pub(crate) fn wait(&mut self) -> ExitStatus {
        let began = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(
                began.elapsed() < PATIENCE,
                "the process does not end: {}",
                self.log()
            );
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// The end of its log.
    pub(crate) fn log(&self) -> String {
        tail(&self.log)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn tail(path: &Path) -> String {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(20)..].join("\n")
}
