//! What an operator reads when something is wrong: one line with a code, and no panic.

use std::net::TcpListener;
use std::process::{Command, Output};

use testkit::free_port;

use crate::server::{kabinet, run};

/// `serve` with everything that it needs, in an own folder.
fn serve(folder: &std::path::Path) -> Command {
    let mut command = kabinet(&["serve"]);
    command
        .env("KABINET_DATA_DIR", folder.join("data"))
        .env("KABINET_SITE_LISTEN", format!("127.0.0.1:{}", free_port()))
        .env("KABINET_MAIL_HOST", "127.0.0.1");
    command
}

#[track_caller]
fn is_refused(output: &Output, code: &str) -> String {
    let (out, told) = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    assert_eq!(output.status.code(), Some(1), "{code}: {told}");
    let lines: Vec<&str> = told
        .lines()
        .filter(|line| !line.contains("INFO") && !line.is_empty())
        .collect();
    assert!(
        lines.first().is_some_and(|line| line.starts_with(code)),
        "{code}: {told}"
    );
    assert!(
        !told.contains("panicked") && !told.contains("RUST_BACKTRACE") && !told.contains('⟦'),
        "{told}"
    );
    assert!(out.is_empty(), "{out}");
    lines.join("\n")
}

#[track_caller]
fn is_refused_in_a_line(output: &Output, code: &str) -> String {
    let told = is_refused(output, code);
    assert_eq!(
        told.lines().count(),
        1,
        "{code}: one line is enough: {told}"
    );
    told
}

#[test]
fn help_names_the_commands_and_version_the_version() {
    let help = run(&mut kabinet(&["--help"]));
    assert!(help.status.success());
    let text = String::from_utf8(help.stdout).unwrap();
    for command in [
        "serve", "worker", "demo", "migrate", "registry", "admin", "doctor",
    ] {
        assert!(text.contains(command), "{command}: {text}");
    }
    let version = run(&mut kabinet(&["--version"]));
    assert_eq!(
        String::from_utf8(version.stdout).unwrap().trim(),
        concat!("kabinet ", env!("CARGO_PKG_VERSION"))
    );
    for wrong in [&["serv"][..], &["registry"], &["serve", "--no-such"], &[]] {
        let output = run(&mut kabinet(wrong));
        assert_eq!(output.status.code(), Some(2), "{wrong:?}");
        assert!(
            !String::from_utf8_lossy(&output.stderr).contains("panicked"),
            "{wrong:?}"
        );
    }
}

#[test]
fn a_wrong_configuration_is_told_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("kabinet.toml");
    let with_file = |text: &str| {
        std::fs::write(&file, text).unwrap();
        run(serve(folder.path()).arg("--config").arg(&file))
    };
    let missing = run(serve(folder.path()).args(["--config", "/no/such/file.toml"]));
    assert!(is_refused_in_a_line(&missing, "CFG-001").contains("/no/such/file.toml"));
    for (text, part) in [
        ("[mail]\nprot = 25\n", "prot"),
        ("[mail\n", "line 1"),
        ("[site]\nlisten = 5\n", "listen"),
        ("[no_such_section]\n", "no_such_section"),
    ] {
        let told = is_refused_in_a_line(&with_file(text), "CFG-002");
        assert!(
            told.contains(part) && told.contains("kabinet.toml"),
            "{told}"
        );
    }
    let told = is_refused_in_a_line(&with_file("[tls]\ncertificate = \"/a.pem\"\n"), "CFG-005");
    assert!(told.contains("tls.key"), "{told}");
    let told = is_refused_in_a_line(
        &with_file("[sms]\nurl = \"https://sms.example\"\n[sms.body]\nto = \"{fone}\"\n"),
        "CFG-008",
    );
    assert!(
        told.contains("sms.body.to") && told.contains("{fone}"),
        "{told}"
    );
    let told = is_refused_in_a_line(&with_file("[log]\nlevel = \"=,=\"\n"), "CFG-006");
    assert!(told.contains("log.level"), "{told}");
}

#[test]
fn an_unknown_or_wrong_variable_is_told_by_its_name() {
    let folder = tempfile::tempdir().unwrap();
    for (name, value) in [
        ("KABINET_MAIL_HOTS", "localhost"),
        ("KABINET_NO_SUCH", "1"),
        ("KABINET_SITE_LISTEN", "nonsense"),
        ("KABINET_WORKER_EMBEDDED", "perhaps"),
        ("KABINET_MAIL_SECURITY", "none"),
        ("KABINET_LIMITS_SIGN_IN_PER_MINUTE", "0"),
        ("KABINET_SITE_BASE_URL", "not a url"),
    ] {
        let told = is_refused_in_a_line(&run(serve(folder.path()).env(name, value)), "CFG-003");
        assert!(told.contains(name), "{told}");
    }
}

#[test]
fn an_address_to_listen_on_that_is_none_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let told = is_refused_in_a_line(
        &run(serve(folder.path()).args(["--listen", "nonsense"])),
        "CFG-004",
    );
    assert!(told.contains("nonsense"), "{told}");
}

#[test]
fn a_port_that_is_taken_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let told = is_refused_in_a_line(
        &run(serve(folder.path()).env("KABINET_SITE_LISTEN", &address)),
        "CLI-008",
    );
    assert!(told.contains(&address), "{told}");
}

#[test]
fn without_mail_nothing_is_served_or_sent() {
    let folder = tempfile::tempdir().unwrap();
    let told = is_refused_in_a_line(
        &run(serve(folder.path()).env_remove("KABINET_MAIL_HOST")),
        "CLI-006",
    );
    assert!(told.contains("mail.host"), "{told}");
    let mut worker = kabinet(&["worker"]);
    worker.env("KABINET_DATA_DIR", folder.path().join("data"));
    is_refused_in_a_line(&run(&mut worker), "CLI-006");
}

#[test]
fn a_database_that_is_not_there_is_told_without_its_password() {
    let folder = tempfile::tempdir().unwrap();
    for url in [
        "postgres://kabinet:s3cret-word@127.0.0.1:1/kabinet",
        "mysql://root:s3cret-word@localhost/x",
        "nonsense",
    ] {
        let told = is_refused_in_a_line(
            &run(serve(folder.path()).env("KABINET_DATABASE_URL", url)),
            "CLI-001",
        );
        assert!(!told.contains("s3cret-word"), "{told}");
    }
    std::fs::create_dir_all(folder.path().join("data")).unwrap();
    std::fs::write(
        folder.path().join("data/kabinet.db"),
        b"this is no database, it is a text",
    )
    .unwrap();
    is_refused_in_a_line(&run(&mut serve(folder.path())), "CLI-001");
}

#[test]
fn a_data_folder_that_cannot_be_one_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    let told = is_refused_in_a_line(
        &run(serve(folder.path()).env("KABINET_DATA_DIR", file.join("data"))),
        "CLI-005",
    );
    assert!(told.contains(&file.display().to_string()), "{told}");
    let data = folder.path().join("data");
    std::fs::create_dir_all(&data).unwrap();
    std::fs::write(data.join("master.key"), "short").unwrap();
    is_refused_in_a_line(&run(&mut serve(folder.path())), "CLI-005");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_postgres_an_old_schema_is_told_and_migrate_brings_it_up_to_date() {
    let folder = tempfile::tempdir().unwrap();
    let url = testkit::new_postgres_database().await;
    let served = run(serve(folder.path()).env("KABINET_DATABASE_URL", &url));
    assert!(is_refused_in_a_line(&served, "CLI-004").contains("kabinet migrate"));
    let migrate = || {
        let mut command = kabinet(&["migrate"]);
        command
            .env("KABINET_DATABASE_URL", &url)
            .env("KABINET_DATA_DIR", folder.path().join("data"));
        run(&mut command)
    };
    for _ in 0..2 {
        let output = migrate();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        assert_eq!(String::from_utf8(output.stdout).unwrap().lines().count(), 1);
    }
}

#[test]
fn the_operators_commands_say_what_is_wrong_with_what_they_were_given() {
    let folder = tempfile::tempdir().unwrap();
    let admin = |arguments: &[&str]| {
        let mut all = vec!["admin"];
        all.extend_from_slice(arguments);
        let mut command = kabinet(&all);
        command.env("KABINET_DATA_DIR", folder.path());
        run(&mut command)
    };
    let mut migrate = kabinet(&["migrate"]);
    assert!(
        run(migrate.env("KABINET_DATA_DIR", folder.path()))
            .status
            .success()
    );
    is_refused_in_a_line(
        &admin(&["grant-operator", "nobody@people.example"]),
        "CLI-013",
    );
    is_refused_in_a_line(
        &admin(&[
            "create-authority",
            "1029900000008",
            "--administrator",
            "a@people.example",
        ]),
        "CLI-014",
    );
    let password = folder.path().join("password");
    let create = |email: &str, typed: &str| {
        std::fs::write(&password, typed).unwrap();
        let file = password.display().to_string();
        admin(&[
            "create-operator",
            email,
            "--last-name",
            "Лебедева",
            "--first-name",
            "Ольга",
            "--password-file",
            &file,
        ])
    };
    is_refused_in_a_line(&create("not-an-address", "Тихий-Океан-1741"), "CLI-011");
    is_refused_in_a_line(&create("operator@people.example", "123"), "CLI-012");
    let made = create("operator@people.example", "Тихий-Океан-1741\n");
    assert!(
        made.status.success(),
        "{}",
        String::from_utf8_lossy(&made.stderr)
    );
    is_refused_in_a_line(
        &create("operator@people.example", "Тихий-Океан-1741"),
        "CLI-011",
    );
    is_refused_in_a_line(
        &admin(&["reset-second-factor", "nobody@people.example"]),
        "CLI-013",
    );
    is_refused_in_a_line(
        &admin(&["reset-second-factor", "operator@people.example"]),
        "CLI-019",
    );
    assert!(
        admin(&["revoke-operator", "operator@people.example"])
            .status
            .success()
    );
    assert!(admin(&["retry-jobs"]).status.success());
}

#[test]
fn doctor_names_each_fault_and_its_exit_code_says_whether_there_is_one() {
    let folder = tempfile::tempdir().unwrap();
    let mut doctor = kabinet(&["doctor"]);
    doctor.env("KABINET_DATA_DIR", folder.path().join("data"));
    let output = run(&mut doctor);
    let told = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert!(told.contains("CLI-006"), "mail is not configured: {told}");
    assert!(!told.contains('⟦') && told.lines().count() >= 5, "{told}");
}
