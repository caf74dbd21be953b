//! A server under measurement: a process of its own.

use std::fs::File;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::load::{Connection, get};
use crate::{Outcome, kabinet_binary, proc};

const PATIENCE: Duration = Duration::from_mins(1);

/// A running server; it is killed when dropped.
pub(crate) struct Server {
    child: Child,
    pub(crate) address: SocketAddr,
    log: PathBuf,
    began: Instant,
}

impl Server {
    /// Starts a program that will listen on `address`.
    pub(crate) fn start(mut command: Command, address: SocketAddr, log: &Path) -> Outcome<Self> {
        let output = File::create(log)?;
        command
            .stdin(Stdio::null())
            .stdout(output.try_clone()?)
            .stderr(output);
        let began = Instant::now();
        let child = command
            .spawn()
            .map_err(|error| format!("{}: {error}", command.get_program().display()))?;
        Ok(Self {
            child,
            address,
            log: log.to_owned(),
            began,
        })
    }

    /// Waits until a page is answered with 200; returns the time since the start.
    pub(crate) async fn answers(&mut self, path: &str) -> Outcome<Duration> {
        let request = get(self.address, path, "");
        loop {
            if let Ok(mut connection) = Connection::open(self.address).await
                && connection
                    .exchange(&request)
                    .await
                    .is_ok_and(|answer| answer.status == 200)
            {
                return Ok(self.began.elapsed());
            }
            let has_ended = self.child.try_wait()?.is_some();
            if has_ended || self.began.elapsed() > PATIENCE {
                let log = std::fs::read_to_string(&self.log).unwrap_or_default();
                return Err(format!("{path} is not answered; the server said:\n{log}").into());
            }
            tokio::time::sleep(Duration::from_micros(500)).await;
        }
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    pub(crate) fn cpu(&self) -> Outcome<Duration> {
        proc::cpu(self.pid())
    }

    pub(crate) fn resident_mb(&self) -> Outcome<f64> {
        proc::resident_mb(self.pid())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// How a Kabinet is started for a measurement.
pub(crate) struct Installation<'a> {
    /// `demo` or `serve`.
    pub(crate) command: &'a str,
    pub(crate) data: &'a Path,
    /// A PostgreSQL database instead of the default.
    pub(crate) postgres: Option<&'a str>,
    /// Whether the jobs are done by the same process.
    pub(crate) has_worker: bool,
}

impl Installation<'_> {
    pub(crate) fn start(&self) -> Outcome<Server> {
        let address = free_address()?;
        let mut command = Command::new(kabinet_binary()?);
        for (name, _) in
            std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("KABINET_"))
        {
            command.env_remove(name);
        }
        command.arg(self.command);
        if self.command == "demo" {
            // The measurement counts its own applications.
            command.arg("--empty");
        }
        command
            .env("KABINET_DATA_DIR", self.data)
            .env("KABINET_SITE_LISTEN", address.to_string())
            .env("KABINET_LOG_LEVEL", "warn")
            .env("KABINET_WORKER_EMBEDDED", self.has_worker.to_string())
            // `serve` wants a mail server's name; nothing is sent in a measurement.
            .env("KABINET_MAIL_HOST", "localhost");
        if let Some(url) = self.postgres {
            command.env("KABINET_DATABASE_URL", url);
        }
        std::fs::create_dir_all(self.data)?;
        Server::start(command, address, &self.data.join("bench.log"))
    }
}

/// A port of this machine that nobody listens on.
pub(crate) fn free_address() -> Outcome<SocketAddr> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?)
}
