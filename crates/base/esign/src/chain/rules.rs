//! What RFC 5280, section 6.1, asks of each certificate of a path, revocation apart.

use super::Purpose;
use super::names::{NAME_CONSTRAINTS, SUBJECT_ALT_NAME, within_constraints};
use crate::certificate::Certificate;
use crate::report::{SubIndication, Verdict};
use crate::validate::decision::noted;
use jiff::Timestamp;
use std::collections::HashSet;
use x509_cert::certificate::Version;
use x509_cert::der::Decode;
use x509_cert::der::asn1::{BitStringRef, ObjectIdentifier};
use x509_cert::ext::pkix::{BasicConstraints, ExtendedKeyUsage};

const fn oid(text: &str) -> ObjectIdentifier {
    ObjectIdentifier::new_unwrap(text)
}

const BASIC_CONSTRAINTS: ObjectIdentifier = oid("2.5.29.19");
const KEY_USAGE: ObjectIdentifier = oid("2.5.29.15");
const EXTENDED_KEY_USAGE: ObjectIdentifier = oid("2.5.29.37");
const TIME_STAMPING: ObjectIdentifier = oid("1.3.6.1.5.5.7.3.8");
const OCSP_SIGNING: ObjectIdentifier = oid("1.3.6.1.5.5.7.3.9");

/// Extensions whose meaning is taken into account, or which only say where to look.
const UNDERSTOOD: [ObjectIdentifier; 18] = [
    BASIC_CONSTRAINTS,
    KEY_USAGE,
    EXTENDED_KEY_USAGE,
    SUBJECT_ALT_NAME,
    NAME_CONSTRAINTS,
    oid("2.5.29.14"),         // subject key identifier
    oid("2.5.29.16"),         // private key usage period
    oid("2.5.29.18"),         // issuer alternative name
    oid("2.5.29.31"),         // CRL distribution points
    oid("2.5.29.32"),         // certificate policies
    oid("2.5.29.33"),         // policy mappings
    oid("2.5.29.36"),         // policy constraints
    oid("2.5.29.54"),         // inhibit any policy
    oid("2.5.29.35"),         // authority key identifier
    oid("1.3.6.1.5.5.7.1.1"), // authority information access
    oid("1.2.643.100.111"),   // subjectSignTool
    oid("1.2.643.100.112"),   // issuerSignTool
    oid("1.2.643.100.114"),   // how the owner was identified
];

/// Bits of the key usage (RFC 5280, section 4.2.1.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Usage {
    DigitalSignature = 0,
    NonRepudiation = 1,
    KeyCertSign = 5,
    CrlSign = 6,
}

/// Whether the key usage allows one of these; `None` where the certificate does not say.
pub(crate) fn allows(certificate: &Certificate, usages: &[Usage]) -> Option<bool> {
    let (der, _) = certificate.extension(KEY_USAGE)?;
    // What cannot be read allows nothing.
    let Ok(bits) = BitStringRef::from_der(der) else {
        return Some(false);
    };
    let has = |usage: &Usage| bits.get(*usage as usize).unwrap_or(false);
    Some(usages.iter().any(has))
}

/// Whether the certificate is for signing answers of a responder (RFC 6960, section 4.2.2.2).
pub(crate) fn signs_ocsp(certificate: &Certificate) -> bool {
    extended(certificate).is_some_and(|usages| usages.contains(&OCSP_SIGNING))
}

fn extended(certificate: &Certificate) -> Option<Vec<ObjectIdentifier>> {
    let (der, _) = certificate.extension(EXTENDED_KEY_USAGE)?;
    Some(ExtendedKeyUsage::from_der(der).map_or_else(|_| Vec::new(), |usages| usages.0))
}

fn constraint(code: &'static str, detail: impl Into<String>) -> Verdict {
    Verdict::because(SubIndication::ChainConstraintsFailure, code, detail)
}

/// What is said about one certificate of a path by its place in it.
pub(super) fn certificate(path: &[Certificate], place: usize, purpose: Purpose) -> Verdict {
    let certificate = &path[place];
    let mut verdict = form(certificate);
    let is_anchor = place + 1 == path.len();
    if !is_anchor {
        verdict = verdict.and(strength(certificate));
    }
    if place == 0 {
        verdict = verdict.and(leaf(certificate, purpose));
    } else {
        verdict = verdict.and(authority(path, place));
    }
    for above in path.iter().skip(place + 1) {
        // Certificates that an authority issues to itself are not held to its own constraints.
        if place > 0 && certificate.is_self_issued() {
            break;
        }
        if let Some((der, _)) = above.extension(NAME_CONSTRAINTS)
            && let Err(detail) = within_constraints(der, certificate)
        {
            verdict = verdict.and(constraint("SIG-035", detail));
        }
    }
    verdict
}

/// What the certificate must be by itself.
fn form(certificate: &Certificate) -> Verdict {
    let parsed = certificate.parsed();
    let tbs = parsed.tbs_certificate();
    if tbs.signature() != parsed.signature_algorithm() {
        return constraint(
            "SIG-036",
            "the algorithm inside differs from the one outside",
        );
    }
    let extensions = tbs.extensions().map_or(&[][..], Vec::as_slice);
    if !extensions.is_empty() && tbs.version() != Version::V3 {
        return constraint("SIG-036", "extensions in a certificate before version 3");
    }
    let mut seen = HashSet::new();
    for extension in extensions {
        if !seen.insert(extension.extn_id) {
            let detail = format!("extension {} stands twice", extension.extn_id);
            return constraint("SIG-036", detail);
        }
    }
    let unknown = extensions
        .iter()
        .find(|extension| extension.critical && !UNDERSTOOD.contains(&extension.extn_id));
    match unknown {
        Some(extension) => constraint("SIG-032", extension.extn_id.to_string()),
        None => Verdict::passed(),
    }
}

/// The issuer's signature must not be over a digest for which collisions are made at will.
fn strength(certificate: &Certificate) -> Verdict {
    match certificate.scheme() {
        Ok(scheme) if scheme.digest().is_weak() => Verdict::because(
            SubIndication::CryptoConstraintsFailureNoPoe,
            "SIG-025",
            format!("the certificate is signed over {}", scheme.digest().name()),
        ),
        _ => Verdict::passed(),
    }
}

fn leaf(certificate: &Certificate, purpose: Purpose) -> Verdict {
    let signs = [Usage::DigitalSignature, Usage::NonRepudiation];
    let mut verdict = Verdict::passed();
    if purpose != Purpose::Any && allows(certificate, &signs) == Some(false) {
        verdict = verdict.and(constraint("SIG-033", "the key is not for signing"));
    }
    let usages = extended(certificate);
    let allowed = match purpose {
        Purpose::Any => true,
        // A person's certificate names what it likes; one for machines alone is not a person's.
        Purpose::Signature => usages.is_none_or(|usages| {
            usages
                .iter()
                .any(|usage| *usage != TIME_STAMPING && *usage != OCSP_SIGNING)
        }),
        Purpose::TimeStamp => usages.is_some_and(|usages| usages.contains(&TIME_STAMPING)),
        Purpose::Ocsp => usages.is_some_and(|usages| usages.contains(&OCSP_SIGNING)),
    };
    if !allowed {
        let detail = format!("the extended key usage does not allow {purpose:?}");
        verdict = verdict.and(constraint("SIG-034", detail));
    }
    verdict
}

/// What a certificate above the leaf must be.
fn authority(path: &[Certificate], place: usize) -> Verdict {
    let certificate = &path[place];
    let constraints = certificate
        .extension(BASIC_CONSTRAINTS)
        .map(|(der, _)| BasicConstraints::from_der(der));
    let length = match constraints {
        Some(Ok(constraints)) if constraints.ca => constraints.path_len_constraint,
        // An anchor is taken as given (RFC 5280, section 6.1.1 d): it need not say that it is one.
        None if place + 1 == path.len() => None,
        _ => {
            return constraint("SIG-029", "the issuer is not a certification authority");
        }
    };
    if allows(certificate, &[Usage::KeyCertSign]) == Some(false) {
        return constraint("SIG-031", "the issuer's key is not for certificates");
    }
    let between = path[1..place].iter().filter(|one| !one.is_self_issued());
    let between = between.count();
    match length {
        Some(allowed) if between > usize::from(allowed) => constraint(
            "SIG-030",
            format!("{between} authorities below, {allowed} allowed"),
        ),
        _ => Verdict::passed(),
    }
}

/// Whether a certificate says of itself that it is an authority's.
pub(super) fn is_authority(certificate: &Certificate) -> bool {
    certificate
        .extension(BASIC_CONSTRAINTS)
        .and_then(|(der, _)| BasicConstraints::from_der(der).ok())
        .is_some_and(|constraints| constraints.ca)
}

/// Whether the certificate was valid at the time. An anchor above the leaf is taken as given, its time
/// included (RFC 5280, section 6.1.1 d): that it is over is told and decides nothing.
pub(super) fn validity(path: &[Certificate], place: usize, at: Timestamp) -> Verdict {
    let certificate = &path[place];
    let (from, to) = (certificate.not_before(), certificate.not_after());
    if (from..=to).contains(&at) {
        Verdict::passed()
    } else if place > 0 && place + 1 == path.len() {
        noted("SIG-037", format!("it is for {from} to {to}"))
    } else if place > 0 {
        constraint(
            "SIG-028",
            format!("the authority's certificate is for {from} to {to}"),
        )
    } else if at < from {
        Verdict::because(SubIndication::NotYetValid, "SIG-027", from.to_string())
    } else {
        Verdict::because(SubIndication::Expired, "SIG-026", to.to_string())
    }
}
