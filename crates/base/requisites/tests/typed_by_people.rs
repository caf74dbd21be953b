//! What people type and paste, and what they are told.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use requisites::{
    Account, AccountRule, Bik, Email, Fault, Inn, Inn10, Inn12, Kind, Kpp, Ogrn, OrgId, PersonName,
    Phone, Reason, Snils, Uin,
};

fn reason<T: std::fmt::Debug>(result: Result<T, Fault>) -> Reason {
    result.unwrap_err().reason
}

#[test]
fn numbers_pasted_with_spaces_are_read() {
    for typed in [
        "9909001008",
        " 9909001008 ",
        "99 0900 1008",
        "\u{a0}9909\u{202f}001008\u{feff}\r\n",
    ] {
        assert_eq!(
            Inn10::parse(typed).unwrap().as_str(),
            "9909001008",
            "{typed:?}"
        );
    }
    for typed in [
        "112-233-445 95",
        "112 233 445 95",
        "11223344595",
        "112–233–445\u{a0}95",
    ] {
        let snils = Snils::parse(typed).unwrap();
        assert_eq!(snils.as_str(), "11223344595");
        assert_eq!(snils.grouped(), "112-233-445 95");
    }
}

#[test]
fn each_mistake_in_an_inn_is_named_precisely() {
    assert_eq!(reason(Inn10::parse(" \u{a0} ")), Reason::Empty);
    assert_eq!(
        reason(Inn10::parse("770708389")),
        Reason::Length {
            expected: 10,
            got: 9
        }
    );
    assert_eq!(
        reason(Inn::parse("99090010081")),
        Reason::Length {
            expected: 12,
            got: 11
        }
    );
    assert_eq!(
        reason(Inn10::parse(" 77O7083893")),
        Reason::Character {
            found: 'O',
            position: 3
        }
    );
    assert_eq!(
        reason(Inn10::parse("7707083890")),
        Reason::CheckDigit {
            position: 10,
            expected: 3,
            got: 0
        }
    );
    assert_eq!(
        reason(Inn12::parse("500100732248")),
        Reason::CheckDigit {
            position: 11,
            expected: 5,
            got: 4
        }
    );
    assert_eq!(
        reason(Inn12::parse("500100732258")),
        Reason::CheckDigit {
            position: 12,
            expected: 9,
            got: 8
        }
    );
    assert_eq!(reason(Inn10::parse("0000000000")), Reason::Prefix);
    assert_eq!(
        reason(Inn10::parse("٧٧٠٧٠٨٣٨٩٣")),
        Reason::Character {
            found: '٧',
            position: 1
        },
        "digits of other scripts are not digits here"
    );
}

#[test]
fn codes_and_parameters_reach_the_texts() {
    let fault = Inn10::parse("7707083890").unwrap_err();
    assert_eq!((fault.code(), fault.kind), ("REQ-004", Kind::Inn10));
    let names: Vec<_> = fault.params().into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["kind", "position", "expected", "got"]);
    assert!(
        !fault.to_string().contains("7707"),
        "a fault never repeats what was typed"
    );
}

#[test]
fn letters_are_lawful_in_a_kpp_only_in_its_middle() {
    assert_eq!(Kpp::parse("7701AB001").unwrap().tax_office(), "7701");
    assert_eq!(
        reason(Kpp::parse("A701AB001")),
        Reason::Character {
            found: 'A',
            position: 1
        }
    );
    assert_eq!(
        reason(Kpp::parse("7701ab001")),
        Reason::Character {
            found: 'a',
            position: 5
        }
    );
    assert_eq!(
        reason(Kpp::parse("7701АВ001")),
        Reason::Character {
            found: 'А',
            position: 5
        },
        "a Cyrillic letter that looks Latin"
    );
}

#[test]
fn early_snils_numbers_have_no_control_number() {
    assert!(Snils::parse("000-000-600 06").is_ok());
    assert!(Snils::parse("001-001-998 99").is_ok());
    assert!(Snils::parse("001-001-999 99").is_err());
}

#[test]
fn an_account_is_checked_with_its_bank() {
    let bank = Bik::parse("044525225").unwrap();
    assert_eq!(
        Account::parse_at("40702 810 9 3800 0012345", &bank)
            .unwrap()
            .check_at(&bank),
        Ok(AccountRule::Settlement)
    );
    assert_eq!(
        reason(Account::parse_at("40702810338000012345", &bank)),
        Reason::AccountKey {
            position: 9,
            expected: 9,
            got: 3
        }
    );
    let treasury = Bik::parse("017003983").unwrap();
    let charge = Account::parse("03100643000000018500").unwrap();
    assert_eq!(
        charge.check_at(&treasury),
        Ok(AccountRule::Treasury),
        "taxes must stay payable"
    );
    let single = Account::parse("40102810445370000059").unwrap();
    assert_eq!(single.check_at(&treasury), Ok(AccountRule::Correspondent));
}

#[test]
fn zero_means_no_uin_and_is_not_one() {
    assert_eq!(
        reason(Uin::parse("0")),
        Reason::Length {
            expected: 20,
            got: 1
        }
    );
    assert!(Uin::parse("0355431000000000011629713").is_ok());
}

#[test]
fn a_search_box_recognises_what_was_typed() {
    assert!(matches!(
        OrgId::parse("1027700132195").unwrap(),
        OrgId::Ogrn(_)
    ));
    assert!(matches!(
        OrgId::parse("304500116000157").unwrap(),
        OrgId::Ogrnip(_)
    ));
    assert!(matches!(
        OrgId::parse("500100732259").unwrap(),
        OrgId::Inn12(_)
    ));
    assert_eq!(OrgId::parse("77 0900 0010").unwrap().region_code(), "77");
    assert_eq!(reason(OrgId::parse("Северный луч")), Reason::Unknown);
    assert_eq!(
        reason(OrgId::parse("99090010081")),
        Reason::Length {
            expected: 12,
            got: 11
        }
    );
    let fault = OrgId::parse("1027700132194").unwrap_err();
    assert_eq!(
        fault.kind,
        Kind::Ogrn,
        "a mistake is told in the words of the number that it is"
    );
}

#[test]
fn the_region_is_inside_the_number() {
    assert_eq!(Ogrn::parse("1027700132195").unwrap().region_code(), "77");
    assert_eq!(
        Ogrn::with_check_digit("102990000000")
            .unwrap()
            .region_code(),
        "99"
    );
    assert_eq!(Inn12::parse("500100732259").unwrap().region_code(), "50");
}

#[test]
fn phones_typed_in_any_usual_way_become_one() {
    for typed in [
        "+7 (916) 123-45-67",
        "8 916 123 45 67",
        "9161234567",
        "7.916.123.45.67",
        "+7916–123–45–67",
    ] {
        let phone = Phone::parse(typed).unwrap();
        assert_eq!(phone.as_str(), "+79161234567", "{typed}");
        assert_eq!(phone.grouped(), "+7 916 123-45-67");
        assert!(phone.is_mobile());
    }
    assert!(!Phone::parse("8 (812) 555-35-35").unwrap().is_mobile());
    assert_eq!(reason(Phone::parse("+375 29 123-45-67")), Reason::Foreign);
    assert_eq!(reason(Phone::parse("+7 701 123-45-67")), Reason::Foreign);
    assert_eq!(
        reason(Phone::parse("123-45")),
        Reason::Length {
            expected: 11,
            got: 5
        }
    );
    assert_eq!(
        reason(Phone::parse("916 123 45 67 доб. 2")),
        Reason::Character {
            found: 'д',
            position: 15
        }
    );
    assert_eq!(reason(Phone::parse("+")), Reason::Empty);
}

#[test]
fn an_email_is_lower_case_and_deliverable_in_shape() {
    let email = Email::parse(" Anna.Kotova+Job@Sever-Luch.EXAMPLE ").unwrap();
    assert_eq!(email.as_str(), "anna.kotova+job@sever-luch.example");
    assert_eq!(email.domain(), "sever-luch.example");
    for broken in [
        "anna",
        "anna@",
        "@mail.example",
        "a@b",
        "a..b@mail.example",
        ".a@mail.example",
        "a@-x.example",
        "a@b@c.example",
        "a@x..example",
        "a@1.2.3.4",
        "a@mail.e",
    ] {
        assert_eq!(reason(Email::parse(broken)), Reason::Shape, "{broken}");
    }
    assert_eq!(
        reason(Email::parse("a b@mail.example")),
        Reason::Character {
            found: ' ',
            position: 2
        }
    );
    assert_eq!(
        reason(Email::parse("анна@mail.example")),
        Reason::Character {
            found: 'а',
            position: 1
        }
    );
    assert!(matches!(
        reason(Email::parse(&"a".repeat(300))),
        Reason::TooLong { max: 254, got: 300 }
    ));
    assert_eq!(
        reason(Email::parse(&format!("{}@mail.example", "a".repeat(65)))),
        Reason::Shape
    );
    assert!(matches!(
        reason(Email::parse("a\r\nBcc: b@mail.example")),
        Reason::Character { .. }
    ));
}

#[test]
fn names_keep_their_hyphens_and_apostrophes() {
    assert_eq!(
        PersonName::parse("  Анна   Котова ").unwrap().as_str(),
        "Анна Котова"
    );
    assert_eq!(
        PersonName::parse("Салтыков—Щедрин").unwrap().as_str(),
        "Салтыков-Щедрин"
    );
    assert_eq!(
        PersonName::parse("д’Артаньян").unwrap().as_str(),
        "д'Артаньян"
    );
    assert_eq!(
        PersonName::parse("Андреи\u{306}").unwrap().as_str(),
        "Андрей"
    );
    assert_eq!(
        reason(PersonName::parse("Анна1")),
        Reason::Character {
            found: '1',
            position: 5
        }
    );
    assert_eq!(
        reason(PersonName::parse("-Анна")),
        Reason::Character {
            found: '-',
            position: 1
        }
    );
    assert_eq!(
        reason(PersonName::parse("<b>")),
        Reason::Character {
            found: '<',
            position: 1
        }
    );
    assert_eq!(
        reason(PersonName::parse(&"я".repeat(101))),
        Reason::TooLong { max: 100, got: 101 }
    );
}

#[test]
fn debug_output_hides_personal_values() {
    let shown = format!(
        "{:?} {:?} {:?} {:?}",
        Snils::parse("11223344595").unwrap(),
        Inn12::parse("500100732259").unwrap(),
        Phone::parse("9161234567").unwrap(),
        Email::parse("anna@mail.example").unwrap()
    );
    assert_eq!(shown, "Snils(…) Inn12(…) Phone(…) Email(…)");
}
