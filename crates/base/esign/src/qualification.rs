//! Whether a certificate is a qualified one: its fields by 63-ФЗ, article 17, and приказ ФСБ № 795,
//! and its issuer's accreditation by article 11. It says nothing of whether the certificate holds.

use crate::algorithm::PublicKey;
use crate::certificate::{Certificate, describe};
use crate::chain::{Usage, allows};
use crate::report::{Finding, Qualification};
use crate::tsl::{ListSignature, Status, TrustList};
use jiff::Timestamp;
use x509_cert::der::Decode;
use x509_cert::der::asn1::{ObjectIdentifier, Utf8StringRef};
use x509_cert::ext::pkix::CertificatePolicies;

const fn oid(text: &str) -> ObjectIdentifier {
    ObjectIdentifier::new_unwrap(text)
}

const POLICIES: ObjectIdentifier = oid("2.5.29.32");
/// subjectSignTool: the owner's tool of signature
const SUBJECT_SIGN_TOOL: ObjectIdentifier = oid("1.2.643.100.111");
/// issuerSignTool: the authority's tools and their certificates
const ISSUER_SIGN_TOOL: ObjectIdentifier = oid("1.2.643.100.112");

/// Classes of the owner's tool, as policies.
const CLASSES: [(ObjectIdentifier, &str); 6] = [
    (oid("1.2.643.100.113.1"), "КС1"),
    (oid("1.2.643.100.113.2"), "КС2"),
    (oid("1.2.643.100.113.3"), "КС3"),
    (oid("1.2.643.100.113.4"), "КВ1"),
    (oid("1.2.643.100.113.5"), "КВ2"),
    (oid("1.2.643.100.113.6"), "КА1"),
];

/// Judges a certificate. `issuer` is the certificate whose key its signature was checked with; the
/// accreditation must have held on the day of issue and at `at`.
pub fn judge(
    leaf: &Certificate,
    issuer: Option<&Certificate>,
    at: Timestamp,
    list: Option<&TrustList>,
) -> Qualification {
    let mut findings = Vec::new();
    let mut add = |code, detail: String| findings.push(Finding { code, detail });
    match list {
        None => add("SIG-050", "no list of accredited authorities".to_owned()),
        Some(list) => {
            if let Some((code, detail)) = accreditation(leaf, issuer, at, list) {
                add(code, detail);
            }
        }
    }
    if classes(leaf).is_empty() {
        add("SIG-055", "no policy of 1.2.643.100.113".to_owned());
    }
    if subject_sign_tool(leaf).is_none() {
        add("SIG-056", "no subjectSignTool".to_owned());
    }
    if issuer_sign_tool(leaf).is_none() {
        add("SIG-057", "no issuerSignTool".to_owned());
    }
    if let Some(other) = not_gost(leaf) {
        add("SIG-058", other);
    }
    let missing = missing_fields(leaf);
    if !missing.is_empty() {
        add("SIG-059", missing.join(", "));
    }
    let qualified = findings.is_empty();
    if let Some(list) = list
        && *list.signature() == ListSignature::NotChecked
    {
        findings.push(Finding {
            code: "SIG-054",
            detail: format!("list {}", list.version()),
        });
    }
    Qualification {
        qualified,
        findings,
    }
}

/// Why the issuer does not count as accredited.
fn accreditation(
    leaf: &Certificate,
    issuer: Option<&Certificate>,
    at: Timestamp,
    list: &TrustList,
) -> Option<(&'static str, String)> {
    let name = describe(leaf.issuer());
    let Some(authority) = issuer.and_then(|issuer| list.authority_of(issuer)) else {
        return Some(("SIG-051", name));
    };
    let word = |status: Option<&Status>| {
        status.map_or_else(|| "not yet".to_owned(), |status| status.word().to_owned())
    };
    let issued = leaf.not_before();
    for (code, time) in [("SIG-052", issued), ("SIG-053", at)] {
        let status = authority.status_at(time);
        if status != Some(&Status::Active) {
            return Some((code, format!("{name}: {} on {time}", word(status))));
        }
    }
    None
}

/// The classes of tools that the certificate's policies name, such as `КС1`.
pub fn classes(certificate: &Certificate) -> Vec<&'static str> {
    let Some((der, _)) = certificate.extension(POLICIES) else {
        return Vec::new();
    };
    let Ok(policies) = CertificatePolicies::from_der(der) else {
        return Vec::new();
    };
    let has = |oid| policies.0.iter().any(|one| one.policy_identifier == oid);
    let known = CLASSES.into_iter().filter(|(oid, _)| has(*oid));
    known.map(|(_, name)| name).collect()
}

/// The owner's tool of signature.
pub fn subject_sign_tool(certificate: &Certificate) -> Option<String> {
    let (der, _) = certificate.extension(SUBJECT_SIGN_TOOL)?;
    let text = Utf8StringRef::from_der(der).ok()?;
    Some(text.as_str().to_owned()).filter(|text| !text.trim().is_empty())
}

/// The authority's tool of signature, its own tool, and the papers of both.
pub fn issuer_sign_tool(certificate: &Certificate) -> Option<[String; 4]> {
    let (der, _) = certificate.extension(ISSUER_SIGN_TOOL)?;
    let parts = Vec::<x509_cert::der::Any>::from_der(der).ok()?;
    let texts: Option<Vec<String>> = parts.iter().map(crate::certificate::text).collect();
    texts?.try_into().ok()
}

/// The key's name, where it is not one of GOST R 34.10-2012.
fn not_gost(certificate: &Certificate) -> Option<String> {
    match certificate.public_key() {
        Ok(PublicKey::Gost(_)) => None,
        #[cfg(feature = "foreign")]
        Ok(key) => Some(key.name()),
        Err(error) => Some(error.to_string()),
    }
}

/// What the owner's name and the key usage lack.
fn missing_fields(certificate: &Certificate) -> Vec<&'static str> {
    let signer = certificate.signer();
    let filled =
        |field: &Option<String>| field.as_ref().is_some_and(|text| !text.trim().is_empty());
    let mut missing = Vec::new();
    if !filled(&signer.name) {
        missing.push("commonName");
    }
    // A person, or an organization whose certificate names nobody (article 17, part 3).
    let is_person = filled(&signer.surname) || filled(&signer.snils);
    if is_person || !filled(&signer.organization) {
        let person = [
            (&signer.surname, "surname"),
            (&signer.given_name, "givenName"),
            (&signer.snils, "SNILS"),
            (&signer.inn, "INN"),
        ];
        missing.extend(person.iter().filter(|(f, _)| !filled(f)).map(|(_, n)| *n));
    }
    if filled(&signer.organization) {
        let organization = [(&signer.ogrn, "OGRN")];
        missing.extend(
            organization
                .iter()
                .filter(|(f, _)| !filled(f))
                .map(|(_, n)| *n),
        );
    }
    let signs = [Usage::DigitalSignature, Usage::NonRepudiation];
    if allows(certificate, &signs) != Some(true) {
        missing.push("keyUsage");
    }
    missing
}
