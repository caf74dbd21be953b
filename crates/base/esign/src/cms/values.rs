//! What a signature brings with it: certificates, lists and answers, in the CMS itself and among the
//! unsigned attributes of CAdES-X Long and LT (ETSI EN 319 122-2, annex A.1), in a PDF among Adobe's
//! signed ones. Nobody vouches for it.

use super::attributes;
use super::read::SignedData;
use crate::ber::{BerError, Element, tag};
use crate::certificate::Certificate;
use crate::chain::Evidence;
use crate::crl::Crl;
use crate::ocsp::OcspResponse;
use crate::write;
use x509_cert::der::asn1::ObjectIdentifier;

const CERTIFICATE_VALUES: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.23");
const REVOCATION_VALUES: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.24");
/// adbe-revocationInfoArchival (ISO 32000-1, section 12.8.3.3.2)
const ARCHIVAL: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113583.1.1.8");
const BASIC_ANSWER: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.48.1.1");

/// Of each kind, for each signer: a chain and its time stamps' chains have under a dozen.
const MAX_VALUES: usize = 64;

/// The evidence at hand and what the signature brings with it; what cannot be read is left out.
pub(crate) fn gathered(data: &SignedData<'_>, evidence: &Evidence) -> Evidence {
    let mut all = evidence.clone();
    all.certificates.extend(data.certificates.iter().cloned());
    all.crls
        .extend(data.crls.iter().filter_map(|der| Crl::from_der(der).ok()));
    let ocsp = data.ocsp.iter();
    all.ocsp
        .extend(ocsp.filter_map(|der| OcspResponse::from_der(der).ok()));
    for signer in &data.signers {
        for value in attributes::unsigned(signer, CERTIFICATE_VALUES) {
            let list = value.inside().all(MAX_VALUES).unwrap_or_default();
            let read = list
                .iter()
                .filter_map(|one| Certificate::from_der(one.whole).ok());
            all.certificates.extend(read);
        }
        // What is read up to a fault counts.
        for value in attributes::unsigned(signer, REVOCATION_VALUES) {
            let _ = revocations(value, &mut all, enveloped);
        }
        let archival = signer.signed.iter().filter(|one| one.oid == ARCHIVAL);
        for value in archival.flat_map(|one| &one.values) {
            let _ = revocations(*value, &mut all, <[u8]>::to_vec);
        }
    }
    all
}

/// An answer without the envelope that it came in, put into one.
fn enveloped(basic: &[u8]) -> Vec<u8> {
    let bytes = write::sequence(&[write::oid(BASIC_ANSWER), write::octets(basic)]);
    let successful = write::element(0x0a, &[0]);
    write::sequence(&[successful, write::tagged(0, &bytes)])
}

/// `RevocationValues` and its kin: lists, and answers, of which `answer` makes whole ones.
fn revocations(
    value: Element<'_>,
    all: &mut Evidence,
    answer: impl Fn(&[u8]) -> Vec<u8>,
) -> Result<(), BerError> {
    let mut parts = value.inside();
    let list = |explicit: Element<'_>| -> Result<Vec<Vec<u8>>, BerError> {
        let list = Element::only(explicit.content, tag::SEQUENCE)?;
        let list = list.inside().all(MAX_VALUES)?;
        Ok(list.iter().map(|one| one.whole.to_vec()).collect())
    };
    if let Some(lists) = parts.optional(tag::context(0))? {
        let read = list(lists)?;
        all.crls
            .extend(read.iter().filter_map(|der| Crl::from_der(der).ok()));
    }
    if let Some(answers) = parts.optional(tag::context(1))? {
        for one in list(answers)? {
            all.ocsp.extend(OcspResponse::from_der(&answer(&one)).ok());
        }
    }
    Ok(())
}
