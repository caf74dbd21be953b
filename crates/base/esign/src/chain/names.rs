//! Names as path building compares them, and the constraints that an authority puts on them.

use crate::certificate::{Certificate, attribute, attribute_of, text};
use std::fmt::Write;
use x509_cert::der::asn1::ObjectIdentifier;
use x509_cert::der::{Any, Decode, Encode};
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
/// is broken or not understood (RFC 5280, section 4.2.1.10). Directory names are compared; other
/// kinds are refused where such a name appears.
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
    let alternative = match certificate.extension(SUBJECT_ALT_NAME) {
        Some((der, _)) => {
            SubjectAltName::from_der(der)
                .map_err(|error| format!("the alternative names are malformed: {error}"))?
                .0
        }
        None => GeneralNames::new(),
    };
    for tree in both() {
        let same_kind = |name: &&GeneralName| {
            std::mem::discriminant(*name) == std::mem::discriminant(&tree.base)
        };
        let is_directory = matches!(tree.base, GeneralName::DirectoryName(_));
        let is_mail = matches!(tree.base, GeneralName::Rfc822Name(_));
        let has_mail = || attribute_of(certificate.subject(), attribute::EMAIL).is_some();
        if !is_directory
            && (alternative.iter().any(|name| same_kind(&name)) || is_mail && has_mail())
        {
            return Err("name constraints of a kind that is not understood".to_owned());
        }
    }
    let mut names: Vec<&RdnSequence> = vec![certificate.subject()];
    names.extend(alternative.iter().filter_map(|name| match name {
        GeneralName::DirectoryName(name) => Some(name.as_ref()),
        _ => None,
    }));
    let permitted = directories(permitted.iter().map(|tree| &tree.base));
    let excluded = directories(excluded.iter().map(|tree| &tree.base));
    for name in names.into_iter().filter(|name| !name.is_empty()) {
        let parts: Vec<String> = name.iter().map(part_key).collect();
        if excluded.iter().any(|tree| parts.starts_with(tree)) {
            return Err("a name that the authority must not certify".to_owned());
        }
        if !permitted.is_empty() && !permitted.iter().any(|tree| parts.starts_with(tree)) {
            return Err("a name outside those that the authority may certify".to_owned());
        }
    }
    Ok(())
}

fn directories<'a>(bases: impl Iterator<Item = &'a GeneralName>) -> Vec<Vec<String>> {
    bases
        .filter_map(|base| match base {
            GeneralName::DirectoryName(name) => Some(name.as_ref().iter().map(part_key).collect()),
            _ => None,
        })
        .collect()
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
}
