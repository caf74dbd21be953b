//! A PostgreSQL of the benchmark's own, with all its durability on.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use sqlx::{Connection, PgConnection};

use crate::server::free_address;
use crate::{Outcome, proc};

/// A running cluster; it is stopped when dropped.
pub(crate) struct Cluster {
    programs: PathBuf,
    data: PathBuf,
    address: SocketAddr,
}

impl Cluster {
    /// Makes a cluster in `folder` and starts it. fsync, synchronous_commit and full_page_writes
    /// stay at their defaults: on.
    pub(crate) fn start(folder: &Path) -> Outcome<Self> {
        let cluster = Self {
            programs: programs()?,
            data: folder.join("postgres"),
            address: free_address()?,
        };
        make_data_folder(&cluster.data)?;
        let data = cluster.data.display().to_string();
        cluster.run(
            "initdb",
            &[
                "-D",
                &data,
                "-U",
                "kabinet",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--locale=C.UTF-8",
            ],
        )?;
        let options = format!(
            "-p {} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=100 \
             -c shared_buffers=256MB -c max_wal_size=4GB",
            cluster.address.port()
        );
        let log = cluster.data.join("log").display().to_string();
        cluster.run(
            "pg_ctl",
            &["-D", &data, "-l", &log, "-o", &options, "-w", "start"],
        )?;
        Ok(cluster)
    }

    /// Makes a database; returns its URL.
    pub(crate) async fn database(&self, name: &'static str) -> Outcome<String> {
        let base = format!("postgres://kabinet@{}", self.address);
        let mut connection = PgConnection::connect(&format!("{base}/postgres")).await?;
        sqlx::raw_sql(sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}")))
            .execute(&mut connection)
            .await?;
        connection.close().await?;
        Ok(format!("{base}/{name}"))
    }

    /// Process id of the server.
    pub(crate) fn pid(&self) -> Outcome<u32> {
        let text = std::fs::read_to_string(self.data.join("postmaster.pid"))?;
        Ok(text.lines().next().unwrap_or_default().trim().parse()?)
    }

    /// Processor time of the server and all its processes.
    pub(crate) fn cpu(&self) -> Outcome<std::time::Duration> {
        proc::cpu_of_family(self.pid()?)
    }

    fn run(&self, name: &str, arguments: &[&str]) -> Outcome {
        let program = self.programs.join(name);
        let mut command = if is_root() {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        finish(command.args(arguments).current_dir("/"), name)
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let data = self.data.display().to_string();
        let _ = self.run("pg_ctl", &["-D", &data, "-m", "immediate", "-w", "stop"]);
    }
}

/// Debian keeps the server's programs out of PATH.
fn programs() -> Outcome<PathBuf> {
    let debian = (15..=18)
        .rev()
        .map(|version| PathBuf::from(format!("/usr/lib/postgresql/{version}/bin")));
    let from_path = std::env::var_os("PATH").unwrap_or_default();
    debian
        .chain(std::env::split_paths(&from_path))
        .find(|folder| folder.join("initdb").exists() && folder.join("pg_ctl").exists())
        .ok_or_else(|| "PostgreSQL is missing: apt-get install postgresql-15".into())
}

/// PostgreSQL refuses to run as root; then it runs as the `postgres` user of its package.
fn is_root() -> bool {
    Command::new("id")
        .arg("-u")
        .output()
        .is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}

fn make_data_folder(data: &Path) -> Outcome {
    let mut command = Command::new("install");
    command.args(["-d", "-m", "700"]);
    if is_root() {
        command.args(["-o", "postgres", "-g", "postgres"]);
    }
    finish(command.arg(data), "install")
}

fn finish(command: &mut Command, name: &str) -> Outcome {
    // A started server keeps the pipes open, so its output is not waited for.
    let status = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .map_err(|error| format!("{name}: {error}"))?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("{name} of PostgreSQL failed: {status}").into())
    }
}
