//! The properties of XAdES (ETSI EN 319 132-1, section 5) that a signature of level BES must have.

use super::dom::{Document, Element, NodeId};
use super::references::Target;
use super::signature::{Signature, base64, broken};
use super::{DSIG, identifiers};
use crate::algorithm::Digest;
use crate::certificate::Certificate;
use crate::report::{SubIndication, Verdict};
use jiff::Timestamp;

/// Namespaces of XAdES differ by version; 1.3.2 is in use, with older ones in archives.
const XADES: &str = "http://uri.etsi.org/01903/v1.";
pub(crate) const XADES_132: &str = "http://uri.etsi.org/01903/v1.3.2#";
/// `Type` of the reference to the properties.
pub(crate) const SIGNED_PROPERTIES: &str = "http://uri.etsi.org/01903#SignedProperties";
/// Certificates that the property may name; one is usual.
const MAX_CERTIFICATES: usize = 16;

pub(crate) fn is_xades(element: &Element) -> bool {
    element.namespace.starts_with(XADES) && &*element.local == "QualifyingProperties"
}

#[derive(Debug)]
pub(crate) struct Properties {
    /// The element `SignedProperties`.
    pub(crate) signed: NodeId,
    pub(crate) signing_time: Option<Timestamp>,
    /// What `SigningCertificate` or `SigningCertificateV2` names.
    pub(crate) certificates: Vec<CertificateRef>,
}

#[derive(Debug)]
pub(crate) struct CertificateRef {
    /// None where it is not known here.
    digest: Option<Digest>,
    value: Vec<u8>,
    /// The serial number in decimal, of the first version of the property.
    serial: Option<String>,
}

fn fault(detail: impl Into<String>) -> Verdict {
    Verdict::because(SubIndication::SigConstraintsFailure, "SIG-089", detail)
}

impl Properties {
    /// Reads the properties of a signature; `None` where it has none.
    pub(crate) fn read(
        document: &Document,
        signature: &Signature,
    ) -> Result<Option<Properties>, Verdict> {
        let mut found = signature
            .objects
            .iter()
            .flat_map(|object| document.children(*object))
            .filter(|(_, child)| is_xades(child));
        let Some((node, element)) = found.next() else {
            return Ok(None);
        };
        if found.next().is_some() {
            return Err(broken("QualifyingProperties twice"));
        }
        let target = element.attribute("Target").unwrap_or_default();
        if target.strip_prefix('#') != signature.id.as_deref() {
            return Err(fault("QualifyingProperties belong to another signature"));
        }
        let namespace = &*element.namespace;
        let Some(signed) = document.child(node, namespace, "SignedProperties") else {
            return Ok(None);
        };
        let own = document.child(signed, namespace, "SignedSignatureProperties");
        let own = own.ok_or_else(|| broken("SignedSignatureProperties are missing"))?;
        let signing_time = match document.child(own, namespace, "SigningTime") {
            None => None,
            Some(node) => {
                let text = document.text(node).unwrap_or_default();
                Some(moment(text.trim()).ok_or_else(|| broken(format!("SigningTime: {text}")))?)
            }
        };
        let mut certificates = Vec::new();
        for name in ["SigningCertificate", "SigningCertificateV2"] {
            let Some(list) = document.child(own, namespace, name) else {
                continue;
            };
            for (node, _) in document.children(list).take(MAX_CERTIFICATES) {
                certificates.push(CertificateRef::read(document, node, namespace)?);
            }
        }
        Ok(Some(Properties {
            signed,
            signing_time,
            certificates,
        }))
    }

    /// Whether the first certificate that the property names is this one.
    pub(crate) fn names(&self, certificate: &Certificate) -> bool {
        self.certificates
            .first()
            .is_some_and(|first| first.is(certificate))
    }

    /// What is wrong with the properties themselves, when the references are known to hold.
    pub(crate) fn judge(&self, signature: &Signature, targets: &[Target]) -> Verdict {
        let own = Target::Node(self.signed);
        if !targets.contains(&own) {
            return fault("SignedProperties are not signed");
        }
        let typed = signature
            .references
            .iter()
            .zip(targets)
            .any(|(reference, target)| {
                *target == own
                    && reference
                        .kind
                        .as_deref()
                        .is_some_and(|kind| kind.ends_with("#SignedProperties"))
            });
        if !typed {
            return fault("the reference to SignedProperties does not say so");
        }
        Verdict::passed()
    }

    /// Whether the certificate is named by a digest that is not known here.
    pub(crate) fn is_unknown(&self) -> bool {
        self.certificates
            .first()
            .is_some_and(|first| first.digest.is_none())
    }

    /// The name of a digest that collides at will, by which the certificate is named.
    pub(crate) fn weak_digest(&self) -> Option<&'static str> {
        let digest = self.certificates.first()?.digest;
        digest.filter(|digest| digest.is_weak()).map(Digest::name)
    }
}

impl CertificateRef {
    fn read(document: &Document, node: NodeId, namespace: &str) -> Result<Self, Verdict> {
        let wrong = || broken("the property on the signing certificate");
        let named = document
            .child(node, namespace, "CertDigest")
            .ok_or_else(wrong)?;
        let method = document
            .child(named, DSIG, "DigestMethod")
            .and_then(|method| document.element(method)?.attribute("Algorithm"))
            .ok_or_else(wrong)?;
        let digest = identifiers::digest(method);
        let value = document
            .child(named, DSIG, "DigestValue")
            .and_then(|value| base64(document, value))
            .ok_or_else(wrong)?;
        let serial = document
            .child(node, namespace, "IssuerSerial")
            .and_then(|both| document.child(both, DSIG, "X509SerialNumber"))
            .and_then(|serial| document.text(serial));
        Ok(Self {
            digest,
            value,
            serial: serial.map(|serial| serial.trim().to_owned()),
        })
    }

    fn is(&self, certificate: &Certificate) -> bool {
        let serial = certificate.parsed().tbs_certificate().serial_number();
        self.digest
            .is_some_and(|digest| digest.hash(certificate.der()) == self.value)
            && self
                .serial
                .as_ref()
                .is_none_or(|claimed| claimed.trim_start_matches('0') == decimal(serial.as_bytes()))
    }
}

/// `xs:dateTime`; one without zone is taken for UTC.
fn moment(text: &str) -> Option<Timestamp> {
    text.parse::<Timestamp>().ok().or_else(|| {
        let local: jiff::civil::DateTime = text.parse().ok()?;
        Some(local.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp())
    })
}

/// A big-endian number in decimal, without leading zeros.
fn decimal(bytes: &[u8]) -> String {
    let mut digits: Vec<u8> = Vec::new();
    for byte in bytes {
        let mut carry = u32::from(*byte);
        for digit in &mut digits {
            carry += u32::from(*digit) * 256;
            *digit = u8::try_from(carry % 10).unwrap_or_default();
            carry /= 10;
        }
        while carry > 0 {
            digits.push(u8::try_from(carry % 10).unwrap_or_default());
            carry /= 10;
        }
    }
    digits
        .iter()
        .rev()
        .map(|digit| char::from(b'0' + digit))
        .collect()
}
