//! Properties that hold for every number, whoever typed it.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use proptest::prelude::*;
use requisites::{
    Account, AccountRule, Bik, Email, Inn, Inn10, Inn12, Kpp, Ogrn, Ogrnip, Okpo, OrgId,
    PersonName, Phone, Reason, Snils, Uin,
};

/// The text with the digit at `index` replaced by another one (`shift` 1–9 further, in a circle).
fn with_changed_digit(number: &str, index: usize, shift: u8) -> String {
    let mut digits = number.as_bytes().to_vec();
    let digit = digits[index] - b'0';
    digits[index] = b'0' + (digit + shift) % 10;
    String::from_utf8(digits).unwrap()
}

/// Σ digit × weight modulo `modulus`, written here once more so that the crate is not its own judge.
fn remainder(number: &str, weights: &[u64], modulus: u64) -> u64 {
    let digits = number.bytes().map(|digit| u64::from(digit - b'0'));
    digits.zip(weights).map(|(d, w)| d * w).sum::<u64>() % modulus
}

fn big_remainder(digits: &str, modulus: u64) -> u64 {
    digits.parse::<u64>().unwrap() % modulus
}

/// The method cannot tell remainders 0 and 10 apart (both give the digit 0); every other change must be seen.
fn is_blind_spot(a: u64, b: u64) -> bool {
    a != b && a % 10 == b % 10
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn a_changed_digit_of_a_company_inn_is_noticed(body in "([0-9][1-9]|[1-9][0-9])[0-9]{7}", index in 0usize..10, shift in 1u8..10) {
        let inn = Inn10::with_check_digits(&body).unwrap();
        let changed = with_changed_digit(inn.as_str(), index, shift);
        let weights = [2, 4, 10, 3, 5, 9, 4, 6, 8];
        let blind = index < 9
            && is_blind_spot(remainder(inn.as_str(), &weights, 11), remainder(&changed, &weights, 11))
            && !changed.starts_with("00");
        prop_assert_eq!(Inn10::parse(&changed).is_ok(), blind, "{} → {}", inn, changed);
    }

    #[test]
    fn a_changed_digit_of_a_person_inn_is_noticed(body in "([0-9][1-9]|[1-9][0-9])[0-9]{8}", index in 0usize..12, shift in 1u8..10) {
        let inn = Inn12::with_check_digits(&body).unwrap();
        let changed = with_changed_digit(inn.as_str(), index, shift);
        let first = [7, 2, 4, 10, 3, 5, 9, 4, 6, 8];
        let second = [3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8];
        if Inn12::parse(&changed).is_ok() {
            // Both check digits have to be blind to the same change at once.
            prop_assert!(index < 10);
            prop_assert!(is_blind_spot(remainder(inn.as_str(), &first, 11), remainder(&changed, &first, 11)));
            prop_assert!(is_blind_spot(remainder(inn.as_str(), &second, 11), remainder(&changed, &second, 11)));
        }
    }

    #[test]
    fn a_changed_digit_of_an_ogrn_is_noticed(body in "[1-9][0-9]{11}", index in 0usize..13, shift in 1u8..10) {
        let ogrn = Ogrn::with_check_digit(&body).unwrap();
        let changed = with_changed_digit(ogrn.as_str(), index, shift);
        let blind = index < 12 && !changed.starts_with('0')
            && is_blind_spot(big_remainder(&ogrn.as_str()[..12], 11), big_remainder(&changed[..12], 11));
        prop_assert_eq!(Ogrn::parse(&changed).is_ok(), blind);
    }

    #[test]
    fn a_changed_digit_of_an_ogrnip_is_noticed(body in "3[0-9]{13}", index in 1usize..15, shift in 1u8..10) {
        let ogrnip = Ogrnip::with_check_digit(&body).unwrap();
        let changed = with_changed_digit(ogrnip.as_str(), index, shift);
        let blind = index < 14
            && is_blind_spot(big_remainder(&ogrnip.as_str()[..14], 13), big_remainder(&changed[..14], 13));
        prop_assert_eq!(Ogrnip::parse(&changed).is_ok(), blind);
    }

    #[test]
    fn a_changed_digit_of_a_snils_is_noticed(body in "[1-9][0-9]{8}", index in 1usize..11, shift in 1u8..10) {
        let snils = Snils::with_check_digits(&body).unwrap();
        let changed = with_changed_digit(snils.as_str(), index, shift);
        let weights = [9, 8, 7, 6, 5, 4, 3, 2, 1];
        let (a, b) = (remainder(snils.as_str(), &weights, 101), remainder(&changed, &weights, 101));
        let blind = index < 9 && a != b && a % 100 == b % 100;
        prop_assert_eq!(Snils::parse(&changed).is_ok(), blind);
    }

    #[test]
    fn a_changed_check_digit_of_an_okpo_or_uin_is_noticed(okpo in "[0-9]{7}", uin in "[0-9]{19}", shift in 1u8..10) {
        let okpo = Okpo::with_check_digit(&okpo).unwrap();
        prop_assert!(Okpo::parse(&with_changed_digit(okpo.as_str(), 7, shift)).is_err());
        let uin = Uin::with_check_digit(&uin).unwrap();
        prop_assert!(Uin::parse(&with_changed_digit(uin.as_str(), 19, shift)).is_err());
    }

    #[test]
    fn every_changed_digit_of_an_account_is_noticed(bank in "04[0-9]{4}[1-9][0-9]{2}", body in "40[5-8][0-9]{17}", index in 3usize..20, shift in 1u8..10) {
        let bank = Bik::parse(&bank).unwrap();
        let account = Account::parse(&body).unwrap().with_key_at(&bank).unwrap();
        prop_assert_eq!(account.check_at(&bank).unwrap(), AccountRule::Settlement);
        let changed = with_changed_digit(account.as_str(), index, shift);
        prop_assert!(Account::parse_at(&changed, &bank).is_err());
    }

    #[test]
    fn the_named_check_digit_is_the_one_that_makes_the_number_valid(body in "[1-9][0-9]{8}", shift in 1u8..10) {
        let inn = Inn10::with_check_digits(&body).unwrap();
        let changed = with_changed_digit(inn.as_str(), 9, shift);
        let Reason::CheckDigit { position, expected, got } = Inn10::parse(&changed).unwrap_err().reason else {
            return Err(TestCaseError::fail("another reason"));
        };
        prop_assert_eq!(position, 10);
        prop_assert_eq!(char::from(b'0' + got), changed.chars().last().unwrap());
        prop_assert_eq!(format!("{body}{expected}"), inn.as_str());
    }

    #[test]
    fn what_is_shown_reads_back_as_the_same_value(inn in "[1-9][0-9]{8}", person in "[1-9][0-9]{9}", ogrn in "[1-9][0-9]{11}",
        ogrnip in "3[0-9]{13}", snils in "[0-9]{9}", kpp in "[0-9]{4}[0-9A-Z]{2}[0-9]{3}", phone in "[3489][0-9]{9}") {
        let inn = Inn10::with_check_digits(&inn).unwrap();
        prop_assert_eq!(Inn10::parse(&format!("{inn}")).unwrap(), inn);
        prop_assert_eq!(OrgId::parse(inn.as_str()).unwrap(), OrgId::Inn10(inn));
        prop_assert_eq!(Inn::parse(inn.as_str()).unwrap(), Inn::Company(inn));
        let person = Inn12::with_check_digits(&person).unwrap();
        prop_assert_eq!(Inn12::parse(&format!("{person}")).unwrap(), person);
        prop_assert_eq!(OrgId::parse(person.as_str()).unwrap(), OrgId::Inn12(person));
        let ogrn = Ogrn::with_check_digit(&ogrn).unwrap();
        prop_assert_eq!(OrgId::parse(&format!("{ogrn}")).unwrap(), OrgId::Ogrn(ogrn));
        let ogrnip = Ogrnip::with_check_digit(&ogrnip).unwrap();
        prop_assert_eq!(OrgId::parse(&format!("{ogrnip}")).unwrap(), OrgId::Ogrnip(ogrnip));
        let snils = Snils::with_check_digits(&snils).unwrap();
        prop_assert_eq!(Snils::parse(&format!("{snils}")).unwrap(), snils);
        prop_assert_eq!(Snils::parse(&snils.grouped()).unwrap(), snils);
        let kpp = Kpp::parse(&kpp).unwrap();
        prop_assert_eq!(Kpp::parse(&format!("{kpp}")).unwrap(), kpp);
        let phone = Phone::parse(&phone).unwrap();
        prop_assert_eq!(&Phone::parse(&format!("{phone}")).unwrap(), &phone);
        prop_assert_eq!(&Phone::parse(&phone.grouped()).unwrap(), &phone);
    }

    #[test]
    fn nothing_panics_whatever_was_typed(typed in any::<String>(), bank in "[0-9]{9}") {
        parse_as_everything(&typed, &bank);
    }

    #[test]
    fn nothing_panics_on_what_almost_looks_right(typed in "[ 0-9A-ZАа@.+()\u{a0}\u{306}\u{200b}'—-]{0,40}", bank in "[0-9]{9}") {
        parse_as_everything(&typed, &bank);
    }

    #[test]
    fn a_name_once_read_stays_the_same(typed in "[А-Яа-яЁёA-Za-z \u{306}\u{308}'’—-]{1,60}") {
        if let Ok(name) = PersonName::parse(&typed) {
            prop_assert_eq!(PersonName::parse(name.as_str()).unwrap(), name);
        }
    }
}

fn parse_as_everything(typed: &str, bank: &str) {
    let bank = Bik::parse(bank).unwrap();
    let _ = Inn::parse(typed);
    let _ = Inn10::parse(typed);
    let _ = Inn10::with_check_digits(typed);
    let _ = Inn12::parse(typed);
    let _ = Inn12::with_check_digits(typed);
    let _ = Ogrn::parse(typed);
    let _ = Ogrn::with_check_digit(typed);
    let _ = Ogrnip::parse(typed);
    let _ = Ogrnip::with_check_digit(typed);
    let _ = Kpp::parse(typed);
    let _ = Snils::parse(typed).map(|snils| snils.grouped());
    let _ = Snils::with_check_digits(typed);
    let _ = Okpo::parse(typed);
    let _ = Okpo::with_check_digit(typed);
    let _ = Bik::parse(typed);
    let _ = Account::parse_at(typed, &bank).map(|account| account.grouped());
    let _ = Uin::parse(typed);
    let _ = Uin::with_check_digit(typed);
    let _ = OrgId::parse(typed).map(|id| id.region_code().len());
    let _ = Email::parse(typed).map(|email| email.domain().len());
    let _ = Phone::parse(typed).map(|phone| phone.grouped());
    if let Err(fault) = PersonName::parse(typed) {
        assert!(fault.code().starts_with("REQ-"));
        assert!(!fault.params().is_empty());
    }
}
