//! Contacts that exist (R23): a domain that takes mail, a phone with a code of the numbering plan.

use accounts::Person;
use db::{Db, DbError, Rows, Unit, micros, timestamp, values};
use jiff::SignedDuration;
use requisites::{Email, Phone};

use super::{Check, CheckName, Outcome, Sources};
use crate::links::LinkRequest;

/// A domain that takes mail is not asked about again for so long.
const KEEP_GOOD: SignedDuration = SignedDuration::from_hours(24);
/// One that takes none may have been mended sooner.
const KEEP_BAD: SignedDuration = SignedDuration::from_hours(1);

/// Codes of three digits that the Russian numbering plan gives out, as ranges with both ends:
/// geographic ones (ABC), 80x of services, mobile ones (DEF).
pub const PHONE_CODES: &[(u16, u16)] = &[
    (301, 302),
    (341, 343),
    (345, 347),
    (349, 349),
    (351, 353),
    (365, 365),
    (381, 385),
    (388, 388),
    (390, 391),
    (394, 395),
    (401, 401),
    (411, 411),
    (413, 413),
    (415, 416),
    (421, 421),
    (423, 424),
    (426, 427),
    (471, 475),
    (481, 487),
    (491, 496),
    (498, 499),
    (800, 809),
    (811, 818),
    (820, 821),
    (831, 831),
    (833, 836),
    (841, 848),
    (851, 851),
    (855, 857),
    (861, 863),
    (865, 867),
    (869, 869),
    (871, 873),
    (877, 879),
    (900, 906),
    (908, 939),
    (941, 941),
    (949, 955),
    (958, 971),
    (977, 999),
];

/// How domains of addresses are checked.
#[derive(Clone, Default)]
pub enum MailDomains {
    /// Not at all: the shape of an address is enough.
    #[default]
    Off,
    /// By their MX and address records.
    Dns(Box<dns::Resolver>),
}

/// The contact address: the organization's, or the person's own. One that its owner has confirmed by
/// a mailed link takes mail.
pub(super) async fn email(
    db: &Db,
    sources: &Sources,
    request: &LinkRequest,
    person: &Person,
) -> Result<Check, DbError> {
    let name = CheckName::Email;
    let typed = if request.email.is_empty() {
        person.email.as_str()
    } else {
        request.email.as_str()
    };
    if typed == person.email && person.email_confirmed {
        return Ok(Check::passed(name, typed));
    }
    let Ok(email) = Email::parse(typed) else {
        return Ok(Check::with(name, Outcome::Failed, "LNK-104", typed));
    };
    let MailDomains::Dns(resolver) = &sources.mail else {
        return Ok(Check::passed(name, typed));
    };
    Ok(match takes_mail(db, resolver, email.domain()).await? {
        Some(true) => Check::passed(name, typed),
        Some(false) => Check::with(name, Outcome::Failed, "LNK-104", typed),
        None => Check::with(name, Outcome::Waiting, "LNK-105", typed),
    })
}

/// Whether the domain takes mail; `None` when it could not be asked. Answers are kept for all.
async fn takes_mail(
    db: &Db,
    resolver: &dns::Resolver,
    domain: &str,
) -> Result<Option<bool>, DbError> {
    let now = db.clock().now();
    let sql = "SELECT takes_mail, checked_at FROM mail_domains WHERE domain = $1";
    if let Some(row) = db.row(sql, values![domain]).await? {
        let (takes, at): (bool, i64) = (row.get("takes_mail")?, row.get("checked_at")?);
        let keep = if takes { KEEP_GOOD } else { KEEP_BAD };
        if timestamp(at)? + keep > now {
            return Ok(Some(takes));
        }
    }
    let takes = match resolver.takes_mail(domain).await {
        Ok(takes) => takes,
        Err(error) => {
            tracing::warn!(domain, %error, "a domain of mail could not be asked about");
            return Ok(None);
        }
    };
    let domain = domain.to_owned();
    db.write(async move |unit: Unit| {
        unit.execute(
            "INSERT INTO mail_domains (domain, takes_mail, checked_at) VALUES ($1, $2, $3) \
             ON CONFLICT (domain) DO UPDATE SET takes_mail = excluded.takes_mail, \
             checked_at = excluded.checked_at",
            values![domain, takes, micros(unit.now())],
        )
        .await
    })
    .await?;
    Ok(Some(takes))
}

/// The contact phone: the organization's, or the person's own. A mobile one is known to exist when
/// the person has given the code of a message to it.
pub(super) fn phone(sources: &Sources, request: &LinkRequest, person: &Person) -> Check {
    let name = CheckName::Phone;
    let own = person.phone.as_deref().unwrap_or_default();
    let typed = if request.phone.is_empty() {
        own
    } else {
        request.phone.as_str()
    };
    if typed.is_empty() {
        return Check::with(name, Outcome::Noted, "LNK-107", "");
    }
    let Ok(phone) = Phone::parse(typed) else {
        return Check::with(name, Outcome::Failed, "LNK-106", typed);
    };
    let grouped = phone.grouped();
    if !has_known_code(&phone) {
        return Check::with(name, Outcome::Failed, "LNK-106", grouped);
    }
    let is_confirmed = phone.as_str() == own && person.phone_confirmed;
    if phone.is_mobile() && sources.has_sms && !is_confirmed {
        return Check::with(name, Outcome::Noted, "LNK-107", grouped);
    }
    Check::passed(name, grouped)
}

fn has_known_code(phone: &Phone) -> bool {
    let code: u16 = phone
        .as_str()
        .get(2..5)
        .and_then(|code| code.parse().ok())
        .unwrap_or_default();
    PHONE_CODES
        .iter()
        .any(|(first, last)| (*first..=*last).contains(&code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_has_a_code_that_is_given_out() {
        for (typed, is_known) in [
            ("+7 916 123-45-67", true),
            ("8 (383) 222-11-00", true),
            ("8 800 555-00-00", true),
            ("+7 907 123-45-67", false),
            ("+7 333 123-45-67", false),
            ("+7 972 123-45-67", false),
        ] {
            let phone = Phone::parse(typed).unwrap();
            assert_eq!(has_known_code(&phone), is_known, "{typed}");
        }
    }

    #[test]
    fn ranges_of_codes_are_in_order_and_do_not_touch() {
        for (before, after) in PHONE_CODES.iter().zip(&PHONE_CODES[1..]) {
            assert!(
                before.0 <= before.1 && before.1 < after.0,
                "{before:?} {after:?}"
            );
        }
    }
}
