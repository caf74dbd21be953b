//! Verdicts side by side with python-stdnum, an independent implementation.
//!
//! Needs `python3` with `python-stdnum`. Without them it says so and passes, unless `KABINET_TEST_STRICT=1`.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::io::Write;
use std::process::{Command, Stdio};

use requisites::{Inn, Inn10, Inn12, Ogrn, Ogrnip};

const ROUNDS: u64 = 1_500;

/// A small repeatable generator; its quality does not matter here.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        self.0 >> 20
    }

    fn digits(&mut self, count: usize) -> String {
        (0..count)
            .map(|_| char::from(b'0' + u8::try_from(self.next() % 10).unwrap()))
            .collect()
    }
}

/// The same number with one digit changed, two neighbours swapped, one digit lost or one added.
fn corrupted(number: &str, numbers: &mut Numbers) -> String {
    let mut digits: Vec<char> = number.chars().collect();
    let index = usize::try_from(numbers.next()).unwrap() % (digits.len() - 1);
    match numbers.next() % 4 {
        0 => digits[index] = numbers.digits(1).chars().next().unwrap(),
        1 => digits.swap(index, index + 1),
        2 => {
            digits.remove(index);
        }
        _ => digits.insert(index, '7'),
    }
    digits.into_iter().collect()
}

#[test]
fn verdicts_agree_with_python_stdnum() {
    let mut numbers = Numbers(20_261_122);
    let mut cases: Vec<(&str, String)> = Vec::new();
    for _ in 0..ROUNDS {
        let company = Inn10::with_check_digits(&format!("7{}", numbers.digits(8)))
            .unwrap()
            .to_string();
        let person = Inn12::with_check_digits(&format!("5{}", numbers.digits(9)))
            .unwrap()
            .to_string();
        let ogrn = Ogrn::with_check_digit(&format!("1{}", numbers.digits(11)))
            .unwrap()
            .to_string();
        let ogrnip = Ogrnip::with_check_digit(&format!("3{}", numbers.digits(13)))
            .unwrap()
            .to_string();
        for (kind, number) in [
            ("inn", company),
            ("inn", person),
            ("ogrn", ogrn),
            ("ogrn", ogrnip),
        ] {
            cases.push((kind, corrupted(&number, &mut numbers)));
            cases.push((kind, number));
        }
    }

    let Some(verdicts) = stdnum_verdicts(&cases) else {
        return;
    };
    assert_eq!(verdicts.len(), cases.len());
    let mut accepted = 0;
    for ((kind, number), stdnum) in cases.iter().zip(verdicts) {
        let ours = match *kind {
            "inn" => Inn::parse(number).is_ok(),
            _ => Ogrn::parse(number).is_ok() || Ogrnip::parse(number).is_ok(),
        };
        if is_known_difference(number) {
            continue;
        }
        assert_eq!(
            ours, stdnum,
            "{kind} {number}: ours {ours}, stdnum {stdnum}"
        );
        accepted += usize::from(ours);
    }
    let half = cases.len() / 2;
    assert!(
        (half * 8 / 10..cases.len()).contains(&accepted),
        "{accepted} of {} accepted",
        cases.len()
    );
}

/// stdnum compares an ОГРНИП's last digit with the remainder modulo 13 as it is (10, 11 and 12 never match), while
/// the tax service takes it modulo 10 once more; and stdnum does not know that region 00 of an ИНН is forbidden.
fn is_known_difference(number: &str) -> bool {
    let two_digit_remainder = number.len() == 15 && number[..14].parse::<u64>().unwrap() % 13 >= 10;
    let region_00 = matches!(number.len(), 10 | 12) && number.starts_with("00");
    two_digit_remainder || region_00
}

fn stdnum_verdicts(cases: &[(&str, String)]) -> Option<Vec<bool>> {
    let is_there = Command::new("python3")
        .args(["-c", "import stdnum.ru.inn, stdnum.ru.ogrn"])
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    if !is_there {
        let strict = std::env::var("KABINET_TEST_STRICT").is_ok_and(|value| value == "1");
        assert!(
            !strict,
            "python3 with python-stdnum is missing: pip install python-stdnum"
        );
        eprintln!("SKIPPED: python3 with python-stdnum is missing (pip install python-stdnum)");
        return None;
    }
    let mut python = Command::new("python3")
        .arg(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/tests/stdnum_verdicts.py"
        ))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = python.stdin.take().unwrap();
    let lines = cases.iter().fold(String::new(), |lines, (kind, number)| {
        lines + kind + " " + number + "\n"
    });
    // Written from its own thread, or two full pipes would wait for each other.
    let writer = std::thread::spawn(move || input.write_all(lines.as_bytes()));
    let output = python.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    assert!(output.status.success());
    let answers = String::from_utf8(output.stdout).unwrap();
    Some(answers.lines().map(|answer| answer == "1").collect())
}
