//! Certificate policies along a path (RFC 5280, section 6.1, without a wish of the user's: the initial
//! set is any policy, and nothing is required or inhibited from the start).
//!
//! With any policy wanted only one thing can fail: an authority asked for an explicit policy
//! (`requireExplicitPolicy`), and none is left at the leaf. Whether one is left depends on the last
//! level of the tree alone, so each level is kept as its policies with what they expect of the next
//! one; the tree itself, which grows without bounds, is not built (RFC 9618 came to the same).

use crate::certificate::Certificate;
use crate::report::{SubIndication, Verdict};
use std::collections::{BTreeMap, BTreeSet};
use x509_cert::der::Decode;
use x509_cert::der::asn1::ObjectIdentifier;
use x509_cert::ext::pkix::{
    CertificatePolicies, InhibitAnyPolicy, PolicyConstraints, PolicyMappings,
};

const fn oid(text: &str) -> ObjectIdentifier {
    ObjectIdentifier::new_unwrap(text)
}

const POLICIES: ObjectIdentifier = oid("2.5.29.32");
const MAPPINGS: ObjectIdentifier = oid("2.5.29.33");
const CONSTRAINTS: ObjectIdentifier = oid("2.5.29.36");
const INHIBIT_ANY: ObjectIdentifier = oid("2.5.29.54");
const ANY_POLICY: ObjectIdentifier = oid("2.5.29.32.0");

/// The policies that are valid at one certificate, each with those that it stands for in the next.
type Level = BTreeMap<ObjectIdentifier, BTreeSet<ObjectIdentifier>>;

/// Judges the policies of a whole path, leaf first.
pub(super) fn judge(path: &[Certificate]) -> Verdict {
    let failed = |detail: String| {
        Verdict::because(SubIndication::ChainConstraintsFailure, "SIG-038", detail)
    };
    match walk(path) {
        Ok(true) => Verdict::passed(),
        Ok(false) => failed("an authority asks for a policy, and none is left".to_owned()),
        Err(what) => failed(what),
    }
}

/// Whether the path is valid by its policies; what is malformed is told in English.
fn walk(path: &[Certificate]) -> Result<bool, String> {
    let length = path.len().saturating_sub(1);
    let mut explicit = length + 1;
    let mut mapping = length + 1;
    let mut inhibit_any = length + 1;
    let mut level: Level = [(ANY_POLICY, [ANY_POLICY].into())].into();
    // From the certificate below the anchor to the leaf.
    for (place, certificate) in path[..length].iter().enumerate().rev() {
        let is_leaf = place == 0;
        let is_self_issued = certificate.is_self_issued();
        let may_any = inhibit_any > 0 || !is_leaf && is_self_issued;
        // Policies that cannot be read are none; whether that matters, an authority says.
        level = match read::<CertificatePolicies>(certificate, POLICIES) {
            Ok(Some(policies)) => next(&level, &policies, may_any),
            _ => Level::new(),
        };
        if explicit == 0 && level.is_empty() {
            return Ok(false);
        }
        let constraints = read::<PolicyConstraints>(certificate, CONSTRAINTS)?;
        let number = |wanted: Option<u32>| wanted.and_then(|one| usize::try_from(one).ok());
        let required = number(
            constraints
                .as_ref()
                .and_then(|one| one.require_explicit_policy),
        );
        if is_leaf {
            explicit = explicit.saturating_sub(1);
            if required == Some(0) {
                explicit = 0;
            }
            break;
        }
        if let Some(mappings) = read::<PolicyMappings>(certificate, MAPPINGS)? {
            map(&mut level, &mappings, mapping > 0)?;
        }
        if !is_self_issued {
            explicit = explicit.saturating_sub(1);
            mapping = mapping.saturating_sub(1);
            inhibit_any = inhibit_any.saturating_sub(1);
        }
        explicit = explicit.min(required.unwrap_or(explicit));
        let inhibited = number(constraints.and_then(|one| one.inhibit_policy_mapping));
        mapping = mapping.min(inhibited.unwrap_or(mapping));
        let skip = read::<InhibitAnyPolicy>(certificate, INHIBIT_ANY)?.map(|one| one.0);
        inhibit_any = inhibit_any.min(number(skip).unwrap_or(inhibit_any));
    }
    Ok(explicit > 0 || !level.is_empty())
}

/// The next level (section 6.1.3, step d).
fn next(level: &Level, policies: &CertificatePolicies, may_any: bool) -> Level {
    let expected: BTreeSet<_> = level.values().flatten().copied().collect();
    let own: BTreeSet<_> = policies.0.iter().map(|one| one.policy_identifier).collect();
    let has_any = level.contains_key(&ANY_POLICY);
    let named = own.iter().filter(|one| **one != ANY_POLICY);
    let mut next: Level = named
        .filter(|one| has_any || expected.contains(*one))
        .map(|one| (*one, [*one].into()))
        .collect();
    if own.contains(&ANY_POLICY) && may_any {
        for one in expected {
            next.entry(one).or_insert_with(|| [one].into());
        }
    }
    next
}

/// What an authority says its policies are called below (section 6.1.4, steps a and b).
fn map(level: &mut Level, mappings: &PolicyMappings, is_allowed: bool) -> Result<(), String> {
    let mut called: Level = Level::new();
    for one in &mappings.0 {
        let both = [one.issuer_domain_policy, one.subject_domain_policy];
        if both.contains(&ANY_POLICY) {
            return Err("any policy is mapped".to_owned());
        }
        called.entry(both[0]).or_default().insert(both[1]);
    }
    for (policy, below) in called {
        if !is_allowed {
            level.remove(&policy);
        } else if level.contains_key(&policy) || level.contains_key(&ANY_POLICY) {
            level.insert(policy, below);
        }
    }
    Ok(())
}

fn read<'a, T: Decode<'a, Error = x509_cert::der::Error>>(
    certificate: &'a Certificate,
    oid: ObjectIdentifier,
) -> Result<Option<T>, String> {
    let Some((der, _)) = certificate.extension(oid) else {
        return Ok(None);
    };
    let read = T::from_der(der);
    read.map(Some)
        .map_err(|error| format!("extension {oid} is malformed: {error}"))
}
