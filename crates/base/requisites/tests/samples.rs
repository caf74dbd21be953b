//! The shared table of known numbers, when it lies beside the repository.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::fs::File;
use std::io::Write;
use std::path::Path;

use requisites::{Account, Bik, Inn10, Inn12, Kpp, Ogrn, Ogrnip, Okpo, Snils, Uin};

#[test]
fn the_shared_table_of_known_numbers_agrees() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../../shared/samples/ids/test_values.csv");
    let Ok(table) = std::fs::read_to_string(&path) else {
        let notice = format!(
            "requisites: skipped a test, no samples at {}",
            path.display()
        );
        println!("{notice}");
        if let Some(log) = std::env::var_os("KABINET_SKIP_LOG")
            && let Ok(mut log) = File::options().append(true).create(true).open(log)
        {
            let _ = writeln!(log, "{notice}");
        }
        return;
    };
    let mut compared = 0;
    for line in table.lines().skip(1) {
        let columns: Vec<&str> = line.splitn(4, ',').collect();
        let (kind, value, valid) = (columns[0], columns[1], columns[2]);
        let at_bank = || {
            let (bank, account) = value.split_once('|').unwrap();
            Account::parse_at(account, &Bik::parse(bank).unwrap()).is_ok()
        };
        let verdict = match kind {
            "ИНН10" => Inn10::parse(value).is_ok(),
            "ИНН12" => Inn12::parse(value).is_ok(),
            "ОГРН" => Ogrn::parse(value).is_ok(),
            "ОГРНИП" => Ogrnip::parse(value).is_ok(),
            "КПП" => Kpp::parse(value).is_ok(),
            "ОКПО8" | "ОКПО10" => Okpo::parse(value).is_ok(),
            "СНИЛС" => Snils::parse(value).is_ok(),
            "УИН20" => Uin::parse(value).is_ok(),
            _ if kind.starts_with("БИК") => at_bank(),
            _ => panic!("the table has a kind that the test does not know: {kind}"),
        };
        // «?» and «n/a» stand for numbers that cannot be checked; they must not be refused.
        assert_eq!(verdict, valid != "0", "{line}");
        compared += 1;
    }
    assert!(compared >= 30, "only {compared} rows were compared");
}
