//! The unsigned properties of XAdES (ETSI EN 319 132-1, sections 5.3 and 5.4): time stamps over the
//! signature value, and the certificates, lists and answers that the signature brings along.

use super::canonical::{Method, Subset, canonicalize};
use super::dom::{Document, NodeId};
use super::properties::is_xades;
use super::signature::{Signature, base64};
use super::{DSIG, XmlError};
use crate::certificate::Certificate;
use crate::chain::Evidence;
use crate::crl::Crl;
use crate::ocsp::OcspResponse;

/// Time stamps on one signature that are looked at; each costs a signature check and a path.
const MAX_STAMPS: usize = 8;
/// Certificates, and lists, and answers that one signature brings.
const MAX_VALUES: usize = 64;

#[derive(Default)]
pub(crate) struct Unsigned {
    pub(crate) stamps: Vec<Stamp>,
    /// What could be read of what the signature brings; nobody vouches for it.
    pub(crate) evidence: Evidence,
}

pub(crate) struct Stamp {
    /// The token in DER or BER; None where it is not in Base64.
    pub(crate) token: Option<Vec<u8>>,
    /// What it is over: the element `SignatureValue`, canonicalized as the stamp says.
    pub(crate) signed: Result<Vec<u8>, XmlError>,
}

impl Unsigned {
    pub(crate) fn read(document: &Document, signature: &Signature, budget: &mut usize) -> Self {
        let mut found = Unsigned::default();
        let qualifying = signature
            .objects
            .iter()
            .flat_map(|object| document.children(*object))
            .find(|(_, child)| is_xades(child));
        let Some((node, element)) = qualifying else {
            return found;
        };
        let namespace = &*element.namespace;
        let own = document
            .child(node, namespace, "UnsignedProperties")
            .and_then(|all| document.child(all, namespace, "UnsignedSignatureProperties"));
        let Some(own) = own else { return found };
        for (node, element) in document.children(own) {
            // Versions 1.3.2 and 1.4.1 mix in one signature.
            if !element.namespace.starts_with("http://uri.etsi.org/01903/") {
                continue;
            }
            match &*element.local {
                "SignatureTimeStamp" => found.stamp(document, signature, node, budget),
                "CertificateValues" | "RevocationValues" => found.values(document, node),
                _ => {}
            }
        }
        found
    }

    fn stamp(
        &mut self,
        document: &Document,
        signature: &Signature,
        node: NodeId,
        budget: &mut usize,
    ) {
        if self.stamps.len() >= MAX_STAMPS {
            return;
        }
        let method = document
            .child(node, DSIG, "CanonicalizationMethod")
            .and_then(|at| {
                let uri = document.element(at)?.attribute("Algorithm")?;
                Some(Method::read(document, at, uri))
            });
        let inclusive = || Method::of("http://www.w3.org/TR/2001/REC-xml-c14n-20010315");
        let method = match method {
            None => inclusive().ok_or(XmlError::Unsupported("canonicalization")),
            Some(Some(method)) => method,
            Some(None) => Err(XmlError::Unsupported("the time stamp's canonicalization")),
        };
        let subset = Subset::of(signature.value_node);
        let signed = method.and_then(|method| canonicalize(document, subset, &method, budget));
        for (node, element) in document.children(node) {
            if &*element.local == "EncapsulatedTimeStamp" && self.stamps.len() < MAX_STAMPS {
                self.stamps.push(Stamp {
                    token: base64(document, node),
                    signed: signed.clone(),
                });
            }
        }
    }

    fn values(&mut self, document: &Document, node: NodeId) {
        for (node, element) in document.elements(node).take(4 * MAX_VALUES) {
            let der = || base64(document, node).unwrap_or_default();
            match &*element.local {
                "EncapsulatedX509Certificate" if self.evidence.certificates.len() < MAX_VALUES => {
                    let read = Certificate::from_der(&der());
                    self.evidence.certificates.extend(read);
                }
                "EncapsulatedCRLValue" if self.evidence.crls.len() < MAX_VALUES => {
                    self.evidence.crls.extend(Crl::from_der(&der()));
                }
                "EncapsulatedOCSPValue" if self.evidence.ocsp.len() < MAX_VALUES => {
                    self.evidence.ocsp.extend(OcspResponse::from_der(&der()));
                }
                _ => {}
            }
        }
    }
}
