//! Extensions of a certificate, encoded.

use super::{IssueError, Template, usage};
use crate::write;
use x509_cert::der::Encode;
use x509_cert::der::asn1::ObjectIdentifier;

pub(super) const SUBJECT_KEY_ID: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.14");
const KEY_USAGE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.15");
const BASIC_CONSTRAINTS: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.19");
const CRL_POINTS: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.31");
const POLICIES: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.32");
pub(super) const AUTHORITY_KEY_ID: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.35");
const EXTENDED_KEY_USAGE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.37");
const INFORMATION_ACCESS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.1.1");
const OCSP_ACCESS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.48.1");
const ISSUER_ACCESS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.48.2");
const SUBJECT_SIGN_TOOL: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.643.100.111");
const ISSUER_SIGN_TOOL: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.643.100.112");
const IDENTIFICATION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.643.100.114");

/// An extension as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extra {
    pub oid: ObjectIdentifier,
    pub critical: bool,
    /// What stands inside the OCTET STRING, in DER.
    pub value: Vec<u8>,
}

impl Extra {
    pub(crate) fn to_der(&self) -> Vec<u8> {
        let value = write::octets(&self.value);
        if self.critical {
            write::sequence(&[write::oid(self.oid), write::boolean(true), value])
        } else {
            write::sequence(&[write::oid(self.oid), value])
        }
    }
}

/// The tools of an authority and the papers on them (issuerSignTool of приказ ФСБ № 795).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuerSignTool {
    pub sign_tool: String,
    pub ca_tool: String,
    pub sign_tool_certificate: String,
    pub ca_tool_certificate: String,
}

impl IssuerSignTool {
    /// Tools that nobody certified, and that say so.
    pub fn made_up() -> IssuerSignTool {
        IssuerSignTool {
            sign_tool: "Kabinet".to_owned(),
            ca_tool: "Kabinet, учебный удостоверяющий центр".to_owned(),
            sign_tool_certificate: "Не сертифицировано, только для показа".to_owned(),
            ca_tool_certificate: "Не сертифицировано, только для показа".to_owned(),
        }
    }
}

/// Every extension of a template, encoded.
pub(super) fn all(
    template: &Template,
    subject_key_id: &[u8],
    issuer_key_id: &[u8],
) -> Result<Vec<Vec<u8>>, IssueError> {
    let mut list = Vec::new();
    let mut add = |oid, critical, value| {
        let extension = Extra {
            oid,
            critical,
            value,
        };
        list.push(extension.to_der());
    };
    if let Some(authority) = template.authority {
        let mut parts = vec![write::boolean(true)];
        parts.extend(
            authority
                .path_length
                .map(|length| write::number(length.into())),
        );
        add(BASIC_CONSTRAINTS, true, write::sequence(&parts));
    }
    if let Some(usage) = template.key_usage {
        add(KEY_USAGE, true, usage.to_der()?);
    }
    if !template.extended_key_usage.is_empty() {
        let usages = &template.extended_key_usage;
        let parts: Vec<_> = usages.iter().map(|oid| write::oid(*oid)).collect();
        let critical = *usages == [usage::TIME_STAMPING];
        add(EXTENDED_KEY_USAGE, critical, write::sequence(&parts));
    }
    if !template.policies.is_empty() {
        let policies = template.policies.iter();
        let parts: Vec<_> = policies
            .map(|oid| write::sequence(&[write::oid(*oid)]))
            .collect();
        add(POLICIES, false, write::sequence(&parts));
    }
    if let Some(tool) = &template.subject_sign_tool {
        add(SUBJECT_SIGN_TOOL, false, write::utf8(tool));
    }
    if let Some(tools) = &template.issuer_sign_tool {
        let value = write::sequence(&[
            write::utf8(&tools.sign_tool),
            write::utf8(&tools.ca_tool),
            write::utf8(&tools.sign_tool_certificate),
            write::utf8(&tools.ca_tool_certificate),
        ]);
        add(ISSUER_SIGN_TOOL, false, value);
    }
    if let Some(kind) = template.identification {
        add(IDENTIFICATION, false, write::number(kind.into()));
    }
    if template.subject_key_id {
        add(SUBJECT_KEY_ID, false, write::octets(subject_key_id));
    }
    if template.authority_key_id {
        add(AUTHORITY_KEY_ID, false, authority_key_id(issuer_key_id));
    }
    if !template.crl_urls.is_empty() {
        // DistributionPoint { distributionPoint [0] { fullName [0] { uri } } }
        let urls = template.crl_urls.iter();
        let points: Vec<_> = urls
            .map(|url| {
                let full_name = write::tagged(0, &uri(url));
                write::sequence(&[write::tagged(0, &full_name)])
            })
            .collect();
        add(CRL_POINTS, false, write::sequence(&points));
    }
    let access = |method, url: &String| write::sequence(&[write::oid(method), uri(url)]);
    let ocsp = template
        .ocsp_urls
        .iter()
        .map(|url| access(OCSP_ACCESS, url));
    let issuer = template.issuer_urls.iter();
    let places: Vec<_> = ocsp
        .chain(issuer.map(|url| access(ISSUER_ACCESS, url)))
        .collect();
    if !places.is_empty() {
        add(INFORMATION_ACCESS, false, write::sequence(&places));
    }
    list.extend(template.extra.iter().map(Extra::to_der));
    Ok(list)
}

/// `AuthorityKeyIdentifier` with the key identifier only.
pub(super) fn authority_key_id(key_id: &[u8]) -> Vec<u8> {
    write::sequence(&[write::element(0x80, key_id)])
}

/// `GeneralName` of an address.
fn uri(url: &str) -> Vec<u8> {
    write::element(0x86, url.as_bytes())
}
