//! Names as path building compares them, and the constraints that an authority puts on them.

use crate::certificate::{Certificate, attribute, text};
use std::fmt::Write;
use x509_cert::der::asn1::{Ia5String, ObjectIdentifier};
use x509_cert::der::{Any, Decode, Encode};
use x509_cert::ext::pkix::constraints::name::GeneralSubtree;
use x509_cert::ext::pkix::name::{GeneralName, GeneralNames};
use x509_cert::ext::pkix::{NameConstraints, SubjectAltName};
use x509_cert::name::{RdnSequence, RelativeDistinguishedName};

/// A name folded so that two are equal exactly where the names match (RFC 5280, section 7.1): a key
/// for maps. Lengths stand before the texts, so no text can pass for two.
pub(crate) fn name_key(name: &RdnSequence) -> String {
    let mut key = String::new();
    for part in name.iter() {
        key.push_str(&part_key(part));
    }
    key
}

fn part_key(part: &RelativeDistinguishedName) -> String {
    let mut values: Vec<String> = part
        .iter()
        .map(|one| {
            let value = folded(&one.value);
            format!("{}:{}:{value}", one.oid, value.len())
        })
        .collect();
    values.sort();
    format!("({})", values.join("+"))
}

fn folded(value: &Any) -> String {
    let Some(text) = text(value) else {
        let der = value.to_der().unwrap_or_default();
        return der.iter().fold("#".to_owned(), |mut all, byte| {
            let _ = write!(all, "{byte:02x}");
            all
        });
    };
    let mut all = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !all.is_empty() {
            all.push(' ');
        }
        all.extend(word.chars().flat_map(char::to_lowercase));
    }
    all
}

pub(super) const SUBJECT_ALT_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.17");
pub(super) const NAME_CONSTRAINTS: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.30");

/// How many subtrees one authority may name; each is compared with every name below.
const MAX_SUBTREES: usize = 256;

/// What an authority's name constraints say about a certificate below it: `Err` says in English what
/// is broken, forbidden or not understood (RFC 5280, section 4.2.1.10). Directory names, mail
/// addresses, names and addresses of hosts are compared; a name of another kind is refused where the
/// authority constrains that kind.
pub(super) fn within_constraints(
    constraints: &[u8],
    certificate: &Certificate,
) -> Result<(), String> {
    let constraints = NameConstraints::from_der(constraints)
        .map_err(|error| format!("the name constraints are malformed: {error}"))?;
    let permitted = constraints.permitted_subtrees.unwrap_or_default();
    let excluded = constraints.excluded_subtrees.unwrap_or_default();
    if permitted.len() + excluded.len() > MAX_SUBTREES {
        return Err("too many name constraints".to_owned());
    }
    let both = || permitted.iter().chain(&excluded);
    if both().any(|tree| tree.minimum != 0 || tree.maximum.is_some()) {
        return Err("name constraints with a minimum or maximum".to_owned());
    }
    for name in names_of(certificate)? {
        let of_its_kind = |tree: &&GeneralSubtree| {
            std::mem::discriminant(&tree.base) == std::mem::discriminant(&name)
        };
        for tree in excluded.iter().filter(of_its_kind) {
            if is_within(&name, &tree.base)? {
                return Err("a name that the authority must not certify".to_owned());
            }
        }
        let mut is_bound = false;
        let mut is_permitted = false;
        for tree in permitted.iter().filter(of_its_kind) {
            is_bound = true;
            is_permitted |= is_within(&name, &tree.base)?;
        }
        if is_bound && !is_permitted {
            return Err("a name outside those that the authority may certify".to_owned());
        }
    }
    Ok(())
}

/// Every name of a certificate: the subject, mail addresses in it, and the alternative names.
fn names_of(certificate: &Certificate) -> Result<Vec<GeneralName>, String> {
    let mut names = match certificate.extension(SUBJECT_ALT_NAME) {
        Some((der, _)) => {
            SubjectAltName::from_der(der)
                .map_err(|error| format!("the alternative names are malformed: {error}"))?
                .0
        }
        None => GeneralNames::new(),
    };
    let subject = certificate.parsed().tbs_certificate().subject();
    let attributes = subject
        .as_ref()
        .iter()
        .flat_map(x509_cert::name::RelativeDistinguishedName::iter);
    for mail in attributes.filter(|one| one.oid == attribute::EMAIL) {
        let address = text(&mail.value).and_then(|text| Ia5String::new(&text).ok());
        let address = address.ok_or("a mail address that cannot be read")?;
        names.push(GeneralName::Rfc822Name(address));
    }
    if !subject.as_ref().is_empty() {
        names.push(GeneralName::DirectoryName(subject.clone()));
    }
    Ok(names)
}

/// Whether a name lies within a subtree of its kind.
fn is_within(name: &GeneralName, base: &GeneralName) -> Result<bool, String> {
    use GeneralName::{DirectoryName, DnsName, IpAddress, Rfc822Name, UniformResourceIdentifier};
    Ok(match (name, base) {
        (DirectoryName(name), DirectoryName(base)) => {
            let name: Vec<String> = name.as_ref().iter().map(part_key).collect();
            let base: Vec<String> = base.as_ref().iter().map(part_key).collect();
            name.starts_with(&base)
        }
        (Rfc822Name(name), Rfc822Name(base)) => is_mail_within(name.as_str(), base.as_str()),
        (DnsName(name), DnsName(base)) => {
            let base = base.as_str();
            let base = base.strip_prefix('.').unwrap_or(base);
            base.is_empty() || is_host(name.as_str(), base) || is_below(name.as_str(), base)
        }
        (UniformResourceIdentifier(name), UniformResourceIdentifier(base)) => {
            // An address without a host, or with a number for one, cannot be compared: refused.
            let host = host_of(name.as_str()).ok_or("an address that names no host")?;
            is_host_within(host, base.as_str())
        }
        (IpAddress(name), IpAddress(base)) => {
            let (name, base) = (name.as_bytes(), base.as_bytes());
            let (address, mask) = base.split_at(base.len() / 2);
            if ![8, 32].contains(&base.len()) {
                return Err("a constraint on addresses that is malformed".to_owned());
            }
            name.len() == address.len()
                && name
                    .iter()
                    .zip(address)
                    .zip(mask)
                    .all(|((name, address), mask)| name & mask == address & mask)
        }
        _ => return Err("name constraints of a kind that is not understood".to_owned()),
    })
}

/// `anna@host` is one box, `host` all boxes there, `.domain` all boxes of all hosts below it.
fn is_mail_within(name: &str, base: &str) -> bool {
    let Some((own_box, own_host)) = name.rsplit_once('@') else {
        // No address at all lies nowhere, unless everything is meant.
        return base.is_empty();
    };
    match base.rsplit_once('@') {
        Some((known, host)) => own_box == known && is_host(own_host, host),
        None => is_host_within(own_host, base),
    }
}

fn is_host_within(host: &str, base: &str) -> bool {
    match base.strip_prefix('.') {
        Some(domain) => is_below(host, domain),
        None => base.is_empty() || is_host(host, base),
    }
}

fn is_host(one: &str, other: &str) -> bool {
    let plain = |host: &str| host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase();
    plain(one) == plain(other)
}

/// Whether a host has one label or more before a domain.
fn is_below(host: &str, domain: &str) -> bool {
    let host = host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase();
    host.strip_suffix(&domain.to_ascii_lowercase())
        .is_some_and(|rest| rest.len() > 1 && rest.ends_with('.'))
}

/// The host of `scheme://user@host:port/path`.
fn host_of(address: &str) -> Option<&str> {
    let (_, rest) = address.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let (_, host) = authority.rsplit_once('@').unwrap_or(("", authority));
    let host = host.split(':').next()?;
    let is_number = host
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'.');
    (!is_number && !host.starts_with('[')).then_some(host)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::certificate::names_match;
    use std::str::FromStr;
    use x509_cert::name::Name;

    #[test]
    fn a_key_is_equal_exactly_where_names_match() {
        let names = [
            "CN=Росинка,O=Роса,C=RU",
            "CN=РОСИНКА,O=роса,C=ru",
            "CN=Росинка ,O=Роса,C=RU",
            "CN=Росинка,C=RU",
            "CN=Росинка+O=Роса,C=RU",
            "O=Роса,CN=Росинка,C=RU",
            "CN=Ро синка,O=Роса,C=RU",
            "CN=Ро  синка,O=Роса,C=RU",
        ]
        .map(|text| Name::from_str(text).unwrap());
        for one in &names {
            for other in &names {
                assert_eq!(
                    name_key(one.as_ref()) == name_key(other.as_ref()),
                    names_match(one.as_ref(), other.as_ref()),
                    "{one} and {other}"
                );
            }
        }
    }

    #[test]
    fn mail_hosts_and_addresses_lie_within_their_trees() {
        let ia5 = |text: &str| Ia5String::new(text).unwrap();
        let within = |make: &dyn Fn(&str) -> GeneralName, name: &str, base: &str| {
            is_within(&make(name), &make(base)).unwrap()
        };
        let mail = |text: &str| GeneralName::Rfc822Name(ia5(text));
        for (name, base, expected) in [
            ("anna@rosa.example", "anna@rosa.example", true),
            ("anna@ROSA.example", "anna@rosa.EXAMPLE", true),
            ("Anna@rosa.example", "anna@rosa.example", false),
            ("anna@rosa.example", "rosa.example", true),
            ("anna@mail.rosa.example", "rosa.example", false),
            ("anna@mail.rosa.example", ".rosa.example", true),
            ("anna@rosa.example", ".rosa.example", false),
            ("anna@evilrosa.example", ".rosa.example", false),
            ("anna", "rosa.example", false),
            ("anna@rosa.example@other.example", "rosa.example", false),
        ] {
            assert_eq!(within(&mail, name, base), expected, "{name} in {base}");
        }
        let host = |text: &str| GeneralName::DnsName(ia5(text));
        for (name, base, expected) in [
            ("rosa.example", "rosa.example", true),
            ("www.rosa.example", "rosa.example", true),
            ("www.rosa.example", ".rosa.example", true),
            ("evilrosa.example", "rosa.example", false),
            ("example", "rosa.example", false),
            ("rosa.example", "", true),
        ] {
            assert_eq!(within(&host, name, base), expected, "{name} in {base}");
        }
        let page = |text: &str| GeneralName::UniformResourceIdentifier(ia5(text));
        let in_tree = |name: &str, base: &str| is_within(&page(name), &page(base));
        assert_eq!(
            in_tree("http://u@rosa.example:80/x?y", "rosa.example"),
            Ok(true)
        );
        assert_eq!(
            in_tree("http://www.rosa.example", "rosa.example"),
            Ok(false)
        );
        assert_eq!(
            in_tree("http://www.rosa.example", ".rosa.example"),
            Ok(true)
        );
        assert!(in_tree("urn:rosa", "rosa.example").is_err());
        assert!(in_tree("http://10.0.0.1/", "rosa.example").is_err());
        let number = |bytes: &[u8]| {
            GeneralName::IpAddress(x509_cert::der::asn1::OctetString::new(bytes).unwrap())
        };
        let net = number(&[10, 1, 0, 0, 255, 255, 0, 0]);
        assert_eq!(is_within(&number(&[10, 1, 7, 7]), &net), Ok(true));
        assert_eq!(is_within(&number(&[10, 2, 7, 7]), &net), Ok(false));
        assert_eq!(is_within(&number(&[0; 16]), &net), Ok(false));
        assert!(is_within(&number(&[10, 1, 7, 7]), &number(&[10, 1])).is_err());
    }
}
