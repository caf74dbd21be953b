//! БИК and bank accounts. An account alone proves nothing: its key digit is calculated together with the bank's БИК.

use crate::digits::{Ascii, Separators, as_digit, exactly, open_debug, text_conversions};
use crate::fault::{Fault, Kind, Reason};

/// The key digit is the ninth of the account.
const KEY_INDEX: usize = 8;

/// БИК: nine digits, no check digit; whether such a bank exists only the Bank of Russia's directory knows.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Bik(Ascii<9>);

/// An account of twenty digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Account(Ascii<20>);

/// How an account's key is calculated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AccountRule {
    /// A client's account: digits 7–9 of the БИК go before the account.
    Settlement,
    /// A bank's correspondent account (`30101…`) or the treasury's single account ЕКС (`40102…`), and any account
    /// kept by the Bank of Russia itself: `0` and digits 5–6 of the БИК go before the account.
    Correspondent,
    /// A treasury account (`03…`): has no key, so nothing is checked.
    Treasury,
}

impl Bik {
    /// Reads a БИК; spaces anywhere are forgiven.
    pub fn parse(typed: &str) -> Result<Self, Fault> {
        exactly(Kind::Bik, typed, Separators::Spaces).map(Self)
    }
}

impl Account {
    /// Reads an account's shape. Use [`Account::parse_at`] wherever the bank is known.
    pub fn parse(typed: &str) -> Result<Self, Fault> {
        exactly(Kind::Account, typed, Separators::Spaces).map(Self)
    }

    /// Reads an account and checks its key against the bank.
    pub fn parse_at(typed: &str, bank: &Bik) -> Result<Self, Fault> {
        let account = Self::parse(typed)?;
        account.check_at(bank)?;
        Ok(account)
    }

    /// Checks the key against the bank; says which rule was used.
    pub fn check_at(&self, bank: &Bik) -> Result<AccountRule, Fault> {
        let rule = self.rule_at(bank);
        if rule == AccountRule::Treasury {
            return Ok(rule);
        }
        let expected = self.key_at(bank, rule);
        let got = self.0.digit(KEY_INDEX);
        if expected == got {
            return Ok(rule);
        }
        let position = KEY_INDEX + 1;
        Err(Fault::new(
            Kind::Account,
            Reason::AccountKey {
                position,
                expected,
                got,
            },
        ))
    }

    /// The same account with the key digit that fits the bank, for generated data.
    pub fn with_key_at(&self, bank: &Bik) -> Result<Self, Fault> {
        let rule = self.rule_at(bank);
        if rule == AccountRule::Treasury {
            return Ok(*self);
        }
        let (front, rest) = self.as_str().split_at(KEY_INDEX);
        Self::parse(&format!("{front}{}{}", self.key_at(bank, rule), &rest[1..]))
    }

    /// In groups, as people read it aloud: `40702 810 9 3800 0012345`.
    pub fn grouped(&self) -> String {
        let s = self.as_str();
        format!(
            "{} {} {} {} {}",
            &s[..5],
            &s[5..8],
            &s[8..9],
            &s[9..13],
            &s[13..]
        )
    }

    fn rule_at(&self, bank: &Bik) -> AccountRule {
        let account = self.as_str();
        // Units of the Bank of Russia end in 000, 001 or 002.
        let kept_by_central_bank = matches!(&bank.as_str()[6..], "000" | "001" | "002");
        if account.starts_with("03") {
            AccountRule::Treasury
        } else if account.starts_with("30101")
            || account.starts_with("40102")
            || kept_by_central_bank
        {
            AccountRule::Correspondent
        } else {
            AccountRule::Settlement
        }
    }

    /// Weights 7, 1, 3 over the bank's three digits and the account; the sum of last digits of the products must
    /// end in 0. The key has weight 3, so it is three times the sum that the others make.
    fn key_at(&self, bank: &Bik, rule: AccountRule) -> u8 {
        let bank = bank.as_str();
        let prefix = match rule {
            AccountRule::Correspondent => format!("0{}", &bank[4..6]),
            AccountRule::Settlement | AccountRule::Treasury => bank[6..].to_owned(),
        };
        let sum: u64 = prefix
            .bytes()
            .chain(self.as_str().bytes())
            .zip([7, 1, 3].into_iter().cycle())
            .enumerate()
            .filter(|(index, _)| *index != prefix.len() + KEY_INDEX)
            .map(|(_, (digit, weight))| u64::from(digit - b'0') * weight % 10)
            .sum();
        as_digit(sum * 3)
    }
}

text_conversions!(Bik);
text_conversions!(Account);
open_debug!(Bik);

impl std::fmt::Debug for Account {
    /// The last four digits only: debug output ends in logs.
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Account(…{})", &self.as_str()[16..])
    }
}
