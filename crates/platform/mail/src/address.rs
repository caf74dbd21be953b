//! Addresses and message ids.

use lettre::Address;

use crate::error::MailError;

/// Longest address (RFC 5321, 4.5.3.1.3, without the angle brackets).
const MAX_ADDRESS: usize = 254;

/// Checks an address that a person typed, blanks around it aside, and gives it as it will be used: the domain in lower
/// case, as it is written in the letter. Refuses addresses without a dot in the domain, quoted names and IP addresses:
/// they are allowed by the standard and are mistakes in a form.
pub fn check_address(text: &str) -> Result<String, MailError> {
    let text = text.trim();
    if text.len() > MAX_ADDRESS || text.contains(|c: char| c.is_control() || c.is_whitespace()) {
        return Err(MailError::Address);
    }
    let address: Address = text.parse().map_err(|_| MailError::Address)?;
    let (user, domain) = (address.user(), address.domain());
    let domain_is_name = domain.contains('.')
        && !domain.starts_with('[')
        && domain.parse::<std::net::IpAddr>().is_err();
    // A server without SMTPUTF8 cannot carry a name outside ASCII; a domain is sent as punycode.
    if !domain_is_name || user.starts_with('"') || !user.is_ascii() {
        return Err(MailError::Address);
    }
    Ok(format!("{user}@{}", domain.to_lowercase()))
}

/// A Message-ID that is the same for every repeat of a job: `<job.id@domain>`. Anything in `job` outside letters,
/// digits, dots, hyphens and underscores becomes a hyphen.
pub fn message_id(job: &str, domain: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    let job: String = job
        .chars()
        .map(|c| if plain(c) { c } else { '-' })
        .collect();
    let domain: String = domain.chars().filter(|c| plain(*c)).collect();
    format!("<{job}@{domain}>")
}

/// `<left@right>` of printable ASCII without blanks, at most 250 characters: one line, no injection.
pub(crate) fn check_message_id(id: &str) -> Result<(), MailError> {
    let inner = id.strip_prefix('<').and_then(|rest| rest.strip_suffix('>'));
    let valid = inner.is_some_and(|inner| {
        let plain = inner
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'<' | b'>'));
        let parts = inner.split_once('@');
        plain
            && parts.is_some_and(|(left, right)| {
                !left.is_empty() && !right.is_empty() && !right.contains('@')
            })
    });
    if valid && id.len() <= 250 {
        Ok(())
    } else {
        Err(MailError::MessageId)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_addresses_pass_and_are_tidied() {
        assert_eq!(
            check_address("  Ivan.Petrov+k@Romashka.EXAMPLE ").unwrap(),
            "Ivan.Petrov+k@romashka.example"
        );
        assert_eq!(
            check_address("иван@ромашка.рф").unwrap_err().code(),
            "MAIL-001"
        );
        assert_eq!(check_address("ivan@ромашка.рф").unwrap(), "ivan@ромашка.рф");
    }

    #[test]
    fn mistakes_and_tricks_are_refused() {
        for bad in [
            "",
            "ivan",
            "ivan@",
            "@romashka.example",
            "ivan@localhost",
            "ivan@[127.0.0.1]",
            "ivan@127.0.0.1",
            "\"a b\"@romashka.example",
            "a@b.example\r\nBcc: c@d.example",
            "a b@c.example",
            "a@b.example,c@d.example",
            "Иван <a@b.example>",
            "a@b..example",
        ] {
            assert!(check_address(bad).is_err(), "{bad:?}");
        }
        assert!(check_address(&format!("{}@b.example", "a".repeat(300))).is_err());
    }

    #[test]
    fn a_message_id_is_the_same_for_the_same_job_and_always_one_line() {
        assert_eq!(
            message_id("job/42", "kabinet.example"),
            "<job-42@kabinet.example>"
        );
        let hostile = message_id("a>\r\nBcc: x@y", "evil\r\n.example");
        assert_eq!(hostile, "<a---Bcc--x-y@evil.example>");
        assert!(check_message_id(&hostile).is_ok());
        for bad in [
            "",
            "a@b",
            "<a>",
            "<a@b\r\nX: y@z>",
            "<a b@c>",
            "<@b>",
            "<a@b@c>",
        ] {
            assert!(check_message_id(bad).is_err(), "{bad:?}");
        }
    }
}
