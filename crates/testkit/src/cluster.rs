//! A PostgreSQL of the tests' own: a private port, data in the temporary folder, no durability.
//!
//! The first test that needs it starts it and it stays for the others; `cargo xtask test` stops it
//! in the end. `KABINET_TEST_POSTGRES=postgres://user@host:port` uses another one instead.

use std::fs::{self, File};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use crate::free_port;

/// Base URL of the cluster, without a database; starts it if it does not run.
pub fn cluster_url() -> Result<String, String> {
    static URL: OnceLock<Result<String, String>> = OnceLock::new();
    URL.get_or_init(|| match std::env::var("KABINET_TEST_POSTGRES") {
        Ok(url) => Ok(url.trim_end_matches('/').to_owned()),
        Err(_) => start(),
    })
    .clone()
}

/// Where the cluster lives: also known to `cargo xtask test`, which stops it.
fn folder() -> PathBuf {
    let user = std::env::var("USER").unwrap_or_else(|_| "tests".to_owned());
    std::env::temp_dir().join(format!("kabinet-test-postgres-{user}"))
}

fn start() -> Result<String, String> {
    let folder = folder();
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let lock = File::create(folder.join("lock")).map_err(|error| error.to_string())?;
    // Tests are processes of their own and come all at once: one starts it, the others wait.
    lock.lock().map_err(|error| error.to_string())?;
    use_until_the_end(&folder)?;
    let port_file = folder.join("port");
    if let Some(port) = running(&port_file) {
        return Ok(url(port));
    }
    let data = folder.join("data");
    let programs = programs()?;
    if data.join("postmaster.pid").exists() {
        let _ = run(
            &programs,
            "pg_ctl",
            &["-D", &text(&data), "-m", "immediate", "stop"],
        );
    }
    if !data.join("PG_VERSION").exists() {
        let _ = fs::remove_dir_all(&data);
        make_data_folder(&data)?;
        let arguments = [
            "-D",
            &text(&data),
            "-U",
            "kabinet",
            "-A",
            "trust",
            "--no-sync",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
        ];
        run(&programs, "initdb", &arguments)?;
    }
    let port = free_port();
    let options = format!(
        "-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off \
         -c synchronous_commit=off -c full_page_writes=off -c max_connections=300 -c shared_buffers=64MB"
    );
    let log = data.join("log");
    run(
        &programs,
        "pg_ctl",
        &[
            "-D",
            &text(&data),
            "-l",
            &text(&log),
            "-o",
            &options,
            "-w",
            "start",
        ],
    )?;
    fs::write(&port_file, port.to_string()).map_err(|error| error.to_string())?;
    Ok(url(port))
}

/// Tells `cargo xtask test` that this process uses the cluster: a shared lock, held until the process ends. It is
/// taken while the lock of the start is held, so a stop comes wholly before or not at all.
fn use_until_the_end(folder: &Path) -> Result<(), String> {
    static USERS: OnceLock<File> = OnceLock::new();
    let file = File::create(folder.join("users")).map_err(|error| error.to_string())?;
    file.lock_shared().map_err(|error| error.to_string())?;
    let _ = USERS.set(file);
    Ok(())
}

fn url(port: u16) -> String {
    format!("postgres://kabinet@127.0.0.1:{port}")
}

fn running(port_file: &Path) -> Option<u16> {
    let port = fs::read_to_string(port_file).ok()?.trim().parse().ok()?;
    TcpStream::connect(("127.0.0.1", port))
        .is_ok()
        .then_some(port)
}

/// Debian keeps the server's programs out of PATH.
fn programs() -> Result<PathBuf, String> {
    let debian = (15..=18)
        .rev()
        .map(|version| PathBuf::from(format!("/usr/lib/postgresql/{version}/bin")));
    let from_path = std::env::var_os("PATH").unwrap_or_default();
    let all = debian.chain(std::env::split_paths(&from_path));
    all.into_iter()
        .find(|folder| folder.join("initdb").exists() && folder.join("pg_ctl").exists())
        .ok_or_else(|| "PostgreSQL is missing: apt-get install postgresql-15".to_owned())
}

/// PostgreSQL refuses to run as root; then it runs as the `postgres` user of its package.
fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output();
    id.is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}

fn make_data_folder(data: &Path) -> Result<(), String> {
    let mut command = Command::new("install");
    command.arg("-d").args(["-m", "700"]);
    if is_root() {
        command.args(["-o", "postgres", "-g", "postgres"]);
    }
    finish(command.arg(data), "install")
}

fn run(programs: &Path, name: &str, arguments: &[&str]) -> Result<(), String> {
    let program = programs.join(name);
    let mut command = if is_root() {
        let mut command = Command::new("runuser");
        command.args(["-u", "postgres", "--"]).arg(program);
        command
    } else {
        Command::new(program)
    };
    finish(command.args(arguments).current_dir("/"), name)
}

fn finish(command: &mut Command, name: &str) -> Result<(), String> {
    // A started server keeps the pipes open, so its output is not waited for.
    let status = command
        .stdin(std::process::Stdio::null())
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .status()
        .map_err(|error| format!("{name}: {error}"))?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("{name} of PostgreSQL failed: {status}"))
    }
}

fn text(path: &Path) -> String {
    path.display().to_string()
}
